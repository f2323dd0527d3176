//! `import` and `export`: what they print, what they write, and what they leave behind.

use super::{Folder, supplyline};

const NET: &str = "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 3\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 4\n<END OF METADATA>\n\
    ~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\t;\n\
    \t1\t3\t9\t10\t6\t;\n\t3\t1\t9\t10\t6\t;\n\t2\t3\t9\t10\t6\t;\n\t3\t2\t9\t10\t6\t;\n";
const TRIPS: &str =
    "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 30\n<END OF METADATA>\nOrigin 1\n 2 : 10;\nOrigin 2\n 1 : 20;\n";

#[test]
fn tntp_becomes_a_network_and_a_scenario_that_runs() {
    let folder = Folder::new();
    folder.write("t_net.tntp", NET);
    folder.write("t_trips.tntp", TRIPS);
    let units = ["--length-unit", "km", "--time-unit", "min"];
    let words = ["import", "t_net.tntp", "t_trips.tntp", "--out", "out", "--per-trip", "2 t/d"];
    let ended = folder.run(&[&words[..], &units].concat());
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(
        ended.out,
        "read: t_net.tntp, t_trips.tntp\n\
         out/network: 3 hubs, 3 nodes, 4 links, 0 transfers\n\
         out/scenario.toml: 2 OD pairs, 60 t/d\n"
    );
    assert_eq!(folder.list("out"), ["network", "scenario.toml"]);
    let report = folder.json(&["run", "out/scenario.toml"]);
    assert_eq!(report["destinations"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["destinations"][0]["after"]["time_h"], 0.2);
    let json = folder.json(&[&words[..], &units].concat());
    assert_eq!(json["scenario"]["demand_t_per_d"], 60.0);
    assert_eq!(json["counts"]["links"], 4);
    assert_eq!(json["read"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_assumed_is_a_warning() {
    let folder = Folder::new();
    folder.write("t_net.tntp", NET);
    let ended = folder.run(&["import", "t_net.tntp", "--out", "out"]);
    assert_eq!(ended.code, 0);
    assert!(ended.err.contains("t_net.tntp: states no unit of length; mile was assumed"), "{}", ended.err);
}

#[test]
fn vehicles_carry_what_is_said_and_idle_options_are_refused() {
    let folder = Folder::new();
    folder.write("t_net.tntp", NET);
    folder.write("t_trips.tntp", TRIPS);
    let words = ["import", "t_net.tntp", "t_trips.tntp", "--out", "out", "--per-vehicle", "10 t"];
    let ended = folder.run(&[&words[..], &["--per-trip", "1500 t/d"]].concat());
    assert_eq!(ended.code, 0, "{}", ended.err);
    // 9 vehicles an hour carry 2,160 t/d; 15,000 are wanted there and 30,000 back.
    let report = folder.json(&["flow", "out/scenario.toml", "--verify"]);
    assert_eq!(report["destinations"][0]["gets_after_t_per_d"], 2160.0);
    assert_eq!(report["destinations"][1]["gets_after_t_per_d"], 2160.0);
    folder.write("roads.csv", "from;to;length\na;b;1500\n");
    for (inputs, flag, value, told) in [
        (&["t_net.tntp"][..], "--capacity-unit", "t/h", "--capacity-unit: is for CSV edge lists"),
        (&["t_net.tntp"], "--per-trip", "2 t/d", "--per-trip: is for trips of a TNTP network"),
        (&["roads.csv"], "--per-vehicle", "10 t", "--per-vehicle: is for TNTP nets and GMNS folders"),
        (&["out/network"], "--length-unit", "km", "--length-unit: is for TNTP and CSV edge lists"),
        (&["roads.csv"], "--profile", "p.toml", "--profile: is for maps"),
    ] {
        let ended = folder.run(&[&["import"], inputs, &["--out", "idle", flag, value]].concat());
        assert_eq!(ended.code, 1, "{flag}: {}", ended.err);
        assert!(ended.err.contains(told), "{}", ended.err);
        assert!(!folder.path("idle").exists());
    }
    assert_eq!(folder.run(&["import", "out/network", "--out", "again", "--per-vehicle", "1 t"]).code, 1);
    assert_eq!(folder.run(&["import", "t_net.tntp", "--out", "again", "--per-vehicle", "-1 t"]).code, 2);
}

#[test]
fn an_edge_list_is_mapped_by_flags() {
    let folder = Folder::new();
    folder.write("roads.csv", "Von;Nach;Meter\na;b;1500\nb;c;2500\n");
    let ended = folder.run(&[
        "import",
        "roads.csv",
        "--column",
        "from=von,to=Nach",
        "--column",
        "length=meter",
        "--length-unit",
        "m",
        "--mode",
        "rail",
        "--one-way",
        "--separator",
        "semicolon",
        "--out",
        "out",
    ]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("out/network: 3 hubs, 3 nodes, 2 links"), "{}", ended.out);
    assert!(ended.out.contains("done: 2 rail links without a speed were given 40 km/h"), "{}", ended.out);
    assert!(folder.json(&["check", "out/network"])["valid"].as_bool().unwrap());
}

#[test]
fn problems_are_listed_and_nothing_is_written() {
    let folder = Folder::new();
    folder.write("t_net.tntp", &NET.replace("LINKS> 4", "LINKS> 5"));
    let ended = folder.run(&["import", "t_net.tntp", "none.tntp", "--out", "out"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("none.tntp: no such file or folder"), "{}", ended.err);
    let ended = folder.run(&["import", "t_net.tntp", "--out", "out"]);
    assert!(ended.err.contains("t_net.tntp:4: <NUMBER OF LINKS> states 5, but 4 are there"), "{}", ended.err);
    assert!(!folder.path("out").exists());
    // Zones of the trips that the network does not have.
    folder.write("t_net.tntp", NET);
    folder.write("t_trips.tntp", &TRIPS.replace("ZONES> 2", "ZONES> 9").replace("2 : 10", "8 : 10"));
    let ended = folder.run(&["import", "t_net.tntp", "t_trips.tntp", "--out", "out"]);
    assert_eq!((ended.code, folder.path("out").exists()), (1, false));
    assert!(ended.err.contains("no hub is called '8'"), "{}", ended.err);
    for bad in [
        &["import", "t_net.tntp"][..],
        &["import", "t_net.tntp", "--out", "out", "--length-unit", "parsec"],
        &["import", "t_net.tntp", "--out", "out", "--column", "from"],
        &["import", "t_net.tntp", "--out", "out", "--column", "form=a"],
    ] {
        assert_eq!(folder.run(bad).code, 2, "{bad:?}");
    }
}

#[test]
fn a_network_is_exported_and_read_again() {
    let folder = Folder::new();
    let report = folder.json(&["run", "s.toml"]);
    let ended = folder.run(&["export", "network", "n.supplyline"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (0, "n.supplyline: written; 5 hubs, 9 nodes, 7 links, 4 transfers\n")
    );
    folder.write("s.toml", &super::SCENARIO.replace("\"network\"", "\"n.supplyline\""));
    assert_eq!(folder.json(&["run", "s.toml"]), report, "a scenario may name a cache");
    assert_eq!(folder.json(&["check", "n.supplyline"])["counts"]["links"], 7);
    for (out, start) in [("n.graphml", "<?xml"), ("n.geojson", "{\"type\":\"FeatureCollection\"")] {
        assert_eq!(folder.run(&["export", "n.supplyline", out]).code, 0);
        assert!(std::fs::read_to_string(folder.path(out)).unwrap().starts_with(start), "{out}");
    }
    assert_eq!(folder.run(&["export", "n.supplyline", "v1.0", "--to", "gmns"]).code, 0);
    assert_eq!(folder.list("v1.0"), ["config.csv", "link.csv", "node.csv", "transfer.csv"]);
    folder.write("s.toml", &super::SCENARIO.replace("\"network\"", "\"v1.0\""));
    assert_eq!(folder.json(&["run", "s.toml"])["destinations"], report["destinations"]);
    assert!(folder.list(".").iter().all(|name| !name.contains(".part")));
}

#[test]
fn what_cannot_be_exported_is_told() {
    let folder = Folder::new();
    let ended = folder.run(&["export", "network", "n.shp"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("add --to gmns, geojson, graphml or cache"), "{}", ended.err);
    let ended = folder.run(&["export", "network", "no/n.graphml"]);
    assert_eq!(ended.code, 4);
    assert!(ended.err.contains("cannot be written"), "{}", ended.err);
    std::fs::write(folder.path("bad.supplyline"), b"supplyline cache").unwrap();
    let ended = folder.run(&["export", "bad.supplyline", "n.graphml"]);
    assert_eq!((ended.code, folder.path("n.graphml").exists()), (1, false));
    assert!(ended.err.contains("not a cache of supplyline (16 bytes)"), "{}", ended.err);
    assert_eq!(supplyline().arg("export").output().unwrap().status.code(), Some(2));
}
