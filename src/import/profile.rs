//! `Profile`: which lines of a map carry goods, how fast and how much, which places are hubs, where gaps are closed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, Problems};
use crate::import::lines::{LineKind, Passable, PlaceKind, Structure};
use crate::import::problem::ImportProblem;
use crate::import::text::read_text;
use crate::mode::Mode;
use crate::units::{Length, Speed, Time, TonnesPerDay};

/// A profile is typed by hand; one of this size is not.
const LIMIT_MIB: u64 = 4;

/// What a map says of a line or a place: keys and values, each key once.
pub type Tags<'t> = [(&'t str, &'t str)];

/// Values that a key may have; `*` stands for any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Conditions(BTreeMap<String, Vec<String>>);

impl Conditions {
    /// Whether every key has one of its values. Nothing asked is nothing missed.
    fn all(&self, tags: &Tags<'_>) -> bool {
        self.0.iter().all(|(key, values)| Self::has(tags, key, values))
    }

    /// Whether any key has one of its values.
    fn any(&self, tags: &Tags<'_>) -> bool {
        self.0.iter().any(|(key, values)| Self::has(tags, key, values))
    }

    fn has(tags: &Tags<'_>, key: &str, values: &[String]) -> bool {
        value(tags, key).is_some_and(|found| values.iter().any(|wanted| wanted == "*" || wanted == found))
    }
}

/// Which lines are taken, and what they are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineRule {
    /// Who uses them.
    pub mode: Mode,
    /// What a line must say; without any condition all lines are taken.
    #[serde(default, rename = "where")]
    pub conditions: Conditions,
    /// What rules it out: any of these.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unless: Conditions,
    /// How fast goods move on it; a lower limit that the line states counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// What it carries in each direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<TonnesPerDay>,
    /// What one track carries, both directions together: a single track is shared by both, of several each direction
    /// has its half.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track_capacity: Option<TonnesPerDay>,
    /// Whether it is passed as drawn only, where it does not say otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub oneway: bool,
}

/// Which keys tell whether goods may pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRule {
    /// Of which mode.
    pub mode: Mode,
    /// The first of these that a line has decides.
    pub keys: Vec<String>,
    /// The values that forbid it.
    pub no: Vec<String>,
}

/// Under which names a file tells what. The first that a line has counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attributes {
    /// A name for people, of a line.
    pub name: Vec<String>,
    /// A name for people, of a place.
    pub place_name: Vec<String>,
    /// Goods' own speed: km/h, or a number with its unit.
    pub speed: Vec<String>,
    /// The speed allowed: km/h, or a number with its unit.
    pub speed_limit: Vec<String>,
    /// `yes`, `no`, `-1`.
    pub oneway: Vec<String>,
    /// A whole number: lines of different levels do not meet where they cross.
    pub level: Vec<String>,
    /// Whether it is a bridge.
    pub bridge: Vec<String>,
    /// Whether it is a tunnel.
    pub tunnel: Vec<String>,
    /// How many tracks there are.
    pub tracks: Vec<String>,
    /// Millimetres between the rails.
    pub gauge: Vec<String>,
    /// Whether trains find current.
    pub electrified: Vec<String>,
    /// Tonnes a day in each direction.
    pub capacity: Vec<String>,
}

/// What the rules say of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum LineVerdict {
    /// It is taken, as this.
    Taken(LineKind),
    /// No rule takes it.
    NoRule,
    /// A rule takes it, but goods may not pass.
    Forbidden,
}

/// Which places may be hubs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRule {
    /// A town or a station.
    pub kind: PlaceKind,
    /// What a place must say.
    #[serde(default, rename = "where")]
    pub conditions: Conditions,
    /// What rules it out: any of these.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unless: Conditions,
    /// How far it reaches.
    pub radius: Length,
}

