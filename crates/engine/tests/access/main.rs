//! Who may do what, and who somebody is, as people, programs and strangers meet it, on both databases.

#![allow(clippy::unwrap_used, reason = "a test that fails says so by its panic")]

mod house;
mod recovery;
mod role_groups;
mod second_factor;
mod signing_in;
mod tokens;
