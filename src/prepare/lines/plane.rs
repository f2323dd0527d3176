//! The earth as a plane around a point: what distances and nearest spots within some kilometres need.

use crate::import::GridPoint;

/// The mean radius of the earth, metres.
const EARTH_M: f64 = 6_371_008.8;
/// Metres in a degree of latitude.
pub(super) const DEGREE_M: f64 = EARTH_M * std::f64::consts::PI / 180.0;

/// How far east and north `b` lies of `a`, in metres.
pub(super) fn offset(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    let shrink = f64::midpoint(a[1], b[1]).to_radians().cos();
    // The short way round, where the two lie on either side of the antimeridian.
    let mut east = b[0] - a[0];
    if east.abs() > 180.0 {
        east -= 360.0_f64.copysign(east);
    }
    [east * shrink * DEGREE_M, (b[1] - a[1]) * DEGREE_M]
}

/// Metres between two points.
pub(super) fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [east, north] = offset(a, b);
    east.hypot(north)
}

/// A spot on a straight segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    /// At which share of the way from the segment's first point to its second.
    pub(super) share: f64,
    /// Metres to the point that asked.
    pub(super) gap: f64,
}

/// The spot on the segment from `a` to `b` that is nearest to `p`.
pub(super) fn nearest(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> Spot {
    let (to_a, to_b) = (offset(p, a), offset(p, b));
    let way = [to_b[0] - to_a[0], to_b[1] - to_a[1]];
    let square = way[0].mul_add(way[0], way[1] * way[1]);
    let along = -(to_a[0].mul_add(way[0], to_a[1] * way[1]));
    let share = if square > 0.0 { (along / square).clamp(0.0, 1.0) } else { 0.0 };
    let gap = share.mul_add(way[0], to_a[0]).hypot(share.mul_add(way[1], to_a[1]));
    Spot { share, gap }
}

/// The point at a share of the way from `a` to `b`.
pub(super) fn between(a: GridPoint, b: GridPoint, share: f64) -> GridPoint {
    let ([x, y], [to_x, to_y]) = (a.degrees(), b.degrees());
    // Between two points of the earth lies one.
    GridPoint::new(share.mul_add(to_x - x, x), share.mul_add(to_y - y, y)).unwrap_or(a)
}

/// Half a width and half a height in degrees that hold a circle of some metres around a point.
pub(super) fn reach(at: [f64; 2], metres: f64) -> [f64; 2] {
    let high = metres / DEGREE_M;
    let shrink = (at[1].abs() + high).min(89.0).to_radians().cos();
    [high / shrink, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_spots_are_where_they_should_be() {
        let (a, b) = ([36.0, 49.0], [36.1, 49.0]);
        let above = nearest([36.05, 49.01], a, b);
        assert!((above.share - 0.5).abs() < 1e-9 && (above.gap - 0.01 * DEGREE_M).abs() < 0.1, "{above:?}");
        let beyond = nearest([36.2, 49.0], a, b);
        assert!((beyond.share - 1.0).abs() < f64::EPSILON, "{beyond:?}");
        assert!((beyond.gap - metres([36.2, 49.0], b)).abs() < 1e-6, "{beyond:?}");
        assert!((nearest(a, b, b).gap - metres(a, b)).abs() < 1e-6, "a segment of no length is a point");
    }

    #[test]
    fn the_antimeridian_is_crossed_the_short_way() {
        assert!((metres([179.99, 0.0], [-179.99, 0.0]) - 0.02 * DEGREE_M).abs() < 1e-6);
    }

    #[test]
    fn a_circle_lies_within_its_reach() {
        for lat in [-80.0, 0.0, 49.0, 70.0] {
            let [wide, high] = reach([10.0, lat], 5_000.0);
            assert!(metres([10.0, lat], [10.0 + wide, lat]) >= 5_000.0);
            assert!(metres([10.0, lat], [10.0, lat + high]) >= 4_999.999);
        }
    }
}
