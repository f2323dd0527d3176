//! Is what pairs of several origins get right? A checker that runs no linear program and none of the searches that found it.
//!
//! - The **routes** are ways from where the pair draws on to its destination, over what is open; together they keep to the capacity of
//!   every part, and bring what is said.
//! - The **lengths** prove what each pair, or all together, could get at most: the distances under them are worked out anew, and
//!   with them the bound, in exact fractions. Who is in a tier without lengths is met, or no way leads there.
//! - The parts that are said to be **full** are those of the lengths that the routes fill.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::super::verify::{FlowRejection, FlowVerification, Why};
use super::super::{Bottleneck, Ratio, Shares};
use super::{MostTogether, MulticommodityThroughput, PairRoute, PairThroughput, PairTier, UNITS, is_filled};
use crate::network::{ArcId, Element, HubId, Network, NodeId};
use crate::paths::Amount;
use crate::scenario::{Relation, Scenario, Source, View};

/// Checks the routes, the shares and the lengths of each tier of an outcome of `throughput_multicommodity`.
///
/// # Returns
/// How much was checked: one flow, and the lengths of each tier as a cut.
///
/// # Errors
/// Everything that is wrong.
///
/// # Complexity
/// The arcs of all routes, and for each tier a search for each origin of OD pairs.
pub fn verify_throughput_multicommodity(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    outcome: &MulticommodityThroughput,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let relations = outcome.relations.iter().map(|answer| &answer.relation);
    if !std::ptr::eq(scenario.network(), view.network()) || !relations.eq(scenario.relations()) {
        return Err(vec![FlowRejection::OtherScenario]);
    }
    let checker = Checker::new(scenario, view);
    let mut rejections = Vec::new();
    let mut found = FlowVerification::default();
    let of = |answer: &PairThroughput| view.network().hub(answer.relation.destination).key().to_owned();
    for answer in &outcome.relations {
        let wanted = answer.relation.demand.kilograms();
        let fits = if wanted == 0 {
            answer.met == Ratio::ONE && answer.met_at_most == Ratio::ONE
        } else {
            answer.met <= answer.met_at_most && answer.met_at_most <= Ratio::ONE
        };
        if !fits || answer.met.times(wanted) != Some(answer.throughput) {
            rejections.push(FlowRejection::BadShare { of: of(answer) });
        }
        let why = match checker.routes(&answer.relation, &answer.routes) {
            Ok(sum) if sum == answer.throughput => continue,
            Ok(_) => "does not bring what is said",
            Err(why) => why,
        };
        rejections.push(FlowRejection::BadFlow { of: of(answer), why });
    }
    let loads = Loads::of(&checker, outcome.relations.iter().flat_map(|answer| &answer.routes));
    match loads.as_ref().map_err(|&why| why).and_then(|loads| checker.keeps_to_capacities(loads)) {
        Ok(()) => found.flows += 1,
        Err(why) => rejections.push(FlowRejection::BadFlow { of: "all destinations".to_owned(), why }),
    }
    if !tiers_are_right(outcome) || (outcome.shares == Shares::Most) != outcome.most.is_some() {
        rejections.push(FlowRejection::BadTiers);
        return Err(rejections);
    }
    if !rejections.is_empty() {
        return Err(rejections);
    }
    for (number, tier) in outcome.tiers.iter().enumerate() {
        let checked = match (outcome.shares, outcome.most) {
            (Shares::Fair, None) => checker.lengths(outcome, tier),
            (Shares::Proportional, None) => checker.in_common(outcome, tier),
            (Shares::Most, Some(most)) => checker.together(outcome, tier, most),
            _ => Err("is of other shares than are told"),
        };
        let told = checked.and_then(|()| checker.told(outcome, tier, loads.as_ref().map_err(|&why| why)?));
        match told {
            Ok(()) => found.cuts += 1,
            Err(why) => rejections.push(FlowRejection::BadCut { of: format!("tier {}", number + 1), why }),
        }
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// Whether each pair that wants anything is in one tier, which says the least share of its members.
fn tiers_are_right(outcome: &MulticommodityThroughput) -> bool {
    let mut listed: Vec<usize> = outcome.tiers.iter().flat_map(|tier| tier.members.iter().copied()).collect();
    listed.sort_unstable();
    let wants = |&at: &usize| outcome.relations[at].relation.demand.kilograms() > 0;
    if !listed.into_iter().eq((0..outcome.relations.len()).filter(wants)) {
        return false;
    }
    let least = |tier: &PairTier| tier.members.iter().map(|&at| outcome.relations[at].met).min();
    outcome.tiers.iter().all(|tier| least(tier) == Some(tier.met))
}

pub(super) struct Checker<'c, 'n> {
    view: &'c View<'n>,
    pub(super) network: &'n Network,
    /// Which hubs each source is, and what each of them supplies.
    hubs: BTreeMap<Source, BTreeSet<HubId>>,
    pub(super) supplies: BTreeMap<HubId, Amount>,
    /// By arc of a track the arc by which the track is named, and what both directions carry.
    pub(super) tracks: BTreeMap<ArcId, (ArcId, Amount)>,
}

impl<'c, 'n> Checker<'c, 'n> {
    pub(super) fn new(scenario: &Scenario<'_>, view: &'c View<'n>) -> Self {
        let network = view.network();
        let mut hubs: BTreeMap<Source, BTreeSet<HubId>> = BTreeMap::new();
        let mut supplies = BTreeMap::new();
        for origin in scenario.origins() {
            let stated = origin.supply.map(|supply| Amount::Limited(supply.kilograms()));
            supplies.insert(origin.hub, stated.unwrap_or(Amount::Unlimited));
        }
        let stated: BTreeSet<HubId> = supplies.keys().copied().collect();
        for relation in scenario.relations() {
            let of_source = match relation.source {
                Source::CheapestOrigin => stated.clone(),
                Source::Origin(hub) => {
                    supplies.entry(hub).or_insert(Amount::Unlimited);
                    BTreeSet::from([hub])
                }
            };
            hubs.insert(relation.source, of_source);
        }
        let mut checker = Self { view, network, hubs, supplies, tracks: BTreeMap::new() };
        for link in network.links().filter(|link| link.shares_capacity() && !link.is_directed()) {
            for pair in link.arcs().chunks_exact(2) {
                let most = checker.arc_capacity(pair[0]).max(checker.arc_capacity(pair[1]));
                checker.tracks.extend(pair.iter().map(|&arc| (arc, (pair[0], most))));
            }
        }
        checker
    }

    pub(super) fn arc_capacity(&self, arc: ArcId) -> Amount {
        self.view.arc_capacity(arc).map_or(Amount::ZERO, Amount::from)
    }

    pub(super) fn node_capacity(&self, node: NodeId) -> Amount {
        self.view.node_capacity(node).map_or(Amount::ZERO, Amount::from)
    }

    pub(super) fn hub_of(&self, node: NodeId) -> HubId {
        self.network.node(node).hub().id()
    }

    /// What the routes of a pair bring, where they lead from where it may draw on to where it is.
    pub(super) fn routes(&self, relation: &Relation, routes: &[PairRoute]) -> Result<Ratio, Why> {
        let mut sum = Ratio::ZERO;
        for one in routes {
            sum = sum.plus(one.amount).ok_or("adds up to more than fits")?;
            let (start, arcs) = (one.route.start(), one.route.arcs());
            if start.index() >= self.network.node_count()
                || arcs.iter().any(|arc| arc.index() >= self.network.arc_count())
            {
                return Err("names an arc that is not there");
            }
            let starts = self.hubs.get(&relation.source);
            if !starts.is_some_and(|hubs| hubs.contains(&self.hub_of(start))) {
                return Err("starts where it does not say");
            }
            let mut at = start;
            for &arc in arcs {
                if self.network.tail(arc) != at {
                    return Err("takes a route that is none");
                }
                at = self.network.head(arc);
            }
            if self.hub_of(at) != relation.destination {
                return Err("does not lead to the destination");
            }
        }
        Ok(sum)
    }

    /// Whether a tier without lengths has only those that are met or that no way leads to, and whether the parts that it says
    /// are full are those of its lengths that are.
    fn told(&self, outcome: &MulticommodityThroughput, tier: &PairTier, loads: &Loads) -> Result<(), Why> {
        let mut short = tier.members.iter().filter(|&&at| !outcome.relations[at].is_met()).peekable();
        if tier.lengths.is_empty() && short.peek().is_some() {
            let far = self.far(outcome, &Lengths::default());
            if short.any(|&at| far[at].is_some()) {
                return Err("is none, though a way leads there");
            }
        }
        let parts = tier.lengths.iter().map(|&(part, _)| part);
        if parts.filter(|&part| self.is_full(loads, part)).eq(tier.full.iter().copied()) {
            Ok(())
        } else {
            Err("says that other parts are full than are")
        }
    }

    fn is_full(&self, loads: &Loads, part: Bottleneck) -> bool {
        let (load, limit) = match part {
            Bottleneck::Supply(hub) => (loads.supplies.get(&hub), self.supplies.get(&hub).copied()),
            Bottleneck::Node(node) => (loads.nodes.get(&node), Some(self.node_capacity(node))),
            Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc) => {
                (loads.arcs.get(&arc), Some(self.arc_capacity(arc)))
            }
            Bottleneck::Track(_, arc) => {
                (loads.tracks.get(&arc), self.tracks.get(&arc).map(|&(_, limit)| limit))
            }
        };
        let limit = limit.and_then(Amount::limit);
        load.zip(limit).is_some_and(|(&load, limit)| is_filled(load, limit))
    }

    /// Whether all routes together keep to what each part carries.
    fn keeps_to_capacities(&self, loads: &Loads) -> Result<(), Why> {
        let Loads { supplies, nodes, arcs, tracks } = loads;
        let supply = |hub: &HubId| self.supplies.get(hub).copied().unwrap_or(Amount::ZERO);
        if !supplies.iter().all(|(hub, &sum)| is_within(sum, supply(hub))) {
            return Err("draws more than an origin supplies");
        }
        if !nodes.iter().all(|(&node, &sum)| is_within(sum, self.node_capacity(node))) {
            return Err("passes a node that cannot handle it");
        }
        if !arcs.iter().all(|(&arc, &sum)| is_within(sum, self.arc_capacity(arc))) {
            return Err("is more than an arc carries");
        }
        if !tracks
            .iter()
            .all(|(arc, &sum)| self.tracks.get(arc).is_some_and(|&(_, most)| is_within(sum, most)))
        {
            return Err("is more than both directions of a track carry together");
        }
        Ok(())
    }

    /// Whether the lengths of a tier prove what each of its members can get at most.
    fn lengths(&self, outcome: &MulticommodityThroughput, tier: &PairTier) -> Result<(), Why> {
        let claims: Vec<usize> = tier
            .members
            .iter()
            .copied()
            .filter(|&at| outcome.relations[at].met_at_most < Ratio::ONE)
            .collect();
        if claims.is_empty() {
            return Ok(());
        }
        let lengths = Lengths::new(self, &tier.lengths)?;
        let far = self.far(outcome, &lengths);
        let far = |at: usize| far[at];
        for at in claims {
            let answer = &outcome.relations[at];
            // Where no way leads there is nothing to weigh.
            let Some(own) = far(at) else { continue };
            let gets = in_units(answer.throughput).ok_or("does not fit")?;
            let wants = u128::from(answer.relation.demand.kilograms());
            let mut left = lengths.capacity.checked_mul(UNITS).ok_or("does not fit")?;
            for (other, beside) in outcome.relations.iter().enumerate() {
                let wanted = u128::from(beside.relation.demand.kilograms());
                let Some(distance) = far(other).filter(|_| other != at && wanted > 0) else { continue };
                // What another gets, or the same share as this one, in whole units.
                let rest = (gets % wants).checked_mul(wanted).ok_or("does not fit")? / wants;
                let same = (gets / wants).checked_mul(wanted).and_then(|same| same.checked_add(rest));
                let units = in_units(beside.throughput).zip(same).map(|(own, same)| own.min(same));
                let takes = units.and_then(|units| units.checked_mul(distance));
                left = takes.and_then(|takes| left.checked_sub(takes)).ok_or("is longer than its parts")?;
            }
            let weight = own.checked_mul(wants).ok_or("does not fit")?;
            let exact = weight.checked_mul(UNITS).and_then(|weight| Ratio::new(left, weight));
            // Where the fraction does not fit, the weight is so large that it can do without its last 30 binary digits.
            let bound = exact.or_else(|| Ratio::new((left >> 30) + 1, (weight >> 30).checked_mul(UNITS)?));
            if bound.is_none_or(|bound| bound > answer.met_at_most) {
                return Err("does not hold down to what is said");
            }
        }
        Ok(())
    }

    /// By pair how far it is; nothing where there is no way.
    fn far(&self, outcome: &MulticommodityThroughput, lengths: &Lengths) -> Vec<Option<u128>> {
        self.far_of(outcome.relations.iter().map(|answer| answer.relation), lengths)
    }

    pub(super) fn far_of(
        &self,
        relations: impl Iterator<Item = Relation>,
        lengths: &Lengths,
    ) -> Vec<Option<u128>> {
        let far: BTreeMap<Source, BTreeMap<HubId, u128>> =
            self.hubs.keys().map(|&source| (source, self.distances(source, lengths))).collect();
        relations.map(|relation| far[&relation.source].get(&relation.destination).copied()).collect()
    }

    /// What all other shares than fair ones have in common: a tier is of those without any way, which get nothing, or
    /// of all that have one. In the latter case its lengths, and each pair that wants something and has a way.
    fn whole_tier(
        &self,
        outcome: &MulticommodityThroughput,
        tier: &PairTier,
    ) -> Result<Option<(Lengths, Vec<Open>)>, Why> {
        let lengths = Lengths::new(self, &tier.lengths)?;
        let far = self.far(outcome, &lengths);
        let members: BTreeSet<usize> = tier.members.iter().copied().collect();
        let has_way = members.first().is_some_and(|&at| far[at].is_some());
        let mut open = Vec::new();
        for (at, (answer, far)) in outcome.relations.iter().zip(far).enumerate() {
            let wanted = answer.relation.demand.kilograms();
            if wanted == 0 {
                continue;
            }
            if members.contains(&at) != (far.is_some() == has_way) {
                return Err("does not have all that have a way, or all that have none");
            }
            if far.is_none() && answer.met_at_most != Ratio::ZERO {
                return Err("gives something to those to which no way leads");
            }
            open.extend(far.map(|far| Open { at, wanted: u128::from(wanted), far }));
        }
        Ok(has_way.then_some((lengths, open)))
    }

    /// Whether all of a tier get the same share, up to a unit of what the one that wants least gets, and whether its lengths prove
    /// what they can have in common at most.
    fn in_common(&self, outcome: &MulticommodityThroughput, tier: &PairTier) -> Result<(), Why> {
        let Some((lengths, open)) = self.whole_tier(outcome, tier)? else { return Ok(()) };
        let least_wanted = open.iter().map(|one| one.wanted).min().unwrap_or(1);
        let mut takes = 0_u128;
        for &Open { at, wanted, far } in &open {
            let answer = &outcome.relations[at];
            // What the smallest share is of this demand, rounded up.
            let (above, below) = (tier.met.numerator(), tier.met.denominator());
            let scaled = wanted.checked_mul(UNITS).and_then(|units| units.checked_mul(above));
            let same = match scaled {
                Some(scaled) => scaled.div_ceil(below),
                // No more than a unit off, since the share is 1 at most.
                None => {
                    in_units(tier.met.times(answer.relation.demand.kilograms()).ok_or("does not fit")?)
                        .ok_or("does not fit")?
                        + 1
                }
            };
            let gets = in_units(answer.throughput).ok_or("does not fit")?;
            if gets > same + wanted.div_ceil(least_wanted) {
                return Err("gives some of its members a larger share than others");
            }
            if answer.met_at_most != outcome.relations[open[0].at].met_at_most {
                return Err("says of some of its members that they can have a larger share than others");
            }
            let weight = wanted.checked_mul(far).ok_or("does not fit")?;
            takes = takes.checked_add(weight).ok_or("does not fit")?;
        }
        let said = open.first().map_or(Ratio::ONE, |one| outcome.relations[one.at].met_at_most);
        let bound = Ratio::new(lengths.capacity, takes);
        if said < Ratio::ONE && bound.is_none_or(|bound| bound > said) {
            return Err("does not hold down to what is said");
        }
        Ok(())
    }

    /// Whether the lengths of a tier prove what all get together at most.
    fn together(
        &self,
        outcome: &MulticommodityThroughput,
        tier: &PairTier,
        most: MostTogether,
    ) -> Result<(), Why> {
        let Some((lengths, open)) = self.whole_tier(outcome, tier)? else {
            let is_only = outcome.tiers.len() == 1;
            return if is_only && most.amount != Ratio::ZERO {
                Err("does not hold down to what is said")
            } else {
                Ok(())
            };
        };
        if open.iter().any(|one| outcome.relations[one.at].met_at_most != Ratio::ONE) {
            return Err("says more of each of its members than of all together");
        }
        let worth = u128::from(most.worth);
        let mut all = if worth == 0 { 0 } else { lengths.capacity };
        for &Open { wanted, far, .. } in &open {
            let spared = if worth == 0 { 1 } else { worth.saturating_sub(far) };
            let term = wanted.checked_mul(spared).ok_or("does not fit")?;
            all = all.checked_add(term).ok_or("does not fit")?;
        }
        if Ratio::new(all, worth.max(1)).is_none_or(|bound| bound > most.amount) {
            return Err("does not hold down to what is said");
        }
        Ok(())
    }

    /// The least lengths to all hubs from what a source is.
    fn distances(&self, source: Source, lengths: &Lengths) -> BTreeMap<HubId, u128> {
        let mut waiting = BinaryHeap::new();
        for &hub in self.hubs.get(&source).into_iter().flatten() {
            if self.supplies.get(&hub).is_some_and(|&supply| supply != Amount::ZERO) {
                let start = lengths.of_supply(hub);
                let open = |node: &&NodeId| self.node_capacity(**node) != Amount::ZERO;
                let nodes = self.network.hub(hub).nodes().iter().filter(open);
                waiting.extend(nodes.map(|&node| Reverse((start + lengths.of_node(node), node))));
            }
        }
        let mut settled = BTreeSet::new();
        let mut found = BTreeMap::new();
        while let Some(Reverse((far, node))) = waiting.pop() {
            if !settled.insert(node) {
                continue;
            }
            found.entry(self.hub_of(node)).or_insert(far);
            for arc in self.network.arcs_out(node) {
                let head = self.network.head(arc);
                if self.arc_capacity(arc) != Amount::ZERO && self.node_capacity(head) != Amount::ZERO {
                    let track = self.tracks.get(&arc).map_or(0, |(named, _)| lengths.of_track(*named));
                    let cost = lengths.scale * self.view.cost(arc).map_or(0, u128::from);
                    // No sum of 2^31 lengths of 64 bits, and of as many costs of 30 bits times 64, comes near 2^128.
                    let near = far + lengths.of_arc(arc) + track + lengths.of_node(head);
                    waiting.push(Reverse((near + cost, head)));
                }
            }
        }
        found
    }
}

/// A pair to which a way leads.
#[derive(Clone, Copy)]
struct Open {
    /// Which of the relations.
    at: usize,
    /// Kilograms a day.
    wanted: u128,
    far: u128,
}

/// What all routes together bring over each part.
pub(super) struct Loads {
    pub(super) supplies: BTreeMap<HubId, Ratio>,
    pub(super) nodes: BTreeMap<NodeId, Ratio>,
    pub(super) arcs: BTreeMap<ArcId, Ratio>,
    /// By the arc by which the track is named.
    pub(super) tracks: BTreeMap<ArcId, Ratio>,
}

impl Loads {
    pub(super) fn of<'r>(
        checker: &Checker<'_, '_>,
        routes: impl Iterator<Item = &'r PairRoute>,
    ) -> Result<Self, Why> {
        let (mut nodes, mut arcs) = (BTreeMap::new(), BTreeMap::new());
        let (mut tracks, mut supplies) = (BTreeMap::new(), BTreeMap::new());
        let network = checker.network;
        for one in routes {
            let start = one.route.start();
            if start.index() >= network.node_count() {
                return Err("starts where nothing is");
            }
            add(&mut supplies, checker.hub_of(start), one.amount)?;
            add(&mut nodes, start, one.amount)?;
            for &arc in one.route.arcs() {
                if arc.index() >= network.arc_count() {
                    return Err("names an arc that is not there");
                }
                add(&mut arcs, arc, one.amount)?;
                add(&mut nodes, network.head(arc), one.amount)?;
                if let Some(&(named, _)) = checker.tracks.get(&arc) {
                    add(&mut tracks, named, one.amount)?;
                }
            }
        }
        Ok(Self { supplies, nodes, arcs, tracks })
    }
}

