//! Lines that run side by side become one line of several tracks.
//!
//! Maps draw the two tracks of a railway, or the twenty of a yard, as lines of their own. Where that is more than a study
//! needs, the longest line of a bundle stays, what runs beside it goes, and what was joined to what went is joined to what
//! stayed.

use std::collections::{BTreeMap, HashMap, HashSet};

use rstar::RTree;

use super::insert::new_point;
use super::mend::Mend;
use super::plane::{Spot, between, nearest, offset, reach};
use super::segments::{Segment, around};
use crate::import::{LineKind, Passable, RawLine, RawLines};
use crate::progress::Progress;
use crate::units::{Length, TonnesPerDay};

/// The cosine of the widest angle between two lines that run side by side: 30 degrees.
const SIDE_BY_SIDE: f64 = 0.866;
/// By how much the way along the line that stays may differ from that along the one that goes.
const STRETCH: f64 = 1.3;
/// How often longer a stretch may be than what of the other line lies beside it.
const LEAST_BESIDE: f64 = 1.5;
/// A spot this near to a point of the line is that point, metres.
const SAME_M: f64 = 1.0;

/// Merges lines of one mode and level that are passed both ways and run within a distance of each other.
///
/// The longest line of the map comes first. Of each later one the stretches go that run beside one that stays: both ends within
/// the distance, at an angle of 30 degrees at most, over a way of about the same length. The line that stays has as many
/// tracks there as both had, and carries what both carried. What was connected before is connected after.
/// *O*(*n* *k* log *n*) for *n* points that see *k* segments each.
pub(super) fn merge(lines: &mut RawLines, within: Length, mends: &mut Vec<Mend>, progress: &dyn Progress) {
    let mut order: Vec<u32> = (0..lines.lines.len() as u32).collect();
    let lengths: Vec<f64> = order.iter().map(|&line| length(lines, lines.points_of(line as usize))).collect();
    order.sort_by(|&a, &b| lengths[b as usize].total_cmp(&lengths[a as usize]).then(a.cmp(&b)));
    let mut mentions = vec![0_u32; lines.points.len()];
    for point in lines.iter().flat_map(|(_, points)| points) {
        mentions[*point as usize] += 1;
    }
    let mut merging = Merging {
        within: within.km() * 1_000.0,
        index: RTree::new(),
        kept: Vec::new(),
        instead: HashMap::new(),
        on_kept: vec![false; lines.points.len()],
        mentions,
        joined: HashSet::new(),
    };
    progress.begin("merging tracks", order.len() as u64);
    for line in order {
        progress.advance(1);
        if progress.stop_requested() {
            return;
        }
        merging.take(lines, line, mends);
    }
    merging.lay(lines);
}

fn length(lines: &RawLines, points: &[u32]) -> f64 {
    points.windows(2).map(|pair| metres(lines, pair[0], pair[1])).sum()
}

fn metres(lines: &RawLines, a: u32, b: u32) -> f64 {
    lines.points[a as usize].metres_to(lines.points[b as usize])
}

/// A line that stays.
struct Kept {
    line: RawLine,
    points: Vec<u32>,
    /// Metres from its begin to each of its points.
    along: Vec<f64>,
    /// Points that were put on it, by how far along: the bits of a number that is not negative are in its order.
    put: BTreeMap<u64, u32>,
    /// What was merged with it: from where to where, tracks, and kilograms a day of both directions where limited.
    beside: Vec<(f64, f64, Load)>,
}

/// What tracks carry.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Load {
    tracks: u32,
    /// Both directions together; nothing where there is no limit.
    kilograms: Option<u64>,
}

impl Load {
    fn of(kind: &LineKind) -> Self {
        let directions = if kind.shared_capacity { 1 } else { 2 };
        Self {
            tracks: u32::from(kind.tracks.unwrap_or(1)),
            kilograms: kind.capacity.map(|capacity| capacity.kilograms().saturating_mul(directions)),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            tracks: self.tracks.saturating_add(other.tracks),
            kilograms: self.kilograms.zip(other.kilograms).map(|(a, b)| a.saturating_add(b)),
        }
    }
}

/// Where a point lies on a line that stays.
#[derive(Clone, Copy, Debug)]
struct Beside {
    kept: usize,
    along: f64,
    gap: f64,
}

struct Merging {
    within: f64,
    /// The segments of what stays; their `line` counts `kept`.
    index: RTree<Segment>,
    kept: Vec<Kept>,
    /// For points of lines that went, the point of a line that stays.
    instead: HashMap<u32, u32>,
    on_kept: Vec<bool>,
    mentions: Vec<u32>,
    /// Points that were joined because something ended at the one of them.
    joined: HashSet<(u32, u32)>,
}

