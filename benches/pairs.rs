//! Pairs of hubs that sever together, on road-like graphs: from one node to another. Some are closed to see first.
//!
//! `cargo bench --bench pairs`
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use road_network::network;
use supplyline::analysis::rank::{Loss, severing_pairs};
use supplyline::paths::Search;
use supplyline::{Scenario, ScenarioSpec};

const SIZES: [usize; 2] = [20_000, 264_000];

/// Whether anything is left of the supply without some hubs.
fn is_supplied(scenario: &Scenario<'_>, without: &[Loss]) -> bool {
    let mut view = scenario.before().clone();
    for loss in without {
        loss.close(&mut view);
    }
    let sources = scenario.network().hub(scenario.origins()[0].hub).nodes();
    let target = scenario.network().hub(scenario.relations()[0].destination).nodes()[0];
    Search::default().run(&view, sources).cost(target).is_some()
}

fn pairs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("severing pairs");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for nodes in SIZES {
        let network = network(nodes);
        let [from, to] = [nodes / 3, 2 * nodes / 3].map(|at| network.hubs().nth(at).unwrap().key());
        let scenario = ScenarioSpec::new("pairs").origin(from).destination(to).on(&network).unwrap();
        let found = severing_pairs(&scenario, None).unwrap();
        println!("{nodes} nodes: {} pairs, complete: {}", found.pairs.len(), found.is_complete);
        for pair in found.pairs.iter().step_by(found.pairs.len().div_ceil(10).max(1)) {
            assert!(!is_supplied(&scenario, &pair.losses));
            assert!(pair.losses.iter().all(|&loss| is_supplied(&scenario, &[loss])));
        }
        group.bench_function(BenchmarkId::new("one destination", nodes), |bench| {
            bench.iter(|| black_box(severing_pairs(&scenario, None).unwrap().pairs.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, pairs);
criterion_main!(benches);
