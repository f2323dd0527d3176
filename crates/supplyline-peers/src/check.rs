//! No time without the right answer: every system's distances beside those of a plain search and of the other systems.

use anyhow::{Result, ensure};

use crate::peers::plain::Search;
use crate::system::{System, UNREACHABLE};
use crate::workload::Workload;

/// Reads the answers of a plain search; asks each system for its own.
pub struct Judge {
    search: Search,
    nodes: usize,
    /// Of every pair, from the first hierarchy that agreed with the plain search.
    reference: Option<Vec<u32>>,
}

/// How a system's answers compare.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// Over all pairs asked, without the unreachable ones.
    pub checksum: u64,
    pub pairs: usize,
    pub unreachable: usize,
    /// Pairs on which a system that rounds is off, and by how many milliseconds at most.
    pub off: usize,
    pub off_by: u32,
}

/// What one plain search per pair is affordable for.
const PAIRS_JUDGED: usize = 30;
const CLOSURES_JUDGED: usize = 8;

impl Judge {
    pub fn new(search: Search, nodes: usize) -> Self {
        Self { search, nodes, reference: None }
    }

    /// A verdict that was given elsewhere, by a judge who did not know the answers of the first hierarchy here.
    pub fn confirmed(&self, verdict: Verdict) -> Result<Verdict, String> {
        let reached = self.reference.iter().flatten().filter(|&&distance| distance != UNREACHABLE);
        let right: u64 = reached.map(|&distance| u64::from(distance)).sum();
        if self.reference.is_some() && right != verdict.checksum {
            return Err(format!("its checksum is {}, that of the others {right}", verdict.checksum));
        }
        Ok(verdict)
    }

    pub fn verdict(&mut self, system: &mut dyn System, work: &Workload) -> Result<Verdict> {
        let verdict = self.pairs(system, work)?;
        self.rows(system, work)?;
        self.closures(system, work)?;
        Ok(verdict)
    }

    fn pairs(&mut self, system: &mut dyn System, work: &Workload) -> Result<Verdict> {
        let count =
            if system.is_plain_search() { PAIRS_JUDGED.min(work.plain_pairs) } else { work.pairs.len() };
        let pairs = &work.pairs[..count];
        let found: Vec<u32> = pairs.iter().map(|&(s, t)| system.checked_distance(s, t)).collect();
        for (&(source, target), &found) in pairs.iter().zip(&found).take(PAIRS_JUDGED) {
            let right = self.search.distance(source, target);
            ensure!(
                agree(system, found, right),
                "{source} to {target} takes {right} ms, the system says {found}"
            );
        }
        let mut verdict = Verdict { pairs: count, ..Verdict::default() };
        if let Some(reference) = &self.reference {
            for ((&(source, target), &found), &right) in pairs.iter().zip(&found).zip(reference) {
                ensure!(
                    agree(system, found, right),
                    "{source} to {target} takes {right} ms by the others, the system says {found}"
                );
                verdict.off += usize::from(found != right);
                verdict.off_by = verdict.off_by.max(found.abs_diff(right));
            }
        }
        let reached = found.iter().filter(|&&distance| distance != UNREACHABLE);
        verdict.checksum = reached.map(|&distance| u64::from(distance)).sum();
        verdict.unreachable = found.iter().filter(|&&distance| distance == UNREACHABLE).count();
        if self.reference.is_none() && !system.is_plain_search() && !system.is_single_precision() {
            self.reference = Some(found);
        }
        Ok(verdict)
    }

    fn rows(&mut self, system: &mut dyn System, work: &Workload) -> Result<()> {
        let nodes = self.nodes;
        let (mut right, mut found) = (vec![0; nodes], vec![0; nodes]);
        for &source in &work.sources[..2] {
            self.search.one_to_all(source, &mut right);
            if system.one_to_all(source, &mut found).is_some() {
                let wrong = (0..nodes).find(|&node| !agree(system, found[node], right[node]));
                ensure!(wrong.is_none(), "one to all from {source} is wrong at {wrong:?}");
            }
            let targets = &work.targets[..16];
            if system.one_to_few(source, targets, &mut found[..16]).is_some() {
                let wrong = (0..16).find(|&at| !agree(system, found[at], right[targets[at] as usize]));
                ensure!(wrong.is_none(), "one to few from {source} is wrong at {wrong:?}");
            }
        }
        let (sources, targets) = (&work.sources[..16], &work.targets[..16]);
        let mut matrix = vec![0; 256];
        let to_few = system.several_to_few(sources, targets, &mut matrix).is_some();
        let mut rows = vec![0; 16 * nodes];
        let to_all = system.several_to_all(sources, &mut rows).is_some();
        let mut sums = [0; 16];
        let is_summed = system.several_summed(sources, &mut sums).is_some();
        if !to_few && !to_all {
            return Ok(());
        }
        for ((lane, &source), few) in sources.iter().enumerate().zip(matrix.chunks(16)) {
            self.search.one_to_all(source, &mut right);
            let wrong = (0..16).find(|&at| to_few && !agree(system, few[at], right[targets[at] as usize]));
            ensure!(wrong.is_none(), "several to few is wrong from {source} at {wrong:?}");
            let wrong =
                (0..nodes).find(|&node| to_all && !agree(system, rows[16 * node + lane], right[node]));
            ensure!(wrong.is_none(), "several to all is wrong from {source} at {wrong:?}");
            let reached = right.iter().filter(|&&distance| distance != UNREACHABLE);
            let sum: u64 = reached.map(|&distance| u64::from(distance)).sum();
            ensure!(!is_summed || sums[lane] == sum, "the sum from {source} is {}, not {sum}", sums[lane]);
        }
        Ok(())
    }

    fn closures(&mut self, system: &mut dyn System, work: &Workload) -> Result<()> {
        if system.is_plain_search() {
            return Ok(());
        }
        let mut right = vec![0; self.nodes];
        for (closure, &source) in work.closures.iter().zip(&work.sources).take(CLOSURES_JUDGED) {
            if system.update(&closure.closed).is_none() {
                return Ok(());
            }
            self.search.update(&closure.closed);
            self.search.one_to_all(source, &mut right);
            self.search.update(&closure.open);
            // The closed node itself is where a wrong answer shows first.
            for target in work.targets.iter().copied().take(60).chain([closure.node]) {
                let found = system.checked_distance(source, target);
                let right = right[target as usize];
                ensure!(
                    agree(system, found, right),
                    "with {} closed {source} to {target} takes {right} ms, the system says {found}",
                    closure.node
                );
            }
            system.undo(&closure.open);
            let reference = self.reference.iter().flatten();
            for (&(source, target), &right) in work.pairs.iter().zip(reference).take(200) {
                let found = system.checked_distance(source, target);
                ensure!(
                    agree(system, found, right),
                    "with {} open again {source} to {target} takes {right} ms, the system says {found}",
                    closure.node
                );
            }
        }
        Ok(())
    }
}

fn agree(system: &dyn System, found: u32, right: u32) -> bool {
    let tolerance = if system.is_single_precision() { right / 100_000 } else { 0 };
    found == right || (found != UNREACHABLE && right != UNREACHABLE && found.abs_diff(right) <= tolerance)
}
