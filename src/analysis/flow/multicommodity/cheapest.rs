//! By which ways given amounts of several kinds of goods go at the least cost: ways are added until lengths prove that none is worth it.

use super::super::Ratio;
use super::bounds;
use super::master::{Answer, Goal};
use super::pool::Pool;
use super::problem::{Problem, Shortest, Way};
use super::rounding::{Whole, exchange, lengths_beside_costs, whole};
use super::tiers::{Measured, NEAR, PROGRAMS, Patience};
use super::{MulticommodityOptions, UNITS, gap};
use crate::analysis::AnalysisError;

/// Linear programs take so many entries of their matrices, all together; the gap that is left is stated.
const ENTRIES: usize = 20_000_000;
/// What a kilogram costs that does not get there, in how many times the dearest way that is known; and in how many times as much as
/// before where something is missing all the same.
const MISSING: f64 = 4.0;
/// Nothing costs more than this, 2^56: distances are 2^58 at most.
const DEAREST: f64 = 72_057_594_037_927_936.0;
/// No pair misses anything if it misses less than this part of its amount.
const WHOLE: f64 = 1e-7;
/// What carries less than this part of its pair's amount is left by an interior point, and not meant.
const MEANT: f64 = 1e-8;

/// A flow of given amounts, as cheap as it was found, and what proves how much cheaper it could be.
pub(super) struct Cheapest {
    /// What goes over which way, in units.
    pub(super) ways: Vec<(Way, u128)>,
    /// What each pair gets, in units.
    pub(super) of_pair: Vec<u128>,
    pub(super) at_least: Ratio,
    pub(super) scale: u64,
    /// By part.
    pub(super) lengths: Vec<u64>,
}

/// A flow in whole units.
#[derive(Clone)]
struct Found {
    /// By the way's number.
    of_way: Vec<(usize, u128)>,
    of_pair: Vec<u128>,
    cost: Ratio,
}

/// Lengths beside costs, of which a unit is so many.
struct Priced {
    scale: u64,
    measured: Measured,
}

/// The search for ways that given amounts take.
pub(super) struct Costs<'p, 'a, 'n> {
    problem: &'p Problem<'a, 'n>,
    pool: Pool<'p, 'a, 'n>,
    /// By pair what it is to get, in units; above nothing.
    amounts: Vec<u128>,
    /// Whether a flow that brings so much will do: no pair gets more than its amount.
    will_do: &'p dyn Fn(&[u128]) -> bool,
    /// Takes from a flow what pairs may not have beside what others get.
    level: &'p dyn Fn(&[&Way], &mut Whole),
}

impl<'p, 'a, 'n> Costs<'p, 'a, 'n> {
    pub(super) fn new(
        problem: &'p Problem<'a, 'n>,
        amounts: Vec<u128>,
        will_do: &'p dyn Fn(&[u128]) -> bool,
        level: &'p dyn Fn(&[&Way], &mut Whole),
    ) -> Self {
        Self { problem, pool: Pool::new(problem), amounts, will_do, level }
    }

    /// The cheapest flow, from one that brings all of the amounts.
    pub(super) fn cheapest(
        mut self,
        given: Vec<(Way, u128)>,
        options: &MulticommodityOptions<'_>,
    ) -> Result<Cheapest, AnalysisError> {
        let problem = self.problem;
        let of_way: Vec<(usize, u128)> =
            given.into_iter().map(|(way, amount)| (self.pool.play(way), amount)).collect();
        let mut best = self.found(of_way, self.amounts.clone());
        let lengths = vec![0; problem.parts.len()];
        let found = problem.shortest_with(&lengths, 1);
        let first: Vec<Way> = found.iter().flatten().map(|one| one.way.clone()).collect();
        let (mut proof, _) = self.added(1, lengths, found);
        let low = self.least(&proof);
        if low < best.cost
            && let Some(direct) = self.direct(&first, &proof)
            && self.is_better(&direct, &best)
        {
            best = direct;
        }
        if low < best.cost {
            self.improve(&mut best, &mut proof, options)?;
        }
        Ok(Cheapest {
            ways: best.of_way.iter().map(|&(way, amount)| (self.pool.ways[way].clone(), amount)).collect(),
            // Who gets a trace less costs a trace less.
            at_least: bounds::least_cost(problem, &best.of_pair, proof.scale, &proof.measured),
            of_pair: best.of_pair,
            scale: proof.scale,
            lengths: proof.measured.lengths,
        })
    }

