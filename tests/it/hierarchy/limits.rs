//! Costs that do not add up in 30, 31 or 32 bits are exact all the same, and never read as no route.

use fastrand::Rng;
use supplyline::paths::{Query, Seed};

use super::graph::{Graph, MOST, seeds};

/// Arcs that all cost `cost`, one after the other.
fn chain(arcs: u32, cost: u32) -> Graph {
    Graph::new(arcs as usize + 1, (0..arcs).map(|at| (at, at + 1, Some(cost))))
}

#[test]
fn sums_past_every_power_of_two_are_exact_in_any_order() {
    let mut rng = Rng::with_seed(1);
    let mut query = Query::default();
    for arcs in 1..14 {
        for cost in [MOST, MOST - 1, MOST / 2, MOST / 2 + 1, MOST / 3, MOST / 4 + 1] {
            let graph = chain(arcs, cost);
            for _ in 0..20 {
                let index = graph.index_in_any_order(&mut rng);
                let metric = graph.metric(&index);
                let [first, last] = [0, arcs as usize].map(|node| index.node_id(node).unwrap());
                let sum = u64::from(arcs) * u64::from(cost);
                let order = index.order();
                assert_eq!(query.distance(&metric, first, last), Some(sum), "{order:?}");
                assert_eq!(query.distance(&metric, last, first), None, "{order:?}");
                assert_eq!(query.costs(&metric, &[first.into()]).cost(last), Some(sum), "{order:?}");
                let matrix = query.matrix(&metric, &[first, last], &[last, first]);
                assert_eq!(matrix.cost(0, 0), Some(sum), "{order:?}");
                assert_eq!(matrix.cost(1, 1), None, "{order:?}");
                query.costs_of_many(&metric, &[&[first.into()]], |_, cost| {
                    assert_eq!(cost(last), Some(sum), "{order:?}");
                });
                let mut route = Vec::new();
                let found = query.route(&metric, &[first.into()], &[last.into()], &mut route).unwrap();
                assert_eq!(found.cost, sum, "{order:?}");
                assert!(route.iter().map(|arc| arc.index()).eq(0..arcs as usize), "{order:?}");
            }
        }
    }
}

#[test]
fn offsets_may_be_as_large_as_their_type() {
    let mut query = Query::default();
    let mut route = Vec::new();
    for cost in [0, 5, MOST] {
        let graph = chain(3, cost);
        let index = graph.index();
        let metric = graph.metric(&index);
        for from in [0, 7, MOST - 1, MOST, MOST + 1, (1 << 31) - 2, (1 << 31) - 1, 1 << 31, u32::MAX] {
            for to in [0, MOST, u32::MAX] {
                let (sources, targets) = ([(0, from), (1, u32::MAX)], [(3, to), (2, u32::MAX)]);
                let wanted = graph.wanted(&sources, &targets).unwrap();
                let [sources, targets] = [&sources, &targets].map(|nodes| seeds(&index, nodes));
                let found = query.route(&metric, &sources, &targets, &mut route).unwrap();
                assert_eq!(found.cost, wanted.cost, "{cost} {from} {to}");
                assert_eq!(
                    [found.start, found.end].map(supplyline::network::NodeId::index),
                    [wanted.start, wanted.end]
                );
                assert_eq!(query.nearest(&metric, &sources, &targets), Some(found));
                let at = query.costs(&metric, &sources).cost(index.node_id(0).unwrap());
                assert_eq!(at, Some(from.into()));
                let start = Seed { node: index.node_id(0).unwrap(), offset: from };
                query.costs_of_many(&metric, &[&[start]], |_, costs| {
                    assert_eq!(costs(index.node_id(3).unwrap()), Some(u64::from(from) + 3 * u64::from(cost)));
                });
            }
        }
    }
}

#[test]
fn one_far_node_does_not_harm_the_near_ones() {
    // 0 and 1 are near; 2 is far from both, 3 cannot be reached.
    let graph = Graph::new(4, [(0, 1, Some(3)), (1, 2, Some(MOST)), (0, 2, Some(MOST)), (3, 0, Some(1))]);
    let index = graph.index();
    let metric = graph.metric(&index);
    let mut query = Query::default();
    let nodes: Vec<_> = (0..4).map(|node| index.node_id(node).unwrap()).collect();
    let costs = query.costs(&metric, &[nodes[0].into()]);
    let found: Vec<_> = nodes.iter().map(|&node| costs.cost(node)).collect();
    assert_eq!(found, [Some(0), Some(3), Some(u64::from(MOST)), None]);
    // The cheapest of targets of which one is far.
    let mut arcs = Vec::new();
    let targets: Vec<Seed> = [2, 1].map(|node| nodes[node].into()).to_vec();
    let found = query.route(&metric, &[nodes[0].into()], &targets, &mut arcs).unwrap();
    assert_eq!((found.cost, found.end, arcs.len()), (3, nodes[1], 1));
}
