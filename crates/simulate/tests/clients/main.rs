//! Third-party clients, unmodified, against the simulated Zoom.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test that they serve")]

mod environment;
mod proxy;
mod pyzoom;
mod zoomus;
