//! All integration tests, in one binary: a module per concern.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::too_many_lines,
    missing_docs
)]

mod allocation;
mod case_study;
mod closures;
mod determinism;
mod examples;
mod gmns;
mod layering;
mod networks;
mod oracle;
mod random;
mod routes;
