//! The one door: rows in, a validated [`Network`] or every problem with its place out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::fingerprint::Fingerprint;
use super::{Capacities, LINK_DIRECTED, LINK_SHARED_CAPACITY, Network, Physical};
use crate::diagnostic::{Place, Problems, did_you_mean};
use crate::import::{ImportProblem, RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd, RowAt};
use crate::mode::Mode;
use crate::network::ids::{ArcId, HubId, LinkId, NodeId};
use crate::network::position::{LatLon, Position};
use crate::network::problem::{NetworkError, NetworkProblem};
use crate::network::strings::Strings;
use crate::prepare::{self, MODES_AT_A_NODE, default_speed};
use crate::units::{LINK_COST_BOUND, Length, Time};

/// So many unknown names get a near one looked up, which is linear in the number of names each time.
const HINTS: u32 = 20;
/// A mode is one byte.
const MODE_LIMIT: u64 = 255;

impl TryFrom<RawNetwork> for Network {
    type Error = NetworkError;

    /// Prepares the rows by [`prepare::standard`], judges all of them, and indexes them.
    ///
    /// Time: linear in the rows, apart from sorting the keys.
    fn try_from(raw: RawNetwork) -> Result<Self, NetworkError> {
        let mut raw = prepare::standard(raw);
        let found = std::mem::take(&mut raw.problems);
        Assembly::new(&raw, found).run().map_err(|problems| NetworkError { problems })
    }
}

impl Network {
    /// A network of rows that [`prepare::standard`] has prepared, which stay as they are: to judge rows before they are
    /// written.
    ///
    /// # Errors
    /// As [`Network::try_from`].
    pub fn of_prepared(raw: &RawNetwork) -> Result<Self, NetworkError> {
        Assembly::new(raw, raw.problems.clone()).run().map_err(|problems| NetworkError { problems })
    }
}

/// An arc before the arcs are sorted by their tails.
pub(super) struct NewArc {
    tail: NodeId,
    head: NodeId,
    time: u32,
    length: u32,
    element: u32,
}

impl NewArc {
    /// Adds the arc of an element in one of its modes, and the one back unless it is directed.
    #[expect(clippy::cast_possible_truncation, reason = "elements are below 2^32")]
    pub(super) fn push_both(
        arcs: &mut Vec<Self>,
        [tail, head]: [NodeId; 2],
        [time, length]: [u32; 2],
        element: usize,
        directed: bool,
    ) {
        let element = element as u32;
        arcs.push(Self { tail, head, time, length, element });
        if !directed {
            arcs.push(Self { tail: head, head: tail, time, length, element });
        }
    }
}

struct Assembly<'r> {
    raw: &'r RawNetwork,
    problems: Problems<NetworkProblem>,
    hints: u32,
    /// The rows of which something could not be read.
    unreadable: HashSet<(Option<PathBuf>, Option<u64>)>,
    rows: HashMap<&'r str, usize>,
    /// The first node of each row; its modes follow one another.
    first_node: Vec<usize>,
    modes: Vec<Mode>,
    node_hubs: Vec<HubId>,
    hub_keys: Vec<&'r str>,
    arcs: Vec<NewArc>,
}

impl<'r> Assembly<'r> {
    fn new(raw: &'r RawNetwork, found: Problems<ImportProblem>) -> Self {
        let unreadable = found
            .iter()
            .map(|problem| (problem.place.path().map(Path::to_owned), problem.place.line()))
            .collect();
        let mut problems = Problems::default();
        problems.extend(found);
        Self {
            raw,
            problems,
            hints: HINTS,
            unreadable,
            rows: HashMap::new(),
            first_node: Vec::new(),
            modes: Vec::new(),
            node_hubs: Vec::new(),
            hub_keys: Vec::new(),
            arcs: Vec::new(),
        }
    }

    fn run(mut self) -> Result<Network, Problems<NetworkProblem>> {
        self.check_sizes();
        self.read_nodes();
        let element_count = self.raw.links.len() + self.raw.transfers.len();
        self.read_links();
        self.read_transfers();
        if self.arcs.len() >= u32::MAX as usize {
            self.too_many("arcs", u64::from(u32::MAX) - 1);
        }
        let physical = self.physical_links();
        std::mem::take(&mut self.problems).or(())?;
        Ok(self.index(element_count, physical))
    }

