//! Changing some costs in place, and taking it back.
//!
//! A weight is the least over its arcs and over all lower triangles, the ways through one node below both its ends.
//! So a change travels upwards only, from a weight to those that it is a side of a triangle under, and stops where the
//! least stays the same. First all that grow, then all that shrink: among changes of one kind no weight that is still
//! to be looked at can have been lowered by one that is about to grow.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Metric;
use super::arcs::Slot;
use super::lanes::{INFINITE, TOO_FAR, clamped};
use super::shape::Shape;
use super::triangles::Climb;
use super::weights::{Place, Weights};
use crate::paths::error::MetricError;

/// What an update may look at, weights and panels, before all panels are computed anew instead: so many, or a share of
/// the triangles that computing them anew goes through, which is about as long.
const WORTH_PATCHING: u64 = 1_000;
const SHARE_WORTH_PATCHING: u64 = 4;

/// A place in what was done to a metric, to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricMark {
    serial: u64,
}

/// What was overwritten since the first mark.
#[derive(Debug, Default)]
pub(super) struct Journal {
    marks: Vec<(u64, usize)>,
    frames: Vec<Frame>,
    weights: Vec<(Place, u32)>,
    costs: Vec<(u32, u32)>,
    nodes: Vec<u32>,
    queue: BinaryHeap<Reverse<Pending>>,
    stack: Vec<(u32, u32, u32)>,
    climb: Climb,
    /// Arcs that are to become cheaper: their positions and costs.
    sinking: Vec<(usize, u32)>,
    /// Room for all weights, left over from what was undone.
    spare: Vec<Weights>,
}

/// One update: how long the lists were before it.
#[derive(Debug)]
struct Frame {
    weights: usize,
    costs: usize,
    nodes: usize,
    /// All weights, where all were computed anew.
    whole: Option<Weights>,
}

/// A weight that may have changed: its row's rank and its slot, and what it may have sunk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pending {
    rank: u32,
    slot: u16,
    offer: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Grow,
    Shrink,
}

impl Journal {
    pub(super) fn clear(&mut self) {
        self.marks.clear();
        self.frames.clear();
        self.weights.clear();
        self.costs.clear();
        self.nodes.clear();
    }

    pub(super) fn memory(&self) -> usize {
        let whole = self.frames.iter().filter_map(|frame| frame.whole.as_ref());
        whole.chain(&self.spare).map(Weights::memory).sum::<usize>()
            + 4 * self.nodes.capacity()
            + self.marks.capacity() * size_of::<(u64, usize)>()
            + self.frames.capacity() * size_of::<Frame>()
            + (self.weights.capacity() + self.sinking.capacity()) * size_of::<(usize, u32)>()
            + self.costs.capacity() * size_of::<(u32, u32)>()
            + self.stack.capacity() * size_of::<(u32, u32, u32)>()
            + self.queue.capacity() * size_of::<Pending>()
            + self.climb.memory()
    }
}

impl Metric {
    /// A place to come back to with [`Metric::undo_to`]. From the first mark on, what is overwritten is kept.
    pub fn mark(&mut self) -> MetricMark {
        // Unique among all metrics, so that a mark of another one is told from ours.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let frames = self.journal.frames.len();
        if let Some(&(serial, last)) = self.journal.marks.last()
            && last == frames
        {
            return MetricMark { serial };
        }
        let serial = NEXT.fetch_add(1, Ordering::Relaxed);
        self.journal.marks.push((serial, frames));
        MetricMark { serial }
    }

    /// Takes back all that was done since a mark: the panels are, byte for byte, what they were. The mark stays good.
    /// Time: in proportion to what was overwritten.
    ///
    /// # Errors
    /// [`MetricError::MarkLost`] where the mark was taken after one that was undone to, before the metric was filled
    /// anew, or on another metric; nothing is done then.
    pub fn undo_to(&mut self, mark: MetricMark) -> Result<(), MetricError> {
        let found = self.journal.marks.iter().rposition(|&(serial, _)| serial == mark.serial);
        let at = found.ok_or(MetricError::MarkLost)?;
        self.journal.marks.truncate(at + 1);
        let frames = self.journal.marks[at].1;
        while self.journal.frames.len() > frames {
            self.undo_one();
        }
        Ok(())
    }

