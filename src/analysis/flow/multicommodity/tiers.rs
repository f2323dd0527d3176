//! What each of several origins' pairs gets: tier by tier, ways are added until lengths prove that there is nothing to gain.

use super::super::{Ratio, Shares, Terminals};
use super::bounds;
use super::master::{Answer, Goal};
use super::pool::Pool;
use super::prices;
use super::problem::{Problem, Shortest, Way};
use super::rounding::{Whole, in_units, level, used, whole, whole_lengths};
use super::{MulticommodityOptions, MulticommodityThroughput, PairRoute, PairThroughput, PairTier};
use super::{UNITS, is_filled};
use crate::analysis::AnalysisError;
use crate::paths::{FlowError, Route};
use crate::scenario::{Scenario, View};

/// A tier is done once its share is known to this part of itself.
pub(super) const NEAR: f64 = 1e-9;
/// Nearer than this a tier is left after so many programs that do not halve the gap: prices with a point are not exact.
const CLOSE: [(f64, u32); 2] = [(1e-6, 2), (1e-4, 6)];
/// A pair is settled where it is known to this part of its share that it can have no more.
const HELD: f64 = 1e-6;
/// A tier takes no more linear programs than this; the gap that is left is stated.
pub(super) const PROGRAMS: usize = 300;
/// Linear programs take so many entries of their matrices, all together. What is not settled then is settled with the share that all
/// of it has in common by then; the gap that is left is stated.
const ENTRIES: usize = 20_000_000;
/// Ways that a tier does without rest where its share is known as well as this.
const CERTAIN: f64 = 1e-6;
/// So many ways of each pair are sought before the first linear program.
const SPREAD: usize = 16;
/// How much longer what is full is than what is empty, where ways are to be spread: so many powers of *e*.
const SHARP: f64 = 12.0;

