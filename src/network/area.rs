//! An area on the map: polygons with holes, in longitude and latitude.

use std::path::Path;

use geo::{BoundingRect, Intersects, LineString, MultiPolygon, Point, Rect, Relate, Translate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::import::{ImportProblem, check_positions, read_polygons};
use crate::network::position::{LatLon, Position, PositionError};

/// One polygon or several, with holes. A point on its border is inside; a hole is outside.
///
/// Edges are straight in longitude and latitude, as GeoJSON (RFC 7946) says. An area that crosses the antimeridian is
/// given as two parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "geojson::Geometry", into = "geojson::Geometry")]
pub struct Area {
    polygons: MultiPolygon<f64>,
    bounds: Rect<f64>,
}

/// Why polygons make no area.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum AreaError {
    /// There is no polygon, or only empty ones.
    #[error("the area has no polygon with points in it")]
    Empty,
    /// A ring with fewer than three different points.
    #[error("ring {ring} of polygon {polygon} has fewer than three different points")]
    Ring {
        /// Which polygon, from 1.
        polygon: usize,
        /// Which ring of it, from 1; the first is the outer one.
        ring: usize,
    },
    /// A corner that is no point on the earth.
    #[error(transparent)]
    Position(#[from] PositionError),
    /// The file cannot be read as polygons.
    #[error(transparent)]
    Import(#[from] ImportProblem),
}

impl Area {
    /// Reads all polygons of a GeoJSON file.
    ///
    /// # Errors
    /// [`AreaError`] where the file cannot be read or its polygons make no area.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, AreaError> {
        Self::try_from(read_polygons(path.as_ref())?)
    }

    /// Its polygons.
    #[must_use]
    pub fn polygons(&self) -> &MultiPolygon<f64> {
        &self.polygons
    }

    /// Whether a point lies inside or on the border. Linear in the corners where the point is within the bounds.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        let point = Point::from(position);
        self.bounds.intersects(&point) && self.polygons.intersects(&point)
    }

    /// Whether a line shares a point with the area, its border included. An empty line does not. A line may go on past
    /// 180 degrees, as [`super::Link::line`] does across the antimeridian.
    #[must_use]
    pub fn meets(&self, line: &LineString<f64>) -> bool {
        around_the_globe(line).any(|line| {
            line.bounding_rect().is_some_and(|bounds| bounds.intersects(&self.bounds))
                && self.polygons.intersects(&line)
        })
    }

    /// Whether a line lies inside as a whole, border included. An empty line does not.
    #[must_use]
    pub fn covers(&self, line: &LineString<f64>) -> bool {
        around_the_globe(line).any(|line| {
            line.bounding_rect().is_some_and(|bounds| bounds.intersects(&self.bounds))
                && self.polygons.relate(&line).is_covers()
        })
    }
}

/// A line where it is, and where it goes on past 180 degrees, a turn of the globe back as well.
fn around_the_globe(line: &LineString<f64>) -> impl Iterator<Item = LineString<f64>> {
    let reach = line.bounding_rect().map_or((0.0, 0.0), |bounds| (bounds.min().x, bounds.max().x));
    let turns = [(true, 0.0), (reach.1 > 180.0, -360.0), (reach.0 < -180.0, 360.0)];
    turns.into_iter().filter(|(needed, _)| *needed).map(|(_, turn)| line.translate(turn, 0.0))
}

impl TryFrom<MultiPolygon<f64>> for Area {
    type Error = AreaError;

    fn try_from(polygons: MultiPolygon<f64>) -> Result<Self, AreaError> {
        for (at, polygon) in polygons.iter().enumerate() {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            for (ring_at, ring) in rings.enumerate() {
                let mut corners: Vec<_> = Vec::new();
                for corner in ring.coords() {
                    Position::try_from(LatLon { lat: corner.y, lon: corner.x })?;
                    if corners.len() < 3 && !corners.contains(corner) {
                        corners.push(*corner);
                    }
                }
                if corners.len() < 3 {
                    return Err(AreaError::Ring { polygon: at + 1, ring: ring_at + 1 });
                }
            }
        }
        let bounds = polygons.bounding_rect().ok_or(AreaError::Empty)?;
        Ok(Self { polygons, bounds })
    }
}

impl TryFrom<geo::Polygon<f64>> for Area {
    type Error = AreaError;

    fn try_from(polygon: geo::Polygon<f64>) -> Result<Self, AreaError> {
        Self::try_from(MultiPolygon::new(vec![polygon]))
    }
}

impl TryFrom<geojson::Geometry> for Area {
    type Error = AreaError;

    fn try_from(geometry: geojson::Geometry) -> Result<Self, AreaError> {
        check_positions(&geometry)?;
        let geometry = geo::Geometry::<f64>::try_from(geometry)
            .map_err(|error| ImportProblem::BadGeoJson { reason: error.to_string() })?;
        match geometry {
            geo::Geometry::Polygon(polygon) => Self::try_from(polygon),
            geo::Geometry::MultiPolygon(polygons) => Self::try_from(polygons),
            _ => Err(ImportProblem::NoPolygon.into()),
        }
    }
}

impl From<Area> for geojson::Geometry {
    fn from(area: Area) -> Self {
        geojson::Geometry::from(&area.polygons)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square_with_hole() -> Area {
        let outer = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)];
        let hole = vec![(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0), (4.0, 4.0)];
        Area::try_from(geo::Polygon::new(outer.into(), vec![hole.into()])).expect("an area")
    }

    fn at(lat: f64, lon: f64) -> Position {
        Position::try_from(LatLon { lat, lon }).expect("a position")
    }

    #[test]
    fn the_border_is_inside_and_the_hole_outside() {
        let area = square_with_hole();
        assert!(area.contains(at(1.0, 1.0)));
        assert!(area.contains(at(0.0, 5.0)), "on the outer border");
        assert!(area.contains(at(0.0, 0.0)), "on a corner");
        assert!(area.contains(at(4.0, 5.0)), "on the hole's border");
        assert!(!area.contains(at(5.0, 5.0)), "in the hole");
        assert!(!area.contains(at(11.0, 5.0)));
    }

    #[test]
    fn a_line_meets_it_where_it_crosses_or_touches() {
        let area = square_with_hole();
        let meets = |points: Vec<(f64, f64)>| area.meets(&points.into());
        assert!(meets(vec![(-1.0, 5.0), (11.0, 5.0)]), "through, with both ends outside");
        assert!(meets(vec![(-1.0, 0.0), (1.0, -0.0)]), "along the border");
        assert!(!meets(vec![(4.5, 4.5), (5.5, 5.5)]), "within the hole");
        assert!(!meets(vec![(-1.0, -1.0), (11.0, -1.0)]));
        assert!(!meets(vec![]));
        assert!(!area.covers(&vec![(-1.0, 5.0), (11.0, 5.0)].into()));
        assert!(area.covers(&vec![(1.0, 1.0), (2.0, 2.0)].into()));
        assert!(area.covers(&vec![(0.0, 1.0), (0.0, 2.0)].into()), "along the border");
        assert!(!area.covers(&vec![(3.0, 5.0), (7.0, 5.0)].into()), "across the hole, with both ends inside");
    }

    #[test]
    fn what_is_no_area_is_refused() {
        let flat = vec![(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)];
        assert!(matches!(
            Area::try_from(geo::Polygon::new(flat.into(), vec![])),
            Err(AreaError::Ring { polygon: 1, ring: 1 })
        ));
        assert_eq!(Area::try_from(MultiPolygon::new(vec![])), Err(AreaError::Empty));
    }
}
