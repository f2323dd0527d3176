//! How points are joined by lines, for asking whether a short way between two spots is there already.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::import::RawLines;

/// Points and who is joined to whom, in millimetres; passed both ways whatever the lines say.
///
/// What lines join lies in two arrays; what is added later in a map, since that is little.
pub(super) struct Mesh {
    first: Vec<u32>,
    near: Vec<(u32, u32)>,
    added: HashMap<u32, Vec<(u32, u32)>>,
    points: usize,
}

impl Mesh {
    /// The mesh of some lines. Linear.
    pub(super) fn new(lines: &RawLines, wanted: impl Fn(usize) -> bool) -> Self {
        let mut first = vec![0_u32; lines.points.len() + 1];
        let pairs = || {
            (0..lines.lines.len())
                .filter(|&line| wanted(line))
                .flat_map(|line| lines.points_of(line).windows(2))
                .map(|pair| [pair[0], pair[1]])
        };
        for [a, b] in pairs() {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut near = vec![(0, 0); first[lines.points.len()] as usize];
        for [a, b] in pairs() {
            let length = millimetres(lines.points[a as usize].metres_to(lines.points[b as usize]));
            for (from, to) in [(a, b), (b, a)] {
                near[next[from as usize] as usize] = (to, length);
                next[from as usize] += 1;
            }
        }
        Self { first, near, added: HashMap::new(), points: lines.points.len() }
    }

    /// How many points there are.
    pub(super) fn points(&self) -> usize {
        self.points
    }

    /// Joins two points; the second may be new.
    pub(super) fn join(&mut self, a: u32, b: u32, length: u32) {
        self.points = self.points.max(a as usize + 1).max(b as usize + 1);
        self.added.entry(a).or_default().push((b, length));
        self.added.entry(b).or_default().push((a, length));
    }

    fn around(&self, point: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let by_lines = match self.first.get(point as usize + 1) {
            Some(&end) => &self.near[self.first[point as usize] as usize..end as usize],
            None => &[],
        };
        by_lines.iter().chain(self.added.get(&point).into_iter().flatten()).copied()
    }
}

/// Metres as whole millimetres; a length that no 32 bits hold is longer than any that is asked for.
pub(super) fn millimetres(metres: f64) -> u32 {
    let rounded = (metres * 1_000.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let whole = rounded.clamp(0.0, f64::from(u32::MAX)) as u32;
    whole
}

/// The ways from one point up to a limit; kept from one search to the next, so that none of them costs more than it finds.
#[derive(Default)]
pub(super) struct Search {
    reached: Vec<(u32, u32)>,
    round: u32,
    heap: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Search {
    /// Finds all that lies within `limit` millimetres of a point by the mesh.
    pub(super) fn run(&mut self, mesh: &Mesh, from: u32, limit: u32) {
        if self.reached.len() < mesh.points() {
            self.reached.resize(mesh.points(), (0, 0));
        }
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.reached.fill((0, 0));
            self.round = 1;
        }
        self.reached[from as usize] = (self.round, 0);
        self.heap.clear();
        self.heap.push(Reverse((0, from)));
        while let Some(Reverse((cost, at))) = self.heap.pop() {
            if self.reached[at as usize].1 < cost {
                continue;
            }
            for (to, length) in mesh.around(at) {
                let through = cost.saturating_add(length);
                let known = &mut self.reached[to as usize];
                if through <= limit && (known.0 != self.round || known.1 > through) {
                    *known = (self.round, through);
                    self.heap.push(Reverse((through, to)));
                }
            }
        }
    }

    /// How far a point is from the one that the last search began at; nothing where it is farther than the limit.
    pub(super) fn reached(&self, point: u32) -> Option<u32> {
        let &(round, cost) = self.reached.get(point as usize)?;
        (round == self.round && self.round != 0).then_some(cost)
    }
}
