//! Assessments, improvement actions and scores, as people meet them, on both databases: a small pack and
//! regulations made for the purpose, outcomes judged from readings and recorded as a refresh would.

#![allow(clippy::unwrap_used, reason = "a test that fails says so by its panic")]

mod actions;
mod assessments;
mod house;
mod overview;
mod shapes;
mod statuses;
mod worked_example;
