//! TNTP: the net, node and trips files of the Transportation Networks for Research
//! (<https://github.com/bstabler/TransportationNetworks>).
//!
//! Lines of metadata such as `<NUMBER OF NODES> 24` come first, up to `<END OF METADATA>`; a line that starts with `~` is a
//! comment or names the columns; rows end in `;`. Nodes are numbered from 1, zones are the first of them. The format states no
//! units and no reference system, so both are options, and what is assumed is told.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Place, Problems, shorten};
use crate::import::keys::LinkKeys;
use crate::import::problem::ImportProblem;
use crate::import::raw::{RawLink, RawNetwork, RawNode, RawTrip, RawTrips, RowAt};
use crate::import::repair::Repair;
use crate::import::text_lines::Lines;
use crate::import::unit::{LengthUnit, TimeUnit, VehicleLoad};
use crate::mode::Mode;
use crate::progress::Progress;
use crate::units::{Length, Time, TonnesPerDay, UnitError};

const ZONES: &str = "NUMBER OF ZONES";
const NODES: &str = "NUMBER OF NODES";
const FIRST_THROUGH: &str = "FIRST THRU NODE";
const LINKS: &str = "NUMBER OF LINKS";
const TOTAL: &str = "TOTAL OD FLOW";
const END: &str = "END OF METADATA";
const KEYS: [&str; 5] = [ZONES, NODES, FIRST_THROUGH, LINKS, TOTAL];

/// Stated totals of trips are rounded, so they are right up to this share.
const TOTAL_TOLERANCE: f64 = 1e-3;

/// What a TNTP file leaves open.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TntpOptions {
    /// The unit of `length`; the mile unless given, which is told as an assumption.
    pub length_unit: Option<LengthUnit>,
    /// The unit of `free_flow_time`; the minute unless given, which is told as an assumption.
    pub time_unit: Option<TimeUnit>,
    /// The reference system of the node file, such as `EPSG:26916`. Unless given, coordinates are kept where all of them can
    /// be longitude and latitude, and left out where not; either is told.
    pub crs: Option<String>,
    /// What one vehicle carries. `capacity` counts vehicles an hour, which are no tonnes, so it is read only where this is given.
    pub per_vehicle: Option<VehicleLoad>,
}

impl TntpOptions {
    /// The unit of `length`.
    #[must_use]
    pub fn length_unit(mut self, unit: LengthUnit) -> Self {
        self.length_unit = Some(unit);
        self
    }

    /// The unit of `free_flow_time`.
    #[must_use]
    pub fn time_unit(mut self, unit: TimeUnit) -> Self {
        self.time_unit = Some(unit);
        self
    }

    /// The reference system of the node file.
    #[must_use]
    pub fn crs(mut self, crs: impl Into<String>) -> Self {
        self.crs = Some(crs.into());
        self
    }

    /// What one vehicle carries, so that capacities are read.
    #[must_use]
    pub fn per_vehicle(mut self, load: VehicleLoad) -> Self {
        self.per_vehicle = Some(load);
        self
    }
}

/// Reads a net file and, where there is one, its node file.
///
/// Each row is a road link in one direction, keyed `from-to`, and `from-to#2` and so on where there are parallel ones; its
/// length and its free-flow time are kept. Vehicles an hour are no tonnes, so its capacity is kept only where [`TntpOptions::per_vehicle`]
/// says what each carries: that around the clock.
///
/// A zone below `<FIRST THRU NODE>` may not be driven through. Where it has several neighbours, it becomes two nodes of one hub:
/// `z`, which links only leave, and `z:in`, which links only enter, with no way from the one to the other. Trips start and end
/// at the hub as before, no route passes it, and closing it closes both. A zone with one neighbour lies on the way to nowhere
/// else, and stays one node.
///
/// What cannot be read, and counts that differ from what is stated, stand in [`RawNetwork::problems`]. Linear in the size of
/// the files.
#[must_use]
pub fn read_tntp(
    net: &Path,
    nodes: Option<&Path>,
    options: impl Into<Option<TntpOptions>>,
    progress: &dyn Progress,
) -> RawNetwork {
    let options = options.into().unwrap_or_default();
    let mut raw = RawNetwork { name: dataset_name(net), ..RawNetwork::default() };
    if let Some(nodes) = nodes {
        read_nodes(nodes, &options, progress, &mut raw);
    }
    let in_node_file = raw.nodes.len();
    let Some(metadata) = read_links(net, &options, progress, &mut raw) else {
        return raw;
    };
    add_missing_nodes(&mut raw);
    check_node_count(&mut raw, &metadata, net, nodes.map(|path| (path, in_node_file)));
    if let Some(first) = metadata.count(FIRST_THROUGH) {
        split_zones(&mut raw, first);
    }
    raw
}

