//! [`Report`]: an impact in the user's own names, as `report.json` holds it. Every other output is made from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::head::{Head, Holding};
use super::words;
use crate::analysis::flow::{PairThroughput, Ratio, Received};
use crate::analysis::impact::ThroughputChange;
use crate::analysis::{Impact, RelationImpact, Severance, Status, Verification};
use crate::mode::Mode;
use crate::network::{HubId, LinkId, Network};
use crate::paths::{Leg, Route};
use crate::scenario::{Closure, Effect, Scenario, Source, View};
use crate::units::{Capacity, Length, Time};

/// An impact as `report.json` holds it. Hubs and links are named by their keys, with their names beside them where
/// they differ. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// Of what it is, what was assumed and what may be amiss.
    #[serde(flatten)]
    pub head: Head,
    /// Where supply comes from, and how much is drawn there.
    pub origins: Vec<OriginReport>,
    /// What becomes of each destination or OD pair.
    pub destinations: Vec<DestinationReport>,
    /// What it adds up to.
    pub totals: TotalsReport,
    /// How what gets through is shared out; absent where nothing limits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Shared>,
    /// The largest part of a destination's share of demand met that is not known, before or after: zero where shares are
    /// exact. Stated where OD pairs of several origins are shared out between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// What the checker found right, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<VerificationReport>,
}

/// What a network holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NetworkReport {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many hubs.
    pub hubs: u64,
    /// How many nodes.
    pub nodes: u64,
    /// How many links.
    pub links: u64,
    /// How many transfers.
    pub transfers: u64,
    /// Its modes.
    pub modes: Vec<Mode>,
}

/// A closure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClosureReport {
    /// What it is called.
    pub name: String,
    /// Whether it holds before as well.
    pub baseline: bool,
    /// The hubs that it names.
    pub hubs: Vec<String>,
    /// The links that it names.
    pub links: Vec<String>,
    /// Whether it names an area.
    pub area: bool,
    /// The modes that it acts on; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modes: Option<Vec<Mode>>,
    /// What is left of the speed, where it slows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_factor: Option<f64>,
    /// What is left of the capacity, where it throttles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_factor: Option<f64>,
    /// How many nodes it takes.
    pub nodes_taken: u64,
    /// How many links it takes by themselves.
    pub links_taken: u64,
}

/// An origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OriginReport {
    /// The hub.
    pub hub: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it has; without limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply_t_per_d: Option<f64>,
    /// What is drawn from it under the baseline.
    pub drawn_before_t_per_d: f64,
    /// What is drawn from it under all closures.
    pub drawn_after_t_per_d: f64,
}

/// What becomes of a destination or OD pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DestinationReport {
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
    /// What becomes of it.
    pub status: Status,
    /// Whether its route after differs from that before.
    pub route_changed: bool,
    /// Cost after over cost before: the detour ratio.
    pub cost_ratio: Option<f64>,
    /// How much gets through to it under the baseline, no more than it wants; absent where nothing limits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_before_t_per_d: Option<f64>,
    /// How much gets through to it under all closures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_after_t_per_d: Option<f64>,
    /// The share of its demand that is met under the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_met_before: Option<f64>,
    /// The share of its demand that is met under all closures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_met: Option<f64>,
    /// Its route under the baseline.
    pub before: Option<RouteReport>,
    /// Its route under all closures.
    pub after: Option<RouteReport>,
    /// What severs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severed_by: Option<SeveredBy>,
}

/// How what gets through is shared out between destinations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Shared {
    /// All of them at once, as evenly as can be in the share of demand met.
    Joint,
    /// OD pairs of several origins at once, as evenly as can be, up to a gap that is stated.
    Multicommodity,
    /// Not at all: each OD pair as if it were the only one.
    Alone,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RouteReport {
    /// The hub where it starts.
    pub origin: String,
    /// How long it takes, transfers included.
    pub time_h: f64,
    /// How long it is.
    pub length_km: f64,
    /// The least capacity on its way, tonnes a day, whatever else uses it; null where none is limited.
    pub capacity_t_per_d: Option<f64>,
    /// The hubs that it passes, in order.
    pub hubs: Vec<String>,
    /// Their names in the same order, where one differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub_names: Option<Vec<String>>,
    /// The links that it passes, in order.
    pub links: Vec<String>,
    /// Their names in the same order, where one differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_names: Option<Vec<String>>,
    /// Hub by hub, mode by mode.
    pub legs: Vec<LegReport>,
}

