//! [`FlowReport`]: what gets through, in the user's own names, as `flow.json` holds it, and its tables.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::csv::table;
use super::model::{ClosureReport, NetworkReport, RouteReport};
use super::model::{closure_report, hub_key, other_name, rounded, route_report, share};
use super::ranking::od_origin;
use super::words::{self, tonnes};
use crate::analysis::flow::{
    Bottleneck, CostCurve, CostPoint, Cut, Delivery, FlowChange, FlowVerification, Flows,
    MulticommodityThroughput, PairRoute, Ratio, ShareWitness, Shares, ThroughputCurve, Witness,
};
use crate::mode::Mode;
use crate::network::{ArcId, Element, Network};
use crate::paths::Amount;
use crate::scenario::{Impedance, Scenario, View};
use crate::units::Capacity;

/// What gets through, as `flow.json` holds it. Hubs and links are named by their keys, with their names beside them where they
/// differ. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FlowReport {
    /// The version of these fields.
    pub version: u32,
    /// What made it.
    pub generator: String,
    /// What the scenario is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What routes minimise.
    pub cost: Impedance,
    /// What the network holds.
    pub network: NetworkReport,
    /// What is taken away.
    pub closures: Vec<ClosureReport>,
    /// How what there is is shared out; absent where destinations draw on different origins, and nothing is shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<SharesKind>,
    /// Where destinations draw on different origins and it is shared out, the largest part of a share of demand met that is not
    /// known, before or after: zero where all are exact. Routes are not the cheapest then, but one choice of many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
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
    /// What was assumed where the files say nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<String>,
    /// What may have been overlooked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
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

/// A least cut: what every way passes a part of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CutReport {
    /// What it carries in all.
    pub capacity_t_per_d: f64,
    /// Its parts, those nearest to the origins where there are several such cuts; the first hundred.
    pub parts: Vec<PartReport>,
    /// How many parts there are.
    pub part_count: u64,
    /// Whether no other cut is as small; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_unique: Option<bool>,
}

/// A part of a cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartReport {
    /// What it is.
    pub kind: PartKind,
    /// The key of the link, or of the hub of the supply, node or transfer.
    pub key: String,
    /// In words.
    pub text: String,
    /// What it carries; null where nothing limits it.
    pub capacity_t_per_d: Option<f64>,
}

/// What a part of a cut is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PartKind {
    /// The supply of an origin.
    Supply,
    /// What a node handles.
    Node,
    /// A link, in one direction and mode.
    Link,
    /// A transfer, in one direction.
    Transfer,
    /// Both directions of a link that share its capacity, in one mode.
    Track,
}

/// Destinations that get less than they want, and what holds them down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShortageReport {
    /// The share of demand met, where all of them get the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_met: Option<f64>,
    /// The destinations, each once.
    pub hubs: Vec<String>,
    /// What stands before them, and before those that get a smaller share still.
    pub cut: CutReport,
    /// Whether the parts of the cut are what is full between goods of several origins, and no cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_full: bool,
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
    /// Whether it is full after.
    pub is_full: bool,
    /// Whether it is closed after.
    pub is_closed: bool,
}

/// What gets through as a hub loses its capacity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CurveReport {
    /// The hub.
    pub hub: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// From no capacity to all of it; straight from each to the next.
    pub points: Vec<CurvePointReport>,
    /// Whether these are all break points.
    pub is_complete: bool,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CurvePointReport {
    /// The share of the hub's capacity that is left.
    pub share: f64,
    /// What gets through to all destinations together.
    pub throughput_t_per_d: f64,
}

/// What a fixed delivery costs as a hub loses its capacity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CostCurveReport {
    /// The hub.
    pub hub: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What all destinations get together, at every share the same as with all of the capacity.
    pub delivered_t_per_d: f64,
    /// The least share of the capacity at which that still fits.
    pub least_share: f64,
    /// From the least share to all of the capacity; straight from each to the next.
    pub points: Vec<CostPointReport>,
    /// Whether these are all break points.
    pub is_complete: bool,
}

/// A point of a curve of costs: in hours or kilometres, whichever the scenario minimises.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CostPointReport {
    /// The share of the hub's capacity that is left.
    pub share: f64,
    /// Tonne-hours a day; absent where length is minimised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tonne_hours_per_d: Option<f64>,
    /// Tonne-kilometres a day; absent where time is minimised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tonne_km_per_d: Option<f64>,
}

