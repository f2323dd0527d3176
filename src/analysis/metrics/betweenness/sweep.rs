//! One search through the whole network: least costs, the order in which nodes are reached, and how many routes there are.
//!
//! E. W. Dijkstra, A note on two problems in connexion with graphs, Numer. Math. 1 (1959) 269-271,
//! doi 10.1007/BF01386390, with labels in buckets; and the counts of U. Brandes, A faster algorithm for betweenness
//! centrality, J. Math. Sociol. 25 (2001) 163-177, doi 10.1080/0022250X.2001.9990249.
//!
//! **Which routes count.** Those of least cost, and among them those with the fewest arcs that cost nothing. Where all
//! arcs cost something that is all routes of least cost. Where some do not, it leaves out the going round that free arcs
//! allow, of which there is no end, and what is left has no cycles.

use super::super::graph::Side;
use super::buckets::Buckets;
use super::count::Count;
use super::key::{Key, Layout};

/// What is known of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<K, C> {
    pub(super) key: K,
    /// Routes here; whoever walks back may keep something else here.
    pub(super) count: C,
}

/// A workspace for searches: one per thread.
#[derive(Clone, Debug)]
pub(super) struct Sweep<K, C> {
    pub(super) layout: Layout,
    pub(super) labels: Vec<Label<K, C>>,
    /// The nodes that are reached, by their keys.
    pub(super) order: Vec<u32>,
    /// Those that have a label, in no order.
    touched: Vec<u32>,
    queue: Buckets<K>,
}

/// A search met more routes than its counts can hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

impl<K: Key, C: Count> Sweep<K, C> {
    pub(super) fn new(layout: Layout, nodes: usize) -> Self {
        Self {
            layout,
            labels: vec![Label { key: K::NONE, count: C::NONE }; nodes],
            order: Vec::with_capacity(nodes),
            touched: Vec::with_capacity(nodes),
            queue: Buckets::new(layout.bucket, layout.span),
        }
    }

    /// From the nearest of some open nodes to all, or until `enough` is true of a node that was just reached for good.
    pub(super) fn run(
        &mut self,
        side: &Side,
        sources: &[u32],
        mut enough: impl FnMut(u32) -> bool,
    ) -> Result<(), TooMany> {
        for &node in &self.touched {
            self.labels[node as usize].key = K::NONE;
        }
        self.touched.clear();
        self.order.clear();
        self.queue.clear();
        let (free, bits) = (self.layout.free, self.layout.node);
        for &source in sources {
            if self.labels[source as usize].key == K::NONE {
                self.labels[source as usize] = Label { key: K::ZERO, count: C::ONE };
                self.touched.push(source);
                self.queue.push(K::ZERO.label(source, bits));
            }
        }
        let mut is_huge = false;
        while let Some(label) = self.queue.pop() {
            let (key, node) = (label.key(bits), label.node(bits));
            let Label { key: best, count } = self.labels[node as usize];
            if key != best {
                continue;
            }
            is_huge |= count.is_huge();
            self.order.push(node);
            if enough(node) {
                break;
            }
            for step in side.of(node) {
                let next = key.plus(K::from_cost(step.cost, free));
                let other = &mut self.labels[step.end as usize];
                if next < other.key {
                    if other.key == K::NONE {
                        self.touched.push(step.end);
                    }
                    *other = Label { key: next, count };
                    self.queue.push(next.label(step.end, bits));
                } else if next == other.key {
                    other.count = other.count.plus(count);
                }
            }
        }
        if is_huge { Err(TooMany) } else { Ok(()) }
    }
}
