//! All integration tests, in one binary: a module per concern.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::float_cmp,
    clippy::format_collect,
    clippy::too_many_lines,
    missing_docs
)]

mod allocation;
mod bad_input;
mod cache;
mod capacities;
mod case_study;
mod closures;
mod cost_curves;
mod curves;
mod delivery;
mod determinism;
mod detours;
mod documents;
mod dominators;
mod examples;
mod exports;
mod flows;
mod gmns;
mod hierarchy;
mod imports;
mod layering;
mod lines;
mod map_files;
mod max_flow;
mod metrics;
#[cfg(feature = "multicommodity")]
mod multicommodity;
#[cfg(feature = "multicommodity")]
mod multicommodity_costs;
#[cfg(feature = "multicommodity")]
mod multicommodity_curves;
#[cfg(feature = "multicommodity")]
mod multicommodity_losses;
mod mutation;
mod networks;
#[cfg(feature = "multicommodity")]
mod on_arcs;
mod oracle;
mod pairs;
mod progress;
mod random;
mod ranking;
mod road_like;
mod router;
mod routes;
mod sever;
#[cfg(feature = "multicommodity")]
mod shortages;
mod views;
