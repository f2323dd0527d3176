//! Graphs with everything that an index may meet, and plain answers about them: Dijkstra's algorithm in 64 bits.
#![allow(dead_code, reason = "whoever includes this file reads what it needs")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use fastrand::Rng;
use supplyline::network::ArcId;
use supplyline::paths::{Index, Metric, Order, Seed, Topology};

/// The greatest cost of an arc.
pub(crate) const MOST: u32 = (1 << 30) - 1;

/// Nodes, arcs, and what each arc costs; nothing where it is closed.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) nodes: usize,
    pub(crate) tails: Vec<u32>,
    pub(crate) heads: Vec<u32>,
    pub(crate) costs: Vec<Option<u32>>,
    leaving: Vec<Vec<u32>>,
    entering: Vec<Vec<u32>>,
}

/// The least cost of a node and the fewest arcs of a route of that cost.
pub(crate) type Label = (u64, u32);

/// A route that a query has to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) cost: u64,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) arcs: Vec<usize>,
}

impl Graph {
    pub(crate) fn new(nodes: usize, arcs: impl IntoIterator<Item = (u32, u32, Option<u32>)>) -> Self {
        let mut graph = Self {
            nodes,
            tails: Vec::new(),
            heads: Vec::new(),
            costs: Vec::new(),
            leaving: vec![Vec::new(); nodes],
            entering: vec![Vec::new(); nodes],
        };
        for (tail, head, cost) in arcs {
            let number = graph.tails.len() as u32;
            graph.leaving[tail as usize].push(number);
            graph.entering[head as usize].push(number);
            graph.tails.push(tail);
            graph.heads.push(head);
            graph.costs.push(cost);
        }
        graph
    }

    /// Every arc in both directions.
    pub(crate) fn two_way(nodes: usize, links: impl IntoIterator<Item = (u32, u32, u32)>) -> Self {
        let arcs = links.into_iter().flat_map(|(a, b, cost)| [(a, b, Some(cost)), (b, a, Some(cost))]);
        Self::new(nodes, arcs)
    }

    pub(crate) fn arcs(&self) -> usize {
        self.tails.len()
    }

    /// The arcs that leave or enter a node.
    pub(crate) fn touching(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        self.leaving[node].iter().chain(&self.entering[node]).map(|&arc| arc as usize)
    }

    pub(crate) fn topology(&self) -> Topology {
        Topology::new(self.nodes, self.tails.clone(), self.heads.clone()).unwrap()
    }

    pub(crate) fn index(&self) -> Arc<Index> {
        Arc::new(Index::new(self.topology(), None).unwrap())
    }

    /// With the nodes eliminated in this order.
    pub(crate) fn index_in_order(&self, nodes: Vec<u32>) -> Arc<Index> {
        Arc::new(Index::with_order(self.topology(), &Order::from_nodes(nodes).unwrap()).unwrap())
    }

    /// With the nodes eliminated in any order.
    pub(crate) fn index_in_any_order(&self, rng: &mut Rng) -> Arc<Index> {
        let mut nodes: Vec<u32> = (0..self.nodes as u32).collect();
        rng.shuffle(&mut nodes);
        self.index_in_order(nodes)
    }

    pub(crate) fn metric(&self, index: &Arc<Index>) -> Metric {
        index.customize_with(|arc| self.costs[arc]).unwrap()
    }

    /// Sets costs here and returns the same for [`Metric::update`].
    pub(crate) fn set(
        &mut self,
        index: &Index,
        changes: &[(usize, Option<u32>)],
    ) -> Vec<(ArcId, Option<u32>)> {
        for &(arc, cost) in changes {
            self.costs[arc] = cost;
        }
        changes.iter().map(|&(arc, cost)| (index.arc_id(arc).unwrap(), cost)).collect()
    }

    /// The label of each node from sources that begin with some cost.
    pub(crate) fn labels(&self, sources: &[(usize, u32)]) -> Vec<Option<Label>> {
        let mut labels: Vec<Option<Label>> = vec![None; self.nodes];
        let mut queue = BinaryHeap::new();
        let offer = |labels: &mut Vec<Option<Label>>, queue: &mut BinaryHeap<_>, node: usize, label| {
            if labels[node].is_none_or(|old| label < old) {
                labels[node] = Some(label);
                queue.push(Reverse((label, node)));
            }
        };
        for &(node, offset) in sources {
            offer(&mut labels, &mut queue, node, (u64::from(offset), 0));
        }
        while let Some(Reverse(((cost, hops), node))) = queue.pop() {
            if labels[node] != Some((cost, hops)) {
                continue;
            }
            for &arc in &self.leaving[node] {
                if let Some(more) = self.costs[arc as usize] {
                    let head = self.heads[arc as usize] as usize;
                    offer(&mut labels, &mut queue, head, (cost + u64::from(more), hops + 1));
                }
            }
        }
        labels
    }

