//! Which two losses together sever what neither severs alone?
//!
//! For a destination *t* the pairs {*e*, *f*} of elements, hubs and on request physical links, such that a route to *t*
//! is left without *e*, one is left without *f*, and none without both. The destination itself, and the only origin that
//! it may draw on, are no members of pairs.
//!
//! Any path to *t* has to pass *e* or *f*. So it is enough to take some path, lose in turn each of its elements that does
//! not sever *t* by itself, and look what severs *t* in what remains. That is read off the dominators of what remains
//! ([`DominatorSearch`]), all at once: single nodes and links that every way passes. Hubs of several nodes, and physical
//! links at several places, sever as sets, even where none of their parts does so alone; those on a path of what remains
//! are closed one by one to see. Costs play no part.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::consequences::is_simple;
use super::totals::Terminals;
use super::{Group, Loss, groups, view_without};
use crate::analysis::AnalysisError;
use crate::network::{Element, HubId, Network, NodeId};
use crate::paths::{DominatorSearch, Dominators, Flood};
use crate::progress::{Progress, Silent};
use crate::scenario::{Scenario, View};

/// So many pairs are listed unless [`PairOptions::limit`] says otherwise.
pub const LISTED_PAIRS: usize = 10_000;

/// How [`severing_pairs`] is to work.
#[derive(Clone)]
pub struct PairOptions<'p> {
    links: bool,
    after: Vec<HubId>,
    limit: usize,
    progress: &'p dyn Progress,
}

impl Default for PairOptions<'_> {
    fn default() -> Self {
        Self { links: false, after: Vec::new(), limit: LISTED_PAIRS, progress: &Silent }
    }
}

impl<'p> PairOptions<'p> {
    /// Whether physical links may be members of pairs, beside hubs; they may not unless this says so.
    #[must_use]
    pub fn links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// Hubs that are lost already: pairs of what remains without them are looked for.
    #[must_use]
    pub fn after(mut self, hubs: impl IntoIterator<Item = HubId>) -> Self {
        self.after = hubs.into_iter().collect();
        self
    }

    /// List at most so many pairs, the first by their keys: there may be as many as elements squared.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// Two elements, and what their loss together severs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeveringPair {
    /// The two: hubs before links, each by their keys.
    pub losses: [Loss; 2],
    /// Demand that both together sever and neither alone, kilograms a day.
    pub severed: u128,
    /// Which of [`Scenario::relations`] that is, ascending; at least one.
    pub relations: Vec<usize>,
}

/// The answer to [`severing_pairs`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeveringPairs {
    /// The hubs that were lost already.
    pub after: Vec<HubId>,
    /// The pairs, ordered as their members are: hubs before links, by their keys.
    pub pairs: Vec<SeveringPair>,
    /// Whether these are all; if not then the limit was reached, and they are the first.
    pub is_complete: bool,
}

/// Pairs of losses that together sever a destination of a scenario which neither severs alone.
///
/// # Arguments
/// * `scenario`: origins, destinations with demands, over a network of *n* nodes and *m* arcs. Of its closures those of
///   the baseline hold; the others do not count.
/// * `options`: [`PairOptions`], or `None` for the defaults.
///
/// # Returns
/// [`SeveringPairs`]: exact, and the same whatever the threads. Where a destination may draw on two origins, both of them
/// are a pair.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// Each element on a path of fewest arcs to a destination is lost once for each set of origins, and takes *O*(*m* log *n*)
/// then, and *O*(*n* + *m*) more for each hub of several nodes, and each physical link at several places, on the paths of
/// what remains; in parallel. Space: some 50 bytes a node and thread, and the pairs listed, once for each thread.
///
/// # Example
/// ```
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::ScenarioSpec;
/// use supplyline::analysis::rank::{Loss, severing_pairs};
/// // Two ways from Port to Town: over the Pass, or by the Ford.
/// let network = Network::builder()
///     .hub("Port").hub("Pass").hub("Ford").hub("Town")
///     .link(NewLink::road("Port", "Pass").length("10 km"))
///     .link(NewLink::road("Pass", "Town").length("10 km"))
///     .link(NewLink::road("Port", "Ford").length("30 km"))
///     .link(NewLink::road("Ford", "Town").length("30 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("both ways").origin("Port").destination("Town").on(&network)?;
/// let found = severing_pairs(&scenario, None)?;
/// assert!(found.is_complete);
/// let [ford, pass] = [network.find_hub("Ford")?, network.find_hub("Pass")?];
/// assert_eq!(found.pairs[0].losses, [Loss::Hub(ford), Loss::Hub(pass)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn severing_pairs<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<PairOptions<'p>>>,
) -> Result<SeveringPairs, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let view = view_without(scenario, &options.after);
    let groups = groups(scenario);
    let alone = each_alone(scenario, &view, &groups, &options)?;
    let first = first_losses(&groups, &alone);
    options.progress.begin("losing one and then another", first.len() as u64);
    // To each stretch its own view and workspace.
    let stretch = first.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let listed: Vec<Listed<'_>> = first
        .par_chunks(stretch)
        .map(|stretch| {
            let mut looker = Looker::new(view.clone(), options.links);
            let mut listed = Listed::new(scenario.network(), options.limit);
            for first in stretch {
                if options.progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                let targets: Vec<_> =
                    first.relations.iter().map(|&relation| targets(scenario, relation)).collect();
                let passed =
                    looker.without(first.loss, |looker| looker.look(&groups[first.group].sources, &targets));
                for (&relation, passed) in first.relations.iter().zip(passed) {
                    let alone = &alone[relation];
                    for &second in passed.iter().flat_map(|passed| &passed.severing) {
                        if !alone.severing.contains(&second) && !alone.terminals.include(second) {
                            listed.add([first.loss, second], relation);
                        }
                    }
                }
                options.progress.advance(1);
            }
            Ok(listed)
        })
        .collect::<Result<_, _>>()?;
    let mut all = Listed::new(scenario.network(), options.limit);
    for listed in listed {
        all.merge(listed);
    }
    Ok(all.finish(scenario, options.after))
}

