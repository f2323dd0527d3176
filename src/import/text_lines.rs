//! A text file read line by line, with no line that can fill the memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Place, Problems};
use crate::import::problem::ImportProblem;
use crate::import::table::io_problem;
use crate::progress::Progress;

/// A line longer than this is a mistake, not data.
const LINE_LIMIT_MIB: usize = 1;
const LINE_LIMIT: u64 = (LINE_LIMIT_MIB as u64) << 20;
/// How often progress is told.
const TOLD_EVERY: u64 = 1 << 16;

/// The lines of a UTF-8 file, one at a time.
pub(crate) struct Lines<'p> {
    reader: BufReader<File>,
    bytes: Vec<u8>,
    path: PathBuf,
    line: u64,
    at_end: bool,
    progress: &'p dyn Progress,
    since_told: u64,
}

impl<'p> Lines<'p> {
    /// Opens a file. What is wrong is noted, and nothing is returned.
    pub(crate) fn open(
        path: &Path,
        stage: &'static str,
        progress: &'p dyn Progress,
        problems: &mut Problems<ImportProblem>,
    ) -> Option<Self> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => {
                problems.add(Place::file(path), io_problem(&error));
                return None;
            }
        };
        progress.begin(stage, file.metadata().map_or(0, |meta| meta.len()));
        Some(Self {
            reader: BufReader::with_capacity(1 << 16, file),
            bytes: Vec::new(),
            path: path.to_owned(),
            line: 0,
            at_end: false,
            progress,
            since_told: 0,
        })
    }

    /// The next line, trimmed, without a byte order mark; nothing at the end of the file, or where it cannot be read any
    /// further, which is noted. A line that is no UTF-8 is noted and left out.
    pub(crate) fn next(&mut self, problems: &mut Problems<ImportProblem>) -> Option<&str> {
        loop {
            self.bytes.clear();
            let limited = (&mut self.reader).take(LINE_LIMIT + 1).read_until(b'\n', &mut self.bytes);
            let count = match limited {
                Ok(0) => {
                    self.at_end = true;
                    return None;
                }
                Ok(count) => count as u64,
                Err(error) => {
                    problems.add(Place::file(&self.path), io_problem(&error));
                    return None;
                }
            };
            self.line += 1;
            self.since_told += count;
            if self.since_told >= TOLD_EVERY {
                self.progress.advance(self.since_told);
                self.since_told = 0;
                if self.progress.stop_requested() {
                    problems.add(Place::file(&self.path), ImportProblem::Stopped);
                    return None;
                }
            }
            if count > LINE_LIMIT {
                problems.add(self.place(), ImportProblem::RowTooLong { limit_mib: LINE_LIMIT_MIB });
                return None;
            }
            if std::str::from_utf8(&self.bytes).is_ok() {
                break;
            }
            problems.add(self.place(), ImportProblem::NotUtf8);
        }
        // Checked just now; the borrow of the loop would not let it be returned from there.
        let text = std::str::from_utf8(&self.bytes).unwrap_or_default();
        Some(if self.line == 1 { text.trim_start_matches('\u{feff}').trim() } else { text.trim() })
    }

    /// Whether all lines were read: there was nothing that could not be.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// The line that was just read, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Where the line that was just read stands.
    pub(crate) fn place(&self) -> Place {
        Place::file(&self.path).at_line(self.line)
    }
}
