//! Throughput between OD pairs of several origins, in shares of each kind, against a plain simplex on arcs, and where there is one origin against the exact methods.

use std::collections::BTreeSet;

use supplyline::analysis::flow::{
    Bottleneck, DeliveryOptions, MulticommodityOptions, MulticommodityThroughput, PairTier, Ratio,
    ShareWitness, Shares, cheapest_delivery, throughput_joint, throughput_multicommodity,
    verify_throughput_multicommodity,
};
use supplyline::network::NewLink;
use supplyline::scenario::{PairSpec, Source};
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::max_flow::limited_world;
use crate::on_arcs::OnArcs;

/// Shares of two methods that count with a point are the same where they differ by no more.
pub(crate) const SAME: f64 = 1e-6;

pub(crate) fn verified(scenario: &Scenario<'_>, view: &View<'_>, seed: u64) -> MulticommodityThroughput {
    verified_in(Shares::Fair, scenario, view, seed)
}

fn verified_in(
    shares: Shares,
    scenario: &Scenario<'_>,
    view: &View<'_>,
    seed: u64,
) -> MulticommodityThroughput {
    let options = MulticommodityOptions::default().shares(shares);
    let outcome = throughput_multicommodity(scenario, view, options).unwrap();
    assert_eq!(outcome.shares, shares);
    verify_throughput_multicommodity(scenario, view, &outcome)
        .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
    let told = || {
        let shares = outcome.relations.iter().map(|one| [one.met.value(), one.met_at_most.value()]);
        let members: Vec<&[usize]> = outcome.tiers.iter().map(|tier| &tier.members[..]).collect();
        format!("seed {seed}: {:?} in {members:?}", shares.collect::<Vec<_>>())
    };
    assert!(outcome.gap() <= SAME, "{}", told());
    outcome
}

pub(crate) fn source_count(scenario: &Scenario<'_>) -> usize {
    scenario.relations().iter().map(|relation| relation.source).collect::<BTreeSet<Source>>().len()
}

/// Random worlds with several origins: shares as the simplex has them, on arcs and without a single path.
#[test]
fn shares_of_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut tiers, mut partial, mut severed, mut tracks, mut worst) = (0, 0, 0, 0, 0, 0.0_f64);
    for seed in 0..700 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for view in [scenario.before(), scenario.after()] {
            let program = OnArcs::new(&scenario, view);
            let outcome = verified(&scenario, view, seed);
            worst = worst.max(outcome.gap());
            tiers = tiers.max(outcome.tiers.len());
            for (answer, share) in outcome.relations.iter().zip(program.shares()) {
                let met = answer.met.value();
                assert!((met - share).abs() < SAME, "seed {seed}: {met} {share} {:?}", answer.relation);
                partial += usize::from(met > 0.0 && met < 1.0);
                severed += usize::from(met == 0.0);
            }
            let told = outcome.tiers.iter().flat_map(|tier| &tier.lengths);
            tracks += told.filter(|(part, _)| matches!(part, Bottleneck::Track(..))).count();
            worlds += 1;
        }
    }
    let counts = [worlds, partial, severed, tracks];
    assert!(worlds > 300 && partial > 300 && severed > 300 && tracks > 10, "{counts:?}");
    assert!(tiers >= 4 && worst < 1e-6, "{tiers} {worst:e}");
}

