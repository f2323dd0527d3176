//! From numbers with a point to a flow in whole units that keeps to every capacity, and to lengths in whole numbers.

use std::borrow::Borrow;

use super::super::Ratio;
use super::UNITS;
use super::problem::{Problem, Way};

/// Bits of a factor by which ways are made smaller.
const BITS: u32 = 40;

/// What goes over each way, in units, within all capacities.
pub(super) struct Whole {
    pub(super) of_way: Vec<u128>,
    /// By pair.
    pub(super) of_pair: Vec<u128>,
}

/// A flow near to what was found, that fits exactly: what is too much for a part is taken from all that pass it, a pair gets no
/// more than `most`, and what still fits is added as long as pairs, in the given order, have less.
pub(super) fn whole<W: Borrow<Way>>(
    problem: &Problem<'_, '_>,
    ways: &[W],
    amounts: &[f64],
    most: &[u128],
    order: &[usize],
) -> Whole {
    // Data are whole kilograms, and so are amounts more often than not.
    let near = |kilograms: f64| {
        let whole = kilograms.round();
        if (kilograms - whole).abs() < 1e-6 { whole } else { kilograms }
    };
    let mut of_way: Vec<u128> = amounts.iter().map(|&kilograms| in_units(near(kilograms))).collect();
    let used = used(problem, ways, &of_way);
    // The bits that stay of each way; a way keeps the least of the shares that its parts leave it.
    let kept = |part: &u32| {
        let (used, room) = (used[*part as usize], room(problem, *part));
        if used > room { (room << BITS) / used } else { 1 << BITS }
    };
    for (amount, way) in of_way.iter_mut().zip(ways).filter(|(amount, _)| **amount > 0) {
        let share: u128 = way.borrow().parts.iter().map(kept).min().unwrap_or(1 << BITS);
        *amount = (*amount * share) >> BITS;
    }
    let mut of_pair = vec![0_u128; problem.pairs.len()];
    for (amount, way) in of_way.iter_mut().zip(ways) {
        let pair = way.borrow().pair;
        *amount = (*amount).min(most[pair] - of_pair[pair]);
        of_pair[pair] += *amount;
    }
    let used = self::used(problem, ways, &of_way);
    let mut left: Vec<u128> =
        (0_u32..).zip(&used).map(|(part, &used)| room(problem, part).saturating_sub(used)).collect();
    let mut ways_of = vec![Vec::new(); problem.pairs.len()];
    for (at, way) in ways.iter().enumerate() {
        ways_of[way.borrow().pair].push(at);
    }
    for &pair in order {
        for &at in &ways_of[pair] {
            let wanted = most[pair] - of_pair[pair];
            if wanted == 0 {
                break;
            }
            let parts = &ways[at].borrow().parts;
            let fits = parts.iter().map(|&part| left[part as usize]).min();
            let more = fits.map_or(wanted, |fits| fits.min(wanted));
            of_way[at] += more;
            of_pair[pair] += more;
            for &part in parts {
                left[part as usize] -= more;
            }
        }
    }
    Whole { of_way, of_pair }
}

/// Brings pairs what they still want over ways on which others are in the way: these go by other ways of theirs that have room.
/// In the given order, as far as one exchange for each part that has too little room goes.
pub(super) fn exchange<W: Borrow<Way>>(
    problem: &Problem<'_, '_>,
    ways: &[W],
    flow: &mut Whole,
    most: &[u128],
    order: &[usize],
) {
    if flow.of_pair == most {
        return;
    }
    let used = used(problem, ways, &flow.of_way);
    let rooms = (0_u32..).zip(&used).map(|(part, &used)| room(problem, part).saturating_sub(used));
    let mut spare = Spare {
        parts: ways.iter().map(|way| way.borrow().parts.as_slice()).collect(),
        pairs: ways.iter().map(|way| way.borrow().pair).collect(),
        of_pair: vec![Vec::new(); problem.pairs.len()],
        over: vec![Vec::new(); problem.parts.len()],
        of_way: std::mem::take(&mut flow.of_way),
        left: rooms.map(u128::cast_signed).collect(),
        tries: TRIES,
    };
    for (at, way) in ways.iter().enumerate() {
        spare.of_pair[way.borrow().pair].push(at);
        for &part in &way.borrow().parts {
            spare.over[part as usize].push(at);
        }
    }
    for &pair in order {
        let own: Vec<usize> = spare.of_pair[pair].iter().copied().take(TRIED).collect();
        for at in own {
            let wanted = most[pair] - flow.of_pair[pair];
            if wanted > 0 && spare.makes_room(at, wanted) {
                flow.of_pair[pair] += wanted;
            }
        }
    }
    flow.of_way = spare.of_way;
}

