//! `routes.geojson`: routes before and after as lines, hubs and closures as points and areas, for any map program.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, JsonValue};

use crate::analysis::flow::FlowChange;
use crate::analysis::rank::Loss;
use crate::analysis::{Impact, Ranking};
use crate::network::{ArcId, Element, Network, Position};
use crate::paths::Route;
use crate::report::flow::{FlowReport, arc_flows};
use crate::report::model::Report;
use crate::report::ranking::RankingReport;
use crate::scenario::Scenario;

/// `routes.geojson`: a line per route with its status and cost, and a point or polygon per closure. What has no
/// coordinates has no geometry, and keeps its properties.
#[must_use]
pub fn routes_geojson(scenario: &Scenario<'_>, impact: &Impact, report: &Report) -> String {
    let network = scenario.network();
    let mut features = Vec::new();
    for (answer, told) in impact.relations.iter().zip(&report.destinations) {
        let routes = [("before", &answer.before, &told.before), ("after", &answer.after, &told.after)];
        for (when, route, told_route) in routes {
            let (Some(route), Some(told_route)) = (route, told_route) else {
                continue;
            };
            let mut properties = object([
                ("kind", "route".into()),
                ("when", when.into()),
                ("hub", told.hub.clone().into()),
                ("status", told.status.name().into()),
                ("demand_t_per_d", told.demand_t_per_d.into()),
                ("origin", told_route.origin.clone().into()),
                ("time_h", told_route.time_h.into()),
                ("length_km", told_route.length_km.into()),
                ("hubs", told_route.hubs.clone().into()),
                ("links", told_route.links.clone().into()),
            ]);
            if let Some(od_origin) = &told.od_origin {
                properties.insert("od_origin".into(), od_origin.clone().into());
            }
            features.push(feature(line_geometry(network, route), properties));
        }
    }
    for (closure, told) in scenario.closures().iter().zip(&report.head.closures) {
        let properties = |what: &str, key: &str| {
            object([
                ("kind", what.into()),
                ("closure", told.name.clone().into()),
                ("baseline", told.baseline.into()),
                ("key", key.into()),
            ])
        };
        for &hub in closure.hubs() {
            let hub = network.hub(hub);
            features.push(feature(hub.position().map(point), properties("closed_hub", hub.key())));
        }
        for &link in closure.links() {
            let link = network.link(link);
            let points: Vec<[f64; 2]> = link.line().coords().map(|c| [c.x, c.y]).collect();
            features.push(feature(line(points), properties("closed_link", link.key())));
        }
        if let Some(area) = closure.area() {
            features.push(feature(Some(Geometry::from(area.polygons())), properties("closed_area", "")));
        }
    }
    let collection = FeatureCollection { bbox: None, features, foreign_members: None };
    format!("{collection}\n")
}

/// `ranking.geojson`: a point per hub and a line per link of a physical link whose loss does anything, with what it does.
#[must_use]
pub fn ranking_geojson(network: &Network, ranking: &Ranking, report: &RankingReport) -> String {
    let mut features = Vec::new();
    for (ranked, told) in ranking.losses.iter().zip(&report.losses) {
        let properties = object([
            ("kind", told.kind.name().into()),
            ("rank", told.rank.into()),
            ("key", told.key.clone().into()),
            ("name", told.name.clone().unwrap_or_else(|| told.key.clone()).into()),
            ("severed_t_per_d", told.severed_t_per_d.into()),
            ("severed_share", told.severed_share.into()),
            ("terminal_t_per_d", told.terminal_t_per_d.into()),
            ("added_tonne_hours_per_d", told.added_tonne_hours_per_d.into()),
            ("added_tonne_km_per_d", told.added_tonne_km_per_d.into()),
            ("severed", told.severed.into()),
            ("terminals", told.terminals.into()),
            ("rerouted", told.rerouted.into()),
            ("throughput_lost_t_per_d", told.throughput_lost_t_per_d.into()),
            ("worst_ratio", told.worst_ratio.into()),
        ]);
        match ranked.loss {
            Loss::Hub(hub) => {
                features.push(feature(network.hub(hub).position().map(point), properties));
            }
            Loss::Link(link) => {
                for link in network.physical_link(link) {
                    let points: Vec<[f64; 2]> =
                        network.link(link).line().coords().map(|at| [at.x, at.y]).collect();
                    features.push(feature(line(points), properties.clone()));
                }
            }
        }
    }
    let collection = FeatureCollection { bbox: None, features, foreign_members: None };
    format!("{collection}\n")
}

/// `flow.geojson`: a line for each link, direction and mode that carries anything before or after, in its direction.
#[must_use]
pub fn flows_geojson(scenario: &Scenario<'_>, outcome: &FlowChange, report: &FlowReport) -> String {
    let network = scenario.network();
    let arcs = arc_flows(network, outcome).into_keys();
    let features = arcs.zip(&report.links).map(|(arc, told)| {
        let properties = object([
            ("kind", "flow".into()),
            ("link", told.link.clone().into()),
            ("from", told.from.clone().into()),
            ("to", told.to.clone().into()),
            ("mode", told.mode.name().into()),
            ("before_t_per_d", told.before_t_per_d.into()),
            ("after_t_per_d", told.after_t_per_d.into()),
            ("capacity_t_per_d", told.capacity_t_per_d.into()),
            ("is_full", told.is_full.into()),
            ("is_closed", told.is_closed.into()),
        ]);
        feature(line(arc_points(network, arc)), properties)
    });
    let collection = FeatureCollection { bbox: None, features: features.collect(), foreign_members: None };
    format!("{collection}\n")
}

/// The points of an arc in travel order; empty for a transfer, or where an end has no coordinates.
pub(super) fn arc_points(network: &Network, arc: ArcId) -> Vec<[f64; 2]> {
    let Element::Link(id) = network.element(arc) else {
        return Vec::new();
    };
    let link = network.link(id);
    let mut points: Vec<[f64; 2]> = link.line().coords().map(|c| [c.x, c.y]).collect();
    let at = link.arcs().iter().position(|&other| other == arc);
    // A two-way link lists its arcs as there, back, there, back.
    if !link.is_directed() && at.is_some_and(|at| at % 2 == 1) {
        points.reverse();
    }
    points
}

/// The points of a route, without repeating where one link ends and the next begins.
pub(super) fn route_points(network: &Network, route: &Route) -> Vec<[f64; 2]> {
    let mut points: Vec<[f64; 2]> = Vec::new();
    for &arc in route.arcs() {
        for point in arc_points(network, arc) {
            if points.last() != Some(&point) {
                points.push(point);
            }
        }
    }
    points
}

fn line_geometry(network: &Network, route: &Route) -> Option<Geometry> {
    line(route_points(network, route))
}

pub(super) fn point(at: Position) -> Geometry {
    Geometry::new(GeometryValue::new_point([at.lon(), at.lat()]))
}

pub(super) fn line(points: Vec<[f64; 2]>) -> Option<Geometry> {
    (points.len() > 1).then(|| Geometry::new(GeometryValue::new_line_string(points)))
}

pub(super) fn feature(geometry: Option<Geometry>, properties: JsonObject) -> Feature {
    Feature { geometry, properties: Some(properties), ..Feature::default() }
}

pub(super) fn object<const N: usize>(entries: [(&str, JsonValue); N]) -> JsonObject {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
