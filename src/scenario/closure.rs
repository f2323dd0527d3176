//! [`Closure`]: a closure of a scenario, looked up in its network, and what it does to a view.

use super::problem::ScenarioProblem;
use super::view::View;
use crate::mode::Mode;
use crate::network::{ArcId, Area, Element, HubId, LinkId, Network, NodeId};
use crate::units::Share;

/// A closure with everything it names looked up: which nodes and arcs it takes.
#[derive(Clone, Debug)]
pub struct Closure {
    /// Where it stands among the scenario's closures.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) hubs: Vec<HubId>,
    pub(super) links: Vec<LinkId>,
    pub(super) area: Option<Area>,
    pub(super) modes: Option<Vec<Mode>>,
    pub(super) effect: Effect,
    pub(super) baseline: bool,
    pub(super) nodes: Vec<NodeId>,
    pub(super) arcs: Vec<ArcId>,
}

/// What a closure does to what it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Effect {
    /// It is closed.
    Close,
    /// It stays open, at a share of its speed and of its capacity.
    Reduce {
        /// What is left of the speed.
        speed: Share,
        /// What is left of the capacity.
        capacity: Share,
    },
}

impl Closure {
    /// Of whole hubs and of links by themselves, both ascending.
    pub(super) fn of(
        network: &Network,
        name: &str,
        hubs: &[HubId],
        links: &[LinkId],
        is_baseline: bool,
        at: usize,
    ) -> Self {
        let mut nodes: Vec<NodeId> =
            hubs.iter().flat_map(|&hub| network.hub(hub).nodes().iter().copied()).collect();
        let mut arcs: Vec<ArcId> =
            links.iter().flat_map(|&link| network.link_arcs(link).iter().copied()).collect();
        nodes.sort_unstable();
        arcs.sort_unstable();
        Self {
            at,
            name: name.to_owned(),
            hubs: hubs.to_vec(),
            links: links.to_vec(),
            area: None,
            modes: None,
            effect: Effect::Close,
            baseline: is_baseline,
            nodes,
            arcs,
        }
    }

    /// Its name; its number, from 1, where it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hubs that it names.
    #[must_use]
    pub fn hubs(&self) -> &[HubId] {
        &self.hubs
    }

    /// The links that it names, with those that are lost together with them.
    #[must_use]
    pub fn links(&self) -> &[LinkId] {
        &self.links
    }

    /// The area that it names.
    #[must_use]
    pub fn area(&self) -> Option<&Area> {
        self.area.as_ref()
    }

    /// The modes that it acts on; all where nothing is said.
    #[must_use]
    pub fn modes(&self) -> Option<&[Mode]> {
        self.modes.as_deref()
    }

    /// What it does.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Whether it holds before as well as after.
    #[must_use]
    pub fn is_baseline(&self) -> bool {
        self.baseline
    }

    /// The nodes that it takes: those of its hubs, and those inside its area.
    #[must_use]
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The arcs that it takes by themselves, beside those that touch its nodes: of its links, and of links that
    /// meet its area.
    #[must_use]
    pub fn arcs(&self) -> &[ArcId] {
        &self.arcs
    }

    /// Acts on a view.
    ///
    /// # Errors
    /// [`ScenarioProblem::TooSlow`] where an arc slowed by it leaves the range of times.
    pub(super) fn apply(&self, view: &mut View<'_>) -> Result<(), ScenarioProblem> {
        match self.effect {
            Effect::Close => {
                for &node in &self.nodes {
                    view.close_node(node);
                }
                for &arc in &self.arcs {
                    view.close_arc(arc);
                }
                Ok(())
            }
            Effect::Reduce { speed, capacity } => self.reduce(view, speed, capacity),
        }
    }

    /// Whether it slows and throttles nothing: its factors are 1, or act on nothing that it takes.
    pub(super) fn has_no_effect(&self, network: &Network) -> bool {
        match self.effect {
            Effect::Close => false,
            Effect::Reduce { speed, capacity } => {
                capacity == Share::WHOLE && (speed == Share::WHOLE || self.reduced_arcs(network).is_empty())
            }
        }
    }

    /// Whether everything that it takes is closed in a view already.
    pub(super) fn adds_nothing_to(&self, view: &View<'_>) -> bool {
        let arcs = match self.effect {
            Effect::Close => self.arcs.clone(),
            Effect::Reduce { .. } => self.reduced_arcs(view.network()),
        };
        self.nodes.iter().all(|&node| !view.is_open(node)) && arcs.iter().all(|&arc| view.cost(arc).is_none())
    }

    fn reduce(&self, view: &mut View<'_>, speed: Share, capacity: Share) -> Result<(), ScenarioProblem> {
        let network = view.network();
        for &node in &self.nodes {
            view.throttle_node(node, capacity);
        }
        for arc in self.reduced_arcs(network) {
            view.throttle_arc(arc, capacity);
            let slow = if speed < Share::WHOLE { view.slow_arc(arc, speed) } else { Ok(()) };
            if slow.is_err() {
                return Err(ScenarioProblem::TooSlow {
                    what: match network.element(arc) {
                        Element::Link(link) => network.link(link).key().to_owned(),
                        Element::Transfer(transfer) => network.transfer(transfer).hub().key().to_owned(),
                    },
                    hours: view.time(arc).hours() / speed.value(),
                });
            }
        }
        Ok(())
    }

    /// Its own arcs, and those between two nodes that it takes of one hub: links inside the hub, and transfers.
    ///
    /// A transfer counts where either end is taken: its mode works slower.
    fn reduced_arcs(&self, network: &Network) -> Vec<ArcId> {
        let taken = |node: NodeId| self.nodes.binary_search(&node).is_ok();
        let mut arcs = self.arcs.clone();
        for &node in &self.nodes {
            for arc in network.arcs_out(node).chain(network.arcs_in(node).iter().copied()) {
                let ends = [network.tail(arc), network.head(arc)];
                let [from, to] = ends.map(|node| network.node(node).hub().id());
                let inside = match network.element(arc) {
                    Element::Transfer(_) => true,
                    Element::Link(_) => from == to && ends.into_iter().all(taken),
                };
                if inside {
                    arcs.push(arc);
                }
            }
        }
        arcs.sort_unstable();
        arcs.dedup();
        arcs
    }
}
