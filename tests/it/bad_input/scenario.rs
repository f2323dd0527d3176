//! Scenario files that are wrong: keys, types, quantities, names, closures.

use super::{Folder, check, study};

#[test]
fn versions() {
    const KNOWN: &str = "is not known; this program reads version 1";
    let with = |line: &str| {
        format!(
            "{line}\nnetwork = \"network\"\norigin = [{{ hub = \"Valuyki\" }}]\ndestination = [{{ hub = \"Izium\" }}]\n"
        )
    };
    for (line, message) in [
        ("", "s.toml:1:1: version: the key 'version' is missing; add version = 1".to_owned()),
        ("version = 2", format!("s.toml:1:11: version: version 2 {KNOWN}")),
        ("version = -1", format!("s.toml:1:11: version: version -1 {KNOWN}")),
        (
            "version = 10000000000000000000000",
            format!("s.toml:1:11: version: version 10000000000000000000000 {KNOWN}"),
        ),
        (
            "version = 1.0",
            "s.toml:1:11: version: should be the number 1, without quotes, but is float".to_owned(),
        ),
        (
            "version = [1]",
            "s.toml:1:11: version: should be the number 1, without quotes, but is array".to_owned(),
        ),
    ] {
        assert_eq!(Folder::of_texts(&[("s.toml", &with(line))]).problems(), [message], "{line}");
    }
    // The text "1" looks right, so the message has to say what is wrong with it.
    assert_eq!(
        Folder::of_texts(&[("s.toml", &with("version = \"1\""))]).problems(),
        ["s.toml:1:11: version: should be the number 1, without quotes, but is string"]
    );
    assert_eq!(Folder::of_texts(&[("s.toml", &with("version = 1"))]).problems(), [""; 0]);
}

#[test]
fn keys_that_nothing_reads() {
    check(&[(
        "one in every table",
        &[(
            "s.toml",
            "version = 1\n\
             netwrk = \"x\"\n\
             network = \"network\"\n\
             [[origin]]\n\
             hub = \"Valuyki\"\n\
             suply = \"1 t/d\"\n\
             [[destination]]\n\
             hub = \"Izium\"\n\
             colour = \"red\"\n\
             [[od]]\n\
             origin = \"Valuyki\"\n\
             destination = \"Kupiansk\"\n\
             demnd = \"1 t/d\"\n\
             [[closure]]\n\
             hubs = [\"Kupiansk\"]\n\
             mode = [\"rail\"]\n\
             [closures]\n",
        )],
        &[
            "s.toml:2:1: netwrk: 'netwrk' is not a key of a scenario; did you mean 'network'?",
            "s.toml:6:1: origin[0].suply: 'suply' is not a key of [[origin]]; did you mean 'supply'?",
            "s.toml:9:1: destination[0].colour: 'colour' is not a key of [[destination]]",
            "s.toml:13:1: od[0].demnd: 'demnd' is not a key of [[od]]; did you mean 'demand'?",
            "s.toml:16:1: closure[0].mode: 'mode' is not a key of [[closure]]; did you mean 'modes'?",
            "s.toml:17:2: closures: 'closures' is not a key of a scenario; did you mean 'closure'?",
        ],
    )]);
}

#[test]
fn keys_kept_for_later() {
    let kept = "is kept for closures that change with time, which this version does not read; remove it";
    check(&[(
        "dates of a closure",
        &[study!("[[closure]]\nhubs = [\"Kupiansk\"]\nfrom = 2022-09-10\nuntil = \"2022-10-01\"\n")],
        &[
            &format!("s.toml:9:8: closure[0].from: 'from' {kept}"),
            &format!("s.toml:10:9: closure[0].until: 'until' {kept}"),
        ],
    )]);
}

