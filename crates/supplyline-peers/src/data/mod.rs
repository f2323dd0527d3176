//! Where the graphs come from: generated ones, and real ones from files that are not part of this repository.

mod bremen;
mod openstreetmap;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::graph::Graph;
use crate::road_like::RoadLike;

/// What can be asked for by name.
pub const NAMES: [&str; 6] = ["road10k", "road264k", "road1m", "bremen", "porto", "liechtenstein"];

/// A graph by its name, or from a file ending in `.bin`; `road` and a number with `k` or `m` is a generated one. `None`
/// where the data is not on this machine.
pub fn graph(name: &str) -> Result<Option<Graph>> {
    if name.ends_with(".bin") {
        return Graph::read(Path::new(name)).map(Some);
    }
    if let Some(size) = name.strip_prefix("road") {
        return road_like(name, size).map(Some);
    }
    let (file, read): (_, fn(&str, &Path) -> Result<Graph>) = match name {
        "bremen" => ("bremen/bremen_time.gr", bremen::read),
        "porto" => ("osm/porto_portugal.osm.pbf", openstreetmap::read),
        "liechtenstein" => ("osm/liechtenstein-latest.osm.pbf", openstreetmap::read),
        _ => {
            bail!("there is no graph called {name}; there are {}, and files ending in .bin", NAMES.join(", "))
        }
    };
    let path = folder().join(file);
    if !path.exists() {
        eprintln!("{name}: {} is not there (see README.md), going on without it", path.display());
        return Ok(None);
    }
    read(name, &path).map(Some)
}

/// `$SUPPLYLINE_DATA`, or `../shared/data` beside the repository.
fn folder() -> PathBuf {
    std::env::var_os("SUPPLYLINE_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
}

fn road_like(name: &str, size: &str) -> Result<Graph> {
    let nodes = match size.split_at_checked(size.len().saturating_sub(1)) {
        Some((number, "k")) => number.parse::<usize>().map(|number| 1_000 * number),
        Some((number, "m")) => number.parse::<usize>().map(|number| 1_000_000 * number),
        _ => bail!("{name} is no size: try road264k or road1m"),
    };
    let graph = RoadLike::new(nodes.with_context(|| format!("{name} is no size"))?, 1);
    let ends = graph.tails.iter().zip(&graph.heads).zip(&graph.milliseconds);
    let arcs = ends.map(|((&tail, &head), &time)| (tail, head, time)).collect();
    Graph::new(name, graph.positions.len(), Some(graph.positions), arcs)
}
