//! A network as bytes, to be kept in a file that is read much faster than the rows it was made of.
//!
//! What cannot be told from the rest is kept, and nothing else: nodes with their keys, modes, hubs and places; links and transfers
//! with their ends, times and lengths. Arcs, and what finds them, are laid out again by the code that does so for rows, so they
//! cannot contradict the links. What is kept is judged once more as it is read: a file with a right checksum and wrong content
//! is refused as well, whoever made it.
//!
//! Little-endian: the 16 bytes `supplyline cache`, the version in 32 bits, the length of the file in 64, then the content, and
//! last the CRC-32 of all before it. Numbers in the content have seven bits a byte. A network of road-like shape takes some
//! 60 bytes a node with its links.

mod bytes;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use bytes::{Reader, Writer};

use super::assemble::{NewArc, buckets};
use super::{CacheError, Capacities, LINK_DIRECTED, LINK_SHARED_CAPACITY, Network, NetworkProblem, Physical};
use crate::import::{ImportProblem, Repair};
use crate::mode::Mode;
use crate::network::ids::{HubId, LinkId, NodeId};
use crate::network::position::{LatLon, Position};
use crate::prepare::MODES_AT_A_NODE;
use crate::progress::Progress;
use crate::units::{LINK_COST_BOUND, TonnesPerDay};

const MAGIC: &[u8; 16] = b"supplyline cache";
const VERSION: u32 = 1;
const HEADER: usize = MAGIC.len() + 4 + 8;
const CHECKSUM: usize = 4;
/// By this extension a file is meant to be a cache, even where its first bytes are not.
const EXTENSION: &str = "supplyline";

/// A link is used by several modes: their number follows.
const LINK_SEVERAL_MODES: u8 = 4;
const TRANSFER_DIRECTED: u8 = 1;
const TRANSFER_ASSUMED: u8 = 2;

type Found<T> = Result<T, CacheError>;

fn contradiction<T>(what: &'static str) -> Found<T> {
    Err(CacheError::Contradiction { what })
}

impl Network {
    /// The network as bytes, from which [`Network::from_bytes`] makes the same one. The same network gives the same bytes. Linear
    /// in its size.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.0.extend_from_slice(MAGIC);
        out.0.extend_from_slice(&VERSION.to_le_bytes());
        out.0.extend_from_slice(&[0; 8]);
        self.write_names(&mut out);
        self.write_nodes(&mut out);
        self.write_links(&mut out);
        self.write_transfers(&mut out);
        let Writer(mut bytes) = out;
        let length = (bytes.len() + CHECKSUM) as u64;
        bytes[HEADER - 8..HEADER].copy_from_slice(&length.to_le_bytes());
        let checksum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// The network of the bytes that were kept. Linear in their number; takes memory for the network, and some 20 bytes an arc
    /// while it lasts.
    ///
    /// # Errors
    /// [`CacheError`] where the bytes are no such file, of another version, cut off, damaged, or say what no network can be.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CacheError> {
        if !bytes.starts_with(MAGIC) || bytes.len() < HEADER {
            return Err(CacheError::NotACache { length: bytes.len() });
        }
        let version = bytes[MAGIC.len()..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
        if version != VERSION {
            return Err(CacheError::OtherVersion { found: version, known: VERSION });
        }
        let wanted = bytes[HEADER - 8..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        let found = bytes.len() as u64;
        if found != wanted || bytes.len() < HEADER + CHECKSUM {
            return Err(CacheError::WrongLength { found, wanted });
        }
        let (kept, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
        if checksum != crc32fast::hash(kept).to_le_bytes() {
            return Err(CacheError::Damaged);
        }
        let mut reader = Reader::new(&kept[HEADER..]);
        let network = Self::read_content(&mut reader)?;
        if reader.is_at_end() { Ok(network) } else { contradiction("it goes on after its end") }
    }

    /// Reads a file where it is a cache or is meant to be one; nothing where it is something else.
    pub(super) fn read_cache(path: &Path, progress: &dyn Progress) -> Option<Result<Self, NetworkProblem>> {
        let is_meant = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION));
        // Whatever else there may be could keep whoever opens it waiting.
        let mut file = if path.is_file() { File::open(path).ok()? } else { return None };
        let mut bytes = Vec::new();
        let unreadable = |error: std::io::Error| {
            NetworkProblem::Import(ImportProblem::Unreadable { reason: error.to_string() })
        };
        if let Err(error) = (&mut file).take(MAGIC.len() as u64).read_to_end(&mut bytes) {
            return is_meant.then(|| Err(unreadable(error)));
        }
        if bytes != MAGIC && !is_meant {
            return None;
        }
        progress.begin("reading the network", file.metadata().map_or(0, |metadata| metadata.len()));
        // A large file of another kind need not be read to be refused.
        if bytes == MAGIC
            && let Err(error) = file.read_to_end(&mut bytes)
        {
            return Some(Err(unreadable(error)));
        }
        let read = Self::from_bytes(&bytes).map_err(NetworkProblem::Cache);
        progress.advance(bytes.len() as u64);
        if progress.stop_requested() {
            return Some(Err(ImportProblem::Stopped.into()));
        }
        Some(read)
    }