impl CostPointReport {
    /// Tonne-hours or tonne-kilometres a day, whichever is there.
    #[must_use]
    pub fn cost_per_d(&self) -> f64 {
        self.tonne_hours_per_d.or(self.tonne_km_per_d).unwrap_or_default()
    }
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
        let network = scenario.network();
        let warnings = scenario.warnings().iter().map(ToString::to_string);
        let demand =
            scenario.relations().iter().map(|relation| u128::from(relation.demand.kilograms())).sum();
        Self {
            version: 1,
            generator: super::GENERATOR.to_owned(),
            title: scenario.title().map(str::to_owned),
            cost: scenario.impedance(),
            network: NetworkReport::new(network),
            closures: scenario.closures().iter().map(|closure| closure_report(network, closure)).collect(),
            shares: is_shared(&outcome.after).then(|| outcome.shares.into()),
            gap: [&outcome.before, &outcome.after]
                .into_iter()
                .filter_map(|flows| Some(flows.between.as_ref()?.gap()))
                .reduce(f64::max),
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
            assumptions: words::repairs(network, false),
            warnings: words::repairs(network, true).into_iter().chain(warnings).collect(),
            verification: None,
        }
    }

    /// The same report, with what gets through as a hub loses its capacity.
    #[must_use]
    pub fn with_curve(mut self, network: &Network, curve: &ThroughputCurve) -> Self {
        let point = |point: &crate::analysis::flow::CurvePoint| CurvePointReport {
            share: rounded(point.share.value()),
            throughput_t_per_d: rounded(point.throughput.value() / 1e3),
        };
        self.curve = Some(CurveReport {
            hub: hub_key(network, curve.hub),
            name: other_name(network, curve.hub),
            points: curve.points.iter().map(point).collect(),
            is_complete: curve.is_complete,
        });
        self
    }

    /// The same report, with what the same delivery costs as a hub loses its capacity.
    #[must_use]
    pub fn with_cost_curve(mut self, network: &Network, curve: &CostCurve) -> Self {
        // Six decimals, and no less than it is: below it that much does not fit.
        let exact = curve.least_share.value();
        let nearest = rounded(exact);
        let least_share = if nearest + 1e-12 < exact { rounded(nearest + 1e-6) } else { nearest };
        let point = |point: &CostPoint| {
            let [hours, km] = match curve.minimised {
                Impedance::Time => [Some(rounded(point.tonne_hours())), None],
                Impedance::Length => [None, Some(rounded(point.tonne_km()))],
            };
            CostPointReport {
                share: rounded(point.share.value()).max(least_share),
                tonne_hours_per_d: hours,
                tonne_km_per_d: km,
            }
        };
        self.cost_curve = Some(CostCurveReport {
            hub: hub_key(network, curve.hub),
            name: other_name(network, curve.hub),
            delivered_t_per_d: tonnes(curve.total().into()),
            least_share,
            points: curve.points.iter().map(point).collect(),
            is_complete: curve.is_complete,
        });
        self
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

fn is_shared(flows: &Flows) -> bool {
    flows.delivery.is_some() || flows.between.is_some()
}

fn sums(scenario: &Scenario<'_>, flows: &Flows) -> Option<DeliveryReport> {
    let network = scenario.network();
    let between = |shared| between_report(network, shared);
    flows.delivery.as_ref().map(|one| delivery_report(network, one)).or(flows.between.as_ref().map(between))
}

/// Tonnes a day of an amount in kilograms.
fn in_tonnes(amount: Ratio) -> f64 {
    rounded(amount.value() / 1e3)
}

fn between_report(network: &Network, shared: &MulticommodityThroughput) -> DeliveryReport {
    let (mut delivered, mut short, mut hours, mut km) = (0.0, 0.0, 0.0, 0.0);
    let mut origins: BTreeMap<String, f64> = BTreeMap::new();
    for answer in &shared.relations {
        delivered += answer.throughput.value() / 1e3;
        short += answer.relation.demand.tonnes() - answer.throughput.value() / 1e3;
        for PairRoute { amount, route, .. } in &answer.routes {
            let tonnes = amount.value() / 1e3;
            hours += tonnes * route.time().hours();
            km += tonnes * route.length().km();
            let origin = network.node(route.start()).hub().id();
            *origins.entry(hub_key(network, origin)).or_default() += tonnes;
        }
    }
    DeliveryReport {
        delivered_t_per_d: rounded(delivered),
        short_t_per_d: rounded(short),
        tonne_hours_per_d: rounded(hours),
        tonne_km_per_d: rounded(km),
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
        (None, Some(shared)) => Some(in_tonnes(shared.relations[at].throughput)),
        (None, None) => None,
    };
    let met = |flows: &Flows| {
        let of_all = flows.delivery.as_ref().map(|delivery| delivery.relations[at].met);
        let of_all = of_all.or(flows.between.as_ref().map(|shared| shared.relations[at].met));
        share(of_all.unwrap_or(flows.alone.relations[at].met))
    };
    let routes = |flows: &Flows, view: &View<'_>| -> Vec<RouteFlowReport> {
        if let Some(shared) = &flows.between {
            let told = shared.relations[at].routes.iter().map(|one| RouteFlowReport {
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

fn shortages(scenario: &Scenario<'_>, flows: &Flows) -> Vec<ShortageReport> {
    let hubs = |members: &[usize]| -> Vec<String> {
        // Several pairs may end at the same hub.
        let mut named = BTreeSet::new();
        let hubs = members.iter().map(|&at| scenario.relations()[at].destination);
        hubs.filter(|&hub| named.insert(hub)).map(|hub| hub_key(scenario.network(), hub)).collect()
    };
    if let Some(shared) = &flows.between {
        let short = shared.tiers.iter().filter(|tier| tier.met < Ratio::ONE);
        let told = short.map(|tier| {
            let parts: Vec<Bottleneck> = tier.lengths.iter().map(|&(part, _)| part).collect();
            let named = parts.iter().take(NAMED).map(|&part| part_report(scenario, scenario.after(), part));
            let named: Vec<PartReport> = named.collect();
            let capacity = named.iter().filter_map(|part| part.capacity_t_per_d).sum();
            let part_count = parts.len() as u64;
            ShortageReport {
                demand_met: Some(share(tier.met)),
                hubs: hubs(&tier.members),
                cut: CutReport { capacity_t_per_d: capacity, parts: named, part_count, is_unique: None },
                is_full: part_count > 0,
            }
        });
        return told.collect();
    }
    let Some(delivery) = &flows.delivery else { return Vec::new() };
    let cut = |cut: &Cut| cut_report(scenario, scenario.after(), cut, None);
    match &delivery.witness.shares {
        ShareWitness::Most(shortage) => shortage
            .iter()
            .map(|short| {
                // Others behind the cut get all that they want.
                let is_short = |at: &usize| delivery.relations[*at].short() > 0;
                let behind: Vec<usize> = short.behind.iter().copied().filter(is_short).collect();
                let (hubs, cut) = (hubs(&behind), cut(&short.cut));
                ShortageReport { demand_met: None, hubs, cut, is_full: false }
            })
            .collect(),
        ShareWitness::Fair(joint) => joint
            .tiers
            .iter()
            .filter_map(|tier| {
                let (hubs, cut) = (hubs(&tier.members), cut(tier.cut.as_ref()?));
                Some(ShortageReport { demand_met: Some(share(tier.met)), hubs, cut, is_full: false })
            })
            .collect(),
        ShareWitness::Proportional(common) => common
            .held
            .iter()
            .map(|(members, held)| ShortageReport {
                demand_met: Some(share(common.met)),
                hubs: hubs(members),
                cut: cut(held),
                is_full: false,
            })
            .collect(),
    }
}

/// So many parts of a cut are named; the outcome itself has all of them.
const NAMED: usize = 100;

fn cut_report(scenario: &Scenario<'_>, view: &View<'_>, cut: &Cut, is_unique: Option<bool>) -> CutReport {
    CutReport {
        capacity_t_per_d: tonnes(cut.capacity.into()),
        parts: cut.parts.iter().take(NAMED).map(|&part| part_report(scenario, view, part)).collect(),
        part_count: cut.parts.len() as u64,
        is_unique,
    }
}

fn part_report(scenario: &Scenario<'_>, view: &View<'_>, part: Bottleneck) -> PartReport {
    let network = view.network();
    let limit = |capacity: Option<Capacity>| {
        capacity.and_then(Capacity::limit).map(crate::units::TonnesPerDay::tonnes)
    };
    let ends = |arc: ArcId| [network.tail(arc), network.head(arc)].map(|node| network.node(node));
    let (kind, key, text, capacity) = match part {
        Bottleneck::Supply(hub) => {
            let stated = scenario.origins().iter().find(|origin| origin.hub == hub);
            let supply = stated.and_then(|origin| origin.supply).map(crate::units::TonnesPerDay::tonnes);
            let name = network.hub(hub).name();
            (PartKind::Supply, hub_key(network, hub), format!("the supply of {name}"), supply)
        }
        Bottleneck::Node(node) => {
            let (hub, mode) = (network.node(node).hub(), network.node(node).mode());
            let text = format!("{} itself ({mode})", hub.name());
            (PartKind::Node, hub.key().to_owned(), text, limit(view.node_capacity(node)))
        }
        Bottleneck::Link(link, arc) => {
            let [from, to] = ends(arc).map(|node| node.hub().name());
            let mode = ends(arc)[0].mode();
            let text = format!("{from} to {to} ({mode})");
            (PartKind::Link, network.link(link).key().to_owned(), text, limit(view.arc_capacity(arc)))
        }
        Bottleneck::Track(link, arc) => {
            let [from, to] = ends(arc).map(|node| node.hub().name());
            let mode = ends(arc)[0].mode();
            let text = format!("{from} to {to} and back ({mode})");
            // One direction may be closed or throttled by itself.
            let pairs = network.link_arcs(link).chunks_exact(2);
            let both = pairs.filter(|pair| pair.contains(&arc)).flatten();
            let most = both.filter_map(|&arc| limit(view.arc_capacity(arc))).reduce(f64::max);
            (PartKind::Track, network.link(link).key().to_owned(), text, most)
        }
        Bottleneck::Transfer(transfer, arc) => {
            let hub = network.transfer(transfer).hub();
            let [from, to] = ends(arc).map(crate::network::Node::mode);
            let text = format!("{to} from {from} at {}", hub.name());
            (PartKind::Transfer, hub.key().to_owned(), text, limit(view.arc_capacity(arc)))
        }
    };
    PartReport { kind, key, text, capacity_t_per_d: capacity }
}

/// What flows on each arc of a link before and after.
pub(super) fn arc_flows(network: &Network, outcome: &FlowChange) -> BTreeMap<ArcId, [u64; 2]> {
    let mut flows: BTreeMap<ArcId, [u64; 2]> = BTreeMap::new();
    for (when, state) in [&outcome.before, &outcome.after].into_iter().enumerate() {
        for &(arc, amount) in state.delivery.iter().flat_map(|delivery| &delivery.flow) {
            if matches!(network.element(arc), Element::Link(_)) {
                flows.entry(arc).or_default()[when] = amount;
            }
        }
        let mut sums: BTreeMap<ArcId, Ratio> = BTreeMap::new();
        for one in state.between.iter().flat_map(|shared| &shared.relations).flat_map(|one| &one.routes) {
            for &arc in one.route.arcs() {
                let sum = sums.entry(arc).or_insert(Ratio::ZERO);
                // What was checked to fit within capacities and demands adds up.
                *sum = sum.plus(one.amount).unwrap_or(*sum);
            }
        }
        // To the nearest kilogram, so that what is full but for a rounded unit is full.
        let nearest = |sum: Ratio| Ratio::new(1, 2).and_then(|half| sum.plus(half)).unwrap_or(sum).floor();
        for (arc, sum) in
            sums.into_iter().filter(|&(arc, _)| matches!(network.element(arc), Element::Link(_)))
        {
            if nearest(sum) > 0 {
                flows.entry(arc).or_default()[when] = nearest(sum);
            }
        }
    }
    flows
}

fn links(scenario: &Scenario<'_>, outcome: &FlowChange) -> Vec<LinkFlowReport> {
    let (network, view) = (scenario.network(), scenario.after());
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
            is_full: limit.is_some_and(|limit| after >= limit.kilograms()),
            is_closed: !view.is_arc_open(arc),
        })
    });
    told.collect()
}

impl ShortageReport {
    /// Why they get less than they want, in words that follow their names: ` get 40 % of what they want: all that reaches them
    /// passes Valuyki to Topoli (rail), which carries 900 t/d in all.`
    #[must_use]
    pub fn in_words(&self) -> String {
        let [get, they, them] =
            if self.hubs.len() == 1 { ["gets", "it wants", "it"] } else { ["get", "they want", "them"] };
        if self.cut.part_count == 0 {
            return format!(" {get} nothing: no way leads there that carries anything.");
        }
        // What is less than all does not read as all.
        let met =
            self.demand_met.map(|met| format!(" {get} {} % of what {they}", (met * 1e3).floor() / 10.0));
        if self.is_full {
            let is = if self.cut.part_count == 1 { "is" } else { "are" };
            let met = met.unwrap_or_else(|| format!(" {get} less than {they}"));
            return format!("{met}: {} {is} full.", self.cut.in_words());
        }
        let carry = if self.cut.part_count == 1 { "which carries" } else { "which carry" };
        format!(
            "{}: all that reaches {them} passes {}, {carry} {} t/d in all.",
            met.unwrap_or_else(|| format!(" {get} less than {they}")),
            self.cut.in_words(),
            self.cut.capacity_t_per_d
        )
    }
}

impl CutReport {
    /// In words: `Valuyki to Topoli (rail) and Valuyki to Troitske (road)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let named: Vec<&str> = self.parts.iter().map(|part| part.text.as_str()).collect();
        if named.is_empty() { "nothing gets here".to_owned() } else { words::list(&named, 4) }
    }
}

