//! Is a delivery right, and is nothing cheaper? A checker that runs none of the algorithms that found it.
//!
//! It needs a few passes over the arcs, and the capacities and costs as the view tells them:
//!
//! - the **flow** keeps to the capacity of each arc, node and shared track and to the supplies, and what arrives or starts at
//!   each node is what leaves it or ends there; the **routes** add up to it;
//! - the **prices** prove that no flow that delivers as much is cheaper: no arc with room leads to a price that is more
//!   than its cost higher, and none that carries anything to one that is less than that higher (complementary slackness);
//! - the **amounts** are what was meant: everything, or all that a cut carries; the fair shares, which
//!   [`verify_throughput_joint`] checks, rounded down; or the same share for all that anything gets to, which a flow of
//!   fractions brings and a cut allows no more than.

use std::collections::{BTreeMap, BTreeSet};

use super::verify::{Checker, Why};
use super::{
    CommonShare, Cut, Delivered, Delivery, DeliveryTotals, FlowRejection, FlowVerification, Ratio,
    ShareWitness, verify_throughput_joint,
};
use crate::network::{ArcId, HubId, Node, NodeId};
use crate::paths::{Amount, Prices, Route};
use crate::scenario::{Scenario, View};

/// Checks the flow, the routes, the prices, the amounts and the sums of an outcome of [`super::cheapest_delivery`].
///
/// # Returns
/// How much was checked.
///
/// # Errors
/// Everything that is wrong.
///
/// # Complexity
/// *O*(*n* + *m* log *m*) and the arcs of all routes; with fair shares what [`verify_throughput_joint`] takes as well.
pub fn verify_delivery(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    outcome: &Delivery,
) -> Result<FlowVerification, Vec<FlowRejection>> {
    let relations = outcome.relations.iter().map(|answer| &answer.relation);
    let is_same = std::ptr::eq(scenario.network(), view.network()) && relations.eq(scenario.relations());
    let Some(source) = scenario.common_source().filter(|_| is_same) else {
        return Err(vec![FlowRejection::OtherScenario]);
    };
    let checker = Checker::new(scenario, view, source);
    let delivery = Deliveries { checker: &checker, view, outcome };
    let mut rejections = Vec::new();
    let mut found = FlowVerification::default();
    let all = || "all destinations".to_owned();
    match delivery.flow() {
        Ok(through) => {
            found.flows += 1;
            if let Err(why) = delivery.prices(&through) {
                rejections.push(FlowRejection::BadPrice { why });
            }
        }
        Err(why) => rejections.push(FlowRejection::BadFlow { of: all(), why }),
    }
    if let Err(why) = delivery.routes() {
        rejections.push(FlowRejection::BadRoutes { why });
    }
    if delivery.totals() != Some(outcome.totals) {
        rejections.push(FlowRejection::BadTotals);
    }
    for answer in &outcome.relations {
        let wanted = answer.relation.demand.kilograms();
        let met = Ratio::new(answer.gets.into(), wanted.into()).unwrap_or(Ratio::ONE);
        if answer.asked > wanted || answer.gets > answer.asked || answer.met != met {
            let of = view.network().hub(answer.relation.destination).key().to_owned();
            rejections.push(FlowRejection::BadShare { of });
        }
    }
    match &outcome.witness.shares {
        ShareWitness::Most(shortage) => {
            let is_all = outcome.relations.iter().all(|a| a.asked == a.relation.demand.kilograms());
            let held = shortage.as_ref().map(|shortage| (&shortage.behind, &shortage.cut));
            match if is_all { delivery.most(held) } else { Err("does not ask for all that is wanted") } {
                Ok(cuts) => found.cuts += cuts,
                Err(why) => rejections.push(FlowRejection::BadCut { of: all(), why }),
            }
        }
        ShareWitness::Fair(joint) => {
            match verify_throughput_joint(scenario, view, joint) {
                Ok(FlowVerification { cuts, flows, .. }) => {
                    found.cuts += cuts;
                    found.flows += flows;
                }
                Err(wrong) => rejections.extend(wrong),
            }
            let fair = joint.relations.iter().map(|shared| Some(shared.throughput));
            rejections.extend(delivery.rounded(fair));
        }
        ShareWitness::Proportional(common) => {
            match delivery.common(common) {
                Ok(cuts) => {
                    found.cuts += cuts;
                    found.flows += 1;
                }
                Err(why) => rejections.push(FlowRejection::BadCut { of: "the common share".to_owned(), why }),
            }
            let members: BTreeSet<usize> = common.members.iter().copied().collect();
            let share = |(at, answer): (usize, &Delivered)| {
                if members.contains(&at) {
                    common.met.times(answer.relation.demand.kilograms())
                } else {
                    Some(Ratio::ZERO)
                }
            };
            rejections.extend(delivery.rounded(outcome.relations.iter().enumerate().map(share)));
        }
    }
    if rejections.is_empty() { Ok(found) } else { Err(rejections) }
}

