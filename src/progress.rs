//! Long work shows how far it is, and can be stopped.

/// What long work calls while it runs. The command draws a bar with it; a test counts with it.
///
/// All methods have empty defaults. They are called from any thread.
pub trait Progress: Sync {
    /// A stage begins: what it does, and how many steps it has (0 where that is not known).
    fn begin(&self, stage: &'static str, steps: u64) {
        let _ = (stage, steps);
    }

    /// So many steps more are done.
    fn advance(&self, steps: u64) {
        let _ = steps;
    }

    /// Whether the work should stop at the next good place. It then ends with an error that says so.
    fn stop_requested(&self) -> bool {
        false
    }
}

/// Shows nothing and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
