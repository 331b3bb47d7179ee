//! Users' stories against the real binary and real parts.
//!
//! A [`House`] is a `vouchsafe serve` with a simulated Zoom beside it, each a process of its own, on SQLite or
//! on PostgreSQL. Its clock is a file, so that days pass in an instant. The binaries are those that
//! `cargo xtask test` put into `target/test-tools` (built with the feature `test-clock`).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test harness: what fails here fails the test")]

mod client;
mod database;
mod house;
mod process;
mod wait;

pub use client::{Answer, Client, Live};
pub use database::Database;
pub use house::{ADMINISTRATOR, House, PASSWORD, Plan, ZoomAccount};
pub use process::{Server, tool};
pub use wait::{eventually, within, within_or_told};

/// Calls a story once per database; its name says which one failed.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* $name:ident => $story:path;)+) => {$(
        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                $story(&$crate::Database::sqlite()).await;
            }
            #[tokio::test]
            async fn on_postgres() {
                $story(&$crate::Database::postgres().await).await;
            }
        }
    )+};
}
