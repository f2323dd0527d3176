//! What routes cost without each of their parts, against closing the part and searching anew.

use std::sync::Arc;

use fastrand::Rng;
use supplyline::network::{Element, NewLink, NodeId};
use supplyline::paths::{
    Detour, DetourCosts, DetourEffort, DetourWorkspace, Detours, Direction, DominatorSearch, Finder, Index,
    Route, Router, Search, Unavoidable,
};
use supplyline::{Impedance, Network, View};

use crate::random::world;
use crate::road_like::road_network;

/// Asserts that all detours of the route between some nodes are right. How many of them there are.
fn are_right(view: &View<'_>, index: Option<&Arc<Index>>, sources: &[NodeId], targets: &[NodeId]) -> usize {
    let network = view.network();
    let mut arcs = Vec::new();
    let router = match index {
        Some(index) => Router::with_index(network, Arc::clone(index)).unwrap(),
        None => Router::plain(network),
    };
    let prepared = router.prepare(view).unwrap();
    let mut finder = Finder::default();
    let Some(found) = finder.route(&prepared, sources, targets, &mut arcs) else { return 0 };
    let route = Route::new(view, found.start, arcs);

    let detours = Detours::new(&prepared);
    let mut workspace = DetourWorkspace::default();
    let from = detours.tree(Direction::From, sources, &mut workspace);
    let to = detours.tree(Direction::To, targets, &mut workspace);
    assert_eq!(detours.cost(&from, found.end), Some(found.cost));
    assert_eq!(detours.cost(&to, found.start), Some(found.cost));
    let mut dominators = DominatorSearch::default();
    let unavoidable = Unavoidable::new(view, dominators.run(view, sources), targets, &route);
    let all = |costs: DetourCosts<'_>| -> Vec<Detour> {
        let nodes = (0..=route.arcs().len()).map(|number| costs.without_node(number));
        nodes.chain((0..route.arcs().len()).map(|number| costs.without_link(number))).collect()
    };
    let (told, effort) = (Some(&unavoidable), DetourEffort::All);
    let told_all = all(detours.along(&from, &to, &route, told, effort, &mut workspace));
    for each in [0, 1, 5] {
        let effort = DetourEffort::NodesForEach(each);
        let near = all(detours.along(&from, &to, &route, told, effort, &mut workspace));
        for (near, all) in near.into_iter().zip(&told_all) {
            match (near, all) {
                (Detour::CostsAtLeast(bound), Detour::Costs(cost)) => assert!(bound <= *cost, "{route:?}"),
                (near, all) => assert_eq!(near, *all, "{route:?}"),
            }
        }
    }
    let costs = detours.along(&from, &to, &route, None, effort, &mut workspace);
    assert_eq!(told_all, all(costs), "{route:?}");

    let mut search = Search::default();
    let mut least = |view: &View<'_>| {
        let tree = search.run(view, sources);
        let least = targets.iter().filter_map(|&target| tree.cost(target)).min();
        least.map_or(Detour::None, Detour::Costs)
    };
    let mut closed = view.clone();
    let before = closed.mark();
    for (number, node) in route.nodes(view).enumerate() {
        closed.close_node(node);
        assert_eq!(costs.without_node(number), least(&closed), "without node {number} of {route:?}");
        closed.undo_to(before).unwrap();
    }
    for (number, &arc) in route.arcs().iter().enumerate() {
        let ends = [network.tail(arc), network.head(arc)];
        let lost = match network.element(arc) {
            Element::Link(link) => {
                network.physical_link(link).flat_map(|link| network.link_arcs(link)).collect()
            }
            Element::Transfer(transfer) => network.transfer_arcs(transfer).iter().collect::<Vec<_>>(),
        };
        for &arc in lost {
            if ends.contains(&network.tail(arc)) && ends.contains(&network.head(arc)) {
                closed.close_arc(arc);
            }
        }
        assert_eq!(costs.without_link(number), least(&closed), "without link {number} of {route:?}");
        closed.undo_to(before).unwrap();
    }
    2 * route.arcs().len() + 1
}

pub(crate) fn some(rng: &mut Rng, nodes: &[NodeId], most: usize) -> Vec<NodeId> {
    (0..rng.usize(1..=most)).filter_map(|_| rng.choice(nodes).copied()).collect()
}

