//! `flow.html`: what gets through before and after, on a map with lines as wide as what flows, and in tables.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::flow_layer::FlowLayer;
use super::format::{NOTHING, coordinate, number, whole};
use super::scene::{Answer, Story};
use super::verdict::figure;
use super::{legs, page, tables};
use crate::analysis::Status;
use crate::analysis::flow::{Bottleneck, Cut, FlowChange, Flows, ShareWitness};
use crate::network::Network;
use crate::report::flow::{
    CurveReport, CutReport, FlowDestinationReport, FlowReport, RouteFlowReport, ShortageReport, arc_flows,
};
use crate::report::words;
use crate::scenario::Scenario;

/// Up to this many destinations are listed.
const LISTED: usize = 2_000;
/// Up to this many links are listed, those that carry most.
const LINKS: usize = 300;
/// So many routes to a destination are told.
const ROUTES: usize = 12;

/// `flow.html`: a page with a map on which links are as wide as what flows over them, what each destination gets and by which
/// routes, what holds it down, and the curve of a hub where one was asked for; one file, without a network.
///
/// The same input gives the same bytes. Linear in the network and the routes; past some thousands of links the map is simplified,
/// and says so.
#[must_use]
pub fn flow_html(scenario: &Scenario<'_>, outcome: &FlowChange, report: &FlowReport) -> String {
    let network = scenario.network();
    let title = report.title.as_deref().unwrap_or("What gets through");
    let answers = scenario.relations().iter().zip(&report.destinations).map(|(&relation, told)| Answer {
        relation,
        status: status(told),
        before: None,
        after: None,
    });
    let story = Story {
        scenario,
        closures: scenario.closures().iter().collect(),
        before: scenario.before(),
        after: scenario.after(),
        answers: answers.collect(),
        losses: super::losses::Losses::default(),
        flows: layer(network, outcome),
    };
    page::page(
        title,
        &report.generator,
        &html! {
            header {
                h1 { (title) }
                p.verdict { (verdict(report)) }
                (figures(report))
                @if report.shares.is_none() {
                    p.note {
                        "Destinations draw on different origins, so nothing is shared out between them: each is met as if it were \
                         alone, and no flow of all is drawn."
                    }
                }
            }
            main {
                section { h2 { "Map" } (page::map(story)) }
                section { h2 { "Destinations" } (destinations(network, report)) }
                @if !report.shortages.is_empty() {
                    section { h2 { "What holds it down" } (shortages(network, &report.shortages)) }
                }
                @if let Some(curve) = &report.curve {
                    section {
                        h2 { "As " (curve.name.as_ref().unwrap_or(&curve.hub)) " loses its capacity" }
                        p.note { "From the baseline, whatever else the scenario closes." }
                        (plot(curve))
                    }
                }
                @if !report.links.is_empty() { section { h2 { "Links" } (links(network, report)) } }
                section { h2 { "Closures" } (tables::closures(network, &report.closures)) }
                (page::notes("Warnings", "warnings", &report.warnings))
                (page::notes("Assumptions", "assumptions", &report.assumptions))
            }
            footer { (page::about(&report.network, report.cost, &report.generator)) }
        },
    )
}

fn layer(network: &Network, outcome: &FlowChange) -> FlowLayer {
    let mut layer = FlowLayer { arcs: arc_flows(network, outcome), ..FlowLayer::default() };
    for part in cuts(&outcome.after).into_iter().flat_map(|cut| &cut.parts) {
        match *part {
            Bottleneck::Link(_, arc) => {
                layer.full.insert(arc);
            }
            Bottleneck::Supply(hub) => {
                layer.full_hubs.insert(hub);
            }
            Bottleneck::Node(node) => {
                layer.full_hubs.insert(network.node(node).hub().id());
            }
            Bottleneck::Transfer(transfer, _) => {
                layer.full_hubs.insert(network.transfer(transfer).hub().id());
            }
        }
    }
    layer
}

/// The cuts that hold destinations down: of all at once, or of each that gets less than it wants alone.
fn cuts(flows: &Flows) -> Vec<&Cut> {
    match flows.delivery.as_ref().map(|delivery| &delivery.witness.shares) {
        Some(ShareWitness::Most(short)) => short.iter().map(|short| &short.cut).collect(),
        Some(ShareWitness::Fair(joint)) => joint.tiers.iter().filter_map(|tier| tier.cut.as_ref()).collect(),
        Some(ShareWitness::Proportional(common)) => common.held.iter().map(|(_, cut)| cut).collect(),
        None => Vec::new(),
    }
}

/// What becomes of a destination as far as what it gets tells.
fn status(told: &FlowDestinationReport) -> Status {
    let has_way = |most: Option<f64>| most.is_none_or(|most| most > 0.0);
    if !has_way(told.alone_before_t_per_d) {
        Status::Unsupplied
    } else if !has_way(told.alone_after_t_per_d) {
        Status::Severed
    } else if told.demand_met < told.demand_met_before {
        Status::Throttled
    } else {
        Status::Unaffected
    }
}