/// Reads a trips file: `Origin 1` and then `2 : 100.0; 3 : 50.0;` for each origin.
///
/// Trips within a zone, and pairs without any, are left out: they use no link. What cannot be read, and a total that differs
/// from `<TOTAL OD FLOW>` by more than a thousandth, stand in [`RawTrips::problems`]. Linear in the size of the file.
#[must_use]
pub fn read_tntp_trips(path: &Path, progress: &dyn Progress) -> RawTrips {
    let mut trips = RawTrips { file: Some(path.to_owned()), ..RawTrips::default() };
    let problems = &mut trips.problems;
    let Some(mut lines) = Lines::open(path, "reading trips", progress, problems) else {
        return trips;
    };
    let Some(metadata) = read_metadata(&mut lines, path, &[], problems) else {
        return trips;
    };
    let zones = metadata.count(ZONES);
    let mut origin: Option<u64> = None;
    let mut bad_origin = false;
    let mut given: HashMap<(u64, u64), u64> = HashMap::new();
    let mut total = 0.0;
    while let Some(line) = lines.next(problems) {
        if line.is_empty() || line.starts_with('~') {
            continue;
        }
        let line = line.to_owned();
        let place = lines.place();
        if let Some(number) = strip_word(&line, "origin") {
            origin = zone(number, zones, &place, problems);
            bad_origin = origin.is_none();
            continue;
        }
        for piece in line.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
            let Some(origin) = origin else {
                if !bad_origin {
                    problems.add(place.clone(), ImportProblem::NoOrigin);
                    bad_origin = true;
                }
                break;
            };
            let Some((to, amount)) = piece.split_once(':') else {
                problems.add(place.clone(), ImportProblem::NotTrips { text: shorten(piece) });
                continue;
            };
            let destination = zone(to.trim(), zones, &place, problems);
            let trips_there = amount_of(amount.trim(), &place, problems);
            let (Some(destination), Some(amount)) = (destination, trips_there) else {
                continue;
            };
            if let Some(&first_line) = given.get(&(origin, destination)) {
                let (origin, destination) = (origin.to_string(), destination.to_string());
                problems.add(place.clone(), ImportProblem::TripsTwice { origin, destination, first_line });
                continue;
            }
            given.insert((origin, destination), lines.line());
            total += amount;
            if amount > 0.0 && origin != destination {
                trips.rows.push(RawTrip {
                    origin: origin.to_string(),
                    destination: destination.to_string(),
                    trips: amount,
                });
            }
        }
    }
    if let (Some((stated, line)), true) = (metadata.stated(TOTAL), problems.is_empty())
        && (stated - total).abs() > TOTAL_TOLERANCE * stated.max(total)
    {
        let place = Place::file(path).at_line(line);
        problems.add(place, ImportProblem::CountDiffers { key: TOTAL, stated, found: total });
    }
    trips
}

/// The node file that stands beside a net file by the custom of the collection: `X_node.tntp` beside `X_net.tntp`.
pub(super) fn node_file_beside(net: &Path) -> Option<PathBuf> {
    let name = net.file_name()?.to_str()?;
    let at = name.rfind("_net")?;
    let beside = net.with_file_name(format!("{}_node{}", &name[..at], &name[at + "_net".len()..]));
    beside.is_file().then_some(beside)
}

