//! Does it matter which metric elements are ranked by?
//!
//! The same hubs, and physical links if asked for, by several metrics side by side; and for each two metrics Kendall's τ-b
//! over the elements that both have a value for. 1: both rank all elements alike; 0: neither says anything of the other. The
//! busiest hub need not be the one whose loss strands most.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::kendall::tau_b;
use super::{
    AccessibilityOptions, BetweennessOptions, ClosenessOptions, CutsOptions, EfficiencyOptions, Effort,
    ErrorBound, Opportunities, Pairs, RedundancyOptions, accessibility, betweenness, closeness, cuts,
    efficiency, redundancy,
};
use crate::analysis::AnalysisError;
use crate::analysis::flow::{NoValues, ThroughputOptions, losses_between, throughput_losses};
use crate::analysis::impact::Throughputs;
use crate::analysis::rank::{Loss, RankOptions, RankedLoss, rank, view_without};
use crate::network::{Hub, HubId};
use crate::paths::Index;
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, Scenario, View};

/// What elements are ranked by. The greater the value, the more hangs on the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Metric {
    /// Demand that the loss severs, terminals not counted, in tonnes a day: [`rank`].
    Severed,
    /// The importance of an element: what the loss adds to the cost, in hours or kilometres, for each tonne of all demand;
    /// what it severs adds nothing. E. Jenelius, T. Petersen and L.-G. Mattsson, Importance and exposure in road network
    /// vulnerability analysis, Transp. Res. A 40 (2006) 537-560, doi 10.1016/j.tra.2005.11.003: [`rank`].
    Importance,
    /// How much less gets through to all destinations together within all capacities, in tonnes a day: [`throughput_losses`]. Where
    /// destinations draw on different origins, up to an error that is stated, with the cargo feature `multicommodity`
    /// (`throughput_losses_multicommodity`); else no value, and [`NoValues`] says why.
    Throughput,
    /// The share of the efficiency between all hubs that is lost: [`efficiency`].
    Efficiency,
    /// The share of the accessibility of demand that is lost: [`accessibility`].
    Accessibility,
    /// How many pairs of hubs have their routes of least cost over it: [`betweenness`].
    Betweenness,
    /// How many tonnes a day pass it on routes of least cost from origins to destinations: [`betweenness`].
    Throughflow,
    /// How near a hub is to all others, per hour or per kilometre; links have none: [`closeness`].
    Closeness,
    /// How many components the loss adds to the network: [`cuts`].
    Components,
    /// What the detour between the ends of a link adds, in hours or kilometres; infinite where there is none, and hubs have
    /// none: [`redundancy`].
    Redundancy,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Severed,
        Self::Importance,
        Self::Throughput,
        Self::Efficiency,
        Self::Accessibility,
        Self::Betweenness,
        Self::Throughflow,
        Self::Closeness,
        Self::Components,
        Self::Redundancy,
    ];

    /// Its name in commands and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Severed => "severed",
            Self::Importance => "importance",
            Self::Throughput => "throughput",
            Self::Efficiency => "efficiency",
            Self::Accessibility => "accessibility",
            Self::Betweenness => "betweenness",
            Self::Throughflow => "throughflow",
            Self::Closeness => "closeness",
            Self::Components => "components",
            Self::Redundancy => "redundancy",
        }
    }

    /// The unit of its values.
    #[must_use]
    pub fn unit(self, impedance: Impedance) -> &'static str {
        match (self, impedance) {
            (Self::Severed | Self::Throughput | Self::Throughflow, _) => "t/d",
            (Self::Importance, Impedance::Time) => "h/t",
            (Self::Importance, Impedance::Length) => "km/t",
            (Self::Efficiency | Self::Accessibility, _) => "share",
            (Self::Betweenness, _) => "pairs",
            (Self::Closeness, Impedance::Time) => "1/h",
            (Self::Closeness, Impedance::Length) => "1/km",
            (Self::Components, _) => "components",
            (Self::Redundancy, Impedance::Time) => "h",
            (Self::Redundancy, Impedance::Length) => "km",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How [`compare`] is to work.
#[derive(Clone)]
pub struct CompareOptions<'p> {
    links: bool,
    after: Vec<HubId>,
    effort: Effort,
    index: Option<Arc<Index>>,
    progress: &'p dyn Progress,
}