fn targets<'n>(scenario: &Scenario<'n>, relation: usize) -> &'n [NodeId] {
    scenario.network().hub(scenario.relations()[relation].destination).nodes()
}

/// What single losses do to a relation.
struct Alone {
    terminals: Terminals,
    severing: BTreeSet<Loss>,
    /// What is on some path to it, neither severs it nor is a terminal.
    candidates: Vec<Loss>,
}

/// What single losses do to each relation.
fn each_alone(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    groups: &[Group],
    options: &PairOptions<'_>,
) -> Result<Vec<Alone>, AnalysisError> {
    options.progress.begin("losing each alone", groups.len() as u64);
    let of_groups: Vec<Vec<(usize, Alone)>> = groups
        .par_iter()
        .map_init(
            || Looker::new(view.clone(), options.links),
            |looker, group| {
                if options.progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                let targets: Vec<_> =
                    group.members.iter().map(|&relation| targets(scenario, relation)).collect();
                let passed = looker.look(&group.sources, &targets);
                let alone = group.members.iter().zip(passed).map(|(&relation, passed)| {
                    let terminals = Terminals::of(scenario, view, scenario.relations()[relation]);
                    let Passed { path, severing } = passed.unwrap_or_default();
                    let is_candidate = |loss: &Loss| !severing.contains(loss) && !terminals.include(*loss);
                    let candidates = path.into_iter().filter(is_candidate).collect();
                    (relation, Alone { terminals, severing, candidates })
                });
                let alone = alone.collect();
                options.progress.advance(1);
                Ok(alone)
            },
        )
        .collect::<Result<_, _>>()?;
    let mut alone: Vec<_> = of_groups.into_iter().flatten().collect();
    alone.sort_unstable_by_key(|&(relation, _)| relation);
    Ok(alone.into_iter().map(|(_, alone)| alone).collect())
}

/// What is lost first, and for which relations of a group that has to be looked at.
struct First {
    group: usize,
    loss: Loss,
    relations: Vec<usize>,
}

fn first_losses(groups: &[Group], alone: &[Alone]) -> Vec<First> {
    let mut first = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let mut losses: BTreeMap<Loss, Vec<usize>> = BTreeMap::new();
        for &relation in &group.members {
            for &loss in &alone[relation].candidates {
                losses.entry(loss).or_default().push(relation);
            }
        }
        first.extend(losses.into_iter().map(|(loss, relations)| First { group: at, loss, relations }));
    }
    first
}

/// A path to a relation, and what severs it.
#[derive(Debug, Default)]
struct Passed {
    /// Each element once.
    path: Vec<Loss>,
    severing: BTreeSet<Loss>,
}

/// Looks what severs destinations, in a view that is changed and taken back.
struct Looker<'n> {
    view: View<'n>,
    links: bool,
    dominators: DominatorSearch,
    flood: Flood,
}

impl<'n> Looker<'n> {
    fn new(view: View<'n>, links: bool) -> Self {
        Self { view, links, dominators: DominatorSearch::default(), flood: Flood::default() }
    }

    /// Asks something without an element, and takes its loss back.
    fn without<T>(&mut self, loss: Loss, ask: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.view.mark();
        loss.close(&mut self.view);
        let answer = ask(self);
        let undone = self.view.undo_to(mark);
        debug_assert!(undone.is_ok(), "marks are undone in turn");
        answer
    }

