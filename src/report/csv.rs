//! `impact.csv`: a row per destination.

use crate::report::model::{Report, RouteReport};

/// The columns, in order.
const COLUMNS: [&str; 23] = [
    "hub",
    "name",
    "od_origin",
    "demand_t_per_d",
    "status",
    "route_changed",
    "cost_ratio",
    "throughput_before_t_per_d",
    "throughput_after_t_per_d",
    "demand_met_before",
    "demand_met",
    "before_origin",
    "before_time_h",
    "before_length_km",
    "before_capacity_t_per_d",
    "before_hubs",
    "before_links",
    "after_origin",
    "after_time_h",
    "after_length_km",
    "after_capacity_t_per_d",
    "after_hubs",
    "after_links",
];

/// `impact.csv`: a row per destination or OD pair; what is missing is an empty cell, lists are joined by ` > `.
#[must_use]
pub fn impact_csv(report: &Report) -> String {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    for destination in &report.destinations {
        let cell = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut row = vec![
            destination.hub.clone(),
            destination.name.clone().unwrap_or_else(|| destination.hub.clone()),
            destination.od_origin.clone().unwrap_or_default(),
            destination.demand_t_per_d.to_string(),
            destination.status.to_string(),
            destination.route_changed.to_string(),
            cell(destination.cost_ratio),
            cell(destination.throughput_before_t_per_d),
            cell(destination.throughput_after_t_per_d),
            cell(destination.demand_met_before),
            cell(destination.demand_met),
        ];
        row.extend(route_cells(destination.before.as_ref()));
        row.extend(route_cells(destination.after.as_ref()));
        rows.push(row);
    }
    table(&rows)
}

/// Rows as CSV text.
pub(super) fn table<C: AsRef<[u8]>>(rows: &[Vec<C>]) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // Writing to memory does not fail.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn route_cells(route: Option<&RouteReport>) -> [String; 6] {
    match route {
        None => Default::default(),
        Some(route) => [
            route.origin.clone(),
            route.time_h.to_string(),
            route.length_km.to_string(),
            route.capacity_t_per_d.map(|tonnes| tonnes.to_string()).unwrap_or_default(),
            route.hubs.join(" > "),
            route.links.join(" > "),
        ],
    }
}
