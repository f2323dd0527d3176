//! The findings of the case study, pinned: against a second program's answers, and as its README states them.
//!
//! `tests/golden/kharkiv-2022.csv` was made from the same files by a few lines of Python over networkx (a multigraph of
//! one node per hub and mode, Dijkstra from a super-source), which share no code with this crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use supplyline::Study;
use supplyline::analysis::{impact, verify};
use supplyline::report::{DestinationReport, Report, RouteReport};

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kharkiv-2022")
}

pub(crate) fn scenarios() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn report(scenario: &str) -> Report {
    let study =
        Study::open(folder().join(scenario).with_extension("toml")).unwrap_or_else(|error| panic!("{error}"));
    let scenario = study.scenario().unwrap();
    let outcome = impact(&scenario, None).unwrap();
    let found = verify(&scenario, &outcome).unwrap_or_else(|rejections| panic!("{rejections:?}"));
    Report::new(&scenario, &outcome).verified(found)
}

#[test]
fn every_scenario_agrees_with_networkx() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/kharkiv-2022.csv");
    let mut reader = csv::Reader::from_path(golden).unwrap();
    let mut expected: BTreeMap<String, Vec<csv::StringRecord>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        expected.entry(row[0].to_owned()).or_default().push(row);
    }
    assert_eq!(expected.keys().collect::<Vec<_>>(), scenarios().iter().collect::<Vec<_>>());
    for (scenario, rows) in expected {
        let report = report(&scenario);
        assert_eq!(rows.len(), report.destinations.len());
        for (row, found) in rows.iter().zip(&report.destinations) {
            let told = format!("{scenario}, {}", found.hub);
            assert_eq!((&row[1], &row[2]), (found.hub.as_str(), found.status.name()), "{told}");
            for (at, route) in [(3, &found.before), (6, &found.after)] {
                let close = |cell: &str, of: &dyn Fn(&RouteReport) -> f64, within: f64| match route {
                    None => cell.is_empty(),
                    Some(route) => (cell.parse::<f64>().unwrap() - of(route)).abs() <= within,
                };
                assert!(close(&row[at], &|route| route.time_h, 0.0002), "{told}: {} h", &row[at]);
                assert!(close(&row[at + 1], &|route| route.length_km, 0.06), "{told}: {} km", &row[at + 1]);
                let links = route.as_ref().map_or_else(String::new, |route| route.links.join(" > "));
                assert_eq!(&row[at + 2], links, "{told}");
            }
        }
    }
}

