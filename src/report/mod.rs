//! Outcomes and networks, written down: JSON, CSV, GeoJSON, GraphML, GMNS, a page with a map. Nothing new is computed here.

mod amounts;
mod comparison;
mod csv;
mod flow;
mod geojson;
mod gmns;
mod graphml;
mod head;
mod html;
mod mends;
mod model;
mod network_file;
mod network_geojson;
mod pairs;
mod ranking;
mod sever;
mod words;

use std::path::{Path, PathBuf};

use serde::Serialize;
use thiserror::Error;

pub use self::amounts::{amount, percent, percent_of};
pub use self::comparison::{ComparedReport, ComparisonReport, MetricReport, comparison_csv, tau_csv};
pub use self::csv::impact_csv;
pub use self::flow::{
    CostCurveReport, CostPointReport, CurvePointReport, CurveReport, CutReport, DeliveryReport,
    FlowDestinationReport, FlowReport, FlowVerificationReport, LinkFlowReport, PartKind, PartReport,
    RouteFlowReport, SharesKind, ShortPair, ShortageReport, flow_csv, links_csv,
};
pub use self::geojson::{flows_geojson, ranking_geojson, routes_geojson};
pub use self::gmns::{write_gmns, write_gmns_rows};
pub use self::graphml::network_graphml;
pub use self::head::Head;
pub use self::html::{flow_html, ranking_html, report_html};
pub use self::mends::mends_geojson;
pub use self::model::{
    ClosureReport, DestinationReport, LegReport, NetworkReport, OriginReport, Report, RouteReport, SeveredBy,
    Shared, TotalsReport, VerificationReport,
};
pub use self::network_file::{NetworkFormat, write_network};
pub use self::network_geojson::network_geojson;
pub use self::pairs::{PairReport, PairsReport, PairsVerificationReport, SeveredReport, pairs_csv};
pub use self::ranking::{
    ConsequenceReport, ElementReport, ExposureReport, LossKind, LossReport, OutcomeKind, RankingReport,
    RankingVerificationReport, WorstReport, exposure_csv, ranking_csv,
};
pub use self::sever::{
    ProofKind, SeverAnswerKind, SeverReport, SeverRouteReport, SeverVerificationReport, sever_csv,
};
pub use self::words::{
    cheapest as cheapest_in_words, element as element_in_words, gap as gap_in_words, hub as hub_in_words,
    link as link_in_words, off_by as off_by_in_words, pair as pair_in_words, shared as shared_in_words,
};

/// What makes reports.
const GENERATOR: &str = concat!("supplyline ", env!("CARGO_PKG_VERSION"));

/// A report as JSON, indented, with a line end.
fn json<T: Serialize>(report: &T) -> String {
    // Only texts, numbers that are finite, lists and maps with text keys: all of which JSON has.
    let mut json = serde_json::to_string_pretty(report).unwrap_or_default();
    json.push('\n');
    json
}

/// Why something cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The system does not let it be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Writes a file as a whole or not at all: under another name first, then renamed.
///
/// # Errors
/// [`ReportError::Write`] where the system does not let it be written.
pub fn write_file(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), ReportError> {
    let path = path.as_ref();
    let failed = |source| ReportError::Write { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path)).map_err(|source| {
        let _ = std::fs::remove_file(&part);
        failed(source)
    })
}

/// Writes files into a folder, all of them or none: beside it first, then moved in. The folder is made where there is none; files
/// of other names in it stay.
///
/// # Errors
/// [`ReportError::Write`] where the system does not let it be written.
pub fn write_folder(folder: impl AsRef<Path>, files: &[(&str, &[u8])]) -> Result<(), ReportError> {
    let folder = folder.as_ref();
    let failed = |path: &Path, source| ReportError::Write { path: path.to_owned(), source };
    let Some(name) = folder.file_name() else {
        // `.` or `..`: there is no beside.
        return files.iter().try_for_each(|(name, bytes)| write_file(folder.join(name), bytes));
    };
    let mut part_name = name.to_owned();
    part_name.push(".part");
    let part = folder.with_file_name(part_name);
    // What is left of a run that was ended there is written over.
    let is_new = !folder.exists() && !part.exists();
    let write = || {
        std::fs::create_dir_all(&part).map_err(|source| failed(&part, source))?;
        for (name, bytes) in files {
            let path = part.join(name);
            std::fs::write(&path, bytes).map_err(|source| failed(&path, source))?;
        }
        if is_new {
            return std::fs::rename(&part, folder).map_err(|source| failed(folder, source));
        }
        std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
        // A file cannot take the place of a folder; better known before the first is moved.
        if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).is_dir()) {
            return Err(failed(&folder.join(name), std::io::ErrorKind::IsADirectory.into()));
        }
        for (name, _) in files {
            let path = folder.join(name);
            std::fs::rename(part.join(name), &path).map_err(|source| failed(&path, source))?;
        }
        let _ = std::fs::remove_dir(&part);
        Ok(())
    };
    write().inspect_err(|_| {
        for (name, _) in files {
            let _ = std::fs::remove_file(part.join(name));
        }
        let _ = std::fs::remove_dir(&part);
    })
}
