//! The attributes of a shapefile: the rows of its `.dbf`, as texts.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::import::problem::ImportProblem;
use crate::import::table::io_problem;

/// The rows of a `.dbf`, one after another.
pub(super) struct Attributes {
    reader: BufReader<File>,
    columns: Vec<Column>,
    encoding: Option<&'static Encoding>,
    row: Vec<u8>,
    tags: Vec<(String, String)>,
}

struct Column {
    name: String,
    is_number: bool,
    width: usize,
}

impl Attributes {
    /// Opens a file and reads which columns it has. `encoding` is what a `.cpg` calls it.
    pub(super) fn open(path: &Path, encoding: Option<String>) -> Result<Self, ImportProblem> {
        let file = File::open(path).map_err(|error| io_problem(&error))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let bad = |reason: &'static str| ImportProblem::BadShapefile { reason };
        let cut_off = || bad("the file ends within its header; is it cut off?");
        let mut start = [0_u8; 32];
        reader.read_exact(&mut start).map_err(|_| cut_off())?;
        let word = |at: usize| usize::from(u16::from_le_bytes([start[at], start[at + 1]]));
        let (header_size, row_size) = (word(8), word(10));
        let mut header = vec![0_u8; header_size.checked_sub(32).ok_or_else(cut_off)?];
        reader.read_exact(&mut header).map_err(|_| cut_off())?;
        let encoding = match encoding {
            Some(name) => by_name(&name),
            None => by_driver(start[29]),
        };
        // A mark ends the list of columns.
        let fields = header.chunks_exact(32).take_while(|field| field[0] != 0x0d);
        let columns: Vec<Column> = fields
            .map(|field| {
                let name = field[..11].split(|&byte| byte == 0).next().unwrap_or_default();
                Column {
                    name: text(name, encoding).trim().to_owned(),
                    is_number: matches!(field[11], b'N' | b'F'),
                    width: usize::from(field[16]),
                }
            })
            .collect();
        // Before each row stands a mark, of whether it is deleted.
        if 1 + columns.iter().map(|column| column.width).sum::<usize>() > row_size {
            return Err(bad("its columns are wider than its rows"));
        }
        Ok(Self { reader, columns, encoding, row: vec![0; row_size], tags: Vec::new() })
    }

    /// What the next row says, by column; empty cells are left out. Nothing where the row is marked as deleted.
    pub(super) fn next(&mut self) -> Result<Option<&[(String, String)]>, ImportProblem> {
        let missing =
            ImportProblem::BadShapefile { reason: "the .dbf has fewer rows than the .shp has shapes" };
        self.reader.read_exact(&mut self.row).map_err(|_| missing)?;
        if self.row.first() == Some(&b'*') {
            return Ok(None);
        }
        self.tags.clear();
        let mut rest = self.row.get(1..).unwrap_or_default();
        for column in &self.columns {
            let (cell, later) = rest.split_at(column.width.min(rest.len()));
            rest = later;
            let cell = cell.split(|&byte| byte == 0).next().unwrap_or_default().trim_ascii();
            // Stars are what does not fit, or is not there.
            if cell.is_empty() || column.is_number && cell.iter().all(|&byte| byte == b'*') {
                continue;
            }
            let mut value = text(cell, self.encoding);
            // `2.000` is 2, which is how tags write it.
            if column.is_number
                && value.contains('.')
                && let Ok(number) = value.parse::<f64>()
            {
                value = number.to_string();
            }
            self.tags.push((column.name.clone(), value));
        }
        Ok(Some(&self.tags))
    }
}

/// Bytes as a text. Where nothing says how they are encoded, or they are not, they are UTF-8 if they can be.
fn text(bytes: &[u8], encoding: Option<&'static Encoding>) -> String {
    if let Some(text) =
        encoding.and_then(|known| known.decode_without_bom_handling_and_without_replacement(bytes))
    {
        return text.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// What `.cpg` files hold: `UTF-8`, `1251`, `CP1251`, `ANSI 1252`, `ISO-8859-1`, `88591`.
fn by_name(name: &str) -> Option<&'static Encoding> {
    if let Some(known) = Encoding::for_label(name.as_bytes()) {
        return Some(known);
    }
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "65001" | "8" => Some(UTF_8),
        "866" | "874" => Encoding::for_label(format!("ibm{digits}").as_bytes()),
        latin if latin.starts_with("8859") => {
            Encoding::for_label(format!("iso-8859-{}", &latin[4..]).as_bytes())
        }
        page => Encoding::for_label(format!("windows-{page}").as_bytes()),
    }
}

/// What the language driver in the header says, as far as encodings are known here.
fn by_driver(driver: u8) -> Option<&'static Encoding> {
    let label: &[u8] = match driver {
        0x03 | 0x57 | 0x58 | 0x59 => b"windows-1252",
        0xc8 => b"windows-1250",
        0xc9 => b"windows-1251",
        0xca => b"windows-1254",
        0xcb => b"windows-1253",
        0xcc => b"windows-1257",
        0x26 | 0x65 => b"ibm866",
        0x7d => b"windows-1255",
        0x7e => b"windows-1256",
        _ => return None,
    };
    Encoding::for_label(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_known_by_their_usual_names() {
        for (name, known) in [
            ("UTF-8", "UTF-8"),
            ("utf8", "UTF-8"),
            ("65001", "UTF-8"),
            ("1251", "windows-1251"),
            ("CP1251", "windows-1251"),
            ("ANSI 1252", "windows-1252"),
            ("ISO-8859-5", "ISO-8859-5"),
            ("88592", "ISO-8859-2"),
            ("866", "IBM866"),
        ] {
            assert_eq!(by_name(name).map(Encoding::name), Some(known), "{name}");
        }
        assert_eq!(by_name("whatever"), None);
        assert_eq!(by_driver(0xc9).map(Encoding::name), Some("windows-1251"));
        assert_eq!(text(b"\xc8\xe7\xfe\xec", by_driver(0xc9)), "Изюм");
        assert_eq!(text("Ізюм".as_bytes(), None), "Ізюм");
        assert_eq!(text(b"caf\xe9", None), "café");
        assert_eq!(text(b"caf\xe9", Some(UTF_8)), "café");
    }
}
