//! Tables of places: CSV and GeoJSON, and what is wrong in which line.

use supplyline::import::{PlaceKind, RawPlace, read_places};
use supplyline::progress::Silent;

use super::Files;

/// The places, or what is told.
fn read(name: &str, text: &str) -> Result<Vec<RawPlace>, Vec<String>> {
    let files = Files::new(&[(name, text.as_bytes())]);
    let folder = format!("{}/", files.path("").display()).replace("//", "/");
    read_places(&files.path(name), &Silent)
        .map_err(|problems| problems.iter().map(|found| found.to_string().replace(&folder, "")).collect())
}

#[test]
fn a_table_of_names_and_radii_is_read() {
    let text = "\u{feff}name;x\n".replace(";x", ",Lat,lon,radius,kind,key,population\r")
        + "Izium,49.21,37.27,2.5,,,40000\r\n\r\n\"Lyman, station\",48.99,37.81,500 m,Station,lyman,\r\n";
    let places = read("places.csv", &text).unwrap();
    let told: Vec<_> = places
        .iter()
        .map(|p| (p.key.as_str(), p.name.as_str(), p.kind, p.radius.km(), p.at.degrees()))
        .collect();
    assert_eq!(
        told,
        [
            ("Izium", "Izium", PlaceKind::Town, 2.5, [37.27, 49.21]),
            ("lyman", "Lyman, station", PlaceKind::Station, 0.5, [37.81, 48.99]),
        ]
    );
    let again = read("p.txt", "radius,latitude,longitude,name\n1 km,1,2,A\n").unwrap();
    assert_eq!(again[0].at.degrees(), [2.0, 1.0]);
}

#[test]
fn points_and_polygons_are_read() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"A","radius":3},"geometry":{"type":"Point","coordinates":[2,1]}},
        {"type":"Feature","properties":{"name":"A","key":"b","kind":"station","radius":"200 m"},
         "geometry":{"type":"Point","coordinates":[2,1]}},
        {"type":"Feature","properties":{"name":"C"},
         "geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]],[[0.5,0.5],[1,0.5],[1,1],[0.5,0.5]]]]}}]}"#;
    let places = read("places.geojson", text).unwrap();
    let told: Vec<_> =
        places.iter().map(|p| (p.key.as_str(), p.kind, p.radius.km(), p.outline.is_some())).collect();
    assert_eq!(
        told,
        [
            ("A", PlaceKind::Town, 3.0, false),
            ("b", PlaceKind::Station, 0.2, false),
            ("C", PlaceKind::Town, 0.0, true)
        ]
    );
    assert_eq!(places[2].outline.as_ref().unwrap().0[0].interiors().len(), 1);
}

#[test]
fn every_mistake_in_a_table_is_told_with_its_line() {
    let text = "name,lat,lon,radius,kind\n\
                A,1,2,1,\n\
                ,1,2,1,\n\
                C,91,2,1,\n\
                D,1,200,1,\n\
                E,x,2,1,\n\
                F,,2,1,\n\
                G,1,2,,\n\
                H,1,2,5 leagues,\n\
                I,1,2,-1,\n\
                J,1,2,1,village\n\
                A,1,2,1,\n\
                K,1,2\n\
                L,inf,2,1,\n";
    let range = "is out of range; write degrees, longitude first, or name the coordinate reference system";
    let told = read("p.csv", text).unwrap_err();
    let expected = [
        "p.csv:3: column name: is empty; every row needs a value here".to_owned(),
        format!("p.csv:4: column lat: longitude 2, latitude 91 {range}"),
        format!("p.csv:5: column lon: longitude 200, latitude 1 {range}"),
        "p.csv:6: column lat: 'x' is not a number".to_owned(),
        "p.csv:7: column lat: is empty; every row needs a value here".to_owned(),
        "p.csv:8: column radius: is empty; every row needs a value here".to_owned(),
    ];
    assert_eq!(told[..6], expected);
    assert!(told[6].starts_with("p.csv:9: column radius: ") && told[6].contains("leagues"), "{}", told[6]);
    assert!(told[7].starts_with("p.csv:10: column radius: "), "{}", told[7]);
    assert_eq!(
        told[8..],
        [
            "p.csv:11: column kind: 'village' is no kind of place; write town or station".to_owned(),
            "p.csv:12: 'A' is the key of a place in line 2 already; give one of them another, in the column 'key'"
                .to_owned(),
            "p.csv:13: the row has 3 cells, the header 5; check for a missing or an extra comma or quote".to_owned(),
            "p.csv:14: column lat: 'inf' is not a finite number".to_owned(),
        ]
    );
}

#[test]
fn columns_and_properties_that_are_missing_are_told() {
    assert_eq!(
        read("p.csv", "nam,lat,lon,raduis,kinds\n").unwrap_err(),
        [
            "p.csv:1: column 'name' is missing; did you mean 'nam'?",
            "p.csv:1: column 'radius' is missing; did you mean 'raduis'?",
            "p.csv:1: column 'kinds' is not known; did you mean 'kind'?",
        ]
    );
    let feature = |properties: &str, geometry: &str| {
        format!("{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{geometry}}}")
    };
    let point = r#"{"type":"Point","coordinates":[1,2]}"#;
    let missing = "every place needs a name, and one that is no polygon a radius";
    for (properties, geometry, told) in [
        (r#""radius":1"#, point, format!("has no 'name'; {missing}")),
        (r#""name":"A""#, point, format!("has no 'radius'; {missing}")),
        (
            r#""name":"A","radius":1"#,
            r#"{"type":"LineString","coordinates":[[1,2],[2,3]]}"#,
            "is neither a point nor a polygon; draw places as those".to_owned(),
        ),
        (
            r#""name":"A","radius":1"#,
            "null",
            "is neither a point nor a polygon; draw places as those".to_owned(),
        ),
        (
            r#""name":"A""#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            "has 0 points; a line needs two at least, an outline four, of which the last is the first"
                .to_owned(),
        ),
        (
            r#""name":"A","radius":1,"kind":"x""#,
            point,
            "'x' is no kind of place; write town or station".to_owned(),
        ),
    ] {
        let text = feature(properties, geometry);
        assert_eq!(read("p.json", &text).unwrap_err(), [format!("p.json:1: feature 1: {told}")]);
    }
    assert_eq!(read("p.csv", "").unwrap_err().len(), 1);
    let files = Files::new(&[]);
    assert!(read_places(&files.path("none.csv"), &Silent).unwrap_err().to_string().contains("no such file"));
}
