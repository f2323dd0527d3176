//! OpenStreetMap PBF files of our own making: an encoder by hand, so that the reader is not checked with its own parts.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A protobuf message.
#[derive(Clone, Default)]
pub(crate) struct Message(pub(crate) Vec<u8>);

pub(crate) fn varint(mut value: u64, bytes: &mut Vec<u8>) {
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

pub(crate) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

impl Message {
    pub(crate) fn number(mut self, field: u64, value: i64) -> Self {
        varint(field << 3, &mut self.0);
        varint(value as u64, &mut self.0);
        self
    }

    pub(crate) fn signed(self, field: u64, value: i64) -> Self {
        self.number(field, zigzag(value).cast_signed())
    }

    pub(crate) fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        varint(field << 3 | 2, &mut self.0);
        varint(bytes.len() as u64, &mut self.0);
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn message(self, field: u64, message: &Message) -> Self {
        self.bytes(field, &message.0)
    }

    pub(crate) fn packed(self, field: u64, values: impl IntoIterator<Item = u64>) -> Self {
        let mut bytes = Vec::new();
        values.into_iter().for_each(|value| varint(value, &mut bytes));
        self.bytes(field, &bytes)
    }

    /// The steps from each to the next.
    pub(crate) fn deltas(self, field: u64, values: &[i64]) -> Self {
        let before = std::iter::once(0).chain(values.iter().copied());
        self.packed(field, before.zip(values).map(|(before, value)| zigzag(value.wrapping_sub(before))))
    }
}

/// A node: its number, longitude, latitude and tags.
pub(crate) type Node<'t> = (i64, f64, f64, Tags<'t>);
pub(crate) type Tags<'t> = &'t [(&'t str, &'t str)];

/// A block in the making: its texts, and its groups.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) texts: Vec<Vec<u8>>,
    pub(crate) groups: Vec<Message>,
    pub(crate) rest: Message,
}

impl Default for Block {
    fn default() -> Self {
        Self { texts: vec![Vec::new()], groups: Vec::new(), rest: Message::default() }
    }
}

impl Block {
    fn text(&mut self, text: &str) -> u64 {
        let at = self.texts.iter().position(|known| known == text.as_bytes());
        at.unwrap_or_else(|| {
            self.texts.push(text.into());
            self.texts.len() - 1
        }) as u64
    }

    fn tagged(&mut self, message: Message, tags: Tags<'_>) -> Message {
        let keys: Vec<u64> = tags.iter().map(|(key, _)| self.text(key)).collect();
        let values: Vec<u64> = tags.iter().map(|(_, value)| self.text(value)).collect();
        message.packed(2, keys).packed(3, values)
    }

    /// Nodes one by one.
    pub(crate) fn nodes(mut self, nodes: &[Node<'_>]) -> Self {
        let mut group = Message::default();
        for &(id, lon, lat, tags) in nodes {
            let node = self.tagged(Message::default().signed(1, id), tags);
            group = group.message(1, &node.signed(8, steps(lat)).signed(9, steps(lon)));
        }
        self.groups.push(group);
        self
    }

    pub(crate) fn dense(mut self, nodes: &[Node<'_>]) -> Self {
        let ids: Vec<i64> = nodes.iter().map(|node| node.0).collect();
        let lons: Vec<i64> = nodes.iter().map(|node| steps(node.1)).collect();
        let lats: Vec<i64> = nodes.iter().map(|node| steps(node.2)).collect();
        let mut keys_values = Vec::new();
        for node in nodes {
            for (key, value) in node.3 {
                keys_values.extend([self.text(key), self.text(value)]);
            }
            keys_values.push(0);
        }
        let mut dense = Message::default().deltas(1, &ids);
        // What the reader passes over.
        dense = dense.message(5, &Message::default().packed(1, vec![1; nodes.len()]));
        dense = dense.deltas(8, &lats).deltas(9, &lons);
        if keys_values.iter().any(|&text| text != 0) {
            dense = dense.packed(10, keys_values);
        }
        self.groups.push(Message::default().message(2, &dense));
        self
    }

    pub(crate) fn way(mut self, id: i64, nodes: &[i64], tags: Tags<'_>) -> Self {
        let way = self.tagged(Message::default().number(1, id), tags).deltas(8, nodes);
        self.groups.push(Message::default().message(3, &way));
        self
    }

    pub(crate) fn message(&self) -> Message {
        let texts = self.texts.iter().fold(Message::default(), |texts, text| texts.bytes(1, text));
        let start = Message::default().message(1, &texts);
        let mut all = self.groups.iter().fold(start, |all, group| all.message(2, group));
        all.0.extend(&self.rest.0);
        all
    }
}

fn steps(degrees: f64) -> i64 {
    (degrees * 1e7).round() as i64
}

/// How a blob is packed.
#[derive(Clone, Copy)]
pub(crate) enum Packing {
    Raw,
    Zlib,
}

/// A blob with its header.
pub(crate) fn blob(kind: &str, content: &[u8], packing: Packing) -> Vec<u8> {
    let body = match packing {
        Packing::Raw => Message::default().bytes(1, content),
        Packing::Zlib => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            Message::default()
                .number(2, i64::try_from(content.len()).unwrap())
                .bytes(3, &encoder.finish().unwrap())
        }
    };
    framed(kind, &body.0)
}

/// Any bytes as what is in a blob.
pub(crate) fn framed(kind: &str, body: &[u8]) -> Vec<u8> {
    let header = Message::default().bytes(1, kind.as_bytes()).number(3, i64::try_from(body.len()).unwrap()).0;
    let mut bytes = u32::try_from(header.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(body);
    bytes
}

pub(crate) fn header(required: &[&str]) -> Vec<u8> {
    let content = required.iter().fold(Message::default(), |all, feature| all.bytes(4, feature.as_bytes()));
    blob("OSMHeader", &content.bytes(16, b"by hand").0, Packing::Raw)
}

/// A file of these blocks.
pub(crate) fn file(blocks: &[Block], packing: Packing) -> Vec<u8> {
    let mut bytes = header(&["OsmSchema-V0.6", "DenseNodes"]);
    for block in blocks {
        bytes.extend(blob("OSMData", &block.message().0, packing));
    }
    bytes
}
