//! Amounts and shares as a person reads them: what is something never reads as nothing, nor what is less than all as all.

/// An amount in tonnes a day, or in tonne-hours or tonne-kilometres: to a tenth from ten on, and below to a thousandth, which is the
/// kilogram that all amounts are counted in. Parts of a kilogram, as goods of several origins have them, are told by their first digit
/// where there is nothing else, so that nothing but nothing reads as nothing. No zeros at the end, and commas between thousands.
///
/// # Example
/// ```
/// use supplyline::report::amount;
/// assert_eq!([14_250.0, 898.801, 0.5].map(amount), ["14,250", "898.8", "0.5"]);
/// assert_eq!(amount(0.003), "0.003"); // three kilograms
/// assert_eq!(amount(-0.000_04), "−0.00004");
/// assert_eq!(amount(0.0), "0");
/// ```
#[must_use]
pub fn amount(value: f64) -> String {
    const MOST_DECIMALS: i32 = 12;
    let size = value.abs();
    if size >= 10.0 || value == 0.0 {
        return decimal(value, 1);
    }
    // The first digit, which is not made of the rounding of a smaller one.
    let wanted = (3..=MOST_DECIMALS).find(|&decimals| size * 10_f64.powi(decimals) >= 0.95);
    match wanted.and_then(|decimals| usize::try_from(decimals).ok()) {
        Some(decimals) => decimal(value, decimals),
        None => format!("{value:.0e}").replace('-', "−"),
    }
}

/// At most this many decimals, without zeros at the end, and with commas between thousands.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
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

/// Digits with commas between thousands.
pub(super) fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share as percent, to a tenth; with as many decimals as it takes to tell it from none and from all where it lies within one
/// percent of either: `35 %`, `12.5 %`, `0.000004 %`, `99.9999 %`.
///
/// # Example
/// ```
/// use supplyline::report::percent;
/// assert_eq!([0.0, 0.125, 0.3333, 1.0].map(percent), ["0 %", "12.5 %", "33.3 %", "100 %"]);
/// assert_eq!([0.000_04, 0.999_99].map(percent), ["0.004 %", "99.999 %"]);
/// ```
#[must_use]
pub fn percent(share: f64) -> String {
    const MOST_DECIMALS: i32 = 20;
    let percent = share * 100.0;
    let from_end = percent.min(100.0 - percent);
    if !(from_end > 0.0 && from_end < 1.0) {
        return format!("{} %", decimal(percent, 1));
    }
    // Two digits that are not zero.
    let wanted = (1..=MOST_DECIMALS).find(|&decimals| from_end * 10_f64.powi(decimals) >= 10.0);
    match wanted.and_then(|decimals| usize::try_from(decimals).ok()) {
        Some(decimals) => format!("{} %", decimal(percent, decimals)),
        None => format!("{percent:.0e} %"),
    }
}

/// A part of a whole as percent; of nothing nothing.
///
/// # Example
/// ```
/// use supplyline::report::percent_of;
/// assert_eq!(percent_of(1_000.0, 13_000.0), "7.7 %");
/// assert_eq!(percent_of(0.001, 13_000.0), "0.0000077 %");
/// assert_eq!(percent_of(0.0, 0.0), "0 %");
/// ```
#[must_use]
pub fn percent_of(part: f64, whole: f64) -> String {
    percent(if whole > 0.0 { part / whole } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_amount_but_nothing_reads_as_nothing() {
        for exponent in -300..=15 {
            for digits in [1.0, 4.4, 9.99] {
                let value = digits * 10_f64.powi(exponent);
                for value in [value, -value] {
                    let text = amount(value);
                    let figures = text.split('e').next().unwrap_or_default();
                    assert!(figures.contains(|digit: char| digit != '0' && digit.is_ascii_digit()), "{text}");
                    assert_eq!(value < 0.0, text.starts_with('−'), "{text}");
                }
            }
        }
        assert_eq!([0.0, -0.0].map(amount), ["0", "0"]);
    }

    #[test]
    fn amounts_read_well() {
        let cases = [
            (0.5, "0.5"),
            (0.001, "0.001"),
            (0.0004, "0.0004"),
            (0.000_000_6, "0.0000006"),
            (7.654_32, "7.654"),
            (9.9999, "10"),
            (999.0, "999"),
            (898.801, "898.8"),
            (999.999, "1,000"),
            (14_250.0, "14,250"),
            (1_234_567.0, "1,234,567"),
            (-1234.56, "−1,234.6"),
            (-0.01, "−0.01"),
        ];
        for (value, told) in cases {
            assert_eq!(amount(value), told);
        }
    }

    #[test]
    fn only_none_and_all_read_as_none_and_all() {
        for exponent in 1..=40 {
            for digits in [0.1, 0.3, 0.5, 0.999] {
                let small = digits * 10_f64.powi(-exponent);
                assert_ne!(percent(small), "0 %", "{small:e}");
                let rest = 1.0 - small;
                assert_eq!(percent(rest) == "100 %", rest >= 1.0, "{small:e}");
            }
        }
        assert_eq!([0.0, -0.0, 1.0].map(percent), ["0 %", "0 %", "100 %"]);
    }

    #[test]
    fn shares_read_well() {
        let told = [4e-8, 0.0012, 0.0096, 0.125, 0.5, 0.909_091, 0.996, 0.999_999].map(percent);
        let wanted = ["0.000004 %", "0.12 %", "0.96 %", "12.5 %", "50 %", "90.9 %", "99.6 %", "99.9999 %"];
        assert_eq!(told, wanted);
    }
}
