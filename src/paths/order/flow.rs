//! Vertex-disjoint paths between two growing sets of terminals, and the least separators between them.
//!
//! Each node carries at most one path. In the residual network a node has two states, one toward each set of
//! terminals: searching from side 0, a node is *near* when its entrance is reached and *far* when its exit is. From
//! side 1 everything is the other way round, so that one piece of code serves both.

use super::cell::Cell;

const NONE: u32 = u32::MAX;
/// In the place of a neighbour: the terminals of the side in question.
const TERMINAL: u32 = u32::MAX - 1;

/// How often the searches may begin anew: far more often than separators of transport networks take.
const ROUNDS: usize = 1_000;

const fn near(side: usize) -> u8 {
    1 << (2 * side)
}
const fn far(side: usize) -> u8 {
    2 << (2 * side)
}
const fn terminal(side: usize) -> u8 {
    16 << side
}
const TERMINALS: u8 = terminal(0) | terminal(1);

#[derive(Clone, Copy)]
struct Vertex {
    /// The neighbour toward each side on the path through this node.
    link: [u32; 2],
    /// From where the search reached the near state; itself if from the far one.
    parent: u32,
}

/// The flow in a cell, and what each side reaches in its residual network.
pub(super) struct Flow<'a> {
    cell: &'a Cell,
    /// Where each node is between the two ends.
    keys: &'a [f32],
    vertices: Vec<Vertex>,
    flags: Vec<u8>,
    /// The nodes outside the terminals of each side that are next to them.
    entries: [Vec<u32>; 2],
    /// The states each side has reached, twice the node and one more for the far state.
    queue: [Vec<u32>; 2],
    /// The number of terminals of each side and of nodes whose far state it reaches.
    reach: [usize; 2],
    terminals: [usize; 2],
    /// The states from which the running search is yet to begin, and those that it is yet to leave.
    starts: Vec<u32>,
    stack: Vec<u32>,
    /// Whether the search of a side is yet to begin.
    fresh: [bool; 2],
    value: usize,
    /// The side of which a node was pierced last.
    pierced: usize,
    /// How often the searches began anew.
    rounds: usize,
}

impl<'a> Flow<'a> {
    pub(super) fn new(cell: &'a Cell, keys: &'a [f32]) -> Self {
        let blank = Vertex { link: [NONE; 2], parent: NONE };
        Self {
            cell,
            keys,
            vertices: vec![blank; cell.inner],
            flags: vec![0; cell.inner],
            entries: [Vec::new(), Vec::new()],
            queue: [Vec::new(), Vec::new()],
            reach: [0; 2],
            terminals: [0; 2],
            starts: Vec::new(),
            stack: Vec::new(),
            fresh: [true; 2],
            value: 0,
            pierced: 0,
            rounds: 0,
        }
    }

    /// How many disjoint paths there are, and so, after `saturate`, how large the least separators are.
    pub(super) fn value(&self) -> usize {
        self.value
    }

    /// How many nodes are on the side of the terminals of `side` if the separator nearest to them is taken.
    pub(super) fn reach(&self, side: usize) -> usize {
        self.reach[side]
    }

    /// 0 or 1 for a node on either side of the separator nearest to the terminals of `side`, 2 for one on it.
    pub(super) fn place(&self, side: usize, node: u32) -> u8 {
        let flags = self.flags[node as usize];
        if flags & (terminal(side) | far(side)) != 0 {
            side as u8
        } else if flags & near(side) != 0 {
            2
        } else {
            1 - side as u8
        }
    }

    /// The first terminals of both sides; those of side 1 that are next to one of side 0 are left out.
    pub(super) fn begin(&mut self, sets: [&[u32]; 2]) {
        for (side, set) in sets.into_iter().enumerate() {
            for &node in set {
                let blocked = self.cell.of(node).iter().any(|&next| self.is_terminal(1 - side, next));
                if !blocked && self.flags[node as usize] & TERMINALS == 0 {
                    self.flags[node as usize] |= terminal(side);
                    self.vertices[node as usize].parent = TERMINAL;
                    self.terminals[side] += 1;
                }
            }
            for &node in set {
                if self.is_terminal(side, node) {
                    for &next in self.cell.of(node) {
                        let flags = &mut self.flags[next as usize];
                        if *flags & (TERMINALS | near(side)) == 0 {
                            *flags |= near(side);
                            self.entries[side].push(next);
                        }
                    }
                }
            }
        }
        for side in 0..2 {
            for &entry in &self.entries[side] {
                self.flags[entry as usize] &= !near(side);
            }
        }
        self.restart();
    }

