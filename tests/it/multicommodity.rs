//! Throughput between OD pairs of several origins, in shares of each kind, against a plain simplex on arcs, and where there is one origin against the exact methods.

use std::collections::{BTreeMap, BTreeSet};

use supplyline::analysis::flow::{
    Bottleneck, DeliveryOptions, MulticommodityOptions, MulticommodityThroughput, NoValues, PairTier,
    RANKED_LOSSES_WORK, Ratio, ShareWitness, Shares, cheapest_delivery, throughput_joint, throughput_losses,
    throughput_losses_multicommodity, throughput_multicommodity, verify_throughput_multicommodity,
};
use supplyline::analysis::metrics::{Metric, compare};
use supplyline::analysis::rank::{Loss, RankingRejection, verify_ranking};
use supplyline::analysis::{RankOptions, rank};
use supplyline::network::{ArcId, HubId, NewLink, NodeId};
use supplyline::progress::Silent;
use supplyline::report::{RankingReport, ranking_html};
use supplyline::scenario::{PairSpec, Source};
use supplyline::units::Capacity;
use supplyline::{Network, Scenario, ScenarioSpec, View};

use crate::flows::supplies;
use crate::max_flow::{ENDLESS, limited_world};

/// Shares of two methods that count with a point are the same where they differ by no more.
const SAME: f64 = 1e-6;

/// A linear program in the form: as much as can be of goals, the first before the second, with *A x* ≤ *b*, *x* ≥ 0 and *b* ≥ 0, so
/// that nothing at all is a start. A dense tableau, as G. B. Dantzig has it; the smallest numbers decide after many steps without gain.
struct Simplex {
    /// A row for each limit, the last entry of which is its right side.
    rows: Vec<Vec<f64>>,
    goals: [Vec<f64>; 2],
    basis: Vec<usize>,
}

impl Simplex {
    fn new(variables: usize, limits: &[(Vec<(usize, f64)>, f64)], goals: [&[(usize, f64)]; 2]) -> Self {
        let width = variables + limits.len() + 1;
        let mut rows = Vec::new();
        for (at, (terms, limit)) in limits.iter().enumerate() {
            assert!(*limit >= 0.0);
            let mut row = vec![0.0; width];
            for &(variable, factor) in terms {
                row[variable] += factor;
            }
            row[variables + at] = 1.0;
            row[width - 1] = *limit;
            rows.push(row);
        }
        let goals = goals.map(|terms| {
            let mut goal = vec![0.0; width];
            for &(variable, factor) in terms {
                goal[variable] += factor;
            }
            goal
        });
        Self { rows, goals, basis: (variables..width - 1).collect() }
    }

    /// The values of the variables where the goals are best.
    fn solve(mut self) -> Vec<f64> {
        const EPSILON: f64 = 1e-9;
        let width = self.goals[0].len();
        for step in 0.. {
            let gains = |column: &usize| match self.goals[0][*column] {
                first if first > EPSILON => true,
                first if first < -EPSILON => false,
                _ => self.goals[1][*column] > EPSILON,
            };
            let mut entering = (0..width - 1).filter(gains);
            let value = |column: usize| {
                let first = self.goals[0][column];
                if first > EPSILON { 1e6 + first } else { self.goals[1][column] }
            };
            let column = if step < 300 {
                entering.max_by(|&one, &two| value(one).total_cmp(&value(two)))
            } else {
                entering.next()
            };
            let Some(column) = column else { break };
            let steps = self.rows.iter().enumerate().filter(|(_, row)| row[column] > EPSILON);
            let of = |&(at, row): &(usize, &Vec<f64>)| (row[width - 1] / row[column], self.basis[at]);
            let leaving = steps
                .min_by(|one, two| of(one).0.total_cmp(&of(two).0).then(of(one).1.cmp(&of(two).1)))
                .expect("everything has a limit")
                .0;
            assert!(step < 20_000, "no end");
            let factor = self.rows[leaving][column];
            for entry in &mut self.rows[leaving] {
                *entry /= factor;
            }
            let pivot = self.rows[leaving].clone();
            let others =
                self.rows.iter_mut().enumerate().filter(|&(at, _)| at != leaving).map(|(_, row)| row);
            for row in others.chain(&mut self.goals) {
                let factor = row[column];
                if factor != 0.0 {
                    for (entry, by) in row.iter_mut().zip(&pivot) {
                        *entry -= factor * by;
                    }
                }
            }
            self.basis[leaving] = column;
        }
        let mut values = vec![0.0; width - 1];
        for (row, &basic) in self.rows.iter().zip(&self.basis) {
            values[basic] = row[width - 1];
        }
        values
    }
}

/// A scenario as a linear program on arcs: for each kind of goods what flows on each arc, starts at each node of an origin and
/// ends at each node of a destination.
pub(crate) struct OnArcs {
    limits: Vec<(Vec<(usize, f64)>, f64)>,
    variables: usize,
    demands: Vec<f64>,
    /// By relation the variable of its share.
    shares: Vec<usize>,
    /// What flows on arcs, with what a kilogram costs there.
    costs: Vec<(usize, f64)>,
}

impl OnArcs {
    pub(crate) fn new(scenario: &Scenario<'_>, view: &View<'_>) -> Self {
        Self::times(scenario, view, |_| 1.0, |_| 1.0)
    }

