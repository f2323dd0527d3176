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
//!
//! **Only what is near is looked at.** A node that costs *a* from the sources and *b* to the targets is of no use to a
//! route that costs less than *a* + *b*. So the pass goes over the nodes for which that is little more than the route
//! itself costs, then, as long as some part has no route of replacement within the bound, over those up to a bound that
//! is some times further off. What every route passes has none; it is told in advance ([`Unavoidable`]), or the pass
//! goes over all nodes before that is known. Nodes are passed over in blocks, by the least costs in them.

use super::DetourEffort;
use super::cover::Cover;
use super::graph::OpenGraph;
use super::hang::Hang;
use super::tree::{BLOCK, CostTree};
use super::unavoidable::Unavoidable;
use crate::network::ArcId;
use crate::paths::Direction;
use crate::paths::heap::{Entry, Heap};

/// The first bound lies so many mean arcs of the route above what the route costs.
const FIRST_SLACK: u64 = 8;
/// And each further one so many times as far above.
const SLACK_GROWTH: u64 = 4;
/// Over so many times as many nodes, about: an ellipse grows with the root of what its long way round adds.
const NODES_GROWTH: usize = 2;

/// A workspace, and what the last route costs without each of its parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Sweep {
    leaves: Hang,
    joins: Hang,
    nodes: Cover,
    links: Cover,
    seeds: Vec<Seed>,
    waiting: Vec<Waiting>,
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

/// An arc into a node that is grey for a part: the part, the node, and the cost from the sources over the arc.
type Waiting = (Part, u32, u32, u64);

/// What is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A node of the route, counted from 1.
    Node,
    /// The link after the node of that number.
    Link,
}

/// A route, by places, and the trees that it is a branch of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Along<'r> {
    pub(super) from: &'r CostTree,
    pub(super) to: &'r CostTree,
    pub(super) nodes: &'r [u32],
    pub(super) arcs: &'r [ArcId],
    /// What every route passes, where that is known.
    pub(super) unavoidable: Option<&'r Unavoidable>,
    pub(super) effort: DetourEffort,
}

#[expect(clippy::cast_possible_truncation, reason = "a route has fewer than 2^32 nodes")]
impl Along<'_> {
    /// The number of what joins at no node of the route.
    fn end(self) -> u32 {
        self.nodes.len() as u32 + 1
    }

    fn links(self) -> u32 {
        self.arcs.len() as u32
    }

    /// Whether a place is the route's node of a number, from 1.
    fn has(self, place: u32, number: u32) -> bool {
        (number as usize).checked_sub(1).and_then(|at| self.nodes.get(at)) == Some(&place)
    }

    /// What the best route by way of a place costs.
    #[inline]
    fn cost_by(self, place: usize) -> u64 {
        self.from.costs[place].saturating_add(self.to.costs[place])
    }
}

impl Sweep {
    /// The costs without each node and without each link; [`Cover::NONE`] where there is no route then. Links that are
    /// lost are lost as `is_same_link` has it of two arcs with the same ends. And the bound up to which they are right: a
    /// cost above it may be too high, though what is right is no lower than it.
    pub(super) fn run(
        &mut self,
        graph: &OpenGraph,
        along: Along<'_>,
        is_same_link: impl Fn(ArcId, ArcId) -> bool,
    ) -> (&[u64], &[u64], u64) {
        self.leaves.start(along.from, along.nodes, 0);
        self.joins.start(along.to, along.nodes, along.end());
        self.nodes.reset(along.nodes.len());
        self.links.reset(along.arcs.len());
        self.seeds.clear();

        let own = along.nodes.first().map_or(0, |&first| along.cost_by(first as usize));
        let mut slack = (own / u64::from(along.links().max(1))).max(1).saturating_mul(FIRST_SLACK);
        let mut done = 0;
        let right_up_to = loop {
            let bound = own.saturating_add(slack);
            let next = self.look_at(graph, along, done..bound, &is_same_link);
            self.nodes.finish();
            self.links.finish();
            // With no node beyond, no bound is needed: routes may still cost more than each of their nodes says.
            self.search_grey(graph, along, next.map_or(CostTree::UNREACHED, |_| bound));
            let Some(next) = next else { break CostTree::UNREACHED };
            let left = self.left_beyond(along.unavoidable, bound);
            if left == 0 || along.effort.is_exceeded(self.leaves.known() * NODES_GROWTH, left) {
                break bound;
            }
            done = bound;
            slack = slack.saturating_mul(SLACK_GROWTH).max((next - own).saturating_add(1));
        };
        (self.nodes.least(), self.links.least(), right_up_to)
    }

    /// How many parts may still find a route of replacement, or a better one, above a bound.
    fn left_beyond(&self, unavoidable: Option<&Unavoidable>, bound: u64) -> usize {
        let left = |least: &[u64], passed: Option<&Vec<bool>>| {
            let is_passed = |at| passed.is_some_and(|passed: &Vec<bool>| passed[at]);
            (0..least.len()).filter(|&at| least[at] > bound && !is_passed(at)).count()
        };
        left(self.nodes.least(), unavoidable.map(|all| &all.nodes))
            + left(self.links.least(), unavoidable.map(|all| &all.links))
    }

