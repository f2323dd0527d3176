//! `ranking.html`: what each single loss would do, on a map and in tables.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::flow_layer::FlowLayer;
use super::format::{NOTHING, count, hours, km, ratio, whole};
use super::losses::{Losses, added, measure};
use super::scene::{Answer, Story};
use super::symbols::status_icon;
use super::verdict::figure;
use super::{page, tables};
use crate::analysis::Status;
use crate::analysis::rank::{RankedRelation, Ranking};
use crate::network::Network;
use crate::report::amounts::{amount, decimal, percent_of};
use crate::report::ranking::{ExposureReport, LossKind, LossReport, OutcomeKind, RankingReport};
use crate::report::words;
use crate::scenario::{Impedance, Scenario};

const QUESTION: &str = "Which single loss hurts most?";
/// Up to this many losses are listed, the worst first, and as many destinations.
const LISTED: usize = 1_000;
/// So many destinations that a loss severs are named.
const NAMED: usize = 4;

/// `ranking.html`: a page with a map on which hubs and links are drawn by what their loss would do, the ranking as a table,
/// and what each destination depends on; one file, without a network.
///
/// The same input gives the same bytes. Linear in the network, the routes and the consequences; past some thousands of
/// links the map is simplified, and says so.
#[must_use]
pub fn ranking_html(scenario: &Scenario<'_>, ranking: &Ranking, report: &RankingReport) -> String {
    let mut view = scenario.before().clone();
    for &hub in &ranking.after {
        view.close_hub(hub);
    }
    let network = scenario.network();
    // The scenario is called after its closures, which do not count here.
    let title = match &report.head.title {
        Some(title) => format!("{QUESTION} ({title})"),
        None => QUESTION.to_owned(),
    };
    let statuses: Vec<Status> =
        ranking.relations.iter().zip(&report.destinations).map(worst_status).collect();
    let answers = ranking.relations.iter().zip(&statuses).map(|(ranked, &status)| Answer {
        relation: ranked.relation,
        status,
        before: ranked.route.as_ref(),
        after: None,
    });
    let has_links = report.losses.iter().any(|loss| loss.kind == LossKind::Link);
    let story = Story {
        scenario,
        closures: scenario.closures().iter().filter(|closure| closure.is_baseline()).collect(),
        before: &view,
        after: &view,
        answers: answers.collect(),
        losses: Losses::new(ranking, report),
        flows: FlowLayer::default(),
    };
    page::page(
        &title,
        &report.head.generator,
        &html! {
            header {
                h1 { (QUESTION) }
                p.verdict { (verdict(report, network)) }
                (figures(report))
                p.note {
                    @if let Some(title) = &report.head.title { "Scenario: " (title) ". " }
                    "Each hub" @if has_links { " and each link" } " is lost by itself. "
                    @if !report.after.is_empty() { "Lost already: " (lost_already(report, network)) ". " }
                    "Of the scenario's closures those of the baseline hold; the others do not count."
                }
            }
            main {
                section {
                    h2 { "Map" }
                    (page::map(story))
                }
                section {
                    h2 { "Losses" }
                    (losses(ranking, report, network))
                }
                section {
                    h2 { "Destinations" }
                    (destinations(report, &statuses, network))
                }
                @if !report.head.closures.is_empty() {
                    section { h2 { "Closures" } (tables::closures(network, &report.head.closures)) }
                }
                (page::notes("Warnings", "warnings", &report.head.warnings))
                (page::notes("Assumptions", "assumptions", &report.head.assumptions))
            }
            footer { (page::about(&report.head.network, report.head.cost, &report.head.generator)) }
        },
    )
}

/// The worst that a single loss does to a destination.
fn worst_status((ranked, told): (&RankedRelation, &ExposureReport)) -> Status {
    if ranked.route.is_none() {
        Status::Unsupplied
    } else if !told.severed_by.is_empty() {
        Status::Severed
    } else if ranked.worst.is_some() {
        Status::Rerouted
    } else {
        Status::Unaffected
    }
}

/// `Kupiansk hurts most: its loss alone severs 3 of 12 destinations (4,500 of 14,000 t/d).`
fn verdict(report: &RankingReport, network: &Network) -> String {
    let given = if report.after.is_empty() { "" } else { ", with what is lost already," };
    let all = whole(report.destinations.len() as u64);
    match report.losses.first() {
        None => format!("No single loss{given} changes anything for any destination."),
        Some(worst) if worst.severed > 0 => format!(
            "{} hurts most: its loss alone{given} severs {} of {all} {} ({} of {} t/d).",
            loss_name(worst, network),
            whole(worst.severed),
            if report.destinations.len() == 1 { "destination" } else { "destinations" },
            amount(worst.severed_t_per_d),
            amount(report.demand_t_per_d)
        ),
        Some(worst) => {
            let added = added(worst, report.head.cost).unwrap_or_default();
            let cost = format!("{} {} a day", amount(added), measure(report.head.cost));
            format!(
                "No single loss{given} severs a destination. {} hurts most: it adds {cost}.",
                loss_name(worst, network)
            )
        }
    }
}

