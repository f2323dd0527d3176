//! Networks that are wrong: files, columns, cells, and rows that do not fit one another.

use super::{Folder, check, links, nodes};

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new(&[("s.toml", b"version = 1\nnetwork = \"nowhere\"\n")]);
    assert_eq!(folder.problems(), ["nowhere: no such file or folder; check the path"]);

    let folder = Folder::new(&[]);
    folder.remove("network/node.csv");
    folder.remove("network/link.csv");
    assert_eq!(
        folder.problems(),
        [
            "network/link.csv: no such file or folder; check the path",
            "network/node.csv: no such file or folder; check the path",
        ]
    );

    let folder = Folder::new(&[]);
    folder.remove("network/link.csv");
    assert_eq!(folder.problems(), ["network/link.csv: no such file or folder; check the path"]);

    let folder = Folder::new(&[]);
    folder.write("notes.txt", b"not a network");
    folder.write("s.toml", b"version = 1\nnetwork = \"notes.txt\"\n");
    assert_eq!(
        folder.problems(),
        [
            "notes.txt: not a network that can be read; give a GMNS folder with node.csv and link.csv, a TNTP file, or a CSV edge list"
        ]
    );
}

#[test]
fn columns() {
    check(&[
        (
            "a column that must be there, spelled wrongly",
            &[("network/node.csv", "nodeid,x_coord,y_coord\nA,1,2\n")],
            &["network/node.csv:1: column 'node_id' is missing; did you mean 'nodeid'?"],
        ),
        (
            "all columns of links",
            &[("network/link.csv", "a,b\n1,2\n")],
            &[
                "network/link.csv:1: column 'link_id' is missing",
                "network/link.csv:1: column 'from_node_id' is missing",
                "network/link.csv:1: column 'to_node_id' is missing",
                "network/link.csv:1: column 'directed' is missing",
            ],
        ),
        (
            "columns of transfers",
            &[("network/transfer.csv", "from_node,to_node\nValuyki,Valuyki\n")],
            &[
                "network/transfer.csv:1: column 'from_node_id' is missing; did you mean 'from_node'?",
                "network/transfer.csv:1: column 'to_node_id' is missing; did you mean 'to_node'?",
            ],
        ),
        (
            "a column twice, whatever its case",
            &[("network/node.csv", "node_id,Name,name\nValuyki,,\nKupiansk,,\nIzium,,\n")],
            &["network/node.csv:1: column 'name' is there twice; remove or rename one"],
        ),
    ]);
}

#[test]
fn keys() {
    check(&[
        (
            "a node twice",
            &[nodes!("Valuyki,,1,2\nKupiansk,,1,2\nIzium,,1,2\nValuyki,,1,2\nValuyki,,1,2\n")],
            &[
                "network/node.csv:5: node 'Valuyki' is there already, at network/node.csv:2; a node_id is used once",
                "network/node.csv:6: node 'Valuyki' is there already, at network/node.csv:2; a node_id is used once",
            ],
        ),
        (
            "a link three times",
            &[links!(
                "r1,Valuyki,Kupiansk,0,1,1,rail\nr1,Valuyki,Izium,0,1,1,rail\nr1,Izium,Kupiansk,0,1,1,rail\n"
            )],
            &[
                "network/link.csv:3: link 'r1' is there already, at network/link.csv:2; a link_id is used once",
                "network/link.csv:4: link 'r1' is there already, at network/link.csv:2; a link_id is used once",
            ],
        ),
        (
            "a node without a key",
            &[nodes!("Valuyki,,1,2\nKupiansk,,1,2\nIzium,,1,2\n ,,1,2\n")],
            &["network/node.csv:5: column node_id: is empty; every row needs a value here"],
        ),
        (
            "a link without key, ends and direction",
            &[links!(",,,,1,1,rail\n")],
            &[
                "network/link.csv:2: column directed: is empty; every row needs a value here",
                "network/link.csv:2: column from_node_id: is empty; every row needs a value here",
                "network/link.csv:2: column link_id: is empty; every row needs a value here",
                "network/link.csv:2: column to_node_id: is empty; every row needs a value here",
            ],
        ),
        (
            "links to nodes that are not there, near and far",
            &[links!("r1,Valuyki,Kupyansk,0,1,1,rail\nr2,Lisbon,Izium,0,1,1,rail\n")],
            &[
                "network/link.csv:2: node 'Kupyansk' is not in node.csv; did you mean 'Kupiansk'?",
                "network/link.csv:3: node 'Lisbon' is not in node.csv",
            ],
        ),
    ]);
}

