//! What the cheapest routes between several origins cost: against a plain simplex on arcs, where there is one origin against Bellman
//! and Ford to the last unit, and whatever is tampered with is refused.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    Bottleneck, Delivered, DeliveryOptions, FlowsOptions, MulticommodityDelivery, MulticommodityOptions,
    PairThroughput, Ratio, Shares, cheapest_delivery, cheapest_delivery_multicommodity, flows,
    throughput_multicommodity, verify_delivery_multicommodity, verify_flows,
};
use supplyline::import::RawNetwork;
use supplyline::network::NewLink;
use supplyline::paths::{FlowError, Route};
use supplyline::progress::Progress;
use supplyline::report::FlowReport;
use supplyline::scenario::PairSpec;
use supplyline::units::{Length, Time, TonnesPerDay};
use supplyline::{Impedance, Network, Scenario, ScenarioSpec, View};

use crate::delivery::{PlainCosts, one_kind, source};
use crate::flows::supplies;
use crate::max_flow::limited_world;
use crate::multicommodity::source_count;
use crate::on_arcs::OnArcs;

const KINDS: [Shares; 3] = [Shares::Fair, Shares::Proportional, Shares::Most];
/// So many units are a kilogram.
const UNITS: u64 = 1_000_000_000;

fn verified(shares: Shares, scenario: &Scenario<'_>, view: &View<'_>, seed: u64) -> MulticommodityDelivery {
    let options = MulticommodityOptions::default().shares(shares);
    let outcome = cheapest_delivery_multicommodity(scenario, view, options).unwrap();
    verify_delivery_multicommodity(scenario, view, &outcome)
        .unwrap_or_else(|wrong| panic!("seed {seed}, {shares:?}: {wrong:?}"));
    assert!(outcome.gap() < 1e-6, "seed {seed}, {shares:?}: {:e}", outcome.gap());
    outcome
}

/// What its routes cost.
fn cost_of(scenario: &Scenario<'_>, relations: &[PairThroughput]) -> f64 {
    let routes = relations.iter().flat_map(|answer| &answer.routes);
    let cost = routes.map(|one| {
        let each = match scenario.impedance() {
            Impedance::Time => one.route.time().milliseconds(),
            Impedance::Length => one.route.length().decimetres(),
        };
        one.amount.times(each).unwrap().value()
    });
    cost.sum()
}

/// A random world in which some links cost thousands of times as much as others, every other time.
fn steep_world(seed: u64) -> (Network, ScenarioSpec) {
    let (network, spec) = limited_world(seed);
    if seed.is_multiple_of(2) {
        return (network, spec);
    }
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut raw = RawNetwork::from(network);
    for link in &mut raw.links {
        let steep = |rng: &mut fastrand::Rng| rng.u64(1..10) * 10_u64.pow(rng.u32(0..5));
        link.time = Some(Time::from_milliseconds(steep(&mut rng)).unwrap());
        link.length = Some(Length::from_decimetres(steep(&mut rng)).unwrap());
    }
    (Network::try_from(raw).unwrap(), spec)
}

