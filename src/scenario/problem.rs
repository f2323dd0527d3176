//! What can be wrong with a scenario, and what is worth a warning.

use thiserror::Error;

use crate::diagnostic::{Problems, hint, shorten};
use crate::import::ImportProblem;
use crate::network::{AreaError, HubLookupError, LinkLookupError, NetworkProblem, NoCoordinatesError};
use crate::units::UnitError;

/// The scenario cannot be run. Holds every problem of it and of its network, each with its place.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{problems}")]
pub struct ScenarioError {
    /// All that is wrong.
    pub problems: Problems<ScenarioProblem>,
}

/// One thing that is wrong with a scenario, without its place.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ScenarioProblem {
    /// Its network has a problem.
    #[error(transparent)]
    Network(#[from] NetworkProblem),
    /// Its file cannot be read.
    #[error(transparent)]
    Import(#[from] ImportProblem),
    /// Its file is no TOML.
    #[error("not valid TOML: {message}")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// A key that must be there is not.
    #[error("the key '{key}' is missing; add {example}")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// A line to add.
        example: &'static str,
    },
    /// A key that nothing reads.
    #[error("'{}' is not a key of {table}{}", shorten(key), hint(suggestion.as_ref()))]
    UnknownKey {
        /// The key.
        key: String,
        /// The table it stands in.
        table: &'static str,
        /// A key that may be meant.
        suggestion: Option<String>,
    },
    /// A key of the scenario below the header of a table.
    #[error(
        "'{}' is a key of the scenario, but stands below {table} and so belongs to that; \
         move it to the top of the file, or write it as [[{}]] where it is a table",
        shorten(key),
        shorten(key)
    )]
    MisplacedKey {
        /// The key.
        key: String,
        /// The table it stands in.
        table: &'static str,
    },
    /// A key for a later version.
    #[error(
        "'{key}' is kept for closures that change with time, which this version does not read; remove it"
    )]
    Reserved {
        /// The key.
        key: String,
    },
    /// A value of another type.
    #[error("should be {expected}, but is {found}")]
    WrongType {
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A word that is none of the few that are known.
    #[error("'{}' is not known; write {known}", shorten(found))]
    UnknownWord {
        /// The word.
        found: String,
        /// What is known.
        known: &'static str,
    },
    /// It cannot be written as a file.
    #[error("cannot be written as TOML: {reason}")]
    Unwritable {
        /// What the writer says.
        reason: String,
    },
    /// A version that this program does not read.
    #[error("version {} is not known; this program reads version 1", shorten(found))]
    UnknownVersion {
        /// The version.
        found: String,
    },
    /// A text that is no such quantity.
    #[error(transparent)]
    Quantity(#[from] UnitError),
    /// A name that finds no hub.
    #[error(transparent)]
    Hub(#[from] HubLookupError),
    /// A key that finds no link.
    #[error(transparent)]
    Link(#[from] LinkLookupError),
    /// A mode that no node of the network has.
    #[error("the network has no mode '{}', only {known}{}", shorten(mode), hint(suggestion.as_ref()))]
    UnknownMode {
        /// The mode.
        mode: String,
        /// The network's modes.
        known: String,
        /// A mode that may be meant.
        suggestion: Option<String>,
    },
    /// Nothing supplies.
    #[error("there is no origin; add [[origin]] with a hub, or [[od]] pairs")]
    NoOrigin,
    /// Nothing is supplied.
    #[error("there is no destination; add [[destination]] with a hub, or [[od]] pairs")]
    NoDestination,
    /// The same origin, destination or pair twice.
    #[error("{what} is there already; state it once")]
    Twice {
        /// What it is.
        what: String,
    },
    /// A destination with demand of its own and by pairs.
    #[error("'{hub}' is a [[destination]] and in [[od]] as well; state its demand in one of the two")]
    DestinationAndPair {
        /// The hub.
        hub: String,
    },
    /// A closure that names no hub, link or area.
    #[error("the closure names nothing; add hubs, links or an area")]
    NamesNothing,
    /// A closure without effect.
    #[error("the closure closes nothing: {why}")]
    ClosesNothing {
        /// Why.
        why: &'static str,
    },
    /// A speed of nothing is a full closure.
    #[error("a speed factor of 0 is a closure; leave speed_factor out to close")]
    SpeedZero,
    /// Slowed so much that the time leaves the range.
    #[error("slowed by it, '{what}' takes {hours:.0} h, past the limit of 298 h; close it instead")]
    TooSlow {
        /// The link's key or the hub of the transfer.
        what: String,
        /// How long it takes.
        hours: f64,
    },
    /// An area that cannot be used.
    #[error(transparent)]
    Area(#[from] AreaError),
    /// An area on a network without coordinates.
    #[error(transparent)]
    NoCoordinates(#[from] NoCoordinatesError),
    /// Links that cross a border, without an area.
    #[error("crossing_links says what becomes of links at an area's border, but there is no area")]
    CrossingWithoutArea,
}

impl ScenarioProblem {
    /// Whether a name was looked up that is written down and not there.
    pub(super) fn is_lookup(&self) -> bool {
        match self {
            Self::Hub(HubLookupError::Unknown { name, .. }) => !name.is_empty(),
            Self::Hub(_) | Self::Link(_) | Self::UnknownMode { .. } => true,
            _ => false,
        }
    }
}

/// Something that a scenario may have overlooked; it runs all the same.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScenarioWarning {
    /// An origin that nothing leaves.
    #[error("origin '{label}' has no link out, so it supplies no one but itself")]
    OriginWithoutLinks {
        /// The hub's key.
        hub: String,
        /// What people read: [`crate::network::Hub::label`].
        label: String,
    },
    /// A destination that nothing enters.
    #[error("destination '{label}' has no link in, so nothing reaches it")]
    DestinationWithoutLinks {
        /// The hub's key.
        hub: String,
        /// What people read: [`crate::network::Hub::label`].
        label: String,
    },
    /// A closure that the baseline has already.
    #[error("closure '{closure}' changes nothing: the baseline covers it already")]
    BaselineCovers {
        /// The closure's name or number.
        closure: String,
    },
}
