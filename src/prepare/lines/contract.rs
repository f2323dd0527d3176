//! Lines become rows: nodes where lines meet or end, links between them, with the way they take.

use std::collections::HashMap;
use std::collections::HashSet;

use geo::{Distance, Geodesic, Point};

use super::hubs::{NOBODY, Owners};
use crate::import::{
    Facility, GridPoint, LineKind, Passable, RawLines, RawLink, RawNetwork, RawNode, RawPlace, Structure,
};
use crate::mode::Mode;
use crate::prepare::default_speed;
use crate::units::{Length, Speed, Time, TonnesPerDay};

/// Which points become nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nodes {
    /// Those at which lines meet or end, and one for each passage of a line through a hub.
    #[default]
    Junctions,
    /// All of them.
    All,
}

/// No row yet.
const NO_ROW: u32 = u32::MAX;

/// Makes the rows of a network of lines.
///
/// A point of one mode is a node where other than two ways leave it, where what leaves it differs in its direction or in
/// how it shares its capacity, and where `forced` says so. All others become part of a link: its length is geodesic on
/// WGS 84, its time the sum over its parts, its capacity the least of them, its name and class those of its longest part.
/// A line that passes through a hub keeps one point there; the middle of a hub comes first among its nodes of a mode. Linear in the number of points, apart from a sort of the ends.
pub(super) fn contract(
    lines: &RawLines,
    places: &[RawPlace],
    owners: &Owners,
    forced: &HashSet<u32>,
    nodes: Nodes,
) -> Contracted {
    let mut modes: Vec<&Mode> = lines.kinds.iter().map(|kind| &kind.mode).collect();
    modes.sort();
    modes.dedup();
    let mut rows = Rows {
        lines,
        places,
        owners,
        raw: RawNetwork {
            name: lines.name.clone(),
            repairs: lines.repairs.clone(),
            problems: lines.problems.clone(),
            files: lines.files.clone(),
            ..RawNetwork::default()
        },
        parts: HashMap::new(),
        unnumbered: HashMap::new(),
        place_keys: places.iter().map(|place| place.key.as_str()).collect(),
        forced,
        forced_keys: HashMap::new(),
    };
    for mode in modes {
        rows.unnumbered.clear();
        Contraction::new(lines, mode, forced, nodes).run(&mut rows);
    }
    Contracted { raw: rows.raw, forced_keys: rows.forced_keys }
}

/// What lines become.
pub(super) struct Contracted {
    pub(super) raw: RawNetwork,
    /// The keys of the nodes of the points that had to stay, by mode and point.
    pub(super) forced_keys: HashMap<(Mode, u32), String>,
}

/// A stretch of a line between two of its points, and whether it is walked against the way it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    line: u32,
    from: u32,
    to: u32,
    reversed: bool,
}

/// The lines of one mode, cut at their nodes.
struct Contraction<'l> {
    lines: &'l RawLines,
    mode: &'l Mode,
    of_mode: Vec<u32>,
    is_node: Vec<bool>,
    /// Ends of lines by their point: the point, the line, whether it is its last point.
    ends: Vec<(u32, u32, bool)>,
    /// Whether the stretch at each line's first and last point is part of a link already.
    used: Vec<[bool; 2]>,
}

impl<'l> Contraction<'l> {
    fn new(lines: &'l RawLines, mode: &'l Mode, forced: &HashSet<u32>, nodes: Nodes) -> Self {
        let of_mode: Vec<u32> = (0..lines.lines.len() as u32)
            .filter(|&line| lines.kind_of(line as usize).mode == *mode)
            .collect();
        let mut ways = vec![0_u8; lines.points.len()];
        let mut ends = Vec::with_capacity(2 * of_mode.len());
        for &line in &of_mode {
            let points = lines.points_of(line as usize);
            let last = points.len().saturating_sub(1);
            for (at, &point) in points.iter().enumerate() {
                let leaving = u8::from(at > 0) + u8::from(at < last);
                ways[point as usize] = ways[point as usize].saturating_add(leaving);
            }
            if let (Some(&first), Some(&last)) = (points.first(), points.last()) {
                ends.push((first, line, false));
                ends.push((last, line, true));
            }
        }
        ends.sort_unstable();
        let mut is_node: Vec<bool> = ways
            .iter()
            .enumerate()
            .map(|(point, &ways)| {
                ways > 0 && (ways != 2 || nodes == Nodes::All || forced.contains(&(point as u32)))
            })
            .collect();
        for pair in ends.chunk_by(|a, b| a.0 == b.0) {
            let point = pair[0].0 as usize;
            let joined = match pair {
                // A ring that nothing else touches begins somewhere.
                [(_, one, _), (_, other, _)] if one == other => false,
                [one, other] => goes_on(lines, *one, *other),
                // One end on the middle of another line, or an end alone: counted as other than two ways.
                _ => !is_node[point],
            };
            is_node[point] |= !joined;
        }
        Self { lines, mode, of_mode, is_node, ends, used: vec![[false; 2]; lines.lines.len()] }
    }

