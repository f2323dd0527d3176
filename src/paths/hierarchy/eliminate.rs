//! Eliminating one panel: its rows, and the update that it hands to its parent.

use super::arcs::Arcs;
use super::lanes::{INFINITE, finish_row, finished, min, plus, scatter};
use super::shape::{NARROW, Shape, Shapes};
use super::supernodes::{HALF, LANES, TWO_LANES, lanes_below};

/// What elimination reads: shapes, and the costs of arcs by position, from the first that is there.
#[derive(Clone, Copy)]
pub(super) struct Input<'i> {
    pub(super) shapes: &'i Shapes,
    pub(super) arcs: &'i Arcs,
    pub(super) costs: &'i [u32],
    pub(super) first_position: usize,
}

/// A part of all weights: of panels that follow one another, up and down.
#[derive(Default)]
pub(super) struct Stretch<'w> {
    pub(super) up: &'w mut [u32],
    pub(super) down: &'w mut [u32],
    /// Where it begins among all.
    pub(super) start: usize,
}

impl<'w> Stretch<'w> {
    #[inline(always)]
    fn panels(&mut self, shape: &Shape) -> (&mut [u32], &mut [u32]) {
        let range = shape.start() - self.start..shape.end() - self.start;
        (&mut self.up[range.clone()], &mut self.down[range])
    }

    /// What lies before a place among all weights, and the rest.
    pub(super) fn split(self, at: usize) -> (Stretch<'w>, Stretch<'w>) {
        let (up, later_up) = self.up.split_at_mut(at - self.start);
        let (down, later_down) = self.down.split_at_mut(at - self.start);
        (Stretch { up, down, start: self.start }, Stretch { up: later_up, down: later_down, start: at })
    }

    pub(super) fn borrow(&mut self) -> Stretch<'_> {
        Stretch { up: self.up, down: self.down, start: self.start }
    }
}

/// The weights of the arcs alone, and no route elsewhere.
#[inline(always)]
pub(super) fn fill(input: Input<'_>, shape: &Shape, stretch: &mut Stretch<'_>) {
    let stride = shape.stride();
    let (up, down) = stretch.panels(shape);
    up.fill(INFINITE);
    down.fill(INFINITE);
    for (row, rank) in shape.ranks().enumerate() {
        let (slots, costs) = input.arcs.slots_of_row(rank, input.costs, input.first_position);
        for (&slot, &cost) in slots.iter().zip(costs) {
            let panel = if slot.is_down() { &mut *down } else { &mut *up };
            let weight = &mut panel[row * stride + slot.column()];
            *weight = (*weight).min(cost);
        }
    }
}

/// Takes the update of a child in: into the rows of this panel, or into its own update.
#[inline(always)]
pub(super) fn take_in(
    shape: &Shape,
    child: &Shape,
    places: &[u16],
    from: &[u32],
    stretch: &mut Stretch<'_>,
    update: &mut [u32],
) {
    if from.is_empty() {
        return;
    }
    let (rows, stride) = (shape.rows(), shape.stride());
    let (update_first, update_stride) = (shape.update_first(), shape.update_stride());
    let (up, down) = stretch.panels(shape);
    let (update_up, update_down) = update.split_at_mut(update.len() / 2);
    let child_stride = child.update_stride();
    let (from_up, from_down) = from.split_at(child.columns() * child_stride);
    for (column, &place) in places.iter().enumerate() {
        let place = usize::from(place);
        let places = &places[column + 1..];
        let start = column * child_stride + child.rows() + column + 1 - child.update_first();
        let from_up = &from_up[start..start + places.len()];
        let from_down = &from_down[start..start + places.len()];
        if places.is_empty() {
            break;
        }
        if place < rows {
            let row = place * stride..(place + 1) * stride;
            scatter(&mut up[row.clone()], from_up, places, 0);
            scatter(&mut down[row], from_down, places, 0);
        } else {
            let row = (place - rows) * update_stride..(place - rows + 1) * update_stride;
            scatter(&mut update_up[row.clone()], from_up, places, update_first);
            scatter(&mut update_down[row], from_down, places, update_first);
        }
    }
}