    fn write_names(&self, out: &mut Writer) {
        out.flag(self.name.is_some());
        if let Some(name) = &self.name {
            out.text(name.as_bytes());
        }
        // Texts, numbers that are finite, and lists: all of which JSON has.
        out.text(&serde_json::to_vec(&self.repairs).unwrap_or_default());
        out.count(self.modes.len());
        for mode in &self.modes {
            out.text(mode.name().as_bytes());
        }
    }

    fn write_nodes(&self, out: &mut Writer) {
        out.count(self.node_count());
        out.0.extend_from_slice(&self.node_modes);
        out.indexed_strings(&self.node_keys);
        out.strings(&self.node_names);
        let mut next = 0;
        for hub in &self.node_hubs {
            out.count(next - hub.index());
            next = next.max(hub.index() + 1);
        }
        let any_place = self.node_positions.iter().any(|at| !at[0].is_nan());
        out.flag(any_place);
        if any_place {
            for &coordinate in self.node_positions.as_flattened() {
                out.float(coordinate);
            }
        }
        write_capacities(out, &self.node_capacities);
        // Where nobody names hubs, each node is one of its own.
        let as_nodes = self.hub_keys.has_texts_of(&self.node_keys);
        out.flag(as_nodes);
        if !as_nodes {
            out.indexed_strings(&self.hub_keys);
        }
        out.indexed_strings(&self.hub_names);
    }

    fn write_links(&self, out: &mut Writer) {
        out.count(self.link_count());
        let mut last_tail = 0;
        for (link, flags) in self.links().zip(&self.link_flags) {
            let step = if link.is_directed() { 1 } else { 2 };
            let forth = link.arcs().iter().step_by(step);
            if forth.len() == 1 {
                out.byte(*flags);
            } else {
                out.byte(flags | LINK_SEVERAL_MODES);
                out.count(forth.len());
            }
            out.number(link.length().decimetres());
            for &arc in forth {
                let (tail, head) = (self.tail(arc).index(), self.head(arc).index());
                out.step(last_tail, tail);
                out.step(tail, head);
                out.number(u64::from(self.arc_times[arc.index()]));
                last_tail = tail;
            }
        }
        out.indexed_strings(&self.link_keys);
        out.strings(&self.link_names);
        write_capacities(out, &self.link_capacities);
        out.flag(!self.geometry_first.is_empty());
        for pair in self.geometry_first.windows(2) {
            out.number(u64::from(pair[1] - pair[0]));
        }
        for &coordinate in self.geometry_points.as_flattened() {
            out.float(coordinate);
        }
        let groups = &self.physical.group_of_link;
        out.flag(!groups.is_empty());
        let mut next = 1;
        for &group in groups {
            out.number(if group == 0 { 0 } else { u64::from(next - group) + 1 });
            next = next.max(group + 1);
        }
        if !groups.is_empty() {
            out.indexed_strings(&self.physical.keys);
        }
    }

    fn write_transfers(&self, out: &mut Writer) {
        out.count(self.transfer_count());
        let mut last = 0;
        for transfer in self.transfers() {
            let directed = if transfer.is_directed() { TRANSFER_DIRECTED } else { 0 };
            let assumed = if transfer.is_assumed() { TRANSFER_ASSUMED } else { 0 };
            out.byte(directed | assumed);
            let (from, to) = (transfer.from().id().index(), transfer.to().id().index());
            out.step(last, from);
            out.step(from, to);
            out.number(transfer.time().milliseconds());
            last = from;
        }
        write_capacities(out, &self.transfer_capacities);
    }

