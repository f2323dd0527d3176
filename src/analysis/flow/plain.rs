//! Maximum and cheapest flows the plain way, for checkers: nothing of it is shared with the searches that find answers.
//!
//! Every node that is open is two vertices, with what it handles between them. What gets through is found by augmenting along
//! the arcs of shortest ways (E. A. Dinic 1970), and the least cost by one cheapest way after another (R. G. Busacker and
//! P. J. Gowen 1961), both in integers: capacities times the denominator of the share that is left of the hub's own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use super::Ratio;
use super::verify::Checker;
use crate::network::HubId;
use crate::paths::Amount;
use crate::scenario::View;

const SOURCE: usize = 0;
const SINK: usize = 1;

/// An edge as the network has it.
struct Edge {
    from: usize,
    to: usize,
    capacity: Amount,
    /// Whether it is the hub's own.
    is_own: bool,
    cost: u64,
}

/// What is open, with what is wanted where, and which of it is a hub's own.
pub(super) struct Plain {
    edges: Vec<Edge>,
    /// By vertex its half-edges: twice the edge, and one more for the way back.
    at: Vec<Vec<usize>>,
    wanted: u128,
}

impl Plain {
    /// Of the origins that a checker knows, to those that want something.
    pub(super) fn new(
        checker: &Checker<'_, '_>,
        view: &View<'_>,
        wants: &BTreeMap<HubId, u64>,
        hub: HubId,
    ) -> Self {
        let network = view.network();
        let is_of_hub = |node| network.node(node).hub().id() == hub;
        let (enter, leave) = (|node: usize| 2 + 2 * node, |node: usize| 3 + 2 * node);
        let mut plain =
            Self { edges: Vec::new(), at: vec![Vec::new(); 2 + 2 * network.node_count()], wanted: 0 };
        for node in network.nodes().map(crate::network::Node::id) {
            let capacity = checker.node_capacity(node);
            plain.edge(enter(node.index()), leave(node.index()), capacity, is_of_hub(node), 0);
        }
        for arc in network.arcs() {
            let (tail, head) = (network.tail(arc), network.head(arc));
            if let Some(cost) = view.cost(arc) {
                let is_own = is_of_hub(tail) && is_of_hub(head);
                let capacity = checker.capacity(arc);
                plain.edge(leave(tail.index()), enter(head.index()), capacity, is_own, cost.into());
            }
        }
        for (&origin, &supply) in &checker.supplies {
            let vertex = plain.vertex();
            plain.edge(SOURCE, vertex, supply, false, 0);
            for node in network.hub(origin).nodes() {
                plain.edge(vertex, enter(node.index()), Amount::Unlimited, false, 0);
            }
        }
        for (&destination, &wanted) in wants {
            let vertex = plain.vertex();
            plain.edge(vertex, SINK, Amount::Limited(wanted), false, 0);
            plain.wanted += u128::from(wanted);
            for node in network.hub(destination).nodes() {
                plain.edge(leave(node.index()), vertex, Amount::Unlimited, false, 0);
            }
        }
        plain
    }

    fn vertex(&mut self) -> usize {
        self.at.push(Vec::new());
        self.at.len() - 1
    }

    fn edge(&mut self, from: usize, to: usize, capacity: Amount, is_own: bool, cost: u64) {
        if capacity != Amount::ZERO {
            self.at[from].push(2 * self.edges.len());
            self.at[to].push(2 * self.edges.len() + 1);
            self.edges.push(Edge { from, to, capacity, is_own, cost });
        }
    }

    /// Whether anything of the hub's own has a limit.
    pub(super) fn has_own(&self) -> bool {
        self.edges.iter().any(|edge| edge.is_own && edge.capacity != Amount::Unlimited)
    }

    /// All that is wanted, kilograms a day.
    pub(super) fn wanted(&self) -> u128 {
        self.wanted
    }

    /// Nothing flows yet, and this share is left of the hub's own; nothing where numbers do not fit.
    pub(super) fn at(&self, share: Ratio) -> Option<Residual<'_>> {
        let scale = share.denominator();
        // No edge carries more than all that is wanted; what could carry more is never full.
        let most_used = self.wanted.checked_mul(scale)?.checked_add(1)?;
        let mut left = Vec::with_capacity(2 * self.edges.len());
        for edge in &self.edges {
            let factor = if edge.is_own { share.numerator() } else { scale };
            let capacity = edge.capacity.limit().map(|most| u128::from(most).checked_mul(factor));
            left.extend([capacity.flatten().map_or(most_used, |most| most.min(most_used)), 0]);
        }
        Some(Residual { plain: self, scale, left })
    }
}

/// What a cut carries, kilograms a day: beside the hub, and of the hub's own.
pub(super) struct PlainCut {
    pub(super) fixed: u128,
    pub(super) own: u128,
}

/// What may still flow at some share, in kilograms over its denominator.
pub(super) struct Residual<'p> {
    plain: &'p Plain,
    scale: u128,
    left: Vec<u128>,
}

