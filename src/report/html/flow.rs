//! `flow.html`: what gets through before and after, on a map with lines as wide as what flows, and in tables.

use maud::{Markup, html};

use super::flow_layer::FlowLayer;
use super::format::{NOTHING, whole};
use super::plot::Curve;
use super::scene::{Answer, Story};
use super::verdict::figure;
use super::{legs, page, tables};
use crate::analysis::Status;
use crate::analysis::flow::{Bottleneck, Cut, FlowChange, Flows, ShareWitness};
use crate::network::Network;
use crate::report::amounts::{amount, percent};
use crate::report::flow::{
    CostCurveReport, CurveReport, CutReport, FlowDestinationReport, FlowReport, RouteFlowReport,
    ShortageReport, arc_flows,
};
use crate::report::words;
use crate::scenario::{Impedance, Scenario};

/// Up to this many destinations are listed.
const LISTED: usize = 2_000;
/// Up to this many links are listed, those that carry most.
const LINKS: usize = 300;
/// So many routes to a destination are told.
const ROUTES: usize = 12;

/// `flow.html`: a page with a map on which links are as wide as what flows over them, what each destination gets and by which
/// routes, what holds it down, and the curves of a hub where they were asked for; one file, without a network.
///
/// The same input gives the same bytes. Linear in the network and the routes; past some thousands of links the map is simplified,
/// and says so.
#[must_use]
pub fn flow_html(scenario: &Scenario<'_>, outcome: &FlowChange, report: &FlowReport) -> String {
    let network = scenario.network();
    let title = report.head.title.as_deref().unwrap_or("What gets through");
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
        &report.head.generator,
        &html! {
            header {
                h1 { (title) }
                p.verdict { (verdict(report)) }
                (figures(report))
                @if let (Some(gap), Some(cost_gap), Some(shares)) = (report.gap, report.cost_gap, report.shares) {
                    p.note {
                        "Destinations draw on different origins. What there is is shared out between them, " (words::shared(shares, gap))
                        ", and delivered " (words::cheapest(cost_gap)) "."
                    }
                }
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
                        h2 { "As " (words::hub(network, &curve.hub)) " loses its capacity" }
                        p.note {
                            "From the baseline, whatever else the scenario closes."
                            @if let Some(unlimited) = curve.unlimited_in_words(network) { " " (unlimited) }
                            @if let Some(off_by) = curve.off_by_at_most_t_per_d {
                                " What all destinations get together at most, whoever gets it; " (words::off_by(off_by)) "."
                            }
                        }
                        (throughput(curve))
                        @if let Some(curve) = &report.cost_curve { (cost(network, curve, report.head.cost)) }
                    }
                }
                @if !report.links.is_empty() { section { h2 { "Links" } (links(network, report)) } }
                section { h2 { "Closures" } (tables::closures(network, &report.head.closures)) }
                (page::notes("Warnings", "warnings", &report.head.warnings))
                (page::notes("Assumptions", "assumptions", &report.head.assumptions))
            }
            footer { (page::about(&report.head.network, report.head.cost, &report.head.generator)) }
        },
    )
}

fn layer(network: &Network, outcome: &FlowChange) -> FlowLayer {
    let mut layer = FlowLayer { arcs: arc_flows(network, outcome), ..FlowLayer::default() };
    let full = outcome.after.between.iter().flat_map(|one| &one.shared.tiers).flat_map(|tier| &tier.full);
    let parts = cuts(&outcome.after).into_iter().flat_map(|cut| &cut.parts);
    for part in parts.chain(full).copied() {
        match part {
            Bottleneck::Link(_, arc) => {
                layer.full.insert(arc);
            }
            Bottleneck::Track(link, arc) => {
                let pairs = network.link_arcs(link).chunks_exact(2);
                layer.full.extend(pairs.filter(|pair| pair.contains(&arc)).flatten());
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
            amount(after.delivered_t_per_d),
            amount(report.demand_t_per_d),
            amount(before.delivered_t_per_d)
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
                    &format!("{} t/d", amount(after.delivered_t_per_d)),
                    &format!("{} before", amount(before.delivered_t_per_d)),
                ))
                (figure(
                    "Falls short",
                    &format!("{} t/d", amount(after.short_t_per_d)),
                    &format!("{} before", amount(before.short_t_per_d)),
                ))
                (figure(
                    "Tonne-hours a day",
                    &amount(after.tonne_hours_per_d),
                    &format!("{} before", amount(before.tonne_hours_per_d)),
                ))
                (figure(
                    "Tonne-km a day",
                    &amount(after.tonne_km_per_d),
                    &format!("{} before", amount(before.tonne_km_per_d)),
                ))
            }
        }
    }
}

