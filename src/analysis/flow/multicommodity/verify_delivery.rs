//! Is a delivery to pairs of several origins right, and can none be much cheaper? A checker that runs no linear program and none of the
//! searches that found it.
//!
//! - What each **gets**, its routes, the capacities and what its share could be at most are as [`verify_throughput_multicommodity`] has it.
//! - The **routes** take as long as they say, visit no node twice, and add up to the time and the length that are told, of which the
//!   scenario minimises one.
//! - The **lengths** prove what it costs at the least: the distances under them and the costs together are worked out anew.

use std::collections::BTreeSet;

use super::super::Ratio;
use super::super::verify::{FlowRejection, FlowVerification, Why};
use super::verify::{Checker, Lengths};
use super::{MulticommodityDelivery, PairRoute, UNITS, verify_throughput_multicommodity};
use crate::network::NodeId;
use crate::paths::Route;
use crate::scenario::{Impedance, Scenario, View};

/// Checks the routes, the amounts, the sums and the lengths of an outcome of `cheapest_delivery_multicommodity`.
///
/// # Returns
/// How much was checked: one flow, and the lengths of each tier as a cut.
///
/// # Errors
/// Everything that is wrong.
///
/// # Complexity
/// That of [`verify_throughput_multicommodity`], and a search more for each origin of OD pairs.
pub fn verify_delivery_multicommodity(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    outcome: &MulticommodityDelivery,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let found = verify_throughput_multicommodity(scenario, view, &outcome.shared)?;
    let mut rejections = Vec::new();
    let routes = || outcome.shared.relations.iter().flat_map(|answer| &answer.routes);
    if !routes().all(|one| is_right(view, one)) {
        let why = "visit a node twice, carry nothing, or take another time";
        rejections.push(FlowRejection::BadRoutes { why });
    }
    let sum = |of: &dyn Fn(&Route) -> u64| total(routes().map(|one| (one.amount, of(&one.route))));
    let time = sum(&|route| route.time().milliseconds());
    let length = sum(&|route| route.length().decimetres());
    let cost = match scenario.impedance() {
        Impedance::Time => outcome.time,
        Impedance::Length => outcome.length,
    };
    if time != Some(outcome.time) || length != Some(outcome.length) || cost != outcome.cost {
        rejections.push(FlowRejection::BadTotals);
    }
    if let Err(why) = at_least(scenario, view, outcome) {
        rejections.push(FlowRejection::BadPrice { why });
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// Whether a route carries something, visits no node twice, and takes as long as it says.
fn is_right(view: &View<'_>, one: &PairRoute) -> bool {
    let (start, arcs) = (one.route.start(), one.route.arcs());
    let heads = arcs.iter().map(|&arc| view.network().head(arc));
    let visited: BTreeSet<NodeId> = std::iter::once(start).chain(heads).collect();
    one.amount > Ratio::ZERO
        && visited.len() == arcs.len() + 1
        && one.route == Route::new(view, start, arcs.to_vec())
}

/// Amounts times what a kilogram of each takes, rounded up to a whole number where it does not fit otherwise.
fn total(terms: impl Iterator<Item = (Ratio, u64)>) -> Option<Ratio> {
    let (mut whole, mut rest) = (0_u128, Ratio::ZERO);
    for (amount, each) in terms {
        let (above, below) = (amount.numerator(), amount.denominator());
        whole = whole.checked_add((above / below).checked_mul(each.into())?)?;
        rest = rest.plus(Ratio::new(above % below, below)?.times(each)?)?;
    }
    let exact = Ratio::new(whole, 1).and_then(|whole| whole.plus(rest));
    // In units of which all amounts are whole numbers, whatever the fraction is in lowest terms.
    let in_units = (rest.numerator().checked_mul(UNITS)?) / rest.denominator();
    if whole.checked_mul(UNITS).is_some_and(|units| units.checked_add(in_units).is_some()) {
        return exact;
    }
    let up = rest.numerator().div_ceil(rest.denominator());
    Ratio::new(whole.checked_add(up)?, 1)
}

/// Whether the lengths prove that no flow of these amounts costs less than is said.
fn at_least(scenario: &Scenario<'_>, view: &View<'_>, outcome: &MulticommodityDelivery) -> Result<(), Why> {
    if outcome.cost_at_least > outcome.cost {
        return Err("is of a bound that is more than what it costs");
    }
    let checker = Checker::new(scenario, view);
    let lengths = Lengths::beside_costs(&checker, &outcome.lengths, outcome.scale)?;
    let relations = outcome.shared.relations.iter().map(|answer| answer.relation);
    let (mut whole, mut rest) = (0_u128, Ratio::ZERO);
    for (answer, far) in outcome.shared.relations.iter().zip(checker.far_of(relations, &lengths)) {
        if answer.throughput == Ratio::ZERO {
            continue;
        }
        let far = far.ok_or("is missing where something goes")?;
        let (above, below) = (answer.throughput.numerator(), answer.throughput.denominator());
        let term = (above / below).checked_mul(far).ok_or("does not fit")?;
        whole = whole.checked_add(term).ok_or("does not fit")?;
        let part = (above % below).checked_mul(far).and_then(|above| Ratio::new(above, below));
        rest = part.and_then(|part| rest.plus(part)).ok_or("does not fit")?;
    }
    let carry = rest.numerator() / rest.denominator();
    whole = whole.checked_add(carry).ok_or("does not fit")?;
    rest = Ratio::new(carry, 1).and_then(|carry| rest.minus(carry)).unwrap_or(Ratio::ZERO);
    let scale = u128::from(outcome.scale);
    let bound = whole.checked_sub(lengths.capacity).and_then(|left| {
        let below = rest.denominator();
        let exact = left.checked_mul(below).and_then(|units| units.checked_add(rest.numerator()));
        let exact = exact.and_then(|above| Ratio::new(above, below.checked_mul(scale)?));
        // Where the fraction does not fit, less than it is proved.
        exact.or_else(|| Ratio::new(left, scale))
    });
    if outcome.cost_at_least > bound.unwrap_or(Ratio::ZERO) {
        return Err("does not prove what it costs at the least");
    }
    Ok(())
}
