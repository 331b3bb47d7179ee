//! Items become revisions, revisions messages, and messages stay what they are.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

mod extremes;
mod golden;
mod hostile;
mod mapping;
mod parsing;
mod participants;
mod query;
mod revise;
mod samples;
mod skeleton;
