//! How much less flows where something is lost: the flow is mended there, and not found anew.
//!
//! Take the edges that are lost out of a maximum flow. Before each of them there is then too much of what it carried, and
//! behind it too little. Let *e* be how much that is in all, and *r* the most that can be sent in the residual graph from where there is
//! too much to where there is too little, past sources and sinks as past any vertex. Then *e* − *r* less flows without
//! the edges:
//!
//! - Not more is lost: what cannot be sent on goes back the way it came, to the sources, and as much is missed at the sinks.
//! - Not less: the difference between the flow without the edges and the best one that there is without them is a flow in the
//!   residual graph that takes *e* away from where there is too much and brings *e* where there is too little. What of that begins at a
//!   sink or ends at a source is what is lost, and all the rest goes from the ones to the others, so it is *r* at most. (No way leads
//!   from the sources to the sinks in what is left of a maximum flow, so nothing is gained beside.)
//!
//! What carries nothing is lost without a loss. Where something else takes over nearby, the searches from both ends meet
//! after a few steps; where a cut is full, the smaller side of it is looked at.

#![expect(clippy::cast_possible_truncation, reason = "a graph holds fewer than 2^31 of each kind")]

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::amount::Whole;
use super::graph::{FlowGraph, Part};
use super::layered::{Layered, Patience};
use super::residual::{Half, Residual};
use super::search::{FoundFlow, Width};
use crate::network::{ArcId, NodeId};
use crate::progress::Progress;

/// What is lost together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LostParts {
    /// Nodes, with all that touches them and the terminals there.
    pub nodes: Vec<NodeId>,
    /// Arcs.
    pub arcs: Vec<ArcId>,
}

impl FoundFlow<'_> {
    /// How much less could flow without some parts of the network, for each of many such losses by itself.
    ///
    /// # Arguments
    /// * `losses`: what is lost together, of the network that the graph was made of. Closed parts may be named.
    /// * `progress`: told how far it is; may stop it.
    ///
    /// # Returns
    /// For each loss, in their order, the value of this flow less that of a maximum flow without it, kilograms a day; nothing
    /// where it was stopped. The same whatever the threads.
    ///
    /// # Complexity
    /// For each loss that carries anything, augmenting paths in the residual graph between its two sides, in parallel.
    /// Those that carry nothing take as long as a look at their arcs. Space: the residual graph once for each thread.
    ///
    /// # Panics
    /// Where a node or an arc is from a larger network.
    #[must_use]
    pub fn losses(&self, losses: &[LostParts], progress: &dyn Progress) -> Option<Vec<u64>> {
        let carried: Vec<[u128; 2]> = (0..self.graph.edges.len()).map(|at| self.carried(at)).collect();
        let edge_of_arc = self.graph.edge_of_arc(losses);
        let of = Lost { graph: self.graph, carried: &carried, edge_of_arc: &edge_of_arc };
        match self.width {
            Width::Narrow => of.all(&self.search.narrow.residual, losses, progress),
            Width::Wide => of.all(&self.search.wide.residual, losses, progress),
        }
    }
}

impl FlowGraph {
    /// The edge of each arc that is in one; nothing past the last arc that is asked for.
    fn edge_of_arc(&self, losses: &[LostParts]) -> Vec<Option<u32>> {
        let last = losses.iter().flat_map(|loss| &loss.arcs).map(|arc| arc.index()).max();
        let mut edge_of_arc = vec![None; last.map_or(0, |last| last + 1)];
        for (at, edge) in self.edges.iter().enumerate() {
            let Part::Arcs(there, back) = edge.part else { continue };
            for arc in [Some(there), back].into_iter().flatten() {
                if let Some(known) = edge_of_arc.get_mut(arc.index()) {
                    *known = Some(at as u32);
                }
            }
        }
        edge_of_arc
    }
}

/// A maximum flow, for one loss after another.
struct Lost<'f> {
    graph: &'f FlowGraph,
    /// By edge: what it carries there and back.
    carried: &'f [[u128; 2]],
    edge_of_arc: &'f [Option<u32>],
}

