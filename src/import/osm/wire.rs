//! OpenStreetMap PBF as it lies in the file: blobs, and the messages in them, of which any byte may be wrong.
//!
//! The messages are those of <https://wiki.openstreetmap.org/wiki/PBF_Format>, with the fields that are needed here and no
//! others: what is not named is passed over without being decoded.

use std::io::{ErrorKind, Read};

use flate2::read::ZlibDecoder;
use prost::Message;

use crate::import::lines::GridPoint;
use crate::import::problem::ImportProblem;
use crate::import::table::io_problem;

/// What the format allows for the header of a blob, and for what is in one.
const HEADER_LIMIT: u32 = 64 << 10;
const BLOB_LIMIT: usize = 32 << 20;

/// What a file may demand of its reader and is understood here.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

#[derive(Clone, PartialEq, Message)]
struct BlobHeader {
    #[prost(bytes = "vec", tag = "1")]
    kind: Vec<u8>,
    #[prost(int32, tag = "3")]
    size: i32,
}

#[derive(Clone, PartialEq, Message)]
struct BlobBody {
    #[prost(bytes = "vec", optional, tag = "1")]
    raw: Option<Vec<u8>>,
    #[prost(int32, optional, tag = "2")]
    raw_size: Option<i32>,
    #[prost(bytes = "vec", optional, tag = "3")]
    zlib: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct HeaderBlock {
    #[prost(bytes = "vec", repeated, tag = "4")]
    required: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Texts {
    #[prost(bytes = "vec", repeated, tag = "1")]
    texts: Vec<Vec<u8>>,
}

/// Something of which only counts that it is there.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Presence {}

/// A block, of which the ways are wanted.
#[derive(Clone, PartialEq, Message)]
pub(super) struct WayBlock {
    #[prost(message, optional, tag = "1")]
    texts: Option<Texts>,
    #[prost(message, repeated, tag = "2")]
    pub(super) groups: Vec<WayGroup>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct WayGroup {
    #[prost(message, repeated, tag = "1")]
    nodes: Vec<Presence>,
    #[prost(message, optional, tag = "2")]
    dense: Option<Presence>,
    #[prost(message, repeated, tag = "3")]
    pub(super) ways: Vec<Way>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Way {
    #[prost(int64, tag = "1")]
    pub(super) id: i64,
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(sint64, repeated, tag = "8")]
    nodes: Vec<i64>,
}

/// A block, of which the nodes are wanted.
#[derive(Clone, PartialEq, Message)]
pub(super) struct NodeBlock {
    #[prost(message, optional, tag = "1")]
    texts: Option<Texts>,
    #[prost(message, repeated, tag = "2")]
    groups: Vec<NodeGroup>,
    #[prost(int32, optional, tag = "17")]
    granularity: Option<i32>,
    #[prost(int64, tag = "19")]
    lat_offset: i64,
    #[prost(int64, tag = "20")]
    lon_offset: i64,
}

#[derive(Clone, PartialEq, Message)]
struct NodeGroup {
    #[prost(message, repeated, tag = "1")]
    nodes: Vec<Node>,
    #[prost(message, optional, tag = "2")]
    dense: Option<DenseNodes>,
}

#[derive(Clone, PartialEq, Message)]
struct Node {
    #[prost(sint64, tag = "1")]
    id: i64,
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(sint64, tag = "8")]
    lat: i64,
    #[prost(sint64, tag = "9")]
    lon: i64,
}

#[derive(Clone, PartialEq, Message)]
struct DenseNodes {
    #[prost(sint64, repeated, tag = "1")]
    ids: Vec<i64>,
    #[prost(sint64, repeated, tag = "8")]
    lats: Vec<i64>,
    #[prost(sint64, repeated, tag = "9")]
    lons: Vec<i64>,
    #[prost(int32, repeated, tag = "10")]
    keys_values: Vec<i32>,
}

/// What is wrong with a blob, in words.
pub(super) type Reason = String;

/// A blob as it lies in the file.
pub(super) struct Blob {
    /// Where its length stands, in bytes from the start of the file.
    pub(super) offset: u64,
    /// Where what is in it stands.
    pub(super) body_offset: u64,
    pub(super) kind: BlobKind,
    pub(super) body: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BlobKind {
    Header,
    Data,
    /// The format lets readers pass over these.
    Other,
}

/// The next blob; nothing at the end of the file.
pub(super) fn next_blob(reader: &mut impl Read, offset: &mut u64) -> Result<Option<Blob>, ImportProblem> {
    let start = *offset;
    let bad = |reason: &str| ImportProblem::BadPbf { offset: start, reason: reason.to_owned() };
    let mut length = [0_u8; 4];
    match read_up_to(reader, &mut length)? {
        0 => return Ok(None),
        4 => {}
        _ => return Err(bad(CUT_OFF)),
    }
    let length = u32::from_be_bytes(length);
    if length == 0 || length > HEADER_LIMIT {
        return Err(bad("no blob begins here; is it OpenStreetMap PBF, and complete?"));
    }
    let header = take(reader, length as usize)?.ok_or_else(|| bad(CUT_OFF))?;
    let header = BlobHeader::decode(&*header).map_err(|error| bad(&told(&error)))?;
    let size = usize::try_from(header.size).ok().filter(|&size| size <= BLOB_LIMIT);
    let size = size.ok_or_else(|| bad("the size of the blob is out of range"))?;
    let kind = match &*header.kind {
        b"OSMHeader" => BlobKind::Header,
        b"OSMData" => BlobKind::Data,
        _ => BlobKind::Other,
    };
    let body = take(reader, size)?.ok_or_else(|| bad(CUT_OFF))?;
    let body_offset = start + 4 + u64::from(length);
    *offset = body_offset + size as u64;
    Ok(Some(Blob { offset: start, body_offset, kind, body }))
}

const CUT_OFF: &str = "the file ends within the blob that begins here; is it cut off?";

/// As many bytes as there are, up to the length of the buffer.
fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize, ImportProblem> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(io_problem(&error)),
        }
    }
    Ok(length)
}

