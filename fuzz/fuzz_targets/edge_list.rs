//! CSV edge lists from any bytes: no panic, and a network that can be read stands.
#![no_main]

mod input;

use supplyline::Network;
use supplyline::import::{EdgeColumn, EdgeListOptions, read_edge_list};
use supplyline::progress::Silent;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let paths = input::files(bytes, &["fuzz.csv"]);
    let mapped = EdgeListOptions::default().column(EdgeColumn::From, "a").column(EdgeColumn::Length, "b").crs("EPSG:32637");
    for options in [EdgeListOptions::default(), mapped] {
        if let Ok(network) = Network::try_from(read_edge_list(&paths[0], options, &Silent)) {
            input::stands(&network);
        }
    }
});
