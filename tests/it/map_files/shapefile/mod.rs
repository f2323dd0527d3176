//! Shapefiles: lines, places, encodings and reference systems, and what is told of broken ones.

pub(crate) mod encode;

use supplyline::import::{PlaceKind, Profile, RawLines, Repair, read_lines, read_shapefile};
use supplyline::progress::{Progress, Silent};

use super::{Files, drawn};
use encode::{Points, WGS_84, dbf, parts, point, shp};

fn rail(count: usize) -> Vec<u8> {
    let row: &[&[u8]] = &[b"rail"];
    dbf(&[("railway", b'C', 10)], &vec![row; count], 0)
}

fn read(files: &Files) -> RawLines {
    read_shapefile(&files.path("map.shp"), &Profile::default(), &Silent)
}

fn line() -> Vec<u8> {
    parts(3, &[&[[30.1, 50.1], [30.2, 50.2]]])
}

#[test]
fn lines_and_places_of_every_kind_are_read() {
    let square: Points<'_> = &[[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [2.0, 0.0], [0.0, 0.0]];
    let hole: Points<'_> = &[[0.5, 0.5], [1.0, 0.5], [1.0, 1.0], [0.5, 0.5]];
    let shapes = shp(&[
        parts(3, &[&[[30.1, 50.1], [30.2, 50.2]], &[[30.2, 50.2], [30.3, 50.3], [30.3, 50.3]]]),
        parts(13, &[&[[30.4, 50.4], [30.2, 50.2]]]),
        parts(23, &[&[[30.5, 50.5], [30.2, 50.2]]]),
        line(),
        point(1, [37.0, 49.0]),
        point(11, [37.0, 49.0]),
        parts(5, &[square, hole, square]),
        parts(3, &[square]),
        0_u32.to_le_bytes().to_vec(),
        line(),
        line(),
        parts(5, &[square]),
    ]);
    let columns = [
        ("railway", b'C', 10),
        ("tracks", b'N', 8),
        ("name", b'C', 12),
        ("place", b'C', 8),
        ("osm_id", b'C', 6),
    ];
    let rows: [&[&[u8]]; 12] = [
        &[b"rail", b"   2.000", b"\xc8\xe7\xfe\xec", b"", b"123"],
        &[b"rail", b"********"],
        &[b"rail"],
        &[b"abandoned"],
        &[b"", b"", b"A", b"town", b"5"],
        &[b"station", b"", b"A", b"", b"6"],
        &[b"", b"", b"B", b"city"],
        &[b"yard", b"", b"C\0\0junk"],
        &[b"rail"],
        &[],
        &[b"rail"],
        &[b""],
    ];
    let table = dbf(&columns, &rows, 0xc9);
    let files = Files::new(&[("map.shp", &shapes), ("map.DBF", &table), ("map.prj", WGS_84.as_bytes())]);
    let lines = read_lines(&[files.path("map.shp")], &Profile::default(), &Silent);
    assert_eq!(files.told(&lines), [""; 0]);
    let ids: Vec<i64> = lines.lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, [123, 123, 2, 3, 11]);
    assert_eq!(drawn(&lines)[1].2, [[30.2, 50.2], [30.3, 50.3]]);
    assert_eq!(lines.points.len(), 5, "points with the same coordinates are one");
    assert_eq!(lines.kind_of(0).tracks, Some(2));
    assert_eq!(lines.kind_of(2).tracks, None);
    assert!(lines.names.is_empty() || lines.names.iter().any(|name| name == "Изюм"), "{:?}", lines.names);
    let places: Vec<_> = lines.places.iter().map(|place| (place.key.as_str(), place.kind)).collect();
    assert_eq!(
        places,
        [
            ("A", PlaceKind::Town),
            ("A (6)", PlaceKind::Station),
            ("B", PlaceKind::Town),
            ("C", PlaceKind::Station)
        ]
    );
    let outline = lines.places[2].outline.as_ref().unwrap();
    assert_eq!((outline.0.len(), outline.0[0].interiors().len()), (2, 1));
    assert_eq!(lines.places[3].at.degrees(), [1.0, 1.0]);
    let told = "map.shp: 5 lines and 4 places were taken, left out: 1 lines that no rule takes, 2 features that are neither";
    assert_eq!(lines.repairs.iter().map(Repair::to_string).collect::<Vec<_>>(), [told]);
}

