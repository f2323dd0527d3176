//! Everything that a query can be asked about a graph, compared with plain searches.
#![allow(dead_code, reason = "whoever includes this file reads what it needs")]

use fastrand::Rng;
use supplyline::paths::{Batch, Found, Metric, Query};

use super::graph::{Graph, Wanted, seeds};

/// What a metric's panels were at some time.
pub(crate) type Panels = [Vec<u32>; 2];

/// The panels are those of a metric that is filled anew, byte for byte.
pub(crate) fn is_as_filled_anew(graph: &Graph, metric: &Metric) {
    let anew = graph.metric(metric.index());
    for (own, anew) in metric.panels().into_iter().zip(anew.panels()) {
        let differs = own.iter().zip(anew).position(|(own, anew)| own != anew);
        assert_eq!(differs, None, "of {} weights this one differs", own.len());
    }
}

/// The costs from one set of sources to all nodes, one by one and in batches.
pub(crate) fn costs_are_right(graph: &Graph, metric: &Metric, query: &mut Query, sources: &[(usize, u32)]) {
    let index = metric.index();
    let wanted = graph.costs_from(sources);
    let starts = seeds(index, sources);
    let costs = query.costs(metric, &starts);
    for (node, &wanted) in wanted.iter().enumerate() {
        assert_eq!(costs.cost(index.node_id(node).unwrap()), wanted, "{sources:?} to {node}");
    }
    assert_eq!(costs.rows().len(), graph.nodes);
    assert!(costs.rows().all(|(node, cost)| cost == wanted[node.index()]), "{sources:?}");
}

/// The costs from each of several sets of sources to all nodes, in one sweep.
pub(crate) fn costs_of_many_are_right(
    graph: &Graph,
    metric: &Metric,
    query: &mut Query,
    groups: &[Vec<(usize, u32)>],
) {
    let index = metric.index();
    let starts: Vec<_> = groups.iter().map(|sources| seeds(index, sources)).collect();
    let starts: Vec<_> = starts.iter().map(Vec::as_slice).collect();
    let mut called = 0;
    query.costs_of_many(metric, &starts, |at, costs| {
        assert_eq!(at, called);
        called += 1;
        for (node, wanted) in graph.costs_from(&groups[at]).into_iter().enumerate() {
            assert_eq!(costs(index.node_id(node).unwrap()), wanted, "{:?} to {node}", groups[at]);
        }
    });
    assert_eq!(called, groups.len());

    // The same again, read row by row.
    for (groups, starts) in groups.chunks(Batch::GROUPS).zip(starts.chunks(Batch::GROUPS)) {
        let wanted: Vec<_> = groups.iter().map(|sources| graph.costs_from(sources)).collect();
        let batch = query.batch(metric, starts);
        assert_eq!(batch.rows().len(), graph.nodes);
        for (node, row) in batch.rows() {
            let wanted = wanted.iter().map(|costs| costs[node.index()]);
            assert!(row.costs().eq(wanted), "to {node:?}");
        }
    }
}

/// A matrix from some nodes to some nodes.
pub(crate) fn matrix_is_right(
    graph: &Graph,
    metric: &Metric,
    query: &mut Query,
    from: &[usize],
    to: &[usize],
) {
    let ids =
        |nodes: &[usize]| nodes.iter().map(|&node| metric.index().node_id(node).unwrap()).collect::<Vec<_>>();
    let matrix = query.matrix(metric, &ids(from), &ids(to));
    for (row, &source) in from.iter().enumerate() {
        let wanted = graph.costs_from(&[(source, 0)]);
        for (column, &target) in to.iter().enumerate() {
            assert_eq!(matrix.cost(row, column), wanted[target], "{source} to {target}");
        }
    }
}

/// The route from any of some sources to any of some targets, its arcs among them.
pub(crate) fn route_is_right(
    graph: &Graph,
    metric: &Metric,
    query: &mut Query,
    sources: &[(usize, u32)],
    targets: &[(usize, u32)],
) {
    let index = metric.index();
    let wanted = graph.wanted(sources, targets);
    let [starts, ends] = [sources, targets].map(|nodes| seeds(index, nodes));
    let mut arcs = vec![index.arc_id(0); 3].into_iter().flatten().collect();
    let found = query.route(metric, &starts, &ends, &mut arcs);
    let told = |found: Option<Found>, arcs: &[supplyline::network::ArcId]| {
        found.map(|found| Wanted {
            cost: found.cost,
            start: found.start.index(),
            end: found.end.index(),
            arcs: arcs.iter().map(|arc| arc.index()).collect(),
        })
    };
    assert_eq!(told(found, &arcs), wanted, "{sources:?} to {targets:?}");
    if found.is_none() {
        assert!(arcs.is_empty(), "arcs without a route");
    }
    assert_eq!(query.nearest(metric, &starts, &ends), found, "{sources:?} to {targets:?}");
    // The same from costs to all nodes.
    let mut costs = query.costs(metric, &starts);
    let found = costs.route(&ends, &mut arcs);
    assert_eq!(told(found, &arcs), wanted, "{sources:?} to {targets:?}, from costs");
}

/// Some nodes with offsets, some of them there twice.
pub(crate) fn any_seeds(rng: &mut Rng, nodes: usize) -> Vec<(usize, u32)> {
    if nodes == 0 {
        return Vec::new();
    }
    let offsets: u8 = rng.u8(0..4);
    let mut all: Vec<(usize, u32)> = (0..rng.usize(0..5))
        .map(|_| {
            let offset = match offsets {
                0 => 0,
                1 => rng.u32(0..3),
                2 => rng.u32(0..100_000),
                _ => rng.choice([0, 1, (1 << 30) - 2, (1 << 30) - 1, 1 << 31, u32::MAX]).unwrap(),
            };
            (rng.usize(0..nodes), offset)
        })
        .collect();
    if let Some(&(node, offset)) = all.first().filter(|_| rng.bool()) {
        all.push((node, offset.saturating_add(rng.u32(0..2))));
    }
    all
}

/// Everything, from every node of a small graph.
pub(crate) fn all_is_right(graph: &Graph, metric: &Metric, query: &mut Query, rng: &mut Rng) {
    let index = metric.index();
    for source in 0..graph.nodes {
        let from = index.node_id(source).unwrap();
        let wanted = graph.costs_from(&[(source, 0)]);
        for (target, &wanted) in wanted.iter().enumerate() {
            let to = index.node_id(target).unwrap();
            assert_eq!(query.distance(metric, from, to), wanted, "{source} to {target}");
        }
        costs_are_right(graph, metric, query, &[(source, 0)]);
        for _ in 0..3 {
            route_is_right(graph, metric, query, &[(source, 0)], &[(rng.usize(0..graph.nodes), 0)]);
        }
    }
    for _ in 0..4 {
        let [sources, targets] = [(); 2].map(|()| any_seeds(rng, graph.nodes));
        costs_are_right(graph, metric, query, &sources);
        route_is_right(graph, metric, query, &sources, &targets);
    }
    let groups: Vec<_> = (0..rng.usize(0..40)).map(|_| any_seeds(rng, graph.nodes)).collect();
    costs_of_many_are_right(graph, metric, query, &groups);
    let mut some = |most: usize| -> Vec<usize> {
        if graph.nodes == 0 {
            Vec::new()
        } else {
            (0..rng.usize(0..most)).map(|_| rng.usize(0..graph.nodes)).collect()
        }
    };
    matrix_is_right(graph, metric, query, &some(40), &some(10));
}
