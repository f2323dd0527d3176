//! [`FlowReport`]: what gets through, in the user's own names, as `flow.json` holds it, and its tables.

mod csv;
mod curve;
mod shortage;

pub use self::csv::{flow_csv, links_csv};
pub use self::curve::{CostCurveReport, CostPointReport, CurvePointReport, CurveReport};
pub use self::shortage::{CutReport, PartKind, PartReport, ShortPair, ShortageReport};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::shortage::{cut_report, shortages};
use super::head::{Head, Holding};
use super::model::{RouteReport, hub_key, other_name, pair_share, rounded, route_report, share};
use super::ranking::od_origin;
use super::words::tonnes;
use crate::analysis::flow::{
    Delivery, FlowChange, FlowVerification, Flows, MulticommodityDelivery, PairRoute, Ratio, ShareWitness,
    Shares, Witness, is_filled,
};
use crate::mode::Mode;
use crate::network::{ArcId, Element, Network};
use crate::paths::Amount;
use crate::scenario::{Scenario, View};
use crate::units::Capacity;

/// What gets through, as `flow.json` holds it. Hubs and links are named by their keys, with their names beside them where they
/// differ. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FlowReport {
    /// Of what it is, what was assumed and what may be amiss.
    #[serde(flatten)]
    pub head: Head,
    /// How what there is is shared out; absent where destinations draw on different origins, and nothing is shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<SharesKind>,
    /// Where destinations draw on different origins and it is shared out, the largest part of a share of demand met that is not
    /// known, before or after, or of what all get where that is to be as much as can be: zero where all are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// There as well, how much cheaper the same amounts might be delivered, before or after, as a part of what that costs in the
    /// measure that the scenario minimises: zero where it is known that they cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_gap: Option<f64>,
    /// Demand of all destinations.
    pub demand_t_per_d: f64,
    /// What is delivered before; absent where nothing is shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<DeliveryReport>,
    /// What is delivered after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<DeliveryReport>,
    /// What each destination or OD pair gets.
    pub destinations: Vec<FlowDestinationReport>,
    /// What holds destinations down after, from those that get the smallest share of their demand; empty where all demand is met.
    pub shortages: Vec<ShortageReport>,
    /// What flows over links, in each direction and mode that carries anything before or after.
    pub links: Vec<LinkFlowReport>,
    /// What gets through as a hub loses its capacity, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<CurveReport>,
    /// What the same delivery costs as that hub loses its capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_curve: Option<CostCurveReport>,
    /// What the checker found right, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<FlowVerificationReport>,
}

/// How what there is is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SharesKind {
    /// As much in all as can be, whoever gets it.
    Most,
    /// As evenly as can be in the share of demand met.
    Fair,
    /// The same share of demand to all that anything gets to.
    Proportional,
}

impl From<Shares> for SharesKind {
    fn from(shares: Shares) -> Self {
        match shares {
            Shares::Most => Self::Most,
            Shares::Fair => Self::Fair,
            Shares::Proportional => Self::Proportional,
        }
    }
}

/// Sums of a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeliveryReport {
    /// What is delivered.
    pub delivered_t_per_d: f64,
    /// What is wanted and not delivered.
    pub short_t_per_d: f64,
    /// Tonne-hours a day.
    pub tonne_hours_per_d: f64,
    /// Tonne-kilometres a day.
    pub tonne_km_per_d: f64,
    /// What each origin sends, by its key.
    pub origins: BTreeMap<String, f64>,
}

/// What a destination or OD pair gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FlowDestinationReport {
    /// The hub.
    pub hub: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The origin of the OD pair, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub od_origin: Option<String>,
    /// How much it wants.
    pub demand_t_per_d: f64,
    /// The most that could reach it under the baseline if it were the only one; null where nothing limits that.
    pub alone_before_t_per_d: Option<f64>,
    /// The most that could reach it under all closures if it were the only one; null where nothing limits that.
    pub alone_after_t_per_d: Option<f64>,
    /// What is delivered to it before, while all are supplied; absent where nothing is shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gets_before_t_per_d: Option<f64>,
    /// What is delivered to it after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gets_after_t_per_d: Option<f64>,
    /// The share of its demand that is met before, of all at once or, where nothing is shared out, alone.
    pub demand_met_before: f64,
    /// The share of its demand that is met after.
    pub demand_met: f64,
    /// What limits what could reach it after if it were the only one; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottleneck: Option<CutReport>,
    /// By which routes it is supplied before.
    pub routes_before: Vec<RouteFlowReport>,
    /// By which routes it is supplied after.
    pub routes_after: Vec<RouteFlowReport>,
}

