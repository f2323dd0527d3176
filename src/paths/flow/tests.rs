//! Both algorithms give the same maximum, and both others the same least cost, on graphs large enough that each has work
//! to do.

use fastrand::Rng;

use super::cheapest::{Approach, Priced, Unfinished};
use super::layered::{Layered, Patience};
use super::preflow::{Preflow, Wanted};
use super::residual::{Half, Residual};
use super::{
    Amount, CheapestMethod, CheapestOptions, CostLine, CostLines, Flow, FlowGraph, FlowSearch, Side,
    Terminal, cheapest_flow, simplex, ways,
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
    let (mut flowing, mut preflows) = (0, 0);
    for seed in 0..4000 {
        let mut rng = Rng::with_seed(seed);
        let (vertices, edges) = edges(&mut rng);
        let whole = residual(vertices, &edges);
        let [source, sink] = [2, 1].map(|back| u32::try_from(vertices - back).unwrap());
        let mut values = Vec::new();
        // By ways alone, by preflows alone, and by one after the other.
        for patience in [Patience::Endless, Patience::Looks(0), Patience::Looks(1), Patience::Looks(4)] {
            let mut graph = whole.clone();
            let is_done = layered.run(&mut graph, [source, sink], patience, None);
            let mut halfway = graph.clone();
            if !is_done {
                preflow.run(&mut graph, source, sink, Wanted::Flow);
                preflow.run(&mut halfway, source, sink, Wanted::Value);
                preflows += 1;
            }
            let value = balance(&whole, &graph, source);
            assert_eq!(balance(&whole, &halfway, sink), -value, "seed {seed}: the value alone");
            assert_eq!(balance(&whole, &graph, sink), -value, "seed {seed}");
            assert!((0..source).all(|vertex| balance(&whole, &graph, vertex) == 0), "seed {seed}");
            let mut reached = Vec::new();
            graph.reach(source, true, &mut reached);
            assert!(!reached[sink as usize], "seed {seed}, {patience:?}: there is a way left");
            values.push(value);
        }
        assert!(values.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: {values:?}");
        flowing += usize::from(values[0] > 0);
    }
    assert!(flowing > 2000 && preflows > 4000, "{flowing}, {preflows}");
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

/// The lines of costs, against cheapest flows by ways where all else is as many times more as leaves that share: on the curve at
/// their share, from both sides, and below it elsewhere.
#[test]
fn cost_lines_touch_what_cheapest_flows_cost() {
    let (mut met, mut short, mut falling) = (0, 0, 0);
    for seed in 0..600 {
        let mut rng = Rng::with_seed(seed);
        let network = streets(&mut rng);
        let view = View::new(&network, Impedance::Length);
        let mut some = || -> Vec<Terminal> {
            let node = |rng: &mut Rng| NodeId::new(rng.usize(..network.node_count()));
            (0..rng.usize(1..6)).map(|_| (0..rng.usize(1..4)).map(|_| node(&mut rng)).collect()).collect()
        };
        let (from, to) = (some(), some());
        let graph = FlowGraph::new(&view, &from, &to).unwrap();
        let supplies: Vec<Amount> = from.iter().map(|_| Amount::Limited(rng.u64(0..900))).collect();
        let wanted: Vec<u64> = to.iter().map(|_| rng.u64(0..900)).collect();
        let demands = cheapest_flow(&graph, &view, &supplies, &wanted, None).unwrap().delivered();
        let nodes: Vec<NodeId> = (0..network.node_count()).map(NodeId::new).collect();
        let arcs: Vec<_> = network.arcs().filter(|_| rng.u8(0..3) == 0).collect();
        let edges = graph.limited_edges(&nodes, &arcs);
        let lines = CostLines::new(&graph, &view, &supplies, &demands, &edges).unwrap();
        // What it costs at a share times its lower part; nothing where not all of it fits.
        let cost = |above: u64, below: u64| {
            let mut more = graph.clone();
            let times = |amount: Amount, factor| {
                amount.limit().map_or(Amount::Unlimited, |limit| Amount::Limited(factor * limit))
            };
            for (edge, &falls) in more.edges.iter_mut().zip(&edges) {
                let factor = if falls { above } else { below };
                (edge.there, edge.back) = (times(edge.there, factor), times(edge.back, factor));
            }
            let supplies: Vec<Amount> = supplies.iter().map(|&supply| times(supply, below)).collect();
            let demands: Vec<u64> = demands.iter().map(|demand| below * demand).collect();
            let options = CheapestOptions::default().method(CheapestMethod::Ways);
            let flow = cheapest_flow(&more, &view, &supplies, &demands, options).unwrap();
            flow.is_all().then(|| flow.cost().cast_signed())
        };
        let shares = [(0, 1), (1, 3), (1, 2), (4, 5), (19, 20), (1, 1)];
        for (above, below) in shares {
            for side in [Side::Below, Side::Above] {
                let found = lines.at([above.into(), below.into()], side, &Silent);
                let Some(own) = cost(above, below) else {
                    assert!(found.is_err(), "seed {seed}");
                    short += 1;
                    continue;
                };
                // At the least share there is nothing below it.
                let Ok(CostLine { fixed, own: slope }) = found else {
                    assert!(side == Side::Below, "seed {seed}");
                    continue;
                };
                let at = |above: u64, below: u64| {
                    i128::from(below) * fixed.cast_signed() - i128::from(above) * slope.cast_signed()
                };
                assert_eq!(at(above, below), own, "seed {seed}");
                for (above, below) in shares {
                    assert!(cost(above, below).is_none_or(|cost| at(above, below) <= cost), "seed {seed}");
                }
                met += 1;
                falling += usize::from(slope > 0);
            }
        }
    }
    assert!(met > 600 && short > 300 && falling > 100, "{met} {short} {falling}");
}
