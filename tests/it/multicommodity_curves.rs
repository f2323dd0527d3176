//! What pairs of several origins get as a hub loses its capacity: against a plain simplex on arcs, views with less capacity, and the exact curve of one origin.

use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    FlowRejection, MulticommodityCurve, MulticommodityCurveOptions, MulticommodityOptions, Ratio, Shares,
    throughput_curve, throughput_curve_multicommodity, throughput_multicommodity,
    verify_throughput_curve_multicommodity,
};
use supplyline::network::{ArcId, Element, HubId, NewLink, NewNode, NodeId};
use supplyline::scenario::{ClosureSpec, PairSpec};
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::max_flow::limited_world;
use crate::multicommodity::source_count;
use crate::on_arcs::OnArcs;

/// The simplex counts with a point.
const SAME: f64 = 1e-6;

/// What the points say at a share, and what the lines say, kilograms a day.
fn told(curve: &MulticommodityCurve, share: f64) -> [f64; 2] {
    let pairs = curve.points.windows(2).map(|pair| [&pair[0], &pair[1]]);
    let pair = pairs.into_iter().find(|pair| pair[1].share.value() >= share).unwrap();
    let [left, right] = pair.map(|point| point.share.value());
    let [low, high] = pair.map(|point| point.throughput.value());
    let lower = low + (high - low) * (share - left) / (right - left);
    let lines = curve.lines.iter().map(|line| line.fixed.value() + share * line.own.value());
    [lower, lines.fold(f64::INFINITY, f64::min)]
}

/// What a simplex on arcs finds with a share of the hub's capacity.
fn anew(scenario: &Scenario<'_>, view: &View<'_>, hub: HubId, share: f64) -> f64 {
    let network = view.network();
    let hub_of = |node: NodeId| network.node(node).hub().id();
    let of_node = |node: NodeId| if hub_of(node) == hub { share } else { 1.0 };
    let of_arc = |arc: ArcId| {
        let ends = [network.tail(arc), network.head(arc)].map(hub_of);
        let is_own = match network.element(arc) {
            Element::Transfer(_) => ends.contains(&hub),
            Element::Link(_) => ends == [hub; 2],
        };
        if is_own { share } else { 1.0 }
    };
    OnArcs::times(scenario, view, of_node, of_arc).total()
}

fn verified(scenario: &Scenario<'_>, view: &View<'_>, hub: HubId, seed: u64) -> Option<MulticommodityCurve> {
    let curve = match throughput_curve_multicommodity(scenario, view, hub, None) {
        Ok(curve) => curve,
        Err(AnalysisError::NoCapacity { .. }) => return None,
        Err(other) => panic!("seed {seed}: {other}"),
    };
    let found = verify_throughput_curve_multicommodity(scenario, view, &curve)
        .unwrap_or_else(|wrong| panic!("seed {seed}, {hub:?}: {wrong:?}"));
    assert_eq!(found.flows, curve.points.len() as u64);
    assert_eq!(found.cuts, curve.lines.len() as u64);
    let [first, .., last] = &curve.points[..] else { panic!("a curve has two ends") };
    assert_eq!((first.share, last.share), (Ratio::ZERO, Ratio::ONE));
    assert!(curve.is_complete, "seed {seed}, {hub:?}: {:e}", curve.gap());
    Some(curve)
}

