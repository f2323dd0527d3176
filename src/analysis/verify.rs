//! Is an outcome right? A checker that runs no search and trusts nothing that a search has touched.
//!
//! It works out which arcs are open, and what they take, from the closures themselves rather than from a
//! [`crate::View`], and then needs a few passes over the arcs:
//!
//! - a **route** leads from an origin to the destination, visits no node twice, passes open arcs only, and adds up;
//! - it is of **least cost**, because the certificate's potentials are 0 at the origins, rise along no open arc by more
//!   than its cost, and reach the route's cost at the destination (weak duality of linear programming);
//! - there is **no route** where the destination has no potential: no open arc leaves the nodes that have one;
//! - what is named as **severing** does: without it nothing reached the destination before;
//! - what **gets through** does, and no more: by its flows and cuts, over the views of the scenario
//!   ([`super::verify_throughput_joint`]).

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::flow::FlowRejection;
use super::impact::{
    Certificate, Drawn, Impact, Potentials, RelationImpact, Status, ThroughputChange, Totals,
};
use super::severance::Severance;
use crate::network::{ArcId, Element, HubId, LinkId, Network, Node, NodeId};
use crate::paths::Route;
use crate::scenario::{Effect, Impedance, Scenario, Source};

/// What was checked, and found right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// Routes that exist, are open, add up and are of least cost.
    pub routes: u64,
    /// Answers of no route that are proved by a closed border.
    pub absences: u64,
    /// Sets of hubs and links that sever what they are said to sever.
    pub severances: u64,
    /// Flows that keep to all capacities and bring what is said.
    pub flows: u64,
    /// Cuts that carry just what gets through.
    pub cuts: u64,
}

impl Verification {
    pub(super) fn add(&mut self, other: Self) {
        self.routes += other.routes;
        self.absences += other.absences;
        self.severances += other.severances;
        self.flows += other.flows;
        self.cuts += other.cuts;
    }
}

/// Why an outcome is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Rejection {
    /// It answers other questions than the scenario asks.
    #[error("the outcome has {found} destinations, the scenario {expected}, or they differ")]
    OtherScenario {
        /// Destinations in the outcome.
        found: usize,
        /// Destinations in the scenario.
        expected: usize,
    },
    /// The potentials that prove it were dropped or are those of other origins.
    #[error("{destination}: the proof is missing; keep the witnesses")]
    NoCertificate {
        /// The destination's key.
        destination: String,
    },
    /// The potentials are no proof.
    #[error("the potentials {when} are no proof: {why} at node '{node}'")]
    BadPotentials {
        /// Before or after.
        when: When,
        /// What is wrong.
        why: &'static str,
        /// The node's key.
        node: String,
    },
    /// The route is none.
    #[error("{destination}: the route {when} is none: {why}")]
    BadRoute {
        /// The destination's key.
        destination: String,
        /// Before or after.
        when: When,
        /// What is wrong.
        why: &'static str,
    },
    /// There is a cheaper route, or none was given though there is one.
    #[error("{destination}: {when}, the least cost is {least:?}, but {given:?} was given")]
    NotLeast {
        /// The destination's key.
        destination: String,
        /// Before or after.
        when: When,
        /// What the potentials say, milliseconds or decimetres.
        least: Option<u64>,
        /// What the route costs.
        given: Option<u64>,
    },
    /// The status does not follow from the routes.
    #[error("{destination}: the status is {given}, but the routes say {expected}")]
    BadStatus {
        /// The destination's key.
        destination: String,
        /// What was given.
        given: Status,
        /// What follows.
        expected: Status,
    },
    /// The detour ratio is not that of the costs.
    #[error("{destination}: the detour ratio is not cost after over cost before")]
    BadRatio {
        /// The destination's key.
        destination: String,
    },
    /// Another route was given, though that of before is still open and of least cost.
    #[error("{destination}: the route of before is still open and of least cost, but another one was given")]
    NotKept {
        /// The destination's key.
        destination: String,
    },
    /// What is named as severing does not.
    #[error("{destination}: what is named as severing it is not lost, or supply passes beside it")]
    BadSeverance {
        /// The destination's key.
        destination: String,
    },
    /// What gets through is not proved.
    #[error("what gets through {when}: {why}")]
    BadThroughput {
        /// Before or after.
        when: When,
        /// What is wrong.
        why: FlowRejection,
    },
    /// The totals are not the sums.
    #[error("the totals are not the sums over the destinations")]
    BadTotals,
}

