//! The open part of a view as a flow graph: nodes of limited capacity split, origins and destinations joined on.

use std::collections::BTreeSet;

use super::FlowError;
use super::amount::{Amount, Whole};
use super::residual::{Half, NONE, Residual};
use crate::network::{ArcId, HubId, LinkId, Network, NodeId, TransferId};
use crate::scenario::View;

/// Where flow may start, or where it may end: some nodes that have one supply or one demand together. Closed ones count
/// for nothing.
pub type Terminal = Vec<NodeId>;

/// The open arcs of a view with their capacities, and the terminals between which flows are asked for.
///
/// A node of limited capacity is two vertices with an edge between them, so that all that starts, ends or passes there
/// is counted. Both directions of a link are one edge as far as neither end is split. Made once for any number of flows
/// between its terminals; *O*(*n* + *m*) time and space, about 40 bytes an arc.
///
/// **Shared tracks.** Where goods of one kind flow, what is sent both ways over a link may be cancelled, and nobody gets
/// less. So a maximum flow is as large, and the least cuts are the same, whether or not the directions share their
/// capacity; and flows are stated cancelled, one direction at most, which keeps to a shared capacity.
#[derive(Clone, Debug)]
pub struct FlowGraph {
    pub(super) first: Vec<u32>,
    /// Heads and twins; nothing is left in it.
    pub(super) ends: Vec<(u32, u32)>,
    pub(super) edges: Vec<Edge>,
    /// The edge of each half-edge.
    pub(super) edge_of: Vec<u32>,
    /// The vertex where flow enters each node. It leaves where the next node's would come, less one.
    pub(super) enters: Vec<u32>,
    pub(super) source: u32,
    pub(super) sink: u32,
    /// The vertices of the sources.
    pub(super) sources: Vec<u32>,
    /// The edge of each source's supply, and of each sink's demand.
    pub(super) supplies: Vec<u32>,
    pub(super) demands: Vec<u32>,
    /// The vertices of the sinks.
    pub(super) sinks: Vec<u32>,
}

/// An edge, with what it stands for and what it may carry there and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) part: Part,
    pub(super) there: Amount,
    pub(super) back: Amount,
    /// The half-edge that leads there.
    pub(super) half: u32,
}

/// What an edge is in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A link or a transfer, by its arcs there and back.
    Arcs(ArcId, Option<ArcId>),
    Node(NodeId),
    /// Which of the sources, which of the sinks.
    Supply(usize),
    Demand(usize),
    /// Between a terminal and one of its nodes: never in a least cut.
    Joint,
}

/// Edges before they are laid out.
struct Draft {
    edges: Vec<(u32, u32, Edge)>,
}

impl Draft {
    fn add(&mut self, ends: [u32; 2], part: Part, there: Amount, back: Amount) {
        let nothing = there == Amount::ZERO && back == Amount::ZERO;
        // A loop carries nothing anywhere. Terminals stay: what they may carry is told later.
        if ends[0] != ends[1] && !(nothing && matches!(part, Part::Arcs(..))) {
            self.edges.push((ends[0], ends[1], Edge { part, there, back, half: NONE }));
        }
    }

