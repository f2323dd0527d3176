//! What `rank --by` answers.

use std::fmt::Write as _;

use super::Folder;
use super::flow::limited;

#[test]
fn metrics_stand_side_by_side() {
    let folder = Folder::new();
    let ask = ["rank", "s.toml", "--links", "--by", "importance,betweenness,redundancy"];
    let ended = folder.run(&[&ask[..], &["--out", "results"]].concat());
    assert_eq!(ended.code, 0, "{}", ended.err);
    for wanted in
        ["importance [h/t]", "betweenness [pairs]", "redundancy [h]", "Kendall's τ-b", "by importance"]
    {
        assert!(ended.out.contains(wanted), "{wanted}: {}", ended.out);
    }
    assert_eq!(folder.list("results"), ["comparison.csv", "comparison.json", "tau.csv"]);
    let read = |name: &str| std::fs::read_to_string(folder.path("results").join(name)).unwrap();
    let report = folder.json(&ask);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&read("comparison.json")).unwrap(), report);
    let elements = report["elements"].as_array().unwrap();
    assert_eq!(elements.len() as u64, report["compared"].as_u64().unwrap());
    assert_eq!(elements[0]["ranks"][0], 1);
    let added: Vec<f64> = elements.iter().map(|one| one["values"][0].as_f64().unwrap()).collect();
    assert!(added.is_sorted_by(|one, next| one >= next) && added[0] > 0.0, "{added:?}");
    for hub in elements.iter().filter(|one| one["kind"] == "hub") {
        assert!(hub["values"][2].is_null() && hub["ranks"][2].is_null(), "{hub}");
    }
    let tau = &report["metrics"][0]["kendall_tau_b"];
    assert_eq!(tau[0], 1.0);
    assert!(tau[1].as_f64().is_some_and(|tau| (-1.0..1.0).contains(&tau)), "{tau}");
    assert!(
        read("comparison.csv")
            .starts_with("kind,key,name,importance,importance_rank,betweenness,betweenness_rank,")
    );
    assert_eq!(read("comparison.csv").lines().count(), elements.len() + 1);
    assert!(read("tau.csv").starts_with("metric,importance,betweenness,redundancy\nimportance,1,"));
}

#[test]
fn a_sample_says_how_far_it_may_be_off() {
    let folder = Folder::new();
    let ask = ["rank", "s.toml", "--by", "betweenness", "--sample", "2", "--seed", "7"];
    let ended = folder.run(&ask);
    assert!(
        ended.out.contains("betweenness: from 2 sources drawn; no value is off by more than"),
        "{}",
        ended.out
    );
    let report = folder.json(&ask);
    assert_eq!(report["metrics"][0]["sampled_sources"], 2);
    assert!(report["metrics"][0]["error_at_most"].as_f64().unwrap() > 0.0);
    let exact = folder.json(&["rank", "s.toml", "--by", "betweenness", "--exact", "--top", "1"]);
    assert!(exact["metrics"][0]["error_at_most"].is_null());
    assert_eq!(exact["elements"].as_array().unwrap().len(), 1);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = Folder::new();
    for ask in [
        &["--by", "severed", "--pairs"][..],
        &["--by", "severed", "--verify"],
        &["--by", "loudness"],
        &["--sample", "3"],
        &["--by", "betweenness", "--sample", "3", "--exact"],
        &["--by", "betweenness", "--seed", "3"],
    ] {
        assert_eq!(folder.run(&[&["rank", "s.toml"], ask].concat()).code, 2, "{ask:?}");
    }
    let hubs_only = folder.run(&["rank", "s.toml", "--by", "severed,redundancy"]);
    assert_eq!(hubs_only.code, 2);
    assert!(hubs_only.err.contains("redundancy is a metric of links; add --links"), "{}", hubs_only.err);
}

#[test]
fn throughput_between_several_origins_has_values_or_a_reason() {
    let folder = limited();
    let pair = |origin: &str, destination: &str, tonnes: u32| {
        format!("[[od]]\norigin = \"{origin}\"\ndestination = \"{destination}\"\ndemand = \"{tonnes} t/d\"\n")
    };
    let head = "version = 1\nnetwork = \"network\"\ncost = \"time\"\n";
    let few = format!("{head}{}{}", pair("Valuyki", "Izium", 500), pair("Svatove", "Izium", 900));
    folder.write("pairs.toml", &few);
    let ask = ["rank", "pairs.toml", "--by", "throughput,severed"];
    let report = folder.json(&ask);
    let [throughput, severed] = [0, 1].map(|at| &report["metrics"][at]);
    assert!(throughput["off_by_at_most"].as_f64() < Some(1e-3), "{throughput}");
    assert!(throughput.get("no_values").is_none() && severed.get("off_by_at_most").is_none());
    // Without the one destination nothing gets through, and nothing hurts more.
    let worst = &report["elements"][0];
    assert!(worst["values"][0].as_f64() > Some(0.0) && worst["ranks"][0] == 1, "{worst}");
    assert!(folder.run(&ask).out.contains("throughput: between destinations that draw on different origins"));

    // A ranking has the same values, and checks them.
    let ranking = folder.json(&["rank", "pairs.toml", "--verify"]);
    assert!(ranking["throughput_off_by_at_most_t_per_d"].as_f64() < Some(1e-3), "{ranking}");
    let lost =
        &ranking["losses"].as_array().unwrap().iter().find(|loss| loss["key"] == worst["key"]).unwrap();
    assert_eq!(lost["throughput_lost_t_per_d"], worst["values"][0]);
    let ended = folder.run(&["rank", "pairs.toml"]);
    assert!(ended.out.contains("Throughput t/d"), "{}", ended.out);
    assert!(
        ended.out.contains("this and what losses take of it, between destinations that draw"),
        "{}",
        ended.out
    );

    // A star of 33 hubs has more pairs than are worked out.
    let (mut nodes, mut links) = ("node_id\nMiddle\n".to_owned(), String::new());
    let mut many = "version = 1\nnetwork = \"star\"\n".to_owned();
    for at in 0..33 {
        writeln!(nodes, "H{at}").unwrap();
        writeln!(links, "l{at},H{at},Middle,false,1,9,60,road").unwrap();
        for other in (0..33).filter(|&other| other != at) {
            many += &pair(&format!("H{at}"), &format!("H{other}"), 1);
        }
    }
    folder.write("star/node.csv", &nodes);
    let header = "link_id,from_node_id,to_node_id,directed,length,capacity_t_per_d,free_speed,allowed_uses\n";
    folder.write("star/link.csv", &(header.to_owned() + &links));
    folder.write("many.toml", &many);
    let ask = ["rank", "many.toml", "--by", "throughput"];
    let report = folder.json(&ask);
    let why = report["metrics"][0]["no_values"].as_str().unwrap();
    assert!(why.contains("1056 pairs are more than the 1000"), "{why}");
    assert!(report["elements"][0]["values"][0].is_null());
    let left_out = folder.run(&["rank", "many.toml"]);
    assert!(
        left_out.err.contains("is left out, since destinations draw on different origins"),
        "{}",
        left_out.err
    );
    assert!(!left_out.out.contains("Throughput t/d"), "{}", left_out.out);
    let unasked = folder.run(&["rank", "many.toml", "--no-throughput"]);
    assert!(!unasked.err.contains("is left out"), "{}", unasked.err);
    let ended = folder.run(&ask);
    assert!(
        ended.out.contains("throughput: no values, since destinations draw on different origins"),
        "{}",
        ended.out
    );
}