    /// For each set of targets what severs it, terminals included; nothing where it is not reached.
    fn look(&mut self, sources: &[NodeId], targets: &[&[NodeId]]) -> Vec<Option<Passed>> {
        self.flood.run(&self.view, sources);
        let mut passed: Vec<Option<Passed>> = targets
            .iter()
            .map(|targets| Some(Passed { path: self.path(targets)?, severing: BTreeSet::new() }))
            .collect();
        let dominators = self.dominators.run(&self.view, sources);
        let mut sets: BTreeMap<Loss, Vec<usize>> = BTreeMap::new();
        for (at, (passed, targets)) in passed.iter_mut().zip(targets).enumerate() {
            let Some(passed) = passed else { continue };
            passed.severing = severing(&self.view, dominators, targets, self.links);
            for &loss in &passed.path {
                if !is_simple(self.view.network(), loss) && !passed.severing.contains(&loss) {
                    sets.entry(loss).or_default().push(at);
                }
            }
        }
        for (loss, relations) in sets {
            self.without(loss, |looker| looker.flood.run(&looker.view, sources));
            for at in relations {
                if let Some(passed) = &mut passed[at]
                    && !targets[at].iter().any(|&target| self.flood.is_reached(target))
                {
                    passed.severing.insert(loss);
                }
            }
        }
        passed
    }

    /// The elements on the path by which the first of some targets was reached.
    fn path(&self, targets: &[NodeId]) -> Option<Vec<Loss>> {
        let network = self.view.network();
        let mut node = *targets.iter().find(|&&target| self.flood.is_reached(target))?;
        let mut path = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pass = |loss| {
            if seen.insert(loss) {
                path.push(loss);
            }
        };
        pass(Loss::Hub(network.node(node).hub().id()));
        while let Some(arc) = self.flood.arrival(node) {
            if let (Element::Link(link), true) = (network.element(arc), self.links) {
                pass(Loss::of_link(network, link));
            }
            node = network.tail(arc);
            pass(Loss::Hub(network.node(node).hub().id()));
        }
        Some(path)
    }
}

/// The hubs and links of which a single part is on every way to any of some targets.
fn severing(view: &View<'_>, dominators: Dominators<'_>, targets: &[NodeId], links: bool) -> BTreeSet<Loss> {
    let mut losses = BTreeSet::new();
    for node in dominators.of_any(targets) {
        losses.insert(Loss::Hub(view.network().node(node).hub().id()));
        if links {
            losses.extend(only_way_into(view, dominators, node));
        }
    }
    losses
}

/// The physical link by which all ways come to a node for the first time, if it is one and no source.
fn only_way_into(view: &View<'_>, dominators: Dominators<'_>, node: NodeId) -> Option<Loss> {
    let network = view.network();
    dominators.immediate(node)?;
    let mut only = None;
    for &arc in network.arcs_in(node) {
        let tail = network.tail(arc);
        // From what is reached by way of the node alone nobody comes to it for the first time.
        if !view.is_arc_open(arc) || !dominators.is_reached(tail) || dominators.is_dominated(tail, node) {
            continue;
        }
        let Element::Link(link) = network.element(arc) else { return None };
        let loss = Loss::of_link(network, link);
        if *only.get_or_insert(loss) != loss {
            return None;
        }
    }
    only
}

/// The first pairs by their keys, as many as are asked for, in memory for no more.
struct Listed<'n> {
    network: &'n Network,
    limit: usize,
    pairs: BTreeMap<[Key<'n>; 2], BTreeSet<usize>>,
    is_complete: bool,
}

/// Whether it is a link, and its key, by which elements are ordered; and the element.
type Key<'n> = (bool, &'n str, Loss);

impl<'n> Listed<'n> {
    fn new(network: &'n Network, limit: usize) -> Self {
        Self { network, limit, pairs: BTreeMap::new(), is_complete: true }
    }

    fn add(&mut self, losses: [Loss; 2], relation: usize) {
        let mut pair = losses.map(|loss| (matches!(loss, Loss::Link(_)), loss.key(self.network), loss));
        pair.sort_unstable();
        self.add_all(pair, BTreeSet::from([relation]));
    }

    fn add_all(&mut self, pair: [Key<'n>; 2], relations: BTreeSet<usize>) {
        self.pairs.entry(pair).or_default().extend(relations);
        if self.pairs.len() > self.limit {
            // What is taken out once stays out: as many pairs before it stay.
            self.pairs.pop_last();
            self.is_complete = false;
        }
    }

    fn merge(&mut self, other: Self) {
        self.is_complete &= other.is_complete;
        for (pair, relations) in other.pairs {
            self.add_all(pair, relations);
        }
    }

    fn finish(self, scenario: &Scenario<'_>, after: Vec<HubId>) -> SeveringPairs {
        let demand = |&relation: &usize| u128::from(scenario.relations()[relation].demand.kilograms());
        let pairs = self.pairs.into_iter().map(|(pair, relations)| SeveringPair {
            losses: pair.map(|(_, _, loss)| loss),
            severed: relations.iter().map(demand).sum(),
            relations: relations.into_iter().collect(),
        });
        SeveringPairs { after, pairs: pairs.collect(), is_complete: self.is_complete }
    }
}
