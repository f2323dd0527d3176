//! OpenStreetMap PBF: what is taken of files of our own making, and what is told of broken ones.

pub(crate) mod encode;

use supplyline::import::{
    Passable, PlaceKind, Profile, RawLines, Repair, Structure, read_lines, read_osm_pbf,
};
use supplyline::progress::{Progress, Silent};

use super::{Files, data, drawn};
use encode::{Block, Message, Packing, blob, file, framed, header};

fn read(bytes: &[u8]) -> RawLines {
    let files = Files::new(&[("map.osm.pbf", bytes)]);
    read_osm_pbf(&files.path("map.osm.pbf"), &Profile::default(), &Silent)
}

fn told(bytes: &[u8]) -> Vec<String> {
    let files = Files::new(&[("map.osm.pbf", bytes)]);
    files.told(&read_osm_pbf(&files.path("map.osm.pbf"), &Profile::default(), &Silent))
}

const RAIL: &[(&str, &str)] = &[("railway", "rail")];
const NODES: [encode::Node<'static>; 4] = [
    (11, 30.1, 50.1, &[]),
    (12, 30.2, 50.2, &[("place", "town"), ("name", "Ізюм"), ("name:en", "Izium")]),
    (13, 30.3, 50.3, &[]),
    (14, -30.4, -50.4, &[("railway", "station"), ("name", "Izium")]),
];

fn nodes() -> Vec<encode::Node<'static>> {
    NODES.to_vec()
}

fn ways() -> Block {
    Block::default()
        .way(7, &[11, 12, 13], RAIL)
        .way(
            8,
            &[14, 13, 13],
            &[("highway", "primary"), ("ref", "M 03"), ("oneway", "-1"), ("maxspeed", "30 mph")],
        )
        .way(9, &[11, 12], &[("building", "yes")])
        .way(10, &[11, 12], &[("highway", "track"), ("access", "private")])
        .way(11, &[11, 13], &[("highway", "primary"), ("access", "private")])
}

#[test]
fn every_way_to_write_the_same_map_is_read_the_same() {
    let expected = vec![
        (7, "rail".to_owned(), vec![[30.1, 50.1], [30.2, 50.2], [30.3, 50.3]]),
        (8, "primary".to_owned(), vec![[-30.4, -50.4], [30.3, 50.3]]),
    ];
    let reversed: Vec<_> = nodes().into_iter().rev().collect();
    let mut variants = Vec::new();
    for packing in [Packing::Raw, Packing::Zlib] {
        variants.push(file(&[Block::default().dense(&nodes()), ways()], packing));
        variants.push(file(&[Block::default().nodes(&nodes()), ways()], packing));
        variants.push(file(&[Block::default().dense(&reversed), ways()], packing));
        variants.push(file(&[ways(), Block::default().nodes(&reversed[..2]).dense(&reversed[2..])], packing));
    }
    // A blob that readers may pass over.
    let mut extra = header(&["OsmSchema-V0.6"]);
    extra.extend(blob("Extra", b"whatever", Packing::Raw));
    extra.extend(&variants[0][header(&["OsmSchema-V0.6", "DenseNodes"]).len()..]);
    variants.push(extra);
    for (at, bytes) in variants.iter().enumerate() {
        let lines = read(bytes);
        assert!(lines.problems.is_empty(), "{at}: {}", lines.problems);
        assert_eq!(drawn(&lines), expected, "{at}");
        assert_eq!(lines.point_ids, [11, 12, 13, 14]);
        assert_eq!(lines.names[lines.lines[1].name as usize], "M 03");
        assert_eq!(lines.kind_of(1).passable, Passable::Backward);
        let mut places: Vec<_> = lines.places.iter().map(|place| (place.kind, place.at.degrees())).collect();
        places.sort_by_key(|place| place.0);
        assert_eq!(places, [(PlaceKind::Town, [30.2, 50.2]), (PlaceKind::Station, [-30.4, -50.4])]);
        let keys: Vec<&str> = lines.places.iter().map(|place| place.key.as_str()).collect();
        assert!(keys[0] == "Izium" && keys[1].starts_with("Izium (1"), "{keys:?}");
        let report = "map.osm.pbf: 2 lines and 2 places were taken, left out: 2 lines that no rule takes, \
                      1 lines that goods may not pass";
        assert_eq!(lines.repairs.iter().map(Repair::to_string).collect::<Vec<_>>(), [report]);
    }
}

