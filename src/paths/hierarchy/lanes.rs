//! The loops over weights that everything else is made of: eight lanes at a time, and four where a row has no more.
//!
//! They are inlined into functions that [`super::dispatch`] compiles for each vector width.

use super::supernodes::{HALF, LANES};

/// No route: the weight of what is closed, or not there. All weights are at most this.
pub(super) const INFINITE: u32 = i32::MAX as u32;

/// A route of this cost or more: a weight that is finite and does not fit. Two of these add up to less than
/// [`INFINITE`], so a finite sum never looks like none, and two infinities still fit into 32 bits.
pub(super) const TOO_FAR: u32 = (1 << 30) - 1;

/// A finite sum is held below [`TOO_FAR`] where it would pass it.
#[inline(always)]
pub(super) fn clamped(weight: u32) -> u32 {
    if weight >= INFINITE { INFINITE } else { weight.min(TOO_FAR) }
}

/// As [`clamped`], for whole lanes.
#[inline(always)]
pub(super) fn clamp(row: &mut [u32]) {
    let (whole, half) = row.as_chunks_mut::<LANES>();
    for lanes in whole {
        *lanes = lanes.map(clamped);
    }
    if let Some(lanes) = half.first_chunk_mut::<HALF>() {
        *lanes = lanes.map(clamped);
    }
}

/// `a` + `add`. Vectors are taken and returned by value: between loads and stores that might overlap the compiler makes
/// no vector instructions.
#[inline(always)]
pub(super) fn plus<const N: usize>(mut a: [u32; N], add: u32) -> [u32; N] {
    for lane in &mut a {
        *lane = lane.wrapping_add(add);
    }
    a
}

/// `a` + `b`.
#[inline(always)]
fn sum<const N: usize>(mut a: [u32; N], b: [u32; N]) -> [u32; N] {
    for lane in 0..N {
        a[lane] = a[lane].wrapping_add(b[lane]);
    }
    a
}

/// The lesser of `a` and `b` in each lane.
#[inline(always)]
pub(super) fn min<const N: usize>(mut a: [u32; N], b: [u32; N]) -> [u32; N] {
    for lane in 0..N {
        a[lane] = a[lane].min(b[lane]);
    }
    a
}

#[inline(always)]
fn least_lane<const N: usize>(a: [u32; N]) -> u32 {
    a.into_iter().fold(u32::MAX, u32::min)
}

/// As [`clamped`], for the columns of a row after its own; what lies before them becomes infinite.
#[inline(always)]
pub(super) fn finished<const N: usize>(mut row: [u32; N], own: usize) -> [u32; N] {
    for (lane, weight) in row.iter_mut().enumerate() {
        let clamped = clamped(*weight);
        *weight = if lane > own { clamped } else { INFINITE };
    }
    row
}

/// As [`finished`], for a row of any length.
///
/// Not one lane is written alone: a vector that is read soon after a part of it was written has to wait.
#[inline(always)]
pub(super) fn finish_row(row: &mut [u32], own: usize) {
    let first = own / LANES;
    for (at, lanes) in row.as_chunks_mut::<LANES>().0.iter_mut().enumerate().skip(first) {
        let mut weights = *lanes;
        for (lane, weight) in weights.iter_mut().enumerate() {
            let clamped = clamped(*weight);
            *weight = if at > first || lane > own % LANES { clamped } else { INFINITE };
        }
        *lanes = weights;
    }
}

/// `to` = min(`to`, `from` + `add`).
#[inline(always)]
pub(super) fn relax(to: &mut [u32], from: &[u32], add: u32) {
    let ((to, to_half), (from, from_half)) = (to.as_chunks_mut::<LANES>(), from.as_chunks::<LANES>());
    for (to, from) in to.iter_mut().zip(from) {
        *to = min(*to, plus(*from, add));
    }
    if let (Some(to), Some(from)) = (to_half.first_chunk_mut::<HALF>(), from_half.first_chunk::<HALF>()) {
        *to = min(*to, plus(*from, add));
    }
}

/// min over all lanes of `a` + `b`; at least [`INFINITE`] where all are infinite.
#[inline(always)]
pub(super) fn least_sum(a: &[u32], b: &[u32]) -> u32 {
    let ((a, a_half), (b, b_half)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    if let (Some(a), Some(b)) = (a_half.first_chunk::<HALF>(), b_half.first_chunk::<HALF>()) {
        return least_lane(sum(*a, *b));
    }
    let mut least = [u32::MAX; LANES];
    for (a, b) in a.iter().zip(b) {
        least = min(least, sum(*a, *b));
    }
    least_lane(least)
}

/// As [`least_sum`], of rows of a width that is known when this is compiled.
#[inline(always)]
pub(super) fn least_sum_narrow<const N: usize>(a: [u32; N], b: [u32; N]) -> u32 {
    least_lane(sum(a, b))
}

/// min over all lanes.
#[inline(always)]
pub(super) fn least(row: &[u32]) -> u32 {
    let (whole, half) = row.as_chunks::<LANES>();
    if let Some(half) = half.first_chunk::<HALF>() {
        return least_lane(*half);
    }
    let mut least = [u32::MAX; LANES];
    for row in whole {
        least = min(least, *row);
    }
    least_lane(least)
}

/// Puts a row where its columns are in another one: `to`\[`places`\[at\] - `shift`\] = min(itself, `from`\[at\]).
///
/// Most columns that follow one another do so there as well, which one look at the ends of eight of them tells.
#[inline(always)]
pub(super) fn scatter(to: &mut [u32], from: &[u32], places: &[u16], shift: usize) {
    let (runs, rest) = places.as_chunks::<LANES>();
    let (whole, left) = from.split_at(runs.len() * LANES);
    for (places, from) in runs.iter().zip(whole.as_chunks::<LANES>().0) {
        let first = usize::from(places[0]) - shift;
        if usize::from(places[LANES - 1]) - shift == first + LANES - 1 {
            if let Some(to) = to[first..].first_chunk_mut::<LANES>() {
                *to = min(*to, *from);
            }
        } else {
            for lane in 0..LANES {
                let to = &mut to[usize::from(places[lane]) - shift];
                *to = (*to).min(from[lane]);
            }
        }
    }
    for (&place, &from) in rest.iter().zip(left) {
        let to = &mut to[usize::from(place) - shift];
        *to = (*to).min(from);
    }
}
