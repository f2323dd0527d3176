//! What detours round links can use, with chains of links as one.
//!
//! A detour begins and ends at the ends of what it goes round, so it never passes a bridge: what hangs on bridges is left
//! out. Where a node joins two edges and no more, one who goes round the one has to come back by the other: edges between
//! two nodes that join more, or fewer, are one chain, and the detours round all of them share what they do beyond it.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]

use std::collections::BTreeMap;
use std::ops::Range;

use super::cuts::Undirected;
use crate::paths::Heap;
use crate::scenario::View;

const NONE: u32 = u32::MAX;

/// What it costs to pass something each way, from its first end and from its last; nothing where it cannot be passed.
type BothWays = [Option<u64>; 2];

/// Edges in a row.
#[derive(Clone, Debug)]
struct Chain {
    /// Both ends, among the junctions.
    ends: [u32; 2],
    /// Which of [`Chains::edges`].
    edges: Range<usize>,
    /// What is lost together: the chain itself, or the first of those of a physical link at several places.
    group: u32,
}

/// From one junction along a chain to the next.
#[derive(Clone, Copy, Debug)]
struct Step {
    end: u32,
    group: u32,
    cost: u64,
}

/// The graph of the chains.
pub(super) struct Chains {
    pub(super) graph: Undirected,
    all: Vec<Chain>,
    /// In the order of the chains: each edge, and whether it is passed from its higher end to its lower one.
    edges: Vec<(u32, bool)>,
    /// By junction, those that leave it and those that enter it; where all costs are the same both ways, both are one.
    first: [Vec<u32>; 2],
    steps: [Vec<Step>; 2],
    /// Whether all costs are the same both ways, and so all detours.
    is_symmetric: bool,
}

impl Chains {
    pub(super) fn new(view: &View<'_>) -> Self {
        let graph = Undirected::new(view);
        let mut kept = vec![true; graph.edges.len()];
        for &bridge in &graph.depth_first().bridges {
            kept[bridge as usize] = false;
        }
        let is_symmetric = graph.is_symmetric();
        let mut walk = Walk::new(&graph, kept);
        let mut chains = walk.chains();
        let (edges, junctions) = (walk.edges, walk.junctions as usize);
        // Links at several places are chains of one edge each, which are lost together.
        let mut first_of: BTreeMap<u32, u32> = BTreeMap::new();
        let mut steps: Vec<(u32, Step)> = Vec::with_capacity(2 * chains.len());
        for (at, chain) in chains.iter_mut().enumerate() {
            let element = graph.edges[edges[chain.edges.start].0 as usize].2;
            chain.group = match graph.edges_of(element).len() {
                1 => at as u32,
                _ => *first_of.entry(element).or_insert(at as u32),
            };
            let [a, b] = chain.ends;
            if a == b {
                continue;
            }
            for (from, to, is_back) in [(a, b, false), (b, a, true)] {
                let costs = edges[chain.edges.clone()]
                    .iter()
                    .map(|&(edge, is_reversed)| graph.cost(edge as usize, is_back != is_reversed));
                if let Some(cost) = costs.sum() {
                    steps.push((from, Step { end: to, group: chain.group, cost }));
                }
            }
        }
        let leaving = by_junction(&steps, junctions);
        let entering = if is_symmetric {
            Default::default()
        } else {
            let turned = steps.iter().map(|&(from, step)| (step.end, Step { end: from, ..step }));
            by_junction(&turned.collect::<Vec<_>>(), junctions)
        };
        let (first, steps) = ([leaving.0, entering.0], [leaving.1, entering.1]);
        Self { graph, all: chains, edges, first, steps, is_symmetric }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    fn junctions(&self) -> usize {
        self.first[0].len() - 1
    }

    /// Whether what a search writes down fits into 64 bits: no way costs more than all steps together.
    pub(super) fn fits_in_64(&self) -> bool {
        let all = self.steps[0].iter().map(|step| u128::from(step.cost)).sum::<u128>();
        all < 1 << COST_BITS && self.junctions() <= 1 << NUMBER_BITS
    }

    fn steps(&self, side: usize, junction: u32) -> &[Step] {
        let side = if self.is_symmetric { 0 } else { side };
        let first = &self.first[side];
        &self.steps[side][first[junction as usize] as usize..first[junction as usize + 1] as usize]
    }

    /// The edges of a chain, each with its detours from its lower end to its higher, and back; where there is nothing to go
    /// round, nothing or whatever.
    pub(super) fn detours<P: Packed>(
        &self,
        chain: usize,
        search: &mut BothEnds<'_, P>,
        found: &mut Vec<(u32, BothWays)>,
    ) {
        let chain = &self.all[chain];
        let [a, b] = chain.ends;
        let edges = &self.edges[chain.edges.clone()];
        let cost = |&(edge, is_reversed): &(u32, bool), is_back: bool| {
            self.graph.cost(edge as usize, is_back != is_reversed)
        };
        // What has to be passed the other way: how many of the edges cannot be, and the sum of those that can.
        let opposite = [true, false].map(|is_back| {
            edges.iter().map(|edge| cost(edge, is_back)).fold((0, 0), |(missing, sum), cost| match cost {
                None => (missing + 1, sum),
                Some(cost) => (missing, sum + cost),
            })
        });
        let mut beyond: [Option<Option<u64>>; 2] = [None; 2];
        for edge in edges {
            let both = [false, true].map(|is_back| {
                let (missing, sum) = opposite[usize::from(is_back)];
                let own = cost(edge, !is_back);
                if cost(edge, is_back).is_none() || missing > usize::from(own.is_none()) {
                    return None;
                }
                let (from, to) = if is_back && !self.is_symmetric { (b, a) } else { (a, b) };
                let way = usize::from(is_back && !self.is_symmetric);
                let beyond = *beyond[way].get_or_insert_with(|| search.least(from, to, chain.group));
                beyond.map(|beyond| beyond + sum - own.unwrap_or_default())
            });
            found.push((edge.0, if edge.1 { [both[1], both[0]] } else { both }));
        }
    }
}

/// Where the steps of each junction begin, and the steps in that order.
fn by_junction(steps: &[(u32, Step)], junctions: usize) -> (Vec<u32>, Vec<Step>) {
    let mut first = vec![0; junctions + 2];
    for &(junction, _) in steps {
        first[junction as usize + 2] += 1;
    }
    for at in 2..first.len() {
        first[at] += first[at - 1];
    }
    let mut sorted = vec![Step { end: 0, group: 0, cost: 0 }; steps.len()];
    for &(junction, step) in steps {
        let at = &mut first[junction as usize + 1];
        sorted[*at as usize] = step;
        *at += 1;
    }
    first.pop();
    (first, sorted)
}

/// A walk along edges that are in no chain yet.
struct Walk<'g> {
    graph: &'g Undirected,
    /// Whether an edge is still to be put into a chain.
    kept: Vec<bool>,
    /// Whether a node joins two edges and no more, each by itself.
    is_inner: Vec<bool>,
    junction_of: Vec<u32>,
    junctions: u32,
    /// As [`Chains::edges`].
    edges: Vec<(u32, bool)>,
}

