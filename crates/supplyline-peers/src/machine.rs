//! What the figures were measured with.

use std::fs;
use std::process::Command;

/// The packages whose versions a reader wants to know.
const PACKAGES: [&str; 10] = [
    "supplyline",
    "routingkit-cch",
    "cch",
    "cch-rs",
    "metis-sys",
    "fast_paths",
    "petgraph",
    "rustworkx-core",
    "pathfinding",
    "rayon",
];

/// A Markdown list.
pub fn description() -> String {
    let versions = env!("LOCKED_VERSIONS").split(',');
    let versions =
        versions.filter(|package| PACKAGES.iter().any(|name| package.split(' ').next() == Some(name)));
    let rows = [
        ("Processor", processor()),
        ("Caches of a core", caches()),
        (
            "Load before the run",
            format!(
                "{} (over 1, 5 and 15 minutes; where it is above the number of threads others worked too)",
                load()
            ),
        ),
        ("Target", format!("{}, {}", env!("TARGET"), env!("TARGET_FEATURES").replace(',', " "))),
        ("Compilers", format!("{} (release, thin LTO); {}", env!("RUSTC_VERSION"), env!("CXX_VERSION"))),
        (
            "C++ flags",
            "-O3 -march=native -ffast-math, OpenMP, so for all features of this processor".to_owned(),
        ),
        ("Packages", versions.collect::<Vec<_>>().join(", ")),
        ("Commit", commit()),
        ("Date", date()),
    ];
    rows.iter().map(|(key, value)| format!("- {key}: {value}\n")).collect()
}

/// Runnable tasks over the last 1, 5 and 15 minutes: above the number of processors, somebody else was working too.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        line.split(':').nth(1).map(|value| value.trim().to_owned())
    };
    let model = field("model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let family = field("cpu family").zip(field("model\t"));
    let family =
        family.map_or_else(String::new, |(family, model)| format!(" (family {family}, model {model})"));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}{family}, {threads} threads, {}", features())
}

/// Whether supplyline uses more than the target's own vectors here.
pub fn has_avx2() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

#[cfg(target_arch = "x86_64")]
fn features() -> &'static str {
    if std::is_x86_feature_detected!("avx512f") {
        "has AVX-512"
    } else if std::is_x86_feature_detected!("avx2") {
        "has AVX2"
    } else {
        "has no AVX2"
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn features() -> &'static str {
    "features unknown"
}

/// As Linux tells them; a cache may be shared with other cores.
fn caches() -> String {
    let read = |at: usize, what: &str| {
        let path = format!("/sys/devices/system/cpu/cpu0/cache/index{at}/{what}");
        fs::read_to_string(path).map(|text| text.trim().to_owned())
    };
    let cache = |at: usize| {
        let (level, kind, size) = (read(at, "level").ok()?, read(at, "type").ok()?, read(at, "size").ok()?);
        (kind != "Instruction").then(|| format!("L{level} {size}"))
    };
    let found: Vec<String> = (0..8).filter_map(cache).collect();
    if found.is_empty() { "unknown".to_owned() } else { found.join(", ") }
}

fn date() -> String {
    let output = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").arg("-C").arg(env!("CARGO_MANIFEST_DIR")).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(hash) = git(&["rev-parse", "--short=12", "HEAD"]) else {
        return "unknown".to_owned();
    };
    let changed = git(&["status", "--porcelain"]).is_some_and(|status| !status.is_empty());
    if changed { format!("{hash} with changes") } else { hash }
}