    /// Keeps no more of what is overwritten, and loses all marks.
    pub fn forget_marks(&mut self) {
        self.journal.clear();
        self.journal.spare = Vec::new();
    }

    fn undo_one(&mut self) {
        let Some(frame) = self.journal.frames.pop() else { return };
        match frame.whole {
            Some(weights) => {
                let spare = std::mem::replace(&mut self.weights, weights);
                self.journal.spare.push(spare);
                self.journal.weights.truncate(frame.weights);
            }
            None => self.restore(frame.weights),
        }
        for (position, cost) in self.journal.costs.drain(frame.costs..).rev() {
            self.costs[position as usize] = cost;
        }
        for rank in self.journal.nodes.drain(frame.nodes..) {
            self.closed[rank as usize / 64] ^= 1 << (rank % 64);
        }
    }

    fn restore(&mut self, to: usize) {
        for (place, weight) in self.journal.weights.drain(to..).rev() {
            *self.weights.at(place) = weight;
        }
    }

    /// Gives some arcs other costs, and opens or closes nodes as places where supply starts; arcs by number and nodes
    /// by rank, none of them twice with another cost.
    pub(super) fn apply(&mut self, changes: impl Iterator<Item = (u32, u32)>, toggled: &[u32]) {
        let is_recording = !self.journal.marks.is_empty();
        let frame = Frame {
            weights: self.journal.weights.len(),
            costs: self.journal.costs.len(),
            nodes: self.journal.nodes.len(),
            whole: None,
        };
        let (first_weight, first_cost, first_node) = (frame.weights, frame.costs, frame.nodes);
        self.journal.frames.push(frame);
        for &rank in toggled {
            self.closed[rank as usize / 64] ^= 1 << (rank % 64);
            self.journal.nodes.push(rank);
        }

        // What is to sink waits until all that grows is through.
        let mut sinking = std::mem::take(&mut self.journal.sinking);
        sinking.clear();
        for (arc, cost) in changes {
            let Some(position) = self.index.arcs.position(arc) else { continue };
            let before = self.costs[position];
            if cost > before {
                self.set_cost(position, cost);
                self.push_arc(position, before, Kind::Grow);
            } else if cost < before {
                sinking.push((position, cost));
            }
        }
        let mut left = (self.index.triangles / SHARE_WORTH_PATCHING).max(WORTH_PATCHING);
        let mut is_done = self.settle(Kind::Grow, &mut left);
        for &(position, cost) in &sinking {
            self.set_cost(position, cost);
            if is_done {
                self.push_arc(position, cost, Kind::Shrink);
            }
        }
        is_done = is_done && self.settle(Kind::Shrink, &mut left);
        if !is_done {
            self.journal.queue.clear();
            self.restore(first_weight);
            if is_recording {
                let mut whole = self.journal.spare.pop().unwrap_or_default();
                whole.copy_from(&self.weights);
                if let Some(frame) = self.journal.frames.last_mut() {
                    frame.whole = Some(whole);
                }
            }
            self.recompute();
        }
        self.journal.sinking = sinking;
        if !is_recording {
            self.journal.frames.clear();
            self.journal.weights.truncate(first_weight);
            self.journal.costs.truncate(first_cost);
            self.journal.nodes.truncate(first_node);
        }
    }

    fn set_cost(&mut self, position: usize, cost: u32) {
        #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 arcs")]
        self.journal.costs.push((position as u32, self.costs[position]));
        self.costs[position] = cost;
    }

    /// Queues the weight of an arc, where its cost before may have been the weight, or its cost now may become it.
    #[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
    fn push_arc(&mut self, position: usize, cost: u32, kind: Kind) {
        let index = &*self.index;
        let (rank, slot) = (index.arcs.row(position), index.arcs.slot(position));
        let weight = *self.weights.at(Place::new(index.shapes.of_rank(rank as u32), rank, slot));
        let cost = clamped(cost);
        let matters = match kind {
            Kind::Grow => cost == weight && weight < INFINITE,
            Kind::Shrink => cost < weight,
        };
        if matters {
            self.journal.queue.push(Reverse(Pending { rank: rank as u32, slot: slot.key(), offer: cost }));
        }
    }

