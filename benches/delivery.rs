//! Cheapest flows by ways and by the simplex method, on road-like graphs and street grids. Equal costs first.
//!
//! `cargo bench --bench delivery`. With `SUPPLYLINE_DELIVERY_CASES=FOLDER` it writes the instances there instead, one file
//! each, for `crates/supplyline-peers/delivery.py`, and tells what each takes, round by round; `SUPPLYLINE_DELIVERY_LINKS` says
//! of how many links at most (100,000).
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use fastrand::Rng;
use supplyline::import::{RawLink, RawNetwork, RawNode};
use supplyline::network::{Network, NodeId};
use supplyline::paths::{
    Amount, CheapestFlow, CheapestMethod, CheapestOptions, Flow, FlowGraph, FlowSearch, cheapest_flow,
};
use supplyline::units::{Length, Time, TonnesPerDay};
use supplyline::{Impedance, View};

/// Links, about.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// How many sources, and how many sinks.
const TERMINALS: [[usize; 2]; 4] = [[1, 10], [10, 10], [10, 100], [300, 300]];

struct Case {
    name: String,
    network: Network,
    from: Vec<NodeId>,
    to: Vec<NodeId>,
    /// Kilograms, one for each.
    supplies: Vec<u64>,
    demands: Vec<u64>,
}

/// Places, and links with what they take in milliseconds and carry in tonnes.
struct Plan {
    family: &'static str,
    nodes: usize,
    links: Vec<(usize, usize, u32, u64)>,
}

/// Streets 2,000 t, arterials 10,000, motorways 40,000, each by a factor from 0.5 to 1.5.
fn roads(links: usize) -> Plan {
    let graph = road_like::RoadLike::new(links * 3 / 4, 1);
    let mut rng = Rng::with_seed(7);
    let mut list = Vec::new();
    for (arc, (&tail, &head)) in graph.tails.iter().zip(&graph.heads).enumerate() {
        if tail < head {
            let speed = f64::from(graph.decimetres[arc]) / f64::from(graph.milliseconds[arc]);
            let class = if speed > 0.3 { 400 } else { 20 };
            let class = if (0.15..=0.3).contains(&speed) { 100 } else { class };
            let tonnes = class * rng.u64(50..=150);
            list.push((tail as usize, head as usize, graph.milliseconds[arc], tonnes));
        }
    }
    Plan { family: "roads", nodes: graph.positions.len(), links: list }
}

/// A square grid, times and capacities anything.
fn grid(links: usize) -> Plan {
    let mut rng = Rng::with_seed(11);
    let side = (links / 2).isqrt();
    let mut list = Vec::new();
    for at in 0..side * side {
        for (other, is_there) in [(at + 1, (at + 1) % side > 0), (at + side, at + side < side * side)] {
            if is_there {
                list.push((at, other, rng.u32(1_000..100_000), rng.u64(100..10_000)));
            }
        }
    }
    Plan { family: "grid", nodes: side * side, links: list }
}

fn network(of: &Plan) -> Network {
    let node = |key: usize| RawNode { key: key.to_string(), ..RawNode::default() };
    let nodes = (0..of.nodes).map(node).collect();
    let mut raw = RawNetwork { nodes, ..RawNetwork::default() };
    for (key, &(from, to, milliseconds, tonnes)) in of.links.iter().enumerate() {
        raw.links.push(RawLink {
            key: key.to_string(),
            from: from.to_string(),
            to: to.to_string(),
            length: Length::from_decimetres(milliseconds.into()).ok(),
            time: Time::from_milliseconds(milliseconds.into()).ok(),
            capacity: TonnesPerDay::from_kilograms(tonnes * 1_000).ok(),
            ..RawLink::default()
        });
    }
    Network::try_from(raw).unwrap()
}

/// Half of what leaves each source and of what enters each sink is asked for, so that links fill up and most demand is met.
fn cases(links: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for of in [roads(links), grid(links)] {
        let network = network(&of);
        for [sources, sinks] in TERMINALS {
            if 10 * (sources + sinks) > of.nodes {
                continue;
            }
            let mut rng = Rng::with_seed(3);
            let mut nodes: Vec<NodeId> = network.nodes().map(supplyline::network::Node::id).collect();
            rng.shuffle(&mut nodes);
            let (from, to) = (nodes[..sources].to_vec(), nodes[sources..sources + sinks].to_vec());
            let around = |node: &NodeId| -> u64 {
                let arcs = network.arcs_out(*node);
                arcs.map(|arc| network.arc_capacity(arc).limit().unwrap().kilograms()).sum()
            };
            let demands: Vec<u64> = to.iter().map(|node| around(node) / 2).collect();
            // As much as is wanted, in all.
            let wanted: u64 = demands.iter().sum();
            let each = wanted.div_ceil(sources as u64);
            let supplies = vec![each; sources];
            let name = format!("{} {links} links, {sources} to {sinks}", of.family);
            cases.push(Case { name, network: network.clone(), from, to, supplies, demands });
        }
    }
    cases
}

