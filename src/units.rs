//! Quantities that cannot hold NaN, a negative number, or the wrong unit.
//!
//! Everything is a fixed-point integer inside, so that sums are exact and results repeat:
//!
//! | type | unit inside | written as |
//! |---|---|---|
//! | [`Length`] | decimetres | `"34.4 km"`, `"250 m"`, `"12 mi"` |
//! | [`Time`] | milliseconds | `"1.5 h"`, `"90 min"`, `"40 s"` |
//! | [`TonnesPerDay`] | kilograms a day | `"1500 t/d"`, `"2 kt/d"`, `"60 t/h"` |
//! | [`Speed`] | km/h, a positive number | `"60 km/h"`, `"40 mph"` |
//! | [`Share`] | 0 to 1, a number | `"35 %"`, `0.35` |
//!
//! The same conversions serve the builder, the scenario file and the readers: `"34.4 km".try_into()`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::diagnostic::{shorten, told};

/// A link's or transfer's own cost stays below this many milliseconds or decimetres: 298 hours, 107,374 km.
///
/// The bound leaves room for sums in 32-bit arithmetic, with infinity at the bound itself.
pub const LINK_COST_BOUND: u64 = 1 << 30;

/// Why a number or a text is not a quantity.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The number is NaN.
    #[error("{quantity} is not a number (NaN)")]
    NotANumber {
        /// What was to be read, for instance `length`.
        quantity: &'static str,
    },
    /// The number is infinite.
    #[error("{quantity} is infinite")]
    Infinite {
        /// What was to be read.
        quantity: &'static str,
    },
    /// The number is negative, or zero where only a positive one makes sense.
    #[error("{quantity} is {}, which is not {wanted}", told(*value))]
    TooSmall {
        /// What was to be read.
        quantity: &'static str,
        /// The number found.
        value: f64,
        /// What would do: `zero or more`, or `more than zero`.
        wanted: &'static str,
    },
    /// The number is larger than the fixed-point range holds.
    #[error("{quantity} is {}, more than the limit of {limit}", told(*value))]
    TooLarge {
        /// What was to be read.
        quantity: &'static str,
        /// The number found, in the unit of `limit`.
        value: f64,
        /// The largest value, with its unit.
        limit: &'static str,
    },
    /// The text does not start with a number.
    #[error("'{}' does not start with a number; write {quantity} as {example}", shorten(text))]
    NoNumber {
        /// What was to be read.
        quantity: &'static str,
        /// The text found.
        text: String,
        /// How it is written.
        example: &'static str,
    },
    /// The number has no unit.
    #[error("'{}' has no unit; write {quantity} as {example}", shorten(text))]
    NoUnit {
        /// What was to be read.
        quantity: &'static str,
        /// The text found.
        text: String,
        /// How it is written.
        example: &'static str,
    },
    /// The unit is not one of this quantity.
    #[error("'{}' is no unit of {quantity}; known are {known}", shorten(unit))]
    UnknownUnit {
        /// What was to be read.
        quantity: &'static str,
        /// The unit found.
        unit: String,
        /// The units that are read.
        known: &'static str,
    },
}

impl From<std::convert::Infallible> for UnitError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// What the conversions of one quantity need to know of it.
struct Quantity {
    name: &'static str,
    example: &'static str,
    known: &'static str,
    /// Unit name and how many inner units (or km/h) it holds.
    units: &'static [(&'static str, f64)],
}

const LENGTH: Quantity = Quantity {
    name: "length",
    example: "\"34.4 km\"",
    known: "km, m, mi, ft",
    units: &[("km", 10_000.0), ("m", 10.0), ("mi", 16_093.44), ("ft", 3.048)],
};
const TIME: Quantity = Quantity {
    name: "time",
    example: "\"1.5 h\"",
    known: "h, min, s, ms, d",
    units: &[("h", 3_600_000.0), ("min", 60_000.0), ("s", 1_000.0), ("ms", 1.0), ("d", 86_400_000.0)],
};
const TONNES: Quantity = Quantity {
    name: "tonnes a day",
    example: "\"1500 t/d\"",
    known: "t/d, kt/d, kg/d, t/h",
    units: &[("t/d", 1_000.0), ("kt/d", 1_000_000.0), ("kg/d", 1.0), ("t/h", 24_000.0)],
};
const SPEED: Quantity = Quantity {
    name: "speed",
    example: "\"60 km/h\"",
    known: "km/h, m/s, mph",
    units: &[("km/h", 1.0), ("kph", 1.0), ("m/s", 3.6), ("mph", 1.609_344)],
};
const SHARE: Quantity =
    Quantity { name: "share", example: "\"35 %\"", known: "%", units: &[("%", 0.01), ("", 1.0)] };

