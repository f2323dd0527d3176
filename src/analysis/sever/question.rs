//! What is asked of [`super::sever`]: whom to sever, of what, and what each loss weighs.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::analysis::AnalysisError;
use crate::analysis::impact::sources_of;
use crate::analysis::rank::Loss;
use crate::network::{HubId, Network, NodeId};
use crate::progress::{Progress, Silent};
use crate::scenario::{Scenario, Source};

/// So many sets are listed unless [`SeverOptions::limit`] says otherwise.
pub const LISTED_SETS: usize = 100;

/// So many branches are looked at unless [`SeverOptions::work`] says otherwise.
pub const BRANCHES: u64 = 10_000;

/// What the weights of all that may be lost add up to, at most.
pub const MOST_WEIGHT: u64 = 1 << 48;

/// What may be lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Losable {
    /// Hubs, each with all its nodes.
    #[default]
    Hubs,
    /// Physical links, each in both directions and for all modes.
    Links,
    /// Both.
    HubsAndLinks,
}

/// How [`super::sever`] is to work.
#[derive(Clone)]
pub struct SeverOptions<'p> {
    pub(super) losable: Losable,
    pub(super) whom: Whom,
    pub(super) weights: BTreeMap<Loss, u64>,
    pub(super) kept: BTreeSet<Loss>,
    pub(super) terminals: bool,
    pub(super) limit: usize,
    pub(super) work: u64,
    pub(super) by_search: bool,
    pub(super) progress: &'p dyn Progress,
}

/// Which relations of a scenario.
#[derive(Clone, Debug)]
pub(super) enum Whom {
    All,
    Destinations(Vec<HubId>),
    Relations(Vec<usize>),
}

impl Default for SeverOptions<'_> {
    fn default() -> Self {
        Self {
            losable: Losable::Hubs,
            whom: Whom::All,
            weights: BTreeMap::new(),
            kept: BTreeSet::new(),
            terminals: false,
            limit: LISTED_SETS,
            work: BRANCHES,
            by_search: false,
            progress: &Silent,
        }
    }
}

impl<'p> SeverOptions<'p> {
    /// What may be lost: hubs, unless this says otherwise.
    #[must_use]
    pub fn losing(mut self, losable: Losable) -> Self {
        self.losable = losable;
        self
    }

    /// Sever these destinations, all of them together, over all their OD pairs where they have several. All of the scenario,
    /// unless this or [`SeverOptions::relations`] says otherwise.
    #[must_use]
    pub fn destinations(mut self, hubs: impl IntoIterator<Item = HubId>) -> Self {
        self.whom = Whom::Destinations(hubs.into_iter().collect());
        self
    }

    /// Sever these of [`Scenario::relations`], all of them together.
    #[must_use]
    pub fn relations(mut self, relations: impl IntoIterator<Item = usize>) -> Self {
        self.whom = Whom::Relations(relations.into_iter().collect());
        self
    }

    /// How much a loss weighs: how hard it is to bring about. 1, unless this says otherwise; what is said last holds. Any
    /// link stands for the physical link that it is part of.
    #[must_use]
    pub fn weight(mut self, loss: Loss, weight: u64) -> Self {
        self.weights.insert(loss, weight);
        self
    }

    /// What cannot be lost, whatever it weighs. Any link stands for the physical link that it is part of.
    #[must_use]
    pub fn keeping(mut self, losses: impl IntoIterator<Item = Loss>) -> Self {
        self.kept.extend(losses);
        self
    }

    /// Whether the hubs of the origins and destinations asked about may be lost too; they may not unless this says so.
    #[must_use]
    pub fn terminals(mut self, terminals: bool) -> Self {
        self.terminals = terminals;
        self
    }

    /// List at most so many sets, the first by their keys: [`LISTED_SETS`], unless this says otherwise.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Look at no more than so many branches where a search is needed: [`BRANCHES`], unless this says otherwise. The first is
    /// looked at in any case.
    #[must_use]
    pub fn work(mut self, branches: u64) -> Self {
        self.work = branches;
        self
    }

    /// Whether to search even where a minimum cut is the answer: it is the same one, and takes longer. A second way to it.
    #[must_use]
    pub fn by_search(mut self, by_search: bool) -> Self {
        self.by_search = by_search;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// Why a question about severing sets cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SeverError {
    /// What weighs nothing would be lost in any case, and sets of least weight would not be small.
    #[error(
        "'{key}' is given the weight 0; it has to weigh 1 or more, or to be lost before by a baseline closure"
    )]
    NoWeight {
        /// The key of the hub or link.
        key: String,
    },
    /// Two links that are one physical link are given weights that differ.
    #[error("'{key}' is one physical link, which is given the weights {} and {}", weights[0], weights[1])]
    TwoWeights {
        /// The key of the physical link.
        key: String,
        /// The weights.
        weights: [u64; 2],
    },
    /// All weights together are too much to be added up.
    #[error(
        "what may be lost weighs {weight} in all; it may weigh {MOST_WEIGHT} at most: divide the weights by what they share"
    )]
    TooHeavy {
        /// What it weighs.
        weight: u128,
    },
    /// A hub that nothing of the scenario is destined for.
    #[error("'{key}' is no destination of the scenario")]
    NoDestination {
        /// The hub's key.
        key: String,
    },
    /// There are not so many relations.
    #[error("there is no relation {at}: the scenario has {count}, counted from 0")]
    NoRelation {
        /// What was asked for.
        at: usize,
        /// How many there are.
        count: usize,
    },
    /// Nobody is to be severed.
    #[error("no destination is named that is to be severed")]
    Nobody,
}

