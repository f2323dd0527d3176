//! The examples run, and say what they promise.

use std::path::PathBuf;
use std::process::Command;

/// The program that `cargo test` has built from `examples/`; built now where only this binary was asked for.
fn example(name: &str) -> PathBuf {
    let deps = std::env::current_exe().unwrap();
    let folder = deps.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    if !program.exists() {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let built = Command::new(cargo)
            .args([
                "build",
                "--examples",
                "--manifest-path",
                concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
            ])
            .status()
            .unwrap();
        assert!(built.success(), "the examples do not build");
    }
    program
}

fn run(name: &str) -> String {
    let output = Command::new(example(name)).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn quickstart() {
    assert_eq!(run("quickstart"), "Izium is rerouted: road: Valuyki > Svatove > Izium\n");
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quickstart.rs")).unwrap();
    let code = text.lines().skip_while(|line| !line.starts_with("fn main")).count();
    assert!(code < 30, "the quickstart has grown to {code} lines");
}

#[test]
fn built_in_code() {
    let told = run("built_in_code");
    assert!(told.contains("Junction  lost:   2900 t/d severed"), "{told}");
    assert!(told.contains("Pass      lost:      0 t/d severed"), "{told}");
}

#[test]
fn kharkiv_2022() {
    let told = run("kharkiv_2022");
    assert!(told.contains("Kupiansk lost") && told.contains("Izium is itself closed."), "{told}");
}

#[test]
fn from_petgraph() {
    assert_eq!(
        run("from_petgraph"),
        "Mill to Market: 20.5 km before, 41 km after: rerouted\n3 towns in 1 piece\n"
    );
}

#[test]
fn what_if() {
    assert_eq!(
        run("what_if"),
        "Port     severed\nPass     80 min\nFord     60 min\nBridge   severed\nTown     severed\n"
    );
}