    /// With the capacities of nodes and arcs times factors; without limit they stay so.
    #[expect(clippy::cast_precision_loss)]
    pub(crate) fn times(
        scenario: &Scenario<'_>,
        view: &View<'_>,
        of_node: impl Fn(NodeId) -> f64,
        of_arc: impl Fn(ArcId) -> f64,
    ) -> Self {
        let network = view.network();
        let mut limits: Vec<(Vec<(usize, f64)>, f64)> = Vec::new();
        let mut variables = 0;
        let mut variable = || {
            variables += 1;
            variables - 1
        };
        let left = |capacity: Capacity| capacity.limit().map(|tonnes| tonnes.kilograms() as f64);
        // What is counted at nodes, on arcs, on tracks and of supplies.
        let mut at_nodes: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        let mut on_arcs: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        let mut of_supplies: BTreeMap<HubId, Vec<(usize, f64)>> = BTreeMap::new();
        let relations = scenario.relations();
        let mut shares = vec![0; relations.len()];
        let mut costs = Vec::new();
        let sources: BTreeSet<Source> = relations.iter().map(|relation| relation.source).collect();
        for source in sources {
            let mut into: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
            let mut out_of: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
            for arc in network.arcs().filter(|&arc| view.cost(arc).is_some()) {
                let flow = variable();
                costs.extend(view.cost(arc).map(|cost| (flow, f64::from(cost))));
                on_arcs.entry(arc.index()).or_default().push((flow, 1.0));
                into.entry(network.head(arc).index()).or_default().push((flow, 1.0));
                out_of.entry(network.tail(arc).index()).or_default().push((flow, 1.0));
            }
            for (hub, _) in supplies(scenario, source) {
                for &node in network.hub(hub).nodes().iter().filter(|&&node| view.is_open(node)) {
                    let starts = variable();
                    of_supplies.entry(hub).or_default().push((starts, 1.0));
                    into.entry(node.index()).or_default().push((starts, 1.0));
                }
            }
            for (at, relation) in relations.iter().enumerate().filter(|(_, one)| one.source == source) {
                let mut gets = Vec::new();
                for &node in
                    network.hub(relation.destination).nodes().iter().filter(|&&node| view.is_open(node))
                {
                    let ends = variable();
                    gets.push((ends, -1.0));
                    out_of.entry(node.index()).or_default().push((ends, 1.0));
                }
                shares[at] = variable();
                gets.push((shares[at], relation.demand.kilograms() as f64));
                limits.push((gets, 0.0));
                limits.push((vec![(shares[at], 1.0)], 1.0));
            }
            let nodes: BTreeSet<usize> = into.keys().chain(out_of.keys()).copied().collect();
            for node in nodes {
                let enters = into.remove(&node).unwrap_or_default();
                // What enters and leaves nowhere gets nobody anything.
                let mut kept: Vec<(usize, f64)> = enters.iter().map(|&(flow, _)| (flow, -1.0)).collect();
                kept.extend(out_of.remove(&node).unwrap_or_default());
                limits.push((kept, 0.0));
                at_nodes.entry(node).or_default().extend(enters);
            }
        }
        for node in network.nodes().filter(|node| view.is_open(node.id())) {
            let capacity = left(node.capacity().share(view.node_capacity_share(node.id())));
            let capacity = capacity.map(|capacity| capacity * of_node(node.id()));
            limits.extend(at_nodes.remove(&node.id().index()).zip(capacity));
        }
        let carries = |arc| {
            let capacity = left(network.arc_capacity(arc).share(view.capacity_share(arc)));
            capacity.map(|capacity| capacity * of_arc(arc))
        };
        for link in network.links().filter(|link| link.shares_capacity() && !link.is_directed()) {
            for pair in link.arcs().chunks(2) {
                let open = pair.iter().filter(|&&arc| view.cost(arc).is_some());
                let most = open.clone().filter_map(|&arc| carries(arc)).reduce(f64::max);
                let both = open.flat_map(|arc| on_arcs[&arc.index()].clone()).collect();
                limits.extend(most.map(|most| (both, most)));
            }
        }
        for arc in network.arcs() {
            limits.extend(on_arcs.remove(&arc.index()).zip(carries(arc)));
        }
        let mut stated = BTreeMap::new();
        for relation in relations {
            stated.extend(supplies(scenario, relation.source));
        }
        for (hub, supply) in stated.into_iter().filter(|&(_, supply)| supply < ENDLESS) {
            limits.extend(of_supplies.remove(&hub).map(|starts| (starts, supply as f64)));
        }
        let demands = relations.iter().map(|relation| relation.demand.kilograms() as f64).collect();
        Self { limits, variables, demands, shares, costs }
    }

    /// The greatest of a variable, where no share is above what is stated for it, and those that come first are all they can be.
    fn best(&self, most: &[Option<f64>], goal: Goal) -> f64 {
        let mut limits = self.limits.clone();
        let mut first = Vec::new();
        let common = self.variables;
        for (at, most) in most.iter().enumerate() {
            if let Some(most) = most {
                limits.push((vec![(self.shares[at], 1.0)], *most));
                first.push((self.shares[at], 1.0));
            } else if let Goal::Common = goal {
                limits.push((vec![(common, 1.0), (self.shares[at], -1.0)], 0.0));
            }
        }
        limits.push((vec![(common, 1.0)], 1.0));
        let goal = match goal {
            Goal::Common => common,
            Goal::Own(at) => self.shares[at],
        };
        Simplex::new(self.variables + 1, &limits, [&first, &[(goal, 1.0)]]).solve()[goal]
    }

