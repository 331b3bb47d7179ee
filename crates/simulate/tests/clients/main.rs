//! Third-party clients, unmodified, against the simulated services.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test that they serve")]

mod chatter;
mod environment;
mod jsforce;
mod proxy;
mod pyzoom;
mod simple_salesforce;
mod zeep;
mod zoomus;
