//! A fluent builder for networks typed in code.

use super::Network;
use crate::diagnostic::Place;
use crate::import::{RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd};
use crate::mode::Mode;
use crate::network::position::LatLon;
use crate::network::problem::NetworkError;
use crate::units::{BadQuantities, Length, Speed, Time, TonnesPerDay, UnitError, keep};

/// Builds a [`Network`] from hubs, nodes, links and transfers, and reports all that is wrong with them at once.
///
/// ```
/// use supplyline::network::{LatLon, Network, NewLink, NewNode};
/// let network = Network::builder()
///     .hub(NewNode::new("Port").at(LatLon { lat: 46.48, lon: 30.73 }).transfer_time("2 h"))
///     .hub(NewNode::new("Town").at(LatLon { lat: 47.0, lon: 31.0 }))
///     .link(NewLink::rail("Port", "Town").speed("40 km/h"))
///     .link(NewLink::road("Port", "Town").length("71 km").speed("60 km/h"))
///     .build()?;
/// assert_eq!(network.node_count(), 4);
/// # Ok::<(), supplyline::network::NetworkError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct NetworkBuilder {
    raw: RawNetwork,
}

impl NetworkBuilder {
    /// What the network is called.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.raw.name = Some(name.into());
        self
    }

    /// Adds a hub of its own: a town, a junction, a port.
    #[must_use]
    pub fn hub(self, hub: impl Into<NewNode>) -> Self {
        self.node(hub)
    }

    /// Adds a node; by [`NewNode::in_hub`] one of several in a hub.
    #[must_use]
    pub fn node(mut self, node: impl Into<NewNode>) -> Self {
        let NewNode { row, bad } = node.into();
        self.note(bad, &format!("node '{}'", row.key));
        self.raw.nodes.push(row);
        self
    }

    /// Adds a link.
    #[must_use]
    pub fn link(mut self, link: NewLink) -> Self {
        let NewLink { row, bad } = link;
        self.note(bad, &format!("link '{}'", row.key));
        self.raw.links.push(row);
        self
    }

    /// Adds a transfer between two nodes of a hub.
    #[must_use]
    pub fn transfer(mut self, transfer: NewTransfer) -> Self {
        let NewTransfer { row, bad } = transfer;
        self.note(bad, &format!("transfer '{}' to '{}'", row.from.node, row.to.node));
        self.raw.transfers.push(row);
        self
    }

    fn note(&mut self, bad: BadQuantities, what: &str) {
        for (field, problem) in bad {
            self.raw.problems.add(Place::key(format!("{what}, {field}")), problem.into());
        }
    }

    /// Makes the network.
    ///
    /// # Errors
    /// [`NetworkError`] with all that is wrong.
    pub fn build(self) -> Result<Network, NetworkError> {
        Network::try_from(self.raw)
    }
}

/// A node, or a hub of its own, to be built. A text is the key of one with nothing else known.
#[derive(Clone, Debug)]
pub struct NewNode {
    row: RawNode,
    bad: BadQuantities,
}

impl NewNode {
    /// With this key, which is used once.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { row: RawNode { key: key.into(), ..RawNode::default() }, bad: Vec::new() }
    }

    /// Its key.
    #[must_use]
    pub(super) fn key(&self) -> &str {
        &self.row.key
    }

    /// A name for people.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.row.name = Some(name.into());
        self
    }

    /// The key of the hub that owns it.
    #[must_use]
    pub fn in_hub(mut self, hub: impl Into<String>) -> Self {
        self.row.hub = Some(hub.into());
        self
    }

    /// A mode that meets here, beside those of its links.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.row.modes.push(mode);
        self
    }

    /// Where it is.
    #[must_use]
    pub fn at(mut self, LatLon { lat, lon }: LatLon) -> Self {
        self.row.xy = Some([lon, lat]);
        self
    }

    /// What it can handle in each mode: a [`TonnesPerDay`] or a text such as `"5000 t/d"`.
    #[must_use]
    pub fn capacity<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, capacity: T) -> Self {
        self.row.capacity = keep(capacity, "capacity", &mut self.bad);
        self
    }

    /// How long goods take to change mode here: a [`Time`] or a text such as `"6 h"`.
    #[must_use]
    pub fn transfer_time<T: TryInto<Time, Error: Into<UnitError>>>(mut self, time: T) -> Self {
        self.row.transfer_time = keep(time, "transfer time", &mut self.bad);
        self
    }

    /// How much can change mode here: a [`TonnesPerDay`] or a text.
    #[must_use]
    pub fn transfer_capacity<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(
        mut self,
        capacity: T,
    ) -> Self {
        self.row.transfer_capacity = keep(capacity, "transfer capacity", &mut self.bad);
        self
    }
}

