//! Views: closing, reopening, slowing and undoing in any order, against a model that works out everything anew from the
//! list of what was done.

use std::collections::BTreeSet;

use fastrand::Rng;
use supplyline::network::{ArcId, Element, HubId, Link, LinkId, NewLink, NewNode, Node, NodeId};
use supplyline::scenario::Mark;
use supplyline::units::{LINK_COST_BOUND, Share};
use supplyline::{Impedance, Mode, Network, View};

use crate::random::world;

#[derive(Clone, Copy, Debug)]
enum Op {
    CloseNode(NodeId),
    ReopenNode(NodeId),
    CloseHub(HubId),
    ReopenHub(HubId),
    CloseArc(ArcId),
    ReopenArc(ArcId),
    CloseLink(LinkId),
    ReopenLink(LinkId),
    Slow(ArcId, Share),
    ThrottleArc(ArcId, Share),
    ThrottleNode(NodeId, Share),
}

impl Op {
    fn random(rng: &mut Rng, network: &Network) -> Option<Self> {
        let node = rng.choice(network.nodes()).map(Node::id)?;
        let hub = network.node(node).hub().id();
        let share = ["50 %", "25 %", "70 %", "99 %", "100 %", "0.1 %", "0.01 %", "0 %"];
        let share: Share = rng.choice(share)?.parse().unwrap();
        let kind = rng.u8(0..11);
        if kind < 5 {
            return Some(match kind {
                0 => Self::CloseNode(node),
                1 => Self::ReopenNode(node),
                2 => Self::CloseHub(hub),
                3 => Self::ReopenHub(hub),
                _ => Self::ThrottleNode(node, share),
            });
        }
        let arc = rng.choice(network.arcs())?;
        let link = rng.choice(network.links()).map(Link::id);
        Some(match kind {
            5 => Self::CloseArc(arc),
            6 => Self::ReopenArc(arc),
            7 => Self::CloseLink(link?),
            8 => Self::ReopenLink(link?),
            9 => Self::Slow(arc, share),
            _ => Self::ThrottleArc(arc, share),
        })
    }

    /// Does it to a view; whether it was refused.
    fn act(self, view: &mut View<'_>) -> bool {
        match self {
            Self::CloseNode(node) => view.close_node(node),
            Self::ReopenNode(node) => view.reopen_node(node),
            Self::CloseHub(hub) => view.close_hub(hub),
            Self::ReopenHub(hub) => view.reopen_hub(hub),
            Self::CloseArc(arc) => view.close_arc(arc),
            Self::ReopenArc(arc) => view.reopen_arc(arc),
            Self::CloseLink(link) => view.close_link(link),
            Self::ReopenLink(link) => view.reopen_link(link),
            Self::Slow(arc, share) => return view.slow_arc(arc, share).is_err(),
            Self::ThrottleArc(arc, share) => view.throttle_arc(arc, share),
            Self::ThrottleNode(node, share) => view.throttle_node(node, share),
        }
        false
    }

    /// The nodes that it names, to be closed or reopened.
    fn nodes(self, network: &Network) -> Vec<NodeId> {
        let of = |hub: HubId| network.nodes().filter(move |node| node.hub().id() == hub);
        match self {
            Self::CloseNode(node) | Self::ReopenNode(node) => vec![node],
            Self::CloseHub(hub) | Self::ReopenHub(hub) => of(hub).map(Node::id).collect(),
            _ => vec![],
        }
    }

    /// The arcs that it names, to be closed or reopened by themselves.
    fn arcs(self, network: &Network) -> Vec<ArcId> {
        match self {
            Self::CloseArc(arc) | Self::ReopenArc(arc) => vec![arc],
            Self::CloseLink(link) | Self::ReopenLink(link) => {
                network.arcs().filter(|&arc| network.element(arc) == Element::Link(link)).collect()
            }
            _ => vec![],
        }
    }
}

