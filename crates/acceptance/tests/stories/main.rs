//! Users' stories. Each begins with a house of its own; those that rest on what is kept run on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

mod access;
mod alerts;
mod archive;
mod as_of;
mod command_line;
mod connectors;
mod crashes;
mod drift;
#[path = "../../../simulate/tests/clients/environment.rs"]
#[allow(dead_code, reason = "the simulator's own tests use the rest of it")]
mod environment;
mod events;
mod evidence;
mod faults;
mod first_contact;
mod first_whole;
mod midway;
mod pack_updates;
mod packs;
mod parameters;
mod salesforce;
mod secrets;
mod staleness;
mod two_nodes;
mod wrong_input;
