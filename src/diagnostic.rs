//! Where a problem is, and all problems at once.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where something stands: a file, a line and column in it, a key; as much of it as is known.
///
/// Shown as `network/node.csv:12: column y_coord`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    file: Option<Arc<Path>>,
    line: Option<u64>,
    column: Option<u64>,
    key: Option<String>,
}

impl Place {
    /// A whole file or folder.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { file: Some(path.into().into()), ..Self::default() }
    }

    /// Something made in code, named by what it is: `hub 'Izium'`, `closure[0].hubs[1]`.
    #[must_use]
    pub fn key(key: impl Into<String>) -> Self {
        Self { key: Some(shorten(&key.into())), ..Self::default() }
    }

    /// The same place, at this line of its file, from 1.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place, at this column of its line, from 1.
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    /// The same place, at this key: a table's column or a dotted path.
    #[must_use]
    pub fn at_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(shorten(&key.into()));
        self
    }

    /// The file, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The column of the line, from 1.
    #[must_use]
    pub fn column(&self) -> Option<u64> {
        self.column
    }

    /// The key: a table's column or a dotted path, or what was made in code.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}", file.display())?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
                if let Some(column) = self.column {
                    write!(f, ":{column}")?;
                }
            }
            if let Some(key) = &self.key {
                write!(f, ": {key}")?;
            }
            return Ok(());
        }
        match (&self.key, self.line) {
            (Some(key), Some(line)) => write!(f, "line {line}: {key}"),
            (Some(key), None) => f.write_str(key),
            (None, Some(line)) => write!(f, "line {line}"),
            (None, None) => f.write_str("input"),
        }
    }
}

/// Texts of the input go into messages, so one of a megabyte is cut.
pub(crate) fn shorten(text: &str) -> String {
    const LIMIT: usize = 80;
    match text.char_indices().nth(LIMIT) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// A number of the input in a message: with an exponent where its digits would fill a line.
pub(crate) fn told(number: f64) -> String {
    if number != 0.0 && number.is_finite() && !(1e-6..1e15).contains(&number.abs()) {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

/// Something with the place where it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// Where.
    pub place: Place,
    /// What.
    pub what: T,
}

impl<T> Located<T> {
    /// Changes what was found, and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { place: self.place, what: change(self.what) }
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A list of everything that was found, each with its place, in the order of the places.
///
/// The first [`Problems::KEPT`] are kept and the rest are counted, so that a file of ten million bad rows does not
/// fill the memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Problems<P> {
    kept: Vec<Located<P>>,
    left_out: u64,
}

impl<P> Default for Problems<P> {
    fn default() -> Self {
        Self { kept: Vec::new(), left_out: 0 }
    }
}

impl<P> Problems<P> {
    /// So many problems are kept; more are counted.
    pub const KEPT: usize = 1_000;

    /// Notes one.
    pub fn add(&mut self, place: Place, what: P) {
        if self.kept.len() < Self::KEPT {
            self.kept.push(Located { place, what });
        } else {
            self.left_out += 1;
        }
    }

    /// Notes all of another list.
    pub fn extend<Q: Into<P>>(&mut self, other: Problems<Q>) {
        self.left_out += other.left_out;
        for Located { place, what } in other.kept {
            self.add(place, what.into());
        }
    }

    /// Those that a test keeps.
    #[must_use]
    pub(crate) fn filtered(mut self, keep: impl Fn(&P) -> bool) -> Self {
        self.kept.retain(|problem| keep(&problem.what));
        self
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many were found, kept or not.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.kept.len() as u64 + self.left_out
    }

    /// How many were found but not kept.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The problems that were kept.
    pub fn iter(&self) -> std::slice::Iter<'_, Located<P>> {
        self.kept.iter()
    }

    /// The value where nothing was found, else the list in the order of its places.
    ///
    /// # Errors
    /// The list itself, unless it is empty.
    pub fn or<T>(mut self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            self.kept.sort_by(|a, b| a.place.cmp(&b.place));
            Err(self)
        }
    }
}

impl<'a, P> IntoIterator for &'a Problems<P> {
    type Item = &'a Located<P>;
    type IntoIter = std::slice::Iter<'a, Located<P>>;
    fn into_iter(self) -> Self::IntoIter {
        self.kept.iter()
    }
}

impl<P: fmt::Display> fmt::Display for Problems<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.kept.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        if self.left_out > 0 {
            write!(f, "\n… and {} more", self.left_out)?;
        }
        Ok(())
    }
}

impl<P: fmt::Debug + fmt::Display> std::error::Error for Problems<P> {}

/// The candidate that a reader may have meant by `word`, if one is near enough.
///
/// Case and accents of typing count little: `kupyansk` finds `Kupiansk`. Linear in the number of candidates.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // A name of hundreds of letters is no mistyped one, and comparing it takes the square of its length.
    const LONGEST: usize = 80;
    if word.len() > LONGEST {
        return None;
    }
    let candidates = candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST);
    let wanted = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&wanted, &candidate.to_lowercase());
        let better = best.is_none_or(|(top, name)| score > top || (score >= top && candidate < name));
        if score >= 0.84 && better {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// `; did you mean 'Kupiansk'?`, or nothing.
pub(crate) fn hint(suggestion: Option<&String>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean '{name}'?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        let towns = ["Izium", "Kupiansk", "Kupiansk-Vuzlovyi", "Svatove"];
        assert_eq!(did_you_mean("Kupyansk", towns), Some("Kupiansk".into()));
        assert_eq!(did_you_mean("izyum", towns), Some("Izium".into()));
        assert_eq!(did_you_mean("Lisbon", towns), None);
    }

    #[test]
    fn a_place_reads_like_a_compiler_message() {
        let place = Place::file("network/node.csv").at_line(12).at_key("column y_coord");
        assert_eq!(place.to_string(), "network/node.csv:12: column y_coord");
        assert_eq!(Place::key("hub 'Izium'").to_string(), "hub 'Izium'");
    }

    #[test]
    fn problems_past_the_limit_are_counted() {
        let mut problems = Problems::default();
        for line in 0..1_500 {
            problems.add(Place::default().at_line(line), "bad");
        }
        assert_eq!((problems.count(), problems.left_out()), (1_500, 500));
        assert!(problems.to_string().ends_with("and 500 more"));
    }
}
