//! What every way to a node passes: the dominators of all nodes at once.
//!
//! Node *d* *dominates* node *v* where every path from the sources to *v* passes *d*. Of those that dominate *v*, itself
//! left out, one comes last, the *immediate dominator*; so all of them form a tree, and what severs *v* is read off its
//! branch.

use crate::network::NodeId;
use crate::scenario::View;

/// Not reached; as an immediate dominator: none, since the sources have nothing in common.
const NONE: u32 = 0;

/// A workspace for dominators. Keep one per thread: after the first run of a size it allocates nothing.
///
/// The sources count as one: what dominates a node is passed whichever of them supply comes from. A single source
/// dominates all that it reaches; of several sources each dominates only what is reached from it alone.
///
/// # Complexity
/// For *n* nodes and *m* arcs that are reached: time *O*(*m* log *n*) beside the last step, which climbs from each node
/// to its immediate dominator. That is linear on all but contrived graphs and *O*(*n*²) on those. Space: 28 bytes a node
/// and 20 an arc, about.
///
/// # Source
/// The algorithm semi-NCA of L. Georgiadis, R. E. Tarjan and R. F. Werneck, Finding dominators in practice, J. Graph
/// Algorithms Appl. 10 (2006) 69-94, doi 10.7155/jgaa.00119. A depth-first search numbers the nodes; the *semidominator*
/// of *v* is the smallest number from which a path leads to *v* over nodes that are all numbered higher than *v*; and
/// the immediate dominator is the nearest common ancestor, in the dominator tree so far, of the semidominator and the
/// parent.
///
/// # Example
/// ```
/// use supplyline::network::NewLink;
/// use supplyline::paths::DominatorSearch;
/// use supplyline::{Impedance, Network, View};
/// // From A to D by way of B or of C; from there all goes to E.
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C").hub("D").hub("E")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .link(NewLink::road("B", "D").length("4 km"))
///     .link(NewLink::road("A", "C").length("4 km"))
///     .link(NewLink::road("C", "D").length("5 km"))
///     .link(NewLink::road("D", "E").length("5 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let [a, b, c, d, e] = ["A", "B", "C", "D", "E"].map(|key| network.find_nodes(key).next().expect("a node"));
/// let mut search = DominatorSearch::default();
/// let dominators = search.run(&view, &[a]);
/// assert_eq!(dominators.immediate(d), Some(a));
/// assert_eq!(dominators.of(e).collect::<Vec<_>>(), [e, d, a]);
/// // What is passed on every way to B or to C.
/// assert_eq!(dominators.of_any(&[b, c]).collect::<Vec<_>>(), [a]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DominatorSearch {
    /// The number of each node in the order in which they are first met, from 1; 0 is what all sources come from.
    numbers: Vec<u32>,
    /// The node of each number.
    nodes: Vec<u32>,
    /// By number: the parent in the depth-first tree, and in the end the immediate dominator.
    above: Vec<u32>,
    /// By number: the semidominator.
    semi: Vec<u32>,
    forest: Vec<Link>,
    /// The end of each number's list in `tails`.
    ends: Vec<u32>,
    /// By number: the tails of the arcs that enter it from higher numbers.
    tails: Vec<u32>,
    /// Arcs from higher numbers to lower ones, as they are met.
    back: Vec<[u32; 2]>,
    /// What is still to be entered: from which number, and which node.
    waiting: Vec<[u32; 2]>,
    /// Numbers on a branch of the forest that is shortened.
    branch: Vec<u32>,
}

/// A node of the forest of what has its semidominator: trees of the depth-first search, with their paths shortened.
#[derive(Clone, Copy, Debug, Default)]
struct Link {
    ancestor: u32,
    /// The least semidominator from here up to the ancestor, that one left out.
    least: u32,
}

#[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
impl DominatorSearch {
    /// The dominators of all nodes that are reached from any of the sources. Closed sources count for nothing.
    pub fn run<'s>(&'s mut self, view: &View<'_>, sources: &[NodeId]) -> Dominators<'s> {
        self.number(view, sources);
        self.gather();
        self.find_semidominators();
        // Above a node the tree is complete, since numbers ascend.
        for number in 1..self.nodes.len() {
            let semi = self.semi[number];
            let mut above = self.above[number];
            while above > semi {
                above = self.above[above as usize];
            }
            self.above[number] = above;
        }
        Dominators { search: self }
    }

    /// Numbers what is reached, depth first, and takes down the arcs that lead back or across. What an arc from a lower
    /// number says of a semidominator is plain at once.
    fn number(&mut self, view: &View<'_>, sources: &[NodeId]) {
        let network = view.network();
        self.numbers.clear();
        self.numbers.resize(network.node_count(), NONE);
        for by_number in [&mut self.nodes, &mut self.above, &mut self.semi] {
            by_number.clear();
            by_number.push(0);
        }
        self.back.clear();
        self.waiting.clear();
        let open = sources.iter().filter(|&&source| view.is_open(source));
        self.waiting.extend(open.map(|source| [0, source.index() as u32]));
        while let Some([from, node]) = self.waiting.pop() {
            let known = self.numbers[node as usize];
            if known != NONE {
                // It was met from somewhere else after it had been put here, so its number is higher.
                let semi = &mut self.semi[known as usize];
                *semi = from.min(*semi);
                continue;
            }
            let number = self.nodes.len() as u32;
            self.numbers[node as usize] = number;
            self.nodes.push(node);
            self.above.push(from);
            self.semi.push(from);
            for arc in network.arcs_out(NodeId::new(node as usize)) {
                if !view.is_arc_open(arc) {
                    continue;
                }
                let head = network.head(arc).index();
                match self.numbers[head] {
                    NONE => self.waiting.push([number, head as u32]),
                    lower if lower < number => self.back.push([number, lower]),
                    // A loop.
                    _ => {}
                }
            }
        }
    }

