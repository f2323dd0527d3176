//! GMNS folders: `node.csv`, `link.csv`, and where they are there `config.csv`, `geometry.csv` and our `transfer.csv`.
//!
//! Standard columns are read as the General Modeling Network Specification 0.97 defines them
//! (<https://github.com/zephyr-data-specs/GMNS>); our own ones are listed in `docs/FORMATS.md`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use wkt::Wkt;

use crate::diagnostic::shorten;
use crate::import::problem::ImportProblem;
use crate::import::raw::{RawLink, RawNetwork, RawNode, RawTransfer, RawTransferEnd, RowAt};
use crate::import::repair::Repair;
use crate::import::table::{Cells, Step, Table};
use crate::import::unit::{LengthUnit, SpeedUnit, VehicleLoad};
use crate::mode::Mode;
use crate::progress::Progress;
use crate::units::{Length, Speed, Time, TonnesPerDay, UnitError};

/// Standard columns that say nothing about supply; they are not reported as unused.
const KNOWN_NODE_COLUMNS: &[&str] = &["z_coord", "node_type", "ctrl_type", "zone_id", "parent_node_id"];
const KNOWN_LINK_COLUMNS: &[&str] = &[
    "parent_link_id",
    "grade",
    "facility_type",
    CAPACITY,
    LANES,
    "bike_facility",
    "ped_facility",
    "parking",
    "toll",
    "jurisdiction",
    "row_width",
    "geometry_id",
    "geometry",
    "dir_flag",
    "structure",
    "tracks",
    "gauge_mm",
    "electrified",
];

/// Vehicles an hour and lane, as the standard has it, and how many lanes there are.
const CAPACITY: &str = "capacity";
const LANES: &str = "lanes";

/// What a GMNS folder leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GmnsOptions {
    /// What one vehicle carries. The standard's `capacity` counts vehicles an hour and lane, which are no tonnes, so it is read only
    /// where this is given, for links that have no `capacity_t_per_d`.
    pub per_vehicle: Option<VehicleLoad>,
}

impl GmnsOptions {
    /// What one vehicle carries, so that capacities in vehicles are read.
    #[must_use]
    pub fn per_vehicle(mut self, load: VehicleLoad) -> Self {
        self.per_vehicle = Some(load);
        self
    }
}

/// The units of `config.csv`.
struct Config {
    length: LengthUnit,
    speed: SpeedUnit,
}

/// Reads a GMNS folder.
///
/// What cannot be read stands in [`RawNetwork::problems`]. Linear in the size of the files.
#[must_use]
pub fn read_gmns(
    folder: &Path,
    options: impl Into<Option<GmnsOptions>>,
    progress: &dyn Progress,
) -> RawNetwork {
    let options = options.into().unwrap_or_default();
    let mut raw = RawNetwork::default();
    let config = read_config(folder, progress, &mut raw);
    read_nodes(folder, progress, &mut raw);
    read_links(folder, &config, options, progress, &mut raw);
    read_transfers(folder, progress, &mut raw);
    raw
}

fn read_config(folder: &Path, progress: &dyn Progress, raw: &mut RawNetwork) -> Config {
    let mut config = Config { length: LengthUnit::KM, speed: SpeedUnit::KMH };
    let path = folder.join("config.csv");
    if !path.exists() {
        return config;
    }
    raw.add_file(&path);
    let Some(mut table) = Table::open(&path, "reading config.csv", progress, &mut raw.problems) else {
        return config;
    };
    let name = table.column("dataset_name");
    let length = table.column("long_length");
    let speed = table.column("speed");
    let crs = table.column("crs");
    if !matches!(table.step(&mut raw.problems), Step::Row) {
        return config;
    }
    let mut cells = table.cells(&mut raw.problems);
    if let Some(unit) = unit(&mut cells, length, LengthUnit::named, LengthUnit::KNOWN) {
        config.length = unit;
    }
    if let Some(unit) = unit(&mut cells, speed, SpeedUnit::named, SpeedUnit::KNOWN) {
        config.speed = unit;
    }
    let name = cells.text(name).map(str::to_owned);
    let crs = cells.text(crs).map(str::to_owned);
    raw.name = name;
    raw.crs = crs;
    config
}

