//! Networks written down: GraphML, GeoJSON, GMNS; each read back by something else and compared.

use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use supplyline::network::{Element, LatLon, NewLink, NewNode, NewTransfer};
use supplyline::report::{NetworkFormat, network_geojson, network_graphml, write_gmns, write_network};
use supplyline::units::Capacity;
use supplyline::{Mode, Network};

use crate::networks::described;
use crate::random::world;

/// An element of a graph with its attributes: those of its tag and, by their names, those in `data`.
type Attributes = BTreeMap<String, String>;

/// The nodes and the edges of a GraphML text, as any reader of it sees them.
fn graph_of(graphml: &str) -> (Vec<Attributes>, Vec<Attributes>) {
    let mut reader = Reader::from_str(graphml);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let mut current = Attributes::new();
    let mut data: Option<(String, String)> = None;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes: Attributes = tag
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        let name = attribute.key.as_ref().to_owned();
                        (name, attribute.value.to_string())
                    })
                    .collect();
                match tag.name().as_ref() {
                    "key" => drop(names.insert(attributes["id"].clone(), attributes["attr.name"].clone())),
                    "node" | "edge" => current = attributes,
                    "data" => data = Some((names[&attributes["key"]].clone(), String::new())),
                    "graph" => assert_eq!(attributes["edgedefault"], "directed"),
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let Some((_, value)) = &mut data {
                    value.push_str(text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((_, value)) = &mut data {
                    value.push_str(quick_xml::escape::resolve_predefined_entity(reference).unwrap());
                }
            }
            Event::End(tag) => match tag.name().as_ref() {
                "data" => current.extend(data.take()),
                "node" => nodes.push(std::mem::take(&mut current)),
                "edge" => edges.push(std::mem::take(&mut current)),
                _ => {}
            },
            Event::Eof => return (nodes, edges),
            _ => {}
        }
    }
}

#[test]
fn graphml_holds_every_node_and_arc() {
    for seed in 0..100 {
        let network = world(seed).network;
        let (nodes, edges) = graph_of(&network_graphml(&network));
        assert_eq!((nodes.len(), edges.len()), (network.node_count(), network.arc_count()), "seed {seed}");
        for (node, told) in network.nodes().zip(&nodes) {
            let at = node.position().unwrap();
            assert_eq!(told["id"], format!("n{}", node.id().index()));
            assert_eq!((told["key"].as_str(), told["hub"].as_str()), (node.key(), node.hub().key()));
            assert_eq!(told["mode"], node.mode().name());
            assert_eq!([&told["lon"], &told["lat"]].map(|c| c.parse()), [Ok(at.lon()), Ok(at.lat())]);
        }
        for (arc, told) in network.arcs().zip(&edges) {
            let ends = [network.tail(arc), network.head(arc)].map(|node| format!("n{}", node.index()));
            assert_eq!([&told["source"], &told["target"]], [&ends[0], &ends[1]]);
            assert_eq!(told["time_h"].parse(), Ok(network.time(arc).hours()));
            assert_eq!(told["length_km"].parse(), Ok(network.length(arc).km()));
            match network.element(arc) {
                Element::Link(link) => {
                    let link = network.link(link);
                    assert_eq!((told["kind"].as_str(), told["link"].as_str()), ("link", link.key()));
                    assert_eq!(told["two_way"], (!link.is_directed()).to_string());
                    assert_eq!(told.get("physical_link").map(String::as_str), link.physical_key());
                    assert!(link.capacity() != Capacity::Unlimited || !told.contains_key("capacity_t_per_d"));
                }
                Element::Transfer(transfer) => {
                    assert_eq!(told["kind"], "transfer");
                    assert_eq!(told["assumed"], network.transfer(transfer).is_assumed().to_string());
                }
            }
        }
    }
}

