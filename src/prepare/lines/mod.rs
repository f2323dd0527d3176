//! Lines as a map draws them become the rows of a network: mended, with hubs and transfers, contracted.

#![expect(clippy::cast_possible_truncation, reason = "points and lines of `RawLines` are counted by 32 bits")]

mod contract;
mod crossings;
mod hubs;
mod insert;
mod joins;
mod mend;
mod mesh;
mod plane;
mod repeated;
mod segments;
mod tracks;
mod transfers;

use std::collections::HashSet;

pub use contract::Nodes;
pub use mend::Mend;

use crate::diagnostic::Place;
use crate::import::{
    ImportProblem, Profile, RawLines, RawNetwork, RawPlace, RawTransfer, RawTransferEnd, Repair,
};
use crate::mode::Mode;
use crate::progress::{Progress, Silent};
use crate::units::Length;

/// How lines become a network. Made from a [`Profile`].
#[derive(Clone)]
pub struct LineOptions<'a> {
    profile: &'a Profile,
    mending: Option<bool>,
    nodes: Nodes,
    attach_within: Length,
    merge_tracks: Option<Length>,
    progress: &'a dyn Progress,
}

impl<'a> LineOptions<'a> {
    /// The rules for gaps and transfers of a profile, and the defaults: crossings and gaps are mended where the source does
    /// not say by common points where lines meet, junctions alone become nodes, places are attached within 5 km.
    #[must_use]
    pub fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            mending: None,
            nodes: Nodes::default(),
            attach_within: Length::from_decimetres(50_000).unwrap_or_default(),
            merge_tracks: None,
            progress: &Silent,
        }
    }

    /// Whether lines that run side by side within a distance become one of several tracks.
    #[must_use]
    pub fn merge_tracks(mut self, within: impl Into<Option<Length>>) -> Self {
        self.merge_tracks = within.into();
        self
    }

    /// Whether crossings are split and gaps closed, whatever the source.
    #[must_use]
    pub fn mending(mut self, mending: bool) -> Self {
        self.mending = Some(mending);
        self
    }

    /// Which points become nodes.
    #[must_use]
    pub fn nodes(mut self, nodes: Nodes) -> Self {
        self.nodes = nodes;
        self
    }

    /// How far a place that no line touches may be from the spot it is attached to.
    #[must_use]
    pub fn attach_within(mut self, limit: Length) -> Self {
        self.attach_within = limit;
        self
    }

    /// Where to show progress, and who may stop the work.
    #[must_use]
    pub fn progress(mut self, progress: &'a dyn Progress) -> Self {
        self.progress = progress;
        self
    }
}

impl<'a> From<&'a Profile> for LineOptions<'a> {
    fn from(profile: &'a Profile) -> Self {
        Self::new(profile)
    }
}

/// The rows that lines gave, and all that was done to the lines on the way.
#[derive(Clone, Debug)]
pub struct PreparedLines {
    /// The rows, with hubs and transfers.
    pub raw: RawNetwork,
    /// What was done, each with its place.
    pub mends: Vec<Mend>,
}

