//! `supplyline import`: other people's files as a network, and a scenario where they hold trips.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use supplyline::diagnostic::Place;
use supplyline::import::{
    CapacityUnit, Direction, EdgeColumn, EdgeListOptions, GmnsOptions, ImportOptions, InputKind, LengthUnit,
    RawTrips, Separator, SpeedUnit, TimeUnit, TntpOptions, VehicleLoad, read_all,
};
use supplyline::progress::Progress as _;
use supplyline::report::{write_file, write_gmns};
use supplyline::units::TonnesPerDay;
use supplyline::{Mode, Network, ScenarioSpec};

use crate::args::Format;
use crate::bar::Bar;
use crate::failure::{Failure, Told};
use crate::import_map::{self as map, MapRules};
use crate::{counted, held_by, notes, print, warn};

/// What the network's folder is called, in the folder of the output and in the scenario beside it.
pub(crate) const NETWORK: &str = "network";
const SCENARIO: &str = "scenario.toml";

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The files of one map: OpenStreetMap PBF, GeoJSON, shapefiles; or those of one network: TNTP net, nodes and trips; a
    /// CSV edge list; a GMNS folder
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    inputs: Vec<PathBuf>,

    /// Write the network into DIR/network, DIR/scenario.toml where there are trips, DIR/mended.geojson with what was done to a map
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: PathBuf,

    #[command(flatten)]
    units: Units,

    #[command(flatten)]
    tntp: Tntp,

    #[command(flatten)]
    edge_list: EdgeList,

    #[command(flatten)]
    map: MapRules,
}

/// What files leave open.
#[derive(Debug, Args)]
#[command(next_help_heading = "Units and coordinates")]
struct Units {
    /// The unit of lengths, such as km, m, mile or "0.1 km"; what is assumed without it is told
    #[arg(long, value_name = "UNIT")]
    length_unit: Option<LengthUnit>,

    /// The unit of travel times, such as h, min or "0.01 h"
    #[arg(long, value_name = "UNIT")]
    time_unit: Option<TimeUnit>,

    /// The unit of speeds: kph, mph or m/s
    #[arg(long, value_name = "UNIT")]
    speed_unit: Option<SpeedUnit>,

    /// The unit of capacities: t/d, kt/d, kg/d or t/h
    #[arg(long, value_name = "UNIT")]
    capacity_unit: Option<CapacityUnit>,

    /// What one vehicle carries, such as "10 t": capacities in vehicles an hour are read with it, around the clock (TNTP, GMNS)
    #[arg(long, value_name = "LOAD")]
    per_vehicle: Option<VehicleLoad>,

    /// The reference system of coordinates, such as EPSG:26916
    #[arg(long, value_name = "CRS")]
    crs: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "TNTP")]
struct Tntp {
    /// What one trip stands for, such as "2 t/d": trips are no tonnes [default: 1 t/d]
    #[arg(long, value_name = "AMOUNT")]
    per_trip: Option<TonnesPerDay>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "CSV edge lists")]
struct EdgeList {
    #[arg(
        long,
        value_name = "WHAT=COLUMN",
        value_delimiter = ',',
        value_parser = column,
        help = "Which column says what, such as from=Von,to=Nach; from, to, key, name, directed, mode, length, time, speed, \
                capacity, from_x, from_y, to_x, to_y. What is not named is found by its usual names"
    )]
    column: Vec<(EdgeColumn, String)>,

    /// What separates the cells; found by itself unless given
    #[arg(long, value_enum, value_name = "WHAT")]
    separator: Option<SeparatorOf>,

    /// Links are one-way where no column says
    #[arg(long)]
    one_way: bool,

    /// The mode of links where no column says
    #[arg(long, value_name = "MODE")]
    mode: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SeparatorOf {
    Comma,
    Semicolon,
    Tab,
}

impl From<SeparatorOf> for Separator {
    fn from(separator: SeparatorOf) -> Self {
        match separator {
            SeparatorOf::Comma => Self::Comma,
            SeparatorOf::Semicolon => Self::Semicolon,
            SeparatorOf::Tab => Self::Tab,
        }
    }
}

