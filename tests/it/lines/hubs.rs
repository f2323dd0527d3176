//! Places own what lies in them, and every line that passes through one has a node there.

use geo::polygon;
use supplyline::Mode;
use supplyline::import::{LineKind, Profile};
use supplyline::network::Network;
use supplyline::prepare::lines::Mend;
use supplyline::scenario::{ClosureSpec, ScenarioSpec};

use super::{DEGREE_M, Drawing, station, town};

fn hub_of(network: &Network, key: &str) -> Vec<String> {
    let hub = network.find_hub(key).unwrap_or_else(|error| panic!("{error}"));
    network.hub(hub).nodes().iter().map(|&node| network.node(node).key().to_owned()).collect()
}

#[test]
fn a_line_that_passes_through_a_town_has_one_node_there() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [4_500.0, 0.0], [4_800.0, 0.0], [5_300.0, 0.0], [9_000.0, 0.0]]);
    let (network, _) = drawing.network(&[town("mid", [5_000.0, 100.0], 600)]);
    assert_eq!(hub_of(&network, "mid").len(), 1);
    assert_eq!((network.node_count(), network.link_count()), (3, 2));
    // It stands at the spot that is nearest to the middle.
    assert_eq!(super::lengths(&network), [4_000.0, 5_000.0]);
    assert_eq!(network.hub(network.find_hub("mid").unwrap()).name(), "MID");
}

#[test]
fn a_straight_line_through_a_town_gets_a_point_there() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [9_000.0, 0.0]]);
    let (network, _) = drawing.network(&[town("mid", [5_000.0, 100.0], 600)]);
    assert_eq!(super::lengths(&network), [4_000.0, 5_000.0]);
}

#[test]
fn a_town_owns_all_junctions_in_it_and_closing_it_closes_them() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [5_000.0, 0.0], [9_000.0, 0.0]]);
    drawing.rail(&[[5_000.0, 0.0], [5_100.0, 200.0], [5_000.0, 9_000.0]]);
    drawing.rail(&[[5_100.0, 200.0], [5_200.0, 0.0]]);
    drawing.line(LineKind::new(Mode::Road), &[[0.0, -300.0], [5_000.0, -300.0], [9_000.0, -300.0]]);
    let places =
        [town("west", [0.0, 0.0], 400), town("mid", [5_000.0, 0.0], 600), town("east", [9_000.0, 0.0], 400)];
    let (network, _) = drawing.network(&places);
    assert_eq!(hub_of(&network, "mid").len(), 4);
    let scenario = ScenarioSpec::new("the town is lost")
        .origin("west")
        .destination("east")
        .closure(ClosureSpec::new("lost").hub("mid"))
        .on(&network)
        .unwrap();
    let outcome = supplyline::analysis::impact(&scenario, None).unwrap();
    assert_eq!(outcome.relations[0].status, supplyline::analysis::Status::Severed);
}

#[test]
fn the_nearest_middle_owns_what_several_towns_reach() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [400.0, 0.0], [600.0, 0.0], [1_000.0, 0.0]]);
    let (network, _) = drawing.network(&[town("a", [0.0, 0.0], 700), town("b", [1_000.0, 0.0], 700)]);
    assert_eq!((hub_of(&network, "a").len(), hub_of(&network, "b").len()), (1, 1));
    assert_eq!(network.link_count(), 1);
}

#[test]
fn an_outline_counts_and_not_the_radius() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [9_000.0, 0.0]]);
    let metres = |x: f64, y: f64| geo::coord! { x: x / DEGREE_M, y: y / DEGREE_M };
    let outline = polygon![
        metres(2_000.0, -50.0),
        metres(2_600.0, -50.0),
        metres(2_600.0, 50.0),
        metres(2_000.0, 50.0)
    ];
    let place =
        supplyline::import::RawPlace { outline: Some(outline.into()), ..town("a", [2_900.0, 0.0], 1) };
    let (network, _) = drawing.network(&[place]);
    assert_eq!(hub_of(&network, "a").len(), 1);
    let there = network.node(network.hub(network.find_hub("a").unwrap()).nodes()[0]).position().unwrap();
    let east = there.lon() * DEGREE_M;
    assert!((2_000.0..=2_600.0).contains(&east), "{east}");
}

#[test]
fn a_station_in_a_town_is_part_of_it() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [500.0, 0.0], [9_000.0, 0.0]]);
    let (network, _) =
        drawing.network(&[town("town", [500.0, 0.0], 900), station("halt", [500.0, 10.0], 100)]);
    assert!(network.find_hub("halt").is_err());
    // The point in its middle, and the end of the line.
    assert_eq!(hub_of(&network, "town").len(), 2);
}

#[test]
fn what_no_line_touches_is_attached_within_a_limit() {
    let drawing = || {
        let mut drawing = Drawing::joined();
        drawing.rail(&[[0.0, 0.0], [9_000.0, 0.0]]);
        drawing
    };
    let places = [town("near", [3_000.0, 1_200.0], 100), town("far", [6_000.0, 8_000.0], 100)];
    let (network, mends) = drawing().network(&places);
    assert_eq!(super::lengths(&network), [3_000.0, 6_000.0]);
    assert_eq!(hub_of(&network, "near").len(), 1);
    let [Mend::Attached { place: near, distance_m, .. }, Mend::Unattached { place: far, .. }] = &mends[..]
    else {
        panic!("{mends:?}");
    };
    assert!((distance_m - 1_200.0).abs() < 2.0 && near == "near" && far == "far", "{mends:?}");
    let told: Vec<String> = network.repairs().iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.contains("1 places") && told.contains("far")), "{told:?}");
    let profile = Profile::default();
    let (_, mends) = drawing()
        .network_with(&places, &profile, |options| options.attach_within("10 km".try_into().unwrap()));
    assert!(mends.iter().all(|mend| matches!(mend, Mend::Attached { .. })), "{mends:?}");
}

#[test]
fn a_level_crossing_is_no_place_to_change() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [500.0, 0.0], [900.0, 0.0]]);
    drawing.rail(&[[500.0, 0.0], [500.0, 900.0]]);
    drawing.line(LineKind::new(Mode::Road), &[[0.0, 300.0], [500.0, 0.0], [900.0, -300.0]]);
    let (network, _) = drawing.network(&[]);
    assert_eq!((network.transfer_count(), network.node_count()), (0, 6));
}