    fn read_content(reader: &mut Reader<'_>) -> Found<Self> {
        let mut network = Self::empty();
        network.read_names(reader)?;
        network.read_nodes(reader)?;
        let mut arcs = Vec::new();
        network.read_links(reader, &mut arcs)?;
        network.read_transfers(reader, &mut arcs)?;
        if arcs.len() >= u32::MAX as usize {
            return contradiction("it has more arcs than can be counted");
        }
        network.lay_out_arcs(&arcs, network.link_count() + network.transfer_count());
        Ok(network)
    }

    fn read_names(&mut self, reader: &mut Reader<'_>) -> Found<()> {
        if reader.flag()? {
            self.name = Some(utf8(reader.text()?)?.to_owned());
        }
        self.repairs = serde_json::from_slice::<Vec<Repair>>(reader.text()?)
            .map_err(|_| CacheError::Contradiction { what: "its notes of repairs cannot be read" })?;
        let count = reader.count()?;
        if count > usize::from(u8::MAX) {
            return contradiction("it has more modes than there can be");
        }
        for _ in 0..count {
            let name = utf8(reader.text()?)?;
            let mode = Mode::from(name);
            if mode.name() != name || self.modes.last().is_some_and(|last| *last >= mode) {
                return contradiction("its modes are not in their order");
            }
            self.modes.push(mode);
        }
        Ok(())
    }

    fn read_nodes(&mut self, reader: &mut Reader<'_>) -> Found<()> {
        let count = reader.count_of(2)?;
        if count == 0 {
            return contradiction("it has no node");
        }
        self.node_modes = reader.bytes(count)?.to_vec();
        let mut used = vec![false; self.modes.len()];
        for &mode in &self.node_modes {
            match used.get_mut(usize::from(mode)) {
                Some(used) => *used = true,
                None => return contradiction("a node has a mode that is not there"),
            }
        }
        if used.contains(&false) {
            return contradiction("no node has one of its modes");
        }
        self.node_keys = reader.indexed_strings(count)?;
        self.node_names = reader.strings(count)?;
        let mut hubs = 0;
        self.node_hubs = Vec::with_capacity(count);
        for _ in 0..count {
            let back = reader.below(hubs + 1, "a node is in a hub that is not there")?;
            self.node_hubs.push(HubId::new(hubs - back));
            hubs += usize::from(back == 0);
        }
        self.node_positions = if reader.flag()? {
            let mut positions = Vec::with_capacity(count);
            for _ in 0..count {
                let at = reader.floats()?;
                if !at[0].is_nan() || !at[1].is_nan() {
                    check_position(at)?;
                }
                positions.push(at);
            }
            positions
        } else {
            vec![[f64::NAN; 2]; count]
        };
        self.node_capacities = read_capacities(reader, count)?;
        self.check_rows_of_nodes()?;
        self.hub_keys = if reader.flag()? {
            if hubs != count {
                return contradiction("not every node is a hub of its own");
            }
            self.node_keys.clone()
        } else {
            reader.indexed_strings(hubs)?
        };
        if self.hub_keys.has_repeated(|_| true) {
            return contradiction("two hubs have the same key");
        }
        self.hub_names = reader.indexed_strings(hubs)?;
        (self.hub_first_node, self.hub_nodes) =
            buckets(hubs, self.node_hubs.iter().map(|hub| hub.index()), NodeId::new);
        Ok(())
    }

    /// Nodes of one key are what one row gave: they follow one another, in one hub, in the order of their modes.
    fn check_rows_of_nodes(&self) -> Found<()> {
        let mut modes = 1;
        for pair in self.node_keys.sorted().windows(2) {
            let (one, other) = (pair[0] as usize, pair[1] as usize);
            if self.node_keys.get(one) != self.node_keys.get(other) {
                modes = 1;
                continue;
            }
            modes += 1;
            let follow = other == one + 1
                && self.node_hubs[one] == self.node_hubs[other]
                && self.node_modes[one] < self.node_modes[other]
                && modes <= MODES_AT_A_NODE;
            if !follow {
                return contradiction("nodes of one key are not one row");
            }
        }
        Ok(())
    }

