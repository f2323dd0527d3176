//! A street grid with holes, of any size: every node knows its place, two thirds of the streets are there, and speeds
//! differ. Its separators are larger than those of real roads, so it does not stand for them; it is here to measure
//! what grows with nodes and arcs.

use fastrand::Rng;
use supplyline::Mode;
use supplyline::import::{RawLink, RawNetwork, RawNode};
use supplyline::units::{Length, Speed};

/// About `nodes` nodes, and 1.33 two-way links to each.
pub(crate) fn street_grid(nodes: usize, seed: u64) -> RawNetwork {
    let mut rng = Rng::with_seed(seed);
    let side = nodes.isqrt().max(2);
    let mut raw = RawNetwork::default();
    let key = |row: usize, column: usize| format!("{}", row * side + column);
    for row in 0..side {
        for column in 0..side {
            let jitter = |rng: &mut Rng| (rng.f64() - 0.5) * 0.002;
            let degrees = |at: usize| f64::from(u32::try_from(at).unwrap_or(u32::MAX)) * 0.004;
            raw.nodes.push(RawNode {
                key: key(row, column),
                xy: Some([30.0 + degrees(column) + jitter(&mut rng), 45.0 + degrees(row) + jitter(&mut rng)]),
                ..RawNode::default()
            });
            for (r, c) in [(row, column + 1), (row + 1, column)] {
                if r < side && c < side && rng.u8(0..3) < 2 {
                    let metres = 200.0 + rng.f64() * 300.0;
                    let speed = [30.0, 50.0, 80.0][rng.usize(0..3)];
                    raw.links.push(RawLink {
                        key: raw.links.len().to_string(),
                        from: key(row, column),
                        to: key(r, c),
                        modes: vec![Mode::Road],
                        length: Length::from_m(metres).ok(),
                        speed: Speed::from_kmh(speed).ok(),
                        ..RawLink::default()
                    });
                }
            }
        }
    }
    raw
}