impl Default for CompareOptions<'_> {
    fn default() -> Self {
        Self { links: false, after: Vec::new(), effort: Effort::Auto, index: None, progress: &Silent }
    }
}

impl<'p> CompareOptions<'p> {
    /// Whether physical links are compared beside hubs; they are not unless this says so.
    #[must_use]
    pub fn links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// Hubs that are lost already.
    #[must_use]
    pub fn after(mut self, hubs: impl IntoIterator<Item = HubId>) -> Self {
        self.after = hubs.into_iter().collect();
        self
    }

    /// Whether efficiency and betweenness are worked out from all hubs or from a sample of them.
    #[must_use]
    pub fn effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// An index of the scenario's network, as in [`RankOptions::index`].
    #[must_use]
    pub fn index(mut self, index: Arc<Index>) -> Self {
        self.index = Some(index);
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// The answer to [`compare`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// What routes minimise.
    pub impedance: Impedance,
    /// The hubs that were lost already.
    pub after: Vec<HubId>,
    /// All open hubs, and all physical links that have an open arc if links were asked for: by the first metric, equals by
    /// the next, and at last hubs before links, by their keys.
    pub elements: Vec<Loss>,
    /// A column for each metric, in the order in which they were asked for.
    pub columns: Vec<Column>,
    /// Kendall's τ-b of each two metrics, by row and column as in `columns`. Nothing where a metric has one value only for
    /// all elements that both have values for.
    pub tau: Vec<Vec<Option<f64>>>,
}

/// The values of one metric.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// Which.
    pub metric: Metric,
    /// Of each element; nothing where the metric has none for such an element.
    pub values: Vec<Option<f64>>,
    /// The rank of each element that has a value: 1 for the greatest; equals share one, and the next comes as many later.
    pub ranks: Vec<Option<usize>>,
    /// How far values may be off, where they are from a sample.
    pub error: Option<ErrorBound>,
    /// How far any value may be off at most, for certain and in the metric's unit, where they are of linear programs.
    pub off_by_at_most: Option<f64>,
    /// Why there are no values, where there could be.
    pub missing: Option<NoValues>,
}

/// Elements of a scenario's network by several metrics, with how far these agree.
///
/// Of the scenario's closures those of the baseline hold. Values that differ by less than 10⁻¹² of the greatest count as
/// equal, since sums in other orders differ by that.
///
/// # Arguments
/// * `scenario`: origins and destinations with demands, over a network of *n* nodes and *m* arcs.
/// * `metrics`: by which; those that are named twice count once.
/// * `options`: [`CompareOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Comparison`]: a value and a rank of each element by each metric, and τ-b of each two. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it, and [`AnalysisError::OtherNetwork`] where the index
/// is of another network than the scenario. For throughput also those of [`throughput_losses`].
///
/// # Complexity
/// What each metric takes, and *O*(*e* log *e*) for each two of them and *e* elements.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::{Metric, compare};
/// use supplyline::analysis::rank::Loss;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::ScenarioSpec;
/// // All go by way of Cross, but supply to Town hangs on Ford.
/// let network = Network::builder()
///     .hub("Port").hub("Ford").hub("Town").hub("Cross").hub("East").hub("West").hub("South")
///     .link(NewLink::road("Port", "Ford").length("10 km"))
///     .link(NewLink::road("Ford", "Town").length("10 km"))
///     .link(NewLink::road("Town", "Cross").length("10 km"))
///     .link(NewLink::road("Cross", "East").length("10 km"))
///     .link(NewLink::road("Cross", "West").length("10 km"))
///     .link(NewLink::road("Cross", "South").length("10 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("busy or critical?").origin("Port").destination("Town").on(&network)?;
/// let found = compare(&scenario, &[Metric::Betweenness, Metric::Severed], None)?;
/// let [ford, cross] = ["Ford", "Cross"].map(|key| network.find_hub(key).map(Loss::Hub).expect("it is there"));
/// assert_eq!(found.elements[0], cross); // the busiest
/// let critical = found.columns[1].values.iter().position(|&value| value > Some(0.0));
/// assert_eq!(critical.map(|at| found.elements[at]), Some(ford));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare<'p>(
    scenario: &Scenario<'_>,
    metrics: &[Metric],
    options: impl Into<Option<CompareOptions<'p>>>,
) -> Result<Comparison, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let view = view_without(scenario, &options.after);
    let mut values = Values { scenario, view: &view, options: &options, losses: None };
    let mut elements = elements(&view, options.links);
    let mut columns: Vec<Column> = Vec::new();
    for &metric in metrics {
        if columns.iter().all(|column| column.metric != metric) {
            columns.push(values.column(metric, &elements)?);
        }
    }
    let network = scenario.network();
    let mut order: Vec<usize> = (0..elements.len()).collect();
    let place = |at: usize| columns.iter().map(move |column| column.ranks[at].unwrap_or(usize::MAX));
    order.sort_by(|&one, &other| {
        let key = |at: usize| (matches!(elements[at], Loss::Link(_)), elements[at].key(network));
        place(one).cmp(place(other)).then_with(|| key(one).cmp(&key(other)))
    });
    elements = order.iter().map(|&at| elements[at]).collect();
    for column in &mut columns {
        column.values = order.iter().map(|&at| column.values[at]).collect();
        column.ranks = order.iter().map(|&at| column.ranks[at]).collect();
    }
    let tau = columns.iter().map(|one| columns.iter().map(|other| agreement(one, other)).collect()).collect();
    Ok(Comparison { impedance: view.impedance(), after: options.after, elements, columns, tau })
}

