//! Other ways to say how much depends on an element, side by side with the ranking of losses.

mod cuts;
mod disjoint;
mod graph;
mod redundancy;

pub use cuts::{Bridge, BridgeElement, Cuts, CutsOptions, cuts};
pub use disjoint::{Disjoint, DisjointOptions, DisjointRelation, disjoint};
pub use redundancy::{LinkRedundancy, Passage, Redundancy, RedundancyOptions, redundancy};
