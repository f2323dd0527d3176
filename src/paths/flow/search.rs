//! `FlowSearch`: maximum flows and least cuts between the terminals of a `FlowGraph`.

use super::FlowError;
use super::amount::{Amount, Whole};
use super::cycles::{self, Carrying};
use super::graph::{Edge, FlowGraph, Limit, Part};
use super::layered::{Layered, Patience};
use super::preflow::{Preflow, Wanted};
use super::residual::{Half, NONE, Residual};
use crate::network::{ArcId, Element, Network};

/// So long flow is sent along shortest ways, and by preflows after that.
pub(super) const LOOKS_BEFORE_PREFLOWS: Patience = Patience::Looks(8);

/// Room for flows, used again and again.
///
/// # Example
/// ```
/// use supplyline::network::NewLink;
/// use supplyline::paths::{Amount, Flow, FlowGraph, FlowSearch, Limit};
/// use supplyline::{Impedance, Network, View};
/// // From s to t by way of a and of b, and across: L. R. Ford and D. R. Fulkerson's kind of example.
/// let network = Network::builder()
///     .hub("s").hub("a").hub("b").hub("t")
///     .link(NewLink::road("s", "a").length("1 km").one_way().capacity("3 t/d"))
///     .link(NewLink::road("s", "b").length("1 km").one_way().capacity("2 t/d"))
///     .link(NewLink::road("a", "b").length("1 km").one_way().capacity("2 t/d"))
///     .link(NewLink::road("a", "t").key("at").length("1 km").one_way().capacity("1 t/d"))
///     .link(NewLink::road("b", "t").key("bt").length("1 km").one_way().capacity("3 t/d"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let [s, t] = ["s", "t"].map(|key| network.find_nodes(key).collect::<Vec<_>>());
/// let graph = FlowGraph::new(&view, &[s], &[t])?;
/// let mut search = FlowSearch::default();
/// let found = search.run(&graph, &[Amount::Unlimited], &[Amount::Unlimited])?;
/// let Flow::Limited(mut flow) = found else { panic!("every way has a limit") };
/// assert_eq!(flow.value(), 4_000); // kilograms a day
/// let links = flow.cut_near_sinks(&network).into_iter().map(|limit| match limit {
///     Limit::Link(link, _) => network.link(link).key(),
///     other => panic!("{other:?} is no link"),
/// });
/// assert_eq!(links.collect::<Vec<_>>(), ["at", "bt"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FlowSearch {
    layered: Layered,
    pub(super) narrow: Room<u64>,
    pub(super) wide: Room<u128>,
    reached: [Vec<bool>; 2],
}

/// What depends on the integers that are counted in.
#[derive(Clone, Debug, Default)]
pub(super) struct Room<Q> {
    pub(super) residual: Residual<Q>,
    preflow: Preflow<Q>,
}

/// What the terminals may send and take, each in the order in which the graph was made. What is zero takes no part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) supplies: &'a [Amount],
    /// Already multiplied by the scale.
    pub(crate) demands: &'a [Option<u128>],
    /// What all other amounts are multiplied by.
    pub(crate) scale: u128,
    /// By vertex, what is one with the sink, that itself among it; empty where nothing else is.
    pub(crate) contracted: &'a [bool],
    /// What is left of the capacity of some edges.
    pub(crate) degraded: Option<Degraded<'a>>,
}

/// Edges of which a share of the capacity is left: so much, over the scale of all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Degraded<'a> {
    pub(crate) edges: &'a [bool],
    pub(crate) above: u128,
}

/// The integers that a flow was counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    Narrow,
    Wide,
}

/// A maximum flow, as [`FlowSearch`] found it.
#[derive(Debug)]
pub struct FoundFlow<'s> {
    pub(super) search: &'s mut FlowSearch,
    pub(super) graph: &'s FlowGraph,
    pub(super) width: Width,
    /// What edges without limit were given: more than can flow.
    plenty: u128,
    asked: Kept,
}

