//! An index as bytes, to be kept in a file.
//!
//! What takes long is the order, so that is what is kept, four bytes a node; the panels' shapes follow from it and from
//! the network, in a small part of the time. So there is nothing in such a file that could contradict its network: it
//! is a permutation of the nodes, or refused.
//!
//! Little-endian: the 16 bytes `supplyline index`, then in 32 bits each the version, the numbers of nodes and of arcs,
//! in 64 bits the fingerprint of the network, then each node in 32 bits as they are eliminated, and last the CRC-32 of
//! all before it.

use super::Index;
use crate::paths::error::IndexFileError;
use crate::paths::order::Order;
use crate::paths::topology::Topology;

const MAGIC: &[u8; 16] = b"supplyline index";
const VERSION: u32 = 2;
const HEADER: usize = MAGIC.len() + 3 * 4 + 8;
const CHECKSUM: usize = 4;

impl Index {
    /// The bytes to keep, four a node.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 nodes and arcs")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + 4 * self.node_count() + CHECKSUM);
        bytes.extend_from_slice(MAGIC);
        for number in [VERSION, self.node_count() as u32, self.arc_count() as u32] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.fingerprint.to_le_bytes());
        for node in self.order() {
            bytes.extend_from_slice(&node.to_le_bytes());
        }
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// The index of a network from the bytes that were kept. Time: that of [`Index::with_order`], a small part of
    /// [`Index::new`].
    ///
    /// # Errors
    /// [`IndexFileError`] where the bytes are damaged, cut off, of another version or of another network.
    pub fn from_bytes(of: impl Into<Topology>, bytes: &[u8]) -> Result<Self, IndexFileError> {
        let topology = of.into();
        let Some((header, rest)) =
            bytes.split_at_checked(HEADER).filter(|(header, _)| header.starts_with(MAGIC))
        else {
            return Err(IndexFileError::NotAnIndex { length: bytes.len() });
        };
        let number = |at: usize| header[at..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
        let version = number(16);
        if version != VERSION {
            return Err(IndexFileError::OtherVersion { found: version, known: VERSION });
        }
        let (nodes, arcs) = (number(20) as usize, number(24) as usize);
        let wanted = HEADER + 4 * nodes + CHECKSUM;
        if bytes.len() != wanted {
            return Err(IndexFileError::WrongLength { found: bytes.len(), wanted });
        }
        let (order, checksum) = rest.split_at(4 * nodes);
        if checksum != crc32fast::hash(&bytes[..HEADER + 4 * nodes]).to_le_bytes() {
            return Err(IndexFileError::Damaged);
        }
        let fingerprint = header[28..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        let of_network = (topology.node_count(), topology.arc_count());
        if (nodes, arcs) != of_network || fingerprint != topology.fingerprint() {
            return Err(IndexFileError::OtherNetwork { file: (nodes, arcs), network: of_network });
        }
        let order = order.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
        let order = Order::from_nodes(order)?;
        Ok(Self::with_order(topology, &order)?)
    }
}
