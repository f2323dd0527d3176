//! A [`ScenarioSpec`] and a network to a [`Scenario`]: every name looked up, every problem listed.

use std::collections::BTreeSet;

use super::closure::{Closure, Effect};
use super::problem::{ScenarioError, ScenarioProblem, ScenarioWarning};
use super::spec::{AreaSpec, ClosureSpec, CrossingLinks, ScenarioSpec};
use super::view::View;
use super::{Origin, Relation, Scenario, Source};
use crate::diagnostic::{Located, Problems, did_you_mean};
use crate::mode::Mode;
use crate::network::{ArcId, Area, Hub, HubId, LinkId, Network, NodeId};
use crate::units::{BadQuantities, Share, TonnesPerDay};

/// Stands for every hub in a closure, so that a whole mode can be closed.
const ALL_HUBS: &str = "*";

/// So many problems may look for a near name.
const HINTS: u64 = 20;

impl ScenarioSpec {
    /// Looks up every name in `network`, and makes the views of before and after.
    ///
    /// # Errors
    /// [`ScenarioError`] with all problems, each with its place.
    pub fn on<'n>(&self, network: &'n Network) -> Result<Scenario<'n>, ScenarioError> {
        let mut resolver =
            Resolver { spec: self, network, problems: Problems::default(), warnings: Vec::new() };
        let origins = resolver.origins();
        let relations = resolver.relations();
        let closures = resolver.closures();
        let (before, after) = resolver.views(&closures);
        resolver.warn_of_lonely(&origins, &relations);
        let Resolver { problems, warnings, .. } = resolver;
        let scenario = Scenario {
            network,
            title: self.title.clone(),
            origins,
            relations,
            closures,
            before,
            after,
            warnings,
        };
        problems.or(scenario).map_err(|problems| ScenarioError { problems })
    }
}

struct Resolver<'s, 'n> {
    spec: &'s ScenarioSpec,
    network: &'n Network,
    problems: Problems<ScenarioProblem>,
    warnings: Vec<Located<ScenarioWarning>>,
}