impl Residual<'_> {
    fn head(&self, half: usize) -> usize {
        let edge = &self.plain.edges[half / 2];
        if half.is_multiple_of(2) { edge.to } else { edge.from }
    }

    /// By vertex how many arcs the shortest way to it has.
    fn levels(&self) -> Vec<usize> {
        let mut levels = vec![usize::MAX; self.plain.at.len()];
        levels[SOURCE] = 0;
        let mut waiting = VecDeque::from([SOURCE]);
        while let Some(vertex) = waiting.pop_front() {
            for &half in &self.plain.at[vertex] {
                let head = self.head(half);
                if self.left[half] > 0 && levels[head] == usize::MAX {
                    levels[head] = levels[vertex] + 1;
                    waiting.push_back(head);
                }
            }
        }
        levels
    }

    fn push(&mut self, way: &[usize]) -> u128 {
        let amount = way.iter().map(|&half| self.left[half]).min().unwrap_or(0);
        for &half in way {
            self.left[half] -= amount;
            self.left[half ^ 1] += amount;
        }
        amount
    }

    /// The most that gets through, kilograms a day, and a cut that carries just that.
    pub(super) fn most(mut self) -> Option<(Ratio, PlainCut)> {
        let mut total = 0_u128;
        loop {
            let levels = self.levels();
            if levels[SINK] == usize::MAX {
                let cut = self.cut(&levels)?;
                return Some((Ratio::new(total, self.scale)?, cut));
            }
            // Where each vertex goes on; what led nowhere once leads nowhere until the next levels.
            let mut next = vec![0; self.plain.at.len()];
            let mut way: Vec<usize> = Vec::new();
            loop {
                let vertex = way.last().map_or(SOURCE, |&half| self.head(half));
                if vertex == SINK {
                    total = total.checked_add(self.push(&way))?;
                    way.clear();
                    continue;
                }
                let goes_on =
                    |half: usize| self.left[half] > 0 && levels[self.head(half)] == levels[vertex] + 1;
                let halves = &self.plain.at[vertex];
                while halves.get(next[vertex]).is_some_and(|&half| !goes_on(half)) {
                    next[vertex] += 1;
                }
                if let Some(&half) = halves.get(next[vertex]) {
                    way.push(half);
                } else if way.pop().is_some() {
                    let back = way.last().map_or(SOURCE, |&half| self.head(half));
                    next[back] += 1;
                } else {
                    break;
                }
            }
        }
    }

    /// What leads from what is reached to what is not; nothing where that is without limit.
    fn cut(&self, levels: &[usize]) -> Option<PlainCut> {
        let mut cut = PlainCut { fixed: 0, own: 0 };
        for edge in &self.plain.edges {
            if levels[edge.from] < usize::MAX && levels[edge.to] == usize::MAX {
                let sum = if edge.is_own { &mut cut.own } else { &mut cut.fixed };
                *sum = sum.checked_add(edge.capacity.limit()?.into())?;
            }
        }
        Some(cut)
    }

    /// The least cost of all that is wanted; nothing where not all of it gets through, or numbers do not fit.
    pub(super) fn least_cost(mut self) -> Option<Ratio> {
        let vertices = self.plain.at.len();
        let mut wanted = self.plain.wanted.checked_mul(self.scale)?;
        let mut prices = vec![0_i128; vertices];
        let mut cost = 0_u128;
        while wanted > 0 {
            let mut far = vec![i128::MAX; vertices];
            let mut last = vec![usize::MAX; vertices];
            let mut waiting = BinaryHeap::from([Reverse((0_i128, SOURCE))]);
            far[SOURCE] = 0;
            while let Some(Reverse((distance, vertex))) = waiting.pop() {
                if distance > far[vertex] {
                    continue;
                }
                if vertex == SINK {
                    break;
                }
                for &half in self.plain.at[vertex].iter().filter(|&&half| self.left[half] > 0) {
                    let head = self.head(half);
                    let next = distance + self.cost(half) + prices[vertex] - prices[head];
                    if next < far[head] {
                        far[head] = next;
                        last[head] = half;
                        waiting.push(Reverse((next, head)));
                    }
                }
            }
            if far[SINK] == i128::MAX {
                return None;
            }
            for (price, &far_off) in prices.iter_mut().zip(&far) {
                *price += far_off.min(far[SINK]);
            }
            let mut way = Vec::new();
            let mut vertex = SINK;
            while vertex != SOURCE {
                way.push(last[vertex]);
                vertex = self.head(last[vertex] ^ 1);
            }
            let amount = self.push(&way);
            // Of this way; it is no less than nothing, since no cheaper one is left.
            let of_way: i128 = way.iter().map(|&half| self.cost(half)).sum();
            cost = cost.checked_add(amount.checked_mul(of_way.try_into().ok()?)?)?;
            wanted = wanted.checked_sub(amount)?;
        }
        Ratio::new(cost, self.scale)
    }

    fn cost(&self, half: usize) -> i128 {
        let cost = i128::from(self.plain.edges[half / 2].cost);
        if half.is_multiple_of(2) { cost } else { -cost }
    }
}
