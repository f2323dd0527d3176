//! What of a network matters to a question: places joined by edges, and what may be lost of them.
//!
//! Only nodes that some route asked about could pass are looked at. A **place** is what of a hub stays joined within it
//! whatever else is lost: its nodes from each of which transfers, and links that cannot be lost, lead to each other without
//! leaving it. So a hub with a yard, a road and free transfers between them is one place, and is lost as one vertex of a flow
//! graph is; a hub of several places is a label on all of them. Likewise a physical link that joins the same two places
//! however often is one edge.

#![expect(clippy::cast_possible_truncation, reason = "a network holds fewer than 2^32 of each kind")]

use std::collections::BTreeMap;

use super::question::Question;
use crate::analysis::rank::Loss;
use crate::network::{ArcId, Element, Network, NodeId};
use crate::paths::components;
use crate::scenario::View;

/// No place, no element.
pub(super) const NONE: u32 = u32::MAX;

/// Something that may be lost, and is on some route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Losable {
    pub(super) loss: Loss,
    pub(super) weight: u64,
}

/// Between two places, in one direction or both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// It leads there at least.
    pub(super) places: [u32; 2],
    pub(super) element: u32,
    /// An arc there, and one back where it leads back too.
    pub(super) arcs: [Option<ArcId>; 2],
}

/// Sources and targets between which all routes are to be lost, from each of those to each of these.
#[derive(Clone, Debug)]
pub(super) struct Commodity {
    /// Open nodes, ascending.
    pub(super) sources: Vec<NodeId>,
    pub(super) targets: Vec<NodeId>,
    /// Their places, ascending.
    pub(super) from: Vec<u32>,
    pub(super) to: Vec<u32>,
}

/// The part of a network that matters to a question.
pub(super) struct Instance<'q, 'n> {
    pub(super) view: &'q View<'n>,
    pub(super) commodities: Vec<Commodity>,
    /// By element: hubs, then links, by their ids.
    pub(super) elements: Vec<Losable>,
    /// By node.
    pub(super) place_of: Vec<u32>,
    /// By place: the element that it is part of.
    pub(super) places: Vec<u32>,
    pub(super) edges: Vec<Edge>,
    /// By place: the edges that lead out of it, as their places in `out`.
    first_out: Vec<u32>,
    /// The place that an edge leads to, and its element.
    out: Vec<(u32, u32)>,
    /// What may be lost at all, under other numbers: links on no route among it.
    losable: Candidates,
}

/// Elements by what they are.
struct Candidates {
    hubs: Vec<u32>,
    links: Vec<u32>,
}

impl Candidates {
    fn new(question: &Question<'_, '_>) -> (Self, Vec<Losable>) {
        let network = question.network();
        let mut candidates =
            Self { hubs: vec![NONE; network.hub_count()], links: vec![NONE; network.link_count()] };
        let mut elements = Vec::new();
        for loss in question.candidates() {
            let at = elements.len() as u32;
            elements.push(Losable { loss, weight: question.weight(loss) });
            match loss {
                Loss::Hub(hub) => candidates.hubs[hub.index()] = at,
                Loss::Link(link) => {
                    for link in network.physical_link(link) {
                        candidates.links[link.index()] = at;
                    }
                }
            }
        }
        (candidates, elements)
    }

    fn of_arc(&self, network: &Network, arc: ArcId) -> u32 {
        match network.element(arc) {
            Element::Link(link) => self.links[link.index()],
            Element::Transfer(_) => NONE,
        }
    }
}

/// What is reached from some nodes, or reaches them.
fn reach(view: &View<'_>, starts: &[NodeId], forward: bool) -> Vec<bool> {
    let network = view.network();
    let mut reached = vec![false; network.node_count()];
    let mut waiting = Vec::new();
    let mut see = |node: NodeId, waiting: &mut Vec<NodeId>| {
        if !std::mem::replace(&mut reached[node.index()], true) {
            waiting.push(node);
        }
    };
    for &start in starts {
        see(start, &mut waiting);
    }
    while let Some(node) = waiting.pop() {
        if forward {
            for arc in network.arcs_out(node).filter(|&arc| view.is_arc_open(arc)) {
                see(network.head(arc), &mut waiting);
            }
        } else {
            for &arc in network.arcs_in(node).iter().filter(|&&arc| view.is_arc_open(arc)) {
                see(network.tail(arc), &mut waiting);
            }
        }
    }
    reached
}

