//! The Salesforce connector against answers as Salesforce's wire has them.

mod chatter;
mod faults;
mod login;
mod reading;
mod wire;