fn graph(case: &Case) -> (View<'_>, FlowGraph) {
    let view = View::new(&case.network, Impedance::Time);
    let each = |nodes: &[NodeId]| nodes.iter().map(|&node| vec![node]).collect::<Vec<_>>();
    let graph = FlowGraph::new(&view, &each(&case.from), &each(&case.to)).unwrap();
    (view, graph)
}

fn solve<'g>(case: &Case, view: &View<'_>, graph: &'g FlowGraph, method: CheapestMethod) -> CheapestFlow<'g> {
    let supplies: Vec<Amount> = case.supplies.iter().map(|&supply| Amount::Limited(supply)).collect();
    let options = CheapestOptions::default().method(method);
    cheapest_flow(graph, view, &supplies, &case.demands, options).unwrap()
}

const METHODS: [(&str, CheapestMethod); 3] = [
    ("default", CheapestMethod::WaysThenSimplex),
    ("ways", CheapestMethod::Ways),
    ("simplex", CheapestMethod::Simplex),
];

fn deliveries(criterion: &mut Criterion) {
    let links = std::env::var("SUPPLYLINE_DELIVERY_LINKS").ok().and_then(|text| text.parse().ok());
    if let Ok(folder) = std::env::var("SUPPLYLINE_DELIVERY_CASES") {
        return tell(Path::new(&folder), links.unwrap_or(100_000));
    }
    let mut group = criterion.benchmark_group("cheapest flow");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for size in SIZES.into_iter().filter(|&size| size <= links.unwrap_or(100_000)) {
        for case in cases(size) {
            let (view, graph) = graph(&case);
            let found = METHODS.map(|(_, method)| {
                let flow = solve(&case, &view, &graph, method);
                (flow.value(), flow.cost())
            });
            assert!(found.iter().all(|other| other == &found[0]), "{}: {found:?}", case.name);
            let supplies: Vec<Amount> = case.supplies.iter().map(|&supply| Amount::Limited(supply)).collect();
            let demands: Vec<Amount> = case.demands.iter().map(|&demand| Amount::Limited(demand)).collect();
            let mut search = FlowSearch::default();
            let Flow::Limited(most) = search.run(&graph, &supplies, &demands).unwrap() else {
                unreachable!("all links have a limit")
            };
            assert_eq!(found[0].0, most.value(), "{}", case.name);
            for (name, method) in METHODS {
                group.bench_function(BenchmarkId::new(name, &case.name), |bench| {
                    bench.iter(|| black_box(solve(&case, &view, &graph, method).cost()));
                });
            }
        }
    }
    group.finish();
}

/// Writes each case, and then for each line that is read, a case and a method, the value, the cost and the milliseconds.
fn tell(folder: &Path, links: usize) {
    let cases: Vec<Case> =
        SIZES.into_iter().filter(|&size| size <= links).flat_map(|size| cases(size).into_iter()).collect();
    for (number, case) in cases.iter().enumerate() {
        let network = &case.network;
        let mut file = BufWriter::new(File::create(folder.join(format!("{number}.bin"))).unwrap());
        let nodes = network.node_count() as u64;
        let mut arcs: Vec<[u64; 4]> = Vec::new();
        for arc in network.arcs() {
            let kilograms = network.arc_capacity(arc).limit().unwrap().kilograms();
            let ends = [network.tail(arc), network.head(arc)].map(|node| node.index() as u64);
            let cost = network.arc_milliseconds()[arc.index()].into();
            arcs.push([ends[0], ends[1], kilograms, cost]);
        }
        let supplies = case.from.iter().zip(&case.supplies);
        arcs.extend(supplies.map(|(node, &supply)| [nodes, node.index() as u64, supply, 0]));
        let demands = case.to.iter().zip(&case.demands);
        arcs.extend(demands.map(|(node, &demand)| [node.index() as u64, nodes + 1, demand, 0]));
        let wanted = case.demands.iter().sum::<u64>();
        for number in [nodes + 2, wanted].into_iter().chain(arcs.into_iter().flatten()) {
            file.write_all(&number.to_le_bytes()).unwrap();
        }
    }
    for case in &cases {
        println!("{}", case.name);
    }
    println!("ready");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut words = line.split(' ').map(str::parse::<usize>);
        let (Some(Ok(case)), Some(Ok(method))) = (words.next(), words.next()) else { return };
        let case = &cases[case];
        let begin = Instant::now();
        let (view, graph) = graph(case);
        let made = Instant::now();
        let flow = solve(case, &view, &graph, METHODS[method].1);
        let end = Instant::now();
        println!(
            "{} {} {:.3} {:.3}",
            flow.value(),
            flow.cost(),
            end.duration_since(made).as_secs_f64() * 1e3,
            end.duration_since(begin).as_secs_f64() * 1e3
        );
    }
}

criterion_group!(benches, deliveries);
criterion_main!(benches);
