//! What goods of several origins share: parts with a capacity, and the shortest ways where each part has a length.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use rayon::prelude::*;

use super::super::{Bottleneck, Ratio, Terminals};
use crate::network::{ArcId, Element, HubId, NodeId};
use crate::paths::{Amount, FlowError, Route};
use crate::scenario::{Scenario, Source, View};

/// No part: nothing limits it.
const FREE: u32 = u32::MAX;
/// Nothing passes it.
const CLOSED: u32 = u32::MAX - 1;

/// Who wants something, of those that a way leads to over something that has a limit.
#[derive(Clone)]
pub(super) struct Pair {
    /// Which of the scenario's relations.
    pub(super) relation: usize,
    pub(super) demand: u64,
    pub(super) destination: HubId,
}

/// Goods of the same origins: they are as good as one another.
#[derive(Clone)]
pub(super) struct Commodity {
    /// Which of the pairs.
    pub(super) members: Vec<usize>,
    /// Where they start, with the part that their origin's supply is.
    starts: Vec<(NodeId, u32)>,
}

/// The open part of a view, with what limits it by number.
#[derive(Clone)]
pub(super) struct Problem<'a, 'n> {
    pub(super) view: &'a View<'n>,
    /// What each part is, and what it carries; none is without capacity.
    pub(super) parts: Vec<Bottleneck>,
    pub(super) capacities: Vec<u64>,
    /// By node its part.
    nodes: Vec<u32>,
    /// By arc its own part, and that of both directions of a track.
    arcs: Vec<[u32; 2]>,
    pub(super) commodities: Vec<Commodity>,
    pub(super) pairs: Vec<Pair>,
}

/// A way of one pair.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) pair: usize,
    pub(super) start: NodeId,
    pub(super) arcs: Vec<ArcId>,
    /// The parts that it passes.
    pub(super) parts: Vec<u32>,
    /// What all of its arcs cost.
    pub(super) cost: u64,
}

/// The shortest way of a pair under some lengths.
pub(super) struct Shortest {
    pub(super) length: u64,
    pub(super) way: Way,
}

/// What one thread needs for one search after another.
#[derive(Default)]
struct Workspace {
    /// By node: the least length and, of those, the least cost; and the arc of the way. Where the way starts, there is none.
    labels: Vec<Option<([u64; 2], Option<ArcId>)>>,
    settled: Vec<bool>,
    waiting: BinaryHeap<Reverse<([u64; 2], NodeId)>>,
}

impl<'a, 'n> Problem<'a, 'n> {
    /// Every relation that wants something is a pair.
    pub(super) fn new(
        scenario: &Scenario<'_>,
        view: &'a View<'n>,
        terminals: &Terminals,
    ) -> Result<Self, FlowError> {
        let network = view.network();
        let mut problem = Self {
            view,
            parts: Vec::new(),
            capacities: Vec::new(),
            nodes: Vec::with_capacity(network.node_count()),
            arcs: vec![[FREE; 2]; network.arc_count()],
            commodities: Vec::new(),
            pairs: Vec::new(),
        };
        for node in network.nodes() {
            let capacity = view.node_capacity(node.id()).map_or(Amount::ZERO, Amount::from);
            let part = problem.part(Bottleneck::Node(node.id()), capacity);
            problem.nodes.push(part);
        }
        for link in network.links() {
            let is_track = link.shares_capacity() && !link.is_directed();
            for pair in link.arcs().chunks(if is_track { 2 } else { 1 }) {
                let most = pair.iter().map(|&arc| problem.capacity(arc)).max().unwrap_or(Amount::ZERO);
                // One direction may carry less than the track.
                for &arc in pair {
                    let own = problem.capacity(arc);
                    if !is_track || own < most {
                        problem.arcs[arc.index()][0] = problem.part(Bottleneck::Link(link.id(), arc), own);
                    }
                }
                if is_track {
                    let track = problem.part(Bottleneck::Track(link.id(), pair[0]), most);
                    for &arc in pair {
                        problem.arcs[arc.index()][1] = track;
                    }
                }
            }
        }
        for arc in network.arcs() {
            if let Element::Transfer(transfer) = network.element(arc) {
                let own = problem.part(Bottleneck::Transfer(transfer, arc), problem.capacity(arc));
                problem.arcs[arc.index()][0] = own;
            }
        }
        let mut supplies = BTreeMap::new();
        for &(hub, supply) in &terminals.origins {
            supplies.insert(hub, problem.part(Bottleneck::Supply(hub), supply));
        }
        if problem.parts.len() >= 1 << 31 {
            return Err(FlowError::TooLarge { parts: problem.parts.len() });
        }
        let mut members: BTreeMap<Source, Vec<usize>> = BTreeMap::new();
        for (at, relation) in scenario.relations().iter().enumerate() {
            let demand = relation.demand.kilograms();
            if demand > 0 {
                members.entry(relation.source).or_default().push(problem.pairs.len());
                problem.pairs.push(Pair { relation: at, demand, destination: relation.destination });
            }
        }
        for (source, members) in members {
            let hubs: Vec<HubId> = match source {
                Source::Origin(hub) => vec![hub],
                Source::CheapestOrigin => scenario.origins().iter().map(|origin| origin.hub).collect(),
            };
            let of_hub = |hub: HubId| {
                let supply = supplies.get(&hub).copied().unwrap_or(CLOSED);
                network.hub(hub).nodes().iter().map(move |&node| (node, supply))
            };
            let starts = hubs.into_iter().flat_map(of_hub).collect();
            problem.commodities.push(Commodity { members, starts });
        }
        Ok(problem)
    }