/// Which of the two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Under the baseline.
    Before,
    /// Under all closures.
    After,
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
        })
    }
}

/// Checks every witness of `impact` against `scenario`.
///
/// # Returns
/// How much was checked.
///
/// # Errors
/// Everything that is wrong, in the order of the destinations.
///
/// # Complexity
/// Time *O*(*n* + *m*) for each closure that slows, *O*((*n* + *m*) log *n*) for each set of origins and each severed
/// destination, plus the length of the routes. Which nodes and arcs a closure names is taken from
/// [`crate::scenario::Closure`]; what follows from it is worked out here.
pub fn verify(scenario: &Scenario<'_>, impact: &Impact) -> Result<Verification, Vec<Rejection>> {
    let mut checker = Checker::new(scenario);
    let asked = scenario.relations();
    let same = impact.relations.iter().map(|answer| &answer.relation).eq(asked);
    if !same || impact.impedance != scenario.impedance() {
        return Err(vec![Rejection::OtherScenario { found: impact.relations.len(), expected: asked.len() }]);
    }
    let proofs: Vec<bool> =
        impact.certificates.iter().map(|certificate| checker.check_certificate(certificate)).collect();
    if let Some(throughput) = &impact.throughput {
        checker.check_throughput(throughput);
    }
    for (at, answer) in impact.relations.iter().enumerate() {
        let throttled = impact.throughput.as_ref().is_some_and(|throughput| throughput.is_less(at));
        checker.check_relation(impact, answer, throttled, &proofs);
    }
    if summed(scenario.network(), &impact.relations) != impact.totals {
        checker.rejections.push(Rejection::BadTotals);
    }
    if checker.rejections.is_empty() { Ok(checker.found) } else { Err(checker.rejections) }
}

/// The nodes that supply may start from, ascending.
fn sources(scenario: &Scenario<'_>, source: Source) -> BTreeSet<NodeId> {
    let hubs: BTreeSet<HubId> = match source {
        Source::Origin(hub) => BTreeSet::from([hub]),
        Source::CheapestOrigin => scenario.origins().iter().map(|origin| origin.hub).collect(),
    };
    scenario.network().nodes().filter(|node| hubs.contains(&node.hub().id())).map(Node::id).collect()
}

/// The totals, added up status by status and origin by origin.
fn summed(network: &Network, relations: &[RelationImpact]) -> Totals {
    let demand = |answer: &RelationImpact| u128::from(answer.relation.demand.kilograms());
    let of = |status: Status| relations.iter().filter(move |answer| answer.status == status);
    let added = |of_route: &dyn Fn(&Route) -> u64| -> i128 {
        let both = relations
            .iter()
            .filter_map(|answer| Some((answer, answer.before.as_ref()?, answer.after.as_ref()?)));
        both.map(|(answer, before, after)| {
            let weight = demand(answer).cast_signed();
            weight * i128::from(of_route(after)) - weight * i128::from(of_route(before))
        })
        .sum()
    };
    let mut drawn: BTreeMap<HubId, Drawn> = BTreeMap::new();
    for answer in relations {
        let origin = |route: &Route| network.node(route.start()).hub().id();
        if let Some(route) = &answer.before {
            drawn.entry(origin(route)).or_default().before += demand(answer);
        }
        if let Some(route) = &answer.after {
            drawn.entry(origin(route)).or_default().after += demand(answer);
        }
    }
    Totals {
        demand: relations.iter().map(demand).sum(),
        unsupplied: of(Status::Unsupplied).map(demand).sum(),
        severed: of(Status::Severed).map(demand).sum(),
        added_time: added(&|route| route.time().milliseconds()),
        added_length: added(&|route| route.length().decimetres()),
        counts: Status::ALL
            .iter()
            .map(|&status| (status, of(status).count() as u64))
            .filter(|&(_, count)| count > 0)
            .collect(),
        drawn,
    }
}

