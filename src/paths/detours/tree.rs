//! Least costs from some nodes to all, or from all to some, with the tree that they belong to.

use super::Direction;
use super::graph::OpenGraph;
use crate::paths::heap::{Entry, Heap};

/// No parent, or no place.
pub(super) const NONE: u32 = u32::MAX;

/// A cost for each node that is reached, and by way of which other it is.
#[derive(Clone, Debug, Default)]
pub struct CostTree {
    /// By place.
    pub(super) costs: Vec<u64>,
    /// By place; [`NONE`] for a root and where nothing leads.
    pub(super) parents: Vec<u32>,
    /// All places that are reached, parents before their children.
    pub(super) order: Vec<u32>,
}

impl CostTree {
    /// No route.
    pub(super) const UNREACHED: u64 = u64::MAX;

    /// By Dijkstra's algorithm. Closed roots count for nothing.
    #[expect(clippy::cast_possible_truncation, reason = "places are below 2^32")]
    pub(super) fn search(
        &mut self,
        graph: &OpenGraph,
        direction: Direction,
        roots: impl Iterator<Item = u32>,
        heap: &mut Heap,
    ) {
        let count = graph.node_count();
        self.costs.clear();
        self.costs.resize(count, Self::UNREACHED);
        self.parents.clear();
        self.parents.resize(count, NONE);
        self.order.clear();
        heap.clear();
        for root in roots.filter(|&root| graph.is_open(root)) {
            if self.costs[root as usize] != 0 {
                self.costs[root as usize] = 0;
                heap.push(Entry::new(0, 0, root));
            }
        }
        let side = graph.ahead(direction);
        while let Some(entry) = heap.pop() {
            let place = entry.node();
            // The least entry of a place is the first to come out, and marks the place as done.
            if entry.hops() != 0 || self.costs[place] != entry.cost() {
                continue;
            }
            self.order.push(place as u32);
            for (end, cost) in side.of(place) {
                let cost = entry.cost() + u64::from(cost);
                let known = &mut self.costs[end as usize];
                if cost < *known {
                    *known = cost;
                    self.parents[end as usize] = place as u32;
                    heap.push(Entry::new(cost, 0, end));
                }
            }
        }
    }

    pub(super) fn cost(&self, place: u32) -> Option<u64> {
        Some(self.costs[place as usize]).filter(|&cost| cost != Self::UNREACHED)
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        8 * self.costs.capacity() + 4 * (self.parents.capacity() + self.order.capacity())
    }
}
