//! Routes from one source after another: a search, and a pass back over the nodes in the opposite order.

use rayon::prelude::*;

use super::cases::{Case, Targets};
use super::count::{Count, Scaled};
use super::key::Key;
use super::sweep::{Sweep, TooMany};
use super::{Sums, Work};
use crate::analysis::AnalysisError;
use crate::network::Network;
use crate::scenario::View;

/// Sources that are worked through one after another, whatever the threads, so that sums come out the same.
const STRETCH: usize = 32;
/// No hub.
const NO_HUB: u32 = u32::MAX;

/// How routes through a hub are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It is one open node at most: as that node.
    Simple,
    /// By what leaves it: no cheapest route does so twice.
    Left,
    /// One by one, as some may leave it and come back.
    Followed,
}

pub(super) struct Searches<'a> {
    work: &'a Work<'a>,
    kinds: Vec<Kind>,
    followed: Vec<u32>,
    has_sets: bool,
}

/// What a thread keeps.
struct Workspace<K> {
    plain: Sweep<K, f64>,
    scaled: Option<Sweep<K, Scaled>>,
    ends: Ends<K>,
}

/// Where routes end, and how much of them.
struct Ends<K> {
    /// Of each node that is reached.
    wanted: Vec<f64>,
    /// Of each node that is reached, the share of routes that passed a hub which is being followed.
    passed: Vec<f64>,
    /// The least key of each hub, and the search that it is of.
    best: Vec<(K, u32)>,
    round: u32,
    /// How much each hub wants.
    weights: Vec<f64>,
}

impl<K: Key> Ends<K> {
    fn new(nodes: usize, hubs: usize) -> Self {
        Self {
            wanted: vec![0.0; nodes],
            passed: vec![0.0; nodes],
            best: vec![(K::NONE, 0); hubs],
            round: 0,
            weights: vec![0.0; hubs],
        }
    }

    fn start(&mut self) {
        if self.round == u32::MAX {
            self.best.fill((K::NONE, 0));
            self.round = 0;
        }
        self.round += 1;
    }
}

impl<'a> Searches<'a> {
    pub(super) fn count<K: Key>(work: &'a Work<'a>, view: &View<'_>) -> Result<Sums, AnalysisError> {
        let kinds = kinds::<K>(view, work)?;
        let followed = (0..).zip(&kinds).filter(|&(_, &kind)| kind == Kind::Followed).map(|(hub, _)| hub);
        let searches =
            Self { work, followed: followed.collect(), has_sets: kinds.contains(&Kind::Left), kinds };
        searches.count_all::<K>(view.network())
    }

    fn count_all<K: Key>(&self, network: &Network) -> Result<Sums, AnalysisError> {
        let Work { side, layout, cases, progress, .. } = self.work;
        let nodes = side.node_count();
        let none = Sums {
            nodes: vec![0.0; nodes],
            hubs: vec![0.0; self.kinds.len()],
            steps: vec![0.0; side.steps().len()],
            pairs: 0.0,
        };
        let mut sums = none.clone();
        // So many stretches at a time hold their own sums, which are added in their order.
        for stretches in cases.chunks(STRETCH * 4 * rayon::current_num_threads()) {
            let found: Vec<Sums> = stretches
                .par_chunks(STRETCH)
                .map_init(
                    || Workspace {
                        plain: Sweep::new(*layout, nodes),
                        scaled: None,
                        ends: Ends::<K>::new(nodes, self.kinds.len()),
                    },
                    |workspace, stretch| {
                        let mut sums = none.clone();
                        for (case, scale) in stretch {
                            if progress.stop_requested() {
                                return Err(AnalysisError::Stopped);
                            }
                            let Workspace { plain, scaled, ends } = workspace;
                            if self.from(plain, ends, case, *scale, &mut sums).is_err() {
                                let scaled = scaled.get_or_insert_with(|| Sweep::new(*layout, nodes));
                                // Never too many for these.
                                let _ = self.from(scaled, ends, case, *scale, &mut sums);
                            }
                            progress.advance(1);
                        }
                        Ok(sums)
                    },
                )
                .collect::<Result<_, _>>()?;
            for more in &found {
                sums.add(more);
            }
        }
        for (hub, &kind) in network.hubs().zip(&self.kinds) {
            if kind == Kind::Simple {
                // Of its nodes one is open at most, and nothing passes the others.
                sums.hubs[hub.id().index()] = hub.nodes().iter().map(|node| sums.nodes[node.index()]).sum();
            }
        }
        Ok(sums)
    }

