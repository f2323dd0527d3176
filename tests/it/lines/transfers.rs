//! Goods change where a station lies near a road.

use supplyline::Mode;
use supplyline::import::{LineKind, Profile, TransferRule};
use supplyline::prepare::lines::Mend;

use super::{Drawing, station, town};

fn rules() -> Profile {
    let rule = TransferRule {
        from: Mode::Rail,
        to: Mode::Road,
        within: "500 m".try_into().unwrap(),
        time: Some("4 h".try_into().unwrap()),
        capacity: Some("900 t/d".try_into().unwrap()),
    };
    Profile::default().transferring([rule])
}

fn rail_and_road(road_north: f64) -> Drawing {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [5_000.0, 0.0], [9_000.0, 0.0]]);
    drawing.line(LineKind::new(Mode::Road), &[[0.0, road_north], [9_000.0, road_north]]);
    drawing
}

#[test]
fn a_station_is_joined_to_the_nearest_road() {
    let profile = rules();
    let (network, mends) =
        rail_and_road(300.0)
            .network_with(&[station("halt", [5_000.0, 50.0], 200)], &profile, |options| options);
    let transfer = network.transfers().next().expect("made");
    assert_eq!((transfer.hub().key(), transfer.hub().nodes().len()), ("halt", 2));
    assert_eq!(transfer.time().hours(), 4.0);
    assert_eq!(transfer.capacity().limit().unwrap().tonnes(), 900.0);
    let Some(Mend::Transfer { distance_m, .. }) = mends.last() else { panic!("{mends:?}") };
    assert!((distance_m - 300.0).abs() < 1.0, "{mends:?}");
    // The road goes on through it.
    assert_eq!(network.link_count(), 4);
}

#[test]
fn a_station_too_far_from_a_road_is_not() {
    let profile = rules();
    let (network, _) =
        rail_and_road(600.0)
            .network_with(&[station("halt", [5_000.0, 50.0], 200)], &profile, |options| options);
    assert_eq!(network.transfer_count(), 0);
}

#[test]
fn a_town_changes_at_its_stations_or_in_its_middle() {
    let profile = rules();
    let middle = [town("town", [5_000.0, 0.0], 2_000)];
    let (network, _) = rail_and_road(300.0).network_with(&middle, &profile, |options| options);
    assert_eq!(network.transfer_count(), 1);
    let [town] = middle;
    let stations = [town, station("west", [4_000.0, 0.0], 100), station("east", [6_000.0, 0.0], 100)];
    let (network, _) = rail_and_road(300.0).network_with(&stations, &profile, |options| options);
    // Both have the same nearest point of the rails, for there is one; so they are one transfer.
    assert_eq!(network.transfer_count(), 1);
}

#[test]
fn a_road_in_another_town_is_not_taken() {
    let profile = rules();
    let places = [town("a", [5_000.0, 0.0], 100), town("b", [5_000.0, 400.0], 250)];
    let (network, _) = rail_and_road(400.0).network_with(&places, &profile, |options| options);
    let hubs: Vec<&str> = network.transfers().map(|transfer| transfer.hub().key()).collect();
    assert!(hubs.is_empty() || hubs == ["a"], "{hubs:?}");
    for transfer in network.transfers() {
        assert_eq!(transfer.from().hub().key(), transfer.to().hub().key());
    }
}

#[test]
fn where_rail_and_road_share_a_point_they_are_two_nodes() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [5_000.0, 0.0], [9_000.0, 0.0]]);
    drawing.line(LineKind::new(Mode::Road), &[[5_000.0, -900.0], [5_000.0, 0.0], [5_000.0, 900.0]]);
    let profile = rules();
    let (network, _) =
        drawing.network_with(&[station("halt", [5_000.0, 0.0], 100)], &profile, |options| options);
    let transfer = network.transfers().next().expect("made");
    assert_ne!(transfer.from().key(), transfer.to().key());
    assert_eq!(network.transfer_count(), 1);
}
