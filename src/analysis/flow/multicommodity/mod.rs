//! How is what gets through shared between OD pairs of several origins, and which ways does it go?
//!
//! Goods of several origins flow at once, and are no substitutes for one another: a multicommodity flow. For pairs *i* with
//! demands *d*(*i*), the flow over ways *p* with amounts *x*(*p*) ≥ 0, within all capacities, whose shares of demand met are the
//! max-min fair ones. No cut tells in general what fits; lengths do. For any lengths *l* ≥ 0 of what has a capacity *c*, with
//! *l*(*i*) the least length of a way of *i*,
//!
//! > Σ *x*(*i*) *l*(*i*) ≤ Σ *c*(*e*) *l*(*e*)
//!
//! for every flow that brings *x*(*i*): each kilogram uses up as much of Σ *c l* as its way is long. So where every other pair *j* has at least
//! *x*(*j*), pair *i* can have no more than (Σ *c l* − Σ *x*(*j*) *l*(*j*)) / *l*(*i*), and by the duality of linear programming some
//! lengths give just what it can have: F. Shahrokhi and D. W. Matula, The maximum concurrent flow problem, J. ACM 37 (1990) 318-334,
//! doi 10.1145/77600.77620.
//!
//! # How
//! Tier by tier as with one kind of goods (N. Megiddo 1974, doi 10.1007/BF01585506): the greatest share that all who are not settled
//! can have together, by a linear program over the ways that are known (`master.rs`), whose prices are lengths under which a
//! shortest path for each pair is a way worth adding (`problem.rs`), until none is: L. R. Ford and D. R. Fulkerson, A suggested
//! computation for maximal multi-commodity network flows, Management Science 5 (1958) 97-101, doi 10.1287/mnsc.5.1.97. Then those
//! whom the lengths hold down are settled. Programs are kept small: parts that limit nothing and ways that carry nothing rest
//! (`pool.rs`), and ways of a pair that the same parts limit are one. Prices are brought nearer to the exact ones (`prices.rs`).
//!
//! Of other shares than the max-min fair ones ([`Shares`]), the same share for all that have a way is the first of these tiers: it is
//! Σ *c l* / Σ *d*(*i*) *l*(*i*) at most. The most in all is a linear program as well (`total.rs`): with *u* the length that a kilogram is
//! worth, no flow brings more than (Σ *c l* + Σ *d*(*i*) max(0, *u* − *l*(*i*))) / *u*, since who is nearer than *u* can
//! spare no more of it than that for each kilogram that it wants.
//!
//! By which routes these amounts get there at the least cost is a linear program once more (`cheapest.rs`), with lengths beside what
//! ways cost. With *w*(*i*) the least of cost and length together of a way of *i*, every flow that brings *x*(*i*) costs
//!
//! > Σ *x*(*i*) *w*(*i*) − Σ *c*(*e*) *l*(*e*)
//!
//! at least: J. A. Tomlin, Minimum-cost multicommodity network flows, Operations Research 14 (1966) 45-51, doi 10.1287/opre.14.1.45.
//! What is full has no highest price where just what fits is to be delivered; so in the program a kilogram may be missing, at a cost
//! that is raised until none is.
//!
//! As a hub loses its capacity, the most in all is a concave function of the share that is left (`curve.rs`): lengths found at one
//! share prove a straight line above it.
//!
//! The solver counts with a point, so that nothing it says is taken for proved: flows are rounded down to
//! whole units that fit (`rounding.rs`), lengths are rounded to whole numbers, and what both prove is worked out in integers. Each answer
//! is a flow that brings so much, and lengths by which it cannot be more than so much; the gap between is stated.

#[cfg(feature = "multicommodity")]
mod bounds;
#[cfg(feature = "multicommodity")]
mod cheapest;
#[cfg(feature = "multicommodity")]
mod curve;
#[cfg(feature = "multicommodity")]
mod delivery;
#[cfg(feature = "multicommodity")]
mod losses;
#[cfg(feature = "multicommodity")]
mod master;
#[cfg(feature = "multicommodity")]
mod pool;
#[cfg(feature = "multicommodity")]
mod prices;
#[cfg(feature = "multicommodity")]
mod problem;
#[cfg(feature = "multicommodity")]
mod rounding;
#[cfg(feature = "multicommodity")]
mod tiers;
#[cfg(feature = "multicommodity")]
mod total;
mod verify;
mod verify_curve;
mod verify_delivery;

