//! How well does each hub get at what there is elsewhere, and how much of that goes with each element?
//!
//! With opportunities *D*(*j*) at the hubs and *c*(*i*, *j*) the least cost from any node of *i* to any of *j*, the
//! accessibility of hub *i* is *A*(*i*) = Σ *D*(*j*) *f*(*c*(*i*, *j*)) over the other hubs *j*, where what is not reached counts
//! nothing: W. G. Hansen, How accessibility shapes land use, J. Am. Inst. Plann. 25 (1959) 73-76 (from general knowledge). The
//! change of Σ *A*(*i*) by the loss of an element is how M. A. P. Taylor, S. V. C. Sekhar and G. M. D'Este, Application of
//! accessibility based methods for vulnerability analysis of strategic road networks, Netw. Spat. Econ. 6 (2006) 267-291,
//! tell what a network is vulnerable to. A hub's own opportunities do not count for itself.
//!
//! *f*, the [`Decay`], is an option: exp(−*βc*), with *β* of 1 per hour or 0.01 per kilometre unless told otherwise, so that
//! what is an hour or 100 km further off counts 37 % of it; or *c*^−*α*.

use std::num::NonZeroU32;

use super::efficiency::Scale;
use super::repair::Ground;
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::HubId;
use crate::paths::Direction;
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, Scenario, View};
use crate::units::UnitError;

/// How an opportunity counts less the more it costs to get there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decay(Kind);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Exponential(f64),
    Power(f64),
}

impl Decay {
    /// exp(−*βc*), with *β* per hour or per kilometre.
    ///
    /// # Errors
    /// Where *β* is negative or no finite number.
    pub fn exponential(beta: f64) -> Result<Self, UnitError> {
        not_negative("decay", beta).map(Kind::Exponential).map(Self)
    }

    /// *c*^−*α*, with *c* in hours or kilometres. A cost below a second or 10 metres counts as that, unless
    /// [`AccessibilityOptions::least`] says otherwise.
    ///
    /// # Errors
    /// Where *α* is negative or no finite number.
    pub fn power(alpha: f64) -> Result<Self, UnitError> {
        not_negative("decay", alpha).map(Kind::Power).map(Self)
    }

    fn default_of(impedance: Impedance) -> Self {
        Self(Kind::Exponential(match impedance {
            Impedance::Time => 1.0,
            Impedance::Length => 0.01,
        }))
    }

    /// What is left of an opportunity at a cost.
    fn at(self, cost: u64, scale: Scale) -> f64 {
        match self.0 {
            Kind::Exponential(beta) => (-beta * scale.exactly(cost)).exp(),
            Kind::Power(alpha) => scale.of(cost).powf(-alpha),
        }
    }
}

fn not_negative(quantity: &'static str, value: f64) -> Result<f64, UnitError> {
    if value.is_nan() {
        Err(UnitError::NotANumber { quantity })
    } else if value.is_infinite() {
        Err(UnitError::Infinite { quantity })
    } else if value < 0.0 {
        Err(UnitError::TooSmall { quantity, value, wanted: "zero or more" })
    } else {
        Ok(value)
    }
}

/// What there is to get at, at which hubs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opportunities(Vec<(HubId, f64)>);

impl Opportunities {
    /// The demand of a scenario's destinations and OD pairs, in tonnes a day.
    #[must_use]
    pub fn demand(scenario: &Scenario<'_>) -> Self {
        let relations = scenario.relations().iter();
        Self::summed(relations.map(|relation| (relation.destination, relation.demand.tonnes())).collect())
    }

    /// Weights of hubs, in any unit: people, jobs, 1 for each. Those of a hub that comes more than once are added.
    ///
    /// # Errors
    /// Where a weight is negative or no finite number.
    pub fn new(weights: impl IntoIterator<Item = (HubId, f64)>) -> Result<Self, UnitError> {
        let mut checked = Vec::new();
        for (hub, weight) in weights {
            checked.push((hub, not_negative("weight of a hub", weight)?));
        }
        Ok(Self::summed(checked))
    }

    fn summed(mut weights: Vec<(HubId, f64)>) -> Self {
        weights.sort_by_key(|&(hub, _)| hub);
        weights.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        Self(weights)
    }
}

/// How [`accessibility`] is to work.
#[derive(Clone, Copy)]
pub struct AccessibilityOptions<'p> {
    links: bool,
    decay: Option<Decay>,
    least: Option<NonZeroU32>,
    progress: &'p dyn Progress,
}

impl Default for AccessibilityOptions<'_> {
    fn default() -> Self {
        Self { links: false, decay: None, least: None, progress: &Silent }
    }
}

impl<'p> AccessibilityOptions<'p> {
    /// Whether physical links are lost in turn beside hubs; they are not unless this says so.
    #[must_use]
    pub fn links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// The decay function. Unless this says otherwise, exp(−*βc*) with *β* of 1 per hour or 0.01 per kilometre.
    #[must_use]
    pub fn decay(mut self, decay: Decay) -> Self {
        self.decay = Some(decay);
        self
    }

    /// The least cost that counts under [`Decay::power`], milliseconds or decimetres: what costs less counts as this.
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

/// The answer to [`accessibility`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Accessibility {
    /// What routes minimise.
    pub impedance: Impedance,
    /// Σ *A*(*i*), in the unit of the opportunities.
    pub total: f64,
    /// *A*(*i*) of all open hubs, ascending.
    pub hubs: Vec<HubAccessibility>,
    /// What each loss takes of Σ *A*(*i*), ascending by element: all open hubs, and all open physical links if asked for.
    pub losses: Vec<AccessibilityLoss>,
}

