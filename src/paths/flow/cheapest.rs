//! The most that can flow between the terminals of a `FlowGraph`, as cheaply as that can be done.

use super::FlowError;
use super::amount::{Amount, Quantity};
use super::cycles::{self, Carrying};
use super::graph::{Edge, FlowGraph, Limit, Part};
use super::residual::NONE;
use super::search::limit;
use super::{simplex, ways};
use crate::network::{ArcId, Network, NodeId};
use crate::paths::heap::{Entry, Heap};
use crate::progress::{Progress, Silent};
use crate::scenario::View;

/// The price, or the cost of getting to the sink, of what cannot get there.
pub(super) const DEAD: i64 = -(1 << 62);

/// The price of what cannot be reached from the source.
pub(super) const FAR: i64 = 1 << 62;

/// Ways are sought for so many looks at half-edges, for each there is, and then the network simplex method begins anew.
/// Measured on road-like graphs and grids of up to 100,000 links: what ways alone find sooner takes them less than that.
const LOOKS_BEFORE_SIMPLEX: usize = 40;

/// Which algorithm finds a cheapest flow. The costs are the same by either; where several flows are as cheap, the flow may
/// be another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CheapestMethod {
    /// By ways, and where that takes long, by the simplex method after all. The same input takes the same course.
    #[default]
    WaysThenSimplex,
    /// Shortest ways, one after another.
    Ways,
    /// The network simplex method.
    Simplex,
}

/// How [`cheapest_flow`] is to work.
#[derive(Clone)]
pub struct CheapestOptions<'p> {
    method: CheapestMethod,
    progress: &'p dyn Progress,
}

impl Default for CheapestOptions<'_> {
    fn default() -> Self {
        Self { method: CheapestMethod::default(), progress: &Silent }
    }
}

impl<'p> CheapestOptions<'p> {
    /// Which algorithm finds it.
    #[must_use]
    pub fn method(mut self, method: CheapestMethod) -> Self {
        self.method = method;
        self
    }

    /// Who is told how much flows already, in kilograms, and may stop it.
    #[must_use]
    pub fn progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

/// What is to be solved, by the half-edges of a graph.
pub(super) struct Priced<'g, Q> {
    pub(super) graph: &'g FlowGraph,
    /// What each may carry, and little more than what is wanted in all.
    pub(super) room: Vec<Q>,
    /// What a kilogram costs on each.
    pub(super) cost: Vec<u32>,
    pub(super) wanted: Q,
    /// More than any way costs that visits no vertex twice.
    pub(super) dearest: i64,
}

/// What an algorithm found.
pub(super) struct Solved<Q> {
    /// By half-edge.
    pub(super) flow: Vec<Q>,
    /// By vertex: no half-edge with room leads to a price that is more than its cost higher, none that carries
    /// anything to one that is less than that higher.
    pub(super) price: Vec<i64>,
}

/// The work that was granted did not do.
pub(super) struct Unfinished {
    /// What was sent by then, in kilograms, and told to whoever wants to know.
    pub(super) sent: u64,
}

/// What it costs to get to the sink from each vertex, while nothing flows.
pub(super) struct Approach {
    /// [`DEAD`] where no way leads there.
    pub(super) cost: Vec<i64>,
    /// The half-edge by which the cheapest way leaves each vertex.
    pub(super) by: Vec<u32>,
}

/// A cheapest flow. Made by [`cheapest_flow`].
#[derive(Clone, Debug)]
pub struct CheapestFlow<'g> {
    graph: &'g FlowGraph,
    room: Vec<u64>,
    flow: Vec<u64>,
    unit_cost: Vec<u32>,
    price: Vec<i64>,
    cost: u128,
    is_all: bool,
}

