//! Gaps are closed where no short way leads around them, the narrowest first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use fastrand::Rng;
use supplyline::import::{JoinRule, LineKind, Profile};
use supplyline::prepare::lines::{Mend, Nodes};
use supplyline::{Mode, Network};

use super::{Drawing, lengths};

fn rule(within: u32, unless_path: u32, dead_ends: bool) -> JoinRule {
    let metres = |metres: u32| format!("{metres} m").as_str().try_into().unwrap();
    JoinRule { within: metres(within), unless_path: metres(unless_path), dead_ends }
}

fn profile(joins: Vec<JoinRule>) -> Profile {
    Profile::default().joining(joins)
}

fn mended(drawing: Drawing, joins: Vec<JoinRule>) -> (Network, Vec<Mend>) {
    let profile = profile(joins);
    drawing.network_with(&[], &profile, |options| options)
}

#[test]
fn two_ends_near_each_other_become_one_line() {
    let mut drawing = Drawing::default();
    drawing.rail(&[[0.0, 0.0], [1_000.0, 0.0]]);
    drawing.rail(&[[1_020.0, 0.0], [2_000.0, 0.0]]);
    let (network, mends) = mended(drawing, vec![rule(35, 300, false)]);
    assert_eq!((network.link_count(), lengths(&network)), (1, vec![2_000.0]));
    let Mend::Joined { gap_m, lines, .. } = &mends[0] else { panic!("{mends:?}") };
    assert!((gap_m - 20.0).abs() < 0.1 && *lines == [1, 2], "{mends:?}");
}

#[test]
fn an_end_near_the_middle_of_a_line_makes_a_junction() {
    let mut drawing = Drawing::default();
    drawing.rail(&[[0.0, 0.0], [2_000.0, 0.0]]);
    drawing.rail(&[[700.0, 30.0], [700.0, 900.0]]);
    let (network, _) = mended(drawing, vec![rule(35, 300, false)]);
    assert_eq!(network.link_count(), 3);
    assert_eq!(lengths(&network), [700.0, 900.0, 1_300.0]);
}

#[test]
fn what_a_short_way_joins_already_stays_as_it_is() {
    // Two tracks 10 m apart that part at a switch 100 m away: the end of the one is no gap.
    let drawing = || {
        let mut drawing = Drawing::default();
        drawing.rail(&[[0.0, 0.0], [2_000.0, 0.0]]);
        drawing.rail(&[[500.0, 0.0], [550.0, 10.0], [600.0, 10.0]]);
        drawing
    };
    let (network, mends) = mended(drawing(), vec![rule(35, 300, false)]);
    assert!(!mends.iter().any(|mend| matches!(mend, Mend::Joined { .. })), "{mends:?}");
    assert_eq!(network.link_count(), 3);
    // Where the switch is farther than the rule's path, it is one.
    let (network, _) = mended(drawing(), vec![rule(35, 50, false)]);
    assert_eq!(network.link_count(), 4);
}

#[test]
fn wide_gaps_are_closed_at_dead_ends_alone() {
    let drawing = || {
        let mut drawing = Drawing::default();
        drawing.rail(&[[0.0, 0.0], [1_000.0, 0.0], [2_000.0, 0.0]]);
        // A dead end 200 m from it, and the end of a line that goes on in another one.
        drawing.rail(&[[500.0, 200.0], [500.0, 5_000.0]]);
        drawing.rail(&[[1_500.0, 200.0], [1_500.0, 9_000.0]]);
        drawing.rail(&[[1_500.0, 200.0], [3_000.0, 9_000.0]]);
        drawing
    };
    let joined = |mends: &[Mend]| mends.iter().filter(|mend| matches!(mend, Mend::Joined { .. })).count();
    let (_, mends) = mended(drawing(), vec![rule(350, 4_000, true)]);
    assert_eq!(joined(&mends), 1, "{mends:?}");
    let (_, mends) = mended(drawing(), vec![rule(350, 4_000, false)]);
    assert_eq!(joined(&mends), 2, "{mends:?}");
}

#[test]
fn an_end_does_not_join_what_passes_over_it() {
    let drawing = |level| {
        let mut drawing = Drawing::default();
        drawing.line(LineKind { level, ..LineKind::new(Mode::Road) }, &[[0.0, 0.0], [2_000.0, 0.0]]);
        drawing.line(LineKind::new(Mode::Road), &[[700.0, 20.0], [700.0, 900.0]]);
        // It does join a bridge at its end.
        drawing.line(LineKind::new(Mode::Road), &[[2_010.0, 0.0], [2_500.0, 0.0]]);
        drawing
    };
    let joined = |level| {
        let (_, mends) = mended(drawing(level), vec![rule(35, 300, false)]);
        mends.len()
    };
    assert_eq!((joined(0), joined(1)), (2, 1));
}

