//! How efficiently are the hubs joined, and how much of that goes with each element?
//!
//! With *n* hubs and *d*(*i*, *j*) the least cost from any node of *i* to any of *j*, the efficiency is
//! *E* = 1 / (*n* (*n* − 1)) Σ 1 / *d*(*i*, *j*) over the ordered pairs of different hubs, where a pair without a route counts
//! nothing; the vulnerability by element *e* is (*E* − *E*ᵉ) / *E*, with *n* as it was before the loss. V. Latora and M.
//! Marchiori, Efficient behavior of small-world networks, Phys. Rev. Lett. 87 (2001) 198701,
//! doi 10.1103/PhysRevLett.87.198701; for infrastructure, the same, Vulnerability and protection of critical infrastructures,
//! arXiv cond-mat/0407491. Costs and directions are those of the view.
//!
//! 1 / *d* has no value where *d* is 0, and one that drowns all others where *d* is nearly so. A cost below the
//! [least that counts](EfficiencyOptions::least) counts as that: a second or 10 metres, unless told otherwise. So *E* never
//! grows by a loss.

use std::num::NonZeroU32;

use super::repair::{Ground, Tree};
use super::sample::{Effort, ErrorBound, draw};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::HubId;
use crate::paths::Direction;
use crate::progress::{Progress, Silent};
use crate::scenario::{Impedance, View};

/// Up to so many hubs [`Effort::Auto`] works [`efficiency`] out of all pairs.
pub const EFFICIENCY_EXACT_UP_TO: usize = 5_000;

/// What is reached first of all, to bound what a source contributes before it is drawn.
const NEAREST: usize = 500;

/// How [`efficiency`] is to work.
#[derive(Clone, Copy)]
pub struct EfficiencyOptions<'p> {
    links: bool,
    effort: Effort,
    least: Option<NonZeroU32>,
    progress: &'p dyn Progress,
}

impl Default for EfficiencyOptions<'_> {
    fn default() -> Self {
        Self { links: false, effort: Effort::Auto, least: None, progress: &Silent }
    }
}

impl<'p> EfficiencyOptions<'p> {
    /// Whether physical links are lost in turn beside hubs; they are not unless this says so.
    #[must_use]
    pub fn links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// Whether all pairs are taken or a sample; [`Effort::Auto`] unless this says otherwise, with
    /// [`EFFICIENCY_EXACT_UP_TO`].
    #[must_use]
    pub fn effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// The least cost that counts, milliseconds or decimetres: what costs less counts as this.
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

/// Costs as these metrics count them: in hours or kilometres, and never less than some least one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    least: u64,
    per_unit: f64,
}

impl Scale {
    pub(super) fn new(impedance: Impedance, least: Option<NonZeroU32>) -> Self {
        let (per_unit, default) = match impedance {
            Impedance::Time => (3_600_000.0, 1_000),
            Impedance::Length => (10_000.0, 100),
        };
        Self { least: least.map_or(default, |least| u64::from(least.get())), per_unit }
    }

    /// In hours or kilometres.
    pub(super) fn of(self, cost: u64) -> f64 {
        self.exactly(cost.max(self.least))
    }

    /// The same, however little it is.
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    pub(super) fn exactly(self, cost: u64) -> f64 {
        cost as f64 / self.per_unit
    }
}

/// The answer to [`efficiency`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Efficiency {
    /// What routes minimise.
    pub impedance: Impedance,
    /// How many hubs are open, *n*.
    pub hubs: usize,
    /// *E*, per hour or per kilometre; 0 where there are fewer than two hubs.
    pub efficiency: f64,
    /// What each loss takes of it, ascending by element: all open hubs, and all open physical links if asked for.
    pub losses: Vec<EfficiencyLoss>,
    /// How far *E* and what is lost of it may be off; nothing where they are exact.
    pub error: Option<ErrorBound>,
}

/// What the loss of an element takes of the efficiency.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct EfficiencyLoss {
    /// The element.
    pub loss: Loss,
    /// *E* − *E*ᵉ, per hour or per kilometre.
    pub lost: f64,
    /// The part of it that others lose: pairs of which the element is neither end. For a link that is all of it.
    pub lost_by_others: f64,
}

impl Efficiency {
    /// The vulnerability by an element: the share of the efficiency that is lost with it. Nothing for what was not looked
    /// at; 0 where there was no efficiency to lose.
    #[must_use]
    pub fn of(&self, loss: Loss) -> Option<f64> {
        let at = self.losses.binary_search_by_key(&loss, |found| found.loss).ok()?;
        Some(if self.efficiency > 0.0 { self.losses[at].lost / self.efficiency } else { 0.0 })
    }
}