/// What one more kilogram would cost at each place, by the cheapest way that is left; where no way is left, a price that
/// fits the others.
///
/// With flows *f*, capacities *c* and costs *w*: on an arc from *u* to *v* that has room, the price at *v* is at most *w* above that
/// at *u*, and on one that carries anything at least *w* above it; so it is where goods start, pass a node and end as
/// well, at no cost. These prices prove that no flow of the same size is cheaper (complementary slackness). Milliseconds or
/// decimetres, whichever the view minimises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prices {
    /// By node: of what arrives there. -2^62 where no way leads to a sink, and 2^62 at most where no way comes from a
    /// source; so for the others.
    pub arriving: Vec<i64>,
    /// By node: of what leaves there. As what arrives, where the node has no limit.
    pub leaving: Vec<i64>,
    /// By source: of what it has to send.
    pub sources: Vec<i64>,
    /// By sink: of what ends there.
    pub sinks: Vec<i64>,
    /// Of what is delivered, wherever that is.
    pub delivered: i64,
}

/// The most that can flow from the sources to the sinks of a graph within their supplies and demands, at the least cost.
///
/// With what *x*(*a*) flows on arc *a* and what a kilogram costs there *w*(*a*), among all flows of the greatest value
/// Σ demand met the one of least Σ *w*(*a*) *x*(*a*): R. K. Ahuja, T. L. Magnanti and J. B. Orlin, Network Flows (1993), chapters 9
/// to 11. Exact, in integers.
///
/// Two algorithms can find it. Shortest ways, one after another, in one tree that stays from way to way, are quick where
/// few of them fill up what many others would pass. What takes longer goes to the network simplex method on strongly feasible trees (W. H. Cunningham, A network simplex method, Math.
/// Programming 11 (1976) 105-116, doi 10.1007/BF01580379), which begins with the tree of all cheapest ways to the sinks.
///
/// # Arguments
/// * `graph`: the open arcs of a view and its terminals, *n* nodes and *m* arcs in all.
/// * `view`: the one that the graph was made of: it tells what arcs cost, milliseconds or decimetres.
/// * `supplies`, `demands`: what each source may send, and how much each sink wants, kilograms a day, in the order in
///   which the graph was made with them.
/// * `options`: [`CheapestOptions`], or `None` for the defaults.
///
/// # Returns
/// [`CheapestFlow`]: how much flows where, what it costs, and the prices that prove it. Always the same for the same input.
///
/// # Errors
/// [`FlowError::OtherTerminals`] where there is not one number for each terminal, [`FlowError::TooMuch`] where the demands add
/// up to 2^62 kilograms or the costs of a way might add up to 2^58, and [`FlowError::Stopped`].
///
/// # Panics
/// Where the view is of a network with fewer arcs.
///
/// # Complexity
/// By ways: for each way a search over what the one before cut off, *O*((*n* + *m*) log *n*) at worst; no more ways than
/// kilograms. After *O*(*n* + *m*) looks at arcs it is the simplex method: exponential at worst, as far as is known; in
/// practice some steps for each node, each over a part of a tree. Space: some 130 bytes an arc.
///
/// # Example
/// ```
/// use supplyline::network::NewLink;
/// use supplyline::paths::{Amount, FlowGraph, cheapest_flow};
/// use supplyline::{Impedance, Network, View};
/// // The short way takes 300 kg, the long one the rest.
/// let network = Network::builder()
///     .hub("s").hub("a").hub("t")
///     .link(NewLink::road("s", "t").length("1 km").capacity("0.3 t/d"))
///     .link(NewLink::road("s", "a").length("2 km"))
///     .link(NewLink::road("a", "t").length("3 km"))
///     .build()?;
/// let view = View::new(&network, Impedance::Length);
/// let [s, t] = ["s", "t"].map(|key| network.find_nodes(key).collect::<Vec<_>>());
/// let graph = FlowGraph::new(&view, &[s], &[t])?;
/// let flow = cheapest_flow(&graph, &view, &[Amount::Unlimited], &[400], None)?;
/// assert_eq!(flow.delivered(), [400]);
/// assert_eq!(flow.cost(), 300 * 10_000 + 100 * 50_000); // kilogram-decimetres
/// // One kilogram more would come the long way.
/// assert_eq!(flow.prices().sinks, [50_000]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cheapest_flow<'g, 'p>(
    graph: &'g FlowGraph,
    view: &View<'_>,
    supplies: &[Amount],
    demands: &[u64],
    options: impl Into<Option<CheapestOptions<'p>>>,
) -> Result<CheapestFlow<'g>, FlowError> {
    let CheapestOptions { method, progress } = options.into().unwrap_or_default();
    let priced = Priced::new(graph, view, supplies, demands)?;
    progress.begin("finding the cheapest flow", priced.wanted);
    if progress.stop_requested() {
        return Err(FlowError::Stopped);
    }
    let approach = Approach::new(&priced);
    let budget = match method {
        CheapestMethod::WaysThenSimplex => LOOKS_BEFORE_SIMPLEX * graph.ends.len(),
        CheapestMethod::Ways => usize::MAX,
        CheapestMethod::Simplex => 0,
    };
    let Solved { mut flow, mut price } = match ways::solve(&priced, &approach, progress, budget)? {
        Ok(solved) => solved,
        Err(Unfinished { sent }) => simplex::solve(&priced, &approach, progress, sent)?,
    };
    let own = price[graph.source as usize];
    for price in &mut price {
        if price.abs() != FAR {
            *price -= own;
        }
    }
    graph.without_circles(&mut flow);
    let cost = flow.iter().zip(&priced.cost).map(|(&flow, &cost)| u128::from(flow) * u128::from(cost)).sum();
    let sent: u64 = graph.demands.iter().map(|&at| flow[graph.edges[at as usize].half as usize]).sum();
    progress.advance(priced.wanted - sent);
    let Priced { room, cost: unit_cost, wanted, .. } = priced;
    Ok(CheapestFlow { graph, room, flow, unit_cost, price, cost, is_all: sent == wanted })
}

