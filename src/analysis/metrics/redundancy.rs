//! What does it cost to go round each link?
//!
//! For a physical link and each way in which it can be passed, from *u* to *v*: its own cost *c*, the least that it costs
//! there; and *c*′, the least cost from *u* to *v* without any part of that physical link, or none. *c*′ − *c* is what the
//! best detour adds, and *c*′ / *c* its ratio. This is the redundancy of RA2CE's single link analysis
//! (Deltares, `ra2ce`, `docs/tutorials/criticality.rst`); unlike there, *c*′ may be less than *c*, where the link is not the
//! cheapest way between its own ends.
//!
//! A way over a bridge of the undirected network ([`cuts`](super::cuts())) has no detour. The others are found by searching
//! from both ends at once (I. Pohl, Bi-directional search, Machine Intelligence 6 (1971) 127-140; from general knowledge),
//! which looks no further than about halfway to what it finds.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::cuts::{BridgeElement, bridges};
use super::graph::{Side, links_of_arcs, open_links};
use crate::analysis::AnalysisError;
use crate::analysis::rank::Loss;
use crate::network::{LinkId, NodeId};
use crate::progress::{Progress, Silent};
use crate::scenario::View;

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

/// The answer to [`redundancy`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redundancy {
    /// Each physical link that has an open arc, by its smallest id, ascending.
    pub links: Vec<LinkRedundancy>,
}

impl Redundancy {
    /// Of a physical link.
    #[must_use]
    pub fn of(&self, loss: Loss) -> Option<&LinkRedundancy> {
        let Loss::Link(link) = loss else { return None };
        self.links.binary_search_by_key(&link, |found| found.link).ok().map(|at| &self.links[at])
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
/// A search from both ends for each way that is over no bridge, in parallel: *O*(*m* log *n*) at worst, and as much as lies
/// within half a detour as a rule. Space: 16 bytes a node, end and thread, and 12 for each arc in each direction.
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
    let network = view.network();
    let bridges = bridges(view);
    let [leaving, entering] = [Side::leaving(view), Side::entering(view)];
    let links = links_of_arcs(network);
    let open = open_links(view);
    progress.begin("finding detours round links", open.len() as u64);
    let links = open
        .par_iter()
        .map_init(
            || BothEnds::new(&leaving, &entering, &links, network.node_count()),
            |search, &link| {
                if progress.stop_requested() {
                    return Err(AnalysisError::Stopped);
                }
                let mut passages: Vec<Passage> = Vec::new();
                let arcs = network.physical_link(link).flat_map(|row| network.link_arcs(row));
                for &arc in arcs {
                    let (tail, head) = (network.tail(arc), network.head(arc));
                    if let (Some(cost), true) = (view.cost(arc), tail != head) {
                        passages.push(Passage { tail, head, cost: u64::from(cost), detour: None });
                    }
                }
                passages.sort_unstable_by_key(|passage| (passage.tail, passage.head, passage.cost));
                passages.dedup_by_key(|passage| (passage.tail, passage.head));
                for passage in &mut passages {
                    let ends = [passage.tail.min(passage.head), passage.tail.max(passage.head)];
                    let bridge = (ends, BridgeElement::Link(link));
                    let is_bridge =
                        bridges.binary_search_by_key(&bridge, |found| (found.ends, found.element)).is_ok();
                    if !is_bridge {
                        passage.detour = search.least(passage.tail, passage.head, link);
                    }
                }
                progress.advance(1);
                Ok(LinkRedundancy { link, passages })
            },
        )
        .collect::<Result<_, _>>()?;
    Ok(Redundancy { links })
}

/// A workspace for searches from both ends.
struct BothEnds<'g> {
    sides: [&'g Side; 2],
    links: &'g [u32],
    /// For each node, from each end: the search that wrote the label, and the cost.
    labels: [Vec<(u32, u64)>; 2],
    heaps: [BinaryHeap<Reverse<(u64, u32)>>; 2],
    round: u32,
}

impl<'g> BothEnds<'g> {
    fn new(leaving: &'g Side, entering: &'g Side, links: &'g [u32], nodes: usize) -> Self {
        Self {
            sides: [leaving, entering],
            links,
            labels: [vec![(0, 0); nodes], vec![(0, 0); nodes]],
            heaps: Default::default(),
            round: 0,
        }
    }

    /// The least cost from one node to another without a physical link.
    fn least(&mut self, tail: NodeId, head: NodeId, lost: LinkId) -> Option<u64> {
        if self.round == u32::MAX {
            self.labels.iter_mut().for_each(|labels| labels.fill((0, 0)));
            self.round = 0;
        }
        self.round += 1;
        let round = self.round;
        let lost = u32::try_from(lost.index()).ok()?;
        for (end, node) in [tail, head].into_iter().enumerate() {
            self.heaps[end].clear();
            self.heaps[end].push(Reverse((0, u32::try_from(node.index()).ok()?)));
            self.labels[end][node.index()] = (round, 0);
        }
        let mut best: Option<u64> = None;
        // Where one end has nothing left to look at, nothing cheaper is to come: all that it reaches has a label.
        while let (Some(&Reverse((near, _))), Some(&Reverse((far, _)))) =
            (self.heaps[0].peek(), self.heaps[1].peek())
        {
            if best.is_some_and(|best| near + far >= best) {
                break;
            }
            let end = usize::from(far < near);
            let Some(Reverse((cost, node))) = self.heaps[end].pop() else { break };
            if self.labels[end][node as usize] != (round, cost) {
                continue;
            }
            for (step, arc) in self.sides[end].with_arcs(node) {
                if self.links[arc as usize] == lost {
                    continue;
                }
                let next = cost + u64::from(step.cost);
                let label = &mut self.labels[end][step.end as usize];
                if label.0 == round && label.1 <= next {
                    continue;
                }
                *label = (round, next);
                self.heaps[end].push(Reverse((next, step.end)));
                let (seen, other) = self.labels[1 - end][step.end as usize];
                if seen == round {
                    best = Some(best.map_or(next + other, |best| best.min(next + other)));
                }
            }
        }
        best
    }
}