#[test]
fn texts_are_read_as_they_are_encoded() {
    let name = |cpg: Option<&str>, driver: u8, bytes: &[u8]| {
        let table = dbf(&[("railway", b'C', 10), ("name", b'C', 20)], &[&[b"rail", bytes]], driver);
        let shapes = shp(&[line()]);
        let mut all: Vec<(&str, &[u8])> =
            vec![("map.shp", &shapes), ("map.dbf", &table), ("map.prj", WGS_84.as_bytes())];
        all.extend(cpg.map(|cpg| ("map.cpg", cpg.as_bytes())));
        let files = Files::new(&all);
        let lines = read(&files);
        assert_eq!(files.told(&lines), [""; 0]);
        lines.names[lines.lines[0].name as usize].clone()
    };
    assert_eq!(name(Some("UTF-8"), 0x57, "Ізюм".as_bytes()), "Ізюм");
    assert_eq!(name(Some("1251\r\n"), 0, b"\xc8\xe7\xfe\xec"), "Изюм");
    assert_eq!(name(None, 0xc9, b"\xc8\xe7\xfe\xec"), "Изюм");
    assert_eq!(name(None, 0, "Ізюм".as_bytes()), "Ізюм");
    assert_eq!(name(None, 0, b"Caf\xe9"), "Café");
}

