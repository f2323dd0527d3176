//! What severs a destination: the closed hubs and links at the edge of what is still reached.

use std::collections::BTreeSet;

use crate::network::{Element, HubId, LinkId, NodeId};
use crate::scenario::{Relation, Scenario, Source};

/// Why a destination has lost its supply.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Looks back from the destination along the arcs that were open before, as far as what is still reached. The closed
/// ends of the arcs that cross from there are what severs it.
pub(super) fn severance(
    scenario: &Scenario<'_>,
    relation: Relation,
    reached: impl Fn(NodeId) -> bool,
) -> Severance {
    let network = scenario.network();
    let (before, after) = (scenario.before(), scenario.after());
    let destination = network.hub(relation.destination).nodes();
    let all_closed = |hub: HubId| network.hub(hub).nodes().iter().all(|&node| !after.is_open(node));
    if all_closed(relation.destination) {
        return Severance::DestinationClosed;
    }
    let origins_closed = match relation.source {
        Source::Origin(hub) => all_closed(hub),
        Source::CheapestOrigin => scenario.origins().iter().all(|origin| all_closed(origin.hub)),
    };
    if origins_closed {
        return Severance::OriginsClosed;
    }
    let mut hubs = BTreeSet::new();
    let mut links = BTreeSet::new();
    let mut sources = super::impact::sources(scenario, relation.source);
    sources.sort_unstable();
    let mut seen = vec![false; network.node_count()];
    let mut waiting: Vec<NodeId> = destination.iter().copied().filter(|&node| before.is_open(node)).collect();
    for &node in &waiting {
        seen[node.index()] = true;
    }
    while let Some(head) = waiting.pop() {
        // Supply could start here before. An open source would be reached, so this one is closed.
        if sources.binary_search(&head).is_ok() {
            hubs.insert(network.node(head).hub().id());
        }
        for &arc in network.arcs_in(head) {
            if before.cost(arc).is_none() {
                continue;
            }
            let tail = network.tail(arc);
            if !reached(tail) {
                if !seen[tail.index()] {
                    seen[tail.index()] = true;
                    waiting.push(tail);
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
