//! What is reached at all, by as few arcs as it takes.

use crate::network::{ArcId, NodeId};
use crate::scenario::View;

/// No arc: a source.
const NONE: u32 = u32::MAX;

/// A workspace for breadth-first searches. Keep one per thread: after the first run of a size it allocates nothing.
///
/// Time *O*(*n* + *m*) for *n* nodes and *m* arcs that are reached; a run does not clear what it did not touch. Space:
/// 12 bytes a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flood {
    /// By node: the run that reached it last, and by which arc.
    arrivals: Vec<(u32, u32)>,
    round: u32,
    waiting: Vec<NodeId>,
}

impl Flood {
    /// Reaches what can be reached. Closed sources count for nothing.
    pub(crate) fn run(&mut self, view: &View<'_>, sources: &[NodeId]) {
        let network = view.network();
        if self.round == u32::MAX {
            self.arrivals.clear();
            self.round = 0;
        }
        self.arrivals.resize(network.node_count(), (0, NONE));
        self.round += 1;
        self.waiting.clear();
        for &source in sources.iter().filter(|&&source| view.is_open(source)) {
            self.arrive(source, NONE);
        }
        let mut next = 0;
        while let Some(&node) = self.waiting.get(next) {
            next += 1;
            for arc in network.arcs_out(node).filter(|&arc| view.is_arc_open(arc)) {
                #[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
                self.arrive(network.head(arc), arc.index() as u32);
            }
        }
    }

    fn arrive(&mut self, node: NodeId, arc: u32) {
        let arrival = &mut self.arrivals[node.index()];
        if arrival.0 != self.round {
            *arrival = (self.round, arc);
            self.waiting.push(node);
        }
    }

    /// Whether the last run reached a node.
    pub(crate) fn is_reached(&self, node: NodeId) -> bool {
        self.arrivals.get(node.index()).is_some_and(|&(round, _)| round == self.round)
    }

    /// The arc by which the last run came to a node; nothing where that is a source, or not reached.
    pub(crate) fn arrival(&self, node: NodeId) -> Option<ArcId> {
        let &(round, arc) = self.arrivals.get(node.index())?;
        (round == self.round && arc != NONE).then(|| ArcId::new(arc as usize))
    }
}
