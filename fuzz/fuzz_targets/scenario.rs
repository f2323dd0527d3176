//! Scenario files from any bytes, on a network of its own: no panic, and whatever can be asked has an answer.
#![no_main]

mod input;

use std::sync::OnceLock;

use supplyline::network::{LatLon, NewLink, NewNode, NewTransfer};
use supplyline::{Network, ScenarioSpec, Study};

fn network() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    NETWORK.get_or_init(|| {
        Network::builder()
            .hub(NewNode::new("V").name("Valuyki").at(LatLon { lat: 50.2, lon: 38.1 }).transfer_time("3 h"))
            .node(NewNode::new("K.r").in_hub("K").at(LatLon { lat: 49.7, lon: 37.6 }).capacity("900 t/d"))
            .node(NewNode::new("K.h").in_hub("K").at(LatLon { lat: 49.71, lon: 37.6 }))
            .hub(NewNode::new("I").name("Izium").at(LatLon { lat: 49.2, lon: 37.2 }))
            .hub(NewNode::new("S").at(LatLon { lat: 49.4, lon: 38.1 }))
            .link(NewLink::rail("V", "K.r").key("r1").shared_capacity("3000 t/d").physical("line"))
            .link(NewLink::rail("K.r", "I").key("r2").physical("line"))
            .link(NewLink::road("V", "S").key("h1"))
            .link(NewLink::road("S", "K.h").key("h2").one_way())
            .link(NewLink::road("S", "I").key("h3").capacity("50 t/d"))
            .transfer(NewTransfer::new("K.r", "K.h").time("2 h"))
            .build()
            .expect("it is valid")
    })
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let paths = input::files(bytes, &["fuzz.toml", "area.geojson"]);
    // A network that the file may name stands nowhere, so that this stops at what the file says.
    let _ = Study::open(&paths[0]);
    if let Ok(spec) = ScenarioSpec::read(&paths[0]) {
        input::answers(network(), &spec);
        if let Ok(toml) = spec.to_toml() {
            std::fs::write(&paths[0], toml).expect("a file can be written");
            assert!(ScenarioSpec::read(&paths[0]).is_ok(), "what is written reads back");
        }
    }
});
