//! TNTP: what is read, what is assumed, what is refused.

use supplyline::import::{ImportOptions, TntpOptions, read_tntp_trips};
use supplyline::progress::Silent;
use supplyline::units::TonnesPerDay;
use supplyline::{Mode, Network, ScenarioSpec};

use super::{Folder, links, repairs};

/// Zones 1 to 3, junctions 4 and 5. Zone 1 has one neighbour, zone 2 two, and zone 3 is only entered; 4 to 5 has two links.
const NET: &str = "<NUMBER OF ZONES> 3\t\t\n<NUMBER OF NODES> 5\n<FIRST THRU NODE> 4\n<NUMBER OF LINKS> 9\n\
    <ORIGINAL HEADER>~ \tInit node \tTerm node\n<END OF METADATA>\n\n\
    ~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;\n\
    \t1\t4\t9000\t1\t1.5\t0.15\t4\t0\t0\t1\t;\n\
    \t4\t1\t9000\t1\t1.5\t0.15\t4\t0\t0\t1\t;\n\
    \t2\t4\t9000\t1\t0\t0.15\t4\t0\t0\t1\t;\n\
    \t4\t2\t9000\t1\t0\t0.15\t4\t0\t0\t1\t;\n\
    \t2\t5\t9000\t1\t0\t0.15\t4\t0\t0\t1\t;\n\
    \t5\t2\t9000\t1\t0\t0.15\t4\t0\t0\t1\t;\n\
    \t4\t5\t9000\t10\t12\t0.15\t4\t0\t0\t1\t;\n\
    ~ a comment\n\
    \t4\t5\t9000\t20\t10\t0.15\t4\t0\t0\t1\t;\n\
    \t5\t3\t9000\t1\t1\t0.15\t4\t0\t0\t1\t;\n";

const NODES: &str = "Node\tX\tY\t;\n1\t36.0\t50.0\t;\n2\t36.1\t50.0\t;\n3\t36.3\t50.0\t;\n4\t36.0\t50.01\t;\n5\t36.2\t50.0\t;\n";

const TRIPS: &str = "<NUMBER OF ZONES> 3\n<TOTAL OD FLOW> 175.5\n<END OF METADATA>\n\n\n\
    Origin \t1 \n    1 :   7.0;    2 :    100.0;     3 :    50.0; \n\n\
    Origin  2\n 1 : 0.0;\n 3 : 18.5;\n\
    ~ a comment\n\
    origin 3\n";

fn metric() -> ImportOptions {
    let tntp = TntpOptions::default().length_unit("km".parse().unwrap()).time_unit("min".parse().unwrap());
    ImportOptions::default().tntp(tntp)
}

#[test]
fn a_net_becomes_one_way_roads_with_its_lengths_and_times() {
    let folder = Folder::new(&[("T_net.tntp", NET)]);
    let network = folder.network(&["T_net.tntp"], metric());
    assert_eq!(network.name(), Some("T"));
    assert_eq!(network.modes(), [Mode::Road]);
    assert_eq!(network.hub_count(), 5);
    assert_eq!(
        links(&network),
        [
            "1-4: 1 4 1 km 0.0250 h, 1",
            "4-1: 4 1 1 km 0.0250 h, 1",
            "2-4: 2 4 1 km 0.0000 h, 1",
            "4-2: 4 2:in 1 km 0.0000 h, 1",
            "2-5: 2 5 1 km 0.0000 h, 1",
            "5-2: 5 2:in 1 km 0.0000 h, 1",
            "4-5: 4 5 10 km 0.2000 h, 1",
            "4-5#2: 4 5 20 km 0.1667 h, 1",
            "5-3: 5 3 1 km 0.0167 h, 1",
        ]
    );
    assert!(
        network
            .links()
            .all(|link| link.is_directed() && link.capacity() == supplyline::units::Capacity::Unlimited)
    );
}

