//! Many what-ifs on one network: index once, then close, ask and reopen in microseconds.
//!
//! `cargo run --example what_if`

use std::sync::Arc;

use supplyline::network::{Network, NewLink};
use supplyline::paths::{Index, Query};
use supplyline::{Impedance, View};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = Network::builder()
        .hub("Port")
        .hub("Pass")
        .hub("Ford")
        .hub("Bridge")
        .hub("Town")
        .link(NewLink::road("Port", "Pass").length("30 km").speed("60 km/h"))
        .link(NewLink::road("Pass", "Bridge").length("20 km").speed("60 km/h"))
        .link(NewLink::road("Port", "Ford").length("45 km").speed("60 km/h"))
        .link(NewLink::road("Ford", "Bridge").length("25 km").speed("60 km/h"))
        .link(NewLink::road("Bridge", "Town").length("10 km").speed("60 km/h"))
        .build()?;
    let hub = |name: &str| network.find_hub(name).map(|hub| network.hub(hub).nodes()[0]);
    let (port, town) = (hub("Port")?, hub("Town")?);

    // The index depends on the network alone; a metric follows one view of it.
    let index = Arc::new(Index::new(&network, None)?);
    let mut view = View::new(&network, Impedance::Time);
    let mut metric = index.customize(&view)?;
    let mut query = Query::default();

    let (mark, was) = (view.mark(), metric.mark());
    for lost in network.hubs().map(supplyline::network::Hub::id) {
        view.close_hub(lost);
        metric.follow(&view, &view.changes_since(mark)?)?;
        let minutes = query.distance(&metric, port, town).map(|milliseconds| milliseconds / 60_000);
        println!(
            "{:8} {}",
            network.hub(lost).name(),
            minutes.map_or("severed".to_owned(), |minutes| format!("{minutes} min"))
        );
        view.undo_to(mark)?;
        metric.undo_to(was)?;
    }
    Ok(())
}