/// The efficiency of a network, and what the loss of each hub, and of each physical link if asked for, takes of it.
///
/// # Arguments
/// * `view`: *n* open hubs over nodes and arcs, some of them closed; costs in milliseconds or decimetres.
/// * `options`: [`EfficiencyOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Efficiency`]: per hour or per kilometre. The same to the last bit, whatever the threads. Exact but for the rounding of
/// sums, or where it is sampled, with an error bound. A sample draws the hubs that routes start from, each as likely as an
/// upper bound of what it contributes, and bounds the error by Hoeffding's inequality, for all values together. The bound
/// is on what is lost, not on its share; of small losses it says little.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// From each hub a tree, *O*(*m* log *n*), and for each element on it as much again as hangs below it: *O*(*h* log *n*) for
/// each arc, where *h* is how many elements lie above it as a rule. Not a search for each element. In parallel. Space: 60
/// bytes a node and thread, 12 for each arc in each direction, and 16 for each element in each of at most 32 stretches.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::efficiency;
/// use supplyline::analysis::rank::Loss;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// // A - B - C, 1 km each: E = (1 + 1 + 1/2) / 3 per km, of which nothing is left without B.
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C")
///     .link(NewLink::road("A", "B").length("1 km"))
///     .link(NewLink::road("B", "C").length("1 km"))
///     .build()?;
/// let found = efficiency(&View::new(&network, Impedance::Length), None)?;
/// assert!((found.efficiency - 2.5 / 3.0).abs() < 1e-12);
/// assert!((found.of(Loss::Hub(network.find_hub("B")?)).expect("it is open") - 1.0).abs() < 1e-12);
/// assert!((found.of(Loss::Hub(network.find_hub("A")?)).expect("it is open") - 0.6).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn efficiency<'p>(
    view: &View<'_>,
    options: impl Into<Option<EfficiencyOptions<'p>>>,
) -> Result<Efficiency, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let ground = Ground::new(view, options.links);
    let scale = Scale::new(view.impedance(), options.least);
    let hubs = ground.open_hubs.len();
    #[expect(clippy::cast_precision_loss, reason = "a network holds fewer than 2^32 hubs")]
    let pairs = hubs as f64 * hubs.saturating_sub(1) as f64;
    let slots = ground.losses.len();
    let mut error = None;
    let sources: Vec<(HubId, f64)> = match options.effort.drawn(hubs, EFFICIENCY_EXACT_UP_TO) {
        _ if hubs < 2 => Vec::new(),
        None => ground.open_hubs.iter().map(|&hub| (hub, 1.0 / pairs)).collect(),
        Some((count, seed)) => {
            let bounds = bounds(&ground, scale, options.progress)?;
            let total: f64 = bounds.iter().sum();
            error = Some(ErrorBound::hoeffding(count, 1 + 2 * slots, total / pairs));
            #[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
            let weigh = |drawn: &[usize]| {
                let likelihood = bounds[drawn[0]] / total * count as f64;
                (ground.open_hubs[drawn[0]], drawn.len() as f64 / (likelihood * pairs))
            };
            draw(&bounds, count, seed).chunk_by(|one, other| one == other).map(weigh).collect()
        }
    };
    options.progress.begin("losing each element", sources.len() as u64);
    // The whole, then what each loss takes of it, then what it takes from others.
    let sums = ground.sums(&sources, 1 + 2 * slots, options.progress, |tree, &(source, weight), sums| {
        tree.grow(Direction::From, source, None);
        let joined = tree.hubs().filter(|&(hub, _)| hub != source);
        sums[0] += weight * joined.map(|(_, cost)| 1.0 / scale.of(cost)).sum::<f64>();
        tree.each_loss(|changed| {
            if changed.hub == source {
                return;
            }
            let after = changed.after.map_or(0.0, |cost| 1.0 / scale.of(cost));
            let lost = weight * (1.0 / scale.of(changed.before) - after);
            sums[1 + changed.slot] += lost;
            if ![source, changed.hub].map(Loss::Hub).contains(&changed.loss) {
                sums[1 + slots + changed.slot] += lost;
            }
        });
    })?;
    let losses = ground.losses.iter().enumerate().map(|(slot, &loss)| EfficiencyLoss {
        loss,
        lost: sums[1 + slot],
        lost_by_others: sums[1 + slots + slot],
    });
    Ok(Efficiency { impedance: view.impedance(), hubs, efficiency: sums[0], losses: losses.collect(), error })
}

/// For each open hub no less than the sum of 1 / *d* from it: the nearest as they are, and all others as if they were as
/// near as the last of these.
fn bounds(ground: &Ground<'_>, scale: Scale, progress: &dyn Progress) -> Result<Vec<f64>, AnalysisError> {
    let hubs = &ground.open_hubs;
    progress.begin("bounding what each hub contributes", hubs.len() as u64);
    ground.of_each(hubs, progress, |tree: &mut Tree<'_>, &source| {
        tree.grow(Direction::From, source, Some(NEAREST));
        let (mut sum, mut count, mut last) = (0.0, 1, 0);
        for (_, cost) in tree.hubs().filter(|&(hub, _)| hub != source) {
            sum += 1.0 / scale.of(cost);
            count += 1;
            last = cost;
        }
        // Where fewer than that many are reached, no others are.
        if count > NEAREST {
            #[expect(clippy::cast_precision_loss, reason = "a network holds fewer than 2^32 hubs")]
            let others = (hubs.len() - count) as f64;
            sum += others / scale.of(last);
        }
        sum
    })
}