fn destinations(network: &Network, report: &FlowReport) -> Markup {
    let mut order: Vec<&FlowDestinationReport> = report.destinations.iter().collect();
    order.sort_by(|one, other| one.demand_met.total_cmp(&other.demand_met));
    let shared = report.shares.is_some();
    let most = |most: Option<f64>| most.map_or_else(|| "no limit".to_owned(), amount);
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
                            (words::hub(network, &told.hub))
                            @if let Some(origin) = &told.od_origin {
                                small { "from " (words::hub(network, origin)) }
                            }
                        }
                        td.num data-label="Wants, t/d" { (amount(told.demand_t_per_d)) }
                        @if let (Some(before), Some(after)) = (told.gets_before_t_per_d, told.gets_after_t_per_d) {
                            td.num data-label="Gets before" { (amount(before)) }
                            td.num data-label="Gets after" { (amount(after)) }
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
            div { strong { (amount(one.t_per_d)) " t/d " } (legs::in_words(network, &one.route)) }
        }
        @if routes.len() > ROUTES { div { "and " (routes.len() - ROUTES) " more" } }
    }
}

fn shortages(network: &Network, shortages: &[ShortageReport]) -> Markup {
    html! {
        ul {
            @for short in shortages {
                li {
                    strong { (words::list(&short.names(network), 12)) }
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
                        th scope="row" data-label="From" { (words::hub(network, &link.from)) }
                        td data-label="To" { (words::hub(network, &link.to)) }
                        td data-label="Mode" { (link.mode) }
                        td.num data-label="Before" { (amount(link.before_t_per_d)) }
                        td.num data-label="After" { (amount(link.after_t_per_d)) }
                        td.num data-label="Carries" {
                            @if link.is_closed { "closed" }
                            @else { (link.capacity_t_per_d.map_or_else(|| "no limit".to_owned(), amount)) }
                            @if link.is_full { strong.over { " full" } }
                        }
                    }
                }
            }
        }
    }
}

/// What gets through.
fn throughput(curve: &CurveReport) -> Markup {
    let points = curve.points.iter().map(|point| [point.share, point.throughput_t_per_d]);
    let curve = Curve {
        points: points.collect(),
        label: "What gets through, by the share of the capacity that is left",
        column: "Gets through, t/d",
        caption: "Tonnes a day that get through to all destinations",
        // How near it is was said.
        is_complete: curve.is_complete || curve.off_by_at_most_t_per_d.is_some(),
    };
    curve.markup()
}

/// What the same delivery costs.
fn cost(network: &Network, curve: &CostCurveReport, minimised: Impedance) -> Markup {
    let measure = super::losses::measure(minimised);
    let name = words::hub(network, &curve.hub);
    let delivered = format!("{} t/d", amount(curve.delivered_t_per_d));
    let plot = Curve {
        points: curve.points.iter().map(|point| [point.share, point.cost_per_d()]).collect(),
        label: "What the same delivery costs, by the share of the capacity that is left",
        column: &format!("{}{} a day", measure[..1].to_uppercase(), &measure[1..]),
        caption: &format!("What it takes at the least, {measure} a day"),
        is_complete: curve.is_complete,
    };
    html! {
        h3 { "What the same delivery costs" }
        p.note {
            "Every destination goes on getting what it gets while all of the capacity is there, " (delivered) " in all"
            @if curve.least_share > 0.0 {
                "; with less than " (percent(curve.least_share)) " of the capacity of " (name) " not all of that gets there"
            }
            "."
        }
        (plot.markup())
    }
}
