//! What an elimination order makes of a graph: the chordal supergraph that every customizable hierarchy stores, counted
//! without any of them.

use crate::graph::Graph;

/// Nodes in the order of their elimination: the separators come last.
pub type Order = Vec<u32>;

/// Sizes of the supergraph of an order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Elimination {
    /// Edges of the supergraph, each counted once.
    pub arcs: u64,
    /// Pairs of upper neighbours of the same node: the work of a customization without supernodes.
    pub triangles: u64,
    /// Nodes on the longest way from a node to the root of the elimination tree.
    pub height: u32,
    /// The same on average over all nodes: how many nodes one side of a query looks at.
    pub mean_depth: f64,
    /// Edges that leave the nodes on such a way upward, on average: how many arcs one side of a query looks at.
    pub mean_search_space: f64,
}

impl Elimination {
    pub fn of(graph: &Graph, order: &[u32]) -> Self {
        let nodes = graph.node_count();
        let mut rank = vec![0; nodes];
        for (at, &node) in (0..).zip(order) {
            rank[node as usize] = at;
        }
        let mut upper: Vec<Vec<u32>> = vec![Vec::new(); nodes];
        for (&tail, &head) in graph.tails.iter().zip(&graph.heads) {
            let [a, b] = [rank[tail as usize], rank[head as usize]];
            upper[a.min(b) as usize].push(a.max(b));
        }
        let mut degrees = vec![0_u32; nodes];
        let mut parents = vec![u32::MAX; nodes];
        for node in 0..nodes {
            let mut neighbours = std::mem::take(&mut upper[node]);
            neighbours.sort_unstable();
            neighbours.dedup();
            degrees[node] = neighbours.len() as u32;
            // What is above a node is above its parent as well, once the node is eliminated.
            if let Some((&parent, rest)) = neighbours.split_first() {
                parents[node] = parent;
                let inherited = &mut upper[parent as usize];
                inherited.extend_from_slice(rest);
                // So that nodes of many children do not hold every copy at once.
                if inherited.len() > 4_096 {
                    inherited.sort_unstable();
                    inherited.dedup();
                }
            }
        }
        let mut sizes = Self::default();
        let (mut depths, mut spaces) = (vec![0_u32; nodes], vec![0_u64; nodes]);
        for node in (0..nodes).rev() {
            let degree = u64::from(degrees[node]);
            sizes.arcs += degree;
            sizes.triangles += degree * degree.saturating_sub(1) / 2;
            let above = parents[node] as usize;
            depths[node] = 1 + depths.get(above).copied().unwrap_or(0);
            spaces[node] = degree + spaces.get(above).copied().unwrap_or(0);
            sizes.height = sizes.height.max(depths[node]);
        }
        let count = nodes.max(1) as f64;
        sizes.mean_depth = depths.iter().map(|&depth| f64::from(depth)).sum::<f64>() / count;
        sizes.mean_search_space = spaces.iter().map(|&arcs| arcs as f64).sum::<f64>() / count;
        sizes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Node by node on sets of neighbours, as the definition says.
    fn eliminated(graph: &Graph, order: &[u32]) -> (u64, u64) {
        let mut neighbours = vec![BTreeSet::new(); graph.node_count()];
        for (&tail, &head) in graph.tails.iter().zip(&graph.heads) {
            neighbours[tail as usize].insert(head);
            neighbours[head as usize].insert(tail);
        }
        let (mut arcs, mut triangles) = (0, 0);
        for &node in order {
            let upper = std::mem::take(&mut neighbours[node as usize]);
            arcs += upper.len() as u64;
            for &one in &upper {
                neighbours[one as usize].remove(&node);
                for &other in upper.range(one + 1..) {
                    triangles += 1;
                    neighbours[one as usize].insert(other);
                    neighbours[other as usize].insert(one);
                }
            }
        }
        (arcs, triangles)
    }

    #[test]
    fn the_supergraph_is_counted_as_defined() {
        let mut rng = fastrand::Rng::with_seed(1);
        for _ in 0..50 {
            let nodes = rng.u32(1..60);
            let arcs = (0..rng.usize(0..150)).map(|_| (rng.u32(..nodes), rng.u32(..nodes), 1)).collect();
            let graph = Graph::new("random", nodes as usize, None, arcs).expect("all nodes exist");
            let mut order: Order = (0..nodes).collect();
            rng.shuffle(&mut order);
            let found = Elimination::of(&graph, &order);
            assert_eq!((found.arcs, found.triangles), eliminated(&graph, &order));
        }
    }
}
