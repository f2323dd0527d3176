//! Why the command ends early, as a person or a program reads it.

use std::fmt::Display;
use std::io::Write as _;

use serde::Serialize;
use supplyline::analysis::flow::FlowRejection;
use supplyline::analysis::rank::RankingRejection;
use supplyline::analysis::sever::SeverRejection;
use supplyline::analysis::{AnalysisError, Rejection};
use supplyline::diagnostic::{Located, Place, Problems};
use supplyline::network::NetworkError;
use supplyline::report::ReportError;
use supplyline::scenario::ScenarioError;

use crate::args::Format;
use crate::bar::INTERRUPTED;

const STOPPED: &str = "stopped; nothing was written.";

/// Why the command ends early.
pub(crate) enum Failure {
    /// The input has problems.
    Input(Vec<Told>, u64),
    /// The checker rejects an answer.
    Rejected(Vec<String>),
    /// The output cannot be written.
    Output(String),
    /// Ctrl-C, before anything was written.
    Stopped,
    /// Whoever reads the output has seen enough, such as `head`. No failure.
    ReaderLeft,
}

/// A problem or a warning, ready to be shown.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    message: String,
    #[serde(skip)]
    place: String,
}

impl Told {
    pub(crate) fn new(place: &Place, message: impl Display) -> Self {
        Self {
            file: place.path().map(|path| path.display().to_string()),
            line: place.line(),
            column: place.column(),
            key: place.name().map(str::to_owned),
            message: message.to_string(),
            place: place.to_string(),
        }
    }

    pub(crate) fn located<T: Display>(found: &Located<T>) -> Self {
        Self::new(&found.place, &found.what)
    }
}

impl Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// What cannot be read.
pub(crate) fn input<P: Display>(problems: &Problems<P>) -> Failure {
    Failure::Input(problems.iter().map(Told::located).collect(), problems.left_out())
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        input(&error.problems)
    }
}

impl From<NetworkError> for Failure {
    fn from(error: NetworkError) -> Self {
        input(&error.problems)
    }
}

impl From<AnalysisError> for Failure {
    fn from(error: AnalysisError) -> Self {
        Self::Input(vec![Told::new(&Place::key("analysis"), error)], 0)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Output(error.to_string())
    }
}

impl From<Vec<Rejection>> for Failure {
    fn from(rejections: Vec<Rejection>) -> Self {
        Self::Rejected(rejections.iter().map(ToString::to_string).collect())
    }
}

impl From<Vec<FlowRejection>> for Failure {
    fn from(rejections: Vec<FlowRejection>) -> Self {
        Self::Rejected(rejections.iter().map(ToString::to_string).collect())
    }
}

impl From<SeverRejection> for Failure {
    fn from(rejection: SeverRejection) -> Self {
        match rejection {
            SeverRejection::NoQuestion(error) => error.into(),
            other => Self::Rejected(vec![other.to_string()]),
        }
    }
}

impl From<RankingRejection> for Failure {
    fn from(rejection: RankingRejection) -> Self {
        match rejection {
            RankingRejection::NotDone(error) => error.into(),
            other => Self::Rejected(vec![other.to_string()]),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::ReaderLeft,
            _ => Self::Output(format!("standard output: {error}")),
        }
    }
}

impl Failure {
    /// The exit code; [`crate::args::EXIT_CODES`] tells what they mean.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Input(..) => 1,
            Self::Rejected(_) => 3,
            Self::Output(_) => 4,
            Self::Stopped => INTERRUPTED,
            Self::ReaderLeft => 0,
        }
    }

    /// Prints it: to standard error for people, to standard output for programs.
    pub(crate) fn print(&self, format: Format) {
        match format {
            Format::Json => {
                let json = match self {
                    Self::Input(problems, left_out) => {
                        serde_json::json!({ "valid": false, "problems": problems, "problems_left_out": left_out })
                    }
                    Self::Rejected(rejections) => serde_json::json!({
                        "rejections": rejections
                    }),
                    Self::ReaderLeft => return,
                    Self::Stopped => serde_json::json!({ "problems": [{ "message": STOPPED }] }),
                    Self::Output(message) => serde_json::json!({ "problems": [{ "message": message }] }),
                };
                // The exit code still tells, where nothing can be written.
                let _ = writeln!(anstream::stdout(), "{json:#}");
            }
            Format::Table => self.print_for_people(),
        }
    }

    fn print_for_people(&self) {
        const ERROR: &str = "\u{1b}[1;31merror\u{1b}[0m";
        let mut lines: Vec<String> = Vec::new();
        match self {
            Self::Input(problems, left_out) => {
                lines.extend(problems.iter().map(|problem| format!("{ERROR}: {problem}")));
                if *left_out > 0 {
                    lines.push(format!("… and {left_out} more"));
                }
                let count = problems.len() as u64 + left_out;
                let things = if count == 1 { "problem" } else { "problems" };
                lines.push(format!("{count} {things}; nothing was written."));
            }
            Self::Rejected(rejections) => {
                lines.extend(rejections.iter().map(|rejection| format!("{ERROR}: not proved: {rejection}")));
                lines.push("Please report this: an answer did not stand its own proof.".to_owned());
            }
            Self::ReaderLeft => {}
            Self::Stopped => lines.push(STOPPED.to_owned()),
            Self::Output(message) => lines.push(format!("{ERROR}: {message}")),
        }
        let text = lines.into_iter().map(|line| line + "\n").collect::<String>();
        say(&text);
    }
}

/// Writes to standard error, in colour on terminals only. Where that cannot be written, the exit code still tells.
pub(crate) fn say(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
