//! Which modes meet at a node, and how fast a mode is where nobody says.

use std::collections::HashMap;

use crate::import::{RawNetwork, Repair};
use crate::mode::Mode;
use crate::units::Speed;

/// The speed of a link that states none, km/h: a cautious mean for goods, not a line's limit.
///
/// | mode | km/h | ground |
/// |---|---|---|
/// | rail | 40 | freight trains on mixed lines, stops included |
/// | road | 60 | a loaded lorry on a main road |
/// | water | 15 | inland barges and coasters |
/// | air | 500 | cargo aircraft, block speed |
/// | pipeline | 5 | oil, 1 to 2 m/s |
/// | walk, bike | 5, 15 | by foot, by bicycle |
/// | any other | 30 | none better known |
#[must_use]
pub fn default_speed(mode: &Mode) -> Speed {
    Speed::known(match mode {
        Mode::Rail => 40.0,
        Mode::Road => 60.0,
        Mode::Water => 15.0,
        Mode::Air => 500.0,
        Mode::Pipeline => 5.0,
        Mode::Other(other) => match other.name() {
            "walk" | "foot" | "pedestrian" => 5.0,
            "bike" | "bicycle" | "cycle" => 15.0,
            _ => 30.0,
        },
    })
}

/// Links without a mode are roads; every node gets the modes of its links.
pub(super) fn fill(raw: &mut RawNetwork) {
    let mut assumed_roads = 0;
    let mut without_speed: Vec<(Mode, u64)> = Vec::new();
    for link in &mut raw.links {
        if link.modes.is_empty() {
            link.modes.push(Mode::Road);
            assumed_roads += 1;
        }
        if link.speed.is_none() && link.time.is_none() {
            for mode in &link.modes {
                match without_speed.iter_mut().find(|(known, _)| known == mode) {
                    Some((_, count)) => *count += 1,
                    None => without_speed.push((mode.clone(), 1)),
                }
            }
        }
    }
    let rows: HashMap<&str, usize> =
        raw.nodes.iter().enumerate().rev().map(|(at, node)| (node.key.as_str(), at)).collect();
    let mut touching: Vec<Vec<Mode>> = vec![Vec::new(); raw.nodes.len()];
    for link in &raw.links {
        for end in [&link.from, &link.to] {
            let Some(&at) = rows.get(end.as_str()) else {
                continue;
            };
            for mode in &link.modes {
                if !touching[at].contains(mode) {
                    touching[at].push(mode.clone());
                }
            }
        }
    }
    drop(rows);
    for (node, touching) in raw.nodes.iter_mut().zip(touching) {
        node.modes.extend(touching);
        node.modes.sort();
        node.modes.dedup();
        if node.modes.is_empty() {
            // A node without any link still is one: it gets a mode so that it can be named.
            node.modes.push(Mode::Road);
        }
    }
    if assumed_roads > 0 {
        raw.repairs.push(Repair::ModesAssumed { links: assumed_roads });
    }
    without_speed.sort();
    for (mode, links) in without_speed {
        let speed = default_speed(&mode);
        raw.repairs.push(Repair::SpeedsAssumed { mode, speed, links });
    }
}