    /// The max-min fair shares: the greatest that all can have; who can have no more where the others have that has it; and so on.
    fn shares(&self) -> Vec<f64> {
        let mut settled: Vec<Option<f64>> =
            self.demands.iter().map(|&demand| (demand == 0.0).then_some(1.0)).collect();
        // Those that want nothing are no matter to anyone.
        while settled.iter().any(Option::is_none) {
            let common = self.best(&settled, Goal::Common);
            let active: Vec<usize> = (0..settled.len()).filter(|&at| settled[at].is_none()).collect();
            let mut next = settled.clone();
            for &at in &active {
                let mut others = settled.clone();
                for &other in active.iter().filter(|&&other| other != at) {
                    others[other] = Some(common);
                }
                if common > 1.0 - 1e-9 || self.best(&others, Goal::Own(at)) < common + 1e-7 {
                    next[at] = Some(common);
                }
            }
            assert_ne!(settled, next, "one of them has no more");
            settled = next;
        }
        settled.into_iter().flatten().collect()
    }

    /// What all get together at most, kilograms a day.
    pub(crate) fn total(&self) -> f64 {
        let largest = self.demands.iter().copied().fold(1.0, f64::max);
        let goal: Vec<(usize, f64)> = self
            .shares
            .iter()
            .zip(&self.demands)
            .map(|(&share, &demand)| (share, demand / largest))
            .collect();
        let values = Simplex::new(self.variables, &self.limits, [&goal, &[]]).solve();
        self.shares.iter().zip(&self.demands).map(|(&share, &demand)| values[share] * demand).sum()
    }

    /// What it costs at the least that each gets so much of its demand, kilograms times milliseconds or decimetres a day; and how much of
    /// these shares there is, all together.
    pub(crate) fn cost(&self, most: &[f64]) -> (f64, f64) {
        let mut limits = self.limits.clone();
        for (&share, &most) in self.shares.iter().zip(most) {
            limits.push((vec![(share, 1.0)], most));
        }
        let largest = self.demands.iter().copied().fold(1.0, f64::max);
        let demands = self.shares.iter().zip(&self.demands);
        let all: Vec<(usize, f64)> = demands.map(|(&share, &demand)| (share, demand / largest)).collect();
        let dearest = self.costs.iter().map(|&(_, cost)| cost).fold(1.0, f64::max);
        let costs: Vec<(usize, f64)> =
            self.costs.iter().map(|&(flow, cost)| (flow, -cost / dearest)).collect();
        let values = Simplex::new(self.variables, &limits, [&all, &costs]).solve();
        let cost = self.costs.iter().map(|&(flow, cost)| values[flow] * cost).sum();
        (cost, self.shares.iter().zip(&self.demands).map(|(&share, &demand)| values[share] * demand).sum())
    }

    /// The greatest share that all have together which anything can get to, and which those are.
    fn common(&self) -> (f64, Vec<bool>) {
        let nothing = vec![Some(0.0); self.shares.len()];
        let gets_something = |at: usize| {
            let mut only = nothing.clone();
            only[at] = None;
            self.best(&only, Goal::Own(at)) > 1e-12
        };
        let open: Vec<bool> = (0..self.shares.len()).map(gets_something).collect();
        let takes_part = |at: &usize| open[*at] && self.demands[*at] > 0.0;
        let most: Vec<Option<f64>> =
            (0..open.len()).map(|at| if takes_part(&at) { None } else { Some(0.0) }).collect();
        (self.best(&most, Goal::Common), open)
    }
}

#[derive(Clone, Copy)]
enum Goal {
    /// The share of all of which none is stated.
    Common,
    /// That of one.
    Own(usize),
}

fn verified(scenario: &Scenario<'_>, view: &View<'_>, seed: u64) -> MulticommodityThroughput {
    verified_in(Shares::Fair, scenario, view, seed)
}

fn verified_in(
    shares: Shares,
    scenario: &Scenario<'_>,
    view: &View<'_>,
    seed: u64,
) -> MulticommodityThroughput {
    let options = MulticommodityOptions::default().shares(shares);
    let outcome = throughput_multicommodity(scenario, view, options).unwrap();
    assert_eq!(outcome.shares, shares);
    verify_throughput_multicommodity(scenario, view, &outcome)
        .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
    let told = || {
        let shares = outcome.relations.iter().map(|one| [one.met.value(), one.met_at_most.value()]);
        let members: Vec<&[usize]> = outcome.tiers.iter().map(|tier| &tier.members[..]).collect();
        format!("seed {seed}: {:?} in {members:?}", shares.collect::<Vec<_>>())
    };
    assert!(outcome.gap() <= SAME, "{}", told());
    outcome
}

pub(crate) fn source_count(scenario: &Scenario<'_>) -> usize {
    scenario.relations().iter().map(|relation| relation.source).collect::<BTreeSet<Source>>().len()
}

