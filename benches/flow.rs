//! Maximum flows on road-like graphs beside petgraph's Dinic and a plain one. Equal values first.
//!
//! `cargo bench --bench flow`. With `SUPPLYLINE_FLOW_CASES=FOLDER` it writes the graphs there instead, one file each, for
//! `crates/supplyline-peers/flow.py`, and tells what a flow on each takes, round by round.
#![allow(missing_docs, clippy::unwrap_used)]

mod flow_families;
mod limited_network;
mod road_like;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex};
use supplyline::network::{Network, NodeId};
use supplyline::paths::{Amount, Flow, FlowGraph, FlowSearch};
use supplyline::{Impedance, View};

use limited_network::{Capacities, limited_network};

const SIZES: [usize; 2] = [20_000, 264_000];

/// What may start in all: more than what other programs count in would hold is no use, and no more than that is no limit
/// anywhere but in the awkward graphs.
const PLENTY: Amount = Amount::Limited((1 << 28) * 1_000);

/// A flow from some nodes to others.
struct Case {
    name: String,
    network: Network,
    from: Vec<NodeId>,
    to: Vec<NodeId>,
}

fn cases(nodes: usize) -> Vec<Case> {
    let graph = road_like::RoadLike::new(nodes, 1);
    let mut cases = Vec::new();
    for capacities in [Capacities::ByClass, Capacities::Equal] {
        let network = limited_network(&graph, capacities);
        let mut rng = Rng::with_seed(3);
        let ids: Vec<NodeId> = network.nodes().map(supplyline::network::Node::id).collect();
        let mut add = |name: &str, from: Vec<NodeId>, to: Vec<NodeId>| {
            let name = format!("{nodes} {capacities:?} {name}");
            cases.push(Case { name, network: network.clone(), from, to });
        };
        for count in [1, 10, 100] {
            let mut some = || (0..count).map(|_| *rng.choice(&ids).unwrap()).collect::<Vec<_>>();
            let (from, mut to) = (some(), some());
            to.retain(|node| !from.contains(node));
            add(&format!("{count} to {count}"), from, to);
        }
        // All within two towns.
        let town = |centre: usize| {
            let [x, y] = graph.positions[centre];
            let mut by_distance = ids.clone();
            by_distance.sort_by(|a, b| {
                let squared = |id: &NodeId| {
                    let [east, north] = graph.positions[id.index()];
                    (east - x).powi(2) + (north - y).powi(2)
                };
                squared(a).total_cmp(&squared(b))
            });
            by_distance.truncate((nodes / 250).max(3));
            by_distance
        };
        add("town to town", town(nodes / 3), town(2 * nodes / 3));
    }
    for (name, network, from, to) in flow_families::families(nodes) {
        cases.push(Case { name: format!("{nodes} {name}"), network, from, to });
    }
    cases
}

fn value(search: &mut FlowSearch, case: &Case) -> u64 {
    let view = View::new(&case.network, Impedance::Length);
    let graph =
        FlowGraph::new(&view, std::slice::from_ref(&case.from), std::slice::from_ref(&case.to)).unwrap();
    match search.run(&graph, &[PLENTY], &[Amount::Unlimited]).unwrap() {
        Flow::Limited(flow) => flow.value(),
        Flow::Unlimited(_) => u64::MAX,
    }
}

/// Tonnes, so that they fit wherever they go; nodes as in the network, then where supply comes together, the source and the
/// sink. What has no limit there has [`PLENTY`].
fn plain_arcs(case: &Case) -> (usize, Vec<[u64; 3]>) {
    let network = &case.network;
    let nodes = network.node_count() as u64;
    let plenty = 1 << 28;
    let mut arcs = Vec::new();
    for arc in network.arcs() {
        let tonnes = network.arc_capacity(arc).limit().map_or(plenty, |tonnes| tonnes.kilograms() / 1_000);
        arcs.push([network.tail(arc).index() as u64, network.head(arc).index() as u64, tonnes]);
    }
    // All of the supply starts together.
    arcs.push([nodes + 1, nodes, plenty]);
    arcs.extend(case.from.iter().map(|node| [nodes, node.index() as u64, plenty]));
    arcs.extend(case.to.iter().map(|node| [node.index() as u64, nodes + 2, plenty]));
    (network.node_count() + 3, arcs)
}

fn petgraph_of(case: &Case) -> DiGraph<(), u64> {
    let (nodes, arcs) = plain_arcs(case);
    let mut graph = DiGraph::with_capacity(nodes, arcs.len());
    for _ in 0..nodes {
        graph.add_node(());
    }
    let at = |node: u64| NodeIndex::new(usize::try_from(node).unwrap());
    for [tail, head, tonnes] in arcs {
        graph.add_edge(at(tail), at(head), tonnes);
    }
    graph
}

