//! Quantities as a person reads them.

use crate::report::amounts::{amount, decimal, grouped};

/// What stands where there is nothing.
pub(super) const NOTHING: &str = "–";

/// A change of tonne-hours or tonne-kilometres: `+1,204.4`, `−3.5`, `0`.
pub(super) fn change(value: f64) -> String {
    let text = amount(value);
    if value > 0.0 { format!("+{text}") } else { text }
}

/// Hours and minutes: `6 h 05`.
pub(super) fn hours(value: f64) -> String {
    let minutes = (value * 60.0).round();
    if minutes < 1.0 && value > 0.0 {
        return "< 0 h 01".to_owned();
    }
    let hours = (minutes / 60.0).floor();
    format!("{} h {:02.0}", decimal(hours, 0), minutes - hours * 60.0)
}

/// Kilometres with one decimal.
pub(super) fn km(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    let text = decimal(tenths, 1);
    if text.contains('.') { text } else { text + ".0" }
}

/// A ratio: `×1.42`.
pub(super) fn ratio(value: f64) -> String {
    format!("×{value:.2}")
}

/// A count with its noun.
pub(super) fn count(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(count), if count == 1 { one } else { many })
}

/// A whole number with commas between thousands.
pub(super) fn whole(value: u64) -> String {
    grouped(&value.to_string())
}

/// A coordinate of a drawing: at most a tenth, as short as it goes.
pub(super) fn coordinate(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    // Minus zero is a zero.
    if tenths == 0.0 { "0".to_owned() } else { tenths.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_well() {
        assert_eq!(change(0.0), "0");
        assert_eq!(change(0.04), "+0.04");
        assert_eq!(change(1_204.4), "+1,204.4");
        assert_eq!(change(-3.5), "−3.5");
        assert_eq!(hours(6.0 + 5.0 / 60.0), "6 h 05");
        assert_eq!(hours(0.999_9), "1 h 00");
        assert_eq!(hours(0.0), "0 h 00");
        assert_eq!(hours(0.001), "< 0 h 01");
        assert_eq!(km(312.0), "312.0");
        assert_eq!(km(1_312.449), "1,312.4");
        assert_eq!(ratio(1.419), "×1.42");
        assert_eq!(count(1, "hub", "hubs"), "1 hub");
        assert_eq!(count(1_200, "hub", "hubs"), "1,200 hubs");
        assert_eq!(coordinate(-0.04), "0");
        assert_eq!(coordinate(12.34), "12.3");
    }
}