/// `from=Von`.
fn column(text: &str) -> Result<(EdgeColumn, String), String> {
    let (role, name) = text.split_once('=').ok_or("write it as WHAT=COLUMN, such as from=Von")?;
    let role = role.parse::<EdgeColumn>().map_err(|problem| problem.to_string())?;
    Ok((role, name.to_owned()))
}

impl Import {
    /// An option that would do nothing is a mistake of who gave it. What the inputs are that cannot be told is said when they are
    /// read.
    fn refuse_idle(&self) -> Result<(), Failure> {
        use InputKind::{
            EdgeList as Edges, Gmns, Map, TntpNet as Net, TntpNodes as Nodes, TntpTrips as Trips,
        };
        const OF_TABLES: &str =
            "is for TNTP and CSV edge lists; a GMNS folder says it itself, and of a map a profile does";
        const OF_EDGES: &str = "is for CSV edge lists";
        const OF_VEHICLES: &str = "is for TNTP nets and GMNS folders, which count vehicles; --capacity-unit says it of CSV edge lists";
        const OF_TRIPS: &str = "is for trips of a TNTP network, and there are none";
        const OF_MAPS: &str = "is for maps: OpenStreetMap PBF, GeoJSON and shapefiles";
        let kinds: Vec<InputKind> = self.inputs.iter().filter_map(|path| InputKind::of(path).ok()).collect();
        if kinds.len() < self.inputs.len() {
            return Ok(());
        }
        let Units { length_unit, time_unit, speed_unit, capacity_unit, per_vehicle, crs } = &self.units;
        let EdgeList { column, separator, one_way, mode } = &self.edge_list;
        let of_tables: [(&str, bool, &[InputKind], &str); 11] = [
            ("--length-unit", length_unit.is_some(), &[Net, Edges], OF_TABLES),
            ("--time-unit", time_unit.is_some(), &[Net, Edges], OF_TABLES),
            ("--speed-unit", speed_unit.is_some(), &[Edges], OF_EDGES),
            ("--capacity-unit", capacity_unit.is_some(), &[Edges], OF_EDGES),
            ("--per-vehicle", per_vehicle.is_some(), &[Net, Gmns], OF_VEHICLES),
            ("--crs", crs.is_some(), &[Net, Nodes, Edges], OF_TABLES),
            ("--per-trip", self.tntp.per_trip.is_some(), &[Trips], OF_TRIPS),
            ("--column", !column.is_empty(), &[Edges], OF_EDGES),
            ("--separator", separator.is_some(), &[Edges], OF_EDGES),
            ("--one-way", *one_way, &[Edges], OF_EDGES),
            ("--mode", mode.is_some(), &[Edges], OF_EDGES),
        ];
        let of_maps =
            self.map.given().into_iter().map(|(flag, is_given)| (flag, is_given, &[Map][..], OF_MAPS));
        let idle: Vec<Told> = of_tables
            .into_iter()
            .chain(of_maps)
            .filter(|(_, is_given, of, _)| *is_given && !kinds.iter().any(|kind| of.contains(kind)))
            .map(|(flag, _, _, why)| Told::new(&Place::key(flag), why))
            .collect();
        if idle.is_empty() { Ok(()) } else { Err(Failure::Input(idle, 0)) }
    }

    fn options(&self) -> ImportOptions {
        let Units { length_unit, time_unit, speed_unit, capacity_unit, per_vehicle, crs } = &self.units;
        let mut tntp = TntpOptions::default();
        (tntp.length_unit, tntp.time_unit, tntp.crs) = (*length_unit, *time_unit, crs.clone());
        tntp.per_vehicle = *per_vehicle;
        let mut gmns = GmnsOptions::default();
        gmns.per_vehicle = *per_vehicle;
        let mut edge_list = EdgeListOptions::default();
        edge_list.columns.extend(self.edge_list.column.iter().cloned());
        edge_list.separator = self.edge_list.separator.map(Separator::from);
        (edge_list.length_unit, edge_list.time_unit) = (*length_unit, *time_unit);
        (edge_list.speed_unit, edge_list.capacity_unit) = (*speed_unit, *capacity_unit);
        edge_list.direction = if self.edge_list.one_way { Direction::OneWay } else { Direction::Both };
        edge_list.mode = self.edge_list.mode.as_deref().map(Mode::from);
        edge_list.crs.clone_from(crs);
        ImportOptions::default().gmns(gmns).tntp(tntp).edge_list(edge_list)
    }
}