#[test]
fn values_of_the_wrong_type() {
    const LIST: &str = "should be a list of texts, such as [\"Kupiansk\"], but is";
    check(&[
        (
            "every key of a closure",
            &[study!(
                "[[closure]]\n\
                 name = 1\n\
                 hubs = \"Kupiansk\"\n\
                 links = [1, \"r1\"]\n\
                 area = 5\n\
                 crossing_links = \"shut\"\n\
                 modes = true\n\
                 speed_factor = []\n\
                 baseline = \"yes\"\n"
            )],
            &[
                "s.toml:8:8: closure[0].name: should be a text, but is integer",
                &format!("s.toml:9:8: closure[0].hubs: {LIST} string"),
                &format!("s.toml:10:10: closure[0].links[0]: {LIST} integer"),
                "s.toml:11:8: closure[0].area: should be the path of a GeoJSON file, or a GeoJSON polygon, but is \
                 integer",
                "s.toml:12:18: closure[0].crossing_links: 'shut' is not known; write \"closed\" or \"open\"",
                &format!("s.toml:13:9: closure[0].modes: {LIST} boolean"),
                "s.toml:14:16: closure[0].speed_factor: should be a number in 0 to 1, or a text such as \"35 %\", but \
                 is array",
                "s.toml:15:12: closure[0].baseline: should be true or false, but is string",
            ],
        ),
        (
            "at the top",
            &[(
                "s.toml",
                "version = 1\n\
                 title = 5\n\
                 network = \"network\"\n\
                 cost = \"tme\"\n\
                 origin = \"Valuyki\"\n\
                 destination = [\"Izium\"]\n",
            )],
            &[
                "s.toml:2:9: title: should be a text, but is integer",
                "s.toml:4:8: cost: 'tme' is not known; write \"time\" or \"length\"",
                "s.toml:5:10: origin: should be a list of tables, written with two brackets, but is string",
                "s.toml:6:16: destination[0]: should be a table, but is string",
            ],
        ),
        (
            "one bracket instead of two",
            &[(
                "s.toml",
                "version = 1\nnetwork = \"network\"\n[origin]\nhub = \"Valuyki\"\n[[destination]]\nhub = \"Izium\"\n",
            )],
            &["s.toml:3:1: origin: should be a list of tables, written with two brackets, but is table"],
        ),
    ]);
}

#[test]
fn files_that_are_no_toml() {
    let folder = Folder::of_texts(&[("s.toml", "version = 1\nnetwork = \"network\nhub\n")]);
    let told = folder.problems();
    assert!(!told.is_empty());
    assert!(
        told.iter().all(|line| line.starts_with("s.toml:") && line.contains("not valid TOML")),
        "{told:#?}"
    );
    assert!(told[0].starts_with("s.toml:2:"), "{told:#?}");

    let folder = Folder::of_texts(&[("s.toml", "")]);
    assert_eq!(
        folder.problems(),
        ["s.toml:1:1: version: the key 'version' is missing; add version = 1"],
        "an empty file is missing all keys, but one message is a start"
    );

    let folder = Folder::new(&[]);
    folder.remove("s.toml");
    assert_eq!(folder.problems(), ["s.toml: no such file or folder; check the path"]);
}

