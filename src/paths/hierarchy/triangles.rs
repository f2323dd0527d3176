//! Which weights a weight is a lower side of a triangle under.

use super::arcs::Slot;
use super::lanes::INFINITE;
use super::shape::Shapes;
use super::tree::NONE;
use super::weights::Weights;

/// Where the columns of one panel lie in the panels above it that own them.
///
/// An update changes many weights of a panel one after the other, and looks these up for each. Only the maps from a
/// panel to the one above are stored; here they are put together, once for as long as the panel stays the same.
#[derive(Debug)]
pub(super) struct Climb {
    panel: u32,
    levels: Vec<Level>,
    /// For each level, the places of all columns from its first one on.
    places: Vec<u16>,
    last: Vec<u16>,
}

/// A panel above that owns some of the columns; columns are counted from the first beyond the rows.
#[derive(Clone, Copy, Debug)]
struct Level {
    owner: u32,
    first: usize,
    end: usize,
    /// Where in the list the places begin.
    places: usize,
}

impl Default for Climb {
    fn default() -> Self {
        Self { panel: NONE, levels: Vec::new(), places: Vec::new(), last: Vec::new() }
    }
}

impl Climb {
    /// Time: the columns beyond the rows, times the panels up to the owner of the last.
    fn start_at(&mut self, shapes: &Shapes, panel: u32) {
        if std::mem::replace(&mut self.panel, panel) == panel {
            return;
        }
        let shape = &shapes.all[panel as usize];
        self.levels.clear();
        self.places.clear();
        self.last.clear();
        self.last.extend_from_slice(&shapes.places[shape.above()]);
        let (mut first, mut at) = (0, shape.parent);
        while first < self.last.len() {
            let owner = &shapes.all[at as usize];
            let owned = self.last[first..].iter().take_while(|&&place| u32::from(place) < owner.rows);
            let end = first + owned.count();
            if first < end {
                self.levels.push(Level { owner: at, first, end, places: self.places.len() });
                self.places.extend_from_slice(&self.last[first..]);
            }
            let beyond = &shapes.places[owner.above()];
            for place in &mut self.last[end..] {
                *place = beyond[usize::from(*place) - owner.rows()];
            }
            (first, at) = (end, owner.parent);
        }
    }

    fn places_of(&self, level: Level) -> &[u16] {
        &self.places[level.places..]
    }

    pub(super) fn memory(&self) -> usize {
        self.levels.capacity() * size_of::<Level>() + 2 * (self.places.capacity() + self.last.capacity())
    }

    /// Calls `visit` for each weight that the given one is a lower side of a triangle under: with the other lower side,
    /// the weight above, its row's rank and its slot. Time: the row's columns.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "ranks are below 2^32")]
    pub(super) fn triangles_above(
        &mut self,
        shapes: &Shapes,
        weights: &Weights,
        rank: u32,
        slot: Slot,
        mut visit: impl FnMut(u32, u32, u32, Slot),
    ) {
        let panel = shapes.owners[rank as usize];
        let shape = &shapes.all[panel as usize];
        let (rows, stride) = (shape.rows(), shape.stride());
        let width = rows + shape.columns();
        let row = (rank - shape.first) as usize;
        let (column, is_down) = (slot.column(), slot.is_down());
        // The weight leads from the row's node to the column's: then others lead to the row's, and on with it; or the
        // other way round.
        let [towards, away] = weights.by(is_down);
        let start = shape.start() + row * stride;
        let sides = &away[start..start + width];
        // Those whose other end is lower than the column's node stand in that end's row, the others in the row of the
        // column's node.

        // This panel's own rows.
        let own = Slot::new(column, is_down);
        let targets = &towards[shape.start()..][..rows * stride];
        for (other, &side) in sides.iter().enumerate().take(column.min(rows)).skip(row + 1) {
            if side < INFINITE {
                visit(side, targets[other * stride + column], shape.first + other as u32, own);
            }
        }
        let Some(beyond) = column.checked_sub(rows) else {
            let start = shape.start() + column * stride;
            let targets = &away[start..start + width];
            let end = shape.first + column as u32;
            for (other, (&side, &weight)) in sides.iter().zip(targets).enumerate().skip(column + 1) {
                if side < INFINITE {
                    visit(side, weight, end, Slot::new(other, !is_down));
                }
            }
            return;
        };

        // Then those of one panel above after the other, up to that which has the column's node.
        self.start_at(shapes, panel);
        let sides = &sides[rows..];
        let above = &shapes.above[shape.above()];
        for &level in &self.levels {
            let owner = &shapes.all[level.owner as usize];
            let places = self.places_of(level);
            let place = usize::from(places[beyond - level.first]);
            let at = Slot::new(place, is_down);
            let (start, stride) = (owner.start() + place, owner.stride());
            let lower = level.first..level.end.min(beyond);
            for (&side, &low) in sides[lower.clone()].iter().zip(&above[lower]) {
                if side < INFINITE {
                    visit(side, towards[start + (low - owner.first) as usize * stride], low, at);
                }
            }
            if beyond < level.end {
                let start = owner.start() + place * stride;
                let targets = &away[start..start + stride];
                let end = above[beyond];
                let later = sides[beyond + 1..].iter().zip(&places[beyond + 1 - level.first..]);
                for (&side, &place) in later {
                    if side < INFINITE {
                        let place = usize::from(place);
                        visit(side, targets[place], end, Slot::new(place, !is_down));
                    }
                }
                return;
            }
        }
    }
}
