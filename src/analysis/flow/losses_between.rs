//! How much less gets through between OD pairs of several origins without each hub or link, as far as that is worked out unasked.

use std::fmt;

use super::{MULTICOMMODITY_LOSSES, MULTICOMMODITY_PAIRS};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::progress::Progress;
use crate::scenario::{Scenario, View};

/// A ranking tells what each loss takes of what gets through between pairs of several origins where pairs times elements that carry
/// a part of it times nodes are no more than this: linear programs over all pairs and searches of the whole network for each of these
/// elements is what it takes.
pub const RANKED_LOSSES_WORK: u64 = 3_000_000;

/// Why there are no values of how much less gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoValues {
    /// Destinations draw on different origins, and the library is without the cargo feature that brings the solver.
    NoSolver,
    /// Destinations draw on different origins, and are more pairs than is worked out: [`MULTICOMMODITY_PAIRS`].
    ManyPairs {
        /// How many they are.
        pairs: usize,
    },
    /// Destinations draw on different origins, and more elements carry a part of what gets through than it is worked out for:
    /// [`MULTICOMMODITY_LOSSES`].
    ManyElements,
    /// Destinations draw on different origins, and it is more work than is done unasked: [`RANKED_LOSSES_WORK`].
    MuchWork {
        /// How many pairs there are.
        pairs: usize,
        /// How many elements carry a part of what gets through.
        elements: usize,
        /// How many nodes the network has.
        nodes: usize,
    },
}

impl fmt::Display for NoValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("destinations draw on different origins, ")?;
        match self {
            Self::NoSolver => {
                f.write_str("and this build has no solver for that (cargo feature `multicommodity`)")
            }
            Self::ManyPairs { pairs } => {
                write!(
                    f,
                    "and {pairs} pairs are more than the {MULTICOMMODITY_PAIRS} for which it is worked out"
                )
            }
            Self::ManyElements => write!(
                f,
                "and more than {MULTICOMMODITY_LOSSES} hubs or links carry a part of what gets through, too many to work it out for each"
            ),
            Self::MuchWork { pairs, elements, nodes } => write!(
                f,
                "and {pairs} pairs times the {elements} hubs or links that carry a part of what gets through times {nodes} nodes is \
                 more work than is done unasked ({RANKED_LOSSES_WORK})"
            ),
        }
    }
}

/// What each loss takes of what gets through in all between pairs of several origins, kilograms a day.
pub(in crate::analysis) struct LossesBetween {
    /// What all get together before any loss.
    pub(in crate::analysis) total: u64,
    /// What each element takes of it, in their order.
    pub(in crate::analysis) lost: Vec<u64>,
    /// By how much any of these is off at most.
    pub(in crate::analysis) off_by_at_most: f64,
}

/// What each element takes of what gets through in all where destinations draw on different origins, with no more than `work` pairs
/// times elements that carry a part of it times nodes, or with any number of them; or why it is not told.
#[cfg(feature = "multicommodity")]
pub(in crate::analysis) fn losses_between(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    elements: &[Loss],
    work: Option<u64>,
    progress: &dyn Progress,
) -> Result<Result<LossesBetween, NoValues>, AnalysisError> {
    let pairs = scenario.relations().len();
    if pairs > MULTICOMMODITY_PAIRS {
        return Ok(Err(NoValues::ManyPairs { pairs }));
    }
    let found = super::multicommodity::losses(scenario, view, elements, work, progress)?;
    Ok(found.map(|found| LossesBetween {
        total: found.total,
        lost: found.lost,
        off_by_at_most: found.off_by_at_most,
    }))
}

/// Nothing without the solver.
#[cfg(not(feature = "multicommodity"))]
#[expect(clippy::unnecessary_wraps, reason = "as with the solver")]
pub(in crate::analysis) fn losses_between(
    _: &Scenario<'_>,
    _: &View<'_>,
    _: &[Loss],
    _: Option<u64>,
    _: &dyn Progress,
) -> Result<Result<LossesBetween, NoValues>, AnalysisError> {
    Ok(Err(NoValues::NoSolver))
}
