//! Efficiency and what each loss takes of it, against closing each element and searching from every hub anew.

use std::num::NonZeroU32;

use rayon::ThreadPoolBuilder;
use supplyline::analysis::metrics::{Efficiency, EfficiencyOptions, Effort, efficiency};
use supplyline::analysis::rank::Loss;
use supplyline::network::{Hub, HubId};
use supplyline::{Impedance, View};

use super::{between_hubs, close, graph, losses, view, without};
use crate::random::world;

fn options() -> EfficiencyOptions<'static> {
    EfficiencyOptions::default().links(true)
}

/// Over the hubs that are open in `whole`, by definition; and what it is without pairs that have `aside` as an end.
fn by_definition(whole: &View<'_>, view: &View<'_>, least: u32, aside: Option<HubId>) -> (f64, f64) {
    let network = whole.network();
    let is_open = |hub: &HubId| network.hub(*hub).nodes().iter().any(|&node| whole.is_open(node));
    let hubs = network.hubs().map(Hub::id).filter(is_open).count() as f64;
    let unit = match view.impedance() {
        Impedance::Time => 3_600_000.0,
        Impedance::Length => 10_000.0,
    };
    let (mut all, mut others) = (0.0, 0.0);
    for (from, to, cost) in between_hubs(view) {
        let one = unit / (cost.max(u64::from(least)) as f64) / (hubs * (hubs - 1.0));
        all += one;
        others += if [from, to].map(Some).contains(&aside) { 0.0 } else { one };
    }
    (all, others)
}

#[test]
fn as_closing_each_element_shows() {
    let (mut lost, mut by_others) = (0, 0);
    for seed in 0..1_000 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        for view in [scenario.before(), scenario.after()] {
            // What is free in these worlds is free; the default least cost and another one.
            let (least, options) = match (seed % 2, view.impedance()) {
                (0, _) => (70_000, options().least(NonZeroU32::new(70_000).unwrap())),
                (_, Impedance::Time) => (1_000, options()),
                (_, Impedance::Length) => (100, options()),
            };
            let found = efficiency(view, options).unwrap();
            assert_eq!(found.error, None);
            close(found.efficiency, by_definition(view, view, least, None).0);
            assert_eq!(found.losses.iter().map(|one| one.loss).collect::<Vec<_>>(), losses(view));
            for one in &found.losses {
                let closed = without(view, one.loss);
                let aside = match one.loss {
                    Loss::Hub(hub) => Some(hub),
                    Loss::Link(_) => None,
                };
                let (before, before_others) = by_definition(view, view, least, aside);
                let (after, after_others) = by_definition(view, &closed, least, aside);
                close(one.lost, before - after);
                close(one.lost_by_others, before_others - after_others);
                let share = if before > 0.0 { (before - after) / before } else { 0.0 };
                close(found.of(one.loss).unwrap(), share);
                assert!(one.lost >= one.lost_by_others && one.lost_by_others >= 0.0);
                lost += usize::from(one.lost > 0.0);
                by_others += usize::from(one.lost_by_others > 0.0);
            }
        }
    }
    assert!(lost > 5_000 && by_others > 2_000, "{lost} {by_others}");
}

/// A ring of towns with chords.
fn town_ring(nodes: usize) -> Vec<(usize, usize, u32)> {
    let ring = (0..nodes).map(|at| (at, (at + 1) % nodes, 700 + (at as u32 * 37) % 900));
    ring.chain((0..nodes).step_by(7).map(|at| (at, (at * at + 3 * nodes / 5) % nodes, 4_000))).collect()
}

#[test]
fn a_sample_is_within_its_bound() {
    let network = graph(700, &town_ring(700));
    let exact = efficiency(&view(&network), options()).unwrap();
    for seed in 0..5 {
        let sampled =
            efficiency(&view(&network), options().effort(Effort::Sample { sources: 60, seed })).unwrap();
        let error = sampled.error.unwrap();
        assert_eq!(error.sources, 60);
        // The bound is on the safe side; it is of use where it is less than what is estimated.
        assert!(error.at_most < 0.5 * exact.efficiency, "{error:?} {}", exact.efficiency);
        assert!((sampled.efficiency - exact.efficiency).abs() <= error.at_most);
        for (sampled, exact) in sampled.losses.iter().zip(&exact.losses) {
            assert_eq!(sampled.loss, exact.loss);
            assert!((sampled.lost - exact.lost).abs() <= error.at_most);
            assert!((sampled.lost_by_others - exact.lost_by_others).abs() <= error.at_most);
        }
    }
}

#[test]
fn a_large_sample_comes_close() {
    let network = graph(120, &town_ring(120));
    let exact = efficiency(&view(&network), options()).unwrap();
    let effort = Effort::Sample { sources: 20_000, seed: 3 };
    let sampled = efficiency(&view(&network), options().effort(effort)).unwrap();
    assert!((sampled.efficiency / exact.efficiency - 1.0).abs() < 0.01);
    for (sampled, one) in sampled.losses.iter().zip(&exact.losses) {
        assert!((sampled.lost - one.lost).abs() < 0.02 * exact.efficiency);
    }
}

#[test]
fn the_same_to_the_last_bit_on_one_thread_and_on_three() {
    let network = graph(300, &town_ring(300));
    let on = |threads: usize, options: EfficiencyOptions<'_>| -> Efficiency {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| efficiency(&view(&network), options).unwrap())
    };
    assert_eq!(on(1, options()), on(3, options()));
    let sample = options().effort(Effort::Sample { sources: 40, seed: 9 });
    assert_eq!(on(1, sample), on(3, sample));
    assert_ne!(on(1, sample), on(1, options().effort(Effort::Sample { sources: 40, seed: 10 })));
}

#[test]
fn nothing_and_one_hub_have_none() {
    let found = efficiency(&view(&graph(1, &[])), options()).unwrap();
    assert_eq!((found.hubs, found.efficiency), (1, 0.0));
    assert_eq!(found.of(found.losses[0].loss), Some(0.0));
    let sampled = options().effort(Effort::Sample { sources: 5, seed: 1 });
    assert_eq!(efficiency(&view(&graph(3, &[])), sampled).unwrap().efficiency, 0.0);
}
