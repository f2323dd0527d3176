//! Least severing sets, against closing every set of what may be lost.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use supplyline::analysis::rank::Loss;
use supplyline::analysis::sever::{
    LeastSets, Listing, Losable, MOST_WEIGHT, Packing, Proof, SeverError, SeverOptions, SeverRejection,
    Severing, SeveringAnswer, SeveringStatus, sever, verify_sever,
};
use supplyline::analysis::{AnalysisError, metrics};
use supplyline::network::{HubId, NewLink, NewNode, NewTransfer, NodeId};
use supplyline::progress::Progress;
use supplyline::scenario::{DestinationSpec, PairSpec, Source};
use supplyline::{Mode, Network, Scenario, ScenarioSpec, View};

use crate::random::{World, world};
use crate::ranking::losses;

/// A question, told apart from the options that ask it.
#[derive(Clone, Debug)]
struct Asked {
    losable: Losable,
    relations: Vec<usize>,
    weights: BTreeMap<Loss, u64>,
    kept: BTreeSet<Loss>,
    terminals: bool,
}

impl Asked {
    fn options(&self) -> SeverOptions<'static> {
        let options = SeverOptions::default()
            .losing(self.losable)
            .relations(self.relations.clone())
            .keeping(self.kept.iter().copied())
            .terminals(self.terminals);
        self.weights.iter().fold(options, |options, (&loss, &weight)| options.weight(loss, weight))
    }

    fn weight(&self, losses: &[Loss]) -> u64 {
        losses.iter().map(|loss| self.weights.get(loss).copied().unwrap_or(1)).sum()
    }

    /// What may be lost, in the order of keys.
    fn candidates(&self, scenario: &Scenario<'_>) -> Vec<Loss> {
        let network = scenario.network();
        let mut terminals = BTreeSet::new();
        for &relation in &self.relations {
            terminals.insert(scenario.relations()[relation].destination);
            terminals.extend(origins(scenario, relation));
        }
        let is_candidate = |loss: &Loss| {
            let is_asked = match loss {
                Loss::Hub(hub) => {
                    self.losable != Losable::Links && (self.terminals || !terminals.contains(hub))
                }
                Loss::Link(_) => self.losable != Losable::Hubs,
            };
            is_asked && !self.kept.contains(loss)
        };
        let mut found: Vec<Loss> = losses(network, true).into_iter().filter(is_candidate).collect();
        found.sort_by_key(|loss| (matches!(loss, Loss::Link(_)), loss.key(network).to_owned(), *loss));
        found
    }
}

fn origins(scenario: &Scenario<'_>, relation: usize) -> Vec<HubId> {
    match scenario.relations()[relation].source {
        Source::Origin(hub) => vec![hub],
        Source::CheapestOrigin => scenario.origins().iter().map(|origin| origin.hub).collect(),
    }
}

/// Whether no relation asked about has a route, by walking from each origin.
fn is_severed(scenario: &Scenario<'_>, view: &View<'_>, relations: &[usize]) -> bool {
    let network = scenario.network();
    let open = |hub: HubId| network.hub(hub).nodes().iter().copied().filter(|&node| view.is_open(node));
    relations.iter().all(|&relation| {
        let mut seen: BTreeSet<NodeId> = origins(scenario, relation).into_iter().flat_map(open).collect();
        let mut waiting: Vec<NodeId> = seen.iter().copied().collect();
        while let Some(node) = waiting.pop() {
            for arc in network.arcs_out(node).filter(|&arc| view.cost(arc).is_some()) {
                if seen.insert(network.head(arc)) {
                    waiting.push(network.head(arc));
                }
            }
        }
        open(scenario.relations()[relation].destination).all(|node| !seen.contains(&node))
    })
}

/// What closing every set of candidates shows.
#[derive(Debug, PartialEq)]
enum Expected {
    AlreadySevered,
    NoCut,
    Sets(u64, Vec<Vec<Loss>>),
}

