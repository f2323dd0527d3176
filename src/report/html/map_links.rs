//! The links of the map: a path for each mode and state, tooltips while there are few, crosses where closures name one.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::drawing::{LINK_PRECISION, Shown, Sign, mode_class, put, state_class};
use super::format;
use super::lines::{Lines, halfway};
use super::losses::Weight;
use super::scene::{Scene, State, Strand};
use crate::mode::Mode;
use crate::network::LinkId;

/// All links together may take about this many bytes; with more the drawing gets coarser.
const LINK_BYTES: usize = 4_500_000;

/// The links, in three layers.
pub(super) struct LinkDrawing {
    /// What is seen.
    pub(super) drawn: Markup,
    /// Wider and unseen, with tooltips.
    pub(super) hits: Markup,
    /// Marks of what closures name.
    pub(super) crosses: Markup,
    /// Those whose loss does something, as wide as that is.
    pub(super) losses: Markup,
}

/// Draws the links.
pub(super) fn links(scene: &Scene<'_>, shown: &mut Shown) -> LinkDrawing {
    let network = scene.network();
    let mut groups: BTreeMap<(State, usize), Vec<Strand>> = BTreeMap::new();
    for &strand in &scene.strands {
        groups.entry((strand.state, strand.mode.index())).or_default().push(strand);
    }
    let (paths, step, share) = link_paths(scene, &groups);
    if !scene.detailed {
        let size = crate::report::amounts::decimal(f64::from(step) / f64::from(LINK_PRECISION), 1);
        shown.notes.push(format!(
            "With {} links the map is simplified: details smaller than {size} of its thousand pixels are left out{}.",
            format::whole(scene.strands.len() as u64),
            if scene.dense { ", and modes differ by colour and width alone" } else { "" }
        ));
    }
    if share > 1 {
        shown.notes.push(format!("Of the links that are open, one in {share} is drawn."));
    }
    let mut missing = 0_usize;
    let mut hits = Vec::new();
    if scene.detailed {
        for &strand in &scene.strands {
            let line = scene.arc_line(strand.arc);
            missing += usize::from(line.is_empty());
            let mut hit = Lines::new(LINK_PRECISION, 1);
            hit.add(&line);
            hits.extend(hit.finish().map(|data| (data, link_title(scene, strand))));
        }
    }
    if missing > 0 {
        shown.notes.push(format!(
            "{} not drawn, because an end has no coordinates.",
            if missing == 1 {
                "1 link is".to_owned()
            } else {
                format!("{} links are", format::whole(missing as u64))
            }
        ));
    }
    for &(state, mode) in groups.keys() {
        shown.modes.insert(network.modes()[mode].clone());
        shown.link_states.insert(state);
    }
    LinkDrawing {
        // What is closed lies above what is open.
        drawn: html! {
            @for ((state, mode), data) in paths.iter().rev() {
                (link_group(*state, *mode, &network.modes()[*mode], data))
            }
        },
        hits: html! {
            @for (data, title) in hits {
                path d=(data) { title { (title) } }
            }
        },
        crosses: link_crosses(scene),
        losses: link_losses(scene, shown),
    }
}

/// All links of a mode in a state: one path, drawn twice where the mode's line has two parts.
fn link_group(state: State, at: usize, mode: &Mode, data: &str) -> Markup {
    let id = format!("l-{}-{at}", state_class(state));
    let href = format!("#{id}");
    let (mode, state) = (mode_class(mode), state_class(state));
    html! {
        // What is referred to does not see its ancestors' styles, so its class says it all.
        defs { path.lines id=(id) d=(data) {} }
        @if matches!(mode, "rail" | "pipeline") {
            use.link.under.(mode).(state) href=(href) {}
        }
        use.link.(mode).(state) href=(href) {}
    }
}

type Paths = BTreeMap<(State, usize), String>;