#[test]
fn on_random_worlds_with_transfers_closures_and_slow_downs() {
    let mut checked = 0;
    for seed in 0..1_000 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let nodes: Vec<NodeId> = world.network.nodes().map(supplyline::network::Node::id).collect();
        let mut rng = Rng::with_seed(seed);
        let index = Arc::new(Index::new(&world.network, None).unwrap());
        for view in [scenario.before(), scenario.after()] {
            for _ in 0..4 {
                let (sources, targets) = (some(&mut rng, &nodes, 3), some(&mut rng, &nodes, 3));
                let index = Some(&index).filter(|_| rng.bool());
                checked += are_right(view, index, &sources, &targets);
            }
        }
    }
    assert!(checked > 5_000, "{checked}");
}

/// Hubs of one node each: a grid with some links left out, some one-way, some doubled, and some across it.
pub(crate) fn town(rng: &mut Rng) -> Network {
    let (width, height) = (rng.usize(1..12), rng.usize(1..8));
    let mut builder = Network::builder();
    for at in 0..width * height {
        builder = builder.hub(at.to_string());
    }
    // Of few costs many are equal; of many hardly any.
    let most = rng.choice([1, 2, 5, 1_000]).unwrap();
    let (one_way, missing) = (rng.u8(0..100), rng.u8(0..40));
    let mut links = 0;
    let mut link = |rng: &mut Rng, from: usize, to: usize| {
        links += 1;
        let mut link = NewLink::road(from.to_string(), to.to_string())
            .key(format!("l{links}"))
            .length(format!("{} km", rng.u32(0..=most)));
        if rng.u8(0..100) < one_way {
            link = link.one_way();
        }
        if rng.u8(0..12) == 0 {
            link = link.physical(format!("p{}", rng.u8(0..4)));
        }
        builder = std::mem::take(&mut builder).link(link);
    };
    for at in 0..width * height {
        let neighbours = [(at % width + 1 < width).then_some(at + 1), Some(at + width)];
        for to in neighbours.into_iter().flatten().filter(|&to| to < width * height) {
            if rng.u8(0..100) >= missing {
                if rng.bool() {
                    link(rng, at, to);
                } else {
                    link(rng, to, at);
                }
                if rng.u8(0..15) == 0 {
                    link(rng, to, at);
                }
            }
        }
    }
    for _ in 0..rng.usize(0..6) {
        let [from, to] = [(); 2].map(|()| rng.usize(0..width * height));
        link(rng, from, to);
    }
    builder.build().unwrap()
}

#[test]
fn on_towns_with_one_way_streets_and_ties() {
    let mut checked = 0;
    for seed in 0..1_000 {
        let mut rng = Rng::with_seed(seed);
        let network = town(&mut rng);
        let mut view = View::new(&network, Impedance::Length);
        let nodes: Vec<NodeId> = network.nodes().map(supplyline::network::Node::id).collect();
        for _ in 0..rng.usize(0..3) {
            view.close_node(*rng.choice(&nodes).unwrap());
        }
        let index = Arc::new(Index::new(&network, None).unwrap());
        for _ in 0..5 {
            let most = rng.choice([1, 1, 4]).unwrap();
            let (sources, targets) = (some(&mut rng, &nodes, most), some(&mut rng, &nodes, most));
            checked += are_right(&view, Some(&index).filter(|_| rng.bool()), &sources, &targets);
        }
    }
    assert!(checked > 15_000, "{checked}");
}

/// Large enough that most of it lies beyond the first bound.
#[test]
fn on_roads() {
    let network = road_network::network(1_500);
    let view = View::new(&network, Impedance::Time);
    let nodes: Vec<NodeId> = network.nodes().map(supplyline::network::Node::id).collect();
    let index = Arc::new(Index::new(&network, None).unwrap());
    let mut rng = Rng::with_seed(1);
    let mut checked = 0;
    for most in [1, 1, 1, 1, 4, 4] {
        let (sources, targets) = (some(&mut rng, &nodes, most), some(&mut rng, &nodes, most));
        checked += are_right(&view, Some(&index).filter(|_| rng.bool()), &sources, &targets);
    }
    assert!(checked > 200, "{checked}");
}
