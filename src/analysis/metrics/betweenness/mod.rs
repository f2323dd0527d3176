//! On how many routes does each node, hub and link lie?
//!
//! For pairs (*s*, *t*) with weights *x*: the betweenness of *e* is Σ *x*(*s*, *t*) σ(*s*, *t* | *e*) / σ(*s*, *t*), where
//! σ(*s*, *t*) routes of least cost lead from *s* to *t*, and σ(*s*, *t* | *e*) of them pass *e*, which is neither of their
//! ends. L. C. Freeman, A set of measures of centrality based on betweenness, Sociometry 40 (1977) 35-41, doi
//! 10.2307/3033543; worked out as in U. Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25 (2001)
//! 163-177, doi 10.1080/0022250X.2001.9990249. Pairs have a direction: on a network of two-way links all values are twice
//! those that are told of undirected graphs.
//!
//! * **Ties.** All routes of least cost share a pair's weight evenly.
//! * **Arcs that cost nothing.** Of the routes of least cost those with the fewest arcs that cost nothing count, and no
//!   others: without such arcs all routes of least cost, with them none that goes round for nothing.
//! * **Parallel arcs** that cost the same make routes of their own, so that two of them get twice the share of one.
//! * **Self-loops** are on no route.
//! * **Links** count how often routes pass them, the first and the last of a route as well: all arcs of the physical link
//!   together. A route that takes two arcs of one physical link (a rail and a road on one dam) counts twice.
//! * **Hubs** are sets of nodes. A hub has a pair's share of routes that pass any of its nodes, each route counted once,
//!   over the pairs that do not begin or end in it.
//!
//! A hub of several nodes gets what the arcs out of it carry. That is exact where no route of least cost between two of its
//! nodes leaves it, which is tested first; for the others routes are followed from each source.
//!
//! Two ways lead to the values, one search after another, and eight sources side by side over the shortcuts of an
//! elimination order ([`RouteCounting`]).

mod buckets;
mod cases;
mod count;
mod fill;
mod key;
mod lanes;
mod routes;
mod sweep;

use rayon::prelude::*;

use super::graph::{Side, hubs_of_nodes, physical_links};
use super::sample::{Effort, ErrorBound, draw};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::Network;
use crate::progress::{Progress, Silent};
use crate::scenario::{Scenario, View};
use cases::{Case, Targets, cases};
use fill::{Carried, Fill};
use key::Layout;
use lanes::{LANES, Start, Workspace, carry};
use routes::Searches;

/// Up to so many sources [`Effort::Auto`] takes all of them.
pub const EXACT_BETWEENNESS: usize = 50_000;
/// From so many sources on [`RouteCounting::Auto`] looks for an elimination order.
const WORTH_AN_ORDER: usize = 200;

/// Which pairs routes are counted for.
#[derive(Clone, Copy, Debug)]
pub enum Pairs<'s> {
    /// From each open node to each other, by 1.
    Nodes,
    /// From each hub to each other, by 1: from any of its nodes to any of the other's, whichever is cheapest.
    Hubs,
    /// From origins to destinations of a scenario, by the demand in tonnes a day: from the cheapest of all origins, or of
    /// an OD pair from its own, to the nearest nodes of the destination. Its closures are those of the view, not its own.
    Demand(&'s Scenario<'s>),
}

/// How routes are counted. Values are the same but for rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RouteCounting {
    /// By elimination where it is possible and there are so many sources that it pays, by searches else.
    #[default]
    Auto,
    /// By one search after another.
    Searches,
    /// From eight sources side by side, over the shortcuts of an elimination order. Where hubs have several open nodes, where
    /// pairs are not between all nodes, where no order has few shortcuts or routes are more than 10^140, by searches.
    Elimination,
}

/// How [`betweenness`] is to work.
#[derive(Clone, Copy)]
pub struct BetweennessOptions<'p> {
    pairs: Pairs<'p>,
    effort: Effort,
    counting: RouteCounting,
    progress: &'p dyn Progress,
}

impl Default for BetweennessOptions<'_> {
    fn default() -> Self {
        Self { pairs: Pairs::Hubs, effort: Effort::Auto, counting: RouteCounting::Auto, progress: &Silent }
    }
}

impl<'p> BetweennessOptions<'p> {
    /// Which pairs routes are counted for; those of hubs unless this says otherwise.
    #[must_use]
    pub fn pairs(mut self, pairs: Pairs<'p>) -> Self {
        self.pairs = pairs;
        self
    }