#[test]
fn what_tags_say_is_kept() {
    let block = Block::default()
        .dense(&nodes())
        .way(1, &[11, 12], &[("highway", "motorway"), ("bridge", "yes"), ("layer", "1")])
        .way(
            2,
            &[12, 13],
            &[("railway", "rail"), ("tunnel", "yes"), ("layer", "-1"), ("gauge", "1520"), ("tracks", "2")],
        )
        .way(3, &[13, 14], &[("route", "ferry"), ("name", "Kerch")])
        .way(4, &[13, 11], &[("railway", "rail"), ("electrified", "contact_line")])
        .way(5, &[11, 13, 12, 11], &[("railway", "station"), ("name", "Yard")]);
    let lines = read(&file(&[block], Packing::Zlib));
    assert!(lines.problems.is_empty(), "{}", lines.problems);
    let kind = |line: usize| lines.kind_of(line);
    assert_eq!(
        (kind(0).passable, kind(0).structure, kind(0).level),
        (Passable::Forward, Some(Structure::Bridge), 1)
    );
    assert_eq!(
        (kind(1).structure, kind(1).gauge_mm, kind(1).tracks),
        (Some(Structure::Tunnel), Some(1520), Some(2))
    );
    assert_eq!((kind(2).structure, kind(3).electrified), (Some(Structure::Ferry), Some(true)));
    let yard = lines.places.iter().find(|place| place.name == "Yard").unwrap();
    assert_eq!((yard.kind, yard.outline.is_none()), (PlaceKind::Station, true));
    assert!((yard.at.lon() - 30.2).abs() < 0.1, "the middle of the way's nodes");
}

#[test]
fn a_node_that_is_missing_cuts_its_way() {
    let block = Block::default()
        .dense(&nodes())
        .way(7, &[11, 12, 99, 13, 14, 98], RAIL)
        .way(8, &[99, 11, 99], RAIL)
        .way(9, &[12, 12], RAIL)
        .way(10, &[], RAIL);
    let lines = read(&file(&[block], Packing::Zlib));
    assert!(lines.problems.is_empty(), "{}", lines.problems);
    assert_eq!(
        drawn(&lines),
        [
            (7, "rail".to_owned(), vec![[30.1, 50.1], [30.2, 50.2]]),
            (7, "rail".to_owned(), vec![[30.3, 50.3], [-30.4, -50.4]]),
        ]
    );
    let told: Vec<String> = lines.repairs.iter().map(Repair::to_string).collect();
    assert_eq!(
        told,
        [
            "map.osm.pbf: 2 ways were cut where 2 nodes are missing: 98, 99",
            "map.osm.pbf: 2 lines and 2 places were taken, left out: 2 lines of no length"
        ]
    );
    assert!(lines.repairs[0].is_doubtful());
}

