//! All sets of least weight where they had to be searched for, in the order of their keys.
//!
//! Element by element, in the order of keys: is there a set of that weight with it, given what was decided before? If so it
//! is in, and once all of those sets are listed it is out; if not it is out at once. Each set is met once, in order. Sets
//! that were met answer most of these questions; the others are searches with hardly anything left to them.

use super::Listing;
use super::packing::Mark;
use super::question::Question;
use super::search::Search;
use crate::analysis::AnalysisError;

/// Lists sets of elements that weigh what a first one does, which is the least, each in the order of keys.
pub(super) fn list(
    question: &Question<'_, '_>,
    search: &mut Search<'_, '_, '_>,
    mut first: Vec<u32>,
    limit: usize,
) -> Result<(Vec<Vec<u32>>, Listing), AnalysisError> {
    let weight = search.weight(&first);
    search.tighten(weight);
    let mut order: Vec<u32> = (0..)
        .take(search.instance.elements.len())
        .filter(|&element| search.mark_of(element) == Mark::Open)
        .collect();
    order.sort_by_key(|&element| question.key(search.instance.elements[element as usize].loss));
    first.sort_unstable();
    let mut met = vec![first];
    let mut sets: Vec<Vec<u32>> = Vec::new();
    // What is in, and how much was decided before that.
    let mut within: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    loop {
        if search.lost_weight() == weight {
            if sets.len() == limit {
                return Ok((sets, Listing::Limited));
            }
            sets.push(within.iter().map(|&(at, _)| order[at]).collect());
        } else if let Some(&element) = order.get(at) {
            let mark = search.decisions();
            at += 1;
            if search.mark_of(element) != Mark::Open {
                continue;
            }
            search.decide(element, Mark::Lost);
            match has_set(search, weight, &mut met)? {
                None => return Ok((sets, Listing::CutShort)),
                Some(true) => {
                    within.push((at - 1, mark));
                    search.tighten(weight);
                }
                Some(false) => {
                    search.take_back(mark);
                    search.decide(element, Mark::Kept);
                }
            }
            continue;
        }
        loop {
            let Some((last, mark)) = within.pop() else { return Ok((sets, Listing::All)) };
            search.take_back(mark);
            search.decide(order[last], Mark::Kept);
            match has_set(search, weight, &mut met)? {
                None => return Ok((sets, Listing::CutShort)),
                Some(false) => {}
                Some(true) => {
                    search.tighten(weight);
                    at = last + 1;
                    break;
                }
            }
        }
    }
}

/// Whether some set of this weight agrees with what is decided; nothing where that would be too much work to find out.
fn has_set(
    search: &mut Search<'_, '_, '_>,
    weight: u64,
    met: &mut Vec<Vec<u32>>,
) -> Result<Option<bool>, AnalysisError> {
    if search.lost_weight() > weight {
        return Ok(Some(false));
    }
    if met.iter().any(|set| search.agrees(set)) {
        return Ok(Some(true));
    }
    if search.is_out_of_work() {
        return Ok(None);
    }
    let solved = search.solve(weight + 1, true)?;
    Ok(match solved.best {
        Some(set) => {
            met.push(set);
            Some(true)
        }
        None if solved.is_cut_short => None,
        None => Some(false),
    })
}
