//! Closures: what they take, by hub, link, area and mode, in full and in part.

use supplyline::network::{Area, LatLon, Network, NewLink, NewNode};
use supplyline::scenario::{ClosureSpec, ScenarioWarning};
use supplyline::units::Share;
use supplyline::{Mode, ScenarioSpec, View};

/// Four towns in a row, one degree apart, joined by road; rail from the first to the last past them all.
fn row() -> Network {
    let mut builder = Network::builder();
    for at in 0..4_u8 {
        builder = builder.hub(NewNode::new(format!("t{at}")).at(LatLon { lat: 50.0, lon: f64::from(at) }));
    }
    for at in 0..3 {
        builder =
            builder.link(NewLink::road(format!("t{at}"), format!("t{}", at + 1)).key(format!("road{at}")));
    }
    builder.link(NewLink::rail("t0", "t3").key("rail")).build().unwrap()
}

fn square(west: f64, east: f64) -> Area {
    let ring = vec![(west, 49.0), (east, 49.0), (east, 51.0), (west, 51.0), (west, 49.0)];
    geo::Polygon::new(ring.into(), vec![]).try_into().unwrap()
}

/// The keys of the links that are open after a closure, in some direction and mode.
fn open_after(network: &Network, closure: ClosureSpec) -> Vec<String> {
    let spec = ScenarioSpec::new("test").origin("t0").destination("t3").closure(closure);
    let scenario = spec.on(network).unwrap();
    let view: &View<'_> = scenario.after();
    let open = network.links().filter(|link| link.arcs().iter().any(|&arc| view.cost(arc).is_some()));
    open.map(|link| link.key().to_owned()).collect()
}

#[test]
fn a_hub_takes_all_that_touches_it() {
    let network = row();
    assert_eq!(open_after(&network, ClosureSpec::new("c").hub("t1")), ["road2", "rail"]);
    assert_eq!(open_after(&network, ClosureSpec::new("c").hub("t0")), ["road1", "road2"]);
    assert_eq!(
        open_after(&network, ClosureSpec::new("c").hub("t0").mode(Mode::Rail)),
        ["road0", "road1", "road2"]
    );
    assert_eq!(open_after(&network, ClosureSpec::new("c").link("road1")), ["road0", "road2", "rail"]);
}

#[test]
fn a_star_takes_every_hub_so_that_a_mode_can_be_closed() {
    let network = row();
    assert_eq!(open_after(&network, ClosureSpec::new("c").hub("*").mode(Mode::Road)), ["rail"]);
}

#[test]
fn an_area_takes_what_meets_it_unless_told_otherwise() {
    let network = row();
    let around_t1 = || ClosureSpec::new("c").area(square(0.5, 1.5));
    assert_eq!(open_after(&network, around_t1()), ["road2"], "the rail line passes over it");
    assert_eq!(open_after(&network, around_t1().keep_crossing_links()), ["road2", "rail"]);
    assert_eq!(open_after(&network, around_t1().mode(Mode::Road)), ["road2", "rail"]);
    let between = || ClosureSpec::new("c").area(square(1.2, 1.8));
    assert_eq!(open_after(&network, between()), ["road0", "road2"]);
    let border = ClosureSpec::new("c").area(square(1.0, 1.5)).keep_crossing_links();
    assert_eq!(open_after(&network, border), ["road2", "rail"], "t1 lies on the border, which is inside");
}

