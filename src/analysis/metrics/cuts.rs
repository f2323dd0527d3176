//! What joins parts of the network by itself: articulation points, bridges, and hubs and links that do so as a whole.
//!
//! On the undirected network of what is open, *G*: a node is an articulation point, and an edge a bridge, if *G* without
//! it has more connected components, where those that consist of nothing but what is lost do not count. The same is said
//! of a hub, which is all its nodes, and of a physical link, which is all its arcs. Direction does not matter here: that a
//! destination can be *reached* is for [`rank`](crate::analysis::rank()) to say.
//!
//! R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972) 146-160, doi 10.1137/0201010 (from
//! general knowledge); J. Hopcroft and R. Tarjan, Algorithm 447: efficient algorithms for graph manipulation, Commun. ACM
//! 16 (1973) 372-378. One pass without recursion; only hubs of several nodes, and physical links at several places, are
//! taken out one by one.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]

use std::ops::Range;

use rayon::prelude::*;

use super::graph::{NO_LINK, open_hubs, open_links, physical_links};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::{ArcId, LinkId, NodeId, TransferId};
use crate::progress::{Progress, Silent};
use crate::scenario::View;

/// How [`cuts`] is to work.
#[derive(Clone, Copy)]
pub struct CutsOptions<'p> {
    progress: &'p dyn Progress,
}

impl Default for CutsOptions<'_> {
    fn default() -> Self {
        Self { progress: &Silent }
    }
}

impl<'p> CutsOptions<'p> {
    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// An edge that alone joins two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bridge {
    /// Its ends, the smaller id first.
    pub ends: [NodeId; 2],
    /// The link, by the smallest id of its physical link, or the transfer.
    pub element: BridgeElement,
}

/// What a [`Bridge`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BridgeElement {
    /// A physical link, by its smallest id. It may have other edges at other places.
    Link(LinkId),
    /// A transfer.
    Transfer(TransferId),
}

/// The answer to [`cuts`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cuts {
    /// How many connected components there are; closed nodes do not count.
    pub components: usize,
    /// The nodes whose loss adds components, ascending.
    pub articulation_points: Vec<NodeId>,
    /// The edges whose loss adds a component, ascending.
    pub bridges: Vec<Bridge>,
    /// The hubs and physical links whose loss as a whole adds components, ascending, each with how many it adds.
    pub losses: Vec<(Loss, usize)>,
    /// All that could have been lost, ascending.
    open: Vec<Loss>,
}

impl Cuts {
    /// How many components a loss adds.
    #[must_use]
    pub fn added_by(&self, loss: Loss) -> usize {
        self.losses.binary_search_by_key(&loss, |&(loss, _)| loss).map_or(0, |at| self.losses[at].1)
    }

    /// The same beside other metrics; nothing for what is closed.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a network holds fewer than 2^32 of each kind")]
    pub fn of(&self, loss: Loss) -> Option<f64> {
        self.open.binary_search(&loss).ok().map(|_| self.added_by(loss) as f64)
    }
}

