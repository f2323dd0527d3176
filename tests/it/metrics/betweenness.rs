//! Betweenness, against listing all routes, against a plain accumulation, and against values that are known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use supplyline::analysis::AnalysisError;
use supplyline::analysis::metrics::{
    Betweenness, BetweennessOptions, Effort, Pairs, RouteCounting, betweenness,
};
use supplyline::analysis::rank::Loss;
use supplyline::network::{ArcId, HubId, LinkId, NewLink, NewNode, NodeId};
use supplyline::progress::Progress;
use supplyline::scenario::{DestinationSpec, Source};
use supplyline::{Impedance, Mode, Network, Scenario, ScenarioSpec, View};

use super::{graph, view};
use crate::random::world;

/// A network that was published, with undirected values by networkx 3.6.1: `betweenness_centrality` and
/// `edge_betweenness_centrality` with `normalized=False`. The edges are those of its `networkx.generators.social` and
/// `small`, in its order.
struct Known {
    nodes: usize,
    links: &'static [(usize, usize, u32)],
    of_nodes: &'static [f64],
    of_links: &'static [f64],
}

/// W. W. Zachary, An information flow model for conflict and fission in small groups, J. Anthropol. Res. 33 (1977) 452-473.
const KARATE: Known = Known {
    nodes: 34,
    links: &[
        (0, 1, 1),
        (0, 2, 1),
        (0, 3, 1),
        (0, 4, 1),
        (0, 5, 1),
        (0, 6, 1),
        (0, 7, 1),
        (0, 8, 1),
        (0, 10, 1),
        (0, 11, 1),
        (0, 12, 1),
        (0, 13, 1),
        (0, 17, 1),
        (0, 19, 1),
        (0, 21, 1),
        (0, 31, 1),
        (1, 2, 1),
        (1, 3, 1),
        (1, 7, 1),
        (1, 13, 1),
        (1, 17, 1),
        (1, 19, 1),
        (1, 21, 1),
        (1, 30, 1),
        (2, 3, 1),
        (2, 7, 1),
        (2, 8, 1),
        (2, 9, 1),
        (2, 13, 1),
        (2, 27, 1),
        (2, 28, 1),
        (2, 32, 1),
        (3, 7, 1),
        (3, 12, 1),
        (3, 13, 1),
        (4, 6, 1),
        (4, 10, 1),
        (5, 6, 1),
        (5, 10, 1),
        (5, 16, 1),
        (6, 16, 1),
        (8, 30, 1),
        (8, 32, 1),
        (8, 33, 1),
        (9, 33, 1),
        (13, 33, 1),
        (14, 32, 1),
        (14, 33, 1),
        (15, 32, 1),
        (15, 33, 1),
        (18, 32, 1),
        (18, 33, 1),
        (19, 33, 1),
        (20, 32, 1),
        (20, 33, 1),
        (22, 32, 1),
        (22, 33, 1),
        (23, 25, 1),
        (23, 27, 1),
        (23, 29, 1),
        (23, 32, 1),
        (23, 33, 1),
        (24, 25, 1),
        (24, 27, 1),
        (24, 31, 1),
        (25, 31, 1),
        (26, 29, 1),
        (26, 33, 1),
        (27, 33, 1),
        (28, 31, 1),
        (28, 33, 1),
        (29, 32, 1),
        (29, 33, 1),
        (30, 32, 1),
        (30, 33, 1),
        (31, 32, 1),
        (31, 33, 1),
        (32, 33, 1),
    ],
    of_nodes: &[
        231.0714285714286,
        28.478571428571424,
        75.85079365079366,
        6.288095238095237,
        0.3333333333333333,
        15.833333333333334,
        15.833333333333332,
        0.0,
        29.529365079365082,
        0.44761904761904764,
        0.3333333333333333,
        0.0,
        0.0,
        24.215873015873015,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        17.1468253968254,
        0.0,
        0.0,
        0.0,
        9.299999999999999,
        1.1666666666666665,
        2.0277777777777777,
        0.0,
        11.79206349206349,
        0.9476190476190476,
        1.5428571428571427,
        7.609523809523807,
        73.00952380952378,
        76.69047619047619,
        160.5515873015873,
    ],
    of_links: &[
        14.166666666666664,
        43.638888888888886,
        11.5,
        29.333333333333332,
        43.83333333333333,
        43.833333333333336,
        12.80238095238095,
        41.64841269841271,
        29.333333333333332,
        33.0,
        26.099999999999994,
        23.77063492063493,
        22.509523809523813,
        25.770634920634926,
        22.50952380952381,
        71.39285714285712,
        13.033333333333335,
        4.333333333333333,
        4.164285714285714,
        6.9595238095238106,
        10.490476190476187,
        8.209523809523809,
        10.490476190476187,
        18.10952380952381,
        12.583333333333332,
        14.145238095238092,
        5.147619047619047,
        17.28095238095238,
        4.28095238095238,
        23.10873015873016,
        12.780952380952376,
        38.70158730158729,
        1.8880952380952383,
        6.899999999999997,
        8.37142857142857,
        2.6666666666666665,
        1.6666666666666665,
        1.6666666666666667,
        2.6666666666666665,
        16.5,
        16.5,
        5.5,
        17.077777777777776,
        22.684920634920633,
        16.614285714285714,
        38.04920634920634,
        13.511111111111113,
        19.488888888888887,
        13.511111111111113,
        19.488888888888887,
        13.511111111111113,
        19.488888888888887,
        33.31349206349207,
        13.511111111111113,
        19.488888888888887,
        13.511111111111111,
        19.488888888888887,
        11.094444444444443,
        5.9111111111111105,
        3.7333333333333334,
        12.533333333333331,
        18.327777777777783,
        2.3666666666666667,
        10.466666666666665,
        22.5,
        23.59444444444445,
        2.5428571428571427,
        30.457142857142856,
        17.097619047619048,
        8.333333333333332,
        13.78095238095238,
        13.087301587301585,
        16.72222222222222,
        9.566666666666666,
        15.042857142857141,
        23.244444444444447,
        29.95396825396826,
        4.614285714285714,
    ],
};

