//! The metrics, each against a second method on random worlds, and against values that are known.

mod cuts;
mod disjoint;
mod redundancy;

use supplyline::analysis::rank::Loss;
use supplyline::network::{NewLink, NewNode};
use supplyline::{Impedance, Mode, Network, View};

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