/// `SiouxFalls` of `SiouxFalls_net.tntp`.
fn dataset_name(net: &Path) -> Option<String> {
    let stem = net.file_stem()?.to_str()?;
    Some(stem.strip_suffix("_net").unwrap_or(stem).to_owned())
}

/// The numbers that stand before the rows, each with its line.
struct Metadata(BTreeMap<&'static str, (f64, u64)>);

impl Metadata {
    fn stated(&self, key: &'static str) -> Option<(f64, u64)> {
        self.0.get(key).copied()
    }

    fn count(&self, key: &'static str) -> Option<u64> {
        // Read as a whole number below 2^53, where it is a count.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, positive, below 2^53"
        )]
        self.stated(key).map(|(number, _)| number as u64)
    }
}

/// Reads up to the end of the metadata; nothing where there is no end, which is noted.
fn read_metadata(
    lines: &mut Lines<'_>,
    path: &Path,
    needed: &[&'static str],
    problems: &mut Problems<ImportProblem>,
) -> Option<Metadata> {
    let mut metadata = Metadata(BTreeMap::new());
    loop {
        let Some(line) = lines.next(problems) else {
            problems.add(Place::file(path), ImportProblem::MetadataMissing { key: END });
            return None;
        };
        if line.is_empty() || line.starts_with('~') {
            continue;
        }
        let line = line.to_owned();
        let Some((key, value)) = line.strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
            let place = lines.place();
            problems.add(place, ImportProblem::MetadataMissing { key: END });
            return None;
        };
        let key = key.trim().to_uppercase();
        if key == END {
            break;
        }
        let Some(&key) = KEYS.iter().find(|known| **known == key) else {
            continue;
        };
        let text = value.split_whitespace().next().unwrap_or_default();
        let count = |number: &f64| number.fract() == 0.0 && *number < 9e15;
        let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
        if let Some(number) = number.filter(|number| key == TOTAL || count(number)) {
            metadata.0.entry(key).or_insert((number, lines.line()));
        } else {
            let text = shorten(text);
            problems.add(lines.place(), ImportProblem::BadMetadata { key, text });
        }
    }
    for &key in needed {
        if metadata.stated(key).is_none() {
            problems.add(Place::file(path).at_line(lines.line()), ImportProblem::MetadataMissing { key });
        }
    }
    Some(metadata)
}

/// What follows a word, whatever its case; nothing where the line starts with another.
fn strip_word<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let (start, rest) = line.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then(|| rest.trim_matches([' ', '\t', ':', ';']))
}

fn zone(
    text: &str,
    zones: Option<u64>,
    place: &Place,
    problems: &mut Problems<ImportProblem>,
) -> Option<u64> {
    match text.parse() {
        Ok(number) if number > 0 => match zones {
            Some(limit) if number > limit => {
                problems.add(place.clone(), ImportProblem::NumberOutOfRange { number, limit, key: ZONES });
                None
            }
            _ => Some(number),
        },
        _ => {
            let text = shorten(text);
            problems.add(place.clone(), ImportProblem::NotANodeNumber { what: "zone", text });
            None
        }
    }
}

fn amount_of(text: &str, place: &Place, problems: &mut Problems<ImportProblem>) -> Option<f64> {
    let number = number(text, &place.clone().at_key("trips"), problems)?;
    if number < 0.0 {
        let problem = UnitError::TooSmall { quantity: "trips", value: number, wanted: "zero or more" };
        problems.add(place.clone(), problem.into());
        return None;
    }
    Some(number)
}

/// A finite number.
fn number(text: &str, place: &Place, problems: &mut Problems<ImportProblem>) -> Option<f64> {
    let problem = match text.parse::<f64>() {
        Ok(number) if number.is_finite() => return Some(number),
        Ok(_) => ImportProblem::NotFinite { text: shorten(text) },
        Err(_) => ImportProblem::NotANumber { text: shorten(text) },
    };
    problems.add(place.clone(), problem);
    None
}

/// Which cell of a row says what.
struct Columns {
    from: usize,
    to: usize,
    length: usize,
    time: usize,
    capacity: Option<usize>,
}

