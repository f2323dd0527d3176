//! What is told of who gets less than it wants: shares, what is full and who is throttled, where rounding once told otherwise.

use supplyline::analysis::flow::{Flows, FlowsOptions, Shares, flows, throughput_curve, verify_flows};
use supplyline::analysis::{Status, impact, verify};
use supplyline::network::{NewLink, NewNode};
use supplyline::report::{FlowReport, Report, flows_geojson, links_csv, percent};
use supplyline::scenario::{ClosureSpec, DestinationSpec, PairSpec};
use supplyline::{Network, Scenario, ScenarioSpec};

/// A network of roads: hubs with what they can handle, links with hours and what they carry; nothing where that has no limit.
fn roads(hubs: &[(&str, Option<&str>)], links: &[(&str, &str, u32, Option<&str>)]) -> Network {
    let mut builder = Network::builder();
    for &(hub, capacity) in hubs {
        let hub = NewNode::new(hub);
        builder = builder.hub(match capacity {
            Some(capacity) => hub.capacity(capacity),
            None => hub,
        });
    }
    for &(from, to, hours, capacity) in links {
        let link = NewLink::road(from, to).key(format!("{from}-{to}")).length("1 km");
        let link = link.time(format!("{hours} h").as_str());
        builder = builder.link(match capacity {
            Some(capacity) => link.capacity(capacity),
            None => link,
        });
    }
    builder.build().unwrap()
}

fn pairs(pairs: &[(&str, &str, &str)]) -> ScenarioSpec {
    let pair = |&(from, to, tonnes): &(&str, &str, &str)| PairSpec::new(from, to).demand(tonnes);
    pairs.iter().fold(ScenarioSpec::new("pairs"), |spec, one| spec.pair(pair(one)))
}

/// What is told with shares of a kind, checked.
fn told(scenario: &Scenario<'_>, shares: Shares) -> FlowReport {
    let outcome = flows(scenario, FlowsOptions::default().shares(shares)).unwrap();
    verify_flows(scenario, &outcome).unwrap();
    FlowReport::new(scenario, &outcome)
}

fn met(report: &FlowReport) -> Vec<f64> {
    report.destinations.iter().map(|one| one.demand_met).collect()
}

/// Each shortage in a sentence.
fn sentences(network: &Network, report: &FlowReport) -> Vec<String> {
    let sentence = |short: &supplyline::report::ShortageReport| {
        format!("{}{}", short.names(network).join(", "), short.in_words())
    };
    report.shortages.iter().map(sentence).collect()
}

/// Demands of so many kilograms that numbers with a point cannot tell all of their parts apart.
#[test]
fn a_large_demand_that_is_met_is_no_shortage() {
    let links =
        [("A", "B", 1, Some("9000000 t/d")), ("C", "B", 1, Some("10 t/d")), ("D", "E", 1, Some("9e11 t/d"))];
    let network = roads(&[("A", None), ("B", None), ("C", None), ("D", None), ("E", None)], &links);
    let spec =
        pairs(&[("A", "B", "4700000.001 t/d"), ("C", "B", "20 t/d"), ("D", "E", "899999999999.999 t/d")]);
    let report = told(&spec.on(&network).unwrap(), Shares::Fair);
    assert_eq!(met(&report), [1.0, 0.5, 1.0]);
    assert_eq!(sentences(&network, &report), ["B from C gets 50 % of what it wants: C to B (road) is full."]);
}

/// What is met in full after others were settled is met, though they got a little less than what was settled.
#[test]
fn what_is_met_in_full_is_no_shortage_beside_smaller_shares() {
    let hubs = [
        ("n0", None),
        ("n1", None),
        ("n2", Some("100 t/d")),
        ("n3", None),
        ("n4", None),
        ("n5", Some("100 t/d")),
    ];
    let links = [
        ("n2", "n1", 2, Some("50 t/d")),
        ("n3", "n0", 2, None),
        ("n3", "n2", 1, None),
        ("n4", "n1", 2, None),
        ("n4", "n3", 2, None),
        ("n5", "n3", 1, None),
    ];
    let network = roads(&hubs, &links);
    let spec = pairs(&[("n5", "n1", "10 t/d"), ("n1", "n2", "100 t/d"), ("n0", "n5", "100 t/d")]);
    let scenario = spec.on(&network).unwrap();
    let report = told(&scenario, Shares::Fair);
    assert_eq!(met(&report), [0.909_091, 1.0, 0.909_091]);
    assert_eq!(
        sentences(&network, &report),
        ["n1 from n5, n5 from n0 get 90.9 % of what they want: n5 itself (road) is full."]
    );
}