impl Quantity {
    /// Splits `"34.4 km"` into the number and the factor of its unit.
    fn parse(&self, text: &str) -> Result<f64, UnitError> {
        let trimmed = text.trim();
        let unit_at = trimmed
            .char_indices()
            .find(|&(at, c)| {
                let exponent = matches!(c, 'e' | 'E')
                    && trimmed[at + 1..].starts_with(|d: char| d.is_ascii_digit() || d == '-' || d == '+');
                !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '_') || exponent)
            })
            .map_or(trimmed.len(), |(at, _)| at);
        let (number, unit) = trimmed.split_at(unit_at);
        let unit = unit.trim();
        let value: f64 = number.replace('_', "").parse().map_err(|_| UnitError::NoNumber {
            quantity: self.name,
            text: text.to_owned(),
            example: self.example,
        })?;
        match self.units.iter().find(|(name, _)| *name == unit) {
            Some((_, factor)) => Ok(value * factor),
            None if unit.is_empty() => {
                Err(UnitError::NoUnit { quantity: self.name, text: text.to_owned(), example: self.example })
            }
            None => {
                Err(UnitError::UnknownUnit { quantity: self.name, unit: unit.to_owned(), known: self.known })
            }
        }
    }

    fn finite(&self, value: f64) -> Result<f64, UnitError> {
        if value.is_nan() {
            Err(UnitError::NotANumber { quantity: self.name })
        } else if value.is_infinite() {
            Err(UnitError::Infinite { quantity: self.name })
        } else {
            Ok(value)
        }
    }

    /// Rounds `value`, in inner units, to an integer in `0..=limit`.
    fn fixed(&self, value: f64, limit: u64, limit_text: &'static str) -> Result<u64, UnitError> {
        let value = self.finite(value)?;
        if value < 0.0 {
            return Err(UnitError::TooSmall {
                quantity: self.name,
                value: value / self.units[0].1,
                wanted: "zero or more",
            });
        }
        let rounded = value.round();
        #[expect(clippy::cast_precision_loss, reason = "the limits are powers of two")]
        if rounded > limit as f64 {
            return Err(UnitError::TooLarge {
                quantity: self.name,
                value: value / self.units[0].1,
                limit: limit_text,
            });
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= rounded <= limit")]
        Ok(rounded as u64)
    }
}

/// A sum that saturates would read as a real value, so quantities have no `Add`; sums are kept in `u128`.
macro_rules! text_conversions {
    ($name:ident) => {
        impl TryFrom<&str> for $name {
            type Error = UnitError;
            fn try_from(text: &str) -> Result<Self, UnitError> {
                text.parse()
            }
        }
        impl TryFrom<String> for $name {
            type Error = UnitError;
            fn try_from(text: String) -> Result<Self, UnitError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(quantity: $name) -> String {
                quantity.exact()
            }
        }
    };
}

/// A length of a link or of a route, in decimetres inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Length(u64);

impl Length {
    /// 2^32 links of the largest length: no route is longer.
    const LIMIT: u64 = 1 << 62;

    /// No length at all.
    pub const ZERO: Self = Self(0);

    /// From whole decimetres.
    ///
    /// # Errors
    /// [`UnitError::TooLarge`] past 2^62 decimetres.
    pub fn from_decimetres(decimetres: u64) -> Result<Self, UnitError> {
        if decimetres <= Self::LIMIT {
            Ok(Self(decimetres))
        } else {
            #[expect(clippy::cast_precision_loss, reason = "for a message")]
            Err(UnitError::TooLarge {
                quantity: LENGTH.name,
                value: decimetres as f64 / 10_000.0,
                limit: "4.6e14 km",
            })
        }
    }

    /// From metres, rounded to decimetres.
    ///
    /// # Errors
    /// [`UnitError`] where the number is NaN, infinite, negative or past 2^62 decimetres.
    pub fn from_m(metres: f64) -> Result<Self, UnitError> {
        LENGTH.fixed(metres * 10.0, Self::LIMIT, "4.6e14 km").map(Self)
    }

    /// From kilometres, rounded to decimetres.
    ///
    /// # Errors
    /// As [`Length::from_m`].
    pub fn from_km(km: f64) -> Result<Self, UnitError> {
        LENGTH.fixed(km * 10_000.0, Self::LIMIT, "4.6e14 km").map(Self)
    }

    /// A sum over the links of a route, which cannot pass the limit.
    pub(crate) fn summed(decimetres: u64) -> Self {
        debug_assert!(decimetres <= Self::LIMIT);
        Self(decimetres)
    }

