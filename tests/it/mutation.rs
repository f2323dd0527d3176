//! No panic is reachable from a file, and whatever can be read has an answer that the checker approves.
//!
//! The files of a small but rich scenario are mutated: bytes, words, cells, lines, and runs of brackets. What still
//! opens is run, verified, and reported in every format. The cases are the same every time; `PROPTEST_CASES` asks for
//! more of them, and `MUTATION_SEED` for others.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use supplyline::analysis::{Impact, impact, verify};
use supplyline::report::{Report, impact_csv, report_html, routes_geojson, write_gmns};
use supplyline::{Network, Scenario, Study};
use tempfile::TempDir;

/// So many cases unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 400;

type File = (&'static str, &'static str);

/// Everything that the formats know, in degrees.
const RICH: &[File] = &[
    ("network/config.csv", "dataset_name,long_length,speed,crs\nrich,mile,mph,EPSG:4326\n"),
    (
        "network/node.csv",
        "node_id,name,x_coord,y_coord,hub,hub_name,mode,capacity_t_per_d,transfer_time_h,transfer_capacity_t_per_d\n\
         V,Valuyki,38.1,50.2,,,rail;road,9000,3,1200\n\
         K,Куп'янськ,37.61,49.71,Kupiansk,Kupiansk town,rail,,,\n\
         KV,Вузловий,37.66,49.66,Kupiansk,,rail,5000,,\n\
         KR,,37.62,49.70,Kupiansk,,road,,,\n\
         S,\"Svatove, town\",38.15,49.41,,,,,,\n\
         I,Izium,37.25,49.21,,,,,2,\n\
         L,Lyman,37.8,48.98,,,,800.5,0,0\n\
         P,Port,36.0,46.6,,,water,,,\n\
         X,Alone,30,50,,,,,,\n",
    ),
    (
        "network/link.csv",
        "link_id,name,from_node_id,to_node_id,directed,length,free_speed,time_h,allowed_uses,capacity_t_per_d,shared_capacity,physical_link,geometry,geometry_id\n\
         r1,,V,K,false,43.5,25,,rail,3000,true,,\"LINESTRING (38.1 50.2, 37.9 50, 37.61 49.71)\",\n\
         r2,,K,KV,0,3,,0.25,rail,,,,,\n\
         r3,,KV,L,false,56,25,,rail,,,,,g1\n\
         r4,,L,I,false,,25,,rail,,,,,\n\
         h1,P07,KR,S,false,37,40,,road,,,,,\n\
         h2,P66,S,L,1,50,40,,\"auto,truck\",,,m1,,\n\
         h3,P66,L,S,1,50,40,,road,,,m1,,\n\
         h4,P79,KR,I,0,43.5,40,,\"rail;road\",,,,,\n\
         h5,,V,S,no,68,30,,all,,,,,\n\
         h6,,V,S,no,68,30,,all,,,,,\n\
         w1,,P,P,0,0,,0,ferry,,,,,\n\
         w2,,P,I,0,200,,,water,,,,,\n",
    ),
    (
        "network/geometry.csv",
        "geometry_id,geometry\ng1,\"MULTILINESTRING ((37.66 49.66, 37.7 49.3), (37.7 49.3, 37.8 48.98))\"\n",
    ),
    (
        "network/transfer.csv",
        "from_node_id,from_mode,to_node_id,to_mode,directed,time_h,capacity_t_per_d\n\
         K,rail,KR,road,false,3,500\n\
         KV,,KR,road,true,1.5,\n\
         I,rail,I,road,0,2,\n\
         I,water,I,road,,0,\n",
    ),
    (
        "s.toml",
        "version = 1\n\
         title = \"Kupiansk lost\"\n\
         network = \"network\"\n\
         cost = \"time\"\n\
         [[origin]]\n\
         hub = \"Valuyki\"\n\
         supply = \"900 t/d\"\n\
         [[origin]]\n\
         hub = \"P\"\n\
         [[destination]]\n\
         hub = \"Izium\"\n\
         demand = \"1500 t/d\"\n\
         [[destination]]\n\
         hub = \"Lyman\"\n\
         [[destination]]\n\
         hub = \"Kupiansk\"\n\
         demand = \"0.5 kt/d\"\n\
         [[od]]\n\
         origin = \"V\"\n\
         destination = \"S\"\n\
         demand = \"40 t/h\"\n\
         [[closure]]\n\
         name = \"Kupiansk lost\"\n\
         hubs = [\"Kupiansk\"]\n\
         modes = [\"rail\"]\n\
         [[closure]]\n\
         links = [\"m1\", \"r4\"]\n\
         speed_factor = 0.35\n\
         capacity_factor = \"50 %\"\n\
         [[closure]]\n\
         hubs = [\"Izium\", \"Lyman\"]\n\
         speed_factor = \"10 %\"\n\
         [[closure]]\n\
         area = \"area.geojson\"\n\
         crossing_links = \"open\"\n\
         [[closure]]\n\
         area = { type = \"Polygon\", coordinates = [[[37.5, 48.9], [38, 48.9], [38, 49.1], [37.5, 49.1], [37.5, 48.9]]] }\n\
         modes = [\"road\"]\n\
         capacity_factor = 0\n\
         [[closure]]\n\
         name = \"never open\"\n\
         links = [\"h6\"]\n\
         baseline = true\n",
    ),
    (
        "area.geojson",
        r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
        "coordinates": [[[38, 49.3], [38.3, 49.3], [38.3, 49.5], [38, 49.5], [38, 49.3]],
        [[38.01, 49.31], [38.02, 49.31], [38.02, 49.32], [38.01, 49.31]]]}},
        {"type": "Feature", "properties": null, "geometry": {"type": "MultiPolygon",
        "coordinates": [[[[30, 40], [31, 40], [31, 41], [30, 40]]]]}}]}"#,
    ),
];

