//! A priority queue of labels: a heap of four children a node, so that a sift touches few cache lines.

/// A label as it waits: its cost, then its number of arcs, then its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) cost: u64,
    pub(super) hops: u32,
    pub(super) node: u32,
}

const CHILDREN: usize = 4;

/// A min-heap. It keeps its memory when it is cleared.
#[derive(Clone, Debug, Default)]
pub(super) struct Heap(Vec<Entry>);

impl Heap {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn push(&mut self, entry: Entry) {
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

    pub(super) fn pop(&mut self) -> Option<Entry> {
        let last = self.0.pop()?;
        let Some(&top) = self.0.first() else {
            return Some(last);
        };
        let mut at = 0;
        loop {
            let first = at * CHILDREN + 1;
            let children = self.0.get(first..self.0.len().min(first + CHILDREN)).unwrap_or_default();
            match children.iter().enumerate().min_by_key(|&(_, child)| child) {
                Some((offset, &child)) if child < last => {
                    self.0[at] = child;
                    at = first + offset;
                }
                _ => break,
            }
        }
        self.0[at] = last;
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
                heap.push(Entry { cost, hops: 0, node });
            }
            let popped: Vec<u64> = std::iter::from_fn(|| heap.pop()).map(|entry| entry.cost).collect();
            costs.sort_unstable();
            prop_assert_eq!(popped, costs);
        }
    }
}