impl<'g> Priced<'g, u64> {
    pub(super) fn new(
        graph: &'g FlowGraph,
        view: &View<'_>,
        supplies: &[Amount],
        demands: &[u64],
    ) -> Result<Self, FlowError> {
        let (sources, sinks) = (graph.source_count(), graph.sink_count());
        if supplies.len() != sources || demands.len() != sinks {
            let given = (supplies.len(), demands.len());
            return Err(FlowError::OtherTerminals { given, wanted: (sources, sinks) });
        }
        let wanted: u128 = demands.iter().copied().map(u128::from).sum();
        let wanted = u64::try_from(wanted).ok().filter(|&sum| sum < 1 << 62).ok_or(FlowError::TooMuch)?;
        let mut room = vec![0; graph.ends.len()];
        // One more than all that is wanted is as good as no limit, and never full.
        let plenty = wanted + 1;
        let within = |amount: Amount| amount.limit().map_or(plenty, |kilograms| kilograms.min(plenty));
        for &edge in &graph.edges {
            let Edge { part, there, back, half } = edge;
            let there = match part {
                Part::Supply(at) => supplies[at],
                Part::Demand(at) => Amount::Limited(demands[at]),
                Part::Arcs(..) | Part::Node(_) | Part::Joint => there,
            };
            let halves = [half, graph.ends[half as usize].1].map(|at| at as usize);
            room[halves[0]] = within(there);
            room[halves[1]] = within(back);
        }
        Self::within(graph, view, room, wanted)
    }
}

impl<'g, Q: Quantity> Priced<'g, Q> {
    /// With room that is known.
    pub(super) fn within(
        graph: &'g FlowGraph,
        view: &View<'_>,
        room: Vec<Q>,
        wanted: Q,
    ) -> Result<Self, FlowError> {
        let mut cost = vec![0; graph.ends.len()];
        for edge in &graph.edges {
            if let Part::Arcs(there, back) = edge.part {
                let twin = graph.ends[edge.half as usize].1;
                cost[edge.half as usize] = view.cost(there).unwrap_or(0);
                cost[twin as usize] = back.and_then(|back| view.cost(back)).unwrap_or(0);
            }
        }
        let most: u64 = cost.iter().copied().max().unwrap_or(0).into();
        let dearest = most
            .checked_mul(graph.vertex_count() as u64)
            .filter(|&sum| sum < 1 << 58)
            .ok_or(FlowError::TooMuch)?
            .cast_signed()
            + 1;
        Ok(Self { graph, room, cost, wanted, dearest })
    }
}

