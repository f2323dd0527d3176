//! How many routes to a destination have nothing in common?
//!
//! The largest number of routes from any of its origins to a destination of which no two share a node, those of the terminals
//! aside, or an arc. As many nodes and direct arcs have to be lost before it is severed, and that many are enough: K. Menger,
//! Zur allgemeinen Kurventheorie, Fund. Math. 10 (1927) 96-115 (from general knowledge). It holds for nodes; two routes may
//! well pass the same hub of several nodes, or the rail and the road of one physical link.
//!
//! By augmenting paths on the network with each node split in two, S. Even and R. E. Tarjan, Network flow and testing graph
//! connectivity, SIAM J. Comput. 4 (1975) 507-518; one breadth-first search from the destination for each route and one
//! more, which ends where the destination is closed in by what it has found.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]

use std::collections::VecDeque;

use rayon::prelude::*;

use crate::analysis::AnalysisError;
use crate::analysis::impact::sources_of;
use crate::analysis::rank::Loss;
use crate::network::{ArcId, Network, NodeId};
use crate::paths::Route;
use crate::progress::{Progress, Silent};
use crate::scenario::{Relation, Scenario, View};

/// How [`disjoint`] is to work.
#[derive(Clone, Copy)]
pub struct DisjointOptions<'p> {
    routes: bool,
    progress: &'p dyn Progress,
}

impl Default for DisjointOptions<'_> {
    fn default() -> Self {
        Self { routes: false, progress: &Silent }
    }
}

impl<'p> DisjointOptions<'p> {
    /// Whether the routes are told as well; they are not unless this says so.
    #[must_use]
    pub fn routes(mut self, routes: bool) -> Self {
        self.routes = routes;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// The answer to [`disjoint`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Disjoint {
    /// Each destination, in the order of [`Scenario::relations`].
    pub relations: Vec<DisjointRelation>,
}

/// How many routes to a destination have nothing in common, and what severs it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DisjointRelation {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// How many routes there are; nothing where the destination is an origin of its own and needs none.
    pub count: Option<usize>,
    /// Nodes whose loss, together with that of the arcs of `direct`, severs it, terminals not among them; ascending. There
    /// are as many nodes and arcs as there are routes: that no more routes exist is proven by it.
    pub cut: Vec<NodeId>,
    /// The open arcs that lead from a terminal to the other, ascending. Each is a route, and no loss of a node that is no
    /// terminal takes it away.
    pub direct: Vec<ArcId>,
    /// The routes, if they were asked for: as many as there are. They are few in arcs rather than cheap.
    pub routes: Vec<Route>,
}

impl Disjoint {
    /// The least number of routes to a hub, over its OD pairs where it has several. Nothing for hubs that are no
    /// destination or need no route, and for links.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no more than there are arcs")]
    pub fn of(&self, loss: Loss) -> Option<f64> {
        let of_hub = |found: &&DisjointRelation| Loss::Hub(found.relation.destination) == loss;
        self.relations.iter().filter(of_hub).filter_map(|found| found.count).min().map(|count| count as f64)
    }
}

/// The number of vertex-disjoint routes to each destination of a scenario.
///
/// # Arguments
/// * `scenario`: origins and destinations over a network of *n* nodes and *m* arcs. Of its closures those of the baseline
///   hold; the others do not count.
/// * `options`: [`DisjointOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Disjoint`]: for each destination or OD pair the number of routes, exactly, with a cut of the same size as its witness,
/// and the routes themselves where asked for. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// *O*((*k* + 1) (*n* + *m*)) for each destination of *k* routes, which are no more than arcs lead to it; in parallel. Space:
/// 40 bytes a node and thread.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::{DisjointOptions, disjoint};
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::ScenarioSpec;
/// // Two ways from Port to Pass, and one on to Town.
/// let network = Network::builder()
///     .hub("Port").hub("North").hub("South").hub("Pass").hub("Town")
///     .link(NewLink::road("Port", "North").length("10 km"))
///     .link(NewLink::road("Port", "South").length("10 km"))
///     .link(NewLink::road("North", "Pass").length("10 km"))
///     .link(NewLink::road("South", "Pass").length("10 km"))
///     .link(NewLink::road("Pass", "Town").length("10 km"))
///     .build()?;
/// let spec = ScenarioSpec::new("how many ways?").origin("Port").destination("Pass").destination("Town");
/// let found = disjoint(&spec.on(&network)?, DisjointOptions::default().routes(true))?;
/// assert_eq!([found.relations[0].count, found.relations[1].count], [Some(2), Some(1)]);
/// assert_eq!(found.relations[0].routes.len(), 2);
/// assert_eq!(network.node(found.relations[1].cut[0]).key(), "Pass");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn disjoint<'p>(
    scenario: &Scenario<'_>,
    options: impl Into<Option<DisjointOptions<'p>>>,
) -> Result<Disjoint, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let view = scenario.before();
    options.progress.begin("finding disjoint routes", scenario.relations().len() as u64);
    let relations = scenario
        .relations()
        .par_iter()
        .map_init(
            || Flow::new(view),
            |flow, &relation| {
                if options.progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                let sources = sources_of(scenario, relation.source);
                let found = flow.find(relation, &sources, options.routes);
                options.progress.advance(1);
                Ok(found)
            },
        )
        .collect::<Result<_, _>>()?;
    Ok(Disjoint { relations })
}