#[test]
fn numbers() {
    check(&[
        (
            "lengths",
            &[links!(
                "a,Valuyki,Kupiansk,0,NaN,1,rail\n\
                 b,Valuyki,Kupiansk,0,inf,1,rail\n\
                 c,Valuyki,Kupiansk,0,-3,1,rail\n\
                 d,Valuyki,Kupiansk,0,1e400,1,rail\n\
                 e,Valuyki,Kupiansk,0,200000,1,rail\n\
                 f,Valuyki,Kupiansk,0,9e14,1,rail\n\
                 g,Valuyki,Kupiansk,0,far,1,rail\n\
                 h,Valuyki,Kupiansk,0,\"1,5\",1,rail\n"
            )],
            &[
                "network/link.csv:2: column length: 'NaN' is not a finite number",
                "network/link.csv:3: column length: 'inf' is not a finite number",
                "network/link.csv:4: column length: length is -3, which is not zero or more",
                "network/link.csv:5: column length: '1e400' is not a finite number",
                "network/link.csv:6: the link's length of 200000 km is past the limit of 107,374 km; are the units those of config.csv?",
                "network/link.csv:7: column length: length is 900000000000000, more than the limit of 4.6e14 km",
                "network/link.csv:8: column length: 'far' is not a number",
                "network/link.csv:9: column length: '1,5' is not a number",
            ],
        ),
        (
            "speeds",
            &[links!(
                "a,Valuyki,Kupiansk,0,1,0,rail\n\
                 b,Valuyki,Kupiansk,0,1,-40,rail\n\
                 c,Valuyki,Kupiansk,0,1,-0.0,rail\n\
                 d,Valuyki,Kupiansk,0,3000,10,rail\n\
                 e,Valuyki,Kupiansk,0,1,+inf,rail\n\
                 f,Valuyki,Kupiansk,0,0,0.001,rail\n"
            )],
            &[
                "network/link.csv:2: column free_speed: speed is 0, which is not more than zero",
                "network/link.csv:3: column free_speed: speed is -40, which is not more than zero",
                "network/link.csv:4: column free_speed: speed is -0, which is not more than zero",
                "network/link.csv:5: a time of 300 h is past the limit of 298 h; are the units those of config.csv?",
                "network/link.csv:6: column free_speed: '+inf' is not a finite number",
            ],
        ),
        (
            "times and capacities of links",
            &[(
                "network/link.csv",
                "link_id,from_node_id,to_node_id,directed,length,time_h,capacity_t_per_d,shared_capacity\n\
                 a,Valuyki,Kupiansk,0,1,-1,,\n\
                 b,Valuyki,Kupiansk,0,1,300,,\n\
                 c,Valuyki,Kupiansk,0,1,,-5,\n\
                 d,Valuyki,Kupiansk,0,1,,,maybe\n\
                 e,Valuyki,Kupiansk,both,1,,1e13,\n",
            )],
            &[
                "network/link.csv:2: column time_h: time is -1, which is not zero or more",
                "network/link.csv:3: a time of 300 h is past the limit of 298 h; are the units those of config.csv?",
                "network/link.csv:4: column capacity_t_per_d: tonnes a day is -5, which is not zero or more",
                "network/link.csv:5: column shared_capacity: 'maybe' is neither true nor false; write true or false, \
                 or 1 or 0",
                "network/link.csv:6: column capacity_t_per_d: tonnes a day is 10000000000000, more than the limit of \
                 1.1e12 t/d",
                "network/link.csv:6: column directed: 'both' is neither true nor false; write true or false, or 1 or 0",
            ],
        ),
        (
            "a link without a length, though another row has a bad cell",
            &[
                nodes!("Valuyki,,,\nKupiansk,,,\nIzium,,,\n"),
                links!("a,Valuyki,Kupiansk,0,,1,rail\nb,Valuyki,Kupiansk,0,far,1,rail\n"),
            ],
            &[
                "network/link.csv:2: the link has no length, and its ends have no coordinates to measure it by; \
                 give one of them",
                "network/link.csv:3: column length: 'far' is not a number",
            ],
        ),
    ]);
}

