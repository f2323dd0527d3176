//! placeholder until the page lands
use super::Report;
use crate::analysis::Impact;
use crate::scenario::Scenario;
/// The page.
#[must_use]
pub fn report_html(_: &Scenario<'_>, _: &Impact, report: &Report) -> String {
    report.to_json()
}
