//! `import` of maps, `reduce` and `profile`: what they print, what they write, and that the answers run.

use super::Folder;

/// A railway in two pieces with a gap of some 20 m between them, a branch, and a road that crosses it on a bridge.
const MAP: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"railway":"rail","osm_id":11,"name":"Main"},"geometry":{"type":"LineString","coordinates":[[36.0,49.0],[36.1,49.0],[36.2,49.0]]}},
{"type":"Feature","properties":{"railway":"rail","osm_id":12},"geometry":{"type":"LineString","coordinates":[[36.2003,49.0],[36.3,49.0],[36.4,49.0]]}},
{"type":"Feature","properties":{"railway":"rail","osm_id":13},"geometry":{"type":"LineString","coordinates":[[36.2,49.0],[36.2,49.2]]}},
{"type":"Feature","properties":{"highway":"primary","bridge":"yes","osm_id":14},"geometry":{"type":"LineString","coordinates":[[36.3,48.9],[36.3,49.1]]}},
{"type":"Feature","properties":{"highway":"footway"},"geometry":{"type":"LineString","coordinates":[[36.3,48.9],[36.3,49.1]]}}
]}"#;
const PLACES: &str = "name,lat,lon,radius\n\
    West,49.0,36.0,1 km\nMid,49.0,36.2,1 km\nEast,49.01,36.4,500 m\nNorth,49.2,36.2,1 km\nFar,48.0,30.0,1 km\n";
const SCENARIO: &str = "version = 1\ntitle = \"Mid lost\"\nnetwork = \"out/network\"\n\
    [[origin]]\nhub = \"West\"\n[[destination]]\nhub = \"East\"\n[[closure]]\nname = \"Mid lost\"\nhubs = [\"Mid\"]\n";

fn read(folder: &Folder, path: &str) -> String {
    std::fs::read_to_string(folder.path(path)).unwrap()
}

#[test]
fn a_map_becomes_a_network_with_hubs_that_can_be_lost() {
    let folder = Folder::new();
    folder.write("map.geojson", MAP);
    folder.write("towns.csv", PLACES);
    let ended = folder.run(&["import", "map.geojson", "--places", "towns.csv", "--out", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("4 lines and 0 places were taken"), "{}", ended.out);
    assert!(ended.out.contains("gaps between lines were closed"), "{}", ended.out);
    assert!(ended.err.contains("Far"), "a place that no line comes near is a warning: {}", ended.err);
    assert_eq!(folder.list("out"), ["mended.geojson", "network"]);
    let mended: serde_json::Value = serde_json::from_str(&read(&folder, "out/mended.geojson")).unwrap();
    let kinds: Vec<&str> = mended["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["properties"]["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"joined") && kinds.contains(&"attached"), "{kinds:?}");
    assert!(!kinds.contains(&"crossing"), "the bridge is no junction: {kinds:?}");
    assert!(read(&folder, "out/network/link.csv").contains(",bridge,"), "what carries a link is told");
    folder.write("lost.toml", SCENARIO);
    let report = folder.json(&["run", "lost.toml", "--verify"]);
    assert_eq!(report["destinations"][0]["status"], "severed");
    assert_eq!(report["destinations"][0]["severed_by"]["hubs"][0], "Mid");
}

#[test]
fn a_network_is_reduced_to_its_hubs() {
    let folder = Folder::new();
    folder.write("map.geojson", MAP);
    folder.write("towns.csv", PLACES);
    assert_eq!(folder.run(&["import", "map.geojson", "--places", "towns.csv", "--out", "out"]).code, 0);
    let ended = folder.run(&["reduce", "out/network", "hubs"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let links = read(&folder, "hubs/link.csv");
    for key in ["rail:East--Mid", "rail:Mid--West", "rail:Mid--North"] {
        let turned: Vec<&str> = key.trim_start_matches("rail:").split("--").collect();
        let other = format!("rail:{}--{}", turned[1], turned[0]);
        assert!(links.contains(key) || links.contains(&other), "{key}: {links}");
    }
    assert_eq!(links.lines().count(), 4, "{links}");
    let unknown = folder.run(&["reduce", "out/network", "other", "--hubs", "Wset"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("did you mean"), "{}", unknown.err);
    assert!(!folder.list("").contains(&"other".to_owned()));
}

#[test]
fn the_built_in_profile_is_a_profile() {
    let folder = Folder::new();
    folder.write("map.geojson", MAP);
    let printed = folder.run(&["profile"]);
    folder.write(
        "own.toml",
        &printed.out.replace("where = { railway = [\"rail\"] }", "where = { railway = [\"no\"] }"),
    );
    let ended = folder.run(&["import", "map.geojson", "--profile", "own.toml", "--out", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("1 lines and 0 places were taken"), "{}", ended.out);
    folder.write("bad.toml", "version = 1\n[[line]]\nmode = \"rail\"\nspeeed = \"9 km/h\"\n");
    let ended = folder.run(&["import", "map.geojson", "--profile", "bad.toml", "--out", "other"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("bad.toml:4"), "{}", ended.err);
}

#[test]
fn a_map_where_a_network_is_needed_is_told_to_be_imported() {
    let folder = Folder::new();
    folder.write("map.geojson", MAP);
    let ended = folder.run(&["check", "map.geojson"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("supplyline import"), "{}", ended.err);
}

#[test]
fn a_map_of_which_nothing_is_taken_says_what_to_do() {
    let folder = Folder::new();
    folder.write("map.geojson", &MAP.replace("railway", "bahn").replace("highway", "strasse"));
    let ended = folder.run(&["import", "map.geojson", "--out", "out"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("5 lines that no rule takes") && ended.err.contains("--all-as"),
        "{}",
        ended.err
    );
    let ended = folder.run(&["import", "map.geojson", "--all-as", "rail", "--out", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let ended = folder.run(&["reduce", "out/network", "hubs"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("--places"), "{}", ended.err);
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let folder = Folder::new();
    folder.write("map.geojson", MAP);
    folder.write("towns.csv", PLACES);
    folder.write("edges.csv", "from,to,length_km\nA,B,3\n");
    for (words, told) in [
        (&["map.geojson", "--crs", "EPSG:26916"][..], "--crs"),
        (&["map.geojson", "--one-way", "--mode", "rail"], "--mode"),
        (&["map.geojson", "--all-as", "a;b"], "is not a mode"),
        (&["map.geojson", "--places", "towns.csv", "--places", "towns.csv"], "give each place once"),
        (&["edges.csv", "--places", "towns.csv"], "--places"),
    ] {
        let ended = folder.run(&[&["import", "--out", "out"], words].concat());
        assert_eq!(ended.code, 1, "{words:?}");
        assert!(ended.err.contains(told), "{words:?}: {}", ended.err);
    }
    assert!(!folder.path("out").exists());
}
