//! Is a curve of what pairs of several origins get right? A checker that runs no linear program and none of the searches that found it.
//!
//! - At each **point** the routes are ways of the pairs, keep to what is left of every capacity at its share, and bring what is said.
//! - For each **line** distances under its lengths are worked out anew, and with them what it proves at every share.
//! - Between each two points **lines and chord** are nowhere farther apart than is said: by each line there is a stretch where
//!   they are near enough, and the stretches leave nothing out.

use super::super::verify::{FlowRejection, FlowVerification, Why};
use super::super::{Bottleneck, Ratio};
use super::verify::{Checker, Lengths, Loads};
use super::{MulticommodityCurve, MulticommodityCurveLine, MulticommodityCurvePoint, is_near};
use crate::network::{ArcId, HubId, NodeId};
use crate::paths::Amount;
use crate::scenario::{Scenario, View};

/// Amounts are compared in so many parts of a kilogram, rounded to the side on which less is proved.
const PARTS: u128 = 1_000_000_000_000;

/// Checks the routes of every point, every line, and how far both are apart, of a curve of `throughput_curve_multicommodity`.
///
/// # Returns
/// How much was checked: a flow for each point, and each line as a cut.
///
/// # Errors
/// Everything that is wrong, with the share of the hub's capacity at which it is; of a line with the number of it.
///
/// # Complexity
/// The arcs of all routes, for each line a search for each origin of OD pairs, and all lines at each point.
pub fn verify_throughput_curve_multicommodity(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    curve: &MulticommodityCurve,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let network = view.network();
    if !std::ptr::eq(scenario.network(), network) || curve.hub.index() >= network.hub_count() {
        return Err(vec![FlowRejection::OtherScenario]);
    }
    let check = Check { checker: Checker::new(scenario, view), scenario, hub: curve.hub };
    let mut rejections = check.ends(curve);
    let mut found = FlowVerification::default();
    for point in &curve.points {
        match check.point(point) {
            Ok(()) => found.flows += 1,
            Err(why) => rejections.push(FlowRejection::BadCurve { share: point.share, why }),
        }
    }
    for (number, line) in curve.lines.iter().enumerate() {
        match check.line(line) {
            Ok(()) => found.cuts += 1,
            Err(why) => {
                rejections.push(FlowRejection::BadCut { of: format!("line {}", number + 1), why });
            }
        }
    }
    if rejections.is_empty() {
        rejections.extend(apart(curve).err());
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

struct Check<'c, 'n> {
    checker: Checker<'c, 'n>,
    scenario: &'c Scenario<'n>,
    hub: HubId,
}

impl Check<'_, '_> {
    /// Whether the curve goes from nothing to all of the capacity, in order, whether there is any, and whether it is as near as it says.
    fn ends(&self, curve: &MulticommodityCurve) -> Vec<FlowRejection> {
        let mut rejections = Vec::new();
        let mut reject = |share, why| rejections.push(FlowRejection::BadCurve { share, why });
        if !self.has_own() {
            reject(Ratio::ONE, "is of a hub without a capacity");
        }
        if curve.points.first().map(|point| point.share) != Some(Ratio::ZERO) {
            reject(Ratio::ZERO, "does not begin there");
        }
        let last = curve.points.last();
        if last.map(|point| point.share) != Some(Ratio::ONE) {
            reject(Ratio::ONE, "does not end there");
        }
        for pair in curve.points.windows(2).filter(|pair| pair[0].share >= pair[1].share) {
            reject(pair[1].share, "goes back to a share that it passed");
        }
        let whole = last.map_or(Ratio::ZERO, |last| last.throughput);
        if curve.is_complete != is_near(curve.off_by_at_most, whole) {
            reject(Ratio::ONE, "is not as near as it is said to be");
        }
        rejections
    }

    fn is_own_node(&self, node: NodeId) -> bool {
        self.checker.hub_of(node) == self.hub
    }

    /// Links between the hub's own nodes, and its transfers, which lead nowhere else.
    fn is_own_arc(&self, arc: ArcId) -> bool {
        let network = self.checker.network;
        self.is_own_node(network.tail(arc)) && self.is_own_node(network.head(arc))
    }

    /// Whether anything of the hub's own has a limit that is more than nothing.
    fn has_own(&self) -> bool {
        let network = self.checker.network;
        let limits = |amount: Amount| amount.limit().is_some_and(|limit| limit > 0);
        let mut nodes = network.hub(self.hub).nodes().iter();
        nodes.any(|&node| limits(self.checker.node_capacity(node)))
            || network.arcs().any(|arc| self.is_own_arc(arc) && limits(self.checker.arc_capacity(arc)))
    }

    /// Whether the routes of a point keep to what is left at its share, and bring what is said.
    fn point(&self, point: &MulticommodityCurvePoint) -> Result<(), Why> {
        let relations = self.scenario.relations();
        if point.share > Ratio::ONE || point.routes.len() != relations.len() {
            return Err("is of other destinations, or of more than all of the capacity");
        }
        let checker = &self.checker;
        let mut sum = Ratio::ZERO;
        for (relation, routes) in relations.iter().zip(&point.routes) {
            let gets = checker.routes(relation, routes)?;
            if gets > Ratio::from(relation.demand.kilograms()) {
                return Err("brings more than is wanted");
            }
            sum = sum.plus(gets).ok_or("adds up to more than fits")?;
        }
        if sum != point.throughput {
            return Err("does not bring what is said");
        }
        let Loads { supplies, nodes, arcs, tracks } = Loads::of(checker, point.routes.iter().flatten())?;
        let supply = |hub: &HubId| checker.supplies.get(hub).copied().unwrap_or(Amount::ZERO);
        if !supplies.iter().all(|(hub, &load)| fits(load, supply(hub), Ratio::ONE)) {
            return Err("draws more than an origin supplies");
        }
        let left = |is_own: bool| if is_own { point.share } else { Ratio::ONE };
        let of_node = |node: NodeId| (checker.node_capacity(node), left(self.is_own_node(node)));
        if !nodes.iter().all(|(&node, &load)| fits(load, of_node(node).0, of_node(node).1)) {
            return Err("passes a node that cannot handle it");
        }
        let of_arc = |arc: ArcId| left(self.is_own_arc(arc));
        if !arcs.iter().all(|(&arc, &load)| fits(load, checker.arc_capacity(arc), of_arc(arc))) {
            return Err("is more than an arc carries");
        }
        let most = |arc: &ArcId| checker.tracks.get(arc).map_or(Amount::ZERO, |&(_, most)| most);
        if !tracks.iter().all(|(arc, &load)| fits(load, most(arc), of_arc(*arc))) {
            return Err("is more than both directions of a track carry together");
        }
        Ok(())
    }

    /// Whether lengths prove what a line says.
    fn line(&self, line: &MulticommodityCurveLine) -> Result<(), Why> {
        let worth = u128::from(line.worth);
        let checker = &self.checker;
        let lengths = Lengths::new(checker, &line.lengths)?;
        let mut own = 0_u128;
        for &(part, length) in &line.lengths {
            // All of them are there, or they would have no lengths.
            let (is_own, amount) = match part {
                Bottleneck::Supply(_) => (false, Amount::ZERO),
                Bottleneck::Node(node) => (self.is_own_node(node), checker.node_capacity(node)),
                Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc) => {
                    (self.is_own_arc(arc), checker.arc_capacity(arc))
                }
                Bottleneck::Track(_, arc) => {
                    let most = checker.tracks.get(&arc).map_or(Amount::ZERO, |&(_, most)| most);
                    (self.is_own_arc(arc), most)
                }
            };
            if let Some(limit) = amount.limit().filter(|_| is_own) {
                let term = u128::from(limit).checked_mul(length.into());
                own = term.and_then(|term| own.checked_add(term)).ok_or("does not fit")?;
            }
        }
        let mut fixed = lengths.capacity.checked_sub(own).ok_or("does not fit")?;
        let relations = self.scenario.relations();
        for (relation, far) in relations.iter().zip(checker.far_of(relations.iter().copied(), &lengths)) {
            let Some(far) = far else { continue };
            let spared = u128::from(relation.demand.kilograms()).checked_mul(worth.saturating_sub(far));
            fixed = spared.and_then(|spared| fixed.checked_add(spared)).ok_or("does not fit")?;
        }
        let proved = |sum: u128, said: Ratio| Ratio::new(sum, worth).is_some_and(|proved| proved <= said);
        if proved(fixed, line.fixed) && proved(own, line.own) {
            Ok(())
        } else {
            Err("does not hold down to what is said")
        }
    }
}

/// Whether a load is within a share of what something carries.
fn fits(load: Ratio, limit: Amount, share: Ratio) -> bool {
    let Amount::Limited(limit) = limit else { return true };
    let left = u128::from(limit).checked_mul(share.numerator());
    left.and_then(|left| Ratio::new(left, share.denominator())).is_some_and(|left| load <= left)
}

/// Whether lines and chords are nowhere farther apart than is said.
fn apart(curve: &MulticommodityCurve) -> Result<(), FlowRejection> {
    for pair in curve.points.windows(2) {
        match is_covered(&curve.lines, [&pair[0], &pair[1]], curve.off_by_at_most) {
            Some(true) => {}
            Some(false) => {
                let why = "may lie higher up to the next point than it is said to";
                return Err(FlowRejection::BadCurve { share: pair[0].share, why });
            }
            None => {
                let why = "has numbers that do not fit";
                return Err(FlowRejection::BadCurve { share: pair[0].share, why });
            }
        }
    }
    Ok(())
}

/// Whether at each share between two points one of the lines is near enough to the chord. Between them it is a straight line how
/// far a line and the chord are apart, so that it is near enough up to some share, from some share on, or at all of them.
fn is_covered(
    lines: &[MulticommodityCurveLine],
    ends: [&MulticommodityCurvePoint; 2],
    most: Ratio,
) -> Option<bool> {
    let most = in_parts(most, Rounded::Down)?;
    // How far on the way from the first to the second it is near enough from the left, and from where on to the right.
    let (mut up_to, mut from) = (None, None);
    for line in lines {
        let mut over = [0; 2];
        for (over, end) in over.iter_mut().zip(ends) {
            let above = at(line, end.share)?.checked_sub(in_parts(end.throughput, Rounded::Down)?);
            // A bound below a flow is none, and proves nothing.
            *over = above?;
        }
        match over.map(|over| over <= most) {
            [true, true] => return Some(true),
            [false, false] => {}
            [true, false] => {
                let reaches = Ratio::new(most - over[0], over[1] - over[0]);
                up_to = up_to.max(reaches);
            }
            [false, true] => {
                let begins = Ratio::new(over[0] - most, over[0] - over[1])?;
                from = Some(from.map_or(begins, |from: Ratio| from.min(begins)));
            }
        }
    }
    Some(up_to.zip(from).is_some_and(|(up_to, from)| from <= up_to))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounded {
    Up,
    Down,
}

/// Whole parts of a kilogram; nothing where they do not fit.
fn in_parts(amount: Ratio, rounded: Rounded) -> Option<u128> {
    let (above, below) = (amount.numerator(), amount.denominator());
    let rest = (above % below).checked_mul(PARTS)?;
    let rest = if rounded == Rounded::Up { rest.div_ceil(below) } else { rest / below };
    (above / below).checked_mul(PARTS)?.checked_add(rest)
}

/// What a line says at a share, rounded up.
fn at(line: &MulticommodityCurveLine, share: Ratio) -> Option<u128> {
    let own = in_parts(line.own, Rounded::Up)?;
    // Whole times of the share's parts first, so that no product is more than what there is.
    let (above, below) = (share.numerator(), share.denominator());
    let whole = (own / below).checked_mul(above)?;
    let rest = (own % below).checked_mul(above)?.div_ceil(below);
    in_parts(line.fixed, Rounded::Up)?.checked_add(whole)?.checked_add(rest)
}
