//! CSV edge lists: a row per link, with columns of any names; the nodes are made from the ends.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::str::FromStr;

use crate::diagnostic::{Place, did_you_mean};
use crate::import::gmns::{both, mode_list, modes_of_uses, note_unused, owned};
use crate::import::keys::LinkKeys;
use crate::import::problem::ImportProblem;
use crate::import::raw::{RawLink, RawNetwork, RawNode, RowAt};
use crate::import::repair::Repair;
use crate::import::table::{Step, Table};
use crate::import::unit::{CapacityUnit, LengthUnit, SpeedUnit, TimeUnit};
use crate::mode::Mode;
use crate::progress::Progress;
use crate::units::{Length, Speed, Time, TonnesPerDay};

/// So many keys are named in a notice.
const NAMED: usize = 10;

/// What a column of an edge list may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EdgeColumn {
    /// Where a link starts.
    From,
    /// Where it ends.
    To,
    /// Its key.
    Key,
    /// Its name.
    Name,
    /// Whether it is passed in one direction only.
    Directed,
    /// The modes that use it.
    Mode,
    /// Its length.
    Length,
    /// Its travel time.
    Time,
    /// Its speed.
    Speed,
    /// What it carries.
    Capacity,
    /// East, or the longitude, of where it starts.
    FromX,
    /// North, or the latitude, of where it starts.
    FromY,
    /// East, or the longitude, of where it ends.
    ToX,
    /// North, or the latitude, of where it ends.
    ToY,
}

impl EdgeColumn {
    /// All that a column may say.
    pub const ALL: [Self; 14] = [
        Self::From,
        Self::To,
        Self::Key,
        Self::Name,
        Self::Directed,
        Self::Mode,
        Self::Length,
        Self::Time,
        Self::Speed,
        Self::Capacity,
        Self::FromX,
        Self::FromY,
        Self::ToX,
        Self::ToY,
    ];

    /// Its word in a mapping such as `from=origin`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.told().0
    }

    /// Its word, what it says, and the names that columns of that kind usually have, in lower case; the first that is there
    /// is taken.
    fn told(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::From => (
                "from",
                "start of a link",
                "from from_node_id from_node from_id source src start start_node origin tail u node_a a",
            ),
            Self::To => (
                "to",
                "end of a link",
                "to to_node_id to_node to_id target dst dest end end_node destination head v node_b b",
            ),
            Self::Key => ("key", "key of a link", "link_id key id edge_id link edge"),
            Self::Name => ("name", "name of a link", "name label road_name ref"),
            Self::Directed => ("directed", "direction of a link", "directed oneway one_way is_directed"),
            Self::Mode => ("mode", "modes of a link", "mode modes allowed_uses"),
            Self::Length => ("length", "length of a link", "length distance dist len"),
            Self::Time => {
                ("time", "travel time of a link", "time travel_time traveltime duration free_flow_time")
            }
            Self::Speed => (
                "speed",
                "speed of a link",
                "speed free_speed maxspeed max_speed speed_limit free_flow_speed",
            ),
            Self::Capacity => ("capacity", "capacity of a link", "capacity"),
            Self::FromX => (
                "from_x",
                "longitude of a link's start",
                "from_x from_lon from_longitude source_x source_lon start_x start_lon x1 lon1",
            ),
            Self::FromY => (
                "from_y",
                "latitude of a link's start",
                "from_y from_lat from_latitude source_y source_lat start_y start_lat y1 lat1",
            ),
            Self::ToX => (
                "to_x",
                "longitude of a link's end",
                "to_x to_lon to_longitude target_x target_lon end_x end_lon x2 lon2",
            ),
            Self::ToY => (
                "to_y",
                "latitude of a link's end",
                "to_y to_lat to_latitude target_y target_lat end_y end_lat y2 lat2",
            ),
        }
    }

    /// What it says, in words.
    fn meaning(self) -> &'static str {
        self.told().1
    }

    fn usual_names(self) -> impl Iterator<Item = &'static str> {
        self.told().2.split(' ')
    }
}

impl FromStr for EdgeColumn {
    type Err = ImportProblem;

    fn from_str(text: &str) -> Result<Self, ImportProblem> {
        let wanted = text.trim().to_lowercase();
        let words = || Self::ALL.iter().map(|role| role.word());
        Self::ALL.into_iter().find(|role| role.word() == wanted).ok_or_else(|| ImportProblem::UnknownRole {
            text: text.to_owned(),
            suggestion: did_you_mean(&wanted, words()),
            known: words().collect::<Vec<_>>().join(", "),
        })
    }
}

