//! Betweenness, against listing all routes, against a plain accumulation, and against values that are known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use supplyline::analysis::AnalysisError;
use supplyline::analysis::metrics::{
    Betweenness, BetweennessOptions, Effort, Pairs, RouteCounting, betweenness,
};
use supplyline::analysis::rank::Loss;
use supplyline::network::{ArcId, HubId, LinkId, NewLink, NewNode, Node, NodeId};
use supplyline::progress::Progress;
use supplyline::scenario::{DestinationSpec, Source};
use supplyline::{Impedance, Mode, Network, Scenario, ScenarioSpec, View};

use super::published::{FLORENCE, KARATE, KITE, WEIGHTED_KARATE};
use super::{graph, view};
use crate::random::world;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

const BOTH: [RouteCounting; 2] = [RouteCounting::Searches, RouteCounting::Elimination];

fn count(view: &View<'_>, pairs: Pairs<'_>, counting: RouteCounting) -> Betweenness {
    betweenness(view, BetweennessOptions::default().pairs(pairs).counting(counting)).unwrap()
}

#[test]
fn published_networks_have_the_values_of_networkx() {
    for known in [KARATE, WEIGHTED_KARATE, KITE, FLORENCE] {
        let network = graph(known.nodes, &known.links());
        for counting in BOTH {
            let found = count(&view(&network), Pairs::Nodes, counting);
            assert_eq!(found.is_by_elimination, counting == RouteCounting::Elimination);
            assert_eq!((known.of_nodes().len(), known.of_links().len()), (known.nodes, known.links().len()));
            for (at, expected) in known.of_nodes().into_iter().enumerate() {
                let node = network.find_nodes(&format!("{at:04}")).next().unwrap();
                // Each pair once, not in both directions.
                assert!(near(found.nodes[node.index()] / 2.0, expected), "node {at}");
            }
            for (at, expected) in known.of_links().into_iter().enumerate() {
                let link = network.find_links(&format!("l{at}")).unwrap()[0];
                assert!(near(found.of(Loss::Link(link)) / 2.0, expected), "link {at}");
            }
        }
    }
}

/// What arcs add: a cost, and then an arc that costs nothing.
fn step(cost: u32) -> (u64, u64) {
    (cost.into(), u64::from(cost == 0))
}

/// What arcs add up to from the nearest of some nodes, by relaxing all arcs until nothing changes.
fn costs(view: &View<'_>, sources: &[NodeId]) -> BTreeMap<NodeId, (u64, u64)> {
    let network = view.network();
    let mut costs: BTreeMap<NodeId, (u64, u64)> =
        sources.iter().filter(|&&node| view.is_open(node)).map(|&node| (node, (0, 0))).collect();
    loop {
        let mut is_done = true;
        for arc in network.arcs() {
            let (Some(cost), Some(&(sum, free))) = (view.cost(arc), costs.get(&network.tail(arc))) else {
                continue;
            };
            let (more, one) = step(cost);
            let next = (sum + more, free + one);
            let known = costs.entry(network.head(arc)).or_insert((u64::MAX, 0));
            if next < *known {
                *known = next;
                is_done = false;
            }
        }
        if is_done {
            return costs;
        }
    }
}

/// All routes of least cost that end in a node, backwards.
fn list(
    view: &View<'_>,
    costs: &BTreeMap<NodeId, (u64, u64)>,
    node: NodeId,
    taken: &mut Vec<ArcId>,
    routes: &mut Vec<Vec<ArcId>>,
) {
    let at = costs[&node];
    if at == (0, 0) {
        routes.push(taken.clone());
    }
    for &arc in view.network().arcs_in(node) {
        if let (Some(cost), Some(&(sum, free))) = (view.cost(arc), costs.get(&view.network().tail(arc))) {
            let (more, one) = step(cost);
            if (sum + more, free + one) == at {
                taken.push(arc);
                list(view, costs, view.network().tail(arc), taken, routes);
                taken.pop();
            }
        }
    }
}

#[derive(Default)]
struct Listed {
    nodes: BTreeMap<NodeId, f64>,
    hubs: BTreeMap<HubId, f64>,
    links: BTreeMap<LinkId, f64>,
    pairs: f64,
    most_routes: usize,
}

