//! Throughput: against Edmonds and Karp on an explicitly split graph, and shares against every subset of destinations.

use std::collections::{BTreeMap, BTreeSet};

use supplyline::analysis::flow::{
    AloneThroughput, Bottleneck, JointThroughput, Ratio, Witness, throughput_alone, throughput_joint,
    throughput_losses, verify_throughput_alone, verify_throughput_joint,
};
use supplyline::analysis::rank::Loss;
use supplyline::analysis::{AnalysisError, Status, impact, verify};
use supplyline::network::{ArcId, HubId, Link, NewLink, NodeId};
use supplyline::paths::Amount;
use supplyline::scenario::{ClosureSpec, DestinationSpec, Source};
use supplyline::units::TonnesPerDay;
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::max_flow::{ENDLESS, Plain, limited_world};

pub(crate) fn supplies(scenario: &Scenario<'_>, source: Source) -> BTreeMap<HubId, i128> {
    let stated = scenario
        .origins()
        .iter()
        .map(|origin| (origin.hub, origin.supply.map_or(ENDLESS, |supply| i128::from(supply.kilograms()))));
    let mut stated: BTreeMap<HubId, i128> = stated.collect();
    if let Source::Origin(hub) = source {
        stated.entry(hub).or_insert(ENDLESS);
        stated.retain(|&other, _| other == hub);
    }
    stated
}

pub(crate) fn plain_maximum(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    source: Source,
    to: &BTreeMap<HubId, i128>,
) -> i128 {
    Plain::new(view, &supplies(scenario, source), to).maximum(2 * view.network().node_count())
}

#[test]
fn alone_as_by_edmonds_and_karp() {
    let (mut limited, mut unlimited, mut nothing, mut several, mut unique) = (0, 0, 0, 0, 0);
    for seed in 0..1000 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let outcome = throughput_alone(&scenario, view, None).unwrap();
            let verified = verify_throughput_alone(&scenario, view, &outcome);
            let verified = verified.unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
            assert_eq!((verified.flows + verified.ways) as usize, scenario.relations().len());
            for answer in &outcome.relations {
                let to = BTreeMap::from([(answer.relation.destination, ENDLESS)]);
                let wanted = plain_maximum(&scenario, view, answer.relation.source, &to);
                let found = answer.throughput.limit().map_or(ENDLESS, i128::from);
                assert_eq!(found, wanted.min(ENDLESS), "seed {seed}, {:?}", answer.relation);
                match answer.throughput {
                    Amount::Unlimited => unlimited += 1,
                    Amount::ZERO => nothing += 1,
                    Amount::Limited(_) => limited += 1,
                }
                if let Witness::Cuts { near_origins, .. } = &answer.witness {
                    several += usize::from(near_origins.parts.len() > 1);
                    unique += usize::from(answer.witness.is_unique() == Some(true));
                }
                no_circles(view, &answer.flow.iter().map(|&(arc, _)| arc).collect::<Vec<_>>());
            }
        }
    }
    let counts = [limited, unlimited, nothing, several, unique];
    assert!(counts.iter().all(|&count| count > 300), "{counts:?}");
}

/// What carries something has an order.
pub(crate) fn no_circles(view: &View<'_>, arcs: &[ArcId]) {
    let network = view.network();
    let mut left: Vec<_> = arcs.to_vec();
    loop {
        let entered: BTreeSet<NodeId> = left.iter().map(|&arc| network.head(arc)).collect();
        let before = left.len();
        left.retain(|&arc| entered.contains(&network.tail(arc)));
        if left.len() == before {
            assert!(left.is_empty(), "something flows in a circle");
            return;
        }
    }
}

/// A least cut is the only one where no other does without any of its parts: where a kilogram more of each by itself lets
/// more through.
#[test]
fn least_cuts_are_nearest_and_unique_as_counting_them_says() {
    let mut seen = [0; 2];
    for seed in 0..1000 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let outcome = throughput_alone(&scenario, view, None).unwrap();
        for answer in &outcome.relations {
            let Witness::Cuts { near_origins, near_destination } = &answer.witness else { continue };
            let value = answer.throughput.limit().unwrap();
            let is_in_all = |part: Bottleneck| {
                let mut plain = Plain::new(
                    view,
                    &supplies(&scenario, answer.relation.source),
                    &BTreeMap::from([(answer.relation.destination, ENDLESS)]),
                );
                let count = network.node_count();
                match part {
                    Bottleneck::Supply(hub) => plain.add(2 * count, 2 * count + 2 + hub.index(), 1),
                    Bottleneck::Node(node) => plain.add(node.index(), count + node.index(), 1),
                    Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc) => {
                        plain.add(count + network.tail(arc).index(), network.head(arc).index(), 1);
                    }
                    _ => panic!("another part"),
                }
                plain.maximum(2 * count) > i128::from(value)
            };
            if value == 0 {
                assert!(near_origins.parts.is_empty() && near_destination.parts.is_empty());
                continue;
            }
            let [near, far] =
                [near_origins, near_destination].map(|cut| cut.parts.iter().all(|&part| is_in_all(part)));
            assert_eq!([near, far].map(Some), [answer.witness.is_unique(); 2], "seed {seed}");
            seen[usize::from(near)] += 1;
        }
    }
    assert!(seen.iter().all(|&count| count > 200), "{seen:?}");
}

