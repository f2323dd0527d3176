//! The customizable hierarchy of dense panels: an index that depends on the topology, metrics that follow views, queries.
//!
//! A customizable contraction hierarchy is sparse Cholesky elimination over (min, +): after an order by nested
//! dissection, each node's remaining neighbours are joined to one another when it is eliminated. Numerical linear
//! algebra keeps what is alike together: nodes that follow one another in the elimination tree and share their upper
//! neighbours form one supernode, and its weights one dense panel. Elimination, queries and sweeps are then loops over
//! rows of panels, without a list of triangles, a heap or a search.
//!
//! Sources: J. Dibbelt, B. Strasser, D. Wagner, Customizable contraction hierarchies, ACM J. Exp. Algorithmics 21 (2016)
//! 1.5, doi 10.1145/2886843. C. Ashcraft, R. Grimes, The influence of relaxed supernode partitions on the multifrontal
//! method, ACM Trans. Math. Softw. 15 (1989) 291-309, doi 10.1145/76909.76910.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into a function for wider vectors is compiled without them"
)]

mod arcs;
mod batch;
mod customize;
mod dispatch;
mod distance;
mod eliminate;

mod field;
mod file;
mod lanes;
mod metric;
mod query;
mod shape;
mod supernodes;
mod tight;
mod tree;
mod triangles;
mod update;
mod weights;
mod wide;

use std::sync::Arc;

#[cfg(target_arch = "x86_64")]
pub(crate) use dispatch::has_avx2;
pub(crate) use dispatch::widest;
pub use metric::Metric;
pub use query::{Batch, BatchRow, Costs, CostsTo, Found, Matrix, Query, Seed};
pub use update::MetricMark;

use super::adjacency::Adjacency;
use super::error::{IndexError, MetricError};
use super::order::{Order, OrderOptions};
use super::topology::Topology;
use crate::network::{ArcId, Network, NodeId};
use crate::scenario::View;
use arcs::Arcs;
use customize::Plan;
use shape::{Shapes, TooDense, WIDEST};
use supernodes::partition;
use tree::EliminationTree;

/// What follows from the topology of a network alone: an order of its nodes, and the shapes of the panels that hold
/// the weights of a [`Metric`].
#[derive(Clone, Debug)]
pub struct Index {
    /// The rank of each node.
    ranks: Vec<u32>,
    /// The node of each rank.
    nodes: Vec<u32>,
    shapes: Shapes,
    arcs: Arcs,
    plan: Plan,
    fingerprint: u64,
    triangles: u64,
}

