//! [`View`]: a network with some of it closed, slowed or throttled.

use std::collections::BTreeMap;

use super::bits::BitSet;
use super::journal::{Change, Journal, Mark, UnknownMarkError};
use super::spec::Impedance;
use crate::network::{ArcId, HubId, LinkId, Network, NodeId};
use crate::units::{Capacity, LINK_COST_BOUND, Length, Share, Time, UnitError};

/// A network as it stands under closures: which arcs are open, and what they cost.
///
/// A view borrows its network and costs two bits an arc and one a node, and a third bit an arc once one is closed by itself;
/// so a thousand of them share one network and run side by side. It is made by a [`crate::Scenario`], or by hand:
///
/// ```
/// use supplyline::{Impedance, Network, View};
/// use supplyline::network::NewLink;
/// let network = Network::builder().hub("A").hub("B").link(NewLink::road("A", "B").length("3 km")).build()?;
/// let mut view = View::new(&network, Impedance::Length);
/// let arc = network.arcs().next().expect("a link has arcs");
/// assert_eq!(view.cost(arc), Some(30_000));
/// view.close_hub(network.find_hub("B")?);
/// assert_eq!(view.cost(arc), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is open
/// An arc is open where its tail and its head are open and it is not closed by itself. So a node and an arc at it that
/// are both closed are reopened each by its own call, in any order, and how often something was closed does not matter.
///
/// # What-ifs
/// From its first [`View::mark`] on a view notes what is done to it, and [`View::undo_to`] takes it back, exactly. One view
/// serves so for many losses in turn, and [`View::changes_since`] tells which arcs each of them touches:
///
/// ```
/// # use supplyline::{Impedance, Network, View};
/// # use supplyline::network::NewLink;
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .link(NewLink::road("B", "C").length("4 km"))
///     .build()?;
/// let mut view = View::new(&network, Impedance::Length);
/// let whole = view.clone();
/// let mark = view.mark();
/// let mut touched = Vec::new();
/// for hub in network.hubs() {
///     view.close_hub(hub.id());
///     touched.push(view.changes_since(mark)?.arcs.len());
///     view.undo_to(mark)?;
/// }
/// assert_eq!(touched, [2, 4, 2]); // two-way links have two arcs each
/// assert!(view == whole);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Equality
/// Two views are equal where they are of the same network in memory, minimise the same, and have the same nodes closed,
/// the same arcs closed by themselves, and the same shares of speeds and capacities left: whatever is asked of them, now
/// or after the same further changes, has the same answer. Marks, and how a view came to be what it is, do not count.
///
/// # Complexity
/// A question about an arc or a node takes constant time, or time logarithmic in what is slowed or throttled where that
/// is what it asks about. A change takes as much for each node and arc that it touches, those at a closed node included,
/// and so does taking it back. A note of a change takes 16 bytes, once there is a mark.
#[derive(Clone, Debug)]
pub struct View<'n> {
    network: &'n Network,
    impedance: Impedance,
    closed_nodes: BitSet,
    /// Arcs that are closed by themselves, whether or not they touch a closed node. Made with the first of them, so that a
    /// view that only ever loses hubs does without.
    closed_alone: Option<BitSet>,
    /// Arcs that are closed for whatever reason. This and the next set follow from the rest, and are kept so that a search
    /// tests one bit of most arcs and never looks up the ends of closed ones.
    closed_arcs: BitSet,
    /// Arcs that are closed or slowed; the others cost what the network says.
    changed_arcs: BitSet,
    slowed: BTreeMap<ArcId, Slowed>,
    /// Here and for nodes, only what is less than the whole.
    capacity_shares: BTreeMap<ArcId, Share>,
    node_capacity_shares: BTreeMap<NodeId, Share>,
    journal: Journal,
}

/// What is left of the speed of an arc, less than the whole, and the time that it takes then.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Slowed {
    share: Share,
    milliseconds: u32,
}

/// What may have changed in a view since a mark. Made by [`View::changes_since`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// The arcs whose [`View::cost`] may be another, ascending, each once: all whose cost is another are here.
    pub arcs: Vec<ArcId>,
    /// The nodes that were closed or reopened, ascending, each once.
    pub nodes: Vec<NodeId>,
}

