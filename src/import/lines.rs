//! `RawLines`: roads and railways as a map draws them, before anyone says where they join.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use geo::{Distance, Haversine, MultiPolygon, Point};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Problems;
use crate::import::problem::ImportProblem;
use crate::import::raw::RowAt;
use crate::import::repair::Repair;
use crate::mode::Mode;
use crate::units::{Length, Speed, TonnesPerDay};

/// A point of the earth in eight bytes: ten-millionths of a degree, which is 11 mm at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridPoint {
    lon: i32,
    lat: i32,
}

impl GridPoint {
    /// Steps in a degree.
    const PER_DEGREE: f64 = 1e7;

    /// No point of the earth, for one that is not known yet.
    #[cfg(feature = "osm")]
    pub(crate) const NOWHERE: Self = Self { lon: i32::MIN, lat: i32::MIN };

    /// The nearest point of the grid; nothing where these are no longitude and latitude.
    #[must_use]
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "at most 1.8e9 in size")]
        let step = |degrees: f64| (degrees * Self::PER_DEGREE).round() as i32;
        (lon.abs() <= 180.0 && lat.abs() <= 90.0).then(|| Self { lon: step(lon), lat: step(lat) })
    }

    /// Degrees east.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / Self::PER_DEGREE
    }

    /// Degrees north.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / Self::PER_DEGREE
    }

    /// Longitude and latitude in steps of the grid.
    pub(crate) fn steps(self) -> [i32; 2] {
        [self.lon, self.lat]
    }

    /// Longitude and latitude in degrees.
    #[must_use]
    pub fn degrees(self) -> [f64; 2] {
        [self.lon(), self.lat()]
    }

    /// Metres to another point, on a sphere.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        Haversine.distance(Point::from(self.degrees()), Point::from(other.degrees()))
    }
}

/// In which direction a line is passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Passable {
    /// Both ways.
    #[default]
    Both,
    /// As it is drawn only.
    Forward,
    /// Against the way it is drawn only.
    Backward,
}

/// What carries a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Structure {
    /// A bridge.
    Bridge,
    /// A tunnel.
    Tunnel,
    /// A ferry.
    Ferry,
}

impl Structure {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bridge => "bridge",
            Self::Tunnel => "tunnel",
            Self::Ferry => "ferry",
        }
    }
}

/// What lines have in common; most of a country's lines share some hundred of these.
#[derive(Clone, Debug, PartialEq)]
pub struct LineKind {
    /// Who uses it.
    pub mode: Mode,
    /// What the map calls it: `primary`, `rail`; empty where it does not.
    pub class: String,
    /// In which direction.
    pub passable: Passable,
    /// How fast; the mode's default where absent.
    pub speed: Option<Speed>,
    /// What it carries, in each direction unless shared; no limit where absent.
    pub capacity: Option<TonnesPerDay>,
    /// Whether both directions share the capacity.
    pub shared_capacity: bool,
    /// Lines of different levels do not meet where they cross.
    pub level: i8,
    /// A bridge, a tunnel, a ferry.
    pub structure: Option<Structure>,
    /// Tracks side by side, of a railway.
    pub tracks: Option<u8>,
    /// The distance between the rails, millimetres.
    pub gauge_mm: Option<u16>,
    /// Whether trains find current here.
    pub electrified: Option<bool>,
}

impl LineKind {
    /// A line of a mode of which nothing else is known.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            class: String::new(),
            passable: Passable::Both,
            speed: None,
            capacity: None,
            shared_capacity: false,
            level: 0,
            structure: None,
            tracks: None,
            gauge_mm: None,
            electrified: None,
        }
    }
}

/// A line: which kind, which name, where it stands. Its points are [`RawLines::points_of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawLine {
    /// Index into [`RawLines::kinds`].
    pub kind: u32,
    /// Index into [`RawLines::names`]; 0 is no name.
    pub name: u32,
    /// What its source calls it: a way's number; the number of the line in its file where it has none.
    pub id: i64,
    /// Where it stands, for what is read by lines.
    pub at: RowAt,
}

/// What a place is on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// A town: what lies around it is one hub.
    Town,
    /// A station: where goods change between rail and road.
    Station,
}

impl PlaceKind {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Station => "station",
        }
    }
}

/// A place that may be a hub.
#[derive(Clone, Debug, PartialEq)]
pub struct RawPlace {
    /// Its key, unique among places; made unique where its source has a name twice.
    pub key: String,
    /// A name for people.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Its middle.
    pub at: GridPoint,
    /// How far it reaches, unless it has an outline.
    pub radius: Length,
    /// Its outline, in longitude and latitude.
    pub outline: Option<MultiPolygon<f64>>,
    /// Where it stands.
    pub row: RowAt,
}