/// What passes each node: over arcs into it, and what starts and ends there.
struct Passing {
    through: Vec<u64>,
    starts: Vec<u64>,
    ends: Vec<u64>,
    flow: Vec<u64>,
    sent: BTreeMap<HubId, u64>,
}

struct Deliveries<'d, 'n> {
    checker: &'d Checker<'d, 'n>,
    view: &'d View<'n>,
    outcome: &'d Delivery,
}

const TOO_MUCH: Why = "adds up to more than fits";

fn sum(one: u64, two: u64) -> Result<u64, Why> {
    one.checked_add(two).ok_or(TOO_MUCH)
}

fn is_within(amount: u64, limit: Amount) -> bool {
    limit.limit().is_none_or(|limit| amount <= limit)
}

/// Amounts by the place of what they belong to; each named once, in order, and more than nothing.
fn listed(list: impl Iterator<Item = (usize, u64)>, count: usize) -> Result<Vec<u64>, Why> {
    let mut amounts = vec![0; count];
    let mut last = None;
    for (at, amount) in list {
        if at >= count || last.is_some_and(|last| last >= at) || amount == 0 {
            return Err("lists something that is not there, not in order, or nothing of it");
        }
        amounts[at] = amount;
        last = Some(at);
    }
    Ok(amounts)
}

impl Deliveries<'_, '_> {
    /// Whether the flow is one, and brings what is said.
    fn flow(&self) -> Result<Passing, Why> {
        let Delivery { relations, flow, drawn, starts, ends, .. } = self.outcome;
        let network = self.view.network();
        let flow = listed(flow.iter().map(|&(arc, kg)| (arc.index(), kg)), network.arc_count())?;
        let starts = listed(starts.iter().map(|&(node, kg)| (node.index(), kg)), network.node_count())?;
        let ends = listed(ends.iter().map(|&(node, kg)| (node.index(), kg)), network.node_count())?;
        let (mut through, mut leaves) = (starts.clone(), ends.clone());
        for arc in network.arcs() {
            let amount = flow[arc.index()];
            if amount > 0 {
                if !is_within(amount, self.checker.capacity(arc)) {
                    return Err("is more than an arc carries");
                }
                let (tail, head) = (network.tail(arc).index(), network.head(arc).index());
                leaves[tail] = sum(leaves[tail], amount)?;
                through[head] = sum(through[head], amount)?;
            }
        }
        for link in network.links().filter(|link| !link.is_directed()) {
            for pair in link.arcs().chunks_exact(2) {
                if flow[pair[0].index()].min(flow[pair[1].index()]) > 0 {
                    return Err("goes both ways over a link");
                }
            }
        }
        let (mut sent, mut got) = (BTreeMap::new(), BTreeMap::new());
        for node in network.nodes() {
            let at = node.id().index();
            if through[at] != leaves[at] {
                return Err("is not conserved at a node");
            }
            if through[at] > 0 && !is_within(through[at], self.checker.node_capacity(node.id())) {
                return Err("passes a node that cannot handle it");
            }
            for (sums, amount) in [(&mut sent, starts[at]), (&mut got, ends[at])] {
                if amount > 0 {
                    let sum_of = sums.entry(node.hub().id()).or_insert(0);
                    *sum_of = sum(*sum_of, amount)?;
                }
            }
        }
        let supply = |hub| self.checker.supplies.get(hub).copied().unwrap_or(Amount::ZERO);
        if !sent.iter().all(|(hub, &amount)| is_within(amount, supply(hub))) {
            return Err("draws more than an origin supplies");
        }
        if !drawn.iter().copied().eq(sent.iter().map(|(&hub, &amount)| (hub, amount))) {
            return Err("does not start where it says");
        }
        let said: BTreeMap<HubId, u64> = relations
            .iter()
            .filter(|answer| answer.gets > 0)
            .map(|answer| (answer.relation.destination, answer.gets))
            .collect();
        if said != got {
            return Err("does not bring what is said");
        }
        Ok(Passing { through, starts, ends, flow, sent })
    }

