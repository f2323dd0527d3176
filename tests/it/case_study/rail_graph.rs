//! The rail lines of an OpenStreetMap extract, joined into a graph.
//!
//! The lines of the extract do not share end points, and one tolerance for all does not work: what mends real lines also
//! joins wrong ones. So an end is joined to a line within 35 m only where no path of 300 m leads there already; what
//! still breaks off after that, within 350 m only where no path of 4 km does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::path::{Path, PathBuf};

/// Longitude and latitude in degrees.
pub(super) type Place = [f64; 2];

/// What of the data is read, each west, south, east, north: the south, and the east from Kharkiv on.
const AREAS: [[f64; 4]; 2] = [[31.8, 44.9, 35.9, 48.0], [35.9, 44.9, 40.3, 50.5]];
/// Straight lines get a vertex at least this often.
const STEP_M: f64 = 200.0;
/// Joined within `.0` metres where no path of `.1` metres exists: ends that touch a line, then what still breaks off.
const NEAR: (f64, f64) = (35.0, 300.0);
const FAR: (f64, f64) = (350.0, 4_000.0);
/// Width of a cell of the index in degrees: more than `FAR.0` at these latitudes.
const CELL: f64 = 0.005;
const EARTH_M: f64 = 6_371_008.8;

/// How far east and north `b` lies of `a`, in metres; for places some kilometres apart.
fn offset(a: Place, b: Place) -> [f64; 2] {
    let shrink = f64::midpoint(a[1], b[1]).to_radians().cos();
    [(b[0] - a[0]) * shrink, b[1] - a[1]].map(|degrees| degrees.to_radians() * EARTH_M)
}

fn metres(a: Place, b: Place) -> f64 {
    let [east, north] = offset(a, b);
    east.hypot(north)
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0].mul_add(b[0], a[1] * b[1])
}

fn between(a: Place, b: Place, share: f64) -> Place {
    [share.mul_add(b[0] - a[0], a[0]), share.mul_add(b[1] - a[1], a[1])]
}

/// At which share of the way from `a` to `b` the point nearest to `p` lies.
fn nearest_share(p: Place, a: Place, b: Place) -> f64 {
    let way = offset(a, b);
    let square = dot(way, way);
    if square > 0.0 { (dot(offset(a, p), way) / square).clamp(0.0, 1.0) } else { 0.0 }
}

/// Things found again by their place.
#[derive(Default)]
struct Grid<T>(HashMap<(i32, i32), Vec<T>>);

impl<T: Copy> Grid<T> {
    #[expect(clippy::cast_possible_truncation, reason = "degrees over the width of a cell are small")]
    fn cell(at: Place) -> (i32, i32) {
        ((at[0] / CELL).floor() as i32, (at[1] / CELL).floor() as i32)
    }

    fn add(&mut self, at: Place, thing: T) {
        self.0.entry(Self::cell(at)).or_default().push(thing);
    }

    /// Everything in the cell of a place and in those around it.
    fn around(&self, at: Place) -> impl Iterator<Item = T> + '_ {
        let (x, y) = Self::cell(at);
        let cells = (x - 1..=x + 1).flat_map(move |x| (y - 1..=y + 1).map(move |y| (x, y)));
        cells.filter_map(|cell| self.0.get(&cell)).flatten().copied()
    }
}

/// The vertices on a straight stretch of a line, in order, each with its share of the way; ends of lines add to them.
struct Stretch {
    line: usize,
    on: Vec<(f64, usize)>,
}

/// The rail lines, joined.
#[derive(Default)]
pub(super) struct Rail {
    pub(super) places: Vec<Place>,
    neighbours: Vec<Vec<(usize, f64)>>,
    /// How many vertices the connected piece has that a vertex lies in.
    pub(super) piece_sizes: Vec<usize>,
}

