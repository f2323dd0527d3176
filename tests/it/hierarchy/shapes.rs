//! Graphs of extreme shapes: nothing, one node, loops alone, stars, cliques, paths, grids, crowds of small parts.

use fastrand::Rng;
use supplyline::paths::Query;

use super::check::{all_is_right, costs_are_right, is_as_filled_anew, matrix_is_right, route_is_right};
use super::graph::{Graph, cost, grid, seeds};

/// A few questions of a graph that is too large for all of them, before and after some changes.
fn some_is_right(mut graph: Graph, rng: &mut Rng) {
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let mut query = Query::default();
    let before = metric.panels().map(<[u32]>::to_vec);
    let mark = metric.mark();
    let all = graph.costs.clone();
    for round in 0..3 {
        let node = |rng: &mut Rng| rng.usize(0..graph.nodes);
        let [sources, targets] = [(); 2].map(|()| (0..3).map(|_| node(rng)).collect::<Vec<_>>());
        for &source in &sources {
            costs_are_right(&graph, &metric, &mut query, &[(source, 0)]);
            route_is_right(&graph, &metric, &mut query, &[(source, 0)], &[(targets[0], 0)]);
            let labels = graph.costs_from(&[(source, 0)]);
            for _ in 0..50 {
                let target = node(rng);
                let [from, to] = [source, target].map(|node| index.node_id(node).unwrap());
                assert_eq!(query.distance(&metric, from, to), labels[target], "{source} to {target}");
            }
        }
        matrix_is_right(&graph, &metric, &mut query, &sources, &targets);
        // Few changes, then many.
        let changes: Vec<_> = (0..[3, 40, 0][round].min(graph.arcs()))
            .map(|_| (rng.usize(0..graph.arcs()), Some(rng.u32(0..50)).filter(|_| rng.bool())))
            .collect();
        let changes = graph.set(&index, &changes);
        metric.update(&changes).unwrap();
        is_as_filled_anew(&graph, &metric);
    }
    metric.undo_to(mark).unwrap();
    graph.costs = all;
    assert!(metric.panels() == before, "undone, but not as before");
}

#[test]
fn no_nodes_no_arcs_and_loops_alone() {
    let mut rng = Rng::with_seed(1);
    let mut query = Query::default();
    let loops = |nodes: u32| (0..2 * nodes).map(move |at| (at % nodes, at % nodes, Some(at)));
    for graph in [
        Graph::new(0, []),
        Graph::new(1, []),
        Graph::new(1, loops(1)),
        Graph::new(70, []),
        Graph::new(70, loops(70)),
    ] {
        let index = graph.index();
        let mut metric = graph.metric(&index);
        all_is_right(&graph, &metric, &mut query, &mut rng);
        let mark = metric.mark();
        metric.update(&[]).unwrap();
        for arc in 0..graph.arcs() {
            metric.update(&[(index.arc_id(arc).unwrap(), None)]).unwrap();
        }
        metric.undo_to(mark).unwrap();
        all_is_right(&graph, &metric, &mut query, &mut rng);
        assert!(index.node_id(graph.nodes).is_none() && index.arc_id(graph.arcs()).is_none());
    }
}

#[test]
fn stars_of_thousands_from_any_side() {
    let mut rng = Rng::with_seed(2);
    for nodes in [2, 9, 64, 3_000] {
        for hub in [0, nodes / 2, nodes - 1] {
            let spokes = (0..nodes).filter(|&node| node != hub).map(|node| (hub, node, 1 + node % 7));
            some_is_right(Graph::two_way(nodes as usize, spokes), &mut rng);
        }
    }
}

#[test]
fn a_star_whose_hub_goes_first_is_a_clique() {
    let mut rng = Rng::with_seed(3);
    let mut query = Query::default();
    let mut graph = Graph::two_way(70, (1..70).map(|node| (0, node, rng.u32(0..9))));
    let index = graph.index_in_order((0..70).collect());
    let mut metric = graph.metric(&index);
    all_is_right(&graph, &metric, &mut query, &mut rng);
    let changes: Vec<_> = (0..20).map(|_| (rng.usize(0..graph.arcs()), Some(rng.u32(0..9)))).collect();
    metric.update(&graph.set(&index, &changes)).unwrap();
    is_as_filled_anew(&graph, &metric);
    all_is_right(&graph, &metric, &mut query, &mut rng);
}

#[test]
fn cliques_of_hundreds() {
    let mut rng = Rng::with_seed(4);
    for nodes in [8, 9, 17, 24, 25, 64, 200] {
        let mut arcs = Vec::new();
        for tail in 0..nodes {
            for head in (0..nodes).filter(|&head| head != tail || tail % 2 == 0) {
                arcs.push((tail, head, Some(rng.u32(0..10_000))));
            }
        }
        some_is_right(Graph::new(nodes as usize, arcs), &mut rng);
    }
}

