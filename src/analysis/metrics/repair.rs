//! What every single loss changes about the least costs from some nodes, or to them.
//!
//! One tree of least costs is grown. A loss that is not on it changes nothing. One that is changes at most what hangs below
//! it, and that alone is searched anew, from where the rest of the tree borders on it. So all losses together take as long
//! as the nodes have elements above them in the tree, and not a search each.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::graph::{NO_LINK, Side, links_of_arcs, open_hubs, open_links};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::{HubId, Network};
use crate::paths::Direction;
use crate::progress::{Progress, Silent};
use crate::scenario::View;

/// No arc led there: a root, or not reached.
const NONE: u32 = u32::MAX;
/// No way leads there.
const UNREACHED: u64 = u64::MAX;
/// Sums of floating-point numbers depend on their order. Sources are added up in so many stretches, each in its order, and
/// the stretches in theirs, however many threads there are.
const STRETCHES: usize = 32;

/// The open network as trees grow over it, and what may be lost of it.
pub(super) struct Ground<'v> {
    network: &'v Network,
    /// By tail, by head.
    sides: [Side; 2],
    links: Vec<u32>,
    hubs: Vec<u32>,
    is_open: Vec<bool>,
    /// The hubs that have an open node, ascending.
    pub(super) open_hubs: Vec<HubId>,
    /// What may be lost, ascending.
    pub(super) losses: Vec<Loss>,
    hub_slots: Vec<u32>,
    link_slots: Vec<u32>,
}

impl<'v> Ground<'v> {
    /// `links`: whether physical links may be lost as well as hubs.
    pub(super) fn new(view: &View<'v>, links: bool) -> Self {
        let network = view.network();
        let open_hubs = open_hubs(view);
        let mut losses: Vec<Loss> = open_hubs.iter().copied().map(Loss::Hub).collect();
        if links {
            losses.extend(open_links(view).into_iter().map(Loss::Link));
        }
        let mut hub_slots = vec![NONE; network.hub_count()];
        let mut link_slots = vec![NONE; network.link_count()];
        for (slot, &loss) in losses.iter().enumerate() {
            match loss {
                Loss::Hub(hub) => hub_slots[hub.index()] = slot as u32,
                Loss::Link(link) => link_slots[link.index()] = slot as u32,
            }
        }
        Self {
            network,
            sides: [Side::leaving(view), Side::entering(view)],
            links: links_of_arcs(network),
            hubs: network.nodes().map(|node| node.hub().id().index() as u32).collect(),
            is_open: network.nodes().map(|node| view.is_open(node.id())).collect(),
            open_hubs,
            losses,
            hub_slots,
            link_slots,
        }
    }

    /// The place of an open hub among what may be lost, and among the open hubs.
    pub(super) fn slot_of_hub(&self, hub: HubId) -> Option<usize> {
        Some(self.hub_slots[hub.index()]).filter(|&slot| slot != NONE).map(|slot| slot as usize)
    }

    /// Calls `visit` for each source and adds up what it writes: `width` sums.
    pub(super) fn sums<S: Sync>(
        &self,
        sources: &[S],
        width: usize,
        progress: &dyn Progress,
        visit: impl Fn(&mut Tree<'_>, &S, &mut [f64]) + Sync,
    ) -> Result<Vec<f64>, AnalysisError> {
        let stretch = sources.len().div_ceil(STRETCHES).max(1);
        let stretches: Vec<&[S]> = sources.chunks(stretch).collect();
        let stretches = self.of_each(&stretches, &Silent, |tree, sources| {
            let mut sums = vec![0.0; width];
            for source in *sources {
                if progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                visit(tree, source, &mut sums);
                progress.advance(1);
            }
            Ok(sums)
        })?;
        let mut sums = vec![0.0; width];
        for stretch in stretches {
            for (sum, part) in sums.iter_mut().zip(stretch?) {
                *sum += part;
            }
        }
        Ok(sums)
    }

    /// What `find` says of each source, in their order.
    pub(super) fn of_each<S: Sync, T: Send>(
        &self,
        sources: &[S],
        progress: &dyn Progress,
        find: impl Fn(&mut Tree<'_>, &S) -> T + Sync,
    ) -> Result<Vec<T>, AnalysisError> {
        let find = |tree: &mut Tree<'_>, source: &S| {
            if progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            let found = find(tree, source);
            progress.advance(1);
            Ok(found)
        };
        sources.par_iter().map_init(|| Tree::new(self), find).collect()
    }
}

/// How a hub is reached, before a loss and after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changed {
    /// Which of [`Ground::losses`].
    pub(super) slot: usize,
    pub(super) loss: Loss,
    pub(super) hub: HubId,
    pub(super) before: u64,
    /// Nothing where no way is left, or the hub itself is lost.
    pub(super) after: Option<u64>,
}

