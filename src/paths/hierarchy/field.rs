//! Distances from some sources to all nodes, or to those that are asked for.
//!
//! First up: from each source through the panels above it. Then down: a panel's rows are final once those of the panel
//! above are. After Dibbelt, Strasser and Wagner, Customizable contraction hierarchies, ACM J. Exp. Algorithmics 21
//! (2016) 1.5, doi 10.1145/2886843; the downward half on demand after Strasser and Zeitz, A fast and tight heuristic
//! for A* in road networks, SEA 2021, doi 10.4230/LIPIcs.SEA.2021.6.

use std::sync::{Arc, Weak};

use super::dispatch::widest;
use super::lanes::{INFINITE, clamped, least_sum, least_sum_narrow, relax};
use super::shape::{NARROW, Shape, Shapes};
use super::supernodes::{HALF, LANES, TWO_LANES, lanes_below};
use super::tree::NONE;
use super::weights::Weights;
use super::{Index, Metric};
use crate::paths::Direction;

/// A distance for each rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// What the ranks and panels below are of. Others may have as many of both.
    index: Weak<Index>,
    /// Of rows that are not final: the least over ways that go up only.
    distances: Vec<u32>,
    /// The panels with anything in them, to be cleared before the next use; ascending where only the upward half ran.
    touched: Vec<u32>,
    /// Of each panel: the number of the present use where it is touched, one more where it is final.
    marks: Vec<u32>,
    round: u32,
    is_full: bool,
    direction: Direction,
    local: Vec<u32>,
    path: Vec<u32>,
}

impl Field {
    /// Clears it, and goes up from each rank at its cost: along the arcs, or against them for distances to those ranks.
    pub(super) fn rise(&mut self, metric: &Metric, direction: Direction, sources: &[(usize, u32)]) {
        self.clear(metric);
        self.direction = direction;
        let shapes = &metric.index.shapes;
        for &(rank, cost) in sources {
            let distance = &mut self.distances[rank];
            *distance = (*distance).min(clamped(cost.min(INFINITE - 1)));
            let mut at = shapes.owners[rank];
            while at != NONE && self.marks[at as usize] < self.round {
                self.marks[at as usize] = self.round;
                self.touched.push(at);
                at = shapes.all[at as usize].parent;
            }
        }
        self.touched.sort_unstable();
        rise(metric, direction, &self.touched, &mut self.distances, &mut self.local);
    }

    fn clear(&mut self, metric: &Metric) {
        let index = &*metric.index;
        let (nodes, panels) = (index.node_count(), index.shapes.all.len());
        let is_of_index = std::ptr::eq(self.index.as_ptr(), index);
        if !is_of_index || self.round >= u32::MAX - 4 {
            // Of another index, or never used.
            self.index = Arc::downgrade(&metric.index);
            self.distances.clear();
            self.distances.resize(nodes, INFINITE);
            self.marks.clear();
            self.marks.resize(panels, 0);
            self.round = 0;
        } else if self.is_full {
            self.distances.fill(INFINITE);
        } else {
            for &at in &self.touched {
                self.distances[index.shapes.all[at as usize].ranks()].fill(INFINITE);
            }
        }
        self.touched.clear();
        self.is_full = false;
        // Two numbers a use: touched, final.
        self.round += 2;
    }

    /// Makes all distances final, and returns the greatest finite one.
    pub(super) fn fall(&mut self, metric: &Metric) -> u32 {
        self.is_full = true;
        fall(metric, self.direction, &mut self.distances, &mut self.local)
    }

    /// Makes the distance of a rank final, and returns it. Time: the panels above it that no earlier call has seen.
    #[inline]
    pub(super) fn at(&mut self, metric: &Metric, rank: usize) -> u32 {
        let owner = metric.index.shapes.owners[rank];
        if !self.is_full && self.marks[owner as usize] <= self.round {
            self.make_final(metric, owner);
        }
        self.distances[rank]
    }

    fn make_final(&mut self, metric: &Metric, owner: u32) {
        let shapes = &metric.index.shapes;
        let mut at = owner;
        self.path.clear();
        while at != NONE && self.marks[at as usize] <= self.round {
            if self.marks[at as usize] < self.round {
                self.touched.push(at);
            }
            self.marks[at as usize] = self.round + 1;
            self.path.push(at);
            at = shapes.all[at as usize].parent;
        }
        self.path.reverse();
        fall_along(metric, self.direction, &self.path, &mut self.distances, &mut self.local);
    }

    /// The panels that the upward half has been through, ascending.
    pub(super) fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// By rank.
    pub(super) fn distances(&self) -> &[u32] {
        &self.distances
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.distances.capacity() + self.touched.capacity() + self.marks.capacity())
    }
}

widest! {
    fn rise<'m>(
        metric: &'m Metric,
        direction: Direction,
        panels: &[u32],
        distances: &mut [u32],
        local: &mut Vec<u32>,
    ) = rise_inlined
}