    /// Program by program.
    fn improve(
        &mut self,
        best: &mut Found,
        proof: &mut Priced,
        options: &MulticommodityOptions<'_>,
    ) -> Result<(), AnalysisError> {
        let problem = self.problem;
        let amounts: Vec<f64> = self.amounts.iter().map(|&units| in_kilograms(units)).collect();
        let guess = best.cost.value();
        let mut low = self.least(proof);
        let mut missing = MISSING * self.dearest();
        let mut patience = Patience::new();
        let mut left = ENTRIES;
        for _ in 0..PROGRAMS {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            if left == 0 {
                break;
            }
            let goal = Goal::Cost { amounts: &amounts, guess, missing };
            let Some((answer, loads)) = self.pool.solve(goal) else { break };
            left = left.saturating_sub(answer.entries);
            if self.pool.is_beyond_limits(&loads) {
                continue;
            }
            self.pool.note(&answer, &loads);
            let far = answer.worth.iter().copied().fold(self.dearest(), f64::max);
            let (scale, lengths) = lengths_beside_costs(problem, &answer.lengths, far);
            let found = problem.shortest_with(&lengths, scale);
            let (priced, is_new) = self.added(scale, lengths, found);
            let least = self.least(&priced);
            if let Some(found) = self.rounded(&answer, &priced)
                && self.is_better(&found, best)
            {
                *best = found;
            }
            if least > low {
                low = least;
                *proof = priced;
            }
            let is_short = answer.missing > WHOLE && missing < DEAREST;
            if is_short {
                missing = (missing * MISSING).min(DEAREST);
            }
            let gap = gap(low, best.cost);
            if patience.is_over(gap) || (!is_new && !is_short) {
                break;
            }
        }
        Ok(())
    }

    /// What the dearest way costs that is known; one at least.
    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    fn dearest(&self) -> f64 {
        self.pool.ways.iter().map(|way| way.cost).max().unwrap_or(1).max(1) as f64
    }

    /// Adds the shortest ways under lengths, and tells whether any is new.
    fn added(&mut self, scale: u64, lengths: Vec<u64>, found: Vec<Option<Shortest>>) -> (Priced, bool) {
        let (far, is_new) = self.pool.add(found);
        (Priced { scale, measured: Measured { lengths, far } }, is_new)
    }

    /// Whether a flow is cheaper than another; one that brings all of the amounts may cost a trace more.
    fn is_better(&self, one: &Found, other: &Found) -> bool {
        let told = |found: &Found| {
            let is_all = found.of_pair == self.amounts;
            found.cost.value() * if is_all { 1.0 } else { 1.0 + NEAR }
        };
        told(one) < told(other) || (one.of_pair == other.of_pair && one.cost < other.cost)
    }

    fn least(&self, priced: &Priced) -> Ratio {
        bounds::least_cost(self.problem, &self.amounts, priced.scale, &priced.measured)
    }

    fn found(&self, of_way: Vec<(usize, u128)>, of_pair: Vec<u128>) -> Found {
        let cost = bounds::cost(of_way.iter().map(|&(way, amount)| (amount, self.pool.ways[way].cost)));
        Found { of_way, of_pair, cost }
    }

    /// All of each amount by the cheapest way, if that fits.
    fn direct(&self, first: &[Way], proof: &Priced) -> Option<Found> {
        let amounts: Vec<f64> = self
            .pool
            .ways
            .iter()
            .map(|way| {
                let is_first = first.get(way.pair).is_some_and(|first| first == way);
                if is_first { in_kilograms(self.amounts[way.pair]) } else { 0.0 }
            })
            .collect();
        self.fitted(&amounts, proof)
    }

    /// A flow near to an answer that fits and will do.
    fn rounded(&self, answer: &Answer, priced: &Priced) -> Option<Found> {
        let mut meant = answer.amounts.clone();
        for (amount, way) in meant.iter_mut().zip(&self.pool.ways) {
            if *amount < MEANT * in_kilograms(self.amounts[way.pair]) {
                *amount = 0.0;
            }
        }
        self.fitted(&meant, priced).or_else(|| self.fitted(&answer.amounts, priced))
    }

    fn fitted(&self, amounts: &[f64], priced: &Priced) -> Option<Found> {
        let problem = self.problem;
        // What still fits is added where it is cheapest.
        let length = |way: &Way| {
            let parts = way.parts.iter().map(|&part| u128::from(priced.measured.lengths[part as usize]));
            u128::from(way.cost) * u128::from(priced.scale) + parts.sum::<u128>()
        };
        let mut numbers: Vec<usize> = (0..self.pool.ways.len()).collect();
        numbers.sort_by_cached_key(|&number| {
            let way = &self.pool.ways[number];
            (way.pair, length(way), way.cost, number)
        });
        let ways: Vec<&Way> = numbers.iter().map(|&number| &self.pool.ways[number]).collect();
        // Ways that were added since carry nothing yet.
        let amount = |number: &usize| amounts.get(*number).copied().unwrap_or(0.0);
        let amounts: Vec<f64> = numbers.iter().map(amount).collect();
        // Who is met comes first, then who gets least: of that a unit is most.
        let is_met = |pair: usize| self.amounts[pair] == u128::from(problem.pairs[pair].demand) * UNITS;
        let mut order: Vec<usize> = (0..problem.pairs.len()).collect();
        order.sort_by_key(|&pair| (!is_met(pair), self.amounts[pair]));
        let mut flow = whole(problem, &ways, &amounts, &self.amounts, &order);
        exchange(problem, &ways, &mut flow, &self.amounts, &order);
        (self.level)(&ways, &mut flow);
        if !(self.will_do)(&flow.of_pair) {
            return None;
        }
        let of_way = numbers.iter().copied().zip(flow.of_way).filter(|&(_, amount)| amount > 0).collect();
        Some(self.found(of_way, flow.of_pair))
    }
}

#[expect(clippy::cast_precision_loss, reason = "what is proved is worked out in integers")]
fn in_kilograms(units: u128) -> f64 {
    units as f64 / UNITS as f64
}