/// Where goods change between two modes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRule {
    /// The mode of the station.
    pub from: Mode,
    /// The other one.
    pub to: Mode,
    /// No farther than this from the station, nor from the middle of a town that has none.
    pub within: Length,
    /// What changing takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// How much can change, in each direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<TonnesPerDay>,
}

/// A round of closing gaps: ends of lines are joined to what lies near and is far by the lines themselves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinRule {
    /// No gap is wider than this.
    pub within: Length,
    /// A gap stays open where lines lead around it in no more than this.
    pub unless_path: Length,
    /// Whether only ends are joined at which nothing else begins.
    #[serde(default)]
    pub dead_ends: bool,
}

/// What is taken of a map, and what it is worth to goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    version: Version,
    /// Whether the built-in rules follow these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extends: Option<Extends>,
    /// The reference system of coordinates, an EPSG code or a PROJ text, for shapefiles whose `.prj` is missing or not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Which lines are taken: the first rule that fits counts.
    #[serde(default, rename = "line")]
    pub lines: Vec<LineRule>,
    /// Lines like these are passed as they are drawn only, where they do not say otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub oneway_where: Conditions,
    /// Who may pass.
    #[serde(default)]
    pub access: Vec<AccessRule>,
    /// Under which names a file tells what.
    #[serde(default)]
    pub attributes: Attributes,
    /// Which places may be hubs: the first rule that fits counts.
    #[serde(default, rename = "place")]
    pub places: Vec<PlaceRule>,
    /// Where goods change between modes.
    #[serde(default, rename = "transfer")]
    pub transfers: Vec<TransferRule>,
    /// How gaps are closed in files whose lines do not share points, round by round.
    #[serde(default, rename = "join")]
    pub joins: Vec<JoinRule>,
}

/// The only version there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
struct Version;

impl TryFrom<u64> for Version {
    type Error = String;
    fn try_from(number: u64) -> Result<Self, String> {
        if number == 1 { Ok(Self) } else { Err(format!("version {number} is not known; write version = 1")) }
    }
}

impl From<Version> for u64 {
    fn from(_: Version) -> u64 {
        1
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Extends {
    #[serde(rename = "built-in")]
    BuiltIn,
}

static BUILT_IN: LazyLock<Result<Profile, String>> =
    LazyLock::new(|| toml::from_str(Profile::BUILT_IN_TEXT).map_err(|error| error.to_string()));

impl Default for Profile {
    /// The built-in rules, [`Profile::BUILT_IN_TEXT`].
    fn default() -> Self {
        // A test reads the text, so the other arm is there for the type alone.
        BUILT_IN.clone().unwrap_or_else(|_| Self::empty())
    }
}

impl Profile {
    /// The built-in rules as a file, to start one's own from.
    pub const BUILT_IN_TEXT: &'static str = include_str!("profile.toml");

    /// No rule at all.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            version: Version,
            extends: None,
            crs: None,
            lines: Vec::new(),
            oneway_where: Conditions::default(),
            access: Vec::new(),
            attributes: Attributes::default(),
            places: Vec::new(),
            transfers: Vec::new(),
            joins: Vec::new(),
        }
    }

    /// The built-in rules, but every line is of this mode, whatever it says.
    #[must_use]
    pub fn all_as(mode: Mode) -> Self {
        let all = LineRule {
            mode,
            conditions: Conditions::default(),
            unless: Conditions::default(),
            speed: None,
            capacity: None,
            track_capacity: None,
            oneway: false,
        };
        Self { lines: vec![all], access: Vec::new(), ..Self::default() }
    }

    /// With these rounds of closing gaps instead of its own.
    #[must_use]
    pub fn joining(mut self, joins: impl IntoIterator<Item = JoinRule>) -> Self {
        self.joins = joins.into_iter().collect();
        self
    }

    /// With these rules for transfers instead of its own.
    #[must_use]
    pub fn transferring(mut self, transfers: impl IntoIterator<Item = TransferRule>) -> Self {
        self.transfers = transfers.into_iter().collect();
        self
    }

