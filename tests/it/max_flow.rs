//! Maximum flows and least cuts, against Edmonds and Karp on an explicitly split graph.

use std::collections::{BTreeMap, VecDeque};

use fastrand::Rng;
use supplyline::import::RawNetwork;
use supplyline::network::{ArcId, HubId, NodeId};
use supplyline::paths::{Amount, Flow, FlowGraph, FlowSearch, Limit};
use supplyline::scenario::ClosureSpec;
use supplyline::units::{Capacity, TonnesPerDay};
use supplyline::{Network, ScenarioSpec, View};

use crate::random::world;

/// More than all capacities of a random world together.
pub(crate) const ENDLESS: i128 = 1 << 80;

/// A random world with capacities: of everything some unlimited, some zero, some odd; throttled here and there.
pub(crate) fn limited_world(seed: u64) -> (Network, ScenarioSpec) {
    let mut rng = Rng::with_seed(seed ^ 0xf10);
    let world = world(seed);
    let mut raw = RawNetwork::from(world.network);
    let unlimited = rng.choice([10, 40, 80]).unwrap();
    // Where amounts are coarse, least cuts are often several.
    let step = rng.choice([1, 1_000]).unwrap();
    let amount = |rng: &mut Rng| match rng.u8(0..100) {
        at if at < unlimited => None,
        at if at > 93 => Some(TonnesPerDay::ZERO),
        _ => Some(TonnesPerDay::from_kilograms(step * rng.u64(1..4000 / step)).unwrap()),
    };
    for node in &mut raw.nodes {
        node.capacity = if rng.bool() { None } else { amount(&mut rng) };
    }
    for link in &mut raw.links {
        link.capacity = amount(&mut rng);
        link.shared_capacity = rng.bool();
    }
    for transfer in &mut raw.transfers {
        transfer.capacity = amount(&mut rng);
    }
    let network = Network::try_from(raw).unwrap();
    let mut spec = world.spec;
    for origin in &mut spec.origins {
        origin.supply = amount(&mut rng);
    }
    for destination in &mut spec.destinations {
        let kilograms = if rng.u8(0..8) == 0 { 0 } else { rng.u64(1..6000) };
        destination.demand = Some(TonnesPerDay::from_kilograms(kilograms).unwrap());
    }
    let hubs: Vec<String> = network.hubs().map(|hub| hub.key().to_owned()).collect();
    let links: Vec<String> = network.links().map(|link| link.key().to_owned()).collect();
    for _ in 0..rng.usize(0..3) {
        let closure = ClosureSpec::new("less").capacity_factor(rng.choice(["0 %", "29 %", "70 %"]).unwrap());
        let closure = match rng.choice(&links).filter(|_| rng.bool()) {
            Some(link) => closure.link(link),
            None => closure.hub(rng.choice(&hubs).unwrap()),
        };
        let with = spec.clone().closure(closure);
        if with.on(&network).is_ok() {
            spec = with;
        }
    }
    (network, spec)
}

/// A graph by what is left: every node split, whatever its capacity.
pub(crate) struct Plain {
    left: Vec<BTreeMap<usize, i128>>,
}

impl Plain {
    pub(crate) fn new(
        view: &View<'_>,
        supplies: &BTreeMap<HubId, i128>,
        demands: &BTreeMap<HubId, i128>,
    ) -> Self {
        Self::times(view, supplies, demands, |_| 1, |_| 1)
    }

    /// With the capacities of nodes and arcs times factors; without limit they stay so.
    pub(crate) fn times(
        view: &View<'_>,
        supplies: &BTreeMap<HubId, i128>,
        demands: &BTreeMap<HubId, i128>,
        of_node: impl Fn(NodeId) -> i128,
        of_arc: impl Fn(ArcId) -> i128,
    ) -> Self {
        let network = view.network();
        let count = network.node_count();
        let (source, sink) = (2 * count, 2 * count + 1);
        let mut plain = Self { left: vec![BTreeMap::new(); 2 * count + 2 + 2 * network.hub_count()] };
        let amount = |capacity: Capacity, factor: i128| match capacity {
            Capacity::Unlimited => ENDLESS,
            Capacity::Limited(tonnes) => factor * i128::from(tonnes.kilograms()),
        };
        for node in network.nodes().filter(|node| view.is_open(node.id())) {
            let at = node.id().index();
            let capacity = node.capacity().share(view.node_capacity_share(node.id()));
            plain.add(at, count + at, amount(capacity, of_node(node.id())));
        }
        for arc in network.arcs().filter(|&arc| view.cost(arc).is_some()) {
            let capacity = network.arc_capacity(arc).share(view.capacity_share(arc));
            let amount = amount(capacity, of_arc(arc));
            plain.add(count + network.tail(arc).index(), network.head(arc).index(), amount);
        }
        for (&hub, &supply) in supplies {
            let own = sink + 1 + hub.index();
            plain.add(source, own, supply);
            for node in network.hub(hub).nodes() {
                plain.add(own, node.index(), ENDLESS);
            }
        }
        for (&hub, &demand) in demands {
            let own = sink + 1 + network.hub_count() + hub.index();
            plain.add(own, sink, demand);
            for node in network.hub(hub).nodes() {
                plain.add(count + node.index(), own, ENDLESS);
            }
        }
        plain
    }

