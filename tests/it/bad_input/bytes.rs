//! Bytes that are no text, texts in other encodings, and rows without end.

use std::fs::File;

use super::{Folder, VALID, study};

const NOT_UTF8: &str = "not UTF-8 text; save the file as UTF-8";
const TOO_LONG: &str = "a row is longer than 16 MiB; check for a missing line end or an unclosed quote";

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(to_bytes).collect()
}

#[test]
fn what_is_not_utf8_is_named_by_its_place() {
    let cases: [(&str, &[u8], &str); 5] = [
        (
            "network/node.csv",
            b"node_id,name,x_coord,y_coord\nValuyki,,1,2\nKupiansk,K\xffp,1,2\nIzium,,1,2\n",
            "network/node.csv:3: column name",
        ),
        ("network/node.csv", b"node_id,n\xffme\nValuyki,\nKupiansk,\nIzium,\n", "network/node.csv:1"),
        (
            "network/link.csv",
            b"link_id,from_node_id,to_node_id,directed,length\n\xe9,Valuyki,Izium,0,1\n",
            "network/link.csv:2: column link_id",
        ),
        ("s.toml", b"version = 1\nnetwork = \"n\xe9twork\"\n", "s.toml:2"),
        (
            "a.geojson",
            b"{\"type\": \"Polygon\", \"name\": \"\xff\"}",
            "s.toml:8:8: closure[0].area = a.geojson",
        ),
    ];
    let mut wrong = Vec::new();
    for (path, bytes, place) in cases {
        let (asks_for_area, text) = study!("[[closure]]\narea = \"a.geojson\"\n");
        let mut files = vec![(path, bytes)];
        if path == "a.geojson" {
            files.push((asks_for_area, text.as_bytes()));
        }
        let told = Folder::new(&files).problems();
        let expected = [format!("{place}: {NOT_UTF8}")];
        if told != expected {
            wrong.push((told, expected));
        }
    }
    assert!(wrong.is_empty(), "told and expected: {wrong:#?}");
}

#[test]
fn utf16_is_named_as_what_it_is() {
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        for (path, text) in VALID {
            let told = Folder::new(&[(path, &utf16(text, to_bytes))]).problems();
            assert_eq!(told.len(), 1, "{path}: {told:?}");
            assert!(told[0].starts_with(path) && told[0].ends_with(NOT_UTF8), "{}", told[0]);
        }
    }
}

/// The same answer, down to the byte.
#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let plain = Folder::new(&[]).answer();
    let extra = [
        ("network/config.csv", "dataset_name,long_length,speed\n,km,kph\n"),
        (
            "network/transfer.csv",
            "from_node_id,from_mode,to_node_id,to_mode,time_h\nIzium,rail,Izium,road,0\nValuyki,rail,Valuyki,road,0\n",
        ),
    ];
    let stated = Folder::of_texts(&extra).answer();
    assert_ne!(plain, stated, "with the transfers stated, none is assumed");
    let changes: [fn(&str) -> String; 4] = [
        |text| format!("\u{feff}{text}"),
        |text| text.replace('\n', "\r\n"),
        |text| format!("\u{feff}{}", text.replace('\n', "\r\n")),
        |text| text.trim_end().replace('\n', "\r\n"),
    ];
    for change in changes {
        let mutated = |files: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
            files.iter().map(|&(path, text)| (path, change(text))).collect()
        };
        let folder = |files: &[(&'static str, String)]| {
            let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            Folder::of_texts(&texts).answer()
        };
        assert_eq!(folder(&mutated(&VALID)), plain);
        assert_eq!(folder(&[mutated(&VALID), mutated(&extra)].concat()), stated);
    }
}

