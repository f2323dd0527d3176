//! [`RawNetwork`] in, `RawNetwork` out: repaired where that is safe, with a list of what was done.

mod lengths;
pub mod lines;
mod modes;
mod reproject;
mod transfers;

pub use modes::default_speed;
pub(crate) use transfers::MODES_AT_A_NODE;

use crate::import::RawNetwork;

/// The steps that every network needs, in order: coordinates to longitude and latitude, modes of nodes, transfers
/// where modes meet, lengths of links.
///
/// What was done is appended to [`RawNetwork::repairs`]. Nothing is judged: rows that make no sense pass through and
/// are reported when the [`crate::Network`] is made. Linear in the number of rows, apart from a sort of lengths.
#[must_use]
pub fn standard(mut raw: RawNetwork) -> RawNetwork {
    reproject::to_degrees(&mut raw);
    modes::fill(&mut raw);
    transfers::expand(&mut raw);
    lengths::measure(&mut raw);
    raw
}
