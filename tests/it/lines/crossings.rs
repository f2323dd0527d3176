//! Lines that cross get a common point, unless one passes over the other.

use std::collections::BTreeSet;

use fastrand::Rng;
use supplyline::Mode;
use supplyline::import::{LineKind, Profile, Structure};
use supplyline::prepare::lines::{Mend, Nodes};

use super::Drawing;

/// No rounds of closing gaps: crossings alone.
fn crossings_alone() -> Profile {
    Profile::default().joining([])
}

fn junctions(drawing: Drawing) -> usize {
    let profile = crossings_alone();
    let (network, _) = drawing.network_with(&[], &profile, |options| options);
    network.nodes().filter(|node| network.arcs_out(node.id()).count() > 2).count()
}

fn cross(one: LineKind, other: LineKind) -> Drawing {
    let mut drawing = Drawing::default();
    drawing.line(one, &[[0.0, 0.0], [1_000.0, 1_000.0]]);
    drawing.line(other, &[[0.0, 1_000.0], [1_000.0, 0.0]]);
    drawing
}

#[test]
fn two_lines_that_cross_meet() {
    let (network, mends) = cross(LineKind::new(Mode::Road), LineKind::new(Mode::Road)).network(&[]);
    assert_eq!((network.node_count(), network.link_count()), (5, 4));
    assert!(matches!(mends[..], [Mend::Crossing { lines: [1, 2], .. }]), "{mends:?}");
    assert!(network.repairs().iter().any(|repair| repair.to_string().contains("1 crossings")));
}

#[test]
fn a_flyover_is_no_junction() {
    let road = || LineKind::new(Mode::Road);
    let over = LineKind { level: 1, structure: Some(Structure::Bridge), ..road() };
    let unmarked = LineKind { level: 1, ..road() };
    let bridge = LineKind { structure: Some(Structure::Bridge), ..road() };
    for upper in [over, unmarked, bridge, LineKind::new(Mode::Rail)] {
        assert_eq!(junctions(cross(road(), upper.clone())), 0, "{upper:?}");
    }
    // Two lines on one bridge are on one level.
    let both = || LineKind { level: 1, structure: Some(Structure::Bridge), ..road() };
    assert_eq!(junctions(cross(both(), both())), 1);
}

#[test]
fn an_end_on_a_line_and_a_line_upon_a_line_meet() {
    let mut drawing = Drawing::default();
    drawing.rail(&[[0.0, 0.0], [1_000.0, 0.0]]);
    drawing.rail(&[[500.0, 0.0], [500.0, 700.0]]);
    drawing.rail(&[[700.0, 0.0], [900.0, 0.0], [900.0, 300.0]]);
    let (network, _) = drawing.network_with(&[], &crossings_alone(), |options| options.nodes(Nodes::All));
    let keys: BTreeSet<&str> = network.nodes().map(supplyline::network::Node::key).collect();
    assert_eq!(keys.len(), 7, "{keys:?}");
    // Of the two that lie upon each other between 700 and 900, both are there.
    assert_eq!(super::lengths(&network), [100.0, 200.0, 200.0, 200.0, 300.0, 500.0, 700.0]);
}

#[test]
fn several_lines_through_one_point_meet_once() {
    let mut drawing = Drawing::default();
    for [x, y] in [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]] {
        drawing.rail(&[[-500.0 * x, -500.0 * y], [500.0 * x, 500.0 * y]]);
    }
    let (network, _) = drawing.network_with(&[], &crossings_alone(), |options| options);
    assert_eq!((network.node_count(), network.link_count()), (9, 8));
}

/// Beside an independent test of each pair: what is connected afterwards is what crosses, and nothing else.
#[test]
fn what_crosses_is_connected_and_nothing_else() {
    for seed in 0..400 {
        let mut rng = Rng::with_seed(seed);
        let mut drawing = Drawing::default();
        let mut drawn: Vec<(Vec<[f64; 2]>, i8)> = Vec::new();
        for _ in 0..rng.usize(2..9) {
            let points: Vec<[f64; 2]> = (0..rng.usize(2..5))
                .map(|_| [f64::from(rng.u32(0..7)) * 1_000.0, f64::from(rng.u32(0..7)) * 1_000.0])
                .collect();
            let level = rng.i8(0..2);
            drawing.line(LineKind { level, ..LineKind::new(Mode::Rail) }, &points);
            drawn.push((points, level));
        }
        // Lines that share a point meet whatever their levels; others where they cross on one level.
        let mut group: Vec<usize> = (0..drawn.len()).collect();
        for a in 0..drawn.len() {
            for b in 0..a {
                let shares = drawn[a].0.iter().any(|point| drawn[b].0.contains(point));
                let meets = drawn[a].1 == drawn[b].1
                    && drawn[a].0.windows(2).any(|p| drawn[b].0.windows(2).any(|q| touch(p, q)));
                if shares || meets {
                    let (from, to) = (group[a], group[b]);
                    group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
                }
            }
        }
        let groups: BTreeSet<usize> = group
            .iter()
            .zip(&drawn)
            .filter(|(_, (points, _))| points.windows(2).any(|pair| pair[0] != pair[1]))
            .map(|(&group, _)| group)
            .collect();
        let (network, _) = drawing.network_with(&[], &crossings_alone(), |options| options.nodes(Nodes::All));
        assert_eq!(components(&network), groups.len(), "seed {seed}: {drawn:?}");
    }
}

/// Whether two segments on a coarse lattice share any point, by exact integers.
#[expect(clippy::many_single_char_names, reason = "the ends of two segments")]
fn touch(p: &[[f64; 2]], q: &[[f64; 2]]) -> bool {
    let whole = |at: [f64; 2]| at.map(|metres| (metres / 1_000.0) as i64);
    let [a, b, c, d] = [p[0], p[1], q[0], q[1]].map(whole);
    let side = |a: [i64; 2], b: [i64; 2], p: [i64; 2]| {
        ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])).signum()
    };
    let on = |a: [i64; 2], b: [i64; 2], p: [i64; 2]| {
        side(a, b, p) == 0
            && (a[0].min(b[0])..=a[0].max(b[0])).contains(&p[0])
            && (a[1].min(b[1])..=a[1].max(b[1])).contains(&p[1])
    };
    on(a, b, c)
        || on(a, b, d)
        || on(c, d, a)
        || on(c, d, b)
        || (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0)
}

fn components(network: &supplyline::Network) -> usize {
    let mut seen = vec![false; network.node_count()];
    let mut count = 0;
    for node in network.nodes() {
        if std::mem::replace(&mut seen[node.id().index()], true) {
            continue;
        }
        count += 1;
        let mut waiting = vec![node.id()];
        while let Some(at) = waiting.pop() {
            for arc in network.arcs_out(at) {
                let head = network.head(arc);
                if !std::mem::replace(&mut seen[head.index()], true) {
                    waiting.push(head);
                }
            }
        }
    }
    count
}
