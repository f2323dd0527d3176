//! The ranking of all single losses, against closing each element and searching anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use supplyline::analysis::flow::{is_limited, throughput_joint};
use supplyline::analysis::rank::{
    Added, Loss, Outcome, RankOptions, RankedLoss, Ranking, RankingRejection, TotalAdded, verify_ranking,
};
use supplyline::analysis::{AnalysisError, rank};
use supplyline::network::{Element, HubId, NewLink, NodeId};
use supplyline::paths::{Index, Route, Search};
use supplyline::progress::Silent;
use supplyline::scenario::{ClosureSpec, DestinationSpec, Relation, Source};
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::random::{World, world};

/// All that may be lost.
pub(crate) fn losses(network: &Network, links: bool) -> Vec<Loss> {
    let mut losses: Vec<Loss> = network.hubs().map(|hub| Loss::Hub(hub.id())).collect();
    if links {
        losses.extend(network.links().map(|link| Loss::of_link(network, link.id())));
    }
    losses.sort_unstable();
    losses.dedup();
    losses
}

fn sources(scenario: &Scenario<'_>, source: Source) -> Vec<NodeId> {
    let hubs: Vec<HubId> = match source {
        Source::Origin(hub) => vec![hub],
        Source::CheapestOrigin => scenario.origins().iter().map(|origin| origin.hub).collect(),
    };
    hubs.iter().flat_map(|&hub| scenario.network().hub(hub).nodes().iter().copied()).collect()
}

/// The route of a relation in a view, by the plain search.
pub(crate) fn route(scenario: &Scenario<'_>, view: &View<'_>, relation: Relation) -> Option<Route> {
    let mut search = Search::default();
    let tree = search.run(view, &sources(scenario, relation.source));
    let mut arcs = Vec::new();
    let found = tree.route_to_cheapest(scenario.network().hub(relation.destination).nodes(), &mut arcs)?;
    Some(Route::new(view, found.start, arcs))
}

fn is_on(view: &View<'_>, route: &Route, loss: Loss) -> bool {
    let network = view.network();
    match loss {
        Loss::Hub(hub) => route.nodes(view).any(|node| network.node(node).hub().id() == hub),
        Loss::Link(_) => route.arcs().iter().any(|&arc| match network.element(arc) {
            Element::Link(link) => Loss::of_link(network, link) == loss,
            Element::Transfer(_) => false,
        }),
    }
}

/// A relation, and what it costs and adds by another route; nothing where it is severed.
type Expected = (usize, Option<(u64, Added)>);

/// The consequences of each loss that has any, as closing it shows them.
fn by_closing(scenario: &Scenario<'_>, before: &View<'_>, links: bool) -> BTreeMap<Loss, Vec<Expected>> {
    let routes: Vec<_> =
        scenario.relations().iter().map(|&relation| route(scenario, before, relation)).collect();
    let mut found = BTreeMap::new();
    for loss in losses(scenario.network(), links) {
        let mut after = before.clone();
        loss.close(&mut after);
        let mut consequences = Vec::new();
        for (at, (&relation, old)) in scenario.relations().iter().zip(&routes).enumerate() {
            let Some(old) = old else { continue };
            let new = route(scenario, &after, relation);
            let cost = |route: &Route| route.cost(before.impedance());
            if is_on(before, old, loss) {
                consequences.push((
                    at,
                    new.map(|new| {
                        let time =
                            new.time().milliseconds().cast_signed() - old.time().milliseconds().cast_signed();
                        let length =
                            new.length().decimetres().cast_signed() - old.length().decimetres().cast_signed();
                        (cost(&new), Added { time, length })
                    }),
                ));
            } else {
                // What is not on the route changes nothing.
                assert_eq!(new.as_ref().map(cost), Some(cost(old)));
            }
        }
        if !consequences.is_empty() {
            found.insert(loss, consequences);
        }
    }
    found
}

fn consequences(ranked: &RankedLoss) -> Vec<Expected> {
    let one = |outcome| match outcome {
        Outcome::Severed { .. } => None,
        Outcome::Rerouted { cost, added } => Some((cost, added.unwrap())),
    };
    ranked.consequences.iter().map(|consequence| (consequence.relation, one(consequence.outcome))).collect()
}

