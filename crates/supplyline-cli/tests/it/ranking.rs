//! What `rank` answers, on the screen and in files.

use serde_json::{Value, json};

use super::{Folder, destination, example_scenarios};

fn losses(report: &Value) -> Vec<(&str, f64, f64, f64)> {
    let number = |value: &Value| value.as_f64().unwrap();
    let row = |loss: &'_ Value| {
        (
            number(&loss["severed_t_per_d"]),
            number(&loss["added_tonne_hours_per_d"]),
            number(&loss["terminal_t_per_d"]),
        )
    };
    let all = report["losses"].as_array().unwrap();
    let rows = all.iter().map(|loss| (loss["key"].as_str().unwrap(), row(loss)));
    rows.map(|(key, (severed, added, terminal))| (key, severed, added, terminal)).collect()
}

#[test]
fn hubs_stand_from_the_worst_with_what_their_loss_adds() {
    let report = Folder::new().json(&["rank", "s.toml"]);
    // Izium, 1,500 t/d, is reached by road in 4 h 22 by way of Svatove and Kupiansk; without Svatove by rail in 5 h 30;
    // without Kupiansk in 7 h 02. Lyman, 1 t/d, in 3 h 32 by way of Svatove, else by rail in 4 h.
    let wanted = [
        ("Kupiansk", 0.0, 4_000.0, 1.0),
        ("Svatove", 0.0, 1_700.466_667, 0.0),
        ("Valuyki", 0.0, 0.0, 1_502.0),
        ("Izium", 0.0, 0.0, 1_500.0),
        ("Lyman", 0.0, 0.0, 1.0),
    ];
    assert_eq!(losses(&report), wanted);
    assert_eq!((&report["elements"], &report["losses_with_consequences"]), (&json!(5), &json!(5)));
    let kupiansk = &report["losses"][0];
    assert_eq!(kupiansk["rank"], 1);
    assert_eq!(kupiansk["name"], "Куп'янськ");
    let outcomes: Vec<_> = kupiansk["consequences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["hub"].as_str().unwrap(), one["outcome"].as_str().unwrap(), one["cost_ratio"].as_f64())
        })
        .collect();
    assert_eq!(outcomes, [("Izium", "rerouted", Some(1.610_687)), ("Kupiansk", "terminal", None)]);
    let izium = destination(&report, "Izium");
    assert_eq!(izium["severed_by"], json!([]));
    assert_eq!(izium["worst"]["key"], "Kupiansk");
    assert_eq!(izium["worst"]["added"], 2.666_667);
}

#[test]
fn once_something_is_lost_the_rest_is_ranked_anew() {
    let folder = Folder::new();
    let report = folder.json(&["rank", "s.toml", "--after", "Куп'янськ"]);
    assert_eq!(report["after"], json!(["Kupiansk"]));
    // Everything passes Svatove and Lyman then.
    let wanted = [
        ("Svatove", 1_501.0, 0.0, 0.0),
        ("Lyman", 1_500.0, 0.0, 1.0),
        ("Valuyki", 0.0, 0.0, 1_501.0),
        ("Izium", 0.0, 0.0, 1_500.0),
    ];
    assert_eq!(losses(&report), wanted);
    let izium = destination(&report, "Izium");
    assert_eq!(
        izium["severed_by"],
        json!([{ "kind": "hub", "key": "Svatove" }, { "kind": "hub", "key": "Lyman" }])
    );
    assert_eq!(izium["text"], "everything to Izium passes through Svatove, then Lyman");
    assert_eq!(destination(&report, "Kupiansk")["text"], "nothing reaches Куп'янськ");

    let links = folder.json(&["rank", "s.toml", "--links", "--after", "Kupiansk", "--top", "2"]);
    let keys: Vec<_> = losses(&links).iter().map(|&(key, ..)| key.to_owned()).collect();
    assert_eq!(keys, ["Svatove", "h2"]);
    assert_eq!(
        destination(&links, "Izium")["text"],
        "everything to Izium passes through h3, then Svatove, then P66 (h2), then Lyman, then r3"
    );

    let told = folder.run(&["rank", "s.toml", "--after", "Svatov,Izium,Lisbon"]);
    assert_eq!(told.code, 1);
    assert_eq!(
        told.err,
        "error: --after: no hub is called 'Svatov'; did you mean 'Svatove'?\n\
         error: --after: no hub is called 'Lisbon'\n2 problems; nothing was written.\n"
    );
}

#[test]
fn the_table_names_hubs_and_what_they_sever() {
    let ended = Folder::new().run(&["rank", "s.toml", "--after", "Kupiansk", "--verify"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let first = ended.out.lines().find(|line| line.contains("Svatove")).unwrap();
    let words: Vec<_> = first.split([' ', '│']).filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["1", "Svatove", "1,501", "0", "0", "–", "−900", "Izium,", "Lyman"]);
    assert!(ended.out.starts_with("Kupiansk lost\nlost already: Куп'янськ\n"), "{}", ended.out);
    assert!(
        ended.out.contains("4 of 4 elements whose loss changes anything, 4 could be lost"),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("Verified: 4 losses, 7 consequences;"), "{}", ended.out);
    assert!(
        ended.out.contains("\nIzium: everything to Izium passes through Svatove, then Lyman"),
        "{}",
        ended.out
    );
    assert!(ended.err.contains("1 of 3 destinations have no route even before any loss"), "{}", ended.err);
}

#[test]
fn out_writes_what_the_screen_says() {
    let folder = Folder::new();
    let ended = folder.run(&["rank", "s.toml", "--links", "--out", "results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let listed = folder.list("results");
    for name in ["exposure.csv", "ranking.csv", "ranking.geojson", "ranking.html", "ranking.json"] {
        assert!(listed.iter().any(|other| other == name), "{listed:?}");
    }
    let read = |name: &str| std::fs::read_to_string(folder.path("results").join(name)).unwrap();
    let json = folder.run(&["rank", "s.toml", "--links", "--format", "json"]).out;
    assert_eq!(read("ranking.json"), json);
    let report: Value = serde_json::from_str(&json).unwrap();
    let rows = report["losses"].as_array().unwrap().len();
    assert_eq!(read("ranking.csv").lines().count(), rows + 1);
    assert!(
        read("ranking.csv").contains("\n1,hub,Kupiansk,Куп'янськ,0,0,1,4000,"),
        "{}",
        read("ranking.csv")
    );
    assert_eq!(read("exposure.csv").lines().count(), 4);
    let map: Value = serde_json::from_str(&read("ranking.geojson")).unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), rows, "each link is one physical link here");
    assert!(features.iter().all(|feature| !feature["geometry"].is_null()));
}

#[test]
fn threads_and_the_index_make_no_difference_and_all_examples_verify() {
    for scenario in example_scenarios() {
        let folder = Folder::new();
        let scenario = scenario.to_str().unwrap();
        let words = ["rank", scenario, "--links", "--format", "json"];
        let one = folder.run(&[&words[..], &["--threads", "1", "--verify"]].concat());
        assert_eq!(one.code, 0, "{}", one.err);
        let two = folder.run(&[&words[..], &["--threads", "2", "--verify", "--index", "x.index"]].concat());
        assert_eq!((two.code, &two.out), (0, &one.out), "{}", two.err);
    }
}
