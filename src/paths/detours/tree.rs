//! Least costs from some nodes to all, or from all to some, with the tree that they belong to.

use super::graph::OpenGraph;
use crate::paths::Direction;
use crate::paths::heap::{Entry, Heap};

/// The parent of a root.
pub(super) const NONE: u32 = u32::MAX;
/// The parent of a node that is not reached.
pub(super) const NOT_REACHED: u32 = u32::MAX - 1;

/// A cost for each node that is reached, and by way of which other it is.
#[derive(Clone, Debug, Default)]
pub struct CostTree {
    /// By place.
    pub(super) costs: Vec<u64>,
    /// By place; [`NONE`] for a root, [`NOT_REACHED`] where nothing leads.
    pub(super) parents: Vec<u32>,
}

impl CostTree {
    /// No route.
    pub(super) const UNREACHED: u64 = u64::MAX;

    /// By Dijkstra's algorithm. Closed roots count for nothing.
    #[expect(clippy::cast_possible_truncation, reason = "places are below 2^32")]
    pub(super) fn search(
        graph: &OpenGraph,
        direction: Direction,
        roots: impl Iterator<Item = u32>,
        heap: &mut Heap,
    ) -> Self {
        let count = graph.node_count();
        let mut tree = Self { costs: vec![Self::UNREACHED; count], parents: vec![NOT_REACHED; count] };
        heap.clear();
        for root in roots.filter(|&root| graph.is_open(root)) {
            if tree.parents[root as usize] == NOT_REACHED {
                tree.costs[root as usize] = 0;
                tree.parents[root as usize] = NONE;
                heap.push(Entry::new(0, 0, root));
            }
        }
        let side = graph.ahead(direction);
        while let Some(entry) = heap.pop() {
            let place = entry.node();
            if tree.costs[place] != entry.cost() {
                continue;
            }
            for (end, cost) in side.of(place) {
                let cost = entry.cost() + u64::from(cost);
                let known = &mut tree.costs[end as usize];
                if cost < *known {
                    *known = cost;
                    tree.parents[end as usize] = place as u32;
                    heap.push(Entry::new(cost, 0, end));
                }
            }
        }
        tree
    }

    /// From the least costs that another method has found, by place: any node by way of which a node costs what it does
    /// is its parent, as long as that leads back to a root.
    #[expect(clippy::cast_possible_truncation, reason = "places are below 2^32")]
    pub(super) fn from_costs(
        graph: &OpenGraph,
        direction: Direction,
        roots: impl Iterator<Item = u32>,
        costs: Vec<u64>,
    ) -> Self {
        let mut parents = vec![NOT_REACHED; costs.len()];
        for root in roots.filter(|&root| graph.is_open(root)) {
            parents[root as usize] = NONE;
        }
        // Where an arc costs something its ends are in order. What is left hangs on arcs that cost nothing.
        let (behind, ahead) = (graph.ahead(direction.reversed()), graph.ahead(direction));
        let is_tight =
            |from: u32, cost: u32, to: u64| costs[from as usize].checked_add(cost.into()) == Some(to);
        let mut left = Vec::new();
        for (place, &cost) in costs.iter().enumerate() {
            if cost == Self::UNREACHED || parents[place] == NONE {
                continue;
            }
            let mut parent = behind.of(place).filter(|&(from, step)| step > 0 && is_tight(from, step, cost));
            match parent.next() {
                Some((from, _)) => parents[place] = from,
                None => left.push(place as u32),
            }
        }
        let mut waiting = Vec::new();
        for &place in &left {
            let cost = costs[place as usize];
            let has_parent = |&(from, step): &(u32, u32)| {
                step == 0 && parents[from as usize] != NOT_REACHED && is_tight(from, step, cost)
            };
            let parent = behind.of(place as usize).find(has_parent);
            if let (Some((from, _)), NOT_REACHED) = (parent, parents[place as usize]) {
                parents[place as usize] = from;
                waiting.push(place);
            }
            while let Some(from) = waiting.pop() {
                for (to, step) in ahead.of(from as usize) {
                    if step == 0
                        && parents[to as usize] == NOT_REACHED
                        && costs[to as usize] == costs[from as usize]
                    {
                        parents[to as usize] = from;
                        waiting.push(to);
                    }
                }
            }
        }
        Self { costs, parents }
    }

    pub(super) fn cost(&self, place: u32) -> Option<u64> {
        Some(self.costs[place as usize]).filter(|&cost| cost != Self::UNREACHED)
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        8 * self.costs.capacity() + 4 * self.parents.capacity()
    }
}
