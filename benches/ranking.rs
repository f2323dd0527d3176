//! Every single loss at once, beside one petgraph Dijkstra for each element on a route: on road-like graphs with 10
//! origins and 100 destinations, each drawing on its cheapest origin, or on all of them (1,000 pairs). Equal answers
//! first.
//!
//! `cargo bench --bench ranking`. The naive way is timed on a sample; what it takes for all is printed, worked out from
//! that. The index is made before, and what that takes is printed too. `SUPPLYLINE_RANKING_UP_TO=1000000` leaves out larger
//! networks.
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeFiltered;
use supplyline::analysis::rank;
use supplyline::analysis::rank::{Loss, Outcome, RankOptions, Ranking};
use supplyline::network::{Network, NodeId};
use supplyline::paths::Index;
use supplyline::scenario::{DestinationSpec, OriginSpec, PairSpec};
use supplyline::{Impedance, Scenario, ScenarioSpec};

use road_network::{network, petgraph_of};

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 4_000_000];
/// Where this is set, only networks of no more nodes.
const UP_TO: &str = "SUPPLYLINE_RANKING_UP_TO";
/// The pairs of larger networks are left out: ten rounds of them take half an hour.
const LARGEST_OF_PAIRS: usize = 1_000_000;
const ORIGINS: usize = 10;
const DESTINATIONS: usize = 100;
/// So many losses are checked, and timed the naive way.
const SAMPLE: usize = 4;

/// The same origins and destinations for both scenarios: the second asks for each pair of them.
fn specs(network: &Network) -> [(&'static str, ScenarioSpec); 2] {
    let mut rng = Rng::with_seed(1);
    let mut hubs: Vec<&str> = network.hubs().map(supplyline::network::Hub::key).collect();
    rng.shuffle(&mut hubs);
    let (origins, rest) = hubs.split_at(ORIGINS);
    let mut cheapest = ScenarioSpec::new("cheapest origin").cost(Impedance::Time);
    let mut pairs = ScenarioSpec::new("pairs").cost(Impedance::Time);
    for &origin in origins {
        cheapest = cheapest.origin(OriginSpec::new(origin));
    }
    for &destination in &rest[..DESTINATIONS] {
        cheapest = cheapest.destination(DestinationSpec::new(destination));
        for &origin in origins {
            pairs = pairs.pair(PairSpec::new(origin, destination));
        }
    }
    [("cheapest origin", cheapest), ("1,000 pairs", pairs)]
}

fn ranked(scenario: &Scenario<'_>, index: &Arc<Index>) -> Ranking {
    let options = RankOptions::default().index(Arc::clone(index)).both_measures(false);
    rank(scenario, options).unwrap()
}

/// The naive way: one Dijkstra by petgraph from each source that is needed, without the node of a hub.
fn without(graph: &DiGraph<(), u32>, lost: NodeId, source: NodeId) -> impl Fn(NodeId) -> Option<u64> {
    let lost = NodeIndex::new(lost.index());
    let open = EdgeFiltered::from_fn(graph, |edge| {
        use petgraph::visit::EdgeRef;
        edge.source() != lost && edge.target() != lost
    });
    let costs = petgraph::algo::dijkstra(&open, NodeIndex::new(source.index()), None, |edge| {
        u64::from(*edge.weight())
    });
    move |node| costs.get(&NodeIndex::new(node.index())).copied()
}

/// Compares a sample of losses with the naive way, for one of the origins that they matter to. What one search took.
fn check(scenario: &Scenario<'_>, ranking: &Ranking) -> Duration {
    let network = scenario.network();
    let graph = petgraph_of(network);
    let mut rng = Rng::with_seed(2);
    let mut took = Duration::ZERO;
    let only_node = |hub| network.hub(hub).nodes()[0];
    for _ in 0..SAMPLE {
        let loss = rng.choice(&ranking.losses).unwrap();
        let Loss::Hub(hub) = loss.loss else { unreachable!("only hubs were asked for") };
        let first = &ranking.relations[loss.consequences[0].relation];
        let start = Instant::now();
        // From the cheapest of all origins the answer is the least over searches from each.
        let sources: Vec<NodeId> = match first.relation.source {
            supplyline::scenario::Source::Origin(origin) => vec![only_node(origin)],
            supplyline::scenario::Source::CheapestOrigin => {
                scenario.origins().iter().map(|origin| only_node(origin.hub)).collect()
            }
        };
        let costs: Vec<_> = sources
            .iter()
            .filter(|&&source| source != only_node(hub))
            .map(|&source| without(&graph, only_node(hub), source))
            .collect();
        took += start.elapsed() / u32::try_from(costs.len().max(1)).unwrap();
        for consequence in &loss.consequences {
            let relation = ranking.relations[consequence.relation].relation;
            if relation.source != first.relation.source {
                continue;
            }
            let target = only_node(relation.destination);
            let wanted =
                costs.iter().filter_map(|cost| cost(target)).min().filter(|_| relation.destination != hub);
            let found = match consequence.outcome {
                Outcome::Severed { .. } => None,
                Outcome::Rerouted { cost, .. } => Some(cost),
            };
            assert_eq!(found, wanted, "{relation:?} without {hub:?}");
        }
    }
    took / u32::try_from(SAMPLE).unwrap()
}

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rank");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).warm_up_time(Duration::from_millis(1));
    let up_to = std::env::var(UP_TO).map_or(usize::MAX, |nodes| nodes.parse().expect("a number of nodes"));
    for size in SIZES.into_iter().filter(|&size| size <= up_to) {
        let network = network(size);
        let start = Instant::now();
        let index = Arc::new(Index::new(&network, None).unwrap());
        println!("{size} nodes: the index took {:.2?}", start.elapsed());
        for (name, spec) in specs(&network) {
            if name != "cheapest origin" && size > LARGEST_OF_PAIRS {
                continue;
            }
            let scenario = spec.on(&network).unwrap();
            let ranking = ranked(&scenario, &index);
            let search = check(&scenario, &ranking);
            let searches: usize = if name == "cheapest origin" {
                ranking.losses.len()
            } else {
                // One for each origin whose routes a loss is on.
                let sources = |loss: &supplyline::analysis::rank::RankedLoss| {
                    let relations =
                        loss.consequences.iter().map(|one| ranking.relations[one.relation].relation);
                    let mut sources: Vec<_> = relations.map(|relation| relation.source).collect();
                    sources.dedup();
                    sources.sort_unstable();
                    sources.dedup();
                    sources.len()
                };
                ranking.losses.iter().map(sources).sum()
            };
            println!(
                "{size} nodes, {name}: {} losses with consequences; {searches} searches by petgraph at {search:.2?} \
                 would take {:.0?}",
                ranking.losses.len(),
                search * u32::try_from(searches).unwrap()
            );
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                bencher.iter(|| black_box(ranked(&scenario, &index)));
            });
        }
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