/// Random worlds with several origins: the most in all, and the largest common share, as the simplex has them.
#[test]
fn the_most_and_the_common_share_of_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut short, mut unlike_fair, mut partial, mut severed) = (0, 0, 0, 0, 0);
    for seed in 0..400 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for view in [scenario.before(), scenario.after()] {
            let program = OnArcs::new(&scenario, view);
            let wanted: f64 = program.demands.iter().sum();
            let most = verified_in(Shares::Most, &scenario, view, seed);
            let gets = |outcome: &MulticommodityThroughput| {
                outcome.relations.iter().map(|one| one.throughput.value()).sum::<f64>()
            };
            let (found, total) = (gets(&most), program.total());
            assert!((found - total).abs() <= SAME * total.max(1.0), "seed {seed}: {found} {total}");
            let bound = most.most.unwrap().amount.value();
            assert!(
                bound >= total * (1.0 - SAME) && bound <= found * (1.0 + SAME) + SAME,
                "seed {seed}: {bound}"
            );
            short += usize::from(total < wanted - 1.0);
            unlike_fair += usize::from(gets(&verified(&scenario, view, seed)) < found - 1.0);

            let (share, open) = program.common();
            let common = verified_in(Shares::Proportional, &scenario, view, seed);
            for (answer, open) in common.relations.iter().zip(open) {
                let wants = answer.relation.demand.kilograms() > 0;
                let expected = if !wants {
                    1.0
                } else if open {
                    share
                } else {
                    0.0
                };
                let met = answer.met.value();
                assert!((met - expected).abs() < SAME, "seed {seed}: {met} {expected} {:?}", answer.relation);
                partial += usize::from(met > 0.0 && met < 1.0);
                severed += usize::from(wants && !open);
            }
            worlds += 1;
        }
    }
    let counts = [worlds, short, unlike_fair, partial, severed];
    assert!(counts.iter().all(|&count| count > 50), "{counts:?}");
}

/// Where all draw on the same origins, the most in all and the common share are those of the exact methods.
#[test]
fn the_most_and_the_common_share_of_one_origin_as_by_the_exact_methods() {
    let (mut short, mut partial) = (0, 0);
    for seed in 0..400 {
        let (network, mut spec) = limited_world(seed);
        if spec.destinations.is_empty() {
            let origin = spec.pairs[0].origin.clone();
            spec.pairs.retain(|pair| pair.origin == origin);
        } else {
            spec.pairs.clear();
        }
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            #[expect(clippy::cast_precision_loss)]
            let exact = throughput_joint(&scenario, view, None).unwrap().total() as f64;
            let most = verified_in(Shares::Most, &scenario, view, seed);
            let found: f64 = most.relations.iter().map(|one| one.throughput.value()).sum();
            assert!((found - exact).abs() <= SAME * exact.max(1.0), "seed {seed}: {found} {exact}");
            short += usize::from(most.relations.iter().any(|one| one.met < Ratio::ONE));
            let options = DeliveryOptions::default().shares(Shares::Proportional);
            let exact = cheapest_delivery(&scenario, view, options).unwrap();
            let ShareWitness::Proportional(exact) = exact.witness.shares else { unreachable!() };
            let common = verified_in(Shares::Proportional, &scenario, view, seed);
            for &at in &exact.members {
                let [found, wanted] = [common.relations[at].met, exact.met].map(Ratio::value);
                assert!((found - wanted).abs() < SAME, "seed {seed}: {found} {wanted}");
                partial += usize::from(exact.met > Ratio::ZERO && exact.met < Ratio::ONE);
            }
        }
    }
    assert!(short > 200 && partial > 200, "{short} {partial}");
}