impl Approach {
    /// Dijkstra's algorithm, from the sink against the half-edges with room.
    pub(super) fn new<Q: Quantity>(priced: &Priced<'_, Q>) -> Self {
        let graph = priced.graph;
        let mut cost = vec![DEAD; graph.vertex_count()];
        let mut by = vec![NONE; graph.vertex_count()];
        let mut is_done = vec![false; graph.vertex_count()];
        let mut heap = Heap::default();
        cost[graph.sink as usize] = 0;
        heap.push(Entry::new(0, 0, graph.sink));
        while let Some(entry) = heap.pop() {
            let vertex = entry.node();
            if std::mem::replace(&mut is_done[vertex], true) {
                continue;
            }
            let (from, until) = (graph.first[vertex] as usize, graph.first[vertex + 1] as usize);
            for &(tail, along) in &graph.ends[from..until] {
                if priced.room[along as usize] == Q::default() || is_done[tail as usize] {
                    continue;
                }
                let through = entry.cost() + u64::from(priced.cost[along as usize]);
                let known = &mut cost[tail as usize];
                if *known == DEAD || through.cast_signed() < *known {
                    *known = through.cast_signed();
                    by[tail as usize] = along;
                    heap.push(Entry::new(through, 0, tail));
                }
            }
        }
        Self { cost, by }
    }
}

impl FlowGraph {
    /// Takes out what flows both ways over an edge, and what flows in a circle: in a cheapest flow it costs nothing.
    fn without_circles(&self, flow: &mut [u64]) {
        let mut carrying = Vec::new();
        for edge in &self.edges {
            let (at, twin) = (edge.half as usize, self.ends[edge.half as usize].1 as usize);
            let both = flow[at].min(flow[twin]);
            flow[at] -= both;
            flow[twin] -= both;
            if !matches!(edge.part, Part::Arcs(..) | Part::Node(_)) {
                // No circle passes a terminal.
                continue;
            }
            let [tail, head] = self.ends_of(edge);
            for (half, ends) in [(at, [tail, head]), (twin, [head, tail])] {
                if flow[half] > 0 {
                    carrying.push(Carrying { ends, amount: flow[half].into(), of: half });
                }
            }
        }
        cycles::cancel(self.vertex_count(), &mut carrying);
        for edge in carrying {
            // It only gets less.
            flow[edge.of] = u64::try_from(edge.amount).unwrap_or(flow[edge.of]);
        }
    }
}

