//! The one outbound HTTP client of the house.
//!
//! It speaks TLS 1.2 or newer, follows no redirect, takes no proxy from the environment, repeats nothing by
//! itself, talks only to the hosts that it was made for ([`Hosts`]), dials only public addresses, and takes
//! answers only up to a size and within a time ([`Limits`]). Its errors hold hosts and reasons, never
//! addresses with queries, headers or bodies.

mod address;
mod answer;
mod call;
mod classify;
mod client;
mod error;
mod hosts;
pub mod json;
mod rate_limit;
mod resolver;
mod retry_after;
mod stream;
mod words;

pub use answer::Answer;
pub use call::Call;
pub(crate) use call::basic_credentials;
pub use client::{Client, Limits};
pub use error::HttpError;
pub use hosts::Hosts;
pub use rate_limit::RateLimit;
pub use retry_after::parse_retry_after;
pub use stream::{PIECE_BYTES_MAX, Streamed};
pub use words::{WORDS_CHARS_MAX, words};
