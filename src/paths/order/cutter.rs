//! Separators of a cell along one direction, from unbalanced to balanced, and the best of them.

use std::cmp::Ordering;

use super::cell::Cell;
use super::cost::Cost;
use super::flow::Flow;

/// A side with this share of the nodes grows no further.
const BALANCED: f64 = 0.48;
/// What a separator may cost less than its sizes let expect, by the way in which it cuts the halo.
const CAUTION: f64 = 0.8;
/// Separators of a greater share of the nodes, and of more than a few nodes, are not worth finding.
const WORTHWHILE: f64 = 0.125;
const FEW: f64 = 200.0;

/// A separator of a cell.
pub(super) struct Cut {
    /// The triangles that the cell is expected to cost with it.
    pub(super) cost: f64,
    pub(super) size: usize,
    /// 0 or 1 for a node on either side, 2 for one on the separator.
    pub(super) place: Vec<u8>,
}

/// Follows the separators from the nodes of least key to those of greatest, as long as they can still be better than
/// the `best` found elsewhere.
///
/// The first terminals are the `seeds` nodes at either end. The side that reaches less takes all that it reaches, and
/// one more node of the separator: if possible one that lets the separator stay as small as it is, and of those the
/// one that is furthest toward its own end.
pub(super) fn follow(cell: &Cell, keys: &[f32], seeds: usize, cost: &Cost, best: &mut Option<Cut>) {
    let before = |a: u32, b: u32| keys[a as usize].total_cmp(&keys[b as usize]).then(a.cmp(&b));
    let (n, b) = (cell.inner as f64, cell.halo() as f64);
    let mut flow = Flow::new(cell, keys);
    let ends = ends(cell.inner, seeds, before);
    flow.begin([&ends.0, &ends.1]);
    if flow.terminals(1) == 0 {
        return;
    }
    let mut judge = Judge::new(cell);
    let mut limit = limit(n, b, cost, best.as_ref());
    while flow.saturate(limit) {
        let s = flow.value() as f64;
        for from in 0..2 {
            let own = flow.reach(from) as f64;
            let sizes = [own, n - own - s];
            let share = b * own / (n - s).max(1.0);
            let bound = best.as_ref().map_or(f64::INFINITY, |best| best.cost);
            if cost.cut(b, s, sizes, [share, b - share]) * CAUTION >= bound {
                continue;
            }
            let total = cost.cut(b, s, sizes, judge.halos(cell, &flow, from));
            if total < bound {
                let place = (0..cell.inner as u32).map(|node| flow.place(from, node)).collect();
                *best = Some(Cut { cost: total, size: flow.value(), place });
                limit = self::limit(n, b, cost, best.as_ref());
            }
        }
        let side = usize::from(flow.reach(1) < flow.reach(0));
        if flow.reach(side) as f64 > n * BALANCED {
            return;
        }
        let mut pierce = |side: usize| {
            flow.absorb(side);
            let choice = flow.cut(side).filter(|&(_, _, stuck)| !stuck).min_by(|a, b| {
                let order = before(a.0, b.0);
                a.1.cmp(&b.1).then(if side == 0 { order } else { order.reverse() })
            });
            choice.map(|(node, _, _)| flow.pierce(side, node)).is_some()
        };
        if !pierce(side) && !pierce(1 - side) {
            return;
        }
    }
}

/// The `seeds` nodes that come first and those that come last.
fn ends(count: usize, seeds: usize, before: impl Fn(u32, u32) -> Ordering) -> (Vec<u32>, Vec<u32>) {
    let mut nodes: Vec<u32> = (0..count as u32).collect();
    let seeds = seeds.min(count / 2).max(1);
    if count < 2 {
        return (nodes, Vec::new());
    }
    nodes.select_nth_unstable_by(seeds - 1, |&a, &b| before(a, b));
    let rest = &mut nodes[seeds..];
    let middle = rest.len() - seeds;
    rest.select_nth_unstable_by(middle, |&a, &b| before(a, b));
    let last = rest[middle..].to_vec();
    nodes.truncate(seeds);
    (nodes, last)
}

/// The greatest size of a separator that could be better than the best one, if it halved everything.
fn limit(n: f64, b: f64, cost: &Cost, best: Option<&Cut>) -> usize {
    let most = (n * WORTHWHILE).max(FEW);
    let Some(best) = best else { return most as usize };
    let better = |s: f64| {
        let half = (n - s) / 2.0;
        cost.cut(b, s, [half; 2], [b / 2.0; 2]) < best.cost
    };
    let (mut least, mut beyond) = (0, most as usize + 1);
    while least + 1 < beyond {
        let middle = usize::midpoint(least, beyond);
        if better(middle as f64) { least = middle } else { beyond = middle }
    }
    least
}

/// Counts which nodes of the halo are next to which side.
struct Judge {
    /// Inner nodes with neighbours in the halo.
    rim: Vec<u32>,
    /// For each node of the halo, the round in which it was last seen next to either side.
    seen: Vec<[u32; 2]>,
    round: u32,
}

impl Judge {
    fn new(cell: &Cell) -> Self {
        let rim = (0..cell.inner as u32).filter(|&node| !cell.halo_of(node).is_empty()).collect();
        Self { rim, seen: vec![[0; 2]; cell.halo()], round: 0 }
    }

    fn halos(&mut self, cell: &Cell, flow: &Flow<'_>, from: usize) -> [f64; 2] {
        self.round += 1;
        let mut counts = [0_u32; 2];
        for &node in &self.rim {
            let place = flow.place(from, node) as usize;
            if place == 2 {
                continue;
            }
            for &outside in cell.halo_of(node) {
                let seen = &mut self.seen[outside as usize - cell.inner][place];
                counts[place] += u32::from(*seen != self.round);
                *seen = self.round;
            }
        }
        [f64::from(counts[from]), f64::from(counts[1 - from])]
    }
}
