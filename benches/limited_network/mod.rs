//! Road-like graphs as networks whose links have capacities.

use fastrand::Rng;
use supplyline::import::{RawLink, RawNetwork, RawNode};
use supplyline::network::Network;
use supplyline::units::{Length, Time, TonnesPerDay};

use super::road_like;

/// What links carry, tonnes a day.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "whoever includes this file takes what it needs")]
pub(crate) enum Capacities {
    /// Streets 2,000, arterials 10,000, motorways 40,000, each by a factor from 0.5 to 1.5.
    ByClass,
    /// All the same.
    Equal,
}

/// The generated graph as a network.
pub(crate) fn limited_network(graph: &road_like::RoadLike, capacities: Capacities) -> Network {
    let mut rng = Rng::with_seed(7);
    let node = |key: usize| RawNode { key: key.to_string(), ..RawNode::default() };
    let nodes = (0..graph.positions.len()).map(node).collect();
    let mut raw = RawNetwork { nodes, ..RawNetwork::default() };
    for (arc, (tail, head)) in graph.tails.iter().zip(&graph.heads).enumerate() {
        if tail < head {
            let speed = f64::from(graph.decimetres[arc]) / f64::from(graph.milliseconds[arc]);
            let tonnes = match capacities {
                Capacities::Equal => 1,
                Capacities::ByClass => {
                    let class = if speed > 0.3 { 400 } else { 20 };
                    let class = if (0.15..=0.3).contains(&speed) { 100 } else { class };
                    class * rng.u64(50..=150)
                }
            };
            raw.links.push(RawLink {
                key: arc.to_string(),
                from: tail.to_string(),
                to: head.to_string(),
                length: Length::from_decimetres(graph.decimetres[arc].into()).ok(),
                time: Time::from_milliseconds(graph.milliseconds[arc].into()).ok(),
                capacity: TonnesPerDay::from_kilograms(tonnes * 1_000).ok(),
                ..RawLink::default()
            });
        }
    }
    Network::try_from(raw).unwrap()
}
