//! Prices nearer to what they are exactly.
//!
//! An interior point stops short of the optimum, with prices that are right to some seven digits. But its amounts tell which ways
//! are used, and by complementary slackness all used ways of a pair are equally long under exact prices. So the prices are moved to
//! the nearest ones for which that holds: a least squares problem, by conjugate gradients on its normal equations (M. R. Hestenes and
//! E. Stiefel, Methods of conjugate gradients for solving linear systems, J. Res. Natl. Bur. Stand. 49 (1952) 409-436, section 10,
//! doi 10.6028/jres.049.044), which, started from given prices, end at the solution nearest to them.

use super::master::Answer;
use super::problem::{Problem, Way};

/// A way is used that carries at least this part of what its pair gets. Leaving a used way out does no harm, taking an unused one does.
const USED: f64 = 1e-3;
/// A price is none if all capacity of its part is worth less than this part of all.
const NOTHING: f64 = 1e-9;
/// Done where used ways differ by no more than this part of their lengths: what is less is rounding, and would lead anywhere.
const ALIKE: f64 = 1e-14;
const STEPS: usize = 500;

/// By part a length: those of an answer, moved so that the used ways of each pair are equally long.
#[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
pub(super) fn alike(problem: &Problem<'_, '_>, ways: &[Way], answer: &Answer) -> Vec<f64> {
    let weights: Vec<f64> = answer
        .lengths
        .iter()
        .zip(&problem.capacities)
        .map(|(length, &capacity)| length * capacity as f64)
        .collect();
    let all: f64 = weights.iter().sum();
    let mut column_of = vec![usize::MAX; weights.len()];
    let mut columns = Vec::new();
    for (part, _) in weights.iter().enumerate().filter(|&(_, &weight)| weight > all * NOTHING) {
        column_of[part] = columns.len();
        columns.push(part);
    }
    let mut of_pair = vec![0.0; problem.pairs.len()];
    for (way, amount) in ways.iter().zip(&answer.amounts) {
        of_pair[way.pair] += amount;
    }
    // Rows of the same pair follow one another. Prices are counted in parts of what they are, and lengths in parts of all.
    let used = ways.iter().zip(&answer.amounts).filter(|&(way, &amount)| amount > USED * of_pair[way.pair]);
    let mut rows: Vec<(usize, Vec<(usize, f64)>)> = used
        .map(|(way, _)| {
            let limited = way.parts.iter().filter(|&&part| column_of[part as usize] != usize::MAX);
            let entry = |&part: &u32| {
                (column_of[part as usize], answer.lengths[part as usize] * of_pair[way.pair] / all)
            };
            (way.pair, limited.map(entry).collect())
        })
        .collect();
    rows.sort_by_key(|&(pair, _)| pair);
    let system = System { rows, width: columns.len() };
    let mut lengths = vec![0.0; weights.len()];
    for (&part, factor) in columns.iter().zip(system.nearest()) {
        lengths[part] = answer.lengths[part] * factor.max(0.0);
    }
    lengths
}

/// Rows with their pair; wanted are factors, one by column, under which all rows of a pair have the same sum.
struct System {
    rows: Vec<(usize, Vec<(usize, f64)>)>,
    width: usize,
}

impl System {
    /// The factors nearest to 1.
    fn nearest(&self) -> Vec<f64> {
        let mut factors = vec![1.0; self.width];
        let mut rest = self.sums(&factors);
        let alike = ALIKE * square(&rest).sqrt();
        self.centre(&mut rest);
        for rest in &mut rest {
            *rest = -*rest;
        }
        let mut slope = self.back(&rest);
        let mut direction = slope.clone();
        let mut steep = square(&slope);
        for _ in 0..STEPS {
            let along = self.differences(&direction);
            let bend = square(&along);
            if square(&rest).sqrt() <= alike || steep <= 0.0 || bend <= 0.0 {
                break;
            }
            let step = steep / bend;
            add(&mut factors, step, &direction);
            add(&mut rest, -step, &along);
            slope = self.back(&rest);
            let next = square(&slope);
            let kept = next / steep;
            steep = next;
            for (direction, slope) in direction.iter_mut().zip(&slope) {
                *direction = slope + kept * *direction;
            }
        }
        factors
    }

