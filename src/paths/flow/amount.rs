//! How much may pass: so much, or without limit; and the integers that flows are counted in.

use std::ops::{AddAssign, Sub, SubAssign};

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
    fn to_wide(self) -> u128;
}

impl Whole for u64 {
    fn scaled(kilograms: u64, factor: u128) -> Option<Self> {
        u128::from(kilograms).checked_mul(factor)?.try_into().ok()
    }

    fn to_wide(self) -> u128 {
        u128::from(self)
    }
}

impl Whole for u128 {
    fn scaled(kilograms: u64, factor: u128) -> Option<Self> {
        u128::from(kilograms).checked_mul(factor)
    }

    fn to_wide(self) -> u128 {
        self
    }
}

/// What cheapest flows are counted in: of whatever can be added up, taken away and compared. Room is never less than what flows.
pub(super) trait Quantity: Copy + Ord + Default + AddAssign + Sub<Output = Self> + SubAssign {
    /// More than all of it.
    const MOST: Self;
    /// How much that is to whoever is told how far it is, kilograms.
    fn told(self) -> u64;
}

impl Quantity for u64 {
    const MOST: Self = Self::MAX;

    fn told(self) -> u64 {
        self
    }
}

/// An amount at a share of some capacities and just beside it: this much, and so much more for a bit of the share, however
/// small that bit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaning {
    pub(super) amount: u128,
    pub(super) beyond: i128,
}

impl Quantity for Leaning {
    const MOST: Self = Self { amount: u128::MAX, beyond: 0 };

    /// Nothing: what is counted so is one of many flows.
    fn told(self) -> u64 {
        0
    }
}

impl AddAssign for Leaning {
    fn add_assign(&mut self, other: Self) {
        self.amount += other.amount;
        self.beyond += other.beyond;
    }
}

impl Sub for Leaning {
    type Output = Self;

    fn sub(mut self, other: Self) -> Self {
        self -= other;
        self
    }
}

impl SubAssign for Leaning {
    fn sub_assign(&mut self, other: Self) {
        self.amount -= other.amount;
        self.beyond -= other.beyond;
    }
}
