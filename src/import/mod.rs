//! Bytes and paths in, [`RawNetwork`] out: neutral rows, each with its file and line. No row is judged here.

mod collect;
mod crs;
mod edge_list;
mod geojson_lines;
mod gmns;
mod input;
mod json_features;
mod keys;
mod lines;
#[cfg(feature = "osm")]
mod osm;
mod places;
mod polygon;
mod problem;
mod profile;
mod raw;
mod shape;
#[cfg(feature = "shapefile")]
mod shapefile;
mod table;
mod text;
mod text_lines;
mod tntp;
mod unit;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub(crate) use crs::ToDegrees;
pub use edge_list::{Direction, EdgeColumn, EdgeListOptions, Separator, read_edge_list};
pub use geojson_lines::read_geojson_lines;
pub use gmns::read_gmns;
pub use input::{ImportOptions, Imported, InputKind, read, read_all};
pub use lines::{GridPoint, LineKind, Passable, PlaceKind, RawLine, RawLines, RawPlace, Structure};
#[cfg(feature = "osm")]
pub use osm::read_osm_pbf;
pub use places::read_places;
pub(crate) use polygon::check_positions;
pub use polygon::read_polygons;
pub use problem::ImportProblem;
pub use profile::{
    AccessRule, Attributes, Conditions, JoinRule, LineRule, LineVerdict, PlaceRule, Profile, Tags,
    TransferRule,
};
pub use raw::{
    Facility, RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd, RawTrip, RawTrips, Repair, RowAt,
};
pub use tntp::{TntpOptions, read_tntp, read_tntp_trips};
pub use unit::{CapacityUnit, LengthUnit, SpeedUnit, TimeUnit};

#[cfg(feature = "shapefile")]
pub use shapefile::read_shapefile;
pub(crate) use text::{TextProblem, read_text};

use crate::import::collect::LineCollector;
use crate::progress::Progress;

/// Reads lines and places in any format that is known, out of several files as if they were one: points with the same
/// coordinates (the same number, in OpenStreetMap) are one point, in whatever file they stand.
///
/// | format | known by | needs the feature |
/// |---|---|---|
/// | GeoJSON, also one feature a line | `.geojson`, `.json`, `.geojsonl`, or a `{` as its first mark | |
/// | OpenStreetMap PBF | `.osm.pbf`, or its first bytes | `osm` |
/// | shapefile | `.shp`, or its first bytes | `shapefile` |
///
/// What cannot be read stands in [`RawLines::problems`]; the other files are read all the same.
#[must_use]
pub fn read_lines(paths: &[PathBuf], profile: &Profile, progress: &dyn Progress) -> RawLines {
    let mut lines = LineCollector::default();
    for path in paths {
        match MapFormat::of(path) {
            Ok(MapFormat::GeoJson) => geojson_lines::read_into(&mut lines, path, profile, progress),
            #[cfg(feature = "osm")]
            Ok(MapFormat::OsmPbf) => osm::read_into(&mut lines, path, profile, progress),
            #[cfg(not(feature = "osm"))]
            Ok(MapFormat::OsmPbf) => {
                lines
                    .fail(path, ImportProblem::NotCompiledIn { format: "OpenStreetMap PBF", feature: "osm" });
            }
            #[cfg(feature = "shapefile")]
            Ok(MapFormat::Shapefile) => shapefile::read_into(&mut lines, path, profile, progress),
            #[cfg(not(feature = "shapefile"))]
            Ok(MapFormat::Shapefile) => {
                lines.fail(path, ImportProblem::NotCompiledIn { format: "shapefiles", feature: "shapefile" });
            }
            Err(problem) => lines.fail(path, problem),
        }
        if progress.stop_requested() {
            if lines.raw.problems.is_empty() {
                lines.fail(path, ImportProblem::Stopped);
            }
            break;
        }
    }
    lines.raw
}

/// What a file of lines is.
enum MapFormat {
    GeoJson,
    OsmPbf,
    Shapefile,
}

impl MapFormat {
    /// By its name, or by how it begins where the name says nothing.
    fn of(path: &Path) -> Result<Self, ImportProblem> {
        if path.is_dir() {
            return Err(ImportProblem::IsFolder);
        }
        let mut file = File::open(path).map_err(|error| table::io_problem(&error))?;
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson"]) {
            return Ok(Self::GeoJson);
        } else if ends(&[".pbf"]) {
            return Ok(Self::OsmPbf);
        } else if ends(&[".shp"]) {
            return Ok(Self::Shapefile);
        } else if ends(&[".shx", ".dbf", ".prj", ".cpg"]) {
            return Err(ImportProblem::PartOfShapefile);
        }
        let mut start = [0_u8; 16];
        let mut length = 0;
        while length < start.len() {
            match file.read(&mut start[length..]).map_err(|error| table::io_problem(&error))? {
                0 => break,
                more => length += more,
            }
        }
        let start = &start[..length];
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        if text.first() == Some(&b'{') {
            Ok(Self::GeoJson)
        } else if start.get(4..).is_some_and(|rest| rest.starts_with(b"\x0a\x09OSMHeader")) {
            Ok(Self::OsmPbf)
        } else if start.starts_with(&[0, 0, 0x27, 0x0a]) {
            Ok(Self::Shapefile)
        } else {
            Err(ImportProblem::UnknownMap)
        }
    }
}
