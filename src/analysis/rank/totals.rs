//! What the consequences add up to: for each loss, and for each destination.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::chain::chain;
use super::consequences::Found;
use super::{
    Consequence, Group, Loss, Outcome, RankOptions, RankedLoss, RankedRelation, Ranking, Throughput,
    TotalAdded,
};
use crate::network::HubId;
use crate::paths::{Route, Search};
use crate::scenario::{Scenario, Source, View};

/// Puts the answer together.
pub(super) fn ranking(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: &RankOptions<'_>,
    groups: &[Group],
    routes: Vec<Option<Route>>,
    found: &[Found],
    throughput: &Throughput,
) -> Ranking {
    let network = scenario.network();
    let terminals: Vec<Terminals> =
        scenario.relations().iter().map(|relation| Terminals::of(scenario, view, *relation)).collect();
    let costs: Vec<Option<u64>> =
        routes.iter().map(|route| route.as_ref().map(|route| route.cost(view.impedance()))).collect();
    let mut losses: Vec<RankedLoss> = found
        .chunk_by(|one, other| one.loss == other.loss)
        .map(|of_loss| ranked_loss(scenario, of_loss, &terminals, &costs))
        .collect();
    if throughput.total.is_some() {
        add_throughput(&mut losses, throughput);
    }
    losses.sort_by(|one, other| {
        let worst = |ranked: &RankedLoss| {
            (ranked.severed, ranked.added_cost, ranked.terminal, ranked.throughput_lost)
        };
        let key =
            |ranked: &RankedLoss| (matches!(ranked.loss, Loss::Link(_)), ranked.loss.key(network).to_owned());
        worst(other).cmp(&worst(one)).then_with(|| key(one).cmp(&key(other)))
    });

    let mut by_relation: BTreeMap<usize, Vec<Found>> = BTreeMap::new();
    for found in found {
        by_relation.entry(found.relation).or_default().push(*found);
    }
    let sources: BTreeMap<Source, &Group> = groups.iter().map(|group| (group.source, group)).collect();
    let relations = routes
        .into_par_iter()
        .enumerate()
        .map_init(Search::default, |search, (at, route)| {
            let relation = scenario.relations()[at];
            let found = by_relation.get(&at).map_or(&[][..], Vec::as_slice);
            let severing: Vec<Found> = found
                .iter()
                .filter(|found| found.cost.is_none() && !terminals[at].include(found.loss))
                .copied()
                .collect();
            let sources = sources.get(&relation.source).map_or(&[][..], |group| &group.sources);
            let before = costs[at].unwrap_or_default();
            let added = |found: &Found| found.cost.map(|cost| (found.loss, cost - before));
            RankedRelation {
                relation,
                route,
                chain: chain(view, sources, severing, search),
                worst: found.iter().filter_map(added).reduce(
                    |worst, next| {
                        if next.1 > worst.1 { next } else { worst }
                    },
                ),
                added_by_all: found.iter().filter_map(added).map(|(_, added)| u128::from(added)).sum(),
            }
        })
        .collect();
    Ranking {
        impedance: view.impedance(),
        after: options.after.clone(),
        throughput: throughput.total,
        throughput_off_by_at_most: throughput.off_by_at_most,
        no_throughput: throughput.missing,
        losses,
        relations,
        elements: elements(view, options.links),
    }
}

/// The hubs whose loss is that of a destination itself, or of all that it may draw on.
pub(super) struct Terminals {
    destination: HubId,
    only_origin: Option<HubId>,
}

impl Terminals {
    pub(super) fn of(scenario: &Scenario<'_>, view: &View<'_>, relation: crate::scenario::Relation) -> Self {
        let is_open =
            |hub: &HubId| scenario.network().hub(*hub).nodes().iter().any(|&node| view.is_open(node));
        let only_origin = match relation.source {
            Source::Origin(hub) => Some(hub),
            Source::CheapestOrigin => {
                let mut open = scenario.origins().iter().map(|origin| origin.hub).filter(is_open);
                open.next().filter(|_| open.next().is_none())
            }
        };
        Self { destination: relation.destination, only_origin }
    }