/// What is nested a hundred thousand deep must not exhaust the stack.
#[test]
fn nesting_without_end() {
    for open in ["[", "{ a = ", "{ type = \"GeometryCollection\", geometries = ["] {
        let text = format!("version = 1\narea = {}", open.repeat(100_000));
        let told = Folder::of_texts(&[("s.toml", &text)]).problems();
        assert!(!told.is_empty(), "{open}");
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let area = format!(r#"{{"type": "Polygon", "coordinates": {deep}}}"#);
    let folder = Folder::of_texts(&[study!("[[closure]]\narea = \"a.geojson\"\n"), ("a.geojson", &area)]);
    assert_eq!(folder.problems().len(), 1);
}

#[test]
fn quantities() {
    check(&[
        (
            "supply and demand",
            &[(
                "s.toml",
                "version = 1\n\
                 network = \"network\"\n\
                 [[origin]]\n\
                 hub = \"Valuyki\"\n\
                 supply = 9000\n\
                 [[destination]]\n\
                 hub = \"Izium\"\n\
                 demand = \"1500\"\n\
                 [[destination]]\n\
                 hub = \"Kupiansk\"\n\
                 demand = \"15 lorries\"\n\
                 [[destination]]\n\
                 hub = \"Valuyki\"\n\
                 demand = \"-3 t/d\"\n\
                 [[od]]\n\
                 origin = \"Valuyki\"\n\
                 destination = \"Izium\"\n\
                 demand = \"t/d\"\n\
                 [[od]]\n\
                 origin = \"Valuyki\"\n\
                 destination = \"Kupiansk\"\n\
                 demand = \"1e400 t/d\"\n",
            )],
            &[
                "s.toml:5:10: origin[0].supply: should be a text with its unit, such as \"1500 t/d\", but is integer",
                "s.toml:8:10: destination[0].demand: '1500' has no unit; write tonnes a day as \"1500 t/d\"",
                "s.toml:11:10: destination[1].demand: 'lorries' is no unit of tonnes a day; known are t/d, kt/d, kg/d, \
                 t/h",
                "s.toml:14:10: destination[2].demand: tonnes a day is -3, which is not zero or more",
                "s.toml:18:10: od[0].demand: 't/d' does not start with a number; write tonnes a day as \"1500 t/d\"",
                "s.toml:22:10: od[1].demand: tonnes a day is infinite",
            ],
        ),
        (
            "factors of speed and capacity",
            &[study!(
                "[[closure]]\nhubs = [\"Kupiansk\"]\nspeed_factor = \"135 %\"\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\nspeed_factor = 1.5\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\nspeed_factor = -0.1\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\nspeed_factor = nan\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\ncapacity_factor = inf\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\ncapacity_factor = \"half\"\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\ncapacity_factor = \"5 km\"\n\
                 [[closure]]\nhubs = [\"Kupiansk\"]\ncapacity_factor = 35\n"
            )],
            &[
                "s.toml:9:16: closure[0].speed_factor: share is 1.35, more than the limit of 1 (100 %)",
                "s.toml:12:16: closure[1].speed_factor: share is 1.5, more than the limit of 1 (100 %)",
                "s.toml:15:16: closure[2].speed_factor: share is -0.1, which is not zero or more",
                "s.toml:18:16: closure[3].speed_factor: 'nan' does not start with a number; write share as \"35 %\"",
                "s.toml:21:19: closure[4].capacity_factor: 'inf' does not start with a number; write share as \"35 %\"",
                "s.toml:24:19: closure[5].capacity_factor: 'half' does not start with a number; write share as \"35 %\"",
                "s.toml:27:19: closure[6].capacity_factor: 'km' is no unit of share; known are %",
                "s.toml:30:19: closure[7].capacity_factor: share is 35, more than the limit of 1 (100 %)",
            ],
        ),
    ]);
}

#[test]
fn factors_of_speed() {
    check(&[
        (
            "none left",
            &[study!(
                "[[closure]]\nhubs = [\"Kupiansk\"]\nspeed_factor = 0\n[[closure]]\nhubs = [\"Kupiansk\"]\nspeed_factor = -0.0\n"
            )],
            &[
                "s.toml:9:16: closure[0].speed_factor: a speed factor of 0 is a closure; leave speed_factor out to \
                 close",
                "s.toml:12:16: closure[1].speed_factor: a speed factor of 0 is a closure; leave speed_factor out to \
                 close",
            ],
        ),
        (
            "so little left that the time leaves its range; the second of two closures of one name",
            &[study!(
                "[[closure]]\nname = \"mud\"\nlinks = [\"r1\"]\nspeed_factor = \"50 %\"\n\
                 [[closure]]\nname = \"mud\"\nlinks = [\"h1\"]\nspeed_factor = \"0.1 %\"\n"
            )],
            &[
                "s.toml:11:1: closure[1]: slowed by it, 'h1' takes 5000 h, past the limit of 298 h; close it instead",
            ],
        ),
        (
            "two closures that are too much together",
            &[study!(
                "[[closure]]\nlinks = [\"h1\"]\nspeed_factor = \"10 %\"\n\
                 [[closure]]\nlinks = [\"h1\"]\nspeed_factor = \"10 %\"\n"
            )],
            &[
                "s.toml:10:1: closure[1]: slowed by it, 'h1' takes 500 h, past the limit of 298 h; close it instead",
            ],
        ),
    ]);
}

#[test]
fn names() {
    check(&[
        (
            "hubs that nobody defined, near and far, everywhere",
            &[(
                "s.toml",
                "version = 1\n\
                 network = \"network\"\n\
                 [[origin]]\n\
                 hub = \"Valuiki\"\n\
                 [[destination]]\n\
                 hub = \"Lisbon\"\n\
                 [[od]]\n\
                 origin = \"valuyki\"\n\
                 destination = \"\"\n\
                 [[closure]]\n\
                 hubs = [\"Izium\", \"Kupyansk\"]\n\
                 links = [\"r9\", \"zzz\"]\n\
                 modes = [\"rial\"]\n",
            )],
            &[
                "s.toml:4:7: origin[0].hub: no hub is called 'Valuiki'; did you mean 'Valuyki'?",
                "s.toml:6:7: destination[0].hub: no hub is called 'Lisbon'",
                "s.toml:8:10: od[0].origin: no hub is called 'valuyki'; did you mean 'Valuyki'?",
                "s.toml:9:15: od[0].destination: no hub is called ''",
                "s.toml:11:18: closure[0].hubs[1]: no hub is called 'Kupyansk'; did you mean 'Kupiansk'?",
                "s.toml:12:10: closure[0].links[0]: no link has the key 'r9'",
                "s.toml:12:16: closure[0].links[1]: no link has the key 'zzz'",
                "s.toml:13:10: closure[0].modes[0]: the network has no mode 'rial', only rail, road; did you mean \
                 'rail'?",
            ],
        ),
        (
            "a name of two hubs",
            &[
                ("network/node.csv", "node_id,name\nValuyki,\nKupiansk,Town\nIzium,Town\n"),
                study!("[[closure]]\nhubs = [\"Town\"]\n"),
            ],
            &[
                "s.toml:8:9: closure[0].hubs[0]: 'Town' is the name of several hubs; use one of their keys: Kupiansk, \
               Izium",
            ],
        ),
        ("a name of one hub is as good as its key", &[study!("[[closure]]\nhubs = [\"Куп'янськ\"]\n")], &[]),
    ]);
}

#[test]
fn origins_and_destinations() {
    check(&[
        (
            "none",
            &[("s.toml", "version = 1\nnetwork = \"network\"\n")],
            &[
                "destination: there is no destination; add [[destination]] with a hub, or [[od]] pairs",
                "origin: there is no origin; add [[origin]] with a hub, or [[od]] pairs",
            ],
        ),
        (
            "without their hubs",
            &[("s.toml", "version = 1\nnetwork = \"network\"\n[[origin]]\n[[destination]]\n[[od]]\n")],
            &[
                "s.toml:3:1: origin[0].hub: the key 'hub' is missing; add hub = \"…\"",
                "s.toml:4:1: destination[0].hub: the key 'hub' is missing; add hub = \"…\"",
                "s.toml:5:1: od[0].destination: the key 'destination' is missing; add destination = \"…\"",
                "s.toml:5:1: od[0].origin: the key 'origin' is missing; add origin = \"…\"",
            ],
        ),
        (
            "twice, also by key and by name, and in pairs as well",
            &[(
                "s.toml",
                "version = 1\n\
                 network = \"network\"\n\
                 origin = [{ hub = \"Valuyki\" }, { hub = \"Valuyki\" }]\n\
                 destination = [{ hub = \"Kupiansk\" }, { hub = \"Куп'янськ\" }]\n\
                 od = [\n\
                 { origin = \"Valuyki\", destination = \"Kupiansk\" },\n\
                 { origin = \"Valuyki\", destination = \"Izium\" },\n\
                 { origin = \"Valuyki\", destination = \"Izium\" },\n\
                 ]\n",
            )],
            &[
                "s.toml:3:40: origin[1].hub: origin 'Valuyki' is there already; state it once",
                "s.toml:4:46: destination[1].hub: destination 'Куп'янськ' is there already; state it once",
                "s.toml:6:37: od[0].destination: 'Kupiansk' is a [[destination]] and in [[od]] as well; state its \
                 demand in one of the two",
                "s.toml:8:37: od[2].destination: the pair 'Valuyki' to 'Izium' is there already; state it once",
            ],
        ),
        (
            "no network",
            &[("s.toml", "version = 1\n")],
            &[
                "s.toml: the key 'network' is missing; add network = \"FOLDER\", a GMNS folder relative to this file",
            ],
        ),
    ]);
}

#[test]
fn closures_that_close_nothing() {
    let far = r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}"#;
    check(&[(
        "no name, a mode that the hub lacks, an empty list of modes, an empty area",
        &[
            study!(
                "[[closure]]\n\
                     name = \"nothing\"\n\
                     [[closure]]\n\
                     hubs = [\"Kupiansk\"]\n\
                     modes = [\"road\"]\n\
                     [[closure]]\n\
                     hubs = [\"Kupiansk\"]\n\
                     modes = []\n\
                     [[closure]]\n\
                     area = \"far.geojson\"\n\
                     [[closure]]\n\
                     hubs = []\n\
                     crossing_links = \"open\"\n"
            ),
            ("far.geojson", far),
        ],
        &[
            "s.toml:7:1: closure[0]: the closure names nothing; add hubs, links or an area",
            "s.toml:9:1: closure[1]: the closure closes nothing: nothing that it names has one of its modes",
            "s.toml:12:1: closure[2]: the closure closes nothing: nothing that it names has one of its modes",
            "s.toml:15:1: closure[3]: the closure closes nothing: no node and no link lies in its area",
            "s.toml:17:1: closure[4]: the closure names nothing; add hubs, links or an area",
            "s.toml:19:18: closure[4].crossing_links: crossing_links says what becomes of links at an area's \
                 border, but there is no area",
        ],
    )]);
}

#[test]
fn areas() {
    const ASKED: &str = "[[closure]]\narea = \"a.geojson\"\n";
    let asked = study!("[[closure]]\narea = \"a.geojson\"\n");
    let with = |area: &str| Folder::of_texts(&[asked, ("a.geojson", area)]).problems();
    let place = "s.toml:8:8: closure[0].area = a.geojson";
    assert!(asked.1.ends_with(ASKED));
    assert_eq!(
        Folder::of_texts(&[asked]).problems(),
        [format!("{place}: no such file or folder; check the path")]
    );
    for (area, message) in [
        (
            r#"{"type": "Point", "coordinates": [1, 2]}"#,
            "holds no Polygon or MultiPolygon; an area needs at least one",
        ),
        (
            r#"{"type": "FeatureCollection", "features": []}"#,
            "holds no Polygon or MultiPolygon; an area needs at least one",
        ),
        (
            r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}"#,
            "ring 1 of polygon 1 has fewer than three different points",
        ),
        (
            r#"{"type": "Polygon", "coordinates": [[[50, 137], [50, 138], [51, 137], [50, 137]]]}"#,
            "latitude 137 is not in -90 to 90; x_coord is the longitude, y_coord the latitude; are the two swapped?",
        ),
    ] {
        assert_eq!(with(area), [format!("{place}: {message}")], "{area}");
    }
    for area in [
        "",
        "hubs",
        "{",
        "[]",
        "{\"type\": \"Polygon\"}",
        "{\"type\": \"Polygon\", \"coordinates\": [1]}",
        r#"{"type": "Polygon", "coordinates": [[[37], [38, 49], [38, 50], [37]]]}"#,
        r#"{"type": "Polygon", "coordinates": [[[]]]}"#,
        r#"{"type": "Point", "coordinates": [37]}"#,
        r#"{"type": "GeometryCollection", "geometries": [{"type": "MultiPoint", "coordinates": [[1]]}]}"#,
    ] {
        let told = with(area);
        assert_eq!(told.len(), 1, "{area}");
        assert!(told[0].starts_with(&format!("{place}: not valid GeoJSON: ")), "{area}: {}", told[0]);
    }
}