/// A leg of a route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LegReport {
    /// From one hub to the next in one mode.
    Travel {
        /// The mode.
        mode: Mode,
        /// The hub where it starts.
        from: String,
        /// The hub where it ends.
        to: String,
        /// The links that it passes.
        links: Vec<String>,
        /// How long it takes.
        time_h: f64,
        /// How long it is.
        length_km: f64,
    },
    /// A change of mode or of node inside a hub.
    Transfer {
        /// The hub.
        hub: String,
        /// The mode that goods leave.
        from_mode: Mode,
        /// The mode that they change to.
        to_mode: Mode,
        /// How long it takes.
        time_h: f64,
    },
}

/// What severs a destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeveredBy {
    /// In words.
    pub text: String,
    /// The closed hubs next to what is still reached; the first hundred.
    pub hubs: Vec<String>,
    /// The closed links next to what is still reached; the first hundred.
    pub links: Vec<String>,
    /// How many hubs there are.
    pub hub_count: u64,
    /// How many links there are.
    pub link_count: u64,
}

/// What it adds up to, weighted by demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TotalsReport {
    /// Demand of all destinations.
    pub demand_t_per_d: f64,
    /// Demand that had no route even before.
    pub unsupplied_t_per_d: f64,
    /// Demand that has lost its route.
    pub severed_t_per_d: f64,
    /// Added tonne-hours a day, over the destinations that have both routes.
    pub added_tonne_hours_per_d: f64,
    /// Added tonne-kilometres a day, over the destinations that have both routes.
    pub added_tonne_km_per_d: f64,
    /// How much gets through to all under the baseline; absent where nothing limits it, or where each is asked for alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_before_t_per_d: Option<f64>,
    /// How much gets through to all under all closures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_after_t_per_d: Option<f64>,
    /// How many destinations have each status.
    pub destinations: BTreeMap<Status, u64>,
}

/// What the checker found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VerificationReport {
    /// Routes that exist, are open, add up and are of least cost.
    pub routes: u64,
    /// Answers of no route that are proved.
    pub absences: u64,
    /// Sets of hubs and links that sever what they are said to sever.
    pub severances: u64,
    /// Flows that keep to all capacities and bring what is said.
    #[serde(default)]
    pub flows: u64,
    /// Cuts that carry just what gets through.
    #[serde(default)]
    pub cuts: u64,
}

impl Report {
    /// The report of an impact.
    #[must_use]
    pub fn new(scenario: &Scenario<'_>, impact: &Impact) -> Self {
        let mut head = Head::new(scenario, Holding::All);
        head.warnings.extend(words::supply_warnings(scenario, impact));
        let through = |when: fn(&ThroughputChange) -> &Received| {
            let total = impact.throughput.as_ref().and_then(|change| when(change).total());
            total.map(|kilograms| words::tonnes(kilograms.into()))
        };
        Self {
            head,
            origins: origins(scenario, impact),
            destinations: (0..impact.relations.len()).map(|at| destination(scenario, impact, at)).collect(),
            shared: impact.throughput.as_ref().map(|change| match change.after {
                Received::Joint(_) => Shared::Joint,
                Received::Multicommodity(_) => Shared::Multicommodity,
                Received::Alone(_) => Shared::Alone,
            }),
            gap: impact.throughput.as_ref().and_then(|change| {
                [change.before.gap(), change.after.gap()].into_iter().flatten().reduce(f64::max)
            }),
            totals: TotalsReport {
                demand_t_per_d: impact.totals.demand_tonnes(),
                unsupplied_t_per_d: impact.totals.unsupplied_tonnes(),
                severed_t_per_d: impact.totals.severed_tonnes(),
                added_tonne_hours_per_d: rounded(impact.totals.added_tonne_hours()),
                added_tonne_km_per_d: rounded(impact.totals.added_tonne_km()),
                throughput_before_t_per_d: through(|change| &change.before),
                throughput_after_t_per_d: through(|change| &change.after),
                destinations: impact.totals.counts.clone(),
            },
            verification: None,
        }
    }

    /// The same report, with what the checker found right.
    #[must_use]
    pub fn verified(mut self, found: Verification) -> Self {
        self.verification = Some(VerificationReport {
            routes: found.routes,
            absences: found.absences,
            severances: found.severances,
            flows: found.flows,
            cuts: found.cuts,
        });
        self
    }

    /// As JSON, indented, with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json(self)
    }
}