fn by_closing(scenario: &Scenario<'_>, asked: &Asked, candidates: &[Loss]) -> Expected {
    let severs = |set: &[Loss]| {
        let mut view = scenario.before().clone();
        for loss in set {
            loss.close(&mut view);
        }
        is_severed(scenario, &view, &asked.relations)
    };
    if severs(&[]) {
        return Expected::AlreadySevered;
    }
    if !severs(candidates) {
        return Expected::NoCut;
    }
    let members = |bits: u32| -> Vec<Loss> {
        (0..candidates.len()).filter(|at| bits >> at & 1 == 1).map(|at| candidates[at]).collect()
    };
    let mut sets: Vec<(u64, Vec<usize>, Vec<Loss>)> = (0..1_u32 << candidates.len())
        .map(|bits| {
            let places = (0..candidates.len()).filter(|at| bits >> at & 1 == 1).collect();
            (asked.weight(&members(bits)), places, members(bits))
        })
        .collect();
    sets.sort_unstable();
    let mut least = None;
    let mut found = Vec::new();
    for (weight, _, set) in sets {
        if least.is_some_and(|least| weight > least) {
            break;
        }
        if severs(&set) {
            least = Some(weight);
            found.push(set);
        }
    }
    Expected::Sets(least.unwrap(), found)
}

/// Any question about a scenario, with eleven candidates at most.
fn question(rng: &mut Rng, scenario: &Scenario<'_>) -> (Asked, Vec<Loss>) {
    let losable = rng.choice([Losable::Hubs, Losable::Links, Losable::HubsAndLinks]).unwrap();
    let count = scenario.relations().len();
    let relations = match rng.u8(0..3) {
        0 => (0..count).collect(),
        1 => vec![rng.usize(..count)],
        _ => {
            let mut some: Vec<usize> = (0..count).filter(|_| rng.bool()).collect();
            some.push(rng.usize(..count));
            some.sort_unstable();
            some.dedup();
            some
        }
    };
    let mut asked =
        Asked { losable, relations, weights: BTreeMap::new(), kept: BTreeSet::new(), terminals: rng.bool() };
    let all = asked.candidates(scenario);
    if rng.bool() {
        let heaviest = rng.choice([2, 3, 1000]).unwrap();
        for &loss in &all {
            if rng.bool() {
                asked.weights.insert(loss, rng.u64(1..=heaviest));
            }
        }
    }
    if rng.u8(0..3) == 0 {
        asked.kept.extend(all.iter().filter(|_| rng.u8(0..6) == 0));
    }
    let mut left = asked.candidates(scenario);
    rng.shuffle(&mut left);
    asked.kept.extend(left.iter().skip(11));
    let candidates = asked.candidates(scenario);
    (asked, candidates)
}

/// Hubs of several nodes that nothing joins within, and links between any nodes: a label on each node.
fn labelled(seed: u64) -> World {
    let mut rng = Rng::with_seed(seed);
    let mut builder = Network::builder();
    let mut keys = Vec::new();
    let hubs = rng.usize(5..11);
    for hub in 0..hubs {
        let members: Vec<String> = (0..rng.usize(1..4)).map(|at| format!("h{hub}.{at}")).collect();
        for key in &members {
            builder = builder.node(NewNode::new(key).in_hub(format!("h{hub}")).mode(Mode::Road));
        }
        for pair in members.windows(2).filter(|_| rng.u8(0..6) == 0) {
            builder = builder.transfer(NewTransfer::new(&pair[0], &pair[1]).time("1 min"));
        }
        keys.extend(members);
    }
    for at in 0..keys.len() * 3 / 2 {
        let mut link = NewLink::road(rng.choice(&keys).unwrap(), rng.choice(&keys).unwrap())
            .key(format!("l{at}"))
            .length("1 km");
        if rng.u8(0..3) == 0 {
            link = link.one_way();
        }
        if rng.u8(0..3) == 0 {
            link = link.physical(format!("p{}", rng.u8(0..6)));
        }
        builder = builder.link(link);
    }
    let network = builder.build().unwrap();
    let mut spec = ScenarioSpec::new("labels");
    if rng.bool() {
        spec = spec.origin("h0").destination(DestinationSpec::new("h1"));
        if rng.bool() {
            spec = spec.origin("h2").destination(DestinationSpec::new("h3"));
        }
    } else {
        let mut pairs = BTreeSet::new();
        while pairs.len() < 3 {
            pairs.insert([rng.usize(..hubs), rng.usize(..hubs)]);
        }
        for [from, to] in pairs {
            spec = spec.pair(PairSpec::new(format!("h{from}"), format!("h{to}")));
        }
    }
    World { network, spec }
}

