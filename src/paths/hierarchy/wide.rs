//! Where a cost does not fit into the panels' 30 bits: the plain search over the index's own arcs, in 64 bits.
//!
//! 298 hours or 107,374 km on one route: rare, slow, and right.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Metric;
use super::metric::CLOSED;
use crate::paths::Direction;

/// The least cost to each rank, and the arc by which it is reached. Against the arcs: from each rank.
#[derive(Clone, Debug, Default)]
pub(super) struct WideSearch {
    labels: Vec<Option<WideLabel>>,
}

#[derive(Clone, Copy, Debug)]
struct WideLabel {
    cost: u64,
    hops: u32,
    /// Its number and its tail; none at a source.
    arc: Option<(u32, u32)>,
}

impl WideSearch {
    /// From all sources, ranks with what they start with. Time *O*((*n* + *m*) log *n*), and it allocates.
    #[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
    pub(super) fn run(metric: &Metric, direction: Direction, sources: &[(usize, u32)]) -> Self {
        let index = &*metric.index;
        let nodes = index.node_count();
        let mut firsts = vec![0_u32; nodes + 2];
        // Of each arc: where the search comes from, where it goes to, and the arc's position.
        let steps = || {
            (0..nodes as u32).flat_map(|head| {
                index.arcs.entering(&index.shapes, head as usize).map(move |arc| match direction {
                    Direction::From => (arc.tail, head, arc.position),
                    Direction::To => (head, arc.tail, arc.position),
                })
            })
        };
        for (from, ..) in steps() {
            firsts[from as usize + 2] += 1;
        }
        for at in 2..firsts.len() {
            firsts[at] += firsts[at - 1];
        }
        let mut leaving = vec![(0_u32, 0_u32); firsts[nodes + 1] as usize];
        for (from, to, position) in steps() {
            let at = &mut firsts[from as usize + 1];
            leaving[*at as usize] = (to, position);
            *at += 1;
        }

        let mut labels: Vec<Option<WideLabel>> = vec![None; nodes];
        let mut queue = BinaryHeap::new();
        for &(rank, cost) in sources {
            let cost = u64::from(cost);
            if labels[rank].is_none_or(|label| cost < label.cost) {
                labels[rank] = Some(WideLabel { cost, hops: 0, arc: None });
                queue.push(Reverse((cost, 0_u32, rank as u32)));
            }
        }
        while let Some(Reverse((cost, hops, rank))) = queue.pop() {
            let at = rank as usize;
            if labels[at].is_none_or(|label| (label.cost, label.hops) != (cost, hops)) {
                continue;
            }
            for &(head, position) in &leaving[firsts[at] as usize..firsts[at + 1] as usize] {
                let arc_cost = metric.costs[position as usize];
                if arc_cost == CLOSED {
                    continue;
                }
                let number = index.arcs.number(position as usize);
                let next =
                    WideLabel { cost: cost + u64::from(arc_cost), hops: hops + 1, arc: Some((number, rank)) };
                let label = &mut labels[head as usize];
                let key = |label: WideLabel| (label.cost, label.hops);
                match *label {
                    Some(old) if key(old) < key(next) => {}
                    Some(old) if key(old) == key(next) => {
                        if old.arc > next.arc && old.arc.is_some() {
                            *label = Some(next);
                        }
                    }
                    _ => {
                        *label = Some(next);
                        queue.push(Reverse((next.cost, next.hops, head)));
                    }
                }
            }
        }
        Self { labels }
    }

    pub(super) fn cost(&self, rank: usize) -> Option<u64> {
        self.labels.get(rank)?.map(|label| label.cost)
    }

    /// How many arcs the route to a rank has.
    pub(super) fn hops(&self, rank: usize) -> usize {
        self.labels.get(rank).copied().flatten().map_or(0, |label| label.hops as usize)
    }

    /// Writes the route to a rank in travel order, and returns where it starts.
    pub(super) fn route(&self, target: usize, route: &mut Vec<u32>) -> usize {
        route.clear();
        let mut at = target;
        while let Some((number, tail)) = self.labels[at].and_then(|label| label.arc) {
            route.push(number);
            at = tail as usize;
        }
        route.reverse();
        at
    }
}