/// Names with what XML and JSON need escaped, hubs of several nodes, links without a place.
fn awkward() -> Network {
    Network::builder()
        .name("<\"A\" & 'B'>")
        .hub(
            NewNode::new("a<b>&\"c\"")
                .name("Куп'янськ ]]> \u{1}")
                .at(LatLon { lat: 49.7, lon: 37.6 })
                .capacity("5 t/d"),
        )
        .node(NewNode::new("s.r").in_hub("s").mode(Mode::Rail).at(LatLon { lat: 50.0, lon: 38.0 }))
        .node(NewNode::new("s.h").in_hub("s").mode(Mode::Road).at(LatLon { lat: 50.2, lon: 38.2 }))
        .hub("nowhere")
        .link(NewLink::road("a<b>&\"c\"", "s.h").length("60 km").capacity("1500 t/d").name("M&M"))
        .link(NewLink::rail("s.r", "a<b>&\"c\"").length("50 km").one_way().physical("r"))
        .link(NewLink::road("s.h", "nowhere").length("1 km").also(Mode::Water))
        .transfer(NewTransfer::new("s.r", "s.h").between(Mode::Rail, Mode::Road).time("3 h"))
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn graphml_escapes_what_xml_needs_escaped() {
    let network = awkward();
    let (nodes, edges) = graph_of(&network_graphml(&network));
    let first = nodes.iter().find(|node| node["key"] == "a<b>&\"c\"").unwrap();
    assert_eq!(first["name"], "Куп'янськ ]]> \u{fffd}");
    assert_eq!(first["capacity_t_per_d"], "5");
    assert!(edges.iter().any(|edge| edge.get("name").is_some_and(|name| name == "M&M")));
    assert!(nodes.iter().any(|node| node["key"] == "nowhere" && !node.contains_key("lon")));
}

#[test]
fn geojson_holds_hubs_nodes_and_links() {
    let network = awkward();
    let text = network_geojson(&network);
    let features: geojson::FeatureCollection = text.parse().unwrap();
    let told: Vec<(String, String, bool)> = features
        .features
        .iter()
        .map(|feature| {
            let of = |key: &str| feature.property(key).and_then(|value| value.as_str()).unwrap().to_owned();
            (of("kind"), of("key"), feature.geometry.is_some())
        })
        .collect();
    let expected = [
        ("hub", "a<b>&\"c\"", true),
        ("hub", "s", true),
        ("node", "s.r", true),
        ("node", "s.h", true),
        ("node", "s.h", true),
        ("hub", "nowhere", false),
        ("link", "road:a<b>&\"c\"--s.h", true),
        ("link", "rail:s.r--a<b>&\"c\"", true),
        ("link", "road:s.h--nowhere", false),
    ];
    let mut told: Vec<_> = told.iter().map(|(kind, key, at)| (kind.as_str(), key.as_str(), *at)).collect();
    // Water as well as road meets at s.h, and hubs of one row have several nodes where several modes meet.
    told.retain(|(kind, key, _)| *kind != "node" || key.starts_with("s."));
    assert_eq!(told, expected);
    let link =
        features.features.iter().find(|feature| feature.property("name").is_some_and(|name| name == "M&M"));
    let link = link.unwrap();
    assert_eq!(link.property("capacity_t_per_d").unwrap().as_f64(), Some(1_500.0));
    assert_eq!(link.property("length_km").unwrap().as_f64(), Some(60.0));
    assert_eq!(link.property("time_h").unwrap().as_f64(), Some(1.0));
    let empty: geojson::FeatureCollection =
        network_geojson(&Network::builder().hub("x").build().unwrap()).parse().unwrap();
    assert_eq!(empty.features.len(), 1);
}

#[test]
fn gmns_keeps_everything_and_the_columns_of_the_standard() {
    for network in (0..50).map(|seed| world(seed).network).chain([awkward()]) {
        let folder = tempfile::tempdir().unwrap();
        write_gmns(&network, folder.path()).unwrap();
        let read = Network::read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(described(&read), described(&network));
        let assumed = |network: &Network| -> Vec<bool> {
            network.transfers().map(supplyline::network::Transfer::is_assumed).collect()
        };
        assert_eq!(assumed(&read), assumed(&network), "what was assumed stays known as that");
        let header = |name: &str| {
            let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
            text.lines().next().unwrap().to_owned()
        };
        for (name, columns) in [
            ("node.csv", "node_id x_coord y_coord"),
            (
                "link.csv",
                "link_id from_node_id to_node_id directed dir_flag length free_speed allowed_uses geometry",
            ),
            ("config.csv", "dataset_name long_length speed crs geometry_field_format id_type version_number"),
        ] {
            let header = header(name);
            let there: Vec<&str> = header.split(',').collect();
            assert!(columns.split(' ').all(|column| there.contains(&column)), "{name}: {header}");
        }
    }
}

#[test]
fn the_name_tells_the_format() {
    let of = |name: &str| NetworkFormat::of(Path::new(name));
    assert_eq!(of("a/network"), Some(NetworkFormat::Gmns));
    assert_eq!(of("n.geojson"), Some(NetworkFormat::GeoJson));
    assert_eq!(of("n.GraphML"), Some(NetworkFormat::GraphMl));
    assert_eq!(of("n.supplyline"), Some(NetworkFormat::Cache));
    assert_eq!(of("n.shp"), None);
    let folder = tempfile::tempdir().unwrap();
    let dotted = folder.path().join("v1.0");
    assert_eq!(NetworkFormat::of(&dotted), None);
    std::fs::create_dir(&dotted).unwrap();
    assert_eq!(NetworkFormat::of(&dotted), Some(NetworkFormat::Gmns), "a folder that is there");
}

/// Nothing half written is left, and what was there before stays as it was.
#[test]
fn a_file_or_folder_is_written_as_a_whole_or_not_at_all() {
    let network = awkward();
    let folder = tempfile::tempdir().unwrap();
    let list = |path: &Path| {
        let mut names: Vec<String> = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let gmns = folder.path().join("deep/er/network");
    write_network(&network, &gmns, NetworkFormat::Gmns).unwrap();
    assert_eq!(list(&gmns), ["config.csv", "link.csv", "node.csv", "transfer.csv"]);
    assert_eq!(list(gmns.parent().unwrap()), ["network"]);
    // Over what is there: other files stay.
    std::fs::write(gmns.join("notes.txt"), "mine").unwrap();
    write_network(&network, &gmns, NetworkFormat::Gmns).unwrap();
    assert_eq!(list(&gmns), ["config.csv", "link.csv", "node.csv", "notes.txt", "transfer.csv"]);
    assert_eq!(list(gmns.parent().unwrap()), ["network"]);
    // A folder in the place of a file cannot be replaced by it.
    let blocked = folder.path().join("blocked");
    std::fs::create_dir_all(blocked.join("node.csv/inside")).unwrap();
    let error = write_network(&network, &blocked, NetworkFormat::Gmns).unwrap_err();
    assert!(error.to_string().contains("cannot be written"), "{error}");
    assert_eq!(
        (list(folder.path()), list(&blocked)),
        (vec!["blocked".into(), "deep".into()], vec!["node.csv".into()])
    );
    let error = write_network(&network, folder.path().join("no/where.graphml"), NetworkFormat::GraphMl);
    assert!(error.is_err());
    assert_eq!(list(folder.path()), ["blocked", "deep"]);
    for (name, format) in [
        ("n.graphml", NetworkFormat::GraphMl),
        ("n.geojson", NetworkFormat::GeoJson),
        ("n.supplyline", NetworkFormat::Cache),
    ] {
        write_network(&network, folder.path().join(name), format).unwrap();
    }
    assert_eq!(list(folder.path()), ["blocked", "deep", "n.geojson", "n.graphml", "n.supplyline"]);
}