/// The same, with the number of contexts in which two interacted as the length.
const WEIGHTED_KARATE: Known = Known {
    nodes: 34,
    links: &[
        (0, 1, 4),
        (0, 2, 5),
        (0, 3, 3),
        (0, 4, 3),
        (0, 5, 3),
        (0, 6, 3),
        (0, 7, 2),
        (0, 8, 2),
        (0, 10, 2),
        (0, 11, 3),
        (0, 12, 1),
        (0, 13, 3),
        (0, 17, 2),
        (0, 19, 2),
        (0, 21, 2),
        (0, 31, 2),
        (1, 2, 6),
        (1, 3, 3),
        (1, 7, 4),
        (1, 13, 5),
        (1, 17, 1),
        (1, 19, 2),
        (1, 21, 2),
        (1, 30, 2),
        (2, 3, 3),
        (2, 7, 4),
        (2, 8, 5),
        (2, 9, 1),
        (2, 13, 3),
        (2, 27, 2),
        (2, 28, 2),
        (2, 32, 2),
        (3, 7, 3),
        (3, 12, 3),
        (3, 13, 3),
        (4, 6, 2),
        (4, 10, 3),
        (5, 6, 5),
        (5, 10, 3),
        (5, 16, 3),
        (6, 16, 3),
        (8, 30, 3),
        (8, 32, 3),
        (8, 33, 4),
        (9, 33, 2),
        (13, 33, 3),
        (14, 32, 3),
        (14, 33, 2),
        (15, 32, 3),
        (15, 33, 4),
        (18, 32, 1),
        (18, 33, 2),
        (19, 33, 1),
        (20, 32, 3),
        (20, 33, 1),
        (22, 32, 2),
        (22, 33, 3),
        (23, 25, 5),
        (23, 27, 4),
        (23, 29, 3),
        (23, 32, 5),
        (23, 33, 4),
        (24, 25, 2),
        (24, 27, 3),
        (24, 31, 2),
        (25, 31, 7),
        (26, 29, 4),
        (26, 33, 2),
        (27, 33, 4),
        (28, 31, 2),
        (28, 33, 2),
        (29, 32, 4),
        (29, 33, 2),
        (30, 32, 3),
        (30, 33, 3),
        (31, 32, 4),
        (31, 33, 4),
        (32, 33, 5),
    ],
    of_nodes: &[
        250.14999999999995,
        33.800000000000004,
        36.650000000000006,
        1.3333333333333335,
        0.5,
        15.5,
        15.5,
        0.0,
        13.1,
        7.283333333333333,
        0.5,
        0.0,
        0.0,
        1.2,
        0.0,
        0.0,
        0.0,
        16.1,
        3.0,
        127.06666666666666,
        0.0,
        0.0,
        0.0,
        1.0,
        33.83333333333333,
        0.5,
        0.0,
        6.5,
        10.1,
        0.0,
        3.0,
        66.33333333333334,
        38.13333333333333,
        209.49999999999994,
    ],
    of_links: &[
        0.0,
        11.583333333333334,
        13.2,
        29.5,
        44.0,
        44.0,
        24.0,
        31.100000000000005,
        29.5,
        33.0,
        31.25,
        15.0,
        30.850000000000005,
        110.53333333333333,
        23.25,
        62.53333333333333,
        0.5833333333333334,
        5.783333333333333,
        2.0,
        1.0,
        34.35,
        34.03333333333333,
        9.75,
        13.1,
        11.733333333333334,
        6.0,
        1.3333333333333333,
        19.45,
        4.5,
        20.583333333333336,
        8.0,
        22.53333333333333,
        1.0,
        1.75,
        2.2,
        2.5,
        2.0,
        1.0,
        2.5,
        16.5,
        16.5,
        6.1,
        14.833333333333332,
        5.833333333333334,
        28.116666666666667,
        12.7,
        3.7,
        29.299999999999997,
        13.0,
        20.0,
        16.0,
        23.0,
        142.56666666666666,
        1.0,
        32.0,
        13.0,
        20.0,
        2.5,
        3.5,
        2.0,
        3.0,
        24.0,
        31.5,
        10.333333333333332,
        58.83333333333333,
        0.0,
        0.5,
        32.5,
        11.583333333333332,
        23.6,
        21.6,
        1.0,
        29.5,
        8.6,
        11.2,
        12.6,
        8.1,
        0.0,
    ],
};