#[test]
fn curves_of_several_origins_as_by_a_simplex_at_many_shares() {
    let (mut curves, mut broken, mut spread, mut worst) = (0, 0, 0, 0.0_f64);
    for seed in 0..500 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        let view = scenario.after();
        for hub in network.hubs() {
            let Some(curve) = verified(&scenario, view, hub.id(), seed) else { continue };
            curves += 1;
            spread += usize::from(hub.nodes().len() > 1);
            broken += curve.points.len() - 2;
            worst = worst.max(curve.gap());
            let on_points = curve.points.iter().map(|point| point.share.value());
            let between = curve.points.windows(2).flat_map(|pair| {
                let [left, right] = [pair[0].share.value(), pair[1].share.value()];
                [0.2, 0.5, 0.9].map(|part| left + part * (right - left))
            });
            for share in on_points.chain(between) {
                let ([lower, upper], found) = (told(&curve, share), anew(&scenario, view, hub.id(), share));
                let slack = SAME * found.max(1.0);
                assert!(lower <= found + slack, "seed {seed}, {} at {share}: {lower} {found}", hub.key());
                assert!(upper >= found - slack, "seed {seed}, {} at {share}: {upper} {found}", hub.key());
                assert!(upper - lower <= slack, "seed {seed}, {} at {share}: {lower} {upper}", hub.key());
            }
        }
    }
    assert!(
        curves > 300 && broken > 100 && spread > 100 && worst < 2e-9,
        "{curves} {broken} {spread} {worst:e}"
    );
}

/// One origin for all: the line of both curves at every break point of the exact one.
#[test]
fn curves_of_one_origin_as_the_exact_ones() {
    let (mut curves, mut inner, mut same) = (0, 0, 0);
    for seed in 0..600 {
        let (network, mut spec) = limited_world(seed);
        if spec.destinations.is_empty() {
            let origin = spec.pairs[0].origin.clone();
            spec.pairs.retain(|pair| pair.origin == origin);
        } else {
            spec.pairs.clear();
        }
        let scenario = spec.on(&network).unwrap();
        for hub in network.hubs() {
            let view = scenario.before();
            let exact = throughput_curve(&scenario, view, hub.id(), None);
            let Some(curve) = verified(&scenario, view, hub.id(), seed) else {
                assert!(matches!(exact, Err(AnalysisError::NoCapacity { .. })), "seed {seed}");
                continue;
            };
            let exact = exact.unwrap();
            for point in &exact.points {
                let ([lower, upper], found) = (told(&curve, point.share.value()), point.throughput.value());
                let slack = 4e-9 * found.max(1.0);
                let is_near = lower <= found + slack && upper >= found - slack && upper - lower <= slack;
                assert!(is_near, "seed {seed}, {} at {}: {lower} {found} {upper}", hub.key(), point.share);
            }
            curves += 1;
            inner += exact.points.len() - 2;
            let is_there = |share: Ratio| curve.points.iter().any(|point| point.share == share);
            let inner = &exact.points[1..exact.points.len() - 1];
            same += inner.iter().filter(|point| is_there(point.share)).count();
        }
    }
    assert!(curves > 300 && inner > 100, "{curves} {inner}");
    // Nearly all of them are met to the last digit, and not only nearly.
    assert!(same * 20 > inner * 19, "{same} of {inner}");
}

