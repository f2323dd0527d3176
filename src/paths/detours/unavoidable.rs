//! What every route passes.

use super::is_lost_with;
use crate::network::{ArcId, NodeId};
use crate::paths::{Dominators, Route};
use crate::scenario::View;

#[cfg(doc)]
use super::Detours;

/// The nodes and links of a route that every route between its sources and its targets passes.
///
/// A node does where it dominates the targets. So does a link where its head dominates them, is no source, and has no
/// other way in: all arcs into it come over the link, or from nodes that it dominates itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unavoidable {
    pub(super) nodes: Vec<bool>,
    pub(super) links: Vec<bool>,
}

impl Unavoidable {
    /// Of a route from some sources to some of `targets`.
    ///
    /// # Arguments
    /// * `dominators`: from all the sources that the route might start at, in `view`.
    /// * `targets`: all nodes that it might end at.
    ///
    /// # Complexity
    /// Time *O*(*l* + *a* + *b*) for as many nodes on the route, arcs into them, and nodes on the branch of what dominates
    /// the targets; beside that what [`Dominators::is_dominated`] takes for each of the arcs.
    #[must_use]
    pub fn new(view: &View<'_>, dominators: Dominators<'_>, targets: &[NodeId], route: &Route) -> Self {
        let mut passed: Vec<NodeId> = dominators.of_any(targets).collect();
        passed.sort_unstable();
        let nodes: Vec<bool> = route.nodes(view).map(|node| passed.binary_search(&node).is_ok()).collect();
        let is_passed = |(at, &arc): (usize, &ArcId)| nodes[at + 1] && is_only_way(view, dominators, arc);
        let links = route.arcs().iter().enumerate().map(is_passed).collect();
        Self { nodes, links }
    }
}

/// Whether what joins the ends of an arc together with it is the only way into its head.
fn is_only_way(view: &View<'_>, dominators: Dominators<'_>, arc: ArcId) -> bool {
    let network = view.network();
    let [tail, head] = [network.tail(arc), network.head(arc)];
    // A source has nothing above it; what has only one way in has the tail of that.
    dominators.immediate(head).is_some()
        && network.arcs_in(head).iter().filter(|&&other| view.is_arc_open(other)).all(|&other| {
            let from = network.tail(other);
            (from == tail && is_lost_with(network, arc, other))
                || !dominators.is_reached(from)
                || dominators.is_dominated(from, head)
        })
}