    fn note(&mut self, at: RowAt, what: &str, problem: NetworkProblem) {
        let place = self.raw.place(at, what);
        self.problems.add(place, problem);
    }

    fn note_node(&mut self, node: &RawNode, problem: NetworkProblem) {
        self.note(node.at, &format!("node '{}'", node.key), problem);
    }

    fn note_link(&mut self, link: &RawLink, problem: NetworkProblem) {
        self.note(link.at, &format!("link '{}'", link.key), problem);
    }

    fn note_transfer(&mut self, transfer: &RawTransfer, problem: NetworkProblem) {
        let what = format!("transfer '{}' to '{}'", transfer.from.node, transfer.to.node);
        self.note(transfer.at, &what, problem);
    }

    fn too_many(&mut self, what: &'static str, limit: u64) {
        self.problems.add(Place::default(), NetworkProblem::TooMany { what, limit });
    }

    /// What 32-bit ids and offsets cannot count is refused before anything is built.
    fn check_sizes(&mut self) {
        let limit = u64::from(u32::MAX) - 1;
        let nodes: u64 = self.raw.nodes.iter().map(|node| node.modes.len() as u64).sum();
        let points: u64 = self.raw.links.iter().map(|link| link.geometry.len() as u64).sum();
        let elements = self.raw.links.len() as u64 + self.raw.transfers.len() as u64;
        let text = |bytes: &mut dyn Iterator<Item = usize>| bytes.map(|b| b as u64).sum::<u64>();
        let node_text = text(&mut self.raw.nodes.iter().map(|node| {
            let longest = [&node.name, &node.hub, &node.hub_name].map(|t| t.as_ref().map_or(0, String::len));
            node.modes.len() * longest.into_iter().chain([node.key.len()]).max().unwrap_or(0)
        }));
        let link_text = text(&mut self.raw.links.iter().map(|link| {
            let longest = [&link.name, &link.physical].map(|t| t.as_ref().map_or(0, String::len));
            longest.into_iter().chain([link.key.len()]).max().unwrap_or(0)
        }));
        let counts = [
            (nodes, "nodes"),
            (elements, "links and transfers"),
            (points, "points of geometries"),
            (node_text, "bytes of node names"),
            (link_text, "bytes of link names"),
        ];
        for (count, what) in counts {
            if count > limit {
                self.too_many(what, limit);
            }
        }
        let mut modes: Vec<Mode> =
            self.raw.nodes.iter().flat_map(|node| node.modes.iter().cloned()).collect();
        modes.sort();
        modes.dedup();
        if modes.len() as u64 > MODE_LIMIT {
            self.too_many("modes", MODE_LIMIT);
        }
        self.modes = modes;
    }

    fn read_nodes(&mut self) {
        let raw = self.raw;
        if raw.nodes.is_empty() && self.unreadable.is_empty() {
            let file = raw.files.iter().find(|file| file.ends_with("node.csv")).or(raw.files.first());
            let place = file.map_or_else(|| Place::key("network"), Place::file);
            self.problems.add(place, NetworkProblem::NoNodes);
        }
        let mut hubs: HashMap<&'r str, HubId> = HashMap::new();
        for (row, node) in raw.nodes.iter().enumerate() {
            self.first_node.push(self.node_hubs.len());
            if let Some(&first) = self.rows.get(node.key.as_str()) {
                let first = &raw.nodes[first];
                self.note_node(
                    node,
                    NetworkProblem::NodeTwice {
                        key: node.key.clone(),
                        first: raw.place(first.at, "an earlier node"),
                    },
                );
                continue;
            }
            self.rows.insert(&node.key, row);
            if let Some([lon, lat]) = node.xy
                && let Err(problem) = Position::try_from(LatLon { lat, lon })
            {
                self.note_node(node, problem.into());
            }
            let hub_key = node.hub_key();
            let next = HubId::new(self.hub_keys.len());
            let hub = *hubs.entry(hub_key).or_insert(next);
            if hub == next {
                self.hub_keys.push(hub_key);
            }
            if node.modes.len() > MODES_AT_A_NODE {
                let (what, limit) = ("modes at a node", MODES_AT_A_NODE as u64);
                self.note_node(node, NetworkProblem::TooMany { what, limit });
            }
            self.node_hubs.extend(node.modes.iter().map(|_| hub));
        }
    }

