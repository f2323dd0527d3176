//! The crate `fast_paths`: a contraction hierarchy for fixed travel times, with an order of its own. Another time for one
//! arc means preparing it again.

use std::any::Any;

use anyhow::Result;
use fast_paths::{FastGraph, InputGraph, PathCalculator};

use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

pub struct FastPaths;

fn prepared(graph: &Graph) -> FastGraph {
    let mut input = InputGraph::new();
    let ends = graph.tails.iter().zip(&graph.heads).zip(&graph.milliseconds);
    for ((&tail, &head), &time) in ends {
        input.add_edge(tail as usize, head as usize, time as usize);
    }
    input.freeze();
    fast_paths::prepare(&input)
}

impl Peer for FastPaths {
    fn name(&self) -> &'static str {
        "fast_paths 1.0"
    }

    fn build_index(&self, task: &Task) -> Option<Box<dyn Any>> {
        Some(Box::new(prepared(&task.graph)))
    }

    fn start_is_index(&self) -> bool {
        true
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        let hierarchy = prepared(&task.graph);
        let calculator = fast_paths::create_calculator(&hierarchy);
        Ok(Box::new(Running { hierarchy, calculator }))
    }
}

struct Running {
    hierarchy: FastGraph,
    calculator: PathCalculator,
}

impl System for Running {
    fn distance(&mut self, source: u32, target: u32) -> u32 {
        let path = self.calculator.calc_path(&self.hierarchy, source as usize, target as usize);
        path.map_or(UNREACHABLE, |path| path.get_weight() as u32)
    }
}
