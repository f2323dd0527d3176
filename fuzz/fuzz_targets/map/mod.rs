//! What the fuzzers of map readers share: files that are there while they are read, and what holds of whatever was read.

use std::path::PathBuf;

use supplyline::import::RawLines;

/// A folder for one process; the memory's where there is one.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = base.join(format!("supplyline-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Writes a file and tells where it is.
pub fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    std::fs::write(&path, bytes).expect("a file can be written");
    path
}

/// Puts other bytes into a good file: three of the input for each, its place and its value.
#[allow(dead_code, reason = "not every fuzzer changes good files")]
pub fn patched(good: &[u8], patches: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for patch in patches.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([patch[0], patch[1]])) % bytes.len();
        bytes[at] = patch[2];
    }
    bytes
}

/// Whatever was read: lines have two points at least, all of which are there and on the earth, and keys are unique.
#[allow(dead_code, reason = "not every fuzzer reads lines")]
pub fn check(lines: &RawLines) {
    for (line, points) in lines.iter() {
        assert!(points.len() > 1 && points.iter().all(|&point| (point as usize) < lines.points.len()));
        assert!((line.kind as usize) < lines.kinds.len() && (line.name as usize) < lines.names.len());
        assert!(points.windows(2).all(|pair| pair[0] != pair[1]));
    }
    for point in lines.points.iter().copied().chain(lines.places.iter().map(|place| place.at)) {
        assert!(point.lon().abs() <= 180.0 && point.lat().abs() <= 90.0);
    }
    assert!(lines.point_ids.is_empty() || lines.point_ids.len() == lines.points.len());
    let mut keys: Vec<&str> = lines.places.iter().map(|place| place.key.as_str()).collect();
    keys.sort_unstable();
    assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
    for problem in &lines.problems {
        assert!(!problem.to_string().is_empty());
    }
}
