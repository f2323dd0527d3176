//! What supplyline set out to reach beside RoutingKit, and what it reaches: from the medians of the same run.

use std::fmt::Write;

use crate::compare::{Comparison, INERTIAL, OURS, OrderRow, Row};
use crate::table::short;
use crate::timing::Measure;

/// One aim on one graph.
struct Target {
    wanted: f64,
    /// Nothing where it was not measured.
    found: Option<f64>,
    /// Whether more is better.
    at_least: bool,
}

impl Target {
    fn is_reached(&self) -> Option<bool> {
        let found = self.found?;
        Some(if self.at_least { found >= self.wanted } else { found <= self.wanted })
    }

    fn cell(&self) -> String {
        let (Some(found), Some(reached)) = (self.found, self.is_reached()) else { return "–".to_owned() };
        let relation = if self.at_least { "≥" } else { "≤" };
        let verdict = if reached { "reached" } else { "**missed**" };
        format!("{} ({relation} {}), {verdict}", short(found), self.wanted)
    }
}

/// What the aims are, a row each.
const AIMS: [&str; 9] = [
    "a pair: times as fast",
    "customize, 1 thread: times as fast",
    "customize, 2 threads: times as fast as ours on 1",
    "close a node and undo it: times as fast",
    "one to all: times as fast",
    "16 to all, a source, summed: times as fast as its one to all",
    "order: triangles, of its inertial flow's",
    "order (2 threads) and index: time, of its inertial flow's",
    "memory without workspaces: of its",
];

/// By size, as they were set: 264,000 and a million generated nodes, and real networks.
fn speeds_aimed_at(comparison: &Comparison) -> [f64; 2] {
    let graph = &comparison.graph;
    match (graph.name.starts_with("road"), graph.node_count()) {
        (false, _) => [2.5, 1.2],
        (true, ..500_000) => [4.5, 2.4],
        (true, _) => [6.0, 2.7],
    }
}

fn targets(comparison: &Comparison, order: &str) -> Option<[Target; 9]> {
    let row_of = |system: &str, order: &str| {
        comparison.rows.iter().find(|row| row.system == system && row.order == order && row.answers.is_ok())
    };
    let theirs = row_of("RoutingKit", &comparison.shared)?;
    let ours = row_of("supplyline", order)?;
    let seconds = |row: &Row, measure| row.times.get(&measure)?.median();
    let faster = |measure| Some(seconds(theirs, measure)? / seconds(ours, measure)?);
    let both_ways = |row| Some(seconds(row, Measure::Close)? + seconds(row, Measure::Undo)?);
    let order_of = |name: &str| comparison.orders.iter().find(|row| row.name == name);
    // With the inertial flow alone: METIS, on graphs without coordinates, is not what was aimed at.
    let inertial = order_of(INERTIAL).zip(order_of(OURS)).filter(|_| order == OURS);
    let ready = |order: &OrderRow, row| Some(order.seconds()? + seconds(row, Measure::Index)?);
    let [pair, customize] = speeds_aimed_at(comparison);
    let at_least = |wanted, found| Target { wanted, found, at_least: true };
    let at_most = |wanted, found| Target { wanted, found, at_least: false };
    Some([
        at_least(pair, faster(Measure::Query)),
        at_least(customize, faster(Measure::Customize)),
        at_least(
            1.7,
            seconds(ours, Measure::Customize)
                .zip(seconds(ours, Measure::CustomizeOnTwo))
                .map(|(one, two)| one / two),
        ),
        at_least(3.0, both_ways(theirs).zip(both_ways(ours)).map(|(theirs, ours)| theirs / ours)),
        at_least(4.0, faster(Measure::OneToAll)),
        at_least(
            40.0,
            seconds(theirs, Measure::OneToAll)
                .zip(seconds(ours, Measure::SeveralSummed))
                .map(|(theirs, ours)| theirs / ours),
        ),
        at_most(
            0.9,
            inertial.map(|(theirs, ours)| {
                ours.elimination.triangles as f64 / theirs.elimination.triangles as f64
            }),
        ),
        at_most(
            0.25,
            inertial.and_then(|(inertial, own)| Some(ready(own, ours)? / ready(inertial, theirs)?)),
        ),
        at_most(1.0, Some(ours.bytes as f64 / theirs.bytes as f64)),
    ])
}

/// Two tables, each with a column to a graph.
pub fn summary(comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    let shared = |comparison: &Comparison| comparison.shared.clone();
    for (title, order) in [
        ("Both on the same order, RoutingKit's inertial flow (METIS where a graph has no coordinates)", None),
        ("Each on its own order", Some(OURS)),
    ] {
        let of_graphs: Vec<_> = comparisons
            .iter()
            .filter_map(|comparison| {
                let order = order.map_or_else(|| shared(comparison), ToOwned::to_owned);
                // Where theirs is METIS, "its own" still is: RoutingKit has no order for a graph without coordinates.
                Some((&comparison.graph.name, targets(comparison, &order)?))
            })
            .collect();
        if of_graphs.is_empty() {
            continue;
        }
        let (mut reached, mut asked) = (0, 0);
        let names: String = of_graphs.iter().map(|(name, _)| format!(" {name} |")).collect();
        let _ = writeln!(text, "{title}:\n\n| beside RoutingKit |{names}");
        let _ = writeln!(text, "|---|{}", "---|".repeat(of_graphs.len()));
        for (at, aim) in AIMS.iter().enumerate() {
            if of_graphs.iter().all(|(_, targets)| targets[at].found.is_none()) {
                continue;
            }
            let cells: String =
                of_graphs.iter().map(|(_, targets)| format!(" {} |", targets[at].cell())).collect();
            let _ = writeln!(text, "| {aim} |{cells}");
            for verdict in of_graphs.iter().filter_map(|(_, targets)| targets[at].is_reached()) {
                asked += 1;
                reached += usize::from(verdict);
            }
        }
        let _ = writeln!(text, "\n{reached} of {asked} reached.\n");
    }
    if text.is_empty() {
        text.push_str("Nothing to compare: that needs both RoutingKit and supplyline.\n\n");
    }
    text
}