impl<'n> Resolver<'_, 'n> {
    fn note(&mut self, key: &str, problem: impl Into<ScenarioProblem>) {
        self.problems.add(self.spec.place(key), problem.into());
    }

    fn note_bad(&mut self, table: &str, bad: &BadQuantities) {
        for (field, problem) in bad {
            self.note(&format!("{table}.{field}"), problem.clone());
        }
    }

    /// The hub of a name. Only the first names that are not there get a near one looked up, which is slow on large
    /// networks.
    fn hub(&mut self, name: &str, key: &str) -> Option<HubId> {
        let hinted = self.problems.count() < HINTS;
        let found =
            if hinted { self.network.find_hub(name) } else { self.network.find_hub_without_hint(name) };
        found.map_err(|problem| self.note(key, problem)).ok()
    }

    fn origins(&mut self) -> Vec<Origin> {
        let spec = self.spec;
        let mut seen = BTreeSet::new();
        let mut origins = Vec::new();
        for (at, origin) in spec.origins.iter().enumerate() {
            let table = format!("origin[{at}]");
            self.note_bad(&table, &origin.bad);
            let key = format!("{table}.hub");
            let Some(hub) = self.hub(&origin.hub, &key) else {
                continue;
            };
            if seen.insert(hub) {
                origins.push(Origin { hub, supply: origin.supply });
            } else {
                let what = format!("origin '{}'", origin.hub);
                self.note(&key, ScenarioProblem::Twice { what });
            }
        }
        if spec.origins.is_empty() && (spec.pairs.is_empty() || !spec.destinations.is_empty()) {
            self.note("origin", ScenarioProblem::NoOrigin);
        }
        if spec.destinations.is_empty() && spec.pairs.is_empty() {
            self.note("destination", ScenarioProblem::NoDestination);
        }
        origins
    }

    /// Destinations in the order of the file, then pairs.
    fn relations(&mut self) -> Vec<Relation> {
        let spec = self.spec;
        let mut relations = Vec::new();
        let mut seen = BTreeSet::new();
        for (at, destination) in spec.destinations.iter().enumerate() {
            let table = format!("destination[{at}]");
            self.note_bad(&table, &destination.bad);
            let key = format!("{table}.hub");
            let Some(hub) = self.hub(&destination.hub, &key) else {
                continue;
            };
            if !seen.insert(hub) {
                let what = format!("destination '{}'", destination.hub);
                self.note(&key, ScenarioProblem::Twice { what });
                continue;
            }
            relations.push(Relation {
                source: Source::CheapestOrigin,
                destination: hub,
                demand: destination.demand.unwrap_or(TonnesPerDay::ONE),
            });
        }
        let mut pairs = BTreeSet::new();
        for (at, pair) in spec.pairs.iter().enumerate() {
            let table = format!("od[{at}]");
            self.note_bad(&table, &pair.bad);
            let origin = self.hub(&pair.origin, &format!("{table}.origin"));
            let key = format!("{table}.destination");
            let destination = self.hub(&pair.destination, &key);
            let (Some(origin), Some(destination)) = (origin, destination) else {
                continue;
            };
            if seen.contains(&destination) {
                let hub = pair.destination.clone();
                self.note(&key, ScenarioProblem::DestinationAndPair { hub });
            } else if !pairs.insert((origin, destination)) {
                let what = format!("the pair '{}' to '{}'", pair.origin, pair.destination);
                self.note(&key, ScenarioProblem::Twice { what });
            }
            relations.push(Relation {
                source: Source::Origin(origin),
                destination,
                demand: pair.demand.unwrap_or(TonnesPerDay::ONE),
            });
        }
        relations
    }

    fn closures(&mut self) -> Vec<Closure> {
        let spec = self.spec;
        spec.closures.iter().enumerate().filter_map(|(at, closure)| self.closure(at, closure)).collect()
    }

    fn closure(&mut self, at: usize, spec: &ClosureSpec) -> Option<Closure> {
        let table = format!("closure[{at}]");
        let found_before = self.problems.count();
        self.note_bad(&table, &spec.bad);
        let hubs = self.closure_hubs(&table, spec);
        let links = self.closure_links(&table, spec);
        let area = self.closure_area(&table, spec);
        self.check_modes(&table, spec);
        let named = spec.hubs.len() + spec.links.len() + usize::from(spec.area.is_some());
        if named == 0 {
            self.note(&table, ScenarioProblem::NamesNothing);
        }
        if spec.crossing_links == CrossingLinks::Open && spec.area.is_none() {
            self.note(&format!("{table}.crossing_links"), ScenarioProblem::CrossingWithoutArea);
        }
        let effect = self.effect(&table, spec);
        if self.problems.count() > found_before {
            return None;
        }
        let takes = |mode: &Mode| spec.modes.as_ref().is_none_or(|modes| modes.contains(mode));
        let mode_of = |node: NodeId| self.network.node(node).mode();
        let mut nodes: BTreeSet<NodeId> =
            hubs.iter().flat_map(|&hub| self.network.hub(hub).nodes()).copied().collect();
        let mut taken_links: BTreeSet<LinkId> = links.iter().copied().collect();
        if let Some(area) = &area {
            nodes.extend(self.network.nodes_in(area).unwrap_or_default());
            let meeting = self.network.links_meeting(area).unwrap_or_default();
            let taken = meeting.into_iter().filter(|&link| {
                spec.crossing_links == CrossingLinks::Closed || area.covers(&self.network.link(link).line())
            });
            taken_links.extend(taken.flat_map(|link| self.network.physical_link(link)));
        }
        nodes.retain(|&node| takes(mode_of(node)));
        let arcs: BTreeSet<ArcId> = taken_links
            .iter()
            .flat_map(|&link| self.network.link_arcs(link))
            .copied()
            .filter(|&arc| takes(mode_of(self.network.tail(arc))))
            .collect();
        if nodes.is_empty() && arcs.is_empty() {
            let why = match (&spec.area, &spec.modes) {
                (_, Some(_)) => "nothing that it names has one of its modes",
                (Some(_), None) => "no node and no link lies in its area",
                (None, None) => "what it names has no node",
            };
            self.note(&table, ScenarioProblem::ClosesNothing { why });
            return None;
        }
        let closure = Closure {
            at,
            name: spec.name.clone().unwrap_or_else(|| format!("closure {}", at + 1)),
            hubs,
            links,
            area,
            modes: spec.modes.clone(),
            effect,
            baseline: spec.baseline,
            nodes: nodes.into_iter().collect(),
            arcs: arcs.into_iter().collect(),
        };
        if closure.has_no_effect(self.network) {
            let why = "its factors leave everything that it names as it is";
            self.note(&table, ScenarioProblem::ClosesNothing { why });
            return None;
        }
        Some(closure)
    }

    fn closure_hubs(&mut self, table: &str, spec: &ClosureSpec) -> Vec<HubId> {
        let mut hubs = Vec::new();
        for (at, name) in spec.hubs.iter().enumerate() {
            if name == ALL_HUBS {
                hubs.extend(self.network.hubs().map(Hub::id));
            } else {
                hubs.extend(self.hub(name, &format!("{table}.hubs[{at}]")));
            }
        }
        hubs.sort_unstable();
        hubs.dedup();
        hubs
    }

    fn closure_links(&mut self, table: &str, spec: &ClosureSpec) -> Vec<LinkId> {
        let mut links = BTreeSet::new();
        for (at, key) in spec.links.iter().enumerate() {
            match self.network.find_links(key) {
                Ok(rows) => links.extend(rows.into_iter().flat_map(|row| self.network.physical_link(row))),
                Err(problem) => self.note(&format!("{table}.links[{at}]"), problem),
            }
        }
        links.into_iter().collect()
    }

    fn closure_area(&mut self, table: &str, spec: &ClosureSpec) -> Option<Area> {
        let key = format!("{table}.area");
        let area = match spec.area.as_ref()? {
            AreaSpec::Polygons(area) => area.clone(),
            AreaSpec::File(path) => {
                let path = self.spec.resolve_path(path);
                match Area::read(&path) {
                    Ok(area) => area,
                    Err(problem) => {
                        let place = self.spec.place(&key).at_key(format!("{key} = {}", path.display()));
                        self.problems.add(place, problem.into());
                        return None;
                    }
                }
            }
        };
        if let Err(problem) = self.network.require_coordinates() {
            self.note(&key, problem);
            return None;
        }
        Some(area)
    }

    fn check_modes(&mut self, table: &str, spec: &ClosureSpec) {
        for (at, mode) in spec.modes.iter().flatten().enumerate() {
            if self.network.find_mode(mode).is_none() {
                let known = self.network.modes();
                let problem = ScenarioProblem::UnknownMode {
                    mode: mode.to_string(),
                    known: known.iter().map(Mode::name).collect::<Vec<_>>().join(", "),
                    suggestion: did_you_mean(mode.name(), known.iter().map(Mode::name)),
                };
                self.note(&format!("{table}.modes[{at}]"), problem);
            }
        }
    }

    fn effect(&mut self, table: &str, spec: &ClosureSpec) -> Effect {
        if spec.speed_factor.is_some_and(|speed| speed.value() <= 0.0) {
            self.note(&format!("{table}.speed_factor"), ScenarioProblem::SpeedZero);
        }
        if spec.speed_factor.is_none() && spec.capacity_factor.is_none() {
            return Effect::Close;
        }
        Effect::Reduce {
            speed: spec.speed_factor.unwrap_or(Share::WHOLE),
            capacity: spec.capacity_factor.unwrap_or(Share::WHOLE),
        }
    }

    /// The views of before and after; a closure that adds nothing to the baseline is warned of.
    fn views(&mut self, closures: &[Closure]) -> (View<'n>, View<'n>) {
        // What is closed is closed first, so that nothing is said of how slow it would be.
        let in_order = |baseline: bool| {
            let of_it = closures.iter().filter(move |closure| closure.baseline == baseline);
            of_it
                .clone()
                .filter(|c| c.effect == Effect::Close)
                .chain(of_it.filter(|c| c.effect != Effect::Close))
        };
        let mut before = View::new(self.network, self.spec.cost);
        for closure in in_order(true) {
            self.apply(closure, &mut before);
        }
        let mut after = before.clone();
        for closure in in_order(false) {
            self.apply(closure, &mut after);
        }
        for closure in closures {
            if !closure.baseline && closure.adds_nothing_to(&before) {
                let what = ScenarioWarning::BaselineCovers { closure: closure.name.clone() };
                let place = self.spec.place(&format!("closure[{}]", closure.at));
                self.warnings.push(Located { place, what });
            }
        }
        (before, after)
    }

    fn apply(&mut self, closure: &Closure, view: &mut View<'n>) {
        if let Err(problem) = closure.apply(view) {
            let table = format!("closure[{}]", closure.at);
            self.note(&table, problem);
        }
    }

    fn warn_of_lonely(&mut self, origins: &[Origin], relations: &[Relation]) {
        let network = self.network;
        let leads_nowhere = |hub: HubId| {
            let (hub, label) = (network.hub(hub).key().to_owned(), network.hub(hub).label().into_owned());
            ScenarioWarning::OriginWithoutLinks { hub, label }
        };
        let is_not_reached = |hub: HubId| {
            let (hub, label) = (network.hub(hub).key().to_owned(), network.hub(hub).label().into_owned());
            ScenarioWarning::DestinationWithoutLinks { hub, label }
        };
        // Transfers, and links inside the hub, lead nowhere.
        let inside = |arc: ArcId| {
            let [from, to] = [network.tail(arc), network.head(arc)].map(|node| network.node(node).hub().id());
            from == to
        };
        let nodes = |hub: HubId| network.hub(hub).nodes().iter().copied();
        let leaves = |hub: HubId| nodes(hub).any(|node| network.arcs_out(node).any(|arc| !inside(arc)));
        let enters =
            |hub: HubId| nodes(hub).any(|node| network.arcs_in(node).iter().any(|&arc| !inside(arc)));
        let mut lonely = Vec::new();
        for (at, origin) in origins.iter().enumerate() {
            if !leaves(origin.hub) {
                let what = leads_nowhere(origin.hub);
                lonely.push((format!("origin[{at}].hub"), what));
            }
        }
        // Destinations stand first, then pairs; where one was left out as faulty there are no warnings at all.
        for (at, relation) in relations.iter().enumerate() {
            let pair = at.checked_sub(self.spec.destinations.len());
            if let (Some(pair), Source::Origin(hub)) = (pair, relation.source)
                && !leaves(hub)
            {
                let what = leads_nowhere(hub);
                lonely.push((format!("od[{pair}].origin"), what));
            }
            let supplies_itself = match relation.source {
                Source::Origin(hub) => hub == relation.destination,
                Source::CheapestOrigin => origins.iter().any(|origin| origin.hub == relation.destination),
            };
            if !enters(relation.destination) && !supplies_itself {
                let what = is_not_reached(relation.destination);
                let table = pair.map_or_else(
                    || format!("destination[{at}].hub"),
                    |pair| format!("od[{pair}].destination"),
                );
                lonely.push((table, what));
            }
        }
        self.warnings
            .extend(lonely.into_iter().map(|(key, what)| Located { place: self.spec.place(&key), what }));
    }
}
