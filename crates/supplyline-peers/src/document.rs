//! The page that a run writes: what it was measured with, what was aimed at, every graph, growth, how it is done and what
//! is not fair about it.

use crate::compare::Comparison;
use crate::{growth, machine, table, targets};

/// Says how it is measured and what is unfair; so that nobody has to write it twice.
const README: &str = include_str!("../README.md");

/// Where the picture goes, from the folder of the page on.
pub const PICTURE: &str = "docs/growth.svg";

pub struct Document {
    preface: String,
    comparisons: Vec<Comparison>,
    /// The machine's load after each of them.
    loads: Vec<String>,
    /// Of supplyline alone.
    alone: Vec<Comparison>,
}

impl Document {
    /// `protocol` says how much was asked how often.
    pub fn new(protocol: &str) -> Self {
        let preface = format!("{}- Protocol: {protocol}\n\n", machine::description());
        Self { preface, comparisons: Vec::new(), loads: Vec::new(), alone: Vec::new() }
    }

    pub fn add(&mut self, comparison: Comparison) {
        self.comparisons.push(comparison);
        self.loads.push(machine::load());
    }

    pub fn add_size(&mut self, comparisons: Vec<Comparison>) {
        self.alone.extend(comparisons);
    }

    /// All generated graphs, by size.
    pub fn sizes(&self) -> Vec<&Comparison> {
        let all = self.alone.iter().chain(&self.comparisons);
        let mut sizes: Vec<&Comparison> = all.filter(|one| one.graph.name.starts_with("road")).collect();
        sizes.sort_by_key(|comparison| comparison.graph.node_count());
        sizes
    }

    /// Rows with wrong answers.
    pub fn wrong(&self) -> usize {
        let rows = self.comparisons.iter().chain(&self.alone).flat_map(|comparison| &comparison.rows);
        rows.filter(|row| row.answers.is_err()).count()
    }

    pub fn markdown(&self) -> String {
        let mut text = format!(
            "# Benchmarks\n\nWritten by one command, and not by hand:\n\n\
             ```sh\ncd crates/supplyline-peers\ncargo run --release -- compare --out ../../BENCHMARKS.md\n```\n\n{}",
            self.preface
        );
        text.push_str("## What was aimed at\n\nFrom the medians below.\n\n");
        text.push_str(&targets::summary(&self.comparisons));
        for (comparison, load) in self.comparisons.iter().zip(&self.loads) {
            text.push_str(&table::markdown(comparison));
            text.push_str(&format!("Load after it: {load}\n\n"));
        }
        if !self.alone.is_empty() {
            let sizes = self.sizes();
            text.push_str(
                "## Growth\n\nsupplyline on its own order, on generated graphs; medians. The last row is the exponent of n \
                 that fits each column best. Sizes that stand above as well were measured there, between the turns of the others.\n\n",
            );
            text.push_str(&growth::table(&sizes));
            if sizes.iter().all(|one| one.graph.node_count() < 4_000_000) {
                text.push_str("4 million nodes, which the command ends with, are not in this run: it was stopped before.\n\n");
            }
            text.push_str(&format!("![Time and memory by nodes, on logarithmic axes]({PICTURE})\n\n"));
        }
        text.push_str(&format!("## How it is measured\n\n{}\n\n", section("## How it is measured")));
        text.push_str(&format!(
            "## What is not fair about it\n\n{}\n",
            section("## What is not fair about it")
        ));
        text
    }
}

/// What stands in the README under a heading.
fn section(heading: &str) -> &'static str {
    let below = README.split_once(heading).map_or("", |(_, below)| below);
    below.split("\n## ").next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_what_the_page_repeats() {
        for heading in ["## How it is measured", "## What is not fair about it"] {
            assert!(section(heading).starts_with("- "), "{heading}");
        }
    }
}