#[test]
fn a_path_of_a_hundred_thousand_in_any_order() {
    let mut rng = Rng::with_seed(5);
    let nodes = 100_000;
    let path =
        |rng: &mut Rng| Graph::two_way(nodes, (1..nodes as u32).map(|at| (at - 1, at, rng.u32(0..100))));
    some_is_right(path(&mut rng), &mut rng);
    // From one end to the other: an elimination tree as deep as the path.
    let graph = path(&mut rng);
    let index = graph.index_in_order((0..nodes as u32).collect());
    let metric = graph.metric(&index);
    let mut query = Query::default();
    costs_are_right(&graph, &metric, &mut query, &[(0, 0)]);
    costs_are_right(&graph, &metric, &mut query, &[(nodes - 1, 0), (nodes / 2, 3)]);
    route_is_right(&graph, &metric, &mut query, &[(7, 0)], &[(nodes - 7, 0)]);
}

#[test]
fn a_path_that_is_longer_than_thirty_bits() {
    let nodes = 5_000;
    let graph = Graph::two_way(nodes, (1..nodes as u32).map(|at| (at - 1, at, 1 << 22)));
    let index = graph.index();
    let metric = graph.metric(&index);
    let mut query = Query::default();
    for target in [1, 254, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, nodes - 1] {
        let [from, to] = [0, target].map(|node| index.node_id(node).unwrap());
        assert_eq!(query.distance(&metric, from, to), Some((target as u64) << 22));
        assert_eq!(query.distance(&metric, to, from), Some((target as u64) << 22));
    }
    costs_are_right(&graph, &metric, &mut query, &[(0, 0)]);
    route_is_right(&graph, &metric, &mut query, &[(0, 0), (nodes - 1, 1 << 31)], &[(nodes / 2, 0)]);
}

#[test]
fn grids_and_ladders() {
    let mut rng = Rng::with_seed(6);
    for (width, height) in [(2, 200), (3, 3), (20, 20), (40, 50)] {
        for most in [0, 1, 1_000] {
            some_is_right(grid(&mut rng, width, height, most), &mut rng);
        }
    }
}

#[test]
fn two_stars_a_tree_and_a_crowd_of_small_parts() {
    let mut rng = Rng::with_seed(7);
    let mut arcs = Vec::new();
    // Stars joined by one link; a random tree; pairs, one-way rings, and nodes by themselves.
    arcs.extend((1..500).map(|at| (0, at, 1 + at % 3)));
    arcs.extend((501..1000).map(|at| (500, at, 1 + at % 3)));
    arcs.push((0, 500, 10));
    arcs.extend((1001..2000).map(|at| (rng.u32(1000..at), at, rng.u32(0..5))));
    arcs.extend((2000..2300).step_by(2).map(|at| (at, at + 1, 4)));
    let mut graph: Vec<_> =
        arcs.iter().flat_map(|&(a, b, cost)| [(a, b, Some(cost)), (b, a, Some(cost))]).collect();
    graph.extend((2300..2900).map(|at| (at, at / 3 * 3 + (at + 1) % 3, Some(at))));
    some_is_right(Graph::new(3000, graph), &mut rng);
}

#[test]
fn everything_closed_and_reopened() {
    let mut rng = Rng::with_seed(8);
    let mut query = Query::default();
    for palette in 0..5 {
        let mut graph = grid(&mut rng, 6, 6, 5);
        for at in &mut graph.costs {
            *at = Some(cost(&mut rng, palette));
        }
        let index = graph.index();
        let mut metric = graph.metric(&index);
        let open = metric.panels().map(<[u32]>::to_vec);
        let costs = graph.costs.clone();
        let close: Vec<_> = (0..graph.arcs()).map(|arc| (arc, None)).collect();
        metric.update(&graph.set(&index, &close)).unwrap();
        is_as_filled_anew(&graph, &metric);
        all_is_right(&graph, &metric, &mut query, &mut rng);
        let source = seeds(&index, &[(0, 0)]);
        let reached = (0..36)
            .filter(|&node| query.costs(&metric, &source).cost(index.node_id(node).unwrap()).is_some());
        assert_eq!(reached.count(), 1, "only the source");
        let reopen: Vec<_> = costs.into_iter().enumerate().collect();
        metric.update(&graph.set(&index, &reopen)).unwrap();
        assert_eq!(metric.panels(), open);
    }
}
