//! [`Query`]: everything that can be asked of a metric, in a workspace that is used again and again.

use super::Metric;
use super::batch::{BATCH, Fields, Sixteen};
use super::distance::{Meeting, distance};
use super::field::Field;
use super::lanes::{INFINITE, TOO_FAR};
use super::tight::Tight;
use super::wide::WideSearch;
use crate::network::{ArcId, NodeId};
use crate::paths::Direction;

/// A workspace for queries. Keep one per thread, for any number of metrics: after the first query of a kind and size
/// it allocates nothing.
///
/// # Which route
/// The rule of [`crate::paths::Search`], so that it makes no difference which of the two answers: of the routes of
/// least cost the one of fewest arcs; among those, looking back from the target, the smallest [`ArcId`] each time. It
/// does not depend on the index, its order, or what was closed and reopened before.
///
/// # Too far
/// Costs add up in 30 bits. A route that costs 2^30 - 1 or more (298 hours, 107,374 km) is noticed, and that query is
/// answered by a plain search in 64 bits: slow, and right.
///
/// # Panics
/// All methods do where a node is not one of the metric's network.
#[derive(Clone, Debug, Default)]
pub struct Query {
    meeting: Meeting,
    field: Field,
    fields: Fields,
    tight: Tight,
    wide: Option<WideSearch>,
    sources: Vec<(usize, u32)>,
    targets: Vec<(usize, u32)>,
    groups: Vec<Vec<(usize, u32)>>,
    route: Vec<u32>,
    arcs: Vec<ArcId>,
}

/// A node that a route may start from or end at, and what it costs to do so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed {
    /// The node.
    pub node: NodeId,
    /// What is added to each route that starts (or ends) there, milliseconds or decimetres.
    pub offset: u32,
}

impl From<NodeId> for Seed {
    fn from(node: NodeId) -> Self {
        Self { node, offset: 0 }
    }
}

/// A route of least cost between some sources and some targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it costs, offsets included.
    pub cost: u64,
    /// Where it starts.
    pub start: NodeId,
    /// Where it ends.
    pub end: NodeId,
}

impl Query {
    /// The least cost from one node to another, milliseconds or decimetres; nothing where no route leads there or the
    /// first is closed.
    ///
    /// Time: the panels above both, a few hundred rows on a road network of a country; see `BENCHMARKS.md`.
    pub fn distance(&mut self, metric: &Metric, from: NodeId, to: NodeId) -> Option<u64> {
        let [source, target] = [from, to].map(|node| metric.index.rank(node));
        if !metric.is_open(source) {
            return None;
        }
        match distance(metric, &mut self.meeting, source, target) {
            fits if fits < TOO_FAR => Some(u64::from(fits)),
            INFINITE.. => None,
            _ => WideSearch::run(metric, Direction::From, &[(source, 0)]).cost(target),
        }
    }

    /// The least cost from any source to each node. Closed sources count for nothing.
    ///
    /// Time: all weights that lead down are read once.
    pub fn costs<'q>(&'q mut self, metric: &'q Metric, sources: &[Seed]) -> Costs<'q> {
        self.sweep(metric, Direction::From, sources);
        Costs { metric, query: self }
    }

    /// The least cost from each node to any target. Closed targets count for nothing.
    ///
    /// Time: as [`Query::costs`].
    pub fn costs_to<'q>(&'q mut self, metric: &'q Metric, targets: &[Seed]) -> CostsTo<'q> {
        self.sweep(metric, Direction::To, targets);
        CostsTo(Costs { metric, query: self })
    }

    fn sweep(&mut self, metric: &Metric, direction: Direction, roots: &[Seed]) {
        self.rise(metric, direction, roots);
        let greatest = self.field.fall(metric);
        self.wide = None;
        if greatest >= TOO_FAR {
            self.wide = Some(WideSearch::run(metric, direction, &self.sources));
        }
    }

    /// The route of least cost from any of some sources to any of some targets, its arcs in travel order in `arcs`.
    /// Among equal targets that of fewest arcs, then of the smallest id. Nothing where there is none; `arcs` is then
    /// empty.
    ///
    /// Time: the panels above the sources, the targets and the nodes next to the route.
    pub fn route(
        &mut self,
        metric: &Metric,
        sources: &[Seed],
        targets: &[Seed],
        arcs: &mut Vec<ArcId>,
    ) -> Option<Found> {
        self.start(metric, sources);
        self.best_route(metric, targets, arcs)
    }

