//! What a network is made of, as a reader of it sees it: nodes, hubs, links, transfers.

use std::borrow::Cow;

use super::{LINK_DIRECTED, LINK_SHARED_CAPACITY, Network};
use crate::mode::Mode;
use crate::network::HubCapacityError;
use crate::network::ids::{ArcId, HubId, LinkId, ModeId, NodeId, TransferId};
use crate::network::position::{LatLon, Position};
use crate::units::{Capacity, Length, Time};

/// A node of a network.
#[derive(Clone, Copy, Debug)]
pub struct Node<'n> {
    pub(super) network: &'n Network,
    pub(super) id: NodeId,
}

impl<'n> Node<'n> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The user's own identifier. Nodes of different modes that came from one row share it.
    #[must_use]
    pub fn key(self) -> &'n str {
        self.network.node_keys.get(self.id.index())
    }

    /// Its name; the key where it has none.
    #[must_use]
    pub fn name(self) -> &'n str {
        non_empty(self.network.node_names.get(self.id.index())).unwrap_or(self.key())
    }

    /// Its mode's id.
    #[must_use]
    pub fn mode_id(self) -> ModeId {
        ModeId::new(usize::from(self.network.node_modes[self.id.index()]))
    }

    /// Its mode.
    #[must_use]
    pub fn mode(self) -> &'n Mode {
        &self.network.modes[self.mode_id().index()]
    }

    /// The hub that owns it.
    #[must_use]
    pub fn hub(self) -> Hub<'n> {
        self.network.hub(self.network.node_hubs[self.id.index()])
    }

    /// Where it is.
    #[must_use]
    pub fn position(self) -> Option<Position> {
        let [lon, lat] = self.network.node_positions[self.id.index()];
        Position::try_from(LatLon { lat, lon }).ok()
    }

    /// What it can handle: all that starts, ends or passes here, together.
    #[must_use]
    pub fn capacity(self) -> Capacity {
        self.network.node_capacities.at(self.id.index())
    }
}

/// A hub of a network.
#[derive(Clone, Copy, Debug)]
pub struct Hub<'n> {
    pub(super) network: &'n Network,
    pub(super) id: HubId,
}

impl<'n> Hub<'n> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> HubId {
        self.id
    }

    /// The user's own identifier, unique among the hubs.
    #[must_use]
    pub fn key(self) -> &'n str {
        self.network.hub_keys.get(self.id.index())
    }

    /// Its name; the key where it has none.
    #[must_use]
    pub fn name(self) -> &'n str {
        non_empty(self.network.hub_names.get(self.id.index())).unwrap_or(self.key())
    }

    /// What people read: its name, which finds it again wherever a hub is asked for; where the name is that of several hubs, or
    /// the key of another, with its key behind it in brackets.
    #[must_use]
    pub fn label(self) -> Cow<'n, str> {
        let (name, key) = (self.name(), self.key());
        // The key finds it in any case, and is all that is asked of most networks.
        let is_found = name == key || self.network.find_hub_without_hint(name) == Ok(self.id);
        if is_found { Cow::Borrowed(name) } else { Cow::Owned(format!("{name} ({key})")) }
    }

    /// The nodes that it owns, ascending; at least one.
    #[must_use]
    pub fn nodes(self) -> &'n [NodeId] {
        let at = self.id.index();
        let first = &self.network.hub_first_node;
        &self.network.hub_nodes[first[at] as usize..first[at + 1] as usize]
    }

    /// The mean of the positions of its nodes that have one.
    #[must_use]
    pub fn position(self) -> Option<Position> {
        let mut positions = self.nodes().iter().filter_map(|&node| self.network.node(node).position());
        let first = positions.next()?;
        let mut sum = [first.lat(), first.lon()];
        let mut count = 1.0;
        for at in positions {
            // Longitudes are averaged on the side of the first, so that a hub at the antimeridian stays there.
            sum = [sum[0] + at.lat(), sum[1] + at.lon() + whole_turn(at.lon() - first.lon())];
            count += 1.0;
        }
        let lon = sum[1] / count;
        let lon = if lon.abs() > 180.0 { lon - 360.0_f64.copysign(lon) } else { lon };
        Position::try_from(LatLon { lat: sum[0] / count, lon }).ok()
    }

    /// What it can handle of a mode: what its node of that mode can. Nothing where it has none.
    ///
    /// # Errors
    /// [`HubCapacityError`] where it has several nodes of the mode: what many nodes share is no capacity of a flow.
    /// Each of them has its own.
    pub fn capacity(self, mode: ModeId) -> Result<Option<Capacity>, HubCapacityError> {
        let of_mode =
            || self.nodes().iter().map(|&node| self.network.node(node)).filter(|n| n.mode_id() == mode);
        match (of_mode().next(), of_mode().count()) {
            (None, _) => Ok(None),
            (Some(node), 1) => Ok(Some(node.capacity())),
            (Some(node), nodes) => {
                let (hub, mode) = (self.key().to_owned(), node.mode().name().to_owned());
                Err(HubCapacityError { hub, mode, nodes })
            }
        }
    }

    /// Whether it has at most one node per mode.
    #[must_use]
    pub fn is_compact(self) -> bool {
        let mut modes: Vec<ModeId> =
            self.nodes().iter().map(|&node| self.network.node(node).mode_id()).collect();
        modes.sort_unstable();
        modes.windows(2).all(|pair| pair[0] != pair[1])
    }
}

/// A link of a network: one row as the user wrote it.
#[derive(Clone, Copy, Debug)]
pub struct Link<'n> {
    pub(super) network: &'n Network,
    pub(super) id: LinkId,
}

