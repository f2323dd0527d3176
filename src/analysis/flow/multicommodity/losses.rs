//! How much less gets through between OD pairs of several origins, without each hub or link?

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::super::losses::parts;
use super::super::{NoValues, Ratio, Shares, ThroughputOptions};
use super::{
    MULTICOMMODITY_LOSSES, MulticommodityOptions, MulticommodityThroughput, throughput_multicommodity,
};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::{ArcId, NodeId};
use crate::progress::Progress;
use crate::scenario::{Scenario, View};

/// The answer of [`throughput_losses_multicommodity`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MulticommodityLosses {
    /// The most that all get together before any loss, kilograms a day, rounded.
    pub total: u64,
    /// How much less that is without each of the elements that were asked about, kilograms a day, rounded, in their order.
    pub lost: Vec<u64>,
    /// By how many kilograms a day any of these may be off at most.
    pub off_by_at_most: f64,
}

/// How much less gets through to all pairs of several origins together, without each of many elements by itself.
///
/// What gets through is the most that all flows within all capacities, supplies and demands bring: [`throughput_multicommodity`] with
/// [`Shares::Most`]. Without an element that this flow does not use as much gets through as before; without each of the
/// others it is found anew.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands, OD pairs of any origins.
/// * `view`: which of its network is open, and with what capacities.
/// * `elements`: the hubs, with all their nodes, and physical links, both ways and in all modes.
/// * `options`: [`ThroughputOptions`], or `None` for the defaults.
///
/// # Returns
/// [`MulticommodityLosses`]: the total, what each element takes away from it, and how far that may be off. The same whatever the
/// threads. Nothing where more than [`MULTICOMMODITY_LOSSES`] elements carry a part of it.
///
/// # Errors
/// Those of [`throughput_multicommodity`].
///
/// # Complexity
/// That of [`throughput_multicommodity`], once and for each element that carries a part of the flow, in parallel.
///
/// # Example
/// ```
/// use supplyline::analysis::flow::throughput_losses_multicommodity;
/// use supplyline::analysis::rank::Loss;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{PairSpec, ScenarioSpec};
/// // Coal and grain share a bridge for 300 t/d; the grain has a ford for 50 t/d beside it.
/// let network = Network::builder()
///     .hub("Mine").hub("Farm").hub("Bridge").hub("Ford").hub("Plant").hub("Mill")
///     .link(NewLink::road("Mine", "Bridge").length("5 km"))
///     .link(NewLink::road("Farm", "Bridge").length("5 km"))
///     .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("300 t/d"))
///     .link(NewLink::road("Plant", "Mill").length("2 km"))
///     .link(NewLink::road("Farm", "Ford").length("9 km").capacity("50 t/d"))
///     .link(NewLink::road("Ford", "Mill").length("9 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("two kinds of goods")
///     .pair(PairSpec::new("Mine", "Plant").demand("400 t/d"))
///     .pair(PairSpec::new("Farm", "Mill").demand("200 t/d"))
///     .on(&network)?;
/// let hubs = ["Bridge", "Ford"].map(|key| network.find_hub(key).map(Loss::Hub).expect("it is there"));
/// let found = throughput_losses_multicommodity(&scenario, scenario.before(), &hubs, None)?.expect("they are few");
/// assert_eq!((found.total, found.lost), (350_000, vec![300_000, 50_000])); // kilograms a day
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn throughput_losses_multicommodity<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    elements: &[Loss],
    options: impl Into<Option<ThroughputOptions<'p>>>,
) -> Result<Option<MulticommodityLosses>, AnalysisError> {
    let progress = options.into().unwrap_or_default().progress;
    losses(scenario, view, elements, None, progress).map(Result::ok)
}