/// A few hubs of many nodes: their weight is shared out over and over before that helps no more.
fn crowded(seed: u64) -> World {
    let mut rng = Rng::with_seed(seed);
    let mut builder = Network::builder().hub("s").hub("t");
    let mut keys: Vec<String> = vec!["s".into(), "t".into()];
    let hubs = rng.usize(3..8);
    for hub in 0..hubs {
        for at in 0..rng.usize(1..8) {
            let key = format!("h{hub}.{at}");
            builder = builder.node(NewNode::new(&key).in_hub(format!("h{hub}")).mode(Mode::Road));
            keys.push(key);
        }
    }
    for at in 0..keys.len() * rng.usize(8..20) / 10 {
        let [from, to] = [0, 1].map(|_| rng.choice(&keys).unwrap());
        // A direct link is cut by nothing.
        if (from, to) != (&keys[0], &keys[1]) && (from, to) != (&keys[1], &keys[0]) {
            builder = builder.link(NewLink::road(from, to).key(format!("l{at}")).length("1 km"));
        }
    }
    let spec = ScenarioSpec::new("crowded").origin("s").destination("t");
    World { network: builder.build().unwrap(), spec }
}

fn worlds() -> impl Iterator<Item = (u64, World)> {
    (0..1400).map(|seed| (seed, if seed % 2 == 0 { world(seed / 2) } else { labelled(seed) }))
}

fn sets_of(found: &Severing) -> Option<&LeastSets> {
    match &found.answer {
        SeveringAnswer::Sets(least) => Some(least),
        _ => None,
    }
}

#[test]
fn least_sets_are_those_of_closing_every_set() {
    let (mut severed, mut no_cut, mut sets, mut several, mut heavy, mut pairs) = (0, 0, 0, 0, 0, 0);
    let (mut by_cut, mut by_search, mut by_routes, mut by_work, mut of_many, mut short) = (0, 0, 0, 0, 0, 0);
    for (seed, World { network, spec }) in worlds() {
        let scenario = spec.on(&network).unwrap();
        let mut rng = Rng::with_seed(seed);
        for _ in 0..3 {
            let (asked, candidates) = question(&mut rng, &scenario);
            let expected = by_closing(&scenario, &asked, &candidates);
            for searching in [false, true] {
                let options = asked.options().by_search(searching).limit(usize::MAX);
                let found = sever(&scenario, options.clone()).unwrap();
                let verified = verify_sever(&scenario, options.clone(), &found)
                    .unwrap_or_else(|wrong| panic!("seed {seed}, {asked:?}: {wrong}"));
                assert_eq!(found.relations, asked.relations);
                let least = match (&found.answer, &expected) {
                    (SeveringAnswer::AlreadySevered, Expected::AlreadySevered) => {
                        severed += 1;
                        continue;
                    }
                    (SeveringAnswer::NoCut(_), Expected::NoCut) => {
                        no_cut += 1;
                        continue;
                    }
                    (SeveringAnswer::Sets(least), Expected::Sets(weight, wanted)) => {
                        assert_eq!(least.weight, *weight, "seed {seed}, {asked:?}");
                        assert_eq!(least.sets, *wanted, "seed {seed}, {asked:?}");
                        least
                    }
                    other => panic!("seed {seed}, {asked:?}: {other:?}"),
                };
                assert_eq!(least.listing, Listing::All, "seed {seed}");
                assert_eq!(verified.sets, least.sets.len() as u64);
                if least.branches == 0 {
                    by_cut += 1;
                    // Menger's theorem, and that of maximum flows for weights.
                    let routes: u64 = least.routes.routes.iter().map(|packed| packed.amount).sum();
                    assert_eq!((routes, least.routes.scale), (least.weight, 1));
                } else {
                    by_search += 1;
                }
                match least.status {
                    SeveringStatus::Optimal { proof: Proof::Routes } => by_routes += 1,
                    SeveringStatus::Optimal { proof: Proof::Search } => by_work += 1,
                    SeveringStatus::Feasible { .. } => panic!("seed {seed}: there is work enough"),
                }
                sets += 1;
                several += usize::from(least.sets.len() > 1);
                heavy += usize::from(least.sets[0].len() > 2);
                pairs += usize::from(asked.relations.len() > 1);
                of_many +=
                    usize::from(
                        least.sets.iter().flatten().any(
                            |&loss| matches!(loss, Loss::Hub(hub) if network.hub(hub).nodes().len() > 1),
                        ),
                    );
                short += limits(&scenario, &options, least);
            }
        }
    }
    let common = [severed, no_cut, sets, several, heavy, pairs, by_cut, by_search, by_routes, of_many];
    assert!(
        common.iter().all(|&count| count > 300) && by_work > 20 && short > 100,
        "{common:?}, {by_work} by search alone, {short} cut short"
    );
}

