//! Which single loss hurts most?
//!
//! For every hub, and on request for every physical link, what its loss alone would do to each destination: severed,
//! or supplied by another route at another cost. For element *e*, demands *x* and costs *c*, *c*ᵉ of the destinations
//! without and with its loss: the demand severed, Σ *x* over those without a route; and the added cost,
//! Σ *x* (*c*ᵉ − *c*) over those that have one. These are the importance of *e*, up to division by the demand, and its
//! unsatisfied demand of E. Jenelius, T. Petersen and L.-G. Mattsson, Importance and exposure in road network
//! vulnerability analysis, Transp. Res. A 40 (2006) 537-560, doi 10.1016/j.tra.2005.11.003; seen from a destination, the
//! same numbers are its exposure.
//!
//! Nothing is searched anew for each element. Only an element on the route of a destination can change anything for
//! it, and what a route costs without each of its nodes and links comes out of one pass ([`Detours`]) over what lies near
//! the route; what severs is read off dominators beforehand. Hubs of several nodes, physical links that lie at several
//! places, and the few elements that only a far way round replaces are closed one by one and taken back ([`WhatIf`]),
//! each only for the destinations whose routes it is on.

mod chain;
mod consequences;
mod pairs;
mod totals;
mod verify;
mod verify_pairs;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use chain::Chain;
pub use pairs::{LISTED_PAIRS, PairOptions, SeveringPair, SeveringPairs, severing_pairs};
pub use verify::{RankingRejection, RankingVerification, verify_ranking};
pub use verify_pairs::{PairsVerification, verify_pairs};

use super::AnalysisError;
use super::flow::{
    NoValues, RANKED_LOSSES_WORK, ThroughputOptions, is_limited_before, losses_between, throughput_losses,
};
use super::impact::{Throughputs, sources_of};
use crate::network::{HubId, LinkId, Network, NodeId};
use crate::paths::{Finder, Index, Route, Router};
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, Relation, Scenario, Source, View};
use consequences::Consequences;

#[cfg(doc)]
use crate::paths::{Detours, WhatIf};

/// How [`rank`] is to work.
#[derive(Clone)]
pub struct RankOptions<'p> {
    links: bool,
    after: Vec<HubId>,
    both_measures: Option<bool>,
    throughput: Throughputs,
    progress: &'p dyn Progress,
    index: Option<Arc<Index>>,
}

impl Default for RankOptions<'_> {
    fn default() -> Self {
        Self {
            links: false,
            after: Vec::new(),
            both_measures: None,
            throughput: Throughputs::WhereLimited,
            progress: &Silent,
            index: None,
        }
    }
}

impl<'p> RankOptions<'p> {
    /// Whether physical links are ranked beside hubs; they are not unless this says so.
    #[must_use]
    pub fn links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// Hubs that are lost already: what remains without them is ranked.
    #[must_use]
    pub fn after(mut self, hubs: impl IntoIterator<Item = HubId>) -> Self {
        self.after = hubs.into_iter().collect();
        self
    }

    /// Whether the routes of replacement are found as well, so that both what is added in time and in length is known,
    /// whichever of them routes minimise. Unless this says otherwise they are where there are at most
    /// [`FEW_CONSEQUENCES`]; each takes a query.
    #[must_use]
    pub fn both_measures(mut self, both: bool) -> Self {
        self.both_measures = Some(both);
        self
    }

    /// Whether it is worked out how much less gets through without each element; it is unless this says otherwise, where
    /// a capacity or a supply limits anything. Where destinations draw on different origins, only up to
    /// [`RANKED_LOSSES_WORK`] pairs times elements that carry a part of it times nodes.
    #[must_use]
    pub fn throughput(mut self, throughput: Throughputs) -> Self {
        self.throughput = throughput;
        self
    }

