//! [`PairsReport`]: pairs of losses that sever together, in the user's own names, as `pairs.json` holds them, and their table.

use serde::{Deserialize, Serialize};

use super::csv::table;
use super::head::{Head, Holding};
use super::model::{hub_key, part_of};
use super::ranking::{ElementReport, element, od_origin};
use super::words::tonnes;
use crate::analysis::rank::{PairsVerification, SeveringPair, SeveringPairs};
use crate::scenario::Scenario;

/// Pairs of losses as `pairs.json` holds them. Hubs and links are named by their keys. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PairsReport {
    /// Of what it is, what was assumed and what may be amiss.
    #[serde(flatten)]
    pub head: Head,
    /// Hubs that are lost already.
    pub after: Vec<String>,
    /// Demand of all destinations.
    pub demand_t_per_d: f64,
    /// The pairs, in the order of their keys, hubs before links.
    pub pairs: Vec<PairReport>,
    /// Whether these are all pairs; if not then there are more than were to be listed.
    pub is_complete: bool,
    /// What the checker found right, where it was asked. That there are no other pairs has no witness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<PairsVerificationReport>,
}

/// What the checker found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PairsVerificationReport {
    /// How many pairs were closed, each of the two alone and both together.
    pub pairs: u64,
    /// How many destinations were proved to be severed by both and by neither alone.
    pub severed: u64,
    /// Routes that exist, are open, add up and are of least cost.
    pub routes: u64,
    /// Answers of no route that are proved.
    pub absences: u64,
}

/// Two elements, and what they sever together that neither severs alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PairReport {
    /// The two.
    pub elements: [ElementReport; 2],
    /// Demand that loses its last route with both.
    pub severed_t_per_d: f64,
    /// As a share of all demand; null where there is none.
    pub severed_share: Option<f64>,
    /// Whom they sever.
    pub severed: Vec<SeveredReport>,
}

/// A destination or OD pair that is severed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeveredReport {
    /// The destination.
    pub hub: String,
    /// The origin of the OD pair, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub od_origin: Option<String>,
}

impl PairsReport {
    /// The report of what was found.
    #[must_use]
    pub fn new(scenario: &Scenario<'_>, found: &SeveringPairs) -> Self {
        let network = scenario.network();
        let demand =
            scenario.relations().iter().map(|relation| u128::from(relation.demand.kilograms())).sum();
        Self {
            head: Head::new(scenario, Holding::Baseline),
            after: found.after.iter().map(|&hub| hub_key(network, hub)).collect(),
            demand_t_per_d: tonnes(demand),
            pairs: found.pairs.iter().map(|pair| pair_report(scenario, pair, demand)).collect(),
            is_complete: found.is_complete,
            verification: None,
        }
    }

    /// With what the checker found right.
    #[must_use]
    pub fn verified(mut self, found: PairsVerification) -> Self {
        let PairsVerification { pairs, severed, witnesses, .. } = found;
        let (routes, absences) = (witnesses.routes, witnesses.absences);
        self.verification = Some(PairsVerificationReport { pairs, severed, routes, absences });
        self
    }

    /// As JSON, indented, with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json(self)
    }
}

fn pair_report(scenario: &Scenario<'_>, pair: &SeveringPair, demand: u128) -> PairReport {
    let network = scenario.network();
    let severed = pair.relations.iter().map(|&at| {
        let relation = scenario.relations()[at];
        SeveredReport { hub: hub_key(network, relation.destination), od_origin: od_origin(network, relation) }
    });
    PairReport {
        elements: pair.losses.map(|loss| element(network, loss)),
        severed_t_per_d: tonnes(pair.severed),
        severed_share: part_of(pair.severed, demand),
        severed: severed.collect(),
    }
}

/// `pairs.csv`: a row per pair; what is missing is an empty cell, lists are joined by `; `.
#[must_use]
pub fn pairs_csv(report: &PairsReport) -> String {
    let columns = [
        "kind_1",
        "key_1",
        "name_1",
        "kind_2",
        "key_2",
        "name_2",
        "severed_t_per_d",
        "severed_share",
        "severed",
        "severed_hubs",
    ];
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for pair in &report.pairs {
        let mut row = Vec::with_capacity(columns.len());
        for element in &pair.elements {
            let name = element.name.as_ref().unwrap_or(&element.key);
            row.extend([element.kind.name(), &element.key, name].map(str::to_owned));
        }
        let hubs: Vec<&str> = pair.severed.iter().map(|severed| severed.hub.as_str()).collect();
        row.extend([
            pair.severed_t_per_d.to_string(),
            pair.severed_share.map(|share| share.to_string()).unwrap_or_default(),
            pair.severed.len().to_string(),
            hubs.join("; "),
        ]);
        rows.push(row);
    }
    table(&rows)
}