impl fmt::Display for EdgeColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// How an edge list is read; what is left out is found by the usual names, or assumed and told.
///
/// ```
/// use supplyline::import::{EdgeColumn, EdgeListOptions};
/// let options = EdgeListOptions::default()
///     .column(EdgeColumn::From, "Von")
///     .column(EdgeColumn::To, "Nach")
///     .length_unit("m".parse()?);
/// # Ok::<(), supplyline::import::ImportProblem>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EdgeListOptions {
    /// The names of columns, whatever their case. A column that is not mapped is found by its usual names.
    pub columns: BTreeMap<EdgeColumn, String>,
    /// What separates the cells; unless given, whichever of comma, semicolon and tab the header has most of.
    pub separator: Option<Separator>,
    /// The unit of lengths; unless given, what the column's name says (`length_m`), else km.
    pub length_unit: Option<LengthUnit>,
    /// The unit of times; unless given, what the column's name says (`time_min`), else h.
    pub time_unit: Option<TimeUnit>,
    /// The unit of speeds; unless given, what the column's name says (`speed_mph`), else km/h.
    pub speed_unit: Option<SpeedUnit>,
    /// The unit of capacities; unless given, what the column's name says (`capacity_kt_per_d`), else t/d.
    pub capacity_unit: Option<CapacityUnit>,
    /// Whether links are passed in one direction only where no column says so.
    pub direction: Direction,
    /// The mode of links where no column says so; unless given they are taken for roads, which is told.
    pub mode: Option<Mode>,
    /// The reference system of coordinates; longitude and latitude unless given.
    pub crs: Option<String>,
}

/// In which directions links are passed where no column says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// There and back.
    #[default]
    Both,
    /// From their start to their end only.
    OneWay,
}

/// What separates the cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// The one that the first line has most of; the comma where it has none.
    fn found_in(path: &Path) -> Self {
        const LOOKED_AT: u64 = 1 << 16;
        let mut first = Vec::new();
        if let Ok(file) = File::open(path) {
            // What cannot be read is told by whoever reads the whole file.
            let _ = BufReader::new(file.take(LOOKED_AT)).read_until(b'\n', &mut first);
        }
        let mut quoted = false;
        let mut counts = [0_u32; 3];
        for byte in first {
            quoted ^= byte == b'"';
            if let (false, Some(at)) = (quoted, Self::ALL.iter().position(|one| one.byte() == byte)) {
                counts[at] += 1;
            }
        }
        let most = counts.into_iter().max().unwrap_or(0);
        Self::ALL
            .into_iter()
            .zip(counts)
            .find(|&(_, count)| count == most)
            .map_or(Self::Comma, |(one, _)| one)
    }
}

impl EdgeListOptions {
    /// The name of a column.
    #[must_use]
    pub fn column(mut self, role: EdgeColumn, name: impl Into<String>) -> Self {
        self.columns.insert(role, name.into());
        self
    }

    /// What separates the cells.
    #[must_use]
    pub fn separator(mut self, separator: Separator) -> Self {
        self.separator = Some(separator);
        self
    }

    /// The unit of lengths.
    #[must_use]
    pub fn length_unit(mut self, unit: LengthUnit) -> Self {
        self.length_unit = Some(unit);
        self
    }

    /// The unit of times.
    #[must_use]
    pub fn time_unit(mut self, unit: TimeUnit) -> Self {
        self.time_unit = Some(unit);
        self
    }

    /// The unit of speeds.
    #[must_use]
    pub fn speed_unit(mut self, unit: SpeedUnit) -> Self {
        self.speed_unit = Some(unit);
        self
    }

    /// The unit of capacities.
    #[must_use]
    pub fn capacity_unit(mut self, unit: CapacityUnit) -> Self {
        self.capacity_unit = Some(unit);
        self
    }

    /// In which directions links are passed where no column says so.
    #[must_use]
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// The mode of links where no column says so.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// The reference system of coordinates.
    #[must_use]
    pub fn crs(mut self, crs: impl Into<String>) -> Self {
        self.crs = Some(crs.into());
        self
    }
}

