//! What is done a second time allocates nothing, on one thread. (On several, handing work out takes memory.)

use fastrand::Rng;
use supplyline::paths::{Index, Query, Seed};
use supplyline::{Impedance, View};

use super::check::route_is_right;
use super::graph::{Graph, grid};
use super::views::town;

/// Asserts that the second run allocates nothing, but the first does.
fn only_the_first_allocates(what: &str, mut run: impl FnMut() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let [first, second] = pool.install(|| {
        let first = allocation_counter::measure(&mut run);
        [first, allocation_counter::measure(&mut run)]
    });
    assert!(first.count_total > 0, "{what}: {first:?}");
    assert_eq!(second.count_total, 0, "{what}: {second:?}");
}

#[test]
fn the_second_query_of_each_kind_allocates_nothing() {
    let mut rng = Rng::with_seed(1);
    let graph = grid(&mut rng, 30, 30, 20);
    let index = graph.index();
    let metric = graph.metric(&index);
    let nodes: Vec<_> = (0..graph.nodes).step_by(23).map(|node| index.node_id(node).unwrap()).collect();
    let seeds: Vec<Seed> = nodes.iter().map(|&node| node.into()).collect();

    let mut query = Query::default();
    only_the_first_allocates("distance", || {
        for &from in &nodes {
            for &to in &nodes {
                assert!(query.distance(&metric, from, to).is_some());
            }
        }
    });
    let mut query = Query::default();
    only_the_first_allocates("costs", || {
        for &from in &nodes {
            assert!(query.costs(&metric, &[from.into()]).cost(nodes[0]).is_some());
        }
    });
    let mut query = Query::default();
    let mut arcs = Vec::new();
    only_the_first_allocates("route", || {
        for &from in &seeds {
            for &to in &seeds {
                assert!(query.route(&metric, &[from], &[to], &mut arcs).is_some());
            }
        }
    });
    let mut query = Query::default();
    only_the_first_allocates("nearest", || {
        for &from in &seeds {
            assert!(query.nearest(&metric, &[from], &seeds[..20]).is_some());
        }
    });
    let groups: Vec<&[Seed]> = seeds.chunks(3).collect();
    let mut query = Query::default();
    only_the_first_allocates("costs of many", || {
        query.costs_of_many(&metric, &groups, |_, costs| assert!(costs(nodes[0]).is_some()));
    });
}

#[test]
fn filling_a_metric_anew_allocates_nothing() {
    let mut rng = Rng::with_seed(2);
    let graph: Graph = grid(&mut rng, 60, 60, 20);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let fill = |metric: &mut supplyline::paths::Metric| {
        metric.customize_with(|arc| graph.costs[arc]).unwrap();
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| fill(&mut metric));
    let again = pool.install(|| allocation_counter::measure(|| fill(&mut metric)));
    assert_eq!(again.count_total, 0, "{again:?}");
}

#[test]
fn the_second_update_and_undo_allocate_nothing() {
    let mut rng = Rng::with_seed(3);
    let mut graph = grid(&mut rng, 40, 40, 20);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let was = metric.mark();
    // Nodes closed, arcs made cheaper and dearer, one named twice; and last so many that all is computed anew.
    let mut updates: Vec<Vec<_>> = Vec::new();
    for node in (0..graph.nodes).step_by(3) {
        let mut changes: Vec<_> = graph.touching(node).map(|arc| (arc, None)).collect();
        let arc = rng.usize(0..graph.arcs());
        changes.extend([(arc, Some(0)), (arc, Some(rng.u32(0..40)))]);
        updates.push(graph.set(&index, &changes));
    }
    let all: Vec<_> = (0..graph.arcs()).map(|arc| (arc, Some(rng.u32(0..100)))).collect();
    updates.push(graph.set(&index, &all));
    only_the_first_allocates("updates", || {
        for changes in &updates {
            metric.update(changes).unwrap();
            metric.undo_to(was).unwrap();
        }
        for changes in &updates {
            metric.update(changes).unwrap();
        }
        metric.undo_to(was).unwrap();
    });
}

#[test]
fn following_a_view_the_second_time_allocates_nothing() {
    let mut rng = Rng::with_seed(4);
    let network = town(12, &mut rng);
    let index = std::sync::Arc::new(Index::new(&network, None).unwrap());
    let mut view = View::new(&network, Impedance::Length);
    let mut metric = index.customize(&view).unwrap();
    let (mark, was) = (view.mark(), metric.mark());
    let mut closures = Vec::new();
    for hub in network.hubs() {
        let mut closed = view.clone();
        closed.close_hub(hub.id());
        closures.push((closed.changes_since(mark).unwrap(), closed));
    }
    only_the_first_allocates("following", || {
        for (changes, closed) in &closures {
            metric.follow(closed, changes).unwrap();
            metric.undo_to(was).unwrap();
        }
    });
    view.undo_to(mark).unwrap();
    assert!(metric.panels() == index.customize(&view).unwrap().panels());
}

#[test]
fn a_few_hubs_that_all_others_hang_on_take_little_room() {
    // Each of 4,000 nodes has its own panel below that of the twelve hubs, and an update for it as large as that.
    let mut rng = Rng::with_seed(7);
    let links = (12..4_012).flat_map(|leaf| (0..12).map(move |hub| (hub, leaf)));
    let graph = Graph::two_way(4_012, links.map(|(hub, leaf)| (hub, leaf, rng.u32(1..1_000))));
    let index = graph.index();
    let metric = graph.metric(&index);
    let panels = 4 * index.weight_count();
    assert!(metric.memory() < 4 * panels, "{} beside panels of {panels}", metric.memory());
    let mut query = Query::default();
    for _ in 0..50 {
        let [from, to] = [(); 2].map(|()| rng.usize(0..graph.nodes));
        route_is_right(&graph, &metric, &mut query, &[(from, 0)], &[(to, 0)]);
    }
}
