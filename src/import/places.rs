//! A table of places: a CSV file of names and radii, or GeoJSON points and polygons.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use geo::MultiPolygon;

use crate::diagnostic::{Place, Problems, did_you_mean, shorten};
use crate::import::geojson_lines::{Feature, crs_of};
use crate::import::json_features::for_each_feature;
use crate::import::lines::{GridPoint, PlaceKind, RawPlace};
use crate::import::maps::MapFormat;
use crate::import::problem::ImportProblem;
use crate::import::raw::RowAt;
use crate::import::shape::{Crs, Shape, grid_outline};
use crate::import::table::{Step, Table};
use crate::progress::Progress;
use crate::units::Length;

/// Reads the places that are to be hubs.
///
/// A CSV file has the columns `name`, `lat`, `lon` (degrees) and `radius` (a number of km, or a text as `500 m`), and may
/// have `key` (the name where it is empty) and `kind` (`town`, or `station`; a town where it is empty). A GeoJSON file has
/// points with the same properties, or polygons, which are outlines and need no radius. Keys are unique.
///
/// # Errors
/// All problems at once, each with its line, and its column or feature. Linear in the size of the file.
pub fn read_places(path: &Path, progress: &dyn Progress) -> Result<Vec<RawPlace>, Problems<ImportProblem>> {
    let mut problems = Problems::default();
    let mut found = Found::default();
    match MapFormat::of(path) {
        Ok(MapFormat::GeoJson) => found.read_geojson(path, progress, &mut problems),
        Err(problem @ (ImportProblem::Missing | ImportProblem::IsFolder)) => {
            problems.add(Place::file(path), problem);
        }
        _ => found.read_csv(path, progress, &mut problems),
    }
    problems.or(found.places)
}

#[derive(Default)]
struct Found {
    places: Vec<RawPlace>,
    /// The line of each key.
    lines: HashMap<String, u64>,
}

/// What a row or a feature says, as it says it.
struct Told<'t> {
    key: Option<&'t str>,
    name: &'t str,
    kind: PlaceKind,
    radius: Length,
    at: GridPoint,
    outline: Option<MultiPolygon<f64>>,
    line: u64,
}

impl Found {
    fn add(&mut self, told: Told<'_>) -> Result<(), ImportProblem> {
        let key = told.key.unwrap_or(told.name);
        if let Some(&line) = self.lines.get(key) {
            return Err(ImportProblem::PlaceTwice { key: shorten(key), line });
        }
        self.lines.insert(key.to_owned(), told.line);
        self.places.push(RawPlace {
            key: key.to_owned(),
            name: told.name.to_owned(),
            kind: told.kind,
            at: told.at,
            radius: told.radius,
            outline: told.outline,
            row: RowAt::new(0, told.line),
        });
        Ok(())
    }

    fn read_csv(&mut self, path: &Path, progress: &dyn Progress, problems: &mut Problems<ImportProblem>) {
        let Some(mut table) = Table::open(path, "reading places", progress, problems) else {
            return;
        };
        let key = table.column("key");
        let kind = table.column("kind");
        let lat = table.column("latitude").or_else(|| table.required("lat", problems));
        let lon = table.column("longitude").or_else(|| table.column("lng"));
        let lon = lon.or_else(|| table.required("lon", problems));
        let name = table.required("name", problems);
        let radius = table.required("radius", problems);
        for column in table.unused(&[]) {
            // The required ones have told theirs.
            if let Some(suggestion) = did_you_mean(&column, ["key", "kind"]) {
                let place = Place::file(path).at_line(1);
                problems.add(place, ImportProblem::ColumnMistyped { column, suggestion });
            }
        }
        let (Some(lat), Some(lon), Some(name), Some(radius)) = (lat, lon, name, radius) else {
            return;
        };
        loop {
            match table.step(problems) {
                Step::End => break,
                Step::Bad => continue,
                Step::Row => {}
            }
            let line = table.line();
            let mut cells = table.cells(problems);
            let key = cells.text(key);
            let name = cells.required_text(Some(name));
            let kind = match cells.text(kind).map(kind_of) {
                None => PlaceKind::Town,
                Some(Ok(kind)) => kind,
                Some(Err(problem)) => {
                    cells.note(kind.unwrap_or(0), problem);
                    PlaceKind::Town
                }
            };
            let radius = match cells.required_text(Some(radius)).map(radius_of) {
                Some(Ok(length)) => Some(length),
                Some(Err(problem)) => {
                    cells.note(radius, problem);
                    None
                }
                None => None,
            };
            let filled = cells.required_text(Some(lat)).is_some() & cells.required_text(Some(lon)).is_some();
            let degrees = if filled { cells.number(Some(lat)).zip(cells.number(Some(lon))) } else { None };
            let point = degrees.and_then(|(north, east)| {
                let point = GridPoint::new(east, north);
                if point.is_none() {
                    let column = if north.abs() > 90.0 { lat } else { lon };
                    cells.note(column, ImportProblem::OutOfRange { lon: east, lat: north });
                }
                point
            });
            let (Some(name), Some(radius), Some(at), false) = (name, radius, point, cells.bad()) else {
                continue;
            };
            let told = Told { key, name, kind, radius, at, outline: None, line };
            if let Err(problem) = self.add(told) {
                problems.add(Place::file(path).at_line(line), problem);
            }
        }
    }

