//! A shape with its tags, in the coordinates of its file: as lines or as a place, whatever the format.

use geo::{Centroid, LineString, MultiPolygon, Polygon};

use crate::diagnostic::shorten;
use crate::import::collect::LineCollector;
use crate::import::crs::ToDegrees;
use crate::import::lines::{GridPoint, PlaceKind, RawLine, RawPlace};
use crate::import::problem::ImportProblem;
use crate::import::profile::{LineVerdict, PlaceRule, Profile, Tags};
use crate::import::raw::RowAt;

/// Under which properties files keep a line's number.
const ID_KEYS: [&str; 5] = ["osm_id", "osm_way_id", "@id", "id", "fid"];

/// The reference system of a file's coordinates.
pub(crate) struct Crs {
    pub(crate) name: String,
    to_degrees: ToDegrees,
}

impl Crs {
    /// From the text that names it.
    pub(crate) fn named(name: &str) -> Result<Self, ImportProblem> {
        match ToDegrees::from(name) {
            Some(to_degrees) => Ok(Self { name: name.to_owned(), to_degrees }),
            None => Err(ImportProblem::UnknownCrs { crs: shorten(name) }),
        }
    }

    /// From a PROJ text.
    #[cfg(feature = "shapefile")]
    pub(crate) fn from_proj(text: &str) -> Option<Self> {
        Some(Self { name: text.to_owned(), to_degrees: ToDegrees::from_proj(text)? })
    }

    /// A position as longitude and latitude on the grid, and whether it had to be converted.
    pub(crate) fn point(&self, [x, y]: [f64; 2]) -> Result<GridPoint, ImportProblem> {
        let outside = || ImportProblem::OutsideCrs { x, y, crs: self.name.clone() };
        let [lon, lat] = self.to_degrees.convert([x, y]).ok_or_else(outside)?;
        GridPoint::new(lon, lat).ok_or(ImportProblem::OutOfRange { lon, lat })
    }

    pub(crate) fn converts(&self) -> bool {
        !self.to_degrees.is_nothing()
    }
}

/// What a geometry is, in the coordinates of the file.
pub(crate) enum Shape {
    Point(Position),
    Lines(Vec<Vec<Position>>),
    Polygons(Vec<Vec<Vec<Position>>>),
    /// Several points, several geometries, or none.
    Other,
}

/// The first two numbers of a position; a height behind them is not looked at.
#[derive(Clone, Copy)]
pub(crate) struct Position(pub(crate) [f64; 2]);

/// Where a shape stands in its file, and what its source calls it.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    /// From 1, in the order of the file.
    pub(crate) number: u64,
    pub(crate) id: Option<i64>,
    pub(crate) row: RowAt,
}

/// Takes what a profile takes, and counts what it does not.
pub(crate) fn take(
    lines: &mut LineCollector,
    shape: &Shape,
    tags: &Tags<'_>,
    source: Source,
    profile: &Profile,
    crs: &Crs,
) -> Result<(), ImportProblem> {
    let Source { number, id, row } = source;
    let add_place = |lines: &mut LineCollector, rule: &PlaceRule, at: GridPoint, outline| {
        lines.counts().converted += u64::from(crs.converts());
        let name = place_name(profile, tags, id, rule.kind, number);
        let (kind, radius) = (rule.kind, rule.radius);
        lines.add_place(RawPlace { key: name.clone(), name, kind, at, radius, outline, row }, id);
    };
    match (shape, profile.place(tags)) {
        (Shape::Lines(parts), place) => {
            let verdict = profile.judge(tags);
            if let (LineVerdict::NoRule, Some(place)) = (&verdict, place) {
                let mut points = Vec::new();
                for part in parts {
                    points.extend(grid_line(part, crs)?);
                }
                if let Some(at) = middle_of(&points) {
                    add_place(lines, place, at, None);
                }
                return Ok(());
            }
            let Some((kind, name)) = lines.number_kind(verdict, profile, tags) else {
                return Ok(());
            };
            let parts = parts.iter().map(|part| grid_line(part, crs)).collect::<Result<Vec<_>, _>>()?;
            for part in parts {
                if crs.converts() {
                    lines.counts().converted += part.len() as u64;
                }
                let id = id.unwrap_or(i64::try_from(number).unwrap_or(i64::MAX));
                lines.add_line(RawLine { kind, name, id, at: row }, &part);
            }
        }
        (Shape::Point(position), Some(place)) => add_place(lines, place, crs.point(position.0)?, None),
        (Shape::Polygons(polygons), Some(place)) => {
            let (outline, at) = grid_outline(polygons, crs)?;
            // Of a station often the building alone is drawn, and no track lies in it.
            let outline = (place.kind == PlaceKind::Town).then_some(outline);
            add_place(lines, place, at, outline);
        }
        (Shape::Point(_) | Shape::Polygons(_), None) | (Shape::Other, _) => lines.counts().no_line += 1,
    }
    Ok(())
}

