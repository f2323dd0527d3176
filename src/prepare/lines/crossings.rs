//! Lines that cross without a common point get one, unless one passes over the other.

use std::cmp::Ordering;
use std::collections::HashMap;

use rayon::prelude::*;

use super::insert::{Insertion, insert, new_point};
use super::mend::Mend;
use super::plane::between;
use super::segments::{Segment, tree};
use crate::import::{GridPoint, RawLines};
use crate::progress::Progress;

/// Gives a common point to lines of one mode that cross or touch on the same level.
///
/// A bridge or a tunnel never meets what it crosses, and lines of different levels do not either: a flyover is no
/// junction. Whether two segments cross is decided by integers, without rounding; the common point is the nearest one
/// of the grid. `O((n + k) log n)` for `n` segments of which `k` pairs lie near each other.
pub(super) fn split(lines: &mut RawLines, mends: &mut Vec<Mend>, progress: &dyn Progress) {
    let index = tree(lines, |_| true);
    let all: Vec<Segment> = index.iter().copied().collect();
    progress.begin("splitting crossings", all.len() as u64);
    let mut found: Vec<Meeting> = all
        .par_iter()
        .flat_map_iter(|one| {
            let envelope = rstar::RTreeObject::envelope(one);
            // Where the work is stopped, nobody asks for the rest.
            let others =
                (!progress.stop_requested()).then(|| index.locate_in_envelope_intersecting(&envelope));
            progress.advance(1);
            others
                .into_iter()
                .flatten()
                .filter(|other| (one.line, one.at) < (other.line, other.at))
                .filter(|other| may_meet(lines, one, other))
                .flat_map(|other| meetings(lines, one, other))
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort_by_key(Meeting::key);
    let mut insertions = Vec::new();
    // Several lines may cross in one point of the grid.
    let mut made: HashMap<GridPoint, u32> = HashMap::new();
    for Meeting { on, spots, at, point } in &found {
        let point = point.unwrap_or_else(|| *made.entry(*at).or_insert_with(|| new_point(lines, *at)));
        for (&(line, segment), &share) in on.iter().zip(spots) {
            if let Some(share) = share {
                insertions.push(Insertion { line, segment, share, point });
            }
        }
        let ids = on.map(|(line, _)| lines.lines[line as usize].id);
        mends.push(Mend::Crossing { at: at.degrees(), lines: ids });
    }
    insert(lines, insertions);
}

/// Two segments that meet where at least one of them has no point.
struct Meeting {
    on: [(u32, u32); 2],
    /// At which share of each segment a point is to be put; nothing where it has one.
    spots: [Option<f64>; 2],
    at: GridPoint,
    /// The point that one of them has there.
    point: Option<u32>,
}

impl Meeting {
    fn key(&self) -> ([(u32, u32); 2], GridPoint) {
        (self.on, self.at)
    }
}

/// Whether two segments may meet: of one mode, on one level, neither a bridge nor a tunnel unless both are.
fn may_meet(lines: &RawLines, one: &Segment, other: &Segment) -> bool {
    let (a, b) = (lines.kind_of(one.line as usize), lines.kind_of(other.line as usize));
    a.mode == b.mode && a.level == b.level && a.structure == b.structure
}

/// Where two segments meet: not at all, in one point, or, where one lies upon the other, in up to four.
fn meetings(lines: &RawLines, one: &Segment, other: &Segment) -> Vec<Meeting> {
    let ends = |segment: &Segment| {
        let points = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
        [points[0], points[1]]
    };
    let ([a, b], [c, d]) = (ends(one), ends(other));
    let point = |index: u32| lines.points[index as usize];
    let [pa, pb, pc, pd] = [a, b, c, d].map(point);
    let on = [(one.line, one.at), (other.line, other.at)];
    let sides = [side(pc, pd, pa), side(pc, pd, pb), side(pa, pb, pc), side(pa, pb, pd)];
    if opposite(sides[0], sides[1]) && opposite(sides[2], sides[3]) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a share of a segment, rounded to the grid in the end"
        )]
        let share = |from: i128, to: i128| from as f64 / (from - to) as f64;
        let spots = [share(sides[0], sides[1]), share(sides[2], sides[3])];
        let at = between(pa, pb, spots[0]);
        // The nearest point of the grid may be an end of one of them.
        let known = [(a, pa), (b, pb), (c, pc), (d, pd)].into_iter().find(|(_, place)| *place == at);
        let has = |first, second| known.is_some_and(|(index, _)| index == first || index == second);
        let spots = [(!has(a, b)).then_some(spots[0]), (!has(c, d)).then_some(spots[1])];
        return vec![Meeting { on, spots, at, point: known.map(|(index, _)| index) }];
    }
    let mut found = Vec::new();
    for (index, place, off, [p, q], own) in [
        (a, pa, sides[0], [c, d], 1),
        (b, pb, sides[1], [c, d], 1),
        (c, pc, sides[2], [a, b], 0),
        (d, pd, sides[3], [a, b], 0),
    ] {
        if off != 0 || index == p || index == q || place == point(p) || place == point(q) {
            continue;
        }
        if let Some(share) = share_of(point(p), point(q), place) {
            let mut spots = [None, None];
            spots[own] = Some(share);
            found.push(Meeting { on, spots, at: place, point: Some(index) });
        }
    }
    found
}

/// Twice the area of the triangle `a`, `b`, `p`: positive where `p` lies left of the way from `a` to `b`.
fn side(a: GridPoint, b: GridPoint, p: GridPoint) -> i128 {
    let ([ax, ay], [bx, by], [px, py]) = (a.steps(), b.steps(), p.steps());
    let wide = |from: i32, to: i32| i128::from(to) - i128::from(from);
    wide(ax, bx) * wide(ay, py) - wide(ay, by) * wide(ax, px)
}

fn opposite(one: i128, other: i128) -> bool {
    matches!(
        (one.cmp(&0), other.cmp(&0)),
        (Ordering::Less, Ordering::Greater) | (Ordering::Greater, Ordering::Less)
    )
}

/// At which share of the way from `a` to `b` the point `p` of its straight line lies, where it lies between them.
fn share_of(a: GridPoint, b: GridPoint, p: GridPoint) -> Option<f64> {
    let ([ax, ay], [bx, by], [px, py]) = (a.steps(), b.steps(), p.steps());
    let along = |from: i32, to: i32, at: i32| {
        let (way, part) = (i64::from(to) - i64::from(from), i64::from(at) - i64::from(from));
        #[expect(clippy::cast_precision_loss, reason = "below 2^33")]
        (way != 0).then(|| part as f64 / way as f64)
    };
    let share = along(ax, bx, px).or_else(|| along(ay, by, py))?;
    (share > 0.0 && share < 1.0).then_some(share)
}
