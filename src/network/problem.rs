//! What can be wrong with rows that were read, and with names that are looked up.

use thiserror::Error;

use crate::diagnostic::{Place, Problems, hint, shorten, told};
use crate::import::ImportProblem;
use crate::mode::Mode;
use crate::network::position::PositionError;

/// The rows make no network. Holds every problem, each with its place.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{problems}")]
pub struct NetworkError {
    /// All that is wrong.
    pub problems: Problems<NetworkProblem>,
}

/// One thing that is wrong with the rows, without its place.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NetworkProblem {
    /// Something that could not be read.
    #[error(transparent)]
    Import(#[from] ImportProblem),
    /// A cache of a network that cannot be taken.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// There is no node at all.
    #[error("the network has no node; add rows to node.csv")]
    NoNodes,
    /// Two rows have the same key.
    #[error("node '{}' is there already, at {first}; a node_id is used once", shorten(key))]
    NodeTwice {
        /// The key.
        key: String,
        /// The first row that has it.
        first: Place,
    },
    /// Two rows have the same key.
    #[error("link '{}' is there already, at {first}; a link_id is used once", shorten(key))]
    LinkTwice {
        /// The key.
        key: String,
        /// The first row that has it.
        first: Place,
    },
    /// A link or a transfer ends at a node that is not there.
    #[error("node '{}' is not in node.csv{}", shorten(key), hint(suggestion.as_ref()))]
    UnknownNode {
        /// The key.
        key: String,
        /// A node that may be meant.
        suggestion: Option<String>,
    },
    /// Coordinates that are no point on the earth.
    #[error(transparent)]
    Position(#[from] PositionError),
    /// A link has no length, and nothing to measure it by.
    #[error("the link has no length, and its ends have no coordinates to measure it by; give one of them")]
    NoLength,
    /// A link is too long.
    #[error("the link's length of {} km is past the limit of 107,374 km; are the units those of config.csv?", told(*km))]
    TooLong {
        /// Its length.
        km: f64,
    },
    /// A link or transfer takes too long.
    #[error("a time of {} h is past the limit of 298 h; are the units those of config.csv?", told(hours.round()))]
    TooSlow {
        /// Its time.
        hours: f64,
    },
    /// A transfer joins nodes of different hubs.
    #[error(
        "a transfer stays inside one hub, but '{from}' is in hub '{from_hub}' and '{to}' in hub '{to_hub}'; use a link"
    )]
    TransferBetweenHubs {
        /// One end.
        from: String,
        /// Its hub.
        from_hub: String,
        /// The other end.
        to: String,
        /// Its hub.
        to_hub: String,
    },
    /// A transfer names a node of several modes, but no mode.
    #[error("node '{node}' has several modes ({modes}); say which one the transfer means")]
    TransferModeMissing {
        /// The node.
        node: String,
        /// Its modes.
        modes: String,
    },
    /// A transfer names a mode that its node does not have.
    #[error("node '{node}' has no mode '{mode}', only {modes}")]
    TransferModeUnknown {
        /// The node.
        node: String,
        /// The mode.
        mode: Mode,
        /// Its modes.
        modes: String,
    },
    /// A transfer leads from a node to itself.
    #[error("the transfer leads from node '{node}' to itself")]
    TransferToItself {
        /// The node.
        node: String,
    },
    /// Two transfers between the same nodes.
    #[error("a transfer between these two nodes of hub '{hub}' is given already, at {first}; give it once")]
    TransferTwice {
        /// The hub.
        hub: String,
        /// The first one.
        first: Place,
    },
    /// A transfer column on a node of a hub that has several nodes of a mode.
    #[error(
        "hub '{hub}' has several nodes of a mode, so it is not clear which nodes this transfer joins; name them in transfer.csv"
    )]
    TransferUnclear {
        /// The hub.
        hub: String,
    },
    /// A physical link has the key of a link that is no part of it.
    #[error("physical_link '{key}' is also the link_id of a link that is no part of it; rename one")]
    PhysicalClash {
        /// The key.
        key: String,
    },
    /// More than 32-bit identifiers can count.
    #[error("there are more {what} than the limit of {limit}")]
    TooMany {
        /// Nodes, links, arcs, modes, or bytes of names.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
}

/// Why bytes are no network that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CacheError {
    /// They do not begin as a cache does.
    #[error("not a cache of supplyline ({length} bytes); give another file, or export the network again")]
    NotACache {
        /// How many bytes there are.
        length: usize,
    },
    /// They were written by another version.
    #[error("a cache of version {found}, but this program knows version {known}; export the network again")]
    OtherVersion {
        /// The version of the file.
        found: u32,
        /// The version that is known.
        known: u32,
    },
    /// They were cut off, or something was added.
    #[error("a cache of {found} bytes that has to have {wanted}: cut off? Export the network again")]
    WrongLength {
        /// How many bytes there are.
        found: u64,
        /// How many there have to be.
        wanted: u64,
    },
    /// The checksum is not that of the bytes.
    #[error("a damaged cache: its checksum is wrong; export the network again")]
    Damaged,
    /// The checksum is right, but what the bytes say is no network: another program made them, or made them up.
    #[error("a cache that contradicts itself: {what}; export the network again")]
    Contradiction {
        /// What is wrong.
        what: &'static str,
    },
}

/// A name that finds no hub, or more than one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HubLookupError {
    /// Neither a key nor a name.
    #[error("no hub is called '{}'{}", shorten(name), hint(suggestion.as_ref()))]
    Unknown {
        /// What was looked for.
        name: String,
        /// A hub that may be meant.
        suggestion: Option<String>,
    },
    /// The name of several hubs.
    #[error("'{name}' is the name of several hubs; use one of their keys: {}", keys.join(", "))]
    Ambiguous {
        /// What was looked for.
        name: String,
        /// The keys of the first ten.
        keys: Vec<String>,
    },
}

/// A key that finds no link.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no link has the key '{}'{}", shorten(key), hint(suggestion.as_ref()))]
pub struct LinkLookupError {
    /// What was looked for.
    pub key: String,
    /// A link that may be meant.
    pub suggestion: Option<String>,
}

/// A question about places, on a network that does not know where they are.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{without} nodes have no coordinates ('{first}' for one), so what lies in an area cannot be told; add x_coord and y_coord"
)]
pub struct NoCoordinatesError {
    /// How many nodes have none.
    pub without: u64,
    /// The key of the first.
    pub first: String,
}

/// A question about the capacity of a hub that has several nodes of the mode.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "hub '{hub}' has {nodes} nodes of mode {mode}, and so no one capacity for it; state and read the capacities of its nodes"
)]
pub struct HubCapacityError {
    /// The hub's key.
    pub hub: String,
    /// The mode.
    pub mode: String,
    /// How many nodes of the mode it has.
    pub nodes: usize,
}
