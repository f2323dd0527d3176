//! All systems on one graph: orders, answers, rounds.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::apart::Apart;
use crate::check::{Judge, Verdict};
use crate::elimination::{Elimination, Order};
use crate::graph::Graph;
use crate::peers::{cch, cch_rs, fast_paths, ours, pathfinding, petgraph, plain, routingkit, rustworkx};
use crate::system::{Peer, System, Task};
use crate::timing::{Measure, Series, one_turn};
use crate::workload::Workload;
use crate::{machine, memory};

pub struct Options {
    pub rounds: usize,
    pub pairs: usize,
    pub seed: u64,
    /// Names (parts of them) of systems to leave out.
    pub without: Vec<String>,
    /// If not empty: only these.
    pub only: Vec<String>,
    /// An order to measure on as well, with its name; used where it has as many nodes as the graph.
    pub given_orders: Vec<(String, Order)>,
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|part| name.starts_with(part.as_str()));
        (self.only.is_empty() || named(&self.only)) && !named(&self.without)
    }
}

/// An order, what it costs and what it makes of the graph.
pub struct OrderRow {
    pub name: String,
    pub order: Rc<Order>,
    /// On how many threads, and how long it took; none for an order that was given.
    pub times: Vec<(usize, Series)>,
    pub elimination: Elimination,
}

impl OrderRow {
    /// The median on as many threads as it can use.
    pub fn seconds(&self) -> Option<f64> {
        self.times.iter().max_by_key(|(threads, _)| *threads)?.1.median()
    }
}

/// A system on an order.
pub struct Row {
    pub system: &'static str,
    /// Empty where a system takes none.
    pub order: String,
    pub answers: Result<Verdict, String>,
    pub bytes: usize,
    /// As the system itself counts: index and times, and its workspaces after all kinds of questions.
    pub own_count: Option<(usize, usize)>,
    pub times: BTreeMap<Measure, Series>,
}

pub struct Comparison {
    pub graph: Rc<Graph>,
    /// The order that all hierarchies are measured on.
    pub shared: String,
    pub orders: Vec<OrderRow>,
    pub rows: Vec<Row>,
}

struct Entry {
    peer: Box<dyn Peer>,
    task: Task,
    /// `None` if its answers are wrong.
    runner: Option<Runner>,
    row: Row,
}

/// Who takes a system's turns.
enum Runner {
    Here(Box<dyn System>),
    Apart(Box<Apart>),
}

impl Entry {
    fn new(
        peer: Box<dyn Peer>,
        order: String,
        task: Task,
        judge: &mut Judge,
        work: &Workload,
        options: &Options,
    ) -> Result<Self> {
        let before = memory::live();
        let start = Instant::now();
        let mut times = BTreeMap::new();
        let (runner, answers, bytes) = if let Some(environment) = peer.environment() {
            let (apart, ready) = Apart::start(&task, environment, options.pairs, options.seed)?;
            let answers = ready.verdict.and_then(|verdict| judge.confirmed(verdict));
            (Runner::Apart(Box::new(apart)), answers, ready.bytes)
        } else {
            let mut system = peer.start(&task)?;
            if peer.start_is_index() {
                times.insert(Measure::Index, Series(vec![start.elapsed().as_secs_f64()]));
            }
            let bytes = memory::live() - before + system.foreign_bytes();
            let answers = judge.verdict(system.as_mut(), work).map_err(|wrong| wrong.to_string());
            (Runner::Here(system), answers, bytes)
        };
        if let Err(wrong) = &answers {
            eprintln!("{}: WRONG: {wrong}", peer.name());
        }
        let runner = answers.is_ok().then_some(runner);
        let row = Row { system: peer.name(), order, answers, bytes, own_count: None, times };
        Ok(Self { peer, task, runner, row })
    }

    fn turn(&mut self, measure: Measure, work: &Workload) -> Result<()> {
        let nodes = self.task.graph.node_count();
        let found = match &mut self.runner {
            Some(Runner::Here(system)) => one_turn(system.as_mut(), measure, work, nodes),
            Some(Runner::Apart(apart)) => apart.turn(measure)?,
            None => Vec::new(),
        };
        for (measure, seconds) in found {
            self.row.times.entry(measure).or_default().0.push(seconds);
        }
        Ok(())
    }

    fn into_row(mut self) -> Row {
        if let Some(Runner::Here(system)) = &self.runner {
            self.row.own_count = system.own_count();
        }
        self.row
    }
}

/// Orders and indices take long: no further round for one that has used up so many seconds.
const PATIENCE_SECONDS: f64 = 15.0;

pub const INERTIAL: &str = "inertial (RoutingKit)";
pub const INERTIAL_CCH: &str = "inertial (cch)";
pub const METIS: &str = "METIS (cch-rs)";
pub const OURS: &str = "supplyline";

pub fn compare(graph: Graph, options: &Options) -> Result<Comparison> {
    let graph = Rc::new(graph);
    let work = Workload::new(&graph, options.pairs, options.seed);
    eprintln!("{}: {} nodes, {} arcs; orders", graph.name, graph.node_count(), graph.arc_count());
    let orders = orders(&graph, options)?;
    let has = |name: &str| orders.iter().any(|row| row.name == name);
    let shared = [INERTIAL, METIS, OURS].into_iter().find(|name| has(name)).unwrap_or_default().to_owned();

    let mut judge = Judge::new(plain::Search::new(&graph), graph.node_count());
    let mut entries = Vec::new();
    for (peer, order) in contestants(&orders, &shared, options) {
        eprintln!("{}: {} on {order}: answers", graph.name, peer.name());
        let found = orders.iter().find(|row| row.name == order);
        let order_of_task = found.map_or_else(Rc::default, |row| Rc::clone(&row.order));
        let task = Task { graph: Rc::clone(&graph), order: order_of_task };
        entries.push(Entry::new(peer, order, task, &mut judge, &work, options)?);
    }

    for round in 0..options.rounds {
        eprintln!("{}: round {} of {}", graph.name, round + 1, options.rounds);
        index_round(&mut entries);
        for measure in Measure::ALL {
            for entry in &mut entries {
                entry.turn(measure, &work)?;
            }
        }
    }
    let rows = entries.into_iter().map(Entry::into_row).collect();
    Ok(Comparison { graph, shared, orders, rows })
}