fn flows(criterion: &mut Criterion) {
    if let Ok(folder) = std::env::var("SUPPLYLINE_FLOW_CASES") {
        return tell(Path::new(&folder));
    }
    let mut group = criterion.benchmark_group("maximum flow");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for nodes in SIZES {
        for case in cases(nodes) {
            let mut search = FlowSearch::default();
            let view = View::new(&case.network, Impedance::Length);
            let graph =
                FlowGraph::new(&view, std::slice::from_ref(&case.from), std::slice::from_ref(&case.to))
                    .unwrap();
            let found = value(&mut search, &case);
            // petgraph takes minutes on the larger ones; there the cuts of equal value are the second answer.
            if nodes <= 20_000 {
                let theirs = petgraph_of(&case);
                let ends = [1, 2].map(|at| NodeIndex::new(case.network.node_count() + at));
                assert_eq!(found, dinics(&theirs, ends[0], ends[1]).0 * 1_000, "{}", case.name);
                group.bench_function(BenchmarkId::new("petgraph, Dinic", &case.name), |bench| {
                    bench.iter(|| black_box(dinics(&theirs, ends[0], ends[1]).0));
                });
            }
            let Flow::Limited(mut flow) = search.run(&graph, &[PLENTY], &[Amount::Unlimited]).unwrap() else {
                unreachable!("the supply has a limit")
            };
            let carried = |limit| match limit {
                supplyline::paths::Limit::Link(link, _) => {
                    case.network.link(link).capacity().limit().unwrap().kilograms()
                }
                supplyline::paths::Limit::Supply(_) => PLENTY.limit().unwrap(),
                other => unreachable!("{other:?} has no limit"),
            };
            for cut in [flow.cut_near_sources(&case.network), flow.cut_near_sinks(&case.network)] {
                assert_eq!(cut.into_iter().map(carried).sum::<u64>(), found);
            }
            group.bench_function(BenchmarkId::new("supplyline", &case.name), |bench| {
                bench.iter(|| black_box(search.run(&graph, &[PLENTY], &[Amount::Unlimited]).is_ok()));
            });
            assert_eq!(
                search.value(&graph, &[PLENTY], &[Amount::Unlimited]).unwrap(),
                Some(found),
                "{}",
                case.name
            );
            group.bench_function(BenchmarkId::new("supplyline, the value alone", &case.name), |bench| {
                bench.iter(|| black_box(search.value(&graph, &[PLENTY], &[Amount::Unlimited]).is_ok()));
            });
            group.bench_function(BenchmarkId::new("supplyline, with its graph", &case.name), |bench| {
                bench.iter(|| black_box(value(&mut search, &case)));
            });
        }
    }
    group.finish();
}

/// Writes each case, and then for each line that is read, which has the number of one, the milliseconds of a flow, with its graph and
/// without, and of its value alone; where "petgraph" comes before the number, those of petgraph's Dinic.
fn tell(folder: &Path) {
    let nodes = std::env::var("SUPPLYLINE_FLOW_NODES").ok().and_then(|text| text.parse().ok());
    let cases = cases(nodes.unwrap_or(264_000));
    let mut search = FlowSearch::default();
    for (number, case) in cases.iter().enumerate() {
        let (nodes, arcs) = plain_arcs(case);
        let mut file = BufWriter::new(File::create(folder.join(format!("{number}.bin"))).unwrap());
        file.write_all(&(nodes as u64).to_le_bytes()).unwrap();
        for number in arcs.into_iter().flatten() {
            file.write_all(&number.to_le_bytes()).unwrap();
        }
    }
    for case in &cases {
        println!("{}", case.name);
    }
    println!("ready");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (is_petgraph, number) =
            line.strip_prefix("petgraph ").map_or((false, &*line), |rest| (true, rest));
        let Ok(case) = number.parse::<usize>() else { return };
        let case = &cases[case];
        if is_petgraph {
            let theirs = petgraph_of(case);
            let ends = [1, 2].map(|at| NodeIndex::new(case.network.node_count() + at));
            let begin = Instant::now();
            let (value, _) = dinics(&theirs, ends[0], ends[1]);
            println!("{value} {:.3}", begin.elapsed().as_secs_f64() * 1e3);
            continue;
        }
        let begin = Instant::now();
        let view = View::new(&case.network, Impedance::Length);
        let graph =
            FlowGraph::new(&view, std::slice::from_ref(&case.from), std::slice::from_ref(&case.to)).unwrap();
        let made = Instant::now();
        let found = search.run(&graph, &[PLENTY], &[Amount::Unlimited]).unwrap();
        let end = Instant::now();
        let Flow::Limited(flow) = found else { unreachable!("the supply has a limit") };
        let value = flow.value();
        let again = Instant::now();
        assert_eq!(
            search.value(&graph, &[PLENTY], &[Amount::Unlimited]).unwrap(),
            Some(value),
            "{}",
            case.name
        );
        let alone = again.elapsed();
        println!(
            "{} {:.3} {:.3} {:.3}",
            value / 1_000,
            end.duration_since(made).as_secs_f64() * 1e3,
            end.duration_since(begin).as_secs_f64() * 1e3,
            alone.as_secs_f64() * 1e3
        );
    }
}

criterion_group!(benches, flows);
criterion_main!(benches);
