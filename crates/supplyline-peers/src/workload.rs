//! What is asked of all systems alike: the same pairs, sources and closures, drawn once from a seed.

use fastrand::Rng;

use crate::graph::Graph;
use crate::system::UNREACHABLE;

pub struct Workload {
    pub pairs: Vec<(u32, u32)>,
    /// As many of the pairs as a plain search has time for.
    pub plain_pairs: usize,
    pub sources: Vec<u32>,
    pub targets: Vec<u32>,
    pub closures: Vec<Closure>,
}

/// A node, and the times of all arcs that leave or enter it while it is closed, and before.
pub struct Closure {
    pub node: u32,
    pub closed: Vec<(u32, u32)>,
    pub open: Vec<(u32, u32)>,
}

impl Workload {
    pub fn new(graph: &Graph, pairs: usize, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let nodes = graph.node_count() as u32;
        let incident = graph.incident_arcs();
        let mut draw = |count: usize| (0..count).map(|_| rng.u32(..nodes)).collect::<Vec<_>>();
        let (starts, ends) = (draw(pairs), draw(pairs));
        let closure = |node: u32| {
            let arcs = &incident[node as usize];
            Closure {
                node,
                closed: arcs.iter().map(|&arc| (arc, UNREACHABLE)).collect(),
                open: arcs.iter().map(|&arc| (arc, graph.milliseconds[arc as usize])).collect(),
            }
        };
        Self {
            pairs: starts.into_iter().zip(ends).collect(),
            plain_pairs: (4_000_000 / graph.node_count()).clamp(5, 200).min(pairs),
            sources: draw(400),
            targets: draw(1_600),
            closures: draw(300).into_iter().map(closure).collect(),
        }
    }
}
