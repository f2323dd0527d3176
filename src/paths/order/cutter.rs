//! Separators of a cell along one direction, from unbalanced to balanced, and the best of them.

use std::cmp::Ordering;

use super::cell::Cell;
use super::cost::Cost;
use super::flow::Flow;

/// A side with this share of the nodes grows no further.
const BALANCED: f64 = 0.48;
/// What a separator may cost less than its sizes let expect, by the way in which it cuts the halo.
const CAUTION: f64 = 0.8;
/// As many separators are judged while the sides take what there is between the ends.
const STEPS: usize = 100;
/// One node in so many of a separator is taken at a time where that lets it stay as small as it is.
const TOGETHER: usize = 32;
/// How much a separator that halves everything has to save to be looked for.
const GAIN: f64 = 0.002;
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
/// one more node of the separator, or a few: if possible such as let the separator stay as small as it is, and of those
/// the ones that are furthest toward its own end.
pub(super) fn follow(cell: &Cell, keys: &[f32], seeds: usize, cost: &Cost, best: &mut Option<Cut>) {
    let before = |a: u32, b: u32| keys[a as usize].total_cmp(&keys[b as usize]).then(a.cmp(&b));
    let mut flow = Flow::new(cell, keys);
    let ends = ends(cell.inner, seeds, before);
    flow.begin([&ends.0, &ends.1]);
    if flow.terminals(1) == 0 {
        return;
    }
    let mut judge = Judge::new(cell, cost);
    let mut limit = judge.limit(best.as_ref());
    let mut judged = 0;
    while flow.saturate(limit) {
        let mut side = usize::from(flow.reach(1) < flow.reach(0));
        let balanced = flow.reach(side) as f64 > judge.nodes * BALANCED;
        let mut next = choose(&mut flow, side, before);
        if next.0.is_empty() {
            side = 1 - side;
            next = choose(&mut flow, side, before);
        }
        let (nodes, grows) = next;
        // Of separators of one size the last one is the most balanced; in between, one now and then is enough.
        let last = balanced || grows || nodes.is_empty();
        let reached = flow.reach(0) + flow.reach(1);
        if last || reached >= judged + cell.inner / STEPS {
            judged = reached;
            if judge.improve(cell, &flow, best) {
                limit = judge.limit(best.as_ref());
            }
        }
        if balanced || nodes.is_empty() {
            return;
        }
        flow.pierce(side, &nodes);
    }
}

/// The nodes of the separator of a side that it takes next, and whether the separator grows thereby.
fn choose(
    flow: &mut Flow<'_>,
    side: usize,
    before: impl Fn(u32, u32) -> Ordering + Copy,
) -> (Vec<u32>, bool) {
    flow.absorb(side);
    let order = |&a: &u32, &b: &u32| if side == 0 { before(a, b) } else { before(b, a) };
    let mut still: Vec<u32> = flow.cut(side).filter(|cut| !cut.grows).map(|cut| cut.node).collect();
    if still.is_empty() {
        let growing = flow.cut(side).filter(|cut| !cut.stuck).map(|cut| cut.node).min_by(order);
        return (growing.into_iter().collect(), true);
    }
    // Where separators are large, a node at a time would take too long.
    let count = (flow.value() / TOGETHER + 1).min(still.len());
    still.select_nth_unstable_by(count - 1, order);
    still.truncate(count);
    (still, false)
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

/// Judges the separators of a cell.
struct Judge<'a> {
    cost: &'a Cost,
    nodes: f64,
    halo: f64,
    /// Inner nodes with neighbours in the halo.
    rim: Vec<u32>,
    /// For each node of the halo, the round in which it was last seen next to either side.
    seen: Vec<[u32; 2]>,
    round: u32,
}

impl<'a> Judge<'a> {
    fn new(cell: &Cell, cost: &'a Cost) -> Self {
        let rim = (0..cell.inner as u32).filter(|&node| !cell.halo_of(node).is_empty()).collect();
        let (nodes, halo) = (cell.inner as f64, cell.halo() as f64);
        Self { cost, nodes, halo, rim, seen: vec![[0; 2]; cell.halo()], round: 0 }
    }

    /// The greatest size of a separator that could be better than the best one, if it halved everything.
    fn limit(&self, best: Option<&Cut>) -> usize {
        let most = (self.nodes * WORTHWHILE).max(FEW) as usize;
        let Some(best) = best else { return most };
        let (mut least, mut beyond) = (0, most + 1);
        while least + 1 < beyond {
            let middle = usize::midpoint(least, beyond);
            let half = (self.nodes - middle as f64) / 2.0;
            let cost = self.cost.cut(self.halo, middle as f64, [half; 2], [self.halo / 2.0; 2]);
            if cost < best.cost * (1.0 - GAIN) { least = middle } else { beyond = middle }
        }
        least
    }

    /// Takes the separator next to either side if it is better than the best one.
    fn improve(&mut self, cell: &Cell, flow: &Flow<'_>, best: &mut Option<Cut>) -> bool {
        let size = flow.value() as f64;
        let mut improved = false;
        for side in 0..2 {
            let own = flow.reach(side) as f64;
            let sizes = [own, self.nodes - own - size];
            let share = self.halo * own / (self.nodes - size).max(1.0);
            let bound = best.as_ref().map_or(f64::INFINITY, |best| best.cost);
            if self.cost.cut(self.halo, size, sizes, [share, self.halo - share]) * CAUTION >= bound {
                continue;
            }
            let cost = self.cost.cut(self.halo, size, sizes, self.halos(cell, flow, side));
            if cost < bound {
                let place = (0..cell.inner as u32).map(|node| flow.place(side, node)).collect();
                *best = Some(Cut { cost, size: flow.value(), place });
                improved = true;
            }
        }
        improved
    }

    /// How many nodes of the halo are next to the own side of the separator, and how many to the other one.
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
