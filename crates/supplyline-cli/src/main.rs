//! The `supplyline` command: thin, over the public API of the crate `supplyline`.

mod args;
mod bar;
mod compare;
mod export;
mod failure;
mod flow;
mod import;
mod import_map;
mod index;
mod pairs;
mod rank;
mod reduce;
mod sever;
mod table;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use supplyline::analysis::impact::Witnesses;
use supplyline::analysis::{ImpactOptions, impact, verify};
use supplyline::diagnostic::Place;
use supplyline::import::{Profile, Repair};
use supplyline::network::Area;
use supplyline::progress::Progress as _;
use supplyline::report::{Report, impact_csv, report_html, routes_geojson, write_file};
use supplyline::scenario::ClosureSpec;
use supplyline::{Mode, Network, Scenario, ScenarioSpec, Study};

use crate::args::{Cli, Command, Format, Output};
use crate::bar::Bar;
use crate::failure::{Failure, Told, say};

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.check();
    if let Some(threads) = cli.threads {
        // Only a second call fails, and this is the first.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
    }
    let bar = Bar::default();
    let done = run(&cli, &bar);
    bar.finish();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print(cli.format);
            ExitCode::from(failure.code())
        }
    }
}

fn run(cli: &Cli, bar: &Bar) -> Result<(), Failure> {
    match &cli.command {
        Command::Run(run) => {
            let study = Study::open_with(&run.scenario, bar)?;
            answer(&study.scenario()?, &run.output, cli.format, bar)
        }
        Command::Impact(ask) => {
            let study = Study::open_with(&ask.scenario, bar)?;
            answer(&what_if(&study, ask)?, &ask.output, cli.format, bar)
        }
        Command::Flow(ask) => {
            let study = Study::open_with(&ask.scenario, bar)?;
            flow::answer(&study.scenario()?, ask, cli.format, bar)
        }
        Command::Sever(ask) => {
            let study = Study::open_with(&ask.scenario, bar)?;
            sever::answer(&study.scenario()?, ask, cli.format, bar)
        }
        Command::Rank(ask) => {
            let study = Study::open_with(&ask.scenario, bar)?;
            rank::answer(&study.scenario()?, ask, cli.format, bar)
        }
        Command::Check { path } => check(path, cli.format, bar),
        Command::Export(ask) => stoppable(bar, || export::answer(ask, cli.format, bar)),
        Command::Import(ask) => stoppable(bar, || import::answer(ask, cli.format, bar)),
        Command::Reduce(ask) => stoppable(bar, || reduce::answer(ask, cli.format, bar)),
        Command::Profile => print(Profile::BUILT_IN_TEXT),
        Command::Schema => print(&format!("{:#}\n", ScenarioSpec::json_schema())),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "supplyline", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    }
}

/// Work that Ctrl-C stops before it writes anything; whatever else it finds wrong then is of no interest.
fn stoppable(bar: &Bar, work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    bar.stop_on_interrupt();
    work().map_err(|failure| match failure {
        Failure::Input(..) if bar.stop_requested() => Failure::Stopped,
        other => other,
    })
}

/// The scenario with the closure that the command line adds.
fn what_if<'n>(study: &'n Study, ask: &args::Impact) -> Result<Scenario<'n>, Failure> {
    let named: Vec<&str> = ask.close.iter().chain(&ask.close_link).map(String::as_str).collect();
    let name = if named.is_empty() { "area".to_owned() } else { named.join(", ") };
    let mut closure = ClosureSpec::new(format!("{name} closed"));
    closure.hubs.clone_from(&ask.close);
    closure.links.clone_from(&ask.close_link);
    closure.modes =
        (!ask.mode.is_empty()).then(|| ask.mode.iter().map(|mode| Mode::from(mode.as_str())).collect());
    let mut unread = None;
    if let Some(path) = &ask.close_area {
        match Area::read(path) {
            Ok(area) => closure = closure.area(area),
            Err(problem) => unread = Some(Told::new(&Place::file(path), problem)),
        }
    }
    let spec = if ask.only { study.spec().clone().without_closures() } else { study.spec().clone() };
    let spec = spec.titled(&format!("What if: {name} closed"));
    let added = format!("closure[{}]", spec.closures.len());
    // A closure of nothing but an area that cannot be read has been told of.
    let nothing_else = named.is_empty() && unread.is_some();
    let resolved = spec.closure(closure).on(study.network());
    match (resolved, unread) {
        (Ok(scenario), None) => Ok(scenario),
        (Err(_), Some(unread)) if nothing_else => Err(Failure::Input(vec![unread], 0)),
        (Ok(_), Some(unread)) => Err(Failure::Input(vec![unread], 0)),
        (Err(error), unread) => {
            let told = error.problems.iter().map(|found| match flag_of(&found.place, &added) {
                Some(flag) => Told::new(&Place::key(flag), &found.what),
                None => Told::located(found),
            });
            Err(Failure::Input(told.chain(unread).collect(), error.problems.left_out()))
        }
    }
}

/// The flag that a place in the added closure stands for: no file has that closure.
fn flag_of(place: &Place, added: &str) -> Option<&'static str> {
    let field = place.name()?.strip_prefix(added)?;
    Some(match field.trim_start_matches('.').split('[').next() {
        Some("links") => "--close-link",
        Some("modes") => "--mode",
        Some("area") => "--close-area",
        _ => "--close",
    })
}