/// So many ways of a pair are tried, the first ones; and all together others are put aside so many times.
const TRIED: usize = 8;
const TRIES: usize = 20_000;

/// What goes over ways, and what is left of each part.
struct Spare<'w> {
    /// By way its parts and its pair.
    parts: Vec<&'w [u32]>,
    pairs: Vec<usize>,
    /// By pair its ways.
    of_pair: Vec<Vec<usize>>,
    /// By part the ways that pass it.
    over: Vec<Vec<usize>>,
    of_way: Vec<u128>,
    /// By part, in units; less than nothing while there is too little.
    left: Vec<i128>,
    tries: usize,
}

impl Spare<'_> {
    /// Puts so much more on a way, and others aside for it; tells whether it could. If not, all is as it was.
    fn makes_room(&mut self, at: usize, wanted: u128) -> bool {
        let mut moves = vec![(None, Some(at), wanted)];
        self.shift(None, Some(at), wanted);
        for &part in self.parts[at] {
            for next in 0..self.over[part as usize].len() {
                let from = self.over[part as usize][next];
                let missing = (-self.left[part as usize]).max(0).cast_unsigned();
                let amount = missing.min(self.of_way[from]);
                if from == at || amount == 0 || self.tries == 0 {
                    continue;
                }
                self.tries -= 1;
                self.shift(Some(from), None, amount);
                let has_room = |part: &u32| self.left[*part as usize] >= amount.cast_signed();
                let fits = |to: &usize| *to != from && self.parts[*to].iter().all(has_room);
                let to = self.of_pair[self.pairs[from]].iter().copied().find(fits);
                self.shift(None, Some(to.unwrap_or(from)), amount);
                moves.extend(to.map(|to| (Some(from), Some(to), amount)));
            }
            if self.left[part as usize] < 0 {
                for (from, to, amount) in moves.into_iter().rev() {
                    self.shift(to, from, amount);
                }
                return false;
            }
        }
        true
    }

    fn shift(&mut self, from: Option<usize>, to: Option<usize>, amount: u128) {
        if let Some(from) = from {
            self.of_way[from] -= amount;
            self.parts[from].iter().for_each(|&part| self.left[part as usize] += amount.cast_signed());
        }
        if let Some(to) = to {
            self.of_way[to] += amount;
            self.parts[to].iter().for_each(|&part| self.left[part as usize] -= amount.cast_signed());
        }
    }
}

/// Takes from the last ways of each pair what it has beyond `most`.
fn trim<W: Borrow<Way>>(ways: &[W], flow: &mut Whole, most: &[u128]) {
    for (amount, way) in flow.of_way.iter_mut().zip(ways).rev() {
        let pair = way.borrow().pair;
        let beyond = flow.of_pair[pair].saturating_sub(most[pair]).min(*amount);
        *amount -= beyond;
        flow.of_pair[pair] -= beyond;
    }
}