/// A message that shows three hundred digits, or the whole of a giant cell, tells nothing.
#[test]
fn messages_stay_short() {
    let giant = "x".repeat(1 << 20);
    let row = |cells: &str| format!("link_id,from_node_id,to_node_id,directed,length\n{cells}\n");
    let nodes =
        |cells: &str| format!("node_id,x_coord,y_coord\nValuyki,1,2\nKupiansk,1,2\nIzium,1,2\n{cells}\n");
    let closing = |hub: &str| {
        format!(
            "version = 1\nnetwork = \"network\"\n[[origin]]\nhub = \"Valuyki\"\n[[destination]]\nhub = \"{hub}\"\n"
        )
    };
    let cases = [
        ("a number", "network/link.csv", row("a,Valuyki,Izium,0,1e300")),
        ("a latitude", "network/node.csv", nodes("far,1,1e300")),
        ("a word for a number", "network/link.csv", row(&format!("a,Valuyki,Izium,0,{giant}"))),
        ("an unknown node", "network/link.csv", row(&format!("a,Valuyki,{giant},0,1"))),
        (
            "a link twice",
            "network/link.csv",
            row(&format!("{giant},Valuyki,Izium,0,1\n{giant},Valuyki,Izium,0,1")),
        ),
        ("a node twice", "network/node.csv", nodes(&format!("{giant},1,1\n{giant},1,1"))),
        ("an unknown hub", "s.toml", closing(&giant)),
        ("an unknown key", "s.toml", format!("{giant} = 1\n{}", closing("Izium"))),
    ];
    let long: Vec<(&str, usize)> = cases
        .iter()
        .flat_map(|(what, path, text)| {
            let told = Folder::of_texts(&[(path, text)]).problems();
            assert_eq!(told.len(), 1, "{what}");
            told.into_iter().map(move |message| (*what, message.len()))
        })
        .filter(|&(_, bytes)| bytes > 300)
        .collect();
    assert_eq!(long, [], "messages that are too long, with their bytes");
}

#[test]
fn coordinates() {
    check(&[
        (
            "off the earth, swapped, one missing, not finite",
            &[nodes!(
                "Valuyki,,38.1,95\n\
                 Kupiansk,,181,49.7\n\
                 Izium,,-200,-91\n\
                 Lyman,,49,137\n\
                 Svatove,,38.1,\n\
                 Sumy,,,51\n\
                 Balakliia,,NaN,49.4\n\
                 Vovchansk,,36.9,inf\n"
            )],
            &[
                "network/node.csv:2: latitude 95 is not in -90 to 90; x_coord is the longitude, y_coord the latitude; \
                 are the two swapped?",
                "network/node.csv:3: longitude 181 is not in -180 to 180; projected coordinates need their crs in \
                 config.csv",
                "network/node.csv:4: latitude -91 is not in -90 to 90; x_coord is the longitude, y_coord the latitude",
                "network/node.csv:5: latitude 137 is not in -90 to 90; x_coord is the longitude, y_coord the latitude; \
                 are the two swapped?",
                "network/node.csv:6: column y_coord: is empty; every row needs a value here",
                "network/node.csv:7: column x_coord: is empty; every row needs a value here",
                "network/node.csv:8: column x_coord: 'NaN' is not a finite number",
                "network/node.csv:9: column y_coord: 'inf' is not a finite number",
            ],
        ),
        (
            "poles and the antimeridian are on the earth",
            &[nodes!("Valuyki,,180,90\nKupiansk,,-180,-90\nIzium,,0,0\n")],
            &[],
        ),
        (
            "lines that are none",
            &[
                (
                    "network/link.csv",
                    "link_id,from_node_id,to_node_id,directed,length,geometry,geometry_id\n\
                     a,Valuyki,Kupiansk,0,1,POINT (1 2),\n\
                     b,Valuyki,Kupiansk,0,1,\"LINESTRING (1 2, 3 95)\",\n\
                     c,Valuyki,Kupiansk,0,1,LINESTRING (1 2),\n\
                     d,Valuyki,Kupiansk,0,1,,g9\n",
                ),
                ("network/geometry.csv", "geometry_id,geometry\ng1,\"LINESTRING (1 2, 3 4)\"\n"),
            ],
            &[
                "network/link.csv:2: column geometry: is not a WKT LINESTRING: found 'POINT (1 2)'",
                "network/link.csv:3: latitude 95 is not in -90 to 90; x_coord is the longitude, y_coord the latitude; \
                 are the two swapped?",
                "network/link.csv:4: column geometry: is not a WKT LINESTRING: it has a single point",
                "network/link.csv:5: column geometry_id: geometry 'g9' is not in geometry.csv",
            ],
        ),
    ]);
}

