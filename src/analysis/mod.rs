//! One question, one file: outcomes over a view, each with its witness.

pub mod flow;
pub mod impact;
pub mod metrics;
pub mod rank;
mod reduce;
pub mod sever;
mod severance;
pub mod verify;

pub use flow::{
    AloneThroughput, Delivery, DeliveryOptions, JointThroughput, ThroughputOptions, cheapest_delivery,
    throughput_alone, throughput_joint, verify_delivery, verify_throughput_alone, verify_throughput_joint,
};
pub use impact::{Impact, ImpactOptions, RelationImpact, Status, Totals, impact};
pub use rank::{PairOptions, RankOptions, Ranking, SeveringPairs, rank, severing_pairs};
pub use reduce::{DirectRoute, HubGraph, ReduceOptions, reduce};
pub use sever::{SeverOptions, Severing, sever, verify_sever};
pub use severance::Severance;
pub use verify::{Rejection, Verification, verify};

use thiserror::Error;

use crate::paths::FlowError;

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
    /// Destinations draw on different origins, so they are shared out goods of several kinds.
    #[error(
        "{pairs} of the destinations are OD pairs of different origins: to share out what gets through between them is a \
         multicommodity flow, which this does not compute; ask for each alone, or give [[origin]] and [[destination]] instead of [[od]]"
    )]
    Multicommodity {
        /// How many relations are OD pairs.
        pairs: usize,
    },
    /// There is no all of a capacity that does not exist.
    #[error(
        "nothing that is open at hub '{hub}' has a capacity that could fall; give capacity_t_per_d to its nodes, its transfers or \
         the links inside it"
    )]
    NoCapacity {
        /// The hub's key.
        hub: String,
    },
    /// A question about severing sets is none.
    #[error(transparent)]
    Sever(#[from] sever::SeverError),
    /// A flow has no answer.
    #[error(transparent)]
    Flow(#[from] FlowError),
}