/// What takes one route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RouteFlowReport {
    /// How much.
    pub t_per_d: f64,
    /// The route.
    pub route: RouteReport,
}

/// What flows over a link in one direction and mode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LinkFlowReport {
    /// The link.
    pub link: String,
    /// The hub where it enters.
    pub from: String,
    /// The hub where it leaves.
    pub to: String,
    /// The mode.
    pub mode: Mode,
    /// How much before.
    pub before_t_per_d: f64,
    /// How much after.
    pub after_t_per_d: f64,
    /// What it carries after; null where nothing limits it or where it is closed.
    pub capacity_t_per_d: Option<f64>,
    /// Whether it is full after, of a shared track by what goes there and back. What carries nothing is not full, not even
    /// where its capacity is none; between several origins what is full but for a billionth is full.
    pub is_full: bool,
    /// Whether it is closed after.
    pub is_closed: bool,
}

/// What the checker found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FlowVerificationReport {
    /// Flows that keep to all capacities and bring what is said.
    pub flows: u64,
    /// Cuts that carry just what gets through.
    pub cuts: u64,
    /// Ways without any limit.
    pub ways: u64,
}

impl FlowReport {
    /// The report of what gets through.
    #[must_use]
    pub fn new(scenario: &Scenario<'_>, outcome: &FlowChange) -> Self {
        let demand =
            scenario.relations().iter().map(|relation| u128::from(relation.demand.kilograms())).sum();
        Self {
            head: Head::new(scenario, Holding::All),
            shares: is_shared(&outcome.after).then(|| outcome.shares.into()),
            gap: largest(outcome, |between| between.shared.gap()),
            cost_gap: largest(outcome, MulticommodityDelivery::gap),
            demand_t_per_d: tonnes(demand),
            before: sums(scenario, &outcome.before),
            after: sums(scenario, &outcome.after),
            destinations: (0..scenario.relations().len())
                .map(|at| destination(scenario, outcome, at))
                .collect(),
            shortages: shortages(scenario, &outcome.after),
            links: links(scenario, outcome),
            curve: None,
            cost_curve: None,
            verification: None,
        }
    }

    /// The same report, with what the checker found right.
    #[must_use]
    pub fn verified(mut self, found: FlowVerification) -> Self {
        let FlowVerification { flows, cuts, ways, .. } = found;
        self.verification = Some(FlowVerificationReport { flows, cuts, ways });
        self
    }

    /// As JSON, indented, with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json(self)
    }
}

/// The largest gap of what is delivered between several origins before and after.
fn largest(outcome: &FlowChange, gap: impl Fn(&MulticommodityDelivery) -> f64) -> Option<f64> {
    let both = [&outcome.before, &outcome.after].into_iter();
    both.filter_map(|flows| flows.between.as_ref().map(&gap)).reduce(f64::max)
}

fn is_shared(flows: &Flows) -> bool {
    flows.delivery.is_some() || flows.between.is_some()
}

fn sums(scenario: &Scenario<'_>, flows: &Flows) -> Option<DeliveryReport> {
    let network = scenario.network();
    let between = |delivery| between_report(network, delivery);
    flows.delivery.as_ref().map(|one| delivery_report(network, one)).or(flows.between.as_ref().map(between))
}

/// Tonnes a day of an amount in kilograms.
fn in_tonnes(amount: Ratio) -> f64 {
    rounded(amount.value() / 1e3)
}

