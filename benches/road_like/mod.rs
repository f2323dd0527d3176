//! Road-like graphs of any size, the same one for the same size and seed, to measure on where real networks are too
//! small or not at hand.
//!
//! Towns lie in nested clusters (regions, cities, suburbs) with 15 % of the nodes strewn between them. Links are the
//! relative neighbours among the Delaunay edges, and 4 % of the other Delaunay edges: about 1.35 links to a node, all of
//! them two-way. The minimum spanning tree is part of the relative neighbours, so the graph is connected (and asserted
//! to be). Arterials and then motorways are shortest paths between sampled hubs, 2.2 and 3.6 times as fast as a street;
//! later paths prefer the earlier ones, so that they bundle.
//!
//! **Likeness.** In the hierarchy of a nested-dissection order (inertial flow) 264,000 nodes are 375 deep, 239 on average,
//! with 55 triangles to a node; 63,000 are 168 deep, 111 on average, with 32. The 63,021 junctions and way ends of Porto
//! are 209 deep, 137 on average, with 24; Bremen, 40,461 nodes in METIS's order, is 114 deep, 65 on average, with 7, where
//! 40,000 nodes from here have 167, 110 and 32. `crates/supplyline-peers` counts that.
//!
//! **Order of the nodes.** Square districts (8 km wide) in random order, and the nodes of a district in random order
//! too: as local as files that were put together district by district, which is kind to searches that keep the order
//! they are given, and no help to anyone who looks for cuts. Arcs are sorted by tail, then by head.
//!
//! Only additions, multiplications and square roots touch the coordinates, so that machines agree on every bit.
#![allow(dead_code, reason = "whoever includes this file reads what it needs")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts and lengths are far below the limits of their types"
)]

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use delaunator::{EMPTY, Point, next_halfedge, prev_halfedge, triangulate};
use fastrand::Rng;

/// One node to so many square metres, towns and country together: that of Germany's road network.
const SQUARE_METRES_PER_NODE: f64 = 280.0 * 280.0;
/// How far apart the nodes of a town lie, in metres, over 2 √π: a normal distribution with this deviation times the root
/// of the number of nodes is about that dense in its middle.
const TOWN_SPREAD: f64 = 30.0;
const RURAL_SHARE: f64 = 0.15;
/// Of the Delaunay edges that are no relative neighbours.
const CHORD_SHARE: f64 = 0.04;
const NODES_PER_REGION: usize = 60_000;
const NODES_PER_CITY: usize = 2_500;
const NODES_PER_SUBURB: usize = 250;
const NODES_PER_ARTERIAL_HUB: usize = 400;
const NODES_PER_MOTORWAY_HUB: usize = 10_000;
const DISTRICT_METRES: f64 = 8_000.0;
/// 36 km/h.
const MILLISECONDS_PER_DECIMETRE: f64 = 10.0;
const ARTERIAL_SPEED_UP: f64 = 2.2;
const MOTORWAY_SPEED_UP: f64 = 3.6;

/// A road-like graph: both directions of every link, as arcs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RoadLike {
    /// Of every node, in metres: x to the east, y to the north.
    pub(crate) positions: Vec<[f64; 2]>,
    /// The node that every arc leaves, ascending.
    pub(crate) tails: Vec<u32>,
    /// The node that every arc enters.
    pub(crate) heads: Vec<u32>,
    /// Travel time of every arc, at least 1.
    pub(crate) milliseconds: Vec<u32>,
    /// Length of every arc, at least 1.
    pub(crate) decimetres: Vec<u32>,
}

