//! A curve over the share of a hub's capacity that is left: as a plot with its break points, and as a table of them.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::format::coordinate;
use crate::report::amounts::{amount, percent};

/// Width and height of a plot, and the room around it for its scales.
const PLOT: [f64; 2] = [620.0, 260.0];
const MARGIN: [f64; 2] = [86.0, 44.0];

/// A curve and how it is told.
pub(super) struct Curve<'a> {
    /// Shares of the capacity and what there is then, from left to right; straight from each to the next.
    pub(super) points: Vec<[f64; 2]>,
    /// What it shows, for who does not see it.
    pub(super) label: &'a str,
    /// What the column of values is called.
    pub(super) column: &'a str,
    /// The sentence below, without its last words.
    pub(super) caption: &'a str,
    /// Whether these are all break points.
    pub(super) is_complete: bool,
}

impl Curve<'_> {
    pub(super) fn markup(&self) -> Markup {
        let top = self.points.iter().map(|point| point[1]).fold(0.0, f64::max);
        let place = |share: f64, value: f64| {
            let up = if top > 0.0 { value / top } else { 0.0 };
            [MARGIN[0] + share * PLOT[0], 16.0 + (1.0 - up) * PLOT[1]]
        };
        let places: Vec<[f64; 2]> = self.points.iter().map(|&[share, value]| place(share, value)).collect();
        let line: Vec<String> =
            places.iter().map(|[x, y]| format!("{} {}", coordinate(*x), coordinate(*y))).collect();
        let size = [PLOT[0] + MARGIN[0] + 30.0, PLOT[1] + MARGIN[1] + 20.0];
        let ticks = BTreeSet::from([0_u8, 25, 50, 75, 100]);
        let begins = self.points.first().map_or(0.0, |point| point[0]);
        html! {
            figure.plot {
                svg role="img" aria-label=(self.label)
                    viewBox=(format!("0 0 {} {}", coordinate(size[0]), coordinate(size[1]))) {
                    @if begins > 0.0 {
                        rect.none x=(coordinate(MARGIN[0])) y="16" width=(coordinate(begins * PLOT[0]))
                            height=(coordinate(PLOT[1])) {}
                    }
                    @for &tick in &ticks {
                        @let [x, bottom] = place(f64::from(tick) / 100.0, 0.0);
                        path.grid d=(format!("M{} 16V{}", coordinate(x), coordinate(bottom))) {}
                        text.tick x=(coordinate(x)) y=(coordinate(bottom + 18.0)) text-anchor="middle" { (tick) " %" }
                        @let [left, y] = place(0.0, top * f64::from(tick) / 100.0);
                        path.grid d=(format!("M{} {}H{}", coordinate(left), coordinate(y), coordinate(left + PLOT[0]))) {}
                        text.tick x=(coordinate(left - 8.0)) y=(coordinate(y + 4.0)) text-anchor="end" {
                            (tick_label(top, tick))
                        }
                    }
                    path.curve d=(format!("M{}", line.join("L"))) {}
                    @for [x, y] in &places { circle.dot r="4" cx=(coordinate(*x)) cy=(coordinate(*y)) {} }
                    text.tick x=(coordinate(MARGIN[0] + PLOT[0] / 2.0)) y=(coordinate(size[1] - 6.0)) text-anchor="middle" {
                        "capacity left"
                    }
                }
                figcaption {
                    (self.caption) ", by the share of the hub's capacity that is left; straight between the dots"
                    @if !self.is_complete { ", of which there are more than are shown" }
                    "."
                }
            }
            table.cards {
                caption { "Break points" }
                thead { tr { th.num scope="col" { "Capacity left" } th.num scope="col" { (self.column) } } }
                tbody {
                    @for [share, value] in &self.points {
                        tr {
                            td.num data-label="Capacity left" { (percent(*share)) }
                            td.num data-label=(self.column) { (amount(*value)) }
                        }
                    }
                }
            }
        }
    }
}

/// So many percent of the highest value; whole where that is large, since a scale has little room.
fn tick_label(top: f64, percent: u8) -> String {
    let value = top * f64::from(percent) / 100.0;
    amount(if top >= 100.0 { value.round() } else { value })
}
