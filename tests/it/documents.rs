//! The documents say what is so: their scenario files parse, their figures are those of the program.

use std::fs;
use std::path::{Path, PathBuf};

use supplyline::analysis::impact;
use supplyline::import::Profile;
use supplyline::report::Report;
use supplyline::units::TonnesPerDay;
use supplyline::{ScenarioSpec, Study};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The blocks of a Markdown text that are fenced as this language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_scenarios_in_the_documents_parse() {
    let mut parsed = 0;
    for name in ["README.md", "docs/FORMATS.md"] {
        for block in blocks(&text(name), "toml") {
            ScenarioSpec::parse(&block, name).unwrap_or_else(|error| panic!("{error}"));
            parsed += 1;
        }
    }
    assert_eq!(parsed, 2);
}

#[test]
fn the_profile_in_the_documents_is_one() {
    let name = "docs/MAPS.md";
    let profiles = blocks(&text(name), "toml");
    let profile = Profile::parse(&profiles[0], Path::new(name)).unwrap_or_else(|error| panic!("{error}"));
    let main = profile.line(&[("railway", "rail"), ("usage", "main"), ("N_TRACKS", "2")]).unwrap();
    assert_eq!((main.tracks, main.capacity.map(TonnesPerDay::tonnes)), (Some(2), Some(24_000.0)));
    assert!(profile.lines.len() > Profile::default().lines.len(), "the built-in rules follow");
}

#[test]
fn the_table_in_the_readme_is_the_case_studys() {
    let study = Study::open(root().join("examples/kharkiv-2022/kupiansk-lost.toml")).unwrap();
    let scenario = study.scenario().unwrap();
    let report = Report::new(&scenario, &impact(&scenario, None).unwrap());
    let readme = text("README.md");
    let rows: Vec<_> = report.destinations.iter().filter(|found| found.route_changed).collect();
    assert_eq!(rows.len(), 3);
    for found in rows {
        let row = readme.lines().find(|line| line.starts_with(&format!(" {} ", found.hub)));
        let row = row.unwrap_or_else(|| panic!("README.md has no row for {}", found.hub));
        let after = found.after.as_ref().unwrap();
        for word in [found.status.to_string(), format!("×{:.2}", found.cost_ratio.unwrap()), after.in_words()]
        {
            assert!(row.contains(&word), "README.md, {}: no '{word}' in '{row}'", found.hub);
        }
    }
}

#[test]
fn the_toolchain_is_the_same_everywhere() {
    let manifest = text("Cargo.toml");
    let version = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(text("README.md").contains(&format!("Rust toolchain ({version} or later)")));
    let release = manifest.split("version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(
        text("CHANGELOG.md").contains(&format!("## {release}")),
        "CHANGELOG.md has no entry for {release}"
    );
}

#[test]
fn what_the_documents_name_is_there() {
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "docs/FORMATS.md",
        "docs/MAPS.md",
        "docs/SPEED.md",
    ] {
        let document = text(name);
        let folder = root().join(name).parent().unwrap().to_owned();
        for target in document.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if !target.starts_with("http") {
                assert!(folder.join(target).exists(), "{name} links to {target}, which is not there");
            }
        }
    }
}
