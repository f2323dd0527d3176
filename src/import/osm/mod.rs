//! OpenStreetMap PBF: ways that a profile takes and the places on them, in two passes over the file.
//!
//! The first pass reads ways, and notes which nodes they need; the second reads those nodes, and towns and stations among
//! all nodes. Blobs are decoded in parallel and merged in the order of the file, so that the result does not depend on the
//! number of threads.

mod wire;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use rayon::prelude::*;

use crate::diagnostic::{Place, shorten};
use crate::import::collect::{LineCollector, file_name};
use crate::import::lines::{GridPoint, LineKind, PlaceKind, RawLine, RawLines, RawPlace};
use crate::import::problem::ImportProblem;
use crate::import::profile::{LineVerdict, Profile};
use crate::import::raw::RowAt;
use crate::import::repair::Repair;
use crate::import::shape::{middle_of, place_name};
use crate::import::table::io_problem;
use crate::progress::Progress;
use crate::units::Length;
use wire::{Blob, BlobKind, NodeBlock, WayBlock, block, next_blob, not_understood, take, unpack};

/// So many packed bytes are read before they are decoded together.
const BATCH_BYTES: usize = 16 << 20;
/// So many blobs each thread gets at most in a batch: unpacked, one may be a hundred times as large.
const BATCH_BLOBS_EACH: usize = 8;

/// Reads the ways and places of an OpenStreetMap PBF file that a profile takes.
///
/// Lines are ways, and have their numbers; points are nodes, and [`RawLines::point_ids`] their numbers. Places are nodes,
/// and ways that no line rule takes, of which the middle counts; relations are not read. A way that needs nodes which the
/// file lacks, as at the border of an extract, is cut into the parts that are there, and [`RawLines::repairs`] says so.
///
/// What cannot be read stands in [`RawLines::problems`], with the byte at which its blob begins.
///
/// Linear in the bytes, apart from a sort of the nodes' numbers; in parallel. Memory at its peak: 35 bytes for each node of
/// a taken way (measured with ten nodes a way, which are part of it), besides some dozen MB a thread for blobs; 25 of them
/// stay. Nothing is kept of what is not taken.
#[must_use]
pub fn read_osm_pbf(path: &Path, profile: &Profile, progress: &dyn Progress) -> RawLines {
    let mut lines = LineCollector::default();
    read_into(&mut lines, path, profile, progress);
    lines.raw.is_joined = true;
    lines.raw
}

/// The same, into what was read of other files.
pub(crate) fn read_into(lines: &mut LineCollector, path: &Path, profile: &Profile, progress: &dyn Progress) {
    lines.begin(path);
    let mut reading = Reading { lines, path, profile, progress };
    match reading.passes() {
        Ok(()) => lines.end(path, None),
        Err(problem) => lines.fail(path, problem),
    }
}

/// What the ways of a blob are, merged in the order of the file.
#[derive(Default)]
struct Ways {
    kinds: Vec<LineKind>,
    names: Vec<String>,
    name_numbers: HashMap<String, u32>,
    taken: Vec<Way>,
    /// The nodes of all ways, one after another.
    nodes: Vec<i64>,
    places: Vec<PlaceWay>,
    forbidden: u64,
    no_rule: u64,
    of_no_length: u64,
    has_nodes: bool,
    wrong: Vec<String>,
}

/// A way that is taken.
#[derive(Clone, Copy)]
struct Way {
    id: i64,
    kind: u32,
    name: u32,
    /// How many nodes it has.
    length: u32,
}

/// A place that is drawn as a way.
struct PlaceWay {
    id: i64,
    name: String,
    kind: PlaceKind,
    radius: Length,
    nodes: Vec<i64>,
}

/// What the nodes of a blob are.
#[derive(Default)]
struct Nodes {
    /// Indices into the nodes that are needed, for lines and for places.
    of_lines: Vec<(usize, Option<GridPoint>)>,
    of_places: Vec<(usize, Option<GridPoint>)>,
    places: Vec<(i64, RawPlace)>,
    wrong: Vec<String>,
}

struct Reading<'r> {
    lines: &'r mut LineCollector,
    path: &'r Path,
    profile: &'r Profile,
    progress: &'r dyn Progress,
}

