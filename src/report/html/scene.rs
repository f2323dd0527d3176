//! What is to be drawn: the hubs, links, areas and routes of a scenario, each with its state and its place.

use std::collections::{BTreeMap, BTreeSet};

use super::flow_layer::FlowLayer;
use super::lines::bent;
use super::losses::{Losses, Weight};
use super::projection::{Extent, Point, Projection};
use crate::analysis::{Impact, Status};
use crate::network::{ArcId, Element, HubId, LinkId, ModeId, Network, Node};
use crate::paths::Route;
use crate::report::geojson::arc_points;
use crate::scenario::{Closure, Effect, Relation, Scenario, Source, View};

/// Up to this many links each has its own tooltip, and links that lie over each other are drawn side by side.
const DETAILED_LINKS: usize = 3_000;
/// With more links than this, dashes and ties would not be seen, and take browsers a minute to draw.
const DENSE_LINKS: usize = 20_000;
/// Up to this many hubs all are drawn; of more, only those that the scenario or a route names.
const DETAILED_HUBS: usize = 1_500;
/// Up to this many hubs of a larger network are drawn that a closure takes without naming them.
const UNNAMED_HUBS: usize = 60;
/// How far links between the same two hubs are bent apart, map units.
const BEND: f64 = 5.0;

/// How a hub or a link fares. Of those that hold the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Closed before as well as after.
    Baseline,
    /// Open before and closed after.
    Closed,
    /// Some of its modes closed after.
    PartlyClosed,
    /// Slowed or throttled.
    Reduced,
    /// As ever.
    Open,
}

/// A link in one of its modes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strand {
    pub(super) link: LinkId,
    pub(super) mode: ModeId,
    /// Its first arc in this mode.
    pub(super) arc: ArcId,
    pub(super) state: State,
}

/// What a map tells: a network as it is before and after, and how each destination is supplied.
pub(super) struct Story<'s> {
    pub(super) scenario: &'s Scenario<'s>,
    /// The closures that hold.
    pub(super) closures: Vec<&'s Closure>,
    pub(super) before: &'s View<'s>,
    pub(super) after: &'s View<'s>,
    /// In the order of the scenario's relations.
    pub(super) answers: Vec<Answer<'s>>,
    /// What single losses do, where that is told.
    pub(super) losses: Losses<'s>,
    /// What flows over links, where that is told.
    pub(super) flows: FlowLayer,
}

/// How a destination or OD pair is supplied.
pub(super) struct Answer<'s> {
    pub(super) relation: Relation,
    /// What becomes of it; of all single losses the worst that any does, where those are told.
    pub(super) status: Status,
    pub(super) before: Option<&'s Route>,
    pub(super) after: Option<&'s Route>,
}

impl<'s> Story<'s> {
    /// What the closures of a scenario do.
    pub(super) fn of_impact(scenario: &'s Scenario<'s>, impact: &'s Impact) -> Self {
        let answers = impact.relations.iter().map(|answer| Answer {
            relation: answer.relation,
            status: answer.status,
            before: answer.before.as_ref(),
            after: answer.after.as_ref(),
        });
        Self {
            scenario,
            closures: scenario.closures().iter().collect(),
            before: scenario.before(),
            after: scenario.after(),
            answers: answers.collect(),
            losses: Losses::default(),
            flows: FlowLayer::default(),
        }
    }

    /// All routes, before and after.
    pub(super) fn routes(&self) -> impl Iterator<Item = &'s Route> {
        self.answers.iter().flat_map(|answer| [answer.before, answer.after]).flatten()
    }
}

/// A hub on the map.
#[derive(Clone, Debug)]
pub(super) struct HubMark {
    pub(super) hub: HubId,
    pub(super) at: Point,
    pub(super) state: State,
    pub(super) is_origin: bool,
    /// What becomes of it, the worst where it is the destination of several OD pairs.
    pub(super) status: Option<Status>,
    /// The relations that end here.
    pub(super) relations: Vec<usize>,
    /// Whether a route passes it.
    pub(super) on_route: bool,
    /// How many links touch it.
    pub(super) degree: usize,
    /// What its loss would do.
    pub(super) weight: Option<Weight>,
}

