//! The signs for hubs and statuses, the same on the map, in its legend and in the tables.

use maud::{Markup, html};

use super::losses::NUMBERED;
use super::scene::{HubMark, State};
use crate::analysis::Status;

/// Shapes that are drawn by reference, around the middle of their mark.
pub(super) fn definitions() -> Markup {
    html! {
        defs {
            path #x-hub d="M-8-8L8 8M8-8L-8 8" {}
            path #x-half d="M-8 8L8-8" {}
            path #x-link d="M-5-5L5 5M5-5L-5 5" {}
            @for (id, colour) in [("hatch", "#b3261e"), ("hatch-baseline", "#8a8a8a")] {
                (hatch(id, colour, 1))
                // Areas on the map are drawn in small units, and their hatching with them.
                (hatch(&format!("{id}-map"), colour, super::drawing::LINK_PRECISION))
            }
        }
    }
}

fn hatch(id: &str, colour: &str, units: u32) -> Markup {
    html! {
        pattern.hatch[units > 1] id=(id) width="8" height="8" patternUnits="userSpaceOnUse" data-units=(units)
            patternTransform=(format!("rotate(45) scale({units})")) {
            path d="M0 0V8" stroke=(colour) stroke-width="2.4" fill="none" {}
        }
    }
}

/// The class of a status.
pub(super) fn status_class(status: Status) -> &'static str {
    status.name()
}

/// The inside of a status sign, within six units around its middle.
fn glyph(status: Status) -> &'static str {
    match status {
        Status::Unsupplied => "M-3.5 0H3.5",
        Status::Severed => "M-3-3L3 3M3-3L-3 3",
        Status::Throttled => "M-3.6-3.4L-.9 0V3.6M3.6-3.4L.9 0V3.6",
        Status::Rerouted => "M-3.2 3.6V0Q-3.2-2.6-.6-2.6H3M.8-5L3.2-2.6L.8-.2",
        Status::Delayed => "M0-4V.4L2.8 2.2",
        Status::Unaffected => "M-3.4.2L-1 2.8L3.6-2.8",
    }
}

/// A status as a sign: a diamond in its colour with a glyph of its own.
fn status_sign(status: Status) -> Markup {
    html! {
        path.diamond.(status_class(status)) d="M0-9.5L9.5 0L0 9.5L-9.5 0Z" {}
        path.glyph.(status_class(status)) d=(glyph(status)) {}
    }
}

/// A status as an icon in the text.
pub(super) fn status_icon(status: Status) -> Markup {
    html! {
        svg.icon viewBox="-11 -11 22 22" aria-hidden="true" { (status_sign(status)) }
    }
}

/// The sign of an origin: a square with an arrow out of it.
pub(super) fn origin_sign() -> Markup {
    html! {
        path.origin d="M-7-7H7V7H-7Z" {}
        path.glyph d="M-3.5 0H3M0-3L3.2 0L0 3" {}
    }
}

/// Whether a hub has a sign of its own: an origin's, a destination's.
pub(super) fn has_sign(mark: &HubMark) -> bool {
    mark.is_origin || mark.status.is_some()
}

/// The sign of a rank.
pub(super) fn number(rank: usize) -> Markup {
    html! { text.number text-anchor="middle" y="4" { (rank) } }
}

/// The rank of a hub's loss, where it is among the worst.
pub(super) fn numbered(mark: &HubMark) -> Option<usize> {
    mark.weight.map(|weight| weight.rank).filter(|&rank| rank <= NUMBERED)
}

/// A hub on the map.
pub(super) fn hub(mark: &HubMark) -> Markup {
    let special = has_sign(mark);
    html! {
        g.s {
            // Below a sign of its own, so that both are seen; above a plain hub, which is smaller.
            @if special { (state_sign(mark.state, true)) }
            @if mark.is_origin && mark.status.is_some() {
                path.origin d="M-10-10H10V10H-10Z" {}
            } @else if mark.is_origin {
                (origin_sign())
            }
            @if let Some(status) = mark.status {
                (status_sign(status))
            }
            @if let (Some(rank), false) = (numbered(mark), special) {
                (number(rank))
            } @else if !special {
                circle.dot.passed[mark.on_route].baseline[mark.state == State::Baseline]
                    r=(if mark.on_route { "4.2" } else { "3.2" }) {}
                (state_sign(mark.state, false))
            }
        }
    }
}

/// What is laid over a hub that is closed or slowed; larger where the hub has a sign of its own.
pub(super) fn state_sign(state: State, large: bool) -> Markup {
    let scale = match (state, large) {
        (State::Baseline, false) => Some("scale(.62)"),
        (_, true) => Some("scale(1.45)"),
        (_, false) => None,
    };
    let shape = match state {
        State::Open => return html! {},
        State::Reduced => {
            return html! { circle.slow r=(if large { "13" } else { "8" }) {} };
        }
        State::PartlyClosed => "#x-half",
        State::Closed | State::Baseline => "#x-hub",
    };
    let baseline = state == State::Baseline;
    html! {
        g transform=[scale] {
            @if state == State::PartlyClosed { circle.ring r="8" {} }
            use.halo href=(shape) {}
            use.cross.baseline[baseline] href=(shape) {}
        }
    }
}

/// How far a hub's sign reaches from its middle, pixels; a disc may be touched by a name.
pub(super) fn reach(mark: &HubMark) -> f64 {
    let special = has_sign(mark);
    let disc = mark.weight.map_or(0.0, |weight| 0.75 * weight.radius());
    disc.max(match (mark.state, special) {
        (State::Open, false) if mark.on_route => 5.0,
        (State::Open, false) => 4.0,
        (State::Baseline, false) => 6.0,
        (_, false) => 9.0,
        (State::Open, true) => 9.5,
        (_, true) => 12.5,
    })
}

/// Whether a hub's name is written in bold.
pub(super) fn is_bold(mark: &HubMark) -> bool {
    has_sign(mark) || numbered(mark).is_some() || matches!(mark.state, State::Closed | State::PartlyClosed)
}
