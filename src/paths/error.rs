//! What can go wrong in `paths`.

use thiserror::Error;

/// Why an index cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// An arc names a node that is not there.
    #[error("arc {arc} ends at node {node}, but there are only {nodes} nodes (they are counted from 0)")]
    NoSuchNode {
        /// The arc, counted from 0.
        arc: usize,
        /// The node that it names.
        node: u32,
        /// How many nodes there are.
        nodes: usize,
    },
    /// Tails and heads do not pair up.
    #[error("there are {tails} tails and {heads} heads; an arc has one of each")]
    UnpairedArcs {
        /// How many tails were given.
        tails: usize,
        /// How many heads were given.
        heads: usize,
    },
    /// A number of nodes, arcs or positions is off.
    #[error("{what}: {found}, but it has to be {wanted}")]
    WrongCount {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there have to be.
        wanted: String,
    },
    /// The network is not like a transport network: nearly everything is joined to everything.
    #[error(
        "too dense for an index: {weights} weights, the widest panel {widest} columns (at most {limit}); \
         a plain search answers on such a network"
    )]
    TooDense {
        /// The weights that the panels would hold.
        weights: u64,
        /// The columns of the widest panel.
        widest: usize,
        /// How many columns a panel may have.
        limit: usize,
    },
}

/// Why a [`super::Metric`] cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetricError {
    /// The view is of another network than the index.
    #[error("the view is of another network than the index was made for; make an index for that network")]
    OtherNetwork,
    /// A cost does not fit.
    #[error(
        "arc {arc} costs {cost}; a cost has to be below 2^30 = 1,073,741,824 (298 hours in milliseconds, \
         107,374 km in decimetres): choose a larger unit"
    )]
    CostTooLarge {
        /// The arc, counted from 0.
        arc: usize,
        /// What it costs.
        cost: u32,
    },
    /// An arc or a node that the index does not have.
    #[error("there is no {what} {number}: there are {count} of them, counted from 0")]
    OutOfRange {
        /// `arc` or `node`.
        what: &'static str,
        /// What was asked for.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// The view minimises time and the metric was filled with lengths, or the other way round.
    #[error(
        "the view minimises something else than the one that the metric was filled from; customize one for it"
    )]
    OtherImpedance,
    /// A mark is no longer, or never was, one of this metric.
    #[error("this mark was undone past, or is of another metric")]
    MarkLost,
}

/// Why bytes are no [`super::Index`] of a network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndexFileError {
    /// They do not begin as an index does.
    #[error("not an index of supplyline ({length} bytes); give another file, or delete it and have one made")]
    NotAnIndex {
        /// How many bytes there are.
        length: usize,
    },
    /// They were written by another version.
    #[error(
        "an index of version {found}, but this program knows version {known}; delete it and have one made"
    )]
    OtherVersion {
        /// The version of the file.
        found: u32,
        /// The version that is known.
        known: u32,
    },
    /// They were cut off, or something was added.
    #[error("an index of {found} bytes that has to have {wanted}: cut off? Delete it and have one made")]
    WrongLength {
        /// How many bytes there are.
        found: usize,
        /// How many there have to be.
        wanted: usize,
    },
    /// The checksum is not that of the bytes.
    #[error("a damaged index: its checksum is wrong; delete it and have one made")]
    Damaged,
    /// They are an index of another network.
    #[error(
        "an index of another network: of {} nodes and {} arcs, where this one has {} and {}{}; delete it and have one made",
        file.0, file.1, network.0, network.1, if file == network { ", joined otherwise" } else { "" }
    )]
    OtherNetwork {
        /// Nodes and arcs that the file tells of.
        file: (usize, usize),
        /// Nodes and arcs of the network.
        network: (usize, usize),
    },
    /// The order in it names a node twice, or one that is not there.
    #[error(transparent)]
    Order(#[from] super::order::OrderError),
    /// The index cannot be made.
    #[error(transparent)]
    Index(#[from] IndexError),
}
