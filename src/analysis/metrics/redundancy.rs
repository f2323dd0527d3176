//! What does it cost to go round each link?
//!
//! For a physical link and each way in which it can be passed, from *u* to *v*: its own cost *c*, the least that it costs
//! there; and *c*′, the least cost from *u* to *v* without any part of that physical link, or none. *c*′ − *c* is what the
//! best detour adds, and *c*′ / *c* its ratio. This is the redundancy of RA2CE's single link analysis
//! (Deltares, `ra2ce`, `docs/tutorials/criticality.rst` and `ra2ce/analysis/losses/single_link_redundancy.py`); unlike there, *c*′ may be less than *c*, where the link is not the
//! cheapest way between its own ends.
//!
//! A way over a bridge of the undirected network ([`cuts`](super::cuts())) has no detour. Links in a row, with no other way
//! off between them, share what their detours do beyond the row. That is found by searching from both ends at once (I. Pohl,
//! Bi-directional search, Machine Intelligence 6 (1971) 127-140; from general knowledge), which looks no further than about
//! halfway to what it finds; once where all costs are the same both ways, and otherwise each way.

use rayon::prelude::*;

use super::chains::{BothEnds, Chains, Packed};
use super::graph::open_links;
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::{LinkId, NodeId};
use crate::progress::{Progress, Silent};
use crate::scenario::View;

/// So many rows of links are taken by a thread at a time: some tenths of a millisecond.
const AT_A_TIME: usize = 128;

/// How [`redundancy`] is to work.
#[derive(Clone, Copy)]
pub struct RedundancyOptions<'p> {
    progress: &'p dyn Progress,
}

impl Default for RedundancyOptions<'_> {
    fn default() -> Self {
        Self { progress: &Silent }
    }
}

impl<'p> RedundancyOptions<'p> {
    /// Who is told how far it is, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// A way to pass a physical link, and the best detour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it begins.
    pub tail: NodeId,
    /// Where it ends.
    pub head: NodeId,
    /// What it costs by the link, milliseconds or decimetres.
    pub cost: u64,
    /// What it costs without it; nothing where there is no detour.
    pub detour: Option<u64>,
}

impl Passage {
    /// What the detour adds; less than nothing where it is the cheaper way.
    #[must_use]
    pub fn extra(&self) -> Option<i64> {
        self.detour.map(|detour| detour.cast_signed() - self.cost.cast_signed())
    }

    /// How many times as much the detour costs; nothing where there is none, or the link costs nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    pub fn ratio(&self) -> Option<f64> {
        self.detour.filter(|_| self.cost > 0).map(|detour| detour as f64 / self.cost as f64)
    }
}

/// A physical link and the ways to pass it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkRedundancy {
    /// By the smallest id of the links that are lost together.
    pub link: LinkId,
    /// From each node to each other that it joins, in each direction that is open, ascending. Loops are none.
    pub passages: Vec<Passage>,
}

impl LinkRedundancy {
    /// Whether a way over it has no detour.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.passages.iter().any(|passage| passage.detour.is_none())
    }

    /// The most that a detour adds, over its ways; nothing where one has no detour, or where there are no ways.
    #[must_use]
    pub fn worst_extra(&self) -> Option<i64> {
        if self.is_needed() { None } else { self.passages.iter().filter_map(Passage::extra).max() }
    }
}

/// Edges with their detours, ahead and back.
type EdgeDetours = Vec<(u32, [Option<u64>; 2])>;

/// The answer to [`redundancy`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redundancy {
    /// Each physical link that has an open arc, by its smallest id, ascending.
    pub links: Vec<LinkRedundancy>,
}

impl Redundancy {
    /// Of a physical link, by its smallest id.
    #[must_use]
    pub fn link(&self, link: LinkId) -> Option<&LinkRedundancy> {
        self.links.binary_search_by_key(&link, |found| found.link).ok().map(|at| &self.links[at])
    }

    /// The most that a detour round a physical link adds, milliseconds or decimetres: less than nothing where it is the
    /// cheaper way, infinite where a way over the link has none. Nothing for hubs, for closed links and for loops.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, then nearly so")]
    pub fn of(&self, loss: Loss) -> Option<f64> {
        let Loss::Link(link) = loss else { return None };
        let found = self.link(link)?;
        if found.is_needed() { Some(f64::INFINITY) } else { found.worst_extra().map(|extra| extra as f64) }
    }
}

