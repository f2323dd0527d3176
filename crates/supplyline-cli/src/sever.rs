//! `supplyline sever`: the fewest losses that sever destinations.

use std::borrow::Cow;
use std::fmt::Write as _;

use comfy_table::Cell;
use supplyline::Scenario;
use supplyline::analysis::rank::Loss;
use supplyline::analysis::sever::{SeverOptions, sever, verify_sever};
use supplyline::diagnostic::Place;
use supplyline::network::Network;
use supplyline::report::{
    ProofKind, SeverAnswerKind, SeverReport, SeveredReport, element_in_words, pair_in_words, sever_csv,
};

use crate::args::{Format, Sever};
use crate::bar::Bar;
use crate::failure::{Failure, Told};
use crate::table::{empty, right};
use crate::{counted, print, warn, write_files};

/// So many sets are in the table; JSON and files have all that are listed.
const SHOWN: usize = 40;

/// Finds the sets, and prints and writes them.
pub(crate) fn answer(scenario: &Scenario<'_>, ask: &Sever, format: Format, bar: &Bar) -> Result<(), Failure> {
    let options = options(scenario, ask, bar)?;
    let found = sever(scenario, options.clone())?;
    let mut report = SeverReport::new(scenario, &found);
    if ask.verify {
        report = report.verified(verify_sever(scenario, options, &found)?);
    }
    if let Some(folder) = &ask.out {
        write_files(folder, [("sever.json", report.to_json()), ("sever.csv", sever_csv(&report))])?;
    }
    match format {
        Format::Json => print(&report.to_json()),
        Format::Table => {
            print(&table(scenario.network(), &report))?;
            warn(&report.head.warnings);
            Ok(())
        }
    }
}

/// The question, with all names looked up; every name that is none is told of.
fn options<'b>(scenario: &Scenario<'_>, ask: &Sever, bar: &'b Bar) -> Result<SeverOptions<'b>, Failure> {
    let network = scenario.network();
    let mut problems = Vec::new();
    let mut options = SeverOptions::default()
        .losing(ask.losing.into())
        .terminals(ask.terminals)
        .limit(ask.limit)
        .work(ask.work)
        .progress(bar);
    let mut destinations = Vec::new();
    for name in &ask.destination {
        match network.find_hub(name) {
            Ok(hub) => destinations.push(hub),
            Err(problem) => problems.push(Told::new(&Place::key("--destination"), problem)),
        }
    }
    if !ask.destination.is_empty() {
        options = options.destinations(destinations);
    }
    for name in &ask.protect {
        match find(network, name) {
            Ok(losses) => options = options.keeping(losses),
            Err(problem) => problems.push(Told::new(&Place::key("--protect"), problem)),
        }
    }
    for stated in &ask.weight {
        let place = Place::key("--weight");
        let parted =
            stated.rsplit_once('=').and_then(|(name, weight)| Some((name, weight.trim().parse().ok()?)));
        let Some((name, weight)) = parted else {
            problems.push(Told::new(
                &place,
                format!("'{stated}' is not KEY=N with a whole number N, such as Kupiansk=3"),
            ));
            continue;
        };
        match find(network, name) {
            Ok(losses) => {
                options = losses.into_iter().fold(options, |options, loss| options.weight(loss, weight));
            }
            Err(problem) => problems.push(Told::new(&place, problem)),
        }
    }
    if problems.is_empty() { Ok(options) } else { Err(Failure::Input(problems, 0)) }
}

/// A hub by its key or unique name, or links by their key.
fn find(network: &Network, name: &str) -> Result<Vec<Loss>, String> {
    match (network.find_hub(name), network.find_links(name)) {
        (Ok(hub), _) => Ok(vec![Loss::Hub(hub)]),
        (Err(_), Ok(links)) => Ok(links.into_iter().map(|link| Loss::of_link(network, link)).collect()),
        (Err(no_hub), Err(no_link)) => Err(format!("{no_hub}; {no_link}")),
    }
}

fn table(network: &Network, report: &SeverReport) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    if let Some(title) = &report.head.title {
        let _ = writeln!(text, "{title}");
    }
    let severed = |one| severed(network, one);
    let whom = report.destinations.iter().map(severed).collect::<Vec<_>>().join(", ");
    if !report.sets.is_empty() {
        let mut table = empty(&["", "Lost together"]);
        for (at, set) in report.sets.iter().take(SHOWN).enumerate() {
            let names: Vec<_> = set.iter().map(|element| element_in_words(network, element)).collect();
            table.add_row([right(&(at + 1).to_string()), Cell::new(names.join(", "))]);
        }
        let _ = writeln!(text, "{table}");
    }
    let _ = writeln!(text, "{}", verdict(report, &whom));
    for route in &report.routes {
        let counts = if (route.counts - 1.0).abs() < 1e-9 {
            String::new()
        } else {
            format!(" (counts {:.2})", route.counts)
        };
        let _ = writeln!(text, "  {}{counts}", route.route.in_words());
    }
    if let Some(found) = report.verification {
        let least = if found.is_least { ", and the routes prove that no set weighs less" } else { "" };
        let _ = writeln!(
            text,
            "Verified: {} severing, {}{least}.",
            counted(found.sets, "sets"),
            counted(found.routes, "routes")
        );
    }
    text
}

fn verdict(report: &SeverReport, whom: &str) -> String {
    let weight = report.weight.unwrap_or_default();
    let listed = match (report.sets.len(), report.is_complete) {
        (1, true) => "1 set does".to_owned(),
        (sets, true) => format!("{sets} sets do"),
        (sets, false) => {
            format!("the first {sets} sets are listed, there may be more (see --limit and --work)")
        }
    };
    let shown = if report.sets.len() > SHOWN {
        format!(" The first {SHOWN} are shown; --format json and --out list them all.")
    } else {
        String::new()
    };
    match report.answer {
        SeverAnswerKind::AlreadySevered => format!("No route leads to {whom} as it is."),
        SeverAnswerKind::NoCut => {
            format!("Nothing that may be lost severs {whom}. This route passes nothing of it:")
        }
        SeverAnswerKind::Feasible => format!(
            "Losses that weigh {weight} sever {whom}, and none that weigh less than {}; between them the search was cut short \
             (see --work).{shown} Routes that all have to be hit:",
            report.lower_bound.unwrap_or_default()
        ),
        _ => {
            let least = match report.proof {
                Some(ProofKind::Routes) => "as these routes prove, which all have to be hit",
                _ => "as a search of all others showed; routes that all have to be hit",
            };
            format!(
                "The least that severs {whom} weighs {weight}: {listed}.{shown} Nothing less does, {least}:"
            )
        }
    }
}

fn severed<'n>(network: &'n Network, one: &'n SeveredReport) -> Cow<'n, str> {
    pair_in_words(network, &one.hub, one.od_origin.as_deref())
}
