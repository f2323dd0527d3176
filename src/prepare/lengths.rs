//! Lengths of links that state none: geodesic, along their geometry.

use std::collections::HashMap;

use geo::{Distance, Geodesic, Haversine, Point};

use crate::import::{RawLink, RawNetwork, Repair};
use crate::units::Length;

/// Stated lengths are compared with distances on so many links at most.
const SAMPLE: usize = 10_000;
/// A median link between these is plausible: real roads are 1.0 to 2 times the distance; schematic ones more.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 0.8..=10.0;

/// Measures what states no length, and notes where the stated lengths are in another unit than they say.
///
/// Lengths are geodesic on WGS 84 (Karney 2013, doi 10.1007/s00190-012-0578-z, as in the crate `geo`). A link whose
/// ends have no coordinates, and that has no geometry, is left as it is.
pub(super) fn measure(raw: &mut RawNetwork) {
    let at: HashMap<&str, [f64; 2]> =
        raw.nodes.iter().filter_map(|node| Some((node.key.as_str(), node.xy?))).collect();
    let mut measured = 0;
    let mut ratios = Vec::new();
    for link in &mut raw.links {
        let ends = (at.get(link.from.as_str()).copied(), at.get(link.to.as_str()).copied());
        if let Some(stated) = link.length {
            if ratios.len() < SAMPLE
                && let (Some(from), Some(to)) = ends
                && is_degrees(from)
                && is_degrees(to)
            {
                let straight = Haversine.distance(Point::from(from), Point::from(to));
                if straight > 1.0 {
                    ratios.push(stated.km() * 1_000.0 / straight);
                }
            }
        } else if let Some(length) = line_length(link, ends) {
            link.length = Some(length);
            measured += 1;
        }
    }
    if measured > 0 {
        raw.repairs.push(Repair::LengthsMeasured { links: measured });
    }
    ratios.sort_by(f64::total_cmp);
    if ratios.len() >= 5 {
        let median_ratio = ratios[ratios.len() / 2];
        if !PLAUSIBLE.contains(&median_ratio) {
            raw.repairs.push(Repair::LengthsImplausible { median_ratio, links: ratios.len() as u64 });
        }
    }
}

fn line_length(link: &RawLink, (from, to): (Option<[f64; 2]>, Option<[f64; 2]>)) -> Option<Length> {
    let straight;
    let points: &[[f64; 2]] = if link.geometry.is_empty() {
        straight = [from?, to?];
        &straight
    } else {
        &link.geometry
    };
    if !points.iter().all(|&point| is_degrees(point)) {
        return None;
    }
    let metres: f64 =
        points.windows(2).map(|pair| Geodesic.distance(Point::from(pair[0]), Point::from(pair[1]))).sum();
    Length::from_m(metres).ok()
}

/// Whether a point can be longitude and latitude; where not, the network's door reports it.
fn is_degrees([lon, lat]: [f64; 2]) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}
