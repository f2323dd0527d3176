//! Shortest paths over a [`crate::View`]: trees, routes, and the index that makes them fast.

mod adjacency;
mod detours;
mod direction;
mod dominators;
mod error;
mod flood;
mod flow;
mod heap;
mod hierarchy;
mod order;
mod route;
mod router;
mod search;
mod topology;
mod what_if;

pub use adjacency::Adjacency;
pub use detours::{CostTree, Detour, DetourCosts, DetourEffort, DetourWorkspace, Detours, Unavoidable};
pub use direction::Direction;
pub use dominators::{DominatorSearch, Dominators};
pub use error::{IndexError, IndexFileError, MetricError};
pub(crate) use flood::Flood;
pub use flow::{
    Amount, CheapestFlow, CheapestMethod, CheapestOptions, Flow, FlowError, FlowGraph, FlowSearch, FoundFlow,
    Limit, LostParts, Prices, Terminal, cheapest_flow,
};
pub(crate) use flow::{Asked, CostLine, CostLines, CutEdge, CutGraph, Degraded, Side, Way, components};
pub(crate) use heap::Heap;
#[cfg(target_arch = "x86_64")]
pub(crate) use hierarchy::has_avx2;
pub(crate) use hierarchy::widest;
pub use hierarchy::{Batch, BatchRow, Costs, CostsTo, Found, Index, Matrix, Metric, MetricMark, Query, Seed};
pub use order::{Order, OrderError, OrderOptions, Quality};
pub use route::{Leg, Route};
pub use router::{Finder, Prepared, Reach, Router, SEARCHES_WORTH_AN_INDEX, SMALL_NETWORK};
pub use search::{Search, Tree};
pub use topology::Topology;
pub use what_if::{WhatIf, WhatIfFrom};
