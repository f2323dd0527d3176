//! What `sever` answers, on the screen and in files.

use serde_json::{Value, json};

use super::Folder;

fn sets(report: &Value) -> Vec<Vec<&str>> {
    report["sets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| set.as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect())
        .collect()
}

#[test]
fn the_fewest_hubs_that_sever_are_told_with_their_proof() {
    let folder = Folder::new();
    let ended = folder.run(&["sever", "s.toml", "--destination", "Izium", "--verify"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    // By Kupiansk, and by Svatove and Lyman; the baseline has all of them open.
    assert!(ended.out.contains("The least that severs Izium weighs 2: "), "{}", ended.out);
    assert!(ended.out.contains("Verified: ") && ended.out.contains("no set weighs less"), "{}", ended.out);
    let report = folder.json(&["sever", "s.toml", "--destination", "Izium"]);
    assert_eq!(
        (&report["answer"], &report["weight"], &report["proof"]),
        (&json!("optimal"), &json!(2), &json!("routes"))
    );
    // Lyman and Kupiansk are destinations, but nobody asked about them.
    assert_eq!(sets(&report), [["Kupiansk", "Lyman"], ["Kupiansk", "Svatove"]]);
    assert_eq!(report["is_complete"], true);
    assert_eq!(report["routes"].as_array().unwrap().len(), 2);
}

#[test]
fn weights_protection_and_links_change_the_answer() {
    let folder = Folder::new();
    let asked = |more: &[&str]| {
        let arguments = [&["sever", "s.toml", "--destination", "Izium"], more].concat();
        folder.json(&arguments)
    };
    let heavy = asked(&["--weight", "Svatove=3,Lyman=2"]);
    assert_eq!((&heavy["weight"], sets(&heavy)), (&json!(3), vec![vec!["Kupiansk", "Lyman"]]));
    let kept = asked(&["--protect", "Kupiansk"]);
    assert_eq!(kept["answer"], "no_cut");
    assert_eq!(kept["routes"][0]["route"]["hubs"], json!(["Valuyki", "Kupiansk", "Izium"]));
    let links = asked(&["--losing", "links"]);
    assert_eq!(sets(&links), [["h3", "r1"], ["h4", "r3"]]);
    let listed = asked(&["--limit", "1"]);
    assert_eq!((sets(&listed).len(), &listed["is_complete"]), (1, &json!(false)));
    let own = asked(&["--terminals"]);
    assert_eq!(sets(&own), [["Izium"], ["Valuyki"]]);
}

#[test]
fn files_are_written_and_wrong_names_are_told() {
    let folder = Folder::new();
    let ended = folder.run(&["sever", "s.toml", "--out", "results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(folder.list("results"), ["sever.csv", "sever.json"]);
    for (flag, value, told) in [
        ("--destination", "Nowhere", "Nowhere"),
        ("--destination", "Svatove", "no destination of the scenario"),
        ("--protect", "Nowhere", "Nowhere"),
        ("--weight", "Kupiansk", "KEY=N"),
        ("--weight", "Kupiansk=0", "weight 0"),
    ] {
        let ended = folder.run(&["sever", "s.toml", flag, value]);
        assert_eq!(ended.code, 1, "{flag} {value}: {}", ended.err);
        assert!(ended.err.contains(told), "{flag} {value}: {}", ended.err);
    }
}
