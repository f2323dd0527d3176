//! Places become hubs: which of them owns each point, and where the rest is attached.

use std::collections::HashMap;

use geo::Intersects;
use rstar::{AABB, RTree, RTreeObject};

use super::insert::{Insertion, insert, new_point};
use super::mend::Mend;
use super::plane::{between, metres, nearest, reach};
use super::segments::{Segment, around, segments};
use crate::import::{GridPoint, PlaceKind, RawLines, RawPlace};
use crate::units::Length;

/// No place.
pub(super) const NOBODY: u32 = u32::MAX;
/// So many spots of a segment are tried where a place of odd shape may lie on it.
const TRIES: u32 = 16;
/// A spot this near to a point of the line is that point, metres.
const SAME_M: f64 = 1.0;

/// Which place owns each point, as an index into the places, or [`NOBODY`].
pub(super) struct Owners {
    pub(super) of_point: Vec<u32>,
    /// The hub of each place: itself, or for a station the town that it lies in.
    pub(super) hub_of_place: Vec<u32>,
}

impl Owners {
    /// Nobody owns anything.
    pub(super) fn none(lines: &RawLines) -> Self {
        Self { of_point: vec![NOBODY; lines.points.len()], hub_of_place: Vec::new() }
    }
}

/// A place's box on the map.
struct Reach {
    place: u32,
    envelope: AABB<[f64; 2]>,
}

