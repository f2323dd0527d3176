//! The table that a person reads at a glance.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use supplyline::Impedance;
use supplyline::analysis::Status;
use supplyline::report::{
    ClosureReport, DestinationReport, ElementReport, LossKind, Report, RouteReport, Shared, gap_in_words,
};
use supplyline::units::Time;

use crate::counted;

/// How wide the table is where there is no terminal to fill.
const WIDTH: u16 = 120;

/// A report as text: a headline, a row per destination, what severs, totals.
pub(crate) fn impact(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.title {
        let _ = writeln!(text, "{title}");
    }
    closed(&mut text, &report.closures);
    let shared = report.shared.is_some();
    let met: &[&str] = if shared { &["Met"] } else { &[] };
    let columns =
        [&["Destination", "t/d", "Status", "Before", "After", "Ratio"], met, &["New route"]].concat();
    let mut table = empty(&columns);
    for destination in &report.destinations {
        let mut row = vec![
            Cell::new(destination_name(destination)),
            right(&number(destination.demand_t_per_d)),
            status(destination.status),
            right(&cost(destination.before.as_ref(), report.cost)),
            right(&cost(destination.after.as_ref(), report.cost)),
            right(&destination.cost_ratio.map_or_else(|| "–".to_owned(), |ratio| format!("×{ratio:.2}"))),
        ];
        row.extend(met_cell(destination));
        row.push(Cell::new(route(destination)));
        table.add_row(row);
    }
    let _ = writeln!(text, "{table}");
    text.push_str(&totals(report));
    text
}

/// What is closed, a line for each closure that is not of the baseline.
pub(crate) fn closed(text: &mut String, closures: &[ClosureReport]) {
    for closure in closures.iter().filter(|closure| !closure.baseline) {
        let _ = writeln!(text, "closed: {}", closure_words(closure));
    }
}

/// A table with these columns, as wide as the terminal.
pub(crate) fn empty(columns: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .enforce_styling()
        .set_header(columns);
    if table.width().is_none() {
        table.set_width(WIDTH);
    }
    table
}

/// What a person calls a hub or a link.
pub(crate) fn name_of(element: &ElementReport) -> String {
    let name = element.name.as_ref().unwrap_or(&element.key);
    match element.kind {
        LossKind::Link => format!("link {name}"),
        _ => name.clone(),
    }
}

fn closure_words(closure: &ClosureReport) -> String {
    let mut what: Vec<String> = closure.hubs.iter().chain(&closure.links).cloned().collect();
    if closure.area {
        what.push(format!("an area of {} nodes", closure.nodes_taken));
    }
    let modes = closure.modes.as_ref().map_or_else(String::new, |modes| {
        let names: Vec<&str> = modes.iter().map(supplyline::Mode::name).collect();
        format!(" ({} only)", names.join(", "))
    });
    let percent = |share: Option<f64>, of: &str| share.map(|share| format!("{:.0} % of {of}", share * 100.0));
    let left: Vec<String> =
        [percent(closure.speed_factor, "speed"), percent(closure.capacity_factor, "capacity")]
            .into_iter()
            .flatten()
            .collect();
    let left = if left.is_empty() { String::new() } else { format!(", left at {}", left.join(" and ")) };
    format!("{}{modes}{left}", what.join(", "))
}

pub(crate) fn right(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn destination_name(destination: &DestinationReport) -> String {
    let name = destination.name.as_ref().unwrap_or(&destination.hub);
    match &destination.od_origin {
        Some(origin) => format!("{name} from {origin}"),
        None => name.clone(),
    }
}

fn status(status: Status) -> Cell {
    let cell = Cell::new(status);
    match status {
        Status::Severed => cell.fg(Color::Red).add_attribute(Attribute::Bold),
        Status::Throttled => cell.fg(Color::Magenta),
        Status::Rerouted | Status::Delayed => cell.fg(Color::Yellow),
        Status::Unsupplied => cell.add_attribute(Attribute::Dim),
        _ => cell.fg(Color::Green),
    }
}

/// The share of demand met; from that of before, where that differs.
fn met_cell(destination: &DestinationReport) -> Option<Cell> {
    Some(right(&change(&percent(destination.demand_met_before?), &percent(destination.demand_met?))))
}

/// `before → after`, or one of them where they read the same.
pub(crate) fn change(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} → {after}") }
}

