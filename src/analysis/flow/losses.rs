//! How much less gets through, without each hub or link?

use super::joint::common_source;
use super::{Ratio, Terminals, ThroughputOptions};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;

use crate::paths::{Amount, Flow, FlowError, FlowSearch, LostParts};
use crate::scenario::{Scenario, View};

/// The answer of [`throughput_losses`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThroughputLosses {
    /// What all destinations get together before any loss, kilograms a day.
    pub total: u64,
    /// How much less they get together without each of the elements that were asked about, kilograms a day, in their order.
    pub lost: Vec<u64>,
}

impl ThroughputLosses {
    /// The share of what gets through that the element at this place takes away; nothing where nothing gets through.
    #[must_use]
    pub fn share(&self, at: usize) -> Option<Ratio> {
        Ratio::new((*self.lost.get(at)?).into(), self.total.into())
    }
}

/// How much less gets through to all destinations together, without each of many elements by itself.
///
/// What gets through is the most that all flows within all capacities, supplies and demands bring: the sum of
/// [`super::throughput_joint`], which shares that out. Its maximum flow is found once. Without an element that it does not
/// use as much gets through as before; elsewhere the flow is mended around what is lost ([`crate::paths::FoundFlow::losses`]).
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands. OD pairs only where all have the same origin.
/// * `view`: which of its network is open, and with what capacities; *n* nodes, *m* arcs.
/// * `elements`: the hubs, with all their nodes, and physical links, both ways and in all modes.
/// * `options`: [`ThroughputOptions`], or `None` for the defaults.
///
/// # Returns
/// [`ThroughputLosses`]: the total, and what each element takes away from it. The same whatever the threads.
///
/// # Errors
/// [`AnalysisError::Multicommodity`] where destinations draw on different origins,
/// [`AnalysisError::OtherNetwork`], [`AnalysisError::Flow`] where demands or capacities do not fit, and
/// [`AnalysisError::Stopped`].
///
/// # Complexity
/// One flow ([`FlowSearch::run`]), and for each element that carries a part of it augmenting paths between its two
/// sides, in parallel. Space: as for one flow for each thread.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::throughput_losses;
/// use supplyline::analysis::rank::Loss;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{DestinationSpec, ScenarioSpec};
/// // 500 t/d by rail over Yard, or 200 by road over Ford.
/// let network = Network::builder()
///     .hub("Port").hub("Yard").hub("Ford").hub("Town")
///     .link(NewLink::rail("Port", "Yard").length("60 km").capacity("500 t/d"))
///     .link(NewLink::rail("Yard", "Town").length("60 km").capacity("500 t/d"))
///     .link(NewLink::road("Port", "Ford").length("50 km").capacity("200 t/d"))
///     .link(NewLink::road("Ford", "Town").length("40 km").capacity("200 t/d"))
///     .build()?;
/// let scenario = ScenarioSpec::new("which hurts?")
///     .origin("Port")
///     .destination(DestinationSpec::new("Town").demand("600 t/d"))
///     .on(&network)?;
/// let hubs: Vec<Loss> = ["Yard", "Ford"].map(|key| network.find_hub(key).map(Loss::Hub)).into_iter().collect::<Result<_, _>>()?;
/// let found = throughput_losses(&scenario, scenario.before(), &hubs, None)?;
/// assert_eq!((found.total, found.lost), (600_000, vec![400_000, 100_000])); // kilograms a day
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_losses<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    elements: &[Loss],
    options: impl Into<Option<ThroughputOptions<'p>>>,
) -> Result<ThroughputLosses, AnalysisError> {
    let options = options.into().unwrap_or_default();
    if !std::ptr::eq(scenario.network(), view.network()) {
        return Err(AnalysisError::OtherNetwork);
    }
    let source = common_source(scenario)?;
    let terminals = Terminals::new(scenario, view)?;
    let demands: Vec<Amount> = terminals.demands(scenario)?.into_iter().map(Amount::Limited).collect();
    let mut search = FlowSearch::default();
    options.progress.begin("losing each element's throughput", elements.len() as u64);
    // Demands have limits, so there is no way without any.
    let Flow::Limited(found) = search.run(&terminals.graph, &terminals.supplies(source), &demands)? else {
        return Err(FlowError::TooMuch.into());
    };
    let losses: Vec<LostParts> = elements.iter().map(|&element| parts(view, element)).collect();
    let lost = found.losses(&losses, options.progress).ok_or(AnalysisError::Stopped)?;
    Ok(ThroughputLosses { total: found.value(), lost })
}

pub(super) fn parts(view: &View<'_>, element: Loss) -> LostParts {
    let network = view.network();
    match element {
        Loss::Hub(hub) => LostParts { nodes: network.hub(hub).nodes().to_vec(), arcs: Vec::new() },
        Loss::Link(link) => {
            let arcs = network.physical_link(link).flat_map(|link| network.link_arcs(link)).copied();
            LostParts { nodes: Vec::new(), arcs: arcs.collect() }
        }
    }
}