/// The lengths of a tier by what has them.
#[derive(Default)]
pub(super) struct Lengths {
    supplies: BTreeMap<HubId, u128>,
    nodes: BTreeMap<NodeId, u128>,
    arcs: BTreeMap<ArcId, u128>,
    tracks: BTreeMap<ArcId, u128>,
    /// Σ *c l*.
    pub(super) capacity: u128,
    /// How much longer an arc is for each unit of what it costs.
    scale: u128,
}

impl Lengths {
    pub(super) fn new(checker: &Checker<'_, '_>, told: &[(Bottleneck, u64)]) -> Result<Self, Why> {
        let mut lengths = Self::default();
        let network = checker.network;
        for &(part, length) in told {
            let length = u128::from(length);
            let (is_new, amount) = match part {
                Bottleneck::Supply(hub) => {
                    (lengths.supplies.insert(hub, length).is_none(), checker.supplies.get(&hub).copied())
                }
                Bottleneck::Node(node) if node.index() < network.node_count() => {
                    (lengths.nodes.insert(node, length).is_none(), Some(checker.node_capacity(node)))
                }
                Bottleneck::Link(link, arc)
                    if arc.index() < network.arc_count() && network.element(arc) == Element::Link(link) =>
                {
                    (lengths.arcs.insert(arc, length).is_none(), Some(checker.arc_capacity(arc)))
                }
                Bottleneck::Transfer(transfer, arc)
                    if arc.index() < network.arc_count()
                        && network.element(arc) == Element::Transfer(transfer) =>
                {
                    (lengths.arcs.insert(arc, length).is_none(), Some(checker.arc_capacity(arc)))
                }
                Bottleneck::Track(link, arc)
                    if arc.index() < network.arc_count() && network.element(arc) == Element::Link(link) =>
                {
                    let most = checker.tracks.get(&arc).filter(|&&(named, _)| named == arc);
                    (lengths.tracks.insert(arc, length).is_none(), most.map(|&(_, most)| most))
                }
                _ => return Err("names something that is not there"),
            };
            let Some(Amount::Limited(kilograms)) = amount.filter(|_| is_new) else {
                return Err("names something twice, or that has no limit");
            };
            let term = length.checked_mul(kilograms.into());
            lengths.capacity =
                term.and_then(|term| lengths.capacity.checked_add(term)).ok_or("does not fit")?;
        }
        Ok(lengths)
    }

