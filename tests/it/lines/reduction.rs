//! A detailed network as a graph of its hubs, beside a search for each pair over what is left without the other hubs.

use std::collections::BTreeMap;

use supplyline::analysis::{ReduceOptions, reduce};
use supplyline::import::{LineKind, Profile};
use supplyline::network::{ArcId, Element, Hub, HubId, Link, ModeId, Network, NewLink, NodeId};
use supplyline::units::TonnesPerDay;
use supplyline::{Impedance, Mode, View};

use super::{Drawing, town};

/// Four towns on a line with a siding, and a branch between the second and the third.
fn four_towns() -> Network {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [10_000.0, 0.0], [15_000.0, 0.0], [20_000.0, 0.0], [30_000.0, 0.0]]);
    drawing.rail(&[[15_000.0, 0.0], [15_000.0, 10_000.0]]);
    drawing.rail(&[[9_800.0, 0.0], [10_000.0, 20.0], [10_000.0, 0.0]]);
    let towns = [
        town("a", [0.0, 0.0], 1_000),
        town("b", [10_000.0, 0.0], 1_000),
        town("c", [20_000.0, 0.0], 1_000),
        town("d", [30_000.0, 0.0], 1_000),
        town("e", [15_000.0, 10_000.0], 1_000),
    ];
    drawing.network(&towns).0
}

#[test]
fn hubs_are_joined_over_what_is_no_hub() {
    let network = four_towns();
    let view = View::new(&network, Impedance::Length);
    let graph = reduce(&view, None).unwrap();
    let rows = graph.rows(&network);
    let small = Network::try_from(supplyline::prepare::standard(rows)).unwrap();
    let links: Vec<(String, f64)> =
        small.links().map(|link| (link.key().to_owned(), link.length().km().round())).collect();
    let expected = [
        ("rail:a--b", 10.0),
        ("rail:b--c", 10.0),
        ("rail:b--e", 15.0),
        ("rail:c--d", 10.0),
        ("rail:c--e", 15.0),
    ]
    .map(|(key, km)| (key.to_owned(), km));
    assert_eq!(links, expected);
    assert!(small.links().all(|link| link.geometry().len() > 1));
    assert_eq!(small.hub_count(), 5);
}

#[test]
fn ways_inside_a_hub_count_as_the_straight_line() {
    let mut drawing = Drawing::joined();
    // Two termini of one town, 600 m apart.
    drawing.rail(&[[-10_000.0, 0.0], [-300.0, 0.0]]);
    drawing.rail(&[[300.0, 0.0], [10_000.0, 0.0]]);
    let towns = [
        town("west", [-10_000.0, 0.0], 500),
        town("mid", [0.0, 0.0], 500),
        town("east", [10_000.0, 0.0], 500),
    ];
    let (network, _) = drawing.network(&towns);
    let view = View::new(&network, Impedance::Length);
    let graph = reduce(&view, None).unwrap();
    assert_eq!(graph.routes.len(), 4);
    let straight: f64 = graph.routes.iter().map(|route| route.straight.km()).sum();
    let length: f64 = graph.routes.iter().map(|route| route.length.km()).sum();
    // One of the two is the middle; from the other one to it is the straight way, there and back.
    assert!((straight - 1.2).abs() < 0.01, "{straight}");
    assert!((length - 2.0 * (9.7 + 9.7 + 0.6)).abs() < 0.2, "{length}");
}

#[test]
fn rows_keep_directions_and_transfers() {
    let network = Network::builder()
        .hub("A")
        .hub("B")
        .link(NewLink::rail("A", "B").length("9 km"))
        .link(NewLink::road("A", "B").length("7 km").one_way())
        .build()
        .unwrap();
    let view = View::new(&network, Impedance::Length);
    let both = network.hubs().map(Hub::id);
    let graph = reduce(&view, ReduceOptions::default().hubs(both)).unwrap();
    let rows = supplyline::prepare::standard(graph.rows(&network));
    let keys: Vec<(&str, bool)> = rows.links.iter().map(|link| (link.key.as_str(), link.directed)).collect();
    assert_eq!(keys, [("rail:A--B", false), ("road:A->B", true)]);
    assert_eq!(rows.transfers.len(), 2, "those of a place where modes meet freely");
    assert!(Network::try_from(rows).is_ok());
}

#[test]
fn modes_between_which_nothing_changes_stay_apart() {
    let mut drawing = Drawing::joined();
    for north in [0.0, 300.0] {
        let mode = if north > 0.0 { Mode::Road } else { Mode::Rail };
        let track = LineKind {
            capacity: Some(TonnesPerDay::new(900.0).unwrap()),
            shared_capacity: true,
            ..LineKind::new(mode)
        };
        drawing.line(track, &[[0.0, north], [10_000.0, north]]);
    }
    let profile = Profile::default().transferring([]);
    let towns = [town("a", [0.0, 0.0], 1_000), town("b", [10_000.0, 0.0], 1_000)];
    let (network, _) = drawing.network_with(&towns, &profile, |options| options);
    let graph = reduce(&View::new(&network, Impedance::Length), None).unwrap();
    let small = Network::try_from(graph.rows(&network)).unwrap();
    assert_eq!((small.transfer_count(), small.hub_count(), small.node_count()), (0, 2, 4));
    assert!(small.links().all(Link::shares_capacity), "what both directions share stays shared");
}

