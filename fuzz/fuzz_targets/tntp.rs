//! TNTP nets, nodes and trips from any bytes: no panic, and a network that can be read stands.
#![no_main]

mod input;

use supplyline::import::read_all;
use supplyline::progress::Silent;
use supplyline::units::TonnesPerDay;
use supplyline::{Network, ScenarioSpec};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let paths = input::files(bytes, &["fuzz_net.tntp", "fuzz_node.tntp", "fuzz_trips.tntp"]);
    let imported = read_all(&paths, None, &Silent);
    let Ok(network) = Network::try_from(imported.network) else {
        return;
    };
    input::stands(&network);
    let one = TonnesPerDay::new(1.0).expect("a tonne");
    if let Some(Ok(spec)) = imported.trips.map(|trips| ScenarioSpec::from_trips(&trips, one)) {
        if spec.pairs.len() <= 50 {
            input::answers(&network, &spec);
        }
        let _ = spec.to_toml();
    }
});
