//! Both algorithms give the same maximum, and both others the same least cost, on graphs large enough that each has work
//! to do.

use fastrand::Rng;

use super::cheapest::{Approach, Priced, Unfinished};
use super::layered::Layered;
use super::preflow::Preflow;
use super::residual::{Half, Residual};
use super::{
    Amount, CheapestMethod, CheapestOptions, Flow, FlowGraph, FlowSearch, Terminal, cheapest_flow, simplex,
    ways,
};
use crate::import::{RawLink, RawNetwork, RawNode};
use crate::network::{Network, NodeId};
use crate::progress::Silent;
use crate::scenario::{Impedance, View};
use crate::units::{Length, Time, TonnesPerDay};

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

/// Streets with and without limits, some at no cost, some parallel, some loops.
fn streets(rng: &mut Rng) -> Network {
    let side = rng.usize(2..14);
    let mut raw = RawNetwork::default();
    raw.nodes.extend((0..side * side).map(|key| RawNode {
        key: key.to_string(),
        capacity: (rng.u8(0..10) == 0).then(|| kilograms(rng.u64(0..500))),
        ..RawNode::default()
    }));
    let dearest = rng.choice([2, 10, 1_000_000]).unwrap();
    let mut add = |rng: &mut Rng, from: usize, to: usize| {
        raw.links.push(RawLink {
            key: raw.links.len().to_string(),
            from: from.to_string(),
            to: to.to_string(),
            length: Length::from_decimetres(rng.u64(0..dearest)).ok(),
            time: Time::from_milliseconds(1).ok(),
            capacity: (rng.u8(0..8) > 0).then(|| kilograms(rng.u64(0..300))),
            directed: rng.u8(0..4) == 0,
            ..RawLink::default()
        });
    };
    for at in 0..side * side {
        for (other, is_there) in [(at + 1, (at + 1) % side > 0), (at + side, at + side < side * side)] {
            if is_there && rng.u8(0..6) > 0 {
                add(rng, at, other);
            }
        }
        if rng.u8(0..10) == 0 {
            let other = rng.usize(..side * side);
            add(rng, at, other);
        }
    }
    Network::try_from(raw).unwrap()
}

fn kilograms(kilograms: u64) -> TonnesPerDay {
    TonnesPerDay::from_kilograms(kilograms).unwrap()
}

/// Both algorithms find flows of the same value and cost, the greatest value that there is, and prices that prove it.
#[test]
fn cheapest_flows_by_ways_and_by_simplex_agree() {
    let (mut short, mut costly, mut unfinished) = (0, 0, 0);
    for seed in 0..1500 {
        let mut rng = Rng::with_seed(seed);
        let network = streets(&mut rng);
        let view = View::new(&network, Impedance::Length);
        let mut some = || -> Vec<Terminal> {
            let node = |rng: &mut Rng| NodeId::new(rng.usize(..network.node_count()));
            (0..rng.usize(1..6)).map(|_| (0..rng.usize(1..4)).map(|_| node(&mut rng)).collect()).collect()
        };
        let (from, to) = (some(), some());
        let graph = FlowGraph::new(&view, &from, &to).unwrap();
        let supply = |rng: &mut Rng| match rng.u8(0..6) {
            0 => Amount::Unlimited,
            _ => Amount::Limited(rng.u64(0..600)),
        };
        let supplies: Vec<Amount> = from.iter().map(|_| supply(&mut rng)).collect();
        let demands: Vec<u64> = to.iter().map(|_| rng.u64(0..600)).collect();
        let [found, other] = [CheapestMethod::Ways, CheapestMethod::Simplex].map(|method| {
            let options = CheapestOptions::default().method(method);
            let flow = cheapest_flow(&graph, &view, &supplies, &demands, options).unwrap();
            flow.prove();
            flow
        });
        assert_eq!((found.value(), found.cost()), (other.value(), other.cost()), "seed {seed}");
        let limits: Vec<Amount> = demands.iter().map(|&demand| Amount::Limited(demand)).collect();
        let mut search = FlowSearch::default();
        let Flow::Limited(most) = search.run(&graph, &supplies, &limits).unwrap() else {
            unreachable!("demands are limits")
        };
        assert_eq!(found.value(), most.value(), "seed {seed}");
        // Work that is not enough sends no more than all work does, and begins anew to the same end.
        let priced = Priced::new(&graph, &view, &supplies, &demands).unwrap();
        let approach = Approach::new(&priced);
        if let Err(Unfinished { sent }) = ways::solve(&priced, &approach, &Silent, rng.usize(1..200)).unwrap()
        {
            assert!(0 < sent && sent <= found.value(), "seed {seed}");
            simplex::solve(&priced, &approach, &Silent, sent).unwrap();
            unfinished += 1;
        }
        short += usize::from(!found.is_all());
        costly += usize::from(found.cost() > 0);
    }
    assert!(short > 300 && costly > 300 && unfinished > 300, "{short} {costly} {unfinished}");
}
