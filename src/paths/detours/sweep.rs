//! What a route costs without each of its nodes and links, in one pass over the network.
//!
//! Let the route's nodes be counted from 1. Each node of the network *leaves* the route somewhere: at the last of the
//! route's nodes that the tree from the sources passes on the way to it, 0 where it passes none. And it *joins* the
//! route at the first of its nodes that the tree to the targets passes on the way from it, one more than the last where
//! none. Without node *i* of the route, then,
//!
//! - what leaves before *i* costs as much from the sources as it did,
//! - what joins after *i* costs as much to the targets as it did,
//! - and what does neither, the *grey* nodes of *i*, hangs on *i* in both trees.
//!
//! A route without *i* starts at a node that leaves before *i* and ends at one that joins after it. Look at the last of
//! the first kind, and at the next of the second kind after it: between them there is either one arc, or grey nodes
//! only. An arc from a node that leaves at *l* to one that joins at *j* is therefore good for all *i* between *l* and *j*
//! at once; and the grey nodes are searched by themselves. Where every arc has one back that costs the same, a node is
//! grey for one *i* at most, so all the searches together see each node once; one-way streets add a few.
//!
//! That one arc is good for a stretch of the route is the idea of K. Malik, A. K. Mittal and S. K. Gupta, The k most
//! vital arcs in the shortest path problem, Oper. Res. Lett. 8 (1989) 223-227, doi 10.1016/0167-6377(89)90065-5, for
//! links of undirected networks; for nodes, whose side branches have to be searched, E. Nardelli, G. Proietti and
//! P. Widmayer, Finding the most vital node of a shortest path, Theor. Comput. Sci. 296 (2003) 167-177,
//! doi 10.1016/S0304-3975(02)00438-3. In directed networks the trees from and to agree less, which the grey nodes take up.

use super::cover::Cover;
use super::graph::OpenGraph;
use super::tree::{CostTree, NONE, NOT_REACHED};
use crate::network::ArcId;
use crate::paths::heap::{Entry, Heap};

/// Leaves nowhere: is not reached from the sources.
const NEVER: u32 = u32::MAX;
/// Joins nowhere: does not reach the targets.
const NOWHERE: u32 = 0;

/// A workspace, and what the last route costs without each of its parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Sweep {
    leaves: Vec<u32>,
    joins: Vec<u32>,
    climbed: Vec<u32>,
    nodes: Cover,
    links: Cover,
    seeds: Vec<Seed>,
    heap: Heap,
    /// Of grey nodes: the least cost from the sources, and the search that it is of.
    labels: Vec<(u64, u32)>,
    round: u32,
}

/// An arc into a grey node: of all `first..=last`, nodes or links of the route.
#[derive(Clone, Copy, Debug)]
struct Seed {
    part: Part,
    first: u32,
    last: u32,
    head: u32,
    /// From the sources over the arc.
    cost: u64,
}

/// What is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A node of the route, counted from 1.
    Node,
    /// The link after the node of that number.
    Link,
}

/// A route, by places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Along<'r> {
    pub(super) nodes: &'r [u32],
    pub(super) arcs: &'r [ArcId],
}

impl Sweep {
    /// The costs without each node and without each link; [`Cover::NONE`] where there is no route then. Links that are
    /// lost are lost as `is_same_link` has it of two arcs with the same ends.
    #[expect(clippy::cast_possible_truncation, reason = "a route has fewer than 2^32 nodes")]
    pub(super) fn run(
        &mut self,
        graph: &OpenGraph,
        from: &CostTree,
        to: &CostTree,
        route: Along<'_>,
        is_same_link: impl Fn(ArcId, ArcId) -> bool,
    ) -> (&[u64], &[u64]) {
        let count = route.nodes.len();
        let end = count as u32 + 1;
        follow(from, route.nodes, &mut self.leaves, &mut self.climbed, NEVER, 0);
        follow(to, route.nodes, &mut self.joins, &mut self.climbed, NOWHERE, end);
        self.nodes.reset(count);
        self.links.reset(route.arcs.len());
        self.seeds.clear();

        let is_on_route = |place: u32, number: u32| {
            (number as usize).checked_sub(1).and_then(|at| route.nodes.get(at)) == Some(&place)
        };
        let links = route.arcs.len() as u32;
        for place in 0..graph.node_count() {
            let leaves = self.leaves[place];
            if leaves == NEVER {
                continue;
            }
            let cost_here = from.costs[place];
            if cost_here == 0 && to.costs[place] == 0 && leaves == 0 && self.joins[place] == end {
                // A source that is a target.
                self.cover(1, count as u32, 1, links, 0);
            }
            for at in graph.leaving().range(place) {
                let (head, cost) = graph.leaving().entry(at);
                let joins = self.joins[head as usize];
                if joins == NOWHERE {
                    continue;
                }
                let cost = cost_here + u64::from(cost);
                if joins > leaves {
                    // The link of the route itself, and what is lost with it.
                    let is_lost = joins == leaves + 1
                        && is_on_route(place as u32, leaves)
                        && is_on_route(head, joins)
                        && is_same_link(route.arcs[leaves as usize - 1], graph.arc(at));
                    if !is_lost {
                        let whole = cost + to.costs[head as usize];
                        self.cover(leaves + 1, joins - 1, leaves.max(1), (joins - 1).min(links), whole);
                    }
                }
                let head_leaves = self.leaves[head as usize];
                if joins <= head_leaves && head_leaves > leaves && !is_on_route(head, head_leaves) {
                    let seed = |part, first, last| Seed { part, first, last, head, cost };
                    self.seeds.push(seed(Part::Node, joins.max(leaves + 1), head_leaves));
                    let (first, last) = (joins.max(leaves).max(1), (head_leaves - 1).min(links));
                    if first <= last {
                        self.seeds.push(seed(Part::Link, first, last));
                    }
                }
            }
        }
        self.nodes.finish();
        self.links.finish();
        self.search_grey(graph, to, route);
        (self.nodes.least(), self.links.least())
    }

