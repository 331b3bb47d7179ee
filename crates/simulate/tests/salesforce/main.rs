//! The simulated Salesforce over HTTP, as a client meets it.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test that they serve")]

mod binary;
mod changes;
mod chatter;
mod faults;
mod large;
mod login;
mod metadata;
mod oauth;
mod paging;
mod posture;
mod queries;
mod rest;
mod rights;
mod state;
mod support;
