//! A network in a few lines, a hub lost, and what becomes of the town behind it.
//!
//! `cargo run --example quickstart`

use supplyline::analysis::impact;
use supplyline::network::{Network, NewLink};
use supplyline::report::{Report, RouteReport};
use supplyline::scenario::{ClosureSpec, DestinationSpec, ScenarioSpec};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = Network::builder()
        .hub("Valuyki")
        .hub("Kupiansk")
        .hub("Svatove")
        .hub("Izium")
        .link(NewLink::road("Valuyki", "Kupiansk").length("100 km").speed("50 km/h"))
        .link(NewLink::road("Valuyki", "Svatove").length("140 km").speed("50 km/h"))
        .link(NewLink::road("Kupiansk", "Izium").length("80 km").speed("50 km/h"))
        .link(NewLink::road("Svatove", "Izium").length("120 km").speed("50 km/h"))
        .build()?;
    let scenario = ScenarioSpec::new("Kupiansk lost")
        .origin("Valuyki")
        .destination(DestinationSpec::new("Izium").demand("1500 t/d"))
        .closure(ClosureSpec::new("Kupiansk lost").hub("Kupiansk"))
        .on(&network)?;
    let report = Report::new(&scenario, &impact(&scenario, None)?);
    let izium = &report.destinations[0];
    println!(
        "Izium is {}: {}",
        izium.status,
        izium.after.as_ref().map_or("no route".into(), RouteReport::in_words)
    );
    Ok(())
}