fn verdict(report: &FlowReport) -> String {
    let met = report.destinations.iter().filter(|told| told.demand_met >= 1.0).count() as u64;
    let before = report.destinations.iter().filter(|told| told.demand_met_before >= 1.0).count() as u64;
    let all = report.destinations.len() as u64;
    let delivered = match (&report.before, &report.after) {
        (Some(before), Some(after)) => format!(
            "{} of {} t/d get through, {} before; ",
            number(after.delivered_t_per_d, 1),
            number(report.demand_t_per_d, 1),
            number(before.delivered_t_per_d, 1)
        ),
        _ => String::new(),
    };
    format!(
        "{delivered}{} of {} destinations get all that they want, {} before.",
        whole(met),
        whole(all),
        whole(before)
    )
}

fn figures(report: &FlowReport) -> Markup {
    html! {
        @if let (Some(before), Some(after)) = (&report.before, &report.after) {
            dl.figures {
                (figure(
                    "Gets through",
                    &format!("{} t/d", number(after.delivered_t_per_d, 1)),
                    &format!("{} before", number(before.delivered_t_per_d, 1)),
                ))
                (figure(
                    "Falls short",
                    &format!("{} t/d", number(after.short_t_per_d, 1)),
                    &format!("{} before", number(before.short_t_per_d, 1)),
                ))
                (figure(
                    "Tonne-hours a day",
                    &number(after.tonne_hours_per_d, 0),
                    &format!("{} before", number(before.tonne_hours_per_d, 0)),
                ))
                (figure(
                    "Tonne-km a day",
                    &number(after.tonne_km_per_d, 0),
                    &format!("{} before", number(before.tonne_km_per_d, 0)),
                ))
            }
        }
    }
}

fn destinations(network: &Network, report: &FlowReport) -> Markup {
    let mut order: Vec<&FlowDestinationReport> = report.destinations.iter().collect();
    order.sort_by(|one, other| one.demand_met.total_cmp(&other.demand_met));
    let shared = report.shares.is_some();
    let most = |most: Option<f64>| most.map_or_else(|| "no limit".to_owned(), |most| number(most, 1));
    html! {
        @if order.len() > LISTED {
            p.note { "The " (whole(LISTED as u64)) " that get least are listed; flow.csv has all of them." }
        }
        table #destinations.cards {
            caption { "What each destination gets, and what could reach it if it were the only one" }
            thead {
                tr {
                    th scope="col" rowspan="2" { "Destination" }
                    th.num scope="col" rowspan="2" { "Wants, t/d" }
                    @if shared { th.group scope="colgroup" colspan="2" { "Gets, t/d" } }
                    th.num scope="col" rowspan="2" { "Demand met, before" }
                    th.group scope="colgroup" colspan="2" { "Alone, t/d" }
                    th scope="col" rowspan="2" { "What limits it alone" }
                    @if shared { th scope="col" rowspan="2" { "By which routes, after" } }
                }
                tr {
                    @if shared { th.num scope="col" { "before" } th.num scope="col" { "after" } }
                    th.num scope="col" { "before" } th.num scope="col" { "after" }
                }
            }
            tbody {
                @for told in order.into_iter().take(LISTED) {
                    tr {
                        th scope="row" data-label="Destination" {
                            (told.name.as_ref().unwrap_or(&told.hub))
                            @if let Some(origin) = &told.od_origin {
                                small { "from " (legs::hub_name(network, origin)) }
                            }
                        }
                        td.num data-label="Wants, t/d" { (number(told.demand_t_per_d, 1)) }
                        @if let (Some(before), Some(after)) = (told.gets_before_t_per_d, told.gets_after_t_per_d) {
                            td.num data-label="Gets before" { (number(before, 1)) }
                            td.num data-label="Gets after" { (number(after, 1)) }
                        }
                        (tables::met_cell(told.demand_met_before, told.demand_met))
                        td.num data-label="Alone before" { (most(told.alone_before_t_per_d)) }
                        td.num data-label="Alone after" { (most(told.alone_after_t_per_d)) }
                        td.route data-label="Limited by" {
                            (told.bottleneck.as_ref().map_or_else(|| "nothing".to_owned(), CutReport::in_words))
                        }
                        @if shared { td.route data-label="Routes after" { (routes(network, &told.routes_after)) } }
                    }
                }
            }
        }
    }
}

fn routes(network: &Network, routes: &[RouteFlowReport]) -> Markup {
    html! {
        @if routes.is_empty() { (NOTHING) }
        @for one in routes.iter().take(ROUTES) {
            div { strong { (number(one.t_per_d, 1)) " t/d " } (legs::in_words(network, &one.route)) }
        }
        @if routes.len() > ROUTES { div { "and " (routes.len() - ROUTES) " more" } }
    }
}

