//! What grows with the nodes: a table, with the exponent of each column, and a picture.

use std::fmt::Write;

use crate::compare::{Comparison, OURS, Row};
use crate::table::short;
use crate::timing::Measure;

/// A column of the table, and where it is drawn a line of the picture.
struct Quantity {
    heading: &'static str,
    /// How many of the heading's unit are a second, or a byte.
    unit: f64,
    /// In seconds or bytes.
    read: fn(&Comparison, &Row) -> Option<f64>,
    line: Option<Line>,
}

struct Line {
    label: &'static str,
    colour: &'static str,
    panel: usize,
}

/// Colours that are told apart by those who see few (Okabe and Ito 2008).
const fn line(label: &'static str, colour: &'static str, panel: usize) -> Option<Line> {
    Some(Line { label, colour, panel })
}

fn median(row: &Row, measure: Measure) -> Option<f64> {
    row.times.get(&measure)?.median()
}

fn order(comparison: &Comparison, threads: usize) -> Option<f64> {
    let order = comparison.orders.iter().find(|order| order.name == OURS)?;
    order.times.iter().find(|(on, _)| *on == threads)?.1.median()
}

const QUANTITIES: [Quantity; 12] = [
    Quantity {
        heading: "order, 1 thread, s",
        unit: 1.0,
        read: |comparison, _| order(comparison, 1),
        line: None,
    },
    Quantity {
        heading: "order, 2 threads, s",
        unit: 1.0,
        read: |comparison, _| order(comparison, 2),
        line: line("order, 2 threads", "#000000", 0),
    },
    Quantity {
        heading: "index, ms",
        unit: 1e3,
        read: |_, row| median(row, Measure::Index),
        line: line("index", "#0072b2", 0),
    },
    Quantity {
        heading: "customize, 1 thread, ms",
        unit: 1e3,
        read: |_, row| median(row, Measure::Customize),
        line: line("customize, 1 thread", "#d55e00", 0),
    },
    Quantity {
        heading: "customize, 2 threads, ms",
        unit: 1e3,
        read: |_, row| median(row, Measure::CustomizeOnTwo),
        line: line("customize, 2 threads", "#e69f00", 0),
    },
    Quantity {
        heading: "pair, µs",
        unit: 1e6,
        read: |_, row| median(row, Measure::Query),
        line: line("pair", "#009e73", 0),
    },
    Quantity {
        heading: "close a node, µs",
        unit: 1e6,
        read: |_, row| median(row, Measure::Close),
        line: line("close a node", "#cc79a7", 0),
    },
    Quantity { heading: "undo, µs", unit: 1e6, read: |_, row| median(row, Measure::Undo), line: None },
    Quantity {
        heading: "one to all, ms",
        unit: 1e3,
        read: |_, row| median(row, Measure::OneToAll),
        line: line("one to all", "#56b4e9", 0),
    },
    Quantity {
        heading: "16 to all, summed, ms a source",
        unit: 1e3,
        read: |_, row| median(row, Measure::SeveralSummed),
        line: None,
    },
    Quantity {
        heading: "index and metric, MB",
        unit: 1e-6,
        read: |_, row| row.own_count.map(|(bytes, _)| bytes as f64),
        line: line("index and metric", "#0072b2", 1),
    },
    Quantity {
        heading: "workspace, MB",
        unit: 1e-6,
        read: |_, row| row.own_count.map(|(_, bytes)| bytes as f64),
        line: line("workspace", "#d55e00", 1),
    },
];

/// Nodes, and the quantity, of every graph that supplyline was measured on.
fn points(comparisons: &[&Comparison], quantity: &Quantity) -> Vec<(f64, Option<f64>)> {
    let rows = comparisons.iter().filter_map(|&comparison| {
        let is_ours = |row: &&Row| row.system == "supplyline" && row.order == OURS && row.answers.is_ok();
        Some((comparison, comparison.rows.iter().find(is_ours)?))
    });
    rows.map(|(comparison, row)| (comparison.graph.node_count() as f64, (quantity.read)(comparison, row)))
        .collect()
}

fn measured(comparisons: &[&Comparison], quantity: &Quantity) -> Vec<(f64, f64)> {
    points(comparisons, quantity).into_iter().filter_map(|(nodes, value)| Some((nodes, value?))).collect()
}

/// The slope through points on logarithmic axes, by least squares.
fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let logarithms: Vec<(f64, f64)> = points.iter().map(|&(x, y)| (x.ln(), y.ln())).collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| logarithms.iter().map(pick).sum::<f64>() / count;
    let [x, y] = [mean(|point| point.0), mean(|point| point.1)];
    let along: f64 = logarithms.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let across: f64 = logarithms.iter().map(|point| (point.0 - x) * (point.0 - x)).sum();
    (points.len() > 2).then(|| along / across)
}

pub fn table(comparisons: &[&Comparison]) -> String {
    let headings: String = QUANTITIES.iter().map(|quantity| format!(" {} |", quantity.heading)).collect();
    let mut text = format!("| nodes |{headings}\n|---|{}\n", "---|".repeat(QUANTITIES.len()));
    let columns: Vec<_> = QUANTITIES.iter().map(|quantity| points(comparisons, quantity)).collect();
    for (at, (nodes, _)) in columns[0].iter().enumerate() {
        let cells: String = QUANTITIES
            .iter()
            .zip(&columns)
            .map(|(quantity, column)| {
                let cell = column[at].1.map(|value| short(value * quantity.unit));
                format!(" {} |", cell.as_deref().unwrap_or("–"))
            })
            .collect();
        let _ = writeln!(text, "| {nodes} |{cells}");
    }
    let exponents: String = QUANTITIES
        .iter()
        .map(|quantity| {
            let exponent = exponent(&measured(comparisons, quantity));
            exponent.map_or_else(|| " – |".to_owned(), |exponent| format!(" {exponent:.2} |"))
        })
        .collect();
    let _ = writeln!(text, "| exponent |{exponents}\n");
    text
}

