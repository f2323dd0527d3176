//! Customization: all panels from the costs of the arcs, from below, on one thread or several.
//!
//! Multifrontal: each panel takes its arcs and the updates of its children in, makes its rows final, and hands an
//! update of its own to its parent. Updates that wait lie on a stack. After I. S. Duff and J. K. Reid, The
//! multifrontal solution of indefinite sparse symmetric linear equations, ACM Trans. Math. Softw. 9 (1983) 302-325,
//! doi 10.1145/356044.356047, over (min, +).

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::arcs::Arcs;
use super::dispatch::widest;
use super::eliminate::{Input, Stretch, eliminate, fill, take_in};
use super::lanes::INFINITE;
use super::shape::{Shape, Shapes};
use super::tree::NONE;
use super::weights::Weights;

/// Subtrees that hold less than this share of the work are done in one piece, and so are those that hold less than so
/// much: threads that hand over more often wait for one another.
const PIECES: u64 = 64;
const SMALLEST_PIECE: u64 = 100_000;

/// Networks that take less work than this, about half a millisecond, are done by one thread.
const WORTH_SHARING: u64 = 400_000;

/// How customization is shared out: what follows from the shapes alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Subtrees that are done in one piece, side by side in stretches of about equal work.
    pieces: Vec<Range<u32>>,
    /// What is above them, ascending.
    tops: Vec<u32>,
    /// The updates that pass between pieces and tops, and where each begins in [`Memory::passed`].
    passed: Vec<(u32, usize)>,
    passed_len: usize,
    /// How much the updates that wait take at most, weights.
    stack_len: usize,
    /// Panels whose children's updates together are far larger than they are themselves, ascending: those are taken in
    /// one by one instead of waiting for the last.
    crowded: Vec<u32>,
}

/// Updates that wait for one panel may take so many weights, and so many times what the panel itself takes.
const CROWD: usize = 1 << 16;
const CROWD_TIMES: usize = 8;

/// Updates that pass between threads may take so many times what the panels take.
const PASSED_TIMES: usize = 4;

/// What customization needs beside the panels. It is kept, so that the second time allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Memory {
    stacks: Mutex<Vec<Vec<u32>>>,
    passed: Vec<u32>,
}

impl Memory {
    pub(super) fn bytes(&self) -> usize {
        let stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        4 * (self.passed.capacity() + stacks.iter().map(Vec::capacity).sum::<usize>())
    }
}

