//! The map as SVG: links by mode and state, routes, areas, hubs, names, a scale bar.

use maud::{Markup, html};

use super::close_up;
use super::drawing::{LINK_PRECISION, ROUTE_PRECISION, Shown, Sign, shrunk};
use super::format::{self, coordinate};
use super::labels;
use super::lines::Lines;
use super::map_flows::flows;
use super::map_hubs::{hubs, names};
use super::map_links::links;
use super::map_routes::Routes;
use super::projection::WIDTH;
use super::scene::Scene;
use super::symbols;

/// The longest scale bar, map units.
const SCALE_BAR: f64 = 170.0;

/// The drawing, and what it shows.
pub(super) fn map(scene: &Scene<'_>) -> (Markup, Shown) {
    let mut shown = Shown {
        dense: scene.dense,
        losses: scene.story.losses.are_told(),
        flows: scene.story.flows.is_told(),
        ..Shown::default()
    };
    let height = scene.projection.height();
    let areas = areas(scene, &mut shown);
    let routes = Routes::new(scene, &mut shown);
    let links = links(scene, &mut shown);
    let hubs = hubs(scene, &mut shown);
    let names = names(scene);
    let flows = flows(scene, &mut shown);
    let bar = scene.projection.scale_bar(SCALE_BAR);
    shown.close_ups = close_up::close_ups(scene);
    scene_notes(scene, &mut shown);
    let title = format!(
        "Map of {} and {}",
        format::count(scene.network().hub_count() as u64, "hub", "hubs"),
        format::count(scene.network().link_count() as u64, "link", "links")
    );
    let svg = html! {
        svg #map.map.dense[scene.dense] role="img" aria-labelledby="map-title map-desc" tabindex="0"
            viewBox=(format!("0 0 {} {}", coordinate(WIDTH), coordinate(height)))
            data-km=(scene.projection.km_per_unit()) data-zooms=(zooms()) {
            title #map-title { (title) }
            desc #map-desc {
                "North is up. Links by mode, hubs, what is closed, and the routes of supply"
                (if shown.losses {
                    "; hubs and links by what their loss would do. "
                } else if shown.flows {
                    "; links as wide as what flows over them, before and after. "
                } else {
                    " before and after. "
                })
                "The tables of this page say the same in words."
            }
            (symbols::definitions())
            (areas)
            // Beneath the links, unless there are so many that they would cover it.
            @if !scene.dense { g.bands transform=(shrunk(ROUTE_PRECISION)) { (routes.before) } }
            g.flows transform=(shrunk(ROUTE_PRECISION)) { (flows.before) (flows.after) }
            g.links transform=(shrunk(LINK_PRECISION)) { (links.drawn) }
            @if scene.dense { g.bands transform=(shrunk(ROUTE_PRECISION)) { (routes.before) } }
            g.courses transform=(shrunk(ROUTE_PRECISION)) { (routes.after) }
            g.single transform=(shrunk(ROUTE_PRECISION)) { (routes.single) }
            g.hits transform=(shrunk(LINK_PRECISION)) { (links.hits) }
            (links.crosses)
            g.losses transform=(shrunk(LINK_PRECISION)) { (links.losses) }
            g.chokes { (flows.full) }
            (hubs)
            (names)
            g #scale transform=(format!("translate(16 {})", coordinate(height - 16.0))) {
                path.bar.halo d=(bar_path(bar.length)) {}
                path.bar d=(bar_path(bar.length)) {}
                g.s { text x="2" y="-9" { (bar.text()) } }
            }
        }
    };
    (svg, shown)
}

fn bar_path(length: f64) -> String {
    format!("M0-5V0H{}V-5", coordinate(length))
}

fn zooms() -> String {
    labels::ZOOMS.map(|zoom| zoom.to_string()).join(" ")
}

fn areas(scene: &Scene<'_>, shown: &mut Shown) -> Markup {
    let mut areas = Vec::new();
    for closure in &scene.story.closures {
        let Some(area) = closure.area() else {
            continue;
        };
        let mut rings = Lines::new(LINK_PRECISION, 1);
        for polygon in area.polygons() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                let corners = ring.coords().map(|at| scene.projection.project([at.x, at.y]));
                rings.add_ring(&corners.collect::<Vec<_>>());
            }
        }
        let baseline = closure.is_baseline();
        shown.signs.insert(if baseline { Sign::BaselineArea } else { Sign::Area });
        areas.extend(rings.finish().map(|data| (data, baseline, closure.name())));
    }
    html! {
        g.areas transform=(shrunk(LINK_PRECISION)) {
            @for (data, baseline, name) in areas {
                path.area.baseline[baseline] d=(data) { title { (name) } }
            }
        }
    }
}

fn scene_notes(scene: &Scene<'_>, shown: &mut Shown) {
    let are = |count: usize| {
        let noun = format::count(count as u64, "hub", "hubs");
        format!("{noun} {}", if count == 1 { "is" } else { "are" })
    };
    if scene.unplaced_hubs > 0 {
        shown
            .notes
            .push(format!("{} left out of the map for want of coordinates.", are(scene.unplaced_hubs)));
    }
    if scene.omitted_hubs > 0 {
        shown.notes.push(format!(
            "{} not drawn; origins, destinations and closed hubs come first.",
            are(scene.omitted_hubs)
        ));
    }
}
