//! A whole impact on a street grid: 100 destinations, the middle lost, by the cheapest of 10 origins and as 1,000 OD
//! pairs. Every outcome is verified before it is timed.
//!
//! `cargo bench --bench impact`
#![allow(missing_docs, clippy::unwrap_used)]

mod street_grid;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use supplyline::analysis::{ImpactOptions, impact, impact::Witnesses, verify};
use supplyline::network::Network;
use supplyline::scenario::{ClosureSpec, PairSpec, ScenarioSpec};

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("impact");
    group.sample_size(10);
    for nodes in [10_000, 100_000] {
        let network = Network::try_from(street_grid::street_grid(nodes, 1)).unwrap();
        let hubs: Vec<String> = network.hubs().map(|hub| hub.key().to_owned()).collect();
        let spread = |count: usize, shift: usize| {
            (0..count).map(move |at| (at * nodes / count + shift) % nodes).collect::<Vec<_>>()
        };
        let key = |at: usize| hubs[at % hubs.len()].clone();
        let mut middle = ClosureSpec::new("the middle is lost");
        for at in spread(20, nodes / 40) {
            middle = middle.hub(key(at));
        }
        let mut cheapest = ScenarioSpec::new("cheapest").closure(middle.clone());
        let mut pairs = ScenarioSpec::new("pairs").closure(middle);
        for origin in spread(10, 7) {
            cheapest = cheapest.origin(key(origin).as_str());
        }
        for destination in spread(100, 53) {
            cheapest = cheapest.destination(key(destination).as_str());
            for origin in spread(10, 7) {
                pairs = pairs.pair(PairSpec::new(key(origin), key(destination)));
            }
        }
        for (name, spec) in [("cheapest of 10 origins", &cheapest), ("1,000 OD pairs", &pairs)] {
            let scenario = spec.on(&network).unwrap();
            let outcome = impact(&scenario, None).unwrap();
            verify(&scenario, &outcome).unwrap();
            let options = ImpactOptions::default().witnesses(Witnesses::Dropped);
            group.bench_function(BenchmarkId::new(name, nodes), |bench| {
                bench.iter(|| impact(&scenario, options.clone()).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