/// Runs a scenario, and prints and writes what comes out.
fn answer(scenario: &Scenario<'_>, output: &Output, format: Format, bar: &Bar) -> Result<(), Failure> {
    let witnesses = if output.verify { Witnesses::Kept } else { Witnesses::Dropped };
    let mut options = ImpactOptions::default()
        .witnesses(witnesses)
        .throughput(args::throughputs(output.no_throughput))
        .progress(bar);
    if let Some(path) = &output.index {
        options = options.index(index::kept_in(path, scenario.network(), bar)?);
    }
    let outcome = impact(scenario, options)?;
    let mut report = Report::new(scenario, &outcome);
    if output.verify {
        report = report.verified(verify(scenario, &outcome)?);
    }
    if let Some(folder) = &output.out {
        write_files(
            folder,
            [
                ("report.json", report.to_json()),
                ("impact.csv", impact_csv(&report)),
                ("routes.geojson", routes_geojson(scenario, &outcome, &report)),
                ("report.html", report_html(scenario, &outcome, &report)),
            ],
        )?;
    }
    match format {
        Format::Json => print(&report.to_json())?,
        Format::Table => {
            print(&table::impact(scenario.network(), &report))?;
            warn(&report.head.warnings);
            name_page(output.out.as_deref(), "report.html")?;
        }
    }
    Ok(())
}

fn check(path: &Path, format: Format, bar: &Bar) -> Result<(), Failure> {
    let is_scenario = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if is_scenario {
        let study = Study::open_with(path, bar)?;
        let scenario = study.scenario()?;
        let warnings: Vec<String> = scenario.warnings().iter().map(ToString::to_string).collect();
        let asked = [
            ("origins", scenario.origins().len()),
            ("destinations", scenario.relations().len()),
            ("closures", scenario.closures().len()),
        ];
        tell_checked(path, "valid", study.network(), &asked, &warnings, format)
    } else {
        let network = Network::read_with(path, bar)?;
        tell_checked(path, "valid", &network, &[], &[], format)
    }
}

fn tell_checked(
    path: &Path,
    what: &str,
    network: &Network,
    asked: &[(&str, usize)],
    warnings: &[String],
    format: Format,
) -> Result<(), Failure> {
    let held = held_by(network);
    let (assumptions, mut doubts) = notes(network.repairs());
    doubts.extend_from_slice(warnings);
    let warnings = doubts;
    match format {
        Format::Json => {
            let counts: serde_json::Map<String, serde_json::Value> =
                held.iter().chain(asked).map(|&(what, count)| (what.to_owned(), count.into())).collect();
            let json = serde_json::json!({
                what: true, "counts": counts, "assumptions": assumptions, "warnings": warnings
            });
            print(&format!("{json:#}\n"))
        }
        Format::Table => {
            let counts: Vec<String> =
                held.iter().chain(asked).map(|&(what, count)| counted(count as u64, what)).collect();
            print(&format!("{}: {what}; {}\n", path.display(), counts.join(", ")))?;
            for assumption in &assumptions {
                print(&format!("assumed: {assumption}\n"))?;
            }
            warn(&warnings);
            Ok(())
        }
    }
}

/// How much of what a network holds.
fn held_by(network: &Network) -> [(&'static str, usize); 4] {
    [
        ("hubs", network.hub_count()),
        ("nodes", network.node_count()),
        ("links", network.link_count()),
        ("transfers", network.transfer_count()),
    ]
}

/// What was done to the rows of a network in words: what was assumed, and what may be a mistake.
fn notes(repairs: &[Repair]) -> (Vec<String>, Vec<String>) {
    let (doubtful, assumed): (Vec<_>, Vec<_>) = repairs.iter().partition(|repair| repair.is_doubtful());
    let told = |repairs: Vec<&Repair>| repairs.into_iter().map(ToString::to_string).collect();
    (told(assumed), told(doubtful))
}

/// `1 link`, `2 links`, of a word in the plural.
fn counted(count: u64, things: &str) -> String {
    if count != 1 {
        return format!("{count} {things}");
    }
    // The first word that is a plural: "answers of no route", "OD pairs".
    let mut words: Vec<&str> = things.split(' ').collect();
    if let Some(word) = words.iter_mut().find(|word| word.ends_with('s')) {
        *word =
            word.strip_suffix("es").filter(|word| word.ends_with("ss")).unwrap_or(word.trim_end_matches('s'));
    }
    format!("{count} {}", words.join(" "))
}

/// Writes files into a folder, which is made where there is none.
fn write_files<const N: usize>(folder: &Path, files: [(&str, String); N]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::Output(format!("{}: cannot be made: {error}", folder.display())))?;
    for (name, text) in files {
        write_file(folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

/// Says where the page is, if one was written.
fn name_page(folder: Option<&Path>, name: &str) -> Result<(), Failure> {
    folder.map_or(Ok(()), |folder| print(&format!("The page: {}\n", folder.join(name).display())))
}

fn warn(warnings: &[String]) {
    for warning in warnings {
        say(&format!("\u{1b}[1;33mwarning\u{1b}[0m: {warning}\n"));
    }
}

/// Prints to standard output, in colour on terminals only.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_thing_is_no_things() {
        for (things, one) in [
            ("cuts", "1 cut"),
            ("losses", "1 loss"),
            ("OD pairs", "1 OD pair"),
            ("answers of no route", "1 answer of no route"),
            ("routes of least cost", "1 route of least cost"),
        ] {
            assert_eq!(counted(1, things), one);
            assert_eq!(counted(2, things), format!("2 {things}"));
            assert_eq!(counted(0, things), format!("0 {things}"));
        }
    }
}
