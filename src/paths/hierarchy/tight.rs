//! The route that a distance belongs to: back from the target over arcs that no cheaper way beats.

use super::Metric;
use super::field::Field;
use super::lanes::TOO_FAR;
use super::metric::CLOSED;

/// A workspace for routes.
#[derive(Clone, Debug, Default)]
pub(super) struct Tight {
    /// Ranks met, level after level of arcs to the target, each once.
    met: Vec<u32>,
    /// Where in `met` each level begins.
    levels: Vec<usize>,
    /// Of each rank, where in `met` it is, if the number there is its own.
    places: Vec<u32>,
    /// For each of `met`, the first of its tight arcs.
    firsts: Vec<u32>,
    /// Tight arcs: the place in `met` of the tail, and the arc's number.
    arcs: Vec<(u32, u32)>,
    /// Whether a way of fewest arcs starts at or passes each of `met`.
    is_on_way: Vec<bool>,
}

/// A route of least cost and, among those, of fewest arcs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The rank where it starts.
    pub(super) start: usize,
    /// How many arcs it has.
    pub(super) hops: usize,
}

impl Tight {
    /// Writes the numbers of the arcs of the route to `target`, in travel order. `source_cost` is the cost that a rank
    /// starts with, where it is a source. Nothing where the target's distance does not fit.
    ///
    /// The rule of [`crate::paths::Search`]: least cost, then fewest arcs, then, back from the target, the smallest
    /// arc. Time: in proportion to the tight arcs that lead to the target by no more arcs than the route has, and the
    /// panels above them.
    #[expect(clippy::cast_possible_truncation, reason = "ranks and arcs are below 2^32")]
    pub(super) fn route(
        &mut self,
        metric: &Metric,
        field: &mut Field,
        source_cost: impl Fn(usize) -> Option<u32>,
        target: usize,
        route: &mut Vec<u32>,
    ) -> Option<Way> {
        route.clear();
        if field.at(metric, target) >= TOO_FAR {
            return None;
        }
        self.met.clear();
        self.levels.clear();
        self.firsts.clear();
        self.arcs.clear();
        self.places.resize(metric.index.node_count(), 0);
        self.levels.push(0);
        self.places[target] = 0;
        self.met.push(target as u32);
        let mut done = 0;
        let mut is_source_met = false;
        while !is_source_met && done < self.met.len() {
            let level_end = self.met.len();
            while done < level_end {
                let rank = self.met[done] as usize;
                self.firsts.push(self.arcs.len() as u32);
                done += 1;
                let distance = field.at(metric, rank);
                if source_cost(rank) == Some(distance) {
                    is_source_met = true;
                    continue;
                }
                for entering in metric.index.arcs.entering(&metric.index.shapes, rank) {
                    let cost = metric.costs[entering.position as usize];
                    if cost > distance || cost == CLOSED {
                        continue;
                    }
                    let tail = entering.tail as usize;
                    if field.at(metric, tail) != distance - cost {
                        continue;
                    }
                    let place = self.places[tail] as usize;
                    let is_new = self.met.get(place) != Some(&entering.tail);
                    if is_new {
                        self.places[tail] = self.met.len() as u32;
                        self.met.push(entering.tail);
                    } else if place < level_end {
                        // By as many arcs or more it is no part of a way of fewest.
                        continue;
                    }
                    let number = metric.index.arcs.number(entering.position as usize);
                    self.arcs.push((self.places[tail], number));
                }
            }
            self.levels.push(level_end);
        }
        if !is_source_met {
            debug_assert!(false, "a finite distance has a source");
            return None;
        }
        self.firsts.push(self.arcs.len() as u32);

        // The last level that was looked at holds the sources; from there back to the target.
        let last_level = self.levels.len() - 2;
        self.is_on_way.clear();
        self.is_on_way.resize(self.met.len(), false);
        for place in self.levels[last_level]..self.levels[last_level + 1] {
            let rank = self.met[place] as usize;
            self.is_on_way[place] = source_cost(rank) == Some(field.at(metric, rank));
        }
        for place in (0..self.levels[last_level]).rev() {
            self.is_on_way[place] = self.tight(place).iter().any(|&(tail, _)| self.is_on_way[tail as usize]);
        }
        let mut at = 0;
        for _ in 0..last_level {
            let on_way = self.tight(at).iter().filter(|&&(tail, _)| self.is_on_way[tail as usize]);
            let Some(&(tail, number)) = on_way.min_by_key(|&&(_, number)| number) else { break };
            route.push(number);
            at = tail as usize;
        }
        route.reverse();
        Some(Way { start: self.met[at] as usize, hops: last_level })
    }

    fn tight(&self, place: usize) -> &[(u32, u32)] {
        &self.arcs[self.firsts[place] as usize..self.firsts[place + 1] as usize]
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.met.capacity() + self.places.capacity() + self.firsts.capacity())
            + 8 * self.arcs.capacity()
            + self.is_on_way.capacity()
    }
}
