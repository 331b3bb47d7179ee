//! What was once wrong, told as it happened: clocks that differ, processes that end, defects of ours, readings
//! that cannot be kept. The service is made for the purpose; store, jobs and judging are real, on both databases.

#![allow(clippy::unwrap_used, reason = "a test that fails says so by its panic")]

mod afterthoughts;
mod catalog;
mod causes;
mod clocks;
mod erasure;
mod evidence;
mod hours;
mod house;
mod interrupted;
mod limits;
mod pack_updates;
mod parameters;
mod people;
mod polls;
mod quota;
mod reading;
mod refusals;
mod renames;
mod service;
mod sign_in;