impl Reading<'_> {
    fn passes(&mut self) -> Result<(), ImportProblem> {
        if self.path.is_dir() {
            return Err(ImportProblem::IsFolder);
        }
        let mut all = Ways::default();
        let blobs = self.read_ways(&mut all)?;
        let mut needed = Needed::new(all.nodes.clone());
        let mut of_places = Needed::new(all.places.iter().flat_map(|place| &place.nodes).copied().collect());
        self.read_nodes(&blobs, &mut needed, &mut of_places)?;
        self.add_place_ways(&all.places, &of_places);
        self.add_ways(all, needed);
        Ok(())
    }

    fn note(&mut self, problem: ImportProblem) {
        self.lines.raw.problems.add(Place::file(self.path), problem);
    }

    fn note_all(&mut self, offset: u64, wrong: Vec<String>) {
        for reason in wrong {
            self.note(ImportProblem::BadPbf { offset, reason });
        }
    }

    /// The first pass; where the blobs with nodes are, for the second: the start of each, of what is in it, and its size.
    fn read_ways(&mut self, all: &mut Ways) -> Result<Vec<(u64, u64, usize)>, ImportProblem> {
        let file = File::open(self.path).map_err(|error| io_problem(&error))?;
        let size = file.metadata().map_or(0, |meta| meta.len());
        self.progress.begin("reading ways", size);
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut offset = 0;
        let mut with_nodes = Vec::new();
        let mut any = false;
        let mut ended = false;
        while !ended {
            if self.progress.stop_requested() {
                return Err(ImportProblem::Stopped);
            }
            let mut batch: Vec<Blob> = Vec::new();
            let (start, mut bytes) = (offset, 0);
            while bytes < BATCH_BYTES && batch.len() < BATCH_BLOBS_EACH * rayon::current_num_threads() {
                match next_blob(&mut reader, &mut offset) {
                    Ok(Some(blob)) if !any => {
                        any = true;
                        check_header(&blob)?;
                    }
                    Ok(Some(blob)) => {
                        bytes += blob.body.len();
                        if blob.kind == BlobKind::Data {
                            batch.push(blob);
                        }
                    }
                    Ok(None) => {
                        ended = true;
                        break;
                    }
                    // What lies before it is read all the same.
                    Err(problem) => {
                        self.note(problem);
                        ended = true;
                        break;
                    }
                }
            }
            let found: Vec<Result<Ways, String>> =
                batch.par_iter().map(|blob| ways_of(&blob.body, self.profile)).collect();
            for (blob, found) in batch.iter().zip(found) {
                match found {
                    Ok(mut ways) => {
                        if ways.has_nodes {
                            with_nodes.push((blob.offset, blob.body_offset, blob.body.len()));
                        }
                        self.note_all(blob.offset, std::mem::take(&mut ways.wrong));
                        self.merge(all, ways);
                    }
                    Err(reason) => self.note(ImportProblem::BadPbf { offset: blob.offset, reason }),
                }
            }
            self.progress.advance(offset - start);
        }
        if !any && self.lines.raw.problems.is_empty() {
            return Err(ImportProblem::BadPbf { offset: 0, reason: "the file is empty".to_owned() });
        }
        Ok(with_nodes)
    }

    fn merge(&mut self, all: &mut Ways, own: Ways) {
        let raw = &mut self.lines.raw;
        let kinds: Vec<u32> = own.kinds.into_iter().map(|kind| raw.kind(kind)).collect();
        let names: Vec<u32> = own.names.iter().map(|name| raw.name(name)).collect();
        all.taken.extend(own.taken.into_iter().map(|way| Way {
            kind: kinds[way.kind as usize],
            name: names[way.name as usize],
            ..way
        }));
        all.nodes.extend(own.nodes);
        all.places.extend(own.places);
        let counts = self.lines.counts();
        counts.forbidden += own.forbidden;
        counts.no_rule += own.no_rule;
        counts.of_no_length += own.of_no_length;
    }

    /// The second pass.
    fn read_nodes(
        &mut self,
        blobs: &[(u64, u64, usize)],
        needed: &mut Needed,
        of_places: &mut Needed,
    ) -> Result<(), ImportProblem> {
        let mut file = File::open(self.path).map_err(|error| io_problem(&error))?;
        self.progress.begin("reading nodes", blobs.iter().map(|&(_, _, size)| size as u64).sum());
        let mut rest = blobs;
        while !rest.is_empty() {
            if self.progress.stop_requested() {
                return Err(ImportProblem::Stopped);
            }
            let mut batch: Vec<(u64, Vec<u8>)> = Vec::new();
            let mut bytes = 0;
            while let Some((&(offset, body_offset, size), later)) = rest.split_first()
                && bytes < BATCH_BYTES
                && batch.len() < BATCH_BLOBS_EACH * rayon::current_num_threads()
            {
                file.seek(SeekFrom::Start(body_offset)).map_err(|error| io_problem(&error))?;
                let body = take(&mut file, size)?.ok_or(ImportProblem::BadPbf {
                    offset,
                    reason: "the file has become shorter while it was read".to_owned(),
                })?;
                bytes += size;
                batch.push((offset, body));
                rest = later;
            }
            let (lines, places) = (&*needed, &*of_places);
            let found: Vec<Result<Nodes, String>> =
                batch.par_iter().map(|(_, body)| nodes_of(body, self.profile, lines, places)).collect();
            for ((offset, _), found) in batch.iter().zip(found) {
                match found {
                    Ok(nodes) => {
                        let outside = needed.put(&nodes.of_lines) + of_places.put(&nodes.of_places);
                        if outside > 0 {
                            let reason = format!("{outside} nodes of ways are not on the earth");
                            self.note(ImportProblem::BadPbf { offset: *offset, reason });
                        }
                        self.note_all(*offset, nodes.wrong);
                        for (id, place) in nodes.places {
                            self.lines.add_place(place, Some(id));
                        }
                    }
                    Err(reason) => self.note(ImportProblem::BadPbf { offset: *offset, reason }),
                }
            }
            self.progress.advance(bytes as u64);
        }
        Ok(())
    }

    fn add_place_ways(&mut self, places: &[PlaceWay], nodes: &Needed) {
        for place in places {
            let points: Vec<GridPoint> = place.nodes.iter().filter_map(|&id| nodes.point(id)).collect();
            if let Some(at) = middle_of(&points) {
                let PlaceWay { id, ref name, kind, radius, .. } = *place;
                let (key, name) = (name.clone(), name.clone());
                let place = RawPlace { key, name, kind, at, radius, outline: None, row: RowAt::default() };
                self.lines.add_place(place, Some(id));
            }
        }
    }

    /// The ways as lines over the nodes that are there.
    fn add_ways(&mut self, mut all: Ways, needed: Needed) {
        let known_ways = self.lines.numbered_lines();
        all.nodes.par_iter_mut().for_each(|node| *node = needed.index(*node));
        let numbers = Numbers::new(&mut self.lines.raw, needed);
        let lines_before = self.lines.raw.lines.len();
        self.lines.raw.reserve(all.taken.len(), all.nodes.len());
        let mut rest = &*all.nodes;
        let mut part: Vec<u32> = Vec::new();
        let mut missing = Vec::new();
        let mut cut_ways = 0;
        for way in &all.taken {
            let (nodes, later) = rest.split_at(way.length as usize);
            rest = later;
            if known_ways.contains(&way.id) && !self.lines.cut.contains(&way.id) {
                self.lines.counts().repeated += 1;
                continue;
            }
            let line = RawLine { kind: way.kind, name: way.name, id: way.id, at: RowAt::default() };
            let (mut parts, mut is_cut) = (0, false);
            for at in nodes.iter().filter_map(|&at| usize::try_from(at).ok()) {
                match numbers.point(at) {
                    Ok(point) if part.last() == Some(&point) => {}
                    Ok(point) => part.push(point),
                    Err(id) => {
                        is_cut = true;
                        missing.push(id);
                        parts += end_part(&mut self.lines.raw, line, &mut part);
                    }
                }
            }
            parts += end_part(&mut self.lines.raw, line, &mut part);
            self.lines.counts().taken += parts;
            if is_cut {
                cut_ways += 1;
                self.lines.cut.insert(way.id);
            } else if parts == 0 {
                self.lines.counts().of_no_length += 1;
            }
        }
        self.lines.note_numbered(lines_before);
        if cut_ways > 0 {
            missing.sort_unstable();
            missing.dedup();
            let first = missing.iter().copied().take(10).collect();
            let nodes = missing.len() as u64;
            let file = file_name(self.path);
            self.lines.raw.repairs.push(Repair::NodesMissing { file, ways: cut_ways, nodes, first });
        }
    }
}