/// Random worlds with several origins: shares as the simplex has them, on arcs and without a single path.
#[test]
fn shares_of_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut tiers, mut partial, mut severed, mut tracks, mut worst) = (0, 0, 0, 0, 0, 0.0_f64);
    for seed in 0..700 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for view in [scenario.before(), scenario.after()] {
            let program = OnArcs::new(&scenario, view);
            let outcome = verified(&scenario, view, seed);
            worst = worst.max(outcome.gap());
            tiers = tiers.max(outcome.tiers.len());
            for (answer, share) in outcome.relations.iter().zip(program.shares()) {
                let met = answer.met.value();
                assert!((met - share).abs() < SAME, "seed {seed}: {met} {share} {:?}", answer.relation);
                partial += usize::from(met > 0.0 && met < 1.0);
                severed += usize::from(met == 0.0);
            }
            let told = outcome.tiers.iter().flat_map(|tier| &tier.lengths);
            tracks += told.filter(|(part, _)| matches!(part, Bottleneck::Track(..))).count();
            worlds += 1;
        }
    }
    let counts = [worlds, partial, severed, tracks];
    assert!(worlds > 300 && partial > 300 && severed > 300 && tracks > 10, "{counts:?}");
    assert!(tiers >= 4 && worst < 1e-6, "{tiers} {worst:e}");
}

/// Random worlds with several origins: the most in all, and the largest common share, as the simplex has them.
#[test]
fn the_most_and_the_common_share_of_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut short, mut unlike_fair, mut partial, mut severed) = (0, 0, 0, 0, 0);
    for seed in 0..400 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        if source_count(&scenario) < 2 {
            continue;
        }
        for view in [scenario.before(), scenario.after()] {
            let program = OnArcs::new(&scenario, view);
            let wanted: f64 = program.demands.iter().sum();
            let most = verified_in(Shares::Most, &scenario, view, seed);
            let gets = |outcome: &MulticommodityThroughput| {
                outcome.relations.iter().map(|one| one.throughput.value()).sum::<f64>()
            };
            let (found, total) = (gets(&most), program.total());
            assert!((found - total).abs() <= SAME * total.max(1.0), "seed {seed}: {found} {total}");
            let bound = most.most.unwrap().amount.value();
            assert!(
                bound >= total * (1.0 - SAME) && bound <= found * (1.0 + SAME) + SAME,
                "seed {seed}: {bound}"
            );
            short += usize::from(total < wanted - 1.0);
            unlike_fair += usize::from(gets(&verified(&scenario, view, seed)) < found - 1.0);

            let (share, open) = program.common();
            let common = verified_in(Shares::Proportional, &scenario, view, seed);
            for (answer, open) in common.relations.iter().zip(open) {
                let wants = answer.relation.demand.kilograms() > 0;
                let expected = if !wants {
                    1.0
                } else if open {
                    share
                } else {
                    0.0
                };
                let met = answer.met.value();
                assert!((met - expected).abs() < SAME, "seed {seed}: {met} {expected} {:?}", answer.relation);
                partial += usize::from(met > 0.0 && met < 1.0);
                severed += usize::from(wants && !open);
            }
            worlds += 1;
        }
    }
    let counts = [worlds, short, unlike_fair, partial, severed];
    assert!(counts.iter().all(|&count| count > 50), "{counts:?}");
}

/// Where all draw on the same origins, the most in all and the common share are those of the exact methods.
#[test]
fn the_most_and_the_common_share_of_one_origin_as_by_the_exact_methods() {
    let (mut short, mut partial) = (0, 0);
    for seed in 0..400 {
        let (network, mut spec) = limited_world(seed);
        if spec.destinations.is_empty() {
            let origin = spec.pairs[0].origin.clone();
            spec.pairs.retain(|pair| pair.origin == origin);
        } else {
            spec.pairs.clear();
        }
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            #[expect(clippy::cast_precision_loss)]
            let exact = throughput_joint(&scenario, view, None).unwrap().total() as f64;
            let most = verified_in(Shares::Most, &scenario, view, seed);
            let found: f64 = most.relations.iter().map(|one| one.throughput.value()).sum();
            assert!((found - exact).abs() <= SAME * exact.max(1.0), "seed {seed}: {found} {exact}");
            short += usize::from(most.relations.iter().any(|one| one.met < Ratio::ONE));
            let options = DeliveryOptions::default().shares(Shares::Proportional);
            let exact = cheapest_delivery(&scenario, view, options).unwrap();
            let ShareWitness::Proportional(exact) = exact.witness.shares else { unreachable!() };
            let common = verified_in(Shares::Proportional, &scenario, view, seed);
            for &at in &exact.members {
                let [found, wanted] = [common.relations[at].met, exact.met].map(Ratio::value);
                assert!((found - wanted).abs() < SAME, "seed {seed}: {found} {wanted}");
                partial += usize::from(exact.met > Ratio::ZERO && exact.met < Ratio::ONE);
            }
        }
    }
    assert!(short > 200 && partial > 200, "{short} {partial}");
}

/// How much less gets through without each hub and link, as the simplex has it.
#[test]
fn losses_between_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut some, mut none) = (0, 0, 0);
    for seed in 0..160 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let hubs = network.hubs().map(|hub| Loss::Hub(hub.id()));
        let links = network.links().map(|link| Loss::of_link(&network, link.id()));
        let elements: Vec<Loss> = hubs.chain(links).collect();
        let view = scenario.before();
        let found = throughput_losses_multicommodity(&scenario, view, &elements, None).unwrap().unwrap();
        // A kilogram at most is rounded away, of thousands.
        assert!(found.off_by_at_most < 1.0, "seed {seed}: {}", found.off_by_at_most);
        if source_count(&scenario) < 2 {
            let exact = throughput_losses(&scenario, view, &elements, None).unwrap();
            assert_eq!((found.total, &found.lost), (exact.total, &exact.lost), "seed {seed}");
            continue;
        }
        worlds += 1;
        let total = OnArcs::new(&scenario, view).total();
        for (&element, &lost) in elements.iter().zip(&found.lost) {
            let mut rest = view.clone();
            element.close(&mut rest);
            #[expect(clippy::cast_precision_loss)]
            let lost = lost as f64;
            let wanted = total - OnArcs::new(&scenario, &rest).total();
            assert!((lost - wanted).abs() < 1.0 + SAME * total, "seed {seed}, {element:?}: {lost} {wanted}");
            some += usize::from(lost > 0.0);
            none += usize::from(lost == 0.0);
        }
    }
    assert!(worlds > 30 && some > 100 && none > 100, "{worlds} {some} {none}");
}

