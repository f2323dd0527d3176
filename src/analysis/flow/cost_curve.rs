//! How does the cost of a fixed delivery rise, as a hub loses its capacity?
//!
//! With *s* the share of the hub's capacity that is left, the least cost of bringing the same amounts is the greatest over all
//! prices of *a* − *s b*, where *b* is what the hub's own capacity is worth at those prices and *a* what the delivery is, less what all
//! other capacities are: a convex function of *s* made of straight pieces (parametric linear programming; S. Gass and T. Saaty, The
//! computational algorithm for the parametric objective function, Naval Res. Logist. Quart. 2 (1955) 39-45, doi
//! 10.1002/nav.3800020106). It begins at the least share at which the delivery still fits, which Newton's method finds on the cuts of
//! [`super::throughput_curve`]. The pieces are found by the chords between them, as there: M. J. Eisner and D. G. Severance,
//! J. ACM 23 (1976) 619-635, doi 10.1145/321978.321982.

use super::curve::{CURVE_FLOWS, Lines, own_parts};
use super::joint::common_source;
use super::{DeliveryOptions, Ratio, Shares, Terminals, cheapest_delivery};
use crate::analysis::AnalysisError;
use crate::network::HubId;
use crate::paths::{CostLine, CostLines, FlowError, Side};
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, Scenario, View};

/// How [`cost_curve`] is to work.
#[derive(Clone)]
pub struct CostCurveOptions<'p> {
    flows: usize,
    shares: Shares,
    progress: &'p dyn Progress,
}

impl Default for CostCurveOptions<'_> {
    fn default() -> Self {
        Self { flows: CURVE_FLOWS, shares: Shares::default(), progress: &Silent }
    }
}

impl<'p> CostCurveOptions<'p> {
    /// How many cheapest flows may be looked for; two at least, [`CURVE_FLOWS`] unless told otherwise.
    #[must_use]
    pub fn flows(mut self, flows: usize) -> Self {
        self.flows = flows.max(2);
        self
    }

    /// What is delivered where not all that is wanted can be, even with all of the hub's capacity.
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

/// A point of a [`CostCurve`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostPoint {
    /// The share of the hub's capacity that is left.
    pub share: Ratio,
    /// What the delivery costs then: kilogram-milliseconds a day where the view minimises time, kilogram-decimetres a day where it
    /// minimises length.
    pub cost: Ratio,
}

impl CostPoint {
    /// Tonne-hours a day, where the cost is of time.
    #[must_use]
    pub fn tonne_hours(self) -> f64 {
        self.cost.value() / (1e3 * 3_600_000.0)
    }

    /// Tonne-kilometres a day, where the cost is of length.
    #[must_use]
    pub fn tonne_km(self) -> f64 {
        self.cost.value() / (1e3 * 10_000.0)
    }
}

/// What the same delivery costs at every share of a hub's capacity at which it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CostCurve {
    /// The hub.
    pub hub: HubId,
    /// What the cost is: time or length.
    pub minimised: Impedance,
    /// What each destination gets at every share, kilograms a day, in the order of [`Scenario::relations`].
    pub delivered: Vec<u64>,
    /// The least share of the hub's capacity at which all of that still fits. Below it there is no such delivery, and no cost.
    pub least_share: Ratio,
    /// From the least share to all of the capacity, with every break point between: straight from each to the next, and never
    /// rising. One point where all of the capacity is needed.
    pub points: Vec<CostPoint>,
    /// Whether these are all break points. If not, the limit of flows came first, or amounts at some share have more digits than
    /// are counted with; then between some two of the points the curve lies lower than the straight line.
    pub is_complete: bool,
}

impl CostCurve {
    /// What all destinations get together, kilograms a day.
    #[must_use]
    pub fn total(&self) -> u64 {
        // Demands add up to less than 2^62.
        self.delivered.iter().sum()
    }
}

