//! Cells cut into smaller ones, down to those that minimum degree orders well.

use rayon::prelude::*;

use super::OrderOptions;
use super::cell::Cell;
use super::cost::Cost;
use super::cutter::{Cut, follow};
use super::direction::{along, between, distances, mix};
use super::leaf;

pub(super) struct Dissection<'a> {
    pub(super) options: &'a OrderOptions,
    pub(super) positions: Option<&'a [[f32; 2]]>,
}

impl Dissection<'_> {
    /// Orders the inner nodes of a cell into `order`, the first eliminated first.
    pub(super) fn order(&self, cell: Cell, cost: Cost, seed: u64, depth: usize, order: &mut [u32]) {
        if cell.inner <= self.options.leaf {
            leaf::minimum_degree(&cell, order);
            return;
        }
        let Some((cut, cost)) = self.cut(&cell, cost, seed).filter(|_| depth < 100) else {
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
        self.parts(parts, cost, seed, depth + 1, below);
    }

    /// Orders cells that do not touch one another.
    pub(super) fn parts(&self, parts: Vec<Cell>, cost: Cost, seed: u64, depth: usize, mut order: &mut [u32]) {
        let large = parts.iter().filter(|part| part.inner > 500).count() > 1;
        let mut tasks = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            let (own, rest) = order.split_at_mut(part.inner);
            order = rest;
            tasks.push((part, mix(seed ^ mix(at as u64)), own));
        }
        let run = |(part, seed, own): (Cell, u64, &mut [u32])| self.order(part, cost, seed, depth, own);
        if large {
            tasks.into_par_iter().for_each(run);
        } else {
            tasks.into_iter().for_each(run);
        }
    }

    fn cut(&self, cell: &Cell, cost: Cost, seed: u64) -> Option<(Cut, Cost)> {
        let seeds = ((cell.inner as f64 * self.options.fraction) as usize).max(1);
        let n = cell.inner as f64;
        let mut best = None;
        let turns = self.options.directions;
        if let Some(positions) = self.positions {
            for turn in 0..turns {
                let keys = along(cell, positions, turn as f32 / turns as f32);
                follow(cell, &keys, seeds, &cost, &mut best);
            }
        }
        if self.positions.is_none() || best.is_none() {
            let mut random = seed;
            for _ in 0..turns {
                random = mix(random);
                let start = (random % cell.inner as u64) as u32;
                let (_, a) = distances(cell, start);
                let (from, b) = distances(cell, a);
                let (to, _) = distances(cell, b);
                let keys = between(cell, &from, &to);
                follow(cell, &keys, seeds, &cost, &mut best);
            }
        }
        let best = best?;
        let scale = cost.scale_of(n, best.size as f64);
        let cost = cost.with_scale((cost.scale() * 0.5 + scale * 0.5).max(0.05));
        Some((best, cost))
    }
}