impl Rail {
    pub(super) fn read(folder: &Path) -> Self {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let paths = entries.map(|entry| entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display())).path());
        let mut files: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
        files.sort();
        let lines: Vec<Vec<Place>> = files.iter().flat_map(|file| read_lines(file)).collect();
        Self::join(&lines)
    }

    fn join(lines: &[Vec<Place>]) -> Self {
        let mut rail = Self::default();
        let (mut stretches, mut grid, mut ends) = (Vec::new(), Grid::default(), Vec::new());
        for (line, places) in lines.iter().enumerate() {
            let first = rail.places.len();
            for &place in places {
                rail.add(place);
            }
            let last = rail.places.len() - 1;
            for (v, pair) in (first..last).zip(places.windows(2)) {
                rail.connect(v, v + 1);
                grid.add(between(pair[0], pair[1], 0.5), stretches.len());
                stretches.push(Stretch { line, on: vec![(0.0, v), (1.0, v + 1)] });
            }
            ends.extend([(line, first), (line, last)]);
        }
        let mut search = Search::default();
        for &(line, end) in &ends {
            rail.join_touching(line, end, &mut stretches, &grid, &mut search);
        }
        rail.join_broken_off(&ends, &mut search);
        rail.measure_pieces();
        rail
    }

    fn add(&mut self, place: Place) {
        self.places.push(place);
        self.neighbours.push(Vec::new());
    }

    /// The vertices within a distance of a place, each with its distance.
    pub(super) fn within(&self, place: Place, limit: f64) -> Vec<(f64, usize)> {
        let degrees = limit / 60_000.0;
        let roughly = |p: &Place| (p[0] - place[0]).abs() < degrees && (p[1] - place[1]).abs() < degrees;
        let vertices = self.places.iter().enumerate().filter(|(_, p)| roughly(p));
        vertices.map(|(v, &p)| (metres(p, place), v)).filter(|near| near.0 <= limit).collect()
    }

    fn connect(&mut self, a: usize, b: usize) {
        let length = metres(self.places[a], self.places[b]);
        self.neighbours[a].push((b, length));
        self.neighbours[b].push((a, length));
    }

    /// Joins the end of a line to the other lines that it touches, the nearest first.
    fn join_touching(
        &mut self,
        line: usize,
        end: usize,
        stretches: &mut [Stretch],
        grid: &Grid<usize>,
        search: &mut Search,
    ) {
        let here = self.places[end];
        let mut nearest: BTreeMap<usize, (f64, usize, f64)> = BTreeMap::new();
        for at in grid.around(here).filter(|&at| stretches[at].line != line) {
            let Stretch { line: other, on } = &stretches[at];
            let (a, b) = (self.places[on[0].1], self.places[on[on.len() - 1].1]);
            let share = nearest_share(here, a, b);
            let gap = metres(here, between(a, b, share));
            if gap <= NEAR.0 && nearest.get(other).is_none_or(|least| gap < least.0) {
                nearest.insert(*other, (gap, at, share));
            }
        }
        let mut touched: Vec<_> = nearest.into_values().collect();
        touched.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut stale = true;
        for (_, at, share) in touched {
            if std::mem::take(&mut stale) {
                search.run(self, end, NEAR.1, &[], |_| true);
            }
            let on = &stretches[at].on;
            let next = on.partition_point(|vertex| vertex.0 < share).max(1);
            if search.reached(on[next - 1].1).is_none() && search.reached(on[next].1).is_none() {
                let vertex = self.split(&mut stretches[at], next, share);
                self.connect(end, vertex);
                stale = true;
            }
        }
    }

    /// The vertex at `share` of a stretch, before its vertex number `next`; a new one where none is within a metre.
    fn split(&mut self, stretch: &mut Stretch, next: usize, share: f64) -> usize {
        let on = &mut stretch.on;
        let (before, after) = (on[next - 1].1, on[next].1);
        let place = between(self.places[on[0].1], self.places[on[on.len() - 1].1], share);
        if let Some(v) = [before, after].into_iter().find(|&v| metres(self.places[v], place) < 1.0) {
            return v;
        }
        let middle = self.places.len();
        self.add(place);
        self.neighbours[before].retain(|&(v, _)| v != after);
        self.neighbours[after].retain(|&(v, _)| v != before);
        self.connect(before, middle);
        self.connect(middle, after);
        on.insert(next, (share, middle));
        middle
    }

    /// Joins the ends that lead nowhere to what lies near and is far by rail, the nearest first.
    fn join_broken_off(&mut self, ends: &[(usize, usize)], search: &mut Search) {
        let mut grid = Grid::default();
        for (v, &place) in self.places.iter().enumerate() {
            grid.add(place, v);
        }
        let mut gaps = Vec::new();
        for &(_, end) in ends.iter().filter(|&&(_, end)| !self.goes_on(end)) {
            let gap = |v: usize| metres(self.places[end], self.places[v]);
            let near: Vec<usize> = grid.around(self.places[end]).filter(|&v| gap(v) <= FAR.0).collect();
            search.run(self, end, FAR.1, &near, |_| true);
            gaps.extend(near.iter().filter(|&&v| search.reached(v).is_none()).map(|&v| (gap(v), end, v)));
        }
        gaps.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, end, v) in gaps {
            search.run(self, end, FAR.1, &[v], |_| true);
            if search.reached(v).is_none() {
                self.connect(end, v);
            }
        }
    }

    /// Whether rail lies ahead of an end, and not only behind it or beside it (the other track that breaks off as well).
    fn goes_on(&self, end: usize) -> bool {
        let here = self.places[end];
        let Some((&(back, _), others)) = self.neighbours[end].split_first() else { return false };
        let heading = offset(self.places[back], here);
        let ahead =
            |v: usize| dot(heading, offset(here, self.places[v])) > 5.0 * heading[0].hypot(heading[1]);
        let beyond = |v: usize| self.neighbours[v].iter().any(|&(w, _)| w != end && w != back && ahead(w));
        others.iter().any(|&(v, _)| ahead(v) || beyond(v))
    }

    fn measure_pieces(&mut self) {
        self.piece_sizes = vec![0; self.places.len()];
        for start in 0..self.places.len() {
            let (mut piece, mut stack) = (Vec::new(), vec![start]);
            while let Some(v) = stack.pop() {
                if self.piece_sizes[v] == 0 {
                    self.piece_sizes[v] = 1;
                    piece.push(v);
                    stack.extend(self.neighbours[v].iter().map(|&(w, _)| w));
                }
            }
            for &v in &piece {
                self.piece_sizes[v] = piece.len();
            }
        }
    }
}

