//! What do the closures of a scenario do to each destination?
//!
//! For each destination, or OD pair, the least-cost route before and after, whether it is still supplied, and how much
//! dearer it is; where anything has a capacity, also how much gets through to it. With *d* the demand and *c*, *c'* the costs before and after, the totals are the demand severed,
//! Σ *d* (*c'* − *c*) over the destinations that have both routes, in tonne-hours and in tonne-km a day; see Jenelius,
//! Petersen and Mattsson, Importance and exposure in road network vulnerability analysis, Transp. Res. A 40 (2006)
//! 537-560, doi 10.1016/j.tra.2005.11.003, whose unsatisfied demand is the demand severed here.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::AnalysisError;
use super::flow::{Ratio, Received, ThroughputOptions, is_limited};
use super::severance::{Severance, Severing};
use crate::network::{HubId, Network, NodeId};
use crate::paths::{Finder, Index, Prepared, Reach, Route, Router};
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, Relation, Scenario, Source, View};

/// How [`impact`] is to work.
#[derive(Clone)]
pub struct ImpactOptions<'p> {
    witnesses: Witnesses,
    progress: &'p dyn Progress,
    index: Option<Arc<Index>>,
    throughput: Throughputs,
}

/// Whether it is worked out how much gets through to each destination, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throughputs {
    /// Where a capacity or a supply limits anything.
    WhereLimited,
    /// Nowhere: no destination counts as throttled then.
    LeftOut,
}

/// Whether the potentials that prove every answer are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witnesses {
    /// Kept, at 16 bytes a node for the destinations that draw on the cheapest origin, and as much again for each
    /// origin of OD pairs.
    Kept,
    /// Dropped once the answers are known; [`super::verify()`] then rejects the outcome.
    Dropped,
}

impl Default for ImpactOptions<'_> {
    fn default() -> Self {
        Self {
            witnesses: Witnesses::Kept,
            progress: &Silent,
            index: None,
            throughput: Throughputs::WhereLimited,
        }
    }
}

impl<'p> ImpactOptions<'p> {
    /// Whether the potentials are kept; they are unless this says otherwise.
    #[must_use]
    pub fn witnesses(mut self, witnesses: Witnesses) -> Self {
        self.witnesses = witnesses;
        self
    }

    /// An index of the scenario's network. Without one, plain searches answer, or an index is made where there are so
    /// many searches that it pays: see [`Router::for_searches`]. The outcome is the same.
    #[must_use]
    pub fn index(mut self, index: Arc<Index>) -> Self {
        self.index = Some(index);
        self
    }

    /// Whether it is worked out how much gets through; it is unless this says otherwise, where anything limits it.
    #[must_use]
    pub fn throughput(mut self, throughput: Throughputs) -> Self {
        self.throughput = throughput;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// What becomes of a destination. Of those that hold the worst counts; they stand in that order here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// No route leads to it, even before.
    Unsupplied,
    /// A route led to it before, and none does after.
    Severed,
    /// It is still supplied, but less gets through to it than before.
    Throttled,
    /// It is supplied by another route.
    Rerouted,
    /// It is supplied by the same route, at a higher cost.
    Delayed,
    /// It is supplied by the same route at the same cost.
    Unaffected,
}

impl Status {
    /// All of them, from the worst.
    pub const ALL: &[Self] =
        &[Self::Unsupplied, Self::Severed, Self::Throttled, Self::Rerouted, Self::Delayed, Self::Unaffected];

    /// Its name in files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsupplied => "unsupplied",
            Self::Severed => "severed",
            Self::Throttled => "throttled",
            Self::Rerouted => "rerouted",
            Self::Delayed => "delayed",
            Self::Unaffected => "unaffected",
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// What the closures do to one destination or OD pair.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationImpact {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// What becomes of it.
    pub status: Status,
    /// Its route under the baseline.
    pub before: Option<Route>,
    /// Its route under all closures. That of before, where it is still open and of least cost.
    pub after: Option<Route>,
    /// Cost after over cost before (the detour ratio); nothing where either is missing or before is 0.
    pub cost_ratio: Option<f64>,
    /// What severs it, where it is severed.
    pub severance: Option<Severance>,
    /// Which of the outcome's certificates proves it.
    pub(super) certificate: usize,
}

impl RelationImpact {
    /// Whether its route after differs from that before.
    #[must_use]
    pub fn route_changed(&self) -> bool {
        self.before.as_ref().map(|route| (route.start(), route.arcs()))
            != self.after.as_ref().map(|route| (route.start(), route.arcs()))
    }
}

/// What it adds up to, weighted by demand.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Totals {
    /// Demand of all destinations, kilograms a day.
    pub demand: u128,
    /// Demand that had no route even before, kilograms a day.
    pub unsupplied: u128,
    /// Demand that has lost its route, kilograms a day.
    pub severed: u128,
    /// Added kilogram-milliseconds a day, over the destinations that have both routes.
    pub added_time: i128,
    /// Added kilogram-decimetres a day, over the destinations that have both routes. Less than nothing where a
    /// faster network's detours are shorter.
    pub added_length: i128,
    /// How many destinations have each status.
    pub counts: BTreeMap<Status, u64>,
    /// Demand drawn from each origin before and after, kilograms a day.
    pub drawn: BTreeMap<HubId, Drawn>,
}

