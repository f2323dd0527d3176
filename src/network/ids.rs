//! Dense identifiers. Each indexes one kind of thing in one [`crate::Network`], and cannot be mixed with another.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The caller knows that `index` is in range: ids are given out by the network alone.
            #[expect(clippy::cast_possible_truncation, reason = "the network holds fewer than 2^32 of each kind")]
            pub(crate) fn new(index: usize) -> Self {
                debug_assert!(u32::try_from(index).is_ok());
                Self(index as u32)
            }

            /// Its place among its kind, from 0.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

id!(
    /// A node: one mode at one place.
    NodeId
);
id!(
    /// A hub: a named place that owns one node or many.
    HubId
);
id!(
    /// A link as the user wrote it: one row, in one direction or both, for one mode or several.
    LinkId
);
id!(
    /// A transfer between two nodes of a hub.
    TransferId
);
id!(
    /// An arc: a link or a transfer in one direction and one mode. What algorithms run on.
    ArcId
);
id!(
    /// A mode, as an index into [`crate::Network::modes`].
    ModeId
);