/// Vehicles an hour, with what one carries, are tonnes a day; and each column is the one that the header names.
#[test]
fn capacities_are_read_with_a_load_per_vehicle() {
    let loaded = |load: &str| {
        let tntp = TntpOptions::default().per_vehicle(load.parse().unwrap());
        ImportOptions::default().tntp(tntp)
    };
    let tonnes = |network: &Network| -> Vec<f64> {
        network.links().map(|link| link.capacity().limit().unwrap().tonnes()).collect()
    };
    let net = NET.replacen("9000", "12.5", 1).replacen("9000", "0", 1);
    let folder = Folder::new(&[("T_net.tntp", &net)]);
    let network = folder.network(&["T_net.tntp"], loaded("10 t"));
    let nine_thousand = 9_000.0 * 24.0 * 10.0;
    assert_eq!(tonnes(&network), [&[3_000.0, 0.0][..], &[nine_thousand; 7]].concat());
    let network = folder.network(&["T_net.tntp"], loaded("500 kg"));
    assert_eq!(tonnes(&network)[..3], [150.0, 0.0, nine_thousand / 20.0]);
    let swapped = NET.replacen("capacity\tlength", "length\tcapacity", 1);
    let folder = Folder::new(&[("T_net.tntp", &swapped)]);
    let network = folder.network(&["T_net.tntp"], loaded("1 t"));
    assert_eq!(tonnes(&network)[5..8], [24.0, 240.0, 480.0]);
}

#[test]
fn capacities_that_cannot_be_read_are_told() {
    let read = |net: &str| {
        let folder = Folder::new(&[("T_net.tntp", net)]);
        let tntp = TntpOptions::default().per_vehicle("10 t".parse().unwrap());
        folder.problems(&["T_net.tntp"], ImportOptions::default().tntp(tntp))
    };
    let told = read(&NET.replacen("9000", "-5", 1).replacen("9000", "many", 1));
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("T_net.tntp:9: column capacity:"), "{told:?}");
    assert!(told[1].contains("T_net.tntp:10: column capacity: 'many' is not a number"), "{told:?}");
    let told = read(&NET.replacen("\tcapacity", "", 1).replace("\t9000", ""));
    assert_eq!(told, ["T_net.tntp:8: column 'capacity' is missing"]);
    // Without a load it is nobody's business, nor whether it is there.
    let folder = Folder::new(&[("T_net.tntp", &NET.replacen("9000", "many", 1))]);
    folder.network(&["T_net.tntp"], metric());
    let last = NET.replace(
        "\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type",
        "\tlength\tfree_flow_time\tcapacity",
    );
    let last = last.replace("\t9000", "").replace("\t0.15\t4\t0\t0\t1", "");
    let folder = Folder::new(&[("T_net.tntp", &last)]);
    assert_eq!(folder.network(&["T_net.tntp"], metric()).link_count(), 9);
    let told = read(&last);
    assert!(told[0].contains("T_net.tntp:9: ") && told.len() == 9, "{told:?}");
}

#[test]
fn units_are_assumed_aloud() {
    let folder = Folder::new(&[("T_net.tntp", NET)]);
    let network = folder.network(&["T_net.tntp"], None);
    assert!((network.links().next().unwrap().length().km() - 1.6093).abs() < 1e-9);
    let told = repairs(&network);
    assert!(told.contains(&"T_net.tntp: states no unit of length; mile was assumed".to_owned()), "{told:?}");
    assert!(
        told.contains(&"T_net.tntp: states no unit of free_flow_time; min was assumed".to_owned()),
        "{told:?}"
    );
    let given = folder.network(&["T_net.tntp"], metric());
    assert_eq!(
        repairs(&given),
        [
            "1 zones below node 4 may not be driven through: each became a node where trips start and one where they end, in one hub"
        ]
    );
}

/// Without the rule, the way from 4 to 5 would lead over zone 2 in no time at all.
#[test]
fn no_route_passes_a_zone_and_routes_start_and_end_there() {
    let folder = Folder::new(&[("T_net.tntp", NET)]);
    let hours = |net: &str, from: &str, to: &str| {
        std::fs::write(folder.path("T_net.tntp"), net).unwrap();
        let network = folder.network(&["T_net.tntp"], metric());
        let spec = ScenarioSpec::new("t").origin(from).destination(to);
        let scenario = spec.on(&network).unwrap();
        let outcome = supplyline::analysis::impact(&scenario, None).unwrap();
        outcome.relations[0].after.as_ref().map(|route| (route.time().hours() * 6_000.0).round() / 100.0)
    };
    let passable = NET.replace("<FIRST THRU NODE> 4", "<FIRST THRU NODE> 1");
    assert_eq!(hours(&passable, "1", "3"), Some(2.5), "over zone 2");
    assert_eq!(hours(NET, "1", "3"), Some(12.5), "over the faster of the two links");
    assert_eq!(hours(NET, "1", "2"), Some(1.5), "a route may end at a zone");
    assert_eq!(hours(NET, "2", "3"), Some(1.0), "and start at one");
    assert_eq!(hours(NET, "3", "1"), None, "which has no way out");
}