pub use verify::verify_throughput_multicommodity;
pub use verify_curve::verify_throughput_curve_multicommodity;
pub use verify_delivery::verify_delivery_multicommodity;

#[cfg(feature = "multicommodity")]
pub use curve::{MulticommodityCurveOptions, throughput_curve_multicommodity};
#[cfg(feature = "multicommodity")]
pub use delivery::cheapest_delivery_multicommodity;
#[cfg(feature = "multicommodity")]
pub(super) use losses::losses;
#[cfg(feature = "multicommodity")]
pub use losses::{MulticommodityLosses, throughput_losses_multicommodity};
#[cfg(feature = "multicommodity")]
pub use tiers::throughput_multicommodity;

use super::{Bottleneck, Ratio, Shares};
use crate::network::HubId;
use crate::paths::Route;
#[cfg(feature = "multicommodity")]
use crate::progress::{Progress, Silent};
use crate::scenario::Relation;

/// Between more pairs of several origins than this [`super::Received`] and [`super::flows`] share nothing out: linear programs
/// over all their ways would take too long. `throughput_multicommodity` takes any number.
pub const MULTICOMMODITY_PAIRS: usize = 1_000;

/// Where more than so many elements carry a part of what gets through between pairs of several origins,
/// `throughput_losses_multicommodity` has no answer: linear programs without each of them would take too long.
pub const MULTICOMMODITY_LOSSES: usize = 1_000;

/// Unless told otherwise `throughput_curve_multicommodity` looks for flows at so many shares at most.
pub const MULTICOMMODITY_CURVE_POINTS: usize = 200;

/// Flows are counted in so many parts of a kilogram.
const UNITS: u128 = 1_000_000_000;

/// A share is met, and a part is full, where less than one in so many is missing: tiers are sought as near as that.
const NEAREST: u128 = 1_000_000_000;

/// How [`throughput_multicommodity`] and [`cheapest_delivery_multicommodity`] are to work.
#[cfg(feature = "multicommodity")]
#[derive(Clone)]
pub struct MulticommodityOptions<'p> {
    shares: Shares,
    progress: &'p dyn Progress,
}

#[cfg(feature = "multicommodity")]
impl Default for MulticommodityOptions<'_> {
    fn default() -> Self {
        Self { shares: Shares::Fair, progress: &Silent }
    }
}

#[cfg(feature = "multicommodity")]
impl<'p> MulticommodityOptions<'p> {
    /// How what there is is shared out where not all that is wanted gets through; fair shares unless this says otherwise.
    #[must_use]
    pub fn shares(mut self, shares: Shares) -> Self {
        self.shares = shares;
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// The answer of `throughput_multicommodity`, which the cargo feature `multicommodity` brings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MulticommodityThroughput {
    /// How what there is was shared out.
    pub shares: Shares,
    /// For each destination and OD pair, in the order of [`crate::Scenario::relations`].
    pub relations: Vec<PairThroughput>,
    /// From those that get the smallest share; those that want nothing are in none. With other shares than the fair ones there are
    /// two at most: those to which nothing gets, and all others.
    pub tiers: Vec<PairTier>,
    /// With [`Shares::Most`], what all can get together at most.
    pub most: Option<MostTogether>,
}

/// What all can get together at most. The lengths of the last tier prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MostTogether {
    /// Kilograms a day; if that is what is got, no other flow brings more.
    pub amount: Ratio,
    /// What a kilogram is worth, in the measure of the lengths: who is farther than that is not worth its way. Zero where all that is
    /// wanted is the bound.
    pub worth: u64,
}