/// A closure with a capacity factor takes as much as the curve says, but for kilograms that are rounded.
#[test]
fn curves_as_closures_with_a_capacity_factor() {
    let mut compared = 0;
    for seed in 0..300 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for hub in network.hubs() {
            let Some(curve) = verified(&scenario, scenario.after(), hub.id(), seed) else { continue };
            for (factor, share) in [("1 %", 0.01), ("12.5 %", 0.125), ("40 %", 0.4), ("75 %", 0.75)] {
                let closure = ClosureSpec::new("half of it").capacity_factor(factor).hub(hub.key());
                let throttled = spec.clone().closure(closure);
                let Ok(throttled) = throttled.on(&network) else { continue };
                let options = MulticommodityOptions::default().shares(Shares::Most);
                let outcome = throughput_multicommodity(&throttled, throttled.after(), options).unwrap();
                let found: f64 = outcome.relations.iter().map(|one| one.throughput.value()).sum();
                let own = hub.nodes().len()
                    + hub.nodes().iter().map(|&node| network.arcs_out(node).count()).sum::<usize>();
                let [lower, upper] = told(&curve, share);
                let slack = own as f64 + SAME * found;
                assert!(
                    found - slack <= upper && lower <= found + slack,
                    "seed {seed}, {} at {factor}: {lower} {found} {upper}",
                    hub.key()
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

/// Checks each curve of random worlds with several origins, and tells how many there are.
fn some_curves(
    seeds: std::ops::Range<u64>,
    check: impl Fn(&Scenario<'_>, &View<'_>, MulticommodityCurve),
) -> usize {
    let mut curves = 0;
    for seed in seeds {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for hub in network.hubs() {
            if let Some(curve) = verified(&scenario, scenario.after(), hub.id(), seed) {
                check(&scenario, scenario.after(), curve);
                curves += 1;
            }
        }
    }
    curves
}

/// The checker sees each thing that is changed.
#[test]
fn the_checker_rejects_curves_that_were_changed() {
    use std::cell::Cell;
    let [values, missing, moved, lines, gaps, amounts, swapped, lengths] = [(); 8].map(|()| Cell::new(0));
    let count = |cell: &Cell<usize>| cell.set(cell.get() + 1);
    let curves = some_curves(0..250, |scenario, view, whole| {
        let wrong = |bad: &MulticommodityCurve| -> Vec<FlowRejection> {
            verify_throughput_curve_multicommodity(scenario, view, bad).expect_err("it was changed")
        };
        let wrong_at = |bad: &MulticommodityCurve| -> Vec<Ratio> {
            let share = |rejection| match rejection {
                FlowRejection::BadCurve { share, .. } => share,
                other => panic!("{other}"),
            };
            wrong(bad).into_iter().map(share).collect()
        };
        for at in 0..whole.points.len() {
            let mut bad = whole.clone();
            let point = &mut bad.points[at];
            point.throughput = point.throughput.plus(Ratio::new(1, 1_000_000_000).unwrap()).unwrap();
            assert!(wrong_at(&bad).contains(&whole.points[at].share));
            count(&values);
            let mut bad = whole.clone();
            let route = bad.points[at].routes.iter_mut().flatten().next();
            if let Some(route) = route {
                route.amount = route.amount.plus(Ratio::ONE).unwrap();
                assert!(wrong_at(&bad).contains(&whole.points[at].share));
                count(&amounts);
            }
            // The routes of one pair are none of another that draws on another origin or wants it elsewhere.
            let relations = scenario.relations();
            let pairs = (0..relations.len()).flat_map(|one| (0..one).map(move |other| [one, other]));
            let is_other = |&[one, other]: &[usize; 2]| {
                let routes = &whole.points[at].routes;
                relations[one].destination != relations[other].destination
                    && (!routes[one].is_empty() || !routes[other].is_empty())
            };
            if let Some([one, other]) = pairs.into_iter().find(is_other) {
                let mut bad = whole.clone();
                bad.points[at].routes.swap(one, other);
                assert!(wrong_at(&bad).contains(&whole.points[at].share));
                count(&swapped);
            }
        }
        for at in 1..whole.points.len() - 1 {
            let mut bad = whole.clone();
            bad.points.remove(at);
            assert_eq!(wrong_at(&bad), [whole.points[at - 1].share]);
            count(&missing);
            // What fills the hub at one share is too much at a smaller one.
            let mut bad = whole.clone();
            let (share, before) = (bad.points[at].share, bad.points[at - 1].share);
            let between = Ratio::new(
                share.numerator() + before.numerator(),
                share.denominator() + before.denominator(),
            );
            bad.points[at].share = between.unwrap();
            assert!(wrong_at(&bad).contains(&between.unwrap()));
            count(&moved);
        }
        for at in 0..whole.lines.len() {
            let less = |ratio: Ratio| ratio.minus(Ratio::new(1, 1_000_000_000).unwrap());
            for change in [true, false] {
                let mut bad = whole.clone();
                let line = &mut bad.lines[at];
                let value = if change { &mut line.fixed } else { &mut line.own };
                if let Some(less) = less(*value) {
                    *value = less;
                    let number = format!("line {}", at + 1);
                    assert!(matches!(&wrong(&bad)[..], [FlowRejection::BadCut { of, .. }] if *of == number));
                    count(&lines);
                }
            }
            let mut bad = whole.clone();
            bad.lines[at].worth = 0;
            wrong(&bad);
            if let Some(&first) = whole.lines[at].lengths.first() {
                let mut bad = whole.clone();
                bad.lines[at].lengths.push(first);
                wrong(&bad);
                count(&lengths);
            }
        }
        if whole.off_by_at_most > Ratio::ZERO {
            let mut bad = whole.clone();
            bad.off_by_at_most = Ratio::ZERO;
            assert!(!wrong_at(&bad).is_empty());
            count(&gaps);
        }
        let mut bad = whole.clone();
        bad.is_complete = false;
        assert_eq!(wrong_at(&bad), [Ratio::ONE]);
        let mut bad = whole.clone();
        bad.lines.clear();
        assert!(!wrong_at(&bad).is_empty());
        let mut bad = whole.clone();
        bad.points.pop();
        assert!(wrong_at(&bad).contains(&Ratio::ONE));
        let mut bad = whole.clone();
        bad.points.remove(0);
        assert!(wrong_at(&bad).contains(&Ratio::ZERO));
        let mut bad = whole;
        bad.points.reverse();
        assert!(!wrong_at(&bad).is_empty());
    });
    let counts = [values, missing, moved, lines, gaps, amounts, swapped, lengths].map(|cell| cell.get());
    assert!(curves > 100 && counts.iter().all(|&count| count > 40), "{curves} {counts:?}");
}

/// Where the limit comes first what is told is right still, it says so, and it says by how much it is off.
#[test]
fn a_limit_of_points_is_told() {
    let mut cut_short = 0;
    for seed in 0..250 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        let view = scenario.before();
        for hub in network.hubs() {
            let Some(whole) = verified(&scenario, view, hub.id(), seed) else { continue };
            let mut before = None;
            for points in 2..6 {
                let options = MulticommodityCurveOptions::default().points(points);
                let part = throughput_curve_multicommodity(&scenario, view, hub.id(), options).unwrap();
                verify_throughput_curve_multicommodity(&scenario, view, &part).unwrap();
                assert!(part.points.len() <= points);
                assert!(before.is_none_or(|before| part.off_by_at_most <= before), "seed {seed}");
                before = Some(part.off_by_at_most);
                cut_short += usize::from(!part.is_complete);
                for point in &whole.points {
                    let [lower, upper] = told(&part, point.share.value());
                    let (found, slack) =
                        (point.throughput.value(), 4e-9 * whole.points[1].throughput.value().max(1.0));
                    assert!(
                        lower <= found + slack && found <= upper + slack,
                        "seed {seed}: {lower} {found} {upper}"
                    );
                    assert!(found - lower <= part.off_by_at_most.value() + slack, "seed {seed}");
                }
            }
        }
    }
    assert!(cut_short > 50, "{cut_short}");
}

/// The same whatever the number of threads.
#[test]
fn curves_are_the_same_with_any_number_of_threads() {
    let curves = some_curves(0..60, |scenario, view, curve| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let alone =
            pool.install(|| throughput_curve_multicommodity(scenario, view, curve.hub, None).unwrap());
        assert_eq!(alone, curve);
    });
    assert!(curves > 20, "{curves}");
}

/// A yard of two nodes with tracks between them, two of them beside one another, two kinds of goods, and a part that nothing leads to.
fn yard() -> (Network, ScenarioSpec) {
    let rail = |from: &str, to: &str| NewLink::rail(from, to).length("1 km").one_way();
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Plant")
        .hub("Mill")
        .hub("Isle")
        .hub("Quay")
        .node(NewNode::new("west").in_hub("Yard"))
        .node(NewNode::new("east").in_hub("Yard").capacity("1000 t/d"))
        .link(rail("Mine", "west"))
        .link(rail("Farm", "west"))
        .link(rail("west", "east").key("upper").capacity("300 t/d"))
        .link(rail("west", "east").key("lower").capacity("100 t/d"))
        .link(rail("west", "east").key("closed").capacity("0 t/d"))
        .link(rail("east", "Plant"))
        .link(rail("east", "Mill").capacity("60 t/d"))
        .link(rail("Isle", "Quay").capacity("10 t/d"))
        .build()
        .unwrap();
    let spec = ScenarioSpec::new("two kinds of goods")
        .pair(PairSpec::new("Mine", "Plant").demand("200 t/d"))
        .pair(PairSpec::new("Farm", "Mill").demand("100 t/d"))
        .pair(PairSpec::new("Isle", "Quay").demand("20 t/d"))
        .pair(PairSpec::new("Isle", "Mill").demand("5 t/d"));
    (network, spec)
}

/// 400 t/d over both tracks; of 300 that are wanted 260 fit: 65 % of the tracks are enough. Ten go elsewhere, and five nowhere.
#[test]
fn a_yard_with_tracks_beside_one_another() {
    let (network, spec) = yard();
    let scenario = spec.on(&network).unwrap();
    let hub = network.find_hub("Yard").unwrap();
    let curve = verified(&scenario, scenario.before(), hub, 0).unwrap();
    let points: Vec<(String, f64)> = curve
        .points
        .iter()
        .map(|point| (point.share.to_string(), (point.throughput.value() * 1e3).round() / 1e6))
        .collect();
    assert_eq!(points, [("0".to_owned(), 10.0), ("13/20".to_owned(), 270.0), ("1".to_owned(), 270.0)]);
    let refused = throughput_curve_multicommodity(
        &scenario,
        scenario.before(),
        network.find_hub("Plant").unwrap(),
        None,
    );
    assert!(matches!(refused, Err(AnalysisError::NoCapacity { hub }) if hub == "Plant"));
}

/// Amounts from one kilogram to the largest there are: what is told is proved, and near where shares can be told apart.
#[test]
fn amounts_of_any_size() {
    let (mut curves, mut near) = (0, 0);
    for seed in 0..300 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut amount = |most: u32| {
            let bits = rng.u32(0..=most);
            let kilograms = rng.u64(1..=1 << bits);
            format!("{}.{:03} t/d", kilograms / 1_000, kilograms % 1_000)
        };
        let rail = |from: &str, to: &str| NewLink::rail(from, to).length("1 km");
        let network = Network::builder()
            .hub("Mine")
            .hub("Farm")
            .node(NewNode::new("Yard").capacity(amount(50).as_str()))
            .hub("Ford")
            .hub("Plant")
            .hub("Mill")
            .link(rail("Mine", "Yard").capacity(amount(50).as_str()))
            .link(rail("Farm", "Yard"))
            .link(rail("Yard", "Plant").capacity(amount(50).as_str()))
            .link(rail("Yard", "Mill").capacity(amount(50).as_str()))
            .link(rail("Farm", "Ford").capacity(amount(40).as_str()))
            .link(rail("Ford", "Mill"))
            .link(rail("Ford", "Plant"))
            .build()
            .unwrap();
        let scenario = ScenarioSpec::new("any size")
            .pair(PairSpec::new("Mine", "Plant").demand(amount(50).as_str()))
            .pair(PairSpec::new("Farm", "Mill").demand(amount(50).as_str()))
            .pair(PairSpec::new("Farm", "Plant").demand(amount(30).as_str()))
            .on(&network)
            .unwrap();
        let view = scenario.before();
        let hub = network.find_hub("Yard").unwrap();
        let curve = throughput_curve_multicommodity(&scenario, view, hub, None).unwrap();
        verify_throughput_curve_multicommodity(&scenario, view, &curve)
            .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
        curves += 1;
        near += usize::from(curve.is_complete);
        assert!(curve.gap() < 1e-5, "seed {seed}: {:e}", curve.gap());
    }
    assert!(near * 20 > curves * 19, "{near} of {curves}");
}