#[test]
fn closing_a_zone_closes_both_its_nodes() {
    let folder = Folder::new(&[("T_net.tntp", NET)]);
    let network = folder.network(&["T_net.tntp"], metric());
    let hub = network.hub(network.find_hub("2").unwrap());
    let keys: Vec<&str> = hub.nodes().iter().map(|&node| network.node(node).key()).collect();
    assert_eq!(keys, ["2", "2:in"]);
    assert_eq!(network.transfer_count(), 0, "or the zone could be driven through by changing");
    // A zone with a single neighbour is on the way to nowhere, and one that is only entered cannot be left.
    for whole in ["1", "3"] {
        assert_eq!(network.hub(network.find_hub(whole).unwrap()).nodes().len(), 1);
    }
}

#[test]
fn coordinates_come_from_the_node_file_by_its_name_or_given() {
    let folder = Folder::new(&[("T_net.tntp", NET), ("T_node.tntp", NODES), ("elsewhere.tntp", NODES)]);
    let beside = folder.network(&["T_net.tntp"], metric());
    let at = |network: &Network, hub: &str| {
        let at = network.hub(network.find_hub(hub).unwrap()).position();
        at.map(|at| (at.lon(), at.lat()))
    };
    assert_eq!(at(&beside, "5"), Some((36.2, 50.0)));
    assert_eq!(at(&beside, "2"), Some((36.1, 50.0)), "both halves of a zone lie there");
    assert!(
        repairs(&beside).iter().any(|told| told.starts_with("T_node.tntp: states no reference system; its"))
    );
    let given = folder.network(&["elsewhere.tntp", "T_net.tntp"], metric());
    assert_eq!(at(&given, "5"), Some((36.2, 50.0)));
    // As a path alone, which is what scenarios have.
    assert_eq!(Network::read(folder.path("T_net.tntp")).unwrap().node_count(), 6);
}

#[test]
fn a_reference_system_is_an_option() {
    let feet = NODES.replace("36.", "50000").replace("50.0", "5540000");
    let folder = Folder::new(&[("T_net.tntp", NET), ("T_node.tntp", &feet)]);
    let without = folder.network(&["T_net.tntp"], metric());
    assert!(without.nodes().all(|node| node.position().is_none()));
    assert!(repairs(&without).iter().any(|told| told.contains("those of 5 nodes were left out")));
    let mut options = metric();
    options.tntp = options.tntp.crs("EPSG:32637");
    let with = folder.network(&["T_net.tntp"], options);
    assert!(with.nodes().all(|node| node.position().is_some()));
    let mut options = metric();
    options.tntp = options.tntp.crs("Mars 2000");
    let told = folder.problems(&["T_net.tntp"], options);
    assert!(told[0].contains("coordinate reference system 'Mars 2000' is not known"), "{told:?}");
}

#[test]
fn columns_may_stand_in_another_order_where_the_header_says_so() {
    let net = "<NUMBER OF NODES> 2\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 1\n<END OF METADATA>\n\
        ~\tInit node\tTerm node\tFree Flow Time\tLength\t;\n\t1\t2\t30\t4\t;\n";
    let folder = Folder::new(&[("net.tntp", net)]);
    assert_eq!(links(&folder.network(&["net.tntp"], metric())), ["1-2: 1 2 4 km 0.5000 h, 1"]);
}