/// The number of a point that the file lacks.
const NOT_THERE: u32 = u32::MAX;

/// Ends a part of a way: a line, unless it has no length.
fn end_part(raw: &mut RawLines, line: RawLine, part: &mut Vec<u32>) -> u64 {
    let is_line = part.len() > 1;
    if is_line {
        raw.add_line(line, part.iter().copied());
    }
    part.clear();
    u64::from(is_line)
}

/// Where the nodes that were needed stand among the points.
struct Numbers {
    /// The index in [`RawLines::points`] of each; empty where all are there and in the same order.
    points: Vec<u32>,
    /// The numbers of those that are not there, by where they stand.
    missing: HashMap<usize, i64>,
}

impl Numbers {
    /// Adds the nodes to the points, unless they are there from another file.
    fn new(raw: &mut RawLines, mut needed: Needed) -> Self {
        let places = needed.points.iter().zip(&needed.ids).enumerate();
        let nowhere = places.filter(|(_, (point, _))| **point == GridPoint::NOWHERE);
        let mut missing: HashMap<usize, i64> = nowhere.map(|(at, (_, &id))| (at, id)).collect();
        let mut points = Vec::new();
        if raw.points.is_empty() {
            // Nothing is copied that can be moved, for these are most of what there is.
            if !missing.is_empty() {
                let mut count = 0;
                points.extend(needed.points.iter().map(|&point| {
                    let is_there = point != GridPoint::NOWHERE;
                    count += u32::from(is_there);
                    if is_there { count - 1 } else { NOT_THERE }
                }));
                let mut at = 0..points.len();
                needed.ids.retain(|_| at.next().is_some_and(|at| points[at] != NOT_THERE));
                needed.points.retain(|&point| point != GridPoint::NOWHERE);
            }
            raw.points = needed.points;
            raw.point_ids = needed.ids;
            return Self { points, missing };
        }
        // Points of other formats have no numbers.
        raw.point_ids.resize(raw.points.len(), 0);
        let numbered = raw.point_ids.iter().enumerate().filter(|(_, id)| **id != 0);
        let known: HashMap<i64, usize> = numbered.map(|(at, &id)| (id, at)).collect();
        points.extend(needed.ids.iter().zip(&needed.points).enumerate().map(|(at, (id, &point))| {
            if let Some(&known) = known.get(id) {
                missing.remove(&at);
                return u32::try_from(known).unwrap_or(NOT_THERE);
            }
            if point == GridPoint::NOWHERE {
                return NOT_THERE;
            }
            raw.points.push(point);
            raw.point_ids.push(*id);
            u32::try_from(raw.points.len() - 1).unwrap_or(NOT_THERE)
        }));
        Self { points, missing }
    }

