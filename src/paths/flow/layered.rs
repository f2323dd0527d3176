//! Shortest augmenting paths from both ends: quick where little flows, or a cut lies near a terminal.
//!
//! The algorithm of E. A. Dinic (1970) with two searches that meet. A phase grows a breadth-first tree from the source and
//! one from the sink, level by level, the smaller level first; where one dies out, the flow is a maximum, and little
//! more was looked at than what lies on that side of the cut. Where they meet, a blocking flow is sent over the arcs
//! between them, from each of these back and forth along the layers, so that branches that lead nowhere are not
//! walked.

use super::amount::Whole;
use super::residual::Residual;

/// How long ways are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Until there is none.
    Endless,
    /// For so many looks at half-edges, for each that there is; and no longer than there is a prospect of an end by then.
    Looks(usize),
}

/// There is a prospect of an end where what the looks to come will bring is so much of what may still flow, at least: if they
/// bring as much as the last one.
const PROSPECT: u128 = 4;

/// What may still come of looking.
struct Prospect {
    /// How many looks are left.
    looks: usize,
    /// No flow is more than this.
    at_most: u128,
    /// What was brought when the last look began.
    brought: u128,
}

impl Prospect {
    /// Whether there is none any more, when so many half-edges were looked at, once for each of `all`, since it was asked last and
    /// there was.
    fn is_lost(&mut self, brought: u128, looked: &mut usize, all: usize) -> bool {
        if *looked < all {
            return false;
        }
        let looks = *looked / all;
        self.looks = self.looks.saturating_sub(looks);
        let to_come = ((brought - self.brought) / looks as u128).saturating_mul(self.looks as u128);
        self.brought = brought;
        *looked %= all;
        self.looks == 0 || to_come.saturating_mul(PROSPECT) < self.at_most.saturating_sub(brought)
    }
}

/// Room for the searches.
#[derive(Clone, Debug, Default)]
pub(super) struct Layered {
    /// From the source upwards from 1, from the sink downwards from -1; 0 where neither has come.
    levels: Vec<i32>,
    current: Vec<u32>,
    visited: Vec<u32>,
    fronts: [Vec<u32>; 2],
    next: Vec<u32>,
    meeting: Vec<u32>,
    path: Vec<u32>,
    /// What was sent in all.
    brought: u128,
    /// What may still cross from one layer of a tree to the next, where that is least: no more can flow.
    cut: u128,
    /// Whether the neighbours of source and sink do not have those in their lists, so that these have to be asked.
    asks_roots: bool,
}

impl Layered {
    /// For graphs in which the half-edges of source and sink are in the lists of those alone.
    pub(super) fn asking_roots() -> Self {
        Self { asks_roots: true, ..Self::default() }
    }

    /// Sends flow between a source and a sink until there is no way left, and is true then, or until patience is over. What is sent
    /// along half-edges is noted, where that is wanted.
    ///
    /// Where few vertices are visited it takes no longer than that, whatever the size of the graph; but for the first time.
    pub(super) fn run<Q: Whole>(
        &mut self,
        graph: &mut Residual<Q>,
        ends: [u32; 2],
        patience: Patience,
        mut sent: Option<&mut Vec<(u32, Q)>>,
    ) -> bool {
        // The levels of what was visited last are cleared by the next layer.
        if self.levels.len() != graph.vertex_count() {
            self.levels.clear();
            self.levels.resize(graph.vertex_count(), 0);
            self.current.resize(graph.vertex_count(), 0);
            self.visited.clear();
        }
        let mut prospect = match patience {
            Patience::Endless => None,
            Patience::Looks(0) => return false,
            Patience::Looks(looks) => Some(Prospect { looks, at_most: u128::MAX, brought: 0 }),
        };
        self.brought = 0;
        let mut looked = 0;
        loop {
            if !self.layer(graph, ends, &mut looked) {
                return true;
            }
            if let Some(prospect) = &mut prospect {
                prospect.at_most = prospect.at_most.min(self.brought.saturating_add(self.cut));
            }
            for at in 0..self.meeting.len() {
                looked += self.send_over(graph, self.meeting[at], ends, sent.as_deref_mut());
                if let Some(prospect) = &mut prospect
                    && prospect.is_lost(self.brought, &mut looked, graph.halves.len())
                {
                    return false;
                }
            }
        }
    }

    /// Grows both trees until they meet; false where they do not. What is between them is in `meeting` then.
    fn layer<Q: Whole>(&mut self, graph: &Residual<Q>, ends: [u32; 2], looked: &mut usize) -> bool {
        for &vertex in &self.visited {
            self.levels[vertex as usize] = 0;
        }
        self.visited.clear();
        self.meeting.clear();
        self.cut = u128::MAX;
        for (front, (start, level)) in self.fronts.iter_mut().zip([(ends[0], 1), (ends[1], -1)]) {
            front.clear();
            front.push(start);
            self.levels[start as usize] = level;
            self.current[start as usize] = graph.around(start).start;
            self.visited.push(start);
        }
        // Both ends are looked around first: their neighbours may not have them in their lists.
        let mut first = [Some(true), Some(false)].into_iter();
        while self.meeting.is_empty() {
            if self.fronts.iter().any(Vec::is_empty) {
                return false;
            }
            let smaller = self.fronts[0].len() <= self.fronts[1].len();
            let is_forward = first.next().flatten().unwrap_or(smaller);
            *looked += if is_forward { self.grow::<Q, true>(graph) } else { self.grow::<Q, false>(graph) };
        }
        true
    }

