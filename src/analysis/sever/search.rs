//! Where a minimum cut is no answer: branch and bound over what some route passes.
//!
//! Hubs of several places, and physical links at several places, are labels on parts of a graph: the fewest labels that cut it
//! are hard to find (P. Zhang, J.-Y. Cai, L. Tang and W. Zhao, Approximation and hardness results for label cut and related
//! problems, J. Comb. Optim. 21 (2011) 192-208, doi 10.1007/s10878-009-9222-0), already where each label is on two
//! edges (P. Zhang and B. Fu, The label cut problem with respect to path length and label frequency, Theoret. Comput. Sci. 648
//! (2016) 72-83). So are sets that sever OD pairs of different origins: multicuts.
//!
//! A set that severs has an element on each open route. So take the route that passes the fewest open elements, and lose each
//! in turn, and keep it in all turns that follow: every set is looked at in one branch, and no branch is looked at twice. A
//! branch ends where the routes that can still be packed ([`super::packing`]) leave nothing below the best that is known;
//! what has too much to spare in that packing is kept in all of the branch. The best is known from the cuts of the packings,
//! with all that is not needed given back.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::instance::{Instance, NONE};
use super::packing::{Mark, Packer, Packing, SCALE};
use crate::analysis::AnalysisError;
use crate::progress::Progress;

/// Branch and bound, with what is decided so far.
pub(super) struct Search<'a, 'q, 'n> {
    pub(super) instance: &'a Instance<'q, 'n>,
    pub(super) packer: Packer,
    marks: Vec<Mark>,
    /// What is decided, in order; and of that what is lost.
    decided: Vec<u32>,
    lost: Vec<u32>,
    /// How many branches were looked at, and how many may be.
    pub(super) branches: u64,
    work: u64,
    progress: &'a dyn Progress,
    places: Vec<bool>,
}

/// What a search came to.
pub(super) struct Solved {
    /// The lightest set that severs, if one is light enough: with what was lost before, ascending.
    pub(super) best: Option<Vec<u32>>,
    /// No set weighs less.
    pub(super) bound: u64,
    /// Whether it ended because it had looked at as many branches as it may.
    pub(super) is_cut_short: bool,
}

/// A branch of which some turns are left.
struct Frame {
    route: Vec<u32>,
    next: usize,
    /// How much was decided in all of its turns.
    decided: usize,
    bound: u64,
}

impl<'a, 'q, 'n> Search<'a, 'q, 'n> {
    pub(super) fn new(
        instance: &'a Instance<'q, 'n>,
        packer: Packer,
        work: u64,
        progress: &'a dyn Progress,
    ) -> Self {
        Self {
            marks: vec![Mark::Open; instance.elements.len()],
            instance,
            packer,
            decided: Vec::new(),
            lost: Vec::new(),
            branches: 0,
            work,
            progress,
            places: Vec::new(),
        }
    }

    /// Whether as many branches were looked at as may be.
    pub(super) fn is_out_of_work(&self) -> bool {
        self.branches >= self.work
    }

    pub(super) fn weight(&self, elements: &[u32]) -> u64 {
        elements.iter().map(|&element| self.instance.elements[element as usize].weight).sum()
    }

    pub(super) fn lost_weight(&self) -> u64 {
        self.weight(&self.lost)
    }

    pub(super) fn mark_of(&self, element: u32) -> Mark {
        self.marks[element as usize]
    }

    /// Whether a set has all that is lost and nothing that is kept.
    pub(super) fn agrees(&self, set: &[u32]) -> bool {
        set.iter().all(|&element| self.mark_of(element) != Mark::Kept)
            && self.lost.iter().all(|element| set.binary_search(element).is_ok())
    }

    /// A mark for [`Search::take_back`].
    pub(super) fn decisions(&self) -> usize {
        self.decided.len()
    }

    pub(super) fn decide(&mut self, element: u32, mark: Mark) {
        if self.mark_of(element) == Mark::Open {
            self.marks[element as usize] = mark;
            self.decided.push(element);
            if mark == Mark::Lost {
                self.lost.push(element);
            }
        }
    }

