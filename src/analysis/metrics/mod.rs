//! Other ways to say how much depends on an element, side by side with the ranking of losses.

mod accessibility;
mod betweenness;
mod chains;
mod closeness;
mod comparison;
mod cuts;
mod disjoint;
mod efficiency;
mod graph;
mod kendall;
mod redundancy;
mod repair;
mod sample;

pub use accessibility::{
    Accessibility, AccessibilityLoss, AccessibilityOptions, Decay, HubAccessibility, Opportunities,
    accessibility,
};
pub use betweenness::{
    Betweenness, BetweennessOptions, EXACT_BETWEENNESS, Pairs, RouteCounting, betweenness,
};
pub use closeness::{Closeness, ClosenessOptions, HubCloseness, closeness};
pub use comparison::{Column, CompareOptions, Comparison, Metric, compare};
pub use cuts::{Bridge, BridgeElement, Cuts, CutsOptions, cuts};
pub use disjoint::{Disjoint, DisjointOptions, DisjointRelation, disjoint};
pub use efficiency::{EFFICIENCY_EXACT_UP_TO, Efficiency, EfficiencyLoss, EfficiencyOptions, efficiency};
pub use redundancy::{LinkRedundancy, Passage, Redundancy, RedundancyOptions, redundancy};
pub use sample::{Effort, ErrorBound};