fn between_report(network: &Network, delivery: &MulticommodityDelivery) -> DeliveryReport {
    let (mut delivered, mut short) = (0.0, 0.0);
    let mut origins: BTreeMap<String, f64> = BTreeMap::new();
    for answer in &delivery.shared.relations {
        delivered += answer.throughput.value() / 1e3;
        // What is met but for what was rounded is met.
        if !answer.is_met() {
            short += answer.relation.demand.tonnes() - answer.throughput.value() / 1e3;
        }
        for PairRoute { amount, route, .. } in &answer.routes {
            let origin = network.node(route.start()).hub().id();
            *origins.entry(hub_key(network, origin)).or_default() += amount.value() / 1e3;
        }
    }
    DeliveryReport {
        delivered_t_per_d: rounded(delivered),
        short_t_per_d: rounded(short),
        tonne_hours_per_d: rounded(delivery.time.value() / (1e3 * 3_600_000.0)),
        tonne_km_per_d: rounded(delivery.length.value() / (1e3 * 10_000.0)),
        origins: origins.into_iter().map(|(key, tonnes)| (key, rounded(tonnes))).collect(),
    }
}

fn delivery_report(network: &Network, delivery: &Delivery) -> DeliveryReport {
    let sent = delivery.drawn.iter().map(|&(hub, sent)| (hub_key(network, hub), tonnes(sent.into())));
    DeliveryReport {
        delivered_t_per_d: delivery.totals.delivered_tonnes(),
        short_t_per_d: delivery.totals.short_tonnes(),
        tonne_hours_per_d: rounded(delivery.totals.tonne_hours()),
        tonne_km_per_d: rounded(delivery.totals.tonne_km()),
        origins: sent.collect(),
    }
}

fn destination(scenario: &Scenario<'_>, outcome: &FlowChange, at: usize) -> FlowDestinationReport {
    let network = scenario.network();
    let relation = scenario.relations()[at];
    let alone = |flows: &Flows| match flows.alone.relations[at].throughput {
        Amount::Limited(most) => Some(tonnes(most.into())),
        Amount::Unlimited => None,
    };
    let gets = |flows: &Flows| match (&flows.delivery, &flows.between) {
        (Some(delivery), _) => Some(tonnes(delivery.relations[at].gets.into())),
        (None, Some(between)) => Some(in_tonnes(between.shared.relations[at].throughput)),
        (None, None) => None,
    };
    let met = |flows: &Flows| {
        if let Some(between) = &flows.between {
            return pair_share(&between.shared.relations[at]);
        }
        // What is delivered is rounded down to whole kilograms; the share is that of the witness.
        let of_all = flows.delivery.as_ref().map(|delivery| match &delivery.witness.shares {
            ShareWitness::Fair(joint) => joint.relations[at].met,
            ShareWitness::Proportional(common) if common.members.binary_search(&at).is_ok() => common.met,
            _ => delivery.relations[at].met,
        });
        share(of_all.unwrap_or(flows.alone.relations[at].met))
    };
    let routes = |flows: &Flows, view: &View<'_>| -> Vec<RouteFlowReport> {
        if let Some(between) = &flows.between {
            let told = between.shared.relations[at].routes.iter().map(|one| RouteFlowReport {
                t_per_d: in_tonnes(one.amount),
                route: route_report(view, &one.route),
            });
            return told.collect();
        }
        let routes = flows.delivery.iter().flat_map(|delivery| &delivery.relations[at].routes);
        let told = routes.map(|one| RouteFlowReport {
            t_per_d: tonnes(one.amount.into()),
            route: route_report(view, &one.route),
        });
        told.collect()
    };
    let answer = &outcome.after.alone.relations[at];
    FlowDestinationReport {
        hub: hub_key(network, relation.destination),
        name: other_name(network, relation.destination),
        od_origin: od_origin(network, relation),
        demand_t_per_d: relation.demand.tonnes(),
        alone_before_t_per_d: alone(&outcome.before),
        alone_after_t_per_d: alone(&outcome.after),
        gets_before_t_per_d: gets(&outcome.before),
        gets_after_t_per_d: gets(&outcome.after),
        demand_met_before: met(&outcome.before),
        demand_met: met(&outcome.after),
        bottleneck: match &answer.witness {
            Witness::Cuts { near_origins, .. } => {
                Some(cut_report(scenario, scenario.after(), near_origins, answer.witness.is_unique()))
            }
            Witness::Way(_) => None,
        },
        routes_before: routes(&outcome.before, scenario.before()),
        routes_after: routes(&outcome.after, scenario.after()),
    }
}

