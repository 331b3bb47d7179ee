//! Waiting for what another process does, with a bound.

use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often one looks.
const PAUSE: Duration = Duration::from_millis(50);
/// What a change may take until it shows.
const SOON: Duration = Duration::from_secs(20);

/// Looks until there is something to see, for at most 20 s; panics with `what` when there is not.
pub async fn eventually<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(SOON, what, look).await
}

/// Looks until there is something to see, for at most `limit`.
pub async fn within<T>(limit: Duration, what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within_or_told(limit, look, async || what.to_owned()).await
}

/// The same; what there is instead is told when the time is over.
pub async fn within_or_told<T>(
    limit: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
    tell: impl AsyncFnOnce() -> String,
) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        if Instant::now() >= end {
            panic!("not within {limit:?}: {}", tell().await);
        }
        sleep(PAUSE).await;
    }
}
