//! What each loss does to each destination whose route it is on.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Added, Group, Loss, RankOptions};
use crate::analysis::AnalysisError;
use crate::network::{Element, HubId, Network, NodeId};
use crate::paths::{
    CostTree, Detour, DetourEffort, DetourWorkspace, Detours, Direction, DominatorSearch, Route, Router,
    Unavoidable, WhatIf, WhatIfFrom,
};
use crate::scenario::{Scenario, View};

/// So many sets of origins have their trees at a time.
const TREES_AT_A_TIME: usize = 64;

/// What is known before any loss, and how to go on.
#[derive(Clone, Copy)]
pub(super) struct Consequences<'a, 'n> {
    pub(super) scenario: &'a Scenario<'n>,
    pub(super) view: &'a View<'n>,
    pub(super) router: &'a Router<'n>,
    pub(super) groups: &'a [Group],
    /// Of each relation.
    pub(super) routes: &'a [Option<Route>],
    pub(super) options: &'a RankOptions<'a>,
}

/// A loss that is on the route of a relation, and what that costs then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) loss: Loss,
    pub(super) relation: usize,
    /// Where on the route it comes first: twice the number of a node, and one more for the arc after it.
    pub(super) place: usize,
    /// Nothing where no route is left.
    pub(super) cost: Option<u64>,
    pub(super) added: Option<Added>,
}

/// With an index, closing a part and asking again takes about as long as looking at so many nodes.
const NODES_A_CLOSURE: usize = 1_500;

/// A part of a route that is lost as a whole.
#[derive(Clone, Copy, Debug)]
struct Part {
    loss: Loss,
    place: usize,
    /// Whether it is one node, or joins two nodes: what a route costs without it comes out of one pass then.
    is_simple: bool,
}

/// What one pass says: which losses cost what, and which parts of which relation's route are better closed one by one,
/// since what replaces them leads far away.
#[derive(Debug, Default)]
struct OfSimple {
    found: Vec<Found>,
    left: Vec<(usize, Part)>,
}