impl Merging {
    /// Takes a line: keeps what runs alone, and merges the rest.
    fn take(&mut self, lines: &mut RawLines, line: u32, mends: &mut Vec<Mend>) {
        let raw = lines.lines[line as usize];
        let kind = lines.kind_of(line as usize).clone();
        let points: Vec<u32> = lines
            .points_of(line as usize)
            .iter()
            .map(|point| self.instead.get(point).copied().unwrap_or(*point))
            .collect();
        if points.len() < 2 {
            return;
        }
        if kind.passable != Passable::Both {
            self.keep(lines, raw, points);
            return;
        }
        let spots: Vec<Vec<Beside>> =
            (0..points.len()).map(|at| self.beside(lines, &kind, &points, at)).collect();
        // Which line that stays each segment runs beside.
        let merged: Vec<Option<(Beside, Beside)>> = points
            .windows(2)
            .enumerate()
            .map(|(at, pair)| {
                let way = metres(lines, pair[0], pair[1]);
                spots[at]
                    .iter()
                    .flat_map(|a| spots[at + 1].iter().filter(|b| b.kept == a.kept).map(move |b| (*a, *b)))
                    .filter(|(a, b)| {
                        let beside = (a.along - b.along).abs();
                        // What goes on where the other one ends has but a small part beside it.
                        beside <= STRETCH * way + 2.0 * self.within && way <= LEAST_BESIDE * beside
                    })
                    .min_by(|x, y| (x.0.gap + x.1.gap).total_cmp(&(y.0.gap + y.1.gap)))
            })
            .collect();
        let stand_ins = self.stand_ins(lines, &kind, &points, &merged);
        let mut run: Vec<u32> = Vec::new();
        for (at, pair) in points.windows(2).enumerate() {
            if let Some((a, b)) = merged[at] {
                self.keep(lines, raw, std::mem::take(&mut run));
                let kept = &mut self.kept[a.kept];
                kept.beside.push((a.along.min(b.along), a.along.max(b.along), Load::of(&kind)));
                let [from, to] = [pair[0], pair[1]].map(|point| lines.points[point as usize].degrees());
                mends.push(Mend::TrackMerged { from, to, lines: [raw.id, kept.line.id] });
            } else {
                let [from, to] = [at, at + 1].map(|at| stand_ins[at].unwrap_or(points[at]));
                if run.is_empty() {
                    run.push(from);
                }
                run.push(to);
            }
        }
        self.keep(lines, raw, run);
    }

