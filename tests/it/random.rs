//! Random multimodal worlds with everything that real data has: parallel links, self-loops, zero costs, one-way
//! links, disconnected parts, ties, hubs of many nodes, transfers, and closures of every kind.

use fastrand::Rng;
use supplyline::network::{LatLon, NewLink, NewNode, NewTransfer};
use supplyline::scenario::{ClosureSpec, DestinationSpec, OriginSpec, PairSpec};
use supplyline::{Impedance, Mode, Network, ScenarioSpec};

const MODES: [Mode; 3] = [Mode::Rail, Mode::Road, Mode::Water];

/// A network and a scenario that resolves on it.
pub(crate) struct World {
    pub(crate) network: Network,
    pub(crate) spec: ScenarioSpec,
}

/// A small world from a seed; the same one for the same seed.
pub(crate) fn world(seed: u64) -> World {
    let mut rng = Rng::with_seed(seed);
    let network = network(&mut rng);
    let spec = spec(&mut rng, &network);
    World { network, spec }
}

fn network(rng: &mut Rng) -> Network {
    let mut builder = Network::builder();
    // Nodes that stand for one mode each in a hub of many, and nodes whose modes come from their links.
    let mut keys: Vec<(String, Option<Mode>)> = Vec::new();
    for hub in 0..rng.usize(1..9) {
        let place = LatLon { lat: f64::from(rng.u32(0..10)), lon: f64::from(rng.u32(0..10)) };
        if rng.u8(0..10) < 7 {
            let mut node = NewNode::new(format!("h{hub}")).at(place);
            if rng.bool() {
                node = node.transfer_time(format!("{} min", rng.u32(0..4)));
            }
            builder = builder.hub(node);
            keys.push((format!("h{hub}"), None));
            continue;
        }
        let members: Vec<(String, Mode)> =
            (0..rng.usize(1..5)).map(|at| (format!("h{hub}.{at}"), rng.choice(MODES).unwrap())).collect();
        for (key, mode) in &members {
            builder = builder
                .node(NewNode::new(key).in_hub(format!("h{hub}")).mode(mode.clone()).at(place).name("twin"));
        }
        for (at, (from, _)) in members.iter().enumerate() {
            for (to, _) in &members[at + 1..] {
                if rng.bool() {
                    let mut transfer = NewTransfer::new(from, to).time(format!("{} min", rng.u32(0..4)));
                    if rng.u8(0..4) == 0 {
                        transfer = transfer.one_way();
                    }
                    builder = builder.transfer(transfer);
                }
            }
        }
        keys.extend(members.into_iter().map(|(key, mode)| (key, Some(mode))));
    }
    for at in 0..rng.usize(0..3 * keys.len() + 2) {
        let (from, from_mode) = rng.choice(&keys).unwrap();
        let (to, to_mode) = rng.choice(&keys).unwrap();
        // A link of another mode would give a node of a hub of many a second mode, and so an unnamed transfer end.
        let mode = match (from_mode, to_mode) {
            (Some(a), Some(b)) if a != b => continue,
            (Some(mode), _) | (None, Some(mode)) => mode.clone(),
            (None, None) => rng.choice(MODES).unwrap(),
        };
        let mut link = NewLink::new(mode, from, to)
            .key(format!("l{at}"))
            .time(format!("{} min", rng.u32(0..5)))
            .length(format!("{} km", rng.u32(0..5)));
        if from_mode.is_none() && to_mode.is_none() && rng.u8(0..5) == 0 {
            link = link.also(rng.choice(MODES).unwrap());
        }
        if rng.u8(0..3) == 0 {
            link = link.one_way();
        }
        if rng.u8(0..5) == 0 {
            link = link.physical(format!("p{}", rng.u8(0..3)));
        }
        builder = builder.link(link);
    }
    builder.build().expect("a random network is valid")
}

fn spec(rng: &mut Rng, network: &Network) -> ScenarioSpec {
    let hubs: Vec<String> = network.hubs().map(|hub| hub.key().to_owned()).collect();
    let cost = if rng.bool() { Impedance::Time } else { Impedance::Length };
    let mut spec = ScenarioSpec::new("random").cost(cost);
    let mut shuffled = hubs.clone();
    rng.shuffle(&mut shuffled);
    for hub in shuffled.iter().take(rng.usize(1..3)) {
        spec = spec.origin(OriginSpec::new(hub).supply("3 t/d"));
    }
    rng.shuffle(&mut shuffled);
    let split = rng.usize(0..=shuffled.len());
    let (destinations, paired) = shuffled.split_at(split);
    for hub in destinations {
        spec = spec.destination(DestinationSpec::new(hub).demand(format!("{} t/d", rng.u32(0..4))));
    }
    for hub in paired {
        let origins: Vec<&String> = hubs.iter().filter(|_| rng.u8(0..3) == 0).collect();
        for origin in origins {
            spec = spec.pair(PairSpec::new(origin, hub).demand(format!("{} t/d", rng.u32(0..4))));
        }
    }
    if spec.destinations.is_empty() && spec.pairs.is_empty() {
        spec = spec.destination(hubs[0].as_str());
    }
    for _ in 0..rng.usize(0..4) {
        // What closes nothing on this network is an error, so it is left out.
        let with = spec.clone().closure(closure(rng, network, &hubs));
        if with.on(network).is_ok() {
            spec = with;
        }
    }
    spec
}

fn closure(rng: &mut Rng, network: &Network, hubs: &[String]) -> ClosureSpec {
    let mut closure = ClosureSpec::new(format!("c{}", rng.u32(..)));
    let kind = rng.u8(0..8);
    if kind < 4 {
        for _ in 0..=rng.usize(0..2) {
            closure = closure.hub(rng.choice(hubs).unwrap());
        }
    }
    if kind == 2 || kind > 4 {
        let links: Vec<&str> = network.links().map(supplyline::network::Link::key).collect();
        if let Some(link) = rng.choice(links) {
            closure = closure.link(link);
        }
    }
    if kind == 4 {
        let corner = |rng: &mut Rng| f64::from(rng.u32(0..10)) - 0.5 * f64::from(rng.u8(0..2));
        let (west, south) = (corner(rng), corner(rng));
        let (east, north) = (west + 1.0 + corner(rng).abs(), south + 1.0 + corner(rng).abs());
        let ring = vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
        closure = closure.area(geo::Polygon::new(ring.into(), vec![]).try_into().unwrap());
        if rng.bool() {
            closure = closure.keep_crossing_links();
        }
    }
    if rng.u8(0..3) == 0 {
        closure = closure.mode(rng.choice(MODES).unwrap());
    }
    if rng.bool() {
        closure = closure.speed_factor(rng.choice(["50 %", "25 %", "70 %"]).unwrap());
    }
    if rng.u8(0..4) == 0 {
        closure = closure.baseline();
    }
    closure
}
