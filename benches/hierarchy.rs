//! The hierarchy beside petgraph's Dijkstra and the plain search, on road-like graphs: order, index, customization, pairs,
//! closures, one to all. Equal answers first.
//!
//! `cargo bench --bench hierarchy`. Other programs, and what all this takes at other sizes: `crates/supplyline-peers`.
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use petgraph::graph::{DiGraph, NodeIndex};
use supplyline::network::{Network, Node, NodeId};
use supplyline::paths::{Adjacency, Index, Metric, Order, OrderOptions, Query, Search, Seed};
use supplyline::{Impedance, View};

use road_network::{network, petgraph_of};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Beyond this an order takes too long to be found ten times.
const ORDERED: usize = 100_000;

/// By petgraph, to one node or to all.
fn theirs(graph: &DiGraph<(), u32>, from: NodeId, to: Option<NodeId>) -> Option<u64> {
    let [from, to] = [Some(from), to].map(|node| node.map(|node| NodeIndex::new(node.index())));
    let costs = petgraph::algo::dijkstra(graph, from?, to, |edge| u64::from(*edge.weight()));
    match to {
        Some(to) => costs.get(&to).copied(),
        None => Some(costs.values().sum()),
    }
}

/// One graph, and everything that answers on it.
struct World<'n> {
    network: &'n Network,
    view: View<'n>,
    graph: DiGraph<(), u32>,
    metric: Metric,
    nodes: Vec<NodeId>,
    /// Random nodes, to be asked for in turn.
    picks: Vec<NodeId>,
}

impl<'n> World<'n> {
    fn new(network: &'n Network) -> Self {
        let view = View::new(network, Impedance::Time);
        let index = Arc::new(Index::new(network, None).unwrap());
        let metric = index.customize(&view).unwrap();
        let nodes: Vec<NodeId> = network.nodes().map(Node::id).collect();
        let mut rng = Rng::with_seed(1);
        let picks = (0..256).map(|_| nodes[rng.usize(..nodes.len())]).collect();
        let world = Self { network, view, graph: petgraph_of(network), metric, nodes, picks };
        world.check();
        world
    }

    fn pair(&self, at: usize) -> [NodeId; 2] {
        [self.picks[at % 128], self.picks[128 + at % 128]]
    }

    fn sum_of_all(&self, query: &mut Query, from: NodeId) -> u64 {
        let costs = query.costs(&self.metric, &[from.into()]);
        self.nodes.iter().filter_map(|&node| costs.cost(node)).sum()
    }

    fn sum_of_sixteen(&self, query: &mut Query) -> u64 {
        let seeds: Vec<[Seed; 1]> = self.picks[..16].iter().map(|&node| [node.into()]).collect();
        let groups: Vec<&[Seed]> = seeds.iter().map(<[Seed; 1]>::as_slice).collect();
        let batch = query.batch(&self.metric, &groups);
        batch.rows().map(|(_, row)| row.costs().flatten().sum::<u64>()).sum()
    }

    fn sum_by_search(&self, search: &mut Search, from: NodeId) -> u64 {
        let tree = search.run(&self.view, &[from]);
        self.nodes.iter().filter_map(|&node| tree.cost(node)).sum()
    }

    /// Everything that is timed says the same, with a node closed as well and after it is open again.
    fn check(&self) {
        let (mut query, mut search) = (Query::default(), Search::default());
        for [from, to] in (0..5).map(|at| self.pair(at)) {
            let ours = query.distance(&self.metric, from, to);
            assert_eq!(ours, theirs(&self.graph, from, Some(to)), "a pair");
            assert_eq!(ours, search.run_to(&self.view, &[from], &[to]).cost(to), "a pair");
        }
        let from = self.picks[0];
        let ours = self.sum_of_all(&mut query, from);
        assert_eq!(Some(ours), theirs(&self.graph, from, None), "one to all");
        assert_eq!(ours, self.sum_by_search(&mut search, from), "one to all");
        let singly: u64 = self.picks[..16].iter().map(|&from| self.sum_of_all(&mut query, from)).sum();
        assert_eq!(self.sum_of_sixteen(&mut query), singly, "sixteen to all");
    }
}

/// A node closed and opened again, in a view and in the metric that follows it.
fn close_and_undo(view: &mut View<'_>, metric: &mut Metric, node: NodeId) {
    let (before, was) = (view.mark(), metric.mark());
    view.close_node(node);
    metric.follow(view, &view.changes_since(before).unwrap()).unwrap();
    black_box(&*metric);
    view.undo_to(before).unwrap();
    metric.undo_to(was).unwrap();
}

