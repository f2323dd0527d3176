//! Shapefiles out of any bytes: one of the files as it is, or good files with other bytes in them.
#![no_main]
#![allow(clippy::cast_possible_truncation, dead_code, reason = "the encoder is the tests'")]

#[path = "../../tests/it/map_files/shapefile/encode.rs"]
mod encode;
mod map;

use encode::{WGS_84, dbf, parts, point, shp};
use supplyline::import::{Profile, read_shapefile};
use supplyline::progress::Silent;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&how, bytes)) = bytes.split_first() else {
        return;
    };
    let ring: encode::Points<'_> = &[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]];
    let shapes = shp(&[
        parts(3, &[&[[30.1, 50.1], [30.2, 50.2]], ring]),
        parts(13, &[ring]),
        parts(5, &[ring, ring]),
        point(1, [1.0, 2.0]),
    ]);
    let rows: [&[&[u8]]; 4] =
        [&[b"rail", b"2.00"], &[b"rail", b"****"], &[b"yard", b""], &[b"station", b"7"]];
    let table = dbf(&[("railway", b'C', 10), ("tracks", b'N', 6)], &rows, 0xc9);
    let projection = WGS_84.as_bytes();
    let (shapes, table, projection) = match how % 8 {
        0 => (bytes.to_vec(), table, projection.to_vec()),
        1 => (shapes, bytes.to_vec(), projection.to_vec()),
        2 => (shapes, table, bytes.to_vec()),
        3 => (shapes, table, map::patched(projection, bytes)),
        4 => (shapes, map::patched(&table, bytes), projection.to_vec()),
        _ => (map::patched(&shapes, bytes), table, projection.to_vec()),
    };
    map::write("map.dbf", &table);
    map::write("map.prj", &projection);
    let path = map::write("map.shp", &shapes);
    map::check(&read_shapefile(&path, &Profile::default(), &Silent));
});