    /// Grows a tree by a level, and tells at how many half-edges it looked.
    fn grow<Q: Whole, const FORWARD: bool>(&mut self, graph: &Residual<Q>) -> usize {
        let sign = if FORWARD { 1 } else { -1 };
        let mut looked = 0;
        let mut crosses = 0_u128;
        self.next.clear();
        let front = &mut self.fronts[usize::from(!FORWARD)];
        for &vertex in front.iter() {
            let level = self.levels[vertex as usize] + sign;
            let around = graph.around(vertex);
            looked += around.len();
            for at in around {
                let half = graph.half(at);
                let other = self.levels[half.head as usize];
                if other * sign > 0 && other != level {
                    continue;
                }
                let left = if FORWARD { half.left } else { graph.left_back(half) };
                if left == Q::default() {
                    continue;
                }
                crosses = crosses.saturating_add(left.to_wide());
                if other == level {
                    continue;
                }
                if other == 0 {
                    self.levels[half.head as usize] = level;
                    self.current[half.head as usize] = graph.around(half.head).start;
                    self.next.push(half.head);
                } else {
                    self.meeting.push(if FORWARD { at } else { half.twin });
                }
            }
        }
        self.cut = self.cut.min(crosses);
        self.visited.extend_from_slice(&self.next);
        std::mem::swap(front, &mut self.next);
        looked
    }

    /// Sends what can be sent over a half-edge between the trees, along their layers, and tells how many half-edges the ways
    /// had that it took.
    fn send_over<Q: Whole>(
        &mut self,
        graph: &mut Residual<Q>,
        between: u32,
        [source, sink]: [u32; 2],
        mut sent: Option<&mut Vec<(u32, Q)>>,
    ) -> usize {
        let mut looked = 0;
        let [tail, head] = [graph.tail(between), graph.half(between).head];
        while graph.half(between).left > Q::default() {
            self.path.clear();
            self.path.push(between);
            if !self.walk::<Q, true>(graph, tail, source) || !self.walk::<Q, false>(graph, head, sink) {
                return looked;
            }
            looked += self.path.len();
            let mut most = graph.half(between).left;
            for &at in &self.path {
                most = most.min(graph.half(at).left);
            }
            for &at in &self.path {
                graph.send(at, most);
            }
            self.brought = self.brought.saturating_add(most.to_wide());
            if let Some(sent) = &mut sent {
                sent.extend(self.path.iter().map(|&at| (at, most)));
            }
        }
        looked
    }

    /// Adds the way from a vertex to the root of its tree to the path; false where there is none left.
    fn walk<Q: Whole, const BACK: bool>(&mut self, graph: &Residual<Q>, start: u32, root: u32) -> bool {
        let step = if BACK { -1 } else { 1 };
        let mut vertex = start;
        while vertex != root {
            let wanted = self.levels[vertex as usize] + step;
            let around = graph.around(vertex);
            if self.asks_roots && wanted == self.levels[root as usize] {
                let mut of_root = graph.around(root).filter(|&at| graph.half(at).head == vertex);
                let found = of_root.find(|&at| {
                    let half = graph.half(at);
                    (if BACK { half.left } else { graph.left_back(half) }) > Q::default()
                });
                if let Some(at) = found {
                    self.path.push(if BACK { at } else { graph.half(at).twin });
                    return true;
                }
                self.current[vertex as usize] = around.end;
            }
            let found = (self.current[vertex as usize]..around.end).find(|&at| {
                let half = graph.half(at);
                let left = if BACK { graph.left_back(half) } else { half.left };
                self.levels[half.head as usize] == wanted && left > Q::default()
            });
            self.current[vertex as usize] = found.unwrap_or(around.end);
            if let Some(at) = found {
                let half = graph.half(at);
                self.path.push(if BACK { half.twin } else { at });
                vertex = half.head;
            } else if vertex == start {
                return false;
            } else if let Some(last) = self.path.pop() {
                // A dead end: back by one, and on from the next half-edge there.
                vertex = if BACK { graph.half(last).head } else { graph.tail(last) };
                self.current[vertex as usize] += 1;
            }
        }
        true
    }

    pub(super) fn memory(&self) -> usize {
        let lists =
            [&self.current, &self.visited, &self.fronts[0], &self.fronts[1], &self.next, &self.meeting];
        4 * (lists.into_iter().chain([&self.path]).map(Vec::capacity).sum::<usize>() + self.levels.capacity())
    }
}