fn shortages(network: &Network, shortages: &[ShortageReport]) -> Markup {
    html! {
        ul {
            @for short in shortages {
                @let names: Vec<&str> = short.hubs.iter().map(|key| legs::hub_name(network, key)).collect();
                li {
                    strong { (words::list(&names, 12)) }
                    (short.in_words())
                }
            }
        }
    }
}

fn links(network: &Network, report: &FlowReport) -> Markup {
    let mut order: Vec<_> = report.links.iter().collect();
    order.sort_by(|one, other| other.after_t_per_d.total_cmp(&one.after_t_per_d));
    html! {
        @if order.len() > LINKS {
            p.note { "The " (whole(LINKS as u64)) " that carry most after are listed; links.csv has all of them." }
        }
        table.cards {
            caption { "What flows over links, tonnes a day" }
            thead {
                tr {
                    th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "Mode" }
                    th.num scope="col" { "Before" } th.num scope="col" { "After" } th.num scope="col" { "Carries" }
                }
            }
            tbody {
                @for link in order.into_iter().take(LINKS) {
                    tr {
                        th scope="row" data-label="From" { (legs::hub_name(network, &link.from)) }
                        td data-label="To" { (legs::hub_name(network, &link.to)) }
                        td data-label="Mode" { (link.mode) }
                        td.num data-label="Before" { (number(link.before_t_per_d, 1)) }
                        td.num data-label="After" { (number(link.after_t_per_d, 1)) }
                        td.num data-label="Carries" {
                            @if link.is_closed { "closed" }
                            @else { (link.capacity_t_per_d.map_or_else(|| "no limit".to_owned(), |limit| number(limit, 1))) }
                            @if link.is_full { strong.over { " full" } }
                        }
                    }
                }
            }
        }
    }
}

/// Width and height of a plot, and the room around it for its scales.
const PLOT: [f64; 2] = [620.0, 260.0];
const MARGIN: [f64; 2] = [86.0, 44.0];

/// The curve, with its break points as dots and as a table.
fn plot(curve: &CurveReport) -> Markup {
    let top = curve.points.iter().map(|point| point.throughput_t_per_d).fold(0.0, f64::max);
    let place = |share: f64, throughput: f64| {
        let up = if top > 0.0 { throughput / top } else { 0.0 };
        [MARGIN[0] + share * PLOT[0], 16.0 + (1.0 - up) * PLOT[1]]
    };
    let places: Vec<[f64; 2]> =
        curve.points.iter().map(|point| place(point.share, point.throughput_t_per_d)).collect();
    let line: Vec<String> =
        places.iter().map(|[x, y]| format!("{} {}", coordinate(*x), coordinate(*y))).collect();
    let size = [PLOT[0] + MARGIN[0] + 30.0, PLOT[1] + MARGIN[1] + 20.0];
    let ticks = BTreeSet::from([0_u8, 25, 50, 75, 100]);
    html! {
        figure.plot {
            svg role="img" aria-label="What gets through, by the share of the capacity that is left"
                viewBox=(format!("0 0 {} {}", coordinate(size[0]), coordinate(size[1]))) {
                @for &percent in &ticks {
                    @let [x, bottom] = place(f64::from(percent) / 100.0, 0.0);
                    path.grid d=(format!("M{} 16V{}", coordinate(x), coordinate(bottom))) {}
                    text.tick x=(coordinate(x)) y=(coordinate(bottom + 18.0)) text-anchor="middle" { (percent) " %" }
                    @let [left, y] = place(0.0, top * f64::from(percent) / 100.0);
                    path.grid d=(format!("M{} {}H{}", coordinate(left), coordinate(y), coordinate(left + PLOT[0]))) {}
                    text.tick x=(coordinate(left - 8.0)) y=(coordinate(y + 4.0)) text-anchor="end" {
                        (number(top * f64::from(percent) / 100.0, 0))
                    }
                }
                path.curve d=(format!("M{}", line.join("L"))) {}
                @for [x, y] in &places { circle.dot r="4" cx=(coordinate(*x)) cy=(coordinate(*y)) {} }
                text.tick x=(coordinate(MARGIN[0] + PLOT[0] / 2.0)) y=(coordinate(size[1] - 6.0)) text-anchor="middle" {
                    "capacity left"
                }
            }
            figcaption {
                "Tonnes a day that get through to all destinations, by the share of the hub's capacity that is left; straight \
                 between the dots"
                @if !curve.is_complete { ", of which there are more than are shown" }
                "."
            }
        }
        table.cards {
            caption { "Break points" }
            thead { tr { th.num scope="col" { "Capacity left" } th.num scope="col" { "Gets through, t/d" } } }
            tbody {
                @for point in &curve.points {
                    tr {
                        td.num data-label="Capacity left" { (number(point.share * 100.0, 1)) " %" }
                        td.num data-label="Gets through, t/d" { (number(point.throughput_t_per_d, 1)) }
                    }
                }
            }
        }
    }
}