/// A share that numbers with a point tell a little otherwise after than before is the same share.
#[test]
fn nobody_is_throttled_by_what_is_rounded() {
    let hubs = ["n0", "n1", "n2", "n4", "n5", "n6", "n7", "n8"];
    let hubs = hubs.map(|hub| (hub, (hub == "n1").then_some("100 t/d")));
    let links = [
        ("n0", "n1", 1, None),
        ("n1", "n2", 3, None),
        ("n1", "n4", 1, None),
        ("n2", "n5", 1, Some("97 t/d")),
        ("n4", "n5", 1, None),
        ("n4", "n7", 3, Some("97 t/d")),
        ("n5", "n8", 3, None),
        ("n6", "n7", 3, None),
        ("n7", "n8", 2, Some("120 t/d")),
    ];
    let network = roads(&hubs, &links);
    let wanted =
        [("n5", "n6", "100 t/d"), ("n0", "n7", "99 t/d"), ("n5", "n2", "100 t/d"), ("n5", "n0", "101 t/d")];
    let spec = pairs(&wanted).closure(ClosureSpec::new("lost").link("n4-n7"));
    let scenario = spec.on(&network).unwrap();
    let outcome = impact(&scenario, None).unwrap();
    verify(&scenario, &outcome).unwrap();
    let statuses: Vec<Status> = outcome.relations.iter().map(|one| one.status).collect();
    let wanted = [Status::Throttled, Status::Rerouted, Status::Unaffected, Status::Unaffected];
    assert_eq!(statuses, wanted);
}

/// A part is named as full only where what flows fills it, and two pairs to one hub are told apart.
#[test]
fn only_what_is_full_is_named() {
    let mut named = 0;
    for seed in 0..300 {
        let (network, spec) = crate::max_flow::limited_world(seed);
        let scenario = spec.on(&network).unwrap();
        let outcome = flows(&scenario, FlowsOptions::default()).unwrap();
        let Some(shared) = outcome.after.between.as_ref().map(|between| &between.shared) else { continue };
        let report = FlowReport::new(&scenario, &outcome);
        for (short, tier) in report.shortages.iter().zip(
            shared.tiers.iter().filter(|tier| tier.members.iter().any(|&at| !shared.relations[at].is_met())),
        ) {
            assert_eq!(short.cut.part_count, tier.full.len() as u64);
            for part in &tier.full {
                let load = load(shared, &scenario, *part);
                let limit = short.cut.parts[tier.full.iter().position(|one| one == part).unwrap()]
                    .capacity_t_per_d
                    .unwrap();
                assert!((load - limit).abs() <= 2e-9 * limit, "seed {seed}: {load} of {limit} over {part:?}");
                named += 1;
            }
            // Who is short is held down by something.
            assert!(short.cut.part_count > 0 || !short.is_full, "seed {seed}: {short:?}");
            assert_eq!(short.names(&network).len(), short.pairs.len());
        }
    }
    assert!(named > 200, "{named}");
}

/// What passes a part, tonnes a day.
fn load(
    shared: &supplyline::analysis::flow::MulticommodityThroughput,
    scenario: &Scenario<'_>,
    part: supplyline::analysis::flow::Bottleneck,
) -> f64 {
    use supplyline::analysis::flow::Bottleneck;
    let network = scenario.network();
    let mut sum = 0.0;
    for one in shared.relations.iter().flat_map(|one| &one.routes) {
        let (start, arcs) = (one.route.start(), one.route.arcs());
        let passes = match part {
            Bottleneck::Supply(hub) => usize::from(network.node(start).hub().id() == hub),
            Bottleneck::Node(node) => {
                let heads = arcs.iter().filter(|&&arc| network.head(arc) == node).count();
                heads + usize::from(start == node)
            }
            Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc) => {
                arcs.iter().filter(|&&one| one == arc).count()
            }
            Bottleneck::Track(link, named) => {
                let pair =
                    network.link_arcs(link).chunks_exact(2).find(|pair| pair.contains(&named)).unwrap();
                arcs.iter().filter(|&arc| pair.contains(arc)).count()
            }
            _ => unreachable!(),
        };
        sum += passes as f64 * one.amount.value() / 1e3;
    }
    sum
}

