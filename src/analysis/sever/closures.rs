//! All minimum cuts of a flow graph, in the order of what they cut.
//!
//! With a maximum flow, a set of vertices with the source and without the sink leaves by a minimum cut just if nothing more
//! may flow out of it: it is closed under the arcs of what may still flow (J.-C. Picard and M. Queyranne, On the structure of
//! all minimum cuts in a network and applications, Math. Programming Stud. 13 (1980) 8-16, doi 10.1007/BFb0120902). That an
//! element is in the cut says that the tail of its full edge is within and the head without; that it is not, that the head
//! is within if the tail is. Either has consequences forward and backward, and as long as these do not clash, what is
//! within for certain is a minimum cut that agrees with all that was decided. So elements are decided one after another, in
//! before out, and no decision has to be taken back but the last.

use super::instance::NONE;

/// An element that may be in a minimum cut: its full edge, between components of what may still flow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crossing {
    pub(super) element: u32,
    pub(super) weight: u64,
    pub(super) tail: u32,
    pub(super) head: u32,
}

/// On which side of the cut something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Open,
    Within,
    Without,
}

/// Cuts as they are decided.
pub(super) struct Closures<'c> {
    crossings: &'c [Crossing],
    /// By component, forward and backward: where more may flow to, and from.
    neighbours: [Lists; 2],
    /// By component: the crossings that leave it, and those that enter it.
    crossings_at: [Lists; 2],
    /// By crossing: whether it is not to be cut.
    is_out: Vec<bool>,
    sides: Vec<Side>,
    decided: Vec<Decided>,
}

/// What can be taken back.
#[derive(Clone, Copy, Debug)]
enum Decided {
    Side(u32),
    Out(usize),
}

/// Lists of numbers, one after another.
struct Lists {
    first: Vec<usize>,
    items: Vec<u32>,
}

impl Lists {
    fn new(count: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let first = (0..=count).map(|at| pairs.partition_point(|&(of, _)| (of as usize) < at)).collect();
        Self { first, items: pairs.into_iter().map(|(_, item)| item).collect() }
    }

    fn of(&self, at: u32) -> &[u32] {
        &self.items[self.first[at as usize]..self.first[at as usize + 1]]
    }
}

impl<'c> Closures<'c> {
    /// Crossings in the order in which sets are wanted; `arcs` between components where more may flow.
    pub(super) fn new(
        components: usize,
        arcs: Vec<[u32; 2]>,
        crossings: &'c [Crossing],
        source: u32,
        sink: u32,
    ) -> Self {
        let backward = arcs.iter().map(|&[tail, head]| (head, tail)).collect();
        let forward = arcs.into_iter().map(|[tail, head]| (tail, head)).collect();
        let numbered = |end: fn(&Crossing) -> u32| {
            let numbers = (0..NONE).zip(crossings);
            numbers.map(|(at, crossing)| (end(crossing), at)).collect()
        };
        let mut closures = Self {
            crossings,
            neighbours: [Lists::new(components, forward), Lists::new(components, backward)],
            crossings_at: [
                Lists::new(components, numbered(|crossing| crossing.tail)),
                Lists::new(components, numbered(|crossing| crossing.head)),
            ],
            is_out: vec![false; crossings.len()],
            sides: vec![Side::Open; components],
            decided: Vec::new(),
        };
        closures.put(source, Side::Within);
        closures.put(sink, Side::Without);
        closures
    }

    /// The first minimum cuts of this weight, `limit` at most, and whether these are all.
    pub(super) fn list(mut self, weight: u64, limit: usize) -> (Vec<Vec<u32>>, bool) {
        let mut sets = Vec::new();
        // What is in, and how much was decided before that.
        let mut within: Vec<(usize, usize)> = Vec::new();
        let mut weighs = 0;
        let mut at = 0;
        loop {
            if weighs == weight {
                if sets.len() == limit {
                    return (sets, false);
                }
                sets.push(within.iter().map(|&(at, _)| self.crossings[at].element).collect());
            } else if at < self.crossings.len() {
                let mark = self.decided.len();
                if self.cut(at) {
                    weighs += self.crossings[at].weight;
                    within.push((at, mark));
                    at += 1;
                    continue;
                }
                self.take_back(mark);
                if self.leave_out(at) {
                    at += 1;
                    continue;
                }
            }
            // Nothing more here: the last that is in goes out, and where it cannot, the one before.
            loop {
                let Some((last, mark)) = within.pop() else { return (sets, true) };
                weighs -= self.crossings[last].weight;
                self.take_back(mark);
                if self.leave_out(last) {
                    at = last + 1;
                    break;
                }
            }
        }
    }

    fn take_back(&mut self, mark: usize) {
        for decided in self.decided.drain(mark..) {
            match decided {
                Decided::Side(component) => self.sides[component as usize] = Side::Open,
                Decided::Out(crossing) => self.is_out[crossing] = false,
            }
        }
    }

    fn cut(&mut self, at: usize) -> bool {
        let Crossing { tail, head, .. } = self.crossings[at];
        self.put(tail, Side::Within) && self.put(head, Side::Without)
    }

    fn leave_out(&mut self, at: usize) -> bool {
        let Crossing { tail, head, .. } = self.crossings[at];
        self.is_out[at] = true;
        self.decided.push(Decided::Out(at));
        (self.sides[tail as usize] != Side::Within || self.put(head, Side::Within))
            && (self.sides[head as usize] != Side::Without || self.put(tail, Side::Without))
    }

    /// Puts a component on a side, with all that has to be there too; false where something is on the other.
    fn put(&mut self, component: u32, side: Side) -> bool {
        let direction = usize::from(side == Side::Without);
        let mut waiting = vec![component];
        while let Some(component) = waiting.pop() {
            match self.sides[component as usize] {
                Side::Open => {}
                there if there == side => continue,
                _ => return false,
            }
            self.sides[component as usize] = side;
            self.decided.push(Decided::Side(component));
            waiting.extend_from_slice(self.neighbours[direction].of(component));
            for &crossing in self.crossings_at[direction].of(component) {
                if self.is_out[crossing as usize] {
                    let Crossing { tail, head, .. } = self.crossings[crossing as usize];
                    waiting.push(if direction == 0 { head } else { tail });
                }
            }
        }
        true
    }
}
