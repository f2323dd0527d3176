//! How does what pairs of several origins get together fall, as a hub loses its capacity?
//!
//! With *s* the share of the hub's capacity that is left, the most that all get together is a linear program whose right sides are
//! linear in *s*: a concave function of *s*, made of straight pieces. For lengths *l* of parts of capacities *c*, *l*(*i*) the least
//! length of a way of the pair *i* of demand *d*(*i*), and *u* what a kilogram is worth, it is at most
//!
//! > (Σ *c l* + Σ *d*(*i*) max(0, *u* − *l*(*i*))) / *u*
//!
//! at the share at which the lengths were found, and at any other as well with what is left of *c* there: lengths say nothing of
//! shares. So each evaluation gives a line above the function and a flow, a point that is not above it. The chords between
//! points are below it. Where the best lines of two points meet, the next evaluation tells whether there is a lower one: M. J.
//! Eisner and D. G. Severance, Mathematical techniques for efficient record segmentation in large shared databases, J. ACM 23
//! (1976) 619-635, doi 10.1145/321978.321982. Solvers count with a point, so that lines almost meet in a point: it ends
//! where lines and chords are nowhere farther apart than is asked, the farthest first.
//!
//! All that is told is worked out in integers: what is a share of a capacity is rounded down for a flow, lines are rounded up.

use std::collections::{BTreeSet, BinaryHeap};

use super::super::curve::own_parts;
use super::super::{Bottleneck, Ratio, Shares, Terminals};
use super::problem::Problem;
use super::tiers::Sharing;
use super::{
    MULTICOMMODITY_CURVE_POINTS, MulticommodityCurve, MulticommodityCurveLine, MulticommodityCurvePoint,
    MulticommodityOptions, NEAREST, PairRoute, UNITS, is_near,
};
use crate::analysis::AnalysisError;
use crate::network::{ArcId, HubId, NodeId};
use crate::paths::{FlowError, Route};
use crate::progress::{Progress, Silent};
use crate::scenario::{Scenario, View};

/// Lines and chords are compared in so many parts of a kilogram. All demand is less than 2^62 kilograms.
const FINE: u128 = 1_000_000_000_000;
/// Shares have no more parts than this.
const SHARE_PARTS: u128 = 1 << 47;
/// Amounts are made no finer than so many of them make all that is wanted: numbers with a point tell as many apart.
const AMOUNTS: u128 = 1 << 50;

/// How [`throughput_curve_multicommodity`] is to work.
#[derive(Clone)]
pub struct MulticommodityCurveOptions<'p> {
    points: usize,
    progress: &'p dyn Progress,
}

impl Default for MulticommodityCurveOptions<'_> {
    fn default() -> Self {
        Self { points: MULTICOMMODITY_CURVE_POINTS, progress: &Silent }
    }
}

