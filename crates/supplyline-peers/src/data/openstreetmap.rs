//! The roads of an OpenStreetMap extract on which cars drive: junctions and the ends of ways are nodes, what lies between
//! them is one arc per direction. The largest strongly connected part of that.
//!
//! Times are lengths over one plain speed per class: no turn costs, no `maxspeed`, no surfaces.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use osmpbf::{Element, ElementReader, Way};

use crate::graph::{Arc, Graph};

const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// Kilometres an hour; `None` where cars do not drive.
fn speed(highway: &str) -> Option<f64> {
    Some(match highway {
        "motorway" => 110.0,
        "trunk" => 90.0,
        "primary" => 65.0,
        "motorway_link" | "trunk_link" => 60.0,
        "secondary" => 55.0,
        "primary_link" | "secondary_link" | "tertiary" => 45.0,
        "unclassified" | "tertiary_link" => 40.0,
        "residential" | "road" => 30.0,
        "service" => 20.0,
        "living_street" => 10.0,
        _ => return None,
    })
}

struct Road {
    refs: Vec<i64>,
    kilometres_an_hour: f64,
    forward: bool,
    backward: bool,
}

impl Road {
    fn of(way: &Way<'_>) -> Option<Self> {
        let tags: HashMap<&str, &str> = way.tags().collect();
        let tag = |key: &str| tags.get(key).copied().unwrap_or_default();
        let highway = tag("highway");
        let kilometres_an_hour = speed(highway)?;
        if tag("area") == "yes" || ["access", "vehicle", "motor_vehicle"].iter().any(|key| tag(key) == "no") {
            return None;
        }
        let implied = highway == "motorway" || tag("junction") == "roundabout";
        let (forward, backward) = match tag("oneway") {
            "yes" | "true" | "1" => (true, false),
            "-1" | "reverse" => (false, true),
            "no" | "false" | "0" => (true, true),
            _ => (true, !implied),
        };
        Some(Self { refs: way.refs().collect(), kilometres_an_hour, forward, backward })
    }
}

pub fn read(name: &str, path: &Path) -> Result<Graph> {
    let (roads, degrees) = roads(path)?;
    let places = places(path, &degrees)?;
    let mut ids: HashMap<i64, u32> = HashMap::new();
    let mut junctions: Vec<[f64; 2]> = Vec::new();
    let mut arcs: Vec<Arc> = Vec::new();
    for road in &roads {
        let ends = [road.refs.first().copied(), road.refs.last().copied()];
        let mut from: Option<u32> = None;
        let (mut metres, mut before) = (0.0, None);
        // An extract may cut a way off: what lies outside is not there.
        for (node, place) in road.refs.iter().filter_map(|node| places.get(node).map(|&place| (*node, place)))
        {
            metres += before.map_or(0.0, |before| distance(before, place));
            before = Some(place);
            if degrees[&node] < 2 && !ends.contains(&Some(node)) && from.is_some() {
                continue;
            }
            let to = *ids.entry(node).or_insert_with(|| {
                junctions.push(place);
                junctions.len() as u32 - 1
            });
            if let Some(from) = from {
                let time = (metres * 3_600.0 / road.kilometres_an_hour).round() as u32;
                arcs.extend(road.forward.then_some((from, to, time)));
                arcs.extend(road.backward.then_some((to, from, time)));
            }
            (from, metres) = (Some(to), 0.0);
        }
    }
    Graph::new(name, junctions.len(), Some(projected(&junctions)), arcs)?.largest_strong_component()
}

/// The roads, and how often each of their points is part of one.
fn roads(path: &Path) -> Result<(Vec<Road>, HashMap<i64, u32>)> {
    let mut roads = Vec::new();
    ElementReader::from_path(path).with_context(|| format!("reading {}", path.display()))?.for_each(
        |element| {
            if let Element::Way(way) = element {
                roads.extend(Road::of(&way));
            }
        },
    )?;
    let mut degrees = HashMap::new();
    for node in roads.iter().flat_map(|road| &road.refs) {
        *degrees.entry(*node).or_insert(0) += 1;
    }
    Ok((roads, degrees))
}

/// Latitude and longitude of the points asked for.
fn places(path: &Path, wanted: &HashMap<i64, u32>) -> Result<HashMap<i64, [f64; 2]>> {
    let mut places = HashMap::new();
    ElementReader::from_path(path)?.for_each(|element| {
        let (node, place) = match element {
            Element::Node(node) => (node.id(), [node.lat(), node.lon()]),
            Element::DenseNode(node) => (node.id(), [node.lat(), node.lon()]),
            _ => return,
        };
        if wanted.contains_key(&node) {
            places.insert(node, place);
        }
    })?;
    Ok(places)
}

/// Metres along the great circle (haversine).
fn distance(from: [f64; 2], to: [f64; 2]) -> f64 {
    let [[lat, lon], [other_lat, other_lon]] = [from, to].map(|place| place.map(f64::to_radians));
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let square = half(other_lat - lat) + lat.cos() * other_lat.cos() * half(other_lon - lon);
    2.0 * EARTH_RADIUS_METRES * square.sqrt().asin()
}

/// Metres east and north of the middle, as if the earth were flat there.
fn projected(places: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let count = places.len().max(1) as f64;
    let middle = [0, 1].map(|axis| places.iter().map(|place| place[axis]).sum::<f64>() / count);
    let metres = |degrees: f64| degrees.to_radians() * EARTH_RADIUS_METRES;
    let shrink = middle[0].to_radians().cos();
    places.iter().map(|[lat, lon]| [metres(lon - middle[1]) * shrink, metres(lat - middle[0])]).collect()
}
