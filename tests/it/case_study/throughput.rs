//! What the case study's README says of capacities, regenerated and verified.

use std::fmt::Write as _;

use supplyline::analysis::flow::{FlowsOptions, Ratio, Shares, flows, verify_flows};
use supplyline::analysis::sever::{SeverOptions, SeveringAnswer, sever, verify_sever};
use supplyline::report::FlowReport;
use supplyline::units::TonnesPerDay;
use supplyline::{ScenarioSpec, Study};

use super::findings::{folder, scenarios};

fn study(scenario: &str) -> Study {
    Study::open(folder().join(scenario).with_extension("toml")).unwrap_or_else(|error| panic!("{error}"))
}

fn missing_from_readme(lines: &[String]) -> String {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    lines.iter().filter(|line| !readme.contains(*line)).fold(String::new(), |mut missing, line| {
        let _ = writeln!(missing, "{line}");
        missing
    })
}

/// Each scenario with what all get, and each front of which less could be reached alone, with its bottleneck after.
#[test]
fn the_readme_has_what_gets_through() {
    let mut lines = Vec::new();
    for name in scenarios() {
        let study = study(&name);
        let scenario = study.scenario().unwrap();
        let outcome = flows(&scenario, None).unwrap();
        verify_flows(&scenario, &outcome).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
        let report = FlowReport::new(&scenario, &outcome);
        let [before, after] = [report.before.as_ref().unwrap(), report.after.as_ref().unwrap()];
        lines.push(format!(
            "| `{name}` | all | {} of {} | {} | | |",
            before.delivered_t_per_d, report.demand_t_per_d, after.delivered_t_per_d
        ));
        for told in &report.destinations {
            let [before, after] = [told.alone_before_t_per_d.unwrap(), told.alone_after_t_per_d.unwrap()];
            if before.total_cmp(&after).is_ne() {
                let cut = told.bottleneck.as_ref().unwrap();
                let unique = if cut.is_unique == Some(true) { "yes" } else { "no" };
                lines.push(format!(
                    "| `{name}` | {} alone | {before} | {after} | {} | {unique} |",
                    told.hub,
                    cut.in_words()
                ));
            }
        }
    }
    let missing = missing_from_readme(&lines);
    assert!(missing.is_empty(), "README.md lacks these rows:\n{missing}");
}

/// How much all fronts could have at once, the same for each.
#[test]
fn the_readme_has_the_equal_share() {
    let mut lines = Vec::new();
    for name in ["kupiansk-lost", "as-on-10-september"] {
        let study = study(name);
        let mut spec: ScenarioSpec = study.spec().clone();
        for destination in &mut spec.destinations {
            destination.demand = Some(TonnesPerDay::from_kilograms(10_000_000).unwrap());
        }
        let scenario = spec.on(study.network()).unwrap();
        let outcome = flows(&scenario, FlowsOptions::default().shares(Shares::Proportional)).unwrap();
        verify_flows(&scenario, &outcome).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
        let report = FlowReport::new(&scenario, &outcome);
        let each = [&outcome.before, &outcome.after].map(|flows| {
            let gets = flows.delivery.as_ref().unwrap().relations.iter().map(|one| one.met);
            10_000.0 * gets.max().unwrap_or(Ratio::ZERO).value()
        });
        let short = &report.shortages[0];
        lines.push(format!(
            "| `{name}` | {:.0} | {:.0} | {} | {} |",
            each[0],
            each[1],
            short.cut.in_words(),
            short.hubs.join(", ")
        ));
    }
    let missing = missing_from_readme(&lines);
    assert!(missing.is_empty(), "README.md lacks these rows:\n{missing}");
}

/// The fewest hubs that sever each front of the thesis, and all of them together.
#[test]
fn the_readme_has_the_severing_sets() {
    let mut lines = Vec::new();
    for (name, of) in [
        ("kupiansk-lost", &["Izium"][..]),
        ("kupiansk-lost", &["Balakliia"]),
        ("kupiansk-lost", &["Lyman"]),
        ("kupiansk-lost", &["Balakliia", "Izium", "Lyman"]),
        ("kupiansk-lost-by-rail-alone", &["Balakliia", "Izium", "Lyman"]),
    ] {
        let study = study(name);
        let scenario = study.scenario().unwrap();
        let network = study.network();
        let hubs = of.iter().map(|hub| network.find_hub(hub).unwrap());
        let options = SeverOptions::default().destinations(hubs);
        let found = sever(&scenario, options.clone()).unwrap();
        verify_sever(&scenario, options, &found).unwrap_or_else(|wrong| panic!("{of:?}: {wrong}"));
        let SeveringAnswer::Sets(least) = &found.answer else { panic!("{of:?}: {:?}", found.answer) };
        let mut sets: Vec<String> = least
            .sets
            .iter()
            .map(|set| set.iter().map(|loss| loss.key(network)).collect::<Vec<_>>().join(" + "))
            .collect();
        let count = sets.len();
        sets.truncate(4);
        let more = if count > 4 { format!("; {} more", count - 4) } else { String::new() };
        lines.push(format!(
            "| `{name}` | {} | {} | {}{more} |",
            of.join(", "),
            least.weight,
            sets.join("; ")
        ));
    }
    let missing = missing_from_readme(&lines);
    assert!(missing.is_empty(), "README.md lacks these rows:\n{missing}");
}
