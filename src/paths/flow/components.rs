//! What can be reached from one another: the strong components of a graph.

use std::ops::Range;

use super::residual::NONE;

/// The strong component of each vertex, numbered from 0 so that whatever leads out of one leads to one of a smaller number.
///
/// `around` gives the arcs of a vertex as a stretch of numbers, and `head` the vertex that an arc leads to, if it counts.
///
/// R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972) 146-160, doi 10.1137/0201010, without
/// recursion. *O*(*n* + *m*) time, 24 bytes a vertex.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer vertices than 2^32")]
pub(crate) fn components(
    vertices: usize,
    around: impl Fn(u32) -> Range<u32>,
    head: impl Fn(u32) -> Option<u32>,
) -> Vec<u32> {
    let mut component = vec![NONE; vertices];
    // When each vertex was met, and the earliest that is known to be reached from it and to reach it.
    let mut met = vec![NONE; vertices];
    let mut earliest = vec![NONE; vertices];
    let (mut count, mut closed) = (0, 0);
    let mut undecided = Vec::new();
    let mut walk: Vec<(u32, Range<u32>)> = Vec::new();
    for root in 0..vertices as u32 {
        let mut entered = (met[root as usize] == NONE).then_some(root);
        loop {
            if let Some(vertex) = entered.take() {
                (met[vertex as usize], earliest[vertex as usize]) = (count, count);
                count += 1;
                undecided.push(vertex);
                walk.push((vertex, around(vertex)));
            }
            let Some((vertex, rest)) = walk.last_mut() else { break };
            let at = *vertex as usize;
            if let Some(arc) = rest.next() {
                let Some(other) = head(arc) else { continue };
                if met[other as usize] == NONE {
                    entered = Some(other);
                } else if component[other as usize] == NONE {
                    earliest[at] = earliest[at].min(met[other as usize]);
                }
                continue;
            }
            walk.pop();
            if earliest[at] == met[at] {
                while let Some(member) = undecided.pop() {
                    component[member as usize] = closed;
                    if member as usize == at {
                        break;
                    }
                }
                closed += 1;
            }
            if let Some(&(before, _)) = walk.last() {
                earliest[before as usize] = earliest[before as usize].min(earliest[at]);
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::components;

    /// Whether one vertex reaches another, by walking.
    fn reaches(arcs: &[[u32; 2]], from: u32, to: u32, vertices: usize) -> bool {
        let mut seen = vec![false; vertices];
        let mut waiting = vec![from];
        while let Some(vertex) = waiting.pop() {
            if !std::mem::replace(&mut seen[vertex as usize], true) {
                waiting.extend(arcs.iter().filter(|arc| arc[0] == vertex).map(|arc| arc[1]));
            }
        }
        seen[to as usize]
    }

    #[test]
    fn components_are_those_of_walking() {
        let mut several = 0;
        for seed in 0..400 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let vertices = rng.usize(1..9);
            let mut vertex = || rng.u32(..u32::try_from(vertices).unwrap());
            let mut arcs: Vec<[u32; 2]> = (0..vertices * 3 / 2).map(|_| [vertex(), vertex()]).collect();
            arcs.sort_unstable();
            let first = |vertex| u32::try_from(arcs.partition_point(|arc| arc[0] < vertex)).unwrap();
            let found = components(
                vertices,
                |vertex| first(vertex)..first(vertex + 1),
                |arc| Some(arcs[arc as usize][1]),
            );
            let reaches = |from, to| reaches(&arcs, from, to, vertices);
            for one in 0..u32::try_from(vertices).unwrap() {
                for other in 0..one {
                    let [a, b] = [one, other].map(|vertex| found[vertex as usize]);
                    assert_eq!(a == b, reaches(one, other) && reaches(other, one), "seed {seed}");
                    several += usize::from(a == b);
                    // Down, wherever it leads.
                    assert!(a == b || !reaches(one, other) || a > b, "seed {seed}");
                    assert!(a == b || !reaches(other, one) || b > a, "seed {seed}");
                }
            }
        }
        assert!(several > 300, "{several}");
    }
}
