//! How does what gets through fall, as a hub loses its capacity?
//!
//! With *s* the share of the hub's capacity that is left, what gets through to all destinations together is the least over all cuts of
//! *a* + *s b*, where *b* is what of the hub's own capacity lies in the cut and *a* the rest: a concave function
//! of *s* made of straight pieces, with as many of them as there are cuts that are least somewhere. They are found by the
//! chords between them, M. J. Eisner and D. G. Severance, Mathematical techniques for efficient record
//! segmentation in large shared databases, J. ACM 23 (1976) 619-635, doi 10.1145/321978.321982: where the lines of two cuts meet, a flow
//! tells whether there is a lower one; if not, that is a break point.

use std::collections::BTreeSet;

use super::joint::common_source;
use super::{Ratio, Terminals, ThroughputOptions};
use crate::analysis::AnalysisError;
use crate::mode::Mode;
use crate::network::{ArcId, Element, HubId, NodeId};
use crate::paths::{Amount, Asked, Degraded, Flow, FlowError, FlowSearch};
use crate::scenario::{Scenario, View};

/// Unless told otherwise [`throughput_curve`] looks for so many flows at most.
pub const CURVE_FLOWS: usize = 1_000;

/// How [`throughput_curve`] is to work.
#[derive(Clone)]
pub struct CurveOptions<'p> {
    flows: usize,
    throughput: ThroughputOptions<'p>,
}

impl Default for CurveOptions<'_> {
    fn default() -> Self {
        Self { flows: CURVE_FLOWS, throughput: ThroughputOptions::default() }
    }
}

impl<'p> CurveOptions<'p> {
    /// How many flows may be looked for; two at least. Each break point takes two at most.
    #[must_use]
    pub fn flows(mut self, flows: usize) -> Self {
        self.flows = flows.max(2);
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn crate::progress::Progress) -> Self {
        self.throughput = self.throughput.progress(progress);
        self
    }
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurvePoint {
    /// The share of the hub's capacity that is left.
    pub share: Ratio,
    /// What gets through to all destinations together then, kilograms a day.
    pub throughput: Ratio,
}

/// What gets through at every share of a hub's capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThroughputCurve {
    /// The hub.
    pub hub: HubId,
    /// From no capacity left to all of it, with every break point between: straight from each to the next.
    pub points: Vec<CurvePoint>,
    /// Whether these are all break points; if not the limit of flows came first, and between some two of the points the
    /// curve lies higher than the straight line.
    pub is_complete: bool,
}

