//! One module to each system. None of them knows another.

pub mod cch;
pub mod cch_rs;
pub mod fast_paths;
pub mod ours;
pub mod pathfinding;
pub mod petgraph;
pub mod plain;
pub mod routingkit;
pub mod rustworkx;

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Rayon's threads, 1 or 2, for systems that run on its current pool. Started once.
pub fn pool(threads: usize) -> &'static ThreadPool {
    static POOLS: OnceLock<[ThreadPool; 2]> = OnceLock::new();
    let start =
        |threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    &POOLS.get_or_init(|| [start(1), start(2)])[threads - 1]
}