/// A smaller one, projected, that minimises length and has pairs alone: what the other does not reach.
const PROJECTED: &[File] = &[
    ("network/config.csv", "dataset_name,long_length,speed,crs\n,m,m/s,EPSG:32637\n"),
    (
        "network/node.csv",
        "node_id,x_coord,y_coord\nA,435000,5561000\nB,400000,5507000\nC,410000,5480000\nD,390000,5450000\n",
    ),
    (
        "network/link.csv",
        "link_id,from_node_id,to_node_id,dir_flag,length,mode,geometry\n\
         1,A,B,0,,rail,\"LINESTRING (435000 5561000, 420000 5530000, 400000 5507000)\"\n\
         2,B,C,1,30000,rail,\n\
         3,B,C,-1,30000,cableway,\n\
         4,C,D,0,32000,rail cableway,\n\
         5,A,D,0,200000,road,\n",
    ),
    (
        "s.toml",
        "version = 1\n\
         network = \"network/node.csv\"\n\
         cost = \"length\"\n\
         od = [\n\
         { origin = \"A\", destination = \"D\", demand = \"10 t/d\" },\n\
         { origin = \"B\", destination = \"D\" },\n\
         { origin = \"D\", destination = \"A\" },\n\
         ]\n\
         [[closure]]\n\
         links = [\"2\"]\n\
         [[closure]]\n\
         area = \"area.geojson\"\n\
         speed_factor = \"10 %\"\n\
         baseline = true\n",
    ),
    (
        "area.geojson",
        r#"{"type": "Polygon", "coordinates": [[[37, 49], [38, 49], [38, 50], [37, 50], [37, 49]]]}"#,
    ),
];

/// What strangers write into cells.
const WORDS: &[&str] = &[
    "1e308",
    "1e-308",
    "5e-324",
    "-0",
    "NaN",
    "inf",
    "-inf",
    "1e400",
    "0",
    "1",
    "-1",
    "0.1",
    "297.9",
    "107374",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1073741823",
    "1073741824",
    "true",
    "false",
    "rail",
    "road",
    "water",
    "V",
    "K",
    "Kupiansk",
    "h4",
    "m1",
    "A",
    "D",
    "\"",
    "\"\"",
    "'",
    "\n",
    "\r\n",
    "\r",
    ",",
    ";",
    "\t",
    "\0",
    "\u{feff}",
    "Ω",
    "\u{202e}",
    "👩‍👩‍👧‍👦",
    "é",
    "[[closure]]\n",
    "[[od]]\n",
    "hubs = [\"V\"]\n",
    "baseline = true\n",
    "speed_factor = 1e-300\n",
    "speed_factor = 5e-324\n",
    "cost = \"length\"\n",
    "LINESTRING EMPTY",
    "LINESTRING Z (1 2 3, 4 5 6)",
    "MULTILINESTRING ((1 2, 1 2))",
    "MULTILINESTRING EMPTY",
    "POINT (1 2)",
    "GEOMETRYCOLLECTION (",
    "EPSG:3857",
    "EPSG:2154",
    "EPSG:27700",
    "EPSG:32637",
    "\"0 %\"",
    "\"100 %\"",
    "\"1e300 t/d\"",
    "\"1 kg/d\"",
    "</script><b>",
    "=1+1",
    "../..",
    "/dev/null",
    "..",
    "180",
    "-180",
    "90",
    "-90",
];