/// What gets through to all destinations together as the capacity of a hub falls from all of it to nothing: every break
/// point, exactly, and no samples.
///
/// What falls is the capacity of the hub's nodes, of the transfers there, and of the links between its own nodes, all by the same
/// share, as a closure with a capacity factor above 0 has it. What has no limit there keeps none: [`unlimited_modes`] tells in which modes
/// the hub has nodes without.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands, which stay as they are. OD pairs only where all have the
///   same origin; of several origins `throughput_curve_multicommodity` tells the most that all get together.
/// * `view`: which of its network is open, and with what capacities; *n* nodes, *m* arcs.
/// * `hub`: which falls.
/// * `options`: [`CurveOptions`], or `None` for the defaults.
///
/// # Returns
/// [`ThroughputCurve`]: the ends and all break points between, as exact fractions. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::NoCapacity`] where nothing at the hub has a capacity: then there is no all of it. Else as
/// [`super::throughput_joint`].
///
/// # Complexity
/// Two flows for each break point at most, and two more ([`FlowSearch::run`]).
///
/// # Example
/// ```
/// use supplyline::analysis::flow::throughput_curve;
/// use supplyline::network::{Network, NewLink, NewNode};
/// use supplyline::scenario::{DestinationSpec, ScenarioSpec};
/// // A yard for 800 t/d with 500 t/d beyond it, and 100 t/d that go round.
/// let network = Network::builder()
///     .hub("Port").node(NewNode::new("Yard").capacity("800 t/d")).hub("Town")
///     .link(NewLink::rail("Port", "Yard").length("60 km"))
///     .link(NewLink::rail("Yard", "Town").length("60 km").capacity("500 t/d"))
///     .link(NewLink::rail("Port", "Town").length("90 km").capacity("100 t/d"))
///     .build()?;
/// let scenario = ScenarioSpec::new("how much is enough?")
///     .origin("Port")
///     .destination(DestinationSpec::new("Town").demand("1000 t/d"))
///     .on(&network)?;
/// let curve = throughput_curve(&scenario, scenario.before(), network.find_hub("Yard")?, None)?;
/// let points = curve.points.iter().map(|point| (point.share.to_string(), point.throughput.value() / 1e3));
/// // Five eighths of the yard are enough.
/// assert_eq!(points.collect::<Vec<_>>(), [("0".into(), 100.0), ("5/8".into(), 600.0), ("1".into(), 600.0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_curve<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    hub: HubId,
    options: impl Into<Option<CurveOptions<'p>>>,
) -> Result<ThroughputCurve, AnalysisError> {
    let options = options.into().unwrap_or_default();
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
    options.throughput.progress.begin("following a hub's capacity", 0);
    let supplies = terminals.supplies(source);
    let demands = terminals.demands(scenario)?;
    let mut lines = Lines::new(&terminals, supplies, demands, &edges);
    let mut curve = Chords { lines: &mut lines, options: &options, left: options.flows, points: Vec::new() };
    let first = curve.line(Ratio::ZERO)?;
    let last = curve.line(Ratio::ONE)?;
    curve.points.push(CurvePoint { share: Ratio::ZERO, throughput: first.at_none() });
    let is_complete = curve.between(first, last)?;
    let throughput = last.at(Ratio::ONE).ok_or(FlowError::TooMuch)?;
    curve.points.push(CurvePoint { share: Ratio::ONE, throughput });
    Ok(ThroughputCurve { hub, points: curve.points, is_complete })
}

/// The modes in which an open node of a hub has no capacity: it keeps none, however little is left of the rest, down to nothing at all
/// (which a closure of factor 0 does not leave). Ascending; linear in the hub's nodes.
#[must_use]
pub fn unlimited_modes(view: &View<'_>, hub: HubId) -> Vec<Mode> {
    let network = view.network();
    let is_unlimited = |node: &NodeId| {
        view.is_open(*node) && view.node_capacity(*node).is_some_and(|capacity| capacity.limit().is_none())
    };
    let nodes = network.hub(hub).nodes().iter().copied().filter(is_unlimited);
    let modes: BTreeSet<&Mode> = nodes.map(|node| network.node(node).mode()).collect();
    modes.into_iter().cloned().collect()
}

/// The nodes of a hub, and the arcs of its transfers and of the links between them.
pub(super) fn own_parts(view: &View<'_>, hub: HubId) -> (Vec<NodeId>, Vec<ArcId>) {
    let network = view.network();
    let nodes = network.hub(hub).nodes().to_vec();
    let is_inside = |arc: &ArcId| {
        let ends = [network.tail(*arc), network.head(*arc)];
        matches!(network.element(*arc), Element::Transfer(_))
            || ends.iter().all(|&node| network.node(node).hub().id() == hub)
    };
    let arcs = nodes.iter().flat_map(|&node| network.arcs_out(node)).filter(is_inside).collect();
    (nodes, arcs)
}

/// What a cut carries at each share of the hub's capacity, kilograms a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Beside the hub.
    pub(super) fixed: u128,
    /// Of the hub's own.
    pub(super) own: u128,
}

impl Line {
    fn at_none(self) -> Ratio {
        Ratio::new(self.fixed, 1).unwrap_or(Ratio::ZERO)
    }

    pub(super) fn at(self, share: Ratio) -> Option<Ratio> {
        let own = Ratio::new(self.own.checked_mul(share.numerator())?, share.denominator())?;
        own.plus(self.at_none())
    }