/// What each OD pair or destination gets when all are supplied at once, whatever origins they draw on: the max-min fair flow in the
/// share of demand met, with a proven bound on how far it is from it; or the largest share that all can have that have a way, or
/// the most in all, as [`MulticommodityOptions::shares`] has it.
///
/// The flow is a sum of ways; what its smallest share is, then the next, and so on, is as large as can be, up to the gap. See
/// `src/analysis/flow/multicommodity/mod.rs` for the statement and the sources. Where all draw on the same origins,
/// [`super::super::throughput_joint`] is exact and faster.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands, OD pairs of any origins.
/// * `view`: which of its network is open, and with what capacities; *n* nodes, *m* arcs.
/// * `options`: [`MulticommodityOptions`], or `None` for the defaults: fair shares.
///
/// # Returns
/// [`MulticommodityThroughput`]: for each pair what it gets, by which routes, and what it could get at most; the tiers with the
/// lengths that prove it. [`super::verify_throughput_multicommodity`] checks all of it. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::OtherNetwork`] where the view is not of the scenario's network, [`AnalysisError::Flow`] where demands or
/// capacities do not fit, and [`AnalysisError::Stopped`].
///
/// # Complexity
/// For each tier a few linear programs as a rule and 300 at most, of twenty million entries all together, over ways that were
/// found so far and parts that limit them, and for each of them a search, *O*((*n* + *m*) log *n*), for each origin of OD pairs,
/// in parallel. Space: some 40 bytes for each node and arc and thread, and the arcs of the ways.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::throughput_multicommodity;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{PairSpec, ScenarioSpec};
/// // Coal from the mine and grain from the farm share a bridge for 300 t/d.
/// let network = Network::builder()
///     .hub("Mine").hub("Farm").hub("Bridge").hub("Plant").hub("Mill")
///     .link(NewLink::road("Mine", "Bridge").length("5 km"))
///     .link(NewLink::road("Farm", "Bridge").length("5 km"))
///     .link(NewLink::road("Bridge", "Plant").key("span").length("1 km").capacity("300 t/d"))
///     .link(NewLink::road("Plant", "Mill").length("2 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("two kinds of goods")
///     .pair(PairSpec::new("Mine", "Plant").demand("400 t/d"))
///     .pair(PairSpec::new("Farm", "Mill").demand("200 t/d"))
///     .on(&network)?;
/// let shared = throughput_multicommodity(&scenario, scenario.before(), None)?;
/// for pair in &shared.relations {
///     assert!((pair.met.value() - 0.5).abs() < 1e-6);
/// }
/// assert!(shared.gap() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_multicommodity<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: impl Into<Option<MulticommodityOptions<'p>>>,
) -> Result<MulticommodityThroughput, AnalysisError> {
    let options = options.into().unwrap_or_default();
    if !std::ptr::eq(scenario.network(), view.network()) {
        return Err(AnalysisError::OtherNetwork);
    }
    let wanted: u128 = scenario.relations().iter().map(|r| u128::from(r.demand.kilograms())).sum();
    if wanted >= 1 << 62 {
        return Err(FlowError::TooMuch.into());
    }
    let terminals = Terminals::new(scenario, view)?;
    let mut problem = Problem::new(scenario, view, &terminals)?;
    options.progress.begin("sharing out what gets through", scenario.relations().len() as u64);
    let shares = options.shares;
    let mut outcome =
        MulticommodityThroughput { shares, relations: Vec::new(), tiers: Vec::new(), most: None };
    outcome.relations.extend(scenario.relations().iter().map(|&relation| PairThroughput {
        relation,
        throughput: Ratio::ZERO,
        met: Ratio::ONE,
        met_at_most: Ratio::ONE,
        routes: Vec::new(),
    }));
    let mut severed = Vec::new();
    let mut free = Vec::new();
    let mut keep = Vec::with_capacity(problem.pairs.len());
    // By how many limits a way passes: none where it is free.
    for (pair, shortest) in problem.pairs.iter().zip(problem.shortest(&vec![1; problem.parts.len()])) {
        let answer = &mut outcome.relations[pair.relation];
        // What all have in common holds for those as well that nothing limits.
        let is_free = |shortest: &Shortest| shortest.length == 0 && shares != Shares::Proportional;
        keep.push(shortest.as_ref().is_some_and(|shortest| !is_free(shortest)));
        match shortest {
            None => {
                (answer.met, answer.met_at_most) = (Ratio::ZERO, Ratio::ZERO);
                severed.push(pair.relation);
            }
            Some(Shortest { length: 0, way }) if shares != Shares::Proportional => {
                let amount = Ratio::from(pair.demand);
                answer.throughput = amount;
                answer.routes.push(PairRoute { amount, route: Route::new(view, way.start, way.arcs) });
                free.push(pair.relation);
            }
            Some(_) => {}
        }
    }
    problem.keep(&keep);
    options.progress.advance((severed.len() + free.len()) as u64);
    if !severed.is_empty() {
        let (met, members) = (Ratio::ZERO, severed);
        outcome.tiers.push(PairTier { met, members, lengths: Vec::new(), full: Vec::new() });
    }
    let mut sharing = Sharing::new(&problem);
    while sharing.settled.iter().any(Option::is_none) {
        let done = match shares {
            Shares::Fair => sharing.next_tier(&options)?,
            Shares::Proportional => sharing.common_share(&options)?,
            Shares::Most => sharing.most_in_all(&options)?,
        };
        options.progress.advance(done as u64);
    }
    if shares == Shares::Most {
        let freely = free.iter().map(|&at| u128::from(scenario.relations()[at].demand.kilograms())).sum();
        outcome.most = Some(sharing.at_most_in_all(freely));
    }
    sharing.finish(&mut outcome);
    if !free.is_empty() {
        // Of the most in all there is one tier of all that have a way.
        let is_one = shares == Shares::Most && !problem.pairs.is_empty();
        if let Some(last) = outcome.tiers.last_mut().filter(|tier| tier.met == Ratio::ONE || is_one) {
            last.members.extend(free);
            last.members.sort_unstable();
        } else {
            let (met, members) = (Ratio::ONE, free);
            outcome.tiers.push(PairTier { met, members, lengths: Vec::new(), full: Vec::new() });
        }
    }
    Ok(outcome)
}

