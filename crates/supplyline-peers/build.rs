//! Compiles our few lines of C++ against the RoutingKit headers that come with the crate `routingkit-cch`; its library
//! brings the definitions.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=shim/routingkit.cc");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let include = package("routingkit-cch").join("RoutingKit/include");
    assert!(include.is_dir(), "no RoutingKit headers at {}", include.display());
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .include(include)
        .file("shim/routingkit.cc")
        // As that crate compiles RoutingKit itself.
        .flag("-O3")
        .flag("-march=native")
        .flag("-ffast-math")
        .define("NDEBUG", None)
        .warnings(false)
        .compile("peers_routingkit");
    let lock = fs::read_to_string("Cargo.lock").expect("Cargo.lock lies beside build.rs");
    let versions = lock.split("[[package]]").skip(1).filter_map(|package| {
        let field = |key: &str| package.split(&format!("{key} = \"")).nth(1)?.split('"').next();
        Some(format!("{} {}", field("\nname")?, field("\nversion")?))
    });
    println!("cargo:rustc-env=LOCKED_VERSIONS={}", versions.collect::<Vec<_>>().join(","));
    for (variable, program, arguments) in [
        ("RUSTC_VERSION", env::var("RUSTC").unwrap_or_else(|_| "rustc".into()), vec!["--version"]),
        ("CXX_VERSION", "c++".into(), vec!["--version"]),
    ] {
        println!("cargo:rustc-env={variable}={}", first_line(&program, &arguments));
    }
    println!("cargo:rustc-env=TARGET={}", env::var("TARGET").unwrap_or_default());
    println!("cargo:rustc-env=TARGET_FEATURES={}", env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default());
}

fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}

/// Where cargo keeps the sources of a package of ours.
fn package(name: &str) -> PathBuf {
    let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--offline"])
        .output()
        .expect("cargo metadata runs");
    let metadata = String::from_utf8_lossy(&output.stdout);
    let manifests = metadata.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut folders = manifests.filter_map(|manifest| Path::new(manifest).parent());
    let found = folders.find(|folder| folder.to_string_lossy().contains(&format!("{name}-")));
    found.unwrap_or_else(|| panic!("{name} is not among the dependencies")).to_owned()
}