/// Side by side with other metrics it has values and says how far they may be off, or says why it has none.
#[test]
fn a_comparison_has_throughput_between_several_origins_or_says_why_not() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Bridge")
        .hub("Plant")
        .hub("Mill")
        .link(NewLink::road("Mine", "Bridge").length("5 km"))
        .link(NewLink::road("Farm", "Bridge").length("5 km").capacity("120 t/d"))
        .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("300 t/d"))
        .link(NewLink::road("Plant", "Mill").length("2 km"))
        .build()
        .unwrap();
    let few = ScenarioSpec::new("two kinds of goods")
        .pair(PairSpec::new("Mine", "Plant").demand("200 t/d"))
        .pair(PairSpec::new("Farm", "Mill").demand("200 t/d"));
    let scenario = few.on(&network).unwrap();
    let found = compare(&scenario, &[Metric::Throughput, Metric::Severed], None).unwrap();
    let column = &found.columns[0];
    let told: BTreeMap<&str, f64> = found
        .elements
        .iter()
        .zip(&column.values)
        .map(|(loss, value)| (loss.key(&network), value.unwrap()))
        .collect();
    // 300 of 400 t/d fit. Without the farm the mine has all that it wants; without the mine the farm's road is what limits.
    let wanted = [("Bridge", 300.0), ("Farm", 100.0), ("Mill", 100.0), ("Mine", 180.0), ("Plant", 300.0)];
    assert_eq!(told, BTreeMap::from(wanted));
    assert!(column.missing.is_none() && column.off_by_at_most < Some(1e-3), "{:?}", column.off_by_at_most);
    assert!(found.columns[1].off_by_at_most.is_none());

    // A star of 33 hubs has more pairs than are worked out.
    let (network, many) = star(33);
    let scenario = many.on(&network).unwrap();
    let found = compare(&scenario, &[Metric::Throughput], None).unwrap();
    let column = &found.columns[0];
    assert!(column.values.iter().all(Option::is_none) && column.off_by_at_most.is_none());
    assert_eq!(column.missing, Some(NoValues::ManyPairs { pairs: 1_056 }));
}

/// A star of so many hubs, each of which wants something of every other.
fn star(hubs: usize) -> (Network, ScenarioSpec) {
    star_beside(hubs, 0)
}

/// The same beside so many hubs that nobody has to do with.
fn star_beside(hubs: usize, others: usize) -> (Network, ScenarioSpec) {
    let mut network = Network::builder().hub("Middle");
    for at in 0..others {
        network = network.hub(format!("Other {at}"));
    }
    let mut many = ScenarioSpec::new("all from all");
    for at in 0..hubs {
        let hub = format!("H{at}");
        network =
            network.hub(hub.as_str()).link(NewLink::road(&hub, "Middle").length("1 km").capacity("9 t/d"));
        for other in (0..hubs).filter(|&other| other != at) {
            many = many.pair(PairSpec::new(&hub, format!("H{other}")).demand("1 t/d"));
        }
    }
    (network.build().unwrap(), many)
}

/// A ranking tells what losses take of what gets through between several origins, as the comparison of metrics does, and its
/// checker finds out where it is not so.
#[test]
fn a_ranking_tells_what_losses_take_between_several_origins() {
    let (network, spec) = star(5);
    let scenario = spec.on(&network).unwrap();
    let ranking = rank(&scenario, RankOptions::default().links(true)).unwrap();
    // Each hub wants 4 t/d and sends 4 t/d, over a road that carries 9 t/d each way.
    assert_eq!((ranking.throughput, ranking.no_throughput), (Some(20_000), None));
    let off_by = ranking.throughput_off_by_at_most.unwrap();
    assert!((0.0..1.0).contains(&off_by), "{off_by}");
    let lost = |key: &str| {
        ranking.losses.iter().find(|ranked| ranked.loss.key(&network) == key).unwrap().throughput_lost
    };
    assert_eq!([lost("Middle"), lost("H3")], [Some(20_000), Some(8_000)]);
    let compared = compare(&scenario, &[Metric::Throughput], None).unwrap();
    for (loss, value) in compared.elements.iter().zip(&compared.columns[0].values) {
        let told = ranking.of(*loss).unwrap().throughput_lost.unwrap();
        assert_eq!(value.map(|tonnes| (tonnes * 1e3).round() as u64), Some(told));
    }
    let checked = verify_ranking(&scenario, &ranking, None, &Silent).unwrap();
    assert_eq!(checked.losses, ranking.losses.len() as u64);
    for by in [50, 8_000] {
        let mut wrong = ranking.clone();
        let worst = wrong.losses[0].throughput_lost.as_mut().unwrap();
        *worst -= by;
        let rejected = verify_ranking(&scenario, &wrong, None, &Silent).unwrap_err();
        assert!(matches!(rejected, RankingRejection::OtherThroughput { .. }), "{rejected}");
    }
    let report = RankingReport::new(&scenario, &ranking, None);
    assert_eq!(report.throughput_t_per_d, Some(20.0));
    assert!(report.head.warnings.is_empty(), "{:?}", report.head.warnings);
    assert!(ranking_html(&scenario, &ranking, &report).contains("Throughput lost, t/d"));
    let quick = RankOptions::default().throughput(supplyline::analysis::impact::Throughputs::LeftOut);
    let quick = rank(&scenario, quick).unwrap();
    assert_eq!((quick.throughput, quick.no_throughput), (None, None), "nobody asked");
}

