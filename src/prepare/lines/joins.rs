//! Gaps between lines are closed where no short way leads around them.
//!
//! Lines of many files do not share end points, and one tolerance for all does not work: what mends real lines joins wrong
//! ones too, such as the two tracks of a line or a road with the one beside it. What tells them apart is whether the two
//! are joined nearby already. So a gap is closed only where no path of a given length leads across it, in rounds: first
//! small gaps, then wider ones of what still breaks off.

use std::collections::HashMap;

use rayon::prelude::*;
use rstar::RTree;

use super::insert::{Insertion, insert, new_point};
use super::mend::Mend;
use super::mesh::{Mesh, Search, millimetres};
use super::plane::{between, nearest, reach};
use super::segments::{Segment, around, tree};
use crate::import::{GridPoint, JoinRule, LineKind, Passable, RawLine, RawLines};
use crate::mode::Mode;
use crate::progress::Progress;
use crate::units::Length;

/// A spot this near to a point of the line is that point, metres.
const SAME_M: f64 = 1.0;

/// Closes gaps between the lines of a mode, round by round.
///
/// In each round the ends of lines (those at which nothing else begins, where the rule says so) look at the nearest spot
/// of each other line of their mode within reach. The narrowest gap comes first; it is closed by a straight line unless
/// its two sides are joined by a path of no more than the rule's limit at that moment. An end does not join the middle of
/// a line of another level, nor that of a bridge or a tunnel.
///
/// `O(e k (log n + d))` for `e` ends that see `k` lines each, where a search up to the limit meets `d` points.
pub(super) fn close_gaps(
    lines: &mut RawLines,
    mode: &Mode,
    rules: &[JoinRule],
    mends: &mut Vec<Mend>,
    progress: &dyn Progress,
) {
    let of_mode: Vec<bool> =
        lines.lines.iter().map(|line| lines.kinds[line.kind as usize].mode == *mode).collect();
    let mut joiner = Joiner {
        mesh: Mesh::new(lines, |line| of_mode[line]),
        index: tree(lines, |line| of_mode[line]),
        search: Search::default(),
        spots: HashMap::new(),
        met: met_twice(lines, &of_mode),
        insertions: Vec::new(),
        connectors: Vec::new(),
    };
    for rule in rules {
        if progress.stop_requested() {
            break;
        }
        joiner.round(lines, &of_mode, *rule, mends, progress);
    }
    let Joiner { insertions, connectors, .. } = joiner;
    insert(lines, insertions);
    for (line, points) in connectors {
        let like = &lines.lines[line as usize];
        let (name, id) = (like.name, like.id);
        let kind = plain(&lines.kinds[like.kind as usize]);
        let kind = lines.kind(kind);
        lines.add_line(RawLine { kind, name, id, ..RawLine::default() }, points);
    }
}

/// What a connecting line is: like the line whose end it mends, but passed both ways and no bridge.
fn plain(kind: &LineKind) -> LineKind {
    LineKind { level: 0, structure: None, passable: Passable::Both, ..kind.clone() }
}

/// Whether each point is mentioned more than once by lines of the mode: then its line does not end in nothing there.
fn met_twice(lines: &RawLines, of_mode: &[bool]) -> Vec<bool> {
    let mut seen = vec![0_u8; lines.points.len()];
    for line in (0..lines.lines.len()).filter(|&line| of_mode[line]) {
        for &point in lines.points_of(line) {
            seen[point as usize] = seen[point as usize].saturating_add(1);
        }
    }
    seen.into_iter().map(|times| times > 1).collect()
}

struct Joiner {
    mesh: Mesh,
    index: RTree<Segment>,
    search: Search,
    /// The points that were put on a segment, each with its share of the way, in order.
    spots: HashMap<(u32, u32), Vec<(f64, u32)>>,
    met: Vec<bool>,
    insertions: Vec<Insertion>,
    /// Lines that close gaps, each with the line whose end it begins at.
    connectors: Vec<(u32, [u32; 2])>,
}

/// An end of a line and the nearest spot of another line.
#[derive(Clone, Copy, Debug)]
struct Gap {
    width: u32,
    line: u32,
    end: u32,
    other: u32,
    segment: u32,
    share: f64,
}

impl Joiner {
    fn round(
        &mut self,
        lines: &mut RawLines,
        of_mode: &[bool],
        rule: JoinRule,
        mends: &mut Vec<Mend>,
        progress: &dyn Progress,
    ) {
        let mut ends: Vec<(u32, u32)> = Vec::new();
        for line in (0..of_mode.len()).filter(|&line| of_mode[line]) {
            let points = lines.points_of(line);
            if let (Some(&first), Some(&last)) = (points.first(), points.last()) {
                ends.push((line as u32, first));
                ends.push((line as u32, last));
            }
        }
        if rule.dead_ends {
            ends.retain(|&(_, point)| !self.met[point as usize]);
        }
        // What a short way leads across now will have one later as well, so most gaps need but one search of their end.
        let limit = millimetres(rule.unless_path.km() * 1_000.0);
        let open: Vec<Vec<Gap>> = ends
            .par_iter()
            .map_init(Search::default, |search, &(line, end)| {
                let mut gaps = self.gaps(lines, line, end, rule.within);
                if !gaps.is_empty() && !progress.stop_requested() {
                    search.run(&self.mesh, end, limit);
                    gaps.retain(|&gap| !self.leads_across(lines, search, gap, limit));
                }
                gaps
            })
            .collect();
        let mut gaps: Vec<Gap> = open.into_iter().flatten().collect();
        gaps.sort_by_key(|gap| (gap.width, gap.line, gap.end, gap.other));
        progress.begin("closing gaps", gaps.len() as u64);
        for gap in gaps {
            progress.advance(1);
            if progress.stop_requested() {
                return;
            }
            if rule.dead_ends && self.met[gap.end as usize] {
                continue;
            }
            self.close(lines, gap, rule.unless_path, mends);
        }
    }