impl Columns {
    /// As the format has them: `init_node term_node capacity length free_flow_time b power speed toll link_type`.
    const STANDARD: Self = Self { from: 0, to: 1, length: 3, time: 4, capacity: Some(2) };
    const NAMES: &'static str = "init_node, term_node, capacity, length, free_flow_time";

    /// As a header has them, where it names all that have to be there.
    fn of_header(header: &str) -> Option<Self> {
        let plain = |name: &str| name.to_lowercase().replace(['_', ' '], "");
        let names: Vec<String> = header
            .trim_matches(['~', ';', ' ', '\t'])
            .split('\t')
            .map(plain)
            .filter(|name| !name.is_empty() && name != ";")
            .collect();
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        let (from, to) = (at("initnode")?, at("termnode")?);
        Some(Self { from, to, length: at("length")?, time: at("freeflowtime")?, capacity: at("capacity") })
    }

    /// How many cells a row has at least; that of the capacity only where it is read.
    fn needed(&self, reads_capacity: bool) -> usize {
        let capacity = self.capacity.filter(|_| reads_capacity).unwrap_or(0);
        1 + self.from.max(self.to).max(self.length).max(self.time).max(capacity)
    }
}

fn read_links(
    path: &Path,
    options: &TntpOptions,
    progress: &dyn Progress,
    raw: &mut RawNetwork,
) -> Option<Metadata> {
    let file = raw.add_file(path);
    let mut lines = Lines::open(path, "reading the net", progress, &mut raw.problems)?;
    let needed = [NODES, FIRST_THROUGH, LINKS];
    let metadata = read_metadata(&mut lines, path, &needed, &mut raw.problems)?;
    let length_unit = options.length_unit.unwrap_or(LengthUnit::MILE);
    let time_unit = options.time_unit.unwrap_or(TimeUnit::MINUTE);
    let nodes = metadata.count(NODES);
    let mut columns = Columns::STANDARD;
    let mut ends_in_semicolon = None;
    let mut keys = LinkKeys::default();
    let mut rows = 0_u64;
    let problems = &mut raw.problems;
    while let Some(line) = lines.next(problems) {
        if line.is_empty() {
            continue;
        }
        if line.starts_with('~') {
            if let (0, Some(named)) = (rows, Columns::of_header(line)) {
                columns = named;
                if let (None, Some(_)) = (columns.capacity, options.per_vehicle) {
                    let missing = ImportProblem::MissingColumn { column: "capacity", suggestion: None };
                    problems.add(lines.place(), missing);
                }
            }
            continue;
        }
        let line = line.to_owned();
        let place = lines.place();
        rows += 1;
        let ended = line.ends_with(';');
        if *ends_in_semicolon.get_or_insert(ended) && !ended {
            problems.add(place, ImportProblem::RowNotEnded);
            continue;
        }
        let cells: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        let needed = columns.needed(options.per_vehicle.is_some());
        if cells.len() < needed {
            let found = cells.len();
            problems.add(place, ImportProblem::ShortRow { found, needed, names: Columns::NAMES });
            continue;
        }
        let mut end = |column: usize, name: &str| {
            node_number(cells[column], nodes, &place.clone().at_key(name), problems)
        };
        let (from, to) = (end(columns.from, "init_node"), end(columns.to, "term_node"));
        let length = quantity(cells[columns.length], &place, "length", problems, |number| {
            Length::from_m(length_unit.of(number))
        });
        let time = quantity(cells[columns.time], &place, "free_flow_time", problems, |number| {
            Time::from_hours(time_unit.of(number))
        });
        let capacity = columns.capacity.zip(options.per_vehicle).and_then(|(column, load)| {
            quantity(cells[column], &place, "capacity", problems, |vehicles| {
                TonnesPerDay::new(load.tonnes_a_day(vehicles))
            })
        });
        if let (Some(from), Some(to), Some(length), Some(time)) = (from, to, length, time) {
            let (from, to) = (from.to_string(), to.to_string());
            raw.links.push(RawLink {
                key: keys.make(&from, &to),
                from,
                to,
                directed: true,
                modes: vec![Mode::Road],
                length: Some(length),
                time: Some(time),
                capacity,
                at: RowAt::new(file, lines.line()),
                ..RawLink::default()
            });
        }
    }
    if metadata.count(LINKS).is_some_and(|stated| stated != rows)
        && lines.at_end()
        && let Some((stated, line)) = metadata.stated(LINKS)
    {
        let place = Place::file(path).at_line(line);
        problems.add(place, ImportProblem::CountDiffers { key: LINKS, stated, found: told(rows) });
    }
    let assumed = [
        (options.length_unit.is_none(), "length", length_unit.to_string()),
        (options.time_unit.is_none(), "free_flow_time", time_unit.to_string()),
    ];
    for (_, quantity, unit) in assumed.into_iter().filter(|(assumed, ..)| *assumed) {
        raw.repairs.push(Repair::UnitAssumed { file: name_of(path), quantity: quantity.to_owned(), unit });
    }
    Some(metadata)
}

