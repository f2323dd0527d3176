//! A graph, two orders, and a run of changes and questions, all read from any bytes; the fuzzer runs it as well.

use arbitrary::{Result, Unstructured};
use supplyline::paths::{Metric, MetricError, MetricMark, Query};

use super::check::{
    Panels, costs_are_right, costs_of_many_are_right, is_as_filled_anew, matrix_is_right, route_is_right,
};
use super::graph::{Graph, MOST};

/// A metric, the graph as it stands, and what both were at each mark.
struct Side {
    metric: Metric,
    marks: Vec<(MetricMark, Panels)>,
}

/// Does what the bytes say, and compares every answer with a plain search.
///
/// # Errors
/// Where the bytes are too few; what was read until then holds.
pub(crate) fn run(bytes: &[u8]) -> Result<()> {
    let mut from = Unstructured::new(bytes);
    let from = &mut from;
    let nodes: usize = from.int_in_range(1..=40)?;
    let palette = from.int_in_range(0..=4)?;
    let mut arcs = Vec::new();
    for _ in 0..from.int_in_range(0..=4 * nodes)? {
        let cost = cost(from, palette)?;
        let ends = [node(from, nodes)?, node(from, nodes)?].map(|node| node as u32);
        arcs.push((ends[0], ends[1], cost));
        if from.ratio(1, 2)? {
            arcs.push((ends[1], ends[0], cost));
        }
    }
    let mut graph = Graph::new(nodes, arcs);
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    for at in 1..nodes {
        order.swap(at, from.int_in_range(0..=at)?);
    }
    let mut sides = [graph.index(), graph.index_in_order(order)]
        .map(|index| Side { metric: graph.metric(&index), marks: Vec::new() });
    let mut costs_at_marks: Vec<Vec<Option<u32>>> = Vec::new();
    let mut query = Query::default();
    for _ in 0..40 {
        if from.is_empty() {
            break;
        }
        let side = from.int_in_range(0..=1)?;
        match from.int_in_range(0..=9)? {
            0 => {
                for side in &mut sides {
                    side.marks.push((side.metric.mark(), side.metric.panels().map(<[u32]>::to_vec)));
                }
                costs_at_marks.push(graph.costs.clone());
            }
            1 if !costs_at_marks.is_empty() => {
                let at = from.int_in_range(0..=costs_at_marks.len() - 1)?;
                let [mine, other] = [0, 1].map(|side| sides[side].marks[at].0);
                for (side, (own, foreign)) in sides.iter_mut().zip([(mine, other), (other, mine)]) {
                    assert_eq!(side.metric.undo_to(foreign), Err(MetricError::MarkLost));
                    let later: Vec<MetricMark> = side.marks.drain(at + 1..).map(|(mark, _)| mark).collect();
                    side.metric.undo_to(own).unwrap();
                    assert_eq!(side.metric.panels(), side.marks[at].1, "undone");
                    // One that was taken at the same place is the same.
                    for lost in later.into_iter().filter(|&lost| lost != own) {
                        assert_eq!(side.metric.undo_to(lost), Err(MetricError::MarkLost));
                    }
                }
                costs_at_marks.truncate(at + 1);
                graph.costs.clone_from(&costs_at_marks[at]);
            }
            2 => {
                for side in &mut sides {
                    side.metric.customize_with(|arc| graph.costs[arc]).unwrap();
                    side.marks.clear();
                }
                costs_at_marks.clear();
            }
            3..=5 => {
                let changes = changes(from, &graph, palette)?;
                for side in &mut sides {
                    let index = side.metric.index().clone();
                    let changes = graph.set(&index, &changes);
                    side.metric.update(&changes).unwrap();
                    is_as_filled_anew(&graph, &side.metric);
                }
            }
            6 => {
                let (sources, targets) = (seeds(from, nodes)?, seeds(from, nodes)?);
                route_is_right(&graph, &sides[side].metric, &mut query, &sources, &targets);
            }
            7 => costs_are_right(&graph, &sides[side].metric, &mut query, &seeds(from, nodes)?),
            8 => {
                let mut groups = Vec::new();
                for _ in 0..from.int_in_range(0..=20)? {
                    groups.push(seeds(from, nodes)?);
                }
                costs_of_many_are_right(&graph, &sides[side].metric, &mut query, &groups);
            }
            _ => {
                let mut ends = [(); 2].map(|()| Vec::new());
                for ends in &mut ends {
                    for _ in 0..from.int_in_range(0..=20)? {
                        ends.push(node(from, nodes)?);
                    }
                }
                matrix_is_right(&graph, &sides[side].metric, &mut query, &ends[0], &ends[1]);
            }
        }
    }
    for source in 0..nodes {
        let wanted = graph.costs_from(&[(source, 0)]);
        for side in &sides {
            let id = |node| side.metric.index().node_id(node).unwrap();
            for (target, &wanted) in wanted.iter().enumerate() {
                assert_eq!(
                    query.distance(&side.metric, id(source), id(target)),
                    wanted,
                    "{source} to {target}"
                );
            }
        }
    }
    Ok(())
}

fn node(from: &mut Unstructured<'_>, nodes: usize) -> Result<usize> {
    from.int_in_range(0..=nodes - 1)
}

/// Nothing, or a cost of the kind of this graph, some of them near the limits.
fn cost(from: &mut Unstructured<'_>, palette: u8) -> Result<Option<u32>> {
    if from.ratio(1, 8)? {
        return Ok(None);
    }
    Ok(Some(match palette {
        0 => from.int_in_range(0..=1)?,
        1 => from.int_in_range(1..=4)?,
        2 => from.int_in_range(0..=100_000)?,
        3 => *from.choose(&[0, 1, MOST / 3, MOST / 2, MOST / 2 + 1, MOST - 1, MOST])?,
        _ => from.int_in_range(0..=MOST)?,
    }))
}

fn changes(from: &mut Unstructured<'_>, graph: &Graph, palette: u8) -> Result<Vec<(usize, Option<u32>)>> {
    let mut changes = Vec::new();
    if graph.arcs() == 0 {
        return Ok(changes);
    }
    if from.ratio(1, 3)? {
        changes.extend(graph.touching(node(from, graph.nodes)?).map(|arc| (arc, None)));
    }
    for _ in 0..from.int_in_range(0..=12)? {
        changes.push((from.int_in_range(0..=graph.arcs() - 1)?, cost(from, palette)?));
    }
    Ok(changes)
}

fn seeds(from: &mut Unstructured<'_>, nodes: usize) -> Result<Vec<(usize, u32)>> {
    let offsets = from.int_in_range(0..=3)?;
    let mut seeds = Vec::new();
    for _ in 0..from.int_in_range(0..=5)? {
        let offset = match offsets {
            0 => 0,
            1 => from.int_in_range(0..=2)?,
            2 => from.int_in_range(0..=100_000)?,
            _ => *from.choose(&[0, MOST - 1, MOST, 1 << 31, u32::MAX])?,
        };
        seeds.push((node(from, nodes)?, offset));
    }
    Ok(seeds)
}
