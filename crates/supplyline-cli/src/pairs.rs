//! `supplyline rank --pairs`: two losses that sever together what neither severs alone.

use std::fmt::Write as _;

use comfy_table::Cell;
use supplyline::analysis::rank::verify_pairs;
use supplyline::analysis::{PairOptions, severing_pairs};
use supplyline::network::HubId;
use supplyline::report::{
    PairReport, PairsReport, SeveredReport, amount, element_in_words, pair_in_words, pairs_csv,
};
use supplyline::{Network, Scenario};

use crate::args::{Format, Rank};
use crate::bar::Bar;
use crate::failure::Failure;
use crate::table::{empty, lost_already, right};
use crate::{counted, print, warn, write_files};

/// So many pairs are in the table; JSON and files have all that are listed.
const SHOWN: usize = 40;
/// So many destinations of a pair are named.
const NAMED: usize = 4;

/// Finds the pairs, and prints and writes them.
pub(crate) fn answer(
    scenario: &Scenario<'_>,
    ask: &Rank,
    after: &[HubId],
    format: Format,
    bar: &Bar,
) -> Result<(), Failure> {
    let options =
        PairOptions::default().links(ask.links).after(after.iter().copied()).limit(ask.limit).progress(bar);
    let found = severing_pairs(scenario, options)?;
    let mut report = PairsReport::new(scenario, &found);
    if let Some(sample) = ask.verify {
        report = report.verified(verify_pairs(scenario, &found, (sample > 0).then_some(sample), bar)?);
    }
    if let Some(folder) = &ask.out {
        write_files(folder, [("pairs.json", report.to_json()), ("pairs.csv", pairs_csv(&report))])?;
    }
    match format {
        Format::Json => print(&report.to_json()),
        Format::Table => {
            print(&pairs_table(scenario.network(), &report))?;
            warn(&report.head.warnings);
            Ok(())
        }
    }
}

/// Pairs as text: a row each, and how many there are.
fn pairs_table(network: &Network, report: &PairsReport) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.head.title {
        let _ = writeln!(text, "{title}");
    }
    lost_already(&mut text, network, &report.after);
    let mut table = empty(&["One", "and the other", "Severed t/d", "Severs"]);
    for pair in report.pairs.iter().take(SHOWN) {
        let [one, other] = pair.elements.each_ref().map(|element| element_in_words(network, element));
        let severed = right(&amount(pair.severed_t_per_d));
        table.add_row([Cell::new(one), Cell::new(other), severed, Cell::new(severs(network, pair))]);
    }
    if !report.pairs.is_empty() {
        let _ = writeln!(text, "{table}");
    }
    let _ = writeln!(text, "{}", how_many(report));
    if let Some(found) = report.verification {
        let _ = writeln!(
            text,
            "Verified: {}, severing {} together that neither severs alone; {}, {}.",
            counted(found.pairs, "pairs"),
            counted(found.severed, "destinations"),
            counted(found.routes, "routes of least cost"),
            counted(found.absences, "answers of no route")
        );
    }
    text
}

fn how_many(report: &PairsReport) -> String {
    let listed = report.pairs.len();
    let severs = "a destination that neither severs alone";
    let shown = if listed > SHOWN {
        format!(" The first {SHOWN} are shown; --format json and --out list them all.")
    } else {
        String::new()
    };
    match (listed, report.is_complete) {
        (_, false) => format!("The first {listed} pairs; there are more, see --limit.{shown}"),
        (0, true) => format!("No two losses together sever {severs}."),
        (1, true) => format!("1 pair of losses severs {severs}."),
        (_, true) => format!("{listed} pairs of losses sever {severs}.{shown}"),
    }
}

fn severs(network: &Network, pair: &PairReport) -> String {
    let name = |one: &SeveredReport| pair_in_words(network, &one.hub, one.od_origin.as_deref()).into_owned();
    let mut text = pair.severed.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
    if pair.severed.len() > NAMED {
        let _ = write!(text, " and {} more", pair.severed.len() - NAMED);
    }
    text
}