/// Makes the rows of a network of lines, with the places as hubs.
///
/// In this order: lines that are there twice count once, lines that cross get a common point, gaps are closed ([`Profile::joins`]), lines side by side become one
/// where that is asked for, places own the points inside
/// them, stations are joined to the nearest road ([`Profile::transfers`]), and what is no junction becomes part of a link.
/// Counts stand in [`RawNetwork::repairs`], each single change in [`PreparedLines::mends`]; where the work was stopped, a
/// problem says so. Time and memory grow with the number of points `n` as `n log n` and `n`.
#[must_use]
pub fn from_lines<'a>(
    mut lines: RawLines,
    places: &[RawPlace],
    options: impl Into<LineOptions<'a>>,
) -> PreparedLines {
    let options = options.into();
    let LineOptions { profile, progress, .. } = options;
    let mut mends = Vec::new();
    repeated::drop_repeated(&mut lines);
    if options.mending.unwrap_or(!lines.is_joined) {
        crossings::split(&mut lines, &mut mends, progress);
        for mode in modes(&lines) {
            if progress.stop_requested() {
                break;
            }
            joins::close_gaps(&mut lines, &mode, &profile.joins, &mut mends, progress);
        }
    }
    if let Some(within) = options.merge_tracks {
        tracks::merge(&mut lines, within, &mut mends, progress);
    }
    let stopped = |lines: &mut RawLines| {
        let stop = progress.stop_requested();
        if stop {
            lines.problems.add(Place::default(), ImportProblem::Stopped);
        }
        stop
    };
    if stopped(&mut lines) {
        return PreparedLines {
            raw: RawNetwork { problems: lines.problems, ..RawNetwork::default() },
            mends,
        };
    }
    progress.begin("finding hubs", 0);
    let mut owners = if places.is_empty() {
        hubs::Owners::none(&lines)
    } else {
        hubs::assign(&mut lines, places, options.attach_within, &mut mends)
    };
    let changes = transfers::find(&mut lines, places, &mut owners, &profile.transfers, &mut mends);
    if stopped(&mut lines) {
        return PreparedLines {
            raw: RawNetwork { problems: lines.problems, ..RawNetwork::default() },
            mends,
        };
    }
    progress.begin("making links", 0);
    let ends = changes.iter().flat_map(|change| [change.from, change.to]);
    let forced: HashSet<u32> = ends.chain(owners.middles.values().copied()).collect();
    let contract::Contracted { mut raw, forced_keys } =
        contract::contract(&lines, places, &owners, &forced, options.nodes);
    raw.transfers.extend(changes.iter().filter_map(|change| {
        let rule = &profile.transfers[change.rule];
        let end = |mode: &Mode, point| {
            let node = forced_keys.get(&(mode.clone(), point))?.clone();
            Some(RawTransferEnd { node, mode: Some(mode.clone()) })
        };
        Some(RawTransfer {
            from: end(&rule.from, change.from)?,
            to: end(&rule.to, change.to)?,
            time: rule.time,
            capacity: rule.capacity,
            ..RawTransfer::default()
        })
    }));
    raw.repairs.extend(counted(&mends));
    PreparedLines { raw, mends }
}

fn modes(lines: &RawLines) -> Vec<Mode> {
    let mut modes: Vec<Mode> = lines.kinds.iter().map(|kind| kind.mode.clone()).collect();
    modes.sort();
    modes.dedup();
    modes
}

/// What was done, in sums.
fn counted(mends: &[Mend]) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let count = |is: fn(&Mend) -> bool| mends.iter().filter(|mend| is(mend)).count() as u64;
    let crossings = count(|mend| matches!(mend, Mend::Crossing { .. }));
    if crossings > 0 {
        repairs.push(Repair::CrossingsSplit { crossings });
    }
    let mut widest_m: f64 = 0.0;
    let mut gaps = 0;
    let mut farthest_m: f64 = 0.0;
    let mut attached = 0;
    let mut unattached = Vec::new();
    let mut transfers = 0;
    let mut stretches = 0;
    for mend in mends {
        match mend {
            Mend::Joined { gap_m, .. } => {
                gaps += 1;
                widest_m = widest_m.max(*gap_m);
            }
            Mend::Attached { distance_m, .. } => {
                attached += 1;
                farthest_m = farthest_m.max(*distance_m);
            }
            Mend::Unattached { place, .. } => unattached.push(place.clone()),
            Mend::Transfer { .. } => transfers += 1,
            Mend::TrackMerged { .. } => stretches += 1,
            Mend::Crossing { .. } => {}
        }
    }
    if gaps > 0 {
        repairs.push(Repair::GapsClosed { gaps, widest_m });
    }
    if stretches > 0 {
        repairs.push(Repair::TracksMerged { stretches });
    }
    if attached > 0 {
        repairs.push(Repair::PlacesAttached { places: attached, farthest_m });
    }
    if !unattached.is_empty() {
        repairs.push(Repair::PlacesUnattached { places: unattached });
    }
    if transfers > 0 {
        repairs.push(Repair::TransfersMade { transfers });
    }
    repairs
}
