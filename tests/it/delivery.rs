//! Cheapest deliveries: against shortest ways by Bellman and Ford on an explicitly split graph, amounts against every subset
//! of the destinations, and whatever is tampered with is refused.

use std::collections::BTreeMap;

use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    Delivery, DeliveryOptions, ShareWitness, Shares, cheapest_delivery, throughput_alone, verify_delivery,
};
use supplyline::network::{ArcId, HubId, NewLink, NodeId};
use supplyline::paths::{Amount, CheapestMethod, CheapestOptions, FlowError, FlowGraph, cheapest_flow};
use supplyline::scenario::{DestinationSpec, OriginSpec, Source};
use supplyline::units::{Capacity, TonnesPerDay};
use supplyline::{Impedance, Network, Scenario, ScenarioSpec, View};

use crate::flows::{no_circles, plain_maximum, shares_by_subsets, supplies};
use crate::max_flow::{ENDLESS, limited_world};

/// An edge with what is left of it and what a unit costs; each stands next to its opposite.
struct Edge {
    from: usize,
    to: usize,
    left: i128,
    cost: i128,
}

/// Every node split, whatever its capacity, and the edges one by one.
pub(crate) struct PlainCosts {
    vertices: usize,
    edges: Vec<Edge>,
}

impl PlainCosts {
    fn new(view: &View<'_>, supplies: &BTreeMap<HubId, i128>, demands: &BTreeMap<HubId, i128>) -> Self {
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
        let mut plain = Self { vertices: 2 * count + 2 + 2 * network.hub_count(), edges: Vec::new() };
        let amount = |capacity: Capacity, factor: i128| {
            capacity.limit().map_or(ENDLESS, |tonnes| factor * i128::from(tonnes.kilograms()))
        };
        for node in network.nodes().filter(|node| view.is_open(node.id())) {
            let at = node.id().index();
            let capacity = node.capacity().share(view.node_capacity_share(node.id()));
            plain.add(at, count + at, amount(capacity, of_node(node.id())), 0);
        }
        for arc in network.arcs() {
            if let Some(cost) = view.cost(arc) {
                let capacity = network.arc_capacity(arc).share(view.capacity_share(arc));
                let capacity = amount(capacity, of_arc(arc));
                let ends = [network.tail(arc).index(), network.head(arc).index()];
                plain.add(count + ends[0], ends[1], capacity, cost.into());
            }
        }
        for (&hub, &supply) in supplies {
            let own = sink + 1 + hub.index();
            plain.add(source, own, supply, 0);
            for node in network.hub(hub).nodes() {
                plain.add(own, node.index(), ENDLESS, 0);
            }
        }
        for (&hub, &demand) in demands {
            let own = sink + 1 + network.hub_count() + hub.index();
            plain.add(own, sink, demand, 0);
            for node in network.hub(hub).nodes() {
                plain.add(count + node.index(), own, ENDLESS, 0);
            }
        }
        plain
    }

    fn add(&mut self, from: usize, to: usize, left: i128, cost: i128) {
        self.edges.push(Edge { from, to, left, cost });
        self.edges.push(Edge { from: to, to: from, left: 0, cost: -cost });
    }

    /// Value and cost, by one shortest way after another: R. Bellman 1958, L. R. Ford 1956.
    pub(crate) fn cheapest(mut self, source: usize) -> (i128, i128) {
        let sink = source + 1;
        let (mut value, mut cost) = (0, 0);
        loop {
            let mut label = vec![i128::MAX; self.vertices];
            let mut by = vec![usize::MAX; self.vertices];
            label[source] = 0;
            let mut has_changed = true;
            while has_changed {
                has_changed = false;
                for (at, edge) in self.edges.iter().enumerate() {
                    if edge.left > 0 && label[edge.from] != i128::MAX {
                        let through = label[edge.from] + edge.cost;
                        if through < label[edge.to] {
                            label[edge.to] = through;
                            by[edge.to] = at;
                            has_changed = true;
                        }
                    }
                }
            }
            if label[sink] == i128::MAX {
                return (value, cost);
            }
            let way: Vec<usize> =
                std::iter::successors(Some(sink), |&at| self.edges.get(by[at]).map(|e| e.from))
                    .take_while(|&at| at != source)
                    .map(|at| by[at])
                    .collect();
            let most = way.iter().map(|&at| self.edges[at].left).min().unwrap();
            for at in way {
                self.edges[at].left -= most;
                self.edges[at ^ 1].left += most;
            }
            value += most;
            cost += most * label[sink];
        }
    }
}