/// A question with everything looked up: the one thing that the search and its checker share.
pub(super) struct Question<'s, 'n> {
    pub(super) scenario: &'s Scenario<'n>,
    /// Which relations, ascending.
    pub(super) relations: Vec<usize>,
    losable: Losable,
    weights: BTreeMap<Loss, u64>,
    /// What cannot be lost, terminals among it where they are not to be.
    kept: BTreeSet<Loss>,
}

impl<'s, 'n> Question<'s, 'n> {
    pub(super) fn new(scenario: &'s Scenario<'n>, options: &SeverOptions<'_>) -> Result<Self, AnalysisError> {
        let network = scenario.network();
        let relations = relations(scenario, &options.whom)?;
        let whole = |loss: Loss| match loss {
            Loss::Hub(_) => loss,
            Loss::Link(link) => Loss::of_link(network, link),
        };
        if let Some((&loss, _)) = options.weights.iter().find(|&(_, &weight)| weight == 0) {
            return Err(SeverError::NoWeight { key: loss.key(network).to_owned() }.into());
        }
        let mut weights = BTreeMap::new();
        for (&loss, &weight) in &options.weights {
            let other = *weights.entry(whole(loss)).or_insert(weight);
            if other != weight {
                let key = whole(loss).key(network).to_owned();
                return Err(SeverError::TwoWeights { key, weights: [other, weight] }.into());
            }
        }
        let mut kept: BTreeSet<Loss> = options.kept.iter().map(|&loss| whole(loss)).collect();
        if !options.terminals {
            for &relation in &relations {
                let ends = scenario.relations()[relation];
                kept.insert(Loss::Hub(ends.destination));
                match ends.source {
                    Source::Origin(hub) => {
                        kept.insert(Loss::Hub(hub));
                    }
                    Source::CheapestOrigin => {
                        kept.extend(scenario.origins().iter().map(|origin| Loss::Hub(origin.hub)));
                    }
                }
            }
        }
        let question = Self { scenario, relations, losable: options.losable, weights, kept };
        let weight = question.candidates().map(|loss| u128::from(question.weight(loss))).sum();
        if weight > u128::from(MOST_WEIGHT) {
            return Err(SeverError::TooHeavy { weight }.into());
        }
        Ok(question)
    }

    pub(super) fn network(&self) -> &'n Network {
        self.scenario.network()
    }

    pub(super) fn weight(&self, loss: Loss) -> u64 {
        self.weights.get(&loss).copied().unwrap_or(1)
    }

    /// Whether it may be lost. A link is given by the smallest id of its physical link.
    pub(super) fn may_be_lost(&self, loss: Loss) -> bool {
        let is_of_kind = match loss {
            Loss::Hub(_) => self.losable != Losable::Links,
            Loss::Link(_) => self.losable != Losable::Hubs,
        };
        is_of_kind && !self.kept.contains(&loss)
    }

    /// All that may be lost: hubs, then links, by their ids.
    pub(super) fn candidates(&self) -> impl Iterator<Item = Loss> + '_ {
        let network = self.network();
        let hubs = network.hubs().map(|hub| Loss::Hub(hub.id()));
        let links = network.links().map(|link| Loss::Link(link.id()));
        let is_first = move |loss: &Loss| match *loss {
            Loss::Hub(_) => true,
            Loss::Link(link) => Loss::of_link(network, link) == *loss,
        };
        hubs.chain(links).filter(|&loss| self.may_be_lost(loss)).filter(is_first)
    }

    /// Where supply of a relation may start, and where it is to end.
    pub(super) fn ends(&self, relation: usize) -> (Vec<NodeId>, &'n [NodeId]) {
        let relation = self.scenario.relations()[relation];
        let targets = self.network().hub(relation.destination).nodes();
        (sources_of(self.scenario, relation.source), targets)
    }

    /// What losses are ordered by: hubs before links, by their keys.
    pub(super) fn key(&self, loss: Loss) -> (bool, &'n str, Loss) {
        (matches!(loss, Loss::Link(_)), loss.key(self.network()), loss)
    }
}

fn relations(scenario: &Scenario<'_>, whom: &Whom) -> Result<Vec<usize>, SeverError> {
    let all = scenario.relations();
    let mut chosen: Vec<usize> = match whom {
        Whom::All => (0..all.len()).collect(),
        Whom::Relations(chosen) => {
            if let Some(&at) = chosen.iter().find(|&&at| at >= all.len()) {
                return Err(SeverError::NoRelation { at, count: all.len() });
            }
            chosen.clone()
        }
        Whom::Destinations(hubs) => {
            let is_none = |hub: &&HubId| all.iter().all(|relation| relation.destination != **hub);
            if let Some(&hub) = hubs.iter().find(is_none) {
                let key = scenario.network().hub(hub).key().to_owned();
                return Err(SeverError::NoDestination { key });
            }
            let hubs: BTreeSet<HubId> = hubs.iter().copied().collect();
            (0..all.len()).filter(|&at| hubs.contains(&all[at].destination)).collect()
        }
    };
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() { Err(SeverError::Nobody) } else { Ok(chosen) }
}
