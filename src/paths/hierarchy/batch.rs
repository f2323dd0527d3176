//! Sixteen fields at once: each weight is read once for all of them.

use super::Metric;
use super::dispatch::widest;
use super::field::Field;
use super::lanes::{INFINITE, TOO_FAR, clamped, min, plus};
use super::tree::NONE;

/// How many sources share a sweep: two vectors of 256 bits, one line of the cache.
pub(super) const BATCH: usize = 16;

/// The distances from each of sixteen groups of sources to one rank.
pub(super) type Sixteen = [u32; BATCH];

/// A distance from each of sixteen groups of sources to each rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    distances: Vec<Sixteen>,
    single: Field,
    local: Vec<Sixteen>,
    /// Of each group, the greatest finite distance of the last sweep.
    greatest: Sixteen,
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
            self.single.rise(metric, sources);
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
        self.greatest = [0; BATCH];
        let Self { panels, is_reached, distances, local, greatest, .. } = self;
        fall_together(metric, panels, is_reached, distances, local, greatest);
    }

    /// Whether some distance of a group in the last sweep does not fit.
    pub(super) fn is_too_far(&self, group: usize) -> bool {
        self.greatest[group] >= TOO_FAR
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
        local: &mut Vec<Sixteen>,
        greatest: &mut Sixteen,
    ) = fall_together_inlined
}

#[inline(always)]
fn fall_together_inlined(
    metric: &Metric,
    panels: &[u32],
    is_reached: &[bool],
    distances: &mut [Sixteen],
    local: &mut Vec<Sixteen>,
    greatest: &mut Sixteen,
) {
    let shapes = &metric.index.shapes;
    for &at in panels {
        let shape = &shapes.all[at as usize];
        let (rows, stride) = (shape.rows(), shape.stride());
        let width = rows + shape.columns();
        local.clear();
        if is_reached[at as usize] {
            local.extend_from_slice(&distances[shape.ranks()]);
        } else {
            local.resize(rows, [INFINITE; BATCH]);
        }
        local.extend(shapes.above[shape.above()].iter().map(|&rank| distances[rank as usize]));
        let down = &metric.weights[shape.down()..shape.end()];
        for row in (0..rows).rev() {
            let weights = &down[row * stride + row + 1..row * stride + width];
            let mut best = local[row];
            for (&weight, from) in weights.iter().zip(&local[row + 1..]) {
                best = min(best, plus(*from, weight));
            }
            for (lane, greatest) in best.iter_mut().zip(&mut *greatest) {
                *lane = clamped(*lane);
                *greatest = (*greatest).max(if *lane < INFINITE { *lane } else { 0 });
            }
            local[row] = best;
        }
        distances[shape.ranks()].copy_from_slice(&local[..rows]);
    }
}