/// Random worlds with several origins: what it costs as the simplex has it for the same amounts, on arcs and without a single path;
/// and nobody gets anything else than where nobody asks what it costs.
#[test]
fn costs_between_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut cheaper, mut exact, mut priced, mut forks, mut free, mut worst, mut rounded) =
        (0, 0, 0, 0, 0, 0, 0.0_f64, 0);
    for seed in 0..500 {
        let (network, spec) = steep_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for view in [scenario.before(), scenario.after()] {
            let program = OnArcs::new(&scenario, view);
            for shares in KINDS {
                let outcome = verified(shares, &scenario, view, seed);
                let options = MulticommodityOptions::default().shares(shares);
                let plain = throughput_multicommodity(&scenario, view, options).unwrap();
                for (one, other) in outcome.shared.relations.iter().zip(&plain.relations) {
                    assert_eq!(one.is_met(), other.is_met(), "seed {seed}, {shares:?}");
                    assert_eq!(one.met == Ratio::ONE, other.met == Ratio::ONE, "seed {seed}, {shares:?}");
                    let least = other.throughput.value() * (1.0 - 1e-9);
                    assert!(one.throughput <= other.throughput && one.throughput.value() >= least);
                    rounded += usize::from(one.throughput < other.throughput);
                }
                let met: Vec<f64> = outcome.shared.relations.iter().map(|one| one.met.value()).collect();
                let (least, brought) = program.cost(&met);
                let gets: f64 = outcome
                    .shared
                    .relations
                    .iter()
                    .filter(|one| one.relation.demand.kilograms() > 0)
                    .map(|one| one.throughput.value())
                    .sum();
                assert!((brought - gets).abs() < 1e-6 * gets.max(1.0), "seed {seed}: {brought} {gets}");
                let [cost, bound] = [outcome.cost, outcome.cost_at_least].map(Ratio::value);
                let slack = 1e-6 * least.max(1.0);
                assert!((cost - least).abs() <= slack, "seed {seed}, {shares:?}: {cost} {least}");
                assert!(bound <= least + slack, "seed {seed}, {shares:?}: {bound} {least}");
                let was = cost_of(&scenario, &plain.relations);
                assert!((cost - cost_of(&scenario, &outcome.shared.relations)).abs() <= slack);
                cheaper += usize::from(cost < was * (1.0 - 1e-6));
                exact += usize::from(outcome.cost == outcome.cost_at_least);
                priced += usize::from(!outcome.lengths.is_empty());
                free += usize::from(cost == 0.0);
                forks += usize::from(outcome.shared.relations.iter().any(|one| one.routes.len() > 1));
                worst = worst.max(outcome.gap());
            }
            worlds += 1;
        }
    }
    // Nobody loses a unit to rounding, but for very few.
    assert!(worst < 1e-8 && rounded < 50, "{worst:e} {rounded}");
    let counts = [worlds, cheaper, exact, priced, forks, free];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}

/// An amount in units, of which it is a whole number.
fn units(amount: Ratio) -> i128 {
    let units = amount.times(UNITS).unwrap();
    assert_eq!(units.denominator(), 1);
    units.numerator().cast_signed()
}

/// Where all draw on the same origins: between the bound and what it costs is what Bellman and Ford find for the same units, and where the
/// amounts are whole kilograms what `cheapest_delivery` has.
#[test]
fn costs_of_one_origin_as_by_bellman_and_ford_to_the_last_unit() {
    let (mut same, mut whole, mut parts, mut costly) = (0, 0, 0, 0);
    let per_kilogram = i128::from(UNITS);
    for seed in 0..500 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            for shares in KINDS {
                let outcome = verified(shares, &scenario, view, seed);
                let relations = &outcome.shared.relations;
                let demands = relations.iter().filter(|one| one.throughput > Ratio::ZERO);
                let demands: BTreeMap<_, _> =
                    demands.map(|one| (one.relation.destination, units(one.throughput))).collect();
                let supplies = supplies(&scenario, source(&scenario));
                let supplies = supplies.into_iter().map(|(hub, most)| (hub, most * per_kilogram)).collect();
                let plain = PlainCosts::times(view, &supplies, &demands, |_| per_kilogram, |_| per_kilogram);
                let (value, cost) = plain.cheapest(2 * network.node_count());
                assert_eq!(value, demands.values().sum::<i128>(), "seed {seed}, {shares:?}");
                let least = Ratio::new(cost.unsigned_abs(), UNITS.into()).unwrap();
                assert!(
                    outcome.cost_at_least <= least && least <= outcome.cost,
                    "seed {seed}, {shares:?}: {} {least} {}",
                    outcome.cost_at_least,
                    outcome.cost
                );
                same += usize::from(least == outcome.cost);
                costly += usize::from(cost > 0);
                parts += usize::from(relations.iter().any(|one| one.throughput.denominator() > 1));
                let options = DeliveryOptions::default().shares(shares);
                let exact = cheapest_delivery(&scenario, view, options).unwrap();
                let is_same =
                    |(one, other): (&PairThroughput, &Delivered)| one.throughput == Ratio::from(other.gets);
                if relations.iter().zip(&exact.relations).all(is_same) {
                    let cost = match scenario.impedance() {
                        Impedance::Time => exact.totals.time,
                        Impedance::Length => exact.totals.length,
                    };
                    assert!(outcome.cost_at_least.value() <= cost as f64 * (1.0 + 1e-12));
                    assert!((outcome.cost.value() - cost as f64).abs() <= 1e-6 * cost as f64, "seed {seed}");
                    whole += usize::from(cost > 0);
                }
            }
        }
    }
    let counts = [same, whole, parts, costly];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}

