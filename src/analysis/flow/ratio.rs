//! Exact fractions: what is shared out is seldom whole.

use std::cmp::Ordering;

/// A fraction, zero or more, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u128,
    denominator: u128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// All of it.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// A fraction; nothing where it divides by zero.
    #[must_use]
    pub fn new(numerator: u128, denominator: u128) -> Option<Self> {
        let common = common_divisor(numerator, denominator);
        (denominator > 0).then(|| Self { numerator: numerator / common, denominator: denominator / common })
    }

    /// Its upper part, in lowest terms.
    #[must_use]
    pub fn numerator(self) -> u128 {
        self.numerator
    }

    /// Its lower part, in lowest terms; never zero.
    #[must_use]
    pub fn denominator(self) -> u128 {
        self.denominator
    }

    /// The nearest number with a point.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "for people; the exact parts are there")]
    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The whole part; the largest number where that does not fit.
    #[must_use]
    pub fn floor(self) -> u64 {
        u64::try_from(self.numerator / self.denominator).unwrap_or(u64::MAX)
    }

    /// A sum; nothing where it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.combined(other, u128::checked_add)
    }

    /// A difference; nothing where it does not fit, or would be less than nothing.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.combined(other, u128::checked_sub)
    }

    fn combined(self, other: Self, combine: fn(u128, u128) -> Option<u128>) -> Option<Self> {
        let common = common_divisor(self.denominator, other.denominator);
        let [own, others] = [self.denominator / common, other.denominator / common];
        let above = combine(self.numerator.checked_mul(others)?, other.numerator.checked_mul(own)?)?;
        Self::new(above, self.denominator.checked_mul(others)?)
    }

    /// A product with a whole number; nothing where it does not fit.
    #[must_use]
    pub fn times(self, factor: u64) -> Option<Self> {
        let common = common_divisor(self.denominator, factor.into());
        Self::new(self.numerator.checked_mul(u128::from(factor) / common)?, self.denominator / common)
    }
}

impl From<u64> for Ratio {
    fn from(whole: u64) -> Self {
        Self { numerator: whole.into(), denominator: 1 }
    }
}

impl Ord for Ratio {
    /// Whole part by whole part, as a continued fraction goes on: no product that might not fit.
    fn cmp(&self, other: &Self) -> Ordering {
        let [mut one, mut two] = [*self, *other];
        loop {
            let wholes = [one, two].map(|ratio| ratio.numerator / ratio.denominator);
            let rests = [one, two].map(|ratio| ratio.numerator % ratio.denominator);
            match (wholes[0].cmp(&wholes[1]), rests) {
                (Ordering::Equal, [0, 0]) => return Ordering::Equal,
                (Ordering::Equal, [0, _]) => return Ordering::Less,
                (Ordering::Equal, [_, 0]) => return Ordering::Greater,
                // What is left is less where its inverse is more.
                (Ordering::Equal, [first, second]) => {
                    let inverse =
                        |ratio: Self, rest| Self { numerator: ratio.denominator, denominator: rest };
                    (one, two) = (inverse(two, second), inverse(one, first));
                }
                (unequal, _) => return unequal,
            }
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.denominator == 1 {
            f.pad(&self.numerator.to_string())
        } else {
            f.pad(&format!("{}/{}", self.numerator, self.denominator))
        }
    }
}

/// Euclid's; of nothing and nothing it is 1.
fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: u128, denominator: u128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn fractions_are_ordered_as_their_products() {
        let all: Vec<Ratio> = (0..30).flat_map(|a| (1..30).map(move |b| ratio(a, b))).collect();
        for one in &all {
            for two in &all {
                let products = (one.numerator * two.denominator).cmp(&(two.numerator * one.denominator));
                assert_eq!(one.cmp(two), products, "{one} {two}");
            }
        }
    }

    #[test]
    fn fractions_are_exact_and_in_lowest_terms() {
        assert_eq!(ratio(6, 8).to_string(), "3/4");
        assert_eq!((ratio(0, 9), ratio(7, 7), ratio(8, 2)), (Ratio::ZERO, Ratio::ONE, Ratio::from(4)));
        assert_eq!(ratio(1, 3).plus(ratio(1, 6)), Some(ratio(1, 2)));
        assert_eq!(ratio(2, 3).times(6), Some(Ratio::from(4)));
        assert!(ratio(1, 3) < ratio(34, 100) && ratio(1, 3) > ratio(33, 100));
        assert_eq!(ratio(1, 2).minus(ratio(1, 3)), Some(ratio(1, 6)));
        assert_eq!((Ratio::new(1, 0), ratio(1, 3).minus(ratio(1, 2))), (None, None));
        let [large, small] = [ratio(u128::MAX, 1), ratio(1, u128::MAX)];
        assert_eq!((large.plus(small), large.plus(Ratio::ONE), large.times(2)), (None, None, None));
        assert!(small < large && ratio(u128::MAX - 1, u128::MAX) < Ratio::ONE && small > Ratio::ZERO);
        assert_eq!([ratio(7, 2), ratio(4, 5), ratio(4, 2), large].map(Ratio::floor), [3, 0, 2, u64::MAX]);
        assert!((ratio(1, 4).value() - 0.25).abs() < 1e-15);
    }
}
