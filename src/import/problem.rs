//! What can be wrong with bytes and cells, before anyone judges the rows.

use thiserror::Error;

use crate::diagnostic::{hint, shorten, told};
use crate::units::UnitError;

/// Something that could not be read, without its place.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ImportProblem {
    /// The file or folder is not there.
    #[error("no such file or folder; check the path")]
    Missing,
    /// The file is there, but cannot be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// Nothing that any reader knows.
    #[error(
        "not a network that can be read; give a GMNS folder with node.csv and link.csv, a TNTP file, or a CSV edge list"
    )]
    UnknownFormat,
    /// A map where a network is needed.
    #[error(
        "is a map, not a network yet; make one of it with supplyline import, or in Rust with prepare::lines"
    )]
    IsMap,
    /// Nothing that any reader of lines knows.
    #[error(
        "not a map that can be read; give OpenStreetMap PBF (.osm.pbf), GeoJSON (.geojson, .json) or a shapefile (.shp); \
         osmium cat and ogr2ogr convert others"
    )]
    UnknownMap,
    /// A format that this program was built without.
    #[error("{format} cannot be read, because supplyline was built without its feature '{feature}'")]
    NotCompiledIn {
        /// The format.
        format: &'static str,
        /// The cargo feature.
        feature: &'static str,
    },
    /// One of the files beside a shapefile.
    #[error("belongs to a shapefile; give the file that ends in .shp, and keep this one beside it")]
    PartOfShapefile,
    /// The file has no header, or nothing at all.
    #[error("the file is empty; it needs a header line that names the columns")]
    Empty,
    /// The file is larger than a file of its kind may be.
    #[error("the file is longer than {limit_mib} MiB, which no file of its kind should be")]
    FileTooLong {
        /// The limit.
        limit_mib: u64,
    },
    /// The cells are separated by something else than commas.
    #[error("the cells seem to be separated by {separator}; save the file with commas")]
    WrongSeparator {
        /// What separates them.
        separator: &'static str,
    },
    /// A folder where a file should be.
    #[error("is a folder; give a file")]
    IsFolder,
    /// A column that must be there is not.
    #[error("column '{column}' is missing{}", hint(suggestion.as_ref()))]
    MissingColumn {
        /// The column.
        column: &'static str,
        /// A column of the file that may be meant.
        suggestion: Option<String>,
    },
    /// Two columns have the same name.
    #[error("column '{column}' is there twice; remove or rename one")]
    ColumnTwice {
        /// The column.
        column: String,
    },
    /// A row has more or fewer cells than the header.
    #[error(
        "the row has {found} cells, the header {expected}; check for a missing or an extra comma or quote"
    )]
    RaggedRow {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A row does not end.
    #[error("a row is longer than {limit_mib} MiB; check for a missing line end or an unclosed quote")]
    RowTooLong {
        /// The limit.
        limit_mib: usize,
    },
    /// A cell that goes on over several lines.
    #[error("a cell goes on over several lines; check for an unclosed quote")]
    LineBreak,
    /// Bytes that are not UTF-8.
    #[error("not UTF-8 text; save the file as UTF-8")]
    NotUtf8,
    /// A cell that must be filled is empty.
    #[error("is empty; every row needs a value here")]
    EmptyCell,
    /// A cell that is no number.
    #[error("'{text}' is not a number")]
    NotANumber {
        /// The cell.
        text: String,
    },
    /// A number that is NaN or infinite.
    #[error("'{text}' is not a finite number")]
    NotFinite {
        /// The cell.
        text: String,
    },
    /// A cell that is neither true nor false.
    #[error("'{text}' is neither true nor false; write true or false, or 1 or 0")]
    NotABoolean {
        /// The cell.
        text: String,
    },
    /// A number that is no such quantity.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// A column that nothing reads, and that is nearly one that is read.
    #[error("column '{column}' is not known; did you mean '{suggestion}'?")]
    ColumnMistyped {
        /// The column.
        column: String,
        /// What may be meant.
        suggestion: String,
    },
    /// A kind of place that is not known.
    #[error("'{text}' is no kind of place; write town or station")]
    UnknownPlaceKind {
        /// The cell.
        text: String,
    },
    /// Two places with one key.
    #[error(
        "'{key}' is the key of a place in line {line} already; give one of them another, in the column 'key'"
    )]
    PlaceTwice {
        /// The key.
        key: String,
        /// Where it stands first.
        line: u64,
    },
    /// A place without a name, or a point without a radius.
    #[error("has no '{property}'; every place needs a name, and one that is no polygon a radius")]
    MissingProperty {
        /// What is missing.
        property: &'static str,
    },
    /// A place that is drawn as something else than a point or a polygon.
    #[error("is neither a point nor a polygon; draw places as those")]
    NoPlaceShape,
    /// A unit in `config.csv` that is not known.
    #[error("unit '{text}' is not known; known are {known}")]
    UnknownUnit {
        /// The cell.
        text: String,
        /// What is known.
        known: &'static str,
    },
    /// A geometry that is no line.
    #[error("is not a WKT LINESTRING: {reason}")]
    BadGeometry {
        /// What is wrong with it.
        reason: String,
    },
    /// A link names a row of `geometry.csv` that is not there.
    #[error("geometry '{id}' is not in geometry.csv")]
    UnknownGeometry {
        /// The identifier.
        id: String,
    },
    /// A coordinate reference system that cannot be converted.
    #[error(
        "coordinate reference system '{crs}' is not known; give an EPSG code, or longitude and latitude as EPSG:4326"
    )]
    UnknownCrs {
        /// The text found.
        crs: String,
    },
    /// A point that cannot be converted to longitude and latitude.
    #[error("the point {x}, {y} is outside of what the coordinate reference system {crs} covers")]
    OutsideCrs {
        /// East.
        x: f64,
        /// North.
        y: f64,
        /// The reference system.
        crs: String,
    },
    /// A JSON file with a mistake.
    #[error("not valid GeoJSON: {reason}")]
    BadGeoJson {
        /// What the parser says.
        reason: String,
    },
    /// A feature that does not end.
    #[error("a feature is longer than {limit_mib} MiB; check for a missing bracket or quote")]
    FeatureTooLong {
        /// The limit.
        limit_mib: u64,
    },
    /// A position that is not on the earth.
    #[error(
        "longitude {}, latitude {} is out of range; write degrees, longitude first, or name the coordinate reference \
         system",
        told(*lon), told(*lat)
    )]
    OutOfRange {
        /// What should be degrees east.
        lon: f64,
        /// What should be degrees north.
        lat: f64,
    },
    /// A line of one point, or a ring of fewer than four.
    #[error("has {found} points; a line needs two at least, an outline four, of which the last is the first")]
    TooFewPoints {
        /// How many there are.
        found: usize,
    },
    /// A blob of an OpenStreetMap file with a mistake.
    #[error("not OpenStreetMap PBF, at byte {offset}: {reason}")]
    BadPbf {
        /// Where the blob begins, from 0.
        offset: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// An OpenStreetMap file of a kind that is not understood.
    #[error(
        "demands '{feature}' of its reader, which is not understood here; give an extract without history"
    )]
    PbfDemands {
        /// What it demands.
        feature: String,
    },
    /// A shapefile with a mistake.
    #[error("not a shapefile: {reason}")]
    BadShapefile {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file that belongs to a shapefile is not beside it.
    #[error(
        "the {part} beside it is missing; bring the file of the same name that ends in {part}: it holds {holds}"
    )]
    MissingPart {
        /// How the file's name ends.
        part: &'static str,
        /// What it is needed for.
        holds: &'static str,
    },
    /// A GeoJSON file without a polygon.
    #[error("holds no Polygon or MultiPolygon; an area needs at least one")]
    NoPolygon,
    /// A profile with a mistake.
    #[error("not a profile that can be read: {reason}")]
    BadProfile {
        /// What is wrong with it.
        reason: String,
    },
    /// A network and another one.
    #[error("is a second network, beside {first}; import one at a time")]
    SecondNetwork {
        /// The first one.
        first: String,
    },
    /// A file that says more about a network, of which there is none.
    #[error("{what} belong to a network of their kind; give its file too")]
    NoNetwork {
        /// What the file holds.
        what: &'static str,
    },
    /// A TNTP file of no known kind.
    #[error(
        "a TNTP file, but neither a net, nor nodes, nor trips; they start with <NUMBER OF NODES>, a header 'node X Y', and <NUMBER OF ZONES>"
    )]
    UnknownTntp,
    /// A TNTP file without one of its lines of metadata.
    #[error("the line <{key}> is missing; a TNTP file of this kind has it before its rows")]
    MetadataMissing {
        /// The line's key.
        key: &'static str,
    },
    /// A line of metadata without a number.
    #[error("<{key}> needs a number, zero or more, and has '{text}'")]
    BadMetadata {
        /// The line's key.
        key: &'static str,
        /// What follows it.
        text: String,
    },
    /// A file that states how many rows it has, and has others.
    #[error("<{key}> states {stated}, but {found} are there; is the file cut off?")]
    CountDiffers {
        /// The line of metadata.
        key: &'static str,
        /// What it states.
        stated: f64,
        /// What the rows add up to.
        found: f64,
    },
    /// A number of a node or zone that is not among those that the file states.
    #[error("{number} is not in 1 to {limit}, which <{key}> states")]
    NumberOutOfRange {
        /// The number.
        number: u64,
        /// The greatest.
        limit: u64,
        /// The line of metadata.
        key: &'static str,
    },
    /// A text that is no number of a node or zone.
    #[error("'{text}' is not the number of a {what}; they are whole numbers from 1 on")]
    NotANodeNumber {
        /// `node` or `zone`.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// A row with too few cells.
    #[error("the row has {found} cells and needs {needed} at least: {names}")]
    ShortRow {
        /// Cells in the row.
        found: usize,
        /// How many it needs.
        needed: usize,
        /// What they are.
        names: &'static str,
    },
    /// A row that does not end as those above it do.
    #[error("the row does not end in ';' as those above it do; is the file cut off?")]
    RowNotEnded,
    /// Trips before any origin.
    #[error("trips stand before the first line 'Origin NUMBER'")]
    NoOrigin,
    /// A text that is no trips to a zone.
    #[error("'{text}' does not read as 'ZONE : TRIPS;'")]
    NotTrips {
        /// The text.
        text: String,
    },
    /// A pair of zones that has its trips already.
    #[error("trips from {origin} to {destination} are given already, in line {first_line}; give them once")]
    TripsTwice {
        /// A zone.
        origin: String,
        /// Another.
        destination: String,
        /// The line where they were given first.
        first_line: u64,
    },
    /// No column of an edge list is called as any that may say this.
    #[error("no column says the {role}; known names are {known}; or name the column in the mapping")]
    NoColumnFor {
        /// What is missing.
        role: &'static str,
        /// The first names that would do.
        known: String,
    },
    /// A column that a mapping names is not there.
    #[error("there is no column '{}', which the mapping names for the {role}{}", shorten(column), hint(suggestion.as_ref()))]
    MappedColumnMissing {
        /// What it was to say.
        role: &'static str,
        /// The column.
        column: String,
        /// A column of the file that may be meant.
        suggestion: Option<String>,
    },
    /// A word of a mapping that is nothing that a column may say.
    #[error("'{}' is nothing that a column says{}; known are {known}", shorten(text), hint(suggestion.as_ref()))]
    UnknownRole {
        /// The word.
        text: String,
        /// What may be meant.
        suggestion: Option<String>,
        /// What is known.
        known: String,
    },
    /// The caller asked to stop.
    #[error("stopped on request")]
    Stopped,
}