impl<'p> MulticommodityCurveOptions<'p> {
    /// At how many shares flows may be looked for; two at least, [`MULTICOMMODITY_CURVE_POINTS`] unless told otherwise. Each break
    /// point takes two at most as a rule.
    #[must_use]
    pub fn points(mut self, points: usize) -> Self {
        self.points = points.max(2);
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// What all pairs of several origins get together at most as the capacity of a hub falls from all of it to nothing, whoever
/// gets it: by flows below and lines above that are nowhere farther apart than a stated amount.
///
/// What falls is the capacity of the hub's nodes, of the transfers there, and of the links between its own nodes, all by the same
/// share, as a closure with a capacity factor has it, but without rounding. What has no limit there keeps none. Where all draw on
/// the same origins, [`super::super::throughput_curve`] is exact and faster.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands, OD pairs of any origins, which stay as they are.
/// * `view`: which of its network is open, and with what capacities; *n* nodes, *m* arcs.
/// * `hub`: which falls.
/// * `options`: [`MulticommodityCurveOptions`], or `None` for the defaults.
///
/// # Returns
/// [`MulticommodityCurve`]: the ends and the points at which it bends, as near as they are told, each with the routes that bring it;
/// the lines that prove that no more gets through at any share; and by how many kilograms a day the straight lines between the
/// points are off at most. [`super::verify_throughput_curve_multicommodity`] checks all of it. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::OtherNetwork`] where the view is not of the scenario's network or has no such hub,
/// [`AnalysisError::NoCapacity`] where nothing at the hub has a capacity, [`AnalysisError::Flow`] where demands or capacities do not
/// fit, and [`AnalysisError::Stopped`].
///
/// # Complexity
/// That of [`super::throughput_multicommodity`] for the most in all, twice for each break point and twice more as a rule, and at most as
/// often as the limit says. Space: the routes of each of them.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::throughput_curve_multicommodity;
/// use supplyline::network::{Network, NewLink, NewNode};
/// use supplyline::scenario::{PairSpec, ScenarioSpec};
/// // Coal and grain share a yard for 800 t/d; the grain has a ford for 50 t/d beside it.
/// let network = Network::builder()
///     .hub("Mine").hub("Farm").node(NewNode::new("Yard").capacity("800 t/d")).hub("Ford").hub("Plant").hub("Mill")
///     .link(NewLink::rail("Mine", "Yard").length("5 km"))
///     .link(NewLink::rail("Farm", "Yard").length("5 km"))
///     .link(NewLink::rail("Yard", "Plant").length("1 km").capacity("300 t/d"))
///     .link(NewLink::rail("Yard", "Mill").length("2 km").capacity("200 t/d"))
///     .link(NewLink::rail("Farm", "Ford").length("9 km").capacity("50 t/d"))
///     .link(NewLink::rail("Ford", "Mill").length("9 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("two kinds of goods")
///     .pair(PairSpec::new("Mine", "Plant").demand("400 t/d"))
///     .pair(PairSpec::new("Farm", "Mill").demand("200 t/d"))
///     .on(&network)?;
/// let yard = network.find_hub("Yard")?;
/// let curve = throughput_curve_multicommodity(&scenario, scenario.before(), yard, None)?;
/// let points = curve.points.iter().map(|point| [point.share.value(), (point.throughput.value() / 1e3).round()]);
/// // With 450 of the 800 t/d all of the coal that fits and all of the grain get through.
/// assert_eq!(points.collect::<Vec<_>>(), [[0.0, 50.0], [0.5625, 500.0], [1.0, 500.0]]);
/// assert!(curve.is_complete && curve.gap() < 2e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_curve_multicommodity<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    hub: HubId,
    options: impl Into<Option<MulticommodityCurveOptions<'p>>>,
) -> Result<MulticommodityCurve, AnalysisError> {
    let MulticommodityCurveOptions { points, progress } = options.into().unwrap_or_default();
    let network = view.network();
    if !std::ptr::eq(scenario.network(), network) || hub.index() >= network.hub_count() {
        return Err(AnalysisError::OtherNetwork);
    }
    let wanted: u128 = scenario.relations().iter().map(|r| u128::from(r.demand.kilograms())).sum();
    if wanted >= 1 << 62 {
        return Err(FlowError::TooMuch.into());
    }
    let terminals = Terminals::new(scenario, view)?;
    let problem = Problem::new(scenario, view, &terminals)?;
    let falls = falling(view, hub, &problem.parts);
    if !falls.contains(&true) {
        return Err(AnalysisError::NoCapacity { hub: network.hub(hub).key().to_owned() });
    }
    progress.begin("following a hub's capacity", 0);
    let relations = scenario.relations().len();
    let mut curve = Curve {
        problem: &problem,
        falls,
        wanted,
        most: u64::MAX,
        relations,
        progress,
        points: Vec::new(),
        lines: Vec::new(),
        near: 1,
    };
    curve.follow(points)?;
    curve.never_fall();
    let kept = curve.kept();
    curve.told(hub, &kept)
}

/// By part, whether it falls with a hub's capacity.
fn falling(view: &View<'_>, hub: HubId, parts: &[Bottleneck]) -> Vec<bool> {
    let (nodes, arcs) = own_parts(view, hub);
    let nodes: BTreeSet<NodeId> = nodes.into_iter().collect();
    let arcs: BTreeSet<ArcId> = arcs.into_iter().collect();
    // A loop carries nothing anywhere; at a node that is limited there is something to fall all the same, as with one origin.
    let is_loop = |arc: ArcId| {
        let [tail, head] = [view.network().tail(arc), view.network().head(arc)];
        tail == head && view.node_capacity(tail).is_some_and(|capacity| capacity.limit().is_none())
    };
    let falls = |part: &Bottleneck| match *part {
        Bottleneck::Supply(_) => false,
        Bottleneck::Node(node) => nodes.contains(&node),
        Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc) | Bottleneck::Track(_, arc) => {
            arcs.contains(&arc) && !is_loop(arc)
        }
    };
    parts.iter().map(falls).collect()
}

