//! Where goods change between modes: from a station to the nearest road.

use rstar::RTree;

use super::hubs::{NOBODY, Owners};
use super::insert::{Insertion, insert, new_point};
use super::mend::Mend;
use super::plane::{between, metres, nearest, reach};
use super::segments::{Segment, around, tree};
use crate::import::{PlaceKind, RawLines, RawPlace, TransferRule};
use crate::mode::Mode;

/// A spot this near to a point of the line is that point, metres.
const SAME_M: f64 = 1.0;

/// A transfer to be made, between two points of one hub.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) from: u32,
    pub(super) to: u32,
    /// Index into the rules.
    pub(super) rule: usize,
}

/// Finds, for each station and each town without one, where goods change by each rule, and gives the line a point there.
///
/// One side is the point of the rule's first mode, among those that the hub owns, that is nearest to the station (or to
/// the middle of the town); the other the nearest spot of the second mode within reach of it that no other hub owns. It
/// becomes part of the hub. `O((n + s) log n)` for `n` segments and `s` stations.
pub(super) fn find(
    lines: &mut RawLines,
    places: &[RawPlace],
    owners: &mut Owners,
    rules: &[TransferRule],
    mends: &mut Vec<Mend>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (rule_at, rule) in rules.iter().enumerate() {
        let starts = starts(lines, places, owners, &rule.from);
        let index = tree(lines, |line| lines.kind_of(line).mode == rule.to);
        let mut insertions: Vec<Insertion> = Vec::new();
        for (hub, from) in starts {
            let Some((segment, spot)) = nearest_free(lines, &index, owners, hub, from, rule) else {
                continue;
            };
            let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
            let ends = [pair[0], pair[1]];
            let at = between(lines.points[ends[0] as usize], lines.points[ends[1] as usize], spot);
            let close = |point: u32| metres(lines.points[point as usize].degrees(), at.degrees()) < SAME_M;
            let made = insertions
                .iter()
                .filter(|made| (made.line, made.segment) == (segment.line, segment.at))
                .map(|made| made.point);
            let to = ends.into_iter().chain(made).find(|&point| close(point)).unwrap_or_else(|| {
                let point = new_point(lines, at);
                owners.of_point.push(NOBODY);
                insertions.push(Insertion { line: segment.line, segment: segment.at, share: spot, point });
                point
            });
            let free = &mut owners.of_point[to as usize];
            if *free == NOBODY {
                *free = hub;
            }
            if *free != hub || changes.iter().any(|known: &Change| (known.from, known.to) == (from, to)) {
                continue;
            }
            let (here, there) = (lines.points[from as usize], lines.points[to as usize]);
            mends.push(Mend::Transfer {
                hub: places[hub as usize].key.clone(),
                from: here.degrees(),
                to: there.degrees(),
                distance_m: here.metres_to(there),
            });
            changes.push(Change { from, to, rule: rule_at });
        }
        insert(lines, insertions);
    }
    changes
}

/// Each hub's point of a mode at each of its stations, or in its middle where it has none.
fn starts(lines: &RawLines, places: &[RawPlace], owners: &Owners, mode: &Mode) -> Vec<(u32, u32)> {
    // The points of the mode that each hub owns.
    let mut owned: Vec<Vec<u32>> = vec![Vec::new(); places.len()];
    for line in (0..lines.lines.len()).filter(|&line| lines.kind_of(line).mode == *mode) {
        for &point in lines.points_of(line) {
            let hub = owners.of_point[point as usize];
            if hub != NOBODY {
                owned[hub as usize].push(point);
            }
        }
    }
    let mut has_station = vec![false; places.len()];
    for (place, &hub) in places.iter().zip(&owners.hub_of_place) {
        has_station[hub as usize] |= place.kind == PlaceKind::Station;
    }
    let mut starts = Vec::new();
    for (place, &hub) in places.iter().zip(&owners.hub_of_place) {
        if place.kind == PlaceKind::Town && has_station[hub as usize] {
            continue;
        }
        let far = |point: u32| place.at.metres_to(lines.points[point as usize]);
        let nearest =
            owned[hub as usize].iter().copied().min_by(|&a, &b| far(a).total_cmp(&far(b)).then(a.cmp(&b)));
        starts.extend(nearest.map(|point| (hub, point)));
    }
    starts.dedup();
    starts
}

/// The nearest spot of the index's lines within the rule's reach of a point, of those that no other hub owns.
fn nearest_free(
    lines: &RawLines,
    index: &RTree<Segment>,
    owners: &Owners,
    hub: u32,
    from: u32,
    rule: &TransferRule,
) -> Option<(Segment, f64)> {
    let within = rule.within.km() * 1_000.0;
    let here = lines.points[from as usize].degrees();
    index
        .locate_in_envelope_intersecting(&around(here, reach(here, within)))
        .filter_map(|segment| {
            let spot = nearest(here, segment.ends[0], segment.ends[1]);
            let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
            let end = if spot.share < 0.5 { pair[0] } else { pair[1] };
            let owner = owners.of_point[end as usize];
            let free = owner == NOBODY || owner == hub;
            (free && spot.gap <= within).then_some((spot.gap, *segment, spot.share))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0).then((a.1.line, a.1.at).cmp(&(b.1.line, b.1.at))))
        .map(|(_, segment, share)| (segment, share))
}