/// Makes the rows of a panel final, and adds what leads through them to its update.
///
/// A row is final once the ways through all rows before it are in: `i` to `j` through row `k` costs `down[k][i] +
/// up[k][j]`, and back `down[k][j] + up[k][i]`.
#[inline(always)]
pub(super) fn eliminate(shape: &Shape, stretch: &mut Stretch<'_>, update: &mut [u32]) {
    let rows = shape.rows();
    let (up, down) = stretch.panels(shape);
    match (shape.stride(), rows) {
        // Nearly all panels are as small as this.
        (HALF, 1) => eliminate_small::<HALF, 1>(up, down, update),
        (HALF, 2) => eliminate_small::<HALF, 2>(up, down, update),
        (HALF, 3) => eliminate_small::<HALF, 3>(up, down, update),
        (LANES, 2) => eliminate_small::<LANES, 2>(up, down, update),
        (LANES, 3) => eliminate_small::<LANES, 3>(up, down, update),
        (LANES, 4) => eliminate_small::<LANES, 4>(up, down, update),
        (LANES, 5) => eliminate_small::<LANES, 5>(up, down, update),
        (LANES, 6) => eliminate_small::<LANES, 6>(up, down, update),
        (HALF, _) => eliminate_narrow::<HALF>(rows, up, down, update),
        (LANES, _) => eliminate_narrow::<LANES>(rows, up, down, update),
        (TWO_LANES, _) => eliminate_narrow::<TWO_LANES>(rows, up, down, update),
        (NARROW, _) => eliminate_narrow::<NARROW>(rows, up, down, update),
        (stride, _) => eliminate_rows(stride, rows, shape.columns(), shape.update_first(), up, down, update),
    }
}

/// Panels of so many rows: no loop but that over the columns beyond has an end that must be guessed.
#[inline(always)]
fn eliminate_small<const WIDTH: usize, const ROWS: usize>(
    up: &mut [u32],
    down: &mut [u32],
    update: &mut [u32],
) {
    let (up, down) = (up.as_chunks_mut::<WIDTH>().0, down.as_chunks_mut::<WIDTH>().0);
    if let (Some(up), Some(down)) = (up.first_chunk_mut::<ROWS>(), down.first_chunk_mut::<ROWS>()) {
        eliminate_narrow_rows(up, down, update);
    }
}

/// Panels of few lanes, as nearly all are: a row is a few vectors that stay in registers.
#[inline(always)]
fn eliminate_narrow<const WIDTH: usize>(rows: usize, up: &mut [u32], down: &mut [u32], update: &mut [u32]) {
    let (up, down) = (up.as_chunks_mut::<WIDTH>().0, down.as_chunks_mut::<WIDTH>().0);
    let rows = rows.min(WIDTH).min(up.len()).min(down.len());
    eliminate_narrow_rows(&mut up[..rows], &mut down[..rows], update);
}

#[inline(always)]
fn eliminate_narrow_rows<const WIDTH: usize>(
    up: &mut [[u32; WIDTH]],
    down: &mut [[u32; WIDTH]],
    update: &mut [u32],
) {
    let rows = up.len();
    for row in 0..rows {
        let ((up_before, up), (down_before, down)) = (up.split_at_mut(row), down.split_at_mut(row));
        let (Some(up), Some(down)) = (up.first_mut(), down.first_mut()) else { break };
        let (to, back) = through_narrow(up_before, down_before, row, *up, *down);
        *up = finished(to, row);
        *down = finished(back, row);
    }
    let update = update.as_chunks_mut::<WIDTH>().0;
    let (update_up, update_down) = update.split_at_mut(update.len() / 2);
    for (column, (to, back)) in update_up.iter_mut().zip(update_down).enumerate() {
        (*to, *back) = through_narrow(up, down, (rows + column) % WIDTH, *to, *back);
    }
}

