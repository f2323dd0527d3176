//! A [`Network`] back to the rows that make it, for storing and writing.

use super::{LINK_DIRECTED, Network};
use crate::import::{RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd};
use crate::network::elements::{Link, Node};
use crate::units::{Capacity, TonnesPerDay};

impl From<Network> for RawNetwork {
    fn from(network: Network) -> Self {
        Self::from(&network)
    }
}

impl From<&Network> for RawNetwork {
    /// The rows: nodes of one key become one row again. Made into a network once more, they give the same one.
    fn from(network: &Network) -> Self {
        let mut nodes: Vec<RawNode> = Vec::with_capacity(network.node_count());
        for node in network.nodes() {
            match nodes.last_mut() {
                Some(row) if row.key == node.key() => row.modes.push(node.mode().clone()),
                _ => nodes.push(node_row(node)),
            }
        }
        let transfers = network.transfers().map(|transfer| {
            let end = |node: Node<'_>| RawTransferEnd {
                node: node.key().to_owned(),
                mode: Some(node.mode().clone()),
            };
            RawTransfer {
                from: end(transfer.from()),
                to: end(transfer.to()),
                directed: transfer.is_directed(),
                time: Some(transfer.time()),
                capacity: limited(transfer.capacity()),
                assumed: transfer.is_assumed(),
                ..RawTransfer::default()
            }
        });
        Self {
            name: network.name.clone(),
            nodes,
            transfers: transfers.collect(),
            links: network.links().map(|link| link_row(network, link)).collect(),
            repairs: network.repairs.clone(),
            ..Self::default()
        }
    }
}

fn node_row(node: Node<'_>) -> RawNode {
    let hub = node.hub();
    let own = hub.key() == node.key();
    RawNode {
        key: node.key().to_owned(),
        name: differing(node.name(), node.key()),
        hub: (!own).then(|| hub.key().to_owned()),
        hub_name: differing(hub.name(), hub.key()).filter(|name| !own || name != node.name()),
        modes: vec![node.mode().clone()],
        xy: node.position().map(|at| [at.lon(), at.lat()]),
        capacity: limited(node.capacity()),
        ..RawNode::default()
    }
}

fn link_row(network: &Network, link: Link<'_>) -> RawLink {
    // Times can differ between modes only where each mode has its own default speed; those are assumed again.
    let times: Vec<_> = link.arcs().iter().map(|&arc| network.time(arc)).collect();
    let same = times.windows(2).all(|pair| pair[0] == pair[1]);
    RawLink {
        key: link.key().to_owned(),
        name: differing(link.name(), link.key()),
        from: link.from().key().to_owned(),
        to: link.to().key().to_owned(),
        directed: network.link_flags[link.id().index()] & LINK_DIRECTED != 0,
        physical: link.physical_key().map(str::to_owned),
        modes: link.modes().cloned().collect(),
        length: Some(link.length()),
        time: same.then_some(times[0]),
        capacity: limited(link.capacity()),
        shared_capacity: link.shares_capacity(),
        geometry: link.geometry().to_vec(),
        ..RawLink::default()
    }
}

fn differing(name: &str, key: &str) -> Option<String> {
    (name != key).then(|| name.to_owned())
}

fn limited(capacity: Capacity) -> Option<TonnesPerDay> {
    match capacity {
        Capacity::Unlimited => None,
        Capacity::Limited(tonnes) => Some(tonnes),
    }
}
