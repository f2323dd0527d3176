//! Betweenness of all nodes and links beside Brandes's algorithm as it was published, on road-like graphs and street grids.
//!
//! `cargo bench --bench betweenness`. Beside other programs: `crates/supplyline-peers/betweenness`.
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;
mod street_grid;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use supplyline::analysis::metrics::{BetweennessOptions, Effort, Pairs, RouteCounting, betweenness};
use supplyline::network::{Network, Node, NodeId};
use supplyline::{Impedance, View};

/// With lists of predecessors, a heap and one thread. Fit for arcs that cost something.
fn brandes(view: &View<'_>) -> Vec<f64> {
    let network = view.network();
    let ids: Vec<NodeId> = network.nodes().map(Node::id).collect();
    let mut betweenness = vec![0.0; ids.len()];
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); ids.len()];
    let (mut costs, mut routes) = (vec![u64::MAX; ids.len()], vec![0.0; ids.len()]);
    let (mut onward, mut order, mut heap) = (vec![0.0; ids.len()], Vec::new(), BinaryHeap::new());
    for source in 0..ids.len() {
        costs.fill(u64::MAX);
        order.clear();
        (costs[source], routes[source]) = (0, 1.0);
        before[source].clear();
        heap.push(Reverse((0, source)));
        while let Some(Reverse((cost, node))) = heap.pop() {
            if cost > costs[node] {
                continue;
            }
            order.push(node);
            onward[node] = 0.0;
            for arc in network.arcs_out(ids[node]) {
                let (head, next) = (network.head(arc).index(), cost + u64::from(view.cost(arc).unwrap()));
                if next < costs[head] {
                    (costs[head], routes[head]) = (next, 0.0);
                    before[head].clear();
                    heap.push(Reverse((next, head)));
                }
                if next == costs[head] {
                    routes[head] += routes[node];
                    before[head].push(node);
                }
            }
        }
        for &node in order.iter().rev() {
            for &tail in &before[node] {
                onward[tail] += routes[tail] / routes[node] * (1.0 + onward[node]);
            }
            if node != source {
                betweenness[node] += onward[node];
            }
        }
    }
    betweenness
}

fn options(counting: RouteCounting) -> BetweennessOptions<'static> {
    BetweennessOptions::default().pairs(Pairs::Nodes).effort(Effort::Exact).counting(counting)
}

fn of_nodes(criterion: &mut Criterion, name: &str, network: &Network) {
    let view = View::new(network, Impedance::Time);
    let ways = [("searches", RouteCounting::Searches), ("elimination", RouteCounting::Elimination)];
    let expected = brandes(&view);
    for (_, counting) in ways {
        let found = betweenness(&view, options(counting)).unwrap();
        assert_eq!(found.is_by_elimination, counting == RouteCounting::Elimination);
        for (one, other) in found.nodes.iter().zip(&expected) {
            assert!((one - other).abs() <= 1e-9 * one.abs().max(1.0), "{one} {other}");
        }
    }
    let mut group = criterion.benchmark_group(format!("betweenness, {name}"));
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    let size = network.node_count();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for (way, counting) in ways {
        group.bench_function(BenchmarkId::new(format!("{way}, 1 thread"), size), |bench| {
            bench.iter(|| one.install(|| black_box(betweenness(&view, options(counting)).unwrap().pairs)));
        });
    }
    group.bench_function(BenchmarkId::new("elimination, all threads", size), |bench| {
        bench.iter(|| black_box(betweenness(&view, options(RouteCounting::Elimination)).unwrap().pairs));
    });
    group.bench_function(BenchmarkId::new("as published, 1 thread", size), |bench| {
        bench.iter(|| black_box(brandes(&view)[0]));
    });
    group.finish();
}

fn all(criterion: &mut Criterion) {
    of_nodes(criterion, "road-like", &road_network::network(5_000));
    of_nodes(criterion, "street grid", &Network::try_from(street_grid::street_grid(5_000, 1)).unwrap());
}

criterion_group!(benches, all);
criterion_main!(benches);
