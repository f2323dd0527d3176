//! What a route costs without each of its nodes and each of its links, all at once.
//!
//! For a route of least cost from some sources to some targets: for each of its nodes *v*, the least cost from the
//! sources to the targets in the network without *v*, and for each of its links likewise. Two trees of least costs, one
//! from the sources and one to the targets, and one pass over the arcs; not a search for each part of the route. The
//! trees are shared by all routes from those sources, or to those targets. How: see [`sweep`].

mod cover;
mod graph;
mod hang;
mod sweep;
mod tree;
mod unavoidable;

use crate::network::{ArcId, Element, Network, NodeId};
use crate::paths::heap::Heap;
use crate::paths::hierarchy::{Index, Metric, Query, Seed};
use crate::paths::router::Prepared;
use crate::paths::{Direction, Route};
use cover::Cover;
use graph::OpenGraph;
use sweep::{Along, Sweep};
pub use tree::CostTree;
pub use unavoidable::Unavoidable;

/// A view that is ready for questions about detours, by any number of threads.
///
/// # Complexity
/// For a network of *n* nodes and *m* arcs: time *O*(*n* + *m*) to make it, and at most as much for each route, beside the
/// grey nodes that the module `sweep` tells of, *O*(*n* + *m*) of them altogether where arcs have one back that costs the
/// same. A route takes less where all of its parts that something replaces are replaced at little cost: of the nodes only
/// those are looked at that a route of up to four times the extra cost passes. A tree takes *O*((*n* + *m*) log *n*), or
/// with an index a sweep over its panels. Space: 13 bytes a node and 20 an open arc; a tree 8 bytes a node, a workspace
/// some 30.
///
/// # Example
/// ```
/// use supplyline::network::NewLink;
/// use supplyline::paths::{Detour, DetourEffort, DetourWorkspace, Detours, Direction, Route, Router, Search};
/// use supplyline::{Impedance, Network, View};
/// // A and D, joined by way of B (7 km) or of C (9 km).
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C").hub("D")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .link(NewLink::road("B", "D").length("4 km"))
///     .link(NewLink::road("A", "C").length("4 km"))
///     .link(NewLink::road("C", "D").length("5 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let [a, d] = ["A", "D"].map(|key| network.find_nodes(key).next().expect("a node"));
/// let mut arcs = Vec::new();
/// Search::default().run(&view, &[a]).route_into(d, &mut arcs);
/// let route = Route::new(&view, a, arcs);
///
/// let prepared = Router::plain(&network).prepare(&view)?;
/// let detours = Detours::new(&prepared);
/// let mut workspace = DetourWorkspace::default();
/// let from = detours.tree(Direction::From, &[a], &mut workspace);
/// let to = detours.tree(Direction::To, &[d], &mut workspace);
/// let costs = detours.along(&from, &to, &route, None, DetourEffort::All, &mut workspace);
/// assert_eq!(costs.without_node(1), Detour::Costs(90_000)); // without B, by way of C, decimetres
/// assert_eq!(costs.without_node(0), Detour::None); // without A
/// assert_eq!(costs.without_link(0), Detour::Costs(90_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Detours<'p> {
    network: &'p Network,
    metric: Option<&'p Metric>,
    graph: OpenGraph,
}

/// What trees and routes are worked out in. Keep one per thread.
#[derive(Clone, Debug, Default)]
pub struct DetourWorkspace {
    heap: Heap,
    query: Query,
    seeds: Vec<Seed>,
    sweep: Sweep,
    places: Vec<u32>,
}

/// How far [`Detours::along`] looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetourEffort {
    /// Until all is known.
    #[default]
    All,
    /// Until few parts of the route are left: no further than to so many nodes for each of them.
    NodesForEach(usize),
}

impl DetourEffort {
    fn is_exceeded(self, nodes: usize, left: usize) -> bool {
        match self {
            Self::All => false,
            Self::NodesForEach(each) => nodes > left.saturating_mul(each),
        }
    }
}

/// What a route costs without one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detour {
    /// The least cost of a route without it.
    Costs(u64),
    /// No route is left.
    None,
    /// No route without it costs less than this, if there is one at all; only with [`DetourEffort::NodesForEach`].
    CostsAtLeast(u64),
}

/// What a route costs without each of its parts.
#[derive(Clone, Copy, Debug)]
pub struct DetourCosts<'w> {
    nodes: &'w [u64],
    links: &'w [u64],
    right_up_to: u64,
    unavoidable: Option<&'w Unavoidable>,
}