/// Lengths by how full each part is, compared with the fullest, so that they make 1 in all with the capacities.
#[expect(clippy::cast_precision_loss, reason = "any lengths will do")]
fn crowded(problem: &Problem<'_, '_>, loads: &[f64]) -> Vec<f64> {
    let most = loads.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let weights: Vec<f64> = loads.iter().map(|load| (SHARP * load / most).exp()).collect();
    let all: f64 = weights.iter().sum();
    weights
        .iter()
        .zip(&problem.capacities)
        .map(|(weight, &capacity)| weight / all / capacity as f64)
        .collect()
}

/// How much of the lengths is to be by what is crowded from now on: lengths that are crowded by more than the gap prove nothing
/// new, and none prove it in the end but those without.
pub(super) fn less_spread(spread: f64, gap: f64) -> f64 {
    if gap > 1e-3 { (0.1 * gap).min(0.1 * spread) } else { 0.0 }
}

/// Lengths, and how far each pair is under them.
pub(super) struct Measured {
    pub(super) lengths: Vec<u64>,
    pub(super) far: Vec<u64>,
}

/// Whether it is worth going on.
pub(super) struct Patience {
    /// The gap when it was last halved.
    gap: f64,
    /// How many programs ago that was.
    idle: u32,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self { gap: f64::INFINITY, idle: 0 }
    }

    /// Whether the last program did not halve the gap, or every other one of the last ones.
    pub(super) fn is_waiting(&self) -> bool {
        self.idle % 2 == 1
    }

    /// With a gap, as a part of what is known at most.
    pub(super) fn is_over(&mut self, gap: f64) -> bool {
        (self.gap, self.idle) = if gap <= self.gap * 0.5 { (gap, 0) } else { (self.gap, self.idle + 1) };
        gap <= NEAR || CLOSE.iter().any(|&(close, programs)| gap <= close && self.idle >= programs)
    }
}

/// Pairs that are settled together.
pub(super) struct Settled {
    pub(super) members: Vec<usize>,
    /// What they can have in common at most, as far as numbers with a point tell.
    pub(super) most: f64,
    pub(super) measured: Option<Measured>,
}

/// Shares that are being raised, and what is settled already.
pub(super) struct Sharing<'p, 'a, 'n> {
    pub(super) problem: &'p Problem<'a, 'n>,
    pub(super) pool: Pool<'p, 'a, 'n>,
    /// By pair its share, once it is settled.
    pub(super) settled: Vec<Option<f64>>,
    /// The last flow.
    pub(super) flow: Option<Whole>,
    /// How many entries of matrices may still be solved.
    pub(super) left: usize,
    pub(super) tiers: Vec<Settled>,
}

impl<'p, 'a, 'n> Sharing<'p, 'a, 'n> {
    pub(super) fn new(problem: &'p Problem<'a, 'n>) -> Self {
        let mut sharing = Self {
            problem,
            pool: Pool::new(problem),
            settled: vec![None; problem.pairs.len()],
            flow: None,
            left: ENTRIES,
            tiers: Vec::new(),
        };
        sharing.spread();
        sharing
    }

    /// The cheapest ways, then ways that keep away from what is crowded: parts get longer the more all ways so far would fill
    /// them, as by F. Shahrokhi and D. W. Matula 1990. That spares most of the linear programs, whose prices see what is full alone.
    #[expect(clippy::cast_precision_loss, reason = "any ways will do")]
    fn spread(&mut self) {
        let problem = self.problem;
        let mut loads = vec![0.0; problem.parts.len()];
        let mut lengths = vec![0; problem.parts.len()];
        for _ in 0..SPREAD {
            let found = problem.shortest(&lengths);
            for Shortest { way, .. } in found.iter().flatten() {
                for &part in &way.parts {
                    let part = part as usize;
                    loads[part] += problem.pairs[way.pair].demand as f64 / problem.capacities[part] as f64;
                }
            }
            self.pool.add(found);
            lengths = whole_lengths(problem, &crowded(problem, &loads), &[]);
        }
    }

