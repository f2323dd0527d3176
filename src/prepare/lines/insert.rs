//! Points put into lines: where lines cross, where gaps are closed, where a line passes a hub.

use crate::import::{GridPoint, RawLines};

/// Adds a point that no source has numbered.
pub(super) fn new_point(lines: &mut RawLines, at: GridPoint) -> u32 {
    lines.points.push(at);
    if !lines.point_ids.is_empty() {
        lines.point_ids.push(0);
    }
    (lines.points.len() - 1) as u32
}

/// A point to be put into a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Insertion {
    /// Which line.
    pub(super) line: u32,
    /// Behind which of its points.
    pub(super) segment: u32,
    /// At which share of the way to the next one.
    pub(super) share: f64,
    /// Index into the points.
    pub(super) point: u32,
}

/// Puts the points into their lines, in the order in which the lines pass them.
///
/// Linear in the size of the lines, after a sort of the insertions.
pub(super) fn insert(lines: &mut RawLines, mut insertions: Vec<Insertion>) {
    if insertions.is_empty() {
        return;
    }
    insertions.sort_by(|a, b| {
        (a.line, a.segment)
            .cmp(&(b.line, b.segment))
            .then(a.share.total_cmp(&b.share))
            .then(a.point.cmp(&b.point))
    });
    let mut pending = insertions.into_iter().peekable();
    let taken = lines.take_lines();
    let mut points = Vec::new();
    for (at, &line) in taken.lines.iter().enumerate() {
        points.clear();
        for (segment, &point) in taken.points_of(at).iter().enumerate() {
            points.push(point);
            while let Some(next) =
                pending.next_if(|next| (next.line as usize, next.segment as usize) == (at, segment))
            {
                points.push(next.point);
            }
        }
        lines.add_line(line, points.iter().copied());
    }
}
