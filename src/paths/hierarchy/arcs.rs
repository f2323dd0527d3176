//! Where in the panels each arc goes.

use super::shape::{Shape, Shapes};
use super::tree::NONE;

/// The arcs of a network by the panel row that takes their weight, and by the node that they enter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arcs {
    /// Of each rank, the first position of the arcs between it and higher ones.
    firsts: Vec<u32>,
    /// By position: the column, and in the lowest bit whether the arc leads down.
    slots: Vec<Slot>,
    /// By position: the arc's own number.
    numbers: Vec<u32>,
    /// By number: the position; [`NONE`] for an arc from a node to itself.
    positions: Vec<u32>,
    /// Of each rank, the first of the arcs that enter it from lower ones; those from higher ones are in its row.
    enter_firsts: Vec<u32>,
    entering: Vec<Entering>,
}

/// An arc as the node sees it that it enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entering {
    /// The rank that it leaves.
    pub(super) tail: u32,
    /// Its position.
    pub(super) position: u32,
}

/// A weight in a panel: of a row, to or from a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(u32);

impl Slot {
    #[expect(clippy::cast_possible_truncation, reason = "a column is below 2^16")]
    pub(super) fn new(column: usize, is_down: bool) -> Self {
        Self((column as u32) << 1 | u32::from(is_down))
    }

    /// A number that orders the slots of a row by column.
    #[inline]
    pub(super) fn key(self) -> u32 {
        self.0
    }

    #[inline]
    pub(super) fn from_key(key: u32) -> Self {
        Self(key)
    }

    #[inline]
    pub(super) fn column(self) -> usize {
        (self.0 >> 1) as usize
    }

    #[inline]
    pub(super) fn is_down(self) -> bool {
        self.0 & 1 == 1
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 arcs and nodes")]
impl Arcs {
    /// Time: linear, and a sort of the arcs at each node.
    pub(super) fn new(shapes: &Shapes, ranks: &[u32], tails: &[u32], heads: &[u32]) -> Self {
        let nodes = ranks.len();
        let ends =
            || tails.iter().zip(heads).map(|(&tail, &head)| (ranks[tail as usize], ranks[head as usize]));

        let (firsts, mut numbers) =
            by_key(nodes, ends().map(|(tail, head)| (tail != head).then_some(tail.min(head))));
        let mut slots = vec![Slot(0); numbers.len()];
        let mut row: Vec<(Slot, u32)> = Vec::new();
        for rank in 0..nodes {
            let range = firsts[rank] as usize..firsts[rank + 1] as usize;
            let shape = shapes.of_rank(rank as u32);
            row.clear();
            row.extend(numbers[range.clone()].iter().map(|&number| {
                let [tail, head] = [tails, heads].map(|ends| ranks[ends[number as usize] as usize]);
                let column = shapes.column(shape, tail.max(head));
                debug_assert!(column.is_some(), "a panel has a column for each neighbour");
                (Slot::new(column.unwrap_or(0), head < tail), number)
            }));
            row.sort_unstable();
            for (at, &(slot, number)) in range.zip(&row) {
                slots[at] = slot;
                numbers[at] = number;
            }
        }
        let mut positions = vec![NONE; tails.len()];
        for (position, &number) in numbers.iter().enumerate() {
            positions[number as usize] = position as u32;
        }
        let (enter_firsts, entering) =
            by_key(nodes, ends().map(|(tail, head)| (tail < head).then_some(head)));
        let entering = entering
            .into_iter()
            .map(|number| Entering {
                tail: ranks[tails[number as usize] as usize],
                position: positions[number as usize],
            })
            .collect();
        Self { firsts, slots, numbers, positions, enter_firsts, entering }
    }

    /// How many arcs there are, those from a node to itself among them.
    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    /// How many have a position.
    pub(super) fn placed(&self) -> usize {
        self.numbers.len()
    }

    /// The arcs of a row: their positions, by ascending slot.
    #[inline]
    pub(super) fn of_row(&self, rank: usize) -> std::ops::Range<usize> {
        self.firsts[rank] as usize..self.firsts[rank + 1] as usize
    }

    #[inline]
    pub(super) fn slot(&self, position: usize) -> Slot {
        self.slots[position]
    }

    /// The slots of a row, and the part of `costs` that belongs to them.
    #[inline]
    pub(super) fn slots_of_row<'c>(&self, rank: usize, costs: &'c [u32]) -> (&[Slot], &'c [u32]) {
        let range = self.of_row(rank);
        (&self.slots[range.clone()], &costs[range])
    }

    /// The arc at a position.
    #[inline]
    pub(super) fn number(&self, position: usize) -> u32 {
        self.numbers[position]
    }

    pub(super) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// Where an arc is; nowhere if it leads from a node to itself.
    pub(super) fn position(&self, number: u32) -> Option<usize> {
        match self.positions[number as usize] {
            NONE => None,
            position => Some(position as usize),
        }
    }

    /// The row that an arc is in: the lower of its ranks. Logarithmic.
    pub(super) fn row(&self, position: usize) -> usize {
        self.firsts.partition_point(|&first| first as usize <= position) - 1
    }

    /// The arcs that enter a rank.
    #[inline]
    pub(super) fn entering<'a>(
        &'a self,
        shapes: &'a Shapes,
        rank: usize,
    ) -> impl Iterator<Item = Entering> + 'a {
        let from_below = self.enter_firsts[rank] as usize..self.enter_firsts[rank + 1] as usize;
        let from_above = self.of_row(rank).filter(|&position| self.slots[position].is_down()).map(
            #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 arcs")]
            move |position| Entering {
                tail: shapes.rank_of(rank, self.slots[position].column()),
                position: position as u32,
            },
        );
        self.entering[from_below].iter().copied().chain(from_above)
    }

    /// The weight that the arcs of a slot give it, without any way around: the least of parallel ones.
    #[inline]
    pub(super) fn least_cost(&self, rank: usize, slot: Slot, costs: &[u32]) -> u32 {
        let range = self.of_row(rank);
        let slots = &self.slots[range.clone()];
        let first = slots.partition_point(|&other| other < slot);
        let same = slots[first..].iter().take_while(|&&other| other == slot).count();
        let costs = &costs[range.start + first..range.start + first + same];
        costs.iter().copied().min().unwrap_or(u32::MAX)
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.firsts.capacity()
            + self.slots.capacity()
            + self.numbers.capacity()
            + self.positions.capacity()
            + self.enter_firsts.capacity())
            + size_of::<Entering>() * self.entering.capacity()
    }
}

/// The numbers of arcs by key, ascending at each key; those without a key are left out.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 arcs")]
fn by_key(keys: usize, of_arcs: impl Iterator<Item = Option<u32>> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut firsts = vec![0_u32; keys + 2];
    for key in of_arcs.clone().flatten() {
        firsts[key as usize + 2] += 1;
    }
    for key in 2..firsts.len() {
        firsts[key] += firsts[key - 1];
    }
    let mut numbers = vec![0; firsts[keys + 1] as usize];
    for (number, key) in of_arcs.enumerate() {
        if let Some(key) = key {
            let at = &mut firsts[key as usize + 1];
            numbers[*at as usize] = number as u32;
            *at += 1;
        }
    }
    firsts.pop();
    (firsts, numbers)
}

/// Where in the weights of all panels a slot of a row is.
#[inline]
pub(super) fn offset(shape: &Shape, rank: usize, slot: Slot) -> usize {
    let row = (rank - shape.first as usize) * shape.stride();
    let panel = if slot.is_down() { shape.down() } else { shape.up() };
    panel + row + slot.column()
}
