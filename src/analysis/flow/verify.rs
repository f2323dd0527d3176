//! Is a throughput right? A checker that runs none of the algorithms that found it.
//!
//! It needs a few passes over the arcs for each answer, and the capacities as the view tells them:
//!
//! - the **flow** keeps to the capacity of each arc, of each node and of each shared track and to the supplies, is
//!   conserved at each node, and brings what is said;
//! - the **cut** carries just as much as gets through, and without it nothing does (so no flow brings more);
//! - shared out **jointly**, the destinations of each tier and all before get all that the tier's cut carries, and tiers
//!   ascend: who raises the share of one has to take from one that has no more.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::{AloneThroughput, Bottleneck, Cut, JointThroughput, Ratio, Tier, Witness};
use crate::network::{ArcId, HubId, Network, NodeId};
use crate::paths::Amount;
use crate::scenario::{Relation, Scenario, Source, View};

/// What was checked, and found right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlowVerification {
    /// Flows that keep to all capacities and bring what is said.
    pub flows: u64,
    /// Cuts that carry just what gets through.
    pub cuts: u64,
    /// Ways without any limit.
    pub ways: u64,
}

impl FlowVerification {
    /// Adds what was checked elsewhere.
    pub fn add(&mut self, other: Self) {
        self.flows += other.flows;
        self.cuts += other.cuts;
        self.ways += other.ways;
    }
}

