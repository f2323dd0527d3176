//! Is it so that these sets sever, that none can do without an element, and that none weighs less? A checker that runs none of
//! the algorithms that found them: it closes and floods, and counts what passes each element.
//!
//! That no other sets are as light, and what a search alone proves, has no witness that is smaller than the search: neither is
//! checked.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::question::Question;
use super::{
    LeastSets, Listing, Packing, Passed, Proof, SeverOptions, Severing, SeveringAnswer, SeveringStatus,
};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::Element;
use crate::paths::{Flood, Route};
use crate::scenario::{Scenario, View};

/// What was checked, and found right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeverVerification {
    /// Sets that sever, and no longer do without any one of their elements.
    pub sets: u64,
    /// Routes that are open, from an origin to a destination.
    pub routes: u64,
    /// Whether the routes prove that no set weighs less.
    pub is_least: bool,
}

/// Why an answer of [`super::sever`] is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SeverRejection {
    /// The question is none.
    #[error(transparent)]
    NoQuestion(#[from] AnalysisError),
    /// It answers another question.
    #[error("the answer is about other destinations than the question")]
    OtherRelations,
    /// It is said that there is no route, but there is.
    #[error("'{destination}' is said to have no route, but it has one")]
    NotSevered {
        /// The destination's key.
        destination: String,
    },
    /// A set is none.
    #[error("the set of {set}: {why}")]
    BadSet {
        /// The keys of its elements.
        set: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The sets together are not what they are said to be.
    #[error("the sets {why}")]
    BadSets {
        /// What is wrong.
        why: &'static str,
    },
    /// A route is none, or proves nothing.
    #[error("a route to '{destination}' {why}")]
    BadRoute {
        /// The destination's key.
        destination: String,
        /// What is wrong.
        why: &'static str,
    },
    /// More routes pass an element than it weighs.
    #[error("more routes pass '{key}' than it weighs")]
    Overdrawn {
        /// The element's key.
        key: String,
    },
    /// The bound does not follow from the routes.
    #[error("the routes do not prove the bound that is stated")]
    BadBound,
}

/// Checks an answer of [`super::sever`] to the question that the options ask.
///
/// # Errors
/// [`SeverRejection`], the first.
///
/// # Complexity
/// *O*(*n* + *m*) for each element of each set, and for each origin asked about; linear in the arcs of the routes.
pub fn verify_sever<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<SeverOptions<'p>>>,
    outcome: &Severing,
) -> Result<SeverVerification, SeverRejection> {
    let options = options.into().unwrap_or_default();
    let question = Question::new(scenario, &options)?;
    if question.relations != outcome.relations {
        return Err(SeverRejection::OtherRelations);
    }
    let mut checker = Checker { question, view: scenario.before().clone(), flood: Flood::default() };
    checker.view.forget_marks();
    match &outcome.answer {
        SeveringAnswer::AlreadySevered => match checker.supplied() {
            None => Ok(SeverVerification { is_least: true, ..SeverVerification::default() }),
            Some(relation) => Err(SeverRejection::NotSevered { destination: checker.key(relation) }),
        },
        SeveringAnswer::NoCut(Passed { relation, route }) => {
            let why = match checker.route(*relation, route) {
                Ok(passed) if passed.is_empty() => {
                    return Ok(SeverVerification { routes: 1, ..SeverVerification::default() });
                }
                Ok(_) => "passes what may be lost",
                Err(why) => why,
            };
            Err(SeverRejection::BadRoute { destination: checker.key(*relation), why })
        }
        SeveringAnswer::Sets(least) => checker.sets(least, options.limit),
    }
}

struct Checker<'s, 'n> {
    question: Question<'s, 'n>,
    view: View<'n>,
    flood: Flood,
}

impl Checker<'_, '_> {
    /// The destination's key, as far as there is such a relation.
    fn key(&self, relation: usize) -> String {
        let relation = self.question.scenario.relations().get(relation);
        relation.map_or("", |found| self.question.network().hub(found.destination).key()).to_owned()
    }

    /// A relation that has a route.
    fn supplied(&mut self) -> Option<usize> {
        let Self { question, view, flood } = self;
        let mut sources_before = None;
        question.relations.iter().copied().find(|&relation| {
            let (sources, targets) = question.ends(relation);
            if sources_before.as_ref() != Some(&sources) {
                flood.run(view, &sources);
                sources_before = Some(sources);
            }
            targets.iter().any(|&target| flood.is_reached(target))
        })
    }

    /// Whether something severs.
    fn severs(&mut self, losses: impl Iterator<Item = Loss>) -> bool {
        let mark = self.view.mark();
        losses.for_each(|loss| loss.close(&mut self.view));
        let supplied = self.supplied();
        let undone = self.view.undo_to(mark);
        debug_assert!(undone.is_ok(), "marks are undone in turn");
        supplied.is_none()
    }

