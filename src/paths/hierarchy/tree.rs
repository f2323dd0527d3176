//! The elimination tree of an order, and how many upper neighbours each node has once all below it are eliminated.

use crate::paths::adjacency::Adjacency;

/// No node: a root has no parent.
pub(super) const NONE: u32 = u32::MAX;

/// The elimination tree of an order, in its ranks.
///
/// Eliminating a node joins all its remaining neighbours to one another. The parent of a node is its lowest neighbour
/// at that time; all its other neighbours are ancestors of that one. After J. W. H. Liu, The role of elimination trees
/// in sparse factorization, SIAM J. Matrix Anal. Appl. 11 (1990) 134-172, doi 10.1137/0611010.
#[derive(Debug)]
pub(crate) struct EliminationTree {
    /// Of each rank; [`NONE`] for a root.
    pub(super) parents: Vec<u32>,
    /// The ranks, children before parents, each subtree in one stretch.
    pub(super) postorder: Vec<u32>,
    /// How many neighbours each rank has left when it is eliminated.
    pub(super) uppers: Vec<u32>,
}

impl EliminationTree {
    /// Of a graph under the order in which `nodes` lists its nodes. Time: near linear in what [`Self::uppers`] adds up
    /// to. Space: 20 bytes a node, and the neighbours of those that wait for their parent.
    pub(crate) fn new(graph: &Adjacency, nodes: &[u32], ranks: &[u32]) -> Self {
        let parents = parents(graph, nodes, ranks);
        let postorder = postorder(&parents, ranks);
        let uppers = uppers(graph, nodes, ranks, &parents, &postorder);
        Self { parents, postorder, uppers }
    }
}

/// Climbs from each lower neighbour to the root of its tree so far, leaving short cuts behind.
#[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
fn parents(graph: &Adjacency, nodes: &[u32], ranks: &[u32]) -> Vec<u32> {
    let mut parents = vec![NONE; nodes.len()];
    let mut ancestors = vec![NONE; nodes.len()];
    for (rank, &node) in nodes.iter().enumerate() {
        let rank = rank as u32;
        for &neighbour in graph.of(node) {
            let mut at = ranks[neighbour as usize];
            while at < rank {
                let above = std::mem::replace(&mut ancestors[at as usize], rank);
                if above == NONE {
                    parents[at as usize] = rank;
                    break;
                }
                at = above;
            }
        }
    }
    parents
}

/// No recursion, since a path has a tree as deep as it is long.
///
/// The children of each parent come by ascending node, and so do roots. Every order that puts children before parents
/// has the same tree of nodes, so what follows from this one is the same for all of them.
fn postorder(parents: &[u32], ranks: &[u32]) -> Vec<u32> {
    let mut first_child = vec![NONE; parents.len()];
    let mut next_sibling = vec![NONE; parents.len()];
    for &rank in ranks.iter().rev() {
        let parent = parents[rank as usize];
        if parent != NONE {
            next_sibling[rank as usize] = std::mem::replace(&mut first_child[parent as usize], rank);
        }
    }
    let mut order = Vec::with_capacity(parents.len());
    let mut path: Vec<u32> = Vec::new();
    for &root in ranks.iter().filter(|&&rank| parents[rank as usize] == NONE) {
        path.push(root);
        while let Some(&at) = path.last() {
            let child = std::mem::replace(&mut first_child[at as usize], NONE);
            if child == NONE {
                path.pop();
                order.push(at);
                let sibling = next_sibling[at as usize];
                if sibling != NONE {
                    path.push(sibling);
                }
            } else {
                path.push(child);
            }
        }
    }
    order
}

/// Lists the upper neighbours of each node from its own edges and its children's lists, which lie on a stack.
#[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
fn uppers(graph: &Adjacency, nodes: &[u32], ranks: &[u32], parents: &[u32], postorder: &[u32]) -> Vec<u32> {
    let mut uppers = vec![0; nodes.len()];
    let mut children = vec![0_u32; nodes.len()];
    let mut listed_by = vec![NONE; nodes.len()];
    let mut stack: Vec<u32> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    for &rank in postorder {
        let at = rank as usize;
        let first = starts.len() - children[at] as usize;
        let base = starts.get(first).copied().unwrap_or(stack.len());
        starts.truncate(first);
        let end = stack.len();
        listed_by[at] = rank;
        let mut kept = base;
        for from in base..end {
            let upper = stack[from];
            if std::mem::replace(&mut listed_by[upper as usize], rank) != rank {
                stack[kept] = upper;
                kept += 1;
            }
        }
        stack.truncate(kept);
        for &neighbour in graph.of(nodes[at]) {
            let upper = ranks[neighbour as usize];
            if upper > rank && std::mem::replace(&mut listed_by[upper as usize], rank) != rank {
                stack.push(upper);
            }
        }
        uppers[at] = (stack.len() - base) as u32;
        if parents[at] == NONE {
            stack.truncate(base);
        } else {
            children[parents[at] as usize] += 1;
            starts.push(base);
        }
    }
    uppers
}