/// With a limit come the first of them, and it is said that there are more; with too little work, what is known. How often it
/// was too little.
fn limits(scenario: &Scenario<'_>, options: &SeverOptions<'_>, whole: &LeastSets) -> usize {
    for limit in [0, 1, whole.sets.len() - 1, whole.sets.len()] {
        let found = sever(scenario, options.clone().limit(limit)).unwrap();
        let least = sets_of(&found).unwrap();
        assert_eq!(least.sets[..], whole.sets[..limit.min(whole.sets.len())]);
        let listing = if limit < whole.sets.len() { Listing::Limited } else { Listing::All };
        assert_eq!(least.listing, listing);
        assert_eq!((least.status, least.weight), (whole.status, whole.weight));
        verify_sever(scenario, options.clone().limit(limit), &found).unwrap();
    }
    let mut short = 0;
    for work in [0, 2, 5] {
        let options = options.clone().work(work);
        let found = sever(scenario, options.clone()).unwrap();
        verify_sever(scenario, options, &found).unwrap();
        let least = sets_of(&found).unwrap();
        assert!(least.branches <= work.max(1));
        match least.status {
            SeveringStatus::Optimal { .. } => {
                assert_eq!(least.weight, whole.weight);
                match (least.listing, &least.sets[..]) {
                    (Listing::CutShort, [one]) => assert!(whole.sets.contains(one)),
                    (_, sets) => assert_eq!(*sets, whole.sets[..sets.len()]),
                }
                let is_all = least.listing == Listing::All;
                assert!(!is_all || least.sets.len() == whole.sets.len());
                assert!(least.listing != Listing::Limited && !least.sets.is_empty());
                short += usize::from(least.listing == Listing::CutShort);
            }
            SeveringStatus::Feasible { lower_bound } => {
                assert!(lower_bound <= whole.weight && whole.weight <= least.weight);
                assert_eq!((least.sets.len(), least.listing), (1, Listing::CutShort));
                short += 1;
            }
        }
    }
    short
}

