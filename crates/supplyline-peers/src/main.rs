//! Other programs for shortest paths beside supplyline: one run, the same graphs, equal answers before any time.

mod apart;
mod check;
mod compare;
mod data;
mod document;
mod elimination;
mod graph;
mod growth;
mod machine;
mod memory;
mod peers;
#[path = "../../../benches/road_like/mod.rs"]
mod road_like;
mod system;
mod table;
mod targets;
mod timing;
mod workload;

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};

use crate::compare::{Comparison, Options, compare};
use crate::document::Document;
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
        /// road264k and the like, bremen, porto, liechtenstein, or files ending in .bin. Without any: road264k by all of
        /// them, bremen, porto and road1m by the fastest and petgraph, and growth.
        graphs: Vec<String>,
        #[command(flatten)]
        run: Run,
        /// Write the computed orders here: <graph>.<order>.order, u32 little-endian, first eliminated first.
        #[arg(long)]
        save_orders: Option<PathBuf>,
    },
    /// Measure what grows with the nodes, supplyline alone, on generated graphs.
    Growth {
        #[arg(default_values = SIZES)]
        graphs: Vec<String>,
        /// Draw a picture, SVG.
        #[arg(long)]
        plot: Option<PathBuf>,
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

const GRAPHS: [&str; 4] = ["road264k", "bremen", "porto", "road1m"];
const SIZES: [&str; 6] = ["road10k", "road30k", "road100k", "road300k", "road1m", "road4m"];
/// The sizes of the whole page that are not among its graphs; the others are taken from there.
const BEFORE_THE_LARGEST: [&str; 4] = ["road10k", "road30k", "road100k", "road300k"];
const AFTER_IT: [&str; 1] = ["road4m"];

#[derive(Args, Clone)]
struct Run {
    #[arg(long, default_value_t = 3)]
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

    fn protocol(&self) -> String {
        let Self { rounds, pairs, seed, .. } = self;
        format!(
            "{rounds} rounds, in each of which every system has its turn; {pairs} random pairs, seed {seed}; turns of at most 0.5 s"
        )
    }

    /// The same, with supplyline and what it is measured by alone.
    fn few(&self) -> Self {
        let only = ["RoutingKit", "supplyline", "petgraph"].map(ToOwned::to_owned).to_vec();
        Self { only, without: vec!["RoutingKit, perfect".to_owned()], ..self.clone() }
    }

    /// The same, with supplyline alone.
    fn alone(&self) -> Self {
        let (only, without) = (vec!["supplyline".to_owned()], vec!["supplyline, SSE2".to_owned()]);
        Self { only, without, ..self.clone() }
    }
}

fn main() -> Result<()> {
    let command = Arguments::parse().command;
    if let Command::Compare { .. } | Command::Growth { .. } = command {
        ensure!(
            env::var_os("SUPPLYLINE_VECTORS").is_none(),
            "SUPPLYLINE_VECTORS is set; supplyline runs with and without wider vectors anyway"
        );
    }
    match command {
        Command::Compare { graphs, run, save_orders } => compare_all(&graphs, &run, save_orders.as_deref()),
        Command::Growth { graphs, run, plot } => {
            let comparisons = compared(&graphs, &run.alone())?;
            let all: Vec<&Comparison> = comparisons.iter().collect();
            draw(plot.as_deref(), &all)?;
            let text = growth::table(&all);
            print!("{text}");
            run.write(&text)?;
            all_right(
                comparisons
                    .iter()
                    .flat_map(|comparison| &comparison.rows)
                    .filter(|row| row.answers.is_err())
                    .count(),
            )
        }
        Command::Apart { graph, order, pairs, seed } => {
            apart::serve(&graph, read_order(&order)?.1, pairs, seed)
        }
        Command::Graphs { to, names } => write_graphs(&to, &names),
    }
}

/// The whole page where no graphs are named. It is written again after every graph, so that little is lost.
fn compare_all(graphs: &[String], run: &Run, save_orders: Option<&Path>) -> Result<()> {
    let mut document = Document::new(&run.protocol());
    let everything = graphs.is_empty();
    let graphs = if everything { GRAPHS.map(ToOwned::to_owned).to_vec() } else { graphs.to_vec() };
    for (at, name) in graphs.iter().enumerate() {
        let Some(graph) = data::graph(name)? else { continue };
        let run = if everything && at > 0 && run.only.is_empty() { &run.few() } else { run };
        if everything && at + 1 == graphs.len() {
            grow(&mut document, run, &BEFORE_THE_LARGEST)?;
        }
        let comparison = compare(graph, &run.options()?)?;
        if let Some(folder) = save_orders {
            write_orders(folder, &comparison)?;
        }
        document.add(comparison);
        write_page(&document, run, everything)?;
    }
    if everything {
        grow(&mut document, run, &AFTER_IT)?;
    }
    print!("{}", document.markdown());
    all_right(document.wrong())
}

fn grow(document: &mut Document, run: &Run, sizes: &[&str]) -> Result<()> {
    for size in sizes {
        document.add_size(compared(&[(*size).to_owned()], &run.alone())?);
        write_page(document, run, true)?;
    }
    Ok(())
}

/// And the picture, if it is to have one.
fn write_page(document: &Document, run: &Run, with_picture: bool) -> Result<()> {
    if let Some(out) = run.out.as_deref().filter(|_| with_picture) {
        draw(Some(&out.parent().unwrap_or(Path::new("")).join(document::PICTURE)), &document.sizes())?;
    }
    run.write(&document.markdown())
}

fn compared(graphs: &[String], run: &Run) -> Result<Vec<Comparison>> {
    let options = run.options()?;
    let graphs = graphs.iter().filter_map(|name| data::graph(name).transpose());
    graphs.map(|graph| compare(graph?, &options)).collect()
}

fn draw(path: Option<&Path>, comparisons: &[&Comparison]) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, growth::plot(comparisons)).with_context(|| format!("writing {}", path.display()))
}

fn all_right(wrong: usize) -> Result<()> {
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
