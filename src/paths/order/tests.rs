//! What an order has to be, on graphs of every kind.

use proptest::prelude::*;

use super::*;

fn graph(nodes: usize, edges: &[(u32, u32)]) -> Adjacency {
    Adjacency::new(nodes, edges.iter().copied())
}

/// A grid of streets, with its positions.
fn grid(width: u32, height: u32) -> (Adjacency, Vec<[f64; 2]>) {
    let mut edges = Vec::new();
    let mut positions = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let node = y * width + x;
            if x + 1 < width {
                edges.push((node, node + 1));
            }
            if y + 1 < height {
                edges.push((node, node + width));
            }
            positions.push([f64::from(x), f64::from(y)]);
        }
    }
    (graph(positions.len(), &edges), positions)
}

fn order(graph: &Adjacency, positions: Option<&[[f64; 2]]>) -> Order {
    let order = Order::new(graph, positions, &OrderOptions::default());
    assert_eq!(order.nodes().len(), graph.node_count());
    Order::from_nodes(order.nodes().to_vec()).unwrap()
}

/// The elimination itself, on a matrix: entries, triangles, and for each node its parent.
fn eliminate(graph: &Adjacency, order: &Order) -> (u64, u64, Vec<Option<usize>>) {
    let count = graph.node_count();
    let mut joined = vec![vec![false; count]; count];
    let mut rank = vec![0; count];
    for (at, &node) in order.nodes().iter().enumerate() {
        rank[node as usize] = at;
    }
    for node in 0..count as u32 {
        for &next in graph.of(node) {
            joined[rank[node as usize]][rank[next as usize]] = true;
        }
    }
    let (mut entries, mut triangles, mut parents) = (0, 0, Vec::new());
    for at in 0..count {
        let later: Vec<usize> = (at + 1..count).filter(|&other| joined[at][other]).collect();
        entries += later.len() as u64;
        for (place, &a) in later.iter().enumerate() {
            for &b in &later[..place] {
                triangles += 1;
                joined[a][b] = true;
                joined[b][a] = true;
            }
        }
        parents.push(later.first().copied());
    }
    (entries, triangles, parents)
}

fn edges(nodes: u32, most: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0..nodes, 0..nodes), 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn quality_is_that_of_the_elimination_itself(edges in edges(60, 150), seed in any::<u64>()) {
        let graph = graph(60, &edges);
        let mut nodes: Vec<u32> = (0..60).collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut nodes);
        for order in [Order::from_nodes(nodes).unwrap(), order(&graph, None)] {
            let (entries, triangles, parents) = eliminate(&graph, &order);
            let mut depths = vec![1_u32; 60];
            for at in (0..60).rev() {
                if let Some(parent) = parents[at] {
                    depths[at] = depths[parent] + 1;
                }
            }
            let quality = order.quality(&graph);
            prop_assert_eq!((quality.entries, quality.triangles), (entries, triangles));
            prop_assert_eq!(quality.depth, depths.iter().copied().max().unwrap());
            let mean = f64::from(depths.iter().sum::<u32>()) / 60.0;
            prop_assert!((quality.mean_depth - mean).abs() < 1e-9);
        }
    }

    #[test]
    fn every_graph_has_an_order(
        edges in edges(400, 1500),
        hubs in prop::collection::vec((0_u32..400, 0_u32..400, 0_u32..400), 0..4),
        places in prop::collection::vec((-3_i8..4, -3_i8..4), 400),
        seed in any::<u64>(),
    ) {
        let mut edges = edges;
        for (hub, from, to) in hubs {
            edges.extend((from..to).map(|node| (hub, node)));
        }
        let graph = graph(400, &edges);
        let places: Vec<[f64; 2]> = places.into_iter().map(|(x, y)| [f64::from(x), f64::from(y)]).collect();
        for positions in [None, Some(places.as_slice())] {
            let order = Order::new(&graph, positions, &OrderOptions::default().seed(seed));
            prop_assert!(Order::from_nodes(order.nodes().to_vec()).is_ok());
        }
    }
}

#[test]
fn nothing_and_next_to_nothing() {
    assert!(order(&graph(0, &[]), Some(&[])).nodes().is_empty());
    assert_eq!(order(&graph(1, &[(0, 0)]), Some(&[[f64::NAN; 2]])).nodes(), [0]);
    let apart = graph(1000, &[]);
    let quality = order(&apart, None).quality(&apart);
    assert_eq!((quality.entries, quality.triangles, quality.depth), (0, 0, 1));
}