    fn sums(&self, factors: &[f64]) -> Vec<f64> {
        let sum =
            |(_, row): &(usize, Vec<(usize, f64)>)| row.iter().map(|&(at, entry)| entry * factors[at]).sum();
        self.rows.iter().map(sum).collect()
    }

    /// By row its sum, less the mean of its pair.
    fn differences(&self, factors: &[f64]) -> Vec<f64> {
        let mut sums = self.sums(factors);
        self.centre(&mut sums);
        sums
    }

    /// The transposed of that.
    fn back(&self, rest: &[f64]) -> Vec<f64> {
        let mut rest = rest.to_vec();
        self.centre(&mut rest);
        let mut sums = vec![0.0; self.width];
        for ((_, row), rest) in self.rows.iter().zip(rest) {
            for &(at, entry) in row {
                sums[at] += entry * rest;
            }
        }
        sums
    }

    #[expect(clippy::cast_precision_loss, reason = "there are not so many rows")]
    fn centre(&self, numbers: &mut [f64]) {
        let mut left = numbers;
        for of_pair in self.rows.chunk_by(|one, two| one.0 == two.0) {
            let (own, others) = left.split_at_mut(of_pair.len());
            let mean = own.iter().sum::<f64>() / own.len() as f64;
            for number in own {
                *number -= mean;
            }
            left = others;
        }
    }
}

fn square(numbers: &[f64]) -> f64 {
    numbers.iter().map(|number| number * number).sum()
}

fn add(to: &mut [f64], times: f64, numbers: &[f64]) {
    for (to, number) in to.iter_mut().zip(numbers) {
        *to += times * number;
    }
}

#[cfg(test)]
mod tests {
    use super::{System, add, square};

    /// By the second method: what is left of the ones when they have been made square to each row less the mean of its pair, by E. Schmidt,
    /// twice over.
    fn nearest(system: &System) -> Vec<f64> {
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for of_pair in system.rows.chunk_by(|one, two| one.0 == two.0) {
            let dense = |row: &[(usize, f64)]| {
                let mut dense = vec![0.0; system.width];
                for &(at, entry) in row {
                    dense[at] += entry;
                }
                dense
            };
            let rows: Vec<Vec<f64>> = of_pair.iter().map(|(_, row)| dense(row)).collect();
            let count: f64 = rows.iter().map(|_| 1.0).sum();
            for row in &rows {
                let mean = |at: usize| rows.iter().map(|row| row[at]).sum::<f64>() / count;
                let centred: Vec<f64> = row.iter().enumerate().map(|(at, entry)| entry - mean(at)).collect();
                let rest = without(&basis, &without(&basis, &centred));
                let length = square(&rest).sqrt();
                if length > 1e-9 {
                    basis.push(rest.iter().map(|number| number / length).collect());
                }
            }
        }
        without(&basis, &without(&basis, &vec![1.0; system.width]))
    }

    fn without(basis: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
        let mut rest = vector.to_vec();
        for unit in basis {
            let along: f64 = unit.iter().zip(&rest).map(|(one, two)| one * two).sum();
            add(&mut rest, -along, unit);
        }
        rest
    }

    #[test]
    fn factors_are_the_nearest_that_make_rows_alike() {
        let mut rng = fastrand::Rng::with_seed(7);
        let mut moved = 0;
        for round in 0..5_000 {
            let width = rng.usize(1..20);
            let mut rows = Vec::new();
            for pair in 0..rng.usize(1..6) {
                for _ in 0..rng.usize(1..5) {
                    let mut row = Vec::new();
                    for at in 0..width {
                        if rng.bool() {
                            row.push((at, rng.f64()));
                        }
                    }
                    rows.push((pair, row));
                }
            }
            let system = System { rows, width };
            let (found, expected) = (system.nearest(), nearest(&system));
            for (found, expected) in found.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-8, "round {round}: {found} {expected}");
            }
            assert!(square(&system.differences(&found)).sqrt() < 1e-10, "round {round}");
            moved += usize::from(found.iter().any(|factor| (factor - 1.0).abs() > 0.01));
        }
        assert!(moved > 3_000, "{moved}");
    }
}
