//! How much can reach each destination, if it were the only one?

use rayon::prelude::*;

use super::{Cut, Ratio, Terminals, ThroughputOptions};
use crate::analysis::AnalysisError;
use crate::network::{ArcId, HubId};
use crate::paths::{Amount, Flow, FlowSearch};
use crate::scenario::{Relation, Scenario, View};

/// How much can reach one destination, or pass between one OD pair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Throughput {
    /// Who wants how much, and from where.
    pub relation: Relation,
    /// The most that can reach it, kilograms a day, whatever it wants.
    pub throughput: Amount,
    /// The share of its demand that this would meet: 1 at most, and where nothing is wanted.
    pub met: Ratio,
    /// A flow of just that much, kilograms a day on each arc that carries any, ascending; empty where there is no limit.
    pub flow: Vec<(ArcId, u64)>,
    /// What each origin sends in it, by hub, of those that send any; empty where there is no limit.
    pub drawn: Vec<(HubId, u64)>,
    /// Why no more gets through, or why there is no limit.
    pub witness: Witness,
}

/// What proves a throughput.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// The arcs of a way from an origin without limit, on which nothing has any.
    Way(Vec<ArcId>),
    /// Least cuts, of just the capacity that gets through.
    Cuts {
        /// The one nearest to the origins: every least cut lies on it or beyond.
        near_origins: Cut,
        /// The one nearest to the destination. Where it is the same, no other cut is as small: see
        /// [`Witness::is_unique`].
        near_destination: Cut,
    },
}

impl Witness {
    /// Whether there is one least cut only; nothing where there is none.
    #[must_use]
    pub fn is_unique(&self) -> Option<bool> {
        match self {
            Self::Way(_) => None,
            Self::Cuts { near_origins, near_destination } => Some(near_origins == near_destination),
        }
    }
}

/// The answer of [`throughput_alone`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AloneThroughput {
    /// For each destination and OD pair, in the order of [`Scenario::relations`].
    pub relations: Vec<Throughput>,
}

/// How much can reach each destination of a scenario by itself: the maximum flow, with the least cuts that prove it.
///
/// For destination *d* with the origins that it draws on, the most that any flow within all capacities and supplies brings
/// to it, which is the least capacity of what every way passes (Ford and Fulkerson 1956, see [`FlowSearch`]). Its own demand
/// is no limit here; `met` compares with it.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands or OD pairs.
/// * `view`: which of its network is open, and with what capacities: [`Scenario::before`], [`Scenario::after`], or any
///   other, of *n* nodes and *m* arcs.
/// * `options`: [`ThroughputOptions`], or `None` for the defaults.
///
/// # Returns
/// [`AloneThroughput`]: for each destination how much, over which arcs, from where, and the least cuts nearest to the origins and
/// to the destination. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::OtherNetwork`] where the view is not of the scenario's network, [`AnalysisError::Flow`] where a
/// sum of capacities does not fit, and [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// A flow for each destination ([`FlowSearch::run`]), in parallel. Space: some 100 bytes for each node and arc and thread,
/// and 16 for each arc that carries any.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::{Bottleneck, Witness, throughput_alone};
/// use supplyline::network::{Network, NewLink};
/// use supplyline::paths::Amount;
/// use supplyline::scenario::{DestinationSpec, ScenarioSpec};
/// // Two ways to Town: 300 and 500 t/d, and no more than 600 t/d out of Port.
/// let network = Network::builder()
///     .hub("Port").hub("Yard").hub("Ford").hub("Town")
///     .link(NewLink::rail("Port", "Yard").key("spur").length("5 km").capacity("600 t/d"))
///     .link(NewLink::rail("Yard", "Town").length("60 km").capacity("300 t/d"))
///     .link(NewLink::rail("Yard", "Ford").length("50 km").capacity("500 t/d"))
///     .link(NewLink::rail("Ford", "Town").length("40 km").capacity("500 t/d"))
///     .build()?;
/// let scenario = ScenarioSpec::new("how much?")
///     .origin("Port")
///     .destination(DestinationSpec::new("Town").demand("800 t/d"))
///     .on(&network)?;
/// let town = &throughput_alone(&scenario, scenario.before(), None)?.relations[0];
/// assert_eq!(town.throughput, Amount::Limited(600_000)); // kilograms
/// assert_eq!(town.met.to_string(), "3/4");
/// let Witness::Cuts { near_origins, .. } = &town.witness else { panic!("it has a limit") };
/// let spur = network.find_links("spur")?[0];
/// assert!(matches!(near_origins.parts[..], [Bottleneck::Link(link, _)] if link == spur));
/// assert_eq!(town.witness.is_unique(), Some(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_alone<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: impl Into<Option<ThroughputOptions<'p>>>,
) -> Result<AloneThroughput, AnalysisError> {
    let options = options.into().unwrap_or_default();
    if !std::ptr::eq(scenario.network(), view.network()) {
        return Err(AnalysisError::OtherNetwork);
    }
    let terminals = Terminals::new(scenario, view)?;
    options.progress.begin("finding maximum flows", scenario.relations().len() as u64);
    let relations = scenario
        .relations()
        .par_iter()
        .map_init(FlowSearch::default, |search, &relation| {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            let found = one(view, &terminals, search, relation)?;
            options.progress.advance(1);
            Ok(found)
        })
        .collect::<Result<_, _>>()?;
    Ok(AloneThroughput { relations })
}

fn one(
    view: &View<'_>,
    terminals: &Terminals,
    search: &mut FlowSearch,
    relation: Relation,
) -> Result<Throughput, AnalysisError> {
    let supplies = terminals.supplies(relation.source);
    let mut demands = vec![Amount::ZERO; terminals.destinations.len()];
    demands[terminals.destination(relation.destination)] = Amount::Unlimited;
    Ok(match search.run(&terminals.graph, &supplies, &demands)? {
        Flow::Unlimited(way) => Throughput {
            relation,
            throughput: Amount::Unlimited,
            met: Ratio::ONE,
            flow: Vec::new(),
            drawn: Vec::new(),
            witness: Witness::Way(way),
        },
        Flow::Limited(mut found) => {
            let value = found.value();
            let origins = terminals.origins.iter().map(|&(hub, _)| hub);
            let near_origins = found.cut_near_sources(view.network());
            let near_destination = found.cut_near_sinks(view.network());
            let witness = Witness::Cuts {
                near_origins: terminals.cut(near_origins, value),
                near_destination: terminals.cut(near_destination, value),
            };
            Throughput {
                relation,
                throughput: Amount::Limited(value),
                met: met(value, relation.demand.kilograms()),
                flow: found.arcs(),
                drawn: origins.zip(found.sent()).filter(|&(_, sent)| sent > 0).collect(),
                witness,
            }
        }
    })
}

/// The share of a demand that is met.
fn met(value: u64, demand: u64) -> Ratio {
    Ratio::new(value.min(demand).into(), demand.into()).unwrap_or(Ratio::ONE)
}
