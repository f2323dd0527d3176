//! The modes of transport: rail, road, water, air, pipeline, and a user's own.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How goods move along a link.
///
/// Written and read as a lower-case word; any word that is not one of the five is a user's own mode.
///
/// ```
/// use supplyline::Mode;
/// assert_eq!(Mode::from("rail"), Mode::Rail);
/// assert_eq!(Mode::from("Cableway").to_string(), "cableway");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Mode {
    /// Railways.
    Rail,
    /// Roads.
    Road,
    /// Sea, rivers, canals, ferries.
    Water,
    /// Air.
    Air,
    /// Pipelines.
    Pipeline,
    /// A mode of the user's own.
    Other(OtherMode),
}

/// A user's own mode: a lower-case name that is none of the five. Made by [`Mode::from`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherMode(Arc<str>);

impl OtherMode {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl Mode {
    /// The mode's name in files and reports.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Rail => "rail",
            Self::Road => "road",
            Self::Water => "water",
            Self::Air => "air",
            Self::Pipeline => "pipeline",
            Self::Other(other) => other.name(),
        }
    }
}

impl From<&str> for Mode {
    fn from(name: &str) -> Self {
        match name.trim().to_lowercase().as_str() {
            "rail" => Self::Rail,
            "road" => Self::Road,
            "water" => Self::Water,
            "air" => Self::Air,
            "pipeline" => Self::Pipeline,
            other => Self::Other(OtherMode(other.into())),
        }
    }
}

impl From<String> for Mode {
    fn from(name: String) -> Self {
        name.as_str().into()
    }
}

impl From<Mode> for String {
    fn from(mode: Mode) -> String {
        mode.name().to_owned()
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