impl DetourCosts<'_> {
    /// Without a node of the route, by its number from 0, the start.
    ///
    /// # Panics
    /// Where the route has no such node.
    #[must_use]
    pub fn without_node(&self, number: usize) -> Detour {
        let is_passed = self.unavoidable.is_some_and(|all| all.nodes[number]);
        self.detour(self.nodes[number], is_passed)
    }

    /// Without an arc of the route, by its number from 0, and whatever of the same physical link or transfer joins the
    /// same two nodes, either way.
    ///
    /// # Panics
    /// Where the route has no such arc.
    #[must_use]
    pub fn without_link(&self, number: usize) -> Detour {
        let is_passed = self.unavoidable.is_some_and(|all| all.links[number]);
        self.detour(self.links[number], is_passed)
    }

    fn detour(&self, least: u64, is_passed: bool) -> Detour {
        match least {
            _ if is_passed => Detour::None,
            least if least <= self.right_up_to && least != Cover::NONE => Detour::Costs(least),
            _ if self.right_up_to == CostTree::UNREACHED => Detour::None,
            _ => Detour::CostsAtLeast(self.right_up_to),
        }
    }
}

impl<'p> Detours<'p> {
    /// Of a view that is ready to be searched. Where it goes by an index the trees come out of its panels.
    #[must_use]
    pub fn new(prepared: &'p Prepared<'_, '_>) -> Self {
        let (view, metric) = (prepared.view(), prepared.metric());
        let order = metric.map(|metric| Index::order(metric.index()));
        Self { network: view.network(), metric, graph: OpenGraph::new(view, order) }
    }

    /// Least costs from some nodes to all, or from all to some. Closed roots count for nothing.
    #[must_use]
    pub fn tree(&self, direction: Direction, roots: &[NodeId], workspace: &mut DetourWorkspace) -> CostTree {
        let places = roots.iter().map(|&node| self.graph.place(node));
        let Some(metric) = self.metric else {
            return CostTree::search(&self.graph, direction, places, &mut workspace.heap);
        };
        let DetourWorkspace { query, seeds, .. } = workspace;
        seeds.clear();
        seeds.extend(roots.iter().copied().map(Seed::from));
        // They are in the order of the index, as the places are.
        let cost = |(_, cost): (NodeId, Option<u64>)| cost.unwrap_or(CostTree::UNREACHED);
        let costs = match direction {
            Direction::From => query.costs(metric, seeds).rows().map(cost).collect(),
            Direction::To => query.costs_to(metric, seeds).rows().map(cost).collect(),
        };
        CostTree::from_costs(&self.graph, places, costs)
    }

    /// The least cost between a node and the roots of a tree; nothing where there is no route.
    #[must_use]
    pub fn cost(&self, tree: &CostTree, node: NodeId) -> Option<u64> {
        tree.cost(self.graph.place(node))
    }

    /// What a route costs without each of its parts.
    ///
    /// # Arguments
    /// * `from`, `to`: trees from the sources and to the targets, of this view.
    /// * `route`: a route of least cost between them in this view, as [`crate::paths::Finder::route`] finds it.
    /// * `unavoidable`: what of it every route passes. Where that is not known, it is found out by a pass over all nodes.
    /// * `effort`: how far to look.
    ///
    /// # Panics
    /// Where the trees or the route are of another view.
    pub fn along<'w>(
        &self,
        from: &CostTree,
        to: &CostTree,
        route: &Route,
        unavoidable: Option<&'w Unavoidable>,
        effort: DetourEffort,
        workspace: &'w mut DetourWorkspace,
    ) -> DetourCosts<'w> {
        let DetourWorkspace { sweep, places, .. } = workspace;
        places.clear();
        places.push(self.graph.place(route.start()));
        places.extend(route.arcs().iter().map(|&arc| self.graph.place(self.network.head(arc))));
        let along = Along { from, to, nodes: places, arcs: route.arcs(), unavoidable, effort };
        let is_same_link = |one, other| is_lost_with(self.network, one, other);
        let (nodes, links, right_up_to) = sweep.run(&self.graph, along, is_same_link);
        DetourCosts { nodes, links, right_up_to, unavoidable }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.graph.memory()
    }
}

/// Whether two arcs are of one physical link, or of one transfer.
fn is_lost_with(network: &Network, one: ArcId, other: ArcId) -> bool {
    match (network.element(one), network.element(other)) {
        (Element::Link(one), Element::Link(other)) => {
            one == other || network.physical_link(one).any(|link| link == other)
        }
        (one, other) => one == other,
    }
}

impl DetourWorkspace {
    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.sweep.memory() + 4 * self.places.capacity()
    }
}