/// Every total, worked out anew from the consequences.
fn totals_are_right(scenario: &Scenario<'_>, before: &View<'_>, ranking: &Ranking) {
    for ranked in &ranking.losses {
        let mut wanted = ranked.clone();
        (wanted.severed, wanted.terminal, wanted.added_cost) = (0, 0, 0);
        (wanted.severed_count, wanted.terminal_count, wanted.rerouted_count) = (0, 0, 0);
        let (mut added_in_all, mut worst) = (TotalAdded::default(), None);
        for consequence in &ranked.consequences {
            let relation = scenario.relations()[consequence.relation];
            let demand = relation.demand.kilograms();
            match consequence.outcome {
                Outcome::Severed { is_terminal } => {
                    let open = |hub: HubId| {
                        scenario.network().hub(hub).nodes().iter().any(|&node| before.is_open(node))
                    };
                    let origins: Vec<HubId> = match relation.source {
                        Source::Origin(hub) => vec![hub],
                        Source::CheapestOrigin => scenario
                            .origins()
                            .iter()
                            .map(|origin| origin.hub)
                            .filter(|&hub| open(hub))
                            .collect(),
                    };
                    let lost = match ranked.loss {
                        Loss::Hub(hub) => hub == relation.destination || origins == [hub],
                        Loss::Link(_) => false,
                    };
                    assert_eq!(is_terminal, lost);
                    if is_terminal {
                        wanted.terminal += u128::from(demand);
                        wanted.terminal_count += 1;
                    } else {
                        wanted.severed += u128::from(demand);
                        wanted.severed_count += 1;
                    }
                }
                Outcome::Rerouted { cost, added } => {
                    let old = ranking.relations[consequence.relation].route.as_ref().unwrap();
                    let old = old.cost(ranking.impedance);
                    wanted.rerouted_count += 1;
                    wanted.added_cost += u128::from(demand) * u128::from(cost - old);
                    let added = added.unwrap();
                    added_in_all.time += i128::from(demand) * i128::from(added.time);
                    added_in_all.length += i128::from(demand) * i128::from(added.length);
                    if old > 0 {
                        let ratio = cost as f64 / old as f64;
                        worst = Some(worst.map_or(ratio, |worst: f64| worst.max(ratio)));
                    }
                }
            }
        }
        (wanted.added, wanted.worst_ratio) = (Some(added_in_all), worst);
        assert_eq!(ranked, &wanted);
    }
    // From the worst.
    let badness =
        |ranked: &RankedLoss| (ranked.severed, ranked.added_cost, ranked.terminal, ranked.throughput_lost);
    assert!(ranking.losses.is_sorted_by(|one, other| {
        let keys = [one, other].map(|ranked| (ranked.loss, ranked.loss.key(scenario.network())));
        let is_in_order = match (keys[0].0, keys[1].0) {
            (Loss::Hub(_), Loss::Hub(_)) | (Loss::Link(_), Loss::Link(_)) => keys[0].1 <= keys[1].1,
            (Loss::Hub(_), Loss::Link(_)) => true,
            (Loss::Link(_), Loss::Hub(_)) => false,
        };
        badness(one) > badness(other) || badness(one) == badness(other) && is_in_order
    }));
}

