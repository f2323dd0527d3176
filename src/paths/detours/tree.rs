//! Least costs from some nodes to all, or from all to some.

use super::graph::OpenGraph;
use crate::paths::Direction;
use crate::paths::heap::{Entry, Heap};

/// So many places share a least cost, by which they are passed over together.
pub(super) const BLOCK: usize = 64;

/// A cost for each node that is reached. What leads to which node is found out where somebody asks.
#[derive(Clone, Debug, Default)]
pub struct CostTree {
    /// The open roots, by place.
    pub(super) roots: Vec<u32>,
    /// By place.
    pub(super) costs: Vec<u64>,
    /// The least cost of each [`BLOCK`] places.
    pub(super) blocks: Vec<u64>,
}

impl CostTree {
    /// No route.
    pub(super) const UNREACHED: u64 = u64::MAX;

    /// By Dijkstra's algorithm. Closed roots count for nothing.
    pub(super) fn search(
        graph: &OpenGraph,
        direction: Direction,
        roots: impl Iterator<Item = u32>,
        heap: &mut Heap,
    ) -> Self {
        let roots: Vec<u32> = roots.filter(|&root| graph.is_open(root)).collect();
        let mut costs = vec![Self::UNREACHED; graph.node_count()];
        heap.clear();
        for &root in &roots {
            costs[root as usize] = 0;
            heap.push(Entry::new(0, 0, root));
        }
        let side = graph.ahead(direction);
        while let Some(entry) = heap.pop() {
            let place = entry.node();
            if costs[place] != entry.cost() {
                continue;
            }
            for (end, cost) in side.of(place) {
                let cost = entry.cost() + u64::from(cost);
                let known = &mut costs[end as usize];
                if cost < *known {
                    *known = cost;
                    heap.push(Entry::new(cost, 0, end));
                }
            }
        }
        Self::new(roots, costs)
    }

    /// From the least costs that another method has found, by place.
    pub(super) fn from_costs(graph: &OpenGraph, roots: impl Iterator<Item = u32>, costs: Vec<u64>) -> Self {
        Self::new(roots.filter(|&root| graph.is_open(root)).collect(), costs)
    }

    fn new(roots: Vec<u32>, costs: Vec<u64>) -> Self {
        let least = |block: &[u64]| block.iter().copied().min().unwrap_or(Self::UNREACHED);
        let blocks = costs.chunks(BLOCK).map(least).collect();
        Self { roots, costs, blocks }
    }

    pub(super) fn cost(&self, place: u32) -> Option<u64> {
        Some(self.costs[place as usize]).filter(|&cost| cost != Self::UNREACHED)
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        4 * self.roots.capacity() + 8 * (self.costs.capacity() + self.blocks.capacity())
    }
}
