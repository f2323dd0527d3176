//! `report.html`: one file that needs no network, with a map and the tables.
//!
//! The page works without its script; with it, a destination's routes light up on the map, and the map can be zoomed.
//! All names reach the page through [`maud`], which escapes them, and none reaches the script.

mod close_up;
mod drawing;
mod format;
mod labels;
mod legend;
mod legs;
mod lines;
mod map;
mod map_hubs;
mod map_links;
mod map_routes;
mod projection;
mod scene;
mod symbols;
mod tables;
mod verdict;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::format::{count, whole};
use self::scene::Scene;
use crate::analysis::Impact;
use crate::report::model::{Report, VerificationReport};
use crate::scenario::{Impedance, Scenario};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");
/// The page may load nothing from anywhere, whatever a name in a file tries.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// `report.html`: a page with a map, the verdict in words, and the tables; one file, without a network.
///
/// The same input gives the same bytes. Linear in the network and the routes; past some thousands of links the map is
/// simplified, and says so.
#[must_use]
pub fn report_html(scenario: &Scenario<'_>, impact: &Impact, report: &Report) -> String {
    let network = scenario.network();
    let title = report.title.as_deref().unwrap_or("Impact of closures");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(report.generator);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p.verdict { (verdict::verdict(report)) }
                    (verdict::figures(report))
                }
                main {
                    section {
                        h2 { "Map" }
                        (map_section(scenario, impact))
                    }
                    section {
                        h2 { "Destinations" }
                        (tables::destinations(network, report))
                    }
                    section {
                        h2 { "Closures" }
                        (tables::closures(network, report))
                    }
                    section {
                        h2 { "Origins" }
                        (tables::origins(report))
                    }
                    (notes("Warnings", "warnings", &report.warnings))
                    (notes("Assumptions", "assumptions", &report.assumptions))
                    @if let Some(found) = report.verification { (verification(found)) }
                }
                footer { (about(report)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

fn map_section(scenario: &Scenario<'_>, impact: &Impact) -> Markup {
    let Some(scene) = Scene::new(scenario, impact) else {
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
                    "Point at a destination in the table, or click it, to see its routes alone. Drag to move the map; "
                    "zoom with the buttons, with Ctrl and the wheel, or with + and − once the map is clicked."
                }
            }
        }
    }
}

fn notes(heading: &str, id: &str, notes: &[String]) -> Markup {
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

fn verification(found: VerificationReport) -> Markup {
    html! {
        section #verification {
            h2 { "Verification" }
            p {
                "Checked without the search that found them, and right: "
                (count(found.routes, "route", "routes")) " (the legs exist, are open and add up, and nothing is cheaper), "
                (count(found.absences, "answer", "answers")) " of no route, and "
                (count(found.severances, "set", "sets")) " of closed hubs and links that sever."
            }
        }
    }
}

