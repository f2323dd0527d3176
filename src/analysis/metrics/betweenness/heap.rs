//! Priority queues: a heap of four children a node, and buckets that keep that heap small.

use super::key::Key;

const CHILDREN: usize = 4;

/// A min-heap.
#[derive(Clone, Debug)]
pub(super) struct Heap<T>(Vec<T>);

impl<T> Default for Heap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Ord> Heap<T> {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    #[inline]
    pub(super) fn push(&mut self, entry: T) {
        let mut at = self.0.len();
        self.0.push(entry);
        while at > 0 {
            let parent = (at - 1) / CHILDREN;
            if self.0[parent] <= entry {
                break;
            }
            self.0[at] = self.0[parent];
            at = parent;
        }
        self.0[at] = entry;
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<T> {
        let last = self.0.pop()?;
        let Some(&top) = self.0.first() else {
            return Some(last);
        };
        let heap = self.0.as_mut_slice();
        let mut at = 0;
        loop {
            let first = at * CHILDREN + 1;
            let Some(children) = heap.get(first..heap.len().min(first + CHILDREN)) else {
                break;
            };
            let mut least = last;
            let mut least_at = at;
            for (offset, &child) in children.iter().enumerate() {
                if child < least {
                    least = child;
                    least_at = first + offset;
                }
            }
            if least_at == at {
                break;
            }
            heap[at] = least;
            at = least_at;
        }
        heap[at] = last;
        Some(top)
    }
}

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
