//! The cheapest flow by the network simplex method: a tree that is changed arc by arc. For flows of many ways.
//!
//! W. H. Cunningham, A network simplex method, Math. Programming 11 (1976) 105-116, doi 10.1007/BF01580379: trees are strongly
//! feasible, which means that from every vertex something more could be sent to the root along the tree; so no run of
//! changes that move nothing goes on for ever. The arc that enters is the one of the steepest gain in a block of arcs (M. D.
//! Grigoriadis, An efficient implementation of the network simplex method, Math. Programming Study 26 (1986) 83-111, doi
//! 10.1007/BFb0121089; Z. Király and P. Kovács, Efficient implementations of minimum-cost flow algorithms, Acta Univ.
//! Sapientiae, Informatica 4 (2012) 67-118, who measured which block to take).
//!
//! The first tree is that of the cheapest ways to the sink while nothing flows, hung below it, and the source hangs there too
//! by an arc that carries all that is wanted, dearer than any way. So there are no other artificial arcs, and prices are
//! right at first wherever nothing is short. What lies on no way from the source to the sink takes no part.

use super::FlowError;
use super::amount::Quantity;
use super::cheapest::{Approach, DEAD, FAR, Priced, Solved};
use super::residual::NONE;
use crate::progress::Progress;

/// How often, in changes of the tree, it is asked whether to stop.
const CHANGES_BETWEEN_QUESTIONS: usize = 1024;

/// The fewest arcs of a block.
const LEAST_BLOCK: usize = 64;

/// What an arc may become part of the tree by.
const FULL: i8 = -1;
const IN_TREE: i8 = 0;
const EMPTY: i8 = 1;

/// What pricing looks at: 24 bytes.
#[derive(Clone, Copy, Debug)]
struct Arc {
    ends: [u32; 2],
    cost: i64,
    state: i8,
}

/// Where a vertex hangs: 24 bytes.
#[derive(Clone, Copy, Debug)]
struct Place {
    parent: u32,
    /// The arc between it and its parent.
    arc: u32,
    depth: u32,
    child: u32,
    /// Its neighbours among the children of its parent.
    next: u32,
    before: u32,
}

struct Tree<Q> {
    arcs: Vec<Arc>,
    /// What each arc carries, and what it may.
    flow: Vec<[Q; 2]>,
    price: Vec<i64>,
    places: Vec<Place>,
    /// Where the search for an arc goes on.
    scan: usize,
    block: usize,
}

/// An arc that enters, and the gain of each kilogram that it carries.
#[derive(Clone, Copy)]
struct Entering {
    arc: u32,
    gain: i64,
}

/// Who takes part, and the half-edge of each arc but the last.
struct Part {
    /// By vertex of the graph: its number here.
    number: Vec<u32>,
    halves: Vec<u32>,
}

/// Changes the tree until no arc gains anything. So much was told to be sent already.
pub(super) fn solve<Q: Quantity>(
    priced: &Priced<'_, Q>,
    approach: &Approach,
    progress: &dyn Progress,
    told: Q,
) -> Result<Solved<Q>, FlowError> {
    let graph = priced.graph;
    let is_reached = reach(priced, approach);
    let mut solved = Solved { flow: vec![Q::default(); graph.ends.len()], price: Vec::new() };
    // What cannot be reached is as dear as can be, what leads nowhere is worth nothing.
    let price = |(&cost, &is_reached): (&i64, &bool)| match (cost, is_reached) {
        (DEAD, _) => DEAD,
        (_, false) => FAR,
        (cost, true) => -cost,
    };
    solved.price = approach.cost.iter().zip(&is_reached).map(price).collect();
    if !is_reached[graph.sink as usize] || priced.wanted == Q::default() {
        // Nothing flows; the plain costs are prices of all.
        let plain = |&cost: &i64| if cost == DEAD { DEAD } else { -cost };
        solved.price = approach.cost.iter().map(plain).collect();
        return Ok(solved);
    }
    let (mut tree, part) = Tree::new(priced, approach, &is_reached);
    let last = tree.arcs.len() - 1;
    let mut short = priced.wanted - told;
    for change in 1_usize.. {
        let Some(entering) = tree.entering() else { break };
        tree.change(entering);
        if change % CHANGES_BETWEEN_QUESTIONS == 0 {
            if progress.stop_requested() {
                return Err(FlowError::Stopped);
            }
            let now = tree.flow[last][0].min(short);
            progress.advance((short - now).told());
            short = now;
        }
    }
    progress.advance((short - tree.flow[last][0]).told());
    for (arc, &half) in part.halves.iter().enumerate() {
        solved.flow[half as usize] = tree.flow[arc][0];
    }
    for (vertex, &number) in part.number.iter().enumerate() {
        if number != NONE {
            solved.price[vertex] = tree.price[number as usize];
        }
    }
    Ok(solved)
}

