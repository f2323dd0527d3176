//! Impact against a second answer: openness worked out from the words of the scenario, costs by petgraph's Dijkstra.

use std::collections::HashMap;

use geo::Intersects;
use petgraph::graph::{DiGraph, NodeIndex};
use supplyline::analysis::flow::{Received, ThroughputOptions};
use supplyline::analysis::{Status, impact, verify};
use supplyline::network::{ArcId, Element, Link, NodeId};
use supplyline::scenario::{AreaSpec, ClosureSpec, CrossingLinks, Source};
use supplyline::{Impedance, Network};

use crate::random::{World, world};

/// What a closure takes, by the words of SEMANTICS: nodes, and arcs beside those that touch them.
fn taken(network: &Network, closure: &ClosureSpec) -> (Vec<bool>, Vec<bool>) {
    let of_mode =
        |node: NodeId| closure.modes.as_ref().is_none_or(|modes| modes.contains(network.node(node).mode()));
    let polygons = match &closure.area {
        Some(AreaSpec::Polygons(area)) => Some(area.polygons().clone()),
        _ => None,
    };
    let inside = |node: NodeId| {
        let at = network.node(node).position().unwrap();
        polygons.as_ref().is_some_and(|area| area.intersects(&geo::Point::new(at.lon(), at.lat())))
    };
    let nodes = network
        .nodes()
        .map(|node| {
            let named = closure.hubs.iter().any(|hub| hub == node.hub().key());
            (named || inside(node.id())) && of_mode(node.id())
        })
        .collect();
    // The lines of these worlds are straight, and their polygons convex: a line lies inside where both its ends do.
    let itself = |link: &Link<'_>| {
        let ends = [link.from(), link.to()];
        let line = ends.map(|end| geo::Point::from(end.position().unwrap()));
        let meets = match closure.crossing_links {
            CrossingLinks::Closed => {
                polygons.as_ref().is_some_and(|area| area.intersects(&geo::Line::new(line[0], line[1])))
            }
            CrossingLinks::Open => ends.into_iter().all(|end| inside(end.id())),
        };
        meets || closure.links.iter().any(|key| key == link.key())
    };
    let lost_together = |one: &Link<'_>, other: &Link<'_>| {
        one.id() == other.id() || (one.physical_key().is_some() && one.physical_key() == other.physical_key())
    };
    let taken_links: Vec<bool> = network
        .links()
        .map(|link| network.links().any(|other| itself(&other) && lost_together(&link, &other)))
        .collect();
    let arcs = network
        .arcs()
        .map(|arc| match network.element(arc) {
            Element::Link(link) => taken_links[link.index()] && of_mode(network.tail(arc)),
            Element::Transfer(_) => false,
        })
        .collect();
    (nodes, arcs)
}

/// What every arc costs, or nothing where it is closed; and which nodes are open.
fn ground(world: &World, with_all: bool) -> (Vec<Option<u64>>, Vec<bool>) {
    let network = &world.network;
    let mut open_nodes = vec![true; network.node_count()];
    let mut closed_arcs = vec![false; network.arc_count()];
    let mut speeds = vec![1.0_f64; network.arc_count()];
    let baseline = world.spec.closures.iter().filter(|closure| closure.baseline);
    let others = world.spec.closures.iter().filter(|closure| with_all && !closure.baseline);
    for closure in baseline.chain(others) {
        let (nodes, arcs) = taken(network, closure);
        match closure.speed_factor {
            None => {
                for (at, taken) in nodes.into_iter().enumerate() {
                    open_nodes[at] &= !taken;
                }
                for (at, taken) in arcs.into_iter().enumerate() {
                    closed_arcs[at] |= taken;
                }
            }
            Some(factor) => {
                for arc in network.arcs() {
                    let ends = [network.tail(arc), network.head(arc)];
                    let taken_ends = ends.map(|node| nodes[node.index()]);
                    let same_hub = network.node(ends[0]).hub().id() == network.node(ends[1]).hub().id();
                    let slowed = match network.element(arc) {
                        Element::Transfer(_) => taken_ends[0] || taken_ends[1],
                        Element::Link(_) => arcs[arc.index()] || (same_hub && taken_ends[0] && taken_ends[1]),
                    };
                    if slowed {
                        speeds[arc.index()] *= factor.value();
                    }
                }
            }
        }
    }
    let costs = network
        .arcs()
        .map(|arc| {
            let open = |node: NodeId| open_nodes[node.index()];
            if closed_arcs[arc.index()] || !open(network.tail(arc)) || !open(network.head(arc)) {
                return None;
            }
            Some(match world.spec.cost {
                Impedance::Length => network.length(arc).decimetres(),
                Impedance::Time => {
                    (network.time(arc).milliseconds() as f64 / speeds[arc.index()]).round() as u64
                }
            })
        })
        .collect();
    (costs, open_nodes)
}

/// Least costs from any of the sources, by petgraph.
fn petgraph_costs(network: &Network, costs: &[Option<u64>], sources: &[NodeId]) -> HashMap<NodeIndex, u64> {
    let mut graph: DiGraph<(), u64> = DiGraph::new();
    let nodes: Vec<NodeIndex> = network.nodes().map(|_| graph.add_node(())).collect();
    for arc in network.arcs() {
        if let Some(cost) = costs[arc.index()] {
            graph.add_edge(nodes[network.tail(arc).index()], nodes[network.head(arc).index()], cost);
        }
    }
    let origin = graph.add_node(());
    for source in sources {
        graph.add_edge(origin, nodes[source.index()], 0);
    }
    petgraph::algo::dijkstra(&graph, origin, None, |edge| *edge.weight()).into_iter().collect()
}

