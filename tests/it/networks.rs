//! Networks: what is legal, what is kept, what it costs in memory.

use supplyline::analysis::impact;
use supplyline::import::RawNetwork;
use supplyline::network::{Element, LatLon, NewLink, NewNode, NewTransfer, from_petgraph, to_petgraph};
use supplyline::units::Capacity;
use supplyline::{Mode, Network, ScenarioSpec};

use crate::random::world;

/// Everything that a network says, as text, so that two can be compared.
pub(crate) fn described(network: &Network) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for node in network.nodes() {
        let at = node.position().map(|at| (at.lat(), at.lon()));
        let _ = writeln!(
            text,
            "{} {} {} {} {at:?} {:?}",
            node.key(),
            node.name(),
            node.mode(),
            node.hub().key(),
            node.capacity()
        );
    }
    for hub in network.hubs() {
        let _ = writeln!(text, "{} {} {:?}", hub.key(), hub.name(), hub.nodes());
    }
    for link in network.links() {
        let modes: Vec<&Mode> = link.modes().collect();
        let _ = writeln!(
            text,
            "{} {} {} {} {} {modes:?} {} {:?} {} {:?} {:?}",
            link.key(),
            link.name(),
            link.from().key(),
            link.to().key(),
            link.is_directed(),
            link.length(),
            link.capacity(),
            link.shares_capacity(),
            link.physical_key(),
            link.geometry()
        );
        for &arc in link.arcs() {
            let _ = writeln!(
                text,
                "  {arc:?} {:?} {:?} {:?}",
                network.tail(arc),
                network.head(arc),
                network.time(arc)
            );
        }
    }
    for transfer in network.transfers() {
        let _ = writeln!(
            text,
            "{} {:?} {:?} {:?} {:?}",
            transfer.hub().key(),
            transfer.from().id(),
            transfer.to().id(),
            transfer.time(),
            transfer.capacity()
        );
    }
    text
}

#[test]
fn a_network_survives_json_and_rows() {
    for seed in 0..300 {
        let network = world(seed).network;
        let rows = Network::try_from(RawNetwork::from(&network)).unwrap();
        assert_eq!(described(&rows), described(&network), "seed {seed}");
        let json = serde_json::to_string(&network).unwrap();
        let read: Network = serde_json::from_str(&json).unwrap();
        assert_eq!(described(&read), described(&network), "seed {seed}");
    }
}

#[test]
fn arcs_are_indexed_both_ways() {
    for seed in 0..300 {
        let network = world(seed).network;
        let mut out = 0;
        for node in network.nodes() {
            for arc in network.arcs_out(node.id()) {
                assert_eq!(network.tail(arc), node.id());
                assert!(network.arcs_in(network.head(arc)).contains(&arc));
                let mode = network.node(network.head(arc)).mode();
                match network.element(arc) {
                    Element::Link(link) => {
                        assert!(network.link_arcs(link).contains(&arc));
                        assert_eq!(mode, node.mode(), "a link joins nodes of one mode");
                    }
                    Element::Transfer(transfer) => {
                        assert!(network.transfer_arcs(transfer).contains(&arc));
                        assert_eq!(network.node(network.head(arc)).hub().id(), node.hub().id());
                    }
                }
                out += 1;
            }
        }
        assert_eq!(out, network.arc_count());
    }
}

#[test]
fn the_way_to_petgraph_and_back_keeps_costs() {
    let weights = [(0, 1, 3_u32), (1, 2, 4), (0, 2, 9), (2, 2, 1), (0, 1, 2)];
    let graph = petgraph::graph::DiGraph::<(), u32>::from_edges(weights);
    let network = from_petgraph(
        &graph,
        |index, ()| NewNode::new(format!("n{}", index.index())),
        |edge, km, from, to| {
            NewLink::rail(from, to).key(format!("e{}", edge.index())).length(format!("{km} km"))
        },
    )
    .unwrap();
    assert_eq!((network.node_count(), network.arc_count()), (3, 5));
    let there = to_petgraph(&network);
    let found =
        petgraph::algo::dijkstra(&there, 0.into(), None, |edge| network.length(*edge.weight()).decimetres());
    assert_eq!(found[&petgraph::graph::NodeIndex::new(2)], 60_000);
    assert!(to_petgraph(&network).edge_references().all(|edge| {
        use petgraph::visit::EdgeRef;
        edge.id().index() == edge.weight().index()
            && edge.source().index() == network.tail(*edge.weight()).index()
    }));
}

#[test]
fn a_row_of_two_modes_becomes_two_nodes_with_a_free_transfer_that_is_told() {
    let network = Network::builder()
        .hub("A")
        .hub("B")
        .link(NewLink::rail("A", "B").length("1 km"))
        .link(NewLink::road("A", "B").length("1 km"))
        .build()
        .unwrap();
    assert_eq!((network.hub_count(), network.node_count(), network.transfer_count()), (2, 4, 2));
    assert!(network.transfers().all(|transfer| transfer.is_assumed() && transfer.time().milliseconds() == 0));
    let told: Vec<String> = network.repairs().iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|line| line.contains("2 nodes where modes meet state no transfer")), "{told:?}");
}

