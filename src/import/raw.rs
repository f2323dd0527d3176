//! `RawNetwork`: neutral rows as a file or a builder gave them, each with its place.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, Problems};
use crate::import::lines::Structure;
use crate::import::problem::ImportProblem;
use crate::import::repair::Repair;
use crate::mode::Mode;
use crate::units::{Length, Speed, Time, TonnesPerDay};

/// The file and line of a row, in eight bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RowAt {
    /// Index into [`RawNetwork::files`], plus one; 0 where the row was made in code.
    file: u16,
    line: u32,
}

/// A place that goods pass: a town, a station, a junction. One row of `node.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawNode {
    /// The user's own identifier, unique among the nodes.
    pub key: String,
    /// A name for people; the key where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The key of the hub that owns it; where absent it is a hub of its own, by its own key and name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub: Option<String>,
    /// A name for the hub; the first that is given counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub_name: Option<String>,
    /// The modes that meet here. Those of its links are added by [`crate::prepare`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Coordinates in the network's reference system: east then north; longitude then latitude in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xy: Option<[f64; 2]>,
    /// What one node of it can handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<TonnesPerDay>,
    /// How long goods take to change mode here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer_time: Option<Time>,
    /// How much can change mode here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer_capacity: Option<TonnesPerDay>,
    /// Where the row stands.
    #[serde(skip)]
    pub at: RowAt,
}

impl RawNode {
    /// The key of its hub: the one that it names, or its own.
    #[must_use]
    pub fn hub_key(&self) -> &str {
        self.hub.as_deref().unwrap_or(&self.key)
    }
}

/// What a link is built as, where its map tells: told again in `link.csv`, looked at by nothing here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facility {
    /// What the map calls it: `primary`, `rail`.
    pub class: String,
    /// A bridge, a tunnel, a ferry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structure: Option<Structure>,
    /// Tracks side by side, of a railway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracks: Option<u8>,
    /// The distance between the rails, millimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gauge_mm: Option<u16>,
    /// Whether trains find current here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electrified: Option<bool>,
}

/// A connection between two nodes. One row of `link.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawLink {
    /// The user's own identifier, unique among the links.
    pub key: String,
    /// A name for people, such as a road's number; the key where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The node it leaves.
    pub from: String,
    /// The node it enters.
    pub to: String,
    /// Whether it is passed from `from` to `to` only.
    pub directed: bool,
    /// The physical link it is part of; rows that name the same one are lost together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical: Option<String>,
    /// The modes that use it, one link each; road where none is given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Its length; geodesic along the geometry where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Length>,
    /// Its travel time; length over speed where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// Its speed; that of [`crate::prepare::default_speed`] where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// What it carries, in each direction unless shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<TonnesPerDay>,
    /// Whether both directions share the capacity, as on a single track.
    pub shared_capacity: bool,
    /// The points between and including its ends, in travel order; empty for a straight line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub geometry: Vec<[f64; 2]>,
    /// What it is built as, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<Box<Facility>>,
    /// Where the row stands.
    #[serde(skip)]
    pub at: RowAt,
}

/// A node of one mode, as a transfer names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTransferEnd {
    /// The node's key.
    pub node: String,
    /// Its mode; may be left out where the node has only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
}

/// A change of mode or of node inside a hub. One row of `transfer.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawTransfer {
    /// Where goods leave.
    pub from: RawTransferEnd,
    /// Where they arrive.
    pub to: RawTransferEnd,
    /// Whether it works in that direction only.
    pub directed: bool,
    /// How long it takes; nothing where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// How much it carries, both directions together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<TonnesPerDay>,
    /// Whether nobody stated it: a node that several modes touch lets goods change freely.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// Where the row stands.
    #[serde(skip)]
    pub at: RowAt,
}

/// Neutral rows, not judged yet: what every reader and the builder give, and what [`crate::Network`] is made from.
///
/// What could not be read is kept in [`problems`](Self::problems) and reported, with all the rest that is wrong, when
/// the network is made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawNetwork {
    /// What the network is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The reference system of the coordinates, as a file names it; WGS 84 longitude and latitude where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// The nodes.
    pub nodes: Vec<RawNode>,
    /// The links.
    pub links: Vec<RawLink>,
    /// The transfers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transfers: Vec<RawTransfer>,
    /// What was assumed or done so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
    /// What could not be read.
    #[serde(skip)]
    pub problems: Problems<ImportProblem>,
    /// Whether rows of nodes could not be read, so that a link may name a node that is there.
    #[serde(skip)]
    pub nodes_lost: bool,
    /// The files that the rows stand in; [`RowAt`] points into them.
    #[serde(skip)]
    pub files: Vec<PathBuf>,
}

/// Trips between zones, as a file gave them, not judged yet. Trips are no tonnes:
/// [`crate::scenario::ScenarioSpec::from_trips`] is told how much one of them stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawTrips {
    /// The file that they stand in.
    pub file: Option<PathBuf>,
    /// The trips, in the order of the file.
    pub rows: Vec<RawTrip>,
    /// What could not be read.
    pub problems: Problems<ImportProblem>,
}

/// Trips from one zone to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawTrip {
    /// The key of the hub where they start.
    pub origin: String,
    /// The key of the hub where they end.
    pub destination: String,
    /// How many; finite, and zero or more.
    pub trips: f64,
}

impl RawNetwork {
    /// Notes a file, so that rows can say that they stand in it.
    pub(crate) fn add_file(&mut self, path: &Path) -> u16 {
        self.files.push(path.to_owned());
        u16::try_from(self.files.len()).unwrap_or(0)
    }

    /// Where a row stands; `what` names it where it was made in code.
    #[must_use]
    pub fn place(&self, at: RowAt, what: &str) -> Place {
        match usize::from(at.file).checked_sub(1).and_then(|file| self.files.get(file)) {
            Some(file) => Place::file(file).at_line(u64::from(at.line)),
            None => Place::key(what),
        }
    }
}

impl RowAt {
    /// A row of a file that [`RawNetwork::add_file`] has noted.
    pub(crate) fn new(file: u16, line: u64) -> Self {
        Self { file, line: u32::try_from(line).unwrap_or(u32::MAX) }
    }
}
