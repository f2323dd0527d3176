//! `RawNetwork`: neutral rows as a file or a builder gave them, each with its place.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, Problems};
use crate::import::lines::Structure;
use crate::import::problem::ImportProblem;
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

/// Something that was assumed or done to the rows so that they make a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Repair {
    /// Coordinates were converted to longitude and latitude.
    Reprojected {
        /// The reference system that the file names.
        from: String,
        /// How many nodes.
        nodes: u64,
    },
    /// Links without a length got the geodesic one.
    LengthsMeasured {
        /// How many links.
        links: u64,
    },
    /// Links without a speed or a time got the default speed of their mode.
    SpeedsAssumed {
        /// The mode.
        mode: Mode,
        /// The speed.
        speed: Speed,
        /// How many links.
        links: u64,
    },
    /// Links without a mode were taken for roads.
    ModesAssumed {
        /// How many links.
        links: u64,
    },
    /// Nodes that several modes touch, and that state no transfer, let goods change freely and without limit.
    FreeTransfersAssumed {
        /// How many nodes.
        nodes: u64,
        /// The keys of the first ten.
        first: Vec<String>,
    },
    /// Modes that meet at a node and stay apart, because transfers are given between others there.
    TransfersPartlyGiven {
        /// How many pairs of modes.
        pairs: u64,
    },
    /// Columns that nothing here reads.
    ColumnsUnused {
        /// The file's name.
        file: String,
        /// Their names.
        columns: Vec<String>,
    },
    /// Lines that cross without a common point were given one.
    CrossingsSplit {
        /// How many times.
        crossings: u64,
    },
    /// Gaps between lines were closed.
    GapsClosed {
        /// How many.
        gaps: u64,
        /// The widest of them, metres.
        widest_m: f64,
    },
    /// Straight stretches of lines that run beside another were merged with it.
    TracksMerged {
        /// How many.
        stretches: u64,
    },
    /// Places that no line touches were attached to the nearest one.
    PlacesAttached {
        /// How many places.
        places: u64,
        /// The farthest of them, metres.
        farthest_m: f64,
    },
    /// Places that no line comes near own nothing.
    PlacesUnattached {
        /// Their keys.
        places: Vec<String>,
    },
    /// Transfers were made between lines of different modes.
    TransfersMade {
        /// How many.
        transfers: u64,
    },
    /// A file states no unit of a quantity, so one was assumed.
    UnitAssumed {
        /// The file's name.
        file: String,
        /// What was read in it.
        quantity: String,
        /// The unit.
        unit: String,
    },
    /// A file states no reference system, and its coordinates can be longitude and latitude.
    DegreesAssumed {
        /// The file's name.
        file: String,
    },
    /// A file states no reference system, and its coordinates cannot be longitude and latitude.
    CoordinatesLeftOut {
        /// The file's name.
        file: String,
        /// How many nodes.
        nodes: u64,
    },
    /// Zones that may not be driven through were split into a node where trips start and one where they end.
    ZonesSplit {
        /// How many zones.
        zones: u64,
        /// The first node that may be driven through.
        first_through_node: u64,
    },
    /// A file states more nodes than its rows name.
    NodesNotNamed {
        /// The file's name.
        file: String,
        /// What it states.
        stated: u64,
        /// How many are there.
        found: u64,
    },
    /// Rows give coordinates of a node that differ; the first counts.
    CoordinatesDiffer {
        /// How many nodes.
        nodes: u64,
        /// The keys of the first ten.
        first: Vec<String>,
    },
    /// Stated lengths disagree with the distance between the ends by so much that the unit is in doubt.
    LengthsImplausible {
        /// The median over the links of stated length over distance.
        median_ratio: f64,
        /// How many links were compared.
        links: u64,
    },
    /// What became of the features of a map.
    LinesRead {
        /// The file's name.
        file: String,
        /// Lines that were taken.
        taken: u64,
        /// Places that were taken.
        places: u64,
        /// Lines that no rule of the profile takes.
        no_rule: u64,
        /// Lines on which goods may not pass.
        forbidden: u64,
        /// Features that are no lines, nor places that a rule takes.
        no_line: u64,
        /// Lines whose points are all the same.
        of_no_length: u64,
        /// Lines that another file has as well.
        repeated: u64,
    },
    /// Ways need nodes that the file lacks, and were cut into the parts that are there.
    NodesMissing {
        /// The file's name.
        file: String,
        /// How many ways were cut.
        ways: u64,
        /// How many nodes are missing.
        nodes: u64,
        /// The numbers of the first ten.
        first: Vec<i64>,
    },
}

