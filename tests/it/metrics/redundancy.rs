//! Detours round links, against closing each and searching anew.

use std::collections::BTreeMap;

use supplyline::analysis::metrics::redundancy;
use supplyline::analysis::rank::Loss;
use supplyline::paths::Search;

use super::{losses, without};
use crate::random::world;

#[test]
fn as_closing_each_link_shows() {
    let (mut with, mut needed, mut cheaper) = (0, 0, 0);
    for seed in 0..1_500 {
        let world = world(seed);
        let scenario = world.spec.on(&world.network).unwrap();
        let network = &world.network;
        for view in [scenario.before(), scenario.after()] {
            let found = redundancy(view, None).unwrap();
            let wanted: Vec<Loss> =
                losses(view).into_iter().filter(|loss| matches!(loss, Loss::Link(_))).collect();
            assert_eq!(found.links.iter().map(|one| Loss::Link(one.link)).collect::<Vec<_>>(), wanted);
            let mut search = Search::default();
            for one in &found.links {
                let mut own = BTreeMap::new();
                for &arc in network.physical_link(one.link).flat_map(|link| network.link_arcs(link)) {
                    let ends = (network.tail(arc), network.head(arc));
                    if let (Some(cost), true) = (view.cost(arc), ends.0 != ends.1) {
                        let least = own.entry(ends).or_insert(cost);
                        *least = cost.min(*least);
                    }
                }
                let after = without(view, Loss::Link(one.link));
                assert_eq!(one.passages.len(), own.len());
                for (passage, ((tail, head), cost)) in one.passages.iter().zip(own) {
                    assert_eq!((passage.tail, passage.head, passage.cost), (tail, head, u64::from(cost)));
                    let detour = search.run(&after, &[tail]).cost(head);
                    assert_eq!(passage.detour, detour, "seed {seed}, {passage:?}");
                    with += usize::from(detour.is_some());
                    needed += usize::from(detour.is_none());
                    cheaper += usize::from(passage.extra().is_some_and(|extra| extra < 0));
                }
                assert_eq!(found.link(one.link), Some(one));
                let value = one.worst_extra().map(|extra| extra as f64);
                let value = if one.is_needed() { Some(f64::INFINITY) } else { value };
                assert_eq!(found.of(Loss::Link(one.link)), value);
            }
        }
    }
    assert!(with > 5_000 && needed > 1_000 && cheaper > 100, "{with} {needed} {cheaper}");
}