/// Coal and grain over one bridge, and grain that also has a road of its own: three kinds of shares, three answers.
#[test]
fn shares_of_each_kind_differ_as_they_should() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Bridge")
        .hub("Plant")
        .hub("Mill")
        .hub("Island")
        .link(NewLink::road("Mine", "Bridge").length("5 km"))
        .link(NewLink::road("Farm", "Bridge").length("5 km"))
        .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("300 t/d"))
        .link(NewLink::road("Plant", "Mill").length("2 km").capacity("100 t/d"))
        .build()
        .unwrap();
    // What goes on to the mill takes as much of the bridge as the plant's, but the last road carries 100 t/d alone.
    let pair = |from: &str, to: &str, tonnes: &str| PairSpec::new(from, to).demand(tonnes);
    let spec = ScenarioSpec::new("three kinds of shares")
        .pair(pair("Mine", "Plant", "400 t/d"))
        .pair(pair("Farm", "Mill", "200 t/d"))
        .pair(pair("Mine", "Island", "50 t/d"));
    let scenario = spec.on(&network).unwrap();
    let met = |shares: Shares| {
        let outcome = verified_in(shares, &scenario, scenario.before(), 0);
        let shares: Vec<f64> = outcome.relations.iter().map(|one| one.met.value()).collect();
        shares
    };
    let near =
        |found: &[f64], wanted: &[f64]| found.iter().zip(wanted).all(|(one, two)| (one - two).abs() < SAME);
    assert!(near(&met(Shares::Fair), &[0.5, 0.5, 0.0]), "{:?}", met(Shares::Fair));
    assert!(near(&met(Shares::Proportional), &[0.5, 0.5, 0.0]), "{:?}", met(Shares::Proportional));
    let most = met(Shares::Most);
    assert!((400.0 * most[0] + 200.0 * most[1] - 300.0).abs() < SAME * 300.0 && most[2] <= 0.0, "{most:?}");
    // With less wanted at the mill its pair has all that it wants in fair shares, and no more than the others in common ones.
    let spec = ScenarioSpec::new("three kinds of shares")
        .pair(pair("Mine", "Plant", "400 t/d"))
        .pair(pair("Mine", "Mill", "400 t/d"))
        .pair(pair("Farm", "Bridge", "10 t/d"));
    let scenario = spec.on(&network).unwrap();
    let met = |shares: Shares| {
        let outcome = verified_in(shares, &scenario, scenario.before(), 0);
        outcome.relations.iter().map(|one| one.met.value()).collect::<Vec<f64>>()
    };
    assert!(near(&met(Shares::Fair), &[0.5, 0.25, 1.0]), "{:?}", met(Shares::Fair));
    assert!(near(&met(Shares::Proportional), &[0.25, 0.25, 0.25]), "{:?}", met(Shares::Proportional));
    let most = met(Shares::Most);
    assert!((400.0 * (most[0] + most[1]) - 300.0).abs() < SAME * 300.0 && most[2] >= 1.0, "{most:?}");
}

/// Who wants far more than gets through gets what there is, beside others that want kilograms: what is a part of a unit of theirs
/// holds nobody down.
#[test]
fn whoever_wants_far_too_much_gets_what_there_is() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Bridge")
        .hub("Plant")
        .hub("Mill")
        .link(NewLink::road("Mine", "Bridge").length("5 km"))
        .link(NewLink::road("Farm", "Bridge").length("5 km"))
        .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("420 t/d"))
        .link(NewLink::road("Plant", "Mill").length("2 km").capacity("500 t/d"))
        .build()
        .unwrap();
    let pair = |from: &str, to: &str, tonnes: &str| PairSpec::new(from, to).demand(tonnes);
    for power in 3..=12 {
        let spec = ScenarioSpec::new("as much as possible")
            .pair(pair("Mine", "Plant", &format!("1e{power} t/d")))
            .pair(pair("Farm", "Mill", "0.001 t/d"))
            .pair(pair("Mine", "Farm", "0.5 t/d"));
        let scenario = spec.on(&network).unwrap();
        let gets = |outcome: &MulticommodityThroughput| {
            outcome.relations.iter().map(|one| one.throughput.value() / 1e3).collect::<Vec<f64>>()
        };
        let wanted = 10_f64.powi(power);
        // What the mine and the farm send over the bridge falls short in the same share of what is wanted.
        let both = 420.0 / (wanted + 0.001);
        for (shares, expected) in [
            (Shares::Fair, [wanted * both, 0.001 * both, 0.5]),
            (Shares::Proportional, [wanted * both, 0.001 * both, 0.5 * both]),
        ] {
            let options = MulticommodityOptions::default().shares(shares);
            let outcome = throughput_multicommodity(&scenario, scenario.before(), options).unwrap();
            verify_throughput_multicommodity(&scenario, scenario.before(), &outcome).unwrap();
            let first = &outcome.relations[0];
            assert!(first.met_at_most.value() <= first.met.value() * (1.0 + 1e-6), "{shares:?}, 1e{power}");
            let found = gets(&outcome);
            for (found, expected) in found.iter().zip(expected) {
                // A millionth of what gets through is near enough, for whoever it is.
                let slack = 1e-6 * 420.0;
                assert!((found - expected).abs() <= slack, "{shares:?}, 1e{power}: {found} {expected}");
            }
        }
    }
}