/// What was asked, kept with its answer.
#[derive(Clone, Debug)]
struct Kept {
    supplies: Vec<Amount>,
    demands: Vec<Option<u128>>,
    scale: u128,
    contracted: Vec<bool>,
    degraded: Option<(Vec<bool>, u128)>,
}

/// The answer of [`FlowSearch::run`].
#[derive(Debug)]
pub enum Flow<'s> {
    /// No cut limits it: some way has no limit anywhere. Its arcs, from a source to a sink.
    Unlimited(Vec<ArcId>),
    /// There is a maximum.
    Limited(FoundFlow<'s>),
}

impl FlowSearch {
    /// A maximum flow from the sources to the sinks of a graph.
    ///
    /// # Arguments
    /// * `graph`: the open arcs of a view and its terminals, *n* nodes and *m* arcs in all.
    /// * `supplies`, `demands`: what each source may send and each sink may take, kilograms a day, in the order in which
    ///   the graph was made with them. What is zero takes no part.
    ///
    /// # Returns
    /// [`Flow`]: of how much, over which arcs, and the least cuts. Always the same for the same input.
    ///
    /// # Errors
    /// [`FlowError::OtherTerminals`] where there is not one number for each terminal, and [`FlowError::TooMuch`] where a sum
    /// of what may flow does not fit.
    ///
    /// # Complexity
    /// *O*(*n*² √*m*) at worst; on networks like those of roads a few times *O*(*n* + *m*) where few terminals are
    /// limited near them, and up to some hundred times that. Space: 40 bytes a node and 48 an arc, about.
    pub fn run<'s>(
        &'s mut self,
        graph: &'s FlowGraph,
        supplies: &[Amount],
        demands: &[Amount],
    ) -> Result<Flow<'s>, FlowError> {
        let demands: Vec<Option<u128>> = demands.iter().map(|d| d.limit().map(u128::from)).collect();
        let found = self.run_scaled(
            graph,
            Asked { supplies, demands: &demands, scale: 1, contracted: &[], degraded: None },
        )?;
        match &found {
            Flow::Limited(flow) if u64::try_from(flow.scaled_value()).is_err() => Err(FlowError::TooMuch),
            _ => Ok(found),
        }
    }

    /// How much a maximum flow is, without the flow: what preflows have brought too far need not be brought back.
    ///
    /// # Arguments
    /// As [`FlowSearch::run`].
    ///
    /// # Returns
    /// Kilograms a day; nothing where no cut limits it.
    ///
    /// # Errors
    /// As [`FlowSearch::run`].
    ///
    /// # Complexity
    /// As [`FlowSearch::run`], and less where flows go by many ways.
    pub fn value(
        &mut self,
        graph: &FlowGraph,
        supplies: &[Amount],
        demands: &[Amount],
    ) -> Result<Option<u64>, FlowError> {
        let demands: Vec<Option<u128>> = demands.iter().map(|d| d.limit().map(u128::from)).collect();
        let asked = Asked { supplies, demands: &demands, scale: 1, contracted: &[], degraded: None };
        match self.find(graph, asked, Wanted::Value)? {
            Flow::Unlimited(_) => Ok(None),
            Flow::Limited(found) => {
                // What a preflow brings to the sinks is what a flow does.
                let value = (0..graph.sink_count()).map(|sink| found.scaled_delivery(sink)).sum::<u128>();
                u64::try_from(value).map(Some).map_err(|_| FlowError::TooMuch)
            }
        }
    }

    pub(crate) fn run_scaled<'s>(
        &'s mut self,
        graph: &'s FlowGraph,
        asked: Asked<'_>,
    ) -> Result<Flow<'s>, FlowError> {
        self.find(graph, asked, Wanted::Flow)
    }

    fn find<'s>(
        &'s mut self,
        graph: &'s FlowGraph,
        asked: Asked<'_>,
        wanted: Wanted,
    ) -> Result<Flow<'s>, FlowError> {
        let (sources, sinks) = (graph.source_count(), graph.sink_count());
        if asked.supplies.len() != sources || asked.demands.len() != sinks {
            let given = (asked.supplies.len(), asked.demands.len());
            return Err(FlowError::OtherTerminals { given, wanted: (sources, sinks) });
        }
        let bound = match graph.bound(&asked)? {
            Ok(bound) => bound,
            Err(way) => return Ok(Flow::Unlimited(way)),
        };
        // More than can flow: an edge of so much is in no least cut.
        let plenty = bound.checked_add(1).ok_or(FlowError::TooMuch)?;
        let width = if fits::<u64>(graph, &asked, plenty) {
            self.narrow.fill(graph, &asked, plenty);
            self.narrow.solve(&mut self.layered, graph, wanted);
            Width::Narrow
        } else if fits::<u128>(graph, &asked, plenty) {
            self.wide.fill(graph, &asked, plenty);
            self.wide.solve(&mut self.layered, graph, wanted);
            Width::Wide
        } else {
            return Err(FlowError::TooMuch);
        };
        let Asked { supplies, demands, scale, contracted, degraded } = asked;
        let asked = Kept {
            supplies: supplies.to_vec(),
            demands: demands.to_vec(),
            scale,
            contracted: contracted.to_vec(),
            degraded: degraded.map(|degraded| (degraded.edges.to_vec(), degraded.above)),
        };
        Ok(Flow::Limited(FoundFlow { search: self, graph, width, plenty, asked }))
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        fn room<Q: Whole>(room: &Room<Q>) -> usize {
            let Residual { first, halves } = &room.residual;
            4 * first.capacity() + halves.capacity() * size_of::<Half<Q>>() + room.preflow.memory()
        }
        let reached: usize = self.reached.iter().map(Vec::capacity).sum();
        self.layered.memory() + room(&self.narrow) + room(&self.wide) + reached
    }
}