impl RTreeObject for Reach {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// Lets each place own the points inside it, and each line that passes through it have a point there.
///
/// Where places overlap, the one whose middle is nearest owns a point (the smaller key where two are as near). A station
/// inside a town is part of that town. A place that owns nothing is attached to the nearest spot of any line within
/// `attach_within`, and is told of where there is none. `O((n + m) log p)` for `n` points, `m` segments and `p` places.
pub(super) fn assign(
    lines: &mut RawLines,
    places: &[RawPlace],
    attach_within: Length,
    mends: &mut Vec<Mend>,
) -> Owners {
    let hub_of_place = hubs(places);
    let tree = RTree::bulk_load(
        (0..places.len() as u32)
            .filter(|&place| hub_of_place[place as usize] == place)
            .map(|place| Reach { place, envelope: envelope(&places[place as usize]) })
            .collect(),
    );
    let owner = |at: GridPoint| {
        tree.locate_in_envelope_intersecting(&AABB::from_point(at.degrees()))
            .filter(|reach| contains(&places[reach.place as usize], at))
            .map(|reach| (reach.place, places[reach.place as usize].at.metres_to(at)))
            .min_by(|a, b| {
                a.1.total_cmp(&b.1).then_with(|| places[a.0 as usize].key.cmp(&places[b.0 as usize].key))
            })
            .map_or(NOBODY, |(place, _)| place)
    };
    let mut of_point: Vec<u32> = lines.points.iter().map(|&point| owner(point)).collect();
    let mut insertions = Vec::new();
    let mut passing = Vec::new();
    for segment in segments(lines, |_| true) {
        let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
        for reach in tree.locate_in_envelope_intersecting(&segment.envelope()) {
            if pair.iter().any(|&point| of_point[point as usize] == reach.place) {
                continue;
            }
            let ends = [pair[0], pair[1]].map(|point| lines.points[point as usize]);
            if let Some((share, at)) = spot_inside(&places[reach.place as usize], ends)
                && owner(at) == reach.place
            {
                passing.push((segment, share, at, reach.place));
            }
        }
    }
    for (segment, share, at, place) in passing {
        let point = new_point(lines, at);
        of_point.push(place);
        insertions.push(Insertion { line: segment.line, segment: segment.at, share, point });
    }
    insert(lines, insertions);
    attach(lines, places, &hub_of_place, attach_within, &mut of_point, mends);
    Owners { of_point, hub_of_place }
}

/// Each place's hub: a station's is the town that it lies in, if any; of several the nearest.
fn hubs(places: &[RawPlace]) -> Vec<u32> {
    let towns = RTree::bulk_load(
        (0..places.len() as u32)
            .filter(|&place| places[place as usize].kind == PlaceKind::Town)
            .map(|place| Reach { place, envelope: envelope(&places[place as usize]) })
            .collect(),
    );
    (0..places.len() as u32)
        .map(|place| {
            let station = &places[place as usize];
            if station.kind == PlaceKind::Town {
                return place;
            }
            towns
                .locate_in_envelope_intersecting(&AABB::from_point(station.at.degrees()))
                .map(|town| town.place)
                .filter(|&town| contains(&places[town as usize], station.at))
                .min_by(|&a, &b| {
                    let far = |town: u32| places[town as usize].at.metres_to(station.at);
                    far(a).total_cmp(&far(b)).then(a.cmp(&b))
                })
                .unwrap_or(place)
        })
        .collect()
}

fn envelope(place: &RawPlace) -> AABB<[f64; 2]> {
    use geo::BoundingRect;
    if let Some(rect) = place.outline.as_ref().and_then(BoundingRect::bounding_rect) {
        return AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
    }
    // A little more than the radius: the sphere is not the plane.
    boxed(place.at, place.radius.km() * 1_010.0)
}

/// The box around all that lies within some metres of a point.
fn boxed(at: GridPoint, metres: f64) -> AABB<[f64; 2]> {
    around(at.degrees(), reach(at.degrees(), metres))
}

/// Whether a point lies in a place, its border included.
fn contains(place: &RawPlace, at: GridPoint) -> bool {
    match &place.outline {
        Some(outline) => outline.intersects(&geo::Point::from(at.degrees())),
        None => place.at.metres_to(at) <= place.radius.km() * 1_000.0,
    }
}

/// A spot of a segment inside a place: the one nearest to its middle, or where that lies outside of its outline another.
fn spot_inside(place: &RawPlace, [a, b]: [GridPoint; 2]) -> Option<(f64, GridPoint)> {
    let best = nearest(place.at.degrees(), a.degrees(), b.degrees()).share;
    let others = (1..TRIES).map(|step| f64::from(step) / f64::from(TRIES));
    let tries = std::iter::once(best).chain(others.filter(|_| place.outline.is_some()));
    tries
        .map(|share| (share, between(a, b, share)))
        .find(|&(share, at)| share > 0.0 && share < 1.0 && contains(place, at))
}

/// Attaches each place that owns nothing to the nearest spot of a line that nobody else owns.
fn attach(
    lines: &mut RawLines,
    places: &[RawPlace],
    hub_of_place: &[u32],
    within: Length,
    of_point: &mut Vec<u32>,
    mends: &mut Vec<Mend>,
) {
    let mut owns = vec![false; places.len()];
    for &place in of_point.iter().filter(|&&place| place != NOBODY) {
        owns[place as usize] = true;
    }
    let limit = within.km() * 1_000.0;
    let alone = RTree::bulk_load(
        (0..places.len() as u32)
            .filter(|&place| hub_of_place[place as usize] == place && !owns[place as usize])
            .map(|place| Reach { place, envelope: boxed(places[place as usize].at, limit) })
            .collect(),
    );
    let mut best: HashMap<u32, (f64, Segment, f64)> = HashMap::new();
    if alone.size() > 0 {
        for segment in segments(lines, |_| true) {
            let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
            for reach in alone.locate_in_envelope_intersecting(&segment.envelope()) {
                let spot =
                    nearest(places[reach.place as usize].at.degrees(), segment.ends[0], segment.ends[1]);
                let end = if spot.share < 0.5 { pair[0] } else { pair[1] };
                let taken = of_point[end as usize] != NOBODY;
                if spot.gap <= limit
                    && !taken
                    && best.get(&reach.place).is_none_or(|known| spot.gap < known.0)
                {
                    best.insert(reach.place, (spot.gap, segment, spot.share));
                }
            }
        }
    }
    let mut insertions = Vec::new();
    let mut lonely: Vec<u32> = alone.iter().map(|reach| reach.place).collect();
    lonely.sort_unstable();
    for place in lonely {
        let RawPlace { key, at: middle, .. } = &places[place as usize];
        let Some(&(distance, segment, share)) = best.get(&place) else {
            mends.push(Mend::Unattached { place: key.clone(), at: middle.degrees() });
            continue;
        };
        let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
        let ends = [pair[0], pair[1]];
        let [a, b] = ends.map(|point| lines.points[point as usize]);
        let at = between(a, b, share);
        let near =
            ends.into_iter().find(|&end| metres(lines.points[end as usize].degrees(), at.degrees()) < SAME_M);
        let point = near.unwrap_or_else(|| {
            let point = new_point(lines, at);
            of_point.push(NOBODY);
            insertions.push(Insertion { line: segment.line, segment: segment.at, share, point });
            point
        });
        of_point[point as usize] = place;
        mends.push(Mend::Attached {
            place: key.clone(),
            from: middle.degrees(),
            to: lines.points[point as usize].degrees(),
            distance_m: distance,
        });
    }
    insert(lines, insertions);
}
