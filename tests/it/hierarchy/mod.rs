//! The hierarchy against plain searches: whatever is asked, after whatever was closed, reopened and undone.

mod answers;
mod check;
mod errors;
mod graph;
mod limits;
mod marks;
mod memory;
mod orders;
mod program;
mod programs;
mod roads;
mod shapes;
mod threads;
mod updates;
mod views;
mod workspace;