/// The network under some closures, worked out anew: what an arc takes, or nothing where it is closed.
struct Ground {
    node_open: Vec<bool>,
    milliseconds: Vec<Option<u64>>,
}

impl Ground {
    fn new(scenario: &Scenario<'_>, with: When) -> Self {
        let network = scenario.network();
        let closures =
            || scenario.closures().iter().filter(|closure| with == When::After || closure.is_baseline());
        let mut node_open = vec![true; network.node_count()];
        let mut arc_open = vec![true; network.arc_count()];
        // Factors multiply in the order in which they act: the baseline first.
        let mut factors: BTreeMap<ArcId, f64> = BTreeMap::new();
        let mut ordered: Vec<_> = closures().collect();
        ordered.sort_by_key(|closure| !closure.is_baseline());
        for closure in ordered {
            match closure.effect() {
                Effect::Close => {
                    for node in closure.nodes() {
                        node_open[node.index()] = false;
                    }
                    for arc in closure.arcs() {
                        arc_open[arc.index()] = false;
                    }
                }
                Effect::Reduce { speed, .. } => {
                    let mut takes_node = vec![false; network.node_count()];
                    for node in closure.nodes() {
                        takes_node[node.index()] = true;
                    }
                    let mut takes_arc = vec![false; network.arc_count()];
                    for arc in closure.arcs() {
                        takes_arc[arc.index()] = true;
                    }
                    let taken = |node: NodeId| takes_node[node.index()];
                    for arc in network.arcs() {
                        let ends = [network.tail(arc), network.head(arc)];
                        let hubs = ends.map(|node| network.node(node).hub().id());
                        let slowed = match network.element(arc) {
                            Element::Transfer(_) => ends.into_iter().any(taken),
                            Element::Link(_) => {
                                takes_arc[arc.index()] || (hubs[0] == hubs[1] && ends.into_iter().all(taken))
                            }
                        };
                        if slowed {
                            *factors.entry(arc).or_insert(1.0) *= speed.value();
                        }
                    }
                }
            }
        }
        let milliseconds = network
            .arcs()
            .map(|arc| {
                let ends_open = node_open[network.tail(arc).index()] && node_open[network.head(arc).index()];
                (arc_open[arc.index()] && ends_open).then(|| {
                    let base = network.time(arc).milliseconds();
                    match factors.get(&arc) {
                        #[expect(
                            clippy::cast_precision_loss,
                            clippy::cast_possible_truncation,
                            clippy::cast_sign_loss,
                            reason = "times are positive and below 2^30"
                        )]
                        Some(&factor) if factor < 1.0 => (base as f64 / factor).round() as u64,
                        _ => base,
                    }
                })
            })
            .collect();
        Self { node_open, milliseconds }
    }

    fn cost(&self, network: &Network, arc: ArcId, impedance: Impedance) -> Option<u64> {
        let time = self.milliseconds[arc.index()]?;
        Some(match impedance {
            Impedance::Time => time,
            Impedance::Length => network.length(arc).decimetres(),
        })
    }
}

struct Checker<'s, 'n> {
    scenario: &'s Scenario<'n>,
    network: &'n Network,
    before: Ground,
    after: Ground,
    starts: BTreeMap<Source, BTreeSet<NodeId>>,
    rejections: Vec<Rejection>,
    found: Verification,
}