/// The unit that a cell names; one that is not known is noted.
fn unit<U>(
    cells: &mut Cells<'_>,
    column: Option<usize>,
    named: impl Fn(&str) -> Option<U>,
    known: &'static str,
) -> Option<U> {
    let text = cells.text(column)?;
    let found = named(text);
    if let (None, Some(column)) = (&found, column) {
        cells.note(column, ImportProblem::UnknownUnit { text: shorten(text), known });
    }
    found
}

fn read_nodes(folder: &Path, progress: &dyn Progress, raw: &mut RawNetwork) {
    let path = folder.join("node.csv");
    let file = raw.add_file(&path);
    let Some(mut table) = Table::open(&path, "reading node.csv", progress, &mut raw.problems) else {
        return;
    };
    let key = table.required("node_id", &mut raw.problems);
    let name = table.column("name");
    let x = table.column("x_coord");
    let y = table.column("y_coord");
    let hub = table.column("hub");
    let hub_name = table.column("hub_name");
    let mode = table.column("mode");
    let capacity = table.column("capacity_t_per_d");
    let transfer_time = table.column("transfer_time_h");
    let transfer_capacity = table.column("transfer_capacity_t_per_d");
    if key.is_none() {
        return;
    }
    note_unused(&table, "node.csv", KNOWN_NODE_COLUMNS, &mut raw.repairs);
    loop {
        let told = raw.problems.count();
        let step = table.step(&mut raw.problems);
        raw.nodes_lost |= raw.problems.count() > told;
        match step {
            Step::End => break,
            Step::Bad => continue,
            Step::Row => {}
        }
        let at = RowAt::new(file, table.line());
        let mut cells = table.cells(&mut raw.problems);
        let node = RawNode {
            key: owned(cells.required_text(key)).unwrap_or_default(),
            name: owned(cells.text(name)),
            hub: owned(cells.text(hub)),
            hub_name: owned(cells.text(hub_name)),
            modes: cells.text(mode).map(mode_list).unwrap_or_default(),
            xy: both(&mut cells, x, y),
            capacity: cells.quantity(capacity, TonnesPerDay::new),
            transfer_time: cells.quantity(transfer_time, Time::from_hours),
            transfer_capacity: cells.quantity(transfer_capacity, TonnesPerDay::new),
            at,
        };
        // A row with a bad cell stays, so that its links are not reported as well.
        if node.key.is_empty() {
            raw.nodes_lost = true;
        } else {
            raw.nodes.push(node);
        }
    }
}

/// Both coordinates or none; one alone is noted.
pub(super) fn both(cells: &mut Cells<'_>, x: Option<usize>, y: Option<usize>) -> Option<[f64; 2]> {
    let bad_before = cells.bad();
    match (cells.number(x), cells.number(y)) {
        (Some(x), Some(y)) => Some([x, y]),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            if cells.bad() == bad_before
                && let Some(empty) = if cells.text(x).is_none() { x } else { y }
            {
                cells.note(empty, ImportProblem::EmptyCell);
            }
            None
        }
    }
}

/// What links carry by vehicles, where it is said what one carries.
struct ByVehicles {
    load: VehicleLoad,
    vehicles: usize,
    lanes: Option<usize>,
    /// How many links say nothing of lanes.
    lanes_assumed: u64,
}

impl ByVehicles {
    fn capacity(&mut self, cells: &mut Cells<'_>) -> Option<TonnesPerDay> {
        let bad_before = cells.bad();
        let count = |lanes: f64| {
            let few = UnitError::TooSmall { quantity: "lanes", value: lanes, wanted: "zero or more" };
            if lanes < 0.0 { Err(few) } else { Ok(lanes) }
        };
        let lanes = cells.quantity(self.lanes, count);
        let is_empty = lanes.is_none() && cells.bad() == bad_before;
        let load = self.load;
        let carries = cells.quantity(Some(self.vehicles), |vehicles| {
            TonnesPerDay::new(load.tonnes_a_day(vehicles * lanes.unwrap_or(1.0)))
        });
        self.lanes_assumed += u64::from(is_empty && carries.is_some());
        carries
    }
}