    /// Reads a profile file.
    ///
    /// # Errors
    /// Where it cannot be read or is no profile; the place tells the line and column.
    pub fn read(path: &Path) -> Result<Self, Problems<ImportProblem>> {
        let mut problems = Problems::default();
        match read_text(path, LIMIT_MIB) {
            Ok(text) => return Self::parse(&text, path),
            Err(error) => {
                let place = Place::file(path);
                problems.add(error.line.map_or(place.clone(), |line| place.at_line(line)), error.problem);
            }
        }
        Err(problems)
    }

    /// Reads a profile from a text; `path` is what messages call it.
    ///
    /// # Errors
    /// As [`Profile::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, Problems<ImportProblem>> {
        let refused = |reason: String| {
            let mut problems = Problems::default();
            problems.add(Place::file(path), ImportProblem::BadProfile { reason });
            problems
        };
        let profile = toml::from_str::<Self>(text).map(Self::extended).map_err(|error| {
            let place = match error.span() {
                Some(span) => {
                    let before = text.get(..span.start).unwrap_or(text);
                    let line = before.matches('\n').count() as u64 + 1;
                    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u64 + 1;
                    Place::file(path).at_line(line).at_column(column)
                }
                None => Place::file(path),
            };
            let mut problems = Problems::default();
            problems.add(place, ImportProblem::BadProfile { reason: error.message().to_owned() });
            problems
        })?;
        profile.check().map_or(Ok(profile), |reason| Err(refused(reason)))
    }

    /// What the text's form does not rule out, and no network could be made of.
    fn check(&self) -> Option<String> {
        let modes = self.lines.iter().map(|rule| &rule.mode);
        let modes = modes.chain(self.transfers.iter().flat_map(|rule| [&rule.from, &rule.to]));
        for mode in modes {
            if mode.name().is_empty() || mode.name().contains([';', ',']) {
                return Some(format!("'{mode}' is not a mode; give one word, such as rail or road"));
            }
        }
        let same = self.transfers.iter().find(|rule| rule.from == rule.to)?;
        Some(format!("a [[transfer]] leads from {} to the same mode; give two modes", same.from))
    }

    /// With the built-in rules behind its own, where it asks for them.
    fn extended(mut self) -> Self {
        if self.extends.take().is_none() {
            return self;
        }
        let built_in = Self::default();
        self.lines.extend(built_in.lines);
        self.access.extend(built_in.access);
        self.places.extend(built_in.places);
        if self.transfers.is_empty() {
            self.transfers = built_in.transfers;
        }
        if self.joins.is_empty() {
            self.joins = built_in.joins;
        }
        if self.oneway_where == Conditions::default() {
            self.oneway_where = built_in.oneway_where;
        }
        let own = &mut self.attributes;
        let its = built_in.attributes;
        for (own, its) in [
            (&mut own.name, its.name),
            (&mut own.place_name, its.place_name),
            (&mut own.speed, its.speed),
            (&mut own.speed_limit, its.speed_limit),
            (&mut own.oneway, its.oneway),
            (&mut own.level, its.level),
            (&mut own.bridge, its.bridge),
            (&mut own.tunnel, its.tunnel),
            (&mut own.tracks, its.tracks),
            (&mut own.gauge, its.gauge),
            (&mut own.electrified, its.electrified),
            (&mut own.capacity, its.capacity),
        ] {
            own.extend(its);
        }
        self
    }

    /// What a line with these tags is; nothing where no rule takes it, or goods may not pass.
    #[must_use]
    pub fn line(&self, tags: &Tags<'_>) -> Option<LineKind> {
        match self.judge(tags) {
            LineVerdict::Taken(kind) => Some(kind),
            LineVerdict::NoRule | LineVerdict::Forbidden => None,
        }
    }

    /// What a line with these tags is, or why it is not taken.
    #[must_use]
    pub fn judge(&self, tags: &Tags<'_>) -> LineVerdict {
        let fits = |rule: &&LineRule| rule.conditions.all(tags) && !rule.unless.any(tags);
        let Some(rule) = self.lines.iter().find(fits) else {
            return LineVerdict::NoRule;
        };
        if self.is_forbidden(&rule.mode, tags) {
            return LineVerdict::Forbidden;
        }
        let attributes = &self.attributes;
        let told = |keys: &[String]| first(tags, keys);
        let limit = told(&attributes.speed_limit).and_then(speed);
        let own = told(&attributes.speed).and_then(speed).or(rule.speed);
        let speed = match (own, limit) {
            (Some(own), Some(limit)) if limit.kmh() < own.kmh() => Some(limit),
            (own, _) => own,
        };
        let tracks =
            told(&attributes.tracks).and_then(|text| text.trim().parse::<u8>().ok()).filter(|&n| n > 0);
        let (capacity, shared_capacity) = self.capacity(rule, tracks, tags);
        LineVerdict::Taken(LineKind {
            mode: rule.mode.clone(),
            class: rule.conditions.0.keys().find_map(|key| value(tags, key)).unwrap_or("").to_owned(),
            passable: self.passable(rule, tags),
            speed,
            capacity,
            shared_capacity,
            level: told(&attributes.level).and_then(|text| text.trim().parse().ok()).unwrap_or(0),
            structure: structure(attributes, tags),
            tracks,
            gauge_mm: told(&attributes.gauge).and_then(|text| text.split(';').next()?.trim().parse().ok()),
            electrified: told(&attributes.electrified).map(|text| !is_no(text)),
        })
    }

    /// What people call a line.
    #[must_use]
    pub fn line_name<'t>(&self, tags: &Tags<'t>) -> Option<&'t str> {
        first(tags, &self.attributes.name)
    }

    /// What people call a place.
    #[must_use]
    pub fn place_name<'t>(&self, tags: &Tags<'t>) -> Option<&'t str> {
        first(tags, &self.attributes.place_name)
    }

    /// What a place with these tags is; nothing where no rule takes it.
    #[must_use]
    pub fn place(&self, tags: &Tags<'_>) -> Option<&PlaceRule> {
        self.places.iter().find(|rule| rule.conditions.all(tags) && !rule.unless.any(tags))
    }

    /// Whether goods of a mode may not pass.
    fn is_forbidden(&self, mode: &Mode, tags: &Tags<'_>) -> bool {
        self.access.iter().filter(|access| access.mode == *mode).any(|access| {
            first(tags, &access.keys).is_some_and(|found| access.no.iter().any(|no| no == found))
        })
    }

    fn passable(&self, rule: &LineRule, tags: &Tags<'_>) -> Passable {
        match first(tags, &self.attributes.oneway).map(str::trim) {
            Some("yes" | "true" | "1" | "forward" | "T" | "t") => Passable::Forward,
            Some("-1" | "reverse" | "backward") => Passable::Backward,
            Some("no" | "false" | "0" | "F" | "f") => Passable::Both,
            // What changes by the hour, or cannot be read, is left as the class has it.
            Some(_) | None if rule.oneway || self.oneway_where.any(tags) => Passable::Forward,
            Some(_) | None => Passable::Both,
        }
    }

    /// What a line carries, and whether its directions share it.
    fn capacity(&self, rule: &LineRule, tracks: Option<u8>, tags: &Tags<'_>) -> (Option<TonnesPerDay>, bool) {
        let stated = first(tags, &self.attributes.capacity).and_then(|text| {
            let number = text.trim().parse::<f64>().ok().map(TonnesPerDay::new);
            number.unwrap_or_else(|| TonnesPerDay::try_from(text)).ok()
        });
        if stated.is_some() || rule.capacity.is_some() {
            return (stated.or(rule.capacity), false);
        }
        let Some(track) = rule.track_capacity else {
            return (None, false);
        };
        match tracks.unwrap_or(1) {
            0 | 1 => (Some(track), true),
            several => {
                let both = track.kilograms().saturating_mul(u64::from(several));
                (TonnesPerDay::from_kilograms(both / 2).ok(), false)
            }
        }
    }
}

