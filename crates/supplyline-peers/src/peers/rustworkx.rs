//! rustworkx-core's Dijkstra on petgraph's graph type, distances in a vector.

use std::any::Any;
use std::convert::Infallible;

use anyhow::Result;
use petgraph::graph::{DiGraph, NodeIndex};
use rustworkx_core::shortest_path::dijkstra;

use super::petgraph::digraph;
use crate::system::{Peer, System, Task, UNREACHABLE};

pub struct Rustworkx;

impl Peer for Rustworkx {
    fn name(&self) -> &'static str {
        "rustworkx-core 0.18 dijkstra"
    }

    fn build_index(&self, _: &Task) -> Option<Box<dyn Any>> {
        None
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        Ok(Box::new(Running(digraph(&task.graph))))
    }
}

struct Running(DiGraph<(), u32>);

impl Running {
    fn search(&self, source: u32, target: Option<NodeIndex>) -> Vec<Option<u32>> {
        let time = |edge: petgraph::graph::EdgeReference<'_, u32>| Ok::<_, Infallible>(*edge.weight());
        let Ok(found) = dijkstra(&self.0, source.into(), target, time, None);
        found
    }
}

impl System for Running {
    fn is_plain_search(&self) -> bool {
        true
    }

    fn distance(&mut self, source: u32, target: u32) -> u32 {
        self.search(source, Some(target.into()))[target as usize].unwrap_or(UNREACHABLE)
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        for (distance, found) in distances.iter_mut().zip(self.search(source, None)) {
            *distance = found.unwrap_or(UNREACHABLE);
        }
        Some(())
    }
}
