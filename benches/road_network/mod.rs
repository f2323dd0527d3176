//! Road-like graphs as networks, and as petgraph has them.
#![allow(dead_code, reason = "whoever includes this file reads what it needs")]

use petgraph::graph::{DiGraph, NodeIndex};
use supplyline::import::{RawLink, RawNetwork, RawNode};
use supplyline::network::Network;
use supplyline::units::{Length, Time};

use super::road_like;

/// The generated graph as a network. Places are metres made degrees at the equator, which is all that an order needs.
pub(crate) fn network(nodes: usize) -> Network {
    let graph = road_like::RoadLike::new(nodes, 1);
    let metres_per_degree = 111_000.0;
    let mut raw = RawNetwork::default();
    for (key, [x, y]) in graph.positions.iter().enumerate() {
        let xy = Some([x / metres_per_degree, y / metres_per_degree]);
        raw.nodes.push(RawNode { key: key.to_string(), xy, ..RawNode::default() });
    }
    for (arc, (tail, head)) in graph.tails.iter().zip(&graph.heads).enumerate() {
        if tail < head {
            raw.links.push(RawLink {
                key: arc.to_string(),
                from: tail.to_string(),
                to: head.to_string(),
                length: Length::from_decimetres(graph.decimetres[arc].into()).ok(),
                time: Time::from_milliseconds(graph.milliseconds[arc].into()).ok(),
                ..RawLink::default()
            });
        }
    }
    Network::try_from(raw).unwrap()
}

/// With times, nodes and arcs numbered as in the network.
pub(crate) fn petgraph_of(network: &Network) -> DiGraph<(), u32> {
    let mut graph = DiGraph::with_capacity(network.node_count(), network.arc_count());
    for _ in network.nodes() {
        graph.add_node(());
    }
    for arc in network.arcs() {
        let [tail, head] = [network.tail(arc), network.head(arc)].map(|node| NodeIndex::new(node.index()));
        graph.add_edge(tail, head, network.arc_milliseconds()[arc.index()]);
    }
    graph
}
