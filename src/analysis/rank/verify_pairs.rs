//! Does each pair of losses sever what it is said to sever? Both losses are made alone and together, with witnesses, and the
//! checker of [`crate::analysis::verify()`] passes judgement on those.
//!
//! That there are no other pairs has no witness that is smaller than all of them: it is not checked.

use rayon::prelude::*;

use super::verify::{RankingRejection, in_one_line, proved};
use super::{SeveringPair, SeveringPairs};
use crate::analysis::AnalysisError;
use crate::analysis::impact::{Impact, Throughputs};
use crate::analysis::verify::Verification;
use crate::network::HubId;
use crate::progress::Progress;
use crate::scenario::Scenario;

/// What was checked, and found right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairsVerification {
    /// How many pairs were closed, each of the two alone and both together.
    pub pairs: u64,
    /// How many destinations were proved to be severed by both and by neither alone.
    pub severed: u64,
    /// What the checker says of all the witnesses together.
    pub witnesses: Verification,
}

/// Makes the witnesses of pairs anew, and checks them: of all pairs, or of every so many-th so that there are at most
/// `sample` of them, the first being one. Each pair severs just the destinations that it is said to.
///
/// # Errors
/// [`RankingRejection`], the first in the order of the pairs.
///
/// # Complexity
/// For each pair three times what `impact` and `verify` take; space for one pair a thread.
pub fn verify_pairs(
    scenario: &Scenario<'_>,
    found: &SeveringPairs,
    sample: Option<usize>,
    progress: &dyn Progress,
) -> Result<PairsVerification, RankingRejection> {
    let step = sample.map_or(1, |sample| found.pairs.len().div_ceil(sample.max(1)).max(1));
    let pairs: Vec<&SeveringPair> = found.pairs.iter().step_by(step).collect();
    progress.begin("checking witnesses", pairs.len() as u64);
    let checked: Vec<Result<PairsVerification, RankingRejection>> = pairs
        .par_iter()
        .map(|pair| {
            if progress.stop_requested() {
                return Err(AnalysisError::Stopped.into());
            }
            let verified = check(scenario, &found.after, pair);
            progress.advance(1);
            verified
        })
        .collect();
    let mut all = PairsVerification::default();
    for one in checked {
        let one = one?;
        all.pairs += one.pairs;
        all.severed += one.severed;
        all.witnesses.add(one.witnesses);
    }
    Ok(all)
}

fn check(
    scenario: &Scenario<'_>,
    after: &[HubId],
    pair: &SeveringPair,
) -> Result<PairsVerification, RankingRejection> {
    let network = scenario.network();
    let mut verified = PairsVerification { pairs: 1, ..PairsVerification::default() };
    let [one, other] = pair.losses;
    let mut prove = |losses| -> Result<Impact, RankingRejection> {
        let (outcome, witnesses) = proved(scenario, after, losses, Throughputs::LeftOut)?;
        verified.witnesses.add(witnesses);
        Ok(outcome)
    };
    let outcomes = [prove(&[one])?, prove(&[other])?, prove(&[one, other])?];
    for at in 0..scenario.relations().len() {
        let is_supplied = |outcome: &Impact| outcome.relations[at].after.is_some();
        let is_severed_by_both_alone = outcomes.each_ref().map(is_supplied) == [true, true, false];
        let is_said = pair.relations.binary_search(&at).is_ok();
        if is_severed_by_both_alone != is_said {
            let in_words = |severs: bool| if severs { "severed by both and by neither alone" } else { "not" };
            return Err(RankingRejection::OtherOutcome {
                loss: in_one_line(network, &pair.losses),
                destination: network.hub(scenario.relations()[at].destination).key().to_owned(),
                found: in_words(is_severed_by_both_alone).to_owned(),
                said: in_words(is_said).to_owned(),
            });
        }
        verified.severed += u64::from(is_said);
    }
    Ok(verified)
}