fn pair(from: &str, to: &str, demand: &str) -> PairSpec {
    PairSpec::new(from, to).demand(demand)
}

/// What goes over a route that passes this link, tonnes a day.
fn over(network: &Network, delivery: &MulticommodityDelivery, at: usize, link: &str) -> f64 {
    let arcs: Vec<_> =
        network.links().filter(|one| one.key() == link).flat_map(|one| one.arcs().to_vec()).collect();
    let routes = &delivery.shared.relations[at].routes;
    let over = routes.iter().filter(|one| one.route.arcs().iter().any(|arc| arcs.contains(arc)));
    over.map(|one| one.amount.value() / 1e3).sum()
}

/// Who has the longer way round has the bridge, not who comes first: 200 t/d of coal and 200 of grain over a bridge for 300.
#[test]
fn whoever_has_the_longer_way_round_has_the_bridge() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("West")
        .hub("East")
        .hub("Plant")
        .hub("Mill")
        .link(NewLink::road("Mine", "West").length("1 km"))
        .link(NewLink::road("Farm", "West").length("1 km"))
        .link(NewLink::road("West", "East").key("bridge").length("2 km").capacity("300 t/d"))
        .link(NewLink::road("East", "Plant").length("1 km"))
        .link(NewLink::road("East", "Mill").length("1 km"))
        .link(NewLink::road("Mine", "Plant").key("long").length("14 km"))
        .link(NewLink::road("Farm", "Mill").key("short").length("8 km"))
        .build()
        .unwrap();
    let (coal, grain) = (pair("Mine", "Plant", "200 t/d"), pair("Farm", "Mill", "200 t/d"));
    for (pairs, mine) in [([coal.clone(), grain.clone()], 0), ([grain, coal], 1)] {
        let mut spec = ScenarioSpec::new("a bridge").cost(Impedance::Length);
        for pair in pairs {
            spec = spec.pair(pair);
        }
        let scenario = spec.on(&network).unwrap();
        for shares in KINDS {
            let found = verified(shares, &scenario, scenario.before(), 0);
            // 200 t by 4 km, 100 t by 4 km, and 100 t by 8 km; without any limit it would be 400 t by 4 km.
            assert_eq!(found.cost, Ratio::from(200_000 * 40_000 + 100_000 * 40_000 + 100_000 * 80_000));
            assert_eq!([found.time.value() > 0.0, found.length == found.cost], [true, true]);
            assert!(found.gap() < 1e-9 && found.lengths.len() == 1, "{:?}", found.lengths);
            let (part, length) = found.lengths[0];
            assert!(matches!(part, Bottleneck::Link(link, _) if network.link(link).key() == "bridge"));
            // A kilogram more over the bridge is worth the 4 km that grain goes round.
            let worth = length as f64 / found.scale as f64;
            assert!((worth - 40_000.0).abs() < 1.0, "{worth}");
            assert_eq!(over(&network, &found, mine, "bridge"), 200.0);
            assert_eq!(
                [over(&network, &found, 1 - mine, "bridge"), over(&network, &found, 1 - mine, "short")],
                [100.0; 2]
            );
        }
    }
}

/// Who is limited by nothing still goes the cheaper way that has a limit, as far as there is room.
#[test]
fn a_limited_way_is_taken_where_it_is_cheaper_than_a_free_one() {
    let network = Network::builder()
        .hub("A")
        .hub("B")
        .hub("C")
        .link(NewLink::road("A", "B").key("wide").length("9 km"))
        .link(NewLink::road("A", "B").key("narrow").length("4 km").capacity("30 t/d"))
        .link(NewLink::road("B", "C").length("1 km"))
        .build()
        .unwrap();
    let spec = ScenarioSpec::new("two roads").cost(Impedance::Length);
    let few = spec.clone().pair(pair("A", "B", "20 t/d")).pair(pair("C", "B", "10 t/d"));
    let many =
        spec.pair(pair("A", "B", "20 t/d")).pair(pair("A", "C", "50 t/d")).pair(pair("C", "A", "70 t/d"));
    for shares in KINDS {
        let scenario = few.on(&network).unwrap();
        let found = verified(shares, &scenario, scenario.before(), 0);
        // All fits by the cheapest ways, exactly; nothing has to be proved by lengths.
        assert_eq!(
            (found.cost, found.cost_at_least),
            (Ratio::from(20_000 * 40_000 + 10_000 * 10_000), found.cost)
        );
        assert!(found.lengths.is_empty() && found.gap() <= 0.0);
        assert_eq!(found.scale, 1);
        let scenario = many.on(&network).unwrap();
        let found = verified(shares, &scenario, scenario.before(), 0);
        // 30 t/d over the narrow road, each way; 40 the wide way there and 40 back, and 120 t/d between B and C.
        let expected = 3e4 * 4e4 * 2.0 + 4e4 * 9e4 * 2.0 + 1.2e5 * 1e4;
        assert!((found.cost.value() - expected).abs() < 1.0, "{}", found.cost);
        let narrow: f64 = (0..2).map(|at| over(&network, &found, at, "narrow")).sum();
        assert!((narrow - 30.0).abs() < 1e-9 && (over(&network, &found, 2, "narrow") - 30.0).abs() < 1e-9);
    }
}

