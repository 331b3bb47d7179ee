//! What the operator decides when starting the server; nothing of it comes from a browser.

use std::time::Duration;
use url::Url;

/// The daily refresh of every instance.
pub const REFRESH_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

/// How many days personal data are kept unless the operator says otherwise: a quarter, which is what looking into
/// an incident takes.
pub const PERSONAL_DATA_DAYS: u32 = 90;

/// The operator's settings that use-cases rest on.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address that people and services reach this server by.
    pub public_url: Url,
    /// The address that services deliver their events to, where it is another.
    pub webhook_url: Url,
    /// Whether webhooks may go to private addresses, and over plain http to this machine.
    pub private_notification_targets: bool,
    /// How long after the last refresh the next one is due.
    pub refresh_period: Duration,
    /// The first pause before a page that failed in passing is read again; doubles each time.
    pub retry_pause: Duration,
    /// How long a sign-in lasts.
    pub session_lifetime: Duration,
    /// How many days names and addresses are kept in what was read; ids and counts stay.
    pub personal_data_days: u32,
    /// Names this process in job leases.
    pub node: String,
}

impl Config {
    pub fn new(public_url: Url, node: impl Into<String>) -> Self {
        Self {
            webhook_url: public_url.clone(),
            public_url,
            private_notification_targets: false,
            refresh_period: REFRESH_PERIOD,
            retry_pause: Duration::from_secs(1),
            session_lifetime: Duration::from_secs(12 * 60 * 60),
            personal_data_days: PERSONAL_DATA_DAYS,
            node: node.into(),
        }
    }
}
