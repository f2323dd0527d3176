//! A whole text file, with a bound on its size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::import::problem::ImportProblem;
use crate::import::table::io_problem;

/// Why a text file cannot be read, and at which line where that is known.
pub(crate) struct TextProblem {
    pub(crate) line: Option<u64>,
    pub(crate) problem: ImportProblem,
}

impl From<ImportProblem> for TextProblem {
    fn from(problem: ImportProblem) -> Self {
        Self { line: None, problem }
    }
}

/// The text of a UTF-8 file of at most `limit_mib` MiB, without the byte order mark that some editors add.
///
/// # Errors
/// Where the file cannot be read, is longer, or is not UTF-8.
pub(crate) fn read_text(path: &Path, limit_mib: u64) -> Result<String, TextProblem> {
    let limit = limit_mib << 20;
    if path.is_dir() {
        return Err(ImportProblem::IsFolder.into());
    }
    let file = File::open(path).map_err(|error| io_problem(&error))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| io_problem(&error))?;
    if bytes.len() as u64 > limit {
        return Err(ImportProblem::FileTooLong { limit_mib }.into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|&byte| byte == b'\n').count() as u64;
        TextProblem { line: Some(line), problem: ImportProblem::NotUtf8 }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
