//! Graphs, orders, changes, undos and questions from any bytes: the hierarchy against plain searches.
#![no_main]
#![allow(clippy::cast_possible_truncation, reason = "graphs are small")]

#[path = "../../tests/it/hierarchy/check.rs"]
mod check;
#[path = "../../tests/it/hierarchy/graph.rs"]
mod graph;
#[path = "../../tests/it/hierarchy/program.rs"]
mod program;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Bytes that end too early are a shorter run.
    let _ended_early = program::run(bytes);
});
