//! What all readers of lines share: points that are known already, keys of places, and counts of what was left out.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::import::lines::{GridPoint, RawLine, RawLines, RawPlace};
use crate::import::problem::ImportProblem;
use crate::import::profile::{LineVerdict, Profile, Tags};
use crate::import::raw::RowAt;
use crate::import::repair::Repair;

/// A [`RawLines`] that is being filled, from one file after another.
#[derive(Default)]
pub(crate) struct LineCollector {
    pub(crate) raw: RawLines,
    known: HashMap<GridPoint, u32>,
    keys: HashSet<String>,
    /// For each name that was there before the number that its next place is tried with.
    next_numbers: HashMap<String, u64>,
    /// Of the file that is being read.
    counts: Counts,
    file: u16,
    /// Which lines are ways of OpenStreetMap, whose numbers say that they are the same in another file.
    #[cfg(feature = "osm")]
    numbered: Vec<std::ops::Range<usize>>,
    /// Those of which a file had parts alone.
    #[cfg(feature = "osm")]
    pub(crate) cut: HashSet<i64>,
}

/// What became of the features of a file.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) taken: u64,
    pub(crate) places: u64,
    pub(crate) no_rule: u64,
    pub(crate) forbidden: u64,
    pub(crate) no_line: u64,
    pub(crate) of_no_length: u64,
    pub(crate) repeated: u64,
    pub(crate) converted: u64,
}

impl LineCollector {
    /// Begins a file.
    pub(crate) fn begin(&mut self, path: &Path) {
        self.counts = Counts::default();
        self.file = self.raw.add_file(path);
    }

    /// Ends a file: what became of its features is noted.
    pub(crate) fn end(&mut self, path: &Path, crs: Option<&str>) {
        let counts = std::mem::take(&mut self.counts);
        let file = file_name(path);
        if let (Some(crs), true) = (crs, counts.converted > 0) {
            self.raw.repairs.push(Repair::Reprojected { from: crs.to_owned(), nodes: counts.converted });
        }
        self.raw.repairs.push(Repair::LinesRead {
            file,
            taken: counts.taken,
            places: counts.places,
            no_rule: counts.no_rule,
            forbidden: counts.forbidden,
            no_line: counts.no_line,
            of_no_length: counts.of_no_length,
            repeated: counts.repeated,
        });
    }

    /// The counts of the file that is being read.
    pub(crate) fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    /// A row of the file that is being read.
    pub(crate) fn row(&self, line: u64) -> RowAt {
        RowAt::new(self.file, line)
    }

    /// The point at these coordinates: one that is there, in whatever file it stood, or a new one.
    pub(crate) fn point(&mut self, at: GridPoint) -> u32 {
        let points = &mut self.raw.points;
        let ids = &mut self.raw.point_ids;
        *self.known.entry(at).or_insert_with(|| {
            points.push(at);
            // Other files may have numbered theirs.
            if !ids.is_empty() {
                ids.push(0);
            }
            u32::try_from(points.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The numbers of a line's kind and name; where it is not taken, that is counted.
    pub(crate) fn number_kind(
        &mut self,
        verdict: LineVerdict,
        profile: &Profile,
        tags: &Tags<'_>,
    ) -> Option<(u32, u32)> {
        match verdict {
            LineVerdict::Taken(kind) => {
                let name = self.raw.name(profile.line_name(tags).unwrap_or(""));
                return Some((self.raw.kind(kind), name));
            }
            LineVerdict::Forbidden => self.counts.forbidden += 1,
            LineVerdict::NoRule => self.counts.no_rule += 1,
        }
        None
    }

    /// Adds a line over these coordinates, of which equal neighbours are one. One without any length is left out.
    pub(crate) fn add_line(&mut self, line: RawLine, points: &[GridPoint]) {
        let mut indices: Vec<u32> = Vec::with_capacity(points.len());
        if points.iter().all(|point| Some(point) == points.first()) {
            self.counts.of_no_length += 1;
            return;
        }
        for &point in points {
            let at = self.point(point);
            if indices.last() != Some(&at) {
                indices.push(at);
            }
        }
        self.raw.add_line(line, indices);
        self.counts.taken += 1;
    }

    /// Adds a place; where its key is taken, a number behind it makes it another one.
    pub(crate) fn add_place(&mut self, mut place: RawPlace, id: Option<i64>) {
        if self.keys.contains(&place.key) {
            let name = std::mem::take(&mut place.key);
            // Its source may have it twice under the same number. Of ten thousand of one name each goes on from the last.
            let next = self.next_numbers.entry(name.clone()).or_insert(2);
            let first = *next;
            let numbered = (first..).map(|number| (format!("{name} ({number})"), number + 1));
            let by_id = id.map(|id| (format!("{name} ({id})"), first));
            let mut candidates = by_id.into_iter().chain(numbered);
            if let Some((key, after)) = candidates.find(|(key, _)| !self.keys.contains(key)) {
                (place.key, *next) = (key, after);
            }
        }
        self.keys.insert(place.key.clone());
        self.raw.places.push(place);
        self.counts.places += 1;
    }

    /// Notes that all lines from this one on are ways of OpenStreetMap.
    #[cfg(feature = "osm")]
    pub(crate) fn note_numbered(&mut self, first: usize) {
        self.numbered.push(first..self.raw.lines.len());
    }

    /// The numbers of the ways that were read of other files.
    #[cfg(feature = "osm")]
    pub(crate) fn numbered_lines(&self) -> HashSet<i64> {
        self.numbered.iter().flat_map(|range| &self.raw.lines[range.clone()]).map(|line| line.id).collect()
    }

    /// Notes what is wrong with a file as a whole.
    pub(crate) fn fail(&mut self, path: &Path, problem: ImportProblem) {
        self.raw.problems.add(crate::diagnostic::Place::file(path), problem);
    }
}

/// How reports call a file.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into())
}
