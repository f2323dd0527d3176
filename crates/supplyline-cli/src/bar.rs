//! A progress bar on standard error, for what takes longer than a second.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use supplyline::progress::Progress;

/// Nothing is drawn before this much time has passed.
const PATIENCE: Duration = Duration::from_secs(1);

/// The exit code of a command that Ctrl-C ended, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Draws a bar per stage, once the stage has taken a while. `indicatif` draws on terminals only.
#[derive(Default)]
pub(crate) struct Bar {
    stage: Mutex<Option<Stage>>,
    stop: Arc<AtomicBool>,
}

struct Stage {
    bar: ProgressBar,
    since: Instant,
    drawn: bool,
}

impl Bar {
    fn with(&self, act: impl FnOnce(&mut Option<Stage>)) {
        // A thread that panicked while drawing leaves a bar that is still good enough to draw.
        act(&mut self.stage.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    /// From now on the first Ctrl-C asks the work to stop where nothing is left half done, and the second ends it at once. For
    /// work that asks whether it should.
    pub(crate) fn stop_on_interrupt(&self) {
        let stop = Arc::clone(&self.stop);
        // Where there can be no handler, Ctrl-C ends the command at once, as it does anyhow.
        let _ = ctrlc::set_handler(move || {
            if stop.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(INTERRUPTED));
            }
        });
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

    fn stop_requested(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
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