    pub(super) fn terminals(&self, side: usize) -> usize {
        self.terminals[side]
    }

    fn is_terminal(&self, side: usize, node: u32) -> bool {
        self.flags[node as usize] & terminal(side) != 0
    }

    /// Forgets what is reached; the searches begin again next to the terminals.
    fn restart(&mut self) {
        for side in 0..2 {
            for &state in &self.queue[side] {
                self.flags[state as usize / 2] &= !(near(side) | far(side));
            }
            self.queue[side].clear();
            self.reach[side] = self.terminals[side];
            self.entries[side].retain(|&entry| self.flags[entry as usize] & TERMINALS == 0);
        }
        self.fresh = [true; 2];
    }

    /// Begins a search next to the terminals. The two sides share the notes on how states were reached, so a search
    /// that was begun has to be brought to its end before the other one begins.
    fn start(&mut self, side: usize) {
        self.fresh[side] = false;
        self.starts.clear();
        for at in 0..self.entries[side].len() {
            let entry = self.entries[side][at];
            self.start_near(side, entry);
            let behind = self.vertices[entry as usize].link[1 - side];
            if behind < TERMINAL && self.is_terminal(side, behind) {
                self.start_far(side, entry);
            }
        }
    }

    fn start_near(&mut self, side: usize, node: u32) {
        if self.flags[node as usize] & near(side) == 0 {
            self.flags[node as usize] |= near(side);
            self.vertices[node as usize].parent = TERMINAL;
            self.queue[side].push(2 * node);
            self.starts.push(2 * node);
        }
    }

    fn start_far(&mut self, side: usize, node: u32) {
        if self.flags[node as usize] & far(side) == 0 {
            self.flags[node as usize] |= far(side);
            self.queue[side].push(2 * node + 1);
            self.reach[side] += 1;
            self.starts.push(2 * node + 1);
        }
    }

    /// Makes the flow a greatest one, and finds what both sides reach, that which was pierced last first. False, and
    /// nothing can be read from it any more, if there are more than `limit` paths or it takes too long.
    pub(super) fn saturate(&mut self, limit: usize) -> bool {
        // What was pierced has starts that are waiting; the searches of the two sides share the room for them.
        let first = self.pierced;
        while self.search(first) || self.search(1 - first) {
            self.rounds += 1;
            if self.value > limit || self.rounds > ROUNDS {
                return false;
            }
            self.restart();
        }
        true
    }

    /// Searches from one side until nothing more is reached, and adds the paths found on the way.
    ///
    /// It goes in depth, toward the other end first, so that a path that is there is found soon. What a successful
    /// search has left behind is not looked at again before the next one.
    fn search(&mut self, side: usize) -> bool {
        if self.fresh[side] {
            self.start(side);
        }
        let mut found = false;
        let (near, far) = (near(side), far(side));
        let keys = self.keys;
        let ahead = |a: u32, b: u32| (keys[a as usize] > keys[b as usize]) == (side == 0);
        let mut stack = std::mem::take(&mut self.stack);
        let mut starts = std::mem::take(&mut self.starts);
        while let Some(start) = starts.pop() {
            stack.clear();
            stack.push(start);
            while let Some(state) = stack.pop() {
                let node = state / 2;
                let Vertex { link, .. } = self.vertices[node as usize];
                if state.is_multiple_of(2) {
                    let to = if link[side] == NONE { node } else { link[side] };
                    if to < TERMINAL && self.flags[to as usize] & (TERMINALS | far) == 0 {
                        self.flags[to as usize] |= far;
                        self.queue[side].push(2 * to + 1);
                        self.reach[side] += 1;
                        stack.push(2 * to + 1);
                    }
                    continue;
                }
                let list = self.cell.of(node);
                if link[side] != NONE && self.flags[node as usize] & near == 0 {
                    self.flags[node as usize] |= near;
                    self.vertices[node as usize].parent = node;
                    self.queue[side].push(2 * node);
                    stack.push(2 * node);
                }
                let bottom = stack.len();
                let mut arrived = false;
                for &next in list {
                    let flags = self.flags[next as usize];
                    if flags & (TERMINALS | near) == 0 {
                        self.flags[next as usize] |= near;
                        self.vertices[next as usize].parent = node;
                        self.queue[side].push(2 * next);
                        stack.push(2 * next);
                        let top = stack.len() - 1;
                        if top > bottom && ahead(stack[top - 1] / 2, next) {
                            stack.swap(top - 1, top);
                        }
                    } else if flags & terminal(1 - side) != 0 {
                        arrived = true;
                        break;
                    }
                }
                if arrived {
                    self.augment(side, node);
                    self.value += 1;
                    found = true;
                    break;
                }
            }
        }
        self.stack = stack;
        self.starts = starts;
        found
    }

