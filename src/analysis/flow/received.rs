//! What each destination gets of what it wants: of all that is shared out, where that has an answer, and else alone.

use super::{
    AloneThroughput, FlowRejection, FlowVerification, JointThroughput, MulticommodityThroughput,
    PairThroughput, Ratio, ThroughputOptions, throughput_joint, verify_throughput_alone,
    verify_throughput_joint, verify_throughput_multicommodity,
};
use crate::analysis::AnalysisError;
use crate::paths::Amount;
use crate::scenario::{Closure, Effect, Scenario, View};
use crate::units::Capacity;

/// What each destination of a scenario gets over a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// All of them at once, in fair shares.
    Joint(JointThroughput),
    /// All of them at once, in fair shares up to a gap that is stated: OD pairs of several origins, with the cargo feature
    /// `multicommodity`.
    Multicommodity(MulticommodityThroughput),
    /// Each as if it were the only one: OD pairs of several origins without that feature, or more than [`MULTICOMMODITY_PAIRS`] of
    /// them, between which nothing is shared out.
    ///
    /// [`MULTICOMMODITY_PAIRS`]: super::MULTICOMMODITY_PAIRS
    Alone(AloneThroughput),
}

impl Received {
    /// What each destination gets: jointly where all draw on the same origins, and elsewhere with the cargo feature
    /// `multicommodity`, up to [`super::MULTICOMMODITY_PAIRS`] of them; else each alone.
    ///
    /// # Errors
    /// Those of [`throughput_joint`], but for [`AnalysisError::Multicommodity`].
    ///
    /// # Complexity
    /// That of [`throughput_joint`], of `throughput_multicommodity`, or of [`super::throughput_alone`].
    pub fn of(
        scenario: &Scenario<'_>,
        view: &View<'_>,
        options: ThroughputOptions<'_>,
    ) -> Result<Self, AnalysisError> {
        match throughput_joint(scenario, view, options.clone()) {
            Ok(joint) => Ok(Self::Joint(joint)),
            #[cfg(feature = "multicommodity")]
            Err(AnalysisError::Multicommodity { .. })
                if scenario.relations().len() <= super::MULTICOMMODITY_PAIRS =>
            {
                let options = super::MulticommodityOptions::default().progress(options.progress);
                Ok(Self::Multicommodity(super::throughput_multicommodity(scenario, view, options)?))
            }
            Err(AnalysisError::Multicommodity { .. }) => {
                Ok(Self::Alone(super::throughput_alone(scenario, view, options)?))
            }
            Err(other) => Err(other),
        }
    }

    /// What the destination at this place of [`Scenario::relations`] gets, kilograms a day; no more than it wants. Nothing
    /// past the last of them.
    #[must_use]
    pub fn amount(&self, at: usize) -> Ratio {
        match self {
            Self::Joint(joint) => joint.relations.get(at).map_or(Ratio::ZERO, |one| one.throughput),
            Self::Multicommodity(shared) => {
                shared.relations.get(at).map_or(Ratio::ZERO, |one| one.throughput)
            }
            Self::Alone(alone) => alone.relations.get(at).map_or(Ratio::ZERO, |one| {
                let wanted = one.relation.demand.kilograms();
                Ratio::from(match one.throughput {
                    Amount::Limited(most) => most.min(wanted),
                    Amount::Unlimited => wanted,
                })
            }),
        }
    }

    /// The share of its demand that this is; 1 where nothing is wanted, and past the last of them.
    #[must_use]
    pub fn met(&self, at: usize) -> Ratio {
        match self {
            Self::Joint(joint) => joint.relations.get(at).map_or(Ratio::ONE, |one| one.met),
            Self::Multicommodity(shared) => shared.relations.get(at).map_or(Ratio::ONE, |one| one.met),
            Self::Alone(alone) => alone.relations.get(at).map_or(Ratio::ONE, |one| one.met),
        }
    }

    /// The share of its demand that it could have at most: [`Received::met`], but for several kinds of goods, whose shares are known
    /// up to a gap.
    #[must_use]
    pub fn met_at_most(&self, at: usize) -> Ratio {
        match self {
            Self::Multicommodity(shared) => {
                shared.relations.get(at).map_or(Ratio::ONE, |one| one.met_at_most)
            }
            Self::Joint(_) | Self::Alone(_) => self.met(at),
        }
    }

    /// How much more all might get than they do, kilograms a day: what is not known of several kinds of goods. Nothing where shares are
    /// exact.
    pub(in crate::analysis) fn in_doubt(&self) -> f64 {
        match self {
            Self::Multicommodity(shared) => shared.relations.iter().map(PairThroughput::in_doubt).sum(),
            Self::Joint(_) | Self::Alone(_) => 0.0,
        }
    }

    /// The largest part of a share that is not known: see [`MulticommodityThroughput::gap`]. Nothing where shares are exact.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        match self {
            Self::Multicommodity(shared) => Some(shared.gap()),
            Self::Joint(_) | Self::Alone(_) => None,
        }
    }

    /// What all get together, kilograms a day. Nothing where each was asked for alone: their sum is of no use.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        match self {
            Self::Joint(joint) => Some(joint.total()),
            Self::Multicommodity(shared) => Some(shared.total()),
            Self::Alone(_) => None,
        }
    }

    /// Checks it by its witnesses.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn verify(
        &self,
        scenario: &Scenario<'_>,
        view: &View<'_>,
    ) -> Result<FlowVerification, Vec<FlowRejection>> {
        match self {
            Self::Joint(joint) => verify_throughput_joint(scenario, view, joint),
            Self::Multicommodity(shared) => verify_throughput_multicommodity(scenario, view, shared),
            Self::Alone(alone) => verify_throughput_alone(scenario, view, alone),
        }
    }
}

/// Whether anything limits what gets through in a scenario: a capacity anywhere in its network, the supply of an origin, or a
/// closure that leaves no capacity at all, not even of what has no limit.
/// Where nothing does, who has a route gets what it wants.
///
/// Linear in nodes, links and transfers at worst.
#[must_use]
pub fn is_limited(scenario: &Scenario<'_>) -> bool {
    is_limited_under(scenario, |_| true)
}

/// The same of its baseline, without its other closures.
pub(in crate::analysis) fn is_limited_before(scenario: &Scenario<'_>) -> bool {
    is_limited_under(scenario, Closure::is_baseline)
}

fn is_limited_under(scenario: &Scenario<'_>, holds: impl Fn(&Closure) -> bool) -> bool {
    let network = scenario.network();
    let limits = |capacity: Capacity| capacity.limit().is_some();
    let leaves_nothing = |closure: &Closure| matches!(closure.effect(), Effect::Reduce { capacity, .. } if capacity.value() <= 0.0);
    scenario.origins().iter().any(|origin| origin.supply.is_some())
        || scenario.closures().iter().any(|closure| holds(closure) && leaves_nothing(closure))
        || network.nodes().any(|node| limits(node.capacity()))
        || network.links().any(|link| limits(link.capacity()))
        || network.transfers().any(|transfer| limits(transfer.capacity()))
}