impl RoadLike {
    /// A graph of exactly `nodes` nodes, which should be 100 at least. Takes time and memory nearly linear in that.
    ///
    /// # Panics
    ///
    /// Where the graph would not be connected: only where two of its random points coincide.
    pub(crate) fn new(nodes: usize, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let positions = by_district(points(nodes, &mut rng), &mut rng);
        let Neighbours { relative: mut edges, others: chords } = Neighbours::of(&positions);
        edges.extend(chords.into_iter().filter(|_| rng.f64() < CHORD_SHARE));
        let mut streets = Streets::new(&positions, &edges);
        for (nodes_per_hub, speed_up) in
            [(NODES_PER_ARTERIAL_HUB, ARTERIAL_SPEED_UP), (NODES_PER_MOTORWAY_HUB, MOTORWAY_SPEED_UP)]
        {
            let hubs = sample(nodes, (nodes / nodes_per_hub).max(4), &mut rng);
            streets.speed_up_between(&hubs, &positions, speed_up);
        }
        streets.into_graph(positions)
    }
}

/// Deviates by 1 from 0 on average, and never by more than 3: a normal distribution without its tails or logarithms.
fn deviation(rng: &mut Rng) -> f64 {
    2.0 * (rng.f64() + rng.f64() + rng.f64()) - 3.0
}

fn near(centre: [f64; 2], spread: f64, rng: &mut Rng) -> [f64; 2] {
    [centre[0] + spread * deviation(rng), centre[1] + spread * deviation(rng)]
}

/// The nodes in nested clusters and between them.
fn points(nodes: usize, rng: &mut Rng) -> Vec<[f64; 2]> {
    let side = (nodes as f64 * SQUARE_METRES_PER_NODE).sqrt();
    let anywhere = |rng: &mut Rng| [side * rng.f64(), side * rng.f64()];
    let mut points = Vec::with_capacity(nodes);
    points.extend((0..(RURAL_SHARE * nodes as f64) as usize).map(|_| anywhere(rng)));

    let regions: Vec<_> = (0..nodes.div_ceil(NODES_PER_REGION)).map(|_| anywhere(rng)).collect();
    let spread = 0.4 * side / (regions.len() as f64).sqrt();
    // Sizes fall off as those of real cities do, nearly as 1/rank.
    let sizes: Vec<f64> =
        (0..nodes.div_ceil(NODES_PER_CITY).max(3)).map(|_| 1.0 / (rng.f64() + 0.01)).collect();
    let towns = (nodes - points.len()) as f64 / sizes.iter().sum::<f64>();
    let (mut wanted, mut given) = (0.0, points.len());
    let rural = points.len() as f64;
    for (at, size) in sizes.iter().enumerate() {
        wanted += size * towns;
        let until = if at + 1 == sizes.len() { nodes } else { ((rural + wanted) as usize).min(nodes) };
        let mut left = until - given;
        given = until;
        let city = near(regions[rng.usize(..regions.len())], spread, rng);
        let city_spread = TOWN_SPREAD * (left as f64).sqrt();
        while left > 0 {
            let suburb = near(city, city_spread, rng);
            let size = rng.usize(NODES_PER_SUBURB / 2..NODES_PER_SUBURB * 3 / 2).min(left);
            let suburb_spread = TOWN_SPREAD * (size as f64).sqrt();
            points.extend((0..size).map(|_| near(suburb, suburb_spread, rng)));
            left -= size;
        }
    }
    points
}

/// The same points, in districts in random order, and in random order within each.
fn by_district(mut points: Vec<[f64; 2]>, rng: &mut Rng) -> Vec<[f64; 2]> {
    rng.shuffle(&mut points);
    let cell = |point: &[f64; 2]| point.map(|metres| (metres / DISTRICT_METRES).floor() as i64);
    let mut districts: Vec<_> = points.iter().map(cell).collect();
    districts.sort_unstable();
    districts.dedup();
    let mut ranks: Vec<usize> = (0..districts.len()).collect();
    rng.shuffle(&mut ranks);
    points.sort_by_cached_key(|point| districts.binary_search(&cell(point)).map(|at| ranks[at]));
    points
}

/// So many of the numbers below `nodes`, all different, ascending.
fn sample(nodes: usize, count: usize, rng: &mut Rng) -> Vec<u32> {
    let mut chosen = HashSet::new();
    while chosen.len() < count.min(nodes) {
        chosen.insert(rng.u32(..nodes as u32));
    }
    let mut chosen: Vec<_> = chosen.into_iter().collect();
    chosen.sort_unstable();
    chosen
}

