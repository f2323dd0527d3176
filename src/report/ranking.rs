//! [`RankingReport`]: a ranking in the user's own names, as `ranking.json` holds it, and its tables.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::csv::table;
use super::head::{Head, Holding};
use super::model::{hub_key, other_name, part_of, rounded};
use super::words::{self, tonnes};
use crate::analysis::flow::NoValues;
use crate::analysis::rank::{Loss, Outcome, RankedLoss, RankedRelation, Ranking, RankingVerification};
use crate::network::Network;
use crate::scenario::{Impedance, Relation, Scenario, Source};

/// A ranking as `ranking.json` holds it. Hubs and links are named by their keys. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RankingReport {
    /// Of what it is, what was assumed and what may be amiss.
    #[serde(flatten)]
    pub head: Head,
    /// Hubs that are lost already.
    pub after: Vec<String>,
    /// How many elements could be lost.
    pub elements: u64,
    /// How many of them do anything to any destination.
    pub losses_with_consequences: u64,
    /// Demand of all destinations.
    pub demand_t_per_d: f64,
    /// What they get together within all capacities before any loss; absent where nothing limits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_t_per_d: Option<f64>,
    /// For certain neither that nor what any loss takes of it is off by more than this; only where destinations draw on different
    /// origins, and these are of linear programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_off_by_at_most_t_per_d: Option<f64>,
    /// The elements, from the worst; the first so many where a limit was asked for.
    pub losses: Vec<LossReport>,
    /// What each destination or OD pair is exposed to.
    pub destinations: Vec<ExposureReport>,
    /// What the checker found right, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<RankingVerificationReport>,
}

/// What the checker found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RankingVerificationReport {
    /// How many losses were closed and searched anew.
    pub losses: u64,
    /// What becomes of destinations, proved.
    pub consequences: u64,
    /// Routes that exist, are open, add up and are of least cost.
    pub routes: u64,
    /// Answers of no route that are proved.
    pub absences: u64,
}

/// What may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LossKind {
    /// A hub.
    Hub,
    /// A physical link.
    Link,
}

impl LossKind {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Link => "link",
        }
    }
}

/// An element, and what its loss would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LossReport {
    /// From 1, the worst.
    pub rank: u64,
    /// Whether it is a hub or a link.
    pub kind: LossKind,
    /// Its key.
    pub key: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Demand that loses its last route, destinations and only origins that are the loss itself not counted.
    pub severed_t_per_d: f64,
    /// As a share of all demand; null where there is none.
    pub severed_share: Option<f64>,
    /// Demand that is lost with its destination or its only origin.
    pub terminal_t_per_d: f64,
    /// Added tonne-hours a day; null where routes minimise length and those of replacement were not found.
    pub added_tonne_hours_per_d: Option<f64>,
    /// Added tonne-kilometres a day; null where routes minimise time and those of replacement were not found.
    pub added_tonne_km_per_d: Option<f64>,
    /// How many destinations are severed.
    pub severed: u64,
    /// How many are lost with it.
    pub terminals: u64,
    /// How many are rerouted.
    pub rerouted: u64,
    /// How much less all destinations together get within all capacities, terminals included; absent where nothing limits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_lost_t_per_d: Option<f64>,
    /// The greatest detour ratio.
    pub worst_ratio: Option<f64>,
    /// What it does to each destination that it does anything to.
    pub consequences: Vec<ConsequenceReport>,
}

/// What a loss does to a destination or OD pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConsequenceReport {
    /// The destination.
    pub hub: String,
    /// The origin of the OD pair, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub od_origin: Option<String>,
    /// What becomes of it.
    pub outcome: OutcomeKind,
    /// Cost after over cost before: the detour ratio.
    pub cost_ratio: Option<f64>,
}

/// What becomes of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// No route is left.
    Severed,
    /// It is the loss, or its only origin is.
    Terminal,
    /// Another route takes over.
    Rerouted,
}