    pub(super) fn take_back(&mut self, decisions: usize) {
        while self.decided.len() > decisions {
            if let Some(element) = self.decided.pop()
                && std::mem::replace(&mut self.marks[element as usize], Mark::Open) == Mark::Lost
            {
                self.lost.pop();
            }
        }
    }

    /// The lightest set that weighs less than `below`, has what is lost and not what is kept. Or the first that is found, if
    /// that will do. What is decided is as before afterwards.
    pub(super) fn solve(&mut self, mut below: u64, first_will_do: bool) -> Result<Solved, AnalysisError> {
        let (begin, given) = (self.decided.len(), self.lost.len());
        let mut best = None;
        let mut frames = Vec::new();
        let mut is_cut_short = false;
        if self.branches == 0 {
            // Nothing is known yet: minimum cuts that take all parts of an element to be things of their own.
            let cut = self.packer.cut(self.instance, &self.marks);
            self.improve(cut, given, &mut below, &mut best);
        }
        frames.extend(self.visit(given, &mut below, &mut best)?);
        while let Some(frame) = frames.last_mut() {
            self.take_back(frame.decided);
            if let Some(last) = frame.next.checked_sub(1) {
                self.decide(frame.route[last], Mark::Kept);
                frame.decided = self.decided.len();
            }
            if frame.bound >= below || frame.next == frame.route.len() || first_will_do && best.is_some() {
                frames.pop();
                continue;
            }
            if self.is_out_of_work() {
                is_cut_short = true;
                break;
            }
            self.decide(frame.route[frame.next], Mark::Lost);
            frame.next += 1;
            frames.extend(self.visit(given, &mut below, &mut best)?);
        }
        let bound = frames.iter().map(|frame| frame.bound).fold(below, u64::min);
        self.take_back(begin);
        Ok(Solved { best, bound, is_cut_short })
    }

    /// Keeps what is in no set of at most this weight, as far as a packing tells.
    pub(super) fn tighten(&mut self, weight: u64) {
        if let Some(packing) = self.packer.pack(self.instance, &self.marks, false) {
            self.keep_the_spare(&packing, weight);
        }
    }

    fn keep_the_spare(&mut self, packing: &Packing, weight: u64) {
        let left = ((weight - self.lost_weight()) * SCALE).saturating_sub(packing.value);
        for (element, &spare) in (0..NONE).zip(&packing.spare) {
            if spare > left {
                self.decide(element, Mark::Kept);
            }
        }
    }

    /// Looks at what is decided: a branch, unless nothing lighter is to be found below it.
    fn visit(
        &mut self,
        given: usize,
        below: &mut u64,
        best: &mut Option<Vec<u32>>,
    ) -> Result<Option<Frame>, AnalysisError> {
        if self.progress.stop_requested() {
            return Err(AnalysisError::Stopped);
        }
        self.branches += 1;
        self.progress.advance(1);
        let lost = self.lost_weight();
        if lost >= *below {
            return Ok(None);
        }
        let Some(packing) = self.packer.pack(self.instance, &self.marks, false) else { return Ok(None) };
        self.improve(packing.cut.clone(), given, below, best);
        let bound = lost + packing.bound();
        if bound >= *below {
            return Ok(None);
        }
        self.keep_the_spare(&packing, *below - 1);
        let Some(mut route) = self.shortest_route() else { return Ok(None) };
        route.sort_by_key(|&element| (packing.spare[element as usize], element));
        Ok(Some(Frame { route, next: 0, decided: self.decided.len(), bound }))
    }