/// Reads all, judges all, and writes only then.
pub(crate) fn answer(ask: &Import, format: Format, bar: &Bar) -> Result<(), Failure> {
    let is_map = ask.inputs.iter().any(|path| InputKind::of(path) == Ok(InputKind::Map));
    ask.refuse_idle()?;
    if is_map {
        return map::answer(&ask.inputs, &ask.out, &ask.map, format, bar);
    }
    let imported = read_all(&ask.inputs, ask.options(), bar);
    let files =
        imported.network.files.iter().chain(imported.trips.iter().filter_map(|trips| trips.file.as_ref()));
    let files: Vec<String> = files.map(|file| file.display().to_string()).collect();
    let network = Network::try_from(imported.network)?;
    let scenario = match imported.trips {
        Some(trips) => Some(scenario_of(&trips, ask.tntp.per_trip.unwrap_or(TonnesPerDay::ONE), &network)?),
        None => None,
    };
    if bar.stop_requested() {
        return Err(Failure::Stopped);
    }
    bar.begin("writing the network", 0);
    write_gmns(&network, ask.out.join(NETWORK))?;
    if let Some(spec) = &scenario {
        write_file(ask.out.join(SCENARIO), spec.to_toml()?.as_bytes())?;
    }
    bar.finish();
    tell(&ask.out, &network, &files, scenario.as_ref(), format)
}

/// The trips as a scenario that stands on the network.
fn scenario_of(trips: &RawTrips, per_trip: TonnesPerDay, network: &Network) -> Result<ScenarioSpec, Failure> {
    let title = network.name().map_or_else(|| "Trips".to_owned(), |name| format!("Trips of {name}"));
    let spec = ScenarioSpec::from_trips(trips, per_trip)?.titled(&title).network(NETWORK);
    spec.on(network)?;
    Ok(spec)
}

pub(crate) fn tell(
    out: &Path,
    network: &Network,
    files: &[String],
    scenario: Option<&ScenarioSpec>,
    format: Format,
) -> Result<(), Failure> {
    let (done, warnings) = notes(network.repairs());
    let pairs = scenario.map(|spec| spec.pairs.len());
    let demand: f64 = scenario
        .iter()
        .flat_map(|spec| &spec.pairs)
        .filter_map(|pair| pair.demand.map(TonnesPerDay::tonnes))
        .sum();
    match format {
        Format::Json => {
            let counts: serde_json::Map<String, serde_json::Value> =
                held_by(network).iter().map(|&(what, count)| (what.to_owned(), count.into())).collect();
            let mut json = serde_json::json!({
                "network": out.join(NETWORK), "read": files, "counts": counts, "done": done, "warnings": warnings
            });
            if let Some(pairs) = pairs {
                json["scenario"] = serde_json::json!({
                    "file": out.join(SCENARIO), "od_pairs": pairs, "demand_t_per_d": demand
                });
            }
            print(&format!("{json:#}\n"))
        }
        Format::Table => {
            let counts: Vec<String> =
                held_by(network).iter().map(|&(what, count)| counted(count as u64, what)).collect();
            print(&format!("read: {}\n", files.join(", ")))?;
            print(&format!("{}: {}\n", out.join(NETWORK).display(), counts.join(", ")))?;
            if let Some(pairs) = pairs {
                let pairs = counted(pairs as u64, "OD pairs");
                let demand = supplyline::report::amount(demand);
                print(&format!("{}: {pairs}, {demand} t/d\n", out.join(SCENARIO).display()))?;
            }
            for line in &done {
                print(&format!("done: {line}\n"))?;
            }
            warn(&warnings);
            Ok(())
        }
    }
}
