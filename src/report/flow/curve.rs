//! What gets through, and what the same delivery costs, as a hub loses its capacity, in the user's own names.

use serde::{Deserialize, Serialize};

use super::FlowReport;
use crate::analysis::flow::{
    CostCurve, CostPoint, MulticommodityCurve, Ratio, ThroughputCurve, unlimited_modes,
};
use crate::mode::Mode;
use crate::network::Network;
use crate::report::model::{hub_key, other_name, rounded, significant};
use crate::report::words::{self, tonnes};
use crate::scenario::{Impedance, Scenario};

/// What gets through as a hub loses its capacity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CurveReport {
    /// The hub.
    pub hub: String,
    /// Its name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The modes in which the hub has nodes without a capacity: they keep none, at no share at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlimited_modes: Vec<Mode>,
    /// From no capacity to all of it; straight from each to the next.
    pub points: Vec<CurvePointReport>,
    /// Whether these are all break points; where destinations draw on different origins, whether the curve is known as nearly as
    /// solvers tell it.
    pub is_complete: bool,
    /// Where destinations draw on different origins, by how much more gets through at any share than the straight lines between the points
    /// tell, at most. The curve is of the most that all get together then, whoever gets it; absent where it is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_by_at_most_t_per_d: Option<f64>,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CurvePointReport {
    /// The share of the hub's capacity that is left, to twelve digits.
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
    /// The least share of the capacity at which that still fits, to twelve digits.
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
    /// The share of the hub's capacity that is left, to twelve digits.
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

fn told(share: Ratio, throughput: Ratio) -> CurvePointReport {
    CurvePointReport {
        share: significant(share.value()),
        throughput_t_per_d: rounded(throughput.value() / 1e3),
    }
}

impl CurveReport {
    /// What the curve does not follow, in a sentence; nothing where each of the hub's nodes has a capacity.
    #[must_use]
    pub fn unlimited_in_words(&self, network: &Network) -> Option<String> {
        if self.unlimited_modes.is_empty() {
            return None;
        }
        let modes: Vec<&str> = self.unlimited_modes.iter().map(Mode::name).collect();
        let (name, modes) = (words::hub(network, &self.hub), words::list(&modes, modes.len()));
        Some(format!(
            "Not all of {name} has a capacity that could fall: there are nodes without ({modes}), which keep none at 0 %. What the loss of all \
             of {name} takes is told by rank."
        ))
    }
}

impl FlowReport {
    /// The same report, with what gets through as a hub loses its capacity.
    #[must_use]
    pub fn with_curve(mut self, scenario: &Scenario<'_>, curve: &ThroughputCurve) -> Self {
        let network = scenario.network();
        self.curve = Some(CurveReport {
            hub: hub_key(network, curve.hub),
            name: other_name(network, curve.hub),
            unlimited_modes: unlimited_modes(scenario.before(), curve.hub),
            points: curve.points.iter().map(|point| told(point.share, point.throughput)).collect(),
            is_complete: curve.is_complete,
            off_by_at_most_t_per_d: None,
        });
        self
    }

    /// The same report, with what all destinations get together at most, which draw on different origins, as a hub loses its capacity.
    #[must_use]
    pub fn with_curve_multicommodity(mut self, scenario: &Scenario<'_>, curve: &MulticommodityCurve) -> Self {
        let network = scenario.network();
        // No less than it is.
        let off_by = curve.off_by_at_most.value() / 1e3;
        self.curve = Some(CurveReport {
            hub: hub_key(network, curve.hub),
            name: other_name(network, curve.hub),
            unlimited_modes: unlimited_modes(scenario.before(), curve.hub),
            points: curve.points.iter().map(|point| told(point.share, point.throughput)).collect(),
            is_complete: curve.is_complete,
            off_by_at_most_t_per_d: Some(significant(off_by * (1.0 + 1e-11))),
        });
        self
    }

    /// The same report, with what the same delivery costs as a hub loses its capacity.
    #[must_use]
    pub fn with_cost_curve(mut self, network: &Network, curve: &CostCurve) -> Self {
        // No less than it is, since below it that much does not fit.
        let exact = curve.least_share.value();
        let nearest = significant(exact);
        let least_share = if nearest < exact { significant(nearest * (1.0 + 1e-11)) } else { nearest };
        let point = |point: &CostPoint| {
            let [hours, km] = match curve.minimised {
                Impedance::Time => [Some(rounded(point.tonne_hours())), None],
                Impedance::Length => [None, Some(rounded(point.tonne_km()))],
            };
            CostPointReport {
                share: significant(point.share.value()).max(least_share),
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
}