/// Where it is too much work to be done unasked, a ranking says so, and how to ask.
#[test]
fn a_ranking_says_why_it_leaves_out_what_losses_take() {
    let (network, spec) = star_beside(22, 277);
    let scenario = spec.on(&network).unwrap();
    let (pairs, elements, nodes) = (462, 23, 300);
    assert!(pairs * elements * nodes > RANKED_LOSSES_WORK);
    let ranking = rank(&scenario, None).unwrap();
    assert_eq!((ranking.throughput, ranking.throughput_off_by_at_most), (None, None));
    assert_eq!(ranking.no_throughput, Some(NoValues::MuchWork { pairs: 462, elements: 23, nodes: 300 }));
    assert!(ranking.losses.iter().all(|ranked| ranked.throughput_lost.is_none()));
    let warnings = RankingReport::new(&scenario, &ranking, None).head.warnings;
    assert_eq!(warnings.len(), 1);
    for told in [
        "is left out, since destinations draw on different origins",
        "462 pairs",
        "23 hubs",
        "300 nodes",
        "rank --by throughput",
    ] {
        assert!(warnings[0].contains(told), "{told}: {}", warnings[0]);
    }
    verify_ranking(&scenario, &ranking, Some(3), &Silent).unwrap();
    let (network, spec) = star(33);
    let scenario = spec.on(&network).unwrap();
    assert_eq!(rank(&scenario, None).unwrap().no_throughput, Some(NoValues::ManyPairs { pairs: 1_056 }));
}

/// Coal and grain over one bridge, and grain that also has a road of its own: three kinds of shares, three answers.
#[test]
fn shares_of_each_kind_differ_as_they_should() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Bridge")
        .hub("Plant")
        .hub("Mill")
        .hub("Island")
        .link(NewLink::road("Mine", "Bridge").length("5 km"))
        .link(NewLink::road("Farm", "Bridge").length("5 km"))
        .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("300 t/d"))
        .link(NewLink::road("Plant", "Mill").length("2 km").capacity("100 t/d"))
        .build()
        .unwrap();
    // What goes on to the mill takes as much of the bridge as the plant's, but the last road carries 100 t/d alone.
    let pair = |from: &str, to: &str, tonnes: &str| PairSpec::new(from, to).demand(tonnes);
    let spec = ScenarioSpec::new("three kinds of shares")
        .pair(pair("Mine", "Plant", "400 t/d"))
        .pair(pair("Farm", "Mill", "200 t/d"))
        .pair(pair("Mine", "Island", "50 t/d"));
    let scenario = spec.on(&network).unwrap();
    let met = |shares: Shares| {
        let outcome = verified_in(shares, &scenario, scenario.before(), 0);
        let shares: Vec<f64> = outcome.relations.iter().map(|one| one.met.value()).collect();
        shares
    };
    let near =
        |found: &[f64], wanted: &[f64]| found.iter().zip(wanted).all(|(one, two)| (one - two).abs() < SAME);
    assert!(near(&met(Shares::Fair), &[0.5, 0.5, 0.0]), "{:?}", met(Shares::Fair));
    assert!(near(&met(Shares::Proportional), &[0.5, 0.5, 0.0]), "{:?}", met(Shares::Proportional));
    let most = met(Shares::Most);
    assert!((400.0 * most[0] + 200.0 * most[1] - 300.0).abs() < SAME * 300.0 && most[2] <= 0.0, "{most:?}");
    // With less wanted at the mill its pair has all that it wants in fair shares, and no more than the others in common ones.
    let spec = ScenarioSpec::new("three kinds of shares")
        .pair(pair("Mine", "Plant", "400 t/d"))
        .pair(pair("Mine", "Mill", "400 t/d"))
        .pair(pair("Farm", "Bridge", "10 t/d"));
    let scenario = spec.on(&network).unwrap();
    let met = |shares: Shares| {
        let outcome = verified_in(shares, &scenario, scenario.before(), 0);
        outcome.relations.iter().map(|one| one.met.value()).collect::<Vec<f64>>()
    };
    assert!(near(&met(Shares::Fair), &[0.5, 0.25, 1.0]), "{:?}", met(Shares::Fair));
    assert!(near(&met(Shares::Proportional), &[0.25, 0.25, 0.25]), "{:?}", met(Shares::Proportional));
    let most = met(Shares::Most);
    assert!((400.0 * (most[0] + most[1]) - 300.0).abs() < SAME * 300.0 && most[2] >= 1.0, "{most:?}");
}