/// Whether all sums of a flow fit: what the source sends at first, and both directions of an edge.
fn fits<Q: TryFrom<u128>>(graph: &FlowGraph, asked: &Asked<'_>, plenty: u128) -> bool {
    let mut supplies =
        graph.supplies.iter().map(|&at| asked.given(graph, &graph.edges[at as usize], plenty)[0]);
    let sent = supplies.try_fold(0_u128, u128::checked_add);
    let both = plenty.checked_mul(2);
    [sent, both].into_iter().all(|sum| sum.is_some_and(|sum| Q::try_from(sum).is_ok()))
}

impl<Q: Whole + TryFrom<u128>> Room<Q> {
    fn fill(&mut self, graph: &FlowGraph, asked: &Asked<'_>, plenty: u128) {
        // It was checked that all of it fits.
        let fit = |amount: u128| Q::try_from(amount).unwrap_or_default();
        graph.filled(&mut self.residual, |edge| asked.given(graph, edge, plenty).map(fit));
    }

    fn solve(&mut self, layered: &mut Layered, graph: &FlowGraph, wanted: Wanted) {
        if !layered.run(&mut self.residual, [graph.source, graph.sink], LOOKS_BEFORE_PREFLOWS, None) {
            self.preflow.run(&mut self.residual, graph.source, graph.sink, wanted);
        }
    }
}