/// A flow at a share, and what it brings in parts of a kilogram, rounded down.
struct Point {
    told: MulticommodityCurvePoint,
    fine: u128,
}

/// Above which no flow is, in parts of a kilogram, rounded up.
struct Line {
    told: MulticommodityCurveLine,
    fixed: u128,
    own: u128,
}

impl Line {
    /// At a share, rounded up; as much as there is where that does not fit.
    fn at(&self, share: Ratio) -> u128 {
        let (above, below) = (share.numerator(), share.denominator());
        // No share is more than 1, so the first product is no more than the line at all of the capacity.
        let own = (self.own / below).checked_mul(above);
        let rest = (self.own % below).checked_mul(above).map(|rest| rest.div_ceil(below));
        let sum = own.zip(rest).and_then(|(own, rest)| own.checked_add(rest)?.checked_add(self.fixed));
        sum.unwrap_or(u128::MAX)
    }
}

/// Of two lines, how far the lower one and a chord are apart at most.
struct Both {
    apart: u128,
    meeting: Option<[f64; 2]>,
}

/// How far the lower of two lines is above a chord at most, by how far each is at its ends: where they meet, or at an end.
fn both(left: [u128; 2], right: [u128; 2]) -> Both {
    let (lower, higher) = (right[0].saturating_sub(left[0]), left[1].saturating_sub(right[1]));
    if lower == 0 || higher == 0 {
        // One of them is nowhere above the other.
        let most = |line: [u128; 2]| line[0].max(line[1]);
        let apart = if lower == 0 && right[1] <= left[1] { most(right) } else { most(left) };
        return Both { apart, meeting: None };
    }
    let rise = left[1].saturating_sub(left[0]);
    let apart = left[0].saturating_add(part_of(rise, lower, higher)).max(right[1]);
    let [lower, higher] = [lower, higher].map(float);
    Both { apart, meeting: Some([lower / (lower + higher), lower + higher]) }
}

/// Between two points: how far lines and chord are apart at most, and what of that the points themselves leave.
struct Between {
    apart: u128,
    at_ends: u128,
    /// How far on the way from the first to the second the lines meet, and by how much they rise less from there on; where they do.
    meeting: Option<[f64; 2]>,
    /// Which two lines tell so.
    lines: [usize; 2],
}

struct Curve<'c, 'a, 'n> {
    problem: &'c Problem<'a, 'n>,
    falls: Vec<bool>,
    /// All that is wanted, or what of it all pairs could get together.
    wanted: u128,
    /// More than any pair can get at any share.
    most: u64,
    relations: usize,
    progress: &'c dyn Progress,
    points: Vec<Point>,
    lines: Vec<Line>,
    /// How far lines and chords may be apart.
    near: u128,
}

