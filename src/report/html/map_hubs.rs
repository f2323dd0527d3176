//! The hubs of the map and their names.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::drawing::{LINK_PRECISION, Shown, Sign, put, shrunk, state_class};
use super::format::coordinate;
use super::labels::{self, BASE, Candidate, Label, NARROW};
use super::lines::Lines;
use super::losses::{self, Weight};
use super::projection::Point;
use super::scene::{HubMark, Scene, State};
use super::symbols;
use crate::network::HubId;
use crate::report::amounts::amount;
use crate::report::words;

/// Draws the hubs.
pub(super) fn hubs(scene: &Scene<'_>, shown: &mut Shown) -> Markup {
    let network = scene.network();
    let closed_by = closed_by(scene);
    for mark in &scene.hubs {
        shown.hub_states.insert(mark.state);
        shown.statuses.extend(mark.status);
        if let Some(weight) = mark.weight {
            shown.signs.extend(weight.severs().then_some(Sign::SeveringHub));
            let has_number = symbols::numbered(mark).is_some() && !symbols::has_sign(mark);
            shown.signs.extend(has_number.then_some(Sign::Rank));
            shown.signs.extend(weight.reroutes().then_some(Sign::ReroutingHub));
        }
        if mark.is_origin {
            shown.signs.insert(Sign::Origin);
        } else if !mark.is_special() {
            shown.signs.insert(Sign::OrdinaryHub);
        }
    }
    // Where the nodes of a hub lie apart, lines to its middle show that they belong together.
    let mut ties = Lines::new(LINK_PRECISION, 1);
    if scene.detailed {
        for mark in &scene.hubs {
            for &node in network.hub(mark.hub).nodes() {
                if let Some(position) = network.node(node).position() {
                    let at = scene.projection.project([position.lon(), position.lat()]);
                    if at.distance(mark.at) > 3.0 {
                        ties.add(&[mark.at, at]);
                    }
                }
            }
        }
    }
    let ties = ties.finish();
    shown.signs.extend(ties.is_some().then_some(Sign::Tie));
    html! {
        @if let Some(d) = ties {
            g transform=(shrunk(LINK_PRECISION)) { path.tie d=(d) {} }
        }
        // What losses do lies beneath all signs, the smallest discs above the others.
        @for (weight, at) in discs(scene) {
            g.hub.disc transform=(put(at)) data-l=(weight.rank) { (losses::discs(weight)) }
        }
        // The most important is drawn last, above the others.
        @for mark in scene.hubs.iter().rev() {
            g.hub transform=(put(mark.at)) data-r=[relation_list(mark)] data-l=[mark.weight.map(|weight| weight.rank)] {
                title { (hub_title(scene, mark, &closed_by)) }
                (symbols::hub(mark))
            }
        }
    }
}

/// The discs of losses, the largest first.
fn discs(scene: &Scene<'_>) -> Vec<(Weight, Point)> {
    let mut discs: Vec<(Weight, Point)> =
        scene.hubs.iter().filter_map(|mark| Some((mark.weight?, mark.at))).collect();
    discs.sort_by(|(one, _), (other, _)| other.radius().total_cmp(&one.radius()));
    discs
}

fn relation_list(mark: &HubMark) -> Option<String> {
    let list: Vec<String> = mark.relations.iter().map(ToString::to_string).collect();
    (!list.is_empty()).then(|| list.join(" "))
}

/// For each hub the closures that take a node of it.
fn closed_by<'s>(scene: &Scene<'s>) -> BTreeMap<HubId, Vec<&'s str>> {
    let network = scene.network();
    let mut by: BTreeMap<HubId, Vec<&str>> = BTreeMap::new();
    for &closure in &scene.story.closures {
        for &node in closure.nodes() {
            let names = by.entry(network.node(node).hub().id()).or_default();
            if names.last() != Some(&closure.name()) {
                names.push(closure.name());
            }
        }
    }
    by
}