    /// The share that all can have at least that are not settled: each has a way, and gets a part of what that carries.
    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    fn first_guess(&self) -> f64 {
        let carries = |way: &Way| way.parts.iter().map(|&part| self.problem.capacities[part as usize]).min();
        let mut guess = 1.0_f64;
        for way in &self.pool.ways {
            let demand = self.problem.pairs[way.pair].demand as f64;
            guess = guess.min(carries(way).map_or(1.0, |most| most as f64 / demand));
        }
        guess / self.problem.pairs.len() as f64
    }

    /// Raises the share of all that are not settled as far as it goes, settles those that can have no more, and tells how many.
    fn next_tier(&mut self, options: &MulticommodityOptions<'_>) -> Result<usize, AnalysisError> {
        let problem = self.problem;
        let is_common = options.shares == Shares::Proportional;
        let active: Vec<usize> =
            (0..problem.pairs.len()).filter(|&pair| self.settled[pair].is_none()).collect();
        let order: Vec<usize> = self.order(&active);
        let mut guess = self.tiers.last().map_or_else(|| self.first_guess(), |tier| tier.most);
        let mut low = 0.0_f64;
        let mut best: Option<(f64, Measured)> = None;
        let mut found: Option<Whole> = None;
        // How much of the lengths is by what is crowded; nothing at the end.
        let mut spread = if self.tiers.is_empty() { 0.1 } else { 0.0 };
        let mut patience = Patience::new();
        for _ in 0..PROGRAMS {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            if self.left == 0 && found.is_some() {
                break;
            }
            let settled = self.settled.clone();
            let Some((answer, loads)) = self.solve(Goal::Share { settled: &settled, guess }) else { break };
            if self.pool.is_beyond_limits(&loads) {
                continue;
            }
            self.pool.note(&answer, &loads);
            // What is all but met is met, where that fits.
            let level = if answer.share > 1.0 - 1e-7 { 1.0 } else { answer.share };
            let (flow, share) = self.tried(&answer.amounts, level, &active, &order);
            if share > low || found.is_none() {
                low = share;
                found = Some(flow);
            }
            if low >= 1.0 {
                break;
            }
            let lengths = if spread > 0.0 {
                self.mixed(&answer, &loads, spread)
            } else if patience.is_waiting() {
                // Where exacter prices did not help, those of the solver may.
                answer.lengths.clone()
            } else {
                prices::alike(problem, &self.pool.ways, &answer)
            };
            let lengths = whole_lengths(problem, &lengths, &answer.worth);
            let (far, is_new) = self.pool.add(problem.shortest(&lengths));
            let measured = Measured { lengths, far };
            let bound = self.bound(&measured, &active);
            if best.as_ref().is_none_or(|&(least, _)| bound < least) {
                best = Some((bound, measured));
            }
            let high = best.as_ref().map_or(1.0, |&(least, _)| least);
            let is_guessed = low > guess * 0.1 && low < guess * 10.0;
            let is_done = !is_new && is_guessed && spread <= 0.0;
            let gap = (high - low) / high;
            if patience.is_over(gap) || is_done {
                break;
            }
            spread = if is_new { less_spread(spread, gap) } else { 0.0 };
            guess = low.max(guess);
        }
        let flow = found.unwrap_or_else(|| {
            // The solver has no answer at all: a little on the first way of each.
            low = if problem.parts.is_empty() { 1.0 } else { guess };
            self.fitted(&self.first_ways(low), low, &order)
        });
        low = low.min(self.least_share(&flow, &active, low));
        let most = best.as_ref().map_or(1.0, |&(high, _)| high).min(1.0);
        let measured = (low < 1.0).then(|| self.proof(best.map(|(_, measured)| measured), &flow));
        let members = if low >= 1.0 || self.left == 0 || is_common {
            active.clone()
        } else {
            self.held(measured.as_ref(), low, &active)
        };
        for &member in &members {
            self.settled[member] = Some(low.max(f64::MIN_POSITIVE));
        }
        if let Some(measured) = measured.as_ref().filter(|_| most - low <= CERTAIN * most) {
            self.pool.rest(&measured.lengths, &measured.far);
        }
        let count = members.len();
        self.tiers.push(Settled { members, most: if low >= 1.0 { 1.0 } else { most.max(low) }, measured });
        self.flow = Some(flow);
        Ok(count)
    }

