//! A graph of hubs as the rows of a network, and the way that each of its links takes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{DirectRoute, HubGraph};
use crate::import::{RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd};
use crate::mode::Mode;
use crate::network::{Element, HubId, Link, LinkId, ModeId, Network};
use crate::units::{Time, TonnesPerDay};

/// Two modes that meet in a hub.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Between {
    hub: HubId,
    from: Mode,
    to: Mode,
    directed: bool,
}

/// What all transfers between two modes of a hub do together.
struct Together {
    /// That of the fastest.
    time: Time,
    /// The sum; nothing where one has no limit.
    kilograms: Option<u64>,
    assumed: bool,
}

impl DirectRoute {
    /// The points of its way, longitude and latitude: from middle to middle, straight inside the hubs.
    #[must_use]
    pub fn line(&self, network: &Network) -> Vec<[f64; 2]> {
        let middle = |hub: HubId| {
            let mut nodes = network.hub(hub).nodes().iter().map(|&node| network.node(node));
            let at = nodes.find(|node| node.mode_id() == self.mode)?.position()?;
            Some([at.lon(), at.lat()])
        };
        let mut points: Vec<[f64; 2]> = middle(self.from).into_iter().collect();
        for &arc in &self.arcs {
            let Element::Link(link) = network.element(arc) else {
                continue;
            };
            let link = network.link(link);
            let along = link.from().id() == network.tail(arc);
            let line = link.line();
            let mut way: Vec<[f64; 2]> = line.coords().map(|at| [at.x, at.y]).collect();
            if !along {
                way.reverse();
            }
            points.extend(way);
        }
        points.extend(middle(self.to));
        points.dedup();
        points
    }

    /// The links that it passes, in order.
    pub fn links<'n>(&'n self, network: &'n Network) -> impl Iterator<Item = LinkId> + 'n {
        self.arcs.iter().filter_map(|&arc| match network.element(arc) {
            Element::Link(link) => Some(link),
            Element::Transfer(_) => None,
        })
    }
}

impl HubGraph {
    /// The rows of a network with one node per hub and mode, and one link per direct route.
    ///
    /// Where the way back is the way there and takes as long, the two are one link. A change of modes takes what the
    /// fastest transfer of the hub takes, and carries what all of them together do.
    #[must_use]
    pub fn rows(&self, network: &Network) -> RawNetwork {
        let mut raw = RawNetwork { name: network.name().map(str::to_owned), ..RawNetwork::default() };
        let is_apart = self.hubs_apart(network);
        for &hub in &self.hubs {
            let hub = network.hub(hub);
            let mut modes: Vec<Mode> =
                hub.nodes().iter().map(|&node| network.node(node).mode().clone()).collect();
            modes.sort();
            modes.dedup();
            let name = (hub.name() != hub.key()).then(|| hub.name().to_owned());
            let xy = hub.position().map(|at| [at.lon(), at.lat()]);
            if is_apart.contains(&hub.id()) {
                // One row of several modes without a transfer would be taken for one where goods change freely.
                raw.nodes.extend(modes.into_iter().map(|mode| RawNode {
                    key: node_key(hub.key(), &mode, true),
                    hub: Some(hub.key().to_owned()),
                    hub_name: name.clone(),
                    modes: vec![mode],
                    xy,
                    ..RawNode::default()
                }));
            } else {
                raw.nodes.push(RawNode { key: hub.key().to_owned(), name, modes, xy, ..RawNode::default() });
            }
        }
        let by_ends: HashMap<(HubId, HubId, ModeId), &DirectRoute> =
            self.routes.iter().map(|route| ((route.from, route.to, route.mode), route)).collect();
        for route in &self.routes {
            let back = by_ends.get(&(route.to, route.from, route.mode));
            let same = back.is_some_and(|back| {
                (back.length, back.time, back.capacity) == (route.length, route.time, route.capacity)
            });
            if same && route.to < route.from {
                continue;
            }
            raw.links.push(link_row(network, route, !same, &is_apart));
        }
        raw.transfers = self.transfer_rows(network);
        raw
    }

