//! Lines as a map draws them: mended, with hubs and transfers, contracted to a network, reduced to a graph of hubs.

mod contraction;
mod crossings;
mod gaps;
mod hubs;
mod reduction;
mod tracks;
mod transfers;
mod ukraine;

use std::collections::HashMap;

use supplyline::import::{GridPoint, LineKind, PlaceKind, Profile, RawLine, RawLines, RawPlace};
use supplyline::prepare::lines::{LineOptions, Mend, from_lines};
use supplyline::{Mode, Network};

/// Metres in a degree of latitude, and at the equator of longitude; such that a metre is 90 steps of the grid.
const DEGREE_M: f64 = 1e6 / 9.0;

/// Lines drawn on a plane of metres, near where the equator and the prime meridian cross.
#[derive(Default)]
struct Drawing {
    lines: RawLines,
    known: HashMap<GridPoint, u32>,
}

impl Drawing {
    fn joined() -> Self {
        let mut drawing = Self::default();
        drawing.lines.is_joined = true;
        drawing
    }

    fn point(&mut self, at: [f64; 2]) -> u32 {
        let at = place(at);
        let lines = &mut self.lines;
        *self.known.entry(at).or_insert_with(|| {
            lines.points.push(at);
            lines.points.len() as u32 - 1
        })
    }

    /// Draws a line over points that are given in metres east and north.
    fn line(&mut self, kind: LineKind, points: &[[f64; 2]]) {
        let points: Vec<u32> = points.iter().map(|&at| self.point(at)).collect();
        let kind = self.lines.kind(kind);
        let id = i64::try_from(self.lines.lines.len()).unwrap() + 1;
        self.lines.add_line(RawLine { kind, id, ..RawLine::default() }, points);
    }

    fn rail(&mut self, points: &[[f64; 2]]) {
        self.line(LineKind::new(Mode::Rail), points);
    }

    fn network(self, places: &[RawPlace]) -> (Network, Vec<Mend>) {
        self.network_with(places, &Profile::default(), |options| options)
    }

    fn network_with<'p>(
        self,
        places: &[RawPlace],
        profile: &'p Profile,
        with: impl FnOnce(LineOptions<'p>) -> LineOptions<'p>,
    ) -> (Network, Vec<Mend>) {
        let prepared = from_lines(self.lines, places, with(LineOptions::new(profile)));
        let network = Network::try_from(prepared.raw).unwrap_or_else(|error| panic!("{error}"));
        (network, prepared.mends)
    }
}

/// The place some metres east and north of where the equator and the prime meridian cross.
fn place([east, north]: [f64; 2]) -> GridPoint {
    GridPoint::new(east / DEGREE_M, north / DEGREE_M).expect("on the earth")
}

/// A town, its middle in metres east and north, and how far it reaches in metres.
fn town(key: &str, at: [f64; 2], radius: u64) -> RawPlace {
    RawPlace {
        key: key.into(),
        name: key.to_uppercase(),
        kind: PlaceKind::Town,
        at: place(at),
        radius: format!("{radius} m").as_str().try_into().unwrap(),
        outline: None,
        row: supplyline::import::RowAt::default(),
    }
}

fn station(key: &str, at: [f64; 2], radius: u64) -> RawPlace {
    RawPlace { kind: PlaceKind::Station, ..town(key, at, radius) }
}

/// The lengths of a network's links, ascending, in metres rounded to fifties: the earth is no sphere.
fn lengths(network: &Network) -> Vec<f64> {
    let mut lengths: Vec<f64> =
        network.links().map(|link| (link.length().km() * 20.0).round() * 50.0).collect();
    lengths.sort_by(f64::total_cmp);
    lengths
}

/// Stops the work at its first question, or after some of them.
struct StopAfter(std::sync::atomic::AtomicI64);

impl supplyline::progress::Progress for StopAfter {
    fn stop_requested(&self) -> bool {
        self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) <= 0
    }
}

#[test]
fn work_that_is_stopped_says_so() {
    let profile = Profile::default();
    for questions in 0..12 {
        let mut drawing = Drawing::default();
        drawing.rail(&[[0.0, 0.0], [1_000.0, 1_000.0]]);
        drawing.rail(&[[0.0, 1_000.0], [1_000.0, 0.0]]);
        drawing.rail(&[[1_010.0, 0.0], [2_000.0, 0.0]]);
        let stop = StopAfter(questions.into());
        let options =
            LineOptions::new(&profile).merge_tracks(Some("5 m".try_into().unwrap())).progress(&stop);
        let prepared = from_lines(drawing.lines, &[town("a", [0.0, 0.0], 100)], options);
        let told = prepared.raw.problems.to_string();
        let is_done = stop.0.load(std::sync::atomic::Ordering::Relaxed) >= 0;
        assert_eq!(told.contains("stopped on request"), !is_done, "{questions}: {told}");
        assert!(is_done || prepared.raw.links.is_empty());
    }
}
