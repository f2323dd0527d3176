//! What a fixed delivery costs as a hub loses its capacity: against cheapest flows found anew at many shares, by shortest ways on an
//! explicitly split graph.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use fastrand::Rng;
use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    CostCurve, CostCurveOptions, CostPoint, DeliveryOptions, FlowRejection, Ratio, Shares, cheapest_delivery,
    cost_curve, throughput_curve, verify_cost_curve,
};
use supplyline::network::{ArcId, Element, HubId, NewLink, NewNode, NewTransfer, NodeId};
use supplyline::paths::FlowError;
use supplyline::progress::Progress;
use supplyline::scenario::{DestinationSpec, OriginSpec};
use supplyline::units::TonnesPerDay;
use supplyline::{Impedance, Mode, Network, Scenario, ScenarioSpec, View};

use crate::delivery::{PlainCosts, one_kind, source};
use crate::flows::supplies;
use crate::max_flow::{ENDLESS, limited_world};

/// With whatever sign.
type Fraction = (i128, i128);

fn of(ratio: Ratio) -> Fraction {
    (ratio.numerator().cast_signed(), ratio.denominator().cast_signed())
}

/// What the curve says at a share: on the straight line between the points beside it.
fn at(points: &[CostPoint], share: Fraction) -> Fraction {
    let is_left = |point: &CostPoint| of(point.share).0 * share.1 <= share.0 * of(point.share).1;
    let left = points.iter().rposition(is_left).unwrap();
    let ((s0, c0), Some(next)) = ((of(points[left].share), of(points[left].cost)), points.get(left + 1))
    else {
        return of(points[left].cost);
    };
    let minus = |a: Fraction, b: Fraction| lowest((a.0 * b.1 - b.0 * a.1, a.1 * b.1));
    let (rise, run, gone) = (minus(of(next.cost), c0), minus(of(next.share), s0), minus(share, s0));
    let slope = lowest((rise.0 * run.1, rise.1 * run.0));
    let part = lowest((slope.0 * gone.0, slope.1 * gone.1));
    lowest((c0.0 * part.1 + part.0 * c0.1, c0.1 * part.1))
}

/// In lowest terms, so that what is made of it fits.
fn lowest((above, below): Fraction) -> Fraction {
    let (mut a, mut b) = (above.abs(), below.abs());
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (above / a.max(1), below / a.max(1))
}

/// How much of the delivery still fits at a share, and what that costs, both times its lower part, by a flow found anew.
fn anew(scenario: &Scenario<'_>, view: &View<'_>, curve: &CostCurve, share: Fraction) -> Fraction {
    let (network, hub) = (view.network(), curve.hub);
    let mut supplies = supplies(scenario, source(scenario));
    for supply in supplies.values_mut().filter(|supply| **supply < ENDLESS) {
        *supply *= share.1;
    }
    let hubs = scenario.relations().iter().map(|relation| relation.destination);
    let gets = curve.delivered.iter().map(|&kilograms| share.1 * i128::from(kilograms));
    let demands: BTreeMap<HubId, i128> = hubs.zip(gets).collect();
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
    PlainCosts::times(view, &supplies, &demands, of_node, of_arc).cheapest(2 * network.node_count())
}

/// What was seen of curves.
#[derive(Debug, Default)]
struct Seen {
    curves: usize,
    bends: usize,
    /// Curves that begin above nothing, and those of one point.
    held: usize,
    single: usize,
    refused: usize,
    costly: usize,
}