    /// In decimetres.
    #[must_use]
    pub fn decimetres(self) -> u64 {
        self.0
    }

    /// In kilometres.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    pub fn km(self) -> f64 {
        self.0 as f64 / 10_000.0
    }

    fn exact(self) -> String {
        format!("{} km", self.km())
    }
}

impl FromStr for Length {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        LENGTH.fixed(LENGTH.parse(text)?, Self::LIMIT, "4.6e14 km").map(Self)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.1} km", self.km()))
    }
}

text_conversions!(Length);

/// A travel time or the time of a transfer, in milliseconds inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(u64);

impl Time {
    /// 2^32 links of the largest time: no route takes longer.
    const LIMIT: u64 = 1 << 62;

    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From whole milliseconds.
    ///
    /// # Errors
    /// [`UnitError::TooLarge`] past 2^62 milliseconds.
    pub fn from_milliseconds(milliseconds: u64) -> Result<Self, UnitError> {
        if milliseconds <= Self::LIMIT {
            Ok(Self(milliseconds))
        } else {
            #[expect(clippy::cast_precision_loss, reason = "for a message")]
            Err(UnitError::TooLarge {
                quantity: TIME.name,
                value: milliseconds as f64 / 3_600_000.0,
                limit: "1.2e12 h",
            })
        }
    }

    /// From hours, rounded to milliseconds.
    ///
    /// # Errors
    /// [`UnitError`] where the number is NaN, infinite, negative or past 2^62 milliseconds.
    pub fn from_hours(hours: f64) -> Result<Self, UnitError> {
        TIME.fixed(hours * 3_600_000.0, Self::LIMIT, "1.2e12 h").map(Self)
    }

    /// The time that `length` takes at `speed`, rounded to milliseconds.
    ///
    /// # Errors
    /// [`UnitError::TooLarge`] past 2^62 milliseconds.
    pub fn to_travel(length: Length, speed: Speed) -> Result<Self, UnitError> {
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
        let milliseconds = length.0 as f64 * 360.0 / speed.0;
        TIME.fixed(milliseconds, Self::LIMIT, "1.2e12 h").map(Self)
    }

    /// A sum over the links of a route, which cannot pass the limit.
    pub(crate) fn summed(milliseconds: u64) -> Self {
        debug_assert!(milliseconds <= Self::LIMIT);
        Self(milliseconds)
    }

    /// In milliseconds.
    #[must_use]
    pub fn milliseconds(self) -> u64 {
        self.0
    }

    /// In hours.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    pub fn hours(self) -> f64 {
        self.0 as f64 / 3_600_000.0
    }

    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    fn exact(self) -> String {
        format!("{} s", self.0 as f64 / 1_000.0)
    }
}

impl FromStr for Time {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        TIME.fixed(TIME.parse(text)?, Self::LIMIT, "1.2e12 h").map(Self)
    }
}

impl fmt::Display for Time {
    /// Hours and minutes, rounded to the minute: `6 h 05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = (self.0 + 30_000) / 60_000;
        f.pad(&format!("{} h {:02}", minutes / 60, minutes % 60))
    }
}

text_conversions!(Time);

/// A mass flow: supply, demand, capacity, throughput. Kilograms a day inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TonnesPerDay(u64);

impl TonnesPerDay {
    const LIMIT: u64 = 1 << 50;

    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One tonne a day: the demand of a destination that states none.
    pub const ONE: Self = Self(1_000);

    /// From tonnes a day, rounded to kilograms.
    ///
    /// # Errors
    /// [`UnitError`] where the number is NaN, infinite, negative or past 2^50 kg a day.
    pub fn new(tonnes: f64) -> Result<Self, UnitError> {
        TONNES.fixed(tonnes * 1_000.0, Self::LIMIT, "1.1e12 t/d").map(Self)
    }

    /// From whole kilograms a day.
    ///
    /// # Errors
    /// [`UnitError::TooLarge`] past 2^50 kg a day.
    pub fn from_kilograms(kilograms: u64) -> Result<Self, UnitError> {
        if kilograms <= Self::LIMIT {
            Ok(Self(kilograms))
        } else {
            #[expect(clippy::cast_precision_loss, reason = "for a message")]
            Err(UnitError::TooLarge {
                quantity: TONNES.name,
                value: kilograms as f64 / 1_000.0,
                limit: "1.1e12 t/d",
            })
        }
    }

    /// In kilograms a day.
    #[must_use]
    pub fn kilograms(self) -> u64 {
        self.0
    }

