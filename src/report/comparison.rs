//! [`ComparisonReport`]: elements by several metrics, in the user's own names, as `comparison.json` holds them, and their
//! tables.

use serde::{Deserialize, Serialize};

use super::csv::table;
use super::head::{Head, Holding};
use super::model::hub_key;
use super::ranking::{ElementReport, element};
use crate::analysis::metrics::Comparison;
use crate::scenario::Scenario;

/// A comparison as `comparison.json` holds it. Hubs and links are named by their keys. Fields are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ComparisonReport {
    /// Of what it is, what was assumed and what may be amiss.
    #[serde(flatten)]
    pub head: Head,
    /// Hubs that are lost already.
    pub after: Vec<String>,
    /// The metrics, in the order in which they were asked for.
    pub metrics: Vec<MetricReport>,
    /// How many elements are compared.
    pub compared: u64,
    /// The elements, by the first metric; the first so many where a limit was asked for.
    pub elements: Vec<ComparedReport>,
}

/// A metric, and how far the others agree with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MetricReport {
    /// Its name.
    pub metric: String,
    /// The unit of its values.
    pub unit: String,
    /// Kendall's τ-b with each metric, itself among them, over all elements that both have a value for; null where one of
    /// them has one value only.
    pub kendall_tau_b: Vec<Option<f64>>,
    /// With the probability below no value is off by more than this; only where values are from a sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_at_most: Option<f64>,
    /// The probability that this holds for all values together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_confidence: Option<f64>,
    /// How many sources were drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampled_sources: Option<u64>,
    /// For certain no value is off by more than this; only where destinations draw on different origins, and values are of linear programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_by_at_most: Option<f64>,
    /// Why it has no values, where it could have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_values: Option<String>,
}

/// An element, by each metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ComparedReport {
    /// Which.
    #[serde(flatten)]
    pub element: ElementReport,
    /// Its value by each metric, in their order; null where it has none. Null with a rank means infinite: a link without
    /// any detour.
    pub values: Vec<Option<f64>>,
    /// Its rank by each metric, 1 being the greatest; equals share one. Null where it has no value.
    pub ranks: Vec<Option<u64>>,
}

impl ComparisonReport {
    /// The report of a comparison, with at most `top` of its elements.
    #[must_use]
    pub fn new(scenario: &Scenario<'_>, comparison: &Comparison, top: impl Into<Option<usize>>) -> Self {
        let network = scenario.network();
        let listed = top.into().unwrap_or(usize::MAX).min(comparison.elements.len());
        let metrics = comparison.columns.iter().zip(&comparison.tau).map(|(column, tau)| MetricReport {
            metric: column.metric.name().to_owned(),
            unit: column.metric.unit(comparison.impedance).to_owned(),
            kendall_tau_b: tau.clone(),
            error_at_most: column.error.map(|error| error.at_most),
            error_confidence: column.error.map(|error| error.confidence),
            sampled_sources: column.error.map(|error| error.sources as u64),
            off_by_at_most: column.off_by_at_most,
            no_values: column.missing.map(|missing| missing.to_string()),
        });
        let compared = |at: usize| ComparedReport {
            element: element(network, comparison.elements[at]),
            values: comparison
                .columns
                .iter()
                .map(|column| column.values[at].filter(|value| value.is_finite()))
                .collect(),
            ranks: comparison.columns.iter().map(|column| column.ranks[at].map(|rank| rank as u64)).collect(),
        };
        Self {
            head: Head::new(scenario, Holding::Baseline),
            after: comparison.after.iter().map(|&hub| hub_key(network, hub)).collect(),
            metrics: metrics.collect(),
            compared: comparison.elements.len() as u64,
            elements: (0..listed).map(compared).collect(),
        }
    }

    /// As JSON, indented, with a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json(self)
    }
}

/// `comparison.csv`: a row per element, with a value and a rank by each metric. `inf` where a link has no detour.
#[must_use]
pub fn comparison_csv(report: &ComparisonReport) -> String {
    let mut header = ["kind", "key", "name"].map(str::to_owned).to_vec();
    for metric in &report.metrics {
        header.extend([metric.metric.clone(), format!("{}_rank", metric.metric)]);
    }
    let mut rows = vec![header];
    for compared in &report.elements {
        let ElementReport { kind, key, name, .. } = &compared.element;
        let mut row = vec![kind.name().to_owned(), key.clone(), name.clone().unwrap_or_else(|| key.clone())];
        for (value, rank) in compared.values.iter().zip(&compared.ranks) {
            row.push(match (value, rank) {
                (Some(value), _) => value.to_string(),
                (None, Some(_)) => "inf".to_owned(),
                (None, None) => String::new(),
            });
            row.push(rank.map(|rank| rank.to_string()).unwrap_or_default());
        }
        rows.push(row);
    }
    table(&rows)
}

/// `tau.csv`: a row and a column per metric, with Kendall's τ-b.
#[must_use]
pub fn tau_csv(report: &ComparisonReport) -> String {
    let header =
        std::iter::once("metric".to_owned()).chain(report.metrics.iter().map(|metric| metric.metric.clone()));
    let mut rows = vec![header.collect::<Vec<_>>()];
    for metric in &report.metrics {
        let tau = metric.kendall_tau_b.iter().map(|tau| tau.map(|tau| tau.to_string()).unwrap_or_default());
        rows.push(std::iter::once(metric.metric.clone()).chain(tau).collect());
    }
    table(&rows)
}