/// What a hub's tooltip says.
fn hub_title(scene: &Scene<'_>, mark: &HubMark, closed_by: &BTreeMap<HubId, Vec<&str>>) -> String {
    let hub = scene.network().hub(mark.hub);
    let mut parts = vec![match (hub.name(), hub.key()) {
        (name, key) if name == key => name.to_owned(),
        (name, key) => format!("{name} ({key})"),
    }];
    if mark.is_origin {
        parts.push("origin".to_owned());
    }
    for &at in &mark.relations {
        let answer = &scene.story.answers[at];
        let demand = amount(answer.relation.demand.tonnes());
        parts.push(if scene.story.losses.are_told() {
            format!("destination of {demand} t/d")
        } else {
            format!("destination of {demand} t/d: {}", answer.status)
        });
    }
    parts.extend(scene.story.losses.words(mark.weight));
    let what = match mark.state {
        State::Baseline if scene.story.losses.are_told() => "closed already",
        State::Baseline => "closed before as well",
        State::Closed => "closed",
        State::PartlyClosed => "closed for some modes",
        State::Reduced => "slowed or throttled",
        State::Open => "",
    };
    if mark.state != State::Open {
        parts.push(match closed_by.get(&mark.hub) {
            Some(names) if mark.state == State::Baseline => format!("{what}, by {}", words::list(names, 4)),
            Some(names) => format!("{what} by {}", words::list(names, 4)),
            None => what.to_owned(),
        });
    }
    parts.join("; ")
}

/// Writes the names.
pub(super) fn names(scene: &Scene<'_>) -> Markup {
    let candidates: Vec<Candidate> = scene
        .hubs
        .iter()
        .map(|mark| Candidate {
            at: mark.at,
            text: text(scene, mark),
            bold: symbols::is_bold(mark),
            reach: symbols::reach(mark),
        })
        .collect();
    let mut lines = Vec::new();
    if scene.detailed {
        for strand in &scene.strands {
            sample(&scene.arc_line(strand.arc), &mut lines);
        }
    }
    let height = scene.projection.height();
    // The scale bar is in the lower left corner.
    let labels = labels::place(&candidates, &[], &lines, height, &[[0.0, -44.0, 200.0, 0.0]]);
    html! {
        g.names {
            @for label in labels {
                (name(&scene.hubs[label.candidate], &candidates[label.candidate], &label))
            }
        }
    }
}

/// The name of a hub, and its rank where its loss is among the worst and its sign leaves no room for that.
fn text(scene: &Scene<'_>, mark: &HubMark) -> String {
    let name = labels::shortened(scene.network().hub(mark.hub).name());
    match symbols::numbered(mark) {
        Some(rank) if symbols::has_sign(mark) => format!("{name} ({rank})"),
        _ => name,
    }
}

fn name(mark: &HubMark, candidate: &Candidate, label: &Label) -> Markup {
    let [from, to] = label.zooms;
    let base = (from..=to).contains(&BASE);
    let narrow = (from..=to).contains(&NARROW);
    html! {
        g.name.base[base].narrow[narrow].strong[candidate.bold].(state_class(mark.state))
            transform=(put(mark.at)) data-z=(format!("{from} {to}")) {
            text.s x=(coordinate(label.place.dx)) y=(coordinate(label.place.dy))
                text-anchor=[Some(label.place.anchor).filter(|&anchor| anchor != "start")] {
                (candidate.text)
            }
        }
    }
}

/// Points along a line, every few map units.
fn sample(line: &[Point], into: &mut Vec<Point>) {
    const EVERY: f64 = 5.0;
    for pair in line.windows(2) {
        let length = pair[0].distance(pair[1]);
        let mut along = 0.0;
        while along < length {
            let share = along / length;
            into.push(Point {
                x: pair[0].x + (pair[1].x - pair[0].x) * share,
                y: pair[0].y + (pair[1].y - pair[0].y) * share,
            });
            along += EVERY;
        }
    }
}