fn read_links(
    folder: &Path,
    config: &Config,
    options: GmnsOptions,
    progress: &dyn Progress,
    raw: &mut RawNetwork,
) {
    let path = folder.join("link.csv");
    let file = raw.add_file(&path);
    let Some(mut table) = Table::open(&path, "reading link.csv", progress, &mut raw.problems) else {
        return;
    };
    let key = table.required("link_id", &mut raw.problems);
    let name = table.column("name");
    let from = table.required("from_node_id", &mut raw.problems);
    let to = table.required("to_node_id", &mut raw.problems);
    let dir_flag = table.column("dir_flag");
    // Writers that leave `directed` out say it by `dir_flag`: 1 and -1 are one-way, 0 is not.
    let directed = match table.column("directed") {
        Some(column) => Some(column),
        None if dir_flag.is_some() => None,
        None => table.required("directed", &mut raw.problems),
    };
    let physical = table.column("physical_link");
    let mode = table.column("mode");
    let uses = table.column("allowed_uses");
    let length = table.column("length");
    let speed = table.column("free_speed");
    let time = table.column("time_h");
    let capacity = table.column("capacity_t_per_d");
    let mut by_vehicles = options.per_vehicle.and_then(|load| {
        let vehicles = table.required(CAPACITY, &mut raw.problems)?;
        Some(ByVehicles { load, vehicles, lanes: table.column(LANES), lanes_assumed: 0 })
    });
    let shared = table.column("shared_capacity");
    let geometry = table.column("geometry");
    let geometry_id = table.column("geometry_id");
    if key.is_none() || from.is_none() || to.is_none() || (directed.is_none() && dir_flag.is_none()) {
        return;
    }
    note_unused(&table, "link.csv", KNOWN_LINK_COLUMNS, &mut raw.repairs);
    let lines = geometry_id.and_then(|_| read_geometries(folder, progress, raw));
    loop {
        match table.step(&mut raw.problems) {
            Step::End => break,
            Step::Bad => continue,
            Step::Row => {}
        }
        let at = RowAt::new(file, table.line());
        let mut cells = table.cells(&mut raw.problems);
        let flag = cells.number(dir_flag);
        let mut points = cells
            .text(geometry)
            .and_then(|text| match parse_line(text) {
                Ok(points) => Some(points),
                Err(problem) => {
                    cells.note(geometry?, problem);
                    None
                }
            })
            .unwrap_or_default();
        if points.is_empty()
            && let (Some(lines), Some(id)) = (&lines, cells.text(geometry_id))
        {
            match lines.get(id) {
                Some(line) => points.clone_from(line),
                None => {
                    if let Some(column) = geometry_id {
                        cells.note(column, ImportProblem::UnknownGeometry { id: shorten(id) });
                    }
                }
            }
        }
        if flag == Some(-1.0) {
            points.reverse();
        }
        let modes = match cells.text(mode) {
            Some(text) => mode_list(text),
            None => cells.text(uses).map(modes_of_uses).unwrap_or_default(),
        };
        let bad_before = cells.bad();
        let stated = cells.boolean(directed);
        // An empty cell is made good by a `dir_flag`; with neither, it is not known how the link is passed.
        if stated.is_none() && flag.is_none() && cells.bad() == bad_before {
            cells.required_text(directed);
        }
        let in_tonnes = cells.quantity(capacity, TonnesPerDay::new);
        let carries = in_tonnes.or_else(|| by_vehicles.as_mut()?.capacity(&mut cells));
        raw.links.push(RawLink {
            key: owned(cells.required_text(key)).unwrap_or_default(),
            name: owned(cells.text(name)),
            from: owned(cells.required_text(from)).unwrap_or_default(),
            to: owned(cells.required_text(to)).unwrap_or_default(),
            directed: stated.unwrap_or(flag.is_some_and(|flag| flag != 0.0)),
            physical: owned(cells.text(physical)),
            modes,
            length: cells.quantity(length, |n| Length::from_m(config.length.of(n))),
            time: cells.quantity(time, Time::from_hours),
            speed: cells.quantity(speed, |n| Speed::from_kmh(config.speed.of(n))),
            capacity: carries,
            shared_capacity: cells.boolean(shared).unwrap_or(false),
            geometry: points,
            facility: None,
            at,
        });
    }
    if let Some(ByVehicles { lanes_assumed: links @ 1.., .. }) = by_vehicles {
        raw.repairs.push(Repair::LanesAssumed { links });
    }
}