    /// The point that a node is, or the node's number where it is not there.
    fn point(&self, at: usize) -> Result<u32, i64> {
        if let Some(&id) = self.missing.get(&at) {
            return Err(id);
        }
        let same = || u32::try_from(at).unwrap_or(NOT_THERE);
        Ok(self.points.get(at).copied().unwrap_or_else(same))
    }
}

/// Nodes whose positions are looked for.
struct Needed {
    /// Their numbers, from the smallest, each once.
    ids: Vec<i64>,
    points: Vec<GridPoint>,
}

impl Needed {
    fn new(mut ids: Vec<i64>) -> Self {
        ids.par_sort_unstable();
        ids.dedup();
        ids.shrink_to_fit();
        let points = vec![GridPoint::NOWHERE; ids.len()];
        Self { ids, points }
    }

    /// Where a node that is needed stands among them.
    fn index(&self, id: i64) -> i64 {
        self.ids.binary_search(&id).ok().and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
    }

    fn point(&self, id: i64) -> Option<GridPoint> {
        let at = self.ids.binary_search(&id).ok()?;
        Some(self.points[at]).filter(|&point| point != GridPoint::NOWHERE)
    }

    /// Puts nodes where they are; how many are not on the earth.
    fn put(&mut self, found: &[(usize, Option<GridPoint>)]) -> u64 {
        let mut outside = 0;
        for &(at, point) in found {
            match point {
                Some(point) => self.points[at] = point,
                None => outside += 1,
            }
        }
        outside
    }
}

/// Finds nodes among those that are needed; fastest where they come sorted, as they do in most files.
struct Finder<'n> {
    ids: &'n [i64],
    at: usize,
}

impl Finder<'_> {
    fn find(&mut self, id: i64) -> Option<usize> {
        const STEPS: usize = 16;
        let behind = self.at > 0 && self.ids[self.at - 1] >= id;
        let near = self.ids.len().min(self.at + STEPS);
        if behind {
            self.at = self.ids.partition_point(|&other| other < id);
        } else if self.ids[self.at..near].last().is_some_and(|&last| last < id) {
            self.at = near + self.ids[near..].partition_point(|&other| other < id);
        } else {
            self.at += self.ids[self.at..near].iter().take_while(|&&other| other < id).count();
        }
        (self.ids.get(self.at) == Some(&id)).then_some(self.at)
    }
}

