//! supplyline

pub mod diagnostic;
pub mod import;
mod mode;
pub mod network;
pub mod prepare;
pub mod progress;
pub mod units;

pub use mode::Mode;
pub use network::Network;
pub mod scenario;
pub use scenario::{Impedance, Scenario, ScenarioSpec, Study, View};
pub mod analysis;
pub mod paths;
pub mod report;