/// What a view should be after a list of operations, plainly.
struct Model<'n> {
    network: &'n Network,
    impedance: Impedance,
    closed_nodes: Vec<bool>,
    closed_alone: Vec<bool>,
    speeds: Vec<f64>,
    arc_capacities: Vec<f64>,
    node_capacities: Vec<f64>,
    /// Whether the last operation was refused.
    refused: bool,
}

impl<'n> Model<'n> {
    fn after(network: &'n Network, impedance: Impedance, ops: &[Op]) -> Self {
        let (nodes, arcs) = (network.node_count(), network.arc_count());
        let mut model = Self {
            network,
            impedance,
            closed_nodes: vec![false; nodes],
            closed_alone: vec![false; arcs],
            speeds: vec![1.0; arcs],
            arc_capacities: vec![1.0; arcs],
            node_capacities: vec![1.0; nodes],
            refused: false,
        };
        for &op in ops {
            model.act(op);
        }
        model
    }

    fn act(&mut self, op: Op) {
        self.refused = false;
        for node in op.nodes(self.network) {
            self.closed_nodes[node.index()] = matches!(op, Op::CloseNode(_) | Op::CloseHub(_));
        }
        for arc in op.arcs(self.network) {
            self.closed_alone[arc.index()] = matches!(op, Op::CloseArc(_) | Op::CloseLink(_));
        }
        match op {
            Op::Slow(_, share) if share.value() == 0.0 => self.refused = true,
            Op::Slow(arc, share) if self.is_open(arc) => {
                let speed = self.speeds[arc.index()] * share.value();
                if share.value() < 1.0 && self.milliseconds(arc, speed) >= LINK_COST_BOUND {
                    self.refused = true;
                } else {
                    self.speeds[arc.index()] = speed;
                }
            }
            Op::ThrottleArc(arc, share) => self.arc_capacities[arc.index()] *= share.value(),
            Op::ThrottleNode(node, share) => self.node_capacities[node.index()] *= share.value(),
            _ => {}
        }
    }

    fn equals(&self, other: &Self) -> bool {
        self.closed_nodes == other.closed_nodes
            && self.closed_alone == other.closed_alone
            && [&self.speeds, &self.arc_capacities, &self.node_capacities]
                == [&other.speeds, &other.arc_capacities, &other.node_capacities]
    }

    fn is_open(&self, arc: ArcId) -> bool {
        let ends = [self.network.tail(arc), self.network.head(arc)];
        !self.closed_alone[arc.index()] && ends.iter().all(|node| !self.closed_nodes[node.index()])
    }

    fn milliseconds(&self, arc: ArcId, speed: f64) -> u64 {
        (self.network.time(arc).milliseconds() as f64 / speed).round() as u64
    }

    fn cost(&self, arc: ArcId) -> Option<u64> {
        self.is_open(arc).then(|| match self.impedance {
            Impedance::Time => self.milliseconds(arc, self.speeds[arc.index()]),
            Impedance::Length => self.network.length(arc).decimetres(),
        })
    }

    fn costs(&self) -> Vec<Option<u64>> {
        self.network.arcs().map(|arc| self.cost(arc)).collect()
    }

    fn assert_is(&self, view: &View<'_>) {
        let network = self.network;
        assert_eq!(costs(view), self.costs());
        for arc in network.arcs() {
            let at = arc.index();
            assert_eq!(view.time(arc).milliseconds(), self.milliseconds(arc, self.speeds[at]));
            assert_eq!(view.capacity_share(arc).value(), self.arc_capacities[at]);
            assert_eq!(view.is_closed_alone(arc), self.closed_alone[at]);
        }
        let closed: Vec<NodeId> =
            network.nodes().map(Node::id).filter(|node| self.closed_nodes[node.index()]).collect();
        assert_eq!(view.closed_nodes().collect::<Vec<_>>(), closed);
        for node in network.nodes().map(Node::id) {
            assert_eq!(view.is_open(node), !self.closed_nodes[node.index()]);
            assert_eq!(view.node_capacity_share(node).value(), self.node_capacities[node.index()]);
        }
        let alone: Vec<ArcId> = network.arcs().filter(|arc| self.closed_alone[arc.index()]).collect();
        assert_eq!(view.arcs_closed_alone().collect::<Vec<_>>(), alone);
        let changed: Vec<ArcId> =
            network.arcs().filter(|&arc| !self.is_open(arc) || self.speeds[arc.index()] < 1.0).collect();
        assert_eq!(view.changed_arcs().collect::<Vec<_>>(), changed);
    }
}

