//! A search allocates nothing after the first, nor does losing one hub after another once the journal is long enough; and a
//! ranking no more than is said.

use std::sync::Arc;

use supplyline::analysis::rank;
use supplyline::analysis::rank::RankOptions;
use supplyline::network::{Hub, Network, NewLink};
use supplyline::paths::{Index, Search};
use supplyline::{Impedance, ScenarioSpec, View};

use crate::road_like::road_network;

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

/// What a ranking takes at its height, beside the network and the index: as docs/MEMORY.md says.
#[test]
fn a_ranking_takes_so_many_bytes_a_node() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for nodes in [5_000, 20_000] {
        let network = road_network::network(nodes);
        let index = Arc::new(Index::new(&network, None).unwrap());
        let keys: Vec<&str> = network.hubs().map(Hub::key).collect();
        let mut spec = ScenarioSpec::new("how much does a ranking take?");
        for origin in keys.iter().step_by(nodes / 10).take(10) {
            spec = spec.origin(*origin);
        }
        for destination in keys.iter().skip(7).step_by(nodes / 50).take(50) {
            spec = spec.destination(*destination);
        }
        let scenario = spec.on(&network).unwrap();
        let options = || RankOptions::default().index(Arc::clone(&index));
        let took = pool.install(|| {
            allocation_counter::measure(|| {
                assert!(!rank(&scenario, options()).unwrap().losses.is_empty());
            })
        });
        let a_node = took.bytes_max / nodes as u64;
        assert!((100..300).contains(&a_node), "{nodes} nodes: {a_node} bytes a node");
    }
}
