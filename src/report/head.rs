//! [`Head`]: what every report begins with: of what scenario and network it is, what was assumed, and what may be amiss.

use serde::{Deserialize, Serialize};

use super::model::{ClosureReport, NetworkReport, closure_report};
use super::words;
use crate::scenario::{Impedance, Scenario};

/// What every report begins with; its fields stand beside the report's own ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Head {
    /// The version of the report's fields.
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
    /// The closures that hold: all of the scenario where before and after are told, else those of its baseline.
    pub closures: Vec<ClosureReport>,
    /// What was assumed where the files say nothing, and what was done to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<String>,
    /// What may have been overlooked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Which closures of a scenario hold in what is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holding {
    /// All: before and after are told.
    All,
    /// Those of the baseline; the others do not count.
    Baseline,
}

impl Head {
    pub(super) fn new(scenario: &Scenario<'_>, holding: Holding) -> Self {
        let network = scenario.network();
        let closures = scenario.closures().iter();
        let closures = closures.filter(|closure| holding == Holding::All || closure.is_baseline());
        let warnings = scenario.warnings().iter().map(ToString::to_string);
        Self {
            version: 1,
            generator: super::GENERATOR.to_owned(),
            title: scenario.title().map(str::to_owned),
            cost: scenario.impedance(),
            network: NetworkReport::new(network),
            closures: closures.map(|closure| closure_report(network, closure)).collect(),
            assumptions: words::repairs(network, false),
            warnings: words::repairs(network, true).into_iter().chain(warnings).collect(),
        }
    }
}
