//! What is no junction becomes part of a link, and nothing that is asked of the network changes by it.

use std::collections::HashMap;

use fastrand::Rng;
use supplyline::analysis::throughput_alone;
use supplyline::import::{LineKind, Passable, Profile, Structure};
use supplyline::prepare::lines::Nodes;
use supplyline::units::{Speed, TonnesPerDay};
use supplyline::{Impedance, Mode, Network, ScenarioSpec, View};

use super::Drawing;

fn kind(passable: Passable) -> LineKind {
    LineKind { passable, ..LineKind::new(Mode::Road) }
}

#[test]
fn a_bend_is_no_node_and_keeps_its_way() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [300.0, 400.0], [600.0, 0.0]]);
    drawing.rail(&[[600.0, 0.0], [600.0, 500.0]]);
    let (network, mends) = drawing.network(&[]);
    assert_eq!((network.node_count(), network.link_count(), mends.len()), (2, 1, 0));
    let link = network.links().next().unwrap();
    assert_eq!(link.geometry().len(), 4);
    assert!((link.length().km() - 1.5).abs() < 0.01, "{}", link.length());
    assert_eq!(link.key(), "rail:1");
}

#[test]
fn rings_loops_and_points_stay_what_they_are() {
    let mut drawing = Drawing::joined();
    // A ring that nothing touches, a loop at the end of a line, a line of one point, one back along itself.
    drawing.rail(&[[0.0, 0.0], [100.0, 0.0], [50.0, 80.0], [0.0, 0.0]]);
    drawing.rail(&[[1_000.0, 0.0], [1_100.0, 0.0], [1_050.0, 80.0], [1_000.0, 0.0]]);
    drawing.rail(&[[1_000.0, 0.0], [900.0, 0.0]]);
    drawing.rail(&[[5_000.0, 0.0]]);
    drawing.rail(&[[7_000.0, 0.0], [7_100.0, 0.0], [7_000.0, 0.0]]);
    let (network, _) = drawing.network(&[]);
    let links: Vec<(&str, &str)> = network.links().map(|link| (link.from().key(), link.to().key())).collect();
    assert_eq!(links.iter().filter(|(from, to)| from == to).count(), 3, "{links:?}");
    assert_eq!(links.len(), 4);
}

#[test]
fn a_ring_of_two_lines_and_one_of_opposite_ways_are_kept() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [100.0, 0.0]]);
    drawing.rail(&[[100.0, 0.0], [50.0, 80.0], [0.0, 0.0]]);
    let (network, _) = drawing.network(&[]);
    assert_eq!((network.node_count(), network.link_count()), (1, 1));
    // Two ways that face each other meet in a node from which nothing leaves.
    let mut drawing = Drawing::joined();
    drawing.line(kind(Passable::Forward), &[[0.0, 0.0], [100.0, 0.0]]);
    drawing.line(kind(Passable::Forward), &[[200.0, 0.0], [100.0, 0.0]]);
    let (network, _) = drawing.network(&[]);
    assert_eq!((network.node_count(), network.link_count()), (3, 2));
}

#[test]
fn one_way_lines_are_followed_as_they_are_passed() {
    let mut drawing = Drawing::joined();
    drawing.line(kind(Passable::Forward), &[[0.0, 0.0], [100.0, 0.0]]);
    drawing.line(kind(Passable::Backward), &[[200.0, 0.0], [100.0, 0.0]]);
    drawing.line(kind(Passable::Forward), &[[200.0, 0.0], [300.0, 0.0]]);
    let (network, _) = drawing.network(&[]);
    let link = network.links().next().unwrap();
    assert_eq!((network.node_count(), network.link_count(), link.is_directed()), (2, 1, true));
    assert!(link.from().position().unwrap().lon() < link.to().position().unwrap().lon());
    assert_eq!(link.geometry()[0], [0.0, 0.0], "its way is drawn as it is passed");
}

#[test]
fn what_carries_a_link_and_what_it_is_called_is_told() {
    let mut drawing = Drawing::joined();
    let named = drawing.lines.name("Long");
    drawing.line(LineKind { class: "primary".into(), ..kind(Passable::Both) }, &[[0.0, 0.0], [900.0, 0.0]]);
    drawing.lines.lines[0].name = named;
    let bridge = LineKind { structure: Some(Structure::Bridge), ..kind(Passable::Both) };
    drawing.line(bridge, &[[900.0, 0.0], [1_000.0, 0.0]]);
    let prepared = supplyline::prepare::lines::from_lines(drawing.lines, &[], &Profile::default());
    let link = &prepared.raw.links[0];
    let facility = link.facility.as_ref().expect("told");
    assert_eq!((link.name.as_deref(), facility.class.as_str()), (Some("Long"), "primary"));
    assert_eq!(facility.structure, Some(Structure::Bridge));
}