/// The articulation points, bridges, hubs and physical links whose loss cuts the open network.
///
/// # Arguments
/// * `view`: *n* nodes and *m* arcs, some of them closed. An arc is an edge whichever way it goes.
/// * `options`: [`CutsOptions`], or `None` for the defaults.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// Time *O*(*n* + *m* log *m*) and space *O*(*n* + *m*); and *O*(*n* + *m*) for each hub of several nodes and each physical
/// link at several places, in parallel.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::cuts;
/// use supplyline::analysis::rank::Loss;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// // A triangle of roads, and a spur to Cape.
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C").hub("Cape")
///     .link(NewLink::road("A", "B").length("1 km"))
///     .link(NewLink::road("B", "C").length("1 km"))
///     .link(NewLink::road("C", "A").length("1 km"))
///     .link(NewLink::road("C", "Cape").length("1 km"))
///     .build()?;
/// let found = cuts(&View::new(&network, Impedance::Length), None)?;
/// assert_eq!((found.articulation_points.len(), found.bridges.len()), (1, 1));
/// assert_eq!(found.added_by(Loss::Hub(network.find_hub("C")?)), 1);
/// assert_eq!(found.added_by(Loss::Hub(network.find_hub("A")?)), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cuts<'p>(view: &View<'_>, options: impl Into<Option<CutsOptions<'p>>>) -> Result<Cuts, AnalysisError> {
    let progress = options.into().unwrap_or_default().progress;
    let graph = Undirected::new(view);
    let first = graph.depth_first();
    if progress.stop_requested() {
        return Err(AnalysisError::Stopped);
    }
    let network = view.network();
    let articulation_points =
        (0..graph.open.len()).filter(|&node| first.added[node] > 0).map(NodeId::new).collect();
    let bridges = graph.bridges(&first, network.link_count());
    let mut losses: Vec<(Loss, usize)> = Vec::new();
    let mut sets: Vec<Loss> = Vec::new();
    for hub in open_hubs(view).into_iter().map(|hub| network.hub(hub)) {
        match hub.nodes() {
            [node] => losses.push((Loss::Hub(hub.id()), first.added[node.index()] as usize)),
            _ => sets.push(Loss::Hub(hub.id())),
        }
    }
    let mut is_bridge = vec![false; graph.edges.len()];
    for &edge in &first.bridges {
        is_bridge[edge as usize] = true;
    }
    for link in open_links(view) {
        let edges = graph.edges_of(link.index() as u32);
        match edges.len() {
            // Loops alone.
            0 => losses.push((Loss::Link(link), 0)),
            1 => losses.push((Loss::Link(link), usize::from(is_bridge[edges.start]))),
            _ => sets.push(Loss::Link(link)),
        }
    }
    progress.begin("taking out hubs of several nodes", sets.len() as u64);
    let added: Vec<usize> = sets
        .par_iter()
        .map_init(
            || Parts::new(graph.open.len()),
            |parts, &loss| {
                if progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                progress.advance(1);
                Ok(parts.without(&graph, view, loss, &first.component))
            },
        )
        .collect::<Result<_, _>>()?;
    losses.extend(sets.into_iter().zip(added));
    losses.sort_unstable();
    let open = losses.iter().map(|&(loss, _)| loss).collect();
    losses.retain(|&(_, added)| added > 0);
    Ok(Cuts { components: first.components, articulation_points, bridges, losses, open })
}

/// The open network without directions. Arcs of one physical link, or of one transfer, between the same two nodes are one
/// edge; there are no loops.
pub(super) struct Undirected {
    pub(super) open: Vec<bool>,
    /// Both ends, the smaller one first, and the link or, counted on from the links, the transfer; ascending by that.
    pub(super) edges: Vec<(u32, u32, u32)>,
    /// The least that each edge costs from its lower end to its higher, and back; [`NONE`] where no arc leads that way.
    costs: Vec<[u32; 2]>,
    /// Where the edges of each link, and of each transfer, begin.
    first_of: Vec<u32>,
    first: Vec<u32>,
    /// The other end of an edge, and the edge.
    around: Vec<(u32, u32)>,
}