    /// An index of the scenario's network. Without one, one is made where there is so much to find that it pays.
    #[must_use]
    pub fn index(mut self, index: Arc<Index>) -> Self {
        self.index = Some(index);
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// Up to so many consequences [`rank`] finds the routes of replacement for both measures unasked.
pub const FEW_CONSEQUENCES: usize = 20_000;

/// What is lost by itself: an element of the network. Hubs come before links, each by their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A hub, with all its nodes.
    Hub(HubId),
    /// A physical link, both ways and for all modes, by the smallest id of the links that are lost together.
    Link(LinkId),
}

impl Loss {
    /// Of the physical link that a link is part of.
    #[must_use]
    pub fn of_link(network: &Network, link: LinkId) -> Self {
        Self::Link(network.physical_link(link).min().unwrap_or(link))
    }

    /// Closes it in a view.
    pub fn close(self, view: &mut View<'_>) {
        match self {
            Self::Hub(hub) => view.close_hub(hub),
            Self::Link(link) => {
                for link in view.network().physical_link(link) {
                    view.close_link(link);
                }
            }
        }
    }

    /// Its key, which orders equals.
    #[must_use]
    pub fn key(self, network: &Network) -> &str {
        match self {
            Self::Hub(hub) => network.hub(hub).key(),
            Self::Link(link) => {
                let link = network.link(link);
                link.physical_key().unwrap_or(link.key())
            }
        }
    }
}

/// What a loss does to one destination or OD pair that it does something to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Consequence {
    /// Which of [`Ranking::relations`].
    pub relation: usize,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// No route is left.
    Severed {
        /// Because the loss is the destination itself, or the one origin that it may draw on: a terminal lost, and no
        /// through traffic.
        is_terminal: bool,
    },
    /// Its route is lost, and another takes over.
    Rerouted {
        /// What that costs, milliseconds or decimetres; as much as before where it is as good.
        cost: u64,
        /// What the route that takes over adds in both measures, where they were asked for.
        added: Option<Added>,
    },
}

/// What one route has more than another. Less than nothing where what is minimised is the other measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Milliseconds.
    pub time: i64,
    /// Decimetres.
    pub length: i64,
}

/// An element and what its loss would do.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RankedLoss {
    /// The element.
    pub loss: Loss,
    /// Demand that loses its last route though it is not the loss itself that wants or has it, kilograms a day.
    pub severed: u128,
    /// Demand that is lost with its destination or its one origin, kilograms a day.
    pub terminal: u128,
    /// What is added to what routes minimise, over the destinations that keep a route: kilogram-milliseconds or
    /// kilogram-decimetres a day.
    pub added_cost: u128,
    /// The same in both measures, kilogram-milliseconds and kilogram-decimetres a day, where they were asked for.
    pub added: Option<TotalAdded>,
    /// How many destinations are severed, terminals not counted.
    pub severed_count: u64,
    /// How many destinations are lost with it or with their one origin.
    pub terminal_count: u64,
    /// How many destinations are rerouted, at no more cost or at more.
    pub rerouted_count: u64,
    /// How much less all destinations together get within all capacities, its own demand or supply included, kilograms a
    /// day, where that was asked for.
    pub throughput_lost: Option<u64>,
    /// The greatest detour ratio, cost after over cost before, of those that keep a route and cost anything before.
    pub worst_ratio: Option<f64>,
    /// What it does to each destination that it does anything to, in their order.
    pub consequences: Vec<Consequence>,
}

/// Sums over destinations of demand times what is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalAdded {
    /// Kilogram-milliseconds a day.
    pub time: i128,
    /// Kilogram-decimetres a day.
    pub length: i128,
}

/// A destination or OD pair as it is before any loss, and what it is exposed to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RankedRelation {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// Its route before any loss.
    pub route: Option<Route>,
    /// The elements whose single loss severs it, in the order in which supply passes them.
    pub chain: Chain,
    /// The exposure to the worst single loss that leaves a route: what it adds to the cost, and which it is. Of equals
    /// the first.
    pub worst: Option<(Loss, u64)>,
    /// The sum of what each single loss that leaves a route adds to the cost. Divided by the number of elements, the
    /// expected exposure.
    pub added_by_all: u128,
}

