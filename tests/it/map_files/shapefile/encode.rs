//! Shapefiles of our own making: an encoder by hand.

pub(crate) const WGS_84: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

pub(crate) type Points<'p> = &'p [[f64; 2]];

fn record(number: u32, content: &[u8]) -> Vec<u8> {
    let words = (content.len() / 2) as u32;
    [&number.to_be_bytes()[..], &words.to_be_bytes(), content].concat()
}

/// Lines or rings, with room for measures and heights where the kind has them.
pub(crate) fn parts(kind: u32, parts: &[Points<'_>]) -> Vec<u8> {
    let count: usize = parts.iter().map(|part| part.len()).sum();
    let mut content = kind.to_le_bytes().to_vec();
    content.extend([0; 32]);
    content.extend((parts.len() as u32).to_le_bytes());
    content.extend((count as u32).to_le_bytes());
    let mut start = 0;
    for part in parts {
        content.extend((start as u32).to_le_bytes());
        start += part.len();
    }
    content.extend(parts.iter().copied().flatten().flatten().flat_map(|number| number.to_le_bytes()));
    let extra = match kind / 10 {
        0 => 0,
        1 => 2 * (16 + 8 * count),
        _ => 16 + 8 * count,
    };
    content.extend(vec![0; extra]);
    content
}

pub(crate) fn point(kind: u32, [x, y]: [f64; 2]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
}

pub(crate) fn shp(contents: &[Vec<u8>]) -> Vec<u8> {
    let records: Vec<u8> =
        contents.iter().zip(1..).flat_map(|(content, number)| record(number, content)).collect();
    let mut bytes = 9994_u32.to_be_bytes().to_vec();
    bytes.extend([0; 20]);
    bytes.extend(((100 + records.len()) as u32 / 2).to_be_bytes());
    bytes.extend(1000_u32.to_le_bytes());
    bytes.extend(3_u32.to_le_bytes());
    bytes.extend([0; 64]);
    bytes.extend(records);
    bytes
}

/// Columns by name, type and width.
pub(crate) fn dbf(columns: &[(&str, u8, u8)], rows: &[&[&[u8]]], driver: u8) -> Vec<u8> {
    let width: usize = 1 + columns.iter().map(|column| usize::from(column.2)).sum::<usize>();
    let mut bytes = vec![3, 126, 1, 1];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend((33 + 32 * columns.len() as u16).to_le_bytes());
    bytes.extend((width as u16).to_le_bytes());
    bytes.extend([0; 17]);
    bytes.extend([driver, 0, 0]);
    for &(name, kind, width) in columns {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        field[11] = kind;
        field[16] = width;
        bytes.extend(field);
    }
    bytes.push(0x0d);
    for row in rows {
        bytes.push(if row.is_empty() { b'*' } else { b' ' });
        for (at, column) in columns.iter().enumerate() {
            let mut cell = row.get(at).map_or(Vec::new(), |cell| cell.to_vec());
            cell.resize(usize::from(column.2), b' ');
            bytes.extend(cell);
        }
    }
    bytes.push(0x1a);
    bytes
}
