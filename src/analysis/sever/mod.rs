//! Which losses, as few as can be, sever one destination, several, or all?
//!
//! For relations *R* of a scenario (destinations, or OD pairs), elements *E* that may be lost (hubs, physical links, or
//! both) with weights *w*: the sets *F* ⊆ *E* of least Σ *w* over *F* such that without *F* no route is left of any relation in
//! *R*; all of them, in the order of their keys. A hub is lost with all of its nodes, a physical link in both directions and
//! for all modes.
//!
//! # How
//! What of a hub stays joined within it is one place (`instance.rs`); so hubs with free transfers between their modes are
//! vertices. Where all elements are single vertices or edges and all sources supply all targets, the least sets are the
//! minimum cuts of a flow graph (`least_cut.rs`), found by one maximum flow (L. R. Ford and D. R. Fulkerson, Maximal flow
//! through a network, Canad. J. Math. 8 (1956) 399-404, doi 10.4153/CJM-1956-045-5) and listed from what may still flow
//! (`closures.rs`). Everything else, hubs that fall apart into several places or OD pairs of different origins, is searched for by
//! branch and bound (`search.rs`).
//!
//! # Routes that have nothing in common
//! Beside the sets stand routes of which no more pass an element than it weighs. No set weighs less than there are routes, since
//! it has to hit each. For a minimum cut there are just as many: with weights of 1 and nodes as elements that is the theorem of
//! K. Menger, Zur allgemeinen Kurventheorie, Fund. Math. 10 (1927) 96-115, and the routes are node-disjoint; with links as
//! elements they are link-disjoint. For hubs of many nodes it does not hold: there the routes are a bound, shared in
//! fractions, and where the bound is less than the least weight the search is the proof.

mod closures;
mod instance;
mod least_cut;
mod listing;
mod packing;
mod parts;
mod question;
mod routes;
mod search;
mod verify;

pub use question::{BRANCHES, LISTED_SETS, Losable, MOST_WEIGHT, SeverError, SeverOptions};
pub use verify::{SeverRejection, SeverVerification, verify_sever};

use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::paths::Route;
use crate::scenario::Scenario;
use instance::Instance;
use packing::{Packer, SCALE};
use parts::Parts;
use question::Question;
use search::Search;

/// The answer of [`sever`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Severing {
    /// Which of [`Scenario::relations`] were asked about, ascending.
    pub relations: Vec<usize>,
    /// What severs all of them.
    pub answer: SeveringAnswer,
}

/// What severs all that was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeveringAnswer {
    /// Nothing needs to be lost: there is no route as it is.
    AlreadySevered,
    /// Nothing that may be lost severs. The route passes none of it.
    NoCut(Passed),
    /// These sets do.
    Sets(LeastSets),
}

/// A route of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Which of [`Scenario::relations`].
    pub relation: usize,
    /// From a node of an origin of it to a node of its destination.
    pub route: Route,
}

/// The sets of least weight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeastSets {
    /// Whether no set weighs less.
    pub status: SeveringStatus,
    /// What each of the sets weighs: how many elements it has, unless weights were given.
    pub weight: u64,
    /// The sets, as long as one another where weights are equal: each in the order of keys, hubs before links, and they in the
    /// order of their elements. Where the status is not [`SeveringStatus::Optimal`], the lightest that was found.
    pub sets: Vec<Vec<Loss>>,
    /// Whether these are all.
    pub listing: Listing,
    /// Routes of which none severs without being hit.
    pub routes: Packing,
    /// How many branches were looked at; none where it is a minimum cut.
    pub branches: u64,
}

/// Whether a set is known to be as light as can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeveringStatus {
    /// No set weighs less.
    Optimal {
        /// What proves it.
        proof: Proof,
    },
    /// The search was cut short: a lighter set may be there.
    Feasible {
        /// No set weighs less than this.
        lower_bound: u64,
    },
}

/// What proves that no set weighs less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// The routes beside the sets: all of them have to be hit.
    Routes,
    /// The search looked at everything that could be lighter. It has no witness that is smaller than itself.
    Search,
}

