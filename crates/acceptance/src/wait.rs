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
pub async fn within<T>(limit: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        let now = Instant::now();
        assert!(now < end, "not within {limit:?}: {what}");
        sleep(PAUSE).await;
    }
}