    /// Covers stretches of nodes and of links, both counted from 1; either may be empty.
    #[inline]
    fn cover(&mut self, first_node: u32, last_node: u32, first_link: u32, last_link: u32, cost: u64) {
        if first_node <= last_node {
            self.nodes.lower(first_node as usize - 1, last_node as usize - 1, cost);
        }
        if first_link <= last_link {
            self.links.lower(first_link as usize - 1, last_link as usize - 1, cost);
        }
    }

    /// The routes that pass grey nodes.
    fn search_grey(&mut self, graph: &OpenGraph, to: &CostTree, route: Along<'_>) {
        let Self { nodes, links, seeds, .. } = self;
        let mut waiting: Vec<(Part, u32, u32, u64)> = Vec::new();
        for seed in &*seeds {
            let bound = seed.cost.saturating_add(to.costs[seed.head as usize]);
            let least = match seed.part {
                Part::Node => nodes.least(),
                Part::Link => links.least(),
            };
            for number in seed.first..=seed.last {
                if bound < least[number as usize - 1] {
                    waiting.push((seed.part, number, seed.head, seed.cost));
                }
            }
        }
        waiting.sort_unstable();
        for seeds in waiting.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let (part, number, ..) = seeds[0];
            let arcs = seeds.iter().map(|&(_, _, head, cost)| (head, cost));
            self.search_grey_of(graph, to, route, part, number, arcs);
        }
    }

    fn search_grey_of(
        &mut self,
        graph: &OpenGraph,
        to: &CostTree,
        route: Along<'_>,
        part: Part,
        number: u32,
        seeds: impl Iterator<Item = (u32, u64)>,
    ) {
        let Self { leaves, joins, nodes, links, heap, labels, round, .. } = self;
        labels.resize(graph.node_count(), (0, 0));
        if *round == u32::MAX {
            labels.fill((0, 0));
            *round = 0;
        }
        *round += 1;
        let round = *round;
        let best = match part {
            Part::Node => &mut nodes.least_mut()[number as usize - 1],
            Part::Link => &mut links.least_mut()[number as usize - 1],
        };
        // What leaves from here on is grey, unless it joins later.
        let (grey_from, lost) = match part {
            Part::Node => (number, route.nodes[number as usize - 1]),
            Part::Link => (number + 1, NONE),
        };
        heap.clear();
        let mut settle = |heap: &mut Heap, best: u64, place: u32, cost: u64| {
            let label = &mut labels[place as usize];
            let is_better = label.1 != round || cost < label.0;
            if is_better && cost.saturating_add(to.costs[place as usize]) < best {
                *label = (cost, round);
                heap.push(Entry::new(cost, 0, place));
            }
        };
        for (head, cost) in seeds {
            settle(heap, *best, head, cost);
        }
        while let Some(entry) = heap.pop() {
            if entry.cost() >= *best {
                break;
            }
            for (head, cost) in graph.leaving().of(entry.node()) {
                let (joined, left) = (joins[head as usize], leaves[head as usize]);
                let cost = entry.cost() + u64::from(cost);
                if joined > number {
                    *best = (*best).min(cost.saturating_add(to.costs[head as usize]));
                } else if joined != NOWHERE && left >= grey_from && head != lost {
                    settle(heap, *best, head, cost);
                }
            }
        }
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.leaves.capacity() + self.joins.capacity())
            + self.nodes.memory()
            + self.links.memory()
            + self.seeds.capacity() * size_of::<Seed>()
            + self.labels.capacity() * size_of::<(u64, u32)>()
    }
}

/// Where on the route each node hangs in a tree: `unset` where the tree does not reach, `elsewhere` where it hangs on
/// none of the route's nodes. Each node is climbed from once, up to one that is known.
#[expect(clippy::cast_possible_truncation, reason = "a route has fewer than 2^32 nodes")]
fn follow(
    tree: &CostTree,
    route: &[u32],
    at: &mut Vec<u32>,
    climbed: &mut Vec<u32>,
    unset: u32,
    elsewhere: u32,
) {
    at.clear();
    at.resize(tree.costs.len(), unset);
    // The route is a branch of the tree, whichever of equal branches the tree has.
    for (number, &place) in route.iter().enumerate() {
        at[place as usize] = number as u32 + 1;
    }
    for start in 0..tree.parents.len() as u32 {
        let mut place = start;
        let found = loop {
            if at[place as usize] != unset {
                break at[place as usize];
            }
            match tree.parents[place as usize] {
                NOT_REACHED => break unset,
                NONE => {
                    climbed.push(place);
                    break elsewhere;
                }
                parent => {
                    climbed.push(place);
                    place = parent;
                }
            }
        };
        for place in climbed.drain(..) {
            at[place as usize] = found;
        }
    }
}
