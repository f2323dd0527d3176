//! The linear program over the ways that are known: how large a share can all have that is not settled yet?

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SupportedConeT};

use super::problem::{Problem, Way};

/// How near the solver is to come, as far as numbers with a point go. What it says is never taken for proved.
const NEAR: f64 = 1e-11;
/// No share is sought that is more than so many times what it was guessed to be; the next guess is nearer.
const FAR: f64 = 1e6;

/// What is asked of the ways.
pub(super) struct Asked<'w> {
    pub(super) ways: &'w [Way],
    /// By pair the share that is settled; nothing where it may still grow.
    pub(super) settled: &'w [Option<f64>],
    /// By part whether it may limit anything. Whether others are kept to is for the caller to see.
    pub(super) limits: &'w [bool],
    /// About what the others can have; above zero.
    pub(super) guess: f64,
}

/// About what is best; numbers with a point.
pub(super) struct Answer {
    /// The share of those that are not settled.
    pub(super) share: f64,
    /// By way, kilograms a day.
    pub(super) amounts: Vec<f64>,
    /// By part a length, zero or more: what a kilogram more of its capacity is worth.
    pub(super) lengths: Vec<f64>,
    /// By pair what a kilogram of it takes.
    pub(super) worth: Vec<f64>,
}

/// Solves it. Nothing where the solver has no answer in numbers that are finite.
///
/// Unknown are, for each way, what goes over it in units of its pair's share, and the common share in units of the guess, so
/// that most of them are near 1. Rows are scaled by capacities.
#[expect(clippy::cast_precision_loss, reason = "what is found is rounded down and proved in integers")]
pub(super) fn solve(problem: &Problem<'_, '_>, asked: &Asked<'_>) -> Option<Answer> {
    let Asked { ways, settled, limits: may_limit, guess } = *asked;
    let unit = |pair: usize| settled[pair].unwrap_or(guess) * problem.pairs[pair].demand as f64;
    // Parts that all pairs together cannot fill limit nothing; each pair counts once.
    let mut users: Vec<(u32, usize)> =
        ways.iter().flat_map(|way| way.parts.iter().map(|&part| (part, way.pair))).collect();
    users.retain(|&(part, _)| may_limit[part as usize]);
    users.sort_unstable();
    users.dedup();
    let most = |pair: usize| settled[pair].unwrap_or(1.0) * problem.pairs[pair].demand as f64;
    let mut row_of = vec![usize::MAX; problem.parts.len()];
    let mut rows = Vec::new();
    for of_part in users.chunk_by(|one, two| one.0 == two.0) {
        let part = of_part[0].0 as usize;
        if of_part.iter().map(|&(_, pair)| most(pair)).sum::<f64>() > problem.capacities[part] as f64 {
            row_of[part] = rows.len();
            rows.push(part);
        }
    }
    let (pairs, columns) = (problem.pairs.len(), ways.len() + 1);
    // One row for each pair, one for each part, one for the share, and one for each way: none carries less than nothing.
    let (first_part, share_row) = (pairs, pairs + rows.len());
    let mut starts = Vec::with_capacity(columns + 1);
    let (mut row_numbers, mut entries) = (Vec::new(), Vec::new());
    starts.push(0);
    for (at, way) in ways.iter().enumerate() {
        let mut column = vec![(way.pair, 1.0)];
        let limits = way.parts.iter().map(|&part| part as usize).filter(|&part| row_of[part] != usize::MAX);
        column.extend(
            limits.map(|part| (first_part + row_of[part], unit(way.pair) / problem.capacities[part] as f64)),
        );
        column.push((share_row + 1 + at, -1.0));
        column.sort_unstable_by_key(|&(row, _)| row);
        for (row, entry) in column {
            row_numbers.push(row);
            entries.push(entry);
        }
        starts.push(entries.len());
    }
    for (pair, share) in settled.iter().enumerate() {
        if share.is_none() {
            row_numbers.push(pair);
            entries.push(-1.0);
        }
    }
    row_numbers.push(share_row);
    entries.push(1.0);
    starts.push(entries.len());

    let height = share_row + 1 + ways.len();
    let mut limits: Vec<f64> = settled.iter().map(|share| if share.is_some() { 1.0 } else { 0.0 }).collect();
    limits.extend(rows.iter().map(|_| 1.0));
    limits.push((1.0 / guess).min(FAR));
    limits.resize(height, 0.0);
    let mut goal = vec![0.0; columns];
    goal[ways.len()] = -1.0;
    let matrix = CscMatrix::new(height, columns, starts, row_numbers, entries);
    let cones = [SupportedConeT::ZeroConeT(pairs), SupportedConeT::NonnegativeConeT(height - pairs)];
    let settings = DefaultSettings {
        verbose: false,
        tol_gap_abs: NEAR,
        tol_gap_rel: NEAR,
        tol_feas: NEAR,
        ..DefaultSettings::default()
    };
    let nothing = CscMatrix::zeros((columns, columns));
    let mut solver = DefaultSolver::new(&nothing, &goal, &matrix, &limits, &cones, settings).ok()?;
    solver.solve();
    let (found, prices) = (&solver.solution.x, &solver.solution.z);
    if !found.iter().chain(prices.iter()).all(|number| number.is_finite()) {
        return None;
    }
    let mut lengths = vec![0.0; problem.parts.len()];
    for (row, &part) in rows.iter().enumerate() {
        lengths[part] = prices[first_part + row].max(0.0) / problem.capacities[part] as f64;
    }
    Some(Answer {
        share: (found[ways.len()] * guess).clamp(0.0, 1.0),
        amounts: ways.iter().zip(found).map(|(way, &share)| share.max(0.0) * unit(way.pair)).collect(),
        lengths,
        worth: (0..pairs).map(|pair| prices[pair].abs() / unit(pair)).collect(),
    })
}
