//! Items become revisions, revisions messages, and messages stay what they are.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

mod golden;
mod hostile;
mod parsing;
mod participants;
mod revise;
mod samples;
