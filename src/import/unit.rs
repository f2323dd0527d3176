//! Units of columns, by the names that files use for them.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::shorten;
use crate::import::problem::ImportProblem;

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident, $known:literal, $base:literal, $names:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name(f64);

        impl $name {
            const NAMES: &'static [(&'static str, f64)] = &$names;

            /// What a message offers.
            pub(crate) const KNOWN: &'static str = $known;

            /// The unit of this name alone, whatever its case.
            pub(crate) fn named(text: &str) -> Option<Self> {
                let wanted = text.trim().to_lowercase();
                Self::NAMES.iter().find(|(name, _)| *name == wanted).map(|&(_, factor)| Self(factor))
            }

            #[doc = concat!("A number in this unit, as a number of ", $base, ".")]
            pub(crate) fn of(self, number: f64) -> f64 {
                number * self.0
            }
        }

        /// A name, or a positive number and a name: `"min"`, `"0.01 h"`.
        impl FromStr for $name {
            type Err = ImportProblem;

            fn from_str(text: &str) -> Result<Self, ImportProblem> {
                let trimmed = text.trim();
                let number_ends = trimmed.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(trimmed.len());
                let (number, name) = trimmed.split_at(number_ends);
                let number = if number.is_empty() { Some(1.0) } else { number.parse::<f64>().ok() };
                match (number, Self::named(name)) {
                    (Some(number), Some(Self(factor))) if number * factor > 0.0 && (number * factor).is_finite() => {
                        Ok(Self(number * factor))
                    }
                    _ => Err(ImportProblem::UnknownUnit { text: shorten(text), known: Self::KNOWN }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match Self::NAMES.iter().find(|&&(_, factor)| factor.to_bits() == self.0.to_bits()) {
                    Some((name, _)) => f.pad(name),
                    None => write!(f, "{} {}", self.0, $base),
                }
            }
        }
    };
}

unit!(
    /// A unit of length: km, m, mile, foot, or a multiple of one such as `"0.1 km"`.
    LengthUnit,
    "km, m, mile, foot",
    "m",
    [
        ("km", 1_000.0),
        ("kilometer", 1_000.0),
        ("kilometers", 1_000.0),
        ("kilometre", 1_000.0),
        ("kilometres", 1_000.0),
        ("mile", 1_609.344),
        ("miles", 1_609.344),
        ("mi", 1_609.344),
        ("m", 1.0),
        ("meter", 1.0),
        ("meters", 1.0),
        ("metre", 1.0),
        ("metres", 1.0),
        ("foot", 0.3048),
        ("feet", 0.3048),
        ("ft", 0.3048),
    ]
);

impl LengthUnit {
    /// A kilometre.
    pub const KM: Self = Self(1_000.0);
    /// An international mile.
    pub const MILE: Self = Self(1_609.344);
}

unit!(
    /// A unit of time: h, min, s, ms, d, or a multiple of one such as `"0.01 h"`.
    TimeUnit,
    "h, min, s, ms, d",
    "h",
    [
        ("h", 1.0),
        ("hr", 1.0),
        ("hour", 1.0),
        ("hours", 1.0),
        ("min", 1.0 / 60.0),
        ("mins", 1.0 / 60.0),
        ("minute", 1.0 / 60.0),
        ("minutes", 1.0 / 60.0),
        ("s", 1.0 / 3_600.0),
        ("sec", 1.0 / 3_600.0),
        ("second", 1.0 / 3_600.0),
        ("seconds", 1.0 / 3_600.0),
        ("ms", 1.0 / 3_600_000.0),
        ("d", 24.0),
        ("day", 24.0),
        ("days", 24.0),
    ]
);

impl TimeUnit {
    /// An hour.
    pub const HOUR: Self = Self(1.0);
    /// A minute.
    pub const MINUTE: Self = Self(1.0 / 60.0);
}

unit!(
    /// A unit of speed: kph, mph, m/s, or a multiple of one.
    SpeedUnit,
    "kph, mph, m/s",
    "km/h",
    [
        ("km/h", 1.0),
        ("kph", 1.0),
        ("kmh", 1.0),
        ("kmph", 1.0),
        ("km per hour", 1.0),
        ("mph", 1.609_344),
        ("mi/h", 1.609_344),
        ("m/s", 3.6),
        ("mps", 3.6),
    ]
);

impl SpeedUnit {
    /// A kilometre an hour.
    pub const KMH: Self = Self(1.0);
}

unit!(
    /// A unit of what is carried: t/d, kt/d, kg/d, t/h, or a multiple of one.
    CapacityUnit,
    "t/d, kt/d, kg/d, t/h",
    "t/d",
    [("t/d", 1.0), ("tpd", 1.0), ("kt/d", 1_000.0), ("kg/d", 0.001), ("t/h", 24.0)]
);

impl CapacityUnit {
    /// A tonne a day.
    pub const TONNE_A_DAY: Self = Self(1.0);
}

unit!(
    /// What one vehicle carries: so many t or kg, such as `"10 t"`. Capacities in vehicles an hour are read with it alone.
    VehicleLoad,
    "10 t, 500 kg",
    "t",
    [("t", 1.0), ("kg", 0.001)]
);

impl VehicleLoad {
    /// What so many vehicles an hour carry, tonnes a day: around the clock.
    pub(crate) fn tonnes_a_day(self, vehicles_an_hour: f64) -> f64 {
        24.0 * self.of(vehicles_an_hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_names_and_multiples_of_them() {
        assert_eq!("0.01 h".parse::<TimeUnit>().map(|unit| unit.of(100.0)), Ok(1.0));
        assert_eq!("Miles".parse::<LengthUnit>().map(|unit| unit.of(1.0)), Ok(1_609.344));
        assert_eq!("100m".parse::<LengthUnit>().map(|unit| unit.of(3.0)), Ok(300.0));
        assert_eq!("t/h".parse::<CapacityUnit>().map(|unit| unit.of(1.0)), Ok(24.0));
        assert_eq!("10 t".parse::<VehicleLoad>().map(|load| load.tonnes_a_day(2.0)), Ok(480.0));
        assert_eq!("500kg".parse::<VehicleLoad>().map(|load| load.tonnes_a_day(2.0)), Ok(24.0));
        for bad in ["", "parsec", "0 km", "-1 km", "1e999 km", "1..2 km", "12"] {
            assert!(bad.parse::<LengthUnit>().is_err(), "{bad}");
        }
    }

    #[test]
    fn units_are_told_by_their_names() {
        let told = |text: &str| text.parse::<LengthUnit>().map(|unit| unit.to_string());
        assert_eq!(told("mi"), Ok("mile".to_owned()));
        assert_eq!(told("0.1 km"), Ok("100 m".to_owned()));
    }
}