/// Both directions of a track fill it together; a link without capacity that carries nothing is not full.
#[test]
fn what_goes_there_and_back_fills_a_track() {
    let network = Network::builder()
        .hub("A")
        .hub("B")
        .hub("C")
        .link(NewLink::rail("A", "B").key("track").length("1 km").shared_capacity("100 t/d"))
        .link(NewLink::rail("B", "C").key("lost").length("1 km").capacity("10 t/d"))
        .build()
        .unwrap();
    let wanted = [("A", "B", "100 t/d"), ("B", "A", "100 t/d"), ("B", "C", "5 t/d")];
    let spec = pairs(&wanted).closure(ClosureSpec::new("none").link("lost").capacity_factor("0 %"));
    let scenario = spec.on(&network).unwrap();
    let outcome = flows(&scenario, None).unwrap();
    let report = FlowReport::new(&scenario, &outcome);
    let found: Vec<_> =
        report.links.iter().map(|link| (link.link.as_str(), link.after_t_per_d, link.is_full)).collect();
    assert_eq!(found, [("track", 50.0, true), ("track", 50.0, true), ("lost", 0.0, false)]);
    let rows = links_csv(&report);
    assert_eq!(rows.matches(",50,100,true,").count(), 2, "{rows}");
    let lines = flows_geojson(&scenario, &outcome, &report);
    assert_eq!(lines.matches("\"is_full\":true").count(), 2, "{lines}");
    assert_eq!(
        sentences(&network, &report)[0],
        "C from B gets nothing: no way leads there that carries anything."
    );
}

/// What is delivered is whole kilograms; the share of demand met is that of the proof, everywhere the same.
#[test]
fn a_share_of_kilograms_is_told_once() {
    let links = [("A", "M", 1, Some("0.003 t/d")), ("M", "X", 1, None), ("M", "Y", 1, None)];
    let network = roads(&[("A", None), ("M", None), ("X", None), ("Y", None)], &links);
    let wants = |hub: &str| DestinationSpec::new(hub).demand("0.003 t/d");
    let spec = ScenarioSpec::new("kilograms").origin("A").destination(wants("X")).destination(wants("Y"));
    let scenario = spec.on(&network).unwrap();
    for shares in [Shares::Fair, Shares::Proportional] {
        let report = told(&scenario, shares);
        assert_eq!(met(&report), [0.5; 2]);
        assert_eq!(report.shortages[0].demand_met, Some(0.5));
    }
    // In whole kilograms, since that is what is asked there.
    assert_eq!(met(&told(&scenario, Shares::Most)).iter().sum::<f64>(), 1.0);
    let outcome = impact(&scenario, None).unwrap();
    let report = Report::new(&scenario, &outcome);
    assert!(report.destinations.iter().all(|one| one.demand_met == Some(0.5)));
}

/// Break points near to nothing stay apart, in numbers and in words.
#[test]
fn break_points_near_nothing_are_told_apart() {
    let hubs = [("A", None), ("M", Some("100000000 t/d")), ("X", None)];
    let network = roads(&hubs, &[("A", "M", 1, None), ("M", "X", 1, None), ("A", "X", 9, Some("1 t/d"))]);
    let spec =
        ScenarioSpec::new("a large hub").origin("A").destination(DestinationSpec::new("X").demand("5 t/d"));
    let scenario = spec.on(&network).unwrap();
    let outcome = flows(&scenario, None).unwrap();
    let hub = network.find_hub("M").unwrap();
    let curve = throughput_curve(&scenario, scenario.before(), hub, None).unwrap();
    let report = FlowReport::new(&scenario, &outcome).with_curve(&scenario, &curve);
    let points = report.curve.unwrap().points;
    let points: Vec<_> = points.iter().map(|point| (point.share, point.throughput_t_per_d)).collect();
    assert_eq!(points, [(0.0, 1.0), (4e-8, 5.0), (1.0, 5.0)]);
    let words = [0.0, 4e-8, 0.0012, 0.125, 0.5, 0.999_999, 1.0].map(percent);
    assert_eq!(words, ["0 %", "0.000004 %", "0.12 %", "12.5 %", "50 %", "99.9999 %", "100 %"]);
}

/// What all parts carry, not only the hundred that are named.
#[test]
fn what_is_full_is_summed_in_all() {
    let mut builder = Network::builder().hub("A").hub("B").hub("C");
    for road in 0..120 {
        let middle = format!("m{road}");
        let link = |from: &str, to: &str| NewLink::road(from, to).length("1 km");
        builder = builder.hub(middle.as_str());
        builder = builder.link(link("A", &middle).capacity("1 t/d")).link(link(&middle, "B"));
    }
    let network = builder.link(NewLink::road("C", "B").length("1 km").capacity("1 t/d")).build().unwrap();
    let spec = pairs(&[("A", "B", "480 t/d"), ("C", "B", "1 t/d")]);
    let report = told(&spec.on(&network).unwrap(), Shares::Fair);
    let short = &report.shortages[0];
    assert_eq!((short.cut.part_count, short.cut.parts.len()), (120, 100));
    assert_eq!((short.demand_met, short.cut.capacity_t_per_d), (Some(0.25), 120.0));
}

