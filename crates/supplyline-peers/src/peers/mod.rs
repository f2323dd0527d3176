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

use anyhow::Result;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Rayon's threads for systems that run on its current pool.
pub struct Pools([ThreadPool; 2]);

impl Pools {
    pub fn new() -> Result<Self> {
        let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Self([pool(1)?, pool(2)?]))
    }

    /// The pool of so many threads, 1 or 2.
    pub fn on(&self, threads: usize) -> Option<&ThreadPool> {
        self.0.get(threads.checked_sub(1)?)
    }
}
