//! How is what gets through shared between all destinations, as evenly as can be?

use super::{Cut, Ratio, Terminals, ThroughputOptions};
use crate::analysis::AnalysisError;
use crate::network::{ArcId, HubId};
use crate::paths::{Amount, Asked, Flow, FlowError, FlowSearch, FoundFlow};
use crate::scenario::{Relation, Scenario, Source, View};

/// What one destination gets while all are supplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedThroughput {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// What it gets, kilograms a day.
    pub throughput: Ratio,
    /// The share of its demand that this is; 1 where nothing is wanted.
    pub met: Ratio,
}

/// Destinations that are met in the same share, because of the same bottleneck.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tier {
    /// The share of demand met.
    pub met: Ratio,
    /// Which of the relations, ascending.
    pub members: Vec<usize>,
    /// What stands between the origins and the destinations of this tier and all before: they get all that it
    /// carries, so none of them could get more without another getting less that has no more. Nothing where the
    /// demand is met in full.
    pub cut: Option<Cut>,
}

/// The answer of [`throughput_joint`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JointThroughput {
    /// For each destination, in the order of [`Scenario::relations`].
    pub relations: Vec<SharedThroughput>,
    /// From those that get the smallest share; destinations that want nothing are in none.
    pub tiers: Vec<Tier>,
    /// A flow that brings it, kilograms a day on each arc that carries any, ascending. What each destination gets
    /// is unique; the ways are one choice of possibly many, always the same.
    pub flow: Vec<(ArcId, Ratio)>,
    /// What each origin sends in it, by hub, of those that send any.
    pub drawn: Vec<(HubId, Ratio)>,
}

impl JointThroughput {
    /// What all get together, kilograms a day: the most that can be delivered of all demand, however it is shared. A whole
    /// number, since what a tier gets is what its cut carries.
    #[must_use]
    pub fn total(&self) -> u64 {
        let of_tier = |tier: &Tier| {
            let wanted = tier.members.iter().map(|&at| self.relations[at].relation.demand.kilograms()).sum();
            // Demands were checked to add up, and a share is no more than 1.
            tier.met.times(wanted).map_or(0, Ratio::floor)
        };
        self.tiers.iter().map(of_tier).sum()
    }
}

/// What each destination gets when all are supplied at once: the lexicographically max-min fair flow in the share of
/// demand met.
///
/// With demands *d* and *x* what each gets, of all flows within all capacities, supplies and demands the one whose shares
/// *x*/*d*, sorted from the smallest, are the greatest in the order of the first difference: the smallest share is as large
/// as can be, then the next smallest, and so on. It exists and is unique in *x*: N. Megiddo, Optimal flows in networks with
/// multiple sources and sinks, Math. Programming 7 (1974) 97-107, doi 10.1007/BF01585506.
///
/// Tier by tier, the greatest share that all who remain can have together is found by Newton's method on the least cut
/// (Dinkelbach 1967): the cut for a share that is too large tells the share that it allows. The destinations behind it are
/// then done, all on their side becomes one sink, and what crosses the cut is full. Exact throughout.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands. OD pairs only where all have the same origin.
/// * `view`: which of its network is open, and with what capacities; *n* nodes, *m* arcs.
/// * `options`: [`ThroughputOptions`], or `None` for the defaults.
///
/// # Returns
/// [`JointThroughput`]: what each destination gets, the tiers with the cut that holds each down, the flow on each arc, all as
/// exact fractions.
///
/// # Errors
/// [`AnalysisError::Multicommodity`] where destinations draw on different origins: then no cut tells what fits, and
/// `throughput_multicommodity`, of the cargo feature `multicommodity`, shares it out. Also
/// [`AnalysisError::OtherNetwork`], [`AnalysisError::Flow`] where demands or capacities do not fit, and
/// [`AnalysisError::Stopped`].
///
/// # Complexity
/// Two flows a tier in most cases, and as many as there are destinations at worst. Space as for one flow.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::throughput_joint;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{DestinationSpec, ScenarioSpec};
/// // A and B hang behind a bridge for 300 t/d; C has a road of its own.
/// let network = Network::builder()
///     .hub("Port").hub("Bridge").hub("A").hub("B").hub("C")
///     .link(NewLink::road("Port", "Bridge").length("5 km").capacity("300 t/d"))
///     .link(NewLink::road("Bridge", "A").length("10 km"))
///     .link(NewLink::road("Bridge", "B").length("20 km"))
///     .link(NewLink::road("Port", "C").length("30 km").capacity("90 t/d"))
///     .build()?;
/// let wants = |hub: &str, tonnes: &str| DestinationSpec::new(hub).demand(tonnes);
/// let scenario = ScenarioSpec::new("who gets what?")
///     .origin("Port")
///     .destination(wants("A", "200 t/d"))
///     .destination(wants("B", "500 t/d"))
///     .destination(wants("C", "100 t/d"))
///     .on(&network)?;
/// let joint = throughput_joint(&scenario, scenario.before(), None)?;
/// let met: Vec<String> = joint.relations.iter().map(|relation| relation.met.to_string()).collect();
/// assert_eq!(met, ["3/7", "3/7", "9/10"]);
/// assert_eq!(joint.relations[0].throughput.to_string(), "600000/7"); // kilograms a day
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_joint<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: impl Into<Option<ThroughputOptions<'p>>>,
) -> Result<JointThroughput, AnalysisError> {
    let options = options.into().unwrap_or_default();
    if !std::ptr::eq(scenario.network(), view.network()) {
        return Err(AnalysisError::OtherNetwork);
    }
    let source = common_source(scenario)?;
    let wanted: u128 = scenario.relations().iter().map(|r| u128::from(r.demand.kilograms())).sum();
    if wanted >= 1 << 62 {
        return Err(FlowError::TooMuch.into());
    }
    let terminals = Terminals::new(scenario, view)?;
    options.progress.begin("sharing out what gets through", scenario.relations().len() as u64);
    let mut sharing = Sharing::new(scenario, view, &terminals, source);
    while !sharing.active.is_empty() {
        let done = sharing.next_tier(&options)?;
        options.progress.advance(done as u64);
    }
    Ok(sharing.finish())
}

