//! The polygons of a GeoJSON file.

use std::path::Path;

use geo::{Geometry, MultiPolygon};

use crate::import::problem::ImportProblem;
use crate::import::text::read_text;

/// An area drawn by hand is kilobytes; a border of a country in full detail some tens of megabytes.
const LIMIT_MIB: u64 = 256;

/// All polygons of a GeoJSON file: a geometry, a feature or a collection, holes and parts included.
///
/// Other geometries in the file are an error only where there is no polygon at all.
///
/// # Errors
/// Where the file cannot be read, is no GeoJSON, or holds no polygon.
pub fn read_polygons(path: &Path) -> Result<MultiPolygon<f64>, ImportProblem> {
    let text = read_text(path, LIMIT_MIB).map_err(|error| error.problem)?;
    let bad = |error: &dyn std::error::Error| ImportProblem::BadGeoJson {
        reason: crate::diagnostic::shorten(&error.to_string()),
    };
    let json: geojson::GeoJson = text.parse().map_err(|error: geojson::Error| bad(&error))?;
    let geometries: Vec<&geojson::Geometry> = match &json {
        geojson::GeoJson::Geometry(geometry) => vec![geometry],
        geojson::GeoJson::Feature(feature) => feature.geometry.iter().collect(),
        geojson::GeoJson::FeatureCollection(all) => {
            all.features.iter().filter_map(|feature| feature.geometry.as_ref()).collect()
        }
    };
    for geometry in geometries {
        check_positions(geometry)?;
    }
    let collection = geo::GeometryCollection::<f64>::try_from(&json).map_err(|error| bad(&error))?;
    let mut polygons = Vec::new();
    collect(collection.into_iter(), &mut polygons);
    if polygons.is_empty() {
        return Err(ImportProblem::NoPolygon);
    }
    Ok(MultiPolygon::new(polygons))
}

/// Every position needs two numbers; the conversion to `geo` takes that for granted and would panic.
pub(crate) fn check_positions(geometry: &geojson::Geometry) -> Result<(), ImportProblem> {
    use geojson::GeometryValue as Value;
    let check = |position: &geojson::Position| match position.as_slice() {
        [_, _, ..] => Ok(()),
        _ => Err(ImportProblem::BadGeoJson {
            reason: "a position needs a longitude and a latitude".to_owned(),
        }),
    };
    match &geometry.value {
        Value::Point { coordinates } => check(coordinates),
        Value::MultiPoint { coordinates } | Value::LineString { coordinates } => {
            coordinates.iter().try_for_each(check)
        }
        Value::MultiLineString { coordinates } | Value::Polygon { coordinates } => {
            coordinates.iter().flatten().try_for_each(check)
        }
        Value::MultiPolygon { coordinates } => coordinates.iter().flatten().flatten().try_for_each(check),
        Value::GeometryCollection { geometries } => geometries.iter().try_for_each(check_positions),
    }
}

fn collect(geometries: impl Iterator<Item = Geometry<f64>>, polygons: &mut Vec<geo::Polygon<f64>>) {
    for geometry in geometries {
        match geometry {
            Geometry::Polygon(polygon) => polygons.push(polygon),
            Geometry::MultiPolygon(many) => polygons.extend(many),
            Geometry::GeometryCollection(inner) => collect(inner.into_iter(), polygons),
            _ => {}
        }
    }
}
