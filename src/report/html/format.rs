//! Quantities as a person reads them.

/// What stands where there is nothing.
pub(super) const NOTHING: &str = "–";

/// At most this many decimals, without zeros at the end, and with commas between thousands.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let grouped = grouped(digits);
    let part = part.trim_end_matches('0');
    match (grouped.as_str(), part) {
        ("0", "") => "0".to_owned(),
        (_, "") => format!("{sign}{grouped}"),
        _ => format!("{sign}{grouped}.{part}"),
    }
}

/// A change: `+1,204`, `−3.5`, `0`.
pub(super) fn change(value: f64) -> String {
    let text = number(value, usize::from(value.abs() < 100.0));
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// Hours and minutes: `6 h 05`.
pub(super) fn hours(value: f64) -> String {
    let minutes = (value * 60.0).round();
    if minutes < 1.0 && value > 0.0 {
        return "< 0 h 01".to_owned();
    }
    let hours = (minutes / 60.0).floor();
    format!("{} h {:02.0}", number(hours, 0), minutes - hours * 60.0)
}

/// Kilometres with one decimal.
pub(super) fn km(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    let text = number(tenths, 1);
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

fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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
        assert_eq!(number(1_234_567.0, 1), "1,234,567");
        assert_eq!(number(-1_234.56, 1), "−1,234.6");
        assert_eq!(number(-0.01, 1), "0");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(0.5, 3), "0.5");
        assert_eq!(change(0.0), "0");
        assert_eq!(change(0.04), "0");
        assert_eq!(change(1_204.4), "+1,204");
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
