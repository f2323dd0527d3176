//! CSV edge lists: columns by their usual names or by a mapping, units, separators, and what is refused.

use supplyline::import::{Direction, EdgeColumn, EdgeListOptions, ImportOptions, ImportProblem, Separator};
use supplyline::units::Capacity;
use supplyline::{Mode, Network};

use super::{Folder, links, repairs};

fn options(edge_list: EdgeListOptions) -> ImportOptions {
    ImportOptions::default().edge_list(edge_list)
}

fn network(text: &str, edge_list: EdgeListOptions) -> Network {
    Folder::new(&[("roads.csv", text)]).network(&["roads.csv"], options(edge_list))
}

fn problems(text: &str, edge_list: EdgeListOptions) -> Vec<String> {
    Folder::new(&[("roads.csv", text)]).problems(&["roads.csv"], options(edge_list))
}

#[test]
fn usual_names_are_found_and_nodes_are_made_from_ends() {
    let text = "id,source,target,oneway,distance_m,duration_min,capacity_kt_per_d,mode,name\n\
                a,Port,Pass,false,1500,30,2,rail;road,Main\n\
                b,Pass,Town,1,2500,15,,road,\n";
    let network = network(text, EdgeListOptions::default());
    assert_eq!(links(&network), ["a: Port Pass 1.5 km 0.5000 h, 4", "b: Pass Town 2.5 km 0.2500 h, 1"]);
    let keys: Vec<&str> = network.hubs().map(supplyline::network::Hub::key).collect();
    assert_eq!(keys, ["Port", "Pass", "Town"], "in the order in which rows name them");
    let main = network.links().next().unwrap();
    assert_eq!((main.name(), main.modes().collect::<Vec<_>>()), ("Main", vec![&Mode::Rail, &Mode::Road]));
    assert!(matches!(main.capacity(), Capacity::Limited(tonnes) if tonnes.tonnes() == 2_000.0));
    let told = repairs(&network);
    assert!(told.iter().all(|told| !told.contains("unit")), "names state all units: {told:?}");
}

#[test]
fn a_mapping_names_columns_units_and_the_rest() {
    let text = "Von;Nach;Entfernung;Tempo;lon1;lat1;LON2;lat2;Rest\n\
                A;B;1,5;;36;50;36.1;50;x\n";
    let mapped = EdgeListOptions::default()
        .column(EdgeColumn::From, "von")
        .column(EdgeColumn::To, "Nach ")
        .column(EdgeColumn::Speed, "Tempo")
        .speed_unit("m/s".parse().unwrap())
        .mode(Mode::Rail)
        .direction(Direction::OneWay);
    let with_length =
        mapped.clone().column(EdgeColumn::Length, "Entfernung").length_unit("mi".parse().unwrap());
    assert_eq!(
        problems(text, with_length.clone()),
        ["roads.csv:2: column entfernung: '1,5' is not a number"]
    );
    let network = network(&text.replace("1,5;;", "1.5;10;"), with_length);
    let link = network.links().next().unwrap();
    assert!((link.length().km() - 2.414).abs() < 1e-3);
    assert!((network.time(link.arcs()[0]).hours() - 2.414 / 36.0).abs() < 1e-5);
    assert_eq!((link.is_directed(), link.modes().next()), (true, Some(&Mode::Rail)));
    assert_eq!(link.from().position().map(|at| (at.lon(), at.lat())), Some((36.0, 50.0)));
    assert_eq!(repairs(&network), ["roads.csv: columns not used: rest"]);
}

#[test]
fn separators_are_found_or_given() {
    for (text, given) in [
        ("from,to,length\na,b,1\n", None),
        ("from;to;length\na;b;1\n", None),
        ("from\tto\tlength\na\tb\t1\n", None),
        ("\"from\",\"to\",\"length;km,or,so\",length\na,b,,1\n", None),
        ("from;to;length;a,b,c,d,e\na;b;1;\n", Some(Separator::Semicolon)),
        ("from\tto\tlength\ta,b,c,d,e\na\tb\t1\t\n", Some(Separator::Tab)),
        ("from,to,length,a;b;c;d;e;f\na,b,1,\n", Some(Separator::Comma)),
    ] {
        let mut edge_list = EdgeListOptions::default();
        edge_list.separator = given;
        assert_eq!(links(&network(text, edge_list)), ["a-b: a b 1 km 0.0167 h, 2"], "{text}");
    }
    let tsv = Folder::new(&[("roads.tsv", "from\tto\tlength\na\tb\t1\n")]);
    assert_eq!(Network::read(tsv.path("roads.tsv")).unwrap().link_count(), 1);
}

#[test]
fn what_is_assumed_is_told() {
    let network = network("from,to,length,speed\na,b,1,50\n", EdgeListOptions::default());
    assert_eq!(
        repairs(&network),
        [
            "roads.csv: states no unit of length; km was assumed",
            "roads.csv: states no unit of speed; km/h was assumed",
            "1 links without a mode were taken for roads",
        ]
    );
}