/// What the same delivery costs as the capacity of a hub falls: every break point, exactly, and no samples.
///
/// The delivery is what [`cheapest_delivery`] gives each destination at full capacity, and stays so; the routes change. What
/// falls is the capacity of the hub's nodes, of the transfers there, and of the links between its own nodes, all by the same share,
/// as a closure with a capacity factor has it, but without rounding. What has no limit there keeps none.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands. OD pairs only where all have the same origin.
/// * `view`: which of its network is open, with what costs and capacities; *n* nodes, *m* arcs.
/// * `hub`: which falls.
/// * `options`: [`CostCurveOptions`], or `None` for the defaults. Where not all demand can be met,
///   [`CostCurveOptions::shares`] tells what is delivered instead.
///
/// # Returns
/// [`CostCurve`]: the least share at which the delivery fits, and from there to 1 all break points, as exact fractions. The same
/// whatever the threads.
///
/// # Errors
/// [`AnalysisError::NoCapacity`] where nothing at the hub has a capacity: then there is no all of it;
/// [`AnalysisError::Flow`] also where amounts near the limits of what can be stated have no fractions that fit at an end of the
/// curve. Else as [`cheapest_delivery`].
///
/// # Complexity
/// One cheapest delivery; some maximum flows for the least share; two cheapest flows by the network simplex method for each break
/// point, and one more. Those are counted in 128 bits: some 250 bytes an arc.
///
/// # Example
/// ```
/// use supplyline::Impedance;
/// use supplyline::analysis::flow::cost_curve;
/// use supplyline::network::{Network, NewLink, NewNode};
/// use supplyline::scenario::{DestinationSpec, ScenarioSpec};
/// // 600 t/d through a yard for 800 t/d; 200 t/d can go round by a road, and 300 t/d by a river.
/// let network = Network::builder()
///     .hub("Port").node(NewNode::new("Yard").capacity("800 t/d")).hub("Town")
///     .link(NewLink::rail("Port", "Yard").length("60 km"))
///     .link(NewLink::rail("Yard", "Town").length("40 km"))
///     .link(NewLink::rail("Port", "Town").key("road").length("150 km").capacity("200 t/d"))
///     .link(NewLink::rail("Port", "Town").key("river").length("300 km").capacity("300 t/d"))
///     .build()?;
/// let scenario = ScenarioSpec::new("what does it take?")
///     .cost(Impedance::Length)
///     .origin("Port")
///     .destination(DestinationSpec::new("Town").demand("600 t/d"))
///     .on(&network)?;
/// let curve = cost_curve(&scenario, scenario.before(), network.find_hub("Yard")?, None)?;
/// let points = curve.points.iter().map(|point| (point.share.to_string(), point.tonne_km()));
/// let wanted = [("1/8", 100.0 * 100.0 + 200.0 * 150.0 + 300.0 * 300.0), ("1/2", 400.0 * 100.0 + 200.0 * 150.0)];
/// let wanted = wanted.into_iter().chain([("3/4", 600.0 * 100.0), ("1", 600.0 * 100.0)]);
/// assert!(points.eq(wanted.map(|(share, cost)| (share.to_owned(), cost))));
/// // With less than an eighth of the yard it is less than 600 t/d.
/// assert_eq!((curve.least_share.to_string().as_str(), curve.total()), ("1/8", 600_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cost_curve<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    hub: HubId,
    options: impl Into<Option<CostCurveOptions<'p>>>,
) -> Result<CostCurve, AnalysisError> {
    let CostCurveOptions { flows, shares, progress } = options.into().unwrap_or_default();
    if !std::ptr::eq(scenario.network(), view.network()) {
        return Err(AnalysisError::OtherNetwork);
    }
    let source = common_source(scenario)?;
    let terminals = Terminals::new(scenario, view)?;
    let (nodes, arcs) = own_parts(view, hub);
    let edges = terminals.graph.limited_edges(&nodes, &arcs);
    if !edges.contains(&true) {
        return Err(AnalysisError::NoCapacity { hub: view.network().hub(hub).key().to_owned() });
    }
    let whole =
        cheapest_delivery(scenario, view, DeliveryOptions::default().shares(shares).progress(progress))?;
    let delivered: Vec<u64> = whole.relations.iter().map(|answer| answer.gets).collect();
    let mut demands = vec![0; terminals.destinations.len()];
    for answer in &whole.relations {
        demands[terminals.destination(answer.relation.destination)] = answer.gets;
    }
    let supplies = terminals.supplies(source);
    progress.begin("following what a delivery costs", 0);
    let mut cuts = Lines::new(&terminals, supplies.clone(), demands.clone(), &edges);
    let least_share = least_share(&mut cuts, whole.totals.delivered, progress)?;
    let minimised = view.impedance();
    let cost = match minimised {
        Impedance::Time => whole.totals.time,
        Impedance::Length => whole.totals.length,
    };
    let last = CostPoint { share: Ratio::ONE, cost: Ratio::new(cost, 1).unwrap_or(Ratio::ZERO) };
    let mut curve =
        CostCurve { hub, minimised, delivered, least_share, points: Vec::new(), is_complete: true };
    if least_share < Ratio::ONE {
        let lines = CostLines::new(&terminals.graph, view, &supplies, &demands, &edges)?;
        let mut chords = Chords { lines: &lines, progress, left: flows, points: Vec::new() };
        let first = chords.line(least_share, Side::Above)?;
        let flattest = chords.line(Ratio::ONE, Side::Below)?;
        let cost = at(first, least_share).ok_or(FlowError::TooMuch)?;
        chords.points.push(CostPoint { share: least_share, cost });
        curve.is_complete = chords.between(first, flattest)?;
        curve.points = chords.points;
    }
    curve.points.push(last);
    Ok(curve)
}