/// A random world with one kind of goods.
pub(crate) fn one_kind(seed: u64) -> (Network, ScenarioSpec) {
    let (network, mut spec) = limited_world(seed);
    if spec.destinations.is_empty() {
        let origin = spec.pairs[0].origin.clone();
        spec.pairs.retain(|pair| pair.origin == origin);
    } else {
        spec.pairs.clear();
    }
    (network, spec)
}

pub(crate) fn source(scenario: &Scenario<'_>) -> Source {
    scenario.relations()[0].source
}

fn cost_of(scenario: &Scenario<'_>, outcome: &Delivery) -> i128 {
    let totals = &outcome.totals;
    let cost = match scenario.impedance() {
        Impedance::Time => totals.time,
        Impedance::Length => totals.length,
    };
    cost.cast_signed()
}

fn plain(scenario: &Scenario<'_>, view: &View<'_>, asked: impl Iterator<Item = i128>) -> (i128, i128) {
    let hubs = scenario.relations().iter().map(|relation| relation.destination);
    let demands = hubs.zip(asked).collect();
    let supplies = supplies(scenario, source(scenario));
    PlainCosts::new(view, &supplies, &demands).cheapest(2 * view.network().node_count())
}

#[test]
fn deliveries_as_by_bellman_and_ford() {
    let (mut short, mut met, mut costly, mut free, mut forks) = (0, 0, 0, 0, 0);
    for seed in 0..1200 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            for shares in [Shares::Most, Shares::Fair, Shares::Proportional] {
                let options = DeliveryOptions::default().shares(shares);
                let outcome = cheapest_delivery(&scenario, view, options).unwrap();
                verify_delivery(&scenario, view, &outcome)
                    .unwrap_or_else(|wrong| panic!("seed {seed}, {shares:?}: {wrong:?}"));
                let asked = outcome.relations.iter().map(|answer| i128::from(answer.asked));
                let (value, cost) = plain(&scenario, view, asked.clone());
                assert_eq!(outcome.totals.delivered.cast_signed(), value, "seed {seed}, {shares:?}");
                assert_eq!(cost_of(&scenario, &outcome), cost, "seed {seed}, {shares:?}");
                let demands = scenario.relations().iter().map(|r| i128::from(r.demand.kilograms()));
                if shares == Shares::Most {
                    assert!(asked.eq(demands));
                    let is_short = outcome.relations.iter().any(|answer| answer.short() > 0);
                    *if is_short { &mut short } else { &mut met } += 1;
                    *if cost > 0 { &mut costly } else { &mut free } += 1;
                    forks += usize::from(outcome.relations.iter().any(|answer| answer.routes.len() > 1));
                } else {
                    assert_eq!(asked.sum::<i128>(), value, "what is asked can be delivered");
                }
                no_circles(view, &outcome.flow.iter().map(|&(arc, _)| arc).collect::<Vec<_>>());
                let again = DeliveryOptions::default().shares(shares);
                assert_eq!(outcome, cheapest_delivery(&scenario, view, again).unwrap());
            }
        }
    }
    let counts = [short, met, costly, free, forks];
    assert!(counts.iter().all(|&count| count > 300), "{counts:?}");
}