/// How well a hub gets at what there is elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct HubAccessibility {
    /// The hub.
    pub hub: HubId,
    /// Its accessibility, in the unit of the opportunities.
    pub accessibility: f64,
}

/// What the loss of an element takes of the accessibility of all hubs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccessibilityLoss {
    /// The element.
    pub loss: Loss,
    /// How much of Σ *A*(*i*) is lost, in the unit of the opportunities.
    pub lost: f64,
    /// The part of it that is lost between others: hubs and opportunities of which the element is neither. For a link that
    /// is all of it.
    pub lost_by_others: f64,
}

impl Accessibility {
    /// The share of all accessibility that is lost with an element. Nothing for what was not looked at; 0 where there was
    /// none to lose.
    #[must_use]
    pub fn of(&self, loss: Loss) -> Option<f64> {
        let at = self.losses.binary_search_by_key(&loss, |found| found.loss).ok()?;
        Some(if self.total > 0.0 { self.losses[at].lost / self.total } else { 0.0 })
    }

    /// The accessibility of a hub; nothing where it is closed.
    #[must_use]
    pub fn of_hub(&self, hub: HubId) -> Option<f64> {
        let at = self.hubs.binary_search_by_key(&hub, |found| found.hub).ok()?;
        Some(self.hubs[at].accessibility)
    }
}

/// The accessibility of each hub, and what the loss of each hub, and of each physical link if asked for, takes of it.
///
/// # Arguments
/// * `view`: open hubs over *n* nodes and *m* arcs, some of them closed; costs in milliseconds or decimetres.
/// * `opportunities`: what there is, at *k* hubs: [`Opportunities::demand`] or weights of one's own.
/// * `options`: [`AccessibilityOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Accessibility`]: of each hub and of all together, and what is lost of it. Exact but for the rounding of sums, and the
/// same to the last bit whatever the threads; other machines may round exp and powers differently in the last bit.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// To each of the *k* hubs a tree, *O*(*m* log *n*), and for each element on it as much again as hangs below it, in parallel.
/// Space: 60 bytes a node and thread, 12 for each arc in each direction, and 16 for each element and 8 for each hub in each
/// of at most 32 stretches.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::{AccessibilityOptions, Decay, Opportunities, accessibility};
/// use supplyline::analysis::rank::Loss;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// // A thousand people in Town, 100 km beyond Pass, which is 100 km beyond Port.
/// let network = Network::builder()
///     .hub("Port").hub("Pass").hub("Town")
///     .link(NewLink::road("Port", "Pass").length("100 km"))
///     .link(NewLink::road("Pass", "Town").length("100 km"))
///     .build()?;
/// let [port, pass, town] = ["Port", "Pass", "Town"].map(|key| network.find_hub(key).expect("it is there"));
/// let people = Opportunities::new([(town, 1_000.0)])?;
/// let options = AccessibilityOptions::default().decay(Decay::exponential(0.01)?);
/// let found = accessibility(&View::new(&network, Impedance::Length), &people, options)?;
/// let at_port = found.of_hub(port).expect("it is open");
/// assert!((at_port - 1_000.0 * (-2.0_f64).exp()).abs() < 1e-9);
/// // Without Pass nobody gets there; but for Pass itself that is Port's loss.
/// assert!((found.of(Loss::Hub(pass)).expect("it is open") - 1.0).abs() < 1e-9);
/// assert!((found.losses[1].lost_by_others - at_port).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn accessibility<'p>(
    view: &View<'_>,
    opportunities: &Opportunities,
    options: impl Into<Option<AccessibilityOptions<'p>>>,
) -> Result<Accessibility, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let ground = Ground::new(view, options.links);
    let scale = Scale::new(view.impedance(), options.least);
    let decay = options.decay.unwrap_or_else(|| Decay::default_of(view.impedance()));
    let there: Vec<(HubId, f64)> = opportunities
        .0
        .iter()
        .copied()
        .filter(|&(hub, weight)| weight > 0.0 && ground.open_hubs.binary_search(&hub).is_ok())
        .collect();
    options.progress.begin("losing each element", there.len() as u64);
    let (slots, hubs) = (ground.losses.len(), ground.open_hubs.len());
    // What each loss takes, then what it takes from others, then the hubs by their place among the open ones, which are
    // the first elements.
    let sums = ground.sums(&there, 2 * slots + hubs, options.progress, |tree, &(target, weight), sums| {
        tree.grow(Direction::To, target, None);
        for (hub, cost) in tree.hubs() {
            if let (true, Some(slot)) = (hub != target, ground.slot_of_hub(hub)) {
                sums[2 * slots + slot] += weight * decay.at(cost, scale);
            }
        }
        tree.each_loss(|changed| {
            if changed.hub == target {
                return;
            }
            let after = changed.after.map_or(0.0, |cost| decay.at(cost, scale));
            let lost = weight * (decay.at(changed.before, scale) - after);
            sums[changed.slot] += lost;
            if ![target, changed.hub].map(Loss::Hub).contains(&changed.loss) {
                sums[slots + changed.slot] += lost;
            }
        });
    })?;
    let of_hubs = ground.open_hubs.iter().zip(&sums[2 * slots..]);
    let of_losses = ground.losses.iter().zip(sums.iter().zip(&sums[slots..]));
    Ok(Accessibility {
        impedance: view.impedance(),
        total: sums[2 * slots..].iter().sum(),
        hubs: of_hubs.map(|(&hub, &accessibility)| HubAccessibility { hub, accessibility }).collect(),
        losses: of_losses
            .map(|(&loss, (&lost, &lost_by_others))| AccessibilityLoss { loss, lost, lost_by_others })
            .collect(),
    })
}