fn costs(view: &View<'_>) -> Vec<Option<u64>> {
    view.network().arcs().map(|arc| view.cost(arc).map(u64::from)).collect()
}

fn ascends<T: PartialOrd>(list: &[T]) -> bool {
    list.windows(2).all(|pair| pair[0] < pair[1])
}

/// A mark as the test remembers it.
struct Remembered<'n> {
    mark: Mark,
    /// How many operations came before it.
    ops: usize,
    view: View<'n>,
}

/// What is listed as changed is enough, and is no more than what the operations since name.
fn assert_changes(view: &View<'_>, ops: &[Op], from: &Remembered<'_>) {
    let network = view.network();
    let changes = view.changes_since(from.mark).unwrap();
    assert!(ascends(&changes.arcs) && ascends(&changes.nodes));
    let was = Model::after(network, view.impedance(), &ops[..from.ops]);
    let is = Model::after(network, view.impedance(), ops);
    assert_eq!(*view == from.view, is.equals(&was), "views are equal where their models are");
    for arc in network.arcs() {
        assert!(was.cost(arc) == is.cost(arc) || changes.arcs.contains(&arc), "{arc:?} is left out");
    }
    for node in network.nodes().map(Node::id) {
        let same = was.closed_nodes[node.index()] == is.closed_nodes[node.index()];
        assert!(same || changes.nodes.contains(&node), "{node:?} is left out");
    }
    let since = &ops[from.ops..];
    let nodes: BTreeSet<NodeId> = since.iter().flat_map(|op| op.nodes(network)).collect();
    let mut arcs: BTreeSet<ArcId> = since.iter().flat_map(|op| op.arcs(network)).collect();
    arcs.extend(network.arcs().filter(|&arc| {
        [network.tail(arc), network.head(arc)].iter().any(|end| nodes.contains(end))
            || since.iter().any(|op| matches!(op, Op::Slow(slowed, _) if *slowed == arc))
    }));
    assert!(changes.nodes.iter().all(|node| nodes.contains(node)));
    assert!(changes.arcs.iter().all(|arc| arcs.contains(arc)));
}

