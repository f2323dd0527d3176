//! The same input gives the same bytes: from two runs, and whatever the number of threads.

use supplyline::analysis::impact;
use supplyline::report::{Report, impact_csv, report_html, routes_geojson};
use supplyline::{Network, ScenarioSpec};

use crate::random::world;

fn outputs(network: &Network, spec: &ScenarioSpec, threads: usize) -> [String; 4] {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let scenario = spec.on(network).unwrap();
        let outcome = impact(&scenario, None).unwrap();
        let report = Report::new(&scenario, &outcome);
        [
            report.to_json(),
            impact_csv(&report),
            routes_geojson(&scenario, &outcome, &report),
            report_html(&scenario, &outcome, &report),
        ]
    })
}

#[test]
fn the_same_bytes_whatever_the_threads() {
    for seed in 0..60 {
        let one = world(seed);
        let again = world(seed);
        let first = outputs(&one.network, &one.spec, 1);
        assert_eq!(first, outputs(&one.network, &one.spec, 2), "seed {seed}");
        assert_eq!(first, outputs(&again.network, &again.spec, 2), "seed {seed}");
    }
}
