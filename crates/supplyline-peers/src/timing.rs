//! Rounds in which every system has its turn, so that a slow minute of the machine hits all of them.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use crate::system::System;
use crate::workload::Workload;

/// What is measured, in the order of the tables' columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Index,
    Customize,
    CustomizeOnTwo,
    Query,
    MedianQuery,
    Close,
    Undo,
    OneToAll,
    SeveralToAll,
    SeveralSummed,
    OneToFew,
    SeveralToFew,
}

impl Measure {
    pub const ALL: [Self; 12] = [
        Self::Index,
        Self::Customize,
        Self::CustomizeOnTwo,
        Self::Query,
        Self::MedianQuery,
        Self::Close,
        Self::Undo,
        Self::OneToAll,
        Self::SeveralToAll,
        Self::SeveralSummed,
        Self::OneToFew,
        Self::SeveralToFew,
    ];

    /// Heading, and how many of its unit a second has.
    pub fn heading(self) -> (&'static str, f64) {
        match self {
            Self::Index => ("index, ms", 1e3),
            Self::Customize => ("customize, 1 thread, ms", 1e3),
            Self::CustomizeOnTwo => ("customize, 2 threads, ms", 1e3),
            Self::Query => ("pair, mean, µs", 1e6),
            Self::MedianQuery => ("pair, median, µs", 1e6),
            Self::Close => ("close a node, µs", 1e6),
            Self::Undo => ("undo, µs", 1e6),
            Self::OneToAll => ("one to all, ms", 1e3),
            Self::SeveralToAll => ("16 to all, ms a source", 1e3),
            Self::SeveralSummed => ("16 to all, summed, ms a source", 1e3),
            Self::OneToFew => ("one to 16, µs", 1e6),
            Self::SeveralToFew => ("16 to 16, µs", 1e6),
        }
    }
}

/// Of one measure by one system: seconds, one number a round.
#[derive(Debug, Clone, Default)]
pub struct Series(pub Vec<f64>);

impl Series {
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(sorted[middle]),
            _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
        }
    }

    pub fn min(&self) -> Option<f64> {
        self.0.iter().copied().min_by(f64::total_cmp)
    }
}

/// A turn may take about so long; what is dearer is asked less often, but at least once.
const TURN: Duration = Duration::from_millis(500);

/// Runs `step` for as many of the indices below `wanted` as fit into a turn; how many, and in how many seconds.
fn turn(wanted: usize, mut step: impl FnMut(usize) -> Option<()>) -> Option<(usize, f64)> {
    let start = Instant::now();
    let mut done = 0;
    // Reading the clock after every step would cost as much as a fast step itself.
    let mut next_look = 1;
    while done < wanted {
        step(done)?;
        done += 1;
        if done == next_look {
            let elapsed = start.elapsed();
            if elapsed >= TURN {
                break;
            }
            let fitting = TURN.as_secs_f64() / elapsed.as_secs_f64().max(1e-9) * done as f64;
            next_look = done + (done / 4).max(1).min((fitting as usize).saturating_sub(done).max(1));
        }
    }
    Some((done, start.elapsed().as_secs_f64()))
}

fn mean(turn: Option<(usize, f64)>) -> Option<f64> {
    turn.map(|(count, seconds)| seconds / count as f64)
}

/// How long nobody does anything before a turn, so that threads which wait actively for more work (OpenMP's) are asleep.
const REST: Duration = Duration::from_millis(20);

/// One turn of one system at one measure: what was measured, in seconds. Closing and undoing take their turn together;
/// an index is not built here.
pub fn one_turn(
    system: &mut dyn System,
    measure: Measure,
    work: &Workload,
    nodes: usize,
) -> Vec<(Measure, f64)> {
    thread::sleep(REST);
    let seconds = match measure {
        Measure::Close => {
            let both = close_and_undo(system, work);
            return both
                .map_or_else(Vec::new, |[close, undo]| vec![(Measure::Close, close), (Measure::Undo, undo)]);
        }
        Measure::MedianQuery => median_query(system, work),
        _ => mean_of_one_turn(system, measure, work, nodes),
    };
    seconds.map(|seconds| (measure, seconds)).into_iter().collect()
}

fn mean_of_one_turn(system: &mut dyn System, measure: Measure, work: &Workload, nodes: usize) -> Option<f64> {
    let pairs = if system.is_plain_search() { work.plain_pairs } else { work.pairs.len() };
    match measure {
        Measure::Customize => mean(turn(5, |_| system.customize(1))),
        Measure::CustomizeOnTwo => mean(turn(5, |_| system.customize(2))),
        Measure::Query => mean(turn(pairs, |at| {
            let (source, target) = work.pairs[at];
            black_box(system.distance(source, target));
            Some(())
        })),
        Measure::OneToAll => {
            let mut row = vec![0; nodes];
            mean(turn(20, |at| system.one_to_all(work.sources[at], black_box(&mut row))))
        }
        Measure::SeveralToAll => {
            let mut rows = Vec::new();
            let several = |at: usize| {
                rows.resize(16 * nodes, 0);
                system.several_to_all(&work.sources[16 * at..16 * at + 16], black_box(&mut rows))
            };
            mean(turn(5, several)).map(|seconds| seconds / 16.0)
        }
        Measure::SeveralSummed => {
            let mut sums = [0; 16];
            let several =
                |at: usize| system.several_summed(&work.sources[16 * at..16 * at + 16], black_box(&mut sums));
            mean(turn(5, several)).map(|seconds| seconds / 16.0)
        }
        Measure::OneToFew => {
            let mut row = [0; 16];
            let targets = |at: usize| &work.targets[16 * (at % 100)..16 * (at % 100) + 16];
            mean(turn(400, |at| system.one_to_few(work.sources[at], targets(at), black_box(&mut row))))
        }
        Measure::SeveralToFew => {
            let mut matrix = [0; 256];
            let sixteen =
                |all: &[u32], at: usize| -> [u32; 16] { std::array::from_fn(|one| all[16 * at + one]) };
            mean(turn(20, |at| {
                let (sources, targets) = (sixteen(&work.sources, at), sixteen(&work.targets, at));
                system.several_to_few(&sources, &targets, black_box(&mut matrix))
            }))
        }
        Measure::Index | Measure::MedianQuery | Measure::Close | Measure::Undo => None,
    }
}

/// Means of closing a random node and of opening it again.
fn close_and_undo(system: &mut dyn System, work: &Workload) -> Option<[f64; 2]> {
    if system.is_plain_search() {
        return None;
    }
    let mut seconds = [0.0; 2];
    let (count, _) = turn(work.closures.len(), |at| {
        let closure = &work.closures[at];
        let start = Instant::now();
        system.update(&closure.closed)?;
        let closed = Instant::now();
        system.undo(&closure.open)?;
        seconds[0] += (closed - start).as_secs_f64();
        seconds[1] += closed.elapsed().as_secs_f64();
        Some(())
    })?;
    Some(seconds.map(|seconds| seconds / count as f64))
}

/// The median of single pairs, each timed by itself; reading the clock (some 30 ns) is in it.
fn median_query(system: &mut dyn System, work: &Workload) -> Option<f64> {
    let pairs = if system.is_plain_search() { work.plain_pairs } else { work.pairs.len() };
    let mut single = Series::default();
    turn(pairs, |at| {
        let (source, target) = work.pairs[at];
        let start = Instant::now();
        black_box(system.distance(source, target));
        single.0.push(start.elapsed().as_secs_f64());
        Some(())
    })?;
    single.median()
}
