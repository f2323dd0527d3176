//! Where on a route the nodes of the network hang.

use std::collections::BTreeMap;

use super::graph::OpenGraph;
use super::tree::CostTree;
use crate::paths::Direction;

/// Not found out yet.
const UNKNOWN: u32 = u32::MAX - 1;

/// For each node the part of the route by way of which a path of least cost leads to it, or from it: found out for those
/// that are asked for, and kept until the next route.
///
/// The path is the route up to its node of that number, counted from 1, and meets no other node of the route from there
/// on. Whichever of equal paths it is does not matter, as long as there is one.
#[derive(Clone, Debug, Default)]
pub(super) struct Hang {
    at: Vec<u32>,
    /// What is known, to be forgotten.
    known: Vec<u32>,
    climbed: Vec<u32>,
    free: FreeArcs,
}

/// A search over arcs that cost nothing.
#[derive(Clone, Debug, Default)]
struct FreeArcs {
    /// What was met, and from where.
    met: BTreeMap<u32, u32>,
    waiting: Vec<u32>,
}

impl Hang {
    /// For a route, by places, in the tree that it is a branch of. What hangs on none of its nodes but on another root
    /// is said to hang on `elsewhere`.
    #[expect(clippy::cast_possible_truncation, reason = "a route has fewer than 2^32 nodes")]
    pub(super) fn start(&mut self, tree: &CostTree, route: &[u32], elsewhere: u32) {
        for place in self.known.drain(..) {
            self.at[place as usize] = UNKNOWN;
        }
        self.at.resize(tree.costs.len(), UNKNOWN);
        for &root in &tree.roots {
            self.at[root as usize] = elsewhere;
            self.known.push(root);
        }
        for (number, &place) in route.iter().enumerate() {
            self.at[place as usize] = number as u32 + 1;
            self.known.push(place);
        }
    }

    /// Where a place hangs that the tree reaches.
    #[inline]
    pub(super) fn of(&mut self, graph: &OpenGraph, tree: &CostTree, direction: Direction, place: u32) -> u32 {
        match self.at[place as usize] {
            UNKNOWN => self.climb(graph, tree, direction, place),
            known => known,
        }
    }

    /// Goes back towards the roots as far as nothing is known; all on the way hangs where the last does.
    fn climb(&mut self, graph: &OpenGraph, tree: &CostTree, direction: Direction, mut place: u32) -> u32 {
        let behind = graph.ahead(direction.reversed());
        let found = loop {
            let known = self.at[place as usize];
            if known != UNKNOWN {
                break known;
            }
            self.climbed.push(place);
            let cost = tree.costs[place as usize];
            let mut tight = behind
                .of(place as usize)
                .filter(|&(from, step)| step > 0 && is_tight(tree, from, step, cost));
            place = match tight.next() {
                Some((from, _)) => from,
                None => self.past_free_arcs(graph, tree, direction, place),
            };
        };
        for place in self.climbed.drain(..) {
            self.at[place as usize] = found;
            self.known.push(place);
        }
        found
    }

    /// The first node that is known, or that an arc leads to that costs something, back along arcs that cost nothing.
    /// What lies between is climbed over.
    fn past_free_arcs(
        &mut self,
        graph: &OpenGraph,
        tree: &CostTree,
        direction: Direction,
        start: u32,
    ) -> u32 {
        let behind = graph.ahead(direction.reversed());
        let cost = tree.costs[start as usize];
        let FreeArcs { met, waiting } = &mut self.free;
        met.clear();
        waiting.clear();
        met.insert(start, start);
        waiting.push(start);
        let is_end = |place: u32| {
            let mut before = behind.of(place as usize);
            self.at[place as usize] != UNKNOWN
                || before.any(|(from, step)| step > 0 && is_tight(tree, from, step, cost))
        };
        while let Some(place) = waiting.pop() {
            for (from, step) in behind.of(place as usize) {
                if step > 0 || tree.costs[from as usize] != cost || met.contains_key(&from) {
                    continue;
                }
                met.insert(from, place);
                if is_end(from) {
                    let mut at = place;
                    while at != start {
                        self.climbed.push(at);
                        at = met[&at];
                    }
                    return from;
                }
                waiting.push(from);
            }
        }
        unreachable!(
            "the tree is of another view: free arcs lead back to a root or to an arc that costs something"
        )
    }

    /// For how many places it is known.
    pub(super) fn known(&self) -> usize {
        self.known.len()
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.at.capacity() + self.known.capacity() + self.climbed.capacity())
    }
}

fn is_tight(tree: &CostTree, from: u32, step: u32, to: u64) -> bool {
    tree.costs[from as usize].checked_add(step.into()) == Some(to)
}