/// D. Krackhardt, Assessing the political landscape, Adm. Sci. Q. 35 (1990) 342-369.
const KITE: Known = Known {
    nodes: 10,
    links: &[
        (0, 1, 1),
        (0, 2, 1),
        (0, 3, 1),
        (0, 5, 1),
        (1, 3, 1),
        (1, 4, 1),
        (1, 6, 1),
        (2, 3, 1),
        (2, 5, 1),
        (3, 4, 1),
        (3, 5, 1),
        (3, 6, 1),
        (4, 6, 1),
        (5, 6, 1),
        (5, 7, 1),
        (6, 7, 1),
        (7, 8, 1),
        (8, 9, 1),
    ],
    of_nodes: &[
        0.8333333333333333,
        0.8333333333333333,
        0.0,
        3.666666666666666,
        0.0,
        8.333333333333334,
        8.333333333333334,
        14.0,
        8.0,
        0.0,
    ],
    of_links: &[
        2.666666666666666,
        1.5,
        1.8333333333333333,
        4.666666666666666,
        1.8333333333333333,
        1.5,
        4.666666666666666,
        3.0,
        4.5,
        3.0,
        3.3333333333333335,
        3.333333333333333,
        4.5,
        2.6666666666666665,
        10.5,
        10.5,
        16.0,
        9.0,
    ],
};

/// Marriages of Florentine families: R. L. Breiger and P. E. Pattison, Cumulated social roles, Soc. Netw. 8 (1986) 215-256.
const FLORENCE: Known = Known {
    nodes: 15,
    links: &[
        (0, 1, 1),
        (1, 5, 1),
        (1, 6, 1),
        (1, 7, 1),
        (1, 8, 1),
        (1, 9, 1),
        (2, 3, 1),
        (2, 4, 1),
        (2, 5, 1),
        (3, 4, 1),
        (3, 11, 1),
        (4, 6, 1),
        (4, 11, 1),
        (6, 7, 1),
        (7, 12, 1),
        (8, 13, 1),
        (8, 12, 1),
        (9, 10, 1),
        (11, 12, 1),
        (12, 14, 1),
    ],
    of_nodes: &[
        0.0,
        47.5,
        5.0,
        2.0,
        9.333333333333334,
        8.5,
        10.333333333333332,
        8.333333333333332,
        19.333333333333332,
        13.0,
        0.0,
        9.5,
        23.166666666666668,
        0.0,
        0.0,
    ],
    of_links: &[
        14.0,
        18.5,
        15.33333333333333,
        12.833333333333332,
        22.33333333333333,
        26.0,
        6.0,
        5.5,
        12.5,
        4.5,
        7.5,
        14.33333333333333,
        8.333333333333334,
        5.0,
        12.833333333333334,
        14.0,
        16.333333333333336,
        14.0,
        17.166666666666664,
        14.0,
    ],
};

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
        let network = graph(known.nodes, known.links);
        for counting in BOTH {
            let found = count(&view(&network), Pairs::Nodes, counting);
            assert_eq!(found.is_by_elimination, counting == RouteCounting::Elimination);
            for (at, &expected) in known.of_nodes.iter().enumerate() {
                let node = network.find_nodes(&format!("{at:04}")).next().unwrap();
                // Each pair once, not in both directions.
                assert!(near(found.nodes[node.index()] / 2.0, expected), "node {at}");
            }
            for (at, &expected) in known.of_links.iter().enumerate() {
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
        let ids: Vec<NodeId> = network.nodes().map(|node| node.id()).collect();
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
