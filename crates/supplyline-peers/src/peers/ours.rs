//! supplyline's own core: `supplyline::paths::{Order, Index, Metric, Query}`.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Result;
use supplyline::network::{ArcId, NodeId};
use supplyline::paths::{Adjacency, Index, Metric, MetricMark, OrderOptions, Query, Seed, Topology};

use super::pool;
use crate::elimination::Order;
use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

/// The core's own order, on so many threads.
pub fn order(graph: &Graph, threads: usize) -> Order {
    let ends = graph.tails.iter().copied().zip(graph.heads.iter().copied());
    let (nodes, positions) = (graph.node_count(), graph.positions.as_deref());
    let found = pool(threads).install(|| {
        supplyline::paths::Order::new(&Adjacency::new(nodes, ends), positions, &OrderOptions::default())
    });
    found.nodes().to_vec()
}

fn built(task: &Task) -> Result<Index> {
    let graph = &task.graph;
    let topology = Topology::new(graph.node_count(), graph.tails.clone(), graph.heads.clone())?;
    let order = supplyline::paths::Order::from_nodes(task.order.to_vec())?;
    Ok(pool(1).install(|| Index::with_order(topology, &order))?)
}

/// With the widest vectors that it knows and the processor has, or without.
pub struct Ours {
    pub plain_vectors: bool,
}

impl Peer for Ours {
    fn name(&self) -> &'static str {
        if self.plain_vectors { "supplyline, SSE2" } else { "supplyline" }
    }

    fn environment(&self) -> Option<(&'static str, &'static str)> {
        self.plain_vectors.then_some(("SUPPLYLINE_VECTORS", "plain"))
    }

    fn build_index(&self, task: &Task) -> Option<Box<dyn Any>> {
        Some(Box::new(built(task).ok()?))
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        let index = Arc::new(built(task)?);
        let times = task.graph.milliseconds.as_slice();
        let metric = pool(1).install(|| index.customize_with(|arc| Some(times[arc])))?;
        let (graph, query) = (Rc::clone(&task.graph), Query::default());
        Ok(Box::new(Running { graph, index, metric, query, before: None, changes: Vec::new() }))
    }
}

struct Running {
    graph: Rc<Graph>,
    index: Arc<Index>,
    metric: Metric,
    query: Query,
    /// Taken before the first update, and good until the metric is filled anew.
    before: Option<MetricMark>,
    changes: Vec<(ArcId, Option<u32>)>,
}

impl Running {
    fn node(&self, number: u32) -> NodeId {
        self.index.node_id(number as usize).expect("a node of the graph")
    }

    fn nodes(&self, numbers: &[u32]) -> Vec<NodeId> {
        numbers.iter().map(|&number| self.node(number)).collect()
    }
}

fn or_unreachable(cost: Option<u64>) -> u32 {
    cost.map_or(UNREACHABLE, |cost| cost as u32)
}

impl System for Running {
    fn distance(&mut self, source: u32, target: u32) -> u32 {
        let [source, target] = [source, target].map(|number| self.node(number));
        or_unreachable(self.query.distance(&self.metric, source, target))
    }

    fn customize(&mut self, threads: usize) -> Option<()> {
        self.before = None;
        let Self { graph, metric, .. } = self;
        let times = graph.milliseconds.as_slice();
        pool(threads).install(|| metric.customize_with(|arc| Some(times[arc]))).ok()
    }

    fn update(&mut self, changes: &[(u32, u32)]) -> Option<()> {
        self.before = self.before.or_else(|| Some(self.metric.mark()));
        self.changes.clear();
        for &(arc, time) in changes {
            self.changes.push((self.index.arc_id(arc as usize)?, (time != UNREACHABLE).then_some(time)));
        }
        self.metric.update(&self.changes).ok()
    }

    fn undo(&mut self, _: &[(u32, u32)]) -> Option<()> {
        self.metric.undo_to(self.before?).ok()
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        let source = self.node(source);
        let costs = self.query.costs(&self.metric, &[source.into()]);
        for (node, cost) in costs.rows() {
            distances[node.index()] = or_unreachable(cost);
        }
        Some(())
    }

    fn several_to_all(&mut self, sources: &[u32], distances: &mut [u32]) -> Option<()> {
        let seeds: Vec<[Seed; 1]> = sources.iter().map(|&source| [self.node(source).into()]).collect();
        let groups: Vec<&[Seed]> = seeds.iter().map(<[Seed; 1]>::as_slice).collect();
        let batch = self.query.batch(&self.metric, &groups);
        for (node, row) in batch.rows() {
            let at = node.index() * sources.len();
            for (distance, cost) in distances[at..at + sources.len()].iter_mut().zip(row.costs()) {
                *distance = or_unreachable(cost);
            }
        }
        Some(())
    }

    fn several_summed(&mut self, sources: &[u32], sums: &mut [u64]) -> Option<()> {
        let seeds: Vec<[Seed; 1]> = sources.iter().map(|&source| [self.node(source).into()]).collect();
        let groups: Vec<&[Seed]> = seeds.iter().map(<[Seed; 1]>::as_slice).collect();
        sums.fill(0);
        for (_, row) in self.query.batch(&self.metric, &groups).rows() {
            for (sum, cost) in sums.iter_mut().zip(row.costs()) {
                *sum += cost.unwrap_or(0);
            }
        }
        Some(())
    }

    fn several_to_few(&mut self, sources: &[u32], targets: &[u32], distances: &mut [u32]) -> Option<()> {
        let [from, to] = [sources, targets].map(|numbers| self.nodes(numbers));
        let matrix = self.query.matrix(&self.metric, &from, &to);
        for (at, distance) in distances.iter_mut().enumerate() {
            *distance = or_unreachable(matrix.cost(at / targets.len(), at % targets.len()));
        }
        Some(())
    }

    fn one_to_few(&mut self, source: u32, targets: &[u32], distances: &mut [u32]) -> Option<()> {
        self.several_to_few(&[source], targets, distances)
    }

    fn own_count(&self) -> Option<(usize, usize)> {
        Some((self.index.memory() + self.metric.memory(), self.query.memory()))
    }
}
