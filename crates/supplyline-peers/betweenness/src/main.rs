//! Betweenness by supplyline, for `compare.py`.
//!
//! `graph road|grid|random NODES FILE` writes a graph as lines `tail head milliseconds`; `values FILE THREADS HOW OUT` reads it,
//! writes the betweenness of each node and then of each line, and prints the seconds that it took. HOW is `auto`,
//! `searches` or `elimination`.

#[path = "../../../../benches/road_like/mod.rs"]
mod road_like;

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use supplyline::analysis::metrics::{BetweennessOptions, Effort, Pairs, RouteCounting, betweenness};
use supplyline::import::{RawLink, RawNetwork, RawNode};
use supplyline::units::{Length, Time};
use supplyline::{Impedance, Network, View};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["graph", kind, nodes, file] => Ok(std::fs::write(file, graph(kind, nodes.parse()?)?)?),
        ["values", file, threads, how, out] => values(file, threads.parse()?, how, out),
        _ => bail!("graph road|grid|random NODES FILE, or values FILE THREADS auto|searches|elimination OUT"),
    }
}

/// Two-way links, each as two lines.
fn graph(kind: &str, nodes: usize) -> Result<String> {
    let mut rng = fastrand::Rng::with_seed(1);
    let mut links: Vec<(usize, usize, u32)> = Vec::new();
    match kind {
        "road" => {
            let graph = road_like::RoadLike::new(nodes, 1);
            for (at, &time) in graph.milliseconds.iter().enumerate() {
                let (tail, head) = (graph.tails[at] as usize, graph.heads[at] as usize);
                if tail < head {
                    links.push((tail, head, time));
                }
            }
        }
        // Few different costs, so that there are many ties.
        "grid" => {
            let side = nodes.isqrt();
            for at in 0..side * side {
                if at % side + 1 < side {
                    links.push((at, at + 1, rng.u32(1..5)));
                }
                if at + side < side * side {
                    links.push((at, at + side, rng.u32(1..5)));
                }
            }
        }
        // No separators: a random tree and twice as many links anywhere.
        "random" => {
            let mut seen = std::collections::BTreeSet::new();
            while seen.len() < 3 * nodes {
                let at = seen.len();
                let tail = if at < nodes - 1 { at + 1 } else { rng.usize(..nodes) };
                let head = if at < nodes - 1 { rng.usize(..tail) } else { rng.usize(..nodes) };
                if tail != head {
                    seen.insert((tail.min(head), tail.max(head)));
                }
            }
            links.extend(seen.into_iter().map(|(tail, head)| (tail, head, rng.u32(1..1_000))));
        }
        _ => bail!("no such kind of graph: {kind}"),
    }
    let mut text = String::new();
    for (tail, head, cost) in links {
        writeln!(text, "{tail} {head} {cost}\n{head} {tail} {cost}")?;
    }
    Ok(text)
}

fn values(file: &str, threads: usize, how: &str, out: &str) -> Result<()> {
    let text = std::fs::read_to_string(file)?;
    let mut raw = RawNetwork::default();
    let mut most = 0;
    for (at, line) in text.lines().enumerate() {
        let mut fields = line.split(' ');
        let mut field = || fields.next().context("three fields to a line");
        let (tail, head, cost): (usize, usize, u64) = (field()?.parse()?, field()?.parse()?, field()?.parse()?);
        most = most.max(tail).max(head);
        raw.links.push(RawLink {
            key: at.to_string(),
            from: tail.to_string(),
            to: head.to_string(),
            directed: true,
            // Not asked for, but a link has one.
            length: Length::from_decimetres(cost).ok(),
            time: Time::from_milliseconds(cost).ok(),
            ..RawLink::default()
        });
    }
    raw.nodes.extend((0..=most).map(|key| RawNode { key: key.to_string(), ..RawNode::default() }));
    let network = Network::try_from(raw).map_err(|error| anyhow::anyhow!("{error}"))?;
    let view = View::new(&network, Impedance::Time);
    let counting = match how {
        "searches" => RouteCounting::Searches,
        "elimination" => RouteCounting::Elimination,
        _ => RouteCounting::Auto,
    };
    let options = BetweennessOptions::default().pairs(Pairs::Nodes).effort(Effort::Exact).counting(counting);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let begun = Instant::now();
    let found = pool.install(|| betweenness(&view, options))?;
    println!("{} {}", begun.elapsed().as_secs_f64(), found.is_by_elimination);
    let mut text = String::new();
    for key in 0..=most {
        let node = network.find_nodes(&key.to_string()).next().context("a node")?;
        writeln!(text, "{:e}", found.nodes[node.index()])?;
    }
    for link in network.links() {
        let arcs = network.link_arcs(link.id());
        writeln!(text, "{:e}", arcs.iter().map(|arc| found.arcs[arc.index()]).sum::<f64>())?;
    }
    Ok(std::fs::write(out, text)?)
}
