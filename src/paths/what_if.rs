//! [`WhatIf`]: a view and its metric, changed together and taken back.

use std::sync::Arc;

use super::error::MetricError;
use super::hierarchy::{Found, Metric, MetricMark, Query, Seed};
use super::router::Router;
use super::search::{Search, Tree};
use crate::network::{ArcId, NodeId};
use crate::scenario::{Mark, View};

/// One what-if after the other: something is closed, questions are asked, and it is taken back. Keep one per thread.
///
/// With an index a closure is worked into the metric and taken out again, in proportion to what it changes; without one
/// the view is searched anew each time. The answers are the same.
///
/// ```
/// use supplyline::paths::{Router, WhatIf};
/// use supplyline::{Impedance, Network, View};
/// use supplyline::network::NewLink;
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .link(NewLink::road("B", "C").length("4 km"))
///     .link(NewLink::road("A", "C").length("9 km"))
///     .build()?;
/// let router = Router::for_searches(&network, 3);
/// let mut what_if = WhatIf::new(&router, View::new(&network, Impedance::Length))?;
/// let [a, c] = ["A", "C"].map(|key| network.find_nodes(key).next().expect("a node"));
/// let b = network.find_hub("B")?;
/// what_if.change(|view| view.close_hub(b));
/// assert_eq!(what_if.from(&[a]).cost(&[c]), Some(90_000)); // decimetres
/// what_if.undo();
/// assert_eq!(what_if.from(&[a]).cost(&[c]), Some(70_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct WhatIf<'n> {
    view: View<'n>,
    before: Mark,
    metric: Option<(Metric, MetricMark)>,
    search: Search,
    query: Query,
    seeds: Vec<Seed>,
}

impl<'n> WhatIf<'n> {
    /// Of a view as it is, which is what [`WhatIf::undo`] comes back to.
    ///
    /// # Errors
    /// [`MetricError::OtherNetwork`] where it is a view of another network than the router's.
    pub fn new(router: &Router<'n>, mut view: View<'n>) -> Result<Self, MetricError> {
        view.forget_marks();
        let before = view.mark();
        let metric = match router.index() {
            Some(index) => {
                let mut metric = Arc::clone(index).customize(&view)?;
                let mark = metric.mark();
                Some((metric, mark))
            }
            None => None,
        };
        let (search, query) = <(Search, Query)>::default();
        Ok(Self { view, before, metric, search, query, seeds: Vec::new() })
    }

    /// The view as it is now.
    #[must_use]
    pub fn view(&self) -> &View<'n> {
        &self.view
    }

    /// Closes, reopens or slows something, on top of what was changed before.
    pub fn change(&mut self, change: impl FnOnce(&mut View<'n>)) {
        let mark = self.view.mark();
        change(&mut self.view);
        // The view is of the metric's network and has the mark, or `change` has put another view in its place.
        if let Some((metric, _)) = &mut self.metric {
            let followed = self
                .view
                .changes_since(mark)
                .ok()
                .and_then(|changes| metric.follow(&self.view, &changes).ok());
            debug_assert!(followed.is_some(), "a view was exchanged for another one");
        }
    }

    /// Takes all changes back.
    pub fn undo(&mut self) {
        let undone = self.view.undo_to(self.before);
        debug_assert!(undone.is_ok(), "the first mark stays");
        if let Some((metric, mark)) = &mut self.metric {
            let undone = metric.undo_to(*mark);
            debug_assert!(undone.is_ok(), "the first mark stays");
        }
    }

    /// Supply from the nearest of some sources, as things are now. Closed sources count for nothing.
    pub fn from(&mut self, sources: &[NodeId]) -> WhatIfFrom<'_> {
        WhatIfFrom(match &self.metric {
            None => By::Search(self.search.run(&self.view, sources)),
            Some((metric, _)) => {
                self.seeds.clear();
                self.seeds.extend(sources.iter().copied().map(Seed::from));
                self.query.start(metric, &self.seeds);
                By::Index(metric, &mut self.query)
            }
        })
    }
}

/// Answers to a [`WhatIf`], from some sources.
#[derive(Debug)]
pub struct WhatIfFrom<'w>(By<'w>);

#[derive(Debug)]
enum By<'w> {
    Search(Tree<'w>),
    Index(&'w Metric, &'w mut Query),
}

impl WhatIfFrom<'_> {
    /// The least cost to the nearest of some targets, milliseconds or decimetres; nothing where there is no route.
    pub fn cost(&mut self, targets: &[NodeId]) -> Option<u64> {
        match &mut self.0 {
            By::Search(tree) => targets.iter().filter_map(|&target| tree.cost(target)).min(),
            By::Index(metric, query) => query.least(metric, targets),
        }
    }

    /// The route to the cheapest of some targets, as [`super::Finder::route`].
    pub fn route(&mut self, targets: &[NodeId], arcs: &mut Vec<ArcId>) -> Option<Found> {
        match &mut self.0 {
            By::Search(tree) => tree.route_to_cheapest(targets, arcs),
            By::Index(metric, query) => {
                let seeds: Vec<Seed> = targets.iter().copied().map(Seed::from).collect();
                query.best_route(metric, &seeds, arcs)
            }
        }
    }
}