/// Fair shares by every subset, and the common share as the least of what a subset can have at most for what it wants.
#[test]
fn amounts_as_by_every_subset_of_the_destinations() {
    let (mut rounded, mut left_out, mut scarce) = (0, 0, 0);
    for seed in 0..600 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.after();
        let relations = scenario.relations();
        let demand = |at: usize| i128::from(relations[at].demand.kilograms());
        let delivered = |shares: Shares| -> Vec<i128> {
            let options = DeliveryOptions::default().shares(shares);
            let outcome = cheapest_delivery(&scenario, view, options).unwrap();
            outcome.relations.iter().map(|answer| i128::from(answer.gets)).collect()
        };
        let fair = shares_by_subsets(&scenario, view);
        let fair: Vec<i128> =
            fair.iter().enumerate().map(|(at, &(above, below))| above * demand(at) / below).collect();
        assert_eq!(delivered(Shares::Fair), fair, "seed {seed}");
        let alone = throughput_alone(&scenario, view, None).unwrap();
        let is_reached = |at: &usize| alone.relations[*at].throughput != Amount::ZERO;
        let members: Vec<usize> =
            (0..relations.len()).filter(is_reached).filter(|&at| demand(at) > 0).collect();
        let mut least = (1, 1);
        for bits in 1_u32..1 << members.len() {
            let chosen = (0..members.len()).filter(|at| bits >> at & 1 == 1).map(|at| members[at]);
            let chosen: Vec<usize> = chosen.collect();
            let to = chosen.iter().map(|&at| (relations[at].destination, ENDLESS)).collect();
            let most = plain_maximum(&scenario, view, source(&scenario), &to);
            let wanted: i128 = chosen.iter().map(|&at| demand(at)).sum();
            if most * least.1 < least.0 * wanted {
                least = (most, wanted);
            }
        }
        let share = |at| if members.contains(&at) { least.0 * demand(at) / least.1 } else { 0 };
        let common: Vec<i128> = (0..relations.len()).map(share).collect();
        assert_eq!(delivered(Shares::Proportional), common, "seed {seed}");
        rounded += members.iter().filter(|&&at| least.0 * demand(at) % least.1 > 0).count();
        left_out += (0..relations.len()).filter(|&at| demand(at) > 0 && !is_reached(&at)).count();
        scarce += usize::from(least.0 < least.1);
    }
    let counts = [rounded, left_out, scarce];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}

/// Both algorithms, on the same graphs: as much for as little.
#[test]
fn ways_and_simplex_agree() {
    let mut flowing = 0;
    for seed in 0..1200 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.after();
        let nodes = |hub: HubId| network.hub(hub).nodes().to_vec();
        let stated = supplies(&scenario, source(&scenario));
        let from: Vec<_> = stated.keys().map(|&hub| nodes(hub)).collect();
        let to: Vec<_> = scenario.relations().iter().map(|relation| nodes(relation.destination)).collect();
        let amount = |supply: &i128| u64::try_from(*supply).map_or(Amount::Unlimited, Amount::Limited);
        let supplies: Vec<Amount> = stated.values().map(amount).collect();
        let demands: Vec<u64> = scenario.relations().iter().map(|r| r.demand.kilograms()).collect();
        let graph = FlowGraph::new(view, &from, &to).unwrap();
        let found = [CheapestMethod::Ways, CheapestMethod::Simplex].map(|method| {
            let options = CheapestOptions::default().method(method);
            let flow = cheapest_flow(&graph, view, &supplies, &demands, options).unwrap();
            (flow.value(), flow.cost(), flow.prices().sinks.len(), flow.is_all())
        });
        assert_eq!(found[0], found[1], "seed {seed}");
        flowing += usize::from(found[0].1 > 0);
        let other = cheapest_flow(&graph, view, &supplies, &[], None);
        assert!(matches!(other, Err(FlowError::OtherTerminals { .. })) || demands.is_empty());
    }
    assert!(flowing > 300, "{flowing}");
}