/// Sources and targets, with what is on the way from those to these.
struct Reached {
    commodities: Vec<Commodity>,
    useful: Vec<bool>,
}

impl Reached {
    fn new(question: &Question<'_, '_>, view: &View<'_>) -> Self {
        let open = |nodes: &[NodeId]| {
            let mut nodes: Vec<NodeId> = nodes.iter().copied().filter(|&node| view.is_open(node)).collect();
            nodes.sort_unstable();
            nodes.dedup();
            nodes
        };
        // By sources, and then what has the same targets: from each source to each target is asked.
        let mut by_sources: BTreeMap<Vec<NodeId>, Vec<NodeId>> = BTreeMap::new();
        for &relation in &question.relations {
            let (sources, targets) = question.ends(relation);
            by_sources.entry(open(&sources)).or_default().extend(targets);
        }
        let mut useful = vec![false; view.network().node_count()];
        let mut by_targets: BTreeMap<Vec<NodeId>, Vec<NodeId>> = BTreeMap::new();
        for (sources, targets) in by_sources {
            let reached = reach(view, &sources, true);
            // A target that no route leads to is severed as it is.
            let targets: Vec<NodeId> =
                open(&targets).into_iter().filter(|target| reached[target.index()]).collect();
            let reaches = reach(view, &targets, false);
            for (useful, (reached, reaches)) in useful.iter_mut().zip(reached.iter().zip(&reaches)) {
                *useful |= reached & reaches;
            }
            let sources = sources.into_iter().filter(|source| reaches[source.index()]);
            let sources: Vec<NodeId> = sources.collect();
            if !sources.is_empty() {
                by_targets.entry(targets).or_default().extend(sources);
            }
        }
        let commodity = |(targets, sources): (_, Vec<NodeId>)| Commodity {
            sources: open(&sources),
            targets,
            from: Vec::new(),
            to: Vec::new(),
        };
        Self { commodities: by_targets.into_iter().map(commodity).collect(), useful }
    }
}

impl<'q, 'n> Instance<'q, 'n> {
    /// Nothing where no route is open as it is.
    pub(super) fn new(question: &Question<'_, 'n>, view: &'q View<'n>) -> Option<Self> {
        let network = view.network();
        let Reached { mut commodities, useful } = Reached::new(question, view);
        if commodities.is_empty() {
            return None;
        }
        let (losable, elements) = Candidates::new(question);
        let is_open = |arc: ArcId| {
            view.is_arc_open(arc)
                && [network.tail(arc), network.head(arc)].iter().all(|node| useful[node.index()])
        };
        let place_of = places(network, &useful, |arc| {
            is_open(arc) && is_within(network, arc) && losable.of_arc(network, arc) == NONE
        });
        let count =
            place_of.iter().filter(|&&place| place != NONE).max().map_or(0, |&last| last as usize + 1);
        let mut of_places = vec![NONE; count];
        for node in network.nodes().filter(|node| useful[node.id().index()]) {
            of_places[place_of[node.id().index()] as usize] = losable.hubs[node.hub().id().index()];
        }
        let edges = edges(network, &place_of, is_open, |arc| losable.of_arc(network, arc));
        let (first_out, out) = adjacency(count, &edges);
        for commodity in &mut commodities {
            let places = |nodes: &[NodeId]| {
                let mut places: Vec<u32> = nodes.iter().map(|node| place_of[node.index()]).collect();
                places.sort_unstable();
                places.dedup();
                places
            };
            (commodity.from, commodity.to) = (places(&commodity.sources), places(&commodity.targets));
        }
        let mut instance =
            Self { view, commodities, elements, place_of, places: of_places, edges, first_out, out, losable };
        instance.leave_out_what_is_on_no_route();
        Some(instance)
    }

    /// Elements are numbered anew, without those that no place and no edge is part of.
    fn leave_out_what_is_on_no_route(&mut self) {
        let mut numbers = vec![NONE; self.elements.len()];
        let of_edges = self.edges.iter().map(|edge| edge.element);
        for element in self.places.iter().copied().chain(of_edges).filter(|&element| element != NONE) {
            numbers[element as usize] = 0;
        }
        let mut left = Vec::new();
        for (number, element) in numbers.iter_mut().zip(&self.elements).filter(|(number, _)| **number == 0) {
            *number = left.len() as u32;
            left.push(*element);
        }
        self.elements = left;
        let anew = |element: &mut u32| *element = numbers.get(*element as usize).copied().unwrap_or(NONE);
        self.places.iter_mut().for_each(anew);
        self.edges.iter_mut().for_each(|edge| anew(&mut edge.element));
        self.out.iter_mut().for_each(|(_, element)| anew(element));
    }

