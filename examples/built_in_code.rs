//! A port, a river and a mountain pass, built in code: rail, road and water, hubs of several nodes, transfers; then
//! every hub is closed in turn, over one network that never changes.
//!
//! `cargo run --example built_in_code`

use supplyline::analysis::impact;
use supplyline::network::{LatLon, Network, NewLink, NewNode, NewTransfer};
use supplyline::scenario::{ClosureSpec, DestinationSpec, ScenarioSpec};
use supplyline::{Mode, ScenarioSpec as Spec};

fn network() -> Result<Network, Box<dyn std::error::Error>> {
    let place = |lat, lon| LatLon { lat, lon };
    Ok(Network::builder()
        .name("Port to plateau")
        // A port of two nodes: ships change to trains by crane.
        .node(NewNode::new("quay").in_hub("Port").mode(Mode::Water).at(place(46.48, 30.75)))
        .node(NewNode::new("port yard").in_hub("Port").mode(Mode::Rail).at(place(46.47, 30.72)))
        .transfer(NewTransfer::new("quay", "port yard").time("8 h").capacity("6000 t/d"))
        // Towns of one row each; where modes meet, a change takes what is stated.
        .hub(NewNode::new("Island").at(place(45.25, 30.20)))
        .hub(NewNode::new("Junction").at(place(47.05, 30.60)).transfer_time("3 h"))
        .hub(NewNode::new("Pass").at(place(47.60, 30.40)).transfer_time("3 h"))
        .hub(NewNode::new("Ford").at(place(47.55, 31.30)))
        .hub(NewNode::new("Plateau").at(place(48.10, 30.80)).transfer_time("3 h"))
        .link(NewLink::new(Mode::Water, "Island", "quay").length("150 km").speed("20 km/h"))
        .link(NewLink::rail("port yard", "Junction").length("75 km").speed("45 km/h").capacity("9000 t/d"))
        // A line with no length gets the geodesic one along its points.
        .link(NewLink::rail("Junction", "Pass").speed("30 km/h").along([
            place(47.05, 30.60),
            place(47.30, 30.30),
            place(47.60, 30.40),
        ]))
        .link(NewLink::rail("Pass", "Plateau").length("70 km").speed("30 km/h").shared_capacity("3000 t/d"))
        .link(NewLink::road("Junction", "Ford").length("90 km").speed("50 km/h"))
        .link(NewLink::road("Ford", "Plateau").length("85 km").speed("40 km/h"))
        .build()?)
}

fn scenario() -> Spec {
    ScenarioSpec::new("supply of the plateau")
        .origin("Island")
        .destination(DestinationSpec::new("Plateau").demand("2500 t/d"))
        .destination(DestinationSpec::new("Ford").demand("400 t/d"))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = network()?;
    for note in network.repairs() {
        println!("assumed: {note}");
    }
    for hub in network.hubs() {
        let lost = scenario().closure(ClosureSpec::new("lost").hub(hub.key()));
        let totals = impact(&lost.on(&network)?, None)?.totals;
        println!(
            "{:9} lost: {:6.0} t/d severed, {:6.0} tonne-hours a day added",
            hub.name(),
            totals.severed_tonnes(),
            totals.added_tonne_hours()
        );
    }
    Ok(())
}