    /// Adds the path that was found from `side` to the far state of `node`, which is next to the other terminals.
    fn augment(&mut self, side: usize, node: u32) {
        let (mut node, mut onward) = (node, TERMINAL);
        loop {
            let vertex = &mut self.vertices[node as usize];
            let behind = std::mem::replace(&mut vertex.link[1 - side], onward);
            // On a node that carried no path its near state was reached before; on another one, the near state of
            // the node behind it on the path, which now gets another predecessor.
            let mut here = if vertex.link[side] == NONE { node } else { behind };
            loop {
                let vertex = &mut self.vertices[here as usize];
                let parent = vertex.parent;
                if parent != here {
                    vertex.link[side] = parent;
                    if parent == TERMINAL {
                        return;
                    }
                    (node, onward) = (parent, here);
                    break;
                }
                // Reached from its own far state: it carries a path no longer.
                vertex.link[side] = NONE;
                here = std::mem::replace(&mut vertex.link[1 - side], NONE);
            }
        }
    }

    /// Makes everything that `side` reaches terminals of it.
    pub(super) fn absorb(&mut self, side: usize) {
        let mut entries = std::mem::take(&mut self.entries[side]);
        entries.clear();
        for &state in &self.queue[side] {
            let node = state / 2;
            let flags = &mut self.flags[node as usize];
            if !state.is_multiple_of(2) {
                *flags = *flags & !(near(side) | far(side)) | terminal(side);
                self.vertices[node as usize].parent = TERMINAL;
                self.terminals[side] += 1;
            } else if *flags & (far(side) | terminal(side)) == 0 {
                entries.push(node);
            }
        }
        self.entries[side] = entries;
        self.rewind(side);
    }

    /// The entries alone stand in the queue of a side, and are done.
    fn rewind(&mut self, side: usize) {
        self.queue[side].clear();
        self.starts.clear();
        for &entry in &self.entries[side] {
            self.queue[side].push(2 * entry);
            self.vertices[entry as usize].parent = TERMINAL;
        }
    }

    /// The nodes of the separator nearest to `side`, after `absorb`.
    pub(super) fn cut(&self, side: usize) -> impl Iterator<Item = CutNode> + '_ {
        self.entries[side].iter().map(move |&node| {
            let grows = self.flags[node as usize] & near(1 - side) != 0;
            let stuck = grows && self.cell.of(node).iter().any(|&next| self.is_terminal(1 - side, next));
            CutNode { node, grows, stuck }
        })
    }

    /// Makes nodes of the separator terminals of `side`, after `absorb`.
    pub(super) fn pierce(&mut self, side: usize, nodes: &[u32]) {
        self.pierced = side;
        for &node in nodes {
            let flags = &mut self.flags[node as usize];
            *flags = *flags & !(near(side) | far(side)) | terminal(side);
            self.vertices[node as usize].parent = TERMINAL;
        }
        self.terminals[side] += nodes.len();
        self.reach[side] += nodes.len();
        self.entries[side].retain(|&entry| self.flags[entry as usize] & terminal(side) == 0);
        self.rewind(side);
        let cell = self.cell;
        for &node in nodes {
            for &next in cell.of(node) {
                if self.flags[next as usize] & (TERMINALS | near(side)) == 0 {
                    self.entries[side].push(next);
                    self.start_near(side, next);
                }
            }
            let back = self.vertices[node as usize].link[side];
            if back < TERMINAL && self.flags[back as usize] & TERMINALS == 0 {
                self.start_far(side, back);
            }
        }
    }
}

