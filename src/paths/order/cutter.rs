//! Separators of a cell along one direction, from unbalanced to balanced, and the best of them.

use super::cell::Cell;
use super::cost::Cost;
use super::flow::Flow;

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
pub(super) fn follow(cell: &Cell, keys: &[f32], seeds: usize, cost: &Cost, best: &mut Option<Cut>) -> usize {
    let before = |a: u32, b: u32| keys[a as usize].total_cmp(&keys[b as usize]).then(a.cmp(&b));
    let mut nodes: Vec<u32> = (0..cell.inner as u32).collect();
    let count = nodes.len();
    let seeds = seeds.clamp(1, count / 2);
    nodes.select_nth_unstable_by(seeds - 1, |&a, &b| before(a, b));
    let rest = &mut nodes[seeds..];
    let rest_count = rest.len();
    rest.select_nth_unstable_by(rest_count - seeds, |&a, &b| before(a, b));
    let mut flow = Flow::new(cell, keys);
    let (low, high) = nodes.split_at(seeds);
    flow.begin([low, &high[high.len() - seeds..]]);
    if flow.terminals(1) == 0 {
        return flow.work;
    }
    let b = cell.halo() as f64;
    let n = count as f64;
    let mut judged = Judge::new(cell);
    let mut side = 0;
    loop {
        flow.saturate(side);
        let s = flow.value() as f64;
        let bound = best.as_ref().map_or(f64::INFINITY, |best| best.cost);
        let even = (n - s).max(0.0) / 2.0;
        if cost.cut(b, s, [even; 2], [b / 2.0; 2]) >= bound {
            return flow.work;
        }
        for from in 0..2 {
            let own = flow.reach(from) as f64;
            let sizes = [own, n - own - s];
            let share = b * own / (n - s).max(1.0);
            if cost.cut(b, s, sizes, [share, b - share]) * 0.8
                >= best.as_ref().map_or(f64::INFINITY, |best| best.cost)
            {
                continue;
            }
            let halos = judged.halos(cell, &flow, from);
            let total = cost.cut(b, s, sizes, halos);
            if best.as_ref().is_none_or(|best| total < best.cost) {
                let place = (0..count as u32).map(|node| flow.place(from, node)).collect();
                *best = Some(Cut { cost: total, size: flow.value(), place });
            }
        }
        side = usize::from(flow.reach(1) < flow.reach(0));
        if flow.reach(side) * 100 > count * 48 {
            return flow.work;
        }
        let mut pierced = false;
        for _ in 0..2 {
            flow.absorb(side);
            let choice = flow.cut(side).filter(|&(_, _, stuck)| !stuck).min_by(|a, b| {
                let order = before(a.0, b.0);
                a.1.cmp(&b.1).then(if side == 0 { order } else { order.reverse() })
            });
            if let Some((node, _, _)) = choice {
                flow.pierce(side, node);
                pierced = true;
                break;
            }
            side = 1 - side;
        }
        if !pierced {
            return flow.work;
        }
    }
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
        let own = f64::from(counts[from]);
        [own, f64::from(counts[1 - from])]
    }
}
