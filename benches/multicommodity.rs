//! Shares between OD pairs of several origins. Each answer is checked, and its gap is small, before it is timed.
//!
//! `cargo bench --bench multicommodity --features multicommodity`: road-like graphs with capacities by class of road, and random OD
//! pairs whose demand is so large that the network limits it; shares of each kind.
#![allow(missing_docs, clippy::unwrap_used)]

mod limited_network;
mod road_like;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use supplyline::analysis::flow::{
    MulticommodityOptions, Ratio, Shares, cheapest_delivery_multicommodity, throughput_multicommodity,
    verify_delivery_multicommodity, verify_throughput_multicommodity,
};
use supplyline::network::Hub;
use supplyline::scenario::PairSpec;
use supplyline::{Network, ScenarioSpec};

use limited_network::{Capacities, limited_network};

/// Nodes, how many pairs there are, and of how many origins.
const CASES: [[usize; 3]; 4] = [[300, 10, 5], [1_000, 20, 10], [1_000, 100, 10], [10_000, 50, 10]];
/// No answer is timed that is not known as well as this.
const GAP: f64 = 1e-6;

/// Pairs from a few origins to as many destinations as it takes, each pair once.
fn pairs(network: &Network, count: usize, origins: usize) -> ScenarioSpec {
    let mut rng = Rng::with_seed(1);
    let mut hubs: Vec<&str> = network.hubs().map(Hub::key).collect();
    rng.shuffle(&mut hubs);
    let (origins, destinations) = hubs.split_at(origins);
    let mut spec = ScenarioSpec::new("who gets what?");
    for at in 0..count {
        let demand = format!("{} t/d", rng.u32(4_000..12_000));
        spec =
            spec.pair(PairSpec::new(origins[at % origins.len()], destinations[at]).demand(demand.as_str()));
    }
    spec
}

fn shares(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("multicommodity");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).warm_up_time(Duration::from_millis(1));
    for [size, count, origins] in CASES {
        let network = limited_network(&road_like::RoadLike::new(size, 1), Capacities::ByClass);
        let scenario = pairs(&network, count, origins).on(&network).unwrap();
        let view = scenario.before();
        for (name, kind) in
            [("fair", Shares::Fair), ("proportional", Shares::Proportional), ("most", Shares::Most)]
        {
            let found = || {
                let options = MulticommodityOptions::default().shares(kind);
                throughput_multicommodity(&scenario, view, options).unwrap()
            };
            let answer = found();
            verify_throughput_multicommodity(&scenario, view, &answer).unwrap();
            assert!(answer.gap() <= GAP, "{size} nodes, {count} pairs, {name}: {:e}", answer.gap());
            let short = answer.relations.iter().filter(|one| one.met < Ratio::ONE).count();
            assert!(short > 0, "{size} nodes, {count} pairs, {name}: all is met");
            println!(
                "{size} nodes, {count} pairs, {name}: {} t/d get through, {short} get less than they want; {} tiers, gap {:.1e}",
                answer.total() / 1_000,
                answer.tiers.len(),
                answer.gap()
            );
            let id = BenchmarkId::new(name, format!("{size} nodes, {count} pairs of {origins} origins"));
            group.bench_function(id, |bench| bench.iter(|| black_box(found())));
        }
    }
    group.finish();
}

/// The same amounts by the cheapest routes: shares and costs together.
fn costs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("multicommodity costs");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).warm_up_time(Duration::from_millis(1));
    for [size, count, origins] in CASES {
        let network = limited_network(&road_like::RoadLike::new(size, 1), Capacities::ByClass);
        let scenario = pairs(&network, count, origins).on(&network).unwrap();
        let view = scenario.before();
        let plain = throughput_multicommodity(&scenario, view, None).unwrap();
        let routes = plain.relations.iter().flat_map(|one| &one.routes);
        let hours: f64 = routes.map(|one| one.amount.value() * one.route.time().hours()).sum();
        let found = || cheapest_delivery_multicommodity(&scenario, view, None).unwrap();
        let answer = found();
        verify_delivery_multicommodity(&scenario, view, &answer).unwrap();
        let cheapest = answer.cost.value() / 3.6e6;
        assert!(answer.gap() <= GAP, "{size} nodes, {count} pairs: {:e}", answer.gap());
        assert!(cheapest < hours, "{size} nodes, {count} pairs: {cheapest} {hours}");
        println!(
            "{size} nodes, {count} pairs: {:.0} tonne-hours a day instead of {:.0}, gap {:.1e}",
            cheapest / 1e3,
            hours / 1e3,
            answer.gap()
        );
        let id = BenchmarkId::new("fair", format!("{size} nodes, {count} pairs of {origins} origins"));
        group.bench_function(id, |bench| bench.iter(|| black_box(found())));
    }
    group.finish();
}

criterion_group!(benches, shares, costs);
criterion_main!(benches);