    /// The row of a key that a link or transfer names.
    fn row(&mut self, key: &str, note: impl FnOnce(&mut Self, NetworkProblem)) -> Option<usize> {
        let found = self.rows.get(key).copied();
        // Where the key is empty, or nodes could not be read, the reason has been noted already.
        if found.is_none() && !key.is_empty() && !self.raw.nodes.is_empty() && !self.raw.nodes_lost {
            let suggestion = if self.hints > 0 {
                self.hints -= 1;
                did_you_mean(key, self.raw.nodes.iter().map(|node| node.key.as_str()))
            } else {
                None
            };
            note(self, NetworkProblem::UnknownNode { key: key.to_owned(), suggestion });
        }
        found
    }

    /// The node of a row that has this mode. Preparation gives every row the modes of its links.
    fn node_of(&self, row: usize, mode: &Mode) -> Option<NodeId> {
        let at = self.raw.nodes[row].modes.iter().position(|other| other == mode)?;
        Some(NodeId::new(self.first_node[row] + at))
    }

    fn read_links(&mut self) {
        let raw = self.raw;
        let mut seen: HashMap<&str, &RawLink> = HashMap::with_capacity(raw.links.len());
        for (element, link) in raw.links.iter().enumerate() {
            let first = *seen.entry(&link.key).or_insert(link);
            if !std::ptr::eq(first, link) && !link.key.is_empty() {
                self.note_link(
                    link,
                    NetworkProblem::LinkTwice {
                        key: link.key.clone(),
                        first: raw.place(first.at, "an earlier link"),
                    },
                );
            }
            for &[lon, lat] in &link.geometry {
                if let Err(problem) = Position::try_from(LatLon { lat, lon }) {
                    self.note_link(link, problem.into());
                    break;
                }
            }
            let from = self.row(&link.from, |this, problem| this.note_link(link, problem));
            let to = self.row(&link.to, |this, problem| this.note_link(link, problem));
            let Some(length) = self.link_length(link) else {
                continue;
            };
            let (Some(from), Some(to)) = (from, to) else {
                continue;
            };
            for mode in &link.modes {
                let Some(time) = self.link_time(link, length, mode) else {
                    break;
                };
                if let (Some(tail), Some(head)) = (self.node_of(from, mode), self.node_of(to, mode)) {
                    self.add_arcs([tail, head], time, length, element, link.directed);
                }
            }
        }
    }

    fn link_length(&mut self, link: &RawLink) -> Option<Length> {
        let Some(length) = link.length else {
            // A bad cell in the row leaves the length out as well; one report is enough.
            let place = self.raw.place(link.at, "");
            if !self.unreadable.contains(&(place.path().map(Path::to_owned), place.line())) {
                self.note_link(link, NetworkProblem::NoLength);
            }
            return None;
        };
        if length.decimetres() >= LINK_COST_BOUND {
            self.note_link(link, NetworkProblem::TooLong { km: length.km() });
            return None;
        }
        Some(length)
    }

