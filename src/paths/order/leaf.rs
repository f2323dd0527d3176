//! Small cells: minimum degree, with the halo counted, on rows of bits.

use super::cell::Cell;

/// Orders the inner nodes of a small cell: always one of least degree in the graph that the elimination so far has
/// filled in, and among those of least degree one that fills in least.
pub(super) fn minimum_degree(cell: &Cell, order: &mut [u32]) {
    let inner = cell.inner;
    let words = cell.nodes.len().div_ceil(64);
    let mut rows = vec![0_u64; inner * words];
    for node in 0..inner as u32 {
        let row = &mut rows[node as usize * words..][..words];
        for &next in cell.of(node).iter().chain(cell.halo_of(node)) {
            row[next as usize / 64] |= 1 << (next % 64);
        }
    }
    let mut degree: Vec<u32> =
        (0..inner as u32).map(|node| (cell.of(node).len() + cell.halo_of(node).len()) as u32).collect();
    let mut alive: Vec<u32> = (0..inner as u32).collect();
    let mut pivot_row = vec![0_u64; words];
    for place in order.iter_mut() {
        let Some(at) = (0..alive.len()).min_by_key(|&at| (degree[alive[at] as usize], alive[at])) else {
            return;
        };
        let pivot = alive.swap_remove(at);
        *place = cell.nodes[pivot as usize];
        pivot_row.copy_from_slice(&rows[pivot as usize * words..][..words]);
        for word in 0..inner.div_ceil(64) {
            let mut bits = pivot_row[word];
            while bits != 0 {
                let next = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if next >= inner {
                    break;
                }
                let row = &mut rows[next * words..][..words];
                let mut count = 0;
                for (to, from) in row.iter_mut().zip(&pivot_row) {
                    *to |= from;
                }
                row[next / 64] &= !(1 << (next % 64));
                row[pivot as usize / 64] &= !(1 << (pivot % 64));
                for word in row.iter() {
                    count += word.count_ones();
                }
                degree[next] = count;
            }
        }
    }
}

/// Orders the inner nodes of a cell that nothing better could be done about: by their degrees.
pub(super) fn by_degree(cell: &Cell, order: &mut [u32]) {
    let mut nodes: Vec<u32> = (0..cell.inner as u32).collect();
    nodes.sort_by_key(|&node| (cell.of(node).len() + cell.halo_of(node).len(), node));
    for (place, node) in order.iter_mut().zip(nodes) {
        *place = cell.nodes[node as usize];
    }
}