/// One change to one of the files. Positions are shares of the file's length, in millionths.
#[derive(Clone, Debug)]
enum Change {
    FlipBit { at: u32, bit: u8 },
    Delete { at: u32, bytes: usize },
    Duplicate { at: u32, bytes: usize },
    Insert { at: u32, word: usize },
    ReplaceCell { at: u32, word: usize },
    SwapCells { at: u32, with: u32 },
    DeleteLine { at: u32 },
    DuplicateLine { at: u32 },
    SwapLines { at: u32, with: u32 },
    Nest { at: u32, bracket: usize, depth: usize },
    Truncate { at: u32 },
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0..1_000_000_u32;
    let word = || 0..WORDS.len();
    prop_oneof![
        2 => (at(), 0..8_u8).prop_map(|(at, bit)| Change::FlipBit { at, bit }),
        1 => (at(), 1..9_usize).prop_map(|(at, bytes)| Change::Delete { at, bytes }),
        1 => (at(), 1..9_usize).prop_map(|(at, bytes)| Change::Duplicate { at, bytes }),
        2 => (at(), word()).prop_map(|(at, word)| Change::Insert { at, word }),
        8 => (at(), word()).prop_map(|(at, word)| Change::ReplaceCell { at, word }),
        4 => (at(), at()).prop_map(|(at, with)| Change::SwapCells { at, with }),
        2 => at().prop_map(|at| Change::DeleteLine { at }),
        2 => at().prop_map(|at| Change::DuplicateLine { at }),
        2 => (at(), at()).prop_map(|(at, with)| Change::SwapLines { at, with }),
        1 => (at(), 0..4_usize, 1..3_000_usize).prop_map(|(at, bracket, depth)| Change::Nest { at, bracket, depth }),
        1 => at().prop_map(|at| Change::Truncate { at }),
    ]
}

fn position(at: u32, length: usize) -> usize {
    usize::try_from(u64::from(at) * length as u64 / 1_000_000).unwrap()
}

/// The range of the cell, or the word of a TOML or JSON file, that stands at a place.
fn cell(bytes: &[u8], at: u32) -> std::ops::Range<usize> {
    let ends = |byte: &u8| b",\n[]{}= ".contains(byte);
    let here = position(at, bytes.len());
    let start = bytes[..here].iter().rposition(ends).map_or(0, |before| before + 1);
    let end = bytes[here..].iter().position(ends).map_or(bytes.len(), |after| here + after);
    start..end.max(start)
}

fn line(bytes: &[u8], at: u32) -> std::ops::Range<usize> {
    let here = position(at, bytes.len());
    let start = bytes[..here].iter().rposition(|&byte| byte == b'\n').map_or(0, |before| before + 1);
    let end =
        bytes[here..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |after| here + after + 1);
    start..end
}

fn swap(bytes: &mut Vec<u8>, one: std::ops::Range<usize>, other: std::ops::Range<usize>) {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end <= second.start {
        let [a, b] = [bytes[first.clone()].to_vec(), bytes[second.clone()].to_vec()];
        bytes.splice(second, a);
        bytes.splice(first, b);
    }
}

fn apply(change: &Change, bytes: &mut Vec<u8>) {
    let length = bytes.len();
    if length == 0 {
        return;
    }
    let range = |at: u32, count: usize| position(at, length)..(position(at, length) + count).min(length);
    match *change {
        Change::FlipBit { at, bit } => bytes[position(at, length)] ^= 1 << bit,
        Change::Delete { at, bytes: count } => drop(bytes.drain(range(at, count))),
        Change::Duplicate { at, bytes: count } => {
            let copy = bytes[range(at, count)].to_vec();
            bytes.splice(range(at, 0), copy);
        }
        Change::Insert { at, word } => drop(bytes.splice(range(at, 0), WORDS[word].bytes())),
        Change::ReplaceCell { at, word } => {
            let cell = cell(bytes, at);
            bytes.splice(cell, WORDS[word].bytes());
        }
        Change::SwapCells { at, with } => {
            let cells = (cell(bytes, at), cell(bytes, with));
            swap(bytes, cells.0, cells.1);
        }
        Change::DeleteLine { at } => {
            let line = line(bytes, at);
            bytes.drain(line);
        }
        Change::DuplicateLine { at } => {
            let line = line(bytes, at);
            let copy = bytes[line.clone()].to_vec();
            bytes.splice(line.end..line.end, copy);
        }
        Change::SwapLines { at, with } => {
            let lines = (line(bytes, at), line(bytes, with));
            swap(bytes, lines.0, lines.1);
        }
        Change::Nest { at, bracket, depth } => {
            let open = ["[", "{\"a\":", "(", "{a="][bracket].repeat(depth);
            bytes.splice(range(at, 0), open.into_bytes());
        }
        Change::Truncate { at } => bytes.truncate(position(at, length)),
    }
}