#[test]
fn units_and_reference_systems() {
    check(&[
        (
            "units nobody knows",
            &[("network/config.csv", "dataset_name,long_length,speed\ntest,parsec,knots\n")],
            &[
                "network/config.csv:2: column long_length: unit 'parsec' is not known; known are km, m, mile, foot",
                "network/config.csv:2: column speed: unit 'knots' is not known; known are kph, mph, m/s",
            ],
        ),
        (
            "a reference system nobody knows",
            &[("network/config.csv", "dataset_name,crs\ntest,Mars 2000\n")],
            &[
                "network/config.csv:2: column crs: coordinate reference system 'Mars 2000' is not known; give an EPSG \
               code, or longitude and latitude as EPSG:4326",
            ],
        ),
        (
            "a code that no registry has",
            &[("network/config.csv", "dataset_name,crs\ntest,EPSG:1\n")],
            &[
                "network/config.csv:2: column crs: coordinate reference system 'EPSG:1' is not known; give an EPSG code, \
               or longitude and latitude as EPSG:4326",
            ],
        ),
    ]);
}

#[test]
fn empty_networks() {
    const NO_HEADER: &str = "the file is empty; it needs a header line that names the columns";
    check(&[
        (
            "empty files",
            &[("network/node.csv", ""), ("network/link.csv", "")],
            &[&format!("network/link.csv: {NO_HEADER}"), &format!("network/node.csv: {NO_HEADER}")],
        ),
        (
            "blank lines alone",
            &[("network/node.csv", "\n\r\n\n")],
            &[&format!("network/node.csv: {NO_HEADER}")],
        ),
        ("commas alone", &[("network/node.csv", ",,,\n")], &[&format!("network/node.csv: {NO_HEADER}")]),
        (
            "headers alone",
            &[nodes!(""), links!("")],
            &["network/node.csv: the network has no node; add rows to node.csv"],
        ),
        (
            "links alone, whose ends are not reported as well",
            &[nodes!("")],
            &["network/node.csv: the network has no node; add rows to node.csv"],
        ),
        ("nodes alone are a network", &[links!("")], &[]),
    ]);
}

#[test]
fn rows_that_do_not_fit_the_header() {
    check(&[
        (
            "too short, too long, and long by empty cells, which is fine",
            &[nodes!("Valuyki,,1,2,,\nKupiansk,,1,2\nIzium,,1,2\nLyman,,1\nSumy,,1,2,3\n\n")],
            &[
                "network/node.csv:5: the row has 3 cells, the header 4; check for a missing or an extra comma or quote",
                "network/node.csv:6: the row has 5 cells, the header 4; check for a missing or an extra comma or quote",
            ],
        ),
        (
            "a quote that is not closed, in the middle of a row",
            &[nodes!("Valuyki,,1,2\nKupiansk,,1,2\nIzium,,1,2\nLyman,\"Liman,1,2\nSumy,,1,2\n")],
            &[
                "network/node.csv:5: the row has 2 cells, the header 4; check for a missing or an extra comma or quote",
            ],
        ),
    ]);
}

/// Every row behind such a quote would be swallowed by one cell, and nobody told.
#[test]
fn a_quote_that_is_not_closed_in_the_last_column_drops_no_rows_in_silence() {
    const HEADER: &str = "link_id,from_node_id,to_node_id,directed,length";
    let cases = [
        (format!("{HEADER},name\nr1,Valuyki,Kupiansk,0,70,\"P07\nr2,Kupiansk,Izium,0,90,\n"), 2),
        (format!("{HEADER},name\nr1,Valuyki,Kupiansk,0,70,\"P07\nr2,Kupiansk,Izium,0,90,\"P79\"\n"), 2),
        (
            format!(
                "{HEADER},remarks\nr1,Valuyki,Kupiansk,0,70,\nr2,Kupiansk,Izium,0,90,\"slow\nr3,Valuyki,Izium,0,9,\n"
            ),
            3,
        ),
    ];
    for (text, line) in cases {
        let told = Folder::of_texts(&[("network/link.csv", &text)]).network_problems();
        assert_eq!(told.len(), 1, "{text}");
        assert!(told[0].starts_with(&format!("network/link.csv:{line}")), "{}", told[0]);
        assert!(told[0].contains("quote"), "{}", told[0]);
    }
}

