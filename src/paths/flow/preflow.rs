//! Preflows: what is at a vertex is pushed on along labels, all of it side by side. For flows of many ways.
//!
//! The algorithm of A. V. Goldberg and R. E. Tarjan, A new approach to the maximum-flow problem, J. ACM 35 (1988) 921-940,
//! doi 10.1145/48014.61051, as A. V. Goldberg made it faster, The partial augment-relabel algorithm for the maximum flow problem,
//! ESA 2008, LNCS 5193, 466-477, doi 10.1007/978-3-540-87744-8_39: what is pushed on goes along a few half-edges at a time, over
//! vertices that have been given labels by which it can go on, so that it is not left where it would have to turn back. With
//! what B. V. Cherkassky and A. V. Goldberg found best, On implementing the push-relabel method for the maximum flow problem,
//! Algorithmica 19 (1997) 390-410, doi 10.1007/PL00009180: the highest label first, labels made exact now and then by a search
//! from the sink, and what lies above an empty label left alone. What cannot reach the sink goes back to the source in the
//! same way.

use super::amount::Whole;
use super::residual::{NONE, Residual};

/// The label of what cannot reach the target any more.
const LOST: u32 = NONE - 2;

/// Stands for the next vertex of what is in no list.
const OUT: u32 = NONE - 1;

/// Excess is pushed along so many half-edges at a time.
const AT_A_TIME: usize = 4;

/// Labels are made exact after so much work for each vertex, a relabelling being counted as 12 looks at half-edges.
const WORK_BETWEEN_SEARCHES: usize = 12;

/// What a search is to leave behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A maximum flow.
    Flow,
    /// As much at the sink as a maximum flow brings there. More may have left the source, and lie on the way.
    Value,
}

/// Room for preflows.
#[derive(Clone, Debug, Default)]
pub(super) struct Preflow<Q> {
    labels: Vec<u32>,
    excess: Vec<Q>,
    current: Vec<u32>,
    /// The next vertex in the list of one of the labels.
    next: Vec<u32>,
    /// By label: the first of the vertices that had excess when they had that label. Who is relabelled stays in its list.
    active: Vec<u32>,
    /// By label: how many vertices have it.
    counts: Vec<u32>,
    queue: Vec<u32>,
    /// Vertices with the half-edges by which they are left, each one label lower than the one before.
    path: Vec<(u32, u32)>,
    highest: usize,
    /// A label that no vertex had when it was last looked at. While that is so, what has a higher label cannot reach the
    /// target.
    gap: u32,
}

impl<Q: Whole> Preflow<Q> {
    /// Makes the flow a maximum one. What the half-edges of the source have left adds up within the type.
    pub(super) fn run(&mut self, graph: &mut Residual<Q>, source: u32, sink: u32, wanted: Wanted) {
        let vertices = graph.vertex_count();
        self.excess.clear();
        self.excess.resize(vertices, Q::default());
        self.current.resize(vertices, 0);
        for at in graph.around(source) {
            let half = graph.half(at);
            if half.left > Q::default() {
                self.excess[half.head as usize] += half.left;
                graph.send(at, half.left);
            }
        }
        self.drain(graph, sink, source);
        if wanted == Wanted::Flow {
            self.drain(graph, source, sink);
        }
    }

    /// Pushes all excess to the target that can reach it.
    fn drain(&mut self, graph: &mut Residual<Q>, target: u32, other: u32) {
        let budget = WORK_BETWEEN_SEARCHES * graph.vertex_count() + graph.halves.len() / 2;
        loop {
            self.label_exactly(graph, target, other);
            let mut work = 0;
            while work <= budget {
                while self.highest > 0 && self.active[self.highest] == NONE {
                    self.highest -= 1;
                }
                if self.highest == 0 {
                    return;
                }
                let vertex = self.active[self.highest];
                self.active[self.highest] = std::mem::replace(&mut self.next[vertex as usize], OUT);
                work += self.discharge(graph, vertex, target);
            }
        }
    }

    /// Labels are distances to the target from here on.
    fn label_exactly(&mut self, graph: &Residual<Q>, target: u32, other: u32) {
        self.labels.clear();
        self.labels.resize(graph.vertex_count(), LOST);
        self.next.clear();
        self.next.resize(graph.vertex_count(), OUT);
        self.active.clear();
        self.counts.clear();
        self.queue.clear();
        self.highest = 0;
        self.gap = LOST;
        self.labels[target as usize] = 0;
        // Not LOST, so that it is not entered; higher than any label, so that nothing is pushed there.
        self.labels[other as usize] = LOST + 1;
        self.queue.push(target);
        let mut at = 0;
        while at < self.queue.len() {
            let vertex = self.queue[at];
            at += 1;
            let label = self.labels[vertex as usize];
            self.count(label);
            let around = graph.around(vertex);
            self.current[vertex as usize] = around.start;
            if self.excess[vertex as usize] > Q::default() && label > 0 {
                self.activate(vertex);
            }
            for half in &graph.halves[around.start as usize..around.end as usize] {
                if self.labels[half.head as usize] == LOST && graph.left_back(*half) > Q::default() {
                    self.labels[half.head as usize] = label + 1;
                    self.queue.push(half.head);
                }
            }
        }
    }

