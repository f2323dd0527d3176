//! The rooms of `src/` stand in the order of the flow: one may use itself and those above it, never one below.

use std::fs;
use std::path::{Path, PathBuf};

/// From the top. What is not here is the crate's root, which only joins them.
const ROOMS: [&str; 11] = [
    "diagnostic",
    "units",
    "mode",
    "progress",
    "import",
    "prepare",
    "network",
    "scenario",
    "paths",
    "analysis",
    "report",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The room of a file: its folder under `src/`, or its own name.
fn room_of(src: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(src).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that a file names after `crate::`, in code and not in comments.
fn rooms_used(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for (start, _) in code.match_indices("crate::") {
            let rest = &code[start + "crate::".len()..];
            let room: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            used.push((at + 1, room));
        }
    }
    used
}

#[test]
fn a_room_uses_itself_and_rooms_above() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut uses = 0;
    let mut wrong = Vec::new();
    for file in &files {
        let own = room_of(&src, file);
        if own == "lib" {
            continue;
        }
        let rank = ROOMS.iter().position(|room| *room == own);
        let rank = rank.unwrap_or_else(|| {
            panic!("{own} is a new room; give it its place in this test and ARCHITECTURE.md")
        });
        for (line, room) in rooms_used(&fs::read_to_string(file).unwrap()) {
            uses += 1;
            match ROOMS.iter().position(|other| *other == room) {
                Some(other) if other <= rank => {}
                Some(_) => {
                    wrong
                        .push(format!("{}:{line}: {own} uses {room}, which stands below it", file.display()));
                }
                None => wrong
                    .push(format!("{}:{line}: crate::{room} goes through the crate's root", file.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(uses > 100, "only {uses} uses were found: does this test still read the code?");
}

#[test]
fn architecture_lists_every_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let told = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    let missing: Vec<String> = files
        .iter()
        .map(|file| file.strip_prefix(root).unwrap().display().to_string())
        .filter(|name| !told.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not know {missing:?}");
    let known = told.split('`').filter(|word| word.starts_with("src/") && word.ends_with(".rs"));
    for name in known {
        assert!(root.join(name).is_file(), "ARCHITECTURE.md speaks of {name}, which is not there");
    }
}