impl<'n> View<'n> {
    /// The network as a whole, with nothing closed.
    #[must_use]
    pub fn new(network: &'n Network, impedance: Impedance) -> Self {
        Self {
            network,
            impedance,
            closed_nodes: BitSet::new(network.node_count()),
            closed_alone: None,
            closed_arcs: BitSet::new(network.arc_count()),
            changed_arcs: BitSet::new(network.arc_count()),
            slowed: BTreeMap::new(),
            capacity_shares: BTreeMap::new(),
            node_capacity_shares: BTreeMap::new(),
            journal: Journal::default(),
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
        if self.is_open(node) {
            self.turn_node(node);
            self.journal.record(Change::NodeTurned(node));
        }
    }

    /// Reopens a node, and with it the arcs that touch it, except those that are closed by themselves or at their other end.
    pub fn reopen_node(&mut self, node: NodeId) {
        if !self.is_open(node) {
            self.turn_node(node);
            self.journal.record(Change::NodeTurned(node));
        }
    }

    /// Closes an arc by itself.
    pub fn close_arc(&mut self, arc: ArcId) {
        if !self.is_closed_alone(arc) {
            self.turn_arc(arc);
            self.journal.record(Change::ArcTurned(arc));
        }
    }

    /// Takes back that an arc is closed by itself. It stays closed where it touches a closed node.
    pub fn reopen_arc(&mut self, arc: ArcId) {
        if self.is_closed_alone(arc) {
            self.turn_arc(arc);
            self.journal.record(Change::ArcTurned(arc));
        }
    }

    /// Closes all nodes of a hub.
    pub fn close_hub(&mut self, hub: HubId) {
        for &node in self.network.hub(hub).nodes() {
            self.close_node(node);
        }
    }

    /// Reopens all nodes of a hub, as [`View::reopen_node`].
    pub fn reopen_hub(&mut self, hub: HubId) {
        for &node in self.network.hub(hub).nodes() {
            self.reopen_node(node);
        }
    }

    /// Closes all arcs of a link by themselves: both directions, all modes.
    ///
    /// Other rows of the same physical link stay open. What is lost together is for a scenario to say, and for
    /// [`Network::physical_link`] to list.
    pub fn close_link(&mut self, link: LinkId) {
        for &arc in self.network.link_arcs(link) {
            self.close_arc(arc);
        }
    }

    /// Reopens all arcs of a link, as [`View::reopen_arc`]; other rows of the same physical link stay as they are.
    pub fn reopen_link(&mut self, link: LinkId) {
        for &arc in self.network.link_arcs(link) {
            self.reopen_arc(arc);
        }
    }

    /// Slows an arc to a share of the speed that it has in this view. A closed one has no speed: it stays as it is, and is no
    /// slower once it is reopened. One that is slowed first and then closed comes back slowed.
    ///
    /// # Errors
    /// [`UnitError::TooLarge`] where it would take 298 hours or more, and [`UnitError::TooSmall`] for a share of 0. The
    /// view is then as it was.
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
        let before = self.slowed.get(&arc).map_or(Share::WHOLE, |slowed| slowed.share);
        let left = before.of(share);
        let slowed = self.stretched(arc, left);
        #[expect(clippy::cast_precision_loss, reason = "2^30 is exact")]
        if slowed >= LINK_COST_BOUND as f64 {
            return Err(UnitError::TooLarge {
                quantity: "time",
                value: slowed / 3_600_000.0,
                limit: "298 h",
            });
        }
        self.leave_speed(arc, left);
        self.journal.record(Change::Slowed { arc, before });
        Ok(())
    }

    /// Leaves a share of the capacity that an arc has in this view.
    pub fn throttle_arc(&mut self, arc: ArcId, share: Share) {
        if share != Share::WHOLE {
            let before = self.capacity_share(arc);
            put(&mut self.capacity_shares, arc, before.of(share));
            self.journal.record(Change::ArcThrottled { arc, before });
        }
    }

    /// Leaves a share of the capacity that a node has in this view.
    pub fn throttle_node(&mut self, node: NodeId, share: Share) {
        if share != Share::WHOLE {
            let before = self.node_capacity_share(node);
            put(&mut self.node_capacity_shares, node, before.of(share));
            self.journal.record(Change::NodeThrottled { node, before });
        }
    }

