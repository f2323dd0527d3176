//! Both algorithms give the same maximum, on graphs large enough that each has work to do.

use fastrand::Rng;

use super::layered::Layered;
use super::preflow::Preflow;
use super::residual::{Half, Residual};

/// The ends of an edge, and what it carries there and back.
type Edge = ([usize; 2], [u64; 2]);

/// A residual graph of edges with what they carry there and back.
fn residual(vertices: usize, edges: &[Edge]) -> Residual<u64> {
    let mut lists: Vec<Vec<(usize, usize)>> = vec![Vec::new(); vertices];
    for (at, &([tail, head], _)) in edges.iter().enumerate() {
        lists[tail].push((at, 0));
        lists[head].push((at, 1));
    }
    let mut places = vec![[0_usize; 2]; edges.len()];
    let mut first = vec![0];
    let mut count = 0;
    for list in &lists {
        for &(edge, side) in list {
            places[edge][side] = count;
            count += 1;
        }
        first.push(u32::try_from(count).unwrap());
    }
    let mut halves = vec![Half::default(); count];
    let short = |number: usize| u32::try_from(number).unwrap();
    for (&(ends, amounts), place) in edges.iter().zip(&places) {
        for side in 0..2 {
            let (head, twin) = (short(ends[1 - side]), short(place[1 - side]));
            halves[place[side]] = Half { head, twin, left: amounts[side] };
        }
    }
    Residual { first, halves }
}

/// Streets on a grid with holes, or anything joined to anything; some edges one-way, many of the same capacity.
fn edges(rng: &mut Rng) -> (usize, Vec<Edge>) {
    let side = rng.usize(2..22);
    let vertices = side * side + 2;
    let mut edges = Vec::new();
    let most = rng.choice([1, 3, 1000]).unwrap();
    let is_grid = rng.u8(0..4) > 0;
    let mut add = |rng: &mut Rng, ends: [usize; 2]| {
        let there = rng.u64(1..=most);
        let back = if rng.u8(0..5) == 0 { 0 } else { rng.u64(0..=most) };
        if ends[0] != ends[1] {
            edges.push((ends, [there, back]));
        }
    };
    for at in 0..side * side {
        if is_grid {
            for (other, is_there) in [(at + 1, (at + 1) % side > 0), (at + side, at + side < side * side)] {
                if is_there && rng.u8(0..5) > 0 {
                    add(rng, [at, other]);
                }
            }
        } else {
            let other = rng.usize(..side * side);
            add(rng, [at, other]);
        }
    }
    for _ in 0..rng.usize(1..12) {
        edges.push(([vertices - 2, rng.usize(..side * side)], [rng.u64(1..=8 * most), 0]));
        edges.push(([rng.usize(..side * side), vertices - 1], [rng.u64(1..=8 * most), 0]));
    }
    (vertices, edges)
}

/// What leaves a vertex beyond what enters it, and whether no edge is overdrawn.
fn balance(before: &Residual<u64>, after: &Residual<u64>, vertex: u32) -> i128 {
    let sent = |at: u32| i128::from(before.half(at).left) - i128::from(after.half(at).left);
    before.around(vertex).map(sent).sum()
}

#[test]
fn preflows_and_shortest_ways_agree() {
    let (mut layered, mut preflow) = (Layered::default(), Preflow::default());
    let mut flowing = 0;
    for seed in 0..4000 {
        let mut rng = Rng::with_seed(seed);
        let (vertices, edges) = edges(&mut rng);
        let whole = residual(vertices, &edges);
        let [source, sink] = [2, 1].map(|back| u32::try_from(vertices - back).unwrap());
        let mut values = Vec::new();
        // By ways alone, by preflows alone, and by one after the other.
        for budget in [usize::MAX, 0, whole.halves.len()] {
            let mut graph = whole.clone();
            if !layered.run(&mut graph, [source, sink], budget, None) {
                preflow.run(&mut graph, source, sink);
            }
            let value = balance(&whole, &graph, source);
            assert_eq!(balance(&whole, &graph, sink), -value, "seed {seed}");
            assert!((0..source).all(|vertex| balance(&whole, &graph, vertex) == 0), "seed {seed}");
            let mut reached = Vec::new();
            graph.reach(source, true, &mut reached);
            assert!(!reached[sink as usize], "seed {seed}, {budget}: there is a way left");
            values.push(value);
        }
        assert!(values.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: {values:?}");
        flowing += usize::from(values[0] > 0);
    }
    assert!(flowing > 2000, "{flowing}");
}