/// So many bytes, or nothing where the file ends before. A forged size takes no more memory than the file has bytes.
pub(super) fn take(reader: &mut impl Read, size: usize) -> Result<Option<Vec<u8>>, ImportProblem> {
    let mut bytes = Vec::new();
    reader.take(size as u64).read_to_end(&mut bytes).map_err(|error| io_problem(&error))?;
    Ok((bytes.len() == size).then_some(bytes))
}

/// What is in a blob, unpacked.
pub(super) fn unpack(body: &[u8]) -> Result<Vec<u8>, Reason> {
    let body = BlobBody::decode(body).map_err(|error| told(&error))?;
    let bytes = match (body.raw, body.zlib) {
        (Some(raw), _) => raw,
        (None, Some(zlib)) => {
            let mut bytes = Vec::new();
            let mut decoder = ZlibDecoder::new(&*zlib).take(BLOB_LIMIT as u64 + 1);
            decoder.read_to_end(&mut bytes).map_err(|error| format!("its zlib data is broken: {error}"))?;
            if body.raw_size.is_some_and(|size| usize::try_from(size) != Ok(bytes.len())) {
                return Err("it unpacks to another size than it states".to_owned());
            }
            bytes
        }
        (None, None) => {
            let known =
                "it is packed neither raw nor with zlib; osmium cat -f pbf,pbf_compression=zlib repacks it";
            return Err(known.to_owned());
        }
    };
    if bytes.len() > BLOB_LIMIT { Err("it is larger than 32 MiB".to_owned()) } else { Ok(bytes) }
}

/// What a file demands of its reader and is not understood.
pub(super) fn not_understood(header: &[u8]) -> Result<Option<String>, Reason> {
    let header = HeaderBlock::decode(header).map_err(|error| told(&error))?;
    let unknown =
        header.required.iter().find(|wanted| !UNDERSTOOD.iter().any(|known| known.as_bytes() == &***wanted));
    Ok(unknown.map(|wanted| String::from_utf8_lossy(wanted).into_owned()))
}

/// A block out of the bytes of a blob.
pub(super) fn block<T: Message + Default>(bytes: &[u8]) -> Result<T, Reason> {
    T::decode(bytes).map_err(|error| told(&error))
}

fn told(error: &prost::DecodeError) -> Reason {
    crate::diagnostic::shorten(&error.to_string())
}

/// The texts of a block, as far as they are texts.
fn texts(texts: Option<&Texts>) -> Vec<Option<&str>> {
    let all = texts.iter().flat_map(|texts| &texts.texts);
    all.map(|text| std::str::from_utf8(text).ok()).collect()
}

