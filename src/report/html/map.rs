//! The map as SVG: links by mode and state, routes, areas, hubs, names, a scale bar.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::close_up;
use super::format::{self, coordinate};
use super::labels;
use super::lines::Lines;
use super::map_hubs::{hubs, names};
use super::map_links::links;
use super::map_routes::Routes;
use super::projection::{Point, WIDTH};
use super::scene::{Scene, State};
use super::symbols;
use crate::analysis::Status;
use crate::mode::Mode;

/// Numbers in a map unit in the paths of links and of routes.
pub(super) const LINK_PRECISION: u32 = 10;
pub(super) const ROUTE_PRECISION: u32 = 100;
/// The longest scale bar, map units.
const SCALE_BAR: f64 = 170.0;

/// Something that a legend explains, beside modes, states and statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    RouteBefore,
    RouteAfter,
    Origin,
    OrdinaryHub,
    /// Lines from the parts of a hub to its middle.
    Tie,
    Area,
    BaselineArea,
}

/// What a map shows, for its legend and its notes.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) signs: BTreeSet<Sign>,
    /// The modes of links.
    pub(super) modes: BTreeSet<Mode>,
    /// The states that hubs and links are drawn in.
    pub(super) hub_states: BTreeSet<State>,
    pub(super) link_states: BTreeSet<State>,
    /// What becomes of destinations.
    pub(super) statuses: BTreeSet<Status>,
    /// Whether links are thin plain lines.
    pub(super) dense: bool,
    /// What is left out or simplified, in sentences.
    pub(super) notes: Vec<String>,
    /// Parts of the map that are worth a closer look, with what is seen there.
    pub(super) close_ups: Vec<(&'static str, String)>,
}

/// The drawing, and what it shows.
pub(super) fn map(scene: &Scene<'_>) -> (Markup, Shown) {
    let mut shown = Shown { dense: scene.dense, ..Shown::default() };
    let height = scene.projection.height();
    let areas = areas(scene, &mut shown);
    let routes = Routes::new(scene, &mut shown);
    let links = links(scene, &mut shown);
    let hubs = hubs(scene, &mut shown);
    let names = names(scene);
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
                "North is up. Links by mode, hubs, what is closed, and the routes of supply before and after. "
                "The tables of this page say the same in words."
            }
            (symbols::definitions())
            (areas)
            // Beneath the links, unless there are so many that they would cover it.
            @if !scene.dense { g.bands transform=(shrunk(ROUTE_PRECISION)) { (routes.before) } }
            g.links transform=(shrunk(LINK_PRECISION)) { (links.drawn) }
            @if scene.dense { g.bands transform=(shrunk(ROUTE_PRECISION)) { (routes.before) } }
            g.courses transform=(shrunk(ROUTE_PRECISION)) { (routes.after) }
            g.single transform=(shrunk(ROUTE_PRECISION)) { (routes.single) }
            g.hits transform=(shrunk(LINK_PRECISION)) { (links.hits) }
            (links.crosses)
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

/// Paths hold whole numbers; this brings them back to map units.
pub(super) fn shrunk(precision: u32) -> String {
    format!("scale({})", 1.0 / f64::from(precision))
}

/// Moves a drawing to its place.
pub(super) fn put(point: Point) -> String {
    format!("translate({} {})", coordinate(point.x), coordinate(point.y))
}

/// The class of a mode: one of the five, or `other`.
pub(super) fn mode_class(mode: &Mode) -> &str {
    match mode {
        Mode::Other(_) => "other",
        known => known.name(),
    }
}

/// The class of a state.
pub(super) fn state_class(state: State) -> &'static str {
    match state {
        State::Baseline => "baseline",
        State::Closed => "closed",
        State::PartlyClosed => "partly",
        State::Reduced => "reduced",
        State::Open => "open",
    }
}

fn areas(scene: &Scene<'_>, shown: &mut Shown) -> Markup {
    let mut areas = Vec::new();
    for closure in scene.scenario.closures() {
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