    /// Sorts the arcs that were taken down by their heads.
    fn gather(&mut self) {
        self.ends.clear();
        self.ends.resize(self.nodes.len() + 1, 0);
        for &[_, head] in &self.back {
            self.ends[head as usize + 1] += 1;
        }
        let mut total = 0;
        for end in &mut self.ends {
            total += *end;
            *end = total;
        }
        self.tails.clear();
        self.tails.resize(self.back.len(), 0);
        // Each end is the list's start until the list is full.
        for &[tail, head] in &self.back {
            let at = &mut self.ends[head as usize];
            self.tails[*at as usize] = tail;
            *at += 1;
        }
    }

    fn find_semidominators(&mut self) {
        let count = self.nodes.len();
        self.forest.clear();
        self.forest.resize(count, Link::default());
        for number in (1..count).rev() {
            let mut semi = self.semi[number];
            let list = self.ends[number - 1] as usize..self.ends[number] as usize;
            for &tail in &self.tails[list] {
                semi = semi.min(least(&mut self.forest, &mut self.branch, tail, number as u32));
            }
            self.semi[number] = semi;
            self.forest[number] = Link { ancestor: self.above[number], least: semi };
        }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        let words =
            [&self.numbers, &self.nodes, &self.above, &self.semi, &self.ends, &self.tails, &self.branch];
        4 * words.into_iter().map(Vec::capacity).sum::<usize>()
            + 8 * (self.forest.capacity() + self.back.capacity() + self.waiting.capacity())
    }
}

/// The least semidominator from a number up its branch of the forest, as far as numbers are higher than `last`. The
/// branch is shortened on the way.
fn least(forest: &mut [Link], branch: &mut Vec<u32>, number: u32, last: u32) -> u32 {
    let mut link = forest[number as usize];
    if link.ancestor <= last {
        return link.least;
    }
    branch.clear();
    let mut at = number;
    while link.ancestor > last {
        branch.push(at);
        at = link.ancestor;
        link = forest[at as usize];
    }
    for &at in branch.iter().rev() {
        let own = &mut forest[at as usize];
        link.least = link.least.min(own.least);
        *own = link;
    }
    link.least
}

/// What a [`DominatorSearch`] found.
#[derive(Clone, Copy, Debug)]
pub struct Dominators<'s> {
    search: &'s DominatorSearch,
}

impl<'s> Dominators<'s> {
    /// Whether a node is reached from any source.
    #[must_use]
    pub fn is_reached(self, node: NodeId) -> bool {
        self.number(node) != NONE
    }

    /// The last node before this one that every way to it passes. Nothing where there is none, as for a source, or where
    /// no way leads there.
    #[must_use]
    pub fn immediate(self, node: NodeId) -> Option<NodeId> {
        self.node(self.search.above[self.number(node) as usize])
    }

    /// The nodes that every way to a node passes, from itself back to the sources; none where no way leads there.
    pub fn of(self, node: NodeId) -> impl Iterator<Item = NodeId> + use<'s> {
        self.branch(self.number(node))
    }

    /// The nodes that every way to any of some nodes passes, from the last back to the sources; none where no way leads
    /// to any of them. What is not reached does not count.
    pub fn of_any(self, nodes: &[NodeId]) -> impl Iterator<Item = NodeId> + use<'s> {
        let reached = nodes.iter().map(|&node| self.number(node)).filter(|&number| number != NONE);
        self.branch(reached.reduce(|one, other| self.meet(one, other)).unwrap_or(NONE))
    }

    /// Whether every way to `node` passes `other`; every node does so itself. False where no way leads to `node`. As
    /// many steps as the tree has between them.
    #[must_use]
    pub fn is_dominated(self, node: NodeId, other: NodeId) -> bool {
        let (mut number, wanted) = (self.number(node), self.number(other));
        while number > wanted {
            number = self.search.above[number as usize];
        }
        wanted != NONE && number == wanted
    }

    /// All nodes that are reached, each after its immediate dominator.
    #[must_use]
    pub fn reached(self) -> impl ExactSizeIterator<Item = NodeId> + use<'s> {
        self.search.nodes.iter().skip(1).map(|&node| NodeId::new(node as usize))
    }

    fn number(self, node: NodeId) -> u32 {
        self.search.numbers.get(node.index()).copied().unwrap_or(NONE)
    }

    fn node(self, number: u32) -> Option<NodeId> {
        (number != NONE).then(|| NodeId::new(self.search.nodes[number as usize] as usize))
    }

    fn branch(self, number: u32) -> impl Iterator<Item = NodeId> + use<'s> {
        let above = move |&number: &u32| Some(self.search.above[number as usize]);
        std::iter::successors(Some(number), above).map_while(move |number| self.node(number))
    }

    /// Where two branches meet: the nearest common ancestor.
    fn meet(self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            if one > other {
                one = self.search.above[one as usize];
            } else {
                other = self.search.above[other as usize];
            }
        }
        one
    }
}