/// Anything that is changed in an answer, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with() {
    let mut seen = [0; 11];
    for (seed, World { network, spec }) in worlds().take(700) {
        let scenario = spec.on(&network).unwrap();
        let mut rng = Rng::with_seed(seed);
        let (asked, candidates) = question(&mut rng, &scenario);
        let options = asked.options();
        let found = sever(&scenario, options.clone()).unwrap();
        let mut rejected = |kind: usize, answer: SeveringAnswer| {
            let mut bad = found.clone();
            bad.answer = answer;
            let verdict = verify_sever(&scenario, options.clone(), &bad);
            assert!(verdict.is_err(), "seed {seed}, {kind}: {asked:?}");
            seen[kind] += 1;
        };
        let whole = match &found.answer {
            SeveringAnswer::AlreadySevered => continue,
            SeveringAnswer::NoCut(passed) => {
                rejected(0, SeveringAnswer::AlreadySevered);
                if let Some((_, arcs)) = passed.route.arcs().split_last() {
                    let mut bad = passed.clone();
                    let start = passed.route.start();
                    bad.route = supplyline::paths::Route::new(scenario.before(), start, arcs.to_vec());
                    let end = bad.route.nodes(scenario.before()).last().unwrap();
                    let destination = scenario.relations()[passed.relation].destination;
                    if network.node(end).hub().id() != destination {
                        rejected(1, SeveringAnswer::NoCut(bad));
                    }
                }
                continue;
            }
            SeveringAnswer::Sets(least) => least,
        };
        rejected(0, SeveringAnswer::AlreadySevered);
        let mut with = |kind: usize, change: &dyn Fn(&mut LeastSets)| {
            let mut bad = whole.clone();
            change(&mut bad);
            rejected(kind, SeveringAnswer::Sets(bad));
        };
        with(2, &|bad| bad.sets[0] = bad.sets[0][1..].to_vec());
        with(3, &|bad| bad.weight += 1);
        with(4, &|bad| bad.sets.push(bad.sets[0].clone()));
        if whole.sets.len() > 1 {
            with(4, &|bad| bad.sets.reverse());
        }
        // Another element in the place of one, or beside them.
        for &other in candidates.iter().filter(|other| !whole.sets[0].contains(other)) {
            with(5, &|bad| {
                bad.sets.truncate(1);
                bad.sets[0].push(other);
                bad.weight = asked.weight(&bad.sets[0]);
            });
        }
        if whole.status == (SeveringStatus::Optimal { proof: Proof::Routes }) {
            with(6, &|bad| bad.routes.routes.clear());
            with(6, &|bad| bad.status = SeveringStatus::Optimal { proof: Proof::Search });
        }
        with(7, &|bad| bad.status = SeveringStatus::Feasible { lower_bound: bad.weight });
        // A route that is the other way round, or counts for more.
        let passed = &whole.routes.routes[0];
        let is_single = |routes: &Packing| routes.scale == 1;
        if is_single(&whole.routes) {
            with(8, &|bad| bad.routes.routes[0].amount += bad.weight);
        }
        if passed.route.arcs().len() > 1 {
            with(9, &|bad| {
                let arcs = bad.routes.routes[0].route.arcs()[1..].to_vec();
                let start = bad.routes.routes[0].route.start();
                bad.routes.routes[0].route = supplyline::paths::Route::new(scenario.before(), start, arcs);
            });
        }
        let mut bad = found.clone();
        bad.relations.push(usize::MAX);
        assert_eq!(verify_sever(&scenario, options.clone(), &bad), Err(SeverRejection::OtherRelations));
        let listed = Listing::Limited;
        with(10, &|bad| bad.listing = if bad.sets.len() < 100 { listed } else { Listing::All });
    }
    assert!(seen.iter().all(|&count| count > 20), "{seen:?}");
}

fn keys(network: &Network, sets: &[Vec<Loss>]) -> Vec<String> {
    let keys = |set: &Vec<Loss>| set.iter().map(|loss| loss.key(network)).collect::<Vec<_>>().join(" ");
    sets.iter().map(keys).collect()
}

fn least(scenario: &Scenario<'_>, options: SeverOptions<'_>) -> LeastSets {
    let found = sever(scenario, options.clone()).unwrap();
    verify_sever(scenario, options, &found).unwrap();
    sets_of(&found).unwrap().clone()
}

