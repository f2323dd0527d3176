//! Lines side by side become one of several tracks, and what was connected stays so.

use fastrand::Rng;
use supplyline::import::{LineKind, Passable, Profile};
use supplyline::paths::Search;
use supplyline::prepare::lines::{LineOptions, Mend, from_lines};
use supplyline::units::{Length, TonnesPerDay};
use supplyline::{Impedance, Mode, Network, View};

use super::{Drawing, town};

fn within(metres: u32) -> Length {
    format!("{metres} m").as_str().try_into().unwrap()
}

fn track(tonnes: f64) -> LineKind {
    LineKind {
        capacity: Some(TonnesPerDay::new(tonnes).unwrap()),
        shared_capacity: true,
        ..LineKind::new(Mode::Rail)
    }
}

/// A line of 4 km with a second track beside its middle, joined to it at both ends.
fn passing_loop() -> Drawing {
    let mut drawing = Drawing::joined();
    drawing.line(track(900.0), &[[0.0, 0.0], [1_000.0, 0.0], [3_000.0, 0.0], [4_000.0, 0.0]]);
    drawing.line(track(500.0), &[[1_000.0, 0.0], [1_040.0, 5.0], [2_960.0, 5.0], [3_000.0, 0.0]]);
    drawing
}

#[test]
fn a_second_track_is_counted_where_it_runs() {
    let profile = Profile::default();
    let prepared = from_lines(passing_loop().lines, &[], LineOptions::new(&profile).merge_tracks(within(12)));
    let tracks: Vec<(Option<u8>, f64, bool)> = prepared
        .raw
        .links
        .iter()
        .map(|link| {
            let facility = link.facility.as_ref().unwrap();
            (facility.tracks, link.capacity.unwrap().tonnes(), link.shared_capacity)
        })
        .collect();
    // Of two tracks that carry 1,400 together, each direction has its half.
    assert_eq!(tracks, [(None, 900.0, true), (Some(2), 700.0, false), (None, 900.0, true)]);
    assert!(prepared.mends.iter().all(|mend| matches!(mend, Mend::TrackMerged { lines: [2, 1], .. })));
    let unmerged = from_lines(passing_loop().lines, &[], LineOptions::new(&profile));
    assert_eq!(unmerged.raw.links.len(), 4);
}

#[test]
fn one_way_lines_lines_apart_and_other_levels_stay() {
    for kind in [
        LineKind { passable: Passable::Forward, ..LineKind::new(Mode::Rail) },
        LineKind { level: 1, ..LineKind::new(Mode::Rail) },
        LineKind::new(Mode::Road),
    ] {
        let mut drawing = Drawing::joined();
        drawing.rail(&[[0.0, 0.0], [1_000.0, 0.0]]);
        drawing.line(kind.clone(), &[[0.0, 5.0], [1_000.0, 5.0]]);
        let profile = Profile::default();
        let (network, _) = drawing.network_with(&[], &profile, |options| options.merge_tracks(within(12)));
        assert_eq!(network.link_count(), 2, "{kind:?}");
    }
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [1_000.0, 0.0]]);
    drawing.rail(&[[0.0, 50.0], [1_000.0, 50.0]]);
    drawing.rail(&[[500.0, 3.0], [500.0, 900.0]]);
    let profile = Profile::default();
    let (network, _) = drawing.network_with(&[], &profile, |options| options.merge_tracks(within(12)));
    assert_eq!(network.link_count(), 3);
}

/// A random yard: tracks of several lengths side by side, some joined by switches, with branches that leave it.
fn yard(seed: u64) -> Drawing {
    let mut rng = Rng::with_seed(seed);
    let mut drawing = Drawing::joined();
    let tracks = rng.usize(2..6);
    let mut stops: Vec<Vec<f64>> = Vec::new();
    for track in 0..tracks {
        let begin = f64::from(rng.u32(0..4)) * 500.0;
        let mut at = begin;
        let mut points = vec![at];
        for _ in 0..rng.usize(2..7) {
            at += f64::from(rng.u32(2..9)) * 100.0;
            points.push(at);
        }
        let north = track as f64 * 6.0;
        drawing.rail(&points.iter().map(|&east| [east, north]).collect::<Vec<_>>());
        stops.push(points);
    }
    for _ in 0..rng.usize(1..6) {
        let track = rng.usize(1..tracks);
        let (a, b) = (rng.choice(&stops[track - 1]).unwrap(), rng.choice(&stops[track]).unwrap());
        let north = track as f64 * 6.0;
        drawing.rail(&[[*a, north - 6.0], [*b, north]]);
    }
    for branch in 0..4 {
        let track = rng.usize(0..tracks);
        let from = *rng.choice(&stops[track]).unwrap();
        let end = [f64::from(branch) * 1_500.0, if branch % 2 == 0 { 3_000.0 } else { -3_000.0 }];
        drawing.rail(&[[from, track as f64 * 6.0], end]);
    }
    drawing
}

#[test]
fn what_was_connected_is_connected_and_about_as_far() {
    let towns: Vec<_> = (0..4)
        .map(|branch| {
            let north = if branch % 2 == 0 { 3_000.0 } else { -3_000.0 };
            town(&format!("t{branch}"), [f64::from(branch) * 1_500.0, north], 50)
        })
        .collect();
    let profile = Profile::default();
    let (mut shorter, mut joined) = (0, 0);
    for seed in 0..500 {
        let (before, _) = yard(seed).network_with(&towns, &profile, |options| options);
        let (after, _) =
            yard(seed).network_with(&towns, &profile, |options| options.merge_tracks(within(10)));
        let total = |network: &Network| network.links().map(|link| link.length().km()).sum::<f64>();
        shorter += usize::from(total(&after) < total(&before) - 0.1);
        for from in 0..4 {
            for to in 0..from {
                let (known, found) = (distance(&before, from, to), distance(&after, from, to));
                if let Some(known) = known {
                    let found = found.unwrap_or_else(|| panic!("seed {seed}: t{from} and t{to} come apart"));
                    // Merging tracks joins them along their whole way, so routes may become shorter; not longer than by
                    // the width of the bundle here and there.
                    assert!(found <= known + 0.3, "seed {seed}: {known} km before, {found} km after");
                    joined += 1;
                }
            }
        }
    }
    assert!(shorter > 300 && joined > 300, "{shorter} {joined}");
}

fn distance(network: &Network, from: usize, to: usize) -> Option<f64> {
    let [from, to] =
        [from, to].map(|town| network.hub(network.find_hub(&format!("t{town}")).unwrap()).nodes());
    let mut search = Search::default();
    let view = View::new(network, Impedance::Length);
    let tree = search.run(&view, from);
    tree.cheapest(to).and_then(|node| tree.cost(node)).map(|cost| cost as f64 / 10_000.0)
}
