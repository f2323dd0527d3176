//! Where something is on the earth.

use crate::diagnostic::told;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Latitude and longitude in degrees, not checked yet; named, so that they cannot be swapped unseen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatLon {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// A point on the earth: WGS 84, latitude in -90 to 90, longitude in -180 to 180.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    lat: f64,
    lon: f64,
}

/// Why a latitude and a longitude are no point on the earth.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum PositionError {
    /// The latitude is not in -90 to 90.
    #[error("latitude {} is not in -90 to 90; x_coord is the longitude, y_coord the latitude{}", told(*.lat), swapped(*.lat, *.lon))]
    Latitude {
        /// Degrees north, as found.
        lat: f64,
        /// Degrees east, as found.
        lon: f64,
    },
    /// The longitude is not in -180 to 180.
    #[error("longitude {} is not in -180 to 180; projected coordinates need their crs in config.csv", told(*.lon))]
    Longitude {
        /// Degrees east, as found.
        lon: f64,
    },
}

fn swapped(lat: f64, lon: f64) -> &'static str {
    if lat.abs() <= 180.0 && lon.abs() <= 90.0 { "; are the two swapped?" } else { "" }
}

impl Position {
    /// In degrees north.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// In degrees east.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }
}

impl TryFrom<LatLon> for Position {
    type Error = PositionError;

    fn try_from(LatLon { lat, lon }: LatLon) -> Result<Self, PositionError> {
        // Written so that NaN fails both.
        if !(-90.0..=90.0).contains(&lat) {
            Err(PositionError::Latitude { lat, lon })
        } else if !(-180.0..=180.0).contains(&lon) {
            Err(PositionError::Longitude { lon })
        } else {
            Ok(Self { lat, lon })
        }
    }
}

impl From<Position> for geo::Point<f64> {
    fn from(position: Position) -> Self {
        Self::new(position.lon, position.lat)
    }
}