impl Repair {
    /// Whether it may be a mistake rather than a gap that was filled.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        matches!(
            self,
            Self::ColumnsUnused { .. }
                | Self::LengthsImplausible { .. }
                | Self::TransfersPartlyGiven { .. }
                | Self::PlacesUnattached { .. }
                | Self::UnitAssumed { .. }
                | Self::DegreesAssumed { .. }
                | Self::CoordinatesLeftOut { .. }
                | Self::NodesNotNamed { .. }
                | Self::CoordinatesDiffer { .. }
                | Self::NodesMissing { .. }
        )
    }
}

impl std::fmt::Display for Repair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Reprojected { from, nodes } => {
                write!(f, "{nodes} nodes were converted from {from} to longitude and latitude")
            }
            Self::LengthsMeasured { links } => {
                write!(f, "{links} links without a length got the geodesic length of their line")
            }
            Self::SpeedsAssumed { mode, speed, links } => {
                write!(f, "{links} {mode} links without a speed were given {speed}")
            }
            Self::ModesAssumed { links } => write!(f, "{links} links without a mode were taken for roads"),
            Self::FreeTransfersAssumed { nodes, first } => {
                write!(
                    f,
                    "{nodes} nodes where modes meet state no transfer: free and unlimited ones were assumed at {}{}",
                    first.join(", "),
                    if *nodes > first.len() as u64 { ", …" } else { "" }
                )
            }
            Self::TransfersPartlyGiven { pairs } => write!(
                f,
                "{pairs} pairs of modes meet at a node without a transfer, because one is given between others there"
            ),
            Self::ColumnsUnused { file, columns } => {
                write!(f, "{file}: columns not used: {}", columns.join(", "))
            }
            Self::CrossingsSplit { crossings } => {
                write!(f, "{crossings} crossings of lines without a common point were made junctions")
            }
            Self::GapsClosed { gaps, widest_m } => {
                write!(f, "{gaps} gaps between lines were closed, the widest of {widest_m:.0} m")
            }
            Self::TracksMerged { stretches } => {
                write!(f, "{stretches} straight stretches of lines were merged with what they run beside")
            }
            Self::PlacesAttached { places, farthest_m } => write!(
                f,
                "{places} places that no line touches were attached to the nearest, the farthest over {farthest_m:.0} m"
            ),
            Self::PlacesUnattached { places } => {
                const TOLD: usize = 10;
                let first = places.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
                let more = if places.len() > TOLD { ", …" } else { "" };
                write!(f, "{} places that no line comes near own nothing: {first}{more}", places.len())
            }
            Self::TransfersMade { transfers } => {
                write!(f, "{transfers} transfers between modes were made where stations lie near roads")
            }
            Self::UnitAssumed { file, quantity, unit } => {
                write!(f, "{file}: states no unit of {quantity}; {unit} was assumed")
            }
            Self::DegreesAssumed { file } => write!(
                f,
                "{file}: states no reference system; its coordinates were taken for longitude and latitude"
            ),
            Self::CoordinatesLeftOut { file, nodes } => write!(
                f,
                "{file}: states no reference system, and its coordinates are not longitude and latitude; those of \
                 {nodes} nodes were left out (give the reference system to keep them)"
            ),
            Self::ZonesSplit { zones, first_through_node } => write!(
                f,
                "{zones} zones below node {first_through_node} may not be driven through: each became a node where \
                 trips start and one where they end, in one hub"
            ),
            Self::NodesNotNamed { file, stated, found } => {
                write!(
                    f,
                    "{file}: states {stated} nodes, but its rows name {found}; the others were left out"
                )
            }
            Self::CoordinatesDiffer { nodes, first } => write!(
                f,
                "{nodes} nodes have several coordinates, of which the first were taken: {}{}",
                first.join(", "),
                if *nodes > first.len() as u64 { ", …" } else { "" }
            ),
            Self::LengthsImplausible { median_ratio, links } => write!(
                f,
                "the stated length of the median link is {median_ratio:.3} times the distance between its ends \
                 (over {links} links): is the unit of lengths right (in GMNS, long_length of config.csv)?"
            ),
            Self::LinesRead { file, taken, places, no_rule, forbidden, no_line, of_no_length, repeated } => {
                write!(f, "{file}: {taken} lines and {places} places were taken")?;
                let left_out = [
                    (no_rule, "lines that no rule takes"),
                    (forbidden, "lines that goods may not pass"),
                    (of_no_length, "lines of no length"),
                    (repeated, "lines that another file has as well"),
                    (no_line, "features that are neither"),
                ];
                let mut before = ", left out: ";
                for (count, what) in left_out.into_iter().filter(|(count, _)| **count > 0) {
                    write!(f, "{before}{count} {what}")?;
                    before = ", ";
                }
                Ok(())
            }
            Self::NodesMissing { file, ways, nodes, first } => {
                let told: Vec<String> = first.iter().map(i64::to_string).collect();
                write!(
                    f,
                    "{file}: {ways} ways were cut where {nodes} nodes are missing: {}{}",
                    told.join(", "),
                    if *nodes > first.len() as u64 { ", …" } else { "" }
                )
            }
        }
    }
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
