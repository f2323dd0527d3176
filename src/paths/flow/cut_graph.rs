//! `CutGraph`: a flow graph whose capacities are the caller's own, set and raised edge by edge, and its least cuts.
//!
//! [`super::FlowGraph`] takes capacities from a view and splits what has one. Who cuts by weights of another kind lays out
//! edges here, and may go on from a flow that is there when some capacity has grown.

#![expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^31 vertices and edges")]

use super::FlowError;
use super::components::components;
use super::cycles::{self, Carrying};
use super::layered::Layered;
use super::preflow::{Preflow, Wanted};
use super::residual::{Half, NONE, Residual};
use super::search::LOOKS_BEFORE_PREFLOWS;
use crate::network::ArcId;

/// An edge, and the arc of a network that it stands for there and back, where it stands for one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CutEdge {
    pub(crate) ends: [u32; 2],
    pub(crate) arcs: [Option<ArcId>; 2],
}

/// A graph with capacities, a flow in it, and room to make it a maximum.
#[derive(Clone, Debug)]
pub(crate) struct CutGraph {
    edges: Vec<CutEdge>,
    /// What each edge may carry there and back.
    capacities: Vec<[u64; 2]>,
    /// The half-edge that leads there.
    halves: Vec<u32>,
    residual: Residual<u64>,
    layered: Layered,
    preflow: Preflow<u64>,
    reached: Vec<bool>,
}

/// A part of a flow: from the source to the sink, past no vertex twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) vertices: Vec<u32>,
    /// The arcs that its edges stand for.
    pub(crate) arcs: Vec<ArcId>,
    pub(crate) amount: u64,
}

impl CutGraph {
    /// Of edges between so many vertices. Nothing can flow before capacities are set. No edge leads from a vertex to itself.
    pub(crate) fn new(vertices: usize, edges: Vec<CutEdge>) -> Result<Self, FlowError> {
        let parts = vertices + 2 * edges.len();
        if parts >= 1 << 31 {
            return Err(FlowError::TooLarge { parts });
        }
        let mut first = vec![0_u32; vertices + 1];
        for end in edges.iter().flat_map(|edge| edge.ends) {
            first[end as usize + 1] += 1;
        }
        for at in 0..vertices {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut places = edges.iter().map(|edge| {
            edge.ends.map(|end| {
                next[end as usize] += 1;
                next[end as usize] - 1
            })
        });
        let mut halves = vec![Half::default(); 2 * edges.len()];
        let mut halves_there = Vec::with_capacity(edges.len());
        for (edge, [there, back]) in edges.iter().zip(&mut places) {
            halves[there as usize] = Half { head: edge.ends[1], twin: back, left: 0 };
            halves[back as usize] = Half { head: edge.ends[0], twin: there, left: 0 };
            halves_there.push(there);
        }
        Ok(Self {
            capacities: vec![[0; 2]; edges.len()],
            edges,
            halves: halves_there,
            residual: Residual { first, halves },
            layered: Layered::default(),
            preflow: Preflow::default(),
            reached: Vec::new(),
        })
    }

    /// What an edge may carry there and back; what it carries is forgotten.
    pub(crate) fn set(&mut self, edge: usize, capacities: [u64; 2]) {
        self.leave(edge, capacities, [0; 2]);
    }

    /// What an edge may carry there and back, no less than what it carries, which stays.
    pub(crate) fn limit(&mut self, edge: usize, capacities: [u64; 2]) {
        let carried = self.carried(edge);
        self.leave(edge, capacities, carried);
    }

    fn leave(&mut self, edge: usize, capacities: [u64; 2], carried: [u64; 2]) {
        let there = self.halves[edge];
        let back = self.residual.half(there).twin;
        self.capacities[edge] = capacities;
        self.residual.halves[there as usize].left = (capacities[0] + carried[1]).saturating_sub(carried[0]);
        self.residual.halves[back as usize].left = (capacities[1] + carried[0]).saturating_sub(carried[1]);
    }

    /// What an edge carries there and back; one of them is nothing.
    pub(crate) fn carried(&self, edge: usize) -> [u64; 2] {
        let [there, back] = self.capacities[edge];
        let [left_there, left_back] = self.left(edge);
        [there.saturating_sub(left_there), back.saturating_sub(left_back)]
    }

    /// What may still flow along an edge, there and back.
    pub(crate) fn left(&self, edge: usize) -> [u64; 2] {
        let half = self.residual.half(self.halves[edge]);
        [half.left, self.residual.left_back(half)]
    }

    /// Where an edge leads from, and to.
    pub(crate) fn ends(&self, edge: usize) -> [u32; 2] {
        self.edges[edge].ends
    }

    /// Makes the flow that is there a maximum one. What leaves the source adds up within 64 bits, twice over.
    pub(crate) fn run(&mut self, source: u32, sink: u32) {
        if !self.layered.run(&mut self.residual, [source, sink], LOOKS_BEFORE_PREFLOWS, None) {
            self.preflow.run(&mut self.residual, source, sink, Wanted::Flow);
        }
    }

    /// By vertex, whether the source can send more to it. The edges that leave these are the least cut nearest to the source.
    pub(crate) fn reached(&mut self, source: u32) -> &[bool] {
        self.residual.reach(source, true, &mut self.reached);
        &self.reached
    }

    /// The strong components of what may still flow. See [`components`] for how they are numbered.
    pub(crate) fn components(&self) -> Vec<u32> {
        let head = |at| {
            let half = self.residual.half(at);
            (half.left > 0).then_some(half.head)
        };
        components(self.residual.vertex_count(), |vertex| self.residual.around(vertex), head)
    }

    /// Between which vertices something may still flow, in one direction and then perhaps in the other.
    pub(crate) fn open(&self) -> impl Iterator<Item = [u32; 2]> + '_ {
        (0..self.edges.len()).flat_map(|edge| {
            let ([tail, head], [there, back]) = (self.ends(edge), self.left(edge));
            [(there > 0).then_some([tail, head]), (back > 0).then_some([head, tail])].into_iter().flatten()
        })
    }