impl Listed {
    /// Takes all routes from the nearest of some nodes to the nearest of others.
    fn take(&mut self, view: &View<'_>, sources: &[NodeId], targets: &[NodeId], weight: f64) {
        let network = view.network();
        let costs = costs(view, sources);
        let Some(least) = targets.iter().filter_map(|target| costs.get(target)).min() else {
            return;
        };
        self.pairs += weight;
        let mut routes = Vec::new();
        for target in targets.iter().filter(|target| costs.get(target) == Some(least)) {
            list(view, &costs, *target, &mut Vec::new(), &mut routes);
        }
        self.most_routes = self.most_routes.max(routes.len());
        let share = weight / routes.len() as f64;
        for route in &routes {
            for &arc in route {
                if let supplyline::network::Element::Link(link) = network.element(arc) {
                    let Loss::Link(link) = Loss::of_link(network, link) else { unreachable!() };
                    *self.links.entry(link).or_default() += share;
                }
            }
            // Backwards: all heads but that of the first are within.
            let within = route.iter().skip(1).map(|&arc| network.head(arc));
            for node in within.clone() {
                *self.nodes.entry(node).or_default() += share;
            }
            let hub = |node: NodeId| network.node(node).hub().id();
            if let (Some(&end), Some(&start)) = (route.first(), route.last()) {
                let ends = [hub(network.head(end)), hub(network.tail(start))];
                let mut hubs: Vec<HubId> = within.map(hub).filter(|hub| !ends.contains(hub)).collect();
                hubs.sort_unstable();
                hubs.dedup();
                for hub in hubs {
                    *self.hubs.entry(hub).or_default() += share;
                }
            }
        }
    }

    fn of(view: &View<'_>, pairs: Pairs<'_>) -> Self {
        let network = view.network();
        let mut listed = Self::default();
        let nodes = |hub: HubId| network.hub(hub).nodes().to_vec();
        match pairs {
            Pairs::Nodes => {
                for source in network.nodes() {
                    for target in network.nodes().filter(|target| target.id() != source.id()) {
                        listed.take(view, &[source.id()], &[target.id()], 1.0);
                    }
                }
            }
            Pairs::Hubs => {
                for source in network.hubs() {
                    for target in network.hubs().filter(|target| target.id() != source.id()) {
                        listed.take(view, source.nodes(), target.nodes(), 1.0);
                    }
                }
            }
            Pairs::Demand(scenario) => {
                for relation in scenario.relations() {
                    let sources = match relation.source {
                        Source::Origin(hub) => nodes(hub),
                        Source::CheapestOrigin => {
                            scenario.origins().iter().flat_map(|origin| nodes(origin.hub)).collect()
                        }
                    };
                    let tonnes = relation.demand.kilograms() as f64 / 1_000.0;
                    listed.take(view, &sources, &nodes(relation.destination), tonnes);
                }
            }
        }
        listed
    }
}

#[test]
fn as_listing_all_routes_shows() {
    let (mut by_elimination, mut hubs_of_many, mut most_routes, mut twice) = (0, 0, 0, 0);
    for seed in 0..1_000 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let network = &world.network;
        for view in [scenario.before(), scenario.after()] {
            for pairs in [Pairs::Nodes, Pairs::Hubs, Pairs::Demand(&scenario)] {
                let listed = Listed::of(view, pairs);
                most_routes = most_routes.max(listed.most_routes);
                for counting in BOTH {
                    let found = count(view, pairs, counting);
                    by_elimination += usize::from(found.is_by_elimination);
                    assert!(near(found.pairs, listed.pairs), "seed {seed}, {pairs:?}");
                    for node in network.nodes() {
                        let expected = listed.nodes.get(&node.id()).copied().unwrap_or(0.0);
                        assert!(near(found.nodes[node.id().index()], expected), "seed {seed}, {pairs:?}");
                    }
                    for hub in network.hubs() {
                        let expected = listed.hubs.get(&hub.id()).copied().unwrap_or(0.0);
                        let value = found.of(Loss::Hub(hub.id()));
                        assert!(near(value, expected), "seed {seed}, {pairs:?}: {value}, not {expected}");
                        hubs_of_many += usize::from(hub.nodes().len() > 1 && value > 0.0);
                        let of_nodes: f64 = hub.nodes().iter().map(|node| found.nodes[node.index()]).sum();
                        twice += usize::from(hub.nodes().len() > 1 && value > 0.0 && value < of_nodes);
                    }
                    for link in network.links() {
                        let expected = listed.links.get(&link.id()).copied().unwrap_or(0.0);
                        assert!(near(found.links[link.id().index()], expected), "seed {seed}, {pairs:?}");
                    }
                }
            }
        }
    }
    assert!(
        by_elimination > 50 && hubs_of_many > 1_000 && most_routes > 4 && twice > 100,
        "{by_elimination} {hubs_of_many} {most_routes} {twice}"
    );
}