/// s-b1-c1-t and s-c2-b2-t: the hubs b and c each sever t, though none of their nodes does. To the nodes themselves it takes
/// two, and so many routes have no node in common.
#[test]
fn hubs_of_two_bridges() {
    let mut builder = Network::builder().hub("s").hub("t");
    for [hub, node] in [["b", "b1"], ["b", "b2"], ["c", "c1"], ["c", "c2"]] {
        builder = builder.node(NewNode::new(node).in_hub(hub).mode(Mode::Road));
    }
    for (at, [from, to]) in [["s", "b1"], ["b1", "c1"], ["c1", "t"], ["s", "c2"], ["c2", "b2"], ["b2", "t"]]
        .into_iter()
        .enumerate()
    {
        builder = builder.link(NewLink::road(from, to).key(format!("l{at}")).length("1 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("two bridges").origin("s").destination("t").on(&network).unwrap();
    let hubs = least(&scenario, SeverOptions::default());
    assert_eq!(keys(&network, &hubs.sets), ["b", "c"]);
    assert_eq!((hubs.weight, hubs.listing), (1, Listing::All));
    // Of the two routes each counts half, since both pass the hub b.
    assert_eq!(hubs.routes.routes.len(), 2);
    assert_eq!(hubs.routes.bound(), 1);
    let disjoint = metrics::disjoint(&scenario, None).unwrap();
    assert_eq!(disjoint.relations[0].count, Some(2));
    // Heavy as they are, it may be better to lose links.
    let [b, c] = ["b", "c"].map(|key| Loss::Hub(network.find_hub(key).unwrap()));
    let both = SeverOptions::default().losing(Losable::HubsAndLinks).weight(b, 2).weight(c, 3);
    let both = least(&scenario, both);
    assert_eq!(both.weight, 2);
    let links = ["l0 l3", "l0 l4", "l0 l5", "l1 l3", "l1 l4", "l1 l5", "l2 l3", "l2 l4", "l2 l5"];
    assert_eq!(keys(&network, &both.sets), [&["b"], &links[..]].concat());
}

/// A set of hubs where the bound of routes is less than the least weight: three labels, of which any two routes share one, so
/// that each route counts half.
#[test]
fn what_routes_do_not_prove_the_search_does() {
    let mut builder = Network::builder().hub("s").hub("t");
    for [one, other] in [["a", "b"], ["b", "c"], ["c", "a"]] {
        let [first, second] = [format!("{one}-{other}"), format!("{other}-{one}")];
        builder = builder
            .node(NewNode::new(&first).in_hub(one).mode(Mode::Road))
            .node(NewNode::new(&second).in_hub(other).mode(Mode::Road))
            .link(NewLink::road("s", &first).length("1 km"))
            .link(NewLink::road(&first, &second).length("1 km"))
            .link(NewLink::road(&second, "t").length("1 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("three").origin("s").destination("t").on(&network).unwrap();
    let found = least(&scenario, SeverOptions::default());
    assert_eq!(keys(&network, &found.sets), ["a b", "a c", "b c"]);
    // One and a half is rounded up, so the routes do prove it.
    assert_eq!(found.routes.bound(), 2);
    assert_eq!(found.status, SeveringStatus::Optimal { proof: Proof::Routes });
    // All twice as heavy: three of four.
    let double =
        network.hubs().fold(SeverOptions::default(), |options, hub| options.weight(Loss::Hub(hub.id()), 2));
    let found = least(&scenario, double);
    assert_eq!((found.weight, found.routes.bound()), (4, 3));
    assert_eq!(found.status, SeveringStatus::Optimal { proof: Proof::Search });
}

/// Hubs of many nodes, their weights as they are, against closing every set.
#[test]
fn weights_shared_out_over_and_over_prove_what_is_so() {
    let mut sets = 0;
    for seed in 0..3_000 {
        let World { network, spec } = crowded(seed);
        let scenario = spec.on(&network).unwrap();
        let mut rng = Rng::with_seed(seed);
        let most = rng.choice([1, 10, 1000]).unwrap();
        let hubs = losses(&network, false).into_iter();
        let asked = Asked {
            losable: Losable::Hubs,
            relations: vec![0],
            weights: hubs.map(|hub| (hub, rng.u64(1..=most))).collect(),
            kept: BTreeSet::new(),
            terminals: false,
        };
        let candidates = asked.candidates(&scenario);
        let found = sever(&scenario, asked.options()).unwrap();
        verify_sever(&scenario, asked.options(), &found).unwrap();
        let found = match &found.answer {
            SeveringAnswer::AlreadySevered => Expected::AlreadySevered,
            SeveringAnswer::NoCut(_) => Expected::NoCut,
            SeveringAnswer::Sets(least) => Expected::Sets(least.weight, least.sets.clone()),
        };
        assert_eq!(found, by_closing(&scenario, &asked, &candidates), "seed {seed}");
        sets += usize::from(matches!(found, Expected::Sets(..)));
    }
    assert!(sets > 1_000, "{sets}");
}

/// Where the thirteenth sharing of a hub's weight would have left a way open that nothing flows by yet.
#[test]
fn a_cut_is_read_from_a_maximum_flow() {
    let mut builder = Network::builder().hub("s").hub("t");
    for (hub, nodes) in
        [("h0", &["c6"][..]), ("h1", &["b3", "b4", "b5", "b7", "b8"]), ("h2", &["d9"]), ("h3", &["a2"])]
    {
        for node in nodes {
            builder = builder.node(NewNode::new(*node).in_hub(hub).mode(Mode::Road));
        }
    }
    let links = [
        ["s", "a2"],
        ["s", "b3"],
        ["s", "b4"],
        ["s", "b5"],
        ["s", "c6"],
        ["a2", "b8"],
        ["b4", "d9"],
        ["c6", "b7"],
        ["c6", "d9"],
        ["b7", "t"],
        ["b8", "t"],
        ["d9", "t"],
    ];
    for (at, [from, to]) in links.into_iter().enumerate() {
        builder = builder.link(NewLink::road(from, to).key(format!("l{at}")).length("1 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("thirteen rounds").origin("s").destination("t").on(&network).unwrap();
    let found = least(&scenario, SeverOptions::default());
    assert_eq!(
        (found.weight, keys(&network, &found.sets)),
        (2, vec!["h0 h1".to_owned(), "h1 h2".to_owned()])
    );
}

/// A hub of so many nodes that cutting each by itself would weigh more than all hubs do, in the parts that weights are counted in.
#[test]
fn a_hub_of_thousands_of_nodes_is_one_loss() {
    let mut builder = Network::builder().hub("s").hub("t");
    for at in 0..2_600 {
        let node = format!("m{at}");
        builder = builder
            .node(NewNode::new(&node).in_hub("hub").mode(Mode::Road))
            .link(NewLink::road("s", &node).key(format!("in{at}")).length("1 km"))
            .link(NewLink::road(&node, "t").key(format!("out{at}")).length("1 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("one hub").origin("s").destination("t").on(&network).unwrap();
    let found = least(&scenario, SeverOptions::default());
    assert_eq!((found.weight, keys(&network, &found.sets)), (1, vec!["hub".to_owned()]));
}

/// Modes of a town that change freely into one another are one place, and a minimum cut is the answer.
#[test]
fn compact_hubs_need_no_search() {
    let mut builder = Network::builder().hub("Port").hub("Town");
    for way in ["Cape", "Ford", "Pass"] {
        builder = builder
            .hub(way)
            .link(NewLink::rail("Port", way).length("3 km"))
            .link(NewLink::road("Port", way).length("3 km"))
            .link(NewLink::road(way, "Town").length("3 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("three ways").origin("Port").destination("Town").on(&network).unwrap();
    let found = least(&scenario, SeverOptions::default());
    assert_eq!(keys(&network, &found.sets), ["Cape Ford Pass"]);
    assert_eq!((found.branches, found.routes.routes.len()), (0, 3));
    let links = least(&scenario, SeverOptions::default().losing(Losable::Links));
    assert_eq!((links.branches, links.weight, links.sets.len()), (0, 3, 1));
}

/// A direct link between terminals leaves no hub to lose; the link itself may be, or a terminal.
#[test]
fn a_direct_link_is_cut_by_itself_or_with_a_terminal() {
    let network = Network::builder()
        .hub("s")
        .hub("a")
        .hub("t")
        .link(NewLink::road("s", "t").key("direct").length("9 km"))
        .link(NewLink::road("s", "a").key("sa").length("1 km"))
        .link(NewLink::road("a", "t").key("at").length("1 km"))
        .build()
        .unwrap();
    let scenario = ScenarioSpec::new("direct").origin("s").destination("t").on(&network).unwrap();
    let found = sever(&scenario, None).unwrap();
    let SeveringAnswer::NoCut(passed) = &found.answer else { panic!("{found:?}") };
    assert_eq!(passed.route.arcs().len(), 1);
    verify_sever(&scenario, None, &found).unwrap();
    let terminals = least(&scenario, SeverOptions::default().terminals(true));
    assert_eq!(keys(&network, &terminals.sets), ["s", "t"]);
    let links = least(&scenario, SeverOptions::default().losing(Losable::Links));
    assert_eq!(keys(&network, &links.sets), ["at direct", "direct sa"]);
    let both = least(&scenario, SeverOptions::default().losing(Losable::HubsAndLinks));
    assert_eq!(keys(&network, &both.sets), ["a direct", "at direct", "direct sa"]);
    // Who has it at home is cut off by nothing else.
    let home = ScenarioSpec::new("home").origin("s").destination("s").on(&network).unwrap();
    assert!(matches!(sever(&home, None).unwrap().answer, SeveringAnswer::NoCut(_)));
    let itself = least(&home, SeverOptions::default().terminals(true));
    assert_eq!(keys(&network, &itself.sets), ["s"]);
}

/// A long road is cut anywhere: as many ties as it has hubs, and those of two roads multiply.
#[test]
fn ties_are_listed_in_the_order_of_keys_up_to_the_limit() {
    let mut builder = Network::builder().hub("s").hub("t");
    for road in ["x", "y", "z"] {
        let mut last = "s".to_owned();
        for at in 0..40 {
            let hub = format!("{road}{at:02}");
            builder = builder.hub(hub.as_str()).link(NewLink::road(&last, &hub).length("1 km"));
            last = hub;
        }
        builder = builder.link(NewLink::road(&last, "t").length("1 km"));
    }
    let network = builder.build().unwrap();
    let scenario = ScenarioSpec::new("roads").origin("s").destination("t").on(&network).unwrap();
    for searching in [false, true] {
        let options = SeverOptions::default().by_search(searching);
        let first = least(&scenario, options.clone());
        assert_eq!((first.sets.len(), first.listing), (100, Listing::Limited));
        let listed = keys(&network, &first.sets);
        assert_eq!([&listed[0], &listed[39], &listed[40]], ["x00 y00 z00", "x00 y00 z39", "x00 y01 z00"]);
        if !searching {
            let all = least(&scenario, options.limit(usize::MAX));
            assert_eq!((all.sets.len(), all.listing), (64_000, Listing::All));
        }
    }
}

#[test]
fn questions_that_are_none_are_refused() {
    let network = Network::builder()
        .hub("s")
        .hub("a")
        .hub("t")
        .link(NewLink::road("s", "a").key("one").physical("bridge").length("1 km"))
        .link(NewLink::road("s", "a").key("two").physical("bridge").length("1 km"))
        .link(NewLink::road("a", "t").length("1 km"))
        .build()
        .unwrap();
    let scenario = ScenarioSpec::new("refused").origin("s").destination("t").on(&network).unwrap();
    let a = network.find_hub("a").unwrap();
    let refused = |options: SeverOptions<'_>| match sever(&scenario, options) {
        Err(AnalysisError::Sever(error)) => error,
        other => panic!("{other:?}"),
    };
    let options = SeverOptions::default;
    assert_eq!(refused(options().weight(Loss::Hub(a), 0)), SeverError::NoWeight { key: "a".into() });
    assert_eq!(
        refused(options().weight(Loss::Hub(a), MOST_WEIGHT + 1)),
        SeverError::TooHeavy { weight: u128::from(MOST_WEIGHT) + 1 }
    );
    assert_eq!(refused(options().destinations([a])), SeverError::NoDestination { key: "a".into() });
    assert_eq!(refused(options().destinations([])), SeverError::Nobody);
    assert_eq!(refused(options().relations([1])), SeverError::NoRelation { at: 1, count: 1 });
    let [one, two] = ["one", "two"].map(|key| Loss::Link(network.find_links(key).unwrap()[0]));
    assert_eq!(
        refused(options().weight(one, 2).weight(two, 3)),
        SeverError::TwoWeights { key: "bridge".into(), weights: [2, 3] }
    );
    // Any row stands for the physical link, which is one loss.
    let bridge = least(&scenario, options().losing(Losable::Links).weight(two, 2));
    assert_eq!((bridge.weight, bridge.sets.len()), (1, 1));
    let t = network.find_hub("t").unwrap();
    let heaviest = least(&scenario, options().destinations([t]).weight(Loss::Hub(a), MOST_WEIGHT));
    assert_eq!(heaviest.weight, MOST_WEIGHT);
    let searched = least(&scenario, options().by_search(true).weight(Loss::Hub(a), MOST_WEIGHT));
    assert_eq!((searched.weight, searched.sets), (heaviest.weight, heaviest.sets));
}

#[test]
fn it_stops_when_asked_to() {
    struct Stop;
    impl Progress for Stop {
        fn stop_requested(&self) -> bool {
            true
        }
    }
    let World { network, spec } = labelled(3);
    let scenario = spec.on(&network).unwrap();
    let options = SeverOptions::default().terminals(true).progress(&Stop);
    assert_eq!(sever(&scenario, options), Err(AnalysisError::Stopped));
}