fn node_number(
    text: &str,
    nodes: Option<u64>,
    place: &Place,
    problems: &mut Problems<ImportProblem>,
) -> Option<u64> {
    match (text.parse(), nodes) {
        (Ok(number), Some(limit)) if number > limit && number > 0 => {
            problems.add(place.clone(), ImportProblem::NumberOutOfRange { number, limit, key: NODES });
            None
        }
        (Ok(number), _) if number > 0 => Some(number),
        _ => {
            let text = shorten(text);
            problems.add(place.clone(), ImportProblem::NotANodeNumber { what: "node", text });
            None
        }
    }
}

fn quantity<Q>(
    text: &str,
    place: &Place,
    column: &str,
    problems: &mut Problems<ImportProblem>,
    convert: impl FnOnce(f64) -> Result<Q, UnitError>,
) -> Option<Q> {
    let place = place.clone().at_key(format!("column {column}"));
    match convert(number(text, &place, problems)?) {
        Ok(quantity) => Some(quantity),
        Err(problem) => {
            problems.add(place, problem.into());
            None
        }
    }
}

fn read_nodes(path: &Path, options: &TntpOptions, progress: &dyn Progress, raw: &mut RawNetwork) {
    let file = raw.add_file(path);
    let problems = &mut raw.problems;
    let Some(mut lines) = Lines::open(path, "reading nodes", progress, problems) else {
        return;
    };
    while let Some(line) = lines.next(problems) {
        if line.is_empty() || line.starts_with(['~', '<']) {
            continue;
        }
        let line = line.to_owned();
        let place = lines.place();
        let cells: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        // The header, which not all files have.
        if raw.nodes.is_empty() && cells.first().is_some_and(|cell| cell.to_lowercase().starts_with("node")) {
            continue;
        }
        if cells.len() < 3 {
            let found = cells.len();
            problems.add(place, ImportProblem::ShortRow { found, needed: 3, names: "node, X, Y" });
            raw.nodes_lost = true;
            continue;
        }
        let key = node_number(cells[0], None, &place.clone().at_key("node"), problems);
        let x = number(cells[1], &place.clone().at_key("X"), problems);
        let y = number(cells[2], &place.clone().at_key("Y"), problems);
        let Some(key) = key else {
            raw.nodes_lost = true;
            continue;
        };
        raw.nodes.push(RawNode {
            key: key.to_string(),
            xy: x.zip(y).map(|(x, y)| [x, y]),
            at: RowAt::new(file, lines.line()),
            ..RawNode::default()
        });
    }
    if options.crs.is_some() {
        raw.crs.clone_from(&options.crs);
        return;
    }
    let is_degrees = |[x, y]: [f64; 2]| x.abs() <= 180.0 && y.abs() <= 90.0;
    if raw.nodes.is_empty() {
        // An empty file says nothing of places.
    } else if raw.nodes.iter().filter_map(|node| node.xy).all(is_degrees) {
        raw.repairs.push(Repair::DegreesAssumed { file: name_of(path) });
    } else {
        let nodes = raw.nodes.len() as u64;
        raw.nodes.iter_mut().for_each(|node| node.xy = None);
        raw.repairs.push(Repair::CoordinatesLeftOut { file: name_of(path), nodes });
    }
}

