//! A network as a GMNS folder that reads back as the same network.

use std::path::Path;

use super::csv::{Table, table};
use super::{ReportError, write_folder};
use crate::import::{Facility, RawLink, RawNetwork, RawTransferEnd};
use crate::mode::Mode;
use crate::network::Network;
use crate::units::TonnesPerDay;

/// Writes `config.csv`, `node.csv`, `link.csv` and `transfer.csv` into a folder, which is made where it is not there; all of them
/// or none.
///
/// Lengths are kilometres, times hours; every link has its time, every transfer its row, so that nothing has to be
/// assumed when the folder is read again.
///
/// # Errors
/// [`ReportError::Write`] where the system does not let it be written.
pub fn write_gmns(network: &Network, folder: impl AsRef<Path>) -> Result<(), ReportError> {
    write_gmns_rows(&RawNetwork::from(network), folder)
}

/// Writes rows as [`write_gmns`] does, with what is known of how links are built, which a [`Network`] does not keep.
///
/// Coordinates have to be longitude and latitude, as [`crate::prepare::standard`] leaves them.
///
/// # Errors
/// As [`write_gmns`].
pub fn write_gmns_rows(raw: &RawNetwork, folder: impl AsRef<Path>) -> Result<(), ReportError> {
    let texts = [
        ("config.csv", config(raw)),
        ("node.csv", nodes(raw)),
        ("link.csv", links(raw)),
        ("transfer.csv", transfers(raw)),
    ];
    write_folder(folder, &texts.each_ref().map(|(name, text)| (*name, text.as_bytes())))
}

fn config(raw: &RawNetwork) -> String {
    let header =
        "dataset_name,short_length,long_length,speed,crs,geometry_field_format,id_type,version_number"
            .split(',');
    let row =
        [raw.name.as_deref().unwrap_or_default(), "m", "km", "kph", "EPSG:4326", "wkt", "string", "0.97"];
    table(&[header.collect(), row.to_vec()])
}

fn nodes(raw: &RawNetwork) -> String {
    let header = "node_id,name,x_coord,y_coord,hub,hub_name,mode,capacity_t_per_d";
    let mut rows = Table::with_columns(header);
    for node in &raw.nodes {
        let coordinate = |at: usize| node.xy.map(|xy| xy[at].to_string()).unwrap_or_default();
        rows.push([
            node.key.clone(),
            node.name.clone().unwrap_or_default(),
            coordinate(0),
            coordinate(1),
            node.hub.clone().unwrap_or_default(),
            node.hub_name.clone().unwrap_or_default(),
            mode_list(&node.modes),
            tonnes(node.capacity),
        ]);
    }
    rows.finish()
}

fn links(raw: &RawNetwork) -> String {
    let mut header =
        "link_id,name,from_node_id,to_node_id,directed,dir_flag,length,free_speed,allowed_uses,time_h,\
                      mode,physical_link,capacity_t_per_d,shared_capacity,geometry"
            .to_owned();
    // Where nothing is known of how links are built, there are no columns of it.
    let is_built = raw.links.iter().any(|link| link.facility.is_some());
    if is_built {
        header.push_str(",facility_type,structure,tracks,gauge_mm,electrified");
    }
    let mut rows = Table::with_columns(&header);
    for link in &raw.links {
        let mut row = vec![
            link.key.clone(),
            link.name.clone().unwrap_or_default(),
            link.from.clone(),
            link.to.clone(),
            link.directed.to_string(),
            // What others read; `time_h` and `mode` are what we do.
            u8::from(link.directed).to_string(),
            link.length.map(|length| length.km().to_string()).unwrap_or_default(),
            speed(link).map(|speed| speed.to_string()).unwrap_or_default(),
            link.modes.iter().map(use_of).collect::<Vec<_>>().join(","),
            link.time.map(|time| time.hours().to_string()).unwrap_or_default(),
            mode_list(&link.modes),
            link.physical.clone().unwrap_or_default(),
            tonnes(link.capacity),
            link.shared_capacity.to_string(),
            line(&link.geometry),
        ];
        if is_built {
            row.extend(built(link.facility.as_deref()));
        }
        rows.push(row);
    }
    rows.finish()
}

/// The cells that tell how a link is built.
fn built(facility: Option<&Facility>) -> [String; 5] {
    let Some(facility) = facility else {
        return Default::default();
    };
    [
        facility.class.clone(),
        facility.structure.map(|structure| structure.name().to_owned()).unwrap_or_default(),
        facility.tracks.map(|tracks| tracks.to_string()).unwrap_or_default(),
        facility.gauge_mm.map(|gauge| gauge.to_string()).unwrap_or_default(),
        facility.electrified.map(|electrified| electrified.to_string()).unwrap_or_default(),
    ]
}

fn transfers(raw: &RawNetwork) -> String {
    let header = "from_node_id,from_mode,to_node_id,to_mode,directed,time_h,capacity_t_per_d,assumed";
    let mut rows = Table::with_columns(header);
    for transfer in &raw.transfers {
        let mode =
            |end: &RawTransferEnd| end.mode.as_ref().map(|mode| mode.name().to_owned()).unwrap_or_default();
        rows.push([
            transfer.from.node.clone(),
            mode(&transfer.from),
            transfer.to.node.clone(),
            mode(&transfer.to),
            transfer.directed.to_string(),
            transfer.time.map(|time| time.hours().to_string()).unwrap_or_default(),
            tonnes(transfer.capacity),
            transfer.assumed.to_string(),
        ]);
    }
    rows.finish()
}

/// Kilometres an hour; none where it takes no time, or has none.
fn speed(link: &RawLink) -> Option<f64> {
    if let (Some(speed), None) = (link.speed, link.time) {
        return Some(speed.kmh());
    }
    let (km, hours) = (link.length?.km(), link.time?.hours());
    (km > 0.0 && hours > 0.0).then(|| km / hours)
}

/// A mode as GMNS names what may use a link.
fn use_of(mode: &Mode) -> &str {
    match mode {
        Mode::Road => "auto",
        other => other.name(),
    }
}

fn mode_list(modes: &[Mode]) -> String {
    modes.iter().map(Mode::name).collect::<Vec<_>>().join(";")
}

fn tonnes(capacity: Option<TonnesPerDay>) -> String {
    capacity.map(|capacity| capacity.tonnes().to_string()).unwrap_or_default()
}

fn line(points: &[[f64; 2]]) -> String {
    if points.is_empty() {
        return String::new();
    }
    let points: Vec<String> = points.iter().map(|[x, y]| format!("{x} {y}")).collect();
    format!("LINESTRING ({})", points.join(", "))
}