/// A panel with logarithmic axes: where it lies, and the powers of ten between which its values are.
struct Panel {
    top: f64,
    height: f64,
    decades: [f64; 2],
    name: fn(f64) -> String,
}

const LEFT: f64 = 70.0;
const WIDTH: f64 = 500.0;
const NODES: [f64; 2] = [3.9, 6.8];
const PANELS: [Panel; 2] = [
    Panel { top: 30.0, height: 480.0, decades: [-6.0, 2.0], name: seconds },
    Panel { top: 560.0, height: 180.0, decades: [5.0, 9.5], name: bytes },
];

fn seconds(decade: f64) -> String {
    let (scale, unit) = if decade < -3.0 { (6.0, "µs") } else { (3.0, "ms") };
    if decade < 0.0 {
        format!("{} {unit}", 10_f64.powf(decade + scale).round())
    } else {
        format!("{} s", 10_f64.powf(decade).round())
    }
}

fn bytes(decade: f64) -> String {
    if decade < 6.0 {
        format!("{} kB", 10_f64.powf(decade - 3.0).round())
    } else if decade < 9.0 {
        format!("{} MB", 10_f64.powf(decade - 6.0).round())
    } else {
        format!("{} GB", 10_f64.powf(decade - 9.0).round())
    }
}

impl Panel {
    fn x(nodes: f64) -> f64 {
        LEFT + WIDTH * (nodes.log10() - NODES[0]) / (NODES[1] - NODES[0])
    }

    fn y(&self, value: f64) -> f64 {
        self.top + self.height * (self.decades[1] - value.log10()) / (self.decades[1] - self.decades[0])
    }

    fn axes(&self, svg: &mut String) {
        let (right, bottom) = (LEFT + WIDTH, self.top + self.height);
        for decade in self.decades[0] as i32..=self.decades[1] as i32 {
            let y = self.y(10_f64.powi(decade));
            let name = (self.name)(f64::from(decade));
            let _ = writeln!(
                svg,
                "<path d='M{LEFT} {y:.1}H{right}' stroke='#ddd'/><text x='{}' y='{:.1}' text-anchor='end'>{name}</text>",
                LEFT - 8.0,
                y + 4.0
            );
        }
        for (nodes, name) in [(1e4, "10,000"), (1e5, "100,000"), (1e6, "1 million"), (4e6, "4 million")] {
            let x = Self::x(nodes);
            let _ = writeln!(
                svg,
                "<path d='M{x:.1} {}V{bottom}' stroke='#ddd'/><text x='{x:.1}' y='{}' text-anchor='middle'>{name}</text>",
                self.top,
                bottom + 18.0
            );
        }
        // From corner to corner what a line has to run beside that grows as the nodes do.
        let (slope_from, slope_to) = (10_f64.powf(NODES[0]), 10_f64.powf(NODES[1]));
        let low = 10_f64.powf(self.decades[0]) * if self.decades[0] < 0.0 { 1e3 } else { 1e1 };
        let end = low * slope_to / slope_from;
        let _ = writeln!(
            svg,
            "<path d='M{:.1} {:.1}L{:.1} {:.1}' stroke='#999' stroke-dasharray='3 4'/>",
            Self::x(slope_from),
            self.y(low),
            Self::x(slope_to),
            self.y(end)
        );
    }
}

/// The picture.
pub fn plot(comparisons: &[&Comparison]) -> String {
    let mut svg = String::from(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 740 790' font-family='sans-serif' font-size='12' fill='#333'>\n\
         <rect width='740' height='790' fill='#fff'/>\n",
    );
    for (at, panel) in PANELS.iter().enumerate() {
        panel.axes(&mut svg);
        let mut labels: Vec<(f64, &Line)> = Vec::new();
        for quantity in &QUANTITIES {
            let Some(line) = quantity.line.as_ref().filter(|line| line.panel == at) else { continue };
            let places: Vec<(f64, f64)> = measured(comparisons, quantity)
                .iter()
                .map(|&(nodes, value)| (Panel::x(nodes), panel.y(value)))
                .collect();
            let Some(&(_, last)) = places.last() else { continue };
            let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
            let colour = line.colour;
            let _ = writeln!(
                svg,
                "<path d='M{}' fill='none' stroke='{colour}' stroke-width='2'/>",
                path.join("L")
            );
            for (x, y) in &places {
                let _ = writeln!(svg, "<circle cx='{x:.1}' cy='{y:.1}' r='3' fill='{colour}'/>");
            }
            labels.push((last, line));
        }
        // Each at the end of its line, but none over another.
        labels.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut free = f64::NEG_INFINITY;
        for (y, line) in labels {
            let y = y.max(free);
            free = y + 15.0;
            let _ = writeln!(
                svg,
                "<text x='{}' y='{:.1}' fill='{}'>{}</text>",
                LEFT + WIDTH + 10.0,
                y + 4.0,
                line.colour,
                line.label
            );
        }
    }
    let _ = writeln!(
        svg,
        "<text x='{LEFT}' y='18'>Time; the dashed lines grow as fast as the nodes</text>\
         <text x='{LEFT}' y='551'>Memory</text>\n</svg>"
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponent_is_the_slope_on_logarithmic_axes() {
        let points = [1e4, 3e4, 1e5, 1e6].map(|nodes: f64| (nodes, 7.0 * nodes.powf(1.5)));
        let found = exponent(&points).expect("four points");
        assert!((found - 1.5).abs() < 1e-9, "{found}");
    }
}