    pub(crate) fn add(&mut self, from: usize, to: usize, amount: i128) {
        *self.left[from].entry(to).or_default() += amount;
        self.left[to].entry(from).or_default();
    }

    /// J. Edmonds and R. M. Karp, 1972.
    pub(crate) fn maximum(mut self, source: usize) -> i128 {
        let sink = source + 1;
        let mut value = 0;
        loop {
            let mut from = vec![usize::MAX; self.left.len()];
            let mut waiting = VecDeque::from([source]);
            while let Some(at) = waiting.pop_front() {
                for (&to, &left) in &self.left[at] {
                    if left > 0 && from[to] == usize::MAX && to != source {
                        from[to] = at;
                        waiting.push_back(to);
                    }
                }
            }
            if from[sink] == usize::MAX || value >= ENDLESS {
                return value;
            }
            let way: Vec<[usize; 2]> = std::iter::successors(Some(sink), |&at| Some(from[at]))
                .take_while(|&at| at != source)
                .map(|at| [from[at], at])
                .collect();
            let least = way.iter().map(|&[a, b]| self.left[a][&b]).min().unwrap();
            for [a, b] in way {
                *self.left[a].get_mut(&b).unwrap() -= least;
                *self.left[b].get_mut(&a).unwrap() += least;
            }
            value += least;
        }
    }
}

/// Several sources and sinks, each with its own limit, by one search on one graph after another: as by Edmonds and Karp, and
/// as by a search made anew.
#[test]
fn flows_and_cuts_as_by_edmonds_and_karp() {
    let mut search = FlowSearch::default();
    let mut flowing = 0;
    for seed in 0..1000 {
        let mut rng = Rng::with_seed(seed);
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let nodes = |hub: HubId| network.hub(hub).nodes().to_vec();
        let from: Vec<_> = scenario.origins().iter().map(|origin| nodes(origin.hub)).collect();
        let to: Vec<_> = scenario.relations().iter().map(|relation| nodes(relation.destination)).collect();
        let graph = FlowGraph::new(scenario.after(), &from, &to).unwrap();
        let mut some = |list: &[Vec<NodeId>]| -> Vec<Amount> {
            list.iter().map(|_| Amount::Limited(rng.u64(0..9_000))).collect()
        };
        let (supplies, demands) = (some(&from), some(&to));
        let mut anew = FlowSearch::default();
        let told = |flow: Flow<'_>| match flow {
            Flow::Unlimited(way) => panic!("supplies have a limit: {way:?}"),
            Flow::Limited(mut flow) => {
                assert_eq!(flow.value(), flow.delivered().iter().sum::<u64>());
                assert_eq!(flow.value(), flow.sent().iter().sum::<u64>());
                let cuts = [flow.cut_near_sources(&network), flow.cut_near_sinks(&network)];
                (flow.value(), flow.sent(), flow.delivered(), flow.arcs(), cuts)
            }
        };
        let sum = |limits: &[Amount], hubs: Vec<HubId>| {
            let mut sums = BTreeMap::new();
            for (limit, hub) in limits.iter().zip(hubs) {
                *sums.entry(hub).or_default() += i128::from(limit.limit().unwrap());
            }
            sums
        };
        let plain = Plain::new(
            scenario.after(),
            &sum(&supplies, scenario.origins().iter().map(|origin| origin.hub).collect()),
            &sum(&demands, scenario.relations().iter().map(|relation| relation.destination).collect()),
        );
        let wanted = plain.maximum(2 * network.node_count());
        let again = told(search.run(&graph, &supplies, &demands).unwrap());
        assert_eq!(i128::from(again.0), wanted, "seed {seed}");
        flowing += usize::from(again.0 > 0);
        for cut in &again.4 {
            let capacity = |limit: &Limit| match *limit {
                Limit::Supply(at) => supplies[at],
                Limit::Demand(at) => demands[at],
                Limit::Node(node) => scenario.after().node_capacity(node).unwrap().into(),
                Limit::Link(_, arc) | Limit::Transfer(_, arc) => {
                    scenario.after().arc_capacity(arc).unwrap().into()
                }
            };
            let sum: u64 = cut.iter().map(|limit| capacity(limit).limit().unwrap()).sum();
            assert_eq!(sum, again.0, "seed {seed}");
        }
        assert_eq!(anew.value(&graph, &supplies, &demands).unwrap(), Some(again.0), "seed {seed}");
        assert_eq!(again, told(anew.run(&graph, &supplies, &demands).unwrap()));
        assert!(search.run(&graph, &supplies, &[]).is_err() || demands.is_empty());
    }
    assert!(flowing > 300, "{flowing}");
}
