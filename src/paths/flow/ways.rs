//! The cheapest flow by shortest ways, one after another: quick where few ways carry all of it.
//!
//! R. G. Busacker and P. J. Gowen 1961, with the prices of J. Edmonds and R. M. Karp, Theoretical improvements in algorithmic
//! efficiency for network flow problems, J. ACM 19 (1972) 248-264, doi 10.1145/321694.321699. Prices begin with what it costs
//! from each vertex to the sink, so that the search looks only at what lies on ways that are no dearer than the one it
//! finds, and stops there.
//!
//! The tree of the search stays from one way to the next. A way that fills an arc of the tree cuts off what hangs below it;
//! that alone is looked at again, and only once the ways that are found are as dear as getting there by another arc. So
//! all ways together take little more than one search, where what they cut off is small.
//!
//! Both directions of an edge are told apart by what flows: against the flow, a half-edge takes back at the negative
//! cost, until nothing is left of it, and only then sends its own way. So no edge is ever used both ways.

use super::FlowError;
use super::cheapest::{Approach, DEAD, Priced, Solved, Unfinished};
use super::residual::NONE;
use crate::paths::heap::{Entry, Heap};
use crate::progress::Progress;

/// Of a vertex that no arc from the tree leads to.
const UNREACHED: u64 = u64::MAX;

/// A half-edge as things stand: what it still takes at its present cost.
#[derive(Clone, Copy, Debug)]
struct Half {
    head: u32,
    twin: u32,
    left: u64,
    cost: i32,
    /// Whether it takes back what flows the other way.
    is_back: bool,
}

/// A vertex as the search has it.
#[derive(Clone, Copy, Debug)]
struct Label {
    /// In the tree, its price. Outside, what the price would be beyond the level: it rises with the level.
    price: i64,
    /// At which level it joins the tree, or has joined it.
    level: u64,
    /// The half-edge by which it does.
    by: u32,
    is_in_tree: bool,
}

struct Ways<'p, 'g> {
    priced: &'p Priced<'g, u64>,
    halves: Vec<Half>,
    labels: Vec<Label>,
    /// By how much the way that was last found is dearer than the first.
    level: u64,
    /// Vertices that join the tree at this level.
    ready: Vec<u32>,
    /// Those that join it later, among entries that hold no more.
    heap: Heap<Entry>,
    cut_off: Vec<u32>,
    /// How many half-edges were looked at.
    looks: usize,
}

/// Sends what can be sent, way by way, or until so many half-edges were looked at.
pub(super) fn solve(
    priced: &Priced<'_, u64>,
    approach: &Approach,
    progress: &dyn Progress,
    budget: usize,
) -> Result<Result<Solved<u64>, Unfinished>, FlowError> {
    if budget == 0 {
        return Ok(Err(Unfinished { sent: 0 }));
    }
    let mut ways = Ways::new(priced, approach);
    let mut left = priced.wanted;
    while left > 0 && ways.grow() {
        if progress.stop_requested() {
            return Err(FlowError::Stopped);
        }
        let (sent, full) = ways.send(left);
        progress.advance(sent);
        left -= sent;
        ways.cut(full);
        if ways.looks > budget {
            return Ok(Err(Unfinished { sent: priced.wanted - left }));
        }
    }
    Ok(Ok(ways.finish()))
}

impl<'p, 'g> Ways<'p, 'g> {
    fn new(priced: &'p Priced<'g, u64>, approach: &Approach) -> Self {
        let graph = priced.graph;
        let half = |(at, &(head, twin)): (usize, &(u32, u32))| {
            // Nothing gets on from there.
            let is_dead = approach.cost[head as usize] == DEAD;
            Half {
                head,
                twin,
                left: if is_dead { 0 } else { priced.room[at] },
                cost: priced.cost[at].cast_signed(),
                is_back: false,
            }
        };
        let label = |&cost: &i64| {
            let price = if cost == DEAD { DEAD } else { -cost };
            Label { price, level: UNREACHED, by: NONE, is_in_tree: false }
        };
        let mut ways = Self {
            priced,
            halves: graph.ends.iter().enumerate().map(half).collect(),
            labels: approach.cost.iter().map(label).collect(),
            level: 0,
            ready: Vec::new(),
            heap: Heap::default(),
            cut_off: Vec::new(),
            looks: 0,
        };
        if approach.cost[graph.source as usize] != DEAD {
            ways.labels[graph.source as usize].level = 0;
            ways.ready.push(graph.source);
        }
        ways
    }

    /// Grows the tree until the sink is in it, so that the way to it is the cheapest that is left; false where it never is.
    fn grow(&mut self) -> bool {
        let graph = self.priced.graph;
        while let Some(vertex) = self.next() {
            let label = &mut self.labels[vertex as usize];
            label.is_in_tree = true;
            label.price += self.level.cast_signed();
            if vertex == graph.sink {
                return true;
            }
            let own = label.price;
            self.looks += graph.around(vertex).len();
            for at in graph.around(vertex) {
                let half = self.halves[at as usize];
                let head = &mut self.labels[half.head as usize];
                if half.left == 0 || head.is_in_tree {
                    continue;
                }
                let level = (i64::from(half.cost) + own - head.price).cast_unsigned();
                if level < head.level {
                    head.level = level;
                    head.by = at;
                    self.wait(level, half.head);
                }
            }
        }
        false
    }

