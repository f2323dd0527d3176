//! What do the closures of a scenario do to what gets through?

use super::{
    AloneThroughput, Delivery, DeliveryOptions, MulticommodityDelivery, ShareWitness, Shares,
    ThroughputOptions, joint,
};
use super::{FlowRejection, cheapest_delivery, throughput_alone, verify_delivery, verify_throughput_alone};
use crate::analysis::AnalysisError;
use crate::progress::{Progress, Silent};
use crate::scenario::{Scenario, View};

/// How [`flows`] is to work.
#[derive(Clone)]
pub struct FlowsOptions<'p> {
    shares: Shares,
    progress: &'p dyn Progress,
}

impl Default for FlowsOptions<'_> {
    fn default() -> Self {
        Self { shares: Shares::Fair, progress: &Silent }
    }
}

impl<'p> FlowsOptions<'p> {
    /// What is delivered where not all that is wanted can be; fair shares unless this says otherwise.
    #[must_use]
    pub fn shares(mut self, shares: Shares) -> Self {
        self.shares = shares;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// What gets through over one view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flows {
    /// What could reach each destination if it were the only one.
    pub alone: AloneThroughput,
    /// What is delivered to all at once, and by which routes. Nothing where destinations draw on different origins.
    pub delivery: Option<Delivery>,
    /// Where they do, what is shared out between them, and by which routes at the least cost: with the cargo feature `multicommodity`,
    /// between up to [`super::MULTICOMMODITY_PAIRS`] of them.
    pub between: Option<MulticommodityDelivery>,
}

/// The answer of [`flows`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlowChange {
    /// How what there is was shared out.
    pub shares: Shares,
    /// Under the baseline.
    pub before: Flows,
    /// Under all closures.
    pub after: Flows,
}

/// What gets through to the destinations of a scenario before and after its closures: what could reach each alone, and what
/// is delivered to all at once at the least cost.
///
/// # Errors
/// Those of [`throughput_alone`] and of [`cheapest_delivery`], but for [`AnalysisError::Multicommodity`].
///
/// # Complexity
/// Twice that of [`throughput_alone`] and of [`cheapest_delivery`] or, of several origins, `cheapest_delivery_multicommodity`.
pub fn flows<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<FlowsOptions<'p>>>,
) -> Result<FlowChange, AnalysisError> {
    let FlowsOptions { shares, progress } = options.into().unwrap_or_default();
    let over = |view: &View<'_>| {
        let alone = throughput_alone(scenario, view, ThroughputOptions::default().progress(progress))?;
        let options = DeliveryOptions::default().shares(shares).progress(progress);
        let (delivery, between) = match cheapest_delivery(scenario, view, options) {
            Ok(delivery) => (Some(delivery), None),
            Err(AnalysisError::Multicommodity { .. }) => (None, between(scenario, view, shares, progress)?),
            Err(other) => return Err(other),
        };
        Ok(Flows { alone, delivery, between })
    };
    let before = over(scenario.before())?;
    let after = if scenario.is_baseline_alone() { before.clone() } else { over(scenario.after())? };
    Ok(FlowChange { shares, before, after })
}

/// What is delivered to destinations that draw on different origins, where they are not too many.
#[cfg(feature = "multicommodity")]
fn between(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    shares: Shares,
    progress: &dyn Progress,
) -> Result<Option<MulticommodityDelivery>, AnalysisError> {
    if scenario.relations().len() > super::MULTICOMMODITY_PAIRS {
        return Ok(None);
    }
    let options = super::MulticommodityOptions::default().shares(shares).progress(progress);
    super::cheapest_delivery_multicommodity(scenario, view, options).map(Some)
}

/// Nothing without the solver.
#[cfg(not(feature = "multicommodity"))]
#[expect(clippy::unnecessary_wraps, reason = "as with the solver")]
fn between(
    _: &Scenario<'_>,
    _: &View<'_>,
    _: Shares,
    _: &dyn Progress,
) -> Result<Option<MulticommodityDelivery>, AnalysisError> {
    Ok(None)
}

/// Whether what is delivered, or shared out between several origins, is there where it is to be, and is of the shares that are told.
fn is_whole(scenario: &Scenario<'_>, shares: Shares, flows: &Flows) -> Result<(), FlowRejection> {
    let is_one = joint::common_source(scenario).is_ok();
    let is_few = scenario.relations().len() <= super::MULTICOMMODITY_PAIRS;
    // Who has no solver can still check what one found.
    let is_due = cfg!(feature = "multicommodity") && !is_one && is_few;
    let (delivery, between) = (flows.delivery.as_ref(), flows.between.as_ref());
    if delivery.is_some() != is_one || (is_one && between.is_some()) || (is_due && between.is_none()) {
        return Err(FlowRejection::NotShared);
    }
    let kind = |delivery: &Delivery| match delivery.witness.shares {
        ShareWitness::Most(_) => Shares::Most,
        ShareWitness::Fair(_) => Shares::Fair,
        ShareWitness::Proportional(_) => Shares::Proportional,
    };
    let is_other = delivery.is_some_and(|delivery| kind(delivery) != shares)
        || between.is_some_and(|between| between.shared.shares != shares);
    if is_other { Err(FlowRejection::OtherShares) } else { Ok(()) }
}

/// Checks every flow, cut and price of an outcome of [`flows`], and that all of it is there and of the shares that it tells.
///
/// # Returns
/// How much was checked.
///
/// # Errors
/// Everything that is wrong, before and after.
pub fn verify_flows(
    scenario: &Scenario<'_>,
    outcome: &FlowChange,
) -> Result<super::FlowVerification, Vec<FlowRejection>> {
    let mut found = super::FlowVerification::default();
    let mut rejections = Vec::new();
    for (flows, view) in [(&outcome.before, scenario.before()), (&outcome.after, scenario.after())] {
        rejections.extend(is_whole(scenario, outcome.shares, flows).err());
        let alone = verify_throughput_alone(scenario, view, &flows.alone);
        let delivery = flows.delivery.iter().map(|delivery| verify_delivery(scenario, view, delivery));
        let between = flows.between.iter();
        let between = between.map(|one| super::verify_delivery_multicommodity(scenario, view, one));
        for checked in std::iter::once(alone).chain(delivery).chain(between) {
            match checked {
                Ok(right) => found.add(right),
                Err(wrong) => rejections.extend(wrong),
            }
        }
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}
