//! Shapefiles: shapes with the attributes of their `.dbf` as tags, in the reference system of their `.prj`.
//!
//! The format is that of the ESRI Shapefile Technical Description of 1998. Records are read in their order, so the index
//! in the `.shx` is not needed.

mod dbf;
mod prj;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::Place;
use crate::import::collect::LineCollector;
use crate::import::lines::RawLines;
use crate::import::problem::ImportProblem;
use crate::import::profile::Profile;
use crate::import::shape::{Crs, Position, Shape, Source, number_of, take};
use crate::import::table::io_problem;
use crate::import::text::read_text;
use crate::progress::Progress;
use dbf::Attributes;

const HEADER_BYTES: u64 = 100;
const MAGIC: i32 = 9994;
/// A `.prj` or `.cpg` is a line or two.
const SIDE_FILE_LIMIT_MIB: u64 = 1;

/// Reads the lines and places of a shapefile that a profile takes.
///
/// Beside the `.shp` its `.dbf` must stand, whose attributes are the tags, and its `.prj`, which names the reference system
/// of its coordinates ([`Profile::crs`] does where that is not there or not known); a `.cpg` tells how texts are encoded.
/// Polylines are lines, a line for each part; points and polygons may be places, as in GeoJSON. Heights and measures are not
/// read.
///
/// What cannot be read stands in [`RawLines::problems`], with the number of its record. Linear in the bytes; memory is that
/// of what is taken, and the largest record.
#[must_use]
pub fn read_shapefile(path: &Path, profile: &Profile, progress: &dyn Progress) -> RawLines {
    let mut lines = LineCollector::default();
    read_into(&mut lines, path, profile, progress);
    lines.raw
}

/// The same, into what was read of other files.
pub(crate) fn read_into(lines: &mut LineCollector, path: &Path, profile: &Profile, progress: &dyn Progress) {
    lines.begin(path);
    let mut ready = true;
    let shapes = Shapes::open(path, progress);
    let attributes = match beside(path, "dbf") {
        Some(dbf) => Attributes::open(&dbf, encoding(path)).map_err(|problem| (dbf, problem)),
        None => {
            Err((path.to_owned(), ImportProblem::MissingPart { part: ".dbf", holds: "what its lines are" }))
        }
    };
    let crs = crs_of(path, profile);
    // All that is wrong with any of the files is told at once.
    for problem in [shapes.as_ref().err().cloned(), crs.as_ref().err().cloned()].into_iter().flatten() {
        lines.fail(path, problem);
        ready = false;
    }
    if let Err((file, problem)) = &attributes {
        lines.fail(file, problem.clone());
        ready = false;
    }
    let (Ok(mut shapes), Ok(mut attributes), Ok(crs), true) = (shapes, attributes, crs, ready) else {
        return;
    };
    let mut number = 0;
    loop {
        number += 1;
        let place = |path: &Path| Place::file(path).at_key(format!("record {number}"));
        let shape = match shapes.next(progress) {
            Ok(Some(shape)) => shape,
            Ok(None) => break,
            Err(problem) => {
                let is_record = problem != ImportProblem::Stopped;
                let at = if is_record { place(path) } else { Place::file(path) };
                lines.raw.problems.add(at, problem);
                return;
            }
        };
        let tags = match attributes.next() {
            Ok(tags) => tags,
            Err(problem) => {
                let dbf = beside(path, "dbf").unwrap_or_default();
                lines.raw.problems.add(place(&dbf), problem);
                return;
            }
        };
        // A row that is marked as deleted.
        let Some(tags) = tags else {
            continue;
        };
        let tags: Vec<(&str, &str)> =
            tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let source = Source { number, id: number_of(&tags), row: lines.row(number) };
        if let Err(problem) = shape.and_then(|shape| take(lines, &shape, &tags, source, profile, &crs)) {
            lines.raw.problems.add(place(path), problem);
        }
    }
    progress.advance(shapes.untold);
    lines.end(path, Some(&crs.name));
}

/// The file beside a shapefile that has this extension, in small letters or large ones.
fn beside(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .iter()
        .map(|extension| path.with_extension(extension))
        .find(|path| path.is_file())
}

/// What a `.cpg` says of the encoding of texts.
fn encoding(path: &Path) -> Option<String> {
    let text = read_text(&beside(path, "cpg")?, SIDE_FILE_LIMIT_MIB).ok()?;
    Some(text.trim().to_owned())
}

fn crs_of(path: &Path, profile: &Profile) -> Result<Crs, ImportProblem> {
    let found = match beside(path, "prj") {
        Some(prj) => read_text(&prj, SIDE_FILE_LIMIT_MIB)
            .map_err(|error| error.problem)
            .and_then(|text| prj::crs(text.trim())),
        None => Err(ImportProblem::MissingPart {
            part: ".prj",
            holds: "the reference system of its coordinates, or name that as crs in the profile",
        }),
    };
    match (&found, &profile.crs) {
        (Err(_), Some(own)) => Crs::named(own).or_else(|problem| Crs::from_proj(own).ok_or(problem)),
        _ => found,
    }
}

