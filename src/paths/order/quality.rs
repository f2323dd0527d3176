//! What an order costs: the fill of the elimination, its triangles, and the depth of its tree.

use super::Order;
use crate::paths::adjacency::Adjacency;

/// What an elimination order costs on a graph.
///
/// Eliminating a node joins its later neighbours to a clique. The graph with all edges so added is chordal; what is
/// searched and customized is that graph.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quality {
    /// The edges of the chordal graph.
    pub entries: u64,
    /// The triangles of the chordal graph: the sum of d (d - 1) / 2 over all nodes, each with d later neighbours.
    pub triangles: u64,
    /// The nodes on the longest path from a root of the elimination tree down.
    pub depth: u32,
    /// The nodes on the path from a root down to a node, on average over all nodes.
    pub mean_depth: f64,
}

impl Order {
    /// What the order costs on a graph.
    ///
    /// The later neighbours of a node are its own in the graph and those of its children in the elimination tree
    /// (Liu 1990), so each list is merged into one other. Time O(e log d) and space O(e) for e entries and at most d
    /// children of a node.
    ///
    /// # Panics
    /// If the graph has another number of nodes than the order.
    #[must_use]
    pub fn quality(&self, graph: &Adjacency) -> Quality {
        assert_eq!(graph.node_count(), self.nodes.len(), "the order is of another graph");
        let count = self.nodes.len();
        let mut rank = vec![0_u32; count];
        for (at, &node) in self.nodes.iter().enumerate() {
            rank[node as usize] = at as u32;
        }
        let mut inherited: Vec<Vec<Vec<u32>>> = Vec::new();
        inherited.resize_with(count, Vec::new);
        let mut parent = vec![u32::MAX; count];
        let mut seen = vec![u32::MAX; count];
        let (mut entries, mut triangles) = (0, 0);
        for at in 0..count {
            let mut upper = Vec::new();
            let lists = std::mem::take(&mut inherited[at]);
            let own = graph.of(self.nodes[at]).iter().map(|&node| rank[node as usize]);
            for later in own.chain(lists.into_iter().flatten()) {
                if later as usize > at && seen[later as usize] != at as u32 {
                    seen[later as usize] = at as u32;
                    upper.push(later);
                }
            }
            let degree = upper.len() as u64;
            entries += degree;
            triangles += degree * degree.saturating_sub(1) / 2;
            if let Some(&next) = upper.iter().min() {
                parent[at] = next;
                inherited[next as usize].push(upper);
            }
        }
        let mut depth = vec![1_u32; count];
        let mut sum = 0;
        for at in (0..count).rev() {
            if parent[at] != u32::MAX {
                depth[at] = depth[parent[at] as usize] + 1;
            }
            sum += u64::from(depth[at]);
        }
        Quality {
            entries,
            triangles,
            depth: depth.into_iter().max().unwrap_or(0),
            mean_depth: sum as f64 / count.max(1) as f64,
        }
    }
}