/// Whether all sets are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// These are all.
    All,
    /// There are more: these are the first, as many as were asked for.
    Limited,
    /// The search was cut short, and there may be more: these are the first, unless it is a single one, which may be any.
    CutShort,
}

/// Routes packed so that no element is passed by more than it weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Packing {
    /// The routes, with how much each counts.
    pub routes: Vec<PackedRoute>,
    /// So much is one: 1 where the sets are minimum cuts, and more where routes have to be shared in fractions.
    pub scale: u64,
}

impl Packing {
    /// The least weight that a set may have which hits all routes: how much these are together, as the next whole number.
    #[must_use]
    pub fn bound(&self) -> u64 {
        let sum: u128 = self.routes.iter().map(|packed| u128::from(packed.amount)).sum();
        u64::try_from(sum.div_ceil(u128::from(self.scale.max(1)))).unwrap_or(u64::MAX)
    }
}

/// One of the routes of a [`Packing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedRoute {
    /// Which of [`Scenario::relations`].
    pub relation: usize,
    /// From a node of an origin of it to a node of its destination.
    pub route: Route,
    /// How much it counts, in parts of [`Packing::scale`].
    pub amount: u64,
}

/// The least sets of losses that sever destinations of a scenario, all of those together.
///
/// # Arguments
/// * `scenario`: origins and destinations over a network of *n* nodes and *m* arcs. Of its closures those of the baseline
///   hold; the others do not count.
/// * `options`: [`SeverOptions`], or `None` for the defaults: the fewest hubs, terminals aside, that sever all destinations.
///
/// # Returns
/// [`Severing`]: the least weight with its proof, and the sets of that weight; exact unless it says otherwise, and the same
/// every time. A destination without a route counts as severed. One that draws on the cheapest origin is severed when it
/// is reached from none; an OD pair when it is not reached from its own. A destination that is an origin of its own is
/// severed by nothing but its own loss.
///
/// # Errors
/// [`AnalysisError::Sever`] where a weight is 0, weights add up to more than [`MOST_WEIGHT`], or what is to be severed is no
/// destination; [`AnalysisError::Flow`] where the network is too large; [`AnalysisError::Stopped`] where the progress handle
/// asked for it.
///
/// # Panics
/// Where an id is from a larger network.
///
/// # Complexity
/// Where all elements are single places or edges: a maximum flow, and for each set listed at worst *O*(*n* + *m*) for each
/// element that is in any minimum cut. Otherwise the problem is NP-hard: some maximum flows for each branch, and *O*(*n* + *m*)
/// for each element of the sets met. Space: some 200 bytes a node and arc, and the sets. On one thread.
///
/// # Example
/// ```
/// use supplyline::analysis::sever::{Proof, SeverOptions, SeveringAnswer, SeveringStatus, sever};
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::ScenarioSpec;
/// // Two ways from Port to Town, of which one is longer.
/// let network = Network::builder()
///     .hub("Port").hub("Cape").hub("Ford").hub("Pass").hub("Town")
///     .link(NewLink::road("Port", "Pass").length("10 km"))
///     .link(NewLink::road("Pass", "Town").length("10 km"))
///     .link(NewLink::road("Port", "Cape").length("20 km"))
///     .link(NewLink::road("Cape", "Ford").length("20 km"))
///     .link(NewLink::road("Ford", "Town").length("20 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("what severs?").origin("Port").destination("Town").on(&network)?;
/// let SeveringAnswer::Sets(least) = sever(&scenario, None)?.answer else { panic!("hubs sever it") };
/// assert_eq!((least.weight, least.status), (2, SeveringStatus::Optimal { proof: Proof::Routes }));
/// let sets: Vec<Vec<_>> =
///     least.sets.iter().map(|set| set.iter().map(|loss| loss.key(&network)).collect()).collect();
/// assert_eq!(sets, [["Cape", "Pass"], ["Ford", "Pass"]]);
/// // As many routes have no hub in common but the terminals: Menger's theorem.
/// assert_eq!(least.routes.routes.iter().map(|packed| packed.amount).sum::<u64>(), 2);
/// // Whoever holds the pass can be cut off by nothing.
/// let pass = least.sets[0][1];
/// let answer = sever(&scenario, SeverOptions::default().keeping([pass]))?.answer;
/// assert!(matches!(answer, SeveringAnswer::NoCut(passed) if passed.route.arcs().len() == 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sever<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<SeverOptions<'p>>>,
) -> Result<Severing, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let question = Question::new(scenario, &options)?;
    let answer = answer(&question, &options)?;
    Ok(Severing { relations: question.relations, answer })
}

