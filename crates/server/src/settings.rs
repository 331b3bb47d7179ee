//! What the operator decides about HTTP alone; all else stands in [`engine::Config`].

use std::{net::IpAddr, time::Duration};

/// How often an open page's stream is kept alive, and its session looked at again.
const LIVE_PULSE: Duration = Duration::from_secs(15);

/// The server's own settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Reverse proxies whose `X-Forwarded-For` is believed: its last entry is then the peer that sign-in
    /// is throttled by. From anybody else the header is ignored.
    pub trusted_proxies: Vec<IpAddr>,
    /// See [`Settings::default`]: 15 s.
    pub live_pulse: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { trusted_proxies: Vec::new(), live_pulse: LIVE_PULSE }
    }
}