    /// Makes it ready for questions from some sources, one after the other.
    pub(crate) fn start(&mut self, metric: &Metric, sources: &[Seed]) {
        self.rise(metric, Direction::From, sources);
        self.wide = None;
    }

    /// The least cost to any of some targets, once it is [started](Query::start).
    pub(crate) fn least(&mut self, metric: &Metric, targets: &[NodeId]) -> Option<u64> {
        targets.iter().filter_map(|&target| self.cost_at(metric, metric.index.rank(target))).min()
    }

    /// As [`Query::route`], but only which source, which target and at what cost.
    ///
    /// Time: the panels above the sources and targets, and where several are equal the route.
    pub fn nearest(&mut self, metric: &Metric, sources: &[Seed], targets: &[Seed]) -> Option<Found> {
        let mut arcs = std::mem::take(&mut self.arcs);
        let found = self.route(metric, sources, targets, &mut arcs);
        self.arcs = arcs;
        found
    }

    /// The least cost from each source to each target.
    ///
    /// Time: for each sixteen sources, the panels above the targets once.
    pub fn matrix(&mut self, metric: &Metric, sources: &[NodeId], targets: &[NodeId]) -> Matrix {
        let ranks: Vec<usize> = targets.iter().map(|&node| metric.index.rank(node)).collect();
        let mut costs = Vec::with_capacity(sources.len() * targets.len());
        if sources.len() < SOURCES_WORTH_A_BATCH {
            for &source in sources {
                self.rise(metric, Direction::From, &[source.into()]);
                self.wide = None;
                let to_targets = ranks.iter().map(|&rank| self.cost_at(metric, rank));
                costs.extend(to_targets.map(|cost| cost.unwrap_or(Matrix::NO_ROUTE)));
            }
            return Matrix { columns: targets.len(), costs };
        }
        for batch in sources.chunks(BATCH) {
            self.groups.resize(BATCH, Vec::new());
            for (group, &node) in self.groups.iter_mut().zip(batch) {
                group.clear();
                let rank = metric.index.rank(node);
                if metric.is_open(rank) {
                    group.push((rank, 0));
                }
            }
            self.fields.run(metric, &self.groups[..batch.len()], Some(&ranks));
            for (lane, group) in self.groups[..batch.len()].iter().enumerate() {
                let mut wide = None;
                costs.extend(ranks.iter().map(|&rank| {
                    match self.fields.distances()[rank][lane] {
                        fits if fits < TOO_FAR => fits.into(),
                        INFINITE.. => Matrix::NO_ROUTE,
                        _ => wide
                            .get_or_insert_with(|| WideSearch::run(metric, Direction::From, group))
                            .cost(rank)
                            .unwrap_or(Matrix::NO_ROUTE),
                    }
                }));
            }
        }
        Matrix { columns: targets.len(), costs }
    }

    /// The least cost from each of several groups of sources to each node, `each` being called with the number of the
    /// group, from 0, and its costs. [`Query::batch`] is faster where all costs are read.
    pub fn costs_of_many(
        &mut self,
        metric: &Metric,
        groups: &[&[Seed]],
        mut each: impl FnMut(usize, &dyn Fn(NodeId) -> Option<u64>),
    ) {
        for (number, seeds) in groups.chunks(BATCH).enumerate() {
            let batch = self.batch(metric, seeds);
            for group in 0..seeds.len() {
                each(number * BATCH + group, &|node| batch.cost(group, node));
            }
        }
    }

    /// The least cost from each of at most [`Batch::GROUPS`] groups of sources to each node; what is beyond that
    /// number is left out. Every weight is read once for all groups.
    pub fn batch<'q>(&'q mut self, metric: &'q Metric, groups: &[&[Seed]]) -> Batch<'q> {
        let seeds = &groups[..groups.len().min(BATCH)];
        self.groups.resize(BATCH, Vec::new());
        for (group, seeds) in self.groups.iter_mut().zip(seeds) {
            group.clear();
            group.extend(open_ranks(metric, seeds));
        }
        self.fields.run(metric, &self.groups[..seeds.len()], None);
        let mut wide: Option<Box<[Option<WideSearch>; BATCH]>> = None;
        for group in (0..seeds.len()).filter(|&group| self.fields.is_too_far(group)) {
            wide.get_or_insert_default()[group] =
                Some(WideSearch::run(metric, Direction::From, &self.groups[group]));
        }
        Batch { metric, distances: self.fields.distances(), wide, groups: seeds.len() }
    }

