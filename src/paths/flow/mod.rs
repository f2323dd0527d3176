//! How much can flow through a view, and what limits it: maximum flows and least cuts.
//!
//! For arcs *a* with capacities *c*(*a*), sources with supplies and sinks with demands: the most that flows *f* with
//! 0 ≤ *f*(*a*) ≤ *c*(*a*), conserved at every node and within the capacities of nodes, bring to the sinks; and a set of
//! arcs, nodes, supplies and demands of just that capacity in all that every way passes, which proves that no more can flow:
//! L. R. Ford and D. R. Fulkerson, Maximal flow through a network, Canad. J. Math. 8 (1956) 399-404, doi
//! 10.4153/CJM-1956-045-5.
//!
//! # How
//! Two algorithms after one another, on one residual graph. Shortest augmenting paths from both ends first
//! (`layered.rs`): where the least cut lies near a terminal, which is the rule on road networks, its side is exhausted
//! before much else is looked at. As soon as they show no prospect of an end within some looks over the graph it goes to preflows
//! (`preflow.rs`), which move everything at once, a few half-edges at a time. Measured on road-like graphs of 264,000 nodes beside
//! incremental breadth-first search (Goldberg, Hed, Kaplan, Tarjan and Werneck 2011) and paths alone, either of which took
//! several times as long where hundreds of ways carry a flow, because trees that span half the network lose a branch with each.
//!
//! Amounts are integers. What has no limit is no large number: where a way without any limit exists, that is the answer,
//! and elsewhere such an edge is given one more than the bound that its finite cut sets, so that no least cut holds it.
//!
//! A flow that costs as little as can be has two algorithms of its own, as [`cheapest_flow`] tells: shortest ways in a tree that
//! stays (`ways.rs`), and the network simplex method (`simplex.rs`).

mod amount;
mod cheapest;
mod components;
mod cost_lines;
mod cut_graph;
mod cycles;
mod graph;
mod layered;
mod preflow;
mod residual;
mod search;
mod simplex;
#[cfg(test)]
mod tests;
mod ways;
mod without;

use thiserror::Error;

pub use amount::Amount;
pub use cheapest::{CheapestFlow, CheapestMethod, CheapestOptions, Prices, cheapest_flow};
pub(crate) use components::components;
pub(crate) use cost_lines::{CostLine, CostLines, Side};
pub(crate) use cut_graph::{CutEdge, CutGraph, Way};
pub use graph::{FlowGraph, Limit, Terminal};
pub(crate) use search::{Asked, Degraded};
pub use search::{Flow, FlowSearch, FoundFlow};
pub use without::LostParts;

/// Why a flow has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FlowError {
    /// Not one number for each terminal.
    #[error(
        "there are {} supplies and {} demands, but the graph has {} sources and {} sinks",
        given.0, given.1, wanted.0, wanted.1
    )]
    OtherTerminals {
        /// Supplies and demands that were given.
        given: (usize, usize),
        /// Sources and sinks of the graph.
        wanted: (usize, usize),
    },
    /// More nodes, arcs and terminals than 32-bit numbers count.
    #[error(
        "a flow graph of {parts} nodes, arcs and ends of terminals; it may have less than 2^31 = 2,147,483,648"
    )]
    TooLarge {
        /// How many there would be.
        parts: usize,
    },
    /// A sum of capacities does not fit.
    #[error(
        "what may flow in all does not fit into the numbers that it is counted in; \
         state supplies, demands or capacities that are less, or leave out those that limit nothing"
    )]
    TooMuch,
    /// The caller asked to stop.
    #[error("stopped on request")]
    Stopped,
}