/// Anything that is changed in an answer, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with() {
    let mut seen = [0; 9];
    for seed in 0..600 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        for (number, shares) in [Shares::Most, Shares::Fair, Shares::Proportional].into_iter().enumerate() {
            let options = DeliveryOptions::default().shares(shares);
            let whole = cheapest_delivery(&scenario, view, options).unwrap();
            let mut refused = |kind: usize, change: &dyn Fn(&mut Delivery)| {
                let mut bad = whole.clone();
                change(&mut bad);
                if bad != whole {
                    assert!(
                        verify_delivery(&scenario, view, &bad).is_err(),
                        "seed {seed}, {kind}, {shares:?}"
                    );
                    seen[kind] += 1;
                }
            };
            for at in 0..whole.flow.len() {
                refused(0, &|bad| bad.flow[at].1 += 1);
                refused(0, &|bad| {
                    bad.flow.remove(at);
                });
                // Goods are no cheaper where they arrive than what brought them costs.
                let arc = whole.flow[at].0;
                let (tail, head) = (network.tail(arc).index(), network.head(arc).index());
                let cost = i64::from(view.cost(arc).unwrap());
                refused(1, &|bad| {
                    bad.witness.prices.arriving[head] = bad.witness.prices.leaving[tail] + cost - 1;
                });
            }
            for at in 0..whole.relations.len() {
                refused(2, &|bad| bad.relations[at].gets += 1);
                refused(2, &|bad| bad.relations[at].asked += 1);
                refused(2, &|bad| bad.relations[at].asked = bad.relations[at].asked.saturating_sub(1));
                for way in 0..whole.relations[at].routes.len() {
                    refused(3, &|bad| bad.relations[at].routes[way].amount += 1);
                    refused(3, &|bad| drop(bad.relations[at].routes.remove(way)));
                }
            }
            refused(4, &|bad| bad.totals.time += 1);
            refused(4, &|bad| bad.totals.length += 1);
            refused(4, &|bad| bad.totals.delivered = 1 << 100);
            refused(5, &|bad| bad.witness.prices.sinks.clear());
            refused(5, &|bad| {
                bad.witness.prices.leaving.pop();
            });
            refused(6 + number, &|bad| match &mut bad.witness.shares {
                ShareWitness::Most(Some(shortage)) => shortage.cut.capacity += 1,
                ShareWitness::Fair(joint) => joint.tiers.clear(),
                ShareWitness::Proportional(common) => drop(common.members.pop()),
                _ => {}
            });
            refused(6 + number, &|bad| match &mut bad.witness.shares {
                ShareWitness::Most(shortage) => *shortage = None,
                ShareWitness::Proportional(common) => common.held = None,
                _ => {}
            });
        }
    }
    assert!(seen.iter().all(|&count| count > 200), "{seen:?}");
}

