//! Published networks, where they are at hand: files that are not part of this repository.

use std::path::PathBuf;

use supplyline::import::{ImportOptions, TntpOptions, read_all};
use supplyline::progress::Silent;
use supplyline::units::TonnesPerDay;
use supplyline::{Network, ScenarioSpec};

use super::data;

/// The paths of these files of the collection; nothing, said in a line, where one is missing.
fn files(names: &[&str]) -> Option<Vec<PathBuf>> {
    let paths: Vec<PathBuf> = names.iter().map(|name| data().join("tntp").join(name)).collect();
    match paths.iter().find(|path| !path.is_file()) {
        None => Some(paths),
        Some(missing) => {
            println!("skipped: {} is not there", missing.display());
            None
        }
    }
}

#[test]
fn sioux_falls_has_24_nodes_76_links_and_528_od_pairs() {
    let Some(paths) = files(&["SiouxFalls_net.tntp", "SiouxFalls_node.tntp", "SiouxFalls_trips.tntp"]) else {
        return;
    };
    let imported = read_all(&paths, None, &Silent);
    let network = Network::try_from(imported.network).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((network.node_count(), network.hub_count(), network.link_count()), (24, 24, 76));
    assert!(network.require_coordinates().is_ok());
    let one_trip = TonnesPerDay::new(1.0).unwrap();
    let spec = ScenarioSpec::from_trips(&imported.trips.unwrap(), one_trip).unwrap();
    let total: f64 = spec.pairs.iter().map(|pair| pair.demand.unwrap().tonnes()).sum();
    assert_eq!((spec.pairs.len(), total), (528, 360_600.0));
    let scenario = spec.on(&network).unwrap();
    let outcome = supplyline::analysis::impact(&scenario, None).unwrap();
    assert!(outcome.relations.iter().all(|relation| relation.after.is_some()));
}

#[test]
fn chicago_sketch_has_933_nodes_and_2950_links() {
    let Some(paths) = files(&["ChicagoSketch_net.tntp", "ChicagoSketch_node.tntp"]) else {
        return;
    };
    // Which system it is the files do not say; it is one of Illinois, in feet.
    let options = ImportOptions::default().tntp(TntpOptions::default().crs("EPSG:3435"));
    let network = Network::try_from(read_all(&paths, options, &Silent).network).unwrap();
    assert_eq!((network.node_count(), network.hub_count(), network.link_count()), (933, 933, 2_950));
    assert!(network.nodes().all(|node| node.position().is_some_and(|at| (-91.0..-86.0).contains(&at.lon()))));
}

/// 1,790 zones that may not be driven through, of which all but seven hang on one junction each.
#[test]
fn chicago_regional_has_12982_nodes_and_39018_links() {
    let Some(paths) = files(&["ChicagoRegional_net.tntp", "ChicagoRegional_node.tntp"]) else {
        return;
    };
    let network = Network::try_from(read_all(&paths, None, &Silent).network).unwrap();
    assert_eq!((network.node_count(), network.hub_count(), network.link_count()), (12_989, 12_982, 39_018));
}
