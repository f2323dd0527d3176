//! [`Network`]: validated, immutable, multimodal, indexed by dense ids.
//!
//! A **node** is one mode at one place. A **hub** is a named set of nodes. A **link** is a row as the user wrote it: one
//! physical thing, in one direction or both, for one mode or several. A **transfer** lets goods change between two
//! nodes of a hub. Links and transfers appear to algorithms as **arcs**, one per direction and mode, sorted by tail.
//!
//! # Memory
//! Measured by [`Network::memory`] on a road-like network of keys of up to eight digits, without names, geometries
//! and capacities, a hub for every node: the figures stand in `docs/MEMORY.md` with the command that makes them.

mod area;
mod assemble;
mod builder;
mod cache;
mod disassemble;
mod elements;
mod fingerprint;
mod ids;
mod petgraph;
mod position;
mod problem;
mod strings;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use area::{Area, AreaError};
pub use builder::{NetworkBuilder, NewLink, NewNode, NewTransfer};
pub use elements::{Hub, Link, Node, Transfer};
pub(crate) use fingerprint::Fingerprint;
pub use ids::{ArcId, HubId, LinkId, ModeId, NodeId, TransferId};
pub use petgraph::{from_petgraph, to_petgraph};
pub use position::{LatLon, Position, PositionError};
pub use problem::{
    CacheError, HubCapacityError, HubLookupError, LinkLookupError, NetworkError, NetworkProblem,
    NoCoordinatesError,
};

use crate::diagnostic::{Place, Problems, did_you_mean};
use crate::import::{self, RawNetwork, Repair};
use crate::mode::Mode;
use crate::progress::{Progress, Silent};
use crate::units::{Capacity, Length, Time, TonnesPerDay};
use strings::Strings;

/// A network of hubs, nodes, links and transfers. It never changes: losing something is a [`crate::View`] over it.
///
/// Made by [`Network::builder`], by [`Network::read`], from a [`RawNetwork`], or from a petgraph graph; stored by serde
/// as the rows it was made of, or by [`Network::to_bytes`] in a form that is read much faster.
///
/// ```
/// use supplyline::network::{Network, NewLink};
/// let network = Network::builder()
///     .hub("Valuyki")
///     .hub("Kupiansk")
///     .link(NewLink::rail("Valuyki", "Kupiansk").length("65 km").speed("40 km/h"))
///     .build()?;
/// assert_eq!(network.hub_count(), 2);
/// # Ok::<(), supplyline::network::NetworkError>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawNetwork", into = "RawNetwork")]
pub struct Network {
    name: Option<String>,
    repairs: Vec<Repair>,
    modes: Vec<Mode>,

    node_keys: Strings,
    node_names: Strings,
    node_modes: Vec<u8>,
    node_hubs: Vec<HubId>,
    /// Longitude, latitude; NaN where unknown. Never shown as such.
    node_positions: Vec<[f64; 2]>,
    node_capacities: Capacities,

    hub_keys: Strings,
    hub_names: Strings,
    hub_first_node: Vec<u32>,
    hub_nodes: Vec<NodeId>,

    link_keys: Strings,
    link_names: Strings,
    link_flags: Vec<u8>,
    link_capacities: Capacities,
    geometry_first: Vec<u32>,
    geometry_points: Vec<[f64; 2]>,
    physical: Physical,

    transfer_capacities: Capacities,
    transfer_assumed: Vec<bool>,

    first_out: Vec<u32>,
    arc_tails: Vec<NodeId>,
    arc_heads: Vec<NodeId>,
    arc_times: Vec<u32>,
    arc_lengths: Vec<u32>,
    /// Links first, then transfers.
    arc_elements: Vec<u32>,
    first_in: Vec<u32>,
    in_arcs: Vec<ArcId>,
    /// For each link, then for each transfer.
    element_first_arc: Vec<u32>,
    element_arcs: Vec<ArcId>,
    fingerprint: u64,
}

/// Capacities by index; no memory where all are unlimited.
#[derive(Clone, Debug, Default)]
struct Capacities(Vec<u64>);

impl Capacities {
    const UNLIMITED: u64 = u64::MAX;

    fn from_options(options: Vec<Option<TonnesPerDay>>) -> Self {
        if options.iter().all(Option::is_none) {
            return Self::default();
        }
        Self(options.into_iter().map(|t| t.map_or(Self::UNLIMITED, TonnesPerDay::kilograms)).collect())
    }

    fn at(&self, index: usize) -> Capacity {
        match self.0.get(index) {
            None | Some(&Self::UNLIMITED) => Capacity::Unlimited,
            Some(&kilograms) => {
                Capacity::Limited(TonnesPerDay::from_kilograms(kilograms).unwrap_or(TonnesPerDay::ZERO))
            }
        }
    }
}