    /// The largest share that all have together, of which nobody gets more.
    fn common_share(&mut self, options: &MulticommodityOptions<'_>) -> Result<usize, AnalysisError> {
        let count = self.next_tier(options)?;
        let measured = self.tiers.last().and_then(|tier| tier.measured.as_ref());
        let bound = measured.map_or(Ratio::ONE, |measured| bounds::most_in_common(self.problem, measured));
        if let Some(flow) = &mut self.flow {
            level(self.problem, &self.pool.ways, flow, bound);
        }
        Ok(count)
    }

    /// What is best over the ways that play and, by part, how full that makes it. Nothing where the solver has no answer.
    pub(super) fn solve(&mut self, goal: Goal<'_>) -> Option<(Answer, Vec<f64>)> {
        let solved = self.pool.solve(goal)?;
        self.left = self.left.saturating_sub(solved.0.entries);
        Some(solved)
    }

    /// Lengths of a linear program, with some by what its flow fills: prices alone are nothing but for what is full.
    #[expect(clippy::cast_precision_loss, reason = "any lengths will do")]
    pub(super) fn mixed(&self, answer: &Answer, loads: &[f64], spread: f64) -> Vec<f64> {
        let weight = |(length, &capacity): (&f64, &u64)| length * capacity as f64;
        let all: f64 = answer.lengths.iter().zip(&self.problem.capacities).map(weight).sum();
        let crowded = crowded(self.problem, loads);
        answer.lengths.iter().zip(crowded).map(|(length, more)| length + spread * all * more).collect()
    }

    /// Amounts that bring each pair its share over its first way alone, whether they fit or not.
    #[expect(clippy::cast_precision_loss, reason = "what does not fit is taken off")]
    pub(super) fn first_ways(&self, share: f64) -> Vec<f64> {
        let mut is_first = vec![true; self.problem.pairs.len()];
        let amount = |way: &Way| {
            let wanted = self.settled[way.pair].unwrap_or(share) * self.problem.pairs[way.pair].demand as f64;
            if std::mem::take(&mut is_first[way.pair]) { wanted } else { 0.0 }
        };
        self.pool.ways.iter().map(amount).collect()
    }

    /// Pairs in the order of their tiers, then the others.
    fn order(&self, others: &[usize]) -> Vec<usize> {
        self.tiers.iter().flat_map(|tier| &tier.members).chain(others).copied().collect()
    }

    /// A flow that fits, and the share that it brings to all of the active pairs, or less where the others keep less than
    /// what was settled.
    fn tried(&self, amounts: &[f64], level: f64, active: &[usize], order: &[usize]) -> (Whole, f64) {
        let is_met = |share: f64, kept: f64| share >= 1.0 && kept >= 1.0 - NEAR;
        let told = |flow: &Whole| (self.least_share(flow, active, level), self.least_kept(flow));
        let mut flow = self.fitted(amounts, level, order);
        let (mut share, mut kept) = told(&flow);
        if level >= 1.0 && share < 1.0 {
            // What is to be met in full comes first: the others can do without what was rounded.
            let mut first = active.to_vec();
            first.extend(order.iter().filter(|&&pair| self.settled[pair].is_some()));
            let other = self.fitted(amounts, level, &first);
            let of_other = told(&other);
            if is_met(of_other.0, of_other.1) {
                (flow, (share, kept)) = (other, of_other);
            }
        }
        // What was rounded of earlier shares takes nothing from those that are met in full.
        let share = if is_met(share, kept) { 1.0 } else { share * kept };
        (flow, share)
    }

