//! The open arcs of a view as flat lists, and which physical link each belongs to.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]

use crate::network::{ArcId, Element, HubId, LinkId, Network, NodeId};
use crate::scenario::View;

/// No link: the arc is a transfer.
pub(super) const NO_LINK: u32 = u32::MAX;

/// The other end of an arc, and what it costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) end: u32,
    pub(super) cost: u32,
}

/// Arcs by one of their ends.
#[derive(Clone, Debug)]
pub(super) struct Side {
    first: Vec<u32>,
    steps: Vec<Step>,
    arcs: Vec<u32>,
}

impl Side {
    pub(super) fn leaving(view: &View<'_>) -> Self {
        let network = view.network();
        Self::new(view, |node| network.arcs_out(node), |arc| network.head(arc))
    }

    pub(super) fn entering(view: &View<'_>) -> Self {
        let network = view.network();
        Self::new(view, |node| network.arcs_in(node).iter().copied(), |arc| network.tail(arc))
    }

    fn new<I: Iterator<Item = ArcId>>(
        view: &View<'_>,
        arcs_at: impl Fn(NodeId) -> I,
        end: impl Fn(ArcId) -> NodeId,
    ) -> Self {
        let nodes = view.network().node_count();
        let mut side = Self { first: Vec::with_capacity(nodes + 1), steps: Vec::new(), arcs: Vec::new() };
        side.first.push(0);
        for node in 0..nodes {
            for arc in arcs_at(NodeId::new(node)) {
                if let Some(cost) = view.cost(arc) {
                    side.steps.push(Step { end: end(arc).index() as u32, cost });
                    side.arcs.push(arc.index() as u32);
                }
            }
            side.first.push(side.steps.len() as u32);
        }
        side
    }

    #[inline]
    pub(super) fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    #[inline]
    pub(super) fn of(&self, node: u32) -> &[Step] {
        &self.steps[self.range(node)]
    }

    /// The steps at a node, each with its arc.
    #[inline]
    pub(super) fn with_arcs(&self, node: u32) -> impl Iterator<Item = (Step, u32)> + '_ {
        let range = self.range(node);
        self.steps[range.clone()].iter().copied().zip(self.arcs[range].iter().copied())
    }

    /// The arc of a step, counted over all.
    #[inline]
    pub(super) fn arc(&self, at: usize) -> u32 {
        self.arcs[at]
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(super) fn node_count(&self) -> usize {
        self.first.len() - 1
    }
}

/// For each link the smallest id of its physical link, as [`crate::analysis::rank::Loss::of_link`] has it.
pub(super) fn physical_links(network: &Network) -> Vec<u32> {
    let mut lost_with = vec![NO_LINK; network.link_count()];
    for link in network.links() {
        if lost_with[link.id().index()] == NO_LINK {
            let least = network.physical_link(link.id()).min().unwrap_or(link.id()).index() as u32;
            for member in network.physical_link(link.id()) {
                lost_with[member.index()] = least;
            }
        }
    }
    lost_with
}

/// For each arc the smallest id of its physical link; [`NO_LINK`] for transfers.
pub(super) fn links_of_arcs(network: &Network) -> Vec<u32> {
    let lost_with = physical_links(network);
    network
        .arcs()
        .map(|arc| match network.element(arc) {
            Element::Link(link) => lost_with[link.index()],
            Element::Transfer(_) => NO_LINK,
        })
        .collect()
}

/// For each node its hub.
pub(super) fn hubs_of_nodes(network: &Network) -> Vec<u32> {
    network.nodes().map(|node| node.hub().id().index() as u32).collect()
}

/// The physical links that have an open arc, ascending.
pub(super) fn open_links(view: &View<'_>) -> Vec<LinkId> {
    let network = view.network();
    let mut open = vec![false; network.link_count()];
    for (link, lost_with) in physical_links(network).into_iter().enumerate() {
        let arcs = network.link_arcs(LinkId::new(link));
        open[lost_with as usize] |= arcs.iter().any(|&arc| view.cost(arc).is_some());
    }
    (0..open.len()).filter(|&at| open[at]).map(LinkId::new).collect()
}

/// The hubs that have an open node, ascending.
pub(super) fn open_hubs(view: &View<'_>) -> Vec<HubId> {
    let is_open = |hub: &crate::network::Hub<'_>| hub.nodes().iter().any(|&node| view.is_open(node));
    view.network().hubs().filter(is_open).map(crate::network::Hub::id).collect()
}
