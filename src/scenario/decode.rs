//! A scenario file's text to a [`ScenarioSpec`], with every problem at its line and column.
//!
//! Serde would stop at the first mistake; this walks the parsed tree and lists all of them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{ScenarioError, ScenarioProblem};
use super::spec::{
    AreaSpec, ClosureSpec, CrossingLinks, DestinationSpec, Impedance, OriginSpec, PairSpec, ScenarioSpec,
    Version,
};
use crate::diagnostic::{Place, Problems, did_you_mean};
use crate::import::{ImportProblem, TextProblem};
use crate::mode::Mode;
use crate::network::Area;
use crate::units::{Share, TonnesPerDay};

/// A scenario is typed by hand; one of this size is not.
const LIMIT_MIB: u64 = 16;

/// The keys at the top of a scenario. Below a table's header they belong to that table, which is easily overlooked.
const SCENARIO_KEYS: [&str; 8] =
    ["version", "title", "network", "cost", "origin", "destination", "od", "closure"];

impl ScenarioSpec {
    /// Reads a scenario file. The network that it names is not read yet.
    ///
    /// # Errors
    /// [`ScenarioError`] with all problems, each with its line and column.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let (spec, problems) = Self::read_partly(path.as_ref());
        problems.or(spec).map_err(|problems| ScenarioError { problems })
    }

    /// Reads a scenario from a text; `path` is what messages call it, and what paths in it are relative to.
    ///
    /// # Errors
    /// As [`ScenarioSpec::read`].
    pub fn parse(text: &str, path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let (spec, problems) = Self::parse_partly(text, path.as_ref());
        problems.or(spec).map_err(|problems| ScenarioError { problems })
    }

    /// As much of a scenario file as can be read, and what cannot.
    pub(super) fn read_partly(path: &Path) -> (Self, Problems<ScenarioProblem>) {
        match crate::import::read_text(path, LIMIT_MIB) {
            Ok(text) => Self::parse_partly(&text, path),
            Err(TextProblem { line, problem }) => {
                let mut problems = Problems::default();
                let place = Place::file(path);
                let place = line.map_or(place.clone(), |line| place.at_line(line));
                problems.add(place, problem.into());
                (Self::default(), problems)
            }
        }
    }

    fn parse_partly(text: &str, path: &Path) -> (Self, Problems<ScenarioProblem>) {
        let mut decoder = Decoder {
            text,
            line_starts: std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect(),
            path,
            problems: Problems::default(),
            spec: Self::default(),
        };
        let (tree, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            decoder.scenario(tree.get_ref());
        }
        for error in errors {
            let place = decoder.locate(error.span().unwrap_or(0..0));
            let message = error.message().to_owned();
            decoder.problems.add(place, ScenarioProblem::Syntax { message });
        }
        let Decoder { problems, mut spec, .. } = decoder;
        spec.source.path = Some(path.to_owned());
        (spec, problems)
    }
}

struct Decoder<'t> {
    text: &'t str,
    /// Where each line begins, in bytes; the first at 0.
    line_starts: Vec<usize>,
    path: &'t Path,
    problems: Problems<ScenarioProblem>,
    spec: ScenarioSpec,
}

type Value<'t> = Spanned<DeValue<'t>>;

/// One table while its keys are taken from it.
struct Fields<'d, 't, 'i> {
    decoder: &'d mut Decoder<'t>,
    table: &'d DeTable<'i>,
    /// What messages call the table.
    name: &'static str,
    /// The path of the table: `closure[0].`, or nothing at the top.
    prefix: String,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl Decoder<'_> {
    fn locate(&self, span: Range<usize>) -> Place {
        let start = span.start.min(self.text.len());
        let line = self.line_starts.partition_point(|&line_start| line_start <= start);
        let line_start = self.line_starts[line - 1];
        let column =
            String::from_utf8_lossy(&self.text.as_bytes()[line_start..start]).chars().count() as u64 + 1;
        Place::file(self.path).at_line(line as u64).at_column(column)
    }

    fn note(&mut self, span: Range<usize>, key: &str, problem: ScenarioProblem) {
        let place = self.locate(span).at_key(key);
        self.problems.add(place, problem);
    }

    fn scenario(&mut self, table: &DeTable<'_>) {
        let mut fields = Fields::new(self, table, "a scenario", String::new(), 0..0);
        fields.version();
        let title = fields.text("title");
        let network = fields.text("network").map(PathBuf::from);
        let cost = fields.word("cost", "\"time\" or \"length\"", |word| match word {
            "time" => Some(Impedance::Time),
            "length" => Some(Impedance::Length),
            _ => None,
        });
        let origins = fields.tables("origin", "[[origin]]", |fields| OriginSpec {
            hub: fields.required_text("hub", "hub = \"…\""),
            supply: fields.tonnes("supply"),
            bad: Vec::new(),
        });
        let destinations = fields.tables("destination", "[[destination]]", |fields| DestinationSpec {
            hub: fields.required_text("hub", "hub = \"…\""),
            demand: fields.tonnes("demand"),
            bad: Vec::new(),
        });
        let pairs = fields.tables("od", "[[od]]", |fields| PairSpec {
            origin: fields.required_text("origin", "origin = \"…\""),
            destination: fields.required_text("destination", "destination = \"…\""),
            demand: fields.tonnes("demand"),
            bad: Vec::new(),
        });
        let closures = fields.tables("closure", "[[closure]]", closure);
        fields.finish();
        let source = std::mem::take(&mut self.spec.source);
        self.spec = ScenarioSpec {
            version: Version,
            title,
            network,
            cost: cost.unwrap_or_default(),
            origins,
            destinations,
            pairs,
            closures,
            source,
        };
    }
}

