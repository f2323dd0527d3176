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
    /// Of each rank, the first in the list of the lower ones that an arc leads to it from. Such an arc is in their row,
    /// and those from higher ranks are in its own.
    lower_firsts: Vec<u32>,
    lower: Vec<u32>,
}

/// An arc as the node sees it that it enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entering {
    /// The rank that it leaves.
    pub(super) tail: u32,
    /// Its position.
    pub(super) position: u32,
}

/// A weight in a panel: of a row, to or from a column. In 16 bits, since there is one for each arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(u16);

impl Slot {
    #[expect(clippy::cast_possible_truncation, reason = "a column is below 2^15")]
    pub(super) fn new(column: usize, is_down: bool) -> Self {
        Self((column as u16) << 1 | u16::from(is_down))
    }

    /// A number that orders the slots of a row by column.
    #[inline]
    pub(super) fn key(self) -> u16 {
        self.0
    }

    #[inline]
    pub(super) fn from_key(key: u16) -> Self {
        Self(key)
    }

    #[inline]
    pub(super) fn column(self) -> usize {
        usize::from(self.0 >> 1)
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
        let (mut lower_firsts, entering) =
            by_key(nodes, ends().map(|(tail, head)| (tail < head).then_some(head)));
        let mut lower = Vec::with_capacity(entering.len());
        let (mut start, mut own) = (0, Vec::new());
        for rank in 0..nodes {
            let end = lower_firsts[rank + 1] as usize;
            own.clear();
            own.extend(entering[start..end].iter().map(|&number| ranks[tails[number as usize] as usize]));
            own.sort_unstable();
            // Parallel arcs lie side by side in one row.
            own.dedup();
            lower.extend_from_slice(&own);
            (start, lower_firsts[rank + 1]) = (end, lower.len() as u32);
        }
        lower.shrink_to_fit();
        Self { firsts, slots, numbers, positions, lower_firsts, lower }
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

    /// The slots of a row, and the part of `costs` that belongs to them; the first of those is that of a position.
    #[inline]
    pub(super) fn slots_of_row<'c>(
        &self,
        rank: usize,
        costs: &'c [u32],
        first_position: usize,
    ) -> (&[Slot], &'c [u32]) {
        let range = self.of_row(rank);
        (&self.slots[range.clone()], &costs[range.start - first_position..range.end - first_position])
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
        let from_below = &self.lower[self.lower_firsts[rank] as usize..self.lower_firsts[rank + 1] as usize];
        #[expect(clippy::cast_possible_truncation, reason = "ranks and arcs are below 2^32")]
        let from_below = from_below.iter().flat_map(move |&tail| {
            let column = shapes.column(shapes.of_rank(tail), rank as u32);
            let slot = Slot::new(column.unwrap_or(0), false);
            self.of_slot(tail as usize, slot)
                .map(move |position| Entering { tail, position: position as u32 })
        });
        let from_above = self.of_row(rank).filter(|&position| self.slots[position].is_down()).map(
            #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 arcs")]
            move |position| Entering {
                tail: shapes.rank_of(rank, self.slots[position].column()),
                position: position as u32,
            },
        );
        from_below.chain(from_above)
    }

    /// The weight that the arcs of a slot give it, without any way around: the least of parallel ones.
    #[inline]
    pub(super) fn least_cost(&self, rank: usize, slot: Slot, costs: &[u32]) -> u32 {
        costs[self.of_slot(rank, slot)].iter().copied().min().unwrap_or(u32::MAX)
    }

    /// The positions of the arcs of a slot of a row; several where they are parallel.
    #[inline]
    fn of_slot(&self, rank: usize, slot: Slot) -> std::ops::Range<usize> {
        let range = self.of_row(rank);
        let slots = &self.slots[range.clone()];
        let first = slots.partition_point(|&other| other < slot);
        let same = slots[first..].iter().take_while(|&&other| other == slot).count();
        range.start + first..range.start + first + same
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.firsts.capacity()
            + self.numbers.capacity()
            + self.positions.capacity()
            + self.lower_firsts.capacity()
            + self.lower.capacity())
            + size_of::<Slot>() * self.slots.capacity()
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

/// Where a slot of a row is, in the weights of its direction.
#[inline]
pub(super) fn offset(shape: &Shape, rank: usize, slot: Slot) -> usize {
    let row = (rank - shape.first as usize) * shape.stride();
    shape.start() + row + slot.column()
}