    fn sets(&mut self, least: &LeastSets, limit: usize) -> Result<SeverVerification, SeverRejection> {
        let wrong = |why| Err(SeverRejection::BadSets { why });
        let mut verified = SeverVerification::default();
        let mut before = None;
        for set in &least.sets {
            self.set(set, least.weight).map_err(|why| {
                let keys: Vec<&str> = set.iter().map(|loss| loss.key(self.question.network())).collect();
                SeverRejection::BadSet { set: keys.join(", "), why }
            })?;
            let keys: Vec<_> = set.iter().map(|&loss| self.question.key(loss)).collect();
            if before.is_some_and(|before| before >= keys) {
                return wrong("are not in the order of their keys");
            }
            before = Some(keys);
            verified.sets += 1;
        }
        if least.sets.len() > limit {
            return wrong("are more than were asked for");
        }
        if least.listing == Listing::Limited && least.sets.len() < limit {
            return wrong("are less than the limit that is said to be reached");
        }
        if least.listing == Listing::All && least.sets.is_empty() {
            return wrong("are said to be all, but there are none");
        }
        verified.routes = self.packing(&least.routes)?;
        let bound = least.routes.bound();
        verified.is_least = bound == least.weight;
        let is_proved = match least.status {
            SeveringStatus::Optimal { proof: Proof::Routes } => verified.is_least,
            SeveringStatus::Optimal { proof: Proof::Search } => bound < least.weight,
            SeveringStatus::Feasible { lower_bound } => bound <= lower_bound && lower_bound < least.weight,
        };
        if !is_proved {
            return Err(SeverRejection::BadBound);
        }
        Ok(verified)
    }

    fn set(&mut self, set: &[Loss], weight: u64) -> Result<(), &'static str> {
        if !set.is_sorted_by_key(|&loss| self.question.key(loss)) {
            return Err("is not in the order of keys");
        }
        let network = self.question.network();
        let is_whole = |&loss: &Loss| match loss {
            Loss::Hub(_) => true,
            Loss::Link(link) => Loss::of_link(network, link) == loss,
        };
        if !set.iter().all(|loss| is_whole(loss) && self.question.may_be_lost(*loss)) {
            return Err("has what may not be lost");
        }
        let weighs: u128 = set.iter().map(|&loss| u128::from(self.question.weight(loss))).sum();
        if weighs != u128::from(weight) {
            return Err("does not weigh what is said");
        }
        if !self.severs(set.iter().copied()) {
            return Err("does not sever");
        }
        for without in 0..set.len() {
            let others = set.iter().enumerate().filter(|&(at, _)| at != without).map(|(_, &loss)| loss);
            if self.severs(others) {
                return Err("severs with less as well");
            }
        }
        Ok(())
    }

    /// What a route passes of what may be lost.
    fn route(&self, relation: usize, route: &Route) -> Result<BTreeSet<Loss>, &'static str> {
        if self.question.relations.binary_search(&relation).is_err() {
            return Err("is of none that was asked about");
        }
        let network = self.question.network();
        let (sources, targets) = self.question.ends(relation);
        if !sources.contains(&route.start()) || !self.view.is_open(route.start()) {
            return Err("starts at no open origin of it");
        }
        let mut passed = BTreeSet::from([Loss::Hub(network.node(route.start()).hub().id())]);
        let mut visited = BTreeSet::from([route.start()]);
        let mut at = route.start();
        for &arc in route.arcs() {
            if network.tail(arc) != at || !self.view.is_arc_open(arc) {
                return Err("is not open");
            }
            at = network.head(arc);
            if !visited.insert(at) {
                return Err("visits a node twice");
            }
            passed.insert(Loss::Hub(network.node(at).hub().id()));
            if let Element::Link(link) = network.element(arc) {
                passed.insert(Loss::of_link(network, link));
            }
        }
        if !targets.contains(&at) {
            return Err("does not end there");
        }
        passed.retain(|&loss| self.question.may_be_lost(loss));
        Ok(passed)
    }

    fn packing(&self, packing: &Packing) -> Result<u64, SeverRejection> {
        let mut loads: BTreeMap<Loss, u128> = BTreeMap::new();
        for packed in &packing.routes {
            let passed = self
                .route(packed.relation, &packed.route)
                .map_err(|why| SeverRejection::BadRoute { destination: self.key(packed.relation), why })?;
            for loss in passed {
                *loads.entry(loss).or_default() += u128::from(packed.amount);
            }
        }
        let scale = u128::from(packing.scale);
        let is_overdrawn =
            |&(&loss, &load): &(&Loss, &u128)| load > scale * u128::from(self.question.weight(loss));
        match loads.iter().find(is_overdrawn) {
            Some((loss, _)) => {
                Err(SeverRejection::Overdrawn { key: loss.key(self.question.network()).to_owned() })
            }
            None => Ok(packing.routes.len() as u64),
        }
    }
}
