//! [`Router`]: one call for small networks and large ones, for few questions and many.

use std::sync::Arc;

use super::error::MetricError;
use super::hierarchy::{Costs, Found, Index, Metric, Query, Seed};
use super::search::{Search, Tree};
use crate::network::{ArcId, Network, NodeId};
use crate::scenario::View;

/// Networks of fewer nodes are searched plainly: a search through all of them takes some tens of microseconds, an index
/// as long as dozens of searches, and nobody would notice either.
pub const SMALL_NETWORK: usize = 500;

/// From so many searches through a whole network on an index is made for them.
///
/// What it takes to make one, over what a sweep saves against a plain search, came to 20 searches on a million nodes and
/// to 40 to 100 on ten to three hundred thousand, with two threads; more networks of many searches are large than small.
pub const SEARCHES_WORTH_AN_INDEX: usize = 48;

/// For each node and arc that it meets, a search takes about as long as customization takes for so many triangles and
/// weights; about 30 ns and 2.5 ns on a road-like network of 264,000 nodes. On networks without small separators, which
/// no roads are, an index is quickly made and endlessly filled.
const STEPS_OF_A_SEARCH: u64 = 5;

/// How routes are found on a network: by plain search, or by an index. The answers are the same, to the last arc.
#[derive(Clone, Debug)]
pub struct Router<'n> {
    network: &'n Network,
    index: Option<Arc<Index>>,
}

impl<'n> Router<'n> {
    /// By plain search.
    #[must_use]
    pub fn plain(network: &'n Network) -> Self {
        Self { network, index: None }
    }

    /// By an index of the network.
    ///
    /// # Errors
    /// [`MetricError::OtherNetwork`] where it is of another.
    pub fn with_index(network: &'n Network, index: Arc<Index>) -> Result<Self, MetricError> {
        if index.is_of(network) {
            Ok(Self { network, index: Some(index) })
        } else {
            Err(MetricError::OtherNetwork)
        }
    }

    /// By whichever is faster where about so many searches are to come: by an index, which is made now, from
    /// [`SEARCHES_WORTH_AN_INDEX`] on, unless the network is of less than [`SMALL_NETWORK`] nodes or too dense.
    #[must_use]
    pub fn for_searches(network: &'n Network, searches: usize) -> Self {
        let is_worth_it = searches >= SEARCHES_WORTH_AN_INDEX && network.node_count() >= SMALL_NETWORK;
        // An error is panels that do not fit into memory: the search needs none.
        let index = is_worth_it.then(|| Index::new(network, None)).and_then(Result::ok);
        let searched = searches as u64 * (network.node_count() + network.arc_count()) as u64;
        match index {
            Some(index) if index.customization_work() / STEPS_OF_A_SEARCH < searched => {
                Self { network, index: Some(Arc::new(index)) }
            }
            _ => Self::plain(network),
        }
    }

    /// The index, where it goes by one.
    #[must_use]
    pub fn index(&self) -> Option<&Arc<Index>> {
        self.index.as_ref()
    }

    /// Makes a view ready to be searched.
    ///
    /// # Errors
    /// [`MetricError::OtherNetwork`] where it is a view of another network.
    pub fn prepare<'v>(&self, view: &'v View<'n>) -> Result<Prepared<'v, 'n>, MetricError> {
        let is_same = std::ptr::eq(self.network, view.network())
            || self.network.fingerprint() == view.network().fingerprint();
        if !is_same {
            return Err(MetricError::OtherNetwork);
        }
        let metric = self.index.as_ref().map(|index| index.customize(view)).transpose()?;
        Ok(Prepared { view, metric })
    }
}

/// A view that is ready to be searched, by any number of threads.
#[derive(Debug)]
pub struct Prepared<'v, 'n> {
    view: &'v View<'n>,
    metric: Option<Metric>,
}

impl<'v, 'n> Prepared<'v, 'n> {
    /// The view.
    #[must_use]
    pub fn view(&self) -> &'v View<'n> {
        self.view
    }

    /// The metric, where it goes by an index.
    #[must_use]
    pub fn metric(&self) -> Option<&Metric> {
        self.metric.as_ref()
    }
}

/// A workspace for what a [`Prepared`] view is asked. Keep one per thread.
///
/// ```
/// use supplyline::paths::{Finder, Router};
/// use supplyline::{Impedance, Network, View};
/// use supplyline::network::NewLink;
/// let network = Network::builder()
///     .hub("A").hub("B")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let prepared = Router::for_searches(&network, 2).prepare(&view)?;
/// let mut finder = Finder::default();
/// let [a, b] = ["A", "B"].map(|key| network.find_nodes(key).next().expect("a node"));
/// let mut arcs = Vec::new();
/// let found = finder.route(&prepared, &[a], &[b], &mut arcs).expect("a road leads there");
/// assert_eq!((found.cost, arcs.len()), (30_000, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Finder {
    search: Search,
    query: Query,
    seeds: [Vec<Seed>; 2],
}

impl Finder {
    /// The route of least cost from any of some sources to any of some targets, its arcs in `arcs`; the rule among
    /// equals is that of [`Search`].
    pub fn route(
        &mut self,
        prepared: &Prepared<'_, '_>,
        sources: &[NodeId],
        targets: &[NodeId],
        arcs: &mut Vec<ArcId>,
    ) -> Option<Found> {
        match &prepared.metric {
            None => self.search.run_to(prepared.view, sources, targets).route_to_cheapest(targets, arcs),
            Some(metric) => {
                for (seeds, nodes) in self.seeds.iter_mut().zip([sources, targets]) {
                    seeds.clear();
                    seeds.extend(nodes.iter().copied().map(Seed::from));
                }
                let [sources, targets] = &self.seeds;
                self.query.route(metric, sources, targets, arcs)
            }
        }
    }

    /// The least costs from the nearest of some sources to all nodes.
    pub fn reach<'f>(&'f mut self, prepared: &'f Prepared<'_, '_>, sources: &[NodeId]) -> Reach<'f> {
        match &prepared.metric {
            None => Reach(By::Search(self.search.run(prepared.view, sources))),
            Some(metric) => {
                let [seeds, _] = &mut self.seeds;
                seeds.clear();
                seeds.extend(sources.iter().copied().map(Seed::from));
                Reach(By::Index(self.query.costs(metric, seeds)))
            }
        }
    }
}

/// The least costs from some sources to all nodes, and the routes.
#[derive(Debug)]
pub struct Reach<'f>(By<'f>);

#[derive(Debug)]
enum By<'f> {
    Search(Tree<'f>),
    Index(Costs<'f>),
}

impl Reach<'_> {
    /// The least cost to a node, milliseconds or decimetres; nothing where no route leads there.
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Option<u64> {
        match &self.0 {
            By::Search(tree) => tree.cost(node),
            By::Index(costs) => costs.cost(node),
        }
    }

    /// The route to the cheapest of some targets, as [`Finder::route`].
    pub fn route(&mut self, targets: &[NodeId], arcs: &mut Vec<ArcId>) -> Option<Found> {
        match &mut self.0 {
            By::Search(tree) => tree.route_to_cheapest(targets, arcs),
            By::Index(costs) => {
                let seeds: Vec<Seed> = targets.iter().copied().map(Seed::from).collect();
                costs.route(&seeds, arcs)
            }
        }
    }
}