/// Brandes's algorithm as it was published: lists of predecessors and a heap.
fn brandes(view: &View<'_>) -> Vec<f64> {
    let network = view.network();
    let count = network.node_count();
    let mut betweenness = vec![0.0; count];
    for source in 0..count {
        let (mut costs, mut routes) = (vec![u64::MAX; count], vec![0.0; count]);
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
        let (mut order, mut is_done) = (Vec::new(), vec![false; count]);
        (costs[source], routes[source]) = (0, 1.0);
        let mut heap = BinaryHeap::from([Reverse((0, source))]);
        let ids: Vec<NodeId> = network.nodes().map(Node::id).collect();
        while let Some(Reverse((cost, node))) = heap.pop() {
            if std::mem::replace(&mut is_done[node], true) {
                continue;
            }
            order.push(node);
            for arc in network.arcs_out(ids[node]) {
                let (head, next) = (network.head(arc).index(), cost + u64::from(view.cost(arc).unwrap()));
                if next < costs[head] {
                    (costs[head], routes[head]) = (next, 0.0);
                    before[head].clear();
                    heap.push(Reverse((next, head)));
                }
                if next == costs[head] {
                    routes[head] += routes[node];
                    before[head].push(node);
                }
            }
        }
        let mut onward = vec![0.0; count];
        for &node in order.iter().rev() {
            for &tail in &before[node] {
                onward[tail] += routes[tail] / routes[node] * (1.0 + onward[node]);
            }
            if node != source {
                betweenness[node] += onward[node];
            }
        }
    }
    betweenness
}

/// A street grid with few different lengths, so that there are many ties.
fn grid(side: usize) -> Network {
    let mut rng = fastrand::Rng::with_seed(7);
    let mut links = Vec::new();
    for at in 0..side * side {
        if at % side + 1 < side {
            links.push((at, at + 1, rng.u32(1..4)));
        }
        if at + side < side * side {
            links.push((at, at + side, rng.u32(1..4)));
        }
    }
    graph(side * side, &links)
}

#[test]
fn a_grid_with_ties_has_the_values_of_the_published_algorithm_whatever_the_threads() {
    let network = grid(25);
    let expected = brandes(&view(&network));
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    for counting in BOTH {
        let [one, three] =
            [1, 3].map(|threads| pool(threads).install(|| count(&view(&network), Pairs::Nodes, counting)));
        assert_eq!(one.is_by_elimination, counting == RouteCounting::Elimination);
        assert!(one.nodes.iter().zip(&expected).all(|(&one, &other)| near(one, other)));
        let bits = |found: &Betweenness| -> Vec<u64> {
            let lists = [&found.nodes, &found.hubs, &found.arcs, &found.links];
            lists.into_iter().flatten().map(|value| value.to_bits()).collect()
        };
        assert_eq!(bits(&one), bits(&three));
    }
}

/// Diamonds in a row, one way: from a joint by one of two ways to the next.
fn diamonds(count: usize) -> Network {
    let mut builder = Network::builder();
    for at in 0..=3 * count {
        builder = builder.hub(NewNode::new(format!("{at:04}")));
    }
    for at in 0..count {
        for (from, to) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
            let [from, to] = [from, to].map(|offset| format!("{:04}", 3 * at + offset));
            builder = builder.link(NewLink::new(Mode::Road, from, to).length("1 km").one_way());
        }
    }
    builder.build().unwrap()
}