#[test]
fn files_that_overlap_share_nodes_and_ways() {
    let first = file(
        &[Block::default().dense(&nodes()).way(7, &[11, 12], RAIL).way(8, &[12, 13, 99], RAIL)],
        Packing::Raw,
    );
    let mut more = nodes();
    more.push((99, 1.0, 2.0, &[]));
    let second = file(
        &[Block::default().dense(&more).way(7, &[11, 12], RAIL).way(8, &[12, 13, 99], RAIL).way(
            9,
            &[99, 14],
            RAIL,
        )],
        Packing::Raw,
    );
    let text = br#"{"type":"Feature","properties":{"railway":"rail"},"geometry":{"type":"LineString","coordinates":[[1,1],[2,2]]}}"#;
    let files = Files::new(&[("a.osm.pbf", &first), ("b.pbf", &second), ("c.json", text)]);
    let all = |names: [&str; 3]| {
        let paths = names.map(|name| files.path(name));
        read_lines(&paths, &Profile::default(), &Silent)
    };
    let lines = all(["a.osm.pbf", "b.pbf", "c.json"]);
    assert!(lines.problems.is_empty(), "{}", lines.problems);
    assert_eq!(lines.lines.iter().map(|line| line.id).collect::<Vec<_>>(), [7, 8, 8, 9, 1]);
    assert_eq!(lines.point_ids, [11, 12, 13, 14, 99, 0, 0]);
    let lines = all(["c.json", "b.pbf", "a.osm.pbf"]);
    assert_eq!(lines.lines.iter().map(|line| line.id).collect::<Vec<_>>(), [1, 7, 8, 9]);
    assert_eq!(lines.point_ids, [0, 0, 11, 12, 13, 14, 99]);
    assert!(lines.repairs.last().unwrap().to_string().contains("2 lines that another file has as well"));
}

#[test]
fn what_is_broken_is_told_with_its_byte() {
    let start = header(&["OsmSchema-V0.6", "DenseNodes"]);
    let at = start.len();
    let good = file(&[Block::default().dense(&nodes()), ways()], Packing::Zlib);
    let with = |blob: Vec<u8>| [start.clone(), blob].concat();
    let data = |block: &Block| with(blob("OSMData", &block.message().0, Packing::Raw));
    let sized = |size: i64| {
        let header = Message::default().bytes(1, b"OSMData").number(3, size).0;
        with([&(header.len() as u32).to_be_bytes()[..], &header].concat())
    };
    let mut no_text = Block::default().way(7, &[11, 12], RAIL);
    no_text.texts.truncate(2);
    let mut not_utf8 = Block::default().dense(&nodes()).way(7, &[11, 12], RAIL);
    let rail = not_utf8.texts.iter().position(|text| text == b"rail").unwrap();
    not_utf8.texts[rail] = b"r\xff".to_vec();
    let group = |group: Message| {
        let mut block = Block::default();
        block.groups.push(group);
        block
    };
    let way = |way: Message| data(&group(Message::default().message(3, &way)));
    let dense = |dense: Message| data(&group(Message::default().message(2, &dense)).way(7, &[1, 2], RAIL));
    let cut = "the file ends within the blob that begins here; is it cut off?";
    let forged = [i64::MAX, 1];
    let cases: Vec<(Vec<u8>, u64, &str)> = vec![
        (Vec::new(), 0, "the file is empty"),
        (
            b"PK\x03\x04 a zip archive".to_vec(),
            0,
            "no blob begins here; is it OpenStreetMap PBF, and complete?",
        ),
        (vec![0; 4], 0, "no blob begins here; is it OpenStreetMap PBF, and complete?"),
        (vec![0, 0], 0, cut),
        (start[..9].to_vec(), 0, cut),
        (good[..at + 2].to_vec(), at as u64, cut),
        (good[..at + 60].to_vec(), at as u64, cut),
        (blob("OSMData", b"", Packing::Raw), 0, "the file does not begin with an OSMHeader"),
        (sized(-1), at as u64, "the size of the blob is out of range"),
        (sized(33 << 20), at as u64, "the size of the blob is out of range"),
        (sized(1 << 20), at as u64, cut),
        (
            with(framed("OSMData", &Message::default().bytes(4, b"lzma").0)),
            at as u64,
            "it is packed neither raw nor with zlib; osmium cat -f pbf,pbf_compression=zlib repacks it",
        ),
        (
            with(framed("OSMData", &Message::default().bytes(3, b"not zlib").0)),
            at as u64,
            "its zlib data is broken: corrupt deflate stream",
        ),
        (data(&no_text), at as u64, "way 7 has a tag whose text is not there"),
        (data(&not_utf8), at as u64, "way 7 has a tag that is not UTF-8 text"),
        (way(Message::default().number(1, 7).packed(2, [1])), at as u64, "way 7 has a key without a value"),
        (
            way(Message::default().number(1, 7).packed(8, forged.map(encode::zigzag))),
            at as u64,
            "way 7 has numbers of nodes that are out of range",
        ),
        (
            dense(
                Message::default().packed(1, forged.map(encode::zigzag)).packed(8, [0, 0]).packed(9, [0, 0]),
            ),
            at as u64,
            "its nodes have numbers that are out of range",
        ),
        (
            dense(
                Message::default().packed(1, [2, 2]).packed(8, forged.map(encode::zigzag)).packed(9, [0, 0]),
            ),
            at as u64,
            "its nodes have numbers that are out of range",
        ),
        (
            dense(Message::default().packed(1, [2]).packed(8, [0, 0]).packed(9, [0])),
            at as u64,
            "it has not as many positions as nodes",
        ),
        (
            dense(Message::default().packed(1, [2]).packed(8, [0]).packed(9, [0]).packed(10, [5])),
            at as u64,
            "a tag of a node has no value",
        ),
        (
            dense(Message::default().packed(1, [2]).packed(8, [0]).packed(9, [0]).packed(10, [5, 6])),
            at as u64,
            "node 1 has a tag whose text is not there",
        ),
        (
            dense(Message::default().packed(1, [2]).packed(8, [encode::zigzag(i64::MAX)]).packed(9, [0])),
            at as u64,
            "1 nodes of ways are not on the earth",
        ),
    ];
    for (bytes, offset, reason) in cases {
        assert_eq!(told(&bytes), [format!("map.osm.pbf: not OpenStreetMap PBF, at byte {offset}: {reason}")]);
    }
    let history = header(&["OsmSchema-V0.6", "HistoricalInformation"]);
    assert_eq!(
        told(&history),
        [
            "map.osm.pbf: demands 'HistoricalInformation' of its reader, which is not understood here; give an extract without history"
        ]
    );
    let garbage = with(framed("OSMData", b"\xff\xff\xff\xff"));
    assert_eq!(told(&garbage).len(), 1);
    let bomb = with(blob("OSMData", &vec![0; 40 << 20], Packing::Zlib));
    assert!(
        told(&bomb)[0].contains("another size") || told(&bomb)[0].contains("32 MiB"),
        "{:?}",
        told(&bomb)
    );
    assert_eq!(told(&start), [""; 0], "a map of nothing is a map");
}