/// No arc.
const NONE: u32 = u32::MAX;

/// What a node is to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Between,
    Source,
    Target,
}

/// Which half of a node that is split: the one that a search from the target enters by, or the one that it leaves by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Near,
    Far,
}

/// How a search came to half a node.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// From a node nearer to the target, over an arc.
    Onward(u32),
    /// From the node farther from the target, back over an arc that a route takes.
    Back(u32),
    /// From the other half, where no route passes the node, or back where one does.
    Across,
}

/// Routes that share nothing, as far as they are found; a workspace.
struct Flow<'v, 'n> {
    view: &'v View<'n>,
    network: &'n Network,
    roles: Vec<Role>,
    /// The arc by which a route leaves a node towards the target, and the one by which it comes.
    leaves_by: Vec<u32>,
    comes_by: Vec<u32>,
    /// Nodes that routes pass or have passed.
    passed: Vec<u32>,
    /// By half and node: the search that was there last, and how it came.
    seen: [Vec<(u32, Step)>; 2],
    round: u32,
    waiting: VecDeque<(u32, Half)>,
}

impl<'v, 'n> Flow<'v, 'n> {
    fn new(view: &'v View<'n>) -> Self {
        let network = view.network();
        let nodes = network.node_count();
        let unseen = vec![(0, Step::Across); nodes];
        Self {
            view,
            network,
            roles: vec![Role::Between; nodes],
            leaves_by: vec![NONE; nodes],
            comes_by: vec![NONE; nodes],
            passed: Vec::new(),
            seen: [unseen.clone(), unseen],
            round: 0,
            waiting: VecDeque::new(),
        }
    }

    fn find(&mut self, relation: Relation, sources: &[NodeId], with_routes: bool) -> DisjointRelation {
        let mut found = DisjointRelation {
            relation,
            count: None,
            cut: Vec::new(),
            direct: Vec::new(),
            routes: Vec::new(),
        };
        let targets = self.open(self.network.hub(relation.destination).nodes());
        let sources = self.open(sources);
        if targets.iter().any(|target| sources.contains(target)) {
            return found;
        }
        for (nodes, role) in [(&sources, Role::Source), (&targets, Role::Target)] {
            for node in nodes {
                self.roles[node.index()] = role;
            }
        }
        let arcs_in = targets.iter().flat_map(|&target| self.network.arcs_in(target)).copied();
        let is_direct = |&arc: &ArcId| {
            self.view.cost(arc).is_some() && self.roles[self.network.tail(arc).index()] == Role::Source
        };
        found.direct = arcs_in.filter(is_direct).collect();
        found.direct.sort_unstable();
        let mut count = found.direct.len();
        while let Some(end) = self.search(&targets) {
            self.augment(end);
            count += 1;
        }
        found.count = Some(count);
        found.cut = self.cut();
        if with_routes {
            let direct = found.direct.iter().map(|&arc| vec![arc]);
            let routes = direct.chain(self.routes());
            let route = |arcs: Vec<ArcId>| Route::new(self.view, self.network.tail(arcs[0]), arcs);
            found.routes = routes.map(route).collect();
        }
        for node in self.passed.drain(..) {
            (self.leaves_by[node as usize], self.comes_by[node as usize]) = (NONE, NONE);
        }
        for node in sources.iter().chain(&targets) {
            self.roles[node.index()] = Role::Between;
        }
        found
    }

    fn open(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        nodes.iter().copied().filter(|&node| self.view.is_open(node)).collect()
    }

    fn is_seen(&self, node: u32, half: Half) -> bool {
        self.seen[half as usize][node as usize].0 == self.round
    }

    fn see(&mut self, node: u32, half: Half, step: Step) {
        if !self.is_seen(node, half) {
            self.seen[half as usize][node as usize] = (self.round, step);
            self.waiting.push_back((node, half));
        }
    }

