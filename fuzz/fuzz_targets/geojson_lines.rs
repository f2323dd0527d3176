//! GeoJSON lines out of any bytes: as they are, or a good file with other bytes in it.
#![no_main]

mod map;

use supplyline::import::{Profile, read_geojson_lines};
use supplyline::progress::Silent;

const GOOD: &[u8] = br#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4326"}},"features":[
{"type":"Feature","properties":{"osm_id":7,"railway":"rail","tracks":2.0,"bridge":true},"geometry":{"type":"LineString","coordinates":[[30.1,50.1],[30.2,50.2,1]]}},
{"type":"Feature","id":"way/8","properties":{"highway":"primary"},"geometry":{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}},
{"type":"Feature","properties":{"place":"town","name":"A"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},
{"type":"Feature","properties":{"railway":"station","name":"A"},"geometry":{"type":"Point","coordinates":[1,1]}}]}"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&how, bytes)) = bytes.split_first() else {
        return;
    };
    let whole = if how % 2 == 0 { bytes.to_vec() } else { map::patched(GOOD, bytes) };
    let path = map::write("map.geojson", &whole);
    map::check(&read_geojson_lines(&path, &Profile::default(), &Silent));
});
