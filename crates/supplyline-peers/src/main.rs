//! Other programs for shortest paths beside supplyline: one run, the same graphs, equal answers before any time.

mod data;
mod graph;
#[path = "../../../benches/road_like/mod.rs"]
mod road_like;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write graphs to files that any program can read (the layout: src/graph.rs).
    Graphs {
        /// Their folder.
        #[arg(long)]
        to: PathBuf,
        #[arg(default_values = data::NAMES)]
        names: Vec<String>,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Graphs { to, names } => write_graphs(&to, &names),
    }
}

fn write_graphs(folder: &std::path::Path, names: &[String]) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for name in names {
        if let Some(graph) = data::graph(name)? {
            let path = folder.join(format!("{name}.bin"));
            graph.write(&path)?;
            println!("{}: {} nodes, {} arcs", path.display(), graph.node_count(), graph.arc_count());
        }
    }
    Ok(())
}
