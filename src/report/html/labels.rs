//! Which names fit on the map, and where: greedy, the most important first, at eight places around each mark, or
//! for those in bold letters, twice eight further off.
//!
//! Symbols and letters keep their size while the map is zoomed, so that more names fit the further one zooms in. Each
//! name is therefore placed for every step of [`ZOOMS`], and stays at its place from one step to the next where it can.

use std::collections::BTreeMap;

use super::projection::{Point, WIDTH};

/// Pixels of the screen in a unit of the map: from a telephone over a desktop screen (1) to sixteen times that.
pub(super) const ZOOMS: [f64; 7] = [0.34, 0.6, 1.0, 2.0, 4.0, 8.0, 16.0];
/// The step of [`ZOOMS`] on a telephone without script.
pub(super) const NARROW: usize = 0;
/// How large marks are there, beside their size elsewhere; the style sheet says the same.
const NARROW_MARKS: f64 = 0.72;
/// The step of [`ZOOMS`] on a desktop screen, and in print.
pub(super) const BASE: usize = 2;

/// The height of the letters, pixels.
const SIZE: f64 = 12.5;
/// The height of a line of text, pixels.
const LINE: f64 = 14.0;
/// The longest name that is written out, characters.
const LONGEST: usize = 30;
/// How much further off a name may stand where there is no room at its mark, pixels.
const FURTHER: f64 = 7.0;
/// The side of the squares by which near boxes are found, pixels.
const SQUARE: f64 = 64.0;

/// A hub that would have its name written.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Where it is, in units of the map.
    pub(super) at: Point,
    /// What is written.
    pub(super) text: String,
    /// Whether in bold letters.
    pub(super) bold: bool,
    /// How far its mark reaches from its middle, pixels.
    pub(super) reach: f64,
}

/// Where a name stands relative to its mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// To the right of the mark, pixels; of the middle or an end of the text, as `anchor` says.
    pub(super) dx: f64,
    /// Below the mark, pixels; of the line that letters stand on.
    pub(super) dy: f64,
    /// SVG's `text-anchor`.
    pub(super) anchor: &'static str,
}

/// A name at its place, over some steps of the zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Label {
    /// Which of the candidates.
    pub(super) candidate: usize,
    pub(super) place: Place,
    /// The first and the last of [`ZOOMS`] at which it stands there.
    pub(super) zooms: [usize; 2],
}

/// A rectangle in pixels: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rect([f64; 4]);

impl Rect {
    fn overlaps(self, other: Self) -> bool {
        let (a, b) = (self.0, other.0);
        a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
    }

    fn holds(self, [x, y]: [f64; 2]) -> bool {
        let [left, top, right, bottom] = self.0;
        (left..right).contains(&x) && (top..bottom).contains(&y)
    }

    fn within(self, [width, height]: [f64; 2]) -> bool {
        let [left, top, right, bottom] = self.0;
        left >= 0.0 && top >= 0.0 && right <= width && bottom <= height
    }

    /// The squares that it touches.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a map is far smaller than 2^31 squares, and casts saturate"
    )]
    fn squares(self) -> impl Iterator<Item = (i32, i32)> {
        let [left, top, right, bottom] = self.0.map(|side| (side / SQUARE).floor() as i32);
        (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
    }
}

/// Boxes by the squares that they touch.
#[derive(Default)]
struct Boxes(BTreeMap<(i32, i32), Vec<(usize, Rect)>>);

impl Boxes {
    fn add(&mut self, owner: usize, rect: Rect) {
        for square in rect.squares() {
            self.0.entry(square).or_default().push((owner, rect));
        }
    }

    /// Whether it overlaps the box of another owner.
    fn hit(&self, owner: usize, rect: Rect) -> bool {
        rect.squares().any(|square| {
            self.0.get(&square).is_some_and(|boxes| {
                boxes.iter().any(|&(other, there)| other != owner && there.overlaps(rect))
            })
        })
    }
}

/// Points of lines by the squares that they lie in.
#[derive(Default)]
struct Crowd(BTreeMap<(i32, i32), Vec<[f64; 2]>>);

impl Crowd {
    fn new(points: &[Point], zoom: f64) -> Self {
        let mut crowd = Self::default();
        for point in points {
            let at = [point.x * zoom, point.y * zoom];
            for square in Rect([at[0], at[1], at[0], at[1]]).squares() {
                crowd.0.entry(square).or_default().push(at);
            }
        }
        crowd
    }

    fn count_in(&self, rect: Rect) -> u32 {
        let points = rect.squares().filter_map(|square| self.0.get(&square)).flatten();
        u32::try_from(points.filter(|&&point| rect.holds(point)).count()).unwrap_or(u32::MAX)
    }
}