impl NetworkReport {
    /// Of a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        Self {
            name: network.name().map(str::to_owned),
            hubs: network.hub_count() as u64,
            nodes: network.node_count() as u64,
            links: network.link_count() as u64,
            transfers: network.transfer_count() as u64,
            modes: network.modes().to_vec(),
        }
    }
}

impl RouteReport {
    /// By mode, with the names of hubs: `rail: Valuyki > Kupiansk > Svatove; road: Svatove > Izium`.
    #[must_use]
    pub fn in_words(&self) -> String {
        words::route(self)
    }
}

/// So many hubs and as many links that sever a destination are named; an area that cuts off thousands of destinations
/// at thousands of hubs would fill gigabytes. The outcome itself has all of them.
const NAMED: usize = 100;

/// Six decimals: a millisecond is below the last one, and 0.1 + 0.2 does not show.
pub(super) fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// Twelve digits, whatever the size: shares of capacities may lie near to nothing, and to one another.
pub(super) fn significant(share: f64) -> f64 {
    format!("{share:.11e}").parse().unwrap_or(share)
}

/// What a pair of several origins gets of its demand, as [`known_share`] has it; what is met but for what was rounded is met.
pub(super) fn pair_share(pair: &PairThroughput) -> f64 {
    if pair.is_met() { 1.0 } else { known_share(pair.met) }
}

/// A share of what is counted no nearer than to a billionth, as [`share`] has it; less than that is nothing.
pub(super) fn known_share(ratio: Ratio) -> f64 {
    let is_nothing = Ratio::new(1, 1_000_000_000).is_some_and(|least| ratio < least);
    if is_nothing { 0.0 } else { share(ratio) }
}

/// A share with six decimals or, below a thousandth, six digits; what is less than all does not read as all.
pub(super) fn share(ratio: Ratio) -> f64 {
    between(ratio.value(), ratio < Ratio::ONE)
}

/// A part of a whole as [`share`] has it; nothing of nothing.
#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are there")]
pub(super) fn part_of(part: u128, whole: u128) -> Option<f64> {
    (whole > 0).then(|| between(part as f64 / whole as f64, part < whole))
}

/// A share with six decimals, or with six digits where it is less than a thousandth; kept from all by one of the last where it is less.
fn between(share: f64, is_less_than_all: bool) -> f64 {
    let share = if share < 1e-3 { format!("{share:.5e}").parse().unwrap_or(share) } else { rounded(share) };
    if is_less_than_all { share.min(0.999_999) } else { share }
}

fn hours(time: Time) -> f64 {
    rounded(time.hours())
}

fn km(length: Length) -> f64 {
    rounded(length.km())
}

pub(super) fn hub_key(network: &Network, hub: HubId) -> String {
    network.hub(hub).key().to_owned()
}

fn hub_keys(network: &Network, hubs: &[HubId]) -> Vec<String> {
    hubs.iter().map(|&hub| hub_key(network, hub)).collect()
}

fn link_keys(network: &Network, links: &[LinkId]) -> Vec<String> {
    links.iter().map(|&link| network.link(link).key().to_owned()).collect()
}

/// The name of a hub, where it differs from its key.
pub(super) fn other_name(network: &Network, hub: HubId) -> Option<String> {
    let hub = network.hub(hub);
    (hub.name() != hub.key()).then(|| hub.name().to_owned())
}

pub(super) fn closure_report(network: &Network, closure: &Closure) -> ClosureReport {
    let (speed_factor, capacity_factor) = match closure.effect() {
        Effect::Close => (None, None),
        Effect::Reduce { speed, capacity } => (Some(speed.value()), Some(capacity.value())),
    };
    let mut links: Vec<_> = closure.arcs().iter().map(|&arc| words::element_index(network, arc)).collect();
    links.sort_unstable();
    links.dedup();
    ClosureReport {
        name: closure.name().to_owned(),
        baseline: closure.is_baseline(),
        hubs: hub_keys(network, closure.hubs()),
        links: link_keys(network, closure.links()),
        area: closure.area().is_some(),
        modes: closure.modes().map(<[Mode]>::to_vec),
        speed_factor,
        capacity_factor,
        nodes_taken: closure.nodes().len() as u64,
        links_taken: links.len() as u64,
    }
}