impl Undirected {
    pub(super) fn new(view: &View<'_>) -> Self {
        let network = view.network();
        let mut edges: Vec<(u32, u32, u32)> = Vec::with_capacity(network.arc_count() / 2);
        let mut costs: Vec<[u32; 2]> = Vec::with_capacity(network.arc_count() / 2);
        let mut first_of = Vec::with_capacity(network.link_count() + network.transfer_count() + 1);
        first_of.push(0);
        let mut arcs: Vec<((u32, u32), usize, u32)> = Vec::new();
        let mut put = |arcs_of: &mut dyn Iterator<Item = ArcId>| {
            let element = first_of.len() as u32 - 1;
            arcs.clear();
            for arc in arcs_of {
                let [tail, head] = [network.tail(arc), network.head(arc)].map(|node| node.index() as u32);
                if let (Some(cost), true) = (view.cost(arc), tail != head) {
                    arcs.push(((tail.min(head), tail.max(head)), usize::from(tail > head), cost));
                }
            }
            arcs.sort_unstable();
            for of_edge in arcs.chunk_by(|one, other| one.0 == other.0) {
                let mut least = [NONE; 2];
                for &(_, way, cost) in of_edge {
                    least[way] = least[way].min(cost);
                }
                let (low, high) = of_edge[0].0;
                edges.push((low, high, element));
                costs.push(least);
            }
            first_of.push(edges.len() as u32);
        };
        for (link, &lost_with) in physical_links(network).iter().enumerate() {
            let link = LinkId::new(link);
            if lost_with as usize == link.index() {
                put(&mut network.physical_link(link).flat_map(|row| network.link_arcs(row)).copied());
            } else {
                put(&mut std::iter::empty());
            }
        }
        for transfer in network.transfers() {
            put(&mut transfer.arcs().iter().copied());
        }
        let nodes = network.node_count();
        let mut first = vec![0; nodes + 2];
        for &(low, high, _) in &edges {
            first[low as usize + 2] += 1;
            first[high as usize + 2] += 1;
        }
        for node in 2..first.len() {
            first[node] += first[node - 1];
        }
        let mut around = vec![(0, 0); 2 * edges.len()];
        for (edge, &(low, high, _)) in edges.iter().enumerate() {
            for (from, to) in [(low, high), (high, low)] {
                let at = &mut first[from as usize + 1];
                around[*at as usize] = (to, edge as u32);
                *at += 1;
            }
        }
        let open = network.nodes().map(|node| view.is_open(node.id())).collect();
        Self { open, edges, costs, first_of, first, around }
    }

