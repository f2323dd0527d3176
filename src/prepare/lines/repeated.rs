//! Lines that a map has twice, as where its tiles overlap, count once.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::import::{Passable, RawLines, Repair};

/// Drops each line of the same kind over the same points as an earlier one, either way round where it is passed both ways.
///
/// Two of them would be two links, and the end of both no end. Linear.
pub(super) fn drop_repeated(lines: &mut RawLines) {
    let mut seen: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut repeated = Vec::new();
    for line in 0..lines.lines.len() {
        let kind = lines.lines[line].kind;
        let both_ways = lines.kind_of(line).passable == Passable::Both;
        let points = lines.points_of(line);
        let mut hasher = DefaultHasher::new();
        let turned = both_ways && points.iter().rev().lt(points.iter());
        for at in 0..points.len() {
            points[if turned { points.len() - 1 - at } else { at }].hash(&mut hasher);
        }
        let known = seen.entry(hasher.finish()).or_default();
        let same = |&&other: &&u32| {
            let its = lines.points_of(other as usize);
            lines.lines[other as usize].kind == kind
                && (its == points || both_ways && its.iter().rev().eq(points.iter()))
        };
        if known.iter().find(same).is_some() {
            repeated.push(line);
        } else {
            known.push(line as u32);
        }
    }
    if repeated.is_empty() {
        return;
    }
    lines.repairs.push(Repair::LinesRepeated { lines: repeated.len() as u64 });
    let mut repeated = repeated.into_iter().peekable();
    let taken = lines.take_lines();
    for (at, &line) in taken.lines.iter().enumerate() {
        if repeated.next_if_eq(&at).is_none() {
            lines.add_line(line, taken.points_of(at).iter().copied());
        }
    }
}
