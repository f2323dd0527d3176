//! What a system must be able to do to be compared, and what it may be able to do.

use std::any::Any;
use std::rc::Rc;

use anyhow::Result;

use crate::elimination::Order;
use crate::graph::Graph;

/// A distance that does not exist.
pub const UNREACHABLE: u32 = u32::MAX;

/// A graph and the order that a hierarchy on it is to have, if it takes one.
pub struct Task {
    pub graph: Rc<Graph>,
    pub order: Rc<Order>,
}

/// A way to answer, before it is set up on a graph.
pub trait Peer {
    /// Name and version, as the tables show it.
    fn name(&self) -> &'static str;

    /// Builds what does not depend on travel times, and nothing else; the caller times it. `None` for a system without an
    /// index.
    fn build_index(&self, task: &Task) -> Option<Box<dyn Any>>;

    /// Whether setting up is building the index and nothing that takes time besides: then it is not built twice.
    fn start_is_index(&self) -> bool {
        false
    }

    /// A variable that the environment must hold when the process starts, for a system that reads it once: it then runs
    /// in a process of its own.
    fn environment(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Everything ready for queries at the graph's own travel times.
    fn start(&self, task: &Task) -> Result<Box<dyn System>>;
}

/// A system set up on a graph. What it cannot do stays `None`.
pub trait System {
    /// Milliseconds from node to node; [`UNREACHABLE`] without a way.
    fn distance(&mut self, source: u32, target: u32) -> u32;

    /// The distance over whatever the timed query returned instead of one (a path). Not timed.
    fn checked_distance(&mut self, source: u32, target: u32) -> u32 {
        self.distance(source, target)
    }

    /// Plain searches take so long that they answer fewer pairs.
    fn is_plain_search(&self) -> bool {
        false
    }

    /// Distances are rounded to 24 bits.
    fn is_single_precision(&self) -> bool {
        false
    }

    /// Takes all travel times in again, at the times it has, on so many threads.
    fn customize(&mut self, threads: usize) -> Option<()> {
        let _ = threads;
        None
    }

    /// Gives arcs (their index in the graph) other times, [`UNREACHABLE`] to close one, and is ready for queries again.
    fn update(&mut self, changes: &[(u32, u32)]) -> Option<()> {
        let _ = changes;
        None
    }

    /// Takes the last update back; `changes` holds the times before it.
    fn undo(&mut self, changes: &[(u32, u32)]) -> Option<()> {
        self.update(changes)
    }

    /// From one node to every node, by node.
    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        let _ = (source, distances);
        None
    }

    /// From several nodes to every node, sharing work between them: by node, and for each node by source.
    fn several_to_all(&mut self, sources: &[u32], distances: &mut [u32]) -> Option<()> {
        let _ = (sources, distances);
        None
    }

    /// As [`System::several_to_all`], but read where the distances lie: for each source the sum over all nodes that it
    /// reaches.
    fn several_summed(&mut self, sources: &[u32], sums: &mut [u64]) -> Option<()> {
        let _ = (sources, sums);
        None
    }

    /// From one node to a few that change with every call.
    fn one_to_few(&mut self, source: u32, targets: &[u32], distances: &mut [u32]) -> Option<()> {
        let _ = (source, targets, distances);
        None
    }

    /// From several nodes to a few, one row after the other; both change with every call.
    fn several_to_few(&mut self, sources: &[u32], targets: &[u32], distances: &mut [u32]) -> Option<()> {
        let _ = (sources, targets, distances);
        None
    }

    /// Bytes as the system itself counts them, if it does: index and times, and apart from them its workspaces.
    fn own_count(&self) -> Option<(usize, usize)> {
        None
    }

    /// What the system holds outside the memory that Rust's allocator hands out: index, and times.
    fn foreign_bytes(&self) -> usize {
        0
    }
}