/// What all get together without each hub and each physical link, by closing it and looking for a flow anew.
#[test]
fn losses_of_throughput_as_closing_each_element_shows() {
    let (mut partial, mut whole, mut none) = (0, 0, 0);
    for seed in 0..1000 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let mut elements: Vec<Loss> = network.hubs().map(|hub| Loss::Hub(hub.id())).collect();
        elements.extend(network.links().map(|link| Loss::of_link(&network, link.id())));
        for view in [scenario.before(), scenario.after()] {
            let Ok(joint) = throughput_joint(&scenario, view, None) else {
                let losses = throughput_losses(&scenario, view, &elements, None);
                assert!(matches!(losses, Err(AnalysisError::Multicommodity { .. })), "seed {seed}");
                continue;
            };
            let found = throughput_losses(&scenario, view, &elements, None).unwrap();
            let sum: f64 = joint.relations.iter().map(|one| one.throughput.value()).sum();
            assert_eq!(found.total, joint.total(), "seed {seed}");
            assert!((sum - found.total as f64).abs() < 1e-3, "seed {seed}: {sum}, {}", found.total);
            let source = scenario.relations().first().map_or(Source::CheapestOrigin, |one| one.source);
            for (&element, &lost) in elements.iter().zip(&found.lost) {
                let mut without = view.clone();
                element.close(&mut without);
                let mut to: BTreeMap<HubId, i128> = BTreeMap::new();
                for relation in scenario.relations() {
                    *to.entry(relation.destination).or_default() += i128::from(relation.demand.kilograms());
                }
                let rest = plain_maximum(&scenario, &without, source, &to);
                assert_eq!(i128::from(found.total - lost), rest, "seed {seed}, without {element:?}");
                *if lost == 0 {
                    &mut none
                } else if rest == 0 {
                    &mut whole
                } else {
                    &mut partial
                } += 1;
            }
        }
    }
    assert!([partial, whole, none].iter().all(|&count| count > 400), "{partial} {whole} {none}");
}

/// Nothing of what has no limit is nothing: that throttles where the network has no capacity at all.
#[test]
fn a_factor_of_nothing_throttles_what_has_no_limit() {
    let network = Network::builder()
        .hub("Port")
        .hub("Town")
        .link(NewLink::road("Port", "Town").key("road").length("5 km"))
        .build()
        .unwrap();
    let spec = ScenarioSpec::new("jammed").origin("Port").destination("Town");
    let status = |factor: &str| {
        let closure = ClosureSpec::new("jam").link("road").capacity_factor(factor);
        let scenario = spec.clone().closure(closure).on(&network).unwrap();
        let outcome = impact(&scenario, None).unwrap();
        verify(&scenario, &outcome).unwrap();
        (outcome.relations[0].status, outcome.throughput.is_some())
    };
    assert_eq!(status("0 %"), (Status::Throttled, true));
    assert_eq!(status("50 %"), (Status::Unaffected, false));
}

/// A fraction with whatever sign, for the slow method.
pub(crate) type Fraction = (i128, i128);

