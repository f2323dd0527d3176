//! The command as a process: what it prints, what it writes, how it ends.
#![allow(clippy::unwrap_used)]

mod answers;
mod compare;
mod failures;
mod files;
mod flow;
mod manners;
mod maps;
mod pairs;
mod ranking;
mod schema;
mod sever;
mod wording;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// Kupiansk has a name of its own; Svatove is reached by road alone.
const NODES: &str = "node_id,name,x_coord,y_coord,transfer_time_h\n\
                     Valuyki,,38.10,50.21,3\n\
                     Kupiansk,Куп'янськ,37.61,49.71,3\n\
                     Svatove,,38.15,49.41,\n\
                     Izium,,37.25,49.21,2\n\
                     Lyman,,37.80,48.98,2\n";

const LINKS: &str = "link_id,name,from_node_id,to_node_id,directed,length,free_speed,allowed_uses\n\
                     r1,,Valuyki,Kupiansk,false,70,40,rail\n\
                     r2,,Kupiansk,Lyman,false,90,40,rail\n\
                     r3,,Lyman,Izium,false,60,40,rail\n\
                     h1,P07,Kupiansk,Svatove,false,60,60,road\n\
                     h2,P66,Svatove,Lyman,false,80,60,road\n\
                     h3,,Valuyki,Svatove,false,110,50,road\n\
                     h4,P79,Kupiansk,Izium,0,70,60,road\n";

const SCENARIO: &str = "version = 1\n\
                        title = \"Kupiansk lost\"\n\
                        network = \"network\"\n\
                        cost = \"time\"\n\
                        [[origin]]\n\
                        hub = \"Valuyki\"\n\
                        supply = \"900 t/d\"\n\
                        [[destination]]\n\
                        hub = \"Izium\"\n\
                        demand = \"1500 t/d\"\n\
                        [[destination]]\n\
                        hub = \"Lyman\"\n\
                        [[destination]]\n\
                        hub = \"Куп'янськ\"\n\
                        [[closure]]\n\
                        name = \"Kupiansk lost\"\n\
                        hubs = [\"Kupiansk\"]\n";

/// A folder with a valid scenario `s.toml`, and the command run inside it.
struct Folder(TempDir);

/// How a run of the command ended.
#[derive(Debug, PartialEq)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

impl Folder {
    fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        folder.write("network/node.csv", NODES);
        folder.write("network/link.csv", LINKS);
        folder.write("s.toml", SCENARIO);
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The names of everything in a folder, sorted.
    fn list(&self, path: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(path)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = supplyline();
        command.current_dir(self.0.path()).args(words);
        command
    }

    fn run(&self, words: &[&str]) -> Ended {
        ended(self.command(words))
    }

    /// Runs what has to succeed, and gives its standard output as JSON.
    fn json(&self, words: &[&str]) -> Value {
        let ended = self.run(&[words, &["--format", "json"]].concat());
        assert_eq!(ended.code, 0, "{}", ended.err);
        ended.json()
    }
}

fn supplyline() -> Command {
    assert_cmd::cargo::cargo_bin_cmd!("supplyline")
}

fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The examples of the repository.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// All scenario files of the examples, sorted. There are some.
fn example_scenarios() -> Vec<PathBuf> {
    let mut waiting = vec![examples()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

/// The destination of a report that has this key.
fn destination<'r>(report: &'r Value, hub: &str) -> &'r Value {
    let all = report["destinations"].as_array().unwrap();
    all.iter().find(|destination| destination["hub"] == hub).unwrap()
}

/// The keys of a JSON object, sorted.
fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
