//! The way to petgraph and back. Its types appear in no other signature.

use petgraph::EdgeType;
use petgraph::graph::{DiGraph, EdgeIndex, Graph, IndexType, NodeIndex};
use petgraph::visit::EdgeRef;

use super::Network;
use crate::network::builder::{NewLink, NewNode};
use crate::network::ids::{ArcId, NodeId};
use crate::network::problem::NetworkError;

/// The nodes and arcs of a network as a petgraph graph: node and edge indices equal those of [`NodeId`] and [`ArcId`].
///
/// Linear in time and space. What a node or an arc is, the network says:
///
/// ```
/// use petgraph::graph::NodeIndex;
/// use supplyline::network::{Network, NewLink, to_petgraph};
/// let network = Network::builder().hub("A").hub("B").link(NewLink::road("A", "B").length("3 km")).build()?;
/// let graph = to_petgraph(&network);
/// let km = petgraph::algo::dijkstra(&graph, NodeIndex::new(0), None, |edge| network.length(*edge.weight()).km());
/// assert_eq!(km[&NodeIndex::new(1)], 3.0);
/// # Ok::<(), supplyline::network::NetworkError>(())
/// ```
#[must_use]
pub fn to_petgraph(network: &Network) -> DiGraph<NodeId, ArcId> {
    let mut graph = DiGraph::with_capacity(network.node_count(), network.arc_count());
    for node in network.nodes() {
        graph.add_node(node.id());
    }
    for arc in network.arcs() {
        let [tail, head] = [network.tail(arc), network.head(arc)].map(|node| NodeIndex::new(node.index()));
        graph.add_edge(tail, head, arc);
    }
    graph
}

/// A network from a petgraph graph, directed or not.
///
/// `node` says what a node is; `link` says what an edge is, given the keys of its ends. In a directed graph every link
/// is one-way. Parallel edges need keys of their own ([`NewLink::key`]). Linear in time and space.
///
/// # Errors
/// [`NetworkError`] with all that is wrong.
///
/// ```
/// use petgraph::graph::UnGraph;
/// use supplyline::network::{NewLink, NewNode, from_petgraph};
/// let graph = UnGraph::<&str, f64>::from_edges([(0, 1, 12.5), (1, 2, 7.0)]);
/// let network = from_petgraph(
///     &graph,
///     |index, _| NewNode::new(format!("town {}", index.index())),
///     |_, km, from, to| NewLink::road(from, to).length(format!("{km} km")),
/// )?;
/// assert_eq!((network.hub_count(), network.link_count()), (3, 2));
/// # Ok::<(), supplyline::network::NetworkError>(())
/// ```
pub fn from_petgraph<N, E, Ty: EdgeType, Ix: IndexType>(
    graph: &Graph<N, E, Ty, Ix>,
    mut node: impl FnMut(NodeIndex<Ix>, &N) -> NewNode,
    mut link: impl FnMut(EdgeIndex<Ix>, &E, &str, &str) -> NewLink,
) -> Result<Network, NetworkError> {
    let mut builder = Network::builder();
    let mut keys = Vec::with_capacity(graph.node_count());
    for index in graph.node_indices() {
        let new = node(index, &graph[index]);
        keys.push(new.key().to_owned());
        builder = builder.node(new);
    }
    for edge in graph.edge_references() {
        let [from, to] = [edge.source(), edge.target()].map(|end| keys[end.index()].as_str());
        let new = link(edge.id(), edge.weight(), from, to);
        builder = builder.link(if graph.is_directed() { new.one_way() } else { new });
    }
    builder.build()
}
