//! The weights of all panels: those that lead up in one array, those that lead down in another.
//!
//! A sweep over all panels reads one direction alone, and so nothing that it does not need.

use super::arcs::{Slot, offset};
use super::lanes::INFINITE;
use super::shape::Shape;
use crate::paths::Direction;

/// Panel after panel.
#[derive(Debug, Default)]
pub(super) struct Weights {
    /// From row to column.
    pub(super) up: Vec<u32>,
    /// From column to row.
    pub(super) down: Vec<u32>,
}

impl Weights {
    /// Of so many in each direction, all infinite.
    pub(super) fn infinite(count: usize) -> Self {
        Self { up: vec![INFINITE; count], down: vec![INFINITE; count] }
    }

    #[inline]
    pub(super) fn up(&self, shape: &Shape) -> &[u32] {
        &self.up[shape.weights()]
    }

    #[inline]
    pub(super) fn down(&self, shape: &Shape) -> &[u32] {
        &self.down[shape.weights()]
    }

    /// The panel that leads up in this direction; the other one leads down in it.
    #[inline]
    pub(super) fn rising(&self, shape: &Shape, direction: Direction) -> &[u32] {
        match direction {
            Direction::From => self.up(shape),
            Direction::To => self.down(shape),
        }
    }

    /// Those to which a slot belongs, and those of the other direction.
    #[inline]
    pub(super) fn by(&self, is_down: bool) -> [&[u32]; 2] {
        if is_down { [&self.down, &self.up] } else { [&self.up, &self.down] }
    }

    /// One of them.
    #[inline]
    pub(super) fn at(&mut self, place: Place) -> &mut u32 {
        let half = if place.0 & 1 == 1 { &mut self.down } else { &mut self.up };
        &mut half[place.0 >> 1]
    }

    /// Makes it the same as another, in the memory that it has.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.up.clone_from(&other.up);
        self.down.clone_from(&other.down);
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.up.capacity() + self.down.capacity())
    }
}

/// Where a weight is: its place in one of the arrays, and in the lowest bit which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(usize);

impl Place {
    #[inline]
    pub(super) fn new(shape: &Shape, rank: usize, slot: Slot) -> Self {
        Self(offset(shape, rank, slot) << 1 | usize::from(slot.is_down()))
    }
}
