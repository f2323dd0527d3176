//! What cannot be indexed or changed is refused, and nothing is done then.

use std::sync::Arc;

use supplyline::network::NewLink;
use supplyline::paths::{Index, IndexError, MetricError, Order, Topology};
use supplyline::{Impedance, Network, View};

use super::graph::{Graph, MOST};

#[test]
fn an_arc_needs_two_ends_that_are_there() {
    let error = Topology::new(3, vec![0, 1], vec![1]).unwrap_err();
    assert_eq!(error, IndexError::UnpairedArcs { tails: 2, heads: 1 });
    assert_eq!(error.to_string(), "there are 2 tails and 1 heads; an arc has one of each");
    let error = Topology::new(3, vec![0, 1], vec![1, 3]).unwrap_err();
    assert_eq!(error, IndexError::NoSuchNode { arc: 1, node: 3, nodes: 3 });
    let told = "arc 1 ends at node 3, but there are only 3 nodes (they are counted from 0)";
    assert_eq!(error.to_string(), told);
    let error = Topology::new(0, vec![0], vec![0]).unwrap_err();
    assert_eq!(error, IndexError::NoSuchNode { arc: 0, node: 0, nodes: 0 });
    assert!(matches!(Topology::new(2, vec![u32::MAX], vec![0]), Err(IndexError::NoSuchNode { .. })));
}

#[test]
fn counts_have_to_match() {
    let error = Topology::new(1 << 31, vec![], vec![]).unwrap_err();
    assert_eq!(error.to_string(), "nodes: 2147483648, but it has to be less than 2^31");
    let topology = Topology::new(3, vec![], vec![]).unwrap();
    let error = topology.clone().with_positions(vec![[0.0; 2]; 2]).unwrap_err();
    assert_eq!(error.to_string(), "positions: 2, but it has to be 3");
    for nodes in [vec![0, 1], vec![0, 1, 2, 3]] {
        let found = nodes.len();
        let error = Index::with_order(topology.clone(), &Order::from_nodes(nodes).unwrap()).unwrap_err();
        let wanted = "3".to_owned();
        assert_eq!(error, IndexError::WrongCount { what: "nodes of the order", found, wanted });
        assert_eq!(error.to_string(), format!("nodes of the order: {found}, but it has to be 3"));
    }
}

/// The hub of a star goes first, and so joins all others to one another.
#[test]
fn what_would_not_fit_into_memory_is_refused() {
    let nodes = 33_000;
    let star = Topology::new(nodes as usize, vec![0; nodes as usize - 1], (1..nodes).collect()).unwrap();
    let order = Order::from_nodes((0..nodes).collect()).unwrap();
    let error = Index::with_order(star.clone(), &order).unwrap_err();
    let IndexError::TooDense { weights, widest, limit } = error else { panic!("{error}") };
    assert_eq!((widest, limit), (33_000, 32_768));
    assert!(weights >= 33_000 * 33_000, "{weights}");
    let told = format!(
        "too dense for an index: {weights} weights, the widest panel 33000 columns (at most 32768); \
         a plain search answers on such a network"
    );
    assert_eq!(error.to_string(), told);
    // In an order of its own the same star is small.
    let index = Index::new(star, None).unwrap();
    assert!(index.weight_count() < 40 * nodes as usize, "{}", index.weight_count());
}

#[test]
fn costs_of_two_to_the_thirty_and_more_are_refused() {
    let graph = Graph::new(3, [(0, 1, Some(MOST)), (1, 2, Some(2)), (2, 2, Some(3))]);
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let before = metric.panels().map(<[u32]>::to_vec);
    let mark = metric.mark();
    for cost in [1 << 30, 1 << 31, u32::MAX] {
        // A loop is on no route, and refused all the same.
        for arc in 0..3 {
            let costs = |other| if other == arc { Some(cost) } else { None };
            let wanted = MetricError::CostTooLarge { arc, cost };
            assert_eq!(index.customize_with(costs).unwrap_err(), wanted);
            assert_eq!(metric.customize_with(costs).unwrap_err(), wanted);
            let changes = [(index.arc_id(1).unwrap(), Some(1)), (index.arc_id(arc).unwrap(), Some(cost))];
            assert_eq!(metric.update(&changes).unwrap_err(), wanted);
            assert_eq!(metric.panels(), before);
        }
    }
    let told = "arc 7 costs 1073741824; a cost has to be below 2^30 = 1,073,741,824 (298 hours in milliseconds, \
                107,374 km in decimetres): choose a larger unit";
    assert_eq!(MetricError::CostTooLarge { arc: 7, cost: 1 << 30 }.to_string(), told);
    metric.undo_to(mark).unwrap();
}

#[test]
fn an_arc_that_the_index_does_not_have_is_refused() {
    let graph = Graph::two_way(2, [(0, 1, 5)]);
    let larger = Graph::two_way(3, [(0, 1, 5), (1, 2, 7)]).index();
    let index = graph.index();
    let mut metric = graph.metric(&index);
    let before = metric.panels().map(<[u32]>::to_vec);
    let changes = [(larger.arc_id(0).unwrap(), None), (larger.arc_id(2).unwrap(), None)];
    let error = metric.update(&changes).unwrap_err();
    assert_eq!(error, MetricError::OutOfRange { what: "arc", number: 2, count: 2 });
    assert_eq!(error.to_string(), "there is no arc 2: there are 2 of them, counted from 0");
    assert_eq!(metric.panels(), before);
}

#[test]
fn a_view_of_another_network_is_refused() {
    let network = |from: &str, to: &str| {
        let link = NewLink::road(from, to).length("1 km").one_way();
        Network::builder().hub("A").hub("B").link(link).build().unwrap()
    };
    let (own, other) = (network("A", "B"), network("B", "A"));
    let index = Arc::new(Index::new(&own, None).unwrap());
    let mut view = View::new(&other, Impedance::Length);
    assert_eq!(index.customize(&view).unwrap_err(), MetricError::OtherNetwork);
    let mut metric = index.customize(&View::new(&own, Impedance::Length)).unwrap();
    let before = metric.panels().map(<[u32]>::to_vec);
    assert_eq!(metric.customize(&view), Err(MetricError::OtherNetwork));
    let mark = view.mark();
    view.close_hub(other.find_hub("A").unwrap());
    let error = metric.follow(&view, &view.changes_since(mark).unwrap()).unwrap_err();
    assert_eq!(error, MetricError::OtherNetwork);
    let told = "the view is of another network than the index was made for; make an index for that network";
    assert_eq!(error.to_string(), told);
    assert_eq!(metric.panels(), before);
    // An equal network, built again, is the same.
    assert!(index.is_of(&network("A", "B")));
}

#[test]
fn a_lost_mark_says_so() {
    let told = "this mark was undone past, or is of another metric";
    assert_eq!(MetricError::MarkLost.to_string(), told);
}