    fn read_links(&mut self, reader: &mut Reader<'_>, arcs: &mut Vec<NewArc>) -> Found<()> {
        const OUTSIDE: &str = "a link ends at a node that is not there";
        let count = reader.count_of(5)?;
        let nodes = self.node_count();
        let mut last_tail = 0;
        self.link_flags = Vec::with_capacity(count);
        arcs.reserve(2 * count);
        for element in 0..count {
            let flags = reader.byte()?;
            if flags > LINK_DIRECTED | LINK_SHARED_CAPACITY | LINK_SEVERAL_MODES {
                return contradiction("a link has a flag that is not known");
            }
            let modes = if flags & LINK_SEVERAL_MODES == 0 { 1 } else { reader.count()? };
            if modes == 0 {
                return contradiction("a link has no mode");
            }
            self.link_flags.push(flags & !LINK_SEVERAL_MODES);
            let length = cost(reader)?;
            let mut first: Option<[usize; 2]> = None;
            for _ in 0..modes {
                let tail = reader.step(last_tail, nodes, OUTSIDE)?;
                let head = reader.step(tail, nodes, OUTSIDE)?;
                let time = cost(reader)?;
                last_tail = tail;
                let [from, to] = *first.get_or_insert([tail, head]);
                let same_rows = from == tail && to == head
                    || self.node_keys.get(from) == self.node_keys.get(tail)
                        && self.node_keys.get(to) == self.node_keys.get(head);
                if self.node_modes[tail] != self.node_modes[head] || !same_rows {
                    return contradiction("a link leads from one mode to another, or to several nodes");
                }
                let ends = [NodeId::new(tail), NodeId::new(head)];
                NewArc::push_both(arcs, ends, [time, length], element, flags & LINK_DIRECTED != 0);
            }
        }
        self.link_keys = reader.indexed_strings(count)?;
        if self.link_keys.has_repeated(|key| !key.is_empty()) {
            return contradiction("two links have the same key");
        }
        self.link_names = reader.strings(count)?;
        self.link_capacities = read_capacities(reader, count)?;
        self.read_geometries(reader)?;
        self.read_physical(reader)
    }

    fn read_geometries(&mut self, reader: &mut Reader<'_>) -> Found<()> {
        if !reader.flag()? {
            return Ok(());
        }
        let mut total = 0_u32;
        self.geometry_first = Vec::with_capacity(self.link_count() + 1);
        self.geometry_first.push(0);
        for _ in 0..self.link_count() {
            let points = u32::try_from(reader.number()?).ok();
            total = points.and_then(|points| total.checked_add(points)).ok_or(CacheError::Contradiction {
                what: "its geometries have more points than can be counted",
            })?;
            self.geometry_first.push(total);
        }
        if total == 0 {
            return contradiction("its geometries have no point");
        }
        // Taken as a whole before anything is made of it, so that there is room for no more points than the file holds.
        let bytes = reader.bytes((total as usize).saturating_mul(16))?;
        let mut points = Reader::new(bytes);
        self.geometry_points = Vec::with_capacity(total as usize);
        for _ in 0..total {
            let at = points.floats()?;
            check_position(at)?;
            self.geometry_points.push(at);
        }
        Ok(())
    }

    #[expect(clippy::cast_possible_truncation, reason = "no more groups than links, which are below 2^32")]
    fn read_physical(&mut self, reader: &mut Reader<'_>) -> Found<()> {
        let mut physical = Physical::default();
        let mut groups = 0;
        if reader.flag()? {
            for _ in 0..self.link_count() {
                let back = reader.below(groups + 2, "a link is part of a physical one that is not there")?;
                physical.group_of_link.push(if back == 0 { 0 } else { (groups + 2 - back) as u32 });
                groups += usize::from(back == 1);
            }
            if groups == 0 {
                return contradiction("it has physical links that no link is part of");
            }
            physical.keys = reader.indexed_strings(groups)?;
            if physical.keys.has_repeated(|_| true) {
                return contradiction("two physical links have the same key");
            }
            for (group, key) in physical.keys.iter().enumerate() {
                let own = |&link: &u32| physical.group_of_link[link as usize] as usize == group + 1;
                if !self.link_keys.find(key).iter().all(own) {
                    return contradiction("a physical link has the key of a link that is no part of it");
                }
            }
        }
        // Links of no group are in a bucket of their own, before the others, and left out.
        let group_of = physical.group_of_link.iter().map(|&group| group as usize);
        let (first, links) = buckets(groups + 1, group_of, LinkId::new);
        let of_none = first[1];
        physical.members = links[of_none as usize..].to_vec();
        physical.first_member = first[1..].iter().map(|at| at - of_none).collect();
        self.physical = physical;
        Ok(())
    }