/// Compares the curve of each hub with flows found anew, and counts.
fn compare(scenario: &Scenario<'_>, view: &View<'_>, shares: Shares, seen: &mut Seen, what: &str) {
    let whole = cheapest_delivery(scenario, view, DeliveryOptions::default().shares(shares)).unwrap();
    for hub in view.network().hubs() {
        let what = format!("{what}, {}", hub.key());
        let curve = match cost_curve(scenario, view, hub.id(), CostCurveOptions::default().shares(shares)) {
            Ok(curve) => curve,
            Err(AnalysisError::NoCapacity { hub: named }) => {
                assert_eq!(named, hub.key());
                assert!(throughput_curve(scenario, view, hub.id(), None).is_err(), "{what}");
                seen.refused += 1;
                continue;
            }
            Err(other) => panic!("{what}: {other}"),
        };
        seen.curves += 1;
        assert!(curve.is_complete, "{what}");
        assert!(curve.delivered.iter().copied().eq(whole.relations.iter().map(|answer| answer.gets)));
        let (first, last) = (curve.points[0], *curve.points.last().unwrap());
        assert_eq!((first.share, last.share), (curve.least_share, Ratio::ONE), "{what}");
        let total = i128::from(curve.total());
        assert_eq!(total, whole.totals.delivered.cast_signed());
        seen.costly += usize::from(last.cost > Ratio::ZERO);
        seen.single += usize::from(curve.points.len() == 1);
        // A little less than the least share is not enough.
        if curve.least_share > Ratio::ZERO {
            seen.held += 1;
            let (above, below) = of(curve.least_share);
            let less = (1_000_000 * above - 1, 1_000_000 * below);
            assert!(anew(scenario, view, &curve, less).0 < total * less.1, "{what}");
        }
        assert!(curve.points.windows(2).all(|two| two[0].share < two[1].share && two[0].cost >= two[1].cost));
        // Each inner point is a real one: the curve bends there, upwards.
        for three in curve.points.windows(3) {
            let (chord, found) = (at(&[three[0], three[2]], of(three[1].share)), of(three[1].cost));
            assert!(chord.0 * found.1 > found.0 * chord.1, "{what}: {three:?}");
            seen.bends += 1;
        }
        let between = curve.points.windows(2).map(|two| {
            let [(a, b), (c, d)] = [of(two[0].share), of(two[1].share)];
            lowest((a * d + c * b, 2 * b * d))
        });
        for share in curve.points.iter().map(|point| of(point.share)).chain(between) {
            let (value, cost) = anew(scenario, view, &curve, share);
            assert_eq!(value, total * share.1, "{what} at {share:?}");
            let said = at(&curve.points, share);
            assert_eq!(said.0 * share.1, cost * said.1, "{what} at {share:?}");
        }
    }
}

#[test]
fn cost_curves_as_flows_found_anew_at_many_shares() {
    let mut seen = Seen::default();
    for seed in 0..1_200 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        let shares = [Shares::Most, Shares::Fair, Shares::Proportional][seed as usize % 3];
        compare(&scenario, scenario.after(), shares, &mut seen, &format!("seed {seed}"));
    }
    let Seen { curves, bends, held, single, refused, costly } = seen;
    let counts = [curves, bends, held, single, refused, costly];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}

