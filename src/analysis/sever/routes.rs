//! Ways of a flow graph as routes of the network.

use std::collections::BTreeMap;

use super::instance::{Commodity, Instance};
use super::question::Question;
use super::{PackedRoute, Passed};
use crate::network::{ArcId, NodeId};
use crate::paths::{Flood, Route, Way};
use crate::scenario::View;

/// A route that passes nothing that may be lost, if there is one.
pub(super) fn unseverable(question: &Question<'_, '_>, view: &View<'_>) -> Option<Passed> {
    let mut kept = view.clone();
    kept.forget_marks();
    for loss in question.candidates() {
        loss.close(&mut kept);
    }
    let mut flood = Flood::default();
    let mut sources_before = Vec::new();
    for &relation in &question.relations {
        let (sources, targets) = question.ends(relation);
        if sources != sources_before {
            flood.run(&kept, &sources);
            sources_before = sources;
        }
        if let Some(&target) = targets.iter().find(|&&target| flood.is_reached(target)) {
            let (mut node, mut arcs) = (target, Vec::new());
            while let Some(arc) = flood.arrival(node) {
                arcs.push(arc);
                node = view.network().tail(arc);
            }
            arcs.reverse();
            return Some(Passed { relation, route: Route::new(view, node, arcs) });
        }
    }
    None
}

/// The routes of some ways, each with its commodity.
pub(super) fn packed<'w>(
    question: &Question<'_, '_>,
    instance: &Instance<'_, '_>,
    place_of: &[u32],
    ways: impl IntoIterator<Item = (usize, &'w Way)>,
) -> Vec<PackedRoute> {
    let mut relations = BTreeMap::new();
    let routes = ways.into_iter().filter_map(|(commodity, way)| {
        let commodity = &instance.commodities[commodity];
        // The first two vertices are where all flow begins.
        let place = place_of[way.vertices[2] as usize];
        let (start, end, arcs) = arcs(instance, commodity, place, &way.arcs)?;
        let relation =
            *relations.entry((start, end)).or_insert_with(|| asked(question, start, end).unwrap_or_default());
        let route = Route::new(instance.view, start, arcs);
        Some(PackedRoute { relation, route, amount: way.amount })
    });
    routes.collect()
}

/// The first relation that asks for routes between two nodes.
fn asked(question: &Question<'_, '_>, start: NodeId, end: NodeId) -> Option<usize> {
    question.relations.iter().copied().find(|&relation| {
        let (sources, targets) = question.ends(relation);
        sources.contains(&start) && targets.contains(&end)
    })
}

/// The arcs of a way with those within places, and its ends. Within a place everything is joined.
fn arcs(
    instance: &Instance<'_, '_>,
    commodity: &Commodity,
    place: u32,
    between: &[ArcId],
) -> Option<(NodeId, NodeId, Vec<ArcId>)> {
    let network = instance.view.network();
    let mut arcs = Vec::new();
    let of_place = |node: &&NodeId| instance.place_of[node.index()] == place;
    let mut starts: Vec<NodeId> = commodity.sources.iter().filter(of_place).copied().collect();
    let mut begin = None;
    for &arc in between {
        let (start, within) = within(instance, &starts, |node| node == network.tail(arc))?;
        begin.get_or_insert(start);
        arcs.extend(within);
        arcs.push(arc);
        starts = vec![network.head(arc)];
    }
    let (start, within) = within(instance, &starts, |node| commodity.targets.binary_search(&node).is_ok())?;
    arcs.extend(within);
    let begin = begin.unwrap_or(start);
    Some((begin, arcs.last().map_or(begin, |&arc| network.head(arc)), arcs))
}

/// The fewest arcs from one of some nodes of a place to a node that will do, without leaving the place.
fn within(
    instance: &Instance<'_, '_>,
    starts: &[NodeId],
    will_do: impl Fn(NodeId) -> bool,
) -> Option<(NodeId, Vec<ArcId>)> {
    let network = instance.view.network();
    let mut by: BTreeMap<NodeId, Option<ArcId>> = starts.iter().map(|&node| (node, None)).collect();
    let mut waiting = starts.to_vec();
    let mut next = 0;
    while let Some(&node) = waiting.get(next) {
        next += 1;
        if will_do(node) {
            let (mut node, mut arcs) = (node, Vec::new());
            while let Some(&Some(arc)) = by.get(&node) {
                arcs.push(arc);
                node = network.tail(arc);
            }
            arcs.reverse();
            return Some((node, arcs));
        }
        for arc in network.arcs_out(node).filter(|&arc| instance.stays(arc)) {
            let head = network.head(arc);
            if let std::collections::btree_map::Entry::Vacant(unseen) = by.entry(head) {
                unseen.insert(Some(arc));
                waiting.push(head);
            }
        }
    }
    None
}