    /// The least cost of each node.
    pub(crate) fn costs_from(&self, sources: &[(usize, u32)]) -> Vec<Option<u64>> {
        self.labels(sources).into_iter().map(|label| label.map(|(cost, _)| cost)).collect()
    }

    /// Back from a node: each time the smallest arc by which its label comes about. The arcs in travel order.
    pub(crate) fn route(&self, labels: &[Option<Label>], target: usize) -> (usize, Vec<usize>) {
        let mut arcs = Vec::new();
        let mut at = target;
        while let Some((cost, hops)) = labels[at]
            && hops > 0
        {
            let comes_about = |arc: usize| {
                let (Some(last), Some((before, fewer))) = (self.costs[arc], labels[self.tails[arc] as usize])
                else {
                    return false;
                };
                (before + u64::from(last), fewer + 1) == (cost, hops)
            };
            let arc = self.entering[at].iter().map(|&arc| arc as usize).filter(|&arc| comes_about(arc));
            let arc = arc.min().unwrap();
            arcs.push(arc);
            at = self.tails[arc] as usize;
        }
        arcs.reverse();
        (at, arcs)
    }

    /// The route that the documentation of `Query` promises.
    pub(crate) fn wanted(&self, sources: &[(usize, u32)], targets: &[(usize, u32)]) -> Option<Wanted> {
        let labels = self.labels(sources);
        let reached = targets.iter().filter_map(|&(node, offset)| {
            let (cost, hops) = labels[node]?;
            Some((cost + u64::from(offset), hops, node))
        });
        let (cost, _, end) = reached.min()?;
        let (start, arcs) = self.route(&labels, end);
        Some(Wanted { cost, start, end, arcs })
    }
}

/// Nodes by number, with offsets, as a query takes them.
pub(crate) fn seeds(index: &Index, nodes: &[(usize, u32)]) -> Vec<Seed> {
    nodes.iter().map(|&(node, offset)| Seed { node: index.node_id(node).unwrap(), offset }).collect()
}

/// A small graph with loops, parallel and one-way arcs, ties, zero costs, closed arcs, parts that nothing joins, and
/// now and then costs so large that they do not add up in 32 bits.
pub(crate) fn nasty(rng: &mut Rng, most_nodes: usize) -> Graph {
    let nodes = if rng.u8(0..8) == 0 { rng.usize(0..4) } else { rng.usize(1..=most_nodes) };
    let each = rng.choice([1, 2, 4]).unwrap();
    let arcs = if nodes == 0 { 0 } else { rng.usize(0..=each * nodes) };
    let [palette, closed, shape, both] = [5, 4, 4, 2].map(|kinds| rng.u8(0..kinds));
    let mut all: Vec<(u32, u32, Option<u32>)> = Vec::new();
    for _ in 0..arcs {
        let tail = rng.usize(0..nodes);
        let head = match shape {
            // A chain or a ladder with few short cuts, or a hub that most arcs touch, or anything.
            0 => (tail + rng.usize(0..3)) % nodes,
            1 => tail % (1 + rng.usize(0..2)),
            _ => rng.usize(0..nodes),
        };
        let cost = cost(rng, palette);
        let cost = match closed {
            0 => None,
            1 => Some(cost).filter(|_| rng.u8(0..4) > 0),
            _ => Some(cost),
        };
        all.push((tail as u32, head as u32, cost));
        if both == 1 && rng.u8(0..4) > 0 {
            all.push((head as u32, tail as u32, cost));
        }
        if rng.u8(0..6) == 0 {
            let again = *rng.choice(&all).unwrap();
            all.push((again.0, again.1, Some(self::cost(rng, palette))));
        }
    }
    rng.shuffle(&mut all);
    Graph::new(nodes, all)
}

/// A cost of one of five kinds of graphs.
pub(crate) fn cost(rng: &mut Rng, palette: u8) -> u32 {
    match palette {
        0 => rng.u32(0..2),
        1 => rng.u32(1..4),
        2 => rng.u32(0..100_000),
        3 => rng.choice([0, 1, MOST / 3, MOST / 2, MOST / 2 + 1, MOST - 1, MOST]).unwrap(),
        _ => rng.u32(0..=MOST),
    }
}

/// A grid with links east and south.
pub(crate) fn grid(rng: &mut Rng, width: u32, height: u32, most: u32) -> Graph {
    let mut links = Vec::new();
    for row in 0..height {
        for column in 0..width {
            let at = row * width + column;
            if column + 1 < width {
                links.push((at, at + 1, rng.u32(0..=most)));
            }
            if row + 1 < height {
                links.push((at, at + width, rng.u32(0..=most)));
            }
        }
    }
    Graph::two_way((width * height) as usize, links)
}
