//! Path data: many lines in one `d` attribute, rounded, thinned, and each piece drawn once.

use std::collections::HashSet;
use std::fmt::Write;

use super::projection::Point;

/// Whole numbers on a grid, so that what is drawn is the same on every machine.
type Cell = [i32; 2];

/// Builds the `d` attribute of a `<path>`, in whole tenths or hundredths of a map unit.
pub(super) struct Lines {
    data: String,
    per_unit: f64,
    step: i32,
    at: Option<Cell>,
    /// Pieces drawn already, where none is to be drawn twice. Asked for membership only, so its order shows nowhere.
    drawn: Option<HashSet<[Cell; 2]>>,
}

impl Lines {
    /// With `per_unit` numbers in a map unit, and points on a grid of `step` of those numbers.
    pub(super) fn new(per_unit: u32, step: u32) -> Self {
        Self {
            data: String::new(),
            per_unit: f64::from(per_unit),
            step: step.clamp(1, 1_000).cast_signed(),
            at: None,
            drawn: None,
        }
    }

    /// Drawing no piece twice, in whichever direction.
    pub(super) fn each_once(mut self) -> Self {
        self.drawn = Some(HashSet::new());
        self
    }

    /// Draws a line. A piece within one cell of the grid is left out.
    pub(super) fn add(&mut self, points: &[Point]) {
        let mut previous: Option<Cell> = None;
        for &point in points {
            let cell = self.cell(point);
            if let Some(from) = previous
                && from != cell
            {
                self.piece(from, cell);
            }
            previous = Some(cell);
        }
    }

    /// Draws a closed ring.
    pub(super) fn add_ring(&mut self, points: &[Point]) {
        self.at = None;
        self.add(points);
        if self.at.is_some() {
            self.data.push('z');
            self.at = None;
        }
    }

    /// How long the data is so far.
    pub(super) fn len(&self) -> usize {
        self.data.len()
    }

    /// Nothing where no line was long enough.
    pub(super) fn finish(self) -> Option<String> {
        (!self.data.is_empty()).then_some(self.data)
    }

    #[expect(clippy::cast_possible_truncation, reason = "clamped to what an i32 holds")]
    fn cell(&self, point: Point) -> Cell {
        let step = f64::from(self.step);
        [point.x, point.y].map(|value| {
            let cell = (value * self.per_unit / step).round().clamp(-1e6, 1e6);
            cell as i32 * self.step
        })
    }

    fn piece(&mut self, from: Cell, to: Cell) {
        if let Some(drawn) = &mut self.drawn
            && !drawn.insert(if from < to { [from, to] } else { [to, from] })
        {
            return;
        }
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        // Writing to a string does not fail.
        let _ = match self.at {
            Some(at) if at == from => write!(self.data, "l{dx}"),
            Some(at) => write!(self.data, "m{}{}l{dx}", from[0] - at[0], Second(from[1] - at[1])),
            None => write!(self.data, "M{}{}l{dx}", from[0], Second(from[1])),
        };
        let _ = write!(self.data, "{}", Second(dy));
        self.at = Some(to);
    }
}

/// The second number of a pair: a minus sign parts it from the first as well as a space does.
struct Second(i32);

impl std::fmt::Display for Second {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 < 0 { write!(f, "{}", self.0) } else { write!(f, " {}", self.0) }
    }
}

/// A line between two points that swells to one side by `bend`, for links that would else hide one another.
pub(super) fn bent(from: Point, to: Point, bend: f64) -> Vec<Point> {
    const PIECES: u8 = 10;
    let length = from.distance(to);
    if length <= 0.0 {
        return vec![from, to];
    }
    let bend = bend.clamp(-0.12 * length, 0.12 * length);
    let [dx, dy] = [to.x - from.x, to.y - from.y];
    let aside = [-dy / length * bend, dx / length * bend];
    (0..=PIECES)
        .map(|piece| {
            let along = f64::from(piece) / f64::from(PIECES);
            let swell = 4.0 * along * (1.0 - along);
            Point { x: from.x + dx * along + aside[0] * swell, y: from.y + dy * along + aside[1] * swell }
        })
        .collect()
}

/// The point halfway along a line.
pub(super) fn halfway(points: &[Point]) -> Option<Point> {
    let pieces = || points.windows(2).map(|pair| (pair[0], pair[1]));
    let total: f64 = pieces().map(|(from, to)| from.distance(to)).sum();
    let mut left = total / 2.0;
    for (from, to) in pieces() {
        let length = from.distance(to);
        if length > 0.0 && left <= length {
            let share = left / length;
            return Some(Point { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
        }
        left -= length;
    }
    points.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(xy: &[[f64; 2]]) -> Vec<Point> {
        xy.iter().map(|&[x, y]| Point { x, y }).collect()
    }

    #[test]
    fn near_points_go_and_far_ones_stay() {
        let mut lines = Lines::new(10, 5);
        lines.add(&points(&[[0.0, 0.0], [0.1, 0.1], [10.0, -2.0], [10.2, -2.1]]));
        lines.add(&points(&[[10.0, -2.0], [10.0, 5.0]]));
        lines.add(&points(&[[3.0, 3.0], [3.1, 3.0]]));
        lines.add(&points(&[[1.0, 1.0], [2.0, 1.0]]));
        assert_eq!(
            lines.finish().as_deref(),
            Some("M0 0l100-20l0 70m-90-40l10 0"),
            "joined where one ends and the next begins"
        );
    }

    #[test]
    fn a_piece_is_drawn_once_in_either_direction() {
        let mut lines = Lines::new(10, 1).each_once();
        lines.add(&points(&[[0.0, 0.0], [1.0, 0.0]]));
        lines.add(&points(&[[1.0, 0.0], [0.0, 0.0]]));
        assert_eq!(lines.finish().as_deref(), Some("M0 0l10 0"));
    }

    #[test]
    fn nothing_and_rings() {
        assert_eq!(Lines::new(10, 1).finish(), None);
        let mut ring = Lines::new(10, 1);
        ring.add_ring(&points(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]));
        ring.add_ring(&points(&[[5.0, 5.0], [6.0, 5.0], [6.0, 6.0], [5.0, 5.0]]));
        assert_eq!(ring.finish().as_deref(), Some("M0 0l10 0l0 10l-10-10zM50 50l10 0l0 10l-10-10z"));
    }

    #[test]
    fn a_bent_line_keeps_its_ends() {
        let [from, to] = [Point { x: 0.0, y: 0.0 }, Point { x: 100.0, y: 0.0 }];
        let line = bent(from, to, 5.0);
        assert_eq!((line[0], line[10]), (from, to));
        assert!((line[5].y - 5.0).abs() < 1e-9);
        assert_eq!(bent(from, from, 5.0), vec![from, from]);
        let middle = halfway(&points(&[[0.0, 0.0], [10.0, 0.0]])).expect("a line");
        assert!((middle.x - 5.0).abs() < 1e-9);
    }
}
