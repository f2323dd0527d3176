//! A search allocates nothing after the first.

use supplyline::network::{Network, NewLink};
use supplyline::paths::Search;
use supplyline::{Impedance, View};

#[test]
fn the_second_search_allocates_nothing() {
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
    let network = builder.build().unwrap();
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
