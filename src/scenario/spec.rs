//! What a scenario says, in the user's own names: the content of a scenario file, or the same built in code.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::problem::{ScenarioError, ScenarioProblem};
use crate::diagnostic::{Place, Problems};
use crate::mode::Mode;
use crate::network::Area;
use crate::units::{BadQuantities, Share, TonnesPerDay, UnitError, keep};

/// The one version of scenario files that there is.
pub const VERSION: i64 = 1;

/// What a route costs: the impedance that is minimised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Impedance {
    /// Travel time, transfers included.
    #[default]
    Time,
    /// Length; transfers cost nothing.
    Length,
}

impl fmt::Display for Impedance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Time => "time",
            Self::Length => "length",
        })
    }
}

/// A scenario as it is written: hubs and links by the user's names, not looked up yet.
///
/// ```
/// use supplyline::scenario::{ClosureSpec, DestinationSpec, ScenarioSpec};
/// let spec = ScenarioSpec::new("Kupiansk lost")
///     .origin("Valuyki")
///     .destination(DestinationSpec::new("Izium").demand("1500 t/d"))
///     .closure(ClosureSpec::new("Kupiansk lost").hub("Kupiansk"));
/// assert!(spec.to_toml()?.contains("version = 1"));
/// # Ok::<(), supplyline::scenario::ScenarioError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScenarioSpec {
    /// The version of the format.
    pub version: Version,
    /// What the scenario is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The network: a GMNS folder, or any file that can be imported, relative to the scenario file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<PathBuf>,
    /// What routes minimise.
    #[serde(default)]
    pub cost: Impedance,
    /// Where supply comes from. Every destination draws on the one that is cheapest for it.
    #[serde(default, rename = "origin", skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<OriginSpec>,
    /// Where supply is wanted.
    #[serde(default, rename = "destination", skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<DestinationSpec>,
    /// Destinations that draw on an origin of their own.
    #[serde(default, rename = "od", skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairSpec>,
    /// What is taken away.
    #[serde(default, rename = "closure", skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<ClosureSpec>,
    /// Where each key stands, for a scenario that was read.
    #[serde(skip)]
    pub(super) source: Source,
}

/// The version of a scenario file: a number that can only be 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Version;

impl TryFrom<i64> for Version {
    type Error = ScenarioProblem;
    fn try_from(version: i64) -> Result<Self, ScenarioProblem> {
        if version == VERSION {
            Ok(Self)
        } else {
            Err(ScenarioProblem::UnknownVersion { found: version.to_string() })
        }
    }
}

impl From<Version> for i64 {
    fn from(_: Version) -> i64 {
        VERSION
    }
}

/// Where the keys of a scenario file stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Source {
    pub(super) path: Option<PathBuf>,
    pub(super) places: BTreeMap<String, Place>,
}

/// Where supply comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OriginSpec {
    /// A hub's key or, where it is unique, its name.
    pub hub: String,
    /// How much it has, such as `"9000 t/d"`; without limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub supply: Option<TonnesPerDay>,
    #[serde(skip)]
    pub(super) bad: BadQuantities,
}

/// Where supply is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DestinationSpec {
    /// A hub's key or, where it is unique, its name.
    pub hub: String,
    /// How much it needs, such as `"1500 t/d"`; 1 t/d where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub demand: Option<TonnesPerDay>,
    #[serde(skip)]
    pub(super) bad: BadQuantities,
}

/// A destination with an origin of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PairSpec {
    /// A hub's key or, where it is unique, its name.
    pub origin: String,
    /// A hub's key or, where it is unique, its name.
    pub destination: String,
    /// How much goes from one to the other, such as `"1500 t/d"`; 1 t/d where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub demand: Option<TonnesPerDay>,
    #[serde(skip)]
    pub(super) bad: BadQuantities,
}