#[inline(always)]
fn rise_inlined(
    metric: &Metric,
    direction: Direction,
    panels: &[u32],
    distances: &mut [u32],
    local: &mut Vec<u32>,
) {
    let shapes = &metric.index.shapes;
    for &at in panels {
        let shape = &shapes.all[at as usize];
        let (rows, stride) = (shape.rows(), shape.stride());
        local.clear();
        local.resize(stride, INFINITE);
        local[..rows].copy_from_slice(&distances[shape.ranks()]);
        let up = metric.weights.rising(shape, direction);
        for row in 0..rows {
            let distance = clamped(local[row]);
            if distance < INFINITE {
                let first = lanes_below(row + 1);
                relax(&mut local[first..], &up[row * stride..(row + 1) * stride][first..], distance);
            }
        }
        for (to, from) in distances[shape.ranks()].iter_mut().zip(&*local) {
            *to = clamped(*from);
        }
        for (&rank, &from) in shapes.above[shape.above()].iter().zip(&local[rows..]) {
            let to = &mut distances[rank as usize];
            *to = (*to).min(from);
        }
    }
}

/// The rows of one panel, once what is above is final; their greatest finite distance.
#[inline(always)]
fn fall_into(
    shapes: &Shapes,
    weights: &Weights,
    direction: Direction,
    shape: &Shape,
    distances: &mut [u32],
    local: &mut Vec<u32>,
) -> u32 {
    let down = weights.rising(shape, direction.reversed());
    match shape.stride() {
        HALF => fall_into_narrow::<HALF>(shapes, down, shape, distances),
        LANES => fall_into_narrow::<LANES>(shapes, down, shape, distances),
        TWO_LANES => fall_into_narrow::<TWO_LANES>(shapes, down, shape, distances),
        NARROW => fall_into_narrow::<NARROW>(shapes, down, shape, distances),
        _ => fall_into_wide(shapes, down, shape, distances, local),
    }
}

#[inline(always)]
fn fall_into_wide(
    shapes: &Shapes,
    down: &[u32],
    shape: &Shape,
    distances: &mut [u32],
    local: &mut Vec<u32>,
) -> u32 {
    let (rows, stride) = (shape.rows(), shape.stride());
    local.clear();
    local.extend_from_slice(&distances[shape.ranks()]);
    local.extend(shapes.above[shape.above()].iter().map(|&rank| distances[rank as usize]));
    local.resize(stride, INFINITE);
    let mut greatest = 0;
    for row in (0..rows).rev() {
        let first = lanes_below(row + 1);
        let way = least_sum(&local[first..], &down[row * stride..(row + 1) * stride][first..]);
        local[row] = clamped(local[row].min(way));
        greatest = greatest.max(finite_or_zero(local[row]));
    }
    distances[shape.ranks()].copy_from_slice(&local[..rows]);
    greatest
}

/// As [`fall_into_wide`], for rows of a width that is known when this is compiled.
#[inline(always)]
fn fall_into_narrow<const WIDTH: usize>(
    shapes: &Shapes,
    down: &[u32],
    shape: &Shape,
    distances: &mut [u32],
) -> u32 {
    let mut local = [INFINITE; WIDTH];
    let above = shapes.above[shape.above()].iter().map(|&rank| distances[rank as usize]);
    for (to, distance) in local.iter_mut().skip(shape.rows()).zip(above) {
        *to = distance;
    }
    let own = &mut distances[shape.ranks()];
    let rows = own.len();
    let weights = &down.as_chunks::<WIDTH>().0[..rows];
    // First what comes from above, for all rows: none of them has to wait for another. Then from row to row.
    for (distance, weights) in own.iter_mut().zip(weights) {
        *distance = (*distance).min(least_sum_narrow(local, *weights));
    }
    let mut greatest = 0;
    for row in (0..rows).rev() {
        let later = own[row + 1..].iter().zip(&weights[row][row + 1..]);
        let least = later.fold(own[row], |least, (&distance, &weight)| least.min(distance + weight));
        own[row] = clamped(least);
        greatest = greatest.max(finite_or_zero(own[row]));
    }
    greatest
}

#[inline(always)]
fn finite_or_zero(distance: u32) -> u32 {
    if distance < INFINITE { distance } else { 0 }
}

widest! {
    /// Returns the greatest finite distance.
    fn fall<'m>(
        metric: &'m Metric,
        direction: Direction,
        distances: &mut [u32],
        local: &mut Vec<u32>,
    ) -> u32 = fall_inlined
}

#[inline(always)]
fn fall_inlined(metric: &Metric, direction: Direction, distances: &mut [u32], local: &mut Vec<u32>) -> u32 {
    let shapes = &metric.index.shapes;
    let mut greatest = 0;
    for shape in shapes.all.iter().rev() {
        greatest = greatest.max(fall_into(shapes, &metric.weights, direction, shape, distances, local));
    }
    greatest
}

widest! {
    fn fall_along<'m>(
        metric: &'m Metric,
        direction: Direction,
        panels: &[u32],
        distances: &mut [u32],
        local: &mut Vec<u32>,
    ) = fall_along_inlined
}

#[inline(always)]
fn fall_along_inlined(
    metric: &Metric,
    direction: Direction,
    panels: &[u32],
    distances: &mut [u32],
    local: &mut Vec<u32>,
) {
    let shapes = &metric.index.shapes;
    for &at in panels {
        fall_into(shapes, &metric.weights, direction, &shapes.all[at as usize], distances, local);
    }
}
