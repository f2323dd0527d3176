//! What flows over a network, as a map is told of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::network::{ArcId, HubId};

/// What flows, where that is told.
#[derive(Clone, Debug, Default)]
pub(super) struct FlowLayer {
    /// Kilograms a day on each arc of a link, before and after.
    pub(super) arcs: BTreeMap<ArcId, [u64; 2]>,
    /// Arcs of links that hold what flows after down.
    pub(super) full: BTreeSet<ArcId>,
    /// Hubs that hold it down: a node, a transfer or a supply there.
    pub(super) full_hubs: BTreeSet<HubId>,
}

impl FlowLayer {
    pub(super) fn is_told(&self) -> bool {
        !self.arcs.is_empty() || !self.full.is_empty() || !self.full_hubs.is_empty()
    }
}