/// The first blob has to say that the file is one that is understood.
fn check_header(blob: &Blob) -> Result<(), ImportProblem> {
    let bad = |reason: String| ImportProblem::BadPbf { offset: blob.offset, reason };
    if blob.kind != BlobKind::Header {
        return Err(bad("the file does not begin with an OSMHeader".to_owned()));
    }
    let header = unpack(&blob.body).map_err(bad)?;
    match not_understood(&header).map_err(bad)? {
        Some(feature) => Err(ImportProblem::PbfDemands { feature: shorten(&feature) }),
        None => Ok(()),
    }
}

fn ways_of(body: &[u8], profile: &Profile) -> Result<Ways, String> {
    let block: WayBlock = block(&unpack(body)?)?;
    let mut found = Ways { has_nodes: block.has_nodes(), ..Ways::default() };
    block.for_each_way(|id, whole| {
        let (tags, nodes) = match whole {
            Ok(whole) => whole,
            Err(what) => {
                found.wrong.push(format!("way {id} {what}"));
                return;
            }
        };
        match profile.judge(tags) {
            // What an extract cuts down to one node; its node may belong to nothing else.
            LineVerdict::Taken(_) if nodes.len() < 2 => found.of_no_length += 1,
            LineVerdict::Taken(kind) => {
                let kind = found.kind(kind);
                let name = found.name(profile.line_name(tags).unwrap_or(""));
                // A blob has no more nodes than bytes.
                let length = u32::try_from(nodes.len()).unwrap_or(0);
                found.taken.push(Way { id, kind, name, length });
                found.nodes.extend(nodes);
            }
            LineVerdict::Forbidden => found.forbidden += 1,
            LineVerdict::NoRule => match profile.place(tags) {
                Some(rule) => {
                    let name = place_name(profile, tags, Some(id), rule.kind, 0);
                    let (kind, radius) = (rule.kind, rule.radius);
                    found.places.push(PlaceWay { id, name, kind, radius, nodes: nodes.to_vec() });
                }
                None => found.no_rule += 1,
            },
        }
    });
    Ok(found)
}

impl Ways {
    /// The number of a kind within the blob, which has a few dozen.
    fn kind(&mut self, kind: LineKind) -> u32 {
        let at = self.kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            self.kinds.push(kind);
            self.kinds.len() - 1
        });
        u32::try_from(at).unwrap_or(0)
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(&known) = self.name_numbers.get(name) {
            return known;
        }
        let new = u32::try_from(self.names.len()).unwrap_or(0);
        self.names.push(name.to_owned());
        self.name_numbers.insert(name.to_owned(), new);
        new
    }
}

fn nodes_of(body: &[u8], profile: &Profile, needed: &Needed, of_places: &Needed) -> Result<Nodes, String> {
    let block: NodeBlock = block(&unpack(body)?)?;
    let mut found = Nodes::default();
    let mut lines = Finder { ids: &needed.ids, at: 0 };
    let mut places = Finder { ids: &of_places.ids, at: 0 };
    block.for_each_node(|id, point, tags| {
        found.of_lines.extend(lines.find(id).map(|at| (at, point)));
        found.of_places.extend(places.find(id).map(|at| (at, point)));
        let tags = match tags {
            Ok(tags) => tags,
            Err(what) => {
                found.wrong.push(format!("node {id} {what}"));
                return;
            }
        };
        if tags.is_empty() {
            return;
        }
        if let (Some(rule), Some(at)) = (profile.place(tags), point) {
            let name = place_name(profile, tags, Some(id), rule.kind, 0);
            let (kind, radius) = (rule.kind, rule.radius);
            let place =
                RawPlace { key: name.clone(), name, kind, at, radius, outline: None, row: RowAt::default() };
            found.places.push((id, place));
        }
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_found_in_any_order() {
        let ids: Vec<i64> = (-50..5_000).filter(|id| id % 3 != 0 && !(700..900).contains(id)).collect();
        let mut sequence: Vec<i64> = (-60..5_010).collect();
        sequence.extend((-60..5_010).rev().step_by(7));
        sequence.extend((0..20_000).map(|step: i64| (step * 7_919) % 6_000 - 100));
        let mut finder = Finder { ids: &ids, at: 0 };
        for id in sequence {
            assert_eq!(finder.find(id), ids.binary_search(&id).ok(), "{id}");
        }
        assert_eq!(Finder { ids: &[], at: 0 }.find(7), None);
    }
}