/// What an origin supplies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Under the baseline, kilograms a day.
    pub before: u128,
    /// Under all closures, kilograms a day.
    pub after: u128,
}

#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are there")]
impl Totals {
    /// Demand of all destinations, tonnes a day.
    #[must_use]
    pub fn demand_tonnes(&self) -> f64 {
        self.demand as f64 / 1e3
    }

    /// Demand that has lost its route, tonnes a day.
    #[must_use]
    pub fn severed_tonnes(&self) -> f64 {
        self.severed as f64 / 1e3
    }

    /// Demand that had no route even before, tonnes a day.
    #[must_use]
    pub fn unsupplied_tonnes(&self) -> f64 {
        self.unsupplied as f64 / 1e3
    }

    /// Added tonne-hours a day.
    #[must_use]
    pub fn added_tonne_hours(&self) -> f64 {
        self.added_time as f64 / (1e3 * 3_600_000.0)
    }

    /// Added tonne-kilometres a day.
    #[must_use]
    pub fn added_tonne_km(&self) -> f64 {
        self.added_length as f64 / (1e3 * 10_000.0)
    }
}

/// The answer to [`impact`].
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    /// What routes minimise.
    pub impedance: Impedance,
    /// What becomes of each destination, in the order of [`Scenario::relations`].
    pub relations: Vec<RelationImpact>,
    /// What it adds up to.
    pub totals: Totals,
    /// How much gets through; nothing where nothing limits it, or where it was not asked for.
    pub throughput: Option<ThroughputChange>,
    pub(super) certificates: Vec<Certificate>,
}

/// Between OD pairs of several origins, a destination gets less where it gets less by more than this part. Ways are added until
/// shares are known a thousand times nearer than that.
const LESS: f64 = 1e-6;

/// How much gets through to each destination before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThroughputChange {
    /// Under the baseline.
    pub before: Received,
    /// Under all closures.
    pub after: Received,
}

impl ThroughputChange {
    fn of(scenario: &Scenario<'_>, options: &ImpactOptions<'_>) -> Result<Option<Self>, AnalysisError> {
        if options.throughput == Throughputs::LeftOut || !is_limited(scenario) {
            return Ok(None);
        }
        let received =
            |view| Received::of(scenario, view, ThroughputOptions::default().progress(options.progress));
        let before = received(scenario.before())?;
        let after = if scenario.is_baseline_alone() { before.clone() } else { received(scenario.after())? };
        Ok(Some(Self { before, after }))
    }

    /// Whether the destination at this place of [`Scenario::relations`] gets less after than before.
    ///
    /// Between OD pairs of several origins shares are known up to a gap, before and after, and what one could have at most depends
    /// on what the others got. So it gets less there where even the most that it could have after is less than what it gets
    /// before by more than a millionth of that or, where that is more, by more than all together might get beyond what they do. Elsewhere
    /// shares are exact.
    #[must_use]
    pub fn is_less(&self, at: usize) -> bool {
        let (before, after) = (self.before.met(at), self.after.met_at_most(at));
        if self.before.gap().is_none() && self.after.gap().is_none() {
            return after < before;
        }
        // Of a demand of nothing all is met, before and after.
        let gets = self.before.amount(at).value();
        let less = if before > Ratio::ZERO { gets * (1.0 - after.value() / before.value()) } else { 0.0 };
        less > (LESS * gets).max(self.before.in_doubt() + self.after.in_doubt())
    }
}

/// Proof of all answers that share their sources: potentials before and after.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Certificate {
    pub(super) source: Source,
    pub(super) before: Potentials,
    pub(super) after: Potentials,
}

/// A number for each node that is reached: 0 at the sources, and nowhere more than at an arc's tail plus its cost.
/// So no route to a node is cheaper than its potential, and none leads to a node that has no potential.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Potentials(pub(super) Vec<u64>);