/// About how long a panel takes, in steps of a lane.
fn work(shape: &Shape) -> u64 {
    let [rows, width, columns] = [shape.rows(), shape.stride(), shape.columns()].map(|count| count as u64);
    100 + rows * (rows + columns) * width / 8 + columns * columns
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 supernodes")]
impl Plan {
    pub(super) fn new(shapes: &Shapes) -> Self {
        let count = shapes.all.len();
        let mut below = vec![0_u64; count];
        for (at, shape) in shapes.all.iter().enumerate() {
            below[at] += work(shape);
            if shape.parent != NONE {
                below[shape.parent as usize] += below[at];
            }
        }
        let all: u64 = shapes.all.iter().map(work).sum();
        let mut plan = Self { crowded: crowded(shapes), ..Self::default() };
        plan.stack_len = stack_len(shapes, &plan.crowded);
        if all < WORTH_SHARING {
            return plan;
        }
        let grain = (all / PIECES).max(SMALLEST_PIECE);
        let is_top = |at: u32| below[at as usize] > grain;
        plan.tops = (0..count as u32).filter(|&at| is_top(at)).collect();
        let mut piece = 0..0;
        let mut piece_work = 0;
        for (at, shape) in shapes.all.iter().enumerate() {
            let at = at as u32;
            let is_root_of_piece = !is_top(at) && (shape.parent == NONE || is_top(shape.parent));
            if is_root_of_piece {
                if piece.end != shape.subtree || piece_work + below[at as usize] > grain {
                    plan.pieces.push(std::mem::replace(&mut piece, shape.subtree..shape.subtree));
                    piece_work = 0;
                }
                piece.end = at + 1;
                piece_work += below[at as usize];
            }
            if is_root_of_piece || is_top(at) {
                plan.passed.push((at, plan.passed_len));
                plan.passed_len += shape.update_len();
            }
        }
        plan.pieces.push(piece);
        plan.pieces.retain(|piece| !piece.is_empty());
        if plan.passed_len / PASSED_TIMES > 2 * shapes.weights() {
            // What threads would hand to each other takes longer than the work.
            return Self { crowded: plan.crowded, stack_len: plan.stack_len, ..Self::default() };
        }
        plan
    }

    /// Where the update of a piece's root or of a top is.
    fn passed(&self, supernode: u32) -> usize {
        let at = self.passed.partition_point(|&(other, _)| other < supernode);
        self.passed.get(at).map_or(self.passed_len, |&(_, start)| start)
    }

    /// How many weights of updates wait at most.
    pub(super) fn waiting(&self) -> usize {
        self.stack_len
    }

    pub(super) fn memory(&self) -> usize {
        self.pieces.capacity() * size_of::<Range<u32>>()
            + (self.tops.capacity() + self.crowded.capacity()) * 4
            + self.passed.capacity() * size_of::<(u32, usize)>()
    }
}

/// See [`Plan::crowded`].
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 supernodes")]
fn crowded(shapes: &Shapes) -> Vec<u32> {
    let mut waiting = vec![0_usize; shapes.all.len()];
    for shape in &shapes.all {
        if let Some(waiting) = waiting.get_mut(shape.parent as usize) {
            *waiting += shape.update_len();
        }
    }
    let is_crowded = |&at: &usize| {
        let shape = &shapes.all[at];
        let own = 2 * shape.weights().len() + shape.update_len();
        waiting[at] > CROWD && waiting[at] / CROWD_TIMES > own
    };
    (0..shapes.all.len()).filter(is_crowded).map(|at| at as u32).collect()
}

/// What [`run`] needs for all supernodes.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 supernodes")]
fn stack_len(shapes: &Shapes, crowded: &[u32]) -> usize {
    let is_crowded = |at: u32| crowded.binary_search(&at).is_ok();
    let (mut height, mut most) = (0_usize, 0);
    for (at, shape) in shapes.all.iter().enumerate() {
        if is_crowded(at as u32) {
            // Its update is there already.
        } else {
            most = most.max(height + shape.update_len());
            for child in shapes.children(at as u32) {
                height -= shapes.all[child as usize].update_len();
            }
            height += shape.update_len();
        }
        if shape.parent != NONE && is_crowded(shape.parent) {
            let parent = &shapes.all[shape.parent as usize];
            if is_first_child(shape, parent) {
                most = most.max(height + parent.update_len());
                height += parent.update_len();
            }
            height -= shape.update_len();
        }
    }
    most
}

fn is_first_child(child: &Shape, parent: &Shape) -> bool {
    child.subtree == parent.subtree
}

/// The costs of all arcs by position, and how they are asked for: what is given are some of them and their arcs' numbers.
pub(super) struct Costs<'c> {
    pub(super) all: &'c mut [u32],
    pub(super) ask: &'c (dyn Fn(&mut [u32], &[u32]) + Sync),
}