    /// A share of it, rounded to kilograms; the share counts with twelve decimals, so that 29 % of 100 kg is 29 kg whatever
    /// 0.29 is in binary.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share is between 0 and 1, and no share is more than the whole"
    )]
    pub fn share(self, share: Share) -> Self {
        const WHOLE: u64 = 1_000_000_000_000;
        let part = (share.value() * 1e12).round() as u64;
        Self(((u128::from(self.0) * u128::from(part) + u128::from(WHOLE / 2)) / u128::from(WHOLE)) as u64)
    }

    /// In tonnes a day.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most 2^50")]
    pub fn tonnes(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    fn exact(self) -> String {
        format!("{} t/d", self.tonnes())
    }
}

impl FromStr for TonnesPerDay {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        TONNES.fixed(TONNES.parse(text)?, Self::LIMIT, "1.1e12 t/d").map(Self)
    }
}

impl fmt::Display for TonnesPerDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.exact())
    }
}

text_conversions!(TonnesPerDay);

/// What a link, a hub or a transfer can carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Capacity {
    /// No limit is known.
    #[default]
    Unlimited,
    /// At most this much.
    Limited(TonnesPerDay),
}

impl Capacity {
    /// A share of it, rounded to kilograms. What has no limit has none at any share but 0: nothing of it is nothing.
    #[must_use]
    pub fn share(self, share: Share) -> Self {
        match self {
            Self::Limited(tonnes) => Self::Limited(tonnes.share(share)),
            Self::Unlimited if share.value() > 0.0 => Self::Unlimited,
            Self::Unlimited => Self::Limited(TonnesPerDay::ZERO),
        }
    }

    /// The limit, where there is one.
    #[must_use]
    pub fn limit(self) -> Option<TonnesPerDay> {
        match self {
            Self::Unlimited => None,
            Self::Limited(tonnes) => Some(tonnes),
        }
    }
}

/// A speed, more than zero, in km/h.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Speed(f64);

impl Speed {
    /// From km/h.
    ///
    /// # Errors
    /// [`UnitError`] where the number is NaN, infinite, or not more than zero.
    pub fn from_kmh(kmh: f64) -> Result<Self, UnitError> {
        let kmh = SPEED.finite(kmh)?;
        if kmh > 0.0 {
            Ok(Self(kmh))
        } else {
            Err(UnitError::TooSmall { quantity: SPEED.name, value: kmh, wanted: "more than zero" })
        }
    }

    /// A speed that stands in the code, in km/h.
    pub(crate) const fn known(kmh: f64) -> Self {
        Self(kmh)
    }

    /// In km/h.
    #[must_use]
    pub fn kmh(self) -> f64 {
        self.0
    }

    fn exact(self) -> String {
        format!("{} km/h", self.0)
    }
}

impl FromStr for Speed {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        Self::from_kmh(SPEED.parse(text)?)
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.exact())
    }
}

text_conversions!(Speed);

/// What is left of a speed or a capacity: from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "ShareText", into = "f64")]
pub struct Share(f64);

/// As files write it: a number, or a text with a percent sign.
#[derive(Deserialize)]
#[serde(untagged)]
enum ShareText {
    Number(f64),
    Text(String),
}

impl TryFrom<ShareText> for Share {
    type Error = UnitError;
    fn try_from(written: ShareText) -> Result<Self, UnitError> {
        match written {
            ShareText::Number(number) => Self::new(number),
            ShareText::Text(text) => text.parse(),
        }
    }
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self(1.0);

    /// From a number in 0 to 1.
    ///
    /// # Errors
    /// [`UnitError`] where the number is NaN, infinite, negative or more than 1.
    pub fn new(share: f64) -> Result<Self, UnitError> {
        let share = SHARE.finite(share)?;
        if share < 0.0 {
            Err(UnitError::TooSmall { quantity: SHARE.name, value: share, wanted: "zero or more" })
        } else if share > 1.0 {
            Err(UnitError::TooLarge { quantity: SHARE.name, value: share, limit: "1 (100 %)" })
        } else {
            Ok(Self(share))
        }
    }

    /// As a number in 0 to 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }

    /// The share of a share: both factors at once.
    #[must_use]
    pub fn of(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl FromStr for Share {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        // Divided and not multiplied by a hundredth: 35 % is 0.35 to the last bit.
        match text.trim().strip_suffix('%') {
            Some(percent) => SHARE.parse(percent).map(|percent| percent / 100.0),
            None => SHARE.parse(text),
        }
        .and_then(Self::new)
    }
}

impl TryFrom<&str> for Share {
    type Error = UnitError;
    fn try_from(text: &str) -> Result<Self, UnitError> {
        text.parse()
    }
}

impl TryFrom<f64> for Share {
    type Error = UnitError;
    fn try_from(share: f64) -> Result<Self, UnitError> {
        Self::new(share)
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> f64 {
        share.0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} %", self.0 * 100.0))
    }
}

/// Quantities given in code that turned out to be none, each with the field it was for. Builders keep them, so that they
/// can be chained, and report them with all else that is wrong.
pub(crate) type BadQuantities = Vec<(&'static str, UnitError)>;

/// Keeps a quantity, or why it is none.
pub(crate) fn keep<Q, T>(value: T, field: &'static str, bad: &mut BadQuantities) -> Option<Q>
where
    T: TryInto<Q>,
    T::Error: Into<UnitError>,
{
    value.try_into().map_err(|problem| bad.push((field, problem.into()))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_carries_its_unit() {
        assert_eq!("34.4 km".parse(), Length::from_m(34_400.0));
        assert_eq!("1 mi".parse::<Length>().map(Length::decimetres), Ok(16_093));
        assert_eq!("1.5e1 km".parse(), Length::from_km(15.0));
        assert_eq!("90min".parse(), Time::from_hours(1.5));
        assert_eq!("60 t/h".parse(), TonnesPerDay::new(1440.0));
        assert_eq!("9_000 t/d".parse(), TonnesPerDay::new(9000.0));
        assert_eq!("36 km/h".parse::<Speed>(), "10 m/s".parse::<Speed>());
        assert_eq!("35 %".parse(), Share::new(0.35));
        assert_eq!("0.35".parse(), Share::new(0.35));
    }

    #[test]
    fn a_share_of_a_capacity_is_exact_to_the_kilogram() {
        for kilograms in [0, 1, 100, 12_345, 3_000_000, 1 << 50] {
            let tonnes = TonnesPerDay(kilograms);
            for percent in 0..=100 {
                let share: Share = format!("{percent} %").parse().unwrap();
                let exact = (u128::from(kilograms) * percent + 50) / 100;
                assert_eq!(u128::from(tonnes.share(share).0), exact, "{percent} % of {kilograms}");
                assert_eq!(Capacity::Limited(tonnes).share(share).limit(), Some(tonnes.share(share)));
            }
        }
        assert_eq!(Capacity::Unlimited.share(Share(0.01)), Capacity::Unlimited);
        assert_eq!(Capacity::Unlimited.share(Share(0.0)), Capacity::Limited(TonnesPerDay::ZERO));
    }

    #[test]
    fn what_is_no_quantity_says_why() {
        let said = |e: Result<Length, UnitError>| e.map_err(|e| e.to_string());
        assert!(matches!("34.4".parse::<Length>(), Err(UnitError::NoUnit { .. })));
        assert!(matches!("km".parse::<Length>(), Err(UnitError::NoNumber { .. })));
        assert!(matches!("é".parse::<Length>(), Err(UnitError::NoNumber { .. })));
        assert!(matches!("3e".parse::<Length>(), Err(UnitError::UnknownUnit { .. })));
        assert_eq!(
            said("3 parsec".parse()),
            Err("'parsec' is no unit of length; known are km, m, mi, ft".into())
        );
        assert_eq!(said("-3 km".parse()), Err("length is -3, which is not zero or more".into()));
        assert!(matches!(Length::from_km(f64::NAN), Err(UnitError::NotANumber { .. })));
        assert!(matches!("1e400 km".parse::<Length>(), Err(UnitError::Infinite { .. })));
        assert!(matches!("1e300 km".parse::<Length>(), Err(UnitError::TooLarge { .. })));
        assert!(matches!("0 km/h".parse::<Speed>(), Err(UnitError::TooSmall { .. })));
        assert!(matches!("135 %".parse::<Share>(), Err(UnitError::TooLarge { .. })));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for decimetres in [0, 1, 9, 344_000, 1 << 50] {
            let length = Length(decimetres);
            assert_eq!(String::from(length).parse(), Ok(length));
            let time = Time(decimetres);
            assert_eq!(String::from(time).parse(), Ok(time));
            let tonnes = TonnesPerDay(decimetres);
            assert_eq!(String::from(tonnes).parse(), Ok(tonnes));
        }
    }

    #[test]
    fn time_reads_as_a_clock_would() {
        assert_eq!(Time::from_hours(6.08).map(|t| t.to_string()), Ok("6 h 05".into()));
        assert_eq!(Time::from_hours(0.9999).map(|t| t.to_string()), Ok("1 h 00".into()));
    }
}