/// Anything that is changed in an answer of the most in all or of common shares, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with_in_other_shares() {
    let (mut amounts, mut bounds, mut lengths, mut kinds, mut shares) = (0, 0, 0, 0, 0);
    for seed in 0..300 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let rejected = |outcome: &MulticommodityThroughput| {
            let found = verify_throughput_multicommodity(&scenario, view, outcome);
            assert!(found.is_err(), "seed {seed}: {:?}", outcome.shares);
        };
        for kind in [Shares::Most, Shares::Proportional] {
            let whole = verified_in(kind, &scenario, view, seed);
            for at in 0..whole.relations.len() {
                let mut bad = whole.clone();
                let answer = &mut bad.relations[at];
                if let Some(route) = answer.routes.first_mut() {
                    let tonne = Ratio::from(1_000);
                    // A tonne less, and all that follows from it.
                    let Some(less) = route.amount.minus(tonne) else { continue };
                    route.amount = less;
                    answer.throughput = answer.throughput.minus(tonne).unwrap();
                    let wanted = u128::from(answer.relation.demand.kilograms());
                    let throughput = answer.throughput;
                    answer.met =
                        Ratio::new(throughput.numerator(), throughput.denominator() * wanted).unwrap();
                    let met = answer.met;
                    for tier in bad.tiers.iter_mut().filter(|tier| tier.members.contains(&at)) {
                        tier.met = tier.met.min(met);
                    }
                    if kind == Shares::Proportional && whole.tiers.last().unwrap().members.len() > 1 {
                        rejected(&bad);
                        shares += 1;
                    }
                    // As much again for one who has no way for it.
                    bad.relations[at].throughput = bad.relations[at].throughput.plus(tonne).unwrap();
                    rejected(&bad);
                    amounts += 1;
                }
            }
            let mut bad = whole.clone();
            bad.shares = if kind == Shares::Most { Shares::Proportional } else { Shares::Most };
            rejected(&bad);
            bad.shares = Shares::Fair;
            if kind == Shares::Most {
                rejected(&bad);
                kinds += 1;
            }
            if let Some(most) = whole.most {
                let mut bad = whole.clone();
                let amount = most.amount.minus(Ratio::from(1));
                let Some(amount) = amount else { continue };
                bad.most.as_mut().unwrap().amount = amount;
                rejected(&bad);
                bounds += 1;
            } else if let Some(tier) = whole.tiers.last().filter(|tier| !tier.lengths.is_empty()) {
                let mut bad = whole.clone();
                for &member in &tier.members {
                    let most = &mut bad.relations[member].met_at_most;
                    *most = Ratio::new(most.numerator() * 999_999, most.denominator() * 1_000_000).unwrap();
                }
                rejected(&bad);
                bounds += 1;
            }
            let is_held = |tier: &PairTier| match whole.most {
                Some(most) => most.worth > 0,
                None => whole.relations[tier.members[0]].met_at_most < Ratio::ONE,
            };
            if whole.tiers.last().is_some_and(|tier| !tier.lengths.is_empty() && is_held(tier)) {
                let mut bad = whole.clone();
                bad.tiers.last_mut().unwrap().lengths.clear();
                rejected(&bad);
                lengths += 1;
            }
        }
    }
    let counts = [amounts, bounds, lengths, kinds, shares];
    assert!(counts.iter().all(|&count| count > 50), "{counts:?}");
}

/// Where all draw on the same origins the exact method has the same shares.
#[test]
fn shares_of_one_origin_as_by_the_exact_method() {
    let (mut partial, mut full, mut short) = (0, 0, 0);
    for seed in 0..700 {
        let (network, mut spec) = limited_world(seed);
        if spec.destinations.is_empty() {
            let origin = spec.pairs[0].origin.clone();
            spec.pairs.retain(|pair| pair.origin == origin);
        } else {
            spec.pairs.clear();
        }
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let exact = throughput_joint(&scenario, view, None).unwrap();
            let outcome = verified(&scenario, view, seed);
            for (answer, exact) in outcome.relations.iter().zip(&exact.relations) {
                let [found, wanted] = [answer.met, exact.met].map(Ratio::value);
                assert!((found - wanted).abs() < SAME, "seed {seed}: {found} {wanted}");
                if exact.met == Ratio::ONE {
                    full += 1;
                    short += usize::from(answer.met != Ratio::ONE);
                } else {
                    partial += usize::from(exact.met > Ratio::ZERO);
                }
            }
        }
    }
    // What is met is met to the last unit, but for very few.
    assert!(partial > 200 && full > 200 && short < 10, "{partial} {full} {short}");
}