#[test]
fn units_stand_in_names_in_several_ways() {
    for (header, km) in [
        ("length_m", 0.002),
        ("Length (km)", 2.0),
        ("distance [mi]", 3.2187),
        ("dist_ft", 0.0006),
        ("length", 2.0),
    ] {
        let network = network(&format!("from,to,{header}\na,b,2\n"), EdgeListOptions::default());
        assert_eq!(network.links().next().unwrap().length().km(), km, "{header}");
    }
    // An option goes before the name.
    let metres = EdgeListOptions::default().length_unit("m".parse().unwrap());
    assert_eq!(network("from,to,length_km\na,b,2\n", metres).links().next().unwrap().length().km(), 0.002);
    // Neither is a length, so there is none.
    let none = problems("from,to,length_of_rope\na,b,2\n", EdgeListOptions::default());
    assert_eq!(
        none,
        [
            "roads.csv:2: the link has no length, and its ends have no coordinates to measure it by; give one of them"
        ]
    );
}

#[test]
fn parallel_links_get_keys_of_their_own() {
    let network = network("from,to,length_km\na,b,1\na,b,2\nb,a,3\na,b,4\n", EdgeListOptions::default());
    let keys: Vec<&str> = network.links().map(supplyline::network::Link::key).collect();
    assert_eq!(keys, ["a-b", "a-b#2", "b-a", "a-b#3"]);
}

#[test]
fn lengths_are_measured_by_coordinates_of_any_system() {
    let text =
        "from,to,x1,y1,x2,y2\na,b,500000,5540000,501000,5540000\nb,c,501000.5,5540000,502000,5540000\n";
    let network = network(text, EdgeListOptions::default().crs("EPSG:32637"));
    assert!((network.links().next().unwrap().length().km() - 1.0004).abs() < 1e-3);
    let told = repairs(&network);
    assert!(
        told.contains(&"1 nodes have several coordinates, of which the first were taken: b".to_owned()),
        "{told:?}"
    );
}

#[test]
fn uses_stand_for_modes() {
    let network =
        network("from,to,length_km,allowed_uses\na,b,1,\"auto,truck\"\n", EdgeListOptions::default());
    assert_eq!(network.modes(), [Mode::Road]);
}

#[test]
fn broken_lists_are_told_line_by_line() {
    let plain = EdgeListOptions::default;
    for (what, text, edge_list, expected) in [
        (
            "no ends",
            "x,y,length\n1,2,3\n",
            plain().column(EdgeColumn::From, "length"),
            vec![
                "roads.csv:1: no column says the end of a link; known names are to, to_node_id, to_node, to_id, target; or name the column in the mapping",
            ],
        ),
        (
            "a mapping to nothing",
            "from,target,length_km\n1,2,3\n",
            plain().column(EdgeColumn::To, "tarket").column(EdgeColumn::Time, "hours"),
            vec![
                "roads.csv:1: there is no column 'tarket', which the mapping names for the end of a link; did you mean 'target'?",
                "roads.csv:1: there is no column 'hours', which the mapping names for the travel time of a link",
            ],
        ),
        (
            "cells",
            "from,to,key,length_km,time_h,directed,mode\n\
             ,b,k,1,,,\n\
             a,b,,one,-1,maybe,\n\
             a,b,k,1,1\n",
            plain(),
            vec![
                "roads.csv:2: column from: is empty; every row needs a value here",
                "roads.csv:3: column directed: 'maybe' is neither true nor false; write true or false, or 1 or 0",
                "roads.csv:3: column key: is empty; every row needs a value here",
                "roads.csv:3: column length_km: 'one' is not a number",
                "roads.csv:3: column time_h: time is -1, which is not zero or more",
                "roads.csv:4: the row has 5 cells, the header 7; check for a missing or an extra comma or quote",
            ],
        ),
        (
            "keys twice",
            "from,to,key,length_km\na,b,k,1\nb,c,k,1\n",
            plain(),
            vec!["roads.csv:3: link 'k' is there already, at roads.csv:2; a link_id is used once"],
        ),
        (
            "half a place",
            "from,to,x1,y1,length_km\na,b,36,,1\n",
            plain(),
            vec!["roads.csv:2: column y1: is empty; every row needs a value here"],
        ),
        (
            "nothing",
            "",
            plain(),
            vec!["roads.csv: the file is empty; it needs a header line that names the columns"],
        ),
        (
            "no rows",
            "from,to,length_km\n",
            plain(),
            vec!["roads.csv: the network has no node; add rows to node.csv"],
        ),
    ] {
        assert_eq!(problems(text, edge_list), expected, "{what}");
    }
}

#[test]
fn words_of_a_mapping_are_checked() {
    for role in EdgeColumn::ALL {
        assert_eq!(role.to_string().parse(), Ok(role));
    }
    let error: ImportProblem = "lenght".parse::<EdgeColumn>().unwrap_err();
    assert!(
        error.to_string().starts_with("'lenght' is nothing that a column says; did you mean 'length'?"),
        "{error}"
    );
}
