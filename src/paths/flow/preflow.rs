//! Preflows: what is at a vertex is pushed on along labels, all of it side by side. For flows of many ways.
//!
//! The algorithm of A. V. Goldberg and R. E. Tarjan, A new approach to the maximum-flow problem, J. ACM 35 (1988) 921-940,
//! doi 10.1145/48014.61051, in the form that B. V. Cherkassky and A. V. Goldberg found fastest, On implementing the
//! push-relabel method for the maximum flow problem, Algorithmica 19 (1997) 390-410, doi 10.1007/PL00009180: the highest
//! label first, labels made exact now and then by a search from the sink, and what lies above an empty label left alone.
//! What cannot reach the sink goes back to the source in the same way.

use super::amount::Whole;
use super::residual::{NONE, Residual};

/// The label of what cannot reach the target any more.
const LOST: u32 = NONE - 2;

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
    /// The next vertex with excess and the same label.
    next: Vec<u32>,
    /// By label: the first vertex with excess.
    active: Vec<u32>,
    /// By label: how many vertices have it.
    counts: Vec<u32>,
    queue: Vec<u32>,
    highest: usize,
    /// A label that no vertex had when it was last looked at. While that is so, what gets a higher label cannot reach the
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
        self.next.resize(vertices, NONE);
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
                self.active[self.highest] = self.next[vertex as usize];
                work += self.discharge(graph, vertex, target);
            }
        }
    }

    /// Labels are distances to the target from here on.
    fn label_exactly(&mut self, graph: &Residual<Q>, target: u32, other: u32) {
        self.labels.clear();
        self.labels.resize(graph.vertex_count(), LOST);
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
                self.activate(vertex, label);
                self.highest = label as usize;
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

    #[inline]
    fn activate(&mut self, vertex: u32, label: u32) {
        self.next[vertex as usize] = self.active[label as usize];
        self.active[label as usize] = vertex;
    }

    /// Pushes on what is at a vertex, under higher labels where it has to be, and tells how much work that was.
    fn discharge(&mut self, graph: &mut Residual<Q>, vertex: u32, target: u32) -> usize {
        let mut label = self.labels[vertex as usize];
        let around = graph.around(vertex);
        let mut excess = self.excess[vertex as usize];
        let mut at = self.current[vertex as usize];
        let mut work = 0;
        loop {
            while at < around.end {
                let half = graph.half(at);
                if half.left > Q::default() && self.labels[half.head as usize] + 1 == label {
                    let pushed = excess.min(half.left);
                    graph.send(at, pushed);
                    let head = half.head as usize;
                    if self.excess[head] == Q::default() && half.head != target {
                        self.activate(half.head, label - 1);
                    }
                    self.excess[head] += pushed;
                    excess -= pushed;
                    if excess == Q::default() {
                        break;
                    }
                }
                at += 1;
            }
            if excess == Q::default() {
                break;
            }
            work += 12 + around.len();
            let (lowest, by) = self.lowest_beside(graph, vertex);
            self.counts[label as usize] -= 1;
            if self.counts[label as usize] == 0 && (label < self.gap || !self.is_gap()) {
                self.gap = label;
            }
            // No vertex with excess is higher, so this is the only one to be given up.
            if lowest == LOST || (self.is_gap() && lowest >= self.gap) {
                self.labels[vertex as usize] = LOST;
                break;
            }
            label = lowest + 1;
            self.labels[vertex as usize] = label;
            self.count(label);
            at = by;
        }
        self.excess[vertex as usize] = excess;
        self.current[vertex as usize] = at;
        self.highest = self.highest.max((label - 1) as usize);
        work
    }

    /// Whether the label is still without a vertex. It may have got one since: from below, and from there the target
    /// can be reached.
    fn is_gap(&self) -> bool {
        self.counts.get(self.gap as usize) == Some(&0)
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
        4 * lists.into_iter().map(Vec::capacity).sum::<usize>() + self.excess.capacity() * size_of::<Q>()
    }
}