    /// For each point of a line the one that stands for it: where a stretch that goes ends, or something else is joined to it.
    fn stand_ins(
        &mut self,
        lines: &mut RawLines,
        kind: &LineKind,
        points: &[u32],
        merged: &[Option<(Beside, Beside)>],
    ) -> Vec<Option<u32>> {
        let mut stand_ins = Vec::with_capacity(points.len());
        for (at, &point) in points.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| merged[before]).map(|(_, spot)| spot);
            let after = merged.get(at).copied().flatten().map(|(spot, _)| spot);
            let goes_on = matches!((before, after), (Some(a), Some(b)) if a.kept == b.kept);
            let is_joined = self.mentions[point as usize] > 1 || self.on_kept[point as usize];
            let stand_in = before.or(after).filter(|_| !goes_on || is_joined).map(|spot| {
                let put = self.stand_in(lines, kind, point, spot);
                // Where it runs along one line and then along another, the two are joined as they were by it.
                if let (Some(spot), false) = (after, goes_on) {
                    let other = self.put(lines, spot);
                    self.connect(lines, kind, put, other, spot.kept);
                }
                put
            });
            stand_ins.push(stand_in);
        }
        stand_ins
    }

    /// The lines that stay beside a point of a line, each with its nearest spot.
    fn beside(&self, lines: &RawLines, kind: &LineKind, points: &[u32], at: usize) -> Vec<Beside> {
        let here = lines.points[points[at] as usize].degrees();
        let there = |at: usize| lines.points[points[at] as usize].degrees();
        let way = offset(there(at.saturating_sub(1)), there((at + 1).min(points.len() - 1)));
        let mut found: Vec<Beside> = Vec::new();
        for segment in self.index.locate_in_envelope_intersecting(&around(here, reach(here, self.within))) {
            let kept = &self.kept[segment.line as usize];
            let other = &lines.kinds[kept.line.kind as usize];
            let same = other.mode == kind.mode
                && (other.level, other.structure, other.passable)
                    == (kind.level, kind.structure, kind.passable);
            let Spot { share, gap } = nearest(here, segment.ends[0], segment.ends[1]);
            let ends = &kept.points[segment.at as usize..][..2];
            let is_there = ends.contains(&points[at]);
            if !same
                || gap > self.within
                || !(is_there || side_by_side(way, offset(segment.ends[0], segment.ends[1])))
            {
                continue;
            }
            let [from, to] = [kept.along[segment.at as usize], kept.along[segment.at as usize + 1]];
            let spot = Beside { kept: segment.line as usize, along: share.mul_add(to - from, from), gap };
            match found.iter_mut().find(|known| known.kept == spot.kept) {
                Some(known) if spot.gap < known.gap => *known = spot,
                Some(_) => {}
                None => found.push(spot),
            }
        }
        found
    }

    /// The point of a line that stays which stands for a point of one that goes, from now on.
    fn stand_in(&mut self, lines: &mut RawLines, kind: &LineKind, point: u32, spot: Beside) -> u32 {
        let put = self.put(lines, spot);
        if put == point {
            return put;
        }
        if self.on_kept[point as usize] {
            // Something that stays ends there.
            self.connect(lines, kind, point, put, spot.kept);
        } else {
            self.instead.insert(point, put);
        }
        put
    }

    /// Joins two points by a line of their own, once.
    fn connect(&mut self, lines: &mut RawLines, kind: &LineKind, a: u32, b: u32, like: usize) {
        if a != b && self.joined.insert((a.min(b), a.max(b))) {
            let plain = LineKind { level: 0, structure: None, ..kind.clone() };
            let kind = lines.kind(plain);
            self.keep(lines, RawLine { kind, ..self.kept[like].line }, vec![a, b]);
        }
    }

    /// The point of a line that stays at a spot; a new one where none is near.
    fn put(&mut self, lines: &mut RawLines, spot: Beside) -> u32 {
        let kept = &mut self.kept[spot.kept];
        let near = |&&(along, _): &&(f64, u32)| (along - spot.along).abs() < SAME_M;
        let around = (spot.along - SAME_M).max(0.0).to_bits()..=(spot.along + SAME_M).to_bits();
        let put = kept.put.range(around).map(|(&along, &point)| (f64::from_bits(along), point));
        let own = kept.along.partition_point(|&along| along < spot.along);
        let ends = [own.checked_sub(1), (own < kept.points.len()).then_some(own)];
        let own = ends.into_iter().flatten().map(|at| (kept.along[at], kept.points[at]));
        let candidates: Vec<(f64, u32)> = own.chain(put).collect();
        if let Some(&(_, point)) = candidates
            .iter()
            .filter(near)
            .min_by(|a, b| (a.0 - spot.along).abs().total_cmp(&(b.0 - spot.along).abs()))
        {
            return point;
        }
        let at = kept.along.partition_point(|&along| along <= spot.along).clamp(1, kept.points.len() - 1);
        let [from, to] = [kept.along[at - 1], kept.along[at]];
        let ends = [kept.points[at - 1], kept.points[at]].map(|point| lines.points[point as usize]);
        let share = if to > from { ((spot.along - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        let point = new_point(lines, between(ends[0], ends[1], share));
        self.kept[spot.kept].put.insert(spot.along.max(0.0).to_bits(), point);
        self.on_kept.push(true);
        self.mentions.push(1);
        point
    }

    fn keep(&mut self, lines: &RawLines, line: RawLine, mut points: Vec<u32>) {
        points.dedup();
        if points.len() < 2 {
            return;
        }
        let mut along = vec![0.0];
        let mut sum = 0.0;
        for (at, pair) in points.windows(2).enumerate() {
            sum += metres(lines, pair[0], pair[1]);
            along.push(sum);
            let ends = [pair[0], pair[1]].map(|point| lines.points[point as usize].degrees());
            self.index.insert(Segment { line: self.kept.len() as u32, at: at as u32, ends });
        }
        for &point in &points {
            self.on_kept[point as usize] = true;
        }
        self.kept.push(Kept { line, points, along, put: BTreeMap::new(), beside: Vec::new() });
    }

    /// Lays what stays over the points: each line in as many parts as its tracks change.
    fn lay(self, lines: &mut RawLines) {
        let _ = lines.take_lines();
        for kept in self.kept {
            let mut all: Vec<(f64, u32)> =
                kept.along.iter().copied().zip(kept.points.iter().copied()).collect();
            all.extend(kept.put.iter().map(|(&along, &point)| (f64::from_bits(along), point)));
            all.sort_by(|a, b| a.0.total_cmp(&b.0));
            let base = lines.kinds[kept.line.kind as usize].clone();
            let mut loads = Loads::new(Load::of(&base), kept.beside);
            let mut part: Vec<u32> = vec![all[0].1];
            let mut current = None;
            for pair in all.windows(2) {
                let here = loads.at(f64::midpoint(pair[0].0, pair[1].0));
                let current = current.get_or_insert(here);
                if here != *current {
                    add_part(
                        lines,
                        kept.line,
                        &base,
                        *current,
                        std::mem::replace(&mut part, vec![pair[0].1]),
                    );
                    *current = here;
                }
                part.push(pair[1].1);
            }
            if let Some(load) = current {
                add_part(lines, kept.line, &base, load, part);
            }
        }
    }
}

/// What lies beside a line, spot by spot in the order in which it is walked.
struct Loads {
    base: Load,
    /// By where they begin, and by where they end.
    begins: Vec<(f64, f64, Load)>,
    ends: Vec<(f64, f64, Load)>,
    begun: usize,
    ended: usize,
    tracks: u32,
    kilograms: u64,
    unlimited: usize,
}

impl Loads {
    fn new(base: Load, beside: Vec<(f64, f64, Load)>) -> Self {
        let mut begins = beside;
        begins.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut ends = begins.clone();
        ends.sort_by(|a, b| a.1.total_cmp(&b.1));
        Self { base, begins, ends, begun: 0, ended: 0, tracks: 0, kilograms: 0, unlimited: 0 }
    }

    /// What lies beside a spot, which is not before the last one that was asked for, and the line itself.
    fn at(&mut self, along: f64) -> Load {
        while let Some((_, _, load)) = self.begins.get(self.begun).filter(|beside| beside.0 <= along) {
            self.tracks = self.tracks.saturating_add(load.tracks);
            self.kilograms = self.kilograms.saturating_add(load.kilograms.unwrap_or(0));
            self.unlimited += usize::from(load.kilograms.is_none());
            self.begun += 1;
        }
        while let Some((_, _, load)) = self.ends.get(self.ended).filter(|beside| beside.1 < along) {
            self.tracks = self.tracks.saturating_sub(load.tracks);
            self.kilograms = self.kilograms.saturating_sub(load.kilograms.unwrap_or(0));
            self.unlimited -= usize::from(load.kilograms.is_none());
            self.ended += 1;
        }
        let kilograms = (self.unlimited == 0).then_some(self.kilograms);
        self.base.and(Load { tracks: self.tracks, kilograms })
    }
}

fn add_part(lines: &mut RawLines, line: RawLine, base: &LineKind, load: Load, points: Vec<u32>) {
    let kind = if load == Load::of(base) {
        line.kind
    } else {
        lines.kind(LineKind {
            tracks: Some(u8::try_from(load.tracks).unwrap_or(u8::MAX)),
            // Of several tracks each direction has its half.
            capacity: load.kilograms.and_then(|both| TonnesPerDay::from_kilograms(both / 2).ok()),
            shared_capacity: false,
            ..base.clone()
        })
    };
    lines.add_line(RawLine { kind, ..line }, points);
}

fn side_by_side(a: [f64; 2], b: [f64; 2]) -> bool {
    let (long_a, long_b) = (a[0].hypot(a[1]), b[0].hypot(b[1]));
    let along = a[0].mul_add(b[0], a[1] * b[1]).abs();
    along >= SIDE_BY_SIDE * long_a * long_b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_are_those_of_all_that_lies_beside() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            let base = Load { tracks: 1, kilograms: Some(10) };
            let beside: Vec<(f64, f64, Load)> = (0..rng.usize(0..8))
                .map(|_| {
                    let from = f64::from(rng.u32(0..20));
                    let load = Load { tracks: rng.u32(1..3), kilograms: rng.bool().then(|| rng.u64(0..50)) };
                    (from, from + f64::from(rng.u32(0..10)), load)
                })
                .collect();
            let mut loads = Loads::new(base, beside.clone());
            for along in (0..60).map(|half| f64::from(half) / 2.0) {
                let over = beside.iter().filter(|(from, to, _)| (*from..=*to).contains(&along));
                assert_eq!(loads.at(along), over.fold(base, |load, (_, _, more)| load.and(*more)));
            }
        }
    }
}