/// A yard of several tracks with links and transfers between them, that two ports send goods through, and roads around it of all
/// kinds of capacities and lengths; some alike. So many kilograms and kilometres for one.
fn yard(rng: &mut Rng, kilograms: u64, km: u32) -> (Network, ScenarioSpec) {
    let mut network = Network::builder().hub("Port").hub("Quay").hub("Fork").hub("Town").hub("Farm");
    let step = rng.choice([1, 10, 500]).unwrap();
    let capacity = |rng: &mut Rng, most: u64| {
        let amount = kilograms * step * rng.u64(1..=most / step) + rng.u64(0..kilograms);
        TonnesPerDay::from_kilograms(amount).unwrap()
    };
    let length = |rng: &mut Rng| format!("{} km", km * rng.u32(0..12) + rng.u32(0..km));
    let tracks = rng.usize(1..5);
    for at in 0..tracks {
        let mode = if at % 2 == 0 { Mode::Rail } else { Mode::Road };
        let mut node = NewNode::new(format!("y{at}")).in_hub("Yard").mode(mode.clone());
        if rng.u8(0..4) > 0 {
            node = node.capacity(capacity(rng, 3_000));
        }
        network = network.node(node);
    }
    for at in 0..tracks {
        let mode = if at % 2 == 0 { Mode::Rail } else { Mode::Road };
        for (from, to) in [("Port", "y"), ("Quay", "y"), ("y", "Fork"), ("y", "Town"), ("y", "Farm")] {
            if rng.u8(0..5) < 2 {
                continue;
            }
            let name = |end: &str| if end == "y" { format!("y{at}") } else { end.to_owned() };
            let mut link =
                NewLink::new(mode.clone(), name(from), name(to)).length(length(rng)).time("1 h").one_way();
            if rng.bool() {
                link = link.capacity(capacity(rng, 2_000));
            }
            network = network.link(link);
        }
        if at + 1 < tracks {
            let mut transfer = NewTransfer::new(format!("y{at}"), format!("y{}", at + 1)).time("1 h");
            if rng.bool() {
                transfer = transfer.capacity(capacity(rng, 1_000));
            }
            network = network.transfer(transfer);
        }
        if at + 2 < tracks {
            let link =
                NewLink::new(mode, format!("y{at}"), format!("y{}", at + 2)).length(length(rng)).time("1 h");
            network = network.link(link.capacity(capacity(rng, 1_500)));
        }
    }
    let around = ["Port", "Quay", "Fork", "Town", "Farm"];
    for at in 0..rng.usize(4..16) {
        let [from, to] = [0; 2].map(|_| rng.choice(around).unwrap());
        let mut link = NewLink::road(from, to).key(format!("r{at}")).length(length(rng)).time("1 h");
        if rng.u8(0..8) > 0 {
            link = link.capacity(capacity(rng, 1_200));
        }
        network = network.link(if rng.bool() { link.one_way() } else { link });
    }
    let supply = capacity(rng, 9_000);
    let mut spec = ScenarioSpec::new("a yard")
        .cost(Impedance::Length)
        .origin(OriginSpec::new("Port"))
        .origin(OriginSpec::new("Quay").supply(supply));
    for hub in ["Town", "Farm"] {
        let demand = capacity(rng, 4_000);
        spec = spec.destination(DestinationSpec::new(hub).demand(demand));
    }
    (network.build().unwrap(), spec)
}

#[test]
fn cost_curves_of_yards_with_many_bends() {
    let mut seen = Seen::default();
    for seed in 0..2_400 {
        let mut rng = Rng::with_seed(seed);
        let (network, spec) = yard(&mut rng, 1, 1);
        let scenario = spec.on(&network).unwrap();
        compare(&scenario, scenario.before(), Shares::Most, &mut seen, &format!("yard {seed}"));
    }
    assert!(seen.curves > 1_600 && seen.bends > 1_200 && seen.held > 800, "{seen:?}");
}

/// Thousands of tonnes over hundreds of kilometres, with capacities that have little in common: all break points, exactly.
#[test]
fn cost_curves_of_large_amounts() {
    let (mut curves, mut bends) = (0, 0);
    for seed in 0..600 {
        let (network, spec) = yard(&mut Rng::with_seed(seed), 9_973, 97);
        let scenario = spec.on(&network).unwrap();
        let (view, hub) = (scenario.before(), network.find_hub("Yard").unwrap());
        let Ok(curve) = cost_curve(&scenario, view, hub, None) else { continue };
        assert!(curve.is_complete, "seed {seed}");
        curves += 1;
        bends += curve.points.len().saturating_sub(2);
        for point in &curve.points {
            let (share, cost) = (of(point.share), of(point.cost));
            let found = anew(&scenario, view, &curve, share);
            let wanted = lowest((cost.0, cost.1));
            assert_eq!((found.0, lowest((found.1, share.1))), (i128::from(curve.total()) * share.1, wanted));
        }
        // What is between two points is on the line between them: nothing is missing.
        for two in curve.points.windows(2) {
            let half = |one: f64, other: f64| f64::midpoint(one, other);
            let share = half(two[0].share.value(), two[1].share.value());
            let share = lowest(((share * 1e12) as i128, 1_000_000_000_000));
            let found = anew(&scenario, view, &curve, share);
            let wanted = half(two[0].cost.value(), two[1].cost.value());
            let beside = (found.1 as f64 / share.1 as f64 - wanted).abs();
            assert!(beside <= 1e-9 * wanted, "seed {seed}: {two:?}");
        }
    }
    assert!(curves > 300 && bends > 300, "{curves} {bends}");
}

