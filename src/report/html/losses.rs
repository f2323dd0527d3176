//! What single losses do, as the map draws it: discs on hubs and broad lines on links.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::format::coordinate;
use crate::analysis::rank::{Loss, Ranking};
use crate::network::{HubId, LinkId, Network};
use crate::report::amounts::amount;
use crate::report::ranking::{LossReport, RankingReport};
use crate::scenario::Impedance;

/// The worst so many have their rank in their disc, or beside their name.
pub(super) const NUMBERED: usize = 10;
/// The radius of the largest disc, pixels.
const RADIUS: f64 = 22.0;
/// How wide the broadest line is beside the narrowest, pixels.
const WIDTHS: [f64; 2] = [2.5, 9.0];

/// What losses do; nothing where none are told.
#[derive(Default)]
pub(super) struct Losses<'s> {
    report: Option<&'s RankingReport>,
    weights: BTreeMap<Loss, Weight>,
}

/// What a loss does, beside the worst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weight {
    /// From 1.
    pub(super) rank: usize,
    /// Of the most demand that a single loss severs, 0 to 1.
    severed: f64,
    /// Of the most that a single loss adds, 0 to 1.
    added: f64,
}

impl<'s> Losses<'s> {
    pub(super) fn new(ranking: &Ranking, report: &'s RankingReport) -> Self {
        let told = ranking.losses.iter().take(report.losses.len());
        let most = |of: fn(&crate::analysis::rank::RankedLoss) -> u128| {
            ranking.losses.iter().map(of).max().unwrap_or(0)
        };
        let [severed, added] = [most(|ranked| ranked.severed), most(|ranked| ranked.added_cost)];
        let weights = told.zip(1..).map(|(ranked, rank)| {
            let weight = Weight {
                rank,
                severed: share(ranked.severed, severed),
                added: share(ranked.added_cost, added),
            };
            (ranked.loss, weight)
        });
        Self { report: Some(report), weights: weights.filter(|(_, weight)| weight.matters()).collect() }
    }

    pub(super) fn are_told(&self) -> bool {
        self.report.is_some()
    }

    pub(super) fn of_hub(&self, hub: HubId) -> Option<Weight> {
        self.weights.get(&Loss::Hub(hub)).copied()
    }

    pub(super) fn of_link(&self, network: &Network, link: LinkId) -> Option<Weight> {
        if self.weights.is_empty() {
            return None;
        }
        self.weights.get(&Loss::of_link(network, link)).copied()
    }

    /// What a loss does: `loss of rank 2: severs 4,500 t/d, adds 1,200 tonne-hours a day`.
    pub(super) fn words(&self, weight: Option<Weight>) -> Option<String> {
        let rank = weight?.rank;
        let report = self.report?;
        let loss = report.losses.get(rank - 1)?;
        let mut parts = Vec::new();
        if loss.severed > 0 {
            parts.push(format!("severs {} t/d", amount(loss.severed_t_per_d)));
        }
        if let Some(added) = added(loss, report.head.cost).filter(|&added| added > 0.0) {
            parts.push(format!("adds {} {} a day", amount(added), measure(report.head.cost)));
        }
        Some(format!("loss of rank {rank}: {}", parts.join(", ")))
    }
}

/// What a loss adds in the measure that routes minimise.
pub(super) fn added(loss: &LossReport, cost: Impedance) -> Option<f64> {
    match cost {
        Impedance::Time => loss.added_tonne_hours_per_d,
        Impedance::Length => loss.added_tonne_km_per_d,
    }
}

/// What that is counted in.
pub(super) fn measure(cost: Impedance) -> &'static str {
    match cost {
        Impedance::Time => "tonne-hours",
        Impedance::Length => "tonne-km",
    }
}

fn share(part: u128, whole: u128) -> f64 {
    crate::report::model::part_of(part, whole).unwrap_or(0.0)
}

impl Weight {
    /// Whether it severs anyone who wants anything.
    pub(super) fn severs(self) -> bool {
        self.severed > 0.0
    }

    /// Whether it makes any route dearer.
    pub(super) fn reroutes(self) -> bool {
        self.added > 0.0
    }

    fn matters(self) -> bool {
        self.severs() || self.reroutes()
    }

    /// How far its discs reach, pixels.
    pub(super) fn radius(self) -> f64 {
        radius(self.severed.max(self.added))
    }

    /// The class of its line.
    pub(super) fn class(self) -> &'static str {
        if self.severs() { "severs" } else { "reroutes" }
    }

    /// The width of its line.
    pub(super) fn width(self) -> String {
        let share = if self.severs() { self.severed } else { self.added };
        let [least, most] = WIDTHS;
        format!("stroke-width:{}px", coordinate(least + (most - least) * share))
    }
}

/// Of a disc whose area is a share of the largest one's; never so small that it is hidden by the dot of a hub.
fn radius(share: f64) -> f64 {
    (RADIUS * share.sqrt()).max(5.5)
}

/// Two discs, the smaller above the larger.
pub(super) fn discs(weight: Weight) -> Markup {
    let mut discs = [("severs", weight.severed), ("reroutes", weight.added)];
    discs.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    html! {
        g.s {
            @for (class, share) in discs.into_iter().filter(|&(_, share)| share > 0.0) {
                circle.loss.(class) r=(coordinate(radius(share))) {}
            }
        }
    }
}
