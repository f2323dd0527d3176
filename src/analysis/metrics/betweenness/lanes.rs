//! Routes from several sources at once, over the shortcuts of a [`Fill`]: one sweep down for costs and counts, one back up
//! for what shortcuts carry.
//!
//! From a source shortcuts are climbed to all that was eliminated after it; one sweep over all places, from the last
//! eliminated on, then has the least costs of all nodes (D. Delling, A. Goldberg, A. Nowatzyk and R. Werneck, PHAST:
//! hardware-accelerated shortest path trees, J. Parallel Distrib. Comput. 73 (2013) 940-952, doi
//! 10.1016/j.jpdc.2012.02.007), and here their counts of routes too; the opposite sweep is Brandes's accumulation. No
//! queue and no order by cost is needed, so that neighbouring sources go side by side in the lanes of vectors.

#![expect(clippy::float_cmp, reason = "keys are integers, and are checked to be exact")]
#![expect(
    clippy::inline_always,
    reason = "what is not inlined into a function for wider vectors is compiled without them"
)]
#![expect(clippy::needless_range_loop, reason = "several arrays of lanes go side by side")]

use super::fill::{Carried, EXACT, Fill, MANY};
use crate::paths::widest;

/// So many sources go side by side: of each quantity a cache line.
pub(super) const LANES: usize = 8;

type Lanes = [f64; LANES];

const FAR: Lanes = [f64::INFINITY; LANES];
const NONE: Lanes = [0.0; LANES];

/// Of a place, for each source.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Label {
    key: Lanes,
    /// Routes here.
    count: Lanes,
    /// What goes on from here; later what each route here carries, what ends here included.
    carried: Lanes,
}

/// What is reached from a source by climbing alone.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Climbed {
    key: Lanes,
    count: Lanes,
}

/// What a thread keeps.
#[derive(Clone, Debug)]
pub(super) struct Workspace {
    labels: Vec<Label>,
    climbed: Vec<Climbed>,
    /// The round in which a place was last climbed to.
    rounds: Vec<u32>,
    round: u32,
    /// What each climbing route carries, while one source is looked at.
    each: Vec<f64>,
    /// The places that can be climbed to, from the source on.
    chain: Vec<u32>,
}

impl Workspace {
    pub(super) fn new(fill: &Fill) -> Self {
        let places = fill.nodes.len();
        Self {
            labels: vec![Label { key: FAR, count: NONE, carried: NONE }; places],
            climbed: vec![Climbed { key: FAR, count: NONE }; places],
            rounds: vec![0; places],
            round: 0,
            each: vec![0.0; places],
            chain: Vec::new(),
        }
    }

    fn find_chain(&mut self, fill: &Fill, source: u32) {
        self.chain.clear();
        let mut at = Some(source as usize);
        while let Some(place) = at {
            #[expect(clippy::cast_possible_truncation, reason = "places are below 2^32")]
            self.chain.push(place as u32);
            at = fill.parent(place);
        }
    }
}

/// A source, by its place, and how much each of its pairs counts.
pub(super) type Start = (u32, f64);

widest! {
    /// Adds what the routes from some sources, at most [`LANES`], to all other nodes carry. Whether all numbers are exact
    /// enough; where not, nothing of `carried` is to be used.
    pub(super) fn carry(fill: &Fill, starts: &[Start], workspace: &mut Workspace, carried: &mut Carried) -> bool = carry_body
}

#[inline(always)]
fn carry_body(fill: &Fill, starts: &[Start], workspace: &mut Workspace, carried: &mut Carried) -> bool {
    if workspace.round == u32::MAX {
        workspace.rounds.fill(0);
        workspace.round = 0;
    }
    workspace.round += 1;
    for (lane, &(source, _)) in starts.iter().enumerate() {
        climb(fill, source, lane, workspace);
    }
    if !fall(fill, workspace) {
        return false;
    }
    let mut weights = NONE;
    for (weight, &(_, given)) in weights.iter_mut().zip(starts) {
        *weight = given;
    }
    gather(fill, &weights, workspace, carried);
    for (lane, &(source, _)) in starts.iter().enumerate() {
        descend(fill, source, lane, workspace, carried);
    }
    true
}

#[inline(always)]
fn climb(fill: &Fill, source: u32, lane: usize, workspace: &mut Workspace) {
    workspace.find_chain(fill, source);
    let Workspace { climbed, rounds, round, chain, .. } = workspace;
    for &place in chain.iter() {
        if rounds[place as usize] != *round {
            rounds[place as usize] = *round;
            climbed[place as usize] = Climbed { key: FAR, count: NONE };
        }
    }
    climbed[source as usize].key[lane] = 0.0;
    climbed[source as usize].count[lane] = 1.0;
    for &place in chain.iter() {
        let (key, count) = (climbed[place as usize].key[lane], climbed[place as usize].count[lane]);
        if key < f64::INFINITY {
            for shortcut in fill.rising.of(place as usize) {
                let next = key + shortcut.weight.key;
                let count = count * shortcut.weight.count;
                let upper = &mut climbed[shortcut.upper as usize];
                if next < upper.key[lane] {
                    (upper.key[lane], upper.count[lane]) = (next, count);
                } else if next == upper.key[lane] {
                    upper.count[lane] += count;
                }
            }
        }
    }
}

