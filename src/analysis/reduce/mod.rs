//! Which hubs are joined directly, and how: a detailed network as a graph of its hubs.
//!
//! A direct route leads from one hub to another and meets no third one. Of each pair of hubs and each mode the cheapest
//! one is kept; together they are a network that a person can read, edit and draw.

mod rows;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use geo::{Distance, Geodesic, Point};
use rayon::prelude::*;

use super::AnalysisError;
use crate::mode::Mode;
use crate::network::{ArcId, Element, Hub, HubId, ModeId, Network, NodeId};
use crate::prepare::default_speed;
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, View};
use crate::units::{Capacity, Length, Time};

/// Which hubs are kept.
#[derive(Clone)]
pub struct ReduceOptions<'a> {
    hubs: Option<Vec<HubId>>,
    progress: &'a dyn Progress,
}

impl Default for ReduceOptions<'_> {
    fn default() -> Self {
        Self { hubs: None, progress: &Silent }
    }
}

impl<'a> ReduceOptions<'a> {
    /// These hubs alone; all others are part of the way. Without it, all hubs that own more than one node or have a key
    /// of their own.
    #[must_use]
    pub fn hubs(mut self, hubs: impl IntoIterator<Item = HubId>) -> Self {
        self.hubs = Some(hubs.into_iter().collect());
        self
    }

    /// Where to show progress, and who may stop the work.
    #[must_use]
    pub fn progress(mut self, progress: &'a dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// The cheapest way from one hub to another that meets no third one.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectRoute {
    /// Where it begins.
    pub from: HubId,
    /// Where it ends.
    pub to: HubId,
    /// The mode, from end to end.
    pub mode: ModeId,
    /// Its arcs from where it leaves the one hub to where it enters the other, in travel order.
    pub arcs: Vec<ArcId>,
    /// How long it takes, from middle to middle.
    pub time: Time,
    /// How long it is, from middle to middle.
    pub length: Length,
    /// How much of its length lies inside the two hubs.
    pub straight: Length,
    /// The least capacity on its way.
    pub capacity: Capacity,
}

/// A network of hubs.
#[derive(Clone, Debug, PartialEq)]
pub struct HubGraph {
    /// The hubs, ascending.
    pub hubs: Vec<HubId>,
    /// The direct routes, by their ends and mode.
    pub routes: Vec<DirectRoute>,
}

/// Finds which hubs are joined directly, with the cheapest route of each mode.
///
/// # What a direct route is
/// The middle of a hub for a mode is the first of its open nodes of the mode, in the order of the file; what
/// [`crate::prepare::lines`] makes has the one nearest to the place's own coordinates first. A direct route from hub *a* to
/// hub *b* begins in the middle of *a*, leaves *a* once, meets no node of any kept hub, enters *b* once and ends in its
/// middle, on links of one mode. What it covers inside the two hubs counts as the straight line, at the mode's default
/// speed: a hub is a place, and how its tracks and streets are laid out is not asked. The route is the cheapest one by what
/// the view's impedance says; among equal ones the same is taken on every run.
///
/// # Errors
/// [`AnalysisError::Stopped`].
///
/// # Complexity
/// A search from each hub and mode that ends at its neighbours: *O*(*h* *r* log *r*) where each of *h* hubs sees *r* arcs.
///
/// ```
/// use supplyline::analysis::reduce;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// let network = Network::builder()
///     .hub("A").hub("switch").hub("B").hub("C")
///     .link(NewLink::rail("A", "switch").length("3 km"))
///     .link(NewLink::rail("switch", "B").length("4 km"))
///     .link(NewLink::rail("B", "C").length("5 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let [a, b, c] = ["A", "B", "C"].map(|key| network.find_hub(key).expect("a hub"));
/// let options = supplyline::analysis::ReduceOptions::default().hubs([a, b, c]);
/// let graph = reduce(&view, options)?;
/// // There and back: A to B over the switch, B to C; but A to C meets B.
/// assert_eq!(graph.routes.len(), 4);
/// assert_eq!(graph.routes[0].length.km(), 7.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reduce<'a>(
    view: &View<'_>,
    options: impl Into<Option<ReduceOptions<'a>>>,
) -> Result<HubGraph, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let network = view.network();
    let mut hubs = options.hubs.unwrap_or_else(|| named_hubs(network));
    hubs.sort_unstable();
    hubs.dedup();
    let mut kept_hub = vec![None; network.node_count()];
    for &hub in &hubs {
        for &node in network.hub(hub).nodes() {
            kept_hub[node.index()] = Some(hub);
        }
    }
    let middles: Vec<Middle> = hubs
        .iter()
        .flat_map(|&hub| {
            let mut modes: Vec<ModeId> =
                network.hub(hub).nodes().iter().map(|&node| network.node(node).mode_id()).collect();
            modes.sort_unstable();
            modes.dedup();
            modes.into_iter().filter_map(move |mode| Middle::new(view, hub, mode))
        })
        .collect();
    let by_hub: HashMap<(HubId, ModeId), &Middle> =
        middles.iter().map(|middle| ((middle.hub, middle.mode), middle)).collect();
    options.progress.begin("finding direct routes", middles.len() as u64);
    let found: Result<Vec<Vec<DirectRoute>>, AnalysisError> = middles
        .par_iter()
        .map_init(Search::default, |search, middle| {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            let routes = search.run(view, middle, &kept_hub, &by_hub);
            options.progress.advance(1);
            Ok(routes)
        })
        .collect();
    let mut routes: Vec<DirectRoute> = found?.into_iter().flatten().collect();
    routes.sort_by_key(|route| (route.from, route.to, route.mode));
    Ok(HubGraph { hubs, routes })
}

