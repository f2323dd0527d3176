//! The rail kilometres of the case study against the rail lines of OpenStreetMap.
//!
//! The lines are other people's data (© OpenStreetMap contributors, `ODbL`) and no part of this repository: GeoJSON tiles
//! in `ukraine-rail/` of the folder named by `$SUPPLYLINE_DATA`. Without them the test says so in a line and passes.
//!
//! The lines of that extract do not share end points, and one tolerance for all does not work: what mends real lines also
//! joins wrong ones. So an end is joined to a line within 35 m only where no path of 300 m leads there already; what
//! still breaks off after that, within 350 m only where no path of 4 km does. Each hub then stands on the nearest rail, and
//! the length of a link is the shortest way between its hubs that passes no other hub.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Longitude and latitude in degrees.
type Place = [f64; 2];

/// Rail links that the data cannot check, each with the reason; the README of the case study has the same list.
const NOT_COVERED: [(&str, &str); 18] = [
    ("rail:Belgorod--Kharkiv", "crosses the border"),
    ("rail:Belgorod--Vovchansk", "crosses the border"),
    ("rail:Valuyki--Topoli", "crosses the border"),
    ("rail:Valuyki--Troitske", "crosses the border"),
    ("rail:Izvaryne--Likhaya", "crosses the border"),
    ("rail:Dovzhansk--Gukovo", "crosses the border"),
    ("rail:Uspenka--Matveev-Kurgan", "crosses the border"),
    ("rail:Gukovo--Likhaya", "lies in Russia"),
    ("rail:Likhaya--Rostov-on-Don", "lies in Russia"),
    ("rail:Kamensk-Shakhtinsky--Likhaya", "lies in Russia"),
    ("rail:Millerovo--Kamensk-Shakhtinsky", "lies in Russia"),
    ("rail:Chertkovo--Millerovo", "lies in Russia"),
    ("rail:Matveev-Kurgan--Taganrog", "lies in Russia"),
    ("rail:Taganrog--Rostov-on-Don", "lies in Russia"),
    ("rail:Krasnodar--Taman", "lies in Russia"),
    ("rail:Kerch-bridge", "the bridge and its Russian side are missing"),
    ("rail:Antonivka-rail-bridge", "the bridge is missing from data of 2023"),
    ("rail:Donetsk--Volnovakha", "8.8 km across the line of contact of 2014-2022 are missing"),
];

/// How far a length may be from the measured one.
const TOLERANCE: f64 = 0.10;
/// How far a hub may lie from the rail that it is put on (the coordinates are those of towns, not of stations).
const HUB_TO_RAIL_M: f64 = 5_000.0;
/// How much of the rail around it belongs to a hub.
const HUB_RADIUS_M: f64 = 600.0;
/// Pieces with fewer vertices are sidings that stand alone; no hub is put on them.
const SIDING: usize = 300;
/// What of the data is read: west, south, east, north.
const AREA: [f64; 4] = [31.8, 44.9, 40.3, 50.5];
/// Straight lines get a vertex at least this often.
const STEP_M: f64 = 200.0;
/// Joined within `.0` metres where no path of `.1` metres exists: ends that touch a line, then what still breaks off.
const NEAR: (f64, f64) = (35.0, 300.0);
const FAR: (f64, f64) = (350.0, 4_000.0);
/// Width of a cell of the index in degrees: more than `FAR.0` at these latitudes.
const CELL: f64 = 0.005;
const EARTH_M: f64 = 6_371_008.8;

#[test]
fn rail_lengths_are_those_of_openstreetmap() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::env::var_os("SUPPLYLINE_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let tiles = data.join("ukraine-rail");
    if !tiles.is_dir() {
        println!("skipped: no rail lines in {}", tiles.display());
        return;
    }
    let network = root.join("examples/kharkiv-2022/network");
    let hubs = read_hubs(&network.join("node.csv"));
    let links = read_rail_links(&network.join("link.csv"));
    for (key, _) in NOT_COVERED {
        assert!(links.iter().any(|link| link.key == key), "NOT_COVERED names {key}, which link.csv has not");
    }
    let covered: Vec<Link> =
        links.into_iter().filter(|link| NOT_COVERED.iter().all(|(key, _)| *key != link.key)).collect();
    assert!(covered.len() >= 60, "only {} rail links are left to check", covered.len());

    let rail = Rail::read(&tiles);
    let stops = Stops::place(&rail, &hubs, &covered);
    let wrong = deviations(&rail, &stops, &covered);
    assert!(wrong.is_empty(), "{} of {} rail links are off:\n{}", wrong.len(), covered.len(), wrong.join("\n"));

    // The check can fail: a length that is a fifth too long, and a line that does not exist.
    let longer = Link { km: covered[0].km * 1.2, ..covered[0].clone() };
    let invented = Link { key: "invented".into(), ends: ["Kupiansk".into(), "Izium".into()], km: 75.0 };
    assert_eq!(deviations(&rail, &stops, &[longer, invented]).len(), 2, "wrong links pass the check");
}