/// The least share of what falls at which so much in all still gets through: from none of it upwards, as the least cut at
/// each share allows (Newton's method; Dinkelbach 1967).
fn least_share(lines: &mut Lines<'_>, total: u128, progress: &dyn Progress) -> Result<Ratio, AnalysisError> {
    let mut share = Ratio::ZERO;
    loop {
        if progress.stop_requested() {
            return Err(AnalysisError::Stopped);
        }
        let cut = lines.at(share)?;
        progress.advance(1);
        let short = total.checked_sub(cut.fixed).filter(|&short| short > 0);
        // The share at which the cut carries all; it fits by what it carries beside the hub, or by what it does at this share.
        let wanted = short.and_then(|short| Ratio::new(short, cut.own));
        match wanted {
            Some(wanted) if wanted > share => share = wanted,
            _ => return Ok(share),
        }
    }
}

/// What a line is at a share; nothing where that does not fit.
fn at(line: CostLine, share: Ratio) -> Option<Ratio> {
    let own = Ratio::new(line.own, share.denominator())?;
    let own = Ratio::new(own.numerator().checked_mul(share.numerator())?, own.denominator())?;
    Ratio::new(line.fixed, 1)?.minus(own)
}

/// The share at which a line meets one that falls less.
fn meeting(steep: CostLine, flat: CostLine) -> Option<Ratio> {
    Ratio::new(steep.fixed.checked_sub(flat.fixed)?, steep.own.checked_sub(flat.own)?)
}

/// The pieces of a curve, from left to right.
struct Chords<'c, 'p> {
    lines: &'c CostLines<'c>,
    progress: &'p dyn Progress,
    /// How many flows may still be looked for.
    left: usize,
    points: Vec<CostPoint>,
}

impl Chords<'_, '_> {
    /// The line of the piece on this side of a share.
    fn line(&mut self, share: Ratio, side: Side) -> Result<CostLine, AnalysisError> {
        if self.progress.stop_requested() {
            return Err(AnalysisError::Stopped);
        }
        self.left = self.left.saturating_sub(1);
        let found = self.lines.at([share.numerator(), share.denominator()], side, self.progress);
        self.progress.advance(1);
        found.map_err(|error| match error {
            FlowError::Stopped => AnalysisError::Stopped,
            other => other.into(),
        })
    }

    /// Adds the break points between two pieces; false where the limit came first, or something does not fit.
    fn between(&mut self, first: CostLine, last: CostLine) -> Result<bool, AnalysisError> {
        let mut is_complete = true;
        // Pairs that are still to be looked between, the leftmost last.
        let mut waiting = vec![(first, last)];
        while let Some((one, other)) = waiting.pop() {
            if one == other {
                continue;
            }
            let meeting = meeting(one, other).and_then(|share| Some((share, at(one, share)?)));
            let Some((share, bound)) = meeting.filter(|_| self.left > 0) else {
                // The points that are known lie on the curve, so the chord alone is safe.
                is_complete = false;
                continue;
            };
            let piece = match self.line(share, Side::Above) {
                Err(AnalysisError::Flow(FlowError::TooMuch)) => None,
                found => Some(found?),
            };
            match piece.and_then(|piece| Some((piece, at(piece, share)?))) {
                Some((_, found)) if found == bound => self.points.push(CostPoint { share, cost: bound }),
                Some((piece, _)) => {
                    waiting.push((piece, other));
                    waiting.push((one, piece));
                }
                None => is_complete = false,
            }
        }
        Ok(is_complete)
    }
}