/// A destination or OD pair, and what it is exposed to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExposureReport {
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
    /// Where its route before any loss starts; null where it has none.
    pub origin: Option<String>,
    /// How long that takes.
    pub time_h: Option<f64>,
    /// How long that is.
    pub length_km: Option<f64>,
    /// The elements whose single loss severs it, in the order in which supply passes them.
    pub severed_by: Vec<ElementReport>,
    /// Whether there is such an order.
    pub severed_by_is_ordered: bool,
    /// In words.
    pub text: String,
    /// The worst single loss that leaves a route.
    pub worst: Option<WorstReport>,
    /// What a single loss adds on average over all elements, those that sever it left out: hours or kilometres.
    pub expected_added: f64,
}

/// A hub or a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ElementReport {
    /// Which of the two.
    pub kind: LossKind,
    /// Its key.
    pub key: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The worst single loss for a destination that leaves it a route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorstReport {
    /// The element.
    #[serde(flatten)]
    pub element: ElementReport,
    /// What it adds: hours or kilometres, as routes minimise time or length.
    pub added: f64,
    /// Cost after over cost before: the detour ratio.
    pub cost_ratio: Option<f64>,
}

impl RankingReport {
    /// The report of a ranking, with the first `top` losses, or all.
    #[must_use]
    pub fn new(scenario: &Scenario<'_>, ranking: &Ranking, top: impl Into<Option<usize>>) -> Self {
        let network = scenario.network();
        let top = top.into().unwrap_or(usize::MAX);
        let demand = tonnes(ranking.demand());
        let losses = ranking.losses.iter().take(top).zip(1..);
        let mut head = Head::new(scenario, Holding::Baseline);
        let unsupplied = ranking.relations.iter().filter(|ranked| ranked.route.is_none()).count();
        if unsupplied > 0 {
            head.warnings.push(format!(
                "{unsupplied} of {} {} no route even before any loss",
                ranking.relations.len(),
                if ranking.relations.len() == 1 { "destination has" } else { "destinations have" }
            ));
        }
        if let Some(why) = ranking.no_throughput {
            head.warnings
                .push(format!("how much less gets through is left out, since {why}{}", instead(why)));
        }
        Self {
            head,
            after: ranking.after.iter().map(|&hub| hub_key(network, hub)).collect(),
            elements: ranking.elements as u64,
            losses_with_consequences: ranking.losses.len() as u64,
            demand_t_per_d: demand,
            throughput_t_per_d: ranking.throughput.map(|total| tonnes(total.into())),
            throughput_off_by_at_most_t_per_d: ranking.throughput_off_by_at_most.map(|off_by| off_by / 1e3),
            losses: losses.map(|(loss, rank)| loss_report(network, ranking, loss, rank)).collect(),
            destinations: ranking.relations.iter().map(|ranked| exposure(network, ranking, ranked)).collect(),
            verification: None,
        }
    }

    /// The same report, with what the checker found right.
    #[must_use]
    pub fn verified(mut self, found: RankingVerification) -> Self {
        self.verification = Some(RankingVerificationReport {
            losses: found.losses,
            consequences: found.consequences,
            routes: found.witnesses.routes,
            absences: found.witnesses.absences,
        });
        self
    }

    /// As JSON, indented, with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json(self)
    }
}

/// How what is left out can be had all the same.
fn instead(why: NoValues) -> &'static str {
    match why {
        NoValues::MuchWork { .. } => {
            "; to have it all the same, ask for the metric throughput: rank --by throughput"
        }
        _ => "; impact tells it for one loss",
    }
}

/// Hours or kilometres.
#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are there")]
fn in_units(impedance: Impedance, cost: u128) -> f64 {
    match impedance {
        Impedance::Time => cost as f64 / 3_600_000.0,
        Impedance::Length => cost as f64 / 10_000.0,
    }
}

pub(super) fn element(network: &Network, loss: Loss) -> ElementReport {
    let (kind, name) = match loss {
        Loss::Hub(hub) => (LossKind::Hub, other_name(network, hub)),
        Loss::Link(link) => {
            let link = network.link(link);
            (LossKind::Link, Some(link.name()).filter(|&name| name != link.key()).map(str::to_owned))
        }
    };
    ElementReport { kind, key: loss.key(network).to_owned(), name }
}

