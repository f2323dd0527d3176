//! Numbers of routes, which outgrow any integer and at length any float.

/// How many routes there are, which soon is more than any integer holds.
pub(super) trait Count: Copy + Send + Sync + std::fmt::Debug {
    const NONE: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
    /// Whether it nears what this type can hold.
    fn is_huge(self) -> bool;
    /// A number divided by it, to be multiplied by a count that is no larger.
    fn dividing(self, number: f64) -> Self;
    /// The product, of a count and a [`Count::dividing`].
    fn times(self, divided: Self) -> f64;
}

/// No count of a search through fewer than 2^32 nodes grows by more than this bound leaves.
const HUGE: f64 = 1e280;

impl Count for f64 {
    const NONE: Self = 0.0;
    const ONE: Self = 1.0;
    #[inline]
    fn plus(self, other: Self) -> Self {
        self + other
    }
    #[inline]
    fn is_huge(self) -> bool {
        self > HUGE
    }
    #[inline]
    fn dividing(self, number: f64) -> Self {
        number / self
    }
    #[inline]
    fn times(self, divided: Self) -> f64 {
        self * divided
    }
}

/// A number with an exponent of its own, in steps of 2^512.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scaled {
    number: f64,
    steps: i32,
}

/// 2^512.
const STEP: f64 = f64::from_bits((1023 + 512) << 52);

impl Count for Scaled {
    const NONE: Self = Self { number: 0.0, steps: 0 };
    const ONE: Self = Self { number: 1.0, steps: 0 };
    fn plus(self, other: Self) -> Self {
        let (more, less) = if self.steps >= other.steps { (self, other) } else { (other, self) };
        // What is smaller by two steps is lost in rounding anyway.
        let number = match more.steps - less.steps {
            0 => more.number + less.number,
            1 => more.number + less.number / STEP,
            _ => more.number,
        };
        if number >= STEP {
            Self { number: number / STEP, steps: more.steps + 1 }
        } else {
            Self { number, steps: more.steps }
        }
    }
    fn is_huge(self) -> bool {
        false
    }
    fn dividing(self, number: f64) -> Self {
        Self { number: number / self.number, steps: -self.steps }
    }
    fn times(self, divided: Self) -> f64 {
        let product = self.number * divided.number;
        match self.steps + divided.steps {
            0 => product,
            -1 => product / STEP,
            1 => product * STEP,
            // Below 2^-512 of what it is a share of.
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_counts_are_those_of_floats_and_go_on() {
        let (mut scaled, mut float) = (Scaled::ONE, 1.0_f64);
        for _ in 0..900 {
            (scaled, float) = (scaled.plus(scaled), float + float);
        }
        assert_eq!((scaled.number, scaled.steps), (float / STEP, 1));
        for _ in 0..10_000 {
            let more = scaled.plus(scaled);
            assert!((scaled.times(more.dividing(1.0)) - 0.5).abs() < 1e-15);
            scaled = more;
        }
        assert_eq!(scaled.plus(Scaled::ONE), scaled);
    }
}
