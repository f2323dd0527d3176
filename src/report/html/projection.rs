//! From longitude and latitude to the plane of the map, and how many kilometres that plane's units are.

/// How wide the map is, in its own units; on a desktop screen a unit is about a pixel.
pub(super) const WIDTH: f64 = 1120.0;
const LEAST_HEIGHT: f64 = 380.0;
const GREATEST_HEIGHT: f64 = 820.0;
/// Room around the network, so that labels and marks at its edge fit.
const PADDING: f64 = 46.0;
/// Kilometres in a degree of latitude, on a sphere of the earth's mean radius (6371.0088 km).
const KM_PER_DEGREE: f64 = 111.195_08;
/// A network at one spot is shown as if it were this wide, degrees.
const LEAST_SPAN: f64 = 0.02;

/// A point on the map: right, then down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    /// How far it is to another point.
    pub(super) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The smallest rectangle of longitudes and latitudes around some points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Extent {
    /// Around all points; nothing where there is none.
    pub(super) fn around(points: impl IntoIterator<Item = [f64; 2]>) -> Option<Self> {
        let mut points = points.into_iter().filter(|[x, y]| x.is_finite() && y.is_finite());
        let [x, y] = points.next()?;
        let mut extent = Self { west: x, east: x, south: y, north: y };
        for [x, y] in points {
            extent.west = extent.west.min(x);
            extent.east = extent.east.max(x);
            extent.south = extent.south.min(y);
            extent.north = extent.north.max(y);
        }
        Some(extent)
    }
}

/// Equirectangular, with its true scale at the latitude in the middle of the network; north is up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    middle: [f64; 2],
    /// Map units in a degree of longitude and of latitude.
    scale: [f64; 2],
    height: f64,
}

impl Projection {
    /// The largest that shows the whole extent.
    pub(super) fn fit(extent: Extent) -> Self {
        let middle = [f64::midpoint(extent.west, extent.east), f64::midpoint(extent.south, extent.north)];
        // At a pole a degree of longitude has no width at all; the map keeps some.
        let narrowing = middle[1].to_radians().cos().max(0.05);
        let (mut wide, mut high) = ((extent.east - extent.west) * narrowing, extent.north - extent.south);
        if wide.max(high) < LEAST_SPAN {
            (wide, high) = (LEAST_SPAN, LEAST_SPAN / 2.0);
        }
        let room = WIDTH - 2.0 * PADDING;
        let height = if wide * GREATEST_HEIGHT < high * WIDTH {
            GREATEST_HEIGHT
        } else {
            (high / wide * room + 2.0 * PADDING).clamp(LEAST_HEIGHT, GREATEST_HEIGHT).round()
        };
        // One of the two spans is not zero; a zero one does not limit the scale.
        let along = |span: f64, room: f64| if span > 0.0 { room / span } else { f64::INFINITY };
        let per_degree = along(wide, room).min(along(high, height - 2.0 * PADDING));
        Self { middle, scale: [per_degree * narrowing, per_degree], height }
    }

    /// How high the map is.
    pub(super) fn height(&self) -> f64 {
        self.height
    }

    /// Where a longitude and a latitude lie.
    pub(super) fn project(&self, [lon, lat]: [f64; 2]) -> Point {
        Point {
            x: WIDTH / 2.0 + (lon - self.middle[0]) * self.scale[0],
            y: self.height / 2.0 - (lat - self.middle[1]) * self.scale[1],
        }
    }

    /// Kilometres in a unit of the map, true along the latitude in its middle and along every meridian.
    pub(super) fn km_per_unit(&self) -> f64 {
        KM_PER_DEGREE / self.scale[1]
    }

    /// The longest round number of kilometres, 1, 2 or 5 times a power of ten, whose bar is no longer than this.
    pub(super) fn scale_bar(&self, longest: f64) -> ScaleBar {
        let limit = (longest * self.km_per_unit()).max(f64::MIN_POSITIVE);
        let power = 10_f64.powf(limit.log10().floor());
        let km = [5.0, 2.0, 1.0]
            .into_iter()
            .map(|digit| digit * power)
            .find(|&km| km <= limit * (1.0 + 1e-12))
            .unwrap_or(power);
        ScaleBar { km, length: km / self.km_per_unit() }
    }
}

/// A round distance, and how long it is on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ScaleBar {
    pub(super) km: f64,
    pub(super) length: f64,
}

impl ScaleBar {
    /// The distance in words: metres below a kilometre.
    pub(super) fn text(self) -> String {
        if self.km < 1.0 {
            format!("{} m", crate::report::amounts::decimal(self.km * 1e3, 3))
        } else {
            format!("{} km", crate::report::amounts::decimal(self.km, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine};
    use proptest::prelude::*;

    use super::*;

    fn fit(points: &[[f64; 2]]) -> Projection {
        Projection::fit(Extent::around(points.iter().copied()).expect("points"))
    }

    proptest! {
        #[test]
        fn every_point_lies_on_the_map(
            points in prop::collection::vec((-180.0..=180.0, -90.0..=90.0), 1..20),
            shrink in prop::sample::select(vec![1.0, 1e-3, 1e-9, 0.0]),
        ) {
            let points: Vec<[f64; 2]> = points.into_iter().map(|(x, y)| [x * shrink, y * shrink]).collect();
            let projection = fit(&points);
            for point in points {
                let at = projection.project(point);
                prop_assert!((-0.1..=WIDTH + 0.1).contains(&at.x), "{at:?}");
                prop_assert!((-0.1..=projection.height() + 0.1).contains(&at.y), "{at:?}");
            }
        }

        #[test]
        fn the_scale_bar_is_round_and_true(lon in -170.0..170.0, lat in -70.0..70.0, span in 0.001..5.0) {
            let projection = fit(&[[lon, lat], [lon + span, lat + span / 2.0]]);
            let bar = projection.scale_bar(160.0);
            prop_assert!(bar.length <= 160.001 && bar.length > 60.0, "{bar:?}");
            let digit = bar.km / 10_f64.powf(bar.km.log10().floor());
            prop_assert!([1.0, 2.0, 5.0, 10.0].iter().any(|d| (digit - d).abs() < 1e-6), "{}", bar.km);
            // As far east along the latitude in the middle as the bar is long.
            let middle = lat + span / 4.0;
            let degrees = bar.length / projection.scale[0];
            let there = Haversine.distance(geo::Point::new(lon, middle), geo::Point::new(lon + degrees, middle));
            prop_assert!((there / 1e3 / bar.km - 1.0).abs() < 2e-3, "{} km for {}", there / 1e3, bar.km);
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let projection = fit(&[[30.0, 50.0], [31.0, 51.0]]);
        let (south_west, north_east) = (projection.project([30.0, 50.0]), projection.project([31.0, 51.0]));
        assert!(north_east.y < south_west.y && north_east.x > south_west.x);
    }

    #[test]
    fn one_spot_and_one_line_are_in_the_middle() {
        for points in [vec![[37.0, 49.0]], vec![[37.0, 49.0], [37.0, 50.0]], vec![[37.0, 49.0], [38.0, 49.0]]]
        {
            let projection = fit(&points);
            assert!(projection.km_per_unit().is_finite() && projection.km_per_unit() > 0.0);
            for point in points {
                let at = projection.project(point);
                assert!(at.x.is_finite() && at.y.is_finite());
            }
        }
    }
}
