//! Dominators, against closing each node and against petgraph's.

use fastrand::Rng;
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::{DiGraph, NodeIndex};
use supplyline::network::{Node, NodeId};
use supplyline::paths::{DominatorSearch, Dominators, Search};
use supplyline::{Impedance, View};

use crate::detours::{some, town};
use crate::random::world;

/// petgraph has one root: a node before all sources.
fn agrees_with_petgraph(view: &View<'_>, sources: &[NodeId], dominators: Dominators<'_>) {
    let network = view.network();
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<NodeIndex> = network.nodes().map(|_| graph.add_node(())).collect();
    let root = graph.add_node(());
    for &source in sources.iter().filter(|&&source| view.is_open(source)) {
        graph.add_edge(root, nodes[source.index()], ());
    }
    for arc in network.arcs().filter(|&arc| view.cost(arc).is_some()) {
        graph.add_edge(nodes[network.tail(arc).index()], nodes[network.head(arc).index()], ());
    }
    let theirs = simple_fast(&graph, root);
    for node in network.nodes().map(Node::id) {
        let at = nodes[node.index()];
        let immediate = theirs.immediate_dominator(at);
        let wanted = immediate.filter(|&above| above != root).map(NodeIndex::index);
        assert_eq!(dominators.immediate(node).map(NodeId::index), wanted, "{node:?}");
        assert_eq!(dominators.is_reached(node), immediate.is_some());
        let wanted: Vec<usize> = theirs.dominators(at).into_iter().flatten().map(NodeIndex::index).collect();
        let ours: Vec<usize> = dominators.of(node).map(NodeId::index).collect();
        assert_eq!(ours, wanted.strip_suffix(&[root.index()]).unwrap_or_default());
    }
}

/// A node dominates what is not reached once it is closed. How many pairs there are.
fn agrees_with_closing(view: &View<'_>, sources: &[NodeId], dominators: Dominators<'_>) -> usize {
    let nodes: Vec<NodeId> = view.network().nodes().map(Node::id).collect();
    let mut search = Search::default();
    let mut reached_without = |closed: Option<NodeId>| -> Vec<bool> {
        let mut view = view.clone();
        if let Some(node) = closed {
            view.close_node(node);
        }
        let tree = search.run(&view, sources);
        nodes.iter().map(|&node| tree.cost(node).is_some()).collect()
    };
    let reached = reached_without(None);
    let mut order: Vec<NodeId> = dominators.reached().collect();
    for (at, &node) in order.iter().enumerate() {
        assert!(dominators.immediate(node).is_none_or(|above| order[..at].contains(&above)));
    }
    order.sort_unstable();
    let wanted: Vec<NodeId> = nodes.iter().copied().filter(|node| reached[node.index()]).collect();
    assert_eq!(order, wanted);
    let mut found = 0;
    for &closed in &nodes {
        let left = reached_without(Some(closed));
        for &node in &nodes {
            let is_lost = reached[node.index()] && !left[node.index()];
            assert_eq!(dominators.is_dominated(node, closed), is_lost, "{node:?} without {closed:?}");
            assert_eq!(dominators.of(node).any(|other| other == closed), is_lost);
            found += usize::from(is_lost);
        }
    }
    found
}

/// What is on every way to any of some nodes is what dominates each of those that are reached.
fn some_together_are_right(dominators: Dominators<'_>, nodes: &[NodeId]) {
    let together: Vec<NodeId> = dominators.of_any(nodes).collect();
    let mut reached = nodes.iter().filter(|&&node| dominators.is_reached(node));
    let first = reached.next().into_iter().flat_map(|&node| dominators.of(node));
    let rest: Vec<NodeId> = reached.copied().collect();
    let wanted = first.filter(|&other| rest.iter().all(|&node| dominators.is_dominated(node, other)));
    assert_eq!(together, wanted.collect::<Vec<_>>());
}

#[test]
fn on_random_worlds_and_towns() {
    let mut search = DominatorSearch::default();
    let mut found = 0;
    let mut check = |view: &View<'_>, rng: &mut Rng| {
        let nodes: Vec<NodeId> = view.network().nodes().map(Node::id).collect();
        let most = rng.choice([1, 1, 4]).unwrap();
        let sources = some(rng, &nodes, most);
        let dominators = search.run(view, &sources);
        agrees_with_petgraph(view, &sources, dominators);
        for _ in 0..4 {
            some_together_are_right(dominators, &some(rng, &nodes, 4));
        }
        found += agrees_with_closing(view, &sources, dominators);
    };
    for seed in 0..500 {
        let mut rng = Rng::with_seed(seed);
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        check(scenario.before(), &mut rng);
        check(scenario.after(), &mut rng);
        let town = town(&mut rng);
        let mut view = View::new(&town, Impedance::Length);
        check(&view, &mut rng);
        for node in some(&mut rng, &town.nodes().map(Node::id).collect::<Vec<_>>(), 6) {
            view.close_node(node);
        }
        check(&view, &mut rng);
    }
    assert!(found > 50_000, "{found}");
}

/// Arcs anywhere, from none to many: few of them are two-way, and most lead across the depth-first tree.
#[test]
fn on_random_directed_graphs() {
    use supplyline::Network;
    use supplyline::network::NewLink;
    let mut search = DominatorSearch::default();
    for seed in 0..300 {
        let mut rng = Rng::with_seed(seed);
        let count = rng.usize(1..120);
        let mut builder = Network::builder();
        for at in 0..count {
            builder = builder.hub(at.to_string());
        }
        for at in 0..rng.usize(0..4 * count) {
            let [from, to] = [(); 2].map(|()| rng.usize(0..count).to_string());
            let link = NewLink::road(from, to).key(format!("l{at}")).length("1 km").one_way();
            builder = builder.link(link);
        }
        let network = builder.build().unwrap();
        let view = View::new(&network, Impedance::Length);
        let nodes: Vec<NodeId> = network.nodes().map(Node::id).collect();
        let sources = some(&mut rng, &nodes, 2);
        agrees_with_petgraph(&view, &sources, search.run(&view, &sources));
    }
}

#[test]
fn without_an_open_source_nothing_is_reached() {
    let network = town(&mut Rng::with_seed(1));
    let mut view = View::new(&network, Impedance::Length);
    let node = network.nodes().next().unwrap().id();
    view.close_node(node);
    let mut search = DominatorSearch::default();
    for sources in [&[node][..], &[]] {
        let dominators = search.run(&view, sources);
        assert_eq!(dominators.reached().len(), 0);
        assert!(!dominators.is_reached(node) && !dominators.is_dominated(node, node));
        assert_eq!((dominators.immediate(node), dominators.of(node).count()), (None, 0));
    }
}