/// The path of each group of links, with the grid that its points lie on, and how many links stand for one drawn.
fn link_paths(scene: &Scene<'_>, groups: &BTreeMap<(State, usize), Vec<Strand>>) -> (Paths, u32, usize) {
    // Half a unit, unless every link has its own tooltip.
    let mut step = if scene.detailed { 1 } else { LINK_PRECISION / 2 };
    let mut share = 1;
    loop {
        let mut bytes = 0;
        let mut paths = Paths::new();
        let full = 'all: {
            for (&key, strands) in groups {
                let mut lines = Lines::new(LINK_PRECISION, step);
                if !scene.detailed {
                    lines = lines.each_once();
                }
                // What is closed is drawn in full.
                let every = if matches!(key.0, State::Open | State::Baseline) { share } else { 1 };
                for strand in strands.iter().step_by(every) {
                    lines.add(&scene.arc_line(strand.arc));
                    if bytes + lines.len() > LINK_BYTES && step < 64 * LINK_PRECISION {
                        break 'all true;
                    }
                }
                bytes += lines.len();
                paths.extend(lines.finish().map(|data| (key, data)));
            }
            false
        };
        if !full {
            return (paths, step, share);
        }
        // Coarser up to two units, where one still sees the shape; from there on fewer.
        if step < 2 * LINK_PRECISION {
            step *= 2;
        } else if share < 1 << 20 {
            share *= 2;
        } else {
            step *= 2;
        }
    }
}

/// What a link's tooltip says.
fn link_title(scene: &Scene<'_>, strand: Strand) -> String {
    let network = scene.network();
    let link = network.link(strand.link);
    let [from, to] =
        [network.tail(strand.arc), network.head(strand.arc)].map(|node| network.node(node).hub().name());
    let arrow = if link.is_directed() { '→' } else { '–' };
    let text = format!(
        "{from} {arrow} {to}: {}, {} km, {}",
        network.modes()[strand.mode.index()],
        format::km(link.length().km()),
        format::hours(scene.story.after.time(strand.arc).hours())
    );
    let name = Some(link.name()).filter(|&name| name != link.key());
    let state = match strand.state {
        State::Baseline => "; closed before as well",
        State::Closed | State::PartlyClosed => "; closed",
        State::Reduced => "; slowed or throttled",
        State::Open => "",
    };
    let loss = scene.story.losses.words(scene.story.losses.of_link(network, strand.link));
    let loss = loss.map_or_else(String::new, |loss| format!("; {loss}"));
    [text.as_str(), name.map_or("", |_| ", "), name.unwrap_or(""), state, loss.as_str()].concat()
}

/// The links whose loss does something, the worst last and so above the others.
fn link_losses(scene: &Scene<'_>, shown: &mut Shown) -> Markup {
    const LIMIT: usize = 2_000;
    let network = scene.network();
    let weighed = scene
        .strands
        .iter()
        .filter_map(|&strand| Some((scene.story.losses.of_link(network, strand.link)?, strand)));
    let mut weighed: Vec<(Weight, Strand)> = weighed.collect();
    weighed.sort_by_key(|(weight, strand)| (weight.rank, strand.arc));
    weighed.truncate(LIMIT);
    let mut paths = Vec::new();
    for (weight, strand) in weighed.into_iter().rev() {
        let mut line = Lines::new(LINK_PRECISION, 1);
        line.add(&scene.arc_line(strand.arc));
        if let Some(data) = line.finish() {
            shown.signs.insert(if weight.severs() { Sign::SeveringLink } else { Sign::ReroutingLink });
            paths.push((weight, data));
        }
    }
    html! {
        @for (weight, data) in paths {
            path.loss.(weight.class()) d=(data) data-l=(weight.rank) style=(weight.width()) {}
        }
    }
}

/// A small cross halfway along each link that a closure names.
fn link_crosses(scene: &Scene<'_>) -> Markup {
    const LIMIT: usize = 1_000;
    let mut named: BTreeMap<LinkId, bool> = BTreeMap::new();
    for closure in &scene.story.closures {
        for &link in closure.links() {
            let baseline = named.entry(link).or_insert(true);
            *baseline &= closure.is_baseline();
        }
    }
    html! {
        @for strand in scene.strands.iter().filter(|strand| named.contains_key(&strand.link)).take(LIMIT) {
            @if matches!(strand.state, State::Closed | State::Baseline) {
                @if let Some(at) = halfway(&scene.arc_line(strand.arc)) {
                    g transform=(put(at)) {
                        g.s {
                            use.halo href="#x-link" {}
                            use.cross.baseline[strand.state == State::Baseline] href="#x-link" {}
                        }
                    }
                }
            }
        }
    }
}