    fn link_time(&mut self, link: &RawLink, length: Length, mode: &Mode) -> Option<Time> {
        let speed = link.speed.unwrap_or_else(|| default_speed(mode));
        let time = link.time.map_or_else(|| Time::to_travel(length, speed), Ok);
        match time {
            Ok(time) if time.milliseconds() < LINK_COST_BOUND => Some(time),
            Ok(time) => {
                self.note_link(link, NetworkProblem::TooSlow { hours: time.hours() });
                None
            }
            Err(problem) => {
                self.note_link(link, NetworkProblem::Import(problem.into()));
                None
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "checked: costs below 2^30")]
    fn add_arcs(&mut self, ends: [NodeId; 2], time: Time, length: Length, element: usize, directed: bool) {
        let costs = [time.milliseconds() as u32, length.decimetres() as u32];
        NewArc::push_both(&mut self.arcs, ends, costs, element, directed);
    }

    fn read_transfers(&mut self) {
        let raw = self.raw;
        let mut seen: HashMap<[NodeId; 2], &RawTransfer> = HashMap::new();
        for (at, transfer) in raw.transfers.iter().enumerate() {
            let from = self.transfer_end(transfer, &transfer.from);
            let to = self.transfer_end(transfer, &transfer.to);
            let (Some(from), Some(to)) = (from, to) else {
                continue;
            };
            if from == to {
                let node = transfer.from.node.clone();
                self.note_transfer(transfer, NetworkProblem::TransferToItself { node });
                continue;
            }
            let hubs = [from, to].map(|node| self.hub_keys[self.node_hubs[node.index()].index()].to_owned());
            if hubs[0] != hubs[1] {
                let [from_hub, to_hub] = hubs;
                let problem = NetworkProblem::TransferBetweenHubs {
                    from: transfer.from.node.clone(),
                    from_hub,
                    to: transfer.to.node.clone(),
                    to_hub,
                };
                self.note_transfer(transfer, problem);
                continue;
            }
            let time = transfer.time.unwrap_or_default();
            if time.milliseconds() >= LINK_COST_BOUND {
                self.note_transfer(transfer, NetworkProblem::TooSlow { hours: time.hours() });
                continue;
            }
            let mut pairs = vec![[from, to]];
            if !transfer.directed {
                pairs.push([to, from]);
            }
            if let Some(first) = pairs.iter().find_map(|pair| seen.get(pair)) {
                let [hub, _] = hubs;
                let first = raw.place(first.at, "an earlier transfer");
                self.note_transfer(transfer, NetworkProblem::TransferTwice { hub, first });
                continue;
            }
            seen.extend(pairs.into_iter().map(|pair| (pair, transfer)));
            self.add_arcs([from, to], time, Length::ZERO, raw.links.len() + at, transfer.directed);
        }
        self.check_unclear_transfers();
    }

    fn transfer_end(&mut self, transfer: &RawTransfer, end: &RawTransferEnd) -> Option<NodeId> {
        let row = self.row(&end.node, |this, problem| this.note_transfer(transfer, problem))?;
        let modes = &self.raw.nodes[row].modes;
        let list = || modes.iter().map(Mode::name).collect::<Vec<_>>().join(", ");
        let node = end.node.clone();
        match &end.mode {
            Some(mode) => {
                let found = self.node_of(row, mode);
                if found.is_none() {
                    let (mode, modes) = (mode.clone(), list());
                    self.note_transfer(transfer, NetworkProblem::TransferModeUnknown { node, mode, modes });
                }
                found
            }
            None if modes.len() == 1 => Some(NodeId::new(self.first_node[row])),
            None => {
                let modes = list();
                self.note_transfer(transfer, NetworkProblem::TransferModeMissing { node, modes });
                None
            }
        }
    }

    /// A node of one mode that states a transfer, in a hub where it is not clear to which node it leads: one that has
    /// another mode, and several nodes of some mode.
    fn check_unclear_transfers(&mut self) {
        let raw = self.raw;
        let stated = |node: &RawNode| node.transfer_time.is_some() || node.transfer_capacity.is_some();
        // Only a hub that some row names has several rows.
        let mut modes_of_hub: HashMap<&str, BTreeMap<&Mode, usize>> =
            raw.nodes.iter().filter_map(|node| Some((node.hub.as_deref()?, BTreeMap::new()))).collect();
        for node in &raw.nodes {
            if let Some(modes) = modes_of_hub.get_mut(node.hub_key()) {
                for mode in &node.modes {
                    *modes.entry(mode).or_default() += 1;
                }
            }
        }
        for node in raw.nodes.iter().filter(|node| stated(node) && node.modes.len() == 1) {
            let hub = node.hub_key();
            let unclear = modes_of_hub
                .get(hub)
                .is_some_and(|modes| modes.len() > 1 && modes.values().any(|&count| count > 1));
            if unclear {
                self.note_node(node, NetworkProblem::TransferUnclear { hub: hub.to_owned() });
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "fewer groups than links, which are below 2^32")]
    fn physical_links(&mut self) -> Physical {
        let raw = self.raw;
        let mut groups: HashMap<&str, u32> = HashMap::new();
        let mut physical = Physical::default();
        let mut members: Vec<Vec<LinkId>> = Vec::new();
        for (at, link) in raw.links.iter().enumerate() {
            let Some(key) = &link.physical else {
                continue;
            };
            if physical.group_of_link.is_empty() {
                physical.group_of_link = vec![0; raw.links.len()];
            }
            let group = *groups.entry(key).or_insert_with(|| {
                physical.keys.push(key);
                members.push(Vec::new());
                members.len() as u32 - 1
            });
            physical.group_of_link[at] = group + 1;
            members[group as usize].push(LinkId::new(at));
        }
        for link in &raw.links {
            if groups.contains_key(link.key.as_str()) && link.physical.as_ref() != Some(&link.key) {
                let key = link.key.clone();
                self.note_link(link, NetworkProblem::PhysicalClash { key });
            }
        }
        physical.first_member.push(0);
        for list in members {
            physical.members.extend(list);
            physical.first_member.push(physical.members.len() as u32);
        }
        physical.keys.index();
        physical
    }

    /// Everything is valid: lay it out.
    fn index(self, element_count: usize, physical: Physical) -> Network {
        let raw = self.raw;
        let mut network = Network {
            name: raw.name.clone(),
            repairs: raw.repairs.clone(),
            modes: self.modes,
            node_hubs: self.node_hubs,
            link_capacities: Capacities::from_options(raw.links.iter().map(|link| link.capacity).collect()),
            physical,
            transfer_capacities: Capacities::from_options(raw.transfers.iter().map(|t| t.capacity).collect()),
            transfer_assumed: raw.transfers.iter().map(|transfer| transfer.assumed).collect(),
            ..Network::empty()
        };
        network.lay_out_nodes(raw);
        network.lay_out_hubs(raw, &self.hub_keys);
        network.lay_out_links(raw);
        network.lay_out_arcs(&self.arcs, element_count);
        network
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "all counts were checked to be below 2^32, modes below 2^8"
)]
impl Network {
    /// Nothing at all, to be filled.
    pub(super) fn empty() -> Self {
        Self {
            name: None,
            repairs: Vec::new(),
            modes: Vec::new(),
            node_keys: Strings::default(),
            node_names: Strings::default(),
            node_modes: Vec::new(),
            node_hubs: Vec::new(),
            node_positions: Vec::new(),
            node_capacities: Capacities::default(),
            hub_keys: Strings::default(),
            hub_names: Strings::default(),
            hub_first_node: Vec::new(),
            hub_nodes: Vec::new(),
            link_keys: Strings::default(),
            link_names: Strings::default(),
            link_flags: Vec::new(),
            link_capacities: Capacities::default(),
            geometry_first: Vec::new(),
            geometry_points: Vec::new(),
            physical: Physical::default(),
            transfer_capacities: Capacities::default(),
            transfer_assumed: Vec::new(),
            first_out: Vec::new(),
            arc_tails: Vec::new(),
            arc_heads: Vec::new(),
            arc_times: Vec::new(),
            arc_lengths: Vec::new(),
            arc_elements: Vec::new(),
            first_in: Vec::new(),
            in_arcs: Vec::new(),
            element_first_arc: Vec::new(),
            element_arcs: Vec::new(),
            fingerprint: 0,
        }
    }

    fn lay_out_nodes(&mut self, raw: &RawNetwork) {
        let count = self.node_hubs.len();
        self.node_modes.reserve_exact(count);
        self.node_positions.reserve_exact(count);
        let mut capacities = Vec::with_capacity(count);
        for node in &raw.nodes {
            // A hub's own name stands with the hub.
            let name = node.name.as_deref().filter(|&name| name != node.key).unwrap_or_default();
            for mode in &node.modes {
                self.node_keys.push(&node.key);
                self.node_names.push(name);
                self.node_modes.push(self.modes.binary_search(mode).unwrap_or_default() as u8);
                self.node_positions.push(node.xy.unwrap_or([f64::NAN; 2]));
                capacities.push(node.capacity);
            }
        }
        self.node_capacities = Capacities::from_options(capacities);
        self.node_keys.index();
    }

    fn lay_out_hubs(&mut self, raw: &RawNetwork, keys: &[&str]) {
        let mut names: Vec<&str> = vec![""; keys.len()];
        let mut node = 0;
        for row in &raw.nodes {
            let hub = self.node_hubs[node].index();
            // The name of a node that is a hub of its own is the hub's; a hub of many has one of its own.
            let own = if row.hub.is_none() { row.name.as_deref() } else { None };
            if names[hub].is_empty() {
                names[hub] =
                    row.hub_name.as_deref().or(own).filter(|&name| name != keys[hub]).unwrap_or_default();
            }
            node += row.modes.len();
        }
        for (key, name) in keys.iter().zip(names) {
            self.hub_keys.push(key);
            self.hub_names.push(name);
        }
        self.hub_keys.index();
        self.hub_names.index();
        (self.hub_first_node, self.hub_nodes) =
            buckets(keys.len(), self.node_hubs.iter().map(|hub| hub.index()), NodeId::new);
    }

    fn lay_out_links(&mut self, raw: &RawNetwork) {
        let any_geometry = raw.links.iter().any(|link| !link.geometry.is_empty());
        self.link_flags.reserve_exact(raw.links.len());
        if any_geometry {
            self.geometry_first.push(0);
        }
        for link in &raw.links {
            self.link_keys.push(&link.key);
            self.link_names.push(link.name.as_deref().filter(|&name| name != link.key).unwrap_or_default());
            let directed = if link.directed { LINK_DIRECTED } else { 0 };
            let shared = if link.shared_capacity { LINK_SHARED_CAPACITY } else { 0 };
            self.link_flags.push(directed | shared);
            if any_geometry {
                self.geometry_points.extend(&link.geometry);
                self.geometry_first.push(self.geometry_points.len() as u32);
            }
        }
        self.geometry_points.shrink_to_fit();
        self.link_keys.index();
    }

    /// Sorts the arcs by tail, keeping the order of the rows, and indexes them by head and by element.
    pub(super) fn lay_out_arcs(&mut self, arcs: &[NewArc], element_count: usize) {
        let nodes = self.node_modes.len();
        let order: Vec<u32>;
        (self.first_out, order) = buckets(nodes, arcs.iter().map(|arc| arc.tail.index()), |made| made as u32);
        let sorted = || order.iter().map(|&at| &arcs[at as usize]);
        (self.first_in, self.in_arcs) = buckets(nodes, sorted().map(|arc| arc.head.index()), ArcId::new);
        self.arc_tails = sorted().map(|arc| arc.tail).collect();
        self.arc_heads = sorted().map(|arc| arc.head).collect();
        self.arc_times = sorted().map(|arc| arc.time).collect();
        self.arc_lengths = sorted().map(|arc| arc.length).collect();
        self.arc_elements = sorted().map(|arc| arc.element).collect();
        // Each element lists its arcs as they were made: for each mode there, then back.
        let mut position = vec![0_u32; arcs.len()];
        for (at, &made) in order.iter().enumerate() {
            position[made as usize] = at as u32;
        }
        (self.element_first_arc, self.element_arcs) =
            buckets(element_count, arcs.iter().map(|arc| arc.element as usize), |made| {
                ArcId::new(position.get(made).map_or(0, |&at| at as usize))
            });
        let mut fingerprint = Fingerprint::new(self.node_modes.len());
        for (tail, head) in self.arc_tails.iter().zip(&self.arc_heads) {
            fingerprint.arc(tail.index(), head.index());
        }
        self.fingerprint = fingerprint.value();
    }
}

/// Groups items by bucket, in their order: the first item of each bucket, and the items.
pub(super) fn buckets<Id: Copy>(
    count: usize,
    bucket_of: impl Iterator<Item = usize> + Clone,
    id: impl Fn(usize) -> Id,
) -> (Vec<u32>, Vec<Id>) {
    let mut first = vec![0_u32; count + 1];
    for bucket in bucket_of.clone() {
        first[bucket + 1] += 1;
    }
    for at in 0..count {
        first[at + 1] += first[at];
    }
    let total = first[count] as usize;
    let mut next = first.clone();
    let mut items = vec![id(0); total];
    for (item, bucket) in bucket_of.enumerate() {
        items[next[bucket] as usize] = id(item);
        next[bucket] += 1;
    }
    (first, items)
}
