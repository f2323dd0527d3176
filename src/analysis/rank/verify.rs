//! Is a ranking right? Its witnesses are made anew, loss by loss, and checked by the checker of [`crate::analysis::verify()`].
//!
//! A ranking of many losses would take gigabytes to carry its proofs along. So each loss is closed and searched anew,
//! with routes and potentials, the checker passes judgement on those, and the ranking has to say the same. What is not on
//! the list changes no route because it is on none: a route that is open and of least cost stays so when something
//! else is lost. What gets through is checked for what is on the list; that nothing else takes any of it away is unwitnessed.

use rayon::prelude::*;
use thiserror::Error;

use super::{Loss, Outcome, RankedLoss, Ranking};
use crate::analysis::flow::FlowRejection;
#[cfg(feature = "multicommodity")]
use crate::analysis::flow::{
    MulticommodityOptions, Shares, throughput_multicommodity, verify_throughput_multicommodity,
};
use crate::analysis::impact::{Impact, Status, Throughputs};
use crate::analysis::verify::{Rejection, Verification, verify};
use crate::analysis::{AnalysisError, ImpactOptions, impact};
use crate::network::{HubId, Network};
use crate::progress::Progress;
use crate::scenario::Scenario;

/// What was checked, and found right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RankingVerification {
    /// How many losses were closed and searched anew.
    pub losses: u64,
    /// What became of destinations that their witnesses prove.
    pub consequences: u64,
    /// What the checker says of all the witnesses together.
    pub witnesses: Verification,
}

/// Why a ranking is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RankingRejection {
    /// A witness that was made anew is none.
    #[error("{}: {rejections} witnesses are none; the first: {first}", without(loss))]
    BadWitness {
        /// The key of the loss; empty for before any.
        loss: String,
        /// How many.
        rejections: usize,
        /// The first of them.
        first: Rejection,
    },
    /// What the ranking says of a destination is not what the witness proves.
    #[error("{}: {destination} is {found} by its witness, but the ranking says {said}", without(loss))]
    OtherOutcome {
        /// The key of the loss; empty for before any.
        loss: String,
        /// The destination's key.
        destination: String,
        /// What the witness proves.
        found: String,
        /// What the ranking says.
        said: String,
    },
    /// What the ranking says of what gets through is not what the witness proves.
    #[error("{}: {} by the witness, but the ranking says {}", without(loss), gets_through(*found), gets_through(*said))]
    OtherThroughput {
        /// The key of the loss; empty for before any.
        loss: String,
        /// What the witness proves.
        found: Option<u64>,
        /// What the ranking says.
        said: Option<u64>,
    },
    /// What gets through between several origins was found anew, and is not what its witness proves.
    #[error("{}: what gets through is not proved: {why}", without(loss))]
    BadFlow {
        /// The key of the loss; empty for before any.
        loss: String,
        /// What is wrong.
        why: FlowRejection,
    },
    /// There is no verdict.
    #[error(transparent)]
    NotDone(#[from] AnalysisError),
}

/// Makes the witnesses of a ranking anew, and checks them: of all losses, or of every so many-th so that there are at most
/// `sample` of them, the worst being one.
///
/// # Errors
/// [`RankingRejection`], the first in the order of the ranking.
///
/// # Complexity
/// For each loss what `impact` and `verify` take; space for one loss a thread.
pub fn verify_ranking(
    scenario: &Scenario<'_>,
    ranking: &Ranking,
    sample: Option<usize>,
    progress: &dyn Progress,
) -> Result<RankingVerification, RankingRejection> {
    let step = sample.map_or(1, |sample| ranking.losses.len().div_ceil(sample.max(1)).max(1));
    let losses: Vec<Option<&RankedLoss>> =
        std::iter::once(None).chain(ranking.losses.iter().step_by(step).map(Some)).collect();
    progress.begin("checking witnesses", losses.len() as u64);
    let checked: Vec<Result<RankingVerification, RankingRejection>> = losses
        .par_iter()
        .map(|ranked| {
            if progress.stop_requested() {
                return Err(AnalysisError::Stopped.into());
            }
            let found = check(scenario, ranking, *ranked);
            progress.advance(1);
            found
        })
        .collect();
    let mut all = RankingVerification::default();
    for found in checked {
        let found = found?;
        all.losses += found.losses;
        all.consequences += found.consequences;
        all.witnesses.add(found.witnesses);
    }
    Ok(all)
}

