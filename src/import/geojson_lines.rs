//! GeoJSON lines: features whose properties are the tags that a profile reads, one at a time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::shorten;
use crate::import::collect::LineCollector;
use crate::import::json_features::{FeatureText, for_each_feature, members};
use crate::import::lines::RawLines;
use crate::import::problem::ImportProblem;
use crate::import::profile::{Profile, Tags};
use crate::import::shape::{Crs, Position, Shape, Source, number_in, number_of, take};
use crate::progress::Progress;

/// Reads the lines and places of a GeoJSON file that a profile takes: a `FeatureCollection`, features one a line, or a
/// single feature.
///
/// `LineString`s and `MultiLineString`s are lines (of several parts, one line each). Points may be places; so may polygons,
/// and lines that no rule takes as such, of which the middle counts, and the outline of a town's polygon. The properties are the tags, numbers and booleans as they are written. Points with equal coordinates are one
/// point. A `crs` member is honoured, as older files have it.
///
/// What cannot be read stands in [`RawLines::problems`], each with its line and the number of its feature; a feature
/// with a mistake does not keep others from being read. What was taken and left out stands in [`RawLines::repairs`].
///
/// Linear in the bytes; memory is that of what is taken, 12 bytes for each of its points more, and the largest feature.
#[must_use]
pub fn read_geojson_lines(path: &Path, profile: &Profile, progress: &dyn Progress) -> RawLines {
    let mut lines = LineCollector::default();
    read_into(&mut lines, path, profile, progress);
    lines.raw
}

/// The same, into what was read of other files.
pub(crate) fn read_into(lines: &mut LineCollector, path: &Path, profile: &Profile, progress: &dyn Progress) {
    lines.begin(path);
    let crs = match crs_of(path) {
        Ok(crs) => crs,
        Err(problem) => {
            lines.fail(path, problem);
            return;
        }
    };
    // The closure needs the lines, the caller of the closure the problems.
    let mut problems = std::mem::take(&mut lines.raw.problems);
    for_each_feature(path, progress, &mut problems, |feature, problems| {
        if let Err(problem) = read_feature(lines, &feature, profile, &crs) {
            problems.add(feature.place(path), problem);
        }
    });
    lines.raw.problems = problems;
    lines.end(path, Some(&crs.name));
}

/// What a `crs` member says, wherever in the file it stands.
pub(crate) fn crs_of(path: &Path) -> Result<Crs, ImportProblem> {
    #[derive(Deserialize)]
    struct Members {
        #[serde(default)]
        crs: serde_json::Value,
    }
    let found = members(path).and_then(|text| serde_json::from_slice::<Members>(&text).ok());
    // What cannot be read is reported by who reads the features.
    let crs = found.map_or(serde_json::Value::Null, |members| members.crs);
    match &crs {
        serde_json::Value::Null => Crs::named("EPSG:4326"),
        serde_json::Value::String(name) => Crs::named(name),
        other => {
            let properties = &other["properties"];
            match (properties["name"].as_str(), &properties["code"]) {
                (Some(name), _) => Crs::named(name),
                (None, serde_json::Value::Number(code)) => Crs::named(&format!("EPSG:{code}")),
                (None, serde_json::Value::String(code)) => Crs::named(code),
                (None, _) => Err(ImportProblem::UnknownCrs { crs: shorten(&other.to_string()) }),
            }
        }
    }
}

/// A feature, or a geometry by itself.
#[derive(Deserialize)]
pub(crate) struct Feature<'t> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'t, str>,
    #[serde(default)]
    id: Option<Scalar>,
    #[serde(default)]
    properties: Option<Properties>,
    #[serde(default, borrow)]
    geometry: Option<&'t RawValue>,
    #[serde(default, borrow)]
    coordinates: Option<&'t RawValue>,
}

#[derive(Deserialize)]
struct Geometry<'t> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'t, str>,
    #[serde(default, borrow)]
    coordinates: Option<&'t RawValue>,
}

