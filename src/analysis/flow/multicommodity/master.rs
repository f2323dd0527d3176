//! The linear program over the ways that are known: how large a share can all have that is not settled yet, how much all
//! together, or what do given amounts cost at the least?

use std::collections::BTreeMap;

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SupportedConeT};

use super::problem::{Problem, Way};

/// How near the solver is to come, as far as numbers with a point go. What it says is never taken for proved.
const NEAR: f64 = 1e-11;
/// No share is sought that is more than so many times what it was guessed to be; the next guess is nearer.
const FAR: f64 = 1e6;

/// What is asked of the ways.
pub(super) struct Asked<'w> {
    pub(super) ways: &'w [&'w Way],
    /// By part whether it may limit anything. Whether others are kept to is for the caller to see.
    pub(super) may_limit: &'w [bool],
    pub(super) goal: Goal<'w>,
}

/// What is to be as much as can be, or as little.
#[derive(Clone, Copy)]
pub(super) enum Goal<'w> {
    /// The share that all have in common that are not settled.
    Share {
        /// By pair the share that is settled; nothing where it may still grow.
        settled: &'w [Option<f64>],
        /// About what the others can have; above zero.
        guess: f64,
    },
    /// What all get together.
    Total {
        /// About that, kilograms a day; above zero.
        guess: f64,
    },
    /// As little as can be: what it costs that each gets its amount.
    Cost {
        /// By pair, kilograms a day; above zero.
        amounts: &'w [f64],
        /// About what that costs; above zero.
        guess: f64,
        /// What a kilogram costs that does not get there. Without it whatever is full would have any price that is high enough.
        missing: f64,
    },
}

impl Goal<'_> {
    /// What a pair may get at most, kilograms a day.
    #[expect(clippy::cast_precision_loss, reason = "what is found is rounded down and proved in integers")]
    fn most(self, problem: &Problem<'_, '_>, pair: usize) -> f64 {
        let demand = problem.pairs[pair].demand as f64;
        match self {
            Self::Share { settled, .. } => settled[pair].unwrap_or(1.0) * demand,
            Self::Total { .. } => demand,
            Self::Cost { amounts, .. } => amounts[pair],
        }
    }

    /// By pair, in what its amounts are counted so that they are near 1, kilograms a day: its share about as it will be, or
    /// what its ways can carry of its demand.
    #[expect(clippy::cast_precision_loss, reason = "what is found is rounded down and proved in integers")]
    fn units(self, problem: &Problem<'_, '_>, ways: &[&Way]) -> Vec<f64> {
        let most = (0..problem.pairs.len()).map(|pair| self.most(problem, pair));
        match self {
            Self::Share { settled, guess } => {
                let unit = |(most, settled): (f64, &Option<f64>)| {
                    if settled.is_some() { most } else { guess * most }
                };
                most.zip(settled).map(unit).collect()
            }
            Self::Total { .. } => {
                let mut carried = vec![0.0; problem.pairs.len()];
                for way in ways {
                    let least = way.parts.iter().map(|&part| problem.capacities[part as usize]).min();
                    carried[way.pair] += least.map_or(f64::INFINITY, |least| least as f64);
                }
                most.zip(carried)
                    .map(|(most, carried)| if carried > 0.0 { most.min(carried) } else { most })
                    .collect()
            }
            Self::Cost { .. } => most.collect(),
        }
    }

    /// How many unknowns there are beside what goes over ways: the share, or what each pair misses.
    fn others(self, problem: &Problem<'_, '_>) -> usize {
        match self {
            Self::Share { .. } => 1,
            Self::Total { .. } => 0,
            Self::Cost { .. } => problem.pairs.len(),
        }
    }
}

/// About what is best; numbers with a point.
pub(super) struct Answer {
    /// The share of those that are not settled; 1 where that is not asked.
    pub(super) share: f64,
    /// By way, kilograms a day.
    pub(super) amounts: Vec<f64>,
    /// By part a length, zero or more: what a kilogram more of its capacity is worth.
    pub(super) lengths: Vec<f64>,
    /// What a kilogram of a pair takes, of each where they differ.
    pub(super) worth: Vec<f64>,
    /// The largest part of its amount that a pair misses; nothing where that is not asked.
    pub(super) missing: f64,
    /// How many entries the matrix had.
    pub(super) entries: usize,
}