/// Dijkstra's search within a limit; what it needs is kept for the next one.
#[derive(Default)]
pub(super) struct Search {
    best: Vec<f64>,
    wanted: Vec<bool>,
    touched: Vec<usize>,
    queue: BinaryHeap<(Reverse<u64>, usize)>,
}

impl Search {
    /// Searches up to `limit` metres over the vertices that are `open`, or until all of `wanted` (if any) are reached.
    pub(super) fn run(
        &mut self,
        rail: &Rail,
        from: usize,
        limit: f64,
        wanted: &[usize],
        open: impl Fn(usize) -> bool,
    ) {
        self.best.resize(rail.places.len(), f64::INFINITY);
        self.wanted.resize(rail.places.len(), false);
        for v in self.touched.drain(..) {
            self.best[v] = f64::INFINITY;
        }
        for &v in wanted {
            self.wanted[v] = true;
        }
        self.queue.clear();
        self.reach(from, 0.0);
        let mut left = wanted.len();
        while let Some((Reverse(bits), v)) = self.queue.pop() {
            // The bits of floats that are not negative sort as the floats do.
            let here = f64::from_bits(bits);
            if here > self.best[v] {
                continue;
            }
            if std::mem::take(&mut self.wanted[v]) {
                left -= 1;
                if left == 0 {
                    break;
                }
            }
            for &(w, length) in &rail.neighbours[v] {
                if here + length <= limit && here + length < self.best[w] && open(w) {
                    self.reach(w, here + length);
                }
            }
        }
        for &v in wanted {
            self.wanted[v] = false;
        }
    }

    fn reach(&mut self, v: usize, distance: f64) {
        self.touched.push(v);
        self.best[v] = distance;
        self.queue.push((Reverse(distance.to_bits()), v));
    }

    pub(super) fn reached(&self, v: usize) -> Option<f64> {
        self.best.get(v).copied().filter(|distance| distance.is_finite())
    }
}

/// The rail lines of a tile that lie in the area, with a vertex at least every step.
fn read_lines(file: &Path) -> Vec<Vec<Place>> {
    let text = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let tile: serde_json::Value =
        serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let features = tile["features"].as_array().unwrap_or_else(|| panic!("{}: no features", file.display()));
    let mut lines = Vec::new();
    for feature in features.iter().filter(|feature| feature["properties"]["railway"] == "rail") {
        let coordinates = &feature["geometry"]["coordinates"];
        let parts = match feature["geometry"]["type"].as_str() {
            Some("LineString") => std::slice::from_ref(coordinates),
            Some("MultiLineString") => coordinates.as_array().map_or(&[][..], Vec::as_slice),
            _ => &[],
        };
        lines.extend(parts.iter().filter_map(in_steps));
    }
    lines
}

fn in_steps(part: &serde_json::Value) -> Option<Vec<Place>> {
    let place = |point: &serde_json::Value| Some([point[0].as_f64()?, point[1].as_f64()?]);
    let bends: Vec<Place> = part.as_array()?.iter().filter_map(place).collect();
    let within = |p: &Place, [w, s, e, n]: &[f64; 4]| (*w..*e).contains(&p[0]) && (*s..*n).contains(&p[1]);
    let inside = |p: &Place| AREAS.iter().any(|area| within(p, area));
    if bends.len() < 2 || !bends.iter().any(inside) {
        return None;
    }
    let mut line = vec![bends[0]];
    for pair in bends.windows(2) {
        let steps = (metres(pair[0], pair[1]) / STEP_M).ceil().max(1.0);
        let shares =
            std::iter::successors(Some(1.0), |step| Some(step + 1.0)).take_while(|step| *step <= steps);
        line.extend(shares.map(|step: f64| between(pair[0], pair[1], step / steps)));
    }
    Some(line)
}
