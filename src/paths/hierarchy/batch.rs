//! Sixteen fields at once: each weight is read once for all of them.

use super::Metric;
use super::dispatch::widest;
use super::field::Field;
use super::lanes::{INFINITE, TOO_FAR, clamped, min, plus};
use super::tree::NONE;
use crate::paths::Direction;

/// How many sources share a sweep: two vectors of 256 bits, one line of the cache.
pub(super) const BATCH: usize = 16;

/// The distances from each of sixteen groups of sources to one rank.
pub(super) type Sixteen = [u32; BATCH];

/// A distance from each of sixteen groups of sources to each rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    distances: Vec<Sixteen>,
    single: Field,
    /// Of each group, whether a distance of the last sweep is finite and does not fit: all bits or none.
    is_far: Sixteen,
    panels: Vec<u32>,
    is_wanted: Vec<bool>,
    is_reached: Vec<bool>,
}

impl Fields {
    /// From each of at most sixteen groups of sources, given with their costs, to all ranks; or only to those in
    /// `targets`, the others being without meaning then.
    pub(super) fn run(&mut self, metric: &Metric, groups: &[Vec<(usize, u32)>], targets: Option<&[usize]>) {
        let shapes = &metric.index.shapes;
        self.panels.clear();
        match targets {
            None => self.panels.extend((0..shapes.all.len()).rev().filter_map(|at| u32::try_from(at).ok())),
            Some(targets) => {
                self.is_wanted.clear();
                self.is_wanted.resize(shapes.all.len(), false);
                for &rank in targets {
                    let mut at = shapes.owners[rank];
                    while at != NONE && !std::mem::replace(&mut self.is_wanted[at as usize], true) {
                        self.panels.push(at);
                        at = shapes.all[at as usize].parent;
                    }
                }
                self.panels.sort_unstable_by(|a, b| b.cmp(a));
            }
        }
        if self.distances.len() != metric.index.node_count() {
            self.distances.clear();
            self.distances.resize(metric.index.node_count(), [INFINITE; BATCH]);
        }
        // Only what the upward halves reach is set before the sweep; elsewhere what is left of the last one is not read.
        self.is_reached.clear();
        self.is_reached.resize(shapes.all.len(), false);
        for (lane, sources) in groups.iter().take(BATCH).enumerate() {
            self.single.rise(metric, Direction::From, sources);
            for &at in self.single.touched() {
                let ranks = shapes.all[at as usize].ranks();
                if !std::mem::replace(&mut self.is_reached[at as usize], true) {
                    self.distances[ranks.clone()].fill([INFINITE; BATCH]);
                }
                for rank in ranks {
                    self.distances[rank][lane] = self.single.distances()[rank];
                }
            }
        }
        self.is_far = [0; BATCH];
        let Self { panels, is_reached, distances, is_far, .. } = self;
        fall_together(metric, panels, is_reached, distances, is_far);
    }

    /// Whether some distance of a group in the last sweep does not fit.
    pub(super) fn is_too_far(&self, group: usize) -> bool {
        self.is_far[group] != 0
    }

    #[inline]
    pub(super) fn distances(&self) -> &[Sixteen] {
        &self.distances
    }

    pub(super) fn memory(&self) -> usize {
        self.distances.capacity() * size_of::<Sixteen>() + self.single.memory() + 4 * self.panels.capacity()
    }
}

widest! {
    fn fall_together<'m>(
        metric: &'m Metric,
        panels: &[u32],
        is_reached: &[bool],
        distances: &mut [Sixteen],
        is_far: &mut Sixteen,
    ) = fall_together_inlined
}

#[inline(always)]
fn fall_together_inlined(
    metric: &Metric,
    panels: &[u32],
    is_reached: &[bool],
    distances: &mut [Sixteen],
    is_far: &mut Sixteen,
) {
    let shapes = &metric.index.shapes;
    // By value: a vector that lives in memory is put down and picked up again for each row.
    let mut far = *is_far;
    for &at in panels {
        let shape = &shapes.all[at as usize];
        let ranks = shape.ranks();
        let (below, above) = distances.split_at_mut(ranks.end);
        let panel = Panel {
            down: metric.weights.down(shape),
            stride: shape.stride(),
            above: &shapes.above[shape.above()],
            distances: above,
            first: ranks.end,
        };
        let rows = &mut below[ranks];
        if !is_reached[at as usize] {
            rows.fill([INFINITE; BATCH]);
        }
        let mut end = rows.len();
        while end >= BLOCK {
            far = panel.fall_by::<BLOCK>(rows, end, far);
            end -= BLOCK;
        }
        far = match end {
            1 => panel.fall_by::<1>(rows, end, far),
            _ => far,
        };
    }
    *is_far = far;
}

/// So many rows of a panel share each distance that is read; their own stay in registers.
const BLOCK: usize = 2;

/// The half of a panel that leads down, and the distances of the ranks above it.
#[derive(Clone, Copy)]
struct Panel<'a> {
    down: &'a [u32],
    stride: usize,
    above: &'a [u32],
    /// From rank `first` on.
    distances: &'a [Sixteen],
    first: usize,
}

impl Panel<'_> {
    /// Makes the `N` rows before `end` final, those from there on being so. Returns `far`, with all bits of a lane set
    /// where a distance does not fit.
    #[inline(always)]
    fn fall_by<const N: usize>(self, rows: &mut [Sixteen], end: usize, far: Sixteen) -> Sixteen {
        let (open, done) = rows.split_at_mut(end);
        let Some(open) = open.last_chunk_mut::<N>() else { return far };
        let mut best = *open;
        let start = end - N;
        let weights: [&[u32]; N] = std::array::from_fn(|row| &self.down[(start + row) * self.stride..]);

        // The panel's own columns, then those above.
        let width = end + done.len() + self.above.len();
        let columns = weights.map(|row| &row[end..width]);
        for (column, from) in done.iter().enumerate() {
            for row in 0..N {
                best[row] = min(best[row], plus(*from, columns[row][column]));
            }
        }
        let columns = columns.map(|row| &row[done.len()..]);
        for (column, &rank) in self.above.iter().enumerate() {
            let from = self.distances[rank as usize - self.first];
            for row in 0..N {
                best[row] = min(best[row], plus(from, columns[row][column]));
            }
        }

        let mut far = far;
        for row in (0..N).rev() {
            for from in row + 1..N {
                best[row] = min(best[row], plus(best[from], weights[row][start + from]));
            }
            best[row] = best[row].map(clamped);
            far = any_far(far, best[row]);
        }
        *open = best;
        far
    }
}

/// `far`, with all bits of a lane set where `row` is finite and does not fit.
#[inline(always)]
fn any_far(mut far: Sixteen, row: Sixteen) -> Sixteen {
    for (far, distance) in far.iter_mut().zip(row) {
        *far |= if distance == TOO_FAR { u32::MAX } else { 0 };
    }
    far
}
