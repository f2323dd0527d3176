//! The routes of the map: all of before, all of after, and those of each destination.

use maud::{Markup, html};

use super::drawing::{ROUTE_PRECISION, Shown, Sign};
use super::format;
use super::lines::Lines;
use super::scene::Scene;
use crate::paths::Route;

/// All routes together may take about this many bytes; those that do not fit are not highlighted one by one.
const ROUTE_BYTES: usize = 1_500_000;

/// The routes, in three layers.
pub(super) struct Routes {
    /// All of before.
    pub(super) before: Markup,
    /// All of after.
    pub(super) after: Markup,
    /// Those of each destination, unseen until asked for.
    pub(super) single: Markup,
}

impl Routes {
    /// Draws the routes.
    pub(super) fn new(scene: &Scene<'_>, shown: &mut Shown) -> Self {
        let answers = &scene.story.answers;
        let all = |routes: Vec<&Route>| {
            let mut lines = Lines::new(ROUTE_PRECISION, ROUTE_PRECISION / 10);
            for arc in scene.routed_arcs(routes.into_iter()) {
                lines.add(&scene.arc_line(arc));
            }
            lines.finish()
        };
        let before = all(answers.iter().filter_map(|answer| answer.before).collect());
        let after = all(answers.iter().filter_map(|answer| answer.after).collect());
        let signs = [(Sign::RouteBefore, &before), (Sign::RouteAfter, &after)];
        shown.signs.extend(signs.into_iter().filter(|(_, path)| path.is_some()).map(|(sign, _)| sign));
        let mut bytes = 0;
        let mut left_out = 0;
        let mut single = Vec::new();
        for (at, answer) in answers.iter().enumerate() {
            if bytes > ROUTE_BYTES {
                left_out += 1;
                continue;
            }
            let paths = [answer.before, answer.after].map(|route| {
                let mut lines = Lines::new(ROUTE_PRECISION, ROUTE_PRECISION / 10);
                if let Some(route) = route {
                    lines.add(&scene.route_line(route));
                }
                lines.finish()
            });
            bytes += paths.iter().flatten().map(String::len).sum::<usize>();
            if paths.iter().any(Option::is_some) {
                single.push((at, paths));
            }
        }
        if left_out > 0 {
            shown.notes.push(format!(
                "The routes of {} are drawn among all, and not highlighted one by one.",
                format::count(left_out, "destination", "destinations")
            ));
        }
        Self {
            before: html! { @if let Some(d) = before { path.before d=(d) {} } },
            after: html! { @if let Some(d) = after { path.after.case d=(d) {} path.after d=(d) {} } },
            single: html! {
                @for (at, [before, after]) in single {
                    g.own data-d=(at) {
                        @if let Some(d) = before { path.before d=(d) {} }
                        @if let Some(d) = after { path.after.case d=(d) {} path.after d=(d) {} }
                    }
                }
            },
        }
    }
}
