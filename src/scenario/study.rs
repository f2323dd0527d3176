//! [`Study`]: a scenario file and the network that it names, read together.

use std::path::Path;

use super::Scenario;
use super::problem::{ScenarioError, ScenarioProblem};
use super::spec::ScenarioSpec;
use crate::diagnostic::{Place, Problems};
use crate::network::Network;
use crate::progress::{Progress, Silent};

const EXAMPLE: &str = "network = \"FOLDER\", a GMNS folder relative to this file";

/// A scenario file and its network, both read and valid.
///
/// ```no_run
/// let study = supplyline::Study::open("kupiansk-lost.toml")?;
/// let scenario = study.scenario()?;
/// assert!(!scenario.relations().is_empty());
/// # Ok::<(), supplyline::scenario::ScenarioError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Study {
    network: Network,
    spec: ScenarioSpec,
}

impl Study {
    /// Reads a scenario file and the network that it names.
    ///
    /// # Errors
    /// [`ScenarioError`] with all problems of the file, of the network, and of the names that the one uses of the
    /// other.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        Self::open_with(path, &Silent)
    }

    /// As [`Study::open`], showing how far it is.
    ///
    /// # Errors
    /// As [`Study::open`].
    pub fn open_with(path: impl AsRef<Path>, progress: &dyn Progress) -> Result<Self, ScenarioError> {
        let (spec, mut problems) = ScenarioSpec::read_partly(path.as_ref());
        let network = if let Some(folder) = &spec.network {
            Network::read_with(spec.resolve_path(folder), progress)
                .map_err(|error| problems.extend(error.problems))
                .ok()
        } else {
            // A file that is no scenario at all has been reported as that.
            if problems.is_empty() {
                let missing = ScenarioProblem::MissingKey { key: "network", example: EXAMPLE };
                problems.add(Place::file(path.as_ref()), missing);
            }
            None
        };
        // Names that the network does not know are told together with what else is wrong; the rest of what a
        // half-read scenario lacks would only repeat it.
        if let (Some(network), false) = (&network, problems.is_empty())
            && let Err(error) = spec.on(network)
        {
            problems.extend(error.problems.filtered(ScenarioProblem::is_lookup));
        }
        let network = problems.or(network).map_err(|problems| ScenarioError { problems })?;
        let Some(network) = network else {
            return Err(ScenarioError { problems: Problems::default() });
        };
        let study = Self { network, spec };
        study.scenario()?;
        Ok(study)
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What the file says.
    #[must_use]
    pub fn spec(&self) -> &ScenarioSpec {
        &self.spec
    }

    /// The scenario, looked up in the network. Files of areas are read again.
    ///
    /// # Errors
    /// As [`Study::open`], which has done the same: none, unless a file of an area has changed since.
    pub fn scenario(&self) -> Result<Scenario<'_>, ScenarioError> {
        self.spec.on(&self.network)
    }
}