fn square_between(positions: &[[f64; 2]], one: u32, other: u32) -> f64 {
    let [from, to] = [positions[one as usize], positions[other as usize]];
    let [east, north] = [to[0] - from[0], to[1] - from[1]];
    east * east + north * north
}

/// The Delaunay edges of some points, smaller end first, in ascending order: those that relative neighbours have, which
/// means that no third point is nearer to both ends than they are to each other, and the others. As third points only
/// the neighbours of both ends are looked at, which finds nearly all of them.
struct Neighbours {
    relative: Vec<[u32; 2]>,
    others: Vec<[u32; 2]>,
}

impl Neighbours {
    fn of(positions: &[[f64; 2]]) -> Self {
        let points: Vec<_> = positions.iter().map(|&[x, y]| Point { x, y }).collect();
        let mesh = triangulate(&points);
        let mut edges = Vec::with_capacity(mesh.triangles.len() / 2 + mesh.hull.len());
        for (at, &twin) in mesh.halfedges.iter().enumerate() {
            // An edge between two triangles comes twice.
            if twin == EMPTY || at < twin {
                let [a, b] = [mesh.triangles[at] as u32, mesh.triangles[next_halfedge(at)] as u32];
                let inside = |half: usize| {
                    let apex = mesh.triangles[prev_halfedge(half)] as u32;
                    is_between(positions, apex, a, b)
                };
                edges.push(([a.min(b), a.max(b)], inside(at) || (twin != EMPTY && inside(twin))));
            }
        }
        drop(mesh);
        edges.sort_unstable();
        let adjacent = Adjacency::new(positions.len(), edges.iter().map(|&(edge, _)| edge));
        let (mut relative, mut others) = (Vec::new(), Vec::new());
        for ([a, b], already) in edges {
            let blocked = already
                || [a, b]
                    .into_iter()
                    .any(|end| adjacent.of(end).any(|(c, _)| is_between(positions, c, a, b)));
            (if blocked { &mut others } else { &mut relative }).push([a, b]);
        }
        Self { relative, others }
    }
}

/// Whether a point is nearer to both ends of an edge than these are to each other.
fn is_between(positions: &[[f64; 2]], point: u32, a: u32, b: u32) -> bool {
    let square = square_between(positions, a, b);
    square_between(positions, a, point) < square && square_between(positions, b, point) < square
}

/// The neighbours of every node, and the edge to each.
struct Adjacency {
    first: Vec<u32>,
    entries: Vec<(u32, u32)>,
}

