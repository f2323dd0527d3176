//! What links, nodes, transfers and hubs carry, whole and throttled.

use supplyline::network::{NewLink, NewNode, NewTransfer};
use supplyline::scenario::ClosureSpec;
use supplyline::units::{Capacity, Share};
use supplyline::{Impedance, Mode, Network, ScenarioSpec, View};

fn limited(text: &str) -> Capacity {
    Capacity::Limited(text.parse().unwrap())
}

/// A hub of two rail nodes and a road node, and towns of one node each.
fn network() -> Network {
    Network::builder()
        .hub(NewNode::new("A").capacity("900 t/d"))
        .hub("B")
        .node(NewNode::new("y1").in_hub("Y").mode(Mode::Rail).capacity("10 t/d"))
        .node(NewNode::new("y2").in_hub("Y").mode(Mode::Rail))
        .node(NewNode::new("y3").in_hub("Y").mode(Mode::Road).capacity("30 t/d"))
        .transfer(NewTransfer::new("y1", "y3").capacity("5 t/d"))
        .link(NewLink::rail("A", "B").key("ab").length("1 km").shared_capacity("50 t/d"))
        .link(NewLink::rail("B", "y1").key("by").length("1 km"))
        .build()
        .unwrap()
}

#[test]
fn a_hub_has_the_capacity_of_its_node_of_the_mode() {
    let network = network();
    let [rail, road] = [Mode::Rail, Mode::Road].map(|mode| network.find_mode(&mode).unwrap());
    let hub = |name: &str| network.hub(network.find_hub(name).unwrap());
    assert_eq!(hub("A").capacity(rail), Ok(Some(limited("900 t/d"))));
    assert_eq!(hub("A").capacity(road), Ok(None));
    assert_eq!(hub("B").capacity(rail), Ok(Some(Capacity::Unlimited)));
    assert_eq!(hub("Y").capacity(road), Ok(Some(limited("30 t/d"))));
    let refused = hub("Y").capacity(rail).unwrap_err();
    assert_eq!((refused.hub.as_str(), refused.mode.as_str(), refused.nodes), ("Y", "rail", 2));
    assert!(refused.to_string().contains("capacities of its nodes"));
}

#[test]
fn closures_act_on_the_capacities_of_links_nodes_and_transfers() {
    let network = network();
    let throttled = |name: &str| ClosureSpec::new("c").hub(name).capacity_factor("50 %");
    let scenario = ScenarioSpec::new("throttled")
        .origin("A")
        .destination("Y")
        .closure(throttled("Y"))
        .closure(throttled("A").baseline())
        .closure(throttled("A").capacity_factor("20 %"))
        .closure(ClosureSpec::new("l").link("ab").capacity_factor("0.1"))
        .closure(ClosureSpec::new("none").link("by").capacity_factor("0 %"))
        .on(&network)
        .unwrap();
    let whole = View::new(&network, Impedance::Length);
    let (before, after) = (scenario.before(), scenario.after());
    let node = |key: &str| network.find_nodes(key).next().unwrap();
    let at = |view: &View<'_>, key: &str| view.node_capacity(node(key)).unwrap();
    assert_eq!(
        [&whole, before, after].map(|view| at(view, "A")),
        ["900 t/d", "450 t/d", "90 t/d"].map(limited)
    );
    assert_eq!([&whole, after].map(|view| at(view, "y1")), ["10 t/d", "5 t/d"].map(limited));
    assert_eq!(at(after, "y2"), Capacity::Unlimited);

    let on = |view: &View<'_>, key: &str| {
        let link = network.find_links(key).unwrap()[0];
        let mut found: Vec<_> =
            network.link_arcs(link).iter().map(|&arc| view.arc_capacity(arc).unwrap()).collect();
        found.dedup();
        assert_eq!(found.len(), 1);
        found[0]
    };
    assert_eq!([&whole, after].map(|view| on(view, "ab")), ["50 t/d", "5 t/d"].map(limited));
    assert_eq!([&whole, after].map(|view| on(view, "by")), [Capacity::Unlimited, limited("0 t/d")]);
    // The transfer belongs to the hub.
    let arc = network.transfers().next().unwrap().arcs()[0];
    assert_eq!(
        [&whole, after].map(|view| view.arc_capacity(arc)),
        ["5 t/d", "2.5 t/d"].map(limited).map(Some)
    );
}

#[test]
fn what_is_closed_has_no_capacity_and_undoing_gives_it_back() {
    let network = network();
    let mut view = View::new(&network, Impedance::Length);
    let mark = view.mark();
    let arc =
        network.find_links("ab").unwrap().iter().flat_map(|&link| network.link_arcs(link)).copied().next();
    let arc = arc.unwrap();
    let [tail, head] = [network.tail(arc), network.head(arc)];
    view.throttle_arc(arc, Share::new(0.5).unwrap());
    view.throttle_node(tail, Share::new(0.5).unwrap());
    assert_eq!(view.arc_capacity(arc), Some(limited("25 t/d")));
    view.close_node(head);
    assert_eq!((view.arc_capacity(arc), view.node_capacity(head)), (None, None));
    view.undo_to(mark).unwrap();
    assert_eq!(view.arc_capacity(arc), Some(limited("50 t/d")));
    assert_eq!(view.node_capacity(tail), Some(network.node(tail).capacity()));
    assert_eq!(network.arc_capacity(arc), limited("50 t/d"));
}
