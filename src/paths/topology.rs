//! What an index is made for: nodes and arcs, without costs.

use super::error::IndexError;
use crate::network::{Fingerprint, Network};

/// Nodes and directed arcs, and where the nodes are if that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topology {
    pub(super) nodes: usize,
    pub(super) tails: Vec<u32>,
    pub(super) heads: Vec<u32>,
    pub(super) positions: Option<Vec<[f64; 2]>>,
}

impl Topology {
    /// Of a graph of one's own: nodes are numbered from 0, arcs in the order given. Arcs may be parallel or lead from
    /// a node to itself.
    ///
    /// # Errors
    /// [`IndexError`] where an arc ends at no node, or counts do not match.
    pub fn new(nodes: usize, tails: Vec<u32>, heads: Vec<u32>) -> Result<Self, IndexError> {
        if tails.len() != heads.len() {
            return Err(IndexError::UnpairedArcs { tails: tails.len(), heads: heads.len() });
        }
        for (what, found) in [("nodes", nodes), ("arcs", tails.len())] {
            if found >= 1 << 31 {
                return Err(IndexError::WrongCount { what, found, wanted: "less than 2^31".to_owned() });
            }
        }
        let ends = tails.iter().zip(&heads).enumerate();
        for (arc, (&tail, &head)) in ends {
            if let Some(node) = [tail, head].into_iter().find(|&node| node as usize >= nodes) {
                return Err(IndexError::NoSuchNode { arc, node, nodes });
            }
        }
        Ok(Self { nodes, tails, heads, positions: None })
    }

    /// Says where the nodes are, in any plane that is not badly distorted. It makes the order better, and is not
    /// needed.
    ///
    /// # Errors
    /// [`IndexError::WrongCount`] where there is not one position for each node.
    pub fn with_positions(mut self, positions: Vec<[f64; 2]>) -> Result<Self, IndexError> {
        if positions.len() != self.nodes {
            let wanted = self.nodes.to_string();
            return Err(IndexError::WrongCount { what: "positions", found: positions.len(), wanted });
        }
        self.positions = Some(positions);
        Ok(self)
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes
    }

    /// How many arcs there are.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.tails.len()
    }

    /// A number that tells two topologies apart, see [`Network::fingerprint`]. Linear in the arcs.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut fingerprint = Fingerprint::new(self.nodes);
        for (&tail, &head) in self.tails.iter().zip(&self.heads) {
            fingerprint.arc(tail as usize, head as usize);
        }
        fingerprint.value()
    }
}

impl From<&Network> for Topology {
    #[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
    fn from(network: &Network) -> Self {
        let (tails, heads) = network
            .arcs()
            .map(|arc| (network.tail(arc).index() as u32, network.head(arc).index() as u32))
            .unzip();
        Self { nodes: network.node_count(), tails, heads, positions: positions(network) }
    }
}

/// Longitudes are shortened as on the network's middle latitude, so that a step east counts as much as one north.
fn positions(network: &Network) -> Option<Vec<[f64; 2]>> {
    let all: Option<Vec<[f64; 2]>> =
        network.nodes().map(|node| node.position().map(|at| [at.lon(), at.lat()])).collect();
    let mut all = all?;
    let latitudes = all.iter().map(|&[_, lat]| lat);
    let (south, north) =
        latitudes.fold((90.0_f64, -90.0_f64), |(low, high), lat| (low.min(lat), high.max(lat)));
    let shortened = (0.5 * (south + north)).to_radians().cos();
    for position in &mut all {
        position[0] *= shortened;
    }
    Some(all)
}
