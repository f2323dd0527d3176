//! Road-like graphs, before and after a thousand closures, against plain searches.

use std::sync::Arc;

use fastrand::Rng;
use supplyline::paths::{Index, Metric, Query};

use super::check::is_as_filled_anew;
use super::graph::{Graph, seeds};
use crate::road_like::generator::RoadLike;

/// From each of `sources` to all nodes, and to `targets` one by one, with some routes.
fn pairs_are_right(graph: &Graph, metric: &Metric, [sources, targets]: [usize; 2], rng: &mut Rng) -> usize {
    let index = metric.index();
    let mut query = Query::default();
    let mut arcs = Vec::new();
    let mut reached = 0;
    for _ in 0..sources {
        let source = rng.usize(0..graph.nodes);
        let labels = graph.labels(&[(source, 0)]);
        let start = seeds(index, &[(source, 0)]);
        for at in 0..targets {
            let target = rng.usize(0..graph.nodes);
            let end = seeds(index, &[(target, 0)]);
            let wanted = labels[target].map(|(cost, _)| cost);
            assert_eq!(query.distance(metric, start[0].node, end[0].node), wanted, "{source} to {target}");
            reached += usize::from(wanted.is_some());
            if at % 10 == 0 {
                let found = query.route(metric, &start, &end, &mut arcs);
                assert_eq!(found.map(|found| found.cost), wanted);
                let own: Vec<usize> = arcs.iter().map(|arc| arc.index()).collect();
                assert_eq!(own, graph.route(&labels, target).1, "{source} to {target}");
            }
        }
        let costs = query.costs(metric, &start);
        for (node, label) in labels.iter().enumerate() {
            let wanted = label.map(|(cost, _)| cost);
            assert_eq!(costs.cost(index.node_id(node).unwrap()), wanted, "{source} to {node}");
        }
    }
    reached
}

fn roads_are_right(nodes: usize, pairs: [usize; 2], closures: usize) {
    let mut rng = Rng::with_seed(nodes as u64);
    let roads = RoadLike::new(nodes, 1);
    let ends = roads.tails.iter().copied().zip(roads.heads.iter().copied());
    let arcs = ends.zip(&roads.milliseconds).map(|((tail, head), &cost)| (tail, head, Some(cost)));
    let mut graph = Graph::new(nodes, arcs);
    let positions = roads.positions.iter().map(|&[x, y]| [x, y]).collect();
    let index = Arc::new(Index::new(graph.topology().with_positions(positions).unwrap(), None).unwrap());
    let mut metric = graph.metric(&index);
    let before = metric.panels().map(<[u32]>::to_vec);
    let open = graph.costs.clone();
    assert_eq!(pairs_are_right(&graph, &metric, pairs, &mut rng), pairs[0] * pairs[1], "connected");

    let mark = metric.mark();
    for _ in 0..closures {
        let node = rng.usize(0..nodes);
        let close: Vec<_> = graph.touching(node).map(|arc| (arc, None)).collect();
        metric.update(&graph.set(&index, &close)).unwrap();
    }
    is_as_filled_anew(&graph, &metric);
    let reached = pairs_are_right(&graph, &metric, pairs, &mut rng);
    assert!(reached > 0 && reached < pairs[0] * pairs[1], "{reached} pairs are still joined");

    metric.undo_to(mark).unwrap();
    assert!(metric.panels() == before, "undone, but not as before");
    graph.costs = open;
    pairs_are_right(&graph, &metric, [1, pairs[1]], &mut rng);
}

#[test]
fn twenty_thousand_nodes() {
    roads_are_right(20_000, [6, 200], 400);
}

#[test]
fn a_quarter_of_a_million_nodes() {
    roads_are_right(264_000, [50, 200], 1000);
}
