//! What flows in a circle is taken out: it gets nobody anything.

use super::residual::NONE;

/// An edge that carries something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carrying<T> {
    pub(super) ends: [u32; 2],
    pub(super) amount: u128,
    /// What it stands for.
    pub(super) of: T,
}

/// Takes away what flows in circles: a walk along what carries something goes on until it ends, or meets itself and takes
/// the circle out. Each circle empties an edge. Linear, and for each circle as much as is on it.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer edges than 2^31")]
pub(super) fn cancel<T>(vertices: usize, edges: &mut [Carrying<T>]) {
    edges.sort_unstable_by_key(|edge| edge.ends);
    // By vertex: the edge to look at next, in its stretch of the list.
    let mut current = vec![NONE; vertices];
    for (at, edge) in edges.iter().enumerate().rev() {
        current[edge.ends[0] as usize] = at as u32;
    }
    let mut on_walk = vec![false; vertices];
    let mut walk: Vec<usize> = Vec::new();
    for start in 0..edges.len() {
        let mut vertex = edges[start].ends[0];
        loop {
            on_walk[vertex as usize] = true;
            let at = current[vertex as usize] as usize;
            match edges.get(at).filter(|edge| edge.ends[0] == vertex) {
                Some(edge) if edge.amount == 0 => current[vertex as usize] += 1,
                Some(&Carrying { ends: [_, head], .. }) => {
                    walk.push(at);
                    if on_walk[head as usize] {
                        vertex = take_circle(edges, &mut walk, &mut on_walk, head);
                    } else {
                        vertex = head;
                    }
                }
                None => {
                    // No circle passes here any more.
                    on_walk[vertex as usize] = false;
                    let Some(last) = walk.pop() else { break };
                    vertex = edges[last].ends[0];
                    current[vertex as usize] += 1;
                }
            }
        }
    }
}

/// Takes out the circle at the end of a walk, which closes at a vertex, and goes back to that.
fn take_circle<T>(
    edges: &mut [Carrying<T>],
    walk: &mut Vec<usize>,
    on_walk: &mut [bool],
    closes_at: u32,
) -> u32 {
    let from = walk.iter().rposition(|&at| edges[at].ends[0] == closes_at).unwrap_or_default();
    let least = walk[from..].iter().map(|&at| edges[at].amount).min().unwrap_or_default();
    for at in walk.drain(from..) {
        edges[at].amount -= least;
        on_walk[edges[at].ends[0] as usize] = false;
    }
    closes_at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_go_and_ways_stay() {
        // 0 - 1 - 2 - 3 with 5, and circles 1 2 1 of 3, 2 3 1 2 of 2, a loop of pairs 4 5 4 apart.
        let given = [(0, 1, 5), (1, 2, 10), (2, 3, 7), (2, 1, 3), (3, 1, 2), (4, 5, 9), (5, 4, 9)];
        let mut edges: Vec<Carrying<()>> =
            given.iter().map(|&(a, b, amount)| Carrying { ends: [a, b], amount, of: () }).collect();
        cancel(6, &mut edges);
        let left: Vec<_> = edges.iter().filter(|e| e.amount > 0).map(|e| (e.ends, e.amount)).collect();
        assert_eq!(left, [([0, 1], 5), ([1, 2], 5), ([2, 3], 5)]);
    }
}
