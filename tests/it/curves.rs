//! What gets through as a hub loses its capacity: against flows found anew at many shares.

use std::collections::BTreeMap;

use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    CurveOptions, CurvePoint, FlowRejection, Ratio, ThroughputCurve, throughput_curve, throughput_joint,
    verify_throughput_curve,
};
use supplyline::network::{ArcId, Element, HubId, NewLink, NewNode, NodeId};
use supplyline::scenario::{DestinationSpec, Source};
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::max_flow::{ENDLESS, Plain, limited_world};

/// A share with whatever sign, as a fraction.
type Fraction = (i128, i128);

fn of(ratio: Ratio) -> Fraction {
    (ratio.numerator().cast_signed(), ratio.denominator().cast_signed())
}

/// What the curve says at a share: on the straight line between the points beside it.
fn at(points: &[CurvePoint], share: Fraction) -> Fraction {
    let is_left = |point: &CurvePoint| of(point.share).0 * share.1 <= share.0 * of(point.share).1;
    let left = points.iter().rposition(is_left).unwrap().min(points.len() - 2);
    let [one, other] = [points[left], points[left + 1]];
    let [(s0, t0), (s1, t1)] = [one, other].map(|p| (of(p.share), of(p.throughput)));
    // t0 + (t1 - t0) (s - s0) / (s1 - s0)
    let minus = |a: Fraction, b: Fraction| (a.0 * b.1 - b.0 * a.1, a.1 * b.1);
    let (rise, run, gone) = (minus(t1, t0), minus(s1, s0), minus(share, s0));
    let part = (rise.0 * gone.0 * run.1, rise.1 * gone.1 * run.0);
    (t0.0 * part.1 + part.0 * t0.1, t0.1 * part.1)
}

/// What gets through at a share, times its lower part, by a flow found anew.
fn anew(scenario: &Scenario<'_>, view: &View<'_>, hub: HubId, share: Fraction) -> i128 {
    let network = view.network();
    let source = scenario.relations().first().map_or(Source::CheapestOrigin, |relation| relation.source);
    let mut supplies: BTreeMap<HubId, i128> = scenario
        .origins()
        .iter()
        .map(|origin| {
            let supply = origin.supply.map_or(ENDLESS, |supply| share.1 * i128::from(supply.kilograms()));
            (origin.hub, supply)
        })
        .collect();
    if let Source::Origin(only) = source {
        supplies.entry(only).or_insert(ENDLESS);
        supplies.retain(|&other, _| other == only);
    }
    let mut demands: BTreeMap<HubId, i128> = BTreeMap::new();
    for relation in scenario.relations() {
        *demands.entry(relation.destination).or_default() +=
            share.1 * i128::from(relation.demand.kilograms());
    }
    let hub_of = |node: NodeId| network.node(node).hub().id();
    let of_node = |node: NodeId| if hub_of(node) == hub { share.0 } else { share.1 };
    let of_arc = |arc: ArcId| {
        let ends = [network.tail(arc), network.head(arc)].map(hub_of);
        let is_own = match network.element(arc) {
            Element::Transfer(_) => ends.contains(&hub),
            Element::Link(_) => ends == [hub; 2],
        };
        if is_own { share.0 } else { share.1 }
    };
    Plain::times(view, &supplies, &demands, of_node, of_arc).maximum(2 * network.node_count())
}

#[test]
fn curves_as_flows_found_anew_at_many_shares() {
    let (mut curves, mut broken, mut refused) = (0, 0, 0);
    for seed in 0..2_400 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.after();
        let Ok(joint) = throughput_joint(&scenario, view, None) else { continue };
        for hub in network.hubs() {
            let curve = match throughput_curve(&scenario, view, hub.id(), None) {
                Ok(curve) => curve,
                Err(AnalysisError::NoCapacity { hub: named }) => {
                    assert_eq!(named, hub.key());
                    refused += 1;
                    continue;
                }
                Err(other) => panic!("seed {seed}, {}: {other}", hub.key()),
            };
            curves += 1;
            assert!(curve.is_complete);
            let [first, .., last] = curve.points[..] else { panic!("a curve has two ends") };
            assert_eq!((first.share, last.share), (Ratio::ZERO, Ratio::ONE));
            assert_eq!(last.throughput, Ratio::from(joint.total()), "seed {seed}");
            // Each inner point is a real one: the curve bends there, downwards.
            for three in curve.points.windows(3) {
                let (chord, found) = (at(&[three[0], three[2]], of(three[1].share)), of(three[1].throughput));
                assert!(chord.0 * found.1 < found.0 * chord.1, "seed {seed}, {}: {three:?}", hub.key());
                broken += 1;
            }
            let between = curve.points.windows(2).map(|two| {
                let [(a, b), (c, d)] = [of(two[0].share), of(two[1].share)];
                (a * d + c * b, 2 * b * d)
            });
            let on_points = curve.points.iter().map(|point| of(point.share));
            for share in (0..=4).map(|quarter| (quarter, 4)).chain(on_points).chain(between) {
                let (said, found) = (at(&curve.points, share), anew(&scenario, view, hub.id(), share));
                assert_eq!(said.0 * share.1, found * said.1, "seed {seed}, {} at {share:?}", hub.key());
            }
        }
    }
    assert!(curves > 800 && broken > 100 && refused > 1_000, "{curves} {broken} {refused}");
}