/// Rows that are one physical link; empty where no row says so.
#[derive(Clone, Debug, Default)]
struct Physical {
    keys: Strings,
    /// For each link its group, plus one; 0 for none.
    group_of_link: Vec<u32>,
    first_member: Vec<u32>,
    members: Vec<LinkId>,
}

const LINK_DIRECTED: u8 = 1;
const LINK_SHARED_CAPACITY: u8 = 2;

/// What an arc is: a link or a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// A link, in one of its directions and modes.
    Link(LinkId),
    /// A transfer, in one of its directions.
    Transfer(TransferId),
}

impl Network {
    /// An empty builder.
    #[must_use]
    pub fn builder() -> NetworkBuilder {
        NetworkBuilder::default()
    }

    /// Reads a network in any format that [`import::read`] knows, and prepares it; or one that [`Network::to_bytes`] was kept of
    /// in a file, whatever it is called.
    ///
    /// # Errors
    /// [`NetworkError`] with all that is wrong, each with its file and line.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, NetworkError> {
        Self::read_with(path, &Silent)
    }

    /// As [`Network::read`], showing how far it is.
    ///
    /// # Errors
    /// As [`Network::read`]; and [`import::ImportProblem::Stopped`] where `progress` asked for it.
    pub fn read_with(path: impl AsRef<Path>, progress: &dyn Progress) -> Result<Self, NetworkError> {
        let path = path.as_ref();
        match Self::read_cache(path, progress) {
            None => Self::try_from(import::read(path, progress)),
            Some(read) => read.map_err(|problem| {
                let mut problems = Problems::default();
                problems.add(Place::file(path), problem);
                NetworkError { problems }
            }),
        }
    }

    /// What the network is called.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What was assumed or done to the rows that the network was made of.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The modes of its nodes, in the order of [`Mode`].
    #[must_use]
    pub fn modes(&self) -> &[Mode] {
        &self.modes
    }

    /// The mode with this name, where a node has it.
    #[must_use]
    pub fn find_mode(&self, mode: &Mode) -> Option<ModeId> {
        self.modes.binary_search(mode).ok().map(ModeId::new)
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.node_modes.len()
    }

    /// How many hubs there are.
    #[must_use]
    pub fn hub_count(&self) -> usize {
        self.hub_keys.len()
    }

    /// How many links (rows) there are.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.link_keys.len()
    }

    /// How many transfers there are.
    #[must_use]
    pub fn transfer_count(&self) -> usize {
        self.transfer_assumed.len()
    }

    /// A number that tells two networks apart by their nodes and the ends of their arcs, in their order; not by keys,
    /// times, lengths or anything else. Constant time.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How many arcs there are: links and transfers by direction and mode.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.arc_heads.len()
    }

    /// All nodes.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node<'_>> + DoubleEndedIterator {
        (0..self.node_count()).map(|at| self.node(NodeId::new(at)))
    }

    /// All hubs.
    #[must_use]
    pub fn hubs(&self) -> impl ExactSizeIterator<Item = Hub<'_>> + DoubleEndedIterator {
        (0..self.hub_count()).map(|at| self.hub(HubId::new(at)))
    }

    /// All links.
    #[must_use]
    pub fn links(&self) -> impl ExactSizeIterator<Item = Link<'_>> + DoubleEndedIterator {
        (0..self.link_count()).map(|at| self.link(LinkId::new(at)))
    }

    /// All transfers.
    #[must_use]
    pub fn transfers(&self) -> impl ExactSizeIterator<Item = Transfer<'_>> + DoubleEndedIterator {
        (0..self.transfer_count()).map(|at| self.transfer(TransferId::new(at)))
    }

    /// All arcs.
    pub fn arcs(&self) -> impl ExactSizeIterator<Item = ArcId> + DoubleEndedIterator + use<> {
        (0..self.arc_count()).map(ArcId::new)
    }

    /// A node. Ids come from this network.
    ///
    /// # Panics
    /// Where the id is from a larger network; so do all methods that take an id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        assert!(id.index() < self.node_count(), "a node of another network");
        Node { network: self, id }
    }

    /// A hub.
    ///
    /// # Panics
    /// As [`Network::node`].
    #[must_use]
    pub fn hub(&self, id: HubId) -> Hub<'_> {
        assert!(id.index() < self.hub_count(), "a hub of another network");
        Hub { network: self, id }
    }

    /// A link.
    ///
    /// # Panics
    /// As [`Network::node`].
    #[must_use]
    pub fn link(&self, id: LinkId) -> Link<'_> {
        assert!(id.index() < self.link_count(), "a link of another network");
        Link { network: self, id }
    }

    /// A transfer.
    ///
    /// # Panics
    /// As [`Network::node`].
    #[must_use]
    pub fn transfer(&self, id: TransferId) -> Transfer<'_> {
        assert!(id.index() < self.transfer_count(), "a transfer of another network");
        Transfer { network: self, id }
    }

    /// The hub with this key or, where it is the name of one hub only, this name. Logarithmic where there is one, linear
    /// in the number of hubs where a near name has to be found.
    ///
    /// # Errors
    /// [`HubLookupError`], with a near name where there is one.
    pub fn find_hub(&self, name: &str) -> Result<HubId, HubLookupError> {
        self.find_hub_without_hint(name).map_err(|error| match error {
            HubLookupError::Unknown { name, .. } => {
                let names = self.hub_names.iter().filter(|name| !name.is_empty());
                let suggestion = did_you_mean(&name, self.hub_keys.iter().chain(names));
                HubLookupError::Unknown { name, suggestion }
            }
            ambiguous @ HubLookupError::Ambiguous { .. } => ambiguous,
        })
    }

    /// As [`Network::find_hub`], but looks for no near name. Logarithmic.
    pub(crate) fn find_hub_without_hint(&self, name: &str) -> Result<HubId, HubLookupError> {
        if let Some(&at) = self.hub_keys.find(name).first() {
            return Ok(HubId::new(at as usize));
        }
        let name = name.to_owned();
        match if name.is_empty() { &[] } else { self.hub_names.find(&name) } {
            [] => Err(HubLookupError::Unknown { name, suggestion: None }),
            &[at] => Ok(HubId::new(at as usize)),
            several => Err(HubLookupError::Ambiguous {
                keys: several.iter().take(10).map(|&at| self.hub_keys.get(at as usize).to_owned()).collect(),
                name,
            }),
        }
    }

    /// The links with this key: one row, or all rows of the physical link of that key. Logarithmic.
    ///
    /// # Errors
    /// [`LinkLookupError`], with a near key where there is one.
    pub fn find_links(&self, key: &str) -> Result<Vec<LinkId>, LinkLookupError> {
        if let Some(&at) = self.link_keys.find(key).first() {
            return Ok(vec![LinkId::new(at as usize)]);
        }
        if let Some(&group) = self.physical.keys.find(key).first() {
            return Ok(self.physical.members(group as usize).to_vec());
        }
        Err(LinkLookupError {
            key: key.to_owned(),
            suggestion: did_you_mean(key, self.link_keys.iter().chain(self.physical.keys.iter())),
        })
    }

    /// The nodes with this key, one per mode. Logarithmic.
    #[must_use]
    pub fn find_nodes(&self, key: &str) -> impl ExactSizeIterator<Item = NodeId> + use<'_> {
        self.node_keys.find(key).iter().map(|&at| NodeId::new(at as usize))
    }

    /// All rows of the physical link that `link` is part of: itself, and what was declared to be lost with it.
    pub fn physical_link(&self, link: LinkId) -> impl Iterator<Item = LinkId> + use<'_> {
        let group = self.physical.group_of_link.get(link.index()).copied().unwrap_or(0);
        let members = match group.checked_sub(1) {
            Some(group) => self.physical.members(group as usize),
            None => &[],
        };
        members.iter().copied().chain(members.is_empty().then_some(link))
    }

    /// The arcs that leave a node, ascending.
    pub fn arcs_out(
        &self,
        node: NodeId,
    ) -> impl ExactSizeIterator<Item = ArcId> + DoubleEndedIterator + use<> {
        let at = node.index();
        (self.first_out[at] as usize..self.first_out[at + 1] as usize).map(ArcId::new)
    }

    /// The arcs that enter a node, ascending.
    #[must_use]
    pub fn arcs_in(&self, node: NodeId) -> &[ArcId] {
        let at = node.index();
        &self.in_arcs[self.first_in[at] as usize..self.first_in[at + 1] as usize]
    }

    /// The node that an arc leaves.
    #[must_use]
    pub fn tail(&self, arc: ArcId) -> NodeId {
        self.arc_tails[arc.index()]
    }

    /// The node that an arc enters.
    #[must_use]
    pub fn head(&self, arc: ArcId) -> NodeId {
        self.arc_heads[arc.index()]
    }

    /// What an arc is.
    #[must_use]
    pub fn element(&self, arc: ArcId) -> Element {
        let at = self.arc_elements[arc.index()] as usize;
        match at.checked_sub(self.link_count()) {
            None => Element::Link(LinkId::new(at)),
            Some(transfer) => Element::Transfer(TransferId::new(transfer)),
        }
    }

    /// How long an arc takes with nothing closed or slowed.
    #[must_use]
    pub fn time(&self, arc: ArcId) -> Time {
        Time::summed(u64::from(self.arc_times[arc.index()]))
    }

    /// How long an arc is; a transfer has no length.
    #[must_use]
    pub fn length(&self, arc: ArcId) -> Length {
        Length::summed(u64::from(self.arc_lengths[arc.index()]))
    }

    /// What an arc carries with nothing closed or throttled: what its link or transfer does, in each direction and each
    /// mode by itself. Where both directions share it ([`Link::shares_capacity`]) that is what they carry together.
    #[must_use]
    pub fn arc_capacity(&self, arc: ArcId) -> Capacity {
        match self.element(arc) {
            Element::Link(link) => self.link(link).capacity(),
            Element::Transfer(transfer) => self.transfer(transfer).capacity(),
        }
    }

    /// The times of all arcs, milliseconds, each below [`crate::units::LINK_COST_BOUND`].
    #[must_use]
    pub fn arc_milliseconds(&self) -> &[u32] {
        &self.arc_times
    }

    /// The lengths of all arcs, decimetres, each below [`crate::units::LINK_COST_BOUND`].
    #[must_use]
    pub fn arc_decimetres(&self) -> &[u32] {
        &self.arc_lengths
    }

    /// The arcs of a link: for each mode there, and back where it is two-way.
    #[must_use]
    pub fn link_arcs(&self, link: LinkId) -> &[ArcId] {
        self.arcs_of_element(link.index())
    }

    /// The arcs of a transfer: there, and back where it works both ways.
    #[must_use]
    pub fn transfer_arcs(&self, transfer: TransferId) -> &[ArcId] {
        self.arcs_of_element(self.link_count() + transfer.index())
    }

    fn arcs_of_element(&self, at: usize) -> &[ArcId] {
        &self.element_arcs[self.element_first_arc[at] as usize..self.element_first_arc[at + 1] as usize]
    }

    /// Whether every node has coordinates.
    ///
    /// # Errors
    /// [`NoCoordinatesError`] names the first that has none. Linear in the number of nodes.
    pub fn require_coordinates(&self) -> Result<(), NoCoordinatesError> {
        let mut without = self.nodes().filter(|node| node.position().is_none());
        match without.next() {
            None => Ok(()),
            Some(first) => {
                Err(NoCoordinatesError { first: first.key().to_owned(), without: 1 + without.count() as u64 })
            }
        }
    }

    /// The nodes that lie in an area, its border included, ascending. Linear in the number of nodes.
    ///
    /// # Errors
    /// [`NoCoordinatesError`] where a node has none.
    pub fn nodes_in(&self, area: &Area) -> Result<Vec<NodeId>, NoCoordinatesError> {
        self.require_coordinates()?;
        let inside = self.nodes().filter(|node| node.position().is_some_and(|at| area.contains(at)));
        Ok(inside.map(Node::id).collect())
    }

    /// The links whose line meets an area, its border included, ascending. Linear in the number of points.
    ///
    /// # Errors
    /// [`NoCoordinatesError`] where a node has none.
    pub fn links_meeting(&self, area: &Area) -> Result<Vec<LinkId>, NoCoordinatesError> {
        self.require_coordinates()?;
        Ok(self.links().filter(|link| area.meets(&link.line())).map(Link::id).collect())
    }

    /// Bytes on the heap, apart from the notes of repairs. Constant time.
    #[must_use]
    pub fn memory(&self) -> usize {
        use std::mem::size_of;
        fn bytes<T>(list: &Vec<T>) -> usize {
            list.capacity() * size_of::<T>()
        }
        let texts = [
            &self.node_keys,
            &self.node_names,
            &self.hub_keys,
            &self.hub_names,
            &self.link_keys,
            &self.link_names,
            &self.physical.keys,
        ];
        texts.iter().map(|strings| strings.bytes()).sum::<usize>()
            + bytes(&self.node_modes)
            + bytes(&self.node_hubs)
            + bytes(&self.node_positions)
            + bytes(&self.node_capacities.0)
            + bytes(&self.hub_first_node)
            + bytes(&self.hub_nodes)
            + bytes(&self.link_flags)
            + bytes(&self.link_capacities.0)
            + bytes(&self.geometry_first)
            + bytes(&self.geometry_points)
            + bytes(&self.physical.group_of_link)
            + bytes(&self.physical.first_member)
            + bytes(&self.physical.members)
            + bytes(&self.transfer_capacities.0)
            + bytes(&self.transfer_assumed)
            + bytes(&self.first_out)
            + bytes(&self.arc_tails)
            + bytes(&self.arc_heads)
            + bytes(&self.arc_times)
            + bytes(&self.arc_lengths)
            + bytes(&self.arc_elements)
            + bytes(&self.first_in)
            + bytes(&self.in_arcs)
            + bytes(&self.element_first_arc)
            + bytes(&self.element_arcs)
    }
}

impl Physical {
    fn members(&self, group: usize) -> &[LinkId] {
        &self.members[self.first_member[group] as usize..self.first_member[group + 1] as usize]
    }
}