#[test]
fn views_agree_with_a_model_that_works_out_everything_anew() {
    let (mut undone, mut refused, mut voided, mut listed) = (0, 0, 0, 0);
    for seed in 0..400 {
        let world = world(seed);
        let (network, impedance) = (&world.network, world.spec.cost);
        let mut rng = Rng::with_seed(seed);
        let mut view = View::new(network, impedance);
        let mut ops: Vec<Op> = Vec::new();
        let mut marks: Vec<Remembered<'_>> = Vec::new();
        let mut void: Vec<Mark> = Vec::new();
        // What an index would do: it notes costs, and afterwards reads only those that it is told of.
        let mut noted = costs(&view);
        let catch_up = |noted: &mut Vec<Option<u64>>, view: &View<'_>, arcs: &[ArcId]| {
            for &arc in arcs {
                noted[arc.index()] = view.cost(arc).map(u64::from);
            }
        };
        for _ in 0..50 {
            match rng.u8(0..16) {
                0..2 => {
                    let mark = view.mark();
                    match marks.last() {
                        Some(last) if last.mark == mark => assert!(last.view == view),
                        _ => marks.push(Remembered { mark, ops: ops.len(), view: view.clone() }),
                    }
                    if marks.len() == 1 {
                        noted = costs(&view);
                    }
                }
                2..4 if !marks.is_empty() => {
                    let to = rng.usize(0..marks.len());
                    let arcs = view.changes_since(marks[to].mark).unwrap().arcs;
                    view.undo_to(marks[to].mark).unwrap();
                    catch_up(&mut noted, &view, &arcs);
                    ops.truncate(marks[to].ops);
                    void.extend(marks.drain(to + 1..).map(|later| later.mark));
                    assert!(view == marks[to].view, "seed {seed}");
                    assert!(view.changes_since(marks[to].mark).unwrap().arcs.is_empty());
                    undone += 1;
                }
                4 if rng.u8(0..8) == 0 => {
                    view.forget_marks();
                    void.extend(marks.drain(..).map(|mark| mark.mark));
                }
                5 => {
                    // A clone has the marks that were there; what it marks after a change of its own, the original has not.
                    let mut other = view.clone();
                    other.mark();
                    other.throttle_node(network.nodes().next().unwrap().id(), "50 %".parse().unwrap());
                    void.push(other.mark());
                    if let Some(first) = marks.first() {
                        other.undo_to(first.mark).unwrap();
                        assert!(other == first.view);
                    }
                    view = view.clone();
                }
                _ => {
                    let Some(op) = Op::random(&mut rng, network) else { continue };
                    let was_refused = op.act(&mut view);
                    ops.push(op);
                    assert_eq!(
                        was_refused,
                        Model::after(network, impedance, &ops).refused,
                        "seed {seed} {op:?}"
                    );
                    refused += usize::from(was_refused);
                }
            }
            Model::after(network, impedance, &ops).assert_is(&view);
            for mark in &marks {
                assert_changes(&view, &ops, mark);
                listed += view.changes_since(mark.mark).unwrap().arcs.len();
            }
            if let Some(first) = marks.first()
                && rng.bool()
            {
                catch_up(&mut noted, &view, &view.changes_since(first.mark).unwrap().arcs);
                assert_eq!(noted, costs(&view), "seed {seed}");
            }
            if let Some(mark) = rng.choice(&void) {
                let before = view.clone();
                assert!(view.undo_to(*mark).is_err());
                assert!(view.changes_since(*mark).is_err());
                assert!(view == before);
                voided += 1;
            }
        }
        let mut again = View::new(network, impedance);
        for &op in &ops {
            op.act(&mut again);
        }
        assert!(again == view, "seed {seed}: how a view came to be what it is counts");
    }
    let all = [undone, refused, voided, listed];
    assert!(all.iter().all(|&count| count > 150), "{all:?}: do these worlds still try everything?");
}

/// A -- B -- C by road, and A -- C by rail; B is one node, A and C are two.
fn triangle() -> Network {
    Network::builder()
        .hub("A")
        .hub("B")
        .hub("C")
        .link(NewLink::road("A", "B").key("ab").length("60 km").time("1 h"))
        .link(NewLink::road("B", "C").key("bc").length("60 km").time("1 h"))
        .link(NewLink::rail("A", "C").key("ac").length("90 km").time("3 h"))
        .build()
        .unwrap()
}