/// What flows on each arc of a link before and after.
pub(super) fn arc_flows(network: &Network, outcome: &FlowChange) -> BTreeMap<ArcId, [u64; 2]> {
    let mut flows: BTreeMap<ArcId, [u64; 2]> = BTreeMap::new();
    // To the nearest kilogram, so that what is full but for a rounded unit reads as full.
    let nearest = |sum: Ratio| Ratio::new(1, 2).and_then(|half| sum.plus(half)).unwrap_or(sum).floor();
    for (when, state) in [&outcome.before, &outcome.after].into_iter().enumerate() {
        for (arc, sum) in arc_sums(network, state) {
            if nearest(sum) > 0 {
                flows.entry(arc).or_default()[when] = nearest(sum);
            }
        }
    }
    flows
}

/// What flows on each arc of a link, kilograms a day.
fn arc_sums(network: &Network, flows: &Flows) -> BTreeMap<ArcId, Ratio> {
    let delivered = flows.delivery.iter().flat_map(|delivery| &delivery.flow);
    let mut sums: BTreeMap<ArcId, Ratio> =
        delivered.map(|&(arc, amount)| (arc, Ratio::from(amount))).collect();
    let between = flows.between.iter().flat_map(|between| &between.shared.relations);
    for one in between.flat_map(|answer| &answer.routes) {
        for &arc in one.route.arcs() {
            let sum = sums.entry(arc).or_insert(Ratio::ZERO);
            // What was checked to fit within capacities and demands adds up.
            *sum = sum.plus(one.amount).unwrap_or(*sum);
        }
    }
    sums.retain(|&arc, _| matches!(network.element(arc), Element::Link(_)));
    sums
}

/// Arcs of links that carry something and are full, by themselves or, on a shared track, with the other direction.
fn full_arcs(view: &View<'_>, flows: &Flows) -> BTreeSet<ArcId> {
    let network = view.network();
    let sums = arc_sums(network, flows);
    let limit = |arc: ArcId| view.arc_capacity(arc).map_or(Amount::ZERO, Amount::from);
    let fills = |sum: Ratio, limit: Amount| {
        let is_full = |limit| sum >= Ratio::from(limit) || (flows.between.is_some() && is_filled(sum, limit));
        limit.limit().is_some_and(is_full)
    };
    let is_full = |(&arc, &sum): (&ArcId, &Ratio)| {
        let Element::Link(link) = network.element(arc) else { return false };
        let link = network.link(link);
        if sum == Ratio::ZERO || fills(sum, limit(arc)) {
            return sum > Ratio::ZERO;
        }
        // One direction may carry less than the track, or be closed.
        let is_track = link.shares_capacity() && !link.is_directed();
        let mut tracks = link.arcs().chunks_exact(2).filter(|pair| is_track && pair.contains(&arc));
        tracks.any(|pair| {
            let both = pair.iter().filter_map(|arc| sums.get(arc));
            let both = both.fold(Ratio::ZERO, |sum, &one| sum.plus(one).unwrap_or(sum));
            fills(both, limit(pair[0]).max(limit(pair[1])))
        })
    };
    sums.iter().filter(|&one| is_full(one)).map(|(&arc, _)| arc).collect()
}

fn links(scenario: &Scenario<'_>, outcome: &FlowChange) -> Vec<LinkFlowReport> {
    let (network, view) = (scenario.network(), scenario.after());
    let full = full_arcs(view, &outcome.after);
    let told = arc_flows(network, outcome).into_iter().filter_map(|(arc, [before, after])| {
        let Element::Link(link) = network.element(arc) else { return None };
        let [from, to] = [network.tail(arc), network.head(arc)].map(|node| network.node(node));
        let limit = view.arc_capacity(arc).and_then(Capacity::limit);
        Some(LinkFlowReport {
            link: network.link(link).key().to_owned(),
            from: from.hub().key().to_owned(),
            to: to.hub().key().to_owned(),
            mode: from.mode().clone(),
            before_t_per_d: tonnes(before.into()),
            after_t_per_d: tonnes(after.into()),
            capacity_t_per_d: limit.map(crate::units::TonnesPerDay::tonnes),
            is_full: full.contains(&arc),
            is_closed: !view.is_arc_open(arc),
        })
    });
    told.collect()
}