#[test]
fn impact_agrees_with_petgraph_on_a_thousand_worlds() {
    let mut seen: HashMap<Status, u64> = HashMap::new();
    for seed in 0..1_000 {
        let world = world(seed);
        let network = &world.network;
        let scenario = world.spec.on(network).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let outcome = impact(&scenario, None).unwrap();
        let grounds = [ground(&world, false), ground(&world, true)];
        let options = ThroughputOptions::default;
        let received = [scenario.before(), scenario.after()]
            .map(|view| Received::of(&scenario, view, options()).unwrap());
        for (at, answer) in outcome.relations.iter().enumerate() {
            *seen.entry(answer.status).or_default() += 1;
            let origins = match answer.relation.source {
                Source::Origin(hub) => vec![hub],
                Source::CheapestOrigin => scenario.origins().iter().map(|origin| origin.hub).collect(),
            };
            let expected = grounds.each_ref().map(|(costs, open)| {
                let sources: Vec<NodeId> = origins
                    .iter()
                    .flat_map(|&hub| network.hub(hub).nodes())
                    .copied()
                    .filter(|node| open[node.index()])
                    .collect();
                let found = petgraph_costs(network, costs, &sources);
                let ends = network.hub(answer.relation.destination).nodes();
                ends.iter().filter_map(|node| found.get(&NodeIndex::new(node.index()))).min().copied()
            });
            let given = [&answer.before, &answer.after]
                .map(|route| route.as_ref().map(|route| route.cost(world.spec.cost)));
            let to = network.hub(answer.relation.destination).key();
            assert_eq!(given, expected, "seed {seed}, to {to}");
            let expected_status = match expected {
                [None, _] => Status::Unsupplied,
                [Some(_), None] => Status::Severed,
                _ if received[1].amount(at) < received[0].amount(at) => Status::Throttled,
                _ if answer.route_changed() => Status::Rerouted,
                [old, new] if new > old => Status::Delayed,
                _ => Status::Unaffected,
            };
            assert_eq!(answer.status, expected_status, "seed {seed}, to {to}");
        }
        let checked = verify(&scenario, &outcome).unwrap_or_else(|found| panic!("seed {seed}: {found:?}"));
        assert_eq!(checked.routes + checked.absences, 2 * outcome.relations.len() as u64, "seed {seed}");
    }
    for status in Status::ALL {
        let count = seen.get(status).copied().unwrap_or(0);
        // What is throttled has worlds of its own, in `flows.rs`.
        let wanted = if *status == Status::Throttled { 10 } else { 20 };
        assert!(count >= wanted, "{status} was met {count} times: the worlds are too tame");
    }
}

/// All ways to a target without visiting a node twice: cost, arcs.
fn simple_routes(
    network: &Network,
    costs: &[Option<u64>],
    at: NodeId,
    to: NodeId,
    path: &mut Vec<ArcId>,
    visited: &mut Vec<NodeId>,
    found: &mut Vec<(u64, Vec<ArcId>)>,
) {
    if at == to {
        let cost = path.iter().map(|arc| costs[arc.index()].unwrap()).sum();
        found.push((cost, path.clone()));
        return;
    }
    for arc in network.arcs_out(at) {
        let head = network.head(arc);
        if costs[arc.index()].is_none() || visited.contains(&head) {
            continue;
        }
        path.push(arc);
        visited.push(head);
        simple_routes(network, costs, head, to, path, visited, found);
        visited.pop();
        path.pop();
    }
}

/// The route that the documentation promises: least cost, then fewest arcs, then, looking back, the smallest arcs.
#[test]
fn among_equal_routes_the_documented_one_is_taken() {
    let mut ties = 0;
    for seed in 0..400 {
        let world = world(seed);
        let network = &world.network;
        if network.node_count() > 9 || network.arc_count() > 24 {
            continue;
        }
        let view = supplyline::View::new(network, world.spec.cost);
        let costs: Vec<Option<u64>> = network.arcs().map(|arc| view.cost(arc).map(u64::from)).collect();
        let mut search = supplyline::paths::Search::default();
        let mut arcs = Vec::new();
        for from in network.nodes() {
            let tree = search.run(&view, &[from.id()]);
            for to in network.nodes() {
                let mut found = Vec::new();
                let (from, to) = (from.id(), to.id());
                simple_routes(network, &costs, from, to, &mut Vec::new(), &mut vec![from], &mut found);
                let least = found.iter().map(|(cost, _)| *cost).min();
                assert_eq!(tree.cost(to), least, "seed {seed}");
                let best = found.iter().min_by_key(|(cost, arcs)| {
                    (*cost, arcs.len(), arcs.iter().rev().copied().collect::<Vec<_>>())
                });
                ties += usize::from(found.iter().filter(|(cost, _)| Some(*cost) == least).count() > 1);
                let start = tree.route_into(to, &mut arcs);
                assert_eq!(start.map(|_| &arcs), best.map(|(_, arcs)| arcs), "seed {seed}");
            }
        }
    }
    assert!(ties > 500, "only {ties} ties were met");
}
