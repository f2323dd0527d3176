//! What the cheapest routes between several origins cost: against a plain simplex on arcs, where there is one origin against Bellman
//! and Ford to the last unit, and whatever is tampered with is refused.

use std::collections::BTreeMap;

use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    Bottleneck, DeliveryOptions, MulticommodityDelivery, MulticommodityOptions, PairThroughput, Ratio, Shares,
    cheapest_delivery, cheapest_delivery_multicommodity, throughput_multicommodity,
    verify_delivery_multicommodity,
};
use supplyline::network::NewLink;
use supplyline::progress::Progress;
use supplyline::scenario::PairSpec;
use supplyline::units::TonnesPerDay;
use supplyline::{Impedance, Network, Scenario, ScenarioSpec, View};

use crate::delivery::{PlainCosts, one_kind, source};
use crate::flows::supplies;
use crate::max_flow::limited_world;
use crate::multicommodity::{OnArcs, source_count};

const KINDS: [Shares; 3] = [Shares::Fair, Shares::Proportional, Shares::Most];
/// So many units are a kilogram.
const UNITS: u64 = 1_000_000_000;

fn verified(
    shares: Shares,
    scenario: &Scenario<'_>,
    view: &View<'_>,
    seed: u64,
) -> MulticommodityDelivery {
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

/// Random worlds with several origins: what it costs as the simplex has it for the same amounts, on arcs and without a single path;
/// and nobody gets anything else than where nobody asks what it costs.
#[test]
fn costs_between_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut cheaper, mut exact, mut priced, mut forks, mut free, mut worst, mut rounded) =
        (0, 0, 0, 0, 0, 0, 0.0_f64, 0);
    for seed in 0..500 {
        let (network, spec) = limited_world(seed);
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
                let gets: f64 =
                    outcome.shared.relations.iter().filter(|one| one.relation.demand.kilograms() > 0).map(|one| one.throughput.value()).sum();
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
    let counts = [worlds, cheaper, exact, priced, forks, free];
    println!("{counts:?} {worst:e} {rounded}");
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
                let plain =
                    PlainCosts::times(view, &supplies, &demands, |_| per_kilogram, |_| per_kilogram);
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
                let is_same = |(one, other): (&PairThroughput, &supplyline::analysis::flow::Delivered)| {
                    one.throughput == Ratio::from(other.gets)
                };
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
    println!("{same} {whole} {parts} {costly}");
    let counts = [same, whole, parts, costly];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}