    pub(super) fn include(&self, loss: Loss) -> bool {
        matches!(loss, Loss::Hub(hub) if hub == self.destination || Some(hub) == self.only_origin)
    }
}

fn ranked_loss(
    scenario: &Scenario<'_>,
    found: &[Found],
    terminals: &[Terminals],
    costs: &[Option<u64>],
) -> RankedLoss {
    let mut ranked = RankedLoss {
        added: Some(TotalAdded::default()),
        consequences: Vec::with_capacity(found.len()),
        ..without_consequences(found[0].loss)
    };
    for found in found {
        let demand = scenario.relations()[found.relation].demand.kilograms();
        let outcome = match found.cost {
            None => {
                let is_terminal = terminals[found.relation].include(found.loss);
                let (sum, count) = if is_terminal {
                    (&mut ranked.terminal, &mut ranked.terminal_count)
                } else {
                    (&mut ranked.severed, &mut ranked.severed_count)
                };
                *sum += u128::from(demand);
                *count += 1;
                Outcome::Severed { is_terminal }
            }
            Some(cost) => {
                let before = costs[found.relation].unwrap_or_default();
                ranked.rerouted_count += 1;
                ranked.added_cost += u128::from(demand) * u128::from(cost - before);
                if before > 0 {
                    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
                    let ratio = cost as f64 / before as f64;
                    ranked.worst_ratio = Some(ranked.worst_ratio.map_or(ratio, |worst| worst.max(ratio)));
                }
                ranked.added = ranked.added.zip(found.added).map(|(total, added)| TotalAdded {
                    time: total.time + i128::from(demand) * i128::from(added.time),
                    length: total.length + i128::from(demand) * i128::from(added.length),
                });
                Outcome::Rerouted { cost, added: found.added }
            }
        };
        ranked.consequences.push(Consequence { relation: found.relation, outcome });
    }
    ranked
}

fn without_consequences(loss: Loss) -> RankedLoss {
    RankedLoss {
        loss,
        severed: 0,
        terminal: 0,
        added_cost: 0,
        added: None,
        severed_count: 0,
        terminal_count: 0,
        rerouted_count: 0,
        throughput_lost: None,
        worst_ratio: None,
        consequences: Vec::new(),
    }
}

/// Adds what each loss takes away of what gets through, and those losses that do nothing else.
fn add_throughput(losses: &mut Vec<RankedLoss>, throughput: &Throughput) {
    let mut others = throughput.lost.clone();
    let both_measures = losses.iter().all(|ranked| ranked.added.is_some());
    for ranked in losses.iter_mut() {
        ranked.throughput_lost = Some(others.remove(&ranked.loss).unwrap_or(0));
    }
    // What may be nothing but the error is no loss that does anything.
    #[expect(clippy::cast_precision_loss, reason = "no nearer than the error is known")]
    others.retain(|_, lost| *lost as f64 > throughput.off_by_at_most.unwrap_or(0.0));
    losses.extend(others.into_iter().map(|(loss, lost)| RankedLoss {
        added: both_measures.then(TotalAdded::default),
        throughput_lost: Some(lost),
        ..without_consequences(loss)
    }));
}

/// How many hubs are open, and how many physical links have an open arc.
fn elements(view: &View<'_>, links: bool) -> usize {
    let network = view.network();
    let hubs = network.hubs().filter(|hub| hub.nodes().iter().any(|&node| view.is_open(node))).count();
    if !links {
        return hubs;
    }
    let open: BTreeSet<Loss> = network
        .links()
        .filter(|link| link.arcs().iter().any(|&arc| view.cost(arc).is_some()))
        .map(|link| Loss::of_link(network, link.id()))
        .collect();
    hubs + open.len()
}
