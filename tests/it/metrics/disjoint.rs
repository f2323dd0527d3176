//! Disjoint routes, each with its witness, and against trying every cut.

use std::collections::BTreeSet;

use supplyline::analysis::metrics::{DisjointOptions, disjoint};
use supplyline::analysis::rank::Loss;
use supplyline::network::{ArcId, Node, NodeId};
use supplyline::paths::Route;
use supplyline::scenario::{Scenario, Source};
use supplyline::{ScenarioSpec, View};

use super::graph;
use crate::random::world;

fn sources(scenario: &Scenario<'_>, source: Source) -> BTreeSet<NodeId> {
    let hubs = match source {
        Source::Origin(hub) => vec![hub],
        Source::CheapestOrigin => scenario.origins().iter().map(|origin| origin.hub).collect(),
    };
    let nodes = hubs.into_iter().flat_map(|hub| scenario.network().hub(hub).nodes()).copied();
    nodes.filter(|&node| scenario.before().is_open(node)).collect()
}

fn is_reached(view: &View<'_>, sources: &BTreeSet<NodeId>, targets: &BTreeSet<NodeId>) -> bool {
    let mut reached = sources.clone();
    loop {
        let network = view.network();
        let open = network.arcs().filter(|&arc| view.cost(arc).is_some());
        let next: BTreeSet<NodeId> = open
            .filter(|&arc| reached.contains(&network.tail(arc)))
            .map(|arc| network.head(arc))
            .filter(|node| !reached.contains(node))
            .collect();
        if next.is_empty() {
            return !reached.is_disjoint(targets);
        }
        reached.extend(next);
    }
}

/// The fewest nodes between that sever, by trying all sets in the order of their size.
fn least_cut(view: &View<'_>, sources: &BTreeSet<NodeId>, targets: &BTreeSet<NodeId>) -> usize {
    let between: Vec<NodeId> = view
        .network()
        .nodes()
        .map(Node::id)
        .filter(|node| view.is_open(*node) && !sources.contains(node) && !targets.contains(node))
        .collect();
    let mut sizes: Vec<u32> = (0..1_u32 << between.len()).collect();
    sizes.sort_by_key(|set| set.count_ones());
    let severs = |set: &u32| {
        let mut view = view.clone();
        for (at, &node) in between.iter().enumerate() {
            if set >> at & 1 == 1 {
                view.close_node(node);
            }
        }
        !is_reached(&view, sources, targets)
    };
    sizes.iter().find(|set| severs(set)).unwrap().count_ones() as usize
}

#[test]
fn as_many_as_the_least_cut() {
    let (mut many, mut tried) = (0, 0);
    for seed in 0..3_000 {
        let world = world(seed);
        let network = &world.network;
        let scenario = world.spec.on(network).unwrap();
        let found = disjoint(&scenario, DisjointOptions::default().routes(true)).unwrap();
        assert_eq!(found.relations.len(), scenario.relations().len());
        for (one, &relation) in found.relations.iter().zip(scenario.relations()) {
            assert_eq!(one.relation, relation);
            let view = scenario.before();
            let sources = sources(&scenario, relation.source);
            let targets: BTreeSet<NodeId> =
                network.hub(relation.destination).nodes().iter().copied().collect();
            let targets: BTreeSet<NodeId> = targets.into_iter().filter(|&node| view.is_open(node)).collect();
            let Some(count) = one.count else {
                assert!(!sources.is_disjoint(&targets));
                continue;
            };
            assert!(sources.is_disjoint(&targets));
            let direct: Vec<ArcId> = network
                .arcs()
                .filter(|&arc| view.cost(arc).is_some())
                .filter(|&arc| sources.contains(&network.tail(arc)) && targets.contains(&network.head(arc)))
                .collect();
            assert_eq!(one.direct, direct);
            // The witnesses: so many routes, and so many nodes that sever.
            assert_eq!(one.routes.len(), count, "seed {seed}");
            assert_eq!(one.cut.len() + direct.len(), count, "seed {seed}");
            let (mut passed, mut arcs) = (BTreeSet::new(), BTreeSet::new());
            for route in &one.routes {
                let mut at = route.start();
                assert!(sources.contains(&at));
                for &arc in route.arcs() {
                    assert!(view.cost(arc).is_some() && arcs.insert(arc));
                    assert_eq!(network.tail(arc), at);
                    at = network.head(arc);
                    assert!(targets.contains(&at) || (!sources.contains(&at) && passed.insert(at)));
                }
                assert!(targets.contains(&at));
            }
            let mut severed = view.clone();
            for &arc in &direct {
                severed.close_arc(arc);
            }
            if network.node_count() <= 12 {
                assert_eq!(one.cut.len(), least_cut(&severed, &sources, &targets), "seed {seed}");
                tried += 1;
            }
            for &node in &one.cut {
                assert!(!sources.contains(&node) && !targets.contains(&node));
                severed.close_node(node);
            }
            assert!(!is_reached(&severed, &sources, &targets), "seed {seed}");
            many += usize::from(count > 1);
        }
        for one in &found.relations {
            let of_hub = found.relations.iter().filter(|other| {
                other.relation.destination == one.relation.destination && other.count.is_some()
            });
            let least = of_hub.filter_map(|other| other.count).min().map(|count| count as f64);
            assert_eq!(found.of(Loss::Hub(one.relation.destination)), least);
        }
        let plain = disjoint(&scenario, None).unwrap();
        assert!(plain.relations.iter().all(|one| one.routes.is_empty()));
    }
    assert!(many > 300 && tried > 1_000, "{many} {tried}");
}

/// In a grid of 30 x 30 towns as many disjoint routes lead from side to side as there are rows.
#[test]
fn rows_of_a_grid() {
    let side = 30;
    let mut links = Vec::new();
    for row in 0..side {
        for column in 0..side {
            let at = row * side + column;
            if column + 1 < side {
                links.push((at, at + 1, 100));
            }
            if row + 1 < side {
                links.push((at, at + side, 100));
            }
        }
    }
    let (west, east) = (side * side, side * side + 1);
    for row in 0..side {
        links.push((west, row * side, 100));
        links.push((row * side + side - 1, east, 100));
    }
    let network = graph(side * side + 2, &links);
    let spec = ScenarioSpec::new("grid").origin(format!("{west:04}").as_str());
    let scenario = spec.destination(format!("{east:04}").as_str()).on(&network).unwrap();
    let found = disjoint(&scenario, DisjointOptions::default().routes(true)).unwrap();
    assert_eq!(found.relations[0].count, Some(side));
    let passed: BTreeSet<ArcId> = found.relations[0].routes.iter().flat_map(Route::arcs).copied().collect();
    assert!(passed.len() >= side * (side + 1));
}