impl Asked<'_> {
    /// What an edge may carry there and back; nothing for no limit.
    fn limits(&self, graph: &FlowGraph, edge: &Edge) -> Result<[Option<u128>; 2], FlowError> {
        let is_degraded =
            |degraded: &Degraded<'_>| degraded.edges[graph.edge_of[edge.half as usize] as usize];
        let scale = self.degraded.filter(is_degraded).map_or(self.scale, |degraded| degraded.above);
        let scaled = |amount: Amount| {
            let scaled = |kilograms| u128::scaled(kilograms, scale).ok_or(FlowError::TooMuch);
            amount.limit().map(scaled).transpose()
        };
        let there = || match edge.part {
            Part::Supply(at) => scaled(self.supplies[at]),
            Part::Demand(at) => Ok(self.demands[at]),
            Part::Arcs(..) | Part::Node(_) | Part::Joint => scaled(edge.there),
        };
        if self.contracted.is_empty() {
            return Ok([there()?, scaled(edge.back)?]);
        }
        // What is contracted is one with the sink: nothing limits it inside, and nothing comes back out.
        Ok(match graph.ends_of(edge).map(|vertex| self.contracted[vertex as usize]) {
            [true, true] => [None, None],
            [false, true] => [there()?, Some(0)],
            [true, false] => [Some(0), scaled(edge.back)?],
            [false, false] => [there()?, scaled(edge.back)?],
        })
    }

    /// The same, with `plenty` for no limit, for what does not fit, and for what is more.
    fn given(&self, graph: &FlowGraph, edge: &Edge, plenty: u128) -> [u128; 2] {
        let limits = self.limits(graph, edge).unwrap_or_default();
        limits.map(|limit| limit.map_or(plenty, |limit| limit.min(plenty)))
    }

    /// What a half-edge may carry.
    fn along(&self, graph: &FlowGraph, half: u32) -> Result<Option<u128>, FlowError> {
        let edge = &graph.edges[graph.edge_of[half as usize] as usize];
        Ok(self.limits(graph, edge)?[usize::from(edge.half != half)])
    }
}

/// What is joined to the source or to the sink over edges without limit.
struct Joined {
    forward: bool,
    /// The half-edge by which each vertex was met.
    by: Vec<u32>,
    vertices: Vec<u32>,
}

impl Joined {
    fn new(graph: &FlowGraph, asked: &Asked<'_>, from: u32, forward: bool) -> Result<Self, FlowError> {
        let mut by = vec![NONE; graph.first.len() - 1];
        by[from as usize] = 0;
        let mut vertices = vec![from];
        let mut at = 0;
        while let Some(&vertex) = vertices.get(at) {
            at += 1;
            for half in graph.around(vertex) {
                let (head, twin) = graph.ends[half as usize];
                let along = if forward { half } else { twin };
                if by[head as usize] == NONE && asked.along(graph, along)?.is_none() {
                    by[head as usize] = half;
                    vertices.push(head);
                }
            }
        }
        Ok(Self { forward, by, vertices })
    }

    fn has(&self, vertex: u32) -> bool {
        self.by[vertex as usize] != NONE
    }

    /// What may flow between it and the rest; nothing where that does not fit.
    fn border(&self, graph: &FlowGraph, asked: &Asked<'_>) -> Result<Option<u128>, FlowError> {
        let mut sum = Some(0_u128);
        for &vertex in &self.vertices {
            for half in graph.around(vertex) {
                let (head, twin) = graph.ends[half as usize];
                if !self.has(head) {
                    let limit = asked.along(graph, if self.forward { half } else { twin })?;
                    sum = sum.and_then(|sum| sum.checked_add(limit.unwrap_or_default()));
                }
            }
        }
        Ok(sum)
    }
}

impl FlowGraph {
    /// An upper bound of what can flow, or the arcs of a way that has no limit anywhere. The bound is the least of what
    /// leaves all that is joined to the source without limit, and of what enters all that is so joined to the sink.
    fn bound(&self, asked: &Asked<'_>) -> Result<Result<u128, Vec<ArcId>>, FlowError> {
        let near_source = Joined::new(self, asked, self.source, true)?;
        if near_source.has(self.sink) {
            return Ok(Err(self.way(&near_source)));
        }
        let near_sink = Joined::new(self, asked, self.sink, false)?;
        let borders = [near_source.border(self, asked)?, near_sink.border(self, asked)?];
        borders.into_iter().flatten().min().map(Ok).ok_or(FlowError::TooMuch)
    }

