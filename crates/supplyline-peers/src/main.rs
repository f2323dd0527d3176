//! Other programs for shortest paths beside supplyline: one run, the same graphs, equal answers before any time.

mod apart;
mod check;
mod compare;
mod data;
mod elimination;
mod graph;
mod machine;
mod memory;
mod peers;
#[path = "../../../benches/road_like/mod.rs"]
mod road_like;
mod system;
mod table;
mod timing;
mod workload;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};

use crate::compare::{Comparison, Options, compare};
use crate::elimination::Order;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compare all systems on some graphs.
    Compare {
        /// road264k and the like, bremen, porto, liechtenstein, or files ending in .bin.
        #[arg(default_values = ["road264k", "road1m", "bremen", "porto"])]
        graphs: Vec<String>,
        #[command(flatten)]
        run: Run,
        /// Write the computed orders here: <graph>.<order>.order, u32 little-endian, first eliminated first.
        #[arg(long)]
        save_orders: Option<PathBuf>,
    },
    /// Measure what grows with the nodes, on generated graphs.
    Growth {
        #[arg(default_values = ["road10k", "road30k", "road100k", "road300k", "road1m", "road4m"])]
        graphs: Vec<String>,
        #[command(flatten)]
        run: Run,
    },
    /// Write graphs to files that any program can read (the layout: src/graph.rs).
    Graphs {
        /// Their folder.
        #[arg(long)]
        to: PathBuf,
        #[arg(default_values = data::NAMES)]
        names: Vec<String>,
    },
    /// One system in this process, which is told its turns: what the other commands start.
    #[command(hide = true)]
    Apart { graph: PathBuf, order: PathBuf, pairs: usize, seed: u64 },
}

#[derive(Args)]
struct Run {
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    #[arg(long, default_value_t = 10_000)]
    pairs: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave out the systems whose names start so.
    #[arg(long)]
    without: Vec<String>,
    /// Only the systems whose names start so.
    #[arg(long)]
    only: Vec<String>,
    /// Measure on an order of yours as well (the layout: --save-orders).
    #[arg(long)]
    order: Vec<PathBuf>,
    /// Write the Markdown here too.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Run {
    fn options(&self) -> Result<Options> {
        ensure!(self.rounds > 0 && self.pairs > 0, "at least one round and one pair");
        let given = self.order.iter().map(|path| read_order(path)).collect::<Result<_>>()?;
        Ok(Options {
            rounds: self.rounds,
            pairs: self.pairs,
            seed: self.seed,
            without: self.without.clone(),
            only: self.only.clone(),
            given_orders: given,
        })
    }

    fn write(&self, text: &str) -> Result<()> {
        let Some(path) = &self.out else { return Ok(()) };
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))
    }

    fn preface(&self) -> String {
        format!(
            "{}- Protocol: {} rounds, every system's turn within each; {} random pairs, seed {}; turns of at most 1.5 s\n\
             - Memory: bytes held after setting up, by a counting allocator; for C++ the capacities of its vectors\n\n",
            machine::description(),
            self.rounds,
            self.pairs,
            self.seed
        )
    }
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Compare { graphs, run, save_orders } => {
            let mut text = format!("# Benchmarks\n\n{}", run.preface());
            print!("{text}");
            let comparisons = compared(&graphs, &run, |comparison| {
                if let Some(folder) = &save_orders {
                    write_orders(folder, comparison)?;
                }
                let part = format!("{}Load after it: {}\n\n", table::markdown(comparison), machine::load());
                print!("{part}");
                text.push_str(&part);
                run.write(&text)
            })?;
            all_right(&comparisons)
        }
        Command::Growth { graphs, run } => {
            let mut run = run;
            if run.only.is_empty() {
                run.only.push("supplyline".to_owned());
                run.without.push("supplyline, SSE2".to_owned());
            }
            let comparisons = compared(&graphs, &run, |_| Ok(()))?;
            let text = format!("# Growth\n\n{}{}", run.preface(), table::growth(&comparisons));
            print!("{text}");
            run.write(&text)?;
            all_right(&comparisons)
        }
        Command::Apart { graph, order, pairs, seed } => {
            apart::serve(&graph, read_order(&order)?.1, pairs, seed)
        }
        Command::Graphs { to, names } => write_graphs(&to, &names),
    }
}

/// Each graph's comparison as soon as it is there, and all of them.
fn compared(
    graphs: &[String],
    run: &Run,
    mut show: impl FnMut(&Comparison) -> Result<()>,
) -> Result<Vec<Comparison>> {
    let options = run.options()?;
    let mut comparisons = Vec::new();
    for name in graphs {
        if let Some(graph) = data::graph(name)? {
            let comparison = compare(graph, &options)?;
            show(&comparison)?;
            comparisons.push(comparison);
        }
    }
    Ok(comparisons)
}

fn all_right(comparisons: &[Comparison]) -> Result<()> {
    let wrong =
        comparisons.iter().flat_map(|comparison| &comparison.rows).filter(|row| row.answers.is_err()).count();
    ensure!(wrong == 0, "{wrong} rows had wrong answers and were not timed");
    Ok(())
}

fn write_graphs(folder: &Path, names: &[String]) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in names {
        if let Some(graph) = data::graph(name)? {
            let path = folder.join(format!("{name}.bin"));
            graph.write(&path)?;
            println!("{}: {} nodes, {} arcs", path.display(), graph.node_count(), graph.arc_count());
        }
    }
    Ok(())
}

fn write_orders(folder: &Path, comparison: &Comparison) -> Result<()> {
    fs::create_dir_all(folder)?;
    for row in &comparison.orders {
        let name = row.name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
        let bytes: Vec<u8> = row.order.iter().flat_map(|node| node.to_le_bytes()).collect();
        let name = format!("{}.{}.order", comparison.graph.name, name.trim_end_matches('-').to_lowercase());
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn read_order(path: &Path) -> Result<(String, Order)> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let order: Order =
        bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
    let mut seen = vec![false; order.len()];
    for &node in &order {
        let seen = seen.get_mut(node as usize).filter(|seen| !**seen);
        *seen.with_context(|| format!("{}: node {node} is no node or twice there", path.display()))? = true;
    }
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Ok((name, order))
}
