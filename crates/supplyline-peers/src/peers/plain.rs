//! Dijkstra's search as simple as it is fast: arrays, the binary heap of `std`, nothing to reset but what was touched. It
//! also judges the answers of all others.

use std::any::Any;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use anyhow::Result;

use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

pub struct Plain;

impl Peer for Plain {
    fn name(&self) -> &'static str {
        "plain arrays and heap"
    }

    fn build_index(&self, _: &Task) -> Option<Box<dyn Any>> {
        None
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        Ok(Box::new(Search::new(&task.graph)))
    }
}

pub struct Search {
    first_out: Vec<u32>,
    /// Head and time side by side.
    arcs: Vec<(u32, u32)>,
    times: Vec<u32>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Search {
    pub fn new(graph: &Graph) -> Self {
        Self {
            first_out: graph.first_out.clone(),
            arcs: graph.heads.iter().copied().zip(graph.milliseconds.iter().copied()).collect(),
            times: vec![UNREACHABLE; graph.node_count()],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    fn run(&mut self, source: u32, target: Option<u32>) {
        for node in self.touched.drain(..) {
            self.times[node as usize] = UNREACHABLE;
        }
        self.queue.clear();
        self.times[source as usize] = 0;
        self.touched.push(source);
        self.queue.push(Reverse((0, source)));
        while let Some(Reverse((time, node))) = self.queue.pop() {
            if time > self.times[node as usize] {
                continue;
            }
            if target == Some(node) {
                return;
            }
            let out = self.first_out[node as usize] as usize..self.first_out[node as usize + 1] as usize;
            for &(head, along) in &self.arcs[out] {
                let arrival = time.saturating_add(along);
                let known = &mut self.times[head as usize];
                if arrival < *known {
                    if *known == UNREACHABLE {
                        self.touched.push(head);
                    }
                    *known = arrival;
                    self.queue.push(Reverse((arrival, head)));
                }
            }
        }
    }
}

impl System for Search {
    fn is_plain_search(&self) -> bool {
        true
    }

    fn distance(&mut self, source: u32, target: u32) -> u32 {
        self.run(source, Some(target));
        self.times[target as usize]
    }

    fn update(&mut self, changes: &[(u32, u32)]) -> Option<()> {
        for &(arc, time) in changes {
            self.arcs[arc as usize].1 = time;
        }
        Some(())
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        self.run(source, None);
        distances.copy_from_slice(&self.times);
        Some(())
    }
}