fn answer(question: &Question<'_, '_>, options: &SeverOptions<'_>) -> Result<SeveringAnswer, AnalysisError> {
    let view = question.scenario.before();
    let Some(instance) = Instance::new(question, view) else { return Ok(SeveringAnswer::AlreadySevered) };
    if let Some(passed) = routes::unseverable(question, view) {
        return Ok(SeveringAnswer::NoCut(passed));
    }
    if options.progress.stop_requested() {
        return Err(AnalysisError::Stopped);
    }
    let mut parts = Parts::new(&instance)?;
    let losses = |set: &[u32]| set.iter().map(|&element| instance.elements[element as usize].loss).collect();
    if least_cut::answers(&instance, &parts) && !options.by_search {
        options.progress.begin("finding minimum cuts", 1);
        let found = least_cut::least_cut(question, &instance, &mut parts, options.limit);
        options.progress.advance(1);
        let ways = found.ways.iter().map(|way| (0, way));
        return Ok(SeveringAnswer::Sets(LeastSets {
            status: SeveringStatus::Optimal { proof: Proof::Routes },
            weight: found.weight,
            sets: found.sets.iter().map(|set| losses(set)).collect(),
            listing: if found.is_complete { Listing::All } else { Listing::Limited },
            routes: Packing { routes: routes::packed(question, &instance, &parts.place_of, ways), scale: 1 },
            branches: 0,
        }));
    }
    options.progress.begin("searching for severing sets", 0);
    searched(question, &instance, parts, options)
}

fn searched(
    question: &Question<'_, '_>,
    instance: &Instance<'_, '_>,
    parts: Parts,
    options: &SeverOptions<'_>,
) -> Result<SeveringAnswer, AnalysisError> {
    let mut packer = Packer::new(instance, parts);
    let open = vec![packing::Mark::Open; instance.elements.len()];
    let ways = packer.pack(instance, &open, true).map(|packed| packed.ways).unwrap_or_default();
    let ways = ways.iter().map(|(commodity, way)| (*commodity, way));
    let routes = routes::packed(question, instance, &packer.parts().place_of, ways);
    let packing = Packing { routes, scale: SCALE };
    let mut search = Search::new(instance, packer, options.work, options.progress);
    let all: u64 = instance.elements.iter().map(|element| element.weight).sum();
    let solved = search.solve(all + 1, false)?;
    // All elements together sever, and a cut of single parts is looked at first: something was found. If not, all of them.
    let all = || (0..).take(instance.elements.len()).collect();
    let mut best: Vec<u32> = solved.best.unwrap_or_else(all);
    let weight = search.weight(&best);
    best.sort_by_key(|&element| question.key(instance.elements[element as usize].loss));
    let (status, (mut sets, listing)) = if solved.is_cut_short {
        (SeveringStatus::Feasible { lower_bound: solved.bound }, (Vec::new(), Listing::CutShort))
    } else {
        let proof = if packing.bound() == weight { Proof::Routes } else { Proof::Search };
        let listed = listing::list(question, &mut search, best.clone(), options.limit)?;
        (SeveringStatus::Optimal { proof }, listed)
    };
    if listing == Listing::CutShort && sets.is_empty() && options.limit > 0 {
        sets.push(best);
    }
    let losses = |set: &Vec<u32>| set.iter().map(|&at| instance.elements[at as usize].loss).collect();
    Ok(SeveringAnswer::Sets(LeastSets {
        status,
        weight,
        sets: sets.iter().map(losses).collect(),
        listing,
        routes: packing,
        branches: search.branches,
    }))
}