impl From<&str> for NewNode {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

impl From<String> for NewNode {
    fn from(key: String) -> Self {
        Self::new(key)
    }
}

/// A link to be built: two-way unless said otherwise.
#[derive(Clone, Debug)]
pub struct NewLink {
    row: RawLink,
    bad: BadQuantities,
}

impl NewLink {
    /// Of this mode, between these nodes. Its key is `mode:from--to` unless [`NewLink::key`] says otherwise.
    #[must_use]
    pub fn new(mode: Mode, from: impl Into<String>, to: impl Into<String>) -> Self {
        let (from, to) = (from.into(), to.into());
        Self {
            row: RawLink {
                key: format!("{mode}:{from}--{to}"),
                from,
                to,
                modes: vec![mode],
                ..RawLink::default()
            },
            bad: Vec::new(),
        }
    }

    /// A railway line.
    #[must_use]
    pub fn rail(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::new(Mode::Rail, from, to)
    }

    /// A road.
    #[must_use]
    pub fn road(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::new(Mode::Road, from, to)
    }

    /// A key of one's own, used once.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.row.key = key.into();
        self
    }

    /// A name for people, such as a road's number.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.row.name = Some(name.into());
        self
    }

    /// Passed from its first node to its second only.
    #[must_use]
    pub fn one_way(mut self) -> Self {
        self.row.directed = true;
        self
    }

    /// A further mode that uses the same physical link.
    #[must_use]
    pub fn also(mut self, mode: Mode) -> Self {
        self.row.modes.push(mode);
        self.row.modes.sort();
        self.row.modes.dedup();
        self
    }

    /// Part of this physical link: what names the same one is lost together.
    #[must_use]
    pub fn physical(mut self, key: impl Into<String>) -> Self {
        self.row.physical = Some(key.into());
        self
    }

    /// Its length: a [`Length`] or a text such as `"34.4 km"`. Geodesic between its ends where not given.
    #[must_use]
    pub fn length<T: TryInto<Length, Error: Into<UnitError>>>(mut self, length: T) -> Self {
        self.row.length = keep(length, "length", &mut self.bad);
        self
    }

    /// Its speed: a [`Speed`] or a text such as `"60 km/h"`.
    #[must_use]
    pub fn speed<T: TryInto<Speed, Error: Into<UnitError>>>(mut self, speed: T) -> Self {
        self.row.speed = keep(speed, "speed", &mut self.bad);
        self
    }

    /// Its travel time, whatever its length and speed: a [`Time`] or a text such as `"90 min"`.
    #[must_use]
    pub fn time<T: TryInto<Time, Error: Into<UnitError>>>(mut self, time: T) -> Self {
        self.row.time = keep(time, "time", &mut self.bad);
        self
    }

    /// What it carries in each direction: a [`TonnesPerDay`] or a text.
    #[must_use]
    pub fn capacity<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, capacity: T) -> Self {
        self.row.capacity = keep(capacity, "capacity", &mut self.bad);
        self
    }

    /// What it carries in both directions together, as a single track does.
    #[must_use]
    pub fn shared_capacity<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, capacity: T) -> Self {
        self.row.shared_capacity = true;
        self.capacity(capacity)
    }

    /// The points of its line, its ends included, from its first node to its second.
    #[must_use]
    pub fn along(mut self, points: impl IntoIterator<Item = LatLon>) -> Self {
        self.row.geometry = points.into_iter().map(|LatLon { lat, lon }| [lon, lat]).collect();
        self
    }
}

/// A transfer to be built: both ways unless said otherwise.
#[derive(Clone, Debug)]
pub struct NewTransfer {
    row: RawTransfer,
    bad: BadQuantities,
}

impl NewTransfer {
    /// Between two nodes of one hub.
    #[must_use]
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        let end = |node: String| RawTransferEnd { node, mode: None };
        Self {
            row: RawTransfer { from: end(from.into()), to: end(to.into()), ..RawTransfer::default() },
            bad: Vec::new(),
        }
    }

    /// Between these modes, where the nodes have several.
    #[must_use]
    pub fn between(mut self, from: Mode, to: Mode) -> Self {
        self.row.from.mode = Some(from);
        self.row.to.mode = Some(to);
        self
    }

    /// From its first node to its second only.
    #[must_use]
    pub fn one_way(mut self) -> Self {
        self.row.directed = true;
        self
    }

    /// How long it takes: a [`Time`] or a text such as `"6 h"`.
    #[must_use]
    pub fn time<T: TryInto<Time, Error: Into<UnitError>>>(mut self, time: T) -> Self {
        self.row.time = keep(time, "time", &mut self.bad);
        self
    }

    /// How much it carries: a [`TonnesPerDay`] or a text.
    #[must_use]
    pub fn capacity<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, capacity: T) -> Self {
        self.row.capacity = keep(capacity, "capacity", &mut self.bad);
        self
    }
}
