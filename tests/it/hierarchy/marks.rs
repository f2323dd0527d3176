//! Marks of a metric: which hold, which are lost, and that a lost one changes nothing.

use supplyline::paths::MetricError;

use super::graph::Graph;

#[test]
fn a_mark_of_another_metric_is_refused() {
    let mut graph = Graph::two_way(3, [(0, 1, 5), (1, 2, 7)]);
    let index = graph.index();
    let (mut metric, mut other) = (graph.metric(&index), graph.metric(&index));
    let (own, foreign) = (metric.mark(), other.mark());
    metric.update(&graph.set(&index, &[(0, None)])).unwrap();
    let closed = metric.panels().map(<[u32]>::to_vec);
    assert_eq!(metric.undo_to(foreign), Err(MetricError::MarkLost));
    assert_eq!(metric.panels(), closed, "nothing is done");
    assert_eq!(other.undo_to(own), Err(MetricError::MarkLost));
    metric.undo_to(own).unwrap();
    assert_eq!(metric.panels(), other.panels());
}

#[test]
fn marks_after_one_that_was_undone_to_are_lost_and_it_stays() {
    let mut graph = Graph::two_way(3, [(0, 1, 5), (1, 2, 7)]);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let first = metric.mark();
    metric.update(&graph.set(&index, &[(0, None)])).unwrap();
    let second = metric.mark();
    metric.update(&graph.set(&index, &[(2, Some(1))])).unwrap();
    metric.undo_to(first).unwrap();
    assert_eq!(metric.undo_to(second), Err(MetricError::MarkLost));
    // A mark that stands where the lost one stood is another one.
    metric.update(&graph.set(&index, &[(0, None)])).unwrap();
    let third = metric.mark();
    assert_ne!(second, third);
    assert_eq!(metric.undo_to(second), Err(MetricError::MarkLost));
    metric.undo_to(third).unwrap();
    metric.undo_to(first).unwrap();
    metric.undo_to(first).unwrap();
    assert_eq!(metric.undo_to(third), Err(MetricError::MarkLost));
}

#[test]
fn filling_a_metric_anew_loses_its_marks() {
    let graph = Graph::two_way(2, [(0, 1, 5)]);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let mark = metric.mark();
    metric.customize_with(|_| None).unwrap();
    let closed = metric.panels().map(<[u32]>::to_vec);
    assert_eq!(metric.undo_to(mark), Err(MetricError::MarkLost));
    assert_ne!(metric.mark(), mark);
    assert_eq!(metric.undo_to(mark), Err(MetricError::MarkLost));
    assert_eq!(metric.panels(), closed);
}

#[test]
fn what_came_before_the_first_mark_is_not_undone() {
    let mut graph = Graph::two_way(3, [(0, 1, 5), (1, 2, 7)]);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    metric.update(&graph.set(&index, &[(0, None)])).unwrap();
    let closed = metric.panels().map(<[u32]>::to_vec);
    let (mark, same) = (metric.mark(), metric.mark());
    metric.update(&graph.set(&index, &[(0, Some(1)), (3, None)])).unwrap();
    metric.undo_to(same).unwrap();
    assert_eq!(metric.panels(), closed);
    metric.undo_to(mark).unwrap();
    assert_eq!(metric.panels(), closed);
}

#[test]
fn marks_that_are_taken_and_undone_again_and_again_take_no_room() {
    let mut graph = Graph::two_way(3, [(0, 1, 5), (1, 2, 7)]);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let change = graph.set(&index, &[(0, None)]);
    let mut round = || {
        let mark = metric.mark();
        metric.update(&change).unwrap();
        let nested = metric.mark();
        metric.undo_to(nested).unwrap();
        metric.undo_to(mark).unwrap();
        metric.memory()
    };
    let once = round();
    for _ in 0..1_000 {
        assert_eq!(round(), once);
    }
}

#[test]
fn a_mark_on_the_same_place_is_the_same_mark() {
    let mut graph = Graph::two_way(3, [(0, 1, 5), (1, 2, 7)]);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let mark = metric.mark();
    assert_eq!(metric.mark(), mark);
    metric.update(&graph.set(&index, &[(0, None)])).unwrap();
    metric.undo_to(mark).unwrap();
    assert_eq!(metric.mark(), mark);
    metric.forget_marks();
    assert_eq!(metric.undo_to(mark), Err(MetricError::MarkLost));
}