    /// The hubs of several modes between which nothing changes.
    fn hubs_apart(&self, network: &Network) -> HashSet<HubId> {
        let joined: HashSet<HubId> = network
            .transfers()
            .filter(|transfer| transfer.from().mode_id() != transfer.to().mode_id())
            .map(|transfer| transfer.hub().id())
            .collect();
        let has_modes = |hub: HubId| {
            let mut modes = network.hub(hub).nodes().iter().map(|&node| network.node(node).mode_id());
            let first = modes.next();
            modes.any(|mode| Some(mode) != first)
        };
        self.hubs.iter().copied().filter(|&hub| has_modes(hub) && !joined.contains(&hub)).collect()
    }

    fn transfer_rows(&self, network: &Network) -> Vec<RawTransfer> {
        let mut merged: BTreeMap<Between, Together> = BTreeMap::new();
        for transfer in network.transfers() {
            let hub = transfer.hub().id();
            let (from, to) = (transfer.from().mode().clone(), transfer.to().mode().clone());
            if self.hubs.binary_search(&hub).is_err() || from == to {
                continue;
            }
            let turned = !transfer.is_directed() && to < from;
            let (from, to) = if turned { (to, from) } else { (from, to) };
            let capacity = transfer.capacity().limit().map(TonnesPerDay::kilograms);
            merged
                .entry(Between { hub, from, to, directed: transfer.is_directed() })
                .and_modify(|known| {
                    known.time = known.time.min(transfer.time());
                    known.kilograms =
                        known.kilograms.zip(capacity).map(|(sum, more)| sum.saturating_add(more));
                    known.assumed &= transfer.is_assumed();
                })
                .or_insert(Together {
                    time: transfer.time(),
                    kilograms: capacity,
                    assumed: transfer.is_assumed(),
                });
        }
        let end = |hub: HubId, mode: Mode| RawTransferEnd {
            node: network.hub(hub).key().to_owned(),
            mode: Some(mode),
        };
        merged
            .into_iter()
            .map(|(between, together)| RawTransfer {
                from: end(between.hub, between.from),
                to: end(between.hub, between.to),
                directed: between.directed,
                time: Some(together.time),
                capacity: together.kilograms.and_then(|sum| TonnesPerDay::from_kilograms(sum).ok()),
                assumed: together.assumed,
                ..RawTransfer::default()
            })
            .collect()
    }
}

/// The key of a hub's node: the hub's own, or with its mode behind it where each mode has a node.
fn node_key(hub: &str, mode: &Mode, is_apart: bool) -> String {
    if is_apart { format!("{hub} ({mode})") } else { hub.to_owned() }
}

fn link_row(network: &Network, route: &DirectRoute, directed: bool, is_apart: &HashSet<HubId>) -> RawLink {
    let mode = &network.modes()[route.mode.index()];
    let [from, to] = [route.from, route.to].map(|hub| network.hub(hub).key());
    // The name of the link that is longest on the way.
    let name = route
        .links(network)
        .map(|link| network.link(link))
        .filter(|link| link.name() != link.key())
        .max_by_key(|link| (link.length(), Reverse(link.id())))
        .map(|link| link.name().to_owned());
    let arrow = if directed { "->" } else { "--" };
    let line = route.line(network);
    RawLink {
        key: format!("{mode}:{from}{arrow}{to}"),
        name,
        from: node_key(from, mode, is_apart.contains(&route.from)),
        to: node_key(to, mode, is_apart.contains(&route.to)),
        directed,
        physical: directed.then(|| {
            let (low, high) = if from < to { (from, to) } else { (to, from) };
            format!("{mode}:{low}--{high}")
        }),
        modes: vec![mode.clone()],
        length: Some(route.length),
        time: Some(route.time),
        capacity: route.capacity.limit(),
        // Where what limits the way is shared by both directions, so is what the way carries.
        shared_capacity: !directed
            && route.capacity.limit().is_some()
            && route.links(network).map(|link| network.link(link)).any(Link::shares_capacity),
        geometry: if line.len() > 1 { line } else { Vec::new() },
        ..RawLink::default()
    }
}