impl Adjacency {
    fn new(nodes: usize, edges: impl Iterator<Item = [u32; 2]> + Clone) -> Self {
        let mut first = vec![0; nodes + 1];
        for node in edges.clone().flatten() {
            first[node as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut entries = vec![(0, 0); first[nodes] as usize];
        for (edge, [a, b]) in edges.enumerate() {
            for [from, to] in [[a, b], [b, a]] {
                entries[next[from as usize] as usize] = (to, edge as u32);
                next[from as usize] += 1;
            }
        }
        Self { first, entries }
    }

    fn of(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let [from, to] = [self.first[node as usize], self.first[node as usize + 1]];
        self.entries[from as usize..to as usize].iter().copied()
    }
}

/// Two-way links whose speeds are being set.
struct Streets {
    ends: Vec<[u32; 2]>,
    decimetres: Vec<u32>,
    milliseconds: Vec<u32>,
    adjacent: Adjacency,
}

impl Streets {
    fn new(positions: &[[f64; 2]], edges: &[[u32; 2]]) -> Self {
        let length =
            |&[a, b]: &[u32; 2]| (10.0 * square_between(positions, a, b).sqrt()).round().max(1.0) as u32;
        let decimetres: Vec<u32> = edges.iter().map(length).collect();
        let milliseconds = decimetres.iter().map(|&decimetres| travel_time(decimetres, 1.0)).collect();
        let adjacent = Adjacency::new(positions.len(), edges.iter().copied());
        Self { ends: edges.to_vec(), decimetres, milliseconds, adjacent }
    }

    /// Speeds up the shortest paths between hubs that are relative neighbours among the hubs.
    fn speed_up_between(&mut self, hubs: &[u32], positions: &[[f64; 2]], speed_up: f64) {
        let places: Vec<_> = hubs.iter().map(|&hub| positions[hub as usize]).collect();
        let pairs = Neighbours::of(&places).relative;
        let mut search = Search::new(positions.len());
        for group in pairs.chunk_by(|[a, _], [b, _]| a == b) {
            let targets: Vec<_> = group.iter().map(|&[_, b]| hubs[b as usize]).collect();
            for edge in search.tree_edges(self, hubs[group[0][0] as usize], &targets) {
                let faster = travel_time(self.decimetres[edge as usize], speed_up);
                self.milliseconds[edge as usize] = faster;
            }
        }
    }

    fn into_graph(self, positions: Vec<[f64; 2]>) -> RoadLike {
        let mut arcs = Vec::with_capacity(2 * self.ends.len());
        for (edge, &[a, b]) in self.ends.iter().enumerate() {
            arcs.extend([(a, b, edge as u32), (b, a, edge as u32)]);
        }
        arcs.sort_unstable();
        assert_eq!(
            Search::new(positions.len()).reach(&self, 0),
            positions.len(),
            "the graph is not connected"
        );
        let of_edge = |values: &[u32]| arcs.iter().map(|&(_, _, edge)| values[edge as usize]).collect();
        RoadLike {
            milliseconds: of_edge(&self.milliseconds),
            decimetres: of_edge(&self.decimetres),
            tails: arcs.iter().map(|&(tail, _, _)| tail).collect(),
            heads: arcs.iter().map(|&(_, head, _)| head).collect(),
            positions,
        }
    }
}

fn travel_time(decimetres: u32, speed_up: f64) -> u32 {
    (f64::from(decimetres) * MILLISECONDS_PER_DECIMETRE / speed_up).round() as u32
}

const UNREACHED: u32 = u32::MAX;

/// Dijkstra's search that stops at its targets, and cleans up only what it touched.
struct Search {
    times: Vec<u32>,
    /// The edge by which a node was reached.
    by: Vec<u32>,
    touched: Vec<u32>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self { times: vec![UNREACHED; nodes], by: vec![UNREACHED; nodes], touched: Vec::new() }
    }

    /// Settles nodes in the order of their times until `until` says so; how many were settled.
    fn run(&mut self, streets: &Streets, source: u32, mut until: impl FnMut(u32) -> bool) -> usize {
        for node in self.touched.drain(..) {
            self.times[node as usize] = UNREACHED;
        }
        self.times[source as usize] = 0;
        self.touched.push(source);
        let mut queue = BinaryHeap::from([Reverse((0, source))]);
        let mut settled = 0;
        while let Some(Reverse((time, node))) = queue.pop() {
            if time > self.times[node as usize] {
                continue;
            }
            settled += 1;
            if until(node) {
                break;
            }
            for (to, edge) in streets.adjacent.of(node) {
                let arrival = time + streets.milliseconds[edge as usize];
                let known = &mut self.times[to as usize];
                if arrival < *known {
                    if *known == UNREACHED {
                        self.touched.push(to);
                    }
                    *known = arrival;
                    self.by[to as usize] = edge;
                    queue.push(Reverse((arrival, to)));
                }
            }
        }
        settled
    }

    fn reach(&mut self, streets: &Streets, source: u32) -> usize {
        self.run(streets, source, |_| false)
    }

    /// The edges of the shortest paths from a source to its targets.
    fn tree_edges(&mut self, streets: &Streets, source: u32, targets: &[u32]) -> Vec<u32> {
        let mut left = targets.len();
        self.run(streets, source, |node| {
            left -= usize::from(targets.contains(&node));
            left == 0
        });
        let mut edges = Vec::new();
        for &target in targets {
            let mut node = target;
            while node != source {
                let edge = self.by[node as usize];
                edges.push(edge);
                let [a, b] = streets.ends[edge as usize];
                node = if node == a { b } else { a };
            }
        }
        edges
    }
}