    fn rise(&mut self, metric: &Metric, direction: Direction, sources: &[Seed]) {
        self.sources.clear();
        self.sources.extend(open_ranks(metric, sources));
        // For looking up: of several at one node the cheapest.
        self.sources.sort_unstable();
        self.sources.dedup_by_key(|&mut (rank, _)| rank);
        self.field.rise(metric, direction, &self.sources);
    }

    /// The cheapest target, and the route to it, from a field that has risen.
    pub(crate) fn best_route(
        &mut self,
        metric: &Metric,
        targets: &[Seed],
        arcs: &mut Vec<ArcId>,
    ) -> Option<Found> {
        arcs.clear();
        self.targets.clear();
        let mut best = u64::MAX;
        for target in targets {
            let rank = metric.index.rank(target.node);
            let Some(cost) = self.cost_at(metric, rank) else { continue };
            let cost = cost + u64::from(target.offset);
            if cost < best {
                best = cost;
                self.targets.clear();
            }
            if cost == best {
                self.targets.push((rank, target.offset));
            }
        }
        let mut found: Option<(usize, NodeId, NodeId)> = None;
        for at in 0..self.targets.len() {
            let (rank, _) = self.targets[at];
            let (start, hops) = self.trace(metric, rank)?;
            let end = metric.index.node(rank);
            if found.is_none_or(|(fewest, other, _)| (hops, end) < (fewest, other)) {
                found = Some((hops, end, metric.index.node(start)));
                arcs.clear();
                arcs.extend(self.route.iter().map(|&number| ArcId::new(number as usize)));
            }
        }
        found.map(|(_, end, start)| Found { cost: best, start, end })
    }

    /// The cost to one rank, from a field that has risen.
    fn cost_at(&mut self, metric: &Metric, rank: usize) -> Option<u64> {
        if let Some(wide) = &self.wide {
            return wide.cost(rank);
        }
        match self.field.at(metric, rank) {
            fits if fits < TOO_FAR => Some(fits.into()),
            INFINITE.. => None,
            _ => {
                let wide = self.wide.insert(WideSearch::run(metric, Direction::From, &self.sources));
                wide.cost(rank)
            }
        }
    }

    /// The route to one rank that is reached, into `self.route`; where it starts and how many arcs it has.
    fn trace(&mut self, metric: &Metric, rank: usize) -> Option<(usize, usize)> {
        if let Some(wide) = &self.wide {
            return Some((wide.route(rank, &mut self.route), wide.hops(rank)));
        }
        let sources = &self.sources;
        let source_cost = |rank: usize| {
            let at = sources.binary_search_by_key(&rank, |&(rank, _)| rank).ok()?;
            Some(sources[at].1)
        };
        let way = self.tight.route(metric, &mut self.field, source_cost, rank, &mut self.route)?;
        Some((way.start, way.hops))
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.field.memory() + self.fields.memory() + self.tight.memory()
    }
}

fn open_ranks(metric: &Metric, seeds: &[Seed]) -> impl Iterator<Item = (usize, u32)> {
    seeds
        .iter()
        .map(|seed| (metric.index.rank(seed.node), seed.offset))
        .filter(|&(rank, _)| metric.is_open(rank))
}

/// A distance that fits.
#[inline]
fn finite(cost: u32) -> Option<u64> {
    (cost < INFINITE).then_some(cost.into())
}

/// A batch works on sixteen sources whether they are there or not; for fewer than these one at a time is faster.
const SOURCES_WORTH_A_BATCH: usize = 4;

/// The least cost from each of some groups of sources to each node.
#[derive(Debug)]
pub struct Batch<'q> {
    metric: &'q Metric,
    distances: &'q [Sixteen],
    /// Of groups whose costs do not all fit.
    wide: Option<Box<[Option<WideSearch>; BATCH]>>,
    groups: usize,
}

