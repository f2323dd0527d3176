//! One question, one file: outcomes over a view, each with its witness.

pub mod impact;
pub mod metrics;
pub mod rank;
mod severance;
pub mod verify;

pub use impact::{Impact, ImpactOptions, RelationImpact, Status, Totals, impact};
pub use rank::{PairOptions, RankOptions, Ranking, SeveringPairs, rank, severing_pairs};
pub use severance::Severance;
pub use verify::{Rejection, Verification, verify};

use thiserror::Error;

/// Why an analysis has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// The caller asked to stop.
    #[error("stopped on request")]
    Stopped,
    /// The index is of another network.
    #[error("the index is of another network than the scenario's; make one for that network")]
    OtherNetwork,
}