/// All open hubs and physical links.
fn elements(view: &View<'_>, links: bool) -> Vec<Loss> {
    let network = view.network();
    let is_open = |hub: &HubId| network.hub(*hub).nodes().iter().any(|&node| view.is_open(node));
    let hubs = network.hubs().map(Hub::id).filter(is_open).map(Loss::Hub);
    if links {
        hubs.chain(super::graph::open_links(view).into_iter().map(Loss::Link)).collect()
    } else {
        hubs.collect()
    }
}

/// What values are worked out from.
struct Values<'a, 'n> {
    scenario: &'a Scenario<'n>,
    view: &'a View<'n>,
    options: &'a CompareOptions<'a>,
    /// Two metrics are read off them.
    losses: Option<Losses>,
}

impl Values<'_, '_> {
    fn column(&mut self, metric: Metric, elements: &[Loss]) -> Result<Column, AnalysisError> {
        let CompareOptions { links, effort, progress, .. } = *self.options;
        let (view, impedance) = (self.view, self.view.impedance());
        let mut error = None;
        let (mut off_by_at_most, mut missing) = (None, None);
        let values: Vec<Option<f64>> = match metric {
            Metric::Severed => {
                let losses = self.losses()?;
                of_each(elements, |loss| Some(losses.of.get(&loss).map_or(0.0, |&[severed, _]| severed)))
            }
            Metric::Importance => {
                let losses = self.losses()?;
                let added = |loss| losses.of.get(&loss).map_or(0.0, |&[_, added]| added);
                of_each(elements, |loss| (losses.demand > 0.0).then(|| added(loss) / losses.demand))
            }
            Metric::Throughput => {
                let options = ThroughputOptions::default().progress(progress);
                match throughput_losses(self.scenario, view, elements, options) {
                    Ok(found) => {
                        found.lost.into_iter().map(|kilograms| Some(tonnes(kilograms.into()))).collect()
                    }
                    Err(AnalysisError::Multicommodity { .. }) => {
                        // Whoever names the metric has asked for it.
                        match losses_between(self.scenario, view, elements, None, progress)? {
                            Ok(found) => {
                                off_by_at_most = Some(found.off_by_at_most / 1_000.0);
                                let lost = found.lost.into_iter();
                                lost.map(|kilograms| Some(tonnes(kilograms.into()))).collect()
                            }
                            Err(why) => {
                                missing = Some(why);
                                vec![None; elements.len()]
                            }
                        }
                    }
                    Err(other) => return Err(other),
                }
            }
            Metric::Efficiency => {
                let options = EfficiencyOptions::default().links(links).effort(effort).progress(progress);
                let found = efficiency(view, options)?;
                error = found.error;
                of_each(elements, |loss| found.of(loss))
            }
            Metric::Accessibility => {
                let options = AccessibilityOptions::default().links(links).progress(progress);
                let found = accessibility(view, &Opportunities::demand(self.scenario), options)?;
                of_each(elements, |loss| found.of(loss))
            }
            Metric::Betweenness | Metric::Throughflow => {
                let pairs =
                    if metric == Metric::Betweenness { Pairs::Hubs } else { Pairs::Demand(self.scenario) };
                let options = BetweennessOptions::default().pairs(pairs).effort(effort).progress(progress);
                let found = betweenness(view, options)?;
                error = found.bound;
                of_each(elements, |loss| Some(found.of(loss)))
            }
            Metric::Closeness => {
                let found = closeness(view, ClosenessOptions::default().progress(progress))?;
                of_each(elements, |loss| found.of(loss))
            }
            Metric::Components => {
                let found = cuts(view, CutsOptions::default().progress(progress))?;
                of_each(elements, |loss| found.of(loss))
            }
            Metric::Redundancy => {
                let found = redundancy(view, RedundancyOptions::default().progress(progress))?;
                of_each(elements, |loss| found.of(loss).map(|extra| in_units(extra, impedance)))
            }
        };
        Ok(Column { metric, ranks: ranks(&values), values, error, off_by_at_most, missing })
    }

