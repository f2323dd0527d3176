//! Nodes of small degree, eliminated first: trees, chains, and the nodes where three roads meet.

use crate::paths::adjacency::Adjacency;

/// A graph from which nodes of small degree were eliminated.
pub(super) struct Reduced {
    /// The nodes eliminated, the first one first.
    pub(super) eliminated: Vec<u32>,
    /// The nodes that are left, by their new number.
    pub(super) nodes: Vec<u32>,
    /// Where the list of each node that is left begins, and where the last one ends.
    pub(super) first: Vec<u32>,
    /// Their neighbours, by their new numbers.
    pub(super) neighbours: Vec<u32>,
}

const FREE: u8 = 0;
const BLOCKED: u8 = 1;
const GONE: u8 = 2;

impl Reduced {
    pub(super) fn new(graph: &Adjacency) -> Self {
        let count = graph.node_count();
        let mut first = Vec::with_capacity(count + 1);
        let mut neighbours = Vec::with_capacity(2 * graph.edge_count());
        first.push(0);
        for node in 0..count as u32 {
            neighbours.extend_from_slice(graph.of(node));
            first.push(neighbours.len() as u32);
        }
        Self { eliminated: Vec::new(), nodes: (0..count as u32).collect(), first, neighbours }
    }

    /// Eliminates nodes of degree `limit` or less until hardly any is left.
    ///
    /// A round takes a set of such nodes of which no two are neighbours, those of the least degree first. So a chain
    /// is halved by each round, and adds to the depth of the elimination tree by no more than its logarithm.
    pub(super) fn eliminate(&mut self, limit: usize) {
        while self.round(limit) {}
    }

    fn round(&mut self, limit: usize) -> bool {
        let count = self.nodes.len();
        let mut state = vec![FREE; count];
        let before = self.eliminated.len();
        for degree in [1, 2, 3, 4, 5, 6] {
            if degree > limit {
                break;
            }
            for node in 0..count {
                let list = self.first[node] as usize..self.first[node + 1] as usize;
                if state[node] != FREE || list.len() > degree {
                    continue;
                }
                state[node] = GONE;
                self.eliminated.push(self.nodes[node]);
                for &neighbour in &self.neighbours[list] {
                    state[neighbour as usize] = BLOCKED;
                }
            }
        }
        let gone = self.eliminated.len() - before;
        if gone == 0 {
            return false;
        }
        self.shrink(&state);
        gone * 64 > count
    }

    /// Drops the nodes that are gone, and joins the neighbours of each.
    fn shrink(&mut self, state: &[u8]) {
        let count = self.nodes.len();
        let mut number = vec![u32::MAX; count];
        let mut nodes = Vec::with_capacity(count);
        for node in 0..count {
            if state[node] != GONE {
                number[node] = nodes.len() as u32;
                nodes.push(self.nodes[node]);
            }
        }
        let mut first = Vec::with_capacity(nodes.len() + 1);
        let mut neighbours = Vec::with_capacity(self.neighbours.len());
        let mut seen = vec![u32::MAX; count];
        first.push(0);
        let list = |node: usize| &self.neighbours[self.first[node] as usize..self.first[node + 1] as usize];
        for node in 0..count {
            if state[node] == GONE {
                continue;
            }
            seen[node] = node as u32;
            let mut add = |other: u32| {
                if seen[other as usize] != node as u32 {
                    seen[other as usize] = node as u32;
                    neighbours.push(number[other as usize]);
                }
            };
            for &neighbour in list(node) {
                if state[neighbour as usize] == GONE {
                    // No two that are gone are neighbours, so all of these stay.
                    list(neighbour as usize).iter().copied().for_each(&mut add);
                } else {
                    add(neighbour);
                }
            }
            first.push(neighbours.len() as u32);
        }
        self.nodes = nodes;
        self.first = first;
        self.neighbours = neighbours;
    }
}