/// Reads an edge list.
///
/// Nodes are made from the ends, in the order in which rows name them, and keyed by what stands there; where rows give other
/// coordinates of the same node, the first count and that is told. Links without a key are keyed `from-to`, and `from-to#2` and
/// so on where there are parallel ones. What cannot be read stands in [`RawNetwork::problems`]. Linear in the size of the file.
#[must_use]
pub fn read_edge_list(
    path: &Path,
    options: impl Into<Option<EdgeListOptions>>,
    progress: &dyn Progress,
) -> RawNetwork {
    let options = options.into().unwrap_or_default();
    let mut raw = RawNetwork { crs: options.crs.clone(), ..RawNetwork::default() };
    let file = raw.add_file(path);
    let separator = options.separator.unwrap_or_else(|| Separator::found_in(path)).byte();
    let stage = "reading the edge list";
    let Some(mut table) = Table::open_separated(path, separator, stage, progress, &mut raw.problems) else {
        return raw;
    };
    let Some(columns) = Columns::find(&mut table, path, &options, &mut raw) else {
        return raw;
    };
    let file_name = path.file_name().unwrap_or_default().to_string_lossy();
    note_unused(&table, &file_name, &[], &mut raw.repairs);
    let mut ends = Ends::default();
    let mut keys = LinkKeys::default();
    loop {
        match table.step(&mut raw.problems) {
            Step::End => break,
            Step::Bad => continue,
            Step::Row => {}
        }
        let at = RowAt::new(file, table.line());
        let mut cells = table.cells(&mut raw.problems);
        let from = owned(cells.required_text(Some(columns.from)));
        let to = owned(cells.required_text(Some(columns.to)));
        let from_xy = both(&mut cells, columns.from_xy[0], columns.from_xy[1]);
        let to_xy = both(&mut cells, columns.to_xy[0], columns.to_xy[1]);
        let key = match columns.key {
            Some(column) => owned(cells.required_text(Some(column))),
            None => None,
        };
        let modes = match cells.text(columns.mode) {
            Some(text) if columns.modes_are_uses => modes_of_uses(text),
            Some(text) => mode_list(text),
            None => options.mode.iter().cloned().collect(),
        };
        let (length, time) = (columns.length, columns.time);
        let (speed, capacity) = (columns.speed, columns.capacity);
        let link = RawLink {
            name: owned(cells.text(columns.name)),
            directed: cells.boolean(columns.directed).unwrap_or(options.direction == Direction::OneWay),
            modes,
            length: cells.quantity(length.map(|(at, _)| at), |n| {
                Length::from_m(length.map_or(n, |(_, unit)| unit.of(n)))
            }),
            time: cells.quantity(time.map(|(at, _)| at), |n| {
                Time::from_hours(time.map_or(n, |(_, unit)| unit.of(n)))
            }),
            speed: cells.quantity(speed.map(|(at, _)| at), |n| {
                Speed::from_kmh(speed.map_or(n, |(_, unit)| unit.of(n)))
            }),
            capacity: cells.quantity(capacity.map(|(at, _)| at), |n| {
                TonnesPerDay::new(capacity.map_or(n, |(_, unit)| unit.of(n)))
            }),
            at,
            ..RawLink::default()
        };
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        ends.add(&mut raw.nodes, &from, from_xy, at);
        ends.add(&mut raw.nodes, &to, to_xy, at);
        let key = match (key, columns.key) {
            (Some(key), _) => key,
            // An empty cell has been noted.
            (None, Some(_)) => String::new(),
            (None, None) => keys.make(&from, &to),
        };
        raw.links.push(RawLink { key, from, to, ..link });
    }
    ends.tell(&mut raw);
    raw
}

/// The nodes so far, by their keys.
#[derive(Default)]
struct Ends {
    at: HashMap<String, usize>,
    differing: u64,
    first: Vec<String>,
    told: std::collections::HashSet<usize>,
}

impl Ends {
    fn add(&mut self, nodes: &mut Vec<RawNode>, key: &str, xy: Option<[f64; 2]>, at: RowAt) {
        let Some(&known) = self.at.get(key) else {
            self.at.insert(key.to_owned(), nodes.len());
            nodes.push(RawNode { key: key.to_owned(), xy, at, ..RawNode::default() });
            return;
        };
        match (nodes[known].xy, xy) {
            (None, Some(_)) => nodes[known].xy = xy,
            (Some(one), Some(other))
                if one.map(f64::to_bits) != other.map(f64::to_bits) && self.told.insert(known) =>
            {
                self.differing += 1;
                if self.first.len() < NAMED {
                    self.first.push(key.to_owned());
                }
            }
            _ => {}
        }
    }

    fn tell(self, raw: &mut RawNetwork) {
        if self.differing > 0 {
            raw.repairs.push(Repair::CoordinatesDiffer { nodes: self.differing, first: self.first });
        }
    }
}

/// Which column says what, and in which unit.
struct Columns {
    from: usize,
    to: usize,
    key: Option<usize>,
    name: Option<usize>,
    directed: Option<usize>,
    mode: Option<usize>,
    modes_are_uses: bool,
    length: Option<(usize, LengthUnit)>,
    time: Option<(usize, TimeUnit)>,
    speed: Option<(usize, SpeedUnit)>,
    capacity: Option<(usize, CapacityUnit)>,
    from_xy: [Option<usize>; 2],
    to_xy: [Option<usize>; 2],
}