fn structure(attributes: &Attributes, tags: &Tags<'_>) -> Option<Structure> {
    let told = |keys: &[String]| first(tags, keys).is_some_and(|text| !is_no(text));
    if value(tags, "route") == Some("ferry") {
        Some(Structure::Ferry)
    } else if told(&attributes.bridge) {
        Some(Structure::Bridge)
    } else {
        told(&attributes.tunnel).then_some(Structure::Tunnel)
    }
}

fn is_no(text: &str) -> bool {
    matches!(text.trim(), "" | "no" | "false" | "0" | "F" | "f")
}

/// A speed as maps write it: `50`, `30 mph`, `60 km/h`. Words such as `walk` and `RU:urban` say no number.
fn speed(text: &str) -> Option<Speed> {
    // Where there are several, the first is for the ordinary case.
    let text = text.split(';').next()?.trim();
    match text.parse::<f64>() {
        Ok(kmh) => Speed::from_kmh(kmh).ok(),
        Err(_) => Speed::try_from(text).ok(),
    }
}

fn value<'t>(tags: &Tags<'t>, key: &str) -> Option<&'t str> {
    tags.iter().find(|(known, _)| *known == key).map(|&(_, value)| value)
}

fn first<'t>(tags: &Tags<'t>, keys: &[String]) -> Option<&'t str> {
    // Tables have a cell for every key, so an empty one says nothing and does not hide the next.
    keys.iter().find_map(|key| value(tags, key).filter(|text| !text.is_empty()))
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(tags: &[(&str, &str)]) -> Option<LineKind> {
        Profile::default().line(tags)
    }

    #[test]
    fn the_built_in_rules_are_read() {
        assert!(BUILT_IN.is_ok(), "{:?}", BUILT_IN.as_ref().err());
        let profile = Profile::default();
        assert!(!profile.lines.is_empty() && !profile.places.is_empty() && profile.joins.len() == 2);
        let written = toml::to_string(&profile).expect("a profile can be written");
        assert_eq!(Profile::parse(&written, Path::new("again")).expect("and read again"), profile);
    }

    #[test]
    fn the_first_rule_that_fits_counts_and_a_lower_limit_too() {
        let kmh = |tags: &[(&str, &str)]| line(tags).and_then(|kind| kind.speed).map(Speed::kmh);
        assert_eq!(kmh(&[("highway", "primary")]), Some(60.0));
        assert_eq!(kmh(&[("highway", "primary"), ("maxspeed", "90")]), Some(60.0));
        assert_eq!(kmh(&[("highway", "primary"), ("maxspeed", "30")]), Some(30.0));
        assert_eq!(kmh(&[("highway", "primary"), ("maxspeed", "20 mph")]), Some(32.186_88));
        assert_eq!(kmh(&[("highway", "primary"), ("maxspeed", "RU:urban")]), Some(60.0));
        assert_eq!(line(&[("highway", "footway")]), None);
        assert_eq!(line(&[("highway", "service"), ("service", "driveway")]), None);
    }

    #[test]
    fn the_most_special_key_decides_who_may_pass() {
        let road = ("highway", "residential");
        assert!(line(&[road, ("access", "private")]).is_none());
        assert!(line(&[road, ("access", "private"), ("motor_vehicle", "yes")]).is_some());
        assert!(line(&[road, ("motor_vehicle", "yes"), ("hgv", "no")]).is_none());
        assert!(line(&[road, ("hgv", ""), ("access", "no")]).is_none(), "an empty cell says nothing");
        assert!(line(&[("railway", "rail"), ("hgv", "no")]).is_some(), "a rule of roads");
    }

    #[test]
    fn directions_are_told_by_the_line_or_by_its_class() {
        let passable = |tags: &[(&str, &str)]| line(tags).map(|kind| kind.passable);
        assert_eq!(passable(&[("highway", "primary")]), Some(Passable::Both));
        assert_eq!(passable(&[("highway", "primary"), ("oneway", "yes")]), Some(Passable::Forward));
        assert_eq!(passable(&[("highway", "primary"), ("oneway", "-1")]), Some(Passable::Backward));
        assert_eq!(passable(&[("highway", "motorway")]), Some(Passable::Forward));
        assert_eq!(passable(&[("highway", "motorway"), ("oneway", "no")]), Some(Passable::Both));
        assert_eq!(passable(&[("highway", "primary"), ("junction", "roundabout")]), Some(Passable::Forward));
    }

    #[test]
    fn what_carries_a_line_is_told() {
        let kind = line(&[
            ("railway", "rail"),
            ("bridge", "viaduct"),
            ("layer", "2"),
            ("tracks", "2"),
            ("gauge", "1520;1435"),
            ("electrified", "no"),
        ])
        .expect("a railway");
        assert_eq!((kind.structure, kind.level), (Some(Structure::Bridge), 2));
        assert_eq!((kind.tracks, kind.gauge_mm, kind.electrified), (Some(2), Some(1520), Some(false)));
        assert_eq!((kind.class.as_str(), kind.mode), ("rail", Mode::Rail));
        let ferry = line(&[("route", "ferry")]).expect("a ferry");
        assert_eq!((ferry.structure, ferry.mode), (Some(Structure::Ferry), Mode::Road));
    }

    #[test]
    fn a_file_of_ones_own_goes_before_the_built_in_rules() {
        let text = r#"
            version = 1
            extends = "built-in"
            [[line]]
            mode = "rail"
            where = { railway = ["rail"], usage = ["main"] }
            speed = "55 km/h"
            track_capacity = "24000 t/d"
            [attributes]
            tracks = ["voies"]
        "#;
        let profile = Profile::parse(text, Path::new("own.toml")).expect("valid");
        let main = |voies| {
            let kind =
                profile.line(&[("railway", "rail"), ("usage", "main"), ("voies", voies)]).expect("fits");
            (kind.speed.map(Speed::kmh), kind.capacity.map(TonnesPerDay::tonnes), kind.shared_capacity)
        };
        assert_eq!(main("1"), (Some(55.0), Some(24_000.0), true));
        assert_eq!(main("2"), (Some(55.0), Some(24_000.0), false));
        assert_eq!(main("3"), (Some(55.0), Some(36_000.0), false));
        let other = profile.line(&[("railway", "rail"), ("tracks", "2")]).expect("fits the built-in rule");
        assert_eq!((other.speed.map(Speed::kmh), other.tracks), (Some(40.0), Some(2)));
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let told = |text: &str| {
            let problems = Profile::parse(text, Path::new("own.toml")).expect_err("a mistake");
            problems.to_string()
        };
        assert!(told("version = 2").contains("own.toml:1:11"), "{}", told("version = 2"));
        let unknown = told("version = 1\n[[line]]\nmode = \"rail\"\nspeeed = \"3 km/h\"");
        assert!(unknown.contains("own.toml:4:1") && unknown.contains("speeed"), "{unknown}");
        let unit = told("version = 1\n[[line]]\nmode = \"rail\"\nspeed = \"3 furlongs\"");
        let mode = told("version = 1\n[[line]]\nmode = \"a;b\"");
        assert!(mode.contains("'a;b' is not a mode"), "{mode}");
        let change = "version = 1\n[[transfer]]\nfrom = \"rail\"\nto = \"rail\"\nwithin = \"1 km\"";
        assert!(told(change).contains("to the same mode"), "{}", told(change));
        assert!(unit.contains("own.toml:4:9") && unit.contains("furlongs"), "{unit}");
    }
}
