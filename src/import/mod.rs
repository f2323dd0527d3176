//! Bytes and paths in, [`RawNetwork`] out: neutral rows, each with its file and line. No row is judged here.

mod crs;
mod gmns;
mod lines;
mod polygon;
mod problem;
mod profile;
mod raw;
mod table;
mod text;

use std::path::Path;

pub(crate) use crs::ToDegrees;
pub use gmns::read_gmns;
pub use lines::{GridPoint, LineKind, Passable, PlaceKind, RawLine, RawLines, RawPlace, Structure};
pub(crate) use polygon::check_positions;
pub use polygon::read_polygons;
pub use problem::ImportProblem;
pub use profile::{
    AccessRule, Attributes, Conditions, JoinRule, LineRule, PlaceRule, Profile, Tags, TransferRule,
};
pub use raw::{Facility, RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd, Repair, RowAt};

pub(crate) use text::{TextProblem, read_text};

use crate::diagnostic::Place;
use crate::progress::Progress;

/// Reads a network in any format that is known: now a GMNS folder, or a folder's `node.csv` or `link.csv`.
///
/// What cannot be read stands in [`RawNetwork::problems`], so that it is reported together with all the rest.
#[must_use]
pub fn read(path: &Path, progress: &dyn Progress) -> RawNetwork {
    let named = |name: &str| path.file_name().is_some_and(|file| file == name);
    let mut raw = RawNetwork::default();
    if path.is_dir() {
        raw = read_gmns(path, progress);
    } else if !path.exists() {
        raw.problems.add(Place::file(path), ImportProblem::Missing);
    } else if named("node.csv") || named("link.csv") {
        raw = read_gmns(path.parent().unwrap_or(Path::new("")), progress);
    } else {
        raw.problems.add(Place::file(path), ImportProblem::UnknownFormat);
    }
    raw
}