fn figures(report: &RankingReport) -> Markup {
    let severing = report.losses.iter().filter(|loss| loss.severed > 0).count() as u64;
    let exposed = report.destinations.iter().filter(|told| !told.severed_by.is_empty());
    let demand: f64 = exposed.clone().map(|told| told.demand_t_per_d).sum();
    html! {
        dl.figures {
            (figure("Losses that sever", &whole(severing), &format!("of {} that are possible", whole(report.elements))))
            (figure(
                "Destinations that hang by one",
                &whole(exposed.count() as u64),
                &format!("of {}", whole(report.destinations.len() as u64)),
            ))
            (figure(
                "Demand that hangs by one",
                &format!("{} t/d", amount(demand)),
                &format!("{} of demand", percent_of(demand, report.demand_t_per_d)),
            ))
            (figure(
                "Losses that change anything",
                &whole(report.losses_with_consequences),
                &format!("of {}", whole(report.elements)),
            ))
        }
    }
}

fn lost_already(report: &RankingReport, network: &Network) -> String {
    let names: Vec<_> = report.after.iter().map(|key| words::hub(network, key)).collect();
    words::list(&names, 20)
}

fn losses(ranking: &Ranking, report: &RankingReport, network: &Network) -> Markup {
    let most = |of: &dyn Fn(&LossReport) -> f64| report.losses.iter().map(of).fold(0.0, f64::max);
    let added_in = |loss: &LossReport| added(loss, report.head.cost).unwrap_or_default();
    let [severed, added] = [most(&|loss| loss.severed_t_per_d), most(&added_in)];
    let lost = report.throughput_t_per_d.map(|_| most(&|loss| loss.throughput_lost_t_per_d.unwrap_or(0.0)));
    let shown = report.losses.len().min(LISTED);
    let others = report.losses_with_consequences - shown as u64;
    html! {
        @if others > 0 {
            p.note { "The " (whole(shown as u64)) " worst are listed; " (whole(others)) " more change anything." }
        }
        @if report.losses.is_empty() {
            p { "No single loss changes anything." }
        } @else {
            table #losses.cards {
                caption { "What each loss alone would do, from the worst" }
                thead {
                    tr {
                        th scope="col" { "Loss" }
                        th.num scope="col" { "Severed, t/d" }
                        th.num scope="col" { "Added " (measure(report.head.cost)) " a day" }
                        @if lost.is_some() { th.num scope="col" { "Throughput lost, t/d" } }
                        th.num scope="col" { "Worst detour ratio" }
                        th scope="col" { "Whom it severs, and how many it reroutes" }
                    }
                }
                tbody {
                    @for (loss, ranked) in report.losses.iter().zip(&ranking.losses).take(shown) {
                        @let relations: Vec<String> =
                            ranked.consequences.iter().map(|one| one.relation.to_string()).collect();
                        tr.pick.alone data-d=(relations.join(" ")) data-l=(loss.rank) tabindex="0" {
                            th scope="row" data-label="Loss" {
                                span.rank { (loss.rank) "." } " "
                                @match loss.kind {
                                    LossKind::Hub => (words::hub(network, &loss.key)),
                                    LossKind::Link => { (words::link(network, &loss.key)) span.kind { " link" } }
                                }
                            }
                            td.num.amount data-label="Severed, t/d" {
                                (meter("severs", loss.severed_t_per_d, severed))
                                span { (amount(loss.severed_t_per_d)) }
                            }
                            td.num.amount data-label=(format!("Added {}", measure(report.head.cost))) {
                                (meter("reroutes", added_in(loss), added))
                                span { (amount(added_in(loss))) }
                            }
                            @if let (Some(most), Some(lost)) = (lost, loss.throughput_lost_t_per_d) {
                                td.num.amount data-label="Throughput lost, t/d" {
                                    (meter("throttles", lost, most))
                                    span { (amount(lost)) }
                                }
                            }
                            td.num data-label="Worst detour ratio" {
                                (loss.worst_ratio.map_or_else(|| NOTHING.to_owned(), ratio))
                            }
                            td.route data-label="Severs and reroutes" { (consequences(loss, network)) }
                        }
                    }
                }
            }
        }
    }
}

/// A bar as long as a share of the greatest.
fn meter(class: &str, value: f64, most: f64) -> Markup {
    html! {
        @if value > 0.0 {
            span.meter aria-hidden="true" {
                span.(class) style=(format!("width:{}%", decimal((value / most * 100.0).max(1.0), 1))) {}
            }
        }
    }
}

