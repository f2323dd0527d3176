//! The metrics, each against a second method on random worlds, and against values that are known.

mod accessibility;
mod betweenness;
mod closeness;
mod comparison;
mod cuts;
mod disjoint;
mod efficiency;
mod published;
mod redundancy;

use supplyline::analysis::AnalysisError;
use supplyline::analysis::metrics as of;
use supplyline::analysis::rank::Loss;
use supplyline::network::{HubId, NewLink, NewNode};
use supplyline::paths::Search;
use supplyline::progress::Progress;
use supplyline::{Impedance, Mode, Network, ScenarioSpec, View};

/// All that may be lost in a view, hubs with an open node and physical links with an open arc.
fn losses(view: &View<'_>) -> Vec<Loss> {
    let network = view.network();
    let mut losses: Vec<Loss> = network
        .hubs()
        .filter(|hub| hub.nodes().iter().any(|&node| view.is_open(node)))
        .map(|hub| Loss::Hub(hub.id()))
        .collect();
    let open = |link: &supplyline::network::Link<'_>| {
        network.link_arcs(link.id()).iter().any(|&arc| view.cost(arc).is_some())
    };
    losses.extend(network.links().filter(open).map(|link| Loss::of_link(network, link.id())));
    losses.sort_unstable();
    losses.dedup();
    losses
}

/// A view with one thing lost.
fn without<'n>(view: &View<'n>, loss: Loss) -> View<'n> {
    let mut view = view.clone();
    loss.close(&mut view);
    view
}

/// Nodes `0..nodes`, each a hub with its number as its key, and two-way links of these lengths in metres.
fn graph(nodes: usize, links: &[(usize, usize, u32)]) -> Network {
    let mut builder = Network::builder();
    for node in 0..nodes {
        builder = builder.hub(NewNode::new(format!("{node:04}")));
    }
    for (at, (from, to, metres)) in links.iter().enumerate() {
        let link = NewLink::new(Mode::Road, format!("{from:04}"), format!("{to:04}"));
        builder = builder.link(link.key(format!("l{at}")).length(format!("{metres} m")));
    }
    builder.build().unwrap()
}

fn view(network: &Network) -> View<'_> {
    View::new(network, Impedance::Length)
}

/// The least cost from each open hub to each other that it reaches, by a search from each.
fn between_hubs(view: &View<'_>) -> Vec<(HubId, HubId, u64)> {
    let network = view.network();
    let mut search = Search::default();
    let mut found = Vec::new();
    for from in network.hubs() {
        let tree = search.run(view, from.nodes());
        for to in network.hubs().filter(|to| to.id() != from.id()) {
            if let Some(cost) = to.nodes().iter().filter_map(|&node| tree.cost(node)).min() {
                found.push((from.id(), to.id(), cost));
            }
        }
    }
    found
}

/// Equal but for the rounding of sums.
#[track_caller]
fn close(one: f64, other: f64) {
    assert!((one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0), "{one} {other}");
}

/// Wants to stop from the start.
struct Stop;

impl Progress for Stop {
    fn stop_requested(&self) -> bool {
        true
    }
}

#[test]
fn each_stops_when_it_is_asked_to() {
    let network = graph(4, &[(0, 1, 10), (1, 2, 10), (2, 0, 10), (2, 3, 10)]);
    let view = view(&network);
    let scenario = ScenarioSpec::new("stop").origin("0000").destination("0003").on(&network).unwrap();
    let demand = of::Opportunities::demand(&scenario);
    let sample = of::Effort::Sample { sources: 3, seed: 1 };
    let stopped = [
        of::cuts(&view, of::CutsOptions::default().progress(&Stop)).err(),
        of::redundancy(&view, of::RedundancyOptions::default().progress(&Stop)).err(),
        of::disjoint(&scenario, of::DisjointOptions::default().progress(&Stop)).err(),
        of::efficiency(&view, of::EfficiencyOptions::default().progress(&Stop)).err(),
        of::efficiency(&view, of::EfficiencyOptions::default().effort(sample).progress(&Stop)).err(),
        of::closeness(&view, of::ClosenessOptions::default().progress(&Stop)).err(),
        of::accessibility(&view, &demand, of::AccessibilityOptions::default().progress(&Stop)).err(),
    ];
    assert_eq!(stopped, [const { Some(AnalysisError::Stopped) }; 7]);
}