/// What one destination or OD pair gets while all are supplied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairThroughput {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// What it gets, kilograms a day: what its routes bring.
    pub throughput: Ratio,
    /// The share of its demand that this is; 1 where nothing is wanted.
    pub met: Ratio,
    /// With [`Shares::Fair`]: in no flow does it get a larger share than this, in which every other gets what it gets here or,
    /// where that is less, the same share as this one. With [`Shares::Proportional`]: in no flow do all that have a way
    /// get a larger share. Where this is [`PairThroughput::met`], that is exactly fair or the largest common share. With
    /// [`Shares::Most`] it tells no more than whether there is a way: see [`MulticommodityThroughput::most`].
    pub met_at_most: Ratio,
    /// By which routes, in the order of their arcs: one choice of possibly many.
    pub routes: Vec<PairRoute>,
}

impl PairThroughput {
    /// How much more it might get, as a part of what it might get at most: zero where its share is exact. Of no use with
    /// [`Shares::Most`].
    #[must_use]
    pub fn gap(&self) -> f64 {
        gap(self.met, self.met_at_most)
    }

    /// How much more it might get, kilograms a day.
    pub(in crate::analysis) fn in_doubt(&self) -> f64 {
        let share = self.met_at_most.minus(self.met).map_or(0.0, Ratio::value);
        share * self.relation.demand.tonnes() * 1e3
    }

    /// Whether it gets all that it wants, but for less than a billionth of it: shares are not sought nearer than that.
    #[must_use]
    pub fn is_met(&self) -> bool {
        Ratio::new(NEAREST - 1, NEAREST).is_some_and(|most| self.met > most)
    }
}

/// Whether an amount leaves less than a billionth of a capacity, in kilograms a day.
pub(crate) fn is_filled(amount: Ratio, capacity: u64) -> bool {
    let capacity = u128::from(capacity);
    let least = Ratio::new(capacity * (NEAREST - 1), NEAREST);
    capacity > 0 && least.is_some_and(|least| amount > least)
}

fn gap(found: Ratio, most: Ratio) -> f64 {
    match most.minus(found) {
        None if most > found => 1.0 - found.value() / most.value(),
        None | Some(Ratio::ZERO) => 0.0,
        Some(more) => more.value() / most.value(),
    }
}

/// What takes one route.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairRoute {
    /// How much, kilograms a day.
    pub amount: Ratio,
    /// The route.
    pub route: Route,
}

/// Pairs that are held down by the same parts of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairTier {
    /// The smallest share of demand that any of them gets.
    pub met: Ratio,
    /// Which of the relations, ascending.
    pub members: Vec<usize>,
    /// How long each part is, ascending by part: what proves that none of them gets more than [`PairThroughput::met_at_most`].
    /// Not all of them are full: lengths that are a little off prove almost the same. None where no way leads to any of
    /// them, or where they are met.
    pub lengths: Vec<(Bottleneck, u64)>,
    /// Which of these parts the flow fills, but for less than a billionth.
    pub full: Vec<Bottleneck>,
}

impl MulticommodityThroughput {
    /// The largest gap of any share, as [`PairThroughput::gap`] has it; with [`Shares::Most`] how much more all might get together, as a
    /// part of the most that they might.
    #[must_use]
    pub fn gap(&self) -> f64 {
        match (self.most, self.sum()) {
            (Some(most), Some(sum)) => gap(sum, most.amount),
            _ => self.relations.iter().map(PairThroughput::gap).fold(0.0, f64::max),
        }
    }

    fn sum(&self) -> Option<Ratio> {
        self.relations.iter().try_fold(Ratio::ZERO, |sum, one| sum.plus(one.throughput))
    }

    /// What all get together, to the nearest kilogram a day: flows are rounded down to billionths of one.
    #[must_use]
    pub fn total(&self) -> u64 {
        let nearest = |sum: Ratio| Ratio::new(1, 2).and_then(|half| sum.plus(half)).unwrap_or(sum).floor();
        self.sum().map_or(u64::MAX, nearest)
    }
}

