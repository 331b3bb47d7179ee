//! The room against servers on this machine: the client on its own, and the connectors.
//!
//! The servers answer what a test tells them to, byte by byte where HTTP itself is to be broken. They are no
//! picture of a service; they are its wire.

#![expect(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

mod client;
mod fake;
mod faults;
mod paging;
mod reading;
mod salesforce;
mod secrets;
mod sign_in;
mod story;
mod validation;
