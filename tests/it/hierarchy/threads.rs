//! The same bytes from one thread and from two: on graphs so large that the work is shared out.

use fastrand::Rng;
use rayon::{ThreadPool, ThreadPoolBuilder};
use supplyline::paths::Metric;

use super::graph::{Graph, grid};

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// Filled, filled again, changed in part and in whole, undone: at each step the same.
fn same_bytes(what: &str, mut graph: Graph) {
    let mut rng = Rng::with_seed(graph.nodes as u64);
    let index = graph.index();
    let pools = [1, 2, 3].map(pool);
    let mut metrics: Vec<Metric> = pools.iter().map(|pool| pool.install(|| graph.metric(&index))).collect();
    let are_same = |metrics: &[Metric], when: &str| {
        for other in &metrics[1..] {
            assert!(metrics[0].panels() == other.panels(), "{what}, {when}");
        }
    };
    are_same(&metrics, "filled");
    let before = metrics[0].panels().map(<[u32]>::to_vec);
    let costs = graph.costs.clone();
    let marks: Vec<_> = metrics.iter_mut().map(Metric::mark).collect();
    for arcs in [5, graph.arcs() / 2] {
        let changes: Vec<_> = (0..arcs)
            .map(|_| (rng.usize(0..graph.arcs()), Some(rng.u32(0..1000)).filter(|_| rng.u8(0..3) > 0)))
            .collect();
        let changes = graph.set(&index, &changes);
        for (metric, pool) in metrics.iter_mut().zip(&pools) {
            pool.install(|| metric.update(&changes)).unwrap();
        }
        are_same(&metrics, "changed");
    }
    let anew = pools[1].install(|| graph.metric(&index));
    assert!(anew.panels() == metrics[0].panels(), "{what}: not as filled anew");
    for (metric, &mark) in metrics.iter_mut().zip(&marks) {
        metric.undo_to(mark).unwrap();
        assert!(metric.panels() == before, "{what}: not as before");
    }
    // What an earlier use left behind does not matter.
    graph.costs = costs;
    for (metric, pool) in metrics.iter_mut().zip(&pools) {
        pool.install(|| metric.customize_with(|arc| graph.costs[arc].filter(|_| arc % 7 > 0))).unwrap();
    }
    are_same(&metrics, "some closed");
    for (metric, pool) in metrics.iter_mut().zip(&pools) {
        pool.install(|| metric.customize_with(|arc| graph.costs[arc])).unwrap();
        assert!(metric.panels() == before, "{what}: filled again");
    }
}

/// Graphs side by side, the nodes of each after those of the ones before, and links between some of their nodes.
fn joined(parts: &[Graph], links: &[(usize, u32, usize, u32)]) -> Graph {
    let mut firsts = vec![0];
    for part in parts {
        firsts.push(firsts[firsts.len() - 1] + part.nodes as u32);
    }
    let mut arcs = Vec::new();
    for (part, first) in parts.iter().zip(&firsts) {
        let ends = part.tails.iter().zip(&part.heads).zip(&part.costs);
        arcs.extend(ends.map(|((tail, head), cost)| (tail + first, head + first, *cost)));
    }
    for &(part, node, other, end) in links {
        let [a, b] = [firsts[part] + node, firsts[other] + end];
        arcs.extend([(a, b, Some(11)), (b, a, Some(12))]);
    }
    Graph::new(firsts[parts.len()] as usize, arcs)
}

#[test]
fn a_large_grid() {
    same_bytes("grid", grid(&mut Rng::with_seed(1), 110, 100, 1000));
}

#[test]
fn several_large_parts_a_crowd_of_small_ones_and_nodes_alone() {
    let mut rng = Rng::with_seed(2);
    let mut parts: Vec<Graph> = [90, 60, 60, 10].map(|width| grid(&mut rng, width, width, 1000)).to_vec();
    parts.extend((0..400).map(|at| grid(&mut rng, 1 + at % 5, 3, 9)));
    parts.push(Graph::new(100, []));
    parts.insert(2, Graph::new(50, []));
    same_bytes("parts", joined(&parts, &[]));
}

#[test]
fn heavy_grids_on_one_hub_and_on_a_long_path() {
    let mut rng = Rng::with_seed(3);
    // A hub with many heavy children: wherever it is cut, many branches meet.
    let mut parts: Vec<Graph> = (0..40).map(|_| grid(&mut rng, 18, 18, 1000)).collect();
    parts.push(Graph::new(1, []));
    let spokes: Vec<_> = (0..40).map(|part| (40, 0, part, 160)).collect();
    same_bytes("hub", joined(&parts, &spokes));
    // The same strung on a path of 30,000.
    parts[40] = Graph::two_way(30_000, (1..30_000).map(|at| (at - 1, at, rng.u32(0..1000))));
    let beads: Vec<_> = (0..40).map(|part| (40, 700 * part as u32, part, 0)).collect();
    same_bytes("path", joined(&parts, &beads));
}

#[test]
fn small_subtrees_beside_one_chain_of_wide_panels() {
    // A clique is one panel, or a chain of few, with all the work; stubs hang from each of its nodes.
    let mut rng = Rng::with_seed(4);
    let mut links = Vec::new();
    for a in 0..260 {
        links.extend((0..a).map(|b| (a, b, rng.u32(0..1000))));
        links.extend((0..20).map(|stub| (a, 260 + 20 * a + stub, rng.u32(0..9))));
    }
    same_bytes("clique", Graph::two_way(260 + 20 * 260, links));
}

#[test]
fn a_path_a_star_and_a_ladder_alone() {
    let mut rng = Rng::with_seed(5);
    let nodes = 30_000;
    same_bytes("path", Graph::two_way(nodes, (1..nodes as u32).map(|at| (at - 1, at, rng.u32(0..1000)))));
    same_bytes("star", Graph::two_way(nodes, (1..nodes as u32).map(|at| (0, at, rng.u32(0..1000)))));
    same_bytes("ladder", grid(&mut rng, 2, 12_000, 1000));
}
