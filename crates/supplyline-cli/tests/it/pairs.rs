//! What `rank --pairs` answers.

use serde_json::json;

use super::Folder;

#[test]
fn pairs_are_printed_and_written() {
    let folder = Folder::new();
    let ended = folder.run(&["rank", "s.toml", "--pairs", "--out", "results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(
        ended.out.contains("2 pairs of losses sever a destination that neither severs alone."),
        "{}",
        ended.out
    );
    assert_eq!(folder.list("results"), ["pairs.csv", "pairs.json"]);
    let read = |name: &str| std::fs::read_to_string(folder.path("results").join(name)).unwrap();
    let report = folder.json(&["rank", "s.toml", "--pairs"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&read("pairs.json")).unwrap(), report);
    assert_eq!(report["is_complete"], true);
    let keys: Vec<[&serde_json::Value; 2]> = report["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| [&pair["elements"][0]["key"], &pair["elements"][1]["key"]])
        .collect();
    assert_eq!(keys, [["Kupiansk", "Lyman"], ["Kupiansk", "Svatove"]]);
    let second = &report["pairs"][1];
    assert_eq!(second["severed"], json!([{"hub": "Izium"}, {"hub": "Lyman"}]));
    assert_eq!(second["severed_t_per_d"], 1501.0);
    assert_eq!(second["elements"][0]["name"], "Куп'янськ");
    assert!(read("pairs.csv").starts_with("kind_1,key_1,name_1,kind_2,"));
    assert!(read("pairs.csv").contains("\nhub,Kupiansk,Куп'янськ,hub,Svatove,Svatove,1501,"));
}

#[test]
fn pairs_are_verified() {
    let folder = Folder::new();
    let ended = folder.run(&["rank", "s.toml", "--pairs", "--verify"]);
    assert!(ended.out.contains("Verified: 2 pairs, severing 3 destinations together"), "{}", ended.out);
    let one = folder.json(&["rank", "s.toml", "--pairs", "--links", "--verify=1"]);
    assert_eq!(one["verification"]["pairs"], 1);
    assert!(one["verification"]["severed"].as_u64().unwrap() > 0, "{one}");
}

#[test]
fn a_limit_that_is_hit_is_told() {
    let folder = Folder::new();
    let ended = folder.run(&["rank", "s.toml", "--pairs", "--limit", "1"]);
    assert!(ended.out.contains("The first 1 pairs; there are more, see --limit."), "{}", ended.out);
    let report = folder.json(&["rank", "s.toml", "--pairs", "--limit", "1"]);
    assert_eq!((report["pairs"].as_array().unwrap().len(), &report["is_complete"]), (1, &json!(false)));
    let links = folder.json(&["rank", "s.toml", "--pairs", "--links"]);
    assert!(links["pairs"].as_array().unwrap().iter().any(|pair| pair["elements"][1]["kind"] == "link"));
    let lost = folder.run(&["rank", "s.toml", "--pairs", "--after", "Lyman"]);
    assert!(lost.out.contains("lost already: Lyman\n"), "{}", lost.out);
    assert!(lost.out.contains("No two losses together sever"), "{}", lost.out);
    // They say nothing about single losses.
    assert_eq!(folder.run(&["rank", "s.toml", "--pairs", "--top", "3"]).code, 2);
    assert_eq!(folder.run(&["rank", "s.toml", "--limit", "3"]).code, 2);
}
