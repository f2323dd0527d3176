//! A system in a process of its own: this program a second time, with another environment. It judges its own answers, on
//! the same questions, and takes its turns when it is told to; in between it waits for the next line.

use std::io::{BufRead, BufReader, Lines, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::{env, fs, process};

use anyhow::{Context, Result, anyhow, bail};

use crate::check::{Judge, Verdict};
use crate::elimination::Order;
use crate::graph::Graph;
use crate::memory;
use crate::peers::{ours, plain};
use crate::system::{Peer, Task};
use crate::timing::{Measure, one_turn};
use crate::workload::Workload;

/// The other process, which ends with its owner.
pub struct Apart {
    child: Child,
    to: ChildStdin,
    from: Lines<BufReader<ChildStdout>>,
}

/// What it says of itself before its first turn.
pub struct Ready {
    pub verdict: Result<Verdict, String>,
    pub bytes: usize,
}

/// A graph and an order where the other process finds them, until it has read them.
struct Files([PathBuf; 2]);

impl Drop for Files {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

impl Apart {
    pub fn start(task: &Task, environment: (&str, &str), pairs: usize, seed: u64) -> Result<(Self, Ready)> {
        let path = |end: &str| env::temp_dir().join(format!("supplyline-peers-{}.{end}", process::id()));
        let files = Files(["bin", "order"].map(path));
        task.graph.write(&files.0[0])?;
        let order: Vec<u8> = task.order.iter().flat_map(|node| node.to_le_bytes()).collect();
        fs::write(&files.0[1], order)?;
        let mut child = Command::new(env::current_exe()?)
            .arg("apart")
            .args(&files.0)
            .args([pairs.to_string(), seed.to_string()])
            .env(environment.0, environment.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let to = child.stdin.take().context("its input")?;
        let from = BufReader::new(child.stdout.take().context("its output")?).lines();
        let mut apart = Self { child, to, from };
        let line = apart.line()?;
        let (bytes, verdict) = line.split_once(' ').context("bytes and a verdict")?;
        let ready = Ready { verdict: said(verdict), bytes: bytes.parse()? };
        Ok((apart, ready))
    }

    fn line(&mut self) -> Result<String> {
        self.from.next().ok_or_else(|| anyhow!("the other process has ended"))?.context("reading from it")
    }

    pub fn turn(&mut self, measure: Measure) -> Result<Vec<(Measure, f64)>> {
        let at = Measure::ALL.iter().position(|one| *one == measure).context("a measure")?;
        writeln!(self.to, "{at}")?;
        let line = self.line()?;
        line.split_whitespace().map(measured).collect()
    }
}

/// Checksum, pairs and unreachable ones; anything else says what was wrong.
fn said(verdict: &str) -> Result<Verdict, String> {
    let counts: Vec<u64> = verdict.split(' ').map_while(|word| word.parse().ok()).collect();
    let &[checksum, pairs, unreachable] = counts.as_slice() else { return Err(verdict.to_owned()) };
    let (pairs, unreachable) = (pairs as usize, unreachable as usize);
    Ok(Verdict { checksum, pairs, unreachable, ..Verdict::default() })
}

fn measured(word: &str) -> Result<(Measure, f64)> {
    let (at, seconds) = word.split_once(':').context("measure and seconds")?;
    Ok((*Measure::ALL.get(at.parse::<usize>()?).context("a measure")?, seconds.parse()?))
}

impl Drop for Apart {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The other side. Ends with its input.
pub fn serve(graph: &Path, order: Order, pairs: usize, seed: u64) -> Result<()> {
    let graph = Rc::new(Graph::read(graph)?);
    let work = Workload::new(&graph, pairs, seed);
    let nodes = graph.node_count();
    let mut judge = Judge::new(plain::Search::new(&graph), nodes);
    let task = Task { graph, order: Rc::new(order) };
    let before = memory::live();
    let mut system = ours::Ours { plain_vectors: true }.start(&task)?;
    let bytes = memory::live() - before;
    match judge.verdict(system.as_mut(), &work) {
        Ok(verdict) => println!("{bytes} {} {} {}", verdict.checksum, verdict.pairs, verdict.unreachable),
        Err(wrong) => {
            println!("{bytes} wrong: {wrong}");
            bail!("{wrong}");
        }
    }
    for line in stdin().lines() {
        let measure = *Measure::ALL.get(line?.parse::<usize>()?).context("a measure")?;
        let found = one_turn(system.as_mut(), measure, &work, nodes);
        let words = found.iter().filter_map(|(measure, seconds)| {
            let at = Measure::ALL.iter().position(|one| one == measure)?;
            Some(format!("{at}:{seconds:e}"))
        });
        println!("{}", words.collect::<Vec<_>>().join(" "));
    }
    Ok(())
}