/// What can be reached from the source and lies on a way to the sink, over half-edges with room.
fn reach<Q: Quantity>(priced: &Priced<'_, Q>, approach: &Approach) -> Vec<bool> {
    let graph = priced.graph;
    let mut is_reached = vec![false; graph.vertex_count()];
    if approach.cost[graph.source as usize] == DEAD {
        return is_reached;
    }
    is_reached[graph.source as usize] = true;
    let mut waiting = vec![graph.source];
    while let Some(vertex) = waiting.pop() {
        for at in graph.around(vertex) {
            let (head, _) = graph.ends[at as usize];
            let is_new = !is_reached[head as usize] && approach.cost[head as usize] != DEAD;
            if is_new && priced.room[at as usize] > Q::default() {
                is_reached[head as usize] = true;
                waiting.push(head);
            }
        }
    }
    is_reached
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^31 half-edges")]
impl<Q: Quantity> Tree<Q> {
    fn new(priced: &Priced<'_, Q>, approach: &Approach, is_reached: &[bool]) -> (Self, Part) {
        let graph = priced.graph;
        let mut number = vec![NONE; graph.vertex_count()];
        let mut price = Vec::new();
        for (vertex, _) in is_reached.iter().enumerate().filter(|&(_, &is)| is) {
            number[vertex] = price.len() as u32;
            price.push(-approach.cost[vertex]);
        }
        let (mut arcs, mut flow, mut halves) = (Vec::new(), Vec::new(), Vec::new());
        let root = number[graph.sink as usize];
        let nowhere = Place { parent: NONE, arc: NONE, depth: 0, child: NONE, next: NONE, before: NONE };
        let mut places = vec![nowhere; price.len()];
        for vertex in (0..graph.vertex_count() as u32).filter(|&vertex| number[vertex as usize] != NONE) {
            let own = number[vertex as usize];
            for at in graph.around(vertex) {
                let head = number[graph.ends[at as usize].0 as usize];
                let room = priced.room[at as usize];
                if head == NONE || room == Q::default() {
                    continue;
                }
                let is_first = approach.by[vertex as usize] == at && vertex != graph.source;
                if is_first {
                    places[own as usize].parent = head;
                    places[own as usize].arc = arcs.len() as u32;
                }
                let state = if is_first { IN_TREE } else { EMPTY };
                arcs.push(Arc { ends: [own, head], cost: priced.cost[at as usize].into(), state });
                flow.push([Q::default(), room]);
                halves.push(at);
            }
        }
        let source = number[graph.source as usize] as usize;
        places[source].parent = root;
        places[source].arc = arcs.len() as u32;
        price[source] = price[root as usize] - priced.dearest;
        arcs.push(Arc { ends: [source as u32, root], cost: priced.dearest, state: IN_TREE });
        // It can always take more, so that the tree is strongly feasible.
        flow.push([priced.wanted, Q::MOST]);
        let block = arcs.len().isqrt().max(LEAST_BLOCK);
        let mut tree = Self { arcs, flow, price, places, scan: 0, block };
        for vertex in 0..tree.places.len() as u32 {
            if vertex != root {
                tree.link(vertex, tree.places[vertex as usize].parent);
            }
        }
        tree.shift(root, 0);
        (tree, Part { number, halves })
    }

    /// The arc of the steepest gain in the first block that has any; nothing where none has.
    #[inline]
    fn entering(&mut self) -> Option<Entering> {
        let count = self.arcs.len();
        let mut looked = 0;
        while looked < count {
            let from = self.scan;
            let until = (from + self.block).min(count);
            let mut best = Entering { arc: NONE, gain: 0 };
            for (at, arc) in self.arcs[from..until].iter().enumerate() {
                let [tail, head] = arc.ends.map(|end| self.price[end as usize]);
                let gain = i64::from(arc.state) * (head - tail - arc.cost);
                if gain > best.gain {
                    best = Entering { arc: (from + at) as u32, gain };
                }
            }
            looked += until - from;
            self.scan = if until == count { 0 } else { until };
            if best.gain > 0 {
                return Some(best);
            }
        }
        None
    }

    /// What can still flow from a vertex to its parent, and from the parent to it.
    #[inline]
    fn room_at(&self, vertex: u32) -> [Q; 2] {
        let arc = self.places[vertex as usize].arc as usize;
        let [flow, room] = self.flow[arc];
        if self.arcs[arc].ends[0] == vertex { [room - flow, flow] } else { [flow, room - flow] }
    }

    /// Sends along all arcs from a vertex up to one above it, or from that down.
    fn send(&mut self, mut from: u32, above: u32, amount: Q, is_up: bool) {
        while from != above {
            let Place { parent, arc, .. } = self.places[from as usize];
            let flow = &mut self.flow[arc as usize][0];
            if (self.arcs[arc as usize].ends[0] == from) == is_up {
                *flow += amount;
            } else {
                *flow -= amount;
            }
            from = parent;
        }
    }

    /// Sends along the circle that an arc closes with the tree as much as can be, and takes the last arc that stops it
    /// out, as seen from the apex of the circle: so the tree stays strongly feasible.
    fn change(&mut self, Entering { arc: entering, gain }: Entering) {
        let Arc { ends, state, .. } = self.arcs[entering as usize];
        // The circle leads from the apex down to the first end, over the arc, and from the second up again.
        let [foot, start] = if state == EMPTY { ends } else { [ends[1], ends[0]] };
        let [carried, room] = self.flow[entering as usize];
        let own = if state == EMPTY { room - carried } else { carried };
        // What stops it at either side, and the vertex below that arc.
        let (mut most_down, mut cut_down) = (Q::MOST, NONE);
        let (mut most_up, mut cut_up) = (Q::MOST, NONE);
        let [mut one, mut two] = [foot, start];
        while one != two {
            if self.places[one as usize].depth >= self.places[two as usize].depth {
                let [_, left] = self.room_at(one);
                if left < most_down {
                    (most_down, cut_down) = (left, one);
                }
                one = self.places[one as usize].parent;
            } else {
                let [left, _] = self.room_at(two);
                if left <= most_up {
                    (most_up, cut_up) = (left, two);
                }
                two = self.places[two as usize].parent;
            }
        }
        let apex = one;
        let most = own.min(most_down).min(most_up);
        if most > Q::default() {
            self.send(foot, apex, most, false);
            self.send(start, apex, most, true);
            let flow = &mut self.flow[entering as usize][0];
            if state == EMPTY {
                *flow += most;
            } else {
                *flow -= most;
            }
        }
        let (cut, hook, onto) = if most_up == most && cut_up != NONE {
            (cut_up, start, foot)
        } else if own == most {
            // From empty to full, or back.
            self.arcs[entering as usize].state = -state;
            return;
        } else {
            (cut_down, foot, start)
        };
        let leaving = self.places[cut as usize].arc as usize;
        self.arcs[leaving].state = if self.flow[leaving][0] == Q::default() { EMPTY } else { FULL };
        self.arcs[entering as usize].state = IN_TREE;
        self.hang(hook, cut, onto, entering);
        // The arc costs nothing beyond the prices from now on.
        let is_head = ends[1] == hook;
        let beyond = if state == EMPTY { -gain } else { gain };
        self.shift(hook, if is_head { beyond } else { -beyond });
    }

    /// Takes the tree below `cut` out and hangs it elsewhere by a vertex of it and an arc.
    fn hang(&mut self, hook: u32, cut: u32, onto: u32, by: u32) {
        let (mut vertex, mut above, mut arc) = (hook, onto, by);
        loop {
            let Place { parent, arc: own, .. } = self.places[vertex as usize];
            self.unlink(vertex);
            self.places[vertex as usize].arc = arc;
            self.link(vertex, above);
            if vertex == cut {
                break;
            }
            (above, arc, vertex) = (vertex, own, parent);
        }
    }

    fn link(&mut self, vertex: u32, parent: u32) {
        let first = std::mem::replace(&mut self.places[parent as usize].child, vertex);
        if first != NONE {
            self.places[first as usize].before = vertex;
        }
        let place = &mut self.places[vertex as usize];
        (place.parent, place.next, place.before) = (parent, first, NONE);
    }

    fn unlink(&mut self, vertex: u32) {
        let Place { parent, next, before, .. } = self.places[vertex as usize];
        if before == NONE {
            self.places[parent as usize].child = next;
        } else {
            self.places[before as usize].next = next;
        }
        if next != NONE {
            self.places[next as usize].before = before;
        }
    }

    /// Changes the prices of all that hangs below a vertex, itself among it, and sets how deep they hang.
    fn shift(&mut self, top: u32, by: i64) {
        let mut vertex = top;
        let parent = self.places[top as usize].parent;
        let mut depth = if parent == NONE { 0 } else { self.places[parent as usize].depth + 1 };
        loop {
            let place = &mut self.places[vertex as usize];
            place.depth = depth;
            let child = place.child;
            self.price[vertex as usize] += by;
            if child != NONE {
                vertex = child;
                depth += 1;
                continue;
            }
            // Back up to where there is another child.
            loop {
                if vertex == top {
                    return;
                }
                let Place { next, parent, .. } = self.places[vertex as usize];
                if next != NONE {
                    vertex = next;
                    break;
                }
                vertex = parent;
                depth -= 1;
            }
        }
    }
}
