//! The most that pairs of several origins get together: ways are added until lengths prove that there is nothing to gain.

use super::super::Ratio;
use super::bounds;
use super::master::Goal;
use super::problem::Way;
use super::rounding::{Whole, whole, whole_lengths};
use super::tiers::{Measured, PROGRAMS, Patience, Settled, Sharing, less_spread};
use super::{MostTogether, MulticommodityOptions, UNITS};
use crate::analysis::AnalysisError;

impl Sharing<'_, '_, '_> {
    /// Raises what all get together as far as it goes, settles all pairs, and tells how many they are.
    pub(super) fn most_in_all(
        &mut self,
        options: &MulticommodityOptions<'_>,
    ) -> Result<usize, AnalysisError> {
        let problem = self.problem;
        let order: Vec<usize> = (0..problem.pairs.len()).collect();
        let most: Vec<u128> = problem.pairs.iter().map(|pair| u128::from(pair.demand) * UNITS).collect();
        let wanted: u128 = most.iter().sum();
        let mut guess = self.most_over_one_way();
        let mut best: Option<(f64, Measured)> = None;
        let mut found: Option<(u128, Whole)> = None;
        // How much of the lengths is by what is crowded; nothing at the end.
        let mut spread = 0.1;
        let mut patience = Patience::new();
        for _ in 0..PROGRAMS {
            if options.progress.stop_requested() {
                return Err(AnalysisError::Stopped);
            }
            if self.left == 0 && found.is_some() {
                break;
            }
            let Some((answer, loads)) = self.solve(Goal::Total { guess }) else { break };
            if self.pool.is_beyond_limits(&loads) {
                continue;
            }
            self.pool.note(&answer, &loads);
            let flow = whole(problem, &self.pool.ways, &answer.amounts, &most, &order);
            let total: u128 = flow.of_pair.iter().sum();
            if found.as_ref().is_none_or(|&(least, _)| total > least) {
                found = Some((total, flow));
            }
            if total == wanted {
                break;
            }
            let lengths =
                if spread > 0.0 { self.mixed(&answer, &loads, spread) } else { answer.lengths.clone() };
            let lengths = whole_lengths(problem, &lengths, &answer.worth);
            let (far, is_new) = self.pool.add(problem.shortest(&lengths));
            let measured = Measured { lengths, far };
            let high = self.most_by(&measured).map_or(f64::INFINITY, |most| most.amount.value());
            if best.as_ref().is_none_or(|&(least, _)| high < least) {
                best = Some((high, measured));
            }
            let high = best.as_ref().map_or(f64::INFINITY, |&(least, _)| least);
            let low = in_kilograms(found.as_ref().map_or(0, |&(total, _)| total));
            let gap = (high - low) / high;
            if patience.is_over(gap) || (!is_new && spread <= 0.0) {
                break;
            }
            spread = if is_new { less_spread(spread, gap) } else { 0.0 };
            guess = low.max(guess);
        }
        let flow = found.map_or_else(
            // The solver has no answer at all: what the first way of each carries.
            || whole(problem, &self.pool.ways, &self.first_ways(1.0), &most, &order),
            |(_, flow)| flow,
        );
        self.settled.fill(Some(1.0));
        let is_all = flow.of_pair.iter().sum::<u128>() == wanted;
        let measured = (!is_all).then(|| self.proof(best.map(|(_, measured)| measured), &flow));
        self.tiers.push(Settled { members: order, most: 1.0, measured });
        self.flow = Some(flow);
        Ok(problem.pairs.len())
    }

    /// What all can get together at most, with so much more that nothing limits.
    pub(super) fn at_most_in_all(&self, freely: u128) -> MostTogether {
        let wanted: u128 = self.problem.pairs.iter().map(|pair| u128::from(pair.demand)).sum();
        let demand = Ratio::new(wanted, 1).unwrap_or(Ratio::ZERO);
        let measured = self.tiers.first().and_then(|tier| tier.measured.as_ref());
        let by_lengths = measured.and_then(|measured| self.most_by(measured));
        let least = by_lengths.filter(|most| most.amount < demand);
        let least = least.unwrap_or(MostTogether { amount: demand, worth: 0 });
        let freely = Ratio::new(freely, 1).unwrap_or(Ratio::ZERO);
        // Demands add up to less than 2^62.
        MostTogether { amount: least.amount.plus(freely).unwrap_or(least.amount), ..least }
    }

    /// What lengths prove of all together: the least of (Σ *c l* + Σ *d* max(0, *u* − *l*)) / *u* over the worths *u* of a
    /// kilogram, which is at one of the distances, since between them its numerator is straight. Nothing where nobody is far.
    fn most_by(&self, measured: &Measured) -> Option<MostTogether> {
        let all = bounds::weight(self.problem, &measured.lengths)?;
        let mut pairs: Vec<(u64, u128)> = measured
            .far
            .iter()
            .copied()
            .zip(self.problem.pairs.iter().map(|pair| pair.demand.into()))
            .collect();
        pairs.sort_unstable();
        let mut best: Option<MostTogether> = None;
        // Of those that are no farther: what they want, and that times how far they are.
        let (mut wanted, mut spent) = (0_u128, 0_u128);
        for (far, demand) in pairs {
            wanted = wanted.checked_add(demand)?;
            spent = spent.checked_add(demand.checked_mul(far.into())?)?;
            let spared = wanted.checked_mul(far.into())?.checked_sub(spent)?;
            if let Some(amount) = Ratio::new(all.checked_add(spared)?, far.into())
                && best.is_none_or(|best| amount < best.amount)
            {
                best = Some(MostTogether { amount, worth: far });
            }
        }
        best
    }

    /// The most that a single way of those that are known brings, kilograms a day: all together can get as much.
    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    fn most_over_one_way(&self) -> f64 {
        let brings = |way: &Way| {
            let carries = way.parts.iter().map(|&part| self.problem.capacities[part as usize]).min();
            let demand = self.problem.pairs[way.pair].demand;
            carries.map_or(demand, |most| most.min(demand)) as f64
        };
        self.pool.ways.iter().map(brings).fold(1.0, f64::max)
    }
}

#[expect(clippy::cast_precision_loss, reason = "what is proved is worked out in integers")]
fn in_kilograms(units: u128) -> f64 {
    units as f64 / UNITS as f64
}