#[test]
fn transfers() {
    const HEADER: &str = "from_node_id,from_mode,to_node_id,to_mode,time_h\n";
    let hub_of_two = nodes!("Valuyki,,1,2\nKupiansk,,1,2\nIzium,,1,2\n");
    check(&[
        (
            "between hubs, to itself, of an unknown node or mode, unclear, too long, bad",
            &[
                hub_of_two,
                (
                    "network/transfer.csv",
                    &format!(
                        "{HEADER}Valuyki,rail,Izium,rail,1\n\
                         Valuyki,rail,Valuyki,rail,1\n\
                         Valuyky,rail,Valuyki,road,1\n\
                         Izium,rail,Izium,water,1\n\
                         Izium,,Izium,road,1\n\
                         Izium,rail,Izium,road,300\n\
                         Izium,rail,Izium,road,-1\n"
                    ),
                ),
            ],
            &[
                "network/transfer.csv:2: a transfer stays inside one hub, but 'Valuyki' is in hub 'Valuyki' and \
                 'Izium' in hub 'Izium'; use a link",
                "network/transfer.csv:3: the transfer leads from node 'Valuyki' to itself",
                "network/transfer.csv:4: node 'Valuyky' is not in node.csv; did you mean 'Valuyki'?",
                "network/transfer.csv:5: node 'Izium' has no mode 'water', only rail, road",
                "network/transfer.csv:6: node 'Izium' has several modes (rail, road); say which one the transfer means",
                "network/transfer.csv:7: a time of 300 h is past the limit of 298 h; are the units those of config.csv?",
                "network/transfer.csv:8: column time_h: time is -1, which is not zero or more",
            ],
        ),
        (
            "twice, the other way round",
            &[(
                "network/transfer.csv",
                &format!("{HEADER}Izium,rail,Izium,road,1\nIzium,road,Izium,rail,2\n"),
            )],
            &[
                "network/transfer.csv:3: a transfer between these two nodes of hub 'Izium' is given already, at \
               network/transfer.csv:2; give it once",
            ],
        ),
        (
            "a transfer time in a hub of two rail nodes",
            &[(
                "network/node.csv",
                "node_id,hub,mode,transfer_time_h\n\
                 Valuyki,,,\n\
                 Kupiansk,Kupiansk,rail,\n\
                 Yard,Kupiansk,rail,\n\
                 Depot,Kupiansk,road,2\n\
                 Izium,,,\n",
            )],
            &[
                "network/node.csv:5: hub 'Kupiansk' has several nodes of a mode, so it is not clear which nodes this \
               transfer joins; name them in transfer.csv",
            ],
        ),
        (
            "two rows of one hub that state different times",
            &[(
                "network/node.csv",
                "node_id,hub,mode,transfer_time_h\n\
                 Valuyki,,,\n\
                 Kupiansk,,,\n\
                 Izium,,,\n\
                 Yard,Depot,rail,1\n\
                 Ramp,Depot,road,2\n",
            )],
            &["network/node.csv:6: a transfer between these two nodes of hub 'Depot' is given already, at \
               network/node.csv:5; give it once"],
        ),
    ]);
}

#[test]
fn physical_links_do_not_share_the_key_of_another_link() {
    check(&[(
        "r1 is a link of its own and a physical link of two others",
        &[(
            "network/link.csv",
            "link_id,from_node_id,to_node_id,directed,length,physical_link\n\
             r1,Valuyki,Kupiansk,0,1,\n\
             r2,Kupiansk,Izium,1,1,r1\n\
             r3,Izium,Kupiansk,1,1,r1\n",
        )],
        &[
            "network/link.csv:2: physical_link 'r1' is also the link_id of a link that is no part of it; rename one",
        ],
    )]);
}
