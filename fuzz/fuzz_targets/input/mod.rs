//! What the targets that read files share: bytes as files, and what a network that could be read has to stand.
#![allow(dead_code, reason = "each target uses a part")]

use std::path::PathBuf;

use supplyline::analysis::{impact, verify};
use supplyline::import::RawNetwork;
use supplyline::report::{Report, network_geojson, network_graphml};
use supplyline::scenario::DestinationSpec;
use supplyline::{Network, ScenarioSpec};

/// Between the files in one input.
const BETWEEN: &[u8] = b"\n=====\n";
/// Larger ones take too long to be asked anything.
const ASKED: usize = 200;

/// A folder of this process, in memory where the system has such a place.
pub fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = base.join(format!("supplyline-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Writes the parts of an input as files of these names; what is not there is no file.
pub fn files(bytes: &[u8], names: &[&str]) -> Vec<PathBuf> {
    let folder = folder();
    let mut rest = Some(bytes);
    let mut written = Vec::new();
    for name in names {
        let path = folder.join(name);
        let Some(all) = rest else {
            let _ = std::fs::remove_file(&path);
            continue;
        };
        let at = all.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        let part = at.map_or(all, |at| &all[..at]);
        rest = at.map(|at| &all[at + BETWEEN.len()..]);
        std::fs::write(&path, part).expect("a file can be written");
        written.push(path);
    }
    written
}

/// A network that was read is kept and comes back, is written, and answers.
pub fn stands(network: &Network) {
    let bytes = network.to_bytes();
    let kept = Network::from_bytes(&bytes).expect("what is kept comes back");
    assert_eq!(kept.to_bytes(), bytes);
    let [rows, kept_rows] = [network, &kept].map(RawNetwork::from);
    assert!(rows == kept_rows, "and is the same");
    for node in network.nodes() {
        assert!(network.arcs_out(node.id()).all(|arc| network.tail(arc) == node.id()));
        assert!(network.arcs_in(node.id()).iter().all(|&arc| network.head(arc) == node.id()));
        let _ = node.position();
    }
    if network.node_count() > ASKED || network.arc_count() > 4 * ASKED {
        return;
    }
    let _ = (network_graphml(network), network_geojson(network));
    let ends: Vec<&str> = network.hubs().map(|hub| hub.key()).collect();
    let (Some(first), Some(last)) = (ends.first(), ends.last()) else {
        return;
    };
    answers(network, &ScenarioSpec::new("fuzz").origin(*first).destination(DestinationSpec::new(*last)));
}

/// Whatever can be asked has an answer that the checker approves.
pub fn answers(network: &Network, spec: &ScenarioSpec) {
    let Ok(scenario) = spec.on(network) else {
        return;
    };
    if let Ok(outcome) = impact(&scenario, None) {
        verify(&scenario, &outcome).expect("the checker approves");
        let _ = Report::new(&scenario, &outcome).to_json();
    }
}