impl Columns {
    /// Finds the columns; nothing where an end is not among them. What is missing is noted.
    fn find(
        table: &mut Table<'_>,
        path: &Path,
        options: &EdgeListOptions,
        raw: &mut RawNetwork,
    ) -> Option<Self> {
        let mut finder = Finder { table, path, options, raw };
        let (from, to) = (finder.needed(EdgeColumn::From), finder.needed(EdgeColumn::To));
        let key = finder.plain(EdgeColumn::Key);
        let name = finder.plain(EdgeColumn::Name);
        let directed = finder.plain(EdgeColumn::Directed);
        let mode = finder.plain(EdgeColumn::Mode);
        let modes_are_uses = mode.is_some_and(|at| finder.table.names().nth(at) == Some("allowed_uses"));
        let length =
            finder.measured(EdgeColumn::Length, options.length_unit, LengthUnit::named, LengthUnit::KM);
        let time = finder.measured(EdgeColumn::Time, options.time_unit, TimeUnit::named, TimeUnit::HOUR);
        let speed = finder.measured(EdgeColumn::Speed, options.speed_unit, SpeedUnit::named, SpeedUnit::KMH);
        let tonne = CapacityUnit::TONNE_A_DAY;
        let capacity =
            finder.measured(EdgeColumn::Capacity, options.capacity_unit, CapacityUnit::named, tonne);
        let from_xy = [finder.plain(EdgeColumn::FromX), finder.plain(EdgeColumn::FromY)];
        let to_xy = [finder.plain(EdgeColumn::ToX), finder.plain(EdgeColumn::ToY)];
        Some(Self {
            from: from?,
            to: to?,
            key,
            name,
            directed,
            mode,
            modes_are_uses,
            length,
            time,
            speed,
            capacity,
            from_xy,
            to_xy,
        })
    }
}

struct Finder<'f, 'p> {
    table: &'f mut Table<'p>,
    path: &'f Path,
    options: &'f EdgeListOptions,
    raw: &'f mut RawNetwork,
}

impl Finder<'_, '_> {
    /// The column that a mapping names, or else of a usual name.
    fn plain(&mut self, role: EdgeColumn) -> Option<usize> {
        match self.options.columns.get(&role) {
            Some(name) => self.mapped(role, name),
            None => self.table.first_of(role.usual_names()),
        }
    }

    fn mapped(&mut self, role: EdgeColumn, name: &str) -> Option<usize> {
        let wanted = name.trim().to_lowercase();
        let found = self.table.column(&wanted);
        if found.is_none() {
            let suggestion = did_you_mean(&wanted, self.table.names());
            let problem = ImportProblem::MappedColumnMissing {
                role: role.meaning(),
                column: name.to_owned(),
                suggestion,
            };
            self.raw.problems.add(Place::file(self.path).at_line(1), problem);
        }
        found
    }

    fn needed(&mut self, role: EdgeColumn) -> Option<usize> {
        let found = self.plain(role);
        if found.is_none() && !self.options.columns.contains_key(&role) {
            let known = role.usual_names().take(5).collect::<Vec<_>>().join(", ");
            let problem = ImportProblem::NoColumnFor { role: role.meaning(), known };
            self.raw.problems.add(Place::file(self.path).at_line(1), problem);
        }
        found
    }

    /// A column with its unit: the one that is given, else that of the column's name, else one that is assumed.
    fn measured<U: Copy + fmt::Display>(
        &mut self,
        role: EdgeColumn,
        given: Option<U>,
        named: impl Fn(&str) -> Option<U>,
        assumed: U,
    ) -> Option<(usize, U)> {
        let at = match self.options.columns.get(&role) {
            Some(name) => self.mapped(role, name),
            None => role.usual_names().find_map(|usual| {
                let fits = |name: &str| {
                    let rest = name.strip_prefix(usual);
                    rest.is_some_and(|rest| rest.is_empty() || unit_in(rest, &named).is_some())
                };
                let name = self.table.names().find(|name| fits(name))?.to_owned();
                self.table.column(&name)
            }),
        }?;
        let name = self.table.names().nth(at).unwrap_or_default().to_owned();
        let unit = given.or_else(|| unit_in(&name, &named)).unwrap_or_else(|| {
            let file = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let unit = assumed.to_string();
            self.raw.repairs.push(Repair::UnitAssumed { file, quantity: name.clone(), unit });
            assumed
        });
        Some((at, unit))
    }
}

/// The unit that a column's name ends in: `_km`, ` (km)`, ` [km]`, `_t_per_d`.
fn unit_in<U>(name: &str, named: impl Fn(&str) -> Option<U>) -> Option<U> {
    let in_brackets = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once('('))
        .or_else(|| name.strip_suffix(']').and_then(|name| name.rsplit_once('[')));
    if let Some((_, unit)) = in_brackets {
        return named(unit);
    }
    name.match_indices('_').find_map(|(at, _)| named(&name[at + 1..].replace("_per_", "/")))
}
