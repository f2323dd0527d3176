//! [`Metric`]: an index filled with the costs of a view.

use std::cmp::Reverse;
use std::sync::Arc;

use super::Index;
use super::customize::{Costs, Memory, customize};
use super::lanes::TOO_FAR;
use super::update::Journal;
use super::weights::Weights;
use crate::network::{ArcId, NodeId};
use crate::paths::error::MetricError;
use crate::scenario::{Changes, Impedance, View};

/// An [`Index`] filled with costs: what queries read.
///
/// Several metrics share one index: time and length, before and after. A metric follows its view: what is closed,
/// reopened or slowed is worked in where it matters, and taken back by copying, see [`Metric::update`].
#[derive(Debug)]
pub struct Metric {
    pub(super) index: Arc<Index>,
    pub(super) weights: Weights,
    /// The cost of each arc by position; [`CLOSED`] for one that is closed.
    pub(super) costs: Vec<u32>,
    /// Nodes that nothing may start from, by rank, a bit each.
    pub(super) closed: Vec<u64>,
    pub(super) journal: Journal,
    /// What its costs are, where they are those of a view.
    impedance: Option<Impedance>,
    memory: Memory,
    /// Of an update: ranks that are opened or closed.
    turned: Vec<u32>,
    /// Of an update: its arcs, and where each is named last.
    last: Vec<(u32, Reverse<usize>)>,
}

/// The cost of a closed arc.
pub(super) const CLOSED: u32 = u32::MAX;

/// Every finite cost of an arc is at most this: milliseconds (298 hours) or decimetres (107,374 km).
pub(super) const COST_LIMIT: u32 = TOO_FAR;

impl Metric {
    /// As [`Index::customize`] says.
    pub(super) fn empty(index: &Arc<Index>) -> Self {
        Self {
            weights: Weights::infinite(index.shapes.weights()),
            costs: vec![CLOSED; index.arcs.placed()],
            closed: vec![0; index.node_count().div_ceil(64)],
            journal: Journal::default(),
            impedance: None,
            memory: Memory::default(),
            turned: Vec::new(),
            last: Vec::new(),
            index: Arc::clone(index),
        }
    }

    /// The index that it fills.
    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Fills it anew from a view of the index's network. Allocates nothing after the first time; what could be undone
    /// before can be no more.
    ///
    /// # Errors
    /// [`MetricError::OtherNetwork`] where the view is of another network; the metric is as it was then.
    pub fn customize(&mut self, view: &View<'_>) -> Result<(), MetricError> {
        let network = view.network();
        if !self.index.is_of(network) {
            return Err(MetricError::OtherNetwork);
        }
        self.impedance = Some(view.impedance());
        self.closed.fill(0);
        for node in view.closed_nodes() {
            let rank = self.index.rank(node);
            self.closed[rank / 64] |= 1 << (rank % 64);
        }
        self.refill(|arc| view.cost(ArcId::new(arc as usize)));
        Ok(())
    }

    /// Fills it anew from a cost for each arc by its number, in the order in which the index was given them; nothing
    /// for one that is closed. Time: see [`Index::customize_with`].
    ///
    /// # Errors
    /// [`MetricError::CostTooLarge`] for a cost of 2^30 or more; the metric is then as it was. Each arc is asked for
    /// twice, and should cost the same both times.
    pub fn customize_with(&mut self, cost: impl Fn(usize) -> Option<u32> + Sync) -> Result<(), MetricError> {
        for arc in 0..self.index.arc_count() {
            if let Some(cost) = cost(arc).filter(|&cost| cost > COST_LIMIT) {
                return Err(MetricError::CostTooLarge { arc, cost });
            }
        }
        self.impedance = None;
        self.closed.fill(0);
        self.refill(|arc| cost(arc as usize).map(|cost| cost.min(COST_LIMIT)));
        Ok(())
    }

    /// All weights, from costs that are asked for anew.
    fn refill(&mut self, cost: impl Fn(u32) -> Option<u32> + Sync) {
        self.journal.clear();
        self.weigh(&|costs, arcs| {
            for (slot, &arc) in costs.iter_mut().zip(arcs) {
                *slot = cost(arc).unwrap_or(CLOSED);
            }
        });
    }

    /// All weights from the costs of the arcs as they are.
    pub(super) fn recompute(&mut self) {
        self.weigh(&|_, _| {});
    }