impl HubMark {
    /// Whether the scenario names it or takes it.
    pub(super) fn is_special(&self) -> bool {
        self.is_origin || self.status.is_some() || self.state != State::Open
    }
}

/// Everything that is drawn.
pub(super) struct Scene<'s> {
    pub(super) story: Story<'s>,
    pub(super) projection: Projection,
    pub(super) strands: Vec<Strand>,
    /// The hubs that are drawn, the most important first.
    pub(super) hubs: Vec<HubMark>,
    /// Whether there are few enough links for a tooltip each.
    pub(super) detailed: bool,
    /// Whether there are so many links that they are thin plain lines.
    pub(super) dense: bool,
    /// Hubs that have no place on the map.
    pub(super) unplaced_hubs: usize,
    /// Hubs that have a place and are left out, because there are too many.
    pub(super) omitted_hubs: usize,
    bends: BTreeMap<ArcId, f64>,
}

impl<'s> Scene<'s> {
    /// Nothing where no node has coordinates.
    pub(super) fn new(story: Story<'s>) -> Option<Self> {
        let network = story.scenario.network();
        let positions = network.nodes().filter_map(Node::position);
        let bends = network.links().flat_map(|link| link.geometry().iter().copied());
        let extent = Extent::around(positions.map(|at| [at.lon(), at.lat()]).chain(bends))?;
        let strands = strands(&story);
        let detailed = strands.len() <= DETAILED_LINKS;
        let dense = strands.len() > DENSE_LINKS;
        let mut scene = Self {
            story,
            projection: Projection::fit(extent),
            bends: if detailed { bends_apart(network, &strands) } else { BTreeMap::new() },
            strands,
            hubs: Vec::new(),
            detailed,
            dense,
            unplaced_hubs: 0,
            omitted_hubs: 0,
        };
        scene.place_hubs();
        Some(scene)
    }

    /// The network.
    pub(super) fn network(&self) -> &'s Network {
        self.story.scenario.network()
    }

    /// The line of an arc in travel order; empty for a transfer, or where an end has no coordinates.
    pub(super) fn arc_line(&self, arc: ArcId) -> Vec<Point> {
        let points: Vec<Point> =
            arc_points(self.network(), arc).into_iter().map(|point| self.projection.project(point)).collect();
        match (points.as_slice(), self.bends.get(&arc)) {
            (&[from, to], Some(&bend)) => bent(from, to, bend),
            _ => points,
        }
    }

    /// The line of a route as a whole, straight across what has no line of its own.
    pub(super) fn route_line(&self, route: &Route) -> Vec<Point> {
        let mut points = Vec::new();
        for &arc in route.arcs() {
            for point in self.arc_line(arc) {
                if points.last() != Some(&point) {
                    points.push(point);
                }
            }
        }
        points
    }

    /// The arcs of all routes of before or of after, each link once in each of its modes.
    pub(super) fn routed_arcs<'r>(&self, routes: impl Iterator<Item = &'r Route>) -> BTreeSet<ArcId> {
        let network = self.network();
        let arcs = routes.flat_map(|route| route.arcs().iter().copied());
        arcs.filter_map(|arc| match network.element(arc) {
            Element::Transfer(_) => None,
            Element::Link(link) => {
                let arcs = network.link_arcs(link);
                let step = if network.link(link).is_directed() { 1 } else { 2 };
                let at = arcs.iter().position(|&other| other == arc)?;
                arcs.get(at - at % step).copied()
            }
        })
        .collect()
    }

    fn place_hubs(&mut self) {
        let network = self.network();
        let states = hub_states(&self.story);
        let origins: BTreeSet<HubId> = origins(self.story.scenario).collect();
        let mut relations: BTreeMap<HubId, Vec<usize>> = BTreeMap::new();
        for (at, answer) in self.story.answers.iter().enumerate() {
            relations.entry(answer.relation.destination).or_default().push(at);
        }
        let mut on_route = vec![false; network.hub_count()];
        for route in self.story.routes() {
            for hub in route.hubs(self.story.after) {
                on_route[hub.index()] = true;
            }
        }
        let mut degrees = vec![0_usize; network.hub_count()];
        for link in network.links() {
            for end in [link.from(), link.to()] {
                degrees[end.hub().id().index()] += 1;
            }
        }
        let mut marks = Vec::new();
        for hub in network.hubs() {
            let at = hub.id().index();
            let Some(position) = hub.position() else {
                self.unplaced_hubs += 1;
                continue;
            };
            let relations = relations.remove(&hub.id()).unwrap_or_default();
            let statuses = relations.iter().map(|&at| self.story.answers[at].status);
            marks.push(HubMark {
                hub: hub.id(),
                at: self.projection.project([position.lon(), position.lat()]),
                state: states.get(&hub.id()).copied().unwrap_or(State::Open),
                is_origin: origins.contains(&hub.id()),
                status: statuses.min_by_key(|&status| severity(status)),
                relations,
                on_route: on_route[at],
                degree: degrees[at],
                weight: self.story.losses.of_hub(hub.id()),
            });
        }
        let named: BTreeSet<HubId> =
            self.story.closures.iter().flat_map(|closure| closure.hubs().iter().copied()).collect();
        marks.sort_by_key(|mark| (importance(mark, named.contains(&mark.hub)), mark.hub));
        if marks.len() > DETAILED_HUBS {
            let all = marks.len();
            let asked = |mark: &HubMark| {
                mark.is_origin
                    || mark.status.is_some()
                    || mark.weight.is_some()
                    || (mark.is_special() && named.contains(&mark.hub))
            };
            // What an area takes is seen by the area.
            let unnamed = marks.iter().filter(|mark| mark.is_special() && !asked(mark)).count();
            marks.retain(|mark| asked(mark) || (mark.is_special() && unnamed <= UNNAMED_HUBS));
            marks.truncate(DETAILED_HUBS);
            self.omitted_hubs = all - marks.len();
        }
        self.hubs = marks;
    }
}

