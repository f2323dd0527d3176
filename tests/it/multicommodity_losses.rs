//! What losses take of what gets through between OD pairs of several origins: by itself, beside other metrics and in a ranking; against a
//! plain simplex on arcs.

use std::collections::BTreeMap;

use supplyline::analysis::flow::{
    NoValues, RANKED_LOSSES_WORK, throughput_losses, throughput_losses_multicommodity,
};
use supplyline::analysis::metrics::{Metric, compare};
use supplyline::analysis::rank::{Loss, RankingRejection, verify_ranking};
use supplyline::analysis::{RankOptions, rank};
use supplyline::network::NewLink;
use supplyline::progress::Silent;
use supplyline::report::{RankingReport, ranking_html};
use supplyline::scenario::PairSpec;
use supplyline::{Network, ScenarioSpec};

use crate::max_flow::limited_world;
use crate::multicommodity::{SAME, source_count};
use crate::on_arcs::OnArcs;

/// How much less gets through without each hub and link, as the simplex has it.
#[test]
fn losses_between_several_origins_as_by_a_simplex_on_arcs() {
    let (mut worlds, mut some, mut none) = (0, 0, 0);
    for seed in 0..160 {
        let (network, spec) = limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let hubs = network.hubs().map(|hub| Loss::Hub(hub.id()));
        let links = network.links().map(|link| Loss::of_link(&network, link.id()));
        let elements: Vec<Loss> = hubs.chain(links).collect();
        let view = scenario.before();
        let found = throughput_losses_multicommodity(&scenario, view, &elements, None).unwrap().unwrap();
        // A kilogram at most is rounded away, of thousands.
        assert!(found.off_by_at_most < 1.0, "seed {seed}: {}", found.off_by_at_most);
        if source_count(&scenario) < 2 {
            let exact = throughput_losses(&scenario, view, &elements, None).unwrap();
            assert_eq!((found.total, &found.lost), (exact.total, &exact.lost), "seed {seed}");
            continue;
        }
        worlds += 1;
        let total = OnArcs::new(&scenario, view).total();
        for (&element, &lost) in elements.iter().zip(&found.lost) {
            let mut rest = view.clone();
            element.close(&mut rest);
            #[expect(clippy::cast_precision_loss)]
            let lost = lost as f64;
            let wanted = total - OnArcs::new(&scenario, &rest).total();
            assert!((lost - wanted).abs() < 1.0 + SAME * total, "seed {seed}, {element:?}: {lost} {wanted}");
            some += usize::from(lost > 0.0);
            none += usize::from(lost == 0.0);
        }
    }
    assert!(worlds > 30 && some > 100 && none > 100, "{worlds} {some} {none}");
}

/// Side by side with other metrics it has values and says how far they may be off, or says why it has none.
#[test]
fn a_comparison_has_throughput_between_several_origins_or_says_why_not() {
    let network = Network::builder()
        .hub("Mine")
        .hub("Farm")
        .hub("Bridge")
        .hub("Plant")
        .hub("Mill")
        .link(NewLink::road("Mine", "Bridge").length("5 km"))
        .link(NewLink::road("Farm", "Bridge").length("5 km").capacity("120 t/d"))
        .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("300 t/d"))
        .link(NewLink::road("Plant", "Mill").length("2 km"))
        .build()
        .unwrap();
    let few = ScenarioSpec::new("two kinds of goods")
        .pair(PairSpec::new("Mine", "Plant").demand("200 t/d"))
        .pair(PairSpec::new("Farm", "Mill").demand("200 t/d"));
    let scenario = few.on(&network).unwrap();
    let found = compare(&scenario, &[Metric::Throughput, Metric::Severed], None).unwrap();
    let column = &found.columns[0];
    let told: BTreeMap<&str, f64> = found
        .elements
        .iter()
        .zip(&column.values)
        .map(|(loss, value)| (loss.key(&network), value.unwrap()))
        .collect();
    // 300 of 400 t/d fit. Without the farm the mine has all that it wants; without the mine the farm's road is what limits.
    let wanted = [("Bridge", 300.0), ("Farm", 100.0), ("Mill", 100.0), ("Mine", 180.0), ("Plant", 300.0)];
    assert_eq!(told, BTreeMap::from(wanted));
    assert!(column.missing.is_none() && column.off_by_at_most < Some(1e-3), "{:?}", column.off_by_at_most);
    assert!(found.columns[1].off_by_at_most.is_none());

    // A star of 33 hubs has more pairs than are worked out.
    let (network, many) = star(33);
    let scenario = many.on(&network).unwrap();
    let found = compare(&scenario, &[Metric::Throughput], None).unwrap();
    let column = &found.columns[0];
    assert!(column.values.iter().all(Option::is_none) && column.off_by_at_most.is_none());
    assert_eq!(column.missing, Some(NoValues::ManyPairs { pairs: 1_056 }));
}