#[test]
fn stars_paths_trees_and_rings_cost_next_to_nothing() {
    let star: Vec<_> = (1..100_000).map(|leaf| (0, leaf)).collect();
    let star = graph(100_000, &star);
    let quality = order(&star, None).quality(&star);
    assert_eq!((quality.entries, quality.triangles, quality.depth), (99_999, 0, 2));

    let path: Vec<_> = (1..1_000_000).map(|node| (node - 1, node)).collect();
    let mut ring = path.clone();
    ring.push((999_999, 0));
    for edges in [path, ring] {
        let line = graph(1_000_000, &edges);
        let quality = order(&line, None).quality(&line);
        assert!(quality.triangles <= 1_000_000 && quality.depth <= 42, "{quality:?}");
    }

    let mut random = fastrand::Rng::with_seed(1);
    let tree: Vec<_> = (1..100_000).map(|node| (node, random.u32(..node))).collect();
    let tree = graph(100_000, &tree);
    let quality = order(&tree, None).quality(&tree);
    assert!(quality.triangles <= 100_000 && quality.depth <= 60, "{quality:?}");
}

#[test]
fn a_clique_is_one_in_any_order() {
    for count in [2_u32, 30, 300, 1500] {
        let edges: Vec<_> = (0..count).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let clique = graph(count as usize, &edges);
        let quality = order(&clique, None).quality(&clique);
        let count = u64::from(count);
        assert_eq!(quality.triangles, count * (count - 1) * (count - 2) / 6);
    }
}

/// A hub joined to everything costs no more than a place in every clique.
#[test]
fn a_hub_is_taken_away_first() {
    let (plain, _) = grid(40, 40);
    let mut edges: Vec<_> =
        (0..1600).flat_map(|node| plain.of(node).iter().map(move |&next| (node, next))).collect();
    edges.extend((0..1600).map(|node| (node, 1600)));
    let hub = graph(1601, &edges);
    let without = order(&plain, None).quality(&plain);
    let with = order(&hub, None).quality(&hub);
    // The hub makes a triangle of every entry; what is cut differs too, as fewer nodes are eliminated at once.
    assert!(with.triangles * 4 < (without.triangles + without.entries) * 5, "{with:?}, {without:?}");
}

/// Nested dissection as in George 1973, along the lines of the grid, the longer side halved each time.
fn by_lines(x: [u32; 2], y: [u32; 2], width: u32, order: &mut Vec<u32>) {
    let (wide, high) = (x[1] - x[0], y[1] - y[0]);
    if wide == 0 || high == 0 {
        return;
    }
    if wide >= high {
        let middle = u32::midpoint(x[0], x[1]);
        by_lines([x[0], middle], y, width, order);
        by_lines([middle + 1, x[1]], y, width, order);
        order.extend((y[0]..y[1]).map(|y| y * width + middle));
    } else {
        let middle = u32::midpoint(y[0], y[1]);
        by_lines(x, [y[0], middle], width, order);
        by_lines(x, [middle + 1, y[1]], width, order);
        order.extend((x[0]..x[1]).map(|x| middle * width + x));
    }
}

#[test]
fn grids_cost_half_of_what_their_lines_do() {
    for (width, height) in [(48, 48), (64, 24)] {
        let (graph, positions) = grid(width, height);
        let mut lines = Vec::new();
        by_lines([0, width], [0, height], width, &mut lines);
        let lines = Order::from_nodes(lines).unwrap().quality(&graph);
        let garbage: Vec<[f64; 2]> = {
            let mut random = fastrand::Rng::with_seed(5);
            positions.iter().map(|_| [random.f64(), random.f64()]).collect()
        };
        let nowhere = vec![[f64::NAN, 0.0]; positions.len()];
        let one_place = vec![[9.0, 51.0]; positions.len()];
        for (places, most) in [
            (Some(&positions), 0.55),
            (None, 0.55),
            (Some(&nowhere), 0.55),
            (Some(&one_place), 0.55),
            (Some(&garbage), 0.7),
        ] {
            let own = order(&graph, places.map(Vec::as_slice)).quality(&graph);
            let ratio = own.triangles as f64 / lines.triangles as f64;
            assert!(ratio < most, "{width} by {height}: {ratio}, not {most}; {own:?}, {lines:?}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (graph, positions) = grid(90, 60);
    let run = |threads: usize, positions: Option<&[[f64; 2]]>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| order(&graph, positions))
    };
    for positions in [None, Some(positions.as_slice())] {
        let alone = run(1, positions);
        assert_eq!(alone, run(2, positions));
    }
}

#[test]
fn seeds_give_orders_of_their_own() {
    let (graph, positions) = grid(40, 40);
    let orders: Vec<Order> = (0..3)
        .map(|seed| Order::new(&graph, Some(&positions), &OrderOptions::default().seed(seed)))
        .collect();
    assert!(orders[0] != orders[1] && orders[1] != orders[2]);
}

#[test]
fn what_is_no_order_is_told() {
    let twice = Order::from_nodes(vec![2, 0, 2]).unwrap_err();
    assert_eq!(twice, OrderError::Twice { node: 2, first: 0, rank: 2 });
    let far = Order::from_nodes(vec![0, 3, 1]).unwrap_err();
    assert_eq!(far, OrderError::OutOfRange { node: 3, rank: 1, count: 3 });
    assert_eq!(far.to_string(), "the order names node 3 at rank 1, but has 3 nodes, from 0 on");
}
