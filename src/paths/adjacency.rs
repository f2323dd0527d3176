//! The simple undirected graph below the arcs of a network.

#![expect(
    clippy::cast_possible_truncation,
    reason = "nodes and twice the arcs are counted in 32 bits, as everywhere below a network"
)]

/// The simple undirected graph below a set of arcs: who is next to whom, whatever the direction.
///
/// There are no loops and no parallel edges, each edge stands in the lists of both its ends, and every list is
/// ascending. An elimination order depends on nothing else of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjacency {
    /// Where the list of each node begins, and behind the last node where the last list ends.
    first: Vec<u32>,
    neighbours: Vec<u32>,
}

impl Adjacency {
    /// The graph below `arcs` on nodes `0..nodes`.
    ///
    /// Time O(n + m log d) and space O(n + m) for n nodes, m arcs and greatest degree d. The same arcs in another
    /// order give the same graph.
    ///
    /// # Panics
    /// If an arc has an end that is not below `nodes`, or if there are 2^31 arcs or more.
    #[must_use]
    pub fn new(nodes: usize, arcs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut ends = vec![0_usize; nodes + 1];
        for (tail, head) in arcs.clone().filter(|(tail, head)| tail != head) {
            ends[tail as usize] += 1;
            ends[head as usize] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        assert!(u32::try_from(total).is_ok(), "2^31 arcs or more below one graph");
        let mut neighbours = vec![0_u32; total];
        for (tail, head) in arcs.filter(|(tail, head)| tail != head) {
            for (from, to) in [(tail, head), (head, tail)] {
                neighbours[ends[from as usize]] = to;
                ends[from as usize] += 1;
            }
        }
        // Each list now ends where the next one began: sort it, and move what is left of it forward.
        let mut first = Vec::with_capacity(nodes + 1);
        first.push(0);
        let (mut start, mut kept) = (0, 0);
        for &end in &ends[..nodes] {
            neighbours[start..end].sort_unstable();
            let own = kept;
            for at in start..end {
                let neighbour = neighbours[at];
                if kept == own || neighbours[kept - 1] != neighbour {
                    neighbours[kept] = neighbour;
                    kept += 1;
                }
            }
            first.push(kept as u32);
            start = end;
        }
        neighbours.truncate(kept);
        neighbours.shrink_to_fit();
        Self { first, neighbours }
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.first.len() - 1
    }

    /// How many edges there are, each counted once.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.neighbours.len() / 2
    }

    /// The neighbours of a node, ascending.
    #[must_use]
    pub fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.neighbours[self.first[node] as usize..self.first[node + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_and_parallels_are_gone_and_lists_ascend() {
        let arcs = [(3, 1), (1, 3), (0, 0), (1, 0), (3, 1), (2, 1)];
        let graph = Adjacency::new(5, arcs.into_iter());
        assert_eq!(graph.node_count(), 5);
        assert_eq!(graph.edge_count(), 3);
        assert_eq!(graph.of(0), [1]);
        assert_eq!(graph.of(1), [0, 2, 3]);
        assert_eq!(graph.of(2), [1]);
        assert_eq!(graph.of(3), [1]);
        assert!(graph.of(4).is_empty());
    }

    #[test]
    fn no_nodes_are_a_graph_too() {
        let graph = Adjacency::new(0, std::iter::empty());
        assert_eq!(graph.node_count(), 0);
        assert_eq!(graph.edge_count(), 0);
    }
}