    /// Takes what severs together with what is lost for the best, if it is lighter without all that it does not need.
    fn improve(&mut self, severing: Vec<u32>, given: usize, below: &mut u64, best: &mut Option<Vec<u32>>) {
        let mut set: BTreeSet<u32> = self.lost.iter().copied().chain(severing).collect();
        if !self.severs(&set) {
            // No cut of a maximum flow is like that, unless what is kept lets a route through.
            return;
        }
        let mut optional: Vec<u32> =
            set.iter().copied().filter(|element| !self.lost[..given].contains(element)).collect();
        optional.sort_by_key(|&element| Reverse((self.weight(&[element]), element)));
        for element in optional {
            set.remove(&element);
            if !self.severs(&set) {
                set.insert(element);
            }
        }
        let set: Vec<u32> = set.into_iter().collect();
        let weight = self.weight(&set);
        if weight < *below {
            *below = weight;
            *best = Some(set);
        }
    }

    /// Whether no route is left without some elements.
    fn severs(&mut self, set: &BTreeSet<u32>) -> bool {
        let mut reached = std::mem::take(&mut self.places);
        let instance = self.instance;
        let is_lost = |element: u32| element != NONE && set.contains(&element);
        let severed = instance.commodities.iter().all(|commodity| {
            reached.clear();
            reached.resize(instance.places.len(), false);
            let mut waiting = Vec::new();
            let mut enter = |place: u32, waiting: &mut Vec<u32>| {
                if !is_lost(instance.places[place as usize])
                    && !std::mem::replace(&mut reached[place as usize], true)
                {
                    waiting.push(place);
                }
            };
            commodity.from.iter().for_each(|&place| enter(place, &mut waiting));
            while let Some(place) = waiting.pop() {
                for &(to, element) in instance.out(place) {
                    if !is_lost(element) {
                        enter(to, &mut waiting);
                    }
                }
            }
            commodity.to.iter().all(|&place| !reached[place as usize])
        });
        self.places = reached;
        severed
    }

    /// The open elements of the route that passes the fewest of them, counted as often as it does; nothing where there is no
    /// route.
    fn shortest_route(&self) -> Option<Vec<u32>> {
        let routes = (0..self.instance.commodities.len()).filter_map(|at| self.shortest_of(at));
        let (_, mut route) = routes.min()?;
        route.sort_unstable();
        route.dedup();
        Some(route)
    }

    fn shortest_of(&self, commodity: usize) -> Option<(u32, Vec<u32>)> {
        let instance = self.instance;
        let commodity = &instance.commodities[commodity];
        // What it takes to pass an element; nothing where it is lost.
        let cost = |element: u32| match self.marks.get(element as usize) {
            None | Some(Mark::Kept) => Some(0),
            Some(Mark::Open) => Some(1),
            Some(Mark::Lost) => None,
        };
        // By place: how many open elements it takes to have passed it, from where, and over what.
        let mut costs = vec![(NONE, NONE, NONE); instance.places.len()];
        let mut waiting = BinaryHeap::new();
        let enter = |costs: &mut Vec<(u32, u32, u32)>,
                     waiting: &mut BinaryHeap<Reverse<(u32, u32)>>,
                     [from, over, place]: [u32; 3],
                     before: u32| {
            let (Some(edge), Some(own)) = (cost(over), cost(instance.places[place as usize])) else { return };
            let sum = before + edge + own;
            if sum < costs[place as usize].0 {
                costs[place as usize] = (sum, from, over);
                waiting.push(Reverse((sum, place)));
            }
        };
        for &place in &commodity.from {
            enter(&mut costs, &mut waiting, [NONE, NONE, place], 0);
        }
        while let Some(Reverse((sum, place))) = waiting.pop() {
            if sum == costs[place as usize].0 {
                for &(to, over) in instance.out(place) {
                    enter(&mut costs, &mut waiting, [place, over, to], sum);
                }
            }
        }
        let end = commodity.to.iter().copied().min_by_key(|&place| (costs[place as usize].0, place))?;
        let fewest = costs[end as usize].0;
        let mut route = Vec::new();
        let mut place = end;
        while fewest != NONE && place != NONE {
            let (_, from, over) = costs[place as usize];
            let passed = [over, instance.places[place as usize]];
            route.extend(passed.into_iter().filter(|&element| cost(element) == Some(1)));
            place = from;
        }
        (fewest != NONE).then_some((fewest, route))
    }
}