impl Lost<'_> {
    fn all<Q: Whole + TryFrom<u128> + Send + Sync>(
        &self,
        flow: &Residual<Q>,
        losses: &[LostParts],
        progress: &dyn Progress,
    ) -> Option<Vec<u64>> {
        losses
            .par_iter()
            .map_init(
                || None::<Mending<Q>>,
                |mending, loss| {
                    if progress.stop_requested() {
                        return None;
                    }
                    let edges = self.edges(loss);
                    let lost = if edges.iter().any(|&at| self.carried[at as usize] != [0, 0]) {
                        mending.get_or_insert_with(|| Mending::new(flow.clone())).without(self, &edges)
                    } else {
                        0
                    };
                    progress.advance(1);
                    Some(lost)
                },
            )
            .collect()
    }

    /// The edges that are lost, each once.
    fn edges(&self, loss: &LostParts) -> Vec<u32> {
        let at_nodes = loss.nodes.iter().flat_map(|&node| self.graph.vertices_of(node));
        let around = at_nodes.flat_map(|vertex| self.graph.around(vertex));
        let of_arcs = loss.arcs.iter().filter_map(|arc| self.edge_of_arc[arc.index()]);
        let mut edges: Vec<u32> =
            around.map(|half| self.graph.edge_of[half as usize]).chain(of_arcs).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// A residual graph with two vertices more, from and to which what was lost is sent, and what is needed to put it back as
/// it was.
struct Mending<Q> {
    residual: Residual<Q>,
    layered: Layered,
    /// Vertices and half-edges of the flow graph itself.
    vertices: usize,
    halves: usize,
    /// What was changed: half-edges with what they had left.
    before: Vec<(u32, Q)>,
    /// What was sent along half-edges since.
    sent: Vec<(u32, Q)>,
}

impl<Q: Whole + TryFrom<u128>> Mending<Q> {
    fn new(residual: Residual<Q>) -> Self {
        let (vertices, halves) = (residual.vertex_count(), residual.halves.len());
        Self {
            residual,
            layered: Layered::asking_roots(),
            vertices,
            halves,
            before: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// How much less flows without some edges, kilograms a day.
    fn without(&mut self, lost: &Lost<'_>, edges: &[u32]) -> u64 {
        // More than nothing where there is too much, less where there is too little.
        let mut excess: BTreeMap<u32, i128> = BTreeMap::new();
        for &at in edges {
            let edge = &lost.graph.edges[at as usize];
            let [there, back] = lost.carried[at as usize];
            let [tail, head] = lost.graph.ends_of(edge);
            // No sum of what an edge carries comes near 2^127.
            let net = there.cast_signed() - back.cast_signed();
            *excess.entry(tail).or_default() += net;
            *excess.entry(head).or_default() -= net;
            for half in [edge.half, lost.graph.ends[edge.half as usize].1] {
                let left = &mut self.residual.halves[half as usize].left;
                self.before.push((half, *left));
                *left = Q::default();
            }
        }
        let (source, sink) = (self.vertices as u32, self.vertices as u32 + 1);
        let too_much: u128 = excess.values().filter(|&&net| net > 0).map(|net| net.unsigned_abs()).sum();
        self.join(source, &excess, |net| net > 0);
        self.join(sink, &excess, |net| net < 0);
        self.lay_twins(source);
        self.layered.run(&mut self.residual, [source, sink], Patience::Endless, Some(&mut self.sent));
        // What the first half-edges, those of the source, still have left is what could not be sent.
        let of_source = self.residual.around(source);
        let sent: u128 = of_source
            .map(|half| self.residual.halves[self.residual.half(half).twin as usize].left.to_wide())
            .sum();
        self.put_back();
        u64::try_from(too_much - sent).unwrap_or(u64::MAX)
    }

    /// Adds the half-edges of one of the two vertices to the end of the list; what they may carry is kept in their twins'
    /// place until those are laid.
    fn join(&mut self, vertex: u32, excess: &BTreeMap<u32, i128>, wanted: fn(i128) -> bool) {
        for (&head, &net) in excess.iter().filter(|&(_, &net)| wanted(net)) {
            // It fitted into the flow that it is a part of.
            let left = Q::try_from(net.unsigned_abs()).unwrap_or_default();
            self.residual.halves.push(Half { head, twin: vertex, left });
        }
        let end = self.residual.halves.len() as u32;
        self.residual.first.push(end);
    }

    /// Adds the twins behind both lists. They are in no vertex's list: nothing has to be sent back to where it came from, and
    /// the search asks both ends.
    fn lay_twins(&mut self, source: u32) {
        for at in self.halves..self.residual.halves.len() {
            let Half { twin: vertex, left, .. } = self.residual.halves[at];
            let twin = self.residual.halves.len() as u32;
            let amounts = if vertex == source { [left, Q::default()] } else { [Q::default(), left] };
            self.residual.halves[at] = Half { twin, left: amounts[0], ..self.residual.halves[at] };
            self.residual.halves.push(Half { head: vertex, twin: at as u32, left: amounts[1] });
        }
    }

    fn put_back(&mut self) {
        for (half, amount) in self.sent.drain(..).rev() {
            let twin = self.residual.half(half).twin;
            self.residual.send(twin, amount);
        }
        self.residual.halves.truncate(self.halves);
        self.residual.first.truncate(self.vertices + 1);
        for (half, left) in self.before.drain(..).rev() {
            self.residual.halves[half as usize].left = left;
        }
    }
}
