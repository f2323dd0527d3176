//! What flows over the links of the map: lines as wide as that is, and what holds it down.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::drawing::{ROUTE_PRECISION, Shown, Sign};
use super::lines::Lines;
use super::scene::Scene;

/// The widest line, pixels.
const WIDEST: u32 = 16;

/// The flows, in three layers.
pub(super) struct FlowDrawing {
    pub(super) before: Markup,
    pub(super) after: Markup,
    /// What is full.
    pub(super) full: Markup,
}

/// Draws the flows.
pub(super) fn flows(scene: &Scene<'_>, shown: &mut Shown) -> FlowDrawing {
    let layer = &scene.story.flows;
    let most = layer.arcs.values().flatten().copied().max().unwrap_or(0);
    let mut of = |when: usize, sign: Sign| -> Vec<(u32, String)> {
        let mut by_width: BTreeMap<u32, Lines> = BTreeMap::new();
        for (&arc, amounts) in layer.arcs.iter().filter(|(_, amounts)| amounts[when] > 0) {
            let lines = by_width.entry(width(amounts[when], most));
            lines
                .or_insert_with(|| Lines::new(ROUTE_PRECISION, ROUTE_PRECISION / 10))
                .add(&scene.arc_line(arc));
        }
        let drawn: Vec<(u32, String)> =
            by_width.into_iter().filter_map(|(width, lines)| Some((width, lines.finish()?))).collect();
        if !drawn.is_empty() {
            shown.signs.insert(sign);
        }
        drawn
    };
    let (before, after) = (of(0, Sign::FlowBefore), of(1, Sign::FlowAfter));
    let mut full = Lines::new(ROUTE_PRECISION, ROUTE_PRECISION / 10);
    for &arc in &layer.full {
        full.add(&scene.arc_line(arc));
    }
    let full = full.finish();
    let rings = scene.hubs.iter().filter(|mark| layer.full_hubs.contains(&mark.hub));
    let rings: Vec<Markup> = rings
        .map(|mark| html! { g transform=(super::drawing::put(mark.at)) { g.s { circle.choke r="14" {} } } })
        .collect();
    if full.is_some() || !rings.is_empty() {
        shown.signs.insert(Sign::Bottleneck);
    }
    let paths = |class: &str, drawn: Vec<(u32, String)>| {
        html! {
            @for (width, data) in drawn { path.flow.(class) d=(data) style=(format!("stroke-width:{width}px")) {} }
        }
    };
    FlowDrawing {
        before: paths("before", before),
        after: paths("after", after),
        full: html! {
            @if let Some(data) = full {
                g transform=(super::drawing::shrunk(ROUTE_PRECISION)) { path.choke.case d=(data) {} path.choke d=(data) {} }
            }
            @for ring in rings { (ring) }
        },
    }
}

/// How wide a line is for so much, pixels: in proportion, but never too thin to be seen.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of the widest line"
)]
fn width(amount: u64, most: u64) -> u32 {
    (amount as f64 / most.max(1) as f64 * f64::from(WIDEST)).round().max(2.0) as u32
}
