//! Networks and their views: the hierarchy answers as the plain search does, arc for arc, whatever is closed.

use fastrand::Rng;
use std::sync::Arc;

use supplyline::network::{ArcId, Link, NewLink, Node, NodeId};
use supplyline::paths::{Index, Metric, MetricError, MetricMark, Query, Search, Seed};
use supplyline::scenario::Mark;
use supplyline::{Impedance, Network, View};

use super::check::Panels;
use crate::random::world;

/// Distances, costs, matrices and routes between all (or some) nodes of a network.
fn answers_as_the_search_does(view: &View<'_>, metric: &Metric, workspaces: &mut Workspaces, rng: &mut Rng) {
    let Workspaces { query, search, arcs, wanted_arcs } = workspaces;
    let nodes: Vec<NodeId> = view.network().nodes().map(Node::id).collect();
    let some = |rng: &mut Rng, most: usize| -> Vec<NodeId> {
        if nodes.len() <= 2 * most {
            return nodes.clone();
        }
        (0..most).map(|_| *rng.choice(&nodes).unwrap()).collect()
    };
    let (sources, targets) = (some(rng, 15), some(rng, 40));
    let matrix = query.matrix(metric, &sources, &targets);
    let groups: Vec<[Seed; 1]> = sources.iter().map(|&source| [source.into()]).collect();
    let groups: Vec<&[Seed]> = groups.iter().map(<[Seed; 1]>::as_slice).collect();
    let mut swept = vec![None; sources.len() * targets.len()];
    query.costs_of_many(metric, &groups, |group, costs| {
        for (at, &target) in targets.iter().enumerate() {
            swept[group * targets.len() + at] = costs(target);
        }
    });
    for (row, &source) in sources.iter().enumerate() {
        assert_eq!(metric.is_node_open(source), view.is_open(source));
        let tree = search.run(view, &[source]);
        for (column, &target) in targets.iter().enumerate() {
            let wanted = tree.cost(target);
            assert_eq!(query.distance(metric, source, target), wanted);
            assert_eq!(matrix.cost(row, column), wanted);
            assert_eq!(swept[row * targets.len() + column], wanted);
            let found = query.route(metric, &[source.into()], &[target.into()], arcs);
            let start = tree.route_into(target, wanted_arcs);
            assert_eq!(found.map(|found| (found.cost, found.start)), wanted.zip(start));
            assert_eq!(arcs, wanted_arcs, "{source:?} to {target:?}");
            for &arc in &*arcs {
                assert!(view.cost(arc).is_some(), "a closed arc");
            }
        }
        let mut costs = query.costs(metric, &[source.into()]);
        for &target in &targets {
            assert_eq!(costs.cost(target), tree.cost(target));
        }
        let target = *rng.choice(&targets).unwrap();
        assert_eq!(costs.route(&[target.into()], arcs).map(|found| found.cost), tree.cost(target));
        tree.route_into(target, wanted_arcs);
        assert_eq!(arcs, wanted_arcs);
    }
    // From several to several.
    for _ in 0..5 {
        let [from, to] = [(); 2].map(|()| -> Vec<NodeId> {
            (0..rng.usize(0..5)).map(|_| *rng.choice(&nodes).unwrap()).collect()
        });
        let [starts, ends] =
            [&from, &to].map(|nodes| nodes.iter().map(|&node| node.into()).collect::<Vec<Seed>>());
        let tree = search.run(view, &from);
        let found = query.route(metric, &starts, &ends, arcs);
        let wanted = tree.cheapest(&to);
        assert_eq!(found.map(|found| found.end), wanted);
        assert_eq!(found.map(|found| found.cost), wanted.and_then(|node| tree.cost(node)));
        match wanted {
            None => assert!(arcs.is_empty()),
            Some(node) => {
                assert_eq!(tree.route_into(node, wanted_arcs), found.map(|found| found.start));
                assert_eq!(arcs, wanted_arcs);
            }
        }
    }
}

#[derive(Default)]
struct Workspaces {
    query: Query,
    search: Search,
    arcs: Vec<ArcId>,
    wanted_arcs: Vec<ArcId>,
}

