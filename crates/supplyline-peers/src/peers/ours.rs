//! supplyline's own core.
//!
//! Not plugged in yet: `supplyline::paths::{Index, Metric}` is being written. To plug it in:
//!
//! 1. [`order`]: the core's own elimination order of a graph, with coordinates where there are any, nodes in the order of
//!    their elimination. It becomes a row of the table of orders, and every hierarchy is measured on it too.
//! 2. [`Ours::build_index`]: the index from `task.graph` and `task.order`, nothing that depends on travel times.
//! 3. [`Ours::start`]: index, metric at the graph's times, one workspace for queries; a struct that is a [`System`] with
//!    - `distance`: `UNREACHABLE` without a way;
//!    - `customize(threads)`: the whole metric again, from the times it holds, into the memory it has; on a rayon pool of
//!      so many threads (`super::Pools`);
//!    - `update(changes)`: arcs closed (`UNREACHABLE`) or given other times; `undo(changes)`: by the log of overwritten
//!      values, `changes` need not be read;
//!    - `one_to_all`, `several_to_all` (16 sources that share each panel), `one_to_few`: distances by node of the graph.
//!
//!    `foreign_bytes` stays 0: the allocator counts.
//! 4. `PLUGGED_IN`: true.

use std::any::Any;

use anyhow::{Result, bail};

use crate::elimination::Order;
use crate::graph::Graph;
use crate::system::{Peer, System, Task};

pub const PLUGGED_IN: bool = false;

/// The core's own order.
pub fn order(_graph: &Graph) -> Option<Order> {
    None
}

pub struct Ours;

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "supplyline"
    }

    fn build_index(&self, _task: &Task) -> Option<Box<dyn Any>> {
        None
    }

    fn start(&self, _task: &Task) -> Result<Box<dyn System>> {
        bail!("supplyline's core is not plugged in yet")
    }
}
