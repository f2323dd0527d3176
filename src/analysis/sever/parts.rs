//! An instance as a flow graph: each place that may be lost is an edge, and each link that may be lost is one or two.
//!
//! A **part** of an element is a place of a hub or an edge of a physical link. Where both directions of a link are edges of
//! their own, because a place at its end is split, they are one part: a flow without circles uses one of them at most.

#![expect(clippy::cast_possible_truncation, reason = "a flow graph has fewer than 2^31 edges")]

use super::instance::{Instance, NONE};
use crate::network::ArcId;
use crate::paths::{CutEdge, CutGraph, FlowError};

/// One edge or two that share a capacity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    first: u32,
    /// Whether the first edge leads back as well.
    is_two_way: bool,
    second: u32,
}

/// Where a commodity's flow begins and ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub(super) source: u32,
    pub(super) sink: u32,
    /// The edge that all of it begins with.
    pub(super) begin: u32,
}

/// The flow graph of an instance.
pub(super) struct Parts {
    pub(super) graph: CutGraph,
    /// By commodity.
    pub(super) ends: Vec<Ends>,
    /// By vertex; none for those of terminals.
    pub(super) place_of: Vec<u32>,
    /// By element, its parts as their stretch in `limited`.
    first: Vec<u32>,
    limited: Vec<Part>,
    /// What is never cut.
    unlimited: Vec<Part>,
}

/// Edges as they are laid out, with the element that each part is of.
#[derive(Default)]
struct Draft {
    edges: Vec<CutEdge>,
    parts: Vec<(u32, Part)>,
}

impl Draft {
    fn edge(&mut self, ends: [u32; 2], arcs: [Option<ArcId>; 2]) -> u32 {
        self.edges.push(CutEdge { ends, arcs });
        self.edges.len() as u32 - 1
    }

    fn one_way(&mut self, ends: [u32; 2], arc: Option<ArcId>, element: u32) {
        let first = self.edge(ends, [arc, None]);
        self.parts.push((element, Part { first, is_two_way: false, second: NONE }));
    }
}

impl Parts {
    pub(super) fn new(instance: &Instance<'_, '_>) -> Result<Self, FlowError> {
        let mut draft = Draft::default();
        let mut place_of = Vec::new();
        // Where a flow enters each place, and where it leaves it.
        let mut halves = Vec::with_capacity(instance.places.len());
        for (place, &element) in instance.places.iter().enumerate() {
            let enters = place_of.len() as u32;
            place_of.push(place as u32);
            let mut leaves = enters;
            if element != NONE {
                leaves += 1;
                place_of.push(place as u32);
                draft.one_way([enters, leaves], None, element);
            }
            halves.push([enters, leaves]);
        }
        for edge in &instance.edges {
            let [[from_in, from_out], [to_in, to_out]] = edge.places.map(|place| halves[place as usize]);
            if edge.arcs[1].is_none() {
                draft.one_way([from_out, to_in], edge.arcs[0], edge.element);
            } else {
                let is_two_way = from_in == from_out && to_in == to_out;
                let back = if is_two_way { edge.arcs[1] } else { None };
                let first = draft.edge([from_out, to_in], [edge.arcs[0], back]);
                let second =
                    if is_two_way { NONE } else { draft.edge([to_out, from_in], [edge.arcs[1], None]) };
                draft.parts.push((edge.element, Part { first, is_two_way, second }));
            }
        }
        let mut ends = Vec::with_capacity(instance.commodities.len());
        for commodity in &instance.commodities {
            // All that flows begins with one edge, so that it adds up to no more than that carries.
            let source = place_of.len() as u32;
            let (joint, sink) = (source + 1, source + 2);
            place_of.extend([NONE; 3]);
            draft.one_way([source, joint], None, NONE);
            ends.push(Ends { source, sink, begin: draft.edges.len() as u32 - 1 });
            for &place in &commodity.from {
                draft.one_way([joint, halves[place as usize][0]], None, NONE);
            }
            for &place in &commodity.to {
                draft.one_way([halves[place as usize][1], sink], None, NONE);
            }
        }
        draft.parts.sort_by_key(|&(element, _)| element);
        let mut first = vec![0; instance.elements.len() + 1];
        let (mut limited, mut unlimited) = (Vec::new(), Vec::new());
        for (element, part) in draft.parts {
            if element == NONE {
                unlimited.push(part);
            } else {
                limited.push(part);
                first[element as usize + 1] = limited.len() as u32;
            }
        }
        let graph = CutGraph::new(place_of.len(), draft.edges)?;
        Ok(Self { graph, ends, place_of, first, limited, unlimited })
    }

