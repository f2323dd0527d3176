//! Searches and routes, where a textbook or a hand can tell the answer.

use supplyline::analysis::{Rejection, Severance, Status, impact, verify};
use supplyline::network::{Network, NewLink, NewNode};
use supplyline::paths::{Leg, Route, Search};
use supplyline::scenario::{ClosureSpec, DestinationSpec, PairSpec};
use supplyline::{Impedance, Mode, ScenarioSpec, View};

use crate::random::world;

/// Two ways from Port to Town: by rail over Pass with a change at Yard, or by road around.
fn two_ways() -> Network {
    Network::builder()
        .hub("Port")
        .hub("Pass")
        .hub(NewNode::new("Yard").transfer_time("2 h"))
        .hub("Town")
        .link(NewLink::rail("Port", "Pass").length("40 km").speed("40 km/h"))
        .link(NewLink::rail("Pass", "Yard").length("40 km").speed("40 km/h"))
        .link(NewLink::road("Yard", "Town").length("30 km").speed("60 km/h"))
        .link(NewLink::road("Port", "Town").length("300 km").speed("60 km/h"))
        .build()
        .unwrap()
}

fn pass_lost() -> ScenarioSpec {
    ScenarioSpec::new("the pass is lost")
        .origin("Port")
        .destination(DestinationSpec::new("Town").demand("100 t/d"))
        .destination("Yard")
        .closure(ClosureSpec::new("snow").hub("Pass"))
}

