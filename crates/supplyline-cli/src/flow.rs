//! `supplyline flow`: how much gets through to each destination, by which routes, and what limits it.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, Color};
use supplyline::analysis::AnalysisError;
use supplyline::analysis::flow::{
    CostCurveOptions, CurveOptions, FlowChange, FlowVerification, FlowsOptions, MULTICOMMODITY_PAIRS,
    MulticommodityCurveOptions, cost_curve, flows, throughput_curve, throughput_curve_multicommodity,
    verify_cost_curve, verify_flows, verify_throughput_curve, verify_throughput_curve_multicommodity,
};
use supplyline::diagnostic::Place;
use supplyline::network::HubId;
use supplyline::paths::FlowError;
use supplyline::report::{
    CostCurveReport, CurveReport, CutReport, FlowReport, SharesKind, amount, cheapest_in_words, flow_csv,
    flow_html, flows_geojson, hub_in_words, links_csv, off_by_in_words, pair_in_words, percent,
    shared_in_words,
};
use supplyline::{Impedance, Network, Scenario};

use crate::args::{Flow, Format};
use crate::bar::Bar;
use crate::failure::{Failure, Told};
use crate::table::{change, closed, empty, right};
use crate::{counted, name_page, print, warn, write_files};

/// Finds what gets through, and prints and writes it.
pub(crate) fn answer(scenario: &Scenario<'_>, ask: &Flow, format: Format, bar: &Bar) -> Result<(), Failure> {
    let hub = ask.curve.as_deref().map(|name| curve_hub(scenario, name)).transpose()?;
    let outcome = flows(scenario, FlowsOptions::default().shares(ask.shares.into()).progress(bar))?;
    let mut report = FlowReport::new(scenario, &outcome);
    let mut found = if ask.verify { verify_flows(scenario, &outcome)? } else { FlowVerification::default() };
    if let Some(hub) = hub {
        let (with_curves, checked) = with_curves(scenario, &outcome, report, ask, hub, bar)?;
        report = with_curves;
        found.add(checked);
    }
    if ask.verify {
        report = report.verified(found);
    }
    if let Some(folder) = &ask.out {
        write_files(
            folder,
            [
                ("flow.json", report.to_json()),
                ("flow.csv", flow_csv(&report)),
                ("links.csv", links_csv(&report)),
                ("flow.geojson", flows_geojson(scenario, &outcome, &report)),
                ("flow.html", flow_html(scenario, &outcome, &report)),
            ],
        )?;
    }
    match format {
        Format::Json => print(&report.to_json()),
        Format::Table => {
            print(&flow_table(scenario.network(), &report))?;
            warn(&report.head.warnings);
            name_page(ask.out.as_deref(), "flow.html")
        }
    }
}

/// The report with the curves of a hub, and how much of them was checked, where that was asked.
fn with_curves(
    scenario: &Scenario<'_>,
    outcome: &FlowChange,
    report: FlowReport,
    ask: &Flow,
    hub: HubId,
    bar: &Bar,
) -> Result<(FlowReport, FlowVerification), Failure> {
    let (network, view) = (scenario.network(), scenario.before());
    let mut found = FlowVerification::default();
    let curve = match throughput_curve(scenario, view, hub, CurveOptions::default().progress(bar)) {
        Ok(curve) => curve,
        Err(AnalysisError::Multicommodity { .. }) => {
            return with_most_together(scenario, report, ask, hub, bar);
        }
        Err(other) => return Err(other.into()),
    };
    let mut report = report.with_curve(scenario, &curve);
    if ask.verify {
        found.add(verify_throughput_curve(scenario, view, &curve)?);
    }
    let options = CostCurveOptions::default().shares(ask.shares.into()).progress(bar);
    match cost_curve(scenario, view, hub, options) {
        Ok(cost) => {
            report = report.with_cost_curve(network, &cost);
            if let Some(delivery) = outcome.before.delivery.as_ref().filter(|_| ask.verify) {
                found.add(verify_cost_curve(scenario, view, delivery, &cost)?);
            }
        }
        // All else is told all the same.
        Err(AnalysisError::Flow(FlowError::TooMuch)) => report.head.warnings.push(
            "What the delivery costs as the hub loses its capacity is left out: the amounts are too large for its fractions."
                .to_owned(),
        ),
        Err(other) => return Err(other.into()),
    }
    Ok((report, found))
}