impl Batch<'_> {
    /// How many groups share a batch.
    pub const GROUPS: usize = BATCH;

    /// From a group, by its place in the list that was asked for, to a node.
    ///
    /// # Panics
    /// Where there is no such group.
    #[must_use]
    #[inline]
    pub fn cost(&self, group: usize, node: NodeId) -> Option<u64> {
        BatchRow { batch: self, rank: self.metric.index.rank(node) }.cost(group)
    }

    #[inline]
    fn wide_of(&self, group: usize) -> Option<&WideSearch> {
        self.wide.as_ref()?[group].as_ref()
    }

    /// All nodes with their costs, in the order in which they lie in memory: the fastest way to read them all.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (NodeId, BatchRow<'_>)> {
        (0..self.distances.len()).map(|rank| (self.metric.index.node(rank), BatchRow { batch: self, rank }))
    }
}

/// The costs of one node in a [`Batch`].
#[derive(Clone, Copy, Debug)]
pub struct BatchRow<'b> {
    batch: &'b Batch<'b>,
    rank: usize,
}

impl BatchRow<'_> {
    /// From a group, by its place in the list that was asked for.
    ///
    /// # Panics
    /// Where there is no such group.
    #[must_use]
    #[inline]
    pub fn cost(&self, group: usize) -> Option<u64> {
        assert!(group < self.batch.groups, "there are {} groups", self.batch.groups);
        if let Some(wide) = self.batch.wide_of(group) {
            return wide.cost(self.rank);
        }
        finite(self.batch.distances[self.rank][group])
    }

    /// From every group, in the order in which they were asked for.
    #[inline]
    #[must_use]
    pub fn costs(self) -> impl ExactSizeIterator<Item = Option<u64>> {
        let Self { batch, rank } = self;
        let lanes = batch.distances[rank][..batch.groups].iter().enumerate();
        lanes.map(move |(group, &cost)| match batch.wide_of(group) {
            Some(wide) => wide.cost(rank),
            None => finite(cost),
        })
    }
}

/// The least cost from some sources to each node.
#[derive(Debug)]
pub struct Costs<'q> {
    metric: &'q Metric,
    query: &'q mut Query,
}

impl Costs<'_> {
    /// The least cost to a node, milliseconds or decimetres; nothing where no route leads there.
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Option<u64> {
        let rank = self.metric.index.rank(node);
        if let Some(wide) = &self.query.wide {
            return wide.cost(rank);
        }
        finite(self.query.field.distances()[rank])
    }

    /// All nodes with their costs, in the order in which they lie in memory: the fastest way to read them all.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (NodeId, Option<u64>)> {
        let distances = self.query.field.distances().iter().enumerate();
        distances.map(|(rank, &cost)| {
            let cost = match &self.query.wide {
                Some(wide) => wide.cost(rank),
                None => finite(cost),
            };
            (self.metric.index.node(rank), cost)
        })
    }

    /// As [`Query::route`], from the same sources.
    pub fn route(&mut self, targets: &[Seed], arcs: &mut Vec<ArcId>) -> Option<Found> {
        self.query.best_route(self.metric, targets, arcs)
    }
}

/// The least cost from each node to some targets.
#[derive(Debug)]
pub struct CostsTo<'q>(Costs<'q>);

impl CostsTo<'_> {
    /// The least cost from a node, milliseconds or decimetres; nothing where no route leads from there.
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Option<u64> {
        self.0.cost(node)
    }

    /// As [`Costs::rows`].
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (NodeId, Option<u64>)> {
        self.0.rows()
    }
}

/// The least cost from each of some sources to each of some targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    columns: usize,
    costs: Vec<u64>,
}

impl Matrix {
    const NO_ROUTE: u64 = u64::MAX;

    /// From the source to the target of these places in the lists that were asked for; nothing where there is no
    /// route.
    ///
    /// # Panics
    /// Where there is no such source or target.
    #[must_use]
    pub fn cost(&self, source: usize, target: usize) -> Option<u64> {
        assert!(target < self.columns, "there are {} targets", self.columns);
        let cost = self.costs[source * self.columns + target];
        (cost != Self::NO_ROUTE).then_some(cost)
    }
}