/// What each destination is exposed to, from the losses.
fn relations_are_right(before: &View<'_>, ranking: &Ranking) {
    for (at, ranked) in ranking.relations.iter().enumerate() {
        let (mut severing, mut sum, mut worst) = (Vec::new(), 0, None);
        for loss in &ranking.losses {
            for consequence in loss.consequences.iter().filter(|consequence| consequence.relation == at) {
                match consequence.outcome {
                    Outcome::Severed { is_terminal: true } => {}
                    Outcome::Severed { .. } => severing.push(loss.loss),
                    Outcome::Rerouted { cost, .. } => {
                        let added = cost - ranked.route.as_ref().unwrap().cost(ranking.impedance);
                        sum += u128::from(added);
                        worst = worst.max(Some(added));
                    }
                }
            }
        }
        assert_eq!(ranked.added_by_all, sum);
        assert_eq!(ranked.worst.map(|(_, added)| added), worst);
        let mut chain = ranked.chain.losses.clone();
        chain.sort_unstable();
        severing.sort_unstable();
        assert_eq!(chain, severing);
        // In the order of the route.
        let route = ranked.route.as_ref();
        let place = |&loss: &Loss| {
            let network = before.network();
            let route = route.unwrap();
            let node = route.nodes(before).position(|node| Loss::Hub(network.node(node).hub().id()) == loss);
            let arc = route.arcs().iter().position(|&arc| match network.element(arc) {
                Element::Link(link) => Loss::of_link(network, link) == loss,
                Element::Transfer(_) => false,
            });
            node.map_or_else(|| 2 * arc.unwrap() + 1, |node| 2 * node)
        };
        assert!(ranked.chain.losses.is_sorted_by_key(place));
    }
}

/// Whether a later member of a chain can be reached without an earlier one: over all pairs, by closing.
fn chains_are_right(scenario: &Scenario<'_>, before: &View<'_>, ranking: &Ranking) -> [usize; 2] {
    let network = scenario.network();
    let mut counts = [0; 2];
    for ranked in &ranking.relations {
        let losses = &ranked.chain.losses;
        let mut is_ordered = true;
        for (at, earlier) in losses.iter().enumerate() {
            let mut without = before.clone();
            earlier.close(&mut without);
            let mut search = Search::default();
            let tree = search.run(&without, &sources(scenario, ranked.relation.source));
            for later in &losses[at + 1..] {
                is_ordered &= !match *later {
                    Loss::Hub(hub) => network.hub(hub).nodes().iter().any(|&node| tree.cost(node).is_some()),
                    Loss::Link(link) => {
                        network.physical_link(link).flat_map(|link| network.link_arcs(link)).any(|&arc| {
                            let is_its_own = match (*earlier, network.element(arc)) {
                                (Loss::Link(_), Element::Link(link)) => {
                                    Loss::of_link(network, link) == *earlier
                                }
                                _ => false,
                            };
                            before.cost(arc).is_some()
                                && !is_its_own
                                && tree.cost(network.tail(arc)).is_some()
                        })
                    }
                };
            }
        }
        assert_eq!(ranked.chain.is_ordered, is_ordered, "{:?}", ranked.chain);
        counts[usize::from(is_ordered && losses.len() > 1)] += usize::from(losses.len() > 1);
    }
    counts
}

/// What the worst losses take away of what gets through between several origins, by closing them; how many take any.
#[cfg(feature = "multicommodity")]
fn between_is_right(scenario: &Scenario<'_>, before: &View<'_>, ranking: &Ranking, off_by: f64) -> usize {
    use supplyline::analysis::flow::{MulticommodityOptions, Shares, throughput_multicommodity};
    let most = |view: &View<'_>| {
        let options = MulticommodityOptions::default().shares(Shares::Most);
        throughput_multicommodity(scenario, view, options).unwrap().total()
    };
    // A kilogram for each of the two that are rounded.
    let agree = |told: u64, found: u64| told.abs_diff(found) as f64 <= 2.0 * off_by + 2.0;
    let total = ranking.throughput.unwrap();
    assert!(agree(total, most(before)), "{total}");
    let mut taking = 0;
    for ranked in ranking.losses.iter().take(3) {
        let lost = ranked.throughput_lost.unwrap();
        let mut without = before.clone();
        ranked.loss.close(&mut without);
        assert!(agree(total - lost, most(&without)), "{:?}: {lost} of {total}", ranked.loss);
        taking += usize::from(lost > 0);
    }
    taking
}

/// Without the solver there is nothing to be right.
#[cfg(not(feature = "multicommodity"))]
fn between_is_right(_: &Scenario<'_>, _: &View<'_>, ranking: &Ranking, _: f64) -> usize {
    assert_eq!(ranking.throughput, None);
    0
}

