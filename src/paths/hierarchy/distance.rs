//! The distance between two nodes: two walks up the panels that meet.

use super::Metric;
use super::dispatch::widest;
use super::lanes::{INFINITE, clamp, clamped, least, least_sum, relax, scatter};
use super::shape::{Shape, Shapes};
use super::supernodes::lanes_below;
use super::tree::NONE;

/// One of the two walks: the panel where it is, and a distance for each of its columns.
#[derive(Clone, Debug, Default)]
struct Walk {
    row: Vec<u32>,
    next: Vec<u32>,
}

/// A workspace for distances between two nodes.
#[derive(Clone, Debug, Default)]
pub(super) struct Meeting {
    forward: Walk,
    backward: Walk,
}

impl Walk {
    #[inline(always)]
    fn start(&mut self, shape: &Shape, rank: usize) {
        self.row.clear();
        self.row.resize(shape.stride(), INFINITE);
        self.row[rank - shape.first as usize] = 0;
    }

    /// To the panel above. What is finite stays so small that it adds up with the other walk's to something finite.
    #[inline(always)]
    fn climb(&mut self, shapes: &Shapes, shape: &Shape) {
        clamp(&mut self.row);
        let parent = &shapes.all[shape.parent as usize];
        self.next.clear();
        self.next.resize(parent.stride(), INFINITE);
        let beyond = &self.row[shape.rows()..shape.rows() + shape.columns()];
        scatter(&mut self.next, beyond, &shapes.places[shape.above()], 0);
        std::mem::swap(&mut self.row, &mut self.next);
    }
}

/// Relaxes the rows of a panel that are nearer than `bound`.
#[inline(always)]
fn relax_rows(walk: &mut [u32], panel: &[u32], rows: usize, bound: u32) {
    let stride = walk.len();
    for row in 0..rows {
        let distance = walk[row];
        if distance < bound {
            let first = lanes_below(row + 1);
            relax(&mut walk[first..], &panel[row * stride..(row + 1) * stride][first..], clamped(distance));
        }
    }
}

widest! {
    /// The least cost between two ranks, [`super::lanes::TOO_FAR`] or more where it does not fit, [`INFINITE`] or more
    /// where there is none.
    pub(super) fn distance<'m>(metric: &'m Metric, meeting: &mut Meeting, source: usize, target: usize) -> u32
        = distance_inlined
}

#[inline(always)]
fn distance_inlined(metric: &Metric, meeting: &mut Meeting, source: usize, target: usize) -> u32 {
    let shapes = &metric.index.shapes;
    let weights = &metric.weights;
    let Meeting { forward, backward } = meeting;
    let [mut at, mut back_at] = [source, target].map(|rank| shapes.owners[rank]);
    forward.start(&shapes.all[at as usize], source);
    backward.start(&shapes.all[back_at as usize], target);
    // A panel comes after all below it, so the walk that is at the earlier one has the common ancestor still above it.
    while at != back_at {
        if at < back_at {
            let shape = &shapes.all[at as usize];
            relax_rows(&mut forward.row, weights.up(shape), shape.rows(), INFINITE);
            at = shape.parent;
            if at == NONE {
                return INFINITE;
            }
            forward.climb(shapes, shape);
        } else {
            let shape = &shapes.all[back_at as usize];
            relax_rows(&mut backward.row, weights.down(shape), shape.rows(), INFINITE);
            back_at = shape.parent;
            if back_at == NONE {
                return INFINITE;
            }
            backward.climb(shapes, shape);
        }
    }
    // Each column that both have reached is a way; its cost bounds what is worth relaxing.
    let mut best = INFINITE;
    loop {
        let shape = &shapes.all[at as usize];
        let (rows, stride) = (shape.rows(), shape.stride());
        best = best.min(least_sum(&forward.row, &backward.row));
        if least(&forward.row).saturating_add(least(&backward.row)) > best {
            return best;
        }
        let up = weights.up(shape);
        let down = weights.down(shape);
        for row in 0..rows {
            let (to, from) = (clamped(forward.row[row]), clamped(backward.row[row]));
            let range = row * stride..(row + 1) * stride;
            let first = lanes_below(row + 1);
            best = best.min(to.saturating_add(from));
            if to < best {
                relax(&mut forward.row[first..], &up[range.clone()][first..], to);
            }
            if from < best {
                relax(&mut backward.row[first..], &down[range][first..], from);
            }
        }
        at = shape.parent;
        if at == NONE {
            return best;
        }
        forward.climb(shapes, shape);
        backward.climb(shapes, shape);
    }
}
