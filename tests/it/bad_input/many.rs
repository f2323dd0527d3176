//! Several problems at once: all are listed, in the order of files and lines, and more than a thousand are counted.

use std::fmt::Write as _;

use supplyline::Network;

use super::{Folder, check, links, nodes};

#[test]
fn problems_of_all_files_are_listed_together() {
    check(&[
        (
            "a scenario, its network, and the names that the one uses of the other",
            &[
                nodes!("Valuyki,,38.1,50.2\nKupiansk,,x,49.7\nIzium,,37.2,95\n"),
                links!("r1,Valuyki,Kupyansk,0,70,40,rail\nr2,Valuyki,Izium,perhaps,-1,40,rail\n"),
                ("network/config.csv", "long_length\nparsec\n"),
                ("network/transfer.csv", "from_node_id,to_node_id\nValuyki,Izium\n"),
                (
                    "s.toml",
                    "version = 1\ntile = \"x\"\nnetwork = \"network\"\n[[origin]]\nhub = \"Valuyki\"\nsupply = \"9\"\n",
                ),
            ],
            &[
                "network/config.csv:2: column long_length: unit 'parsec' is not known; known are km, m, mile, foot",
                "network/link.csv:2: node 'Kupyansk' is not in node.csv; did you mean 'Kupiansk'?",
                "network/link.csv:3: column directed: 'perhaps' is neither true nor false; write true or false, or 1 or 0",
                "network/link.csv:3: column length: length is -1, which is not zero or more",
                "network/node.csv:3: column x_coord: 'x' is not a number",
                "network/node.csv:4: latitude 95 is not in -90 to 90; x_coord is the longitude, y_coord the latitude; \
                 are the two swapped?",
                "network/transfer.csv:2: a transfer stays inside one hub, but 'Valuyki' is in hub 'Valuyki' and 'Izium' \
                 in hub 'Izium'; use a link",
                "s.toml:2:1: tile: 'tile' is not a key of a scenario; did you mean 'title'?",
                "s.toml:6:10: origin[0].supply: '9' has no unit; write tonnes a day as \"1500 t/d\"",
            ],
        ),
        (
            "a wrong key does not hide a wrong name",
            &[(
                "s.toml",
                "version = 1\n\
                 network = \"network\"\n\
                 cost = \"tme\"\n\
                 [[origin]]\n\
                 hub = \"Valuiki\"\n\
                 [[destination]]\n\
                 hub = \"Izium\"\n\
                 demnd = 1\n\
                 [[closure]]\n\
                 hubs = [\"Kupyansk\"]\n\
                 modes = [\"rial\"]\n",
            )],
            &[
                "s.toml:3:8: cost: 'tme' is not known; write \"time\" or \"length\"",
                "s.toml:5:7: origin[0].hub: no hub is called 'Valuiki'; did you mean 'Valuyki'?",
                "s.toml:8:1: destination[0].demnd: 'demnd' is not a key of [[destination]]; did you mean 'demand'?",
                "s.toml:10:9: closure[0].hubs[0]: no hub is called 'Kupyansk'; did you mean 'Kupiansk'?",
                "s.toml:11:10: closure[0].modes[0]: the network has no mode 'rial', only rail, road; did you mean \
                 'rail'?",
            ],
        ),
    ]);
}

#[test]
fn a_row_that_cannot_be_read_does_not_make_its_links_wrong_too() {
    check(&[(
        "a ragged row of a node that two links name",
        &[nodes!("Valuyki,,38.1,50.2\nKupiansk,,37.6\nIzium,,37.2,49.2\n")],
        &[
            "network/node.csv:3: the row has 3 cells, the header 4; check for a missing or an extra comma or quote",
        ],
    )]);
}

#[test]
fn past_a_thousand_they_are_counted() {
    let mut text =
        "node_id,name,x_coord,y_coord\nValuyki,,38.1,50.2\nKupiansk,,37.6,49.7\nIzium,,37.2,49.2\n"
            .to_owned();
    for at in 0..1_234 {
        writeln!(text, "n{at},,far,50").unwrap();
    }
    let folder = Folder::of_texts(&[("network/node.csv", &text)]);
    let told = folder.network_problems();
    assert_eq!(told.len(), 1_001);
    assert_eq!(told[0], "network/node.csv:5: column x_coord: 'far' is not a number");
    assert_eq!(told[999], "network/node.csv:1004: column x_coord: 'far' is not a number");
    assert_eq!(told[1_000], "… and 234 more");
    assert_eq!(folder.problems(), told, "the same through the scenario");
    let problems = Network::read(folder.path().join("network")).unwrap_err().problems;
    assert_eq!((problems.count(), problems.left_out()), (1_234, 234));
}
