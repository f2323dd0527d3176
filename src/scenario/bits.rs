//! A set of small numbers, one bit each.

/// A set of the numbers below a bound that is fixed when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BitSet(Vec<u64>);

impl BitSet {
    /// The empty set of numbers below `bound`.
    pub(super) fn new(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    #[inline]
    pub(super) fn contains(&self, at: usize) -> bool {
        self.0[at / 64] & (1 << (at % 64)) != 0
    }

    /// Puts a number in, or takes it out.
    pub(super) fn set(&mut self, at: usize, within: bool) {
        let bit = 1 << (at % 64);
        if within {
            self.0[at / 64] |= bit;
        } else {
            self.0[at / 64] &= !bit;
        }
    }

    /// Its numbers, ascending, in a step for each 64 below the bound and one for each number.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.0.iter().enumerate().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let lowest = left.trailing_zeros() as usize;
                // In the empty word there is no lowest bit, and nothing to clear.
                left &= left.checked_sub(1)?;
                Some(64 * at + lowest)
            })
        })
    }

    /// Bytes on the heap.
    pub(super) fn memory(&self) -> usize {
        self.0.capacity() * size_of::<u64>()
    }
}