#[test]
fn an_area_asks_for_coordinates() {
    let folder = Folder::of_texts(&[
        ("network/node.csv", "node_id\nValuyki\nKupiansk\nIzium\n"),
        study!(
            "[[closure]]\narea = { type = \"Polygon\", coordinates = [[[0, 0], [1, 0], [1, 1], [0, 0]]] }\n"
        ),
    ]);
    assert_eq!(
        folder.problems(),
        [
            "s.toml:8:8: closure[0].area: 5 nodes have no coordinates ('Valuyki' for one), so what lies in an area cannot \
          be told; add x_coord and y_coord"
        ],
        "two of the three rows are two nodes each, one of each mode"
    );
}

#[test]
fn a_polygon_written_in_the_scenario_is_no_syntax_error_of_toml() {
    for text in [
        study!("[[closure]]\narea = { type = \"Polygon\", coordinates = [5] }\n"),
        study!(
            "[[closure]]\narea = { type = \"Polygon\", coordinates = [[[37], [38, 49], [38, 50], [37]]] }\n"
        ),
    ] {
        let told = Folder::of_texts(&[text]).problems();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("s.toml:8:8: closure[0].area: not valid GeoJSON: "), "{}", told[0]);
        assert_eq!(told[0].matches("not valid").count(), 1, "{}", told[0]);
    }
}

