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

/// How to look for an [`Order`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OrderOptions {
    pub(super) seed: u64,
    /// The most nodes of a cell that minimum degree orders.
    pub(super) leaf: usize,
    /// How many directions of the plane a cell is cut across.
    pub(super) directions: usize,
    /// How many directions of the graph itself a cell is cut across where there are positions.
    pub(super) pairs: usize,
    /// Cells of fewer nodes are cut across twice as many directions.
    pub(super) small: usize,
    /// The share of the nodes of a cell that begins on either side of a cut.
    pub(super) fraction: f64,
    /// The greatest degree of the nodes that are eliminated before anything is cut.
    pub(super) reduce: usize,
    /// Cells of n nodes are expected to have separators of `scale * n^exponent`.
    pub(super) scale: f64,
    pub(super) exponent: f64,
}

impl OrderOptions {
    /// The same graph, positions, options and seed give the same order; other seeds give other ones.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

impl Default for OrderOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            leaf: 25,
            directions: 4,
            pairs: 0,
            small: 4000,
            fraction: 0.12,
            reduce: 3,
            scale: 0.6,
            exponent: 0.5,
        }
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
    /// Nodes of small degree are eliminated first. What is left is cut by small balanced separators, again and again;
    /// the nodes of a separator come after everything that it separates. Separators are least ones between growing
    /// sets of terminals (Hamann and Strasser 2018), begun along several directions (Schild and Sommer 2015).
    ///
    /// Positions only help; without them, or where one is not finite, directions come from the graph itself. The
    /// order is the same for every number of threads.
    ///
    /// # Panics
    /// If there are positions, but not one for each node.
    #[must_use]
    pub fn new(graph: &Adjacency, positions: Option<&[[f64; 2]]>, options: &OrderOptions) -> Self {
        let mut reduced = Reduced::new(graph);
        for limit in 2..=options.reduce {
            reduced.eliminate(limit);
        }
        let mut order = vec![0; reduced.nodes.len()];
        let positions: Option<Vec<[f32; 2]>> = positions.map(|positions| {
            let place = |&node: &u32| positions[node as usize].map(|c| c as f32);
            reduced.nodes.iter().map(place).collect()
        });
        let positions = positions.as_deref().filter(|p| p.iter().flatten().all(|c| c.is_finite()));
        let whole = Cell::whole(&reduced.first, &reduced.neighbours);
        let parts = whole.parts(|_| false);
        drop(whole);
        let cost = Cost::new(options.exponent, options.scale);
        Dissection { options, positions, cost }.parts(parts, options.seed, 0, &mut order);
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