/// What is taken away: hubs, links, an area; of all modes or some; fully or in part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClosureSpec {
    /// What the closure is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Hubs, by their keys or unique names; `*` for all of them, so that a mode can be closed as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hubs: Vec<String>,
    /// Links, by their keys or those of physical links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Everything in an area: a GeoJSON file relative to the scenario file, or a GeoJSON polygon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaSpec>,
    /// What becomes of links that cross the area's border.
    #[serde(default, skip_serializing_if = "is_default")]
    pub crossing_links: CrossingLinks,
    /// The modes that are closed; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    pub modes: Option<Vec<Mode>>,
    /// What is left of the speed, as a number in 0 to 1 or a text such as `"35 %"`. It slows instead of closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<ShareSchema>"))]
    pub speed_factor: Option<Share>,
    /// What is left of the capacity, as a number in 0 to 1 or a text. It throttles instead of closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<ShareSchema>"))]
    pub capacity_factor: Option<Share>,
    /// Whether it holds before as well as after.
    #[serde(default, skip_serializing_if = "is_default")]
    pub baseline: bool,
    #[serde(skip)]
    pub(super) bad: BadQuantities,
}

/// What becomes of links that cross an area's border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CrossingLinks {
    /// They are closed: whatever meets the area.
    #[default]
    Closed,
    /// They stay open, unless an end of theirs lies inside.
    Open,
}

/// An area, in a file or at hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum AreaSpec {
    /// A GeoJSON file, relative to the scenario file.
    File(PathBuf),
    /// The polygons themselves.
    Polygons(
        #[cfg_attr(feature = "schema", schemars(with = "serde_json::Map<String, serde_json::Value>"))] Area,
    ),
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl ScenarioSpec {
    /// An empty scenario that minimises time.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..Self::default() }
    }

    /// What routes minimise.
    #[must_use]
    pub fn cost(mut self, cost: Impedance) -> Self {
        self.cost = cost;
        self
    }

    /// The path of the network, for a scenario that is to be written to a file.
    #[must_use]
    pub fn network(mut self, path: impl Into<PathBuf>) -> Self {
        self.network = Some(path.into());
        self
    }

    /// Adds an origin.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<OriginSpec>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Adds a destination.
    #[must_use]
    pub fn destination(mut self, destination: impl Into<DestinationSpec>) -> Self {
        self.destinations.push(destination.into());
        self
    }

    /// Adds an OD pair.
    #[must_use]
    pub fn pair(mut self, pair: PairSpec) -> Self {
        self.pairs.push(pair);
        self
    }

    /// Adds a closure.
    #[must_use]
    pub fn closure(mut self, closure: ClosureSpec) -> Self {
        self.closures.push(closure);
        self
    }

    /// Leaves out the closures that are not part of the baseline, so that others can take their place.
    #[must_use]
    pub fn without_closures(mut self) -> Self {
        // Those that stay get new numbers, so the places of the file no longer fit.
        self.source.places.retain(|key, _| !key.starts_with("closure["));
        self.closures.retain(|closure| closure.baseline);
        self
    }

    /// Another title; the old one, where there is one, stands before it.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.title = Some(match self.title {
            Some(old) => format!("{old}. {title}"),
            None => title.to_owned(),
        });
        self
    }

    /// The file that it was read from.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.source.path.as_deref()
    }

    /// The scenario as a TOML file's text.
    ///
    /// # Errors
    /// [`ScenarioError`] where a quantity given in code was none, or a path is not Unicode, so that the file would say
    /// something else.
    pub fn to_toml(&self) -> Result<String, ScenarioError> {
        let mut problems = Problems::default();
        let origins = self.origins.iter().map(|origin| ("origin", &origin.bad));
        let destinations = self.destinations.iter().map(|destination| ("destination", &destination.bad));
        let pairs = self.pairs.iter().map(|pair| ("od", &pair.bad));
        let closures = self.closures.iter().map(|closure| ("closure", &closure.bad));
        for (table, bad) in origins.chain(destinations).chain(pairs).chain(closures) {
            for (field, problem) in bad {
                problems.add(Place::key(format!("{table}.{field}")), problem.clone().into());
            }
        }
        let text = toml::to_string_pretty(self).unwrap_or_else(|error| {
            let reason = error.to_string();
            problems.add(Place::key("scenario"), ScenarioProblem::Unwritable { reason });
            String::new()
        });
        problems.or(text).map_err(|problems| ScenarioError { problems })
    }

    /// A path that stands in the scenario, relative to its file.
    pub(super) fn resolve_path(&self, path: &Path) -> PathBuf {
        match self.path().and_then(Path::parent) {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        }
    }

    /// Where a key stands: in the file if it was read, else the key itself.
    pub(super) fn place(&self, key: &str) -> Place {
        self.source.places.get(key).cloned().unwrap_or_else(|| Place::key(key))
    }

    /// The JSON Schema of scenario files, draft 2020-12.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn json_schema() -> serde_json::Value {
        let mut schema = schemars::schema_for!(Self);
        schema.insert("title".into(), "supplyline scenario".into());
        schema.into()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": VERSION, "description": "The version of the format." })
    }
}