/// The answer of `cheapest_delivery_multicommodity`, which the cargo feature `multicommodity` brings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MulticommodityDelivery {
    /// What each destination and OD pair gets, with what proves that share. Its routes are the cheap ones.
    pub shared: MulticommodityThroughput,
    /// Kilogram-milliseconds a day over all routes.
    pub time: Ratio,
    /// Kilogram-decimetres a day over all routes.
    pub length: Ratio,
    /// The one of both that the scenario minimises. Like both it is exact, but rounded up to a whole number where it has more than 128
    /// bits with its fraction.
    pub cost: Ratio,
    /// No flow that brings to each what it gets costs less. Where this is [`MulticommodityDelivery::cost`], none is cheaper.
    pub cost_at_least: Ratio,
    /// How many of the lengths a millisecond or decimetre is, whichever is minimised.
    pub scale: u64,
    /// What proves that: how long each part is that is longer than nothing, ascending by part.
    pub lengths: Vec<(Bottleneck, u64)>,
}

impl MulticommodityDelivery {
    /// How much cheaper it might be, as a part of what it costs: zero where it is as cheap as can be.
    #[must_use]
    pub fn gap(&self) -> f64 {
        gap(self.cost_at_least, self.cost)
    }
}

/// What all pairs of several origins get together at most, at every share of a hub's capacity: the answer of
/// `throughput_curve_multicommodity`, which the cargo feature `multicommodity` brings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MulticommodityCurve {
    /// The hub.
    pub hub: HubId,
    /// From no capacity left to all of it: flows at some shares. What gets through at a share between two of them is no less
    /// than the straight line between them tells, since a part of the one flow and the rest of the other keep to every capacity.
    pub points: Vec<MulticommodityCurvePoint>,
    /// Above which no flow is at any share, from the one that rises most to the one that rises least.
    pub lines: Vec<MulticommodityCurveLine>,
    /// By how much what gets through is more at any share than the straight lines between the points tell, at most; kilograms a day.
    pub off_by_at_most: Ratio,
    /// Whether that is less than two billionths of what gets through with all of the hub's capacity, or than a billionth of a
    /// kilogram. If not, the limit of points came first, or the solver does not tell it as nearly as that.
    pub is_complete: bool,
}

/// A flow at a share of a hub's capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MulticommodityCurvePoint {
    /// The share of the hub's capacity that is left.
    pub share: Ratio,
    /// What all get together in this flow, kilograms a day.
    pub throughput: Ratio,
    /// For each destination and OD pair by which routes it gets something, in the order of [`crate::Scenario::relations`].
    pub routes: Vec<Vec<PairRoute>>,
}

/// What all get together at most at each share of a hub's capacity, as lengths prove it: with *u* what a kilogram is worth, *s*
/// the share, and all lengths as in `src/analysis/flow/multicommodity/mod.rs`, no more than (Σ *c l* + Σ *d*(*i*) max(0, *u* −
/// *l*(*i*))) / *u*, where *c* is *s* times as much for what is the hub's own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MulticommodityCurveLine {
    /// Beside the hub, kilograms a day.
    pub fixed: Ratio,
    /// With all of the hub's own capacity, how much more; kilograms a day.
    pub own: Ratio,
    /// What a kilogram is worth, in the measure of the lengths; above zero.
    pub worth: u64,
    /// How long each part is that is longer than nothing, ascending by part.
    pub lengths: Vec<(Bottleneck, u64)>,
}

impl MulticommodityCurve {
    /// How much more may get through at any share than the straight lines between the points tell, as a part of what gets
    /// through with all of the hub's capacity.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let whole = self.points.last().map_or(Ratio::ZERO, |last| last.throughput);
        let most = whole.plus(self.off_by_at_most).unwrap_or(whole);
        gap(whole, most)
    }
}

/// Whether so much, kilograms a day, is no more than what a curve may be off by that has this at its end.
fn is_near(off_by_at_most: Ratio, whole: Ratio) -> bool {
    let billionth = Ratio::new(1, NEAREST).unwrap_or(Ratio::ZERO);
    let of_whole = Ratio::new(whole.floor().into(), NEAREST / 2).unwrap_or(Ratio::ZERO);
    off_by_at_most <= billionth.max(of_whole)
}