/// From the worst, which is what the closures do; a destination that never had a route comes last.
pub(super) fn severity(status: Status) -> u8 {
    match status {
        Status::Severed => 0,
        Status::Throttled => 1,
        Status::Rerouted => 2,
        Status::Delayed => 3,
        Status::Unaffected => 4,
        Status::Unsupplied => 5,
    }
}

/// All hubs that supply starts from.
pub(super) fn origins(scenario: &Scenario<'_>) -> impl Iterator<Item = HubId> {
    let of_pairs = scenario.relations().iter().filter_map(|relation| match relation.source {
        Source::CheapestOrigin => None,
        Source::Origin(hub) => Some(hub),
    });
    scenario.origins().iter().map(|origin| origin.hub).chain(of_pairs)
}

/// Closed hubs and those whose loss severs, destinations, origins, other losses, hubs on routes, then the others, those
/// of many links first.
fn importance(mark: &HubMark, named: bool) -> (u8, u8, usize) {
    if let Some(weight) = mark.weight {
        let rank = match mark {
            _ if weight.severs() => 0,
            mark if mark.status.is_some() => 2,
            mark if mark.is_origin => 3,
            _ => 4,
        };
        return (rank, 0, weight.rank);
    }
    let rank = match mark {
        mark if mark.state == State::Closed && named => 0,
        mark if mark.state == State::PartlyClosed && named => 1,
        mark if mark.status.is_some() => 2,
        mark if mark.is_origin => 3,
        mark if mark.state == State::Reduced => 4,
        mark if matches!(mark.state, State::Closed | State::PartlyClosed) => 5,
        mark if mark.on_route => 6,
        mark if mark.state == State::Baseline && named => 7,
        mark if mark.state == State::Baseline => 8,
        _ => 9,
    };
    (rank, mark.status.map_or(u8::MAX, severity), usize::MAX - mark.degree)
}