/// A share as files write it.
#[cfg(feature = "schema")]
struct ShareSchema;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ShareSchema {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "number", "minimum": 0, "maximum": 1 },
                { "type": "string", "pattern": "^[0-9.]+ ?%?$" },
            ]
        })
    }
}

impl OriginSpec {
    /// A hub with supply without limit.
    #[must_use]
    pub fn new(hub: impl Into<String>) -> Self {
        Self { hub: hub.into(), supply: None, bad: Vec::new() }
    }

    /// How much it has: a [`TonnesPerDay`] or a text such as `"9000 t/d"`.
    #[must_use]
    pub fn supply<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, supply: T) -> Self {
        self.supply = keep(supply, "supply", &mut self.bad);
        self
    }
}

impl From<&str> for OriginSpec {
    fn from(hub: &str) -> Self {
        Self::new(hub)
    }
}

impl DestinationSpec {
    /// A hub with a demand of 1 t/d.
    #[must_use]
    pub fn new(hub: impl Into<String>) -> Self {
        Self { hub: hub.into(), demand: None, bad: Vec::new() }
    }

    /// How much it needs: a [`TonnesPerDay`] or a text such as `"1500 t/d"`.
    #[must_use]
    pub fn demand<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, demand: T) -> Self {
        self.demand = keep(demand, "demand", &mut self.bad);
        self
    }
}

impl From<&str> for DestinationSpec {
    fn from(hub: &str) -> Self {
        Self::new(hub)
    }
}

impl PairSpec {
    /// From one hub to another, with a demand of 1 t/d.
    #[must_use]
    pub fn new(origin: impl Into<String>, destination: impl Into<String>) -> Self {
        Self { origin: origin.into(), destination: destination.into(), demand: None, bad: Vec::new() }
    }

    /// How much goes from one to the other: a [`TonnesPerDay`] or a text such as `"1500 t/d"`.
    #[must_use]
    pub fn demand<T: TryInto<TonnesPerDay, Error: Into<UnitError>>>(mut self, demand: T) -> Self {
        self.demand = keep(demand, "demand", &mut self.bad);
        self
    }
}

impl ClosureSpec {
    /// A closure that names nothing yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Closes a hub too.
    #[must_use]
    pub fn hub(mut self, hub: impl Into<String>) -> Self {
        self.hubs.push(hub.into());
        self
    }

    /// Closes a link too.
    #[must_use]
    pub fn link(mut self, key: impl Into<String>) -> Self {
        self.links.push(key.into());
        self
    }

    /// Closes everything in an area.
    #[must_use]
    pub fn area(mut self, area: Area) -> Self {
        self.area = Some(AreaSpec::Polygons(area));
        self
    }

    /// Leaves links open that cross the area's border and have no end inside.
    #[must_use]
    pub fn keep_crossing_links(mut self) -> Self {
        self.crossing_links = CrossingLinks::Open;
        self
    }

    /// Acts on this mode; on all where no mode is named.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.modes.get_or_insert_default().push(mode);
        self
    }

    /// Slows instead of closing: what is left of the speed, a [`Share`] or a text such as `"35 %"`.
    #[must_use]
    pub fn speed_factor<T: TryInto<Share, Error: Into<UnitError>>>(mut self, factor: T) -> Self {
        self.speed_factor = keep(factor, "speed_factor", &mut self.bad);
        self
    }

    /// Throttles instead of closing: what is left of the capacity, a [`Share`] or a text such as `"35 %"`.
    #[must_use]
    pub fn capacity_factor<T: TryInto<Share, Error: Into<UnitError>>>(mut self, factor: T) -> Self {
        self.capacity_factor = keep(factor, "capacity_factor", &mut self.bad);
        self
    }

    /// Holds before as well as after.
    #[must_use]
    pub fn baseline(mut self) -> Self {
        self.baseline = true;
        self
    }
}