#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are there")]
fn loss_report(network: &Network, ranking: &Ranking, ranked: &RankedLoss, rank: u64) -> LossReport {
    let ElementReport { kind, key, name } = element(network, ranked.loss);
    let demand = ranking.demand();
    let minimised = in_units(ranking.impedance, ranked.added_cost) / 1e3;
    let time = ranked.added.map(|added| added.time as f64 / 3_600_000.0 / 1e3);
    let length = ranked.added.map(|added| added.length as f64 / 10_000.0 / 1e3);
    let (added_hours, added_km) = match ranking.impedance {
        Impedance::Time => (Some(minimised), length),
        Impedance::Length => (time, Some(minimised)),
    };
    let consequences = ranked.consequences.iter().map(|consequence| {
        let relation = &ranking.relations[consequence.relation];
        let before = relation.route.as_ref().map(|route| route.cost(ranking.impedance));
        let (outcome, after) = match consequence.outcome {
            Outcome::Severed { is_terminal: true } => (OutcomeKind::Terminal, None),
            Outcome::Severed { is_terminal: false } => (OutcomeKind::Severed, None),
            Outcome::Rerouted { cost, .. } => (OutcomeKind::Rerouted, Some(cost)),
        };
        ConsequenceReport {
            hub: hub_key(network, relation.relation.destination),
            od_origin: od_origin(network, relation.relation),
            outcome,
            cost_ratio: ratio(before, after),
        }
    });
    LossReport {
        rank,
        kind,
        key,
        name,
        severed_t_per_d: tonnes(ranked.severed),
        severed_share: part_of(ranked.severed, demand),
        terminal_t_per_d: tonnes(ranked.terminal),
        added_tonne_hours_per_d: added_hours.map(rounded),
        added_tonne_km_per_d: added_km.map(rounded),
        severed: ranked.severed_count,
        terminals: ranked.terminal_count,
        rerouted: ranked.rerouted_count,
        throughput_lost_t_per_d: ranked.throughput_lost.map(|lost| tonnes(lost.into())),
        worst_ratio: ranked.worst_ratio.map(rounded),
        consequences: consequences.collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
fn ratio(before: Option<u64>, after: Option<u64>) -> Option<f64> {
    let (before, after) = before.zip(after)?;
    (before > 0).then(|| rounded(after as f64 / before as f64))
}

pub(super) fn od_origin(network: &Network, relation: Relation) -> Option<String> {
    match relation.source {
        Source::CheapestOrigin => None,
        Source::Origin(hub) => Some(hub_key(network, hub)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are there")]
fn exposure(network: &Network, ranking: &Ranking, ranked: &RankedRelation) -> ExposureReport {
    let route = ranked.route.as_ref();
    let severed_by: Vec<ElementReport> =
        ranked.chain.losses.iter().map(|&loss| element(network, loss)).collect();
    let before = route.map(|route| route.cost(ranking.impedance));
    let worst = ranked.worst.filter(|&(_, added)| added > 0).map(|(loss, added)| WorstReport {
        element: element(network, loss),
        added: rounded(in_units(ranking.impedance, added.into())),
        cost_ratio: ratio(before, before.map(|before| before + added)),
    });
    ExposureReport {
        hub: hub_key(network, ranked.relation.destination),
        name: other_name(network, ranked.relation.destination),
        od_origin: od_origin(network, ranked.relation),
        demand_t_per_d: ranked.relation.demand.tonnes(),
        origin: route.map(|route| hub_key(network, network.node(route.start()).hub().id())),
        time_h: route.map(|route| rounded(route.time().hours())),
        length_km: route.map(|route| rounded(route.length().km())),
        text: in_words(network, ranked, &severed_by),
        severed_by,
        severed_by_is_ordered: ranked.chain.is_ordered,
        worst,
        expected_added: match ranking.elements {
            0 => 0.0,
            count => rounded(in_units(ranking.impedance, ranked.added_by_all) / count as f64),
        },
    }
}

/// `everything to Izium passes through Kupiansk, then Svatove`.
fn in_words<'n>(network: &'n Network, ranked: &RankedRelation, chain: &'n [ElementReport]) -> String {
    let name = network.hub(ranked.relation.destination).label();
    let named = |element: &'n ElementReport| match element.kind {
        LossKind::Hub => words::hub(network, &element.key),
        LossKind::Link => words::link(network, &element.key),
    };
    let names: Vec<Cow<'_, str>> = chain.iter().map(named).collect();
    if ranked.route.is_none() {
        return format!("nothing reaches {name}");
    }
    match names.split_last() {
        None => format!("no single loss severs {name}"),
        Some((only, [])) => format!("everything to {name} passes through {only}"),
        Some(_) if ranked.chain.is_ordered => {
            format!("everything to {name} passes through {}", names.join(", then "))
        }
        Some((last, rest)) => {
            format!("everything to {name} passes through {} and {last}, in no fixed order", rest.join(", "))
        }
    }
}

/// `ranking.csv`: a row per element; what is missing is an empty cell, lists are joined by `; `.
#[must_use]
pub fn ranking_csv(report: &RankingReport) -> String {
    let columns = [
        "rank",
        "kind",
        "key",
        "name",
        "severed_t_per_d",
        "severed_share",
        "terminal_t_per_d",
        "added_tonne_hours_per_d",
        "added_tonne_km_per_d",
        "severed",
        "terminals",
        "rerouted",
        "throughput_lost_t_per_d",
        "worst_ratio",
        "severed_hubs",
    ];
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for loss in &report.losses {
        let severed = loss.consequences.iter().filter(|one| one.outcome == OutcomeKind::Severed);
        rows.push(vec![
            loss.rank.to_string(),
            loss.kind.name().to_owned(),
            loss.key.clone(),
            loss.name.clone().unwrap_or_else(|| loss.key.clone()),
            loss.severed_t_per_d.to_string(),
            cell(loss.severed_share),
            loss.terminal_t_per_d.to_string(),
            cell(loss.added_tonne_hours_per_d),
            cell(loss.added_tonne_km_per_d),
            loss.severed.to_string(),
            loss.terminals.to_string(),
            loss.rerouted.to_string(),
            cell(loss.throughput_lost_t_per_d),
            cell(loss.worst_ratio),
            severed.map(|one| one.hub.as_str()).collect::<Vec<_>>().join("; "),
        ]);
    }
    table(&rows)
}

/// `exposure.csv`: a row per destination or OD pair; what is missing is an empty cell, the chain is joined by ` > ` where
/// it has an order, and by `; ` where not.
#[must_use]
pub fn exposure_csv(report: &RankingReport) -> String {
    let columns = [
        "hub",
        "name",
        "od_origin",
        "demand_t_per_d",
        "origin",
        "time_h",
        "length_km",
        "severed_by",
        "worst_kind",
        "worst_key",
        "worst_added",
        "worst_ratio",
        "expected_added",
    ];
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for destination in &report.destinations {
        let chain: Vec<&str> = destination.severed_by.iter().map(|element| element.key.as_str()).collect();
        let worst = destination.worst.as_ref();
        rows.push(vec![
            destination.hub.clone(),
            destination.name.clone().unwrap_or_else(|| destination.hub.clone()),
            destination.od_origin.clone().unwrap_or_default(),
            destination.demand_t_per_d.to_string(),
            destination.origin.clone().unwrap_or_default(),
            cell(destination.time_h),
            cell(destination.length_km),
            chain.join(if destination.severed_by_is_ordered { " > " } else { "; " }),
            worst.map(|worst| worst.element.kind.name().to_owned()).unwrap_or_default(),
            worst.map(|worst| worst.element.key.clone()).unwrap_or_default(),
            cell(worst.map(|worst| worst.added)),
            cell(worst.and_then(|worst| worst.cost_ratio)),
            destination.expected_added.to_string(),
        ]);
    }
    table(&rows)
}

fn cell(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
