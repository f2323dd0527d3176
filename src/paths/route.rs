//! A route: the arcs that goods pass, and the legs that a person reads.

use crate::mode::Mode;
use crate::network::{ArcId, Element, HubId, LinkId, NodeId};
use crate::scenario::{Impedance, View};
use crate::units::{Capacity, Length, Time};

/// A way through a network, from one node to another. It visits no node twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    start: NodeId,
    arcs: Vec<ArcId>,
    time: Time,
    length: Length,
}

/// A part of a route that a person would name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Leg {
    /// From one hub to the next in one mode.
    Travel {
        /// The mode.
        mode: Mode,
        /// The hub where it starts.
        from: HubId,
        /// The hub where it ends.
        to: HubId,
        /// The links that it passes, in order.
        links: Vec<LinkId>,
        /// How long it takes.
        time: Time,
        /// How long it is.
        length: Length,
    },
    /// A change of mode or of node inside a hub.
    Transfer {
        /// The hub.
        hub: HubId,
        /// The mode that goods leave.
        from: Mode,
        /// The mode that they change to.
        to: Mode,
        /// How long it takes.
        time: Time,
    },
}

impl Route {
    /// The route that starts at a node and passes these arcs, timed as in `view`. Whether the arcs follow one another
    /// and are open is the caller's business.
    #[must_use]
    pub fn new(view: &View<'_>, start: NodeId, arcs: Vec<ArcId>) -> Self {
        let milliseconds = arcs.iter().map(|&arc| view.time(arc).milliseconds()).sum();
        let decimetres = arcs.iter().map(|&arc| view.length(arc).decimetres()).sum();
        Self { start, arcs, time: Time::summed(milliseconds), length: Length::summed(decimetres) }
    }

    /// The node where it starts.
    #[must_use]
    pub fn start(&self) -> NodeId {
        self.start
    }

    /// The arcs that it passes, in order. None where it starts where it ends.
    #[must_use]
    pub fn arcs(&self) -> &[ArcId] {
        &self.arcs
    }

    /// How long it takes, transfers included.
    #[must_use]
    pub fn time(&self) -> Time {
        self.time
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> Length {
        self.length
    }

    /// What it costs: milliseconds or decimetres.
    #[must_use]
    pub fn cost(&self, impedance: Impedance) -> u64 {
        match impedance {
            Impedance::Time => self.time.milliseconds(),
            Impedance::Length => self.length.decimetres(),
        }
    }

    /// The least capacity on its way: of its links, transfers and nodes, as `view` leaves them. What else uses them is
    /// not counted.
    #[must_use]
    pub fn capacity(&self, view: &View<'_>) -> Capacity {
        let network = view.network();
        let arcs = self.arcs.iter().map(|&arc| network.arc_capacity(arc).share(view.capacity_share(arc)));
        let nodes =
            self.nodes(view).map(|node| network.node(node).capacity().share(view.node_capacity_share(node)));
        let left = arcs.chain(nodes).filter_map(Capacity::limit);
        left.min().map_or(Capacity::Unlimited, Capacity::Limited)
    }

    /// The nodes that it visits, in order.
    pub fn nodes<'r>(&'r self, view: &'r View<'_>) -> impl Iterator<Item = NodeId> + 'r {
        let heads = self.arcs.iter().map(|&arc| view.network().head(arc));
        std::iter::once(self.start).chain(heads)
    }

    /// The hubs that it passes, in order, without repeating one that it stays in.
    #[must_use]
    pub fn hubs(&self, view: &View<'_>) -> Vec<HubId> {
        let mut hubs: Vec<HubId> =
            self.nodes(view).map(|node| view.network().node(node).hub().id()).collect();
        hubs.dedup();
        hubs
    }

    /// Its legs, in order: hub by hub, mode by mode, timed as in `view`. Linear in its arcs.
    #[must_use]
    pub fn legs(&self, view: &View<'_>) -> Vec<Leg> {
        let network = view.network();
        let mut legs: Vec<Leg> = Vec::new();
        // Whether the last leg has reached another hub, so that the next arc begins a new one.
        let mut arrived = true;
        for &arc in &self.arcs {
            let [tail, head] = [network.tail(arc), network.head(arc)].map(|node| network.node(node));
            match network.element(arc) {
                Element::Transfer(_) => {
                    legs.push(Leg::Transfer {
                        hub: tail.hub().id(),
                        from: tail.mode().clone(),
                        to: head.mode().clone(),
                        time: view.time(arc),
                    });
                    arrived = true;
                }
                Element::Link(link) => {
                    match legs.last_mut() {
                        Some(Leg::Travel { to, links, time, length, .. }) if !arrived => {
                            *to = head.hub().id();
                            links.push(link);
                            *time = Time::summed(time.milliseconds() + view.time(arc).milliseconds());
                            *length = Length::summed(length.decimetres() + view.length(arc).decimetres());
                        }
                        _ => legs.push(Leg::Travel {
                            mode: tail.mode().clone(),
                            from: tail.hub().id(),
                            to: head.hub().id(),
                            links: vec![link],
                            time: view.time(arc),
                            length: view.length(arc),
                        }),
                    }
                    arrived = tail.hub().id() != head.hub().id();
                }
            }
        }
        legs
    }
}