/// One loss, or none: what it is before any.
fn check(
    scenario: &Scenario<'_>,
    ranking: &Ranking,
    ranked: Option<&RankedLoss>,
) -> Result<RankingVerification, RankingRejection> {
    let network = scenario.network();
    let losses: Vec<Loss> = ranked.map(|ranked| ranked.loss).into_iter().collect();
    let name = ranked.map_or("", |ranked| ranked.loss.key(network)).to_owned();
    // Between several origins the most in all is told, and fair shares bring less.
    let is_exact = ranking.throughput.is_some() && ranking.throughput_off_by_at_most.is_none();
    let throughput = if is_exact { Throughputs::WhereLimited } else { Throughputs::LeftOut };
    let (outcome, witnesses) = proved(scenario, &ranking.after, &losses, throughput)?;
    match ranking.throughput_off_by_at_most {
        Some(off_by) => agree_on_throughput_between(scenario, ranking, ranked, off_by)?,
        None => agree_on_throughput(ranking, ranked, &outcome)
            .map_err(|(found, said)| RankingRejection::OtherThroughput { loss: name.clone(), found, said })?,
    }
    let consequences = agree(ranking, ranked, &outcome).map_err(|(at, found, said)| {
        let destination = network.hub(outcome.relations[at].relation.destination).key().to_owned();
        RankingRejection::OtherOutcome { loss: name, destination, found, said }
    })?;
    Ok(RankingVerification { losses: ranked.is_some().into(), consequences, witnesses })
}

/// What losing some elements together does, by witnesses that the checker passes.
pub(super) fn proved(
    scenario: &Scenario<'_>,
    after: &[HubId],
    losses: &[Loss],
    throughput: Throughputs,
) -> Result<(Impact, Verification), RankingRejection> {
    let network = scenario.network();
    let scenario = losing(scenario, after, losses);
    let outcome = impact(&scenario, ImpactOptions::default().throughput(throughput))?;
    match verify(&scenario, &outcome) {
        Ok(witnesses) => Ok((outcome, witnesses)),
        Err(rejections) => Err(match rejections.first() {
            Some(first) => RankingRejection::BadWitness {
                loss: in_one_line(network, losses),
                rejections: rejections.len(),
                first: first.clone(),
            },
            None => AnalysisError::Stopped.into(),
        }),
    }
}

/// The scenario in which some hubs are lost already, and some elements are lost after that.
fn losing<'n>(scenario: &Scenario<'n>, after: &[HubId], losses: &[Loss]) -> Scenario<'n> {
    let network = scenario.network();
    let (mut hubs, mut links) = (Vec::new(), Vec::new());
    for &loss in losses {
        match loss {
            Loss::Hub(hub) => hubs.push(hub),
            Loss::Link(link) => links.extend(network.physical_link(link)),
        }
    }
    links.sort_unstable();
    scenario.losing(after, &hubs, &links)
}

fn without(loss: &str) -> String {
    if loss.is_empty() { "before any loss".to_owned() } else { format!("without {loss}") }
}

fn gets_through(kilograms: Option<u64>) -> String {
    kilograms.map_or_else(
        || "nothing limits what gets through".to_owned(),
        |kilograms| format!("{kilograms} kg/d get through"),
    )
}

pub(super) fn in_one_line(network: &Network, losses: &[Loss]) -> String {
    losses.iter().map(|loss| loss.key(network)).collect::<Vec<_>>().join(" and ")
}

/// Compares what gets through, where the ranking tells it.
fn agree_on_throughput(
    ranking: &Ranking,
    ranked: Option<&RankedLoss>,
    outcome: &Impact,
) -> Result<(), (Option<u64>, Option<u64>)> {
    let proved = outcome.throughput.as_ref().and_then(|change| change.after.total());
    let lost = ranked.map_or(Some(0), |ranked| ranked.throughput_lost);
    let said = ranking.throughput.and_then(|total| total.checked_sub(lost?));
    if said == proved { Ok(()) } else { Err((proved, said)) }
}

