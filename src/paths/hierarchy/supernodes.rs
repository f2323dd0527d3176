//! Which nodes share a panel: supernodes by relaxed amalgamation, and the ranks that put each in one stretch.

use super::tree::{EliminationTree, NONE};

/// Columns a row is padded to: eight of 32 bits fill a vector of 256.
pub(super) const LANES: usize = 8;

/// Rows of so many columns or fewer are padded to so many: half a vector, all that dead ends and chains need.
pub(super) const HALF: usize = 4;

pub(super) const TWO_LANES: usize = 2 * LANES;

/// What a row of so many columns takes.
#[inline]
pub(super) const fn padded(columns: usize) -> usize {
    if columns <= HALF { HALF } else { columns.next_multiple_of(LANES) }
}

/// Rounds down to a whole number of lanes.
#[inline]
pub(super) const fn lanes_below(columns: usize) -> usize {
    columns & !(LANES - 1)
}

/// A partition of the elimination tree into connected parts, in an order in which each part comes after all below it.
#[derive(Debug)]
pub(super) struct Partition {
    /// The old rank at each new rank: children before parents, each part in one stretch, each subtree of parts too.
    pub(super) old_ranks: Vec<u32>,
    /// The new rank of the first node of each part, and the number of nodes as the last.
    pub(super) firsts: Vec<u32>,
    /// The part above each; [`NONE`] for a root.
    pub(super) parents: Vec<u32>,
}

/// What it costs, in nanoseconds or so, to eliminate a panel of `rows` rows with `columns` beyond its own, in both
/// directions. The weights were fitted to measurements of the elimination itself; only their ratios matter.
fn elimination_cost(rows: f64, columns: f64) -> f64 {
    let width = rows + columns;
    let vectors = if width <= 4.0 { 0.5 } else { (width / 8.0).ceil() };
    // Pairs of rows inside the panel, then a row of the update for each pair of a row and a column beyond.
    let own = 0.5 * rows * (rows - 1.0) * (vectors - rows / 16.0);
    let beyond = columns * rows * (0.5 * columns / 8.0 + 0.6);
    20.0 + 20.0 * rows * vectors + 2.0 * own + 2.0 * beyond
}

/// What it costs to hand an update of `columns` columns on to the parent.
fn passing_cost(columns: f64) -> f64 {
    10.0 + 2.0 * columns + 0.4 * columns * columns
}

#[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
pub(super) fn partition(tree: &EliminationTree) -> Partition {
    let nodes = tree.parents.len();
    let merged = amalgamate(tree);

    // The part of each node is named by its top; tops are met before what hangs below them.
    let mut top_of = vec![NONE; nodes];
    for &rank in tree.postorder.iter().rev() {
        let at = rank as usize;
        top_of[at] = if merged[at] { top_of[tree.parents[at] as usize] } else { rank };
    }
    let members = Buckets::new(nodes, tree.postorder.iter().map(|&rank| (top_of[rank as usize], rank)));
    let mut weight = vec![1_u64; nodes];
    for &rank in &tree.postorder {
        let parent = tree.parents[rank as usize];
        if parent != NONE {
            weight[parent as usize] += weight[rank as usize];
        }
    }
    let hanging = tree.postorder.iter().filter_map(|&rank| {
        let parent = tree.parents[rank as usize];
        (!merged[rank as usize] && parent != NONE).then(|| (top_of[parent as usize], rank))
    });
    let mut hanging = Buckets::new(nodes, hanging);
    for top in 0..nodes {
        // Heavy subtrees first: then fewer updates wait while the largest is worked on.
        hanging.of_mut(top).sort_by_key(|&child| std::cmp::Reverse(weight[child as usize]));
    }

    let mut old_ranks = Vec::with_capacity(nodes);
    let mut firsts = Vec::new();
    let mut part_of_top = vec![NONE; nodes];
    let mut tops = Vec::new();
    let mut path: Vec<(u32, usize)> = Vec::new();
    for &root in tree.postorder.iter().filter(|&&rank| tree.parents[rank as usize] == NONE) {
        path.push((root, 0));
        while let Some((top, next)) = path.last_mut() {
            if let Some(&child) = hanging.of(*top as usize).get(*next) {
                *next += 1;
                path.push((child, 0));
            } else {
                part_of_top[*top as usize] = firsts.len() as u32;
                tops.push(*top);
                firsts.push(old_ranks.len() as u32);
                old_ranks.extend_from_slice(members.of(*top as usize));
                path.pop();
            }
        }
    }
    firsts.push(nodes as u32);
    let parents = tops
        .iter()
        .map(|&top| match tree.parents[top as usize] {
            NONE => NONE,
            parent => part_of_top[top_of[parent as usize] as usize],
        })
        .collect();
    Partition { old_ranks, firsts, parents }
}

/// Which nodes go into the part of their parent.
///
/// From below: each node takes in the parts of its children as long as one wider panel costs less than two and the
/// passing on between them. A part with the upper neighbours of its top holds those of all its members, so nothing is
/// lost; what it holds beyond them is infinite.
fn amalgamate(tree: &EliminationTree) -> Vec<bool> {
    let nodes = tree.parents.len();
    let mut merged = vec![false; nodes];
    let mut rows = vec![1_u32; nodes];
    let children = Buckets::new(
        nodes,
        tree.postorder.iter().filter_map(|&rank| {
            let parent = tree.parents[rank as usize];
            (parent != NONE).then_some((parent, rank))
        }),
    );
    let mut by_width: Vec<u32> = Vec::new();
    for &rank in &tree.postorder {
        let at = rank as usize;
        let columns = f64::from(tree.uppers[at]);
        by_width.clear();
        by_width.extend_from_slice(children.of(at));
        by_width.sort_by_key(|&child| std::cmp::Reverse(tree.uppers[child as usize]));
        for &child in &by_width {
            let child = child as usize;
            let child_columns = f64::from(tree.uppers[child]);
            let [own, other] = [rows[at], rows[child]].map(f64::from);
            let apart = elimination_cost(own, columns)
                + elimination_cost(other, child_columns)
                + passing_cost(child_columns);
            if elimination_cost(own + other, columns) <= apart {
                merged[child] = true;
                rows[at] += rows[child];
            }
        }
    }
    merged
}

/// Lists by key, in one array.
struct Buckets {
    firsts: Vec<u32>,
    items: Vec<u32>,
}

impl Buckets {
    fn new(keys: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut firsts = vec![0_u32; keys + 2];
        for (key, _) in pairs.clone() {
            firsts[key as usize + 2] += 1;
        }
        for key in 2..firsts.len() {
            firsts[key] += firsts[key - 1];
        }
        let mut items = vec![0; firsts[keys + 1] as usize];
        for (key, item) in pairs {
            let slot = &mut firsts[key as usize + 1];
            items[*slot as usize] = item;
            *slot += 1;
        }
        firsts.pop();
        Self { firsts, items }
    }

    fn range(&self, key: usize) -> std::ops::Range<usize> {
        self.firsts[key] as usize..self.firsts[key + 1] as usize
    }

    fn of(&self, key: usize) -> &[u32] {
        &self.items[self.range(key)]
    }

    fn of_mut(&mut self, key: usize) -> &mut [u32] {
        let range = self.range(key);
        &mut self.items[range]
    }
}