/// A node of a separator.
pub(super) struct CutNode {
    pub(super) node: u32,
    /// Whether the other side reaches it, so that the separator grows if this side takes it.
    pub(super) grows: bool,
    /// Whether it is next to a terminal of the other side, so that this side cannot take it.
    pub(super) stuck: bool,
}

#[cfg(test)]
mod tests {
    use super::super::cell::Cell;
    use super::*;

    /// A random connected cell with a few more edges than a tree.
    fn random_cell(random: &mut fastrand::Rng, count: usize) -> Cell {
        let mut lists = vec![Vec::new(); count];
        let edges = (1..count).map(|node| (node, random.usize(..node))).collect::<Vec<_>>();
        let more: Vec<_> = (0..count).map(|_| (random.usize(..count), random.usize(..count))).collect();
        for (a, b) in edges.into_iter().chain(more) {
            if a != b && !lists[a].contains(&(b as u32)) {
                lists[a].push(b as u32);
                lists[b].push(a as u32);
            }
        }
        let mut first = vec![0];
        let mut neighbours = Vec::new();
        for list in lists {
            neighbours.extend(list);
            first.push(neighbours.len() as u32);
        }
        Cell::whole(&first, &neighbours)
    }

    /// Whether the set of nodes, as bits, is without terminals and separates the two sets of terminals.
    fn separates(cell: &Cell, removed: u32, sets: [u32; 2]) -> bool {
        let mut reached = sets[0];
        loop {
            let mut next = reached;
            for node in (0..cell.inner as u32).filter(|&node| reached >> node & 1 == 1) {
                next |= cell.of(node).iter().map(|&other| 1 << other).sum::<u32>() & !removed;
            }
            if next == reached {
                return removed & (sets[0] | sets[1]) == 0 && reached & sets[1] == 0;
            }
            reached = next;
        }
    }

    fn terminals(flow: &Flow<'_>, side: usize) -> u32 {
        (0..flow.cell.inner as u32).filter(|&node| flow.is_terminal(side, node)).map(|node| 1 << node).sum()
    }

    #[test]
    fn separators_are_least_ones_and_separate_after_every_step() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut steps = 0;
        for _ in 0..1000 {
            let count = random.usize(4..11);
            let cell = random_cell(&mut random, count);
            let keys: Vec<f32> = (0..count).map(|_| random.f32()).collect();
            let mut flow = Flow::new(&cell, &keys);
            flow.begin([&[0], &[count as u32 - 1]]);
            if flow.terminals(1) == 0 {
                continue;
            }
            loop {
                assert!(flow.saturate(usize::MAX));
                let sets = [terminals(&flow, 0), terminals(&flow, 1)];
                let least = (0..1_u32 << count)
                    .filter(|&removed| separates(&cell, removed, sets))
                    .map(u32::count_ones)
                    .min();
                assert_eq!(least, Some(flow.value() as u32));
                for side in 0..2 {
                    let placed = |place| -> Vec<u32> {
                        (0..count as u32).filter(|&node| flow.place(side, node) == place).collect()
                    };
                    assert_eq!(placed(2).len(), flow.value());
                    assert_eq!(placed(side as u8).len(), flow.reach(side));
                    let removed = placed(2).iter().map(|&node| 1 << node).sum();
                    assert!(separates(&cell, removed, sets));
                }
                steps += 1;
                let side = random.usize(..2);
                flow.absorb(side);
                assert_eq!(flow.cut(side).count(), flow.value());
                let mut open: Vec<u32> =
                    flow.cut(side).filter(|cut| !cut.stuck).map(|cut| cut.node).collect();
                if open.is_empty() {
                    break;
                }
                random.shuffle(&mut open);
                open.truncate(random.usize(1..3));
                flow.pierce(side, &open);
            }
        }
        assert!(steps > 500, "only {steps} steps");
    }
}
