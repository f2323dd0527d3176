//! One query serves any number of metrics, of any indexes, in any order.

use fastrand::Rng;
use supplyline::paths::Query;

use super::graph::{Graph, nasty, seeds};

/// The same answers as from a new query, whatever it was used for before.
#[test]
fn a_query_goes_from_index_to_index() {
    let mut used = Query::default();
    let mut arcs = Vec::new();
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        // Several graphs, some of as many nodes; several orders of each, many of them with as many panels.
        let mut graphs: Vec<Graph> = (0..3).map(|_| nasty(&mut rng, 12)).collect();
        graphs.retain(|graph| graph.nodes > 0);
        graphs.push(Graph::two_way(12, (0..11).map(|at| (at, at + 1, 1 + at))));
        let metrics: Vec<_> = graphs
            .iter()
            .flat_map(|graph| {
                (0..4).map(|_| (graph, graph.metric(&graph.index_in_any_order(&mut rng)))).collect::<Vec<_>>()
            })
            .collect();
        for _ in 0..100 {
            let (graph, metric) = rng.choice(&metrics).unwrap();
            let index = metric.index();
            let [from, to] = [(); 2].map(|()| (rng.usize(0..graph.nodes), 0));
            let wanted = graph.wanted(&[from], &[to]);
            let [source, target] = [from, to].map(|node| seeds(index, &[node]));
            let cost = wanted.as_ref().map(|wanted| wanted.cost);
            match rng.u8(0..5) {
                0 => assert_eq!(used.distance(metric, source[0].node, target[0].node), cost),
                1 => {
                    let found = used.route(metric, &source, &target, &mut arcs);
                    assert_eq!(found.map(|found| found.cost), cost, "seed {seed}");
                    let arcs: Vec<usize> = arcs.iter().map(|arc| arc.index()).collect();
                    assert_eq!(arcs, wanted.map_or(Vec::new(), |wanted| wanted.arcs));
                }
                2 => assert_eq!(used.costs(metric, &source).cost(target[0].node), cost, "seed {seed}"),
                3 => used.costs_of_many(metric, &[&source], |_, costs| {
                    assert_eq!(costs(target[0].node), cost, "seed {seed}");
                }),
                _ => {
                    let matrix = used.matrix(metric, &[source[0].node], &[target[0].node]);
                    assert_eq!(matrix.cost(0, 0), cost, "seed {seed}");
                }
            }
        }
    }
}
