//! The simulated Zoom over HTTP, as a client meets it.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test that they serve")]

mod binary;
mod conformance;
mod connection_faults;
mod groups;
mod large;
mod limits;
mod meanwhile;
mod people;
mod reply_faults;
mod reports;
mod scopes;
mod settings;
mod support;
mod token;
mod webhook_faults;
mod webhooks;