impl<'n> Consequences<'_, 'n> {
    /// All of them, by loss and then by relation.
    pub(super) fn find(self) -> Result<Vec<Found>, AnalysisError> {
        let network = self.scenario.network();
        let parts: Vec<Vec<Part>> = self
            .routes
            .par_iter()
            .map(|route| route.as_ref().map_or_else(Vec::new, |route| self.parts(network, route)))
            .collect();
        let progress = self.options.progress;
        progress.begin("finding detours", self.routes.len() as u64);
        let OfSimple { mut found, left } = self.of_simple(&parts)?;
        found.extend(self.of_sets(&parts, left)?);
        found.par_sort_unstable_by_key(|found| (found.loss, found.relation));
        if self.options.both_measures.unwrap_or(found.len() <= super::FEW_CONSEQUENCES) {
            self.measure(&mut found)?;
        }
        Ok(found)
    }

    fn parts(self, network: &Network, route: &Route) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut seen = BTreeSet::new();
        for (number, node) in route.nodes(self.view).enumerate() {
            let hub = network.node(node).hub();
            let loss = Loss::Hub(hub.id());
            if seen.insert(loss) {
                parts.push(Part { loss, place: 2 * number, is_simple: is_simple(network, loss) });
            }
        }
        if self.options.links {
            for (number, &arc) in route.arcs().iter().enumerate() {
                let Element::Link(link) = network.element(arc) else { continue };
                let loss = Loss::of_link(network, link);
                if seen.insert(loss) {
                    parts.push(Part { loss, place: 2 * number + 1, is_simple: is_simple(network, loss) });
                }
            }
        }
        parts
    }

    /// Of single nodes and links between two nodes: one pass for each route.
    fn of_simple(self, parts: &[Vec<Part>]) -> Result<OfSimple, AnalysisError> {
        let network = self.scenario.network();
        let prepared = self.router.prepare(self.view).map_err(|_| AnalysisError::OtherNetwork)?;
        let detours = Detours::new(&prepared);
        let unavoidable = self.unavoidable(parts);
        let effort = match self.router.index() {
            Some(_) => DetourEffort::NodesForEach(NODES_A_CLOSURE),
            None => DetourEffort::All,
        };
        let mut all = OfSimple::default();
        for groups in self.groups.chunks(TREES_AT_A_TIME) {
            let mut wanted: BTreeMap<HubId, Vec<(usize, usize)>> = BTreeMap::new();
            for (group, members) in groups.iter().map(|group| &group.members).enumerate() {
                for &relation in members {
                    if parts[relation].iter().any(|part| part.is_simple) {
                        let destination = self.scenario.relations()[relation].destination;
                        wanted.entry(destination).or_default().push((group, relation));
                    } else {
                        self.options.progress.advance(1);
                    }
                }
            }
            if wanted.is_empty() {
                continue;
            }
            let trees: Vec<CostTree> = groups
                .par_iter()
                .map_init(DetourWorkspace::default, |workspace, group| {
                    detours.tree(Direction::From, &group.sources, workspace)
                })
                .collect();
            let of_block: Vec<OfSimple> = wanted
                .into_par_iter()
                .map_init(DetourWorkspace::default, |workspace, (destination, pairs)| {
                    let to = detours.tree(Direction::To, network.hub(destination).nodes(), workspace);
                    let OfSimple { mut found, mut left } = OfSimple::default();
                    for (group, relation) in pairs {
                        if self.options.progress.stop_requested() {
                            return Err(AnalysisError::Stopped);
                        }
                        let Some(route) = &self.routes[relation] else { continue };
                        let (from, unavoidable) = (&trees[group], Some(&unavoidable[relation]));
                        let costs = detours.along(from, &to, route, unavoidable, effort, workspace);
                        for &part in parts[relation].iter().filter(|part| part.is_simple) {
                            let Part { loss, place, .. } = part;
                            let detour = match loss {
                                Loss::Hub(_) => costs.without_node(place / 2),
                                Loss::Link(_) => costs.without_link(place / 2),
                            };
                            let cost = match detour {
                                Detour::Costs(cost) => Some(cost),
                                Detour::None => None,
                                Detour::CostsAtLeast(_) => {
                                    left.push((relation, part));
                                    continue;
                                }
                            };
                            found.push(Found { loss, relation, place, cost, added: None });
                        }
                        self.options.progress.advance(1);
                    }
                    Ok(OfSimple { found, left })
                })
                .collect::<Result<_, _>>()?;
            for of_destination in of_block {
                all.found.extend(of_destination.found);
                all.left.extend(of_destination.left);
            }
        }
        Ok(all)
    }

    /// What of each route every route passes.
    fn unavoidable(self, parts: &[Vec<Part>]) -> Vec<Unavoidable> {
        let of_groups: Vec<Vec<(usize, Unavoidable)>> = self
            .groups
            .par_iter()
            .map_init(DominatorSearch::default, |search, group| {
                let wanted: Vec<(usize, &Route)> = group
                    .members
                    .iter()
                    .filter(|&&relation| parts[relation].iter().any(|part| part.is_simple))
                    .filter_map(|&relation| Some((relation, self.routes[relation].as_ref()?)))
                    .collect();
                if wanted.is_empty() {
                    return Vec::new();
                }
                let dominators = search.run(self.view, &group.sources);
                let of = |(relation, route)| {
                    (relation, Unavoidable::new(self.view, dominators, self.targets(relation), route))
                };
                wanted.into_iter().map(of).collect()
            })
            .collect();
        let mut all = vec![Unavoidable::default(); self.routes.len()];
        for (relation, unavoidable) in of_groups.into_iter().flatten() {
            all[relation] = unavoidable;
        }
        all
    }

    /// Of hubs of several nodes, of links at several places, and of what is left: each is closed, and taken back.
    fn of_sets(self, parts: &[Vec<Part>], left: Vec<(usize, Part)>) -> Result<Vec<Found>, AnalysisError> {
        let mut rank_of = vec![0; self.routes.len()];
        let members = self.groups.iter().flat_map(|group| &group.members);
        for (rank, &relation) in members.clone().enumerate() {
            rank_of[relation] = rank;
        }
        let sets = members.flat_map(|&relation| {
            parts[relation].iter().filter(|part| !part.is_simple).map(move |&part| (relation, part))
        });
        let mut sets: Vec<(usize, Part)> = sets.chain(left).collect();
        // Relations of one group stand together.
        sets.sort_unstable_by_key(|&(relation, part)| (part.loss, rank_of[relation]));
        let sets: Vec<(Loss, Vec<(usize, usize)>)> = sets
            .chunk_by(|one, other| one.1.loss == other.1.loss)
            .map(|of_loss| {
                let relations = of_loss.iter().map(|&(relation, part)| (relation, part.place));
                (of_loss[0].1.loss, relations.collect())
            })
            .collect();
        self.options.progress.begin("closing what is left one by one", sets.len() as u64);
        self.closed_one_by_one(&sets, |what_if, (loss, relations)| {
            let mut found = Vec::with_capacity(relations.len());
            self.each_by_group(
                what_if,
                relations.iter().copied(),
                |(relation, _)| *relation,
                |from, entry| {
                    let (relation, place) = entry;
                    let targets = self.targets(relation);
                    found.push(Found { loss: *loss, relation, place, cost: from.cost(targets), added: None });
                },
            );
            found
        })
    }

    /// Finds the routes of replacement, for what they add in both measures.
    fn measure(self, found: &mut [Found]) -> Result<(), AnalysisError> {
        let losses: Vec<(Loss, Vec<Found>)> = found
            .chunk_by(|one, other| one.loss == other.loss)
            .map(|of_loss| {
                (of_loss[0].loss, of_loss.iter().filter(|found| found.cost.is_some()).copied().collect())
            })
            .filter(|(_, rerouted): &(_, Vec<_>)| !rerouted.is_empty())
            .collect();
        self.options.progress.begin("measuring detours", losses.len() as u64);
        let measured = self.closed_one_by_one(&losses, |what_if, (_, rerouted)| {
            let mut measured = Vec::with_capacity(rerouted.len());
            let view = self.view;
            let mut arcs = Vec::new();
            self.each_by_group(
                what_if,
                rerouted.iter().copied(),
                |found| found.relation,
                |from, found| {
                    let replaced = from.route(self.targets(found.relation), &mut arcs);
                    if let (Some(replaced), Some(before)) = (replaced, &self.routes[found.relation]) {
                        debug_assert_eq!(Some(replaced.cost), found.cost, "{found:?}");
                        let after = Route::new(view, replaced.start, arcs.clone());
                        measured.push(Found { added: Some(added(before, &after)), ..found });
                    }
                },
            );
            measured
        })?;
        let mut measured = measured.into_iter().peekable();
        for found in found {
            let same = |other: &Found| (other.loss, other.relation) == (found.loss, found.relation);
            if let Some(measured) = measured.next_if(same) {
                *found = measured;
            }
        }
        Ok(())
    }

    /// Closes each loss of a list on its own and asks `find` about it; what is found, in the order of the list.
    fn closed_one_by_one<T: Sync>(
        self,
        losses: &[(Loss, T)],
        find: impl Fn(&mut WhatIf<'n>, &(Loss, T)) -> Vec<Found> + Sync,
    ) -> Result<Vec<Found>, AnalysisError> {
        // To each stretch its own view and metric, which take longer to make than many a loss.
        let stretch = losses.len().div_ceil(2 * rayon::current_num_threads()).max(1);
        let found: Vec<Vec<Found>> = losses
            .par_chunks(stretch)
            .map(|losses| {
                let mut what_if =
                    WhatIf::new(self.router, self.view.clone()).map_err(|_| AnalysisError::OtherNetwork)?;
                let mut found = Vec::new();
                for entry in losses {
                    if self.options.progress.stop_requested() {
                        return Err(AnalysisError::Stopped);
                    }
                    what_if.change(|view| entry.0.close(view));
                    found.extend(find(&mut what_if, entry));
                    what_if.undo();
                    self.options.progress.advance(1);
                }
                Ok(found)
            })
            .collect::<Result<_, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Calls `each` for all entries, with supply from the origins of their relations; in their order.
    fn each_by_group<T>(
        self,
        what_if: &mut WhatIf<'n>,
        entries: impl Iterator<Item = T>,
        relation: impl Fn(&T) -> usize,
        mut each: impl FnMut(&mut WhatIfFrom<'_>, T),
    ) {
        let mut entries = entries.peekable();
        while let Some(first) = entries.peek() {
            let source = self.scenario.relations()[relation(first)].source;
            let Ok(group) = self.groups.binary_search_by_key(&source, |group| group.source) else { return };
            let mut from = what_if.from(&self.groups[group].sources);
            while let Some(entry) =
                entries.next_if(|entry| self.scenario.relations()[relation(entry)].source == source)
            {
                each(&mut from, entry);
            }
        }
    }

    fn targets(self, relation: usize) -> &'n [NodeId] {
        self.scenario.network().hub(self.scenario.relations()[relation].destination).nodes()
    }
}

/// Whether a loss is one node, or all of it joins the same two nodes.
pub(super) fn is_simple(network: &Network, loss: Loss) -> bool {
    match loss {
        Loss::Hub(hub) => network.hub(hub).nodes().len() == 1,
        Loss::Link(link) => {
            let mut arcs =
                network.physical_link(link).flat_map(|link| network.link_arcs(link).iter().copied());
            let ends = |arc| {
                let [tail, head] = [network.tail(arc), network.head(arc)];
                (tail.min(head), tail.max(head))
            };
            let first = arcs.next().map(ends);
            first.is_some_and(|(low, high)| low != high) && arcs.all(|arc| Some(ends(arc)) == first)
        }
    }
}

pub(super) fn added(before: &Route, after: &Route) -> Added {
    Added {
        time: after.time().milliseconds().cast_signed() - before.time().milliseconds().cast_signed(),
        length: after.length().decimetres().cast_signed() - before.length().decimetres().cast_signed(),
    }
}
