//! What may still flow: a graph of half-edges that each know their twin.

use super::amount::Whole;

/// Stands for no vertex and no half-edge.
pub(super) const NONE: u32 = u32::MAX;

/// One direction of an edge, as it lies in the list of the vertex that it leaves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Half<Q> {
    pub(super) head: u32,
    /// The other direction, in the list of the head.
    pub(super) twin: u32,
    /// How much more may flow this way: what is left of the capacity, and what flows the other way and can be taken back.
    pub(super) left: Q,
}

/// Vertices with their half-edges side by side, so that looking around a vertex reads one stretch of memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Residual<Q> {
    pub(super) first: Vec<u32>,
    pub(super) halves: Vec<Half<Q>>,
}

impl<Q: Whole> Residual<Q> {
    pub(super) fn vertex_count(&self) -> usize {
        self.first.len() - 1
    }

    #[inline]
    pub(super) fn around(&self, vertex: u32) -> std::ops::Range<u32> {
        self.first[vertex as usize]..self.first[vertex as usize + 1]
    }

    #[inline]
    pub(super) fn half(&self, at: u32) -> Half<Q> {
        self.halves[at as usize]
    }

    /// What may still flow against a half-edge, towards the vertex that it leaves.
    #[inline]
    pub(super) fn left_back(&self, half: Half<Q>) -> Q {
        self.halves[half.twin as usize].left
    }

    /// The vertex that a half-edge leaves.
    #[inline]
    pub(super) fn tail(&self, at: u32) -> u32 {
        self.half(self.half(at).twin).head
    }

    /// Sends so much along a half-edge; no more than is left.
    #[inline]
    pub(super) fn send(&mut self, at: u32, amount: Q) {
        let half = &mut self.halves[at as usize];
        half.left -= amount;
        let twin = half.twin;
        self.halves[twin as usize].left += amount;
    }

    /// Which vertices can still be sent something from one (`forward`), or can still send something to it.
    pub(super) fn reach(&self, from: u32, forward: bool, reached: &mut Vec<bool>) {
        reached.clear();
        reached.resize(self.vertex_count(), false);
        reached[from as usize] = true;
        let mut waiting = vec![from];
        while let Some(vertex) = waiting.pop() {
            for at in self.around(vertex) {
                let half = self.half(at);
                if reached[half.head as usize] {
                    continue;
                }
                let left = if forward { half.left } else { self.left_back(half) };
                if left > Q::default() {
                    reached[half.head as usize] = true;
                    waiting.push(half.head);
                }
            }
        }
    }
}
