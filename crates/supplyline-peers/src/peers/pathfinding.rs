//! pathfinding's Dijkstra over a closure that reads the arcs from an array.

use std::any::Any;
use std::rc::Rc;

use anyhow::Result;
use pathfinding::directed::dijkstra::{dijkstra, dijkstra_all};

use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

pub struct Pathfinding;

impl Peer for Pathfinding {
    fn name(&self) -> &'static str {
        "pathfinding 4.16 dijkstra"
    }

    fn build_index(&self, _: &Task) -> Option<Box<dyn Any>> {
        None
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        Ok(Box::new(Running(Rc::clone(&task.graph))))
    }
}

struct Running(Rc<Graph>);

impl Running {
    fn successors(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.0.arcs_out(node).map(|arc| (self.0.heads[arc], self.0.milliseconds[arc]))
    }
}

impl System for Running {
    fn is_plain_search(&self) -> bool {
        true
    }

    /// The graph is the comparison's own: what the closure reads of it counts.
    fn foreign_bytes(&self) -> usize {
        4 * (self.0.node_count() + 1 + 2 * self.0.arc_count())
    }

    fn distance(&mut self, source: u32, target: u32) -> u32 {
        let found = dijkstra(&source, |&node| self.successors(node), |&node| node == target);
        found.map_or(UNREACHABLE, |(_, distance)| distance)
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        distances.fill(UNREACHABLE);
        for (node, (_, distance)) in dijkstra_all(&source, |&node| self.successors(node)) {
            distances[node as usize] = distance;
        }
        distances[source as usize] = 0;
        Some(())
    }
}