/// The checker misses what is not there, and shares of another kind than is told.
#[test]
fn the_checker_misses_what_all_get_at_once() {
    let links = [("A", "B", 1, Some("9 t/d")), ("C", "B", 1, Some("10 t/d"))];
    let network = roads(&[("A", None), ("B", None), ("C", None)], &links);
    let one = pairs(&[("A", "B", "20 t/d")]);
    let two = pairs(&[("A", "B", "20 t/d"), ("C", "B", "20 t/d")]);
    for spec in [one, two] {
        let scenario = spec.on(&network).unwrap();
        let outcome = flows(&scenario, None).unwrap();
        verify_flows(&scenario, &outcome).unwrap();
        let is_shared = |flows: &Flows| flows.delivery.is_some() || flows.between.is_some();
        if !is_shared(&outcome.after) {
            continue;
        }
        let mut bad = outcome.clone();
        bad.shares = Shares::Proportional;
        assert!(verify_flows(&scenario, &bad).is_err());
        let mut bad = outcome.clone();
        (bad.after.delivery, bad.after.between) = (None, None);
        assert!(verify_flows(&scenario, &bad).is_err());
    }
}

/// A tier says no more than its flow shows: neither full parts that are not, nor a missing way that is there.
#[test]
fn the_checker_rejects_parts_that_are_not_full_and_tiers_without_lengths() {
    use supplyline::analysis::flow::{MulticommodityThroughput, Ratio};
    use supplyline::analysis::flow::{throughput_multicommodity, verify_throughput_multicommodity};
    let links = [("A", "B", 1, Some("9 t/d")), ("C", "B", 1, Some("10 t/d"))];
    let network = roads(&[("A", None), ("B", None), ("C", None)], &links);
    let scenario = pairs(&[("A", "B", "20 t/d"), ("C", "B", "20 t/d")]).on(&network).unwrap();
    let whole = throughput_multicommodity(&scenario, scenario.after(), None).unwrap();
    let check = |outcome: &MulticommodityThroughput| {
        verify_throughput_multicommodity(&scenario, scenario.after(), outcome).is_ok()
    };
    assert!(check(&whole) && !whole.tiers[0].full.is_empty());
    let mut bad = whole.clone();
    bad.tiers[0].full.clear();
    assert!(!check(&bad));
    // The second road is full, and holds nobody of the first tier down.
    let mut bad = whole.clone();
    let more = bad.tiers[1].full.clone();
    bad.tiers[0].full.extend(more);
    assert!(!check(&bad));
    // Nothing is claimed to hold it down, yet it gets less than it wants.
    let mut bad = whole.clone();
    bad.tiers[0].lengths.clear();
    bad.tiers[0].full.clear();
    for at in bad.tiers[0].members.clone() {
        bad.relations[at].met_at_most = Ratio::ONE;
    }
    assert!(!check(&bad));
}

/// What is not known of a pair of a kilogram is no doubt about one of tonnes.
#[test]
fn a_small_pair_does_not_hide_that_a_large_one_is_throttled() {
    let links = [
        ("D", "A", 1, None),
        ("A", "B", 1, Some("5 t/d")),
        ("B", "C", 1, None),
        ("C", "E", 1, Some("9 t/d")),
    ];
    let network = roads(&[("A", None), ("B", None), ("C", None), ("D", None), ("E", None)], &links);
    for (link, factor, is_less) in [("A-B", 0.9, true), ("A-B", 0.98, true), ("C-E", 0.5, false)] {
        let closure = ClosureSpec::new("a bit less").link(link).capacity_factor(factor);
        let spec = pairs(&[("A", "B", "1815 t/d"), ("D", "C", "0.001 t/d")]).closure(closure);
        let scenario = spec.on(&network).unwrap();
        let outcome = impact(&scenario, None).unwrap();
        verify(&scenario, &outcome).unwrap();
        assert_eq!(outcome.relations[0].status == Status::Throttled, is_less, "{link} {factor}");
    }
}