/// A tree of least costs, and a workspace to repair it in. Keep one per thread.
pub(super) struct Tree<'g> {
    ground: &'g Ground<'g>,
    ahead: usize,
    costs: Vec<u64>,
    parents: Vec<u32>,
    by_arcs: Vec<u32>,
    /// The nodes as they were reached; parents come before their children.
    reached: Vec<u32>,
    /// Where a node and all below it stand in `lined_up`.
    places: Vec<u32>,
    sizes: Vec<u32>,
    lined_up: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
    /// For each node, and for each hub: the round that looked at it last.
    round: u32,
    rounds: Vec<u32>,
    hub_rounds: Vec<u32>,
    repaired: Vec<u64>,
    below: Vec<(u32, u32)>,
}

impl<'g> Tree<'g> {
    fn new(ground: &'g Ground<'g>) -> Self {
        let nodes = ground.hubs.len();
        Self {
            ground,
            ahead: 0,
            costs: vec![UNREACHED; nodes],
            parents: vec![NONE; nodes],
            by_arcs: vec![NONE; nodes],
            reached: Vec::with_capacity(nodes),
            places: vec![0; nodes],
            sizes: vec![0; nodes],
            lined_up: Vec::with_capacity(nodes),
            heap: BinaryHeap::new(),
            round: 0,
            rounds: vec![0; nodes],
            hub_rounds: vec![0; ground.hub_slots.len()],
            repaired: vec![UNREACHED; nodes],
            below: Vec::new(),
        }
    }

    /// From the nodes of a hub, or to them. `most`: how many hubs are enough, the nearest ones; the tree cannot be repaired
    /// then.
    pub(super) fn grow(&mut self, direction: Direction, hub: HubId, most: Option<usize>) {
        let ground = self.ground;
        self.ahead = usize::from(direction == Direction::To);
        for node in self.reached.drain(..) {
            self.costs[node as usize] = UNREACHED;
        }
        let mut touched: Vec<u32> = Vec::new();
        self.heap.clear();
        for node in ground.network.hub(hub).nodes().iter().filter(|node| ground.is_open[node.index()]) {
            self.costs[node.index()] = 0;
            (self.parents[node.index()], self.by_arcs[node.index()]) = (NONE, NONE);
            self.heap.push(Reverse((0, node.index() as u32)));
            touched.push(node.index() as u32);
        }
        self.next_round();
        let mut hubs = 0;
        while let Some(Reverse((cost, node))) = self.heap.pop() {
            if self.costs[node as usize] != cost || self.rounds[node as usize] == self.round {
                continue;
            }
            self.rounds[node as usize] = self.round;
            self.reached.push(node);
            let hub_round = &mut self.hub_rounds[ground.hubs[node as usize] as usize];
            if *hub_round != self.round {
                *hub_round = self.round;
                hubs += 1;
                if most.is_some_and(|most| hubs > most) {
                    break;
                }
            }
            for (step, arc) in ground.sides[self.ahead].with_arcs(node) {
                let next = cost + u64::from(step.cost);
                let known = &mut self.costs[step.end as usize];
                if next < *known {
                    *known = next;
                    (self.parents[step.end as usize], self.by_arcs[step.end as usize]) = (node, arc);
                    self.heap.push(Reverse((next, step.end)));
                    if most.is_some() {
                        touched.push(step.end);
                    }
                }
            }
        }
        // What was seen and not reached has no cost that is known to be the least.
        for node in touched {
            if self.rounds[node as usize] != self.round {
                self.costs[node as usize] = UNREACHED;
            }
        }
    }

