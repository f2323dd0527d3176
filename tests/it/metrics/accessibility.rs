//! Accessibility and what each loss takes of it, against closing each element and searching from every hub anew.

use std::collections::BTreeMap;

use rayon::ThreadPoolBuilder;
use supplyline::analysis::metrics::{AccessibilityOptions, Decay, Opportunities, accessibility};
use supplyline::analysis::rank::Loss;
use supplyline::network::HubId;
use supplyline::{Impedance, View};

use super::{between_hubs, close, losses, without};
use crate::random::world;

fn options() -> AccessibilityOptions<'static> {
    AccessibilityOptions::default().links(true)
}

/// Of each hub, by definition, without pairs that have `aside` as an end.
fn by_definition(
    view: &View<'_>,
    weights: &BTreeMap<HubId, f64>,
    power: bool,
    aside: Option<HubId>,
) -> BTreeMap<HubId, f64> {
    let mut found = BTreeMap::new();
    for (from, to, cost) in between_hubs(view) {
        if let (Some(weight), false) = (weights.get(&to), [from, to].map(Some).contains(&aside)) {
            let left = match (power, view.impedance()) {
                (false, Impedance::Time) => (-(cost as f64) / 3_600_000.0).exp(),
                (false, Impedance::Length) => (-0.01 * cost as f64 / 10_000.0).exp(),
                (true, Impedance::Time) => (cost.max(1_000) as f64 / 3_600_000.0).powf(-1.5),
                (true, Impedance::Length) => (cost.max(100) as f64 / 10_000.0).powf(-1.5),
            };
            *found.entry(from).or_insert(0.0) += weight * left;
        }
    }
    found
}

#[test]
fn as_closing_each_element_shows() {
    let (mut lost, mut by_others) = (0, 0);
    for seed in 0..1_000 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let power = seed % 3 == 0;
        let options = if power { options().decay(Decay::power(1.5).unwrap()) } else { options() };
        let mut weights: BTreeMap<HubId, f64> = BTreeMap::new();
        let opportunities = if seed % 2 == 0 {
            for relation in scenario.relations() {
                *weights.entry(relation.destination).or_default() += relation.demand.tonnes();
            }
            Opportunities::demand(&scenario)
        } else {
            // Each hub twice: 1 for all, and more for the first ones.
            weights.extend(world.network.hubs().map(|hub| (hub.id(), 3.0 + hub.id().index() as f64)));
            let ones = world.network.hubs().map(|hub| (hub.id(), 1.0));
            let more = world.network.hubs().map(|hub| (hub.id(), 2.0 + hub.id().index() as f64));
            Opportunities::new(ones.chain(more)).unwrap()
        };
        for view in [scenario.before(), scenario.after()] {
            let found = accessibility(view, &opportunities, options).unwrap();
            let whole = by_definition(view, &weights, power, None);
            for one in &found.hubs {
                close(one.accessibility, whole.get(&one.hub).copied().unwrap_or_default());
                assert_eq!(found.of_hub(one.hub), Some(one.accessibility));
            }
            close(found.total, whole.values().sum());
            assert_eq!(found.losses.iter().map(|one| one.loss).collect::<Vec<_>>(), losses(view));
            for one in &found.losses {
                let closed = without(view, one.loss);
                let aside = match one.loss {
                    Loss::Hub(hub) => Some(hub),
                    Loss::Link(_) => None,
                };
                let sum = |view: &View<'_>, aside| -> f64 {
                    by_definition(view, &weights, power, aside).values().sum()
                };
                close(one.lost, sum(view, None) - sum(&closed, None));
                close(one.lost_by_others, sum(view, aside) - sum(&closed, aside));
                let share = if found.total > 0.0 { one.lost / found.total } else { 0.0 };
                assert_eq!(found.of(one.loss), Some(share));
                lost += usize::from(one.lost > 0.0);
                by_others += usize::from(one.lost_by_others > 0.0);
            }
            let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            if seed % 50 == 0 {
                assert_eq!(found, pool.install(|| accessibility(view, &opportunities, options).unwrap()));
            }
        }
    }
    assert!(lost > 3_000 && by_others > 1_000, "{lost} {by_others}");
}

#[test]
fn what_is_no_weight_and_no_decay_is_refused() {
    let world = world(1);
    let hub = world.network.hubs().next().unwrap().id();
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(Opportunities::new([(hub, wrong)]).is_err());
        assert!(Decay::exponential(wrong).is_err());
        assert!(Decay::power(wrong).is_err());
    }
    assert!(Decay::exponential(0.0).is_ok());
}
