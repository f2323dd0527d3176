//! A cell: a connected part of the graph that is left when the separators around it are taken away.

/// A part of the graph, with numbers of its own, and with the nodes around it that are eliminated later.
///
/// Inner nodes are `0..inner`, and the halo, those outside next to them, follows.
pub(super) struct Cell {
    pub(super) inner: usize,
    /// Where the list of each inner node begins, and where the last one ends.
    first: Vec<u32>,
    /// Where in the list of each inner node the neighbours in the halo begin.
    middle: Vec<u32>,
    neighbours: Vec<u32>,
    /// The number of each node, inner or in the halo, in the whole graph.
    pub(super) nodes: Vec<u32>,
}

impl Cell {
    pub(super) fn whole(first: &[u32], neighbours: &[u32]) -> Self {
        let inner = first.len() - 1;
        Self {
            inner,
            first: first.to_vec(),
            middle: first[1..].to_vec(),
            neighbours: neighbours.to_vec(),
            nodes: (0..inner as u32).collect(),
        }
    }

    pub(super) fn halo(&self) -> usize {
        self.nodes.len() - self.inner
    }

    pub(super) fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.neighbours[self.first[node] as usize..self.middle[node] as usize]
    }

    pub(super) fn halo_of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.neighbours[self.middle[node] as usize..self.first[node + 1] as usize]
    }

    /// The connected parts that are left when the separator is taken away, each with its halo.
    pub(super) fn parts(&self, separator: &[u32]) -> Vec<Self> {
        const UNSEEN: u32 = u32::MAX;
        let mut separates = vec![false; self.inner];
        for &node in separator {
            separates[node as usize] = true;
        }
        let is_separator = |node: u32| separates[node as usize];
        let mut parts = Vec::new();
        let mut stack = Vec::new();
        // The number of a node within the part being built; for the halo, valid for that part alone.
        let mut number = vec![UNSEEN; self.nodes.len()];
        for start in 0..self.inner as u32 {
            if number[start as usize] != UNSEEN || is_separator(start) {
                continue;
            }
            let mut members = vec![start];
            number[start as usize] = 0;
            members.clear();
            number[start as usize] = UNSEEN - 1;
            stack.push(start);
            while let Some(node) = stack.pop() {
                number[node as usize] = members.len() as u32;
                members.push(node);
                for &next in self.of(node).iter().rev() {
                    if number[next as usize] == UNSEEN && !is_separator(next) {
                        number[next as usize] = UNSEEN - 1;
                        stack.push(next);
                    }
                }
            }
            let inner = members.len();
            let mut first = Vec::with_capacity(inner + 1);
            let mut middle = Vec::with_capacity(inner);
            let mut neighbours = Vec::new();
            first.push(0);
            for at in 0..inner {
                let node = members[at];
                neighbours.extend(
                    self.of(node)
                        .iter()
                        .filter(|&&next| !is_separator(next))
                        .map(|&next| number[next as usize]),
                );
                middle.push(neighbours.len() as u32);
                let outside =
                    self.of(node).iter().filter(|&&next| is_separator(next)).chain(self.halo_of(node));
                for &next in outside {
                    if number[next as usize] == UNSEEN {
                        number[next as usize] = members.len() as u32;
                        members.push(next);
                    }
                    neighbours.push(number[next as usize]);
                }
                first.push(neighbours.len() as u32);
            }
            for &outside in &members[inner..] {
                number[outside as usize] = UNSEEN;
            }
            for member in &mut members {
                *member = self.nodes[*member as usize];
            }
            parts.push(Self { inner, first, middle, neighbours, nodes: members });
        }
        parts
    }
}