#[test]
fn an_arc_is_open_where_its_ends_are_and_it_is_not_closed_by_itself() {
    let network = triangle();
    let [a, b, _] = ["A", "B", "C"].map(|key| network.find_hub(key).unwrap());
    let [ab, bc, ac] = ["ab", "bc", "ac"].map(|key| network.find_links(key).unwrap()[0]);
    let mut view = View::new(&network, Impedance::Time);
    let open = |view: &View<'_>| {
        [ab, bc, ac].map(|link| network.link_arcs(link).iter().all(|&arc| view.cost(arc).is_some()))
    };
    view.close_link(ab);
    view.close_hub(b);
    view.close_hub(b);
    assert_eq!(open(&view), [false, false, true]);
    view.reopen_hub(b);
    assert_eq!(open(&view), [false, true, true], "what is closed by itself stays so");
    view.close_hub(b);
    view.reopen_link(ab);
    assert_eq!(open(&view), [false, false, true], "what touches a closed node stays closed");
    view.close_hub(a);
    view.reopen_hub(b);
    assert_eq!(open(&view), [false, true, false], "so it does at its other end");
    view.reopen_hub(a);
    assert_eq!(open(&view), [true; 3]);
    assert!(view == View::new(&network, Impedance::Time));
}

#[test]
fn slow_downs_that_compound_are_taken_back_one_by_one() {
    let network = triangle();
    let arc = network.link_arcs(network.find_links("ab").unwrap()[0])[0];
    let mut view = View::new(&network, Impedance::Time);
    let third: Share = Share::new(1.0 / 3.0).unwrap();
    let mut states = Vec::new();
    for _ in 0..4 {
        states.push((view.mark(), view.clone()));
        view.slow_arc(arc, third).unwrap();
        view.throttle_arc(arc, third);
    }
    view.close_arc(arc);
    assert_eq!(view.time(arc).hours(), 81.0, "closed, and as slow as it was");
    for (mark, state) in states.into_iter().rev() {
        view.undo_to(mark).unwrap();
        assert!(view == state);
    }
    assert_eq!(view.changed_arcs().count(), 0);
}

#[test]
fn a_closed_arc_is_not_slowed() {
    let network = triangle();
    let arc = network.arcs().next().unwrap();
    let mut view = View::new(&network, Impedance::Time);
    view.close_node(network.tail(arc));
    view.slow_arc(arc, "50 %".parse().unwrap()).unwrap();
    view.reopen_node(network.tail(arc));
    assert!(view == View::new(&network, Impedance::Time));
}

#[test]
fn views_of_other_networks_or_of_other_costs_are_not_equal() {
    let (one, two) = (triangle(), triangle());
    let view = View::new(&one, Impedance::Time);
    assert!(view == View::new(&one, Impedance::Time));
    assert!(view != View::new(&two, Impedance::Time));
    assert!(view != View::new(&one, Impedance::Length));
}

#[test]
fn only_marked_views_keep_a_journal() {
    let network = Network::builder()
        .node(NewNode::new("a").mode(Mode::Road))
        .node(NewNode::new("b").mode(Mode::Road))
        .link(NewLink::road("a", "b").key("ab").length("60 km").time("1 h"))
        .build()
        .unwrap();
    let node = network.nodes().next().unwrap().id();
    let mut view = View::new(&network, Impedance::Time);
    let turn = |view: &mut View<'_>| {
        for _ in 0..100 {
            view.close_node(node);
            view.reopen_node(node);
        }
    };
    let bare = view.memory();
    turn(&mut view);
    assert_eq!(view.memory(), bare);
    let mark = view.mark();
    let marked = view.memory();
    // What changes nothing is not written down, and a mark where there is one already is the same.
    view.reopen_node(node);
    assert_eq!((view.mark(), view.memory()), (mark, marked));
    turn(&mut view);
    assert!(view.memory() >= marked + 200 * 16);
    assert_eq!(view.mark(), view.mark());
    let changes = view.changes_since(mark).unwrap();
    assert_eq!((changes.nodes.len(), changes.arcs.len()), (1, 2));
    view.forget_marks();
    assert_eq!(view.memory(), bare);
    turn(&mut view);
    assert_eq!(view.memory(), bare);
    assert!(view.undo_to(mark).is_err());
    view.close_arc(network.arcs().next().unwrap());
    assert_eq!(view.memory(), bare + 8, "a bit an arc, once one is closed by itself");
}
