//! Least severing sets: as minimum cuts on road-like graphs, and by search where hubs have several nodes. Checked first, by
//! closing them and by routes that have nothing in common.
//!
//! `cargo bench --bench sever`. `SUPPLYLINE_SEVER_NODES` leaves out road-like graphs of more nodes.
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use road_network::network;
use supplyline::analysis::sever::{
    LeastSets, Losable, Proof, SeverOptions, SeveringAnswer, SeveringStatus, sever, verify_sever,
};
use supplyline::network::{NewLink, NewNode};
use supplyline::{Mode, Network, Scenario, ScenarioSpec};

const SIZES: [usize; 3] = [10_000, 100_000, 264_000];

fn checked(scenario: &Scenario<'_>, options: &SeverOptions<'_>) -> LeastSets {
    let found = sever(scenario, options.clone()).unwrap();
    let verified = verify_sever(scenario, options.clone(), &found).unwrap();
    let SeveringAnswer::Sets(least) = found.answer else { unreachable!("hubs sever") };
    assert_eq!(verified.sets, least.sets.len() as u64);
    least
}

fn roads(criterion: &mut Criterion) {
    let most = std::env::var("SUPPLYLINE_SEVER_NODES").ok().and_then(|text| text.parse().ok());
    let mut group = criterion.benchmark_group("least severing sets of roads");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for nodes in SIZES.into_iter().filter(|&nodes| nodes <= most.unwrap_or(usize::MAX)) {
        let network = network(nodes);
        // Five origins and five destinations, far from one another in the numbering.
        let key = |at: usize| network.hubs().nth(at * nodes / 16).unwrap().key();
        let mut spec = ScenarioSpec::new("roads");
        for at in 0..5 {
            spec = spec.origin(key(2 + at)).destination(key(9 + at));
        }
        let scenario = spec.on(&network).unwrap();
        let one = SeverOptions::default().relations([0]);
        let cases = [
            ("hubs, one destination", one.clone()),
            ("links, one destination", one.losing(Losable::Links)),
            ("hubs, five destinations", SeverOptions::default()),
        ];
        for (name, options) in cases {
            let least = checked(&scenario, &options);
            assert_eq!(least.status, SeveringStatus::Optimal { proof: Proof::Routes });
            assert_eq!(least.branches, 0);
            println!("{nodes} nodes, {name}: {} of {}, {:?}", least.sets.len(), least.weight, least.listing);
            group.bench_function(BenchmarkId::new(name, nodes), |bench| {
                bench.iter(|| black_box(sever(&scenario, options.clone()).unwrap()));
            });
        }
    }
    group.finish();
}

/// Streets on a grid, where every hub has several crossings that nothing joins within it.
fn labels(side: usize, of_hub: usize, seed: u64) -> Network {
    let mut rng = Rng::with_seed(seed);
    let mut hubs: Vec<usize> = (0..side * side).map(|at| at / of_hub).collect();
    rng.shuffle(&mut hubs);
    let mut builder = Network::builder().hub("from").hub("to");
    for (at, hub) in hubs.iter().enumerate() {
        let node = NewNode::new(at.to_string()).in_hub(format!("h{hub}")).mode(Mode::Road);
        builder = builder.node(node);
    }
    for at in 0..side * side {
        let mut street = |from: String, to: String| {
            builder = std::mem::take(&mut builder).link(NewLink::road(from, to).length("1 km"));
        };
        if (at + 1) % side > 0 {
            street(at.to_string(), (at + 1).to_string());
        }
        if at + side < side * side {
            street(at.to_string(), (at + side).to_string());
        }
        if at % side == 0 {
            street("from".to_owned(), at.to_string());
        }
        if at % side == side - 1 {
            street(at.to_string(), "to".to_owned());
        }
    }
    builder.build().unwrap()
}

fn searches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("least severing sets of labels");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (side, of_hub) in [(8, 2), (10, 2), (12, 2), (10, 4)] {
        let network = labels(side, of_hub, 1);
        let scenario = ScenarioSpec::new("labels").origin("from").destination("to").on(&network).unwrap();
        let options = SeverOptions::default();
        let least = checked(&scenario, &options);
        let name = format!("{side} by {side}, {of_hub} a hub");
        println!(
            "{name}: {} of {}, {:?}, {:?}, bound of routes {}, {} branches",
            least.sets.len(),
            least.weight,
            least.status,
            least.listing,
            least.routes.bound(),
            least.branches
        );
        group.bench_function(BenchmarkId::new("search", name), |bench| {
            bench.iter(|| black_box(sever(&scenario, options.clone()).unwrap()));
        });
    }
    group.finish();
}

criterion_group!(benches, roads, searches);
criterion_main!(benches);
