//! Coordinates of rows to longitude and latitude.

use crate::diagnostic::Place;
use crate::import::{ImportProblem, RawNetwork, Repair, ToDegrees};

/// Converts the coordinates of nodes and geometries to WGS 84 degrees, and forgets the reference system.
pub(super) fn to_degrees(raw: &mut RawNetwork) {
    let Some(crs) = raw.crs.take() else {
        return;
    };
    let Some(conversion) = ToDegrees::from(&crs) else {
        note_unknown(raw, crs);
        return;
    };
    if conversion.is_nothing() {
        return;
    }
    let mut outside = Vec::new();
    let mut nodes = 0;
    for node in &mut raw.nodes {
        let Some(xy) = node.xy else {
            continue;
        };
        nodes += 1;
        node.xy = conversion.convert(xy);
        if node.xy.is_none() {
            outside.push((node.at, format!("node '{}'", node.key), xy));
        }
    }
    for link in &mut raw.links {
        for point in &mut link.geometry {
            match conversion.convert(*point) {
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
    fn rows_become_degrees_and_forget_their_system() {
        let node = RawNode { key: "square".into(), xy: Some([500_000.0, 5_540_000.0]), ..RawNode::default() };
        let mut raw =
            RawNetwork { crs: Some("EPSG:32637".into()), nodes: vec![node], ..RawNetwork::default() };
        to_degrees(&mut raw);
        let [lon, _] = raw.nodes[0].xy.expect("converted");
        assert!((lon - 39.0).abs() < 1e-9, "the central meridian of zone 37 is 39 degrees east, not {lon}");
        assert!(raw.problems.is_empty() && raw.crs.is_none());
    }

    #[test]
    fn an_unknown_system_is_a_problem() {
        let mut raw = RawNetwork { crs: Some("Mars 2000".into()), ..RawNetwork::default() };
        to_degrees(&mut raw);
        assert_eq!(raw.problems.count(), 1);
    }
}