/// The line that an editor shows, whatever the line ends, blank lines and breaks in quotes.
#[test]
fn lines_are_counted_as_an_editor_does() {
    let text = "node_id,notes,x_coord,y_coord\n\
                Valuyki,,1,95\n\
                \n\
                \n\
                Kupiansk,\"two\nlines\",1,96\n\
                Izium,,1,97";
    let endings = ["", "\n", "\n\n"];
    let mut wrong = Vec::new();
    for (line_end, name) in [("\n", "LF"), ("\r\n", "CRLF")] {
        for ending in endings {
            let text = format!("{text}{ending}").replace('\n', line_end);
            let told = Folder::of_texts(&[("network/node.csv", &text)]).network_problems();
            let lines: Vec<&str> = told
                .iter()
                .filter_map(|message| message.strip_prefix("network/node.csv:")?.split(':').next())
                .collect();
            if lines != ["2", "5", "7"] {
                wrong.push(format!("{name}, ending in {ending:?}: lines {lines:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "expected lines 2, 5 and 7: {wrong:#?}");
}

#[test]
fn empty_cells_past_the_header_are_fine_with_windows_line_ends_too() {
    let text = "node_id,x_coord,y_coord\nValuyki,1,2,,\nKupiansk,1,2,\nIzium,1,2\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        assert_eq!(Folder::of_texts(&[("network/node.csv", &text)]).problems(), [""; 0]);
    }
}

#[test]
fn a_row_of_twenty_megabytes_is_refused() {
    let giant = "x".repeat(20 << 20);
    let header = format!("{giant}\n");
    let row = format!("node_id,name\nValuyki,\nKupiansk,{giant}\nIzium,\n");
    let quoted = format!("node_id,name\nValuyki,\nKupiansk,\"{}\nIzium,\n", "a,b\n".repeat(5 << 20));
    for (text, line) in [(&header, 1), (&row, 3), (&quoted, 3)] {
        let told = Folder::of_texts(&[("network/node.csv", text)]).network_problems();
        assert_eq!(told, [format!("network/node.csv:{line}: {TOO_LONG}")]);
    }
    let told = Folder::of_texts(&[("s.toml", &row)]).problems();
    assert_eq!(told, ["s.toml: the file is longer than 16 MiB, which no file of its kind should be"]);
}

/// A row may be long as long as it ends.
#[test]
fn a_row_of_fifteen_megabytes_is_read() {
    let giant = "x".repeat(15 << 20);
    let text = format!("node_id,name\nValuyki,{giant}\nKupiansk,{giant}\nIzium,{giant}\n");
    assert_eq!(Folder::of_texts(&[("network/node.csv", &text)]).network_problems(), [""; 0]);
}

/// Two gigabytes without a line end; sparse, so that they take no room on the disk. Reading all of it would take
/// minutes here, and as much memory.
#[test]
fn two_gigabytes_without_a_line_end_fail_at_once() {
    let sparse = |path: &str| {
        let folder = Folder::new(&[]);
        File::create(folder.path().join(path)).unwrap().set_len(2 << 30).unwrap();
        folder
    };
    for path in ["network/node.csv", "network/link.csv"] {
        assert_eq!(sparse(path).network_problems(), [format!("{path}:1: {TOO_LONG}")]);
    }
    let told = sparse("s.toml").problems();
    assert_eq!(told, ["s.toml: the file is longer than 16 MiB, which no file of its kind should be"]);
    let folder = Folder::new(&[]);
    let file = File::options().append(true).open(folder.path().join("network/link.csv")).unwrap();
    file.set_len(2 << 30).unwrap();
    assert_eq!(folder.network_problems(), [format!("network/link.csv:5: {TOO_LONG}")]);
}

/// Rows so wide that nobody has time or memory for the square of their width.
#[test]
fn a_header_of_many_columns_is_read_in_no_time() {
    let columns: String = (0..20_000).map(|at| format!(",c{at}")).collect::<Vec<_>>().concat();
    let cells = ",".repeat(20_000);
    let text = format!("node_id{columns}\nValuyki{cells}\nKupiansk{cells}\nIzium{cells}\n");
    assert_eq!(Folder::of_texts(&[("network/node.csv", &text)]).network_problems(), [""; 0]);
}

#[test]
fn a_node_of_many_modes_is_refused_before_its_transfers_fill_the_memory() {
    let modes: String = (0..1_500).map(|at| format!("m{at} ")).collect::<Vec<_>>().concat();
    let text = format!("node_id,mode\nValuyki,{modes}\nKupiansk,\nIzium,\n");
    let told = Folder::of_texts(&[("network/node.csv", &text)]).network_problems();
    let expected = [
        "input: there are more modes than the limit of 255",
        "network/node.csv:2: there are more modes at a node than the limit of 32",
    ];
    assert_eq!(told, expected);
}
