//! Bremen from the test maps of `fast_paths`: lines `a FROM TO MILLISECONDS`, ids from 0, no coordinates.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::graph::{Arc, Graph};

pub fn read(name: &str, path: &Path) -> Result<Graph> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut arcs: Vec<Arc> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut words = line.split_whitespace();
        if words.next() != Some("a") {
            continue;
        }
        let numbers: Option<Vec<u32>> = words.map(|word| word.parse().ok()).collect();
        let Some([tail, head, time]) = numbers.as_deref() else {
            bail!("{}:{}: '{line}' is no arc", path.display(), at + 1);
        };
        arcs.push((*tail, *head, *time));
    }
    let nodes = arcs.iter().map(|arc| arc.0.max(arc.1) as usize + 1).max().unwrap_or(0);
    Graph::new(name, nodes, None, arcs)
}
