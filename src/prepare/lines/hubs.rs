//! Places become hubs: which of them owns each point, and where the rest is attached.

use std::collections::{BTreeMap, HashMap};

use geo::Intersects;
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};

use super::insert::{Insertion, insert, new_point};
use super::mend::Mend;
use super::plane::{self, between, reach};
use super::segments::{Segment, around, segments};
use crate::import::{GridPoint, PlaceKind, RawLines, RawPlace};
use crate::mode::Mode;
use crate::units::Length;

/// No place.
pub(super) const NOBODY: u32 = u32::MAX;
/// So many spots of a segment are tried where a place of odd shape may lie on it.
const TRIES: u32 = 16;
/// No place is smaller than this, metres: a spot that was rounded to the grid still lies in it.
const LEAST_M: f64 = 1.0;

/// Which place owns each point, as an index into the places, or [`NOBODY`].
pub(super) struct Owners {
    pub(super) of_point: Vec<u32>,
    /// The hub of each place: itself, or for a station the town that it lies in.
    pub(super) hub_of_place: Vec<u32>,
    /// Of each hub and each mode in it the point that is nearest to its middle.
    pub(super) middles: BTreeMap<(Mode, u32), u32>,
}

impl Owners {
    /// Nobody owns anything.
    pub(super) fn none(lines: &RawLines) -> Self {
        Self {
            of_point: vec![NOBODY; lines.points.len()],
            hub_of_place: Vec::new(),
            middles: BTreeMap::new(),
        }
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
/// inside a town is part of that town. A place that no line touches moves to the nearest spot of any line within
/// `attach_within` that nobody else owns, and is told of where there is none. `O((n + m) log p)` for `n` points, `m`
/// segments and `p` places. Each mode that passes through a place has a point at the spot nearest to its middle.
pub(super) fn assign(
    lines: &mut RawLines,
    places: &[RawPlace],
    attach_within: Length,
    mends: &mut Vec<Mend>,
) -> Owners {
    let hub_of_place = hubs(places);
    let mut claims = Claims::new(lines, places, &hub_of_place);
    let moved = attach(lines, places, &claims, &hub_of_place, attach_within, mends);
    if let Some(moved) = moved {
        claims = Claims::new(lines, &moved, &hub_of_place);
        // Of several that were attached to one spot one owns it.
        let owns = claims.owns(places.len());
        for mend in mends.iter_mut() {
            if let Mend::Attached { place, from, .. } = mend
                && !places.iter().zip(&owns).any(|(known, &owns)| owns && known.key == *place)
            {
                *mend = Mend::Unattached { place: std::mem::take(place), at: *from };
            }
        }
    }
    let Claims { mut of_point, passing, nearest } = claims;
    let mut insertions = Vec::new();
    let mut points_of_passages = HashMap::new();
    let mut put = |lines: &mut RawLines, of_point: &mut Vec<u32>, Passage { segment, share, at }, place| {
        let point = new_point(lines, at);
        of_point.push(place);
        insertions.push(Insertion { line: segment.line, segment: segment.at, share, point });
        point
    };
    for (place, passage) in passing {
        let point = put(lines, &mut of_point, passage, place);
        points_of_passages.insert((passage.segment.line, passage.segment.at, place), point);
    }
    let mut middles = BTreeMap::new();
    for ((mode, place), (_, passage)) in nearest {
        let segment = passage.segment;
        let known = points_of_passages.get(&(segment.line, segment.at, place)).copied();
        let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
        let is_there = |&&point: &&u32| {
            of_point[point as usize] == place && lines.points[point as usize].metres_to(passage.at) < LEAST_M
        };
        let known = known.or_else(|| pair.iter().find(is_there).copied());
        let point = known.unwrap_or_else(|| put(lines, &mut of_point, passage, place));
        middles.insert((mode, place), point);
    }
    insert(lines, insertions);
    Owners { of_point, hub_of_place, middles }
}

/// A spot of a line inside a place.
#[derive(Clone, Copy)]
struct Passage {
    segment: Segment,
    share: f64,
    at: GridPoint,
}

/// What places own.
struct Claims {
    of_point: Vec<u32>,
    /// Where lines pass through a place without a point in it.
    passing: Vec<(u32, Passage)>,
    /// Of each mode and place the spot that is nearest to its middle, with how far it is, metres.
    nearest: BTreeMap<(Mode, u32), (f64, Passage)>,
}

impl Claims {
    fn new(lines: &RawLines, places: &[RawPlace], hub_of_place: &[u32]) -> Self {
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
        let of_point: Vec<u32> = lines.points.par_iter().map(|&point| owner(point)).collect();
        let mut passing = Vec::new();
        let mut nearest = BTreeMap::new();
        for segment in segments(lines, |_| true) {
            let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
            for reach in tree.locate_in_envelope_intersecting(&segment.envelope()) {
                let middle = places[reach.place as usize].at;
                let spot = plane::nearest(middle.degrees(), segment.ends[0], segment.ends[1]);
                let key = (lines.kind_of(segment.line as usize).mode.clone(), reach.place);
                if nearest.get(&key).is_none_or(|known: &(f64, Passage)| spot.gap < known.0) {
                    let ends = [pair[0], pair[1]].map(|point| lines.points[point as usize]);
                    let at = between(ends[0], ends[1], spot.share);
                    if owner(at) == reach.place {
                        nearest.insert(key, (spot.gap, Passage { segment, share: spot.share, at }));
                    }
                }
                if pair.iter().any(|&point| of_point[point as usize] == reach.place) {
                    continue;
                }
                let ends = [pair[0], pair[1]].map(|point| lines.points[point as usize]);
                if let Some((share, at)) = spot_inside(&places[reach.place as usize], ends)
                    && owner(at) == reach.place
                {
                    passing.push((reach.place, Passage { segment, share, at }));
                }
            }
        }
        Self { of_point, passing, nearest }
    }

    /// Whether each place owns anything.
    fn owns(&self, places: usize) -> Vec<bool> {
        let mut owns = vec![false; places];
        let passing = self.passing.iter().map(|passing| passing.0);
        let nearest = self.nearest.keys().map(|(_, place)| *place);
        for place in self.of_point.iter().copied().chain(passing).chain(nearest) {
            if place != NOBODY {
                owns[place as usize] = true;
            }
        }
        owns
    }
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
    boxed(place.at, (place.radius.km() * 1_010.0).max(2.0 * LEAST_M))
}

/// The box around all that lies within some metres of a point.
fn boxed(at: GridPoint, metres: f64) -> AABB<[f64; 2]> {
    around(at.degrees(), reach(at.degrees(), metres))
}

/// Whether a point lies in a place, its border included.
fn contains(place: &RawPlace, at: GridPoint) -> bool {
    match &place.outline {
        Some(outline) => outline.intersects(&geo::Point::from(at.degrees())),
        None => place.at.metres_to(at) <= (place.radius.km() * 1_000.0).max(LEAST_M),
    }
}

/// A spot of a segment inside a place: the one nearest to its middle, or where that lies outside of its outline another.
fn spot_inside(place: &RawPlace, [a, b]: [GridPoint; 2]) -> Option<(f64, GridPoint)> {
    let best = plane::nearest(place.at.degrees(), a.degrees(), b.degrees()).share;
    let others = (1..TRIES).map(|step| f64::from(step) / f64::from(TRIES));
    let tries = std::iter::once(best).chain(others.filter(|_| place.outline.is_some()));
    tries
        .map(|share| (share, between(a, b, share)))
        .find(|&(share, at)| share > 0.0 && share < 1.0 && contains(place, at))
}

/// The places with those that own nothing moved to the nearest spot of a line; nothing where none had to move.
fn attach(
    lines: &RawLines,
    places: &[RawPlace],
    claims: &Claims,
    hub_of_place: &[u32],
    within: Length,
    mends: &mut Vec<Mend>,
) -> Option<Vec<RawPlace>> {
    let owns = claims.owns(places.len());
    let limit = within.km() * 1_000.0;
    let alone: Vec<u32> = (0..places.len() as u32)
        .filter(|&place| hub_of_place[place as usize] == place && !owns[place as usize])
        .collect();
    if alone.is_empty() {
        return None;
    }
    let reach = |&place: &u32| Reach { place, envelope: boxed(places[place as usize].at, limit) };
    let tree = RTree::bulk_load(alone.iter().map(reach).collect());
    let mut best: HashMap<u32, (f64, GridPoint)> = HashMap::new();
    for segment in segments(lines, |_| true) {
        let pair = &lines.points_of(segment.line as usize)[segment.at as usize..][..2];
        for reach in tree.locate_in_envelope_intersecting(&segment.envelope()) {
            let spot =
                plane::nearest(places[reach.place as usize].at.degrees(), segment.ends[0], segment.ends[1]);
            let end = if spot.share < 0.5 { pair[0] } else { pair[1] };
            let taken = claims.of_point[end as usize] != NOBODY;
            let nearer = best.get(&reach.place).is_none_or(|known| spot.gap < known.0);
            if spot.gap <= limit && !taken && nearer {
                let ends = [pair[0], pair[1]].map(|point| lines.points[point as usize]);
                best.insert(reach.place, (spot.gap, between(ends[0], ends[1], spot.share)));
            }
        }
    }
    let mut moved = places.to_vec();
    for place in alone {
        let RawPlace { key, at, outline, .. } = &mut moved[place as usize];
        let Some(&(distance_m, spot)) = best.get(&place) else {
            mends.push(Mend::Unattached { place: key.clone(), at: at.degrees() });
            continue;
        };
        let (from, to) = (at.degrees(), spot.degrees());
        mends.push(Mend::Attached { place: key.clone(), from, to, distance_m });
        *at = spot;
        // An outline is about where the place was; where it is attached, its radius counts.
        *outline = None;
    }
    Some(moved)
}