/// A name, cut where it is too long.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONGEST - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// How wide a text will be, pixels: an estimate that errs to the wide side for the usual screen fonts.
fn text_width(text: &str, bold: bool) -> f64 {
    let em: f64 = text
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | '.' | ',' | '\'' | ':' | ';' | '|' | '!' | 'І' | 'і' | 'ї' => 0.3,
            'f' | 't' | 'r' | 'I' | ' ' | '(' | ')' | '-' | '/' => 0.38,
            'm' | 'w' | 'M' | 'W' | '@' | '%' | 'ш' | 'щ' | 'ж' | 'ю' | 'Ш' | 'Щ' | 'Ж' | 'Ю' => 0.95,
            letter if letter.is_ascii_uppercase() => 0.72,
            letter if u32::from(letter) >= 0x1100 => 1.05,
            letter if letter.is_uppercase() => 0.78,
            _ => 0.6,
        })
        .sum();
    em * SIZE * if bold { 1.08 } else { 1.0 }
}

/// The places around a mark, the best first, each with its box relative to the mark: eight at the mark, then twice eight
/// `further` off, for important marks that others stand close to.
fn places(width: f64, reach: f64, further: bool) -> impl Iterator<Item = (Place, Rect)> {
    [Some(0.0), further.then_some(FURTHER), further.then_some(2.5 * FURTHER)]
        .into_iter()
        .flatten()
        .flat_map(move |further| eight_places(width, reach + further))
}

fn eight_places(width: f64, reach: f64) -> [(Place, Rect); 8] {
    let gap = reach + 3.0;
    let diagonal = reach * 0.75 + 1.0;
    let half = width / 2.0;
    // The line that letters stand on lies this far below the middle of the text.
    let drop = SIZE * 0.35;
    let sides = [
        ("start", gap, 0.0),
        ("end", -gap, 0.0),
        ("middle", 0.0, -(gap + LINE / 2.0 - 1.0)),
        ("middle", 0.0, gap + LINE / 2.0 - 1.0),
        ("start", diagonal, -(diagonal + LINE / 2.0)),
        ("start", diagonal, diagonal + LINE / 2.0),
        ("end", -diagonal, -(diagonal + LINE / 2.0)),
        ("end", -diagonal, diagonal + LINE / 2.0),
    ];
    sides.map(|(anchor, dx, middle)| {
        let left = match anchor {
            "start" => dx,
            "end" => dx - width,
            _ => dx - half,
        };
        let rect = Rect([left, middle - LINE / 2.0, left + width, middle + LINE / 2.0]);
        let place = Place { dx, dy: middle + drop, anchor };
        (place, rect)
    })
}

