//! `CostLines`: what it costs at the least to meet demands while a share of some capacities is left, as lines over the share.
//!
//! Prices of a cheapest flow bound what it costs at any share (weak duality): what the demands are worth at those prices, less
//! what each capacity is worth, is a line over the share that no flow is below, and that the cheapest is on where the
//! prices were found. Amounts are counted at a share and just beside it ([`Leaning`]), so that the line is that of the
//! straight piece on that side of the share, however near the next one begins.

use super::FlowError;
use super::amount::{Amount, Leaning};
use super::cheapest::{Approach, DEAD, FAR, Priced, Solved};
use super::graph::{Edge, FlowGraph, Part};
use super::simplex;
use crate::progress::Progress;
use crate::scenario::View;

/// What costs are at a share *s* of the capacities that fall, on a straight piece, and no less than elsewhere: *fixed* − *own s*.
/// Kilogram-milliseconds or kilogram-decimetres a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CostLine {
    pub(crate) fixed: u128,
    pub(crate) own: u128,
}

/// On which side of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Below,
    Above,
}

/// Costs of meeting all demands at given shares.
pub(crate) struct CostLines<'a> {
    graph: &'a FlowGraph,
    view: &'a View<'a>,
    supplies: &'a [Amount],
    demands: &'a [u64],
    wanted: u64,
    /// By edge, which fall.
    edges: &'a [bool],
    /// What the capacities of all those are multiples of, kilograms: at multiples of its inverse all amounts are whole.
    common: u128,
}

impl<'a> CostLines<'a> {
    pub(crate) fn new(
        graph: &'a FlowGraph,
        view: &'a View<'a>,
        supplies: &'a [Amount],
        demands: &'a [u64],
        edges: &'a [bool],
    ) -> Result<Self, FlowError> {
        let wanted: u128 = demands.iter().copied().map(u128::from).sum();
        let wanted = u64::try_from(wanted).ok().filter(|&sum| sum < 1 << 62).ok_or(FlowError::TooMuch)?;
        let falling = graph.edges.iter().zip(edges).filter(|&(_, &falls)| falls);
        let limits = falling.flat_map(|(edge, _)| [edge.there, edge.back]).filter_map(Amount::limit);
        let common = limits.fold(0, |common, limit| common_divisor(common, limit.into())).max(1);
        Ok(Self { graph, view, supplies, demands, wanted, edges, common })
    }

    /// The line of the straight piece that begins at a share, or that ends there. [`FlowError::TooMuch`] where demands cannot be met
    /// on that side, or where amounts at that share have too many digits.
    pub(crate) fn at(
        &self,
        share: [u128; 2],
        side: Side,
        progress: &dyn Progress,
    ) -> Result<CostLine, FlowError> {
        let [above, below] = share;
        if below == 0 || (above == 0 && side == Side::Below) {
            // There is nothing below nothing.
            return Err(FlowError::TooMuch);
        }
        let of_capacities = common_divisor(below, self.common);
        let scale = below / of_capacities;
        let fits = |amount: &u128| *amount <= u128::MAX / 4;
        let wanted = u128::from(self.wanted).checked_mul(scale).filter(fits).ok_or(FlowError::TooMuch)?;
        let plenty = Leaning { amount: wanted + 1, beyond: 0 };
        // What is more than fits is more than plenty.
        let times = |kilograms: u128, factor: u128| kilograms.saturating_mul(factor);
        let mut room = vec![Leaning::default(); self.graph.ends.len()];
        for (edge, &falls) in self.graph.edges.iter().zip(self.edges) {
            let halves = [edge.half, self.graph.ends[edge.half as usize].1];
            for (half, limit) in halves.into_iter().zip(self.limits(edge)) {
                let amount = limit.map(u128::from).map_or(plenty, |limit| {
                    let beyond = limit.cast_signed();
                    if falls {
                        let amount = times(limit / of_capacities, above);
                        Leaning { amount, beyond: if side == Side::Above { beyond } else { -beyond } }
                    } else {
                        Leaning { amount: times(limit, scale), beyond: 0 }
                    }
                });
                room[half as usize] = amount.min(plenty);
            }
        }
        let wanted = Leaning { amount: wanted, beyond: 0 };
        let priced = Priced::within(self.graph, self.view, room, wanted)?;
        // By the simplex method alone: what flows in a tree is a sum of some capacities, so that it fits.
        let Solved { flow, price } =
            simplex::solve(&priced, &Approach::new(&priced), progress, Leaning::default())?;
        let is_met = |&at: &u32| {
            let half = self.graph.edges[at as usize].half as usize;
            flow[half] == priced.room[half]
        };
        if !self.graph.demands.iter().all(is_met) {
            return Err(FlowError::TooMuch);
        }
        self.line(&bounded(price)).ok_or(FlowError::TooMuch)
    }

    /// What an edge may carry there and back at full capacity; nothing for no limit.
    fn limits(&self, edge: &Edge) -> [Option<u64>; 2] {
        let there = match edge.part {
            Part::Supply(at) => self.supplies[at],
            Part::Demand(at) => Amount::Limited(self.demands[at]),
            Part::Arcs(..) | Part::Node(_) | Part::Joint => edge.there,
        };
        [there, edge.back].map(Amount::limit)
    }

    /// The line of prices; nothing where it does not fit.
    fn line(&self, price: &[i64]) -> Option<CostLine> {
        let of = |vertex: u32| i128::from(price[vertex as usize]);
        let worth = of(self.graph.sink) - of(self.graph.source);
        let mut fixed = i128::from(self.wanted).checked_mul(worth)?;
        let mut own = 0_i128;
        for (edge, &falls) in self.graph.edges.iter().zip(self.edges) {
            let [tail, head] = self.graph.ends_of(edge).map(of);
            let costs = match edge.part {
                Part::Arcs(there, back) => {
                    [Some(there), back].map(|arc| arc.and_then(|arc| self.view.cost(arc)))
                }
                Part::Node(_) | Part::Supply(_) | Part::Demand(_) | Part::Joint => [None; 2],
            };
            let gains = [head - tail, tail - head];
            for ((limit, cost), gain) in self.limits(edge).into_iter().zip(costs).zip(gains) {
                // What has no limit is never full, so nothing is gained beyond what it costs.
                let gain = gain - i128::from(cost.unwrap_or(0));
                if let Some(limit) = limit.filter(|_| gain > 0) {
                    let gained = gain.checked_mul(limit.into())?;
                    if falls {
                        own = own.checked_add(gained)?;
                    } else {
                        fixed = fixed.checked_sub(gained)?;
                    }
                }
            }
        }
        Some(CostLine { fixed: fixed.try_into().ok()?, own: own.try_into().ok()? })
    }
}

/// Prices with one for what nothing gets to or nothing leads on from: as dear as any, or as cheap, which fits all edges there are.
fn bounded(mut price: Vec<i64>) -> Vec<i64> {
    let known = || price.iter().copied().filter(|price| ![DEAD, FAR].contains(price));
    let (least, most) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    for price in &mut price {
        if *price == DEAD {
            *price = least;
        } else if *price == FAR {
            *price = most;
        }
    }
    price
}

/// Euclid's; of nothing and nothing it is nothing.
fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
