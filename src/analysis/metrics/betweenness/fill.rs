//! The elimination order as a second way to count routes: which shortcuts there are, how many routes each stands for, and
//! back from what shortcuts carry to what arcs carry.
//!
//! Eliminating the nodes one by one joins the neighbours of each to a clique; those joins are shortcuts (J. Dibbelt,
//! B. Strasser and D. Wagner, Customizable contraction hierarchies, ACM J. Exp. Algorithmics 21 (2016) 1.5, doi
//! 10.1145/2886843). A shortcut from *a* to *b* stands for the cheapest of all routes from *a* to *b* whose other nodes were
//! eliminated before both. **Any route is one sequence of shortcuts, and of one only**: from each node to the next that was
//! eliminated later than all before it, until the last of all, and from there backwards likewise. So counts of routes are
//! sums and products over shortcuts, as costs are minima and sums; and the shortcuts, unlike the graphs of cheapest routes
//! of each source, have an order that is the same for all sources.
//!
//! Numbers here are floats that hold integers: keys as in [`Layout`](super::key::Layout), exact below 2^53.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]
#![expect(clippy::float_cmp, reason = "keys are integers, and are checked to be exact")]
#![expect(
    clippy::inline_always,
    reason = "what is not inlined into a function for wider vectors is compiled without them"
)]

use super::super::graph::Side;
use super::key::Layout;
use crate::network::Network;
use crate::paths::{Adjacency, Order, OrderOptions};

/// 2^52: below this sums of two are exact.
pub(super) const EXACT: f64 = 4_503_599_627_370_496.0;
/// No sum or product of counts below this, over a network's nodes, is infinite.
pub(super) const MANY: f64 = 1e140;
/// So many shortcuts a node at most; with more, a search from each source is faster.
const DENSE: usize = 60;

/// The cheapest key of a shortcut in one direction, and of how many routes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    pub(super) key: f64,
    pub(super) count: f64,
}

const NONE: Weight = Weight { key: f64::INFINITY, count: 0.0 };

impl Weight {
    fn add(&mut self, other: Self) {
        if other.key < self.key {
            *self = other;
        } else if other.key == self.key && other.key < f64::INFINITY {
            self.count += other.count;
        }
    }

    fn then(self, other: Self) -> Self {
        Self { key: self.key + other.key, count: self.count * other.count }
    }
}

/// A shortcut that is on a cheapest route, at the earlier eliminated of its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shortcut {
    pub(super) weight: Weight,
    /// Its other end, by place.
    pub(super) upper: u32,
    /// Its number.
    pub(super) at: u32,
}

/// Shortcuts by the earlier eliminated of their ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Shortcuts {
    pub(super) first: Vec<u32>,
    pub(super) all: Vec<Shortcut>,
}

impl Shortcuts {
    #[inline(always)]
    pub(super) fn range(&self, place: usize) -> std::ops::Range<usize> {
        self.first[place] as usize..self.first[place + 1] as usize
    }

    #[inline(always)]
    pub(super) fn of(&self, place: usize) -> &[Shortcut] {
        &self.all[self.range(place)]
    }
}

/// What sources have in common: the shortcuts of a network, by the places of nodes. The last eliminated comes first, and
/// each node soon after the one that it depends on: so what a sweep reads is in the cache.
#[derive(Clone, Debug)]
pub(super) struct Fill {
    /// The node at each place.
    pub(super) nodes: Vec<u32>,
    /// The place of each node.
    pub(super) places: Vec<u32>,
    /// Where the shortcuts of each place begin.
    first: Vec<u32>,
    /// Their other ends, from the nearest.
    uppers: Vec<u32>,
    /// The weights into each place from its uppers.
    down: Vec<Weight>,
    /// The weights out of it.
    up: Vec<Weight>,
    /// Those into each place that are on cheapest routes.
    pub(super) falling: Shortcuts,
    /// Those out of it.
    pub(super) rising: Shortcuts,
}

/// What shortcuts carry, by their numbers, and what passes places.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    pub(super) down: Vec<f64>,
    pub(super) up: Vec<f64>,
    pub(super) passing: Vec<f64>,
    pub(super) pairs: f64,
}

