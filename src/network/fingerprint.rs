//! A number that tells two networks apart by who is joined to whom.

/// FNV-1a over words of 64 bits: to tell networks apart, not to keep anybody from forging one.
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

    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        self.0 ^= self.0 >> 29;
    }
}
