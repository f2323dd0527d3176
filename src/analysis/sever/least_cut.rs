//! Where every loss is one vertex or one edge, and all sources supply all targets: the least sets are the minimum cuts.
//!
//! A set of losses that severs leaves the places that are still reached by no other edges than its own, and each of its
//! elements is then crossed in one direction only; so it weighs no less than a minimum cut of the flow graph, and what a
//! minimum cut crosses severs. That a physical link is two edges of the flow graph where a place at its end is split makes
//! no difference: no least set crosses both.

use super::closures::{Closures, Crossing};
use super::instance::Instance;
use super::parts::Parts;
use super::question::Question;
use crate::paths::Way;

/// The least weight, the sets of just that weight, and a flow that proves it.
pub(super) struct LeastCut {
    pub(super) weight: u64,
    /// Elements, in the order of their keys; sets in that order too.
    pub(super) sets: Vec<Vec<u32>>,
    pub(super) is_complete: bool,
    pub(super) ways: Vec<Way>,
}

/// Whether a minimum cut is the answer.
pub(super) fn answers(instance: &Instance<'_, '_>, parts: &Parts) -> bool {
    instance.commodities.len() == 1 && parts.are_single()
}

/// Finds it. There is a cut: no route does without all elements.
pub(super) fn least_cut(
    question: &Question<'_, '_>,
    instance: &Instance<'_, '_>,
    parts: &mut Parts,
    limit: usize,
) -> LeastCut {
    let all: u64 = instance.elements.iter().map(|element| element.weight).sum();
    let mut capacities = vec![0; instance.elements.len()];
    for (at, element) in instance.elements.iter().enumerate() {
        parts.of(at).for_each(|part| capacities[part] = element.weight);
    }
    parts.fill(all + 1, |part| capacities[part]);
    let ends = parts.ends[0];
    parts.graph.run(ends.source, ends.sink);
    let weight = parts.value(0);
    let components = parts.graph.components();
    let component = |vertex: u32| components[vertex as usize];
    let mut crossings = Vec::new();
    for (at, element) in (0_u32..).zip(&instance.elements) {
        let full = parts.of(at as usize).flat_map(|part| parts.full(part));
        let crossing = full.map(|[tail, head]| [component(tail), component(head)]);
        // What flows in a circle crosses no minimum cut, and lies in one component with it; so there is one at most.
        if let Some([tail, head]) = crossing.filter(|[tail, head]| tail != head).last() {
            crossings.push(Crossing { element: at, weight: element.weight, tail, head });
        }
    }
    crossings.sort_by_key(|crossing| question.key(instance.elements[crossing.element as usize].loss));
    let arcs = parts.graph.open().map(|ends| ends.map(component)).filter(|[tail, head]| tail != head);
    let count = components.iter().max().map_or(0, |&last| last as usize + 1);
    let closures =
        Closures::new(count, arcs.collect(), &crossings, component(ends.source), component(ends.sink));
    let (sets, is_complete) = closures.list(weight, limit);
    LeastCut { weight, sets, is_complete, ways: parts.graph.ways(ends.source, ends.sink) }
}