/// A star of so many hubs, each of which wants something of every other.
fn star(hubs: usize) -> (Network, ScenarioSpec) {
    star_beside(hubs, 0)
}

/// The same beside so many hubs that nobody has to do with.
fn star_beside(hubs: usize, others: usize) -> (Network, ScenarioSpec) {
    let mut network = Network::builder().hub("Middle");
    for at in 0..others {
        network = network.hub(format!("Other {at}"));
    }
    let mut many = ScenarioSpec::new("all from all");
    for at in 0..hubs {
        let hub = format!("H{at}");
        network =
            network.hub(hub.as_str()).link(NewLink::road(&hub, "Middle").length("1 km").capacity("9 t/d"));
        for other in (0..hubs).filter(|&other| other != at) {
            many = many.pair(PairSpec::new(&hub, format!("H{other}")).demand("1 t/d"));
        }
    }
    (network.build().unwrap(), many)
}

/// A ranking tells what losses take of what gets through between several origins, as the comparison of metrics does, and its
/// checker finds out where it is not so.
#[test]
fn a_ranking_tells_what_losses_take_between_several_origins() {
    let (network, spec) = star(5);
    let scenario = spec.on(&network).unwrap();
    let ranking = rank(&scenario, RankOptions::default().links(true)).unwrap();
    // Each hub wants 4 t/d and sends 4 t/d, over a road that carries 9 t/d each way.
    assert_eq!((ranking.throughput, ranking.no_throughput), (Some(20_000), None));
    let off_by = ranking.throughput_off_by_at_most.unwrap();
    assert!((0.0..1.0).contains(&off_by), "{off_by}");
    let lost = |key: &str| {
        ranking.losses.iter().find(|ranked| ranked.loss.key(&network) == key).unwrap().throughput_lost
    };
    assert_eq!([lost("Middle"), lost("H3")], [Some(20_000), Some(8_000)]);
    let compared = compare(&scenario, &[Metric::Throughput], None).unwrap();
    for (loss, value) in compared.elements.iter().zip(&compared.columns[0].values) {
        let told = ranking.of(*loss).unwrap().throughput_lost.unwrap();
        assert_eq!(value.map(|tonnes| (tonnes * 1e3).round() as u64), Some(told));
    }
    let checked = verify_ranking(&scenario, &ranking, None, &Silent).unwrap();
    assert_eq!(checked.losses, ranking.losses.len() as u64);
    for by in [50, 8_000] {
        let mut wrong = ranking.clone();
        let worst = wrong.losses[0].throughput_lost.as_mut().unwrap();
        *worst -= by;
        let rejected = verify_ranking(&scenario, &wrong, None, &Silent).unwrap_err();
        assert!(matches!(rejected, RankingRejection::OtherThroughput { .. }), "{rejected}");
    }
    let report = RankingReport::new(&scenario, &ranking, None);
    assert_eq!(report.throughput_t_per_d, Some(20.0));
    assert!(report.head.warnings.is_empty(), "{:?}", report.head.warnings);
    assert!(ranking_html(&scenario, &ranking, &report).contains("Throughput lost, t/d"));
    let quick = RankOptions::default().throughput(supplyline::analysis::impact::Throughputs::LeftOut);
    let quick = rank(&scenario, quick).unwrap();
    assert_eq!((quick.throughput, quick.no_throughput), (None, None), "nobody asked");
}

/// Where it is too much work to be done unasked, a ranking says so, and how to ask.
#[test]
fn a_ranking_says_why_it_leaves_out_what_losses_take() {
    let (network, spec) = star_beside(22, 277);
    let scenario = spec.on(&network).unwrap();
    let (pairs, elements, nodes) = (462, 23, 300);
    assert!(pairs * elements * nodes > RANKED_LOSSES_WORK);
    let ranking = rank(&scenario, None).unwrap();
    assert_eq!((ranking.throughput, ranking.throughput_off_by_at_most), (None, None));
    assert_eq!(ranking.no_throughput, Some(NoValues::MuchWork { pairs: 462, elements: 23, nodes: 300 }));
    assert!(ranking.losses.iter().all(|ranked| ranked.throughput_lost.is_none()));
    let warnings = RankingReport::new(&scenario, &ranking, None).head.warnings;
    assert_eq!(warnings.len(), 1);
    for told in [
        "is left out, since destinations draw on different origins",
        "462 pairs",
        "23 hubs",
        "300 nodes",
        "rank --by throughput",
    ] {
        assert!(warnings[0].contains(told), "{told}: {}", warnings[0]);
    }
    verify_ranking(&scenario, &ranking, Some(3), &Silent).unwrap();
    let (network, spec) = star(33);
    let scenario = spec.on(&network).unwrap();
    assert_eq!(rank(&scenario, None).unwrap().no_throughput, Some(NoValues::ManyPairs { pairs: 1_056 }));
}
