//! Costs as searches add them up: so that arcs that cost nothing count, after all that costs something.

#![expect(clippy::cast_possible_truncation, reason = "bits that are wanted are named by a mask or a shift")]

use super::super::graph::Side;

/// An integer that holds a cost, a number of free arcs below it, and in a label the node below that.
pub(super) trait Key: Copy + Ord + Send + Sync + std::fmt::Debug {
    /// No route.
    const NONE: Self;
    const ZERO: Self;
    fn from_cost(cost: u32, shift: u32) -> Self;
    fn plus(self, other: Self) -> Self;
    fn label(self, node: u32, bits: u32) -> Self;
    fn key(self, bits: u32) -> Self;
    fn node(self, bits: u32) -> u32;
    /// What is left without so many bits.
    fn high(self, bits: u32) -> u64;
}

macro_rules! key {
    ($int:ty) => {
        impl Key for $int {
            const NONE: Self = <$int>::MAX;
            const ZERO: Self = 0;
            #[inline]
            fn from_cost(cost: u32, shift: u32) -> Self {
                (<$int>::from(cost) << shift) + <$int>::from(cost == 0)
            }
            #[inline]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline]
            fn label(self, node: u32, bits: u32) -> Self {
                self << bits | <$int>::from(node)
            }
            #[inline]
            fn key(self, bits: u32) -> Self {
                self >> bits
            }
            #[inline]
            fn node(self, bits: u32) -> u32 {
                (self & ((1 << bits) - 1)) as u32
            }
            #[inline]
            fn high(self, bits: u32) -> u64 {
                (self >> bits) as u64
            }
        }
    };
}

key!(u64);
key!(u128);

/// How costs, free arcs and nodes share the bits of a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// For the number of arcs that cost nothing.
    pub(super) free: u32,
    /// For the node.
    pub(super) node: u32,
    /// From the bits of a label to its bucket.
    pub(super) bucket: u32,
    /// So many buckets an arc spans at most.
    pub(super) span: u64,
    /// Whether all that can come up fits into 64 bits.
    pub(super) fits: bool,
}

/// So many buckets at most: more would not stay in the cache.
const MOST_BUCKETS: u64 = 4_000;
/// So many buckets for the mean cost of an arc.
const BUCKETS_A_STEP: u64 = 32;

impl Layout {
    pub(super) fn of(side: &Side) -> Self {
        let nodes = side.node_count();
        let (mut longest, mut free, mut most, mut sum) = (0_u64, 0_u64, 0_u64, 0_u64);
        for node in 0..nodes as u32 {
            // A route leaves each node once at most.
            let costs = || side.of(node).iter().map(|step| u64::from(step.cost));
            let dearest = costs().max().unwrap_or(0);
            longest += dearest;
            most = most.max(dearest);
            free += u64::from(costs().any(|cost| cost == 0));
            sum += costs().sum::<u64>();
        }
        let bits = |number: u64| u64::BITS - number.leading_zeros();
        let (free, node) = (bits(free), bits(nodes as u64));
        let mean = sum / side.steps().len().max(1) as u64;
        let width = (mean / BUCKETS_A_STEP).max(most / MOST_BUCKETS).max(1);
        // The next power of two, so that no more buckets are needed than that.
        let width_bits = bits(width - 1).min(bits(width));
        let span = (most >> width_bits) + 2;
        let fits = bits(longest) + 1 + free + node < u64::BITS;
        Self { free, node, bucket: node + free + width_bits, span, fits }
    }

    /// What an arc adds to a key, as a float: exact below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "whoever uses it looks")]
    pub(super) fn float_key(self, cost: u32) -> f64 {
        ((u128::from(cost) << self.free) + u128::from(cost == 0)) as f64
    }
}
