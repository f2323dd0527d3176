//! petgraph's Dijkstra on its own graph type.

use std::any::Any;

use anyhow::Result;
use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

/// The graph as petgraph and rustworkx read it.
pub fn digraph(graph: &Graph) -> DiGraph<(), u32> {
    let mut digraph = DiGraph::with_capacity(graph.node_count(), graph.arc_count());
    for _ in 0..graph.node_count() {
        digraph.add_node(());
    }
    let ends = graph.tails.iter().zip(&graph.heads).zip(&graph.milliseconds);
    for ((&tail, &head), &time) in ends {
        digraph.add_edge(tail.into(), head.into(), time);
    }
    digraph
}

pub struct Petgraph;

impl Peer for Petgraph {
    fn name(&self) -> &'static str {
        "petgraph 0.8 dijkstra"
    }

    fn build_index(&self, _: &Task) -> Option<Box<dyn Any>> {
        None
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        Ok(Box::new(Running(digraph(&task.graph))))
    }
}

struct Running(DiGraph<(), u32>);

impl System for Running {
    fn is_plain_search(&self) -> bool {
        true
    }

    fn distance(&mut self, source: u32, target: u32) -> u32 {
        let target = NodeIndex::from(target);
        let found = dijkstra(&self.0, source.into(), Some(target), |edge| *edge.weight());
        found.get(&target).copied().unwrap_or(UNREACHABLE)
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        distances.fill(UNREACHABLE);
        for (node, distance) in dijkstra(&self.0, source.into(), None, |edge| *edge.weight()) {
            distances[node.index()] = distance;
        }
        Some(())
    }
}