#[test]
fn routes_may_be_more_than_a_float_can_count() {
    let of = |network: &Network, found: &Betweenness, at: usize| {
        found.nodes[network.find_nodes(&format!("{at:04}")).next().unwrap().index()]
    };
    // 2^2000 routes.
    let long = diamonds(2_000);
    let spec = ScenarioSpec::new("diamonds")
        .origin("0000")
        .destination(DestinationSpec::new("6000").demand("1 t/d"))
        .cost(Impedance::Length);
    let found = count(&view(&long), Pairs::Demand(&spec.on(&long).unwrap()), RouteCounting::Auto);
    for at in 1..6_000 {
        assert_eq!(of(&long, &found, at), if at % 3 == 0 { 1.0 } else { 0.5 }, "{at}");
    }
    assert_eq!((of(&long, &found, 0), of(&long, &found, 6_000), found.pairs), (0.0, 0.0, 1.0));
    // Between all nodes: 2^1100 routes from end to end, and elimination, which has a shortcut for them, gives up.
    let diamonds_in_all = 1_100;
    let shorter = diamonds(diamonds_in_all);
    let found = count(&view(&shorter), Pairs::Nodes, RouteCounting::Elimination);
    assert!(!found.is_by_elimination);
    for at in 0..=3 * diamonds_in_all {
        let (before, after) = (at.div_ceil(3), diamonds_in_all - at.div_ceil(3));
        let expected = if at % 3 == 0 {
            9.0 * (before * after) as f64
        } else {
            // Up to the joint before it, and from the joint after it.
            ((3 * before - 2) * (3 * after + 1)) as f64 / 2.0
        };
        assert!(near(of(&shorter, &found, at), expected), "{at}");
    }
}

#[test]
fn a_sample_keeps_to_its_bound_and_repeats() {
    let network = grid(20);
    let view = view(&network);
    let options = BetweennessOptions::default().pairs(Pairs::Nodes);
    let exact = betweenness(&view, options).unwrap();
    assert!(exact.bound.is_none());
    for counting in BOTH {
        let sample = |sources, seed| {
            let options = options.counting(counting).effort(Effort::Sample { sources, seed });
            betweenness(&view, options).unwrap()
        };
        let mut mean = 0.0;
        for seed in 0..20 {
            let found = sample(200, seed);
            let bound = found.bound.unwrap();
            let lists = [
                (&found.nodes, &exact.nodes),
                (&found.hubs, &exact.hubs),
                (&found.arcs, &exact.arcs),
                (&found.links, &exact.links),
            ];
            for (one, other) in lists.into_iter().flat_map(|(found, exact)| found.iter().zip(exact)) {
                assert!((one - other).abs() <= bound.at_most, "seed {seed}: {one}, not {other}");
            }
            assert_eq!(found, sample(200, seed));
            mean += found.nodes.iter().sum::<f64>() / 20.0;
        }
        let sum: f64 = exact.nodes.iter().sum();
        assert!((mean / sum - 1.0).abs() < 0.02, "{mean} {sum}");
        assert!(sample(200, 1) != sample(200, 2));
        assert!(sample(20_000, 1).bound.unwrap().at_most * 9.9 < sample(200, 1).bound.unwrap().at_most);
    }
}

struct Stop;

impl Progress for Stop {
    fn stop_requested(&self) -> bool {
        true
    }
}

#[test]
fn it_stops_on_request_and_refuses_another_network() {
    let (network, other) = (grid(4), grid(5));
    for counting in BOTH {
        let options = BetweennessOptions::default().counting(counting).progress(&Stop);
        assert_eq!(betweenness(&view(&network), options), Err(AnalysisError::Stopped));
    }
    let scenario: Scenario<'_> =
        ScenarioSpec::new("other").origin("0000").destination("0001").on(&other).unwrap();
    let options = BetweennessOptions::default().pairs(Pairs::Demand(&scenario));
    assert_eq!(betweenness(&view(&network), options), Err(AnalysisError::OtherNetwork));
}
