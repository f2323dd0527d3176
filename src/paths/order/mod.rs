//! In which order to eliminate the nodes of a graph so that little is filled in: nested dissection.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "nodes and twice the edges are counted in 32 bits, and estimates need not be exact"
)]

mod cell;
mod cost;
mod cutter;
mod direction;
mod dissect;
mod flow;
mod leaf;
mod quality;
mod reduce;

pub use quality::Quality;

use self::cell::Cell;
use self::cost::Cost;
use self::dissect::Dissection;
use self::reduce::Reduced;
use super::adjacency::Adjacency;

/// The greatest degree of nodes that are eliminated before anything is cut. Up to three, a least separator loses
/// nothing by it: in the place of such a node, one of its neighbours separates as well.
const REDUCED: usize = 3;
/// Cells of n nodes are expected to have separators of `SCALE * n^EXPONENT`.
const SCALE: f64 = 0.6;
const EXPONENT: f64 = 0.5;

/// How to look for an [`Order`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderOptions {
    seed: u64,
    directions: usize,
}

impl OrderOptions {
    /// The same graph, positions and options give the same order; another seed, which is 1 if none is given, another
    /// one of about the same quality.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Across how many directions each cell is cut, the best cut of which is taken: 4 if not said otherwise, at least
    /// 1. Time is about proportional to it; twice as many save one or two triangles in a hundred.
    #[must_use]
    pub fn directions(self, directions: usize) -> Self {
        Self { directions: directions.clamp(1, 1000), ..self }
    }
}

impl Default for OrderOptions {
    fn default() -> Self {
        Self { seed: 1, directions: 4 }
    }
}

/// In which order the nodes of a graph are eliminated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    nodes: Vec<u32>,
}

/// Why a list of nodes is no [`Order`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// A node that is not below the number of nodes.
    #[error("the order names node {node} at rank {rank}, but has {count} nodes, from 0 on")]
    OutOfRange {
        /// The node.
        node: u32,
        /// Its place in the list.
        rank: usize,
        /// How many nodes the list has.
        count: usize,
    },
    /// A node that stands in the list twice.
    #[error("the order names node {node} at rank {first} and again at rank {rank}")]
    Twice {
        /// The node.
        node: u32,
        /// Where it stands first.
        first: usize,
        /// Where it stands again.
        rank: usize,
    },
}

impl Order {
    /// An order with few triangles, by nested dissection (George 1973).
    ///
    /// Sought is a permutation of the nodes. Eliminating them one by one, and joining the later neighbours of each to
    /// a clique, leaves d later neighbours at a node; the sum of d (d - 1) / 2 over all nodes, the triangles of the
    /// filled-in graph, is to be small, and the elimination tree to be flat. To find the least is NP-hard.
    ///
    /// Nodes with up to three neighbours are eliminated first, again and again. What is left is cut by separators:
    /// the nodes of one come after all that it separates, and each part is ordered the same way. Separators are
    /// least sets of nodes between two growing sets of terminals (Hamann and Strasser, *Graph Bisection with Pareto
    /// Optimization*, 2018), which begin at the two ends of the cell in several directions (Schild and Sommer, *On
    /// Balanced Separators in Road Networks*, 2015). Of all of them that is taken which promises the fewest triangles,
    /// by its size, by the sizes of its two sides, and by how it divides the nodes around the cell that are still to
    /// come. Small cells are ordered by minimum degree.
    ///
    /// Positions, in any unit, only help: without them, or if one is not finite, directions are taken from distances
    /// in the graph, and a poor cut has to compete with such ones. The threads of the current `rayon` pool share the
    /// work, and the order is the same for every number of them.
    ///
    /// With s for the nodes of the largest separator, time is O((n + m) s log n) in the worst case, and on transport
    /// networks nearer to (n + m) log n; space is O(n + m). Where no small separators exist, the order is one by
    /// degrees.
    ///
    /// # Panics
    /// If there are positions, but not one for each node.
    #[must_use]
    pub fn new(graph: &Adjacency, positions: Option<&[[f64; 2]]>, options: &OrderOptions) -> Self {
        let mut reduced = Reduced::new(graph);
        for limit in 2..=REDUCED {
            reduced.eliminate(limit);
        }
        let positions = positions.and_then(|positions| {
            assert_eq!(positions.len(), graph.node_count(), "as many positions as nodes");
            usable(&reduced.nodes, positions)
        });
        let parts = Cell::whole(&reduced.first, &reduced.neighbours).parts(&[]);
        let cost = Cost::new(EXPONENT, SCALE);
        let dissection = Dissection { directions: options.directions, positions: positions.as_deref(), cost };
        let mut order = vec![0; reduced.nodes.len()];
        dissection.parts(parts, options.seed, 0, &mut order);
        let mut nodes = reduced.eliminated;
        nodes.extend(order.into_iter().map(|node| reduced.nodes[node as usize]));
        Self { nodes }
    }

    /// An order that was found elsewhere, once every node stands in it exactly once.
    ///
    /// # Errors
    /// The first node that is out of range or stands there for the second time.
    pub fn from_nodes(nodes: Vec<u32>) -> Result<Self, OrderError> {
        let count = nodes.len();
        let mut place = vec![u32::MAX; count];
        for (rank, &node) in nodes.iter().enumerate() {
            let Some(slot) = place.get_mut(node as usize) else {
                return Err(OrderError::OutOfRange { node, rank, count });
            };
            if *slot != u32::MAX {
                return Err(OrderError::Twice { node, first: *slot as usize, rank });
            }
            *slot = rank as u32;
        }
        Ok(Self { nodes })
    }

    /// The nodes by rank: the first one is eliminated first.
    #[must_use]
    pub fn nodes(&self) -> &[u32] {
        &self.nodes
    }
}

/// The positions of some nodes, if they are finite and say anything.
fn usable(nodes: &[u32], positions: &[[f64; 2]]) -> Option<Vec<[f32; 2]>> {
    let places: Vec<[f32; 2]> =
        nodes.iter().map(|&node| positions[node as usize].map(|coordinate| coordinate as f32)).collect();
    let finite = places.iter().flatten().all(|coordinate| coordinate.is_finite());
    let differ = places.windows(2).any(|pair| pair[0].map(f32::to_bits) != pair[1].map(f32::to_bits));
    (finite && differ).then_some(places)
}

#[cfg(test)]
mod tests;
