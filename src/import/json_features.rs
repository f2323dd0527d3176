//! The features of a GeoJSON file one after another, whatever the file's size; a broken one does not hide the next.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::diagnostic::{Place, Problems};
use crate::import::problem::ImportProblem;
use crate::import::table::io_problem;
use crate::progress::Progress;

/// One feature is a border in full detail at most.
const FEATURE_LIMIT_MIB: u64 = 256;

/// A feature, not parsed yet, and where it begins.
pub(crate) struct FeatureText<'t> {
    pub(crate) text: &'t [u8],
    /// From 1, in the order of the file.
    pub(crate) number: u64,
    /// The line at which it begins, from 1.
    pub(crate) line: u64,
}

impl FeatureText<'_> {
    /// Where it stands.
    pub(crate) fn place(&self, path: &Path) -> Place {
        Place::file(path).at_line(self.line).at_key(format!("feature {}", self.number))
    }
}

/// Why reading ended before the file did.
enum Broken {
    /// At the line that is told with it, unless it is about the whole file.
    At(Option<u64>, ImportProblem),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::At(None, io_problem(&error))
    }
}

/// Hands over every feature of a collection, of a sequence of features (one a line, as GeoJSON text sequences have
/// it), or the one feature or geometry that the file is. What is wrong with the file as a whole is noted.
///
/// Only brackets and quotes are looked at, so that one feature with a mistake does not end the reading. Memory: the
/// largest feature. Linear in the bytes.
pub(crate) fn for_each_feature(
    path: &Path,
    progress: &dyn Progress,
    problems: &mut Problems<ImportProblem>,
    mut handle: impl FnMut(FeatureText<'_>, &mut Problems<ImportProblem>),
) {
    let mut scanner = match Scanner::open(path, Some(progress)) {
        Ok(scanner) => scanner,
        Err(problem) => {
            problems.add(Place::file(path), problem);
            return;
        }
    };
    let mut number = 0;
    let mut any = false;
    loop {
        let step = scanner.next_value().and_then(|more| {
            if !more {
                return Ok(false);
            }
            any = true;
            scanner.object(&mut |text, line| {
                number += 1;
                handle(FeatureText { text, number, line }, problems);
            })?;
            Ok(true)
        });
        match step {
            Ok(true) => {}
            Ok(false) => break,
            Err(Broken::At(line, problem)) => {
                let place = Place::file(path);
                problems.add(line.map_or(place.clone(), |line| place.at_line(line)), problem);
                return;
            }
        }
    }
    if !any {
        problems.add(
            Place::file(path),
            ImportProblem::BadGeoJson {
                reason: "the file is empty; it needs a FeatureCollection".to_owned(),
            },
        );
    }
}

/// The members of the first object in the file but its features, as a JSON text; nothing where it cannot be read.
pub(crate) fn members(path: &Path) -> Option<Vec<u8>> {
    let mut scanner = Scanner::open(path, None).ok()?;
    scanner.next_value().ok()?.then_some(())?;
    scanner.members(&mut |_, _| {}, false).ok().map(|(text, _)| text)
}

/// Bytes with a look ahead of one, that knows its line.
struct Scanner<'p> {
    reader: BufReader<File>,
    line: u64,
    /// Since progress was last told.
    read: u64,
    progress: Option<&'p dyn Progress>,
    buffer: Vec<u8>,
}

/// What takes each feature and the line where it begins.
type Handle<'h> = dyn FnMut(&[u8], u64) + 'h;

impl<'p> Scanner<'p> {
    fn open(path: &Path, progress: Option<&'p dyn Progress>) -> Result<Self, ImportProblem> {
        if path.is_dir() {
            return Err(ImportProblem::IsFolder);
        }
        let file = File::open(path).map_err(|error| io_problem(&error))?;
        if let Some(progress) = progress {
            progress.begin("reading GeoJSON", file.metadata().map_or(0, |meta| meta.len()));
        }
        let reader = BufReader::with_capacity(1 << 18, file);
        Ok(Self { reader, line: 1, read: 0, progress, buffer: Vec::new() })
    }