    /// Lengths that prove something: those that were found or, without any, those of what this flow comes near to filling.
    #[expect(clippy::cast_precision_loss, reason = "any lengths will do")]
    pub(super) fn proof(&self, found: Option<Measured>, flow: &Whole) -> Measured {
        let is_some = |measured: &Measured| measured.lengths.iter().any(|&length| length > 0);
        found.filter(is_some).unwrap_or_else(|| {
            let used = used(self.problem, &self.pool.ways, &flow.of_way);
            let loads = used.iter().zip(&self.problem.capacities);
            let loads: Vec<f64> = loads.map(|(&used, &most)| used as f64 / most as f64).collect();
            let lengths = whole_lengths(self.problem, &crowded(self.problem, &loads), &[]);
            let found = self.problem.shortest(&lengths);
            let far = found.iter().map(|one| one.as_ref().map_or(0, |one| one.length)).collect();
            Measured { lengths, far }
        })
    }

    /// A share of what a pair wants, in units; all of it is exact.
    #[expect(clippy::cast_precision_loss, reason = "what is not whole is rounded down")]
    fn part_of(&self, pair: usize, share: f64) -> u128 {
        let demand = self.problem.pairs[pair].demand;
        let whole = u128::from(demand) * UNITS;
        if share >= 1.0 { whole } else { in_units(share * demand as f64).min(whole) }
    }

    /// A flow that fits, in which those that are not settled get no more than this share and the others what is settled.
    fn fitted(&self, amounts: &[f64], level: f64, order: &[usize]) -> Whole {
        let share = |pair: usize| self.settled[pair].unwrap_or(level);
        let pairs = 0..self.problem.pairs.len();
        let most: Vec<u128> = pairs.map(|pair| self.part_of(pair, share(pair))).collect();
        whole(self.problem, &self.pool.ways, amounts, &most, order)
    }

    /// The smallest share of those that are not settled, of which none was to have more than this. Who has all whole units of it
    /// has it: one that wants little, beside others that want far more than gets through, does not hold them down by a part of a unit.
    #[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
    fn least_share(&self, flow: &Whole, active: &[usize], level: f64) -> f64 {
        let share = |&pair: &usize| {
            if flow.of_pair[pair] >= self.part_of(pair, level) {
                return level;
            }
            let whole = u128::from(self.problem.pairs[pair].demand) * UNITS;
            // What is less than all stays less than all.
            let part = flow.of_pair[pair] as f64 / whole as f64;
            if flow.of_pair[pair] >= whole { 1.0 } else { part.min(1.0_f64.next_down()) }
        };
        active.iter().map(share).fold(1.0, f64::min)
    }

    /// How much those that are settled get of what was settled, at least: all of it, but for what is rounded.
    #[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
    fn least_kept(&self, flow: &Whole) -> f64 {
        let kept = |(pair, share): (usize, &Option<f64>)| {
            let wanted = self.part_of(pair, (*share)?);
            (wanted > flow.of_pair[pair]).then(|| flow.of_pair[pair] as f64 / wanted as f64)
        };
        self.settled.iter().enumerate().filter_map(kept).fold(1.0, f64::min)
    }

    /// The share that all that are not settled can have at most by these lengths, as far as numbers with a point tell.
    #[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
    fn bound(&self, measured: &Measured, active: &[usize]) -> f64 {
        let spent = |(pair, share): (usize, &Option<f64>)| {
            share.map_or(0.0, |share| {
                share * self.problem.pairs[pair].demand as f64 * measured.far[pair] as f64
            })
        };
        let spent: f64 = self.settled.iter().enumerate().map(spent).sum();
        let each = |&pair: &usize| self.problem.pairs[pair].demand as f64 * measured.far[pair] as f64;
        let wanted: f64 = active.iter().map(each).sum();
        if wanted > 0.0 { ((self.sum(&measured.lengths) - spent) / wanted).min(1.0) } else { 1.0 }
    }

    #[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
    fn sum(&self, lengths: &[u64]) -> f64 {
        self.problem
            .capacities
            .iter()
            .zip(lengths)
            .map(|(&capacity, &length)| capacity as f64 * length as f64)
            .sum()
    }