/// Places the names of the candidates, the most important first, where they overlap neither one another nor another
/// mark nor a `reserved` rectangle (left, top, right, bottom, pixels from the lower left corner, upwards negative).
/// Of the places that are free it takes the one that hides the least of the lines that pass through `lines`.
///
/// A name that has no free place is left out at that zoom. Linear in the candidates where they are not crowded.
pub(super) fn place(
    candidates: &[Candidate],
    marks: &[(Point, f64)],
    lines: &[Point],
    height: f64,
    reserved: &[[f64; 4]],
) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut current: Vec<Option<usize>> = vec![None; candidates.len()];
    for (step, &zoom) in ZOOMS.iter().enumerate() {
        let size = [WIDTH * zoom, height * zoom];
        let shrink = if step == NARROW { NARROW_MARKS } else { 1.0 };
        let crowd = Crowd::new(lines, zoom);
        let mut taken = Boxes::default();
        for &[left, top, right, bottom] in reserved {
            taken.add(usize::MAX, Rect([left, size[1] + top, right, size[1] + bottom]));
        }
        let square = |at: Point, reach: f64| {
            let [x, y] = [at.x * zoom, at.y * zoom];
            Rect([x - reach, y - reach, x + reach, y + reach])
        };
        for (owner, candidate) in candidates.iter().enumerate() {
            taken.add(owner, square(candidate.at, candidate.reach * shrink));
        }
        for &(at, reach) in marks {
            taken.add(usize::MAX, square(at, reach));
        }
        for (at, candidate) in candidates.iter().enumerate() {
            let width = text_width(&candidate.text, candidate.bold);
            let kept = current[at].map(|label| labels[label].place);
            let free = places(width, candidate.reach * shrink, candidate.bold)
                .enumerate()
                .filter_map(|(order, (place, rect))| {
                    let [left, top, right, bottom] = rect.0;
                    let [x, y] = [candidate.at.x * zoom, candidate.at.y * zoom];
                    let rect = Rect([x + left, y + top, x + right, y + bottom]);
                    if !rect.within(size) || taken.hit(at, rect) {
                        return None;
                    }
                    let order = u32::try_from(order).unwrap_or(0);
                    let penalty = if kept == Some(place) { 0 } else { 1 + order + 2 * crowd.count_in(rect) };
                    Some((penalty, place, rect))
                })
                .min_by_key(|&(penalty, ..)| penalty);
            let Some((_, place, rect)) = free else {
                current[at] = None;
                continue;
            };
            // The owner of a label's box is nobody, so that no label overlaps it, not even one of the same mark.
            taken.add(usize::MAX, rect);
            match current[at] {
                Some(label) if labels[label].place == place => labels[label].zooms[1] = step,
                _ => {
                    current[at] = Some(labels.len());
                    labels.push(Label { candidate: at, place, zooms: [step, step] });
                }
            }
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn candidate(x: f64, y: f64, text: &str) -> Candidate {
        Candidate { at: Point { x, y }, text: text.to_owned(), bold: false, reach: 4.0 }
    }

    /// The box of a label at a zoom, written anew from what is drawn.
    fn drawn(candidates: &[Candidate], label: &Label, zoom: f64) -> Rect {
        let candidate = &candidates[label.candidate];
        let width = text_width(&candidate.text, candidate.bold);
        let x = candidate.at.x * zoom + label.place.dx;
        let y = candidate.at.y * zoom + label.place.dy - SIZE * 0.35;
        let left = match label.place.anchor {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        Rect([left, y - LINE / 2.0, left + width, y + LINE / 2.0])
    }

    proptest! {
        #[test]
        fn labels_overlap_neither_each_other_nor_a_mark(
            spots in prop::collection::vec((0.0..=WIDTH, 0.0..=500.0, "[A-Za-zА-я ]{0,20}", 2.0..12.0), 0..60),
        ) {
            let candidates: Vec<Candidate> = spots
                .iter()
                .map(|(x, y, text, reach)| Candidate { reach: *reach, ..candidate(*x, *y, text) })
                .collect();
            let labels = place(&candidates, &[], &[], 500.0, &[[0.0, -40.0, 200.0, 0.0]]);
            for (step, &zoom) in ZOOMS.iter().enumerate() {
                let shown: Vec<&Label> =
                    labels.iter().filter(|l| (l.zooms[0]..=l.zooms[1]).contains(&step)).collect();
                for (at, label) in shown.iter().enumerate() {
                    // Sums in another order may differ in the last digit.
                    let [left, top, right, bottom] = drawn(&candidates, label, zoom).0;
                    let own = Rect([left + 1e-6, top + 1e-6, right - 1e-6, bottom - 1e-6]);
                    prop_assert!(own.within([WIDTH * zoom, 500.0 * zoom]));
                    for other in &shown[at + 1..] {
                        prop_assert!(label.candidate != other.candidate);
                        prop_assert!(!own.overlaps(drawn(&candidates, other, zoom)));
                    }
                    for (mark, candidate) in candidates.iter().enumerate() {
                        let shrink = if step == NARROW { NARROW_MARKS } else { 1.0 };
                        let reach = candidate.reach * shrink;
                        let (x, y) = (candidate.at.x * zoom, candidate.at.y * zoom);
                        let square = Rect([x - reach, y - reach, x + reach, y + reach]);
                        prop_assert!(mark == label.candidate || !own.overlaps(square));
                    }
                    prop_assert!(!own.overlaps(Rect([0.0, 500.0 * zoom - 40.0, 200.0, 500.0 * zoom])));
                }
            }
        }
    }

    #[test]
    fn the_first_wins_and_zooming_in_makes_room() {
        let crowd: Vec<Candidate> = (0..40_u8)
            .map(|at| candidate(500.0 + f64::from(at % 8), 200.0 + f64::from(at / 8), "A long enough name"))
            .collect();
        let labels = place(&crowd, &[], &[], 500.0, &[]);
        let shown = |step: usize| {
            let shown = labels.iter().filter(|l| (l.zooms[0]..=l.zooms[1]).contains(&step));
            shown.map(|label| label.candidate).collect::<Vec<_>>()
        };
        assert!(shown(ZOOMS.len() - 1).len() > shown(BASE).len());
        let alone = place(&crowd[..1], &[], &[], 500.0, &[]);
        let zooms: Vec<[usize; 2]> = alone.iter().map(|label| label.zooms).collect();
        assert_eq!(
            zooms,
            [[NARROW, NARROW], [1, ZOOMS.len() - 1]],
            "it stays at its place, but for smaller marks"
        );
    }

    #[test]
    fn a_label_keeps_clear_of_lines() {
        let line: Vec<Point> =
            (0..30_u8).map(|at| Point { x: 500.0 + 4.0 * f64::from(at), y: 200.0 }).collect();
        let labels = place(&[candidate(500.0, 200.0, "Izium")], &[], &line, 500.0, &[]);
        let base = labels.iter().find(|label| label.zooms[0] <= BASE).expect("a label");
        assert_eq!(base.place.anchor, "end", "the line leaves to the right");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("Izium"), "Izium");
        assert_eq!(shortened(&"é".repeat(40)).chars().count(), LONGEST);
    }
}