fn read_transfers(folder: &Path, progress: &dyn Progress, raw: &mut RawNetwork) {
    let path = folder.join("transfer.csv");
    if !path.exists() {
        return;
    }
    let file = raw.add_file(&path);
    let Some(mut table) = Table::open(&path, "reading transfer.csv", progress, &mut raw.problems) else {
        return;
    };
    let from = table.required("from_node_id", &mut raw.problems);
    let to = table.required("to_node_id", &mut raw.problems);
    let from_mode = table.column("from_mode");
    let to_mode = table.column("to_mode");
    let directed = table.column("directed");
    // The names of the same things in node.csv do as well.
    let time = table.column("time_h").or_else(|| table.column("transfer_time_h"));
    let capacity = table.column("capacity_t_per_d").or_else(|| table.column("transfer_capacity_t_per_d"));
    let assumed = table.column("assumed");
    if from.is_none() || to.is_none() {
        return;
    }
    note_unused(&table, "transfer.csv", &[], &mut raw.repairs);
    loop {
        match table.step(&mut raw.problems) {
            Step::End => break,
            Step::Bad => continue,
            Step::Row => {}
        }
        let at = RowAt::new(file, table.line());
        let mut cells = table.cells(&mut raw.problems);
        let mut end = |node, mode| RawTransferEnd {
            node: owned(cells.required_text(node)).unwrap_or_default(),
            mode: cells.text(mode).map(Mode::from),
        };
        let (from, to) = (end(from, from_mode), end(to, to_mode));
        raw.transfers.push(RawTransfer {
            from,
            to,
            directed: cells.boolean(directed).unwrap_or(false),
            time: cells.quantity(time, Time::from_hours),
            capacity: cells.quantity(capacity, TonnesPerDay::new),
            assumed: cells.boolean(assumed).unwrap_or(false),
            at,
        });
    }
}

/// The lines of `geometry.csv` by their identifiers; nothing where the file is not there.
fn read_geometries(
    folder: &Path,
    progress: &dyn Progress,
    raw: &mut RawNetwork,
) -> Option<HashMap<String, Vec<[f64; 2]>>> {
    let path: PathBuf = folder.join("geometry.csv");
    if !path.exists() {
        return None;
    }
    raw.add_file(&path);
    let mut table = Table::open(&path, "reading geometry.csv", progress, &mut raw.problems)?;
    let id = table.required("geometry_id", &mut raw.problems);
    let geometry = table.required("geometry", &mut raw.problems)?;
    let mut lines = HashMap::new();
    loop {
        match table.step(&mut raw.problems) {
            Step::End => break,
            Step::Bad => continue,
            Step::Row => {}
        }
        let mut cells = table.cells(&mut raw.problems);
        let Some(id) = cells.required_text(id) else {
            continue;
        };
        match cells.text(Some(geometry)).map(parse_line) {
            Some(Ok(points)) => {
                lines.insert(id.to_owned(), points);
            }
            Some(Err(problem)) => cells.note(geometry, problem),
            None => {}
        }
    }
    Some(lines)
}

pub(super) fn note_unused(table: &Table<'_>, file: &str, known: &[&str], repairs: &mut Vec<Repair>) {
    let columns = table.unused(known);
    if !columns.is_empty() {
        repairs.push(Repair::ColumnsUnused { file: file.to_owned(), columns });
    }
}

