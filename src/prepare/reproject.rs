//! Coordinates in any reference system that the EPSG registry names, to longitude and latitude.

use proj4rs::Proj;

use crate::diagnostic::Place;
use crate::import::{ImportProblem, RawNetwork, Repair};

/// Converts the coordinates of nodes and geometries to WGS 84 degrees, and forgets the reference system.
pub(super) fn to_degrees(raw: &mut RawNetwork) {
    let Some(crs) = raw.crs.take() else {
        return;
    };
    let Some(code) = epsg_code(&crs) else {
        note_unknown(raw, crs);
        return;
    };
    // 4326 and its three-dimensional sister: what is there already.
    if matches!(code, 4326 | 4979) {
        return;
    }
    let (Ok(from), Ok(to)) = (Proj::from_epsg_code(code), Proj::from_epsg_code(4326)) else {
        note_unknown(raw, crs);
        return;
    };
    let convert = |[x, y]: [f64; 2]| {
        let mut point = if from.is_latlong() { (x.to_radians(), y.to_radians(), 0.0) } else { (x, y, 0.0) };
        proj4rs::transform::transform(&from, &to, &mut point).ok()?;
        let degrees = [point.0.to_degrees(), point.1.to_degrees()];
        degrees.iter().all(|number| number.is_finite()).then_some(degrees)
    };
    let mut outside = Vec::new();
    let mut nodes = 0;
    for node in &mut raw.nodes {
        let Some(xy) = node.xy else {
            continue;
        };
        nodes += 1;
        node.xy = convert(xy);
        if node.xy.is_none() {
            outside.push((node.at, format!("node '{}'", node.key), xy));
        }
    }
    for link in &mut raw.links {
        for point in &mut link.geometry {
            match convert(*point) {
                Some(degrees) => *point = degrees,
                None => outside.push((link.at, format!("link '{}'", link.key), *point)),
            }
        }
    }
    for (at, what, [x, y]) in outside {
        let place = raw.place(at, &what);
        let crs = crs.clone();
        raw.problems.add(place, ImportProblem::OutsideCrs { x, y, crs });
    }
    raw.repairs.push(Repair::Reprojected { from: crs, nodes });
}

/// The code in `EPSG:32636`, `epsg:4326`, `32636`, `urn:ogc:def:crs:EPSG::4326`, and the usual names of WGS 84.
fn epsg_code(text: &str) -> Option<u16> {
    let upper = text.trim().to_uppercase();
    if matches!(upper.as_str(), "WGS84" | "WGS 84" | "CRS84" | "OGC:CRS84") {
        return Some(4326);
    }
    let digits = match upper.rsplit_once(':') {
        Some((authority, code)) if authority.contains("EPSG") => code,
        Some(_) => return None,
        None => upper.strip_prefix("EPSG").unwrap_or(&upper),
    };
    digits.trim().parse().ok()
}

fn note_unknown(raw: &mut RawNetwork, crs: String) {
    let config = raw.files.iter().find(|file| file.ends_with("config.csv"));
    let place =
        config.map_or_else(|| Place::key("crs"), |file| Place::file(file).at_line(2).at_key("column crs"));
    raw.problems.add(place, ImportProblem::UnknownCrs { crs });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::RawNode;

    #[test]
    fn codes_are_read_in_their_usual_spellings() {
        for text in ["4326", "EPSG:4326", "epsg:4326", "urn:ogc:def:crs:EPSG::4326", "WGS84"] {
            assert_eq!(epsg_code(text), Some(4326), "{text}");
        }
        for text in ["", "local", "ESRI:102100", "EPSG:banana", "99999999"] {
            assert_eq!(epsg_code(text), None, "{text}");
        }
    }

    /// Kharkiv, Freedom Square, in UTM zone 37 north; the degrees are those of the textbook series for UTM.
    #[test]
    fn utm_becomes_degrees() {
        let mut raw = RawNetwork {
            crs: Some("EPSG:32637".into()),
            nodes: vec![RawNode {
                key: "square".into(),
                xy: Some([500_000.0, 5_540_000.0]),
                ..RawNode::default()
            }],
            ..RawNetwork::default()
        };
        to_degrees(&mut raw);
        let [lon, lat] = raw.nodes[0].xy.expect("converted");
        assert!((lon - 39.0).abs() < 1e-9, "the central meridian of zone 37 is 39 degrees east, not {lon}");
        assert!((lat - 50.0).abs() < 0.02, "{lat}");
        assert!(raw.problems.is_empty());
    }

    #[test]
    fn an_unknown_system_is_a_problem() {
        let mut raw = RawNetwork { crs: Some("Mars 2000".into()), ..RawNetwork::default() };
        to_degrees(&mut raw);
        assert_eq!(raw.problems.count(), 1);
    }
}
