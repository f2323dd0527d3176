//! A CSV file read row by row, with every cell's place at hand and no row that can fill the memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Place, Problems, did_you_mean, shorten};
use crate::import::problem::ImportProblem;
use crate::progress::Progress;

/// A row longer than this is a mistake (a missing line end, an unclosed quote), not data.
const ROW_LIMIT_MIB: usize = 16;
const ROW_LIMIT: usize = ROW_LIMIT_MIB << 20;

/// What spreadsheets write instead of commas.
const SEPARATORS: [(u8, &str); 2] = [(b';', "semicolons"), (b'\t', "tabs")];

/// The message by which the guard's error is known again behind the CSV reader.
const TOO_LONG: &str = "supplyline: row too long";

/// Fails once too many bytes were read since a row last ended.
struct Guard<R> {
    inner: R,
    since_row: usize,
    total: u64,
    /// The last byte that was read.
    last: u8,
    /// The last byte that is no white space.
    last_mark: u8,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > ROW_LIMIT {
            return Err(io::Error::other(TOO_LONG));
        }
        let count = self.inner.read(buffer)?;
        self.since_row += count;
        self.total += count as u64;
        self.last_mark = buffer[..count]
            .iter()
            .rfind(|byte| !byte.is_ascii_whitespace())
            .copied()
            .unwrap_or(self.last_mark);
        self.last = buffer[..count].last().copied().unwrap_or(self.last);
        Ok(count)
    }
}

/// One CSV file: its header, and its rows one at a time.
pub(crate) struct Table<'p> {
    reader: csv::Reader<Guard<File>>,
    header: Vec<String>,
    used: Vec<bool>,
    record: csv::ByteRecord,
    path: PathBuf,
    progress: &'p dyn Progress,
    told: u64,
    /// The line at which the current row starts, from 1.
    line: u64,
    /// Whether the last row ends in a cell whose quote is never closed.
    quote_left_open: bool,
}

/// What one step of reading gave.
pub(crate) enum Step {
    /// A row stands in the table.
    Row,
    /// A row was skipped, and its problem noted.
    Bad,
    /// There are no more rows, or the file cannot be read any further.
    End,
}

impl<'p> Table<'p> {
    /// Opens a file and reads its header. What is wrong is noted, and nothing is returned.
    pub(crate) fn open(
        path: &Path,
        stage: &'static str,
        progress: &'p dyn Progress,
        problems: &mut Problems<ImportProblem>,
    ) -> Option<Self> {
        Self::open_separated(path, b',', stage, progress, problems)
    }

