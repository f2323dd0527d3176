//! Transfers where modes meet: those that `node.csv` states by its columns, and free ones where nothing is stated.

use std::collections::{HashMap, HashSet};

use crate::import::{RawNetwork, RawNode, RawTransfer, RawTransferEnd, Repair};
use crate::mode::Mode;

/// No node of a real network has more; [`crate::Network`] refuses it.
pub(crate) const MODES_AT_A_NODE: usize = 32;

/// So many keys are named in the notice about assumed transfers.
const NAMED: usize = 10;

/// Adds the transfers that the rows imply.
///
/// - A row with `transfer_time` or `transfer_capacity` joins its own modes, and the other rows of its hub where that
///   hub has at most one node per mode.
/// - A row of several modes that states nothing, and between any of whose modes no transfer is given, joins them freely.
pub(super) fn expand(raw: &mut RawNetwork) {
    let given: HashSet<[(String, Option<Mode>); 2]> = raw
        .transfers
        .iter()
        .map(|transfer| unordered(end_key(&transfer.from), end_key(&transfer.to)))
        .collect();
    // Only a hub that some row names has several rows; of a million nodes without one nothing is kept.
    let mut hubs: HashMap<&str, Vec<usize>> =
        raw.nodes.iter().filter_map(|node| Some((node.hub.as_deref()?, Vec::new()))).collect();
    for (at, node) in raw.nodes.iter().enumerate() {
        if let Some(rows) = hubs.get_mut(node.hub_key()) {
            rows.push(at);
        }
    }
    let mut made = Vec::new();
    let mut free = 0;
    let mut unjoined = 0;
    let mut first = Vec::new();
    for (at, node) in raw.nodes.iter().enumerate() {
        // So many modes at one node are refused later; their pairs would fill the memory.
        if node.modes.len() > MODES_AT_A_NODE {
            continue;
        }
        let stated = node.transfer_time.is_some() || node.transfer_capacity.is_some();
        let mut pairs: Vec<[RawTransferEnd; 2]> = Vec::new();
        for (i, one) in node.modes.iter().enumerate() {
            for other in &node.modes[i + 1..] {
                pairs.push([end(node, one), end(node, other)]);
            }
        }
        // Free transfers beside a given one would lead around it, so where one is given none is assumed.
        let any_given = pairs.iter().any(|[from, to]| is_given(&given, from, to));
        let mut assumed_here = false;
        for [from, to] in pairs {
            if is_given(&given, &from, &to) {
                continue;
            }
            if !stated && any_given {
                unjoined += 1;
                continue;
            }
            assumed_here |= !stated;
            made.push(transfer(node, from, to, !stated));
        }
        if assumed_here {
            free += 1;
            if first.len() < NAMED {
                first.push(node.key.clone());
            }
        }
        let siblings = hubs.get(node.hub_key());
        if let (true, Some(siblings)) = (stated, siblings)
            && compact(siblings, &raw.nodes)
        {
            for &sibling in siblings.iter().filter(|&&sibling| sibling != at) {
                let other = &raw.nodes[sibling];
                let also_stated = other.transfer_time.is_some() || other.transfer_capacity.is_some();
                // Where both rows state it, both values are kept if they differ: the pair is then judged as given twice.
                let same = (other.transfer_time, other.transfer_capacity)
                    == (node.transfer_time, node.transfer_capacity);
                if also_stated && same && sibling < at {
                    continue;
                }
                for one in &node.modes {
                    for mode in &other.modes {
                        let (from, to) = (end(node, one), end(other, mode));
                        if !is_given(&given, &from, &to) {
                            made.push(transfer(node, from, to, false));
                        }
                    }
                }
            }
        }
    }
    raw.transfers.extend(made);
    raw.repairs.retain(|repair| !matches!(repair, Repair::TransfersPartlyGiven { .. }));
    if unjoined > 0 {
        raw.repairs.push(Repair::TransfersPartlyGiven { pairs: unjoined });
    }
    if free > 0 {
        raw.repairs.push(Repair::FreeTransfersAssumed { nodes: free, first });
    }
}

/// At most one node per mode.
fn compact(rows: &[usize], nodes: &[RawNode]) -> bool {
    let mut seen: Vec<&Mode> = Vec::new();
    for mode in rows.iter().flat_map(|&row| &nodes[row].modes) {
        if seen.contains(&mode) {
            return false;
        }
        seen.push(mode);
    }
    true
}

fn end(node: &RawNode, mode: &Mode) -> RawTransferEnd {
    RawTransferEnd { node: node.key.clone(), mode: Some(mode.clone()) }
}

fn transfer(node: &RawNode, from: RawTransferEnd, to: RawTransferEnd, assumed: bool) -> RawTransfer {
    RawTransfer {
        from,
        to,
        directed: false,
        time: node.transfer_time,
        capacity: node.transfer_capacity,
        assumed,
        at: node.at,
    }
}

fn end_key(end: &RawTransferEnd) -> (String, Option<Mode>) {
    (end.node.clone(), end.mode.clone())
}

fn unordered<T: Ord>(one: T, other: T) -> [T; 2] {
    if one <= other { [one, other] } else { [other, one] }
}

/// Whether a transfer between these two is given, its modes named or not.
fn is_given(
    given: &HashSet<[(String, Option<Mode>); 2]>,
    from: &RawTransferEnd,
    to: &RawTransferEnd,
) -> bool {
    let modes = |end: &RawTransferEnd| [end.mode.clone(), None];
    modes(from).into_iter().any(|a| {
        modes(to)
            .into_iter()
            .any(|b| given.contains(&unordered((from.node.clone(), a.clone()), (to.node.clone(), b))))
    })
}