/// The same where destinations draw on different origins: the most that all get together, where that is worked out.
fn with_most_together(
    scenario: &Scenario<'_>,
    mut report: FlowReport,
    ask: &Flow,
    hub: HubId,
    bar: &Bar,
) -> Result<(FlowReport, FlowVerification), Failure> {
    if scenario.relations().len() > MULTICOMMODITY_PAIRS {
        report.head.warnings.push(format!(
            "What gets through as the hub loses its capacity is left out: destinations draw on different origins, and are more than the \
             {MULTICOMMODITY_PAIRS} pairs between which that is worked out."
        ));
        return Ok((report, FlowVerification::default()));
    }
    let options = MulticommodityCurveOptions::default().progress(bar);
    let curve = throughput_curve_multicommodity(scenario, scenario.before(), hub, options)?;
    let found = if ask.verify {
        verify_throughput_curve_multicommodity(scenario, scenario.before(), &curve)?
    } else {
        FlowVerification::default()
    };
    Ok((report.with_curve_multicommodity(scenario, &curve), found))
}

/// The hub that `--curve` names.
fn curve_hub(scenario: &Scenario<'_>, name: &str) -> Result<HubId, Failure> {
    let found = scenario.network().find_hub(name);
    found.map_err(|problem| Failure::Input(vec![Told::new(&Place::key("--curve"), problem)], 0))
}

fn flow_table(network: &Network, report: &FlowReport) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.head.title {
        let _ = writeln!(text, "{title}");
    }
    closed(&mut text, network, &report.head.closures);
    let shared = report.shares.is_some();
    let gets: &[&str] = if shared { &["Gets t/d"] } else { &[] };
    let columns =
        [&["Destination", "Wants t/d", "Alone t/d"], gets, &["Met", "What limits it alone"]].concat();
    let mut table = empty(&columns);
    for one in &report.destinations {
        let (before, after) = (one.alone_before_t_per_d, one.alone_after_t_per_d);
        let mut row = vec![
            Cell::new(pair_in_words(network, &one.hub, one.od_origin.as_deref())),
            right(&amount(one.demand_t_per_d)),
            right(&change(&unlimited(before), &unlimited(after))),
        ];
        if let (Some(before), Some(after)) = (one.gets_before_t_per_d, one.gets_after_t_per_d) {
            row.push(right(&change(&amount(before), &amount(after))));
        }
        let met = right(&change(&percent(one.demand_met_before), &percent(one.demand_met)));
        row.push(if one.demand_met < one.demand_met_before {
            met.fg(Color::Red).add_attribute(Attribute::Bold)
        } else {
            met
        });
        row.push(Cell::new(
            one.bottleneck.as_ref().map_or_else(|| "nothing".to_owned(), CutReport::in_words),
        ));
        table.add_row(row);
    }
    let _ = writeln!(text, "{table}");
    totals(&mut text, network, report);
    text
}

