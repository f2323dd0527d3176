//! The shape of each panel, and where its columns lie in the panel above.

use super::supernodes::{HALF, LANES, Partition, lanes_below, padded};
use super::tree::NONE;
use crate::paths::adjacency::Adjacency;

/// The widest panel that there may be: a column and a direction fit into 16 bits, see [`super::arcs::Slot`].
pub(super) const WIDEST: usize = 1 << 15;

/// Panels of so many columns or fewer are narrow: there is code for each width.
pub(super) const NARROW: usize = 3 * LANES;

/// One panel: the weights between the nodes of a supernode, its rows, and those nodes and all their upper neighbours,
/// its columns. There are two of them, in the two arrays of [`super::weights::Weights`]: up, from row to column, and down,
/// from column to row.
///
/// Of a row only the columns after its own node are in use; the others, and those that fill it up to whole lanes, are
/// infinite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// The rank of the first row; its columns begin with the nodes of the rows.
    pub(super) first: u32,
    /// How many nodes are in the supernode.
    pub(super) rows: u32,
    /// How many upper neighbours they have beyond themselves.
    pub(super) columns: u32,
    /// The supernode that owns the lowest of those; [`NONE`] for a root.
    pub(super) parent: u32,
    /// The first supernode of the subtree that this one is the root of.
    pub(super) subtree: u32,
    /// Where its weights begin in each direction, in half lanes.
    pub(super) panel: u32,
    /// Where its columns' ranks and places in the parent's panel begin.
    pub(super) above: u32,
    /// One bit for each of those places, all of them modulo 32: see [`Shape::may_have`].
    pub(super) places: u32,
}

impl Shape {
    #[inline]
    pub(super) fn rows(&self) -> usize {
        self.rows as usize
    }

    #[inline]
    pub(super) fn columns(&self) -> usize {
        self.columns as usize
    }

    /// From one row to the next, weights; whole lanes, or half of one.
    #[inline]
    pub(super) fn stride(&self) -> usize {
        padded(self.rows() + self.columns())
    }

    /// Where its weights begin in each direction.
    #[inline]
    pub(super) fn start(&self) -> usize {
        self.panel as usize * HALF
    }

    #[inline]
    pub(super) fn end(&self) -> usize {
        self.start() + self.rows() * self.stride()
    }

    #[inline]
    pub(super) fn weights(&self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }

    /// The first column of an update: where those beyond the rows begin, rounded down to a lane. In a narrow panel
    /// updates are as wide as rows.
    #[inline]
    pub(super) fn update_first(&self) -> usize {
        if self.stride() <= NARROW { 0 } else { lanes_below(self.rows()) }
    }

    /// From one row of an update to the next.
    #[inline]
    pub(super) fn update_stride(&self) -> usize {
        self.stride() - self.update_first()
    }

    /// The weights of an update, both directions. One column has no other to be joined to, so there is nothing to hand on.
    #[inline]
    pub(super) fn update_len(&self) -> usize {
        if self.columns < 2 { 0 } else { 2 * self.columns() * self.update_stride() }
    }

    #[inline]
    pub(super) fn above(&self) -> std::ops::Range<usize> {
        self.above as usize..self.above as usize + self.columns()
    }

    /// Whether columns may lie in these two places of the parent's panel. Most panels that have not both say so without
    /// their list of places being read.
    #[inline]
    pub(super) fn may_have(&self, one: u32, other: u32) -> bool {
        (self.places >> (one % 32)) & (self.places >> (other % 32)) & 1 == 1
    }

    #[inline]
    pub(super) fn ranks(&self) -> std::ops::Range<usize> {
        self.first as usize..self.first as usize + self.rows()
    }
}

/// All panels of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shapes {
    pub(super) all: Vec<Shape>,
    /// The ranks of the columns beyond the rows, panel after panel, ascending in each.
    pub(super) above: Vec<u32>,
    /// Where in the parent's panel those columns are.
    pub(super) places: Vec<u16>,
    /// The supernode of each rank.
    pub(super) owners: Vec<u32>,
}

/// What makes a panel too large to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooDense {
    pub(super) widest: usize,
    pub(super) weights: u64,
}