fn about(report: &Report) -> Markup {
    let network = &report.network;
    html! {
        p {
            @if let Some(name) = &network.name { "Network " (name) ": " } @else { "Network: " }
            (count(network.hubs, "hub", "hubs")) ", " (count(network.nodes, "node", "nodes")) ", "
            (count(network.links, "link", "links")) ", " (count(network.transfers, "transfer", "transfers"))
            ". Routes are those of least "
            (match report.cost { Impedance::Time => "time", Impedance::Length => "length" })
            ". Made by " (report.generator) "."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ImpactOptions, impact};
    use crate::network::{LatLon, Network, NewLink, NewNode};
    use crate::scenario::{ClosureSpec, ScenarioSpec};

    const EVIL: &str = "<script>alert(\"1\")</script>&'";

    fn page(network: &Network, spec: &ScenarioSpec) -> String {
        let scenario = spec.on(network).expect("a scenario");
        let impact = impact(&scenario, ImpactOptions::default()).expect("an impact");
        report_html(&scenario, &impact, &Report::new(&scenario, &impact))
    }

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon { lat, lon }
    }

    /// A square of four towns, one of them of a name that is no name, with rail and road on one side.
    fn square() -> Network {
        Network::builder()
            .node(NewNode::new("a").name("Alpha").at(at(50.0, 36.0)))
            .node(NewNode::new("b").name(EVIL).at(at(50.0, 37.0)))
            .node(NewNode::new("c").name("Gamma").at(at(49.5, 37.0)))
            .node(NewNode::new("d").name("Delta").at(at(49.5, 36.0)))
            .link(NewLink::rail("a", "b").name(EVIL).length("70 km").speed("40 km/h"))
            .link(NewLink::road("a", "b").key(EVIL).length("75 km").speed("30 km/h"))
            .link(NewLink::rail("b", "c").length("56 km").speed("40 km/h"))
            .link(NewLink::road("c", "d").length("72 km").speed("30 km/h"))
            .link(NewLink::road("d", "a").length("56 km").speed("30 km/h"))
            .build()
            .expect("a network")
    }

    fn lost() -> ScenarioSpec {
        ScenarioSpec::new(EVIL)
            .origin("a")
            .destination("b")
            .destination("c")
            .destination("d")
            .closure(ClosureSpec::new(EVIL).hub("b"))
    }

    #[test]
    fn a_name_never_becomes_markup() {
        let page = page(&square(), &lost());
        assert!(!page.contains("<script>alert"));
        assert!(!page.contains(EVIL), "not even in an attribute");
        assert!(page.matches("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;'").count() > 8);
        assert_eq!(page.matches("<script").count(), 1, "the page's own");
    }

    #[test]
    fn the_page_needs_nothing_from_elsewhere() {
        let page = page(&square(), &lost());
        assert!(["http://", "https://", "src=", "<link", "@import"].iter().all(|way| !page.contains(way)));
    }

    #[test]
    fn the_verdict_and_the_figures_are_told() {
        let page = page(&square(), &lost());
        for told in [
            "1 of 3 destinations loses its supply (1 of 3 t/d); 1 is rerouted, 1 is unaffected.",
            "<strong>Alpha</strong> <span class=\"way road\">–road via Delta→</span> <strong>Gamma</strong>",
            "4 h 16",
            "is itself closed.",
            "closed hub",
        ] {
            assert!(page.contains(told), "{told}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf "));
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        assert_eq!(page(&square(), &lost()), page(&square(), &lost()));
    }

    #[test]
    fn without_coordinates_there_is_no_map() {
        let network = Network::builder()
            .hub("a")
            .hub("b")
            .link(NewLink::road("a", "b").length("7 km").speed("30 km/h"))
            .build()
            .expect("a network");
        let page = page(&network, &ScenarioSpec::new("plain").origin("a").destination("b"));
        assert!(page.contains("There is no map") && !page.contains("<figure"));
    }

    #[test]
    fn what_has_no_place_is_counted_and_one_spot_is_fine() {
        let network = Network::builder()
            .node(NewNode::new("a").at(at(49.0, 36.0)))
            .node(NewNode::new("b").at(at(49.0, 36.0)))
            .hub("c")
            .link(NewLink::road("a", "b").length("7 km").speed("30 km/h"))
            .link(NewLink::road("b", "c").length("7 km").speed("30 km/h"))
            .build()
            .expect("a network");
        let page = page(&network, &ScenarioSpec::new("spot").origin("a").destination("c"));
        assert!(page.contains("1 hub is left out of the map for want of coordinates."));
        assert!(page.contains("1 link is not drawn"));
        assert!(!page.contains("NaN") && !page.contains("inf "));
    }

    #[test]
    fn a_large_network_is_simplified_and_says_so() {
        const SIDE: u32 = 60;
        let mut builder = Network::builder();
        for row in 0..SIDE {
            for column in 0..SIDE {
                let place = at(49.0 + f64::from(row) / 100.0, 36.0 + f64::from(column) / 100.0);
                builder = builder.node(NewNode::new(format!("{row}/{column}")).at(place));
                let link =
                    |to: String| NewLink::road(format!("{row}/{column}"), to).length("1 km").speed("30 km/h");
                if row > 0 {
                    builder = builder.link(link(format!("{}/{column}", row - 1)));
                }
                if column > 0 {
                    builder = builder.link(link(format!("{row}/{}", column - 1)));
                }
            }
        }
        let network = builder.build().expect("a network");
        let spec = ScenarioSpec::new("grid").origin("0/0").destination("59/59");
        let page = page(&network, &spec.closure(ClosureSpec::new("middle").hub("30/30")));
        assert!(page.contains("the map is simplified"));
        assert!(page.contains("3,597 hubs are not drawn"), "all but the three that the scenario names");
        assert!(page.len() < 300_000, "{} bytes", page.len());
    }
}