impl<'n> Link<'n> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> LinkId {
        self.id
    }

    /// The user's own identifier, unique among the links.
    #[must_use]
    pub fn key(self) -> &'n str {
        self.network.link_keys.get(self.id.index())
    }

    /// Its name; the key where it has none.
    #[must_use]
    pub fn name(self) -> &'n str {
        non_empty(self.network.link_names.get(self.id.index())).unwrap_or(self.key())
    }

    /// What people read: its name, and behind it in brackets its key where that differs, since links are found by keys alone.
    #[must_use]
    pub fn label(self) -> Cow<'n, str> {
        match (self.name(), self.key()) {
            (name, key) if name == key => Cow::Borrowed(name),
            (name, key) => Cow::Owned(format!("{name} ({key})")),
        }
    }

    /// The key of the physical link that it was declared to be part of.
    #[must_use]
    pub fn physical_key(self) -> Option<&'n str> {
        let physical = &self.network.physical;
        let group = physical.group_of_link.get(self.id.index())?.checked_sub(1)?;
        Some(physical.keys.get(group as usize))
    }

    /// The node that its first arc leaves, in its first mode.
    #[must_use]
    pub fn from(self) -> Node<'n> {
        self.network.node(self.network.tail(self.arcs()[0]))
    }

    /// The node that its first arc enters, in its first mode.
    #[must_use]
    pub fn to(self) -> Node<'n> {
        self.network.node(self.network.head(self.arcs()[0]))
    }

    /// Whether it is passed in one direction only.
    #[must_use]
    pub fn is_directed(self) -> bool {
        self.network.link_flags[self.id.index()] & LINK_DIRECTED != 0
    }

    /// The modes that use it.
    pub fn modes(self) -> impl Iterator<Item = &'n Mode> {
        let step = if self.is_directed() { 1 } else { 2 };
        self.arcs().iter().step_by(step).map(move |&arc| self.network.node(self.network.tail(arc)).mode())
    }

    /// Its length.
    #[must_use]
    pub fn length(self) -> Length {
        self.network.length(self.arcs()[0])
    }

    /// What it carries, each of its modes by itself: in each direction, or in both together where they share it.
    #[must_use]
    pub fn capacity(self) -> Capacity {
        self.network.link_capacities.at(self.id.index())
    }

    /// Whether both directions share the capacity, as on a single track.
    #[must_use]
    pub fn shares_capacity(self) -> bool {
        self.network.link_flags[self.id.index()] & LINK_SHARED_CAPACITY != 0
    }

    /// Its arcs: for each mode there, and back where it is two-way.
    #[must_use]
    pub fn arcs(self) -> &'n [ArcId] {
        self.network.link_arcs(self.id)
    }

    /// The points of its geometry, longitude and latitude; empty for a straight line.
    #[must_use]
    pub fn geometry(self) -> &'n [[f64; 2]] {
        let first = &self.network.geometry_first;
        let at = self.id.index();
        match (first.get(at), first.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.network.geometry_points[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Its line on the map: its geometry, or straight between its ends; empty where an end has no coordinates.
    ///
    /// Across the antimeridian it goes on past 180 degrees instead of turning back around the globe.
    #[must_use]
    pub fn line(self) -> geo::LineString<f64> {
        let ends;
        let points: &[[f64; 2]] = match (self.geometry(), self.from().position(), self.to().position()) {
            (&[], Some(from), Some(to)) => {
                ends = [from, to].map(|at| [at.lon(), at.lat()]);
                &ends
            }
            (geometry, _, _) => geometry,
        };
        let mut turn = 0.0;
        let mut last = None;
        let coords = points.iter().map(|&[lon, lat]| {
            if let Some(last) = last {
                turn += whole_turn(lon - last);
            }
            last = Some(lon);
            geo::Coord { x: lon + turn, y: lat }
        });
        coords.collect()
    }
}

/// What to add to a longitude that lies so many degrees from the last one, so that the way between them is the short one.
fn whole_turn(step: f64) -> f64 {
    if step > 180.0 {
        -360.0
    } else if step < -180.0 {
        360.0
    } else {
        0.0
    }
}

/// A transfer of a network.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'n> {
    pub(super) network: &'n Network,
    pub(super) id: TransferId,
}

impl<'n> Transfer<'n> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> TransferId {
        self.id
    }

    /// The node that its first arc leaves.
    #[must_use]
    pub fn from(self) -> Node<'n> {
        self.network.node(self.network.tail(self.arcs()[0]))
    }

    /// The node that its first arc enters.
    #[must_use]
    pub fn to(self) -> Node<'n> {
        self.network.node(self.network.head(self.arcs()[0]))
    }

    /// The hub that it lies in.
    #[must_use]
    pub fn hub(self) -> Hub<'n> {
        self.from().hub()
    }

    /// How long it takes.
    #[must_use]
    pub fn time(self) -> Time {
        self.network.time(self.arcs()[0])
    }

    /// How much it carries, in each direction.
    #[must_use]
    pub fn capacity(self) -> Capacity {
        self.network.transfer_capacities.at(self.id.index())
    }

    /// Whether it works in one direction only.
    #[must_use]
    pub fn is_directed(self) -> bool {
        self.arcs().len() == 1
    }

    /// Whether nobody stated it, and it was assumed to be free because modes meet here.
    #[must_use]
    pub fn is_assumed(self) -> bool {
        self.network.transfer_assumed[self.id.index()]
    }

    /// Its arcs: there, and back where it works both ways.
    #[must_use]
    pub fn arcs(self) -> &'n [ArcId] {
        self.network.transfer_arcs(self.id)
    }
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
