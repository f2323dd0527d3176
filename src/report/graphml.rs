//! A network as GraphML, for networkx, igraph, Gephi and yEd.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::network::{ArcId, Element, Network, Node};
use crate::units::Capacity;

/// Attributes: an id, whether of the graph, a node or an edge, the name, and the type.
const KEYS: [[&str; 4]; 20] = [
    ["g0", "graph", "name", "string"],
    ["n0", "node", "key", "string"],
    ["n1", "node", "name", "string"],
    ["n2", "node", "hub", "string"],
    ["n3", "node", "hub_name", "string"],
    ["n4", "node", "mode", "string"],
    ["n5", "node", "lon", "double"],
    ["n6", "node", "lat", "double"],
    ["n7", "node", "capacity_t_per_d", "double"],
    ["e0", "edge", "kind", "string"],
    ["e1", "edge", "link", "string"],
    ["e2", "edge", "name", "string"],
    ["e3", "edge", "physical_link", "string"],
    ["e4", "edge", "mode", "string"],
    ["e5", "edge", "two_way", "boolean"],
    ["e6", "edge", "length_km", "double"],
    ["e7", "edge", "time_h", "double"],
    ["e8", "edge", "capacity_t_per_d", "double"],
    ["e9", "edge", "shared_capacity", "boolean"],
    ["e10", "edge", "assumed", "boolean"],
];

/// The network as a directed graph: a node for each node, an edge for each direction and mode of a link, and for each direction
/// of a transfer.
///
/// Nodes are `n0`, `n1` and so on, in their order; their keys, which need not be what XML takes for an id, are attributes. Lengths
/// are kilometres, times hours, capacities tonnes a day; what has no limit, name or place lacks the attribute. Geometries are left
/// out: GraphML knows none. Characters that XML cannot hold become U+FFFD. Linear in the size of the network.
#[must_use]
pub fn network_graphml(network: &Network) -> String {
    // Writing to memory does not fail.
    let bytes = write(network).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

type Out = Writer<Vec<u8>>;

fn write(network: &Network) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root =
        out.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.write_inner_content(|out| {
        for [id, of, name, kind] in KEYS {
            let attributes = [("id", id), ("for", of), ("attr.name", name), ("attr.type", kind)];
            out.create_element("key").with_attributes(attributes).write_empty()?;
        }
        out.create_element("graph").with_attribute(("edgedefault", "directed")).write_inner_content(
            |out| {
                text(out, "g0", network.name())?;
                network.nodes().try_for_each(|node| write_node(out, node))?;
                network.arcs().try_for_each(|arc| write_arc(out, network, arc))
            },
        )?;
        Ok(())
    })?;
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn write_node(out: &mut Out, node: Node<'_>) -> io::Result<()> {
    let hub = node.hub();
    let id = id_of(node);
    let element = out.create_element("node").with_attribute(("id", id.as_str()));
    element.write_inner_content(|out| {
        text(out, "n0", Some(node.key()))?;
        text(out, "n1", Some(node.name()).filter(|&name| name != node.key()))?;
        text(out, "n2", Some(hub.key()))?;
        text(out, "n3", Some(hub.name()).filter(|&name| name != hub.key()))?;
        text(out, "n4", Some(node.mode().name()))?;
        number(out, "n5", node.position().map(crate::network::Position::lon))?;
        number(out, "n6", node.position().map(crate::network::Position::lat))?;
        number(out, "n7", limit(node.capacity()))
    })?;
    Ok(())
}

fn write_arc(out: &mut Out, network: &Network, arc: ArcId) -> io::Result<()> {
    let [source, target] = [network.tail(arc), network.head(arc)].map(|node| id_of(network.node(node)));
    let ends = [("source", source.as_str()), ("target", target.as_str())];
    let element = out.create_element("edge").with_attributes(ends);
    element.write_inner_content(|out| match network.element(arc) {
        Element::Link(link) => {
            let link = network.link(link);
            text(out, "e0", Some("link"))?;
            text(out, "e1", Some(link.key()))?;
            text(out, "e2", Some(link.name()).filter(|&name| name != link.key()))?;
            text(out, "e3", link.physical_key())?;
            text(out, "e4", Some(network.node(network.tail(arc)).mode().name()))?;
            boolean(out, "e5", !link.is_directed())?;
            number(out, "e6", Some(network.length(arc).km()))?;
            number(out, "e7", Some(network.time(arc).hours()))?;
            number(out, "e8", limit(link.capacity()))?;
            boolean(out, "e9", link.shares_capacity())
        }
        Element::Transfer(transfer) => {
            let transfer = network.transfer(transfer);
            text(out, "e0", Some("transfer"))?;
            boolean(out, "e5", !transfer.is_directed())?;
            number(out, "e6", Some(0.0))?;
            number(out, "e7", Some(transfer.time().hours()))?;
            number(out, "e8", limit(transfer.capacity()))?;
            boolean(out, "e10", transfer.is_assumed())
        }
    })?;
    Ok(())
}

fn id_of(node: Node<'_>) -> String {
    format!("n{}", node.id().index())
}

fn limit(capacity: Capacity) -> Option<f64> {
    match capacity {
        Capacity::Unlimited => None,
        Capacity::Limited(tonnes) => Some(tonnes.tonnes()),
    }
}

fn text(out: &mut Out, key: &str, value: Option<&str>) -> io::Result<()> {
    let Some(value) = value else {
        return Ok(());
    };
    let holds =
        |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let held: String = value.chars().map(|c| if holds(c) { c } else { '\u{fffd}' }).collect();
    out.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&held))?;
    Ok(())
}

fn number(out: &mut Out, key: &str, value: Option<f64>) -> io::Result<()> {
    text(out, key, value.map(|number| number.to_string()).as_deref())
}

fn boolean(out: &mut Out, key: &str, value: bool) -> io::Result<()> {
    text(out, key, Some(if value { "true" } else { "false" }))
}
