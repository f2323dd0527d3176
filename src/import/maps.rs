//! Maps: files of lines and places, in any format that is known, as one.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::collect::LineCollector;
use super::lines::RawLines;
#[cfg(feature = "osm")]
use super::osm;
use super::problem::ImportProblem;
use super::profile::Profile;
#[cfg(feature = "shapefile")]
use super::shapefile;
use super::{geojson_lines, table};
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
    // Of maps of several kinds some lines meet by common points and some do not.
    let mut is_joined = !paths.is_empty();
    for path in paths {
        let format = MapFormat::of(path);
        is_joined &= matches!(format, Ok(MapFormat::OsmPbf));
        match format {
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
    lines.raw.is_joined = is_joined;
    lines.raw
}

/// What a file of lines is.
pub(super) enum MapFormat {
    GeoJson,
    OsmPbf,
    Shapefile,
}

impl MapFormat {
    /// By its name, or by how it begins where the name says nothing.
    pub(super) fn of(path: &Path) -> Result<Self, ImportProblem> {
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