/// What is a right answer elsewhere, and dearer here, is refused with whatever prices it brings.
#[test]
fn the_checker_rejects_what_is_dearer_than_need_be() {
    let mut refused = 0;
    for seed in 0..1200 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let whole = cheapest_delivery(&scenario, view, None).unwrap();
        for &(arc, _) in &whole.flow {
            let mut without = view.clone();
            without.close_arc(arc);
            let other = cheapest_delivery(&scenario, &without, None).unwrap();
            if other.totals.delivered == whole.totals.delivered {
                let is_dearer = cost_of(&scenario, &other) > cost_of(&scenario, &whole);
                let verified = verify_delivery(&scenario, view, &other);
                assert!(!is_dearer || verified.is_err(), "seed {seed}");
                refused += usize::from(is_dearer);
            }
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn pairs_of_several_origins_and_other_networks_are_refused() {
    let mut refused = 0;
    for seed in 0..200 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let mut sources: Vec<Source> = scenario.relations().iter().map(|relation| relation.source).collect();
        sources.sort_unstable();
        sources.dedup();
        let outcome = cheapest_delivery(&scenario, scenario.before(), None);
        assert_eq!(
            matches!(outcome, Err(AnalysisError::Multicommodity { .. })),
            sources.len() > 1,
            "seed {seed}"
        );
        refused += usize::from(sources.len() > 1);
        let other = network.clone();
        let outcome = cheapest_delivery(&scenario, &View::new(&other, Impedance::Time), None);
        assert_eq!(outcome, Err(AnalysisError::OtherNetwork));
    }
    assert!(refused > 50, "{refused}");
}

/// By hand. 7 t from the mill, of which the road takes 4 and the river the rest at twice the cost; a farm on the way has 3 t
/// of its own.
#[test]
fn worked_by_hand() {
    let network = Network::builder()
        .hub("Mill")
        .hub("Farm")
        .hub("Lock")
        .hub("Town")
        .link(NewLink::road("Mill", "Farm").length("10 km").capacity("4 t/d"))
        .link(NewLink::road("Farm", "Town").length("10 km").capacity("5 t/d"))
        .link(NewLink::road("Mill", "Lock").length("15 km"))
        .link(NewLink::road("Lock", "Town").length("25 km").capacity("2 t/d"))
        .build()
        .unwrap();
    let scenario = ScenarioSpec::new("by hand")
        .cost(Impedance::Length)
        .origin(OriginSpec::new("Mill").supply("7 t/d"))
        .origin(OriginSpec::new("Farm").supply("3 t/d"))
        .destination(DestinationSpec::new("Town").demand("8 t/d"))
        .destination(DestinationSpec::new("Farm").demand("1 t/d"))
        .on(&network)
        .unwrap();
    let view = scenario.before();
    let outcome = cheapest_delivery(&scenario, view, None).unwrap();
    verify_delivery(&scenario, view, &outcome).unwrap();
    // The farm feeds itself with 1 t and sends 2; the road out of it takes 5, so 3 come from the mill by road, 2 by the lock.
    let gets: Vec<u64> = outcome.relations.iter().map(|answer| answer.gets).collect();
    assert_eq!(gets, [7_000, 1_000]);
    assert_eq!(outcome.totals.tonne_km(), 5.0 * 10.0 + 3.0 * 10.0 + 2.0 * 40.0);
    let drawn: Vec<u64> = outcome.drawn.iter().map(|&(_, sent)| sent).collect();
    assert_eq!(drawn, [5_000, 3_000]);
    let town: Vec<(u64, f64)> =
        outcome.relations[0].routes.iter().map(|way| (way.amount, way.route.length().km())).collect();
    assert_eq!(town, [(2_000, 10.0), (3_000, 20.0), (2_000, 40.0)]);
    assert_eq!(outcome.relations[1].routes[0].route.arcs(), []);
    let ShareWitness::Most(Some(shortage)) = &outcome.witness.shares else { panic!("Town is 1 t short") };
    assert_eq!((shortage.behind.as_slice(), shortage.cut.capacity), (&[0][..], 7_000));
    assert_eq!(outcome.totals.short_tonnes(), 1.0);
}

/// Amounts and costs at the limits of their types.
#[test]
fn the_largest_amounts_fit_or_are_refused() {
    let most = TonnesPerDay::from_kilograms(1 << 50).unwrap();
    let network = |hubs: usize| {
        let mut builder = Network::builder().hub("O");
        for at in 0..hubs {
            builder = builder.hub(format!("D{at}")).link(
                NewLink::road("O", format!("D{at}"))
                    .key(at.to_string())
                    .length("100000 km")
                    .time("1 h")
                    .capacity(most),
            );
        }
        builder.build().unwrap()
    };
    let deliver = |hubs: usize| {
        let network = network(hubs);
        let mut spec = ScenarioSpec::new("much").cost(Impedance::Length).origin("O");
        for at in 0..hubs {
            spec = spec.destination(DestinationSpec::new(format!("D{at}")).demand(most));
        }
        let scenario = spec.on(&network).unwrap();
        let outcome = cheapest_delivery(&scenario, scenario.before(), None)?;
        verify_delivery(&scenario, scenario.before(), &outcome).unwrap();
        Ok::<_, AnalysisError>(outcome.totals.length)
    };
    // More than 64 bits hold.
    assert_eq!(deliver(1000), Ok(1000 * (1 << 50) * 1_000_000_000));
    assert_eq!(deliver(1 << 12), Err(AnalysisError::Flow(FlowError::TooMuch)));
}

/// Zero demands, a destination that is the only origin, and nobody who supplies.
#[test]
fn nothing_to_do_is_an_answer() {
    let network = Network::builder().hub("A").hub("B").hub("C").link(NewLink::road("A", "B").length("1 km"));
    let network = network.build().unwrap();
    let spec = ScenarioSpec::new("little").origin("A");
    let spec = spec.destination(DestinationSpec::new("A").demand("2 t/d"));
    let spec = spec.destination(DestinationSpec::new("B").demand("0 t/d"));
    let scenario = spec.destination(DestinationSpec::new("C").demand("5 t/d")).on(&network).unwrap();
    for shares in [Shares::Most, Shares::Fair, Shares::Proportional] {
        let options = DeliveryOptions::default().shares(shares);
        let outcome = cheapest_delivery(&scenario, scenario.before(), options).unwrap();
        verify_delivery(&scenario, scenario.before(), &outcome).unwrap();
        let gets: Vec<u64> = outcome.relations.iter().map(|answer| answer.gets).collect();
        assert_eq!((gets, outcome.totals.length), (vec![2_000, 0, 0], 0));
        assert_eq!(outcome.relations[1].met.to_string(), "1");
    }
}