#[test]
fn modes_are_not_joined() {
    let mut drawing = Drawing::default();
    drawing.rail(&[[0.0, 0.0], [1_000.0, 0.0]]);
    drawing.line(LineKind::new(Mode::Road), &[[1_005.0, 0.0], [2_000.0, 0.0]]);
    let (_, mends) = mended(drawing, vec![rule(35, 300, false)]);
    assert!(mends.is_empty(), "{mends:?}");
}

/// Each gap that was closed had no short way around it, and none is left that should have been: by searches from nothing
/// over the finished network.
#[test]
fn what_is_closed_had_to_be_and_nothing_is_left() {
    const WITHIN: f64 = 60.0;
    const PATH: f64 = 500.0;
    let mut closed = 0;
    for seed in 0..300 {
        let mut rng = Rng::with_seed(seed);
        let mut drawing = Drawing::default();
        let mut ends = Vec::new();
        for _ in 0..rng.usize(2..9) {
            let coordinate = |rng: &mut Rng| f64::from(rng.u32(0..60)) * 10.0;
            let points: Vec<[f64; 2]> =
                (0..rng.usize(2..4)).map(|_| [coordinate(&mut rng), coordinate(&mut rng)]).collect();
            ends.push([points[0], points[points.len() - 1]]);
            drawing.rail(&points);
        }
        let (all, mends) = {
            let profile = profile(vec![rule(WITHIN as u32, PATH as u32, false)]);
            drawing.network_with(&[], &profile, |options| options.nodes(Nodes::All))
        };
        // The connectors, by their ends; without them the network is what it was.
        let joined: Vec<[[f64; 2]; 2]> =
            mends.iter().filter(|mend| matches!(mend, Mend::Joined { .. })).map(Mend::ends).collect();
        let mut graph: HashMap<[i64; 2], Vec<([i64; 2], f64)>> = HashMap::new();
        let key = |at: [f64; 2]| at.map(|degrees| (degrees * 1e7).round() as i64);
        let mut add = |a: [f64; 2], b: [f64; 2], metres: f64| {
            graph.entry(key(a)).or_default().push((key(b), metres));
            graph.entry(key(b)).or_default().push((key(a), metres));
        };
        for link in all.links() {
            let line = link.line();
            let ends = [line.0[0], line.0[line.0.len() - 1]].map(|at| [at.x, at.y]);
            let is_connector =
                joined.iter().any(|gap| key(gap[0]) == key(ends[0]) && key(gap[1]) == key(ends[1]));
            if !is_connector {
                add(ends[0], ends[1], link.length().km() * 1_000.0);
            }
        }
        for gap in &joined {
            let around = shortest(&graph, key(gap[0]), key(gap[1]));
            assert!(around > PATH - 1.0, "seed {seed}: {gap:?} was closed, though {around} m lead around it");
            let metres = super::DEGREE_M * (gap[0][0] - gap[1][0]).hypot(gap[0][1] - gap[1][1]);
            assert!(metres <= WITHIN + 0.1, "seed {seed}: {metres}");
            graph.entry(key(gap[0])).or_default().push((key(gap[1]), metres));
            graph.entry(key(gap[1])).or_default().push((key(gap[0]), metres));
            closed += 1;
        }
        // From each end to each point of another line that is within reach, a short way leads.
        for (at, end) in ends.iter().enumerate().flat_map(|(at, ends)| ends.iter().map(move |end| (at, end)))
        {
            for (_, other) in ends.iter().enumerate().filter(|(other, _)| *other != at) {
                for spot in other {
                    let metres = (end[0] - spot[0]).hypot(end[1] - spot[1]);
                    let [from, to] = [*end, *spot].map(|at| {
                        let at = super::place(at);
                        key([at.lon(), at.lat()])
                    });
                    if metres <= WITHIN - 0.1 && from != to {
                        // To the nearest spot of that line leads at most PATH; from there to its end what is left of it.
                        let limit = PATH + 2.0 * WITHIN + 1.0;
                        assert!(shortest(&graph, from, to) <= limit, "seed {seed}: {end:?} {spot:?}");
                    }
                }
            }
        }
    }
    assert!(closed > 200, "{closed}");
}

fn shortest(graph: &HashMap<[i64; 2], Vec<([i64; 2], f64)>>, from: [i64; 2], to: [i64; 2]) -> f64 {
    let mut best: HashMap<[i64; 2], u64> = HashMap::from([(from, 0)]);
    let mut heap = BinaryHeap::from([Reverse((0_u64, from))]);
    while let Some(Reverse((cost, at))) = heap.pop() {
        if at == to {
            return cost as f64 / 1_000.0;
        }
        if best[&at] < cost {
            continue;
        }
        for (next, metres) in graph.get(&at).into_iter().flatten() {
            let through = cost + (metres * 1_000.0).round() as u64;
            if best.get(next).is_none_or(|&known| through < known) {
                best.insert(*next, through);
                heap.push(Reverse((through, *next)));
            }
        }
    }
    f64::INFINITY
}
