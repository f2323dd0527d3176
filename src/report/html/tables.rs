//! The tables of the page: destinations with their routes, closures, origins.

use maud::{Markup, html};

use super::format::{NOTHING, count, hours, km, ratio};
use super::legs;
use super::scene::severity;
use super::symbols::{status_class, status_icon};
use crate::analysis::Status;
use crate::mode::Mode;
use crate::network::Network;
use crate::report::amounts::{amount, percent};
use crate::report::model::{ClosureReport, DestinationReport, OriginReport, Report, RouteReport};
use crate::report::words;

/// Up to this many destinations are listed, the worst first.
const LISTED: usize = 2_000;
/// Up to this many bytes of routes are told leg by leg.
const LEG_BYTES: usize = 2_500_000;

/// The destinations, the worst first.
pub(super) fn destinations(network: &Network, report: &Report) -> Markup {
    let mut order: Vec<usize> = (0..report.destinations.len()).collect();
    order.sort_by_key(|&at| severity(report.destinations[at].status));
    order.truncate(LISTED);
    let mut room = LEG_BYTES;
    let rows = order.iter().map(|&at| {
        let destination = &report.destinations[at];
        let detail = if room == 0 {
            html! {}
        } else {
            let detail = detail_row(network, destination);
            room = room.saturating_sub(detail.0.len());
            detail
        };
        html! { (row(network, at, destination)) (detail) }
    });
    let rows: Vec<Markup> = rows.collect();
    let met = report.shared.is_some();
    html! {
        @if order.len() < report.destinations.len() {
            p.note {
                "The " (order.len()) " worst of " (count(report.destinations.len() as u64, "destination", "destinations"))
                " are listed; impact.csv has all of them."
            }
        }
        @if room == 0 {
            p.note { "Only the first routes are told leg by leg; report.json has all of them." }
        }
        table #destinations.cards {
            caption { "What becomes of each destination" }
            thead {
                tr {
                    th scope="col" rowspan="2" { "Destination" }
                    th.num scope="col" rowspan="2" { "Demand, t/d" }
                    th scope="col" rowspan="2" { "Status" }
                    th.group scope="colgroup" colspan="2" { "Before" }
                    th.group scope="colgroup" colspan="2" { "After" }
                    th.num scope="col" rowspan="2" { "Detour ratio" }
                    @if met { th.num scope="col" rowspan="2" { "Demand met, before" } }
                    th scope="col" rowspan="2" { "Route after, or what severs it" }
                }
                tr {
                    th.num scope="col" { "time" } th.num scope="col" { "km" }
                    th.num scope="col" { "time" } th.num scope="col" { "km" }
                }
            }
            tbody { @for row in rows { (row) } }
        }
    }
}

fn row(network: &Network, at: usize, destination: &DestinationReport) -> Markup {
    let cell = |route: &Option<RouteReport>, write: fn(&RouteReport) -> String| {
        route.as_ref().map_or_else(|| NOTHING.to_owned(), write)
    };
    let time = |route: &RouteReport| hours(route.time_h);
    let length = |route: &RouteReport| km(route.length_km);
    html! {
        tr.pick.(status_class(destination.status)) data-d=(at) tabindex="0" {
            th scope="row" data-label="Destination" {
                (words::hub(network, &destination.hub))
                @if let Some(origin) = &destination.od_origin {
                    small { "from " (words::hub(network, origin)) }
                }
            }
            td.num data-label="Demand, t/d" { (amount(destination.demand_t_per_d)) }
            td.status data-label="Status" {
                span.(status_class(destination.status)) {
                    (status_icon(destination.status)) (destination.status)
                }
            }
            td.num data-label="Time before" { (cell(&destination.before, time)) }
            td.num data-label="km before" { (cell(&destination.before, length)) }
            td.num data-label="Time after" { (cell(&destination.after, time)) }
            td.num data-label="km after" { (cell(&destination.after, length)) }
            td.num data-label="Detour ratio" { (destination.cost_ratio.map_or_else(|| NOTHING.to_owned(), ratio)) }
            @if let (Some(before), Some(after)) = (destination.demand_met_before, destination.demand_met) {
                (met_cell(before, after))
            }
            td.route data-label="Route after" { (outcome(network, destination)) }
        }
    }
}

/// The share of demand met after, and before.
pub(super) fn met_cell(before: f64, after: f64) -> Markup {
    html! {
        td.num data-label="Demand met, before" {
            @if after < before { strong { (percent(after)) } } @else { (percent(after)) }
            @if before.total_cmp(&after).is_ne() { small { (percent(before)) } }
        }
    }
}

/// The new route, or why there is none.
fn outcome(network: &Network, destination: &DestinationReport) -> Markup {
    match (&destination.after, &destination.severed_by) {
        (Some(route), _) => html! {
            @if !destination.route_changed { span.same { "as before: " } }
            (legs::in_words(network, route))
        },
        (None, Some(severed)) => html! { (severed.text) },
        (None, None) => html! { "No route led here even before." },
    }
}