/// Why a throughput is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FlowRejection {
    /// It answers other questions than the scenario asks, or on another network than the view's.
    #[error("the outcome is of other destinations than the scenario's, or the view is of another network")]
    OtherScenario,
    /// The flow is none, or does not bring what is said.
    #[error("{of}: the flow {why}")]
    BadFlow {
        /// The destination's key, or what all share.
        of: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The cut does not prove what is said.
    #[error("{of}: the cut {why}")]
    BadCut {
        /// The destination's key, or which tier.
        of: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The way without limit has one, or is none.
    #[error("{of}: the way without limit {why}")]
    BadWay {
        /// The destination's key.
        of: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The share of demand met does not follow.
    #[error("{of}: the share of demand met is not what gets there over what is wanted")]
    BadShare {
        /// The destination's key.
        of: String,
    },
    /// The tiers do not list each destination once, by its share, ascending.
    #[error("the tiers do not list each destination that wants anything once, by its share, ascending")]
    BadTiers,
    /// The prices do not prove that nothing is cheaper.
    #[error("a price {why}")]
    BadPrice {
        /// What is wrong.
        why: &'static str,
    },
    /// The routes are none, or are not what flows.
    #[error("the routes {why}")]
    BadRoutes {
        /// What is wrong.
        why: &'static str,
    },
    /// A curve over a hub's capacity is wrong.
    #[error("with {share} of the hub's capacity, the curve {why}")]
    BadCurve {
        /// The share of the hub's capacity that is left there.
        share: Ratio,
        /// What is wrong.
        why: &'static str,
    },
    /// What is delivered to all at once is missing, or is told where it has no answer.
    #[error("what all get at once is missing, or is told in another way than the scenario asks for")]
    NotShared,
    /// It was shared out in another way than is told.
    #[error("what there is was shared out in another way than is told")]
    OtherShares,
    /// The sums are not those of the flow.
    #[error("the totals are not the sums of what is delivered and of what flows")]
    BadTotals,
}

/// What is wrong, before it is said of whom.
pub(super) type Why = &'static str;

/// Checks every flow and every cut of an outcome of [`super::throughput_alone`].
///
/// # Returns
/// How much was checked.
///
/// # Errors
/// Everything that is wrong, in the order of the destinations.
///
/// # Complexity
/// *O*(*n* + *m* log *m*) for each destination.
pub fn verify_throughput_alone(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    outcome: &AloneThroughput,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let relations = outcome.relations.iter().map(|answer| &answer.relation);
    if !std::ptr::eq(scenario.network(), view.network()) || !relations.eq(scenario.relations()) {
        return Err(vec![FlowRejection::OtherScenario]);
    }
    let mut rejections = Vec::new();
    let mut found = FlowVerification::default();
    for answer in &outcome.relations {
        let checker = Checker::new(scenario, view, answer.relation.source);
        let of = || view.network().hub(answer.relation.destination).key().to_owned();
        let ends = BTreeSet::from([answer.relation.destination]);
        let wanted = answer.relation.demand.kilograms();
        let value = match answer.throughput {
            Amount::Limited(value) => value,
            Amount::Unlimited => wanted,
        };
        if Ratio::new(value.min(wanted).into(), wanted.into()).unwrap_or(Ratio::ONE) != answer.met {
            rejections.push(FlowRejection::BadShare { of: of() });
        }
        match (answer.throughput, &answer.witness) {
            (Amount::Unlimited, Witness::Way(arcs)) => match checker.way(arcs, answer.relation.destination) {
                Ok(()) => found.ways += 1,
                Err(why) => rejections.push(FlowRejection::BadWay { of: of(), why }),
            },
            (Amount::Limited(value), Witness::Cuts { near_origins, near_destination }) => {
                let flow = answer.flow.iter().map(|&(arc, amount)| (arc, amount.into()));
                let drawn = answer.drawn.iter().map(|&(hub, amount)| (hub, amount.into()));
                let delivered = BTreeMap::from([(answer.relation.destination, Ratio::from(value))]);
                match checker.flow(flow, drawn, &delivered) {
                    Ok(()) => found.flows += 1,
                    Err(why) => rejections.push(FlowRejection::BadFlow { of: of(), why }),
                }
                for cut in [near_origins, near_destination] {
                    match checker.cut(cut, Ratio::from(value), &ends) {
                        Ok(()) => found.cuts += 1,
                        Err(why) => rejections.push(FlowRejection::BadCut { of: of(), why }),
                    }
                }
            }
            _ => rejections.push(FlowRejection::BadWay { of: of(), why: "and a limit cannot both be" }),
        }
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// Checks the flow, the shares and the cut of each tier of an outcome of [`super::throughput_joint`].
///
/// # Returns
/// How much was checked.
///
/// # Errors
/// Everything that is wrong.
///
/// # Complexity
/// *O*(*n* + *m* log *m*), and as much for each tier.
pub fn verify_throughput_joint(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    outcome: &JointThroughput,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let relations = outcome.relations.iter().map(|answer| &answer.relation);
    let is_same = std::ptr::eq(scenario.network(), view.network()) && relations.eq(scenario.relations());
    let Some(source) = scenario.common_source().filter(|_| is_same) else {
        return Err(vec![FlowRejection::OtherScenario]);
    };
    let mut rejections = Vec::new();
    let mut found = FlowVerification::default();
    let checker = Checker::new(scenario, view, source);
    let mut delivered = BTreeMap::new();
    for answer in &outcome.relations {
        let Relation { destination, demand, .. } = answer.relation;
        let wanted = demand.kilograms();
        let fits = wanted > 0 || answer.met == Ratio::ONE;
        if !fits || answer.met > Ratio::ONE || answer.met.times(wanted) != Some(answer.throughput) {
            rejections.push(FlowRejection::BadShare { of: view.network().hub(destination).key().to_owned() });
        }
        delivered.insert(destination, answer.throughput);
    }
    match checker.flow(outcome.flow.iter().copied(), outcome.drawn.iter().copied(), &delivered) {
        Ok(()) => found.flows += 1,
        Err(why) => rejections.push(FlowRejection::BadFlow { of: "all destinations".to_owned(), why }),
    }
    if !tiers_are_right(outcome) {
        rejections.push(FlowRejection::BadTiers);
        return Err(rejections);
    }
    let mut behind = BTreeSet::new();
    let mut total = Some(Ratio::ZERO);
    for (number, Tier { members, cut, .. }) in outcome.tiers.iter().enumerate() {
        for &member in members {
            behind.insert(outcome.relations[member].relation.destination);
            total = total.and_then(|total| total.plus(outcome.relations[member].throughput));
        }
        if let Some(cut) = cut {
            match total.ok_or("carries more than fits").and_then(|total| checker.cut(cut, total, &behind)) {
                Ok(()) => found.cuts += 1,
                Err(why) => {
                    rejections.push(FlowRejection::BadCut { of: format!("tier {}", number + 1), why });
                }
            }
        }
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// Whether each destination that wants anything is in one tier, with its share; whether tiers ascend; and whether those
/// that are not met in full have a cut.
fn tiers_are_right(outcome: &JointThroughput) -> bool {
    let mut listed: Vec<usize> = outcome.tiers.iter().flat_map(|tier| tier.members.iter().copied()).collect();
    listed.sort_unstable();
    let wants = |&at: &usize| outcome.relations[at].relation.demand.kilograms() > 0;
    let ascend = outcome.tiers.windows(2).all(|pair| pair[0].met < pair[1].met);
    let of_share = |tier: &Tier| tier.members.iter().all(|&at| outcome.relations[at].met == tier.met);
    listed.into_iter().eq((0..outcome.relations.len()).filter(wants))
        && ascend
        && outcome.tiers.iter().all(|tier| of_share(tier) && (tier.cut.is_some() || tier.met == Ratio::ONE))
}

/// What flows into a node and out of it.
#[derive(Clone, Copy)]
struct Through {
    enters: Ratio,
    leaves: Ratio,
}

pub(super) struct Checker<'c, 'n> {
    view: &'c View<'n>,
    network: &'n Network,
    /// The origins that may be drawn on, with their supplies.
    pub(super) supplies: BTreeMap<HubId, Amount>,
}

impl<'c, 'n> Checker<'c, 'n> {
    pub(super) fn new(scenario: &Scenario<'_>, view: &'c View<'n>, source: Source) -> Self {
        let mut supplies = BTreeMap::new();
        if let Source::Origin(hub) = source {
            supplies.insert(hub, Amount::Unlimited);
        }
        for origin in scenario.origins() {
            if source == Source::CheapestOrigin || source == Source::Origin(origin.hub) {
                let stated = origin.supply.map(|supply| Amount::Limited(supply.kilograms()));
                supplies.insert(origin.hub, stated.unwrap_or(Amount::Unlimited));
            }
        }
        Self { view, network: view.network(), supplies }
    }

    pub(super) fn capacity(&self, arc: ArcId) -> Amount {
        self.view.arc_capacity(arc).map_or(Amount::ZERO, Amount::from)
    }

    pub(super) fn node_capacity(&self, node: NodeId) -> Amount {
        self.view.node_capacity(node).map_or(Amount::ZERO, Amount::from)
    }

    fn hub_of(&self, node: NodeId) -> HubId {
        self.network.node(node).hub().id()
    }

    /// Whether a flow is one, draws what it says, and delivers this to each destination.
    pub(super) fn flow(
        &self,
        flow: impl Iterator<Item = (ArcId, Ratio)>,
        drawn: impl Iterator<Item = (HubId, Ratio)>,
        delivered: &BTreeMap<HubId, Ratio>,
    ) -> Result<(), Why> {
        let amounts = self.arcs_are_within(flow)?;
        let mut through: BTreeMap<NodeId, Through> = BTreeMap::new();
        let more = |sum: Ratio, amount: Ratio| sum.plus(amount).ok_or("adds up to more than fits");
        for (&arc, &amount) in &amounts {
            let none = Through { enters: Ratio::ZERO, leaves: Ratio::ZERO };
            let tail = through.entry(self.network.tail(arc)).or_insert(none);
            tail.leaves = more(tail.leaves, amount)?;
            let head = through.entry(self.network.head(arc)).or_insert(none);
            head.enters = more(head.enters, amount)?;
        }
        // What starts and what ends at the nodes of each hub, as far as it goes over arcs.
        let mut starts: BTreeMap<HubId, Ratio> = BTreeMap::new();
        let mut ends: BTreeMap<HubId, Ratio> = BTreeMap::new();
        for (&node, &Through { enters, leaves }) in &through {
            let hub = self.hub_of(node);
            if !is_within(enters.max(leaves), self.node_capacity(node)) {
                return Err("passes a node that cannot handle it");
            }
            let (sums, more, less) =
                if leaves > enters { (&mut starts, leaves, enters) } else { (&mut ends, enters, leaves) };
            if more != less {
                let sum = sums.entry(hub).or_insert(Ratio::ZERO);
                *sum = sum.plus(minus(more, less)?).ok_or("adds up to more than fits")?;
            }
        }
        let drawn: BTreeMap<HubId, Ratio> = drawn.collect();
        let of = |map: &BTreeMap<HubId, Ratio>, hub: HubId| map.get(&hub).copied().unwrap_or(Ratio::ZERO);
        let hubs: BTreeSet<HubId> = [starts.keys(), ends.keys(), drawn.keys(), delivered.keys()]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for hub in hubs {
            let (starts, ends) = (of(&starts, hub), of(&ends, hub));
            let (drawn, delivered) = (of(&drawn, hub), of(delivered, hub));
            if drawn < starts || delivered < ends {
                return Err("is not conserved at a node, or starts or ends where it does not say");
            }
            let supply = self.supplies.get(&hub).copied().unwrap_or(Amount::ZERO);
            if !is_within(drawn, supply) {
                return Err("draws more than an origin supplies");
            }
            // What never leaves the hub.
            let own = minus(drawn, starts)?;
            if own != minus(delivered, ends)? {
                return Err("does not bring what is said");
            }
            if own > Ratio::ZERO && !self.has_room(hub, own, &through)? {
                return Err("ends where it starts, at nodes that cannot handle it");
            }
        }
        Ok(())
    }

    /// What flows on each arc, where each can carry it.
    fn arcs_are_within(
        &self,
        flow: impl Iterator<Item = (ArcId, Ratio)>,
    ) -> Result<BTreeMap<ArcId, Ratio>, Why> {
        let mut amounts = BTreeMap::new();
        for (arc, amount) in flow {
            if arc.index() >= self.network.arc_count() || amounts.insert(arc, amount).is_some() {
                return Err("names an arc twice, or one that is not there");
            }
            if !is_within(amount, self.capacity(arc)) {
                return Err("is more than an arc carries");
            }
        }
        for link in self.network.links().filter(|link| link.shares_capacity() && !link.is_directed()) {
            for pair in link.arcs().chunks_exact(2) {
                if let [Some(&there), Some(&back)] = [amounts.get(&pair[0]), amounts.get(&pair[1])] {
                    let most = self.capacity(pair[0]).max(self.capacity(pair[1]));
                    if !is_within(there.plus(back).ok_or("adds up to more than fits")?, most) {
                        return Err("is more than both directions of a track carry together");
                    }
                }
            }
        }
        Ok(amounts)
    }

    /// Whether the open nodes of a hub can handle so much beside what passes them.
    fn has_room(&self, hub: HubId, own: Ratio, through: &BTreeMap<NodeId, Through>) -> Result<bool, Why> {
        let mut room = Ratio::ZERO;
        for &node in self.network.hub(hub).nodes() {
            let Amount::Limited(capacity) = self.node_capacity(node) else { return Ok(true) };
            let used = through.get(&node).map_or(Ratio::ZERO, |through| through.enters.max(through.leaves));
            room = room.plus(minus(capacity.into(), used)?).ok_or("adds up to more than fits")?;
        }
        Ok(own <= room)
    }

    /// Whether a cut carries this, and lies on every way to any of some hubs.
    pub(super) fn cut(&self, cut: &Cut, value: Ratio, behind: &BTreeSet<HubId>) -> Result<(), Why> {
        let mut sum = 0_u64;
        let (mut nodes, mut arcs, mut hubs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for &part in &cut.parts {
            let (is_new, amount) = match part {
                Bottleneck::Supply(hub) => (hubs.insert(hub), self.supplies.get(&hub).copied()),
                Bottleneck::Node(node) if node.index() < self.network.node_count() => {
                    (nodes.insert(node), Some(self.node_capacity(node)))
                }
                Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc)
                    if arc.index() < self.network.arc_count() && self.is_of(part, arc) =>
                {
                    (arcs.insert(arc), Some(self.capacity(arc)))
                }
                _ => return Err("names something that is not there"),
            };
            let Some(Amount::Limited(kilograms)) = amount.filter(|_| is_new) else {
                return Err("names something twice, or that has no limit");
            };
            sum = sum.checked_add(kilograms).ok_or("carries more than fits")?;
        }
        if sum != cut.capacity || Ratio::from(sum) != value {
            return Err("does not carry what gets through");
        }
        let passes = |node: NodeId| self.node_capacity(node) > Amount::ZERO && !nodes.contains(&node);
        let starts =
            self.supplies.iter().filter(|&(hub, &supply)| supply > Amount::ZERO && !hubs.contains(hub));
        let mut reached = vec![false; self.network.node_count()];
        let mut waiting: Vec<NodeId> =
            starts.flat_map(|(&hub, _)| self.network.hub(hub).nodes()).copied().collect();
        while let Some(node) = waiting.pop() {
            if reached[node.index()] || !passes(node) {
                continue;
            }
            reached[node.index()] = true;
            if behind.contains(&self.hub_of(node)) {
                return Err("leaves a way beside it");
            }
            let open = |arc: &ArcId| self.capacity(*arc) > Amount::ZERO && !arcs.contains(arc);
            waiting.extend(self.network.arcs_out(node).filter(open).map(|arc| self.network.head(arc)));
        }
        Ok(())
    }

    /// Whether a part is what its arc is of.
    fn is_of(&self, part: Bottleneck, arc: ArcId) -> bool {
        use crate::network::Element;
        match (part, self.network.element(arc)) {
            (Bottleneck::Link(link, _), Element::Link(of)) => link == of,
            (Bottleneck::Transfer(transfer, _), Element::Transfer(of)) => transfer == of,
            _ => false,
        }
    }

    /// Whether arcs are a way without limit from an origin without limit to a hub. Where it has no arcs, the hub is both.
    fn way(&self, arcs: &[ArcId], destination: HubId) -> Result<(), Why> {
        if arcs.iter().any(|arc| arc.index() >= self.network.arc_count()) {
            return Err("names an arc that is not there");
        }
        let is_joined = arcs.windows(2).all(|pair| self.network.head(pair[0]) == self.network.tail(pair[1]));
        let is_limited = arcs.iter().any(|&arc| self.capacity(arc) != Amount::Unlimited);
        let ends = match arcs {
            [] => {
                let nodes = self.network.hub(destination).nodes();
                nodes
                    .iter()
                    .find(|&&node| self.node_capacity(node) == Amount::Unlimited)
                    .map(|&node| [node; 2])
            }
            [first, .., last] => Some([self.network.tail(*first), self.network.head(*last)]),
            [only] => Some([self.network.tail(*only), self.network.head(*only)]),
        };
        let Some([start, end]) = ends else { return Err("has no node without limit") };
        let heads = arcs.iter().map(|&arc| self.network.head(arc));
        let mut nodes = heads.chain([start]);
        if !is_joined || self.hub_of(end) != destination {
            return Err("does not lead to the destination");
        }
        if self.supplies.get(&self.hub_of(start)) != Some(&Amount::Unlimited) {
            return Err("does not start at an origin without limit");
        }
        if is_limited || nodes.any(|node| self.node_capacity(node) != Amount::Unlimited) {
            return Err("passes something that has a limit");
        }
        Ok(())
    }
}

fn is_within(amount: Ratio, limit: Amount) -> bool {
    limit.limit().is_none_or(|limit| amount <= Ratio::from(limit))
}

/// A difference of what is not less.
fn minus(more: Ratio, less: Ratio) -> Result<Ratio, Why> {
    more.minus(less).ok_or("takes away more than there is")
}
