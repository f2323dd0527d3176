//! The plain search beside petgraph's Dijkstra: one to all on street grids, equal sums first.
//!
//! `cargo bench --bench search`
#![allow(missing_docs, clippy::unwrap_used)]

mod street_grid;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use petgraph::graph::{DiGraph, NodeIndex};
use supplyline::network::{Network, Node};
use supplyline::paths::Search;
use supplyline::{Impedance, View};

fn one_to_all(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one to all");
    group.sample_size(10);
    for nodes in [10_000, 100_000, 1_000_000] {
        let network = Network::try_from(street_grid::street_grid(nodes, 1)).unwrap();
        let view = View::new(&network, Impedance::Time);
        let mut graph = DiGraph::<(), u32>::with_capacity(network.node_count(), network.arc_count());
        for _ in network.nodes() {
            graph.add_node(());
        }
        for arc in network.arcs() {
            let [tail, head] =
                [network.tail(arc), network.head(arc)].map(|node| NodeIndex::new(node.index()));
            graph.add_edge(tail, head, network.arc_milliseconds()[arc.index()]);
        }
        let source = network.nodes().nth(network.node_count() / 2).unwrap().id();
        let mut search = Search::default();
        let mut ours = || {
            let tree = search.run(&view, &[source]);
            network.nodes().map(Node::id).filter_map(|node| tree.cost(node)).sum::<u64>()
        };
        let theirs = || {
            let costs = petgraph::algo::dijkstra(&graph, NodeIndex::new(source.index()), None, |edge| {
                u64::from(*edge.weight())
            });
            costs.values().sum::<u64>()
        };
        assert_eq!(ours(), theirs(), "the sums over all nodes differ");
        group.bench_function(BenchmarkId::new("supplyline", nodes), |bench| bench.iter(|| black_box(ours())));
        group.bench_function(BenchmarkId::new("petgraph", nodes), |bench| bench.iter(|| black_box(theirs())));
    }
    group.finish();
}

criterion_group!(benches, one_to_all);
criterion_main!(benches);