#[test]
fn a_stated_transfer_joins_the_rows_of_a_compact_hub() {
    let network = Network::builder()
        .node(
            NewNode::new("station")
                .in_hub("Town")
                .mode(Mode::Rail)
                .transfer_time("2 h")
                .transfer_capacity("10 t/d"),
        )
        .node(NewNode::new("square").in_hub("Town").mode(Mode::Road))
        .build()
        .unwrap();
    let transfers: Vec<_> = network.transfers().collect();
    assert_eq!(transfers.len(), 1);
    assert_eq!(transfers[0].time().to_string(), "2 h 00");
    assert_eq!(transfers[0].capacity(), Capacity::Limited("10 t/d".parse().unwrap()));
    assert!(!transfers[0].is_assumed());
}

#[test]
fn lengths_are_geodesic_along_the_geometry() {
    let on_the_equator = |lon: f64| LatLon { lat: 0.0, lon };
    let (a, b, west) = (on_the_equator(0.0), on_the_equator(1.0), on_the_equator(-0.5));
    let network = Network::builder()
        .hub(NewNode::new("A").at(a))
        .hub(NewNode::new("B").at(b))
        .hub(NewNode::new("N").at(LatLon { lat: 1.0, lon: 0.0 }))
        .link(NewLink::road("A", "B").key("straight"))
        .link(NewLink::road("A", "B").key("bent").along([a, west, b]))
        .link(NewLink::road("A", "B").key("stated").length("80 km"))
        .link(NewLink::road("A", "N").key("north"))
        .build()
        .unwrap();
    let km = |key: &str| network.link(network.find_links(key).unwrap()[0]).length().km();
    // A degree of the equator is 6378.137 km * pi / 180; the first degree of a WGS 84 meridian 110.574 km.
    let degree = 6378.137_f64 * std::f64::consts::PI / 180.0;
    assert!((km("straight") - degree).abs() < 0.0001, "{}", km("straight"));
    assert!((km("bent") - 2.0 * degree).abs() < 0.0001, "{}", km("bent"));
    assert!((km("north") - 110.5744).abs() < 0.0001, "{}", km("north"));
    assert_eq!(km("stated"), 80.0);
}

#[test]
fn hubs_are_found_by_key_and_by_unique_name() {
    let network = Network::builder()
        .hub(NewNode::new("k1").name("Kupiansk"))
        .hub(NewNode::new("k2").name("Izium"))
        .hub(NewNode::new("k3").name("Borova"))
        .hub(NewNode::new("k4").name("Borova"))
        .build()
        .unwrap();
    let key = |name: &str| network.find_hub(name).map(|hub| network.hub(hub).key());
    assert_eq!(key("k2"), Ok("k2"));
    assert_eq!(key("Izium"), Ok("k2"));
    let said = |name: &str| network.find_hub(name).unwrap_err().to_string();
    assert_eq!(said("Kupyansk"), "no hub is called 'Kupyansk'; did you mean 'Kupiansk'?");
    assert_eq!(said("Borova"), "'Borova' is the name of several hubs; use one of their keys: k3, k4");
}

#[test]
fn a_lone_node_and_an_empty_scenario_are_answered() {
    let network = Network::builder().hub("alone").hub("other").build().unwrap();
    let scenario = ScenarioSpec::new("lonely").origin("alone").destination("other").on(&network).unwrap();
    assert_eq!(scenario.warnings().len(), 2);
    let outcome = impact(&scenario, None).unwrap();
    assert_eq!(outcome.relations[0].status.name(), "unsupplied");
}

#[test]
fn a_given_transfer_is_not_led_around() {
    let mut builder = Network::builder().hub("H").hub("T");
    for mode in [Mode::Rail, Mode::Road, Mode::Water] {
        builder = builder.link(NewLink::new(mode, "H", "T").length("1 km"));
    }
    let given = NewTransfer::new("H", "H").between(Mode::Rail, Mode::Road).time("6 h");
    let network = builder.transfer(given).build().unwrap();
    let at_h: Vec<String> = network
        .transfers()
        .filter(|transfer| transfer.hub().key() == "H")
        .map(|transfer| format!("{} {} {}", transfer.from().mode(), transfer.to().mode(), transfer.time()))
        .collect();
    assert_eq!(at_h, ["rail road 6 h 00"], "no free way from rail over water to road");
    let told: Vec<String> = network.repairs().iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|line| line.starts_with("2 pairs of modes")), "{told:?}");
}

#[test]
fn a_hub_may_be_named_after_one_of_its_nodes() {
    let network = Network::builder()
        .node(NewNode::new("A").mode(Mode::Rail))
        .node(NewNode::new("B").in_hub("A").mode(Mode::Road).transfer_time("2 h"))
        .build()
        .unwrap();
    assert_eq!(network.hub_count(), 1);
    assert_eq!(
        network.transfers().map(|transfer| transfer.time().to_string()).collect::<Vec<_>>(),
        ["2 h 00"]
    );
}

#[test]
fn a_users_own_mode_cannot_be_one_of_the_five() {
    assert_eq!(Mode::from(" Rail "), Mode::Rail);
    assert!(matches!(Mode::from("Cable Car"), Mode::Other(other) if other.name() == "cable car"));
}