/// Flows are rounded down to billionths of a kilogram; what is told in kilograms is the nearest.
#[test]
fn what_all_get_together_is_the_same_in_both_reports() {
    let links = [("D", "A", 1, None), ("A", "B", 1, Some("3 t/d")), ("B", "C", 1, Some("3 t/d"))];
    let network = roads(&[("A", None), ("B", None), ("C", None), ("D", None)], &links);
    let scenario = pairs(&[("A", "B", "3 t/d"), ("D", "C", "3 t/d")]).on(&network).unwrap();
    let report = told(&scenario, Shares::Fair);
    assert_eq!(report.after.map(|sums| sums.delivered_t_per_d), Some(3.0));
    let report = Report::new(&scenario, &impact(&scenario, None).unwrap());
    assert_eq!(report.totals.throughput_after_t_per_d, Some(3.0));
}

/// An OD pair of the only origin draws on what destinations do.
#[test]
fn pairs_of_the_only_origin_are_shared_out_with_its_destinations() {
    let links = [("A", "B", 1, Some("4 t/d")), ("B", "C", 1, None)];
    let network = roads(&[("A", None), ("B", None), ("C", None)], &links);
    let spec = ScenarioSpec::new("one origin")
        .origin("A")
        .destination(DestinationSpec::new("B").demand("3 t/d"))
        .pair(PairSpec::new("A", "C").demand("3 t/d"));
    let scenario = spec.on(&network).unwrap();
    for shares in [Shares::Fair, Shares::Most, Shares::Proportional] {
        let report = told(&scenario, shares);
        assert_eq!((report.gap, report.shares.is_some()), (None, true));
        // By the cheapest routes: an hour to B, and two to C.
        let [b, c] = [0, 1].map(|at| report.destinations[at].gets_after_t_per_d.unwrap());
        let sums = report.after.unwrap();
        assert_eq!((b + c, sums.tonne_hours_per_d), (4.0, b + 2.0 * c));
        assert_eq!([b, c], if shares == Shares::Most { [3.0, 1.0] } else { [2.0, 2.0] });
    }
    let outcome = impact(&scenario, None).unwrap();
    verify(&scenario, &outcome).unwrap();
    // With two origins a pair of one of them is of another kind.
    let two = ScenarioSpec::new("two origins")
        .origin("A")
        .origin("C")
        .destination(DestinationSpec::new("B").demand("9 t/d"))
        .pair(PairSpec::new("A", "C").demand("3 t/d"));
    let outcome = flows(&two.on(&network).unwrap(), None).unwrap();
    assert!(outcome.after.delivery.is_none() && outcome.after.between.is_some());
}

#[test]
fn who_supplies_itself_is_not_out_of_reach() {
    let network = roads(&[("A", None), ("B", None), ("C", None)], &[("B", "C", 1, None)]);
    let warnings = |spec: ScenarioSpec| -> Vec<String> {
        let scenario = spec.on(&network).unwrap();
        scenario.warnings().iter().map(|warning| warning.what.to_string()).collect()
    };
    let spec = ScenarioSpec::new("itself").origin("A").destination(DestinationSpec::new("A"));
    assert_eq!(warnings(spec), ["origin 'A' has no link out, so it supplies no one but itself"]);
    let told = warnings(ScenarioSpec::new("others").origin("B").destination(DestinationSpec::new("A")));
    assert_eq!(told, ["destination 'A' has no link in, so nothing reaches it"]);
}

/// A yard limits what changes mode there, and nothing that passes: the report says so, and keeps silent where all is limited.
#[test]
fn a_curve_says_what_its_hub_does_not_limit() {
    let yard = |node: NewNode| {
        let network = Network::builder()
            .hub("Port")
            .hub(node.transfer_time("1 h").transfer_capacity("5 t/d"))
            .hub("Town")
            .link(NewLink::rail("Port", "Yard").length("9 km"))
            .link(NewLink::road("Port", "Yard").length("9 km").capacity("2 t/d"))
            .link(NewLink::road("Yard", "Town").length("9 km"))
            .build()
            .unwrap();
        let spec = ScenarioSpec::new("a yard").origin("Port");
        let scenario = spec.destination(DestinationSpec::new("Town").demand("9 t/d")).on(&network).unwrap();
        let hub = network.find_hub("Yard").unwrap();
        let curve = throughput_curve(&scenario, scenario.before(), hub, None).unwrap();
        let outcome = flows(&scenario, None).unwrap();
        let told = FlowReport::new(&scenario, &outcome).with_curve(&scenario, &curve).curve.unwrap();
        (told.points[0].throughput_t_per_d, told.unlimited_in_words(&network))
    };
    let (left, words) = yard(NewNode::new("Yard"));
    assert_eq!(left, 2.0);
    let words = words.unwrap();
    assert!(words.contains("nodes without (rail and road), which keep none at 0 %"), "{words}");
    assert_eq!(yard(NewNode::new("Yard").capacity("8 t/d")), (0.0, None));
}