fn index_round(entries: &mut [Entry]) {
    for entry in entries {
        let series = entry.row.times.entry(Measure::Index).or_default();
        if !matches!(entry.runner, Some(Runner::Here(_))) || series.0.iter().sum::<f64>() > PATIENCE_SECONDS {
            continue;
        }
        let start = Instant::now();
        let index = entry.peer.build_index(&entry.task);
        let seconds = start.elapsed().as_secs_f64();
        if index.is_some() {
            series.0.push(seconds);
        }
    }
}

fn orders(graph: &Graph, options: &Options) -> Result<Vec<OrderRow>> {
    type Compute<'a> = Box<dyn Fn() -> Order + 'a>;
    let mut sources: Vec<(&str, usize, Compute<'_>)> = Vec::new();
    let wanted = |names: &[&str]| names.iter().any(|name| options.wants(name));
    let hierarchies = wanted(&["RoutingKit", "cch 0.3, PathQuery", "cch 0.3, distance()", "cch-rs 0.2"]);
    if let Some(positions) = graph.positions.as_ref().filter(|_| hierarchies) {
        sources.push((INERTIAL, 1, Box::new(|| routingkit::inertial_order(graph, positions))));
        if wanted(&["cch 0.3, PathQuery"]) {
            sources.push((INERTIAL_CCH, 1, Box::new(|| cch::inertial_order(graph, positions))));
        }
    }
    if wanted(&["cch-rs 0.2"]) || (hierarchies && graph.positions.is_none()) {
        sources.push((METIS, 1, Box::new(|| cch_rs::metis_order(graph))));
    }
    for threads in [1, 2] {
        sources.push((OURS, threads, Box::new(move || ours::order(graph, threads))));
    }
    let mut found: Vec<(Series, Order)> = sources.iter().map(|_| Default::default()).collect();
    for _ in 0..options.rounds {
        for ((_, _, compute), (series, order)) in sources.iter().zip(&mut found) {
            if series.0.iter().sum::<f64>() <= PATIENCE_SECONDS {
                let start = Instant::now();
                *order = compute();
                series.0.push(start.elapsed().as_secs_f64());
            }
        }
    }
    let mut rows: Vec<OrderRow> = Vec::new();
    let row = |name: &str, order: Order, times| OrderRow {
        name: name.to_owned(),
        elimination: Elimination::of(graph, &order),
        order: Rc::new(order),
        times,
    };
    for ((name, threads, _), (seconds, order)) in sources.iter().zip(found) {
        if let Some(same) = rows.iter_mut().find(|row| row.name == *name) {
            ensure!(*same.order == order, "{name} is another order on {threads} threads");
            same.times.push((*threads, seconds));
        } else {
            rows.push(row(name, order, vec![(*threads, seconds)]));
        }
    }
    let given = options.given_orders.iter().filter(|(_, order)| order.len() == graph.node_count());
    rows.extend(given.map(|(name, order)| row(name, order.clone(), Vec::new())));
    Ok(rows)
}

/// Every system with the orders it is to be measured on. RoutingKit comes first: the others are compared with it.
fn contestants(orders: &[OrderRow], shared: &str, options: &Options) -> Vec<(Box<dyn Peer>, String)> {
    let mut contestants: Vec<(Box<dyn Peer>, String)> = Vec::new();
    let customizable = |contestants: &mut Vec<(Box<dyn Peer>, String)>, order: &str| {
        contestants.push((Box::new(routingkit::RoutingKit { perfect: false }), order.to_owned()));
        contestants.push((Box::new(ours::Ours { plain_vectors: false }), order.to_owned()));
    };
    customizable(&mut contestants, shared);
    if machine::has_avx2() {
        contestants.push((Box::new(ours::Ours { plain_vectors: true }), shared.to_owned()));
    }
    contestants.push((Box::new(routingkit::RoutingKit { perfect: true }), shared.to_owned()));
    contestants.push((Box::new(cch::CchCrate::PathQuery), shared.to_owned()));
    contestants.push((Box::new(cch::CchCrate::Distance), shared.to_owned()));
    contestants.push((Box::new(cch_rs::CchRs), shared.to_owned()));
    if shared != METIS && orders.iter().any(|row| row.name == METIS) {
        contestants.push((Box::new(cch_rs::CchRs), METIS.to_owned()));
    }
    // The other implementation of inertial flow gives the same hierarchy again, in all but ties.
    for order in orders.iter().map(|row| &row.name).filter(|name| *name != shared && *name != INERTIAL_CCH) {
        customizable(&mut contestants, order);
    }
    contestants.push((Box::new(fast_paths::FastPaths), "its own".to_owned()));
    for search in [
        Box::new(plain::Plain) as Box<dyn Peer>,
        Box::new(petgraph::Petgraph),
        Box::new(rustworkx::Rustworkx),
        Box::new(pathfinding::Pathfinding),
    ] {
        contestants.push((search, String::new()));
    }
    contestants.retain(|(peer, _)| options.wants(peer.name()));
    contestants
}
