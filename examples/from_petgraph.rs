//! A graph that a petgraph user already has: brought in, a junction closed, and the answer taken back to petgraph.
//!
//! `cargo run --example from_petgraph`

use petgraph::graph::UnGraph;
use supplyline::analysis::impact;
use supplyline::network::{NewLink, NewNode, from_petgraph, to_petgraph};
use supplyline::scenario::{ClosureSpec, Impedance, ScenarioSpec};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Towns by name, roads by kilometres.
    let mut graph = UnGraph::<&str, f64>::default();
    let [mill, bridge, ferry, market] =
        ["Mill", "Bridge", "Ferry", "Market"].map(|town| graph.add_node(town));
    for (from, to, km) in
        [(mill, bridge, 12.0), (bridge, market, 8.5), (mill, ferry, 30.0), (ferry, market, 11.0)]
    {
        graph.add_edge(from, to, km);
    }

    let network = from_petgraph(
        &graph,
        |_, town| NewNode::new(*town),
        |_, km, from, to| NewLink::road(from, to).length(format!("{km} km")),
    )?;
    let scenario = ScenarioSpec::new("the bridge is lost")
        .cost(Impedance::Length)
        .origin("Mill")
        .destination("Market")
        .closure(ClosureSpec::new("flood").hub("Bridge"))
        .on(&network)?;
    let outcome = impact(&scenario, None)?;
    let market = &outcome.relations[0];
    let km = |route: &Option<supplyline::paths::Route>| {
        route.as_ref().map_or(f64::NAN, |route| route.length().km())
    };
    println!(
        "Mill to Market: {} km before, {} km after: {}",
        km(&market.before),
        km(&market.after),
        market.status
    );

    // Back to petgraph: what is open after the flood, for any of its algorithms.
    let open = to_petgraph(&network).filter_map(
        |_, &node| scenario.after().is_open(node).then_some(node),
        |_, &arc| scenario.after().cost(arc).map(|_| arc),
    );
    println!("{} towns in {} piece", open.node_count(), petgraph::algo::connected_components(&open));
    Ok(())
}
