//! What severs a destination: the closed hubs and links at the edge of what is still reached.

use std::collections::BTreeSet;

use crate::network::{Element, HubId, LinkId, NodeId};
use crate::scenario::{Relation, Scenario};

/// Why a destination has lost its supply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Severance {
    /// All of its nodes are closed.
    DestinationClosed,
    /// All nodes of all origins that it could draw on are closed.
    OriginsClosed,
    /// Every route of before passes one of these, next to what is still reached or an origin that is lost; at least one of the lists has an
    /// entry.
    Cut {
        /// Hubs of which a node is closed, ascending.
        hubs: Vec<HubId>,
        /// Links that are closed by themselves, ascending.
        links: Vec<LinkId>,
    },
}

/// Finds severances for one destination after another that draw on the same origins.
pub(super) struct Severing<'s, 'n> {
    scenario: &'s Scenario<'n>,
    /// Ascending.
    sources: Vec<NodeId>,
    /// The round in which a node was seen last, so that nothing has to be cleared.
    seen: Vec<u32>,
    round: u32,
    waiting: Vec<NodeId>,
}

impl<'s, 'n> Severing<'s, 'n> {
    pub(super) fn new(scenario: &'s Scenario<'n>, mut sources: Vec<NodeId>) -> Self {
        sources.sort_unstable();
        Self { scenario, sources, seen: Vec::new(), round: 0, waiting: Vec::new() }
    }

    /// Looks back from the destination along the arcs that were open before, as far as what is still reached. The
    /// closed ends of the arcs that cross from there, and origins that are lost, are what severs it.
    pub(super) fn of(&mut self, relation: Relation, reached: impl Fn(NodeId) -> bool) -> Severance {
        let network = self.scenario.network();
        let (before, after) = (self.scenario.before(), self.scenario.after());
        let destination = network.hub(relation.destination).nodes();
        if destination.iter().all(|&node| !after.is_open(node)) {
            return Severance::DestinationClosed;
        }
        if self.sources.iter().all(|&node| !after.is_open(node)) {
            return Severance::OriginsClosed;
        }
        self.seen.resize(network.node_count(), 0);
        self.round += 1;
        let (mut hubs, mut links) = (BTreeSet::new(), BTreeSet::new());
        for &node in destination.iter().filter(|&&node| before.is_open(node)) {
            self.seen[node.index()] = self.round;
            self.waiting.push(node);
        }
        while let Some(head) = self.waiting.pop() {
            // Supply could start here before. An open source would be reached, so this one is closed.
            if self.sources.binary_search(&head).is_ok() {
                hubs.insert(network.node(head).hub().id());
            }
            for &arc in network.arcs_in(head) {
                if before.cost(arc).is_none() {
                    continue;
                }
                let tail = network.tail(arc);
                if !reached(tail) {
                    if self.seen[tail.index()] != self.round {
                        self.seen[tail.index()] = self.round;
                        self.waiting.push(tail);
                    }
                } else if !after.is_open(head) {
                    hubs.insert(network.node(head).hub().id());
                } else if let Element::Link(link) = network.element(arc) {
                    links.insert(link);
                }
            }
        }
        Severance::Cut { hubs: hubs.into_iter().collect(), links: links.into_iter().collect() }
    }
}
