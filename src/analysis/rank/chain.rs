//! In which order supply passes what severs a destination.

use super::Loss;
use super::consequences::{Found, is_simple};
use crate::network::{ArcId, Network, NodeId};
use crate::paths::Search;
use crate::scenario::View;

#[cfg(doc)]
use super::RankedRelation;

/// The elements whose single loss severs a destination, terminals not counted: everything that reaches it passes each of
/// them.
///
/// Single nodes and links are always passed in the same order. Hubs of several nodes, and links at several places, need
/// not be: of b and c, where one route passes b and then c and another c and then b, neither comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// In the order in which supply passes them, if there is one; otherwise as the route of [`RankedRelation::route`]
    /// does.
    pub losses: Vec<Loss>,
    /// Whether there is an order: none can be reached, by whatever way, without passing those before it.
    pub is_ordered: bool,
}

/// The chain of a relation, from what severs it.
pub(super) fn chain(
    view: &View<'_>,
    sources: &[NodeId],
    mut severing: Vec<Found>,
    search: &mut Search,
) -> Chain {
    let network = view.network();
    severing.sort_unstable_by_key(|found| found.place);
    let losses: Vec<Loss> = severing.iter().map(|found| found.loss).collect();
    let is_ordered = losses.iter().all(|&loss| is_simple(network, loss))
        || are_reached_in_order(view, sources, &losses, search);
    Chain { losses, is_ordered }
}

/// Whether none of them can be reached without passing all that stand before it.
///
/// If there is an order then the route at hand has it, so that it is enough to look at neighbours: what is not reached
/// without the one right before it is not reached without any earlier one.
fn are_reached_in_order(view: &View<'_>, sources: &[NodeId], losses: &[Loss], search: &mut Search) -> bool {
    losses.windows(2).all(|pair| {
        let mut closed = view.clone();
        pair[0].close(&mut closed);
        let tree = search.run(&closed, sources);
        !begins(view.network(), pair[1]).any(|(node, arc)| {
            // An arc that is lost with the earlier one is not passed before it.
            let is_open = arc.is_none_or(|arc| view.cost(arc).is_some() && !closed.is_closed_alone(arc));
            is_open && tree.cost(node).is_some()
        })
    })
}

/// Where supply comes to a loss: the nodes of a hub; of a link, the tails of its arcs.
fn begins(network: &Network, loss: Loss) -> Box<dyn Iterator<Item = (NodeId, Option<ArcId>)> + '_> {
    match loss {
        Loss::Hub(hub) => Box::new(network.hub(hub).nodes().iter().map(|&node| (node, None))),
        Loss::Link(link) => Box::new(
            network
                .physical_link(link)
                .flat_map(|link| network.link_arcs(link))
                .map(|&arc| (network.tail(arc), Some(arc))),
        ),
    }
}