/// Asks for the costs of the arcs and fills `weights` from them. Each thread asks for those that it is about to use.
pub(super) fn customize(
    shapes: &Shapes,
    arcs: &Arcs,
    costs: Costs<'_>,
    plan: &Plan,
    memory: &mut Memory,
    weights: &mut Weights,
) {
    let Weights { up, down } = weights;
    let mut weights = Stretch { up, down, start: 0 };
    let Costs { all, ask } = costs;
    if plan.pieces.is_empty() || rayon::current_num_threads() == 1 {
        ask(all, arcs.numbers());
        let input = Input { shapes, arcs, costs: all, first_position: 0 };
        let mut stack = memory.take(plan);
        let supernodes = 0..u32::try_from(shapes.all.len()).unwrap_or(u32::MAX);
        run(input, plan, supernodes, &mut weights, &mut stack, &mut []);
        memory.put_back(stack);
        return;
    }
    let mut passed = std::mem::take(&mut memory.passed);
    passed.resize(plan.passed_len, INFINITE);
    {
        let memory = &*memory;
        let mut left = weights.borrow();
        let mut left_passed = passed.as_mut_slice();
        let mut passed_start = 0;
        let (mut left_costs, mut first_position) = (&mut *all, 0);
        rayon::in_place_scope(|scope| {
            for (at, piece) in plan.pieces.iter().enumerate() {
                let [first, last] = [piece.start, piece.end - 1].map(|at| &shapes.all[at as usize]);
                let (_, rest) = std::mem::take(&mut left).split(first.start());
                let (mut own, rest) = rest.split(last.end());
                left = rest;
                let passed_range = plan.passed(piece.start)..plan.passed(piece.end);
                let (_, rest) =
                    std::mem::take(&mut left_passed).split_at_mut(passed_range.start - passed_start);
                let (own_passed, rest) = rest.split_at_mut(passed_range.len());
                (left_passed, passed_start) = (rest, passed_range.end);
                // Its own arcs, and those of the tops between it and the next piece.
                let next_position = plan.pieces.get(at + 1).map_or(arcs.placed(), |next| {
                    arcs.of_row(shapes.all[next.start as usize].first as usize).start
                });
                let positions = first_position..next_position;
                let (own_costs, rest) = std::mem::take(&mut left_costs).split_at_mut(positions.len());
                (left_costs, first_position) = (rest, next_position);
                scope.spawn(move |_| {
                    ask(own_costs, &arcs.numbers()[positions.clone()]);
                    let input = Input { shapes, arcs, costs: own_costs, first_position: positions.start };
                    let mut stack = memory.take(plan);
                    run(input, plan, piece.clone(), &mut own, &mut stack, own_passed);
                    memory.put_back(stack);
                });
            }
        });
    }
    let input = Input { shapes, arcs, costs: all, first_position: 0 };
    let roots: Vec<u32> =
        plan.tops.iter().copied().filter(|&top| input.shapes.all[top as usize].parent == NONE).collect();
    let whole = Part { weights, passed: &mut passed, passed_start: 0 };
    side_by_side(input, plan, &roots, whole);
    memory.passed = passed;
}

impl Memory {
    fn take(&self, plan: &Plan) -> Vec<u32> {
        let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stack = stacks.pop().unwrap_or_default();
        drop(stacks);
        stack.resize(plan.stack_len, INFINITE);
        stack
    }

    fn put_back(&self, stack: Vec<u32>) {
        self.stacks.lock().unwrap_or_else(PoisonError::into_inner).push(stack);
    }
}

widest! {
    /// One thread, from the first to the last of `supernodes`, which are whole subtrees. The updates of their roots
    /// are left in `passed`, one after the other, where it has room for them.
    fn run<'i, 'w>(
        input: Input<'i>,
        plan: &Plan,
        supernodes: Range<u32>,
        stretch: &mut Stretch<'w>,
        stack: &mut [u32],
        passed: &mut [u32],
    ) = run_inlined
}

#[inline(always)]
fn run_inlined(
    input: Input<'_>,
    plan: &Plan,
    supernodes: Range<u32>,
    stretch: &mut Stretch<'_>,
    stack: &mut [u32],
    mut passed: &mut [u32],
) {
    let is_crowded = |at: u32| !plan.crowded.is_empty() && plan.crowded.binary_search(&at).is_ok();
    let mut height = 0;
    for at in supernodes.clone() {
        let shape = &input.shapes.all[at as usize];
        let len = shape.update_len();
        let base = if is_crowded(at) && shape.subtree != at && supernodes.contains(&shape.subtree) {
            // Its children have been taken in one by one.
            let base = height - len;
            eliminate(shape, stretch, &mut stack[base..height]);
            base
        } else {
            let (waiting, free) = stack.split_at_mut(height);
            let update = &mut free[..len];
            update.fill(INFINITE);
            fill(input, shape, stretch);
            let mut base = height;
            for child in input.shapes.children(at) {
                let child = &input.shapes.all[child as usize];
                let child_len = child.update_len();
                base -= child_len;
                let places = &input.shapes.places[child.above()];
                take_in(shape, child, places, &waiting[base..base + child_len], stretch, update);
            }
            eliminate(shape, stretch, update);
            if base < height {
                stack.copy_within(height..height + len, base);
            }
            base
        };
        height = base + len;
        if shape.parent != NONE && !supernodes.contains(&shape.parent) {
            let (own, rest) = std::mem::take(&mut passed).split_at_mut(len);
            own.copy_from_slice(&stack[base..height]);
            passed = rest;
            height = base;
        } else if shape.parent != NONE && is_crowded(shape.parent) {
            height = take_in_early(input, shape, stretch, stack, height);
        }
    }
}

