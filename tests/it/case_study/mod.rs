//! The case study of Kupiansk and Izium, September 2022.

mod findings;
mod rail_distances;
mod rail_graph;
mod ranking;
mod throughput;