    fn capacity(&self, arc: ArcId) -> Amount {
        self.view.arc_capacity(arc).map_or(Amount::ZERO, Amount::from)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "whether there are too many is asked when all are counted"
    )]
    fn part(&mut self, part: Bottleneck, capacity: Amount) -> u32 {
        match capacity {
            Amount::Unlimited => FREE,
            Amount::ZERO => CLOSED,
            Amount::Limited(capacity) => {
                self.parts.push(part);
                self.capacities.push(capacity);
                (self.parts.len() - 1) as u32
            }
        }
    }

    /// Leaves out pairs, so that those that are kept have new numbers.
    pub(super) fn keep(&mut self, keep: &[bool]) {
        let mut numbers = Vec::with_capacity(keep.len());
        let mut next = 0;
        for &is_kept in keep {
            numbers.push(is_kept.then_some(next));
            next += usize::from(is_kept);
        }
        let mut kept = keep.iter();
        self.pairs.retain(|_| kept.next().copied().unwrap_or(false));
        for commodity in &mut self.commodities {
            commodity.members = commodity.members.iter().filter_map(|&member| numbers[member]).collect();
        }
        self.commodities.retain(|commodity| !commodity.members.is_empty());
    }

    /// The same with no more than a share left of what some of its parts carry, and no pair that wants more than `most`. Amounts are counted in so many parts of a kilogram,
    /// and rounded down to them where they are of the share. What carries all that is wanted limits nothing any more, and what is
    /// left with nothing is closed. With it, by its parts, which parts of this they are.
    pub(super) fn with_left(
        &self,
        falls: &[bool],
        share: Ratio,
        most: u64,
        scale: u64,
    ) -> (Self, Vec<usize>) {
        let scaled = |amount: u64| u128::from(amount) * u128::from(scale);
        let wanted: u128 = self.pairs.iter().map(|pair| scaled(pair.demand.min(most))).sum();
        let (above, below) = (share.numerator(), share.denominator());
        let mut rest = Self {
            view: self.view,
            parts: Vec::new(),
            capacities: Vec::new(),
            nodes: Vec::new(),
            arcs: Vec::new(),
            commodities: self.commodities.clone(),
            pairs: self.pairs.clone(),
        };
        let (mut numbers, mut parts) = (Vec::with_capacity(self.parts.len()), Vec::new());
        for (at, (&part, &capacity)) in self.parts.iter().zip(&self.capacities).enumerate() {
            let most = if falls[at] {
                // No share has more than 2^47 parts, and nothing carries more than 2^50 kilograms.
                let left = u128::from(capacity) * above;
                left / below * u128::from(scale) + left % below * u128::from(scale) / below
            } else {
                scaled(capacity)
            };
            let amount = match u64::try_from(most) {
                Ok(most) if u128::from(most) < wanted => Amount::Limited(most),
                _ => Amount::Unlimited,
            };
            numbers.push(rest.part(part, amount));
            parts.extend((rest.parts.len() > parts.len()).then_some(at));
        }
        let number = |part: u32| numbers.get(part as usize).copied().unwrap_or(part);
        rest.nodes.extend(self.nodes.iter().map(|&part| number(part)));
        rest.arcs.extend(self.arcs.iter().map(|&own| own.map(number)));
        for (_, supply) in rest.commodities.iter_mut().flat_map(|commodity| &mut commodity.starts) {
            *supply = number(*supply);
        }
        for pair in &mut rest.pairs {
            pair.demand = pair.demand.min(most) * scale;
        }
        (rest, parts)
    }

    /// For each pair the shortest way where each part has a length, the cheapest of those; nothing where there is none. The
    /// same whatever the threads.
    pub(super) fn shortest(&self, lengths: &[u64]) -> Vec<Option<Shortest>> {
        self.shortest_with(lengths, 0)
    }

    /// The same where what an arc costs makes it so many times as much longer.
    pub(super) fn shortest_with(&self, lengths: &[u64], scale: u64) -> Vec<Option<Shortest>> {
        let answers: Vec<Vec<(usize, Option<Shortest>)>> = self
            .commodities
            .par_iter()
            .map_init(Workspace::default, |workspace, commodity| {
                self.search(workspace, lengths, scale, commodity)
            })
            .collect();
        let mut found: Vec<Option<Shortest>> = self.pairs.iter().map(|_| None).collect();
        for (pair, shortest) in answers.into_iter().flatten() {
            found[pair] = shortest;
        }
        found
    }

    /// E. W. Dijkstra, 1959, by length and then by cost, until each member's destination is reached.
    fn search(
        &self,
        workspace: &mut Workspace,
        lengths: &[u64],
        scale: u64,
        commodity: &Commodity,
    ) -> Vec<(usize, Option<Shortest>)> {
        let network = self.view.network();
        let length = |part: u32| if part == FREE { 0 } else { lengths[part as usize] };
        let Workspace { labels, settled, waiting } = workspace;
        labels.clear();
        labels.resize(network.node_count(), None);
        settled.clear();
        settled.resize(network.node_count(), false);
        waiting.clear();
        for &(node, supply) in &commodity.starts {
            let own = self.nodes[node.index()];
            if supply != CLOSED && own != CLOSED {
                // A sum that would not fit is cut short: a shorter length proves less, and nothing that is wrong.
                let label = [length(supply).saturating_add(length(own)), 0];
                if labels[node.index()].is_none_or(|(old, _)| label < old) {
                    labels[node.index()] = Some((label, None));
                    waiting.push(Reverse((label, node)));
                }
            }
        }
        let mut ends: BTreeMap<HubId, Option<NodeId>> =
            commodity.members.iter().map(|&member| (self.pairs[member].destination, None)).collect();
        let mut missing = ends.len();
        while let Some(Reverse((label, node))) = waiting.pop() {
            if std::mem::replace(&mut settled[node.index()], true) {
                continue;
            }
            if let Some(end) = ends.get_mut(&network.node(node).hub().id()).filter(|end| end.is_none()) {
                *end = Some(node);
                missing -= 1;
                if missing == 0 {
                    break;
                }
            }
            for arc in network.arcs_out(node) {
                let head = network.head(arc);
                let parts = [self.arcs[arc.index()][0], self.arcs[arc.index()][1], self.nodes[head.index()]];
                let Some(cost) = self.view.cost(arc).filter(|_| !parts.contains(&CLOSED)) else { continue };
                let near = label[0].saturating_add(scale.saturating_mul(cost.into()));
                let far = parts.iter().fold(near, |sum, &part| sum.saturating_add(length(part)));
                let next = [far, label[1].saturating_add(cost.into())];
                if !settled[head.index()] && labels[head.index()].is_none_or(|(old, _)| next < old) {
                    labels[head.index()] = Some((next, Some(arc)));
                    waiting.push(Reverse((next, head)));
                }
            }
        }
        let of_member = |&pair: &usize| {
            let end = ends.get(&self.pairs[pair].destination).copied().flatten();
            (pair, end.and_then(|end| self.back(labels, commodity, pair, end)))
        };
        commodity.members.iter().map(of_member).collect()
    }

    /// The way that led to a node.
    fn back(
        &self,
        labels: &[Option<([u64; 2], Option<ArcId>)>],
        commodity: &Commodity,
        pair: usize,
        end: NodeId,
    ) -> Option<Shortest> {
        let network = self.view.network();
        let ([length, _], mut last) = labels[end.index()]?;
        let (mut start, mut arcs) = (end, Vec::new());
        while let Some(arc) = last {
            arcs.push(arc);
            start = network.tail(arc);
            last = labels[start.index()]?.1;
        }
        arcs.reverse();
        Some(Shortest { length, way: self.way(commodity, pair, start, arcs)? })
    }

    /// A way of a pair; nothing where it does not start where its goods may.
    fn way(&self, commodity: &Commodity, pair: usize, start: NodeId, arcs: Vec<ArcId>) -> Option<Way> {
        let network = self.view.network();
        let supply = commodity.starts.iter().find(|&&(node, _)| node == start)?.1;
        let of_arc = |arc: &ArcId| {
            let [own, track] = self.arcs[arc.index()];
            [own, track, self.nodes[network.head(*arc).index()]]
        };
        let passed = [supply, self.nodes[start.index()]].into_iter().chain(arcs.iter().flat_map(of_arc));
        let parts = passed.filter(|&part| part != FREE).collect();
        let cost = arcs.iter().filter_map(|&arc| self.view.cost(arc)).map(u64::from).sum();
        Some(Way { pair, start, arcs, parts, cost })
    }

    /// The way of a pair along a route; nothing where it is none.
    pub(super) fn way_of(&self, pair: usize, route: &Route) -> Option<Way> {
        let commodity = self.commodities.iter().find(|commodity| commodity.members.contains(&pair))?;
        self.way(commodity, pair, route.start(), route.arcs().to_vec())
    }
}
