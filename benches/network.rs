//! Building a network, reading one from GMNS and from a cache; and the memory that a network takes, printed as the table of
//! `docs/MEMORY.md`.
//!
//! `cargo bench --bench network`
#![allow(missing_docs, clippy::unwrap_used, clippy::cast_precision_loss)]

mod street_grid;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use supplyline::import::RawNetwork;
use supplyline::report::{NetworkFormat, write_gmns, write_network};
use supplyline::{Impedance, Network, View};

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("network");
    group.sample_size(10);
    for nodes in [10_000, 100_000, 1_000_000] {
        let raw = street_grid::street_grid(nodes, 1);
        let network = Network::try_from(raw.clone()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        write_gmns(&network, folder.path()).unwrap();
        let read = Network::read(folder.path()).unwrap();
        assert_eq!((read.node_count(), read.arc_count()), (network.node_count(), network.arc_count()));
        let cache = folder.path().join("network.supplyline");
        let bytes = read.to_bytes();
        write_network(&read, &cache, NetworkFormat::Cache).unwrap();
        let kept = Network::read(&cache).unwrap();
        assert!(RawNetwork::from(&kept) == RawNetwork::from(&read), "what is kept is what was read");
        assert!(kept.to_bytes() == bytes && kept.fingerprint() == read.fingerprint());
        drop((read, kept));
        println!(
            "{nodes} nodes: {} bytes of cache, {:.1} a node",
            bytes.len(),
            bytes.len() as f64 / nodes as f64
        );
        group.throughput(Throughput::Elements(nodes as u64));
        group.bench_function(BenchmarkId::new("from rows", nodes), |bench| {
            bench.iter_batched(
                || raw.clone(),
                |raw| Network::try_from(raw).unwrap(),
                BatchSize::PerIteration,
            );
        });
        group.bench_function(BenchmarkId::new("from GMNS", nodes), |bench| {
            bench.iter(|| Network::read(folder.path()).unwrap());
        });
        group.bench_function(BenchmarkId::new("from a cache", nodes), |bench| {
            bench.iter(|| Network::read(&cache).unwrap());
        });
        group.bench_function(BenchmarkId::new("to bytes", nodes), |bench| {
            bench.iter(|| network.to_bytes());
        });
    }
    group.finish();
}

/// Bytes a node and a link, from networks of as many nodes with and without links.
fn memory(_: &mut Criterion) {
    println!("| nodes | two-way links | bytes in all | bytes a node | bytes a link | bytes of a view |");
    println!("|---|---|---|---|---|---|");
    for nodes in [10_000, 100_000, 1_000_000] {
        let raw = street_grid::street_grid(nodes, 1);
        let mut bare = raw.clone();
        bare.links.clear();
        let with = Network::try_from(raw).unwrap();
        let without = Network::try_from(bare).unwrap();
        let links = with.link_count();
        println!(
            "| {} | {links} | {} | {:.1} | {:.1} | {} |",
            with.node_count(),
            with.memory(),
            without.memory() as f64 / without.node_count() as f64,
            (with.memory() - without.memory()) as f64 / links as f64,
            View::new(&with, Impedance::Time).memory(),
        );
    }
}

criterion_group!(benches, memory, build);
criterion_main!(benches);