fn origins(scenario: &Scenario<'_>, impact: &Impact) -> Vec<OriginReport> {
    let network = scenario.network();
    let listed = scenario.origins().iter().map(|origin| (origin.hub, origin.supply));
    let mut all: Vec<_> = listed.collect();
    let mut known: BTreeSet<HubId> = all.iter().map(|&(hub, _)| hub).collect();
    for relation in scenario.relations() {
        if let Source::Origin(hub) = relation.source
            && known.insert(hub)
        {
            all.push((hub, None));
        }
    }
    all.into_iter()
        .map(|(hub, supply)| {
            let drawn = impact.totals.drawn.get(&hub).copied().unwrap_or_default();
            OriginReport {
                hub: hub_key(network, hub),
                name: other_name(network, hub),
                supply_t_per_d: supply.map(crate::units::TonnesPerDay::tonnes),
                drawn_before_t_per_d: words::tonnes(drawn.before),
                drawn_after_t_per_d: words::tonnes(drawn.after),
            }
        })
        .collect()
}

fn destination(scenario: &Scenario<'_>, impact: &Impact, at: usize) -> DestinationReport {
    let network = scenario.network();
    let answer: &RelationImpact = &impact.relations[at];
    let throughput = impact.throughput.as_ref();
    let gets = |received: &Received| rounded(received.amount(at).value() / 1e3);
    let met = |received: &Received| match received {
        Received::Multicommodity(shared) => shared.relations.get(at).map_or(1.0, pair_share),
        _ => share(received.met(at)),
    };
    let relation = answer.relation;
    DestinationReport {
        hub: hub_key(network, relation.destination),
        name: other_name(network, relation.destination),
        od_origin: match relation.source {
            Source::CheapestOrigin => None,
            Source::Origin(hub) => Some(hub_key(network, hub)),
        },
        demand_t_per_d: relation.demand.tonnes(),
        status: answer.status,
        route_changed: answer.route_changed(),
        cost_ratio: answer.cost_ratio.map(rounded),
        throughput_before_t_per_d: throughput.map(|change| gets(&change.before)),
        throughput_after_t_per_d: throughput.map(|change| gets(&change.after)),
        demand_met_before: throughput.map(|change| met(&change.before)),
        demand_met: throughput.map(|change| met(&change.after)),
        before: answer.before.as_ref().map(|route| route_report(scenario.before(), route)),
        after: answer.after.as_ref().map(|route| route_report(scenario.after(), route)),
        severed_by: answer.severance.as_ref().map(|severance| {
            let (hubs, links): (&[HubId], &[LinkId]) = match severance {
                Severance::Cut { hubs, links } => (hubs, links),
                Severance::DestinationClosed | Severance::OriginsClosed => (&[], &[]),
            };
            SeveredBy {
                text: words::severance(scenario, relation, severance),
                hubs: hub_keys(network, &hubs[..hubs.len().min(NAMED)]),
                links: link_keys(network, &links[..links.len().min(NAMED)]),
                hub_count: hubs.len() as u64,
                link_count: links.len() as u64,
            }
        }),
    }
}

pub(super) fn route_report(view: &View<'_>, route: &Route) -> RouteReport {
    let network = view.network();
    let hubs = route.hubs(view);
    let links: Vec<LinkId> = route
        .legs(view)
        .into_iter()
        .flat_map(|leg| match leg {
            Leg::Travel { links, .. } => links,
            Leg::Transfer { .. } => Vec::new(),
        })
        .collect();
    let legs = route.legs(view).into_iter().map(|leg| match leg {
        Leg::Travel { mode, from, to, links, time, length } => LegReport::Travel {
            mode,
            from: hub_key(network, from),
            to: hub_key(network, to),
            links: link_keys(network, &links),
            time_h: hours(time),
            length_km: km(length),
        },
        Leg::Transfer { hub, from, to, time } => LegReport::Transfer {
            hub: hub_key(network, hub),
            from_mode: from,
            to_mode: to,
            time_h: hours(time),
        },
    });
    let names = |keys: &[String], names: Vec<&str>| {
        let differ = keys.iter().ne(names.iter());
        differ.then(|| names.into_iter().map(str::to_owned).collect())
    };
    let hub_list = hub_keys(network, &hubs);
    let link_list = link_keys(network, &links);
    RouteReport {
        origin: hub_key(network, network.node(route.start()).hub().id()),
        time_h: hours(route.time()),
        length_km: km(route.length()),
        capacity_t_per_d: match route.capacity(view) {
            Capacity::Unlimited => None,
            Capacity::Limited(tonnes) => Some(tonnes.tonnes()),
        },
        hub_names: names(&hub_list, hubs.iter().map(|&hub| network.hub(hub).name()).collect()),
        hubs: hub_list,
        link_names: names(&link_list, links.iter().map(|&link| network.link(link).name()).collect()),
        links: link_list,
        legs: legs.collect(),
    }
}