#[test]
fn trips_become_od_pairs() {
    let folder = Folder::new(&[("T_net.tntp", NET), ("T_trips.tntp", TRIPS)]);
    let imported = folder.read(&["T_trips.tntp", "T_net.tntp"], metric());
    let trips = imported.trips.unwrap();
    assert!(trips.problems.is_empty(), "{}", trips.problems);
    let rows: Vec<(&str, &str, f64)> =
        trips.rows.iter().map(|row| (row.origin.as_str(), row.destination.as_str(), row.trips)).collect();
    assert_eq!(
        rows,
        [("1", "2", 100.0), ("1", "3", 50.0), ("2", "3", 18.5)],
        "those within a zone use no link"
    );
    let network = Network::try_from(imported.network).unwrap();
    let two_tonnes = TonnesPerDay::new(2.0).unwrap();
    let spec = ScenarioSpec::from_trips(&trips, two_tonnes).unwrap().titled("Trips").network("network");
    assert_eq!(spec.on(&network).unwrap().relations().len(), 3);
    let toml = spec.to_toml().unwrap();
    assert!(toml.contains("[[od]]\norigin = \"2\"\ndestination = \"3\"\ndemand = \"37 t/d\""), "{toml}");
    std::fs::write(folder.path("s.toml"), toml.replace("\"network\"", "\"T_net.tntp\"")).unwrap();
    let study = supplyline::Study::open(folder.path("s.toml")).unwrap();
    assert_eq!(study.scenario().unwrap().relations().len(), 3);
}

#[test]
fn demands_past_what_a_quantity_holds_are_told() {
    let folder = Folder::new(&[("t.tntp", "<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 1\n2 : 1e15;\n")]);
    let trips = read_tntp_trips(&folder.path("t.tntp"), &Silent);
    let error = ScenarioSpec::from_trips(&trips, TonnesPerDay::new(1.0).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "trips from 1 to 2: tonnes a day is 1e15, more than the limit of 1.1e12 t/d"
    );
}

/// What is wrong, the text of the file, and every message that is expected.
type Case<'c> = (&'c str, String, &'c [&'c str]);

