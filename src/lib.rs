//! **What happens to supply when a hub is lost?**
//!
//! A network of towns, joined by rail, road and water, carries goods from origins to destinations. Close a town, its
//! rail yard only, a bridge, or everything inside an area: which destinations still get supplied, by which route, at
//! what extra cost?
//!
//! ```
//! use supplyline::analysis::{Status, impact};
//! use supplyline::network::{Network, NewLink};
//! use supplyline::scenario::{ClosureSpec, ScenarioSpec};
//!
//! let network = Network::builder()
//!     .hub("Port").hub("Pass").hub("Ford").hub("Town")
//!     .link(NewLink::rail("Port", "Pass").length("60 km").speed("40 km/h"))
//!     .link(NewLink::rail("Pass", "Town").length("40 km").speed("40 km/h"))
//!     .link(NewLink::road("Port", "Ford").length("90 km").speed("50 km/h"))
//!     .link(NewLink::road("Ford", "Town").length("80 km").speed("50 km/h"))
//!     .build()?;
//! let scenario = ScenarioSpec::new("the pass is lost")
//!     .origin("Port")
//!     .destination("Town")
//!     .closure(ClosureSpec::new("landslide").hub("Pass"))
//!     .on(&network)?;
//! let town = &impact(&scenario, None)?.relations[0];
//! assert_eq!(town.status, Status::Rerouted);
//! assert_eq!(town.cost_ratio, Some(1.36));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it hangs together
//! Data flows through rooms, from the top of this list to its end; a room uses itself and those above it only.
//!
//! | room | what it does |
//! |---|---|
//! | [`units`] | quantities that cannot hold NaN, a negative number, or the wrong unit |
//! | [`import`] | bytes and paths to [`import::RawNetwork`]: neutral rows, each with its file and line |
//! | [`prepare`] | repairs rows where that is safe, and says what it did |
//! | [`network`] | [`Network`]: validated, immutable, multimodal |
//! | [`scenario`] | [`ScenarioSpec`], what a user writes; [`Scenario`], looked up; [`View`], a network with some of it closed |
//! | [`paths`] | shortest paths over a view, and the index that makes them fast |
//! | [`analysis`] | one question, one file: [`analysis::impact()`], [`analysis::rank()`], [`analysis::throughput_alone()`], [`analysis::sever()`], [`analysis::reduce()`], and [`analysis::verify()`], which checks its answers |
//! | [`report`] | JSON, CSV, GeoJSON, GraphML, GMNS, a page with a map |
//!
//! A network never changes. What is lost is a [`View`] over it, so many what-ifs share one network and run side by
//! side. Costs are integers inside (milliseconds, decimetres), so sums are exact, and the same input gives the same
//! bytes whatever the number of threads. (Lengths that are measured, and coordinates that are converted, use the platform's
//! trigonometry, which may differ in the last bit between machines; state lengths where that matters.) No route is an answer, a variant of a type; never a magic number.
//!
//! # What it does not do yet
//! Closures that change with time. `README.md` tells what stands.
//!
//! # Features
//! `schema` adds `ScenarioSpec::json_schema`; `osm` reads OpenStreetMap PBF, `shapefile` shapefiles, both by [`import::read_lines`].

pub mod analysis;
pub mod diagnostic;
pub mod import;
mod mode;
pub mod network;
pub mod paths;
pub mod prepare;
pub mod progress;
pub mod report;
pub mod scenario;
pub mod units;

pub use mode::{Mode, OtherMode};
pub use network::Network;
pub use scenario::{Impedance, Scenario, ScenarioSpec, Study, View};

/// The Rust code of the documents runs as it stands there.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../docs/FORMATS.md")]
struct Formats;
