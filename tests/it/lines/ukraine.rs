//! The railways of Ukraine out of OpenStreetMap, joined and reduced to the hubs of the case study.
//!
//! The lines are other people's data (© OpenStreetMap contributors, `ODbL`) and no part of this repository: `GeoJSON` tiles
//! in `ukraine-rail/` of the folder named by `$SUPPLYLINE_DATA`. Without them the test says so in a line and passes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use supplyline::analysis::{HubGraph, reduce};
use supplyline::import::{GridPoint, Profile, RawPlace, read_lines};
use supplyline::paths::Search;
use supplyline::progress::Silent;
use supplyline::{Impedance, Network, View};

use super::town;

/// Kilometres by rail between places, as the lines measured by hand give them.
const KNOWN_KM: [(&str, &str, f64); 16] = [
    ("Kupiansk-Vuzlovyi", "Svatove", 57.0),
    ("Kupiansk-Vuzlovyi", "Shevchenkove", 40.6),
    ("Kupiansk-Vuzlovyi", "Borova", 34.4),
    ("Borova", "Yarova", 38.8),
    ("Yarova", "Lyman", 22.2),
    ("Yarova", "Izium", 25.2),
    ("Lyman", "Sloviansk", 26.2),
    ("Izium", "Savyntsi", 35.4),
    ("Savyntsi", "Balakliia", 16.9),
    ("Shevchenkove", "Chuhuiv", 40.4),
    ("Chuhuiv", "Kharkiv", 46.5),
    ("Kupiansk", "Topoli", 40.4),
    ("Kupiansk", "Velykyi Burluk", 51.0),
    ("Velykyi Burluk", "Vovchansk", 52.8),
    ("Svatove", "Rubizhne", 53.3),
    ("Troitske", "Starobilsk", 92.8),
];

fn tiles() -> Option<Vec<PathBuf>> {
    let data = std::env::var_os("SUPPLYLINE_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let mut tiles: Vec<PathBuf> = std::fs::read_dir(data.join("ukraine-rail"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    tiles.sort();
    Some(tiles)
}

/// The hubs of the case study that a railway meets, where it has them.
fn rail_hubs() -> Vec<RawPlace> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kharkiv-2022/network");
    let study = Network::read(folder).unwrap();
    study
        .hubs()
        .filter(|hub| hub.nodes().iter().any(|&node| *study.node(node).mode() == supplyline::Mode::Rail))
        .map(|hub| {
            let at = hub.position().unwrap();
            RawPlace { at: GridPoint::new(at.lon(), at.lat()).unwrap(), ..town(hub.key(), [0.0, 0.0], 2_500) }
        })
        .collect()
}

#[test]
fn the_railways_of_ukraine_become_the_hubs_of_the_case_study() {
    let Some(tiles) = tiles() else {
        println!("skipped: no ukraine-rail in $SUPPLYLINE_DATA");
        return;
    };
    let profile = Profile::default();
    let started = std::time::Instant::now();
    let lines = read_lines(&tiles, &profile, &Silent);
    println!("read {:?} {} lines {} points", started.elapsed(), lines.lines.len(), lines.points.len());
    let prepared = supplyline::prepare::lines::from_lines(lines, &rail_hubs(), &profile);
    println!("prepared {:?}", started.elapsed());
    let network = Network::try_from(supplyline::prepare::standard(prepared.raw)).unwrap();
    for repair in network.repairs() {
        println!("{repair}");
    }
    println!("{} nodes {} links", network.node_count(), network.link_count());
    let graph = reduce(&View::new(&network, Impedance::Length), None).unwrap();
    let small = Network::try_from(supplyline::prepare::standard(graph.rows(&network))).unwrap();
    println!(
        "reduced {:?} to {} hubs and {} links",
        started.elapsed(),
        small.hub_count(),
        small.link_count()
    );
    let mut wrong = Vec::new();
    for (from, to, km) in KNOWN_KM {
        let found = distance(&small, from, to);
        println!("{from} to {to}: {km} km known, {found:.1} km found, {:.3}", found / km);
        if (found / km - 1.0).abs() > 0.05 {
            wrong.push((from, to, km, found));
        }
    }
    let five: BTreeSet<String> = ["Kupiansk", "Kupiansk-Vuzlovyi"]
        .into_iter()
        .flat_map(|hub| neighbours(&network, &graph, hub))
        .filter(|hub| !hub.starts_with("Kupiansk"))
        .collect();
    // The line to Topoli meets Dvorichna first.
    assert_eq!(
        five.iter().map(String::as_str).collect::<Vec<_>>(),
        ["Borova", "Dvorichna", "Shevchenkove", "Svatove", "Velykyi Burluk"]
    );
    assert!(!neighbours(&network, &graph, "Svatove").contains("Starobilsk"));
    assert!(!neighbours(&network, &graph, "Kupiansk").contains("Izium"));
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Kilometres by rail between two hubs.
fn distance(network: &Network, from: &str, to: &str) -> f64 {
    let [from, to] = [from, to].map(|key| network.hub(network.find_hub(key).unwrap()).nodes());
    let mut search = Search::default();
    let view = View::new(network, Impedance::Length);
    let tree = search.run(&view, from);
    tree.cheapest(to).and_then(|node| tree.cost(node)).map_or(f64::INFINITY, |cost| cost as f64 / 10_000.0)
}

fn neighbours(network: &Network, graph: &HubGraph, hub: &str) -> BTreeSet<String> {
    let hub = network.find_hub(hub).unwrap();
    let to = graph.routes.iter().filter(|route| route.from == hub).map(|route| route.to);
    to.map(|to| network.hub(to).key().to_owned()).collect()
}