/// As [`through`], for rows of a width that is known when this is compiled.
#[inline(always)]
fn through_narrow<const WIDTH: usize>(
    up: &[[u32; WIDTH]],
    down: &[[u32; WIDTH]],
    column: usize,
    mut to: [u32; WIDTH],
    mut back: [u32; WIDTH],
) -> ([u32; WIDTH], [u32; WIDTH]) {
    // Single weights are read from where they lie, not out of a vector that would have to be put down for that.
    let (starts, ends) = (down.as_flattened(), up.as_flattened());
    for row in 0..up.len().min(down.len()) {
        let (start, end) = (starts[row * WIDTH + column], ends[row * WIDTH + column]);
        to = min(to, plus(up[row], start));
        back = min(back, plus(down[row], end));
    }
    (to, back)
}

#[inline(always)]
fn eliminate_rows(
    stride: usize,
    rows: usize,
    columns: usize,
    update_first: usize,
    up: &mut [u32],
    down: &mut [u32],
    update: &mut [u32],
) {
    for row in 0..rows {
        let first = lanes_below(row + 1);
        let (up_before, up) = up.split_at_mut(row * stride);
        let (down_before, down) = down.split_at_mut(row * stride);
        let (up, down) = (&mut up[..stride], &mut down[..stride]);
        if first < stride {
            through(
                [up_before, down_before],
                row,
                row,
                stride,
                first,
                [&mut up[first..], &mut down[first..]],
            );
        }
        finish_row(up, row);
        finish_row(down, row);
    }
    if update.is_empty() {
        return;
    }
    let update_stride = stride - update_first;
    let (update_up, update_down) = update.split_at_mut(columns * update_stride);
    for column in 0..columns {
        let own = rows + column;
        let first = lanes_below(own + 1);
        if first < stride {
            let row = column * update_stride + first - update_first..(column + 1) * update_stride;
            let to = [&mut update_up[row.clone()], &mut update_down[row]];
            through([up, down], rows, own, stride, first, to);
        }
    }
}

/// The ways from (and to) a column to (and from) all columns from `first` on, through each of the rows given.
#[inline(always)]
fn through(
    [up, down]: [&[u32]; 2],
    rows: usize,
    column: usize,
    stride: usize,
    first: usize,
    [to_up, to_down]: [&mut [u32]; 2],
) {
    one_way(up, down, rows, column, stride, first, to_up);
    one_way(down, up, rows, column, stride, first, to_down);
}

/// `to` = min(`to`, `legs` + `starts` at the column) over all rows, a tile of columns at a time that stays in registers.
#[inline(always)]
fn one_way(
    legs: &[u32],
    starts: &[u32],
    rows: usize,
    column: usize,
    stride: usize,
    first: usize,
    to: &mut [u32],
) {
    let mut at = first;
    let (tiles, rest) = to.as_chunks_mut::<{ 4 * LANES }>();
    for tile in tiles {
        tile_way::<4>(legs, starts, rows, column, stride, at, tile);
        at += 4 * LANES;
    }
    for tile in rest.as_chunks_mut::<LANES>().0 {
        tile_way::<1>(legs, starts, rows, column, stride, at, tile);
        at += LANES;
    }
}

#[inline(always)]
fn tile_way<const VECTORS: usize>(
    legs: &[u32],
    starts: &[u32],
    rows: usize,
    column: usize,
    stride: usize,
    at: usize,
    tile: &mut [u32],
) {
    let mut best = [[INFINITE; LANES]; VECTORS];
    for (best, tile) in best.iter_mut().zip(tile.as_chunks::<LANES>().0) {
        *best = *tile;
    }
    for row in 0..rows {
        let start = starts[row * stride + column];
        let legs = legs[row * stride + at..][..VECTORS * LANES].as_chunks::<LANES>().0;
        for vector in 0..VECTORS {
            best[vector] = min(best[vector], plus(legs[vector], start));
        }
    }
    for (best, tile) in best.iter().zip(tile.as_chunks_mut::<LANES>().0) {
        *tile = *best;
    }
}