    /// Whether all sources are taken. [`Effort::Auto`] takes all up to [`EXACT_BETWEENNESS`].
    #[must_use]
    pub fn effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// How routes are counted.
    #[must_use]
    pub fn counting(mut self, counting: RouteCounting) -> Self {
        self.counting = counting;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// The answer to [`betweenness`]. It has no witness: what it says is not to be checked in less time than to be worked out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Betweenness {
    /// Of each node, by its id.
    pub nodes: Vec<f64>,
    /// Of each hub, by its id.
    pub hubs: Vec<f64>,
    /// Of each arc, by its id.
    pub arcs: Vec<f64>,
    /// Of each physical link, by the smallest id of its links; 0 for the others.
    pub links: Vec<f64>,
    /// The weight of all pairs that have a route.
    pub pairs: f64,
    /// How far these may be off, where they are from a sample.
    pub bound: Option<ErrorBound>,
    /// Whether routes were counted by elimination.
    pub is_by_elimination: bool,
}

impl Betweenness {
    /// Of a hub or a physical link; 0 where the loss is of another network.
    #[must_use]
    pub fn of(&self, loss: Loss) -> f64 {
        match loss {
            Loss::Hub(hub) => self.hubs.get(hub.index()),
            Loss::Link(link) => self.links.get(link.index()),
        }
        .copied()
        .unwrap_or(0.0)
    }
}

/// On how many routes of least cost each node, hub, arc and physical link lies.
///
/// # Arguments
/// * `view`: *n* nodes and *m* arcs, some of them closed; costs in milliseconds or decimetres.
/// * `options`: [`BetweennessOptions`], or `None` for all pairs of hubs.
///
/// # Returns
/// [`Betweenness`]: sums over pairs, in pairs or, for [`Pairs::Demand`], in tonnes a day. The same bytes whatever the
/// threads. Counts of routes that outgrow a float have an exponent of their own.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it; [`AnalysisError::OtherNetwork`] where the scenario of
/// the pairs is of another network.
///
/// # Complexity
/// By searches: one and a pass back for each source, *O*((*n* + *m*) log *n*), in parallel; and *O*(*n* + *m*) more for
/// each source and each hub that routes of least cost between its own nodes leave. By elimination: the order and its
/// triangles once, as for an [`Index`](crate::paths::Index); then for eight sources two sweeps over those shortcuts that are
/// on routes of least cost, some three to a node on roads. From a sample of *k* sources see [`ErrorBound`]. Space: by
/// searches 40 bytes a node and thread, and 8 a node and arc for each of four stretches of work a thread; by elimination
/// some 330 a node and thread, and 8 a node and 16 a shortcut for each thread.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::{BetweennessOptions, Pairs, betweenness};
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C")
///     .link(NewLink::road("A", "B").length("1 km"))
///     .link(NewLink::road("B", "C").length("1 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let found = betweenness(&view, BetweennessOptions::default().pairs(Pairs::Nodes))?;
/// assert_eq!(found.nodes, [0.0, 2.0, 0.0]); // from A to C, and from C to A
/// assert_eq!(found.links, [4.0, 4.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn betweenness<'p>(
    view: &View<'_>,
    options: impl Into<Option<BetweennessOptions<'p>>>,
) -> Result<Betweenness, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let network = view.network();
    let (cases, is_simple) = cases(view, options.pairs)?;
    let (cases, bound) = drawn(network, cases, options.effort);
    let side = Side::leaving(view);
    let layout = Layout::of(&side);
    let work = Work { side, layout, hubs: hubs_of_nodes(network), cases, progress: options.progress };
    let is_by_elimination = match options.counting {
        RouteCounting::Auto => is_simple && work.cases.len() >= WORTH_AN_ORDER,
        RouteCounting::Searches => false,
        RouteCounting::Elimination => is_simple,
    };
    work.progress.begin("counting routes", work.cases.len() as u64);
    let by_elimination = if is_by_elimination { work.by_elimination(network)? } else { None };
    let is_by_elimination = by_elimination.is_some();
    let sums = match by_elimination {
        Some(sums) => sums,
        None if work.layout.fits => Searches::count::<u64>(&work, view)?,
        None => Searches::count::<u128>(&work, view)?,
    };
    let mut arcs = vec![0.0; network.arc_count()];
    for (at, &sum) in sums.steps.iter().enumerate() {
        arcs[work.side.arc(at) as usize] = sum;
    }
    let mut links = vec![0.0; network.link_count()];
    for (link, lost_with) in network.links().zip(physical_links(network)) {
        for arc in network.link_arcs(link.id()) {
            links[lost_with as usize] += arcs[arc.index()];
        }
    }
    let Sums { nodes, hubs, pairs, .. } = sums;
    Ok(Betweenness { nodes, hubs, arcs, links, pairs, bound, is_by_elimination })
}

