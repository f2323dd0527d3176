//! Closures, reopenings and changed costs, nested and undone: after each the panels are those of a metric filled anew.

use fastrand::Rng;
use supplyline::paths::{MetricMark, Query};

use super::check::{Panels, all_is_right, is_as_filled_anew, route_is_right};
use super::graph::{Graph, cost, grid, nasty};

/// A random change: of a few arcs or of all, of all at a node, of one arc several times.
fn change(rng: &mut Rng, graph: &Graph, palette: u8) -> Vec<(usize, Option<u32>)> {
    if graph.arcs() == 0 {
        return Vec::new();
    }
    let some = |rng: &mut Rng| {
        let kind = rng.u8(0..4);
        Some(cost(rng, palette)).filter(|_| kind > 0)
    };
    match rng.u8(0..6) {
        0 => graph.touching(rng.usize(0..graph.nodes)).map(|arc| (arc, None)).collect(),
        1 => (0..graph.arcs()).map(|arc| (arc, some(rng))).collect(),
        2 => {
            let arc = rng.usize(0..graph.arcs());
            (0..4).map(|_| (arc, some(rng))).collect()
        }
        _ => (0..rng.usize(1..6)).map(|_| (rng.usize(0..graph.arcs()), some(rng))).collect(),
    }
}

#[test]
fn after_each_of_many_updates_and_undos_everything_is_right() {
    let mut query = Query::default();
    for seed in 0..300 {
        let mut rng = Rng::with_seed(seed);
        let mut graph = nasty(&mut rng, 30);
        let palette = rng.u8(0..5);
        let index = if rng.bool() { graph.index() } else { graph.index_in_any_order(&mut rng) };
        let mut metric = graph.metric(&index);
        let mut marks: Vec<(MetricMark, Panels, Vec<Option<u32>>)> = Vec::new();
        for step in 0..25 {
            match rng.u8(0..8) {
                0 | 1 => {
                    marks.push((metric.mark(), metric.panels().map(<[u32]>::to_vec), graph.costs.clone()));
                }
                2 | 3 => {
                    let Some(at) = (!marks.is_empty()).then(|| rng.usize(0..marks.len())) else { continue };
                    let (mark, panels, costs) = &marks[at];
                    metric.undo_to(*mark).unwrap();
                    assert_eq!(metric.panels(), *panels, "seed {seed}, step {step}");
                    graph.costs.clone_from(costs);
                    marks.truncate(at + 1);
                }
                _ => {
                    let changes = change(&mut rng, &graph, palette);
                    metric.update(&graph.set(&index, &changes)).unwrap();
                }
            }
            is_as_filled_anew(&graph, &metric);
            if step % 6 == 0 {
                all_is_right(&graph, &metric, &mut query, &mut rng);
            }
        }
        all_is_right(&graph, &metric, &mut query, &mut rng);
    }
}

#[test]
fn on_a_grid_with_wide_panels_small_and_large_updates_are_right() {
    let mut query = Query::default();
    for (seed, most) in [(1, 1), (2, 3), (3, 100_000), (4, 1 << 29)] {
        let mut rng = Rng::with_seed(seed);
        let mut graph = grid(&mut rng, 50, 40, most);
        let index = graph.index();
        let mut metric = graph.metric(&index);
        let mut marks = vec![(metric.mark(), metric.panels().map(<[u32]>::to_vec), graph.costs.clone())];
        for step in 0..24 {
            let arcs = match step % 10 {
                // So many that all is computed anew.
                9 => graph.arcs() / 2,
                8 => 100,
                _ => rng.usize(1..8),
            };
            let mut changes = Vec::new();
            for _ in 0..arcs {
                let arc = rng.usize(0..graph.arcs());
                // Mixed: some grow, some sink, some close.
                let cost = Some(rng.u32(0..=most)).filter(|_| rng.u8(0..3) > 0);
                changes.push((arc, cost));
            }
            metric.update(&graph.set(&index, &changes)).unwrap();
            is_as_filled_anew(&graph, &metric);
            if step % 4 == 0 {
                marks.push((metric.mark(), metric.panels().map(<[u32]>::to_vec), graph.costs.clone()));
            }
            if step % 12 == 11 {
                let (mark, panels, costs) = marks.swap_remove(rng.usize(0..marks.len()));
                marks.clear();
                metric.undo_to(mark).unwrap();
                assert!(metric.panels() == panels, "step {step}");
                graph.costs = costs;
                marks.push((mark, metric.panels().map(<[u32]>::to_vec), graph.costs.clone()));
            }
            for _ in 0..3 {
                let [from, to] = [(); 2].map(|()| rng.usize(0..graph.nodes));
                route_is_right(&graph, &metric, &mut query, &[(from, 0)], &[(to, 0)]);
            }
        }
    }
}

#[test]
fn without_a_mark_nothing_is_kept() {
    let mut rng = Rng::with_seed(5);
    let mut graph = grid(&mut rng, 20, 20, 50);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let mut round = |metric: &mut supplyline::paths::Metric| {
        for node in 0..graph.nodes {
            let close: Vec<_> = graph.touching(node).map(|arc| (arc, None)).collect();
            let costs: Vec<_> = graph.touching(node).map(|arc| (arc, graph.costs[arc])).collect();
            metric.update(&graph.set(&index, &close)).unwrap();
            metric.update(&graph.set(&index, &costs)).unwrap();
        }
        metric.memory()
    };
    let before = metric.panels().map(<[u32]>::to_vec);
    let once = round(&mut metric);
    assert_eq!(round(&mut metric), once, "memory grows");
    assert_eq!(metric.panels(), before);
}