/// The same, or why there is no answer; with a limit of the work, if that is given, pairs times carrying elements times nodes.
pub(in crate::analysis::flow) fn losses(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    elements: &[Loss],
    work: Option<u64>,
    progress: &dyn Progress,
) -> Result<Result<MulticommodityLosses, NoValues>, AnalysisError> {
    let most = |view: &View<'_>| {
        let quiet = Quiet { asks: progress };
        let options = MulticommodityOptions::default().shares(Shares::Most).progress(&quiet);
        throughput_multicommodity(scenario, view, options)
    };
    let whole = most(view)?;
    let used = Used::by(view, &whole);
    let carrying: Vec<usize> = (0..elements.len()).filter(|&at| used.any_of(view, elements[at])).collect();
    if carrying.len() > MULTICOMMODITY_LOSSES {
        return Ok(Err(NoValues::ManyElements));
    }
    let sizes = [scenario.relations().len(), carrying.len(), view.network().node_count()];
    let asked = sizes.iter().fold(1_u64, |product, &size| product.saturating_mul(size as u64));
    if work.is_some_and(|work| asked > work) {
        let [pairs, elements, nodes] = sizes;
        return Ok(Err(NoValues::MuchWork { pairs, elements, nodes }));
    }
    progress.begin("losing each element's throughput", carrying.len() as u64);
    let without = |&at: &usize| {
        let mut rest = view.clone();
        elements[at].close(&mut rest);
        let found = most(&rest);
        progress.advance(1);
        found.map(|found| Bounds::of(&found))
    };
    let rests = carrying.par_iter().map(without).collect::<Result<Vec<Bounds>, AnalysisError>>()?;
    let before = Bounds::of(&whole);
    let mut off_by_at_most = before.gap();
    let mut lost = vec![0; elements.len()];
    for (at, rest) in carrying.into_iter().zip(rests) {
        let exact = (before.found - rest.found).max(0.0);
        lost[at] = rounded(exact);
        #[expect(clippy::cast_precision_loss, reason = "kilograms of all demand, below 2^62, and rounded")]
        let by_rounding = (exact - lost[at] as f64).abs();
        off_by_at_most = off_by_at_most.max(before.gap().max(rest.gap()) + by_rounding);
    }
    Ok(Ok(MulticommodityLosses { total: rounded(before.found), lost, off_by_at_most }))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "zero or more, and below 2^62")]
fn rounded(kilograms: f64) -> u64 {
    kilograms.round() as u64
}

/// What all get together, kilograms a day, and what they could get at most.
struct Bounds {
    found: f64,
    most: f64,
}

impl Bounds {
    fn of(outcome: &MulticommodityThroughput) -> Self {
        let found = outcome.sum().map_or(0.0, Ratio::value);
        Self { found, most: outcome.most.map_or(found, |most| most.amount.value()) }
    }

    fn gap(&self) -> f64 {
        (self.most - self.found).max(0.0)
    }
}

/// What carries a part of a flow.
struct Used {
    nodes: BTreeSet<NodeId>,
    arcs: BTreeSet<ArcId>,
}

impl Used {
    fn by(view: &View<'_>, outcome: &MulticommodityThroughput) -> Self {
        let mut used = Self { nodes: BTreeSet::new(), arcs: BTreeSet::new() };
        for one in outcome.relations.iter().flat_map(|answer| &answer.routes) {
            used.nodes.insert(one.route.start());
            used.nodes.extend(one.route.arcs().iter().map(|&arc| view.network().head(arc)));
            used.arcs.extend(one.route.arcs());
        }
        used
    }

    fn any_of(&self, view: &View<'_>, element: Loss) -> bool {
        let lost = parts(view, element);
        lost.nodes.iter().any(|node| self.nodes.contains(node))
            || lost.arcs.iter().any(|arc| self.arcs.contains(arc))
    }
}

/// Stops what another asks to stop, and tells it nothing: one of many steps says nothing of how far all are.
struct Quiet<'p> {
    asks: &'p dyn Progress,
}

impl Progress for Quiet<'_> {
    fn stop_requested(&self) -> bool {
        self.asks.stop_requested()
    }
}