impl CheapestFlow<'_> {
    /// Kilograms a day times milliseconds or decimetres, whichever the view minimises.
    #[must_use]
    pub fn cost(&self) -> u128 {
        self.cost
    }

    /// Whether all demands are met in full.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.is_all
    }

    /// How much flows, kilograms a day.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.delivered().iter().sum()
    }

    fn along(&self, edge: u32) -> u64 {
        self.flow[self.graph.edges[edge as usize].half as usize]
    }

    /// How much each source sends, kilograms a day.
    #[must_use]
    pub fn sent(&self) -> Vec<u64> {
        self.graph.supplies.iter().map(|&edge| self.along(edge)).collect()
    }

    /// How much each sink gets, kilograms a day.
    #[must_use]
    pub fn delivered(&self) -> Vec<u64> {
        self.graph.demands.iter().map(|&edge| self.along(edge)).collect()
    }

    /// How much flows on each arc, kilograms a day, ascending by arc; those left out have none. Nothing flows in a
    /// circle, nor both ways over a link.
    #[must_use]
    pub fn arcs(&self) -> Vec<(ArcId, u64)> {
        let mut arcs = Vec::new();
        for edge in &self.graph.edges {
            if let Part::Arcs(there, back) = edge.part {
                let twin = self.graph.ends[edge.half as usize].1;
                let flows = [edge.half, twin].map(|half| self.flow[half as usize]);
                let both = [Some(there), back].into_iter().zip(flows);
                arcs.extend(both.filter_map(|(arc, flow)| Some((arc.filter(|_| flow > 0)?, flow))));
            }
        }
        arcs.sort_unstable();
        arcs
    }

    /// How much starts at each node, kilograms a day, for each source in turn, ascending by node.
    #[must_use]
    pub fn starts(&self) -> Vec<(usize, NodeId, u64)> {
        self.joints(&self.graph.sources, |node| self.graph.enters[node])
    }

    /// How much ends at each node, kilograms a day, for each sink in turn, ascending by node.
    #[must_use]
    pub fn ends(&self) -> Vec<(usize, NodeId, u64)> {
        self.joints(&self.graph.sinks, |node| self.graph.leaves(node))
    }

    /// What flows between each terminal and the nodes, where `vertex` tells by which vertex of a node.
    fn joints(&self, terminals: &[u32], vertex: impl Fn(usize) -> u32) -> Vec<(usize, NodeId, u64)> {
        let mut found = Vec::new();
        for (number, &terminal) in terminals.iter().enumerate() {
            let from = found.len();
            for half in self.graph.around(terminal) {
                let (other, twin) = self.graph.ends[half as usize];
                let flow = self.flow[half as usize].max(self.flow[twin as usize]);
                // The vertices of nodes stand in the order of the nodes.
                let node = self.graph.enters.partition_point(|&enters| enters <= other).saturating_sub(1);
                if flow > 0 && other < self.graph.source && vertex(node) == other {
                    found.push((number, NodeId::new(node), flow));
                }
            }
            found[from..].sort_unstable();
        }
        found
    }

    /// What one more kilogram would cost at each place, which proves that it cannot be done more cheaply. A search over
    /// the graph.
    #[must_use]
    pub fn prices(&self) -> Prices {
        let price = self.least_prices();
        let at = |vertex: u32| price[vertex as usize];
        let nodes = 0..self.graph.enters.len();
        Prices {
            arriving: self.graph.enters.iter().map(|&vertex| at(vertex)).collect(),
            leaving: nodes.map(|node| at(self.graph.leaves(node))).collect(),
            sources: self.graph.sources.iter().map(|&vertex| at(vertex)).collect(),
            sinks: self.graph.sinks.iter().map(|&vertex| at(vertex)).collect(),
            delivered: at(self.graph.sink),
        }
    }

    /// Whether a half-edge can carry more, and what a kilogram more costs on it.
    #[inline]
    fn more(&self, at: u32, twin: u32) -> Option<i64> {
        if self.flow[twin as usize] > 0 {
            Some(-i64::from(self.unit_cost[twin as usize]))
        } else if self.flow[at as usize] < self.room[at as usize] {
            Some(i64::from(self.unit_cost[at as usize]))
        } else {
            None
        }
    }

    /// By vertex: the cost of the cheapest way by which one kilogram more gets there. Dijkstra's algorithm, with the
    /// prices that are known making costs non-negative. Where no more gets, so much more than is known as keeps to both
    /// sides of what flows.
    fn least_prices(&self) -> Vec<i64> {
        let graph = self.graph;
        let mut beyond = vec![u64::MAX; graph.vertex_count()];
        let mut heap = Heap::default();
        beyond[graph.source as usize] = 0;
        heap.push(Entry::new(0, 0, graph.source));
        let mut farthest = 0;
        while let Some(entry) = heap.pop() {
            let (vertex, label) = (entry.node(), entry.cost());
            if label > beyond[vertex] {
                continue;
            }
            farthest = farthest.max(label);
            for at in graph.first[vertex]..graph.first[vertex + 1] {
                let (head, twin) = graph.ends[at as usize];
                let Some(cost) = self.more(at, twin).filter(|_| self.price[head as usize] != DEAD) else {
                    continue;
                };
                let reduced = cost + self.price[vertex] - self.price[head as usize];
                let through = label + reduced.max(0).cast_unsigned();
                if through < beyond[head as usize] {
                    beyond[head as usize] = through;
                    heap.push(Entry::new(through, 0, head));
                }
            }
        }
        let price = |(&known, &beyond): (&i64, &u64)| match (known, beyond) {
            (FAR | DEAD, u64::MAX) => known,
            (known, u64::MAX) => known.saturating_add(farthest.cast_signed()),
            (known, beyond) => known + beyond.cast_signed(),
        };
        self.price.iter().zip(&beyond).map(price).collect()
    }

    /// What holds down the sinks that get less than they want: the sinks behind a least cut, by number, all those that fall
    /// short among them; and what limits what gets there, in the order of [`Limit`]. Nothing where all get all.
    #[must_use]
    pub fn shortage(&self, network: &Network) -> Option<(Vec<usize>, Vec<Limit>)> {
        if self.is_all {
            return None;
        }
        let graph = self.graph;
        let mut reached = vec![false; graph.vertex_count()];
        reached[graph.source as usize] = true;
        let mut waiting = vec![graph.source];
        while let Some(vertex) = waiting.pop() {
            for at in graph.around(vertex) {
                let (head, twin) = graph.ends[at as usize];
                if self.more(at, twin).is_some() && !reached[head as usize] {
                    reached[head as usize] = true;
                    waiting.push(head);
                }
            }
        }
        let is_behind = |sink: &usize| {
            let demand = graph.edges[graph.demands[*sink] as usize].half;
            self.room[demand as usize] > 0 && !reached[graph.sinks[*sink] as usize]
        };
        let mut limits = Vec::new();
        for edge in &graph.edges {
            let sides = graph.ends_of(edge).map(|vertex| reached[vertex as usize]);
            let out = if sides[0] { edge.half } else { graph.ends[edge.half as usize].1 };
            if sides[0] != sides[1] && self.room[out as usize] > 0 && !matches!(edge.part, Part::Demand(_)) {
                limits.extend(limit(network, edge.part, sides[0]));
            }
        }
        limits.sort_unstable();
        Some(((0..graph.sink_count()).filter(is_behind).collect(), limits))
    }
}