    /// Looks from the target for one more route, which may have others give way. The arc that it begins with.
    fn search(&mut self, targets: &[NodeId]) -> Option<u32> {
        if self.round == u32::MAX {
            self.seen.iter_mut().for_each(|seen| seen.fill((0, Step::Across)));
            self.round = 0;
        }
        self.round += 1;
        self.waiting.clear();
        for target in targets {
            if let Some(arc) = self.look(target.index() as u32) {
                return Some(arc);
            }
        }
        while let Some((node, half)) = self.waiting.pop_front() {
            let at = node as usize;
            let is_passed = self.leaves_by[at] != NONE;
            match half {
                Half::Near if is_passed => {
                    // Only back the way that the route comes from, as the search sees it: towards the target.
                    let arc = self.leaves_by[at];
                    let head = self.network.head(ArcId::new(arc as usize)).index();
                    if self.roles[head] == Role::Between {
                        self.see(head as u32, Half::Far, Step::Back(arc));
                    }
                }
                Half::Near => self.see(node, Half::Far, Step::Across),
                Half::Far => {
                    if is_passed {
                        self.see(node, Half::Near, Step::Across);
                    }
                    if let Some(arc) = self.look(node) {
                        return Some(arc);
                    }
                }
            }
        }
        None
    }

    /// Over the arcs that enter a node, those that routes take among them: it is nodes that may be passed once. The arc from
    /// an origin if there is one.
    fn look(&mut self, node: u32) -> Option<u32> {
        let (network, view) = (self.network, self.view);
        for &arc in network.arcs_in(NodeId::new(node as usize)) {
            let tail = network.tail(arc).index() as u32;
            if view.cost(arc).is_none() || tail == node {
                continue;
            }
            let arc = arc.index() as u32;
            match self.roles[tail as usize] {
                // Arcs from terminal to terminal are counted by themselves.
                Role::Source if self.roles[node as usize] == Role::Between => return Some(arc),
                Role::Between => self.see(tail, Half::Near, Step::Onward(arc)),
                Role::Source | Role::Target => {}
            }
        }
        None
    }

    /// Takes the route that a search has found, and has others give way. `end`: the arc that it begins with.
    fn augment(&mut self, end: u32) {
        let (mut taken, mut given) = (vec![end], Vec::new());
        let mut node = self.network.head(ArcId::new(end as usize)).index();
        let mut half = Half::Far;
        while self.roles[node] == Role::Between {
            match self.seen[half as usize][node].1 {
                Step::Across => half = if half == Half::Far { Half::Near } else { Half::Far },
                Step::Onward(arc) => {
                    taken.push(arc);
                    node = self.network.head(ArcId::new(arc as usize)).index();
                    half = Half::Far;
                }
                Step::Back(arc) => {
                    given.push(arc);
                    node = self.network.tail(ArcId::new(arc as usize)).index();
                    half = Half::Near;
                }
            }
        }
        let ends = |arc: u32| {
            let arc = ArcId::new(arc as usize);
            [self.network.tail(arc).index(), self.network.head(arc).index()]
        };
        for arc in given {
            let [tail, head] = ends(arc);
            (self.leaves_by[tail], self.comes_by[head]) = (NONE, NONE);
        }
        for arc in taken {
            let [tail, head] = ends(arc);
            if self.roles[tail] == Role::Between {
                self.leaves_by[tail] = arc;
                self.passed.push(tail as u32);
            }
            if self.roles[head] == Role::Between {
                self.comes_by[head] = arc;
                self.passed.push(head as u32);
            }
        }
    }

    /// The nodes that the last search, which found no route, could enter and not get through.
    fn cut(&self) -> Vec<NodeId> {
        let mut cut: Vec<u32> = self.passed.clone();
        cut.retain(|&node| self.is_seen(node, Half::Near) && !self.is_seen(node, Half::Far));
        cut.sort_unstable();
        cut.dedup();
        cut.into_iter().map(|node| NodeId::new(node as usize)).collect()
    }

    /// The arcs of each route, in travel order; the routes by their first arcs.
    fn routes(&self) -> Vec<Vec<ArcId>> {
        let tail = |arc: u32| self.network.tail(ArcId::new(arc as usize)).index();
        let mut firsts: Vec<u32> = self
            .passed
            .iter()
            .map(|&node| self.comes_by[node as usize])
            .filter(|&arc| arc != NONE && self.roles[tail(arc)] == Role::Source)
            .collect();
        firsts.sort_unstable();
        firsts.dedup();
        let route = |first: u32| {
            let mut arcs = vec![ArcId::new(first as usize)];
            let mut node = self.network.head(arcs[0]).index();
            while self.leaves_by[node] != NONE {
                arcs.push(ArcId::new(self.leaves_by[node] as usize));
                node = self.network.head(ArcId::new(self.leaves_by[node] as usize)).index();
            }
            arcs
        };
        firsts.into_iter().map(route).collect()
    }
}