    /// Adds a terminal's vertex with what joins it to its open nodes and to the source or the sink of all.
    fn terminal(&mut self, all: u32, own: u32, nodes: impl Iterator<Item = u32>, part: Part) -> u32 {
        let at = self.edges.len();
        let is_supply = matches!(part, Part::Supply(_));
        let order = |outer, inner| if is_supply { [outer, inner] } else { [inner, outer] };
        self.add(order(all, own), part, Amount::ZERO, Amount::ZERO);
        for node in nodes {
            self.add(order(own, node), Part::Joint, Amount::Unlimited, Amount::ZERO);
        }
        u32::try_from(at).unwrap_or(NONE)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are less than 2^31 vertices and edges")]
impl FlowGraph {
    /// Of the open part of a view, with any number of terminals. A hub may be among both.
    ///
    /// # Errors
    /// [`FlowError::TooLarge`] where twice the nodes, the arcs and the nodes of terminals together are 2^31 or more.
    ///
    /// # Panics
    /// Where a node is from a larger network.
    pub fn new(view: &View<'_>, sources: &[Terminal], sinks: &[Terminal]) -> Result<Self, FlowError> {
        let network = view.network();
        let of_terminals: usize = sources.iter().chain(sinks).map(|nodes| 2 + nodes.len()).sum();
        let parts = 2 * network.node_count() + network.arc_count() + of_terminals + 2;
        if parts >= 1 << 31 {
            return Err(FlowError::TooLarge { parts });
        }
        // Where flow enters each node, and where it leaves it.
        let mut enters = Vec::with_capacity(network.node_count());
        let mut leaves = Vec::with_capacity(network.node_count());
        let mut draft = Draft { edges: Vec::with_capacity(network.arc_count() / 2) };
        let mut vertices = 0_u32;
        for node in network.nodes() {
            enters.push(vertices);
            if let Some(limited @ Amount::Limited(_)) = view.node_capacity(node.id()).map(Amount::from) {
                draft.add([vertices, vertices + 1], Part::Node(node.id()), limited, Amount::ZERO);
                vertices += 1;
            }
            leaves.push(vertices);
            vertices += 1;
        }
        let ends = |arc: ArcId| [leaves[network.tail(arc).index()], enters[network.head(arc).index()]];
        let capacity = |arc: ArcId| view.arc_capacity(arc).map_or(Amount::ZERO, Amount::from);
        let mut join = |arcs: &[ArcId], step: usize| {
            for pair in arcs.chunks(step) {
                let (there, back) = (pair[0], pair.get(1).copied());
                match back {
                    Some(back) if ends(back) == [ends(there)[1], ends(there)[0]] => {
                        draft.add(
                            ends(there),
                            Part::Arcs(there, Some(back)),
                            capacity(there),
                            capacity(back),
                        );
                    }
                    _ => {
                        for arc in [Some(there), back].into_iter().flatten() {
                            draft.add(ends(arc), Part::Arcs(arc, None), capacity(arc), Amount::ZERO);
                        }
                    }
                }
            }
        };
        for at in 0..network.link_count() {
            let link = LinkId::new(at);
            join(network.link_arcs(link), if network.link(link).is_directed() { 1 } else { 2 });
        }
        for at in 0..network.transfer_count() {
            join(network.transfer_arcs(TransferId::new(at)), 2);
        }
        let (source, sink) = (vertices, vertices + 1);
        vertices += 2;
        let mut next = || {
            vertices += 1;
            vertices - 1
        };
        let open = |nodes: &Terminal| {
            let mut nodes: Vec<NodeId> = nodes.iter().copied().filter(|&node| view.is_open(node)).collect();
            nodes.sort_unstable();
            nodes.dedup();
            nodes
        };
        let mut supplies = Vec::with_capacity(sources.len());
        let own_sources: Vec<u32> = sources.iter().map(|_| next()).collect();
        for (at, nodes) in sources.iter().enumerate() {
            let nodes = open(nodes).into_iter().map(|node| enters[node.index()]);
            supplies.push(draft.terminal(source, own_sources[at], nodes, Part::Supply(at)));
        }
        let mut demands = Vec::with_capacity(sinks.len());
        let own_sinks: Vec<u32> = sinks.iter().map(|_| next()).collect();
        for (at, nodes) in sinks.iter().enumerate() {
            let nodes = open(nodes).into_iter().map(|node| leaves[node.index()]);
            demands.push(draft.terminal(sink, own_sinks[at], nodes, Part::Demand(at)));
        }
        let (first, ends, edges) = lay_out(vertices as usize, draft.edges);
        let mut edge_of = vec![0; ends.len()];
        for (at, edge) in edges.iter().enumerate() {
            for half in [edge.half, ends[edge.half as usize].1] {
                edge_of[half as usize] = at as u32;
            }
        }
        Ok(Self {
            first,
            ends,
            edges,
            edge_of,
            enters,
            source,
            sink,
            sources: own_sources,
            supplies,
            demands,
            sinks: own_sinks,
        })
    }

    #[inline]
    pub(super) fn around(&self, vertex: u32) -> std::ops::Range<u32> {
        self.first[vertex as usize]..self.first[vertex as usize + 1]
    }

    /// By edge, which are of these nodes and arcs and have a limit; what may be carried in one direction only, in that.
    pub(crate) fn limited_edges(&self, nodes: &[NodeId], arcs: &[ArcId]) -> Vec<bool> {
        let nodes: BTreeSet<NodeId> = nodes.iter().copied().collect();
        let arcs: BTreeSet<ArcId> = arcs.iter().copied().collect();
        let is_one = |part: Part| match part {
            Part::Node(node) => nodes.contains(&node),
            Part::Arcs(there, back) => arcs.contains(&there) || back.is_some_and(|back| arcs.contains(&back)),
            Part::Supply(_) | Part::Demand(_) | Part::Joint => false,
        };
        let limits = |amount: Amount| amount != Amount::ZERO && amount.limit().is_some();
        self.edges.iter().map(|edge| (limits(edge.there) || limits(edge.back)) && is_one(edge.part)).collect()
    }

    /// Where an edge leads from, and to.
    #[inline]
    pub(super) fn ends_of(&self, edge: &Edge) -> [u32; 2] {
        let (head, back) = self.ends[edge.half as usize];
        [self.ends[back as usize].0, head]
    }

    /// The vertices of a node: one, or where flow enters it and where it leaves.
    pub(super) fn vertices_of(&self, node: NodeId) -> std::ops::Range<u32> {
        self.enters[node.index()]..self.leaves(node.index()) + 1
    }

    /// The vertex where flow leaves a node: another than where it enters where the node is split.
    #[inline]
    pub(super) fn leaves(&self, node: usize) -> u32 {
        self.enters.get(node + 1).copied().unwrap_or(self.source) - 1
    }

    /// How many vertices there are.
    pub(crate) fn vertex_count(&self) -> usize {
        self.first.len() - 1
    }

    /// The vertex that all demand ends at.
    pub(crate) fn end(&self) -> usize {
        self.sink as usize
    }

    /// The vertex of a sink.
    pub(crate) fn sink_vertex(&self, sink: usize) -> usize {
        self.sinks[sink] as usize
    }

    /// How many sources it was made with.
    #[must_use]
    pub fn source_count(&self) -> usize {
        self.supplies.len()
    }

    /// How many sinks it was made with.
    #[must_use]
    pub fn sink_count(&self) -> usize {
        self.demands.len()
    }

    /// Which of the sinks anything gets to at all, from sources that have something.
    pub(crate) fn sinks_with_a_way(&self, supplies: &[Amount]) -> Vec<bool> {
        let mut reached = vec![false; self.vertex_count()];
        let sources = self.sources.iter().zip(supplies).filter(|&(_, &supply)| supply != Amount::ZERO);
        let mut waiting: Vec<u32> = sources.map(|(&vertex, _)| vertex).collect();
        while let Some(vertex) = waiting.pop() {
            if std::mem::replace(&mut reached[vertex as usize], true) {
                continue;
            }
            for half in self.around(vertex) {
                let edge = &self.edges[self.edge_of[half as usize] as usize];
                let amount = if edge.half == half { edge.there } else { edge.back };
                if amount != Amount::ZERO {
                    waiting.push(self.ends[half as usize].0);
                }
            }
        }
        self.sinks.iter().map(|&vertex| reached[vertex as usize]).collect()
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        let words = [
            &self.first,
            &self.edge_of,
            &self.enters,
            &self.sources,
            &self.supplies,
            &self.demands,
            &self.sinks,
        ];
        4 * words.into_iter().map(Vec::capacity).sum::<usize>()
            + self.ends.capacity() * size_of::<(u32, u32)>()
            + self.edges.capacity() * size_of::<Edge>()
    }

    /// The graph with what each edge may carry: `there` and `back`, scaled.
    pub(super) fn filled<Q: Whole>(&self, residual: &mut Residual<Q>, amounts: impl Fn(&Edge) -> [Q; 2]) {
        residual.first.clone_from(&self.first);
        residual.halves.clear();
        let half = |&(head, twin): &(u32, u32)| Half { head, twin, left: Q::default() };
        residual.halves.extend(self.ends.iter().map(half));
        for edge in &self.edges {
            let [there, back] = amounts(edge);
            let at = edge.half as usize;
            residual.halves[at].left = there;
            residual.halves[self.ends[at].1 as usize].left = back;
        }
    }
}

/// Half-edges by the vertex that they leave, in the order of the edges.
fn lay_out(vertices: usize, draft: Vec<(u32, u32, Edge)>) -> (Vec<u32>, Vec<(u32, u32)>, Vec<Edge>) {
    let mut first = vec![0_u32; vertices + 1];
    for &(tail, head, _) in &draft {
        first[tail as usize + 1] += 1;
        first[head as usize + 1] += 1;
    }
    for at in 0..vertices {
        first[at + 1] += first[at];
    }
    let mut next = first.clone();
    let mut take = |vertex: u32| {
        let at = next[vertex as usize];
        next[vertex as usize] += 1;
        at
    };
    let mut ends = vec![(NONE, NONE); 2 * draft.len()];
    let mut edges = Vec::with_capacity(draft.len());
    for (tail, head, mut edge) in draft {
        let (there, back) = (take(tail), take(head));
        ends[there as usize] = (head, back);
        ends[back as usize] = (tail, there);
        edge.half = there;
        edges.push(edge);
    }
    (first, ends, edges)
}

/// What limits a flow: a part of a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// The supply of one of the sources, by its number.
    Supply(usize),
    /// What a node can handle.
    Node(NodeId),
    /// What a link carries in one direction and mode.
    Link(LinkId, ArcId),
    /// What a transfer carries in one direction.
    Transfer(TransferId, ArcId),
    /// The demand of one of the sinks, by its number.
    Demand(usize),
}

impl Limit {
    /// The hub that it lies in: of a node, or of a transfer.
    #[must_use]
    pub fn hub(self, network: &Network) -> Option<HubId> {
        match self {
            Self::Node(node) => Some(network.node(node).hub().id()),
            Self::Transfer(transfer, _) => Some(network.transfer(transfer).hub().id()),
            Self::Supply(_) | Self::Link(..) | Self::Demand(_) => None,
        }
    }
}