/// The shares by every subset of the destinations: what a subset can have at most bounds what its members have together,
/// and the smallest bound for each unit that is still wanted comes first.
pub(crate) fn shares_by_subsets(scenario: &Scenario<'_>, view: &View<'_>) -> Vec<Fraction> {
    let relations = scenario.relations();
    let demand = |at: usize| i128::from(relations[at].demand.kilograms());
    let wanting: Vec<usize> = (0..relations.len()).filter(|&at| demand(at) > 0).collect();
    let subsets: Vec<Vec<usize>> = (1_u32..1 << wanting.len())
        .map(|bits| (0..wanting.len()).filter(|at| bits >> at & 1 == 1).map(|at| wanting[at]).collect())
        .collect();
    let most = |subset: &Vec<usize>| {
        let to = subset.iter().map(|&at| (relations[at].destination, demand(at))).collect();
        plain_maximum(scenario, view, relations[subset[0]].source, &to)
    };
    let bounds: Vec<i128> = subsets.iter().map(most).collect();
    let mut shares: Vec<Option<Fraction>> = vec![None; relations.len()];
    while wanting.iter().any(|&at| shares[at].is_none()) {
        // What is left for those of a subset that have no share yet, for each kilogram that they want.
        let left = |subset: &Vec<usize>, bound: i128| -> Option<Fraction> {
            let open: i128 = subset.iter().filter(|&&at| shares[at].is_none()).map(|&at| demand(at)).sum();
            let mut rest = (bound, 1);
            for &at in subset {
                if let Some((above, below)) = shares[at] {
                    rest = reduced((rest.0 * below - above * demand(at) * rest.1, rest.1 * below));
                }
            }
            (open > 0).then(|| reduced((rest.0, rest.1 * open)))
        };
        let all: Vec<Option<Fraction>> =
            subsets.iter().zip(&bounds).map(|(subset, &bound)| left(subset, bound)).collect();
        let least = all.iter().flatten().copied().min_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1))).unwrap();
        let held: BTreeSet<usize> = subsets
            .iter()
            .zip(&all)
            .filter(|&(_, &left)| left == Some(least))
            .flat_map(|(subset, _)| subset.iter().copied())
            .filter(|&at| shares[at].is_none())
            .collect();
        for at in held {
            shares[at] = Some(least);
        }
    }
    shares.into_iter().map(|share| share.unwrap_or((1, 1))).collect()
}

fn reduced((above, below): Fraction) -> Fraction {
    let (mut a, mut b) = (above.abs(), below);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (above / a.max(1), below / a.max(1))
}

#[test]
fn joint_as_by_every_subset_of_the_destinations() {
    let (mut tiers, mut fractions, mut pairs) = (0, 0, 0);
    for seed in 0..1000 {
        let (network, mut spec) = limited_world(seed);
        if spec.destinations.is_empty() {
            // Pairs of one origin are as good as destinations of it.
            let origin = spec.pairs[0].origin.clone();
            spec.pairs.retain(|pair| pair.origin == origin);
            pairs += 1;
        } else {
            spec.pairs.clear();
        }
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let outcome = throughput_joint(&scenario, view, None).unwrap();
            verify_throughput_joint(&scenario, view, &outcome)
                .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
            let met: Vec<Fraction> = outcome
                .relations
                .iter()
                .map(|answer| (answer.met.numerator().cast_signed(), answer.met.denominator().cast_signed()))
                .collect();
            assert_eq!(met, shares_by_subsets(&scenario, view), "seed {seed}");
            tiers = tiers.max(outcome.tiers.len());
            fractions += outcome.flow.iter().filter(|(_, amount)| amount.denominator() > 1).count();
            no_circles(view, &outcome.flow.iter().map(|&(arc, _)| arc).collect::<Vec<_>>());
        }
    }
    assert!(tiers >= 4 && fractions > 300 && pairs > 30, "{tiers} {fractions} {pairs}");
}

#[test]
fn joint_of_pairs_with_several_origins_says_what_to_do() {
    let mut refused = 0;
    for seed in 0..200 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let sources: BTreeSet<Source> = scenario.relations().iter().map(|relation| relation.source).collect();
        match throughput_joint(&scenario, scenario.before(), None) {
            Err(error) => {
                let told = error.to_string();
                assert!(sources.len() > 1 && told.contains("ask for each alone"), "{told}");
                refused += 1;
            }
            Ok(_) => assert!(sources.len() <= 1),
        }
    }
    assert!(refused > 50);
}

/// What a hub gets from itself may pass its own transfers or not.
fn stays_in_its_hub(network: &Network, arc: ArcId) -> bool {
    let [from, to] = [network.tail(arc), network.head(arc)].map(|node| network.node(node).hub().id());
    from == to
}

