//! What a file or folder is, and files of several kinds read as one network.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Place, Problems};
use crate::import::edge_list::{EdgeListOptions, read_edge_list};
use crate::import::gmns::{GmnsOptions, read_gmns};
use crate::import::maps::MapFormat;
use crate::import::problem::ImportProblem;
use crate::import::raw::{RawNetwork, RawTrips};
use crate::import::table::io_problem;
use crate::import::tntp::{self, TntpOptions, read_tntp, read_tntp_trips};
use crate::progress::Progress;

/// So much of a file is looked at to tell what it is.
const LOOKED_AT: u64 = 1 << 12;

/// What a file or folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputKind {
    /// A GMNS folder, or its `node.csv` or `link.csv`.
    Gmns,
    /// The net file of a TNTP network.
    TntpNet,
    /// The node file of a TNTP network.
    TntpNodes,
    /// Trips between the zones of a TNTP network.
    TntpTrips,
    /// A CSV edge list.
    EdgeList,
    /// A map, which [`crate::import::read_lines`] reads: OpenStreetMap PBF, GeoJSON or a shapefile.
    Map,
}

impl InputKind {
    /// What a path is, by its name and the first bytes of the file.
    ///
    /// # Errors
    /// [`ImportProblem`] where there is nothing, it cannot be read, or it is nothing that is known.
    pub fn of(path: &Path) -> Result<Self, ImportProblem> {
        let metadata = std::fs::metadata(path).map_err(|error| io_problem(&error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if metadata.is_dir() || matches!(name.as_str(), "node.csv" | "link.csv") {
            return Ok(Self::Gmns);
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match extension.as_str() {
            "tntp" => Self::of_tntp(path, &name),
            "csv" | "tsv" => Ok(Self::EdgeList),
            _ => match MapFormat::of(path) {
                Ok(_) => Ok(Self::Map),
                Err(ImportProblem::UnknownMap) => Err(ImportProblem::UnknownFormat),
                Err(problem) => Err(problem),
            },
        }
    }

    /// Told by what stands in it; names are a custom only.
    fn of_tntp(path: &Path, name: &str) -> Result<Self, ImportProblem> {
        let mut start = Vec::new();
        let file = File::open(path).map_err(|error| io_problem(&error))?;
        file.take(LOOKED_AT).read_to_end(&mut start).map_err(|error| io_problem(&error))?;
        let start = String::from_utf8_lossy(&start).to_uppercase();
        let has = |key: &str| start.contains(key);
        if has("<NUMBER OF LINKS>") || has("<FIRST THRU NODE>") || has("<NUMBER OF NODES>") {
            Ok(Self::TntpNet)
        } else if has("<TOTAL OD FLOW>") || has("<NUMBER OF ZONES>") {
            Ok(Self::TntpTrips)
        } else if start.trim_start_matches('\u{feff}').trim_start().starts_with("NODE")
            || name.contains("_node")
        {
            Ok(Self::TntpNodes)
        } else {
            Err(ImportProblem::UnknownTntp)
        }
    }
}

/// How files of each kind are read.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ImportOptions {
    /// GMNS folders.
    pub gmns: GmnsOptions,
    /// TNTP files.
    pub tntp: TntpOptions,
    /// CSV edge lists.
    pub edge_list: EdgeListOptions,
}

impl ImportOptions {
    /// How GMNS folders are read.
    #[must_use]
    pub fn gmns(mut self, options: GmnsOptions) -> Self {
        self.gmns = options;
        self
    }

    /// How TNTP files are read.
    #[must_use]
    pub fn tntp(mut self, options: TntpOptions) -> Self {
        self.tntp = options;
        self
    }

    /// How CSV edge lists are read.
    #[must_use]
    pub fn edge_list(mut self, options: EdgeListOptions) -> Self {
        self.edge_list = options;
        self
    }
}

/// What was read from one or several files.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Imported {
    /// The network, with what could not be read of it.
    pub network: RawNetwork,
    /// The trips between its zones, where a file holds some.
    pub trips: Option<RawTrips>,
}

/// Reads a network in any format that is known, with what each format has by default: a GMNS folder, a TNTP net file (with its
/// node file, where that stands beside it), a CSV edge list.
///
/// What cannot be read stands in [`RawNetwork::problems`], so that it is reported together with all the rest.
#[must_use]
pub fn read(path: &Path, progress: &dyn Progress) -> RawNetwork {
    read_all(&[path.to_owned()], None, progress).network
}

/// Reads a network from all of its files, in any order: one network, and for TNTP its nodes and trips.
///
/// What cannot be read stands in [`RawNetwork::problems`] and [`RawTrips::problems`]. Time: that of the readers.
#[must_use]
pub fn read_all(
    inputs: &[PathBuf],
    options: impl Into<Option<ImportOptions>>,
    progress: &dyn Progress,
) -> Imported {
    let options = options.into().unwrap_or_default();
    let mut problems = Problems::default();
    let mut network: Option<(InputKind, &Path)> = None;
    let mut nodes: Option<&Path> = None;
    let mut trips: Option<&Path> = None;
    for path in inputs {
        let kind = match InputKind::of(path) {
            Ok(kind) => kind,
            Err(problem) => {
                problems.add(Place::file(path), problem);
                continue;
            }
        };
        let second = match kind {
            InputKind::Map => {
                problems.add(Place::file(path), ImportProblem::IsMap);
                None
            }
            InputKind::TntpNodes => nodes.replace(path),
            InputKind::TntpTrips => trips.replace(path),
            InputKind::Gmns | InputKind::TntpNet | InputKind::EdgeList => {
                network.replace((kind, path)).map(|(_, path)| path)
            }
        };
        if let Some(first) = second {
            let first = first.display().to_string();
            problems.add(Place::file(path), ImportProblem::SecondNetwork { first });
        }
    }
    let is_tntp = matches!(network, Some((InputKind::TntpNet, _)));
    if problems.is_empty() && !is_tntp {
        for (path, what) in [(nodes, "nodes of a TNTP network"), (trips, "trips of a TNTP network")] {
            if let Some(path) = path {
                problems.add(Place::file(path), ImportProblem::NoNetwork { what });
            }
        }
    }
    // Files that do not go together are not worth reading.
    let mut imported = Imported::default();
    if let (true, Some((kind, path))) = (problems.is_empty(), network) {
        imported.network = match kind {
            InputKind::TntpNet => {
                let beside = if nodes.is_none() { tntp::node_file_beside(path) } else { None };
                read_tntp(path, nodes.or(beside.as_deref()), options.tntp, progress)
            }
            InputKind::EdgeList => read_edge_list(path, options.edge_list, progress),
            _ => {
                let in_folder = if path.is_dir() { Some(path) } else { path.parent() };
                read_gmns(in_folder.unwrap_or(Path::new("")), options.gmns, progress)
            }
        };
        imported.trips = trips.map(|path| read_tntp_trips(path, progress));
    }
    imported.network.problems.extend(problems);
    imported
}