/// How the solver is to work.
fn settings() -> DefaultSettings<f64> {
    DefaultSettings {
        verbose: false,
        tol_gap_abs: NEAR,
        tol_gap_rel: NEAR,
        tol_feas: NEAR,
        ..DefaultSettings::default()
    }
}

/// The parts that may limit the ways, and by part which of them it is.
#[expect(clippy::cast_precision_loss, reason = "what is found is rounded down and proved in integers")]
fn rows(
    problem: &Problem<'_, '_>,
    ways: &[&Way],
    may_limit: &[bool],
    goal: Goal<'_>,
) -> (Vec<usize>, Vec<usize>) {
    // Parts that all pairs together cannot fill limit nothing; each pair counts once.
    let mut users: Vec<(u32, usize)> =
        ways.iter().flat_map(|way| way.parts.iter().map(|&part| (part, way.pair))).collect();
    users.retain(|&(part, _)| may_limit[part as usize]);
    users.sort_unstable();
    users.dedup();
    let mut row_of = vec![usize::MAX; problem.parts.len()];
    let mut rows = Vec::new();
    for of_part in users.chunk_by(|one, two| one.0 == two.0) {
        let part = of_part[0].0 as usize;
        if of_part.iter().map(|&(_, pair)| goal.most(problem, pair)).sum::<f64>()
            > problem.capacities[part] as f64
        {
            row_of[part] = rows.len();
            rows.push(part);
        }
    }
    (rows, row_of)
}

/// What stands for all ways of a pair that the same parts limit.
struct Column {
    /// The first of them.
    way: usize,
    /// Ascending.
    rows: Vec<usize>,
}

/// One column for all ways of a pair that the same parts limit: to the program they are the same, or the cheapest is the best.
fn columns(ways: &[&Way], row_of: &[usize], goal: Goal<'_>) -> Vec<Column> {
    let counts_costs = matches!(goal, Goal::Cost { .. });
    let mut columns: BTreeMap<(usize, Vec<usize>), usize> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        let mut rows: Vec<usize> = way.parts.iter().map(|&part| row_of[part as usize]).collect();
        rows.retain(|&row| row != usize::MAX);
        rows.sort_unstable();
        let first = columns.entry((way.pair, rows)).or_insert(at);
        if counts_costs && way.cost < ways[*first].cost {
            *first = at;
        }
    }
    columns.into_iter().map(|((_, rows), way)| Column { way, rows }).collect()
}

