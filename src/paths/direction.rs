//! [`Direction`]: from sources to all, or from all to targets.

/// Which way the arcs of a search or a tree lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From its roots, the sources, to all nodes.
    #[default]
    From,
    /// From all nodes to its roots, the targets.
    To,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }
}
