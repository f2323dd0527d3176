//! Articulation points and bridges, against petgraph's and against taking out each element.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;
use supplyline::View;
use supplyline::analysis::metrics::{Bridge, BridgeElement, cuts};
use supplyline::analysis::rank::Loss;
use supplyline::network::{Element, Node, NodeId};

use super::{graph, losses, view, without};
use crate::random::world;

/// Open nodes by component, by spreading a mark until nothing changes.
fn components(view: &View<'_>) -> BTreeMap<NodeId, NodeId> {
    let network = view.network();
    let mut mark: BTreeMap<NodeId, NodeId> =
        network.nodes().map(|node| (node.id(), node.id())).filter(|&(node, _)| view.is_open(node)).collect();
    loop {
        let mut is_done = true;
        for arc in network.arcs().filter(|&arc| view.cost(arc).is_some()) {
            let [tail, head] = [network.tail(arc), network.head(arc)];
            let least = mark[&tail].min(mark[&head]);
            for node in [tail, head] {
                is_done &= mark.insert(node, least) == Some(least);
            }
        }
        if is_done {
            return mark;
        }
    }
}

fn added_by(view: &View<'_>, loss: Loss) -> usize {
    let after = without(view, loss);
    let before = components(view);
    let is_left = |&(node, _): &(&NodeId, &NodeId)| after.is_open(*node);
    let before: BTreeSet<NodeId> = before.iter().filter(is_left).map(|(_, &mark)| mark).collect();
    let after: BTreeSet<NodeId> = components(&after).values().copied().collect();
    after.len() - before.len()
}

#[test]
fn as_taking_out_each_element_shows() {
    let mut cut = 0;
    for seed in 0..800 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let found = cuts(view, None).unwrap();
            assert_eq!(found.components, components(view).values().collect::<BTreeSet<_>>().len());
            for loss in losses(view) {
                assert_eq!(found.added_by(loss), added_by(view, loss), "seed {seed}, {loss:?}");
                assert_eq!(found.of(loss), Some(f64::from(u32::try_from(found.added_by(loss)).unwrap())));
                cut += found.added_by(loss);
            }
        }
    }
    assert!(cut > 500, "{cut}");
}

/// The edges of a view, one to a physical link or transfer between two nodes: both ends, the smaller first.
fn edges(view: &View<'_>) -> BTreeSet<(NodeId, NodeId, BridgeElement)> {
    let network = view.network();
    let edge = |arc| {
        let [tail, head] = [network.tail(arc), network.head(arc)];
        let element = match network.element(arc) {
            Element::Link(link) => BridgeElement::Link(network.physical_link(link).min().unwrap()),
            Element::Transfer(transfer) => BridgeElement::Transfer(transfer),
        };
        (tail.min(head), tail.max(head), element)
    };
    let open = network.arcs().filter(|&arc| view.cost(arc).is_some());
    open.map(edge).filter(|(low, high, _)| low != high).collect()
}

/// How many sets of nodes some edges leave unjoined.
fn parts(nodes: &[NodeId], edges: impl Iterator<Item = (NodeId, NodeId)>) -> usize {
    let mut mark: BTreeMap<NodeId, NodeId> = nodes.iter().map(|&node| (node, node)).collect();
    let mut parts = nodes.len();
    for (low, high) in edges {
        let (kept, gone) = (mark[&low], mark[&high]);
        parts -= usize::from(kept != gone);
        mark.values_mut().filter(|mark| **mark == gone).for_each(|mark| *mark = kept);
    }
    parts
}

#[test]
fn bridges_are_the_edges_that_add_a_part_when_taken_out() {
    let (mut found_in_all, mut parallel) = (0, 0);
    for seed in 0..800 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let edges = edges(view);
            let nodes: Vec<NodeId> =
                world.network.nodes().map(Node::id).filter(|&node| view.is_open(node)).collect();
            let before = parts(&nodes, edges.iter().map(|&(low, high, _)| (low, high)));
            let mut bridges: Vec<Bridge> = Vec::new();
            for taken in &edges {
                let left = edges.iter().filter(|&edge| edge != taken).map(|&(low, high, _)| (low, high));
                let has_parallel =
                    edges.iter().any(|edge| edge != taken && (edge.0, edge.1) == (taken.0, taken.1));
                parallel += usize::from(has_parallel);
                if parts(&nodes, left) > before {
                    bridges.push(Bridge { ends: [taken.0, taken.1], element: taken.2 });
                }
            }
            assert_eq!(cuts(view, None).unwrap().bridges, bridges, "seed {seed}");
            found_in_all += bridges.len();
        }
    }
    assert!(found_in_all > 1_000 && parallel > 1_000, "{found_in_all} {parallel}");
}

#[test]
fn as_petgraph_has_them() {
    let mut found_in_all = 0;
    for seed in 0..800 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let (view, network) = (scenario.after(), &world.network);
        // petgraph's bridges are those of simple graphs, as it says: of two parallel edges it takes both for bridges. So
        // it gets one edge between two nodes, and what it finds is a bridge of ours where there is one indeed.
        let mut between: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (low, high, _) in edges(view) {
            *between.entry((low.index(), high.index())).or_default() += 1;
        }
        let mut theirs = UnGraph::<(), usize>::default();
        for _ in network.nodes() {
            theirs.add_node(());
        }
        for (&(low, high), &count) in &between {
            theirs.add_edge(NodeIndex::new(low), NodeIndex::new(high), count);
        }
        let ours = cuts(view, None).unwrap();
        let mut points: Vec<usize> = petgraph::algo::articulation_points::articulation_points(&theirs)
            .into_iter()
            .map(NodeIndex::index)
            .collect();
        points.sort_unstable();
        let own_points: Vec<usize> = ours.articulation_points.iter().map(|node| node.index()).collect();
        assert_eq!(own_points, points, "seed {seed}");
        let mut bridges: Vec<(usize, usize)> = petgraph::algo::bridges(&theirs)
            .filter(|edge| *edge.weight() == 1)
            .map(|edge| {
                let [a, b] = [edge.source().index(), edge.target().index()];
                (a.min(b), a.max(b))
            })
            .collect();
        bridges.sort_unstable();
        let own: Vec<(usize, usize)> =
            ours.bridges.iter().map(|bridge| (bridge.ends[0].index(), bridge.ends[1].index())).collect();
        assert_eq!(own, bridges, "seed {seed}");
        found_in_all += points.len() + bridges.len();
    }
    assert!(found_in_all > 300, "{found_in_all}");
}

#[test]
fn a_path_of_a_hundred_thousand_nodes_needs_no_stack() {
    let links: Vec<_> = (1..100_000).map(|at| (at - 1, at, 1)).collect();
    let network = graph(100_000, &links);
    let found = cuts(&view(&network), None).unwrap();
    assert_eq!((found.articulation_points.len(), found.bridges.len()), (99_998, 99_999));
}