    /// The arcs on the way by which the sink was met.
    fn way(&self, joined: &Joined) -> Vec<ArcId> {
        let mut arcs = Vec::new();
        let mut vertex = self.sink;
        while vertex != self.source {
            let half = joined.by[vertex as usize];
            let edge = &self.edges[self.edge_of[half as usize] as usize];
            if let Part::Arcs(there, back) = edge.part {
                arcs.extend(if edge.half == half { Some(there) } else { back });
            }
            vertex = self.ends[self.ends[half as usize].1 as usize].0;
        }
        arcs.reverse();
        arcs
    }
}

impl FoundFlow<'_> {
    /// How much flows, times the scale.
    pub(crate) fn scaled_value(&self) -> u128 {
        self.graph.supplies.iter().map(|&at| self.carried(at as usize)[0]).sum()
    }

    /// How much a sink gets, times the scale.
    pub(crate) fn scaled_delivery(&self, sink: usize) -> u128 {
        self.carried(self.graph.demands[sink] as usize)[0]
    }

    /// How much flows, kilograms a day.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the value was checked to fit, and no part is more")]
    pub fn value(&self) -> u64 {
        self.scaled_value() as u64
    }

    /// How much each source sends, times the scale.
    pub(crate) fn scaled_sent(&self) -> Vec<u128> {
        self.graph.supplies.iter().map(|&at| self.carried(at as usize)[0]).collect()
    }

    /// How much each source sends, kilograms a day.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the value was checked to fit, and no part is more")]
    pub fn sent(&self) -> Vec<u64> {
        self.graph.supplies.iter().map(|&at| self.carried(at as usize)[0] as u64).collect()
    }

    /// How much each sink gets, kilograms a day.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the value was checked to fit, and no part is more")]
    pub fn delivered(&self) -> Vec<u64> {
        (0..self.graph.sink_count()).map(|at| self.scaled_delivery(at) as u64).collect()
    }

    /// How much flows on each arc, kilograms a day, ascending by arc; those left out have none. Nothing flows in a
    /// circle, nor both ways over a link. Linear, beside the circles that are taken out.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the value was checked to fit, and no part is more")]
    pub fn arcs(&self) -> Vec<(ArcId, u64)> {
        self.scaled_arcs().into_iter().map(|(arc, amount, _)| (arc, amount as u64)).collect()
    }

    /// The same times the scale, with the vertices at the ends of each arc.
    pub(crate) fn scaled_arcs(&self) -> Vec<(ArcId, u128, [u32; 2])> {
        let mut carrying = Vec::new();
        for (at, edge) in self.graph.edges.iter().enumerate() {
            let [tail, head] = self.graph.ends_of(edge);
            if self.is_contracted(tail) && self.is_contracted(head) {
                continue;
            }
            let [there, back] = self.carried(at);
            let arcs = match edge.part {
                Part::Arcs(arc, opposite) => [Some(arc), opposite],
                Part::Node(_) => [None; 2],
                // No circle passes a terminal.
                Part::Supply(_) | Part::Demand(_) | Part::Joint => continue,
            };
            if there > 0 {
                carrying.push(Carrying { ends: [tail, head], amount: there, of: arcs[0] });
            } else if back > 0 {
                carrying.push(Carrying { ends: [head, tail], amount: back, of: arcs[1] });
            }
        }
        cycles::cancel(self.graph.first.len() - 1, &mut carrying);
        let left = carrying.into_iter().filter(|edge| edge.amount > 0);
        let mut arcs: Vec<_> = left.filter_map(|edge| Some((edge.of?, edge.amount, edge.ends))).collect();
        arcs.sort_unstable_by_key(|&(arc, ..)| arc);
        arcs
    }

    /// The parts of the least cut that lies nearest to the sources, in the order of [`Limit`]. What has no capacity is
    /// left out: it carries nothing in any case. Linear.
    #[must_use]
    pub fn cut_near_sources(&mut self, network: &Network) -> Vec<Limit> {
        self.reach(true);
        self.cut(network, 0, true)
    }

    /// The parts of the least cut that lies nearest to the sinks. Where it is the same as that nearest to the sources, no
    /// other cut is as small. Linear.
    #[must_use]
    pub fn cut_near_sinks(&mut self, network: &Network) -> Vec<Limit> {
        self.reach(false);
        self.cut(network, 1, false)
    }

    /// Which vertices the source can send more to, or which can send more to the sink.
    fn reach(&mut self, forward: bool) {
        let FlowSearch { narrow, wide, reached, .. } = &mut *self.search;
        let (from, reached) =
            if forward { (self.graph.source, &mut reached[0]) } else { (self.graph.sink, &mut reached[1]) };
        match self.width {
            Width::Narrow => narrow.residual.reach(from, forward, reached),
            Width::Wide => wide.residual.reach(from, forward, reached),
        }
    }

    /// Which vertices the sources can send more to.
    pub(crate) fn reached(&mut self) -> &[bool] {
        self.reach(true);
        &self.search.reached[0]
    }

    /// The whole capacities of the degraded edges in the least cut that lies nearest to the sources, kilograms a day.
    pub(crate) fn degraded_in_cut(&mut self) -> u128 {
        self.reach(true);
        let Some((degraded, _)) = &self.asked.degraded else { return 0 };
        let reached = &self.search.reached[0];
        let edges = self.graph.edges.iter().zip(degraded).filter(|&(_, &is_degraded)| is_degraded);
        let crossing = edges.map(|(edge, _)| {
            let [tail, head] = self.graph.ends_of(edge).map(|vertex| reached[vertex as usize]);
            match (tail, head) {
                (true, false) => edge.there,
                (false, true) => edge.back,
                _ => Amount::ZERO,
            }
        });
        crossing.filter_map(Amount::limit).map(u128::from).sum()
    }

    fn cut(&self, network: &Network, side: usize, is_source_side: bool) -> Vec<Limit> {
        let reached = &self.search.reached[side];
        let is_near_source = |vertex: u32| reached[vertex as usize] == is_source_side;
        let mut limits = Vec::new();
        for edge in &self.graph.edges {
            let sides = self.graph.ends_of(edge).map(is_near_source);
            // What has no capacity carries nothing in any case.
            if sides[0] != sides[1] && self.given(edge)[usize::from(sides[1])] > 0 {
                limits.extend(limit(network, edge.part, sides[0]));
            }
        }
        limits.sort_unstable();
        limits
    }

    /// What an edge carries there and back; one of them is nothing.
    pub(super) fn carried(&self, edge: usize) -> [u128; 2] {
        let edge = &self.graph.edges[edge];
        let left = [edge.half, self.graph.ends[edge.half as usize].1].map(|half| self.left(half));
        let [there, back] = self.given(edge);
        [there.saturating_sub(left[0]), back.saturating_sub(left[1])]
    }

    fn given(&self, edge: &Edge) -> [u128; 2] {
        let Kept { supplies, demands, scale, contracted, degraded } = &self.asked;
        let degraded = degraded.as_ref().map(|(edges, above)| Degraded { edges, above: *above });
        Asked { supplies, demands, scale: *scale, contracted, degraded }.given(self.graph, edge, self.plenty)
    }

    fn is_contracted(&self, vertex: u32) -> bool {
        self.asked.contracted.get(vertex as usize).is_some_and(|&is| is)
    }

    fn left(&self, half: u32) -> u128 {
        match self.width {
            Width::Narrow => self.search.narrow.residual.half(half).left.to_wide(),
            Width::Wide => self.search.wide.residual.half(half).left.to_wide(),
        }
    }
}

pub(super) fn limit(network: &Network, part: Part, is_there: bool) -> Option<Limit> {
    match part {
        Part::Arcs(there, back) => {
            let arc = if is_there { there } else { back? };
            Some(match network.element(arc) {
                Element::Link(link) => Limit::Link(link, arc),
                Element::Transfer(transfer) => Limit::Transfer(transfer, arc),
            })
        }
        Part::Node(node) => Some(Limit::Node(node)),
        Part::Supply(at) => Some(Limit::Supply(at)),
        Part::Demand(at) => Some(Limit::Demand(at)),
        Part::Joint => None,
    }
}