    fn losses(&mut self) -> Result<&Losses, AnalysisError> {
        let losses = match self.losses.take() {
            Some(losses) => losses,
            None => Losses::new(self.scenario, self.options)?,
        };
        Ok(self.losses.insert(losses))
    }
}

/// What a ranking says of each loss that does anything.
struct Losses {
    /// Of all destinations, tonnes a day.
    demand: f64,
    /// Tonnes a day that are severed, and what is added: tonne-hours or tonne-kilometres a day.
    of: BTreeMap<Loss, [f64; 2]>,
}

impl Losses {
    fn new(scenario: &Scenario<'_>, options: &CompareOptions<'_>) -> Result<Self, AnalysisError> {
        let mut asked = RankOptions::default()
            .links(options.links)
            .after(options.after.iter().copied())
            .both_measures(false)
            .throughput(Throughputs::LeftOut)
            .progress(options.progress);
        if let Some(index) = &options.index {
            asked = asked.index(Arc::clone(index));
        }
        let ranking = rank(scenario, asked)?;
        let measures = |ranked: &RankedLoss| {
            let added = in_units(tonnes(ranked.added_cost), ranking.impedance);
            (ranked.loss, [tonnes(ranked.severed), added])
        };
        Ok(Self { demand: tonnes(ranking.demand()), of: ranking.losses.iter().map(measures).collect() })
    }
}

fn of_each(elements: &[Loss], value: impl FnMut(Loss) -> Option<f64>) -> Vec<Option<f64>> {
    elements.iter().copied().map(value).collect()
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
fn tonnes(kilograms: u128) -> f64 {
    kilograms as f64 / 1_000.0
}

/// Milliseconds or decimetres as hours or kilometres.
fn in_units(cost: f64, impedance: Impedance) -> f64 {
    match impedance {
        Impedance::Time => cost / 3_600_000.0,
        Impedance::Length => cost / 10_000.0,
    }
}

/// Ranks from the greatest; equals share one.
fn ranks(values: &[Option<f64>]) -> Vec<Option<usize>> {
    let greatest = values
        .iter()
        .flatten()
        .filter(|value| value.is_finite())
        .fold(0.0_f64, |greatest, value| greatest.max(value.abs()));
    let step = greatest * 1e-12;
    // Adding zero makes one of the two zeros.
    let rounded =
        |value: f64| if step > 0.0 && value.is_finite() { (value / step).round() + 0.0 } else { value + 0.0 };
    let mut order: Vec<(f64, usize)> =
        values.iter().enumerate().filter_map(|(at, value)| Some((rounded((*value)?), at))).collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut ranks = vec![None; values.len()];
    let mut before = 0;
    for equals in order.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        for &(_, at) in equals {
            ranks[at] = Some(before + 1);
        }
        before += equals.len();
    }
    ranks
}

/// τ-b of two columns.
fn agreement(one: &Column, other: &Column) -> Option<f64> {
    let both = one.ranks.iter().zip(&other.ranks).filter_map(|(one, other)| (*one).zip(*other));
    #[expect(clippy::cast_possible_wrap, reason = "a network holds fewer than 2^32 of each kind")]
    let mut both: Vec<(i64, i64)> = both.map(|(one, other)| (one as i64, other as i64)).collect();
    tau_b(&mut both)
}
