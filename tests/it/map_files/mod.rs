//! Maps as others draw them: every reader of lines, on files of our own making, good and broken.

mod formats;
mod geojson;
#[cfg(feature = "osm")]
mod osm;
mod places;
#[cfg(feature = "shapefile")]
mod shapefile;

use std::fs;
use std::path::PathBuf;

use supplyline::import::RawLines;

/// A folder of files that are there as long as it is.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What was told, with the names of files alone.
    pub(crate) fn told(&self, lines: &RawLines) -> Vec<String> {
        let folder = format!("{}/", self.0.path().display());
        lines.problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
    }
}

/// Each line: its number, its class, its points.
pub(crate) fn drawn(lines: &RawLines) -> Vec<(i64, String, Vec<[f64; 2]>)> {
    let told = lines.iter().enumerate().map(|(at, (line, points))| {
        let points = points.iter().map(|&point| lines.points[point as usize].degrees()).collect();
        (line.id, lines.kind_of(at).class.clone(), points)
    });
    told.collect()
}

/// A folder or file of the real data, which a fresh machine has not.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SUPPLYLINE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        println!("{} is not there: nothing to compare with", path.display());
        return None;
    }
    Some(path)
}