fn write(folder: &Path, files: &[(&str, Vec<u8>)]) {
    std::fs::create_dir_all(folder.join("network")).unwrap();
    for (path, bytes) in files {
        std::fs::write(folder.join(path), bytes).unwrap();
    }
}

/// Every report of an answer; each is more than nothing, and those that are JSON can be read as such.
fn report(scenario: &Scenario<'_>, outcome: &Impact) {
    let found = verify(scenario, outcome).expect("whatever opens has an answer that is proved");
    let report = Report::new(scenario, outcome).verified(found);
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).expect("the report is JSON");
    assert_eq!(json["destinations"].as_array().map(Vec::len), Some(scenario.relations().len()));
    let routes: serde_json::Value =
        serde_json::from_str(&routes_geojson(scenario, outcome, &report)).expect("the routes are JSON");
    assert_eq!(routes["type"], "FeatureCollection");
    let rows = csv::Reader::from_reader(impact_csv(&report).as_bytes()).records().map(Result::unwrap).count();
    assert_eq!(rows, scenario.relations().len(), "a row of CSV for each destination");
    assert!(!report_html(scenario, outcome, &report).is_empty());
}

/// Opens the scenario and does everything that can be done with it; what it says where it does not open.
fn survive(folder: &Path) -> Result<(), String> {
    let study = match Study::open(folder.join("s.toml")) {
        Ok(study) => study,
        Err(error) => {
            assert!(!error.problems.is_empty(), "what does not open says why");
            return Err(error.to_string());
        }
    };
    let scenario = study.scenario().expect("what was opened is valid");
    let outcome = impact(&scenario, None).expect("nobody asked it to stop");
    report(&scenario, &outcome);
    let copy = folder.join("copy");
    write_gmns(study.network(), &copy).expect("a network can be written");
    let read = Network::read(&copy).expect("what was written can be read");
    assert_eq!(
        (read.node_count(), read.hub_count(), read.link_count(), read.arc_count()),
        (
            study.network().node_count(),
            study.network().hub_count(),
            study.network().link_count(),
            study.network().arc_count()
        ),
        "a network that was written reads back as the same"
    );
    Ok(())
}

fn number_of(variable: &str) -> Option<u32> {
    std::env::var(variable).ok()?.parse().ok()
}

fn run(seed: u8, base: &'static [File]) {
    let folder = TempDir::new().unwrap();
    let plain: Vec<(&str, Vec<u8>)> =
        base.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    write(folder.path(), &plain);
    assert_eq!(survive(folder.path()), Ok(()), "unchanged, it opens");

    let config = Config {
        cases: number_of("PROPTEST_CASES").unwrap_or(CASES),
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [seed; 32];
    bytes[..4].copy_from_slice(&number_of("MUTATION_SEED").unwrap_or_default().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let changes = prop::collection::vec((0..base.len(), change()), 1..4);
    let opened = std::cell::Cell::new(0_u32);
    let tried = std::cell::Cell::new(0_u32);
    let outcome = runner.run(&changes, |changes| {
        let mut files = plain.clone();
        for (file, change) in &changes {
            apply(change, &mut files[*file].1);
        }
        write(folder.path(), &files);
        tried.set(tried.get() + 1);
        opened.set(opened.get() + u32::from(survive(folder.path()).is_ok()));
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    assert!(
        opened.get() * 20 > tried.get(),
        "only {} of {} mutants opened: too few to try what comes after",
        opened.get(),
        tried.get()
    );
}

#[test]
fn mutants_of_a_rich_scenario_do_no_harm() {
    run(1, RICH);
}

#[test]
fn mutants_of_a_projected_scenario_do_no_harm() {
    run(2, PROJECTED);
}