    fn read_transfers(&mut self, reader: &mut Reader<'_>, arcs: &mut Vec<NewArc>) -> Found<()> {
        const OUTSIDE: &str = "a transfer ends at a node that is not there";
        let count = reader.count_of(4)?;
        let (nodes, links) = (self.node_count(), self.link_count());
        if links + count >= u32::MAX as usize {
            return contradiction("it has more links and transfers than can be counted");
        }
        let mut last = 0;
        self.transfer_assumed = Vec::with_capacity(count);
        for at in 0..count {
            let flags = reader.byte()?;
            if flags > TRANSFER_DIRECTED | TRANSFER_ASSUMED {
                return contradiction("a transfer has a flag that is not known");
            }
            let from = reader.step(last, nodes, OUTSIDE)?;
            let to = reader.step(from, nodes, OUTSIDE)?;
            let time = cost(reader)?;
            last = from;
            if from == to || self.node_hubs[from] != self.node_hubs[to] {
                return contradiction("a transfer does not lead to another node of its hub");
            }
            self.transfer_assumed.push(flags & TRANSFER_ASSUMED != 0);
            let ends = [NodeId::new(from), NodeId::new(to)];
            NewArc::push_both(arcs, ends, [time, 0], links + at, flags & TRANSFER_DIRECTED != 0);
        }
        self.transfer_capacities = read_capacities(reader, count)?;
        Ok(())
    }
}

fn write_capacities(out: &mut Writer, Capacities(capacities): &Capacities) {
    out.flag(!capacities.is_empty());
    for &kilograms in capacities {
        // One more than it is, so that the largest number, which is none, becomes 0.
        out.number(kilograms.wrapping_add(1));
    }
}

fn read_capacities(reader: &mut Reader<'_>, count: usize) -> Found<Capacities> {
    if !reader.flag()? {
        return Ok(Capacities::default());
    }
    let mut capacities = Vec::new();
    for _ in 0..count {
        let kilograms = reader.number()?.wrapping_sub(1);
        if kilograms != Capacities::UNLIMITED && TonnesPerDay::from_kilograms(kilograms).is_err() {
            return contradiction("a capacity is larger than there can be");
        }
        capacities.push(kilograms);
    }
    if capacities.iter().all(|&kilograms| kilograms == Capacities::UNLIMITED) {
        return contradiction("it has capacities that limit nothing");
    }
    Ok(Capacities(capacities))
}

fn utf8(bytes: &[u8]) -> Found<&str> {
    std::str::from_utf8(bytes).map_err(|_| CacheError::Contradiction { what: "a text is not UTF-8" })
}

fn check_position([lon, lat]: [f64; 2]) -> Found<()> {
    match Position::try_from(LatLon { lat, lon }) {
        Ok(_) => Ok(()),
        Err(_) => contradiction("a point is not on the earth"),
    }
}

