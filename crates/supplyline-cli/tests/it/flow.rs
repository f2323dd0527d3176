//! What `flow` answers, on the screen and in files.

use std::fmt::Write as _;

use serde_json::json;

use super::{Folder, LINKS, destination};

/// The network with capacities on three links.
pub(super) fn limited() -> Folder {
    let folder = Folder::new();
    let mut links = String::new();
    for (at, line) in LINKS.lines().enumerate() {
        let capacity = match at {
            0 => "capacity_t_per_d",
            // r2 from Kupiansk to Lyman, h2 from Svatove to Lyman, h4 from Kupiansk to Izium.
            2 => "300",
            5 => "200",
            7 => "400",
            _ => "",
        };
        writeln!(links, "{line},{capacity}").unwrap();
    }
    folder.write("network/link.csv", &links);
    folder
}

#[test]
fn what_gets_through_is_told_alone_and_together() {
    let ended = limited().run(&["flow", "s.toml", "--verify"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let row = |name: &str| {
        let mut lines = ended.out.lines().map(|line| line.trim_matches(['│', ' ']));
        let line = lines.find(|line| line.starts_with(name)).unwrap();
        line.split([' ', '│']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    // 400 straight from Kupiansk and 300 + 200 over Lyman: as much as the supply of 900.
    let izium = row("Izium");
    assert!(izium.starts_with("Izium 1,500 900 → 200 "), "{izium}");
    assert!(izium.ends_with("Svatove to Lyman (road)"), "{izium}");
    assert!(
        ended.out.contains("Delivered at the least cost, as evenly as can be: 200 of 1,502 t/d"),
        "{}",
        ended.out
    );
    assert!(
        ended.out.contains("passes Svatove to Lyman (road), which carries 200 t/d in all"),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("Verified: "), "{}", ended.out);
}

#[test]
fn the_report_has_flows_routes_and_bottlenecks() {
    let folder = limited();
    let report = folder.json(&["flow", "s.toml", "--shares", "most"]);
    assert_eq!(report["shares"], "most");
    let izium = destination(&report, "Izium");
    assert_eq!(
        (&izium["alone_before_t_per_d"], &izium["alone_after_t_per_d"]),
        (&json!(900.0), &json!(200.0))
    );
    assert_eq!(izium["bottleneck"]["parts"][0]["key"], "h2");
    assert_eq!(izium["bottleneck"]["is_unique"], true);
    assert_eq!(report["after"]["delivered_t_per_d"], 200.0);
    assert_eq!(report["after"]["short_t_per_d"], 1302.0);
    assert_eq!(report["after"]["origins"], json!({"Valuyki": 200.0}));
    let full: Vec<&str> = report["links"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|link| link["is_full"] == true)
        .map(|link| link["link"].as_str().unwrap())
        .collect();
    assert_eq!(full, ["h2"]);
    // Lyman is nearer than Izium, so that it is met first where only the sum counts.
    let lyman = destination(&report, "Lyman");
    assert_eq!((&lyman["gets_after_t_per_d"], &izium["gets_after_t_per_d"]), (&json!(1.0), &json!(199.0)));
    let routes = izium["routes_after"].as_array().unwrap();
    assert_eq!((routes.len(), &routes[0]["t_per_d"]), (1, &json!(199.0)));
    assert_eq!(routes[0]["route"]["links"], json!(["h3", "h2", "r3"]));
}

#[test]
fn pairs_of_several_origins_share_and_the_gap_is_said() {
    let folder = limited();
    let pairs = "version = 1\nnetwork = \"network\"\ncost = \"time\"\n\
                 [[od]]\norigin = \"Valuyki\"\ndestination = \"Izium\"\ndemand = \"500 t/d\"\n\
                 [[od]]\norigin = \"Svatove\"\ndestination = \"Izium\"\ndemand = \"900 t/d\"\n";
    folder.write("pairs.toml", pairs);
    let met = |report: &serde_json::Value| -> Vec<f64> {
        let destinations = report["destinations"].as_array().unwrap().iter();
        destinations.map(|one| one["demand_met"].as_f64().unwrap()).collect()
    };
    // Into Izium lead 200 over Lyman, 400 from Kupiansk and what comes from Svatove itself; each pair alone is met.
    let report = folder.json(&["flow", "pairs.toml", "--verify"]);
    assert_eq!(report["shares"], "fair");
    assert!(report["gap"].as_f64().unwrap() < 1e-6);
    let cost_gap = report["cost_gap"].as_f64().unwrap();
    assert!((0.0..1e-6).contains(&cost_gap), "{cost_gap}");
    let shares = met(&report);
    assert!((shares[0] - shares[1]).abs() < 1e-6 && shares[0] < 1.0, "{shares:?}");
    assert!(
        report["shortages"][0]["is_full"] == true
            && report["after"]["delivered_t_per_d"].as_f64() > Some(0.0)
    );
    let ended = folder.run(&["flow", "pairs.toml", "--out", "pairs"]);
    assert!(
        ended.out.contains("Shared out between destinations that draw on different origins"),
        "{}",
        ended.out
    );
    assert!(ended.out.contains(" full."), "{}", ended.out);
    let line = ended.out.lines().find(|line| line.starts_with("Delivered at the least cost")).unwrap();
    let hours = supplyline::report::amount(report["after"]["tonne_hours_per_d"].as_f64().unwrap());
    assert!(hours != "0" && line.contains(&format!(": {hours} tonne-hours and ")), "{hours}: {line}");
    assert_eq!(line.contains(" to within "), cost_gap > 0.0, "{line}");
    let page = std::fs::read_to_string(folder.path("pairs/flow.html")).unwrap();
    assert!(page.contains("What there is is shared out between them"));
    assert!(page.contains(", and delivered at the least cost"));
    let ended = folder.run(&["run", "pairs.toml", "--verify"]);
    assert!(ended.out.contains("shared out between OD pairs of several origins"), "{}", ended.out);
    assert_eq!(ended.code, 0, "{}", ended.err);
    // No other shares bring less in all than the most, and both are checked.
    let fair = report["after"]["delivered_t_per_d"].as_f64().unwrap();
    let report = folder.json(&["flow", "pairs.toml", "--shares", "most", "--verify"]);
    assert_eq!(report["shares"], "most");
    assert!(report["gap"].as_f64().unwrap() < 1e-6);
    assert!(report["after"]["delivered_t_per_d"].as_f64().unwrap() > fair - 1e-3, "{}", report["after"]);
    assert!(report["shortages"][0].get("demand_met").is_none(), "{}", report["shortages"]);
    let ended = folder.run(&["flow", "pairs.toml", "--shares", "most"]);
    assert!(ended.out.contains("different origins, as much in all as can be, "), "{}", ended.out);
    let report = folder.json(&["flow", "pairs.toml", "--shares", "proportional", "--verify"]);
    assert_eq!(report["shares"], "proportional");
    let shares = met(&report);
    assert!((shares[0] - shares[1]).abs() < 1e-6 && shares[0] < 1.0, "{shares:?}");
}

#[test]
fn out_writes_five_files() {
    let folder = limited();
    let ended = folder.run(&["flow", "s.toml", "--out", "results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(folder.list("results"), ["flow.csv", "flow.geojson", "flow.html", "flow.json", "links.csv"]);
    assert!(ended.out.contains("flow.html"), "the page is named: {}", ended.out);
    let page = std::fs::read_to_string(folder.path("results/flow.html")).unwrap();
    for told in [
        "What holds it down",
        "what flows after, by width",
        "path class=\"choke\"",
        "Svatove to Lyman (road)",
    ] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains("NaN"));
}

/// Between several origins the curve is of the most that all get together, and it is said how near that is.
#[test]
fn a_curve_of_several_origins() {
    let folder = limited();
    let nodes = super::NODES.replace("transfer_time_h", "transfer_time_h,capacity_t_per_d");
    let nodes: String = nodes
        .lines()
        .map(|line| match line.split(',').next() {
            Some("node_id") => format!("{line}\n"),
            Some("Svatove") => format!("{line},400\n"),
            _ => format!("{line},\n"),
        })
        .collect();
    folder.write("network/node.csv", &nodes);
    let scenario = "version = 1\nnetwork = \"network\"\n\
                    [[od]]\norigin = \"Valuyki\"\ndestination = \"Lyman\"\ndemand = \"800 t/d\"\n\
                    [[od]]\norigin = \"Kupiansk\"\ndestination = \"Svatove\"\ndemand = \"150 t/d\"\n";
    folder.write("pairs.toml", scenario);
    let report = folder.json(&["flow", "pairs.toml", "--curve", "Svatove", "--verify"]);
    let without = folder.json(&["flow", "pairs.toml", "--verify"]);
    let curve = &report["curve"];
    let points: Vec<[f64; 2]> = curve["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| ["share", "throughput_t_per_d"].map(|field| point[field].as_f64().unwrap()))
        .collect();
    // 700 t/d reach Lyman beside Svatove, whatever is left there; the other 100 and what Svatove wants take 250 of its 400.
    assert_eq!(points, [[0.0, 700.0], [0.625, 950.0], [1.0, 950.0]]);
    assert!(curve["off_by_at_most_t_per_d"].as_f64().unwrap() < 1e-6 && curve["is_complete"] == true);
    assert!(report.get("cost_curve").is_none());
    let checked = |report: &serde_json::Value| report["verification"]["flows"].as_u64().unwrap();
    assert_eq!(checked(&report), checked(&without) + 3);
    let ended = folder.run(&["flow", "pairs.toml", "--curve", "Svatove", "--out", "results"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("what all get together at most, whoever gets it"), "{}", ended.out);
    let page = std::fs::read_to_string(folder.path("results/flow.html")).unwrap();
    assert!(page.contains("What all destinations get together at most, whoever gets it"));
    assert!(!page.contains("What the same delivery costs"));
    let ended = folder.run(&["flow", "pairs.toml", "--curve", "Lyman"]);
    assert!(ended.code == 1 && ended.err.contains("hub 'Lyman'"), "{}", ended.err);
}

#[test]
fn a_curve_needs_a_capacity() {
    let folder = limited();
    let ended = folder.run(&["flow", "s.toml", "--curve", "Svatove"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("nothing that is open at hub 'Svatove' has a capacity that could fall"),
        "{}",
        ended.err
    );
    let ended = folder.run(&["flow", "s.toml", "--curve", "Nowhere"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("--curve") && ended.err.contains("Nowhere"), "{}", ended.err);
    // A yard of 400 t/d at Svatove: 701 t/d get through beside it, and the supply is 900.
    let nodes = super::NODES.replace("transfer_time_h", "transfer_time_h,capacity_t_per_d");
    let nodes: String = nodes
        .lines()
        .map(|line| match line.split(',').next() {
            Some("node_id") => format!("{line}\n"),
            Some("Svatove") => format!("{line},400\n"),
            _ => format!("{line},\n"),
        })
        .collect();
    folder.write("network/node.csv", &nodes);
    let report = folder.json(&["flow", "s.toml", "--curve", "Svatove"]);
    // With the curves more is checked than without, and all of it is right.
    let checked = |report: &serde_json::Value| report["verification"]["flows"].as_u64().unwrap();
    let verified = folder.json(&["flow", "s.toml", "--curve", "Svatove", "--verify"]);
    let pieces = |curve: &str| 2 * report[curve]["points"].as_array().unwrap().len() as u64 - 1;
    let without = checked(&folder.json(&["flow", "s.toml", "--verify"]));
    assert_eq!(checked(&verified), without + pieces("curve") + pieces("cost_curve"));
    let points: Vec<[f64; 2]> = report["curve"]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| ["share", "throughput_t_per_d"].map(|field| point[field].as_f64().unwrap()))
        .collect();
    assert_eq!(points, [[0.0, 701.0], [0.4975, 900.0], [1.0, 900.0]]);
    // Fair shares of the 900 t/d, rounded down to kilograms, for as long as they fit, at the cost of before with all of the yard.
    let cost = &report["cost_curve"];
    assert_eq!((&cost["delivered_t_per_d"], &cost["least_share"]), (&json!(899.999), &json!(0.4985)));
    let points: Vec<[f64; 2]> = cost["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| ["share", "tonne_hours_per_d"].map(|field| point[field].as_f64().unwrap()))
        .collect();
    assert_eq!((&cost["points"][0]["share"], points.len() > 1), (&json!(0.4985), true));
    assert_eq!(
        cost["points"].as_array().unwrap().last().unwrap()["tonne_hours_per_d"],
        report["before"]["tonne_hours_per_d"]
    );
    assert!(points[0][1] > points.last().unwrap()[1], "{points:?}");
    let ended = folder.run(&["flow", "s.toml", "--curve", "Svatove", "--out", "results"]);
    let told = "What it takes at the least to deliver 900 t/d in all";
    assert!(ended.out.contains(told) && ended.out.contains("With less than 49."), "{}", ended.out);
    let page = std::fs::read_to_string(folder.path("results/flow.html")).unwrap();
    assert!(
        page.contains("What the same delivery costs") && page.contains("900 t/d in all; with less than 49.")
    );
}
