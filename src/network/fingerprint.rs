//! A number that tells two networks apart by who is joined to whom.

/// A chain of words of 64 bits, each mixed until every bit of what went before acts on every bit of the whole: what one
/// arc changes no later one takes back. To tell networks apart, not to keep anybody from forging one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Of a graph of so many nodes, without arcs yet.
    pub(crate) fn new(nodes: usize) -> Self {
        let mut fingerprint = Self(0xcbf2_9ce4_8422_2325);
        fingerprint.word(nodes as u64);
        fingerprint
    }

    /// Adds an arc. Their order counts.
    pub(crate) fn arc(&mut self, tail: usize, head: usize) {
        self.word((tail as u64) << 32 | head as u64);
    }

    pub(crate) fn value(self) -> u64 {
        self.0
    }

    /// With the finalizer of S. Vigna, `SplitMix64`, <https://prng.di.unimi.it/splitmix64.c> (public domain).
    fn word(&mut self, word: u64) {
        let mut mixed = (self.0 ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.0 = mixed ^ mixed >> 31;
    }
}
