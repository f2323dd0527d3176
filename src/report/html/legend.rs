//! The legend of the map: what occurs on it, and nothing else.

use maud::{Markup, html};

use super::drawing::{Shown, Sign, mode_class, state_class};
use super::scene::{State, severity};
use super::symbols;
use crate::analysis::Status;
use crate::mode::Mode;

/// The legend.
pub(super) fn legend(shown: &Shown) -> Markup {
    let has = |sign| shown.signs.contains(&sign);
    let mut statuses: Vec<Status> = shown.statuses.iter().copied().collect();
    statuses.sort_by_key(|&status| severity(status));
    html! {
        ul.legend.dense[shown.dense] aria-label="Legend of the map" {
            @for (which, class, text) in [
                (Sign::SeveringHub, "severs", "loss of a hub: demand severed, by area"),
                (Sign::ReroutingHub, "reroutes", "loss of a hub: cost added, by area"),
            ] {
                @if has(which) { (entry(&sign(&html! { circle.loss.(class) r="9" {} }), text)) }
            }
            @if has(Sign::Rank) { (entry(&sign(&symbols::number(1)), "rank of the worst losses")) }
            @for (which, class, text) in [
                (Sign::SeveringLink, "severs", "loss of a link: severs, by width"),
                (Sign::ReroutingLink, "reroutes", "loss of a link: cost added, by width"),
            ] {
                @if has(which) { (entry(&strip(&html! { path.loss.(class) d="M2 7H36" {} }), text)) }
            }
            @if has(Sign::RouteBefore) {
                (entry(&line("before"), if shown.losses { "route before any loss" } else { "route before" }))
            }
            @for (which, class, text) in [
                (Sign::FlowBefore, "before", "what flows before, by width"),
                (Sign::FlowAfter, "after", "what flows after, by width"),
            ] {
                @if has(which) {
                    (entry(&strip(&html! { path.flow.(class) d="M2 7H36" style="stroke-width:8px" {} }), text))
                }
            }
            @if has(Sign::Bottleneck) { (entry(&strip(&html! { path.choke d="M2 7H36" {} }), "what holds it down")) }
            @if has(Sign::RouteAfter) { (entry(&line("after"), "route after")) }
            @if has(Sign::Origin) { (entry(&sign(&symbols::origin_sign()), "origin")) }
            @for status in statuses {
                (entry(&symbols::status_icon(status), destination(status, shown.losses)))
            }
            @for (state, text) in [
                (State::Closed, "closed hub"),
                (State::PartlyClosed, "hub closed for some modes"),
                (State::Reduced, "hub slowed or throttled"),
                (State::Baseline, if shown.losses { "hub closed already" } else { "hub closed before as well" }),
            ] {
                @if shown.hub_states.contains(&state) {
                    (entry(&sign(&symbols::state_sign(state, false)), text))
                }
            }
            @if has(Sign::OrdinaryHub) { (entry(&sign(&html! { circle.dot r="4" {} }), "hub")) }
            @for mode in &shown.modes { (entry(&link(mode, State::Open), &mode_text(mode))) }
            @for (state, text) in [
                (State::Closed, "closed link"),
                (State::Reduced, "link slowed or throttled"),
                (State::Baseline, if shown.losses { "link closed already" } else { "link closed before as well" }),
            ] {
                @if shown.link_states.contains(&state) { (entry(&link(&Mode::Road, state), text)) }
            }
            @if has(Sign::Area) { (entry(&area(false), "closed area")) }
            @if has(Sign::BaselineArea) { (entry(&area(true), if shown.losses { "area closed already" } else { "area closed before as well" })) }
            @if has(Sign::Tie) { (entry(&tie(), "parts of one hub")) }
        }
    }
}

/// What a destination's sign means: what becomes of it, or the worst that a single loss does to it.
fn destination(status: Status, losses: bool) -> &'static str {
    match status {
        Status::Severed if losses => "destination that a single loss severs",
        Status::Throttled | Status::Rerouted | Status::Delayed if losses => {
            "destination that no single loss severs"
        }
        Status::Unaffected if losses => "destination that no single loss changes",
        Status::Unsupplied if losses => "destination without a route",
        Status::Unsupplied => "destination unsupplied even before",
        Status::Severed => "destination severed",
        Status::Throttled => "destination throttled: less gets through",
        Status::Rerouted => "destination rerouted",
        Status::Delayed => "destination delayed",
        Status::Unaffected => "destination unaffected",
    }
}

fn mode_text(mode: &Mode) -> String {
    match mode {
        Mode::Other(other) => format!("{} (another mode)", other.name()),
        known => known.name().to_owned(),
    }
}

fn entry(key: &Markup, text: &str) -> Markup {
    html! { li { (key) span { (text) } } }
}

fn sign(shape: &Markup) -> Markup {
    html! { svg.icon viewBox="-11 -11 22 22" aria-hidden="true" { (shape) } }
}

fn strip(shape: &Markup) -> Markup {
    html! { svg.key viewBox="0 0 38 14" aria-hidden="true" { (shape) } }
}

fn line(class: &str) -> Markup {
    strip(&html! {
        @if class == "after" { path.after.case d="M2 7H36" {} }
        path.(class) d="M2 7H36" {}
    })
}

fn link(mode: &Mode, state: State) -> Markup {
    let (mode, state) = (mode_class(mode), state_class(state));
    strip(&html! {
        @if matches!(mode, "rail" | "pipeline") { path.link.under.(mode).(state) d="M1 7H37" {} }
        path.link.(mode).(state) d="M1 7H37" {}
    })
}

fn area(baseline: bool) -> Markup {
    strip(&html! { path.area.baseline[baseline] d="M4 1H34V13H4Z" {} })
}

fn tie() -> Markup {
    strip(&html! { path.tie d="M4 7H34" {} })
}