    /// Those of the pairs that are not settled of which the lengths tell that they can have no more than this share.
    #[expect(clippy::cast_precision_loss, reason = "what is proved is worked out at the end")]
    fn held(&self, measured: Option<&Measured>, share: f64, active: &[usize]) -> Vec<usize> {
        let Some(measured) = measured else { return active.to_vec() };
        let weight = |pair: usize| self.problem.pairs[pair].demand as f64 * measured.far[pair] as f64;
        let spent: f64 =
            (0..self.settled.len()).map(|pair| self.settled[pair].unwrap_or(share) * weight(pair)).sum();
        let all = self.sum(&measured.lengths);
        // What is less than numbers with a point tell apart is no weight.
        let slack = (all - spent).max(all * 1e-15);
        let held = |pair: &&usize| slack <= HELD * share * weight(**pair);
        let members: Vec<usize> = active.iter().filter(held).copied().collect();
        if !members.is_empty() {
            return members;
        }
        // None is certain: those that weigh most are held if any is.
        let most = active.iter().map(|&pair| weight(pair)).fold(0.0, f64::max);
        active.iter().copied().filter(|&pair| 2.0 * weight(pair) >= most).collect()
    }

    /// What the last flow brings to each, and what the lengths of each tier prove about it.
    fn finish(self, outcome: &mut MulticommodityThroughput) {
        let Some(flow) = &self.flow else { return };
        let (problem, view) = (self.problem, self.problem.view);
        let used = used(problem, &self.pool.ways, &flow.of_way);
        let is_full = |part: usize| {
            Ratio::new(used[part], UNITS).is_some_and(|used| is_filled(used, problem.capacities[part]))
        };
        let mut routes: Vec<(usize, PairRoute)> = Vec::new();
        for (way, &amount) in self.pool.ways.iter().zip(&flow.of_way).filter(|&(_, &amount)| amount > 0) {
            let Some(amount) = Ratio::new(amount, UNITS) else { continue };
            let route = Route::new(view, way.start, way.arcs.clone());
            routes.push((way.pair, PairRoute { amount, route }));
        }
        routes.sort_by(|(pair, one), (other, two)| {
            let key = |route: &PairRoute| (route.route.start(), route.route.arcs().to_vec());
            pair.cmp(other).then_with(|| key(one).cmp(&key(two)))
        });
        for (pair, route) in routes {
            outcome.relations[problem.pairs[pair].relation].routes.push(route);
        }
        for (pair, &units) in problem.pairs.iter().zip(&flow.of_pair) {
            let answer = &mut outcome.relations[pair.relation];
            answer.throughput = Ratio::new(units, UNITS).unwrap_or(Ratio::ZERO);
            answer.met = Ratio::new(units, u128::from(pair.demand) * UNITS).unwrap_or(Ratio::ONE);
        }
        for Settled { members, measured, .. } in &self.tiers {
            if let Some(measured) = measured {
                for &member in members {
                    let most = match outcome.shares {
                        Shares::Fair => bounds::most(problem, &flow.of_pair, measured, member),
                        Shares::Proportional => bounds::most_in_common(problem, measured),
                        Shares::Most => Ratio::ONE,
                    };
                    outcome.relations[problem.pairs[member].relation].met_at_most = most;
                }
            }
            let mut told: Vec<usize> = members.iter().map(|&member| problem.pairs[member].relation).collect();
            told.sort_unstable();
            let met = told.iter().map(|&at| outcome.relations[at].met).min().unwrap_or(Ratio::ONE);
            let (mut lengths, mut full) = (Vec::new(), Vec::new());
            let told_lengths =
                measured.iter().flat_map(|measured| measured.lengths.iter().copied().enumerate());
            for (part, length) in told_lengths.filter(|&(_, length)| length > 0) {
                lengths.push((problem.parts[part], length));
                if is_full(part) {
                    full.push(problem.parts[part]);
                }
            }
            lengths.sort_unstable();
            full.sort_unstable();
            outcome.tiers.push(PairTier { met, members: told, lengths, full });
        }
    }
}
