//! What the parts of the map share: how finely they draw, what they have shown, the classes that the style sheet knows.

use std::collections::BTreeSet;

use super::format::coordinate;
use super::projection::Point;
use super::scene::State;
use crate::analysis::Status;
use crate::mode::Mode;

/// Numbers in a map unit in the paths of links and of routes.
pub(super) const LINK_PRECISION: u32 = 10;
pub(super) const ROUTE_PRECISION: u32 = 100;
/// Something that a legend explains, beside modes, states and statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    RouteBefore,
    RouteAfter,
    Origin,
    OrdinaryHub,
    /// Lines from the parts of a hub to its middle.
    Tie,
    Area,
    BaselineArea,
    /// What flows over links.
    FlowBefore,
    FlowAfter,
    /// What holds it down.
    Bottleneck,
    /// What single losses do.
    SeveringHub,
    ReroutingHub,
    SeveringLink,
    ReroutingLink,
    /// A number in a disc.
    Rank,
}

/// What a map shows, for its legend and its notes.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) signs: BTreeSet<Sign>,
    /// The modes of links.
    pub(super) modes: BTreeSet<Mode>,
    /// The states that hubs and links are drawn in.
    pub(super) hub_states: BTreeSet<State>,
    pub(super) link_states: BTreeSet<State>,
    /// What becomes of destinations.
    pub(super) statuses: BTreeSet<Status>,
    /// Whether links are thin plain lines.
    pub(super) dense: bool,
    /// Whether it tells what single losses would do, and not what closures do.
    pub(super) losses: bool,
    /// Whether it tells what flows over links, and no routes by themselves.
    pub(super) flows: bool,
    /// What is left out or simplified, in sentences.
    pub(super) notes: Vec<String>,
    /// Parts of the map that are worth a closer look, with what is seen there.
    pub(super) close_ups: Vec<(&'static str, String)>,
}

/// Paths hold whole numbers; this brings them back to map units.
pub(super) fn shrunk(precision: u32) -> String {
    format!("scale({})", 1.0 / f64::from(precision))
}

/// Moves a drawing to its place.
pub(super) fn put(point: Point) -> String {
    format!("translate({} {})", coordinate(point.x), coordinate(point.y))
}

/// The class of a mode: one of the five, or `other`.
pub(super) fn mode_class(mode: &Mode) -> &str {
    match mode {
        Mode::Other(_) => "other",
        known => known.name(),
    }
}

/// The class of a state.
pub(super) fn state_class(state: State) -> &'static str {
    match state {
        State::Baseline => "baseline",
        State::Closed => "closed",
        State::PartlyClosed => "partly",
        State::Reduced => "reduced",
        State::Open => "open",
    }
}
