//! [`View`]: a network with some of it closed, slowed or throttled.

use std::collections::BTreeMap;

use super::spec::Impedance;
use crate::network::{ArcId, Network, NodeId};
use crate::units::{LINK_COST_BOUND, Length, Share, Time, UnitError};

/// A network as it stands under closures: which arcs are open, and what they cost.
///
/// A view borrows its network and costs two bits an arc and one a node, so that a thousand of them share one network and
/// run side by side. It is made by a [`crate::Scenario`], or by hand:
///
/// ```
/// use supplyline::{Impedance, Network, View};
/// use supplyline::network::NewLink;
/// let network = Network::builder().hub("A").hub("B").link(NewLink::road("A", "B").length("3 km")).build()?;
/// let mut view = View::new(&network, Impedance::Length);
/// let arc = network.arcs().next().expect("a link has arcs");
/// assert_eq!(view.cost(arc), Some(30_000));
/// view.close_node(network.hub(network.find_hub("B")?).nodes()[0]);
/// assert_eq!(view.cost(arc), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct View<'n> {
    network: &'n Network,
    impedance: Impedance,
    closed_nodes: BitSet,
    /// Arcs that are closed or slowed; the others cost what the network says.
    changed_arcs: BitSet,
    closed_arcs: BitSet,
    slowed: BTreeMap<ArcId, Slowed>,
    capacity_shares: BTreeMap<ArcId, Share>,
    node_capacity_shares: BTreeMap<NodeId, Share>,
}

#[derive(Clone, Copy, Debug)]
struct Slowed {
    share: Share,
    milliseconds: u32,
}

impl<'n> View<'n> {
    /// The network as a whole, with nothing closed.
    #[must_use]
    pub fn new(network: &'n Network, impedance: Impedance) -> Self {
        Self {
            network,
            impedance,
            closed_nodes: BitSet::new(network.node_count()),
            changed_arcs: BitSet::new(network.arc_count()),
            closed_arcs: BitSet::new(network.arc_count()),
            slowed: BTreeMap::new(),
            capacity_shares: BTreeMap::new(),
            node_capacity_shares: BTreeMap::new(),
        }
    }

    /// The network that it is a view of.
    #[must_use]
    pub fn network(&self) -> &'n Network {
        self.network
    }

    /// What routes minimise.
    #[must_use]
    pub fn impedance(&self) -> Impedance {
        self.impedance
    }

    /// Closes a node, and with it all arcs that touch it.
    pub fn close_node(&mut self, node: NodeId) {
        self.closed_nodes.insert(node.index());
        for arc in self.network.arcs_out(node) {
            self.close_arc(arc);
        }
        for &arc in self.network.arcs_in(node) {
            self.close_arc(arc);
        }
    }

    /// Closes an arc. To close a link, close all of its arcs.
    pub fn close_arc(&mut self, arc: ArcId) {
        self.changed_arcs.insert(arc.index());
        self.closed_arcs.insert(arc.index());
    }

    /// Slows an arc to a share of the speed that it has in this view. A closed one stays as it is.
    ///
    /// # Errors
    /// [`UnitError::TooLarge`] where it would take 298 hours or more, and [`UnitError::TooSmall`] for a share of 0.
    pub fn slow_arc(&mut self, arc: ArcId, share: Share) -> Result<(), UnitError> {
        if share.value() <= 0.0 {
            return Err(UnitError::TooSmall {
                quantity: "speed factor",
                value: 0.0,
                wanted: "more than zero",
            });
        }
        if share == Share::WHOLE || self.closed_arcs.contains(arc.index()) {
            return Ok(());
        }
        let share = self.slowed.get(&arc).map_or(share, |before| before.share.of(share));
        let base = self.network.arc_milliseconds()[arc.index()];
        let slowed = (f64::from(base) / share.value()).round();
        #[expect(clippy::cast_precision_loss, reason = "2^30 is exact")]
        if slowed >= LINK_COST_BOUND as f64 {
            return Err(UnitError::TooLarge {
                quantity: "time",
                value: slowed / 3_600_000.0,
                limit: "298 h",
            });
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= slowed < 2^30")]
        let milliseconds = slowed as u32;
        self.changed_arcs.insert(arc.index());
        self.slowed.insert(arc, Slowed { share, milliseconds });
        Ok(())
    }

    /// Leaves a share of the capacity that an arc has in this view.
    pub fn throttle_arc(&mut self, arc: ArcId, share: Share) {
        if share == Share::WHOLE {
            return;
        }
        let left = self.capacity_shares.entry(arc).or_insert(Share::WHOLE);
        *left = left.of(share);
    }

    /// Leaves a share of the capacity that a node has in this view.
    pub fn throttle_node(&mut self, node: NodeId, share: Share) {
        if share == Share::WHOLE {
            return;
        }
        let left = self.node_capacity_shares.entry(node).or_insert(Share::WHOLE);
        *left = left.of(share);
    }

    /// Whether a node is open.
    #[must_use]
    pub fn is_open(&self, node: NodeId) -> bool {
        !self.closed_nodes.contains(node.index())
    }

    /// What it costs to pass an arc, milliseconds or decimetres; nothing where it is closed.
    #[must_use]
    #[inline]
    pub fn cost(&self, arc: ArcId) -> Option<u32> {
        let base = match self.impedance {
            Impedance::Time => self.network.arc_milliseconds(),
            Impedance::Length => self.network.arc_decimetres(),
        };
        if self.changed_arcs.contains(arc.index()) { self.changed_cost(arc) } else { Some(base[arc.index()]) }
    }

    #[cold]
    fn changed_cost(&self, arc: ArcId) -> Option<u32> {
        if self.closed_arcs.contains(arc.index()) {
            return None;
        }
        Some(match self.impedance {
            Impedance::Time => self.milliseconds(arc),
            Impedance::Length => self.network.arc_decimetres()[arc.index()],
        })
    }

    fn milliseconds(&self, arc: ArcId) -> u32 {
        match self.slowed.get(&arc) {
            Some(slowed) => slowed.milliseconds,
            None => self.network.arc_milliseconds()[arc.index()],
        }
    }

    /// How long an arc takes in this view, whether open or not.
    #[must_use]
    pub fn time(&self, arc: ArcId) -> Time {
        Time::summed(u64::from(self.milliseconds(arc)))
    }

    /// How long an arc is.
    #[must_use]
    pub fn length(&self, arc: ArcId) -> Length {
        self.network.length(arc)
    }

    /// What is left of the capacity of an arc.
    #[must_use]
    pub fn capacity_share(&self, arc: ArcId) -> Share {
        self.capacity_shares.get(&arc).copied().unwrap_or(Share::WHOLE)
    }

    /// What is left of the capacity of a node.
    #[must_use]
    pub fn node_capacity_share(&self, node: NodeId) -> Share {
        self.node_capacity_shares.get(&node).copied().unwrap_or(Share::WHOLE)
    }

    /// Bytes on the heap, apart from what is slowed or throttled.
    #[must_use]
    pub fn memory(&self) -> usize {
        [&self.closed_nodes, &self.changed_arcs, &self.closed_arcs]
            .iter()
            .map(|bits| 8 * bits.0.capacity())
            .sum()
    }
}

/// A set of small numbers, one bit each.
#[derive(Clone, Debug)]
struct BitSet(Vec<u64>);

impl BitSet {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    #[inline]
    fn contains(&self, at: usize) -> bool {
        self.0[at / 64] & (1 << (at % 64)) != 0
    }
}
