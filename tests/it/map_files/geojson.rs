//! GeoJSON lines and places: what is taken, what is left out and said, and what is wrong where.

use std::path::PathBuf;

use supplyline::import::{PlaceKind, Profile, RawLines, Repair, read_geojson_lines, read_lines};
use supplyline::progress::{Progress, Silent};

use super::{Files, drawn};

fn read(text: &str) -> (Files, RawLines) {
    let files = Files::new(&[("map.geojson", text.as_bytes())]);
    let lines = read_geojson_lines(&files.path("map.geojson"), &Profile::default(), &Silent);
    (files, lines)
}

fn problems(text: &str) -> Vec<String> {
    let (files, lines) = read(text);
    files.told(&lines)
}

/// A collection of one railway over these coordinates.
fn rail(coordinates: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"railway":"rail"}},
        "geometry":{{"type":"LineString","coordinates":{coordinates}}}}}]}}"#
    )
}

const MAP: &str = r#"{"type": "FeatureCollection", "name": "a map", "bbox": [1, 2, 3, 4],
"features": [
  {"type": "Feature", "properties": {"osm_id": 7, "railway": "rail", "tracks": 2.0, "bridge": true, "layer": null},
   "geometry": {"type": "LineString", "coordinates": [[30.1, 50.1], [30.2, 50.2, 120.5], [30.2, 50.2]]}},
  {"type": "Feature", "id": "way/8", "properties": {"highway": "primary", "ref": "M 03", "x": {"y": ["]}\""]}},
   "geometry": {"type": "MultiLineString", "coordinates": [[[30.2, 50.2], [30.3, 50.3]], [[30.4, 50.4], [30.5, 50.5]]]}},
  {"type": "Feature", "properties": {"highway": "footway"},
   "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}},
  {"type": "Feature", "properties": {"highway": "primary", "access": "private"},
   "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}},
  {"type": "Feature", "properties": {"railway": "rail"},
   "geometry": {"type": "LineString", "coordinates": [[5, 5], [5, 5]]}},
  {"type": "Feature", "properties": {"railway": "rail"}, "geometry": null},
  {"type": "Feature", "properties": {"place": "town", "name": "Ізюм", "name:en": "Izium"},
   "geometry": {"type": "Point", "coordinates": [37.27, 49.21]}},
  {"type": "Feature", "properties": {"railway": "station", "name:en": "Izium", "osm_id": 9},
   "geometry": {"type": "Point", "coordinates": [37.28, 49.19]}},
  {"type": "Feature", "properties": {"place": "city", "osm_id": null},
   "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}},
  {"type": "Feature", "properties": {"railway": "yard", "name": "Yard"},
   "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]}},
  {"type": "Feature", "properties": {"shop": "bakery"}, "geometry": {"type": "Point", "coordinates": [1, 1]}},
  {"type": "Feature", "properties": null, "geometry": {"type": "GeometryCollection", "geometries": []}}
]}"#;

#[test]
fn lines_and_places_are_taken_by_the_profile() {
    let (files, lines) = read(MAP);
    assert_eq!(files.told(&lines), [""; 0]);
    assert_eq!(
        drawn(&lines),
        [
            (7, "rail".to_owned(), vec![[30.1, 50.1], [30.2, 50.2]]),
            (8, "primary".to_owned(), vec![[30.2, 50.2], [30.3, 50.3]]),
            (8, "primary".to_owned(), vec![[30.4, 50.4], [30.5, 50.5]]),
        ]
    );
    assert_eq!(lines.points.len(), 5, "points with the same coordinates are one");
    assert!(lines.point_ids.is_empty());
    let first = lines.kind_of(0);
    assert_eq!((first.tracks, first.level), (Some(2), 0));
    assert_eq!(first.structure, Some(supplyline::import::Structure::Bridge));
    assert_eq!(lines.names[lines.lines[1].name as usize], "M 03");
    let places: Vec<_> = lines.places.iter().map(|place| (place.key.as_str(), place.kind)).collect();
    assert_eq!(
        places,
        [
            ("Izium", PlaceKind::Town),
            ("Izium (9)", PlaceKind::Station),
            ("town 9", PlaceKind::Town),
            ("Yard", PlaceKind::Station)
        ]
    );
    assert_eq!(lines.places[2].at.degrees(), [0.5, 0.5]);
    assert!(lines.places[2].outline.is_some() && lines.places[3].outline.is_none());
    assert_eq!(lines.places[3].at.degrees(), [0.5, 0.5]);
    let told = "map.geojson: 3 lines and 4 places were taken, left out: 1 lines that no rule takes, \
                1 lines that goods may not pass, 1 lines of no length, 3 features that are neither";
    assert_eq!(lines.repairs.iter().map(Repair::to_string).collect::<Vec<_>>(), [told]);
}

#[test]
fn one_feature_one_geometry_or_one_feature_a_line_is_read_as_well() {
    let line = r#""geometry":{"type":"LineString","coordinates":[[1,1],[2,2]]}"#;
    let feature = format!(r#"{{"type":"Feature","properties":{{"railway":"rail"}},{line}}}"#);
    for (text, count) in [
        (feature.clone(), 1),
        (format!("\u{feff}{feature}\r\n"), 1),
        (format!("{feature}\n{feature}\n"), 2),
        (format!("\u{1e}{feature}\n\u{1e}{feature}"), 2),
        (r#"{"type":"LineString","coordinates":[[1,1],[2,2]]}"#.to_owned(), 0),
        (r#"{"type":"FeatureCollection","features":[]}"#.to_owned(), 0),
        (r#"{"type":"FeatureCollection","features" : [ ] , "x":1}"#.to_owned(), 0),
    ] {
        let (files, lines) = read(&text);
        assert_eq!((files.told(&lines), lines.lines.len()), (vec![], count), "{text}");
    }
    let files = Files::new(&[("map.json", br#"{"type":"LineString","coordinates":[[1,1],[2,2]]}"#)]);
    let all = Profile::all_as(supplyline::Mode::Rail);
    assert_eq!(read_geojson_lines(&files.path("map.json"), &all, &Silent).lines.len(), 1);
}

#[test]
fn a_reference_system_is_honoured_wherever_it_stands() {
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32637"}}"#;
    let features = r#""features":[{"type":"Feature","properties":{"railway":"rail"},
        "geometry":{"type":"LineString","coordinates":[[500000,5540000],[500000,5550000]]}}]"#;
    for text in [format!("{{{crs},{features}}}"), format!("{{{features},{crs}}}")] {
        let (files, lines) = read(&text);
        assert_eq!(files.told(&lines), [""; 0]);
        let [lon, lat] = lines.points[0].degrees();
        assert!((lon - 39.0).abs() < 1e-6 && (lat - 50.0).abs() < 0.02, "{lon} {lat}");
        assert!(lines.repairs[0].to_string().contains("urn:ogc:def:crs:EPSG::32637"), "{:?}", lines.repairs);
    }
    for (crs, told) in [
        (r#"{"type":"name","properties":{"name":"EPSG:99999"}}"#, Some("'EPSG:99999' is not known")),
        (r#"{"type":"link","properties":{"href":"http://x"}}"#, Some("is not known")),
        (r#"{"type":"EPSG","properties":{"code":4326}}"#, None),
        (r#""EPSG:4326""#, None),
        ("null", None),
        (r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#, None),
    ] {
        let found = problems(&rail("[[1,1],[2,2]]").replacen('{', &format!("{{\"crs\":{crs},"), 1));
        match told {
            Some(told) => assert!(found.len() == 1 && found[0].contains(told), "{crs}: {found:?}"),
            None => assert_eq!(found, [""; 0], "{crs}"),
        }
    }
}

/// A feature that is wrong is named by its line and number, and the others are read all the same.
#[test]
fn what_is_wrong_with_a_feature_is_told_and_the_next_is_read() {
    let good = r#"{"type":"Feature","properties":{"railway":"rail"},"geometry":{"type":"LineString","coordinates":[[1,1],[2,2]]}}"#;
    let range = "is out of range; write degrees, longitude first, or name the coordinate reference system";
    for (coordinates, told) in [
        (
            "[[1,1]]",
            "has 1 points; a line needs two at least, an outline four, of which the last is the first",
        ),
        ("[]", "has 0 points; a line needs two at least, an outline four, of which the last is the first"),
        ("[[181,1],[2,2]]", &format!("longitude 181, latitude 1 {range}")),
        ("[[1,1],[2,-90.5]]", &format!("longitude 2, latitude -90.5 {range}")),
        ("[[500000,5540000],[2,2]]", &format!("longitude 500000, latitude 5540000 {range}")),
        ("[[1,1],[2,NaN]]", "not valid GeoJSON: expected value"),
        ("[[1,1],[2,Infinity]]", "not valid GeoJSON: expected value"),
        ("[[1,1],[2,1e999]]", "not valid GeoJSON: number out of range"),
        ("[[1,1],[null,null]]", "not valid GeoJSON: invalid type: null, expected f64"),
        ("[[1,1],[2]]", "not valid GeoJSON: invalid length 1, expected a position: longitude and latitude"),
        (
            "[1,1]",
            "not valid GeoJSON: invalid type: integer `1`, expected a position: longitude and latitude",
        ),
        ("\"1,1\"", "not valid GeoJSON: invalid type: string \"1,1\", expected a sequence"),
        ("{}", "not valid GeoJSON: invalid type: map, expected a sequence"),
    ] {
        let bad = good.replace("[[1,1],[2,2]]", coordinates);
        let (files, lines) = read(&format!("{{\"features\":[{good},\n{bad},\n{good}]}}"));
        assert_eq!(files.told(&lines), [format!("map.geojson:2: feature 2: {told}")]);
        assert_eq!(lines.lines.len(), 2, "{coordinates}");
    }
    for (from, to, told) in [
        ("\"LineString\"", "\"Curve\"", "not valid GeoJSON: 'Curve' is not a geometry"),
        ("\"LineString\"", "7", "not valid GeoJSON: invalid type: integer `7`, expected a string"),
        ("\"Feature\"", "\"Topology\"", "not valid GeoJSON: 'Topology' is neither a feature nor a geometry"),
        ("\"type\":\"Feature\",", "", "not valid GeoJSON: missing field `type`"),
        ("{\"railway\":\"rail\"}", "[]", "not valid GeoJSON: invalid type: sequence, expected a map"),
        ("\"rail\"", "rail", "not valid GeoJSON: expected value"),
        (":[[", ":[{[", "not valid GeoJSON: key must be a string"),
    ] {
        let bad = good.replace(from, to);
        let bad = if to == ":[{[" { bad.replace("]]", "]}]") } else { bad };
        let (files, lines) = read(&format!("{{\"features\":[{good},\n{bad},\n{good}]}}"));
        assert_eq!(files.told(&lines), [format!("map.geojson:2: feature 2: {told}")]);
        assert_eq!(lines.lines.len(), 2, "{to}");
    }
}

#[test]
fn a_file_that_ends_too_early_is_told() {
    let whole = rail("[[1,1],[2,2]]");
    for end in 1..whole.len() {
        let told = problems(&whole[..end]);
        assert_eq!(told.len(), 1, "{end}: {told:?}");
        assert!(told[0].starts_with("map.geojson:") && told[0].contains("not valid GeoJSON"), "{told:?}");
    }
    let cut = &whole[..whole.len() - 20];
    let told = "not valid GeoJSON: the file ends within what begins here; is it cut off, or a bracket or quote missing?";
    assert_eq!(problems(cut), [format!("map.geojson:1: {told}")]);
    for (text, told) in [
        ("", "map.geojson: not valid GeoJSON: the file is empty; it needs a FeatureCollection"),
        (" \n", "map.geojson: not valid GeoJSON: the file is empty; it needs a FeatureCollection"),
        ("[]", "map.geojson:1: not valid GeoJSON: it does not begin with '{'"),
        ("\nlat,lon\n", "map.geojson:2: not valid GeoJSON: it does not begin with '{'"),
        ("{\"features\":[]\n,}", "map.geojson:2: not valid GeoJSON: a name in quotes is missing, or a '}'"),
        (
            "{\"features\":[{}{}]}",
            "map.geojson:1: not valid GeoJSON: a ',' or a ']' is missing after a feature",
        ),
        ("{\"features\":[,]}", "map.geojson:1: not valid GeoJSON: a value is missing"),
        ("{\"features\" []}", "map.geojson:1: not valid GeoJSON: a ':' is missing"),
        ("{\"a\":1 \"b\":2}", "map.geojson:1: not valid GeoJSON: a ',' or a '}' is missing"),
    ] {
        let found = problems(text);
        assert!(found.contains(&told.to_owned()), "{text:?}: {found:?}");
    }
}

#[test]
fn deep_nesting_and_bytes_that_are_no_text_are_told() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    assert_eq!(problems(&rail(&deep)).len(), 1);
    let files = Files::new(&[("map.geojson", b"{\"features\":[{\"type\":\"Feature\",\"id\":\"\xff\"}]}")]);
    let lines = read_geojson_lines(&files.path("map.geojson"), &Profile::default(), &Silent);
    assert_eq!(files.told(&lines).len(), 1);
    let lines = read_geojson_lines(&files.path("none.geojson"), &Profile::default(), &Silent);
    assert_eq!(files.told(&lines), ["none.geojson: no such file or folder; check the path"]);
    let lines = read_geojson_lines(&files.path("."), &Profile::default(), &Silent);
    assert_eq!(lines.problems.count(), 1);
}

#[test]
fn reading_stops_when_it_is_asked_to() {
    struct Stop;
    impl Progress for Stop {
        fn stop_requested(&self) -> bool {
            true
        }
    }
    let files = Files::new(&[("map.geojson", MAP.as_bytes())]);
    let lines = read_geojson_lines(&files.path("map.geojson"), &Profile::default(), &Stop);
    assert_eq!(files.told(&lines), ["map.geojson: stopped on request"]);
}

/// The railways of Ukraine in tiles. Their README counts 59,895 features: 13 are stations, drawn as lines, 2 have two parts,
/// and one has no length. It counts 137,371 points as often as lines mention them, those of stations included.
#[test]
fn ukraines_railways_have_as_many_lines_and_points_as_are_told() {
    let Some(folder) = super::data("ukraine-rail") else {
        return;
    };
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let lines = read_lines(&paths, &Profile::default(), &Silent);
    assert!(lines.problems.is_empty(), "{}", lines.problems);
    assert_eq!((lines.lines.len(), lines.places.len()), (59_883, 13));
    assert_eq!((lines.mention_count(), lines.points.len()), (137_329, 110_900));
}