/// A share of demand that some destinations have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommonShare {
    /// The greatest share of demand that all of them can have at once.
    pub met: Ratio,
    /// Which relations they are, ascending: all that want something and that anything gets to.
    pub members: Vec<usize>,
    /// A flow that brings each just that share, kilograms a day on each arc that carries any, ascending.
    pub flow: Vec<(ArcId, Ratio)>,
    /// What each origin sends in it, by hub, of those that send any.
    pub drawn: Vec<(HubId, Ratio)>,
    /// Which of them get together all that a cut before them carries, and the cut; nothing where all is met in full.
    pub held: Option<(Vec<usize>, Cut)>,
}

/// The greatest share of demand that all destinations that anything gets to can have at once.
pub(super) fn common_share(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    terminals: &Terminals,
    source: Source,
    options: &ThroughputOptions<'_>,
) -> Result<CommonShare, AnalysisError> {
    let mut sharing = Sharing::new(scenario, view, terminals, source);
    let has_way = terminals.graph.sinks_with_a_way(&sharing.supplies);
    let relations = scenario.relations();
    sharing.active.retain(|&at| has_way[terminals.destination(relations[at].destination)]);
    sharing.is_whole = true;
    let members = sharing.active.clone();
    if !members.is_empty() {
        sharing.next_tier(options)?;
    }
    let tier = sharing.tiers.pop();
    let JointThroughput { flow, drawn, .. } = sharing.finish();
    let met = tier.as_ref().map_or(Ratio::ONE, |tier| tier.met);
    let held = tier.and_then(|tier| tier.cut.map(|cut| (tier.members, cut)));
    Ok(CommonShare { met, members, flow, drawn, held })
}

/// What all destinations draw on.
pub(super) fn common_source(scenario: &Scenario<'_>) -> Result<Source, AnalysisError> {
    let is_pair = |relation: &&Relation| matches!(relation.source, Source::Origin(_));
    let pairs = || scenario.relations().iter().filter(is_pair).count();
    scenario.common_source().ok_or_else(|| AnalysisError::Multicommodity { pairs: pairs() })
}

/// Shares that are being raised, and what is settled already.
struct Sharing<'a, 'n> {
    view: &'a View<'n>,
    terminals: &'a Terminals,
    relations: Vec<SharedThroughput>,
    supplies: Vec<Amount>,
    search: FlowSearch,
    /// Relations whose share may still grow.
    active: Vec<usize>,
    /// By vertex: what lies behind the cuts of the tiers so far, with the sink.
    settled: Vec<bool>,
    /// What crosses the last cut, kilograms a day.
    settled_total: u128,
    tiers: Vec<Tier>,
    flow: Vec<(ArcId, Ratio)>,
    drawn: Vec<(HubId, Ratio)>,
    /// Whether the first tier is all that is asked for, and so the whole flow that brings its share to all.
    is_whole: bool,
}

/// A share that is tried, and where that leads.
enum Tried {
    /// All can have it. Who cannot have more, by relation.
    Fits(Vec<usize>),
    /// They cannot; the cut allows so much.
    TooMuch(Ratio),
}

impl<'a, 'n> Sharing<'a, 'n> {
    fn new(scenario: &'a Scenario<'n>, view: &'a View<'n>, terminals: &'a Terminals, source: Source) -> Self {
        let relations: Vec<SharedThroughput> = scenario
            .relations()
            .iter()
            .map(|&relation| SharedThroughput { relation, throughput: Ratio::ZERO, met: Ratio::ONE })
            .collect();
        let wants = |&at: &usize| relations[at].relation.demand.kilograms() > 0;
        let active = (0..relations.len()).filter(wants).collect();
        let mut settled = vec![false; terminals.graph.vertex_count()];
        settled[terminals.graph.end()] = true;
        Self {
            view,
            terminals,
            relations,
            supplies: terminals.supplies(source),
            search: FlowSearch::default(),
            active,
            settled,
            settled_total: 0,
            tiers: Vec::new(),
            flow: Vec::new(),
            drawn: Vec::new(),
            is_whole: false,
        }
    }

