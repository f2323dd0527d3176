//! The rail kilometres of the case study against the rail lines of OpenStreetMap.
//!
//! The lines are other people's data (© OpenStreetMap contributors, `ODbL`) and no part of this repository: `GeoJSON` tiles
//! in `ukraine-rail/` of the folder named by `$SUPPLYLINE_DATA`. Without them the test says so in a line and passes.
//!
//! The joined graph of those lines is in `rail_graph`. Each hub stands on its nearest rail, and the length of a link is the
//! shortest way between its hubs that passes no other hub.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::rail_graph::{Place, Rail, Search};

/// Rail links that the data cannot check, each with the reason; the README of the case study has the same list.
const NOT_COVERED: [(&str, &str); 18] = [
    ("rail:Belgorod--Kharkiv", "crosses the border"),
    ("rail:Belgorod--Vovchansk", "crosses the border"),
    ("rail:Valuyki--Topoli", "crosses the border"),
    ("rail:Valuyki--Troitske", "crosses the border"),
    ("rail:Izvaryne--Likhaya", "crosses the border"),
    ("rail:Dovzhansk--Gukovo", "crosses the border"),
    ("rail:Uspenka--Matveev-Kurgan", "crosses the border"),
    ("rail:Gukovo--Likhaya", "lies in Russia"),
    ("rail:Likhaya--Rostov-on-Don", "lies in Russia"),
    ("rail:Kamensk-Shakhtinsky--Likhaya", "lies in Russia"),
    ("rail:Millerovo--Kamensk-Shakhtinsky", "lies in Russia"),
    ("rail:Chertkovo--Millerovo", "lies in Russia"),
    ("rail:Matveev-Kurgan--Taganrog", "lies in Russia"),
    ("rail:Taganrog--Rostov-on-Don", "lies in Russia"),
    ("rail:Krasnodar--Taman", "lies in Russia"),
    ("rail:Kerch-bridge", "the bridge and its Russian side are missing"),
    ("rail:Antonivka-rail-bridge", "the bridge is missing from data of 2023"),
    ("rail:Donetsk--Volnovakha", "8.8 km across the line of contact of 2014-2022 are missing"),
];

/// How far a length may be from the measured one.
const TOLERANCE: f64 = 0.10;
/// How far a hub may lie from the rail that it is put on (the coordinates are those of towns, not of stations).
const HUB_TO_RAIL_M: f64 = 5_000.0;
/// How much of the rail around it belongs to a hub.
const HUB_RADIUS_M: f64 = 600.0;
/// Pieces with fewer vertices are sidings that stand alone; no hub is put on them.
const SIDING: usize = 300;

#[test]
fn rail_lengths_are_those_of_openstreetmap() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::env::var_os("SUPPLYLINE_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let tiles = data.join("ukraine-rail");
    if !tiles.is_dir() {
        println!("skipped: no rail lines in {}", tiles.display());
        return;
    }
    let network = root.join("examples/kharkiv-2022/network");
    let hubs = read_hubs(&network.join("node.csv"));
    let links = read_rail_links(&network.join("link.csv"));
    for (key, _) in NOT_COVERED {
        assert!(links.iter().any(|link| link.key == key), "NOT_COVERED names {key}, which link.csv has not");
    }
    let covered: Vec<Link> =
        links.into_iter().filter(|link| NOT_COVERED.iter().all(|(key, _)| *key != link.key)).collect();
    assert!(covered.len() >= 60, "only {} rail links are left to check", covered.len());

    let rail = Rail::read(&tiles);
    let stops = Stops::place(&rail, &hubs, &covered);
    let wrong = deviations(&rail, &stops, &covered);
    assert!(
        wrong.is_empty(),
        "{} of {} rail links are off:\n{}",
        wrong.len(),
        covered.len(),
        wrong.join("\n")
    );

    // The check can fail: a length that is a fifth too long, and a line that does not exist.
    let longer = Link { km: covered[0].km * 1.2, ..covered[0].clone() };
    let invented = Link { key: "invented".into(), ends: ["Kupiansk".into(), "Izium".into()], km: 75.0 };
    assert_eq!(deviations(&rail, &stops, &[longer, invented]).len(), 2, "wrong links pass the check");
}