#[derive(Clone)]
struct Link {
    key: String,
    ends: [String; 2],
    km: f64,
}

/// The rows of a CSV file, each as a function from a column's name to its text.
fn read_rows<T>(file: &Path, mut row: impl FnMut(&dyn Fn(&str) -> String) -> Option<T>) -> Vec<T> {
    let mut reader = csv::Reader::from_path(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let headers = reader.headers().unwrap_or_else(|e| panic!("{}: {e}", file.display())).clone();
    let records = reader.records().map(|record| record.unwrap_or_else(|e| panic!("{}: {e}", file.display())));
    records
        .filter_map(|record| {
            row(&|column| {
                let at = headers.iter().position(|header| header == column);
                let at = at.unwrap_or_else(|| panic!("{}: no column {column}", file.display()));
                record[at].to_owned()
            })
        })
        .collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|e| panic!("'{text}' is no number: {e}"))
}

fn read_hubs(file: &Path) -> BTreeMap<String, Place> {
    let rows = read_rows(file, |get| Some((get("node_id"), [number(&get("x_coord")), number(&get("y_coord"))])));
    rows.into_iter().collect()
}

fn read_rail_links(file: &Path) -> Vec<Link> {
    read_rows(file, |get| {
        (get("allowed_uses") == "rail").then(|| Link {
            key: get("link_id"),
            ends: [get("from_node_id"), get("to_node_id")],
            km: number(&get("length")),
        })
    })
}

/// One line for each link whose length is not the measured one.
fn deviations(rail: &Rail, stops: &Stops, links: &[Link]) -> Vec<String> {
    let mut search = Search::default();
    let judge = |link: &Link| match stops.distance(rail, &mut search, link) {
        None => Some(format!("{}: {} km, but no rail joins them without another hub", link.key, link.km)),
        Some(km) if (link.km - km).abs() > TOLERANCE * km => Some(format!("{}: {} km, measured {km:.1}", link.key, link.km)),
        Some(_) => None,
    };
    links.iter().filter_map(judge).collect()
}

/// Where the hubs stand on the rail.
struct Stops {
    /// The vertex that each hub is measured from.
    at: BTreeMap<String, usize>,
    /// The hub that a vertex belongs to.
    owner: HashMap<usize, String>,
}

impl Stops {
    fn place(rail: &Rail, hubs: &BTreeMap<String, Place>, links: &[Link]) -> Self {
        let keys: BTreeSet<&String> = links.iter().flat_map(|link| &link.ends).collect();
        let (mut at, mut owner) = (BTreeMap::new(), HashMap::new());
        for key in keys {
            let place = *hubs.get(key).unwrap_or_else(|| panic!("node.csv has no hub {key}"));
            let gap = |v: usize| metres(rail.places[v], place);
            let on_line = (0..rail.places.len()).filter(|&v| rail.piece_sizes[v] >= SIDING);
            let nearest = on_line.min_by(|&a, &b| gap(a).total_cmp(&gap(b))).expect("there is some rail");
            assert!(gap(nearest) <= HUB_TO_RAIL_M, "{key} lies {:.0} m from the rail", gap(nearest));
            at.insert(key.clone(), nearest);
        }
        for (key, &centre) in &at {
            for v in (0..rail.places.len()).filter(|&v| metres(rail.places[v], rail.places[centre]) < HUB_RADIUS_M) {
                owner.entry(v).or_insert_with(|| key.clone());
            }
        }
        Self { at, owner }
    }