#[expect(clippy::cast_possible_truncation, reason = "what is too large is refused first")]
impl Shapes {
    /// Time: near linear in the columns of all panels, which are far fewer than their weights.
    ///
    /// `uppers` are those of the top of each part.
    pub(super) fn new(
        graph: &Adjacency,
        nodes: &[u32],
        ranks: &[u32],
        partition: &Partition,
        uppers: &[u32],
    ) -> Result<Self, TooDense> {
        let parts = partition.parents.len();
        let rows_of = |part: usize| (partition.firsts[part + 1] - partition.firsts[part]) as usize;
        let widths = (0..parts).map(|part| rows_of(part) + uppers[part] as usize);
        let widest = widths.clone().max().unwrap_or(0);
        let weights: u64 =
            widths.enumerate().map(|(part, width)| 2 * rows_of(part) as u64 * padded(width) as u64).sum();
        if widest >= WIDEST || weights / HALF as u64 > u64::from(u32::MAX) {
            return Err(TooDense { widest, weights });
        }

        let mut shapes =
            Self { all: Vec::with_capacity(parts), owners: vec![0; nodes.len()], ..Self::default() };
        shapes.above.reserve(uppers.iter().map(|&count| count as usize).sum());
        let mut panel = 0_usize;
        let mut children = Vec::new();
        let mut listed_by = vec![NONE; nodes.len()];
        for part in 0..parts {
            let ranks_of_part = partition.firsts[part]..partition.firsts[part + 1];
            let (first, last) = (ranks_of_part.start, ranks_of_part.end - 1);
            let start = shapes.above.len();
            let mut list = |above: &mut Vec<u32>, rank: u32| {
                if rank > last && std::mem::replace(&mut listed_by[rank as usize], part as u32) != part as u32
                {
                    above.push(rank);
                }
            };
            let mut subtree = part as u32;
            // Its children stand before it, each at the end of its own subtree.
            children.clear();
            while let Some(child) = subtree.checked_sub(1) {
                if partition.parents[child as usize] != part as u32 {
                    break;
                }
                children.push(child);
                subtree = shapes.all[child as usize].subtree;
            }
            for &child in &children {
                for at in shapes.all[child as usize].above() {
                    let rank = shapes.above[at];
                    list(&mut shapes.above, rank);
                }
            }
            for rank in ranks_of_part {
                shapes.owners[rank as usize] = part as u32;
                for &neighbour in graph.of(nodes[rank as usize]) {
                    list(&mut shapes.above, ranks[neighbour as usize]);
                }
            }
            shapes.above[start..].sort_unstable();
            let shape = Shape {
                first,
                rows: last + 1 - first,
                columns: (shapes.above.len() - start) as u32,
                parent: partition.parents[part],
                subtree,
                panel: (panel / HALF) as u32,
                above: start as u32,
                places: 0,
            };
            panel = shape.end();
            shapes.all.push(shape);
        }
        shapes.places = vec![0; shapes.above.len()];
        for at in 0..parts {
            // Parents stand behind their children.
            let Some((shape, behind)) = shapes.all[at..].split_first_mut() else { break };
            if shape.parent == NONE {
                continue;
            }
            let parent = &behind[shape.parent as usize - at - 1];
            let mut beyond = parent.above();
            for at in shape.above() {
                let rank = shapes.above[at];
                shapes.places[at] = match rank.checked_sub(parent.first) {
                    Some(row) if row < parent.rows => row as u16,
                    _ => {
                        // Both lists ascend, and the parent's holds all of the child's.
                        while shapes.above[beyond.start] != rank {
                            beyond.start += 1;
                        }
                        (parent.rows() + beyond.start - parent.above as usize) as u16
                    }
                };
                shape.places |= 1 << (shapes.places[at] % 32);
            }
        }
        Ok(shapes)
    }

    #[inline]
    pub(super) fn of_rank(&self, rank: u32) -> &Shape {
        &self.all[self.owners[rank as usize] as usize]
    }

    /// The weights of all panels, in one direction.
    pub(super) fn weights(&self) -> usize {
        self.all.last().map_or(0, Shape::end)
    }

    /// The column of a panel that holds a rank: one of its rows, or one beyond them.
    #[inline]
    pub(super) fn column(&self, shape: &Shape, rank: u32) -> Option<usize> {
        match rank.checked_sub(shape.first) {
            Some(row) if row < shape.rows => Some(row as usize),
            Some(_) => {
                let beyond = self.above[shape.above()].binary_search(&rank).ok()?;
                Some(shape.rows() + beyond)
            }
            None => None,
        }
    }

    /// The rank of a column of the panel that has the row of `row`.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
    pub(super) fn rank_of(&self, row: usize, column: usize) -> u32 {
        let shape = self.of_rank(row as u32);
        match column.checked_sub(shape.rows()) {
            None => shape.first + column as u32,
            Some(beyond) => self.above[shape.above as usize + beyond],
        }
    }

    /// The supernodes whose parent is this one, from the last to the first.
    pub(super) fn children(&self, supernode: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = supernode;
        let first = self.all[supernode as usize].subtree;
        std::iter::from_fn(move || {
            if at == first {
                return None;
            }
            let child = at - 1;
            at = self.all[child as usize].subtree;
            Some(child)
        })
    }

    pub(super) fn memory(&self) -> usize {
        self.all.capacity() * size_of::<Shape>()
            + 4 * (self.above.capacity() + self.owners.capacity())
            + 2 * self.places.capacity()
    }
}
