//! A bound from below: routes packed so that no element is passed by more of them than it weighs.
//!
//! Whatever severs hits each of the routes, so it weighs no less than all of them together; and more than that: for a set
//! *F*, *w*(*F*) ≥ value + Σ over *F* of what an element weighs beyond what passes it. So an element that has more to spare
//! than is left to the bound of what is looked for can be in no such set.
//!
//! For one commodity a packing is a maximum flow in which the parts of an element share its weight. How they share it decides
//! how good the bound is: first alike, then whatever an element has to spare goes to those of its parts that the minimum
//! cut crosses, and the flow goes on, until that helps no more. Commodities take one after another of what is left. Weights are
//! counted in [`SCALE`]ths, so that a unit can be shared.

use super::instance::{Instance, NONE};
use super::parts::Parts;
use crate::paths::Way;

/// Of so many of these is one unit of weight: a number with many divisors.
pub(super) const SCALE: u64 = 2520;

/// So often what is spare is shared out anew.
const ROUNDS: usize = 12;

/// What is decided of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Open,
    Lost,
    Kept,
}

/// A packing of routes past what is not lost.
pub(super) struct Packing {
    /// How much all routes are together, in [`SCALE`]ths.
    pub(super) value: u64,
    /// What each open element has to spare, in [`SCALE`]ths.
    pub(super) spare: Vec<u64>,
    /// Elements that sever together, without those that are lost already; not a least set of them.
    pub(super) cut: Vec<u32>,
    /// The routes, each with its commodity, where they were asked for.
    pub(super) ways: Vec<(usize, Way)>,
}

impl Packing {
    /// The least whole weight that is no less.
    pub(super) fn bound(&self) -> u64 {
        self.value.div_ceil(SCALE)
    }
}

/// Room for packings.
pub(super) struct Packer {
    parts: Parts,
    /// By part: its element.
    element_of: Vec<u32>,
    /// By part: what it may carry.
    capacities: Vec<u64>,
    /// More than can flow where something is to be lost.
    unlimited: u64,
    room: Vec<bool>,
}