/// Roads and railways as a map draws them: lines over points that they share where the map says so.
///
/// Eight bytes a point, four for each mention of it by a line (and eight for its number, where the source numbers
/// points), 32 bytes a line.
#[derive(Clone, Debug, Default)]
pub struct RawLines {
    /// What the map is called.
    pub name: Option<String>,
    /// The points, each once; lines that name the same one meet there.
    pub points: Vec<GridPoint>,
    /// What the source calls each point, 0 where it does not; empty where no source numbers them.
    pub point_ids: Vec<i64>,
    /// The lines.
    pub lines: Vec<RawLine>,
    /// Where each line's mentions begin, and where the last one's end; one more than there are lines, or empty.
    first: Vec<u32>,
    /// Indices into `points`, line by line.
    mentions: Vec<u32>,
    /// What lines have in common.
    pub kinds: Vec<LineKind>,
    kind_numbers: HashMap<String, u32>,
    /// Names of lines, each once; the first is empty.
    pub names: Vec<String>,
    name_numbers: HashMap<String, u32>,
    /// Whether lines that meet share a point, as on OpenStreetMap; where not, crossings and gaps are to be mended.
    pub is_joined: bool,
    /// Places that may be hubs.
    pub places: Vec<RawPlace>,
    /// What was assumed or done so far.
    pub repairs: Vec<Repair>,
    /// What could not be read.
    pub problems: Problems<ImportProblem>,
    /// The files that it was read from; [`RowAt`] points into them.
    pub files: Vec<PathBuf>,
}

impl RawLines {
    /// Notes a file, so that lines can say that they stand in it.
    pub(crate) fn add_file(&mut self, path: &Path) -> u16 {
        self.files.push(path.to_owned());
        u16::try_from(self.files.len()).unwrap_or(0)
    }

    /// The number of a kind, which is added where it is new.
    pub fn kind(&mut self, kind: LineKind) -> u32 {
        let kinds = &mut self.kinds;
        // Speeds are numbers that cannot be hashed; a kind's text tells it from the others as well.
        *self.kind_numbers.entry(format!("{kind:?}")).or_insert_with(|| {
            kinds.push(kind);
            index(kinds.len() - 1)
        })
    }

    /// The number of a line's name, which is added where it is new.
    pub fn name(&mut self, name: &str) -> u32 {
        if self.names.is_empty() {
            self.names.push(String::new());
            self.name_numbers.insert(String::new(), 0);
        }
        if let Some(&known) = self.name_numbers.get(name) {
            return known;
        }
        let new = index(self.names.len());
        self.names.push(name.to_owned());
        self.name_numbers.insert(name.to_owned(), new);
        new
    }

    /// Adds a line over points that are there; one that is named twice in a row counts once.
    ///
    /// # Panics
    /// In debug builds, where a point is not there.
    pub fn add_line(&mut self, line: RawLine, points: impl IntoIterator<Item = u32>) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        let begin = self.mentions.len();
        for point in points {
            debug_assert!((point as usize) < self.points.len());
            if self.mentions.len() == begin || self.mentions.last() != Some(&point) {
                self.mentions.push(point);
            }
        }
        self.first.push(index(self.mentions.len()));
        self.lines.push(line);
    }

    /// Makes room for so many lines more, and so many mentions of points.
    #[cfg(feature = "osm")]
    pub(crate) fn reserve(&mut self, lines: usize, mentions: usize) {
        self.lines.reserve_exact(lines);
        self.first.reserve_exact(lines + 1);
        self.mentions.reserve_exact(mentions);
    }

    /// The points of a line, as indices into [`RawLines::points`].
    #[must_use]
    pub fn points_of(&self, line: usize) -> &[u32] {
        &self.mentions[self.first[line] as usize..self.first[line + 1] as usize]
    }

    /// The kind of a line.
    #[must_use]
    pub fn kind_of(&self, line: usize) -> &LineKind {
        &self.kinds[self.lines[line].kind as usize]
    }

    /// All lines with their points, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&RawLine, &[u32])> {
        self.lines.iter().enumerate().map(|(at, line)| (line, self.points_of(at)))
    }

    /// How often points are mentioned by lines.
    #[must_use]
    pub fn mention_count(&self) -> usize {
        self.mentions.len()
    }

    /// The same points, kinds, names and places without any line, so that others can be laid over them.
    #[must_use]
    pub(crate) fn take_lines(&mut self) -> TakenLines {
        TakenLines {
            lines: std::mem::take(&mut self.lines),
            first: std::mem::take(&mut self.first),
            mentions: std::mem::take(&mut self.mentions),
        }
    }
}

/// Lines taken out of a [`RawLines`], while others are put in their place.
pub(crate) struct TakenLines {
    pub(crate) lines: Vec<RawLine>,
    first: Vec<u32>,
    mentions: Vec<u32>,
}

impl TakenLines {
    pub(crate) fn points_of(&self, line: usize) -> &[u32] {
        &self.mentions[self.first[line] as usize..self.first[line + 1] as usize]
    }
}

/// Four thousand million points or lines are more than the planet's roads have.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
