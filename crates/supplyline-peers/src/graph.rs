//! The graph that every system is given: simple, directed, arcs sorted by tail and head.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// No two arcs share both ends, none is a loop, and none takes no time at all: some systems refuse these, so that no one
/// gets them.
#[derive(Debug, Clone)]
pub struct Graph {
    pub name: String,
    /// Metres, x to the east and y to the north; `None` where the data has no coordinates.
    pub positions: Option<Vec<[f64; 2]>>,
    /// The first arc of every node, and the number of arcs.
    pub first_out: Vec<u32>,
    pub tails: Vec<u32>,
    pub heads: Vec<u32>,
    pub milliseconds: Vec<u32>,
}

/// Tail, head, milliseconds.
pub type Arc = (u32, u32, u32);

impl Graph {
    /// Of arcs in any order; of parallel ones the fastest stays, loops go, and a time of 0 becomes 1 ms.
    pub fn new(
        name: &str,
        nodes: usize,
        positions: Option<Vec<[f64; 2]>>,
        mut arcs: Vec<Arc>,
    ) -> Result<Self> {
        if let Some(positions) = &positions {
            ensure!(positions.len() == nodes, "{name}: {} positions for {nodes} nodes", positions.len());
        }
        arcs.retain(|(tail, head, _)| tail != head);
        arcs.sort_unstable();
        arcs.dedup_by_key(|(tail, head, _)| (*tail, *head));
        let mut first_out = vec![0; nodes + 1];
        for &(tail, head, _) in &arcs {
            ensure!((tail.max(head) as usize) < nodes, "{name}: arc {tail} to {head}, but {nodes} nodes");
            first_out[tail as usize + 1] += 1;
        }
        for node in 0..nodes {
            first_out[node + 1] += first_out[node];
        }
        Ok(Self {
            name: name.to_owned(),
            positions,
            first_out,
            tails: arcs.iter().map(|arc| arc.0).collect(),
            heads: arcs.iter().map(|arc| arc.1).collect(),
            milliseconds: arcs.iter().map(|arc| arc.2.max(1)).collect(),
        })
    }

    pub fn node_count(&self) -> usize {
        self.first_out.len() - 1
    }

    pub fn arc_count(&self) -> usize {
        self.heads.len()
    }

    pub fn arcs_out(&self, node: u32) -> std::ops::Range<usize> {
        self.first_out[node as usize] as usize..self.first_out[node as usize + 1] as usize
    }

    /// Every arc that leaves or enters each node.
    pub fn incident_arcs(&self) -> Vec<Vec<u32>> {
        let mut incident = vec![Vec::new(); self.node_count()];
        for (arc, (&tail, &head)) in (0..).zip(self.tails.iter().zip(&self.heads)) {
            incident[tail as usize].push(arc);
            incident[head as usize].push(arc);
        }
        incident
    }

    /// Little-endian: nodes and arcs (u32), tails, heads, milliseconds (u32), positions (2 f64 each, NaN without any).
    pub fn write(&self, path: &Path) -> Result<()> {
        let counts = [self.node_count() as u32, self.arc_count() as u32];
        let mut bytes = Vec::new();
        for numbers in [&counts[..], &self.tails, &self.heads, &self.milliseconds] {
            bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        }
        for node in 0..self.node_count() {
            let place = self.positions.as_ref().map_or([f64::NAN; 2], |positions| positions[node]);
            bytes.extend(place.iter().flat_map(|metres| metres.to_le_bytes()));
        }
        fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
    }

    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let number = |at: usize| -> Result<u32> {
            let bytes = bytes.get(4 * at..4 * at + 4).context("the file ends too early")?;
            Ok(u32::from_le_bytes(bytes.try_into()?))
        };
        let [nodes, count] = [number(0)? as usize, number(1)? as usize];
        let places = 4 * (2 + 3 * count);
        ensure!(bytes.len() == places + 16 * nodes, "{} is not as long as it says", path.display());
        let mut arcs = Vec::with_capacity(count);
        for arc in 2..2 + count {
            arcs.push((number(arc)?, number(arc + count)?, number(arc + 2 * count)?));
        }
        let mut coordinates = Vec::with_capacity(2 * nodes);
        for bytes in bytes[places..].chunks_exact(8) {
            coordinates.push(f64::from_le_bytes(bytes.try_into()?));
        }
        let known = coordinates.iter().all(|metres| metres.is_finite());
        let positions = known.then(|| coordinates.chunks_exact(2).map(|xy| [xy[0], xy[1]]).collect());
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Self::new(&name, nodes, positions, arcs)
    }

    /// What can be reached from everywhere and reaches everywhere in it, at its largest; nodes keep their order.
    pub fn largest_strong_component(&self) -> Result<Self> {
        let mut graph = petgraph::Graph::<(), ()>::with_capacity(self.node_count(), self.arc_count());
        for _ in 0..self.node_count() {
            graph.add_node(());
        }
        for (&tail, &head) in self.tails.iter().zip(&self.heads) {
            graph.add_edge(tail.into(), head.into(), ());
        }
        let largest =
            petgraph::algo::kosaraju_scc(&graph).into_iter().max_by_key(Vec::len).unwrap_or_default();
        let mut kept: Vec<usize> = largest.into_iter().map(|node| node.index()).collect();
        kept.sort_unstable();
        let mut new = vec![u32::MAX; self.node_count()];
        for (at, &node) in (0..).zip(&kept) {
            new[node] = at;
        }
        let positions =
            self.positions.as_ref().map(|positions| kept.iter().map(|&node| positions[node]).collect());
        let ends = self.tails.iter().zip(&self.heads).zip(&self.milliseconds);
        let arcs = ends
            .map(|((&tail, &head), &time)| (new[tail as usize], new[head as usize], time))
            .filter(|(tail, head, _)| *tail != u32::MAX && *head != u32::MAX)
            .collect();
        Self::new(&self.name, kept.len(), positions, arcs)
    }
}