fn consequences(loss: &LossReport, network: &Network) -> Markup {
    let of = |kind| loss.consequences.iter().filter(move |one| one.outcome == kind);
    let names = |kind| -> Vec<String> {
        of(kind).map(|one| words::pair(network, &one.hub, one.od_origin.as_deref()).into_owned()).collect()
    };
    let list = |names: &[String]| words::list(names, NAMED);
    let [severed, terminal] = [OutcomeKind::Severed, OutcomeKind::Terminal].map(names);
    let own = || {
        let here: BTreeSet<&str> = loss.consequences.iter().map(|one| one.hub.as_str()).collect();
        here.contains(loss.key.as_str())
    };
    html! {
        @if !severed.is_empty() { strong.over { "severs " (list(&severed)) } }
        @if !severed.is_empty() && loss.rerouted > 0 { "; " }
        @if loss.rerouted > 0 { "reroutes " (whole(loss.rerouted)) }
        @if !terminal.is_empty() {
            @if !severed.is_empty() || loss.rerouted > 0 { "; " }
            span.same {
                @if terminal.len() == 1 && own() { "is a destination itself" }
                @else { "the only origin, or the destination, of " (list(&terminal)) }
                " (" (amount(loss.terminal_t_per_d)) " t/d)"
            }
        }
    }
}

fn destinations(report: &RankingReport, statuses: &[Status], network: &Network) -> Markup {
    let mut order: Vec<usize> = (0..report.destinations.len()).collect();
    order.sort_by_key(|&at| super::scene::severity(statuses[at]));
    order.truncate(LISTED);
    let most = report
        .destinations
        .iter()
        .filter_map(|told| told.worst.as_ref())
        .map(|worst| worst.added)
        .fold(0.0, f64::max);
    let cost = |value: f64| match report.head.cost {
        Impedance::Time => hours(value),
        Impedance::Length => format!("{} km", km(value)),
    };
    html! {
        @if order.len() < report.destinations.len() {
            p.note {
                (whole(order.len() as u64)) " of " (count(report.destinations.len() as u64, "destination", "destinations"))
                " are listed; exposure.csv has all of them."
            }
        }
        table #destinations.cards {
            caption { "What each destination depends on: what severs it alone comes first" }
            thead {
                tr {
                    th scope="col" { "Destination" }
                    th.num scope="col" { "Demand, t/d" }
                    th.num scope="col" { "Route before" }
                    th scope="col" { "What everything passes through" }
                    th scope="col" { "Worst loss that leaves a route" }
                    th.num scope="col" { "It adds" }
                    th.num scope="col" { "A loss adds on average" }
                }
            }
            tbody {
                @for at in order {
                    @let told = &report.destinations[at];
                    tr.pick.alone data-d=(at) tabindex="0" {
                        th scope="row" data-label="Destination" {
                            span.signed {
                                (status_icon(statuses[at]))
                                (words::hub(network, &told.hub))
                            }
                            @if let Some(origin) = &told.od_origin {
                                small { "from " (words::hub(network, origin)) }
                            }
                        }
                        td.num data-label="Demand, t/d" { (amount(told.demand_t_per_d)) }
                        td.num data-label="Route before" {
                            (route_cost(told, report.head.cost).map_or_else(|| NOTHING.to_owned(), cost))
                        }
                        td.route data-label="Everything passes through" { (chain(told, network)) }
                        td data-label="Worst that leaves a route" {
                            @match &told.worst {
                                Some(worst) => (words::element(network, &worst.element)),
                                None => (NOTHING),
                            }
                        }
                        td.num.amount data-label="It adds" {
                            @match &told.worst {
                                Some(worst) => {
                                    (meter("reroutes", worst.added, most))
                                    span { (cost(worst.added)) }
                                    @if let Some(times) = worst.cost_ratio { small { (ratio(times)) } }
                                }
                                None => (NOTHING),
                            }
                        }
                        td.num data-label="A loss adds on average" { (cost(told.expected_added)) }
                    }
                }
            }
        }
    }
}

fn route_cost(told: &ExposureReport, cost: Impedance) -> Option<f64> {
    match cost {
        Impedance::Time => told.time_h,
        Impedance::Length => told.length_km,
    }
}

/// `Valuyki → Kupiansk → Izium`: where supply starts, what it passes whatever the way, and where it goes; in words where
/// there is no such chain.
fn chain(told: &ExposureReport, network: &Network) -> Markup {
    let Some((first, rest)) = told.severed_by.split_first() else {
        let mut text = told.text.clone();
        if let Some(letter) = text.get_mut(..1) {
            letter.make_ascii_uppercase();
        }
        return html! { span.same { (text) } };
    };
    let between = if told.severed_by_is_ordered { " → " } else { ", " };
    html! {
        @if told.severed_by_is_ordered {
            span.same { (told.origin.as_ref().map_or("".into(), |origin| words::hub(network, origin))) } " → "
        }
        strong { (words::element(network, first)) }
        @for element in rest { (between) strong { (words::element(network, element)) } }
        @if told.severed_by_is_ordered {
            " → " span.same { (words::hub(network, &told.hub)) }
        } @else {
            span.same { ", in no fixed order" }
        }
    }
}

fn loss_name(loss: &LossReport, network: &Network) -> String {
    match loss.kind {
        LossKind::Hub => words::hub(network, &loss.key).into_owned(),
        LossKind::Link => format!("The link {}", words::link(network, &loss.key)),
    }
}
