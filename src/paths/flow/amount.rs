//! How much may pass: so much, or without limit; and the integers that flows are counted in.

use std::ops::{AddAssign, SubAssign};

use crate::units::Capacity;

/// How much may start, end or pass, kilograms a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    /// At most, or exactly, this much.
    Limited(u64),
    /// Without limit: no large number, but none.
    Unlimited,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self::Limited(0);

    /// The number, where there is one.
    #[must_use]
    pub fn limit(self) -> Option<u64> {
        match self {
            Self::Limited(kilograms) => Some(kilograms),
            Self::Unlimited => None,
        }
    }
}

impl From<Capacity> for Amount {
    fn from(capacity: Capacity) -> Self {
        capacity.limit().map_or(Self::Unlimited, |tonnes| Self::Limited(tonnes.kilograms()))
    }
}

/// Integers that flows are counted in. What is added up was checked to fit before anything flows.
pub(super) trait Whole: Copy + Ord + Default + AddAssign + SubAssign {
    /// From an amount times a factor, where that fits.
    fn scaled(kilograms: u64, factor: u128) -> Option<Self>;
    /// As the widest of them.
    fn widen(self) -> u128;
}

impl Whole for u64 {
    fn scaled(kilograms: u64, factor: u128) -> Option<Self> {
        u128::from(kilograms).checked_mul(factor)?.try_into().ok()
    }

    fn widen(self) -> u128 {
        u128::from(self)
    }
}

impl Whole for u128 {
    fn scaled(kilograms: u64, factor: u128) -> Option<Self> {
        u128::from(kilograms).checked_mul(factor)
    }

    fn widen(self) -> u128 {
        self
    }
}