    pub(super) fn around(&self, node: u32) -> &[(u32, u32)] {
        &self.around[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    /// The edges of a physical link, or of a transfer counted on from the links.
    pub(super) fn edges_of(&self, element: u32) -> Range<usize> {
        self.first_of[element as usize] as usize..self.first_of[element as usize + 1] as usize
    }

    /// The least that an edge costs from its lower end to its higher, or back; nothing where no arc leads that way.
    pub(super) fn cost(&self, edge: usize, is_back: bool) -> Option<u64> {
        let cost = self.costs[edge][usize::from(is_back)];
        (cost != NONE).then_some(u64::from(cost))
    }

    /// Whether every edge costs the same both ways.
    pub(super) fn is_symmetric(&self) -> bool {
        self.costs.iter().all(|[ahead, back]| ahead == back)
    }

    /// The bridges as they are told, ascending.
    fn bridges(&self, found: &DepthFirst, links: usize) -> Vec<Bridge> {
        let bridge = |&edge: &u32| {
            let (low, high, element) = self.edges[edge as usize];
            let element = element as usize;
            Bridge {
                ends: [low, high].map(|node| NodeId::new(node as usize)),
                element: match element.checked_sub(links) {
                    None => BridgeElement::Link(LinkId::new(element)),
                    Some(transfer) => BridgeElement::Transfer(TransferId::new(transfer)),
                },
            }
        };
        let mut bridges: Vec<Bridge> = found.bridges.iter().map(bridge).collect();
        bridges.sort_unstable();
        bridges
    }

    pub(super) fn depth_first(&self) -> DepthFirst {
        let nodes = self.open.len();
        let mut found = DepthFirst {
            components: 0,
            component: vec![NONE; nodes],
            added: vec![0; nodes],
            bridges: Vec::new(),
        };
        // When a node was found, and the earliest that it and what hangs below it have an edge to.
        let (mut found_at, mut low) = (vec![NONE; nodes], vec![0; nodes]);
        let mut clock = 0;
        let mut path: Vec<Visit> = Vec::new();
        for root in (0..nodes as u32).filter(|&root| self.open[root as usize]) {
            if found_at[root as usize] != NONE {
                continue;
            }
            (found_at[root as usize], low[root as usize]) = (clock, clock);
            clock += 1;
            found.component[root as usize] = found.components as u32;
            path.push(Visit { node: root, by: NONE, next: self.first[root as usize] });
            while let Some(visit) = path.last_mut() {
                let (node, by) = (visit.node, visit.by);
                if visit.next < self.first[node as usize + 1] {
                    let (other, edge) = self.around[visit.next as usize];
                    visit.next += 1;
                    if found_at[other as usize] == NONE {
                        (found_at[other as usize], low[other as usize]) = (clock, clock);
                        clock += 1;
                        found.component[other as usize] = found.components as u32;
                        path.push(Visit { node: other, by: edge, next: self.first[other as usize] });
                    } else if edge != by {
                        low[node as usize] = low[node as usize].min(found_at[other as usize]);
                    }
                    continue;
                }
                path.pop();
                let Some(parent) = path.last().map(|visit| visit.node as usize) else { continue };
                low[parent] = low[parent].min(low[node as usize]);
                if low[node as usize] >= found_at[parent] {
                    found.added[parent] += 1;
                }
                if low[node as usize] > found_at[parent] {
                    found.bridges.push(by);
                }
            }
            // Of the parts below a root one is the component that was there before.
            found.added[root as usize] = found.added[root as usize].saturating_sub(1);
            found.components += 1;
        }
        found
    }
}

const NONE: u32 = NO_LINK;

/// A node on the path of a depth-first search, the edge that led there, and where to go on.
struct Visit {
    node: u32,
    by: u32,
    next: u32,
}

pub(super) struct DepthFirst {
    components: usize,
    component: Vec<u32>,
    /// How many components more there are without each node.
    added: Vec<u32>,
    pub(super) bridges: Vec<u32>,
}

/// A workspace that counts what is left in parts.
struct Parts {
    round: u32,
    seen: Vec<u32>,
    stack: Vec<u32>,
}

impl Parts {
    fn new(nodes: usize) -> Self {
        Self { round: 0, seen: vec![0; nodes], stack: Vec::new() }
    }

    /// How many components a loss adds.
    fn without(&mut self, graph: &Undirected, view: &View<'_>, loss: Loss, component: &[u32]) -> usize {
        if self.round == u32::MAX {
            self.seen.fill(0);
            self.round = 0;
        }
        self.round += 1;
        let network = view.network();
        let lost_link = match loss {
            Loss::Link(link) => link.index() as u32,
            Loss::Hub(_) => NONE,
        };
        // What is left of a component that loses something has one of these in each part.
        let mut ends: Vec<u32> = Vec::new();
        match loss {
            Loss::Hub(hub) => {
                let nodes = network.hub(hub).nodes();
                for node in nodes {
                    self.seen[node.index()] = self.round;
                }
                let around = nodes.iter().flat_map(|node| graph.around(node.index() as u32));
                ends.extend(around.map(|&(end, _)| end).filter(|&end| self.seen[end as usize] != self.round));
            }
            Loss::Link(_) => {
                for &(low, high, _) in &graph.edges[graph.edges_of(lost_link)] {
                    ends.extend([low, high]);
                }
            }
        }
        let mut before: Vec<u32> = ends.iter().map(|&end| component[end as usize]).collect();
        before.sort_unstable();
        before.dedup();
        let mut parts = 0;
        for end in ends {
            if self.seen[end as usize] == self.round {
                continue;
            }
            parts += 1;
            self.seen[end as usize] = self.round;
            self.stack.push(end);
            while let Some(node) = self.stack.pop() {
                for &(other, edge) in graph.around(node) {
                    let is_lost = graph.edges[edge as usize].2 == lost_link;
                    if !is_lost && self.seen[other as usize] != self.round {
                        self.seen[other as usize] = self.round;
                        self.stack.push(other);
                    }
                }
            }
        }
        parts - before.len()
    }
}
