//! Routes in words: in one line by mode, and leg by leg.

use maud::{Markup, html};

use super::format::{NOTHING, hours, km, whole};
use crate::mode::Mode;
use crate::network::Network;
use crate::report::model::{LegReport, RouteReport};

/// Up to this many hubs on the way are named in a line.
const NAMED: usize = 4;
/// Longer routes have their legs of one mode told together.
const LEGS: usize = 80;

/// Consecutive legs of one mode.
struct Stretch<'r> {
    mode: &'r Mode,
    /// All hubs, both ends included.
    hubs: Vec<&'r str>,
    time_h: f64,
    length_km: f64,
}

/// A part of a route: a stretch in one mode, or a change.
enum Part<'r> {
    Stretch(Stretch<'r>),
    Change { hub: &'r str, from: &'r Mode, to: &'r Mode, time_h: f64 },
}

/// Joins legs of one mode, unless `single`.
fn parts(route: &RouteReport, single: bool) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for leg in &route.legs {
        match leg {
            LegReport::Travel { mode, from, to, time_h, length_km, .. } => match parts.last_mut() {
                Some(Part::Stretch(stretch)) if stretch.mode == mode && !single => {
                    stretch.hubs.push(to);
                    stretch.time_h += time_h;
                    stretch.length_km += length_km;
                }
                _ => parts.push(Part::Stretch(Stretch {
                    mode,
                    hubs: vec![from, to],
                    time_h: *time_h,
                    length_km: *length_km,
                })),
            },
            LegReport::Transfer { hub, from_mode, to_mode, time_h } => {
                parts.push(Part::Change { hub, from: from_mode, to: to_mode, time_h: *time_h });
            }
        }
    }
    parts
}

/// Of a hub's key, what a person calls it.
pub(super) fn hub_name<'n>(network: &'n Network, key: &'n str) -> &'n str {
    network.find_hub(key).map_or(key, |hub| network.hub(hub).name())
}

/// `Valuyki –rail via Svatove→ Lyman –road→ Izium`.
pub(super) fn in_words(network: &Network, route: &RouteReport) -> Markup {
    let name = |key| hub_name(network, key);
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for part in parts(route, false) {
        // A change that stays in its mode, from one yard of a hub to another, is no news in a line.
        match (part, stretches.last_mut()) {
            (Part::Change { .. }, _) => {}
            (Part::Stretch(next), Some(last)) if last.mode == next.mode => {
                last.hubs.extend(next.hubs.into_iter().skip(1));
            }
            (Part::Stretch(next), _) => stretches.push(next),
        }
    }
    html! {
        strong { (name(&route.origin)) }
        @for stretch in &stretches {
            @let way: Vec<&str> = stretch.hubs[1..stretch.hubs.len() - 1].iter().map(|key| name(key)).collect();
            " " span.way.(super::drawing::mode_class(stretch.mode)) {
                "–" (stretch.mode)
                @if !way.is_empty() { " via " (via(&way)) }
                "→"
            }
            " " strong { (stretch.hubs.last().map_or("", |key| name(key))) }
        }
        @if stretches.is_empty() { " (supplied where it is)" }
    }
}

/// Hubs on the way: all, or where they are many the first and the last.
fn via(names: &[&str]) -> String {
    match names {
        [first, rest @ .., last] if names.len() > NAMED => {
            format!("{first}, {} more, {last}", whole(rest.len() as u64))
        }
        _ => names.join(", "),
    }
}

/// A route as a table, leg by leg.
pub(super) fn table(network: &Network, route: &RouteReport, when: &str) -> Markup {
    let name = |key| hub_name(network, key);
    let together = route.legs.len() > LEGS;
    html! {
        table.leg {
            caption {
                (when) ": " (hours(route.time_h)) ", " (km(route.length_km)) " km"
                @if together { " (" (whole(route.legs.len() as u64)) " legs, those of one mode together)" }
            }
            thead {
                tr {
                    th scope="col" { "Mode" } th scope="col" { "From" } th scope="col" { "To" }
                    th.num scope="col" { "Time" } th.num scope="col" { "km" }
                }
            }
            tbody {
                @for part in parts(route, !together) {
                    @match part {
                        Part::Stretch(stretch) => {
                            tr {
                                td { (stretch.mode) }
                                td { (name(stretch.hubs[0])) }
                                td { (stretch.hubs.last().map_or("", |key| name(key))) }
                                td.num { (hours(stretch.time_h)) }
                                td.num { (km(stretch.length_km)) }
                            }
                        }
                        Part::Change { hub, from, to, time_h } => {
                            tr.change {
                                td { "transfer" }
                                td colspan="2" {
                                    @if from == to { "within " (name(hub)) }
                                    @else { (from) " → " (to) " in " (name(hub)) }
                                }
                                td.num { (hours(time_h)) }
                                td.num { (NOTHING) }
                            }
                        }
                    }
                }
            }
        }
    }
}