    /// The shortest way between a link's ends that passes no other hub, in kilometres.
    fn distance(&self, rail: &Rail, search: &mut Search, link: &Link) -> Option<f64> {
        let [from, to] = link.ends.each_ref().map(|key| self.at[key]);
        let open = |v: usize| self.owner.get(&v).is_none_or(|key| link.ends.contains(key));
        search.run(rail, from, link.km * 2_000.0 + 5_000.0, &HashSet::from([to]), open);
        search.reached(to).map(|metres| metres / 1_000.0)
    }
}

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
struct Rail {
    places: Vec<Place>,
    neighbours: Vec<Vec<(usize, f64)>>,
    /// How many vertices the connected piece has that a vertex lies in.
    piece_sizes: Vec<usize>,
}

impl Rail {
    fn read(folder: &Path) -> Self {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let paths = entries.map(|entry| entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display())).path());
        let mut files: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
        files.sort();
        let lines: Vec<Vec<Place>> = files.iter().flat_map(|file| read_lines(file)).collect();
        Self::join(&lines)
    }

    fn join(lines: &[Vec<Place>]) -> Self {
        let mut rail = Self::default();
        let (mut stretches, mut grid, mut ends) = (Vec::new(), Grid::default(), Vec::new());
        for (line, places) in lines.iter().enumerate() {
            let first = rail.places.len();
            places.iter().for_each(|&place| rail.add(place));
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
        for (_, at, share) in touched {
            search.run(self, end, NEAR.1, &HashSet::new(), |_| true);
            let on = &stretches[at].on;
            let next = on.partition_point(|vertex| vertex.0 < share).max(1);
            if search.reached(on[next - 1].1).is_none() && search.reached(on[next].1).is_none() {
                let vertex = self.split(&mut stretches[at], next, share);
                self.connect(end, vertex);
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
            let near: HashSet<usize> = grid.around(self.places[end]).filter(|&v| gap(v) <= FAR.0).collect();
            search.run(self, end, FAR.1, &near, |_| true);
            gaps.extend(near.iter().filter(|&&v| search.reached(v).is_none()).map(|&v| (gap(v), end, v)));
        }
        gaps.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, end, v) in gaps {
            search.run(self, end, FAR.1, &HashSet::from([v]), |_| true);
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
        let ahead = |v: usize| dot(heading, offset(here, self.places[v])) > 5.0 * heading[0].hypot(heading[1]);
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
struct Search {
    best: Vec<f64>,
    touched: Vec<usize>,
    queue: BinaryHeap<(Reverse<u64>, usize)>,
}

impl Search {
    /// Searches up to `limit` metres over the vertices that are `open`, or until all of `wanted` (if any) are reached.
    fn run(&mut self, rail: &Rail, from: usize, limit: f64, wanted: &HashSet<usize>, open: impl Fn(usize) -> bool) {
        self.best.resize(rail.places.len(), f64::INFINITY);
        for v in self.touched.drain(..) {
            self.best[v] = f64::INFINITY;
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
            if wanted.contains(&v) {
                left -= 1;
                if left == 0 {
                    return;
                }
            }
            for &(w, length) in &rail.neighbours[v] {
                if here + length <= limit && here + length < self.best[w] && open(w) {
                    self.reach(w, here + length);
                }
            }
        }
    }

    fn reach(&mut self, v: usize, distance: f64) {
        self.touched.push(v);
        self.best[v] = distance;
        self.queue.push((Reverse(distance.to_bits()), v));
    }

    fn reached(&self, v: usize) -> Option<f64> {
        self.best.get(v).copied().filter(|distance| distance.is_finite())
    }
}

/// The rail lines of a tile that lie in the area, with a vertex at least every step.
fn read_lines(file: &Path) -> Vec<Vec<Place>> {
    let text = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let tile: serde_json::Value = serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
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
    let inside = |p: &Place| (AREA[0]..AREA[2]).contains(&p[0]) && (AREA[1]..AREA[3]).contains(&p[1]);
    if bends.len() < 2 || !bends.iter().any(inside) {
        return None;
    }
    let mut line = vec![bends[0]];
    for pair in bends.windows(2) {
        let steps = (metres(pair[0], pair[1]) / STEP_M).ceil().max(1.0);
        let shares = std::iter::successors(Some(1.0), |step| Some(step + 1.0)).take_while(|step| *step <= steps);
        line.extend(shares.map(|step: f64| between(pair[0], pair[1], step / steps)));
    }
    Some(line)
}
