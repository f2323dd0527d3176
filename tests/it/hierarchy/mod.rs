//! The hierarchy against plain searches: whatever is asked, after whatever was closed, reopened and undone.

mod graph;
mod limits;
mod marks;
mod memory;
mod views;
mod workspace;