/// Every prefix, and every byte changed: problems or not, but never a panic.
#[test]
fn no_byte_is_trusted() {
    for packing in [Packing::Raw, Packing::Zlib] {
        let whole = file(&[Block::default().dense(&nodes()).nodes(&nodes()), ways()], packing);
        let files = Files::new(&[]);
        let path = files.path("map.osm.pbf");
        let mut random = fastrand::Rng::with_seed(7);
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] = random.u8(..);
            std::fs::write(&path, &changed).unwrap();
            let _ = read_osm_pbf(&path, &Profile::default(), &Silent);
            std::fs::write(&path, &whole[..at]).unwrap();
            let _ = read_osm_pbf(&path, &Profile::default(), &Silent);
        }
    }
}

#[test]
fn blobs_before_a_broken_one_are_read() {
    let mut bytes = file(&[Block::default().dense(&nodes()), ways()], Packing::Zlib);
    let at = bytes.len();
    bytes.extend(b"\x00\x01");
    let files = Files::new(&[("map.osm.pbf", &bytes)]);
    let lines = read_osm_pbf(&files.path("map.osm.pbf"), &Profile::default(), &Silent);
    assert_eq!(lines.lines.len(), 2);
    assert!(files.told(&lines)[0].contains(&format!("at byte {at}: ")), "{:?}", files.told(&lines));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut blocks = Vec::new();
    for block in 0..40 {
        let nodes: Vec<encode::Node<'_>> = (0..50)
            .map(|node| (block * 50 + node, 1.0, 2.0, &[("place", "town"), ("name", "X")] as _))
            .collect();
        blocks.push(Block::default().dense(&nodes));
    }
    for block in 0..40 {
        let name = format!("road {}", block % 7);
        blocks.push(Block::default().way(
            block + 1,
            &[block, 2 * block + 1, 7 * block + 5],
            &[("railway", "rail"), ("name", &name)],
        ));
    }
    let bytes = file(&blocks, Packing::Zlib);
    // The maps of numbers have no order of their own, so what has one is compared.
    let lines = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let lines = read(&bytes);
            (
                lines.points.clone(),
                lines.point_ids.clone(),
                lines.lines.clone(),
                lines.names.clone(),
                lines.places.clone(),
            )
        })
    };
    assert_eq!(lines(1), lines(4));
}