    fn run(mut self, rows: &mut Rows<'_>) {
        let mut row_of_point = vec![NO_ROW; self.lines.points.len()];
        // The middle of a hub stands first among its nodes of the mode.
        for (_, &point) in rows.owners.middles.range((self.mode.clone(), 0)..=(self.mode.clone(), NOBODY)) {
            rows.node(self.mode, point, &mut row_of_point);
        }
        for at in 0..self.of_mode.len() {
            let line = self.of_mode[at];
            let points = self.lines.points_of(line as usize);
            let Some(last) = points.len().checked_sub(1).filter(|&last| last > 0) else {
                continue;
            };
            let mut from = 0;
            for (to, &point) in points.iter().enumerate().skip(1) {
                if to < last && !self.is_node[point as usize] {
                    continue;
                }
                let piece = Piece { line, from: from as u32, to: to as u32, reversed: false };
                from = to;
                let [first_used, last_used] = self.used[line as usize];
                if (piece.from == 0 && first_used) || (to == last && last_used) {
                    continue;
                }
                let chain = self.chain(piece);
                rows.add_chain(self.mode, &chain, &mut row_of_point);
            }
        }
    }

    /// The point at which a piece ends, as it is walked.
    fn end_of(&self, piece: Piece) -> u32 {
        let at = if piece.reversed { piece.from } else { piece.to };
        self.lines.points_of(piece.line as usize)[at as usize]
    }

    fn mark(&mut self, piece: Piece) {
        let last = self.lines.points_of(piece.line as usize).len() - 1;
        let used = &mut self.used[piece.line as usize];
        used[0] |= piece.from == 0;
        used[1] |= piece.to as usize == last;
    }

    /// The whole way between two nodes that a piece is part of.
    fn chain(&mut self, piece: Piece) -> Vec<Piece> {
        self.mark(piece);
        let turned = Piece { reversed: true, ..piece };
        let mut chain = self.follow(turned);
        chain.reverse();
        for piece in &mut chain {
            piece.reversed = !piece.reversed;
        }
        chain.push(piece);
        let rest = self.follow(piece);
        chain.extend(rest);
        chain
    }

    /// The pieces behind a piece, up to the next node.
    fn follow(&mut self, mut piece: Piece) -> Vec<Piece> {
        let mut found = Vec::new();
        while let Some(next) = self.next(piece) {
            self.mark(next);
            found.push(next);
            piece = next;
        }
        found
    }

    /// The piece behind a piece, unless a node or a piece that is used already is there.
    fn next(&self, piece: Piece) -> Option<Piece> {
        let point = self.end_of(piece);
        if self.is_node[point as usize] {
            return None;
        }
        let first = self.ends.partition_point(|end| end.0 < point);
        let &(_, line, at_last) =
            self.ends[first..].iter().take_while(|end| end.0 == point).find(|&&(_, line, at_last)| {
                line != piece.line && !self.used[line as usize][usize::from(at_last)]
            })?;
        let points = self.lines.points_of(line as usize);
        let last = points.len() - 1;
        let node = |at: &usize| self.is_node[points[*at] as usize];
        Some(if at_last {
            let from = (0..last).rev().find(node).unwrap_or(0);
            Piece { line, from: from as u32, to: last as u32, reversed: true }
        } else {
            let to = (1..=last).find(node).unwrap_or(last);
            Piece { line, from: 0, to: to as u32, reversed: false }
        })
    }
}

/// Whether one link can lead over the ends of two lines at a point where nothing else begins.
fn goes_on(
    lines: &RawLines,
    (_, one, one_last): (u32, u32, bool),
    (_, other, other_last): (u32, u32, bool),
) -> bool {
    let [a, b] = [one, other].map(|line| lines.kind_of(line as usize));
    // Walked into the point along the one, and out of it along the other.
    let into = walked(a.passable, !one_last);
    let out = walked(b.passable, other_last);
    let limited = a.capacity.is_some() || b.capacity.is_some();
    into == out && (!limited || a.shared_capacity == b.shared_capacity)
}

