//! Cells cut into smaller ones, down to those that minimum degree orders well.

use rayon::prelude::*;

use super::cell::Cell;
use super::cost::Cost;
use super::cutter::{Cut, follow};
use super::direction::{Direction, mix};
use super::leaf;

/// The most nodes of a cell that minimum degree orders at once.
const LEAF: usize = 25;
/// The most nodes, with the halo, of a cell that minimum degree orders where nothing separates it.
const SMALL: usize = 2_000;
/// Cells of more nodes are worth a task of their own.
const PARALLEL: usize = 500;
/// Cells of this many nodes are cut by several threads, and across half as many directions.
const LARGE: usize = 4_000;
/// How many chains of directions a large cell is cut along at the same time.
const CHAINS: usize = 2;
/// How many separators lie around a cell at most: far more than where each side of a cut gets its share.
const DEEPEST: usize = 400;
/// A node next to more than this times the root of the number of nodes is taken away before anything is cut.
const CROWD: f64 = 8.0;
/// The share of the nodes of a cell that a search begins with at either end.
const ENDS: f64 = 0.12;
/// A cut across the plane that is this much larger than expected makes one across the graph worth a look.
const POOR: f64 = 2.0;

pub(super) struct Dissection<'a> {
    /// How many directions a large cell is cut across; a smaller one, twice as many.
    pub(super) directions: usize,
    pub(super) positions: Option<&'a [[f32; 2]]>,
    pub(super) cost: Cost,
}

impl Dissection<'_> {
    /// Orders the inner nodes of a cell into `order`, the first eliminated first.
    fn order(&self, cell: Cell, seed: u64, depth: usize, order: &mut [u32]) {
        if cell.inner <= LEAF {
            leaf::minimum_degree(&cell, order);
            return;
        }
        let separator = if depth < DEEPEST { self.separator(&cell, seed) } else { Vec::new() };
        if separator.is_empty() {
            if cell.nodes.len() <= SMALL {
                leaf::minimum_degree(&cell, order);
            } else {
                leaf::by_degree(&cell, order);
            }
            return;
        }
        let (below, own) = order.split_at_mut(cell.inner - separator.len());
        for (place, &node) in own.iter_mut().zip(&separator) {
            *place = cell.nodes[node as usize];
        }
        let parts = cell.parts(&separator);
        drop(cell);
        drop(separator);
        self.parts(parts, seed, depth + 1, below);
    }

    /// Orders cells that do not touch one another.
    pub(super) fn parts(&self, parts: Vec<Cell>, seed: u64, depth: usize, mut order: &mut [u32]) {
        let parallel = parts.iter().filter(|part| part.inner > PARALLEL).count() > 1;
        let mut tasks = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            let (own, rest) = order.split_at_mut(part.inner);
            order = rest;
            tasks.push((part, mix(seed ^ mix(at as u64)), own));
        }
        let run = |(part, seed, own): (Cell, u64, &mut [u32])| self.order(part, seed, depth, own);
        if parallel {
            tasks.into_par_iter().for_each(run);
        } else {
            tasks.into_iter().for_each(run);
        }
    }

    /// The nodes of a cell that come last; none if nothing separates it well.
    fn separator(&self, cell: &Cell, seed: u64) -> Vec<u32> {
        // A node next to so many others is on every separator that is worth it, and in the way of looking for them.
        let crowd = (cell.inner as f64).sqrt() * CROWD;
        let crowded = |&node: &u32| cell.of(node).len() as f64 > crowd;
        let hubs: Vec<u32> = (0..cell.inner as u32).filter(crowded).collect();
        if !hubs.is_empty() {
            return hubs;
        }
        let Some(cut) = self.cut(cell, seed) else { return Vec::new() };
        (0..cell.inner as u32).filter(|&node| cut.place[node as usize] == 2).collect()
    }

    /// The best cut of a cell that was found.
    fn cut(&self, cell: &Cell, seed: u64) -> Option<Cut> {
        let count = if cell.inner < LARGE { 2 * self.directions } else { self.directions };
        let start = (mix(seed) >> 40) as f32 / (1 << 24) as f32;
        let plane = (0..count).map(|at| Direction::Plane((at as f32 + start) / count as f32));
        let graph = (0..count).map(|at| Direction::Graph(mix(seed.wrapping_add(at as u64 + 1))));
        let mut best = None;
        if let Some(positions) = self.positions {
            best = self.across(cell, positions, &plane.collect::<Vec<_>>());
            let usual = self.cost.separator(cell.inner as f64) * POOR;
            if best.as_ref().is_some_and(|cut| cut.size as f64 <= usual) {
                return best;
            }
        }
        better(best, self.across(cell, &[], &graph.collect::<Vec<_>>()))
    }

    /// The best cut across some directions.
    fn across(&self, cell: &Cell, positions: &[[f32; 2]], directions: &[Direction]) -> Option<Cut> {
        let ends = (cell.inner as f64 * ENDS) as usize;
        let chain = |directions: &[Direction]| {
            let mut best = None;
            for direction in directions {
                follow(cell, &direction.keys(cell, positions), ends, &self.cost, &mut best);
            }
            best
        };
        if cell.inner < LARGE {
            return chain(directions);
        }
        // Which directions share a chain, and so which are given up early, is the same for every number of threads.
        let cuts: Vec<Option<Cut>> =
            directions.par_chunks(directions.len().div_ceil(CHAINS)).map(chain).collect();
        cuts.into_iter().reduce(better).flatten()
    }
}

/// The one that costs less, the first if they cost the same.
fn better(first: Option<Cut>, second: Option<Cut>) -> Option<Cut> {
    match (first, second) {
        (Some(first), Some(second)) => Some(if second.cost < first.cost { second } else { first }),
        (first, second) => first.or(second),
    }
}
