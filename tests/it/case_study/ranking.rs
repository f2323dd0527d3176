//! What the case study's README says of its ranking, regenerated.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use supplyline::analysis::metrics::{Comparison, Metric, compare};
use supplyline::analysis::rank::{Loss, Ranking, verify_ranking};
use supplyline::analysis::{PairOptions, rank, severing_pairs};
use supplyline::progress::Silent;
use supplyline::report::{PairsReport, RankingReport};
use supplyline::{Network, Study};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kharkiv-2022")
}

fn study(scenario: &str) -> Study {
    let path = folder().join(scenario).with_extension("toml");
    Study::open(path).unwrap_or_else(|error| panic!("{error}"))
}

fn readme() -> String {
    std::fs::read_to_string(folder().join("README.md")).unwrap()
}

const METRICS: [Metric; 5] =
    [Metric::Importance, Metric::Throughflow, Metric::Betweenness, Metric::Efficiency, Metric::Closeness];

/// The worst losses of each kind, and the busiest hubs.
const HUBS: [&str; 11] = [
    "Taganrog",
    "Mariupol",
    "Valuyki",
    "Armiansk",
    "Kupiansk",
    "Luhansk",
    "Shchastia",
    "Donetsk",
    "Volnovakha",
    "Melitopol",
    "Debaltseve",
];

/// A row per hub: what its loss adds, and its rank by each metric.
fn rows(network: &Network, ranking: &Ranking, found: &Comparison) -> String {
    let mut text = String::new();
    for key in HUBS {
        let loss = Loss::Hub(network.find_hub(key).unwrap());
        let at = found.elements.iter().position(|&element| element == loss).unwrap();
        let cell = |column: usize, digits: usize| {
            let column = &found.columns[column];
            format!("{:.digits$} ({})", column.values[at].unwrap(), column.ranks[at].unwrap())
        };
        let added = ranking.of(loss).map_or(0.0, |ranked| ranked.added_cost as f64 / 3.6e6 / 1e3);
        let rank = found.columns[0].ranks[at].unwrap();
        let cells = [cell(1, 0), cell(2, 0), cell(3, 3), cell(4, 3)].join(" | ");
        writeln!(text, "| {key} | {added:.0} ({rank}) | {cells} |").unwrap();
    }
    text
}

/// A row per metric: tau-b with each.
fn taus(found: &Comparison) -> String {
    let mut text = String::new();
    for (column, tau) in found.columns.iter().zip(&found.tau) {
        let cells: Vec<String> = tau.iter().map(|tau| format!("{:.2}", tau.unwrap())).collect();
        writeln!(text, "| {} | {} |", column.metric, cells.join(" | ")).unwrap();
    }
    text
}

#[test]
fn the_readme_has_the_ranking() {
    let study = study("kupiansk-lost");
    let scenario = study.scenario().unwrap();
    let ranking = rank(&scenario, None).unwrap();
    verify_ranking(&scenario, &ranking, None, &Silent).unwrap();
    let found = compare(&scenario, &METRICS, None).unwrap();
    for wanted in [rows(study.network(), &ranking, &found), taus(&found)] {
        assert!(readme().contains(&wanted), "the README lacks\n{wanted}");
    }
    let busiest = &found.elements[found.columns[2].ranks.iter().position(|&rank| rank == Some(1)).unwrap()];
    let busiest = ranking.of(*busiest).unwrap();
    assert!(ranking.losses.iter().position(|ranked| ranked == busiest) > Some(10), "busy is not critical");
}

/// No single loss severs anything; which two do; and what hangs on one hub by rail alone.
#[test]
fn the_readme_has_what_severs() {
    let mixed = study("kupiansk-lost");
    let scenario = mixed.scenario().unwrap();
    let ranking = rank(&scenario, None).unwrap();
    assert!(ranking.losses.iter().all(|loss| loss.severed == 0));
    let pairs = PairsReport::new(&scenario, &severing_pairs(&scenario, PairOptions::default()).unwrap());
    let mut listed = Vec::new();
    for pair in &pairs.pairs {
        let severed: Vec<&str> = pair.severed.iter().map(|severed| severed.hub.as_str()).collect();
        let [one, other] = pair.elements.each_ref().map(|element| element.key.as_str());
        listed.push(format!("| {one} and {other} | {} |\n", severed.join(", ")));
    }
    let wanted = listed.concat();
    assert!(readme().contains(&wanted), "the README lacks\n{wanted}");

    let by_rail = study("kupiansk-lost-by-rail-alone");
    let scenario = by_rail.scenario().unwrap();
    let report = RankingReport::new(&scenario, &rank(&scenario, None).unwrap(), None);
    for destination in &report.destinations {
        let words = &destination.text;
        assert!(readme().contains(words.as_str()), "the README lacks: {words}");
    }
}
