//! What was done to the lines of a map, each with its place, so that a person can look at it on a map.

use serde::Serialize;

/// Something that was done to lines, and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mend {
    /// Two lines that cross without a common point got one.
    Crossing {
        /// Where.
        at: [f64; 2],
        /// The numbers that the source gives the two lines.
        lines: [i64; 2],
    },
    /// The end of a line was joined to what lies near it.
    Joined {
        /// From the end.
        from: [f64; 2],
        /// To here.
        to: [f64; 2],
        /// How far that is, metres.
        gap_m: f64,
        /// The numbers that the source gives the two lines.
        lines: [i64; 2],
    },
    /// A stretch of a line that runs beside another one was merged with it.
    TrackMerged {
        /// From here.
        from: [f64; 2],
        /// To here.
        to: [f64; 2],
        /// The numbers that the source gives the line that went and the one that stayed.
        lines: [i64; 2],
    },
    /// A place that no line touches was attached to the nearest one.
    Attached {
        /// The place's key.
        place: String,
        /// Where it lies.
        from: [f64; 2],
        /// Where it is attached.
        to: [f64; 2],
        /// How far that is, metres.
        distance_m: f64,
    },
    /// A place that no line comes near.
    Unattached {
        /// The place's key.
        place: String,
        /// Where it lies.
        at: [f64; 2],
    },
    /// A transfer between two modes was made.
    Transfer {
        /// The hub's key.
        hub: String,
        /// From here.
        from: [f64; 2],
        /// To here.
        to: [f64; 2],
        /// How far that is, metres.
        distance_m: f64,
    },
}

impl Mend {
    /// From where to where, in degrees; the same where it has but one place.
    #[must_use]
    pub fn ends(&self) -> [[f64; 2]; 2] {
        match *self {
            Self::Crossing { at, .. } | Self::Unattached { at, .. } => [at, at],
            Self::Joined { from, to, .. }
            | Self::TrackMerged { from, to, .. }
            | Self::Attached { from, to, .. }
            | Self::Transfer { from, to, .. } => [from, to],
        }
    }
}