impl Potentials {
    /// The node is not reached. No sum of costs comes near it.
    pub(super) const NOT_REACHED: u64 = u64::MAX;

    fn of(reach: &Reach<'_>, network: &Network) -> Self {
        Self(network.nodes().map(|node| reach.cost(node.id()).unwrap_or(Self::NOT_REACHED)).collect())
    }
}

/// The nodes that supply may start from.
pub(super) fn sources_of(scenario: &Scenario<'_>, source: Source) -> Vec<NodeId> {
    let nodes = |hub: HubId| scenario.network().hub(hub).nodes().iter().copied();
    match source {
        Source::Origin(hub) => nodes(hub).collect(),
        Source::CheapestOrigin => scenario.origins().iter().flat_map(|origin| nodes(origin.hub)).collect(),
    }
}

/// What the closures of `scenario` do to each of its destinations.
///
/// # Arguments
/// * `scenario`: origins, destinations with demands, closures, over a network of *n* nodes and *m* arcs.
/// * `options`: [`ImpactOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Impact`]: a status with both routes per destination, in their order, totals, and the certificates that
/// [`super::verify()`] checks.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it, and [`AnalysisError::OtherNetwork`] where the
/// index is of another network than the scenario. [`AnalysisError::Flow`] where the sums of capacities or demands do not
/// fit that would tell how much gets through; see [`ImpactOptions::throughput`].
///
/// # Complexity
/// Two searches, *O*((*n* + *m*) log *n*), for all destinations that draw on the cheapest origin, and two for each
/// origin of OD pairs, those in parallel; *O*(*m*) for each severed destination. Space: see [`Witnesses`]. Where anything
/// limits what gets through, [`super::flow::Received::of`] before and after beside that.
///
/// # Example
/// ```
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{ClosureSpec, ScenarioSpec};
/// use supplyline::analysis::{Status, impact};
/// let network = Network::builder()
///     .hub("Port").hub("Pass").hub("Town")
///     .link(NewLink::road("Port", "Pass").length("10 km"))
///     .link(NewLink::road("Pass", "Town").length("10 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("the pass is lost")
///     .origin("Port")
///     .destination("Town")
///     .closure(ClosureSpec::new("snow").hub("Pass"))
///     .on(&network)?;
/// let outcome = impact(&scenario, None)?;
/// assert_eq!(outcome.relations[0].status, Status::Severed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn impact<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<ImpactOptions<'p>>>,
) -> Result<Impact, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let mut groups: BTreeMap<Source, Vec<usize>> = BTreeMap::new();
    for (at, relation) in scenario.relations().iter().enumerate() {
        groups.entry(relation.source).or_default().push(at);
    }
    let groups: Vec<(Source, Vec<usize>)> = groups.into_iter().collect();
    let network = scenario.network();
    let router = match &options.index {
        Some(index) => Router::with_index(network, Arc::clone(index)),
        None => Ok(Router::for_searches(network, 2 * groups.len())),
    };
    let router = router.map_err(|_| AnalysisError::OtherNetwork)?;
    let prepare = |view| router.prepare(view).map_err(|_| AnalysisError::OtherNetwork);
    let views = Views { before: prepare(scenario.before())?, after: prepare(scenario.after())? };
    options.progress.begin("searching routes", scenario.relations().len() as u64);
    let answers: Vec<_> = groups
        .par_iter()
        .enumerate()
        .map_init(Workspace::default, |workspace, (certificate, (source, members))| {
            workspace.group(scenario, &views, *source, members, certificate, &options)
        })
        .collect::<Result<_, _>>()?;

    let mut certificates = Vec::new();
    let mut relations: Vec<Option<RelationImpact>> = vec![None; scenario.relations().len()];
    for (certificate, answered) in answers {
        certificates.push(certificate);
        for (at, relation) in answered {
            relations[at] = Some(relation);
        }
    }
    let mut relations: Vec<RelationImpact> = relations.into_iter().flatten().collect();
    let throughput = ThroughputChange::of(scenario, &options)?;
    if let Some(throughput) = &throughput {
        for (at, answer) in relations.iter_mut().enumerate() {
            if answer.status > Status::Throttled && throughput.is_less(at) {
                answer.status = Status::Throttled;
            }
        }
    }
    Ok(Impact {
        impedance: scenario.impedance(),
        totals: totals(scenario.network(), &relations),
        relations,
        throughput,
        certificates,
    })
}

/// What one thread needs for one group of destinations after another.
#[derive(Default)]
struct Workspace {
    before: Finder,
    after: Finder,
}

/// The network under the baseline and under all closures.
struct Views<'v, 'n> {
    before: Prepared<'v, 'n>,
    after: Prepared<'v, 'n>,
}

