//! `supplyline rank --by`: hubs and links by several metrics, side by side.

use std::fmt::Write as _;

use comfy_table::Cell;
use supplyline::analysis::metrics::{CompareOptions, Effort, Metric, compare};
use supplyline::network::HubId;
use supplyline::report::{
    ComparedReport, ComparisonReport, MetricReport, amount, comparison_csv, element_in_words, tau_csv,
};
use supplyline::{Network, Scenario};

use crate::args::{Format, Rank};
use crate::bar::Bar;
use crate::failure::Failure;
use crate::rank::LISTED;
use crate::table::{between_origins, empty, lost_already, right};
use crate::{index, print, warn, write_files};

/// Values that a person takes in.
const DIGITS: i64 = 3;

/// Compares, and prints and writes what comes out.
pub(crate) fn answer(
    scenario: &Scenario<'_>,
    ask: &Rank,
    after: &[HubId],
    format: Format,
    bar: &Bar,
) -> Result<(), Failure> {
    let metrics: Vec<Metric> = ask.by.iter().map(|&by| by.into()).collect();
    let mut options = CompareOptions::default().links(ask.links).after(after.iter().copied()).progress(bar);
    if let Some(sources) = ask.sample {
        options = options.effort(Effort::Sample { sources: sources.get(), seed: ask.seed });
    } else if ask.exact {
        options = options.effort(Effort::Exact);
    }
    if let Some(path) = &ask.index {
        options = options.index(index::kept_in(path, scenario.network(), bar)?);
    }
    let comparison = compare(scenario, &metrics, options)?;
    let report = ComparisonReport::new(scenario, &comparison, ask.top);
    if let Some(folder) = &ask.out {
        let files = [
            ("comparison.json", report.to_json()),
            ("comparison.csv", comparison_csv(&report)),
            ("tau.csv", tau_csv(&report)),
        ];
        write_files(folder, files)?;
    }
    match format {
        Format::Json => print(&report.to_json()),
        Format::Table => {
            print(&comparison_table(scenario.network(), &report, ask.top.unwrap_or(LISTED)))?;
            warn(&report.head.warnings);
            Ok(())
        }
    }
}

/// A comparison as text: a row per element, then how far metrics agree.
fn comparison_table(network: &Network, report: &ComparisonReport, top: usize) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.head.title {
        let _ = writeln!(text, "{title}");
    }
    lost_already(&mut text, network, &report.after);
    let header = |metric: &MetricReport| format!("{} [{}]", metric.metric, metric.unit);
    let headers: Vec<String> =
        std::iter::once("Loss".to_owned()).chain(report.metrics.iter().map(header)).collect();
    let mut table = empty(&headers.iter().map(String::as_str).collect::<Vec<_>>());
    for compared in report.elements.iter().take(top) {
        let cells = (0..report.metrics.len()).map(|at| right(&value(&report.metrics[at], compared, at)));
        table.add_row(std::iter::once(Cell::new(element_in_words(network, &compared.element))).chain(cells));
    }
    let _ = writeln!(text, "{table}");
    let listed = report.elements.len().min(top);
    let _ = writeln!(
        text,
        "{listed} of {} elements, by {}; in brackets the rank.",
        report.compared,
        report.metrics.first().map_or("no metric", |metric| &metric.metric)
    );
    for metric in &report.metrics {
        if let (Some(error), Some(confidence), Some(sources)) =
            (metric.error_at_most, metric.error_confidence, metric.sampled_sources)
        {
            let _ = writeln!(
                text,
                "{}: from {sources} sources drawn; no value is off by more than {error:.3e} with a probability of \
                 {confidence}.",
                metric.metric
            );
        }
    }
    for metric in &report.metrics {
        if let Some(why) = &metric.no_values {
            let _ = writeln!(text, "{}: no values, since {why}.", metric.metric);
        }
        if let Some(off_by) = metric.off_by_at_most {
            let _ = writeln!(text, "{}: {}.", metric.metric, between_origins(off_by, &metric.unit));
        }
    }
    if report.metrics.len() > 1 {
        let _ = writeln!(text, "{}", tau_table(report));
    }
    text
}

/// Kendall's τ-b of each two metrics.
fn tau_table(report: &ComparisonReport) -> String {
    let names = report.metrics.iter().map(|metric| metric.metric.as_str());
    let headers: Vec<&str> = std::iter::once("Kendall's τ-b").chain(names).collect();
    let mut table = empty(&headers);
    for metric in &report.metrics {
        let tau = metric
            .kendall_tau_b
            .iter()
            .map(|tau| right(&tau.map_or_else(|| "–".to_owned(), |tau| format!("{tau:.2}"))));
        table.add_row(std::iter::once(Cell::new(&metric.metric)).chain(tau));
    }
    table.to_string()
}

/// A value and its rank.
fn value(metric: &MetricReport, compared: &ComparedReport, at: usize) -> String {
    let Some(rank) = compared.ranks[at] else { return "–".to_owned() };
    match compared.values[at] {
        None => format!("no detour ({rank})"),
        Some(value) if metric.unit == "t/d" => format!("{} ({rank})", amount(value)),
        Some(value) => format!("{} ({rank})", significant(value)),
    }
}

/// With so many digits that count, and none after the point where there are as many before it.
fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "exponents of floats are small")]
    let before = value.abs().log10().floor() as i64 + 1;
    let after = usize::try_from(DIGITS - before).unwrap_or(0);
    if after > 9 { format!("{value:.2e}") } else { format!("{value:.after$}") }
}