impl Curve<'_, '_, '_> {
    /// Looks at one share after another until lines and chords are near to one another, or the limit of points is reached.
    fn follow(&mut self, limit: usize) -> Result<(), AnalysisError> {
        // No more than all that is wanted.
        self.lines.extend(self.line(&vec![0; self.problem.parts.len()], 1));
        self.look(Ratio::ONE)?;
        let most = self.lines.iter().map(|line| line.at(Ratio::ONE)).min().unwrap_or(0);
        // Who wants far more than gets through is not to make amounts coarse. Twice as much as all get is no limit to anyone, and
        // so far from one that solvers see none in it.
        self.most = u64::try_from(2 * (most / FINE) + 2).unwrap_or(u64::MAX);
        self.wanted = self.problem.pairs.iter().map(|pair| u128::from(pair.demand.min(self.most))).sum();
        self.look(Ratio::ZERO)?;
        self.near = (most / NEAREST).max(1);
        // The farthest apart first; of those the one that was there first.
        let mut waiting = BinaryHeap::new();
        let apart = self.between(1, 0).apart;
        waiting.push((apart, std::cmp::Reverse((1, 0))));
        while let Some((apart, std::cmp::Reverse((one, other)))) = waiting.pop() {
            let between = self.between(one, other);
            if between.apart < apart {
                // Another line came lower since.
                waiting.push((between.apart, std::cmp::Reverse((one, other))));
                continue;
            }
            // What the points themselves are off by no point between them mends.
            let is_done = between.apart <= self.near.max(2 * between.at_ends);
            let Some(share) = self.meeting(&between, one, other).filter(|_| !is_done) else { continue };
            if self.points.len() >= limit {
                break;
            }
            let next = self.points.len();
            self.look(share)?;
            for (one, other) in [(one, next), (next, other)] {
                waiting.push((self.between(one, other).apart, std::cmp::Reverse((one, other))));
            }
        }
        Ok(())
    }

    /// Finds a flow and a line at a share.
    fn look(&mut self, share: Ratio) -> Result<(), AnalysisError> {
        if self.progress.stop_requested() {
            return Err(AnalysisError::Stopped);
        }
        // What is a whole number of kilograms over the share's parts stays exact where they are few.
        let most = AMOUNTS / self.wanted.max(1);
        let scale = if share.denominator() <= most { share.denominator() } else { most.max(1) };
        let scale = u64::try_from(scale).map_err(|_| FlowError::TooMuch)?;
        let (mut rest, parts) = self.problem.with_left(&self.falls, share, self.most, scale);
        let in_parts = u128::from(scale) * UNITS;
        let mut routes: Vec<Vec<PairRoute>> = vec![Vec::new(); self.relations];
        let mut keep = Vec::with_capacity(rest.pairs.len());
        for (pair, shortest) in rest.pairs.iter().zip(rest.shortest(&vec![1; rest.parts.len()])) {
            keep.push(shortest.as_ref().is_some_and(|shortest| shortest.length > 0));
            if let Some(free) = shortest.filter(|shortest| shortest.length == 0) {
                let amount = Ratio::new(pair.demand.into(), scale.into()).unwrap_or(Ratio::ZERO);
                let route = Route::new(rest.view, free.way.start, free.way.arcs);
                routes[pair.relation].push(PairRoute { amount, route });
            }
        }
        rest.keep(&keep);
        let mut sharing = Sharing::new(&rest);
        let mut worth = 0;
        let mut lengths = vec![0; self.problem.parts.len()];
        if !rest.pairs.is_empty() {
            let options = MulticommodityOptions { shares: Shares::Most, progress: self.progress };
            sharing.most_in_all(&options)?;
            worth = sharing.at_most_in_all(0).worth;
            let measured = sharing.tiers.first().and_then(|tier| tier.measured.as_ref());
            // Who is farther than a kilogram is worth is far enough; where all get what they want nothing has a length.
            for (&part, &length) in parts.iter().zip(measured.iter().flat_map(|measured| &measured.lengths)) {
                lengths[part] = length.min(worth);
            }
        }
        let worth = worth.max(1);
        // What is closed at this share is farther than anything is worth: that takes nothing here, and holds elsewhere too.
        for (at, length) in lengths.iter_mut().enumerate() {
            if self.falls[at] && self.is_closed(at, share, scale) {
                *length = worth;
            }
        }
        for (way, &amount) in sharing.pool.ways.iter().zip(sharing.flow.iter().flat_map(|flow| &flow.of_way))
        {
            if let Some(amount) = Ratio::new(amount, in_parts).filter(|_| amount > 0) {
                let route = Route::new(rest.view, way.start, way.arcs.clone());
                routes[rest.pairs[way.pair].relation].push(PairRoute { amount, route });
            }
        }
        for routes in &mut routes {
            routes.sort_by_cached_key(|one| (one.route.start(), one.route.arcs().to_vec()));
        }
        let mut amounts = routes.iter().flatten().map(|one| one.amount);
        let throughput = amounts.try_fold(Ratio::ZERO, Ratio::plus).ok_or(FlowError::TooMuch)?;
        let fine = fine(throughput);
        self.points.push(Point { told: MulticommodityCurvePoint { share, throughput, routes }, fine });
        self.lines.extend(self.line(&lengths, worth));
        self.progress.advance(1);
        Ok(())
    }

    /// Whether nothing is left of a part at a share.
    fn is_closed(&self, part: usize, share: Ratio, scale: u64) -> bool {
        let left = u128::from(self.problem.capacities[part]) * share.numerator();
        left / share.denominator() == 0
            && left % share.denominator() * u128::from(scale) < share.denominator()
    }

    /// What lengths prove of every share; nothing where that does not fit.
    fn line(&self, lengths: &[u64], worth: u64) -> Option<Line> {
        let problem = self.problem;
        let (mut fixed, mut own) = (0_u128, 0_u128);
        for ((&length, &capacity), &falls) in lengths.iter().zip(&problem.capacities).zip(&self.falls) {
            let sum = if falls { &mut own } else { &mut fixed };
            *sum = sum.checked_add(u128::from(length) * u128::from(capacity))?;
        }
        for (pair, shortest) in problem.pairs.iter().zip(problem.shortest(lengths)) {
            let spared = shortest.map_or(0, |shortest| worth.saturating_sub(shortest.length));
            fixed = fixed.checked_add(u128::from(pair.demand) * u128::from(spared))?;
        }
        let below = u128::from(worth);
        let up =
            |sum: u128| (sum / below).checked_mul(FINE)?.checked_add((sum % below * FINE).div_ceil(below));
        let mut told: Vec<(Bottleneck, u64)> = problem
            .parts
            .iter()
            .copied()
            .zip(lengths.iter().copied())
            .filter(|&(_, length)| length > 0)
            .collect();
        told.sort_unstable();
        let told = MulticommodityCurveLine {
            fixed: Ratio::new(fixed, below)?,
            own: Ratio::new(own, below)?,
            worth,
            lengths: told,
        };
        Some(Line { told, fixed: up(fixed)?, own: up(own)? })
    }

    /// How far lines and chord are apart between two points, the first left of the second: what two lines tell of it, chosen so
    /// that the others tell hardly more.
    fn between(&self, one: usize, other: usize) -> Between {
        let [first, second] = [one, other].map(|at| &self.points[at]);
        let above = |line: &Line, point: &Point| line.at(point.told.share).saturating_sub(point.fine);
        let over: Vec<[u128; 2]> =
            self.lines.iter().map(|line| [above(line, first), above(line, second)]).collect();
        let mut lines = [0, 1].map(|end| {
            let lowest = (0..over.len()).min_by_key(|&line| (over[line][end], over[line][1 - end]));
            lowest.unwrap_or(0)
        });
        // There is a line of all that is wanted at least.
        let at_ends = over[lines[0]][0].max(over[lines[1]][1]);
        let mut best = Between { apart: u128::MAX, at_ends, meeting: None, lines };
        // Where the line that was lowest on the left meets the one on the right another may be lower: it takes the place of the one
        // that it is like, which rises towards there or falls from there on.
        for _ in 0..over.len() {
            let [left, right] = lines.map(|line| over[line]);
            let found = both(left, right);
            if found.apart < best.apart {
                best = Between { apart: found.apart, at_ends, meeting: found.meeting, lines };
            }
            let Some([part, _]) = found.meeting else { break };
            let at = |line: usize| {
                let [left, right] = over[line].map(float);
                left + part * (right - left)
            };
            let Some(lowest) = (0..over.len()).min_by(|&one, &other| at(one).total_cmp(&at(other))) else {
                break;
            };
            if lines.contains(&lowest) || at(lowest) >= at(lines[0]).min(at(lines[1])) {
                break;
            }
            lines[usize::from(over[lowest][1] < over[lowest][0])] = lowest;
        }
        best
    }

    /// The share at which the lowest lines of two points meet: the fraction of the least parts that is near enough. Nothing where
    /// there is none between the points.
    fn meeting(&self, between: &Between, one: usize, other: usize) -> Option<Ratio> {
        let [first, second] = [one, other].map(|at| self.points[at].told.share);
        let [part, bend] = between.meeting?;
        let (left, right) = (first.value(), second.value());
        let share = left + part * (right - left);
        // So far beside it lines and chords are apart by no more than a quarter of what is asked.
        let slack = (0.25 * float(self.near) * (right - left) / bend).max(1e-14);
        let slack = slack.min((share - left) / 2.0).min((right - share) / 2.0);
        let found = simplest(in_parts(share - slack)?, in_parts(share + slack)?)?;
        (found > first && found < second && found.denominator() <= SHARE_PARTS).then_some(found)
    }

    /// With more of the capacity as much gets through at least: a flow that was rounded to less gives way to the one before.
    fn never_fall(&mut self) {
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        order.sort_by_key(|&at| self.points[at].told.share);
        for pair in order.windows(2) {
            let before = &self.points[pair[0]];
            if before.told.throughput > self.points[pair[1]].told.throughput {
                let (throughput, fine) = (before.told.throughput, before.fine);
                let routes = before.told.routes.clone();
                let point = &mut self.points[pair[1]];
                point.fine = fine;
                point.told.throughput = throughput;
                point.told.routes = routes;
            }
        }
    }

    /// The points that are told, from left to right: without those that lie so near to the chord between others that it makes no difference.
    fn kept(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        let share = |at: usize| self.points[at].told.share;
        order.sort_by_key(|&at| share(at));
        let pieces = order.windows(2).map(|pair| self.between(pair[0], pair[1]).apart);
        let apart = pieces.max().unwrap_or(0).max(self.near);
        let mut candidates: Vec<usize> = order.iter().copied().skip(1).collect();
        candidates.pop();
        // Simple fractions are what data are made of: they stay.
        candidates.sort_by_key(|&at| std::cmp::Reverse((share(at).denominator(), share(at).numerator())));
        for candidate in candidates {
            let Some(at) = order.iter().position(|&point| point == candidate) else { continue };
            if self.between(order[at - 1], order[at + 1]).apart <= apart {
                order.remove(at);
            }
        }
        order
    }

    fn told(self, hub: HubId, kept: &[usize]) -> Result<MulticommodityCurve, AnalysisError> {
        let pieces: Vec<Between> = kept.windows(2).map(|pair| self.between(pair[0], pair[1])).collect();
        let apart = pieces.iter().map(|piece| piece.apart).max().unwrap_or(u128::MAX);
        let used: BTreeSet<usize> = pieces.iter().flat_map(|piece| piece.lines).collect();
        let mut lines: Vec<Line> = self
            .lines
            .into_iter()
            .enumerate()
            .filter(|(at, _)| used.contains(at))
            .map(|(_, line)| line)
            .collect();
        lines.sort_by(|one, other| other.own.cmp(&one.own).then(one.fixed.cmp(&other.fixed)));
        let mut points: Vec<Option<Point>> = self.points.into_iter().map(Some).collect();
        let points: Vec<MulticommodityCurvePoint> =
            kept.iter().filter_map(|&at| points[at].take()).map(|point| point.told).collect();
        let off_by_at_most = Ratio::new(apart, FINE).ok_or(FlowError::TooMuch)?;
        let whole = points.last().map_or(Ratio::ZERO, |last| last.throughput);
        Ok(MulticommodityCurve {
            hub,
            points,
            lines: lines.into_iter().map(|line| line.told).collect(),
            off_by_at_most,
            is_complete: is_near(off_by_at_most, whole),
        })
    }
}