/// The number that a source has given a line in one of its properties.
pub(crate) fn number_of(tags: &Tags<'_>) -> Option<i64> {
    let texts = ID_KEYS.iter().filter_map(|key| tags.iter().find(|(known, _)| known == key));
    texts.map(|&(_, text)| text).find_map(number_in)
}

/// `way/123` is how OpenStreetMap's tools write 123.
pub(crate) fn number_in(text: &str) -> Option<i64> {
    text.rsplit('/').next()?.trim().parse().ok()
}

/// The middle of what points enclose, or of the line that they are.
pub(crate) fn middle_of(points: &[GridPoint]) -> Option<GridPoint> {
    let degrees = || LineString::from(points.iter().map(|point| point.degrees()).collect::<Vec<_>>());
    let middle = if points.len() > 3 && points.first() == points.last() {
        Polygon::new(degrees(), Vec::new()).centroid()
    } else {
        degrees().centroid()
    };
    middle.and_then(|point| GridPoint::new(point.x(), point.y())).or(points.first().copied())
}

/// The points of a line; two at least.
fn grid_line(line: &[Position], crs: &Crs) -> Result<Vec<GridPoint>, ImportProblem> {
    if line.len() < 2 {
        return Err(ImportProblem::TooFewPoints { found: line.len() });
    }
    line.iter().map(|position| crs.point(position.0)).collect()
}

/// Polygons in degrees, and their middle.
pub(crate) fn grid_outline(
    polygons: &[Vec<Vec<Position>>],
    crs: &Crs,
) -> Result<(MultiPolygon<f64>, GridPoint), ImportProblem> {
    let ring = |ring: &Vec<Position>| -> Result<LineString<f64>, ImportProblem> {
        // The first and the last are the same point.
        if ring.len() < 4 {
            return Err(ImportProblem::TooFewPoints { found: ring.len() });
        }
        let degrees = ring.iter().map(|position| Ok(crs.point(position.0)?.degrees()));
        Ok(LineString::from(degrees.collect::<Result<Vec<_>, ImportProblem>>()?))
    };
    let mut outline = Vec::new();
    for rings in polygons {
        let rings = rings.iter().map(ring).collect::<Result<Vec<_>, _>>()?;
        let mut rings = rings.into_iter();
        let outer = rings.next().ok_or(ImportProblem::TooFewPoints { found: 0 })?;
        outline.push(Polygon::new(outer, rings.collect()));
    }
    let outline = MultiPolygon::new(outline);
    let middle = outline.centroid().and_then(|point| GridPoint::new(point.x(), point.y()));
    middle.map(|at| (outline, at)).ok_or(ImportProblem::TooFewPoints { found: 0 })
}

/// What people call a place; what it is and its number where nothing says.
pub(crate) fn place_name(
    profile: &Profile,
    tags: &Tags<'_>,
    id: Option<i64>,
    kind: PlaceKind,
    counted: u64,
) -> String {
    match (profile.place_name(tags), id) {
        (Some(name), _) => name.to_owned(),
        (None, Some(id)) => format!("{} {id}", kind.name()),
        (None, None) => format!("{} {counted}", kind.name()),
    }
}