impl<'g> Walk<'g> {
    fn new(graph: &'g Undirected, kept: Vec<bool>) -> Self {
        let nodes = graph.open.len();
        let mut is_inner = vec![false; nodes];
        for (node, is_inner) in is_inner.iter_mut().enumerate() {
            let mut count = 0;
            let mut are_apart = true;
            for &(_, edge) in graph.around(node as u32).iter().filter(|&&(_, edge)| kept[edge as usize]) {
                count += 1;
                // A physical link at several places is lost at all of them.
                are_apart &= graph.edges_of(graph.edges[edge as usize].2).len() == 1;
            }
            *is_inner = count == 2 && are_apart;
        }
        let edges = Vec::with_capacity(graph.edges.len());
        Self { graph, kept, is_inner, junction_of: vec![NONE; nodes], junctions: 0, edges }
    }

    fn junction(&mut self, node: u32) -> u32 {
        let junction = &mut self.junction_of[node as usize];
        if *junction == NONE {
            *junction = self.junctions;
            self.junctions += 1;
        }
        *junction
    }

    fn chains(&mut self) -> Vec<Chain> {
        let mut chains = Vec::new();
        // First those between junctions, then circles, each of which gets one. From junction to junction, so that chains that
        // lie near one another are near in memory too, and a search finds what the one before it had looked at.
        let mut waiting = Vec::new();
        for circles in [false, true] {
            for root in 0..self.graph.open.len() as u32 {
                if self.is_inner[root as usize] != circles {
                    continue;
                }
                waiting.push(root);
                while let Some(node) = waiting.pop() {
                    for &(_, edge) in self.graph.around(node) {
                        if self.kept[edge as usize] {
                            self.is_inner[node as usize] = false;
                            let (chain, end) = self.along(node, edge);
                            chains.push(chain);
                            waiting.push(end);
                        }
                    }
                }
            }
        }
        chains
    }

    /// From a junction along an edge to the next junction, which is told as well.
    fn along(&mut self, start: u32, edge: u32) -> (Chain, u32) {
        let graph = self.graph;
        let first = self.edges.len();
        let (mut node, mut next) = (start, Some(edge));
        while let Some(edge) = next {
            let (low, high, _) = graph.edges[edge as usize];
            self.kept[edge as usize] = false;
            self.edges.push((edge, node == high));
            node = if node == low { high } else { low };
            let mut around = graph.around(node).iter().map(|&(_, edge)| edge);
            next = if self.is_inner[node as usize] {
                around.find(|&edge| self.kept[edge as usize])
            } else {
                None
            };
        }
        let ends = [self.junction(start), self.junction(node)];
        (Chain { ends, edges: first..self.edges.len(), group: NONE }, node)
    }
}