/// Who wants far more than gets through gets what there is, beside others that want kilograms: what is a part of a unit of theirs
/// holds nobody down.
#[test]
fn whoever_wants_far_too_much_gets_what_there_is() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Bridge")
        .hub("Plant")
        .hub("Mill")
        .link(NewLink::road("Mine", "Bridge").length("5 km"))
        .link(NewLink::road("Farm", "Bridge").length("5 km"))
        .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("420 t/d"))
        .link(NewLink::road("Plant", "Mill").length("2 km").capacity("500 t/d"))
        .build()
        .unwrap();
    let pair = |from: &str, to: &str, tonnes: &str| PairSpec::new(from, to).demand(tonnes);
    for power in 3..=12 {
        let spec = ScenarioSpec::new("as much as possible")
            .pair(pair("Mine", "Plant", &format!("1e{power} t/d")))
            .pair(pair("Farm", "Mill", "0.001 t/d"))
            .pair(pair("Mine", "Farm", "0.5 t/d"));
        let scenario = spec.on(&network).unwrap();
        let gets = |outcome: &MulticommodityThroughput| {
            outcome.relations.iter().map(|one| one.throughput.value() / 1e3).collect::<Vec<f64>>()
        };
        let wanted = 10_f64.powi(power);
        // What the mine and the farm send over the bridge falls short in the same share of what is wanted.
        let both = 420.0 / (wanted + 0.001);
        for (shares, expected) in [
            (Shares::Fair, [wanted * both, 0.001 * both, 0.5]),
            (Shares::Proportional, [wanted * both, 0.001 * both, 0.5 * both]),
        ] {
            let options = MulticommodityOptions::default().shares(shares);
            let outcome = throughput_multicommodity(&scenario, scenario.before(), options).unwrap();
            verify_throughput_multicommodity(&scenario, scenario.before(), &outcome).unwrap();
            let first = &outcome.relations[0];
            assert!(first.met_at_most.value() <= first.met.value() * (1.0 + 1e-6), "{shares:?}, 1e{power}");
            let found = gets(&outcome);
            for (found, expected) in found.iter().zip(expected) {
                // A millionth of what gets through is near enough, for whoever it is.
                let slack = 1e-6 * 420.0;
                assert!((found - expected).abs() <= slack, "{shares:?}, 1e{power}: {found} {expected}");
            }
        }
    }
}

/// Anything that is changed in an answer of the most in all or of common shares, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with_in_other_shares() {
    let (mut amounts, mut bounds, mut lengths, mut kinds, mut shares) = (0, 0, 0, 0, 0);
    for seed in 0..300 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let rejected = |outcome: &MulticommodityThroughput| {
            let found = verify_throughput_multicommodity(&scenario, view, outcome);
            assert!(found.is_err(), "seed {seed}: {:?}", outcome.shares);
        };
        for kind in [Shares::Most, Shares::Proportional] {
            let whole = verified_in(kind, &scenario, view, seed);
            for at in 0..whole.relations.len() {
                let mut bad = whole.clone();
                let answer = &mut bad.relations[at];
                if let Some(route) = answer.routes.first_mut() {
                    let tonne = Ratio::from(1_000);
                    // A tonne less, and all that follows from it.
                    let Some(less) = route.amount.minus(tonne) else { continue };
                    route.amount = less;
                    answer.throughput = answer.throughput.minus(tonne).unwrap();
                    let wanted = u128::from(answer.relation.demand.kilograms());
                    let throughput = answer.throughput;
                    answer.met =
                        Ratio::new(throughput.numerator(), throughput.denominator() * wanted).unwrap();
                    let met = answer.met;
                    for tier in bad.tiers.iter_mut().filter(|tier| tier.members.contains(&at)) {
                        tier.met = tier.met.min(met);
                    }
                    if kind == Shares::Proportional && whole.tiers.last().unwrap().members.len() > 1 {
                        rejected(&bad);
                        shares += 1;
                    }
                    // As much again for one who has no way for it.
                    bad.relations[at].throughput = bad.relations[at].throughput.plus(tonne).unwrap();
                    rejected(&bad);
                    amounts += 1;
                }
            }
            let mut bad = whole.clone();
            bad.shares = if kind == Shares::Most { Shares::Proportional } else { Shares::Most };
            rejected(&bad);
            bad.shares = Shares::Fair;
            if kind == Shares::Most {
                rejected(&bad);
                kinds += 1;
            }
            if let Some(most) = whole.most {
                let mut bad = whole.clone();
                let amount = most.amount.minus(Ratio::from(1));
                let Some(amount) = amount else { continue };
                bad.most.as_mut().unwrap().amount = amount;
                rejected(&bad);
                bounds += 1;
            } else if let Some(tier) = whole.tiers.last().filter(|tier| !tier.lengths.is_empty()) {
                let mut bad = whole.clone();
                for &member in &tier.members {
                    let most = &mut bad.relations[member].met_at_most;
                    *most = Ratio::new(most.numerator() * 999_999, most.denominator() * 1_000_000).unwrap();
                }
                rejected(&bad);
                bounds += 1;
            }
            let is_held = |tier: &PairTier| match whole.most {
                Some(most) => most.worth > 0,
                None => whole.relations[tier.members[0]].met_at_most < Ratio::ONE,
            };
            if whole.tiers.last().is_some_and(|tier| !tier.lengths.is_empty() && is_held(tier)) {
                let mut bad = whole.clone();
                bad.tiers.last_mut().unwrap().lengths.clear();
                rejected(&bad);
                lengths += 1;
            }
        }
    }
    let counts = [amounts, bounds, lengths, kinds, shares];
    assert!(counts.iter().all(|&count| count > 50), "{counts:?}");
}

