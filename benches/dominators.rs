//! Dominators of all nodes beside petgraph's, on road-like graphs. Equal trees first.
//!
//! `cargo bench --bench dominators`
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::NodeIndex;
use road_network::{network, petgraph_of};
use supplyline::network::Node;
use supplyline::paths::DominatorSearch;
use supplyline::{Impedance, View};

const SIZES: [usize; 2] = [20_000, 264_000];

fn all_dominators(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dominators");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for nodes in SIZES {
        let network = network(nodes);
        let view = View::new(&network, Impedance::Time);
        let graph = petgraph_of(&network);
        let source = network.nodes().nth(nodes / 2).unwrap().id();
        let root = NodeIndex::new(source.index());

        let mut search = DominatorSearch::default();
        let (ours, theirs) = (search.run(&view, &[source]), simple_fast(&graph, root));
        for node in network.nodes().map(Node::id) {
            let immediate = theirs.immediate_dominator(NodeIndex::new(node.index()));
            assert_eq!(ours.immediate(node).map(|above| NodeIndex::new(above.index())), immediate);
        }

        group.bench_function(BenchmarkId::new("supplyline", nodes), |bench| {
            bench.iter(|| black_box(search.run(&view, &[source]).reached().len()));
        });
        group.bench_function(BenchmarkId::new("petgraph", nodes), |bench| {
            bench.iter(|| black_box(simple_fast(&graph, root).root()));
        });
    }
    group.finish();
}

criterion_group!(benches, all_dominators);
criterion_main!(benches);