    /// Puts a vertex where the tree finds it when it gets to a level.
    #[inline]
    fn wait(&mut self, level: u64, vertex: u32) {
        debug_assert!(level >= self.level, "a level that was passed");
        if level > self.level {
            self.heap.push(Entry::new(level, 0, vertex));
        } else {
            self.ready.push(vertex);
        }
    }

    /// The next vertex to join the tree.
    #[inline]
    fn next(&mut self) -> Option<u32> {
        while let Some(vertex) = self.ready.pop() {
            let Label { level, is_in_tree, .. } = self.labels[vertex as usize];
            if !is_in_tree && level == self.level {
                return Some(vertex);
            }
        }
        loop {
            let entry = self.heap.pop()?;
            let vertex = entry.node();
            let Label { level, is_in_tree, .. } = self.labels[vertex];
            if !is_in_tree && level == entry.cost() {
                self.level = level;
                return Some(u32::try_from(vertex).unwrap_or(NONE));
            }
        }
    }

    /// The vertex before another on the way to that.
    #[inline]
    fn before(&self, vertex: u32) -> u32 {
        let by = self.labels[vertex as usize].by;
        self.halves[self.halves[by as usize].twin as usize].head
    }

    /// Sends along the way to the sink as much as it takes, and no more than this. Tells how much, and the end of the first
    /// half-edge that is full then.
    fn send(&mut self, most: u64) -> (u64, u32) {
        let graph = self.priced.graph;
        let mut amount = most;
        let mut vertex = graph.sink;
        while vertex != graph.source {
            amount = amount.min(self.halves[self.labels[vertex as usize].by as usize].left);
            vertex = self.before(vertex);
        }
        vertex = graph.sink;
        let mut full = graph.sink;
        while vertex != graph.source {
            let at = self.labels[vertex as usize].by;
            if self.halves[at as usize].left == amount {
                full = vertex;
            }
            let before = self.before(vertex);
            self.send_over(at, amount);
            vertex = before;
        }
        (amount, full)
    }

    fn send_over(&mut self, at: u32, amount: u64) {
        let half = self.halves[at as usize];
        let left = half.left - amount;
        let own = |at: u32| (self.priced.room[at as usize], self.priced.cost[at as usize].cast_signed());
        self.halves[at as usize].left = left;
        let twin = self.halves[half.twin as usize];
        if half.is_back {
            self.halves[half.twin as usize].left = own(half.twin).0 - left;
            if left == 0 {
                // Nothing flows: from here on it is its own way.
                let (room, cost) = own(at);
                self.halves[at as usize] = Half { left: room, cost, is_back: false, ..half };
            }
        } else {
            let (room, cost) = own(at);
            self.halves[half.twin as usize] = Half { left: room - left, cost: -cost, is_back: true, ..twin };
        }
    }

    /// Takes out of the tree all that hangs below a vertex, itself among it, and looks for where each can hang at which level.
    fn cut(&mut self, top: u32) {
        let graph = self.priced.graph;
        self.cut_off.clear();
        self.cut_off.push(top);
        let mut at = 0;
        while let Some(&vertex) = self.cut_off.get(at) {
            at += 1;
            let level = self.level;
            let label = &mut self.labels[vertex as usize];
            label.level = UNREACHED;
            label.by = NONE;
            if !std::mem::replace(&mut label.is_in_tree, false) {
                continue;
            }
            label.price -= level.cast_signed();
            for half in graph.around(vertex) {
                let head = self.halves[half as usize].head;
                if self.labels[head as usize].by == half {
                    // It hangs there, or waits to.
                    self.cut_off.push(head);
                }
            }
        }
        for number in 0..self.cut_off.len() {
            let vertex = self.cut_off[number];
            let own = self.labels[vertex as usize];
            let mut best = own;
            self.looks += graph.around(vertex).len();
            for at in graph.around(vertex) {
                let Half { head, twin, .. } = self.halves[at as usize];
                let other = self.labels[head as usize];
                let along = self.halves[twin as usize];
                if other.is_in_tree && along.left > 0 {
                    let level = (i64::from(along.cost) + other.price - own.price).cast_unsigned();
                    if level < best.level {
                        (best.level, best.by) = (level, twin);
                    }
                }
            }
            if best.level != UNREACHED {
                self.labels[vertex as usize] = best;
                self.wait(best.level, vertex);
            }
        }
    }

    fn finish(self) -> Solved<u64> {
        let carried = |half: &Half| {
            let twin = &self.halves[half.twin as usize];
            if twin.is_back { twin.left } else { 0 }
        };
        let price = |label: &Label| match *label {
            Label { price: DEAD, .. } => DEAD,
            Label { price, is_in_tree: true, .. } => price,
            Label { price, .. } => price + self.level.cast_signed(),
        };
        Solved {
            flow: self.halves.iter().map(carried).collect(),
            price: self.labels.iter().map(price).collect(),
        }
    }
}
