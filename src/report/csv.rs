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
    let mut table = Table::default();
    for row in rows {
        table.push(row);
    }
    table.finish()
}

/// CSV text that is made row by row, so that no more than one row is held beside it.
pub(super) struct Table(csv::Writer<Vec<u8>>);

impl Default for Table {
    fn default() -> Self {
        Self(csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()))
    }
}

impl Table {
    /// A table with these columns, separated by commas.
    pub(super) fn with_columns(header: &str) -> Self {
        let mut table = Self::default();
        table.push(header.split(','));
        table
    }

    /// Adds a row.
    pub(super) fn push<C: AsRef<[u8]>>(&mut self, row: impl IntoIterator<Item = C>) {
        // Writing to memory does not fail.
        let _ = self.0.write_record(row);
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        let bytes = self.0.into_inner().unwrap_or_default();
        // What was put in is text, so nothing is lost, and nothing copied.
        String::from_utf8(bytes).unwrap_or_default()
    }
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