/// Both directions of a track, used at once by goods of two origins.
#[test]
fn a_shared_track_carries_both_directions_together() {
    let pair = |from: &str, to: &str| PairSpec::new(from, to).demand("100 t/d");
    let spec = ScenarioSpec::new("both ways").pair(pair("A", "B")).pair(pair("B", "A"));
    for (is_shared, wanted) in [(true, 0.5), (false, 1.0)] {
        let link = NewLink::rail("A", "B").length("1 km");
        let link = if is_shared { link.shared_capacity("100 t/d") } else { link.capacity("100 t/d") };
        let network = Network::builder().hub("A").hub("B").link(link).build().unwrap();
        let scenario = spec.on(&network).unwrap();
        let outcome = verified(&scenario, scenario.before(), 0);
        for answer in &outcome.relations {
            assert!((answer.met.value() - wanted).abs() < SAME, "{is_shared}: {}", answer.met);
        }
        let mut lengths = outcome.tiers.iter().flat_map(|tier| &tier.lengths);
        let is_told = lengths.any(|(part, _)| matches!(part, Bottleneck::Track(..)));
        assert_eq!(is_told, is_shared);
    }
}

/// The same answer twice, to the last unit, whatever the threads.
#[test]
fn the_same_answer_twice() {
    for seed in 0..60 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let answer = || throughput_multicommodity(&scenario, scenario.after(), None).unwrap();
        assert_eq!(answer(), answer(), "seed {seed}");
    }
}

/// Anything that is changed in an answer, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with() {
    let (mut amounts, mut shares, mut bounds, mut lengths, mut routes) = (0, 0, 0, 0, 0);
    for seed in 0..300 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let whole = verified(&scenario, view, seed);
        let rejected = |outcome: &MulticommodityThroughput| {
            assert!(verify_throughput_multicommodity(&scenario, view, outcome).is_err(), "seed {seed}");
        };
        let little = Ratio::new(1, 1_000).unwrap();
        for at in 0..whole.relations.len() {
            let mut bad = whole.clone();
            if let Some(route) = bad.relations[at].routes.first_mut() {
                route.amount = route.amount.plus(little).unwrap();
                rejected(&bad);
                amounts += 1;
            }
            let mut bad = whole.clone();
            if bad.relations[at].routes.pop().is_some() {
                rejected(&bad);
                routes += 1;
            }
            // More than is said to be proved, brought by nothing.
            let mut bad = whole.clone();
            let answer = &mut bad.relations[at];
            if answer.met < Ratio::ONE {
                (answer.met, answer.met_at_most) = (Ratio::ONE, Ratio::ONE);
                answer.throughput = answer.relation.demand.kilograms().into();
                rejected(&bad);
                shares += 1;
            }
            // A bound below what is brought, and one that nothing proves.
            let mut bad = whole.clone();
            let answer = &mut bad.relations[at];
            if answer.met > Ratio::ZERO && answer.relation.demand.kilograms() > 0 {
                answer.met_at_most =
                    Ratio::new(answer.met.numerator(), answer.met.denominator() + 1).unwrap();
                rejected(&bad);
                bounds += 1;
            }
        }
        for at in 0..whole.tiers.len() {
            let mut bad = whole.clone();
            bad.tiers[at].members.pop();
            rejected(&bad);
            let mut bad = whole.clone();
            let is_held = |&member: &usize| whole.relations[member].met_at_most < Ratio::ONE;
            let is_held = whole.tiers[at].members.iter().any(is_held);
            if is_held && !bad.tiers[at].lengths.is_empty() {
                // Without lengths nothing is far, and no share is held down.
                bad.tiers[at].lengths.clear();
                rejected(&bad);
                let mut bad = whole.clone();
                let first = bad.tiers[at].lengths[0];
                bad.tiers[at].lengths.push(first);
                rejected(&bad);
                lengths += 1;
            }
        }
    }
    let counts = [amounts, shares, bounds, lengths, routes];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}