#[test]
fn a_line_that_is_there_twice_counts_once() {
    let mut drawing = Drawing::joined();
    drawing.rail(&[[0.0, 0.0], [100.0, 0.0], [200.0, 50.0]]);
    drawing.rail(&[[0.0, 0.0], [100.0, 0.0], [200.0, 50.0]]);
    drawing.rail(&[[200.0, 50.0], [100.0, 0.0], [0.0, 0.0]]);
    // One way and the other are two, and so are roads beside railways.
    drawing.line(kind(Passable::Forward), &[[0.0, 0.0], [200.0, 50.0]]);
    drawing.line(kind(Passable::Forward), &[[200.0, 50.0], [0.0, 0.0]]);
    let (network, _) = drawing.network(&[]);
    let told: Vec<String> = network.repairs().iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.starts_with("2 lines that are there twice")), "{told:?}");
    let rails = network.links().filter(|link| link.key().starts_with("rail")).count();
    assert_eq!(rails, 1);
}

/// Random lines over a few points: one and the same map, with and without contraction.
fn drawings(seed: u64) -> [Drawing; 2] {
    [(); 2].map(|()| {
        let mut rng = Rng::with_seed(seed);
        let mut drawing = Drawing::joined();
        for _ in 0..rng.usize(1..12) {
            let mut at = [rng.i32(0..5), rng.i32(0..5)];
            let mut points = vec![at];
            for _ in 0..rng.usize(1..7) {
                let step = rng.choice([[0, 1], [1, 0], [0, -1], [-1, 0]]).unwrap();
                at = [at[0] + step[0], at[1] + step[1]];
                points.push(at);
            }
            let points: Vec<[f64; 2]> =
                points.iter().map(|at| at.map(|step| f64::from(step) * 1_000.0)).collect();
            let passable =
                rng.choice([Passable::Both, Passable::Both, Passable::Forward, Passable::Backward]).unwrap();
            let limited = rng.bool();
            let line = LineKind {
                passable,
                speed: rng
                    .choice([None, Some(20.0), Some(70.0)])
                    .unwrap()
                    .map(|kmh| Speed::from_kmh(kmh).unwrap()),
                capacity: limited.then(|| TonnesPerDay::new(f64::from(rng.u32(0..6) * 100)).unwrap()),
                shared_capacity: limited && rng.bool(),
                ..LineKind::new(if rng.u8(0..4) == 0 { Mode::Rail } else { Mode::Road })
            };
            drawing.line(line, &points);
        }
        drawing
    })
}

#[test]
fn costs_and_throughput_are_the_same_with_and_without_contraction() {
    let profile = Profile::default();
    let mut smaller = 0;
    let mut limited = 0;
    for seed in 0..600 {
        let [one, other] = drawings(seed);
        let (short, _) = one.network_with(&[], &profile, |options| options);
        let (long, _) = other.network_with(&[], &profile, |options| options.nodes(Nodes::All));
        assert!(short.node_count() <= long.node_count(), "seed {seed}");
        smaller += usize::from(short.node_count() < long.node_count());
        let sum = |network: &Network| network.links().map(|link| link.length().km()).sum::<f64>();
        assert!((sum(&short) - sum(&long)).abs() < 0.01, "seed {seed}: {} {}", sum(&short), sum(&long));
        for impedance in [Impedance::Time, Impedance::Length] {
            let (mine, its) = (costs(&short, impedance), costs(&long, impedance));
            for (ends, cost) in &mine {
                let known = its[ends];
                let near = match (cost, known) {
                    // A length is rounded to decimetres for each link, which at 20 km/h is 9 ms either way.
                    (Some(cost), Some(known)) => cost.abs_diff(known) <= 250,
                    (None, None) => true,
                    _ => false,
                };
                assert!(near, "seed {seed}: {ends:?} {cost:?} {known:?}");
            }
        }
        let keys: Vec<&str> = short.nodes().map(supplyline::network::Node::key).collect();
        for pair in keys.windows(2).filter(|pair| pair[0] != pair[1]).take(4) {
            let through = |network: &Network| {
                let spec = ScenarioSpec::new("pair").origin(pair[0]).destination(pair[1]);
                let scenario = spec.on(network).unwrap();
                throughput_alone(&scenario, scenario.before(), None).unwrap().relations[0].throughput
            };
            let value = through(&short);
            assert_eq!(value, through(&long), "seed {seed}: {pair:?}");
            limited += usize::from(value.limit().is_some_and(|kilograms| kilograms > 0));
        }
    }
    assert!(smaller > 400 && limited > 100, "{smaller} {limited}");
}

/// The cost between all nodes, by their keys.
fn costs(network: &Network, impedance: Impedance) -> HashMap<(String, String), Option<u64>> {
    let view = View::new(network, impedance);
    let mut search = supplyline::paths::Search::default();
    let mut costs = HashMap::new();
    for from in network.nodes() {
        let tree = search.run(&view, &[from.id()]);
        for to in network.nodes() {
            costs.insert((from.key().to_owned(), to.key().to_owned()), tree.cost(to.id()));
        }
    }
    costs
}
