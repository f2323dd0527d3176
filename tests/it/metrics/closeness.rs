//! Closeness, against searching from every hub.

use std::collections::BTreeMap;

use supplyline::Impedance;
use supplyline::analysis::metrics::{EfficiencyOptions, closeness, efficiency};
use supplyline::analysis::rank::Loss;
use supplyline::network::HubId;

use super::{between_hubs, close, losses};
use crate::random::world;

#[test]
fn as_searching_from_every_hub_shows() {
    let mut reached = 0;
    for seed in 0..1_000 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            let mut by_hub: BTreeMap<HubId, Vec<f64>> = losses(view)
                .into_iter()
                .filter_map(|loss| if let Loss::Hub(hub) = loss { Some((hub, Vec::new())) } else { None })
                .collect();
            for (from, _, cost) in between_hubs(view) {
                by_hub.get_mut(&from).unwrap().push(match view.impedance() {
                    Impedance::Time => cost.max(1_000) as f64 / 3_600_000.0,
                    Impedance::Length => cost.max(100) as f64 / 10_000.0,
                });
            }
            let found = closeness(view, None).unwrap();
            assert_eq!(found.hubs.len(), by_hub.len());
            let others = (by_hub.len() as f64 - 1.0).max(1.0);
            for (one, (hub, costs)) in found.hubs.iter().zip(&by_hub) {
                assert_eq!((one.hub, one.reached), (*hub, costs.len()));
                close(one.harmonic, costs.iter().map(|cost| 1.0 / cost).sum::<f64>() / others);
                let count = costs.len() as f64;
                let closeness =
                    if costs.is_empty() { 0.0 } else { count / others * count / costs.iter().sum::<f64>() };
                close(one.closeness, closeness);
                assert_eq!(found.of(Loss::Hub(*hub)), Some(one.closeness));
                reached += costs.len();
            }
            let mean =
                found.hubs.iter().map(|one| one.harmonic).sum::<f64>() / (found.hubs.len() as f64).max(1.0);
            close(mean, efficiency(view, EfficiencyOptions::default()).unwrap().efficiency);
        }
    }
    assert!(reached > 5_000, "{reached}");
}