/// The tags that keys and values make.
fn fill<'t>(
    tags: &mut Vec<(&'t str, &'t str)>,
    texts: &[Option<&'t str>],
    pairs: impl Iterator<Item = (u32, u32)>,
) -> Result<(), &'static str> {
    tags.clear();
    let text = |at: u32| match texts.get(at as usize) {
        Some(Some(text)) => Ok(*text),
        Some(None) => Err("has a tag that is not UTF-8 text"),
        None => Err("has a tag whose text is not there"),
    };
    for (key, value) in pairs {
        tags.push((text(key)?, text(value)?));
    }
    Ok(())
}

impl WayBlock {
    /// Whether there are nodes as well.
    pub(super) fn has_nodes(&self) -> bool {
        self.groups.iter().any(|group| group.dense.is_some() || !group.nodes.is_empty())
    }

    /// Every way with its tags and nodes; what is wrong with one is handed over in its place.
    pub(super) fn for_each_way(
        &self,
        mut handle: impl FnMut(i64, Result<(&[(&str, &str)], &[i64]), &'static str>),
    ) {
        let texts = texts(self.texts.as_ref());
        let mut tags = Vec::new();
        let mut nodes = Vec::new();
        for way in self.groups.iter().flat_map(|group| &group.ways) {
            let whole = if way.keys.len() == way.values.len() {
                fill(&mut tags, &texts, way.keys.iter().copied().zip(way.values.iter().copied()))
            } else {
                Err("has a key without a value")
            };
            let whole = whole.and_then(|()| {
                nodes.clear();
                let mut id = 0_i64;
                for &step in &way.nodes {
                    id = id.checked_add(step).ok_or("has numbers of nodes that are out of range")?;
                    nodes.push(id);
                }
                Ok(())
            });
            handle(way.id, whole.map(|()| (&*tags, &*nodes)));
        }
    }
}

impl NodeBlock {
    /// Every node with its position, where that is on the earth, and its tags.
    pub(super) fn for_each_node(
        &self,
        mut handle: impl FnMut(i64, Option<GridPoint>, Result<&[(&str, &str)], &'static str>),
    ) -> Result<(), Reason> {
        const OUT_OF_RANGE: &str = "its nodes have numbers that are out of range";
        let texts = texts(self.texts.as_ref());
        let mut tags = Vec::new();
        let granularity = i64::from(self.granularity.unwrap_or(100));
        #[expect(
            clippy::cast_precision_loss,
            reason = "on the earth all nanodegrees are exact, and others are refused"
        )]
        let degrees = |offset: i64, steps: i64| {
            let nano = granularity.checked_mul(steps).and_then(|nano| nano.checked_add(offset));
            nano.map(|nano| nano as f64 / 1e9)
        };
        let point = |lat: i64, lon: i64| {
            GridPoint::new(degrees(self.lon_offset, lon)?, degrees(self.lat_offset, lat)?)
        };
        for group in &self.groups {
            for node in &group.nodes {
                let pairs = node.keys.iter().copied().zip(node.values.iter().copied());
                let whole = fill(&mut tags, &texts, pairs);
                handle(node.id, point(node.lat, node.lon), whole.map(|()| &*tags));
            }
            let Some(dense) = &group.dense else {
                continue;
            };
            if dense.ids.len() != dense.lats.len() || dense.ids.len() != dense.lons.len() {
                return Err("it has not as many positions as nodes".to_owned());
            }
            let (mut id, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
            // Keys and values in turn, a zero behind those of each node; nothing at all where no node has any.
            let mut rest = &*dense.keys_values;
            for ((id_step, lat_step), lon_step) in dense.ids.iter().zip(&dense.lats).zip(&dense.lons) {
                id = id.checked_add(*id_step).ok_or(OUT_OF_RANGE)?;
                lat = lat.checked_add(*lat_step).ok_or(OUT_OF_RANGE)?;
                lon = lon.checked_add(*lon_step).ok_or(OUT_OF_RANGE)?;
                let mut length = 0;
                while rest.get(length).is_some_and(|&key| key != 0) {
                    length += 2;
                }
                let own = rest.get(..length).ok_or("a tag of a node has no value")?;
                rest = rest.get(length + 1..).unwrap_or(&[]);
                // A negative number is one of a text that is not there.
                let number = |text: i32| u32::try_from(text).unwrap_or(u32::MAX);
                let pairs = own.chunks_exact(2).map(|pair| (number(pair[0]), number(pair[1])));
                let whole = fill(&mut tags, &texts, pairs);
                handle(id, point(lat, lon), whole.map(|()| &*tags));
            }
        }
        Ok(())
    }
}