    fn count(&mut self, label: u32) {
        let wanted = label as usize + 1;
        if self.counts.len() < wanted {
            self.counts.resize(wanted, 0);
            self.active.resize(wanted, NONE);
        }
        self.counts[label as usize] += 1;
    }

    /// Puts a vertex that can reach the target into the list of its label, unless it is in one.
    #[inline]
    fn activate(&mut self, vertex: u32) {
        if self.next[vertex as usize] == OUT {
            let label = self.labels[vertex as usize] as usize;
            self.next[vertex as usize] = self.active[label];
            self.active[label] = vertex;
            self.highest = self.highest.max(label);
        }
    }

    /// Pushes on what is at a vertex until nothing is left there, or it cannot reach the target; and tells how much work
    /// that was.
    fn discharge(&mut self, graph: &mut Residual<Q>, vertex: u32, target: u32) -> usize {
        let mut work = 0;
        while self.excess[vertex as usize] > Q::default() {
            work += self.walk(graph, vertex, target);
            if self.labels[vertex as usize] == LOST {
                break;
            }
            self.push(graph, target);
        }
        work
    }

    /// Walks a few half-edges towards the target, giving vertices higher labels where there is no way on; and tells how much
    /// work those were. The first vertex is given up where nothing leads to the target any more.
    fn walk(&mut self, graph: &Residual<Q>, first: u32, target: u32) -> usize {
        self.path.clear();
        let mut work = 0;
        let mut vertex = first;
        while !self.is_lost(first) {
            let label = self.labels[vertex as usize];
            let around = graph.around(vertex);
            let leads_on = |&at: &u32| {
                let half = graph.half(at);
                half.left > Q::default() && self.labels[half.head as usize] + 1 == label
            };
            if let Some(at) = (self.current[vertex as usize]..around.end).find(leads_on) {
                self.current[vertex as usize] = at;
                self.path.push((vertex, at));
                vertex = graph.half(at).head;
                if vertex == target || self.path.len() == AT_A_TIME {
                    return work;
                }
            } else {
                work += 12 + around.len();
                self.relabel(graph, vertex);
                // Whoever led here does not any more.
                vertex = self.path.pop().map_or(first, |(before, _)| before);
            }
        }
        self.give_up(first);
        work
    }

    /// Pushes along the path what is at its first vertex, and what is met on the way.
    fn push(&mut self, graph: &mut Residual<Q>, target: u32) {
        for place in 0..self.path.len() {
            let (vertex, at) = self.path[place];
            let half = graph.half(at);
            let pushed = self.excess[vertex as usize].min(half.left);
            graph.send(at, pushed);
            self.excess[vertex as usize] -= pushed;
            self.excess[half.head as usize] += pushed;
            // What is left at the first vertex is seen to by whoever took it.
            if place > 0 && self.excess[vertex as usize] > Q::default() {
                self.activate(vertex);
            }
        }
        if let Some(&(_, at)) = self.path.last() {
            let last = graph.half(at).head;
            if last != target {
                self.activate(last);
            }
        }
    }

    /// Whether a vertex is known not to reach the target.
    #[inline]
    fn is_lost(&self, vertex: u32) -> bool {
        let label = self.labels[vertex as usize];
        label == LOST || (label > self.gap && self.is_gap())
    }

    /// Whether the label is still without a vertex. It may have got one since: from below, and from there the target
    /// can be reached.
    #[inline]
    fn is_gap(&self) -> bool {
        self.counts.get(self.gap as usize) == Some(&0)
    }

    fn give_up(&mut self, vertex: u32) {
        let label = std::mem::replace(&mut self.labels[vertex as usize], LOST);
        if label != LOST {
            self.counts[label as usize] -= 1;
        }
    }

    /// Gives a vertex the lowest label from which something may flow on, which is higher than the one that it has; gives it up
    /// where there is none.
    fn relabel(&mut self, graph: &Residual<Q>, vertex: u32) {
        let (lowest, by) = self.lowest_beside(graph, vertex);
        let label = self.labels[vertex as usize];
        self.give_up(vertex);
        if self.counts[label as usize] == 0 && (label < self.gap || !self.is_gap()) {
            self.gap = label;
        }
        if lowest != LOST && !(self.is_gap() && lowest >= self.gap) {
            self.labels[vertex as usize] = lowest + 1;
            self.count(lowest + 1);
            self.current[vertex as usize] = by;
        }
    }

    /// The lowest label that something may flow to from a vertex, and the first half-edge that leads there.
    fn lowest_beside(&self, graph: &Residual<Q>, vertex: u32) -> (u32, u32) {
        let mut lowest = (LOST, NONE);
        for at in graph.around(vertex) {
            let half = graph.half(at);
            let label = self.labels[half.head as usize];
            if half.left > Q::default() && label < lowest.0 {
                lowest = (label, at);
            }
        }
        lowest
    }

    pub(super) fn memory(&self) -> usize {
        let lists = [&self.labels, &self.current, &self.next, &self.active, &self.counts, &self.queue];
        4 * lists.into_iter().map(Vec::capacity).sum::<usize>()
            + self.path.capacity() * size_of::<(u32, u32)>()
            + self.excess.capacity() * size_of::<Q>()
    }
}
