//! By which routes does what there is get to all destinations at the least cost?

use super::joint::{common_share, common_source};
use super::routes::Parts;
use super::{CommonShare, Cut, JointThroughput, Ratio, Terminals, ThroughputOptions, throughput_joint};
use crate::analysis::AnalysisError;
use crate::network::{ArcId, HubId, NodeId};
use crate::paths::{CheapestFlow, CheapestOptions, FlowError, Prices, Route, cheapest_flow};
use crate::progress::{Progress, Silent};
use crate::scenario::{Relation, Scenario, View};

/// What is to be delivered where not all that is wanted can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shares {
    /// As much in all as can be, whoever gets it; and of the ways to do so the cheapest. Who is far goes short first.
    #[default]
    Most,
    /// To each destination what [`throughput_joint`] gives it, rounded down to whole kilograms.
    Fair,
    /// To all destinations that anything gets to, the same share of their demand, the greatest that there is; rounded down to
    /// whole kilograms. Nothing to the others, which do not hold the share down either.
    Proportional,
}

/// How [`cheapest_delivery`] is to work.
#[derive(Clone)]
pub struct DeliveryOptions<'p> {
    shares: Shares,
    progress: &'p dyn Progress,
}

impl Default for DeliveryOptions<'_> {
    fn default() -> Self {
        Self { shares: Shares::default(), progress: &Silent }
    }
}

impl<'p> DeliveryOptions<'p> {
    /// What is to be delivered where not all that is wanted can be.
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

/// Goods that take the same route.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryRoute {
    /// How much takes it, kilograms a day.
    pub amount: u64,
    /// From a node of an origin to one of the destination; without arcs where those are the same node.
    pub route: Route,
}

/// What one destination gets, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivered {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// What was asked to be delivered to it, kilograms a day: its demand, or its share.
    pub asked: u64,
    /// What it gets, kilograms a day.
    pub gets: u64,
    /// The share of its demand that this is; 1 where nothing is wanted.
    pub met: Ratio,
    /// The routes by which it comes; by the cost of one kilogram, then by their arcs. They are one choice of possibly
    /// many, always the same.
    pub routes: Vec<DeliveryRoute>,
}

impl Delivered {
    /// What it wants and does not get, kilograms a day.
    #[must_use]
    pub fn short(&self) -> u64 {
        self.relation.demand.kilograms() - self.gets
    }
}

/// Sums over all destinations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryTotals {
    /// Demand, kilograms a day.
    pub demand: u128,
    /// What is delivered, kilograms a day.
    pub delivered: u128,
    /// Kilogram-milliseconds a day.
    pub time: u128,
    /// Kilogram-decimetres a day.
    pub length: u128,
}

#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are there")]
impl DeliveryTotals {
    /// Demand, tonnes a day.
    #[must_use]
    pub fn demand_tonnes(&self) -> f64 {
        self.demand as f64 / 1e3
    }

    /// What is delivered, tonnes a day.
    #[must_use]
    pub fn delivered_tonnes(&self) -> f64 {
        self.delivered as f64 / 1e3
    }

    /// What falls short, tonnes a day.
    #[must_use]
    pub fn short_tonnes(&self) -> f64 {
        (self.demand - self.delivered) as f64 / 1e3
    }

    /// Tonne-hours a day.
    #[must_use]
    pub fn tonne_hours(&self) -> f64 {
        self.time as f64 / (1e3 * 3_600_000.0)
    }

    /// Tonne-kilometres a day.
    #[must_use]
    pub fn tonne_km(&self) -> f64 {
        self.length as f64 / (1e3 * 10_000.0)
    }
}

/// Why no more can be delivered in all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shortage {
    /// Which relations lie behind the cut, ascending; all that get less than was asked are among them.
    pub behind: Vec<usize>,
    /// What stands before them: they get together all that it carries.
    pub cut: Cut,
}

/// What proves that each was asked to get what was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShareWitness {
    /// All demand was asked for; this tells why it was not met in full, where it was not.
    Most(Option<Shortage>),
    /// The fair shares, with what proves them.
    Fair(JointThroughput),
    /// The share of all, with what proves it.
    Proportional(CommonShare),
}

/// What proves a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryWitness {
    /// What one kilogram more would cost at each node, which proves that nothing is cheaper. By source and sink they are
    /// those of `origins` and `destinations`.
    pub prices: Prices,
    /// The hubs of the sources.
    pub origins: Vec<HubId>,
    /// The hubs of the sinks.
    pub destinations: Vec<HubId>,
    /// Why the amounts are what was meant.
    pub shares: ShareWitness,
}

/// The answer of [`cheapest_delivery`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// For each destination, in the order of [`Scenario::relations`].
    pub relations: Vec<Delivered>,
    /// What flows on each arc, kilograms a day, ascending; those left out have none.
    pub flow: Vec<(ArcId, u64)>,
    /// What each origin sends, by hub, of those that send any.
    pub drawn: Vec<(HubId, u64)>,
    /// What starts at each node, kilograms a day, ascending.
    pub starts: Vec<(NodeId, u64)>,
    /// What ends at each node, kilograms a day, ascending.
    pub ends: Vec<(NodeId, u64)>,
    /// Sums over all of it.
    pub totals: DeliveryTotals,
    /// What proves it.
    pub witness: DeliveryWitness,
}