/// At the limits of what can be stated all fits, or it is said that something does not.
#[test]
fn the_largest_amounts_end_in_an_answer() {
    let (mut whole, mut part, mut refused) = (0, 0, 0);
    for seed in 0..600 {
        let (network, spec) = yard(&mut Rng::with_seed(seed), (1 << 36) - 5, 8_009);
        let scenario = spec.on(&network).unwrap();
        let (view, hub) = (scenario.before(), network.find_hub("Yard").unwrap());
        match cost_curve(&scenario, view, hub, None) {
            Ok(curve) => {
                *if curve.is_complete { &mut whole } else { &mut part } += 1;
                let delivery = cheapest_delivery(&scenario, view, None).unwrap();
                let last = curve.points.last().map(|point| point.cost.numerator());
                assert_eq!(last, Some(delivery.totals.length), "seed {seed}");
                for three in curve.points.windows(3) {
                    let slope = |two: &[CostPoint]| {
                        let run = two[1].share.value() - two[0].share.value();
                        (two[0].cost.value() - two[1].cost.value()) / run
                    };
                    assert!(slope(&three[..2]) > slope(&three[1..]), "seed {seed}");
                }
            }
            Err(AnalysisError::NoCapacity { .. }) => {}
            Err(AnalysisError::Flow(FlowError::TooMuch)) => refused += 1,
            Err(other) => panic!("seed {seed}: {other}"),
        }
    }
    assert!(whole > 100 && part > 10, "{whole} {part} {refused}");
}

/// Where the limit comes first, what is told lies on the curve still, and it says so.
#[test]
fn a_limit_of_cheapest_flows_is_told() {
    let mut cut_short = 0;
    for seed in 0..300 {
        let (network, spec) = yard(&mut Rng::with_seed(seed), 1, 1);
        let scenario = spec.on(&network).unwrap();
        let yard = network.find_hub("Yard").unwrap();
        let curve =
            |flows| cost_curve(&scenario, scenario.before(), yard, CostCurveOptions::default().flows(flows));
        let Ok(whole) = curve(1_000) else { continue };
        for flows in [2, 3, 5] {
            let part = curve(flows).unwrap();
            assert!(whole.is_complete && part.is_complete == (part == whole), "seed {seed}");
            if !part.is_complete {
                cut_short += 1;
                assert!(part.points.iter().all(|point| whole.points.contains(point)), "seed {seed}");
            }
        }
        // Two flows a break point, and one more, are enough.
        let inner = whole.points.len().saturating_sub(2);
        assert_eq!(curve(2 * inner + 1).unwrap(), whole, "seed {seed}");
    }
    assert!(cut_short > 100, "{cut_short}");
}

/// Several origins for several destinations, another network: no answer, as for a delivery.
#[test]
fn what_a_delivery_refuses_its_curve_refuses() {
    let mut refused = 0;
    for seed in 0..200 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let hub = network.hubs().next().unwrap().id();
        let delivery = cheapest_delivery(&scenario, scenario.before(), None);
        let curve = cost_curve(&scenario, scenario.before(), hub, None);
        if let (Err(one), Err(other)) = (&delivery, &curve) {
            assert_eq!(one, other);
            refused += 1;
        } else {
            assert!(delivery.is_ok() && matches!(curve, Ok(_) | Err(AnalysisError::NoCapacity { .. })));
        }
        let other = network.clone();
        let curve = cost_curve(&scenario, &View::new(&other, Impedance::Time), hub, None);
        assert_eq!(curve, Err(AnalysisError::OtherNetwork));
    }
    assert!(refused > 50, "{refused}");
}

/// Asks to stop once it was asked so many times.
struct StopsAfter(AtomicUsize);

impl Progress for StopsAfter {
    fn stop_requested(&self) -> bool {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        left == 0
    }
}

