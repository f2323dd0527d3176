//! `flow.csv` and `links.csv`: a row per destination or OD pair, and one per link that carries anything.

use super::FlowReport;
use crate::report::csv::table;

/// `flow.csv`: a row per destination or OD pair; what is missing is an empty cell. What has no limit says `unlimited`.
#[must_use]
pub fn flow_csv(report: &FlowReport) -> String {
    let columns = [
        "hub",
        "name",
        "od_origin",
        "demand_t_per_d",
        "alone_before_t_per_d",
        "alone_after_t_per_d",
        "gets_before_t_per_d",
        "gets_after_t_per_d",
        "demand_met_before",
        "demand_met",
        "bottleneck_t_per_d",
        "bottleneck",
        "bottleneck_is_unique",
    ];
    let cell = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let alone = |most: Option<f64>| most.map_or_else(|| "unlimited".to_owned(), |most| most.to_string());
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for one in &report.destinations {
        let cut = one.bottleneck.as_ref();
        let parts = cut.map(|cut| cut.parts.iter().map(|part| part.key.as_str()).collect::<Vec<_>>());
        rows.push(vec![
            one.hub.clone(),
            one.name.clone().unwrap_or_else(|| one.hub.clone()),
            one.od_origin.clone().unwrap_or_default(),
            one.demand_t_per_d.to_string(),
            alone(one.alone_before_t_per_d),
            alone(one.alone_after_t_per_d),
            cell(one.gets_before_t_per_d),
            cell(one.gets_after_t_per_d),
            one.demand_met_before.to_string(),
            one.demand_met.to_string(),
            cell(cut.map(|cut| cut.capacity_t_per_d)),
            parts.map(|parts| parts.join("; ")).unwrap_or_default(),
            cut.and_then(|cut| cut.is_unique).map(|is| is.to_string()).unwrap_or_default(),
        ]);
    }
    table(&rows)
}

/// `links.csv`: a row per link, direction and mode that carries anything before or after.
#[must_use]
pub fn links_csv(report: &FlowReport) -> String {
    let columns = [
        "link",
        "from",
        "to",
        "mode",
        "before_t_per_d",
        "after_t_per_d",
        "capacity_t_per_d",
        "is_full",
        "is_closed",
    ];
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for link in &report.links {
        rows.push(vec![
            link.link.clone(),
            link.from.clone(),
            link.to.clone(),
            link.mode.to_string(),
            link.before_t_per_d.to_string(),
            link.after_t_per_d.to_string(),
            link.capacity_t_per_d.map(|limit| limit.to_string()).unwrap_or_default(),
            link.is_full.to_string(),
            link.is_closed.to_string(),
        ]);
    }
    table(&rows)
}