/// Direct costs on random worlds, each by relaxing all arcs until nothing changes.
#[test]
fn direct_routes_are_cheapest_and_meet_no_third_hub() {
    let mut found = 0;
    for seed in 0..500 {
        let network = crate::random::world(seed).network;
        for impedance in [Impedance::Time, Impedance::Length] {
            let view = View::new(&network, impedance);
            // Every second hub is kept, so that there is something between them.
            let hubs: Vec<HubId> = network.hubs().map(Hub::id).filter(|hub| hub.index() % 2 == 0).collect();
            let graph = reduce(&view, ReduceOptions::default().hubs(hubs.clone())).unwrap();
            let mut direct: BTreeMap<(HubId, HubId, ModeId), u64> = BTreeMap::new();
            for route in &graph.routes {
                let cost = match impedance {
                    Impedance::Time => route.time.milliseconds(),
                    Impedance::Length => route.length.decimetres(),
                };
                direct.insert((route.from, route.to, route.mode), cost);
                check_route(&network, &view, &hubs, route);
                found += 1;
            }
            assert_eq!(direct, by_relaxing(&network, &view, &hubs), "seed {seed} {impedance:?}");
        }
    }
    assert!(found > 500, "{found}");
}

/// Its arcs are open links of its mode, follow one another, and lead from the one hub to the other.
fn check_route(
    network: &Network,
    view: &View<'_>,
    hubs: &[HubId],
    route: &supplyline::analysis::DirectRoute,
) {
    let owner = |node: NodeId| Some(network.node(node).hub().id()).filter(|hub| hubs.contains(hub));
    for &arc in &route.arcs {
        assert!(view.is_arc_open(arc) && matches!(network.element(arc), Element::Link(_)));
        for node in [network.tail(arc), network.head(arc)] {
            assert_eq!(network.node(node).mode_id(), route.mode);
            assert!(owner(node).is_none_or(|hub| hub == route.from || hub == route.to));
        }
    }
    assert!(route.arcs.windows(2).all(|pair| network.head(pair[0]) == network.tail(pair[1])));
    let ends =
        [route.arcs.first().map(|&arc| network.tail(arc)), route.arcs.last().map(|&arc| network.head(arc))];
    assert_eq!(ends.map(|node| node.and_then(owner)), [Some(route.from), Some(route.to)]);
}

/// The costs of direct routes by Bellman and Ford: leave the hub, pass what is no hub, enter the other one.
fn by_relaxing(network: &Network, view: &View<'_>, hubs: &[HubId]) -> BTreeMap<(HubId, HubId, ModeId), u64> {
    let owner = |node: NodeId| Some(network.node(node).hub().id()).filter(|hub| hubs.contains(hub));
    let step = |arc: ArcId| {
        matches!(network.element(arc), Element::Link(_)).then(|| view.cost(arc)).flatten().map(u64::from)
    };
    let relax = |costs: &mut BTreeMap<NodeId, u64>, may: &dyn Fn(NodeId, NodeId) -> bool| loop {
        let mut changed = false;
        for arc in network.arcs() {
            let (tail, head) = (network.tail(arc), network.head(arc));
            if let (Some(&cost), Some(step), true) = (costs.get(&tail), step(arc), may(tail, head)) {
                let through = cost + step;
                if costs.get(&head).is_none_or(|&known| through < known) {
                    costs.insert(head, through);
                    changed = true;
                }
            }
        }
        if !changed {
            return;
        }
    };
    let mut answers = BTreeMap::new();
    for &from in hubs {
        for mode in (0..network.modes().len()).map(|at| network.find_mode(&network.modes()[at]).unwrap()) {
            let Some(outward) = inner(network, view, from, mode) else { continue };
            let mut costs = outward.clone();
            relax(&mut costs, &|tail, head| {
                let leaves = owner(tail).is_none() || owner(tail) == Some(from);
                leaves && owner(head) != Some(from)
            });
            for &to in hubs.iter().filter(|&&to| to != from) {
                let Some(inward) = inner(network, view, to, mode) else { continue };
                let best = inward.iter().filter_map(|(node, rest)| Some(costs.get(node)? + rest)).min();
                if let Some(best) = best {
                    answers.insert((from, to, mode), best);
                }
            }
        }
    }
    answers
}

/// The open nodes of a hub and mode, in a world where all of them lie in one place: then ways inside it cost nothing.
fn inner(network: &Network, view: &View<'_>, hub: HubId, mode: ModeId) -> Option<BTreeMap<NodeId, u64>> {
    let nodes = network.hub(hub).nodes().iter().copied();
    let open = |node: &NodeId| network.node(*node).mode_id() == mode && view.is_open(*node);
    let nodes: BTreeMap<NodeId, u64> = nodes.filter(open).map(|node| (node, 0)).collect();
    (!nodes.is_empty()).then_some(nodes)
}
