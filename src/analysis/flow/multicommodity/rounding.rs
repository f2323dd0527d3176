//! From numbers with a point to a flow in whole units that keeps to every capacity, and to lengths in whole numbers.

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
pub(super) fn whole(
    problem: &Problem<'_, '_>,
    ways: &[Way],
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
        let share: u128 = way.parts.iter().map(kept).min().unwrap_or(1 << BITS);
        *amount = (*amount * share) >> BITS;
    }
    let mut of_pair = vec![0_u128; problem.pairs.len()];
    for (amount, way) in of_way.iter_mut().zip(ways) {
        *amount = (*amount).min(most[way.pair] - of_pair[way.pair]);
        of_pair[way.pair] += *amount;
    }
    let used = self::used(problem, ways, &of_way);
    let mut left: Vec<u128> =
        (0_u32..).zip(&used).map(|(part, &used)| room(problem, part).saturating_sub(used)).collect();
    let mut ways_of = vec![Vec::new(); problem.pairs.len()];
    for (at, way) in ways.iter().enumerate() {
        ways_of[way.pair].push(at);
    }
    for &pair in order {
        for &at in &ways_of[pair] {
            let wanted = most[pair] - of_pair[pair];
            if wanted == 0 {
                break;
            }
            let fits = ways[at].parts.iter().map(|&part| left[part as usize]).min();
            let more = fits.map_or(wanted, |fits| fits.min(wanted));
            of_way[at] += more;
            of_pair[pair] += more;
            for &part in &ways[at].parts {
                left[part as usize] -= more;
            }
        }
    }
    Whole { of_way, of_pair }
}

/// Takes from the last ways of each pair what it has beyond `most`.
pub(super) fn trim(ways: &[Way], flow: &mut Whole, most: &[u128]) {
    for (amount, way) in flow.of_way.iter_mut().zip(ways).rev() {
        let beyond = flow.of_pair[way.pair].saturating_sub(most[way.pair]).min(*amount);
        *amount -= beyond;
        flow.of_pair[way.pair] -= beyond;
    }
}

fn room(problem: &Problem<'_, '_>, part: u32) -> u128 {
    u128::from(problem.capacities[part as usize]) * UNITS
}

/// By part, what passes it.
pub(super) fn used(problem: &Problem<'_, '_>, ways: &[Way], of_way: &[u128]) -> Vec<u128> {
    let mut used = vec![0_u128; problem.parts.len()];
    for (way, amount) in ways.iter().zip(of_way).filter(|&(_, &amount)| amount > 0) {
        for &part in &way.parts {
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