#[derive(Clone)]
struct Link {
    key: String,
    ends: [String; 2],
    km: f64,
}

/// The rows of a CSV file, each as a function from a column's name to its text.
fn read_rows<T>(file: &Path, mut row: impl FnMut(&dyn Fn(&str) -> String) -> Option<T>) -> Vec<T> {
    let mut reader = csv::Reader::from_path(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let headers = reader.headers().unwrap_or_else(|e| panic!("{}: {e}", file.display())).clone();
    let records = reader.records().map(|record| record.unwrap_or_else(|e| panic!("{}: {e}", file.display())));
    records
        .filter_map(|record| {
            row(&|column| {
                let at = headers.iter().position(|header| header == column);
                let at = at.unwrap_or_else(|| panic!("{}: no column {column}", file.display()));
                record[at].to_owned()
            })
        })
        .collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|e| panic!("'{text}' is no number: {e}"))
}

fn read_hubs(file: &Path) -> BTreeMap<String, Place> {
    let rows =
        read_rows(file, |get| Some((get("node_id"), [number(&get("x_coord")), number(&get("y_coord"))])));
    rows.into_iter().collect()
}

fn read_rail_links(file: &Path) -> Vec<Link> {
    read_rows(file, |get| {
        (get("allowed_uses") == "rail").then(|| Link {
            key: get("link_id"),
            ends: [get("from_node_id"), get("to_node_id")],
            km: number(&get("length")),
        })
    })
}

/// One line for each link whose length is not the measured one.
fn deviations(rail: &Rail, stops: &Stops, links: &[Link]) -> Vec<String> {
    let mut search = Search::default();
    let judge = |link: &Link| match stops.distance(rail, &mut search, link) {
        None => Some(format!("{}: {} km, but no rail joins them without another hub", link.key, link.km)),
        Some(km) if (link.km - km).abs() > TOLERANCE * km => {
            Some(format!("{}: {} km, measured {km:.1}", link.key, link.km))
        }
        Some(_) => None,
    };
    links.iter().filter_map(judge).collect()
}

/// Where the hubs stand on the rail.
struct Stops {
    /// The vertex that each hub is measured from.
    at: BTreeMap<String, usize>,
    /// The vertex that the hub is measured from to which a vertex belongs.
    owner: Vec<Option<usize>>,
}

impl Stops {
    fn place(rail: &Rail, hubs: &BTreeMap<String, Place>, links: &[Link]) -> Self {
        let keys: BTreeSet<&String> = links.iter().flat_map(|link| &link.ends).collect();
        let (mut at, mut owner) = (BTreeMap::new(), vec![None; rail.places.len()]);
        for key in keys {
            let place = *hubs.get(key).unwrap_or_else(|| panic!("node.csv has no hub {key}"));
            let near = rail.within(place, HUB_TO_RAIL_M);
            let on_line = near.into_iter().filter(|&(_, v)| rail.piece_sizes[v] >= SIDING);
            let nearest = on_line.min_by(|a, b| a.0.total_cmp(&b.0));
            let (_, vertex) = nearest.unwrap_or_else(|| panic!("{key} has no rail within {HUB_TO_RAIL_M} m"));
            at.insert(key.clone(), vertex);
        }
        for &centre in at.values() {
            for (_, v) in rail.within(rail.places[centre], HUB_RADIUS_M) {
                owner[v].get_or_insert(centre);
            }
        }
        Self { at, owner }
    }

    /// The shortest way between a link's ends that passes no other hub, in kilometres.
    fn distance(&self, rail: &Rail, search: &mut Search, link: &Link) -> Option<f64> {
        let ends = link.ends.each_ref().map(|key| self.at[key]);
        let open = |v: usize| self.owner[v].is_none_or(|centre| ends.contains(&centre));
        search.run(rail, ends[0], link.km * 2_000.0 + 5_000.0, &[ends[1]], open);
        search.reached(ends[1]).map(|metres| metres / 1_000.0)
    }
}
