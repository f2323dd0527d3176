//! Directions to cut a cell across: along coordinates, and along the graph itself.

use super::cell::Cell;

/// A small generator of pseudo-random numbers (`SplitMix64`, Steele, Lea and Flood 2014).
pub(super) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A direction to cut a cell across.
pub(super) enum Direction {
    /// Along coordinates, turned by a share of half a turn.
    Plane(f32),
    /// From one end of the graph to another one; the number chooses among them.
    Graph(u64),
}

impl Direction {
    /// Keys of the inner nodes that grow along the direction. Only those of the plane look at the positions.
    pub(super) fn keys(&self, cell: &Cell, positions: &[[f32; 2]]) -> Vec<f32> {
        match self {
            Self::Plane(turn) => {
                let (sin, cos) = (turn * std::f32::consts::PI).sin_cos();
                let key = |&node: &u32| {
                    let [x, y] = positions[node as usize];
                    x * cos + y * sin
                };
                cell.nodes[..cell.inner].iter().map(key).collect()
            }
            Self::Graph(random) => {
                let (_, a) = distances(cell, (random % cell.inner as u64) as u32);
                let (from, b) = distances(cell, a);
                let (to, _) = distances(cell, b);
                between(cell, &from, &to)
            }
        }
    }
}

/// The numbers of edges from a node to all others, and a node furthest from it.
fn distances(cell: &Cell, from: u32) -> (Vec<u32>, u32) {
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
fn between(cell: &Cell, from: &[u32], to: &[u32]) -> Vec<f32> {
    let raw: Vec<f32> = from.iter().zip(to).map(|(&from, &to)| from as f32 - to as f32).collect();
    // Numbers of edges have many ties; the mean over the neighbours breaks them.
    (0..cell.inner as u32)
        .map(|node| {
            let list = cell.of(node);
            let sum: f32 = list.iter().map(|&next| raw[next as usize]).sum();
            raw[node as usize] + sum / list.len().max(1) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(count: u32) -> Cell {
        let (mut first, mut neighbours) = (vec![0], Vec::new());
        for node in 0..count {
            neighbours.extend(node.checked_sub(1).into_iter().chain((node + 1 < count).then_some(node + 1)));
            first.push(neighbours.len() as u32);
        }
        Cell::whole(&first, &neighbours)
    }

    #[test]
    fn keys_run_from_end_to_end() {
        let cell = path(50);
        let positions: Vec<[f32; 2]> = (0..50_u8).map(|at| [0.0, f32::from(at)]).collect();
        for direction in [Direction::Graph(3), Direction::Graph(44), Direction::Plane(0.5)] {
            let keys = direction.keys(&cell, &positions);
            let up = keys.windows(2).all(|pair| pair[0] < pair[1]);
            let down = keys.windows(2).all(|pair| pair[0] > pair[1]);
            assert!(up || down, "{keys:?}");
        }
    }
}
