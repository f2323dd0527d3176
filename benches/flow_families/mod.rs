//! Graphs that papers on maximum flows measure with, written anew from their descriptions, and one of everything awkward.
//!
//! - **Frames**: grids of *a* by *a* behind one another, *b* of them; wide arcs within each, and from each vertex one narrow arc
//!   to a vertex of the next, all of those another. From a corner of the first to the opposite one of the last.
//!   D. Goldfarb and M. D. Grigoriadis, A computational comparison of the Dinic and network simplex methods for maximum flow,
//!   Ann. Oper. Res. 13 (1988) 81-123, doi 10.1007/BF02288321: long where there are many small frames, wide where few large ones.
//! - **Levels**: rows and columns, from each vertex three arcs to any of the next row; from all of the first row to all of
//!   the last (the random level graphs of the first DIMACS implementation challenge, 1991).
//! - **Random**: four arcs from each vertex to any other.
//! - **Awkward**: parallel links, loops, one-way ones, shared tracks, capacities of nothing and without limit.

use fastrand::Rng;
use supplyline::import::{RawLink, RawNetwork, RawNode};
use supplyline::network::{Network, NodeId};
use supplyline::units::{Length, TonnesPerDay};

/// A graph with where flow starts, and where it ends.
pub(crate) type Family = (&'static str, Network, Vec<NodeId>, Vec<NodeId>);

/// Links that are added one by one.
struct Draft {
    raw: RawNetwork,
}

impl Draft {
    fn new(nodes: usize) -> Self {
        let node = |key: usize| RawNode { key: key.to_string(), ..RawNode::default() };
        Self { raw: RawNetwork { nodes: (0..nodes).map(node).collect(), ..RawNetwork::default() } }
    }

    /// A one-way link unless it is said otherwise; without limit where no tonnes are given.
    fn add(&mut self, from: usize, to: usize, tonnes: Option<u64>) -> &mut RawLink {
        self.raw.links.push(RawLink {
            key: self.raw.links.len().to_string(),
            from: from.to_string(),
            to: to.to_string(),
            directed: true,
            length: Length::from_decimetres(10_000).ok(),
            capacity: tonnes.and_then(|tonnes| TonnesPerDay::from_kilograms(tonnes * 1_000).ok()),
            ..RawLink::default()
        });
        self.raw.links.last_mut().unwrap()
    }

    fn network(self) -> Network {
        Network::try_from(self.raw).unwrap()
    }
}

/// All of them, of about so many nodes each.
pub(crate) fn families(nodes: usize) -> Vec<Family> {
    let fourth = nodes.isqrt().isqrt().max(2);
    // Long: frames of the fourth root by itself. Wide: as many frames as that, at least two.
    let long = frames("frames, long", fourth, (nodes / (fourth * fourth)).max(2));
    let few = fourth.min(nodes / 8).max(2);
    let wide = frames("frames, wide", (nodes / few).isqrt().max(2), few);
    vec![long, wide, levels(nodes.isqrt().max(2)), random(nodes), awkward(nodes)]
}

fn id(network: &Network, key: usize) -> NodeId {
    network.find_nodes(&key.to_string()).next().unwrap()
}

fn frames(name: &'static str, side: usize, count: usize) -> Family {
    let mut rng = Rng::with_seed(11);
    let in_frame = side * side;
    let most = 100_u64;
    let wide = most * in_frame as u64;
    let mut draft = Draft::new(in_frame * count);
    for frame in 0..count {
        let at = |row: usize, column: usize| frame * in_frame + row * side + column;
        for row in 0..side {
            for column in 0..side {
                for (r, c) in [(row + 1, column), (row, column + 1)] {
                    if r < side && c < side {
                        draft.add(at(row, column), at(r, c), Some(wide));
                        draft.add(at(r, c), at(row, column), Some(wide));
                    }
                }
            }
        }
        if frame + 1 < count {
            let mut next: Vec<usize> = (0..in_frame).collect();
            rng.shuffle(&mut next);
            for (place, to) in next.into_iter().enumerate() {
                draft.add(frame * in_frame + place, (frame + 1) * in_frame + to, Some(rng.u64(1..=most)));
            }
        }
    }
    let network = draft.network();
    let ends = [id(&network, 0), id(&network, in_frame * count - 1)];
    (name, network, vec![ends[0]], vec![ends[1]])
}

fn levels(side: usize) -> Family {
    let mut rng = Rng::with_seed(12);
    let mut draft = Draft::new(side * side);
    for row in 0..side - 1 {
        for column in 0..side {
            for _ in 0..3 {
                let to = (row + 1) * side + rng.usize(0..side);
                draft.add(row * side + column, to, Some(rng.u64(1..=10_000)));
            }
        }
    }
    let network = draft.network();
    let row = |row: usize| (0..side).map(|column| id(&network, row * side + column)).collect();
    let (from, to) = (row(0), row(side - 1));
    ("levels", network, from, to)
}

fn random(nodes: usize) -> Family {
    let mut rng = Rng::with_seed(13);
    let mut draft = Draft::new(nodes);
    for from in 0..nodes {
        for _ in 0..4 {
            draft.add(from, rng.usize(0..nodes), Some(rng.u64(1..=10_000)));
        }
    }
    let network = draft.network();
    let some = |first: usize| (first..first + (nodes / 100).max(1)).map(|key| id(&network, key)).collect();
    let (from, to) = (some(0), some(nodes / 2));
    ("random", network, from, to)
}

fn awkward(nodes: usize) -> Family {
    let mut rng = Rng::with_seed(nodes as u64);
    let mut draft = Draft::new(nodes);
    for _ in 0..2 * nodes {
        let from = rng.usize(0..nodes);
        // Near by, so that there are parallel links and loops.
        let to = (from + rng.usize(0..8)).min(nodes - 1);
        let tonnes = match rng.u8(0..12) {
            0 => Some(0),
            1 => None,
            _ => Some(rng.u64(1..60)),
        };
        let two_way = rng.u8(0..3) < 2;
        let link = draft.add(from, to, tonnes);
        link.directed = !two_way;
        link.shared_capacity = two_way && rng.bool();
    }
    let network = draft.network();
    let some = |first: usize| (first..first + (nodes / 20).max(1)).map(|key| id(&network, key)).collect();
    let (from, to) = (some(0), some(nodes / 3));
    ("awkward", network, from, to)
}