/// What each loss takes away of what gets through, by closing it; how many take any.
fn throughput_is_right(scenario: &Scenario<'_>, before: &View<'_>, ranking: &Ranking, links: bool) -> usize {
    let Some(total) = ranking.throughput else {
        assert!(ranking.losses.iter().all(|ranked| ranked.throughput_lost.is_none()));
        assert!(!is_limited(scenario) || throughput_joint(scenario, before, None).is_err());
        return 0;
    };
    if let Some(off_by) = ranking.throughput_off_by_at_most {
        assert!(throughput_joint(scenario, before, None).is_err());
        return between_is_right(scenario, before, ranking, off_by);
    }
    let network = scenario.network();
    assert_eq!(total, throughput_joint(scenario, before, None).unwrap().total());
    let mut elements: Vec<Loss> = network.hubs().map(|hub| Loss::Hub(hub.id())).collect();
    if links {
        elements.extend(network.links().map(|link| Loss::of_link(network, link.id())));
    }
    let mut taking = 0;
    for element in elements {
        let mut without = before.clone();
        element.close(&mut without);
        let lost = total - throughput_joint(scenario, &without, None).unwrap().total();
        let ranked = ranking.of(element);
        assert_eq!(ranked.map_or(Some(0), |ranked| ranked.throughput_lost), Some(lost), "{element:?}");
        taking += usize::from(lost > 0);
    }
    taking
}

#[test]
fn every_loss_does_what_closing_it_shows() {
    let (mut checked, mut chains, mut throttling) = (0, [0; 2], 0);
    for seed in 0..1_000 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let links = seed % 3 > 0;
        let mut options = RankOptions::default().links(links);
        if seed % 2 == 0 {
            options = options.index(Arc::new(Index::new(&network, None).unwrap()));
        }
        let mut before = scenario.before().clone();
        if seed % 5 == 0 {
            let lost = network.hubs().nth(seed as usize % network.hub_count()).unwrap().id();
            before.close_hub(lost);
            options = options.after([lost]);
        }
        let ranking = rank(&scenario, options.both_measures(true)).unwrap();
        let mut found: BTreeMap<Loss, _> =
            ranking.losses.iter().map(|ranked| (ranked.loss, consequences(ranked))).collect();
        assert_eq!(found.len(), ranking.losses.len(), "seed {seed}");
        throttling += throughput_is_right(&scenario, &before, &ranking, links);
        // Some losses only take away of what gets through.
        found.retain(|_, consequences| !consequences.is_empty());
        assert_eq!(found, by_closing(&scenario, &before, links), "seed {seed}");
        totals_are_right(&scenario, &before, &ranking);
        relations_are_right(&before, &ranking);
        for (sum, count) in chains.iter_mut().zip(chains_are_right(&scenario, &before, &ranking)) {
            *sum += count;
        }
        checked += found.values().map(Vec::len).sum::<usize>();
    }
    assert!(checked > 5_000 && chains[1] > 100, "{checked} consequences, {chains:?} chains");
    assert!(throttling > 300, "{throttling}");
}

#[test]
fn the_threads_and_the_index_make_no_difference() {
    let pools = [1, 3].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    for seed in 0..100 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let index = Arc::new(Index::new(&network, None).unwrap());
        let options = || RankOptions::default().links(true);
        let plain = pools[0].install(|| rank(&scenario, options())).unwrap();
        assert_eq!(pools[1].install(|| rank(&scenario, options().index(Arc::clone(&index)))).unwrap(), plain);
        assert_eq!(pools[1].install(|| rank(&scenario, options())).unwrap(), plain);
        // Without the routes of replacement all but their measures is the same.
        let mut bare = rank(&scenario, options().both_measures(false)).unwrap();
        for (bare, ranked) in bare.losses.iter_mut().zip(&plain.losses) {
            bare.added = ranked.added;
            for (bare, ranked) in bare.consequences.iter_mut().zip(&ranked.consequences) {
                if let (Outcome::Rerouted { added, .. }, Outcome::Rerouted { added: known, .. }) =
                    (&mut bare.outcome, ranked.outcome)
                {
                    assert_eq!(*added, None);
                    *added = known;
                }
            }
        }
        assert_eq!(bare, plain);
    }
}