fn totals(text: &mut String, network: &Network, report: &FlowReport) {
    match (report.shares, &report.before, &report.after) {
        (Some(shares), Some(before), Some(after)) if report.gap.is_some() => {
            let _ = writeln!(
                text,
                "Shared out between destinations that draw on different origins, {}: {} of {} t/d ({} before).",
                shared_in_words(shares, report.gap.unwrap_or_default()),
                amount(after.delivered_t_per_d),
                amount(report.demand_t_per_d),
                amount(before.delivered_t_per_d),
            );
            let _ = writeln!(
                text,
                "Delivered {}: {} tonne-hours and {} tonne-km a day ({} and {} before).",
                cheapest_in_words(report.cost_gap.unwrap_or_default()),
                amount(after.tonne_hours_per_d),
                amount(after.tonne_km_per_d),
                amount(before.tonne_hours_per_d),
                amount(before.tonne_km_per_d),
            );
        }
        (Some(shares), Some(before), Some(after)) => {
            let how = match shares {
                SharesKind::Most => "as much in all as can be",
                SharesKind::Proportional => "the same share to all that anything gets to",
                _ => "as evenly as can be",
            };
            let of = amount(report.demand_t_per_d);
            let _ = writeln!(
                text,
                "Delivered at the least cost, {how}: {} of {of} t/d ({} before), {} tonne-hours and {} tonne-km a day ({} and \
                 {} before).",
                amount(after.delivered_t_per_d),
                amount(before.delivered_t_per_d),
                amount(after.tonne_hours_per_d),
                amount(after.tonne_km_per_d),
                amount(before.tonne_hours_per_d),
                amount(before.tonne_km_per_d),
            );
        }
        _ => {
            let _ = writeln!(
                text,
                "Destinations draw on different origins, and are more than the {MULTICOMMODITY_PAIRS} pairs between which that is \
                 worked out; so nothing is shared out between them: each is met as if it were alone."
            );
        }
    }
    for short in &report.shortages {
        let _ = writeln!(text, "{}{}", short.names(network).join(", "), short.in_words());
    }
    if let Some(curve) = &report.curve {
        text.push_str(&curve_table(network, curve));
    }
    if let Some(curve) = &report.cost_curve {
        text.push_str(&cost_table(network, curve, report.head.cost));
    }
    if let Some(found) = report.verification {
        let _ = writeln!(
            text,
            "Verified: {}, {}, {} without a limit.",
            counted(found.flows, "flows"),
            counted(found.cuts, "cuts"),
            counted(found.ways, "ways")
        );
    }
}

/// What gets through, by what is left of a hub's capacity.
fn curve_table(network: &Network, curve: &CurveReport) -> String {
    let mut text = String::new();
    let name = hub_in_words(network, &curve.hub);
    let mut table = empty(&[&format!("Capacity left at {name}"), "Gets through t/d"]);
    for point in &curve.points {
        let share = percent(point.share);
        table.add_row([right(&share), right(&amount(point.throughput_t_per_d))]);
    }
    let _ = writeln!(text, "{table}");
    let most = curve.off_by_at_most_t_per_d.map(|off_by| {
        format!("; what all get together at most, whoever gets it: {}", off_by_in_words(off_by))
    });
    let _ = writeln!(
        text,
        "From the baseline; straight from each row to the next{}{}.",
        if curve.is_complete || most.is_some() { "" } else { "; there are more break points than these" },
        most.unwrap_or_default()
    );
    if let Some(unlimited) = curve.unlimited_in_words(network) {
        let _ = writeln!(text, "{unlimited}");
    }
    text
}

/// What the same delivery costs, by what is left of a hub's capacity.
fn cost_table(network: &Network, curve: &CostCurveReport, minimised: Impedance) -> String {
    let mut text = String::new();
    let name = hub_in_words(network, &curve.hub);
    let measure = match minimised {
        Impedance::Time => "Tonne-hours a day",
        Impedance::Length => "Tonne-km a day",
    };
    let mut table = empty(&[&format!("Capacity left at {name}"), measure]);
    for point in &curve.points {
        let share = percent(point.share);
        table.add_row([right(&share), right(&amount(point.cost_per_d()))]);
    }
    let _ = writeln!(text, "{table}");
    let least = if curve.least_share > 0.0 {
        format!(" With less than {} of the capacity not all of that gets there.", percent(curve.least_share))
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "What it takes at the least to deliver {} t/d in all, to each what it gets from the baseline; straight from each row to \
         the next{}.{least}",
        amount(curve.delivered_t_per_d),
        if curve.is_complete { "" } else { ", with more break points than these" }
    );
    text
}

fn unlimited(most: Option<f64>) -> String {
    most.map_or_else(|| "no limit".to_owned(), amount)
}
