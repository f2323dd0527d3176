//! The cheapest flow by shortest ways, one after another: quick where few ways carry all of it.
//!
//! R. G. Busacker and P. J. Gowen 1961, with the prices of J. Edmonds and R. M. Karp, Theoretical improvements in algorithmic
//! efficiency for network flow problems, J. ACM 19 (1972) 248-264, doi 10.1145/321694.321699. Prices begin with what it costs
//! from each vertex to the sink, so that a search looks only at what lies on ways that are no dearer than the one it
//! finds, and stops there.
//!
//! Both directions of an edge are told apart by what flows: against the flow, a half-edge takes back at the negative
//! cost, until nothing is left of it, and only then sends its own way. So no edge is ever used both ways.

use super::FlowError;
use super::cheapest::{Approach, DEAD, Priced, Solved};
use super::residual::NONE;
use crate::paths::heap::{Entry, Heap};
use crate::progress::Progress;

/// Of what a vertex has no label yet.
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

struct Ways<'p, 'g> {
    priced: &'p Priced<'g>,
    halves: Vec<Half>,
    price: Vec<i64>,
    label: Vec<u64>,
    /// The half-edge by which a vertex was reached.
    by: Vec<u32>,
    reached: Vec<u32>,
    settled: Vec<u32>,
    /// Vertices whose label is that of the vertex that is being looked at.
    level: Vec<u32>,
    heap: Heap<Entry>,
}

/// Sends what can be sent, way by way.
pub(super) fn solve(
    priced: &Priced<'_>,
    approach: &Approach,
    progress: &dyn Progress,
) -> Result<Solved, FlowError> {
    let mut ways = Ways::new(priced, approach);
    let mut left = priced.wanted;
    while left > 0 && ways.search() {
        if progress.stop_requested() {
            return Err(FlowError::Stopped);
        }
        let sent = ways.send(left);
        progress.advance(sent);
        left -= sent;
    }
    Ok(ways.finish())
}

impl<'p, 'g> Ways<'p, 'g> {
    fn new(priced: &'p Priced<'g>, approach: &Approach) -> Self {
        let graph = priced.graph;
        let vertices = graph.vertex_count();
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
        Self {
            priced,
            halves: graph.ends.iter().enumerate().map(half).collect(),
            price: approach.cost.iter().map(|&cost| if cost == DEAD { DEAD } else { -cost }).collect(),
            label: vec![UNREACHED; vertices],
            by: vec![NONE; vertices],
            reached: Vec::new(),
            settled: Vec::new(),
            level: Vec::new(),
            heap: Heap::default(),
        }
    }

    /// Looks for the cheapest way that is left, and sets prices so that it costs nothing beyond them; false where there is none.
    fn search(&mut self) -> bool {
        let graph = self.priced.graph;
        for &vertex in &self.reached {
            self.label[vertex as usize] = UNREACHED;
        }
        self.reached.clear();
        self.settled.clear();
        self.level.clear();
        self.heap.clear();
        if self.price[graph.source as usize] == DEAD {
            return false;
        }
        self.label[graph.source as usize] = 0;
        self.reached.push(graph.source);
        self.level.push(graph.source);
        let mut now = 0;
        let is_found = loop {
            let Some(vertex) = self.next(&mut now) else { break false };
            if vertex == graph.sink {
                break true;
            }
            self.settled.push(vertex);
            if self.look_around(vertex, now) {
                break true;
            }
        };
        if is_found {
            // What is settled comes nearer by as much as it is nearer than the sink.
            let end = self.label[graph.sink as usize];
            for &vertex in &self.settled {
                self.price[vertex as usize] -= (end - self.label[vertex as usize]).cast_signed();
            }
        }
        is_found
    }

    /// The next vertex to look around, and its label in `now`.
    #[inline]
    fn next(&mut self, now: &mut u64) -> Option<u32> {
        if let Some(vertex) = self.level.pop() {
            return Some(vertex);
        }
        loop {
            let entry = self.heap.pop()?;
            let vertex = entry.node();
            // It may have got a better label since, and then it was looked at.
            if self.label[vertex] == entry.cost() {
                *now = entry.cost();
                return Some(u32::try_from(vertex).unwrap_or(NONE));
            }
        }
    }

    /// Gives labels around a vertex; true where the sink has the same label, so that nothing is nearer.
    #[inline]
    fn look_around(&mut self, vertex: u32, now: u64) -> bool {
        let graph = self.priced.graph;
        let own = self.price[vertex as usize];
        for at in graph.around(vertex) {
            let half = self.halves[at as usize];
            if half.left == 0 {
                continue;
            }
            let head = half.head as usize;
            let label = self.label[head];
            if label <= now {
                continue;
            }
            let beyond = (i64::from(half.cost) + own - self.price[head]).cast_unsigned();
            let through = now + beyond;
            if through >= label {
                continue;
            }
            if label == UNREACHED {
                self.reached.push(half.head);
            }
            self.label[head] = through;
            self.by[head] = at;
            if beyond > 0 {
                self.heap.push(Entry::new(through, 0, half.head));
            } else if half.head == graph.sink {
                return true;
            } else {
                self.level.push(half.head);
            }
        }
        false
    }

    /// Sends along the way that was found as much as it takes, and no more than this; tells how much.
    fn send(&mut self, most: u64) -> u64 {
        let graph = self.priced.graph;
        let mut amount = most;
        let mut vertex = graph.sink;
        while vertex != graph.source {
            let half = self.halves[self.by[vertex as usize] as usize];
            amount = amount.min(half.left);
            vertex = self.halves[half.twin as usize].head;
        }
        vertex = graph.sink;
        while vertex != graph.source {
            let at = self.by[vertex as usize];
            self.send_over(at, amount);
            vertex = self.halves[self.halves[at as usize].twin as usize].head;
        }
        amount
    }

    fn send_over(&mut self, at: u32, amount: u64) {
        let half = self.halves[at as usize];
        let own = |at: u32| (self.priced.room[at as usize], self.priced.cost[at as usize].cast_signed());
        if half.is_back {
            let (room, cost) = own(half.twin);
            let left = half.left - amount;
            self.halves[half.twin as usize].left = room - left;
            self.halves[at as usize].left = left;
            debug_assert_eq!(self.halves[half.twin as usize].cost, cost);
            if left == 0 {
                // Nothing flows: from here on it is its own way.
                let (room, cost) = own(at);
                self.halves[at as usize] = Half { left: room, cost, is_back: false, ..half };
            }
        } else {
            let (room, cost) = own(at);
            let left = half.left - amount;
            self.halves[at as usize].left = left;
            let twin = self.halves[half.twin as usize];
            self.halves[half.twin as usize] = Half { left: room - left, cost: -cost, is_back: true, ..twin };
        }
    }

    fn finish(self) -> Solved {
        let carried = |half: &Half| {
            let twin = &self.halves[half.twin as usize];
            if twin.is_back { twin.left } else { 0 }
        };
        Solved { flow: self.halves.iter().map(carried).collect(), price: self.price }
    }
}
