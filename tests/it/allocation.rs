//! A search allocates nothing after the first, nor does losing one hub after another once the journal is long enough.

use supplyline::network::{Network, NewLink};
use supplyline::paths::Search;
use supplyline::{Impedance, View};

/// 200 hubs on a ring with short cuts.
fn ring() -> Network {
    let mut builder = Network::builder();
    for at in 0..200 {
        builder = builder.hub(format!("n{at}"));
    }
    for at in 0..200 {
        for step in [1, 7, 31] {
            let (from, to) = (format!("n{at}"), format!("n{}", (at + step) % 200));
            builder = builder.link(NewLink::road(from, to).length(format!("{} km", 1 + at % 5)));
        }
    }
    builder.build().unwrap()
}

#[test]
fn the_second_search_allocates_nothing() {
    let network = ring();
    let view = View::new(&network, Impedance::Length);
    let nodes: Vec<_> = network.nodes().map(supplyline::network::Node::id).collect();
    let mut search = Search::default();
    let mut arcs = Vec::new();
    let mut all = || {
        for &from in &nodes {
            let tree = search.run(&view, &[from]);
            for &to in &nodes {
                assert!(tree.route_into(to, &mut arcs).is_some());
            }
        }
    };
    let first = allocation_counter::measure(&mut all);
    let second = allocation_counter::measure(&mut all);
    assert!(first.count_total > 0);
    assert_eq!(second.count_total, 0, "{second:?}");
}

#[test]
fn hubs_lost_in_turn_allocate_nothing_after_the_first() {
    let network = ring();
    let mut view = View::new(&network, Impedance::Length);
    let mark = view.mark();
    let mut all = || {
        for hub in network.hubs() {
            view.close_hub(hub.id());
            view.undo_to(mark).unwrap();
        }
    };
    let first = allocation_counter::measure(&mut all);
    let second = allocation_counter::measure(&mut all);
    assert!(first.count_total > 0);
    assert_eq!(second.count_total, 0, "{second:?}");
}
