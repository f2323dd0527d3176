//! `supplyline import` of a map: lines and places become a network with hubs.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use supplyline::diagnostic::Place;
use supplyline::import::{Profile, RawLines, RawPlace, and_own_places, read_lines, read_places};
use supplyline::prepare::lines::{LineOptions, Nodes, PreparedLines, from_lines};
use supplyline::prepare::standard;
use supplyline::progress::Progress as _;
use supplyline::report::{mends_geojson, write_file, write_gmns_rows};
use supplyline::units::Length;
use supplyline::{Mode, Network};

use crate::args::Format;
use crate::bar::Bar;
use crate::failure::{Failure, Told, input};
use crate::import::{NETWORK, tell};

/// What was done to the lines, each change with its place.
const MENDED: &str = "mended.geojson";

#[derive(Debug, Args)]
#[command(next_help_heading = "Maps")]
pub(crate) struct MapRules {
    /// Which lines carry goods, how fast and how much, which places are hubs, where gaps are closed: see supplyline profile
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    profile: Option<PathBuf>,

    /// Take all lines, as this mode
    #[arg(long, value_name = "MODE", conflicts_with = "profile")]
    all_as: Option<String>,

    /// Places that become hubs: a CSV table of name, lat, lon and radius, or GeoJSON points and polygons
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    places: Vec<PathBuf>,

    /// The map's own towns and stations become hubs: as a rule where no --places are given
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Own::Alone)]
    own_places: Own,

    /// How far a place that no line touches may be from the line that it is attached to
    #[arg(long, value_name = "LENGTH", default_value = "5 km")]
    attach_within: Length,

    /// Split crossing lines and close gaps: as a rule where the map does not say by common points where lines meet
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    mend: When,

    /// Make lines that run side by side within this distance one line of several tracks
    #[arg(long, value_name = "LENGTH")]
    merge_tracks: Option<Length>,

    /// Make every point a node, not only those where lines meet or end
    #[arg(long)]
    every_point: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    /// Where the map needs it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Own {
    /// Where no --places are given
    Alone,
    /// Beside those of --places
    Too,
    /// Not at all
    None,
}

impl MapRules {
    /// Which of these are given.
    pub(crate) fn given(&self) -> Vec<(&'static str, bool)> {
        vec![
            ("--profile", self.profile.is_some()),
            ("--all-as", self.all_as.is_some()),
            ("--places", !self.places.is_empty()),
            ("--own-places", self.own_places != Own::Alone),
            ("--mend", self.mend != When::Auto),
            ("--merge-tracks", self.merge_tracks.is_some()),
            ("--every-point", self.every_point),
        ]
    }

    fn profile(&self) -> Result<Profile, Failure> {
        match (&self.profile, &self.all_as) {
            (Some(path), _) => Profile::read(path).map_err(|problems| input(&problems)),
            (None, Some(mode)) if mode.trim().is_empty() || mode.contains([';', ',']) => {
                let why = "is not a mode; give one word, such as rail or road";
                Err(Failure::Input(vec![Told::new(&Place::key(format!("--all-as '{mode}'")), why)], 0))
            }
            (None, Some(mode)) => Ok(Profile::all_as(Mode::from(mode.as_str()))),
            (None, None) => Ok(Profile::default()),
        }
    }

    fn places(&self, own: Vec<RawPlace>, bar: &Bar) -> Result<Vec<RawPlace>, Failure> {
        let mut places = Vec::new();
        for path in &self.places {
            let read = read_places(path, bar).map_err(|problems| input(&problems))?;
            let known: HashSet<&str> = places.iter().map(|place: &RawPlace| place.key.as_str()).collect();
            let twice: Vec<Told> = read
                .iter()
                .filter(|place| known.contains(place.key.as_str()))
                .map(|place| {
                    let at = Place::file(path).at_key(format!("place '{}'", place.key));
                    Told::new(&at, "is in another file of --places already; give each place once")
                })
                .collect();
            if !twice.is_empty() {
                return Err(Failure::Input(twice, 0));
            }
            places.extend(read);
        }
        let too = match self.own_places {
            Own::Alone => self.places.is_empty(),
            Own::Too => true,
            Own::None => false,
        };
        Ok(if too { and_own_places(places, own) } else { places })
    }
}

/// Reads all, judges all, and writes only then.
pub(crate) fn answer(
    inputs: &[PathBuf],
    out: &Path,
    rules: &MapRules,
    format: Format,
    bar: &Bar,
) -> Result<(), Failure> {
    let profile = rules.profile()?;
    let mut lines = read_lines(inputs, &profile, bar);
    if lines.lines.is_empty() && lines.problems.is_empty() {
        return Err(nothing_taken(inputs, &lines));
    }
    let files: Vec<String> = lines.files.iter().map(|file| file.display().to_string()).collect();
    let places = rules.places(std::mem::take(&mut lines.places), bar)?;
    let mut options = LineOptions::new(&profile)
        .attach_within(rules.attach_within)
        .merge_tracks(rules.merge_tracks)
        .progress(bar);
    options = match rules.mend {
        When::Auto => options,
        When::Always => options.mending(true),
        When::Never => options.mending(false),
    };
    if rules.every_point {
        options = options.nodes(Nodes::All);
    }
    let PreparedLines { raw, mends, .. } = from_lines(lines, &places, options);
    let raw = standard(raw);
    let network = Network::of_prepared(&raw)?;
    if bar.stop_requested() {
        return Err(Failure::Stopped);
    }
    bar.begin("writing the network", 0);
    write_gmns_rows(&raw, out.join(NETWORK))?;
    write_file(out.join(MENDED), mends_geojson(&mends).as_bytes())?;
    bar.finish();
    tell(out, &network, &files, None, format)
}

/// A map of which no rule takes a line: the likely mistake of who reads a file of attributes of its own.
fn nothing_taken(inputs: &[PathBuf], lines: &RawLines) -> Failure {
    let place = inputs.first().map_or_else(Place::default, Place::file);
    let read: Vec<String> = lines.repairs.iter().map(ToString::to_string).collect();
    let message = format!(
        "no line is taken by the profile ({}); take all with --all-as MODE, or write the attributes that tell roads and \
         railways into a profile (supplyline profile prints the built-in one)",
        read.join("; ")
    );
    Failure::Input(vec![Told::new(&place, message)], 0)
}
