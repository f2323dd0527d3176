//! Tables of places out of any bytes, as CSV and as GeoJSON.
#![no_main]

mod map;

use supplyline::import::read_places;
use supplyline::progress::Silent;

const CSV: &[u8] = b"key,name,lat,lon,radius,kind\nizium,\"Izium, town\",49.21,37.27,2.5,town\n,Lyman,48.99,37.81,500 m,station\n";
const JSON: &[u8] = br#"{"features":[{"type":"Feature","properties":{"name":"A","radius":3},"geometry":{"type":"Point","coordinates":[2,1]}},
{"type":"Feature","properties":{"name":"B","kind":"station"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&how, bytes)) = bytes.split_first() else {
        return;
    };
    let (name, whole) = match how % 4 {
        0 => ("places.csv", bytes.to_vec()),
        1 => ("places.csv", map::patched(CSV, bytes)),
        2 => ("places.json", bytes.to_vec()),
        _ => ("places.json", map::patched(JSON, bytes)),
    };
    if let Ok(places) = read_places(&map::write(name, &whole), &Silent) {
        let mut keys: Vec<_> = places.iter().map(|place| &place.key).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(places.iter().all(|place| !place.name.is_empty() && place.at.lat().abs() <= 90.0));
    }
});