    fn broken(&self, reason: &str) -> Broken {
        Broken::At(Some(self.line), ImportProblem::BadGeoJson { reason: reason.to_owned() })
    }

    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        Ok(self.reader.fill_buf()?.first().copied())
    }

    fn bump(&mut self) -> Result<(), Broken> {
        self.line += u64::from(self.reader.fill_buf()?.first() == Some(&b'\n'));
        self.consume(1)
    }

    fn consume(&mut self, bytes: usize) -> Result<(), Broken> {
        const TOLD_EVERY: u64 = 1 << 18;
        self.reader.consume(bytes);
        self.read += bytes as u64;
        if self.read >= TOLD_EVERY
            && let Some(progress) = self.progress
        {
            progress.advance(self.read);
            self.read = 0;
            if progress.stop_requested() {
                return Err(Broken::At(None, ImportProblem::Stopped));
            }
        }
        Ok(())
    }

    /// The next byte that is no white space, not taken yet.
    fn mark(&mut self) -> Result<Option<u8>, Broken> {
        loop {
            match self.peek()? {
                Some(byte) if byte.is_ascii_whitespace() => self.bump()?,
                other => return Ok(other),
            }
        }
    }

    /// To where the next top-level value begins; false at the end of the file.
    fn next_value(&mut self) -> Result<bool, Broken> {
        loop {
            match self.mark()? {
                None => {
                    if let Some(progress) = self.progress {
                        progress.advance(self.read);
                        self.read = 0;
                        if progress.stop_requested() {
                            return Err(Broken::At(None, ImportProblem::Stopped));
                        }
                    }
                    return Ok(false);
                }
                // A byte order mark, and the separator of text sequences.
                Some(0xef | 0xbb | 0xbf | 0x1e) => self.bump()?,
                Some(b'{') => return Ok(true),
                Some(_) => return Err(self.broken("it does not begin with '{'")),
            }
        }
    }

    /// The features of the object that begins here, or the object itself where it has none.
    fn object(&mut self, handle: &mut Handle<'_>) -> Result<(), Broken> {
        let line = self.line;
        let (text, has_features) = self.members(handle, true)?;
        if !has_features {
            handle(&text, line);
        }
        Ok(())
    }

    /// The members of the object that begins here, apart from its features, which are handed over or skipped.
    fn members(&mut self, handle: &mut Handle<'_>, wanted: bool) -> Result<(Vec<u8>, bool), Broken> {
        let mut text = vec![b'{'];
        let mut has_features = false;
        self.bump()?;
        if self.mark()? == Some(b'}') {
            self.bump()?;
            text.push(b'}');
            return Ok((text, false));
        }
        loop {
            let line = self.line;
            let start = text.len();
            if self.mark()? != Some(b'"') {
                return Err(self.broken("a name in quotes is missing, or a '}'"));
            }
            self.value(Some(&mut text), line)?;
            if self.mark()? != Some(b':') {
                return Err(self.broken("a ':' is missing"));
            }
            self.bump()?;
            let next = self.mark()?;
            if &text[start..] == b"\"features\"" && next == Some(b'[') {
                has_features = true;
                text.truncate(start);
                self.features(handle, wanted)?;
            } else {
                text.push(b':');
                self.value(Some(&mut text), line)?;
                text.push(b',');
            }
            match self.mark()? {
                Some(b',') => self.bump()?,
                Some(b'}') => break,
                Some(_) => return Err(self.broken("a ',' or a '}' is missing")),
                None => return Err(self.broken("the file ends too early; is it cut off?")),
            }
            self.mark()?;
        }
        self.bump()?;
        if text.last() == Some(&b',') {
            text.pop();
        }
        text.push(b'}');
        Ok((text, has_features))
    }

    /// The elements of the array that begins here.
    fn features(&mut self, handle: &mut Handle<'_>, wanted: bool) -> Result<(), Broken> {
        self.bump()?;
        if self.mark()? == Some(b']') {
            return self.bump();
        }
        loop {
            self.mark()?;
            let line = self.line;
            if wanted {
                let mut buffer = std::mem::take(&mut self.buffer);
                buffer.clear();
                self.value(Some(&mut buffer), line)?;
                handle(&buffer, line);
                self.buffer = buffer;
            } else {
                self.value(None, line)?;
            }
            match self.mark()? {
                Some(b',') => self.bump()?,
                Some(b']') => return self.bump(),
                Some(_) => return Err(self.broken("a ',' or a ']' is missing after a feature")),
                None => return Err(self.broken("the file ends too early; is it cut off?")),
            }
        }
    }

    /// Takes one value, from bracket to bracket, and keeps it where that is asked for.
    fn value(&mut self, mut kept: Option<&mut Vec<u8>>, start_line: u64) -> Result<(), Broken> {
        let mut depth = 0_u64;
        let mut in_string = false;
        let mut escaped = false;
        let mut any = false;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                if any && depth == 0 && !in_string {
                    return Ok(());
                }
                let reason =
                    "the file ends within what begins here; is it cut off, or a bracket or quote missing?";
                return Err(Broken::At(
                    Some(start_line),
                    ImportProblem::BadGeoJson { reason: reason.to_owned() },
                ));
            }
            let mut taken = 0;
            let mut done = false;
            for &byte in buffer {
                if in_string {
                    taken += 1;
                    self.line += u64::from(byte == b'\n');
                    if escaped {
                        escaped = false;
                    } else if byte == b'\\' {
                        escaped = true;
                    } else if byte == b'"' {
                        in_string = false;
                        done = depth == 0;
                    }
                } else {
                    match byte {
                        b'"' => {
                            // A quote right behind a number or word belongs to what follows.
                            if depth == 0 && any {
                                done = true;
                                break;
                            }
                            in_string = true;
                        }
                        b'{' | b'[' => {
                            if depth == 0 && any {
                                done = true;
                                break;
                            }
                            depth += 1;
                        }
                        b'}' | b']' => {
                            if depth == 0 {
                                done = true;
                                break;
                            }
                            depth -= 1;
                            done = depth == 0;
                        }
                        b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => {
                            done = true;
                            break;
                        }
                        b'\n' => self.line += 1,
                        _ => {}
                    }
                    taken += 1;
                }
                any = true;
                if done {
                    break;
                }
            }
            if let Some(kept) = &mut kept {
                if kept.len() as u64 + taken as u64 > FEATURE_LIMIT_MIB << 20 {
                    let problem = ImportProblem::FeatureTooLong { limit_mib: FEATURE_LIMIT_MIB };
                    return Err(Broken::At(Some(start_line), problem));
                }
                kept.extend_from_slice(&buffer[..taken]);
            }
            self.consume(taken)?;
            if done {
                return if any { Ok(()) } else { Err(self.broken("a value is missing")) };
            }
        }
    }
}
