//! The straight segments of lines, found by where they are.

use rstar::{AABB, RTree, RTreeObject};

use crate::import::RawLines;

/// A straight segment of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    /// Which line.
    pub(super) line: u32,
    /// Behind which of its points it begins.
    pub(super) at: u32,
    /// Where it begins and ends, degrees.
    pub(super) ends: [[f64; 2]; 2],
}

impl RTreeObject for Segment {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.ends[0], self.ends[1])
    }
}

/// The segments of some lines, but for those that cross the antimeridian.
pub(super) fn segments<'l>(
    lines: &'l RawLines,
    wanted: impl Fn(usize) -> bool + 'l,
) -> impl Iterator<Item = Segment> + 'l {
    let at = |point: u32| lines.points[point as usize].degrees();
    (0..lines.lines.len()).filter(move |&line| wanted(line)).flat_map(move |line| {
        let of_line = lines.points_of(line).windows(2).enumerate().map(move |(segment, pair)| Segment {
            line: line as u32,
            at: segment as u32,
            ends: [at(pair[0]), at(pair[1])],
        });
        // On the plane of the index one that crosses the antimeridian would lie across half of the world.
        of_line.filter(|segment| (segment.ends[0][0] - segment.ends[1][0]).abs() <= 180.0)
    })
}

/// An index of the segments of some lines. `n log n` to make.
pub(super) fn tree(lines: &RawLines, wanted: impl Fn(usize) -> bool) -> RTree<Segment> {
    RTree::bulk_load(segments(lines, wanted).collect())
}

/// All within half a width and half a height of a point.
pub(super) fn around(at: [f64; 2], [wide, high]: [f64; 2]) -> AABB<[f64; 2]> {
    AABB::from_corners([at[0] - wide, at[1] - high], [at[0] + wide, at[1] + high])
}
