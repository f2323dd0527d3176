//! Is a curve over a hub's capacity right? A checker that runs none of the algorithms that found it.
//!
//! Flows are found anew, the plain way (`plain.rs`), at every point of a curve and once between each two of them. What gets
//! through is a concave function of the share that is left of the hub's capacity, and what a delivery costs a convex one: where such a function
//! meets the straight line between two of its points anywhere between them, it is that line. So the points tell all of the curve.

use std::collections::BTreeMap;

use super::plain::Plain;
use super::verify::{Checker, Why};
use super::{CostCurve, Delivery, FlowRejection, FlowVerification, Ratio, ThroughputCurve};
use crate::network::HubId;
use crate::scenario::{Impedance, Scenario, Source, View};

/// Checks every point of a curve of [`super::throughput_curve`], and that it is straight between them.
///
/// # Returns
/// How much was checked: a flow with its cut for each point, and for each piece between two.
///
/// # Errors
/// Everything that is wrong, with the share of the hub's capacity at which it is.
///
/// # Complexity
/// Two plain maximum flows for each point: much more than finding the curve takes, on large networks.
pub fn verify_throughput_curve(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    curve: &ThroughputCurve,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let source = common_source(scenario, view, curve.hub)?;
    let mut wants: BTreeMap<HubId, u64> = BTreeMap::new();
    for relation in scenario.relations() {
        let sum = wants.entry(relation.destination).or_default();
        *sum = sum.saturating_add(relation.demand.kilograms());
    }
    let checker = Checker::new(scenario, view, source);
    let plain = Plain::new(&checker, view, &wants, curve.hub);
    let points: Vec<[Ratio; 2]> = curve.points.iter().map(|point| [point.share, point.throughput]).collect();
    let check = Check { plain: &plain, points: &points, is_complete: curve.is_complete, bends: Bends::Down };
    let mut rejections = check.ends(Ratio::ZERO);
    let mut found = FlowVerification::default();
    check.pieces(&mut rejections, |share| {
        let (most, cut) = plain.at(share)?.most()?;
        // The flow is as much as the cut carries, so that there is no more.
        let carried = cut.own.checked_mul(share.numerator())?;
        let carried = Ratio::new(carried, share.denominator())?.plus(Ratio::new(cut.fixed, 1)?)?;
        (carried == most).then(|| {
            found.flows += 1;
            found.cuts += 1;
            most
        })
    });
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// Checks every point of a curve of [`super::cost_curve`], that it is straight between them, and that less of the hub's capacity than
/// it begins at is too little.
///
/// # Arguments
/// * `delivery`: what [`super::cheapest_delivery`] found over the same view, with the same shares; [`super::verify_delivery`] checks it.
///
/// # Returns
/// How much was checked: a flow for each point and for each piece between two, and the cuts by which the first is the least.
///
/// # Errors
/// Everything that is wrong, with the share of the hub's capacity at which it is.
///
/// # Complexity
/// Two plain cheapest flows for each point: much more than finding the curve takes, on large networks.
pub fn verify_cost_curve(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    delivery: &Delivery,
    curve: &CostCurve,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let source = common_source(scenario, view, curve.hub)?;
    let relations = delivery.relations.iter().map(|answer| &answer.relation);
    if !relations.eq(scenario.relations()) || curve.minimised != view.impedance() {
        return Err(vec![FlowRejection::OtherScenario]);
    }
    let at = |share: Ratio, why: Why| FlowRejection::BadCurve { share, why };
    let gets = delivery.relations.iter().map(|answer| answer.gets);
    if !gets.eq(curve.delivered.iter().copied()) {
        return Err(vec![at(Ratio::ONE, "is of another delivery")]);
    }
    let mut wants: BTreeMap<HubId, u64> = BTreeMap::new();
    for answer in &delivery.relations {
        let sum = wants.entry(answer.relation.destination).or_default();
        *sum = sum.saturating_add(answer.gets);
    }
    let checker = Checker::new(scenario, view, source);
    let plain = Plain::new(&checker, view, &wants, curve.hub);
    let points: Vec<[Ratio; 2]> = curve.points.iter().map(|point| [point.share, point.cost]).collect();
    let check = Check { plain: &plain, points: &points, is_complete: curve.is_complete, bends: Bends::Up };
    let mut rejections = check.ends(curve.least_share);
    let whole = match curve.minimised {
        Impedance::Time => delivery.totals.time,
        Impedance::Length => delivery.totals.length,
    };
    if curve.points.last().map(|point| point.cost) != Ratio::new(whole, 1) {
        rejections.push(at(Ratio::ONE, "does not cost what the delivery does"));
    }
    let mut found = FlowVerification::default();
    check.pieces(&mut rejections, |share| {
        let cost = plain.at(share)?.least_cost()?;
        found.flows += 1;
        Some(cost)
    });
    match least_share(&plain) {
        Some((least, cuts)) if least == curve.least_share => found.cuts += cuts,
        Some(_) => {
            rejections.push(at(curve.least_share, "does not begin at the least share at which all fits"));
        }
        None => rejections.push(at(curve.least_share, "has numbers that do not fit")),
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// What all destinations draw on, where the curve can be of this scenario and view.
fn common_source(scenario: &Scenario<'_>, view: &View<'_>, hub: HubId) -> Result<Source, Vec<FlowRejection>> {
    let is_one = std::ptr::eq(scenario.network(), view.network()) && hub.index() < view.network().hub_count();
    scenario.common_source().filter(|_| is_one).ok_or_else(|| vec![FlowRejection::OtherScenario])
}

/// The least share at which all that is wanted gets through, and by how many cuts: each tells how much is needed at
/// least, and what is needed by the last of them is enough. Nothing where not even all of the capacity is, or numbers do not fit.
fn least_share(plain: &Plain) -> Option<(Ratio, u64)> {
    let wanted = Ratio::new(plain.wanted(), 1)?;
    let (mut share, mut cuts) = (Ratio::ZERO, 0);
    loop {
        let (most, cut) = plain.at(share)?.most()?;
        if most == wanted {
            return Some((share, cuts));
        }
        cuts += 1;
        let needed = Ratio::new(plain.wanted().checked_sub(cut.fixed)?, cut.own)?;
        if needed <= share || needed > Ratio::ONE {
            return None;
        }
        share = needed;
    }
}

/// To which side of the straight line between two of its points a function lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bends {
    /// Concave: above.
    Down,
    /// Convex: below.
    Up,
}

struct Check<'c> {
    plain: &'c Plain,
    /// Shares, and what is said of them.
    points: &'c [[Ratio; 2]],
    is_complete: bool,
    bends: Bends,
}

impl Check<'_> {
    /// Whether the curve goes from where it should to all of the capacity, in order, and whether there is any.
    fn ends(&self, first: Ratio) -> Vec<FlowRejection> {
        let mut rejections = Vec::new();
        let mut reject = |share, why| rejections.push(FlowRejection::BadCurve { share, why });
        if !self.plain.has_own() {
            reject(Ratio::ONE, "is of a hub without a capacity");
        }
        if self.points.first().map(|point| point[0]) != Some(first) {
            reject(first, "does not begin there");
        }
        if self.points.last().map(|point| point[0]) != Some(Ratio::ONE) {
            reject(Ratio::ONE, "does not end there");
        }
        for pair in self.points.windows(2).filter(|pair| pair[0][0] >= pair[1][0]) {
            reject(pair[1][0], "goes back to a share that it passed");
        }
        rejections
    }

    /// Whether each point is what is found there, and whether the curve is straight between them, as far as it is said to be complete.
    fn pieces(&self, rejections: &mut Vec<FlowRejection>, mut value: impl FnMut(Ratio) -> Option<Ratio>) {
        // What goes back or beyond all has no pieces.
        if !rejections.is_empty() {
            return;
        }
        let mut reject = |share, why| rejections.push(FlowRejection::BadCurve { share, why });
        for &[share, said] in self.points {
            match value(share) {
                None => {
                    reject(
                        share,
                        "says something where nothing can be found, or has numbers that do not fit",
                    );
                }
                Some(found) if found != said => reject(share, "is not what is found there"),
                Some(_) => {}
            }
        }
        for pair in self.points.windows(2) {
            let [[one, _], [other, _]] = [pair[0], pair[1]];
            // Between any two fractions, with as few digits as they have.
            let between = one.numerator().checked_add(other.numerator());
            let below = one.denominator().checked_add(other.denominator());
            let between = between.zip(below).and_then(|(above, below)| Ratio::new(above, below));
            let Some(share) = between else {
                reject(other, "has numbers that do not fit");
                continue;
            };
            // On the line the value is the mean of both ends by their denominators, as the share is.
            let straight = mean(pair[0], pair[1]);
            match value(share).zip(straight) {
                None => {
                    reject(
                        share,
                        "says something where nothing can be found, or has numbers that do not fit",
                    );
                }
                Some((found, straight)) if found == straight => {}
                Some((found, straight)) => {
                    let is_beyond = (found > straight) == (self.bends == Bends::Down);
                    if self.is_complete || !is_beyond {
                        reject(share, "is not straight as it is said to be");
                    }
                }
            }
        }
    }
}

/// What lies on the line between two points, where the numerators and the denominators of their shares are added.
fn mean(one: [Ratio; 2], other: [Ratio; 2]) -> Option<Ratio> {
    let weighted = |[share, value]: [Ratio; 2]| {
        let below = value.denominator();
        Ratio::new(value.numerator().checked_mul(share.denominator())?, below)
    };
    let sum = weighted(one)?.plus(weighted(other)?)?;
    let weight = one[0].denominator().checked_add(other[0].denominator())?;
    Ratio::new(sum.numerator(), sum.denominator().checked_mul(weight)?)
}