    /// How many vertices there are.
    pub(crate) fn vertex_count(&self) -> usize {
        self.residual.vertex_count()
    }

    /// The flow as ways that carry it, without what flows in circles: so of an edge's two directions, and of two edges that
    /// lead there and back between the same vertices or between the halves of the same split ones, one is used at most.
    ///
    /// At most as many as there are edges. Linear in what they pass, beside the circles that are taken out.
    pub(crate) fn ways(&self, source: u32, sink: u32) -> Vec<Way> {
        let mut carrying = Vec::new();
        for (at, &CutEdge { ends: [tail, head], arcs }) in self.edges.iter().enumerate() {
            let [there, back] = self.carried(at);
            if there > 0 {
                carrying.push(Carrying { ends: [tail, head], amount: there.into(), of: arcs[0] });
            } else if back > 0 {
                carrying.push(Carrying { ends: [head, tail], amount: back.into(), of: arcs[1] });
            }
        }
        cycles::cancel(self.vertex_count(), &mut carrying);
        carrying.retain(|edge| edge.amount > 0);
        let mut current = vec![NONE; self.vertex_count()];
        for (at, edge) in carrying.iter().enumerate().rev() {
            current[edge.ends[0] as usize] = at as u32;
        }
        let mut ways = Vec::new();
        loop {
            let (mut vertices, mut taken) = (vec![source], Vec::new());
            let mut vertex = source;
            while vertex != sink {
                let at = current[vertex as usize] as usize;
                let Some(edge) = carrying.get(at).filter(|edge| edge.ends[0] == vertex) else {
                    // What enters a vertex leaves it, so this is the source, and nothing is left.
                    return ways;
                };
                if edge.amount == 0 {
                    current[vertex as usize] += 1;
                    continue;
                }
                taken.push(at);
                vertex = edge.ends[1];
                vertices.push(vertex);
            }
            let amount = taken.iter().map(|&at| carrying[at].amount).min().unwrap_or_default();
            for &at in &taken {
                carrying[at].amount -= amount;
            }
            let arcs = taken.iter().filter_map(|&at| carrying[at].of).collect();
            ways.push(Way { vertices, arcs, amount: amount as u64 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By edge, what ways pass there and back.
    fn passed(graph: &CutGraph, ways: &[Way]) -> Vec<[u64; 2]> {
        let mut passed = vec![[0; 2]; graph.edges.len()];
        for way in ways {
            for arc in &way.arcs {
                passed[arc.index() / 2][arc.index() % 2] += way.amount;
            }
        }
        passed
    }

    #[test]
    fn a_flow_goes_on_when_capacities_grow_and_is_carried_by_ways() {
        let mut grown = 0;
        for seed in 0..500 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let vertices = rng.usize(2..9);
            let mut vertex = || rng.u32(..u32::try_from(vertices).unwrap());
            let ends: Vec<_> = (0..2 * vertices).map(|_| [vertex(), vertex()]).collect();
            let ends = ends.into_iter().filter(|ends| ends[0] != ends[1]);
            // Each edge stands for two arcs that tell it and its direction.
            let edge = |(at, ends)| CutEdge { ends, arcs: [2 * at, 2 * at + 1].map(ArcId::new).map(Some) };
            let edges: Vec<CutEdge> = ends.enumerate().map(edge).collect();
            let mut some = || [rng.u64(0..4), rng.u64(0..3)];
            let few: Vec<_> = edges.iter().map(|_| some()).collect();
            let more: Vec<_> =
                few.iter().map(|[there, back]| [there + some()[0], back + some()[1]]).collect();
            let [source, sink] = [0, u32::try_from(vertices).unwrap() - 1];
            let mut graph = CutGraph::new(vertices, edges.clone()).unwrap();
            let value = |graph: &CutGraph| graph.ways(source, sink).iter().map(|way| way.amount).sum::<u64>();
            for (edge, &limit) in few.iter().enumerate() {
                graph.set(edge, limit);
            }
            graph.run(source, sink);
            let before = value(&graph);
            for (edge, &limit) in more.iter().enumerate() {
                graph.limit(edge, limit);
            }
            assert_eq!(value(&graph), before, "seed {seed}");
            graph.run(source, sink);
            let mut anew = CutGraph::new(vertices, edges).unwrap();
            for (edge, &limit) in more.iter().enumerate() {
                anew.set(edge, limit);
            }
            anew.run(source, sink);
            assert_eq!(value(&graph), value(&anew), "seed {seed}");
            grown += usize::from(value(&graph) > before);
            let reached = graph.reached(source).to_vec();
            let crossed = (0..more.len()).map(|edge| {
                let [tail, head] = graph.ends(edge).map(|vertex| reached[vertex as usize]);
                u64::from(tail && !head) * more[edge][0] + u64::from(head && !tail) * more[edge][1]
            });
            assert_eq!(crossed.sum::<u64>(), value(&graph), "seed {seed}: the cut is as large");
            let ways = graph.ways(source, sink);
            for (passed, limit) in passed(&graph, &ways).into_iter().zip(&more) {
                assert!(passed[0] <= limit[0] && passed[1] <= limit[1] && passed.contains(&0), "seed {seed}");
            }
            for way in ways {
                assert_eq!((way.vertices[0], way.vertices.last()), (source, Some(&sink)));
                assert!((1..way.vertices.len()).all(|at| !way.vertices[..at].contains(&way.vertices[at])));
            }
        }
        assert!(grown > 100, "{grown}");
    }
}