    /// Whether the prices prove that nothing is cheaper.
    fn prices(&self, passing: &Passing) -> Result<(), Why> {
        let witness = &self.outcome.witness;
        let Prices { arriving, leaving, sources, sinks, delivered } = &witness.prices;
        let network = self.view.network();
        let counts = [arriving.len(), leaving.len(), sources.len(), sinks.len()];
        let wanted =
            [network.node_count(), network.node_count(), witness.origins.len(), witness.destinations.len()];
        if counts != wanted {
            return Err("is missing for a place, or of none");
        }
        // What may go on has to be no dearer beyond, and what goes on no cheaper.
        let fits = |from: i64, to: i64, cost: u32, has_room: bool, carries: bool| {
            let beyond = i128::from(to) - i128::from(from) - i128::from(cost);
            (beyond <= 0 || !has_room) && (beyond >= 0 || !carries)
        };
        for arc in network.arcs() {
            let Some(cost) = self.view.cost(arc) else { continue };
            let flow = passing.flow[arc.index()];
            let has_room = self.checker.capacity(arc).limit().is_none_or(|limit| flow < limit);
            let [from, to] = [leaving[network.tail(arc).index()], arriving[network.head(arc).index()]];
            if !fits(from, to, cost, has_room, flow > 0) {
                return Err("does not fit what an arc costs");
            }
        }
        for node in network.nodes().map(Node::id).filter(|&node| self.view.is_open(node)) {
            let at = node.index();
            let flow = passing.through[at];
            let has_room = self.checker.node_capacity(node).limit().is_none_or(|limit| flow < limit);
            if !fits(arriving[at], leaving[at], 0, has_room, flow > 0) {
                return Err("changes at a node that has room, or falls at one that is full");
            }
        }
        let prices: BTreeMap<HubId, i64> =
            witness.origins.iter().copied().zip(sources.iter().copied()).collect();
        for (&hub, &supply) in &self.checker.supplies {
            let price = *prices.get(&hub).ok_or("is missing for an origin")?;
            let sent = passing.sent.get(&hub).copied().unwrap_or(0);
            let has_room = supply.limit().is_none_or(|limit| sent < limit);
            if !fits(0, price, 0, has_room, sent > 0) {
                return Err("does not fit an origin that has more, or one that sends something");
            }
            for &node in network.hub(hub).nodes().iter().filter(|&&node| self.view.is_open(node)) {
                if !fits(price, arriving[node.index()], 0, true, passing.starts[node.index()] > 0) {
                    return Err("does not fit where something may start");
                }
            }
        }
        let prices: BTreeMap<HubId, i64> =
            witness.destinations.iter().copied().zip(sinks.iter().copied()).collect();
        for answer in &self.outcome.relations {
            let hub = answer.relation.destination;
            let price = *prices.get(&hub).ok_or("is missing for a destination")?;
            if !fits(price, *delivered, 0, answer.gets < answer.asked, answer.gets > 0) {
                return Err("does not fit a destination that wants more, or one that gets something");
            }
            for &node in network.hub(hub).nodes().iter().filter(|&&node| self.view.is_open(node)) {
                if !fits(leaving[node.index()], price, 0, true, passing.ends[node.index()] > 0) {
                    return Err("does not fit where something may end");
                }
            }
        }
        Ok(())
    }

    /// Whether the routes are ways, and together the flow.
    fn routes(&self) -> Result<(), Why> {
        let network = self.view.network();
        let mut flow: BTreeMap<ArcId, u64> = BTreeMap::new();
        let (mut starts, mut ends): (BTreeMap<NodeId, u64>, BTreeMap<NodeId, u64>) = Default::default();
        let mut count = 0;
        for answer in &self.outcome.relations {
            let mut gets = 0;
            for way in &answer.routes {
                let (start, arcs) = (way.route.start(), way.route.arcs());
                if start.index() >= network.node_count()
                    || arcs.iter().any(|arc| arc.index() >= network.arc_count())
                {
                    return Err("name something that is not there");
                }
                let tails = arcs.iter().map(|&arc| network.tail(arc));
                let nodes = || std::iter::once(start).chain(arcs.iter().map(|&arc| network.head(arc)));
                let visited: BTreeSet<NodeId> = nodes().collect();
                if !tails.eq(nodes().take(arcs.len())) || visited.len() != arcs.len() + 1 {
                    return Err("do not lead on, or visit a node twice");
                }
                let end = nodes().last().unwrap_or(start);
                let is_timed = way.route == Route::new(self.view, start, arcs.to_vec());
                if network.node(end).hub().id() != answer.relation.destination || way.amount == 0 || !is_timed
                {
                    return Err("do not lead to their destination, carry nothing, or take another time");
                }
                gets = sum(gets, way.amount)?;
                for &arc in arcs {
                    let on = flow.entry(arc).or_insert(0);
                    *on = sum(*on, way.amount)?;
                }
                for (sums, node) in [(&mut starts, start), (&mut ends, end)] {
                    let at = sums.entry(node).or_insert(0);
                    *at = sum(*at, way.amount)?;
                }
                count += 1;
            }
            if gets != answer.gets {
                return Err("do not bring what a destination gets");
            }
        }
        let Delivery { flow: said, starts: from, ends: to, .. } = self.outcome;
        let is_sum = flow.into_iter().eq(said.iter().copied())
            && starts.into_iter().eq(from.iter().copied())
            && ends.into_iter().eq(to.iter().copied());
        if !is_sum {
            return Err("do not add up to the flow");
        }
        if count > said.len() + from.len() + to.len() {
            return Err("are more than it takes");
        }
        Ok(())
    }

