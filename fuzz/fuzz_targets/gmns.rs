//! GMNS folders from any bytes: no panic, and a network that can be read stands, and reads back when it is written.
#![no_main]

mod input;

use supplyline::Network;

const FILES: [&str; 5] = ["node.csv", "link.csv", "transfer.csv", "config.csv", "geometry.csv"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    input::files(bytes, &FILES);
    if let Ok(network) = Network::read(input::folder()) {
        input::stands(&network);
    }
});