    fn demand(&self, relation: usize) -> u64 {
        self.relations[relation].relation.demand.kilograms()
    }

    /// Settles the destinations that can have the least of those that remain, and tells how many.
    fn next_tier(&mut self, options: &ThroughputOptions<'_>) -> Result<usize, AnalysisError> {
        let mut share = Ratio::ONE;
        loop {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            match self.attempt(share)? {
                Tried::TooMuch(allowed) => share = allowed,
                Tried::Fits(members) => {
                    let count = members.len();
                    for &member in &members {
                        self.relations[member].met = share;
                        let gets = share.times(self.demand(member)).ok_or(FlowError::TooMuch)?;
                        self.relations[member].throughput = gets;
                    }
                    // Both ascend.
                    let mut done = members.iter().peekable();
                    self.active.retain(|at| done.next_if_eq(&at).is_none());
                    if let Some(tier) = self.tiers.last_mut() {
                        tier.members = members;
                    }
                    return Ok(count);
                }
            }
        }
    }

    /// Tries to give all that remain this share.
    fn attempt(&mut self, share: Ratio) -> Result<Tried, AnalysisError> {
        let (above, scale) = (share.numerator(), share.denominator());
        let graph = &self.terminals.graph;
        let (terminals, relations) = (self.terminals, &self.relations);
        let sink_of = |at: usize| terminals.destination(relations[at].relation.destination);
        let demand_of = |at: usize| u128::from(relations[at].relation.demand.kilograms());
        let mut demands = vec![Some(0); self.terminals.destinations.len()];
        let mut wanted = 0_u128;
        for &at in &self.active {
            let demand = above * demand_of(at);
            demands[sink_of(at)] = Some(demand);
            wanted += demand;
        }
        let settled = self.settled_total.checked_mul(scale).ok_or(FlowError::TooMuch)?;
        let asked = Asked {
            supplies: &self.supplies,
            demands: &demands,
            scale,
            contracted: &self.settled,
            degraded: None,
        };
        // Demands have limits, so there is no way without any.
        let Flow::Limited(mut found) = self.search.run_scaled(graph, asked)? else {
            return Err(FlowError::TooMuch.into());
        };
        let value = found.scaled_value();
        let reached = found.reached();
        let is_held = |at: &usize| !reached[graph.sink_vertex(sink_of(*at))];
        if value < settled + wanted {
            // The value is that of the least cut: what is before it may have its share of what is not held back, and
            // the rest crosses.
            let held: u128 = self.active.iter().filter(|&at| is_held(at)).map(|&at| demand_of(at)).sum();
            let free: u128 = wanted - above * held;
            let crossing = (value - free) / scale;
            let allowed = crossing.checked_sub(self.settled_total).and_then(|left| Ratio::new(left, held));
            return Ok(Tried::TooMuch(allowed.ok_or(FlowError::TooMuch)?));
        }
        let is_last = share == Ratio::ONE;
        let members: Vec<usize> = self.active.iter().copied().filter(|at| is_last || is_held(at)).collect();
        let is_last = is_last || self.is_whole || members.len() == self.active.len();
        // What is settled by this tier, too.
        let mut now_settled = self.settled.clone();
        if is_last {
            now_settled.fill(true);
        } else {
            for (settled, &reached) in now_settled.iter_mut().zip(reached) {
                *settled |= !reached;
            }
        }
        for (arc, amount, ends) in found.scaled_arcs() {
            if ends.iter().all(|&end| now_settled[end as usize]) {
                let amount = Ratio::new(amount, scale).ok_or(FlowError::TooMuch)?;
                self.flow.push((arc, amount));
            }
        }
        if is_last {
            for (&(hub, _), sent) in self.terminals.origins.iter().zip(found.scaled_sent()) {
                if sent > 0 {
                    self.drawn.push((hub, Ratio::new(sent, scale).ok_or(FlowError::TooMuch)?));
                }
            }
        }
        let gained: u128 = members.iter().map(|&at| above * demand_of(at)).sum::<u128>() / scale;
        let total = self.settled_total + gained;
        let cut = if share == Ratio::ONE {
            None
        } else {
            Some(self.terminals.cut_of(&mut found, self.view, total)?)
        };
        self.settled = now_settled;
        self.settled_total = total;
        self.tiers.push(Tier { met: share, members: Vec::new(), cut });
        Ok(Tried::Fits(members))
    }

    fn finish(mut self) -> JointThroughput {
        self.flow.sort_unstable_by_key(|&(arc, _)| arc);
        JointThroughput { relations: self.relations, tiers: self.tiers, flow: self.flow, drawn: self.drawn }
    }
}

impl Terminals {
    fn cut_of(&self, found: &mut FoundFlow<'_>, view: &View<'_>, total: u128) -> Result<Cut, FlowError> {
        let capacity = u64::try_from(total).map_err(|_| FlowError::TooMuch)?;
        Ok(self.cut(found.cut_near_sources(view.network()), capacity))
    }
}
