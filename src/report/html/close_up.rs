//! The parts of the map that are worth a closer look: where the routes are, and what is closed.

use super::format::coordinate;
use super::projection::{Point, WIDTH};
use super::scene::{Scene, State};

/// A close-up shows at most this share of the map; a larger one would show little more than the whole does.
const LARGEST: f64 = 0.75;

/// What is seen, and the part of the map: x, y, width, height.
pub(super) fn close_ups(scene: &Scene<'_>) -> Vec<(&'static str, String)> {
    let terminals = scene.hubs.iter().filter(|mark| mark.status.is_some() || mark.is_origin);
    let routes = scene.story.routes();
    let supply = terminals.map(|mark| mark.at).chain(routes.flat_map(|route| scene.route_line(route)));
    [
        ("zoom to routes", frame(scene, supply, 0.02)),
        ("zoom to closures", frame(scene, closed(scene).into_iter(), 0.2)),
    ]
    .into_iter()
    .filter_map(|(what, part)| Some((what, part?)))
    .collect()
}

/// What is open before and closed after, and the areas that do it.
fn closed(scene: &Scene<'_>) -> Vec<Point> {
    let hubs = scene.hubs.iter().filter(|mark| !matches!(mark.state, State::Open | State::Baseline));
    let mut points: Vec<Point> = hubs.map(|mark| mark.at).collect();
    for closure in scene.story.closures.iter().filter(|closure| !closure.is_baseline()) {
        for &link in closure.links() {
            let line = scene.network().link(link).line();
            points.extend(line.coords().map(|at| scene.projection.project([at.x, at.y])));
        }
    }
    points
}

/// The part of the map around some points, no smaller than a share of the whole; nothing where it is hardly smaller.
fn frame(scene: &Scene<'_>, points: impl Iterator<Item = Point>, least: f64) -> Option<String> {
    let height = scene.projection.height();
    let mut points = points;
    let first = points.next()?;
    let mut sides = [first.x, first.y, first.x, first.y];
    for point in points {
        sides = [sides[0].min(point.x), sides[1].min(point.y), sides[2].max(point.x), sides[3].max(point.y)];
    }
    let [left, top, right, bottom] = sides;
    // As wide as high, relative to the map, with some room on each side.
    let share = (((right - left) / WIDTH).max((bottom - top) / height) * 1.3).max(least);
    if share > LARGEST {
        return None;
    }
    let size = [WIDTH * share, height * share];
    let corner = [f64::midpoint(left, right) - size[0] / 2.0, f64::midpoint(top, bottom) - size[1] / 2.0];
    Some([corner[0], corner[1], size[0], size[1]].map(coordinate).join(" "))
}
