//! Several files as one, and which format a file has.

use supplyline::import::{Profile, RawLines, read_lines};
use supplyline::progress::Silent;

use super::{Files, drawn};

fn rail(coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"railway":"rail"}},
        "geometry":{{"type":"LineString","coordinates":{coordinates}}}}}"#
    )
}

fn read(files: &Files, names: &[&str]) -> RawLines {
    let paths: Vec<_> = names.iter().map(|name| files.path(name)).collect();
    read_lines(&paths, &Profile::default(), &Silent)
}

#[test]
fn several_files_share_their_points() {
    let (first, second) = (rail("[[1,1],[2,2]]"), rail("[[3,3],[2.00000001,2]]"));
    let files = Files::new(&[("a.geojson", first.as_bytes()), ("b", second.as_bytes())]);
    let lines = read(&files, &["a.geojson", "b"]);
    assert_eq!(files.told(&lines), [""; 0]);
    assert_eq!(drawn(&lines).len(), 2);
    assert_eq!((lines.points.len(), lines.files.len(), lines.kinds.len()), (3, 2, 1));
    assert_eq!(lines.points_of(0)[1], lines.points_of(1)[1]);
}

#[test]
fn a_file_that_is_no_map_is_told_and_the_others_are_read() {
    let rail = rail("[[1,1],[2,2]]");
    let files = Files::new(&[
        ("a.geojson", rail.as_bytes()),
        ("a.csv", b"lat,lon\n1,2\n"),
        ("empty", b""),
        ("a.dbf", b""),
        ("a.osm", b"<?xml version=\"1.0\"?><osm/>"),
    ]);
    let lines = read(&files, &["a.csv", "empty", "a.dbf", "a.osm", "none", ".", "a.geojson"]);
    let unknown = "not a map that can be read; give OpenStreetMap PBF (.osm.pbf), GeoJSON (.geojson, .json) or a shapefile \
                   (.shp); osmium cat and ogr2ogr convert others";
    assert_eq!(
        files.told(&lines),
        [
            format!("a.csv: {unknown}"),
            format!("empty: {unknown}"),
            "a.dbf: belongs to a shapefile; give the file that ends in .shp, and keep this one beside it"
                .to_owned(),
            format!("a.osm: {unknown}"),
            "none: no such file or folder; check the path".to_owned(),
            ".: is a folder; give a file".to_owned(),
        ]
    );
    assert_eq!(lines.lines.len(), 1);
}

/// Without its feature a format is named, with what is to be done.
#[test]
fn a_format_that_was_left_out_of_the_build_is_told() {
    for (name, format, feature, is_built) in [
        ("a.osm.pbf", "OpenStreetMap PBF", "osm", cfg!(feature = "osm")),
        ("a.shp", "shapefiles", "shapefile", cfg!(feature = "shapefile")),
    ] {
        let files = Files::new(&[(name, b"")]);
        let told = files.told(&read(&files, &[name]));
        let left_out = format!(
            "{name}: {format} cannot be read, because supplyline was built without its feature '{feature}'"
        );
        assert_eq!(told.contains(&left_out), !is_built, "{told:?}");
        assert!(!told.is_empty());
    }
}

#[test]
fn a_format_is_known_by_how_the_file_begins() {
    let pbf = b"\0\0\0\x0d\x0a\x09OSMHeader\x18";
    let files = Files::new(&[
        ("a", pbf),
        ("b", b"\0\0\x27\x0a"),
        ("c", b"\xef\xbb\xbf \n{\"type\":\"FeatureCollection\"}"),
    ]);
    let told = files.told(&read(&files, &["a", "b", "c"]));
    assert!(!told.iter().any(|message| message.contains("not a map that can be read")), "{told:?}");
    assert!(
        told.iter().any(|message| message.starts_with("a: "))
            && told.iter().any(|message| message.starts_with("b: "))
    );
}

/// `OpenStreetMap` says by common points where lines meet; of other maps that is not known.
#[test]
#[cfg(feature = "osm")]
fn only_a_map_of_openstreetmap_is_joined() {
    let rail = rail("[[1,1],[2,2]]");
    let pbf = super::osm::encode::file(&[], super::osm::encode::Packing::Raw);
    let files = Files::new(&[("a.geojson", rail.as_bytes()), ("a.osm.pbf", &pbf)]);
    let is_joined = |names: &[&str]| read(&files, names).is_joined;
    assert!(!is_joined(&["a.geojson"]) && !is_joined(&["a.osm.pbf", "a.geojson"]) && !is_joined(&[]));
    assert!(is_joined(&["a.osm.pbf"]));
}