impl Carried {
    pub(super) fn none(fill: &Fill) -> Self {
        Self {
            down: vec![0.0; fill.uppers.len()],
            up: vec![0.0; fill.uppers.len()],
            passing: vec![0.0; fill.nodes.len()],
            pairs: 0.0,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let lists = [&mut self.down, &mut self.up, &mut self.passing];
        for (own, more) in lists.into_iter().zip([&other.down, &other.up, &other.passing]) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
        self.pairs += other.pairs;
    }
}

impl Fill {
    /// Nothing where there are too many shortcuts, too many routes, or keys too great.
    pub(super) fn new(network: &Network, side: &Side, layout: Layout) -> Option<Self> {
        let mut fill = Self::shape(network, side)?;
        fill.take_arcs(side, layout);
        fill.customize();
        let weights = || fill.down.iter().chain(&fill.up);
        let is_exact = weights().all(|weight| weight.key < EXACT || weight.key == f64::INFINITY);
        if !is_exact || weights().any(|weight| weight.count.is_nan() || weight.count > MANY) {
            return None;
        }
        fill.keep_cheapest();
        Some(fill)
    }

    fn shape(network: &Network, side: &Side) -> Option<Self> {
        let count = side.node_count();
        let nodes = 0..count as u32;
        let arcs = nodes.flat_map(|node| side.of(node).iter().map(move |step| (node, step.end)));
        let graph = Adjacency::new(count, arcs);
        let positions: Option<Vec<[f64; 2]>> = network
            .nodes()
            .map(|node| node.position().map(|position| [position.lon(), position.lat()]))
            .collect();
        let order = Order::new(&graph, positions.as_deref(), &OrderOptions::default());
        let mut rank = vec![0_u32; count];
        for (at, &node) in order.nodes().iter().enumerate() {
            rank[node as usize] = at as u32;
        }
        // The later neighbours of each, by rank: its own, and those of all whose first later neighbour it is.
        let mut uppers: Vec<Vec<u32>> = vec![Vec::new(); count];
        let mut total = 0;
        for at in 0..count {
            let own = graph.of(order.nodes()[at]).iter().map(|&node| rank[node as usize]);
            let mut later = std::mem::take(&mut uppers[at]);
            later.extend(own.filter(|&other| other as usize > at));
            later.sort_unstable();
            later.dedup();
            total += later.len();
            if total > DENSE * count {
                return None;
            }
            if let Some((&parent, rest)) = later.split_first() {
                uppers[parent as usize].extend(rest);
            }
            uppers[at] = later;
        }
        let mut sizes = vec![1_u32; count];
        for at in 0..count {
            if let Some(&parent) = uppers[at].first() {
                sizes[parent as usize] += sizes[at];
            }
        }
        let (mut next, mut next_root) = (vec![0_u32; count], 0);
        let mut place_of_rank = vec![0_u32; count];
        for at in (0..count).rev() {
            let parent = uppers[at].first().map(|&parent| parent as usize);
            let free = parent.map_or(&mut next_root, |parent| &mut next[parent]);
            place_of_rank[at] = *free;
            *free += sizes[at];
            next[at] = place_of_rank[at] + 1;
        }
        let mut rank_at = vec![0_u32; count];
        for (at, &place) in place_of_rank.iter().enumerate() {
            rank_at[place as usize] = at as u32;
        }
        let mut first = Vec::with_capacity(count + 1);
        first.push(0);
        let mut flat = Vec::with_capacity(total);
        for &at in &rank_at {
            flat.extend(uppers[at as usize].iter().map(|&upper| place_of_rank[upper as usize]));
            first.push(flat.len() as u32);
        }
        Some(Self {
            nodes: rank_at.iter().map(|&at| order.nodes()[at as usize]).collect(),
            places: rank.iter().map(|&at| place_of_rank[at as usize]).collect(),
            first,
            down: vec![NONE; total],
            up: vec![NONE; total],
            uppers: flat,
            falling: Shortcuts::default(),
            rising: Shortcuts::default(),
        })
    }

    #[inline]
    fn range(&self, place: usize) -> std::ops::Range<usize> {
        self.first[place] as usize..self.first[place + 1] as usize
    }

    /// The shortcut from a place up to another, which it has.
    fn number(&self, place: u32, upper: u32) -> usize {
        let range = self.range(place as usize);
        range.start + self.uppers[range].partition_point(|&other| other > upper)
    }

    /// The number of the shortcut below an arc between two places, and whether it leads up.
    fn below(&self, tail: u32, head: u32) -> (usize, bool) {
        if tail > head { (self.number(tail, head), true) } else { (self.number(head, tail), false) }
    }

    fn take_arcs(&mut self, side: &Side, layout: Layout) {
        for node in 0..self.nodes.len() as u32 {
            let tail = self.places[node as usize];
            for step in side.of(node).iter().filter(|step| step.end != node) {
                let weight = Weight { key: layout.float_key(step.cost), count: 1.0 };
                let (at, is_up) = self.below(tail, self.places[step.end as usize]);
                (if is_up { &mut self.up } else { &mut self.down })[at].add(weight);
            }
        }
    }