    /// Works the queue off from below, and takes what it looks at off `left`. False where that does not suffice.
    fn settle(&mut self, kind: Kind, left: &mut u64) -> bool {
        let index = std::sync::Arc::clone(&self.index);
        let shapes = &index.shapes;
        while let Some(Reverse(pending)) = self.journal.queue.pop() {
            // The first of equal slots has the least offer.
            while let Some(Reverse(next)) = self.journal.queue.peek()
                && (next.rank, next.slot) == (pending.rank, pending.slot)
            {
                self.journal.queue.pop();
            }
            let slot = Slot::from_key(pending.slot);
            let shape = shapes.of_rank(pending.rank);
            let place = Place::new(shape, pending.rank as usize, slot);
            let before = *self.weights.at(place);
            let now = match kind {
                Kind::Grow => self.least_way(pending.rank, slot, left),
                Kind::Shrink => pending.offer.min(before),
            };
            let width = (shape.rows() + shape.columns()) as u64;
            *left = left.saturating_sub(1 + if now == before { 0 } else { width });
            if *left == 0 {
                return false;
            }
            if now == before {
                continue;
            }
            self.journal.weights.push((place, before));
            *self.weights.at(place) = now;
            let Journal { queue, climb, .. } = &mut self.journal;
            match kind {
                Kind::Grow => {
                    // What it may have given its cost to.
                    climb.triangles_above(
                        shapes,
                        &self.weights,
                        pending.rank,
                        slot,
                        |side, weight, rank, slot| {
                            let sum = side + before;
                            if (sum == weight || weight == TOO_FAR)
                                && weight < INFINITE
                                && clamped(sum) == weight
                            {
                                queue.push(Reverse(Pending { rank, slot: slot.key(), offer: 0 }));
                            }
                        },
                    );
                }
                Kind::Shrink => {
                    climb.triangles_above(
                        shapes,
                        &self.weights,
                        pending.rank,
                        slot,
                        |side, weight, rank, slot| {
                            let offer = clamped(side + now);
                            if offer < weight {
                                queue.push(Reverse(Pending { rank, slot: slot.key(), offer }));
                            }
                        },
                    );
                }
            }
        }
        true
    }

    /// A weight from its arcs and all its lower triangles: those in its own panel, and in panels below that have both
    /// its ends as columns. Takes what it looks at off `left`, and is of no use once there is nothing.
    #[expect(clippy::cast_possible_truncation, reason = "columns are below 2^15")]
    fn least_way(&mut self, rank: u32, slot: Slot, left: &mut u64) -> u32 {
        let Self { index, weights, costs, journal, .. } = self;
        let shapes = &index.shapes;
        let owner = shapes.owners[rank as usize];
        let shape = &shapes.all[owner as usize];
        let row = (rank - shape.first) as usize;
        // From `from` to `to`, both columns of the panel.
        let (from, to) = if slot.is_down() { (slot.column(), row) } else { (row, slot.column()) };
        let mut best = clamped(index.arcs.least_cost(rank as usize, slot, costs).min(INFINITE));
        best = best.min(least_through(shape, weights, row, from, to));
        let stack = &mut journal.stack;
        stack.clear();
        stack.push((owner, from as u32, to as u32));
        while let Some((parent, from, to)) = stack.pop() {
            for child_at in shapes.children(parent) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    break;
                }
                let child = &shapes.all[child_at as usize];
                if !child.may_have(from, to) {
                    continue;
                }
                let places = &shapes.places[child.above()];
                let Some(from) = find(places, from) else { continue };
                let Some(to) = find(places, to) else { continue };
                let [from, to] = [from, to].map(|at| child.rows() + at);
                *left = left.saturating_sub(u64::from(child.rows));
                best = best.min(least_through(child, weights, child.rows(), from, to));
                stack.push((child_at, from as u32, to as u32));
            }
        }
        clamped(best)
    }
}

#[inline]
fn find(places: &[u16], place: u32) -> Option<usize> {
    places.binary_search_by(|&other| u32::from(other).cmp(&place)).ok()
}

/// The least way from one column to another through the first rows of a panel.
#[inline]
fn least_through(shape: &Shape, weights: &Weights, rows: usize, from: usize, to: usize) -> u32 {
    let stride = shape.stride();
    let up = weights.up(shape).chunks_exact(stride);
    let down = weights.down(shape).chunks_exact(stride);
    let ways = up.zip(down).take(rows).map(|(up, down)| down[from] + up[to]);
    ways.min().unwrap_or(INFINITE).min(INFINITE)
}
