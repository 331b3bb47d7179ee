//! The simulator's own HTTP client: it plays the service that calls webhooks, and calls itself.

use std::time::Duration;

/// How long any call may take; webhooks have less.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client without redirects and without a proxy.
///
/// # Errors
/// When the system's TLS or resolver cannot be set up.
#[expect(clippy::disallowed_methods, reason = "the simulator plays the service outside, not our connectors")]
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).no_proxy().build()
}
