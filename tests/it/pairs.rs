//! Pairs of losses that sever together, against closing every pair.

use std::collections::{BTreeMap, BTreeSet};

use supplyline::analysis::rank::{Loss, RankingRejection, SeveringPair, verify_pairs};
use supplyline::analysis::{AnalysisError, PairOptions, severing_pairs};
use supplyline::network::{HubId, NewLink};
use supplyline::progress::{Progress, Silent};
use supplyline::scenario::{Relation, Source};
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::random::{World, world};
use crate::ranking::{losses, route};

/// Whether a loss is the destination, or the only origin that is open.
fn is_terminal(scenario: &Scenario<'_>, before: &View<'_>, relation: Relation, loss: Loss) -> bool {
    let is_open = |hub: &HubId| scenario.network().hub(*hub).nodes().iter().any(|&node| before.is_open(node));
    let origins: BTreeSet<HubId> = match relation.source {
        Source::Origin(hub) => [hub].into(),
        Source::CheapestOrigin => {
            scenario.origins().iter().map(|origin| origin.hub).filter(is_open).collect()
        }
    };
    loss == Loss::Hub(relation.destination)
        || origins.len() == 1 && origins.iter().any(|&hub| loss == Loss::Hub(hub))
}

/// Every pair that severs a relation, with the relations.
fn by_closing(scenario: &Scenario<'_>, before: &View<'_>, links: bool) -> BTreeMap<[Loss; 2], Vec<usize>> {
    let losses = losses(scenario.network(), links);
    let severed = |lost: &[Loss]| -> Vec<bool> {
        let mut view = before.clone();
        for loss in lost {
            loss.close(&mut view);
        }
        scenario.relations().iter().map(|&relation| route(scenario, &view, relation).is_none()).collect()
    };
    let alone: Vec<Vec<bool>> = losses.iter().map(|&loss| severed(&[loss])).collect();
    let mut found = BTreeMap::new();
    for (at, &one) in losses.iter().enumerate() {
        for (behind, &other) in losses.iter().enumerate().skip(at + 1) {
            // Most pairs sever nothing more than one of them does, and need not be looked at relation by relation.
            let both = severed(&[one, other]);
            let relations: Vec<usize> = (0..both.len())
                .filter(|&relation| {
                    let ends = scenario.relations()[relation];
                    both[relation]
                        && !alone[at][relation]
                        && !alone[behind][relation]
                        && ![one, other].iter().any(|&loss| is_terminal(scenario, before, ends, loss))
                })
                .collect();
            if !relations.is_empty() {
                found.insert([one, other], relations);
            }
        }
    }
    found
}

fn key(network: &Network, pair: &SeveringPair) -> [(bool, String); 2] {
    pair.losses.map(|loss| (matches!(loss, Loss::Link(_)), loss.key(network).to_owned()))
}

#[test]
fn all_pairs_are_found_on_random_worlds() {
    let (mut found, mut of_links, mut of_many) = (0, 0, 0);
    for seed in 0..700 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let links = seed % 3 > 0;
        let mut options = PairOptions::default().links(links);
        let mut before = scenario.before().clone();
        if seed % 5 == 0 {
            let lost = network.hubs().nth(seed as usize % network.hub_count()).unwrap().id();
            before.close_hub(lost);
            options = options.after([lost]);
        }
        let wanted = by_closing(&scenario, &before, links);
        let answer = severing_pairs(&scenario, options.clone()).unwrap();
        assert!(answer.is_complete);
        let ours: BTreeMap<[Loss; 2], Vec<usize>> = answer
            .pairs
            .iter()
            .map(|pair| {
                let mut losses = pair.losses;
                losses.sort_unstable();
                (losses, pair.relations.clone())
            })
            .collect();
        assert_eq!(ours.len(), answer.pairs.len(), "seed {seed}");
        assert_eq!(ours, wanted, "seed {seed}");
        assert!(answer.pairs.is_sorted_by_key(|pair| key(&network, pair)), "seed {seed}");
        for pair in &answer.pairs {
            assert!(pair.losses.map(|loss| (matches!(loss, Loss::Link(_)), loss.key(&network))).is_sorted());
            let demand = |&at: &usize| u128::from(scenario.relations()[at].demand.kilograms());
            assert_eq!(pair.severed, pair.relations.iter().map(demand).sum::<u128>());
            found += 1;
            of_links += usize::from(pair.losses.iter().all(|loss| matches!(loss, Loss::Link(_))));
            of_many += usize::from(pair.losses.iter().any(|&loss| match loss {
                Loss::Hub(hub) => network.hub(hub).nodes().len() > 1,
                Loss::Link(link) => network.physical_link(link).count() > 1,
            }));
        }
        // With a limit come the first of them, and it is said that there are more.
        let limit = seed as usize % 4;
        let first = severing_pairs(&scenario, options.limit(limit)).unwrap();
        assert_eq!(first.pairs[..], answer.pairs[..limit.min(answer.pairs.len())]);
        assert_eq!(first.is_complete, answer.pairs.len() <= limit);
    }
    assert!(found > 1_000 && of_links > 200 && of_many > 500, "{found} pairs, {of_links}, {of_many}");
}