    /// The parts of an element, as their numbers; at least one.
    pub(super) fn of(&self, element: usize) -> std::ops::Range<usize> {
        self.first[element] as usize..self.first[element + 1] as usize
    }

    /// Whether every element is one part.
    pub(super) fn are_single(&self) -> bool {
        self.limited.len() + 1 == self.first.len()
    }

    /// Every part is given a capacity anew, and nothing flows.
    pub(super) fn fill(&mut self, unlimited: u64, capacity: impl Fn(usize) -> u64) {
        for part in &self.unlimited {
            part.edges(unlimited).for_each(|(edge, capacities)| self.graph.set(edge, capacities));
        }
        for (at, part) in self.limited.iter().enumerate() {
            part.edges(capacity(at)).for_each(|(edge, capacities)| self.graph.set(edge, capacities));
        }
    }

    /// A part is given another capacity, no less than what it carries.
    pub(super) fn limit(&mut self, part: usize, capacity: u64) {
        for (edge, capacities) in self.limited[part].edges(capacity) {
            self.graph.limit(edge, capacities);
        }
    }

    /// What a part carries, in the one direction or in the other.
    pub(super) fn load(&self, part: usize) -> u64 {
        let carried = self.limited[part].edges(0).flat_map(|(edge, _)| self.graph.carried(edge));
        carried.max().unwrap_or_default()
    }

    /// How much a commodity's flow is.
    pub(super) fn value(&self, commodity: usize) -> u64 {
        self.graph.carried(self.ends[commodity].begin as usize)[0]
    }

    /// The ends of a part, in each of its directions.
    pub(super) fn directions(&self, part: usize) -> impl Iterator<Item = [u32; 2]> + '_ {
        let part = self.limited[part];
        let [tail, head] = self.graph.ends(part.first as usize);
        let back = part.is_two_way.then_some([head, tail]);
        let second = (part.second != NONE).then(|| self.graph.ends(part.second as usize));
        std::iter::once([tail, head]).chain(back).chain(second)
    }

    /// The ends of a part in the directions in which it carries all that it may.
    pub(super) fn full(&self, part: usize) -> impl Iterator<Item = [u32; 2]> + '_ {
        let Part { first, second, .. } = self.limited[part];
        let edges = [Some(first as usize), (second != NONE).then_some(second as usize)];
        edges.into_iter().flatten().flat_map(|edge| {
            let ([tail, head], carried, left) =
                (self.graph.ends(edge), self.graph.carried(edge), self.graph.left(edge));
            let is_full = |side: usize| carried[side] > 0 && left[side] == 0;
            [is_full(0).then_some([tail, head]), is_full(1).then_some([head, tail])].into_iter().flatten()
        })
    }
}

impl Part {
    /// Its edges, each with what it may carry there and back.
    fn edges(self, capacity: u64) -> impl Iterator<Item = (usize, [u64; 2])> {
        let back = if self.is_two_way { capacity } else { 0 };
        let second = (self.second != NONE).then_some((self.second as usize, [capacity, 0]));
        std::iter::once((self.first as usize, [capacity, back])).chain(second)
    }
}