fn assert_closures(world: &mut World<'_>) {
    let (mut query, mut search) = (Query::default(), Search::default());
    let panels = world.metric.panels().map(<[u32]>::to_vec);
    for at in 0..3 {
        let [from, to] = world.pair(at);
        let (before, was) = (world.view.mark(), world.metric.mark());
        world.view.close_node(world.picks[20 + at]);
        world.metric.follow(&world.view, &world.view.changes_since(before).unwrap()).unwrap();
        let right = search.run_to(&world.view, &[from], &[to]).cost(to);
        assert_eq!(query.distance(&world.metric, from, to), right, "with a node closed");
        world.view.undo_to(before).unwrap();
        world.metric.undo_to(was).unwrap();
    }
    assert!(world.metric.panels() == panels, "undoing gives the same panels");
}

fn group<'c>(criterion: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    group
}

fn orders(criterion: &mut Criterion, network: &Network) {
    let nodes = network.node_count();
    let number = |node: NodeId| u32::try_from(node.index()).unwrap();
    let ends: Vec<(u32, u32)> =
        network.arcs().map(|arc| (number(network.tail(arc)), number(network.head(arc)))).collect();
    let graph = Adjacency::new(nodes, ends.into_iter());
    let places: Vec<[f64; 2]> =
        network.nodes().filter_map(Node::position).map(|at| [at.lon(), at.lat()]).collect();
    let find = || Order::new(&graph, Some(&places), &OrderOptions::default());
    let order = find();
    assert_eq!(order, find(), "the same order twice");
    if nodes <= ORDERED {
        group(criterion, "order")
            .bench_function(BenchmarkId::from_parameter(nodes), |bench| bench.iter(find));
    }
    group(criterion, "index").bench_function(BenchmarkId::from_parameter(nodes), |bench| {
        bench.iter(|| Index::with_order(network, &order).unwrap());
    });
}

fn pairs(criterion: &mut Criterion, world: &World<'_>) {
    let nodes = world.network.node_count();
    let mut group = group(criterion, "distance");
    let (mut query, mut search) = (Query::default(), Search::default());
    let mut next = (0..).map(|at| world.pair(at));
    group.bench_function(BenchmarkId::new("hierarchy", nodes), |bench| {
        bench.iter(|| next.next().and_then(|[from, to]| query.distance(&world.metric, from, to)));
    });
    let mut next = (0..).map(|at| world.pair(at));
    group.bench_function(BenchmarkId::new("plain search", nodes), |bench| {
        bench.iter(|| next.next().and_then(|[from, to]| search.run_to(&world.view, &[from], &[to]).cost(to)));
    });
    let mut next = (0..).map(|at| world.pair(at));
    group.bench_function(BenchmarkId::new("petgraph", nodes), |bench| {
        bench.iter(|| next.next().and_then(|[from, to]| theirs(&world.graph, from, Some(to))));
    });
}

fn sweeps(criterion: &mut Criterion, world: &World<'_>) {
    let nodes = world.network.node_count();
    let (mut query, mut search) = (Query::default(), Search::default());
    let from = world.picks[0];
    let mut to_all = group(criterion, "one_to_all");
    to_all.bench_function(BenchmarkId::new("hierarchy", nodes), |bench| {
        bench.iter(|| world.sum_of_all(&mut query, from));
    });
    to_all.bench_function(BenchmarkId::new("plain search", nodes), |bench| {
        bench.iter(|| world.sum_by_search(&mut search, from));
    });
    to_all.bench_function(BenchmarkId::new("petgraph", nodes), |bench| {
        bench.iter(|| theirs(&world.graph, from, None));
    });
    drop(to_all);
    group(criterion, "batch16").bench_function(BenchmarkId::new("hierarchy", nodes), |bench| {
        bench.iter(|| world.sum_of_sixteen(&mut query));
    });
}

fn hierarchy(criterion: &mut Criterion) {
    for nodes in SIZES {
        let network = network(nodes);
        orders(criterion, &network);
        let mut world = World::new(&network);
        assert_closures(&mut world);
        pairs(criterion, &world);
        sweeps(criterion, &world);
        let World { mut view, mut metric, picks, .. } = world;
        let mut next = picks.iter().cycle();
        group(criterion, "close+undo").bench_function(BenchmarkId::from_parameter(nodes), |bench| {
            bench.iter(|| next.next().map(|&node| close_and_undo(&mut view, &mut metric, node)));
        });
        let mut customize = group(criterion, "customize");
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let name = if threads == 1 { "1 thread" } else { "2 threads" };
            customize.bench_function(BenchmarkId::new(name, nodes), |bench| {
                bench.iter(|| pool.install(|| metric.customize(&view).unwrap()));
            });
        }
    }
}

criterion_group!(benches, hierarchy);
criterion_main!(benches);