/// The hubs that are not as ever.
fn hub_states(story: &Story<'_>) -> BTreeMap<HubId, State> {
    let network = story.scenario.network();
    let mut states = BTreeMap::new();
    let named = story.closures.iter().flat_map(|closure| closure.nodes().iter().copied());
    for node in named.chain(story.before.closed_nodes()) {
        states.entry(network.node(node).hub().id()).or_insert(State::Open);
    }
    let (before, after) = (story.before, story.after);
    for (&hub, state) in &mut states {
        let nodes = network.hub(hub).nodes();
        *state = if nodes.iter().all(|&node| !before.is_open(node)) {
            State::Baseline
        } else if nodes.iter().all(|&node| !after.is_open(node)) {
            State::Closed
        } else if nodes.iter().any(|&node| before.is_open(node) && !after.is_open(node)) {
            State::PartlyClosed
        } else if nodes.iter().any(|&node| !after.is_open(node)) {
            // Some modes were never open here: their links show it, and the hub is one for the others.
            State::Open
        } else {
            State::Reduced
        };
    }
    states
}

/// All links in all their modes.
fn strands(story: &Story<'_>) -> Vec<Strand> {
    let network = story.scenario.network();
    let (before, after) = (story.before, story.after);
    let reduced: BTreeSet<ArcId> = story
        .closures
        .iter()
        .filter(|closure| matches!(closure.effect(), Effect::Reduce { .. }))
        .flat_map(|closure| closure.arcs().iter().copied())
        .collect();
    let mut strands = Vec::with_capacity(network.link_count());
    for link in network.links() {
        let step = if link.is_directed() { 1 } else { 2 };
        for arcs in link.arcs().chunks(step) {
            let Some(&arc) = arcs.first() else {
                continue;
            };
            let state = if arcs.iter().all(|&arc| before.cost(arc).is_none()) {
                State::Baseline
            } else if arcs.iter().all(|&arc| after.cost(arc).is_none()) {
                State::Closed
            } else if arcs.iter().any(|arc| reduced.contains(arc)) {
                State::Reduced
            } else {
                State::Open
            };
            strands.push(Strand {
                link: link.id(),
                mode: network.node(network.tail(arc)).mode_id(),
                arc,
                state,
            });
        }
    }
    strands
}

/// Straight links between the same two hubs would hide one another; each is bent to its own side.
fn bends_apart(network: &Network, strands: &[Strand]) -> BTreeMap<ArcId, f64> {
    let hub = |node| network.node(node).hub().id();
    let mut between: BTreeMap<[HubId; 2], Vec<Strand>> = BTreeMap::new();
    for &strand in strands {
        let ends = [network.tail(strand.arc), network.head(strand.arc)].map(hub);
        if network.link(strand.link).geometry().is_empty() && ends[0] != ends[1] {
            let [low, high] = [ends[0].min(ends[1]), ends[0].max(ends[1])];
            between.entry([low, high]).or_default().push(strand);
        }
    }
    let mut bends = BTreeMap::new();
    for ([low, _], mut strands) in between {
        // Two one-way links of one mode are one line there and back, and stay together.
        strands.sort_by_key(|strand| (strand.mode, strand.link));
        let mut rails: Vec<(ModeId, Vec<Strand>)> = Vec::new();
        for strand in strands {
            match rails.last_mut() {
                Some((mode, there))
                    if *mode == strand.mode
                        && there.len() == 1
                        && network.link(strand.link).is_directed()
                        && network.tail(there[0].arc) == network.head(strand.arc) =>
                {
                    there.push(strand);
                }
                _ => rails.push((strand.mode, vec![strand])),
            }
        }
        let count = rails.len();
        for (at, (_, there)) in rails.into_iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a handful of parallel links")]
            let aside = (2.0 * at as f64 - (count - 1) as f64) * BEND;
            if aside == 0.0 {
                continue;
            }
            for strand in there {
                let link = network.link(strand.link);
                for &arc in link.arcs() {
                    let [tail, head] = [network.tail(arc), network.head(arc)];
                    if network.node(tail).mode_id() == strand.mode
                        && network.node(head).mode_id() == strand.mode
                    {
                        let sign = if hub(tail) == low { 1.0 } else { -1.0 };
                        bends.insert(arc, aside * sign);
                    }
                }
            }
        }
    }
    bends
}
