//! The open arcs of a view, by tail and by head, in an order in which what is near lies near.

use crate::network::{ArcId, NodeId};
use crate::paths::Direction;
use crate::scenario::View;

/// The open part of a view, as this room's trees walk it.
///
/// Its nodes are counted by *place*: as an index of the network has them where there is one, since what is near one
/// another on the ground is near one another in memory then, and by their ids where there is none.
#[derive(Clone, Debug)]
pub(super) struct OpenGraph {
    places: Vec<u32>,
    leaving: Side,
    entering: Side,
    /// The arc of each entry of `leaving`.
    arcs: Vec<u32>,
    is_open: Vec<bool>,
}

/// Arcs by one of their ends.
#[derive(Clone, Debug)]
pub(super) struct Side {
    first: Vec<u32>,
    ends: Vec<u32>,
    costs: Vec<u32>,
}

impl Side {
    #[inline]
    pub(super) fn range(&self, place: usize) -> std::ops::Range<usize> {
        self.first[place] as usize..self.first[place + 1] as usize
    }

    /// The other end of an entry, and what it costs.
    #[inline]
    pub(super) fn entry(&self, at: usize) -> (u32, u32) {
        (self.ends[at], self.costs[at])
    }

    /// The other ends of the arcs at a place, and what they cost.
    #[inline]
    pub(super) fn of(&self, place: usize) -> impl ExactSizeIterator<Item = (u32, u32)> + '_ {
        let range = self.range(place);
        self.ends[range.clone()].iter().copied().zip(self.costs[range].iter().copied())
    }

    fn memory(&self) -> usize {
        4 * (self.first.capacity() + self.ends.capacity() + self.costs.capacity())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "ids are below 2^32")]
impl OpenGraph {
    /// `order`: the node of each place, all nodes; by id where there is none. Time and space *O*(*n* + *m*).
    pub(super) fn new(view: &View<'_>, order: Option<&[u32]>) -> Self {
        let network = view.network();
        let count = network.node_count();
        let ids: Vec<u32>;
        let order = if let Some(order) = order {
            order
        } else {
            ids = (0..count as u32).collect();
            &ids
        };
        let mut places = vec![0; count];
        for (place, &node) in order.iter().enumerate() {
            places[node as usize] = place as u32;
        }
        let open = network.arcs().filter(|&arc| view.cost(arc).is_some()).count();
        let mut leaving =
            Side { first: vec![0], ends: Vec::with_capacity(open), costs: Vec::with_capacity(open) };
        let mut arcs = Vec::with_capacity(open);
        let mut entering = leaving.clone();
        for &node in order {
            let node = NodeId::new(node as usize);
            for arc in network.arcs_out(node) {
                if let Some(cost) = view.cost(arc) {
                    leaving.ends.push(places[network.head(arc).index()]);
                    leaving.costs.push(cost);
                    arcs.push(arc.index() as u32);
                }
            }
            leaving.first.push(leaving.ends.len() as u32);
            for &arc in network.arcs_in(node) {
                if let Some(cost) = view.cost(arc) {
                    entering.ends.push(places[network.tail(arc).index()]);
                    entering.costs.push(cost);
                }
            }
            entering.first.push(entering.ends.len() as u32);
        }
        let is_open = order.iter().map(|&node| view.is_open(NodeId::new(node as usize))).collect();
        Self { places, leaving, entering, arcs, is_open }
    }

    pub(super) fn node_count(&self) -> usize {
        self.places.len()
    }

    #[inline]
    pub(super) fn place(&self, node: NodeId) -> u32 {
        self.places[node.index()]
    }

    pub(super) fn is_open(&self, place: u32) -> bool {
        self.is_open[place as usize]
    }

    /// By tail.
    #[inline]
    pub(super) fn leaving(&self) -> &Side {
        &self.leaving
    }

    /// The arcs by which a tree grows.
    pub(super) fn ahead(&self, direction: Direction) -> &Side {
        match direction {
            Direction::From => &self.leaving,
            Direction::To => &self.entering,
        }
    }

    /// The arc of an entry of [`OpenGraph::leaving`].
    #[inline]
    pub(super) fn arc(&self, at: usize) -> ArcId {
        ArcId::new(self.arcs[at] as usize)
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.places.capacity() + self.arcs.capacity())
            + self.is_open.capacity()
            + self.leaving.memory()
            + self.entering.memory()
    }
}
