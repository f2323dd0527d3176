//! Cells cut into smaller ones, down to those that minimum degree orders well.

use rayon::prelude::*;

use super::OrderOptions;
use super::cell::Cell;
use super::cost::Cost;
use super::cutter::{Cut, follow};
use super::direction::{Direction, mix};
use super::leaf;

/// Cells of fewer nodes are not worth a task of their own.
const PARALLEL: usize = 500;
/// Cells of more nodes are cut by several threads.
const LARGE: usize = 4_000;
/// How many chains of directions a large cell is cut along at the same time.
const CHAINS: usize = 2;

pub(super) struct Dissection<'a> {
    pub(super) options: &'a OrderOptions,
    pub(super) positions: Option<&'a [[f32; 2]]>,
    pub(super) cost: Cost,
}

impl Dissection<'_> {
    /// Orders the inner nodes of a cell into `order`, the first eliminated first.
    fn order(&self, cell: Cell, seed: u64, depth: usize, order: &mut [u32]) {
        if cell.inner <= self.options.leaf {
            leaf::minimum_degree(&cell, order);
            return;
        }
        let Some(cut) = self.cut(&cell, seed).filter(|_| depth < 100) else {
            leaf::by_degree(&cell, order);
            return;
        };
        let parts = cell.parts(|node| cut.place[node as usize] == 2);
        let (below, own) = order.split_at_mut(cell.inner - cut.size);
        let separator = (0..cell.inner).filter(|&node| cut.place[node] == 2);
        for (place, node) in own.iter_mut().zip(separator) {
            *place = cell.nodes[node];
        }
        drop(cell);
        drop(cut);
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

    /// The best cut of a cell that was found.
    fn cut(&self, cell: &Cell, seed: u64) -> Option<Cut> {
        let directions = self.directions(cell, seed);
        if cell.inner < LARGE {
            return self.best(cell, &directions);
        }
        // Which directions share a chain, and so which are given up early, is the same for every number of threads.
        let chains: Vec<&[Direction]> = directions.chunks(directions.len().div_ceil(CHAINS)).collect();
        let cuts: Vec<Option<Cut>> = chains.into_par_iter().map(|chain| self.best(cell, chain)).collect();
        cuts.into_iter().flatten().reduce(|best, cut| if cut.cost < best.cost { cut } else { best })
    }

    fn best(&self, cell: &Cell, directions: &[Direction]) -> Option<Cut> {
        let seeds = (cell.inner as f64 * self.options.fraction) as usize;
        let mut best = None;
        for direction in directions {
            follow(cell, &direction.keys(cell, self.positions), seeds, &self.cost, &mut best);
        }
        best
    }

    /// The directions to cut a cell across: those of the plane spread evenly.
    fn directions(&self, cell: &Cell, seed: u64) -> Vec<Direction> {
        let factor = if cell.inner < self.options.small { 2 } else { 1 };
        let (plane, pairs) = match self.positions {
            Some(_) => (self.options.directions * factor, self.options.pairs * factor),
            None => (0, self.options.directions * factor),
        };
        let start = (mix(seed) >> 40) as f32 / (1 << 24) as f32;
        let plane = (0..plane).map(|at| Direction::Plane((at as f32 + start) / plane as f32));
        let pairs = (0..pairs).map(|at| Direction::Graph(mix(seed.wrapping_add(at as u64 + 1))));
        plane.chain(pairs).collect()
    }
}