#[test]
fn an_origin_without_any_link_is_a_warning() {
    const LONELY: &str = "has no link out, so it supplies no one but itself";
    let alone = |row: &str| {
        let nodes = format!("node_id,hub,mode\nValuyki,,\nKupiansk,,\nIzium,,\n{row}\n");
        let folder = Folder::of_texts(&[
            ("network/node.csv", &nodes),
            (
                "s.toml",
                "version = 1\nnetwork = \"network\"\n[[origin]]\nhub = \"Sumy\"\n[[origin]]\nhub = \"Valuyki\"\n\
                 [[destination]]\nhub = \"Izium\"\n",
            ),
        ]);
        let (json, csv) = folder.answer();
        assert!(json.contains(LONELY), "{row}: the report carries the warning");
        assert!(csv.contains("Izium,Izium,,1,unaffected"), "{csv}");
        folder.warnings()
    };
    let expected = [format!("s.toml:4:7: origin[0].hub: origin 'Sumy' {LONELY}")];
    assert_eq!(alone("Sumy,,"), expected);
    assert_eq!(alone("Sumy,,rail;road"), expected, "a transfer inside the hub leads nowhere");
    assert_eq!(alone("Yard,Sumy,rail\nRamp,Sumy,road"), expected, "two nodes of a hub");
}

