//! Some of many, drawn by their weights: the same ones for the same seed.

/// How much of a sum is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// All of it, up to a number of sources that each metric states, and a sample of 1,000 beyond.
    Auto,
    /// All of it.
    Exact,
    /// From so many sources, drawn with replacement by their weights; the same ones for the same seed.
    Sample {
        /// How many are drawn; 1 at least.
        sources: usize,
        /// Which.
        seed: u64,
    },
}

impl Effort {
    /// The number of sources to draw, and the seed; nothing where all are to be taken.
    pub(super) fn drawn(self, sources: usize, most: usize) -> Option<(usize, u64)> {
        match self {
            Self::Auto if sources <= most => None,
            Self::Auto => Some((1_000, 1)),
            Self::Exact => None,
            Self::Sample { sources, seed } => Some((sources.max(1), seed)),
        }
    }
}

/// How far values that were worked out from a sample may be off.
///
/// For *k* sources drawn and *v* values, each of which a source adds to by no more than its share of the weight *w* of all
/// pairs, no value is off by more than *w* √(ln(40 *v*) / 2 *k*) with a probability of 95 %: W. Hoeffding, Probability
/// inequalities for sums of bounded random variables, J. Am. Stat. Assoc. 58 (1963) 13-30, doi
/// 10.1080/01621459.1963.10500830, for both sides and all values at once. It holds for any network, and most values are
/// much nearer. A physical link of several rows or modes, of which one route may take several, may be off by so many
/// times this.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ErrorBound {
    /// With the confidence below no value is off by more than this, in the unit of the values.
    pub at_most: f64,
    /// The probability that this holds for all values together.
    pub confidence: f64,
    /// How many sources were drawn.
    pub sources: usize,
}

const CONFIDENCE: f64 = 0.95;

impl ErrorBound {
    /// For `values` means of `sources` draws between 0 and `range` each.
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
    pub(super) fn hoeffding(sources: usize, values: usize, range: f64) -> Self {
        let both_sides = 2.0 * values.max(1) as f64 / (1.0 - CONFIDENCE);
        let at_most = range * (both_sides.ln() / (2.0 * sources as f64)).sqrt();
        Self { at_most, confidence: CONFIDENCE, sources }
    }
}

/// `count` draws with replacement, by weights that are not negative, ascending. Nothing where all weights are zero.
pub(super) fn draw(weights: &[f64], count: usize, seed: u64) -> Vec<usize> {
    let mut sums = Vec::with_capacity(weights.len());
    let mut sum = 0.0;
    for &weight in weights {
        sum += weight;
        sums.push(sum);
    }
    if sum <= 0.0 {
        return Vec::new();
    }
    let mut state = seed;
    let mut drawn: Vec<usize> = (0..count)
        .map(|_| {
            let at = unit(&mut state) * sum;
            sums.partition_point(|&sum| sum <= at).min(weights.len() - 1)
        })
        .filter(|&at| weights[at] > 0.0)
        .collect();
    drawn.sort_unstable();
    drawn
}

/// From 0 to below 1: `SplitMix64` (G. Steele, D. Lea and C. Flood, Fast splittable pseudorandom number generators, OOPSLA
/// 2014; from general knowledge).
#[expect(clippy::cast_precision_loss, reason = "53 bits")]
fn unit(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
