//! [`SeverReport`]: the least sets of losses that sever, in the user's own names, as `sever.json` holds them, and their table.

use serde::{Deserialize, Serialize};

use super::csv::table;
use super::head::{Head, Holding};
use super::model::{RouteReport, route_report};
use super::pairs::SeveredReport;
use super::ranking::{ElementReport, element, od_origin};
use crate::analysis::sever::{Listing, Proof, SeverVerification, Severing, SeveringAnswer, SeveringStatus};
use crate::scenario::Scenario;

/// Severing sets as `sever.json` holds them. Hubs and links are named by their keys. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeverReport {
    /// Of what it is, what was assumed and what may be amiss.
    #[serde(flatten)]
    pub head: Head,
    /// Whom to sever, all of them together.
    pub destinations: Vec<SeveredReport>,
    /// What the answer is.
    pub answer: SeverAnswerKind,
    /// What each of the sets weighs, where there are any: how many elements it has, unless weights were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u64>,
    /// What any set weighs at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_bound: Option<u64>,
    /// What proves that no set weighs less; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofKind>,
    /// The sets, each in the order of keys, hubs before links, and they in the order of their elements.
    pub sets: Vec<Vec<ElementReport>>,
    /// Whether these are all sets of that weight.
    pub is_complete: bool,
    /// Routes of which no more pass an element than it weighs; where nothing severs, a route that passes nothing that may be
    /// lost.
    pub routes: Vec<SeverRouteReport>,
    /// What the checker found right, where it was asked. That there are no other sets has no witness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<SeverVerificationReport>,
}

/// What the answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SeverAnswerKind {
    /// There is no route as it is.
    AlreadySevered,
    /// Nothing that may be lost severs.
    NoCut,
    /// The sets do, and none weighs less.
    Optimal,
    /// The sets do; the search was cut short, and a lighter one may be there.
    Feasible,
}

/// What proves that no set weighs less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProofKind {
    /// The routes: all of them have to be hit.
    Routes,
    /// The search, which looked at everything that could be lighter.
    Search,
}

/// A route that has to be hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeverRouteReport {
    /// The destination.
    pub destination: SeveredReport,
    /// How much it counts.
    pub counts: f64,
    /// The route.
    pub route: RouteReport,
}

/// What the checker found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeverVerificationReport {
    /// Sets that sever, and no longer do without any one of their elements.
    pub sets: u64,
    /// Routes that are open, from an origin to a destination.
    pub routes: u64,
    /// Whether the routes prove that no set weighs less.
    pub is_least: bool,
}

impl SeverReport {
    /// The report of what was found.
    #[must_use]
    pub fn new(scenario: &Scenario<'_>, found: &Severing) -> Self {
        let (network, view) = (scenario.network(), scenario.before());
        let severed = |at: usize| {
            let relation = scenario.relations()[at];
            SeveredReport {
                hub: network.hub(relation.destination).key().to_owned(),
                od_origin: od_origin(network, relation),
            }
        };
        let route = |at: usize, counts: f64, route| SeverRouteReport {
            destination: severed(at),
            counts,
            route: route_report(view, route),
        };
        let mut report = Self {
            head: Head::new(scenario, Holding::Baseline),
            destinations: found.relations.iter().map(|&at| severed(at)).collect(),
            answer: SeverAnswerKind::AlreadySevered,
            weight: None,
            lower_bound: None,
            proof: None,
            sets: Vec::new(),
            is_complete: true,
            routes: Vec::new(),
            verification: None,
        };
        match &found.answer {
            SeveringAnswer::AlreadySevered => {}
            SeveringAnswer::NoCut(passed) => {
                report.answer = SeverAnswerKind::NoCut;
                report.routes.push(route(passed.relation, 1.0, &passed.route));
            }
            SeveringAnswer::Sets(least) => {
                report.weight = Some(least.weight);
                (report.answer, report.lower_bound, report.proof) = match least.status {
                    SeveringStatus::Optimal { proof } => (
                        SeverAnswerKind::Optimal,
                        Some(least.weight),
                        Some(match proof {
                            Proof::Routes => ProofKind::Routes,
                            Proof::Search => ProofKind::Search,
                        }),
                    ),
                    SeveringStatus::Feasible { lower_bound } => {
                        (SeverAnswerKind::Feasible, Some(lower_bound), None)
                    }
                };
                let told = |set: &Vec<_>| set.iter().map(|&loss| element(network, loss)).collect();
                report.sets = least.sets.iter().map(told).collect();
                report.is_complete = least.listing == Listing::All;
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "for people; the exact parts are in the outcome"
                )]
                let part = |amount: u64| amount as f64 / least.routes.scale as f64;
                let packed = least.routes.routes.iter();
                report.routes =
                    packed.map(|packed| route(packed.relation, part(packed.amount), &packed.route)).collect();
            }
        }
        report
    }

    /// The same report, with what the checker found right.
    #[must_use]
    pub fn verified(mut self, found: SeverVerification) -> Self {
        let SeverVerification { sets, routes, is_least, .. } = found;
        self.verification = Some(SeverVerificationReport { sets, routes, is_least });
        self
    }

    /// As JSON, indented, with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json(self)
    }
}

/// `sever.csv`: a row per element of each set, with the number of the set.
#[must_use]
pub fn sever_csv(report: &SeverReport) -> String {
    let mut rows = vec![["set", "kind", "key", "name"].map(str::to_owned).to_vec()];
    for (at, set) in report.sets.iter().enumerate() {
        for element in set {
            rows.push(vec![
                (at + 1).to_string(),
                element.kind.name().to_owned(),
                element.key.clone(),
                element.name.clone().unwrap_or_else(|| element.key.clone()),
            ]);
        }
    }
    table(&rows)
}