    /// The same where what an arc costs makes it so many times as much longer.
    pub(super) fn beside_costs(
        checker: &Checker<'_, '_>,
        told: &[(Bottleneck, u64)],
        scale: u64,
    ) -> Result<Self, Why> {
        if scale == 0 {
            return Err("counts costs as nothing");
        }
        Ok(Self { scale: scale.into(), ..Self::new(checker, told)? })
    }

    fn of_supply(&self, hub: HubId) -> u128 {
        self.supplies.get(&hub).copied().unwrap_or(0)
    }

    fn of_node(&self, node: NodeId) -> u128 {
        self.nodes.get(&node).copied().unwrap_or(0)
    }

    fn of_arc(&self, arc: ArcId) -> u128 {
        self.arcs.get(&arc).copied().unwrap_or(0)
    }

    fn of_track(&self, named: ArcId) -> u128 {
        self.tracks.get(&named).copied().unwrap_or(0)
    }
}

/// The whole units of an amount.
fn in_units(amount: Ratio) -> Option<u128> {
    let (above, below) = (amount.numerator(), amount.denominator());
    let rest = (above % below).checked_mul(UNITS)? / below;
    (above / below).checked_mul(UNITS)?.checked_add(rest)
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Ratio>, key: K, amount: Ratio) -> Result<(), Why> {
    let sum = sums.entry(key).or_insert(Ratio::ZERO);
    *sum = sum.plus(amount).ok_or("adds up to more than fits")?;
    Ok(())
}

fn is_within(amount: Ratio, limit: Amount) -> bool {
    limit.limit().is_none_or(|limit| amount <= Ratio::from(limit))
}
