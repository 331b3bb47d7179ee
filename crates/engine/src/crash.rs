//! Crashes to order: a named step at which the process kills itself as `kill -9` would, so that a test can
//! stop a refresh between any two writes. Compiled in only with the feature `crash-points`.

/// Ends the process at once, without unwinding, when `VOUCHSAFE_CRASH_AT` names this step.
#[cfg(feature = "crash-points")]
pub(crate) fn crash_point(step: &str) {
    if std::env::var("VOUCHSAFE_CRASH_AT").is_ok_and(|wanted| wanted == step) {
        tracing::error!(step, "crashing to order");
        std::process::abort();
    }
}

#[cfg(not(feature = "crash-points"))]
pub(crate) fn crash_point(_step: &str) {}
