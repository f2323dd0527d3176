//! What lengths prove, in integers.

use super::super::Ratio;
use super::UNITS;
use super::problem::{Pair, Problem};
use super::tiers::Measured;

/// Binary digits, so many as a unit of a kilogram has.
const DIGITS: u32 = UNITS.ilog2() + 1;

/// The share that all can have in common at most: Σ *c l* over Σ *d l*. In integers; 1 where they do not fit.
pub(super) fn most_in_common(problem: &Problem<'_, '_>, measured: &Measured) -> Ratio {
    let takes = |(pair, &far): (&Pair, &u64)| u128::from(pair.demand).checked_mul(far.into());
    let mut takes = problem.pairs.iter().zip(&measured.far).map(takes);
    let wanted = takes.try_fold(0_u128, |sum, takes| sum.checked_add(takes?));
    let most = weight(problem, &measured.lengths).zip(wanted);
    let most = most.and_then(|(all, wanted)| Ratio::new(all, wanted));
    most.map_or(Ratio::ONE, |most| most.min(Ratio::ONE))
}

/// Σ *c l*; nothing where that does not fit.
pub(super) fn weight(problem: &Problem<'_, '_>, lengths: &[u64]) -> Option<u128> {
    let capacities = problem.capacities.iter().zip(lengths);
    capacities
        .map(|(&capacity, &length)| u128::from(capacity) * u128::from(length))
        .try_fold(0, u128::checked_add)
}

/// The share that a pair can have at most where every other has what it gets or the same share: Σ *c l* less what the others
/// take of it, over what the pair takes. In integers; 1 where they do not fit.
pub(super) fn most(problem: &Problem<'_, '_>, of_pair: &[u128], measured: &Measured, pair: usize) -> Ratio {
    let demand = |at: usize| u128::from(problem.pairs[at].demand);
    let own = (of_pair[pair] / demand(pair), of_pair[pair] % demand(pair));
    let mut left = weight(problem, &measured.lengths).and_then(|all| all.checked_mul(UNITS));
    for at in (0..of_pair.len()).filter(|&at| at != pair) {
        // The share is 1 at most, so that neither product is more than 2^100.
        let same = own.0 * demand(at) + own.1 * demand(at) / demand(pair);
        let takes = of_pair[at].min(same).checked_mul(measured.far[at].into());
        left = left.zip(takes).and_then(|(left, takes)| left.checked_sub(takes));
    }
    let weight = demand(pair) * u128::from(measured.far[pair]);
    let most = left.and_then(|left| {
        let exact = weight.checked_mul(UNITS).and_then(|weight| Ratio::new(left, weight));
        // What does not fit is large enough to do without its last digits: more above, and less below.
        exact.or_else(|| Ratio::new((left >> DIGITS) + 1, (weight >> DIGITS).checked_mul(UNITS)?))
    });
    most.map_or(Ratio::ONE, |most| most.min(Ratio::ONE))
}

/// Amounts in units times what a kilogram of each counts: the whole part of the sum, and what is left of it in units.
pub(super) fn summed(terms: impl Iterator<Item = (u128, u64)>) -> (u128, u128) {
    let (mut whole, mut rest) = (0_u128, 0_u128);
    for (units, each) in terms {
        // No amounts add up to 2^62 kilograms, and there are no more than 2^32 of them.
        whole += units / UNITS * u128::from(each);
        rest += units % UNITS * u128::from(each);
        (whole, rest) = (whole + rest / UNITS, rest % UNITS);
    }
    (whole, rest)
}

/// What flows cost in which ways take so much, in units, each at so much for a kilogram. Rounded up to a whole number where the
/// fraction does not fit.
pub(super) fn cost(terms: impl Iterator<Item = (u128, u64)>) -> Ratio {
    let (whole, rest) = summed(terms);
    let exact = whole.checked_mul(UNITS).and_then(|units| Ratio::new(units.checked_add(rest)?, UNITS));
    exact.or_else(|| Ratio::new(whole + u128::from(rest > 0), 1)).unwrap_or(Ratio::ZERO)
}

/// What it costs at the least to bring these amounts, in units: Σ *x dist* − Σ *c l*, where distances and lengths are counted in so many
/// parts of a unit of cost. Zero where that is not more, or does not fit; rounded down where its fraction does not fit.
pub(super) fn least_cost(
    problem: &Problem<'_, '_>,
    amounts: &[u128],
    scale: u64,
    measured: &Measured,
) -> Ratio {
    let (whole, rest) = summed(amounts.iter().copied().zip(measured.far.iter().copied()));
    let left = weight(problem, &measured.lengths).and_then(|all| whole.checked_sub(all));
    let scale = u128::from(scale);
    let least = left.and_then(|left| {
        let exact = left.checked_mul(UNITS).and_then(|units| units.checked_add(rest));
        exact.and_then(|units| Ratio::new(units, scale * UNITS)).or_else(|| Ratio::new(left, scale))
    });
    least.unwrap_or(Ratio::ZERO)
}