/// The best detour round each physical link, between its own ends.
///
/// # Arguments
/// * `view`: *n* nodes and *m* arcs, some of them closed; costs in milliseconds or decimetres.
/// * `options`: [`RedundancyOptions`], or `None` for the defaults.
///
/// # Returns
/// [`Redundancy`]: for each physical link with an open arc its ways, each with its cost and that of the best detour. Exact,
/// and the same whatever the threads.
///
/// # Errors
/// [`AnalysisError::Stopped`] where the progress handle asked for it.
///
/// # Complexity
/// *O*(*m* log *m*) to put links in rows, and a search from both ends for each row and way, in parallel: *O*(*m* log *n*) at
/// worst, and as much as lies within half a detour as a rule. Space: 32 bytes a node and thread, and some 150 for each link.
///
/// # Example
/// ```
/// use supplyline::analysis::metrics::redundancy;
/// use supplyline::network::{Network, NewLink};
/// use supplyline::{Impedance, View};
/// let network = Network::builder()
///     .hub("A").hub("B").hub("C").hub("D")
///     .link(NewLink::road("A", "B").length("3 km"))
///     .link(NewLink::road("B", "C").length("4 km"))
///     .link(NewLink::road("A", "C").length("5 km"))
///     .link(NewLink::road("C", "D").length("1 km"))
///     .build()?;
/// let found = redundancy(&View::new(&network, Impedance::Length), None)?;
/// let direct = found.links[2].passages[0];
/// assert_eq!((direct.cost, direct.detour, direct.ratio()), (50_000, Some(70_000), Some(1.4)));
/// assert!(found.links[3].is_needed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn redundancy<'p>(
    view: &View<'_>,
    options: impl Into<Option<RedundancyOptions<'p>>>,
) -> Result<Redundancy, AnalysisError> {
    let progress = options.into().unwrap_or_default().progress;
    let chains = Chains::new(view);
    progress.begin("finding detours round links", chains.len() as u64);
    let found = if chains.fits_in_64() {
        round_all::<u64>(&chains, progress)?
    } else {
        round_all::<u128>(&chains, progress)?
    };
    // Bridges, which are in no chain, have none.
    let mut detours = vec![[None; 2]; chains.graph.edges.len()];
    for (edge, both) in found.into_iter().flatten() {
        detours[edge as usize] = both;
    }
    let passages = |link: LinkId| {
        let mut passages: Vec<Passage> = Vec::new();
        for edge in u32::try_from(link.index()).map_or(0..0, |link| chains.graph.edges_of(link)) {
            let (low, high, _) = chains.graph.edges[edge];
            let [low, high] = [low, high].map(|node| NodeId::new(node as usize));
            for (is_back, [tail, head]) in [(false, [low, high]), (true, [high, low])] {
                if let Some(cost) = chains.graph.cost(edge, is_back) {
                    passages.push(Passage { tail, head, cost, detour: detours[edge][usize::from(is_back)] });
                }
            }
        }
        passages.sort_unstable_by_key(|passage| (passage.tail, passage.head));
        LinkRedundancy { link, passages }
    };
    Ok(Redundancy { links: open_links(view).into_par_iter().map(passages).collect() })
}

/// The detours round the edges of all chains; of some thousands of edges in each list.
fn round_all<P: Packed>(chains: &Chains, progress: &dyn Progress) -> Result<Vec<EdgeDetours>, AnalysisError> {
    (0..chains.len().div_ceil(AT_A_TIME))
        .into_par_iter()
        .map_init(
            || BothEnds::<P>::new(chains),
            |search, block| {
                if progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                let mut detours = Vec::with_capacity(2 * AT_A_TIME);
                let chains_of_block = block * AT_A_TIME..chains.len().min((block + 1) * AT_A_TIME);
                progress.advance(chains_of_block.len() as u64);
                for chain in chains_of_block {
                    chains.detours(chain, search, &mut detours);
                }
                Ok(detours)
            },
        )
        .collect()
}
