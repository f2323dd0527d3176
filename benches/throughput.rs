//! How much less gets through without each hub, beside a maximum flow from nothing for each; and fair shares of all destinations. Equal
//! answers first.
//!
//! `cargo bench --bench throughput`: road-like graphs with capacities by class of road, 10 origins and 100 destinations whose
//! demand is so large that the network limits it. A flow from nothing is timed on a sample of hubs, of those that carry a
//! part of the flow and of those that carry none; what it takes for all is printed, worked out from that.
#![allow(missing_docs, clippy::unwrap_used)]

mod limited_network;
mod road_like;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use supplyline::analysis::flow::{
    ThroughputLosses, throughput_joint, throughput_losses, verify_throughput_joint,
};
use supplyline::analysis::rank::Loss;
use supplyline::network::{Hub, NodeId};
use supplyline::paths::{Amount, Flow, FlowGraph, FlowSearch};
use supplyline::scenario::{DestinationSpec, OriginSpec, View};
use supplyline::{Scenario, ScenarioSpec};

use limited_network::{Capacities, limited_network};

const SIZES: [usize; 3] = [10_000, 100_000, 264_000];
const ORIGINS: usize = 10;
const DESTINATIONS: usize = 100;
/// So many hubs of each kind are lost the naive way.
const SAMPLE: usize = 20;

/// A maximum flow from nothing.
fn anew(scenario: &Scenario<'_>, view: &View<'_>) -> u64 {
    let network = view.network();
    let nodes = |hub| -> Vec<NodeId> { network.hub(hub).nodes().to_vec() };
    let sources: Vec<_> = scenario.origins().iter().map(|origin| nodes(origin.hub)).collect();
    let sinks: Vec<_> = scenario.relations().iter().map(|relation| nodes(relation.destination)).collect();
    let demands: Vec<Amount> =
        scenario.relations().iter().map(|relation| Amount::Limited(relation.demand.kilograms())).collect();
    let graph = FlowGraph::new(view, &sources, &sinks).unwrap();
    let mut search = FlowSearch::default();
    match search.run(&graph, &vec![Amount::Unlimited; sources.len()], &demands).unwrap() {
        Flow::Limited(flow) => flow.value(),
        Flow::Unlimited(_) => unreachable!("demands have limits"),
    }
}

/// Loses a sample of hubs the naive way, with equal answers, and tells what one of them took.
fn check(scenario: &Scenario<'_>, elements: &[Loss], found: &ThroughputLosses) -> Duration {
    let mut rng = Rng::with_seed(2);
    let (mut took, mut count) = (Duration::ZERO, 0);
    for wanted in [true, false] {
        let mut of_kind: Vec<usize> =
            (0..elements.len()).filter(|&at| (found.lost[at] > 0) == wanted).collect();
        rng.shuffle(&mut of_kind);
        for at in of_kind.into_iter().take(SAMPLE) {
            let mut view = scenario.before().clone();
            elements[at].close(&mut view);
            let start = Instant::now();
            let rest = anew(scenario, &view);
            took += start.elapsed();
            count += 1;
            assert_eq!(rest, found.total - found.lost[at], "without {:?}", elements[at]);
        }
    }
    took / count
}

fn losses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("throughput losses");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).warm_up_time(Duration::from_millis(1));
    for size in SIZES {
        let network = limited_network(&road_like::RoadLike::new(size, 1), Capacities::ByClass);
        let mut rng = Rng::with_seed(1);
        let mut hubs: Vec<&str> = network.hubs().map(Hub::key).collect();
        rng.shuffle(&mut hubs);
        let (origins, rest) = hubs.split_at(ORIGINS);
        let mut spec = ScenarioSpec::new("which hurts?");
        for &origin in origins {
            spec = spec.origin(OriginSpec::new(origin));
        }
        for &destination in &rest[..DESTINATIONS] {
            spec = spec.destination(DestinationSpec::new(destination).demand("2000 t/d"));
        }
        let scenario = spec.on(&network).unwrap();
        let elements: Vec<Loss> = network.hubs().map(|hub| Loss::Hub(hub.id())).collect();
        let found = || throughput_losses(&scenario, scenario.before(), &elements, None).unwrap();
        let answer = found();
        let fair = || throughput_joint(&scenario, scenario.before(), None).unwrap();
        let shared = fair();
        verify_throughput_joint(&scenario, scenario.before(), &shared).unwrap();
        assert_eq!(answer.total, shared.total());
        let one = check(&scenario, &elements, &answer);
        println!(
            "{size} nodes: {} of {} t/d get through; {} hubs take some of it away; a flow from nothing takes {one:.2?}, for \
             all hubs {:.1?}",
            answer.total / 1_000,
            DESTINATIONS * 2_000,
            answer.lost.iter().filter(|&&lost| lost > 0).count(),
            one * u32::try_from(elements.len()).unwrap()
        );
        group.bench_function(BenchmarkId::new("every hub", size), |bench| bench.iter(|| black_box(found())));
        let tiers = format!("fair shares, {} tiers", shared.tiers.len());
        group.bench_function(BenchmarkId::new(tiers, size), |bench| bench.iter(|| black_box(fair())));
    }
    group.finish();
}

criterion_group!(benches, losses);
criterion_main!(benches);