#[test]
fn an_index_of_another_network_is_refused() {
    let [one, other] = [1, 2].map(world);
    let scenario = one.spec.on(&one.network).unwrap();
    let index = Arc::new(Index::new(&other.network, None).unwrap());
    assert_eq!(
        rank(&scenario, RankOptions::default().index(index)).unwrap_err(),
        AnalysisError::OtherNetwork
    );
}

#[test]
fn every_witness_passes_the_checker() {
    let mut found = 0;
    for seed in 0..300 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let mut options = RankOptions::default().links(seed % 2 > 0);
        if seed % 4 == 0 {
            options = options.after(network.hubs().next().map(supplyline::network::Hub::id));
        }
        let ranking = rank(&scenario, options).unwrap();
        let verified = verify_ranking(&scenario, &ranking, None, &Silent).unwrap();
        assert_eq!(verified.losses, ranking.losses.len() as u64, "seed {seed}");
        let consequences: usize = ranking.losses.iter().map(|ranked| ranked.consequences.len()).sum();
        assert_eq!(verified.consequences, consequences as u64, "seed {seed}");
        found += consequences;
        let sampled = verify_ranking(&scenario, &ranking, Some(2), &Silent).unwrap();
        assert!(sampled.losses <= 2 && (sampled.losses > 0 || ranking.losses.is_empty()), "seed {seed}");
    }
    assert!(found > 1_000, "{found}");
}

#[test]
fn a_ranking_that_was_tampered_with_is_rejected() {
    let mut kinds = [0; 4];
    for seed in 0..200 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let ranking = rank(&scenario, RankOptions::default().links(true)).unwrap();
        for (at, ranked) in ranking.losses.iter().enumerate() {
            for (number, consequence) in ranked.consequences.iter().enumerate() {
                let mut tampered = ranking.clone();
                let outcome = &mut tampered.losses[at].consequences[number].outcome;
                let kind = match consequence.outcome {
                    Outcome::Severed { .. } => {
                        *outcome = Outcome::Rerouted { cost: 5, added: None };
                        0
                    }
                    Outcome::Rerouted { cost, added } if seed % 2 == 0 => {
                        *outcome = Outcome::Rerouted { cost: cost + 1, added };
                        1
                    }
                    Outcome::Rerouted { cost, added } => {
                        let added = added.map(|added| Added { time: added.time + 1, ..added });
                        *outcome = Outcome::Rerouted { cost, added };
                        2
                    }
                };
                kinds[kind] += 1;
                let rejected = verify_ranking(&scenario, &tampered, None, &Silent).unwrap_err();
                assert!(matches!(rejected, RankingRejection::OtherOutcome { .. }), "seed {seed}: {rejected}");
                let mut tampered = ranking.clone();
                tampered.losses[at].consequences.remove(number);
                kinds[3] += 1;
                assert!(verify_ranking(&scenario, &tampered, None, &Silent).is_err(), "seed {seed}");
            }
        }
    }
    assert!(kinds.iter().all(|&count| count > 50), "{kinds:?}");
}

/// A closure that leaves no capacity limits only where it holds, and no ranking has it: so nothing limits what gets through there.
#[test]
fn what_only_closures_limit_has_no_throughput_in_a_ranking() {
    let network = Network::builder()
        .hub("A")
        .hub("B")
        .link(NewLink::road("A", "B").key("l").length("10 km"))
        .build()
        .unwrap();
    for (is_baseline, total) in [(false, None), (true, Some(0))] {
        let closure = ClosureSpec::new("nothing left").link("l").capacity_factor(0.0);
        let closure = if is_baseline { closure.baseline() } else { closure };
        let spec = ScenarioSpec::new("limited by a closure").origin("A");
        let spec = spec.destination(DestinationSpec::new("B").demand("1 t/d")).closure(closure);
        let scenario = spec.on(&network).unwrap();
        assert!(is_limited(&scenario));
        let ranking = rank(&scenario, RankOptions::default().links(true)).unwrap();
        assert_eq!(ranking.throughput, total);
        verify_ranking(&scenario, &ranking, None, &Silent).unwrap();
    }
}