/// Anything that is changed in an answer, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with() {
    let (mut alone_seen, mut joint_seen) = (0, 0);
    for seed in 0..500 {
        let (network, mut spec) = limited_world(seed);
        spec.pairs.clear();
        let Ok(scenario) = spec.on(&network) else { continue };
        let view = scenario.before();
        let whole = throughput_alone(&scenario, view, None).unwrap();
        let rejected = |outcome: &AloneThroughput| verify_throughput_alone(&scenario, view, outcome).is_err();
        for at in 0..whole.relations.len() {
            let mut bad = whole.clone();
            let answer = &mut bad.relations[at];
            let Amount::Limited(value) = answer.throughput else {
                answer.throughput = Amount::Limited(7);
                assert!(rejected(&bad));
                continue;
            };
            answer.throughput = Amount::Limited(value + 1);
            assert!(rejected(&bad), "seed {seed}");
            let mut bad = whole.clone();
            let elsewhere =
                bad.relations[at].flow.iter_mut().find(|(arc, _)| !stays_in_its_hub(&network, *arc));
            if let Some((_, amount)) = elsewhere {
                *amount += 1;
                assert!(rejected(&bad));
                alone_seen += 1;
            }
            let mut bad = whole.clone();
            if bad.relations[at].flow.pop().is_some_and(|(arc, _)| !stays_in_its_hub(&network, arc)) {
                assert!(rejected(&bad));
            }
            for is_near in [true, false] {
                let mut bad = whole.clone();
                if let Witness::Cuts { near_origins, near_destination } = &mut bad.relations[at].witness {
                    let cut = if is_near { near_origins } else { near_destination };
                    if cut.parts.pop().is_some() {
                        assert!(rejected(&bad));
                    }
                }
            }
        }
        let whole = throughput_joint(&scenario, view, None).unwrap();
        let rejected = |outcome: &JointThroughput| verify_throughput_joint(&scenario, view, outcome).is_err();
        for at in 0..whole.relations.len() {
            let mut bad = whole.clone();
            let answer = &mut bad.relations[at];
            answer.met = if answer.met == Ratio::ONE { Ratio::ZERO } else { Ratio::ONE };
            answer.throughput = answer.met.times(answer.relation.demand.kilograms()).unwrap();
            assert!(rejected(&bad));
        }
        for at in (0..whole.flow.len()).filter(|&at| !stays_in_its_hub(&network, whole.flow[at].0)) {
            let mut bad = whole.clone();
            bad.flow[at].1 = bad.flow[at].1.plus(Ratio::new(1, 1000).unwrap()).unwrap();
            assert!(rejected(&bad));
            joint_seen += 1;
        }
        for at in 0..whole.tiers.len() {
            let mut bad = whole.clone();
            bad.tiers[at].members.pop();
            assert!(rejected(&bad));
            let mut bad = whole.clone();
            if let Some(cut) = &mut bad.tiers[at].cut {
                cut.capacity += 1;
                assert!(rejected(&bad));
            }
        }
    }
    assert!(alone_seen > 200 && joint_seen > 200, "{alone_seen} {joint_seen}");
}

/// Amounts at the limit of their type, whose shares need more than 64 bits.
#[test]
fn the_largest_amounts_are_shared_exactly() {
    use supplyline::network::NewLink;
    let most = 1_u64 << 50;
    let tonnes = |kilograms: u64| TonnesPerDay::from_kilograms(kilograms).unwrap();
    let network = Network::builder()
        .hub("O")
        .hub("A")
        .hub("B")
        .link(NewLink::road("O", "A").length("1 km").capacity(tonnes(most - 1)))
        .link(NewLink::road("A", "B").length("1 km"))
        .build()
        .unwrap();
    let wants = |hub: &str, kilograms: u64| DestinationSpec::new(hub).demand(tonnes(kilograms));
    let spec =
        ScenarioSpec::new("much").origin("O").destination(wants("A", most)).destination(wants("B", most - 7));
    let scenario = spec.on(&network).unwrap();
    let joint = throughput_joint(&scenario, scenario.before(), None).unwrap();
    let share = Ratio::new((most - 1).into(), (2 * most - 7).into()).unwrap();
    assert!(joint.relations.iter().all(|answer| answer.met == share));
    verify_throughput_joint(&scenario, scenario.before(), &joint).unwrap();
}

#[test]
fn a_sum_that_does_not_fit_is_an_error() {
    use supplyline::network::NewLink;
    let mut builder = Network::builder().hub("O").hub("A");
    for at in 0..1 << 14 {
        let capacity = TonnesPerDay::from_kilograms(1 << 50).unwrap();
        builder = builder.link(NewLink::road("O", "A").key(at.to_string()).length("1 km").capacity(capacity));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("too much").origin("O").destination("A").on(&network).unwrap();
    let error = throughput_alone(&scenario, scenario.before(), None).unwrap_err();
    assert!(error.to_string().contains("does not fit"), "{error}");
    // One link less, and it does.
    let mut view = scenario.before().clone();
    view.close_link(network.links().next().map(Link::id).unwrap());
    let outcome = throughput_alone(&scenario, &view, None).unwrap();
    assert_eq!(outcome.relations[0].throughput, Amount::Limited(((1 << 14) - 1) << 50));
    verify_throughput_alone(&scenario, &view, &outcome).unwrap();
}
