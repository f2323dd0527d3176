//! A network in a file or folder of any format that is written.

use std::path::Path;

use super::{ReportError, network_geojson, network_graphml, write_file, write_gmns};
use crate::network::Network;

/// What a network is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetworkFormat {
    /// A GMNS folder, which reads back as the same network.
    Gmns,
    /// GeoJSON, for maps.
    GeoJson,
    /// GraphML, for programs about graphs.
    GraphMl,
    /// The bytes of [`Network::to_bytes`], which are read much faster than anything else.
    Cache,
}

impl NetworkFormat {
    /// What a path asks for by its extension: `.geojson` or `.json`, `.graphml` or `.xml`, `.supplyline` for a cache; a folder, or
    /// a name without an extension, for GMNS. Nothing for any other.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let Some(extension) = path.extension().filter(|_| !path.is_dir()) else {
            return Some(Self::Gmns);
        };
        match extension.to_string_lossy().to_lowercase().as_str() {
            "geojson" | "json" => Some(Self::GeoJson),
            "graphml" | "xml" => Some(Self::GraphMl),
            "supplyline" => Some(Self::Cache),
            _ => None,
        }
    }
}

/// Writes a network, as a whole or not at all.
///
/// # Errors
/// [`ReportError::Write`] where the system does not let it be written.
pub fn write_network(
    network: &Network,
    path: impl AsRef<Path>,
    format: NetworkFormat,
) -> Result<(), ReportError> {
    let path = path.as_ref();
    match format {
        NetworkFormat::Gmns => write_gmns(network, path),
        NetworkFormat::GeoJson => write_file(path, network_geojson(network).as_bytes()),
        NetworkFormat::GraphMl => write_file(path, network_graphml(network).as_bytes()),
        NetworkFormat::Cache => write_file(path, &network.to_bytes()),
    }
}
