//! Other ways to say how much depends on an element, side by side with the ranking of losses.

mod cuts;
mod graph;
mod redundancy;

pub use cuts::{Bridge, BridgeElement, Cuts, CutsOptions, cuts};
pub use redundancy::{LinkRedundancy, Passage, Redundancy, RedundancyOptions, redundancy};