#[cfg(test)]
impl CheapestFlow<'_> {
    /// Panics where it is no flow, or where what it was found with or what it tells are no prices of it.
    pub(super) fn prove(&self) {
        let graph = self.graph;
        let mut balance = vec![0_i128; graph.vertex_count()];
        for price in [&self.price, &self.least_prices()] {
            for edge in &graph.edges {
                let [tail, head] = graph.ends_of(edge).map(|vertex| vertex as usize);
                let twin = graph.ends[edge.half as usize].1;
                for (at, twin, from, to) in [(edge.half, twin, tail, head), (twin, edge.half, head, tail)] {
                    assert!(self.flow[at as usize] <= self.room[at as usize]);
                    let beyond = i128::from(price[to]) - i128::from(price[from]);
                    if let Some(cost) = self.more(at, twin) {
                        assert!(beyond <= cost.into(), "{:?} has room for less", edge.part);
                    }
                    let flow = self.flow[at as usize];
                    balance[from] -= i128::from(flow);
                    balance[to] += i128::from(flow);
                }
            }
        }
        for (vertex, &balance) in balance.iter().enumerate() {
            let is_end = [graph.source, graph.sink].contains(&u32::try_from(vertex).unwrap_or_default());
            assert!(balance == 0 || is_end);
        }
        assert_eq!(self.price[graph.source as usize].abs() % FAR, 0);
    }
}