    /// A mark of the view as it stands, for [`View::undo_to`] and [`View::changes_since`]. Marks nest: there may be any number.
    ///
    /// The first one starts a journal of all changes, which grows until they are undone or the marks forgotten; see
    /// [`View::forget_marks`]. Where nothing has changed since the last mark, that one is given again. Constant time.
    pub fn mark(&mut self) -> Mark {
        self.journal.mark()
    }

    /// Takes back all that was done since a mark: the view then equals what it was. The mark holds on and can be undone to
    /// again; the marks after it are gone. Takes as long as what it takes back did, beside
    /// time logarithmic in the number of marks.
    ///
    /// # Errors
    /// [`UnknownMarkError`] where the mark is of another view, was undone, or was forgotten. The view is then as it was.
    pub fn undo_to(&mut self, mark: Mark) -> Result<(), UnknownMarkError> {
        let position = self.journal.rewind(mark)?;
        while let Some(change) = self.journal.take_after(position) {
            match change {
                Change::NodeTurned(node) => self.turn_node(node),
                Change::ArcTurned(arc) => self.turn_arc(arc),
                Change::Slowed { arc, before } => self.leave_speed(arc, before),
                Change::ArcThrottled { arc, before } => put(&mut self.capacity_shares, arc, before),
                Change::NodeThrottled { node, before } => put(&mut self.node_capacity_shares, node, before),
            }
        }
        Ok(())
    }

    /// Forgets all marks and the journal, and gives its memory back; nothing more is noted until the next mark.
    pub fn forget_marks(&mut self) {
        self.journal = Journal::default();
    }

