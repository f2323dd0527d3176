//! The comparison as Markdown.

use std::fmt::Write;

use crate::compare::{Comparison, Row};
use crate::timing::{Measure, Series};

/// Three digits that count.
pub fn short(value: f64) -> String {
    match value {
        100.0.. => format!("{value:.0}"),
        10.0..100.0 => format!("{value:.1}"),
        0.1..10.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn millions(count: u64) -> String {
    format!("{} M", short(count as f64 / 1e6))
}

pub fn markdown(comparison: &Comparison) -> String {
    let graph = &comparison.graph;
    let (nodes, arcs) = (graph.node_count(), graph.arc_count());
    let mut text = format!("## {}\n\n{nodes} nodes, {arcs} arcs.\n\n", graph.name);
    orders(&mut text, comparison);
    answers(&mut text, comparison);
    let _ = writeln!(text, "Medians over the rounds:\n");
    times(&mut text, comparison, |series, unit, _| series.median().map(|seconds| short(seconds * unit)));
    let _ = writeln!(text, "Minima:\n");
    times(&mut text, comparison, |series, unit, _| series.min().map(|seconds| short(seconds * unit)));
    let _ = writeln!(
        text,
        "How many times as fast as RoutingKit on the order \"{}\" (medians; below 1 is slower):\n",
        comparison.shared
    );
    times(&mut text, comparison, |series, _, measure| {
        let reference = comparison.rows.first()?.times.get(&measure)?.median()?;
        Some(short(reference / series.median()?))
    });
    memory(&mut text, comparison);
    text
}

fn memory(text: &mut String, comparison: &Comparison) {
    let nodes = comparison.graph.node_count();
    for row in &comparison.rows {
        if let Some((held, workspace)) = row.own_count {
            let (held, workspace) = (held / nodes, workspace / nodes);
            let _ = writeln!(
                text,
                "- {}: {held} bytes a node for index and times as it counts itself, {workspace} for a workspace that has \
                 answered all kinds of questions",
                label(row)
            );
        }
    }
    text.push('\n');
}

fn orders(text: &mut String, comparison: &Comparison) {
    text.push_str(
        "| order | threads | s, median | s, min | arcs | triangles | height | mean depth | mean search space, arcs |\n",
    );
    text.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for row in &comparison.orders {
        let sizes = &row.elimination;
        let sizes = format!(
            "{} | {} | {} | {} | {}",
            millions(sizes.arcs),
            millions(sizes.triangles),
            sizes.height,
            short(sizes.mean_depth),
            short(sizes.mean_search_space),
        );
        for (threads, series) in &row.times {
            let seconds = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), short);
            let (median, min) = (seconds(series.median()), seconds(series.min()));
            let _ = writeln!(text, "| {} | {threads} | {median} | {min} | {sizes} |", row.name);
        }
        if row.times.is_empty() {
            let _ = writeln!(text, "| {} | – | – | – | {sizes} |", row.name);
        }
    }
    text.push('\n');
}

fn answers(text: &mut String, comparison: &Comparison) {
    text.push_str("Answers, before any time was taken:\n\n");
    for row in &comparison.rows {
        let _ = match &row.answers {
            Err(wrong) => writeln!(text, "- {}: **wrong, not timed**: {wrong}", label(row)),
            Ok(verdict) => {
                let off = match verdict.off {
                    0 => String::new(),
                    off => format!("; rounded, {off} distances off by at most {} ms", verdict.off_by),
                };
                let (checksum, pairs, unreachable) = (verdict.checksum, verdict.pairs, verdict.unreachable);
                let label = label(row);
                writeln!(
                    text,
                    "- {label}: checksum {checksum} over {pairs} pairs, {unreachable} unreachable{off}"
                )
            }
        };
    }
    text.push('\n');
}

fn label(row: &Row) -> String {
    if row.order.is_empty() { row.system.to_owned() } else { format!("{}, order: {}", row.system, row.order) }
}

/// One row to a system, one column to a measure that any system knows.
fn times(text: &mut String, comparison: &Comparison, cell: impl Fn(&Series, f64, Measure) -> Option<String>) {
    let known = |measure: &Measure| {
        let series = comparison.rows.iter().filter_map(|row| row.times.get(measure));
        series.flat_map(|series| &series.0).next().is_some()
    };
    let measures: Vec<Measure> = Measure::ALL.into_iter().filter(known).collect();
    let headings: String = measures.iter().map(|measure| format!(" {} |", measure.heading().0)).collect();
    let _ = writeln!(text, "| system | order |{headings} bytes a node |");
    let _ = writeln!(text, "|---|---|{}---|", "---|".repeat(measures.len()));
    let nodes = comparison.graph.node_count();
    for row in comparison.rows.iter().filter(|row| row.answers.is_ok()) {
        let cells: String = measures
            .iter()
            .map(|measure| {
                let found =
                    row.times.get(measure).and_then(|series| cell(series, measure.heading().1, *measure));
                format!(" {} |", found.as_deref().unwrap_or("–"))
            })
            .collect();
        let order = if row.order.is_empty() { "–" } else { &row.order };
        let _ = writeln!(text, "| {} | {order} |{cells} {} |", row.system, row.bytes / nodes);
    }
    text.push('\n');
}
