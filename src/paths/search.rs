//! The plain search: Dijkstra's algorithm over a view, in a workspace that is used again and again.

use super::heap::{Entry, Heap};
use super::hierarchy::Found;
use crate::network::{ArcId, NodeId};
use crate::scenario::View;

/// No arc: the node is a source, or not reached.
const NONE: u32 = u32::MAX;

/// A workspace for searches. Keep one per thread: after the first search of a size it allocates nothing.
///
/// # Which route
/// Among routes of least cost the one of fewest arcs is taken; among those, looking back from the target, the arc of
/// the smallest [`ArcId`] each time. So the answer does not depend on the heap, the machine or the thread.
///
/// # Complexity
/// Time *O*((*n* + *m*) log *n*) for *n* nodes and *m* arcs that are reached, from nothing: a search does not clear
/// what it did not touch. Space: 24 bytes a node, and 16 a label that waits.
///
/// # Source
/// E. W. Dijkstra, A note on two problems in connexion with graphs, Numer. Math. 1 (1959) 269-271,
/// doi 10.1007/BF01386390.
///
/// ```
/// use supplyline::{Impedance, Network, View};
/// use supplyline::network::NewLink;
/// use supplyline::paths::Search;
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .link(NewLink::road("B", "C").length("4 km"))
///     .link(NewLink::road("A", "C").length("9 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let [a, c] = ["A", "C"].map(|key| network.find_nodes(key).next().expect("a node"));
/// let mut search = Search::default();
/// let tree = search.run(&view, &[a]);
/// assert_eq!(tree.cost(c), Some(70_000)); // decimetres
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Search {
    labels: Vec<Label>,
    round: u32,
    heap: Heap,
}

#[derive(Clone, Copy, Debug)]
struct Label {
    cost: u64,
    hops: u32,
    parent: u32,
    /// The search that wrote the label; of an earlier one it counts as not reached.
    round: u32,
}

const UNTOUCHED: Label = Label { cost: 0, hops: 0, parent: NONE, round: 0 };

impl Search {
    /// Least costs and routes from the nearest of `sources` to every node. Closed sources count for nothing.
    pub fn run<'s>(&'s mut self, view: &'s View<'_>, sources: &[NodeId]) -> Tree<'s> {
        self.start(view, sources);
        while let Some(entry) = self.heap.pop() {
            self.settle(view, entry);
        }
        Tree { search: self, view }
    }

    /// As [`Search::run`], but stops once the cheapest of `targets` is known; other nodes may then have no answer or
    /// one that is too high. Nothing is asked of closed targets.
    pub fn run_to<'s>(&'s mut self, view: &'s View<'_>, sources: &[NodeId], targets: &[NodeId]) -> Tree<'s> {
        self.start(view, sources);
        while let Some(entry) = self.heap.pop() {
            let done = targets.iter().any(|target| target.index() == entry.node());
            self.settle(view, entry);
            // Entries of the same cost may still be to come; a target is final once its own entry is taken out.
            if done {
                break;
            }
        }
        Tree { search: self, view }
    }

    #[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
    fn start(&mut self, view: &View<'_>, sources: &[NodeId]) {
        let nodes = view.network().node_count();
        if self.labels.len() < nodes {
            self.labels.resize(nodes, UNTOUCHED);
        }
        if self.round == u32::MAX {
            self.labels.fill(UNTOUCHED);
            self.round = 0;
        }
        self.round += 1;
        self.heap.clear();
        for &source in sources.iter().filter(|&&source| view.is_open(source)) {
            let label = &mut self.labels[source.index()];
            if label.round != self.round {
                *label = Label { round: self.round, ..UNTOUCHED };
                let node = source.index() as u32;
                self.heap.push(Entry::new(0, 0, node));
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
    fn settle(&mut self, view: &View<'_>, entry: Entry) {
        let (node, hops) = (entry.node(), entry.hops() + 1);
        let label = self.labels[node];
        if (entry.cost(), entry.hops()) != (label.cost, label.hops) {
            return;
        }
        let network = view.network();
        for arc in network.arcs_out(NodeId::new(node)) {
            let Some(arc_cost) = view.cost(arc) else {
                continue;
            };
            let cost = entry.cost() + u64::from(arc_cost);
            let head = network.head(arc).index();
            let old = &mut self.labels[head];
            let parent = arc.index() as u32;
            if old.round != self.round || (cost, hops) < (old.cost, old.hops) {
                *old = Label { cost, hops, parent, round: self.round };
                self.heap.push(Entry::new(cost, hops, head as u32));
            } else if (cost, hops) == (old.cost, old.hops) && parent < old.parent {
                // A source has no hops, so it never gets here; the label is the same, so the heap stays.
                old.parent = parent;
            }
        }
    }
}

/// What a search found.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'s> {
    search: &'s Search,
    view: &'s View<'s>,
}

impl Tree<'_> {
    /// The least cost to a node, milliseconds or decimetres; nothing where no route leads there.
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Option<u64> {
        self.label(node).map(|label| label.cost)
    }

    fn label(&self, node: NodeId) -> Option<&Label> {
        self.search.labels.get(node.index()).filter(|label| label.round == self.search.round)
    }

    /// The cheapest of several nodes; among equals the one of fewest arcs, then of the smallest id.
    #[must_use]
    pub fn cheapest(&self, nodes: &[NodeId]) -> Option<NodeId> {
        let reached = nodes.iter().filter_map(|&node| Some((self.label(node)?, node)));
        reached.min_by_key(|&(label, node)| (label.cost, label.hops, node)).map(|(_, node)| node)
    }

    /// Writes the arcs of the route to a node into `arcs`, in travel order, and returns the node where it starts.
    /// Nothing where no route leads there; `arcs` is then empty.
    pub fn route_into(&self, node: NodeId, arcs: &mut Vec<ArcId>) -> Option<NodeId> {
        arcs.clear();
        let mut at = node;
        let mut label = self.label(node)?;
        while label.parent != NONE {
            let arc = ArcId::new(label.parent as usize);
            arcs.push(arc);
            at = self.view.network().tail(arc);
            label = self.label(at)?;
        }
        arcs.reverse();
        Some(at)
    }

    /// As [`Tree::route_into`], to the [cheapest](Tree::cheapest) of some nodes.
    pub fn route_to_cheapest(&self, nodes: &[NodeId], arcs: &mut Vec<ArcId>) -> Option<Found> {
        arcs.clear();
        let end = self.cheapest(nodes)?;
        let start = self.route_into(end, arcs)?;
        Some(Found { cost: self.cost(end)?, start, end })
    }
}
