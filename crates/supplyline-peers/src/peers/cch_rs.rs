//! The crate `cch-rs`: a customizable hierarchy with METIS inside and times as `f32`.

use std::any::Any;

use anyhow::Result;
use cch_rs::cch::customize::{PartialUpdateContext, WeightMap};
use cch_rs::cch::query::Query;
use cch_rs::{Cch, CchGraph, ProfileData};

use super::pool;
use crate::elimination::Order;
use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

/// The graph as that crate reads it. It never asks for the coordinates.
struct Csr<'a>(&'a Graph);

impl CchGraph for Csr<'_> {
    fn num_nodes(&self) -> usize {
        self.0.node_count()
    }

    fn num_edges(&self) -> usize {
        self.0.arc_count()
    }

    fn first_out(&self) -> &[u32] {
        &self.0.first_out
    }

    fn head(&self) -> &[u32] {
        &self.0.heads
    }

    fn x(&self, _: u32) -> f32 {
        0.0
    }

    fn y(&self, _: u32) -> f32 {
        0.0
    }
}

/// METIS's nested dissection, which needs no coordinates.
pub fn metis_order(graph: &Graph) -> Order {
    let mut order = vec![0; graph.node_count()];
    for (node, rank) in (0..).zip(Cch::get_metis_order(&Csr(graph))) {
        order[rank as usize] = node;
    }
    order
}

/// As `Cch::new` does it, but in the order that is given.
fn built(task: &Task) -> Cch {
    let graph = Csr(&task.graph);
    let mut ranks = vec![0; task.order.len()];
    for (rank, &node) in (0..).zip(task.order.iter()) {
        ranks[node as usize] = rank;
    }
    let topology = Cch::contract(&ranks, &graph);
    let weight_map = WeightMap::build(&graph, &ranks, &topology);
    let scheduler = topology.build_scheduler();
    Cch { topology, weight_map, scheduler, ranks, order: task.order.to_vec() }
}

pub struct CchRs;

impl Peer for CchRs {
    fn name(&self) -> &'static str {
        "cch-rs 0.2"
    }

    fn build_index(&self, task: &Task) -> Option<Box<dyn Any>> {
        Some(Box::new(built(task)))
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        let cch = built(task);
        let weights: Vec<f32> = task.graph.milliseconds.iter().map(|&time| time as f32).collect();
        let profile = cch.build_profile(&weights);
        let context = cch.build_partial_update_context();
        let query = Query::new(task.graph.node_count());
        Ok(Box::new(Running { cch, weights, profile, context, query }))
    }
}

struct Running {
    cch: Cch,
    weights: Vec<f32>,
    profile: ProfileData,
    context: PartialUpdateContext,
    query: Query,
}

impl System for Running {
    fn distance(&mut self, source: u32, target: u32) -> u32 {
        let found = self.cch.query(&mut self.query, &self.profile.weights, source, target);
        found.map_or(UNREACHABLE, |found| found.distance as u32)
    }

    fn is_single_precision(&self) -> bool {
        true
    }

    fn customize(&mut self, threads: usize) -> Option<()> {
        let Self { cch, profile, weights, .. } = self;
        pool(threads).install(|| cch.recustomize_profile(profile, weights));
        Some(())
    }

    fn update(&mut self, changes: &[(u32, u32)]) -> Option<()> {
        let time = |time: u32| if time == UNREACHABLE { f32::INFINITY } else { time as f32 };
        let updates: Vec<_> = changes.iter().map(|&(arc, new)| (arc as usize, time(new))).collect();
        self.cch.customize_profile_partial_with_context(&mut self.profile, &self.context, &updates);
        Some(())
    }
}