    fn totals(&self) -> Option<DeliveryTotals> {
        let mut totals = DeliveryTotals::default();
        for answer in &self.outcome.relations {
            totals.demand += u128::from(answer.relation.demand.kilograms());
            totals.delivered += u128::from(answer.gets);
        }
        for &(arc, amount) in &self.outcome.flow {
            if arc.index() >= self.view.network().arc_count() {
                return None;
            }
            totals.time += u128::from(amount) * u128::from(self.view.time(arc).milliseconds());
            totals.length += u128::from(amount) * u128::from(self.view.length(arc).decimetres());
        }
        Some(totals)
    }

    /// Whether everything is delivered, or all that a cut carries to those behind it and everything to the others.
    fn most(&self, held: Option<(&Vec<usize>, &Cut)>) -> Result<u64, Why> {
        let relations = &self.outcome.relations;
        let is_short = |at: usize| relations[at].gets < relations[at].asked;
        let mut behind = BTreeSet::new();
        let mut got = 0_u64;
        if let Some((members, _)) = held {
            for &at in members {
                let answer = relations.get(at).ok_or("holds a destination that is not there")?;
                if behind.insert(answer.relation.destination) {
                    got = sum(got, answer.gets)?;
                }
            }
        }
        let is_held = |at: usize| behind.contains(&relations[at].relation.destination);
        if (0..relations.len()).any(|at| is_short(at) && !is_held(at)) {
            return Err("does not hold a destination that falls short");
        }
        let Some((_, cut)) = held else { return Ok(0) };
        self.checker.cut(cut, got.into(), &behind)?;
        Ok(1)
    }

    /// Whether a share is one that all whom anything reaches can have, and no greater one is.
    fn common(&self, common: &CommonShare) -> Result<u64, Why> {
        let relations = &self.outcome.relations;
        let wants = |at: usize| relations[at].relation.demand.kilograms();
        let members: BTreeSet<usize> = common.members.iter().copied().collect();
        if members.len() != common.members.len() || members.iter().any(|&at| at >= relations.len()) {
            return Err("names a destination twice, or one that is not there");
        }
        if common.met == Ratio::ZERO || common.met > Ratio::ONE {
            return Err("is of a share that nobody is left out for, or that is more than all");
        }
        let hub = |at: usize| relations[at].relation.destination;
        // Nothing gets to those who are left out.
        let others = (0..relations.len()).filter(|at| wants(*at) > 0 && !members.contains(at));
        let others: BTreeSet<HubId> = others.map(hub).collect();
        self.checker.cut(&Cut::default(), Ratio::ZERO, &others)?;
        let mut delivered = BTreeMap::new();
        for &at in &members {
            delivered.insert(hub(at), common.met.times(wants(at)).ok_or(TOO_MUCH)?);
        }
        self.checker.flow(common.flow.iter().copied(), common.drawn.iter().copied(), &delivered)?;
        let Some((held, cut)) = &common.held else {
            return if common.met == Ratio::ONE { Ok(0) } else { Err("is missing") };
        };
        let mut total = Ratio::ZERO;
        let mut behind = BTreeSet::new();
        for at in held {
            if !members.contains(at) || wants(*at) == 0 || !behind.insert(hub(*at)) {
                return Err("holds a destination twice, or one that has no share");
            }
            total = total.plus(common.met.times(wants(*at)).ok_or(TOO_MUCH)?).ok_or(TOO_MUCH)?;
        }
        if behind.is_empty() {
            return Err("holds nobody");
        }
        self.checker.cut(cut, total, &behind)?;
        Ok(1)
    }

    /// Whether each gets just its share, rounded down.
    fn rounded(&self, shares: impl Iterator<Item = Option<Ratio>>) -> Vec<FlowRejection> {
        let is_right = |(answer, share): (&Delivered, Option<Ratio>)| {
            let whole = share.map(|share| share.numerator() / share.denominator());
            whole == Some(answer.asked.into()) && answer.gets == answer.asked
        };
        let pairs = self.outcome.relations.iter().zip(shares);
        let wrong = pairs.filter(|&(answer, share)| !is_right((answer, share)));
        wrong
            .map(|(answer, _)| FlowRejection::BadShare {
                of: self.view.network().hub(answer.relation.destination).key().to_owned(),
            })
            .collect()
    }
}