/// The answer to [`rank`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Ranking {
    /// What routes minimise.
    pub impedance: Impedance,
    /// The hubs that were lost already.
    pub after: Vec<HubId>,
    /// What all destinations together get within all capacities before any loss, kilograms a day, where that was asked for
    /// and anything limits it.
    pub throughput: Option<u64>,
    /// By how many kilograms a day that, and what any loss takes of it, is off at most, where destinations draw on different
    /// origins: then these are of linear programs. Exact where there is nothing here.
    pub throughput_off_by_at_most: Option<f64>,
    /// Why it is not told how much gets through, where it was asked for and something limits it.
    pub no_throughput: Option<NoValues>,
    /// The elements whose loss does anything, from the worst: by the demand severed, terminals not counted; then by the
    /// added cost; then by the demand of terminals; then by the throughput lost; then hubs before links, by their keys.
    pub losses: Vec<RankedLoss>,
    /// Each destination, in the order of [`Scenario::relations`].
    pub relations: Vec<RankedRelation>,
    /// How many elements could have been lost, those whose loss does nothing among them: open hubs, and physical links
    /// that have an open arc if links were asked for.
    pub elements: usize,
}

impl Ranking {
    /// Demand of all destinations, kilograms a day.
    #[must_use]
    pub fn demand(&self) -> u128 {
        self.relations.iter().map(|ranked| u128::from(ranked.relation.demand.kilograms())).sum()
    }

    /// What the loss of an element would do; nothing where it would do nothing.
    #[must_use]
    pub fn of(&self, loss: Loss) -> Option<&RankedLoss> {
        self.losses.iter().find(|ranked| ranked.loss == loss)
    }
}

/// What the loss of each hub, and of each physical link if asked for, would do to the destinations of a scenario.
///
/// # Arguments
/// * `scenario`: origins, destinations with demands, over a network of *n* nodes and *m* arcs. Of its closures those of
///   the baseline hold; the others do not count.
/// * `options`: [`RankOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Ranking`]: all elements whose loss does anything, from the worst, with what becomes of each destination; and all
/// destinations, with the chain of what severs each. Exact, and the same whatever the threads.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it, and [`AnalysisError::OtherNetwork`] where the
/// index is of another network than the scenario. [`AnalysisError::Flow`] where the sums of capacities or demands do not
/// fit that would tell how much gets through; see [`RankOptions::throughput`].
///
/// # Complexity
/// With *k* sets of origins, *d* destination hubs and *p* pairs of them that are asked for: *k* + *d* trees and *k* runs
/// of dominators, *O*((*n* + *m*) log *n*) each; *p* passes over what lies near each route, *O*(*n* + *m*) at most where
/// what [`Detours`] says of one-way streets does not hold; all in parallel. Beside that one closure for each hub of
/// several nodes on a route, and with an index for each element that only a far way round replaces. Space: 8 bytes a
/// node for each set of origins, at most 64 of them at a time, and some 130 a node and thread with an index, 60 without;
/// 32 for each consequence.
///
/// # Example
/// ```
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::ScenarioSpec;
/// use supplyline::analysis::rank::{Loss, Outcome, rank};
/// // Port - Pass - Town, and a long way round by sea to Pass.
/// let network = Network::builder()
///     .hub("Port").hub("Cape").hub("Pass").hub("Town")
///     .link(NewLink::road("Port", "Pass").length("10 km"))
///     .link(NewLink::road("Port", "Cape").length("30 km"))
///     .link(NewLink::road("Cape", "Pass").length("30 km"))
///     .link(NewLink::road("Pass", "Town").length("10 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("who hurts most?").origin("Port").destination("Town").on(&network)?;
/// let ranking = rank(&scenario, None)?;
/// let worst = &ranking.losses[0];
/// assert_eq!(worst.loss, Loss::Hub(network.find_hub("Pass")?));
/// assert_eq!(worst.consequences[0].outcome, Outcome::Severed { is_terminal: false });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<RankOptions<'p>>>,
) -> Result<Ranking, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let view = view_without(scenario, &options.after);
    let groups = groups(scenario);
    let router = router(scenario, &options, groups.len())?;
    let routes = routes(scenario, &view, &router, &groups)?;
    let found = Consequences {
        scenario,
        view: &view,
        router: &router,
        groups: &groups,
        routes: &routes,
        options: &options,
    }
    .find()?;
    let throughput = throughput(scenario, &view, &options)?;
    Ok(totals::ranking(scenario, &view, &options, &groups, routes, &found, &throughput))
}