/// Takes from each pair what it has beyond the share that all have, or beyond a bound.
pub(super) fn level<W: Borrow<Way>>(problem: &Problem<'_, '_>, ways: &[W], flow: &mut Whole, bound: Ratio) {
    let demand = |pair: usize| u128::from(problem.pairs[pair].demand);
    // A unit more than each has is a share that is too large for one of them at least: the least of these is what all stay
    // below, so that what was rounded off who wants little takes nothing from the others.
    let beyond = |pair: usize| Ratio::new(flow.of_pair[pair] + 1, demand(pair)).unwrap_or(Ratio::ZERO);
    let too_large = (0..flow.of_pair.len()).map(beyond).min().unwrap_or(Ratio::ZERO);
    let is_right = |pair: usize, units: u128| {
        Ratio::new(units, demand(pair)).is_some_and(|share| share < too_large)
            && Ratio::new(units, demand(pair) * UNITS).is_some_and(|share| share <= bound)
    };
    let most = |pair: usize| {
        // As many units of what it has as are right: nothing is.
        let (mut right, mut wrong) = (0, flow.of_pair[pair] + 1);
        while wrong - right > 1 {
            let middle = right.midpoint(wrong);
            *(if is_right(pair, middle) { &mut right } else { &mut wrong }) = middle;
        }
        right
    };
    let most: Vec<u128> = (0..flow.of_pair.len()).map(most).collect();
    trim(ways, flow, &most);
}

fn room(problem: &Problem<'_, '_>, part: u32) -> u128 {
    u128::from(problem.capacities[part as usize]) * UNITS
}

/// By part, what passes it.
pub(super) fn used<W: Borrow<Way>>(problem: &Problem<'_, '_>, ways: &[W], of_way: &[u128]) -> Vec<u128> {
    let mut used = vec![0_u128; problem.parts.len()];
    for (way, amount) in ways.iter().zip(of_way).filter(|&(_, &amount)| amount > 0) {
        for &part in &way.borrow().parts {
            used[part as usize] += amount;
        }
    }
    used
}

/// Kilograms in units, rounded down: whole kilograms are exact. No demand is above 2^50 kilograms, so that sums stay far below 2^128.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub(super) fn in_units(kilograms: f64) -> u128 {
    let kilograms = kilograms.clamp(0.0, (1_u64 << 51) as f64);
    kilograms.trunc() as u128 * UNITS + (kilograms.fract() * UNITS as f64) as u128
}

/// Lengths in whole numbers, so that the farthest pair is about 2^58 away and the capacities times the lengths stay below 2^92.
/// Any lengths prove something; these prove what those with a point tell.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub(super) fn whole_lengths(problem: &Problem<'_, '_>, lengths: &[f64], worth: &[f64]) -> Vec<u64> {
    let weights: Vec<f64> =
        lengths.iter().zip(&problem.capacities).map(|(length, &capacity)| length * capacity as f64).collect();
    let total: f64 = weights.iter().sum();
    let far = worth.iter().chain(lengths).copied().fold(0.0, f64::max);
    if !(total > 0.0 && total.is_finite() && far.is_finite()) {
        return vec![0; lengths.len()];
    }
    let scale = (2_f64.powi(91) / total).min(2_f64.powi(58) / far);
    // What the solver leaves where nothing is full is none.
    let is_some = |weight: f64| weight > total * 1e-11;
    let whole =
        |(&length, weight): (&f64, f64)| if is_some(weight) { (length * scale).round() as u64 } else { 0 };
    lengths.iter().zip(weights).map(whole).collect()
}

/// Lengths in whole numbers beside costs, with how many of them a unit of cost is: a power of two, so large that who is as far as this
/// is no farther than 2^58, and 2^40 at most.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub(super) fn lengths_beside_costs(problem: &Problem<'_, '_>, lengths: &[f64], far: f64) -> (u64, Vec<u64>) {
    let weight = |(length, &capacity): (&f64, &u64)| length * capacity as f64;
    let total: f64 = lengths.iter().zip(&problem.capacities).map(weight).sum();
    let far = lengths.iter().copied().fold(far.max(1.0), f64::max);
    if !(total > 0.0 && total.is_finite() && far.is_finite()) {
        return (1, vec![0; lengths.len()]);
    }
    let scale = 1_u64 << (58.0 - far.log2()).floor().clamp(0.0, 40.0) as u32;
    let whole = |one: (&f64, &u64)| {
        let is_some = weight(one) > total * 1e-12;
        if is_some { (one.0 * scale as f64).round() as u64 } else { 0 }
    };
    (scale, lengths.iter().zip(&problem.capacities).map(whole).collect())
}