    /// The hubs that the tree reaches, each with the cost of the cheapest of its nodes, in the order of that.
    pub(super) fn hubs(&mut self) -> impl Iterator<Item = (HubId, u64)> + '_ {
        self.next_round();
        let Self { reached, costs, hub_rounds, round, ground, .. } = self;
        reached.iter().filter_map(|&node| {
            let hub = ground.hubs[node as usize] as usize;
            let is_first = hub_rounds[hub] != *round;
            hub_rounds[hub] = *round;
            is_first.then(|| (HubId::new(hub), costs[node as usize]))
        })
    }

    fn next_round(&mut self) {
        if self.round == u32::MAX {
            self.rounds.fill(0);
            self.hub_rounds.fill(0);
            self.round = 0;
        }
        self.round += 1;
    }

    /// Takes each loss in turn out of the tree, and tells of every hub that is then reached at another cost or no longer.
    pub(super) fn each_loss(&mut self, mut tell: impl FnMut(Changed)) {
        let ground = self.ground;
        self.line_up();
        // What the tree touches of each loss: the nodes of hubs, and those that a link leads to.
        let mut touched: Vec<(u32, u32)> = Vec::with_capacity(2 * self.reached.len());
        for &node in &self.reached {
            touched.push((ground.hub_slots[ground.hubs[node as usize] as usize], node));
            let arc = self.by_arcs[node as usize];
            if arc != NONE && ground.links[arc as usize] != NO_LINK {
                let slot = ground.link_slots[ground.links[arc as usize] as usize];
                if slot != NONE {
                    touched.push((slot, node));
                }
            }
        }
        touched.sort_unstable();
        for of_loss in touched.chunk_by(|one, other| one.0 == other.0) {
            let slot = of_loss[0].0 as usize;
            let loss = ground.losses[slot];
            self.repair(loss, of_loss.iter().map(|&(_, node)| node));
            self.tell(slot, loss, &mut tell);
        }
    }

    /// Puts every node right before all that hangs below it.
    fn line_up(&mut self) {
        for &node in &self.reached {
            self.sizes[node as usize] = 1;
        }
        for &node in self.reached.iter().rev() {
            let parent = self.parents[node as usize];
            if parent != NONE {
                self.sizes[parent as usize] += self.sizes[node as usize];
            }
        }
        self.lined_up.clear();
        self.lined_up.resize(self.reached.len(), NONE);
        // Until its children are placed, `repaired` holds where the next one goes.
        let mut next_root = 0;
        for &node in &self.reached {
            let size = u64::from(self.sizes[node as usize]);
            let parent = self.parents[node as usize];
            let next = if parent == NONE { &mut next_root } else { &mut self.repaired[parent as usize] };
            let place = *next;
            *next += size;
            self.places[node as usize] = place as u32;
            self.lined_up[place as usize] = node;
            self.repaired[node as usize] = place + 1;
        }
    }

    /// The least costs, in `repaired`, of what hangs below some nodes, without a loss.
    fn repair(&mut self, loss: Loss, tops: impl Iterator<Item = u32>) {
        self.next_round();
        let ground = self.ground;
        let (lost_hub, lost_link) = match loss {
            Loss::Hub(hub) => (hub.index() as u32, NONE - 1),
            Loss::Link(link) => (NONE, link.index() as u32),
        };
        self.below.clear();
        let places = &self.places;
        self.below
            .extend(tops.map(|top| (places[top as usize], places[top as usize] + self.sizes[top as usize])));
        self.below.sort_unstable();
        // Those below another are among what hangs below that.
        let mut end = 0;
        self.below.retain(|&(from, to)| {
            let is_apart = from >= end;
            end = end.max(to);
            is_apart
        });
        let below = || self.below.iter().flat_map(|&(from, to)| &self.lined_up[from as usize..to as usize]);
        for &node in below() {
            self.rounds[node as usize] = self.round;
            self.repaired[node as usize] = UNREACHED;
        }
        self.heap.clear();
        let behind = &ground.sides[1 - self.ahead];
        for &node in below().filter(|&&node| ground.hubs[node as usize] != lost_hub) {
            let mut least = UNREACHED;
            for (step, arc) in behind.with_arcs(node) {
                let from = step.end as usize;
                let is_kept = self.rounds[from] != self.round && self.costs[from] != UNREACHED;
                if is_kept && ground.links[arc as usize] != lost_link {
                    least = least.min(self.costs[from] + u64::from(step.cost));
                }
            }
            if least != UNREACHED {
                self.repaired[node as usize] = least;
                self.heap.push(Reverse((least, node)));
            }
        }
        while let Some(Reverse((cost, node))) = self.heap.pop() {
            if self.repaired[node as usize] != cost {
                continue;
            }
            for (step, arc) in ground.sides[self.ahead].with_arcs(node) {
                let end = step.end as usize;
                let next = cost + u64::from(step.cost);
                let is_lost = ground.hubs[end] == lost_hub || ground.links[arc as usize] == lost_link;
                if !is_lost && self.rounds[end] == self.round && next < self.repaired[end] {
                    self.repaired[end] = next;
                    self.heap.push(Reverse((next, step.end)));
                }
            }
        }
    }

    /// Tells of the hubs that the last repair has changed.
    fn tell(&mut self, slot: usize, loss: Loss, tell: &mut impl FnMut(Changed)) {
        let ground = self.ground;
        for &(from, to) in &self.below {
            for &node in &self.lined_up[from as usize..to as usize] {
                let hub = HubId::new(ground.hubs[node as usize] as usize);
                let seen = &mut self.hub_rounds[hub.index()];
                if *seen == self.round {
                    continue;
                }
                *seen = self.round;
                let (mut before, mut after) = (UNREACHED, UNREACHED);
                for node in ground.network.hub(hub).nodes().iter().map(|node| node.index()) {
                    before = before.min(self.costs[node]);
                    let is_below = self.rounds[node] == self.round;
                    after = after.min(if is_below { self.repaired[node] } else { self.costs[node] });
                }
                if after != before {
                    let after = (after != UNREACHED).then_some(after);
                    tell(Changed { slot, loss, hub, before, after });
                }
            }
        }
    }
}
