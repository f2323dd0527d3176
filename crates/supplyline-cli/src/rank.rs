//! `supplyline rank`: every hub, by what its loss alone would do.

use std::borrow::Cow;
use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, Color};
use supplyline::analysis::rank::verify_ranking;
use supplyline::analysis::{RankOptions, rank};
use supplyline::diagnostic::Place;
use supplyline::network::HubId;
use supplyline::report::{
    ExposureReport, LossKind, LossReport, OutcomeKind, RankingReport, amount, element_in_words, exposure_csv,
    hub_in_words, link_in_words, pair_in_words, ranking_csv, ranking_geojson, ranking_html,
};
use supplyline::units::Time;
use supplyline::{Impedance, Network, Scenario};

use crate::args::{Format, Rank, throughputs};
use crate::bar::Bar;
use crate::failure::{Failure, Told};
use crate::table::{between_origins, empty, lost_already, right};
use crate::{compare, counted, index, name_page, pairs, print, warn, write_files};

/// So many losses are in the table where nothing else is asked for.
pub(crate) const LISTED: usize = 20;

/// Ranks, and prints and writes what comes out.
pub(crate) fn answer(scenario: &Scenario<'_>, ask: &Rank, format: Format, bar: &Bar) -> Result<(), Failure> {
    let network = scenario.network();
    let after = losses_before(scenario, &ask.after)?;
    if ask.pairs {
        return pairs::answer(scenario, ask, &after, format, bar);
    }
    if !ask.by.is_empty() {
        return compare::answer(scenario, ask, &after, format, bar);
    }
    let mut options = RankOptions::default()
        .links(ask.links)
        .after(after.iter().copied())
        .throughput(throughputs(ask.no_throughput))
        .progress(bar);
    if let Some(path) = &ask.index {
        options = options.index(index::kept_in(path, network, bar)?);
    }
    let ranking = rank(scenario, options)?;
    let mut report = RankingReport::new(scenario, &ranking, ask.top);
    if let Some(sample) = ask.verify {
        let found = verify_ranking(scenario, &ranking, (sample > 0).then_some(sample), bar)?;
        report = report.verified(found);
    }
    if let Some(folder) = &ask.out {
        write_files(
            folder,
            [
                ("ranking.json", report.to_json()),
                ("ranking.csv", ranking_csv(&report)),
                ("exposure.csv", exposure_csv(&report)),
                ("ranking.geojson", ranking_geojson(network, &ranking, &report)),
                ("ranking.html", ranking_html(scenario, &ranking, &report)),
            ],
        )?;
    }
    match format {
        Format::Json => print(&report.to_json()),
        Format::Table => {
            print(&ranking_table(network, &report, ask.top.unwrap_or(LISTED)))?;
            warn(&report.head.warnings);
            name_page(ask.out.as_deref(), "ranking.html")
        }
    }
}

/// The hubs that `--after` names.
fn losses_before(scenario: &Scenario<'_>, names: &[String]) -> Result<Vec<HubId>, Failure> {
    let (mut hubs, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        match scenario.network().find_hub(name) {
            Ok(hub) => hubs.push(hub),
            Err(problem) => problems.push(Told::new(&Place::key("--after"), problem)),
        }
    }
    if problems.is_empty() { Ok(hubs) } else { Err(Failure::Input(problems, 0)) }
}

/// A ranking as text: a row per loss, then what each destination depends on.
fn ranking_table(network: &Network, report: &RankingReport, top: usize) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.head.title {
        let _ = writeln!(text, "{title}");
    }
    lost_already(&mut text, network, &report.after);
    let lost: &[&str] = if report.throughput_t_per_d.is_some() { &["Throughput t/d"] } else { &[] };
    let columns = [&["", "Loss", "Severed t/d", "Added t·h/d", "Added t·km/d", "Worst"], lost, &["Severs"]];
    let mut table = empty(&columns.concat());
    for loss in report.losses.iter().take(top) {
        let severed = amount(loss.severed_t_per_d);
        let severed = if loss.severed > 0 {
            Cell::new(severed).fg(Color::Red).add_attribute(Attribute::Bold)
        } else {
            Cell::new(severed)
        };
        let mut row = vec![
            right(&loss.rank.to_string()),
            Cell::new(name_of(network, loss)),
            severed.set_alignment(comfy_table::CellAlignment::Right),
            right(&or_dash(loss.added_tonne_hours_per_d.map(amount))),
            right(&or_dash(loss.added_tonne_km_per_d.map(amount))),
            right(&or_dash(loss.worst_ratio.map(|ratio| format!("×{ratio:.2}")))),
        ];
        row.extend(loss.throughput_lost_t_per_d.map(|lost| right(&amount(-lost))));
        row.push(Cell::new(severed_hubs(network, loss)));
        table.add_row(row);
    }
    let _ = writeln!(text, "{table}");
    let listed = (report.losses.len() as u64).min(top as u64);
    let _ = writeln!(
        text,
        "{} of {} elements whose loss changes anything, {} could be lost; demand {} t/d.",
        listed,
        report.losses_with_consequences,
        report.elements,
        amount(report.demand_t_per_d)
    );
    if let Some(total) = report.throughput_t_per_d {
        let off_by = report.throughput_off_by_at_most_t_per_d.map_or_else(String::new, |off_by| {
            format!("; this and what losses take of it, {}", between_origins(off_by, "t/d"))
        });
        let _ = writeln!(text, "Gets through before any loss: {} t/d{off_by}.", amount(total));
    }
    if let Some(found) = report.verification {
        let _ = writeln!(
            text,
            "Verified: {}, {}; {}, {}.",
            counted(found.losses, "losses"),
            counted(found.consequences, "consequences"),
            counted(found.routes, "routes of least cost"),
            counted(found.absences, "answers of no route")
        );
    }
    for destination in &report.destinations {
        let name = pair_in_words(network, &destination.hub, destination.od_origin.as_deref());
        let _ = writeln!(text, "{name}: {}", exposure(network, destination, report.head.cost));
    }
    text
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

fn name_of<'n>(network: &'n Network, loss: &'n LossReport) -> Cow<'n, str> {
    match loss.kind {
        LossKind::Link => Cow::Owned(format!("link {}", link_in_words(network, &loss.key))),
        _ => hub_in_words(network, &loss.key),
    }
}

/// The first few hubs that it severs, and how many more; terminals apart.
fn severed_hubs(network: &Network, loss: &LossReport) -> String {
    let severed = loss.consequences.iter().filter(|one| one.outcome == OutcomeKind::Severed);
    let hubs: Vec<_> =
        severed.map(|one| pair_in_words(network, &one.hub, one.od_origin.as_deref())).collect();
    let mut text = hubs.iter().take(4).map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    if hubs.len() > 4 {
        let _ = write!(text, " and {} more", hubs.len() - 4);
    }
    if loss.terminals > 0 {
        let lost = format!("terminal of {} t/d", amount(loss.terminal_t_per_d));
        text = if text.is_empty() { lost } else { format!("{text}; {lost}") };
    }
    text
}

/// What severs a destination, and the worst loss that does not.
fn exposure(network: &Network, destination: &ExposureReport, cost: Impedance) -> String {
    let mut text = destination.text.clone();
    if let Some(worst) = &destination.worst {
        let added = match cost {
            Impedance::Time => Time::from_hours(worst.added).unwrap_or_default().to_string(),
            Impedance::Length => format!("{:.1} km", worst.added),
        };
        let _ = write!(text, "; without {} {added} more", element_in_words(network, &worst.element));
    }
    text
}
