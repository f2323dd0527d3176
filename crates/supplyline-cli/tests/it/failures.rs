//! How the command ends when something is wrong: its exit code, what it says and where, and that it writes nothing.

use serde_json::json;

use super::{Ended, Folder, ended};

/// Two mistakes in the scenario.
fn with_mistakes() -> Folder {
    let folder = Folder::new();
    folder.write("s.toml", &super::SCENARIO.replace("\"time\"", "\"tme\"").replace("\"Lyman\"", "\"Liman\""));
    folder
}

const MISTAKES: &str = "error: s.toml:4:8: cost: 'tme' is not known; write \"time\" or \"length\"\n\
                        error: s.toml:12:7: destination[1].hub: no hub is called 'Liman'; did you mean 'Lyman'?\n\
                        2 problems; nothing was written.\n";

#[test]
fn bad_input_ends_with_1_and_all_problems_on_standard_error() {
    let folder = with_mistakes();
    for words in [
        &["run", "s.toml"][..],
        &["run", "s.toml", "--verify"],
        &["check", "s.toml"],
        &["impact", "s.toml", "--close", "Svatove"],
    ] {
        let told = Ended { code: 1, out: String::new(), err: MISTAKES.to_owned() };
        assert_eq!(folder.run(words), told, "{words:?}");
    }
}

#[test]
fn bad_input_writes_nothing() {
    let folder = with_mistakes();
    let before = folder.list(".");
    for words in [
        &["run", "s.toml", "--out", "results"][..],
        &["run", "s.toml", "--out", "results", "--format", "json"],
        &["run", "nowhere.toml", "--out", "results"],
        &["run", "network", "--out", "results"],
        &["impact", "s.toml", "--close", "Svatove", "--out", "results"],
    ] {
        assert_eq!(folder.run(words).code, 1, "{words:?}");
        assert_eq!(folder.list("."), before, "{words:?}");
    }
    let folder = Folder::new();
    assert_eq!(folder.run(&["impact", "s.toml", "--close", "Svatov", "--out", "results"]).code, 1);
    assert_eq!(folder.list("."), before);
}

#[test]
fn programs_get_problems_as_json() {
    let folder = with_mistakes();
    for words in [&["run", "s.toml"][..], &["check", "s.toml"], &["impact", "s.toml", "--close", "Svatove"]] {
        let told = folder.run(&[words, &["--format", "json"]].concat());
        assert_eq!((told.code, told.err.as_str()), (1, ""), "{words:?}");
        assert_eq!(
            told.json()["problems"],
            json!([
                {
                    "file": "s.toml", "line": 4, "column": 8, "key": "cost",
                    "message": "'tme' is not known; write \"time\" or \"length\""
                },
                {
                    "file": "s.toml", "line": 12, "column": 7, "key": "destination[1].hub",
                    "message": "no hub is called 'Liman'; did you mean 'Lyman'?"
                },
            ])
        );
        assert_eq!(told.json()["problems_left_out"], 0);
    }
}