/// In parts of a kilogram, rounded down. Amounts are less than 2^62 kilograms, of less than 2^81 parts each.
fn fine(amount: Ratio) -> u128 {
    let (above, below) = (amount.numerator(), amount.denominator());
    (above / below).saturating_mul(FINE).saturating_add((above % below).saturating_mul(FINE) / below)
}

/// *whole* times *part* over *part* + *rest*, rounded up; the last two are above zero.
fn part_of(whole: u128, part: u128, rest: u128) -> u128 {
    let bits = |number: u128| u128::BITS - number.leading_zeros();
    // What does not fit is made coarser, and more.
    let coarser = (bits(whole) + bits(part)).max(bits(rest) + 1).saturating_sub(126);
    let [part, rest] = [part, rest].map(|number| number.checked_shr(coarser).unwrap_or(0));
    let (above, below) = (part + u128::from(coarser > 0), part + rest);
    if below == 0 { whole } else { (whole * above).div_ceil(below).min(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "where to look next; what is told is worked out in integers")]
fn float(number: u128) -> f64 {
    number as f64
}

/// A share as a fraction of 2^60 parts; nothing where it is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^60")]
fn in_parts(share: f64) -> Option<Ratio> {
    let parts = (share * 2_f64.powi(60)).round();
    (0.0..=2_f64.powi(60)).contains(&parts).then(|| Ratio::new(parts as u128, 1 << 60)).flatten()
}

/// The fraction of the least parts from one to another, by continued fractions.
fn simplest(least: Ratio, most: Ratio) -> Option<Ratio> {
    let whole = least.numerator() / least.denominator();
    let rest = least.numerator() % least.denominator();
    if rest == 0 || least > most {
        return Some(least);
    }
    if whole < most.numerator() / most.denominator() {
        return Ratio::new(whole + 1, 1);
    }
    // Both lie between the same two whole numbers: what is beyond the lower one has its inverse between these.
    let beyond = most.numerator() % most.denominator();
    let inverse = simplest(Ratio::new(most.denominator(), beyond)?, Ratio::new(least.denominator(), rest)?)?;
    Ratio::new(inverse.denominator(), inverse.numerator())?.plus(Ratio::new(whole, 1)?)
}
