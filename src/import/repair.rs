//! What was assumed or done so that files make a network, in numbers and in words.

use serde::{Deserialize, Serialize};

use crate::mode::Mode;
use crate::units::Speed;

/// Something that was assumed or done to the rows so that they make a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Repair {
    /// Links that state a capacity for each lane and no lanes were taken to have one.
    LanesAssumed {
        /// How many links.
        links: u64,
    },
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
    /// Lines of the same kind over the same points as another one count once.
    LinesRepeated {
        /// How many were left out.
        lines: u64,
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
                | Self::LanesAssumed { .. }
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
    #[expect(clippy::too_many_lines, reason = "a sentence for each kind")]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::LanesAssumed { links } => {
                write!(f, "{links} links state what a lane carries but not how many lanes; one was assumed")
            }
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
            Self::LinesRepeated { lines } => write!(f, "{lines} lines that are there twice were taken once"),
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