#[test]
fn either_pass_stops_when_it_is_asked_to() {
    use std::sync::atomic::{AtomicU64, Ordering};
    struct Stop(AtomicU64, u64);
    impl Progress for Stop {
        fn begin(&self, _: &'static str, _: u64) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn stop_requested(&self) -> bool {
            self.0.load(Ordering::Relaxed) >= self.1
        }
    }
    let bytes = file(&[Block::default().dense(&nodes()), ways()], Packing::Zlib);
    let files = Files::new(&[("map.osm.pbf", &bytes)]);
    for pass in [1, 2] {
        let stop = Stop(AtomicU64::new(0), pass);
        let lines = read_osm_pbf(&files.path("map.osm.pbf"), &Profile::default(), &stop);
        assert_eq!(files.told(&lines), ["map.osm.pbf: stopped on request"]);
    }
}

/// Points where lines meet or end, and the pieces between them.
fn junctions_and_segments(lines: &RawLines) -> (usize, usize) {
    let mut mentions = vec![0; lines.points.len()];
    for (_, points) in lines.iter() {
        for &point in points {
            mentions[point as usize] += 1;
        }
        mentions[points[0] as usize] += 1;
        mentions[points[points.len() - 1] as usize] += 1;
    }
    let is_junction = |point: &&u32| mentions[**point as usize] > 1;
    let segments = lines.iter().map(|(_, points)| points[1..].iter().filter(is_junction).count());
    (mentions.iter().filter(|&&count| count > 1).count(), segments.sum())
}

/// A profile that takes the ways on which cars drive.
fn drivable() -> Profile {
    let text = r#"
        version = 1
        [[line]]
        mode = "road"
        where = { highway = ["motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
            "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential", "road", "service",
            "living_street"] }
    "#;
    Profile::parse(text, std::path::Path::new("drivable")).unwrap()
}

/// The README of the data counts 276,049 nodes, 63,794 junctions and 84,806 segments for Porto, and 3,483 junctions for
/// Liechtenstein, on all ways on which cars drive: points that are mentioned twice, and ends of ways. The extract of Porto cuts
/// 38 ways down to a single node, which are no lines here. Two of these nodes are on no other way; six are within another way,
/// where counting them as ends makes a junction, and two segments of one. And two segments lead from a node to itself.
#[test]
fn porto_has_as_many_junctions_and_segments_as_are_told() {
    for (name, expected, left_out) in [
        ("porto_portugal.osm.pbf", (276_049 - 2, 63_794 - 2 - 6, 84_806 - 6 - 2), 38),
        ("liechtenstein-latest.osm.pbf", (16_912, 3_483, 3_963), 0),
    ] {
        let Some(path) = data("osm").map(|folder| folder.join(name)).filter(|path| path.exists()) else {
            continue;
        };
        let lines = read_osm_pbf(&path, &drivable(), &Silent);
        assert!(lines.problems.is_empty(), "{}", lines.problems);
        let (junctions, segments) = junctions_and_segments(&lines);
        assert_eq!((lines.points.len(), junctions, segments), expected, "{name}");
        let told = format!("{:?}", lines.repairs);
        assert!(told.contains(&format!("of_no_length: {left_out},")), "{told}");
    }
}