/// A time or a length of a link.
#[expect(clippy::cast_possible_truncation, reason = "below 2^30")]
fn cost(reader: &mut Reader<'_>) -> Found<u32> {
    reader.below(LINK_COST_BOUND as usize, "a time or a length is past the limit").map(|cost| cost as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of this content, with the right length and checksum.
    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut bytes = [MAGIC.as_slice(), &VERSION.to_le_bytes()].concat();
        bytes.extend_from_slice(&((HEADER + content.len() + CHECKSUM) as u64).to_le_bytes());
        bytes.extend_from_slice(content);
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Whoever seals wrong content again gets no network of it that breaks later: whatever is accepted can be asked anything.
    #[test]
    fn a_forged_file_is_refused_or_sound() {
        use crate::network::{NewLink, NewNode, NewTransfer};
        let network = Network::builder()
            .name("forged")
            .hub(NewNode::new("a").at(LatLon { lat: 1.0, lon: 2.0 }).capacity("5 t/d"))
            .node(NewNode::new("b").in_hub("B").name("bee").at(LatLon { lat: 1.0, lon: 3.0 }))
            .node(NewNode::new("c").in_hub("B").at(LatLon { lat: 1.5, lon: 3.0 }))
            .link(NewLink::road("a", "b").length("3 km").physical("p").capacity("9 t/d"))
            .link(NewLink::rail("a", "c").also(Mode::Road).length("4 km").one_way().physical("p"))
            .link(
                NewLink::rail("c", "a").along([LatLon { lat: 1.5, lon: 3.0 }, LatLon { lat: 1.0, lon: 2.0 }]),
            )
            .transfer(NewTransfer::new("b", "c").between(Mode::Road, Mode::Rail).time("1 h"))
            .build()
            .expect("it is valid");
        let bytes = network.to_bytes();
        assert_eq!(
            format!("{:?}", Network::from_bytes(&bytes)),
            format!("{:?}", Ok::<_, CacheError>(&network))
        );
        let content = &bytes[HEADER..bytes.len() - CHECKSUM];
        let mut accepted = 0;
        for at in 0..content.len() {
            for value in [0, 1, 2, 3, 4, 7, 0x7f, 0x80, 0xff, content[at] ^ 1, content[at].wrapping_add(1)] {
                let mut forged = content.to_vec();
                forged[at] = value;
                if let Ok(forged) = Network::from_bytes(&sealed(&forged)) {
                    accepted += 1;
                    ask_everything(&forged);
                    assert_eq!(
                        format!("{:?}", Network::from_bytes(&forged.to_bytes())),
                        format!("{:?}", Ok::<_, CacheError>(&forged))
                    );
                }
            }
            for wrong in [&content[..at], &[&content[..at], &content[at + 1..]].concat()] {
                if let Ok(forged) = Network::from_bytes(&sealed(wrong)) {
                    ask_everything(&forged);
                }
            }
        }
        assert!(
            accepted > content.len() / 4,
            "other names, times and places are networks as well: {accepted}"
        );
    }

    fn ask_everything(network: &Network) {
        use crate::import::RawNetwork;
        for node in network.nodes() {
            assert!(network.find_nodes(node.key()).any(|found| found == node.id()));
            assert!(node.hub().nodes().contains(&node.id()));
            let out: Vec<_> = network.arcs_out(node.id()).collect();
            assert!(out.iter().all(|&arc| network.tail(arc) == node.id()));
            assert!(network.arcs_in(node.id()).iter().all(|&arc| network.head(arc) == node.id()));
            let _ = (node.name(), node.position(), node.capacity());
        }
        for hub in network.hubs() {
            assert_eq!(network.find_hub(hub.key()).ok(), Some(hub.id()));
            let _ = (hub.name(), hub.position(), network.find_hub(hub.name()).is_ok());
        }
        for link in network.links() {
            assert!(
                link.modes().count() > 0 && network.physical_link(link.id()).any(|part| part == link.id())
            );
            let _ = (link.name(), link.length(), link.capacity(), link.line(), link.physical_key());
            assert!(network.find_links(link.key()).is_ok());
        }
        for transfer in network.transfers() {
            let _ = (transfer.hub(), transfer.time(), transfer.capacity());
        }
        // Its rows make the same network again, unless they state what is left to assumptions.
        let _ = Network::try_from(RawNetwork::from(network));
    }

    #[test]
    fn no_count_makes_room_for_more_than_the_file_holds() {
        let mut content = vec![0, 2, b'[', b']', 1, 4];
        content.extend_from_slice(b"road");
        for count in [u64::MAX, u64::from(u32::MAX), 1 << 40, 1_000] {
            let mut out = Writer(content.clone());
            out.number(count);
            assert_eq!(
                Network::from_bytes(&sealed(&out.0)).err(),
                Some(CacheError::Contradiction { what: "a count is larger than the file" })
            );
        }
        assert_eq!(
            Network::from_bytes(&sealed(&[content.as_slice(), &[0]].concat())).err(),
            Some(CacheError::Contradiction { what: "it has no node" })
        );
    }
}