impl<'t> Feature<'t> {
    pub(crate) fn parse(text: &'t [u8]) -> Result<Self, ImportProblem> {
        let feature: Self = serde_json::from_slice(text).map_err(|error| bad_json(&error))?;
        let known = [
            "Feature",
            "Point",
            "LineString",
            "Polygon",
            "MultiPoint",
            "MultiLineString",
            "MultiPolygon",
            "GeometryCollection",
        ];
        if known.contains(&&*feature.kind) {
            return Ok(feature);
        }
        let kind = shorten(&feature.kind);
        Err(ImportProblem::BadGeoJson { reason: format!("'{kind}' is neither a feature nor a geometry") })
    }

    /// Its properties by name; those that say nothing, or hold more than one value, are not among them.
    pub(crate) fn tags(&self) -> Vec<(&str, &str)> {
        let properties = self.properties.iter().flat_map(|properties| &properties.0);
        properties.map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    /// The number that its source has given it.
    pub(crate) fn number(&self, tags: &Tags<'_>) -> Option<i64> {
        number_of(tags).or_else(|| number_in(self.id.as_ref()?.0.as_deref()?))
    }

    pub(crate) fn shape(&self) -> Result<Shape, ImportProblem> {
        if self.kind == "Feature" {
            let Some(geometry) = self.geometry else {
                return Ok(Shape::Other);
            };
            let geometry: Geometry<'_> =
                serde_json::from_str(geometry.get()).map_err(|error| bad_json(&error))?;
            shape(&geometry.kind, geometry.coordinates)
        } else {
            shape(&self.kind, self.coordinates)
        }
    }
}

fn shape(kind: &str, coordinates: Option<&RawValue>) -> Result<Shape, ImportProblem> {
    fn read<'t, T: Deserialize<'t>>(coordinates: Option<&'t RawValue>) -> Result<T, ImportProblem> {
        serde_json::from_str(coordinates.map_or("null", RawValue::get)).map_err(|error| bad_json(&error))
    }
    Ok(match kind {
        "Point" => Shape::Point(read(coordinates)?),
        "LineString" => Shape::Lines(vec![read(coordinates)?]),
        "MultiLineString" => Shape::Lines(read(coordinates)?),
        "Polygon" => Shape::Polygons(vec![read(coordinates)?]),
        "MultiPolygon" => Shape::Polygons(read(coordinates)?),
        "MultiPoint" | "GeometryCollection" => Shape::Other,
        other => {
            let reason = format!("'{}' is not a geometry", shorten(other));
            return Err(ImportProblem::BadGeoJson { reason });
        }
    })
}

fn read_feature(
    lines: &mut LineCollector,
    text: &FeatureText<'_>,
    profile: &Profile,
    crs: &Crs,
) -> Result<(), ImportProblem> {
    let feature = Feature::parse(text.text)?;
    let tags = feature.tags();
    let row = lines.row(text.line);
    let source = Source { number: text.number, id: feature.number(&tags), row };
    take(lines, &feature.shape()?, &tags, source, profile, crs)
}

fn bad_json(error: &serde_json::Error) -> ImportProblem {
    let text = error.to_string();
    // Its line and column are those within the feature; the place tells where that begins.
    let reason = text.split(" at line ").next().unwrap_or(&text);
    ImportProblem::BadGeoJson { reason: shorten(reason) }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Position;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a position: longitude and latitude")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Position, A::Error> {
                let missing = |at| serde::de::Error::invalid_length(at, &self);
                let x = seq.next_element()?.ok_or_else(|| missing(0))?;
                let y = seq.next_element()?.ok_or_else(|| missing(1))?;
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position([x, y]))
            }
        }
        deserializer.deserialize_seq(Numbers)
    }
}

/// A text, a number or a boolean as a text; nothing for everything else.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(text.to_owned())))
            }
            fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
                Ok(Scalar(Some(text)))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            /// Whole numbers come out without a point, which is how tags write them.
            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Properties that hold one value; of those with the same name the last.
struct Properties(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = BTreeMap::<String, Scalar>::deserialize(deserializer)?;
        Ok(Self(values.into_iter().filter_map(|(key, value)| Some((key, value.0?))).collect()))
    }
}
