//! A progress bar on standard error, for what takes longer than a second.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use supplyline::progress::Progress;

/// Nothing is drawn before this much time has passed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Draws a bar per stage, once the stage has taken a while. `indicatif` draws on terminals only.
#[derive(Default)]
pub(crate) struct Bar(Mutex<Option<Stage>>);

struct Stage {
    bar: ProgressBar,
    since: Instant,
    drawn: bool,
}

impl Bar {
    fn with(&self, act: impl FnOnce(&mut Option<Stage>)) {
        // A thread that panicked while drawing leaves a bar that is still good enough to draw.
        act(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.with(|stage| {
            if let Some(stage) = stage.take() {
                stage.bar.finish_and_clear();
            }
        });
    }
}

impl Progress for Bar {
    fn begin(&self, stage: &'static str, steps: u64) {
        self.finish();
        let bar =
            ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden()).with_message(stage);
        if let Ok(style) = ProgressStyle::with_template("{msg:24} {bar:40} {percent:>3} %  {eta} left") {
            bar.set_style(style);
        }
        self.with(|current| {
            *current = Some(Stage { bar, since: Instant::now(), drawn: false });
        });
    }

    fn advance(&self, steps: u64) {
        self.with(|stage| {
            let Some(stage) = stage else {
                return;
            };
            stage.bar.inc(steps);
            if !stage.drawn && stage.since.elapsed() > PATIENCE {
                stage.drawn = true;
                stage.bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
    }
}
