//! The graphs that the benches measure on are what they say they are.

#[path = "../../benches/road_like/mod.rs"]
pub(crate) mod generator;

pub(crate) use generator as road_like;
use generator::RoadLike;

#[path = "../../benches/road_network/mod.rs"]
pub(crate) mod road_network;

#[test]
fn a_road_like_graph_is_connected_sparse_and_two_way() {
    let graph = RoadLike::new(10_000, 1);
    let (nodes, arcs) = (graph.positions.len(), graph.tails.len());
    assert_eq!(nodes, 10_000);
    let degree = arcs as f64 / nodes as f64;
    assert!((2.6..2.8).contains(&degree), "mean degree {degree}");

    let ends: Vec<(u32, u32)> = graph.tails.iter().copied().zip(graph.heads.iter().copied()).collect();
    assert!(ends.is_sorted_by(|a, b| a < b), "arcs are sorted, and none is there twice");
    for (arc, &(tail, head)) in ends.iter().enumerate() {
        assert_ne!(tail, head);
        let back = ends.binary_search(&(head, tail)).expect("every link is two-way");
        assert_eq!(graph.milliseconds[arc], graph.milliseconds[back]);
        assert_eq!(graph.decimetres[arc], graph.decimetres[back]);
    }

    let mut parent: Vec<u32> = (0..10_000).collect();
    let find = |parent: &mut Vec<u32>, mut node: u32| {
        while parent[node as usize] != node {
            parent[node as usize] = parent[parent[node as usize] as usize];
            node = parent[node as usize];
        }
        node
    };
    for &(tail, head) in &ends {
        let [a, b] = [tail, head].map(|node| find(&mut parent, node));
        parent[a as usize] = b;
    }
    let roots: std::collections::BTreeSet<u32> = (0..10_000).map(|node| find(&mut parent, node)).collect();
    assert_eq!(roots.len(), 1, "one component");
}

#[test]
fn some_links_of_a_road_like_graph_are_fast() {
    let graph = RoadLike::new(10_000, 2);
    let speed_up =
        |arc: usize| f64::from(graph.decimetres[arc]) * 10.0 / f64::from(graph.milliseconds[arc].max(1));
    let long = (0..graph.tails.len()).filter(|&arc| graph.decimetres[arc] > 100);
    let (mut streets, mut arterials, mut motorways) = (0, 0, 0);
    for arc in long {
        match speed_up(arc) {
            0.99..1.01 => streets += 1,
            2.19..2.21 => arterials += 1,
            3.59..3.61 => motorways += 1,
            other => panic!("arc {arc} is {other} times as fast as a street"),
        }
    }
    assert!(streets > 4 * arterials && arterials > motorways && motorways > 0);
}

#[test]
fn a_road_like_graph_is_the_same_for_the_same_seed() {
    let graph = RoadLike::new(10_000, 1);
    assert_eq!(graph, RoadLike::new(10_000, 1));
    assert_ne!(graph, RoadLike::new(10_000, 2));
}