/// Closes, reopens or slows something at random.
fn change(view: &mut View<'_>, rng: &mut Rng) {
    let network = view.network();
    let Some(node) = rng.choice(network.nodes()).map(Node::id) else { return };
    let hub = network.node(node).hub().id();
    let arc = rng.choice(network.arcs());
    let link = rng.choice(network.links()).map(Link::id);
    match (rng.u8(0..10), arc, link) {
        (0, ..) => view.close_node(node),
        (1, ..) => view.reopen_node(node),
        (2, ..) => view.close_hub(hub),
        (3, ..) => view.reopen_hub(hub),
        (4, Some(arc), _) => view.close_arc(arc),
        (5, Some(arc), _) => view.reopen_arc(arc),
        (6, _, Some(link)) => view.close_link(link),
        (7, _, Some(link)) => view.reopen_link(link),
        (8, Some(arc), _) => {
            let share = rng.choice(["50 %", "99 %", "0.1 %", "0.01 %"]).unwrap().parse().unwrap();
            // What would take too long is refused and changes nothing.
            let _refused = view.slow_arc(arc, share);
        }
        (_, Some(arc), _) => view.throttle_arc(arc, "50 %".parse().unwrap()),
        _ => {}
    }
}

/// A view and a metric that follow each other through closures and undos, side by side with metrics filled anew.
fn follows(network: &Network, view: View<'_>, index: &Arc<Index>, steps: usize, rng: &mut Rng) {
    let mut workspaces = Workspaces::default();
    let mut view = view;
    let mut metric = index.customize(&view).unwrap();
    // The mark that the metric is up to date with comes last.
    let mut marks: Vec<(Mark, MetricMark, View<'_>, Panels)> = Vec::new();
    for step in 0..steps {
        marks.push((view.mark(), metric.mark(), view.clone(), metric.panels().map(<[u32]>::to_vec)));
        let last = marks[marks.len() - 1].0;
        for _ in 0..rng.usize(0..4) {
            change(&mut view, rng);
        }
        metric.follow(&view, &view.changes_since(last).unwrap()).unwrap();
        let anew = index.customize(&view).unwrap();
        assert!(metric.panels() == anew.panels(), "step {step}");
        for node in network.nodes() {
            assert_eq!(metric.is_node_open(node.id()), view.is_open(node.id()));
        }
        if step % 4 == 3 {
            answers_as_the_search_does(&view, &metric, &mut workspaces, rng);
        }
        if rng.u8(0..3) == 0 {
            let at = rng.usize(0..marks.len());
            if rng.bool() {
                let (mark, was, ..) = &marks[at];
                view.undo_to(*mark).unwrap();
                metric.undo_to(*was).unwrap();
            } else {
                // The metric may also be told what changes back, and then be undone no further than that.
                let changes = view.changes_since(marks[at].0).unwrap();
                view.undo_to(marks[at].0).unwrap();
                metric.follow(&view, &changes).unwrap();
            }
            assert!(view == marks[at].2);
            assert!(metric.panels() == marks[at].3, "step {step}");
            for node in network.nodes() {
                assert_eq!(metric.is_node_open(node.id()), view.is_open(node.id()));
            }
            marks.truncate(at);
        }
    }
    // By hand and with one call the same.
    metric.customize(&view).unwrap();
    assert!(metric.panels() == index.customize(&view).unwrap().panels());
    answers_as_the_search_does(&view, &metric, &mut workspaces, rng);
}

#[test]
fn worlds_are_answered_as_by_the_search_under_their_closures() {
    let mut workspaces = Workspaces::default();
    for seed in 0..1000 {
        let world = world(seed);
        let mut rng = Rng::with_seed(seed);
        let index = Arc::new(Index::new(&world.network, None).unwrap());
        assert!(index.is_of(&world.network));
        for impedance in [Impedance::Time, Impedance::Length] {
            let view = View::new(&world.network, impedance);
            let metric = index.customize(&view).unwrap();
            answers_as_the_search_does(&view, &metric, &mut workspaces, &mut rng);
        }
        if let Ok(scenario) = world.spec.on(&world.network) {
            for view in [scenario.before(), scenario.after()] {
                let metric = index.customize(view).unwrap();
                answers_as_the_search_does(view, &metric, &mut workspaces, &mut rng);
            }
        }
    }
}

#[test]
fn metrics_follow_the_views_of_worlds() {
    for seed in 0..150 {
        let world = world(seed);
        let mut rng = Rng::with_seed(seed);
        let index = Arc::new(Index::new(&world.network, None).unwrap());
        let impedance = if rng.bool() { Impedance::Time } else { Impedance::Length };
        follows(&world.network, View::new(&world.network, impedance), &index, 20, &mut rng);
    }
}

/// A town of a grid of streets with many ties, one-way streets, and free ones.
pub(crate) fn town(width: usize, rng: &mut Rng) -> Network {
    let mut builder = Network::builder();
    for at in 0..width * width {
        builder = builder.hub(format!("n{at}"));
    }
    for at in 0..width * width {
        let mut ends = Vec::new();
        if at % width + 1 < width {
            ends.push(at + 1);
        }
        if at + width < width * width {
            ends.push(at + width);
        }
        for end in ends {
            for lane in 0..rng.usize(1..3) {
                let [from, to] = [at, end].map(|node| format!("n{node}"));
                let key = format!("{from}-{to}-{lane}");
                let length = format!("{} km", rng.u8(0..3));
                let mut link = NewLink::road(from, to).key(key).length(length).time("1 h");
                if rng.u8(0..5) == 0 {
                    link = link.one_way();
                }
                builder = builder.link(link);
            }
        }
    }
    builder.build().unwrap()
}

#[test]
fn a_town_full_of_ties_is_answered_as_by_the_search() {
    let mut rng = Rng::with_seed(1);
    let network = town(25, &mut rng);
    let index = Arc::new(Index::new(&network, None).unwrap());
    for impedance in [Impedance::Length, Impedance::Time] {
        follows(&network, View::new(&network, impedance), &index, 30, &mut rng);
    }
}

#[test]
fn times_near_the_limit_are_followed_exactly() {
    let mut rng = Rng::with_seed(2);
    let network = town(6, &mut rng);
    let index = Arc::new(Index::new(&network, None).unwrap());
    let mut view = View::new(&network, Impedance::Time);
    // An hour becomes 291: just below the bound, so that any two links do not fit into the panels.
    for arc in network.arcs() {
        view.slow_arc(arc, "0.344 %".parse().unwrap()).unwrap();
    }
    follows(&network, view, &index, 30, &mut rng);
}

/// What is written down by hand may name a node several times.
#[test]
fn changes_that_name_a_node_twice_count_once() {
    let mut rng = Rng::with_seed(3);
    let network = town(4, &mut rng);
    let index = Arc::new(Index::new(&network, None).unwrap());
    let mut view = View::new(&network, Impedance::Length);
    let mut metric = index.customize(&view).unwrap();
    let (mark, was) = (view.mark(), metric.mark());
    let node = network.find_nodes("n5").next().unwrap();
    view.close_node(node);
    let mut changes = view.changes_since(mark).unwrap();
    changes.nodes.extend(changes.nodes.clone());
    changes.arcs.extend(changes.arcs.clone());
    metric.follow(&view, &changes).unwrap();
    assert!(!metric.is_node_open(node));
    assert_eq!(Query::default().distance(&metric, node, node), None);
    assert!(metric.panels() == index.customize(&view).unwrap().panels());
    metric.undo_to(was).unwrap();
    assert!(metric.is_node_open(node));
}

#[test]
fn a_metric_of_times_does_not_follow_a_view_of_lengths() {
    let network = town(4, &mut Rng::with_seed(1));
    let index = Arc::new(Index::new(&network, None).unwrap());
    let mut metric = index.customize(&View::new(&network, Impedance::Time)).unwrap();
    let panels = metric.panels().map(<[u32]>::to_vec);
    let mut view = View::new(&network, Impedance::Length);
    let mark = view.mark();
    view.close_node(network.nodes().next().unwrap().id());
    let changes = view.changes_since(mark).unwrap();
    assert_eq!(metric.follow(&view, &changes), Err(MetricError::OtherImpedance));
    assert_eq!(metric.panels(), panels);
}
