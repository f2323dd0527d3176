//! Other people's files: TNTP and CSV edge lists, by small files that were made for it, and by published ones where they are at hand.

mod edge_list;
mod published;
mod tntp;

use std::path::{Path, PathBuf};

use supplyline::Network;
use supplyline::import::{ImportOptions, Imported, read_all};
use supplyline::network::NetworkError;
use supplyline::progress::Silent;
use tempfile::TempDir;

/// A folder with these files.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            std::fs::write(folder.path(name), text).unwrap();
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, names: &[&str], options: impl Into<Option<ImportOptions>>) -> Imported {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        read_all(&paths, options, &Silent)
    }

    fn network(&self, names: &[&str], options: impl Into<Option<ImportOptions>>) -> Network {
        Network::try_from(self.read(names, options).network).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Messages, one a line, with the folder's own path left out.
    pub(crate) fn told(&self, error: &impl ToString) -> Vec<String> {
        let prefix = format!("{}{}", self.0.path().display(), std::path::MAIN_SEPARATOR);
        error.to_string().replace(&prefix, "").lines().map(str::to_owned).collect()
    }

    /// What is said of the network and of the trips; nothing where they are valid.
    fn problems(&self, names: &[&str], options: impl Into<Option<ImportOptions>>) -> Vec<String> {
        let imported = self.read(names, options);
        let network: Result<Network, NetworkError> = imported.network.try_into();
        let mut told = network.err().map_or_else(Vec::new, |error| self.told(&error));
        told.extend(
            imported.trips.iter().filter(|t| !t.problems.is_empty()).flat_map(|t| self.told(&t.problems)),
        );
        told
    }
}

fn repairs(network: &Network) -> Vec<String> {
    network.repairs().iter().map(ToString::to_string).collect()
}

/// `from to km h` of every link, with its key.
fn links(network: &Network) -> Vec<String> {
    let told = network.links().map(|link| {
        let arcs = link.arcs();
        let (from, to) = (link.from().key(), link.to().key());
        let hours = network.time(arcs[0]).hours();
        format!("{}: {from} {to} {} km {hours:.4} h, {}", link.key(), link.length().km(), arcs.len())
    });
    told.collect()
}

/// The folder of other people's data: `$SUPPLYLINE_DATA`, or beside the repository.
fn data() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::env::var_os("SUPPLYLINE_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from)
}

/// Asks to stop as soon as anything has been done.
struct Stops(std::sync::atomic::AtomicBool);

impl supplyline::progress::Progress for Stops {
    fn advance(&self, _: u64) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    fn stop_requested(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn reading_stops_on_request() {
    let net = format!(
        "<NUMBER OF NODES> 2\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 9\n<END OF METADATA>\n{}",
        "~ a comment\n".repeat(10_000)
    );
    let list = format!("from,to,length_km\n{}", "a,b,1\n".repeat(20_000));
    let folder = Folder::new(&[("net.tntp", &net), ("roads.csv", &list)]);
    for name in ["net.tntp", "roads.csv"] {
        let raw = read_all(&[folder.path(name)], None, &Stops(false.into())).network;
        assert_eq!(folder.told(&raw.problems), [format!("{name}: stopped on request")]);
    }
}
