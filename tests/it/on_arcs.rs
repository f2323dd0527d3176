//! What several origins' pairs get, by a second method: a scenario as a linear program on arcs, without a single path, and a plain simplex.

use std::collections::{BTreeMap, BTreeSet};

use supplyline::network::{ArcId, HubId, NodeId};
use supplyline::scenario::Source;
use supplyline::units::Capacity;
use supplyline::{Scenario, View};

use crate::flows::supplies;
use crate::max_flow::ENDLESS;

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
    pub(crate) demands: Vec<f64>,
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
    pub(crate) fn shares(&self) -> Vec<f64> {
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
    pub(crate) fn common(&self) -> (f64, Vec<bool>) {
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