#[test]
fn more_than_a_thousand_problems_are_counted() {
    let folder = Folder::new();
    let rows = "x,,far,50,\n".repeat(1_500);
    folder.write("network/node.csv", &format!("{}{rows}", super::NODES));
    let told = folder.run(&["check", "network"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.err.lines().filter(|line| line.starts_with("error: ")).count(), 1_000);
    let count = told.err.lines().last().unwrap().split(' ').next().unwrap().parse::<u64>().unwrap();
    assert!(count >= 1_500, "{count}");
    let json = folder.run(&["check", "network", "--format", "json"]).json();
    assert_eq!(json["problems"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(json["problems_left_out"], count - 1_000);
}

#[test]
fn a_what_if_speaks_of_its_flags() {
    let folder = Folder::new();
    for (words, message) in [
        (
            &["--close", "Svatov,Izium,Lisbon"][..],
            "error: --close: no hub is called 'Svatov'; did you mean 'Svatove'?\n\
             error: --close: no hub is called 'Lisbon'\n2 problems; nothing was written.\n",
        ),
        (
            &["--close-link", "zzz"],
            "error: --close-link: no link has the key 'zzz'\n1 problem; nothing was written.\n",
        ),
        (
            &["--close", "Svatove", "--mode", "rial"],
            "error: --mode: the network has no mode 'rial', only rail, road; did you mean 'rail'?\n\
             1 problem; nothing was written.\n",
        ),
        (
            &["--close", "Svatov", "--close-area", "nowhere.geojson"],
            "error: --close: no hub is called 'Svatov'; did you mean 'Svatove'?\n\
             error: nowhere.geojson: no such file or folder; check the path\n2 problems; nothing was written.\n",
        ),
    ] {
        let told = folder.run(&[&["impact", "s.toml"], words].concat());
        assert_eq!((told.code, told.err.as_str()), (1, message), "{words:?}");
    }
    let told = folder.run(&["impact", "s.toml", "--close", "Svatove", "--mode", "rail"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("closes nothing"), "{}", told.err);
    assert!(!told.err.contains("closure[1]"), "no file has that: {}", told.err);
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = Folder::new();
    for words in [
        &["run"][..],
        &["fly"],
        &["run", "s.toml", "--color"],
        &["run", "s.toml", "--threads", "0"],
        &["run", "s.toml", "--threads", "many"],
        &["run", "s.toml", "--format", "xml"],
        &["impact", "s.toml"],
        &["impact", "s.toml", "--mode", "rail"],
        &["completions", "cobol"],
    ] {
        let told = folder.run(words);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{words:?}");
        assert!(told.err.contains("--help"), "{words:?}: {}", told.err);
    }
}

#[test]
fn output_that_cannot_be_written_ends_with_4() {
    let folder = Folder::new();
    folder.write("taken", "a file");
    for out in ["taken", "taken/deeper"] {
        let told = folder.run(&["run", "s.toml", "--out", out]);
        assert_eq!((told.code, told.out.as_str()), (4, ""), "{out}");
        assert!(told.err.starts_with(&format!("error: {out}: cannot be made: ")), "{}", told.err);
        let told = folder.run(&["run", "s.toml", "--out", out, "--format", "json"]);
        assert_eq!(told.code, 4);
        assert!(told.json()["problems"][0]["message"].as_str().unwrap().starts_with(out));
    }
    assert_eq!(std::fs::read_to_string(folder.path("taken")).unwrap(), "a file");

    folder.write("results/report.html/in-the-way", "");
    let told = folder.run(&["run", "s.toml", "--out", "results"]);
    assert_eq!(told.code, 4);
    assert!(told.err.contains("report.html: cannot be written: "), "{}", told.err);
    assert!(folder.list("results").iter().all(|name| !name.contains("part")), "{:?}", folder.list("results"));
}

/// `supplyline … | head` is no failure and no panic, whatever is printed.
#[test]
fn a_reader_that_has_left_is_no_panic() {
    let good = Folder::new();
    let bad = with_mistakes();
    for (folder, words, code) in [
        (&good, &["run", "s.toml"][..], 0),
        (&good, &["run", "s.toml", "--format", "json"], 0),
        (&good, &["schema"], 0),
        (&good, &["check", "s.toml"], 0),
        (&bad, &["run", "s.toml", "--format", "json"], 1),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_supplyline"));
        process.current_dir(folder.path(".")).args(words).stdout(writer);
        let output = process.output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_supplyline"));
    process.current_dir(bad.path(".")).args(["run", "s.toml"]).stderr(writer);
    assert_eq!(process.output().unwrap().status.code(), Some(1), "problems that nobody reads");
}

/// Where nothing can be written at all, the exit code still tells how it went.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_output_is_no_panic() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let good = Folder::new();
    let bad = with_mistakes();
    for (folder, words, code) in [
        (&good, &["run", "s.toml"][..], 4),
        (&good, &["check", "s.toml", "--format", "json"], 4),
        (&bad, &["run", "s.toml", "--format", "json"], 1),
        (&bad, &["run", "s.toml"], 1),
    ] {
        let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_supplyline"));
        process.current_dir(folder.path(".")).args(words).stdout(full()).stderr(full());
        assert_eq!(process.output().unwrap().status.code(), Some(code), "{words:?}");
    }
}

#[test]
fn paths_are_those_of_the_scenario_file_not_of_the_caller() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("elsewhere")).unwrap();
    let mut command = folder.command(&["run", "../s.toml"]);
    command.current_dir(folder.path("elsewhere"));
    assert_eq!(ended(command).code, 0);
}

#[test]
fn a_wrong_index_is_refused_and_left_alone() {
    let folder = Folder::new();
    folder.write("notes.txt", "mine");
    let told = Ended {
        code: 1,
        out: String::new(),
        err: "error: notes.txt: not an index of supplyline (4 bytes); give another file, or delete it and have one \
              made\n1 problem; nothing was written.\n"
            .to_owned(),
    };
    assert_eq!(folder.run(&["run", "s.toml", "--index", "notes.txt", "--out", "results"]), told);
    assert_eq!(std::fs::read_to_string(folder.path("notes.txt")).unwrap(), "mine");

    assert_eq!(folder.run(&["run", "s.toml", "--index", "network.index"]).code, 0);
    let mut bytes = std::fs::read(folder.path("network.index")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(folder.path("network.index"), &bytes).unwrap();
    let ended = folder.run(&["run", "s.toml", "--index", "network.index"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("network.index: a damaged index: its checksum is wrong"), "{}", ended.err);
}

#[test]
fn an_index_is_not_made_for_a_folder_that_is_not_there() {
    let folder = Folder::new();
    let told = folder.run(&["run", "s.toml", "--index", "none/x.idx"]);
    assert_eq!(told.code, 1);
    assert!(
        told.err.contains("none/x.idx: cannot be written: there is no folder none; make it first"),
        "{}",
        told.err
    );
}