/// In which direction a line is passed, seen by one who walks it.
fn walked(passable: Passable, reversed: bool) -> Passable {
    match passable {
        Passable::Forward if reversed => Passable::Backward,
        Passable::Backward if reversed => Passable::Forward,
        same => same,
    }
}

/// The rows that are made.
struct Rows<'l> {
    lines: &'l RawLines,
    places: &'l [RawPlace],
    owners: &'l Owners,
    raw: RawNetwork,
    /// How many links each line has given, by its mode and its source's number.
    parts: HashMap<(Mode, i64), u32>,
    /// How many nodes of the mode lie in each place, of points that no source has numbered.
    unnumbered: HashMap<GridPoint, u32>,
    place_keys: HashSet<&'l str>,
    forced: &'l HashSet<u32>,
    forced_keys: HashMap<(Mode, u32), String>,
}

/// A step of a chain: over which line to which point.
#[derive(Clone, Copy, Debug)]
struct Step {
    line: u32,
    point: u32,
}

impl Rows<'_> {
    /// Adds the links of a way between two nodes: one, or more where it passes hubs.
    fn add_chain(&mut self, mode: &Mode, chain: &[Piece], row_of_point: &mut [u32]) {
        let Some(first) = chain.first() else {
            return;
        };
        let passable = walked(self.lines.kind_of(first.line as usize).passable, first.reversed);
        let mut steps: Vec<Step> = Vec::new();
        for piece in chain {
            let points = &self.lines.points_of(piece.line as usize)[piece.from as usize..=piece.to as usize];
            let step = |&point: &u32| Step { line: piece.line, point };
            let skipped = usize::from(!steps.is_empty());
            if piece.reversed {
                steps.extend(points.iter().rev().map(step).skip(skipped));
            } else {
                steps.extend(points.iter().map(step).skip(skipped));
            }
        }
        let mut cuts = self.passages(&steps);
        cuts.push(steps.len() - 1);
        let mut from = 0;
        for to in cuts {
            self.add_link(mode, &steps[from..=to], passable, row_of_point);
            from = to;
        }
    }

    /// The inner points of a way that stay nodes: one for each passage through a hub, the nearest to its middle.
    fn passages(&self, steps: &[Step]) -> Vec<usize> {
        let owner = |at: usize| self.owners.of_point[steps[at].point as usize];
        let last = steps.len() - 1;
        let mut cuts = Vec::new();
        let mut at = 1;
        while at < last {
            let hub = owner(at);
            let first = at;
            while at < last && owner(at) == hub {
                at += 1;
            }
            // Where the way begins or ends in the same hub, its node there stands for it.
            let by_end = (first == 1 && owner(0) == hub) || (at == last && owner(last) == hub);
            if hub == NOBODY || by_end {
                continue;
            }
            let middle = self.places[hub as usize].at;
            let far = |at: usize| middle.metres_to(self.lines.points[steps[at].point as usize]);
            cuts.extend((first..at).min_by(|&a, &b| far(a).total_cmp(&far(b))));
        }
        cuts
    }

    fn add_link(&mut self, mode: &Mode, steps: &[Step], passable: Passable, row_of_point: &mut [u32]) {
        let ends = [steps[0].point, steps[steps.len() - 1].point];
        let [from, to] = ends.map(|point| self.node(mode, point, row_of_point));
        let geometry: Vec<[f64; 2]> =
            steps.iter().map(|step| self.lines.points[step.point as usize].degrees()).collect();
        // A step's line leads to its point, so the first step's own line does not count.
        let mut parts: Vec<(u32, f64)> = Vec::new();
        for (step, pair) in steps[1..].iter().zip(geometry.windows(2)) {
            let metres = Geodesic.distance(Point::from(pair[0]), Point::from(pair[1]));
            match parts.last_mut() {
                Some((line, sum)) if *line == step.line => *sum += metres,
                _ => parts.push((step.line, metres)),
            }
        }
        let kind = |line: u32| self.lines.kind_of(line as usize);
        let metres: f64 = parts.iter().map(|part| part.1).sum();
        let longest =
            parts.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map_or(0, |part| part.0);
        let named = &self.lines.lines[longest as usize];
        let first = self.lines.lines[parts.first().map_or(0, |part| part.0) as usize];
        let key = self.link_key(mode, first.id);
        let capacity: Option<TonnesPerDay> = parts.iter().filter_map(|part| kind(part.0).capacity).min();
        let (speed, time) = pace(mode, parts.iter().map(|&(line, metres)| (kind(line).speed, metres)));
        let backward = passable == Passable::Backward;
        let (from, to) = if backward { (to, from) } else { (from, to) };
        let mut geometry = if geometry.len() > 2 { geometry } else { Vec::new() };
        if backward {
            geometry.reverse();
        }
        let facility = facility(kind(longest), parts.iter().map(|part| kind(part.0)));
        self.raw.links.push(RawLink {
            key,
            name: Some(&self.lines.names)
                .and_then(|names| names.get(named.name as usize))
                .filter(|name| !name.is_empty())
                .cloned(),
            from: self.raw.nodes[from as usize].key.clone(),
            to: self.raw.nodes[to as usize].key.clone(),
            directed: passable != Passable::Both,
            modes: vec![mode.clone()],
            length: Length::from_m(metres).ok(),
            time,
            speed,
            capacity,
            shared_capacity: capacity.is_some() && parts.iter().all(|part| kind(part.0).shared_capacity),
            geometry,
            facility: Some(Box::new(facility)),
            at: first.at,
            ..RawLink::default()
        });
    }

    /// A key that no other link has: the number that the source gives the line, and where it gives several links, which.
    fn link_key(&mut self, mode: &Mode, id: i64) -> String {
        let part = self.parts.entry((mode.clone(), id)).or_default();
        *part += 1;
        match part {
            1 => format!("{mode}:{id}"),
            part => format!("{mode}:{id}:{part}"),
        }
    }

    /// The key of a new node: its mode and the number that the source gives its point, or else where it lies.
    fn node_key(&mut self, mode: &Mode, point: u32) -> String {
        let key = self.plain_node_key(mode, point);
        // A node without a hub is one by its own key, which must not be that of a place elsewhere.
        if self.place_keys.contains(key.as_str()) { format!("{key} (node)") } else { key }
    }

    fn plain_node_key(&mut self, mode: &Mode, point: u32) -> String {
        if let Some(&id) = self.lines.point_ids.get(point as usize).filter(|&&id| id != 0) {
            return format!("{mode}:{id}");
        }
        let at = self.lines.points[point as usize];
        // Two points may lie in one place without being one, such as where a bridge passes over a junction.
        let twins = self.unnumbered.entry(at).or_default();
        *twins += 1;
        match twins {
            1 => format!("{mode}:{},{}", at.lat(), at.lon()),
            twins => format!("{mode}:{},{}:{twins}", at.lat(), at.lon()),
        }
    }

    /// The row of a point's node, which is made where there is none yet.
    fn node(&mut self, mode: &Mode, point: u32, row_of_point: &mut [u32]) -> u32 {
        if row_of_point[point as usize] == NO_ROW {
            row_of_point[point as usize] = self.raw.nodes.len() as u32;
            let owner = self.owners.of_point[point as usize];
            let hub = (owner != NOBODY).then(|| &self.places[owner as usize]);
            let key = self.node_key(mode, point);
            if self.forced.contains(&point) {
                self.forced_keys.insert((mode.clone(), point), key.clone());
            }
            self.raw.nodes.push(RawNode {
                key,
                hub: hub.map(|hub| hub.key.clone()),
                hub_name: hub.map(|hub| hub.name.clone()),
                modes: vec![mode.clone()],
                xy: Some(self.lines.points[point as usize].degrees()),
                ..RawNode::default()
            });
        }
        row_of_point[point as usize]
    }
}

/// One speed where all parts have the same one, else the sum of their times; nothing where no part tells a speed.
fn pace(
    mode: &Mode,
    parts: impl Iterator<Item = (Option<Speed>, f64)> + Clone,
) -> (Option<Speed>, Option<Time>) {
    let mut speeds = parts.clone().map(|part| part.0);
    let first = speeds.next().flatten();
    if speeds.all(|speed| speed == first) {
        return (first, None);
    }
    let hours =
        parts.map(|(speed, metres)| metres / 1_000.0 / speed.unwrap_or_else(|| default_speed(mode)).kmh());
    (None, Time::from_hours(hours.sum()).ok())
}

/// What a link is built as: its longest part, and a bridge, a tunnel or a ferry where any part is one.
fn facility<'k>(longest: &LineKind, parts: impl Iterator<Item = &'k LineKind>) -> Facility {
    let structure: Option<Structure> = parts.filter_map(|kind| kind.structure).min();
    Facility {
        class: longest.class.clone(),
        structure,
        tracks: longest.tracks,
        gauge_mm: longest.gauge_mm,
        electrified: longest.electrified,
    }
}
