//! What all pages share: their frame, the map with its legend, notes, the foot.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::format::{count, whole};
use super::scene::{Scene, Story};
use super::{legend, map};
use crate::report::model::NetworkReport;
use crate::scenario::Impedance;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");
/// The page may load nothing from anywhere, whatever a name in a file tries.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// A page of its own: style and script in it, and nothing from elsewhere.
pub(super) fn page(title: &str, generator: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(generator);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (content)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

/// The map, with its legend; in words why there is none where no node has coordinates.
pub(super) fn map(story: Story<'_>) -> Markup {
    let Some(scene) = Scene::new(story) else {
        return html! {
            p.note { "There is no map: no node of the network has coordinates. The tables below say it all in words." }
        };
    };
    let (drawing, shown) = map::map(&scene);
    html! {
        figure.map-box {
            div.frame {
                (drawing)
                div.north aria-hidden="true" { "N" span { "↑" } }
                div #tools.tools hidden {
                    button type="button" data-do="in" title="Zoom in" aria-label="Zoom in" { "+" }
                    button type="button" data-do="out" title="Zoom out" aria-label="Zoom out" { "−" }
                    button type="button" data-do="reset" { "whole map" }
                    @for (what, part) in &shown.close_ups {
                        button type="button" data-do="part" data-part=(part) { (what) }
                    }
                }
            }
            figcaption {
                (legend::legend(&shown))
                @for note in &shown.notes { p.note { (note) } }
                p.hint #hint hidden {
                    @if !shown.flows {
                        "Point at a destination " @if shown.losses { "or a loss " } "in the "
                        (if shown.losses { "tables" } else { "table" }) ", or click it, to see "
                        (if shown.losses { "its routes, or whose routes it is on, alone. " } else { "its routes alone. " })
                    }
                    "Drag to move the map; zoom with the buttons, with Ctrl and the wheel, or with + and − once the map is "
                    "clicked."
                }
            }
        }
    }
}

/// A list of sentences; nothing where there is none.
pub(super) fn notes(heading: &str, id: &str, notes: &[String]) -> Markup {
    const LIMIT: usize = 200;
    html! {
        @if !notes.is_empty() {
            section id=(id) {
                h2 { (heading) }
                ul.notes {
                    @for note in notes.iter().take(LIMIT) { li { (note) } }
                    @if notes.len() > LIMIT { li { "and " (whole((notes.len() - LIMIT) as u64)) " more, in report.json" } }
                }
            }
        }
    }
}

/// What the network is, and who made the page.
pub(super) fn about(network: &NetworkReport, cost: Impedance, generator: &str) -> Markup {
    html! {
        p {
            @if let Some(name) = &network.name { "Network " (name) ": " } @else { "Network: " }
            (count(network.hubs, "hub", "hubs")) ", " (count(network.nodes, "node", "nodes")) ", "
            (count(network.links, "link", "links")) ", " (count(network.transfers, "transfer", "transfers"))
            ". Routes are those of least "
            (match cost { Impedance::Time => "time", Impedance::Length => "length" })
            ". Made by " (generator) "."
        }
    }
}
