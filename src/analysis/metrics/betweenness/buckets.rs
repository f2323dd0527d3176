//! A priority queue of buckets, of which only the first is a heap.

use super::key::Key;
use crate::paths::Heap;

/// Labels of a search, which only ever asks for more than what it got: those in the first bucket that is not empty wait
/// in a heap, so small that it costs next to nothing, and the others unsorted in theirs.
#[derive(Clone, Debug)]
pub(super) struct Buckets<K> {
    now: Heap<K>,
    later: Vec<Vec<K>>,
    /// A label shifted by so many bits is the number of its bucket, which goes round.
    shift: u32,
    at: u64,
    waiting: usize,
}

impl<K: Key> Buckets<K> {
    /// For labels at most `span` buckets ahead of the least one.
    pub(super) fn new(shift: u32, span: u64) -> Self {
        let count = usize::try_from(span).unwrap_or(usize::MAX - 2).saturating_add(2).next_power_of_two();
        Self { now: Heap::default(), later: vec![Vec::new(); count], shift, at: 0, waiting: 0 }
    }

    /// Forgets all labels; the least one to come may be anything.
    pub(super) fn clear(&mut self) {
        self.now.clear();
        if self.waiting > 0 {
            self.later.iter_mut().for_each(Vec::clear);
        }
        (self.at, self.waiting) = (0, 0);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "buckets go round")]
    pub(super) fn push(&mut self, label: K) {
        let bucket = label.high(self.shift);
        if bucket <= self.at {
            self.now.push(label);
        } else {
            let mask = self.later.len() - 1;
            self.later[bucket as usize & mask].push(label);
            self.waiting += 1;
        }
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "buckets go round")]
    pub(super) fn pop(&mut self) -> Option<K> {
        loop {
            if let Some(label) = self.now.pop() {
                return Some(label);
            }
            if self.waiting == 0 {
                return None;
            }
            self.at += 1;
            let mask = self.later.len() - 1;
            let bucket = &mut self.later[self.at as usize & mask];
            self.waiting -= bucket.len();
            for label in bucket.drain(..) {
                self.now.push(label);
            }
        }
    }
}