    /// The nearest spot of each other line within reach of the end of a line.
    fn gaps(&self, lines: &RawLines, line: u32, end: u32, within: Length) -> Vec<Gap> {
        let within = within.km() * 1_000.0;
        let here = lines.points[end as usize].degrees();
        let own = lines.kind_of(line as usize);
        let mut found: Vec<Gap> = Vec::new();
        for segment in self.index.locate_in_envelope_intersecting(&around(here, reach(here, within))) {
            let points = lines.points_of(segment.line as usize);
            let pair = &points[segment.at as usize..][..2];
            // Where the end is a point of the segment there is no gap.
            if segment.line == line || pair.contains(&end) {
                continue;
            }
            let spot = nearest(here, segment.ends[0], segment.ends[1]);
            if spot.gap > within {
                continue;
            }
            let other = lines.kind_of(segment.line as usize);
            if (other.level, other.structure) != (own.level, own.structure) {
                let is_end = |at: usize| at == 0 || at + 1 == points.len();
                let at_end = (spot.share <= 0.0 && is_end(segment.at as usize))
                    || (spot.share >= 1.0 && is_end(segment.at as usize + 1));
                if !at_end {
                    continue;
                }
            }
            let gap = Gap {
                width: millimetres(spot.gap),
                line,
                end,
                other: segment.line,
                segment: segment.at,
                share: spot.share,
            };
            let order = |gap: &Gap| (gap.width, gap.segment);
            match found.iter_mut().find(|known| known.other == segment.line) {
                Some(known) if order(&gap) < order(known) => *known = gap,
                Some(_) => {}
                None => found.push(gap),
            }
        }
        found
    }

    /// The point of a segment before a gap's spot and the one behind it, each with what is left to the spot, and where in
    /// the list of the segment's spots that is.
    fn beside(&self, lines: &RawLines, gap: Gap) -> (GridPoint, usize, [(u32, u32); 2]) {
        let pair = &lines.points_of(gap.other as usize)[gap.segment as usize..][..2];
        let on = self.spots.get(&(gap.other, gap.segment)).map_or(&[][..], Vec::as_slice);
        let next = on.partition_point(|spot| spot.0 < gap.share);
        let before = next.checked_sub(1).map_or(pair[0], |at| on[at].1);
        let after = on.get(next).map_or(pair[1], |spot| spot.1);
        let [first, last] = [pair[0], pair[1]].map(|point| lines.points[point as usize]);
        let at = between(first, last, gap.share);
        let rest = |point: u32| (point, millimetres(lines.points[point as usize].metres_to(at)));
        (at, next, [rest(before), rest(after)])
    }

    /// Whether a search from a gap's end has found a way to its spot within a limit.
    fn leads_across(&self, lines: &RawLines, search: &Search, gap: Gap, limit: u32) -> bool {
        let (_, _, beside) = self.beside(lines, gap);
        let within = |cost: u32, rest: u32| cost.saturating_add(rest) <= limit;
        beside.iter().any(|&(point, rest)| search.reached(point).is_some_and(|cost| within(cost, rest)))
    }

    /// Closes a gap unless a short path leads across it.
    fn close(&mut self, lines: &mut RawLines, gap: Gap, unless_path: Length, mends: &mut Vec<Mend>) {
        let limit = millimetres(unless_path.km() * 1_000.0);
        self.search.run(&self.mesh, gap.end, limit);
        if self.leads_across(lines, &self.search, gap, limit) {
            return;
        }
        let (at, next, beside) = self.beside(lines, gap);
        let near =
            beside.iter().filter(|&&(_, rest)| rest < millimetres(SAME_M)).min_by_key(|beside| beside.1);
        let to = if let Some(&(point, _)) = near {
            point
        } else {
            let point = new_point(lines, at);
            self.met.push(true);
            self.spots.entry((gap.other, gap.segment)).or_default().insert(next, (gap.share, point));
            self.insertions.push(Insertion {
                line: gap.other,
                segment: gap.segment,
                share: gap.share,
                point,
            });
            for (neighbour, rest) in beside {
                self.mesh.join(point, neighbour, rest);
            }
            point
        };
        if to == gap.end {
            return;
        }
        let (here, there) = (lines.points[gap.end as usize], lines.points[to as usize]);
        self.mesh.join(gap.end, to, millimetres(here.metres_to(there)));
        self.met[gap.end as usize] = true;
        self.met[to as usize] = true;
        self.connectors.push((gap.line, [gap.end, to]));
        mends.push(Mend::Joined {
            from: here.degrees(),
            to: there.degrees(),
            gap_m: here.metres_to(there),
            lines: [gap.line, gap.other].map(|line| lines.lines[line as usize].id),
        });
    }
}
