//! The API as its callers meet it: the real router over a real engine and a database of its own.

#![allow(clippy::unwrap_used, reason = "a test that fails says so by its panic")]

mod access;
mod document;
mod doors;
mod drafts;
mod headers;
mod instances;
mod live;
mod logs;
mod methods;
mod portal;
mod principals;
mod problems;
mod roles;
mod serving;
mod session;
mod setup;
mod webhooks;
mod world;