/// The hubs that are more than a node.
fn named_hubs(network: &Network) -> Vec<HubId> {
    let is_named = |hub: Hub<'_>| match hub.nodes() {
        &[node] => network.node(node).key() != hub.key(),
        nodes => {
            // A row of several modes is several nodes of one key.
            nodes.iter().any(|&node| network.node(node).key() != hub.key())
        }
    };
    network.hubs().filter(|&hub| is_named(hub)).map(Hub::id).collect()
}

/// A hub as a mode sees it.
struct Middle {
    hub: HubId,
    mode: ModeId,
    /// Its open nodes of the mode, ascending, each with what the straight way between it and the middle costs.
    nodes: Vec<(NodeId, Straight)>,
}

/// A straight way inside a hub.
#[derive(Clone, Copy, Debug, Default)]
struct Straight {
    cost: u64,
    length: Length,
}

impl Middle {
    fn new(view: &View<'_>, hub: HubId, mode: ModeId) -> Option<Self> {
        let network = view.network();
        let open = |&node: &NodeId| network.node(node).mode_id() == mode && view.is_open(node);
        let nodes: Vec<NodeId> = network.hub(hub).nodes().iter().copied().filter(open).collect();
        let &middle = nodes.first()?;
        let nodes =
            nodes.into_iter().map(|node| (node, Straight::between(view, mode, middle, node))).collect();
        Some(Self { hub, mode, nodes })
    }

    fn straight(&self, node: NodeId) -> Option<Straight> {
        let at = self.nodes.binary_search_by_key(&node, |known| known.0).ok()?;
        Some(self.nodes[at].1)
    }
}

impl Straight {
    /// Between two nodes, at the mode's default speed; nothing where one has no coordinates.
    fn between(view: &View<'_>, mode: ModeId, from: NodeId, to: NodeId) -> Self {
        let network = view.network();
        let position = |node| network.node(node).position().map(|at| Point::new(at.lon(), at.lat()));
        let (Some(from), Some(to)) = (position(from), position(to)) else {
            return Self::default();
        };
        let length = Length::from_m(Geodesic.distance(from, to)).unwrap_or_default();
        let cost = match view.impedance() {
            Impedance::Length => length.decimetres(),
            Impedance::Time => straight_time(&network.modes()[mode.index()], length).milliseconds(),
        };
        Self { cost, length }
    }
}

