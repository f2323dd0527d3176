//! `report.html`, `ranking.html` and `flow.html`: each one file that needs no network, with a map and the tables.
//!
//! The page works without its script; with it, a destination's routes light up on the map, and the map can be zoomed.
//! All names reach the page through [`maud`], which escapes them, and none reaches the script.

mod close_up;
mod drawing;
mod flow;
mod flow_layer;
mod format;
mod labels;
mod legend;
mod legs;
mod lines;
mod losses;
mod map;
mod map_flows;
mod map_hubs;
mod map_links;
mod map_routes;
mod page;
mod plot;
mod projection;
mod ranking;
mod scene;
mod symbols;
mod tables;
mod verdict;

use maud::{Markup, html};

pub use self::flow::flow_html;
use self::format::count;
pub use self::ranking::ranking_html;
use self::scene::Story;
use crate::analysis::Impact;
use crate::report::model::{Report, Shared, VerificationReport};
use crate::scenario::Scenario;

/// `report.html`: a page with a map, the verdict in words, and the tables; one file, without a network.
///
/// The same input gives the same bytes. Linear in the network and the routes; past some thousands of links the map is
/// simplified, and says so.
#[must_use]
pub fn report_html(scenario: &Scenario<'_>, impact: &Impact, report: &Report) -> String {
    let network = scenario.network();
    let title = report.head.title.as_deref().unwrap_or("Impact of closures");
    page::page(
        title,
        &report.head.generator,
        &html! {
            header {
                h1 { (title) }
                p.verdict { (verdict::verdict(report)) }
                (verdict::figures(report))
                @if let Some(gap) = report.gap {
                    p.note { "Demand met is shared out between OD pairs of several origins, " (crate::report::words::gap(gap)) "." }
                }
                @if report.shared == Some(Shared::Alone) {
                    p.note { "Demand met is that of each OD pair as if it were the only one: nothing is shared out between them." }
                }
            }
            main {
                section {
                    h2 { "Map" }
                    (page::map(Story::of_impact(scenario, impact)))
                }
                section {
                    h2 { "Destinations" }
                    (tables::destinations(network, report))
                }
                section {
                    h2 { "Closures" }
                    (tables::closures(network, &report.head.closures))
                }
                section {
                    h2 { "Origins" }
                    (tables::origins(network, report))
                }
                (page::notes("Warnings", "warnings", &report.head.warnings))
                (page::notes("Assumptions", "assumptions", &report.head.assumptions))
                @if let Some(found) = report.verification { (verification(found)) }
            }
            footer { (page::about(&report.head.network, report.head.cost, &report.head.generator)) }
        },
    )
}

fn verification(found: VerificationReport) -> Markup {
    html! {
        section #verification {
            h2 { "Verification" }
            p {
                "Checked without the search that found them, and right: "
                (count(found.routes, "route", "routes")) " (the legs exist, are open and add up, and nothing is cheaper), "
                (count(found.absences, "answer", "answers")) " of no route, and "
                (count(found.severances, "set", "sets")) " of closed hubs and links that sever"
                @if found.flows > 0 {
                    "; " (count(found.flows, "flow", "flows")) " that keep to all capacities, and "
                    (count(found.cuts, "cut", "cuts")) " that carry just what gets through"
                }
                "."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ImpactOptions, RankOptions, impact, rank};
    use crate::network::{LatLon, Network, NewLink, NewNode};
    use crate::report::RankingReport;
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
        for page in [page(&square(), &lost()), ranking_page(&square(), &lost(), &[])] {
            assert!(
                ["http://", "https://", "src=", "<link", "@import"].iter().all(|way| !page.contains(way))
            );
        }
    }

    /// The page of a ranking of hubs and links.
    fn ranking_page(network: &Network, spec: &ScenarioSpec, after: &[&str]) -> String {
        let scenario = spec.on(network).expect("a scenario");
        let after: Vec<_> = after.iter().map(|key| network.find_hub(key).expect("a hub")).collect();
        let ranking = rank(&scenario, RankOptions::default().links(true).after(after.iter().copied()));
        let ranking = ranking.expect("a ranking");
        let report = RankingReport::new(&scenario, &ranking, None);
        ranking_html(&scenario, &ranking, &report)
    }

    #[test]
    fn a_ranking_tells_who_severs_whom() {
        let page = ranking_page(&square(), &lost(), &["d"]);
        for told in [
            "hurts most: its loss alone, with what is lost already, severs 1 of 3 destinations (1 of 3 t/d).",
            "Lost already: Delta.",
            "<strong class=\"over\">severs Gamma</strong>",
            "Nothing reaches Delta",
            "loss of rank 1: severs 1 t/d",
            "hub closed already",
            "destination that a single loss severs",
            "circle class=\"loss severs\"",
            "path class=\"loss severs\"",
        ] {
            assert!(page.contains(told), "{told}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf "));
        assert!(!page.contains("closed link"), "the scenario's own closures do not count");
        assert_eq!(page, ranking_page(&square(), &lost(), &["d"]));
    }

    /// The square with a capacity on the side that is left.
    fn narrow_square() -> Network {
        let mut raw = crate::import::RawNetwork::from(square());
        for link in &mut raw.links {
            link.capacity = crate::units::TonnesPerDay::from_kilograms(700).ok();
        }
        Network::try_from(raw).expect("a network")
    }

    fn flow_page(network: &Network, spec: &ScenarioSpec) -> String {
        let scenario = spec.on(network).expect("a scenario");
        let outcome = crate::analysis::flow::flows(&scenario, None).expect("flows");
        flow_html(&scenario, &outcome, &crate::report::FlowReport::new(&scenario, &outcome))
    }

    #[test]
    fn a_page_of_flows_tells_what_holds_it_down() {
        let page = flow_page(&narrow_square(), &lost());
        for told in [
            "0.7 of 3 t/d get through",
            "path class=\"flow before\"",
            "path class=\"flow after\"",
            "path class=\"choke\"",
            "what holds it down",
            "destination throttled",
            "destination severed",
            "get 35 % of what they want: all that reaches them passes Alpha to Delta (road), which carries 0.7 t/d in all.",
            "gets nothing: no way leads there that carries anything.",
        ] {
            assert!(page.contains(told), "{told}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf "));
        assert!(!page.contains(EVIL) && page.matches("<script").count() == 1);
        assert_eq!(page, flow_page(&narrow_square(), &lost()));
    }

    #[test]
    fn what_is_throttled_is_told_with_the_share_that_is_met() {
        let page = page(&narrow_square(), &lost());
        for told in ["2 are throttled", "Demand met, before", "Gets through", "35 %"] {
            assert!(page.contains(told), "{told}");
        }
    }

    #[test]
    fn no_name_becomes_markup_in_a_ranking() {
        let page = ranking_page(&square(), &lost(), &[]);
        assert!(!page.contains("<script>alert") && !page.contains(EVIL));
        assert_eq!(page.matches("<script").count(), 1, "the page's own");
        assert!(page.contains("No single loss severs a destination."), "the square can be gone round");
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
