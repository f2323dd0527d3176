//! How much gets through?
//!
//! Goods of one kind flow from origins with supplies to destinations with demands, over links, nodes and transfers with
//! capacities, as far as a view leaves them. [`throughput_alone`] asks for each destination by itself, how much could reach
//! it; [`throughput_joint`] shares out between all of them what there is;
//! [`throughput_losses`] tells how much less that is without each hub or link. Each answer carries the flow that brings it, and
//! the cut of the same capacity that proves it to be the most; [`verify_throughput_alone`] and
//! [`verify_throughput_joint`] check both without running any of the algorithms. [`cheapest_delivery`] tells by which routes
//! what there is gets there at the least cost, with prices that prove it; [`verify_delivery`] checks that. [`throughput_curve`]
//! follows what gets through, and [`cost_curve`] what the same delivery costs, as a hub loses its capacity;
//! [`verify_throughput_curve`] and [`verify_cost_curve`] check every point and piece of them.
//!
//! With OD pairs of several origins the goods are of several kinds. `throughput_multicommodity`, which the cargo feature
//! `multicommodity` brings, shares out what there is between them up to a gap that it states, and `cheapest_delivery_multicommodity`
//! tells by which routes that gets there at the least cost, up to a gap as well. `throughput_losses_multicommodity` tells how
//! much less gets through in all without each hub or link, and `throughput_curve_multicommodity` follows that as a hub loses its
//! capacity; without that feature each pair is asked about alone.
//!
//! # What is meant
//! - **Supply** starts, and demand ends, on any of a hub's open nodes. An origin that states no supply has no limit. What
//!   starts or ends at a node counts against its capacity like what passes there.
//! - **A destination that is an origin** draws on itself first; nothing but its nodes' capacities and its supply limits that.
//! - **A zero capacity** carries nothing, and is part of no cut. **Zero demand** is met, by nothing.
//! - **No way** is an answer: nothing gets through, and the cut is empty.
//! - Both directions of a link have its capacity each or, on a shared track, together: goods of one kind never need both, as
//!   [`FlowGraph`] tells, and no answer uses them. Goods of several kinds may, and keep to it together.

mod alone;
mod cost_curve;
mod curve;
mod delivery;
mod joint;
mod losses;
mod losses_between;
mod multicommodity;
mod plain;
mod ratio;
mod received;
mod routes;
mod study;
mod verify;
mod verify_curve;
mod verify_delivery;

pub use alone::{AloneThroughput, Throughput, Witness, throughput_alone};
pub use cost_curve::{CostCurve, CostCurveOptions, CostPoint, cost_curve};
pub use curve::{CURVE_FLOWS, CurveOptions, CurvePoint, ThroughputCurve, throughput_curve, unlimited_modes};
pub use delivery::{
    Delivered, Delivery, DeliveryOptions, DeliveryRoute, DeliveryTotals, DeliveryWitness, ShareWitness,
    Shares, Shortage, cheapest_delivery,
};
pub use joint::{CommonShare, JointThroughput, SharedThroughput, Tier, throughput_joint};
pub use losses::{ThroughputLosses, throughput_losses};
pub(in crate::analysis) use losses_between::losses_between;
pub use losses_between::{NoValues, RANKED_LOSSES_WORK};
pub(crate) use multicommodity::is_filled;
pub use multicommodity::{
    MULTICOMMODITY_CURVE_POINTS, MULTICOMMODITY_LOSSES, MULTICOMMODITY_PAIRS, MostTogether,
    MulticommodityCurve, MulticommodityCurveLine, MulticommodityCurvePoint, MulticommodityDelivery,
    MulticommodityThroughput, PairRoute, PairThroughput, PairTier, verify_delivery_multicommodity,
    verify_throughput_curve_multicommodity, verify_throughput_multicommodity,
};
#[cfg(feature = "multicommodity")]
pub use multicommodity::{
    MulticommodityCurveOptions, MulticommodityLosses, MulticommodityOptions,
    cheapest_delivery_multicommodity, throughput_curve_multicommodity, throughput_losses_multicommodity,
    throughput_multicommodity,
};
pub use ratio::Ratio;
pub(in crate::analysis) use received::is_limited_before;
pub use received::{Received, is_limited};
pub use study::{FlowChange, Flows, FlowsOptions, flows, verify_flows};
pub use verify::{FlowRejection, FlowVerification, verify_throughput_alone, verify_throughput_joint};
pub use verify_curve::{verify_cost_curve, verify_throughput_curve};
pub use verify_delivery::verify_delivery;

use std::collections::BTreeMap;

use crate::network::{ArcId, HubId, LinkId, NodeId, TransferId};
use crate::paths::{Amount, FlowError, FlowGraph, Limit, Terminal};
use crate::progress::{Progress, Silent};
use crate::scenario::{Scenario, Source, View};

/// How [`throughput_alone`], [`throughput_joint`] and [`throughput_losses`] are to work.
#[derive(Clone)]
pub struct ThroughputOptions<'p> {
    progress: &'p dyn Progress,
}

impl Default for ThroughputOptions<'_> {
    fn default() -> Self {
        Self { progress: &Silent }
    }
}