    /// Adds what the routes from one case count.
    fn from<K: Key, C: Count>(
        &self,
        sweep: &mut Sweep<K, C>,
        ends: &mut Ends<K>,
        case: &Case,
        scale: f64,
        sums: &mut Sums,
    ) -> Result<(), TooMany> {
        let Work { side, hubs, .. } = self.work;
        sweep.run(side, &case.sources, |_| false)?;
        self.find_ends(sweep, ends, case, scale);
        // Pairs that begin in a hub do not count for it. The other nodes of the source's hub may be passed.
        let own = match (&case.targets, case.sources.as_slice()) {
            (Targets::AllNodes, [source]) => hubs[*source as usize],
            _ => NO_HUB,
        };
        for &hub in &self.followed {
            if hub != own && !case.sources.iter().any(|&source| hubs[source as usize] == hub) {
                sums.hubs[hub as usize] += self.through(sweep, ends, hub);
            }
        }
        let labels = sweep.labels.as_mut_slice();
        let free = sweep.layout.free;
        for &node in sweep.order.iter().rev() {
            let label = labels[node as usize];
            let range = side.range(node);
            let (mut passing, mut leaving) = (0.0, 0.0);
            for (step, sum) in side.of(node).iter().zip(&mut sums.steps[range]) {
                let next = labels[step.end as usize];
                if label.key.plus(K::from_cost(step.cost, free)) == next.key {
                    let share = label.count.times(next.count);
                    passing += share;
                    *sum += share;
                    if self.has_sets && hubs[step.end as usize] != hubs[node as usize] {
                        leaving += share;
                    }
                }
            }
            let ending = ends.wanted[node as usize];
            // Only sources cost nothing.
            if label.key != K::ZERO {
                sums.nodes[node as usize] += passing;
                let hub = hubs[node as usize];
                if hub != own && self.kinds[hub as usize] == Kind::Left {
                    sums.hubs[hub as usize] += leaving;
                }
            }
            sums.pairs += ending;
            // From here on the count stands for what each route here carries on.
            labels[node as usize].count = label.count.dividing(ending + passing);
        }
        Ok(())
    }

    /// How much of the routes ends at each node that is reached.
    fn find_ends<K: Key, C: Count>(&self, sweep: &Sweep<K, C>, ends: &mut Ends<K>, case: &Case, scale: f64) {
        let hubs = self.work.hubs.as_slice();
        match &case.targets {
            Targets::AllNodes => {
                for &node in &sweep.order {
                    ends.wanted[node as usize] = scale;
                }
                for &source in &case.sources {
                    ends.wanted[source as usize] = 0.0;
                }
                return;
            }
            Targets::AllHubs => {
                ends.weights.fill(scale);
                for &source in &case.sources {
                    ends.weights[hubs[source as usize] as usize] = 0.0;
                }
            }
            Targets::Hubs(wanted) => {
                ends.weights.fill(0.0);
                for &(hub, weight) in wanted {
                    ends.weights[hub as usize] += weight * scale;
                }
            }
        }
        ends.start();
        // The first node of a hub that is reached is as near as any, and those as near share by their routes.
        let mut routes: Vec<C> = vec![C::NONE; ends.weights.len()];
        for &node in &sweep.order {
            let (hub, label) = (hubs[node as usize] as usize, sweep.labels[node as usize]);
            let best = &mut ends.best[hub];
            if best.1 != ends.round {
                *best = (label.key, ends.round);
                routes[hub] = label.count;
            } else if best.0 == label.key {
                routes[hub] = routes[hub].plus(label.count);
            }
        }
        for &node in &sweep.order {
            let (hub, label) = (hubs[node as usize] as usize, sweep.labels[node as usize]);
            ends.wanted[node as usize] = if ends.best[hub].0 == label.key {
                label.count.times(routes[hub].dividing(ends.weights[hub]))
            } else {
                0.0
            };
        }
    }

