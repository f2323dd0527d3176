//! A network as GeoJSON, for any map program: hubs as points, links as lines.

use geojson::JsonValue;

use super::geojson::{feature, line, object, point};
use crate::mode::Mode;
use crate::network::{Hub, Link, Network, Node};
use crate::units::Capacity;

/// A point per hub, with its modes; a point per node of a hub that has several; a line per link, there and back alike, with its
/// length in kilometres, time in hours and capacity in tonnes a day. What has no coordinates has no geometry, and keeps its
/// properties; what has no limit has a capacity of null. Transfers are no place and no line, and are left out.
///
/// A feature stands on each line. Linear in the size of the network.
#[must_use]
pub fn network_geojson(network: &Network) -> String {
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    let mut any = false;
    let mut add = |feature: geojson::Feature| {
        text.push_str(if any { ",\n" } else { "\n" });
        any = true;
        text.push_str(&feature.to_string());
    };
    for hub in network.hubs() {
        add(hub_feature(network, hub));
        if hub.nodes().len() > 1 {
            hub.nodes().iter().for_each(|&node| add(node_feature(network.node(node))));
        }
    }
    for link in network.links() {
        add(link_feature(network, link));
    }
    text.push_str("\n]}\n");
    text
}

fn hub_feature(network: &Network, hub: Hub<'_>) -> geojson::Feature {
    let nodes = || hub.nodes().iter().map(|&node| network.node(node));
    let mut modes: Vec<&str> = nodes().map(|node| node.mode().name()).collect();
    modes.sort_unstable();
    modes.dedup();
    let mut properties = object([
        ("kind", "hub".into()),
        ("key", hub.key().into()),
        ("name", hub.name().into()),
        ("modes", modes.into()),
        ("nodes", hub.nodes().len().into()),
    ]);
    if let (Some(only), 1) = (nodes().next(), hub.nodes().len()) {
        properties.insert("capacity_t_per_d".into(), limit(only.capacity()));
    }
    feature(hub.position().map(point), properties)
}

fn node_feature(node: Node<'_>) -> geojson::Feature {
    let properties = object([
        ("kind", "node".into()),
        ("key", node.key().into()),
        ("name", node.name().into()),
        ("hub", node.hub().key().into()),
        ("mode", node.mode().name().into()),
        ("capacity_t_per_d", limit(node.capacity())),
    ]);
    feature(node.position().map(point), properties)
}

fn link_feature(network: &Network, link: Link<'_>) -> geojson::Feature {
    let modes: Vec<&str> = link.modes().map(Mode::name).collect();
    // Only where each mode took its own default speed do the times differ; the first mode's stands for the link.
    let time = link.arcs().first().map(|&arc| network.time(arc).hours());
    let properties = object([
        ("kind", "link".into()),
        ("key", link.key().into()),
        ("name", link.name().into()),
        ("from", link.from().key().into()),
        ("to", link.to().key().into()),
        ("directed", link.is_directed().into()),
        ("modes", modes.into()),
        ("length_km", link.length().km().into()),
        ("time_h", time.into()),
        ("capacity_t_per_d", limit(link.capacity())),
        ("shared_capacity", link.shares_capacity().into()),
        ("physical_link", link.physical_key().into()),
    ]);
    feature(line(link.line().coords().map(|at| [at.x, at.y]).collect()), properties)
}

fn limit(capacity: Capacity) -> JsonValue {
    match capacity {
        Capacity::Unlimited => JsonValue::Null,
        Capacity::Limited(tonnes) => tonnes.tonnes().into(),
    }
}
