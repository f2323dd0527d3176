//! Long work says how far it is, and stops when it is asked to.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use supplyline::Network;
use supplyline::analysis::flow::is_limited;
use supplyline::analysis::{
    AnalysisError, DeliveryOptions, ImpactOptions, ThroughputOptions, cheapest_delivery, impact,
    throughput_alone, throughput_joint,
};
use supplyline::progress::Progress;
use supplyline::report::write_gmns;
use supplyline::scenario::Closure;

use crate::random::world;

/// Counts what it is told, and asks to stop where it is set to.
#[derive(Default)]
struct Counter {
    stop: AtomicBool,
    announced: AtomicU64,
    done: AtomicU64,
}

impl Progress for Counter {
    fn begin(&self, _: &'static str, steps: u64) {
        self.announced.fetch_add(steps, Ordering::Relaxed);
    }

    fn advance(&self, steps: u64) {
        self.done.fetch_add(steps, Ordering::Relaxed);
    }

    fn stop_requested(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

#[test]
fn an_impact_counts_its_destinations_and_stops_on_request() {
    let mut pairs = 0;
    for seed in 0..50 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let counter = Counter::default();
        impact(&scenario, ImpactOptions::default().progress(&counter)).unwrap();
        let asked = scenario.relations().len() as u64;
        // Their routes, and where anything has a limit what gets through to them, before and, where more is closed then, after.
        let is_one = scenario.closures().iter().all(Closure::is_baseline);
        let rounds = match (is_limited(&scenario), is_one) {
            (false, _) => 1,
            (true, true) => 2,
            (true, false) => 3,
        };
        assert_eq!(counter.announced.load(Ordering::Relaxed), rounds * asked);
        let done = counter.done.load(Ordering::Relaxed);
        assert!(done >= asked && done <= rounds * asked, "{done} of {rounds} x {asked}");
        pairs += world.spec.pairs.len();
        counter.stop.store(true, Ordering::Relaxed);
        let stopped = impact(&scenario, ImpactOptions::default().progress(&counter));
        assert_eq!(stopped, Err(AnalysisError::Stopped), "seed {seed}");
    }
    assert!(pairs > 20, "the worlds have too few pairs to show anything");
}

#[test]
fn a_delivery_counts_its_kilograms_and_stops_on_request() {
    let mut wanting = 0;
    for seed in 0..50 {
        let world = world(seed);
        let mut spec = world.spec;
        spec.pairs.clear();
        if spec.destinations.is_empty() {
            continue;
        }
        let scenario = spec.on(&world.network).unwrap();
        let counter = Counter::default();
        let options = || DeliveryOptions::default().progress(&counter);
        let delivery = cheapest_delivery(&scenario, scenario.after(), options()).unwrap();
        let asked = delivery.totals.demand as u64;
        assert_eq!(counter.announced.load(Ordering::Relaxed), asked);
        assert_eq!(counter.done.load(Ordering::Relaxed), asked);
        wanting += usize::from(asked > 0);
        counter.stop.store(true, Ordering::Relaxed);
        let stopped = cheapest_delivery(&scenario, scenario.after(), options());
        assert_eq!(stopped, Err(AnalysisError::Stopped), "seed {seed}");
    }
    assert!(wanting > 20, "the worlds want too little to show anything");
}

#[test]
fn throughput_counts_its_destinations_and_stops_on_request() {
    let mut wanting = 0;
    for seed in 0..50 {
        let world = world(seed);
        let mut spec = world.spec;
        let scenario = spec.on(&world.network).unwrap();
        let counter = Counter::default();
        let options = || ThroughputOptions::default().progress(&counter);
        throughput_alone(&scenario, scenario.after(), options()).unwrap();
        let asked = scenario.relations().len() as u64;
        assert_eq!(counter.announced.load(Ordering::Relaxed), asked);
        assert_eq!(counter.done.load(Ordering::Relaxed), asked);
        counter.stop.store(true, Ordering::Relaxed);
        let stopped = throughput_alone(&scenario, scenario.after(), options());
        assert_eq!(stopped, Err(AnalysisError::Stopped), "seed {seed}");

        spec.pairs.clear();
        if spec.destinations.is_empty() {
            continue;
        }
        let scenario = spec.on(&world.network).unwrap();
        let counter = Counter::default();
        let options = || ThroughputOptions::default().progress(&counter);
        throughput_joint(&scenario, scenario.after(), options()).unwrap();
        let asked = scenario.relations().len() as u64;
        let wants = scenario.relations().iter().filter(|relation| relation.demand.kilograms() > 0).count();
        assert_eq!(counter.announced.load(Ordering::Relaxed), asked);
        // What wants nothing is done before it begins.
        assert_eq!(counter.done.load(Ordering::Relaxed), wants as u64);
        wanting += wants;
        counter.stop.store(true, Ordering::Relaxed);
        let stopped = throughput_joint(&scenario, scenario.after(), options());
        assert!(wants == 0 || stopped == Err(AnalysisError::Stopped), "seed {seed}");
    }
    assert!(wanting > 50, "{wanting}");
}

#[test]
fn reading_counts_bytes_and_stops_on_request() {
    let network = world(3).network;
    let folder = tempfile::tempdir().unwrap();
    write_gmns(&network, folder.path()).unwrap();
    let counter = Counter::default();
    Network::read_with(folder.path(), &counter).unwrap();
    let bytes: u64 =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert_eq!(counter.announced.load(Ordering::Relaxed), bytes);
    // Of config.csv only the first row is asked for; all of it is read at once all the same.
    assert_eq!(counter.done.load(Ordering::Relaxed), bytes);
    counter.stop.store(true, Ordering::Relaxed);
    let stopped = Network::read_with(folder.path(), &counter).unwrap_err().to_string();
    assert!(stopped.contains("stopped on request"), "{stopped}");
}

/// A scenario without closures is a fair question: nothing changes.
#[test]
fn nothing_closed_changes_nothing() {
    for seed in 0..50 {
        let world = world(seed);
        let mut open = world.spec.clone();
        open.closures.clear();
        let outcome = impact(&open.on(&world.network).unwrap(), None).unwrap();
        assert!(
            outcome.relations.iter().all(|answer| answer.before == answer.after && !answer.route_changed())
        );
    }
}