    /// What may have changed since a mark, and so what may change back when it is undone to.
    ///
    /// What was closed and reopened since is listed too, so costs that were noted at the mark or at any moment after it are
    /// brought up to date by this list. What was undone is not: ask before undoing, too. Slowed arcs are listed where
    /// routes minimise time; throttled ones cost what they did.
    ///
    /// *O*(*k* log *k*) for the *k* changes since, each counted with the arcs at its node.
    ///
    /// # Errors
    /// As [`View::undo_to`].
    pub fn changes_since(&self, mark: Mark) -> Result<Changes, UnknownMarkError> {
        let Changes { mut arcs, mut nodes } = Changes::default();
        for &change in self.journal.since(mark)? {
            match change {
                Change::NodeTurned(node) => nodes.push(node),
                Change::ArcTurned(arc) => arcs.push(arc),
                Change::Slowed { arc, .. } if self.impedance == Impedance::Time => arcs.push(arc),
                Change::Slowed { .. } | Change::ArcThrottled { .. } | Change::NodeThrottled { .. } => {}
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        for &node in &nodes {
            arcs.extend(touching(self.network, node));
        }
        arcs.sort_unstable();
        arcs.dedup();
        Ok(Changes { arcs, nodes })
    }

    /// Whether a node is open.
    #[must_use]
    pub fn is_open(&self, node: NodeId) -> bool {
        !self.closed_nodes.contains(node.index())
    }

    /// Whether an arc is closed by itself, whatever its ends are. Whether it is open at all is for [`View::cost`] to say.
    #[must_use]
    pub fn is_closed_alone(&self, arc: ArcId) -> bool {
        self.closed_alone.as_ref().is_some_and(|closed| closed.contains(arc.index()))
    }

    /// Whether an arc is open: not closed by itself, and both of its ends are open. What it costs then is for
    /// [`View::cost`] to say.
    #[must_use]
    #[inline]
    pub fn is_arc_open(&self, arc: ArcId) -> bool {
        !self.closed_arcs.contains(arc.index())
    }

    /// The nodes that are closed, ascending. Linear in them, and in a 64th of all nodes.
    pub fn closed_nodes(&self) -> impl Iterator<Item = NodeId> + use<'_, 'n> {
        self.closed_nodes.iter().map(NodeId::new)
    }

    /// The arcs that are closed by themselves, whatever their ends are, ascending. Linear in them, and in a 64th of all arcs.
    pub fn arcs_closed_alone(&self) -> impl Iterator<Item = ArcId> + use<'_, 'n> {
        self.closed_alone.iter().flat_map(BitSet::iter).map(ArcId::new)
    }

    /// The arcs that are closed, by themselves or with a node, or slowed, ascending; all others cost what they cost in
    /// the network. (A slowed one does so too where routes minimise length.) Linear in them, and in a 64th of all arcs.
    pub fn changed_arcs(&self) -> impl Iterator<Item = ArcId> + use<'_, 'n> {
        self.changed_arcs.iter().map(ArcId::new)
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

    /// What an arc carries, as far as it is throttled; nothing where it is closed. See [`Network::arc_capacity`].
    #[must_use]
    pub fn arc_capacity(&self, arc: ArcId) -> Option<Capacity> {
        self.is_arc_open(arc).then(|| self.network.arc_capacity(arc).share(self.capacity_share(arc)))
    }

    /// What a node can handle, as far as it is throttled; nothing where it is closed.
    #[must_use]
    pub fn node_capacity(&self, node: NodeId) -> Option<Capacity> {
        let capacity = || self.network.node(node).capacity().share(self.node_capacity_share(node));
        self.is_open(node).then(capacity)
    }

    /// Bytes on the heap, the journal included, apart from what is slowed or throttled.
    #[must_use]
    pub fn memory(&self) -> usize {
        let bits = [&self.closed_nodes, &self.closed_arcs, &self.changed_arcs];
        let bits = bits.into_iter().chain(&self.closed_alone);
        bits.map(BitSet::memory).sum::<usize>() + self.journal.memory()
    }

    /// Closes a node that is open, and the other way round.
    fn turn_node(&mut self, node: NodeId) {
        let closes = self.is_open(node);
        self.closed_nodes.set(node.index(), closes);
        for arc in touching(self.network, node) {
            self.judge(arc, closes);
        }
    }

    /// Closes an arc by itself that is not so closed, and the other way round.
    fn turn_arc(&mut self, arc: ArcId) {
        let closes = !self.is_closed_alone(arc);
        let arcs = self.network.arc_count();
        self.closed_alone.get_or_insert_with(|| BitSet::new(arcs)).set(arc.index(), closes);
        self.judge(arc, closes);
    }

    /// Leaves this share of the speed that an arc has in the network. The time is below the bound.
    fn leave_speed(&mut self, arc: ArcId, share: Share) {
        if share == Share::WHOLE {
            self.slowed.remove(&arc);
        } else {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= time < 2^30")]
            let milliseconds = self.stretched(arc, share) as u32;
            self.slowed.insert(arc, Slowed { share, milliseconds });
        }
        self.judge(arc, false);
    }

    /// The milliseconds that an arc takes at a share of its speed.
    fn stretched(&self, arc: ArcId, share: Share) -> f64 {
        (f64::from(self.network.arc_milliseconds()[arc.index()]) / share.value()).round()
    }

    /// Works out anew whether an arc is closed and whether it counts as changed. Where it closes now for certain, its ends
    /// need no look.
    fn judge(&mut self, arc: ArcId, closes: bool) {
        let ends_open =
            |network: &Network| self.is_open(network.tail(arc)) && self.is_open(network.head(arc));
        let closed = closes || self.is_closed_alone(arc) || !ends_open(self.network);
        let changed = closed || self.slowed.contains_key(&arc);
        self.closed_arcs.set(arc.index(), closed);
        self.changed_arcs.set(arc.index(), changed);
    }
}

impl PartialEq for View<'_> {
    fn eq(&self, other: &Self) -> bool {
        // Which arcs are closed or slowed for whatever reason follows from the rest.
        std::ptr::eq(self.network, other.network)
            && self.impedance == other.impedance
            && self.closed_nodes == other.closed_nodes
            && self.arcs_closed_alone().eq(other.arcs_closed_alone())
            && self.slowed == other.slowed
            && self.capacity_shares == other.capacity_shares
            && self.node_capacity_shares == other.node_capacity_shares
    }
}

/// The arcs out of a node and into it; a loop is both.
fn touching(network: &Network, node: NodeId) -> impl Iterator<Item = ArcId> + use<'_> {
    network.arcs_out(node).chain(network.arcs_in(node).iter().copied())
}

/// Keeps what is left of a capacity, unless it is the whole.
fn put<K: Ord>(shares: &mut BTreeMap<K, Share>, key: K, left: Share) {
    if left == Share::WHOLE {
        shares.remove(&key);
    } else {
        shares.insert(key, left);
    }
}
