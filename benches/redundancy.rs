//! Redundancy of all links of a road-like network, one of Porto's size among them. A sample is closed and searched to see
//! first.
//!
//! On two quiet virtual cores, all 84,167 links of 63,000 nodes took 65 ms [63.0 68.2] and, two minutes later, 76 ms [74.0 78.6];
//! between the two the loop in networkx 3.6.1 over the same links, all values equal, 60 s of one processor: 790 to 920 times as
//! long. `docs/SPEED.md` says what was tried.
//!
//! `cargo bench --bench redundancy`. To compare with `networkx`, where links are taken out, searched and put back:
//! `SUPPLYLINE_REDUNDANCY_CSV=/tmp/redundancy cargo bench --bench redundancy -- 63000` writes the graph and what was found
//! to `/tmp/redundancy-63000.csv`, and `python crates/supplyline-peers/redundancy.py /tmp/redundancy-63000.csv` takes a
//! sample of its links, or with `--sample 84167` all, compares the values, and times that.
#![allow(missing_docs, clippy::unwrap_used)]

mod road_like;
mod road_network;

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use road_network::network;
use supplyline::analysis::metrics::{Redundancy, redundancy};
use supplyline::analysis::rank::Loss;
use supplyline::paths::Search;
use supplyline::{Impedance, Network, View};

const SIZES: [usize; 2] = [20_000, 63_000];
const CHECKED: usize = 200;

fn check(view: &View<'_>, found: &Redundancy) {
    let mut search = Search::default();
    for one in found.links.iter().step_by(found.links.len().div_ceil(CHECKED)) {
        let mut closed = view.clone();
        Loss::Link(one.link).close(&mut closed);
        for passage in &one.passages {
            let tree = search.run_to(&closed, &[passage.tail], &[passage.head]);
            assert_eq!(passage.detour, tree.cost(passage.head));
        }
    }
}

/// A row a link: both ends, the cost, and the cost of the best detour, which is the same both ways here.
fn table(network: &Network, found: &Redundancy) -> String {
    let mut table = String::from("from,to,cost,detour\n");
    for one in &found.links {
        let passage = one.passages[0];
        let [from, to] = [passage.tail, passage.head].map(|node| network.node(node).key());
        let detour = passage.detour.map(|detour| detour.to_string()).unwrap_or_default();
        writeln!(table, "{from},{to},{},{detour}", passage.cost).unwrap();
    }
    table
}

fn links(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("redundancy");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for nodes in SIZES {
        let network = network(nodes);
        let view = View::new(&network, Impedance::Time);
        let found = redundancy(&view, None).unwrap();
        let needed = found.links.iter().filter(|link| link.is_needed()).count();
        println!("{nodes} nodes: {} links, {needed} without a detour", found.links.len());
        check(&view, &found);
        if let Some(path) = std::env::var_os("SUPPLYLINE_REDUNDANCY_CSV") {
            std::fs::write(format!("{}-{nodes}.csv", path.display()), table(&network, &found)).unwrap();
        }
        group.bench_function(BenchmarkId::new("all links", nodes), |bench| {
            bench.iter(|| black_box(redundancy(&view, None).unwrap().links.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, links);
criterion_main!(benches);