/// Nodes that links name and no row of a node file gives, in the order of their numbers.
fn add_missing_nodes(raw: &mut RawNetwork) {
    let known: std::collections::HashSet<&str> = raw.nodes.iter().map(|node| node.key.as_str()).collect();
    let mut missing: BTreeMap<u64, RowAt> = BTreeMap::new();
    for link in &raw.links {
        for end in [&link.from, &link.to] {
            if let (false, Ok(number)) = (known.contains(end.as_str()), end.parse()) {
                missing.entry(number).or_insert(link.at);
            }
        }
    }
    let nodes = missing.into_iter();
    raw.nodes.extend(nodes.map(|(number, at)| RawNode { key: number.to_string(), at, ..RawNode::default() }));
}

/// A node file has all nodes. The links of a net need not touch all of them, so fewer are a doubt only.
fn check_node_count(
    raw: &mut RawNetwork,
    metadata: &Metadata,
    net: &Path,
    node_file: Option<(&Path, usize)>,
) {
    let (Some(stated), Some((told_stated, _))) = (metadata.count(NODES), metadata.stated(NODES)) else {
        return;
    };
    let found = raw.nodes.len() as u64;
    match node_file {
        Some((path, rows)) if rows as u64 != stated && !raw.nodes_lost => {
            let problem =
                ImportProblem::CountDiffers { key: NODES, stated: told_stated, found: told(rows as u64) };
            raw.problems.add(Place::file(path), problem);
        }
        None if found != stated && raw.problems.is_empty() => {
            raw.repairs.push(Repair::NodesNotNamed { file: name_of(net), stated, found });
        }
        _ => {}
    }
}

/// A count for a message that has amounts as well.
#[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 rows in any file")]
fn told(count: u64) -> f64 {
    count as f64
}

/// Makes nodes below `first` such that no route passes them.
fn split_zones(raw: &mut RawNetwork, first: u64) {
    /// The neighbour of a zone, as long as there is only one.
    enum Neighbours<'k> {
        One(&'k str),
        Several,
    }
    let is_zone = |key: &str| key.parse::<u64>().is_ok_and(|number| number < first);
    let mut around: HashMap<&str, Neighbours<'_>> = HashMap::new();
    let ends = raw.links.iter().flat_map(|link| [(&link.from, &link.to), (&link.to, &link.from)]);
    for (end, other) in ends.filter(|(end, other)| end != other && is_zone(end)) {
        let seen = around.entry(end).or_insert(Neighbours::One(other));
        if matches!(seen, Neighbours::One(one) if *one != other.as_str()) {
            *seen = Neighbours::Several;
        }
    }
    // Where links only leave or only enter there is nothing to pass either, and nothing to split.
    let leaves: std::collections::HashSet<&str> = raw.links.iter().map(|link| link.from.as_str()).collect();
    let enters: std::collections::HashSet<&str> = raw.links.iter().map(|link| link.to.as_str()).collect();
    let is_split = |key: &str| {
        matches!(around.get(key), Some(Neighbours::Several)) && leaves.contains(key) && enters.contains(key)
    };
    let split: std::collections::HashSet<String> =
        raw.nodes.iter().filter(|node| is_split(&node.key)).map(|node| node.key.clone()).collect();
    if split.is_empty() {
        return;
    }
    let inward = |key: &str| format!("{key}:in");
    for link in raw.links.iter_mut().filter(|link| split.contains(&link.to)) {
        link.to = inward(&link.to);
    }
    let twins: Vec<RawNode> = raw
        .nodes
        .iter()
        .filter(|node| split.contains(&node.key))
        .map(|node| RawNode { key: inward(&node.key), hub: Some(node.key.clone()), ..node.clone() })
        .collect();
    raw.nodes.extend(twins);
    raw.repairs.push(Repair::ZonesSplit { zones: split.len() as u64, first_through_node: first });
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