/// What a search writes down, in one integer.
pub(super) trait Packed: Copy + Ord + Send + Default {
    /// A junction that waits: compares as its cost does, and equal costs in whatever order.
    fn waiting(cost: u64, junction: u32) -> Self;
    fn cost(self) -> u64;
    fn junction(self) -> u32;
    /// The search that wrote a label, never 0, and the cost that it found.
    fn label(round: u32, cost: u64) -> Self;
    fn round(self) -> u32;
    fn found(self) -> u64;
    /// No round is later.
    const LAST_ROUND: u32;
}

/// Costs of so many bits, and numbers of so many, share 64 bits.
const COST_BITS: u32 = 40;
const NUMBER_BITS: u32 = u64::BITS - COST_BITS;

impl Packed for u64 {
    const LAST_ROUND: u32 = (1 << NUMBER_BITS) - 1;

    #[inline]
    fn waiting(cost: u64, junction: u32) -> Self {
        cost << NUMBER_BITS | u64::from(junction)
    }

    #[inline]
    fn cost(self) -> u64 {
        self >> NUMBER_BITS
    }

    #[inline]
    fn junction(self) -> u32 {
        self as u32 & Self::LAST_ROUND
    }

    #[inline]
    fn label(round: u32, cost: u64) -> Self {
        u64::from(round) << COST_BITS | cost
    }

    #[inline]
    fn round(self) -> u32 {
        (self >> COST_BITS) as u32
    }

    #[inline]
    fn found(self) -> u64 {
        self & ((1 << COST_BITS) - 1)
    }
}

impl Packed for u128 {
    const LAST_ROUND: u32 = u32::MAX;

    #[inline]
    fn waiting(cost: u64, junction: u32) -> Self {
        u128::from(cost) << 64 | u128::from(junction)
    }

    #[inline]
    fn cost(self) -> u64 {
        (self >> 64) as u64
    }

    #[inline]
    fn junction(self) -> u32 {
        self as u32
    }

    #[inline]
    fn label(round: u32, cost: u64) -> Self {
        u128::from(round) << 64 | u128::from(cost)
    }

    #[inline]
    fn round(self) -> u32 {
        (self >> 64) as u32
    }

    #[inline]
    fn found(self) -> u64 {
        self as u64
    }
}

/// A workspace for searches from both ends.
pub(super) struct BothEnds<'g, P> {
    chains: &'g Chains,
    /// For each junction, from each end.
    labels: Vec<[P; 2]>,
    heaps: [Heap<P>; 2],
    round: u32,
}

impl<'g, P: Packed> BothEnds<'g, P> {
    pub(super) fn new(chains: &'g Chains) -> Self {
        let labels = vec![Default::default(); chains.junctions()];
        Self { chains, labels, heaps: Default::default(), round: 0 }
    }

    /// The least cost from one junction to another without some chains.
    fn least(&mut self, from: u32, to: u32, lost: u32) -> Option<u64> {
        if self.round == P::LAST_ROUND {
            self.labels.fill(Default::default());
            self.round = 0;
        }
        if from == to {
            return Some(0);
        }
        self.round += 1;
        let round = self.round;
        for (end, junction) in [from, to].into_iter().enumerate() {
            self.heaps[end].clear();
            self.heaps[end].push(P::waiting(0, junction));
            self.labels[junction as usize][end] = P::label(round, 0);
        }
        let mut best = u64::MAX;
        // Where one end has nothing left to look at, nothing cheaper is to come: all that it reaches has a label.
        while let [Some(near), Some(far)] = [0, 1].map(|end| self.heaps[end].peek()) {
            let [near, far] = [near, far].map(P::cost);
            if near + far >= best {
                break;
            }
            let end = usize::from(far < near);
            let opposite = if end == 0 { far } else { near };
            let Some(waiting) = self.heaps[end].pop() else { break };
            let (cost, junction) = (waiting.cost(), waiting.junction());
            if self.labels[junction as usize][end] != P::label(round, cost) {
                continue;
            }
            for step in self.chains.steps(end, junction) {
                let next = cost + step.cost;
                let labels = &mut self.labels[step.end as usize];
                let label = labels[end];
                if step.group == lost || (label.round() == round && label.found() <= next) {
                    continue;
                }
                labels[end] = P::label(round, next);
                let other = labels[1 - end];
                if other.round() == round {
                    best = best.min(next + other.found());
                }
                // From here on it costs the other end no less than what waits there.
                if next + opposite < best {
                    self.heaps[end].push(P::waiting(next, step.end));
                }
            }
        }
        (best != u64::MAX).then_some(best)
    }
}