/// Where all draw on the same origins the exact method has the same shares.
#[test]
fn shares_of_one_origin_as_by_the_exact_method() {
    let (mut partial, mut full, mut short) = (0, 0, 0);
    for seed in 0..700 {
        let (network, mut spec) = limited_world(seed);
        if spec.destinations.is_empty() {
            let origin = spec.pairs[0].origin.clone();
            spec.pairs.retain(|pair| pair.origin == origin);
        } else {
            spec.pairs.clear();
        }
        let scenario = spec.on(&network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let exact = throughput_joint(&scenario, view, None).unwrap();
            let outcome = verified(&scenario, view, seed);
            for (answer, exact) in outcome.relations.iter().zip(&exact.relations) {
                let [found, wanted] = [answer.met, exact.met].map(Ratio::value);
                assert!((found - wanted).abs() < SAME, "seed {seed}: {found} {wanted}");
                if exact.met == Ratio::ONE {
                    full += 1;
                    short += usize::from(answer.met != Ratio::ONE);
                } else {
                    partial += usize::from(exact.met > Ratio::ZERO);
                }
            }
        }
    }
    // What is met is met to the last unit, but for very few.
    assert!(partial > 200 && full > 200 && short < 10, "{partial} {full} {short}");
}

/// Both directions of a track, used at once by goods of two origins.
#[test]
fn a_shared_track_carries_both_directions_together() {
    let pair = |from: &str, to: &str| PairSpec::new(from, to).demand("100 t/d");
    let spec = ScenarioSpec::new("both ways").pair(pair("A", "B")).pair(pair("B", "A"));
    for (is_shared, wanted) in [(true, 0.5), (false, 1.0)] {
        let link = NewLink::rail("A", "B").length("1 km");
        let link = if is_shared { link.shared_capacity("100 t/d") } else { link.capacity("100 t/d") };
        let network = Network::builder().hub("A").hub("B").link(link).build().unwrap();
        let scenario = spec.on(&network).unwrap();
        let outcome = verified(&scenario, scenario.before(), 0);
        for answer in &outcome.relations {
            assert!((answer.met.value() - wanted).abs() < SAME, "{is_shared}: {}", answer.met);
        }
        let mut lengths = outcome.tiers.iter().flat_map(|tier| &tier.lengths);
        let is_told = lengths.any(|(part, _)| matches!(part, Bottleneck::Track(..)));
        assert_eq!(is_told, is_shared);
    }
}

/// The same answer twice, to the last unit, whatever the threads.
#[test]
fn the_same_answer_twice() {
    for seed in 0..60 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let answer = || throughput_multicommodity(&scenario, scenario.after(), None).unwrap();
        assert_eq!(answer(), answer(), "seed {seed}");
    }
}

/// Anything that is changed in an answer, the checker notices.
#[test]
fn the_checker_rejects_what_was_tampered_with() {
    let (mut amounts, mut shares, mut bounds, mut lengths, mut routes) = (0, 0, 0, 0, 0);
    for seed in 0..300 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let view = scenario.before();
        let whole = verified(&scenario, view, seed);
        let rejected = |outcome: &MulticommodityThroughput| {
            assert!(verify_throughput_multicommodity(&scenario, view, outcome).is_err(), "seed {seed}");
        };
        let little = Ratio::new(1, 1_000).unwrap();
        for at in 0..whole.relations.len() {
            let mut bad = whole.clone();
            if let Some(route) = bad.relations[at].routes.first_mut() {
                route.amount = route.amount.plus(little).unwrap();
                rejected(&bad);
                amounts += 1;
            }
            let mut bad = whole.clone();
            if bad.relations[at].routes.pop().is_some() {
                rejected(&bad);
                routes += 1;
            }
            // More than is said to be proved, brought by nothing.
            let mut bad = whole.clone();
            let answer = &mut bad.relations[at];
            if answer.met < Ratio::ONE {
                (answer.met, answer.met_at_most) = (Ratio::ONE, Ratio::ONE);
                answer.throughput = answer.relation.demand.kilograms().into();
                rejected(&bad);
                shares += 1;
            }
            // A bound below what is brought, and one that nothing proves.
            let mut bad = whole.clone();
            let answer = &mut bad.relations[at];
            if answer.met > Ratio::ZERO && answer.relation.demand.kilograms() > 0 {
                answer.met_at_most =
                    Ratio::new(answer.met.numerator(), answer.met.denominator() + 1).unwrap();
                rejected(&bad);
                bounds += 1;
            }
        }
        for at in 0..whole.tiers.len() {
            let mut bad = whole.clone();
            bad.tiers[at].members.pop();
            rejected(&bad);
            let mut bad = whole.clone();
            let is_held = |&member: &usize| whole.relations[member].met_at_most < Ratio::ONE;
            let is_held = whole.tiers[at].members.iter().any(is_held);
            if is_held && !bad.tiers[at].lengths.is_empty() {
                // Without lengths nothing is far, and no share is held down.
                bad.tiers[at].lengths.clear();
                rejected(&bad);
                let mut bad = whole.clone();
                let first = bad.tiers[at].lengths[0];
                bad.tiers[at].lengths.push(first);
                rejected(&bad);
                lengths += 1;
            }
        }
    }
    let counts = [amounts, shares, bounds, lengths, routes];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}