/// The cases to take, each with what its pairs count for; and how far that may be off.
#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn drawn(network: &Network, cases: Vec<Case>, effort: Effort) -> (Vec<(Case, f64)>, Option<ErrorBound>) {
    let Some((sources, seed)) = effort.drawn(cases.len(), EXACT_BETWEENNESS) else {
        return (cases.into_iter().map(|case| (case, 1.0)).collect(), None);
    };
    let weights: Vec<f64> = cases.iter().map(|case| case.weight).collect();
    let sum: f64 = weights.iter().sum();
    let scale = |times: usize, at: usize| times as f64 * sum / (sources as f64 * weights[at]);
    let drawn = draw(&weights, sources, seed);
    let taken = drawn
        .chunk_by(|one, other| one == other)
        .map(|same| (cases[same[0]].clone(), scale(same.len(), same[0])))
        .collect();
    let values = network.node_count() + network.hub_count() + network.arc_count() + network.link_count();
    (taken, Some(ErrorBound::hoeffding(sources, values, sum)))
}

/// What is to be done.
struct Work<'a> {
    side: Side,
    layout: Layout,
    hubs: Vec<u32>,
    /// Each source with what its pairs count for.
    cases: Vec<(Case, f64)>,
    progress: &'a dyn Progress,
}

/// What was counted.
#[derive(Clone, Debug)]
struct Sums {
    nodes: Vec<f64>,
    hubs: Vec<f64>,
    /// By their places in the graph.
    steps: Vec<f64>,
    pairs: f64,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        let lists = [&mut self.nodes, &mut self.hubs, &mut self.steps];
        for (own, more) in lists.into_iter().zip([&other.nodes, &other.hubs, &other.steps]) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
        self.pairs += other.pairs;
    }
}

/// Rounds of [`LANES`] sources that are worked through one after another, whatever the threads.
const STRETCH: usize = 16;

impl Work<'_> {
    /// Nothing where elimination cannot tell.
    fn by_elimination(&self, network: &Network) -> Result<Option<Sums>, AnalysisError> {
        let place_of = |fill: &Fill, (case, scale): &(Case, f64)| match (&case.targets, &*case.sources) {
            (Targets::AllNodes, &[source]) => Some((fill.places[source as usize], *scale)),
            _ => None,
        };
        let Some(fill) = Fill::new(network, &self.side, self.layout) else {
            return Ok(None);
        };
        let starts: Option<Vec<Start>> = self.cases.iter().map(|case| place_of(&fill, case)).collect();
        let Some(mut starts) = starts else {
            return Ok(None);
        };
        // Neighbours side by side take nearly the same routes.
        starts.sort_unstable_by_key(|&(place, _)| place);
        let mut carried = Carried::none(&fill);
        // So many stretches at a time hold their own sums, which are added in their order.
        for stretches in starts.chunks(LANES * STRETCH * rayon::current_num_threads()) {
            let found: Vec<Option<Carried>> = stretches
                .par_chunks(LANES * STRETCH)
                .map_init(
                    || Workspace::new(&fill),
                    |workspace, stretch| {
                        let mut carried = Carried::none(&fill);
                        for starts in stretch.chunks(LANES) {
                            if self.progress.stop_requested() {
                                return Err(AnalysisError::Stopped);
                            }
                            if !carry(&fill, starts, workspace, &mut carried) {
                                return Ok(None);
                            }
                            self.progress.advance(starts.len() as u64);
                        }
                        Ok(Some(carried))
                    },
                )
                .collect::<Result<_, _>>()?;
            for more in found {
                let Some(more) = more else {
                    return Ok(None);
                };
                carried.add(&more);
            }
        }
        let steps = fill.unpack(&self.side, self.layout, &mut carried);
        let mut nodes = vec![0.0; fill.nodes.len()];
        for (&node, &passing) in fill.nodes.iter().zip(&carried.passing) {
            nodes[node as usize] = passing;
        }
        let mut hubs = vec![0.0; network.hub_count()];
        for (&hub, &passing) in self.hubs.iter().zip(&nodes) {
            // Of its nodes one is open at most, and nothing passes the others.
            hubs[hub as usize] += passing;
        }
        Ok(Some(Sums { nodes, hubs, steps, pairs: carried.pairs }))
    }
}