fn detail_row(network: &Network, destination: &DestinationReport) -> Markup {
    if destination.before.is_none() && destination.after.is_none() {
        return html! {};
    }
    html! {
        tr.more {
            td colspan=(if destination.demand_met.is_some() { "10" } else { "9" }) {
                details {
                    summary { "Leg by leg" span.unseen { ": " (words::hub(network, &destination.hub)) } }
                    div.legs {
                        @if let Some(route) = &destination.before { (legs::table(network, route, "Before")) }
                        @match &destination.after {
                            Some(_) if !destination.route_changed && destination.status == Status::Unaffected => {
                                p { "After: the same route at the same cost." }
                            }
                            Some(route) => { (legs::table(network, route, "After")) }
                            None => { p { "After: no route." } }
                        }
                    }
                }
            }
        }
    }
}

/// What is taken away.
pub(super) fn closures(network: &Network, closures: &[ClosureReport]) -> Markup {
    html! {
        @if closures.is_empty() {
            p { "Nothing is closed: after is the same as before." }
        } @else {
            table.cards {
                caption { "What is closed, slowed or throttled" }
                thead {
                    tr {
                        th scope="col" { "Closure" } th scope="col" { "Holds" } th scope="col" { "What it names" }
                        th scope="col" { "Modes" } th scope="col" { "Effect" }
                        th.num scope="col" { "Nodes taken" } th.num scope="col" { "Links taken by themselves" }
                    }
                }
                tbody {
                    @for closure in closures {
                        tr {
                            th scope="row" data-label="Closure" { (closure.name) }
                            td data-label="Holds" {
                                (if closure.baseline { "before and after (baseline)" } else { "after" })
                            }
                            td data-label="What it names" { (closed_things(network, closure)) }
                            td data-label="Modes" { (modes(closure)) }
                            td data-label="Effect" { (effect(closure)) }
                            td.num data-label="Nodes taken" { (super::format::whole(closure.nodes_taken)) }
                            td.num data-label="Links taken by themselves" {
                                (super::format::whole(closure.links_taken))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn closed_things(network: &Network, closure: &ClosureReport) -> String {
    const LIMIT: usize = 40;
    let hubs: Vec<_> = closure.hubs.iter().take(LIMIT + 1).map(|key| words::hub(network, key)).collect();
    let links: Vec<_> = closure.links.iter().map(|key| words::link(network, key)).collect();
    let mut things = Vec::new();
    if closure.hubs.len() > LIMIT {
        let rest = closure.hubs.len() - LIMIT;
        things.push(format!("{} and {rest} more hubs", hubs[..LIMIT].join(", ")));
    } else if !hubs.is_empty() {
        things.push(words::list(&hubs, LIMIT));
    }
    if !links.is_empty() {
        let what = if links.len() == 1 { "link" } else { "links" };
        things.push(format!("{what} {}", words::list(&links, LIMIT)));
    }
    if closure.area {
        things.push("an area".to_owned());
    }
    things.join("; ")
}

fn modes(closure: &ClosureReport) -> String {
    match &closure.modes {
        None => "all".to_owned(),
        Some(modes) => modes.iter().map(Mode::name).collect::<Vec<_>>().join(", "),
    }
}

fn effect(closure: &ClosureReport) -> String {
    match (closure.speed_factor, closure.capacity_factor) {
        (None, None) => "closed".to_owned(),
        (speed, capacity) => {
            let parts = [("speed", speed), ("capacity", capacity)].into_iter();
            let parts = parts.filter_map(|(what, factor)| Some((what, factor.filter(|&left| left < 1.0)?)));
            let parts: Vec<String> =
                parts.map(|(what, factor)| format!("{what} at {}", percent(factor))).collect();
            parts.join(", ")
        }
    }
}

/// Where supply comes from.
pub(super) fn origins(network: &Network, report: &Report) -> Markup {
    let over = |origin: &OriginReport, drawn: f64| origin.supply_t_per_d.is_some_and(|supply| drawn > supply);
    html! {
        table.cards {
            caption { "Where supply comes from, tonnes a day" }
            thead {
                tr {
                    th scope="col" { "Origin" } th.num scope="col" { "Supply" }
                    th.num scope="col" { "Drawn before" } th.num scope="col" { "Drawn after" }
                }
            }
            tbody {
                @for origin in &report.origins {
                    tr {
                        th scope="row" data-label="Origin" { (words::hub(network, &origin.hub)) }
                        td.num data-label="Supply" {
                            (origin.supply_t_per_d.map_or_else(|| "not limited".to_owned(), amount))
                        }
                        @for (label, drawn) in [
                            ("Drawn before", origin.drawn_before_t_per_d),
                            ("Drawn after", origin.drawn_after_t_per_d),
                        ] {
                            td.num data-label=(label) {
                                (amount(drawn))
                                @if over(origin, drawn) { strong.over { " more than its supply" } }
                            }
                        }
                    }
                }
            }
        }
    }
}