/// How much gets through before any loss, and how much less without each element that takes any of it away.
#[derive(Default)]
struct Throughput {
    /// Nothing where nothing limits it, or where it is not worked out.
    total: Option<u64>,
    lost: BTreeMap<Loss, u64>,
    off_by_at_most: Option<f64>,
    missing: Option<NoValues>,
}

fn throughput(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: &RankOptions<'_>,
) -> Result<Throughput, AnalysisError> {
    if options.throughput == Throughputs::LeftOut || !is_limited_before(scenario) {
        return Ok(Throughput::default());
    }
    let network = scenario.network();
    let mut elements: Vec<Loss> = network.hubs().map(|hub| Loss::Hub(hub.id())).collect();
    if options.links {
        elements.extend(network.links().map(|link| Loss::of_link(network, link.id())));
        elements.sort_unstable();
        elements.dedup();
    }
    let asked = ThroughputOptions::default().progress(options.progress);
    match throughput_losses(scenario, view, &elements, asked) {
        Ok(found) => Ok(Throughput {
            total: Some(found.total),
            lost: elements.into_iter().zip(found.lost).filter(|&(_, lost)| lost > 0).collect(),
            ..Throughput::default()
        }),
        Err(AnalysisError::Multicommodity { .. }) => {
            let most = Some(RANKED_LOSSES_WORK);
            match losses_between(scenario, view, &elements, most, options.progress)? {
                Ok(found) => Ok(Throughput {
                    total: Some(found.total),
                    lost: elements.into_iter().zip(found.lost).filter(|&(_, lost)| lost > 0).collect(),
                    off_by_at_most: Some(found.off_by_at_most),
                    missing: None,
                }),
                Err(why) => Ok(Throughput { missing: Some(why), ..Throughput::default() }),
            }
        }
        Err(other) => Err(other),
    }
}

/// The view of before, without hubs that are lost already.
pub(super) fn view_without<'n>(scenario: &Scenario<'n>, hubs: &[HubId]) -> View<'n> {
    let mut view = scenario.before().clone();
    view.forget_marks();
    for &hub in hubs {
        view.close_hub(hub);
    }
    view
}

/// Destinations that draw on the same origins.
#[derive(Clone, Debug)]
struct Group {
    source: Source,
    sources: Vec<NodeId>,
    /// Which of the scenario's relations.
    members: Vec<usize>,
}

fn groups(scenario: &Scenario<'_>) -> Vec<Group> {
    let mut groups: BTreeMap<Source, Vec<usize>> = BTreeMap::new();
    for (at, relation) in scenario.relations().iter().enumerate() {
        groups.entry(relation.source).or_default().push(at);
    }
    let group = |(source, members)| Group { source, sources: sources_of(scenario, source), members };
    groups.into_iter().map(group).collect()
}

fn router<'n>(
    scenario: &Scenario<'n>,
    options: &RankOptions<'_>,
    groups: usize,
) -> Result<Router<'n>, AnalysisError> {
    let network = scenario.network();
    match &options.index {
        Some(index) => Router::with_index(network, Arc::clone(index)),
        // A tree for each destination, and what there is of closures one by one.
        None => Ok(Router::for_searches(network, groups + scenario.relations().len())),
    }
    .map_err(|_| AnalysisError::OtherNetwork)
}

/// The route of each relation before any loss.
fn routes(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    router: &Router<'_>,
    groups: &[Group],
) -> Result<Vec<Option<Route>>, AnalysisError> {
    let prepared = router.prepare(view).map_err(|_| AnalysisError::OtherNetwork)?;
    let mut routes = vec![None; scenario.relations().len()];
    let mut finder = Finder::default();
    let mut arcs = Vec::new();
    for group in groups {
        let mut reach = finder.reach(&prepared, &group.sources);
        for &member in &group.members {
            let destination = scenario.relations()[member].destination;
            let targets = scenario.network().hub(destination).nodes();
            if let Some(found) = reach.route(targets, &mut arcs) {
                routes[member] = Some(Route::new(view, found.start, arcs.clone()));
            }
        }
    }
    Ok(routes)
}