#[test]
fn factors_multiply_where_closures_overlap() {
    let network = row();
    let spec = ScenarioSpec::new("slow")
        .origin("t0")
        .destination("t3")
        .closure(ClosureSpec::new("a").link("road1").speed_factor("50 %").capacity_factor("50 %"))
        .closure(ClosureSpec::new("b").area(square(1.2, 1.8)).mode(Mode::Road).speed_factor("50 %"))
        .closure(ClosureSpec::new("c").hub("t2").capacity_factor("10 %"));
    let scenario = spec.on(&network).unwrap();
    let arc = network.link(network.find_links("road1").unwrap()[0]).arcs()[0];
    let (before, after) =
        (scenario.before().time(arc).milliseconds(), scenario.after().time(arc).milliseconds());
    assert_eq!(after, before * 4);
    assert_eq!(scenario.after().capacity_share(arc), Share::new(0.5).unwrap());
    let t2 = network.find_nodes("t2").next().unwrap();
    assert_eq!(scenario.after().node_capacity_share(t2), Share::new(0.1).unwrap());
    assert_eq!(scenario.before().node_capacity_share(t2), Share::WHOLE);
}

#[test]
fn the_capacity_of_a_route_is_the_least_on_its_way() {
    let network = Network::builder()
        .hub(NewNode::new("A").capacity("900 t/d"))
        .hub("B")
        .hub("C")
        .link(NewLink::rail("A", "B").length("1 km").capacity("500 t/d"))
        .link(NewLink::rail("B", "C").length("1 km"))
        .build()
        .unwrap();
    let capacities = |closure: ClosureSpec| {
        let scenario = ScenarioSpec::new("c").origin("A").destination("C").closure(closure);
        let scenario = scenario.on(&network).unwrap();
        let outcome = supplyline::analysis::impact(&scenario, None).unwrap();
        let found = supplyline::report::Report::new(&scenario, &outcome).destinations.remove(0);
        [found.before, found.after].map(|route| route.unwrap().capacity_t_per_d)
    };
    let link = ClosureSpec::new("link").link("rail:A--B").capacity_factor("50 %");
    assert_eq!(capacities(link), [Some(500.0), Some(250.0)]);
    let node = ClosureSpec::new("node").hub("A").capacity_factor("10 %");
    assert_eq!(capacities(node), [Some(500.0), Some(90.0)]);
}

#[test]
fn a_speed_factor_on_a_hub_slows_its_transfers_and_inner_links_only() {
    let network = Network::builder()
        .node(NewNode::new("yard").in_hub("K").mode(Mode::Rail))
        .node(NewNode::new("north").in_hub("K").mode(Mode::Road).transfer_time("1 h"))
        .hub("T")
        .link(NewLink::road("north", "T").key("out").time("1 h").length("1 km"))
        .link(NewLink::road("north", "north").key("ring").time("1 h").length("1 km"))
        .build()
        .unwrap();
    let spec = ScenarioSpec::new("slow")
        .origin("K")
        .destination("T")
        .closure(ClosureSpec::new("a").hub("K").speed_factor("50 %"));
    let scenario = spec.on(&network).unwrap();
    let hours = |key: &str| {
        scenario.after().time(network.link(network.find_links(key).unwrap()[0]).arcs()[0]).hours()
    };
    assert_eq!((hours("out"), hours("ring")), (1.0, 2.0));
    let transfer = network.transfers().next().unwrap();
    assert_eq!(scenario.after().time(transfer.arcs()[0]).hours(), 2.0);
}

#[test]
fn what_the_baseline_covers_is_warned_of() {
    let network = row();
    let spec = ScenarioSpec::new("twice")
        .origin("t0")
        .destination("t3")
        .closure(ClosureSpec::new("long ago").hub("t1").baseline())
        .closure(ClosureSpec::new("again").link("road0"));
    let scenario = spec.on(&network).unwrap();
    let warned: Vec<&ScenarioWarning> = scenario.warnings().iter().map(|warning| &warning.what).collect();
    assert_eq!(warned, [&ScenarioWarning::BaselineCovers { closure: "again".into() }]);
    assert!(network.arcs().all(|arc| scenario.before().cost(arc) == scenario.after().cost(arc)));
}