impl Workspace {
    fn group(
        &mut self,
        scenario: &Scenario<'_>,
        views: &Views<'_, '_>,
        source: Source,
        members: &[usize],
        certificate: usize,
        options: &ImpactOptions<'_>,
    ) -> Result<(Certificate, Vec<(usize, RelationImpact)>), AnalysisError> {
        let network = scenario.network();
        let sources = sources_of(scenario, source);
        let mut before = self.before.reach(&views.before, &sources);
        let mut after = self.after.reach(&views.after, &sources);
        let mut severing = Severing::new(scenario, sources);
        let mut answered = Vec::with_capacity(members.len());
        for &at in members {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            let relation = scenario.relations()[at];
            let mut outcome = relation_impact(scenario, relation, &mut before, &mut after, certificate);
            if outcome.status == Status::Severed {
                outcome.severance = Some(severing.of(relation, |node| after.cost(node).is_some()));
            }
            answered.push((at, outcome));
            options.progress.advance(1);
        }
        let potentials = |reach: &Reach<'_>| match options.witnesses {
            Witnesses::Kept => Potentials::of(reach, network),
            Witnesses::Dropped => Potentials::default(),
        };
        let certificate = Certificate { source, before: potentials(&before), after: potentials(&after) };
        Ok((certificate, answered))
    }
}

fn relation_impact(
    scenario: &Scenario<'_>,
    relation: Relation,
    before_reach: &mut Reach<'_>,
    after_reach: &mut Reach<'_>,
    certificate: usize,
) -> RelationImpact {
    let impedance = scenario.impedance();
    let before = route(scenario.before(), before_reach, relation.destination);
    let mut after = route(scenario.after(), after_reach, relation.destination);
    // The route of before stays, where it is still open and of least cost.
    if let (Some(old), Some(new)) = (&before, &after) {
        let kept = Route::new(scenario.after(), old.start(), old.arcs().to_vec());
        let open = scenario.after().is_open(old.start())
            && old.arcs().iter().all(|&arc| scenario.after().cost(arc).is_some());
        if open && kept.cost(impedance) == new.cost(impedance) {
            after = Some(kept);
        }
    }
    let costs = (
        before.as_ref().map(|route| route.cost(impedance)),
        after.as_ref().map(|route| route.cost(impedance)),
    );
    let mut outcome = RelationImpact {
        relation,
        status: Status::Unaffected,
        before,
        after,
        cost_ratio: None,
        severance: None,
        certificate,
    };
    outcome.status = match costs {
        (None, _) => Status::Unsupplied,
        (Some(_), None) => Status::Severed,
        (Some(_), Some(_)) if outcome.route_changed() => Status::Rerouted,
        (Some(old), Some(new)) if new > old => Status::Delayed,
        (Some(_), Some(_)) => Status::Unaffected,
    };
    if let (Some(old), Some(new)) = costs
        && old > 0
    {
        #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
        let ratio = new as f64 / old as f64;
        outcome.cost_ratio = Some(ratio);
    }
    outcome
}

fn route(view: &View<'_>, reach: &mut Reach<'_>, destination: HubId) -> Option<Route> {
    let mut arcs = Vec::new();
    let found = reach.route(view.network().hub(destination).nodes(), &mut arcs)?;
    Some(Route::new(view, found.start, arcs))
}

fn totals(network: &Network, relations: &[RelationImpact]) -> Totals {
    let mut totals = Totals::default();
    for relation in relations {
        let demand = u128::from(relation.relation.demand.kilograms());
        totals.demand += demand;
        *totals.counts.entry(relation.status).or_default() += 1;
        match relation.status {
            Status::Unsupplied => totals.unsupplied += demand,
            Status::Severed => totals.severed += demand,
            _ => {}
        }
        if let (Some(before), Some(after)) = (&relation.before, &relation.after) {
            // Demand is at most 2^50, and a route of 2^20 links costs 2^50 at most: 2^27 such terms fit.
            let weighted = |new: u64, old: u64| demand.cast_signed() * (i128::from(new) - i128::from(old));
            totals.added_time += weighted(after.time().milliseconds(), before.time().milliseconds());
            totals.added_length += weighted(after.length().decimetres(), before.length().decimetres());
        }
        let origin = |route: &Route| network.node(route.start()).hub().id();
        if let Some(before) = &relation.before {
            totals.drawn.entry(origin(before)).or_default().before += demand;
        }
        if let Some(after) = &relation.after {
            totals.drawn.entry(origin(after)).or_default().after += demand;
        }
    }
    totals
}