fn check(cases: &[Case<'_>], name: &str, others: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (what, text, expected) in cases {
        let folder = Folder::new(others);
        std::fs::write(folder.path(name), text).unwrap();
        let names: Vec<&str> = others.iter().map(|(name, _)| *name).chain([name]).collect();
        let told = folder.problems(&names, metric());
        if told != *expected {
            wrong.push(format!("{what}\n  told:     {told:#?}\n  expected: {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn broken_nets_are_told_line_by_line() {
    let with = |from: &str, to: &str| {
        assert!(NET.contains(from), "{from}");
        NET.replacen(from, to, 1)
    };
    check(
        &[
            (
                "no end",
                "<NUMBER OF NODES> 5\n".into(),
                &[
                    "net.tntp: the line <END OF METADATA> is missing; a TNTP file of this kind has it before its rows",
                ],
            ),
            (
                "rows before the end",
                with("<END OF METADATA>\n", ""),
                &[
                    "net.tntp:8: the line <END OF METADATA> is missing; a TNTP file of this kind has it before its rows",
                ],
            ),
            (
                "cut off between rows",
                NET[..NET.find("\t5\t3\t").unwrap()].into(),
                &["net.tntp:4: <NUMBER OF LINKS> states 9, but 8 are there; is the file cut off?"],
            ),
            (
                "cut off in a row",
                NET[..NET.len() - 6].into(),
                &["net.tntp:18: the row does not end in ';' as those above it do; is the file cut off?"],
            ),
            (
                "a row too many",
                with("OF LINKS> 9", "OF LINKS> 8"),
                &["net.tntp:4: <NUMBER OF LINKS> states 8, but 9 are there; is the file cut off?"],
            ),
            (
                "counts that are none, or missing",
                with("<NUMBER OF NODES> 5", "<NUMBER OF NODES> five")
                    .replace("<FIRST THRU NODE> 4\n", "")
                    .replace("LINKS> 9", "LINKS> -9"),
                &[
                    "net.tntp:2: <NUMBER OF NODES> needs a number, zero or more, and has 'five'",
                    "net.tntp:3: <NUMBER OF LINKS> needs a number, zero or more, and has '-9'",
                    "net.tntp:5: the line <NUMBER OF NODES> is missing; a TNTP file of this kind has it before its rows",
                    "net.tntp:5: the line <FIRST THRU NODE> is missing; a TNTP file of this kind has it before its rows",
                    "net.tntp:5: the line <NUMBER OF LINKS> is missing; a TNTP file of this kind has it before its rows",
                ],
            ),
            (
                "a node past the last",
                with("\t5\t3\t9000", "\t5\t6\t9000"),
                &["net.tntp:18: term_node: 6 is not in 1 to 5, which <NUMBER OF NODES> states"],
            ),
            (
                "ends that are no numbers",
                with("\t5\t3\t9000", "\t0\tx\t9000"),
                &[
                    "net.tntp:18: init_node: '0' is not the number of a node; they are whole numbers from 1 on",
                    "net.tntp:18: term_node: 'x' is not the number of a node; they are whole numbers from 1 on",
                ],
            ),
            (
                "quantities that are none",
                with("\t5\t3\t9000\t1\t1\t", "\t5\t3\t9000\t-1\tnan\t"),
                &[
                    "net.tntp:18: column free_flow_time: 'nan' is not a finite number",
                    "net.tntp:18: column length: length is -1, which is not zero or more",
                ],
            ),
            (
                "a length that is no number",
                with("\t5\t3\t9000\t1\t1\t", "\t5\t3\t9000\tfar\t1\t"),
                &["net.tntp:18: column length: 'far' is not a number"],
            ),
            (
                "a short row",
                with("\t5\t3\t9000\t1\t1\t0.15\t4\t0\t0\t1\t;", "\t5\t3\t;"),
                &[
                    "net.tntp:18: the row has 2 cells and needs 5 at least: init_node, term_node, capacity, length, free_flow_time",
                ],
            ),
            (
                "past the limit",
                with("\t5\t3\t9000\t1\t1\t", "\t5\t3\t9000\t200000\t1\t"),
                &[
                    "net.tntp:18: the link's length of 200000 km is past the limit of 107,374 km; are the units those of config.csv?",
                ],
            ),
        ],
        "net.tntp",
        &[],
    );
}

#[test]
fn broken_node_files_are_told() {
    check(
        &[
            (
                "cut off",
                NODES.replace("5\t36.2\t50.0\t;\n", ""),
                &["n_node.tntp: <NUMBER OF NODES> states 5, but 4 are there; is the file cut off?"],
            ),
            (
                "cells that are none",
                NODES.replace("1\t36.0\t50.0", "1\teast\t50.0").replace("5\t36.2\t50.0", "5\t36.2\tinf"),
                &[
                    "n_node.tntp:2: X: 'east' is not a number",
                    "n_node.tntp:6: Y: 'inf' is not a finite number",
                ],
            ),
            (
                "a short row",
                NODES.replace("4\t36.0\t50.01\t;", "4\t36.0\t;"),
                &["n_node.tntp:5: the row has 2 cells and needs 3 at least: node, X, Y"],
            ),
            (
                "no number",
                NODES.replace("4\t36.0", "four\t36.0"),
                &[
                    "n_node.tntp:5: node: 'four' is not the number of a node; they are whole numbers from 1 on",
                ],
            ),
            (
                "twice",
                NODES.replace("5\t36.2", "4\t36.2"),
                &["n_node.tntp:6: node '4' is there already, at n_node.tntp:5; a node_id is used once"],
            ),
        ],
        "n_node.tntp",
        &[("net.tntp", NET)],
    );
}

#[test]
fn broken_trips_are_told() {
    let with = |from: &str, to: &str| {
        assert!(TRIPS.contains(from), "{from}");
        TRIPS.replacen(from, to, 1)
    };
    check(
        &[
            (
                "cut off",
                TRIPS[..TRIPS.find("3 : 18.5").unwrap()].into(),
                &["trips.tntp:2: <TOTAL OD FLOW> states 175.5, but 157 are there; is the file cut off?"],
            ),
            (
                "no origin",
                with("Origin \t1 \n", ""),
                &["trips.tntp:6: trips stand before the first line 'Origin NUMBER'"],
            ),
            (
                "no colon",
                with("3 : 18.5;", "3 18.5;"),
                &["trips.tntp:11: '3 18.5' does not read as 'ZONE : TRIPS;'"],
            ),
            (
                "a zone past the last",
                with("3 : 18.5;", "4 : 18.5;"),
                &["trips.tntp:11: 4 is not in 1 to 3, which <NUMBER OF ZONES> states"],
            ),
            (
                "an origin past the last",
                with("origin 3", "origin 4"),
                &["trips.tntp:13: 4 is not in 1 to 3, which <NUMBER OF ZONES> states"],
            ),
            (
                "no zone",
                with("Origin  2", "Origin two"),
                &["trips.tntp:9: 'two' is not the number of a zone; they are whole numbers from 1 on"],
            ),
            ("no amount", with("18.5;", "many;"), &["trips.tntp:11: trips: 'many' is not a number"]),
            (
                "less than nothing",
                with("18.5;", "-18.5;"),
                &["trips.tntp:11: trips is -18.5, which is not zero or more"],
            ),
            (
                "twice",
                with("1 : 0.0;", "3 : 1;"),
                &["trips.tntp:11: trips from 2 to 3 are given already, in line 10; give them once"],
            ),
        ],
        "trips.tntp",
        &[("net.tntp", NET)],
    );
}

#[test]
fn files_that_do_not_go_together_are_told() {
    let files = [
        ("a_net.tntp", NET),
        ("b_net.tntp", NET),
        ("a_node.tntp", NODES),
        ("t_trips.tntp", TRIPS),
        ("roads.csv", "from,to,length\na,b,1\n"),
        ("flow.tntp", "From \tTo \tVolume \tCost \n1 \t2 \t4494.6 \t6.0 \n"),
        ("notes.txt", "hello\n"),
    ];
    let folder = Folder::new(&files);
    let told = |names: &[&str]| folder.problems(names, metric());
    assert_eq!(
        told(&["a_net.tntp", "roads.csv"]),
        ["roads.csv: is a second network, beside a_net.tntp; import one at a time"]
    );
    assert_eq!(
        told(&["t_trips.tntp"]),
        ["t_trips.tntp: trips of a TNTP network belong to a network of their kind; give its file too"]
    );
    assert_eq!(
        told(&["roads.csv", "a_node.tntp"]),
        ["a_node.tntp: nodes of a TNTP network belong to a network of their kind; give its file too"]
    );
    assert_eq!(told(&["none.tntp"]), ["none.tntp: no such file or folder; check the path"]);
    assert_eq!(
        told(&["flow.tntp"]),
        [
            "flow.tntp: a TNTP file, but neither a net, nor nodes, nor trips; they start with <NUMBER OF NODES>, a header 'node X Y', and <NUMBER OF ZONES>"
        ]
    );
    assert_eq!(
        told(&["notes.txt"]),
        [
            "notes.txt: not a network that can be read; give a GMNS folder with node.csv and link.csv, a TNTP file, or a CSV edge list"
        ]
    );
}

#[test]
fn bytes_that_are_no_text_and_lines_without_end_are_told() {
    let folder = Folder::new(&[]);
    let mut bytes = NET.as_bytes().to_vec();
    bytes.extend_from_slice(b"~ \xff\xfe\n");
    std::fs::write(folder.path("a.tntp"), &bytes).unwrap();
    assert_eq!(folder.problems(&["a.tntp"], metric()), ["a.tntp:19: not UTF-8 text; save the file as UTF-8"]);
    let mut bytes = NET.as_bytes().to_vec();
    bytes.resize(bytes.len() + (2 << 20), b'1');
    std::fs::write(folder.path("b.tntp"), &bytes).unwrap();
    assert_eq!(
        folder.problems(&["b.tntp"], metric()),
        ["b.tntp:19: a row is longer than 1 MiB; check for a missing line end or an unclosed quote"]
    );
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend_from_slice(NET.replace('\n', "\r\n").as_bytes());
    std::fs::write(folder.path("c.tntp"), &bytes).unwrap();
    assert_eq!(folder.problems(&["c.tntp"], metric()), [""; 0]);
}

#[test]
fn a_net_may_name_fewer_nodes_than_it_states() {
    let folder = Folder::new(&[("n.tntp", &NET.replace("OF NODES> 5", "OF NODES> 4000000000"))]);
    let network = folder.network(&["n.tntp"], metric());
    assert_eq!(network.hub_count(), 5);
    assert!(repairs(&network).contains(
        &"n.tntp: states 4000000000 nodes, but its rows name 5; the others were left out".to_owned()
    ));
}