#[test]
fn lonely_ends_of_pairs_are_warned_of_at_their_pair() {
    let folder = Folder::of_texts(&[
        ("network/node.csv", "node_id\nValuyki\nKupiansk\nIzium\nSumy\nLyman\n"),
        (
            "s.toml",
            "version = 1\n\
             network = \"network\"\n\
             [[od]]\n\
             origin = \"Valuyki\"\n\
             destination = \"Izium\"\n\
             [[od]]\n\
             origin = \"Sumy\"\n\
             destination = \"Lyman\"\n",
        ),
    ]);
    assert_eq!(
        folder.warnings(),
        [
            "s.toml:7:10: od[1].origin: origin 'Sumy' has no link out, so it supplies no one but itself",
            "s.toml:8:15: od[1].destination: destination 'Lyman' has no link in, so nothing reaches it",
        ]
    );
}

#[test]
fn a_closure_that_the_baseline_has_is_a_warning_at_its_own_place() {
    let folder = Folder::of_texts(&[study!(
        "[[closure]]\nname = \"lost\"\nhubs = [\"Kupiansk\"]\nbaseline = true\n\
         [[closure]]\nname = \"lost\"\nhubs = [\"Kupiansk\"]\n"
    )]);
    assert_eq!(
        folder.warnings(),
        ["s.toml:11:1: closure[1]: closure 'lost' changes nothing: the baseline covers it already"]
    );
}