pub(super) fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// The points of a WKT line. Only lines are handed to the parser, so that no nesting can exhaust its stack.
fn parse_line(text: &str) -> Result<Vec<[f64; 2]>, ImportProblem> {
    let bad = |reason: &str| ImportProblem::BadGeometry { reason: shorten(reason) };
    let upper: String = text.chars().take(16).collect::<String>().to_uppercase();
    if !upper.starts_with("LINESTRING") && !upper.starts_with("MULTILINESTRING") {
        return Err(bad(&format!("found '{}'", shorten(text))));
    }
    let points: Vec<[f64; 2]> = match Wkt::<f64>::from_str(text).map_err(bad)? {
        Wkt::LineString(line) => line.coords().iter().map(|c| [c.x, c.y]).collect(),
        Wkt::MultiLineString(many) => {
            many.line_strings().iter().flat_map(|line| line.coords().iter().map(|c| [c.x, c.y])).collect()
        }
        _ => return Err(bad("it is another geometry")),
    };
    if points.iter().flatten().any(|number| !number.is_finite()) {
        return Err(bad("a coordinate is not a finite number"));
    }
    if points.len() == 1 {
        return Err(bad("it has a single point"));
    }
    Ok(points)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '|', ' ', '+']).filter(|word| !word.is_empty())
}

/// The modes of our own `mode` column.
pub(super) fn mode_list(text: &str) -> Vec<Mode> {
    let mut modes: Vec<Mode> = words(text).map(Mode::from).collect();
    modes.sort();
    modes.dedup();
    modes
}

/// The modes that GMNS `allowed_uses` stand for. What is on wheels or unnamed goes by road; a use that is none of the
/// five modes, such as `walk`, becomes a mode of its own.
pub(super) fn modes_of_uses(text: &str) -> Vec<Mode> {
    let mode_of = |word: &str| match word.to_lowercase().as_str() {
        "all" | "any" | "auto" | "autos" | "car" | "truck" | "trucks" | "trk" | "sov" | "hov" | "hov2"
        | "hov3" | "hov3+" | "bus" | "motor" | "motorcycle" | "taxi" | "highway" | "drive" | "passenger"
        | "vehicle" | "vehicles" | "freight" | "hgv" => Mode::Road,
        "train" | "trains" | "railway" | "freight_rail" | "tram" | "metro" | "subway" | "light_rail" => {
            Mode::Rail
        }
        "ferry" | "ship" | "ships" | "boat" | "barge" | "waterway" => Mode::Water,
        "airway" | "aeroway" | "plane" | "aircraft" => Mode::Air,
        other => Mode::from(other),
    };
    let mut modes: Vec<Mode> = words(text).map(mode_of).collect();
    modes.sort();
    modes.dedup();
    modes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_stand_for_modes() {
        assert_eq!(modes_of_uses("auto,truck, bus"), [Mode::Road]);
        assert_eq!(modes_of_uses("rail;road"), [Mode::Rail, Mode::Road]);
        assert_eq!(modes_of_uses("WALK, BIKE"), [Mode::from("bike"), Mode::from("walk")]);
        assert_eq!(modes_of_uses("ALL"), [Mode::Road]);
    }

    #[test]
    fn only_lines_are_lines() {
        assert_eq!(parse_line("LINESTRING (1 2, 3 4)"), Ok(vec![[1.0, 2.0], [3.0, 4.0]]));
        assert_eq!(parse_line("MULTILINESTRING ((1 2, 3 4), (3 4, 5 6))").map(|line| line.len()), Ok(4));
        for bad in ["POINT (1 2)", "LINESTRING (1 2)", "LINESTRING (1", "LINESTRING (nan 2, 3 4)", ""] {
            assert!(parse_line(bad).is_err(), "{bad}");
        }
        let nested = "GEOMETRYCOLLECTION (".repeat(100_000);
        assert!(parse_line(&nested).is_err());
    }
}