    /// As [`Table::open`], of cells that this byte separates.
    pub(crate) fn open_separated(
        path: &Path,
        separator: u8,
        stage: &'static str,
        progress: &'p dyn Progress,
        problems: &mut Problems<ImportProblem>,
    ) -> Option<Self> {
        let place = || Place::file(path);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => {
                problems.add(place(), io_problem(&error));
                return None;
            }
        };
        let bytes = file.metadata().map_or(0, |meta| meta.len());
        progress.begin(stage, bytes);
        let guard = Guard { inner: file, since_row: 0, total: 0, last: b'\n', last_mark: 0 };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(separator)
            // A carriage return stays at the end of its cell and is trimmed; lines are counted by line feeds.
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(guard);
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                problems.add(place().at_line(1), csv_problem(&error));
                return None;
            }
        };
        if header.iter().all(|cell| cell.trim_ascii().is_empty()) {
            problems.add(place(), ImportProblem::Empty);
            return None;
        }
        if let (b',', 1, Some(only)) = (separator, header.len(), header.get(0))
            && let Some((_, separator)) = SEPARATORS.iter().find(|(byte, _)| only.contains(byte))
        {
            problems.add(place().at_line(1), ImportProblem::WrongSeparator { separator });
            return None;
        }
        let mut names: Vec<String> = Vec::with_capacity(header.len());
        let mut seen = std::collections::HashSet::new();
        for cell in &header {
            let Ok(name) = std::str::from_utf8(cell) else {
                problems.add(place().at_line(1), ImportProblem::NotUtf8);
                return None;
            };
            let name = name.trim().to_lowercase();
            if !name.is_empty() && !seen.insert(name.clone()) {
                problems.add(place().at_line(1), ImportProblem::ColumnTwice { column: name.clone() });
            }
            names.push(name);
        }
        Some(Self {
            reader,
            used: vec![false; names.len()],
            header: names,
            record: csv::ByteRecord::new(),
            path: path.to_owned(),
            progress,
            told: 0,
            line: 1,
            quote_left_open: false,
        })
    }

    /// The index of a column that may be absent.
    pub(crate) fn column(&mut self, name: &str) -> Option<usize> {
        let at = self.header.iter().position(|header| header == name)?;
        self.used[at] = true;
        Some(at)
    }

    /// The first of these columns that is there.
    pub(crate) fn first_of<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Option<usize> {
        names.into_iter().find_map(|name| self.column(name))
    }

    /// The names of all columns, in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    /// The index of a column that must be there; noted where it is not.
    pub(crate) fn required(
        &mut self,
        name: &'static str,
        problems: &mut Problems<ImportProblem>,
    ) -> Option<usize> {
        let found = self.column(name);
        if found.is_none() {
            problems.add(
                Place::file(&self.path).at_line(1),
                ImportProblem::MissingColumn {
                    column: name,
                    suggestion: did_you_mean(name, self.header.iter().map(String::as_str)),
                },
            );
        }
        found
    }

    /// The columns that nobody asked for, apart from those in `known`, which are understood and not needed.
    pub(crate) fn unused(&self, known: &[&str]) -> Vec<String> {
        let asked = self.header.iter().zip(&self.used);
        asked
            .filter(|&(name, &used)| !used && !name.is_empty() && !known.contains(&name.as_str()))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Reads the next row.
    pub(crate) fn step(&mut self, problems: &mut Problems<ImportProblem>) -> Step {
        let start = self.reader.position().line();
        let read = self.reader.read_byte_record(&mut self.record);
        let guard = self.reader.get_mut();
        guard.since_row = 0;
        if guard.total > self.told {
            self.progress.advance(guard.total - self.told);
            self.told = guard.total;
            if self.progress.stop_requested() {
                problems.add(Place::file(&self.path), ImportProblem::Stopped);
                return Step::End;
            }
        }
        match read {
            Ok(true) => {}
            Ok(false) => {
                // Once is enough, where the row has been reported already.
                let told = problems.iter().any(|found| {
                    found.place.path() == Some(&*self.path) && found.place.line() == Some(self.line)
                });
                if self.quote_left_open && !told {
                    problems.add(Place::file(&self.path).at_line(self.line), ImportProblem::LineBreak);
                }
                return Step::End;
            }
            Err(error) => {
                problems.add(Place::file(&self.path).at_line(start), csv_problem(&error));
                return Step::End;
            }
        }
        // A cell with a line break was quoted, so a file that ends in one ends in its quote.
        let guard = self.reader.get_ref();
        self.quote_left_open = self.record.iter().next_back().is_some_and(|cell| cell.contains(&b'\n'))
            && self.reader.position().byte() == guard.total
            && guard.last_mark != b'"';
        self.line = self.first_line();
        let expected = self.header.len();
        let found = self.record.len();
        let extra_filled = self.record.iter().skip(expected).any(|cell| !cell.trim_ascii().is_empty());
        if found < expected || extra_filled {
            // A last line of blanks is no row.
            if found == 1 && self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                return Step::Bad;
            }
            problems.add(
                Place::file(&self.path).at_line(self.line()),
                ImportProblem::RaggedRow { found, expected },
            );
            return Step::Bad;
        }
        Step::Row
    }

    /// Where the row that was just read starts. The reader's own answer counts blank lines before a row to the row.
    fn first_line(&self) -> u64 {
        let end = self.reader.position();
        let guard = self.reader.get_ref();
        let ended_by_file = end.byte() == guard.total && (guard.last != b'\n' || self.quote_left_open);
        let breaks = self.record.as_slice().split(|&byte| byte == b'\n').count() as u64 - 1;
        (end.line() - breaks).saturating_sub(u64::from(!ended_by_file)).max(1)
    }

    /// The line at which the current row starts, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The cells of the current row, which note what is wrong with them.
    pub(crate) fn cells<'t>(&'t self, problems: &'t mut Problems<ImportProblem>) -> Cells<'t> {
        Cells {
            record: &self.record,
            header: &self.header,
            path: &self.path,
            line: self.line(),
            problems,
            bad: false,
        }
    }
}