/// A share in whole per cent; what is less than all does not read as all.
pub(crate) fn percent(share: f64) -> String {
    let shown = if share < 1.0 { (share * 100.0).round().min(99.0) } else { 100.0 };
    format!("{shown:.0} %")
}

fn cost(route: Option<&RouteReport>, impedance: Impedance) -> String {
    route.map_or_else(
        || "–".to_owned(),
        |route| match impedance {
            Impedance::Time => Time::from_hours(route.time_h).unwrap_or_default().to_string(),
            Impedance::Length => format!("{:.1} km", route.length_km),
        },
    )
}

fn route(destination: &DestinationReport) -> String {
    match (&destination.after, &destination.severed_by) {
        (Some(_), _) if !destination.route_changed => "as before".to_owned(),
        (Some(route), _) => route.in_words(),
        (None, Some(severed)) => severed.text.clone(),
        (None, None) => "no route, even before".to_owned(),
    }
}

/// Up to one decimal, thousands apart: `14 250`, `0.5`.
pub(crate) fn number(number: f64) -> String {
    let text = format!("{:.1}", number.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, "0"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let sign = if number < 0.0 && (grouped != "0" || decimals != "0") { "−" } else { "" };
    if decimals == "0" { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{decimals}") }
}

fn totals(report: &Report) -> String {
    let totals = &report.totals;
    let mut text = String::new();
    let counts: Vec<String> = Status::ALL
        .iter()
        .filter_map(|status| totals.destinations.get(status).map(|count| format!("{count} {status}")))
        .collect();
    let percent = if totals.demand_t_per_d > 0.0 {
        100.0 * totals.severed_t_per_d / totals.demand_t_per_d
    } else {
        0.0
    };
    let _ = writeln!(text, "{}.", counts.join(", "));
    let _ = writeln!(
        text,
        "Demand severed: {} of {} t/d ({percent:.0} %). Added: {} tonne-hours and {} tonne-km a day.",
        number(totals.severed_t_per_d),
        number(totals.demand_t_per_d),
        number(totals.added_tonne_hours_per_d),
        number(totals.added_tonne_km_per_d),
    );
    if let (Some(before), Some(after)) = (totals.throughput_before_t_per_d, totals.throughput_after_t_per_d) {
        let _ = writeln!(
            text,
            "Gets through, shared out fairly: {} t/d before, {} t/d after.",
            number(before),
            number(after)
        );
    }
    if let Some(gap) = report.gap {
        let _ = writeln!(text, "Met: shared out between OD pairs of several origins, {}.", gap_in_words(gap));
    }
    if report.shared == Some(Shared::Alone) {
        let _ = writeln!(
            text,
            "Met: each OD pair as if it were the only one; nothing is shared out between them."
        );
    }
    if let Some(found) = report.verification {
        let flows = if report.shared.is_some() {
            format!(", {}, {}", counted(found.flows, "flows"), counted(found.cuts, "cuts"))
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "Verified: {} routes of least cost, {} answers of no route, {} severing sets{flows}.",
            found.routes, found.absences, found.severances
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let cases = [
            (0.0, "0"),
            (0.5, "0.5"),
            (999.0, "999"),
            (14_250.0, "14\u{202f}250"),
            (-1234.5, "−1\u{202f}234.5"),
            (-0.01, "0"),
        ];
        for (value, told) in cases {
            assert_eq!(number(value), told);
        }
    }
}
