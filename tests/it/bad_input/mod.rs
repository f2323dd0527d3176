//! Bad input: what a reader is told, word by word, about files that are wrong.
//!
//! Each case takes a small valid folder, replaces some of its files, opens it through the public API, and compares
//! the whole list of messages. Paths are shown relative to the folder.

mod bytes;
mod many;
mod network;
mod scenario;

use std::path::Path;

use supplyline::analysis::{impact, verify};
use supplyline::report::{Report, impact_csv};
use supplyline::{Network, Study};
use tempfile::TempDir;

/// The valid folder that every case starts from.
const VALID: [(&str, &str); 3] = [
    (
        "network/node.csv",
        "node_id,name,x_coord,y_coord\n\
         Valuyki,,38.1,50.2\n\
         Kupiansk,Куп'янськ,37.6,49.7\n\
         Izium,,37.2,49.2\n",
    ),
    (
        "network/link.csv",
        "link_id,from_node_id,to_node_id,directed,length,free_speed,allowed_uses\n\
         r1,Valuyki,Kupiansk,false,70,40,rail\n\
         r2,Kupiansk,Izium,false,90,40,rail\n\
         h1,Valuyki,Izium,false,300,60,road\n",
    ),
    (
        "s.toml",
        "version = 1\n\
         network = \"network\"\n\
         [[origin]]\n\
         hub = \"Valuyki\"\n\
         [[destination]]\n\
         hub = \"Izium\"\n\
         [[closure]]\n\
         hubs = [\"Kupiansk\"]\n",
    ),
];

/// What is wrong, the files that replace valid ones, and every message that is expected.
type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], &'c [&'c str]);

/// The valid folder with some files replaced or added.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (path, text) in VALID {
            folder.write(path, text.as_bytes());
        }
        for (path, bytes) in files {
            folder.write(path, bytes);
        }
        folder
    }

    fn of_texts(files: &[(&str, &str)]) -> Self {
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        Self::new(&bytes)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn remove(&self, path: &str) {
        std::fs::remove_file(self.path().join(path)).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Messages, one a line, with the folder's own path left out.
    fn told(&self, error: &impl ToString) -> Vec<String> {
        let prefix = format!("{}{}", self.path().display(), std::path::MAIN_SEPARATOR);
        error.to_string().replace(&prefix, "").lines().map(str::to_owned).collect()
    }

    /// What is said of the scenario and its network; nothing where they are valid.
    fn problems(&self) -> Vec<String> {
        Study::open(self.path().join("s.toml")).err().map_or_else(Vec::new, |error| self.told(&error))
    }

    /// What is said of the network alone.
    fn network_problems(&self) -> Vec<String> {
        Network::read(self.path().join("network")).err().map_or_else(Vec::new, |error| self.told(&error))
    }

    /// The answer as JSON and CSV, after the checker has approved it.
    fn answer(&self) -> (String, String) {
        let study = Study::open(self.path().join("s.toml")).unwrap();
        let scenario = study.scenario().unwrap();
        let outcome = impact(&scenario, None).unwrap();
        verify(&scenario, &outcome).unwrap();
        let report = Report::new(&scenario, &outcome);
        (report.to_json(), impact_csv(&report))
    }

    /// The warnings of the scenario, which must be valid.
    fn warnings(&self) -> Vec<String> {
        let study = Study::open(self.path().join("s.toml")).unwrap();
        let scenario = study.scenario().unwrap();
        scenario.warnings().iter().flat_map(|warning| self.told(warning)).collect()
    }
}

/// Opens every case, and compares all messages; fails with all cases that differ, not only the first.
fn check(cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (what, files, expected) in cases {
        let told = Folder::of_texts(files).problems();
        if told != *expected {
            wrong.push(format!("{what}\n  told:     {told:#?}\n  expected: {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A `node.csv` of the usual columns with these rows.
macro_rules! nodes {
    ($rows:literal) => {
        ("network/node.csv", concat!("node_id,name,x_coord,y_coord\n", $rows))
    };
}

/// A `link.csv` of the usual columns with these rows.
macro_rules! links {
    ($rows:literal) => {
        (
            "network/link.csv",
            concat!("link_id,from_node_id,to_node_id,directed,length,free_speed,allowed_uses\n", $rows),
        )
    };
}

/// A `s.toml` that is the valid one up to its closures, followed by this.
macro_rules! study {
    ($rest:literal) => {
        (
            "s.toml",
            concat!(
                "version = 1\nnetwork = \"network\"\n[[origin]]\nhub = \"Valuyki\"\n",
                "[[destination]]\nhub = \"Izium\"\n",
                $rest
            ),
        )
    };
}

use {links, nodes, study};

#[test]
fn the_folder_that_all_cases_start_from_is_valid() {
    let folder = Folder::new(&[]);
    assert_eq!(folder.problems(), [""; 0]);
    assert_eq!(folder.warnings(), [""; 0]);
    let (json, _) = folder.answer();
    assert!(json.contains("\"rerouted\""), "{json}");
}