    /// Goes over the arcs that leave the nodes by way of which a route costs as much as `costs` says. The least such cost
    /// beyond, if there is one; not more than that, at least.
    fn look_at(
        &mut self,
        graph: &OpenGraph,
        along: Along<'_>,
        costs: std::ops::Range<u64>,
        is_same_link: &impl Fn(ArcId, ArcId) -> bool,
    ) -> Option<u64> {
        let mut beyond = CostTree::UNREACHED;
        let blocks = along.from.blocks.iter().zip(&along.to.blocks);
        for (block, (&from, &to)) in blocks.enumerate() {
            let at_least = from.saturating_add(to);
            if at_least >= costs.end {
                beyond = beyond.min(at_least);
                continue;
            }
            let first = block * BLOCK;
            for place in first..(first + BLOCK).min(graph.node_count()) {
                let cost = along.cost_by(place);
                if costs.contains(&cost) {
                    self.look_at_place(graph, along, place, is_same_link);
                } else if cost >= costs.end {
                    beyond = beyond.min(cost);
                }
            }
        }
        Some(beyond).filter(|&beyond| beyond != CostTree::UNREACHED)
    }

    #[expect(clippy::cast_possible_truncation, reason = "places are below 2^32")]
    fn look_at_place(
        &mut self,
        graph: &OpenGraph,
        along: Along<'_>,
        place: usize,
        is_same_link: &impl Fn(ArcId, ArcId) -> bool,
    ) {
        let (end, links) = (along.end(), along.links());
        let leaves = self.leaves.of(graph, along.from, Direction::From, place as u32);
        let cost_here = along.from.costs[place];
        if cost_here == 0 && along.to.costs[place] == 0 && leaves == 0 {
            let joins = self.joins.of(graph, along.to, Direction::To, place as u32);
            if joins == end {
                // A source that is a target.
                self.cover(1, end - 1, 1, links, 0);
            }
        }
        for at in graph.leaving().range(place) {
            let (head, cost) = graph.leaving().entry(at);
            let rest = along.to.costs[head as usize];
            if rest == CostTree::UNREACHED {
                continue;
            }
            let joins = self.joins.of(graph, along.to, Direction::To, head);
            let cost = cost_here + u64::from(cost);
            if joins > leaves {
                // The link of the route itself, and what is lost with it.
                let is_lost = joins == leaves + 1
                    && along.has(place as u32, leaves)
                    && along.has(head, joins)
                    && is_same_link(along.arcs[leaves as usize - 1], graph.arc(at));
                if !is_lost {
                    self.cover(leaves + 1, joins - 1, leaves.max(1), (joins - 1).min(links), cost + rest);
                }
            }
            let head_leaves = self.leaves.of(graph, along.from, Direction::From, head);
            if joins <= head_leaves && head_leaves > leaves && !along.has(head, head_leaves) {
                let seed = |part, first, last| Seed { part, first, last, head, cost };
                self.seeds.push(seed(Part::Node, joins.max(leaves + 1), head_leaves));
                let (first, last) = (joins.max(leaves).max(1), (head_leaves - 1).min(links));
                if first <= last {
                    self.seeds.push(seed(Part::Link, first, last));
                }
            }
        }
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

    /// The routes that pass grey nodes and cost less than a bound.
    fn search_grey(&mut self, graph: &OpenGraph, along: Along<'_>, bound: u64) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.clear();
        for seed in &self.seeds {
            let at_least = seed.cost.saturating_add(along.to.costs[seed.head as usize]);
            let least = match seed.part {
                Part::Node => self.nodes.least(),
                Part::Link => self.links.least(),
            };
            for number in seed.first..=seed.last {
                if at_least < least[number as usize - 1].min(bound) {
                    waiting.push((seed.part, number, seed.head, seed.cost));
                }
            }
        }
        waiting.sort_unstable();
        for seeds in waiting.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            self.search_grey_of(graph, along, bound, seeds);
        }
        self.waiting = waiting;
    }

    /// The routes that pass what is grey for one part, and enter it by some arcs.
    fn search_grey_of(&mut self, graph: &OpenGraph, along: Along<'_>, bound: u64, seeds: &[Waiting]) {
        let Self { leaves, joins, nodes, links, heap, labels, round, .. } = self;
        let to = along.to;
        let (part, number, ..) = seeds[0];
        labels.resize(graph.node_count(), (0, 0));
        if *round == u32::MAX {
            labels.fill((0, 0));
            *round = 0;
        }
        *round += 1;
        let round = *round;
        let least = match part {
            Part::Node => &mut nodes.least_mut()[number as usize - 1],
            Part::Link => &mut links.least_mut()[number as usize - 1],
        };
        let mut best = bound.min(*least);
        // What leaves from here on is grey, unless it joins later.
        let (grey_from, lost) = match part {
            Part::Node => (number, Some(along.nodes[number as usize - 1])),
            Part::Link => (number + 1, None),
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
        for &(.., head, cost) in seeds {
            settle(heap, best, head, cost);
        }
        while let Some(entry) = heap.pop() {
            if entry.cost() >= best {
                break;
            }
            for (head, cost) in graph.leaving().of(entry.node()) {
                let cost = entry.cost() + u64::from(cost);
                let whole = cost.saturating_add(to.costs[head as usize]);
                if whole >= best {
                    continue;
                }
                if joins.of(graph, to, Direction::To, head) > number {
                    best = whole;
                } else if leaves.of(graph, along.from, Direction::From, head) >= grey_from
                    && Some(head) != lost
                {
                    settle(heap, best, head, cost);
                }
            }
        }
        if best < bound {
            *least = best;
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.leaves.memory()
            + self.joins.memory()
            + self.nodes.memory()
            + self.links.memory()
            + self.seeds.capacity() * size_of::<Seed>()
            + self.waiting.capacity() * size_of::<Waiting>()
            + self.labels.capacity() * size_of::<(u64, u32)>()
    }
}
