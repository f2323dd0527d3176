//! The case study: what Kupiansk, Izium and the Antonivka bridges meant for each front in September 2022.
//!
//! `cargo run --example kharkiv_2022`. The network and its sources: `examples/kharkiv-2022/README.md`.

use std::path::Path;

use supplyline::Study;
use supplyline::analysis::{impact, verify};
use supplyline::report::Report;

const SCENARIOS: [&str; 6] = [
    "kupiansk-lost",
    "kupiansk-rail-yard",
    "kupiansk-lost-by-rail-alone",
    "izium-lost",
    "kupiansk-and-izium-lost",
    "antonivka-bridges-lost",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kharkiv-2022");
    for name in SCENARIOS {
        let study = Study::open(folder.join(name).with_extension("toml"))?;
        let scenario = study.scenario()?;
        let outcome = impact(&scenario, None)?;
        // The same answers, checked by code that shares nothing with the search.
        verify(&scenario, &outcome).map_err(|rejections| format!("{rejections:?}"))?;
        let report = Report::new(&scenario, &outcome);
        println!("\n{}", report.head.title.as_deref().unwrap_or(name));
        for destination in report.destinations.iter().filter(|destination| destination.route_changed) {
            let told = match (&destination.after, &destination.severed_by) {
                (Some(route), _) => {
                    format!("×{:.2}  {}", destination.cost_ratio.unwrap_or(1.0), route.in_words())
                }
                (None, Some(severed)) => severed.text.clone(),
                (None, None) => String::new(),
            };
            println!("  {:11} {:9} {told}", destination.hub, destination.status.name());
        }
        println!("  {:.0} t/d severed of {:.0}", report.totals.severed_t_per_d, report.totals.demand_t_per_d);
    }
    Ok(())
}
