//! What was done to a view since its first mark, so that it can be taken back.

use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

use crate::network::{ArcId, NodeId};
use crate::units::Share;

/// A moment in the life of a [`crate::View`], given by [`crate::View::mark`], to which the view can be taken back.
///
/// It belongs to the view that gave it and to the clones made of that view since; any other view refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

/// A mark that a view does not have: another view gave it, or it was taken back or forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the view has no such mark: another view gave it, or it was undone or forgotten")]
#[non_exhaustive]
pub struct UnknownMarkError;

/// One change, with what is needed to take it back. Only what changes something is written down.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// The node was closed if it was open, and opened if it was closed.
    NodeTurned(NodeId),
    /// The arc by itself, likewise.
    ArcTurned(ArcId),
    /// An arc was slowed; before, this share of its speed was left.
    Slowed { arc: ArcId, before: Share },
    /// An arc was throttled; before, this share of its capacity was left.
    ArcThrottled { arc: ArcId, before: Share },
    /// A node was throttled; before, this share of its capacity was left.
    NodeThrottled { node: NodeId, before: Share },
}

/// The changes since the first mark, and the marks among them. Without a mark nothing is written down.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    changes: Vec<Change>,
    /// Ascending in both, since marks are made in the order of the changes.
    marks: Vec<Marked>,
}

#[derive(Clone, Copy, Debug)]
struct Marked {
    mark: Mark,
    /// How many changes came before it.
    position: usize,
}

impl Journal {
    #[inline]
    pub(super) fn record(&mut self, change: Change) {
        if !self.marks.is_empty() {
            self.changes.push(change);
        }
    }

    /// A mark at the end; the last one where nothing was changed since, so that marks never outnumber changes by more
    /// than one.
    pub(super) fn mark(&mut self) -> Mark {
        // Unique among all views, so that a mark of another one is told from ours, also where one is a clone of the other.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let position = self.changes.len();
        if let Some(last) = self.marks.last().filter(|last| last.position == position) {
            return last.mark;
        }
        let mark = Mark(NEXT.fetch_add(1, Ordering::Relaxed));
        self.marks.push(Marked { mark, position });
        mark
    }

    /// The changes since a mark, in the order in which they were made. Logarithmic in the number of marks.
    pub(super) fn since(&self, mark: Mark) -> Result<&[Change], UnknownMarkError> {
        let at = self.find(mark)?;
        Ok(&self.changes[self.marks[at].position..])
    }

    /// Forgets the marks after this one, and says where it stands: what comes after that is to be taken out and back.
    pub(super) fn rewind(&mut self, mark: Mark) -> Result<usize, UnknownMarkError> {
        let at = self.find(mark)?;
        self.marks.truncate(at + 1);
        Ok(self.marks[at].position)
    }

    /// Takes out the last change that comes after a position.
    pub(super) fn take_after(&mut self, position: usize) -> Option<Change> {
        if self.changes.len() > position { self.changes.pop() } else { None }
    }

    fn find(&self, mark: Mark) -> Result<usize, UnknownMarkError> {
        self.marks.binary_search_by_key(&mark.0, |marked| marked.mark.0).map_err(|_| UnknownMarkError)
    }

    /// Bytes on the heap.
    pub(super) fn memory(&self) -> usize {
        self.changes.capacity() * size_of::<Change>() + self.marks.capacity() * size_of::<Marked>()
    }
}