impl Packer {
    pub(super) fn new(instance: &Instance<'_, '_>, parts: Parts) -> Self {
        let mut element_of = Vec::new();
        for element in 0..instance.elements.len() {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a network holds fewer than 2^32 of each kind"
            )]
            element_of.resize(parts.of(element).end, element as u32);
        }
        let all: u64 = instance.elements.iter().map(|element| element.weight).sum();
        Self {
            capacities: vec![0; element_of.len()],
            element_of,
            parts,
            unlimited: all * SCALE + 1,
            room: Vec::new(),
        }
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Packs routes; nothing where some route passes nothing that is open.
    pub(super) fn pack(
        &mut self,
        instance: &Instance<'_, '_>,
        marks: &[Mark],
        with_ways: bool,
    ) -> Option<Packing> {
        let weight = |element: usize| match marks[element] {
            Mark::Open => instance.elements[element].weight * SCALE,
            Mark::Lost | Mark::Kept => 0,
        };
        let mut packing = Packing {
            value: 0,
            spare: (0..instance.elements.len()).map(weight).collect(),
            cut: Vec::new(),
            ways: Vec::new(),
        };
        let mut is_cut = vec![false; instance.elements.len()];
        for commodity in 0..instance.commodities.len() {
            self.share_alike(marks, &packing.spare);
            let ends = self.parts.ends[commodity];
            self.parts.graph.run(ends.source, ends.sink);
            let mut value = self.parts.value(commodity);
            for round in 0.. {
                if value >= self.unlimited {
                    return None;
                }
                let crossed = self.crossed(ends.source);
                // What is shared out has to flow before a cut is read: while there is more to come, none is crossed.
                if round < ROUNDS && self.share_among(&crossed, marks, &packing.spare) {
                    self.parts.graph.run(ends.source, ends.sink);
                    let more = self.parts.value(commodity);
                    if more > std::mem::replace(&mut value, more) {
                        continue;
                    }
                }
                for part in self.crossed(ends.source) {
                    is_cut[self.element_of[part] as usize] = true;
                }
                break;
            }
            packing.value += value;
            for (part, &element) in self.element_of.iter().enumerate() {
                if marks[element as usize] == Mark::Open {
                    let spare = &mut packing.spare[element as usize];
                    *spare = spare.saturating_sub(self.parts.load(part));
                }
            }
            if with_ways {
                let ways = self.parts.graph.ways(ends.source, ends.sink);
                packing.ways.extend(ways.into_iter().map(|way| (commodity, way)));
            }
        }
        packing.cut = (0..NONE)
            .zip(&is_cut)
            .filter(|&(at, &is_cut)| is_cut && marks[at as usize] == Mark::Open)
            .map(|(at, _)| at)
            .collect();
        Some(packing)
    }

    /// A set that severs, where one does without what is kept, from minimum cuts that count each part of an element by itself.
    pub(super) fn cut(&mut self, instance: &Instance<'_, '_>, marks: &[Mark]) -> Vec<u32> {
        let mut marks = marks.to_vec();
        let weight = |part: usize| instance.elements[self.element_of[part] as usize].weight;
        // An element weighs once for each of its parts here, so that all can be more than `self.unlimited`. Where that would not
        // fit, each part counts as one: any cut will do.
        let most = 1_u64 << 62;
        let all = (0..self.element_of.len())
            .try_fold(0, |all: u64, part| all.checked_add(weight(part)).filter(|&all| all < most));
        let (is_weighed, unlimited) = (all.is_some(), all.unwrap_or(self.element_of.len() as u64) + 1);
        let mut cut = Vec::new();
        for ends in self.parts.ends.clone() {
            let Self { parts, element_of, .. } = self;
            parts.fill(unlimited, |part| match marks[element_of[part] as usize] {
                Mark::Open if is_weighed => instance.elements[element_of[part] as usize].weight,
                Mark::Open => 1,
                Mark::Lost => 0,
                Mark::Kept => unlimited,
            });
            parts.graph.run(ends.source, ends.sink);
            for part in self.crossed(ends.source) {
                let element = self.element_of[part];
                if marks[element as usize] == Mark::Open {
                    marks[element as usize] = Mark::Lost;
                    cut.push(element);
                }
            }
        }
        cut.sort_unstable();
        cut
    }

    /// The parts of each element share alike what it has; nothing flows.
    fn share_alike(&mut self, marks: &[Mark], spare: &[u64]) {
        for (element, &spare) in spare.iter().enumerate() {
            let parts = self.parts.of(element);
            let count = parts.len() as u64;
            for (number, part) in (0..).zip(parts) {
                self.capacities[part] = match marks[element] {
                    Mark::Open => spare / count + u64::from(number < spare % count),
                    Mark::Lost => 0,
                    Mark::Kept => self.unlimited,
                };
            }
        }
        let Self { parts, capacities, unlimited, .. } = self;
        parts.fill(*unlimited, |part| capacities[part]);
    }

    /// The parts that lead out of what the source can send more to, ascending.
    fn crossed(&mut self, source: u32) -> Vec<usize> {
        let mut reached = std::mem::take(&mut self.room);
        reached.clear();
        reached.extend_from_slice(self.parts.graph.reached(source));
        let is_crossed = |&part: &usize| {
            self.parts.directions(part).any(|[tail, head]| reached[tail as usize] && !reached[head as usize])
        };
        let crossed = (0..self.element_of.len()).filter(is_crossed).collect();
        self.room = reached;
        crossed
    }

    /// What elements have beyond what they carry goes to those of their parts that are crossed; false where there is none.
    fn share_among(&mut self, crossed: &[usize], marks: &[Mark], spare: &[u64]) -> bool {
        let mut has_spare = false;
        for of_element in crossed.chunk_by(|&one, &other| self.element_of[one] == self.element_of[other]) {
            let element = self.element_of[of_element[0]] as usize;
            let parts = self.parts.of(element);
            if marks[element] != Mark::Open || parts.len() == 1 {
                continue;
            }
            let carried: u64 = parts.clone().map(|part| self.parts.load(part)).sum();
            let left = spare[element].saturating_sub(carried);
            let count = of_element.len() as u64;
            for part in parts {
                let number = of_element.binary_search(&part).ok().map(|number| number as u64);
                let more = number.map_or(0, |number| left / count + u64::from(number < left % count));
                let capacity = self.parts.load(part) + more;
                has_spare |= capacity > self.capacities[part];
                self.capacities[part] = capacity;
                self.parts.limit(part, capacity);
            }
        }
        has_spare
    }
}
