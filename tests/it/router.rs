//! Whether plain searches answer or an index makes no difference, to the last arc.

use std::sync::Arc;

use supplyline::analysis::{AnalysisError, ImpactOptions, impact, verify};
use supplyline::network::{NewLink, NewNode, NodeId};
use supplyline::paths::{Finder, Index, IndexFileError, MetricError, Router, SMALL_NETWORK};
use supplyline::{Impedance, Mode, Network, View};

use crate::random::world;

#[test]
fn impact_is_the_same_with_an_index() {
    for seed in 0..600 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let plain = impact(&scenario, None).unwrap();
        let index = Arc::new(Index::new(&world.network, None).unwrap());
        let indexed = impact(&scenario, ImpactOptions::default().index(index)).unwrap();
        assert_eq!(plain, indexed, "seed {seed}");
        assert!(verify(&scenario, &indexed).is_ok(), "seed {seed}");
    }
}

#[test]
fn a_finder_finds_the_same_routes_with_an_index() {
    let mut finders = [Finder::default(), Finder::default()];
    for seed in 0..300 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let view = scenario.after();
        let index = Arc::new(Index::new(&world.network, None).unwrap());
        let routers = [Router::plain(&world.network), Router::with_index(&world.network, index).unwrap()];
        let prepared = routers.map(|router| router.prepare(view).unwrap());
        let nodes: Vec<NodeId> = world.network.nodes().map(supplyline::network::Node::id).collect();
        let mut rng = fastrand::Rng::with_seed(seed);
        for _ in 0..10 {
            let mut some = || -> Vec<NodeId> {
                (0..rng.usize(0..4)).filter_map(|_| rng.choice(&nodes).copied()).collect()
            };
            let (sources, targets) = (some(), some());
            let mut answers = Vec::new();
            for (finder, prepared) in finders.iter_mut().zip(&prepared) {
                let mut arcs = Vec::new();
                let found = finder.route(prepared, &sources, &targets, &mut arcs);
                let costs: Vec<Option<u64>> = {
                    let reach = finder.reach(prepared, &sources);
                    nodes.iter().map(|&node| reach.cost(node)).collect()
                };
                answers.push((found, arcs, costs));
            }
            assert_eq!(answers[0], answers[1], "seed {seed}, {sources:?} to {targets:?}");
        }
    }
}

fn line(hubs: usize) -> Network {
    let mut builder = Network::builder();
    for hub in 0..hubs {
        builder = builder.hub(hub.to_string());
    }
    for hub in 1..hubs {
        let link = NewLink::road((hub - 1).to_string(), hub.to_string()).length("1 km");
        builder = builder.link(link);
    }
    builder.build().unwrap()
}

#[test]
fn an_index_is_made_where_it_pays() {
    let (small, large) = (line(20), line(SMALL_NETWORK));
    assert!(Router::for_searches(&small, 1_000_000).index().is_none());
    assert!(Router::for_searches(&large, 2).index().is_none());
    assert!(Router::for_searches(&large, 1_000).index().is_some());
}

#[test]
fn an_index_of_another_network_is_refused() {
    let [one, other] = [20, 21].map(line);
    let index = Arc::new(Index::new(&one, None).unwrap());
    assert_eq!(Router::with_index(&other, Arc::clone(&index)).unwrap_err(), MetricError::OtherNetwork);
    let view = View::new(&other, Impedance::Time);
    assert_eq!(index.customize(&view).unwrap_err(), MetricError::OtherNetwork);
    let mut metric = index.customize(&View::new(&one, Impedance::Time)).unwrap();
    assert_eq!(metric.customize(&view).unwrap_err(), MetricError::OtherNetwork);
    let router = Router::with_index(&one, Arc::clone(&index)).unwrap();
    assert_eq!(router.prepare(&view).unwrap_err(), MetricError::OtherNetwork);

    let world = world(3);
    let scenario = world.spec.on(&world.network).unwrap();
    let options = ImpactOptions::default().index(index);
    assert_eq!(impact(&scenario, options).unwrap_err(), AnalysisError::OtherNetwork);
}

#[test]
fn an_index_is_kept_as_bytes() {
    let network = line(20);
    let index = Index::new(&network, None).unwrap();
    let bytes = index.to_bytes();
    let again = Index::from_bytes(&network, &bytes).unwrap();
    assert_eq!(again.order(), index.order());
    assert_eq!(again.to_bytes(), bytes);
    let view = View::new(&network, Impedance::Time);
    let panels =
        [index, again].map(|index| Arc::new(index).customize(&view).unwrap().panels().map(<[u32]>::to_vec));
    assert_eq!(panels[0], panels[1]);

    assert_eq!(
        Index::from_bytes(&line(21), &bytes).unwrap_err(),
        IndexFileError::OtherNetwork { file: (20, 38), network: (21, 40) }
    );
    let longer = [bytes.as_slice(), &[0]].concat();
    for (bad, wanted) in [
        (&bytes[..5], IndexFileError::NotAnIndex { length: 5 }),
        (
            &bytes[..bytes.len() - 3],
            IndexFileError::WrongLength { found: bytes.len() - 3, wanted: bytes.len() },
        ),
        (&longer[..], IndexFileError::WrongLength { found: longer.len(), wanted: bytes.len() }),
    ] {
        assert_eq!(Index::from_bytes(&network, bad).unwrap_err(), wanted);
    }
    // No change of a single byte goes unnoticed.
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(Index::from_bytes(&network, &bad).is_err(), "byte {at}");
    }
}

#[test]
fn where_an_index_would_be_filled_for_minutes_searches_answer() {
    // Two random rounds through all hubs: no small set of them separates the others.
    let hubs = 2_000;
    let mut rng = fastrand::Rng::with_seed(1);
    let mut builder = Network::builder();
    for hub in 0..hubs {
        builder = builder.hub(hub.to_string());
    }
    for _ in 0..2 {
        let mut round: Vec<usize> = (0..hubs).collect();
        rng.shuffle(&mut round);
        for at in 0..hubs {
            let [from, to] = [round[at], round[(at + 1) % hubs]].map(|hub| hub.to_string());
            builder = builder.link(NewLink::road(from, to).length("1 km"));
        }
    }
    let network = builder.build().unwrap();
    assert!(Router::for_searches(&network, 100).index().is_none());
}

#[test]
fn networks_that_differ_in_two_arcs_are_told_apart() {
    // Under a fingerprint that mixed its words too little, these two had the same.
    let network = |links: [(usize, usize); 2]| {
        let mut builder = Network::builder();
        for hub in 0..512 {
            builder = builder.hub(NewNode::new(format!("n{hub}")).mode(Mode::Road));
        }
        for (from, to) in links {
            let link = NewLink::road(format!("n{from}"), format!("n{to}")).length("1 km");
            builder = builder.link(link.one_way());
        }
        builder.build().unwrap()
    };
    let (one, other) = (network([(0, 23), (2, 23)]), network([(1, 21), (439, 81)]));
    assert_eq!((one.node_count(), one.arc_count()), (other.node_count(), other.arc_count()));
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert!(!Index::new(&one, None).unwrap().is_of(&other));
}
