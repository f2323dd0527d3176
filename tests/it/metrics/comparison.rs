//! Metrics side by side: each column is what the metric says by itself, ranks are in its order, and orders agree as the
//! definition of tau has it.

use rayon::ThreadPoolBuilder;
use supplyline::analysis::metrics::{
    AccessibilityOptions, Column, CompareOptions, EfficiencyOptions, Metric, Opportunities, accessibility,
    betweenness, compare, cuts, efficiency, redundancy,
};
use supplyline::analysis::rank::{Loss, RankOptions};
use supplyline::analysis::{AnalysisError, rank};
use supplyline::paths::Index;

use super::{close, losses};
use crate::random::world;

fn column(columns: &[Column], metric: Metric) -> &Column {
    columns.iter().find(|column| column.metric == metric).expect("it was asked for")
}

/// How many greater values there are, and one more; two that differ by rounding are equal.
fn rank_of(values: &[Option<f64>], value: f64) -> usize {
    let finite = values.iter().flatten().filter(|value| value.is_finite());
    let step = 1e-11 * finite.fold(0.0_f64, |greatest, value| greatest.max(value.abs()));
    1 + values.iter().flatten().filter(|&&other| other > value + step).count()
}

#[test]
fn each_column_is_what_its_metric_says() {
    let (mut severed, mut without_detour, mut agreements) = (0, 0, 0);
    for seed in 0..300 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let view = scenario.before();
        let found = compare(&scenario, &Metric::ALL, CompareOptions::default().links(true)).unwrap();
        let mut elements = found.elements.clone();
        elements.sort_unstable();
        assert_eq!(elements, losses(view), "each open element once");

        let ranking = rank(&scenario, RankOptions::default().links(true)).unwrap();
        let lost_efficiency = efficiency(view, EfficiencyOptions::default().links(true)).unwrap();
        let options = AccessibilityOptions::default().links(true);
        let lost_access = accessibility(view, &Opportunities::demand(&scenario), options).unwrap();
        let (busy, cut, detours) =
            (betweenness(view, None).unwrap(), cuts(view, None).unwrap(), redundancy(view, None).unwrap());
        for (at, &loss) in found.elements.iter().enumerate() {
            let value = |metric| column(&found.columns, metric).values[at];
            let tonnes = ranking.of(loss).map_or(0.0, |ranked| ranked.severed as f64 / 1e3);
            assert_eq!(value(Metric::Severed), Some(tonnes));
            severed += usize::from(tonnes > 0.0);
            if ranking.throughput.is_some() {
                let lost = ranking.of(loss).map_or(Some(0), |ranked| ranked.throughput_lost);
                assert_eq!(value(Metric::Throughput), lost.map(|kilograms| kilograms as f64 / 1e3));
            }
            assert_eq!(value(Metric::Efficiency), lost_efficiency.of(loss));
            assert_eq!(value(Metric::Accessibility), lost_access.of(loss));
            assert_eq!(value(Metric::Betweenness), Some(busy.of(loss)));
            assert_eq!(value(Metric::Components), cut.of(loss));
            assert_eq!(value(Metric::Closeness).is_some(), matches!(loss, Loss::Hub(_)));
            let per_unit = if found.impedance == supplyline::Impedance::Time { 3.6e6 } else { 1e4 };
            match (value(Metric::Redundancy), detours.of(loss)) {
                (Some(found), Some(extra)) if extra.is_finite() => close(found, extra / per_unit),
                (found, extra) => {
                    assert_eq!(found, extra);
                    without_detour += usize::from(extra.is_some());
                }
            }
            let importance = value(Metric::Importance);
            let demand = ranking.demand() as f64;
            assert_eq!(importance.is_some(), demand > 0.0);
            if let Some(importance) = importance {
                let added = ranking.of(loss).map_or(0.0, |ranked| ranked.added_cost as f64);
                close(importance, added / demand / per_unit);
            }
        }
        for column in &found.columns {
            for (value, rank) in column.values.iter().zip(&column.ranks) {
                assert_eq!(*rank, value.map(|value| rank_of(&column.values, value)), "{:?}", column.metric);
            }
        }
        assert!(found.columns[0].ranks.is_sorted(), "in the order of the first");
        for (one, row) in found.columns.iter().zip(&found.tau) {
            for (other, &tau) in found.columns.iter().zip(row) {
                let both: Vec<(usize, usize)> = one
                    .ranks
                    .iter()
                    .zip(&other.ranks)
                    .filter_map(|(one, other)| (*one).zip(*other))
                    .collect();
                agreements += usize::from(tau.is_some());
                agree(&both, tau);
            }
        }
    }
    assert!(
        severed > 100 && without_detour > 100 && agreements > 5_000,
        "{severed} {without_detour} {agreements}"
    );
}

/// By looking at each two elements.
fn agree(ranks: &[(usize, usize)], tau: Option<f64>) {
    let (mut surplus, mut by_one, mut by_other) = (0.0, 0.0, 0.0);
    let order =
        |one: usize, other: usize| f64::from(u8::from(one > other)) - f64::from(u8::from(one < other));
    for (at, one) in ranks.iter().enumerate() {
        for other in &ranks[..at] {
            let (x, y) = (order(one.0, other.0), order(one.1, other.1));
            surplus += x * y;
            by_one += x * x;
            by_other += y * y;
        }
    }
    match tau {
        None => assert!(by_one * by_other == 0.0),
        Some(tau) => close(tau, surplus / f64::sqrt(by_one * by_other)),
    }
}

#[test]
fn what_is_lost_already_is_not_compared() {
    let world = world(3);
    let scenario = world.spec.on(&world.network).unwrap();
    let lost =
        world.network.hubs().find(|hub| losses(scenario.before()).contains(&Loss::Hub(hub.id()))).unwrap();
    let options = CompareOptions::default().after([lost.id()]);
    let found =
        compare(&scenario, &[Metric::Closeness, Metric::Severed, Metric::Closeness], options).unwrap();
    assert_eq!(found.columns.len(), 2, "twice is once");
    assert_eq!(found.after, [lost.id()]);
    assert!(!found.elements.contains(&Loss::Hub(lost.id())));
    assert!(found.elements.iter().all(|element| matches!(element, Loss::Hub(_))));
}

#[test]
fn the_threads_make_no_difference() {
    let world = world(8);
    let scenario = world.spec.on(&world.network).unwrap();
    let by = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| compare(&scenario, &Metric::ALL, CompareOptions::default().links(true)).unwrap())
    };
    assert_eq!(by(1), by(3));
}

#[test]
fn an_index_of_another_network_is_refused() {
    let [one, other] = [world(1), world(2)];
    let scenario = one.spec.on(&one.network).unwrap();
    let index = std::sync::Arc::new(Index::new(&other.network, None).unwrap());
    let options = CompareOptions::default().index(index);
    assert_eq!(compare(&scenario, &[Metric::Severed], options), Err(AnalysisError::OtherNetwork));
}
