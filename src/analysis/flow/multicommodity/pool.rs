//! The ways that are known and the parts that limit them, and which of them a linear program needs.
//!
//! Of thousands of ways and parts a few dozen decide. Who has not counted for some programs rests, and plays again where a shortest way
//! or a flow that does not fit brings it back: programs stay small, and their answers are those of all ways that are known.

use std::collections::BTreeMap;

use super::master::{self, Answer, Asked, Goal};
use super::problem::{Problem, Shortest, Way};

/// What does not count in so many programs one after the other rests.
const IDLE: u8 = 3;
/// What came back so many times stays, so that nothing comes and goes for ever.
const RETURNS: u8 = 3;
/// A way does not count that carries less than this part of what its pair gets.
const UNUSED: f64 = 1e-6;
/// A way is longer than another where it is so by one part in so many of the farthest pair's length.
const LONGER: u64 = 10_000;
/// A part does not count that is filled less than this.
const SLACK: f64 = 0.8;

/// Whether something plays, and for how long it has not counted.
#[derive(Clone, Copy, Default)]
struct Player {
    plays: bool,
    idle: u8,
    returns: u8,
}

impl Player {
    /// Tells whether it did not play before.
    fn call(&mut self) -> bool {
        let is_called = !self.plays;
        if is_called {
            (self.plays, self.idle) = (true, 0);
            self.returns = self.returns.saturating_add(1);
        }
        is_called
    }

    fn note(&mut self, counts: bool) {
        self.idle = if counts { 0 } else { self.idle.saturating_add(1) };
        self.plays &= self.idle < IDLE || self.returns > RETURNS;
    }
}

/// All that is known.
pub(super) struct Pool<'p, 'a, 'n> {
    problem: &'p Problem<'a, 'n>,
    pub(super) ways: Vec<Way>,
    /// By way its number.
    known: BTreeMap<Way, usize>,
    of_way: Vec<Player>,
    of_part: Vec<Player>,
}

impl<'p, 'a, 'n> Pool<'p, 'a, 'n> {
    pub(super) fn new(problem: &'p Problem<'a, 'n>) -> Self {
        Self {
            problem,
            ways: Vec::new(),
            known: BTreeMap::new(),
            of_way: Vec::new(),
            of_part: vec![Player::default(); problem.parts.len()],
        }
    }

    /// Adds ways, and tells how far the pairs are, and whether any did not play so far.
    pub(super) fn add(&mut self, found: Vec<Option<Shortest>>) -> (Vec<u64>, bool) {
        let mut is_new = false;
        let mut far = vec![0; found.len()];
        for (far, Shortest { length, way }) in
            far.iter_mut().zip(found).filter_map(|(far, one)| Some((far, one?)))
        {
            *far = length;
            let number = self.number(way);
            is_new |= self.of_way[number].call();
        }
        (far, is_new)
    }

    /// Adds a way that plays, and tells its number.
    pub(super) fn play(&mut self, way: Way) -> usize {
        let number = self.number(way);
        self.of_way[number].call();
        number
    }

    fn number(&mut self, way: Way) -> usize {
        *self.known.entry(way).or_insert_with_key(|way| {
            self.ways.push(way.clone());
            self.of_way.push(Player::default());
            self.ways.len() - 1
        })
    }

    /// What is best over the ways that play, where nothing limits it but parts that play; and by part, how full it is.
    pub(super) fn solve(&mut self, goal: Goal<'_>) -> Option<(Answer, Vec<f64>)> {
        let numbers: Vec<usize> = (0..self.ways.len()).filter(|&way| self.of_way[way].plays).collect();
        let ways: Vec<&Way> = numbers.iter().map(|&number| &self.ways[number]).collect();
        let may_limit: Vec<bool> = self.of_part.iter().map(|part| part.plays).collect();
        let mut answer = master::solve(self.problem, &Asked { ways: &ways, may_limit: &may_limit, goal })?;
        let mut amounts = vec![0.0; self.ways.len()];
        for (&number, amount) in numbers.iter().zip(answer.amounts) {
            amounts[number] = amount;
        }
        answer.amounts = amounts;
        let loads = self.loads(&answer.amounts);
        Some((answer, loads))
    }

    /// Whether the flow fills anything too much that does not play; from now on it does, if it is among the worst.
    pub(super) fn is_beyond_limits(&mut self, loads: &[f64]) -> bool {
        let beyond = |(part, &load): (&Player, &f64)| if part.plays { 0.0 } else { load - 1.0 };
        let worst = self.of_part.iter().zip(loads).map(beyond).fold(0.0, f64::max);
        if worst <= 1e-6 {
            return false;
        }
        for (part, load) in self.of_part.iter_mut().zip(loads) {
            if load - 1.0 > worst * 0.5 {
                part.call();
            }
        }
        true
    }

    /// Who did not count in an answer for long, rests.
    pub(super) fn note(&mut self, answer: &Answer, loads: &[f64]) {
        let mut of_pair = vec![0.0; self.problem.pairs.len()];
        for (way, amount) in self.ways.iter().zip(&answer.amounts) {
            of_pair[way.pair] += amount;
        }
        for ((player, way), &amount) in self.of_way.iter_mut().zip(&self.ways).zip(&answer.amounts) {
            player.note(amount > UNUSED * of_pair[way.pair]);
        }
        for (player, &load) in self.of_part.iter_mut().zip(loads) {
            player.note(load > SLACK);
        }
    }

    /// Ways that are longer than need be under lengths that hold a tier down rest: by complementary slackness no flow that keeps to
    /// that tier uses them.
    pub(super) fn rest(&mut self, lengths: &[u64], far: &[u64]) {
        let slack = far.iter().copied().max().unwrap_or(0) / LONGER;
        for (player, way) in self.of_way.iter_mut().zip(&self.ways) {
            let length =
                way.parts.iter().fold(0_u64, |sum, &part| sum.saturating_add(lengths[part as usize]));
            player.plays &= length <= far[way.pair].saturating_add(slack);
        }
    }

    /// By part, how full it is.
    #[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
    fn loads(&self, amounts: &[f64]) -> Vec<f64> {
        let mut loads = vec![0.0; self.problem.parts.len()];
        for (way, amount) in self.ways.iter().zip(amounts).filter(|&(_, &amount)| amount > 0.0) {
            for &part in &way.parts {
                loads[part as usize] += amount / self.problem.capacities[part as usize] as f64;
            }
        }
        loads
    }
}
