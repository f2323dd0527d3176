//! Shortest paths over a [`crate::View`]: trees, routes; the graph below, and the order to eliminate its nodes in.

mod adjacency;
mod heap;
mod order;
mod route;
mod search;

pub use adjacency::Adjacency;
pub use order::{Order, OrderError, OrderOptions, Quality};
pub use route::{Leg, Route};
pub use search::{Search, Tree};
