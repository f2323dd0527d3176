//! What was done to the lines of a map, as GeoJSON: to be looked at on top of the map.

use super::geojson::{feature, object, point};
use crate::network::{LatLon, Position};
use crate::prepare::lines::Mend;

/// A point for each change that has one place, a line for each that leads from one place to another, each with its `kind`
/// and what else is known of it. A feature stands on each line. Linear.
#[must_use]
pub fn mends_geojson(mends: &[Mend]) -> String {
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (at, mend) in mends.iter().enumerate() {
        text.push_str(if at > 0 { ",\n" } else { "\n" });
        text.push_str(&mend_feature(mend).to_string());
    }
    text.push_str("\n]}\n");
    text
}

fn mend_feature(mend: &Mend) -> geojson::Feature {
    let [from, to] = mend.ends();
    let geometry = if from.map(f64::to_bits) == to.map(f64::to_bits) {
        Position::try_from(LatLon { lat: from[1], lon: from[0] }).ok().map(point)
    } else {
        let coordinates = [from, to].map(|at| geojson::Position::from(at.to_vec())).to_vec();
        Some(geojson::Geometry::new(geojson::GeometryValue::LineString { coordinates }))
    };
    // Where it lies is told by the geometry.
    let mut properties = object([]);
    if let Ok(serde_json::Value::Object(all)) = serde_json::to_value(mend) {
        properties.extend(all.into_iter().filter(|(key, _)| !matches!(key.as_str(), "from" | "to" | "at")));
    }
    feature(geometry, properties)
}