#[test]
fn a_route_tells_its_legs_and_transfers() {
    let network = two_ways();
    let scenario = pass_lost().on(&network).unwrap();
    let outcome = impact(&scenario, None).unwrap();
    let town = &outcome.relations[0];
    assert_eq!(town.status, Status::Rerouted);
    let before = town.before.as_ref().unwrap();
    let told: Vec<String> = before
        .legs(scenario.before())
        .iter()
        .map(|leg| match leg {
            Leg::Travel { mode, from, to, time, length, links } => {
                let [from, to] = [from, to].map(|&hub| network.hub(hub).key());
                format!("{mode} {from} {to} {time} {length} {}", network.link(links[0]).key())
            }
            Leg::Transfer { hub, from, to, time } => {
                format!("{} {from} {to} {time}", network.hub(*hub).key())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "rail Port Pass 1 h 00 40.0 km rail:Port--Pass",
            "rail Pass Yard 1 h 00 40.0 km rail:Pass--Yard",
            "Yard rail road 2 h 00",
            "road Yard Town 0 h 30 30.0 km road:Yard--Town",
        ]
    );
    assert_eq!(before.time().to_string(), "4 h 30");
    assert_eq!(town.after.as_ref().unwrap().time().to_string(), "5 h 00");
    assert_eq!(town.cost_ratio, Some(5.0 / 4.5));
    // Half an hour more for 100 t/d; the yard is now reached from the town, 5 h 30 instead of 2 h, for its 1 t/d.
    assert!((outcome.totals.added_tonne_hours() - (50.0 + 3.5)).abs() < 1e-9);
    assert!((outcome.totals.added_tonne_km() - (190.0 * 100.0 + 250.0)).abs() < 1e-9);
}

#[test]
fn the_route_of_before_stays_where_it_is_still_of_least_cost() {
    // Two equal ways; the smaller arcs win. Closing the other one must change nothing; closing that one reroutes at
    // the same cost.
    let network = Network::builder()
        .hub("S")
        .hub("A")
        .hub("B")
        .hub("T")
        .link(NewLink::road("S", "A").length("1 km"))
        .link(NewLink::road("S", "B").length("1 km"))
        .link(NewLink::road("A", "T").length("1 km"))
        .link(NewLink::road("B", "T").length("1 km"))
        .build()
        .unwrap();
    let status = |lost: &str| {
        let spec =
            ScenarioSpec::new("tie").origin("S").destination("T").closure(ClosureSpec::new("c").hub(lost));
        let scenario = spec.on(&network).unwrap();
        let outcome = impact(&scenario, None).unwrap();
        let answer = &outcome.relations[0];
        (answer.status, answer.cost_ratio, answer.route_changed())
    };
    assert_eq!(status("B"), (Status::Unaffected, Some(1.0), false));
    assert_eq!(status("A"), (Status::Rerouted, Some(1.0), true));
}

#[test]
fn a_slower_route_of_before_is_delayed_and_not_rerouted() {
    let network = two_ways();
    let spec = ScenarioSpec::new("slow")
        .origin("Port")
        .destination("Yard")
        .closure(ClosureSpec::new("speed limit").link("rail:Port--Pass").speed_factor("50 %"));
    let scenario = spec.on(&network).unwrap();
    let outcome = impact(&scenario, None).unwrap();
    assert_eq!(outcome.relations[0].status, Status::Delayed);
    assert_eq!(outcome.relations[0].cost_ratio, Some(1.5));
    assert!(verify(&scenario, &outcome).is_ok());
}

#[test]
fn an_origin_is_its_own_destination_at_no_cost_and_no_ratio() {
    let network = two_ways();
    let spec = ScenarioSpec::new("here").origin("Port").destination("Port");
    let outcome = impact(&spec.clone().on(&network).unwrap(), None).unwrap();
    assert_eq!(outcome.relations[0].status, Status::Unaffected);
    assert_eq!(outcome.relations[0].cost_ratio, None);
    assert!(outcome.relations[0].before.as_ref().unwrap().arcs().is_empty());
    let closed = spec.closure(ClosureSpec::new("lost").hub("Port")).on(&network).unwrap();
    let outcome = impact(&closed, None).unwrap();
    assert_eq!(outcome.relations[0].status, Status::Severed);
    assert_eq!(outcome.relations[0].severance, Some(Severance::DestinationClosed));
}

#[test]
fn what_severs_is_named_even_where_the_lost_side_is_an_origin() {
    // East was supplied from O1 alone, West from O2; O1 is lost.
    let network = Network::builder()
        .hub("O1")
        .hub("O2")
        .hub("East")
        .hub("West")
        .link(NewLink::road("O1", "East").length("1 km"))
        .link(NewLink::road("O2", "West").length("1 km"))
        .build()
        .unwrap();
    let spec = ScenarioSpec::new("an origin is lost")
        .origin("O1")
        .origin("O2")
        .destination("East")
        .pair(PairSpec::new("O1", "West"))
        .closure(ClosureSpec::new("lost").hub("O1"));
    let scenario = spec.on(&network).unwrap();
    let outcome = impact(&scenario, None).unwrap();
    let o1 = network.find_hub("O1").unwrap();
    assert_eq!(outcome.relations[0].severance, Some(Severance::Cut { hubs: vec![o1], links: vec![] }));
    assert_eq!(outcome.relations[1].status, Status::Unsupplied);
    assert!(verify(&scenario, &outcome).is_ok());
}

#[test]
fn a_rail_hub_lost_on_rail_stays_passable_by_road() {
    let network = Network::builder()
        .hub("Port")
        .hub(NewNode::new("Hub").transfer_time("1 h"))
        .hub("Town")
        .link(NewLink::rail("Port", "Hub").length("40 km").speed("40 km/h"))
        .link(NewLink::road("Port", "Hub").length("60 km").speed("60 km/h"))
        .link(NewLink::road("Hub", "Town").length("60 km").speed("60 km/h"))
        .build()
        .unwrap();
    let base = ScenarioSpec::new("rail only").origin("Port").destination("Town").destination("Hub");
    let rail =
        base.clone().closure(ClosureSpec::new("yard lost").hub("Hub").mode(Mode::Rail)).on(&network).unwrap();
    let outcome = impact(&rail, None).unwrap();
    let statuses: Vec<Status> = outcome.relations.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [Status::Unaffected, Status::Rerouted]);
    let all = base.closure(ClosureSpec::new("hub lost").hub("Hub")).on(&network).unwrap();
    let outcome = impact(&all, None).unwrap();
    assert!(outcome.relations.iter().all(|answer| answer.status == Status::Severed));
}

#[test]
fn a_search_that_stops_early_agrees_with_one_that_does_not() {
    for seed in 0..200 {
        let world = world(seed);
        let view = View::new(&world.network, Impedance::Time);
        let (mut full, mut early) = (Search::default(), Search::default());
        for hub in world.network.hubs() {
            let from = [world.network.nodes().next().unwrap().id()];
            let whole = full.run(&view, &from);
            let stopped = early.run_to(&view, &from, hub.nodes());
            let target = whole.cheapest(hub.nodes());
            assert_eq!(stopped.cheapest(hub.nodes()), target, "seed {seed}");
            if let Some(target) = target {
                let (mut one, mut other) = (Vec::new(), Vec::new());
                assert_eq!(whole.cost(target), stopped.cost(target));
                assert_eq!(whole.route_into(target, &mut one), stopped.route_into(target, &mut other));
                assert_eq!(one, other, "seed {seed}");
            }
        }
    }
}

