//! Directions to cut a cell across: along coordinates, and along the graph itself.

use super::cell::Cell;

/// A small generator of pseudo-random numbers (`SplitMix64`, Steele, Lea and Flood 2014).
pub(super) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Keys that grow in the direction `turn`, from 0 to 1 for half a turn.
pub(super) fn along(cell: &Cell, positions: &[[f32; 2]], turn: f32) -> Vec<f32> {
    let (sin, cos) = (turn * std::f32::consts::PI).sin_cos();
    cell.nodes[..cell.inner]
        .iter()
        .map(|&node| {
            let [x, y] = positions[node as usize];
            x * cos + y * sin
        })
        .collect()
}

/// The numbers of edges from a node to all others.
pub(super) fn distances(cell: &Cell, from: u32) -> (Vec<u32>, u32) {
    let mut distance = vec![u32::MAX; cell.inner];
    let mut queue = Vec::with_capacity(cell.inner);
    distance[from as usize] = 0;
    queue.push(from);
    let mut head = 0;
    while head < queue.len() {
        let node = queue[head];
        head += 1;
        for &next in cell.of(node) {
            if distance[next as usize] == u32::MAX {
                distance[next as usize] = distance[node as usize] + 1;
                queue.push(next);
            }
        }
    }
    (distance, queue[queue.len() - 1])
}

/// Keys that grow from nodes near one end to nodes near the other.
pub(super) fn between(cell: &Cell, a: &[u32], b: &[u32]) -> Vec<f32> {
    let raw: Vec<f32> = a.iter().zip(b).map(|(&a, &b)| a as f32 - b as f32).collect();
    // Hop counts have many ties; the mean over the neighbours breaks them.
    (0..cell.inner as u32)
        .map(|node| {
            let list = cell.of(node);
            let sum: f32 = list.iter().map(|&next| raw[next as usize]).sum();
            raw[node as usize] + sum / (list.len().max(1) as f32)
        })
        .collect()
}
