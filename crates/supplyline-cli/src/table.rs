//! The table that a person reads at a glance.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use supplyline::analysis::Status;
use supplyline::report::{
    ClosureReport, DestinationReport, Report, RouteReport, Shared, amount, gap_in_words, hub_in_words,
    link_in_words, pair_in_words, percent, percent_of,
};
use supplyline::units::Time;
use supplyline::{Impedance, Network};

use crate::counted;

/// How wide the table is where there is no terminal to fill.
const WIDTH: u16 = 120;

/// A report as text: a headline, a row per destination, what severs, totals.
pub(crate) fn impact(network: &Network, report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.head.title {
        let _ = writeln!(text, "{title}");
    }
    closed(&mut text, network, &report.head.closures);
    let shared = report.shared.is_some();
    let met: &[&str] = if shared { &["Met"] } else { &[] };
    let columns =
        [&["Destination", "t/d", "Status", "Before", "After", "Ratio"], met, &["New route"]].concat();
    let mut table = empty(&columns);
    for destination in &report.destinations {
        let mut row = vec![
            Cell::new(pair_in_words(network, &destination.hub, destination.od_origin.as_deref())),
            right(&amount(destination.demand_t_per_d)),
            status(destination.status),
            right(&cost(destination.before.as_ref(), report.head.cost)),
            right(&cost(destination.after.as_ref(), report.head.cost)),
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
pub(crate) fn closed(text: &mut String, network: &Network, closures: &[ClosureReport]) {
    for closure in closures.iter().filter(|closure| !closure.baseline) {
        let _ = writeln!(text, "closed: {}", closure_words(network, closure));
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

/// How near values between several origins are known.
pub(crate) fn between_origins(off_by: f64, unit: &str) -> String {
    let between = "between destinations that draw on different origins";
    if off_by > 0.0 {
        format!("{between}; no value is off by more than {off_by:.1e} {unit}")
    } else {
        format!("{between}, exactly")
    }
}

/// What is lost already, a line where anything is.
pub(crate) fn lost_already(text: &mut String, network: &Network, hubs: &[String]) {
    if !hubs.is_empty() {
        let names: Vec<_> = hubs.iter().map(|key| hub_in_words(network, key)).collect();
        let _ = writeln!(text, "lost already: {}", names.join(", "));
    }
}

fn closure_words(network: &Network, closure: &ClosureReport) -> String {
    let hubs = closure.hubs.iter().map(|key| hub_in_words(network, key).into_owned());
    let links = closure.links.iter().map(|key| link_in_words(network, key).into_owned());
    let mut what: Vec<String> = hubs.chain(links).collect();
    if closure.area {
        what.push(format!("an area of {} nodes", closure.nodes_taken));
    }
    let modes = closure.modes.as_ref().map_or_else(String::new, |modes| {
        let names: Vec<&str> = modes.iter().map(supplyline::Mode::name).collect();
        format!(" ({} only)", names.join(", "))
    });
    let left_of = |share: Option<f64>, of: &str| {
        share.filter(|&share| share < 1.0).map(|share| format!("{} of {of}", percent(share)))
    };
    let left: Vec<String> =
        [left_of(closure.speed_factor, "speed"), left_of(closure.capacity_factor, "capacity")]
            .into_iter()
            .flatten()
            .collect();
    let left = if left.is_empty() { String::new() } else { format!(", left at {}", left.join(" and ")) };
    format!("{}{modes}{left}", what.join(", "))
}

pub(crate) fn right(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
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

fn totals(report: &Report) -> String {
    let totals = &report.totals;
    let mut text = String::new();
    let counts: Vec<String> = Status::ALL
        .iter()
        .filter_map(|status| totals.destinations.get(status).map(|count| format!("{count} {status}")))
        .collect();
    let _ = writeln!(text, "{}.", counts.join(", "));
    let _ = writeln!(
        text,
        "Demand severed: {} of {} t/d ({}). Added: {} tonne-hours and {} tonne-km a day.",
        amount(totals.severed_t_per_d),
        amount(totals.demand_t_per_d),
        percent_of(totals.severed_t_per_d, totals.demand_t_per_d),
        amount(totals.added_tonne_hours_per_d),
        amount(totals.added_tonne_km_per_d),
    );
    if let (Some(before), Some(after)) = (totals.throughput_before_t_per_d, totals.throughput_after_t_per_d) {
        let _ = writeln!(
            text,
            "Gets through, shared out fairly: {} t/d before, {} t/d after.",
            amount(before),
            amount(after)
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
            "Verified: {}, {}, {}{flows}.",
            counted(found.routes, "routes of least cost"),
            counted(found.absences, "answers of no route"),
            counted(found.severances, "severing sets")
        );
    }
    text
}
