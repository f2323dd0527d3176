//! RoutingKit (C++), through `shim/routingkit.cc`.

use std::any::Any;
use std::ffi::c_void;

use anyhow::Result;

// Brings RoutingKit's library into the program.
use routingkit_cch as _;

use crate::elimination::Order;
use crate::graph::Graph;
use crate::system::{Peer, System, Task, UNREACHABLE};

/// RoutingKit's own infinity.
const INFINITE: u32 = 2_147_483_647;

unsafe extern "C" {
    fn rk_inertial_order(
        nodes: usize,
        arcs: usize,
        tail: *const u32,
        head: *const u32,
        latitude: *const f32,
        longitude: *const f32,
        order: *mut u32,
    );
    fn rk_new(
        nodes: usize,
        order: *const u32,
        arcs: usize,
        tail: *const u32,
        head: *const u32,
    ) -> *mut c_void;
    fn rk_prepare(rk: *mut c_void, weights: *const u32);
    fn rk_delete(rk: *mut c_void);
    fn rk_customize(rk: *mut c_void, threads: u32);
    fn rk_update(rk: *mut c_void, arcs: *const u32, weights: *const u32, count: usize);
    fn rk_distance(rk: *mut c_void, source: u32, target: u32) -> u32;
    fn rk_to_all(rk: *mut c_void, source: u32, distances: *mut u32);
    fn rk_to_few(rk: *mut c_void, source: u32, targets: *const u32, count: usize, distances: *mut u32);
    fn rk_several_to_few(
        rk: *mut c_void,
        sources: *const u32,
        rows: usize,
        targets: *const u32,
        count: usize,
        distances: *mut u32,
    );
    fn rk_build_perfect(rk: *mut c_void);
    fn rk_perfect_distance(rk: *mut c_void, source: u32, target: u32) -> u32;
    fn rk_index_bytes(rk: *const c_void) -> usize;
    fn rk_perfect_bytes(rk: *const c_void) -> usize;
    fn rk_metric_bytes(rk: *const c_void) -> usize;
}

/// Inertial flow with the graph's coordinates.
pub fn inertial_order(graph: &Graph, positions: &[[f64; 2]]) -> Order {
    let axis = |axis: usize| positions.iter().map(|place| place[axis] as f32).collect::<Vec<_>>();
    let [longitude, latitude] = [axis(0), axis(1)];
    let mut order = vec![0; graph.node_count()];
    // SAFETY: the arrays are as long as their counts say, and every arc ends at a node.
    unsafe {
        rk_inertial_order(
            graph.node_count(),
            graph.arc_count(),
            graph.tails.as_ptr(),
            graph.heads.as_ptr(),
            latitude.as_ptr(),
            longitude.as_ptr(),
            order.as_mut_ptr(),
        );
    }
    order
}

/// An object of the shim, freed with its owner. Never null, and shared with no one.
struct Handle(*mut c_void);

impl Handle {
    fn new(task: &Task) -> Self {
        let graph = &task.graph;
        assert_eq!(task.order.len(), graph.node_count());
        // SAFETY: the arrays are as long as their counts say, and every arc ends at a node.
        Self(unsafe {
            rk_new(
                graph.node_count(),
                task.order.as_ptr(),
                graph.arc_count(),
                graph.tails.as_ptr(),
                graph.heads.as_ptr(),
            )
        })
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: made by rk_new, and freed only here.
        unsafe { rk_delete(self.0) }
    }
}

pub struct RoutingKit {
    /// Queries by the hierarchy that perfect witness search leaves, which cannot be updated.
    pub perfect: bool,
}

impl Peer for RoutingKit {
    fn name(&self) -> &'static str {
        if self.perfect { "RoutingKit, perfect" } else { "RoutingKit" }
    }

    fn build_index(&self, task: &Task) -> Option<Box<dyn Any>> {
        Some(Box::new(Handle::new(task)))
    }

    fn start(&self, task: &Task) -> Result<Box<dyn System>> {
        let handle = Handle::new(task);
        // SAFETY: a weight to every arc.
        unsafe { rk_prepare(handle.0, task.graph.milliseconds.as_ptr()) };
        if self.perfect {
            // SAFETY: prepared above.
            unsafe { rk_build_perfect(handle.0) };
            return Ok(Box::new(Perfect { handle }));
        }
        let nodes = task.graph.node_count();
        Ok(Box::new(Customizable { handle, nodes }))
    }
}

fn finite(distance: u32) -> u32 {
    if distance >= INFINITE { UNREACHABLE } else { distance }
}

fn make_finite(distances: &mut [u32]) {
    for distance in distances {
        *distance = finite(*distance);
    }
}

struct Customizable {
    handle: Handle,
    nodes: usize,
}

// SAFETY of the calls below: the handle is prepared, nodes and arcs are those of its graph, arrays as long as stated.
impl System for Customizable {
    fn distance(&mut self, source: u32, target: u32) -> u32 {
        finite(unsafe { rk_distance(self.handle.0, source, target) })
    }

    fn customize(&mut self, threads: usize) -> Option<()> {
        unsafe { rk_customize(self.handle.0, threads as u32) };
        Some(())
    }

    fn update(&mut self, changes: &[(u32, u32)]) -> Option<()> {
        let arcs: Vec<u32> = changes.iter().map(|change| change.0).collect();
        let weights: Vec<u32> = changes.iter().map(|change| change.1.min(INFINITE)).collect();
        unsafe { rk_update(self.handle.0, arcs.as_ptr(), weights.as_ptr(), arcs.len()) };
        Some(())
    }

    fn one_to_all(&mut self, source: u32, distances: &mut [u32]) -> Option<()> {
        assert_eq!(distances.len(), self.nodes);
        unsafe { rk_to_all(self.handle.0, source, distances.as_mut_ptr()) };
        make_finite(distances);
        Some(())
    }

    fn one_to_few(&mut self, source: u32, targets: &[u32], distances: &mut [u32]) -> Option<()> {
        assert_eq!(distances.len(), targets.len());
        unsafe {
            rk_to_few(self.handle.0, source, targets.as_ptr(), targets.len(), distances.as_mut_ptr());
        }
        make_finite(distances);
        Some(())
    }

    fn several_to_few(&mut self, sources: &[u32], targets: &[u32], distances: &mut [u32]) -> Option<()> {
        assert_eq!(distances.len(), sources.len() * targets.len());
        unsafe {
            rk_several_to_few(
                self.handle.0,
                sources.as_ptr(),
                sources.len(),
                targets.as_ptr(),
                targets.len(),
                distances.as_mut_ptr(),
            );
        }
        make_finite(distances);
        Some(())
    }

    fn foreign_bytes(&self) -> usize {
        unsafe { rk_index_bytes(self.handle.0) + rk_metric_bytes(self.handle.0) }
    }
}

struct Perfect {
    handle: Handle,
}

impl System for Perfect {
    fn distance(&mut self, source: u32, target: u32) -> u32 {
        // SAFETY: built at the start, and both nodes are those of its graph.
        finite(unsafe { rk_perfect_distance(self.handle.0, source, target) })
    }

    fn customize(&mut self, threads: usize) -> Option<()> {
        // SAFETY: as above. There is only one thread to it.
        (threads == 1).then(|| unsafe { rk_build_perfect(self.handle.0) })
    }

    fn foreign_bytes(&self) -> usize {
        // SAFETY: as above.
        unsafe { rk_perfect_bytes(self.handle.0) }
    }
}
