//! What `run`, `impact` and `check` answer, on the screen and in files.

use serde_json::json;

use super::{Folder, destination, keys};

#[test]
fn a_run_prints_names_times_ratios_and_routes() {
    let ended = Folder::new().run(&["run", "s.toml"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let row = |name: &str| {
        let mut lines = ended.out.lines().map(|line| line.trim_matches(['│', ' ']));
        // A long route goes on in the next line, which may start with a name as well.
        let line = lines.find(|line| line.starts_with(name) && !line.starts_with("Lyman > ")).unwrap();
        line.split([' ', '│']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    assert!(ended.out.starts_with("Kupiansk lost\nclosed: Куп'янськ\n"), "{}", ended.out);
    assert_eq!(row("Destination"), "Destination t/d Status Before After Ratio Met New route");
    assert_eq!(
        row("Izium"),
        "Izium 1,500 rerouted 4 h 22 7 h 02 ×1.61 59.9 % → 60 % road: Valuyki > Svatove > Lyman; rail:"
    );
    assert!(ended.out.contains(" Lyman > Izium "), "the route goes on in the next line: {}", ended.out);
    assert_eq!(row("Lyman"), "Lyman 1 unaffected 3 h 32 3 h 32 ×1.00 59.9 % → 60 % as before");
    assert_eq!(row("Куп'янськ"), "Куп'янськ 1 severed 1 h 45 – – 59.9 % → 0 % Куп'янськ is itself closed.");
    assert!(ended.out.contains("1 severed, 1 rerouted, 1 unaffected."), "{}", ended.out);
    assert!(ended.out.contains("Demand severed: 1 of 1,502 t/d"), "{}", ended.out);
    assert!(
        ended.err.contains("1,502 t/d are drawn before, more than its supply of 900 t/d"),
        "{}",
        ended.err
    );
}

#[test]
fn what_gets_through_can_be_left_out() {
    let folder = Folder::new();
    let report = folder.json(&["run", "s.toml", "--no-throughput"]);
    assert!(report.get("shared").is_none() && destination(&report, "Izium").get("demand_met").is_none());
    let ranking = folder.json(&["rank", "s.toml", "--no-throughput"]);
    assert!(ranking.get("throughput_t_per_d").is_none());
    // Without Valuyki, the only origin, nothing is left of what its supply let through.
    let ranking = folder.json(&["rank", "s.toml"]);
    assert_eq!(ranking["throughput_t_per_d"], 900.0);
    let lost = |key: &str| {
        let losses = ranking["losses"].as_array().unwrap();
        losses.iter().find(|loss| loss["key"] == key).unwrap()["throughput_lost_t_per_d"].clone()
    };
    assert_eq!(lost("Valuyki"), 900.0);
    assert_eq!(lost("Svatove"), 0.0);
}

#[test]
fn out_writes_four_files_and_no_more() {
    let folder = Folder::new();
    let before = folder.list(".");
    let ended = folder.run(&["run", "s.toml", "--out", "deep/results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("report.html"), "the page is named: {}", ended.out);
    assert_eq!(folder.list("deep/results"), ["impact.csv", "report.html", "report.json", "routes.geojson"]);
    let mut after = before;
    after.insert(0, "deep".to_owned());
    assert_eq!(folder.list("."), after);

    let read = |name: &str| std::fs::read_to_string(folder.path("deep/results").join(name)).unwrap();
    assert_eq!(read("report.json"), folder.run(&["run", "s.toml", "--format", "json"]).out);
    let csv = read("impact.csv");
    assert!(csv.starts_with("hub,name,od_origin,demand_t_per_d,status,"), "{csv}");
    assert!(csv.contains("\nKupiansk,Куп'янськ,,1,severed,"), "{csv}");
    assert_eq!(csv.lines().count(), 4);
    let routes: serde_json::Value = serde_json::from_str(&read("routes.geojson")).unwrap();
    assert_eq!(routes["type"], "FeatureCollection");
    assert!(read("report.html").contains("Куп'янськ"));
}

#[test]
fn a_ranking_has_a_page() {
    let folder = Folder::new();
    let ended = folder.run(&["rank", "s.toml", "--links", "--out", "results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("ranking.html"), "the page is named: {}", ended.out);
    assert_eq!(
        folder.list("results"),
        ["exposure.csv", "ranking.csv", "ranking.geojson", "ranking.html", "ranking.json"]
    );
    let page = std::fs::read_to_string(folder.path("results/ranking.html")).unwrap();
    assert!(page.contains("Which single loss hurts most?") && page.contains("Куп'янськ"));
}

#[test]
fn results_of_an_earlier_run_are_replaced() {
    let folder = Folder::new();
    folder.write("results/report.json", "old");
    folder.write("results/notes.txt", "mine");
    assert_eq!(folder.run(&["run", "s.toml", "--out", "results"]).code, 0);
    assert_eq!(
        folder.list("results"),
        ["impact.csv", "notes.txt", "report.html", "report.json", "routes.geojson"]
    );
    assert!(std::fs::read_to_string(folder.path("results/report.json")).unwrap().starts_with('{'));
}

/// Programs of other people read these.
#[test]
fn the_report_has_the_fields_that_are_fixed() {
    let report = Folder::new().json(&["run", "s.toml"]);
    let hubs: Vec<&serde_json::Value> =
        report["destinations"].as_array().unwrap().iter().map(|destination| &destination["hub"]).collect();
    assert_eq!(hubs, ["Izium", "Lyman", "Kupiansk"], "by their keys, in the order of the file");
    let izium = destination(&report, "Izium");
    assert_eq!(izium["status"], "rerouted");
    for field in ["hub", "status", "before", "after"] {
        assert!(keys(izium).contains(&field), "{field}");
    }
    for field in ["origin", "time_h", "length_km", "hubs", "links"] {
        assert!(keys(&izium["before"]).contains(&field), "{field}");
    }
    assert_eq!(izium["before"]["origin"], "Valuyki");
    assert_eq!(izium["before"]["hubs"], json!(["Valuyki", "Svatove", "Kupiansk", "Izium"]));
    assert_eq!(izium["before"]["hub_names"], json!(["Valuyki", "Svatove", "Куп'янськ", "Izium"]));
    assert_eq!(izium["before"]["links"], json!(["h3", "h1", "h4"]));
    assert_eq!(izium["before"]["link_names"], json!(["h3", "P07", "P79"]));
    assert_eq!(izium["before"]["length_km"], 240.0);
    assert_eq!(izium["before"]["time_h"], 4.366_667);
    assert_eq!(izium["after"]["links"], json!(["h3", "h2", "r3"]));
    assert_eq!(izium["after"]["time_h"], 7.033_333, "110/50 + 80/60 + 2 + 60/40");
    let kupiansk = destination(&report, "Kupiansk");
    assert_eq!((&kupiansk["status"], &kupiansk["after"]), (&json!("severed"), &json!(null)));
    assert_eq!(kupiansk["name"], "Куп'янськ");
}

#[test]
fn a_run_can_prove_itself() {
    let folder = Folder::new();
    let ended = folder.run(&["run", "s.toml", "--verify"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("Verified: 5 routes of least cost"), "{}", ended.out);
    let report = folder.json(&["run", "s.toml", "--verify"]);
    // The supply of 900 t/d is the cut, before and after; after, nothing at all gets to Kupiansk.
    let wanted = json!({"routes": 5, "absences": 1, "severances": 1, "flows": 2, "cuts": 3});
    assert_eq!(report["verification"], wanted);
    assert_eq!(folder.json(&["run", "s.toml"]).get("verification"), None);
}

#[test]
fn what_if_adds_closures_or_replaces_them() {
    let folder = Folder::new();
    let status = |words: &[&str], hub: &str| {
        let report = folder.json(&[&["impact", "s.toml"], words].concat());
        destination(&report, hub)["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(&["--close", "Svatove"], "Lyman"), "severed", "with Kupiansk lost as well");
    assert_eq!(status(&["--close", "Svatove", "--only"], "Lyman"), "rerouted", "over Kupiansk");
    assert_eq!(status(&["--close", "Куп'янськ", "--mode", "rail", "--only"], "Izium"), "unaffected");
    assert_eq!(status(&["--close", "Kupiansk", "--mode", "road", "--only"], "Izium"), "rerouted");
    assert_eq!(status(&["--close", "Kupiansk,Svatove", "--only"], "Izium"), "severed");
    assert_eq!(status(&["--close", "Kupiansk", "--close", "Svatove", "--only"], "Izium"), "severed");
    assert_eq!(status(&["--close-link", "h2,h4", "--only"], "Izium"), "rerouted");
    assert_eq!(status(&["--close-link", "h2"], "Lyman"), "severed");
    folder.write(
        "area.geojson",
        r#"{"type": "Polygon", "coordinates": [[[38, 49.3], [38.3, 49.3], [38.3, 49.5], [38, 49.5], [38, 49.3]]]}"#,
    );
    assert_eq!(status(&["--close-area", "area.geojson"], "Lyman"), "severed", "Svatove lies in it");
}

#[test]
fn what_if_leaves_the_file_alone_and_keeps_its_baseline() {
    let folder = Folder::new();
    let scenario = format!("{}baseline = true\n", super::SCENARIO);
    folder.write("s.toml", &scenario);
    let report = folder.json(&["impact", "s.toml", "--close", "Svatove", "--only"]);
    assert_eq!(destination(&report, "Lyman")["before"]["links"], json!(["h3", "h2"]));
    assert_eq!(destination(&report, "Lyman")["status"], "severed");
    assert_eq!(destination(&report, "Kupiansk")["status"], "unsupplied", "lost before as well");
    assert_eq!(std::fs::read_to_string(folder.path("s.toml")).unwrap(), scenario);
    assert_eq!(folder.run(&["impact", "s.toml", "--close", "Svatove", "--out", "results"]).code, 0);
    assert_eq!(folder.list("results").len(), 4);
}

#[test]
fn check_tells_what_is_there() {
    let folder = Folder::new();
    let ended = folder.run(&["check", "network"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (0, "network: valid; 5 hubs, 9 nodes, 7 links, 4 transfers\n")
    );
    let found = folder.json(&["check", "network"]);
    assert_eq!(found["valid"], true);
    assert_eq!(found["counts"], json!({"hubs": 5, "nodes": 9, "links": 7, "transfers": 4}));
    assert_eq!(
        folder.json(&["check", "network/node.csv"])["counts"],
        found["counts"],
        "a file of the folder stands for it"
    );
    let found = folder.json(&["check", "s.toml"]);
    assert_eq!(found["counts"]["destinations"], 3);
    assert_eq!((&found["counts"]["origins"], &found["counts"]["closures"]), (&json!(1), &json!(1)));
    assert_eq!(folder.list("."), ["network", "s.toml"], "it writes nothing");
}

#[test]
fn check_tells_assumptions_and_warnings() {
    let folder = Folder::new();
    folder.write("network/node.csv", &format!("{}Sumy,,34.8,50.9,\n", super::NODES.replace(",3\n", ",\n")));
    folder.write(
        "s.toml",
        &super::SCENARIO.replace("[[destination]]\nhub = \"Lyman\"", "[[origin]]\nhub = \"Sumy\""),
    );
    let ended = folder.run(&["check", "s.toml"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("assumed: 2 nodes where modes meet state no transfer"), "{}", ended.out);
    assert!(
        ended.err.contains("warning: s.toml:12:7: origin[1].hub: origin 'Sumy' has no link out"),
        "{}",
        ended.err
    );
    let found = folder.json(&["check", "s.toml"]);
    assert_eq!(found["warnings"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["assumptions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_index_is_made_once_and_changes_no_answer() {
    let folder = Folder::new();
    let plain = folder.run(&["run", "s.toml", "--format", "json"]);
    let made = folder.run(&["run", "s.toml", "--format", "json", "--index", "network.index"]);
    assert_eq!((made.code, &made.out), (0, &plain.out), "{}", made.err);
    let bytes = std::fs::read(folder.path("network.index")).unwrap();
    assert!(bytes.starts_with(b"supplyline index"));
    let read = folder.run(&["run", "s.toml", "--format", "json", "--index", "network.index", "--verify"]);
    assert_eq!(read.code, 0, "{}", read.err);
    assert_eq!(std::fs::read(folder.path("network.index")).unwrap(), bytes);
}
