//! Sixteen fields at once: each weight is read once for all of them.

use super::Metric;
use super::dispatch::widest;
use super::field::Field;
use super::lanes::{INFINITE, clamped};
use super::tree::NONE;

/// How many sources share a sweep: two vectors of 256 bits, one line of the cache.
pub(super) const BATCH: usize = 16;

/// The distances from each of sixteen groups of sources to one rank.
type Sixteen = [u32; BATCH];

/// A distance from each of sixteen groups of sources to each rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    distances: Vec<Sixteen>,
    single: Field,
    local: Vec<Sixteen>,
    panels: Vec<u32>,
    is_wanted: Vec<bool>,
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
        if targets.is_none() || self.distances.len() != metric.index.node_count() {
            self.distances.clear();
            self.distances.resize(metric.index.node_count(), [INFINITE; BATCH]);
        } else {
            for &at in &self.panels {
                self.distances[shapes.all[at as usize].ranks()].fill([INFINITE; BATCH]);
            }
        }
        for (lane, sources) in groups.iter().take(BATCH).enumerate() {
            self.single.rise(metric, sources);
            for &at in self.single.touched() {
                for rank in shapes.all[at as usize].ranks() {
                    self.distances[rank][lane] = self.single.distances()[rank];
                }
            }
        }
        fall_together(metric, &self.panels, &mut self.distances, &mut self.local);
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
    fn fall_together<'m>(metric: &'m Metric, panels: &[u32], distances: &mut [Sixteen], local: &mut Vec<Sixteen>)
        = fall_together_inlined
}

#[inline(always)]
fn fall_together_inlined(
    metric: &Metric,
    panels: &[u32],
    distances: &mut [Sixteen],
    local: &mut Vec<Sixteen>,
) {
    let shapes = &metric.index.shapes;
    for &at in panels {
        let shape = &shapes.all[at as usize];
        let (rows, stride) = (shape.rows(), shape.stride());
        let width = rows + shape.columns();
        local.clear();
        local.extend_from_slice(&distances[shape.ranks()]);
        local.extend(shapes.above[shape.above()].iter().map(|&rank| distances[rank as usize]));
        let down = &metric.weights[shape.down()..shape.end()];
        for row in (0..rows).rev() {
            let weights = &down[row * stride + row + 1..row * stride + width];
            let mut best = local[row];
            for (&weight, from) in weights.iter().zip(&local[row + 1..]) {
                for lane in 0..BATCH {
                    best[lane] = best[lane].min(from[lane].wrapping_add(weight));
                }
            }
            for lane in &mut best {
                *lane = clamped(*lane);
            }
            local[row] = best;
        }
        distances[shape.ranks()].copy_from_slice(&local[..rows]);
    }
}