/// By which routes what there is gets to all destinations of a scenario at the least cost: a minimum-cost flow.
///
/// With amounts *x*(*d*) that are to be delivered to each destination *d*, which [`Shares`] tells, of all flows *f* within all
/// capacities and supplies that deliver them, the one of least Σ *w*(*a*) *f*(*a*) over the arcs *a*, with *w* the time or the
/// length, whichever the scenario minimises. See [`cheapest_flow`] for how it is found and where that is from. It is taken apart
/// into routes (Ford and Fulkerson 1962).
///
/// Unlike [`crate::analysis::impact()`], which sends each destination's goods by its own cheapest route, this keeps to
/// capacities and supplies: a destination may draw on several origins, by several routes.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands. OD pairs only where all have the same origin.
/// * `view`: which of its network is open, with what costs and capacities; *n* nodes, *m* arcs.
/// * `options`: [`DeliveryOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Delivery`]: what each destination gets and by which routes, what flows on each arc, what each origin sends, the sums, and
/// the prices that prove it. The cost is unique; the routes are one choice of possibly many, always the same.
///
/// # Errors
/// [`AnalysisError::Multicommodity`] where destinations draw on different origins, [`AnalysisError::OtherNetwork`] where the
/// view is of another network, [`AnalysisError::Flow`] where demands add up to 2^62 kilograms or capacities do not
/// fit, and [`AnalysisError::Stopped`].
///
/// # Complexity
/// One cheapest flow ([`cheapest_flow`]); for shares other than [`Shares::Most`] also some maximum flows
/// ([`throughput_joint`]). Taking it apart takes as long as the routes have arcs; there are no more routes than arcs that carry
/// something and nodes where something starts or ends.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::{DeliveryOptions, Shares, cheapest_delivery, verify_delivery};
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{DestinationSpec, ScenarioSpec};
/// // Both towns want 300 t/d; the short road to the bridge takes 200, the long one 250.
/// let network = Network::builder()
///     .hub("Port").hub("Pass").hub("Bridge").hub("Near").hub("Far")
///     .link(NewLink::road("Port", "Bridge").length("10 km").capacity("200 t/d"))
///     .link(NewLink::road("Port", "Pass").length("20 km").capacity("250 t/d"))
///     .link(NewLink::road("Pass", "Bridge").length("20 km"))
///     .link(NewLink::road("Bridge", "Near").length("5 km"))
///     .link(NewLink::road("Bridge", "Far").length("50 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("how to get it there?")
///     .cost(supplyline::Impedance::Length)
///     .origin("Port")
///     .destination(DestinationSpec::new("Near").demand("300 t/d"))
///     .destination(DestinationSpec::new("Far").demand("300 t/d"))
///     .on(&network)?;
/// let tonnes = |delivery: &supplyline::analysis::Delivery| {
///     delivery.relations.iter().map(|relation| relation.gets / 1_000).collect::<Vec<_>>()
/// };
/// // As much as can be: the far town goes short. 200 t by 10 km, 250 t by 40 km, 300 t on by 5 km and 150 t by 50 km.
/// let most = cheapest_delivery(&scenario, scenario.before(), None)?;
/// assert_eq!(tonnes(&most), [300, 150]);
/// assert_eq!(most.totals.tonne_km(), 2_000.0 + 10_000.0 + 1_500.0 + 7_500.0);
/// // The same share to both.
/// let fair = DeliveryOptions::default().shares(Shares::Fair);
/// let fair = cheapest_delivery(&scenario, scenario.before(), fair)?;
/// assert_eq!(tonnes(&fair), [225, 225]);
/// verify_delivery(&scenario, scenario.before(), &fair).expect("a checker that shares no code with it agrees");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cheapest_delivery<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: impl Into<Option<DeliveryOptions<'p>>>,
) -> Result<Delivery, AnalysisError> {
    let DeliveryOptions { shares, progress } = options.into().unwrap_or_default();
    if !std::ptr::eq(scenario.network(), view.network()) {
        return Err(AnalysisError::OtherNetwork);
    }
    let source = common_source(scenario)?;
    let relations = scenario.relations();
    let wanted: u128 = relations.iter().map(|relation| u128::from(relation.demand.kilograms())).sum();
    if wanted >= 1 << 62 {
        return Err(FlowError::TooMuch.into());
    }
    let terminals = Terminals::new(scenario, view)?;
    let throughput = ThroughputOptions::default().progress(progress);
    let mut asked: Vec<u64> = relations.iter().map(|relation| relation.demand.kilograms()).collect();
    let mut witness = ShareWitness::Most(None);
    match shares {
        Shares::Most => {}
        Shares::Fair => {
            let joint = throughput_joint(scenario, view, throughput)?;
            asked = joint.relations.iter().map(|shared| whole(shared.throughput)).collect();
            witness = ShareWitness::Fair(joint);
        }
        Shares::Proportional => {
            let common = common_share(scenario, view, &terminals, source, &throughput)?;
            for (at, asked) in asked.iter_mut().enumerate() {
                let takes_part = common.members.binary_search(&at).is_ok();
                let share = if takes_part { common.met.times(*asked) } else { None };
                *asked = share.map_or(0, whole);
            }
            witness = ShareWitness::Proportional(common);
        }
    }
    let supplies = terminals.supplies(source);
    let mut demands = vec![0; terminals.destinations.len()];
    for (relation, &asked) in relations.iter().zip(&asked) {
        demands[terminals.destination(relation.destination)] = asked;
    }
    let options = CheapestOptions::default().progress(progress);
    let found = cheapest_flow(&terminals.graph, view, &supplies, &demands, options);
    let found = found.map_err(|error| match error {
        FlowError::Stopped => AnalysisError::Stopped,
        other => other.into(),
    })?;
    if let ShareWitness::Most(shortage) = &mut witness {
        *shortage = terminals.shortage(scenario, view, &found);
    }
    Ok(terminals.delivery(scenario, view, &found, &asked, witness))
}