impl<'p> ThroughputOptions<'p> {
    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// What limits a flow, as the user's network and scenario have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Bottleneck {
    /// The supply of an origin.
    Supply(HubId),
    /// What a node can handle.
    Node(NodeId),
    /// What a link carries, in the direction and mode of one of its arcs.
    Link(LinkId, ArcId),
    /// What a transfer carries, in the direction of one of its arcs.
    Transfer(TransferId, ArcId),
    /// What both directions of a link carry together that share its capacity, in the mode of the first of their arcs. Only
    /// goods of several kinds need both.
    Track(LinkId, ArcId),
}

impl Bottleneck {
    /// The hub that it is, or lies in; of a link there is none.
    #[must_use]
    pub fn hub(self, view: &View<'_>) -> Option<HubId> {
        match self {
            Self::Supply(hub) => Some(hub),
            Self::Node(node) => Some(view.network().node(node).hub().id()),
            Self::Transfer(transfer, _) => Some(view.network().transfer(transfer).hub().id()),
            Self::Link(..) | Self::Track(..) => None,
        }
    }
}

/// What every way from the origins passes a part of: without it nothing gets through, so no more than its capacity does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Its parts, ascending, none without capacity.
    pub parts: Vec<Bottleneck>,
    /// What they carry together, kilograms a day.
    pub capacity: u64,
}

/// The terminals of a scenario over a view, in the order in which a flow graph has them.
struct Terminals {
    origins: Vec<(HubId, Amount)>,
    /// By origin, whether the scenario states it; the others are of OD pairs alone.
    is_stated: Vec<bool>,
    destinations: Vec<HubId>,
    graph: FlowGraph,
}

impl Terminals {
    fn new(scenario: &Scenario<'_>, view: &View<'_>) -> Result<Self, FlowError> {
        let stated: BTreeMap<HubId, Amount> = scenario
            .origins()
            .iter()
            .map(|origin| {
                let supply =
                    origin.supply.map_or(Amount::Unlimited, |tonnes| Amount::Limited(tonnes.kilograms()));
                (origin.hub, supply)
            })
            .collect();
        let mut origins = stated.clone();
        for relation in scenario.relations() {
            if let Source::Origin(hub) = relation.source {
                origins.entry(hub).or_insert(Amount::Unlimited);
            }
        }
        let origins: Vec<(HubId, Amount)> = origins.into_iter().collect();
        let is_stated = origins.iter().map(|(hub, _)| stated.contains_key(hub)).collect();
        let mut destinations: Vec<HubId> =
            scenario.relations().iter().map(|relation| relation.destination).collect();
        destinations.sort_unstable();
        destinations.dedup();
        let nodes = |hub: HubId| -> Terminal { view.network().hub(hub).nodes().to_vec() };
        let sources: Vec<Terminal> = origins.iter().map(|&(hub, _)| nodes(hub)).collect();
        let sinks: Vec<Terminal> = destinations.iter().map(|&hub| nodes(hub)).collect();
        let graph = FlowGraph::new(view, &sources, &sinks)?;
        Ok(Self { origins, is_stated, destinations, graph })
    }

    /// What each origin may send where a destination draws on this.
    fn supplies(&self, source: Source) -> Vec<Amount> {
        let takes_part = |hub: HubId, is_stated: bool| match source {
            Source::Origin(only) => hub == only,
            Source::CheapestOrigin => is_stated,
        };
        let supply = |(&(hub, supply), &is_stated): (&(HubId, Amount), &bool)| {
            if takes_part(hub, is_stated) { supply } else { Amount::ZERO }
        };
        self.origins.iter().zip(&self.is_stated).map(supply).collect()
    }

    /// What is wanted at each destination, over all its relations.
    fn demands(&self, scenario: &Scenario<'_>) -> Result<Vec<u64>, FlowError> {
        let mut demands = vec![0_u64; self.destinations.len()];
        for relation in scenario.relations() {
            let sum = &mut demands[self.destination(relation.destination)];
            *sum = sum.checked_add(relation.demand.kilograms()).ok_or(FlowError::TooMuch)?;
        }
        Ok(demands)
    }

    fn destination(&self, hub: HubId) -> usize {
        self.destinations.binary_search(&hub).unwrap_or_default()
    }

    /// In the user's terms; a demand is none, since it limits what is wanted and not what gets through.
    fn bottleneck(&self, limit: Limit) -> Option<Bottleneck> {
        match limit {
            Limit::Supply(at) => Some(Bottleneck::Supply(self.origins[at].0)),
            Limit::Node(node) => Some(Bottleneck::Node(node)),
            Limit::Link(link, arc) => Some(Bottleneck::Link(link, arc)),
            Limit::Transfer(transfer, arc) => Some(Bottleneck::Transfer(transfer, arc)),
            Limit::Demand(_) => None,
        }
    }

    fn cut(&self, limits: Vec<Limit>, capacity: u64) -> Cut {
        let mut parts: Vec<Bottleneck> =
            limits.into_iter().filter_map(|limit| self.bottleneck(limit)).collect();
        parts.sort_unstable();
        Cut { parts, capacity }
    }
}
