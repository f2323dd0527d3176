//! What people read: amounts and shares of any size, hubs by their names, and what all reports begin with.

use super::Folder;

/// Two villages of one name that want kilograms, and one that wants much; a road that carries little.
fn villages() -> Folder {
    let folder = Folder::new();
    folder.write(
        "villages/node.csv",
        "node_id,name\nDepot,Склад\nFord,Брід\nn1,Novosilka\nn2,Novosilka\nTown,Місто\n",
    );
    folder.write(
        "villages/link.csv",
        "link_id,name,from_node_id,to_node_id,directed,length,free_speed,allowed_uses,capacity_t_per_d\n\
         a,,Depot,Ford,false,10,40,road,\n\
         b,P1,Ford,n1,false,10,40,road,0.003\n\
         c,,Ford,n2,false,10,40,road,0.001\n\
         d,,Ford,Town,false,10,40,road,999.999\n",
    );
    folder.write(
        "v.toml",
        "version = 1\nnetwork = \"villages\"\ncost = \"time\"\n\
         [[origin]]\nhub = \"Depot\"\nsupply = \"1000 t/d\"\n\
         [[destination]]\nhub = \"n1\"\ndemand = \"0.003 t/d\"\n\
         [[destination]]\nhub = \"n2\"\ndemand = \"0.004 t/d\"\n\
         [[destination]]\nhub = \"Town\"\ndemand = \"1000 t/d\"\n\
         [[closure]]\nname = \"narrow\"\nlinks = [\"b\"]\ncapacity_factor = 0.335\n",
    );
    folder
}

/// The row of a table that starts with these words, with single spaces.
fn row(text: &str, start: &str) -> String {
    let words = |line: &str| {
        let words = line.split([' ', '│']).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    };
    let mut rows = text.lines().filter(|line| line.starts_with('│')).map(words);
    let found = rows.find(|line| line.starts_with(start));
    assert!(found.is_some(), "no {start}: {text}");
    found.unwrap_or_default()
}

