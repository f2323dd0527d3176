//! Efficiency and accessibility with the loss of every hub, closeness, and disjoint routes, on road-like graphs; beside one
//! petgraph Dijkstra from each hub for each loss. Equal answers first: all hubs, and a sample of losses.
//!
//! `cargo bench --bench metrics`. What the naive way takes for all losses is printed, worked out from the sample: at 2,000 nodes
//! 809 s, where `efficiency` took 16 s (two virtual cores, one round).
#![allow(missing_docs, clippy::unwrap_used, clippy::cast_precision_loss)]

mod road_like;
mod road_network;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeFiltered, EdgeRef};
use supplyline::analysis::metrics::{
    DisjointOptions, EfficiencyOptions, Effort, Opportunities, accessibility, closeness, disjoint, efficiency,
};
use supplyline::analysis::rank::Loss;
use supplyline::network::{Hub, HubId, Network};
use supplyline::scenario::DestinationSpec;
use supplyline::{Impedance, ScenarioSpec, View};

use road_network::{network, petgraph_of};

/// Efficiency and closeness search from every hub; what hubs get at is looked for from so many.
const SIZES: [usize; 2] = [500, 2_000];
const OPPORTUNITIES: usize = 100;
/// Disjoint routes are found for so many destinations, on larger networks as well.
const DESTINATIONS: usize = 100;
const SIZES_OF_ROUTES: [usize; 2] = [100_000, 1_000_000];
/// So many losses are checked, and timed the naive way.
const SAMPLE: u32 = 3;

/// The sums over all hubs and all others that they reach: of one over the cost in hours, and for each hub the closeness.
struct Naive {
    efficiency: f64,
    closeness: Vec<f64>,
}

/// One Dijkstra from each node, each of which is a hub; without one of them, where one is lost.
fn naive(graph: &DiGraph<(), u32>, lost: Option<HubId>) -> Naive {
    let is_lost = |node: NodeIndex| lost.is_some_and(|hub| hub.index() == node.index());
    let open = EdgeFiltered::from_fn(graph, |edge| !is_lost(edge.source()) && !is_lost(edge.target()));
    let others = (graph.node_count() - 1) as f64;
    let (mut sum, mut closeness) = (0.0, Vec::new());
    for source in graph.node_indices() {
        let costs = dijkstra(&open, source, None, |edge| u64::from(*edge.weight()));
        // What costs less than a second counts as one.
        let hours = |cost: u64| cost.max(1_000) as f64 / 3_600_000.0;
        let reached = costs.iter().filter(|&(&node, _)| node != source);
        let (mut count, mut farness) = (0.0, 0.0);
        for (_, &cost) in reached {
            sum += hours(cost).recip();
            farness += hours(cost);
            count += 1.0;
        }
        closeness.push(if count > 0.0 { count / others * count / farness } else { 0.0 });
    }
    Naive { efficiency: sum / (others * (others + 1.0)), closeness }
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-9)
}

fn of_all_hubs(criterion: &mut Criterion, nodes: usize) {
    let network = network(nodes);
    let view = View::new(&network, Impedance::Time);
    let graph = petgraph_of(&network);
    let exact = EfficiencyOptions::default().effort(Effort::Exact);
    let found = efficiency(&view, exact).unwrap();
    let whole = naive(&graph, None);
    assert!(is_near(found.efficiency, whole.efficiency), "{} {}", found.efficiency, whole.efficiency);
    for (one, &other) in closeness(&view, None).unwrap().hubs.iter().zip(&whole.closeness) {
        assert!(is_near(one.closeness, other), "{one:?} {other}");
    }
    let mut rng = Rng::with_seed(1);
    let mut took = Duration::ZERO;
    for _ in 0..SAMPLE {
        let loss = found.losses[rng.usize(0..found.losses.len())];
        let Loss::Hub(hub) = loss.loss else { unreachable!("only hubs were asked for") };
        let start = Instant::now();
        let left = naive(&graph, Some(hub)).efficiency;
        took += start.elapsed();
        let lost = whole.efficiency - left;
        // A difference of large numbers is not as exact as they are.
        assert!((loss.lost - lost).abs() <= 1e-9 * whole.efficiency, "{loss:?} {lost}");
    }
    let all = took.as_secs_f64() / f64::from(SAMPLE) * found.losses.len() as f64;
    println!("{nodes} nodes: a loss the naive way {:.2?}, all {all:.0} s", took / SAMPLE);

    let mut hubs: Vec<HubId> = network.hubs().map(Hub::id).collect();
    rng.shuffle(&mut hubs);
    let opportunities =
        Opportunities::new(hubs[..OPPORTUNITIES].iter().map(|&hub| (hub, rng.f64()))).unwrap();

    let mut group = criterion.benchmark_group("metrics");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function(BenchmarkId::new("efficiency, every hub lost", nodes), |bench| {
        bench.iter(|| black_box(efficiency(&view, exact).unwrap().efficiency));
    });
    group.bench_function(BenchmarkId::new("closeness", nodes), |bench| {
        bench.iter(|| black_box(closeness(&view, None).unwrap().hubs.len()));
    });
    group.bench_function(BenchmarkId::new("accessibility, every hub lost", nodes), |bench| {
        bench.iter(|| black_box(accessibility(&view, &opportunities, None).unwrap().total));
    });
    group.finish();
}

/// No cut of fewer nodes is possible: every cut is closed, and severs; every route is there.
fn of_routes(criterion: &mut Criterion, nodes: usize) {
    let network = network(nodes);
    let mut rng = Rng::with_seed(1);
    let mut hubs: Vec<&str> = network.hubs().map(Hub::key).collect();
    rng.shuffle(&mut hubs);
    let mut spec = ScenarioSpec::new("disjoint routes").origin(hubs[0]);
    for &hub in &hubs[1..=DESTINATIONS] {
        spec = spec.destination(DestinationSpec::new(hub));
    }
    let scenario = spec.on(&network).unwrap();
    let options = DisjointOptions::default();
    let found = disjoint(&scenario, options.routes(true)).unwrap();
    let mut search = supplyline::paths::Search::default();
    let origin = only_node(&network, scenario.origins()[0].hub);
    for one in &found.relations {
        let mut closed = scenario.before().clone();
        for &node in &one.cut {
            closed.close_node(node);
        }
        for &arc in &one.direct {
            closed.close_arc(arc);
        }
        let target = only_node(&network, one.relation.destination);
        assert_eq!(search.run_to(&closed, &[origin], &[target]).cost(target), None);
        assert_eq!(one.count, Some(one.routes.len()));
    }
    let counts: Vec<usize> = found.relations.iter().filter_map(|one| one.count).collect();
    println!(
        "{nodes} nodes: {} disjoint routes to {DESTINATIONS} destinations",
        counts.iter().sum::<usize>()
    );
    let mut group = criterion.benchmark_group("metrics");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function(BenchmarkId::new("disjoint routes, 100 destinations", nodes), |bench| {
        bench.iter(|| black_box(disjoint(&scenario, options).unwrap().relations.len()));
    });
    group.finish();
}

fn only_node(network: &Network, hub: HubId) -> supplyline::network::NodeId {
    network.hub(hub).nodes()[0]
}

fn benches(criterion: &mut Criterion) {
    for nodes in SIZES {
        of_all_hubs(criterion, nodes);
    }
    for nodes in SIZES_OF_ROUTES {
        of_routes(criterion, nodes);
    }
}

criterion_group!(all, benches);
criterion_main!(all);
