//! Caches from any bytes, as they are and sealed with the right length and checksum: refused, or a network that stands.
#![no_main]

mod input;

use supplyline::Network;

/// As `src/network/cache/mod.rs` has it: what it is, the version, the length, the content, the checksum.
fn sealed(content: &[u8]) -> Vec<u8> {
    let mut bytes = [b"supplyline cache".as_slice(), &1_u32.to_le_bytes()].concat();
    bytes.extend_from_slice(&((bytes.len() + 8 + content.len() + 4) as u64).to_le_bytes());
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(network) = Network::from_bytes(bytes) {
        input::stands(&network);
    }
    if let Ok(network) = Network::from_bytes(&sealed(bytes)) {
        input::stands(&network);
    }
});