#[test]
fn a_corrupted_outcome_is_rejected() {
    let network = two_ways();
    let scenario = pass_lost().on(&network).unwrap();
    let right = impact(&scenario, None).unwrap();
    assert!(verify(&scenario, &right).is_ok());
    let rejected = |change: &dyn Fn(&mut supplyline::analysis::Impact)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        verify(&scenario, &wrong).expect_err("a wrong outcome")
    };
    let kind = |found: Vec<Rejection>| format!("{:?}", found[0]).split([' ', '{']).next().unwrap().to_owned();

    let before = right.relations[0].before.clone().unwrap();
    let cut_short = Route::new(scenario.before(), before.start(), before.arcs()[..2].to_vec());
    let gap =
        Route::new(scenario.before(), before.start(), [&before.arcs()[..1], &before.arcs()[2..]].concat());
    let timed_otherwise = {
        let mut slow = View::new(&network, Impedance::Time);
        slow.slow_arc(before.arcs()[0], "50 %".parse().unwrap()).unwrap();
        Route::new(&slow, before.start(), before.arcs().to_vec())
    };
    let over_the_pass = before.clone();
    let longer = right.relations[0].after.clone().unwrap();
    for route in [cut_short, gap, timed_otherwise] {
        assert_eq!(kind(rejected(&|wrong| wrong.relations[0].before = Some(route.clone()))), "BadRoute");
    }
    assert_eq!(kind(rejected(&|wrong| wrong.relations[0].after = Some(over_the_pass.clone()))), "BadRoute");
    assert_eq!(kind(rejected(&|wrong| wrong.relations[0].before = Some(longer.clone()))), "NotLeast");
    assert_eq!(kind(rejected(&|wrong| wrong.relations[0].after = None)), "NotLeast");
    assert_eq!(kind(rejected(&|wrong| wrong.relations[0].status = Status::Delayed)), "BadStatus");
    assert_eq!(kind(rejected(&|wrong| wrong.totals.severed += 1)), "BadTotals");
    assert_eq!(kind(rejected(&|wrong| drop(wrong.relations.pop()))), "OtherScenario");
    assert_eq!(kind(rejected(&|wrong| wrong.relations[0].cost_ratio = Some(99.0))), "BadRatio");
    let claim = Severance::DestinationClosed;
    assert_eq!(kind(rejected(&|wrong| wrong.relations[0].severance = Some(claim.clone()))), "BadSeverance");
}

#[test]
fn what_is_named_as_severing_must_sever() {
    let network = two_ways();
    let spec = ScenarioSpec::new("both ways lost")
        .origin("Port")
        .destination("Town")
        .closure(ClosureSpec::new("snow").hub("Pass").link("road:Port--Town"));
    let scenario = spec.on(&network).unwrap();
    let mut outcome = impact(&scenario, None).unwrap();
    let pass = network.find_hub("Pass").unwrap();
    let road = network.find_links("road:Port--Town").unwrap();
    assert_eq!(outcome.relations[0].severance, Some(Severance::Cut { hubs: vec![pass], links: road }));
    assert!(verify(&scenario, &outcome).is_ok());
    outcome.relations[0].severance = Some(Severance::Cut { hubs: vec![pass], links: vec![] });
    assert!(matches!(verify(&scenario, &outcome).unwrap_err()[..], [Rejection::BadSeverance { .. }]));
    let all = network.hubs().map(supplyline::network::Hub::id).collect();
    outcome.relations[0].severance = Some(Severance::Cut { hubs: all, links: vec![] });
    assert!(verify(&scenario, &outcome).is_err(), "more than what is lost is named");
    let town = network.find_hub("Town").unwrap();
    outcome.relations[0].severance = Some(Severance::Cut { hubs: vec![town], links: vec![] });
    assert!(verify(&scenario, &outcome).is_err(), "an open hub severs nothing");
}

#[test]
fn an_outcome_that_leaves_the_route_of_before_for_an_equal_one_is_rejected() {
    let mut builder = Network::builder().hub("S").hub("A").hub("B").hub("C").hub("T");
    for way in ["A", "B", "C"] {
        builder =
            builder.link(NewLink::road("S", way).length("1 km")).link(NewLink::road(way, "T").length("1 km"));
    }
    let network = builder.build().unwrap();
    let closing = |lost: &str| {
        ScenarioSpec::new("tie").origin("S").destination("T").closure(ClosureSpec::new("c").hub(lost))
    };
    let scenario = closing("C").on(&network).unwrap();
    let mut outcome = impact(&scenario, None).unwrap();
    assert!(verify(&scenario, &outcome).is_ok());
    // With A lost as well, the way over B is what is found; here it stands in for the way over A, which is open.
    let other = closing("A").on(&network).unwrap();
    outcome.relations[0].after = impact(&other, None).unwrap().relations[0].after.clone();
    outcome.relations[0].status = Status::Rerouted;
    outcome.totals.counts = [(Status::Rerouted, 1)].into();
    assert!(matches!(verify(&scenario, &outcome).unwrap_err()[..], [Rejection::NotKept { .. }]));
}