    fn weigh(&mut self, ask: &(dyn Fn(&mut [u32], &[u32]) + Sync)) {
        let Index { shapes, arcs, plan, .. } = &*self.index;
        let costs = Costs { all: &mut self.costs, ask };
        customize(shapes, arcs, costs, plan, &mut self.memory, &mut self.weights);
    }

    /// Whether supply may start from a node.
    #[inline]
    pub(super) fn is_open(&self, rank: usize) -> bool {
        self.closed[rank / 64] & (1 << (rank % 64)) == 0
    }

    /// Brings it up to date with a view of which these arcs and nodes have changed since the two were last the same:
    /// see [`View::changes_since`], and the example of [`Index::new`].
    ///
    /// Time: in proportion to the weights that change. Where they are more than a small part of all, every panel is
    /// computed anew instead.
    ///
    /// # Errors
    /// [`MetricError::OtherNetwork`] where the view is of another network, [`MetricError::OtherImpedance`] where it
    /// minimises something else than the view that the metric was filled from, [`MetricError::OutOfRange`] where the
    /// changes are of another network; nothing is done then.
    #[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
    pub fn follow(&mut self, view: &View<'_>, changes: &Changes) -> Result<(), MetricError> {
        if !self.index.is_of(view.network()) {
            return Err(MetricError::OtherNetwork);
        }
        if self.impedance.is_some_and(|impedance| impedance != view.impedance()) {
            return Err(MetricError::OtherImpedance);
        }
        // Both lists ascend.
        let last_arc = changes.arcs.last().map(|arc| arc.index());
        let last_node = changes.nodes.last().map(|node| node.index());
        for (what, last, count) in
            [("arc", last_arc, self.index.arc_count()), ("node", last_node, self.index.node_count())]
        {
            if let Some(number) = last.filter(|&last| last >= count) {
                return Err(MetricError::OutOfRange { what, number, count });
            }
        }
        let mut turned = std::mem::take(&mut self.turned);
        turned.clear();
        let ranks = changes.nodes.iter().map(|&node| (self.index.rank(node), view.is_open(node)));
        turned.extend(ranks.filter(|&(rank, open)| self.is_open(rank) != open).map(|(rank, _)| rank as u32));
        turned.sort_unstable();
        turned.dedup();
        let costs = changes.arcs.iter().map(|&arc| (arc.index() as u32, view.cost(arc).unwrap_or(CLOSED)));
        self.apply(costs, &turned);
        self.turned = turned;
        Ok(())
    }

    /// Gives some arcs other costs, nothing for one that is to be closed. Of an arc that is named twice the last counts.
    /// Time: as [`Metric::follow`].
    ///
    /// # Errors
    /// [`MetricError`] where an arc is not one of the index's, or a cost is 2^30 or more; nothing is done then.
    #[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
    pub fn update(&mut self, changes: &[(ArcId, Option<u32>)]) -> Result<(), MetricError> {
        let count = self.index.arc_count();
        for &(arc, cost) in changes {
            if arc.index() >= count {
                return Err(MetricError::OutOfRange { what: "arc", number: arc.index(), count });
            }
            if let Some(cost) = cost.filter(|&cost| cost > COST_LIMIT) {
                return Err(MetricError::CostTooLarge { arc: arc.index(), cost });
            }
        }
        let mut last = std::mem::take(&mut self.last);
        last.clear();
        last.extend(changes.iter().enumerate().map(|(at, &(arc, _))| (arc.index() as u32, Reverse(at))));
        last.sort_unstable();
        last.dedup_by_key(|&mut (arc, _)| arc);
        let costs = last.iter().map(|&(arc, Reverse(at))| (arc, changes[at].1.unwrap_or(CLOSED)));
        self.apply(costs, &[]);
        self.last = last;
        Ok(())
    }

    /// Whether a node is open, as in the view that the metric follows.
    #[must_use]
    pub fn is_node_open(&self, node: NodeId) -> bool {
        self.is_open(self.index.rank(node))
    }

    /// The weights of all panels as they lie in memory, those that lead up and those that lead down, for comparison: equal
    /// costs give equal bytes, whatever happened before.
    #[must_use]
    pub fn panels(&self) -> [&[u32]; 2] {
        [&self.weights.up, &self.weights.down]
    }

    /// Bytes on the heap, the index not counted.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.weights.memory()
            + 4 * self.costs.capacity()
            + 8 * self.closed.capacity()
            + self.journal.memory()
            + self.memory.bytes()
    }
}
