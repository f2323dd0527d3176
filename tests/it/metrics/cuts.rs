//! Articulation points and bridges, against petgraph's and against taking out each element.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{NodeIndex, UnGraph};
use supplyline::View;
use supplyline::analysis::metrics::{BridgeElement, cuts};
use supplyline::analysis::rank::Loss;
use supplyline::network::{Element, NodeId};

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
                cut += found.added_by(loss);
            }
        }
    }
    assert!(cut > 500, "{cut}");
}

#[test]
fn as_petgraph_has_them() {
    let mut found_in_all = 0;
    for seed in 0..800 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let (view, network) = (scenario.after(), &world.network);
        // An edge to a physical link or transfer between two nodes.
        let mut edges: BTreeSet<(usize, usize, BridgeElement)> = BTreeSet::new();
        for arc in network.arcs().filter(|&arc| view.cost(arc).is_some()) {
            let [tail, head] = [network.tail(arc).index(), network.head(arc).index()];
            let element = match network.element(arc) {
                Element::Link(link) => BridgeElement::Link(network.physical_link(link).min().unwrap()),
                Element::Transfer(transfer) => BridgeElement::Transfer(transfer),
            };
            if tail != head {
                edges.insert((tail.min(head), tail.max(head), element));
            }
        }
        let mut theirs = UnGraph::<(), BridgeElement>::default();
        for _ in network.nodes() {
            theirs.add_node(());
        }
        for &(low, high, element) in &edges {
            theirs.add_edge(NodeIndex::new(low), NodeIndex::new(high), element);
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
            .map(|edge| {
                use petgraph::visit::EdgeRef;
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
