//! Help, completions, colours, threads: how the command behaves, whatever it is asked.

use std::fmt::Write as _;

use super::{Folder, ended, example_scenarios, supplyline};

#[test]
fn help_shows_examples_and_exit_codes() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]);
    assert_eq!(help.code, 0);
    for word in ["run", "impact", "check", "schema", "completions", "Exit codes:", "--format", "--threads"] {
        assert!(help.out.contains(word), "{word}: {}", help.out);
    }
    for (code, meaning) in
        [(0, "done"), (1, "problems"), (2, "command line"), (3, "--verify"), (4, "written")]
    {
        let line = help.out.lines().find(|line| line.trim_start().starts_with(&format!("{code}  ")));
        assert!(line.is_some_and(|line| line.contains(meaning)), "{code}: {}", help.out);
    }
    for command in ["run", "impact", "check", "schema", "completions"] {
        let help = folder.run(&[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Example"), "{command}: {}", help.out);
        assert!(help.out.contains(&format!("  supplyline {command} ")), "{command}: {}", help.out);
    }
    let version = folder.run(&["--version"]);
    assert_eq!(version.out, concat!("supplyline ", env!("CARGO_PKG_VERSION"), "\n"));
    assert_eq!(folder.run(&[]).code, 2, "nothing to do is shown the help");
}

/// The flags that the help of `run` and `impact` shows in its examples exist.
#[test]
fn the_examples_of_the_help_can_be_parsed() {
    let folder = Folder::new();
    for command in ["run", "impact", "check"] {
        let help = folder.run(&[command, "--help"]).out;
        let examples: Vec<&str> =
            help.lines().filter_map(|line| line.strip_prefix("  supplyline ")).collect();
        assert!(!examples.is_empty(), "{command}");
        for example in examples {
            let words: Vec<&str> = example.split("   ").next().unwrap().split(' ').collect();
            let code = folder.run(&words).code;
            assert!(code == 0 || code == 1, "{example}: the command line is wrong");
        }
    }
}

#[test]
fn completions_for_three_shells() {
    let folder = Folder::new();
    for (shell, mark) in
        [("bash", "complete -F"), ("zsh", "#compdef supplyline"), ("fish", "complete -c supplyline")]
    {
        let script = folder.run(&["completions", shell]);
        assert_eq!((script.code, script.err.as_str()), (0, ""), "{shell}");
        for word in [mark, "impact", "close-link", "json"] {
            assert!(script.out.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn no_colours_and_no_bars_where_there_is_no_terminal() {
    let folder = Folder::new();
    folder.write("bad.toml", "version = 2\n");
    for words in [
        &["run", "s.toml"][..],
        &["run", "bad.toml"],
        &["run", "s.toml", "--format", "json"],
        &["check", "s.toml"],
        &["check", "bad.toml"],
        &["--help"],
        &["fly"],
    ] {
        let told = folder.run(words);
        assert!(!told.out.contains('\u{1b}') && !told.err.contains('\u{1b}'), "{words:?}: {told:?}");
        assert!(!told.err.contains('\r'), "{words:?}: {told:?}");
    }
}

/// Twice, and with one thread and two: the same bytes, on the screen and in all files.
#[test]
fn the_same_bytes_again_and_with_other_threads() {
    let scenarios = example_scenarios();
    for scenario in &scenarios {
        let scenario = scenario.to_str().unwrap();
        let folder = Folder::new();
        let answer = |threads: &str, out: &str| {
            let told = folder.run(&["run", scenario, "--threads", threads, "--out", out, "--format", "json"]);
            assert_eq!(told.code, 0, "{scenario}: {}", told.err);
            let files: Vec<Vec<u8>> = folder
                .list(out)
                .iter()
                .map(|name| std::fs::read(folder.path(out).join(name)).unwrap())
                .collect();
            assert_eq!(files.len(), 4);
            (told, files)
        };
        let first = answer("1", "first");
        assert_eq!(answer("1", "second"), first, "{scenario}");
        assert_eq!(answer("2", "third"), first, "{scenario}");
    }
}

/// OD pairs are searched in parallel, so they are what threads could mix up.
#[test]
fn the_same_bytes_for_many_pairs() {
    let folder = Folder::new();
    let hubs = ["Valuyki", "Kupiansk", "Svatove", "Izium", "Lyman"];
    let mut scenario = "version = 1\nnetwork = \"network\"\n[[closure]]\nhubs = [\"Svatove\"]\n".to_owned();
    for origin in hubs {
        for destination in hubs {
            write!(scenario, "[[od]]\norigin = \"{origin}\"\ndestination = \"{destination}\"\n").unwrap();
        }
    }
    folder.write("pairs.toml", &scenario);
    let answer = |threads: &str| {
        folder.run(&["run", "pairs.toml", "--verify", "--threads", threads, "--format", "json"])
    };
    let one = answer("1");
    assert_eq!((one.code, one.json()["destinations"].as_array().map(Vec::len)), (0, Some(25)));
    for threads in ["2", "7"] {
        assert_eq!(answer(threads), one);
    }
}

#[test]
fn every_example_runs_and_proves_itself() {
    for scenario in example_scenarios() {
        let mut command = supplyline();
        command.args(["run", "--verify"]).arg(&scenario);
        let told = ended(command);
        assert_eq!(told.code, 0, "{}: {}", scenario.display(), told.err);
        assert!(told.out.contains("Verified: "), "{}", told.out);
    }
}