/// Rounded down.
fn whole(amount: Ratio) -> u64 {
    u64::try_from(amount.numerator() / amount.denominator()).unwrap_or(u64::MAX)
}

impl Terminals {
    /// Why destinations get less than they want.
    fn shortage(
        &self,
        scenario: &Scenario<'_>,
        view: &View<'_>,
        found: &CheapestFlow<'_>,
    ) -> Option<Shortage> {
        let (sinks, limits) = found.shortage(view.network())?;
        let delivered = found.delivered();
        let capacity: u64 = sinks.iter().map(|&sink| delivered[sink]).sum();
        let is_behind = |at: &usize| {
            let sink = self.destination(scenario.relations()[*at].destination);
            sinks.binary_search(&sink).is_ok()
        };
        let behind = (0..scenario.relations().len()).filter(is_behind).collect();
        Some(Shortage { behind, cut: self.cut(limits, capacity) })
    }

    fn delivery(
        &self,
        scenario: &Scenario<'_>,
        view: &View<'_>,
        found: &CheapestFlow<'_>,
        asked: &[u64],
        shares: ShareWitness,
    ) -> Delivery {
        let flow = found.arcs();
        let by_node = |parts: Vec<(usize, NodeId, u64)>| {
            let mut parts: Vec<(NodeId, u64)> = parts.into_iter().map(|(_, node, kg)| (node, kg)).collect();
            parts.sort_unstable();
            parts
        };
        let (starts, ends) = (by_node(found.starts()), by_node(found.ends()));
        let delivered = found.delivered();
        let mut relations: Vec<Delivered> = Vec::with_capacity(asked.len());
        for (&relation, &asked) in scenario.relations().iter().zip(asked) {
            let gets = delivered[self.destination(relation.destination)];
            let met = Ratio::new(gets.into(), relation.demand.kilograms().into()).unwrap_or(Ratio::ONE);
            relations.push(Delivered { relation, asked, gets, met, routes: Vec::new() });
        }
        let mut by_destination: Vec<Vec<DeliveryRoute>> = vec![Vec::new(); self.destinations.len()];
        for (end, route) in (Parts { view, flow: &flow, starts: &starts, ends: &ends }).routes() {
            by_destination[self.destination(view.network().node(end).hub().id())].push(route);
        }
        for answer in &mut relations {
            let routes = &mut by_destination[self.destination(answer.relation.destination)];
            answer.routes = std::mem::take(routes);
            answer.routes.sort_by_cached_key(|way| {
                let cost: u64 =
                    way.route.arcs().iter().filter_map(|&arc| view.cost(arc)).map(u64::from).sum();
                (cost, way.route.start(), way.route.arcs().to_vec())
            });
        }
        let origins = self.origins.iter().map(|&(hub, _)| hub);
        let drawn = origins.clone().zip(found.sent()).filter(|&(_, sent)| sent > 0).collect();
        let witness = DeliveryWitness {
            prices: found.prices(),
            origins: origins.collect(),
            destinations: self.destinations.clone(),
            shares,
        };
        let demand =
            scenario.relations().iter().map(|relation| u128::from(relation.demand.kilograms())).sum();
        let mut totals = DeliveryTotals { demand, ..DeliveryTotals::default() };
        totals.delivered = relations.iter().map(|answer| u128::from(answer.gets)).sum();
        for &(arc, amount) in &flow {
            totals.time += u128::from(amount) * u128::from(view.time(arc).milliseconds());
            totals.length += u128::from(amount) * u128::from(view.length(arc).decimetres());
        }
        Delivery { relations, flow, drawn, starts, ends, totals, witness }
    }
}