/// The cells of one row.
pub(crate) struct Cells<'t> {
    record: &'t csv::ByteRecord,
    header: &'t [String],
    path: &'t Path,
    line: u64,
    problems: &'t mut Problems<ImportProblem>,
    bad: bool,
}

impl<'t> Cells<'t> {
    /// Whether any cell asked for so far was bad.
    pub(crate) fn bad(&self) -> bool {
        self.bad
    }

    /// Notes a problem with a cell.
    pub(crate) fn note(&mut self, column: usize, problem: ImportProblem) {
        self.bad = true;
        let place =
            Place::file(self.path).at_line(self.line).at_key(format!("column {}", self.header[column]));
        self.problems.add(place, problem);
    }

    /// The trimmed text of a cell; nothing where the column is absent or the cell empty.
    pub(crate) fn text(&mut self, column: Option<usize>) -> Option<&'t str> {
        let column = column?;
        let cell = self.record.get(column)?.trim_ascii();
        if cell.is_empty() {
            return None;
        }
        if cell.contains(&b'\n') && self.header[column] != "geometry" {
            self.note(column, ImportProblem::LineBreak);
            return None;
        }
        if let Ok(text) = std::str::from_utf8(cell) {
            Some(text)
        } else {
            self.note(column, ImportProblem::NotUtf8);
            None
        }
    }

    /// The text of a cell that must be filled.
    pub(crate) fn required_text(&mut self, column: Option<usize>) -> Option<&'t str> {
        let bad_before = self.bad;
        let text = self.text(column);
        if let (None, Some(column), true) = (text, column, self.bad == bad_before) {
            self.note(column, ImportProblem::EmptyCell);
        }
        text
    }

    /// A finite number.
    pub(crate) fn number(&mut self, column: Option<usize>) -> Option<f64> {
        let text = self.text(column)?;
        let column = column?;
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            Ok(_) => {
                self.note(column, ImportProblem::NotFinite { text: shorten(text) });
                None
            }
            Err(_) => {
                self.note(column, ImportProblem::NotANumber { text: shorten(text) });
                None
            }
        }
    }

    /// A number made into a quantity.
    pub(crate) fn quantity<Q>(
        &mut self,
        column: Option<usize>,
        convert: impl FnOnce(f64) -> Result<Q, crate::units::UnitError>,
    ) -> Option<Q> {
        let number = self.number(column)?;
        match convert(number) {
            Ok(quantity) => Some(quantity),
            Err(problem) => {
                self.note(column?, problem.into());
                None
            }
        }
    }

    /// True or false.
    pub(crate) fn boolean(&mut self, column: Option<usize>) -> Option<bool> {
        let text = self.text(column)?;
        match text.to_lowercase().as_str() {
            "true" | "t" | "1" | "1.0" | "yes" | "y" => Some(true),
            "false" | "f" | "0" | "0.0" | "no" | "n" => Some(false),
            _ => {
                self.note(column?, ImportProblem::NotABoolean { text: shorten(text) });
                None
            }
        }
    }
}

/// The problem that an I/O error is.
pub(crate) fn io_problem(error: &io::Error) -> ImportProblem {
    if error.kind() == io::ErrorKind::NotFound {
        ImportProblem::Missing
    } else {
        ImportProblem::Unreadable { reason: error.to_string() }
    }
}

fn csv_problem(error: &csv::Error) -> ImportProblem {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.to_string() == TOO_LONG => {
            ImportProblem::RowTooLong { limit_mib: ROW_LIMIT_MIB }
        }
        csv::ErrorKind::Io(io) => io_problem(io),
        csv::ErrorKind::Utf8 { .. } => ImportProblem::NotUtf8,
        _ => ImportProblem::Unreadable { reason: error.to_string() },
    }
}
