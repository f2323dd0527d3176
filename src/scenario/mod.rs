//! [`Scenario`]: who supplies whom over a network, and what is closed; from it the [`View`]s of before and after.

mod bits;
mod closure;
mod decode;
mod journal;
mod problem;
mod resolve;
mod spec;
mod study;
mod trips;
mod view;

pub use closure::{Closure, Effect};
pub use journal::{Mark, UnknownMarkError};
pub use problem::{ScenarioError, ScenarioProblem, ScenarioWarning};
pub use spec::{
    AreaSpec, ClosureSpec, CrossingLinks, DestinationSpec, Impedance, OriginSpec, PairSpec, ScenarioSpec,
    VERSION, Version,
};
pub use study::Study;
pub use view::{Changes, View};

use std::collections::BTreeSet;

use crate::diagnostic::Located;
use crate::network::{HubId, LinkId, Network};
use crate::units::TonnesPerDay;

/// A scenario with everything looked up in its network. Made by [`ScenarioSpec::on`] or [`Study::scenario`].
#[derive(Clone, Debug)]
pub struct Scenario<'n> {
    network: &'n Network,
    title: Option<String>,
    origins: Vec<Origin>,
    relations: Vec<Relation>,
    closures: Vec<Closure>,
    before: View<'n>,
    after: View<'n>,
    warnings: Vec<Located<ScenarioWarning>>,
}

/// Where supply comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The hub. Supply starts on any of its modes.
    pub hub: HubId,
    /// How much it has; without limit where nothing is said.
    pub supply: Option<TonnesPerDay>,
}

/// Who wants how much, and from where: a destination or an OD pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Where it draws from.
    pub source: Source,
    /// The hub. Supply ends on any of its modes.
    pub destination: HubId,
    /// How much it wants.
    pub demand: TonnesPerDay,
}

/// Where a destination draws from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// From whichever of the scenario's origins is cheapest for it.
    CheapestOrigin,
    /// From this one: an OD pair.
    Origin(HubId),
}

impl<'n> Scenario<'n> {
    /// Its network.
    #[must_use]
    pub fn network(&self) -> &'n Network {
        self.network
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What routes minimise.
    #[must_use]
    pub fn impedance(&self) -> Impedance {
        self.before.impedance()
    }

    /// Its origins, in the order of the file.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// Its destinations in the order of the file, then its OD pairs.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// What all its destinations draw on, where that is the same. OD pairs of the only origin draw on what its destinations do.
    pub(crate) fn common_source(&self) -> Option<Source> {
        let mut sources: BTreeSet<Source> = self.relations.iter().map(|relation| relation.source).collect();
        if let (&[Origin { hub, .. }], true) = (&self.origins[..], sources.contains(&Source::CheapestOrigin))
        {
            sources.remove(&Source::Origin(hub));
        }
        let first = sources.pop_first().unwrap_or(Source::CheapestOrigin);
        sources.is_empty().then_some(first)
    }

    /// Its closures, those of the baseline included, in the order of the file.
    #[must_use]
    pub fn closures(&self) -> &[Closure] {
        &self.closures
    }

    /// Whether it closes nothing beyond its baseline, so that after is as before: what is asked of both has one answer.
    pub(crate) fn is_baseline_alone(&self) -> bool {
        self.closures.iter().all(Closure::is_baseline)
    }

    /// The network under the baseline closures.
    #[must_use]
    pub fn before(&self) -> &View<'n> {
        &self.before
    }

    /// The network under all closures.
    #[must_use]
    pub fn after(&self) -> &View<'n> {
        &self.after
    }

    /// The same origins and destinations under its baseline alone, with some hubs lost already, and with some hubs and
    /// links lost after that instead of its own closures. It has no warnings.
    #[must_use]
    pub fn losing(&self, already: &[HubId], hubs: &[HubId], links: &[LinkId]) -> Self {
        let network = self.network;
        let mut closures: Vec<Closure> =
            self.closures.iter().filter(|closure| closure.is_baseline()).cloned().collect();
        let mut before = self.before.clone();
        before.forget_marks();
        for &hub in already {
            before.close_hub(hub);
        }
        closures.push(Closure::of(network, "lost already", already, &[], true, closures.len()));
        let mut after = before.clone();
        for &hub in hubs {
            after.close_hub(hub);
        }
        for &link in links {
            after.close_link(link);
        }
        closures.push(Closure::of(network, "lost", hubs, links, false, closures.len()));
        Self { closures, before, after, warnings: Vec::new(), ..self.clone() }
    }

    /// What it may have overlooked.
    #[must_use]
    pub fn warnings(&self) -> &[Located<ScenarioWarning>] {
        &self.warnings
    }
}