    fn read_geojson(&mut self, path: &Path, progress: &dyn Progress, problems: &mut Problems<ImportProblem>) {
        let crs = match crs_of(path) {
            Ok(crs) => crs,
            Err(problem) => {
                problems.add(Place::file(path), problem);
                return;
            }
        };
        for_each_feature(path, progress, problems, |feature, problems| {
            if let Err(problem) = self.read_feature(feature.text, feature.line, &crs) {
                problems.add(feature.place(path), problem);
            }
        });
    }

    fn read_feature(&mut self, text: &[u8], line: u64, crs: &Crs) -> Result<(), ImportProblem> {
        let feature = Feature::parse(text)?;
        let tags = feature.tags();
        let told = |key: &str| tags.iter().find(|(known, _)| *known == key).map(|&(_, value)| value);
        let name = told("name").filter(|name| !name.trim().is_empty());
        let name = name.ok_or(ImportProblem::MissingProperty { property: "name" })?;
        let kind = told("kind").map_or(Ok(PlaceKind::Town), kind_of)?;
        let radius = told("radius").map(radius_of).transpose()?;
        let (at, outline) = match feature.shape()? {
            Shape::Point(position) => (crs.point(position.0)?, None),
            Shape::Polygons(polygons) => {
                let (outline, at) = grid_outline(&polygons, crs)?;
                (at, Some(outline))
            }
            Shape::Lines(_) | Shape::Other => return Err(ImportProblem::NoPlaceShape),
        };
        let radius = match (radius, &outline) {
            (Some(radius), _) => radius,
            // Its outline says how far it reaches.
            (None, Some(_)) => Length::default(),
            (None, None) => return Err(ImportProblem::MissingProperty { property: "radius" }),
        };
        let key = told("key").filter(|key| !key.trim().is_empty());
        self.add(Told { key, name, kind, radius, at, outline, line })
    }
}

fn kind_of(text: &str) -> Result<PlaceKind, ImportProblem> {
    match text.trim().to_lowercase().as_str() {
        "town" | "city" => Ok(PlaceKind::Town),
        "station" => Ok(PlaceKind::Station),
        _ => Err(ImportProblem::UnknownPlaceKind { text: shorten(text) }),
    }
}

/// A number of km, or a length with its unit.
fn radius_of(text: &str) -> Result<Length, ImportProblem> {
    match text.trim().parse::<f64>() {
        Ok(km) => Length::from_km(km),
        Err(_) => text.parse(),
    }
    .map_err(ImportProblem::from)
}

/// A user's places and those of a map itself; of two with one key the user's counts.
#[must_use]
pub fn and_own_places(mut places: Vec<RawPlace>, own: Vec<RawPlace>) -> Vec<RawPlace> {
    let known: HashSet<String> = places.iter().map(|place| place.key.clone()).collect();
    places.extend(own.into_iter().filter(|place| !known.contains(&place.key)));
    places
}