#[test]
fn the_threads_make_no_difference() {
    let pools = [1, 3].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    for seed in 0..60 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let [one, three] = pools.each_ref().map(|pool| {
            let options = PairOptions::default().links(true).limit(5);
            pool.install(|| severing_pairs(&scenario, options)).unwrap()
        });
        assert_eq!(one, three);
    }
}

/// Port, then one of three ways to Town. No two of them sever it, unless one is lost already.
#[test]
fn three_ways_take_three_losses() {
    let mut builder = Network::builder().hub("Port").hub("Town");
    for way in ["Cape", "Ford", "Pass"] {
        builder = builder
            .hub(way)
            .link(NewLink::road("Port", way).length("3 km"))
            .link(NewLink::road(way, "Town").length("3 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("three ways").origin("Port").destination("Town").on(&network).unwrap();
    let [cape, ford, pass] = ["Cape", "Ford", "Pass"].map(|key| network.find_hub(key).unwrap());
    assert!(severing_pairs(&scenario, None).unwrap().pairs.is_empty());
    let found = severing_pairs(&scenario, PairOptions::default().after([cape])).unwrap();
    let losses: Vec<_> = found.pairs.iter().map(|pair| pair.losses).collect();
    assert_eq!(losses, [[Loss::Hub(ford), Loss::Hub(pass)]]);
    // Each way has a hub and two links.
    let found = severing_pairs(&scenario, PairOptions::default().after([cape]).links(true)).unwrap();
    assert_eq!(found.pairs.len(), 9);
}

#[test]
fn it_stops_when_asked_to() {
    struct Stop;
    impl Progress for Stop {
        fn stop_requested(&self) -> bool {
            true
        }
    }
    let World { network, spec } = world(1);
    let scenario = spec.on(&network).unwrap();
    let stopped = severing_pairs(&scenario, PairOptions::default().progress(&Stop)).unwrap_err();
    assert_eq!(stopped, AnalysisError::Stopped);
}

#[test]
fn what_pairs_are_said_to_sever_is_proved() {
    let (mut proved, mut rejected) = (0, 0);
    for seed in 0..150 {
        let World { network, spec } = world(seed);
        let scenario = spec.on(&network).unwrap();
        let lost = network.hubs().next().filter(|_| seed % 4 == 0).map(supplyline::network::Hub::id);
        let options = PairOptions::default().links(seed % 2 == 0).after(lost);
        let mut found = severing_pairs(&scenario, options).unwrap();
        let verified = verify_pairs(&scenario, &found, None, &Silent).unwrap();
        assert_eq!(verified.pairs, found.pairs.len() as u64, "seed {seed}");
        let severed: usize = found.pairs.iter().map(|pair| pair.relations.len()).sum();
        assert_eq!(verified.severed, severed as u64, "seed {seed}");
        proved += severed;
        let one = verify_pairs(&scenario, &found, Some(1), &Silent).unwrap();
        assert_eq!(one.pairs, found.pairs.len().min(1) as u64);

        // One destination too few; or, of a pair that severs one only, one that it does not sever.
        let Some(pair) = found.pairs.last_mut() else { continue };
        let last = pair.relations.pop().unwrap();
        if seed % 3 == 0 {
            let other =
                (0..scenario.relations().len()).find(|at| *at != last && !pair.relations.contains(at));
            pair.relations = vec![last];
            pair.relations.extend(other);
            pair.relations.sort_unstable();
            if other.is_none() {
                continue;
            }
        }
        let verdict = verify_pairs(&scenario, &found, None, &Silent);
        assert!(matches!(verdict, Err(RankingRejection::OtherOutcome { .. })), "seed {seed}: {verdict:?}");
        rejected += 1;
    }
    assert!(proved > 300 && rejected > 40, "{proved} {rejected}");
}
