//! OpenStreetMap files out of any bytes: as they are, as what is in a blob, or a good file with other bytes in it.
#![no_main]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    dead_code,
    reason = "the encoder is the tests'"
)]

#[path = "../../tests/it/map_files/osm/encode.rs"]
mod encode;
mod map;

use encode::{Block, Packing, blob, file, header};
use supplyline::import::{Profile, read_osm_pbf};
use supplyline::progress::Silent;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&how, bytes)) = bytes.split_first() else {
        return;
    };
    let good = |packing| {
        let nodes: [encode::Node<'_>; 4] = [
            (11, 30.1, 50.1, &[("place", "town"), ("name", "Izium")]),
            (12, 30.2, 50.2, &[]),
            (13, 30.3, 50.3, &[("railway", "station")]),
            (14, 30.4, 50.4, &[]),
        ];
        let ways = Block::default()
            .way(7, &[11, 12, 13], &[("railway", "rail"), ("name", "x")])
            .way(8, &[13, 99, 14, 12], &[("highway", "primary"), ("oneway", "-1")])
            .way(9, &[11, 12, 13, 11], &[("railway", "station")]);
        file(&[Block::default().dense(&nodes), Block::default().nodes(&nodes), ways], packing)
    };
    let whole = match how % 4 {
        0 => bytes.to_vec(),
        1 => [header(&["OsmSchema-V0.6"]), blob("OSMData", bytes, Packing::Raw)].concat(),
        2 => map::patched(&good(Packing::Raw), bytes),
        _ => map::patched(&good(Packing::Zlib), bytes),
    };
    let path = map::write("map.osm.pbf", &whole);
    map::check(&read_osm_pbf(&path, &Profile::default(), &Silent));
});