fn straight_time(mode: &Mode, length: Length) -> Time {
    Time::to_travel(length, default_speed(mode)).unwrap_or_default()
}

/// The cost of an arc where it is an open link.
fn open_link(view: &View<'_>, arc: ArcId) -> Option<u32> {
    matches!(view.network().element(arc), Element::Link(_)).then(|| view.cost(arc)).flatten()
}

/// How a node is reached: at which cost, over which arc; none where the way leaves the hub there.
type Label = (u64, Option<ArcId>);

/// A workspace for searches from hubs.
#[derive(Default)]
struct Search {
    best: HashMap<NodeId, Label>,
    heap: BinaryHeap<Reverse<(u64, NodeId)>>,
}

impl Search {
    /// The direct routes from the middle of a hub.
    fn run(
        &mut self,
        view: &View<'_>,
        middle: &Middle,
        kept_hub: &[Option<HubId>],
        by_hub: &HashMap<(HubId, ModeId), &Middle>,
    ) -> Vec<DirectRoute> {
        let network = view.network();
        self.best.clear();
        self.heap.clear();
        for &(node, Straight { cost, .. }) in &middle.nodes {
            self.best.insert(node, (cost, None));
            self.heap.push(Reverse((cost, node)));
        }
        // For each hub that is met: the cost, and the node where it is entered.
        let mut met: BTreeMap<HubId, (u64, NodeId)> = BTreeMap::new();
        while let Some(Reverse((cost, at))) = self.heap.pop() {
            if self.best[&at].0 < cost {
                continue;
            }
            let here = kept_hub[at.index()];
            if let Some(hub) = here.filter(|&hub| hub != middle.hub) {
                if let Some(rest) = by_hub.get(&(hub, middle.mode)).and_then(|there| there.straight(at)) {
                    let whole = (cost + rest.cost, at);
                    let known = met.entry(hub).or_insert(whole);
                    *known = (*known).min(whole);
                }
                continue;
            }
            for arc in network.arcs_out(at) {
                let (Some(step), head) = (open_link(view, arc), network.head(arc)) else {
                    continue;
                };
                // What lies inside the hub has been reached from its middle; a way that comes back is none.
                if kept_hub[head.index()] == Some(middle.hub) {
                    continue;
                }
                let label = (cost + u64::from(step), Some(arc));
                if self.best.get(&head).is_none_or(|known| label.0 < known.0) {
                    self.best.insert(head, label);
                    self.heap.push(Reverse((label.0, head)));
                }
            }
        }
        met.into_iter()
            .filter_map(|(to, (_, entry))| {
                let there = by_hub.get(&(to, middle.mode))?;
                Some(self.route(view, middle, there, entry))
            })
            .collect()
    }

    fn route(&self, view: &View<'_>, from: &Middle, to: &Middle, entry: NodeId) -> DirectRoute {
        let network = view.network();
        let mut arcs = Vec::new();
        let mut at = entry;
        while let Some(arc) = self.best.get(&at).and_then(|label| label.1) {
            arcs.push(arc);
            at = network.tail(arc);
        }
        arcs.reverse();
        let parts = [from.straight(at), to.straight(entry)].map(|part| part.unwrap_or_default().length);
        let straight = Length::summed(parts[0].decimetres() + parts[1].decimetres());
        let mode = &network.modes()[from.mode.index()];
        let milliseconds: u64 = arcs.iter().map(|&arc| view.time(arc).milliseconds()).sum();
        let decimetres: u64 = arcs.iter().map(|&arc| view.length(arc).decimetres()).sum();
        let capacity = arcs
            .iter()
            .filter_map(|&arc| network.arc_capacity(arc).share(view.capacity_share(arc)).limit())
            .min()
            .map_or(Capacity::Unlimited, Capacity::Limited);
        DirectRoute {
            from: from.hub,
            to: to.hub,
            mode: from.mode,
            time: Time::summed(milliseconds + straight_time(mode, straight).milliseconds()),
            length: Length::summed(decimetres + straight.decimetres()),
            straight,
            capacity,
            arcs,
        }
    }
}