impl<'s, 'n> Checker<'s, 'n> {
    fn new(scenario: &'s Scenario<'n>) -> Self {
        Self {
            scenario,
            network: scenario.network(),
            before: Ground::new(scenario, When::Before),
            after: Ground::new(scenario, When::After),
            starts: scenario
                .relations()
                .iter()
                .map(|relation| relation.source)
                .collect::<BTreeSet<Source>>()
                .into_iter()
                .map(|source| (source, sources(scenario, source)))
                .collect(),
            rejections: Vec::new(),
            found: Verification::default(),
        }
    }

    /// Where supply may start: empty for origins that nothing in the scenario draws on.
    fn starts(&self, source: Source) -> impl Iterator<Item = NodeId> + '_ {
        self.starts.get(&source).into_iter().flatten().copied()
    }

    fn ground(&self, when: When) -> &Ground {
        match when {
            When::Before => &self.before,
            When::After => &self.after,
        }
    }

    /// Whether both potentials are proofs. Each is judged once, however many destinations rest on it.
    fn check_certificate(&mut self, certificate: &Certificate) -> bool {
        let dropped = |potentials: &Potentials| potentials.0.len() != self.network.node_count();
        if dropped(&certificate.before) || dropped(&certificate.after) {
            return false;
        }
        let before = self.check_potentials(certificate.source, &certificate.before, When::Before);
        let after = self.check_potentials(certificate.source, &certificate.after, When::After);
        before && after
    }

    fn check_potentials(&mut self, source: Source, potentials: &Potentials, when: When) -> bool {
        let ground = self.ground(when);
        let at = |node: NodeId| match potentials.0[node.index()] {
            Potentials::NOT_REACHED => None,
            potential => Some(potential),
        };
        let mut bad = None;
        for node in self.starts(source) {
            if ground.node_open[node.index()] && at(node) != Some(0) {
                bad = Some(("an open origin is not at 0", node));
            }
        }
        for arc in self.network.arcs() {
            let Some(cost) = ground.cost(self.network, arc, self.scenario.impedance()) else {
                continue;
            };
            let (tail, head) = (self.network.tail(arc), self.network.head(arc));
            match (at(tail), at(head)) {
                (Some(_), None) => bad = Some(("an open arc leaves what is reached", tail)),
                (Some(from), Some(to)) if u128::from(to) > u128::from(from) + u128::from(cost) => {
                    bad = Some(("a potential rises by more than an arc costs", head));
                }
                _ => {}
            }
        }
        if let Some((why, node)) = bad {
            let node = self.network.node(node).key().to_owned();
            self.rejections.push(Rejection::BadPotentials { when, why, node });
        }
        bad.is_none()
    }

    fn check_throughput(&mut self, throughput: &ThroughputChange) {
        let both = [
            (When::Before, &throughput.before, self.scenario.before()),
            (When::After, &throughput.after, self.scenario.after()),
        ];
        for (when, received, view) in both {
            match received.verify(self.scenario, view) {
                Ok(found) => {
                    self.found.flows += found.flows;
                    self.found.cuts += found.cuts;
                }
                Err(wrong) => {
                    let rejected = wrong.into_iter().map(|why| Rejection::BadThroughput { when, why });
                    self.rejections.extend(rejected);
                }
            }
        }
    }

    fn check_relation(&mut self, impact: &Impact, answer: &RelationImpact, throttled: bool, proofs: &[bool]) {
        let destination = || self.network.hub(answer.relation.destination).key().to_owned();
        let certificate = impact.certificates.get(answer.certificate);
        let proved = proofs.get(answer.certificate).copied().unwrap_or(false);
        match certificate {
            Some(certificate) if certificate.source == answer.relation.source && proved => {
                self.check_answer(answer, &certificate.before, When::Before);
                self.check_answer(answer, &certificate.after, When::After);
            }
            _ => {
                let destination = destination();
                self.rejections.push(Rejection::NoCertificate { destination });
            }
        }
        let expected = self.expected_status(answer, throttled);
        if answer.status != expected {
            let destination = destination();
            self.rejections.push(Rejection::BadStatus { destination, given: answer.status, expected });
        }
        if answer.cost_ratio != self.expected_ratio(answer) {
            let destination = destination();
            self.rejections.push(Rejection::BadRatio { destination });
        }
        if !self.keeps_the_old_route(answer) {
            let destination = destination();
            self.rejections.push(Rejection::NotKept { destination });
        }
        let severs = match (&answer.severance, answer.status) {
            (Some(severance), Status::Severed) => self.severs(answer, severance),
            (None, Status::Severed) | (Some(_), _) => false,
            (None, _) => return,
        };
        if severs {
            self.found.severances += 1;
        } else {
            let destination = destination();
            self.rejections.push(Rejection::BadSeverance { destination });
        }
    }

    fn check_answer(&mut self, answer: &RelationImpact, potentials: &Potentials, when: When) {
        let destination = || self.network.hub(answer.relation.destination).key().to_owned();
        let given = match when {
            When::Before => &answer.before,
            When::After => &answer.after,
        };
        if let Some(route) = given
            && let Err(why) = self.check_route(answer, route, when)
        {
            let destination = destination();
            self.rejections.push(Rejection::BadRoute { destination, when, why });
            return;
        }
        let ends = self.network.hub(answer.relation.destination).nodes();
        let least = ends
            .iter()
            .map(|node| potentials.0[node.index()])
            .filter(|&potential| potential != Potentials::NOT_REACHED)
            .min();
        let given = given.as_ref().map(|route| route.cost(self.scenario.impedance()));
        if least != given {
            let destination = destination();
            self.rejections.push(Rejection::NotLeast { destination, when, least, given });
        } else if given.is_some() {
            self.found.routes += 1;
        } else {
            self.found.absences += 1;
        }
    }

    fn check_route(&self, answer: &RelationImpact, route: &Route, when: When) -> Result<(), &'static str> {
        let ground = self.ground(when);
        let mut at = route.start();
        if !self.starts.get(&answer.relation.source).is_some_and(|starts| starts.contains(&at)) {
            return Err("it does not start at an origin");
        }
        if !ground.node_open[at.index()] {
            return Err("it starts at a closed node");
        }
        let mut visited = vec![at];
        let (mut milliseconds, mut decimetres) = (0_u128, 0_u128);
        for &arc in route.arcs() {
            if arc.index() >= self.network.arc_count() || self.network.tail(arc) != at {
                return Err("its arcs do not follow one another");
            }
            let Some(time) = ground.milliseconds[arc.index()] else {
                return Err("it passes a closed arc");
            };
            milliseconds += u128::from(time);
            decimetres += u128::from(self.network.length(arc).decimetres());
            at = self.network.head(arc);
            visited.push(at);
        }
        if self.network.node(at).hub().id() != answer.relation.destination {
            return Err("it does not end at the destination");
        }
        visited.sort_unstable();
        if visited.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("it visits a node twice");
        }
        let claimed = (u128::from(route.time().milliseconds()), u128::from(route.length().decimetres()));
        if claimed == (milliseconds, decimetres) { Ok(()) } else { Err("it does not add up") }
    }

    fn expected_status(&self, answer: &RelationImpact, throttled: bool) -> Status {
        let cost = |route: &Route| route.cost(self.scenario.impedance());
        match (&answer.before, &answer.after) {
            (None, _) => Status::Unsupplied,
            (Some(_), None) => Status::Severed,
            _ if throttled => Status::Throttled,
            (Some(old), Some(new)) if (old.start(), old.arcs()) != (new.start(), new.arcs()) => {
                Status::Rerouted
            }
            (Some(old), Some(new)) if cost(new) > cost(old) => Status::Delayed,
            _ => Status::Unaffected,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    fn expected_ratio(&self, answer: &RelationImpact) -> Option<f64> {
        let cost = |route: &Route| route.cost(self.scenario.impedance()) as f64;
        let (before, after) = (cost(answer.before.as_ref()?), cost(answer.after.as_ref()?));
        (before > 0.0).then_some(after / before)
    }

    /// Whether the route after is that of before, wherever that is still open and costs no more.
    fn keeps_the_old_route(&self, answer: &RelationImpact) -> bool {
        let (Some(before), Some(after)) = (&answer.before, &answer.after) else {
            return true;
        };
        if (before.start(), before.arcs()) == (after.start(), after.arcs()) {
            return true;
        }
        let impedance = self.scenario.impedance();
        let in_range = |arc: &&ArcId| arc.index() < self.network.arc_count();
        let costs =
            before.arcs().iter().filter(in_range).map(|&arc| self.after.cost(self.network, arc, impedance));
        let now: Option<u64> = costs.sum();
        let open = self.after.node_open[before.start().index()];
        !open || now.is_none_or(|now| now > after.cost(impedance))
    }

    /// Whether what is named was open before and is closed after, and whether without it nothing reached the destination before.
    fn severs(&self, answer: &RelationImpact, severance: &Severance) -> bool {
        let nodes = |hub: HubId| self.network.hub(hub).nodes().iter().copied();
        let all_closed = |hub: HubId| nodes(hub).all(|node| !self.after.node_open[node.index()]);
        let starts: Vec<NodeId> = self.starts(answer.relation.source).collect();
        match severance {
            Severance::DestinationClosed => all_closed(answer.relation.destination),
            Severance::OriginsClosed => starts.iter().all(|node| !self.after.node_open[node.index()]),
            Severance::Cut { hubs, links } => {
                let known = hubs.iter().all(|hub| hub.index() < self.network.hub_count())
                    && links.iter().all(|link| link.index() < self.network.link_count());
                let node_lost =
                    |node: NodeId| self.before.node_open[node.index()] && !self.after.node_open[node.index()];
                let arc_lost = |arc: &ArcId| {
                    self.before.milliseconds[arc.index()].is_some()
                        && self.after.milliseconds[arc.index()].is_none()
                };
                let named_is_lost = known
                    && hubs.iter().all(|&hub| nodes(hub).any(node_lost))
                    && links.iter().all(|&link| self.network.link_arcs(link).iter().any(arc_lost));
                if !named_is_lost {
                    return false;
                }
                let hubs: BTreeSet<HubId> = hubs.iter().copied().collect();
                let links: BTreeSet<LinkId> = links.iter().copied().collect();
                // What is lost of the cut: the nodes of its hubs that are closed, the arcs of its links that are.
                let lost_node = |node: NodeId| {
                    !self.after.node_open[node.index()] && hubs.contains(&self.network.node(node).hub().id())
                };
                let lost_arc = |arc: ArcId| {
                    self.after.milliseconds[arc.index()].is_none()
                        && matches!(self.network.element(arc), Element::Link(link) if links.contains(&link))
                };
                let mut seen = vec![false; self.network.node_count()];
                let mut waiting: Vec<NodeId> = starts
                    .into_iter()
                    .filter(|&node| self.before.node_open[node.index()] && !lost_node(node))
                    .collect();
                while let Some(tail) = waiting.pop() {
                    if std::mem::replace(&mut seen[tail.index()], true) {
                        continue;
                    }
                    for arc in self.network.arcs_out(tail) {
                        let head = self.network.head(arc);
                        let open = self.before.milliseconds[arc.index()].is_some();
                        if open && !lost_arc(arc) && !lost_node(head) {
                            waiting.push(head);
                        }
                    }
                }
                nodes(answer.relation.destination).all(|node| !seen[node.index()])
            }
        }
    }
}
