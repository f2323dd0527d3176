//! Which pairs routes are counted for, source by source.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a network holds fewer than 2^32 of each kind, and tonnes are approximate"
)]

use super::Pairs;
use crate::analysis::AnalysisError;
use crate::analysis::impact::sources_of;
use crate::network::NodeId;
use crate::scenario::{Source, View};

/// Sources that routes are counted from together, and where to.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// The open ones.
    pub(super) sources: Vec<u32>,
    /// The weight of all that is asked of it.
    pub(super) weight: f64,
    pub(super) targets: Targets,
}

#[derive(Clone, Debug)]
pub(super) enum Targets {
    /// All nodes but the one source, by 1 each.
    AllNodes,
    /// All hubs but that of the sources, by 1 each.
    AllHubs,
    /// Hubs, and how much each wants.
    Hubs(Vec<(u32, f64)>),
}

/// All cases, and whether each is one node with all others as its targets, and each hub one node at most.
pub(super) fn cases(view: &View<'_>, pairs: Pairs<'_>) -> Result<(Vec<Case>, bool), AnalysisError> {
    let network = view.network();
    let open = |nodes: &[NodeId]| -> Vec<u32> {
        let mut open: Vec<u32> =
            nodes.iter().filter(|&&node| view.is_open(node)).map(|node| node.index() as u32).collect();
        open.sort_unstable();
        open.dedup();
        open
    };
    let by_hub: Vec<Vec<u32>> = network.hubs().map(|hub| open(hub.nodes())).collect();
    let is_simple = by_hub.iter().all(|nodes| nodes.len() <= 1);
    if let Pairs::Demand(scenario) = pairs {
        let is_same = std::ptr::eq(network, scenario.network())
            || network.fingerprint() == scenario.network().fingerprint();
        if !is_same {
            return Err(AnalysisError::OtherNetwork);
        }
        let mut wanted: Vec<(Source, u32, u64)> = scenario
            .relations()
            .iter()
            .map(|one| (one.source, one.destination.index() as u32, one.demand.kilograms()))
            .collect();
        wanted.sort_unstable();
        let case = |of_source: &[(Source, u32, u64)]| {
            let targets: Vec<(u32, f64)> =
                of_source.iter().map(|&(_, hub, kilograms)| (hub, kilograms as f64 / 1_000.0)).collect();
            Case {
                sources: open(&sources_of(scenario, of_source[0].0)),
                weight: targets.iter().map(|&(_, weight)| weight).sum(),
                targets: Targets::Hubs(targets),
            }
        };
        return Ok((wanted.chunk_by(|one, other| one.0 == other.0).map(case).collect(), false));
    }
    let of_hubs = matches!(pairs, Pairs::Hubs) && !is_simple;
    let (starts, targets): (Vec<Vec<u32>>, _) = if of_hubs {
        (by_hub.into_iter().filter(|nodes| !nodes.is_empty()).collect(), Targets::AllHubs)
    } else {
        let nodes = network.nodes().filter(|node| view.is_open(node.id()));
        (nodes.map(|node| vec![node.id().index() as u32]).collect(), Targets::AllNodes)
    };
    let weight = starts.len().saturating_sub(1) as f64;
    let case = |sources| Case { sources, weight, targets: targets.clone() };
    Ok((starts.into_iter().map(case).collect(), is_simple))
}