/// Solves it. Nothing where the solver has no answer in numbers that are finite.
///
/// Unknown are, for each way, what goes over it in units of its pair's own, and the common share in units of the guess, so
/// that most of them are near 1. Rows are scaled by capacities.
#[expect(clippy::cast_precision_loss, reason = "what is found is rounded down and proved in integers")]
pub(super) fn solve(problem: &Problem<'_, '_>, asked: &Asked<'_>) -> Option<Answer> {
    let Asked { ways, may_limit, goal } = *asked;
    let units = goal.units(problem, ways);
    let (rows, row_of) = rows(problem, ways, may_limit, goal);
    let pairs = problem.pairs.len();
    // One row for each pair, one for each part, one for the share if it is asked or for what each misses, and one for each way:
    // none carries less than nothing.
    let (first_part, first_other) = (pairs, pairs + rows.len());
    let columns = columns(ways, &row_of, goal);
    let others = goal.others(problem);
    let (width, first_way) = (columns.len() + others, first_other + others);
    let mut starts = Vec::with_capacity(width + 1);
    let (mut row_numbers, mut entries) = (Vec::new(), Vec::new());
    starts.push(0);
    for (at, Column { way, rows: limits }) in columns.iter().enumerate() {
        let pair = ways[*way].pair;
        row_numbers.push(pair);
        entries.push(1.0);
        for &row in limits {
            row_numbers.push(first_part + row);
            entries.push(units[pair] / problem.capacities[rows[row]] as f64);
        }
        row_numbers.push(first_way + at);
        entries.push(-1.0);
        starts.push(entries.len());
    }
    let mut weights = vec![0.0; width];
    let mut limits = vec![1.0; first_other];
    // Whoever has a share or an amount gets just that; where all together count, nobody gets more than it wants.
    let mut exact = 0;
    match goal {
        Goal::Share { settled, guess } => {
            for (pair, _) in settled.iter().enumerate().filter(|(_, share)| share.is_none()) {
                row_numbers.push(pair);
                entries.push(-1.0);
                limits[pair] = 0.0;
            }
            row_numbers.push(first_other);
            entries.push(1.0);
            starts.push(entries.len());
            limits.push((1.0 / guess).min(FAR));
            weights[columns.len()] = -1.0;
            exact = pairs;
        }
        Goal::Total { guess } => {
            for (weight, column) in weights.iter_mut().zip(&columns) {
                *weight = -units[ways[column.way].pair] / guess;
            }
            // Where the ways carry less than is wanted it is they that limit it, and no price is to be on the demand.
            for (pair, limit) in limits.iter_mut().take(pairs).enumerate() {
                *limit = (goal.most(problem, pair) / units[pair]).min(2.0);
            }
        }
        Goal::Cost { guess, missing, .. } => {
            for (weight, column) in weights.iter_mut().zip(&columns) {
                let way = ways[column.way];
                *weight = way.cost as f64 * units[way.pair] / guess;
            }
            for (pair, unit) in units.iter().enumerate() {
                row_numbers.extend([pair, first_other + pair]);
                entries.extend([1.0, -1.0]);
                starts.push(entries.len());
                weights[columns.len() + pair] = missing * unit / guess;
            }
            limits.resize(first_way, 0.0);
            exact = pairs;
        }
    }
    let height = first_way + columns.len();
    limits.resize(height, 0.0);
    let count = entries.len();
    let matrix = CscMatrix::new(height, width, starts, row_numbers, entries);
    let mut cones = vec![SupportedConeT::NonnegativeConeT(height - exact)];
    if exact > 0 {
        cones.insert(0, SupportedConeT::ZeroConeT(exact));
    }
    let nothing = CscMatrix::zeros((width, width));
    let mut solver = DefaultSolver::new(&nothing, &weights, &matrix, &limits, &cones, settings()).ok()?;
    solver.solve();
    let (found, prices) = (&solver.solution.x, &solver.solution.z);
    if !found.iter().chain(prices.iter()).all(|number| number.is_finite()) {
        return None;
    }
    // What costs count in is what their guess is counted in.
    let unit = if let Goal::Cost { guess, .. } = goal { guess } else { 1.0 };
    let mut lengths = vec![0.0; problem.parts.len()];
    for (row, &part) in rows.iter().enumerate() {
        lengths[part] = prices[first_part + row].max(0.0) * unit / problem.capacities[part] as f64;
    }
    let (share, missing) = match goal {
        Goal::Share { guess, .. } => ((found[columns.len()] * guess).clamp(0.0, 1.0), 0.0),
        Goal::Total { .. } => (1.0, 0.0),
        Goal::Cost { .. } => (1.0, found[columns.len()..].iter().copied().fold(0.0, f64::max)),
    };
    let worth = match goal {
        Goal::Share { .. } | Goal::Cost { .. } => {
            prices.iter().zip(&units).map(|(price, pair)| price.abs() * unit / pair).collect()
        }
        // A kilogram more for anyone is one more in all.
        Goal::Total { guess } => vec![1.0 / guess],
    };
    let mut amounts = vec![0.0; ways.len()];
    for (column, &amount) in columns.iter().zip(found) {
        amounts[column.way] = amount.max(0.0) * units[ways[column.way].pair];
    }
    Some(Answer { share, amounts, lengths, worth, missing, entries: count })
}