/// `flow.csv`: a row per destination or OD pair; what is missing is an empty cell. What has no limit says `unlimited`.
#[must_use]
pub fn flow_csv(report: &FlowReport) -> String {
    let columns = [
        "hub",
        "name",
        "od_origin",
        "demand_t_per_d",
        "alone_before_t_per_d",
        "alone_after_t_per_d",
        "gets_before_t_per_d",
        "gets_after_t_per_d",
        "demand_met_before",
        "demand_met",
        "bottleneck_t_per_d",
        "bottleneck",
        "bottleneck_is_unique",
    ];
    let cell = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let alone = |most: Option<f64>| most.map_or_else(|| "unlimited".to_owned(), |most| most.to_string());
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for one in &report.destinations {
        let cut = one.bottleneck.as_ref();
        let parts = cut.map(|cut| cut.parts.iter().map(|part| part.key.as_str()).collect::<Vec<_>>());
        rows.push(vec![
            one.hub.clone(),
            one.name.clone().unwrap_or_else(|| one.hub.clone()),
            one.od_origin.clone().unwrap_or_default(),
            one.demand_t_per_d.to_string(),
            alone(one.alone_before_t_per_d),
            alone(one.alone_after_t_per_d),
            cell(one.gets_before_t_per_d),
            cell(one.gets_after_t_per_d),
            one.demand_met_before.to_string(),
            one.demand_met.to_string(),
            cell(cut.map(|cut| cut.capacity_t_per_d)),
            parts.map(|parts| parts.join("; ")).unwrap_or_default(),
            cut.and_then(|cut| cut.is_unique).map(|is| is.to_string()).unwrap_or_default(),
        ]);
    }
    table(&rows)
}

/// `links.csv`: a row per link, direction and mode that carries anything before or after.
#[must_use]
pub fn links_csv(report: &FlowReport) -> String {
    let columns = [
        "link",
        "from",
        "to",
        "mode",
        "before_t_per_d",
        "after_t_per_d",
        "capacity_t_per_d",
        "is_full",
        "is_closed",
    ];
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for link in &report.links {
        rows.push(vec![
            link.link.clone(),
            link.from.clone(),
            link.to.clone(),
            link.mode.to_string(),
            link.before_t_per_d.to_string(),
            link.after_t_per_d.to_string(),
            link.capacity_t_per_d.map(|limit| limit.to_string()).unwrap_or_default(),
            link.is_full.to_string(),
            link.is_closed.to_string(),
        ]);
    }
    table(&rows)
}
