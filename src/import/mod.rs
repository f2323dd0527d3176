//! Bytes and paths in, [`RawNetwork`] out: neutral rows, each with its file and line. No row is judged here.

mod collect;
mod crs;
mod edge_list;
mod geojson_lines;
mod gmns;
mod input;
mod json_features;
mod keys;
mod lines;
mod maps;
#[cfg(feature = "osm")]
mod osm;
mod places;
mod polygon;
mod problem;
mod profile;
mod raw;
mod repair;
mod shape;
#[cfg(feature = "shapefile")]
mod shapefile;
mod table;
mod text;
mod text_lines;
mod tntp;
mod unit;

pub(crate) use crs::ToDegrees;
pub use edge_list::{Direction, EdgeColumn, EdgeListOptions, Separator, read_edge_list};
pub use geojson_lines::read_geojson_lines;
pub use gmns::{GmnsOptions, read_gmns};
pub use input::{ImportOptions, Imported, InputKind, read, read_all};
pub use lines::{GridPoint, LineKind, Passable, PlaceKind, RawLine, RawLines, RawPlace, Structure};
pub use maps::read_lines;
#[cfg(feature = "osm")]
pub use osm::read_osm_pbf;
pub use places::{and_own_places, read_places};
pub(crate) use polygon::check_positions;
pub use polygon::read_polygons;
pub use problem::ImportProblem;
pub use profile::{
    AccessRule, Attributes, Conditions, JoinRule, LineRule, LineVerdict, PlaceRule, Profile, Tags,
    TransferRule,
};
pub use raw::{
    Facility, RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd, RawTrip, RawTrips, RowAt,
};
pub use repair::Repair;
pub use tntp::{TntpOptions, read_tntp, read_tntp_trips};
pub use unit::{CapacityUnit, LengthUnit, SpeedUnit, TimeUnit, VehicleLoad};

#[cfg(feature = "shapefile")]
pub use shapefile::read_shapefile;
pub(crate) use text::{TextProblem, read_text};