/// Takes the update on top of the stack into the panel above it, whose own update is below it, or is put in its place
/// where this is the first. Returns the height of the stack then.
#[inline(always)]
fn take_in_early(
    input: Input<'_>,
    child: &Shape,
    stretch: &mut Stretch<'_>,
    stack: &mut [u32],
    height: usize,
) -> usize {
    let parent = &input.shapes.all[child.parent as usize];
    let places = &input.shapes.places[child.above()];
    let (base, len) = (height - child.update_len(), parent.update_len());
    if is_first_child(child, parent) {
        let (waiting, free) = stack.split_at_mut(height);
        let update = &mut free[..len];
        update.fill(INFINITE);
        fill(input, parent, stretch);
        take_in(parent, child, places, &waiting[base..], stretch, update);
        stack.copy_within(height..height + len, base);
        base + len
    } else {
        let (below, top) = stack.split_at_mut(base);
        take_in(parent, child, places, &top[..height - base], stretch, &mut below[base - len..]);
        base
    }
}

/// The weights and the passed updates of some subtrees that follow one another.
struct Part<'w> {
    weights: Stretch<'w>,
    passed: &'w mut [u32],
    passed_start: usize,
}

impl<'w> Part<'w> {
    /// What belongs to supernodes before this one, and the rest.
    fn split(self, shapes: &Shapes, plan: &Plan, before: u32) -> (Part<'w>, Part<'w>) {
        let passed_start = plan.passed(before);
        let (weights, later_weights) = self.weights.split(shapes.all[before as usize].start());
        let (passed, later_passed) = self.passed.split_at_mut(passed_start - self.passed_start);
        (
            Part { weights, passed, passed_start: self.passed_start },
            Part { weights: later_weights, passed: later_passed, passed_start },
        )
    }

    fn borrow(&mut self) -> Part<'_> {
        Part { weights: self.weights.borrow(), passed: self.passed, passed_start: self.passed_start }
    }
}

/// The tops of several subtrees, each on its own.
fn side_by_side(input: Input<'_>, plan: &Plan, roots: &[u32], part: Part<'_>) {
    match roots {
        [] => {}
        [root] => subtree(input, plan, *root, part),
        _ => {
            let (early, late) = roots.split_at(roots.len() / 2);
            let first_late = input.shapes.all[late[0] as usize].subtree;
            let (early_part, late_part) = part.split(input.shapes, plan, first_late);
            rayon::join(
                || side_by_side(input, plan, early, early_part),
                || side_by_side(input, plan, late, late_part),
            );
        }
    }
}

/// The tops of one subtree: down to where it branches, the branches side by side, and up again.
fn subtree(input: Input<'_>, plan: &Plan, root: u32, mut part: Part<'_>) {
    let mut spine = vec![root];
    let mut branches;
    loop {
        let at = spine[spine.len() - 1];
        branches = input
            .shapes
            .children(at)
            .filter(|child| plan.tops.binary_search(child).is_ok())
            .collect::<Vec<_>>();
        match branches[..] {
            [only] => spine.push(only),
            _ => break,
        }
    }
    branches.reverse();
    if !branches.is_empty() {
        side_by_side(input, plan, &branches, part.borrow());
    }
    for &at in spine.iter().rev() {
        let shape = &input.shapes.all[at as usize];
        let (passed, rest) = part.passed.split_at_mut(plan.passed(at) - part.passed_start);
        let update = &mut rest[..shape.update_len()];
        top(input, plan, at, &mut part.weights.borrow(), passed, part.passed_start, update);
    }
}

widest! {
    /// One panel whose children have handed over their updates in `passed`.
    fn top<'i, 'w>(
        input: Input<'i>,
        plan: &Plan,
        at: u32,
        stretch: &mut Stretch<'w>,
        passed: &[u32],
        passed_start: usize,
        update: &mut [u32],
    ) = top_inlined
}

#[inline(always)]
fn top_inlined(
    input: Input<'_>,
    plan: &Plan,
    at: u32,
    stretch: &mut Stretch<'_>,
    passed: &[u32],
    passed_start: usize,
    update: &mut [u32],
) {
    let shape = &input.shapes.all[at as usize];
    update.fill(INFINITE);
    fill(input, shape, stretch);
    for child_at in input.shapes.children(at) {
        let child = &input.shapes.all[child_at as usize];
        let from = plan.passed(child_at) - passed_start;
        let places = &input.shapes.places[child.above()];
        take_in(shape, child, places, &passed[from..from + child.update_len()], stretch, update);
    }
    eliminate(shape, stretch, update);
}