fn adjacency(topology: &Topology) -> Adjacency {
    let (tails, heads) = (topology.tails.iter().copied(), topology.heads.iter().copied());
    Adjacency::new(topology.nodes, tails.zip(heads))
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 nodes")]
impl Index {
    /// Of a network, or of a graph of one's own. The order is found by nested dissection, see [`Order`].
    ///
    /// # Errors
    /// [`IndexError::TooDense`] where its panels would not fit into memory: no network of roads or rails is like that.
    ///
    /// # Complexity
    /// Time: nearly all goes into the order; near linear in the nodes. Space: see `BENCHMARKS.md`.
    ///
    /// # Example
    /// ```
    /// use std::sync::Arc;
    /// use supplyline::paths::{Index, Query};
    /// use supplyline::{Impedance, Network, View};
    /// use supplyline::network::NewLink;
    /// let network = Network::builder()
    ///     .hub("A").hub("B").hub("C")
    ///     .link(NewLink::road("A", "B").length("3 km"))
    ///     .link(NewLink::road("B", "C").length("4 km"))
    ///     .link(NewLink::road("A", "C").length("9 km"))
    ///     .build()?;
    /// let index = Arc::new(Index::new(&network, None)?);
    /// let mut view = View::new(&network, Impedance::Length);
    /// let mut metric = index.customize(&view)?;
    /// let mut query = Query::default();
    /// let [a, c] = ["A", "C"].map(|key| network.find_nodes(key).next().expect("a node"));
    /// assert_eq!(query.distance(&metric, a, c), Some(70_000)); // decimetres
    ///
    /// let (before, was) = (view.mark(), metric.mark());
    /// view.close_hub(network.find_hub("B")?);
    /// metric.follow(&view, &view.changes_since(before)?)?;
    /// assert_eq!(query.distance(&metric, a, c), Some(90_000));
    /// view.undo_to(before)?;
    /// metric.undo_to(was)?;
    /// assert_eq!(query.distance(&metric, a, c), Some(70_000));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        of: impl Into<Topology>,
        options: impl Into<Option<OrderOptions>>,
    ) -> Result<Self, IndexError> {
        let topology = of.into();
        let options = options.into().unwrap_or_default();
        let order = Order::new(&adjacency(&topology), topology.positions.as_deref(), &options);
        Self::from_order(&topology, order.nodes())
    }

    /// With an order of one's own.
    ///
    /// # Errors
    /// As [`Index::new`]; and [`IndexError::WrongCount`] where the order has not as many nodes.
    pub fn with_order(of: impl Into<Topology>, order: &Order) -> Result<Self, IndexError> {
        let topology = of.into();
        let (found, wanted) = (order.nodes().len(), topology.nodes);
        if found != wanted {
            return Err(IndexError::WrongCount {
                what: "nodes of the order",
                found,
                wanted: wanted.to_string(),
            });
        }
        Self::from_order(&topology, order.nodes())
    }

    fn from_order(topology: &Topology, order: &[u32]) -> Result<Self, IndexError> {
        let graph = adjacency(topology);
        let inverse = |nodes: &[u32]| {
            let mut ranks = vec![0; nodes.len()];
            for (rank, &node) in nodes.iter().enumerate() {
                ranks[node as usize] = rank as u32;
            }
            ranks
        };
        let tree = EliminationTree::new(&graph, order, &inverse(order));
        let parts = partition(&tree);
        let nodes: Vec<u32> = parts.old_ranks.iter().map(|&old| order[old as usize]).collect();
        let ranks = inverse(&nodes);
        let uppers: Vec<u32> = parts.firsts[1..]
            .iter()
            .map(|&end| tree.uppers[parts.old_ranks[end as usize - 1] as usize])
            .collect();
        let triangles =
            tree.uppers.iter().map(|&count| u64::from(count) * u64::from(count.saturating_sub(1)) / 2).sum();
        let shapes = Shapes::new(&graph, &nodes, &ranks, &parts, &uppers).map_err(
            |TooDense { widest, weights }| IndexError::TooDense { weights, widest, limit: WIDEST },
        )?;
        let arcs = Arcs::new(&shapes, &ranks, &topology.tails, &topology.heads);
        let plan = Plan::new(&shapes);
        Ok(Self { ranks, nodes, shapes, arcs, plan, fingerprint: topology.fingerprint(), triangles })
    }

    /// A metric of a view of the index's network.
    ///
    /// # Errors
    /// [`MetricError::OtherNetwork`] where the view is of another.
    pub fn customize(self: &Arc<Self>, view: &View<'_>) -> Result<Metric, MetricError> {
        let mut metric = Metric::empty(self);
        metric.customize(view)?;
        Ok(metric)
    }

    /// A metric from a cost for each arc by its number; nothing for one that is closed.
    ///
    /// # Errors
    /// [`MetricError::CostTooLarge`] for a cost of 2^30 or more.
    pub fn customize_with(
        self: &Arc<Self>,
        cost: impl Fn(usize) -> Option<u32> + Sync,
    ) -> Result<Metric, MetricError> {
        let mut metric = Metric::empty(self);
        metric.customize_with(cost)?;
        Ok(metric)
    }

    /// How many nodes it has.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// How many arcs it has.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.arcs.len()
    }

    /// How many weights its panels hold, infinite ones among them.
    #[must_use]
    pub fn weight_count(&self) -> usize {
        2 * self.shapes.weights()
    }

    /// How many panels there are.
    #[must_use]
    pub fn panel_count(&self) -> usize {
        self.shapes.all.len()
    }

    /// How many triangles of nodes the eliminated graph has: a measure of the order.
    #[must_use]
    pub fn triangle_count(&self) -> u64 {
        self.triangles
    }

    /// About how much there is to do and to hold for each metric: triangles, weights, and updates that wait.
    pub(crate) fn customization_work(&self) -> u64 {
        self.triangles + (self.weight_count() + self.plan.waiting()) as u64
    }

    /// The order that it was made with, up to one that gives the same triangles: nodes as they are eliminated.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.nodes
    }

    /// Whether it was made for this network: the same nodes, and arcs between the same of them. Constant time.
    #[must_use]
    pub fn is_of(&self, network: &Network) -> bool {
        self.fingerprint == network.fingerprint()
            && self.node_count() == network.node_count()
            && self.arc_count() == network.arc_count()
    }

    /// The node of this number, from 0, of a topology of one's own; nothing where there is none.
    #[must_use]
    pub fn node_id(&self, number: usize) -> Option<NodeId> {
        (number < self.node_count()).then(|| NodeId::new(number))
    }

    /// The arc of this number, from 0, of a topology of one's own; nothing where there is none.
    #[must_use]
    pub fn arc_id(&self, number: usize) -> Option<ArcId> {
        (number < self.arc_count()).then(|| ArcId::new(number))
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        4 * (self.ranks.capacity() + self.nodes.capacity())
            + self.shapes.memory()
            + self.arcs.memory()
            + self.plan.memory()
    }

    #[inline]
    fn rank(&self, node: NodeId) -> usize {
        self.ranks[node.index()] as usize
    }

    #[inline]
    fn node(&self, rank: usize) -> NodeId {
        NodeId::new(self.nodes[rank] as usize)
    }
}