/// Demands from a kilogram to 2^50 of them, and costs up to the largest: no answer is wrong, and none is farther from what is proved than a
/// billionth of what all would cost by the dearest route.
#[test]
fn amounts_and_costs_of_any_size_have_a_bound() {
    let largest = 1_u64 << 50;
    let (mut bounded, mut refused) = (0, 0);
    for (short, long) in
        [("0 km", "100000 km"), ("100000 km", "107374 km"), ("0.0001 km", "0.0002 km"), ("0 km", "0 km")]
    {
        for demands in [[1, 1], [1, largest], [largest, largest], [3, 1_000_003], [largest - 1, 7]] {
            for share in [1, 3, 10] {
                let kilograms = |amount: u64| TonnesPerDay::from_kilograms(amount).unwrap();
                let most = demands.iter().sum::<u64>() / share;
                let link = |from: &str, to: &str, key: &str| NewLink::road(from, to).key(key).time("1 min");
                let mut builder = Network::builder().hub("O").hub("P").hub("M").hub("D").hub("E");
                for (from, key) in [("O", "o"), ("P", "p")] {
                    builder = builder.link(link(from, "M", key).length("0 km"));
                }
                builder = builder
                    .link(link("M", "D", "short").length(short).capacity(kilograms(most.min(largest))));
                for chain in 0..4 {
                    let (from, to) = (
                        if chain == 0 { "M".to_owned() } else { format!("X{chain}") },
                        format!("X{}", chain + 1),
                    );
                    builder =
                        builder.hub(to.as_str()).link(link(&from, &to, &format!("x{chain}")).length(long));
                }
                builder = builder
                    .link(link("X4", "D", "long").length(long))
                    .link(link("D", "E", "on").length(long));
                let network = builder.build().unwrap();
                let spec = ScenarioSpec::new("of any size")
                    .cost(Impedance::Length)
                    .pair(PairSpec::new("O", "D").demand(kilograms(demands[0])))
                    .pair(PairSpec::new("P", "E").demand(kilograms(demands[1])));
                let scenario = spec.on(&network).unwrap();
                for shares in KINDS {
                    let options = MulticommodityOptions::default().shares(shares);
                    let found =
                        cheapest_delivery_multicommodity(&scenario, scenario.before(), options).unwrap();
                    let told =
                        || format!("{short}, {long}, {demands:?}, {share}, {shares:?}: {:e}", found.gap());
                    verify_delivery_multicommodity(&scenario, scenario.before(), &found)
                        .unwrap_or_else(|wrong| panic!("{}: {wrong:?}", told()));
                    // A few kilograms of 2^50 are no more than the solver's last digit, whatever they cost.
                    let routes = found.shared.relations.iter().flat_map(|one| &one.routes);
                    let dearest = routes.map(|one| one.route.length().decimetres()).max().unwrap_or(0);
                    let brought: f64 = found.shared.relations.iter().map(|one| one.throughput.value()).sum();
                    let apart = found.cost.value() - found.cost_at_least.value();
                    assert!(apart <= 1e-9 * brought * dearest as f64, "{}", told());
                    bounded += usize::from(!found.lengths.is_empty() && found.gap() < 1e-9);
                    let mut bad = found.clone();
                    bad.cost_at_least = found.cost.times(2).unwrap();
                    if found.cost > Ratio::ZERO {
                        assert!(verify_delivery_multicommodity(&scenario, scenario.before(), &bad).is_err());
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(bounded > 50 && refused > 100, "{bounded} {refused}");
    let mut spec = ScenarioSpec::new("too much");
    let mut builder = Network::builder().hub("O").hub("P");
    for at in 0..4_096 {
        let hub = format!("D{at}");
        builder = builder.hub(hub.as_str());
        let from = if at % 2 == 0 { "O" } else { "P" };
        spec = spec.pair(PairSpec::new(from, &hub).demand(TonnesPerDay::from_kilograms(largest).unwrap()));
    }
    let network = builder.build().unwrap();
    let scenario = spec.on(&network).unwrap();
    let found = cheapest_delivery_multicommodity(&scenario, scenario.before(), None);
    assert_eq!(found, Err(AnalysisError::Flow(FlowError::TooMuch)));
}

/// Severed pairs, pairs that want nothing, a destination that is its own origin, links without capacity: what is left goes as cheaply
/// as it can.
#[test]
fn nothing_to_do_is_an_answer() {
    let network = Network::builder()
        .hub("A")
        .hub("B")
        .hub("Island")
        .link(NewLink::road("A", "B").key("closed").length("1 km").capacity("0 t/d"))
        .link(NewLink::road("A", "B").key("open").length("3 km").capacity("5 t/d"))
        .build()
        .unwrap();
    let spec = ScenarioSpec::new("little")
        .cost(Impedance::Length)
        .pair(pair("A", "Island", "5 t/d"))
        .pair(pair("B", "B", "7 t/d"))
        .pair(pair("B", "A", "0 t/d"))
        .pair(pair("A", "B", "4 t/d"));
    let scenario = spec.on(&network).unwrap();
    for shares in KINDS {
        let found = verified(shares, &scenario, scenario.before(), 0);
        let gets: Vec<u64> = found.shared.relations.iter().map(|one| one.throughput.floor()).collect();
        assert_eq!(gets, [0, 7_000, 0, 4_000]);
        assert_eq!(found.cost, Ratio::from(4_000 * 30_000));
        assert_eq!((found.gap(), found.shared.relations[1].routes[0].route.arcs().len()), (0.0, 0));
    }
    let other = network.clone();
    let found = cheapest_delivery_multicommodity(&scenario, &View::new(&other, Impedance::Length), None);
    assert_eq!(found, Err(AnalysisError::OtherNetwork));
}

/// The same answer twice, to the last unit, whatever the threads.
#[test]
fn the_same_answer_twice() {
    for seed in 0..60 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let answer = || cheapest_delivery_multicommodity(&scenario, scenario.after(), None).unwrap();
        assert_eq!(answer(), answer(), "seed {seed}");
    }
}

/// Who stops the work as soon as routes are sought.
#[derive(Default)]
struct Stopper(AtomicBool);

impl Progress for Stopper {
    fn begin(&self, stage: &'static str, _: u64) {
        self.0.store(stage.contains("cheapest"), Ordering::Relaxed);
    }

    fn stop_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[test]
fn the_search_for_cheaper_routes_stops_on_request() {
    let (mut stopped, mut done) = (0, 0);
    for seed in 0..200 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let stopper = Stopper::default();
        let options = MulticommodityOptions::default().progress(&stopper);
        match cheapest_delivery_multicommodity(&scenario, scenario.before(), options) {
            Err(AnalysisError::Stopped) => stopped += 1,
            // Where the first routes are the cheapest there is nothing to stop.
            Ok(found) => done += usize::from(found.gap() <= 0.0),
            Err(other) => panic!("seed {seed}: {other}"),
        }
    }
    assert!(stopped > 30 && stopped + done == 200, "{stopped} {done}");
}

/// Anything that is changed in an answer, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with() {
    let (mut seen, mut overfull) = ([0; 7], 0);
    for seed in 0..400 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        for shares in KINDS {
            let whole = verified(shares, &scenario, view, seed);
            let mut refused = |kind: usize, change: &dyn Fn(&mut MulticommodityDelivery)| {
                let mut bad = whole.clone();
                change(&mut bad);
                if bad != whole {
                    let verified = verify_delivery_multicommodity(&scenario, view, &bad);
                    assert!(verified.is_err(), "seed {seed}, {kind}, {shares:?}");
                    seen[kind] += 1;
                }
            };
            let little = Ratio::new(1, UNITS.into()).unwrap();
            for at in 0..whole.shared.relations.len() {
                // A unit more on a route, and said to be brought.
                refused(0, &|bad| {
                    let answer = &mut bad.shared.relations[at];
                    if let Some(one) = answer.routes.first_mut() {
                        one.amount = one.amount.plus(little).unwrap();
                        answer.throughput = answer.throughput.plus(little).unwrap();
                    }
                });
                refused(1, &|bad| drop(bad.shared.relations[at].routes.pop()));
                // All of it by one route of several, and all that follows from it; if that were cheaper than anything can be.
                for only in 0..whole.shared.relations[at].routes.len() {
                    let mut bad = whole.clone();
                    let routes = &mut bad.shared.relations[at].routes;
                    routes.swap(0, only);
                    routes.truncate(1);
                    routes[0].amount = whole.shared.relations[at].throughput;
                    let sum = |of: &dyn Fn(&Route) -> u64| {
                        let routes = bad.shared.relations.iter().flat_map(|one| &one.routes);
                        routes.fold(Ratio::ZERO, |sum, one| {
                            sum.plus(one.amount.times(of(&one.route)).unwrap()).unwrap()
                        })
                    };
                    let time = sum(&|route| route.time().milliseconds());
                    let length = sum(&|route| route.length().decimetres());
                    (bad.time, bad.length) = (time, length);
                    bad.cost = if scenario.impedance() == Impedance::Time { time } else { length };
                    if bad.cost < whole.cost_at_least {
                        // The bound of before, and one that is told by nothing.
                        assert!(
                            verify_delivery_multicommodity(&scenario, view, &bad).is_err(),
                            "seed {seed}"
                        );
                        bad.cost_at_least = Ratio::ZERO;
                        assert!(
                            verify_delivery_multicommodity(&scenario, view, &bad).is_err(),
                            "seed {seed}"
                        );
                        overfull += 1;
                    }
                }
            }
            refused(2, &|bad| bad.time = bad.time.plus(little).unwrap());
            refused(2, &|bad| bad.length = bad.length.plus(little).unwrap());
            refused(2, &|bad| bad.cost = bad.cost.plus(little).unwrap());
            // A bound that is a trace too high.
            refused(3, &|bad| {
                let least = bad.cost_at_least;
                bad.cost_at_least = Ratio::new(least.numerator() + 1, least.denominator()).unwrap();
            });
            refused(4, &|bad| bad.lengths.clear());
            refused(5, &|bad| bad.lengths.extend(bad.lengths.first().copied()));
            refused(6, &|bad| bad.scale = 0);
        }
    }
    assert!(seen.iter().all(|&count| count > 100) && overfull > 100, "{seen:?} {overfull}");
}

/// What gets through before and after has the cheapest routes of several origins as well, and its checker looks at what they cost.
#[test]
fn flows_of_several_origins_go_by_the_cheapest_routes() {
    let (mut between, mut dearer) = (0, 0);
    for seed in 0..200 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let outcome = flows(&scenario, FlowsOptions::default()).unwrap();
        verify_flows(&scenario, &outcome).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
        let Some(delivery) = &outcome.after.between else { continue };
        assert_eq!(
            Some(delivery),
            cheapest_delivery_multicommodity(&scenario, scenario.after(), None).ok().as_ref()
        );
        let report = FlowReport::new(&scenario, &outcome);
        let before = outcome.before.between.as_ref().unwrap();
        assert_eq!(report.cost_gap, Some(before.gap().max(delivery.gap())));
        let told = report.after.as_ref().unwrap();
        assert!((told.tonne_hours_per_d - delivery.time.value() / 3.6e9).abs() <= 1e-3);
        assert!((told.tonne_km_per_d - delivery.length.value() / 1e7).abs() <= 1e-3);
        between += 1;
        let mut bad = outcome.clone();
        let one = bad.after.between.as_mut().unwrap();
        if one.cost_at_least > Ratio::ZERO {
            one.cost_at_least = one.cost.times(2).unwrap();
            assert!(verify_flows(&scenario, &bad).is_err(), "seed {seed}");
            dearer += 1;
        }
    }
    assert!(between > 50 && dearer > 20, "{between} {dearer}");
}