    /// The share at which this line, lower at first, meets one that is lower in the end; nothing where they never do.
    fn meets(self, other: Self) -> Option<Ratio> {
        Ratio::new(other.fixed.checked_sub(self.fixed)?, self.own.checked_sub(other.own)?)
    }
}

/// Least cuts at given shares.
pub(super) struct Lines<'a> {
    terminals: &'a Terminals,
    edges: &'a [bool],
    supplies: Vec<Amount>,
    demands: Vec<u64>,
    search: FlowSearch,
}

impl<'a> Lines<'a> {
    pub(super) fn new(
        terminals: &'a Terminals,
        supplies: Vec<Amount>,
        demands: Vec<u64>,
        edges: &'a [bool],
    ) -> Self {
        Self { terminals, edges, supplies, demands, search: FlowSearch::default() }
    }

    /// A cut that is least at a share.
    pub(super) fn at(&mut self, share: Ratio) -> Result<Line, AnalysisError> {
        let (above, scale) = (share.numerator(), share.denominator());
        let scaled = |&demand: &u64| u128::from(demand).checked_mul(scale).ok_or(FlowError::TooMuch);
        let demands =
            self.demands.iter().map(|demand| scaled(demand).map(Some)).collect::<Result<Vec<_>, _>>()?;
        let asked = Asked {
            supplies: &self.supplies,
            demands: &demands,
            scale,
            contracted: &[],
            degraded: Some(Degraded { edges: self.edges, above }),
        };
        // Demands have limits, so there is no way without any.
        let Flow::Limited(mut found) = self.search.run_scaled(&self.terminals.graph, asked)? else {
            return Err(FlowError::TooMuch.into());
        };
        let value = found.scaled_value();
        let own = found.degraded_in_cut();
        // The value is that of the cut: what of it is the hub's own, and the rest, which was scaled.
        let of_hub = own.checked_mul(above).ok_or(FlowError::TooMuch)?;
        let fixed = value.checked_sub(of_hub).ok_or(FlowError::TooMuch)? / scale;
        Ok(Line { fixed, own })
    }
}

/// The pieces of a curve, from left to right.
struct Chords<'c, 'a, 'p> {
    lines: &'c mut Lines<'a>,
    options: &'c CurveOptions<'p>,
    /// How many flows may still be looked for.
    left: usize,
    points: Vec<CurvePoint>,
}

impl Chords<'_, '_, '_> {
    fn line(&mut self, share: Ratio) -> Result<Line, AnalysisError> {
        if self.options.throughput.progress.stop_requested() {
            return Err(AnalysisError::Stopped);
        }
        self.left = self.left.saturating_sub(1);
        self.options.throughput.progress.advance(1);
        self.lines.at(share)
    }

    /// Adds the break points between two lines that are least to the left and to the right of them; false where the limit
    /// came first.
    fn between(&mut self, first: Line, last: Line) -> Result<bool, AnalysisError> {
        let mut is_complete = true;
        // Pairs that are still to be looked between, the leftmost last.
        let mut waiting = vec![(first, last)];
        while let Some((one, other)) = waiting.pop() {
            let Some(share) = one.meets(other).filter(|&share| one != other && share < Ratio::ONE) else {
                continue;
            };
            let bound = one.at(share).ok_or(FlowError::TooMuch)?;
            if share == Ratio::ZERO {
                continue;
            }
            if self.left == 0 {
                // What is known: the lines bound the curve from above, so the chord alone is safe.
                is_complete = false;
                continue;
            }
            let lowest = self.line(share)?;
            let found = lowest.at(share).ok_or(FlowError::TooMuch)?;
            if found == bound {
                // The line of a cut between two others may only touch the curve, at a point that both pairs come to.
                if self.points.last().is_none_or(|last| last.share < share) {
                    self.points.push(CurvePoint { share, throughput: bound });
                }
            } else {
                waiting.push((lowest, other));
                waiting.push((one, lowest));
            }
        }
        Ok(is_complete)
    }
}