    /// How much passes a hub, each route counted once: what reaches its end having passed it.
    fn through<K: Key, C: Count>(&self, sweep: &Sweep<K, C>, ends: &mut Ends<K>, hub: u32) -> f64 {
        let Work { side, hubs, layout, .. } = self.work;
        let Ends { wanted, passed, .. } = ends;
        for &node in &sweep.order {
            passed[node as usize] = 0.0;
        }
        let mut through = 0.0;
        for &node in &sweep.order {
            let is_in = hubs[node as usize] == hub;
            let share = if is_in { 1.0 } else { passed[node as usize] };
            if share > 0.0 {
                if !is_in {
                    through += share * wanted[node as usize];
                }
                let label = sweep.labels[node as usize];
                for step in side.of(node) {
                    let next = sweep.labels[step.end as usize];
                    if label.key.plus(K::from_cost(step.cost, layout.free)) == next.key {
                        passed[step.end as usize] += label.count.times(next.count.dividing(share));
                    }
                }
            }
        }
        through
    }
}

/// Of each hub, how routes through it are counted.
fn kinds<K: Key>(view: &View<'_>, work: &Work<'_>) -> Result<Vec<Kind>, AnalysisError> {
    let network = view.network();
    let hubs: Vec<Vec<u32>> = network
        .hubs()
        .map(|hub| {
            let open = hub.nodes().iter().filter(|&&node| view.is_open(node));
            #[expect(clippy::cast_possible_truncation, reason = "fewer than 2^32 nodes")]
            open.map(|node| node.index() as u32).collect()
        })
        .collect();
    hubs.par_iter()
        .map_init(
            || None,
            |workspace, nodes: &Vec<u32>| {
                if nodes.len() <= 1 {
                    return Ok(Kind::Simple);
                }
                if work.progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                let (sweep, goes_out) = workspace.get_or_insert_with(|| {
                    let count = work.side.node_count();
                    (Sweep::<K, f64>::new(work.layout, count), vec![false; count])
                });
                let leaves = nodes.iter().any(|&node| comes_back(work, nodes, node, sweep, goes_out));
                Ok(if leaves { Kind::Followed } else { Kind::Left })
            },
        )
        .collect()
}

/// Whether a cheapest route from a node of a hub to another of them leaves the hub.
fn comes_back<K: Key>(
    work: &Work<'_>,
    nodes: &[u32],
    source: u32,
    sweep: &mut Sweep<K, f64>,
    goes_out: &mut [bool],
) -> bool {
    let hub = work.hubs[source as usize];
    let mut left = nodes.len();
    // That counts may be too many does not matter: only keys are looked at.
    let _ = sweep.run(&work.side, &[source], |node| {
        left -= usize::from(work.hubs[node as usize] == hub);
        left == 0
    });
    for &node in &sweep.order {
        goes_out[node as usize] = work.hubs[node as usize] != hub;
    }
    for &node in &sweep.order {
        let key = sweep.labels[node as usize].key;
        for step in work.side.of(node) {
            let next = key.plus(K::from_cost(step.cost, work.layout.free));
            if next == sweep.labels[step.end as usize].key && goes_out[node as usize] {
                goes_out[step.end as usize] = true;
            }
        }
        if goes_out[node as usize] && work.hubs[node as usize] == hub {
            return true;
        }
    }
    false
}