#[test]
fn a_scenario_survives_toml_and_json() {
    for seed in 0..200 {
        let spec = crate::random::world(seed).spec;
        let text = spec.to_toml().unwrap();
        let read =
            ScenarioSpec::parse(&text, "scenario.toml").unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(read.to_toml().unwrap(), text, "seed {seed}");
        let json = serde_json::to_string(&spec).unwrap();
        assert_eq!(
            serde_json::from_str::<ScenarioSpec>(&json).unwrap().to_toml().unwrap(),
            text,
            "seed {seed}"
        );
    }
}

/// Fiji to Samoa crosses the antimeridian; nothing of it lies at longitude 0.
#[test]
fn a_link_across_the_antimeridian_takes_the_short_way() {
    let network = Network::builder()
        .hub(NewNode::new("Suva").at(LatLon { lat: -18.0, lon: 178.0 }))
        .hub(NewNode::new("Apia").at(LatLon { lat: -14.0, lon: -172.0 }))
        .link(NewLink::new(Mode::Water, "Suva", "Apia").key("sea"))
        .build()
        .unwrap();
    let meets = |west: f64, east: f64| {
        let ring = vec![(west, -30.0), (east, -30.0), (east, 0.0), (west, 0.0), (west, -30.0)];
        let area: Area = geo::Polygon::new(ring.into(), vec![]).try_into().unwrap();
        network.links_meeting(&area).unwrap().len()
    };
    assert_eq!(meets(-1.0, 1.0), 0, "the other side of the globe");
    assert_eq!(meets(179.0, 180.0), 1);
    assert_eq!(meets(-180.0, -179.0), 1);
    let network = Network::builder()
        .node(NewNode::new("west").in_hub("Line").at(LatLon { lat: 0.0, lon: 179.9 }))
        .node(NewNode::new("east").in_hub("Line").at(LatLon { lat: 0.0, lon: -179.9 }))
        .build()
        .unwrap();
    let at = network.hubs().next().unwrap().position().unwrap();
    assert!((at.lon().abs() - 180.0).abs() < 1e-9, "{}", at.lon());
}

#[test]
fn an_area_takes_the_whole_physical_link() {
    let place = |lon: f64| LatLon { lat: 50.0, lon };
    let around = [place(0.0), LatLon { lat: 55.0, lon: 1.0 }, place(2.0)];
    let network = Network::builder()
        .hub(NewNode::new("t0").at(place(0.0)))
        .hub(NewNode::new("t3").at(place(2.0)))
        .link(NewLink::rail("t0", "t3").key("straight").physical("bridge"))
        .link(NewLink::road("t0", "t3").key("bent").physical("bridge").along(around))
        .build()
        .unwrap();
    assert!(open_after(&network, ClosureSpec::new("c").area(square(0.9, 1.1))).is_empty());
}

#[test]
fn factors_that_change_nothing_are_refused_and_those_of_capacity_need_none() {
    let network = row();
    let ask = |closure: ClosureSpec| {
        ScenarioSpec::new("f").origin("t0").destination("t3").closure(closure).on(&network)
    };
    let said = |closure: ClosureSpec| ask(closure).unwrap_err().to_string();
    let why = "closure[0]: the closure closes nothing: its factors leave everything that it names as it is";
    assert_eq!(said(ClosureSpec::new("c").link("rail").speed_factor("100 %")), why);
    assert_eq!(
        said(ClosureSpec::new("c").hub("t1").speed_factor("50 %")),
        why,
        "no transfer, no link inside"
    );
    let throttled = ask(ClosureSpec::new("c").link("rail").capacity_factor("0 %")).unwrap();
    assert!(throttled.warnings().is_empty(), "what gets through shows it");
    let slowed_and_lost = ScenarioSpec::new("both")
        .origin("t0")
        .destination("t3")
        .closure(ClosureSpec::new("slow").link("rail").speed_factor(Share::new(0.000_001).unwrap()))
        .closure(ClosureSpec::new("lost").link("rail"));
    assert!(slowed_and_lost.on(&network).is_ok(), "what is closed is not too slow");
}