/// Compares what gets through between several origins: the flow and the lengths that bound it are found anew and checked, and what
/// the ranking says has to lie between them, up to the errors that it states of the total and of the loss.
#[cfg(feature = "multicommodity")]
fn agree_on_throughput_between(
    scenario: &Scenario<'_>,
    ranking: &Ranking,
    ranked: Option<&RankedLoss>,
    off_by: f64,
) -> Result<(), RankingRejection> {
    let losses: Vec<Loss> = ranked.map(|ranked| ranked.loss).into_iter().collect();
    let loss = in_one_line(scenario.network(), &losses);
    let scenario = losing(scenario, &ranking.after, &losses);
    let options = MulticommodityOptions::default().shares(Shares::Most);
    let found = throughput_multicommodity(&scenario, scenario.after(), options)?;
    if let Err(rejections) = verify_throughput_multicommodity(&scenario, scenario.after(), &found) {
        let first = rejections.into_iter().next();
        return Err(
            first.map_or(AnalysisError::Stopped.into(), |why| RankingRejection::BadFlow { loss, why })
        );
    }
    let least: f64 = found.relations.iter().map(|answer| answer.throughput.value()).sum();
    let most = found.most.map_or(least, |most| most.amount.value());
    let lost = ranked.map_or(Some(0), |ranked| ranked.throughput_lost);
    let said = ranking.throughput.and_then(|total| total.checked_sub(lost?));
    #[expect(clippy::cast_precision_loss, reason = "no nearer than the error is known")]
    let agrees = said.is_some_and(|said| {
        // A sum of numbers with a point is a little off as well.
        let off_by = 2.0 * off_by + 1e-9 * most;
        (least - off_by..=most + off_by).contains(&(said as f64))
    });
    let found = Some(found.total());
    if agrees { Ok(()) } else { Err(RankingRejection::OtherThroughput { loss, found, said }) }
}

/// Without the solver nothing is said of it.
#[cfg(not(feature = "multicommodity"))]
#[expect(clippy::unnecessary_wraps, reason = "as with the solver")]
fn agree_on_throughput_between(
    _: &Scenario<'_>,
    _: &Ranking,
    _: Option<&RankedLoss>,
    _: f64,
) -> Result<(), RankingRejection> {
    Ok(())
}

/// Compares what the ranking says with an outcome that is proved: how many consequences there are, or the first relation
/// where the two differ.
fn agree(
    ranking: &Ranking,
    ranked: Option<&RankedLoss>,
    outcome: &Impact,
) -> Result<u64, (usize, String, String)> {
    let mut consequences = ranked.map_or(&[][..], |ranked| &ranked.consequences).iter().peekable();
    let mut count = 0;
    for (at, answer) in outcome.relations.iter().enumerate() {
        let cost = |route: &crate::paths::Route| route.cost(ranking.impedance);
        let before = ranking.relations.get(at).and_then(|relation| relation.route.as_ref()).map(cost);
        let proved_before = answer.before.as_ref().map(cost);
        if before != proved_before {
            return Err((at, in_words(proved_before), in_words(before)));
        }
        let proved = answer.after.as_ref().map(cost);
        match consequences.next_if(|consequence| consequence.relation == at) {
            Some(consequence) => {
                let (said, added) = match consequence.outcome {
                    Outcome::Severed { .. } => (None, None),
                    Outcome::Rerouted { cost, added } => (Some(cost), added),
                };
                if said != proved {
                    return Err((at, in_words(proved), in_words(said)));
                }
                if let (Some(said), Some(before), Some(after)) = (added, &answer.before, &answer.after) {
                    let proved = super::consequences::added(before, after);
                    if said != proved {
                        return Err((at, format!("{proved:?}"), format!("{said:?}")));
                    }
                }
                count += 1;
            }
            // What has no consequence keeps its route, whatever gets through.
            None if matches!(answer.status, Status::Unaffected | Status::Throttled | Status::Unsupplied)
                && proved == before => {}
            None => return Err((at, answer.status.to_string(), "unaffected".to_owned())),
        }
    }
    Ok(count)
}

fn in_words(cost: Option<u64>) -> String {
    cost.map_or_else(|| "without a route".to_owned(), |cost| format!("at a cost of {cost}"))
}