    /// What leads out of a place: where to, and what of.
    pub(super) fn out(&self, place: u32) -> &[(u32, u32)] {
        let at = place as usize;
        &self.out[self.first_out[at] as usize..self.first_out[at + 1] as usize]
    }

    /// Whether an arc joins nodes of the same place for good.
    pub(super) fn stays(&self, arc: ArcId) -> bool {
        let network = self.view.network();
        let [tail, head] = [network.tail(arc), network.head(arc)].map(|node| self.place_of[node.index()]);
        self.view.is_arc_open(arc)
            && tail == head
            && tail != NONE
            && is_within(network, arc)
            && self.losable.of_arc(network, arc) == NONE
    }
}

fn is_within(network: &Network, arc: ArcId) -> bool {
    network.node(network.tail(arc)).hub().id() == network.node(network.head(arc)).hub().id()
}

/// The place of each node that is of use, numbered by their first nodes.
fn places(network: &Network, useful: &[bool], joins: impl Fn(ArcId) -> bool) -> Vec<u32> {
    let around = |node: u32| {
        let mut arcs = network.arcs_out(NodeId::new(node as usize));
        match (arcs.next(), arcs.next_back()) {
            (Some(first), last) => first.index() as u32..last.unwrap_or(first).index() as u32 + 1,
            (None, _) => 0..0,
        }
    };
    let head = |arc: u32| {
        let arc = ArcId::new(arc as usize);
        joins(arc).then(|| network.head(arc).index() as u32)
    };
    let components = components(network.node_count(), around, head);
    let mut numbers = vec![NONE; network.node_count()];
    let mut next = 0;
    let number = |(component, useful): (u32, &bool)| {
        if !useful {
            return NONE;
        }
        let number = &mut numbers[component as usize];
        if *number == NONE {
            *number = next;
            next += 1;
        }
        *number
    };
    components.into_iter().zip(useful).map(number).collect()
}

/// Edges between places, one for each two of them and each element.
fn edges(
    network: &Network,
    place_of: &[u32],
    is_open: impl Fn(ArcId) -> bool,
    element: impl Fn(ArcId) -> u32,
) -> Vec<Edge> {
    let mut single = Vec::new();
    for arc in network.arcs().filter(|&arc| is_open(arc)) {
        let [tail, head] = [network.tail(arc), network.head(arc)].map(|node| place_of[node.index()]);
        if tail != head {
            single.push((tail.min(head), tail.max(head), element(arc), tail > head, arc));
        }
    }
    single.sort_unstable();
    let mut edges = Vec::new();
    for same in single.chunk_by(|one, other| (one.0, one.1, one.2) == (other.0, other.1, other.2)) {
        let (low, high, element, ..) = same[0];
        let arc = |back: bool| same.iter().find(|single| single.3 == back).map(|single| single.4);
        edges.push(match (arc(false), arc(true)) {
            (None, back) => Edge { places: [high, low], element, arcs: [back, None] },
            (there, back) => Edge { places: [low, high], element, arcs: [there, back] },
        });
    }
    edges
}

fn adjacency(count: usize, edges: &[Edge]) -> (Vec<u32>, Vec<(u32, u32)>) {
    let directed = || {
        edges.iter().flat_map(|&Edge { places: [from, to], element, arcs }| {
            let back = arcs[1].map(|_| (to, from, element));
            std::iter::once((from, to, element)).chain(back)
        })
    };
    let mut first = vec![0_u32; count + 1];
    for (from, ..) in directed() {
        first[from as usize + 1] += 1;
    }
    for at in 0..count {
        first[at + 1] += first[at];
    }
    let mut next = first.clone();
    let mut out = vec![(NONE, NONE); first[count] as usize];
    for (from, to, element) in directed() {
        out[next[from as usize] as usize] = (to, element);
        next[from as usize] += 1;
    }
    (first, out)
}