/// Three lines meet in one point: the cut of the one in the middle is least there alone.
#[test]
fn a_line_that_only_touches_the_curve_makes_no_second_point() {
    let mut network = Network::builder().hub("Port").hub("Town");
    let road = |from: &str, to: &str| NewLink::road(from, to).length("1 km").one_way();
    for (node, yard, narrow) in [("a", 4, 2), ("b", 4, 2), ("c", 8, 2), ("d", 8, 6)] {
        let [yard, narrow] = [yard, narrow].map(|tonnes| format!("{tonnes} t/d"));
        network = network.node(NewNode::new(node).in_hub("Yard").capacity(yard.as_str()));
        let (enter, leave) = (road("Port", node), road(node, "Town"));
        network = if node == "b" {
            network.link(enter.capacity(narrow.as_str())).link(leave)
        } else {
            network.link(enter).link(leave.capacity(narrow.as_str()))
        };
    }
    let network = network.build().unwrap();
    let spec = ScenarioSpec::new("a yard of four tracks")
        .origin("Port")
        .destination(DestinationSpec::new("Town").demand("100 t/d"));
    let scenario = spec.on(&network).unwrap();
    let yard = network.find_hub("Yard").unwrap();
    let curve = throughput_curve(&scenario, scenario.before(), yard, None).unwrap();
    let points: Vec<(String, String)> =
        curve.points.iter().map(|point| (point.share.to_string(), point.throughput.to_string())).collect();
    let wanted = [("0", "0"), ("1/4", "6000"), ("1/2", "10000"), ("3/4", "12000"), ("1", "12000")];
    assert_eq!(points, wanted.map(|(share, gets)| (share.to_owned(), gets.to_owned())));
}

/// The checker finds every curve right, and says at which share one that was changed is wrong.
#[test]
fn the_checker_says_where_a_curve_is_wrong() {
    let (mut right, mut values, mut shares, mut missing, mut cut_short) = (0, 0, 0, 0, 0);
    for seed in 0..1_000 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.after();
        for hub in network.hubs() {
            let Ok(whole) = throughput_curve(&scenario, view, hub.id(), None) else { continue };
            let found = verify_throughput_curve(&scenario, view, &whole)
                .unwrap_or_else(|wrong| panic!("seed {seed}, {}: {wrong:?}", hub.key()));
            assert_eq!(found.flows, 2 * whole.points.len() as u64 - 1);
            right += 1;
            let wrong_at = |bad: &ThroughputCurve| -> Vec<Ratio> {
                let wrong = verify_throughput_curve(&scenario, view, bad).expect_err("it was changed");
                let share = |rejection: FlowRejection| match rejection {
                    FlowRejection::BadCurve { share, .. } => share,
                    other => panic!("seed {seed}: {other}"),
                };
                wrong.into_iter().map(share).collect()
            };
            for at in 0..whole.points.len() {
                let mut bad = whole.clone();
                let point = &mut bad.points[at];
                point.throughput = point.throughput.plus(Ratio::new(1, 1_000_000).unwrap()).unwrap();
                assert!(wrong_at(&bad).contains(&whole.points[at].share), "seed {seed}, {}", hub.key());
                values += 1;
            }
            for at in 1..whole.points.len() - 1 {
                // What bends a little later has another value there.
                let mut bad = whole.clone();
                let (share, next) = (whole.points[at].share, whole.points[at + 1].share);
                let later = Ratio::new(
                    share.numerator() + next.numerator(),
                    share.denominator() + next.denominator(),
                );
                bad.points[at].share = later.unwrap();
                assert!(!wrong_at(&bad).is_empty());
                shares += 1;
                // Without the point it is not straight; that much is no lie where it is not said to be.
                let mut bad = whole.clone();
                bad.points.remove(at);
                let [one, other] = [bad.points[at - 1].share, bad.points[at].share];
                assert!(wrong_at(&bad).iter().all(|&share| one < share && share < other));
                missing += 1;
                bad.is_complete = false;
                assert!(verify_throughput_curve(&scenario, view, &bad).is_ok());
                cut_short += 1;
            }
            let mut bad = whole.clone();
            bad.points.pop();
            assert!(wrong_at(&bad).contains(&Ratio::ONE));
            let mut bad = whole.clone();
            bad.points.remove(0);
            assert!(wrong_at(&bad).contains(&Ratio::ZERO));
            let mut bad = whole;
            bad.points.reverse();
            assert!(!wrong_at(&bad).is_empty());
        }
    }
    let counts = [right, values, shares, missing, cut_short];
    assert!(counts.iter().all(|&count| count > 40), "{counts:?}");
}

/// Where the limit comes first, what is told lies on the curve still, and it says so.
#[test]
fn a_limit_of_flows_is_told() {
    let mut cut_short = 0;
    for seed in 0..1_000 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        for hub in network.hubs() {
            let curve = |flows| {
                let options = CurveOptions::default().flows(flows);
                throughput_curve(&scenario, scenario.before(), hub.id(), options)
            };
            let (Ok(whole), Ok(part)) = (curve(1_000), curve(2)) else { continue };
            assert!(whole.is_complete && (part.is_complete == (part == whole)));
            if !part.is_complete {
                cut_short += 1;
                assert!(part.points.iter().all(|point| whole.points.contains(point)), "seed {seed}");
            }
        }
    }
    assert!(cut_short > 10, "{cut_short}");
}