/// The network is as large as it says, and its rail is the real one where it matters.
#[test]
fn the_network_is_what_its_readme_says() {
    let study = Study::open(folder().join("kupiansk-lost.toml")).unwrap();
    let network = study.network();
    assert_eq!((network.hub_count(), network.link_count()), (100, 245));
    assert!(network.transfers().all(|transfer| !transfer.is_assumed()), "every transfer is stated");
    let rail_neighbours = |hub: &str| {
        let hub = network.hub(network.find_hub(hub).unwrap());
        let mut names: Vec<&str> = hub
            .nodes()
            .iter()
            .filter(|&&node| network.node(node).mode() == &supplyline::Mode::Rail)
            .flat_map(|&node| network.arcs_out(node).map(|arc| network.node(network.head(arc))))
            .filter(|node| node.mode() == &supplyline::Mode::Rail && node.hub().id() != hub.id())
            .map(supplyline::network::Node::key)
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(rail_neighbours("Kupiansk"), ["Dvorichna", "Kupiansk-Vuzlovyi", "Velykyi Burluk"]);
    assert_eq!(rail_neighbours("Kupiansk-Vuzlovyi"), ["Borova", "Kupiansk", "Shevchenkove", "Svatove"]);
    assert!(!rail_neighbours("Svatove").contains(&"Starobilsk"));
}

/// Where a loss reroutes or severs, by how much, and on which mode supply goes on.
#[test]
fn the_thesis_holds_on_rail_and_for_three_fronts() {
    let touched = |scenario: &str| -> Vec<(String, String, Option<f64>, String)> {
        let report = report(scenario);
        let changed = report.destinations.iter().filter(|found| found.status.name() != "unaffected");
        changed
            .map(|found| (found.hub.clone(), found.status.to_string(), ratio(found), mode(found)))
            .collect()
    };
    let row = |hub: &str, status: &str, ratio: Option<f64>, mode: &str| {
        (hub.to_owned(), status.to_owned(), ratio, mode.to_owned())
    };
    assert_eq!(
        touched("kupiansk-lost"),
        [
            row("Balakliia", "rerouted", Some(1.13), "road"),
            row("Izium", "rerouted", Some(1.49), "road"),
            row("Lyman", "rerouted", Some(1.39), "road"),
        ]
    );
    assert_eq!(
        touched("kupiansk-rail-yard"),
        [row("Izium", "rerouted", Some(1.2), "road"), row("Lyman", "rerouted", Some(1.39), "road")]
    );
    assert_eq!(
        touched("kupiansk-lost-by-rail-alone"),
        [
            row("Balakliia", "severed", None, ""),
            row("Izium", "severed", None, ""),
            row("Lyman", "severed", None, ""),
            row("Lysychansk", "unsupplied", None, ""),
            row("Popasna", "unsupplied", None, ""),
        ]
    );
    assert_eq!(
        touched("as-on-10-september"),
        [
            row("Balakliia", "severed", None, ""),
            row("Izium", "rerouted", Some(1.5), "road"),
            row("Lyman", "rerouted", Some(1.39), "road"),
        ]
    );
    assert_eq!(touched("izium-lost"), [row("Izium", "severed", None, "")]);
    assert_eq!(
        touched("antonivka-bridges-lost"),
        [row("Snihurivka", "rerouted", Some(1.17), "road"), row("Kherson", "rerouted", Some(1.24), "road")]
    );
    let by_rail = report("kupiansk-lost-by-rail-alone");
    let izium = by_rail.destinations.iter().find(|found| found.hub == "Izium").unwrap();
    assert_eq!(izium.severed_by.as_ref().unwrap().hubs, ["Kupiansk"]);
}

fn ratio(found: &DestinationReport) -> Option<f64> {
    found.cost_ratio.map(|ratio| (ratio * 100.0).round() / 100.0)
}

/// The modes of the route after, in order.
fn mode(found: &DestinationReport) -> String {
    let Some(route) = &found.after else {
        return String::new();
    };
    let mut modes: Vec<&str> = route.links.iter().filter_map(|link| link.split(':').next()).collect();
    modes.dedup();
    modes.join(" ")
}

/// The table of findings in the README is the library's own output.
#[test]
fn the_readme_states_what_is_found() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let hours = |route: &Option<RouteReport>| {
        route.as_ref().map_or_else(|| "–".to_owned(), |route| format!("{:.2} h", route.time_h))
    };
    let tonnes = |route: &Option<RouteReport>| {
        route
            .as_ref()
            .and_then(|route| route.capacity_t_per_d)
            .map_or_else(|| "–".to_owned(), |t| t.to_string())
    };
    let mut missing = Vec::new();
    for scenario in scenarios() {
        for found in report(&scenario).destinations.iter().filter(|found| found.route_changed) {
            let ratio = found.cost_ratio.map_or_else(|| "–".to_owned(), |ratio| format!("×{ratio:.2}"));
            let new = match (&found.after, &found.severed_by) {
                (Some(route), _) => route.in_words(),
                (None, Some(severed)) => severed.text.clone(),
                (None, None) => String::new(),
            };
            let line = format!(
                "| `{scenario}` | {} | {} | {} | {} | {ratio} | {} | {} | {new} |",
                found.hub,
                found.status,
                hours(&found.before),
                hours(&found.after),
                tonnes(&found.before),
                tonnes(&found.after)
            );
            if !readme.contains(&line) {
                missing.push(line);
            }
        }
    }
    assert!(missing.is_empty(), "README.md lacks these rows:\n{}", missing.join("\n"));
}