/// The records of a `.shp`, one after another.
struct Shapes {
    reader: BufReader<File>,
    /// Bytes that are left of the file.
    left: u64,
    /// Bytes read since progress was last told.
    untold: u64,
    content: Vec<u8>,
}

impl Shapes {
    fn open(path: &Path, progress: &dyn Progress) -> Result<Self, ImportProblem> {
        if path.is_dir() {
            return Err(ImportProblem::IsFolder);
        }
        let file = File::open(path).map_err(|error| io_problem(&error))?;
        let size = file.metadata().map_err(|error| io_problem(&error))?.len();
        progress.begin("reading a shapefile", size);
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut header = Vec::new();
        reader.by_ref().take(HEADER_BYTES).read_to_end(&mut header).map_err(|error| io_problem(&error))?;
        let bad = |reason: &'static str| ImportProblem::BadShapefile { reason };
        if big_endian(&header, 0) != Some(MAGIC) {
            return Err(bad("it does not begin as a .shp does"));
        }
        if header.len() as u64 != HEADER_BYTES {
            return Err(bad("the file ends within its header; is it cut off?"));
        }
        Ok(Self {
            reader,
            left: size.saturating_sub(HEADER_BYTES),
            untold: HEADER_BYTES,
            content: Vec::new(),
        })
    }

    /// The next shape, or what is wrong with it; the outer error ends the reading.
    fn next(
        &mut self,
        progress: &dyn Progress,
    ) -> Result<Option<Result<Shape, ImportProblem>>, ImportProblem> {
        const TOLD_EVERY: u64 = 1 << 18;
        let cut_off =
            ImportProblem::BadShapefile { reason: "the file ends within the record; is it cut off?" };
        if self.untold >= TOLD_EVERY || self.left == 0 {
            progress.advance(self.untold);
            self.untold = 0;
            if progress.stop_requested() {
                return Err(ImportProblem::Stopped);
            }
        }
        if self.left == 0 {
            return Ok(None);
        }
        let mut header = [0_u8; 8];
        if self.left < 8 || self.reader.read_exact(&mut header).is_err() {
            return Err(cut_off);
        }
        // In words of two bytes.
        let words = big_endian(&header, 4).and_then(|words| u64::try_from(words).ok());
        let size =
            words.map(|words| 2 * words).filter(|&size| size <= self.left - 8).ok_or(cut_off.clone())?;
        self.content.clear();
        self.reader.by_ref().take(size).read_to_end(&mut self.content).map_err(|error| io_problem(&error))?;
        if self.content.len() as u64 != size {
            return Err(cut_off);
        }
        self.left -= 8 + size;
        self.untold += 8 + size;
        let wrong = ImportProblem::BadShapefile { reason: "the record has not as many points as it states" };
        Ok(Some(shape_of(&self.content).ok_or(wrong)))
    }
}

/// What the content of a record draws; nothing where it contradicts itself.
fn shape_of(content: &[u8]) -> Option<Shape> {
    match little_endian(content, 0)? {
        1 | 11 | 21 => Some(Shape::Point(Position([number(content, 4)?, number(content, 12)?]))),
        kind @ (3 | 13 | 23 | 5 | 15 | 25) => {
            let part_count = usize::try_from(little_endian(content, 36)?).ok()?;
            let point_count = usize::try_from(little_endian(content, 40)?).ok()?;
            // All of it is there before any memory is taken for it.
            let points_at = part_count.checked_mul(4)?.checked_add(44)?;
            let end = point_count.checked_mul(16)?.checked_add(points_at)?;
            let points = content.get(points_at..end)?;
            let starts = content.get(44..points_at)?.chunks_exact(4);
            let starts: Vec<usize> =
                starts.map(|bytes| usize::try_from(little_endian(bytes, 0)?).ok()).collect::<Option<_>>()?;
            let ends = starts.iter().skip(1).copied().chain([point_count]);
            let parts = starts.iter().zip(ends).map(|(&start, end)| {
                let bytes = points.get(start.checked_mul(16)?..end.checked_mul(16)?)?;
                bytes
                    .chunks_exact(16)
                    .map(|point| Some(Position([number(point, 0)?, number(point, 8)?])))
                    .collect()
            });
            let parts: Vec<Vec<Position>> = parts.collect::<Option<_>>()?;
            Some(if matches!(kind, 3 | 13 | 23) {
                Shape::Lines(parts)
            } else {
                Shape::Polygons(polygons(parts))
            })
        }
        _ => Some(Shape::Other),
    }
}

/// Rings as polygons: those that run clockwise are outer ones, and the others are holes in the one before.
fn polygons(rings: Vec<Vec<Position>>) -> Vec<Vec<Vec<Position>>> {
    let mut polygons: Vec<Vec<Vec<Position>>> = Vec::new();
    for ring in rings {
        // Twice the area, and its sign.
        let area: f64 =
            ring.windows(2).map(|ends| ends[0].0[0] * ends[1].0[1] - ends[1].0[0] * ends[0].0[1]).sum();
        match polygons.last_mut() {
            Some(polygon) if area > 0.0 => polygon.push(ring),
            _ => polygons.push(vec![ring]),
        }
    }
    polygons
}

fn big_endian(bytes: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn little_endian(bytes: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn number(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
