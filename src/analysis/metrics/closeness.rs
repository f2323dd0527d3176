//! How near is each hub to the others?
//!
//! With *n* hubs, *r* of the others reached from *i*, and *d*(*i*, *j*) the least cost from any node of *i* to any of *j*:
//! the closeness of *i* is *r* / (*n* − 1) × *r* / Σ *d*(*i*, *j*) over those reached, which for a network that is connected
//! is one over the mean cost, and where it is not is scaled by the share that is reached: L. C. Freeman, Centrality in social
//! networks: conceptual clarification, Social Networks 1 (1978) 215-239; S. Wasserman and K. Faust, Social Network Analysis,
//! Cambridge 1994 (both from general knowledge). The harmonic closeness is Σ 1 / *d*(*i*, *j*) / (*n* − 1), where what is not
//! reached counts nothing: M. Marchiori and V. Latora, Harmony in the small-world, Physica A 285 (2000) 539-546 (from
//! general knowledge); its mean over all hubs is the [efficiency](super::efficiency()).
//!
//! Costs are counted outward, from the hub to the others.

use std::num::NonZeroU32;

use super::efficiency::Scale;
use super::repair::Ground;
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::HubId;
use crate::paths::Direction;
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, View};

/// How [`closeness`] is to work.
#[derive(Clone, Copy)]
pub struct ClosenessOptions<'p> {
    least: Option<NonZeroU32>,
    progress: &'p dyn Progress,
}

impl Default for ClosenessOptions<'_> {
    fn default() -> Self {
        Self { least: None, progress: &Silent }
    }
}

impl<'p> ClosenessOptions<'p> {
    /// The least cost that counts, milliseconds or decimetres: what costs less counts as this. A second or 10 metres,
    /// unless this says otherwise.
    #[must_use]
    pub fn least(mut self, least: NonZeroU32) -> Self {
        self.least = Some(least);
        self
    }

    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// The answer to [`closeness`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Closeness {
    /// What routes minimise.
    pub impedance: Impedance,
    /// All open hubs, ascending.
    pub hubs: Vec<HubCloseness>,
}

/// How near a hub is to the others.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct HubCloseness {
    /// The hub.
    pub hub: HubId,
    /// How many others it reaches.
    pub reached: usize,
    /// Its closeness, per hour or per kilometre; 0 where it reaches none.
    pub closeness: f64,
    /// Its harmonic closeness, in the same unit.
    pub harmonic: f64,
}

impl Closeness {
    /// The closeness of a hub; nothing for closed hubs, and for links.
    #[must_use]
    pub fn of(&self, loss: Loss) -> Option<f64> {
        let Loss::Hub(hub) = loss else { return None };
        let at = self.hubs.binary_search_by_key(&hub, |found| found.hub).ok()?;
        Some(self.hubs[at].closeness)
    }
}

/// The closeness of each open hub to all others.
///
/// # Arguments
/// * `view`: *n* open hubs over nodes and arcs, some of them closed; costs in milliseconds or decimetres.
/// * `options`: [`ClosenessOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Closeness`]: per hour or per kilometre, exact but for the rounding of sums, and the same to the last bit whatever the
/// threads.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// A search from each hub, in parallel. Space: 60 bytes a node and thread, and 12 for each arc in each direction.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::closeness;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C").hub("Island")
///     .link(NewLink::road("A", "B").length("1 km"))
///     .link(NewLink::road("B", "C").length("1 km"))
///     .build()?;
/// let found = closeness(&View::new(&network, Impedance::Length), None)?;
/// // B reaches two of three, at 1 km each; A reaches them at 1 and 2 km.
/// assert!((found.hubs[1].closeness - 2.0 / 3.0).abs() < 1e-12);
/// assert!((found.hubs[0].closeness - 2.0 / 3.0 * 2.0 / 3.0).abs() < 1e-12);
/// assert!((found.hubs[0].harmonic - 1.5 / 3.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "a network holds fewer than 2^32 hubs")]
pub fn closeness<'p>(
    view: &View<'_>,
    options: impl Into<Option<ClosenessOptions<'p>>>,
) -> Result<Closeness, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let ground = Ground::new(view, false);
    let scale = Scale::new(view.impedance(), options.least);
    let count = ground.open_hubs.len();
    options.progress.begin("searching from each hub", count as u64);
    let hubs = ground.of_each(&ground.open_hubs, options.progress, |tree, &source| {
        tree.grow(Direction::From, source, None);
        let (mut reached, mut sum, mut harmonic) = (0, 0.0, 0.0);
        for (_, cost) in tree.hubs().filter(|&(hub, _)| hub != source) {
            reached += 1;
            sum += scale.of(cost);
            harmonic += 1.0 / scale.of(cost);
        }
        let others = count.saturating_sub(1).max(1) as f64;
        let share = reached as f64 / others;
        HubCloseness {
            hub: source,
            reached,
            closeness: if reached == 0 { 0.0 } else { share * (reached as f64 / sum) },
            harmonic: harmonic / others,
        }
    })?;
    Ok(Closeness { impedance: view.impedance(), hubs })
}
