//! All answers on random graphs: equal to Dijkstra's, and on tiny ones to what trying every path gives.

use fastrand::Rng;
use supplyline::paths::Query;

use super::check::{all_is_right, is_as_filled_anew};
use super::graph::{Graph, nasty, seeds};

#[test]
fn everything_asked_of_a_thousand_random_graphs_is_right() {
    // One query for all, as it is meant to be used.
    let mut query = Query::default();
    for seed in 0..1000 {
        let mut rng = Rng::with_seed(seed);
        let graph = nasty(&mut rng, 24);
        let index = if rng.bool() { graph.index() } else { graph.index_in_any_order(&mut rng) };
        let metric = graph.metric(&index);
        assert_eq!(index.node_count(), graph.nodes, "seed {seed}");
        assert_eq!(index.arc_count(), graph.arcs(), "seed {seed}");
        all_is_right(&graph, &metric, &mut query, &mut rng);
        is_as_filled_anew(&graph, &metric);
    }
}

#[test]
fn larger_random_graphs_with_wider_panels_are_right() {
    let mut query = Query::default();
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let graph = nasty(&mut rng, 100);
        for index in [graph.index(), graph.index_in_any_order(&mut rng)] {
            all_is_right(&graph, &graph.metric(&index), &mut query, &mut rng);
        }
    }
}

/// The best of all simple paths by cost, then number of arcs, then arcs from the target back.
fn best_of_all_paths(graph: &Graph, from: usize, to: usize) -> Option<(u64, usize, Vec<usize>)> {
    fn extend(
        graph: &Graph,
        to: usize,
        visited: &mut Vec<usize>,
        (cost, arcs): (u64, &mut Vec<usize>),
        best: &mut Option<(u64, usize, Vec<usize>)>,
    ) {
        let at = visited[visited.len() - 1];
        if at == to {
            let backward: Vec<usize> = arcs.iter().rev().copied().collect();
            let own = (cost, backward.len(), backward);
            if best.as_ref().is_none_or(|best| own < *best) {
                *best = Some(own);
            }
            return;
        }
        for arc in 0..graph.arcs() {
            let head = graph.heads[arc] as usize;
            let Some(more) = graph.costs[arc] else { continue };
            if graph.tails[arc] as usize == at && !visited.contains(&head) {
                visited.push(head);
                arcs.push(arc);
                extend(graph, to, visited, (cost + u64::from(more), &mut *arcs), best);
                arcs.pop();
                visited.pop();
            }
        }
    }
    let mut best = None;
    extend(graph, to, &mut vec![from], (0, &mut Vec::new()), &mut best);
    best
}

#[test]
fn routes_on_tiny_graphs_are_the_best_of_all_paths() {
    let mut query = Query::default();
    let mut arcs = Vec::new();
    let mut routes = 0;
    for seed in 0..1500 {
        let mut rng = Rng::with_seed(seed);
        let graph = nasty(&mut rng, 6);
        if graph.arcs() > 18 {
            continue;
        }
        let index = graph.index();
        let metric = graph.metric(&index);
        for from in 0..graph.nodes {
            for to in 0..graph.nodes {
                let [start, end] = [from, to].map(|node| seeds(&index, &[(node, 0)]));
                let found = query.route(&metric, &start, &end, &mut arcs);
                let wanted = best_of_all_paths(&graph, from, to);
                let found = found.map(|found| {
                    let backward: Vec<usize> = arcs.iter().rev().map(|arc| arc.index()).collect();
                    (found.cost, backward.len(), backward)
                });
                assert_eq!(found, wanted, "seed {seed}: {from} to {to}");
                routes += usize::from(found.is_some_and(|(_, hops, _)| hops > 1));
            }
        }
    }
    assert!(routes > 500, "{routes} routes of several arcs");
}