/// Wherever it is asked to stop it does, and says so.
#[test]
fn a_curve_stops_on_request() {
    let mut stopped = 0;
    for seed in 0..40 {
        let (network, spec) = yard(&mut Rng::with_seed(seed), 1, 1);
        let scenario = spec.on(&network).unwrap();
        let yard = network.find_hub("Yard").unwrap();
        let Ok(whole) = cost_curve(&scenario, scenario.before(), yard, None) else { continue };
        for questions in 0.. {
            let progress = StopsAfter(AtomicUsize::new(questions));
            let options = CostCurveOptions::default().progress(&progress);
            match cost_curve(&scenario, scenario.before(), yard, options) {
                Err(AnalysisError::Stopped) => stopped += 1,
                other => {
                    assert_eq!(other.as_ref(), Ok(&whole));
                    break;
                }
            }
        }
    }
    assert!(stopped > 100, "{stopped}");
}

/// The checker finds every curve right, and says at which share one that was changed is wrong.
#[test]
fn the_checker_says_where_a_curve_of_costs_is_wrong() {
    let (mut right, mut values, mut least, mut missing, mut cut_short) = (0, 0, 0, 0, 0);
    for seed in 0..700 {
        let (network, spec) = one_kind(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let shares = [Shares::Most, Shares::Fair, Shares::Proportional][usize::try_from(seed % 3).unwrap()];
        let options = DeliveryOptions::default().shares(shares);
        let delivery = cheapest_delivery(&scenario, view, options).unwrap();
        for hub in network.hubs() {
            let options = CostCurveOptions::default().shares(shares);
            let Ok(whole) = cost_curve(&scenario, view, hub.id(), options) else { continue };
            let found = verify_cost_curve(&scenario, view, &delivery, &whole)
                .unwrap_or_else(|wrong| panic!("seed {seed}, {}: {wrong:?}", hub.key()));
            assert_eq!(found.flows, 2 * whole.points.len() as u64 - 1);
            right += 1;
            let wrong_at = |bad: &CostCurve| -> Vec<Ratio> {
                let wrong = verify_cost_curve(&scenario, view, &delivery, bad).expect_err("it was changed");
                let share = |rejection: FlowRejection| match rejection {
                    FlowRejection::BadCurve { share, .. } => share,
                    other => panic!("seed {seed}: {other}"),
                };
                wrong.into_iter().map(share).collect()
            };
            for at in 0..whole.points.len() {
                let mut bad = whole.clone();
                let point = &mut bad.points[at];
                point.cost = point.cost.plus(Ratio::new(1, 1_000_000).unwrap()).unwrap();
                assert!(wrong_at(&bad).contains(&whole.points[at].share), "seed {seed}, {}", hub.key());
                values += 1;
            }
            for at in 1..whole.points.len() - 1 {
                let mut bad = whole.clone();
                bad.points.remove(at);
                let [one, other] = [bad.points[at - 1].share, bad.points[at].share];
                assert!(wrong_at(&bad).iter().all(|&share| one < share && share < other));
                missing += 1;
                bad.is_complete = false;
                assert!(verify_cost_curve(&scenario, view, &delivery, &bad).is_ok());
                cut_short += 1;
            }
            if whole.points.len() > 1 {
                // It fits with less than is said.
                let mut bad = whole.clone();
                let (first, second) = (whole.points[0], whole.points[1]);
                if whole.points.len() > 2 {
                    bad.points.remove(0);
                    bad.least_share = second.share;
                    assert!(wrong_at(&bad).contains(&second.share));
                    least += 1;
                }
                // It does not fit with as little as is said.
                if first.share > Ratio::ZERO {
                    let mut bad = whole.clone();
                    let less = Ratio::new(first.share.numerator(), first.share.denominator() + 1).unwrap();
                    (bad.least_share, bad.points[0].share) = (less, less);
                    assert!(wrong_at(&bad).contains(&less));
                    least += 1;
                }
            }
            let mut bad = whole.clone();
            bad.points.pop();
            assert!(wrong_at(&bad).contains(&Ratio::ONE));
            if let Some(gets) = whole.delivered.iter().position(|&gets| gets > 0) {
                let mut bad = whole;
                bad.delivered[gets] -= 1;
                assert!(wrong_at(&bad).contains(&Ratio::ONE));
            }
        }
    }
    let counts = [right, values, least, missing, cut_short];
    assert!(counts.iter().all(|&count| count > 40), "{counts:?}");
}