fn closure(fields: &mut Fields<'_, '_, '_>) -> ClosureSpec {
    let spec = ClosureSpec {
        name: fields.text("name"),
        hubs: fields.texts("hubs").unwrap_or_default(),
        links: fields.texts("links").unwrap_or_default(),
        area: fields.area("area"),
        crossing_links: fields
            .word("crossing_links", "\"closed\" or \"open\"", |word| match word {
                "closed" => Some(CrossingLinks::Closed),
                "open" => Some(CrossingLinks::Open),
                _ => None,
            })
            .unwrap_or_default(),
        modes: fields
            .texts("modes")
            .map(|modes| modes.iter().map(|mode| Mode::from(mode.as_str())).collect()),
        speed_factor: fields.share("speed_factor"),
        capacity_factor: fields.share("capacity_factor"),
        baseline: fields.boolean("baseline").unwrap_or(false),
        bad: Vec::new(),
    };
    for key in ["from", "until", "date"] {
        if let Some(value) = fields.take(key) {
            let key = key.to_owned();
            fields.note(value.span(), &key.clone(), ScenarioProblem::Reserved { key });
        }
    }
    spec
}

impl<'d, 't, 'i> Fields<'d, 't, 'i> {
    fn new(
        decoder: &'d mut Decoder<'t>,
        table: &'d DeTable<'i>,
        name: &'static str,
        prefix: String,
        span: Range<usize>,
    ) -> Self {
        Self { decoder, table, name, prefix, span, known: Vec::new() }
    }

    fn note(&mut self, span: Range<usize>, key: &str, problem: ScenarioProblem) {
        let key = format!("{}{key}", self.prefix);
        self.decoder.note(span, &key, problem);
    }

    fn wrong_type(&mut self, value: &Value<'_>, key: &str, expected: &'static str) {
        let found = value.get_ref().type_str();
        self.note(value.span(), key, ScenarioProblem::WrongType { expected, found });
    }

    /// The value of a key, and its place kept for whoever looks the value up later.
    fn take(&mut self, key: &'static str) -> Option<&'d Value<'i>> {
        self.known.push(key);
        let value = self.table.get(key)?;
        self.remember(key, value);
        Some(value)
    }

    fn remember(&mut self, key: &str, value: &Value<'_>) {
        let key = format!("{}{key}", self.prefix);
        let place = self.decoder.locate(value.span()).at_key(&key);
        self.decoder.spec.source.places.insert(key, place);
    }

    fn version(&mut self) {
        match self.take("version") {
            None => {
                let problem = ScenarioProblem::MissingKey { key: "version", example: "version = 1" };
                self.note(0..0, "version", problem);
            }
            Some(value) => {
                let found = match value.get_ref() {
                    DeValue::Integer(integer) if integer.radix() == 10 && integer.as_str() == "1" => return,
                    DeValue::Integer(integer) => integer.as_str().to_owned(),
                    _ => return self.wrong_type(value, "version", "the number 1, without quotes"),
                };
                self.note(value.span(), "version", ScenarioProblem::UnknownVersion { found });
            }
        }
    }

    fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.take(key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(value, key, "a text");
        }
        text
    }

    fn required_text(&mut self, key: &'static str, example: &'static str) -> String {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.note(self.span.clone(), key, ScenarioProblem::MissingKey { key, example });
        }
        self.text(key).unwrap_or_default()
    }

    fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.take(key)?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong_type(value, key, "true or false");
        }
        boolean
    }

    fn word<T>(
        &mut self,
        key: &'static str,
        known: &'static str,
        of: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(key)?;
        let Some(word) = value.get_ref().as_str() else {
            self.wrong_type(value, key, known);
            return None;
        };
        let meant = of(word);
        if meant.is_none() {
            let found = word.to_owned();
            self.note(value.span(), key, ScenarioProblem::UnknownWord { found, known });
        }
        meant
    }

    fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        const EXPECTED: &str = "a list of texts, such as [\"Kupiansk\"]";
        let value = self.take(key)?;
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, key, EXPECTED);
            return None;
        };
        let mut texts = Vec::new();
        for (at, item) in list.iter().enumerate() {
            let key = format!("{key}[{at}]");
            self.remember(&key, item);
            match item.get_ref().as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.wrong_type(item, &key, EXPECTED),
            }
        }
        Some(texts)
    }

    fn tonnes(&mut self, key: &'static str) -> Option<TonnesPerDay> {
        let value = self.take(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(value, key, "a text with its unit, such as \"1500 t/d\"");
            return None;
        };
        match text.parse() {
            Ok(tonnes) => Some(tonnes),
            Err(problem) => {
                self.note(value.span(), key, ScenarioProblem::Quantity(problem));
                None
            }
        }
    }

    fn share(&mut self, key: &'static str) -> Option<Share> {
        let value = self.take(key)?;
        let share = match value.get_ref() {
            DeValue::String(text) => text.parse(),
            DeValue::Float(float) => float.as_str().parse(),
            DeValue::Integer(integer) => integer.as_str().parse(),
            _ => {
                self.wrong_type(value, key, "a number in 0 to 1, or a text such as \"35 %\"");
                return None;
            }
        };
        match share {
            Ok(share) => Some(share),
            Err(problem) => {
                self.note(value.span(), key, ScenarioProblem::Quantity(problem));
                None
            }
        }
    }

    fn area(&mut self, key: &'static str) -> Option<AreaSpec> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::String(path) => Some(AreaSpec::File(PathBuf::from(path.as_ref()))),
            DeValue::Table(_) => match polygons(value) {
                Ok(area) => Some(AreaSpec::Polygons(area)),
                Err(message) => {
                    let reason = message.trim_start_matches("not valid GeoJSON: ").to_owned();
                    let problem = ImportProblem::BadGeoJson { reason };
                    self.note(value.span(), key, ScenarioProblem::Import(problem));
                    None
                }
            },
            _ => {
                self.wrong_type(value, key, "the path of a GeoJSON file, or a GeoJSON polygon");
                None
            }
        }
    }

    fn tables<T>(
        &mut self,
        key: &'static str,
        name: &'static str,
        mut decode: impl FnMut(&mut Fields<'_, '_, '_>) -> T,
    ) -> Vec<T> {
        let Some(value) = self.take(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "a list of tables, written with two brackets");
            return Vec::new();
        };
        let mut decoded = Vec::new();
        for (at, item) in list.iter().enumerate() {
            let key = format!("{key}[{at}]");
            self.remember(&key, item);
            let Some(table) = item.get_ref().as_table() else {
                self.wrong_type(item, &key, "a table");
                continue;
            };
            let prefix = format!("{key}.");
            let mut fields = Fields::new(self.decoder, table, name, prefix, item.span());
            decoded.push(decode(&mut fields));
            fields.finish();
        }
        decoded
    }

    /// Every key that nobody took is unknown.
    fn finish(mut self) {
        let table = self.table;
        for key in table.keys() {
            let word = key.get_ref();
            if !self.known.contains(&word.as_ref()) {
                let table = self.name;
                let found = word.to_string();
                let problem = if !self.prefix.is_empty() && SCENARIO_KEYS.contains(&word.as_ref()) {
                    ScenarioProblem::MisplacedKey { key: found, table }
                } else {
                    let suggestion = did_you_mean(word, self.known.iter().copied());
                    ScenarioProblem::UnknownKey { key: found, table, suggestion }
                };
                self.note(key.span(), word, problem);
            }
        }
    }
}

/// A GeoJSON geometry written as a TOML table.
fn polygons(value: &Value<'_>) -> Result<Area, String> {
    let plain = toml::Value::try_from(Plain(value.get_ref())).map_err(|error| error.to_string())?;
    plain.try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// A parsed value as serde sees it.
struct Plain<'v, 'i>(&'v DeValue<'i>);

impl Serialize for Plain<'_, '_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            DeValue::String(text) => serializer.serialize_str(text),
            DeValue::Integer(number) => match number.as_str().parse::<i64>() {
                Ok(number) => serializer.serialize_i64(number),
                Err(error) => Err(serde::ser::Error::custom(error)),
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(number) => serializer.serialize_f64(number),
                Err(error) => Err(serde::ser::Error::custom(error)),
            },
            DeValue::Boolean(boolean) => serializer.serialize_bool(*boolean),
            DeValue::Datetime(date) => serializer.serialize_str(&date.to_string()),
            DeValue::Array(items) => serializer.collect_seq(items.iter().map(|item| Plain(item.get_ref()))),
            DeValue::Table(table) => {
                serializer.collect_map(table.iter().map(|(key, item)| (key.get_ref(), Plain(item.get_ref()))))
            }
        }
    }
}
