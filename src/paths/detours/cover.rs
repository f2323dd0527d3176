//! Values for stretches of a list, and the least that covers each of its entries.

/// The least value over each entry. A stretch takes constant time: it is laid down as two of a length that is a power
/// of two, and they are cut in halves once, at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    len: usize,
    /// Level after level, from stretches of one entry on; each level as long as the list.
    least: Vec<u64>,
}

impl Cover {
    /// What no stretch covers.
    pub(super) const NONE: u64 = u64::MAX;

    pub(super) fn reset(&mut self, len: usize) {
        self.len = len;
        self.least.clear();
        self.least.resize(len * levels(len), Self::NONE);
    }

    /// Covers the entries from `first` to `last`, both included and in the list.
    #[inline]
    pub(super) fn lower(&mut self, first: usize, last: usize, value: u64) {
        let level = (last - first + 1).ilog2() as usize;
        let row = &mut self.least[level * self.len..(level + 1) * self.len];
        row[first] = row[first].min(value);
        let late = last + 1 - (1 << level);
        row[late] = row[late].min(value);
    }

    /// Carries all stretches down to the entries. Time *O*(*n* log *n*).
    pub(super) fn finish(&mut self) {
        for level in (1..levels(self.len)).rev() {
            let (halves, wholes) = self.least.split_at_mut(level * self.len);
            let halves = &mut halves[(level - 1) * self.len..];
            let half = 1 << (level - 1);
            for (at, &value) in wholes[..self.len].iter().enumerate() {
                if value != Self::NONE {
                    halves[at] = halves[at].min(value);
                    halves[at + half] = halves[at + half].min(value);
                }
            }
        }
    }

    /// The least over each entry, once it is finished.
    pub(super) fn least(&self) -> &[u64] {
        &self.least[..self.len]
    }

    pub(super) fn least_mut(&mut self) -> &mut [u64] {
        &mut self.least[..self.len]
    }

    pub(super) fn memory(&self) -> usize {
        8 * self.least.capacity()
    }
}

fn levels(len: usize) -> usize {
    len.checked_ilog2().map_or(0, |log| log as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_has_the_least_of_what_covers_it() {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut cover = Cover::default();
        for len in 0..70 {
            cover.reset(len);
            let mut wanted = vec![Cover::NONE; len];
            for _ in 0..rng.usize(0..=2 * len) {
                let (one, other) = (rng.usize(0..len), rng.usize(0..len));
                let (first, last) = (one.min(other), one.max(other));
                let value = rng.u64(0..100);
                cover.lower(first, last, value);
                for wanted in &mut wanted[first..=last] {
                    *wanted = (*wanted).min(value);
                }
            }
            cover.finish();
            assert_eq!(cover.least(), wanted);
        }
    }
}