#[test]
fn the_reference_system_is_that_of_the_prj_or_of_the_profile() {
    let shapes = shp(&[parts(3, &[&[[500_000.0, 5_540_000.0], [500_000.0, 5_550_000.0]]])]);
    let table = rail(1);
    let pulkovo = r#"PROJCS["Pulkovo_1942_GK_Zone_7",GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",SPHEROID["Krasovsky_1940",6378245.0,298.3]]]]"#;
    let utm = format!("PROJCS[\"WGS_1984_UTM_Zone_37N\",{WGS_84}]");
    let mut profile = Profile::default();
    for (prj, own, told) in [
        (Some(utm.as_str()), None, None),
        (Some("EPSG:32637"), None, None),
        (None, Some("EPSG:32637"), None),
        (Some(pulkovo), Some("+proj=utm +zone=37 +datum=WGS84"), None),
        (
            None,
            None,
            Some(
                "map.shp: the .prj beside it is missing; bring the file of the same name that ends in .prj: it holds the \
                 reference system of its coordinates, or name that as crs in the profile",
            ),
        ),
        (Some(pulkovo), None, Some("map.shp: coordinate reference system 'PROJCS[\"Pulkovo")),
        (None, Some("EPSG:99999"), Some("map.shp: coordinate reference system 'EPSG:99999' is not known")),
        (Some(WGS_84), None, Some("map.shp: record 1: longitude 500000, latitude 5540000 is out of range")),
    ] {
        let mut all: Vec<(&str, &[u8])> = vec![("map.shp", &shapes), ("map.dbf", &table)];
        all.extend(prj.map(|prj| ("map.prj", prj.as_bytes())));
        let files = Files::new(&all);
        profile.crs = own.map(str::to_owned);
        let lines = read_shapefile(&files.path("map.shp"), &profile, &Silent);
        let found = files.told(&lines);
        if let Some(told) = told {
            assert!(found.len() == 1 && found[0].starts_with(told), "{found:?}");
        } else {
            assert_eq!(found, [""; 0]);
            let [lon, lat] = lines.points[0].degrees();
            assert!((lon - 39.0).abs() < 1e-6 && (lat - 50.0).abs() < 0.02, "{lon} {lat}");
            assert!(matches!(lines.repairs[0], Repair::Reprojected { nodes: 2, .. }), "{:?}", lines.repairs);
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    let shapes = shp(&[line()]);
    let files = Files::new(&[("map.shp", &shapes)]);
    assert_eq!(
        files.told(&read(&files)),
        [
            "map.shp: the .prj beside it is missing; bring the file of the same name that ends in .prj: it holds the \
             reference system of its coordinates, or name that as crs in the profile",
            "map.shp: the .dbf beside it is missing; bring the file of the same name that ends in .dbf: it holds what its \
             lines are",
        ]
    );
    let files = Files::new(&[("map.dbf", &rail(1)), ("map.prj", WGS_84.as_bytes())]);
    assert_eq!(files.told(&read(&files)), ["map.shp: no such file or folder; check the path"]);
}

#[test]
fn what_is_broken_is_told_with_its_record() {
    let cut = "not a shapefile: the file ends within the record; is it cut off?";
    let count = "not a shapefile: the record has not as many points as it states";
    let good = shp(&[line(), line()]);
    let forged = |at: usize, number: u32| {
        let mut bytes = good.clone();
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        bytes
    };
    // Where the second record begins, and its counts of parts and points and its first part.
    let second = 100 + 8 + line().len();
    let (part_count, point_count, part) = (second + 8 + 36, second + 8 + 40, second + 8 + 44);
    let mut sizes = good.clone();
    sizes[second + 4..second + 8].copy_from_slice(&i32::MAX.to_be_bytes());
    let mut negative = good.clone();
    negative[second + 4..second + 8].copy_from_slice(&(-4_i32).to_be_bytes());
    let one = shp(&[parts(3, &[&[[1.0, 1.0]]]), line()]);
    let nan = shp(&[parts(3, &[&[[f64::NAN, 1.0], [1.0, 1.0]]]), line()]);
    let rails = rail(2);
    let cases: Vec<(&[u8], &[u8], String)> = vec![
        (b"", &rails, "map.shp: not a shapefile: it does not begin as a .shp does".into()),
        (b"{\"type\":1}", &rails, "map.shp: not a shapefile: it does not begin as a .shp does".into()),
        (&good[..50], &rails, "map.shp: not a shapefile: the file ends within its header; is it cut off?".into()),
        (&good[..second + 3], &rails, format!("map.shp: record 2: {cut}")),
        (&good[..good.len() - 1], &rails, format!("map.shp: record 2: {cut}")),
        (&sizes, &rails, format!("map.shp: record 2: {cut}")),
        (&negative, &rails, format!("map.shp: record 2: {cut}")),
        (&good, &rails[..20], "map.dbf: not a shapefile: the file ends within its header; is it cut off?".into()),
        (&good, &rails[..rails.len() - 6], "map.dbf: record 2: not a shapefile: the .dbf has fewer rows than the .shp has shapes".into()),
        (
            &one,
            &rails,
            "map.shp: record 1: has 1 points; a line needs two at least, an outline four, of which the last is the first".into(),
        ),
    ];
    let told = |shp: &[u8], dbf: &[u8]| {
        let files = Files::new(&[("map.shp", shp), ("map.dbf", dbf), ("map.prj", WGS_84.as_bytes())]);
        files.told(&read(&files))
    };
    for (shp, dbf, expected) in cases {
        assert_eq!(told(shp, dbf), [expected]);
    }
    for (at, number) in [
        (part_count, u32::MAX),
        (part_count, i32::MAX as u32),
        (point_count, u32::MAX),
        (point_count, 3),
        (part, 7),
        (part, u32::MAX),
    ] {
        assert_eq!(
            told(&forged(at, number), &rails),
            [format!("map.shp: record 2: {count}")],
            "{at} {number}"
        );
    }
    assert!(
        told(&nan, &rails)[0].starts_with("map.shp: record 1: longitude NaN"),
        "{:?}",
        told(&nan, &rails)
    );
    let mut wide = rails.clone();
    wide[32 + 16] = 200;
    assert_eq!(told(&good, &wide), ["map.dbf: not a shapefile: its columns are wider than its rows"]);
}

/// Every prefix, and every byte changed: problems or not, but never a panic.
#[test]
fn no_byte_is_trusted() {
    let (shapes, table) =
        (shp(&[line(), parts(5, &[&[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]])]), rail(2));
    let files = Files::new(&[("map.shp", &shapes), ("map.dbf", &table), ("map.prj", WGS_84.as_bytes())]);
    let mut random = fastrand::Rng::with_seed(7);
    for (name, whole) in [("map.shp", shapes), ("map.dbf", table), ("map.prj", WGS_84.into())] {
        let path = files.path(name);
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] = random.u8(..);
            std::fs::write(&path, &changed).unwrap();
            let _ = read(&files);
            std::fs::write(&path, &whole[..at]).unwrap();
            let _ = read(&files);
        }
        std::fs::write(&path, &whole).unwrap();
    }
}

#[test]
fn reading_stops_when_it_is_asked_to() {
    struct Stop;
    impl Progress for Stop {
        fn stop_requested(&self) -> bool {
            true
        }
    }
    let shapes = shp(&[line()]);
    let files = Files::new(&[("map.shp", &shapes), ("map.dbf", &rail(1)), ("map.prj", WGS_84.as_bytes())]);
    let lines = read_shapefile(&files.path("map.shp"), &Profile::default(), &Stop);
    assert_eq!(files.told(&lines), ["map.shp: stopped on request"]);
}
