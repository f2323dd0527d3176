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
    /// Its arcs between the middles of the hubs, in travel order.
    pub arcs: Vec<ArcId>,
    /// How long it takes, from middle to middle.
    pub time: Time,
    /// How long it is, from middle to middle.
    pub length: Length,
    /// How much of its length is the straight way between parts of a hub that nothing joins inside it.
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
/// The middle of a hub for a mode is that of its nodes of the mode which lies nearest to the mean of them all (the first
/// where nodes have no coordinates). A direct route from hub *a* to hub *b* begins in the middle of *a*, leaves *a* once, meets no node of
/// any kept hub, enters *b* once and ends in its middle, on links of one mode. Where a part of a hub is not joined to
/// its middle inside the hub, the way between them counts as the straight line, at the mode's default speed. It is
/// cheapest by what the view's impedance says; among equal ones the same is taken on every run.
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

/// A way inside a hub, between its middle and one of its nodes.
#[derive(Clone, Debug, Default)]
struct Inner {
    cost: u64,
    /// In travel order.
    arcs: Vec<ArcId>,
    /// Metres that nothing but a straight line joins.
    straight: f64,
}

/// The ways between a hub's middle and its nodes of a mode.
struct Middle {
    hub: HubId,
    mode: ModeId,
    outward: BTreeMap<NodeId, Inner>,
    inward: BTreeMap<NodeId, Inner>,
}

impl Middle {
    fn new(view: &View<'_>, hub: HubId, mode: ModeId) -> Option<Self> {
        let network = view.network();
        let nodes: Vec<NodeId> = network
            .hub(hub)
            .nodes()
            .iter()
            .copied()
            .filter(|&node| network.node(node).mode_id() == mode && view.is_open(node))
            .collect();
        let node = middle_of(network, &nodes)?;
        let straight: Vec<Option<(u64, f64)>> =
            nodes.iter().map(|&other| straight_way(view, mode, node, other)).collect();
        let ways = |backward: bool| {
            let mut ways = inside(view, &nodes, node, backward);
            for (&other, straight) in nodes.iter().zip(&straight) {
                if let (false, Some((cost, metres))) = (ways.contains_key(&other), straight) {
                    ways.insert(other, Inner { cost: *cost, arcs: Vec::new(), straight: *metres });
                }
            }
            ways
        };
        let (outward, inward) = (ways(false), ways(true));
        Some(Self { hub, mode, outward, inward })
    }
}

/// The node nearest to the mean of some nodes.
fn middle_of(network: &Network, nodes: &[NodeId]) -> Option<NodeId> {
    let at = |node: NodeId| network.node(node).position().map(|at| [at.lon(), at.lat()]);
    let placed: Vec<[f64; 2]> = nodes.iter().filter_map(|&node| at(node)).collect();
    let Some(&first) = placed.first() else {
        return nodes.first().copied();
    };
    #[expect(clippy::cast_precision_loss, reason = "a count of a hub's nodes")]
    let count = placed.len() as f64;
    // Longitudes are averaged on the side of the first, so that a hub at the antimeridian stays there.
    let near = |lon: f64| first[0] + (lon - first[0] + 540.0).rem_euclid(360.0) - 180.0;
    let mean = [
        placed.iter().map(|at| near(at[0])).sum::<f64>() / count,
        placed.iter().map(|at| at[1]).sum::<f64>() / count,
    ];
    let far =
        |node: NodeId| at(node).map_or(f64::INFINITY, |at| (near(at[0]) - mean[0]).hypot(at[1] - mean[1]));
    nodes.iter().copied().min_by(|&a, &b| far(a).total_cmp(&far(b)).then(a.cmp(&b)))
}

/// The cost of the straight way between two nodes, at the mode's default speed, and its metres.
fn straight_way(view: &View<'_>, mode: ModeId, from: NodeId, to: NodeId) -> Option<(u64, f64)> {
    let network = view.network();
    let [a, b] = [from, to].map(|node| network.node(node).position());
    let (a, b) = (a?, b?);
    let metres = Geodesic.distance(Point::new(a.lon(), a.lat()), Point::new(b.lon(), b.lat()));
    let length = Length::from_m(metres).ok()?;
    let cost = match view.impedance() {
        Impedance::Length => length.decimetres(),
        Impedance::Time => straight_time(&network.modes()[mode.index()], length).milliseconds(),
    };
    Some((cost, metres))
}

fn straight_time(mode: &Mode, length: Length) -> Time {
    Time::to_travel(length, default_speed(mode)).unwrap_or_default()
}

/// The cheapest ways from a node to others of its hub that stay among them; against the arcs where `backward`.
fn inside(view: &View<'_>, nodes: &[NodeId], from: NodeId, backward: bool) -> BTreeMap<NodeId, Inner> {
    let network = view.network();
    let mut best: BTreeMap<NodeId, (u64, Option<ArcId>)> = BTreeMap::from([(from, (0, None))]);
    let mut heap = BinaryHeap::from([Reverse((0_u64, from))]);
    while let Some(Reverse((cost, at))) = heap.pop() {
        if best[&at].0 < cost {
            continue;
        }
        let mut relax = |arc: ArcId, next: NodeId| {
            let (Some(step), true) = (open_link(view, arc), nodes.binary_search(&next).is_ok()) else {
                return;
            };
            let label = (cost + u64::from(step), Some(arc));
            if best.get(&next).is_none_or(|known| label.0 < known.0) {
                best.insert(next, label);
                heap.push(Reverse((label.0, next)));
            }
        };
        if backward {
            for &arc in network.arcs_in(at) {
                relax(arc, network.tail(arc));
            }
        } else {
            for arc in network.arcs_out(at) {
                relax(arc, network.head(arc));
            }
        }
    }
    best.iter()
        .map(|(&node, &(cost, _))| {
            let mut arcs = Vec::new();
            let mut at = node;
            while let Some(arc) = best[&at].1 {
                arcs.push(arc);
                at = if backward { network.head(arc) } else { network.tail(arc) };
            }
            if !backward {
                arcs.reverse();
            }
            (node, Inner { cost, arcs, straight: 0.0 })
        })
        .collect()
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
        for (&node, inner) in &middle.outward {
            self.best.insert(node, (inner.cost, None));
            self.heap.push(Reverse((inner.cost, node)));
        }
        // For each hub that is met: the cost, and the node where it is entered.
        let mut met: BTreeMap<HubId, (u64, NodeId)> = BTreeMap::new();
        while let Some(Reverse((cost, at))) = self.heap.pop() {
            if self.best[&at].0 < cost {
                continue;
            }
            let here = kept_hub[at.index()];
            if let Some(hub) = here.filter(|&hub| hub != middle.hub) {
                if let Some(inner) = by_hub.get(&(hub, middle.mode)).and_then(|there| there.inward.get(&at)) {
                    let whole = (cost + inner.cost, at);
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
        let (none_out, none_in) = (Inner::default(), Inner::default());
        let out = from.outward.get(&at).unwrap_or(&none_out);
        let into = to.inward.get(&entry).unwrap_or(&none_in);
        let arcs: Vec<ArcId> = out.arcs.iter().chain(&arcs).chain(&into.arcs).copied().collect();
        let straight = Length::from_m(out.straight + into.straight).unwrap_or_default();
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
