//! By which routes does a flow go?
//!
//! A flow without circles is a sum of ways (L. R. Ford and D. R. Fulkerson, Flows in Networks, 1962, section I.2): walk from
//! where something starts along what carries something to where something ends, take as much off as all of it
//! carries, and go on until nothing is left. Each way empties an arc, a start or an end, so there are no more ways than those.

use super::DeliveryRoute;
use crate::network::{ArcId, NodeId};
use crate::paths::Route;
use crate::scenario::View;

/// A flow without circles that is taken apart.
pub(super) struct Parts<'a> {
    pub(super) view: &'a View<'a>,
    /// Kilograms on each arc, ascending by arc, and so by tail.
    pub(super) flow: &'a [(ArcId, u64)],
    /// Kilograms that start and that end at each node, ascending.
    pub(super) starts: &'a [(NodeId, u64)],
    pub(super) ends: &'a [(NodeId, u64)],
}

impl Parts<'_> {
    /// The routes, each with the node where it ends: first what never leaves its node, then from the smallest node where something starts, along the smallest arc that
    /// still carries something, to the first node where something may end.
    pub(super) fn routes(&self) -> Vec<(NodeId, DeliveryRoute)> {
        let network = self.view.network();
        let mut left: Vec<u64> = self.flow.iter().map(|&(_, amount)| amount).collect();
        let mut ends_left: Vec<u64> = self.ends.iter().map(|&(_, amount)| amount).collect();
        // By node: where in the list its first arc stands that still carries something.
        let mut current = vec![usize::MAX; network.node_count()];
        for (at, &(arc, _)) in self.flow.iter().enumerate().rev() {
            current[network.tail(arc).index()] = at;
        }
        let end_at = |node: NodeId| self.ends.binary_search_by_key(&node, |&(node, _)| node).ok();
        let mut found = Vec::new();
        let mut path = Vec::new();
        // What starts where something ends goes nowhere else.
        let mut starts = self.starts.to_vec();
        for (start, unsent) in &mut starts {
            if let Some(end) = end_at(*start) {
                let own = ends_left[end].min(*unsent);
                ends_left[end] -= own;
                *unsent -= own;
                let route = Route::new(self.view, *start, Vec::new());
                found.push((*start, DeliveryRoute { amount: own, route }));
            }
        }
        for (start, mut unsent) in starts {
            while unsent > 0 {
                path.clear();
                let mut node = start;
                let mut most = unsent;
                let end = loop {
                    if let Some(end) = end_at(node).filter(|&end| ends_left[end] > 0) {
                        break Some(end);
                    }
                    let mut at = current[node.index()];
                    while left.get(at) == Some(&0) {
                        at += 1;
                    }
                    current[node.index()] = at;
                    let Some(&(arc, _)) = self.flow.get(at).filter(|&&(arc, _)| network.tail(arc) == node)
                    else {
                        break None;
                    };
                    most = most.min(left[at]);
                    path.push(at);
                    node = network.head(arc);
                };
                // What starts ends somewhere, as flows are conserved.
                let Some(end) = end else { break };
                most = most.min(ends_left[end]);
                unsent -= most;
                ends_left[end] -= most;
                for &at in &path {
                    left[at] -= most;
                }
                let arcs = path.iter().map(|&at| self.flow[at].0).collect();
                found.push((node, DeliveryRoute { amount: most, route: Route::new(self.view, start, arcs) }));
            }
        }
        found
    }
}
