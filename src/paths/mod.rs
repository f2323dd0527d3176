//! Shortest paths over a [`crate::View`]: trees, routes.

mod heap;
mod route;
mod search;

pub use route::{Leg, Route};
pub use search::{Search, Tree};
