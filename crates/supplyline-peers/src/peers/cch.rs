//! The crate `cch`: RoutingKit's hierarchy written anew in Rust. It updates by customizing again.

use std::any::Any;
use std::rc::Rc;

use anyhow::{Result, ensure};
use cch::graph::Graph as Csr;
use cch::{Cch, CchView, Customizer, ElimTreeQuery, INF_WEIGHT, Metric, PathQuery};

use super::pool;
use crate::elimination::Order;
use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

/// Its own inertial flow.
pub fn inertial_order(graph: &Graph, positions: &[[f64; 2]]) -> Order {
    let axis = |axis: usize| positions.iter().map(|place| place[axis] as f32).collect::<Vec<_>>();
    cch::inertial_order(graph.node_count() as u32, &graph.tails, &graph.heads, &axis(1), &axis(0))
}

/// Which of its two ways to ask for one pair.
pub enum CchCrate {
    /// An object that is reused, but returns the path and no distance.
    PathQuery,
    /// A function that returns the distance, but sets up arrays for all nodes every time.
    Distance,
}

fn built(task: &Task) -> Cch {
    let graph = &task.graph;
    let csr = Csr {
        first_out: graph.first_out.clone(),
        head: graph.heads.clone(),
        weight: graph.milliseconds.clone(),
    };
    Cch::build(&csr, &task.order)
}

impl Peer for CchCrate {
    fn name(&self) -> &'static str {
        match self {
            Self::PathQuery => "cch 0.3, PathQuery",
            Self::Distance => "cch 0.3, distance()",
        }
    }

    fn build_index(&self, task: &Task) -> Option<Box<dyn Any>> {
        Some(Box::new(built(task)))
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        let graph = &task.graph;
        ensure!(graph.milliseconds.iter().all(|&time| time < INF_WEIGHT));
        // Its queries borrow the index. It stays until the program ends: one to a graph.
        let cch: &'static Cch = Box::leak(Box::new(built(task)));
        let view: &'static CchView<'static> = Box::leak(Box::new(cch.view()));
        let customizer = cch.customizer();
        let metric = customizer.customize(&graph.milliseconds);
        let mut to_all = ElimTreeQuery::new(view);
        let everyone: Vec<u32> = (0..graph.node_count() as u32).collect();
        to_all.pin_targets(&everyone);
        Ok(Box::new(Running {
            by_path: matches!(self, Self::PathQuery),
            graph: Rc::clone(graph),
            path: PathQuery::new(view),
            view,
            customizer,
            metric,
            to_all,
        }))
    }
}

struct Running {
    by_path: bool,
    graph: Rc<Graph>,
    view: &'static CchView<'static>,
    customizer: Customizer<'static>,
    metric: Metric,
    path: PathQuery<'static>,
    to_all: ElimTreeQuery<'static>,
}

fn finite(distance: u32) -> u32 {
    if distance >= INF_WEIGHT { UNREACHABLE } else { distance }
}

impl System for Running {
    fn distance(&mut self, source: u32, target: u32) -> u32 {
        if !self.by_path {
            return finite(cch::distance(self.view, &self.metric.view(), source, target));
        }
        let path = self.path.path(&self.metric.view(), source, target);
        path.map_or(UNREACHABLE, |path| path.len() as u32)
    }

    fn checked_distance(&mut self, source: u32, target: u32) -> u32 {
        if !self.by_path {
            return self.distance(source, target);
        }
        let Some(path) = self.path.path(&self.metric.view(), source, target) else {
            return UNREACHABLE;
        };
        let time = |ends: &[u32]| {
            let arc = self.graph.arcs_out(ends[0]).find(|&arc| self.graph.heads[arc] == ends[1]);
            self.graph.milliseconds[arc.expect("a path runs along arcs")]
        };
        path.windows(2).map(time).sum()
    }

    fn customize(&mut self, threads: usize) -> Option<()> {
        if !self.by_path {
            return None;
        }
        let Self { customizer, metric, graph, .. } = self;
        let times = graph.milliseconds.as_slice();
        pool(threads).install(|| customizer.customize_into(times, metric));
        Some(())
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        if !self.by_path {
            return None;
        }
        self.to_all.reset_source();
        self.to_all.add_source_and_run(&self.metric.view(), source);
        self.to_all.get_distances_to_targets(distances);
        for distance in distances {
            *distance = finite(*distance);
        }
        Some(())
    }

    fn one_to_few(&mut self, source: u32, targets: &[u32], distances: &mut [u32]) -> Option<()> {
        if !self.by_path {
            return None;
        }
        let found = cch::distance_matrix(self.view, &self.metric.view(), &[source], targets);
        for (distance, found) in distances.iter_mut().zip(found) {
            *distance = finite(found);
        }
        Some(())
    }
}