#[test]
fn kilograms_and_what_is_nearly_met_are_read_as_such() {
    let folder = villages();
    let run = folder.run(&["run", "v.toml", "--out", "run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("closed: P1 (b), left at 33.5 % of capacity\n"), "{}", run.out);
    assert_eq!(
        row(&run.out, "Novosilka (n1)"),
        "Novosilka (n1) 0.003 throttled 0 h 30 0 h 30 ×1.00 99.9996 % → 33.3 % as before"
    );
    assert_eq!(
        row(&run.out, "Novosilka (n2)"),
        "Novosilka (n2) 0.004 unaffected 0 h 30 0 h 30 ×1.00 25 % as before"
    );
    assert!(row(&run.out, "Місто").ends_with("99.9996 % → 99.9998 % as before"), "{}", run.out);
    assert!(run.out.contains("Demand severed: 0 of 1,000 t/d (0 %)."), "{}", run.out);
    assert!(
        run.err.contains("Склад: 1,000.007 t/d are drawn before, more than its supply of 1,000 t/d"),
        "{}",
        run.err
    );
    let page = std::fs::read_to_string(folder.path("run/report.html")).unwrap();
    for told in [">0.003</td>", "99.9998 %", "33.3 %", "Novosilka (n2)", "1,000.007"] {
        assert!(page.contains(told), "{told}");
    }

    let flow = folder.run(&["flow", "v.toml", "--out", "flow"]);
    assert!(
        row(&flow.out, "Novosilka (n1)")
            .starts_with("Novosilka (n1) 0.003 0.003 → 0.001 0.002 → 0.001 99.9996 % → 33.3 %"),
        "{}",
        flow.out
    );
    for told in [
        "Novosilka (n2) gets 25 % of what it wants: all that reaches it passes Брід to Novosilka (n2) (road), which carries 0.001 t/d \
         in all.",
        "Місто gets 99.9998 % of what it wants: all that reaches it passes the supply of Склад, which carries 1,000 t/d in all.",
    ] {
        assert!(flow.out.contains(told), "{told}: {}", flow.out);
    }
    let page = std::fs::read_to_string(folder.path("flow/flow.html")).unwrap();
    for told in [">0.001</td>", "99.9998 %", "Novosilka (n2)"] {
        assert!(page.contains(told), "{told}");
    }

    let rank = folder.run(&["rank", "v.toml", "--links", "--out", "rank"]);
    assert_eq!(row(&rank.out, "4 link c"), "4 link c 0.004 0 0 – 0 Novosilka (n2)");
    assert!(row(&rank.out, "9 Novosilka (n1)").ends_with("terminal of 0.003 t/d"), "{}", rank.out);
    let page = std::fs::read_to_string(folder.path("rank/ranking.html")).unwrap();
    assert!(page.contains("<span>0.004</span>") && page.contains("P1 (b)"), "{page}");
    let pairs = folder.run(&["rank", "v.toml", "--by", "severed", "--links"]);
    assert_eq!(row(&pairs.out, "link c"), "link c 0.004 (4)");
}

#[test]
fn hubs_are_called_by_their_names_and_found_again_by_what_is_read() {
    let folder = villages();
    let sever = folder.run(&["sever", "v.toml", "--destination", "n1", "--losing", "both"]);
    assert!(sever.out.contains("The least that severs Novosilka (n1) weighs 1"), "{}", sever.out);
    assert!(sever.out.contains("link P1 (b)") && sever.out.contains(" Брід "), "{}", sever.out);
    let rank = folder.run(&["rank", "v.toml", "--after", "Ford,n1"]);
    assert!(rank.out.contains("lost already: Брід, Novosilka (n1)\n"), "{}", rank.out);
    let rank = folder.run(&["rank", "v.toml"]);
    let wanted = "\nNovosilka (n1): everything to Novosilka (n1) passes through Брід\n";
    assert!(rank.out.contains(wanted), "{}", rank.out);
    assert_eq!(row(&rank.out, "1 Брід"), "1 Брід 1,000 0 0 – −1,000 Novosilka (n1), Novosilka");
    // Every name that stands alone can be typed.
    for name in ["Брід", "Склад", "Місто", "n1"] {
        assert_eq!(folder.run(&["impact", "v.toml", "--close", name]).code, 0, "{name}");
    }
    assert_eq!(folder.run(&["impact", "v.toml", "--close", "Novosilka"]).code, 1);

    // A village without roads, of the same name again.
    let text = std::fs::read_to_string(folder.path("villages/node.csv")).unwrap();
    folder.write("villages/node.csv", &(text + "n3,Novosilka\nIsle,Острів\n"));
    let text = std::fs::read_to_string(folder.path("v.toml")).unwrap();
    let pairs = "[[od]]\norigin = \"n3\"\ndestination = \"Isle\"\n[[od]]\norigin = \"Town\"\ndestination = \"Ford\"\n";
    folder.write("v.toml", &(text + pairs));
    let run = folder.run(&["run", "v.toml"]);
    assert!(run.err.contains("origin 'Novosilka (n3)' has no link out"), "{}", run.err);
    assert!(run.err.contains("destination 'Острів' has no link in"), "{}", run.err);
    assert!(row(&run.out, "Острів").starts_with("Острів from Novosilka 1 unsupplied"), "{}", run.out);
    let flow = folder.run(&["flow", "v.toml"]);
    assert!(flow.out.contains("Острів from Novosilka (n3)"), "{}", flow.out);
    assert!(flow.out.contains("gets nothing: no way leads there that carries anything."), "{}", flow.out);
}

#[test]
fn all_reports_begin_alike() {
    let folder = villages();
    // A town of two modes is assumed to have a free transfer; the closure without effect after the baseline is warned of.
    let links = std::fs::read_to_string(folder.path("villages/link.csv")).unwrap();
    folder.write("villages/link.csv", &(links + "e,,Depot,Town,false,10,40,rail,5\n"));
    let text = std::fs::read_to_string(folder.path("v.toml")).unwrap();
    let closures = "[[closure]]\nname = \"before\"\nlinks = [\"c\"]\nbaseline = true\n\
                    [[closure]]\nname = \"again\"\nlinks = [\"c\"]\n";
    folder.write("v.toml", &(text.replacen("cost", "title = \"villages\"\ncost", 1) + closures));
    let asks: [(&[&str], usize); 6] = [
        (&["run", "v.toml"], 3),
        (&["flow", "v.toml"], 3),
        (&["rank", "v.toml"], 1),
        (&["rank", "v.toml", "--pairs"], 1),
        (&["rank", "v.toml", "--by", "severed"], 1),
        (&["sever", "v.toml", "--destination", "Town"], 1),
    ];
    let reports = asks.map(|(ask, _)| folder.json(ask));
    for (report, (ask, closures)) in reports.iter().zip(asks) {
        for field in ["version", "generator", "title", "cost", "network", "assumptions"] {
            assert!(!report[field].is_null(), "{ask:?}: {field}");
            assert_eq!(report[field], reports[0][field], "{ask:?}: {field}");
        }
        let lines = |field: &str| report[field].as_array().cloned().unwrap_or_default();
        assert_eq!(lines("closures").len(), closures, "{ask:?}");
        let warns = |word: &str| lines("warnings").iter().any(|one| one.as_str().unwrap().contains(word));
        assert!(warns("closure 'again' changes nothing"), "{ask:?}: {report}");
        let assumed = lines("assumptions");
        assert!(assumed.iter().any(|one| one.as_str().unwrap().contains("transfer")), "{assumed:?}");
    }
    let page = |ask: &[&str], name: &str| {
        assert_eq!(folder.run(&[ask, &["--out", "pages"]].concat()).code, 0);
        std::fs::read_to_string(folder.path("pages").join(name)).unwrap()
    };
    for (ask, name) in [("run", "report.html"), ("flow", "flow.html"), ("rank", "ranking.html")] {
        let page = page(&[ask, "v.toml"], name);
        assert!(page.contains("id=\"assumptions\"") && page.contains("closure 'again'"), "{name}");
    }
}