    /// For each two uppers of a place, nearer and farther: the numbers of its shortcuts to them, and of that between them.
    #[inline]
    fn triangles(first: &[u32], uppers: &[u32], place: usize, mut visit: impl FnMut(usize, usize, usize)) {
        let (begin, end) = (first[place] as usize, first[place + 1] as usize);
        for near in begin..end {
            let mut between = first[uppers[near] as usize] as usize;
            for far in near + 1..end {
                // All uppers of a place but the nearest of some are uppers of that one as well.
                while uppers[between] != uppers[far] {
                    between += 1;
                }
                visit(near, far, between);
            }
        }
    }

    fn customize(&mut self) {
        let Self { first, uppers, down, up, .. } = self;
        for place in (0..first.len() - 1).rev() {
            Self::triangles(first, uppers, place, |near, far, between| {
                let ways = [down[near].then(up[far]), down[far].then(up[near])];
                up[between].add(ways[0]);
                down[between].add(ways[1]);
            });
        }
    }

    /// Lists the shortcuts that no other way beats.
    fn keep_cheapest(&mut self) {
        let keys = |weights: &[Weight]| weights.iter().map(|weight| weight.key).collect::<Vec<f64>>();
        let (mut down, mut up) = (keys(&self.down), keys(&self.up));
        for place in 0..self.nodes.len() {
            Self::triangles(&self.first, &self.uppers, place, |near, far, between| {
                // Between the two uppers keys are the least of all by now.
                down[near] = down[near].min(up[between] + down[far]);
                down[far] = down[far].min(down[between] + down[near]);
                up[near] = up[near].min(up[far] + down[between]);
                up[far] = up[far].min(up[near] + up[between]);
            });
        }
        let (falling, rising) = (self.kept(&self.down, &down), self.kept(&self.up, &up));
        (self.falling, self.rising) = (falling, rising);
    }

    fn kept(&self, weights: &[Weight], least: &[f64]) -> Shortcuts {
        let mut kept = Shortcuts { first: vec![0], all: Vec::new() };
        for place in 0..self.nodes.len() {
            for at in self.range(place) {
                let weight = weights[at];
                if weight.key < f64::INFINITY && weight.key <= least[at] {
                    kept.all.push(Shortcut { weight, upper: self.uppers[at], at: at as u32 });
                }
            }
            kept.first.push(kept.all.len() as u32);
        }
        kept
    }

    /// The place that a place depends on.
    #[inline]
    pub(super) fn parent(&self, place: usize) -> Option<usize> {
        let range = self.range(place);
        self.uppers[range].first().map(|&upper| upper as usize)
    }

    /// From what shortcuts carry to what arcs do, by their numbers in the graph; and to `carried.passing` is added what
    /// passes the nodes within shortcuts.
    pub(super) fn unpack(&self, side: &Side, layout: Layout, carried: &mut Carried) -> Vec<f64> {
        let Carried { down: carried_down, up: carried_up, passing, .. } = carried;
        let (down, up) = (&self.down, &self.up);
        for (place, passing) in passing.iter_mut().enumerate() {
            Self::triangles(&self.first, &self.uppers, place, |near, far, between| {
                let way = down[near].then(up[far]);
                if carried_up[between] > 0.0 && way.key == up[between].key {
                    let share = carried_up[between] * (way.count / up[between].count);
                    carried_down[near] += share;
                    carried_up[far] += share;
                    *passing += share;
                }
                let way = down[far].then(up[near]);
                if carried_down[between] > 0.0 && way.key == down[between].key {
                    let share = carried_down[between] * (way.count / down[between].count);
                    carried_down[far] += share;
                    carried_up[near] += share;
                    *passing += share;
                }
            });
        }
        let mut steps = vec![0.0; side.steps().len()];
        for node in 0..self.nodes.len() as u32 {
            let tail = self.places[node as usize];
            for at in side.range(node) {
                let step = side.steps()[at];
                if step.end != node {
                    let (number, is_up) = self.below(tail, self.places[step.end as usize]);
                    let (weights, carried) = if is_up { (up, &*carried_up) } else { (down, &*carried_down) };
                    if layout.float_key(step.cost) == weights[number].key {
                        steps[at] = carried[number] / weights[number].count;
                    }
                }
            }
        }
        steps
    }
}
