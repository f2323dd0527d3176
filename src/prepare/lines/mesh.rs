//! How points are joined by lines, for asking whether a short way between two spots is there already.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::import::RawLines;

/// Points and who is joined to whom, in millimetres; passed both ways whatever the lines say.
///
/// What lines join lies side by side; what is added later hangs on in chains, since that is little.
pub(super) struct Mesh {
    first: Vec<u32>,
    near: Vec<(u32, u32)>,
    /// For each point the last that was added, as an index into `added`, or [`END`].
    last: Vec<u32>,
    added: Vec<Added>,
}

/// No more in a chain.
const END: u32 = u32::MAX;

struct Added {
    to: u32,
    length: u32,
    before: u32,
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
        Self { first, near, last: vec![END; lines.points.len()], added: Vec::new() }
    }

    /// How many points there are.
    pub(super) fn points(&self) -> usize {
        self.last.len()
    }

    /// Joins two points; either may be new.
    pub(super) fn join(&mut self, a: u32, b: u32, length: u32) {
        let points = self.last.len().max(a as usize + 1).max(b as usize + 1);
        self.last.resize(points, END);
        for (from, to) in [(a, b), (b, a)] {
            let before = std::mem::replace(&mut self.last[from as usize], self.added.len() as u32);
            self.added.push(Added { to, length, before });
        }
    }

    /// Calls for each point that is joined to one, with the length between them.
    fn around(&self, point: u32, mut each: impl FnMut(u32, u32)) {
        if let Some(&end) = self.first.get(point as usize + 1) {
            for &(to, length) in &self.near[self.first[point as usize] as usize..end as usize] {
                each(to, length);
            }
        }
        let mut at = self.last[point as usize];
        while let Some(added) = self.added.get(at as usize) {
            each(added.to, added.length);
            at = added.before;
        }
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
            let Self { reached, heap, round } = &mut *self;
            mesh.around(at, |to, length| {
                let through = cost.saturating_add(length);
                let known = &mut reached[to as usize];
                if through <= limit && (known.0 != *round || known.1 > through) {
                    *known = (*round, through);
                    heap.push(Reverse((through, to)));
                }
            });
        }
    }

    /// How far a point is from the one that the last search began at; nothing where it is farther than the limit.
    pub(super) fn reached(&self, point: u32) -> Option<u32> {
        let &(round, cost) = self.reached.get(point as usize)?;
        (round == self.round && self.round != 0).then_some(cost)
    }
}