/// Least keys and counts of all places.
#[inline(always)]
fn fall(fill: &Fill, workspace: &mut Workspace) -> bool {
    let Workspace { labels, climbed, rounds, round, .. } = workspace;
    let labels = labels.as_mut_slice();
    let (mut farthest, mut most) = (NONE, NONE);
    for place in 0..labels.len() {
        let (mut key, mut count) =
            if rounds[place] == *round { (climbed[place].key, climbed[place].count) } else { (FAR, NONE) };
        for shortcut in fill.falling.of(place) {
            let upper = &labels[shortcut.upper as usize];
            for lane in 0..LANES {
                let next = upper.key[lane] + shortcut.weight.key;
                let more = upper.count[lane] * shortcut.weight.count;
                let kept = if next < key[lane] { 0.0 } else { count[lane] };
                count[lane] = kept + if next <= key[lane] { more } else { 0.0 };
                key[lane] = if next < key[lane] { next } else { key[lane] };
            }
        }
        for lane in 0..LANES {
            let reached = if key[lane] < f64::INFINITY { key[lane] } else { 0.0 };
            farthest[lane] = if reached > farthest[lane] { reached } else { farthest[lane] };
            most[lane] = if count[lane] > most[lane] { count[lane] } else { most[lane] };
        }
        labels[place] = Label { key, count, carried: NONE };
    }
    (0..LANES).all(|lane| farthest[lane] < EXACT && most[lane] < MANY)
}

/// What shortcuts down carry, and what goes on from each place.
#[inline(always)]
fn gather(fill: &Fill, weights: &Lanes, workspace: &mut Workspace, carried: &mut Carried) {
    let labels = workspace.labels.as_mut_slice();
    let mut pairs = NONE;
    for place in (0..labels.len()).rev() {
        // What this place depends on lies before it.
        let (before, rest) = labels.split_at_mut(place);
        let Label { key, count, carried: onward } = &mut rest[0];
        let mut passing = NONE;
        for lane in 0..LANES {
            // Only a source costs nothing; nothing passes it.
            let is_source = key[lane] <= 0.0;
            let ending = if is_source || count[lane] <= 0.0 { 0.0 } else { weights[lane] };
            passing[lane] = if is_source { 0.0 } else { onward[lane] };
            pairs[lane] += ending;
            let each = (onward[lane] + ending) / count[lane];
            onward[lane] = if count[lane] > 0.0 { each } else { 0.0 };
        }
        carried.passing[place] += sum(&passing);
        for shortcut in fill.falling.of(place) {
            let upper = &mut before[shortcut.upper as usize];
            let mut is_tight = false;
            for lane in 0..LANES {
                is_tight |= upper.key[lane] + shortcut.weight.key == key[lane];
            }
            if is_tight {
                let mut shares = NONE;
                for lane in 0..LANES {
                    let is_tight = upper.key[lane] + shortcut.weight.key == key[lane];
                    let share = upper.count[lane] * shortcut.weight.count * onward[lane];
                    shares[lane] = if is_tight { share } else { 0.0 };
                    upper.carried[lane] += shares[lane];
                }
                carried.down[shortcut.at as usize] += sum(&shares);
            }
        }
    }
    carried.pairs += sum(&pairs);
}

/// What shortcuts up carry, from the top back to the source.
#[inline(always)]
fn descend(fill: &Fill, source: u32, lane: usize, workspace: &mut Workspace, carried: &mut Carried) {
    workspace.find_chain(fill, source);
    let Workspace { labels, climbed, each, chain, .. } = workspace;
    for &place in chain.iter().rev() {
        let at = place as usize;
        let (key, count) = (climbed[at].key[lane], climbed[at].count[lane]);
        let mut passing = 0.0;
        if key < f64::INFINITY {
            for shortcut in fill.rising.of(at) {
                let upper = shortcut.upper as usize;
                if key + shortcut.weight.key == climbed[upper].key[lane] && each[upper] > 0.0 {
                    let share = count * shortcut.weight.count * each[upper];
                    passing += share;
                    carried.up[shortcut.at as usize] += share;
                }
            }
        }
        // Only where climbing alone is cheapest does anything turn and go down here.
        let label = &labels[at];
        let turning = if key == label.key[lane] { count * label.carried[lane] } else { 0.0 };
        each[at] = if count > 0.0 { (passing + turning) / count } else { 0.0 };
        if place != source {
            carried.passing[at] += passing;
        }
    }
}

#[inline(always)]
fn sum(lanes: &Lanes) -> f64 {
    let mut half = [0.0; LANES / 2];
    for lane in 0..LANES / 2 {
        half[lane] = lanes[lane] + lanes[lane + LANES / 2];
    }
    (half[0] + half[2]) + (half[1] + half[3])
}
