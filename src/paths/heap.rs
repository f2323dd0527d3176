//! A priority queue: a heap of four children a node, so that a sift touches few cache lines; and labels to wait in it.

/// A label as it waits: its cost, then its number of arcs, then its node, in one integer that compares as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry(u128);

impl Entry {
    #[inline]
    pub(super) fn new(cost: u64, hops: u32, node: u32) -> Self {
        Self(u128::from(cost) << 64 | u128::from(hops) << 32 | u128::from(node))
    }

    #[inline]
    pub(super) fn cost(self) -> u64 {
        (self.0 >> 64) as u64
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the third quarter is the number of arcs")]
    pub(super) fn hops(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the last quarter is the node")]
    pub(super) fn node(self) -> usize {
        self.0 as u32 as usize
    }
}

const CHILDREN: usize = 4;

/// A min-heap. It keeps its memory when it is cleared.
#[derive(Clone, Debug)]
pub(crate) struct Heap<T = Entry>(Vec<T>);

impl<T> Default for Heap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Ord> Heap<T> {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What [`Heap::pop`] would take.
    #[inline]
    pub(crate) fn peek(&self) -> Option<T> {
        self.0.first().copied()
    }

    #[inline]
    pub(crate) fn push(&mut self, entry: T) {
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
    pub(crate) fn pop(&mut self) -> Option<T> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts(mut costs in prop::collection::vec(0_u64..50, 0..200)) {
            let mut heap = Heap::default();
            for (node, &cost) in (0..).zip(&costs) {
                heap.push(Entry::new(cost, 0, node));
            }
            let popped: Vec<u64> = std::iter::from_fn(|| heap.pop()).map(Entry::cost).collect();
            costs.sort_unstable();
            prop_assert_eq!(popped, costs);
        }
    }
}
